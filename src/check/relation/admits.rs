//! Which values of one figure let a relation hold, all others as they are.
//!
//! The sums of the sides are found once: of a total with thousands of parts, each part is weighed without reading the others.

use rust_decimal::Decimal;

use super::solve::Known;
use super::{Admissible, Equation, Linear, Operand, Side, Sums, Term};
use crate::document::FigureId;

impl Equation {
    /// What its sums come to; a factor and a divisor that are not there are one. `None` where one leaves what decimals hold.
    pub fn totals(&self) -> Option<Sums> {
        let value = |sum: &Option<Linear>| sum.as_ref().map_or(Some(Decimal::ONE), Linear::value);
        Some(Sums {
            left: self.left.value()?,
            right: self.right.value()?,
            times: value(&self.times)?,
            over: value(&self.over)?,
        })
    }

    /// Every figure with its number among the operands, by figure.
    pub fn places(&self) -> Vec<(FigureId, usize)> {
        let operands = self.operands().enumerate();
        let mut places: Vec<(FigureId, usize)> =
            operands.filter_map(|(nth, operand)| Some((operand.figure?, nth))).collect();
        places.sort_unstable();
        places
    }

    /// The operand of this number, left to right.
    pub fn operand(&self, nth: usize) -> Option<&Operand> {
        self.term(nth).map(|(term, _)| &term.operand)
    }

    fn term(&self, nth: usize) -> Option<(&Term, Side)> {
        let mut before = 0;
        for (side, sum) in self.sums() {
            if let Some(term) = nth.checked_sub(before).and_then(|nth| sum.terms.get(nth)) {
                return Some((term, side));
            }
            before += sum.terms.len();
        }
        None
    }

    /// Which values of one figure let the relation hold, all others as they are. `None`: none does. `places` are its numbers
    /// among the operands, so that a sum of thousands is not read again for each of its parts.
    pub fn admits(
        &self,
        places: impl IntoIterator<Item = usize>,
        sums: &Sums,
        allowed: Decimal,
    ) -> Option<Admissible> {
        let mut weights = Sums::NOTHING;
        let mut own = None;
        for (term, side) in places.into_iter().filter_map(|nth| self.term(nth)) {
            own = own.or(Some(term.operand.value));
            let weight = weights.of(side);
            *weight = weight.checked_add(term.coefficient)?;
        }
        Known { cmp: self.cmp, sums: *sums, weights, own: own?, allowed }.admissible()
    }
}
