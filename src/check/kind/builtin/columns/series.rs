//! Columns that say how another column goes on from row to row, as tables of years, quarters and months have them: by how much it is
//! more than a row before, or a year of rows, as a rate or as an amount, and what it is where it was a hundred.
//!
//! No word says so: a way that comes out in several rows, to more digits than there are ways, is what the column says.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::{Sheet, comes_out};
use crate::amount::slip::significant;
use crate::amount::{Kind, Unit, apart, half_digit};
use crate::check::aid::evidence::{one_digit_away, slipped};
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::kind::builtin::footing::score::needed;
use crate::check::kind::builtin::footing::slips;
use crate::check::results::Results;
use crate::document::FigureId;

/// So many rows in which a way comes out prove it, of figures that differ.
const PROVED: usize = 3;
/// Of so many rows no more than one may have a slip, or stand apart from the others: a total below the years.
const FEW: usize = 8;
/// So many rows back stands what a row is held against: the one before it, the quarter and the month of the year before.
const LAGS: [usize; 3] = [1, 4, 12];
/// Tables of more rows are lists of much else.
const MOST_ROWS: usize = 400;

/// How a column follows from another one, from row to row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Series {
    /// By how much it is more than so many rows before, or further down, in what it was there.
    Growth(isize),
    /// The same as an amount.
    Step(isize),
    /// In what it is in one row.
    Index(usize),
}

impl Sheet<'_> {
    /// Tells the columns of `rates` and of `amounts` of which nothing is told yet and that follow from one of the `amounts` so.
    pub(super) fn tell_series(
        &self,
        (rates, amounts): (&[usize], &[usize]),
        from: usize,
        results: &mut Results,
    ) {
        let stated = results.relations[from..].iter().map(|relation| &relation.equation);
        let stated = stated.flat_map(|equation| &equation.left.terms);
        let told: HashSet<FigureId> = stated.filter_map(|term| term.operand.figure).collect();
        let is_open = |column: usize| {
            let own = || (0..self.pane.items.len()).filter_map(|row| self.figure(row, column));
            own().filter(|id| told.contains(id)).count() * 2 <= own().count()
        };
        let columns: Vec<usize> = rates.iter().chain(amounts).copied().collect();
        let tried = amounts.len() * (2 * 2 * LAGS.len() + 1);
        for &column in columns.iter().filter(|&&column| is_open(column)) {
            let ways = self.series_of(column, amounts, rates.contains(&column));
            let told = ways.into_iter().filter_map(|(one, how)| self.series(column, one, how, tried));
            if let Some(told) = told.max_by_key(Vec::len) {
                told.into_iter().for_each(|equation| results.found(equation));
            }
        }
    }

    /// The ways in which a column may follow from one of the `amounts`.
    fn series_of(&self, column: usize, amounts: &[usize], is_rate: bool) -> Vec<(usize, Series)> {
        let hundred =
            (0..self.pane.items.len()).find(|&row| self.value(row, column) == Some(Decimal::ONE_HUNDRED));
        let lags = || {
            LAGS.iter()
                .filter_map(|lag| isize::try_from(*lag).ok())
                .flat_map(|lag| [lag, 0_isize.saturating_sub(lag)])
        };
        let ways = |one: usize| {
            let growth = lags().map(move |lag| (one, Series::Growth(lag)));
            // What runs up from the row above is told as such.
            let steps = lags().filter(move |lag| !is_rate && *lag != 1);
            let steps = steps.map(move |lag| (one, Series::Step(lag)));
            // Where it is a hundred as well, the two say the same and neither is an index.
            let index = hundred.filter(|base| self.value(*base, one) != Some(Decimal::ONE_HUNDRED));
            // Where no figure is more than a hundred they are the shares of a whole.
            let more = |row: usize| self.value(row, column).is_some_and(|value| value > Decimal::ONE_HUNDRED);
            let index = index.filter(|_| (0..self.pane.items.len()).any(more));
            growth.chain(steps).chain(index.map(|base| (one, Series::Index(base))))
        };
        amounts.iter().filter(|&&one| one != column).flat_map(|&one| ways(one)).collect()
    }

    /// What must hold where a way is proved: the rows in which it comes out, and those that a slip keeps from that.
    fn series(&self, column: usize, one: usize, how: Series, tried: usize) -> Option<Vec<Equation>> {
        let written = |row: &usize| self.figure(*row, one).is_some();
        let rows: Vec<usize> = (0..self.pane.items.len()).filter(written).take(MOST_ROWS).collect();
        let against = |at: usize| match how {
            Series::Index(base) => (base != rows[at]).then_some(base),
            Series::Growth(lag) | Series::Step(lag) => {
                at.checked_add_signed(lag.checked_neg()?).and_then(|at| rows.get(at)).copied()
            }
        };
        let pairs = (0..rows.len()).filter_map(|at| Some((rows[at], against(at)?)));
        let (mut out, mut open) = (Vec::new(), Vec::new());
        let (mut seen, mut digits) = (HashSet::new(), 0_usize);
        for (row, other) in pairs.filter(|(row, _)| self.figure(*row, column).is_some()) {
            let near = self.is_near_series(column, one, how, (row, other));
            let equation = if near { self.series_row(column, one, how, (row, other)) } else { None };
            if let Some(equation) = equation.filter(comes_out) {
                let amount = self.figure(row, column).map(|id| self.document.figure(id).amount)?;
                if seen.insert(amount.value.normalize()) {
                    digits += significant(amount) as usize;
                }
                out.push(equation);
            } else {
                open.push((row, other));
                // The first rows say that it is none.
                if open.len() > PROVED && out.len() < open.len() {
                    return None;
                }
            }
        }
        if seen.len() < PROVED || digits < needed(tried) {
            return None;
        }
        let open = open.into_iter().filter_map(|pair| self.series_row(column, one, how, pair));
        let (slipped, odd): (Vec<Equation>, Vec<Equation>) = open.partition(|equation| {
            slipped(self.document, equation) || one_digit_away(self.document, equation)
        });
        let most = (out.len() / FEW).max(1);
        (slips(slipped.iter(), false) <= most && odd.len() <= most).then(|| {
            out.extend(slipped);
            out
        })
    }

    /// Whether a way may come out in a row, give or take one in a hundred: most ways are far from it.
    fn is_near_series(&self, column: usize, one: usize, how: Series, (row, other): (usize, usize)) -> bool {
        let value = |row: usize, column: usize| {
            self.figure(row, column).map(|id| self.document.figure(id).amount.value)
        };
        let near = || {
            let (stated, own, before) = (value(row, column)?, value(row, one)?, value(other, one)?);
            let change = own.checked_sub(before)?;
            let hundred = |value: Decimal| value.checked_mul(Decimal::ONE_HUNDRED);
            let said = stated.checked_mul(before)?;
            Some(match how {
                Series::Step(_) => apart(stated, change) <= change.abs(),
                Series::Growth(_) => apart(said, hundred(change)?) <= before.abs(),
                Series::Index(_) => apart(said, hundred(own)?) <= before.abs(),
            })
        };
        near().unwrap_or(false)
    }

    /// What must hold in a row that is held against another one.
    fn series_row(
        &self,
        column: usize,
        one: usize,
        how: Series,
        (row, other): (usize, usize),
    ) -> Option<Equation> {
        let (stated, own, before) =
            (self.figure(row, column)?, self.figure(row, one)?, self.figure(other, one)?);
        let base = |id: FigureId| self.document.figure(id).amount.checked_base();
        if !matches!(how, Series::Step(_)) && base(before)? <= Decimal::ZERO {
            return None;
        }
        let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
        let operand = |id: FigureId| Operand::of(self.document, id).in_unit(unit);
        let term = |id: FigureId, coefficient: Decimal| Term { operand: operand(id), coefficient };
        if let Series::Step(_) = how {
            let right = vec![term(own, Decimal::ONE), term(before, Decimal::NEGATIVE_ONE)];
            return Some(Equation::equal(Linear::one(operand(stated)), Linear { terms: right }));
        }
        let amount = self.document.figure(stated).amount;
        let is_percent = amount.unit.kind == Kind::Percent;
        let hundred = if is_percent { Decimal::ONE } else { Decimal::ONE_HUNDRED };
        // What the table counts in is no unit of a rate.
        let stated = match is_percent {
            true => Operand::of(self.document, stated),
            false => {
                let half = half_digit(amount.decimals, Unit::ONE);
                Operand { value: amount.value, half, unit: Unit::ONE, ..Operand::of(self.document, stated) }
            }
        };
        let mut right = vec![term(own, hundred)];
        if let Series::Growth(_) = how {
            right.push(term(before, Decimal::ZERO.checked_sub(hundred)?));
        }
        let equation = Equation::equal(Linear::one(stated), Linear { terms: right });
        let over = Some(Linear::one(operand(before)));
        Some(Equation { over, ..equation })
    }
}
