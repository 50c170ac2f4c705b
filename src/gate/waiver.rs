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

use super::accepted::By;
use super::config::{GLOBS, Globs, SEVERITY, quoted};
use crate::calendar::Date;
use crate::diagnostic::{Accepted, Diagnostic, Severity, Text, Waived};
use crate::keys;
use crate::keys::parts::{Leaf, List, SAID, Sound, leaf, opt, own, table};
use crate::keys::tree::{Node, Value};
use crate::keys::{Lack, Reader, Shape, read_file};
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

/// How a waiver knows its finding.
#[derive(Debug, Clone)]
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

keys! {
    /// A waiver as it is written.
    "一条豁免：谁为哪一处问题负责。"
    struct Written {
        /// The rule that is waived.
        rule: String = "rule", SAID, "豁免哪条规则";
        /// The fingerprint of the finding.
        fingerprint: Option<String> = "fingerprint", opt(SAID), "豁免哪一处：指纹";
        /// The identity of the finding; * is any run.
        place: Option<String> = "place", opt(SAID), "豁免哪一处：名目，* 代表任意文字";
        /// The document, told from this file.
        document: Option<Globs> = "document", opt(GLOBS), "哪个文件";
        /// Why it may pass.
        reason: String = "reason", SAID, "为什么可以放行";
        /// Who answers for it.
        by: String = "by", SAID, "谁负责";
        /// The last day it holds.
        until: Option<(Date, Span)> = "until", opt(DATE), "到哪一天为止";
        /// What stood there.
        stated: Option<String> = "stated", opt(SAID), "当时写的数";
        /// What was expected.
        expected: Option<String> = "expected", opt(SAID), "当时应为的数";
        /// How bad it was.
        severity: Option<Severity> = "severity", opt(SEVERITY), "当时的严重程度";
        /// When it was waived.
        date: Option<(Date, Span)> = "date", opt(DATE), "哪天豁免的";
        /// Where it stands.
        span: Span = "", own(one), "";
    }
}

keys! {
    /// The whole file.
    "豁免文件。"
    #[derive(Default)]
    struct Whole {
        /// The waivers.
        waivers: Vec<Written> = "waiver", List(Sound(table::<Written>())), "一条条豁免";
    }
}

/// A day, as TOML writes it or as a text.
const DATE: Leaf<(Date, Span)> = leaf(Shape::Text(("日期", "a date")), |reader, node| {
    let bare = matches!(node.value, Value::Date).then(|| reader.desk.sources.slice(node.span));
    let day = bare.or(node.text()).and_then(Date::parse).map(|day| (day, node.span));
    reader.taken(day, node, ("日期，如 2030-12-31", "a date such as 2030-12-31"))
});

/// The place of a waiver that says in one way which finding it means.
fn one(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Span> {
    if node.get("fingerprint").is_some() == node.get("place").is_some() {
        reader.lacks(node, Lack::OneOf(vec!["fingerprint", "place"]));
        return None;
    }
    Some(reader.desk.first_line(node.span))
}

/// Reads a file of waivers which stands in `folder`; they speak of documents below it, or of all where `everywhere`.
pub fn parse(
    file: FileId,
    sources: &Sources,
    folder: &Path,
    everywhere: bool,
) -> (Vec<Waiver>, Vec<Diagnostic>) {
    let (whole, faults) = read_file::<Whole>(FAULT, file, sources);
    let waivers = whole.unwrap_or_default().waivers.into_iter();
    (waivers.filter_map(|written| Waiver::of(written, folder, everywhere)).collect(), faults)
}

impl Waiver {
    fn of(written: Written, folder: &Path, everywhere: bool) -> Option<Self> {
        let place = |place: String| Target::Place(Glob::new(&place));
        let target = written.fingerprint.map(Target::Fingerprint).or(written.place.map(place));
        let told = |day: Option<(Date, Span)>| day.map(|(day, _)| day.to_string());
        let Written { rule, document, reason, by, until, stated, expected, severity, date, span, .. } =
            written;
        Some(Self {
            rule,
            target: target?,
            document: document.map(|globs| globs.told_from(folder)),
            folder: (!everywhere).then(|| folder.to_path_buf()),
            waived: Waived { reason, by, until: told(until) },
            accepted: Accepted { stated, expected, severity, date: told(date) },
            until,
            span,
            looked: false,
            used: false,
            covered: 0,
            bare: false,
        })
    }

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

/// The same for a document: waivers speak of files, `files` are those it was put together of, with their absolute paths, and the
/// findings of one stand together.
pub fn apply_to_files(
    waivers: &mut [Waiver],
    files: &[(FileId, PathBuf)],
    found: &mut [Diagnostic],
    prints: &[String],
    sources: &Sources,
    today: Date,
) {
    let lengths = found.chunk_by(|a, b| a.primary.span.file == b.primary.span.file);
    let lengths: Vec<usize> = lengths.map(<[Diagnostic]>::len).collect();
    let mut from = 0;
    for len in lengths {
        let found = &mut found[from..from + len];
        let file = found[0].primary.span.file;
        let own = files.iter().find(|(own, _)| *own == file).or(files.first());
        if let Some((_, path)) = own {
            apply(waivers, path, found, &prints[from..from + len], sources, today);
        }
        from += len;
    }
    for (_, path) in files {
        apply(waivers, path, &mut [], &[], sources, today);
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
