//! Rows whose names say a percentage of the row above: 19 % VAT below the net amount, a contingency of 10 %; and what both come
//! to in the row below.
//!
//! A name may say a percentage of anything. That it is of the row above is proved by what the row says, or by what the two come
//! to in the next.

use rust_decimal::Decimal;

use super::Sheet;
use crate::amount::slip::significant;
use crate::amount::{Amount, Kind, number};
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;

/// Figures of fewer digits agree by chance.
const DIGITS: u32 = 4;

impl Sheet<'_> {
    /// Tells of rows that are a percentage of the one above; `columns` are those of amounts.
    pub(super) fn tell_taxed(&self, columns: &[usize], results: &mut Results) {
        for row in 1..self.pane.items.len() {
            let Some(rate) = self.only_percentage(row) else { continue };
            for &column in columns {
                let base = (0..row).rev().find_map(|above| self.figure(above, column));
                let next = (row + 1..self.pane.items.len()).find_map(|below| self.figure(below, column));
                if let Some((base, own)) = base.zip(self.figure(row, column)) {
                    self.tell_tax((base, own, next), rate, results);
                }
            }
        }
    }

    /// The percentage that the name of a row says, where it says one.
    fn only_percentage(&self, row: usize) -> Option<Amount> {
        let item = &self.pane.items[row];
        let names = std::iter::once(&item.name).chain(&item.second);
        let found = names.flat_map(|place| number::scan(self.document.text(place), self.table.style));
        let mut rates = found.map(|found| found.amount).filter(|amount| amount.unit.kind == Kind::Percent);
        rates.next().filter(|rate| rates.next().is_none() && rate.value > Decimal::ZERO)
    }

    fn tell_tax(
        &self,
        (base, own, next): (FigureId, FigureId, Option<FigureId>),
        rate: Amount,
        results: &mut Results,
    ) {
        let long = |id: FigureId| significant(self.document.figure(id).amount) >= DIGITS;
        let term = |id: FigureId, coefficient: Decimal| Term {
            operand: Operand::of(self.document, id),
            coefficient,
        };
        // The base is what it says: the tax is reckoned from what is printed.
        let exact = |id: FigureId, coefficient: Decimal| {
            let own = term(id, coefficient);
            Term { operand: Operand { half: Decimal::ZERO, ..own.operand }, coefficient }
        };
        let equal = |stated: FigureId, terms: Vec<Term>| {
            Equation::equal(Linear::one(Operand::of(self.document, stated)), Linear { terms })
        };
        let Some(part) = rate.checked_base() else { return };
        let is_tax = equal(own, vec![exact(base, part)]);
        let holds =
            |equation: &Equation| matches!(equation.outcome(), Outcome::Holds | Outcome::WithinRounding);
        let slipped = |equation: &Equation| {
            equation.outcome() != Outcome::Fails || one_digit_away(self.document, equation)
        };
        let taxed = next.filter(|next| long(*next) && long(base)).map(|next| {
            let sum = equal(next, vec![term(base, Decimal::ONE), term(own, Decimal::ONE)]);
            let whole = equal(next, vec![exact(base, part.saturating_add(Decimal::ONE))]);
            (sum, holds(&whole))
        });
        let tax_holds = holds(&is_tax) && long(own);
        match taxed {
            Some((sum, whole))
                if (tax_holds || whole) && slipped(&sum) && (tax_holds || slipped(&is_tax)) =>
            {
                results.found(is_tax);
                results.found(sum);
            }
            _ if tax_holds => results.found(is_tax),
            _ => {}
        }
    }
}
