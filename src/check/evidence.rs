//! Evidence that figures were meant to tie out: one of them differs from what it should be in one digit.
//!
//! Where the words alone do not say that a list is whole or that two amounts are one, the digits may: a slip of the keyboard
//! changes one digit or swaps two neighbours, and a difference that has nothing to do with a slip hardly ever looks like one.

use super::relation::Equation;
use crate::amount::Amount;
use crate::document::{Document, FigureId};
use rust_decimal::Decimal;

/// Of so many unrelated differences no more than one may look like a slip.
const CHANCE: u32 = 250;

/// True where one digit of the figure `id` written otherwise would let a relation hold that fails.
pub fn mends(document: &Document, equation: &Equation, id: FigureId, allowed: Decimal) -> bool {
    let amount = document.figure(id).amount;
    let worth = amount.unit.worth();
    let bound = |end: Option<Decimal>| end.and_then(|end| end.checked_div(worth));
    equation.admits(id, allowed).is_some_and(|admitted| {
        let (low, high) = (bound(admitted.low), bound(admitted.high));
        one_digit_off(amount)
            .any(|value| low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high))
    })
}

/// True where one digit written otherwise in one of its figures would let a failing sum hold, and chance would hardly
/// bring that about. A long list of short figures proves nothing: some digit always fits.
pub fn slipped(document: &Document, equation: &Equation) -> bool {
    let allowed = equation.allowed();
    let ids: Vec<_> = equation.operands().filter_map(|operand| operand.figure).collect();
    let (mut edits, mut finest) = (0, Decimal::MAX);
    let mut mended = false;
    for &id in &ids {
        let amount = document.figure(id).amount;
        edits += 9 * digits(amount);
        finest = finest.min(amount.half_digit() + amount.half_digit());
        mended = mended || mends(document, equation, id, allowed);
    }
    // What a slip must hit, as a part of where the difference may lie.
    let window = (allowed + allowed).max(finest);
    let missed = equation.left.value().abs().max(equation.right.value().abs());
    mended
        && Decimal::from(edits)
            .checked_mul(Decimal::from(CHANCE))
            .is_some_and(|tries| tries * window <= missed)
}

/// How many digits of an amount say something: those from the first that is no zero to the last.
pub fn significant(amount: Amount) -> u32 {
    let mut mantissa = amount.value.mantissa().unsigned_abs();
    while mantissa != 0 && mantissa.is_multiple_of(10) {
        mantissa /= 10;
    }
    mantissa.checked_ilog10().map_or(0, |log| log + 1)
}

fn digits(amount: Amount) -> u32 {
    amount.value.mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1)
}

/// The values that differ from an amount in one digit, or in the order of two that stand side by side.
pub fn one_digit_off(amount: Amount) -> impl Iterator<Item = Decimal> {
    let (mantissa, scale) = (amount.value.mantissa(), amount.value.scale());
    let digit = move |place: u32| (mantissa.unsigned_abs() / 10_u128.pow(place) % 10) as i128;
    let sign = if mantissa < 0 { -1 } else { 1 };
    let shift = move |place: u32, by: i128| {
        let moved = mantissa.unsigned_abs() as i128 + by * 10_i128.pow(place);
        Decimal::try_from_i128_with_scale(moved * sign, scale).ok()
    };
    let places = digits(amount);
    let others = (0..places)
        .flat_map(move |place| (0..10).map(move |other| (place, other - digit(place))))
        .filter(|&(_, by)| by != 0)
        .filter_map(move |(place, by)| shift(place, by));
    let swapped = (1..places)
        .map(move |place| (place - 1, (digit(place - 1) - digit(place)) * 9))
        .filter(|&(_, by)| by != 0)
        .filter_map(move |(place, by)| shift(place, by));
    others.chain(swapped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amount::Unit;

    fn amount(text: &str) -> Amount {
        let value: Decimal = text.parse().expect("a decimal");
        Amount::new(value, value.scale(), Unit::YUAN)
    }

    #[test]
    fn slips_of_a_figure() {
        let slips: Vec<String> = one_digit_off(amount("12.5")).map(|value| value.to_string()).collect();
        for slip in ["12.6", "92.5", "2.5", "15.2", "21.5"] {
            assert!(
                slips.iter().any(|known| known == slip || known == &format!("0{slip}")),
                "{slip} in {slips:?}"
            );
        }
        for other in ["12.5", "13.6", "125"] {
            assert!(!slips.iter().any(|known| known == other), "{other}");
        }
    }

    #[test]
    fn digits_that_say_something() {
        assert_eq!(significant(amount("1200000.00")), 2);
        assert_eq!(significant(amount("154991108.01")), 11);
        assert_eq!(significant(amount("0.00")), 0);
    }
}
