//! Totals that lack a row: all others of a statement come out, and this one comes to more than what stands before it in every column.
//! One wrong digit would be wrong in one column; a row that was left out is missing in all.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::score::are_near;
use super::{Line, Sheet};
use crate::check::aid::relation::{Equation, Relation};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// So many totals that come out in every column say that the one which does not is one as well; of a statement with several
/// columns one does, where the total lacks as much in each of them.
const SOUND: usize = 2;
const SOUND_IN_SEVERAL: usize = 1;
/// A row is missing beside so many others at least.
const PARTS: usize = 2;
/// How sure it is that one is.
const SURE: u8 = 60;

/// Of the ways to make up a total no more than so many are tried, the shortest: a row is told as left out of a block at hand.
const WAYS: usize = 4;

/// What is told of a row as a total of others.
#[derive(Default)]
struct Whole {
    holding: usize,
    failing: usize,
    parts: BTreeSet<usize>,
}

impl Sheet<'_> {
    /// Tells of the only total that nothing comes to, where the others come out; what is told of the statement stands among the
    /// relations from `before` on.
    pub(super) fn lacks_a_row(&self, before: usize, results: &mut Results) {
        let columns = self.of_one_sign();
        let wholes = self.wholes_of(&results.relations[before..]);
        let has_figures = |row: &usize| columns.iter().any(|&column| self.figure(*row, column).is_some());
        let named =
            || (0..self.pane.items.len()).filter(|&row| self.is_called_total(row)).filter(has_figures);
        let is_sound = |row: &usize| {
            let whole = wholes.get(row);
            whole.is_some_and(|whole| whole.failing == 0 && whole.holding > 0 && whole.parts.len() >= PARTS)
        };
        let mut bare = named().filter(|row| !wholes.contains_key(row));
        let (Some(total), None) = (bare.next(), bare.next()) else { return };
        let fails = |row: usize| wholes.get(&row).is_some_and(|whole| whole.failing > 0);
        let sound: Vec<usize> = named().filter(is_sound).collect();
        // What is a part of a total that comes out is right itself.
        let is_part =
            sound.iter().any(|row| wholes.get(row).is_some_and(|whole| whole.parts.contains(&total)));
        let needed = if columns.len() > 1 { SOUND_IN_SEVERAL } else { SOUND };
        if sound.len() < needed && !is_part || named().any(fails) {
            return;
        }
        let ways = self.blocks_before(total, &columns, &wholes);
        let short = ways.into_iter().filter_map(|parts| self.short_of(total, &parts, &columns));
        let gap = |lines: &Vec<Line>| -> Decimal {
            let gaps = lines.iter().filter_map(|line| self.equation(line).gap());
            gaps.fold(Decimal::ZERO, |sum, gap| sum.saturating_add(gap.abs()))
        };
        if let Some(short) = short.min_by_key(gap) {
            let figures: Vec<FigureId> = short.iter().map(|line| line.0).collect();
            results.against(self.rows_missing(&short, SURE), figures);
        }
    }

    /// The columns that may be added up, without those in which some rows are less than nothing and others more, where there are
    /// others: a change or a balance says nothing of how much of a whole a row is.
    pub(super) fn of_one_sign(&self) -> Vec<usize> {
        let columns = self.values();
        let is_mixed = |&column: &usize| {
            let worths = (0..self.pane.items.len()).filter_map(|row| self.worth(row, column));
            let signs: BTreeSet<bool> =
                worths.filter(|worth| !worth.is_zero()).map(|worth| worth.is_sign_negative()).collect();
            signs.len() > 1
        };
        let of_one: Vec<usize> = columns.iter().copied().filter(|column| !is_mixed(column)).collect();
        if of_one.is_empty() { columns } else { of_one }
    }

    /// Which rows are told as totals of rows, how they come out, and what they add up.
    fn wholes_of(&self, relations: &[Relation]) -> BTreeMap<usize, Whole> {
        let row = |id: FigureId| {
            let cell = self.document.figure(id).cell?;
            self.pane.items.binary_search_by_key(&(cell.row as usize), |item| item.row).ok()
        };
        let mut wholes: BTreeMap<usize, Whole> = BTreeMap::new();
        for relation in relations {
            let [total] = relation.equation.left.terms.as_slice() else { continue };
            let Some(own) = total.operand.figure.and_then(row) else { continue };
            let parts =
                relation.equation.right.terms.iter().filter_map(|term| term.operand.figure.and_then(row));
            let parts: Vec<usize> = parts.filter(|part| *part != own).collect();
            // Assets that are what stands against them are not made up of it.
            let is_balance = |&part: &usize| part > own && self.names_total(self.name(part));
            if parts.is_empty() || parts.len() == 1 && parts.iter().all(is_balance) {
                continue;
            }
            let whole = wholes.entry(own).or_default();
            match relation.outcome {
                Outcome::Holds | Outcome::WithinRounding => whole.holding += 1,
                _ => whole.failing += 1,
            }
            whole.parts.extend(parts);
        }
        wholes
    }

    /// What may stand before a total as its parts: the rows back to a heading or another total, and those with that total in the place
    /// of its own parts.
    fn blocks_before(
        &self,
        total: usize,
        columns: &[usize],
        wholes: &BTreeMap<usize, Whole>,
    ) -> Vec<Vec<usize>> {
        let (mut ways, mut parts) = (Vec::new(), Vec::new());
        let mut passed: BTreeSet<usize> = BTreeSet::new();
        for row in (0..total).rev() {
            if passed.contains(&row) {
                continue;
            }
            if ways.len() >= WAYS {
                break;
            }
            if columns.iter().all(|&column| self.figure(row, column).is_none()) {
                if parts.len() >= PARTS {
                    ways.push(parts.clone());
                }
                continue;
            }
            if self.is_called_total(row) {
                ways.push(parts.clone());
            }
            if let Some(whole) = wholes.get(&row) {
                passed.extend(whole.parts.iter().filter(|&&part| part < row));
            }
            parts.push(row);
        }
        if ways.len() < WAYS {
            ways.push(parts);
        }
        ways.retain(|parts| parts.len() >= PARTS);
        ways
    }

    /// The lines of a total that comes to more than its parts in every column in which it does not come to just them.
    fn short_of(&self, total: usize, parts: &[usize], columns: &[usize]) -> Option<Vec<Line>> {
        let of_which = |&row: &usize| vocabulary().of_which.strip(self.name(row)).is_some();
        let lines = self.lines(total, parts, columns);
        let short: Vec<Line> = lines.into_iter().filter(|line| !self.comes_out(line)).collect();
        let is_more = |equation: &Equation| {
            let sides = equation.left.value().zip(equation.right.value());
            sides.is_some_and(|(total, sum)| total.abs() > sum.abs()) && are_near(equation)
        };
        let equations: Vec<Equation> = short.iter().map(|line| self.equation(line)).collect();
        // What is missing in every column and stands in one row was left out by this reading.
        let stands = (0..self.pane.items.len()).any(|row| {
            let is_gap = |(line, equation): (&Line, &Equation)| {
                let column = self.document.figure(line.0).cell.map(|cell| cell.column as usize);
                column.and_then(|column| self.worth(row, column)).map(|worth| worth.abs())
                    == equation.gap().map(|gap| gap.abs())
            };
            short.iter().zip(&equations).all(is_gap)
        });
        let sound = !short.is_empty()
            && !stands
            && (short.len() == 1 || self.lack_alike(&short) || self.ties_across(total, parts, columns))
            && !parts.iter().any(of_which)
            && equations.iter().all(|equation| is_more(equation) && !self.is_torn(equation));
        sound.then_some(short)
    }
}
