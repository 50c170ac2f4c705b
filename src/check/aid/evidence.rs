//! Evidence that figures were meant to tie out: one of them differs from what it should be in one digit.
//!
//! Where the words alone do not say that a list is whole or that two amounts are one, the digits may: a slip of the keyboard
//! changes one digit or swaps two neighbours, and a difference that has nothing to do with a slip hardly ever looks like one.

use super::relation::{Equation, Sums};
use crate::amount::slip::{is_slip, neighbours_swapped, one_digit_off, other_units, point_moved, written};
use crate::document::{Document, FigureId};
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
    Some(by_chance <= missed && (digit() || is_of_another_unit(document, equation, allowed)))
}

/// The same, where the relation fails.
pub fn is_in_another_unit(document: &Document, equation: &Equation) -> bool {
    equation.allowed().is_some_and(|allowed| is_of_another_unit(document, equation, allowed))
}

/// True where an amount in words, written in the unit next to its own, would let a relation hold that fails, 2745.02元 among amounts
/// in 万元, or with its point elsewhere.
fn is_of_another_unit(document: &Document, equation: &Equation, allowed: Decimal) -> bool {
    // The figures of a table share its unit.
    let first = equation.operands().find_map(|operand| operand.figure);
    if first.is_none_or(|id| document.figure(id).cell.is_some()) {
        return false;
    }
    let Some(sums) = equation.totals() else { return false };
    let places = equation.places();
    let mut figures = places.chunk_by(|a, b| a.0 == b.0);
    figures.any(|own| {
        let figure = own.first().map(|(id, _)| document.figure(*id)).filter(|figure| figure.cell.is_none());
        figure.is_some_and(|figure| {
            // What is next to nothing in another unit was rather left out.
            let worth = figure.amount.unit.worth();
            let least = allowed.checked_mul(Decimal::ONE_HUNDRED).and_then(|least| least.checked_div(worth));
            let telling = |value: &Decimal| least.is_some_and(|least| value.abs() > least);
            let values = other_units(figure.amount).chain(point_moved(figure.amount)).filter(telling);
            mended_by(document, equation, own, (&sums, allowed), values)
        })
    })
}

/// True where a failing relation is off by one digit, or by two neighbours swapped, that one of its figures may have wrong. One
/// difference in so many that are none looks so as well: it says something only where the reading has other proof.
pub fn one_digit_away(document: &Document, equation: &Equation) -> bool {
    let gap = equation.gap().map(|gap| gap.abs()).zip(equation.allowed());
    gap.is_some_and(|(gap, allowed)| {
        is_slip(gap, allowed) && any_mends(document, equation, allowed, |_| true)
            || is_of_another_unit(document, equation, allowed)
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
