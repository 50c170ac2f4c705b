//! What a run has to tell, in the format asked for. Every renderer is a pure function of a [`Run`]; one format a file.

mod excerpt;
mod fingerprint;
mod json;
mod sarif;
mod short;
mod summary;
mod text;

use crate::check::Checked;
use crate::diagnostic::{Diagnostic, Lang};
use crate::read::Unreadable;
use crate::rule::{Pack, Rule};
use crate::source::{Sources, Span};

pub use excerpt::{columns, visible};
pub use fingerprint::{Fingerprints, fnv1a_128};
pub use summary::{Counts, Summary, grouped};
pub use text::render_diagnostics;

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
}

/// What the reader wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The language.
    pub lang: Lang,
    /// Whether the text format is coloured by escape sequences.
    pub colour: bool,
    /// How many display columns an excerpt may take.
    pub width: usize,
    /// Whether each document's ledger is told rule by rule.
    pub ledger: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { lang: Lang::Zh, colour: false, width: 100, ledger: false }
    }
}

/// Everything a run has to tell.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Every source that a span may lie in.
    pub sources: &'a Sources,
    /// The rules that ran.
    pub packs: &'a [Pack],
    /// What is wrong with the rule files.
    pub faults: &'a [Diagnostic],
    /// The documents, in the order they are told.
    pub documents: &'a [Checked],
    /// What could not be checked.
    pub unreadable: &'a [Unreadable],
    /// What the run exits with.
    pub exit_code: u8,
    /// What the reader wishes.
    pub options: Options,
}

impl<'a> Run<'a> {
    /// Every diagnostic in the order of telling: faults of rules, then document by document.
    pub fn diagnostics(&self) -> impl Iterator<Item = &'a Diagnostic> + use<'a> {
        let documents = self.documents;
        self.faults.iter().chain(documents.iter().flat_map(|document| &document.diagnostics))
    }

    /// Every rule of every pack.
    pub fn rules(&self) -> impl Iterator<Item = &'a Rule> + use<'a> {
        let packs = self.packs;
        // A layer's inherited rules are told once, where they were written.
        packs.iter().flat_map(|pack| pack.rules.iter().filter(|rule| pack.owns(rule)))
    }
}

/// Tells `run` in `format`. The result ends with a line break unless it is empty.
pub fn render(run: &Run, format: Format) -> String {
    match format {
        Format::Text => text::render(run),
        Format::Short => short::render(run),
        Format::Json => json::render(run),
        Format::Sarif => sarif::render(run),
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
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
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
