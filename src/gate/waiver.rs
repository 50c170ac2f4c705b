//! Waivers: findings that somebody answers for, in a file of their own, for a published document holds no comments.
//!
//! ```toml
//! [[waiver]]
//! rule = "budget/some-rule"
//! fingerprint = "0123456789abcdef0123456789abcdef"   # or place = "…", the identity of the finding; * is any run
//! document = "2030/*.txt"                            # optional; told from this file
//! reason = "…"
//! by = "…"
//! until = 2030-12-31                                 # optional; the last day it holds
//! stated = "528.97"                                  # what stood there, what was expected, how bad it was, and when:
//! expected = "582.97"                                # gouji waive writes them; another figure at the place is not waived
//! severity = "error"
//! date = 2030-01-31
//! ```

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::accepted::By;
use super::config::{Globs, SEVERITIES, globs, quoted};
use super::reader::Reader;
use crate::calendar::Date;
use crate::diagnostic::{Accepted, Diagnostic, Severity, Text, Waived};
use crate::rule::Glob;
use crate::rule::words::fold;
use crate::source::{FileId, Sources, Span};

/// The file's name.
pub const FILE: &str = "gouji-waivers.toml";
/// The id of what is wrong with one.
pub const FAULT: &str = "gouji/waiver";
/// A waiver past its day.
pub const EXPIRED: &str = "gouji/waiver-expired";
/// A waiver that nothing was found for.
pub const UNUSED: &str = "gouji/waiver-unused";

/// Waivers that keep no figure.
pub const BARE: &str = "gouji/waiver-keeps-no-figures";

const KEYS: &[&str] = &[
    "rule",
    "fingerprint",
    "place",
    "document",
    "reason",
    "by",
    "until",
    "stated",
    "expected",
    "severity",
    "date",
];

/// How a waiver knows its finding.
#[derive(Debug)]
enum Target {
    Fingerprint(String),
    Place(Glob),
}

/// One waiver.
#[derive(Debug)]
pub struct Waiver {
    rule: String,
    target: Target,
    document: Option<Globs>,
    /// It speaks of documents below this folder; of all, where there is none.
    folder: Option<PathBuf>,
    waived: Waived,
    /// What stood there when it was waived.
    accepted: Accepted,
    until: Option<(Date, Span)>,
    span: Span,
    /// Whether a document it may speak of was checked.
    looked: bool,
    /// Whether it covered a finding, or would have, were it not past its day.
    used: bool,
    /// How many findings it covers.
    covered: usize,
    /// Whether it covers a finding with a figure and keeps none.
    bare: bool,
}

/// Reads a file of waivers which stands in `folder`; they speak of documents below it, or of all where `everywhere`.
pub fn parse(
    file: FileId,
    sources: &Sources,
    folder: &Path,
    everywhere: bool,
) -> (Vec<Waiver>, Vec<Diagnostic>) {
    let mut reader = Reader::new(FAULT, file, sources);
    let root = reader.root();
    reader.keys(&root, &["waiver"]);
    let mut waivers = Vec::new();
    if let Some(value) = root.get("waiver") {
        for (range, table) in reader.tables("waiver", value) {
            let span = reader.span(range.clone());
            reader.keys(table, KEYS);
            if let Some(waiver) = one(&mut reader, range, span, table, folder, everywhere) {
                waivers.push(waiver);
            }
        }
    }
    (waivers, reader.faults)
}

fn one(
    reader: &mut Reader<'_>,
    range: std::ops::Range<usize>,
    span: Span,
    table: &DeTable<'_>,
    folder: &Path,
    everywhere: bool,
) -> Option<Waiver> {
    let text = |reader: &mut Reader<'_>, key: &str, zh: &str, en: &str| match table.get(key) {
        Some(value) => reader.text(value),
        None => {
            reader.missing(range.clone(), key, zh, en);
            None
        }
    };
    let rule = text(reader, "rule", "豁免哪条规则", "the rule that is waived");
    let reason = text(reader, "reason", "为什么可以放行", "why it may pass");
    let by = text(reader, "by", "谁负责", "who answers for it");
    let target = match (table.get("fingerprint"), table.get("place")) {
        (Some(print), None) => reader.text(print).map(Target::Fingerprint),
        (None, Some(place)) => reader.text(place).map(|place| Target::Place(Glob::new(&place))),
        (Some(_), Some(place)) => {
            let said = Text::new("fingerprint 和 place 只写一个", "give either `fingerprint` or `place`");
            reader.fault(place.span(), said.clone(), said);
            None
        }
        (None, None) => {
            reader.missing(range.clone(), "fingerprint", "或 place：豁免哪一处", "or `place`: which finding");
            None
        }
    };
    let document = match table.get("document") {
        Some(value) => Some(globs(reader, value, folder)?),
        None => None,
    };
    let until = match table.get("until") {
        Some(value) => Some(date(reader, value)?),
        None => None,
    };
    let accepted = accepted(reader, table)?;
    let waived = Waived { reason: reason?, by: by?, until: until.map(|(day, _)| day.to_string()) };
    Some(Waiver {
        rule: rule?,
        target: target?,
        document,
        folder: (!everywhere).then(|| folder.to_path_buf()),
        waived,
        accepted,
        until,
        span,
        looked: false,
        used: false,
        covered: 0,
        bare: false,
    })
}

/// What stood there; nothing where a key is at fault.
fn accepted(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Option<Accepted> {
    let mut kept = Accepted::default();
    if let Some(value) = table.get("stated") {
        kept.stated = Some(reader.text(value)?);
    }
    if let Some(value) = table.get("expected") {
        kept.expected = Some(reader.text(value)?);
    }
    if let Some(value) = table.get("severity") {
        kept.severity = Some(reader.one_of(value, SEVERITIES)?);
    }
    if let Some(value) = table.get("date") {
        kept.date = Some(date(reader, value)?.0.to_string());
    }
    Some(kept)
}

fn date(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> Option<(Date, Span)> {
    let text = match value.get_ref() {
        DeValue::Datetime(day) => day.to_string(),
        DeValue::String(text) => text.to_string(),
        _ => String::new(),
    };
    let day = Date::parse(&text).map(|day| (day, reader.span(value.span())));
    if day.is_none() {
        reader.expected(value, "日期，如 2030-12-31", "a date such as 2030-12-31");
    }
    day
}

impl Waiver {
    /// Whether it may speak of the document at the absolute `path`.
    fn concerns(&self, path: &Path) -> bool {
        self.folder.as_ref().is_none_or(|folder| path.starts_with(folder))
            && self.document.as_ref().is_none_or(|globs| globs.fit(path, Path::new("/")))
    }

    fn covers(&self, found: &Diagnostic, print: &str) -> bool {
        self.rule == found.rule
            && match &self.target {
                Target::Fingerprint(wanted) => wanted == print,
                Target::Place(glob) => !found.identity.is_empty() && glob.matches(&fold(&found.identity)),
            }
    }

    /// Whether it means any finding of its rule that stands in many places: nobody could say what stood in each.
    fn is_for_many(&self) -> bool {
        matches!(&self.target, Target::Place(glob) if glob.text.contains('*'))
    }

    fn has_expired(&self, today: Date) -> bool {
        self.until.is_some_and(|(until, _)| until < today)
    }
}

/// Marks the findings of the document at the absolute `path` that a waiver covers on the day `today`. A finding whose figure
/// is not the one that was waived says so and counts.
pub fn apply(
    waivers: &mut [Waiver],
    path: &Path,
    found: &mut [Diagnostic],
    prints: &[String],
    sources: &Sources,
    today: Date,
) {
    let concerned = |waiver: &&mut Waiver| waiver.concerns(path);
    for waiver in waivers.iter_mut().filter(concerned) {
        waiver.looked = true;
        for (found, print) in found.iter_mut().zip(prints) {
            if !waiver.covers(found, print) || !waiver.accepted.covers(found, sources) {
                continue;
            }
            waiver.used = true;
            if !waiver.has_expired(today) && found.standing.waived.is_none() {
                waiver.covered += 1;
                waiver.bare |= !waiver.is_for_many() && waiver.accepted.lacks_figures_of(found, sources);
                found.standing.waived = Some(Box::new(waiver.waived.clone()));
            }
        }
    }
    for waiver in waivers.iter_mut().filter(concerned).filter(|waiver| !waiver.used) {
        for (found, print) in found.iter_mut().zip(prints) {
            if found.standing.is_live() && found.standing.changed.is_none() && waiver.covers(found, print) {
                waiver.used = true;
                if !waiver.has_expired(today) {
                    waiver.accepted.tell(By::Waiver, found, sources);
                }
            }
        }
    }
}

/// The files that the waivers stand in, each with how many findings they cover.
pub fn covered(waivers: &[Waiver]) -> Vec<(FileId, usize)> {
    let mut files: Vec<(FileId, usize)> = Vec::new();
    for waiver in waivers {
        match files.iter_mut().find(|(file, _)| *file == waiver.span.file) {
            Some((_, count)) => *count += waiver.covered,
            None => files.push((waiver.span.file, waiver.covered)),
        }
    }
    files
}

/// Waivers that cover a figure and keep none, told once a file, at the first of them.
pub fn bare(waivers: &[Waiver]) -> Vec<Diagnostic> {
    let mut told: Vec<(Span, usize)> = Vec::new();
    for waiver in waivers.iter().filter(|waiver| waiver.bare) {
        match told.iter_mut().find(|(first, _)| first.file == waiver.span.file) {
            Some((_, count)) => *count += 1,
            None => told.push((waiver.span, 1)),
        }
    }
    told.into_iter().map(|(first, count)| keeps_nothing(first, count)).collect()
}

fn keeps_nothing(first: Span, count: usize) -> Diagnostic {
    let said = Text::new(
        format!("{count} 条豁免没有记下数字：同一处换了别的数也照样放行"),
        format!("{count} waivers keep no figures: another figure at the same place passes too"),
    );
    let mut told = Diagnostic::new(BARE, Severity::Note, first, said)
        .labelled(Text::new("第一条", "the first of them"))
        .help(Text::new(
            "删去后用 gouji waive 重写，或补上 stated 和 expected",
            "delete them and write them anew with gouji waive, or add `stated` and `expected`",
        ));
    told.identity = "stated".to_owned();
    told
}

/// Waivers past their day, and those that nothing was found for although their documents were checked. `walked` are the
/// absolute folders that were searched: a waiver for a document that is no longer there is unused as well.
pub fn leftovers(waivers: &[Waiver], walked: &[PathBuf], today: Date) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    for waiver in waivers {
        let searched =
            waiver.folder.as_ref().is_some_and(|home| walked.iter().any(|dir| home.starts_with(dir)));
        if !waiver.looked && !searched {
            continue;
        }
        let (rule, by) = (&waiver.rule, &waiver.waived.by);
        let mut leftover = match waiver.until {
            Some((until, span)) if waiver.has_expired(today) => Diagnostic::new(
                EXPIRED,
                Severity::Warning,
                span,
                Text::new(
                    format!("对 {rule} 的豁免到 {until} 为止，已过期"),
                    format!("the waiver of {rule} held until {until} and has expired"),
                ),
            )
            .help(Text::new(
                format!("改好文件后删去，或由 {by} 重新批准并改日期"),
                format!("mend the document and delete it, or have {by} approve it again"),
            )),
            _ if waiver.used => continue,
            _ => Diagnostic::new(
                UNUSED,
                Severity::Warning,
                waiver.span,
                Text::new(
                    format!("对 {rule} 的豁免没有用到：没有这样的问题了"),
                    format!("the waiver of {rule} is unused: nothing of the kind is found"),
                ),
            )
            .help(Text::new("删去这条豁免", "delete the waiver")),
        };
        leftover.identity = match &waiver.target {
            Target::Fingerprint(print) => format!("{rule}|{print}"),
            Target::Place(glob) => format!("{rule}|{}", glob.text),
        };
        told.push(leftover);
    }
    told
}

/// A waiver as it is appended to a file.
pub fn entry(rule: &str, print: &str, document: &str, waived: &Waived, accepted: &Accepted) -> String {
    let mut out = String::from("[[waiver]]\n");
    let mut line = |key: &str, value: Option<String>| {
        out.extend(value.map(|value| format!("{key} = {value}\n")));
    };
    line("rule", Some(quoted(rule)));
    line("fingerprint", Some(quoted(print)));
    line("document", Some(quoted(&escape(document))));
    line("reason", Some(quoted(&waived.reason)));
    line("by", Some(quoted(&waived.by)));
    line("until", waived.until.clone());
    line("stated", accepted.stated.as_deref().map(quoted));
    line("expected", accepted.expected.as_deref().map(quoted));
    line("severity", accepted.severity.map(|severity| quoted(severity.as_str())));
    line("date", accepted.date.clone());
    out
}

/// A path as a glob that means itself, and no other of the same name further down.
fn escape(path: &str) -> String {
    let mut out = String::from(if path.contains('/') { "" } else { "./" });
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}') {
            out.extend(['[', c, ']']);
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
#[path = "waiver_tests.rs"]
mod tests;
