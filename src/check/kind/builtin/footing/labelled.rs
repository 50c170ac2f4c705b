//! Rows whose labels say what they come to: `12. Total Expenditure (9+11)`, `14. Fiscal Deficit (12-(1+5+6))`, `合计(1+2)`, where the
//! numbers are those that other rows begin with.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Sheet;
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::check::results::Results;
use crate::ledger::Outcome;
use crate::source::Cut;

/// Rows are numbered with so many digits at most.
const DIGITS: usize = 3;
/// A formula with more rows in it is none.
const MOST: usize = 40;

/// A row that counts for a sum, or against it.
type Part = (usize, bool);

impl Sheet<'_> {
    /// Tells the rows that say in brackets what they add up, where that comes out as a rule.
    pub(super) fn labelled(&self, results: &mut Results) {
        let mut numbered: BTreeMap<u32, Option<usize>> = BTreeMap::new();
        for row in 0..self.pane.items.len() {
            if let Some(number) = self.number_of(row) {
                // A number that stands twice says nothing.
                numbered.entry(number).and_modify(|known| *known = None).or_insert(Some(row));
            }
        }
        let mut all: Vec<Equation> = Vec::new();
        for row in 0..self.pane.items.len() {
            let Some(text) = formula(self.name(row)) else { continue };
            let ways = [read(text), range(text)].into_iter().flatten();
            let known = |parts: Vec<(u32, bool)>| -> Option<Vec<Part>> {
                let rows = parts.into_iter().map(|(number, plus)| {
                    let at = numbered.get(&number).copied().flatten().filter(|at| *at != row)?;
                    Some((at, plus))
                });
                rows.collect()
            };
            let told = ways.filter_map(known).map(|parts| self.lines_by_label(row, &parts));
            let holding = |lines: &Vec<Equation>| {
                lines.iter().filter(|equation| equation.outcome() != Outcome::Fails).count()
            };
            all.extend(told.max_by_key(holding).into_iter().flatten());
        }
        let failing = all.iter().filter(|equation| equation.outcome() == Outcome::Fails).count();
        if failing * 2 <= all.len() {
            all.into_iter().for_each(|equation| results.relation(equation));
        }
    }

    fn lines_by_label(&self, row: usize, parts: &[Part]) -> Vec<Equation> {
        let line = |column: usize| {
            let total = self.figure(row, column)?;
            let term = |&(at, plus): &Part| {
                let id = self.figure(at, column)?;
                let coefficient = if plus { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
                Some(Term { operand: self.operand(id), coefficient })
            };
            let terms: Option<Vec<Term>> = parts.iter().map(term).collect();
            Some(Equation::equal(Linear::one(self.operand(total)), Linear { terms: terms? }))
        };
        self.values().into_iter().filter_map(line).collect()
    }

    /// The number that a row begins with, or that stands in a cell before its figures.
    fn number_of(&self, row: usize) -> Option<u32> {
        let item = &self.pane.items[row];
        let cells = self.table.rows.get(item.row).map_or(&[][..], |row| &row.cells);
        let labels = cells.get(self.pane.columns.clone()).unwrap_or(cells).iter();
        let mut labels = labels.take(MOST).map(|cell| self.document.text(&cell.place));
        labels.by_ref().take(3).find_map(|label| {
            let label = label.trim();
            let digits = label.find(|c: char| !c.is_ascii_digit()).unwrap_or(label.len());
            let rest = label.cut(digits..);
            let ends = rest.is_empty() || rest.starts_with(['.', ')', '、', ' ']);
            let decimal =
                rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            (1..=DIGITS)
                .contains(&digits)
                .then(|| label.cut(..digits).parse().ok())?
                .filter(|_| ends && !decimal)
        })
    }
}

/// The last brackets of a label with nothing but numbers and signs in them, two numbers at least.
fn formula(label: &str) -> Option<&str> {
    let end = label.trim_end().strip_suffix(')').map(str::len)?;
    let mut depth = 1;
    let start = label.cut(..end).char_indices().rev().find_map(|(at, c)| {
        depth += i32::from(c == ')') - i32::from(c == '(');
        (depth == 0).then_some(at)
    })?;
    let inner = label.cut(start + 1..end).trim_start_matches('=');
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '−' | '–' | '(' | ')' | ' ');
    let numbers = inner.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).count();
    ((2..=MOST).contains(&numbers) && inner.chars().all(plain)).then_some(inner)
}

/// The numbers of a formula, each with whether it counts for it.
fn read(text: &str) -> Option<Vec<(u32, bool)>> {
    let (mut signs, mut plus, mut parts) = (vec![true], true, Vec::new());
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        let len = match c {
            '0'..='9' => {
                let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                parts.push((rest.cut(..digits).parse().ok()?, plus == *signs.last()?));
                plus = true;
                digits
            }
            '+' => {
                plus = true;
                1
            }
            '-' | '−' | '–' => {
                plus = false;
                c.len_utf8()
            }
            '(' => {
                let outer = *signs.last()?;
                signs.push(outer == plus);
                plus = true;
                1
            }
            ')' => {
                signs.pop().filter(|_| !signs.is_empty())?;
                1
            }
            _ => c.len_utf8(),
        };
        rest = rest.cut(len..);
    }
    Some(parts)
}

/// The numbers of a range: 1 - 4.
fn range(text: &str) -> Option<Vec<(u32, bool)>> {
    let (from, to) = text.split_once(['-', '–', '−'])?;
    let (from, to): (u32, u32) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from < to && to - from < MOST as u32).then(|| (from..=to).map(|number| (number, true)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_what_they_add_up() {
        assert_eq!(formula("14. Fiscal Deficit (12-(1+5+6))"), Some("12-(1+5+6)"));
        assert_eq!(formula("Costs (25%)"), None);
        assert_eq!(formula("Ages (2)"), None);
        let parts = |text: &str| {
            let read = read(text).expect("a formula");
            read.into_iter().map(|(number, plus)| if plus { i64::from(number) } else { -i64::from(number) })
        };
        assert_eq!(parts("12-(1+5-6)").collect::<Vec<_>>(), [12, -1, -5, 6]);
        assert_eq!(parts("9 + 11").collect::<Vec<_>>(), [9, 11]);
        assert_eq!(range("1 - 3").map(|all| all.len()), Some(3));
        assert_eq!(range("9 - 1"), None);
    }
}
