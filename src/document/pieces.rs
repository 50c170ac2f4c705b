//! A document line by line, as it is read before anything is made of it: what a line is, and which rows are one table. What is
//! written down from this can be read as the same document again.

use super::grid;
use super::lines::{self, Line, Shape};
use super::parse::{self, Rows};
use super::{Document, Place};
use crate::amount::style::Style;
use crate::source::Cut;
use crate::source::{Layout, Source};

/// Markdown has so many levels of headings.
const LEVELS: usize = 6;

/// A piece of a document, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A line with nothing on it.
    Blank,
    /// A line of text.
    Text(Place),
    /// A heading and its level, 1 for the highest: its rank where it has a number, else the marks of the document.
    Heading(Place, u8),
    /// A running head or the number of a page: beside the text.
    Aside(Place),
    /// A table.
    Grid(Grid),
}

/// The rows of a table, whatever stands between them on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// Its rows from the top down, each with the places of its cells.
    pub rows: Vec<Vec<Place>>,
    /// How many rows at the top are a header by what the document says; 0 where it says nothing.
    pub headed: usize,
    /// The first line, from 0, where the format draws the table: [`Layout::merges`] counts from there.
    pub drawn: Option<u32>,
}

/// The pieces of `document`, which was parsed from `source`.
pub fn pieces(document: &Document, source: &Source) -> Vec<Piece> {
    let text = document.folded.text.as_str();
    let layout = source.layout();
    let (lines, guessed) = parse::drawn(&document.folded, layout);
    let by_looks = |rows: &&Rows| !lines::is_drawn(layout, rows.lines[0]);
    let mut guessed = guessed.iter().filter(by_looks).peekable();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let table = match layout.filter(|layout| !layout.is_plain(at)) {
            Some(layout) => layout.grid(at).map(|index| as_drawn(text, &lines, layout, index)),
            None => guessed.next_if(|rows| rows.lines[0] == at).map(|rows| as_guessed(text, &lines, rows)),
        };
        let (piece, end) = match table {
            Some((grid, end)) => (Piece::Grid(grid), end.max(at + 1)),
            None => {
                let start = lines[at].text.start;
                let found = document.sections.binary_search_by_key(&start, |section| section.heading.start);
                let section = found.ok().map(|index| &document.sections[index]);
                let rank = section.filter(|section| section.ordinal.is_some()).map(|section| section.rank);
                (single(text, &lines[at], rank), at + 1)
            }
        };
        pieces.push(piece);
        at = end;
    }
    pieces
}

/// A table with every line that the format gives it, blank ones too; and where it ends.
fn as_drawn(text: &str, lines: &[Line], layout: &Layout, index: usize) -> (Grid, usize) {
    let drawn = &layout.grids[index];
    let end = (drawn.end as usize).min(lines.len());
    let rows = lines[drawn.start as usize..end].iter().map(|line| lines::cells(text, line)).collect();
    (Grid { rows, headed: layout.headed(index), drawn: Some(drawn.start) }, end)
}

/// A table as it was guessed: its pages joined, without what a page break left between them; and where it ends.
fn as_guessed(text: &str, lines: &[Line], rows: &Rows) -> (Grid, usize) {
    let end = rows.lines.last().map_or(0, |last| last + 1);
    let places = grid::rows(text, lines, rows, Style::Point).into_iter();
    let rows_of = places.map(|row| row.cells.into_iter().map(|cell| cell.place).collect()).collect();
    (Grid { rows: rows_of, headed: rows.headed, drawn: None }, end)
}

/// A line that is no row; `rank` is that of the numbered section that it opens.
fn single(text: &str, line: &Line, rank: Option<u8>) -> Piece {
    let words = text.at(&line.place);
    let start = line.place.start + (words.len() - words.trim_start().len()) as u32;
    let whole = start..line.text.end.max(start);
    match line.shape {
        Shape::Blank => Piece::Blank,
        Shape::Page => Piece::Aside(whole),
        _ => match rank.unwrap_or(line.marks.min(LEVELS) as u8) {
            0 => Piece::Text(whole),
            level => Piece::Heading(line.text.clone(), level.min(LEVELS as u8)),
        },
    }
}
