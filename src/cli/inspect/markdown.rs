//! `gouji inspect --format markdown`: the document as it was read, written down as a [marked](gouji::source::marks) text that
//! is read as the same document again. What Markdown cannot say stands in comments: where a table is in the file, what the
//! reader of the file has to tell of it.

use std::borrow::Cow;
use std::fmt::Write as _;

use gouji::diagnostic::Lang;
use gouji::document::pieces::{Grid, Piece, pieces};
use gouji::document::{Document, Place, fold};
use gouji::report::place;
use gouji::source::marks::{ASIDE, COMMENT, FIRST, escaped};
use gouji::source::{Cut, Merge, Source};

/// Writes the document down.
pub fn render(document: &Document, source: &Source, lang: Lang) -> String {
    let mut page = Page { out: format!("{FIRST}\n"), document, source, lang };
    for note in source.notes() {
        page.comment(if lang == Lang::Zh { &note.zh } else { &note.en });
    }
    let pieces = pieces(document, source);
    let mut before = Kind::Apart;
    for (index, piece) in pieces.iter().enumerate() {
        let next = pieces.get(index + 1).map_or(Kind::Apart, kind);
        page.piece(piece, before, next);
        before = kind(piece);
    }
    page.out
}

/// What a piece is to those beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A line of a paragraph.
    Text,
    /// A table.
    Grid,
    /// What no line of a paragraph and no row goes on with.
    Apart,
}

fn kind(piece: &Piece) -> Kind {
    match piece {
        Piece::Text(_) => Kind::Text,
        Piece::Grid(_) => Kind::Grid,
        Piece::Blank | Piece::Heading(..) | Piece::Aside(_) => Kind::Apart,
    }
}

struct Page<'a> {
    out: String,
    document: &'a Document,
    source: &'a Source,
    lang: Lang,
}

impl Page<'_> {
    fn piece(&mut self, piece: &Piece, before: Kind, next: Kind) {
        match piece {
            Piece::Blank => self.out.push('\n'),
            Piece::Aside(place) => self.comment(&format!("{ASIDE}{}", self.words(place, false))),
            Piece::Heading(place, level) => {
                let words = self.words(place, false);
                let _ = writeln!(self.out, "{} {words}", "#".repeat(usize::from(*level)));
            }
            Piece::Text(place) => {
                // The next line is one of its own, which Markdown would take for more of this.
                let end = if next == Kind::Text { "\\" } else { "" };
                let words = self.words(place, false);
                let _ = writeln!(self.out, "{words}{end}");
            }
            Piece::Grid(grid) => {
                let first = grid.rows.iter().flatten().find(|cell| !cell.is_empty());
                let where_ = first.filter(|_| self.source.view().is_some()).map(|cell| {
                    place::brief(self.source, self.document.in_whole(cell).start as usize, self.lang)
                });
                // Tables are apart from each other and from the text around them.
                if where_.is_some() || before != Kind::Apart {
                    self.comment(&where_.unwrap_or_default());
                }
                self.grid(grid);
                if next == Kind::Text {
                    self.comment("");
                }
            }
        }
    }

    fn comment(&mut self, words: &str) {
        let words = words.replace("--", "—").replace('\n', " ");
        let (open, close) = COMMENT;
        let _ = writeln!(
            self.out,
            "{open}{}{}",
            words.trim(),
            if words.is_empty() { close.cut(1..) } else { close }
        );
    }

    fn grid(&mut self, grid: &Grid) {
        let merges = self.merges(grid);
        let mut merges = merges.iter().peekable();
        for (row, cells) in grid.rows.iter().enumerate() {
            self.out.push('|');
            for (column, cell) in cells.iter().enumerate() {
                let words = self.words(cell, true);
                let _ = write!(self.out, " {words} ");
                let here = |merge: &&&Merge| (merge.line as usize, merge.column as usize) <= (row, column);
                while let Some(merge) = merges.next_if(|merge| here(&merge)) {
                    let (open, close) = COMMENT;
                    let _ = write!(self.out, "{open}{}x{}{close} ", merge.rows, merge.columns);
                }
                self.out.push('|');
            }
            self.out.push('\n');
            if row + 1 == grid.headed.max(1) {
                let rule = if grid.headed > 0 { " :-- |" } else { " --- |" };
                let _ = writeln!(self.out, "|{}", rule.repeat(cells.len()));
            }
        }
    }

    /// The merged cells of a table, by its rows.
    fn merges(&self, grid: &Grid) -> Vec<Merge> {
        let Some((layout, first)) = self.source.layout().zip(grid.drawn) else { return Vec::new() };
        let from = layout.merges.partition_point(|merge| merge.line < first);
        let own = layout.merges[from..]
            .iter()
            .take_while(|merge| ((merge.line - first) as usize) < grid.rows.len());
        own.map(|merge| Merge { line: merge.line - first, ..*merge }).collect()
    }

    /// What stands at `place`, as the notation writes it.
    fn words(&self, place: &Place, row: bool) -> String {
        if place.is_empty() {
            return String::new();
        }
        let said = self.source.said(self.document.in_whole(place).range());
        // A tab in a cell would part it in two.
        let said = match said.contains(['\r', '\t']) {
            true => Cow::Owned(said.replace('\r', "").replace('\t', if row { " " } else { "\t" })),
            false => said,
        };
        match self.source.layout() {
            Some(_) => escaped(&said, row),
            None => as_markdown(&said, row),
        }
    }
}

/// The same for words of a text, where Markdown is Markdown already: what folding drops of it is left as it is.
fn as_markdown(words: &str, row: bool) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    let (mut from, mut at) = (0, 0);
    while let Some(c) = words.cut(at..).chars().next() {
        let len = fold::markup(words.cut(at..));
        if len > 0 {
            out.push_str(&escaped(words.cut(from..at), row));
            out.push_str(words.cut(at..at + len));
            from = at + len;
            at = from;
        } else {
            at += c.len_utf8();
        }
    }
    out.push_str(&escaped(words.cut(from..), row));
    out
}
