//! Rows that say nothing in a column of differences: what a total lacks of them is left out of the column.
//!
//! A column after deductions is empty where nothing is left, and the total of the table is less by what these rows have.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::{Follows, Sheet, Way};
use crate::amount::apart;
use crate::check::aid::relation::{Equation, is_telling};

impl Sheet<'_> {
    /// The differences that a column could say in the rows that say nothing there.
    pub(super) fn left_out(&self, way: Way, rows: &[usize]) -> HashSet<Decimal> {
        let blank = |row: &&usize| way.how == Follows::Less && !self.says(**row, way.column);
        let left = |&row: &usize| {
            let one = self.value(row, way.one)?;
            let other = if self.says(row, way.other) { self.value(row, way.other)? } else { Decimal::ZERO };
            one.checked_sub(other).map(|left| left.normalize()).filter(|left| !left.is_zero())
        };
        rows.iter().filter(blank).filter_map(left).collect()
    }

    /// Whether a row is the total of rows that were `left_out`, or misses by what one of them would have said.
    pub(super) fn lacks(&self, row: usize, equation: &Equation, left_out: &HashSet<Decimal>) -> bool {
        if left_out.is_empty() {
            return false;
        }
        let unit = equation.left.terms.first().map(|term| term.operand.unit);
        let gap = equation.left.value().zip(equation.right.value()).map(|(left, right)| apart(left, right));
        let missed = gap.zip(unit).filter(|&(gap, unit)| is_telling(gap, unit));
        self.is_total(row)
            || missed.is_some_and(|(gap, unit)| {
                gap.checked_div(unit.worth()).is_some_and(|gap| left_out.contains(&gap.normalize()))
            })
    }
}
