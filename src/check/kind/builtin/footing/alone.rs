//! The only total of a table of one column: nothing else in the table proves what it adds up.

use rust_decimal::Decimal;

use super::score::are_near;
use super::twins::takes_in;
use super::{Line, Sheet};
use crate::check::aid::evidence::slipped_by;
use crate::check::aid::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// A total of so many parts is one of all that stands in its column.
const MANY: usize = 5;

/// Of so many differences from a total that is the only one of its table, one may look like a slip by chance.
const ALONE: u64 = 20;

impl Sheet<'_> {
    /// Tells the only column of a table whose only total, at its end or its beginning, is off by a digit: nothing else in the table
    /// proves what it adds up, but all that stands there is called nothing else.
    pub(super) fn tell_alone(&self, total: usize, rest: &[usize], line: &Line, results: &mut Results) {
        let at_end = rest.iter().all(|&row| row < total) || rest.iter().all(|&row| row > total);
        let of_which = |&row: &usize| vocabulary().of_which.strip(self.name(row)).is_some();
        let equation = self.equation(line);
        let column = self.document.figure(line.0).cell.map(|cell| cell.column as usize);
        let empty = column.and_then(|column| self.only_empty(rest, column, &equation));
        let alone = at_end && line.1.len() > 1 && !rest.iter().any(of_which);
        if alone
            && equation.outcome() == Outcome::Fails
            && !self.is_torn(&equation)
            && are_near(&equation)
            && !takes_in(&equation)
            && (empty.is_some() || slipped_by(self.document, &equation, ALONE))
        {
            results.relation(match empty {
                Some(id) => self.solved_for(id, equation),
                None => equation,
            });
        }
    }

    /// The only cell left empty of many that a total adds up, where it lacks something and no more than there is.
    fn only_empty(&self, rest: &[usize], column: usize, equation: &Equation) -> Option<FigureId> {
        let mut open = rest.iter().copied().filter(|&row| self.figure(row, column).is_none());
        let (only, more) = (open.next()?, open.next());
        // A heading stands before its rows, and ends in a colon or says which of them follow.
        let heads = self.name(only).trim_end().ends_with(':')
            || rest.first() == Some(&only)
            || self.name(only).is_empty();
        let (gap, total) = equation.gap().zip(equation.left.value())?;
        let lacks = gap.is_sign_negative() == total.is_sign_negative() && gap.abs() < total.abs();
        let many = equation.right.terms.len() >= MANY;
        self.blank(only, column).filter(|_| more.is_none() && !heads && lacks && many)
    }

    /// A sum as what one of its parts must be.
    fn solved_for(&self, id: FigureId, sum: Equation) -> Equation {
        let others = sum.right.scaled(Decimal::NEGATIVE_ONE);
        Equation::equal(Linear::one(self.operand(id)), sum.left.plus(others))
    }
}
