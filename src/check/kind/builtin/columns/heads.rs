//! Rows of heads that stand among the figures, and columns whose heads do not say that they are of rates.

use rust_decimal::Decimal;

use super::Sheet;
use crate::amount::Amount;
use crate::document::FigureId;

/// So many figures of a row that are one and the same digit are no figures.
const ALIKE: usize = 3;

/// A rate of so much is none.
const MOST: Decimal = Decimal::ONE_THOUSAND;

impl Sheet<'_> {
    /// Columns that no head calls rates and that may be some: all their figures are small, and most have a fraction.
    pub(super) fn may_be_rates(&self, amounts: &[usize]) -> Vec<usize> {
        let may_be = |column: &usize| {
            let written = (0..self.pane.items.len()).filter_map(|row| self.figure(row, *column));
            let amounts: Vec<Amount> = written.map(|id| self.document.figure(id).amount).collect();
            let parted = amounts.iter().filter(|amount| amount.decimals > 0).count();
            2 * parted > amounts.len() && amounts.iter().all(|amount| amount.value.abs() < MOST)
        };
        // Where all are so small nothing sets them apart.
        let found: Vec<usize> = amounts.iter().copied().filter(may_be).collect();
        if found.len() + 1 < amounts.len() { found } else { Vec::new() }
    }

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
