//! What a file that is not plain text says of the text view a reader made of it: which lines are tables, which are
//! headings, and where each piece stands for the person who opens the file. A [marked](super::marks) text says the first two of
//! itself.

use std::ops::Range;

use super::marks::Mark;

/// The structure that a format really has. Most text files have none: there it is guessed from tabs, pipes and numbers.
///
/// In the text view every row of a table is one line and the borders between its cells are tabs; a cell merged over others
/// stands in the first of them and the others are blank. No cell holds a line break.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Tables in reading order: 0-based ranges of lines. Nothing outside them is a row of a table.
    pub grids: Vec<Range<u32>>,
    /// Cells that cover more than one place, by line and column, ascending.
    pub merges: Vec<Merge>,
    /// Lines that the format calls headings, with their level (1 is the highest), ascending.
    pub headings: Vec<(u32, u8)>,
    /// From which byte on the text stands where, ascending.
    pub spots: Vec<(u32, Spot)>,
    /// What [`Spot::Cell`] calls its sheets.
    pub sheets: Vec<String>,
    /// What a person should know of how the file was read, in any order.
    pub notes: Vec<Note>,
    /// How many rows at the top of a table its document calls a header itself, by index into [`Self::grids`], ascending.
    pub headed: Vec<(u32, u32)>,
    /// Lines beside the text: running heads, numbers of pages; ascending.
    pub asides: Vec<u32>,
    /// Rows of sheets that the file does not show, by sheet and number as in [`Spot::Cell`], ascending.
    pub unshown: Vec<(u32, u32)>,
    /// Pages whose text a program recognised in a picture, ascending: it may be wrong anywhere.
    pub recognised: Vec<u32>,
    /// From which byte on the text is what a paragraph says that stands at these bytes of the main part of its file, from behind
    /// its properties to its end; ascending. Only for files that can be written into.
    pub origins: Vec<(u32, Range<u32>)>,
    /// What in the text is not what the document says, ascending and apart; lines are counted without it.
    pub marks: Vec<Mark>,
    /// Lines of which the format says nothing, ascending: plain text that was put together with files of other formats.
    pub plain: Vec<Range<u32>>,
}

/// Something about a file that its text view does not show: what was left out, what could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub about: About,
    /// The bytes of the view it is told at; empty where nothing of it is in the view.
    pub place: Range<u32>,
    /// What there is to say, on one line without a full stop, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// What a [`Note`] is about. Each is told once a file, at the first of its kind, with all there is to say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// Text, rows, columns or sheets that the file hides: they are not checked.
    Hidden,
    /// Rows and columns that the file does not show: they are read and checked, for the totals count them.
    Unshown,
    /// Text that somebody struck out and left standing: it is not read.
    Struck,
    /// Changes that wait for somebody to accept them: they are read as accepted.
    Changes,
    /// Pictures, whose words nobody reads.
    Pictures,
    /// Wrong bytes or a guessed encoding.
    Encoding,
    /// Text that was recognised in a picture, or that has characters in it which nobody can tell: it may be read wrongly.
    Doubtful,
    /// Formulas whose value the file does not hold: a run with such a file is not clean.
    Values,
    /// Something that is there and cannot be read: a run with such a file is not clean.
    Unreadable,
}

impl About {
    /// Each of them.
    pub const ALL: &[About] = &[
        About::Hidden,
        About::Unshown,
        About::Struck,
        About::Changes,
        About::Pictures,
        About::Encoding,
        About::Doubtful,
        About::Values,
        About::Unreadable,
    ];

    /// Whether something of the file was left unchecked.
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Values | Self::Unreadable)
    }
}

/// A cell that covers several places of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Merge {
    /// The 0-based line of its first row.
    pub line: u32,
    /// Its first column, from 0.
    pub column: u32,
    /// How many rows it covers, at least 1.
    pub rows: u32,
    /// How many columns it covers, at least 1.
    pub columns: u32,
}

/// A place in a file that is not plain text, as the program that shows the file names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// A box on a page, in tenths of a point from the upper left corner of the page as it is shown.
    Page {
        /// The page, from 1.
        page: u32,
        /// Left edge.
        x: i32,
        /// Upper edge.
        y: i32,
        /// Width.
        width: i32,
        /// Height.
        height: i32,
    },
    /// A cell of a sheet.
    Cell {
        /// Index into [`Layout::sheets`].
        sheet: u32,
        /// The row, from 1.
        row: u32,
        /// The column, from 1: A is 1.
        column: u32,
    },
    /// A row of a table in a text document or a web page.
    Row {
        /// Which table of the file, from 1.
        table: u32,
        /// The row, from 1.
        row: u32,
        /// The cell in it, from 1.
        column: u32,
    },
    /// A paragraph of running text, from 1; tables are not counted.
    Paragraph(u32),
}

impl Spot {
    /// The same where the sheets of another file stand before its own.
    pub(super) fn of_sheets_from(self, first: u32) -> Self {
        match self {
            Self::Cell { sheet, row, column } => Self::Cell { sheet: sheet + first, row, column },
            other => other,
        }
    }
}

/// C12: what a cell is called in the 12th row of the third column.
pub fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    format!("{}{row}", letters.iter().rev().collect::<String>())
}

impl Layout {
    /// Where the text from byte `at` on stands.
    pub fn spot(&self, at: usize) -> Option<Spot> {
        let next = self.spots.partition_point(|&(start, _)| start as usize <= at);
        next.checked_sub(1).map(|index| self.spots[index].1)
    }

    /// Whether what stands at byte `at` was recognised in a picture.
    pub fn is_recognised(&self, at: usize) -> bool {
        let page =
            self.spot(at).and_then(|spot| if let Spot::Page { page, .. } = spot { Some(page) } else { None });
        page.is_some_and(|page| self.recognised.binary_search(&page).is_ok())
    }

    /// Whether what stands at byte `at` is in a row that the file does not show.
    pub fn is_unshown(&self, at: usize) -> bool {
        matches!(self.spot(at), Some(Spot::Cell { sheet, row, .. }) if self.unshown.binary_search(&(sheet, row)).is_ok())
    }

    /// The grid that holds the 0-based `line`, as an index into [`Layout::grids`].
    pub fn grid(&self, line: usize) -> Option<usize> {
        let next = self.grids.partition_point(|grid| grid.start as usize <= line);
        next.checked_sub(1).filter(|&index| line < self.grids[index].end as usize)
    }

    /// How many rows at the top of the grid are a header by what the document says; 0 where it says nothing.
    pub fn headed(&self, grid: usize) -> usize {
        let found = self.headed.binary_search_by_key(&(grid as u32), |&(grid, _)| grid);
        found.map_or(0, |index| self.headed[index].1 as usize)
    }

    /// Whether the 0-based `line` stands beside the text.
    pub fn is_aside(&self, line: usize) -> bool {
        self.asides.binary_search(&(line as u32)).is_ok()
    }

    /// Whether the format says nothing of the 0-based `line`.
    pub fn is_plain(&self, line: usize) -> bool {
        let next = self.plain.partition_point(|lines| lines.start as usize <= line);
        next.checked_sub(1).is_some_and(|index| line < self.plain[index].end as usize)
    }

    /// The level of the heading on the 0-based `line`; 0 where it is none.
    pub fn level(&self, line: usize) -> usize {
        let found = self.headings.binary_search_by_key(&(line as u32), |&(line, _)| line);
        found.map_or(0, |index| self.headings[index].1 as usize)
    }
}
