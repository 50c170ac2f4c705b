//! Figures that are cut off, not rounded: statements in Japan drop what lies below a million, so that a total comes to more than its
//! parts by about half as many as there are of them.
//!
//! No word says so. Where the sums of a statement that do not come out to the last digit are all off to the same side, they do.

use rust_decimal::{Decimal, MathematicalOps};

use crate::check::aid::relation::{Equation, Term};
use crate::ledger::Outcome;

/// So many sums are off to the side of what was cut, and none to the other: rounding throws a coin for each.
const ONE_SIDED: usize = 4;

/// How a sum of cut figures may lie apart.
struct Spread {
    /// By how much the total is more than its parts.
    gap: Decimal,
    /// The least and the most by which it may be.
    window: (Decimal, Decimal),
}

/// Whether the figures of a statement are cut off, by the sums of it.
pub(super) fn is_cut<'e>(sums: impl Iterator<Item = &'e Equation>) -> bool {
    let (mut above, mut below) = (0, 0);
    // A sum that comes out to the last digit says nothing of it, and most do.
    let off = |equation: &&Equation| equation.gap().is_some_and(|gap| !gap.is_zero());
    for spread in sums.filter(off).filter_map(spread) {
        match spread.gap.is_sign_negative() {
            // What is far off either way was not shortened so.
            true => below += usize::from(spread.gap.abs() <= spread.window.1),
            false => above += usize::from(spread.gap <= spread.window.1),
        }
    }
    above >= ONE_SIDED && below == 0
}

/// Lets a sum of cut figures be off by what was cut.
pub(super) fn allow(equation: &mut Equation) {
    if equation.outcome() != Outcome::Fails {
        return;
    }
    let within = |spread: &Spread| spread.gap >= spread.window.0 && spread.gap <= spread.window.1;
    equation.tolerance = spread(equation).filter(within).map(|spread| spread.gap.abs());
}

/// How a sum of several figures, all written with the same digits, may lie apart; `None` where there is no such sum.
fn spread(equation: &Equation) -> Option<Spread> {
    let ([total], parts) = (equation.left.terms.as_slice(), equation.right.terms.as_slice()) else {
        return None;
    };
    let half = total.operand.half;
    let alike = equation.operands().all(|operand| operand.half == half && !operand.unreadable);
    if !equation.is_sum() || !alike || half.is_zero() || parts.len() < 2 {
        return None;
    }
    let less = total.operand.value.is_sign_negative();
    let counts = |sign: bool| {
        let of = |part: &&Term| {
            let negative = part.operand.value.is_sign_negative() != part.coefficient.is_sign_negative();
            !part.operand.value.is_zero() && negative == sign
        };
        parts.iter().filter(of).count()
    };
    let (with, against) = (Decimal::from(counts(less)), Decimal::from(counts(!less)));
    let gap = equation.gap()?;
    let gap = if less { Decimal::ZERO.checked_sub(gap)? } else { gap };
    // Each part is less than it was by anything up to a whole last place, and so is the total.
    let middle = with.checked_sub(against)?.checked_sub(Decimal::ONE)?.checked_mul(half)?;
    let n = with.checked_add(against)?.checked_add(Decimal::ONE)?;
    // Three standard deviations, 3·√(n/12) places: √(3n) halves.
    let likely = n.checked_mul(Decimal::from(3))?.sqrt()?.checked_mul(half)?;
    let place = half.checked_mul(Decimal::TWO)?;
    let most = with.checked_sub(Decimal::ONE)?.checked_mul(place)?.min(middle.checked_add(likely)?);
    let least = Decimal::ZERO.checked_sub(against.checked_mul(place)?)?.max(middle.checked_sub(likely)?);
    Some(Spread { gap, window: (least, most) })
}
