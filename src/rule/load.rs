//! TOML ─▶ packs, and every fault of every rule file with its place. The only user of `toml`.
//!
//! Three steps, so that one mistake never hides another: syntax (the toml crate recovers), shape (which keys hold what, see
//! `shape`), meaning (formulas, patterns and names).

mod bindings;
mod checks;
mod forms;
mod gather;
mod hygiene;
mod layers;
mod leaf;
mod recover;
mod rules;
mod shape;

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::fault::{Fault, Origin, RULE_FILE};
use super::formula::Formula;
use super::pattern::did_you_mean;
use super::words::{fold, nearest};
use super::{Applies, Pack};
use crate::diagnostic::{self, Diagnostic, Severity, Text};
use crate::source::{Cut, FileId, Sources, Span};
use leaf::{Str, Strs, Words};

/// Reads `files` into packs. `sibling` finds the source of a data file by its path, which is the rule file's folder and
/// what the rule file says, or the name of one that comes with the program.
///
/// What has a fault is left out of the packs; everything else is in them. A pack may span the files of several folders: files
/// whose `[pack]` has the same name are one pack, a file without `[pack]` belongs to the pack of its folder.
pub fn load(
    files: &[FileId],
    sources: &Sources,
    sibling: &dyn Fn(&str) -> Option<FileId>,
) -> (Vec<Pack>, Vec<Diagnostic>) {
    load_shelf(&Shelf { files, sibling, strict: &|_| true, by_hand: &|_| false }, sources)
}

/// The JSON Schema of a rule file, from the types that rule files are read into.
pub fn schema() -> serde_json::Value {
    serde_json::Value::from(schemars::schema_for!(shape::File))
}

/// The data files that the rule file `text` names, as it names them: each stands in the rule file's folder or below it.
pub fn data_files(text: &str) -> Vec<String> {
    bindings::data_files(DeTable::parse_recoverable(text).0.get_ref())
}

/// The name of the pack that the rule file `text` belongs to, and of the pack that one extends. Nothing where that is not all
/// there is to know of how it stands to others: it has no `[pack]`, or one that takes the place of another file.
pub fn belongs(text: &str) -> Option<(String, Option<String>)> {
    let (root, _) = DeTable::parse_recoverable(text);
    let pack = root.get_ref().get("pack")?.get_ref();
    let word = |key: &str| pack.get(key).and_then(|value| value.get_ref().as_str()).map(str::to_owned);
    let name = word("name")?;
    pack.get("replaces").is_none().then(|| (name, word("extends")))
}

/// Reads the whole of `file` as one formula that speaks of what `pack` knows; a figure alone is one too.
///
/// # Errors
/// Everything that is wrong with it, placed.
pub fn formula(file: FileId, sources: &Sources, pack: &Pack) -> Result<Formula, Vec<Diagnostic>> {
    let mut desk =
        Desk { sources, sibling: &|_| None, strict: &|_| true, by_hand: &|_| false, diagnostics: Vec::new() };
    checks::alone(&mut desk, pack, file).ok_or(desk.diagnostics)
}

/// What the loader is given: the files of a shelf, and how they stand to each other.
pub struct Shelf<'a> {
    /// The rule files, in order.
    pub files: &'a [FileId],
    /// Finds the source of a data file by its path.
    pub sibling: &'a dyn Fn(&str) -> Option<FileId>,
    /// Whether the expressions of a file are compiled at once, so that their mistakes are told. Those of other files are
    /// compiled when they are first used: packs that are tested before they are shipped need no second look at every start.
    pub strict: &'a dyn Fn(FileId) -> bool,
    /// Whether somebody named a file by hand: it takes the place of the shipped one of the same path.
    pub by_hand: &'a dyn Fn(FileId) -> bool,
}

/// The same as [`load`], shelf by shelf.
pub fn load_shelf(shelf: &Shelf<'_>, sources: &Sources) -> (Vec<Pack>, Vec<Diagnostic>) {
    let mut desk = Desk {
        sources,
        sibling: shelf.sibling,
        strict: shelf.strict,
        by_hand: shelf.by_hand,
        diagnostics: Vec::new(),
    };
    let trees: Vec<Tree<'_>> = shelf.files.iter().map(|&file| Tree::parse(&mut desk, file)).collect();
    let mut gathered = gather::gather(&mut desk, &trees);
    let mut packs: Vec<Pack> = Vec::new();
    while let Some((mut pack, files)) = next(&mut desk, &mut gathered, &packs) {
        if let Some(base) = packs.iter().find(|base| pack.extends.as_ref() == Some(&base.name)) {
            pack.inherit(base);
        }
        bindings::read(&mut desk, &mut pack, &files);
        rules::read(&mut desk, &mut pack, &files);
        packs.push(pack);
    }
    let mut diagnostics = desk.diagnostics;
    diagnostic::sort(&mut diagnostics, sources);
    (packs, diagnostics)
}

/// Where faults are gathered.
struct Desk<'a> {
    sources: &'a Sources,
    sibling: &'a dyn Fn(&str) -> Option<FileId>,
    strict: &'a dyn Fn(FileId) -> bool,
    by_hand: &'a dyn Fn(FileId) -> bool,
    diagnostics: Vec<Diagnostic>,
}

impl Desk<'_> {
    /// Whether expressions of this file are compiled now, so that their mistakes are told.
    fn is_strict(&self, file: FileId) -> bool {
        (self.strict)(file)
    }

    /// An error at `range` of `file`, widened to whole characters.
    fn error(&self, file: FileId, range: Range<usize>, message: Text) -> Diagnostic {
        let text = self.sources.get(file).text();
        let start = text.first(range.start).len();
        let end = text.len() - text.last(text.len().saturating_sub(range.end)).len();
        let range = start..end.max(start);
        Diagnostic::new(RULE_FILE, Severity::Error, Span::new(file, range), message)
    }

    /// Takes a diagnostic in; unless it says otherwise, its identity is what stands at its place.
    fn tell(&mut self, mut diagnostic: Diagnostic) {
        if diagnostic.identity.is_empty() {
            let words = self.sources.slice(diagnostic.primary.span).lines().next().unwrap_or_default();
            diagnostic.identity = words.to_owned();
        }
        // Nobody is left without a step to take.
        if diagnostic.help.is_none() {
            let label = &diagnostic.primary.text;
            let (zh, en) = (label.get(diagnostic::Lang::Zh), label.get(diagnostic::Lang::En));
            diagnostic.help = Some(match zh.is_empty() {
                false => {
                    Text::new(format!("改标出的这一处：{zh}"), format!("mend the place pointed at: {en}"))
                }
                true => Text::new(
                    "照 gouji explain 某条规则的写法改",
                    "see how another rule says it: gouji explain RULE",
                ),
            });
        }
        self.diagnostics.push(diagnostic);
    }

    /// Where the bytes of a text stand in `file`.
    fn origin(&self, file: FileId, text: &Str) -> Origin {
        let raw = self.sources.get(file).text().get(text.range.clone()).unwrap_or_default();
        Origin::of_string(file, text.range.start, raw, text.text.len())
    }

    /// Tells a fault of `text`.
    fn fault(&mut self, file: FileId, text: &Str, fault: &Fault) {
        let diagnostic = fault.locate(&self.origin(file, text));
        self.tell(diagnostic);
    }

    /// The span of what a text says, without its quotes.
    fn inside(&self, file: FileId, text: &Str) -> Span {
        self.origin(file, text).span(&(0..text.text.len()))
    }

    /// A name that is not among `known`.
    fn unknown_name(&mut self, span: Span, what: Text, name: &str, known: &[&str]) {
        let (zh, en) = (what.get(diagnostic::Lang::Zh), what.get(diagnostic::Lang::En));
        let message =
            Text::new(format!("没有名为「{name}」的{zh}"), format!("there is no {en} named `{name}`"));
        let near = nearest(&fold(name), known.iter().copied());
        let label = near.map_or_else(|| Text::new("没有定义过", "never defined"), did_you_mean);
        let mut diagnostic = Diagnostic::new(RULE_FILE, Severity::Error, span, message).labelled(label);
        diagnostic.help = Some(near.map_or_else(
            || match known.is_empty() {
                true => Text::new(format!("先定义这个{zh}"), format!("define the {en} first")),
                false => Text::new(
                    format!("先定义这个{zh}，或改用已定义的"),
                    format!("define the {en}, or use one that is defined"),
                ),
            },
            did_you_mean,
        ));
        if !known.is_empty() {
            diagnostic = diagnostic.note(Text::new(
                format!("已定义的有 {}", known.join("、")),
                format!("defined are: {}", known.join(", ")),
            ));
        }
        self.tell(diagnostic);
    }

    /// The same name twice, both places told.
    fn twice(&mut self, name: &str, first: Span, second: Span) {
        let message = Text::new(format!("「{name}」定义了两次"), format!("`{name}` is defined twice"));
        let diagnostic = Diagnostic::new(RULE_FILE, Severity::Error, second, message)
            .labelled(Text::new("第二次在这里", "the second time here"))
            .with(first, Text::new("第一次在这里", "the first time here"))
            .help(Text::new("去掉其中一处，或改名", "remove or rename one of them"));
        self.tell(diagnostic);
    }
}

/// One rule file after the first step.
struct Tree<'a> {
    file: FileId,
    folder: &'a str,
    root: DeTable<'a>,
}

impl<'a> Tree<'a> {
    fn parse(desk: &mut Desk<'a>, file: FileId) -> Self {
        let source = desk.sources.get(file);
        let (root, errors) = DeTable::parse_recoverable(source.text());
        let root = root.into_inner();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            desk.tell(syntax(desk, file, span, error.message(), &root));
        }
        for (key, _) in root.iter().filter(|(key, _)| !shape::TOP.contains(&key.get_ref().as_ref())) {
            desk.tell(recover::unknown_key(desk, file, key.span(), key.get_ref(), shape::TOP));
        }
        let folder = source.name().rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
        Self { file, folder, root }
    }

    fn has(&self, key: &str) -> bool {
        self.root.contains_key(key)
    }

    /// The pack as `[pack]` describes it, and the shipped files that this file takes the place of; nothing where there is none.
    fn header(&self, desk: &mut Desk<'_>) -> Option<(Pack, Strs)> {
        let (key, value) = self.root.get_key_value("pack")?;
        let shape = recover::read::<shape::Pack>(desk, self.file, key.span(), value).shape?;
        // A pack without a name is told of; its rules are read nevertheless, under the file's name.
        let name =
            if shape.name.is_missing() { desk.sources.get(self.file).name() } else { &shape.name.text };
        let name = name.to_owned();
        let pack = Pack {
            title: shape.title.as_ref().map_or_else(|| Text::same(name.clone()), words),
            applies: applies(desk, self.file, &shape.applies),
            extends: shape.extends.map(|base| base.text),
            presumed: shape.presumed.0,
            off: Vec::new(),
            files: vec![self.file],
            name,
            facts: Vec::new(),
            tables: Vec::new(),
            forms: Vec::new(),
            sections: Vec::new(),
            dictionaries: Vec::new(),
            rules: Vec::new(),
        };
        Some((pack, shape.replaces))
    }

    /// What `[kind.name]` tables there are, in the order written.
    fn named(&self, desk: &mut Desk<'_>, kind: &str) -> Vec<(&Spanned<DeString<'a>>, &Spanned<DeValue<'a>>)> {
        let Some((key, value)) = self.root.get_key_value(kind) else { return Vec::new() };
        if let Some(table) = value.get_ref().as_table() {
            return table.iter().collect();
        }
        let diagnostic = desk
            .error(
                self.file,
                key.span(),
                Text::new(format!("{kind} 下面应是一个个名字"), format!("`{kind}` holds things by name")),
            )
            .labelled(Text::new(format!("写作 [{kind}.名字]"), format!("write [{kind}.name]")));
        desk.tell(diagnostic);
        Vec::new()
    }
}

impl Pack {
    /// Takes over everything of the pack it extends; what is said of the same name afterwards changes it.
    fn inherit(&mut self, base: &Pack) {
        let own = &self.applies;
        if own.title.is_empty() && own.except.is_empty() && own.tables == 0 {
            let years = own.years.or(base.applies.years);
            self.applies = Applies { years, ..base.applies.clone() };
        }
        self.presumed |= base.presumed;
        self.facts.clone_from(&base.facts);
        self.tables.clone_from(&base.tables);
        self.forms.clone_from(&base.forms);
        self.sections.clone_from(&base.sections);
        self.dictionaries.clone_from(&base.dictionaries);
        self.rules.clone_from(&base.rules);
    }

    /// Takes in what another file's `[pack]` says of the same pack.
    fn merge(&mut self, other: Pack) {
        if self.title == Text::same(self.name.clone()) {
            self.title = other.title;
        }
        self.applies.title.extend(other.applies.title);
        self.applies.except.extend(other.applies.except);
        self.applies.tables = self.applies.tables.max(other.applies.tables);
        self.applies.years = self.applies.years.or(other.applies.years);
        self.extends = self.extends.take().or(other.extends);
        self.presumed |= other.presumed;
        self.files.extend(other.files);
    }
}

/// The next pack to read: one that extends none, or one that is read already. A base that is not there, and packs that
/// extend each other, are told.
fn next<'t, 'a>(
    desk: &mut Desk<'_>,
    waiting: &mut Vec<(Pack, Vec<&'t Tree<'a>>)>,
    read: &[Pack],
) -> Option<(Pack, Vec<&'t Tree<'a>>)> {
    let ready =
        |pack: &Pack| pack.extends.as_ref().is_none_or(|base| read.iter().any(|known| known.name == *base));
    if let Some(at) = waiting.iter().position(|(pack, _)| ready(pack)) {
        return Some(waiting.remove(at));
    }
    if waiting.is_empty() {
        return None;
    }
    let known: Vec<String> = read
        .iter()
        .map(|pack| &pack.name)
        .chain(waiting.iter().map(|(pack, _)| &pack.name))
        .cloned()
        .collect();
    let lost =
        waiting.iter().position(|(pack, _)| pack.extends.as_ref().is_none_or(|base| !known.contains(base)));
    let (mut pack, files) = waiting.remove(lost.unwrap_or(0));
    let base = pack.extends.take().unwrap_or_default();
    let place = files.iter().find_map(|tree| {
        let value = tree.root.get("pack")?.get_ref().get("extends")?;
        Some(desk.inside(tree.file, &Str { text: base.clone(), range: value.span() }))
    });
    let Some(span) = place else { return Some((pack, files)) };
    if lost.is_none() {
        let message = Text::new(
            format!("规则包「{}」绕了一圈又扩展到自己", pack.name),
            format!("the pack `{}` extends itself in the end", pack.name),
        );
        let help = Text::new("去掉其中一个 extends", "remove one of the extends");
        let diagnostic = desk.error(span.file, span.range(), message).labelled(help.clone()).help(help);
        desk.tell(diagnostic);
        return Some((pack, files));
    }
    let names: Vec<&str> = known.iter().map(String::as_str).filter(|name| *name != pack.name).collect();
    desk.unknown_name(span, Text::new("规则包", "pack"), &base, &names);
    Some((pack, files))
}

/// A mistake of TOML itself.
fn syntax(
    desk: &Desk<'_>,
    file: FileId,
    span: Range<usize>,
    message: &str,
    root: &DeTable<'_>,
) -> Diagnostic {
    if message.starts_with("duplicate key") {
        let text = desk.sources.get(file).text();
        let key = text.get(span.clone()).unwrap_or_default();
        let said = Text::new(format!("{key} 写了两次"), format!("`{key}` is written twice"));
        let diagnostic = desk
            .error(file, span.clone(), said)
            .labelled(Text::new("第二次在这里", "the second time here"))
            .help(Text::new("去掉其中一处", "take one of them out"));
        let bare = key.trim_matches(['"', '\'']);
        return match last_key_before(root, bare, span.start) {
            Some(first) => {
                diagnostic.with(Span::new(file, first), Text::new("第一次在这里", "the first time here"))
            }
            None => diagnostic,
        };
    }
    let said = Text::new(format!("TOML 语法有误：{message}"), format!("bad TOML: {message}"));
    let text = desk.sources.get(file).text();
    // Something to put the finger on: what stands before the place, where nothing stands at it.
    let line = text.first(span.start).rfind('\n').map_or(0, |at| at + 1);
    let before = text.get(line..span.start).unwrap_or_default().trim();
    let span = match text.get(span.clone()).is_none_or(|words| words.trim().is_empty()) && !before.is_empty()
    {
        true => {
            let start = span.start - text.cut(line..).first(span.start - line).trim_start().len();
            start..start + before.len()
        }
        false => span,
    };
    desk.error(file, span, said).labelled(Text::new("读到这里读不下去", "it cannot be read on from here")).help(Text::new(
        "核对这一行和上一行：引号、括号要成对，每行是 键 = 值，文字加引号",
        "look at this line and the one before: quotes and brackets in pairs, key = value on each line, words in quotes",
    ))
}

/// The last place before byte `before` where a key reads `name`.
fn last_key_before(table: &DeTable<'_>, name: &str, before: usize) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    for (key, value) in table {
        let own = (key.get_ref() == name && key.span().end <= before).then(|| key.span());
        let below = value.get_ref().as_table().and_then(|table| last_key_before(table, name, before));
        found = [found, own, below].into_iter().flatten().max_by_key(|range| range.start);
    }
    found
}

/// Words in both languages.
fn words(words: &Words) -> Text {
    Text::new(words.zh.clone(), words.en.clone())
}

/// Compiles globs.
fn globs(texts: &Strs) -> Vec<super::Glob> {
    texts.items.iter().filter(|text| !text.is_missing()).map(|text| super::Glob::new(&text.text)).collect()
}

fn applies(desk: &mut Desk<'_>, file: FileId, shape: &shape::Applies) -> Applies {
    Applies {
        title: globs(&shape.title),
        except: globs(&shape.except),
        tables: shape.tables.as_ref().and_then(|num| checks::count(desk, file, num)).unwrap_or_default(),
        years: shape.years.as_ref().and_then(|text| layers::years(desk, file, text)),
    }
}
