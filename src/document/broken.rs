//! Rows that the page broke: figures cut in the middle whose rest stands in the row below, and totals whose name is merged
//! over the statement beside theirs.

use std::ops::Range;

use super::header::is_total;
use super::{Cell, Column, ColumnKind, Row, RowKind, Value};
use crate::amount::style::Style;
use crate::amount::{Amount, Number, number};
use crate::source::Cut;

/// So many figures of a table say with how many digits after the point its figures are written.
const SAYING: usize = 3;
/// A cut leaves no more characters than this to the row below.
const LONGEST: usize = 6;

/// Joins figures that the page cut (12,437.3 and 6 below it): where all that a row has besides words are the digits that the
/// figures above it lack of those the table's are written with. The row is none of its own then.
pub fn join(text: &str, rows: &mut [Row]) {
    let Some(usual) = usual(rows) else { return };
    for below in 1..rows.len() {
        let (above, rest) = rows.split_at_mut(below);
        let (Some(above), Some(row)) = (above.last_mut(), rest.first_mut()) else { continue };
        if above.kind != RowKind::Data || row.kind != RowKind::Data {
            continue;
        }
        let Some(joined) = joined(text, above, row, usual) else { continue };
        for (column, amount) in joined {
            above.cells[column].value = Value::Number(amount);
        }
        row.kind = RowKind::Index;
    }
}

/// The digits after the point that nearly all figures of the table have.
fn usual(rows: &[Row]) -> Option<u32> {
    let mut counts = [0usize; 4];
    let data = rows.iter().filter(|row| row.kind == RowKind::Data);
    for cell in data.flat_map(|row| &row.cells) {
        if let Value::Number(amount) = cell.value {
            counts[amount.decimals.min(3) as usize] += 1;
        }
    }
    // Codes and counts are whole and say nothing of the others.
    let all: usize = counts.iter().skip(1).sum();
    (1..3u32).find(|&digits| counts[digits as usize] >= SAYING && counts[digits as usize] * 4 >= all * 3)
}

/// The figures of `above` with what `row` has of them; none where `row` has more than that.
fn joined(text: &str, above: &Row, row: &Row, usual: u32) -> Option<Vec<(usize, Amount)>> {
    let mut joined = Vec::new();
    for (column, cell) in row.cells.iter().enumerate() {
        match cell.value {
            Value::Blank => {}
            Value::Text if above.cells.get(column).is_some_and(|cell| cell.value == Value::Text) => {}
            Value::Number(_) => joined.push((column, whole(text, above.cells.get(column)?, cell, usual)?)),
            _ => return None,
        }
    }
    (!joined.is_empty()).then_some(joined)
}

/// The figure that is cut between two cells: what both say one after the other is a number as the table writes them, and what the
/// first says is none, or lacks digits after its point.
fn whole(text: &str, above: &Cell, below: &Cell, usual: u32) -> Option<Amount> {
    let (head, rest) = (text.at(&above.place).trim(), text.at(&below.place).trim());
    let short = match above.value {
        Value::Number(amount) => (1..usual).contains(&amount.decimals),
        Value::Malformed => true,
        _ => false,
    };
    let digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    if !short || rest.chars().count() > LONGEST || !rest.chars().all(digit) {
        return None;
    }
    let both = format!("{head}{rest}");
    let value =
        [Style::Point, Style::Comma].into_iter().find_map(|style| match number::parse(&both, style)? {
            Number::Good(value, decimals) if decimals == usual => Some(value),
            _ => None,
        })?;
    let Value::Number(like) = below.value else { return None };
    Some(Amount { value, decimals: usual, ..like })
}

/// For each statement of a row the columns its name stands in, from which on its item is read; none for a statement that
/// the row has nothing of. The name of a total may be merged over the statement beside its own: 公用经费合计 ⇥ ⇥ ⇥ ⇥ 26.65.
pub fn named(text: &str, columns: &[Column], row: &Row, panes: &[Range<usize>]) -> Vec<Option<usize>> {
    let filled = |column: &usize| row.cells.get(*column).is_some_and(|cell| cell.value != Value::Blank);
    let labels = |pane: &Range<usize>| {
        pane.clone().filter(|&column| columns[column].kind != ColumnKind::Value).find(filled)
    };
    let figured = |pane: &Range<usize>| {
        pane.clone().filter(|&column| columns[column].kind == ColumnKind::Value).any(|column| filled(&column))
    };
    let mut starts: Vec<Option<usize>> =
        panes.iter().map(|pane| pane.clone().find(filled).map(|_| pane.start)).collect();
    for at in 1..panes.len() {
        let before = &panes[at - 1];
        let total = labels(before).is_some_and(|column| is_total(text.at(&row.cells[column].place)));
        if total && !figured(before) && labels(&panes[at]).is_none() && figured(&panes[at]) {
            starts[at] = starts[at - 1].take();
        }
    }
    starts
}
