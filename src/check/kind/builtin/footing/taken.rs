//! What is told of lines of which nothing but their figures says that they belong together.

use super::found::{Figures, PROVED};
use super::score::are_near;
use super::twins::takes_in;
use super::{Fair, Line};
use crate::check::aid::relation::Equation;
use crate::check::results::Results;
use crate::ledger::Outcome;

/// So many lines in which a sum comes out say that it is meant in the only other one, however far off that is.
const SETTLED: usize = 3;

impl Figures<'_, '_> {
    /// Takes in what is told of lines; where nothing but the figures says that they belong together, a sum that is nowhere near
    /// its total is another reading, unless a digit explains it, or it is the only one of several.
    pub(super) fn take(&self, lines: Vec<Line>, needed: usize, results: &mut Results) {
        let fair = self.sheet.fair(&lines, needed);
        let failing = fair.iter().filter(|fair| fair.equation.outcome() == Outcome::Fails).count();
        let written = |equation: &Equation| {
            equation.right.terms.iter().filter(|part| !part.operand.value.is_zero()).count()
        };
        let out: Vec<&Line> = lines.iter().filter(|line| self.sheet.proves(line)).collect();
        let most = out.iter().map(|line| written(&self.sheet.equation(line))).max().unwrap_or_default();
        let proving = out.len();
        let settled = failing == 1 && proving >= SETTLED;
        // Where others come out a total that is one of its parts was put down for it.
        let known = failing == 1 && proving >= PROVED;
        for Fair { equation, slip } in fair {
            // Where a part is nothing, or a dash, it may be told elsewhere.
            let whole = written(&equation) >= most;
            let meant = slip || settled && whole || are_near(&equation);
            if equation.outcome() != Outcome::Fails || meant && (known && whole || !takes_in(&equation)) {
                results.found(equation);
            }
        }
    }
}
