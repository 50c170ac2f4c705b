//! Sums that the numbers of rows draw: 一、 to 四、 come to the total, and each to its (一), (二) below it. Where a table has a single
//! column of figures no other column proves that; the numbers do, together with the slip that explains what is off, or with a
//! figure that two of these sums want changed alike.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;

use super::Sheet;
use super::alone::ALONE;
use super::found::Figures;
use crate::check::aid::evidence::{one_digit_away, slipped_by};
use crate::check::aid::relation::Equation;
use crate::check::results::Results;
use crate::document::heading::ordinal;
use crate::document::{FigureId, OrdinalStyle};
use crate::ledger::Outcome;

impl Sheet<'_> {
    /// Tells of the sums of an outline that do not come out, of figures that no relation so far is about.
    pub(super) fn outlined(&self, known: &HashSet<FigureId>, results: &mut Results) {
        let Some(tops) = self.tops_in_order() else { return };
        let figures = Figures::down(self);
        let numbered = |row: &usize| ordinal(self.name(*row)).is_some();
        let below = figures.by_numbers().into_values().flatten();
        let below = below.map(|(top, rows)| (top, rows.into_iter().filter(numbered).collect()));
        let below: BTreeMap<usize, Vec<usize>> = below.collect();
        let total = self.outline_total(&tops);
        let blocks = self.blocks(&tops, total.as_ref().map(|(total, _)| *total), &below);
        for column in self.values() {
            let equation = |whole: usize, parts: &[usize]| {
                let parts = parts.iter().map(|&part| self.figure(part, column));
                let line = self.line(self.figure(whole, column), parts).filter(|line| !line.1.is_empty());
                Some(self.equation(&line?)).filter(|equation| !self.is_torn(equation))
            };
            // What is called a total may be that of the tops, or of what stands beside them as well.
            let whole = total.as_ref().and_then(|(total, beside)| {
                let all: Vec<usize> = tops.iter().chain(beside).copied().collect();
                let whole = equation(*total, &tops).filter(is_off)?;
                equation(*total, &all).is_none_or(|all| is_off(&all)).then_some(whole)
            });
            // A row that is too large is so against its parts and against the total.
            let twice = |one: &Equation| {
                let gaps = whole.as_ref().and_then(|whole| gap(one)?.checked_add(gap(whole)?));
                gaps.is_some_and(|gaps| gaps.is_zero())
            };
            let slip = |one: &Equation| twice(one) || slipped_by(self.document, one, ALONE);
            // Rows without a number are those of the head above them where another head comes to its own.
            let holds = |(top, rows): (&usize, &Vec<usize>)| {
                rows.len() > 1 && equation(*top, rows).is_some_and(|one| !is_off(&one))
            };
            let proved = blocks.iter().any(holds);
            let rows_of = |top: &usize| below.get(top).or_else(|| blocks.get(top).filter(|_| proved));
            let inner = tops.iter().filter_map(|top| equation(*top, rows_of(top)?));
            let inner: Vec<Equation> = inner.filter(is_off).filter(slip).collect();
            let both = inner.iter().any(twice);
            // A head that comes to its own rows shows that the numbers are those of parts.
            let outline = (proved || below.iter().any(holds))
                && self.begins_at(&tops, total.as_ref().map(|(row, _)| *row));
            let slip = |whole: &Equation| outline && one_digit_away(self.document, whole);
            let whole = whole.filter(|whole| both || slip(whole) || slipped_by(self.document, whole, ALONE));
            let open = |one: &Equation| {
                one.operands().next().and_then(|one| one.figure).is_some_and(|id| !known.contains(&id))
            };
            inner.into_iter().chain(whole).filter(open).for_each(|one| results.relation(one));
        }
    }

    /// The rows of an outline's first level, where they are numbered from one on without a gap.
    fn tops_in_order(&self) -> Option<Vec<usize>> {
        if self.pane.items.iter().any(|item| !item.code.is_empty()) {
            return None;
        }
        let rows = 0..self.pane.items.len();
        let numbered: Vec<(usize, Number)> =
            rows.filter_map(|row| Some((row, number(self.name(row))?))).collect();
        let style = numbered.first()?.1.0;
        let tops = numbered.iter().filter(|(_, number)| number.0 == style);
        let in_order = tops.clone().zip(1..).all(|((_, number), nth)| number.1 == nth);
        let tops: Vec<usize> = tops.map(|(row, _)| *row).collect();
        (in_order && tops.len() > 1).then_some(tops)
    }

    /// Whether nothing but the total stands above the first of `tops`.
    fn begins_at(&self, tops: &[usize], total: Option<usize>) -> bool {
        let columns = self.values();
        let says = |row: &usize| columns.iter().any(|&column| self.figure(*row, column).is_some());
        let mut above = (0..tops.first().copied().unwrap_or_default()).filter(says);
        above.all(|row| Some(row) == total)
    }

    /// The rows without a number below each of `tops` that has no numbered ones, up to the next of them or to the total.
    fn blocks(
        &self,
        tops: &[usize],
        total: Option<usize>,
        below: &BTreeMap<usize, Vec<usize>>,
    ) -> BTreeMap<usize, Vec<usize>> {
        let own = |(at, &top): (usize, &usize)| {
            let next = tops.get(at + 1).copied().or(total.filter(|total| *total > top));
            let rows: Vec<usize> = (top + 1..next.unwrap_or(self.pane.items.len())).collect();
            let plain =
                rows.iter().all(|&row| number(self.name(row)).is_none() && !self.is_called_total(row));
            (plain && !rows.is_empty() && below.get(&top).is_none_or(Vec::is_empty)).then_some((top, rows))
        };
        tops.iter().enumerate().filter_map(own).collect()
    }

    /// The row called a total that stands nearest below all `tops`, or above them, and the rows without a number that stand
    /// between.
    fn outline_total(&self, tops: &[usize]) -> Option<(usize, Vec<usize>)> {
        let is_total = |row: &usize| self.is_called_total(*row);
        let (first, last) = (*tops.first()?, *tops.last()?);
        let below = (last + 1..self.pane.items.len()).find(is_total);
        let total = below.or_else(|| (0..first).rev().find(is_total))?;
        let between = if total > last { last + 1..total } else { total + 1..first };
        Some((total, between.filter(|row| ordinal(self.name(*row)).is_none()).collect()))
    }
}

/// In which style a row is numbered, Roman numerals in none of those of headings, and its number.
type Number = (Option<OrdinalStyle>, u32);

fn number(name: &str) -> Option<Number> {
    const FIRST: char = 'Ⅰ';
    if let Some((ordinal, _)) = ordinal(name) {
        return Some((Some(ordinal.style), ordinal.number));
    }
    let roman = name.chars().next().filter(|c| (FIRST..='Ⅻ').contains(c))?;
    Some((None, (roman as u32).saturating_sub(FIRST as u32).saturating_add(1)))
}

fn is_off(equation: &Equation) -> bool {
    equation.outcome() == Outcome::Fails
}

/// How far the left side of a sum lies above its right side.
fn gap(equation: &Equation) -> Option<Decimal> {
    equation.left.value()?.checked_sub(equation.right.value()?)
}
