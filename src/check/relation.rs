//! Relations between figures, and how they end: what every arithmetic check comes down to.
//!
//! A figure written with d decimals in unit u stands for the interval [v − ½·10⁻ᵈ, v + ½·10⁻ᵈ]·u. A relation holds exactly,
//! holds within rounding (the intervals meet), or fails: XBRL Calculations 1.1, made stricter for long sums, which are held
//! to three standard deviations of rounding, so that forty addends do not hide an error of 0.1.

mod admits;

use std::cell::OnceCell;

use rust_decimal::{Decimal, MathematicalOps};

use crate::amount::{Amount, Unit, half_digit, round};
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::source::Cut;
use crate::source::raised::without_marks;
pub use admits::{Admissible, Sums};

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
        let figure = document.figure(id);
        let half =
            if figure.blank { Decimal::ZERO } else { half_digit(figure.usual_decimals, figure.amount.unit) };
        Self {
            figure: Some(id),
            unit: figure.amount.unit,
            value: figure.amount.base(),
            half,
            blank: figure.blank,
            unreadable: figure.unreadable,
            place: Some(figure.place.clone()),
        }
    }

    /// The same in `unit`, where the figure carries none of its own.
    pub fn in_unit(mut self, unit: Option<Unit>) -> Self {
        if let Some(unit) = unit.filter(|_| self.unit == Unit::ONE) {
            self.unit = unit;
            self.value *= unit.worth();
            self.half *= unit.worth();
        }
        self
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

    /// The sum of the terms.
    pub fn value(&self) -> Decimal {
        self.terms.iter().map(|term| term.operand.value * term.coefficient).sum()
    }

    /// The same, each term times `factor`.
    pub fn scaled(mut self, factor: Decimal) -> Self {
        for term in &mut self.terms {
            term.coefficient *= factor;
        }
        self
    }

    /// Both together.
    pub fn plus(mut self, other: Linear) -> Self {
        self.terms.extend(other.terms);
        self
    }

    /// How far the true sum may lie from the value.
    pub fn half(&self) -> Decimal {
        tolerance(self.terms.iter().map(|term| (term.operand.half * term.coefficient).abs()))
    }
}

/// The smaller of the worst case and three standard deviations of rounding; `halves` are half digits.
pub fn tolerance(halves: impl Iterator<Item = Decimal>) -> Decimal {
    halves.fold(Rounding::default(), Rounding::with).tolerance()
}

/// How far a sum may be off by rounding, term by term. The error of one rounding is uniform over its interval, so its variance
/// is a third of the half digit squared.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rounding {
    worst: Decimal,
    squares: Decimal,
    n: usize,
}

impl Rounding {
    /// With one more term, rounded to `half` of its last digit.
    pub fn with(self, half: Decimal) -> Self {
        if half.is_zero() {
            return self;
        }
        Self {
            worst: self.worst + half,
            squares: self.squares + half.checked_mul(half).unwrap_or(Decimal::MAX),
            n: self.n + 1,
        }
    }

    /// True where a sum may be off by `gap`.
    pub fn covers(self, gap: Decimal) -> bool {
        gap <= self.worst && gap <= self.tolerance()
    }

    /// The smaller of the worst case and three standard deviations.
    pub fn tolerance(self) -> Decimal {
        // √(3n) is no less than n up to three equal parts: the root is not worth taking.
        if self.n <= 3 {
            return self.worst;
        }
        // 3·√(Σh²/3) = √(3·Σh²)
        match (self.squares * Decimal::from(3)).sqrt() {
            Some(likely) if likely < self.worst => likely,
            _ => self.worst,
        }
    }
}

/// What must hold: `left cmp right`, or `left cmp right ÷ over`.
#[derive(Debug, Clone)]
pub struct Equation {
    /// What the relation is about: its first figure is where the finger goes.
    pub left: Linear,
    /// How the sides compare.
    pub cmp: Cmp,
    /// What it must be.
    pub right: Linear,
    /// The divisor of the right side, in shares and rates.
    pub over: Option<Linear>,
    /// How far the sides may lie apart, where the rule says so itself.
    pub tolerance: Option<Decimal>,
}

impl Equation {
    /// `left = right`.
    pub fn equal(left: Linear, right: Linear) -> Self {
        Self { left, cmp: Cmp::Eq, right, over: None, tolerance: None }
    }

    /// Every operand, left to right.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        self.terms().map(|(term, _)| &term.operand)
    }

    fn terms(&self) -> impl Iterator<Item = (&Term, Side)> {
        let over = self.over.iter().flat_map(|over| over.terms.iter().map(|term| (term, Side::Over)));
        self.left
            .terms
            .iter()
            .map(|term| (term, Side::Left))
            .chain(self.right.terms.iter().map(|term| (term, Side::Right)))
            .chain(over)
    }

    /// What the right side comes to; `None` where its divisor is nothing.
    pub fn expected(&self) -> Option<Decimal> {
        match &self.over {
            None => Some(self.right.value()),
            Some(over) => self.right.value().checked_div(over.value()),
        }
    }

    /// How far the sides may lie apart by rounding alone.
    pub fn allowed(&self) -> Decimal {
        if let Some(tolerance) = self.tolerance {
            return tolerance;
        }
        let Some(over) = &self.over else {
            return tolerance(self.terms().map(|(term, _)| (term.operand.half * term.coefficient).abs()));
        };
        // The quotient of two intervals, to first order: Δ(n/d) ≤ Δn/|d| + |n|·Δd/d².
        let (numerator, divisor) = (self.right.value().abs(), over.value().abs());
        let quotient = self
            .right
            .half()
            .checked_div(divisor)
            .zip(
                numerator
                    .checked_mul(over.half())
                    .and_then(|spread| spread.checked_div(divisor)?.checked_div(divisor)),
            )
            .map_or(Decimal::ZERO, |(a, b)| a + b);
        self.left.half() + quotient
    }

    /// How the relation ends.
    pub fn outcome(&self) -> Outcome {
        self.outcome_within(|| self.allowed())
    }

    fn outcome_within(&self, allowed: impl FnOnce() -> Decimal) -> Outcome {
        if self.operands().any(|operand| operand.unreadable) {
            return Outcome::Unreadable;
        }
        if self.operands().all(|operand| operand.blank || operand.figure.is_none() && operand.place.is_none())
        {
            return Outcome::NotApplicable;
        }
        let Some(expected) = self.expected() else { return Outcome::NotApplicable };
        let gap = self.left.value() - expected;
        let off = match self.cmp {
            Cmp::Eq => gap.abs(),
            Cmp::Le => gap.max(Decimal::ZERO),
            Cmp::Ge => (-gap).max(Decimal::ZERO),
        };
        let exact = match &self.over {
            // A share is exact when the quotient rounds to it.
            Some(_) => off <= self.left.half(),
            None => off.is_zero(),
        };
        if exact {
            Outcome::Holds
        } else if off <= allowed() {
            Outcome::WithinRounding
        } else {
            Outcome::Fails
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
    Over,
}

/// One relation that a rule demands of a document.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Index into the pack's rules.
    pub rule: usize,
    /// What must hold.
    pub equation: Equation,
    /// How it ends.
    pub outcome: Outcome,
    /// How far its sides may lie apart; found when first asked for.
    allowed: OnceCell<Decimal>,
    /// What they come to; found when first asked for.
    sums: OnceCell<Sums>,
}

impl Relation {
    /// Makes a relation and finds how it ends.
    pub fn new(rule: usize, equation: Equation) -> Self {
        let allowed = OnceCell::new();
        let outcome = equation.outcome_within(|| *allowed.get_or_init(|| equation.allowed()));
        Self { rule, equation, outcome, allowed, sums: OnceCell::new() }
    }

    /// Which values of the figure that stands at `places` among its operands let it hold, all others as they are. `None`:
    /// none does.
    pub fn admits(&self, places: impl IntoIterator<Item = usize>) -> Option<Admissible> {
        let allowed = *self.allowed.get_or_init(|| self.equation.allowed());
        self.equation.admits(places, self.sums.get_or_init(|| self.equation.totals()), allowed)
    }
}

/// Shows `value` (in the base of its kind) the way the document writes `like`: same unit, same digits, same separators.
pub fn in_notation(document: &Document, like: &Operand, value: Decimal) -> String {
    let Some(figure) = like.figure.map(|id| document.figure(id)) else {
        return digits(value.normalize(), true);
    };
    let written = document.text(&figure.place);
    let shown = value.checked_div(like.unit.worth()).unwrap_or(value);
    let decimals = if figure.blank { figure.usual_decimals.max(2) } else { figure.amount.decimals };
    let whole = round(shown, decimals) == shown;
    let kept = if whole { decimals } else { decimals.max(figure.usual_decimals) };
    let mut rounded = round(shown, kept);
    rounded.rescale(kept);
    let grouped = written.contains(',') || !figure.blank && figure.cell.is_none() && written.len() < 4;
    let (currency, unit) = around(written);
    let shown = digits(rounded, grouped);
    match shown.strip_prefix('-') {
        Some(shown) => format!("-{currency}{shown}{unit}"),
        None => format!("{currency}{shown}{unit}"),
    }
}

/// What stands before the digits of a figure and after them: `£` and ` million`.
pub fn around(written: &str) -> (&str, &str) {
    let sign = |c: char| matches!(c, '-' | '(' | ' ');
    let bare = written.trim_start_matches(sign);
    let rest = bare.trim_start_matches(['¥', '$', '£', '€']);
    let currency = bare.cut(..bare.len() - rest.len());
    let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-'));
    (currency, without_marks(unit))
}

/// A decimal with or without thousands separators.
pub fn digits(value: Decimal, grouped: bool) -> String {
    let plain = value.to_string();
    if !grouped {
        return plain;
    }
    let (sign, rest) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) =
        rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{out}.{fraction}"),
        None => format!("{sign}{out}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operand(id: u32, value: &str) -> Operand {
        let value: Decimal = value.parse().expect("a decimal");
        Operand {
            figure: Some(FigureId(id)),
            unit: Unit::ONE,
            value,
            half: half_digit(value.scale(), Unit::ONE),
            blank: false,
            unreadable: false,
            place: None,
        }
    }

    fn sum(ids: std::ops::Range<u32>, values: &[&str]) -> Linear {
        Linear {
            terms: ids
                .zip(values)
                .map(|(id, value)| Term { operand: operand(id, value), coefficient: Decimal::ONE })
                .collect(),
        }
    }

    #[test]
    fn rounding_is_told_from_error() {
        let outcome =
            |total: &str, parts: &[&str]| Equation::equal(sum(0..1, &[total]), sum(1..9, parts)).outcome();
        assert_eq!(outcome("8304.97", &["8190.02", "114.95"]), Outcome::Holds);
        assert_eq!(outcome("8304.96", &["8190.02", "114.95"]), Outcome::WithinRounding);
        assert_eq!(outcome("8304.95", &["8190.02", "114.95"]), Outcome::Fails);
    }

    #[test]
    fn a_long_sum_hides_no_error() {
        let parts = ["1.00"; 40];
        let off = |total: &str| Equation::equal(sum(0..1, &[total]), sum(1..41, &parts)).outcome();
        assert_eq!(off("40.05"), Outcome::WithinRounding);
        assert_eq!(off("40.10"), Outcome::Fails);
    }

    #[test]
    fn shares() {
        let share = |stated: &str, part: &str, whole: &str| Equation {
            left: sum(0..1, &[stated]),
            cmp: Cmp::Eq,
            right: sum(1..2, &[part]).scaled(Decimal::ONE_HUNDRED),
            over: Some(sum(2..3, &[whole])),
            tolerance: None,
        };
        assert_eq!(share("98.75", "9115.55", "9230.50").outcome(), Outcome::Holds);
        assert_eq!(share("98.57", "9115.55", "9230.50").outcome(), Outcome::Fails);
        let admitted = Relation::new(0, share("98.57", "9115.55", "9230.50")).admits([0]).expect("a value");
        assert_eq!(admitted.exact.map(|value| round(value, 2)), Some("98.75".parse().expect("a decimal")));
        assert_eq!(share("1", "2", "0").outcome(), Outcome::NotApplicable);
    }

    #[test]
    fn which_value_would_hold() {
        let relation = Relation::new(0, Equation::equal(sum(0..1, &["10.00"]), sum(1..3, &["4.00", "5.00"])));
        assert_eq!(relation.admits([2]).and_then(|a| a.exact), Some(Decimal::from(6)));
        assert_eq!(relation.admits([]), None);
    }

    #[test]
    fn separators() {
        assert_eq!(digits("1234567.80".parse().expect("a decimal"), true), "1,234,567.80");
        assert_eq!(digits("-123.4".parse().expect("a decimal"), true), "-123.4");
    }
}
