//! The text view of a file that has paragraphs and tables of its own: what the readers of Word documents and of web pages
//! hand their pieces to.
//!
//! Every paragraph is a line, every row of a table is a line with tabs between its cells. Tables that only arrange text on
//! the page are taken apart.

mod origin;
mod parted;

use std::ops::Range;

use super::Why;
use crate::diagnostic::Text;
use crate::source::raised::without_marks;
use crate::source::{About, Cut, Layout, Merge, Note, Source, Spot};

/// A piece of a document, in reading order.
#[derive(Debug)]
pub enum Block {
    /// Running text.
    Paragraph(Paragraph),
    /// A table.
    Grid(Grid),
}

/// A paragraph; breaks within it are line breaks.
#[derive(Debug, Default)]
pub struct Paragraph {
    /// What it says.
    pub text: String,
    /// Its level as a heading, 1 for the highest; 0 where it is none.
    pub level: u8,
    /// What it says and does not show.
    pub hidden: String,
    /// What somebody struck out in it and left standing.
    pub struck: String,
    /// Whether somebody changed it and nobody accepted that yet.
    pub changed: bool,
    /// Where it stands in the main part of its file, if it does: see [`Layout::origins`].
    pub origin: Option<Range<u32>>,
}

/// A table as the format has it.
#[derive(Debug, Default)]
pub struct Grid {
    /// Its rows, each with the cells that begin in it, by ascending column.
    pub rows: Vec<Vec<Cell>>,
    /// How many of the first of them the format calls the header; all of them, or none: it does not say.
    pub headed: usize,
}

/// A cell.
#[derive(Debug, Default)]
pub struct Cell {
    /// What is in it.
    pub blocks: Vec<Block>,
    /// Its first column, from 0.
    pub column: u32,
    /// How many columns it covers, at least 1.
    pub columns: u32,
    /// How many rows it covers, at least 1.
    pub rows: u32,
}

impl Last {
    /// Whether a table is a piece of the one `before` it: it is as wide, nothing is said between them, and
    /// it begins with the same header again or with figures, under no header of its own.
    fn goes_on(&self, before: &Last) -> bool {
        let figure = |word: &String| {
            let word = without_marks(word);
            word.contains(['.', ','])
                && word.bytes().all(|byte| byte.is_ascii_digit() || b".,-%".contains(&byte))
        };
        let repeats = self.head == before.head && self.head.iter().any(|word| !word.is_empty());
        self.width > 1 && self.width == before.width && (repeats || self.head.iter().any(figure))
    }
}

/// The longest view; no disclosure is that long, and a few bytes of a hostile file may stand for thousands of cells.
const LONGEST: usize = 32 << 20;

/// A heading is no longer than this; whole paragraphs are given the style of a heading all too often.
const LONGEST_HEADING: usize = 60;

/// The view as it grows.
#[derive(Debug, Default)]
pub struct View {
    text: String,
    line: u32,
    layout: Layout,
    paragraphs: u32,
    tables: u32,
    /// The table that was read last, as long as nothing has been said since.
    last: Option<Last>,
    /// Whether there is more than may be read.
    full: bool,
}

/// What tells whether a table goes on with the one before it.
#[derive(Debug)]
struct Last {
    /// How many columns it has.
    width: u32,
    /// The text of its first row.
    head: Vec<String>,
}

impl View {
    /// Takes in a piece.
    pub fn block(&mut self, block: Block) {
        match block {
            Block::Paragraph(paragraph) => self.paragraph(&paragraph),
            Block::Grid(grid) => self.grid(grid),
        }
    }

    /// Takes in a note about what was read last.
    pub fn note(&mut self, about: About, zh: String, en: String) {
        let at = self.text.trim_end().len() as u32;
        self.layout.notes.push(Note { about, place: at..at, zh, en });
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let start = self.text.len();
        self.origin(paragraph);
        let words = paragraph.text.trim();
        if words.is_empty() {
            // One blank line is as good as many.
            if !self.text.is_empty() && !self.text.ends_with("\n\n") {
                self.end_line();
            }
        } else {
            self.last = None;
            self.paragraphs += 1;
            self.layout.spots.push((start as u32, Spot::Paragraph(self.paragraphs)));
            let heading = paragraph.level > 0 && words.chars().count() <= LONGEST_HEADING;
            for line in words.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
                if heading {
                    self.layout.headings.push((self.line, paragraph.level));
                }
                self.push(line);
                self.end_line();
            }
        }
        self.marks(paragraph, start);
    }

    /// Tells what a paragraph hides; `start` is where its text begins.
    fn marks(&mut self, paragraph: &Paragraph, start: usize) {
        self.aside(About::Hidden, &paragraph.hidden, start, ("隐藏的文字", "hidden text"));
        self.aside(About::Struck, &paragraph.struck, start, ("划掉的文字", "text struck out:"));
        if paragraph.changed && !self.layout.notes.iter().any(|note| note.about == About::Changes) {
            let end = start + self.text.cut(start..).trim_end().len();
            let place = start as u32..end as u32;
            let (zh, en) = (String::new(), String::new());
            self.layout.notes.push(Note { about: About::Changes, place, zh, en });
        }
    }

    /// Tells words that were left out of the paragraph that begins at `start`, if there are any.
    fn aside(&mut self, about: About, words: &str, start: usize, (zh, en): (&str, &str)) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        let cut: String = words.chars().take(20).collect();
        let more = if cut.len() < words.len() { "…" } else { "" };
        let end = start + self.text.cut(start..).trim_end().len();
        self.layout.notes.push(Note {
            about,
            place: start as u32..end as u32,
            zh: format!("{zh}「{cut}{more}」"),
            en: format!("{en} `{cut}{more}`"),
        });
    }

    /// Says how many changes there are, at the first paragraph that has one.
    #[cfg(any(feature = "docx", test))]
    pub fn changes(&mut self, inserted: usize, deleted: usize) {
        if inserted + deleted == 0 {
            return;
        }
        let zh = format!("插入 {inserted} 处，删除 {deleted} 处");
        let en = format!("{inserted} insertions, {deleted} deletions");
        match self.layout.notes.iter_mut().find(|note| note.about == About::Changes) {
            Some(note) => (note.zh, note.en) = (zh, en),
            None => self.note(About::Changes, zh, en),
        }
    }

    fn grid(&mut self, mut grid: Grid) {
        for row in &mut grid.rows {
            row.retain(|cell| cell.columns > 0 && cell.rows > 0);
        }
        grid.parted().into_iter().for_each(|part| self.part(part));
    }

    /// Takes in one statement of a table.
    fn part(&mut self, grid: Grid) {
        if grid.arranges() {
            for cell in grid.rows.into_iter().flatten() {
                cell.blocks.into_iter().for_each(|block| self.block(block));
            }
            return;
        }
        self.tables += 1;
        let (table, first) = (self.tables, self.line);
        let n_rows = grid.rows.len() as u32;
        let headed = grid.header();
        // Columns that a cell covers and in which none begins are no columns.
        let width = grid.rows.iter().flatten().map(|cell| cell.column + 1).max().unwrap_or(0);
        let (mut inner, mut head) = (Vec::new(), Vec::new());
        for (row, cells) in grid.rows.into_iter().enumerate() {
            let (row, start) = (row as u32, self.text.len());
            let mut column = 0;
            for cell in cells {
                // Every column but the first begins with a tab; nothing begins in those that are passed over.
                while column < cell.column && !self.full {
                    self.push("\t");
                    column += 1;
                }
                self.spot(Spot::Row { table, row: row + 1, column: cell.column + 1 });
                let rows = cell.rows.min(n_rows - row);
                let columns = cell.columns.min(width - cell.column);
                if rows > 1 || columns > 1 {
                    self.layout.merges.push(Merge { line: self.line, column: cell.column, rows, columns });
                }
                self.cell(cell.blocks, &mut inner);
                while column + 1 < cell.column + columns && !self.full {
                    self.push("\t");
                    column += 1;
                }
            }
            if row == 0 {
                let line = self.text.cut(start..).split('\t');
                head = line.map(|word| word.trim().to_owned()).collect();
            }
            self.end_line();
        }
        let now = Last { width, head };
        let goes_on = self.last.as_ref().is_some_and(|last| now.goes_on(last));
        self.last = Some(now);
        match self.layout.grids.last_mut().filter(|_| goes_on) {
            Some(grid) => grid.end = self.line,
            None if self.line > first => {
                self.layout.grids.push(first..self.line);
                // No more lines than there are: a view that is full ends early.
                let end = self.line.min(first + headed);
                let at = self.layout.grids.len() as u32 - 1;
                self.layout.headed.extend((headed > 0).then_some((at, end - first)));
            }
            None => {}
        }
        if !inner.is_empty() {
            self.last = None;
        }
        inner.into_iter().for_each(|grid| self.grid(grid));
    }

    /// The text of a cell on one line; tables in it that say more than one cell can go to `inner`.
    fn cell(&mut self, blocks: Vec<Block>, inner: &mut Vec<Grid>) {
        let start = self.text.len();
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    let at = self.text.len();
                    self.origin(&paragraph);
                    paragraph.text.split('\n').for_each(|line| self.piece(start, line));
                    self.marks(&paragraph, at);
                }
                Block::Grid(grid) if grid.n_cells() > 1 => inner.push(grid),
                Block::Grid(grid) => {
                    for cell in grid.rows.into_iter().flatten() {
                        self.cell(cell.blocks, inner);
                    }
                }
            }
        }
    }

    /// Adds a line of a cell whose text begins at `start` to what there is of it.
    fn piece(&mut self, start: usize, line: &str) {
        let mut words = line.split('\t').map(str::trim).filter(|word| !word.is_empty());
        let Some(first) = words.next() else { return };
        let before = self.text.cut(start..).chars().next_back();
        if before.is_some_and(|before| !(is_wide(before) && first.starts_with(is_wide))) {
            self.push(" ");
        }
        self.push(first);
        for word in words {
            self.push(" ");
            self.push(word);
        }
    }

    fn spot(&mut self, spot: Spot) {
        if !self.full {
            self.layout.spots.push((self.text.len() as u32, spot));
        }
    }

    fn push(&mut self, words: &str) {
        if self.text.len() + words.len() >= LONGEST {
            self.full = true;
        } else {
            self.text.push_str(words);
        }
    }

    fn end_line(&mut self) {
        self.push("\n");
        self.line += u32::from(!self.full);
    }

    /// The source.
    ///
    /// # Errors
    /// Where there is no text, or more than may be read.
    pub fn finish(self, name: &str) -> Result<Source, Why> {
        if self.full {
            let megabytes = LONGEST >> 20;
            return Err(Why::new(
                Text::new(
                    format!("文字和表格超过 {megabytes} MB，不像公开文件"),
                    format!("its text and tables are longer than {megabytes} MB, which no disclosure is"),
                ),
                Text::new("拆开再检查", "split it"),
            ));
        }
        if self.text.trim().is_empty() {
            return Err(Why::new(
                Text::new("里面没有文字，可能全是图片", "there is no text in it, perhaps only pictures"),
                Text::new("用能选中文字的原文件", "use the original, whose text can be selected"),
            ));
        }
        Ok(Source::new(name, self.text).with_layout(self.layout))
    }
}

impl Grid {
    fn n_cells(&self) -> usize {
        self.rows.iter().map(Vec::len).sum()
    }

    /// How many rows the header has: cells of it may reach below the rows that are called so.
    fn header(&self) -> u32 {
        if self.headed >= self.rows.len() {
            return 0;
        }
        let ends = self.rows[..self.headed]
            .iter()
            .zip(1..)
            .flat_map(|(row, next)| row.iter().map(move |cell| (next - 1 + cell.rows) as usize));
        let end = ends.max().unwrap_or(0);
        if end < self.rows.len() { end as u32 } else { self.headed as u32 }
    }

    /// Whether the table only arranges text on the page: one cell or one column, columns of prose, or other tables.
    fn arranges(&self) -> bool {
        if self.rows.iter().all(|row| row.iter().all(|cell| cell.column == 0)) {
            return true;
        }
        let (mut plain, mut nested, mut prose) = (0, 0, 0);
        for cell in self.rows.iter().flatten() {
            if cell.blocks.iter().any(Block::holds_columns) {
                nested += 1;
            } else if !cell.blocks.iter().all(Block::is_blank) {
                plain += 1;
            }
            prose += usize::from(is_prose(&cell.blocks));
        }
        nested > 0 && plain <= 3 + nested || prose > 0 && self.rows.len() <= 3
    }
}

impl Block {
    fn is_blank(&self) -> bool {
        match self {
            Self::Paragraph(paragraph) => paragraph.text.trim().is_empty(),
            Self::Grid(grid) => grid.rows.iter().flatten().all(|cell| cell.blocks.iter().all(Self::is_blank)),
        }
    }

    /// Whether there is a table of more than one column in it.
    fn holds_columns(&self) -> bool {
        let Self::Grid(grid) = self else { return false };
        let mut cells = grid.rows.iter().flatten();
        cells.any(|cell| cell.column > 0 || cell.blocks.iter().any(Self::holds_columns))
    }
}

/// A cell that reads like a page: many paragraphs.
fn is_prose(blocks: &[Block]) -> bool {
    let lengths = blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.trim().chars().count()),
        Block::Grid(_) => None,
    });
    let filled: Vec<usize> = lengths.filter(|length| *length > 0).collect();
    filled.len() >= 8 && filled.iter().sum::<usize>() >= 400
}

/// Characters of Chinese text: a break between two of them is no space.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(Paragraph { text: text.to_owned(), ..Paragraph::default() })
    }

    fn cell(column: u32, columns: u32, rows: u32, text: &str) -> Cell {
        Cell { blocks: vec![paragraph(text)], column, columns, rows }
    }

    fn view(blocks: Vec<Block>) -> Source {
        let mut view = View::default();
        blocks.into_iter().for_each(|block| view.block(block));
        view.finish("a").unwrap()
    }

    #[test]
    fn rows_are_lines_and_merged_cells_stand_in_the_first_place() {
        let head = vec![cell(0, 1, 2, "科目"), cell(1, 2, 1, "支出")];
        let rows = vec![head, vec![cell(1, 1, 1, "基本"), cell(2, 1, 1, "项\t目\n支出")]];
        let source =
            view(vec![paragraph("一、表"), paragraph(""), Block::Grid(Grid { rows, ..Grid::default() })]);
        assert_eq!(source.text(), "一、表\n\n科目\t支出\t\n\t基本\t项 目支出\n");
        let layout = source.layout().unwrap();
        assert_eq!(layout.grids.first(), Some(&(2..4)));
        let merges: Vec<_> = layout.merges.iter().map(|m| (m.line, m.column, m.rows, m.columns)).collect();
        assert_eq!(merges, [(2, 0, 2, 1), (2, 1, 1, 2)]);
        let at = source.text().find("项").unwrap();
        assert_eq!(layout.spot(at), Some(Spot::Row { table: 1, row: 2, column: 3 }));
        assert_eq!(layout.spot(0), Some(Spot::Paragraph(1)));
    }

    #[test]
    fn breaks_in_a_cell_are_spaces_only_outside_chinese() {
        let of = |text: &str| {
            view(vec![Block::Grid(Grid {
                rows: vec![vec![cell(0, 1, 1, text), cell(1, 1, 1, "x")]],
                ..Grid::default()
            })])
        };
        assert_eq!(of("一般公共\n预算").text(), "一般公共预算\tx\n");
        assert_eq!(of("total\nbudget").text(), "total budget\tx\n");
        assert_eq!(of("2025\n年").text(), "2025 年\tx\n");
    }

    #[test]
    fn tables_that_arrange_are_taken_apart_and_tables_in_tables_follow() {
        let data = || {
            Block::Grid(Grid { rows: vec![vec![cell(0, 1, 1, "a"), cell(1, 1, 1, "b")]], ..Grid::default() })
        };
        let outer = |blocks| Cell { blocks, column: 0, columns: 1, rows: 1 };
        let arranged = view(vec![Block::Grid(Grid {
            rows: vec![vec![outer(vec![paragraph("题"), data()])]],
            ..Grid::default()
        })]);
        assert_eq!((arranged.text(), arranged.layout().unwrap().grids.len()), ("题\na\tb\n", 1));
        let mut rows: Vec<Vec<Cell>> = (0..4).map(|_| vec![cell(0, 1, 1, "p"), cell(1, 1, 1, "q")]).collect();
        rows[1][1].blocks.push(data());
        let nested = view(vec![Block::Grid(Grid { rows, ..Grid::default() })]);
        assert_eq!(nested.text(), "p\tq\np\tq\np\tq\np\tq\na\tb\n");
        assert_eq!(nested.layout().unwrap().grids, [0..4, 4..5]);
    }

    #[test]
    fn nothing_is_no_document_and_hidden_text_is_noted() {
        assert!(View::default().finish("a").is_err());
        let hidden = Paragraph {
            text: "见下".into(),
            hidden: "底稿".into(),
            level: 1,
            changed: true,
            ..Paragraph::default()
        };
        let mut all = View::default();
        all.block(Block::Paragraph(hidden));
        all.changes(2, 1);
        let source = all.finish("a").unwrap();
        let said: Vec<_> =
            source.layout().unwrap().notes.iter().map(|note| (note.about, note.zh.as_str())).collect();
        assert_eq!(said, [(About::Hidden, "隐藏的文字「底稿」"), (About::Changes, "插入 2 处，删除 1 处")]);
        assert_eq!(source.layout().unwrap().level(0), 1);
    }
}
