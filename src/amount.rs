//! Amounts: an exact decimal, its unit, the digits as written, and the interval those digits stand for.

#![warn(clippy::arithmetic_side_effects, reason = "decimals end the program where they overflow")]

pub mod number;
pub mod numeral;
pub mod slip;
pub mod style;

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
        UNITS.iter().find(|(name, _)| text.starts_with(name)).map(|&(name, unit)| (unit, name.len()))
    }

    /// The unit that `text` names as a whole, letters in either case.
    pub fn parse(text: &str) -> Option<Unit> {
        let text = text.trim().trim_start_matches("人民币");
        UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|&(_, unit)| unit)
    }

    /// The power of ten that `text` begins with, as 万元 and the bare 万 of 3万 say it.
    pub fn multiple_of(text: &str) -> Option<i8> {
        let money = UNITS.iter().filter(|(_, unit)| unit.kind == Kind::Money && unit.power > 0);
        let mut names = money.map(|(name, unit)| (name.trim_end_matches('元'), unit.power));
        names.find(|(name, _)| !name.is_empty() && text.starts_with(name)).map(|(_, power)| power)
    }

    /// The shortest name of the unit, as a reader writes it.
    pub fn name(self) -> &'static str {
        UNITS.iter().find(|(_, unit)| *unit == self).map_or("", |&(name, _)| name)
    }

    /// What one unit is worth.
    pub fn worth(self) -> Decimal {
        power_of_ten(self.power.into())
    }
}

const fn money(power: i8) -> Unit {
    Unit { kind: Kind::Money, power }
}

/// Units by name; a name that begins like a shorter one stands before it. The first name of a unit is the one shown.
const UNITS: &[(&str, Unit)] = &[
    ("万亿元", money(12)),
    ("千亿元", money(11)),
    ("百亿元", money(10)),
    ("十亿元", money(9)),
    ("亿元", money(8)),
    ("千万元", money(7)),
    ("百万元", money(6)),
    ("十万元", money(5)),
    ("万元", money(4)),
    ("千元", money(3)),
    ("百元", money(2)),
    ("元", money(0)),
    ("角", money(-1)),
    ("%", Unit::PERCENT),
    ("个百分点", Unit::PERCENT),
    ("‰", Unit { kind: Kind::Percent, power: -3 }),
    (" percent", Unit::PERCENT),
    (" per cent", Unit::PERCENT),
    (" billion", money(9)),
    (" million", money(6)),
    (" thousand", money(3)),
    ("bn", money(9)),
    ("m", money(6)),
    ("k", money(3)),
    ("$ thousands", money(3)),
    ("$ millions", money(6)),
    ("thousands", money(3)),
    ("millions", money(6)),
    ("dollars", money(0)),
    ("$", money(0)),
    ("£000", money(3)),
    ("$000", money(3)),
    ("€000", money(3)),
    ("£", money(0)),
    ("€", money(0)),
    ("¥", money(0)),
];

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
    power_of_ten(i64::from(unit.power) - i64::from(decimals)).checked_div(Decimal::TWO).unwrap_or_default()
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
