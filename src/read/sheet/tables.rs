//! Which rows of a sheet are tables: where one begins among titles and headnotes, what belongs to it in spite of gaps, and
//! where another begins.

use std::ops::Range;

use super::{Area, Cell, Sheet};
use crate::source::raised::without_marks;

/// Longer than this is no label of a row.
const LABEL: usize = 40;

/// A row of a sheet as the view sees it.
#[derive(Debug, Clone)]
pub struct Row {
    /// Which row it is, from 1.
    pub number: u32,
    /// Its cells, as indices into those of the sheet.
    pub cells: Range<usize>,
    /// Whether the row before it is blank.
    after_gap: bool,
}

impl Row {
    /// Whether it holds one cell and no more.
    pub fn is_single(&self) -> bool {
        self.cells.len() == 1
    }
}

/// The rows that hold something.
pub fn rows(sheet: &Sheet) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (index, cell) in sheet.cells().iter().enumerate() {
        match rows.last_mut() {
            Some(row) if row.number == cell.row => row.cells.end = index + 1,
            last => {
                let after_gap = last.is_some_and(|row| {
                    row.number + 1 + sheet.left_out.between(row.number, cell.row) < cell.row
                });
                rows.push(Row { number: cell.row, cells: index..index + 1, after_gap });
            }
        }
    }
    rows
}

/// Which rows are tables.
pub fn grids(sheet: &Sheet, rows: &[Row]) -> Vec<Range<usize>> {
    let mut grids: Vec<Range<usize>> = Vec::new();
    let mut columns = Columns::default();
    // The next row with several cells, from each row on.
    let mut wide = vec![rows.len(); rows.len() + 1];
    for at in (0..rows.len()).rev() {
        wide[at] = if rows[at].is_single() { wide[at + 1] } else { at };
    }
    let mut open = false;
    let mut at = 0;
    while at < rows.len() {
        let row = &rows[at];
        if !open {
            if !row.is_single() && !is_note(sheet, row) {
                open = true;
                columns = Columns::default();
                columns.take(sheet, row);
                grids.push(at..at + 1);
            }
            at += 1;
            continue;
        }
        let next = wide[at];
        let goes_on = if next == rows.len() {
            // Words below a table; its last rows may be labels with nothing beside them.
            !rows[at..=at].iter().any(|row| is_remark(sheet, row) || row.after_gap)
        } else {
            let banner = row.is_single() && spans(sheet, row, &columns);
            !(row.after_gap || banner) || !columns.end_before(sheet, rows, at..next)
        };
        if goes_on {
            // Labels up to the next row with figures belong to the table as well.
            columns.take(sheet, row);
            if let Some(grid) = grids.last_mut() {
                grid.end = at + 1;
            }
            at += 1;
        } else {
            open = false;
        }
    }
    if let Some(heading) = contents(sheet, rows) {
        grids.retain(|grid| grid.start <= heading || !are_entries(sheet, &rows[grid.clone()]));
    }
    grids
}

/// The row that heads a table of contents.
fn contents(sheet: &Sheet, rows: &[Row]) -> Option<usize> {
    rows.iter().position(|row| {
        if !row.is_single() {
            return false;
        }
        let words = sheet.words(&sheet.cells()[row.cells.start]);
        let words: String = words.chars().take(20).filter(|c| !c.is_whitespace()).collect();
        matches!(words.as_str(), "目录" | "目次" | "CONTENTS" | "Contents")
    })
}

/// Nothing but titles and pages that go on.
fn are_entries(sheet: &Sheet, rows: &[Row]) -> bool {
    let mut last = 0;
    rows.iter().all(|row| match &sheet.cells()[row.cells.clone()] {
        [_] => true,
        [_, page] => sheet.words(page).parse::<u32>().is_ok_and(|page| {
            let goes_on = (last..1000).contains(&page);
            last = page;
            goes_on
        }),
        _ => false,
    })
}

/// A row with nothing but headnotes: 编制部门：某局 … 单位：元.
pub fn is_note(sheet: &Sheet, row: &Row) -> bool {
    let note = |cell: &Cell| {
        let words = sheet.words(cell);
        let colon = words.chars().take(12).any(|c| matches!(c, ':' | '：'));
        !cell.number && colon && words.chars().count() <= 60 && !words.contains('\n')
    };
    sheet.cells()[row.cells.clone()].iter().all(note)
}

/// Words under a table that are no label of a row.
fn is_remark(sheet: &Sheet, row: &Row) -> bool {
    let Some(cell) = sheet.cells()[row.cells.clone()].first() else { return false };
    let words = sheet.words(cell);
    !is_label(words) || words.chars().take(4).any(|c| matches!(c, ':' | '：'))
}

/// Short words on one line, as stand over a column or before a row.
pub fn is_label(words: &str) -> bool {
    words.chars().count() <= LABEL && !words.contains('\n')
}

/// Whether the only cell of a row is merged over half the columns of the table, and at least three: a banner.
fn spans(sheet: &Sheet, row: &Row, columns: &Columns) -> bool {
    let Some(cell) = sheet.cells()[row.cells.clone()].first() else { return false };
    let from = sheet.merges.partition_point(|area| (area.top, area.left) < (cell.row, cell.column));
    let area = sheet.merges.get(from).filter(|area| (area.top, area.left) == (cell.row, cell.column));
    area.is_some_and(|&Area { left, right, .. }| {
        let width = columns.of.iter().filter(|(column, ..)| (left..=right).contains(column)).count();
        width >= 3 && width * 2 >= columns.of.len()
    })
}

/// What the columns of the open table hold so far.
#[derive(Debug, Default)]
struct Columns {
    /// Column, how many numbers, how many words; ascending.
    of: Vec<(u32, u32, u32)>,
    /// The words of the first row.
    head: Vec<(u32, String)>,
    /// Whether a row with figures was seen.
    begun: bool,
}

impl Columns {
    fn take(&mut self, sheet: &Sheet, row: &Row) {
        let cells = &sheet.cells()[row.cells.clone()];
        if self.head.is_empty() {
            self.head = cells.iter().map(|cell| (cell.column, sheet.words(cell).to_owned())).collect();
        }
        // Rows above the first figure are a header, which is words everywhere.
        self.begun |= cells.iter().any(|cell| is_number(sheet, cell) && !is_year(sheet.words(cell)));
        for cell in cells {
            let at = match self.of.binary_search_by_key(&cell.column, |(column, ..)| *column) {
                Ok(at) => at,
                Err(at) => {
                    self.of.insert(at, (cell.column, 0, 0));
                    at
                }
            };
            let (_, numbers, words) = &mut self.of[at];
            *(if is_number(sheet, cell) { numbers } else { words }) += u32::from(self.begun);
        }
    }

    /// Whether another table begins with the rows of `next`: labels, and then a row that names columns anew.
    fn end_before(&self, sheet: &Sheet, rows: &[Row], next: Range<usize>) -> bool {
        let row = &rows[next.end];
        let cells = &sheet.cells()[row.cells.clone()];
        if cells.iter().any(|cell| is_number(sheet, cell) && !is_year(sheet.words(cell))) {
            return false;
        }
        // The header again: the table goes on, unless something between names another.
        let same = cells.len() == self.head.len()
            && cells
                .iter()
                .zip(&self.head)
                .all(|(cell, (column, words))| cell.column == *column && sheet.words(cell) == words);
        if same {
            return !next.is_empty();
        }
        if self.of.iter().all(|(_, numbers, _)| *numbers == 0) {
            return !next.is_empty();
        }
        // Words where the table has figures.
        let against = cells.iter().any(|cell| {
            let at = self.of.binary_search_by_key(&cell.column, |(column, ..)| *column);
            at.is_ok_and(|at| self.of[at].1 > self.of[at].2)
        });
        against || is_note(sheet, row)
    }
}

/// Whether a cell holds a number, by how it is stored or how it is written.
pub fn is_number(sheet: &Sheet, cell: &Cell) -> bool {
    let words = without_marks(sheet.words(cell).trim_start_matches(['−', '\u{ad}']));
    cell.number
        || words.bytes().any(|byte| byte.is_ascii_digit())
            && words
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b'%' | b'(' | b')'))
}

/// 2031, as columns are called.
pub fn is_year(words: &str) -> bool {
    words.len() == 4 && (words.starts_with("19") || words.starts_with("20"))
}
