//! What reviewdog reads: Reviewdog Diagnostic Format. Columns are bytes of the line, counted from 1. In files that are no
//! plain text there is no range, and the message says the place.

use serde::Serialize;

use super::{Run, clamp, place, to_json};
use crate::diagnostic::{Label, Lang, Severity};
use crate::gate::judged::JUDGED_BY;
use crate::source::{Source, Sources};

#[derive(Serialize)]
struct Report<'a> {
    source: Tool,
    diagnostics: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
}

#[derive(Serialize)]
struct Item<'a> {
    message: String,
    location: Location<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: String,
    location: Location<'a>,
}

/// Tells `run` to reviewdog.
pub fn render(run: &Run) -> String {
    let lang = run.options.lang;
    let mut diagnostics: Vec<Item<'_>> = Vec::new();
    for (found, _) in run.live() {
        let message = place::message(run.sources, found.primary.span, found.message.get(lang), lang);
        let words = [message.as_str()].into_iter().chain(found.notes.iter().map(|note| note.get(lang)));
        let words: Vec<&str> = words.chain(found.help.as_ref().map(|help| help.get(lang))).collect();
        diagnostics.push(Item {
            message: words.join("\n"),
            location: location(run.sources, &found.primary),
            severity: match found.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Note => "INFO",
            },
            code: Code { value: &found.rule },
            related_locations: found.related.iter().map(|label| related(run.sources, label, lang)).collect(),
        });
    }
    for unread in run.unreadable {
        diagnostics.push(Item {
            message: format!("{}\n{}", unread.reason.get(lang), unread.help.get(lang)),
            location: Location { path: &unread.name, range: None },
            severity: "ERROR",
            code: Code { value: super::text::UNREADABLE },
            related_locations: Vec::new(),
        });
    }
    for (path, line) in run.judged.told(lang).into_iter().filter(|(path, _)| !path.is_empty()) {
        diagnostics.push(Item {
            message: line,
            location: Location { path, range: None },
            severity: "INFO",
            code: Code { value: JUDGED_BY },
            related_locations: Vec::new(),
        });
    }
    to_json(&Report { source: Tool { name: env!("CARGO_PKG_NAME") }, diagnostics })
}

fn related<'a>(sources: &'a Sources, label: &'a Label, lang: Lang) -> Related<'a> {
    let message = place::message(sources, label.span, label.text.get(lang), lang);
    Related { message, location: location(sources, label) }
}

fn location<'a>(sources: &'a Sources, label: &Label) -> Location<'a> {
    let source = sources.get(label.span.file);
    let range = clamp(source.text(), label.span);
    let range = source
        .view()
        .is_none()
        .then(|| Range { start: position(source, range.start), end: position(source, range.end) });
    Location { path: source.name(), range }
}

fn position(source: &Source, at: usize) -> Position {
    let line = source.line_index(at);
    Position { line: line + 1, column: at - source.line_range(line).start + 1 }
}
