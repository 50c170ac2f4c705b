//! Shares of a whole that no row of theirs is called: votes in what was cast, households in what was asked. Each count and its share
//! allow a range of wholes; where those of nearly all rows have one in common, that is the whole, whether it is printed or not. A
//! table may have several: of those who may vote so many did, of the votes so many are valid, of the valid ones so many are for each.
//!
//! The share stands in a column of its own, or in the row below its count.

use std::collections::{BTreeSet, HashSet};

use rust_decimal::Decimal;

use super::Sheet;
use crate::amount::{Kind, Unit};
use crate::check::aid::evidence::{any_mends, one_digit_away};
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::kind::builtin::footing::score::needed;
use crate::check::kind::builtin::turns::is_rate;
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;

/// So many rows that allow one whole prove it.
const PROVED: usize = 3;
/// So many do where it is printed.
const PRINTED: usize = 2;
/// For so many that do one may not.
const FEW: usize = 2;
/// Where so many for each that does not allow one whole, no share is too rough to be held to it.
const SURE: usize = 8;
/// Shares with so many digits after the point come to a hundred by no chance, so many of them at most.
const FRACTION: u32 = 2;
const MOST_IN_RUN: usize = 12;
/// So many figures before a share and behind it may be what it is of.
const NEARBY: usize = 200;
/// A table has no more wholes.
const WHOLES: usize = 4;
/// A share whose whole may lie anywhere within a part of it, one in so many, is proof of nothing and no slip.
const NARROW: Decimal = Decimal::from_parts(25, 0, 0, false, 0);
/// Shares of so many rows are a register, and so are shares of fewer nothing.
const MOST: usize = 400;

/// A count and its share.
#[derive(Clone, Copy)]
struct Share {
    count: FigureId,
    share: FigureId,
    /// The least and the largest whole that they allow.
    low: Decimal,
    high: Decimal,
}

impl Share {
    /// How many digits of a whole it settles.
    fn digits(&self) -> usize {
        let wide = self.high.saturating_sub(self.low);
        let times = self.low.checked_div(wide).unwrap_or(Decimal::ZERO).trunc();
        times.to_string().len().saturating_sub(1)
    }

    fn is_narrow(&self) -> bool {
        self.high.saturating_sub(self.low).saturating_mul(NARROW) <= self.low
    }
}

/// What several shares are shares of.
struct Whole {
    members: Vec<Share>,
    /// What all of them allow.
    low: Decimal,
    high: Decimal,
}

impl Sheet<'_> {
    /// Tells the shares in columns of `rates` of which nothing is told yet.
    pub(super) fn tell_based(
        &self,
        (rates, amounts): (&[usize], &[usize]),
        from: usize,
        results: &mut Results,
    ) {
        let stated = results.relations[from..].iter().map(|relation| &relation.equation);
        let stated =
            stated.filter(|equation| equation.over.is_some()).flat_map(|equation| &equation.left.terms);
        let told: HashSet<FigureId> = stated.filter_map(|term| term.operand.figure).collect();
        let mut beside: Vec<(usize, usize)> = Vec::new();
        for &column in rates {
            let own = || (0..self.pane.items.len()).filter_map(|row| self.figure(row, column));
            if own().filter(|id| told.contains(id)).count() * 2 > own().count() {
                continue;
            }
            let of = |&counts: &usize| {
                let pairs = (0..self.pane.items.len())
                    .filter_map(|row| Some((self.figure(row, counts)?, self.figure(row, column)?)));
                (counts, pairs.collect::<Vec<_>>())
            };
            let tried = amounts.len() * rates.len();
            let ways =
                amounts.iter().map(of).map(|(counts, pairs)| (counts, self.wholes(&pairs, counts, tried)));
            let covered = |wholes: &[Whole]| wholes.iter().map(|whole| whole.members.len()).sum::<usize>();
            // Of columns that fit alike the nearest before the shares is meant.
            let best = ways.max_by_key(|(counts, (wholes, _))| {
                (covered(wholes), usize::from(*counts < column), std::cmp::Reverse(counts.abs_diff(column)))
            });
            if let Some((counts, (wholes, rest))) = best {
                self.tell_wholes(&wholes, &rest, counts, results);
                let empty = (0..self.pane.items.len())
                    .filter_map(|row| Some((self.figure(row, counts)?, self.left_blank(row, column)?)));
                self.tell_empty(&wholes, &rest, &empty.collect::<Vec<_>>(), results);
            }
            let before = amounts.iter().copied().filter(|&counts| counts < column).max();
            let next = |counts: &usize| !rates.iter().any(|other| (*counts..column).contains(other));
            beside.extend(before.filter(next).map(|counts| (counts, column)));
        }
        self.tell_runs(&beside, results);
    }

    /// Tells the rows one below another whose shares come to just a hundred: those who came and those who did not. Each is a share of
    /// what all of them come to, in this pair of columns and in the others.
    fn tell_runs(&self, pairs: &[(usize, usize)], results: &mut Results) {
        let runs: BTreeSet<(usize, usize)> = pairs.iter().flat_map(|&pair| self.runs(pair)).collect();
        for &(from, end) in &runs {
            for &(counts, column) in pairs {
                let rows = || (from..end).map(|row| self.figure(row, counts).zip(self.figure(row, column)));
                let Some(all) = rows().collect::<Option<Vec<(FigureId, FigureId)>>>() else { continue };
                let term = |id: FigureId| Term { operand: self.exact(id), coefficient: Decimal::ONE };
                let whole = Linear { terms: all.iter().map(|(count, _)| term(*count)).collect() };
                let told = all.iter().filter_map(|&(count, share)| {
                    let one = self.share(count, share)?;
                    let own = self.of_base(&one, &self.exact(count));
                    Some(Equation { over: Some(whole.clone()), ..own })
                });
                let told: Vec<Equation> = told.collect();
                let sound = |equation: &Equation| {
                    equation.outcome() != Outcome::Fails || self.one_digit_mends(equation)
                };
                if told.len() == all.len() && told.iter().all(sound) {
                    told.into_iter().for_each(|equation| results.found(equation));
                }
            }
        }
    }

    /// Where shares of a column that stand one below another come to a hundred to the last of two digits.
    fn runs(&self, (counts, column): (usize, usize)) -> Vec<(usize, usize)> {
        let mut runs = Vec::new();
        let mut from = 0;
        while from < self.pane.items.len() {
            let mut sum = Decimal::ZERO;
            let shares = (from..self.pane.items.len()).map_while(|row| {
                let id = self.figure(row, column).filter(|_| self.figure(row, counts).is_some())?;
                let amount = self.document.figure(id).amount;
                (amount.decimals >= FRACTION && amount.value > Decimal::ZERO).then_some((row, amount.value))
            });
            let end = shares.take(MOST_IN_RUN).find_map(|(row, value)| {
                sum = sum.saturating_add(value);
                (sum == Decimal::ONE_HUNDRED && row > from).then_some(row + 1)
            });
            runs.extend(end.map(|end| (from, end)));
            from = end.unwrap_or(from + 1);
        }
        runs
    }

    /// The same of shares that stand in the row below their counts, in one column.
    pub(super) fn tell_below(&self, columns: &[usize], results: &mut Results) {
        let rates: Vec<bool> = self.pane.items.iter().map(|item| is_rate(self.document, item)).collect();
        for &column in columns {
            let raw = |row: usize| {
                let at = column.checked_sub(self.pane.columns.start)?;
                let id = self.pane.items.get(row)?.figures.get(at).copied().flatten()?;
                let figure = self.document.figure(id);
                (!figure.blank && !figure.unreadable)
                    .then_some((id, rates[row] || figure.amount.unit.kind == Kind::Percent))
            };
            let pair = |row: usize| match (raw(row), raw(row + 1)) {
                (Some((count, false)), Some((share, true))) => Some((count, share)),
                _ => None,
            };
            let pairs: Vec<(FigureId, FigureId)> = (0..self.pane.items.len()).filter_map(pair).collect();
            if pairs.len() >= PROVED {
                let (wholes, rest) = self.wholes(&pairs, column, columns.len());
                self.tell_wholes(&wholes, &rest, column, results);
                let is_pair = |row: usize| pair(row).is_some_and(|own| pairs.contains(&own));
                let empty = (1..self.pane.items.len().saturating_sub(1))
                    .filter(|&row| is_pair(row - 1) || row > 1 && is_pair(row - 2))
                    .filter_map(|row| {
                        Some((raw(row).filter(|(_, share)| !share)?.0, self.left_blank(row + 1, column)?))
                    });
                self.tell_empty(&wholes, &rest, &empty.collect::<Vec<_>>(), results);
            }
        }
    }

    /// What counts of a column and their shares are shares of, and those that are of none of these; so many columns are tried.
    fn wholes(
        &self,
        pairs: &[(FigureId, FigureId)],
        column: usize,
        tried: usize,
    ) -> (Vec<Whole>, Vec<Share>) {
        let printed: Vec<Decimal> = (0..self.pane.items.len())
            .filter_map(|row| self.figure(row, column))
            .map(|id| self.exact(id).value)
            .collect();
        let mut rest: Vec<Share> =
            pairs.iter().filter_map(|&(count, share)| self.share(count, share)).take(MOST).collect();
        let mut wholes = Vec::new();
        while wholes.len() < WHOLES {
            let Some(at) = deepest(&rest) else { break };
            let (members, others): (Vec<Share>, Vec<Share>) =
                rest.iter().partition(|share| share.low <= at && at <= share.high);
            // The same again proves nothing, nor does the first of them.
            let mut seen: HashSet<(Decimal, Decimal)> = HashSet::new();
            let mut digits: Vec<usize> =
                members.iter().filter(|one| seen.insert((one.low, one.high))).map(Share::digits).collect();
            digits.sort_unstable();
            let low = members.iter().map(|one| one.low).max().unwrap_or_default();
            let high = members.iter().map(|one| one.high).min().unwrap_or_default();
            let most = digits.last().copied().unwrap_or_default();
            let is_printed = printed.iter().any(|value| low <= *value && *value <= high);
            let least = if is_printed { PRINTED } else { digits.pop().map_or(PROVED, |_| PROVED) };
            let proof: usize = digits.iter().sum();
            if seen.len() < least || most == 0 || proof < needed(tried.saturating_mul(pairs.len())) {
                break;
            }
            wholes.push(Whole { members, low, high });
            rest = others;
        }
        (wholes, rest)
    }

    /// A count and the wholes that its share allows.
    fn share(&self, count: FigureId, share: FigureId) -> Option<Share> {
        let (part, said) = (self.exact(count), self.said(count, share));
        let percent = self.document.figure(share).amount.unit.kind == Kind::Percent;
        let hundred = if percent { Decimal::ONE } else { Decimal::ONE_HUNDRED };
        let (least, most) = (part.value.checked_sub(part.half)?, part.value.checked_add(part.half)?);
        let (under, over) = (said.value.checked_sub(said.half)?, said.value.checked_add(said.half)?);
        // What says the same in both is no share of a hundred but a mark, and what was reached of it.
        let amount = |id: FigureId| self.document.figure(id).amount.value;
        if least <= Decimal::ZERO || under <= Decimal::ZERO || amount(count) == amount(share) {
            return None;
        }
        let low = least.checked_mul(hundred)?.checked_div(over)?;
        let high = most.checked_mul(hundred)?.checked_div(under)?;
        Some(Share { count, share, low, high })
    }

    /// A share as it is written: in the row below its count it has no more digits for those that the counts have.
    fn said(&self, count: FigureId, share: FigureId) -> Operand {
        let figure = self.document.figure(share);
        let column = |id: FigureId| self.document.figure(id).cell.map(|cell| cell.column);
        let mut operand = Operand::of(self.document, share);
        if column(count) == column(share) {
            operand.half = figure.amount.half_digit();
        }
        operand
    }

    /// A count as what it is: only figures with a fraction, or in a unit, were rounded.
    fn exact(&self, id: FigureId) -> Operand {
        let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
        let mut operand = Operand::of(self.document, id).in_unit(unit);
        let amount = self.document.figure(id).amount;
        if amount.decimals == 0 && operand.unit == Unit::ONE {
            operand.half = Decimal::ZERO;
        }
        operand
    }

    fn tell_wholes(&self, wholes: &[Whole], rest: &[Share], column: usize, results: &mut Results) {
        let members: usize = wholes.iter().map(|whole| whole.members.len()).sum();
        if members == 0 {
            return;
        }
        let printed: Vec<FigureId> =
            (0..self.pane.items.len()).filter_map(|row| self.figure(row, column)).collect();
        for whole in wholes {
            let base = self.base(whole, &printed);
            whole.members.iter().for_each(|one| results.found(self.of_base(one, &base)));
        }
        // A share of something else that is printed, here or in a table nearby, is no slip: of all votes, and not of the valid ones.
        let near = |id: FigureId| {
            let at = id.0 as usize;
            let around =
                at.saturating_sub(NEARBY)..(at.saturating_add(NEARBY)).min(self.document.figures.len());
            around.filter_map(|at| u32::try_from(at).ok()).map(FigureId)
        };
        let is_other = |one: &Share| {
            near(one.count).any(|id| {
                let figure = self.document.figure(id);
                let value = self.exact(id).value;
                let written = !figure.blank && figure.cell.is_some() && id != one.count && id != one.share;
                written && one.low <= value && value <= one.high
            })
        };
        let rest: Vec<&Share> = rest.iter().filter(|one| !is_other(one)).collect();
        let off: Vec<Equation> = rest
            .iter()
            .filter(|one| one.is_narrow() || members >= SURE * rest.len())
            .filter_map(|one| {
                let told = wholes.iter().map(|whole| self.base(whole, &printed));
                let mut slips = told.filter_map(|base| {
                    let equation = self.of_base(one, &base);
                    // One off in the last place is a share of nearly the same, which is told elsewhere.
                    let place = equation.left.half()?.checked_mul(Decimal::from(3))?;
                    let near = base.figure.is_none() && equation.gap()?.abs() <= place;
                    let fails = equation.outcome() == Outcome::Fails && !near;
                    (fails && self.one_digit_mends(&equation)).then_some(equation)
                });
                slips.next()
            })
            .collect();
        if rest.len() * FEW <= members {
            off.into_iter().for_each(|equation| results.found(equation));
        }
    }

    /// Whether another digit in one of its figures lets a share be right: a digit of the count changes the share by any amount.
    fn one_digit_mends(&self, equation: &Equation) -> bool {
        let mends = || {
            equation.allowed().is_some_and(|allowed| any_mends(self.document, equation, allowed, |_| true))
        };
        one_digit_away(self.document, equation) || mends()
    }

    /// The share of a count that is left empty, where all others are written and of one whole.
    fn tell_empty(
        &self,
        wholes: &[Whole],
        rest: &[Share],
        empty: &[(FigureId, FigureId)],
        results: &mut Results,
    ) {
        let ([whole], [], [(count, share)]) = (wholes, rest, empty) else { return };
        let own = self.exact(*count).value;
        let is_whole = whole.low <= own && own <= whole.high;
        let Some(first) = whole.members.first().filter(|_| whole.members.len() > PROVED && !is_whole) else {
            return;
        };
        let base = self.base(whole, &[]);
        let like = self.of_base(&Share { count: *count, ..*first }, &base);
        let told = Equation { left: Linear::one(Operand::of(self.document, *share)), ..like };
        if told.outcome() == Outcome::Fails {
            results.found(told);
        }
    }

    /// The figure that the whole is, where it is printed, or what it may be.
    fn base(&self, whole: &Whole, printed: &[FigureId]) -> Operand {
        let is_base = |id: &&FigureId| {
            let value = self.exact(**id).value;
            whole.low <= value && value <= whole.high
        };
        if let Some(&id) = printed.iter().find(is_base) {
            return self.exact(id);
        }
        let half = whole.high.saturating_sub(whole.low).checked_div(Decimal::TWO).unwrap_or_default();
        let value = whole.low.saturating_add(half);
        Operand { half, ..Operand::exact(value) }
    }

    fn of_base(&self, one: &Share, base: &Operand) -> Equation {
        let percent = self.document.figure(one.share).amount.unit.kind == Kind::Percent;
        let hundred = if percent { Decimal::ONE } else { Decimal::ONE_HUNDRED };
        let part = Term { operand: self.exact(one.count), coefficient: hundred };
        let stated = Linear::one(self.said(one.count, one.share));
        let mut base = base.clone();
        if base.figure.is_none() {
            base.unit = part.operand.unit;
        }
        let equation = Equation::equal(stated, Linear { terms: vec![part] });
        Equation { over: Some(Linear::one(base)), ..equation }
    }
}

/// A whole that as many of the shares as possible allow.
fn deepest(shares: &[Share]) -> Option<Decimal> {
    let mut ends: Vec<(Decimal, bool)> =
        shares.iter().flat_map(|share| [(share.low, false), (share.high, true)]).collect();
    ends.sort_unstable();
    let (mut depth, mut best) = (0_usize, (0_usize, None));
    for (at, closes) in ends {
        if closes {
            depth = depth.saturating_sub(1);
        } else {
            depth = depth.saturating_add(1);
            if depth > best.0 {
                best = (depth, Some(at));
            }
        }
    }
    best.1
}
