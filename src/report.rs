//! What a run has to tell, in the format asked for. Every renderer is a pure function of a [`Run`]; one format a file.

pub mod corrections;
mod csv;
mod excerpt;
mod fingerprint;
mod github;
mod gitlab;
pub mod html;
mod json;
mod junit;
mod markdown;
pub mod place;
mod rdjson;
mod sarif;
mod short;
mod summary;
mod text;
mod ticks;

use std::ops::Deref;

use crate::check::Checked;
use crate::diagnostic::{Diagnostic, Lang, Waived};
use crate::document::{Document, parse};
use crate::gate::judged::Judged;
use crate::read::Unreadable;
use crate::read::passed::Passed;
use crate::rule::{Pack, Rule};
use crate::source::{Cut, Sources, Span};
use crate::spread::{Spread, in_turn};

pub use excerpt::{columns, visible};
pub use fingerprint::{Fingerprints, fnv1a_128};
pub use summary::{Counts, Summary, grouped};
pub use text::render_diagnostics;
pub use ticks::{Tick, ticks};

/// How a run is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people: excerpts with labels.
    #[default]
    Text,
    /// One line a diagnostic.
    Short,
    /// Everything, for programs: a versioned document.
    Json,
    /// SARIF 2.1.0, for code hosts and review tools.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab Code Quality.
    Gitlab,
    /// JUnit XML, for anything that shows tests.
    Junit,
    /// What reviewdog reads.
    Rdjson,
    /// A summary for the page of a job.
    Markdown,
    /// A table for spreadsheets.
    Csv,
    /// One page for people who sign: the documents as they read, with tick marks and findings.
    Html,
    /// What must be corrected, as Word documents to send: see [`corrections`].
    Docx,
    /// The same as workbooks, with the working paper.
    Xlsx,
}

impl Format {
    /// Every format by its name.
    pub const ALL: &[(&str, Format)] = &[
        ("text", Format::Text),
        ("short", Format::Short),
        ("json", Format::Json),
        ("sarif", Format::Sarif),
        ("github", Format::Github),
        ("gitlab", Format::Gitlab),
        ("junit", Format::Junit),
        ("rdjson", Format::Rdjson),
        ("markdown", Format::Markdown),
        ("csv", Format::Csv),
        ("html", Format::Html),
        #[cfg(feature = "lists")]
        ("docx", Format::Docx),
        #[cfg(feature = "lists")]
        ("xlsx", Format::Xlsx),
    ];

    /// Its name, which is the ending of its files where it has files of its own.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// Whether it is no text: it is written to a file, never to a terminal.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Docx | Self::Xlsx)
    }

    /// Whether it may come to more than one file.
    pub fn is_of_pages(self) -> bool {
        self.is_binary() || self == Self::Html
    }

    /// The format of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}

/// What the reader wishes.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The language.
    pub lang: Lang,
    /// Whether the text format is coloured by escape sequences.
    pub colour: bool,
    /// How many display columns an excerpt may take.
    pub width: usize,
    /// Whether each document's ledger is told rule by rule.
    pub ledger: bool,
    /// How many findings people are told at most; programs are told all.
    pub max_findings: Option<usize>,
    /// Whether people are told fingerprints.
    pub fingerprints: bool,
    /// How findings are drawn.
    pub spread: Spread<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lang: Lang::Zh,
            colour: false,
            width: 100,
            ledger: false,
            max_findings: None,
            fingerprints: false,
            spread: in_turn,
        }
    }
}

/// Everything a run has to tell.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Every source that a span may lie in.
    pub sources: &'a Sources,
    /// The rules that ran.
    pub packs: &'a [Pack],
    /// What is wrong with rules, configurations, waivers and the baseline.
    pub faults: &'a [Diagnostic],
    /// The documents, in the order they are told.
    pub documents: &'a [Checked],
    /// The same documents as they were parsed; may be empty where no format shows them whole.
    pub parsed: &'a [Document],
    /// What could not be checked.
    pub unreadable: &'a [Unreadable],
    /// What judged it, and what was left open.
    pub judged: &'a Judged,
    /// What folders and archives hold and nobody read.
    pub passed: &'a [Passed],
    /// What the run exits with.
    pub exit_code: u8,
    /// What the reader wishes.
    pub options: Options,
}

/// A document of a run.
#[derive(Debug)]
pub enum Parsed<'a> {
    /// As it was parsed when it was checked.
    Kept(&'a Document),
    /// Parsed anew: the run was made without it.
    Anew(Box<Document>),
}

impl Deref for Parsed<'_> {
    type Target = Document;

    fn deref(&self) -> &Document {
        match self {
            Self::Kept(document) => document,
            Self::Anew(document) => document,
        }
    }
}

impl<'a> Run<'a> {
    /// The document at `index`. A run that was made without the parsed documents is told all the same.
    pub fn document(&self, index: usize) -> Parsed<'a> {
        let file = self.documents[index].file;
        let kept = self.parsed.get(index).filter(|document| document.file == file);
        kept.map_or_else(|| Parsed::Anew(Box::new(parse(file, self.sources.get(file)))), Parsed::Kept)
    }

    /// The names of the files that the documents were read from.
    fn files(&self) -> Vec<&'a str> {
        let of_document = |document: &'a Checked| {
            let source = self.sources.get(document.file);
            match source.files().parts() {
                [] => vec![source.name()],
                parts => parts.iter().map(|part| part.source.name()).collect(),
            }
        };
        self.documents.iter().flat_map(of_document).collect()
    }

    /// Every diagnostic in the order of telling: faults of rules, then document by document.
    pub fn diagnostics(&self) -> impl Iterator<Item = &'a Diagnostic> + use<'a> {
        let documents = self.documents;
        self.faults.iter().chain(documents.iter().flat_map(|document| &document.diagnostics))
    }

    /// Every diagnostic with its fingerprint, group by group: faults of rules, then document by document.
    fn groups(&self) -> Vec<Vec<(&'a Diagnostic, String)>> {
        let sources = self.sources;
        let printed = |group: &'a [Diagnostic]| {
            let mut prints = Fingerprints::new();
            group.iter().map(|found| (found, prints.of(found, sources))).collect()
        };
        let documents = self.documents.iter().map(|document| printed(&document.diagnostics));
        std::iter::once(printed(self.faults)).chain(documents).collect()
    }

    /// Whether somebody could answer for `found`: what is said of rules, configurations and the like is no finding in a
    /// document, and no waiver is for it.
    fn can_be_waived(&self, found: &Diagnostic) -> bool {
        !self.faults.as_ptr_range().contains(&std::ptr::from_ref(found))
    }

    /// What counts, with fingerprints: neither waived nor known from a baseline.
    fn live(&self) -> Vec<(&'a Diagnostic, String)> {
        self.groups().into_iter().flatten().filter(|(found, _)| found.standing.is_live()).collect()
    }

    /// Every rule of every pack.
    pub fn rules(&self) -> impl Iterator<Item = &'a Rule> + use<'a> {
        let packs = self.packs;
        // A layer's inherited rules are told once, where they were written.
        packs.iter().flat_map(|pack| pack.rules.iter().filter(|rule| pack.owns(rule)))
    }
}

/// Tells `run` in `format`. The result ends with a line break unless it is empty; what is [no text](Format::is_binary) is written
/// by [`corrections`], list by list, and is nothing here.
pub fn render(run: &Run, format: Format) -> String {
    match format {
        Format::Text => text::render(run),
        Format::Short => short::render(run),
        Format::Json => json::render(run),
        Format::Sarif => sarif::render(run),
        Format::Github => github::render(run),
        Format::Gitlab => gitlab::render(run),
        Format::Junit => junit::render(run),
        Format::Rdjson => rdjson::render(run),
        Format::Markdown => markdown::render(run),
        Format::Csv => csv::render(run),
        Format::Html => html::render(run),
        Format::Docx | Format::Xlsx => String::new(),
    }
}

/// What SARIF calls a finding that is in the baseline, one that is not, and one whose figure is not the one that is; nothing
/// where there is no baseline.
fn baseline_state(found: &Diagnostic) -> Option<&'static str> {
    let known = found.standing.known?;
    Some(match (known, &found.standing.changed) {
        (true, _) => "unchanged",
        (false, Some(_)) => "updated",
        (false, None) => "new",
    })
}

/// The last lines for people: by whose rules the run was judged, and what it comes to.
fn closing(run: &Run) -> String {
    let mut lines = run.judged.lines(run.options.lang);
    lines.push(Summary::of(run).line(run.options.lang));
    lines.iter().map(|line| visible(line) + "\n").collect()
}

/// What people are told of findings beyond the most they wish to see.
fn not_shown(run: &Run, count: usize) -> Option<String> {
    let more = count.saturating_sub(run.options.max_findings?);
    (more > 0).then(|| match run.options.lang {
        Lang::Zh => format!("另有 {more} 条未显示"),
        Lang::En => format!("{more} more not shown"),
    })
}

/// A waiver on one line.
fn waived_words(waived: &Waived, lang: Lang) -> String {
    let (reason, by) = (&waived.reason, &waived.by);
    match (&waived.until, lang) {
        (Some(until), Lang::Zh) => format!("{reason}（{by}，到 {until}）"),
        (None, Lang::Zh) => format!("{reason}（{by}）"),
        (Some(until), Lang::En) => format!("{reason} ({by}, until {until})"),
        (None, Lang::En) => format!("{reason} ({by})"),
    }
}

/// A span as line and column, both ends, 1-based, in characters; the end column is one past the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Region {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl Region {
    fn of(sources: &Sources, span: Span) -> Self {
        let source = sources.get(span.file);
        let range = clamp(source.text(), span);
        let (line, column) = source.line_column(range.start);
        let (end_line, end_column) = source.line_column(range.end);
        Self { line, column, end_line, end_column }
    }
}

/// The bytes of `span` that lie in `text`, on character boundaries: a report never fails over a span that is off.
fn clamp(text: &str, span: Span) -> std::ops::Range<usize> {
    let floor = |at: usize| text.first(at).len();
    let start = floor(span.start as usize);
    start..floor(span.end as usize).max(start)
}

/// `value` as pretty JSON with a line break at the end.
fn to_json<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_string_pretty(value) {
        Ok(mut text) => {
            text.push('\n');
            text
        }
        Err(error) => format!("{{\"error\": {:?}}}\n", error.to_string()),
    }
}
