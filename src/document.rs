//! Source ─▶ Document: what a disclosure is made of once it is read. Parsing never fails; what cannot be understood stays
//! text, and damage done by turning the page into text is known as such.

pub mod amounts;
mod anew;
mod around;
mod beside;
mod broken;
pub mod cell;
pub mod codes;
mod contents;
mod digits;
pub mod fold;
mod form;
pub mod grams;
mod grid;
mod header;
pub mod heading;
mod kinds;
mod lines;
mod memo;
mod parse;
pub mod pieces;
mod scripts;
mod signs;
mod spaced;
mod title;

use std::ops::Range;
use std::sync::OnceLock;

use crate::amount::style::Style;
use crate::amount::{Amount, Unit};
use crate::source::{Cut, FileId, Joined, Span};
use crate::steps;
pub use fold::Folded;
pub use parse::parse;

/// A range of bytes in the folded text of a document; [`Document::span`] leads back to the source.
pub type Place = Range<u32>;

/// One disclosure after parsing. Every figure that a rule can see has a place in the source.
#[derive(Debug)]
pub struct Document {
    /// The source this was parsed from.
    pub file: FileId,
    /// The text as it is matched: compatibility forms folded, markup and needless spaces dropped, lines kept.
    pub folded: Folded,
    /// The style its numbers are written in; a table may have its own.
    pub style: Style,
    /// The short lines before the first sentence, table or numbered heading: those a cover page has.
    pub title: Vec<Place>,
    /// Sections in reading order; a section's parts follow it.
    pub sections: Vec<Section>,
    /// The table of contents, if there is one.
    pub contents: Vec<Entry>,
    /// Every grid in reading order, tables and forms alike.
    pub tables: Vec<Table>,
    /// Running text in reading order.
    pub paragraphs: Vec<Paragraph>,
    /// Every figure of the document in reading order, and every blank cell that a sum may count as zero.
    pub figures: Vec<Figure>,
    /// The files it was put together of; none where it is a single one.
    pub files: Joined,
    /// The file holds rows, columns or text that it does not show and that are not read.
    pub hides: bool,
    /// Its amounts by value; put in order when first asked for.
    amounts: OnceLock<amounts::Amounts>,
    /// Which words may stand in it; read when first asked for.
    grams: OnceLock<grams::Grams>,
    /// What others made of it.
    memo: memo::Memo,
}

impl Document {
    /// The folded text at `place`.
    pub fn text(&self, place: &Place) -> &str {
        steps::take(1);
        self.folded.text.at(place)
    }

    /// The text at `place` in the characters it is written in, to be shown.
    pub fn written(&self, place: &Place) -> &str {
        self.folded.written().at(place)
    }

    /// Where in its source `place` stands, or in the one of its files that it begins in.
    pub fn span(&self, place: &Place) -> Span {
        self.files.span(self.folded.span(self.file, place))
    }

    /// Where `place` stands in the text as a whole, be it put together of several files.
    pub fn in_whole(&self, place: &Place) -> Span {
        self.folded.span(self.file, place)
    }

    /// The figure known as `id`.
    pub fn figure(&self, id: FigureId) -> &Figure {
        &self.figures[id.0 as usize]
    }

    /// The style that a figure is written in.
    pub fn style_of(&self, figure: &Figure) -> Style {
        figure.cell.map_or(self.style, |cell| self.tables[cell.table as usize].style)
    }

    /// The first year that its title says, or the names of its tables where it says none.
    pub fn year(&self) -> Option<u32> {
        let captions = self.tables.iter().filter_map(|table| table.caption.as_ref());
        let words = self
            .title
            .iter()
            .chain(captions)
            .flat_map(|line| self.text(line).split(|c: char| !c.is_ascii_digit()));
        let mut years = words.filter(|word| word.len() == 4).filter_map(|word| word.parse::<u32>().ok());
        years.find(|year| (1900..2100).contains(year))
    }

    /// How many figures stand in the document; blank cells are none.
    pub fn n_figures(&self) -> usize {
        self.figures.iter().filter(|figure| !figure.blank).count()
    }
}

/// A heading and all until the next of its rank. Ranks come from the numbering (第一部分, 一、, （一）, 1.); Markdown levels
/// count only for headings without a number.
#[derive(Debug, Clone)]
pub struct Section {
    /// The heading as a whole.
    pub heading: Place,
    /// The heading without its number.
    pub name: Place,
    /// The number, if the heading has one.
    pub ordinal: Option<Ordinal>,
    /// 1 is the highest.
    pub rank: u8,
    /// From the heading to the next of the same or a higher rank.
    pub body: Place,
}

/// A numbering style and the number in it: 三、 is the third of `一、`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordinal {
    /// How the number is written.
    pub style: OrdinalStyle,
    /// The number.
    pub number: u32,
}

/// How headings and lists are numbered, from the highest rank to the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrdinalStyle {
    /// 第一部分, Part 1
    Part,
    /// 第一章
    Chapter,
    /// 一、
    Ideograph,
    /// （一）
    BracketedIdeograph,
    /// 1. 1、
    Digit,
    /// (1) （1） 1)
    BracketedDigit,
    /// ①
    Circled,
}

/// One line of the table of contents.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The heading it announces, number and all, without leaders and page.
    pub heading: Place,
    /// The page it gives, if it gives one.
    pub page: Option<u32>,
}

/// A run of text between blank lines, headings and grids.
#[derive(Debug, Clone)]
pub struct Paragraph {
    /// The text.
    pub place: Place,
}

/// A grid with what stands around it.
#[derive(Debug, Clone)]
pub struct Table {
    /// The line that names the table.
    pub caption: Option<Place>,
    /// The line that numbers it (预算公开表1, Table 3), where that is a line of its own.
    pub number: Option<Place>,
    /// What stands between the caption and the grid, or in the grid's first row: 单位：万元, 部门名称：….
    pub headnotes: Vec<Headnote>,
    /// The unit said in a headnote, and where.
    pub unit: Option<(Unit, Place)>,
    /// The style its numbers are written in.
    pub style: Style,
    /// Labelled blanks (a form, a grid of text) instead of rows and columns of figures: no header, no panes.
    pub is_form: bool,
    /// Every line of the grid in reading order.
    pub rows: Vec<Row>,
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// Statements side by side: 收入 | 支出. Most tables have one.
    pub panes: Vec<Pane>,
    /// Remarks under the grid: 注：….
    pub footnotes: Vec<Place>,
    /// From the caption to the last footnote.
    pub place: Place,
}

impl Table {
    /// A table with nothing in it yet.
    fn empty(place: Place) -> Self {
        Self {
            caption: None,
            number: None,
            headnotes: Vec::new(),
            unit: None,
            style: Style::Point,
            is_form: false,
            rows: Vec::new(),
            columns: Vec::new(),
            panes: Vec::new(),
            footnotes: Vec::new(),
            place,
        }
    }
}

/// A label and its value above a grid.
#[derive(Debug, Clone)]
pub struct Headnote {
    /// What is before the colon; empty for a bracketed line such as (2025年度).
    pub key: Place,
    /// What is after it.
    pub value: Place,
}

/// One line of a grid.
#[derive(Debug, Clone)]
pub struct Row {
    /// What the line is for.
    pub kind: RowKind,
    /// Cells from left to right; a row may be shorter or longer than the table is wide.
    pub cells: Vec<Cell>,
    /// The whole line.
    pub place: Place,
}

/// What a line of a grid is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Names columns.
    Header,
    /// Numbers columns (1 2 3 …, 栏次) or repeats a header on a new page: no data.
    Index,
    /// Everything else.
    Data,
}

/// One place in a grid.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The text, trimmed.
    pub place: Place,
    /// What the text is.
    pub value: Value,
}

/// What the text of a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Blank,
    /// A well-formed number.
    Number(Amount),
    /// Digits, commas and points that are no number.
    Malformed,
    /// Anything else.
    Text,
}

/// A column: how its header reads from top to bottom.
#[derive(Debug, Clone)]
pub struct Column {
    /// Header cells from the top down, spanners first: [2025年预算数, 合计].
    pub path: Vec<Place>,
    /// Label column, value column, or neither.
    pub kind: ColumnKind,
    /// What the figures of a value column measure.
    pub measure: Measure,
}

/// What the figures of a column measure: which of them may be added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Money and everything else of which no more is known.
    Amount,
    /// People, vehicles, square metres: they have no unit of money.
    Count,
    /// Shares, rates, changes in percent: no sum of them says anything.
    Rate,
    /// Years: the same.
    Year,
}

impl Measure {
    /// Whether figures of it add up.
    pub fn adds_up(self) -> bool {
        matches!(self, Self::Amount | Self::Count)
    }
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Codes of the rows (科目编码); several side by side are parts of one code.
    Code,
    /// Names of the rows.
    Name,
    /// Figures.
    Value,
    /// Remarks and everything else.
    Other,
}

/// A statement within a grid: label columns and the value columns that follow them.
#[derive(Debug, Clone)]
pub struct Pane {
    /// All its columns.
    pub columns: Range<usize>,
    /// The items it lists, in reading order.
    pub items: Vec<Item>,
    /// How its codes were read, if its rows have any.
    pub codes: Option<Codes>,
}

/// How the codes of a pane were read, for all its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    /// The columns they stand in; none where they stand in front of the names.
    pub columns: Range<usize>,
    /// Whose codes they are.
    pub of: CodesOf,
    /// How they are printed.
    pub form: CodeForm,
}

/// What codes are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodesOf {
    /// What money is for, or comes from: 科目编码.
    Items,
    /// Who has it: 单位编码.
    Units,
}

/// How codes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeForm {
    /// Every row prints all of its code.
    Whole,
    /// Columns are parts of a code, and rows leave out those that stand above.
    Parts,
    /// Rows of the second level print what they add to the first.
    Short {
        /// So many rows below begin with what the two make.
        confirmed: usize,
    },
}

impl Pane {
    /// What it lists in a row of the table.
    pub fn item(&self, row: usize) -> Option<&Item> {
        let at = self.items.binary_search_by_key(&row, |item| item.row).ok()?;
        self.items.get(at)
    }
}

/// A row of a pane: what is measured, and its figures.
#[derive(Debug, Clone)]
pub struct Item {
    /// Index into [`Table::rows`].
    pub row: usize,
    /// The code, parts joined; empty where there is none.
    pub code: String,
    /// The name as written: the first label cell that is not blank.
    pub name: Place,
    /// The code is that of a unit that has the rows below it, where the others are those of items.
    pub of_unit: bool,
    /// The rows of another unit begin here.
    pub opens: bool,
    /// The name of the unit whose row it is, where the rows of several stand one after another.
    pub unit: Option<Place>,
    /// The second label cell, where there are two (the government item beside the department's).
    pub second: Option<Place>,
    /// One for each column of the pane: the figure, or none in label columns and where the row is cut short.
    pub figures: Vec<Option<FigureId>>,
}

/// Which figure of the document: an index into [`Document::figures`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureId(pub u32);

/// One amount and where it stands, or a blank cell.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The amount; zero for a blank cell. Table cells without a unit of their own carry the table's.
    pub amount: Amount,
    /// Where.
    pub place: Place,
    /// Digits usual for this unit around here, where they are finer than those written (15万元 beside 180.00万元).
    pub usual_decimals: u32,
    /// A cell with nothing in it, counted as zero.
    pub blank: bool,
    /// A cell whose text is no number where one belongs: a relation that needs it is unreadable.
    pub unreadable: bool,
    /// The cell it stands in, if it stands in one.
    pub cell: Option<CellId>,
}

/// A cell by table, row and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId {
    /// Index into [`Document::tables`].
    pub table: u32,
    /// Index into [`Table::rows`].
    pub row: u32,
    /// Index into [`Table::columns`].
    pub column: u32,
}
