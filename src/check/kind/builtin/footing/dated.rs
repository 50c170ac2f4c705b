//! Totals of one year that lack a row where those of another do not: the same rows come to the same total in the column of last year,
//! and to less in that of this one. The total may be used further down, and come out there.

use std::collections::{BTreeSet, HashSet};

use super::Sheet;
use super::score::are_near;
use super::twins::takes_in;
use crate::check::aid::relation::Relation;
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;

/// So many rows that come to a total in one year say what it adds up.
const ROWS: usize = 3;
/// How sure it is that one of them is missing in another.
const SURE: u8 = 75;

impl Sheet<'_> {
    /// Tells of totals that come out in the column of one year and not in that of another; what is told of the statement stands among
    /// the relations from `before` on.
    pub(super) fn dated(&self, before: usize, results: &mut Results) {
        if self.torn.above || self.torn.below {
            return;
        }
        let columns: Vec<(usize, String)> = self
            .values()
            .into_iter()
            .filter_map(|column| Some((column, self.without_year(column)?)))
            .collect();
        let relations = &results.relations[before..];
        let failing: HashSet<FigureId> = relations
            .iter()
            .filter(|relation| relation.outcome == Outcome::Fails)
            .flat_map(|relation| relation.equation.operands().filter_map(|operand| operand.figure))
            .collect();
        let mut sums: BTreeSet<(usize, Vec<usize>, usize)> = BTreeSet::new();
        sums.extend(relations.iter().filter_map(|relation| self.proved_above(relation)));
        let mut told: HashSet<FigureId> = HashSet::new();
        for (total, parts, column) in sums {
            let Some((_, own)) = columns.iter().find(|(at, _)| *at == column) else { continue };
            // What was nothing that year may be something in another.
            let is_new = |row: usize, at: usize| {
                let something = |column: usize| self.worth(row, column).is_some_and(|worth| !worth.is_zero());
                !parts.contains(&row) && something(at) && !something(column)
            };
            // The block begins below the heading or the total before it.
            let begins = |row: &usize| {
                self.is_called_total(*row) || columns.iter().all(|(at, _)| self.figure(*row, *at).is_none())
            };
            let first = parts.first().copied().unwrap_or(total);
            let first = (0..first).rev().find(begins).map_or(0, |row| row + 1);
            let others = columns
                .iter()
                .filter(|(at, head)| *at != column && head == own)
                .filter(|(at, _)| !(first..total).any(|row| is_new(row, *at)));
            for line in others.flat_map(|(at, _)| self.lines(total, &parts, &[*at])) {
                let equation = self.equation(&line);
                let more = equation.left.value().zip(equation.right.value());
                let lacks = more.is_some_and(|(whole, sum)| whole.abs() > sum.abs());
                let open = line.1.iter().chain([&line.0]).all(|id| !failing.contains(id));
                if equation.outcome() == Outcome::Fails
                    && line.1.len() >= ROWS
                    && lacks
                    && open
                    && are_near(&equation)
                    && !takes_in(&equation)
                    && told.insert(line.0)
                {
                    results.against(self.rows_missing(std::slice::from_ref(&line), SURE), vec![line.0]);
                }
            }
        }
    }

    /// A row called a total that comes to several rows above it, in which column.
    fn proved_above(&self, relation: &Relation) -> Option<(usize, Vec<usize>, usize)> {
        let holds = matches!(relation.outcome, Outcome::Holds | Outcome::WithinRounding);
        let ([total], true) = (relation.equation.left.terms.as_slice(), holds && relation.equation.is_sum())
        else {
            return None;
        };
        let cell = |id: FigureId| self.document.figure(id).cell;
        let row = |id: FigureId| {
            self.pane.items.binary_search_by_key(&(cell(id)?.row as usize), |item| item.row).ok()
        };
        let id = total.operand.figure?;
        let (own, column) = (row(id)?, cell(id)?.column);
        let parts = relation.equation.right.terms.iter().map(|term| {
            let part = term.operand.figure?;
            (cell(part)?.column == column).then(|| row(part))?
        });
        let mut parts: Vec<usize> = parts.collect::<Option<Vec<usize>>>()?;
        parts.sort_unstable();
        let above = parts.len() >= ROWS && parts.iter().all(|part| *part < own);
        (above && self.is_called_total(own)).then_some((own, parts, column as usize))
    }

    /// What the head of a column says but for its year, where it says one.
    fn without_year(&self, column: usize) -> Option<String> {
        let path = &self.table.columns.get(column)?.path;
        let words: String = path.iter().map(|place| self.document.text(place)).collect();
        let has_digits = words.contains(|c: char| c.is_ascii_digit());
        has_digits.then(|| words.chars().filter(|c| !c.is_ascii_digit()).collect())
    }
}
