//! The rows of a table that no total has added up so far, as it is gone through from one end.

use std::collections::BTreeSet;

/// A total is looked for among the rows from the nearest so many places on where a block may begin, or among all of them.
const NEAR: usize = 6;

/// The rows that are a part of nothing yet.
#[derive(Default)]
pub(super) struct Open {
    pub(super) rows: Vec<usize>,
    /// Where among them a block may begin, ascending: after a heading, at a total, after it.
    starts: Vec<usize>,
    /// The totals among them that add up nothing.
    pub(super) missed: Vec<usize>,
    /// What stands before these and would be their parts.
    pub(super) behind: BTreeSet<usize>,
    /// How many more rows totals may be held against.
    pub(super) tries: usize,
}

impl Open {
    /// Nothing yet, and so many rows that totals may be held against.
    pub(super) fn new(tries: usize) -> Self {
        Self { tries, ..Self::default() }
    }

    /// Lets a block begin with the next row.
    pub(super) fn begin(&mut self) {
        if self.starts.last() != Some(&self.rows.len()) {
            self.starts.push(self.rows.len());
        }
    }

    /// Takes in a total that takes the rows from `start` on away.
    pub(super) fn close(&mut self, start: usize, total: usize) {
        self.rows.truncate(start);
        self.starts.retain(|&begin| begin <= start);
        self.begin();
        self.rows.push(total);
        self.begin();
    }

    /// The rows from `start` on without the totals that add up nothing.
    pub(super) fn parts(&self, start: usize) -> Vec<usize> {
        self.rows[start..].iter().copied().filter(|row| !self.missed.contains(row)).collect()
    }

    /// The rows from `start` on with the totals that add up nothing in the place of what stands before them.
    pub(super) fn closed(&self, start: usize) -> Vec<usize> {
        self.rows[start..].iter().copied().filter(|row| !self.behind.contains(row)).collect()
    }

    /// Where the block of the next total may begin, the nearest first.
    pub(super) fn nearest(&self) -> Vec<usize> {
        let begun = self.starts.iter().rev().copied().filter(|&start| start < self.rows.len());
        let mut nearest: Vec<usize> = begun.take(NEAR).collect();
        nearest.push(0);
        nearest.dedup();
        nearest
    }
}
