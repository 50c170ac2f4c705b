//! Statements below each other in one table of the format: a word processor glues them where nothing stands between them, and
//! each has its title over its whole width, a header and columns of its own.

use super::{Block, Cell, Grid};

/// A title covers so many of the columns below it, in parts of [`WIDTHS`] at least.
const WIDE: u32 = 3;
/// See [`WIDE`].
const WIDTHS: u32 = 4;
/// No more rows stand between a title and the header under it: units, the office, the number of the table.
const BETWEEN: usize = 2;
/// A header names so many columns.
const NAMED: usize = 3;

impl Grid {
    /// The statements of which it is made up, mostly itself alone.
    pub(super) fn parted(mut self) -> Vec<Self> {
        let title = |at: &usize| self.is_title(*at);
        let mut starts: Vec<usize> = (1..self.rows.len()).filter(title).map(|at| self.opened(at)).collect();
        starts.retain(|start| *start > 0);
        starts.dedup();
        let glued = !starts.is_empty();
        let mut parts = Vec::with_capacity(starts.len() + 1);
        for start in starts.into_iter().rev() {
            parts.push(Self { rows: self.rows.split_off(start), headed: 0 });
        }
        parts.push(self);
        parts.reverse();
        let bare = |part: Self| if glued { part.without_filling() } else { part };
        parts.into_iter().map(bare).map(Self::without_unused).collect()
    }

    /// Whether a row is the title of what stands below it: words over the whole width of that, and soon a header. Statements of
    /// several widths may be glued.
    fn is_title(&self, at: usize) -> bool {
        let [cell] = filled(&self.rows[at])[..] else { return false };
        let near = self.rows.iter().skip(at + 1).take(BETWEEN + 1).flat_map(|row| said(row));
        let width = near.map(|cell| cell.column + cell.columns).max().unwrap_or(0);
        let wide = cell.columns.saturating_mul(WIDTHS) >= width.saturating_mul(WIDE) && cell.columns > 1;
        let below = self.rows.iter().skip(at + 1).take(BETWEEN + 1);
        let header =
            below.take_while(|row| filled(row).len() < NAMED || is_header(row)).any(|row| is_header(row));
        wide && header && cell.says_words()
    }

    /// Where the statement begins whose title stands at a row: the number of the table may stand above it.
    fn opened(&self, title: usize) -> usize {
        let numbered = |row: &Vec<Cell>| {
            let words = filled(row);
            words.len() == 1 && words[0].column == 0 && words[0].says_words() && words[0].says_digits()
        };
        if numbered(&self.rows[title - 1]) { title - 1 } else { title }
    }

    /// The same without the cells at the ends of its rows in which nothing stands: they fill what another statement is wider.
    fn without_filling(mut self) -> Self {
        let ends = self.rows.iter().flat_map(|row| said(row)).map(|cell| cell.column + 1);
        let end = ends.max().unwrap_or(0);
        for row in &mut self.rows {
            row.retain(|cell| cell.column < end);
        }
        self
    }

    /// The same without the columns in which nothing begins: a cell of another statement did.
    fn without_unused(mut self) -> Self {
        let mut begun: Vec<u32> = self.rows.iter().flatten().map(|cell| cell.column).collect();
        begun.sort_unstable();
        begun.dedup();
        let at = |column: u32| begun.partition_point(|begin| *begin < column) as u32;
        for cell in self.rows.iter_mut().flatten() {
            let (first, end) = (at(cell.column), at(cell.column + cell.columns));
            (cell.column, cell.columns) = (first, (end - first).max(1));
        }
        self
    }
}

/// The cells of a row in which something stands.
fn filled(row: &[Cell]) -> Vec<&Cell> {
    row.iter().filter(|cell| !cell.blocks.iter().all(Block::is_blank)).collect()
}

/// The cells of a row up to the last in which something stands.
fn said(row: &[Cell]) -> &[Cell] {
    let last = row.iter().rposition(|cell| !cell.blocks.iter().all(Block::is_blank));
    &row[..last.map_or(0, |last| last + 1)]
}

/// A row that names columns: words in every cell, in several of them; what fills its end aside.
fn is_header(row: &[Cell]) -> bool {
    let filled = filled(row);
    filled.len() >= NAMED && filled.len() == said(row).len() && filled.iter().all(|cell| cell.says_words())
}

impl Cell {
    fn says(&self, is: impl Fn(char) -> bool + Copy) -> bool {
        self.blocks
            .iter()
            .any(|block| matches!(block, Block::Paragraph(paragraph) if paragraph.text.chars().any(is)))
    }

    fn says_words(&self) -> bool {
        self.says(char::is_alphabetic)
    }

    fn says_digits(&self) -> bool {
        self.says(|c| c.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Paragraph;
    use super::*;

    fn row(cells: &[(&str, u32)]) -> Vec<Cell> {
        let mut column = 0;
        let of = |&(text, columns): &(&str, u32)| {
            let at = column;
            column += columns;
            let paragraph = Paragraph { text: text.to_owned(), ..Paragraph::default() };
            Cell { blocks: vec![Block::Paragraph(paragraph)], column: at, columns, rows: 1 }
        };
        cells.iter().map(of).collect()
    }

    #[test]
    fn statements_in_one_table_are_parted_at_their_titles_and_keep_their_own_columns() {
        let rows = vec![
            row(&[("Income of the library", 6)]),
            row(&[("Item", 2), ("Plan", 2), ("Actual", 2)]),
            row(&[("Grants", 2), ("120", 2), ("130", 2)]),
            row(&[("Table 2", 1), ("", 5)]),
            row(&[("Expenditure of the library", 6)]),
            row(&[("Item", 1), ("Plan", 3), ("Actual", 2)]),
            row(&[("Staff", 1), ("90", 3), ("95", 2)]),
        ];
        let parts = Grid { rows, headed: 0 }.parted();
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[1].rows.len(), 4);
        let columns = |row: &[Cell]| row.iter().map(|cell| (cell.column, cell.columns)).collect::<Vec<_>>();
        assert_eq!(columns(&parts[0].rows[2]), [(0, 1), (1, 1), (2, 1)]);
        assert_eq!(columns(&parts[1].rows[3]), [(0, 1), (1, 1), (2, 1)]);
    }

    #[test]
    fn a_narrow_statement_is_parted_from_a_wide_one() {
        let rows = vec![
            row(&[("Income of the library", 20)]),
            row(&[("Item", 8), ("Plan", 6), ("Actual", 6)]),
            row(&[("Grants", 8), ("120", 6), ("130", 6)]),
            row(&[("Expenditure of the library", 12)]),
            row(&[("Item", 4), ("Plan", 4), ("Actual", 4)]),
            row(&[("Staff", 4), ("90", 4), ("95", 4)]),
        ];
        assert_eq!(Grid { rows, headed: 0 }.parted().len(), 2);
    }

    #[test]
    fn what_fills_the_ends_of_rows_of_a_narrow_statement_is_no_column_of_it() {
        let rows = vec![
            row(&[("Income of the library", 6), ("", 1), ("", 1)]),
            row(&[("Item", 2), ("Plan", 2), ("Actual", 2), ("", 1), ("", 1)]),
            row(&[("Grants", 2), ("120", 2), ("130", 2), ("", 1), ("", 1)]),
            row(&[("Expenditure of the library", 8)]),
            row(&[("Item", 2), ("Plan", 2), ("Actual", 2), ("Share", 2)]),
            row(&[("Staff", 2), ("90", 2), ("95", 2), ("", 2)]),
        ];
        let parts = Grid { rows, headed: 0 }.parted();
        let widths = |part: &Grid| part.rows.iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(parts.iter().map(widths).collect::<Vec<_>>(), [vec![1, 3, 3], vec![1, 4, 4]]);
    }

    #[test]
    fn a_heading_over_figures_parts_nothing() {
        let rows = vec![
            row(&[("Item", 1), ("Plan", 1), ("Actual", 1)]),
            row(&[("Current assets", 3)]),
            row(&[("Cash", 1), ("12", 1), ("13", 1)]),
            row(&[("Fixed assets", 3)]),
            row(&[("Land", 1), ("40", 1), ("41", 1)]),
        ];
        assert_eq!(Grid { rows, headed: 0 }.parted().len(), 1);
    }
}
