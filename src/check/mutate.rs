//! Mutation: plants single faults in a document that is right and asks whether any rule sees them. A figure whose fault no
//! rule sees is a figure that no rule protects.

use std::ops::Range;

use super::Checked;
use super::aid::bind::Bound;
use crate::diagnostic::{Certainty, Diagnostic, Severity};
use crate::document::{Document, FigureId, parse};
use crate::source::{Cut, Source, Span};

/// What is done to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// One digit becomes another.
    Digit,
    /// The cell is emptied.
    Blank,
    /// The figures of two neighbouring rows change places.
    Swap,
}

/// A single fault to plant.
#[derive(Debug, Clone)]
pub struct Planted {
    /// What is done.
    pub kind: Kind,
    /// The figure it is done to; of two rows, the first that differs.
    pub figure: FigureId,
    /// The bytes of the source that change and what they become, in order, none over another.
    edits: Vec<(Range<usize>, String)>,
}

/// Every fault that can be planted in the figures of the document's tables; `bounds` tell which grids are forms.
pub fn faults(document: &Document, source: &Source, bounds: &[Bound<'_>]) -> Vec<Planted> {
    let is_table = |index: usize| {
        let form = |bound: &Bound<'_>| bound.forms().iter().any(|form| form.table == index);
        !document.tables[index].is_form && !bounds.iter().any(form)
    };
    let mut faults = Vec::new();
    for (index, figure) in document.figures.iter().enumerate() {
        let tabular = figure.cell.is_some_and(|cell| is_table(cell.table as usize));
        if !tabular || figure.blank || figure.unreadable {
            continue;
        }
        let id = FigureId(index as u32);
        let range = document.span(&figure.place).range();
        let written = source.text().cut(range.clone());
        // What parts the fraction is the style's: the point of 1.234,5 parts its thousands.
        let plain = document.style_of(figure).plain(written);
        if let Some((at, digit)) = digit(&plain) {
            // Far enough from it that rounding does not explain the difference, and never nothing.
            let other = char::from(if digit <= b'4' { digit + 5 } else { digit - 4 });
            let at = range.start + at;
            faults.push(Planted {
                kind: Kind::Digit,
                figure: id,
                edits: vec![(at..at + 1, other.to_string())],
            });
            let line = source.line_range(source.line_index(range.start));
            let gap = match source.text().cut(line).contains(['\t', '|', ',']) {
                true => String::new(),
                false => " ".repeat(written.chars().count()),
            };
            faults.push(Planted { kind: Kind::Blank, figure: id, edits: vec![(range, gap)] });
        }
    }
    swaps(document, source, &is_table, &mut faults);
    faults
}

/// The digit to change: that of the units, so that the fault is small; where there are no decimals or no units, the first.
fn digit(written: &str) -> Option<(usize, u8)> {
    let first = written.bytes().position(|c| matches!(c, b'1'..=b'9'))?;
    let units = written.find('.').filter(|point| *point > first).map(|point| point - 1);
    let at = units.filter(|at| written.as_bytes()[*at].is_ascii_digit()).unwrap_or(first);
    Some((at, written.as_bytes()[at]))
}

/// The figures of neighbouring rows, all of them, in each other's place.
fn swaps(document: &Document, source: &Source, is_table: &dyn Fn(usize) -> bool, faults: &mut Vec<Planted>) {
    let text = |id: FigureId| {
        let range = document.span(&document.figure(id).place).range();
        (source.text().cut(range.clone()).to_owned(), range)
    };
    let tables = document.tables.iter().enumerate().filter(|(index, _)| is_table(*index));
    for pane in tables.flat_map(|(_, table)| &table.panes) {
        for pair in pane.items.windows(2) {
            let mut edits = Vec::new();
            let mut first = None;
            for (upper, lower) in pair[0].figures.iter().zip(&pair[1].figures) {
                let (Some(upper), Some(lower)) = (*upper, *lower) else { continue };
                let ((one, from), (two, to)) = (text(upper), text(lower));
                if one != two {
                    first = first.or(Some(upper).filter(|_| !one.is_empty()).or(Some(lower)));
                    edits.push((from, two));
                    edits.push((to, one));
                }
            }
            edits.sort_by_key(|(range, _)| range.start);
            if let Some(figure) = first {
                faults.push(Planted { kind: Kind::Swap, figure, edits });
            }
        }
    }
}

/// The text of `source` with the fault in it.
pub fn plant(source: &Source, fault: &Planted) -> Source {
    let mut text = String::with_capacity(source.text().len() + 16);
    let mut at = 0;
    for (range, words) in &fault.edits {
        text.push_str(source.text().cut(at..range.start));
        text.push_str(words);
        at = range.end;
    }
    text.push_str(source.text().cut(at..));
    let planted = Source::new(source.name(), text);
    match source.view() {
        // No edit takes a line in or out: tables and headings stay where they are.
        Some(layout) => planted.with_layout(layout.clone()),
        None => planted.marked(),
    }
}

/// What is told of a document with a fault in it and was not told without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fresh {
    /// One of its labels lies on a line that the fault changed.
    pub here: bool,
    /// It is more than a note.
    pub counts: bool,
    /// How certain it is said to be.
    pub certainty: Option<Certainty>,
}

/// What is told because of the fault. `check` tries the rules on a document; `sound` is what it tells of it without the fault.
pub fn fresh(
    source: &Source,
    fault: &Planted,
    sound: &[Diagnostic],
    document: &Document,
    check: &dyn Fn(&Document) -> Checked,
) -> Vec<Fresh> {
    let planted = plant(source, fault);
    let checked = check(&parse(document.file, &planted));
    // No edit takes a line in or out, so that lines are the same in both.
    let lines: Vec<usize> = fault.edits.iter().map(|(range, _)| source.line_index(range.start)).collect();
    let on_line =
        |span: Span| span.file == document.file && lines.contains(&planted.line_index(span.start as usize));
    let is_known = |told: &Diagnostic| {
        sound.iter().any(|known| known.rule == told.rule && known.message == told.message)
    };
    let told = checked.diagnostics.iter().filter(|told| !is_known(told));
    told.map(|told| {
        let mut places = std::iter::once(&told.primary).chain(&told.related);
        let here = places.any(|label| on_line(label.span));
        Fresh { here, counts: told.severity != Severity::Note, certainty: told.certainty }
    })
    .collect()
}

/// Whether the fault is seen where it is: something more than a note is told at a line that it changed.
pub fn is_seen(fresh: &[Fresh]) -> bool {
    fresh.iter().any(|told| told.here && told.counts)
}

/// Whether the fault is seen where it is by `check`, which tells `sound` of the document without it.
pub fn is_located(
    source: &Source,
    fault: &Planted,
    sound: &[Diagnostic],
    document: &Document,
    check: &dyn Fn(&Document) -> Checked,
) -> bool {
    is_seen(&fresh(source, fault, sound, document, check))
}
