//! The value that a figure most likely had, of those that its relations allow.

use rust_decimal::Decimal;

use crate::amount::slip::{digits_or_point_lost, neighbours_swapped, one_digit_off, other_units};
use crate::amount::{Unit, apart, power_of_ten, round};
use crate::check::relation::Admissible;
use crate::document::Figure;

/// Values that all relations allow.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Range {
    low: Option<Decimal>,
    high: Option<Decimal>,
}

impl Range {
    /// The values that another relation allows as well; `None`: there are none.
    pub(super) fn meet(self, other: Admissible) -> Option<Self> {
        let low = self.low.max(other.low);
        let high = match (self.high, other.high) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let empty = low.zip(high).is_some_and(|(low, high)| low > high);
        (!empty).then_some(Self { low, high })
    }

    /// Both ends; `None`: one of them is open.
    pub(super) fn bounds(&self) -> Option<(Decimal, Decimal)> {
        self.low.zip(self.high)
    }

    fn holds(&self, value: Decimal) -> bool {
        self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high)
    }
}

/// The value that `known`, read in `unit`, most likely had, and how like a slip the change is. `exact` would let the narrowest
/// relation hold.
pub(super) fn likely(
    known: &Figure,
    unit: Unit,
    range: &Range,
    exact: Option<Decimal>,
) -> (Option<Decimal>, u8) {
    if known.blank {
        return (exact, 0);
    }
    // Where only a bound is known (≤), no one value is likelier than the others.
    if exact.is_none() {
        return (None, 0);
    }
    let worth = unit.worth();
    let near = |values: &mut dyn Iterator<Item = Decimal>| {
        let moved = values.filter(|value| !value.is_zero()).filter_map(|value| value.checked_mul(worth));
        let inside = moved.filter(|value| range.holds(*value));
        inside.min_by_key(|value| exact.map_or(Decimal::ZERO, |exact| apart(exact, *value)))
    };
    if let Some(value) = near(&mut one_digit_off(known.amount)) {
        return (Some(value), 2);
    }
    if let Some(value) = near(&mut neighbours_swapped(known.amount).chain(digits_or_point_lost(known.amount)))
    {
        return (Some(value), 1);
    }
    // In words each amount has its unit beside it. What is next to nothing in another unit was rather left out.
    if known.cell.is_none()
        && let Some(value) = near(&mut other_units(known.amount))
        && let Some((low, high)) = range.bounds()
        && high.saturating_sub(low).saturating_mul(NARROW) < value.abs()
    {
        return (Some(value), 1);
    }
    let rounded =
        exact.and_then(|value| round(value.checked_div(worth)?, known.usual_decimals).checked_mul(worth));
    (rounded.filter(|value| range.holds(*value)).or(exact), 0)
}

/// What another unit makes of an amount is so many times as wide as what its relations allow.
const NARROW: Decimal = Decimal::from_parts(50, 0, 0, false, 0);

/// Where what a figure may be is wider than this part of the digit that a slip has changed, some slip brings it there by chance:
/// the values that the digit takes lie one apart, so that it does so once in five times.
const OF_A_DIGIT: Decimal = Decimal::from_parts(2, 0, 0, false, 1);

/// Whether it says something that a slip brings the figure `known` to `value`: what its relations allow is narrow beside the
/// digit that changes, or no wider than what its last digit leaves open.
pub(super) fn is_telling(known: &Figure, unit: Unit, range: &Range, value: Decimal) -> bool {
    let worth = unit.worth();
    let width = range.bounds().and_then(|(low, high)| high.checked_sub(low)?.checked_div(worth));
    let change = value.checked_div(worth).map(|value| apart(value, known.amount.value));
    let (Some(width), Some(change)) = (width, change.filter(|change| !change.is_zero())) else { return true };
    let half = known.amount.half_digit().checked_div(worth).unwrap_or_default();
    let first = change.mantissa().unsigned_abs().checked_ilog10().map_or(0, i64::from);
    let digit = power_of_ten(first - i64::from(change.scale()));
    let last = half.saturating_mul(Decimal::from(4));
    width <= last || digit.checked_mul(OF_A_DIGIT).is_none_or(|part| width <= part)
}
