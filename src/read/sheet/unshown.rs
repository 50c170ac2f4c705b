//! What a sheet does not show: which of it belongs to the tables all the same, for their totals count it, and which only
//! serves the machine that filled them in, as rows of bindings over a header and columns of keys beside it do.

use std::ops::Range;

use super::tables::{Row, is_note, is_number, is_year, rows};
use super::{Cell, Sheet};

/// How much of a sheet was left out.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Rows with something in them, ascending.
    pub rows: Vec<u32>,
    /// Columns with something in them.
    pub columns: usize,
}

impl LeftOut {
    /// How many rows between two others were left out: they are no gap.
    pub fn between(&self, above: u32, below: u32) -> u32 {
        let before = |row: u32| self.rows.partition_point(|own| *own < row);
        before(below).saturating_sub(before(above + 1)) as u32
    }
}

/// Leaves out of a settled sheet the rows and columns that it does not show and that are no part of a table it does show:
/// what is hidden names nothing where the header can be seen.
pub fn leave_out(sheet: &mut Sheet) {
    let hidden = Hidden::of(sheet);
    if hidden.rows.is_empty() && hidden.columns.is_empty() {
        return;
    }
    let shown: Vec<bool> = sheet.cells.iter().map(|cell| hidden.shows(sheet, cell)).collect();
    let all = rows(sheet);
    let Some(head) = Head::find(sheet, &all, &shown) else { return };
    let unread_rows: Vec<u32> =
        all.iter().filter(|row| head.leaves_row(sheet, row, &hidden)).map(number).collect();
    let unread_columns = head.unread_columns(sheet, &hidden, &shown);
    let in_order = |list: &[u32], at: u32| list.binary_search(&at).is_ok();
    let stays: Vec<bool> = sheet
        .cells
        .iter()
        .zip(&shown)
        .map(|(cell, shown)| {
            *shown || !in_order(&unread_rows, cell.row) && !in_order(&unread_columns, cell.column)
        })
        .collect();
    let mut at = stays.iter();
    sheet.cells.retain(|_| at.next().copied().unwrap_or(true));
    let cells = &sheet.cells;
    let is_read =
        |place: &(u32, u32)| cells.binary_search_by_key(place, |cell| (cell.row, cell.column)).is_ok();
    sheet.formulas.retain(is_read);
    sheet.struck.retain(is_read);
    sheet.left_out = LeftOut { rows: unread_rows, columns: unread_columns.len() };
}

fn number(row: &Row) -> u32 {
    row.number
}

/// Rows and columns that are not shown, each as ranges in order and apart.
struct Hidden {
    rows: Vec<Range<u32>>,
    columns: Vec<Range<u32>>,
}

impl Hidden {
    fn of(sheet: &Sheet) -> Self {
        let rows = sheet.hidden_rows.iter().map(|row| *row..row.saturating_add(1)).collect();
        Self { rows: joined(rows), columns: joined(sheet.hidden_columns.clone()) }
    }

    /// Whether a cell can be seen: in its own place, or in that of another which it is merged with.
    fn shows(&self, sheet: &Sheet, cell: &Cell) -> bool {
        let (row, column) = (cell.row, cell.column);
        if !covers(&self.rows, row..row + 1) && !covers(&self.columns, column..column + 1) {
            return true;
        }
        let place = (row, column);
        let merged = sheet.merges.binary_search_by_key(&place, |area| (area.top, area.left));
        merged.is_ok_and(|at| {
            let area = sheet.merges[at];
            !covers(&self.rows, row..area.bottom + 1) && !covers(&self.columns, column..area.right + 1)
        })
    }
}

/// The same ranges in order, those that touch as one.
fn joined(mut ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    ranges.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<u32>> = Vec::new();
    for range in ranges {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Whether all of `part` is within `ranges`.
fn covers(ranges: &[Range<u32>], part: Range<u32>) -> bool {
    let after = ranges.partition_point(|range| range.start <= part.start);
    after > 0 && ranges[after - 1].end >= part.end
}

/// The header that can be seen: the rows from the first with several cells to the first with figures.
struct Head {
    first: u32,
    data: u32,
}

impl Head {
    /// Nothing where the first row that can be seen holds figures: the header is what is hidden.
    fn find(sheet: &Sheet, all: &[Row], shown: &[bool]) -> Option<Self> {
        let wide = |row: &&Row| row.cells.clone().filter(|&at| shown[at]).count() > 1;
        let figures = |row: &Row| row.cells.clone().any(|at| shown[at] && is_figure(sheet, &sheet.cells[at]));
        let mut below = all.iter().filter(wide).skip_while(|row| is_note(sheet, row)).peekable();
        let first = *below.peek()?;
        let data = below.find(|row| figures(row)).map_or(first.number + 1, number);
        (data > first.number).then_some(Self { first: first.number, data })
    }

    /// A hidden row over the header, or one that would go on with it: words beside words. A heading of rows that are filtered out
    /// stands alone, and a row of nothing has dashes.
    fn leaves_row(&self, sheet: &Sheet, row: &Row, hidden: &Hidden) -> bool {
        if row.number >= self.data || !covers(&hidden.rows, row.number..row.number + 1) {
            return false;
        }
        let cells = || sheet.cells[row.cells.clone()].iter();
        let words = cells().filter(|cell| sheet.words(cell).contains(char::is_alphabetic)).count();
        row.number < self.first || words > 1 && !cells().any(|cell| is_figure(sheet, cell))
    }

    /// Hidden columns, ascending, that the header does not name, or that hold names to the left of all that can be seen.
    fn unread_columns(&self, sheet: &Sheet, hidden: &Hidden, shown: &[bool]) -> Vec<u32> {
        let cells = || sheet.cells.iter().zip(shown).filter(|(cell, _)| cell.row >= self.first);
        let left = cells().filter(|(_, shown)| **shown).map(|(cell, _)| cell.column).min().unwrap_or(0);
        let mut columns: Vec<Held> = Vec::new();
        let mut by_column: Vec<&Cell> = sheet.cells.iter().collect();
        by_column.sort_by_key(|cell| cell.column);
        for cell in by_column {
            if !covers(&hidden.columns, cell.column..cell.column + 1) {
                continue;
            }
            if columns.last().is_none_or(|last| last.column != cell.column) {
                columns.push(Held { column: cell.column, ..Held::default() });
            }
            if let Some(last) = columns.last_mut().filter(|_| cell.row >= self.first) {
                last.take(sheet, cell, cell.row < self.data && !covers(&hidden.rows, cell.row..cell.row + 1));
            }
        }
        let unread = |held: &&Held| !held.named || held.column < left && held.words > held.figures;
        columns.iter().filter(unread).map(|held| held.column).collect()
    }
}

/// What a hidden column holds.
#[derive(Debug, Default)]
struct Held {
    column: u32,
    /// Whether a row of the header names it.
    named: bool,
    words: usize,
    figures: usize,
}

impl Held {
    fn take(&mut self, sheet: &Sheet, cell: &Cell, of_header: bool) {
        match (of_header, is_figure(sheet, cell)) {
            (true, figure) => self.named |= !figure,
            (false, true) => self.figures += 1,
            (false, false) => self.words += 1,
        }
    }
}

/// A number that is no year.
fn is_figure(sheet: &Sheet, cell: &Cell) -> bool {
    is_number(sheet, cell) && !is_year(sheet.words(cell))
}
