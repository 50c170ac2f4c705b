//! Relations between figures, and how they end: what every arithmetic check comes down to.
//!
//! A figure written with d decimals in unit u stands for the interval [v − ½·10⁻ᵈ, v + ½·10⁻ᵈ]·u. A relation holds exactly,
//! holds within rounding (the intervals meet), or fails: XBRL Calculations 1.1, made stricter for long sums, which are held
//! to three standard deviations of rounding, so that forty addends do not hide an error of 0.1.

mod admits;
mod copied;
mod linear;
mod solve;

use std::cell::OnceCell;

use rust_decimal::Decimal;

use crate::amount::{Unit, round};
use crate::document::Document;
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::source::Cut;
use crate::source::raised::without_marks;
use crate::words::vocabulary;
pub use linear::{Linear, Operand, Quotient, Rounding, Term};
pub use solve::{Admissible, Sums};

/// What the relations of a check are read from: how often such a reading is wrong, and how often authors err in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grounds {
    /// Figures of tables, which programs add up.
    Tables,
    /// What the words around it name, in forms and set sentences, which people fill in.
    Named,
    /// What is gathered from sentences.
    Words,
    /// Shares and rates said beside their amounts.
    Rates,
    /// Changes, whose words say what they are.
    Changes,
    /// Lists that are known by their looks alone.
    Guess,
    /// The check has asked the page before it tells anything.
    Asked,
}

/// What must hold: `left cmp right`, or `left cmp right × times ÷ over`.
#[derive(Debug, Clone)]
pub struct Equation {
    /// What the relation is about: its first figure is where the finger goes.
    pub left: Linear,
    /// How the sides compare.
    pub cmp: Cmp,
    /// What it must be.
    pub right: Linear,
    /// What the right side is multiplied by, in products and where two quotients are compared.
    pub times: Option<Linear>,
    /// The divisor of the right side, in shares and rates.
    pub over: Option<Linear>,
    /// How far the sides may lie apart, where the rule says so itself.
    pub tolerance: Option<Decimal>,
}

/// A gap that begins further behind the point is none: it is what a division leaves over, far below any digit of a document.
const LEFT_OVER: u32 = 12;

impl Equation {
    /// `left = right`.
    pub fn equal(left: Linear, right: Linear) -> Self {
        Self::of(left, Cmp::Eq, Quotient::from(right))
    }

    /// `left cmp right`.
    pub fn of(left: Linear, cmp: Cmp, right: Quotient) -> Self {
        let Quotient { sum, times, over } = right;
        Self { left, cmp, right: sum, times, over, tolerance: None }
    }

    /// Every operand, left to right.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        self.sums().flat_map(|(_, sum)| &sum.terms).map(|term| &term.operand)
    }

    /// Its sums with their sides, left to right.
    fn sums(&self) -> impl Iterator<Item = (Side, &Linear)> {
        let times = self.times.iter().map(|sum| (Side::Times, sum));
        let over = self.over.iter().map(|sum| (Side::Over, sum));
        [(Side::Left, &self.left), (Side::Right, &self.right)].into_iter().chain(times).chain(over)
    }

    /// The same, to be changed.
    pub fn sums_mut(&mut self) -> impl Iterator<Item = &mut Linear> {
        [&mut self.left, &mut self.right].into_iter().chain(&mut self.times).chain(&mut self.over)
    }

    /// True where nothing is multiplied or divided.
    pub fn is_sum(&self) -> bool {
        self.times.is_none() && self.over.is_none()
    }

    fn right_side(&self) -> linear::Parts<'_> {
        linear::Parts { sum: &self.right, times: self.times.as_ref(), over: self.over.as_ref() }
    }

    /// What the right side comes to; `None` where its divisor is nothing, or where it leaves what decimals hold.
    pub fn expected(&self) -> Option<Decimal> {
        self.right_side().value()
    }

    /// By how much the left side exceeds the right one.
    pub fn gap(&self) -> Option<Decimal> {
        self.left.value()?.checked_sub(self.expected()?)
    }

    /// How far the sides may lie apart by rounding alone; `None` where that cannot be told.
    pub fn allowed(&self) -> Option<Decimal> {
        if let Some(tolerance) = self.tolerance {
            return Some(tolerance);
        }
        if !self.is_sum() {
            return self.left.half()?.checked_add(self.right_side().half()?);
        }
        let left = self.left.terms.iter().map(|term| (term, Decimal::ONE));
        let right = self.right.terms.iter().map(|term| (term, Decimal::NEGATIVE_ONE));
        linear::rounding(left.chain(right))
    }

    /// How the relation ends.
    pub fn outcome(&self) -> Outcome {
        self.outcome_within(|| self.allowed())
    }

    fn outcome_within(&self, allowed: impl FnOnce() -> Option<Decimal>) -> Outcome {
        if self.operands().any(|operand| operand.unreadable) {
            return Outcome::Unreadable;
        }
        let of_the_rule = |operand: &Operand| operand.figure.is_none() && operand.place.is_none();
        if self.operands().all(|operand| operand.blank || of_the_rule(operand)) {
            return Outcome::NotApplicable;
        }
        let Some(gap) = self.gap() else {
            // Nothing is no part of nothing: nobody said anything. Otherwise the divisor is what cannot be.
            let nothing = self.operands().all(|operand| operand.value.is_zero() || of_the_rule(operand));
            return if nothing { Outcome::NotApplicable } else { Outcome::Unreadable };
        };
        let off = match self.cmp {
            Cmp::Eq => gap.abs(),
            Cmp::Le => gap.max(Decimal::ZERO),
            Cmp::Ge => gap.min(Decimal::ZERO).abs(),
        };
        // A share is exact when the quotient rounds to it.
        let rounds = !self.is_sum() && self.left.half().is_some_and(|half| off <= half);
        if rounds || off.round_dp(LEFT_OVER).is_zero() {
            return Outcome::Holds;
        }
        match allowed() {
            None => Outcome::Unreadable,
            Some(allowed) if off <= allowed => Outcome::WithinRounding,
            Some(_) => Outcome::Fails,
        }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
    Times,
    Over,
}

impl Sums {
    const NOTHING: Self =
        Self { left: Decimal::ZERO, right: Decimal::ZERO, times: Decimal::ZERO, over: Decimal::ZERO };

    fn of(&mut self, side: Side) -> &mut Decimal {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
            Side::Times => &mut self.times,
            Side::Over => &mut self.over,
        }
    }
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
    /// It was found because it comes out, by no word: that it does proves nothing of other readings.
    pub found: bool,
    /// Names or another place of the document show that it must hold: its failure is no misreading.
    pub proved: bool,
    /// How far its sides may lie apart; found when first asked for.
    allowed: OnceCell<Option<Decimal>>,
    /// What they come to; found when first asked for.
    sums: OnceCell<Option<Sums>>,
}

impl Relation {
    /// Makes a relation and finds how it ends.
    pub fn new(rule: usize, equation: Equation) -> Self {
        let allowed = OnceCell::new();
        let outcome = equation.outcome_within(|| *allowed.get_or_init(|| equation.allowed()));
        Self { rule, equation, outcome, found: false, proved: false, allowed, sums: OnceCell::new() }
    }

    /// The same relation told in other terms.
    pub fn restate(&mut self, equation: Equation) {
        *self = Self { found: self.found, ..Self::new(self.rule, equation) };
    }

    /// Which values of the figure that stands at `places` among its operands let it hold, all others as they are. `None`:
    /// none does.
    pub fn admits(&self, places: impl IntoIterator<Item = usize>) -> Option<Admissible> {
        let allowed = (*self.allowed.get_or_init(|| self.equation.allowed()))?;
        let sums = (*self.sums.get_or_init(|| self.equation.totals()))?;
        self.equation.admits(places, &sums, allowed)
    }
}

/// A difference of fewer digits is printed somewhere by chance.
const TELLING_DIGITS: u32 = 3;

/// Whether a difference, written in `unit`, has so many digits that a figure which is the same says something: what a reading
/// left out.
pub fn is_telling(gap: Decimal, unit: Unit) -> bool {
    let written = gap.checked_div(unit.worth()).unwrap_or(gap).normalize();
    written.mantissa().unsigned_abs().checked_ilog10().is_some_and(|log| log + 1 >= TELLING_DIGITS)
}

/// Shows `value` (in the base of its kind) the way the document writes `like`: same unit, same digits, same separators.
pub fn in_notation(document: &Document, like: &Operand, value: Decimal) -> String {
    let Some(figure) = like.figure.map(|id| document.figure(id)) else {
        return digits(value.normalize(), true);
    };
    let style = match figure.cell.and_then(|cell| document.tables.get(cell.table as usize)) {
        Some(table) => table.style,
        None => document.style,
    };
    let written = style.plain(document.text(&figure.place));
    let shown = value.checked_div(like.unit.worth()).unwrap_or(value);
    let decimals = if figure.blank { figure.usual_decimals.max(2) } else { figure.amount.decimals };
    let whole = round(shown, decimals) == shown;
    let kept = if whole { decimals } else { decimals.max(figure.usual_decimals) };
    let mut rounded = round(shown, kept);
    rounded.rescale(kept);
    let grouped = written.contains(',') || !figure.blank && figure.cell.is_none() && written.len() < 4;
    let (currency, unit) = around(&written);
    let shown = style.written(&digits(rounded, grouped));
    match shown.strip_prefix('-') {
        Some(shown) => format!("-{currency}{shown}{unit}"),
        None => format!("{currency}{shown}{unit}"),
    }
}

/// What stands before the digits of a figure and after them: `£` and ` million`.
pub fn around(written: &str) -> (&str, &str) {
    let sign = |c: char| matches!(c, '-' | '+' | '(' | ' ' | '△' | '▲' | '–');
    let bare = written.trim_start_matches(sign);
    let name = vocabulary().currencies.prefix_of(bare).unwrap_or_default();
    let rest = bare.cut(name.len()..).trim_start();
    let currency = bare.cut(..bare.len() - rest.len());
    let figure = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-');
    let mut unit = rest.trim_start_matches(figure);
    // Groups may be set apart by spaces.
    while let Some(next) =
        unit.strip_prefix(' ').filter(|next| next.starts_with(|c: char| c.is_ascii_digit()))
    {
        unit = next.trim_start_matches(figure);
    }
    let unit = without_marks(unit);
    // 1,234(1) has a mark; 1亿2345万元 is told in the last of its units.
    let unit = match unit.rfind(|c: char| c.is_ascii_digit()) {
        _ if unit.starts_with(['(', '[']) && unit.ends_with([')', ']']) => "",
        Some(last) => unit.cut(last + 1..),
        None => unit,
    };
    (currency, unit)
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

    use crate::amount::{Unit, half_digit};
    use crate::document::FigureId;

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
            over: Some(sum(2..3, &[whole])),
            ..Equation::equal(sum(0..1, &[stated]), sum(1..2, &[part]).scaled(Decimal::ONE_HUNDRED))
        };
        assert_eq!(share("98.75", "9115.55", "9230.50").outcome(), Outcome::Holds);
        assert_eq!(share("98.57", "9115.55", "9230.50").outcome(), Outcome::Fails);
        let admitted = Relation::new(0, share("98.57", "9115.55", "9230.50")).admits([0]).expect("a value");
        assert_eq!(admitted.exact.map(|value| round(value, 2)), Some("98.75".parse().expect("a decimal")));
        assert_eq!(share("1", "2", "0").outcome(), Outcome::Unreadable);
        assert_eq!(share("0", "0", "0").outcome(), Outcome::NotApplicable);
    }

    #[test]
    fn which_value_would_hold() {
        let relation = Relation::new(0, Equation::equal(sum(0..1, &["10.00"]), sum(1..3, &["4.00", "5.00"])));
        assert_eq!(relation.admits([2]).and_then(|a| a.exact), Some(Decimal::from(6)));
        assert_eq!(relation.admits([]), None);
    }

    #[test]
    fn a_figure_is_found_in_every_sum_of_a_product() {
        // 6 = 4 × 5 ÷ 4, whose operands are numbered left to right.
        let equation = Equation {
            times: Some(sum(2..3, &["5"])),
            over: Some(sum(3..4, &["4"])),
            ..Equation::equal(sum(0..1, &["6"]), sum(1..2, &["4"]))
        };
        let relation = Relation::new(0, equation);
        let exact = |nth: usize| relation.admits([nth]).and_then(|admitted| admitted.exact);
        let shown = |nth: usize| exact(nth).map(|value| round(value, 2).normalize().to_string());
        assert_eq!([0, 1, 2, 3].map(shown).map(Option::unwrap_or_default), ["5", "4.8", "6", "3.33"]);
        assert_eq!(relation.equation.operand(2).and_then(|operand| operand.figure), Some(FigureId(2)));
        assert!(relation.equation.operand(4).is_none());
    }

    #[test]
    fn separators() {
        assert_eq!(digits("1234567.80".parse().expect("a decimal"), true), "1,234,567.80");
        assert_eq!(digits("-123.4".parse().expect("a decimal"), true), "-123.4");
    }
}
