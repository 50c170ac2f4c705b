//! The row that is the whole of a column of shares: which row says a hundred in a hundred.

use std::rc::Rc;

use rust_decimal::Decimal;

use super::{Hundreds, SharesOf, Sheet};
use crate::amount::Kind;
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
}
