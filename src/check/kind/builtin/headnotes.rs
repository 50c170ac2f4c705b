//! The built-in check `headnotes`: every table states its unit, or what else is asked for over it.

use crate::amount::{Kind, Unit};
use crate::check::aid::bind::{Bound, BoundTable};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Document, FigureId, Headnote};
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// Whether every row with a figure says its own unit in brackets at the end of its name: 公务接待费(万元).
fn says_in_rows(document: &Document, table: &BoundTable<'_>) -> bool {
    let items = table.table.panes.iter().flat_map(|pane| &pane.items);
    let written = |id: &FigureId| !document.figure(*id).blank;
    let named = items.filter(|item| item.figures.iter().flatten().any(written));
    let kinds: Option<Vec<Kind>> = named.map(|item| unit_at_end(document.text(&item.name))).collect();
    kinds.is_some_and(|kinds| kinds.contains(&Kind::Money))
}

/// A counter takes no more characters than this: 个, 人次.
const COUNTER: usize = 2;

/// What the brackets at the end of a name count in: money, percent or a counter. A level of an item is none: 小学教育(项).
fn unit_at_end(name: &str) -> Option<Kind> {
    let (before, inner) = name.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let whole = Unit::prefix_of(inner).filter(|(_, len)| *len == inner.len());
    let counter = inner.chars().count() <= COUNTER
        && !before.is_empty()
        && !vocabulary().said_levels.iter().any(|level| level.trim_matches(['(', ')']) == inner);
    whole.map(|(unit, _)| unit.kind).or(counter.then_some(Kind::Count))
}

/// Every table states what `wanted` names; where hardly any does, that is said once.
pub fn run(bound: &Bound<'_>, wanted: &str, results: &mut Results) {
    let (document, unit) = (bound.document, vocabulary().unit_keys.fit(wanted));
    let states = |table: &BoundTable<'_>| {
        let noted = |note: &Headnote| document.text(&note.key).contains(wanted) && !note.value.is_empty();
        let in_rows = || unit && says_in_rows(document, table);
        table.table.unit.is_some() && unit || table.table.headnotes.iter().any(noted) || in_rows()
    };
    // Where the pack says units of its tables, one without is no table of money.
    let units = bound.pack.names.tables.iter().any(|binding| binding.unit.is_some());
    let asked = |table: &BoundTable<'_>| !unit || !units || table.binding.unit.is_some();
    let (with, without): (Vec<_>, Vec<_>) = bound.bound_tables().filter(asked).partition(states);
    with.iter().for_each(|_| results.outcome(Outcome::Holds));
    let told = if without.len() > with.len() { 1 } else { without.len() };
    for table in &without[..told] {
        let name = &table.binding.name;
        let place = table.table.caption.clone().unwrap_or(table.table.place.start..table.table.place.start);
        let message =
            Text::new(format!("{name}没有标明“{wanted}”"), format!("{name} does not state \"{wanted}\""));
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
        if told < without.len() {
            let more = without.len() - told;
            diagnostic.notes.push(Text::new(
                format!("另有 {more} 张表也没有"),
                format!("{more} more tables do not either"),
            ));
        }
        diagnostic.identity = format!("{name}|{wanted}");
        results.finding(diagnostic);
    }
}
