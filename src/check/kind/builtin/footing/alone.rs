//! The only total of a table of one column: nothing else in the table proves what it adds up.

use rust_decimal::Decimal;

use super::score::are_near;
use super::twins::takes_in;
use super::{Line, Sheet};
use crate::check::aid::evidence::{one_digit_away, slipped_by};
use crate::check::aid::name;
use crate::check::aid::relation::{Equation, in_notation};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
use crate::document::{ColumnKind, FigureId};
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// A total of so many parts is one of all that stands in its column.
const MANY: usize = 5;

/// Of so many differences from a total that is the only one of its table, one may look like a slip by chance.
pub(super) const ALONE: u64 = 20;

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
            && (empty.is_some()
                || slipped_by(self.document, &equation, ALONE)
                || self.is_put_down_twice(line, &equation)
                || self.is_numbered_through(rest) && one_digit_away(self.document, &equation))
        {
            match empty {
                Some(id) => results.against(self.left_out(id, &equation), vec![id, line.0]),
                None => results.relation(equation),
            }
        }
    }

    /// Whether just one figure of a list is the one below it or above it as well, and another in its place would let the total come
    /// out: it was put down for that.
    fn is_put_down_twice(&self, line: &Line, equation: &Equation) -> bool {
        let value = |id: FigureId| self.document.figure(id).amount.value;
        let all: Vec<FigureId> = line.1.iter().copied().chain([line.0]).collect();
        let mut twice = all
            .windows(2)
            .filter(|pair| value(pair[0]) == value(pair[1]) && self.document.repeats_neighbour(pair[0]));
        let (Some(pair), None) = (twice.next(), twice.next()) else { return false };
        let gap = equation.gap().unwrap_or_default();
        // One of the two is more by the gap, or the total is less by it; nothing becomes less than nothing.
        let own = self.operand(pair[0]).value;
        line.1.len() >= MANY && own.saturating_add(gap) > Decimal::ZERO && own > Decimal::ZERO
    }

    /// The only cell left empty of many that a total adds up, where it lacks something and no more than there is.
    fn only_empty(&self, rest: &[usize], column: usize, equation: &Equation) -> Option<FigureId> {
        let mut open = rest.iter().copied().filter(|&row| self.figure(row, column).is_none());
        let (only, more) = (open.next()?, open.next());
        // A heading stands before its rows, and ends in a colon or says which of them follow.
        let heads = self.name(only).trim_end().ends_with(':') || self.name(only).is_empty();
        let (gap, total) = equation.gap().zip(equation.left.value())?;
        let lacks = gap.is_sign_negative() == total.is_sign_negative() && gap.abs() < total.abs();
        let many = equation.right.terms.len() >= MANY;
        self.blank(only, column).filter(|_| more.is_none() && !heads && lacks && many)
    }

    /// Whether rows are numbered from 1 on without a gap: these are all that there is, and no sum of chance.
    fn is_numbered_through(&self, rows: &[usize]) -> bool {
        let counts =
            |column: &usize| matches!(self.table.columns[*column].kind, ColumnKind::Other | ColumnKind::Code);
        let Some(column) = self.pane.columns.clone().find(counts).filter(|_| rows.len() >= MANY) else {
            return false;
        };
        (1_usize..).zip(rows).all(|(number, &row)| {
            let cells = self.table.rows.get(self.pane.items[row].row).map(|row| &row.cells);
            let cell = cells.and_then(|cells| cells.get(column));
            cell.is_some_and(|cell| self.document.text(&cell.place).parse() == Ok(number))
        })
    }

    /// The words for the only cell left empty under a total, at that cell.
    fn left_out(&self, id: FigureId, equation: &Equation) -> Diagnostic {
        let (document, bounds) = (self.document, std::slice::from_ref(self.bound));
        let span = |id: FigureId| document.span(&document.figure(id).place);
        let total = equation.left.terms.first().map(|term| &term.operand);
        let lacking = total.zip(equation.gap()).map(|(total, gap)| in_notation(document, total, gap));
        let (name, lacking) = (name::figure(bounds, document, id), lacking.unwrap_or_default());
        let message = Text::new(
            format!("{} 空着；按合计应为 {lacking}", name.get(Lang::Zh)),
            format!("{} is left empty; by the total it is {lacking}", name.get(Lang::En)),
        );
        let mut told = Diagnostic::new("", Severity::Error, span(id), message)
            .labelled(Text::new("这里缺数", "a figure is missing here"));
        if let Some(total) = total.and_then(|total| total.figure) {
            let others = Text::new("其余各项之和小于合计", "the others come to less than this");
            told = told.with(span(total), others);
        }
        told.identity = name::identity(bounds, document, id);
        told
    }
}
