//! Sums within the block of a total that no word calls so: the share of the owners within the equity. They are no further parts
//! beside their own.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use super::Sheet;
use super::rows::Sum;
use super::runs::{push, runs};
use crate::amount::half_digit;
use crate::check::aid::tally::Tally;
use crate::document::heading::ordinal;

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
