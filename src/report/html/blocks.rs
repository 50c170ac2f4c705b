//! Document ─▶ blocks in reading order. Nothing of the source is left out: what is neither heading nor table nor line of the
//! contents is a line of text, between the rows of a table as well.

use std::ops::Range;

use crate::document::{Document, RowKind, Table};
use crate::source::{Cut, Source};

/// Parts of the source that are shown, in reading order and apart from each other. An empty one is a blank cell.
pub type Pieces = Vec<Range<usize>>;

/// What a document is made of on the page. Numbers are indices into the pieces.
pub enum Block {
    /// A line before the first section: what a cover has.
    Title(usize),
    /// A heading and its rank; 1 is the highest.
    Heading(usize, u8),
    /// Lines of the table of contents, each with the page it gives, if any.
    Contents(Vec<(usize, Option<u32>)>),
    /// Lines that make one paragraph: a page cut it, or it is only one.
    Paragraph(Vec<usize>),
    /// The number of a page.
    Number(usize),
    /// A table or a form.
    Grid(Grid),
}

/// A table with what stands around it.
pub struct Grid {
    /// Index into [`Document::tables`].
    pub table: usize,
    /// Lines above the rows, each in parts; the caption is told apart.
    pub above: Vec<Above>,
    /// The rows.
    pub lines: Vec<Line>,
    /// Lines below the rows.
    pub below: Vec<usize>,
}

/// A line above the rows of a table.
pub enum Above {
    /// The caption.
    Caption(usize),
    /// Anything else, apart where tabs are.
    Notes(Vec<usize>),
}

/// A line among the rows of a table.
pub enum Line {
    /// A row by its index, with a piece for each cell.
    Row(usize, Vec<usize>),
    /// What a page break left between two rows.
    Between(usize),
}

/// What begins where.
enum Start {
    Title,
    Heading(u8),
    Entry(Option<u32>),
    Table(usize),
}

/// The blocks of `document`, and the pieces they show.
pub fn blocks(document: &Document, source: &Source) -> (Vec<Block>, Pieces) {
    let mut is_cover = true;
    let mut maker = Maker { document, source, pieces: Vec::new(), blocks: Vec::new(), at: 0 };
    for (range, start) in maker.starts() {
        if range.start < maker.at {
            continue;
        }
        maker.text(range.start);
        let piece = || maker.pieces.len();
        match start {
            Start::Title => {
                // A document without headings is all title; a sentence is none, nor is what follows one.
                is_cover &= is_short(source.text().cut(range.clone()));
                maker.blocks.push(match is_cover {
                    true => Block::Title(piece()),
                    false => Block::Paragraph(vec![piece()]),
                });
                maker.pieces.push(range.clone());
            }
            Start::Heading(rank) => {
                maker.blocks.push(Block::Heading(piece(), rank));
                maker.pieces.push(range.clone());
            }
            Start::Entry(page) => {
                let entry = (piece(), page);
                maker.pieces.push(range.clone());
                // Leaders and the page, which is told again.
                let line = source.line_range(source.line_index(range.end.saturating_sub(1)));
                maker.at = line.end.max(range.end);
                match maker.blocks.last_mut() {
                    Some(Block::Contents(entries)) => entries.push(entry),
                    _ => maker.blocks.push(Block::Contents(vec![entry])),
                }
            }
            Start::Table(index) => maker.grid(index, &range),
        }
        maker.at = maker.at.max(range.end);
    }
    maker.text(source.text().len());
    (maker.blocks, maker.pieces)
}

struct Maker<'a> {
    document: &'a Document,
    source: &'a Source,
    pieces: Pieces,
    blocks: Vec<Block>,
    /// Everything before it is taken.
    at: usize,
}

impl Maker<'_> {
    /// What is known of the document, in order; tables first where they begin with their heading.
    fn starts(&self) -> Vec<(Range<usize>, Start)> {
        let document = self.document;
        let range = |place| document.in_whole(place).range();
        let mut starts: Vec<(Range<usize>, Start)> = Vec::new();
        starts.extend(document.title.iter().map(|place| (range(place), Start::Title)));
        starts
            .extend(document.contents.iter().map(|entry| (range(&entry.heading), Start::Entry(entry.page))));
        starts.extend(
            document.sections.iter().map(|section| (range(&section.heading), Start::Heading(section.rank))),
        );
        starts.extend(
            document.tables.iter().enumerate().map(|(at, table)| (range(&table.place), Start::Table(at))),
        );
        let order = |start: &Start| match start {
            Start::Table(_) => 0,
            Start::Title => 1,
            Start::Entry(_) => 2,
            Start::Heading(_) => 3,
        };
        starts.sort_by_key(|(range, start)| (range.start, order(start)));
        starts.retain(|(range, _)| !range.is_empty());
        starts
    }

    /// Takes everything up to `end` as lines of text.
    fn text(&mut self, end: usize) {
        let mut open = false;
        for line in self.lines(self.at..end) {
            let words = &*self.source.said(line.clone());
            if is_markup(words) {
                open &= !words.trim().is_empty();
                continue;
            }
            let piece = self.pieces.len();
            if is_page_number(words) {
                self.blocks.push(Block::Number(piece));
                open = false;
            } else {
                match self.blocks.last_mut() {
                    Some(Block::Paragraph(lines)) if open => lines.push(piece),
                    _ => self.blocks.push(Block::Paragraph(vec![piece])),
                }
                open = goes_on(words);
            }
            self.pieces.push(line);
        }
        self.at = self.at.max(end);
    }

    fn grid(&mut self, index: usize, range: &Range<usize>) {
        let table = &self.document.tables[index];
        let mut grid = Grid { table: index, above: Vec::new(), lines: Vec::new(), below: Vec::new() };
        let caption = table.caption.as_ref().map(|place| self.document.in_whole(place).range());
        let first =
            table.rows.first().map_or(range.end, |row| self.document.in_whole(&row.place).start as usize);
        self.above(&mut grid, first, caption.as_ref());
        for (at, row) in table.rows.iter().enumerate() {
            let place = self.document.in_whole(&row.place).range();
            if place.start < self.at {
                continue;
            }
            for line in self.lines(self.at..place.start) {
                if !is_markup(&self.source.said(line.clone())) {
                    grid.lines.push(Line::Between(self.pieces.len()));
                    self.pieces.push(line);
                }
            }
            self.at = place.start;
            let mut cells = Vec::with_capacity(row.cells.len());
            // What a row says of the table as a whole is in none of its cells.
            let mut aside = Vec::new();
            for cell in &row.cells {
                let span = self.document.in_whole(&cell.place).range();
                // Pieces never overlap, whatever a reader made of the row.
                let start = span.start.max(self.at);
                let end = span.end.max(start);
                aside.extend(self.left_over(start));
                cells.push(self.pieces.len());
                self.pieces.push(start..end);
                self.at = end;
            }
            aside.extend(self.left_over(place.end));
            if !aside.is_empty() {
                match n_header(table, &grid.lines) == grid.lines.len() {
                    true => grid.above.push(Above::Notes(aside)),
                    false => grid.lines.extend(aside.into_iter().map(Line::Between)),
                }
            }
            grid.lines.push(Line::Row(at, cells));
        }
        for line in self.lines(self.at..range.end) {
            if !is_markup(&self.source.said(line.clone())) {
                grid.below.push(self.pieces.len());
                self.pieces.push(line);
            }
        }
        self.at = self.at.max(range.end);
        self.blocks.push(Block::Grid(grid));
    }

    /// Takes what stands before `end` on the line, if it says something.
    fn left_over(&mut self, end: usize) -> Option<usize> {
        let range = self.at..end.max(self.at);
        self.at = range.end;
        if is_markup(&self.source.said(range.clone())) {
            return None;
        }
        let words = self.source.text().cut(range.clone());
        let start = range.start + words.len() - words.trim_start().len();
        self.pieces.push(start..start + words.trim().len());
        Some(self.pieces.len() - 1)
    }

    /// The lines between the start of a table and its first row.
    fn above(&mut self, grid: &mut Grid, end: usize, caption: Option<&Range<usize>>) {
        for line in self.lines(self.at..end) {
            if is_markup(&self.source.said(line.clone())) {
                continue;
            }
            let words = self.source.text().cut(line.clone());
            if caption.is_some_and(|caption| caption.start < line.end && line.start < caption.end) {
                grid.above.push(Above::Caption(self.pieces.len()));
                self.pieces.push(line);
                continue;
            }
            let mut parts = Vec::new();
            let mut from = line.start;
            for part in words.split('\t') {
                let end = from + part.len();
                if !part.trim().is_empty() {
                    parts.push(self.pieces.len());
                    self.pieces.push(from..end);
                }
                from = end + 1;
            }
            grid.above.push(Above::Notes(parts));
        }
        self.at = self.at.max(end);
    }

    /// The lines in `range`, trimmed; blank ones as well, since they end a paragraph.
    fn lines(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let text = self.source.text();
        if range.start >= range.end
            || !text.is_char_boundary(range.start)
            || !text.is_char_boundary(range.end)
        {
            return Vec::new();
        }
        let mut from = range.start;
        let mut lines = Vec::new();
        for line in text.cut(range).split_inclusive('\n') {
            // The marks of a Markdown heading say how it looks.
            let words = line.trim().trim_start_matches('#').trim_start();
            let start = if words.is_empty() { from } else { from + line.trim_end().len() - words.len() };
            lines.push(start..start + words.len());
            from += line.len();
        }
        lines
    }
}

/// Whether a line is nothing but marks that say how text looks: `##`, `| --- |`, `</b>`.
fn is_markup(line: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find('<') {
        let tag = rest.cut(at..).find('>').map(|end| rest.cut(at..=at + end));
        if !tag.is_some_and(|tag| matches!(tag, "<b>" | "</b>" | "<br>" | "<br/>"))
            || !only_marks(rest.cut(..at))
        {
            return false;
        }
        rest = rest.cut(at + tag.map_or(1, str::len)..);
    }
    only_marks(rest)
}

fn only_marks(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || matches!(c, '#' | '*' | '|' | '-' | '=' | '_' | ':' | '\u{feff}'))
}

/// Whether a line is the number of a page: `12`, `- 12 -`.
fn is_page_number(line: &str) -> bool {
    let digits = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '—' | '–' | '·'));
    // Four digits are a year that a page cut off.
    (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a line is as short as what stands on a cover, and no sentence.
fn is_short(line: &str) -> bool {
    line.chars().count() <= 40 && !line.trim_end().ends_with(['。', '；', '：', ';', ':'])
}

/// Whether a line was cut by the edge of a page: it is as long as a line gets, and its sentence is not at its end.
fn goes_on(line: &str) -> bool {
    let line = line.trim_end();
    let ends = ['。', '；', '：', '！', '？', '.', ';', ':', '!', '?', '）', ')', '”', '、', '|'];
    line.chars().count() >= 30 && !line.ends_with(ends) && !line.contains('\t')
}

/// The first rows of a table where they name its columns: how many there are.
pub fn n_header(table: &Table, lines: &[Line]) -> usize {
    lines
        .iter()
        .take_while(|line| matches!(line, Line::Row(row, _) if table.rows[*row].kind == RowKind::Header))
        .count()
}
