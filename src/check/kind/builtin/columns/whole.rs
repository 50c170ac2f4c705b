//! The row that is the whole of a column of shares: which row says a hundred in a hundred.

use std::rc::Rc;

use rust_decimal::Decimal;

use super::{Follows, Hundreds, InRow, SharesOf, Sheet, Way, comes_out};
use crate::amount::{Kind, apart};
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::document::Measure;
use crate::words::vocabulary;

impl Sheet<'_> {
    /// The row that is the whole of a column of rates for one of its rows: the one that says a hundred in a hundred, that of its
    /// section where several do; where none does, the one that does so in another column of rates, or the only one that is
    /// called a total.
    pub(super) fn whole(&self, column: usize, row: usize) -> Option<usize> {
        let hundreds = self.hundreds(column);
        match hundreds.rows.as_slice() {
            [] => {}
            [only] => return Some(*only),
            rows if hundreds.lead => {
                let above = rows.partition_point(|at| *at <= row);
                return above.checked_sub(1).map(|at| rows[at]);
            }
            rows => return rows.get(rows.partition_point(|at| *at < row)).copied(),
        }
        let says = |row: &usize| self.figure(*row, column).is_some();
        let rate = |other: &usize| *other != column && self.table.columns[*other].measure == Measure::Rate;
        let only = |other: usize| match self.hundreds(other).rows.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let mut beside = self.pane.columns.clone().filter(rate).filter_map(only);
        beside.next().or_else(|| self.total()).filter(says)
    }

    /// Whether any row of a column of rates has a whole.
    pub(super) fn has_whole(&self, column: usize) -> bool {
        (0..self.pane.items.len()).any(|row| self.whole(column, row).is_some())
    }

    fn hundreds(&self, column: usize) -> Rc<Hundreds> {
        let find = || {
            let rows: Vec<usize> =
                (0..self.pane.items.len()).filter(|row| self.is_hundred(*row, column)).collect();
            let first = (0..self.pane.items.len()).find(|&row| self.figure(row, column).is_some());
            Rc::new(Hundreds { lead: first.is_some() && first == rows.first().copied(), rows })
        };
        Rc::clone(self.hundreds.borrow_mut().entry(column).or_insert_with(find))
    }

    /// What the shares of each whole of a column of rates come to, without the wholes.
    pub(super) fn shares(&self, column: usize) -> Rc<SharesOf> {
        let add = || {
            let mut sums = SharesOf::new();
            for row in 0..self.pane.items.len() {
                let Some(whole) = self.whole(column, row).filter(|whole| *whole != row) else { continue };
                let share = self.figure(row, column).map(|id| self.document.figure(id).amount.base());
                let sum = sums.entry(whole).or_insert(Some(Decimal::ZERO));
                *sum = sum.and_then(|sum| sum.checked_add(share.unwrap_or_default()));
            }
            Rc::new(sums)
        };
        if let Some(known) = self.shares.borrow().get(&column) {
            return Rc::clone(known);
        }
        let sums = add();
        self.shares.borrow_mut().insert(column, Rc::clone(&sums));
        sums
    }

    /// Whether the only whole of a column of shares is called a total and says a hundred.
    pub(super) fn is_of_total(&self, way: Way) -> bool {
        let hundreds = self.hundreds(way.column);
        way.how == Follows::Part && matches!(hundreds.rows.as_slice(), [only] if self.is_total(*only))
    }

    /// Whether all rows, those that come `out` and those still `open`, are shares of one whole that is more than what stands here: it
    /// is told elsewhere, and other parts of it are told nowhere.
    pub(super) fn is_of_another_whole(&self, out: &[InRow], open: &[InRow]) -> bool {
        if open.is_empty() {
            return false;
        }
        let (mut least, mut most) = (Decimal::ZERO, Decimal::MAX);
        let mut sum = Decimal::ZERO;
        for (_, equation) in out.iter().chain(open) {
            let (Some(share), Some(half)) = (equation.left.value(), equation.left.half()) else {
                return false;
            };
            let (Some(part), Some(own)) =
                (equation.right.value(), equation.over.as_ref().and_then(Linear::value))
            else {
                return false;
            };
            // A share of nothing is nothing, whatever the whole.
            if part.is_zero() {
                continue;
            }
            let Some(low) = part.checked_div(share.saturating_add(half)) else { return false };
            least = least.max(low);
            let under = Some(share.saturating_sub(half)).filter(|under| *under > Decimal::ZERO);
            most = under.and_then(|under| part.checked_div(under)).map_or(most, |high| most.min(high));
            sum = own;
        }
        least <= most && sum < least
    }

    /// Whether a row is called a total.
    pub(super) fn is_total(&self, row: usize) -> bool {
        let name = self.document.text(&self.pane.items[row].name);
        vocabulary().total_labels.fit(name) || vocabulary().totals.has_in_any_case(name)
    }

    /// The only row that is called a total.
    fn total(&self) -> Option<usize> {
        *self.total.get_or_init(|| {
            let mut totals = (0..self.pane.items.len()).filter(|&row| self.is_total(row));
            totals.next().filter(|_| totals.next().is_none())
        })
    }

    /// Whether a row says a hundred in a hundred.
    pub(super) fn is_hundred(&self, row: usize, column: usize) -> bool {
        self.figure(row, column).is_some_and(|id| {
            let amount = self.document.figure(id).amount;
            let whole = if amount.unit.kind == Kind::Percent {
                amount.base()
            } else {
                amount.value.checked_div(Decimal::ONE_HUNDRED).unwrap_or_default()
            };
            whole == Decimal::ONE
        })
    }

    /// Whether a share is that of its amounts just as they are written: only the share was rounded.
    pub(super) fn fits_as_written(&self, equation: &Equation) -> bool {
        let parts = equation.right.value().zip(equation.over.as_ref().and_then(Linear::value));
        let share = parts.and_then(|(part, whole)| part.checked_div(whole));
        let half = equation.left.half().unwrap_or_default();
        share.zip(equation.left.value()).is_some_and(|(share, stated)| apart(share, stated) <= half)
    }

    /// Whether a change that is no share of what there is now is one of what there was: the two are the same where little changed.
    pub(super) fn is_of_what_was(&self, way: Way, equation: &Equation) -> bool {
        let (Follows::Share, Some(over), Some(change)) =
            (way.how, equation.over.as_ref(), equation.right.terms.first())
        else {
            return false;
        };
        let less = Term { coefficient: Decimal::NEGATIVE_ONE, ..change.clone() };
        let before = Linear { terms: over.terms.iter().cloned().chain([less]).collect() };
        comes_out(&Equation { over: Some(before), ..equation.clone() })
    }
}
