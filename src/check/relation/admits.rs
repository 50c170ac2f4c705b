//! Which values of one figure let a relation hold, all others as they are.
//!
//! The sums of the sides are found once: of a total with thousands of parts, each part is weighed without reading the others.

use rust_decimal::Decimal;

use super::{Equation, Linear, Operand, Side, Term};
use crate::document::FigureId;
use crate::rule::formula::Cmp;

/// Which values of one figure let a relation hold; the ends belong to it. `None` is no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admissible {
    /// The smallest.
    pub low: Option<Decimal>,
    /// The largest.
    pub high: Option<Decimal>,
    /// The value that makes it hold exactly, where there is one.
    pub exact: Option<Decimal>,
}

/// What the sides of an equation come to.
#[derive(Debug, Clone, Copy)]
pub struct Sums {
    left: Decimal,
    right: Decimal,
    over: Option<Decimal>,
}

impl Equation {
    /// What its sides come to.
    pub fn totals(&self) -> Sums {
        Sums {
            left: self.left.value(),
            right: self.right.value(),
            over: self.over.as_ref().map(Linear::value),
        }
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
        let (left, right) = (&self.left.terms, &self.right.terms);
        if let Some(term) = left.get(nth) {
            return Some((term, Side::Left));
        }
        if let Some(term) = right.get(nth - left.len()) {
            return Some((term, Side::Right));
        }
        let over = self.over.as_ref()?.terms.get(nth - left.len() - right.len())?;
        Some((over, Side::Over))
    }

    /// Which values of one figure let the relation hold, all others as they are. `None`: none does. `places` are its numbers
    /// among the operands, so that a sum of thousands is not read again for each of its parts.
    pub fn admits(
        &self,
        places: impl IntoIterator<Item = usize>,
        sums: &Sums,
        allowed: Decimal,
    ) -> Option<Admissible> {
        let (mut left, mut right, mut over) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
        let mut own = None;
        for (term, side) in places.into_iter().filter_map(|nth| self.term(nth)) {
            own = own.or(Some(term.operand.value));
            let weight = match side {
                Side::Left => &mut left,
                Side::Right => &mut right,
                Side::Over => &mut over,
            };
            *weight = weight.checked_add(term.coefficient)?;
        }
        let own = own?;
        let rest = |sum: Decimal, weight: Decimal| sum.checked_sub(weight.checked_mul(own)?);
        let (rest_left, rest_right) = (rest(sums.left, left)?, rest(sums.right, right)?);
        let Some(divisor) = sums.over else {
            // left·x + rest_left = right·x + rest_right
            let slope = left.checked_sub(right)?;
            return self.solve(
                slope,
                rest_right.checked_sub(rest_left)?.checked_div(slope)?,
                allowed.checked_div(slope.abs())?,
            );
        };
        let rest_over = rest(divisor, over)?;
        if left != Decimal::ZERO {
            let exact = sums.right.checked_div(divisor)?.checked_sub(rest_left)?.checked_div(left)?;
            return self.solve(left, exact, allowed.checked_div(left.abs())?);
        }
        // share·(rest_over + over·x) = rest_right + right·x
        let slope = sums.left.checked_mul(over)?.checked_sub(right)?;
        let exact = rest_right.checked_sub(sums.left.checked_mul(rest_over)?)?.checked_div(slope)?;
        let spread = allowed.checked_mul(divisor.abs())?.checked_div(slope.abs())?;
        self.solve(-slope, exact, spread)
    }

    fn solve(&self, slope: Decimal, exact: Decimal, spread: Decimal) -> Option<Admissible> {
        let (low, high) = (exact.checked_sub(spread)?, exact.checked_add(spread)?);
        Some(match (self.cmp, slope > Decimal::ZERO) {
            (Cmp::Eq, _) => Admissible { low: Some(low), high: Some(high), exact: Some(exact) },
            (Cmp::Le, true) | (Cmp::Ge, false) => Admissible { low: None, high: Some(high), exact: None },
            (Cmp::Le, false) | (Cmp::Ge, true) => Admissible { low: Some(low), high: None, exact: None },
        })
    }
}
