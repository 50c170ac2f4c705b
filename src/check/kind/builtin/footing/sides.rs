//! Statements of two sides, income and spending, assets and liabilities: the totals of both are one in every column.

use super::Sheet;
use super::score::digits_of;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::ledger::Outcome;

/// So many digits of totals that are the same on both sides say that they are so in every column.
const DIGITS: usize = 4;

/// So many rows of a side make up what it closes with.
const PARTS: usize = 2;

impl Sheet<'_> {
    /// Tells what the two sides of an account close with: one and the same figure in the last row of both, under no name at all.
    pub(super) fn closes(&self, other: &Sheet<'_>, results: &mut Results) {
        let (left, right) = (self.values(), other.values());
        let ([left], [right]) = (left.as_slice(), right.as_slice()) else { return };
        let (Some(one), Some(beside)) = (self.bare_end(*left), other.bare_end(*right)) else { return };
        let told: Vec<Equation> = [(self, one, *left), (other, beside, *right)]
            .into_iter()
            .filter_map(|(side, end, column)| {
                let rows: Vec<usize> = (0..end).collect();
                let line = side.lines(end, &rows, &[column]).pop()?;
                (line.1.len() >= PARTS).then(|| side.equation(&line))
            })
            .collect();
        let same = self.worth(one, *left).is_some_and(|worth| other.worth(beside, *right) == Some(worth));
        let sound = |equation: &Equation| {
            equation.outcome() != Outcome::Fails || one_digit_away(self.document, equation)
        };
        let out = told.iter().any(|equation| equation.outcome() != Outcome::Fails);
        if told.len() == 2
            && same
            && (out || told.iter().any(sound))
            && self.pane.items[one].row == other.pane.items[beside].row
        {
            told.into_iter().filter(sound).for_each(|equation| results.relation(equation));
        }
    }

    /// The last row of a side that has a figure and no name.
    fn bare_end(&self, column: usize) -> Option<usize> {
        let end = (0..self.pane.items.len()).rev().find(|&row| self.figure(row, column).is_some())?;
        let named = |row: usize| !self.name(row).trim().is_empty();
        let above = (0..end).filter(|&row| self.figure(row, column).is_some()).all(named);
        (!named(end) && above).then_some(end)
    }

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
