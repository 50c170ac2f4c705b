//! The value that a figure most likely had, of those that its relations allow.

use rust_decimal::Decimal;

use crate::amount::slip::{digits_or_point_lost, neighbours_swapped, one_digit_off};
use crate::amount::{Unit, apart, round};
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
    let rounded =
        exact.and_then(|value| round(value.checked_div(worth)?, known.usual_decimals).checked_mul(worth));
    (rounded.filter(|value| range.holds(*value)).or(exact), 0)
}
