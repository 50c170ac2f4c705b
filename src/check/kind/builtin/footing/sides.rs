//! Statements of two sides, income and spending, assets and liabilities: the totals of both are one in every column.

use super::Sheet;
use super::score::digits_of;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::ledger::Outcome;

/// So many digits of totals that are the same on both sides say that they are so in every column.
const DIGITS: usize = 4;

impl Sheet<'_> {
    /// Tells the grand totals of the two sides of a table that stand in one row, where they are the same in other columns.
    pub(super) fn balances(&self, other: &Sheet<'_>, results: &mut Results) {
        let (left, right) = (self.values(), other.values());
        if left.len() != right.len() {
            return;
        }
        for (one, item) in self.pane.items.iter().enumerate() {
            let row = other.pane.items.binary_search_by_key(&item.row, |beside| beside.row);
            let Some(beside) = row.ok().filter(|&beside| self.is_grand(one) && other.is_grand(beside)) else {
                continue;
            };
            let both = left.iter().zip(&right).filter_map(|(&column, &opposite)| {
                self.figure(one, column).zip(other.figure(beside, opposite))
            });
            let equation = |(one, opposite)| {
                Equation::equal(Linear::one(self.operand(one)), Linear::one(other.operand(opposite)))
            };
            let equations: Vec<Equation> = both.map(equation).collect();
            let (same, apart): (Vec<&Equation>, Vec<&Equation>) =
                equations.iter().partition(|equation| equation.outcome() != Outcome::Fails);
            let digits: usize = same.iter().filter_map(|same| same.left.value()).map(digits_of).sum();
            // What was carried over to the next year may stand in no row: only a slip is one for sure.
            let slips = apart.iter().all(|apart| one_digit_away(self.document, apart));
            if digits >= DIGITS && apart.len() <= same.len() && slips {
                equations.into_iter().for_each(|equation| results.relation(equation));
            }
        }
    }
}
