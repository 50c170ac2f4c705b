//! Evidence that figures were meant to tie out: one of them differs from what it should be in one digit.
//!
//! Where the words alone do not say that a list is whole or that two amounts are one, the digits may: a slip of the keyboard
//! changes one digit or swaps two neighbours, and a difference that has nothing to do with a slip hardly ever looks like one.

use super::relation::{Equation, Linear, Sums};
use crate::amount::slip::{is_slip, neighbours_swapped, one_digit_off, other_units, point_moved, written};
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use rust_decimal::Decimal;

/// Of so many unrelated differences no more than one may look like a slip.
const CHANCE: u64 = 250;

/// True where one digit of a figure written otherwise, or two neighbours swapped, would let a relation hold that fails.
/// `places` are where the figure stands, as [`Equation::places`] tells.
fn mends(
    document: &Document,
    equation: &Equation,
    places: &[(FigureId, usize)],
    sums: &Sums,
    allowed: Decimal,
) -> bool {
    let amount = |id: FigureId| document.figure(id).amount;
    let slips = |id: FigureId| one_digit_off(amount(id)).chain(neighbours_swapped(amount(id)));
    places.first().is_some_and(|&(id, _)| mended_by(document, equation, places, (sums, allowed), slips(id)))
}

/// True where one of `values` of the figure that stands at `places` lets a relation hold.
fn mended_by(
    document: &Document,
    equation: &Equation,
    places: &[(FigureId, usize)],
    (sums, allowed): (&Sums, Decimal),
    mut values: impl Iterator<Item = Decimal>,
) -> bool {
    let Some(&(id, _)) = places.first() else { return false };
    let amount = document.figure(id).amount;
    let worth = amount.unit.worth();
    let bound = |end: Option<Decimal>| end.and_then(|end| end.checked_div(worth));
    equation.admits(places.iter().map(|&(_, nth)| nth), sums, allowed).is_some_and(|admitted| {
        let (low, high) = (bound(admitted.low), bound(admitted.high));
        values.any(|value| low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high))
    })
}

/// True where one digit written otherwise in one of its figures would let a failing sum hold, and chance would hardly
/// bring that about. A long list of short figures proves nothing: some digit always fits.
pub fn slipped(document: &Document, equation: &Equation) -> bool {
    slipped_by(document, equation, CHANCE)
}

/// The same, or that a figure was put down for its neighbour: of what stands together in words.
pub fn mistaken(document: &Document, equation: &Equation) -> bool {
    slipped(document, equation) || equation.has_a_copy(document)
}

/// The same, where no more than one of `chance` unrelated differences may look like a slip.
pub fn slipped_by(document: &Document, equation: &Equation, chance: u64) -> bool {
    looks_slipped(document, equation, chance).unwrap_or(false)
}

/// The same; `None` where the figures leave what decimals hold.
fn looks_slipped(document: &Document, equation: &Equation, chance: u64) -> Option<bool> {
    let allowed = equation.allowed()?;
    let ids = || equation.operands().filter_map(|operand| operand.figure);
    let amount = |id: FigureId| document.figure(id).amount;
    let edits: u64 = ids().map(|id| 9 * u64::from(written(amount(id)))).sum();
    let finest = ids().map(|id| amount(id).half_digit()).min().unwrap_or_default();
    // What a slip must hit, as a part of where the difference may lie.
    let window = allowed.checked_add(allowed)?.max(finest.checked_add(finest)?);
    let (left, right) = (equation.left.value()?, equation.right.value()?);
    let missed = left.abs().max(right.abs());
    let gap = left.checked_sub(right)?.abs();
    let by_chance = Decimal::from(edits.saturating_mul(chance)).checked_mul(window)?;
    let digit = || is_slip(gap, allowed) && any_mends(document, equation, allowed, |_| true);
    Some(by_chance <= missed && digit() || is_of_another_unit(document, equation))
}

/// The same, where the relation fails.
pub fn is_in_another_unit(document: &Document, equation: &Equation) -> bool {
    is_of_another_unit(document, equation)
}

/// True where an amount in words, written in the unit next to its own, would let a relation hold that fails, 2745.02元 among amounts
/// in 万元, or with its point elsewhere.
fn is_of_another_unit(document: &Document, equation: &Equation) -> bool {
    // The figures of a table share its unit.
    let first = equation.operands().find_map(|operand| operand.figure);
    if first.is_none_or(|id| document.figure(id).cell.is_some()) {
        return false;
    }
    let Some((gap, allowed)) = equation.gap().zip(equation.allowed()) else { return false };
    let signed = |linear: &'_ Linear, sign: Decimal| -> Vec<(FigureId, Decimal)> {
        let terms = linear.terms.iter().filter_map(|term| Some((term.operand.figure?, term.coefficient)));
        terms.filter_map(|(id, coefficient)| Some((id, coefficient.checked_mul(sign)?))).collect()
    };
    let sides = [signed(&equation.left, Decimal::ONE), signed(&equation.right, Decimal::NEGATIVE_ONE)];
    // What multiplies or divides, as the whole of a share does: how it moves the sides is for the relation itself to say.
    let factors = equation.times.iter().chain(&equation.over).map(|linear| signed(linear, Decimal::ONE));
    sides.into_iter().chain(factors).flatten().any(|(id, coefficient)| {
        let amount = document.figure(id).amount;
        let in_words = document.figure(id).cell.is_none() && !amount.value.is_zero();
        let values = other_units(amount).chain(point_moved(amount));
        let mut factors = values.filter_map(|value| value.checked_div(amount.value));
        // Most are far from it, and a long sum need not be made anew for them.
        let near = |factor: &Decimal| {
            let grown =
                factor.checked_sub(Decimal::ONE)?.checked_mul(amount.base())?.checked_mul(coefficient)?;
            let half = amount.half_digit().checked_mul(factor.saturating_add(Decimal::ONE))?;
            Some(gap.checked_add(grown)?.abs() <= allowed.checked_add(half)?)
        };
        let near = |factor: &Decimal| !equation.is_sum() || near(factor).unwrap_or(false);
        in_words && factors.any(|factor| near(&factor) && holds_with(equation, id, factor))
    })
}

/// Whether a relation would hold if one of its figures were so many times as large, and be rounded as its digits then are. What is next to
/// nothing then was rather left out.
fn holds_with(equation: &Equation, id: FigureId, factor: Decimal) -> bool {
    let mut other = equation.clone();
    let mut own = Decimal::ZERO;
    for term in other.sums_mut().flat_map(|sum| &mut sum.terms) {
        if term.operand.figure == Some(id) {
            term.operand.grow(factor);
            own = term.operand.value.abs();
        }
    }
    let least = other.allowed().and_then(|allowed| allowed.checked_mul(Decimal::ONE_HUNDRED));
    // Of a share a hundredth of what is rounded says nothing of the amounts.
    let telling = !equation.is_sum() || least.is_some_and(|least| own > least);
    telling && matches!(other.outcome(), Outcome::Holds | Outcome::WithinRounding)
}

/// True where a failing relation is off by one digit, or by two neighbours swapped, that one of its figures may have wrong. One
/// difference in so many that are none looks so as well: it says something only where the reading has other proof.
pub fn one_digit_away(document: &Document, equation: &Equation) -> bool {
    let gap = equation.gap().map(|gap| gap.abs()).zip(equation.allowed());
    gap.is_some_and(|(gap, allowed)| {
        is_slip(gap, allowed) && any_mends(document, equation, allowed, |_| true)
            || is_of_another_unit(document, equation)
    })
}

/// True where one of the figures that `which` picks mends a relation that fails.
pub fn any_mends(
    document: &Document,
    equation: &Equation,
    allowed: Decimal,
    which: impl Fn(FigureId) -> bool,
) -> bool {
    let Some(sums) = equation.totals() else { return false };
    let places = equation.places();
    let mut figures = places.chunk_by(|a, b| a.0 == b.0).filter(|own| own.iter().any(|(id, _)| which(*id)));
    figures.any(|own| mends(document, equation, own, &sums, allowed))
}
