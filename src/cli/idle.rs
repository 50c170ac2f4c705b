//! What had no effect: rules that had nothing to say on any document, and rule files that somebody named and none of whose
//! rules was tried. A check that never ran is counted, and under `strict` does not pass.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use gouji::check::Checked;
use gouji::diagnostic::{Diagnostic, Lang, Severity, Text};
use gouji::gate::config::Config;
use gouji::ledger::Outcome;
use gouji::report::visible;
use gouji::rule::{Pack, Rule};
use gouji::source::{FileId, Sources};

use super::packs::{Loaded, named};

/// The id of what is said of rules that were named and never tried.
pub const IDLE: &str = "gouji/idle-rules";

/// Rule files that the arguments or a configuration named, and the path that was named.
#[derive(Debug, Clone)]
pub struct Entry {
    /// As it was named.
    pub path: PathBuf,
    /// What lies there.
    pub files: Vec<FileId>,
    /// What a configuration called it; its rules are for the documents under that configuration. Nothing: for all.
    pub named: Option<PathBuf>,
}

/// The ids of the rules that had anything to say on any document: met, broken or unreadable.
fn alive<'d>(documents: impl Iterator<Item = &'d Checked>) -> BTreeSet<&'d str> {
    let outcomes = documents.flat_map(|document| document.ledger.outcomes());
    outcomes.filter(|(_, outcome, _)| *outcome != Outcome::NotApplicable).map(|(rule, ..)| rule).collect()
}

/// Every rule that had nothing to say on any of the documents, a line each, and how many there are.
pub fn listing(packs: &[Pack], sources: &Sources, documents: &[Checked], lang: Lang) -> String {
    let alive = alive(documents.iter());
    let mut out = String::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut n = 0;
    for rule in packs.iter().flat_map(|pack| &pack.rules).filter(|rule| seen.insert(&rule.id)) {
        if !alive.contains(rule.id.as_str()) {
            let source = sources.get(rule.span.file);
            let line = source.line_column(rule.span.start as usize).0;
            let _ = writeln!(out, "{}  {}:{line}", visible(&rule.id), source.name());
            n += 1;
        }
    }
    let read = documents.len();
    let _ = match lang {
        Lang::Zh => writeln!(out, "{} 条规则里有 {n} 条在 {read} 个文件上没有用上", seen.len()),
        Lang::En => writeln!(out, "{n} of {} rules applied to none of {read} documents", seen.len()),
    };
    out
}

/// The documents under one list of rules.
struct Group<'a> {
    list: &'a [PathBuf],
    packs: Vec<&'a Pack>,
    documents: Vec<usize>,
    /// The rules that had anything to say on them.
    alive: BTreeSet<&'a str>,
}

/// Of what was named, that none of whose rules had anything to say on the documents it is for, each `under` its configuration;
/// told at the first of its rules; and how many rules these are. What a configuration has switched off for the document at a place, or given other packs by
/// its path, is `excused`.
pub fn in_vain(
    entries: &[Entry],
    loaded: &Loaded,
    documents: &[Checked],
    under: &[&Config],
    excused: &dyn Fn(usize, &Pack, &Rule) -> bool,
) -> (Vec<Diagnostic>, usize) {
    let mut told = Vec::new();
    let mut idle: BTreeSet<&str> = BTreeSet::new();
    let groups = groups(loaded, documents, under);
    for entry in entries {
        let here = |file: FileId| entry.files.contains(&file);
        let is_its =
            |rule: &Rule| here(rule.span.file) || rule.changes.iter().any(|change| here(change.span.file));
        let mine =
            groups.iter().filter(|group| entry.named.as_ref().is_none_or(|path| group.list.contains(path)));
        let of_it: Vec<(&Group<'_>, &Pack, &Rule)> = mine
            .flat_map(|group| group.packs.iter().map(move |pack| (group, *pack)))
            .flat_map(|(group, pack)| pack.rules.iter().map(move |rule| (group, pack, rule)))
            .filter(|(_, _, rule)| is_its(rule))
            .collect();
        let Some((_, _, first)) = of_it.first() else { continue };
        let is_used = |group: &Group<'_>, pack: &Pack, rule: &Rule| {
            group.alive.contains(rule.id.as_str())
                || group.documents.iter().any(|&at| excused(at, pack, rule))
        };
        if of_it.iter().any(|(group, pack, rule)| is_used(group, pack, rule)) {
            continue;
        }
        idle.extend(of_it.iter().map(|(_, _, rule)| rule.id.as_str()));
        let changed = first.changes.iter().map(|change| change.span).find(|span| here(span.file));
        let span = if here(first.span.file) { Some(first.span) } else { changed };
        let path = visible(&entry.path.display().to_string());
        let mut diagnostic = Diagnostic::new(
            IDLE,
            Severity::Warning,
            span.unwrap_or(first.span),
            Text::new(
                format!("{path} 里的规则在这些文件上一条也没有用上"),
                format!("none of the rules in {path} had anything to say on these documents"),
            ),
        )
        .labelled(Text::new("从这条起，都没有用上", "this one and all the others"))
        .help(Text::new(
            "用 gouji inspect FILE --names 核对表名和标题；必须核对的规则写上 required = true",
            "compare names and titles with gouji inspect FILE --names; say required = true in rules that must be judged",
        ));
        diagnostic.identity = path;
        told.push(diagnostic);
    }
    (told, idle.len())
}

/// Rules of what was named that had nothing to say on any document, while tables they speak of are there: no row or column is
/// called as they say. One note a rule, for who wrote it; a shipped rule waits for tables of many layouts, and is not told.
pub fn lost(entries: &[Entry], documents: &[Checked]) -> Vec<Diagnostic> {
    let alive = alive(documents.iter());
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut told = Vec::new();
    for (rule, missed) in documents.iter().flat_map(|document| &document.ledger.missed) {
        let Some(span) = missed.span.filter(|span| entries.iter().any(|one| one.files.contains(&span.file)))
        else {
            continue;
        };
        if alive.contains(&**rule) || !seen.insert(rule) {
            continue;
        }
        let (zh, en) = if missed.column { ("列", "column") } else { ("行", "row") };
        let message = Text::new(
            format!("规则 {rule} 没有用上：表在，没有一张有这样的{zh}"),
            format!("{rule} had nothing to say: its table is there, and none has such a {en}"),
        );
        let label = Text::new(format!("没有叫这个名字的{zh}"), format!("no {en} is called so"));
        let mut diagnostic =
            Diagnostic::new(IDLE, Severity::Note, span, message).labelled(label).help(Text::new(
                "用 gouji inspect FILE --names 看表里怎么叫；名字里有 / 或 , 的，公式里加双引号",
                "see what it is called with gouji inspect FILE --names; in a formula, put a name that holds / or , in double quotes",
            ));
        rule.as_ref().clone_into(&mut diagnostic.identity);
        told.push(diagnostic);
    }
    told
}

/// The documents list by list; where none could be checked that is told already.
fn groups<'a>(loaded: &'a Loaded, documents: &'a [Checked], under: &[&Config]) -> Vec<Group<'a>> {
    let mut places: BTreeMap<&[PathBuf], Vec<usize>> = BTreeMap::new();
    for (at, config) in under.iter().enumerate() {
        places.entry(named(config)).or_default().push(at);
    }
    let group = |(list, packs): (&'a [PathBuf], Vec<&'a Pack>)| {
        let places = places.get(list)?.clone();
        let alive = alive(places.iter().filter_map(|&at| documents.get(at)));
        Some(Group { list, packs, documents: places, alive })
    };
    loaded.shelves().filter_map(group).collect()
}
