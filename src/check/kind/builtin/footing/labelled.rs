//! Rows whose labels say what they come to: `12. Total Expenditure (9+11)`, `14. Fiscal Deficit (12-(1+5+6))`, `合计(1+2)`, `9 Gross
//! Primary Deficit (8-4.1)`, where the numbers are those that other rows begin with.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::Sheet;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::check::kind::builtin::turns::says_rate;
use crate::check::results::Results;
use crate::ledger::Outcome;
use crate::source::Cut;

/// Rows are numbered with so many digits at most.
const DIGITS: usize = 3;
/// A formula with more rows in it is none.
const MOST: usize = 40;
/// The mark of a row stands in one of so many cells before its figures.
const LABELS: usize = 3;
/// So many formulas of which none comes out in a column say that it holds something else.
const SEVERAL: usize = 2;

/// A row that counts for a sum, or against it.
type Part = (usize, bool);
/// The number of a row in a formula, and whether it counts for it.
type Marked<'t> = (&'t str, bool);

impl Sheet<'_> {
    /// Whether a row says that it is one of rates.
    pub(super) fn is_of_rates(&self, row: u32) -> bool {
        self.pane.item(row as usize).is_some_and(|item| says_rate(self.document, item))
    }

    /// Tells the rows that say in brackets what they add up, where that comes out as a rule.
    pub(super) fn labelled(&self, results: &mut Results) {
        let mut marked: BTreeMap<&str, Option<usize>> = BTreeMap::new();
        for row in 0..self.pane.items.len() {
            if let Some(mark) = self.mark_of(row) {
                // A mark that stands twice says nothing.
                marked.entry(bare(mark)).and_modify(|known| *known = None).or_insert(Some(row));
            }
        }
        let mut all: Vec<(usize, Equation)> = Vec::new();
        for row in 0..self.pane.items.len() {
            let Some(text) = formula(self.name(row)) else { continue };
            let spelled = range(text).map(|range| range.iter().map(u32::to_string).collect::<Vec<String>>());
            let ranged = || {
                let all = spelled.as_ref()?.iter().map(|number| (number.as_str(), true));
                Some(all.collect::<Vec<Marked<'_>>>())
            };
            // A deficit is written without its sign: (1-17) is row 17 less row 1.
            let turned = || {
                let parts = read(text)?;
                let turned = parts.iter().map(|(mark, plus)| (*mark, !plus)).collect();
                parts.iter().any(|(_, plus)| !plus).then_some(turned)
            };
            // Of ways that come out alike the last one is taken.
            let ways = [ranged(), turned(), read(text)].into_iter().flatten();
            let known = |parts: Vec<Marked<'_>>| -> Option<Vec<Part>> {
                let rows = parts.into_iter().map(|(mark, plus)| {
                    let at = marked.get(bare(mark)).copied().flatten().filter(|at| *at != row)?;
                    Some((at, plus))
                });
                rows.collect()
            };
            let told = ways.filter_map(known).map(|parts| self.lines_by_label(row, &parts));
            let holding = |lines: &Vec<(usize, Equation)>| {
                lines.iter().filter(|(_, equation)| equation.outcome() != Outcome::Fails).count()
            };
            all.extend(told.max_by_key(holding).into_iter().flatten());
        }
        let none: BTreeSet<usize> =
            self.values().into_iter().filter(|&at| self.reckons_otherwise(at, &all)).collect();
        all.retain(|(column, _)| !none.contains(column));
        let failing = all.iter().filter(|(_, equation)| equation.outcome() == Outcome::Fails).count();
        if failing * 2 <= all.len() {
            all.into_iter().for_each(|(_, equation)| results.relation(equation));
        }
    }

    /// Whether none of several formulas comes out in a column, and no digit explains one of them, while others do elsewhere: what
    /// stands there are rates of the amounts beside them, which nobody adds up whatever the rows are called.
    fn reckons_otherwise(&self, column: usize, all: &[(usize, Equation)]) -> bool {
        let holds = |equation: &Equation| equation.outcome() != Outcome::Fails;
        let own = || all.iter().filter(|(at, _)| *at == column).map(|(_, equation)| equation);
        own().count() >= SEVERAL
            && !own().any(|equation| holds(equation) || one_digit_away(self.document, equation))
            && all.iter().any(|(at, equation)| *at != column && holds(equation))
    }

    fn lines_by_label(&self, row: usize, parts: &[Part]) -> Vec<(usize, Equation)> {
        let line = |column: usize| {
            let total = self.figure(row, column)?;
            let term = |&(at, plus): &Part| {
                let id = self.figure(at, column)?;
                let coefficient = if plus { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
                Some(Term { operand: self.operand(id), coefficient })
            };
            let unread = |&(at, _): &Part| self.figure(at, column).is_none() && !self.is_idle(at, column);
            let terms: Vec<Term> = parts.iter().filter_map(term).collect();
            let told = !terms.is_empty() && !parts.iter().any(unread);
            told.then(|| (column, Equation::equal(Linear::one(self.operand(total)), Linear { terms })))
        };
        self.values().into_iter().filter_map(line).collect()
    }

    /// Whether a dash or dots stand in a cell: nothing is told there, and nothing is missing.
    fn is_idle(&self, row: usize, column: usize) -> bool {
        let at = column.checked_sub(self.pane.columns.start);
        let id = at.and_then(|at| self.pane.items[row].figures.get(at).copied().flatten());
        id.is_some_and(|id| self.document.figure(id).blank && !self.is_left_empty_cell(id))
    }

    /// The number that a row begins with, or that stands in a cell before its figures: 12., 4.1.
    fn mark_of(&self, row: usize) -> Option<&str> {
        let item = &self.pane.items[row];
        let cells = self.table.rows.get(item.row).map_or(&[][..], |row| &row.cells);
        let labels = cells.get(self.pane.columns.clone()).unwrap_or(cells).iter();
        labels.take(LABELS).map(|cell| self.document.text(&cell.place)).find_map(mark)
    }
}

/// 03 is 3.
fn bare(mark: &str) -> &str {
    let bare = mark.trim_start_matches('0');
    if bare.starts_with(|c: char| c.is_ascii_digit()) { bare } else { mark }
}

/// The number that a label begins with.
fn mark(label: &str) -> Option<&str> {
    let label = label.trim();
    let end = label.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(label.len());
    let number = label.cut(..end).trim_end_matches('.');
    let rest = label.cut(number.len()..);
    let ends = rest.is_empty() || rest.starts_with(['.', ')', '、', ' ']);
    (ends && number.split('.').all(|part| (1..=DIGITS).contains(&part.len()))).then_some(number)
}

/// The last brackets of a label with nothing but numbers and signs in them, two numbers at least.
fn formula(label: &str) -> Option<&str> {
    let end = label.trim_end().strip_suffix([')', '}', ']']).map(str::len)?;
    let mut depth = 1;
    let start = label.cut(..end).char_indices().rev().find_map(|(at, c)| {
        depth += i32::from(matches!(c, ')' | '}' | ']')) - i32::from(matches!(c, '(' | '{' | '['));
        (depth == 0).then_some(at)
    })?;
    let inner = label.cut(start + 1..end).trim_start_matches('=');
    // rd. 2+72, lines 1-4: what the rows are called stands before their numbers.
    let word = inner.find(|c: char| !c.is_alphabetic()).unwrap_or(inner.len());
    let called = inner.cut(word..).trim_start_matches(['.', ' ', ':']);
    let inner = if word > 1 && called.starts_with(|c: char| c.is_ascii_digit()) { called } else { inner };
    let sign = |c: char| matches!(c, '+' | '-' | '−' | '–' | '(' | ')' | ' ');
    let number =
        |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'.') && mark(part) == Some(part);
    let mut numbers = inner.split(sign).filter(|part| !part.is_empty());
    let count = numbers.clone().count();
    ((2..=MOST).contains(&count) && numbers.all(number)).then_some(inner)
}

/// The numbers of a formula, each with whether it counts for it.
fn read(text: &str) -> Option<Vec<Marked<'_>>> {
    let (mut signs, mut plus, mut parts) = (vec![true], true, Vec::new());
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        let len = match c {
            '0'..='9' => {
                let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
                parts.push((rest.cut(..end), plus == *signs.last()?));
                plus = true;
                end
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
fn range(text: &str) -> Option<Vec<u32>> {
    let (from, to) = text.split_once(['-', '–', '−'])?;
    let (from, to): (u32, u32) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from < to && to - from < MOST as u32).then(|| (from..=to).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_what_they_add_up() {
        assert_eq!(formula("14. Fiscal Deficit (12-(1+5+6))"), Some("12-(1+5+6)"));
        assert_eq!(formula("Venituri curente (rd.4+33)"), Some("4+33"));
        assert_eq!(formula("Costs (25%)"), None);
        assert_eq!(formula("Ages (2)"), None);
        assert_eq!(formula("9 Gross primary deficit (8-4.1)"), Some("8-4.1"));
        assert_eq!(formula("Fiscal deficit {9-(1+5)}"), Some("9-(1+5)"));
        assert_eq!(formula("Grants (EU + UN)"), None);
        let parts = |text: &'static str| read(text).expect("a formula");
        assert_eq!(parts("12-(1+5-6)"), [("12", true), ("1", false), ("5", false), ("6", true)]);
        assert_eq!(parts("8 - 4.1"), [("8", true), ("4.1", false)]);
        assert_eq!(range("1 - 3").map(|all| all.len()), Some(3));
        assert_eq!(range("9 - 1"), None);
    }

    #[test]
    fn rows_are_marked_by_numbers() {
        let marked = ["12. Total", "4.1 Interest", "3", "7) Other"].map(mark);
        assert_eq!(marked, ["12", "4.1", "3", "7"].map(Some));
        for label in ["A receipt", "2031-32", "1,200", "Other"] {
            assert_eq!(mark(label), None, "{label}");
        }
    }
}
