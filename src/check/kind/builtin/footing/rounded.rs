//! Columns whose figures are all rounded to tens or more.

use rust_decimal::Decimal;

use crate::document::{Document, Pane};

/// So many figures of a column must be rounded alike to say that all are.
const ROUNDED: usize = 4;
/// They end in so many zeros at least: one in ten does by chance.
pub(super) const ZEROS: u32 = 2;

/// For each column of a pane half of the last place that its figures are rounded to, where all of them end in the same zeros:
/// $229,600,000 among such figures stands for a hundred thousand more or less, as a reader takes it.
pub(super) fn halves(document: &Document, pane: &Pane) -> Vec<Decimal> {
    let of = |at: usize| {
        let written = pane.items.iter().filter_map(|item| item.figures.get(at).copied().flatten());
        let amounts =
            written.map(|id| document.figure(id)).filter(|figure| !figure.blank && !figure.unreadable);
        let amounts: Vec<_> =
            amounts.map(|figure| figure.amount).filter(|amount| !amount.value.is_zero()).collect();
        let zeros = amounts.iter().map(|amount| amount.ending_zeros()).min().unwrap_or(0);
        // 24,983.00 among figures that have nothing behind the point is a whole number with a mask over it.
        let whole = amounts.iter().all(|amount| amount.decimals >= ZEROS && amount.value.fract().is_zero());
        if amounts.len() < ROUNDED || zeros < ZEROS && !whole {
            return Decimal::ZERO;
        }
        let place =
            10_i128.checked_pow(zeros).and_then(|place| Decimal::try_from_i128_with_scale(place, 0).ok());
        let place = place.unwrap_or_default();
        let worth = amounts.first().map_or(Decimal::ONE, |amount| amount.unit.worth());
        place.checked_mul(worth).and_then(|place| place.checked_div(Decimal::TWO)).unwrap_or_default()
    };
    (0..pane.columns.len()).map(of).collect()
}
