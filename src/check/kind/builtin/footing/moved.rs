//! Movements of a balance: a row that has the name of one above it is what that was and what stands between. Opening balance, what
//! came and went, closing balance; the budget of last year, what changed, the budget of this year.
//!
//! A list of one column has nothing else to prove it by.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rust_decimal::Decimal;

use super::alone::ALONE;
use super::score::are_near;
use super::twins::takes_in;
use super::{Line, Sheet};
use crate::check::aid::evidence::{one_digit_away, slipped_by};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// Fewer rows between two of one name are no list of what changed.
const BETWEEN: usize = 2;
/// A name of fewer letters is that of many things.
const LETTERS: usize = 4;
/// Where one name only begins as the other, so many letters are the same.
const BEGINS: usize = 8;
/// Of a balance its movements lack less than one in so many, or they are those of something else.
const SMALL: Decimal = Decimal::TEN;

/// No statement carries more balances forward.
const PAIRS: usize = 8;

impl Sheet<'_> {
    /// Tells what a balance comes to; `told` are totals already.
    pub(super) fn moved(&self, told: &HashSet<FigureId>, results: &mut Results) {
        let columns = self.values();
        let has_figures = |row: &usize| columns.iter().any(|&column| self.figure(*row, column).is_some());
        let rows: Vec<usize> = (0..self.pane.items.len()).filter(has_figures).collect();
        let coded = self.pane.items.iter().any(|item| !item.code.is_empty());
        // More columns prove what they add up by themselves.
        if coded || columns.len() != 1 || rows.len() < BETWEEN + 2 {
            return;
        }
        let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &row in &rows {
            let (name, dated) = balance(self.name(row));
            if dated || name.chars().count() >= LETTERS {
                named.entry(name).or_default().push(row);
            }
        }
        let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
        pairs.extend(
            named
                .values()
                .filter_map(|rows| <&[usize; 2]>::try_from(rows.as_slice()).ok())
                .map(|pair| (pair[0], pair[1])),
        );
        // The first and the last row may say more of one of them: at budget setting.
        if let [first, .., last] = rows.as_slice() {
            let [(one, _), (other, _)] = [*first, *last].map(|row| balance(self.name(row)));
            let begins = one.starts_with(&other) && other.len() >= BEGINS
                || other.starts_with(&one) && one.len() >= BEGINS;
            pairs.extend((begins || self.is_walk(&rows, columns[0])).then_some((*first, *last)));
        }
        // Where very many names stand twice they are those of parts.
        if pairs.len() > PAIRS {
            return;
        }
        for (opening, closing) in pairs {
            let between: Vec<usize> = rows
                .iter()
                .copied()
                .filter(|&row| row > opening && row < closing && !self.is_called_total(row))
                .collect();
            let is_told = |&column: &usize| self.figure(closing, column).is_some_and(|id| told.contains(&id));
            if between.len() < BETWEEN || columns.iter().any(is_told) {
                continue;
            }
            let parts: Vec<usize> = std::iter::once(opening).chain(between).collect();
            for line in self.lines(closing, &parts, &columns) {
                self.tell_moved(&line, results);
            }
        }
    }

    /// Whether a list begins and ends with what is more than any of the rows between, and some of these are taken away: what there
    /// was, what came and went, and what there is, whatever it is called.
    fn is_walk(&self, rows: &[usize], column: usize) -> bool {
        let worths: Option<Vec<Decimal>> = rows.iter().map(|&row| self.worth(row, column)).collect();
        let Some([first, between @ .., last]) = worths.as_deref() else { return false };
        let least = first.min(last);
        let more = |moved: &Decimal| moved.abs() < *least;
        let (plus, minus): (Vec<Decimal>, Vec<Decimal>) =
            between.iter().partition(|moved| moved.is_sign_positive());
        !plus.is_empty() && !minus.is_empty() && between.iter().all(more)
    }

    fn tell_moved(&self, line: &Line, results: &mut Results) {
        let equation = self.equation(line);
        if equation.outcome() != Outcome::Fails {
            results.relation(equation);
            return;
        }
        let (gap, closing) = (equation.gap().unwrap_or_default(), equation.left.value().unwrap_or_default());
        let small = gap.abs().saturating_mul(SMALL) <= closing.abs();
        let slip =
            slipped_by(self.document, &equation, ALONE) || small && one_digit_away(self.document, &equation);
        if are_near(&equation) && !takes_in(&equation) && !self.is_torn(&equation) && slip {
            results.relation(equation);
        }
    }
}

/// What a balance is called without the date it is of, and whether it says one: opening, at the end of the year.
fn balance(name: &str) -> (String, bool) {
    let mut name = name.to_lowercase();
    let whole = name.len();
    for word in vocabulary().balance_ends.iter() {
        name = name.replace(word, " ");
    }
    (name.chars().filter(|c| c.is_alphabetic()).collect(), name.len() < whole)
}
