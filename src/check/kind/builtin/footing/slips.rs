//! How many slips sums that fail come from.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::score::are_near;
use crate::amount::apart;
use crate::check::aid::relation::{Equation, is_telling};
use crate::document::FigureId;

/// Of so many sums that fail one may be wrong by what the others are.
const WRONG: usize = 3;

/// How many slips sums that fail come from at least: those that have a figure in common, a subtotal and the total that it is
/// a part of, may come from one, and so may those that are off by the same in a table that `is_whole`: a part and the total
/// beside it left a row out.
pub(in super::super) fn slips<'e>(failing: impl Iterator<Item = &'e Equation>, is_whole: bool) -> usize {
    let mut first: BTreeMap<FigureId, usize> = BTreeMap::new();
    let mut off_by: BTreeMap<Decimal, (usize, Option<Decimal>)> = BTreeMap::new();
    let (mut above, mut gaps, mut apart) = (Vec::<usize>::new(), Vec::<Decimal>::new(), 0);
    for (own, equation) in failing.enumerate() {
        above.push(own);
        gaps.extend(equation.gap());
        apart += 1;
        let figures = equation.operands().filter_map(|operand| operand.figure);
        let mut alike: Vec<usize> = figures.map(|id| *first.entry(id).or_insert(own)).collect();
        // The same sum told in another column is no part of it.
        let total = equation.left.value();
        let gap = gap_of(equation).filter(|_| is_whole && are_near(equation));
        let beside = gap.map(|gap| *off_by.entry(gap).or_insert((own, total)));
        alike.extend(beside.filter(|(_, other)| *other != total).map(|(other, _)| other));
        for other in alike {
            let known = top(&mut above, other);
            let own = top(&mut above, own);
            apart -= usize::from(known != own);
            above[own] = known;
        }
    }
    // The total of rows that are wrong is wrong by what they are together.
    let sum = gaps.iter().fold(Decimal::ZERO, |sum, gap| sum.saturating_add(*gap));
    let together = |gap: &Decimal| !gap.is_zero() && gap.saturating_add(*gap) == sum;
    apart - usize::from(apart >= WRONG && gaps.iter().any(together))
}

/// By how much the sides of a sum lie apart, where that has digits enough to say something.
fn gap_of(equation: &Equation) -> Option<Decimal> {
    let (left, right) = equation.left.value().zip(equation.right.value())?;
    let unit = equation.operands().next()?.unit;
    let gap = apart(left, right).normalize();
    is_telling(gap, unit).then_some(gap)
}

/// The sum that stands for all that a sum has figures in common with.
fn top(above: &mut [usize], mut at: usize) -> usize {
    while above[at] != at {
        above[at] = above[above[at]];
        at = above[at];
    }
    at
}
