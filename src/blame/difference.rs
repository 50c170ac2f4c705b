//! What the difference of a relation that fails says: whether an author's slip or another reading explains it.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::standing::Odds;
use crate::amount::slip::{one_of, written};
use crate::amount::{Unit, apart};
use crate::check::relation::{Relation, Term, is_telling};
use crate::document::{Document, FigureId};
use crate::hash::Map;

/// What the likeness of a difference to a slip may add: a lone equation of six digits reaches it.
const MOST_LIKE: Odds = 1000;
/// A difference that no slip explains: half of what authors get wrong is of that kind.
pub const UNLIKE: Odds = -69;
/// A difference that stands in the same row, column or counterpart as a figure of its own: an item that the reading left out
/// explains it better than an author's slip, by about ten to one. So does what a list in words holds too much of, at its
/// beginning or its end.
pub const LEFT_OUT: Odds = -230;
/// A difference that is small where every figure was named by the words around it: a rate that was cut, a part that was
/// forgotten in a count. A quarter of what authors get wrong there is of that kind; figures that have nothing to do with each
/// other come so near in one case of twenty.
pub const NEARLY: Odds = 161;
/// Sides are near each other that differ by less than one part in so many; rates, by less than one of a hundred.
const NEAR: Decimal = Decimal::from_parts(50, 0, 0, false, 0);

/// Percentages are told with no more decimals than this.
const DIGITS: u32 = 4;

/// Figures by what they come to, so that a difference that is printed itself can be found.
pub struct Printed {
    places: Map<Decimal, Vec<FigureId>>,
}

impl Printed {
    /// All figures of the tables.
    pub fn new(document: &Document) -> Self {
        let mut places: Map<Decimal, Vec<FigureId>> = Map::default();
        for (at, figure) in document.figures.iter().enumerate() {
            if !figure.blank && !figure.unreadable && figure.cell.is_some() {
                let value = figure.amount.value.abs().normalize();
                places.entry(value).or_default().push(FigureId(at as u32));
            }
        }
        Self { places }
    }

    /// Whether `gap`, in the unit of the figures as written, stands in a row or a column of one of `relation`'s figures
    /// without being one of them.
    fn beside(&self, document: &Document, relation: &Relation, gap: Decimal) -> bool {
        let Some(found) = self.places.get(&gap) else { return false };
        let own: HashSet<FigureId> =
            relation.equation.operands().filter_map(|operand| operand.figure).collect();
        let lines: HashSet<(u32, bool, u32)> = own
            .iter()
            .filter_map(|id| document.figure(*id).cell)
            .flat_map(|cell| [(cell.table, true, cell.row), (cell.table, false, cell.column)])
            .collect();
        found.iter().filter(|id| !own.contains(id)).filter_map(|id| document.figure(*id).cell).any(|cell| {
            lines.contains(&(cell.table, true, cell.row)) || lines.contains(&(cell.table, false, cell.column))
        })
    }
}

/// What the difference of a relation that fails says: how much likelier an author's slip makes it than another reading.
pub fn difference(document: &Document, relation: &Relation, printed: &Printed) -> Odds {
    let equation = &relation.equation;
    let Some((left, expected)) = equation.left.value().zip(equation.expected()) else { return UNLIKE };
    let figures =
        || equation.operands().filter(|operand| !operand.blank).filter_map(|operand| operand.figure);
    let slipped =
        equation.operands().enumerate().filter(|(_, operand)| !operand.blank).any(|(nth, operand)| {
            let Some((id, admitted)) = operand.figure.zip(relation.admits([nth])) else { return false };
            let bound = |end: Option<Decimal>| end.and_then(|end| end.checked_div(operand.unit.worth()));
            one_of(document.figure(id).amount, bound(admitted.low), bound(admitted.high))
        });
    // A figure that was put down for its neighbour is as like an author's mistake as any slip.
    let copied = || equation.is_sum() && equation.operands().count() > 2 && equation.has_a_copy(document);
    if relation.proved || copied() {
        return MOST_LIKE;
    }
    let gap = apart(left, expected);
    let unit = equation.operands().next().map_or(Unit::ONE, |operand| operand.unit);
    let telling = is_telling(gap, unit);
    if telling && took_in(document, relation) {
        return UNLIKE + LEFT_OUT;
    }
    if slipped {
        let tries: u32 = figures().map(|id| 9 * written(document.figure(id).amount)).sum();
        let Some(allowed) = equation.allowed() else { return UNLIKE };
        let finest = figures().map(|id| document.figure(id).amount.half_digit()).min().unwrap_or_default();
        let window = allowed.max(finest).checked_mul(Decimal::TWO);
        let size = left.abs().max(expected.abs());
        let chance = window.and_then(|window| window.checked_mul(Decimal::from(tries)));
        let ratio = chance.and_then(|chance| size.checked_div(chance)).unwrap_or_default();
        return logarithm(ratio).clamp(UNLIKE, MOST_LIKE);
    }
    let written = gap.checked_div(unit.worth()).unwrap_or(gap).normalize();
    // A rate that is off by what stands beside it left nothing out.
    match telling && equation.is_sum() && printed.beside(document, relation, written) {
        true => UNLIKE + LEFT_OUT,
        false => UNLIKE,
    }
}

/// Whether a list in words comes to its total without what stands first in it, or last.
fn took_in(document: &Document, relation: &Relation) -> bool {
    let equation = &relation.equation;
    let Some(over) = equation.gap().map(|gap| -gap).filter(|_| equation.is_sum()) else { return false };
    let parts = || equation.right.terms.iter();
    let some = parts().count().saturating_sub(1);
    let in_words = |id: FigureId| document.figure(id).cell.is_none();
    if some == 0 || !parts().all(|part| part.operand.figure.is_some_and(in_words)) {
        return false;
    }
    let adds = |sum: &mut Decimal, part: &Term| {
        *sum = sum.saturating_add(part.coefficient.saturating_mul(part.operand.value));
        Some(*sum)
    };
    let first = parts().take(some).scan(Decimal::ZERO, adds).any(|sum| sum == over);
    first || parts().rev().take(some).scan(Decimal::ZERO, adds).any(|sum| sum == over)
}

/// Whether the sides of a relation that fails come near each other.
pub fn nearly(relation: &Relation) -> bool {
    let equation = &relation.equation;
    let Some((left, right)) = equation.left.value().zip(equation.expected()) else { return false };
    let gap = apart(left, right);
    let point = Decimal::new(1, 2);
    let near = gap.checked_mul(NEAR).is_some_and(|gap| gap <= left.abs().max(right.abs()));
    near || !equation.is_sum() && equation.over.is_some() && gap < point
}

/// Whether a rate that fails was cut off, not rounded: 4.0% or 4.2% for 4.27%.
pub fn is_cut(relation: &Relation) -> bool {
    let equation = &relation.equation;
    let Some((left, right)) = equation.left.value().zip(equation.expected()) else { return false };
    let percent = |value: Decimal| value.abs().checked_div(Unit::PERCENT.worth());
    let Some((stated, reckoned)) = percent(left).zip(percent(right)) else { return false };
    let cut = |digits| reckoned.trunc_with_scale(digits) == stated;
    !equation.is_sum() && equation.over.is_some() && !stated.is_zero() && (0..=DIGITS).any(cut)
}

/// The natural logarithm of a ratio in hundredths, to the power of two below it.
fn logarithm(ratio: Decimal) -> Odds {
    /// 100·ln 2
    const DOUBLE: Odds = 69;
    let whole = ratio.trunc().mantissa().unsigned_abs();
    whole.checked_ilog2().map_or(UNLIKE, |log| DOUBLE * log as Odds)
}
