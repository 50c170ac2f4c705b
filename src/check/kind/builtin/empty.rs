//! The built-in check `empty-tables`: an empty table says that it is empty.

use crate::check::aid::bind::{Bound, BoundTable};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::Place;
use crate::ledger::Outcome;
use crate::rule::Glob;

/// Tries the rule on every table that the pack recognises.
pub fn run(bound: &Bound<'_>, notes: &[Glob], results: &mut Results) {
    bound.bound_tables().for_each(|table| empty_note(bound, table, notes, results));
}

/// An empty table says so; a table that is not empty does not.
fn empty_note(bound: &Bound<'_>, table: BoundTable<'_>, notes: &[Glob], results: &mut Results) {
    let document = bound.document;
    let figures = || {
        let items = table.table.panes.iter().flat_map(|pane| &pane.items);
        items.flat_map(|item| item.figures.iter().flatten()).map(|id| document.figure(*id))
    };
    let blank = figures().all(|figure| figure.blank);
    let nothing = figures().all(|figure| figure.amount.value.is_zero() && !figure.unreadable);
    // What follows the table, up to the next table or heading, may say it without 注.
    let next = document.tables.get(table.index + 1).map_or(u32::MAX, |next| next.place.start);
    let heading =
        document.sections.iter().map(|section| section.heading.start).find(|at| *at >= table.table.place.end);
    let end = next.min(heading.unwrap_or(u32::MAX));
    let from = document.paragraphs.partition_point(|paragraph| paragraph.place.start < table.table.place.end);
    let after = document.paragraphs[from..]
        .iter()
        .map(|paragraph| &paragraph.place)
        .take_while(|place| place.start < end);
    let says = |place: &&Place| notes.iter().any(|glob| glob.matches(document.text(place)));
    let note = table.table.footnotes.iter().find(says);
    let name = &table.binding.name;
    let caption = table.table.caption.clone().unwrap_or(table.table.place.start..table.table.place.start);
    let (place, message) = match (blank, note) {
        (true, None) if after.take(3).find(says).is_none() => (
            caption,
            Text::new(
                format!("{name}没有数据，也没有说明是空表"),
                format!("{name} is empty and does not say so"),
            ),
        ),
        (false, Some(note)) if !nothing => (
            note.clone(),
            Text::new(format!("{name}有数据，却注明无数据"), format!("{name} says it is empty and is not")),
        ),
        _ => return results.outcome(Outcome::Holds),
    };
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
    diagnostic.identity = name.clone();
    results.finding(diagnostic);
}
