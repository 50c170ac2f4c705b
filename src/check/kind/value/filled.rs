//! The check `value` where nothing is demanded of a value: blanks are filled, indicators have a name and a value.

use crate::check::aid::bind::Bound;
use crate::check::aid::form::{Blank, BoundForm};
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{ColumnKind, Place, Row, RowKind, Table, Value};
use crate::ledger::Outcome;
use crate::rule::Glob;
use crate::words::vocabulary;

/// What must be filled.
pub(super) struct Filled<'r> {
    /// The form or table.
    pub(super) of: &'r str,
    /// Fields of a form, or columns of a table, that must not be blank.
    pub(super) fields: &'r [String],
    /// Every indicator that has a name has a value and the reverse.
    pub(super) indicators: bool,
    /// Categories that must have at least one indicator.
    pub(super) categories: &'r [String],
}

/// Tries the rule on each form or table of its name.
pub(super) fn run(
    bound: &Bound<'_>,
    filled: &Filled<'_>,
    when: &[(String, Vec<Glob>)],
    results: &mut Results,
) {
    for form in crate::check::aid::form::meant(bound, filled.of, when) {
        if is_said_empty(bound, form) {
            results.outcome(Outcome::Holds);
            continue;
        }
        fields(bound, filled, form, results);
        if filled.indicators {
            indicators(bound, form, results);
        }
        categories(bound, filled, form, results);
    }
    for table in bound.tables_named(filled.of) {
        let label = |at: usize| {
            let path = table.table.columns.get(at).and_then(|column| column.path.last());
            path.map_or("", |place| bound.document.text(place))
        };
        let wanted = |at: usize| filled.fields.iter().any(|field| field == label(at));
        let columns = table.table.columns.len();
        let several = (0..columns).filter(|&at| wanted(at)).count() > 1;
        let meant: Vec<usize> = (0..columns).filter(|&at| wanted(at)).collect();
        let held = held_below(table.table, &meant);
        let unused = unused(table.table, &meant);
        let is_held = |row: usize, column: usize| {
            let right = meant.iter().rev().take_while(|&&right| right > column);
            held.contains(&column) && right.into_iter().any(|&right| is_filled(&table.table.rows[row], right))
        };
        for (index, row) in table.table.rows.iter().enumerate() {
            // Of several columns that belong together one at least says that the row is meant: a heading has none.
            let says = |at: usize| row.cells.get(at).is_some_and(|cell| cell.value != Value::Blank);
            if several && !(0..columns).any(|at| wanted(at) && says(at)) || unused.contains(&index) {
                continue;
            }
            for (column, header) in table.table.columns.iter().enumerate() {
                let label = header.path.last().map_or("", |place| bound.document.text(place));
                let wanted = filled.fields.iter().any(|field| field == label);
                let named =
                    table.table.panes.iter().any(|pane| pane.items.iter().any(|item| item.row == index));
                if !wanted || !named {
                    continue;
                }
                let blank = row.cells.get(column).is_none_or(|cell| cell.value == Value::Blank);
                if blank && !is_held(index, column) && header.kind != ColumnKind::Other {
                    let gap =
                        row.cells.get(column).map_or(row.place.end..row.place.end, |cell| cell.place.clone());
                    let message = Text::new(format!("“{label}”为空"), format!("\"{label}\" is blank"));
                    report(bound, &(row.place.start..row.place.end), &gap, message, results);
                } else {
                    results.outcome(Outcome::Holds);
                }
            }
        }
    }
}

/// So many rows that leave a column blank beside what they fill in right of it do not do so by mistake.
const ALIKE: usize = 3;
/// What is measured, and how much of it.
const MEASURED: usize = 2;

/// The columns a cell of which holds for the rows below it, as one that is merged over them: the rows that leave it blank do
/// so alike.
fn held_below(table: &Table, wanted: &[usize]) -> Vec<usize> {
    let mut begun = vec![false; wanted.len()];
    let mut alike = vec![0; wanted.len()];
    for row in table.rows.iter().filter(|row| row.kind == RowKind::Data) {
        let mut right = 0;
        for (nth, &column) in wanted.iter().enumerate().rev() {
            let filled = is_filled(row, column);
            alike[nth] += usize::from(begun[nth] && !filled && right >= MEASURED);
            begun[nth] |= filled;
            right += usize::from(filled);
        }
    }
    wanted.iter().zip(alike).filter(|(_, alike)| *alike >= ALIKE).map(|(column, _)| *column).collect()
}

/// The rows of a form that prints all its categories, used or not: there is nothing right of the category, neither what is
/// measured nor how much of it, and so it is in several rows.
fn unused(table: &Table, wanted: &[usize]) -> Vec<usize> {
    let Some(measured) = wanted.len().checked_sub(MEASURED).and_then(|at| wanted.get(at)) else {
        return Vec::new();
    };
    let bare = |row: &Row| {
        let left =
            wanted.iter().take_while(|column| *column < measured).any(|&column| is_filled(row, column));
        row.kind == RowKind::Data
            && left
            && !(*measured..row.cells.len()).any(|column| is_filled(row, column))
    };
    let rows: Vec<usize> = (0..table.rows.len()).filter(|&at| bare(&table.rows[at])).collect();
    if rows.len() >= ALIKE { rows } else { Vec::new() }
}

fn is_filled(row: &Row, column: usize) -> bool {
    row.cells.get(column).is_some_and(|cell| cell.value != Value::Blank)
}

/// A form with nothing in it, published because a form must be, and a note that says so: 此表无数据.
fn is_said_empty(bound: &Bound<'_>, form: &BoundForm) -> bool {
    let document = bound.document;
    let empty = form.indicators.is_empty()
        && form.fields.iter().all(|field| !matches!(field.blank, Blank::Filled(_)));
    let (table, next) = (&document.tables[form.table], document.tables.get(form.last + 1));
    let until = next.map_or(u32::MAX, |next| next.place.start);
    let from = document.paragraphs.partition_point(|text| text.place.start < table.place.end);
    let after = document.paragraphs[from..].iter().map(|text| &text.place);
    let after = after.take(NOTES).take_while(|place| place.start < until);
    let mut notes = table.footnotes.iter().chain(after);
    empty && notes.any(|place| vocabulary().no_data.within(document.text(place)))
}

/// A note on an empty form stands within so many lines after it.
const NOTES: usize = 3;

fn fields(bound: &Bound<'_>, filled: &Filled<'_>, form: &BoundForm, results: &mut Results) {
    let binding = &bound.pack.names.forms[form.binding];
    for name in filled.fields {
        let Some(at) = binding.fields.iter().position(|field| field.name == *name) else { continue };
        let mut found = form.fields.iter().filter(|field| field.field == at);
        let Some(first) = found.next() else { continue };
        match &first.blank {
            Blank::Filled(_) => results.outcome(Outcome::Holds),
            Blank::Lost => results.outcome(Outcome::Unreadable),
            Blank::Empty(gap) => {
                let message = Text::new(format!("“{name}”没有填写"), format!("\"{name}\" is not filled in"));
                report(bound, &first.label, gap, message, results);
            }
        }
    }
}

fn indicators(bound: &Bound<'_>, form: &BoundForm, results: &mut Results) {
    for indicator in &form.indicators {
        match (&indicator.name, &indicator.value) {
            (Some(_), Some(_)) => results.outcome(Outcome::Holds),
            _ if indicator.lost => results.outcome(Outcome::Unreadable),
            (Some(name), None) => {
                let words = bound.document.text(name);
                let message = Text::new(
                    format!("指标“{words}”没有指标值"),
                    format!("indicator \"{words}\" has no value"),
                );
                report(bound, name, &indicator.gap, message, results);
            }
            (None, Some(value)) => {
                // A value alone: the name beside it may stand in a cell the page lost.
                if indicator.category.is_none() {
                    results.outcome(Outcome::Unreadable);
                    continue;
                }
                let words = bound.document.text(value);
                let message = Text::new(
                    format!("指标值“{words}”没有指标名称"),
                    format!("value \"{words}\" has no indicator"),
                );
                report(bound, value, &indicator.gap, message, results);
            }
            (None, None) => {}
        }
    }
}

fn categories(bound: &Bound<'_>, filled: &Filled<'_>, form: &BoundForm, results: &mut Results) {
    let Some(binding) = &bound.pack.names.forms[form.binding].indicators else { return };
    for wanted in filled.categories {
        let Some(category) = binding.categories.iter().position(|alias| alias.name == *wanted) else {
            continue;
        };
        let labels: Vec<&Place> = form
            .categories
            .iter()
            .filter(|(known, half, _)| *known == category && *half == 0)
            .map(|(_, _, place)| place)
            .collect();
        let has = form.indicators.iter().any(|indicator| indicator.category == Some(category));
        match labels.first() {
            _ if has => results.outcome(Outcome::Holds),
            Some(label) => {
                let message =
                    Text::new(format!("“{wanted}”下没有一个指标"), format!("\"{wanted}\" has no indicator"));
                report(bound, label, &(label.end..label.end), message, results);
            }
            // The label itself is not there: on a page whose rows shifted, or on the next page, it may have been lost.
            None if form.shifted || form.is_cut() => results.outcome(Outcome::Unreadable),
            None => {
                let Some((_, _, last)) = form.categories.last() else { continue };
                let message = Text::new(
                    format!("没有“{wanted}”一类指标"),
                    format!("there is no indicator of \"{wanted}\""),
                );
                report(bound, last, &(last.end..last.end), message, results);
            }
        }
    }
}

fn report(bound: &Bound<'_>, at: &Place, gap: &Place, message: Text, results: &mut Results) {
    let document = bound.document;
    let span = document.span(at);
    let mut diagnostic = Diagnostic::new("", Severity::Error, span, message)
        .labelled(Text::new("这里缺内容", "something is missing here"));
    let gap = document.span(gap);
    if gap.start != span.end && gap.start != span.start {
        diagnostic = diagnostic.with(gap, Text::new("应填在这里", "it belongs here"));
    }
    diagnostic.identity = place_identity(document, at);
    results.finding(diagnostic);
}
