//! What had no effect: rules that had nothing to say on any document, and rule files that somebody named and none of whose
//! rules was tried. A check that never ran is counted, and under `strict` does not pass.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use gouji::check::Checked;
use gouji::diagnostic::{Diagnostic, Lang, Severity, Text};
use gouji::ledger::Outcome;
use gouji::report::visible;
use gouji::rule::{Pack, Rule};
use gouji::source::{FileId, Sources};

/// The id of what is said of rules that were named and never tried.
pub const IDLE: &str = "gouji/idle-rules";

/// Rule files that the arguments or a configuration named, and the path that was named.
#[derive(Debug, Clone)]
pub struct Entry {
    /// As it was named.
    pub path: PathBuf,
    /// What lies there.
    pub files: Vec<FileId>,
}

/// The ids of the rules that had anything to say on any document: met, broken or unreadable.
fn alive(documents: &[Checked]) -> BTreeSet<&str> {
    let entries = documents.iter().flat_map(|document| &document.ledger.entries);
    let used = entries.filter(|entry| entry.outcome != Outcome::NotApplicable);
    used.map(|entry| entry.rule.as_str()).collect()
}

/// Every rule that had nothing to say on any of the documents, a line each, and how many there are.
pub fn listing(packs: &[Pack], sources: &Sources, documents: &[Checked], lang: Lang) -> String {
    let alive = alive(documents);
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

/// Of what was named, that none of whose rules had anything to say, told at the first of its rules; and how many rules
/// these are. What a configuration has switched off, or given other packs by its path, is `excused`.
pub fn in_vain(
    entries: &[Entry],
    packs: &[Pack],
    documents: &[Checked],
    excused: &dyn Fn(&Pack, &Rule) -> bool,
) -> (Vec<Diagnostic>, usize) {
    let alive = alive(documents);
    let mut told = Vec::new();
    let mut idle: BTreeSet<&str> = BTreeSet::new();
    for entry in entries {
        let here = |file: FileId| entry.files.contains(&file);
        let rules = packs.iter().flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)));
        let of_it: Vec<(&Pack, &Rule)> = rules
            .filter(|(_, rule)| {
                here(rule.span.file) || rule.changes.iter().any(|change| here(change.span.file))
            })
            .collect();
        let Some((_, first)) = of_it.first() else { continue };
        if of_it.iter().any(|(pack, rule)| alive.contains(rule.id.as_str()) || excused(pack, rule)) {
            continue;
        }
        idle.extend(of_it.iter().map(|(_, rule)| rule.id.as_str()));
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
