//! Runs of figures that come to a total: those that are a part of nothing yet, with the sums of all before each, so that a run
//! is looked up and never searched for.

use std::collections::HashMap;

use rust_decimal::Decimal;

/// Among so many places where a run may begin, all of the same sum, it is looked for.
const PLACES: usize = 8;

/// Members of a line that are a part of nothing yet, with the sums of all before each.
pub(super) struct Open {
    pub(super) members: Vec<usize>,
    /// One more than there are members.
    sums: Vec<Decimal>,
    /// How many of those before are not nothing.
    written: Vec<usize>,
    /// Where each sum is reached, ascending.
    places: HashMap<Decimal, Vec<usize>>,
}

impl Open {
    pub(super) fn new() -> Self {
        let places = HashMap::from([(Decimal::ZERO, vec![0])]);
        Self { members: Vec::new(), sums: vec![Decimal::ZERO], written: vec![0], places }
    }

    /// The runs up to the last member that come to `own`, the nearest first, and takes the shortest away: of several members
    /// at least, without those at their far end that are nothing and with them.
    pub(super) fn runs(&mut self, own: Decimal, last_place: Decimal) -> Vec<Vec<usize>> {
        let (Some(&all), Some(&written)) = (self.sums.last(), self.written.last()) else { return Vec::new() };
        let Some(start) = all.checked_sub(own).filter(|_| !own.is_zero()) else { return Vec::new() };
        let several = |place: &&usize| written - self.written[**place] > 1;
        let begins_at = |start: Decimal| -> Vec<usize> {
            let places = self.places.get(&start.normalize()).map(Vec::as_slice).unwrap_or_default();
            places.iter().rev().filter(several).take(PLACES).copied().collect()
        };
        // What was rounded may come out one off in the last place.
        let below = Decimal::ZERO.checked_sub(last_place).unwrap_or_default();
        let near = [Decimal::ZERO, last_place, below];
        let found = near.into_iter().filter_map(|off| start.checked_add(off)).map(begins_at);
        let Some(begins) = found.into_iter().find(|begins| !begins.is_empty()) else { return Vec::new() };
        let Some(&first) = begins.first() else { return Vec::new() };
        let last = begins.iter().copied().take_while(|&at| self.written[at] == self.written[first]).last();
        let mut runs: Vec<Vec<usize>> = [Some(first), last.filter(|&last| last != first)]
            .into_iter()
            .flatten()
            .map(|at| self.members[at..].iter().rev().copied().collect())
            .collect();
        runs.dedup();
        self.truncate(first);
        runs
    }

    fn truncate(&mut self, len: usize) {
        for at in (len + 1..self.sums.len()).rev() {
            // Each stands last among the places of its sum.
            if let Some(places) = self.places.get_mut(&self.sums[at].normalize()) {
                places.pop();
            }
        }
        self.members.truncate(len);
        self.sums.truncate(len + 1);
        self.written.truncate(len + 1);
    }

    /// Takes a member in; nothing where the sum leaves what decimals hold.
    pub(super) fn push(&mut self, member: usize, own: Decimal) -> Option<()> {
        let sum = self.sums.last()?.checked_add(own)?;
        let written = self.written.last()? + usize::from(!own.is_zero());
        self.places.entry(sum.normalize()).or_default().push(self.sums.len());
        self.members.push(member);
        self.sums.push(sum);
        self.written.push(written);
        Some(())
    }
}
