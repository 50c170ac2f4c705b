//! Evidence that figures were meant to tie out: one of them differs from what it should be in one digit.
//!
//! Where the words alone do not say that a list is whole or that two amounts are one, the digits may: a slip of the keyboard
//! changes one digit or swaps two neighbours, and a difference that has nothing to do with a slip hardly ever looks like one.

use super::relation::{Equation, Sums};
use crate::amount::slip::{neighbours_swapped, one_digit_off, written};
use crate::document::{Document, FigureId};
use rust_decimal::Decimal;

/// Of so many unrelated differences no more than one may look like a slip.
const CHANCE: u32 = 250;

/// True where one digit of a figure written otherwise, or two neighbours swapped, would let a relation hold that fails.
/// `places` are where the figure stands, as [`Equation::places`] tells.
fn mends(
    document: &Document,
    equation: &Equation,
    places: &[(FigureId, usize)],
    sums: &Sums,
    allowed: Decimal,
) -> bool {
    let Some(&(id, _)) = places.first() else { return false };
    let amount = document.figure(id).amount;
    let worth = amount.unit.worth();
    let bound = |end: Option<Decimal>| end.and_then(|end| end.checked_div(worth));
    equation.admits(places.iter().map(|&(_, nth)| nth), sums, allowed).is_some_and(|admitted| {
        let (low, high) = (bound(admitted.low), bound(admitted.high));
        one_digit_off(amount)
            .chain(neighbours_swapped(amount))
            .any(|value| low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high))
    })
}

/// True where one digit written otherwise in one of its figures would let a failing sum hold, and chance would hardly
/// bring that about. A long list of short figures proves nothing: some digit always fits.
pub fn slipped(document: &Document, equation: &Equation) -> bool {
    let allowed = equation.allowed();
    let ids = || equation.operands().filter_map(|operand| operand.figure);
    let amount = |id: FigureId| document.figure(id).amount;
    let edits: u32 = ids().map(|id| 9 * written(amount(id))).sum();
    let finest = ids().map(|id| amount(id).half_digit()).min().unwrap_or_default();
    // What a slip must hit, as a part of where the difference may lie.
    let window = (allowed + allowed).max(finest + finest);
    let missed = equation.left.value().abs().max(equation.right.value().abs());
    let tries = Decimal::from(edits) * Decimal::from(CHANCE);
    let gap = (equation.left.value() - equation.right.value()).abs();
    tries.checked_mul(window).is_some_and(|by_chance| by_chance <= missed)
        && (is_one_digit(gap, allowed) || is_one_digit(gap / Decimal::from(9), allowed / Decimal::from(9)))
        && any_mends(document, equation, allowed, |_| true)
}

/// True where one of the figures that `which` picks mends a relation that fails.
pub fn any_mends(
    document: &Document,
    equation: &Equation,
    allowed: Decimal,
    which: impl Fn(FigureId) -> bool,
) -> bool {
    let (places, sums) = (equation.places(), equation.totals());
    let mut figures = places.chunk_by(|a, b| a.0 == b.0).filter(|own| own.iter().any(|(id, _)| which(*id)));
    figures.any(|own| mends(document, equation, own, &sums, allowed))
}

/// True where a difference is a digit and zeros, give or take `allowed`: what one digit for another makes. Two neighbours
/// swapped make nine times that.
fn is_one_digit(gap: Decimal, allowed: Decimal) -> bool {
    let most = gap + allowed;
    let mut place = Decimal::new(1, 6);
    while place * Decimal::TEN <= most {
        place *= Decimal::TEN;
    }
    let digit = (gap / place).round();
    digit.is_zero() || (gap - digit * place).abs() <= allowed
}
