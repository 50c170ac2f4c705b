//! The flow ─▶ the text view: a paragraph a line, a row a line, and the place of every word and figure on its page.

use super::flow::Piece;
use super::line;
use super::page::{Glyph, Page};
use super::sheet::Grid;
use crate::source::{Layout, Merge, Spot};

/// Writes the text view.
#[derive(Debug)]
pub struct Writer<'a> {
    pages: &'a [Page],
    text: String,
    line: u32,
    layout: Layout,
}

impl<'a> Writer<'a> {
    /// Nothing written yet.
    pub fn new(pages: &'a [Page]) -> Self {
        Self { pages, text: String::new(), line: 0, layout: Layout::default() }
    }

    /// Writes a piece.
    pub fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Text(lines) => {
                self.parts(lines.iter().map(|(page, line)| (*page, &line.glyphs[..])));
                self.end_line();
            }
            Piece::Grid(grid) => self.grid(grid),
        }
    }

    /// Writes a line that has no place.
    pub fn plain(&mut self, text: &str) {
        self.text.push_str(text);
        self.end_line();
    }

    /// The text view and what it says of itself.
    pub fn finish(self) -> (String, Layout) {
        (self.text, self.layout)
    }

    fn end_line(&mut self) {
        self.text.push('\n');
        self.line += 1;
    }

    fn grid(&mut self, grid: &Grid) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.end_line();
        }
        let start = self.line;
        let columns = grid.xs.len() - 1;
        let mut cells = grid.cells.iter().peekable();
        for row in 0..grid.rows {
            for column in 0..columns {
                if column > 0 {
                    self.text.push('\t');
                }
                let Some(cell) = cells.next_if(|cell| (cell.slot.row, cell.slot.column) <= (row, column))
                else {
                    continue;
                };
                self.parts(cell.parts.iter().map(|(page, glyphs)| (*page, &glyphs[..])));
                if cell.slot.rows > 1 || cell.slot.columns > 1 {
                    self.layout.merges.push(Merge {
                        line: self.line,
                        column: column as u32,
                        rows: cell.slot.rows as u32,
                        columns: cell.slot.columns as u32,
                    });
                }
            }
            self.end_line();
        }
        self.layout.grids.push(start..self.line);
        self.end_line();
    }

    /// Writes what was wrapped or goes on on another page, as one text.
    fn parts<'g>(&mut self, parts: impl Iterator<Item = (usize, &'g [Glyph])>) {
        let mut last: Option<char> = None;
        for (page, glyphs) in parts {
            if let (Some(last), Some(first)) = (last, glyphs.first()) {
                self.text.extend(line::seam(last, first.c, true));
            }
            self.glyphs(glyphs, page);
            last = glyphs.last().map(|glyph| glyph.c).or(last);
        }
    }

    /// Writes glyphs; every word and every figure has a place of its own.
    fn glyphs(&mut self, glyphs: &[Glyph], page: usize) {
        let mut start = 0;
        while start < glyphs.len() {
            let kind = Kind::of(glyphs[start].c);
            let mut end = start + 1;
            // A run ends where the kind changes or the next glyph stands on another line.
            while end < glyphs.len()
                && Kind::of(glyphs[end].c) == kind
                && glyphs[end].x0 >= glyphs[end - 1].x0
                && glyphs[end].middle().1.abs_diff(glyphs[end - 1].middle().1)
                    < glyphs[end].size.unsigned_abs()
            {
                end += 1;
            }
            let run = &glyphs[start..end];
            if kind != Kind::Gap
                && let Some(spot) = self.spot(run, page)
            {
                self.layout.spots.push((self.text.len() as u32, spot));
            }
            self.text.extend(run.iter().map(|glyph| glyph.c));
            start = end;
        }
    }

    fn spot(&self, run: &[Glyph], page: usize) -> Option<Spot> {
        let x0 = run.iter().map(|glyph| glyph.x0).min()?;
        let y0 = run.iter().map(|glyph| glyph.y0).min()?;
        let x1 = run.iter().map(|glyph| glyph.x1).max()?;
        let y1 = run.iter().map(|glyph| glyph.y1).max()?;
        let shown = self.pages.get(page)?.shown(x0, y0, x1, y1);
        let [x, y, width, height] = shown.map(|length| length / 10);
        Some(Spot::Page { page: page as u32 + 1, x, y, width, height })
    }
}

/// What a run of glyphs is, so that a figure has a place of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gap,
    Figure,
    Words,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            ' ' | '\t' => Self::Gap,
            '0'..='9' | '０'..='９' | '.' | ',' | '%' => Self::Figure,
            _ => Self::Words,
        }
    }
}
