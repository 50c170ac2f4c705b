//! Rows of heads that stand among the figures.

use rust_decimal::Decimal;

use super::Sheet;
use crate::document::FigureId;

/// So many figures of a row that are one and the same digit are no figures.
const ALIKE: usize = 3;

impl Sheet<'_> {
    /// Whether the first row of figures says one and the same digit in every column: a unit that was misread, or a note, over them.
    pub(super) fn heads_figures(&self, row: usize) -> bool {
        let written = |row: usize| -> Vec<FigureId> {
            self.pane.columns.clone().filter_map(|column| self.figure(row, column)).collect()
        };
        let values: Vec<Decimal> =
            written(row).into_iter().map(|id| self.document.figure(id).amount.value.normalize()).collect();
        let one =
            values.first().is_some_and(|first| *first < Decimal::TEN && values.iter().all(|v| v == first));
        one && values.len() >= ALIKE && (0..row).all(|above| written(above).is_empty())
    }
}
