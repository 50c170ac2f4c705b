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
//! ```

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::config::{Globs, globs, quoted};
use super::date::Date;
use super::reader::Reader;
use crate::diagnostic::{Diagnostic, Severity, Text, Waived};
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

const KEYS: &[&str] = &["rule", "fingerprint", "place", "document", "reason", "by", "until"];

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
    until: Option<(Date, Span)>,
    span: Span,
    /// Whether a document it may speak of was checked.
    looked: bool,
    /// Whether it covered a finding, or would have, were it not past its day.
    used: bool,
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
    let waived = Waived { reason: reason?, by: by?, until: until.map(|(day, _)| day.to_string()) };
    Some(Waiver {
        rule: rule?,
        target: target?,
        document,
        folder: (!everywhere).then(|| folder.to_path_buf()),
        waived,
        until,
        span,
        looked: false,
        used: false,
    })
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

    fn has_expired(&self, today: Date) -> bool {
        self.until.is_some_and(|(until, _)| until < today)
    }
}

/// Marks the findings of the document at the absolute `path` that a waiver covers on the day `today`.
pub fn apply(waivers: &mut [Waiver], path: &Path, found: &mut [Diagnostic], prints: &[String], today: Date) {
    for waiver in waivers.iter_mut().filter(|waiver| waiver.concerns(path)) {
        waiver.looked = true;
        for (found, print) in found.iter_mut().zip(prints) {
            if waiver.covers(found, print) {
                waiver.used = true;
                if !waiver.has_expired(today) && found.standing.waived.is_none() {
                    found.standing.waived = Some(Box::new(waiver.waived.clone()));
                }
            }
        }
    }
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
pub fn entry(rule: &str, print: &str, document: &str, waived: &Waived) -> String {
    let until = waived.until.as_ref().map(|until| format!("until = {until}\n")).unwrap_or_default();
    format!(
        "[[waiver]]\nrule = {}\nfingerprint = {}\ndocument = {}\nreason = {}\nby = {}\n{until}",
        quoted(rule),
        quoted(print),
        quoted(&escape(document)),
        quoted(&waived.reason),
        quoted(&waived.by),
    )
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
mod tests {
    use super::*;
    use crate::diagnostic::Lang;
    use crate::source::Source;

    fn read(text: &str) -> (Vec<Waiver>, Vec<Diagnostic>, Sources) {
        let mut sources = Sources::new();
        let file = sources.add(Source::new(FILE, text));
        let (waivers, faults) = parse(file, &sources, Path::new("/a"), false);
        (waivers, faults, sources)
    }

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn found(rule: &str, identity: &str) -> Diagnostic {
        let mut found = Diagnostic::new(rule, Severity::Error, Span::new(FileId(0), 0..0), Text::same("x"));
        found.identity = identity.to_owned();
        found
    }

    #[test]
    fn reason_who_and_place_are_demanded() {
        for (text, said) in [
            ("[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nby = \"b\"\n", "缺少 reason"),
            ("[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nreason = \"b\"\n", "缺少 by"),
            ("[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nreason = \" \"\nby = \"b\"\n", "不能空着"),
            ("[[waiver]]\nrule = \"p/r\"\nreason = \"a\"\nby = \"b\"\n", "缺少 fingerprint"),
            (
                "[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nplace = \"p\"\nreason = \"a\"\nby = \"b\"\n",
                "只写一个",
            ),
            ("[[waiver]]\nfingerprint = \"f\"\nreason = \"a\"\nby = \"b\"\n", "缺少 rule"),
            (
                "[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nreason = \"a\"\nby = \"b\"\nuntil = \"soon\"\n",
                "日期",
            ),
            (
                "[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nreasn = \"a\"\nby = \"b\"\n",
                "没有名为「reasn」的键",
            ),
            ("[[waver]]\n", "没有名为「waver」的键"),
        ] {
            let (waivers, faults, _) = read(text);
            assert!(waivers.is_empty(), "{text}");
            assert!(
                faults.iter().any(|fault| fault.message.get(Lang::Zh).contains(said)),
                "{text}: {faults:?}"
            );
        }
    }

    #[test]
    fn a_waiver_covers_until_its_day_and_is_told_after_it() {
        let text = entry(
            "p/r",
            "f1",
            "b[1].txt",
            &Waived {
                reason: "说\"明\"".to_owned(),
                by: "甲".to_owned(),
                until: Some("2030-06-30".to_owned()),
            },
        );
        for (today, covered) in [("2030-06-30", true), ("2030-07-01", false)] {
            let (mut waivers, faults, sources) = read(&text);
            assert!(faults.is_empty(), "{faults:?}");
            let mut list = [found("p/r", ""), found("p/r", "")];
            let prints = ["f1".to_owned(), "f2".to_owned()];
            apply(&mut waivers, Path::new("/a/b[1].txt"), &mut list, &prints, day(today));
            assert_eq!(list.map(|found| found.standing.is_live()), [!covered, true], "{today}");
            let mut below = [found("p/r", "")];
            apply(&mut waivers, Path::new("/a/sub/b[1].txt"), &mut below, &prints, day(today));
            assert!(below[0].standing.is_live(), "another of the same name");
            let left = leftovers(&waivers, &[], day(today));
            assert_eq!(left.len(), usize::from(!covered));
            assert!(left.iter().all(|left| sources.slice(left.primary.span) == "2030-06-30"));
        }
    }

    #[test]
    fn unused_waivers_are_told_where_their_documents_were_looked_at() {
        let text = "[[waiver]]\nrule = \"p/r\"\nplace = \"表（一）|*|合计\"\ndocument = \"b.txt\"\nreason = \"a\"\nby = \"b\"\n";
        let (mut waivers, _, _) = read(text);
        let mut list = [found("p/r", "表(一)|行|合计")];
        apply(&mut waivers, Path::new("/a/c.txt"), &mut list, &["f".to_owned()], day("2030-01-01"));
        assert!(list[0].standing.is_live() && leftovers(&waivers, &[], day("2030-01-01")).is_empty());
        assert_eq!(leftovers(&waivers, &["/".into()], day("2030-01-01")).len(), 1, "searched, and not there");
        apply(&mut waivers, Path::new("/a/b.txt"), &mut [], &[], day("2030-01-01"));
        assert_eq!(leftovers(&waivers, &[], day("2030-01-01"))[0].rule, UNUSED);
        apply(&mut waivers, Path::new("/a/b.txt"), &mut list, &["f".to_owned()], day("2030-01-01"));
        assert!(!list[0].standing.is_live() && leftovers(&waivers, &[], day("2030-01-01")).is_empty());
    }
}
