//! Rows that say nothing in a column of differences: what a total lacks of them is left out of the column.
//!
//! A column after deductions is empty where nothing is left, and the total of the table is less by what these rows have.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::{Follows, Sheet, Way};
use crate::amount::apart;
use crate::check::aid::relation::{Equation, is_telling};

/// The differences that a column could say in the rows that say nothing there.
pub(super) struct LeftOut {
    values: HashSet<Decimal>,
}

impl LeftOut {
    pub(super) fn new(sheet: &Sheet<'_>, way: Way, rows: &[usize]) -> Self {
        let blank = |row: &&usize| way.how == Follows::Less && !sheet.says(**row, way.column);
        let left = |&row: &usize| {
            let one = sheet.value(row, way.one)?;
            let other = if sheet.says(row, way.other) { sheet.value(row, way.other)? } else { Decimal::ZERO };
            one.checked_sub(other).map(|left| left.normalize()).filter(|left| !left.is_zero())
        };
        Self { values: rows.iter().filter(blank).filter_map(left).collect() }
    }

    /// Whether a row misses by what one of these rows would have said.
    pub(super) fn holds(&self, way: Way, equation: &Equation) -> bool {
        if self.values.is_empty() || way.how != Follows::Less {
            return false;
        }
        let unit = equation.left.terms.first().map(|term| term.operand.unit);
        let gap = equation.left.value().zip(equation.right.value()).map(|(left, right)| apart(left, right));
        gap.zip(unit).filter(|&(gap, unit)| is_telling(gap, unit)).is_some_and(|(gap, unit)| {
            gap.checked_div(unit.worth()).is_some_and(|gap| self.values.contains(&gap.normalize()))
        })
    }
}
