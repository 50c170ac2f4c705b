//! Sums that the numbers of rows draw: 一、 to 四、 come to the total, and each to its (一), (二) below it. Where a table has a single
//! column of figures no other column proves that; the numbers do, together with the slip that explains what is off, or with a
//! figure that two of these sums want changed alike.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;

use super::Sheet;
use super::alone::ALONE;
use super::found::Figures;
use crate::check::aid::evidence::slipped_by;
use crate::check::aid::relation::Equation;
use crate::check::results::Results;
use crate::document::heading::ordinal;
use crate::document::{FigureId, Ordinal};
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
            let inner = tops.iter().filter_map(|top| equation(*top, below.get(top)?));
            let inner: Vec<Equation> = inner.filter(is_off).filter(slip).collect();
            let both = inner.iter().any(twice);
            let whole = whole.filter(|whole| both || slipped_by(self.document, whole, ALONE));
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
        let number = |row: usize| ordinal(self.name(row)).map(|(ordinal, _)| ordinal);
        let numbered: Vec<(usize, Ordinal)> =
            (0..self.pane.items.len()).filter_map(|row| Some((row, number(row)?))).collect();
        let style = numbered.first()?.1.style;
        let tops = numbered.iter().filter(|(_, ordinal)| ordinal.style == style);
        let in_order = tops.clone().zip(1..).all(|((_, ordinal), nth)| ordinal.number == nth);
        let tops: Vec<usize> = tops.map(|(row, _)| *row).collect();
        (in_order && tops.len() > 1).then_some(tops)
    }

    /// The row called a total that stands nearest below all `tops`, or above them, and the rows without a number that stand
    /// between.
    fn outline_total(&self, tops: &[usize]) -> Option<(usize, Vec<usize>)> {
        let is_total = |row: &usize| self.names_total(self.name(*row));
        let (first, last) = (*tops.first()?, *tops.last()?);
        let below = (last + 1..self.pane.items.len()).find(is_total);
        let total = below.or_else(|| (0..first).rev().find(is_total))?;
        let between = if total > last { last + 1..total } else { total + 1..first };
        Some((total, between.filter(|row| ordinal(self.name(*row)).is_none()).collect()))
    }
}

fn is_off(equation: &Equation) -> bool {
    equation.outcome() == Outcome::Fails
}

/// How far the left side of a sum lies above its right side.
fn gap(equation: &Equation) -> Option<Decimal> {
    equation.left.value()?.checked_sub(equation.right.value()?)
}
