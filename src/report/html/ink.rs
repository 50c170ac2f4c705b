//! What is written on a document: its figures with their tick marks, and the places its findings speak of. Text goes in by
//! pieces; a figure and a mark may begin and end anywhere in one.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::blocks::Pieces;
use super::escape::prose;
use crate::check::Checked;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Document;
use crate::ledger::Mark;
use crate::report::text::first_line;
use crate::report::ticks::ticks;
use crate::source::{FileId, Source, Span};

/// Of how many pieces one label speaks at most: a row may be hundreds of cells wide.
const MOST_PIECES: usize = 40;

/// A figure on the page.
struct Figure {
    range: Range<usize>,
    id: u32,
    /// `t`, `x`, `u`: tied, contradicted, unchecked; `z`: a blank cell.
    class: &'static str,
}

/// Part of a place that a finding speaks of.
struct Place {
    piece: usize,
    range: Range<usize>,
    /// `e`, `w`, `i` by severity where the finger is, `r` for the other figures; the first is drawn over the others.
    class: &'static str,
    /// Whether the label begins here: links lead to it.
    first: bool,
}

/// The ink on one document.
pub struct Ink<'a> {
    source: &'a Source,
    file: FileId,
    pieces: &'a Pieces,
    /// Which document of the report: what makes ids differ.
    number: usize,
    /// In order of their starts.
    figures: Vec<Figure>,
    /// In order of pieces, then of starts.
    places: Vec<Place>,
}

/// The order in which marks hide each other.
const CLASSES: [&str; 4] = ["e", "w", "i", "r"];

impl<'a> Ink<'a> {
    /// What is to be written on `document`, the report's `number`th.
    pub fn new(
        document: &Document,
        checked: &Checked,
        source: &'a Source,
        pieces: &'a Pieces,
        number: usize,
    ) -> Self {
        let mut figures: Vec<Figure> = ticks(document, &checked.ledger)
            .into_iter()
            .map(|tick| Figure { range: tick.range, id: tick.figure.0, class: class(tick.mark) })
            .collect();
        let blanks = document.figures.iter().zip(&checked.ledger.marks).enumerate();
        figures.extend(blanks.filter(|(_, (figure, mark))| figure.blank && **mark != Mark::Unchecked).map(
            |(id, (figure, _))| {
                let start = document.in_whole(&figure.place).start as usize;
                Figure { range: start..start, id: id as u32, class: "z" }
            },
        ));
        figures.sort_by_key(|figure| (figure.range.start, figure.range.end, figure.id));
        figures.dedup_by(|next, kept| next.range.start < kept.range.end || next.range == kept.range);
        let mut ink = Self { source, file: checked.file, pieces, number, figures, places: Vec::new() };
        for found in &checked.diagnostics {
            let primary = match found.severity {
                Severity::Error => "e",
                Severity::Warning => "w",
                Severity::Note => "i",
            };
            let related = found.related.iter().map(|label| (label.span, "r"));
            for (span, class) in std::iter::once((found.primary.span, primary)).chain(related) {
                if let Some(span) = source.within(checked.file, span) {
                    ink.place(span, class);
                }
            }
        }
        let rank = |class| CLASSES.iter().position(|known| *known == class);
        ink.places.sort_by_key(|place| {
            (place.piece, place.range.start, place.range.end, rank(place.class), !place.first)
        });
        ink
    }

    fn place(&mut self, span: Span, class: &'static str) {
        let (first, range) = self.anchor(span);
        let from = self.places.len();
        for piece in (first..self.pieces.len()).take(MOST_PIECES) {
            let shown = &self.pieces[piece];
            if piece > first && shown.start >= range.end {
                break;
            }
            let start = range.start.clamp(shown.start, shown.end);
            let end = range.end.clamp(start, shown.end);
            if piece == first || end > start {
                self.places.push(Place { piece, range: start..end, class, first: self.places.len() == from });
            }
        }
    }

    /// The first piece that shows something of `span`, or the next one after it; and the part of the span on its line.
    fn anchor(&self, span: Span) -> (usize, Range<usize>) {
        let span = self.source.within(self.file, span).unwrap_or(span);
        let range = first_line(self.source, span).0.range();
        let next = self.pieces.partition_point(|piece| piece.end < range.start);
        let rest = self.pieces[next.min(self.pieces.len())..].iter().enumerate();
        let here = rest.take_while(|(_, piece)| piece.start <= range.end).find(|(_, piece)| {
            let (start, end) = (piece.start.max(range.start), piece.end.min(range.end));
            start < end || range.is_empty() && start == end
        });
        let piece = here.map_or(next, |(at, _)| next + at).min(self.pieces.len().saturating_sub(1));
        (piece, range)
    }

    /// The piece that the finger of `found` is on.
    pub fn piece_of(&self, found: &Diagnostic) -> usize {
        self.anchor(found.primary.span).0
    }

    /// What the place at `span` is called in addresses within the page; nothing where the page has nothing to show.
    pub fn target(&self, span: Span) -> Option<String> {
        let (piece, range) = self.anchor(span);
        let shown = self.pieces.get(piece)?;
        let start = range.start.clamp(shown.start, shown.end);
        Some(match self.figure_at(start) {
            Some(figure) if figure.range.end <= shown.end => format!("d{}n{}", self.number, figure.id),
            _ => format!("d{}o{piece}-{start}", self.number),
        })
    }

    fn figure_at(&self, start: usize) -> Option<&Figure> {
        let at = self.figures.binary_search_by_key(&start, |figure| figure.range.start).ok()?;
        Some(&self.figures[at])
    }

    /// Whether a finding speaks of something in a piece.
    pub fn is_marked(&self, index: usize) -> bool {
        self.places.binary_search_by_key(&index, |place| place.piece).is_ok()
    }

    /// Writes a piece: its text, its figures, its marks.
    pub fn write(&self, out: &mut String, index: usize) {
        let Some(piece) = self.pieces.get(index) else { return };
        let from = self.figures.partition_point(|figure| figure.range.start < piece.start);
        let figures = &self.figures[from..];
        let figures = &figures[..figures.partition_point(|figure| figure.range.start <= piece.end)];
        let first = self.places.partition_point(|place| place.piece < index);
        let places = &self.places[first..];
        let places = &places[..places.partition_point(|place| place.piece == index)];
        if figures.is_empty() && places.is_empty() {
            prose(out, &self.source.said(piece.clone()));
            return;
        }
        let ends = |range: &Range<usize>| [range.start, range.end];
        let again = index > 0 && piece.is_empty() && self.pieces[index - 1] == *piece;
        let inner = |figure: &&Figure| {
            !again && figure.range.end <= piece.end && figure.range.is_empty() == piece.is_empty()
        };
        let figures: Vec<&Figure> = figures.iter().filter(inner).collect();
        let mut cuts: Vec<usize> = ends(piece).to_vec();
        cuts.extend(figures.iter().flat_map(|figure| ends(&figure.range)));
        cuts.extend(places.iter().flat_map(|place| ends(&place.range)));
        cuts.sort_unstable();
        cuts.dedup();
        // What begins, and what is still over the text, at each cut: a piece may be a whole document on one line.
        let (mut figures, mut places) = (figures.into_iter().peekable(), places);
        let mut over: Vec<&Place> = Vec::new();
        let mut open = None;
        for (at, &cut) in cuts.iter().enumerate() {
            let figure = figures.next_if(|figure| figure.range.start == cut);
            if let Some(figure) = figure {
                let _ = write!(out, "<b class=\"n {}\" id=\"d{}n{}\">", figure.class, self.number, figure.id);
                open = Some(figure.range.end);
                if figure.range.is_empty() {
                    out.push_str("</b>");
                    open = None;
                }
            }
            let (here, rest) = places.split_at(places.partition_point(|place| place.range.start <= cut));
            places = rest;
            over.retain(|place| place.range.end > cut);
            over.extend(here.iter().filter(|place| place.range.end > cut));
            let starts = here.iter().any(|place| place.first);
            let id = match starts && figure.is_none() {
                true => format!(" id=\"d{}o{index}-{cut}\"", self.number),
                false => String::new(),
            };
            let class = CLASSES.iter().find(|class| over.iter().any(|place| place.class == **class));
            if class.is_none() && starts {
                empty(out, here, &id);
            }
            let Some(&end) = cuts.get(at + 1) else { break };
            let words = self.source.said(cut..end);
            match class {
                Some(class) => {
                    let _ = write!(out, "<mark class=\"{class}\"{id}>");
                    prose(out, &words);
                    out.push_str("</mark>");
                }
                None => prose(out, &words),
            }
            if open == Some(end) {
                out.push_str("</b>");
                open = None;
            }
        }
    }

    /// The source as written in a piece.
    pub fn text(&self, index: usize) -> Cow<'a, str> {
        self.pieces.get(index).map_or(Cow::Borrowed(""), |piece| self.source.said(piece.clone()))
    }

    /// The source as written under `span`, for a link to it.
    pub fn words(&self, span: Span) -> Cow<'a, str> {
        let span = self.source.within(self.file, span).unwrap_or(span);
        self.source.said(first_line(self.source, span).0.range())
    }
}

/// A place with nothing in it: a blank cell, a gap.
fn empty(out: &mut String, here: &[Place], id: &str) {
    let class = CLASSES.iter().find(|class| here.iter().any(|place| place.class == **class)).unwrap_or(&"r");
    let _ = write!(out, "<mark class=\"{class} gap\"{id}></mark>");
}

fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Tied => "t",
        Mark::Contradicted => "x",
        Mark::Unchecked => "u",
    }
}
