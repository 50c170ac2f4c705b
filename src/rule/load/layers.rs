//! Layers: what a pack that extends another changes of its rules: a key, items of a list, off altogether. Each change keeps
//! its place, so that it can be told where a value comes from.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::leaf::{MISSING, Str};
use super::{Desk, applies, checks, did_you_mean, recover, rules, shape, words};
use crate::diagnostic::Text;
use crate::rule::fault::Fault;
use crate::rule::formula::Formula;
use crate::rule::layer::Change;
use crate::rule::pattern::Pattern;
use crate::rule::words::{fold, nearest};
use crate::rule::{Check, Glob, Pack, Rule};
use crate::source::{FileId, Span};

/// What is done with the items given for a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Replace,
    Add,
    Remove,
}

impl How {
    /// `tables+` adds, `tables-` takes away, `tables` replaces.
    fn of(key: &str) -> (&str, How) {
        match (key.strip_suffix('+'), key.strip_suffix('-')) {
            (Some(key), _) => (key, How::Add),
            (_, Some(key)) => (key, How::Remove),
            _ => (key, How::Replace),
        }
    }
}

/// Changes `rule` as `[rule.name]` of another pack says. `false`: it is switched off.
pub(super) fn change(
    desk: &mut Desk<'_>,
    pack: &Pack,
    rule: &mut Rule,
    file: FileId,
    key: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
) -> bool {
    let Some(table) = value.get_ref().as_table() else {
        let _ = recover::read::<shape::Layer>(desk, file, key.span(), value);
        return true;
    };
    let mut rest = table.clone();
    rest.remove("check");
    let rest = Spanned::new(value.span(), DeValue::Table(rest));
    let Some(shape) = recover::read::<shape::Layer>(desk, file, key.span(), &rest).shape else {
        return true;
    };
    for (name, value) in table.iter().filter(|(name, _)| name.get_ref() != "check") {
        note(pack, rule, file, name.get_ref(), value);
    }
    if let Some(title) = &shape.title {
        rule.title = words(title);
    }
    if let Some(severity) = shape.severity.as_ref().and_then(|text| rules::severity(desk, file, text)) {
        rule.severity = severity;
    }
    if let Some(tolerance) = shape.tolerance.as_ref().and_then(|num| checks::decimal(desk, file, num)) {
        rule.tolerance = Some(tolerance);
    }
    if let Some(when) = &shape.when {
        rule.when = super::forms::when(desk, pack, file, &when.field);
    }
    if let Some(shape) = &shape.applies {
        rule.applies = Some(applies(desk, file, shape));
    }
    rule.required = shape.required.map_or(rule.required, |required| required.0);
    rule.why = shape.why.as_ref().map(words).or_else(|| rule.why.take());
    rule.help = shape.help.as_ref().map(words).or_else(|| rule.help.take());
    rule.basis = shape.basis.map(|basis| basis.text).or_else(|| rule.basis.take());
    if !shape.example.is_empty() {
        // Examples of the layer take the place of those written for the rule as it was.
        rule.examples = shape.example.into_iter().map(|example| rules::example(file, example)).collect();
    }
    if let Some((key, checks)) = table.get_key_value("check") {
        match checks.get_ref().as_table() {
            Some(checks) => kinds(desk, pack, rule, file, checks),
            None => {
                let _ = recover::read::<shape::Check>(desk, file, key.span(), checks);
            }
        }
    }
    !shape.off.0
}

/// A rule that is changed where there is none to change.
pub(super) fn nothing(desk: &mut Desk<'_>, pack: &Pack, span: Span, name: &str) {
    let base = pack.extends.as_deref().unwrap_or_default();
    let message = Text::new(
        format!("{base} 里没有可改的规则「{name}」"),
        format!("there is no rule `{name}` in {base} to change"),
    );
    let near = nearest(name, pack.rules.iter().map(Rule::name));
    let label =
        near.map_or_else(|| Text::new("要新加规则，写上 check", "a new rule needs a check"), did_you_mean);
    let mut diagnostic = desk.error(span.file, span.range(), message).labelled(label.clone());
    diagnostic.help = Some(label);
    desk.tell(diagnostic);
}

fn note(pack: &Pack, rule: &mut Rule, file: FileId, key: &str, value: &Spanned<DeValue<'_>>) {
    let span = Span::new(file, value.span());
    rule.changes.push(Change { pack: pack.name.clone(), key: key.to_owned(), span });
}

fn kinds(desk: &mut Desk<'_>, pack: &Pack, rule: &mut Rule, file: FileId, kinds: &DeTable<'_>) {
    for (key, value) in kinds {
        let (bare, how) = How::of(key.get_ref());
        let own = kind(&rule.check);
        if bare != own {
            let message = Text::new(
                format!("这条规则的检查是 {own}，不是 {bare}"),
                format!("the check of this rule is {own}, not {bare}"),
            );
            let diagnostic = desk.error(file, key.span(), message).labelled(Text::new(
                format!("写 check.{own}，或写一条新规则"),
                format!("write check.{own}, or a new rule"),
            ));
            desk.tell(diagnostic);
            continue;
        }
        match value.get_ref().as_table() {
            // What is no list of names and words is written anew, unless all that is said is what to add and take away.
            Some(keys)
                if !by_key(&rule.check)
                    && keys.iter().any(|(key, _)| How::of(key.get_ref()).1 == How::Replace) =>
            {
                if whole(desk, pack, rule, file, key, value) {
                    note(pack, rule, file, &format!("check.{own}"), value);
                }
            }
            Some(keys) if own != "formula" => {
                for (inner, value) in keys {
                    let (bare, how) = How::of(inner.get_ref());
                    if one(desk, pack, rule, file, (inner, bare, how), value) {
                        note(pack, rule, file, &format!("check.{own}.{}", inner.get_ref()), value);
                    }
                }
            }
            _ => {
                if one(desk, pack, rule, file, (key, bare, how), value) {
                    note(pack, rule, file, &format!("check.{}", key.get_ref()), value);
                }
            }
        }
    }
}

/// Kinds whose keys are changed one by one.
fn by_key(check: &Check) -> bool {
    matches!(
        check,
        Check::Formula(_)
            | Check::Rollup(_)
            | Check::Share(_)
            | Check::Filled(_)
            | Check::Present(_)
            | Check::Same(_)
            | Check::Text(_)
            | Check::Code(_)
    )
}

/// Takes a new check of the same kind instead of the rule's.
fn whole(
    desk: &mut Desk<'_>,
    pack: &Pack,
    rule: &mut Rule,
    file: FileId,
    key: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'_>>,
) -> bool {
    let before = desk.diagnostics.len();
    let mut outer = DeTable::new();
    outer.insert(Spanned::new(key.span(), DeString::from(kind(&rule.check))), value.clone());
    let outer = Spanned::new(value.span(), DeValue::Table(outer));
    let Some(shape) = recover::read::<shape::Check>(desk, file, key.span(), &outer).shape else {
        return false;
    };
    let check = checks::check(desk, pack, file, &shape).filter(|_| desk.diagnostics.len() == before);
    let Some(check) = check else { return false };
    rule.check = check;
    rule.check_span = Span::new(file, value.span());
    true
}

/// Changes one key of the check; true where that could be done.
fn one(
    desk: &mut Desk<'_>,
    pack: &Pack,
    rule: &mut Rule,
    file: FileId,
    (key, bare, how): (&Spanned<DeString<'_>>, &str, How),
    value: &Spanned<DeValue<'_>>,
) -> bool {
    let is_list = list(&mut rule.check, bare).is_some();
    if how != How::Replace && !is_list {
        let message = Text::new(
            format!("「{bare}」不是列表，不能加减"),
            format!("`{bare}` is no list that items could be added to or taken from"),
        );
        let diagnostic = desk
            .error(file, key.span(), message)
            .labelled(Text::new(format!("写 {bare} = …"), format!("write {bare} = …")));
        desk.tell(diagnostic);
        return false;
    }
    if how == How::Remove {
        return remove(desk, rule, file, bare, value);
    }
    let before = desk.diagnostics.len();
    let partial = partial(rule, bare, key, value);
    let Some(shape) = recover::read::<shape::Check>(desk, file, key.span(), &partial).shape else {
        return false;
    };
    let part = checks::check(desk, pack, file, &shape).filter(|_| desk.diagnostics.len() == before);
    let Some(mut part) = part else { return false };
    match (list(&mut rule.check, bare), list(&mut part, bare)) {
        (Some(mut to), Some(from)) => to.take(from, how == How::Add),
        _ => scalar(&mut rule.check, part, bare),
    }
    true
}

/// A check with this one key, and with what the kind cannot do without as the rule has it.
fn partial<'a>(
    rule: &Rule,
    bare: &str,
    key: &Spanned<DeString<'_>>,
    value: &Spanned<DeValue<'a>>,
) -> Spanned<DeValue<'a>> {
    let at = |text: String| Spanned::new(key.span(), DeString::from(text));
    let mut outer = DeTable::new();
    if matches!(rule.check, Check::Formula(_)) {
        outer.insert(at(bare.to_owned()), value.clone());
        return Spanned::new(value.span(), DeValue::Table(outer));
    }
    let needed: Vec<(&str, String)> = match &rule.check {
        Check::Rollup(_) => vec![("tables", MISSING.to_owned())],
        Check::Share(share) => vec![("part", share.part.text.clone())],
        Check::Filled(filled) => vec![("of", filled.of.clone())],
        Check::Same(same) => vec![("fact", same.fact.clone())],
        Check::Text(_) => vec![("forbid", MISSING.to_owned())],
        Check::Calculation(_) => vec![("equals", MISSING.to_owned())],
        Check::Code(code) => vec![("tables", MISSING.to_owned()), ("dictionary", code.dictionary.clone())],
        _ => Vec::new(),
    };
    let mut inner = DeTable::new();
    inner.insert(at(bare.to_owned()), value.clone());
    for (name, text) in needed.into_iter().filter(|(name, _)| *name != bare) {
        inner.insert(at(name.to_owned()), Spanned::new(key.span(), DeValue::String(text.into())));
    }
    outer.insert(at(kind(&rule.check).to_owned()), Spanned::new(value.span(), DeValue::Table(inner)));
    Spanned::new(value.span(), DeValue::Table(outer))
}

/// Takes items out of a list; an item that is not there is told with the nearest that is.
fn remove(
    desk: &mut Desk<'_>,
    rule: &mut Rule,
    file: FileId,
    bare: &str,
    value: &Spanned<DeValue<'_>>,
) -> bool {
    let one = std::slice::from_ref(value);
    let items: Vec<&Spanned<DeValue<'_>>> = match value.get_ref().as_array() {
        Some(array) => array.iter().collect(),
        None => one.iter().collect(),
    };
    let mut done = false;
    for item in items {
        let Some(mut list) = list(&mut rule.check, bare) else { continue };
        let text = item.get_ref().as_str().unwrap_or_default();
        if list.remove(text) {
            done = true;
            continue;
        }
        let known = list.texts();
        let message = Text::new(
            format!("「{bare}」里没有「{text}」，去不掉"),
            format!("`{text}` is not in `{bare}` and cannot be taken out"),
        );
        let near = nearest(text, known.iter().map(String::as_str));
        let label = near.map_or_else(|| Text::new("原来就没有", "not there"), did_you_mean);
        let mut diagnostic = desk.error(file, item.span(), message).labelled(label);
        let listed =
            || Text::new(format!("现有的是 {}", known.join("、")), format!("there are {}", known.join(", ")));
        diagnostic.help = Some(near.map_or_else(listed, did_you_mean));
        desk.tell(diagnostic);
    }
    done
}

/// The key under `check`.
fn kind(check: &Check) -> &'static str {
    match check {
        Check::Tie(_) => "tie",
        Check::Change(_) => "change",
        Check::Enumeration(_) => "enumeration",
        Check::Footing(_) => "footing",
        Check::Restated(_) => "restated",
        Check::Listing(_) => "listing",
        Check::Value(_) => "value",
        Check::Cover(_) => "cover",
        Check::Mention(_) => "mention",
        Check::Distinct(_) => "distinct",
        Check::Alike(_) => "alike",
        Check::Pair(_) => "pair",
        Check::Doubled(_) => "doubled",
        Check::Number(_) => "number",
        Check::Pairs(_) => "pairs",
        Check::Date(_) => "date",
        Check::Numeral(_) => "numeral",
        Check::Calculation(_) => "calculation",
        Check::Checksum(_) => "checksum",
        Check::Year(_) => "year",
        Check::Sequence(_) => "sequence",
        Check::Outline(_) => "outline",
        Check::Formula(_) => "formula",
        Check::Rollup(_) => "rollup",
        Check::Share(_) => "share",
        Check::Filled(_) => "filled",
        Check::Present(_) => "present",
        Check::Same(_) => "same",
        Check::Text(_) => "text",
        Check::Code(_) => "code",
    }
}

/// A list of a check.
enum List<'c> {
    Names(&'c mut Vec<String>),
    Globs(&'c mut Vec<Glob>),
    Patterns(&'c mut Vec<Pattern>),
    Formulas(&'c mut Vec<Formula>),
}

impl List<'_> {
    fn take(&mut self, from: List<'_>, add: bool) {
        fn put<T>(to: &mut Vec<T>, from: &mut Vec<T>, add: bool) {
            if !add {
                to.clear();
            }
            to.append(from);
        }
        match (self, from) {
            (List::Names(to), List::Names(from)) => put(to, from, add),
            (List::Globs(to), List::Globs(from)) => put(to, from, add),
            (List::Patterns(to), List::Patterns(from)) => put(to, from, add),
            (List::Formulas(to), List::Formulas(from)) => put(to, from, add),
            _ => {}
        }
    }

    fn texts(&self) -> Vec<String> {
        match self {
            List::Names(list) => list.to_vec(),
            List::Globs(list) => list.iter().map(|item| item.text.clone()).collect(),
            List::Patterns(list) => list.iter().map(|item| item.text.clone()).collect(),
            List::Formulas(list) => list.iter().map(|item| item.text.clone()).collect(),
        }
    }

    fn remove(&mut self, text: &str) -> bool {
        let wanted = fold(text);
        let Some(at) = self.texts().iter().position(|known| fold(known) == wanted) else { return false };
        match self {
            List::Names(list) => drop(list.remove(at)),
            List::Globs(list) => drop(list.remove(at)),
            List::Patterns(list) => drop(list.remove(at)),
            List::Formulas(list) => drop(list.remove(at)),
        }
        true
    }
}

/// The list that `key` names.
fn list<'c>(check: &'c mut Check, key: &str) -> Option<List<'c>> {
    Some(match (check, key) {
        (Check::Formula(list), "formula") => List::Formulas(list),
        (Check::Rollup(rollup), "tables" | "table") => List::Names(&mut rollup.tables),
        (Check::Rollup(rollup), "parents") => List::Globs(&mut rollup.parents),
        (Check::Rollup(rollup), "except") => List::Globs(&mut rollup.except),
        (Check::Filled(filled), "fields") => List::Names(&mut filled.fields),
        (Check::Filled(filled), "categories") => List::Names(&mut filled.categories),
        (Check::Present(present), "tables") => List::Names(&mut present.tables),
        (Check::Present(present), "sections") => List::Names(&mut present.sections),
        (Check::Present(present), "contents") => List::Globs(&mut present.contents),
        (Check::Present(present), "numbered") => List::Names(&mut present.numbered),
        (Check::Present(present), "dated") => List::Names(&mut present.dated),
        (Check::Present(present), "empty-note" | "empty_note") => List::Globs(&mut present.empty_note),
        (Check::Present(present), "headnotes") => List::Names(&mut present.headnotes),
        (Check::Same(same), "find") => List::Patterns(&mut same.find),
        (Check::Same(same), "except") => List::Names(&mut same.except),
        (Check::Text(text), "forbid") => List::Patterns(&mut text.forbid),
        (Check::Text(text), "except") => List::Patterns(&mut text.except),
        (Check::Text(text), "require") => List::Patterns(&mut text.require),
        (Check::Code(code), "tables" | "table") => List::Names(&mut code.tables),
        (Check::Tie(tie), "lead") => List::Names(&mut tie.lead),
        (Check::Tie(tie), "skip") => List::Names(&mut tie.skip),
        (Check::Footing(footing), "totals") => List::Names(&mut footing.totals),
        (Check::Change(change), "up") => List::Names(&mut change.up),
        (Check::Change(change), "down") => List::Names(&mut change.down),
        (Check::Change(change), "even") => List::Names(&mut change.even),
        (Check::Change(change), "than") => List::Names(&mut change.than),
        (Check::Change(change), "opens") => List::Names(&mut change.opens),
        (Check::Change(change), "rate") => List::Names(&mut change.rate),
        (Check::Change(change), "skip") => List::Names(&mut change.skip),
        (Check::Change(change), "apart") => List::Names(&mut change.apart),
        (Check::Change(change), "reason") => List::Names(&mut change.reason),
        (Check::Enumeration(list), "opens") => List::Names(&mut list.opens),
        (Check::Enumeration(list), "closes") => List::Names(&mut list.closes),
        (Check::Enumeration(list), "partial") => List::Names(&mut list.partial),
        (Check::Enumeration(list), "rest") => List::Names(&mut list.rest),
        (Check::Enumeration(list), "ignore") => List::Names(&mut list.ignore),
        (Check::Enumeration(list), "skip") => List::Names(&mut list.skip),
        (Check::Enumeration(list), "totals") => List::Names(&mut list.totals),
        (Check::Enumeration(list), "instalments") => List::Names(&mut list.instalments),
        (Check::Calculation(sum), "equals") => List::Names(&mut sum.equals),
        (Check::Calculation(sum), "times") => List::Names(&mut sum.times),
        (Check::Calculation(sum), "over") => List::Names(&mut sum.over),
        (Check::Calculation(sum), "plus") => List::Names(&mut sum.plus),
        _ => return None,
    })
}

/// Replaces a key that is no list; a key that the kind has not was told when it was read.
fn scalar(check: &mut Check, part: Check, key: &str) {
    match (check, part, key) {
        (Check::Rollup(to), Check::Rollup(from), "total") => to.total = from.total,
        (Check::Share(to), Check::Share(from), "in") => to.within = from.within,
        (Check::Share(to), Check::Share(from), "part") => to.part = from.part,
        (Check::Share(to), Check::Share(from), "whole") => to.whole = from.whole,
        (Check::Share(to), Check::Share(from), "sum") => to.sum = from.sum,
        (Check::Filled(to), Check::Filled(from), "of") => to.of = from.of,
        (Check::Filled(to), Check::Filled(from), "indicators") => to.indicators = from.indicators,
        (Check::Present(to), Check::Present(from), "near") => to.near = from.near,
        (Check::Same(to), Check::Same(from), "fact") => to.fact = from.fact,
        (Check::Same(to), Check::Same(from), "in") => to.within = from.within,
        (Check::Text(to), Check::Text(from), "in") => to.within = from.within,
        (Check::Code(to), Check::Code(from), "dictionary") => to.dictionary = from.dictionary,
        _ => {}
    }
}

/// Years: `2024`, `2024..`, `..2026`, `2024..2026`, both ends included.
pub(super) fn years(desk: &mut Desk<'_>, file: FileId, text: &Str) -> Option<(u32, u32)> {
    if text.is_missing() {
        return None;
    }
    let year = |text: &str, open: u32| match text.trim() {
        "" => Some(open),
        digits => digits.parse().ok().filter(|_| digits.len() == 4),
    };
    let range = match text.text.split_once("..") {
        Some((from, to)) => year(from, 0).zip(year(to, u32::MAX)),
        None => year(&text.text, 0).filter(|year| *year > 0).map(|year| (year, year)),
    };
    if range.is_none_or(|(from, to)| from > to) {
        let fault = Fault::new(
            0..text.text.len(),
            Text::new(format!("「{}」不是年份", text.text), format!("`{}` is no range of years", text.text)),
        )
        .label(Text::new("如 2024.. 或 2024..2026", "such as 2024.. or 2024..2026"))
        .help(Text::new("写作 years = \"2024..\"", "write years = \"2024..\""));
        desk.fault(file, text, &fault);
        return None;
    }
    range
}
