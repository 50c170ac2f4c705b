//! Lines of figures that add up at all: serial numbers, prices and rates that nobody calls so add up nowhere.

use std::collections::BTreeMap;

use super::Line;
use super::found::{Figures, Way};
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::Equation;

impl Figures<'_, '_> {
    /// What is told of lines in which sums come out, or of which a single one does not: serial numbers, prices and rates that
    /// nobody calls so add up nowhere.
    pub(super) fn additive(&self, sums: Vec<Line>) -> Vec<Line> {
        let line = |sum: &Line| {
            let cell = self.sheet.document.figure(sum.0).cell;
            cell.map(|cell| if self.way == Way::Down { cell.column } else { cell.row })
        };
        let mut counts: BTreeMap<Option<u32>, (usize, usize)> = BTreeMap::new();
        for sum in &sums {
            let count = counts.entry(line(sum)).or_default();
            match self.sheet.comes_out(sum) {
                true => count.0 += usize::from(self.sheet.proves(sum)),
                false => count.1 += 1,
            }
        }
        // One figure that all of them need may be the one that is wrong.
        let mut one_slip: BTreeMap<Option<u32>, bool> = BTreeMap::new();
        for (&at, _) in counts.iter().filter(|(_, (out, not))| *out == 0 && *not >= 2) {
            let own = sums.iter().filter(|sum| line(sum) == at && !self.sheet.comes_out(sum));
            let equations: Vec<Equation> = own.map(|sum| self.sheet.equation(sum)).collect();
            let near = equations.iter().all(|one| one_digit_away(self.sheet.document, one));
            one_slip.insert(at, near && super::slips(equations.iter(), false) == 1);
        }
        let adds_up = |sum: &Line| {
            let (at, one) = (line(sum), |at| one_slip.get(&at).copied().unwrap_or(false));
            counts.get(&at).is_none_or(|(out, not)| *out > 0 || *not < 2) || one(at)
        };
        sums.into_iter().filter(adds_up).collect()
    }
}
