//! Results in steps, as statements of income have them: a row that is the result above it, with what stands between added or
//! taken away. No word says which it is; the figures of several columns do.
//!
//! From a row back to one above it, what belongs to sums that stand between is passed over with them. Each of what is left
//! may count for or against. Where one way to reckon comes out in a column to more digits than chance explains, and in the
//! others as well, it is how the statement is built.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rust_decimal::Decimal;

use super::Sheet;
use super::score::{SLIP_DIGITS, in_last_places, needed};
use super::twins::are_alike;
use crate::amount::apart;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;

/// Between two results stand no more rows.
const BETWEEN: usize = 5;
/// So many rows are looked at, those that are passed over with their sums as well.
const BACK: usize = 100;
/// So many rows above are tried as the result before.
const STARTS: usize = 8;
/// Results of fewer digits are no proof.
const TELLING: usize = 3;
/// So many columns are asked for ways to reckon.
const ASKED: usize = 3;

/// For each row of a statement, the one that it is passed over with, where it is a part of one.
type Owners = Vec<Option<usize>>;

/// Which rows make up a row: those that count for it and those against.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    pub(super) result: usize,
    pub(super) plus: Vec<usize>,
    pub(super) minus: Vec<usize>,
}

impl Sheet<'_> {
    /// Tells results that are reckoned from the rows above with signs of their own; `told` are totals already, `sums` their
    /// rows with those of their parts.
    pub(super) fn signed(
        &self,
        told: &HashSet<FigureId>,
        sums: &BTreeMap<usize, BTreeSet<usize>>,
        results: &mut Results,
    ) {
        let columns = self.values();
        let rows: Vec<usize> = (0..self.pane.items.len())
            .filter(|&row| columns.iter().any(|&column| self.figure(row, column).is_some()))
            .collect();
        // Codes tell a tree, and no steps.
        let coded = self.pane.items.iter().any(|item| !item.code.is_empty());
        if coded || rows.len() < 4 || columns.len() < 2 {
            return;
        }
        let mut owner: Owners = vec![None; self.pane.items.len()];
        for (&total, parts) in sums {
            parts.iter().for_each(|&part| owner[part] = Some(total));
        }
        let mut steps = steps(sums, self.pane.items.len());
        let mut known: BTreeSet<usize> = steps.iter().flatten().copied().collect();
        let tried = rows.len() << (BETWEEN + 1);
        let needed = needed(tried);
        for (at, &result) in rows.iter().enumerate() {
            let is_told = |column: &usize| self.figure(result, *column).is_some_and(|id| told.contains(&id));
            if columns.iter().any(is_told) {
                continue;
            }
            // No way can say more than all figures of the result together.
            if columns.iter().map(|&column| self.telling_digits(result, column)).sum::<usize>() < needed {
                continue;
            }
            let best = |owner: &Owners, least: usize| {
                let windows = windows(&rows[..at], result, owner);
                let ways =
                    |column| windows.iter().flat_map(move |window| self.ways(result, window, column, least));
                let ways: BTreeSet<Way> =
                    columns.iter().take(ASKED).flat_map(|&column| ways(column)).collect();
                let best = ways.into_iter().map(|way| (self.weigh(&way, &columns), way)).max();
                best.filter(|((digits, out), _)| *digits >= needed && *out > 0).map(|(_, way)| way)
            };
            // What results above are made of is passed over with them: the result of a year is that of its business and that of
            // its money, and may just add them up.
            let of_results = |way: &Way| way.plus.iter().chain(&way.minus).all(|row| known.contains(row));
            let several = known.range(result.saturating_sub(BACK)..result).nth(1).is_some();
            let again = || several.then(|| best(&steps, 0)).flatten().filter(of_results);
            let way = best(&owner, 1).or_else(again);
            if let Some(way) = way {
                let parts = way.plus.iter().chain(&way.minus);
                parts.for_each(|&part| steps[part] = Some(result));
                known.insert(result);
                self.tell_way(&way, &columns, results);
            }
        }
    }

    /// The signs with which a window comes to the result in a column. Its far end counts for it, and something against where
    /// `least` is one: what only adds up is a sum, which is found as such.
    fn ways(&self, result: usize, window: &[usize], column: usize, least: usize) -> Vec<Way> {
        let Some(own) = self.worth(result, column).filter(|own| !own.is_zero()) else { return Vec::new() };
        let values = window.iter().map(|&row| self.worth(row, column).unwrap_or_default());
        let Some(values) = in_last_places(values.chain([own]).collect()) else { return Vec::new() };
        let [values @ .., own] = values.as_slice() else { return Vec::new() };
        let between = window.len().saturating_sub(1);
        if values.iter().filter(|value| **value != 0).count() < 2 {
            return Vec::new();
        }
        // What every choice of signs comes to: it is that of the same with its first sign turned, less the value there twice.
        let all = values.iter().try_fold(0_i128, |sum, value| sum.checked_add(*value));
        let mut sums = vec![all; 1 << between];
        for signs in 1..sums.len() {
            let first = signs.trailing_zeros() as usize;
            let twice = values[first].checked_mul(2);
            sums[signs] =
                sums[signs & (signs - 1)].zip(twice).and_then(|(sum, twice)| sum.checked_sub(twice));
        }
        let mut ways = Vec::new();
        for (signs, sum) in sums.iter().copied().enumerate().skip(least) {
            let against = |at: usize| at < between && signs & (1 << at) != 0;
            // Nothing counts neither for nor against.
            let idle = || (0..between).any(|at| against(at) && values[at] == 0);
            if sum == Some(*own) && !idle() {
                let of = |wanted: bool| {
                    let rows = window.iter().enumerate().filter(|(at, _)| against(*at) == wanted);
                    rows.map(|(_, row)| *row).collect()
                };
                ways.push(Way { result, plus: of(false), minus: of(true) });
            }
        }
        ways
    }

    /// How many digits of a result say something: goals, points and marks agree by chance, whatever counts for them and against
    /// them.
    fn telling_digits(&self, result: usize, column: usize) -> usize {
        self.figure(result, column).map(|id| self.digits(id)).filter(|&digits| digits >= TELLING).unwrap_or(0)
    }

    /// How many digits say that a way is meant, and in how many columns it comes out; nothing where it fails in another way
    /// than by a digit.
    fn weigh(&self, way: &Way, columns: &[usize]) -> (usize, usize) {
        let (mut digits, mut out) = (0, 0);
        let mut seen: BTreeSet<Decimal> = BTreeSet::new();
        let written = |column: usize| -> BTreeSet<usize> {
            let rows = way.plus.iter().chain(&way.minus).copied();
            rows.filter(|&row| self.worth(row, column).is_some_and(|worth| !worth.is_zero())).collect()
        };
        let mut known: BTreeSet<usize> = BTreeSet::new();
        let mut off: Vec<usize> = Vec::new();
        for &column in columns {
            let Some(equation) = self.reckoned(way, column) else { continue };
            let Some(own) = self.worth(way.result, column) else { continue };
            let own_digits = self.telling_digits(way.result, column);
            match equation.outcome() {
                Outcome::Holds | Outcome::WithinRounding if seen.insert(own.abs()) => {
                    digits += own_digits;
                    out += 1;
                    known.extend(written(column));
                }
                Outcome::Fails
                    if self.is_one_slip(way, &equation, column, columns)
                        && !self.is_left_out(way, &equation, column) =>
                {
                    digits += own_digits.saturating_sub(SLIP_DIGITS);
                    off.push(column);
                }
                Outcome::Fails => return (0, 0),
                _ => {}
            }
        }
        // What stands in no column that comes out may be no part.
        if off.into_iter().any(|column| !written(column).is_subset(&known)) { (0, 0) } else { (digits, out) }
    }

    /// Whether one slip keeps a way from coming out in a column: a digit, a figure put down for the one beside it, or a cell left
    /// empty that has one like it in another of the `columns`.
    pub(super) fn is_one_slip(
        &self,
        way: &Way,
        equation: &Equation,
        column: usize,
        columns: &[usize],
    ) -> bool {
        if one_digit_away(self.document, equation) {
            return true;
        }
        let repeats = |row: usize, column: usize| {
            self.figure(row, column).is_some_and(|id| self.document.repeats_neighbour(id))
        };
        let others = || columns.iter().copied().filter(|&other| other != column);
        let rows = || std::iter::once(&way.result).chain(&way.plus).chain(&way.minus).copied();
        let put_down = rows().any(|row| repeats(row, column) && !others().any(|other| repeats(row, other)));
        let gap = equation.gap().unwrap_or_default();
        let mut empty = way.plus.iter().chain(&way.minus).filter(|&&row| self.blank(row, column).is_some());
        let (only, more) = (empty.next(), empty.next());
        let left_empty = only.filter(|_| more.is_none()).is_some_and(|row| {
            let minus = way.minus.contains(row);
            let signed = |worth: Decimal| if minus { Decimal::ZERO.saturating_sub(worth) } else { worth };
            others().filter_map(|other| self.worth(*row, other)).any(|worth| are_alike(gap, signed(worth)))
        });
        put_down || left_empty
    }

    /// Whether what keeps a result from coming out stands in its column: the reading left it out, and nobody slipped.
    fn is_left_out(&self, way: &Way, equation: &Equation, column: usize) -> bool {
        let gap = equation.gap().map(|gap| gap.abs());
        let first = way.plus.iter().chain(&way.minus).min().copied().unwrap_or(way.result);
        let mut near = first.saturating_sub(BACK)..self.pane.items.len().min(way.result + BACK);
        // What two figures come to that were put down for each other is nothing, and lacks all of the result.
        near.any(|row| row != way.result && self.worth(row, column).map(|worth| worth.abs()) == gap)
    }

    pub(super) fn tell_way(&self, way: &Way, columns: &[usize], results: &mut Results) {
        let told: Vec<Equation> = columns.iter().filter_map(|&column| self.reckoned(way, column)).collect();
        let failing = told.iter().filter(|equation| equation.outcome() == Outcome::Fails).count();
        if 2 * failing <= told.len() {
            told.into_iter().for_each(|equation| results.found(equation));
        }
    }

    /// What must hold in a column.
    pub(super) fn reckoned(&self, way: &Way, column: usize) -> Option<Equation> {
        let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
        let operand = |row: usize| {
            let id = self.figure(row, column)?;
            (!self.document.figure(id).unreadable).then(|| Operand::of(self.document, id).in_unit(unit))
        };
        let terms = |rows: &[usize], coefficient: Decimal| -> Vec<Term> {
            rows.iter().filter_map(|&row| operand(row)).map(|operand| Term { operand, coefficient }).collect()
        };
        let result = operand(way.result)?;
        let mut right = terms(&way.plus, Decimal::ONE);
        right.extend(terms(&way.minus, Decimal::NEGATIVE_ONE));
        let equation = Equation::equal(Linear::one(result), Linear { terms: right });
        let near = equation.left.value().zip(equation.right.value());
        near.filter(|(left, right)| apart(*left, *right) <= left.abs().max(right.abs()))?;
        Some(if equation.outcome() == Outcome::Fails {
            self.with_empty(equation, way, column)
        } else {
            equation
        })
    }

    /// The same with the cells in which nothing is written, as nothing.
    fn with_empty(&self, mut equation: Equation, way: &Way, column: usize) -> Equation {
        for (rows, coefficient) in [(&way.plus, Decimal::ONE), (&way.minus, Decimal::NEGATIVE_ONE)] {
            let empty = rows.iter().filter(|&&row| self.figure(row, column).is_none());
            let blank = empty.filter_map(|&row| self.blank(row, column));
            let terms = blank.map(|id| Term { operand: Operand::of(self.document, id), coefficient });
            equation.right.terms.extend(terms);
        }
        equation
    }

    /// A cell in which nothing is written, not even a dash: that says that there is nothing to tell.
    pub(super) fn blank(&self, item: usize, column: usize) -> Option<FigureId> {
        let id = self.pane.items[item].figures.get(column - self.pane.columns.start).copied().flatten()?;
        self.is_left_empty_cell(id).then_some(id)
    }
}

/// Which result each row is passed over with, where sums are read from above: what came in is what went out and what is left, and
/// that is the result, which stands last.
fn steps(sums: &BTreeMap<usize, BTreeSet<usize>>, rows: usize) -> Owners {
    let mut steps: Owners = vec![None; rows];
    for (&total, parts) in sums {
        parts.iter().filter(|&&part| part < total).for_each(|&part| steps[part] = Some(total));
        if let Some(&last) = parts.last().filter(|&&last| last > total) {
            let rest = parts.iter().filter(|&&part| part > total && part < last);
            rest.chain([&total]).for_each(|&row| steps[row] = Some(last));
        }
    }
    steps
}

/// The rows that may make up a result, one way for each row above that may be the result before it: the nearest first, that
/// row last.
fn windows(above: &[usize], result: usize, owner: &Owners) -> Vec<Vec<usize>> {
    let mut windows: Vec<Vec<usize>> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    for &row in above.iter().rev().take(BACK) {
        let whole = owner[row].filter(|&whole| whole != result);
        // A part of a sum that is passed over already.
        if whole.is_some_and(|whole| taken.contains(&whole)) {
            continue;
        }
        if taken.len() > BETWEEN || windows.len() >= STARTS {
            break;
        }
        if !taken.is_empty() {
            windows.push(taken.iter().copied().chain([row]).collect());
        }
        // A part of a sum that stands further up is passed over with it.
        if whole.is_none_or(|whole| whole > row) {
            taken.push(row);
        }
    }
    windows
}
