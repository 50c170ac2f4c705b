//! Which values of one figure let a relation hold, all others as they are.
//!
//! In one figure a relation reads `l·x + m  cmp  (a·x + b) ÷ (c·x + e)`: one value makes its sides equal. What lies on one side
//! of that value fulfils ≤ or ≥; a divisor that is less than nothing turns the side, and where the divisor changes its sign
//! the quotient leaps, so that no more is said than up to there.

use rust_decimal::Decimal;

use crate::rule::formula::Cmp;

/// Which values of one figure let a relation hold; the ends belong to it. `None` is no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admissible {
    /// The smallest.
    pub low: Option<Decimal>,
    /// The largest.
    pub high: Option<Decimal>,
    /// The value that makes it hold exactly, where there is one.
    pub exact: Option<Decimal>,
}

/// One number for each sum of a relation: what it comes to, or how often one figure stands in it.
#[derive(Debug, Clone, Copy)]
pub struct Sums {
    pub(super) left: Decimal,
    pub(super) right: Decimal,
    pub(super) times: Decimal,
    pub(super) over: Decimal,
}

/// What is known of the relation and of the figure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// How the sides compare.
    pub(super) cmp: Cmp,
    /// What the sums come to; a factor and a divisor that are not there are one.
    pub(super) sums: Sums,
    /// How often the figure stands in each.
    pub(super) weights: Sums,
    /// Its value.
    pub(super) own: Decimal,
    /// How far the sides may lie apart.
    pub(super) allowed: Decimal,
}

/// The relation in one figure.
#[derive(Debug, Clone, Copy)]
struct InOne {
    l: Decimal,
    m: Decimal,
    a: Decimal,
    b: Decimal,
    c: Decimal,
    e: Decimal,
}

impl Known {
    /// The values that let it hold; `None` where none does, or where more than one value makes the sides equal.
    pub(super) fn admissible(&self) -> Option<Admissible> {
        let InOne { l, m, a, b, c, e } = self.in_one()?;
        if !l.is_zero() && !c.is_zero() {
            return None;
        }
        // l·x·e + m·(c·x + e) = a·x + b
        let slope = l.checked_mul(e)?.checked_add(m.checked_mul(c)?)?.checked_sub(a)?;
        let exact = b.checked_sub(m.checked_mul(e)?)?.checked_div(slope)?;
        let divisor = c.checked_mul(exact)?.checked_add(e)?;
        // How far the sides may lie apart was told of the divisor as it is.
        let spread = self.allowed.checked_mul(self.sums.over.abs())?.checked_div(slope.abs())?;
        let (low, high) = (exact.checked_sub(spread)?, exact.checked_add(spread)?);
        let rises = (slope > Decimal::ZERO) == (divisor > Decimal::ZERO);
        let (low, high) = match (self.cmp, rises) {
            (Cmp::Eq, _) => {
                return Some(Admissible { low: Some(low), high: Some(high), exact: Some(exact) });
            }
            (Cmp::Le, true) | (Cmp::Ge, false) => (None, Some(high)),
            (Cmp::Le, false) | (Cmp::Ge, true) => (Some(low), None),
        };
        if c.is_zero() {
            return Some(Admissible { low, high, exact: None });
        }
        // One side of the leap: where the value that makes them equal lies, or, if all is well on the other, where it is.
        let leap = e.checked_div(c)?.checked_mul(Decimal::NEGATIVE_ONE)?;
        if (exact > leap) != (self.own > leap) && self.holds()? {
            let (low, high) = if self.own > leap { (Some(leap), None) } else { (None, Some(leap)) };
            return Some(Admissible { low, high, exact: None });
        }
        let (low, high) = match exact > leap {
            true => (low.max(Some(leap)), high),
            false => (low, Some(high.map_or(leap, |high| high.min(leap)))),
        };
        Some(Admissible { low, high, exact: None })
    }

    /// Whether a bound is kept as things are.
    fn holds(&self) -> Option<bool> {
        let right = self.sums.right.checked_mul(self.sums.times)?.checked_div(self.sums.over)?;
        let gap = self.sums.left.checked_sub(right)?;
        let over = if self.cmp == Cmp::Ge { gap.checked_mul(Decimal::NEGATIVE_ONE)? } else { gap };
        Some(over <= self.allowed)
    }

    fn in_one(&self) -> Option<InOne> {
        let (sums, weights, own) = (&self.sums, &self.weights, self.own);
        let rest = |sum: Decimal, weight: Decimal| sum.checked_sub(weight.checked_mul(own)?);
        let (a, b) = match (weights.right.is_zero(), weights.times.is_zero()) {
            (false, false) => return None,
            (_, true) => (
                weights.right.checked_mul(sums.times)?,
                rest(sums.right, weights.right)?.checked_mul(sums.times)?,
            ),
            (true, false) => (
                weights.times.checked_mul(sums.right)?,
                rest(sums.times, weights.times)?.checked_mul(sums.right)?,
            ),
        };
        Some(InOne {
            l: weights.left,
            m: rest(sums.left, weights.left)?,
            a,
            b,
            c: weights.over,
            e: rest(sums.over, weights.over)?,
        })
    }
}
