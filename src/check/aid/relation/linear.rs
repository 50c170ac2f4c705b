//! What stands on a side of a relation: figures as operands, sums of them, and products and quotients of sums.
//!
//! Decimals hold 28 digits. Where arithmetic leaves them nothing is known, and the relation is unreadable: what these
//! functions give is `None` then, never a wrong number.

use std::collections::HashMap;

use rust_decimal::{Decimal, MathematicalOps};

use crate::amount::{Amount, Unit, half_digit};
use crate::document::{Document, FigureId, Place};
use crate::steps;

/// A figure, a blank or a number of the rule, as an operand.
#[derive(Debug, Clone, PartialEq)]
pub struct Operand {
    /// The figure, unless it is a number of the rule or a blank of a form.
    pub figure: Option<FigureId>,
    /// The unit it is read in: its own, or the one its table or form is known to use.
    pub unit: Unit,
    /// Its value in the base of its kind.
    pub value: Decimal,
    /// How far the true value may lie from it: half of the last digit.
    pub half: Decimal,
    /// Nothing is written there.
    pub blank: bool,
    /// What is written there is no number, or the page lost it.
    pub unreadable: bool,
    /// Where; `None` for a number of the rule.
    pub place: Option<Place>,
}

impl Operand {
    /// A figure of the document. A blank is exactly nothing.
    pub fn of(document: &Document, id: FigureId) -> Self {
        steps::take(1);
        let figure = document.figure(id);
        let half =
            if figure.blank { Decimal::ZERO } else { half_digit(figure.usual_decimals, figure.amount.unit) };
        let value = figure.amount.checked_base();
        Self {
            figure: Some(id),
            unit: figure.amount.unit,
            value: value.unwrap_or_default(),
            half,
            blank: figure.blank,
            unreadable: figure.unreadable || value.is_none(),
            place: Some(figure.place.clone()),
        }
    }

    /// The same in `unit`, where the figure carries none of its own.
    pub fn in_unit(mut self, unit: Option<Unit>) -> Self {
        if let Some(unit) = unit.filter(|_| self.unit == Unit::ONE) {
            self.unit = unit;
            self.grow(unit.worth());
        }
        self
    }

    /// Makes it `factor` times as large.
    pub fn grow(&mut self, factor: Decimal) {
        match self.value.checked_mul(factor).zip(self.half.checked_mul(factor)) {
            Some((value, half)) => (self.value, self.half) = (value, half),
            None => self.unreadable = true,
        }
    }

    /// A number of the rule in its unit: exact.
    pub fn literal(amount: Amount) -> Self {
        Self { unit: amount.unit, ..Self::exact(amount.base()) }
    }

    /// A number of the rule: exact.
    pub fn exact(value: Decimal) -> Self {
        Self {
            figure: None,
            unit: Unit::ONE,
            value,
            half: Decimal::ZERO,
            blank: false,
            unreadable: false,
            place: None,
        }
    }

    /// A blank of a form, which counts as nothing, or one the page lost.
    pub fn blank(place: Option<Place>, lost: bool) -> Self {
        Self {
            figure: None,
            unit: Unit::ONE,
            value: Decimal::ZERO,
            half: Decimal::ZERO,
            blank: true,
            unreadable: lost,
            place,
        }
    }
}

/// An operand with what it is multiplied by.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The operand.
    pub operand: Operand,
    /// Usually 1 or −1.
    pub coefficient: Decimal,
}

/// A sum of no more terms is held against another term by term; most have no figure in common.
const SHORT: usize = 4;

/// A sum of terms.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Linear {
    /// The terms in the order they were written.
    pub terms: Vec<Term>,
}

impl Linear {
    /// One operand.
    pub fn one(operand: Operand) -> Self {
        Self { terms: vec![Term { operand, coefficient: Decimal::ONE }] }
    }

    /// True where a figure counts in both: what is taken away again, or times nothing, does not.
    pub fn shares_a_figure_with(&self, other: &Linear) -> bool {
        let weights = |sum: &Linear| {
            let mut weights: HashMap<FigureId, Decimal> = HashMap::with_capacity(sum.terms.len());
            for term in &sum.terms {
                let weight = term.operand.figure.map(|id| weights.entry(id).or_default());
                if let Some(weight) = weight {
                    *weight = weight.saturating_add(term.coefficient);
                }
            }
            weights
        };
        let counts = |weights: &HashMap<FigureId, Decimal>, id: &FigureId| {
            weights.get(id).is_some_and(|weight| !weight.is_zero())
        };
        let (fewer, more) = if self.terms.len() < other.terms.len() { (self, other) } else { (other, self) };
        let has = |sum: &Linear, id: FigureId| sum.terms.iter().any(|term| term.operand.figure == Some(id));
        let mut own = fewer.terms.iter().filter_map(|term| term.operand.figure);
        if fewer.terms.len() <= SHORT && !own.any(|id| has(more, id)) {
            return false;
        }
        let (few, mut candidates) =
            (weights(fewer), more.terms.iter().filter_map(|term| term.operand.figure));
        if !candidates.clone().any(|id| counts(&few, &id)) {
            return false;
        }
        let many = weights(more);
        candidates.any(|id| counts(&few, &id) && counts(&many, &id))
    }

    /// What it comes to where it has numbers of the rule alone.
    pub fn number(&self) -> Option<Decimal> {
        let of_the_rule = |term: &Term| term.operand.figure.is_none() && term.operand.place.is_none();
        self.terms.iter().all(|term| of_the_rule(term) && !term.operand.unreadable).then(|| self.value())?
    }

    /// The sum of the terms.
    pub fn value(&self) -> Option<Decimal> {
        self.terms.iter().try_fold(Decimal::ZERO, |sum, term| sum.checked_add(term.value()?))
    }

    /// The same, each term times `factor`.
    pub fn scaled(mut self, factor: Decimal) -> Self {
        for term in &mut self.terms {
            match term.coefficient.checked_mul(factor) {
                Some(coefficient) => term.coefficient = coefficient,
                None => term.operand.unreadable = true,
            }
        }
        self
    }

    /// Both together.
    pub fn plus(mut self, other: Linear) -> Self {
        self.terms.extend(other.terms);
        self
    }

    /// How far the true sum may lie from the value.
    pub fn half(&self) -> Option<Decimal> {
        if let [only] = self.terms.as_slice() {
            return only.operand.half.checked_mul(only.coefficient).map(|half| half.abs());
        }
        rounding(self.terms.iter().map(|term| (term, Decimal::ONE)))
    }
}

impl Term {
    fn value(&self) -> Option<Decimal> {
        self.operand.value.checked_mul(self.coefficient)
    }
}

/// How far a sum of terms, each with its sign, may be off by rounding. A figure that stands in it several times is rounded
/// once: it counts with what its coefficients come to.
pub(super) fn rounding<'t>(terms: impl Iterator<Item = (&'t Term, Decimal)>) -> Option<Decimal> {
    let mut parts = Vec::new();
    for (term, sign) in terms.filter(|(term, _)| !term.operand.half.is_zero()) {
        parts.push((term.operand.figure, term.operand.half, term.coefficient.checked_mul(sign)?));
    }
    parts.sort_by_key(|(figure, ..)| *figure);
    let mut rounding = Rounding::default();
    for one in parts.chunk_by(|(one, ..), (next, ..)| one.is_some() && one == next) {
        let weight =
            one.iter().try_fold(Decimal::ZERO, |sum, (.., coefficient)| sum.checked_add(*coefficient))?;
        rounding = rounding.with(one[0].1.checked_mul(weight)?.abs());
    }
    rounding.tolerance()
}

/// How far a sum may be off by rounding, term by term. The error of one rounding is uniform over its interval, so its variance
/// is a third of the half digit squared.
#[derive(Debug, Clone, Copy)]
pub struct Rounding {
    /// `None` where it leaves what decimals hold.
    worst: Option<Decimal>,
    squares: Decimal,
    largest: Decimal,
    n: u32,
}

impl Default for Rounding {
    fn default() -> Self {
        Self { worst: Some(Decimal::ZERO), squares: Decimal::ZERO, largest: Decimal::ZERO, n: 0 }
    }
}

impl Rounding {
    /// With one more term, rounded to `half` of its last digit.
    pub fn with(self, half: Decimal) -> Self {
        if half.is_zero() {
            return self;
        }
        let squares = half.checked_mul(half).and_then(|square| self.squares.checked_add(square));
        Self {
            worst: self.worst.and_then(|worst| worst.checked_add(half)),
            squares: squares.unwrap_or(Decimal::MAX),
            largest: self.largest.max(half),
            n: self.n.saturating_add(1),
        }
    }

    /// True where a sum may be off by `gap`, or where that cannot be told.
    pub fn covers(self, gap: Decimal) -> bool {
        // The root is taken only where the worst case does not decide.
        self.worst.is_none_or(|worst| gap <= worst) && self.tolerance().is_none_or(|most| gap <= most)
    }

    /// The smaller of the worst case and three standard deviations; `None` where that cannot be told.
    pub fn tolerance(self) -> Option<Decimal> {
        let worst = self.worst?;
        // √(3n) is no less than n up to three equal parts: the root is not worth taking.
        if self.n <= 3 {
            return Some(worst);
        }
        // What the others deviate by is rounded once more, to the digits of the total. Of four figures that comes to the worst case,
        // which never happens: two in the last digit.
        let once = if self.n > 4 { self.largest } else { Decimal::ZERO };
        let rest = once.checked_mul(once).and_then(|square| self.squares.checked_sub(square));
        // 3·√(Σh²/3) = √(3·Σh²)
        let likely =
            rest.and_then(|rest| rest.checked_mul(Decimal::from(3))).and_then(|squares| squares.sqrt());
        let likely = likely.and_then(|likely| likely.checked_add(once));
        Some(likely.map_or(worst, |likely| likely.min(worst)))
    }
}

/// A sum, perhaps times another, perhaps divided by a third.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Quotient {
    /// What is multiplied and divided.
    pub sum: Linear,
    /// What it is multiplied by.
    pub times: Option<Linear>,
    /// What it is divided by.
    pub over: Option<Linear>,
}

impl From<Linear> for Quotient {
    fn from(sum: Linear) -> Self {
        Self { sum, times: None, over: None }
    }
}

impl Quotient {
    /// Its sums, in the order they are written.
    pub fn sums(&self) -> impl Iterator<Item = &Linear> {
        std::iter::once(&self.sum).chain(&self.times).chain(&self.over)
    }

    /// True where nothing is multiplied or divided.
    pub fn is_sum(&self) -> bool {
        self.times.is_none() && self.over.is_none()
    }

    /// True where it is divided by nothing.
    pub fn is_void(&self) -> bool {
        self.over.as_ref().and_then(Linear::value).is_some_and(|divisor| divisor.is_zero())
    }

    /// What is divided by nothing stays so, whatever is done to it; it keeps the figures of `other`.
    pub fn kept_with(self, other: &Quotient) -> Self {
        let others = self.times.iter().chain(other.sums()).cloned().fold(Linear::default(), Linear::plus);
        Self { times: Some(others), ..self }
    }

    /// The same, `factor` times as large.
    pub fn scaled(self, factor: Decimal) -> Self {
        Self { sum: self.sum.scaled(factor), ..self }
    }

    /// What it comes to; `None` where its divisor is nothing, or where it leaves what decimals hold.
    pub fn value(&self) -> Option<Decimal> {
        Parts { sum: &self.sum, times: self.times.as_ref(), over: self.over.as_ref() }.value()
    }
}

/// The sums of a quotient, wherever they are kept.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) sum: &'a Linear,
    pub(super) times: Option<&'a Linear>,
    pub(super) over: Option<&'a Linear>,
}

impl Parts<'_> {
    /// What it comes to; `None` where its divisor is nothing, or where it leaves what decimals hold.
    pub(super) fn value(&self) -> Option<Decimal> {
        let product = match self.times {
            Some(times) => self.sum.value()?.checked_mul(times.value()?)?,
            None => self.sum.value()?,
        };
        match self.over {
            Some(over) => product.checked_div(over.value()?),
            None => Some(product),
        }
    }

    /// How far the true value may lie from it: the product and the quotient of intervals.
    pub(super) fn half(&self) -> Option<Decimal> {
        let (mut size, mut half) = (self.sum.value()?.abs(), self.sum.half()?);
        if let Some(times) = self.times {
            let (other, off) = (times.value()?.abs(), times.half()?);
            // (n ± Δn)·(m ± Δm)
            let spread = size.checked_add(half)?.checked_mul(off)?;
            half = half.checked_mul(other)?.checked_add(spread)?;
            size = size.checked_mul(other)?;
        }
        let Some(over) = self.over else { return Some(half) };
        // To first order: Δ(n/d) ≤ Δn/|d| + |n|·Δd/d².
        let divisor = over.value()?.abs();
        let spread = size.checked_mul(over.half()?)?.checked_div(divisor)?;
        half.checked_add(spread)?.checked_div(divisor)
    }
}
