//! Workbooks: what every format of spreadsheet is read into, before a text view is made of it. Only cells that hold
//! something are kept, so that a cell far away costs no more than one near.

#[cfg(feature = "sheets")]
pub mod number;
#[cfg(feature = "sheets")]
pub mod ods;
#[cfg(feature = "sheets")]
mod rich;
#[cfg(feature = "sheets")]
mod styles;
mod tables;
mod unshown;
mod view;
#[cfg(feature = "sheets")]
pub mod xls;
#[cfg(feature = "sheets")]
pub mod xlsx;

use std::ops::Range;

use super::Why;
use crate::diagnostic::Text;
use crate::source::{Cut, Note};
pub use view::view;

/// No workbook may hold more cells.
const MOST_CELLS: usize = 4_000_000;
/// No workbook may have more sheets.
const MOST_SHEETS: usize = 4096;
/// How many formulas without a value, and cells with words struck out, are remembered one by one.
#[cfg(feature = "sheets")]
const MOST_TOLD: usize = 1000;
/// No workbook may say more.
const MOST_BYTES: usize = 64 << 20;

/// A workbook.
#[derive(Debug, Default)]
pub struct Book {
    /// Its sheets in the order of their tabs.
    pub sheets: Vec<Sheet>,
    /// What there is to tell of the whole.
    pub notes: Vec<Note>,
}

/// A sheet: the cells that hold something.
#[derive(Debug, Default)]
pub struct Sheet {
    /// What its tab says; empty where it has none.
    pub name: String,
    /// Whether its tab is hidden.
    pub hidden: bool,
    /// The words of all cells, one after another.
    text: String,
    /// The cells by row and column once [`Sheet::settle`] is done.
    cells: Vec<Cell>,
    /// Cells merged into one: rows and columns from 1, both ends within.
    pub merges: Vec<Area>,
    /// Rows that are not shown.
    pub hidden_rows: Vec<u32>,
    /// Columns that are not shown.
    hidden_columns: Vec<Range<u32>>,
    /// What of the hidden rows and columns is no part of a table that is shown.
    left_out: unshown::LeftOut,
    /// Formulas whose value was never stored: rows and columns.
    pub formulas: Vec<(u32, u32)>,
    /// Cells in which words are struck out: rows and columns.
    pub struck: Vec<(u32, u32)>,
    /// What the sheets before this one hold.
    cells_before: usize,
    bytes_before: usize,
}

/// A cell that holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// From 1.
    pub row: u32,
    /// From 1.
    pub column: u32,
    start: u32,
    end: u32,
    /// Whether it is stored as a number.
    pub number: bool,
}

/// A rectangle of cells, counted from 1, both ends within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

impl Book {
    /// Takes in a sheet.
    ///
    /// # Errors
    /// Where all sheets together hold more than a workbook for people.
    pub fn push(&mut self, sheet: Sheet) -> Result<(), Why> {
        let cells: usize = self.sheets.last().map_or(0, |last| last.cells_before + last.cells.len());
        let bytes: usize = self.sheets.last().map_or(0, |last| last.bytes_before + last.text.len());
        if self.sheets.len() >= MOST_SHEETS
            || cells + sheet.cells.len() > MOST_CELLS
            || bytes + sheet.text.len() > MOST_BYTES
        {
            return Err(too_large());
        }
        self.sheets.push(Sheet { cells_before: cells, bytes_before: bytes, ..sheet });
        Ok(())
    }
}

impl Sheet {
    /// A sheet with nothing on it.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Remembers columns that are not shown.
    pub fn hide_columns(&mut self, columns: Range<u32>) {
        if self.hidden_columns.len() < MOST_SHEETS {
            self.hidden_columns.push(columns);
        }
    }

    /// Puts `words` into a cell; nothing but blanks is nothing.
    ///
    /// # Errors
    /// Where there are more cells, or more text, than a sheet for people has.
    pub fn put(&mut self, row: u32, column: u32, words: &str, number: bool) -> Result<(), Why> {
        if words.trim().is_empty() {
            return Ok(());
        }
        let start = self.text.len();
        if self.cells.len() >= MOST_CELLS || start + words.len() > MOST_BYTES {
            return Err(too_large());
        }
        self.text.push_str(words);
        let end = self.text.len() as u32;
        self.cells.push(Cell { row, column, start: start as u32, end, number });
        Ok(())
    }

    /// Puts in a formula whose value was never stored, as it stands: nobody may take it for nothing.
    ///
    /// # Errors
    /// As [`put`](Self::put).
    #[cfg(feature = "sheets")]
    pub fn put_formula(&mut self, row: u32, column: u32, formula: &str) -> Result<(), Why> {
        if self.formulas.len() < MOST_TOLD {
            self.formulas.push((row, column));
        }
        self.put(row, column, &format!("={formula}"), false)
    }

    /// Remembers that words of a cell are struck out.
    #[cfg(feature = "sheets")]
    pub fn strike(&mut self, row: u32, column: u32) {
        if self.struck.len() < MOST_TOLD {
            self.struck.push((row, column));
        }
    }

    /// Brings the cells into order; of two in one place the later stands.
    pub fn settle(&mut self) {
        let place = |cell: &Cell| (cell.row, cell.column);
        if !self.cells.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])) {
            self.cells.sort_by_key(place);
            self.cells.reverse();
            self.cells.dedup_by_key(|cell| place(cell));
            self.cells.reverse();
        }
        self.merges.sort_by_key(|area| (area.top, area.left));
    }

    /// The cells in order.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// What a cell says.
    pub fn words(&self, cell: &Cell) -> &str {
        self.text.at(&(cell.start..cell.end)).trim()
    }
}

/// A workbook that no person made for people.
pub fn too_large() -> Why {
    let (cells, megabytes) = (MOST_CELLS / 10_000, MOST_BYTES >> 20);
    Why::new(
        Text::new(
            format!("表格过大（超过 {cells} 万个单元格，或 {megabytes} MB 文字）"),
            format!("it is too large (over {cells}0,000 cells, or {megabytes} MB of text)"),
        ),
        Text::new(
            "删去空白区域和底稿，只留公开的表",
            "leave nothing in it but the tables that are published",
        ),
    )
}
