//! Whether rows after a gap or a page break go on with the table before them or begin another.

use super::lines::{self, Line, Shape};
use super::parse::Rows;
use super::{Place, Table, around, form, grid, heading, title};
use crate::amount::number;
use crate::amount::style::Style;
use crate::source::Cut;

/// What is known of the rows of a grid that grows. It is asked for at every gap, and there may be one after every row: what is
/// known of rows is not found out again.
#[derive(Debug, Default)]
pub struct Known {
    /// So many rows were counted, and for each column how many cells are numbers and how many are not.
    counted: usize,
    columns: Vec<(usize, usize)>,
    /// So many rows there were when they were last looked at as a form, and whether they were one.
    looked: usize,
    is_form: bool,
}

/// A table is looked at anew where it has grown by one part in so many.
const GROWN: usize = 4;

impl Known {
    /// Whether the rows are those of a form, which has no columns to go on with.
    fn is_form(&mut self, text: &str, all: &[Line], grid: &Rows) -> bool {
        if self.looked == 0 || grid.lines.len() - self.looked > self.looked / GROWN {
            let mut table = Table::empty(0..0);
            table.rows = grid::rows(text, all, grid, Style::Point);
            self.is_form = form::is_form(text, &table);
            self.looked = grid.lines.len();
        }
        self.is_form
    }

    /// How many cells of each column are numbers, and how many are something else.
    fn columns(&mut self, text: &str, all: &[Line], grid: &Rows) -> &[(usize, usize)] {
        for &line in grid.lines.get(self.counted..).unwrap_or_default() {
            let cells = lines::cells(text, &all[line]);
            if cells.len() > self.columns.len() {
                self.columns.resize(cells.len(), (0, 0));
            }
            for (column, cell) in self.columns.iter_mut().zip(&cells).filter(|(_, cell)| !cell.is_empty()) {
                *(if is_number(text, cell) { &mut column.0 } else { &mut column.1 }) += 1;
            }
        }
        self.counted = grid.lines.len();
        &self.columns
    }
}

fn is_number(text: &str, place: &Place) -> bool {
    number::parse(text.at(place), Style::Point).is_some()
}

/// True where the row at `index`, after a gap, cannot belong to the grid before it: it names columns anew.
pub fn starts_anew(text: &str, all: &[Line], grid: &Rows, known: &mut Known, index: usize) -> bool {
    let content = |place: &Place| text.at(place);
    let row = lines::cells(text, &all[index]);
    if row.iter().any(|cell| is_number(text, cell)) {
        return false;
    }
    // A header repeated on the next page belongs to the grid, and so does a label with blanks.
    let mut filled = row.iter().filter(|cell| !cell.is_empty()).map(content);
    if let (Some(only), None) = (filled.next(), filled.next()) {
        return around::is_number_line(only) || around::names_table(only);
    }
    let words: Vec<&str> = row.iter().map(content).collect();
    let repeats = grid.lines.iter().take(4).any(|&line| {
        let head = lines::cells(text, &all[line]);
        head.len() == row.len() && head.iter().zip(&words).all(|(cell, word)| content(cell) == *word)
    });
    if repeats || known.is_form(text, all, grid) {
        return false;
    }
    // Words where the grid has nothing but numbers.
    let columns = known.columns(text, all, grid);
    row.iter().zip(columns).any(|(cell, (numbers, texts))| !cell.is_empty() && numbers > texts)
}

/// True where `next` goes on with the table `grid` on another page: the header stands again, neither is a form, and nothing is
/// said between them. `used` are the lines that stand around tables.
pub fn goes_on(text: &str, all: &[Line], grid: &Rows, known: &mut Known, next: &Rows, used: &[bool]) -> bool {
    let (Some(&first), Some(&again)) = (grid.lines.first(), next.lines.first()) else { return false };
    let between = grid.lines.last().map_or(first, |last| last + 1)..again;
    if between.into_iter().any(|line| !used[line] && parts(text.at(&all[line].text), &all[line])) {
        return false;
    }
    let words = |line: usize| -> Vec<&str> {
        let cells = lines::cells(text, &all[line]);
        cells.into_iter().map(|place| text.at(&place)).filter(|word| !word.is_empty()).collect()
    };
    let head = words(first);
    head.len() > 1 && head == words(again) && !known.is_form(text, all, grid)
}

/// Whether a line parts what is before it from what is after it: a sentence, or a heading with a number. A page ends and begins
/// with neither.
fn parts(words: &str, line: &Line) -> bool {
    line.shape == Shape::Text && (title::is_sentence(words) || heading::ordinal(words).is_some())
}
