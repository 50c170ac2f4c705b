//! Forms: grids of labelled blanks, told from tables of figures.

use super::cell::{Tally, is_figure, is_year};
use super::{Cell, Row, Table, Value};
use crate::source::Cut;

/// So many labels that wait for a value make a form; one may be a slip.
const LABELS: usize = 2;
/// So many columns of words make a form where hardly any figures stand between them.
const WORDED: usize = 3;

/// A form of words has at least so many rows.
const ROWS: usize = 3;

/// What a column holds.
#[derive(Debug, Default, Clone, Copy)]
struct Held {
    /// Below the first row, labels with a colon left out.
    tally: Tally,
    /// Whether the first row names it.
    named: bool,
}

/// Labels and values change places from row to row: labels that end in a colon with their blanks after them, or more text
/// than figures in the columns that hold figures.
pub fn is_form(text: &str, table: &Table) -> bool {
    let held = columns(text, table);
    let (mut labels, mut sections, mut plain) = (0, 0, 0);
    for row in &table.rows {
        for at in 0..row.cells.len() {
            if !is_label(text, &row.cells[at]) {
                continue;
            }
            match heads(text, row, at, &held) {
                Heading::None => labels += 1,
                Heading::OfFigures => {}
                Heading::OfBlanks => sections += 1,
            }
        }
        plain += usize::from(row.cells.first().is_some_and(|cell| is_name(text, cell)));
    }
    // A statement in which nothing is filled in yet has more rows than headings, apart from its header.
    let blank_form = sections > 0 && sections + 1 >= plain;
    let waiting = labels + if blank_form { sections } else { 0 };
    waiting >= LABELS || mostly_words(text, table)
}

/// What a label with a colon is the heading of.
enum Heading {
    /// Nothing: it is a label that waits for its value.
    None,
    /// Rows with figures in the columns beside it.
    OfFigures,
    /// Rows of a table in which those columns have names and nothing in them.
    OfBlanks,
}

/// What the label at `at` heads: the words after it, if there are any, are of another statement, and the columns up to them
/// hold figures.
fn heads(text: &str, row: &Row, at: usize, held: &[Held]) -> Heading {
    let figure = |cell: &Cell| is_figure(text, cell);
    let rest = &row.cells[at + 1..];
    let len = rest.iter().position(|cell| cell.value != Value::Blank && !figure(cell)).unwrap_or(rest.len());
    let end = if len == rest.len() { held.len() } else { at + 1 + len };
    let beside = held.get(at + 1..end).unwrap_or_default();
    let named = held.get(at).is_some_and(|column| column.named);
    let written = rest[..len].iter().filter(|cell| figure(cell)).count();
    let of_figures = |column: &Held| column.tally.figures() > column.tally.words();
    let of_nothing = |column: &Held| column.named && column.tally.figures() + column.tally.words() == 0;
    match written {
        0 if beside.iter().any(of_figures) => Heading::OfFigures,
        0 if named && !beside.is_empty() && beside.iter().all(of_nothing) => Heading::OfBlanks,
        // One figure is the value of its label; several are a row under a header.
        2.. if named && beside.iter().all(|column| column.named && of_figures(column)) => Heading::OfFigures,
        _ => Heading::None,
    }
}

fn columns(text: &str, table: &Table) -> Vec<Held> {
    let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut held = vec![Held::default(); width];
    for (nth, row) in table.rows.iter().enumerate() {
        for (column, cell) in held.iter_mut().zip(&row.cells) {
            let words = words(text, cell);
            match nth {
                0 => column.named = is_name(text, cell) || is_year(words),
                _ if words.ends_with(':') => {}
                _ => column.tally.take(text, cell),
            }
        }
    }
    held
}

fn words<'t>(text: &'t str, cell: &Cell) -> &'t str {
    text.at(&cell.place)
}

fn is_label(text: &str, cell: &Cell) -> bool {
    cell.value == Value::Text && words(text, cell).ends_with(':')
}

fn is_name(text: &str, cell: &Cell) -> bool {
    cell.value == Value::Text && !words(text, cell).ends_with(':')
}

/// In columns that hold figures there is more text than figures: labels and values change places.
pub fn alternates(text: &str, table: &Table) -> bool {
    let (figures, words) = in_columns_of_figures(text, table);
    figures > 0 && figures < words
}

/// The same, or there are hardly any figures.
fn mostly_words(text: &str, table: &Table) -> bool {
    let (figures, words) = in_columns_of_figures(text, table);
    figures < words
}

/// Figures and words of the columns that hold figures, below what may be a header; of all columns where none does, and nothing
/// where too few columns hold words at all.
fn in_columns_of_figures(text: &str, table: &Table) -> (usize, usize) {
    let body = table.rows.get(2..).unwrap_or_default();
    let width = body.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let tally = |column: usize| {
        let mut tally = Tally::default();
        body.iter().filter_map(|row| row.cells.get(column)).for_each(|cell| tally.take(text, cell));
        tally
    };
    let tallies: Vec<Tally> = (0..width).map(tally).collect();
    let worded = tallies.iter().filter(|tally| tally.words() > 0).count();
    if body.len() < ROWS || worded < WORDED {
        return (0, 0);
    }
    let of_figures: Vec<&Tally> = tallies.iter().filter(|tally| tally.figures() > 0).collect();
    match of_figures.is_empty() {
        true => (0, worded),
        false => (
            of_figures.iter().map(|tally| tally.figures()).sum(),
            of_figures.iter().map(|tally| tally.words()).sum(),
        ),
    }
}
