//! Results of many rows, as a statement of income by kinds of cost has them: what came in and what went out, one below the other and
//! without a sign, and further down what is left. More rows than signs can be tried for one by one.
//!
//! Each row counts for the result or against it. The ways in which one half of the rows may come out are held against those of the
//! other half, in one column; the way that comes out there must do so in the other columns as well, to more digits than there
//! are ways.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rust_decimal::Decimal;

use super::Sheet;
use super::score::{SLIP_DIGITS, digits_of, in_last_places, needed};
use super::signed::Way;
use crate::check::aid::relation::Equation;
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// Fewer rows are tried one by one.
const LEAST: usize = 6;
/// No result is reckoned from more rows.
const MOST: usize = 20;
/// Results are looked for in statements that fit on a page.
const ROWS: usize = 60;
/// So many ways to come to a result in one column are tried in the others: of more, most are chance.
const WAYS: usize = 48;
/// Figures with fewer digits that say something are no proof.
const TELLING: usize = 3;
/// Of the columns of a result so many have a slip at most.
const SLIPS: usize = 1;
/// So many columns are asked for ways.
const ASKED: usize = 2;

/// What some rows come to, in the last place that any of them has, and which of them count against it, bit by bit.
type Half = (i128, usize);

impl Sheet<'_> {
    /// Tells the results of many rows; `told` are totals already, `sums` their rows with those of their parts.
    pub(super) fn reckoned_long(
        &self,
        told: &HashSet<FigureId>,
        sums: &BTreeMap<usize, BTreeSet<usize>>,
        results: &mut Results,
    ) {
        let columns = self.values();
        let written = |row: &usize| columns.iter().any(|&column| self.figure(*row, column).is_some());
        let rows: Vec<usize> = (0..self.pane.items.len()).filter(written).collect();
        let coded = self.pane.items.iter().any(|item| !item.code.is_empty());
        if coded || columns.len() < 2 || rows.len() <= LEAST || rows.len() > ROWS {
            return;
        }
        let is_told = |row: usize| {
            columns.iter().any(|&column| self.figure(row, column).is_some_and(|id| told.contains(&id)))
        };
        let parts: BTreeSet<usize> = sums.values().flatten().copied().collect();
        let mut since: Vec<usize> = Vec::new();
        for &row in &rows {
            let best = if is_told(row) { None } else { self.way_to(row, &since, &columns, rows.len()) };
            if let Some(way) = best {
                self.tell_way(&way, &columns, results);
                since.clear();
            }
            let of_which = vocabulary().of_which.strip(self.name(row)).is_some();
            if !of_which && !parts.contains(&row) {
                since.push(row);
            }
        }
    }

    /// The way to reckon a row from those above it that all columns prove.
    fn way_to(&self, result: usize, above: &[usize], columns: &[usize], all: usize) -> Option<Way> {
        if above.len() < LEAST || above.len() > MOST {
            return None;
        }
        let needed = needed(all.checked_shl(above.len() as u32 - 1)?);
        let ways = columns.iter().take(ASKED).flat_map(|&column| self.long_ways(result, above, column));
        let proved = ways.filter_map(|way| {
            let digits = self.weigh_long(&way, columns)?;
            (digits >= needed).then_some((digits, way))
        });
        proved.max().map(|(_, way)| way)
    }

    /// The ways in which the rows above come to a result in one column; none where there are so many that they say nothing.
    fn long_ways(&self, result: usize, above: &[usize], column: usize) -> Vec<Way> {
        let Some(own) = self.worth(result, column).filter(|own| !own.is_zero()) else { return Vec::new() };
        let values = above.iter().map(|&row| self.worth(row, column).unwrap_or_default());
        let middle = above.len() / 2;
        let half = self.figure(result, column).map_or(Decimal::ZERO, |id| self.operand(id).half);
        let allowed = half.saturating_mul(Decimal::from(above.len() + 1));
        let Some(places) = in_last_places(values.chain([own, allowed]).collect()) else { return Vec::new() };
        let [values @ .., own, allowed] = places.as_slice() else { return Vec::new() };
        let (Some(first), Some(mut last)) = (halves(&values[..middle]), halves(&values[middle..])) else {
            return Vec::new();
        };
        last.sort_unstable();
        let mut ways = Vec::new();
        // What comes first is what came in.
        for (sum, against) in first.into_iter().filter(|(_, against)| against & 1 == 0) {
            let rest = own.saturating_sub(sum);
            let from = last.partition_point(|(other, _)| *other < rest.saturating_sub(*allowed));
            let fit = last[from..].iter().take_while(|(other, _)| *other <= rest.saturating_add(*allowed));
            for (_, more) in fit {
                if ways.len() >= WAYS {
                    return Vec::new();
                }
                ways.push(way(result, above, against | (more << middle)));
            }
        }
        ways
    }

    /// How many digits say that a way is meant; `None` where it fails in a column in another way than by one slip.
    fn weigh_long(&self, way: &Way, columns: &[usize]) -> Option<usize> {
        let (mut digits, mut out, mut off) = (0_usize, 0_usize, 0_usize);
        let mut seen: BTreeSet<Decimal> = BTreeSet::new();
        for &column in columns {
            let (Some(equation), Some(own)) = (self.reckoned(way, column), self.worth(way.result, column))
            else {
                continue;
            };
            let telling = self.telling(&equation);
            match equation.outcome() {
                Outcome::Holds | Outcome::WithinRounding if seen.insert(own.abs()) => {
                    digits = digits.saturating_add(telling);
                    out = out.saturating_add(1);
                }
                Outcome::Fails if self.is_one_slip(way, &equation, column, columns) => {
                    digits = digits.saturating_add(telling.saturating_sub(SLIP_DIGITS));
                    off = off.saturating_add(1);
                }
                Outcome::Fails => return None,
                _ => {}
            }
        }
        (out > 0 && off <= SLIPS).then_some(digits)
    }

    /// The digits of the largest figure, but for those that rounding leaves open.
    fn telling(&self, equation: &Equation) -> usize {
        let ids = equation.operands().filter_map(|operand| operand.figure);
        let amounts = ids.map(|id| self.document.figure(id).amount);
        let largest = amounts.max_by_key(|amount| amount.base().abs());
        let digits = largest.map_or(0, |amount| digits_of(amount.value));
        let open = equation.operands().count().checked_ilog10().unwrap_or_default();
        // Goals, points and marks agree by chance, whatever counts for them and against them.
        Some(digits.saturating_sub(open as usize)).filter(|digits| *digits >= TELLING).unwrap_or_default()
    }
}

/// Every sum that values come to, each of them for or against it.
fn halves(values: &[i128]) -> Option<Vec<Half>> {
    let mut all: Vec<Half> = vec![(0, 0)];
    for (at, &value) in values.iter().enumerate() {
        let mut more = Vec::with_capacity(all.len() * 2);
        for &(sum, against) in &all {
            more.push((sum.checked_add(value)?, against));
            // Nothing counts neither for nor against.
            if value != 0 {
                more.push((sum.checked_sub(value)?, against | (1 << at)));
            }
        }
        all = more;
    }
    Some(all)
}

fn way(result: usize, above: &[usize], against: usize) -> Way {
    let (minus, plus): (Vec<usize>, Vec<usize>) = (0..above.len()).partition(|at| against & (1 << at) != 0);
    let of = |all: Vec<usize>| all.into_iter().map(|at| above[at]).collect();
    Way { result, plus: of(plus), minus: of(minus) }
}
