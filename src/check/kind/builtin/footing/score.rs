//! How many digits say that a reading of a table is what its author meant.

use rust_decimal::Decimal;

use crate::check::aid::relation::Equation;
use crate::document::FigureId;

/// So many digits must agree beyond those that chance explains: one reading in a thousand is wrong.
const SURPLUS_DIGITS: usize = 3;
/// There are nine wrong digits for each digit of a figure, more or less: some hundred differences look like slips. One that
/// does says so many digits less than none at all.
pub(super) const SLIP_DIGITS: usize = 2;

/// How many digits must agree where so many readings are tried.
pub(in super::super) fn needed(tried: usize) -> usize {
    tried.to_string().len().saturating_add(SURPLUS_DIGITS)
}

/// How many digits a value has that say something.
pub(super) fn digits_of(value: Decimal) -> usize {
    let digits = value.normalize().mantissa().unsigned_abs().checked_ilog10();
    digits.map_or(0, |digits| digits as usize + 1)
}

/// Figures of fewer digits are counts, which nobody rounded.
const ROUNDED: usize = 3;

/// How many of a sum's digits say something where it comes out within rounding alone.
pub(super) fn rounded_digits(digits: usize) -> usize {
    if digits < ROUNDED { 0 } else { digits }
}

/// Values as whole numbers of the last place that any of them has: many ways to add them up are tried.
pub(super) fn in_last_places(values: Vec<Decimal>) -> Option<Vec<i128>> {
    let scale = values.iter().map(Decimal::scale).max()?;
    let whole = |value: &Decimal| {
        let up = 10_i128.checked_pow(scale.checked_sub(value.scale())?)?;
        value.mantissa().checked_mul(up)
    };
    values.iter().map(whole).collect()
}

/// How a sum comes out in one line, whose total is its `own`; `largest` is the largest of its figures.
pub(super) enum Comes {
    Out { largest: FigureId, own: Decimal, exact: bool },
    Off { gap: Decimal, own: Decimal },
}

/// How a sum comes out in all lines.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Score {
    pub(super) holding: usize,
    pub(super) failing: usize,
    /// The digits that agree, those of equal totals once.
    pub(super) digits: usize,
}

impl Score {
    /// One that fails weighs as much as two that hold.
    pub(super) fn worth(self) -> isize {
        let against = self.failing.saturating_mul(2) as isize;
        (self.holding as isize).saturating_sub(against)
    }
}

/// Whether the sides of a sum come as near each other as those of one that is meant.
pub(super) fn are_near(equation: &Equation) -> bool {
    let sides = equation.left.value().zip(equation.right.value());
    sides.is_some_and(|(left, right)| {
        let (less, more) = (left.abs().min(right.abs()), left.abs().max(right.abs()));
        left.is_sign_negative() == right.is_sign_negative() && less.saturating_add(less) >= more
    })
}
