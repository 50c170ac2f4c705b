//! Sums that one line of figures shows, and which of them are chance: they come out in that line and are nowhere near in the others.

use std::collections::BTreeSet;

use super::found::{Figures, Sum};
use super::score::{Comes, are_near};
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::Equation;
use crate::ledger::Outcome;

/// What comes out in so many lines is no chance.
const SURE: usize = 2;

impl Figures<'_, '_> {
    /// The sums that `lines` show among `members`: totals above their parts within totals below them, and the other way round.
    pub(super) fn shown(&self, members: &[usize], lines: &[usize], chance: &BTreeSet<usize>) -> Vec<Sum> {
        let ways = lines.iter().flat_map(|&line| [(line, false), (line, true)]);
        let both = |(line, after): (usize, bool)| {
            let (sums, tops) = self.by_figures(members, line, after, chance);
            let (more, _) = self.by_figures(&tops, line, !after, chance);
            sums.into_iter().chain(more)
        };
        ways.flat_map(both).collect()
    }

    /// Whether a sum comes out in one line and in none of the others in which it has figures.
    pub(super) fn is_chance(&self, total: usize, parts: &[usize]) -> bool {
        let (mut holding, mut failing) = (0, 0);
        for comes in self.lines.iter().filter_map(|&line| self.comes(total, parts, line)) {
            match comes {
                Comes::Out { .. } => holding += 1,
                Comes::Off { .. } => failing += 1,
            }
            if holding >= SURE {
                return false;
            }
        }
        let lines = self.lines_of(total, parts);
        let mut off = lines.iter().map(|line| self.sheet.equation(line));
        let slip = |equation: Equation| {
            equation.outcome() == Outcome::Fails
                && are_near(&equation)
                && one_digit_away(self.sheet.document, &equation)
        };
        failing > 0 && !off.any(slip)
    }
}
