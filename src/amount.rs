//! Amounts: an exact decimal, its unit, the digits as written, and the interval those digits stand for.

#![warn(clippy::arithmetic_side_effects, reason = "decimals end the program where they overflow")]

pub mod money;
pub mod number;
pub mod numeral;
mod proportion;
pub mod slip;
pub mod style;

use crate::words::vocabulary;
use rust_decimal::{Decimal, RoundingStrategy};

/// What an amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Money, in the currency of the document.
    Money,
    /// A proportion.
    Percent,
    /// Anything counted: people, vehicles, square metres. Also figures whose unit nobody wrote.
    Count,
}

/// A unit of measure: what is counted, and the power of ten that one unit is worth (万元 is money at 4, % is −2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit {
    /// What is counted.
    pub kind: Kind,
    /// One unit is 10 to this power.
    pub power: i8,
}

impl Unit {
    /// A bare count.
    pub const ONE: Unit = Unit { kind: Kind::Count, power: 0 };
    /// 元 and every other currency's whole unit.
    pub const YUAN: Unit = Unit { kind: Kind::Money, power: 0 };
    /// 万元
    pub const WAN: Unit = Unit { kind: Kind::Money, power: 4 };
    /// %
    pub const PERCENT: Unit = Unit { kind: Kind::Percent, power: -2 };

    /// The unit that `text` begins with, and how many bytes of it that takes. `text` is folded: half-width and without
    /// spaces between ideographs.
    pub fn prefix_of(text: &str) -> Option<(Unit, usize)> {
        vocabulary().units.prefix_of(text).map(|(measure, len)| (Self::of(measure), len))
    }

    /// The unit that `text` names as a whole, letters in either case.
    pub fn parse(text: &str) -> Option<Unit> {
        let text = text.trim();
        let text = vocabulary().before_unit.strip(text).unwrap_or(text);
        vocabulary().units.named(text).map(Self::of).or_else(|| money::unit(text))
    }

    /// The power of ten that `text` begins with, as 万元 and the bare 万 of 3万 say it, and how many bytes of it that takes.
    pub fn multiple_of(text: &str) -> Option<(i8, usize)> {
        vocabulary().units.multiple_of(text)
    }

    /// The shortest name of the unit, as a reader writes it.
    pub fn name(self) -> &'static str {
        match self.kind {
            Kind::Count => "",
            kind => vocabulary().units.name((kind == Kind::Money, self.power)),
        }
    }

    fn of((money, power): (bool, i8)) -> Unit {
        Unit { kind: if money { Kind::Money } else { Kind::Percent }, power }
    }

    /// What one unit is worth.
    pub fn worth(self) -> Decimal {
        power_of_ten(self.power.into())
    }
}

/// An exact decimal with its unit and the digits as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The value in `unit`.
    pub value: Decimal,
    /// Digits written after the point.
    pub decimals: u32,
    /// What is counted.
    pub unit: Unit,
}

impl Amount {
    /// An amount that stands for exactly `value`.
    pub fn new(value: Decimal, decimals: u32, unit: Unit) -> Self {
        Self { value, decimals, unit }
    }

    /// The zeros that a whole number ends in: 2 of 4,700.
    pub fn ending_zeros(self) -> u32 {
        let mut rest = self.value.mantissa().unsigned_abs();
        if self.decimals > 0 || self.value.scale() > 0 || rest == 0 {
            return 0;
        }
        let mut zeros = 0;
        while rest.is_multiple_of(10) {
            rest /= 10;
            zeros += 1;
        }
        zeros
    }

    /// The value in the base of its kind: 元, parts of one, pieces.
    pub fn base(self) -> Decimal {
        self.checked_base().unwrap_or(self.value)
    }

    /// The same; `None` where it leaves what decimals hold.
    pub fn checked_base(self) -> Option<Decimal> {
        self.value.checked_mul(self.unit.worth())
    }

    /// Half of the last digit written, in the base of its kind: how far the true value may lie from `base`.
    /// XBRL Calculations 1.1, section 3 (the interval of a reported value).
    pub fn half_digit(self) -> Decimal {
        half_digit(self.decimals, self.unit)
    }
}

/// Half of the last of `decimals` digits in `unit`, in the base of its kind.
pub fn half_digit(decimals: u32, unit: Unit) -> Decimal {
    // Half of a power of ten is five of the next place.
    match i64::from(unit.power).saturating_sub(decimals.into()) {
        power @ -27..=0 => Decimal::new(5, power.unsigned_abs().saturating_add(1) as u32),
        power => power_of_ten(power).checked_div(Decimal::TWO).unwrap_or_default(),
    }
}

/// The sum of `values`; `None` where it leaves what decimals hold. Operators and `sum()` end the program there, so that what
/// figures of documents come to is reckoned by this and by the checked methods of decimals alone.
pub fn total(values: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    values.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// How far two values lie apart; as far as can be where decimals do not hold it.
pub fn apart(one: Decimal, other: Decimal) -> Decimal {
    one.saturating_sub(other).abs()
}

/// Rounds as accountants do: midpoints away from zero.
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// Ten to the power of `power`, between −28 and 27.
pub fn power_of_ten(power: i64) -> Decimal {
    if power < 0 {
        Decimal::new(1, power.unsigned_abs().min(28) as u32)
    } else {
        Decimal::from_i128_with_scale(10i128.pow(power.min(27) as u32), 0)
    }
}

/// What a run of characters is as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Number {
    /// A well-formed number: its value and the digits written after the point.
    Good(Decimal, u32),
    /// Digits, commas and points that are no number (`1,23456`, `230..37`).
    Malformed,
}
