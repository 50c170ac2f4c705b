//! What an expression comes to, and the relation between two of them.

use rust_decimal::Decimal;

use crate::check::relation::{Equation, Linear, Operand, Quotient};
use crate::rule::formula::Cmp;

/// A sum of figures, and beside it at most one product or quotient of such sums.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Value {
    /// The sum.
    pub sum: Linear,
    /// The product or quotient.
    pub part: Option<Quotient>,
}

impl From<Operand> for Value {
    fn from(operand: Operand) -> Self {
        Self { sum: Linear::one(operand), part: None }
    }
}

impl From<Linear> for Value {
    fn from(sum: Linear) -> Self {
        Self { sum, part: None }
    }
}

impl Value {
    /// The same, `factor` times as large.
    pub fn scaled(self, factor: Decimal) -> Self {
        Self { sum: self.sum.scaled(factor), part: self.part.map(|part| part.scaled(factor)) }
    }

    /// Both together; of two products or quotients nothing is known, unless nothing comes of one of them.
    pub fn plus(self, other: Self) -> Option<Self> {
        let sum = self.sum.plus(other.sum);
        let part = match (self.part, other.part) {
            (Some(void), Some(other)) | (Some(other), Some(void)) if void.is_void() => {
                Some(void.kept_with(&other))
            }
            (Some(_), Some(_)) => return None,
            (part, other) => part.or(other),
        };
        Some(Self { sum, part })
    }

    /// One times the other, or divided by it; `None` where that is more than a relation can hold.
    pub fn times(self, other: Self, inverse: bool) -> Option<Self> {
        let (one, other) = (self.alone()?, other.alone()?);
        if one.is_void() || other.is_void() {
            let void = if one.is_void() { one.kept_with(&other) } else { other.kept_with(&one) };
            return Some(Self { sum: Linear::default(), part: Some(void) });
        }
        let mut above: Vec<Linear> = std::iter::once(one.sum).chain(one.times).collect();
        let mut below: Vec<Linear> = one.over.into_iter().collect();
        let (up, down) = if inverse { (&mut below, &mut above) } else { (&mut above, &mut below) };
        up.push(other.sum);
        up.extend(other.times);
        down.extend(other.over);
        let ((up, above), (down, below)) = (split(above)?, split(below)?);
        let (mut above, mut below) = (above.into_iter(), below.into_iter());
        let one = || Linear::one(Operand::exact(Decimal::ONE));
        let (sum, times, over) = (above.next().unwrap_or_else(one), above.next(), below.next());
        let Some(factor) = up.checked_div(down) else {
            let part = Quotient { sum, times: times.or(over), over: Some(Linear::one(Operand::exact(down))) };
            return Some(Self { sum: Linear::default(), part: Some(part) });
        };
        if above.next().is_some() || below.next().is_some() {
            return None;
        }
        let part = Quotient { sum: sum.scaled(factor), times, over };
        Some(match part.is_sum() {
            true => Self::from(part.sum),
            false => Self { sum: Linear::default(), part: Some(part) },
        })
    }

    /// The one sum, product or quotient that it is.
    pub fn alone(self) -> Option<Quotient> {
        match self.part {
            None => Some(Quotient::from(self.sum)),
            Some(part) => self.sum.terms.is_empty().then_some(part),
        }
    }

    /// Its operands, left to right.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        let parts = self.part.iter().flat_map(Quotient::sums);
        std::iter::once(&self.sum).chain(parts).flat_map(|sum| &sum.terms).map(|term| &term.operand)
    }

    /// What it comes to; `None` where its divisor is nothing, or where it leaves what decimals hold.
    pub fn value(&self) -> Option<Decimal> {
        let part = self.part.as_ref().map_or(Some(Decimal::ZERO), Quotient::value)?;
        self.sum.value()?.checked_add(part)
    }
}

/// `left cmp right` as a relation: a sum on its left, a product or quotient, if there is one, on its right.
pub fn relate(left: Value, cmp: Cmp, right: Value) -> Equation {
    let less = |sum: Linear, other: Linear| sum.plus(other.scaled(Decimal::NEGATIVE_ONE));
    match (left.part, right.part) {
        (None, None) => Equation::of(left.sum, cmp, Quotient::from(right.sum)),
        (None, Some(part)) => Equation::of(less(left.sum, right.sum), cmp, part),
        (Some(part), None) => Equation::of(less(right.sum, left.sum), cmp.turned(), part),
        (Some(one), Some(other)) => cross(one, cmp, other),
    }
}

/// Two quotients: a ÷ b is c ÷ d where a is c × b ÷ d. A divisor that is less than nothing turns the comparison.
fn cross(one: Quotient, cmp: Cmp, other: Quotient) -> Equation {
    if one.is_void() {
        let right = Quotient { sum: one.sum, times: other.over, over: one.over };
        return Equation::of(other.sum, cmp.turned(), right);
    }
    let turns = one.over.as_ref().and_then(Linear::value).is_some_and(|divisor| divisor < Decimal::ZERO);
    let cmp = if turns { cmp.turned() } else { cmp };
    Equation::of(one.sum, cmp, Quotient { sum: other.sum, times: one.over, over: other.over })
}

/// What the numbers of the rule among some factors come to, and the other factors.
fn split(factors: Vec<Linear>) -> Option<(Decimal, Vec<Linear>)> {
    let (mut numbers, mut others) = (Decimal::ONE, Vec::with_capacity(factors.len()));
    for factor in factors {
        match factor.number() {
            Some(number) => numbers = numbers.checked_mul(number)?,
            None => others.push(factor),
        }
    }
    Some((numbers, others))
}
