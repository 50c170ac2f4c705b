//! Sums within the block of a total that no word calls so: the share of the owners within the equity. They are no further parts
//! beside their own.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::Sheet;
use super::rows::Sum;
use super::runs::{push, runs};
use super::score::are_near;
use crate::amount::half_digit;
use crate::check::aid::relation::Equation;
use crate::check::aid::tally::Tally;
use crate::check::results::Results;
use crate::document::heading::ordinal;
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// So many columns are asked: one of them may have a slip.
const ASKED: usize = 2;

impl Sheet<'_> {
    /// The rows of a block without those that others come to which no word calls a total, and these sums: the share of the owners
    /// within the equity. Nothing where there are none.
    pub(super) fn without_inner(&self, rows: &[usize], columns: &[usize]) -> Vec<(Vec<usize>, Vec<Sum>)> {
        let written = |column: usize| rows.iter().filter(|&&row| self.figure(row, column).is_some()).count();
        let mut asked: Vec<(Reverse<usize>, usize)> =
            columns.iter().map(|&column| (Reverse(written(column)), column)).collect();
        asked.sort_unstable();
        let mut ways: Vec<_> =
            asked.into_iter().take(ASKED).filter_map(|(_, column)| self.inner(rows, column)).collect();
        ways.dedup();
        for (_, sums) in &mut ways {
            sums.retain(|(total, parts)| {
                let (holding, failing) = self.judged(*total, parts, columns);
                holding > 0 && failing == 0
            });
        }
        ways
    }

    /// The rows of a block that are numbered as its first one is, without what is told of them below each: 一、, 二、, and not
    /// 其中 nor (一). Nothing where these are all rows, or the first has no number.
    pub(super) fn numbered(&self, rows: &[usize]) -> Option<Vec<usize>> {
        let style = |row: usize| ordinal(self.name(row)).map(|(ordinal, _)| ordinal.style);
        let first = style(*rows.iter().min()?)?;
        let tops: Vec<usize> = rows.iter().copied().filter(|&row| style(row) == Some(first)).collect();
        (tops.len() > 1 && tops.len() < rows.len()).then_some(tops)
    }

    /// Gives totals that miss their block those parts of a total further on that stand on their other side: a total of these
    /// and of what follows, where that one adds up all of them anew.
    pub(super) fn take_far(&self, sums: &mut Vec<Sum>, missed: &mut Vec<Sum>, columns: &[usize]) {
        let mut found: Vec<Sum> = Vec::new();
        missed.retain(|(total, near)| {
            let Some(&beside) = near.first() else { return true };
            let far = |part: &usize| (*part < *total) != (beside < *total);
            let mut wholes = sums.iter().map(|(_, parts)| parts.iter().copied().filter(far).collect());
            let out = wholes.find(|parts: &Vec<usize>| {
                let (holding, failing) = self.judged(*total, parts, columns);
                parts.len() > 1 && holding > 0 && failing == 0
            });
            let kept = out.is_none();
            found.extend(out.map(|parts| (*total, parts)));
            kept
        });
        sums.extend(found);
    }

    /// Tells of the total that comes to nothing that stands before it, in no column, and is itself a part of one that comes out
    /// in all of them, as its sibling does: a row was lost.
    pub(super) fn tell_bereft(&self, sums: &[Sum], missed: &[Sum], columns: &[usize], results: &mut Results) {
        let sound = |(total, parts): &&Sum| {
            let (holding, failing) = self.judged(*total, parts, columns);
            holding > 1 && failing == 0
        };
        let sound: Vec<&Sum> = sums.iter().filter(sound).collect();
        let totals: BTreeSet<usize> = sound.iter().map(|(total, _)| *total).collect();
        let is_sum = |row: &usize| totals.contains(row);
        // The total that is made of sums, and of the one that misses a part.
        let proves = |row: &usize| {
            let of_it = |(_, parts): &&&Sum| parts.contains(row) && parts.iter().any(is_sum);
            sound.iter().any(|sum| of_it(&sum))
        };
        let [(total, parts)] = missed else { return };
        let of_which = parts.iter().any(|&part| vocabulary().of_which.strip(self.name(part)).is_some());
        if parts.len() < 2 || of_which || !proves(total) {
            return;
        }
        let lines = self.lines(*total, parts, columns);
        let equations: Vec<Equation> = lines.iter().map(|line| self.equation(line)).collect();
        // What is told twice, as a head and as its only part, comes to more.
        let less = |equation: &Equation| {
            let sides = equation.left.value().zip(equation.right.value());
            equation.outcome() == Outcome::Fails
                && sides.is_some_and(|(left, right)| right.abs() < left.abs())
        };
        if equations.len() > 1 && equations.iter().all(less) && equations.iter().any(are_near) {
            equations.into_iter().for_each(|equation| results.relation(equation));
        }
    }

    /// The same by what stands in one column.
    fn inner(&self, rows: &[usize], column: usize) -> Option<(Vec<usize>, Vec<Sum>)> {
        let (mut open, mut sums) = (Tally::default(), Vec::new());
        for &row in rows {
            let figure = self.figure(row, column).map(|id| self.document.figure(id));
            let own = figure.and_then(|figure| figure.amount.checked_base()).unwrap_or_default();
            let half = figure.map(|figure| half_digit(figure.usual_decimals, figure.amount.unit));
            let last_place = half.and_then(|half| half.checked_mul(Decimal::TWO)).unwrap_or_default();
            sums.extend(runs(&mut open, own, last_place).into_iter().next().map(|parts| (row, parts)));
            push(&mut open, row, own);
        }
        let mut tops: Vec<usize> = open.nearest().map(|part| part.member).collect();
        tops.reverse();
        (!sums.is_empty() && tops.len() > 1).then_some((tops, sums))
    }
}
