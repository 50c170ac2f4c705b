//! A figure of a relation that was put down for the one beside it.

use super::{Equation, Linear};
use crate::document::Document;

impl Equation {
    /// True where one of the figures of a failing relation was put down for its neighbour: it says the same, and what would let the
    /// relation hold stands elsewhere. That a sum is its first part says nothing: what follows may be no part of it. Neither does a
    /// table in which figures stand again beside themselves, total and source of it.
    pub fn has_a_copy(&self, document: &Document) -> bool {
        let (Some(allowed), Some(sums)) = (self.allowed(), self.totals()) else { return false };
        let side =
            |linear: &Linear| linear.terms.iter().filter_map(|term| term.operand.figure).collect::<Vec<_>>();
        let (left, right, none) = (side(&self.left), side(&self.right), Vec::new());
        self.places().chunk_by(|a, b| a.0 == b.0).any(|own| {
            let Some(&(id, _)) = own.first() else { return false };
            let but = match () {
                () if !self.is_sum() => &none,
                () if left.contains(&id) => &right,
                () => &left,
            };
            let admitted = || self.admits(own.iter().map(|&(_, nth)| nth), &sums, allowed);
            let in_words = document.figure(id).cell.is_none();
            in_words
                && document.repeats_neighbour(id)
                && admitted()
                    .and_then(|admitted| admitted.low.zip(admitted.high))
                    .is_some_and(|(low, high)| document.is_copied(id, low, high, but))
        })
    }
}
