//! A pack while it is read, over the one it extends: names first, then what speaks of them. The trees of what was read are
//! kept, for packs that extend this one change trees.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::mem;

use super::file::RuleFile;
use crate::diagnostic::Text;
use crate::diagnostic::near::{did_you_mean, nearest};
use crate::keys::desk::Desk;
use crate::keys::known::Known;
use crate::keys::tree::{Entry, Node};
use crate::keys::{Keys, Kinds, Lack, Part, Reader};
use crate::rule::binding::{Alias, Dictionary, Fact, FormBinding, SectionBinding, TableBinding};
use crate::rule::merge::merge;
use crate::rule::pack::{Applies, Change, Names, Pack, Rule};
use crate::rule::parts::PHRASE;
use crate::rule::words::fold;
use crate::source::Span;

/// A pack and the trees of what was read of it, by the key at the top and the name.
pub struct Laid<'t> {
    /// The pack; what follows is in it when all is read.
    pub pack: Pack,
    pub(super) names: Names,
    pub(super) rules: Vec<Rule>,
    trees: BTreeMap<(&'static str, String), Cow<'t, Entry>>,
}

/// What rules that speak of these names may say.
pub fn known(named: &Names) -> Known {
    let names = |aliases: &[Alias]| aliases.iter().map(|alias| alias.name.clone()).collect::<Vec<_>>();
    let form = |form: &FormBinding| {
        let categories = form.indicators.as_ref().map(|known| names(&known.categories));
        (form.name.clone(), names(&form.fields), categories.unwrap_or_default())
    };
    Known {
        tables: named.tables.iter().map(|table| table.name.clone()).collect(),
        forms: named.forms.iter().map(form).collect(),
        sections: named.sections.iter().map(|section| section.name.clone()).collect(),
        dictionaries: named.dictionaries.iter().map(|dictionary| dictionary.name.clone()).collect(),
        facts: named.facts.iter().map(|fact| fact.name.clone()).collect(),
        phrases: named.phrases.clone(),
    }
}

impl<'t> Laid<'t> {
    /// `pack` with everything of the pack it extends; what is said of the same name afterwards changes it.
    pub fn over(base: Option<&Laid<'t>>, pack: Pack) -> Self {
        let Some(Laid { pack: base, trees, .. }) = base else {
            return Self { pack, names: Names::default(), rules: Vec::new(), trees: BTreeMap::new() };
        };
        let own = &pack.applies;
        let applies = match own.title.is_empty() && own.except.is_empty() && own.tables == 0 {
            true => Applies { years: own.years.or(base.applies.years), ..base.applies.clone() },
            false => own.clone(),
        };
        let Pack { name, title, extends, off, files, presumed, .. } = pack;
        let presumed = presumed || base.presumed;
        let pack = Pack { name, title, extends, off, files, presumed, applies, ..base.clone() };
        let (names, rules) = ((*pack.names).clone(), (*pack.rules).clone());
        Self { pack, names, rules, trees: trees.clone() }
    }

    /// Reads `files` into the pack.
    pub fn read(mut self, desk: &mut Desk<'_>, kinds: Kinds<'_>, files: &[&'t RuleFile]) -> Self {
        let inherited = self.names.phrases.clone();
        self.read_names(desk, files);
        let known = known(&self.names);
        if inherited.iter().any(|phrase| !known.phrases.contains(phrase)) {
            self.read_again(desk, &known, kinds);
        }
        self.read_rules(desk, &known, kinds, files);
        self.pack.names = mem::take(&mut self.names).into();
        self.pack.rules = mem::take(&mut self.rules).into();
        self
    }

    /// Reads what the rules of `files` speak of.
    pub fn read_names(&mut self, desk: &mut Desk<'_>, files: &[&'t RuleFile]) {
        let mut seen = BTreeMap::new();
        for room in ["table", "form", "section", "dictionary"] {
            for entry in new(desk, &mut seen, files, room) {
                self.binding(desk, &Known::default(), room, entry);
            }
        }
        let mut known = known(&self.names);
        for entry in new(desk, &mut seen, files, "phrase") {
            let read = PHRASE.read(&mut Reader::of(desk, &known, &[], entry), &entry.node);
            put(&mut known.phrases, read.map(|meant| (fold(&entry.key), meant)), |(name, _)| name);
        }
        for entry in new(desk, &mut seen, files, "fact") {
            self.binding(desk, &known, "fact", entry);
        }
        self.names.phrases = known.phrases;
    }

    /// Reads the rules of `files`, which speak of what is `known`.
    pub fn read_rules(
        &mut self,
        desk: &mut Desk<'_>,
        known: &Known,
        kinds: Kinds<'_>,
        files: &[&'t RuleFile],
    ) {
        for entry in new(desk, &mut BTreeMap::new(), files, "rule") {
            name_is_kebab(desk, entry);
            self.rule(desk, known, kinds, entry);
        }
    }

    /// Reads the rules that the pack inherited once more, as phrases of theirs stand for something else now.
    fn read_again(&mut self, desk: &mut Desk<'_>, known: &Known, kinds: Kinds<'_>) {
        for old in &mut self.rules {
            let tree = self.trees.get(&("rule", old.name().to_owned()));
            let read = tree.and_then(|tree| read_rule(desk, known, kinds, tree, old.id.clone()));
            if let Some(rule) = read {
                let (changes, demands) = (mem::take(&mut old.changes), old.demands.take());
                *old = Rule { changes, demands, ..rule };
            }
        }
    }

    /// Reads one thing that rules speak of.
    fn binding(&mut self, desk: &mut Desk<'_>, known: &Known, room: &'static str, entry: &'t Entry) {
        let place = (room, fold(&entry.key));
        // A dictionary is its codes or its file, so that another takes its place.
        let base = self.trees.get(&place).filter(|_| room != "dictionary");
        let entry = match base {
            Some(base) => Cow::Owned(Entry { node: merge(desk, &base.node, &entry.node), ..entry.clone() }),
            None => Cow::Borrowed(entry),
        };
        let before = desk.faults();
        let mut reader = Reader::of(desk, known, &[], &entry);
        let (node, names) = (&entry.node, &mut self.names);
        match room {
            "table" => {
                let table = TableBinding::read(&mut reader, node);
                let lost = |table: &&TableBinding| table.caption.is_empty() && table.header.is_empty();
                if reader.desk.faults() == before && table.iter().any(|table| lost(&table)) {
                    reader.lacks(node, Lack::Key(vec!["caption", "header"]));
                }
                put(&mut names.tables, table, |known| &known.name);
            }
            "form" => {
                let mut form = FormBinding::read(&mut reader, node);
                if let Some(FormBinding { halves, percent, .. }) = &mut form {
                    halves.iter_mut().for_each(|half| half.percent = percent.contains(&half.name));
                }
                put(&mut names.forms, form, |known| &known.name);
            }
            "section" => {
                put(&mut names.sections, SectionBinding::read(&mut reader, node), |known| &known.name)
            }
            "dictionary" => {
                let read = Dictionary::read(&mut reader, node);
                let both = |read: &Dictionary| read.codes.is_some() == read.file.is_some();
                if reader.desk.faults() == before && read.as_ref().is_some_and(both) {
                    reader.lacks(node, Lack::OneOf(vec!["codes", "file"]));
                }
                let read = read.filter(|read| !both(read));
                put(&mut names.dictionaries, read, |known| &known.name);
            }
            _ => put(&mut names.facts, Fact::read(&mut reader, node), |known| &known.name),
        }
        self.trees.insert(place, entry);
    }

    /// Reads one rule, or what changes of one that the pack inherited.
    fn rule(&mut self, desk: &mut Desk<'_>, known: &Known, kinds: Kinds<'_>, entry: &'t Entry) {
        let (pack, rules) = (&mut self.pack, &mut self.rules);
        let place = ("rule", entry.key.to_string());
        let base = self.trees.get(&place);
        let inherited = base.and_then(|_| rules.iter().position(|rule| rule.name() == entry.key));
        let Some((at, base)) = inherited.zip(base) else {
            if pack.extends.is_some() && entry.node.get("check").is_none() {
                return nothing_to_change(desk, pack, rules, entry);
            }
            let id = format!("{}/{}", pack.name, entry.key);
            if let Some(rule) = read_rule(desk, known, kinds, entry, id).filter(|rule| !rule.off) {
                rules.push(rule);
                self.trees.insert(place, Cow::Borrowed(entry));
            }
            return;
        };
        let changes = changes(&pack.name, &entry.node);
        let merged = Entry { node: merge(desk, &base.node, &entry.node), ..base.clone().into_owned() };
        let Some(rule) = read_rule(desk, known, kinds, &merged, rules[at].id.clone()) else { return };
        if rule.off {
            pack.off.push((rule.id, desk.inside(entry.span, &entry.key)));
            rules.remove(at);
            return;
        }
        let before = mem::take(&mut rules[at].changes);
        let changes = [before, changes].concat();
        let check = merged.node.get("check").and_then(|check| check.node.table()?.first());
        let demands = check.filter(|_| changes.iter().any(|change| change.key.starts_with("check.")));
        let demands = demands.map(|kind| kind.node.written(desk.sources));
        rules[at] = Rule { changes, demands, ..rule };
        self.trees.insert(place, Cow::Owned(merged));
    }
}

/// What `files` say in a room, each name once.
fn new<'t>(
    desk: &mut Desk<'_>,
    seen: &mut BTreeMap<(&'static str, String), Span>,
    files: &[&'t RuleFile],
    room: &'static str,
) -> Vec<&'t Entry> {
    let entries: Vec<&Entry> = files.iter().flat_map(|tree| tree.named(desk, room)).collect();
    entries.into_iter().filter(|entry| is_new(desk, seen, room, entry)).collect()
}

/// Whether nothing of this name was seen before; both places are told.
fn is_new(
    desk: &mut Desk<'_>,
    seen: &mut BTreeMap<(&'static str, String), Span>,
    room: &'static str,
    entry: &Entry,
) -> bool {
    // Formulas speak of tables and forms alike, and patterns of facts and phrases, so these share their names.
    let name = match room {
        "form" => ("table", fold(&entry.key)),
        "phrase" => ("fact", fold(&entry.key)),
        "rule" => (room, entry.key.to_string()),
        _ => (room, fold(&entry.key)),
    };
    let span = desk.inside(entry.span, &entry.key);
    if let Some(first) = seen.get(&name) {
        let name = &entry.key;
        let message = Text::new(format!("「{name}」定义了两次"), format!("`{name}` is defined twice"));
        let help = Text::new("去掉其中一处，或改名", "remove or rename one of them");
        desk.both(Some(*first), span, message, help);
        return false;
    }
    seen.insert(name, span);
    true
}

/// Takes in a binding; one of the same name that the pack inherited makes way for it.
fn put<T>(known: &mut Vec<T>, new: Option<T>, name: fn(&T) -> &String) {
    let Some(new) = new else { return };
    match known.iter_mut().find(|old| name(old) == name(&new)) {
        Some(old) => *old = new,
        None => known.push(new),
    }
}

/// Reads a rule. One with any fault is not run: it would not say what its author meant.
fn read_rule(
    desk: &mut Desk<'_>,
    known: &Known,
    kinds: Kinds<'_>,
    entry: &Entry,
    id: String,
) -> Option<Rule> {
    let before = desk.faults();
    let mut reader = Reader::of(desk, known, kinds, entry);
    reader.name.0 = id;
    let rule = Rule::read(&mut reader, &entry.node);
    let sound = reader.desk.faults() == before;
    rule.filter(|_| sound)
}

/// The keys that a layer changes, each with its place: `check` key by key, all others whole.
fn changes(pack: &str, layer: &Node) -> Vec<Change> {
    let change = |key: String, node: &Node| Change { pack: pack.to_owned(), key, span: node.span };
    let entries = layer.table().unwrap_or_default().iter();
    let (checks, others): (Vec<&Entry>, Vec<&Entry>) = entries.partition(|entry| entry.key == "check");
    let mut changes: Vec<Change> =
        others.iter().map(|entry| change(entry.key.to_string(), &entry.node)).collect();
    for kind in checks.iter().flat_map(|check| check.node.table().unwrap_or_default()) {
        let name = format!("check.{}", kind.key);
        match kind.node.table() {
            Some(keys) => {
                changes.extend(keys.iter().map(|key| change(format!("{name}.{}", key.key), &key.node)));
            }
            None => changes.push(change(name, &kind.node)),
        }
    }
    changes
}

/// A rule that is changed where there is none to change.
fn nothing_to_change(desk: &mut Desk<'_>, pack: &Pack, rules: &[Rule], entry: &Entry) {
    let (base, name) = (pack.extends.as_deref().unwrap_or_default(), &entry.key);
    let message = Text::new(
        format!("{base} 里没有可改的规则「{name}」"),
        format!("there is no rule `{name}` in {base} to change"),
    );
    let near = nearest(name, rules.iter().map(Rule::name));
    let label =
        near.map_or_else(|| Text::new("要新加规则，写上 check", "a new rule needs a check"), did_you_mean);
    let span = desk.inside(entry.span, name);
    desk.say(span, message, label.clone(), label);
}

/// A rule's name is its only id: lower-case words joined by hyphens.
fn name_is_kebab(desk: &mut Desk<'_>, entry: &Entry) {
    let name = &entry.key;
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.split('-').all(|word| !word.is_empty() && word.chars().all(good)) {
        return;
    }
    let mut better = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !better.is_empty() && !better.ends_with('-') {
            better.push('-');
        }
        better.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    }
    let better = better.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let message = Text::new(
        format!("规则名「{name}」不是小写单词加连字符"),
        format!("`{name}` is not lower-case words joined by hyphens"),
    );
    let label = if better.is_empty() {
        Text::new("如 total-differs-from-parts", "such as total-differs-from-parts")
    } else {
        Text::new(format!("写作 {better}"), format!("write {better}"))
    };
    let help = (!better.is_empty()).then(|| label.clone());
    let span = desk.inside(entry.span, name);
    desk.say(span, message, label, help);
}
