//! What a survey found, as it is kept from one run to the next: a JSON object a line, in the order of documents and places.
//!
//! ```json
//! {"kind":"survey","version":1}
//! {"kind":"document","document":"a.txt","ends":"findings","figures":3,"tied":2,"contradicted":1,"unchecked":0,"errors":1,"warnings":0,"notes":0}
//! {"kind":"finding","document":"a.txt","rule":"pack/rule","severity":"error","place":"line/2","where":"2:4","text":"96%","stated":"96%","expected":"100%","identity":"…","fingerprint":"…"}
//! {"kind":"document","document":"b.doc","ends":"unread","reason":"…",…}
//! ```
//!
//! `ends` is how `check` of the document alone would end: `clean` (0), `findings` (1), `partly` (3: not all
//! that is demanded could be checked), `unread` (3). `place` is the same in every language: `line/12`, `page/3`,
//! `table/2/row/5/cell/3`, `paragraph/12`, `收支总表!C12`. Keys may be added within a version.

use std::path::{Path, PathBuf};

use gouji::check::Checked;
use gouji::diagnostic::{Diagnostic, Lang, Severity, Text};
use gouji::gate::{self, Evidence, Verdict};
use gouji::ledger::Mark;
use gouji::report::place;
use gouji::source::Cut;
use serde::{Deserialize, Serialize};

use super::super::Stop;
use super::super::examine::{Examined, Told};
use super::super::files::MOST_BASELINE;
use super::super::settings::{absolute, folder_of, read_text, short, told_from};

const VERSION: u32 = 1;

/// How much of the text under a finger is kept, in characters: it may be a paragraph.
const TEXT: usize = 80;

/// What was found in each document.
#[derive(Debug, Default)]
pub struct Record {
    /// Every document, in order of their names.
    pub documents: Vec<Document>,
    /// Every finding, in the order of documents and places.
    pub findings: Vec<Finding>,
}

/// How the check of a document alone would end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ends {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above it.
    Findings,
    /// Not all that is demanded of it could be checked.
    Partly,
    /// It could not be read, or the program failed on it.
    Unread,
}

impl Ends {
    /// Each of them.
    pub const ALL: [Ends; 4] = [Ends::Clean, Ends::Findings, Ends::Partly, Ends::Unread];
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its path from the folder.
    pub document: String,
    /// How its check ends.
    pub ends: Ends,
    /// Why it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Figures in it.
    pub figures: usize,
    /// Tied out by a relation that holds.
    pub tied: usize,
    /// Spoken of by a relation that fails.
    pub contradicted: usize,
    /// Checked by nothing.
    pub unchecked: usize,
    /// Findings that are errors and that nobody waived.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The document's path from the folder.
    pub document: String,
    /// The rule's id.
    pub rule: String,
    /// How bad.
    pub severity: Severity,
    /// The place as programs say it.
    pub place: String,
    /// The place as people say it, in the language of the run.
    #[serde(rename = "where")]
    pub words: String,
    /// The text under the finger, on one line.
    pub text: String,
    /// What the document says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// What it should say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Whether somebody answers for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waived: bool,
    /// What tells it from others of its rule.
    pub identity: String,
    /// What it is known by.
    pub fingerprint: String,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Line {
    Survey { version: u32 },
    Document(Document),
    Finding(Finding),
}

impl Record {
    /// What was found under `folder`.
    pub fn of(done: &Examined, folder: &Path, lang: Lang) -> Self {
        let base = if folder.is_dir() { absolute(folder) } else { folder_of(folder) };
        let mut record = Self::default();
        for (checked, told) in done.documents.iter().zip(&done.told) {
            let name = told_from(&base, &told.path);
            record.findings.extend(
                checked
                    .diagnostics
                    .iter()
                    .zip(&told.prints)
                    .map(|(found, print)| finding(done, &name, found, print, lang)),
            );
            record.documents.push(document(name, checked, told));
        }
        for unread in &done.unread {
            let document = told_from(&base, &PathBuf::from(&unread.name));
            let reason = Some(unread.reason.get(lang).to_owned());
            record.documents.push(Document { document, reason, ..nothing() });
        }
        record.documents.sort_by(|a, b| a.document.cmp(&b.document));
        record
    }

    /// Reads a record.
    pub fn read(path: &Path) -> Result<Self, Stop> {
        let text = read_text(path, MOST_BASELINE)?;
        let mut record = Self::default();
        let mut known = false;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str(line) {
                Ok(Line::Survey { version: VERSION }) => known = true,
                Ok(Line::Document(document)) if known => record.documents.push(document),
                Ok(Line::Finding(finding)) if known => record.findings.push(finding),
                _ => return Err(no_record(path, number + 1)),
            }
        }
        if known { Ok(record) } else { Err(no_record(path, 1)) }
    }

    /// The record as it is written.
    pub fn render(&self) -> String {
        let mut out = String::new();
        let mut put = |line: &Line| {
            out.push_str(&serde_json::to_string(line).unwrap_or_default());
            out.push('\n');
        };
        put(&Line::Survey { version: VERSION });
        let mut findings = self.findings.iter().peekable();
        for document in &self.documents {
            put(&Line::Document(document.clone()));
            while let Some(finding) = findings.next_if(|finding| finding.document == document.document) {
                put(&Line::Finding(finding.clone()));
            }
        }
        out
    }
}

fn no_record(path: &Path, line: usize) -> Stop {
    let path = short(path);
    Stop::new(Text::new(
        format!("{path} 第 {line} 行不是 gouji survey 写的记录"),
        format!("line {line} of {path} is not what gouji survey writes"),
    ))
    .help(Text::new("用 gouji survey --out 重写一份", "write one anew with gouji survey --out"))
}

/// A document that nothing is known of.
fn nothing() -> Document {
    Document {
        document: String::new(),
        ends: Ends::Unread,
        reason: None,
        figures: 0,
        tied: 0,
        contradicted: 0,
        unchecked: 0,
        errors: 0,
        warnings: 0,
        notes: 0,
    }
}

fn document(name: String, checked: &Checked, told: &Told) -> Document {
    let live = || checked.diagnostics.iter().filter(|found| found.standing.is_live());
    let count = |severity| live().filter(|found| found.severity == severity).count();
    let threshold = told.config.threshold();
    let verdict = gate::judge(Evidence {
        failing: live().any(|found| threshold.reached_by(found.severity)),
        open: told.gaps.open(&told.config),
        // Where rules are at fault, nothing is summed up.
        broken: false,
    });
    Document {
        document: name,
        ends: match verdict {
            Verdict::Clean => Ends::Clean,
            Verdict::Findings => Ends::Findings,
            Verdict::Unchecked | Verdict::Misconfigured => Ends::Partly,
        },
        reason: None,
        figures: checked.ledger.n_figures(),
        tied: checked.ledger.marked(Mark::Tied),
        contradicted: checked.ledger.marked(Mark::Contradicted),
        unchecked: checked.ledger.marked(Mark::Unchecked),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
    }
}

fn finding(done: &Examined, name: &str, found: &Diagnostic, print: &str, lang: Lang) -> Finding {
    let span = found.primary.span;
    let source = done.sources.get(span.file);
    let said = source.said(span.range());
    let words: Vec<&str> = said.split_whitespace().collect();
    let words = words.join(" ");
    let text = match words.char_indices().nth(TEXT) {
        Some((cut, _)) => format!("{}…", words.cut(..cut)),
        None => words,
    };
    let figures = found.arithmetic.as_ref();
    Finding {
        document: name.to_owned(),
        rule: found.rule.clone(),
        severity: found.severity,
        place: place::address(source, span.start as usize),
        words: place::within(source, span.start as usize, lang),
        text,
        stated: figures.map(|figures| figures.stated.clone()),
        expected: figures.and_then(|figures| figures.expected.clone()),
        waived: found.standing.waived.is_some(),
        identity: found.identity.clone(),
        fingerprint: print.to_owned(),
    }
}
