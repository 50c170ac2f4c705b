//! Sums of a single part: a row that says what the next one with anything in it does in every column, and in one of them is off by a
//! slip. An account under its heading, a total under the only item that there is, a result after which nothing came.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::Sheet;
use crate::amount::slip::significant;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;

/// Figures of fewer digits are the same by chance.
const DIGITS: u32 = 3;
/// So many digits of figures that differ from each other must be the same in two rows: prices of two sizes may well be.
const SAME: u32 = 12;

impl Sheet<'_> {
    /// Tells of rows that say the same as the next one but for one slip.
    pub(super) fn single(&self, results: &mut Results) {
        let columns = self.values();
        // Rows of nothing between a row and what it comes to leave it as it is.
        let is_something = |id: FigureId| !self.document.figure(id).amount.value.is_zero();
        let written =
            |item: &usize| columns.iter().any(|&column| self.figure(*item, column).is_some_and(is_something));
        let rows: Vec<usize> = (0..self.pane.items.len()).filter(written).collect();
        for pair in rows.windows(2) {
            self.pair(pair[0], pair[1], &columns, results);
        }
    }

    fn pair(&self, one: usize, next: usize, columns: &[usize], results: &mut Results) {
        let value = |id: FigureId| self.document.figure(id).amount.base();
        let (mut seen, mut same) = (BTreeSet::<Decimal>::new(), 0_u32);
        let (mut held, mut apart) = (Vec::new(), Vec::new());
        for &column in columns {
            let (one, other) = (self.figure(one, column), self.figure(next, column));
            match one.zip(other) {
                Some((one, other)) if value(one) == value(other) => {
                    let digits = significant(self.document.figure(one).amount);
                    if digits >= DIGITS && seen.insert(value(one).abs()) {
                        same = same.saturating_add(digits);
                    }
                    held.push((one, other));
                }
                Some(both) => apart.push(both),
                None if one.or(other).is_some_and(|id| !value(id).is_zero()) => return,
                None => {}
            }
        }
        let ([wrong], true) = (apart.as_slice(), same >= SAME) else { return };
        let equation = |&(one, other): &(FigureId, FigureId)| {
            Equation::equal(Linear::one(self.operand(one)), Linear::one(self.operand(other)))
        };
        let told = equation(wrong);
        if told.outcome() == Outcome::Fails && one_digit_away(self.document, &told) {
            results.found(told);
            held.iter().map(equation).for_each(|equation| results.found(equation));
        }
    }
}
