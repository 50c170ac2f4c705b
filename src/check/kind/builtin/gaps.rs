//! The built-in check `gaps`: in a table that is filled in throughout, one cell is not left empty.
//!
//! A blank says nothing in many tables, and is meant: it is told only where the column is filled in every other row and the row in
//! every other column, where nothing in the table is left blank as a rule, and where no sum comes out with nothing in it.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::quotient::runs_up;
use crate::amount::Kind;
use crate::check::aid::bind::Bound;
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::cell::is_year;
use crate::document::{ColumnKind, Document, Pane, Place, Table};
use crate::words::vocabulary;

/// So many rows say how a table is filled in.
const ROWS: usize = 5;
/// More cells are left empty as a rule, and by no mistake.
const GAPS: usize = 2;
/// No word that is chosen from a list is longer.
const WORDS: usize = 24;
/// A name of fewer letters is none.
const LETTERS: usize = 2;
/// A row with so many cells filled in is more than a heading.
const FILLED: usize = 2;

/// Tries the rule on every table that is no form.
pub fn run(bound: &Bound<'_>, results: &mut Results) {
    let document = bound.document;
    for table in &document.tables {
        if table.columns.is_empty() {
            in_words(document, table, results);
        }
        for pane in table.panes.iter().filter(|_| !table.is_form) {
            let sheet = Sheet { document, table, pane };
            for (item, column) in sheet.gaps() {
                sheet.tell(item, column, results);
            }
        }
    }
}

/// The same in a grid of nothing but words under a first row that heads them: every other cell is filled in.
fn in_words(document: &Document, table: &Table, results: &mut Results) {
    let Some((head, rows)) = table.rows.split_first() else { return };
    let width = head.cells.len();
    let words = |place: &Place| document.text(place).trim().to_owned();
    let heads: HashSet<String> = head.cells.iter().map(|cell| words(&cell.place)).collect();
    let headed = heads.len() == width && !heads.contains("") && width > FILLED;
    let mut gaps = rows.iter().flat_map(|row| {
        let empty = move |at: &usize| row.cells.get(*at).is_none_or(|cell| words(&cell.place).is_empty());
        (0..width).filter(empty).map(move |at| (row, at))
    });
    let (Some((row, at)), None, true) = (gaps.next(), gaps.next(), headed && rows.len() >= ROWS) else {
        return;
    };
    let fits = rows.iter().all(|row| row.cells.len() <= width && row.cells.len() + 1 >= width);
    let short = rows.iter().flat_map(|row| &row.cells);
    let short = short.into_iter().all(|cell| document.text(&cell.place).chars().count() <= WORDS);
    // The first names the rows, and is often merged over several of them.
    if at == 0 || !fits || !short {
        return;
    }
    let place = row.cells.get(at).map_or(row.place.end..row.place.end, |cell| cell.place.clone());
    let label = head.cells.get(at).map(|cell| words(&cell.place)).unwrap_or_default();
    let name = row.cells.get(..at).and_then(|cells| cells.last()).map(|cell| words(&cell.place));
    tell(document, &place, &row.place, (&name.unwrap_or_default(), &label), results);
}

fn tell(document: &Document, place: &Place, row: &Place, (name, label): (&str, &str), results: &mut Results) {
    let message = Text::new(
        format!("“{name}”的“{label}”空着，表中其他各行都填了"),
        format!("\"{name}\" has nothing under \"{label}\", where all other rows are filled in"),
    );
    let mut told = Diagnostic::new("", Severity::Error, document.span(place), message)
        .labelled(Text::new("这里缺内容", "something is missing here"));
    told.identity = format!("{}|{label}", place_identity(document, row));
    results.finding(told);
}

struct Sheet<'a> {
    document: &'a Document,
    table: &'a Table,
    pane: &'a Pane,
}

impl Sheet<'_> {
    fn place(&self, item: usize, column: usize) -> Option<&Place> {
        let row = self.table.rows.get(self.pane.items.get(item)?.row)?;
        row.cells.get(column).map(|cell| &cell.place)
    }

    fn label(&self, column: usize) -> &str {
        self.table.columns[column].path.last().map_or("", |place| self.document.text(place))
    }

    fn is_empty(&self, item: usize, column: usize) -> bool {
        self.place(item, column).is_none_or(|place| self.document.text(place).trim().is_empty())
    }

    /// The cells that alone are empty in their column, row and table.
    fn gaps(&self) -> Vec<(usize, usize)> {
        let filled = |item: &usize| self.pane.columns.clone().filter(|&at| !self.is_empty(*item, at)).count();
        // The total of a list of one column is a row though nothing stands beside its name.
        let is_last_total = |&item: &usize| {
            let name = self.document.text(&self.pane.items[item].name);
            let named = vocabulary().total_labels.fit(name) || vocabulary().totals.has_in_any_case(name);
            item + 1 == self.pane.items.len() && named
        };
        let is_row = |item: &usize| filled(item) >= FILLED || is_last_total(item);
        let rows: Vec<usize> = (0..self.pane.items.len()).filter(is_row).collect();
        let mut gaps = Vec::new();
        for column in self.pane.columns.clone() {
            let empty: Vec<usize> =
                rows.iter().copied().filter(|&item| self.is_empty(item, column)).take(GAPS).collect();
            match (empty.as_slice(), self.table.columns[column].kind) {
                ([], _) => {}
                ([only], _) => gaps.push((*only, column)),
                // Notes and remarks stand in some rows; figures that do are nothing in the others.
                (_, ColumnKind::Value) => return Vec::new(),
                _ => {}
            }
        }
        let rows_of: HashSet<usize> = gaps.iter().map(|(item, _)| *item).collect();
        if rows.len() < ROWS || gaps.len() > GAPS || rows_of.len() < gaps.len() {
            return Vec::new();
        }
        let last = rows.last().copied();
        gaps.retain(|&(item, column)| {
            let at_end = last == Some(item) && self.pane.items[item].figures.iter().any(Option::is_some);
            let lost = self.lacks_its_sum(item, column);
            self.is_field(item, column, at_end) && (lost || !self.is_nothing(item, column))
        });
        gaps
    }

    /// Whether a column belongs to every row: the first that names the rows is often merged over several of them, a total has no
    /// words of its own, and there may be no rate of what did not change.
    fn is_field(&self, item: usize, column: usize, at_end: bool) -> bool {
        let known = &self.table.columns[column];
        let name = self.document.text(&self.pane.items[item].name);
        let label = self.label(column);
        let total =
            at_end || vocabulary().total_labels.fit(name) || vocabulary().totals.has_in_any_case(name);
        // What a page cut off or glued together is no row of its own.
        let whole = (name.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS || is_year(name))
            && name.matches('(').count() == name.matches(')').count()
            && !label.is_empty();
        whole
            && match known.kind {
                ColumnKind::Value => {
                    let adds_up = known.measure.adds_up() && !(total && self.comes_to_nothing(column));
                    !self.is_damaged(item) && (adds_up || !total && self.has_rates(item, column))
                }
                ColumnKind::Name => {
                    !total
                        && column > self.pane.columns.start
                        && !self.is_whole(item)
                        && self.is_of_short_words(column)
                }
                ColumnKind::Code | ColumnKind::Other => false,
            }
    }

    /// Whether the figures of a column add up to nothing, so that its total has none: percentages, and what runs up another column.
    fn comes_to_nothing(&self, column: usize) -> bool {
        let ids = self
            .pane
            .items
            .iter()
            .filter_map(|item| item.figures.get(column - self.pane.columns.start)?.as_ref());
        let mut written = ids.map(|id| self.document.figure(*id)).filter(|figure| !figure.blank);
        let rates = written.all(|figure| figure.amount.unit.kind == Kind::Percent);
        rates || runs_up(self.document, self.table, self.pane, column)
    }

    /// What a row comes to in its other columns.
    fn beside(&self, item: usize, column: usize) -> Vec<Decimal> {
        let others = self.pane.columns.clone().filter(|&at| at != column);
        others.filter_map(|at| self.value(item, at)).collect()
    }

    /// Whether there is something that a rate of this row could be of: amounts that are not nothing and did change.
    fn has_rates(&self, item: usize, column: usize) -> bool {
        let values = self.beside(item, column);
        let different: HashSet<Decimal> = values.iter().map(|value| value.abs().normalize()).collect();
        values.len() > 1 && different.len() == values.len() && !values.iter().any(Decimal::is_zero)
    }

    /// Whether a row is what those right above it come to in another column, and these come to something in this one: what is
    /// left out is no nothing, whatever comes out without it.
    fn lacks_its_sum(&self, item: usize, column: usize) -> bool {
        let sums = |at: usize| {
            let above = (0..item).rev().map(move |row| self.value(row, at).unwrap_or_default());
            above.scan(Decimal::ZERO, |sum, value| {
                *sum = sum.saturating_add(value);
                Some(*sum)
            })
        };
        self.pane.columns.clone().filter(|&at| at != column).any(|at| {
            let Some(own) = self.value(item, at).filter(|own| !own.is_zero()) else { return false };
            let run = sums(at).skip(1).position(|sum| sum == own);
            run.and_then(|rows| sums(column).nth(rows + 1)).is_some_and(|sum| !sum.is_zero())
        })
    }

    /// Whether a column holds words that are chosen, a unit, an office, a method, and no sentences.
    fn is_of_short_words(&self, column: usize) -> bool {
        let cells = (0..self.pane.items.len()).filter_map(|item| self.place(item, column));
        cells.into_iter().all(|place| self.document.text(place).chars().count() <= WORDS)
    }

    fn is_damaged(&self, item: usize) -> bool {
        let mut figures = self.pane.items[item].figures.iter().flatten();
        figures.any(|id| self.document.figure(*id).unreadable)
    }

    /// Whether a row is what those below it or above it come to: it has no words of its own.
    fn is_whole(&self, item: usize) -> bool {
        if self.pane.items[item].of_unit {
            return true;
        }
        let comes_to = |own: Decimal, mut rows: Box<dyn Iterator<Item = usize>>, column: usize| {
            let mut sum = Decimal::ZERO;
            rows.any(|row| {
                sum = sum.saturating_add(self.value(row, column).unwrap_or_default());
                sum == own
            })
        };
        self.pane.columns.clone().any(|column| {
            let Some(own) = self.value(item, column).filter(|own| !own.is_zero()) else { return false };
            comes_to(own, Box::new(item + 1..self.pane.items.len()), column)
                || comes_to(own, Box::new((0..item).rev()), column)
        })
    }

    fn value(&self, item: usize, column: usize) -> Option<Decimal> {
        let id = self.pane.items[item].figures.get(column - self.pane.columns.start).copied().flatten()?;
        let figure = self.document.figure(id);
        (!figure.blank && !figure.unreadable).then(|| figure.amount.base())
    }

    /// Whether the page itself says that a blank is nothing: a sum above or below it, or beside it, comes out so.
    fn is_nothing(&self, item: usize, column: usize) -> bool {
        let column_at = column;
        let known = &self.table.columns[column];
        if known.kind != ColumnKind::Value {
            return false;
        }
        let across = self.beside(item, column);
        let sum = across.iter().fold(Decimal::ZERO, |sum, value| sum.saturating_add(*value));
        let beside = across.len() > 2 && across.iter().any(|value| value.saturating_add(*value) == sum);
        let column: Vec<Decimal> =
            (0..self.pane.items.len()).map(|item| self.value(item, column).unwrap_or_default()).collect();
        beside || self.is_between_equals(item, column_at) || is_summed(&column, item) || {
            let turned: Vec<Decimal> = column.iter().rev().copied().collect();
            is_summed(&turned, column.len() - 1 - item)
        }
    }

    /// Whether two other columns say the same here, and differ by this one in every other row: gross is net where nothing was
    /// written off.
    fn is_between_equals(&self, item: usize, column: usize) -> bool {
        let others: Vec<usize> = self.pane.columns.clone().filter(|&at| at != column).collect();
        let differ = |one: usize, other: usize| {
            let rows = (0..self.pane.items.len()).filter(|&row| row != item);
            let mut gaps = rows.filter_map(|row| {
                let gap = self.value(row, one)?.saturating_sub(self.value(row, other)?);
                Some(gap.abs() == self.value(row, column)?.abs())
            });
            let first = gaps.by_ref().take(FILLED).filter(|is_gap| *is_gap).count();
            first == FILLED && gaps.all(|is_gap| is_gap)
        };
        others.windows(FILLED).any(|two| {
            let values = self.value(item, two[0]).zip(self.value(item, two[1]));
            values.is_some_and(|(one, other)| one == other && !one.is_zero()) && differ(two[0], two[1])
        })
    }

    fn tell(&self, item: usize, column: usize, results: &mut Results) {
        let own = &self.pane.items[item];
        let row = &self.table.rows[own.row].place;
        let place = self.place(item, column).cloned().unwrap_or(row.end..row.end);
        let named = (self.document.text(&own.name), self.label(column));
        tell(self.document, &place, &own.name, named, results);
    }
}

/// Whether a value below comes to those before it, the one at `at` among them.
fn is_summed(values: &[Decimal], at: usize) -> bool {
    let mut before: HashSet<Decimal> = HashSet::from([Decimal::ZERO]);
    let mut sum = Decimal::ZERO;
    for (nth, value) in values.iter().enumerate() {
        if nth > at && !value.is_zero() && before.contains(&sum.saturating_sub(*value)) {
            return true;
        }
        sum = sum.saturating_add(*value);
        if nth < at {
            before.insert(sum);
        }
    }
    false
}
