//! The auditor's tick marks: every figure of a document with what was proved of it, for whoever draws them.

use std::ops::Range;

use crate::document::{Document, FigureId};
use crate::ledger::{Ledger, Mark};

/// A figure of a document and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Where it stands in the text as a whole, in bytes.
    pub range: Range<usize>,
    /// Which figure it is.
    pub figure: FigureId,
    /// What was proved of it.
    pub mark: Mark,
}

/// Every figure in the order of their ends; blank cells are none.
pub fn ticks(document: &Document, ledger: &Ledger) -> Vec<Tick> {
    let figures = document.figures.iter().zip(&ledger.marks).enumerate();
    let mut ticks: Vec<Tick> = figures
        .filter(|(_, (figure, _))| !figure.blank)
        .map(|(at, (figure, mark))| Tick {
            range: document.in_whole(&figure.place).range(),
            figure: FigureId(at as u32),
            mark: *mark,
        })
        .collect();
    ticks.sort_unstable_by_key(|tick| (tick.range.end, tick.range.start, tick.figure));
    ticks
}
