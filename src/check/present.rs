//! The check `present`: what must stand in a document stands there, and an empty table says that it is empty.

use super::Results;
use super::bind::{Bound, BoundTable, key};
use super::name::place_identity;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Document, Place};
use crate::ledger::Outcome;
use crate::rule::{Check, Glob, Present};

/// Tries the rule.
pub fn run(bound: &Bound<'_>, present: &Present, results: &mut Results) {
    for name in &present.tables {
        if bound.table(name).is_some() {
            results.outcome(Outcome::Holds);
            continue;
        }
        let globs = bound
            .pack
            .tables
            .iter()
            .find(|table| table.name == *name)
            .map_or(&[][..], |table| &table.caption);
        let message = Text::new(format!("缺少“{name}”"), format!("\"{name}\" is missing"));
        missing(bound, globs, name, message, results);
    }
    for name in &present.sections {
        if bound.section(name).is_some() {
            results.outcome(Outcome::Holds);
            continue;
        }
        let globs = bound
            .pack
            .sections
            .iter()
            .find(|section| section.name == *name)
            .map_or(&[][..], |section| &section.heading);
        let message = Text::new(format!("缺少“{name}”部分"), format!("the section \"{name}\" is missing"));
        missing(bound, globs, name, message, results);
    }
    if present.contents {
        contents(bound.document, results);
    }
    for table in bound.bound_tables() {
        if !present.empty_note.is_empty() {
            empty_note(bound, table, &present.empty_note, results);
        }
        for name in &present.headnotes {
            headnote(bound, table, name, results);
        }
    }
}

/// Points at the line of the table of contents that announces what is missing, or at the title.
fn missing(bound: &Bound<'_>, globs: &[Glob], name: &str, message: Text, results: &mut Results) {
    let document = bound.document;
    let announced = announced(document, globs);
    let place = announced.or_else(|| document.title.last()).cloned().unwrap_or(0..0);
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
    if announced.is_some() {
        diagnostic = diagnostic.labelled(Text::new("目录列有，正文没有", "announced here, and nowhere else"));
    }
    diagnostic.identity = name.to_owned();
    results.finding(diagnostic);
}

/// The line of the table of contents that announces what `globs` name.
fn announced<'d>(document: &'d Document, globs: &[Glob]) -> Option<&'d Place> {
    document.contents.iter().map(|entry| &entry.heading).find(|place| {
        let heading = announced_name(document.text(place));
        globs.iter().any(|glob| glob.matches(heading))
    })
}

/// A line of the table of contents without 表一 and its like.
fn announced_name(text: &str) -> &str {
    let text = key(text);
    let Some(rest) = text.strip_prefix('表').or_else(|| text.strip_prefix("附表")) else { return text };
    rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十、.: ".contains(c))
        .trim_start_matches("年")
}

/// Every heading that the table of contents announces stands in the document.
fn contents(document: &Document, results: &mut Results) {
    let headings = document.sections.iter().map(|section| &section.name);
    let captions = document.tables.iter().filter_map(|table| table.caption.as_ref());
    let known: Vec<String> = headings.chain(captions).map(|place| plain(document.text(place))).collect();
    for entry in &document.contents {
        let words = document.text(&entry.heading);
        let name = plain(announced_name(words));
        // A year that 表一2025年 swallowed, or left, tells no two tables apart.
        let stands =
            known.iter().any(|heading| *heading == name || heading.ends_with(&name) && !name.is_empty());
        if stands {
            results.outcome(Outcome::Holds);
            continue;
        }
        let mut diagnostic = Diagnostic::new(
            "",
            Severity::Error,
            document.span(&entry.heading),
            Text::new(
                format!("目录列有“{words}”，正文没有"),
                format!("the contents announce \"{words}\", which is nowhere"),
            ),
        );
        diagnostic.identity = name;
        results.finding(diagnostic);
    }
}

fn plain(text: &str) -> String {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let text = if digits.starts_with('年') {
        digits.trim_start_matches('年').trim_start_matches("度")
    } else {
        text
    };
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '(' | ')' | '-' | ':')).collect()
}

/// An empty table says so; a table that is not empty does not.
fn empty_note(bound: &Bound<'_>, table: BoundTable<'_>, notes: &[Glob], results: &mut Results) {
    let document = bound.document;
    let figures = || {
        table.table.panes.iter().flat_map(|pane| &pane.items).flat_map(|item| item.figures.iter().flatten())
    };
    let empty = figures().all(|id| {
        document.figure(*id).blank
            || document.figure(*id).amount.value.is_zero() && !document.figure(*id).unreadable
    });
    let note = table
        .table
        .footnotes
        .iter()
        .find(|place| notes.iter().any(|glob| glob.matches(document.text(place))));
    let name = &table.binding.name;
    let caption = table.table.caption.clone().unwrap_or(table.table.place.start..table.table.place.start);
    let (place, message) = match (empty, note) {
        (true, None) => (
            caption,
            Text::new(
                format!("{name}没有数据，也没有说明是空表"),
                format!("{name} is empty and does not say so"),
            ),
        ),
        (false, Some(note)) => (
            note.clone(),
            Text::new(format!("{name}有数据，却注明无数据"), format!("{name} says it is empty and is not")),
        ),
        _ => return results.outcome(Outcome::Holds),
    };
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
    diagnostic.identity = name.clone();
    results.finding(diagnostic);
}

fn headnote(bound: &Bound<'_>, table: BoundTable<'_>, wanted: &str, results: &mut Results) {
    let document = bound.document;
    let has = |key: &Place| document.text(key).contains(wanted);
    let unit = table.table.unit.is_some() && wanted == "单位";
    if unit || table.table.headnotes.iter().any(|note| has(&note.key) && !note.value.is_empty()) {
        return results.outcome(Outcome::Holds);
    }
    let name = &table.binding.name;
    let place = table.table.caption.clone().unwrap_or(table.table.place.start..table.table.place.start);
    let message =
        Text::new(format!("{name}没有标明“{wanted}”"), format!("{name} does not state \"{wanted}\""));
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
    diagnostic.identity = format!("{name}|{wanted}|{}", place_identity(document, &place));
    results.finding(diagnostic);
}
