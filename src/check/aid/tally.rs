//! What stands in a row, added up as it is read from the end: how many from the first on come to a value is found without
//! adding them up again for every value.

use rust_decimal::Decimal;

use crate::hash::{Map, Worth};

/// What stands behind a place, the nearest last, with what it comes to.
#[derive(Debug)]
pub struct Tally<T> {
    items: Vec<T>,
    /// For each item, what those behind it come to.
    sums: Vec<Decimal>,
    /// What comes to a value: the last item before which all come to it.
    counts: Map<Worth, usize>,
    /// For each item, the one before it where all come to the same.
    same: Vec<Option<usize>>,
    /// What all come to.
    sum: Decimal,
}

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            sums: Vec::new(),
            counts: Map::default(),
            same: Vec::new(),
            sum: Decimal::ZERO,
        }
    }
}

impl<T: Copy> Tally<T> {
    /// Takes in what stands before all others.
    pub fn push(&mut self, item: T, value: Decimal) {
        self.same.push(self.counts.insert(Worth(self.sum), self.items.len()));
        self.sums.push(self.sum);
        self.items.push(item);
        self.sum = self.sum.saturating_add(value);
    }

    /// How many from the nearest on come to `target`: the fewest, and one at least.
    pub fn come_to(&self, target: Decimal) -> Option<usize> {
        self.all_that_come_to(target).next()
    }

    /// The same, and more of them that do, the fewest first.
    pub fn all_that_come_to(&self, target: Decimal) -> impl Iterator<Item = usize> {
        let last = self.counts.get(&Worth(self.sum.saturating_sub(target))).copied();
        std::iter::successors(last, |&at| self.same[at]).map(|left| self.items.len() - left)
    }

    /// Takes away so many from the nearest on, and gives them, the nearest first.
    pub fn take(&mut self, count: usize) -> Vec<T> {
        let mut taken = Vec::with_capacity(count);
        while taken.len() < count
            && let Some((item, sum)) = self.items.pop().zip(self.sums.pop())
        {
            match self.same.pop().flatten() {
                Some(before) => self.counts.insert(Worth(sum), before),
                None => self.counts.remove(&Worth(sum)),
            };
            self.sum = sum;
            taken.push(item);
        }
        taken
    }

    /// All that is left, the nearest first.
    pub fn nearest(&self) -> impl Iterator<Item = T> {
        self.items.iter().rev().copied()
    }

    /// What all come to.
    pub fn sum(&self) -> Decimal {
        self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_that_come_to_a_value() {
        let mut tally = Tally::default();
        for value in [5, 0, 3, -1, 2] {
            tally.push(value, Decimal::from(value));
        }
        let fewest = |tally: &Tally<i32>, target: i32| tally.come_to(Decimal::from(target));
        assert_eq!(fewest(&tally, 2), Some(1));
        assert_eq!(fewest(&tally, 1), Some(2));
        assert_eq!(fewest(&tally, 4), Some(3), "not the four with the nothing behind them");
        assert_eq!(fewest(&tally, 9), Some(5));
        assert_eq!(tally.all_that_come_to(Decimal::from(4)).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(fewest(&tally, 0), None, "nothing is no part");
        assert_eq!(tally.take(3), [2, -1, 3]);
        assert_eq!((tally.sum(), fewest(&tally, 0), fewest(&tally, 5)), (Decimal::from(5), Some(1), Some(2)));
        assert_eq!(tally.nearest().collect::<Vec<_>>(), [0, 5]);
    }
}
