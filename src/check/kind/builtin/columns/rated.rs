//! Rows of rates between rows of amounts, as tables of indicators have them: the share of one row in another or in two that stand
//! together, by how much a row is more than in the column beside it, or than the row before it, and what it is where it was a hundred
//! in one of the columns.
//!
//! No word says which rows: a way that comes out in several columns, to more digits than there are ways, is what the row says.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::{Sheet, comes_out};
use crate::amount::slip::significant;
use crate::amount::{Kind, Unit, apart, half_digit, total as total_of};
use crate::check::aid::evidence::{one_digit_away, slipped};
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::kind::builtin::footing::score::needed;
use crate::check::kind::builtin::turns::says_rate;
use crate::check::results::Results;
use crate::document::FigureId;
use crate::words::vocabulary;

/// What a rate is of stands no further from it than so many rows.
const NEAR_ROWS: usize = 12;
/// A way that comes out in so many columns is tried in all of them.
const LEAST: usize = 2;
/// Of the columns of a row so many have a slip at most.
const SLIPS: usize = 1;
/// So many columns on stands what a column is held against: the one beside it, and with columns of quarters the same one a year ago.
const STEPS: [isize; 4] = [1, -1, 4, -4];
/// Two rows that are held against each other stand no further apart: what they differ by may stand between.
const NEAR_PAIR: usize = 2;

/// What is divided, each figure with what it counts for, and what it is divided by.
type Sides = (Vec<(FigureId, Decimal)>, Vec<FigureId>);

/// How a row of rates follows from rows of amounts.
#[derive(Debug, Clone)]
enum Way {
    /// One row in one or several others.
    Share(usize, Vec<usize>),
    /// By how much a row is more than in the column so many columns on, in that column.
    Growth(usize, isize),
    /// By how much one row is more than another, in the other.
    Change(usize, usize),
    /// A row in what it is in one of the columns.
    Index(usize, usize),
}

impl Sheet<'_> {
    /// Tells what the rows of rates come to; `columns` are those of amounts.
    pub(super) fn tell_rated_rows(&self, columns: &[usize], results: &mut Results) {
        if columns.len() < LEAST {
            return;
        }
        let rated: Vec<bool> = (0..self.pane.items.len()).map(|row| self.is_rated(row, columns)).collect();
        for row in (0..rated.len()).filter(|&row| rated[row] || self.base_of_index(row, columns).is_some()) {
            let near = row.saturating_sub(NEAR_ROWS)..row.saturating_add(NEAR_ROWS).min(rated.len());
            let amounts: Vec<usize> =
                near.filter(|&at| at != row && !rated[at] && self.has_amounts(at, columns)).collect();
            self.tell_rated(row, &amounts, columns, results);
        }
    }

    /// Whether all figures of a row are rates: by their signs, by its name, or by the unit that it says.
    pub(super) fn is_rated(&self, row: usize, columns: &[usize]) -> bool {
        let ids: Vec<FigureId> = columns.iter().filter_map(|&column| self.rate(row, column)).collect();
        if ids.len() < LEAST {
            return false;
        }
        let percent = |id: &FigureId| self.document.figure(*id).amount.unit.kind == Kind::Percent;
        let item = &self.pane.items[row];
        let name = self.document.text(&item.name);
        let bare = name.split('(').next().unwrap_or(name).trim_end();
        ids.iter().all(percent)
            || !ids.iter().any(percent) && (says_rate(self.document, item) || vocabulary().rates.fit(bare))
    }

    /// A figure of a row of rates, percentages as well, that says more than nothing.
    fn rate(&self, row: usize, column: usize) -> Option<FigureId> {
        let at = column.checked_sub(self.pane.columns.start)?;
        let id = self.pane.items[row].figures.get(at).copied().flatten()?;
        let figure = self.document.figure(id);
        (!figure.blank && !figure.unreadable && !figure.amount.value.is_zero()).then_some(id)
    }

    /// The column in which a row of index numbers says a hundred.
    fn base_of_index(&self, row: usize, columns: &[usize]) -> Option<usize> {
        let is_base = |column: &usize| self.value(row, *column) == Some(Decimal::ONE_HUNDRED);
        columns.iter().copied().find(is_base)
    }

    fn has_amounts(&self, row: usize, columns: &[usize]) -> bool {
        columns.iter().filter_map(|&column| self.figure(row, column)).take(LEAST).count() == LEAST
    }

    fn tell_rated(&self, row: usize, amounts: &[usize], columns: &[usize], results: &mut Results) {
        let stated: Vec<usize> =
            columns.iter().copied().filter(|&column| self.rate(row, column).is_some()).collect();
        let mut ways: Vec<Way> = Vec::new();
        for &one in amounts {
            let wholes = amounts.iter().filter(|&&whole| whole != one);
            ways.extend(wholes.map(|&whole| Way::Share(one, vec![whole])));
            let together = amounts.windows(2).filter(|two| two.contains(&one));
            ways.extend(together.map(|two| Way::Share(one, two.to_vec())));
            let steps = STEPS.into_iter().filter(|step| step.unsigned_abs() < columns.len());
            ways.extend(steps.map(|step| Way::Growth(one, step)));
            let base = self.base_of_index(row, columns);
            ways.extend(base.map(|base| Way::Index(one, base)));
            let pair = amounts.iter().filter(|&&other| other != one && other.abs_diff(one) <= NEAR_PAIR);
            ways.extend(pair.map(|&other| Way::Change(one, other)));
        }
        // The nearer the rows, the fewer there are to choose from.
        let far = |way: &Way| match way {
            Way::Share(one, whole) => whole.iter().chain([one]).map(|&other| other.abs_diff(row)).max(),
            Way::Change(one, other) => Some(one.abs_diff(row).max(other.abs_diff(row))),
            Way::Growth(one, _) | Way::Index(one, _) => Some(one.abs_diff(row)),
        };
        ways.sort_by_key(far);
        let mut ways: Vec<(usize, Way)> = (1..).zip(ways).collect();
        let asked = |(_, way): &(usize, Way)| {
            let near = stated.iter().filter(|&&column| self.rate_is_near(way, row, column, columns));
            near.take(LEAST).count() == LEAST
        };
        ways.retain(asked);
        let best = ways.iter().filter_map(|(tried, way)| {
            let equations =
                stated.iter().filter_map(|&column| self.rated_equation(way, row, column, columns));
            let (out, open): (Vec<Equation>, Vec<Equation>) = equations.partition(comes_out);
            let values: HashSet<Decimal> =
                out.iter().filter_map(|one| one.left.value()).map(|v| v.normalize()).collect();
            let ids = out.iter().filter_map(|one| one.left.terms.first()?.operand.figure);
            let digits: usize = ids.map(|id| significant(self.document.figure(id).amount) as usize).sum();
            let proved = values.len() >= LEAST && digits >= needed(*tried) && open.len() <= SLIPS;
            proved.then_some((out, open))
        });
        // The first of those that come out in most columns.
        let Some((mut out, open)) = best.min_by_key(|(out, _)| std::cmp::Reverse(out.len())) else { return };
        let told =
            |equation: &Equation| slipped(self.document, equation) || one_digit_away(self.document, equation);
        out.extend(open.into_iter().filter(told));
        out.into_iter().for_each(|equation| results.found(equation));
    }

    /// The rows and columns of what is divided, each with what it counts for, and of what it is divided by.
    fn sides(&self, way: &Way, column: usize, columns: &[usize]) -> Option<Sides> {
        match way {
            Way::Share(one, whole) => {
                let whole: Option<Vec<FigureId>> =
                    whole.iter().map(|&row| self.figure(row, column)).collect();
                Some((vec![(self.figure(*one, column)?, Decimal::ONE)], whole?))
            }
            Way::Growth(one, step) => {
                let at = columns.iter().position(|&other| other == column)?.checked_add_signed(*step)?;
                let before = self.figure(*one, *columns.get(at)?)?;
                let own = self.figure(*one, column)?;
                Some((vec![(own, Decimal::ONE), (before, Decimal::NEGATIVE_ONE)], vec![before]))
            }
            Way::Change(one, other) => {
                let (own, before) = (self.figure(*one, column)?, self.figure(*other, column)?);
                Some((vec![(own, Decimal::ONE), (before, Decimal::NEGATIVE_ONE)], vec![before]))
            }
            // A hundred is exactly that.
            Way::Index(_, base) if *base == column => None,
            Way::Index(one, base) => {
                Some((vec![(self.figure(*one, column)?, Decimal::ONE)], vec![self.figure(*one, *base)?]))
            }
        }
    }

    /// Whether a way may come out in a column, give or take a whole percent: most ways are far from it.
    fn rate_is_near(&self, way: &Way, row: usize, column: usize, columns: &[usize]) -> bool {
        let near = || {
            let (over, under) = self.sides(way, column, columns)?;
            let base = |id: &FigureId| self.document.figure(*id).amount.checked_base();
            let over: Option<Vec<Decimal>> =
                over.iter().map(|(id, sign)| base(id)?.checked_mul(*sign)).collect();
            let over = total_of(over?)?.checked_mul(Decimal::ONE_HUNDRED)?;
            let under = total_of(under.iter().map(base).collect::<Option<Vec<_>>>()?)?;
            let stated = self.document.figure(self.rate(row, column)?).amount.value.checked_mul(under)?;
            Some(!under.is_zero() && apart(stated, over) <= under.abs())
        };
        near().unwrap_or(false)
    }

    /// What must hold in a column; nothing where a figure of it is not written.
    fn rated_equation(&self, way: &Way, row: usize, column: usize, columns: &[usize]) -> Option<Equation> {
        let (over, under) = self.sides(way, column, columns)?;
        let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
        let operand = |id: FigureId| Operand::of(self.document, id).in_unit(unit);
        let linear = |ids: &[FigureId]| Linear {
            terms: ids.iter().map(|&id| Term { operand: operand(id), coefficient: Decimal::ONE }).collect(),
        };
        let whole = linear(&under);
        if whole.value().is_none_or(|whole| whole.is_zero() || whole.is_sign_negative()) {
            return None;
        }
        let id = self.rate(row, column)?;
        let amount = self.document.figure(id).amount;
        let is_percent = amount.unit.kind == Kind::Percent;
        // What the table counts in is no unit of a rate.
        let stated = match is_percent {
            true => Operand::of(self.document, id),
            false => {
                let half = half_digit(amount.decimals, Unit::ONE);
                Operand { value: amount.value, half, unit: Unit::ONE, ..Operand::of(self.document, id) }
            }
        };
        let hundred = if is_percent { Decimal::ONE } else { Decimal::ONE_HUNDRED };
        let terms = over.into_iter().map(|(id, sign)| Term {
            operand: operand(id),
            coefficient: if sign.is_sign_negative() {
                Decimal::ZERO.saturating_sub(hundred)
            } else {
                hundred
            },
        });
        let equation = Equation::equal(Linear::one(stated), Linear { terms: terms.collect() });
        Some(Equation { over: Some(whole), ..equation })
    }
}
