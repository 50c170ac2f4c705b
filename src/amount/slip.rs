//! Slips of the keyboard: the values an amount may have been meant to be.
//!
//! The commonest wrong entries are one digit for another and two neighbours swapped, then a digit too many or too few.

use rust_decimal::Decimal;

use super::{Amount, Kind};

/// The values that differ from an amount in one digit.
pub fn one_digit_off(amount: Amount) -> impl Iterator<Item = Decimal> {
    let digits = Digits::of(amount);
    let changed = (0..digits.len()).flat_map(move |place| {
        let (digit, step) = (digits.at(place), power(place));
        let rest = digits.mantissa - digit * step;
        let others = (digits.least(place)..10).filter(move |other| *other != digit);
        others.map(move |other| digits.value(rest + other * step))
    });
    changed.flatten()
}

/// The values that differ from an amount by two neighbours that changed places.
pub fn neighbours_swapped(amount: Amount) -> impl Iterator<Item = Decimal> {
    let digits = Digits::of(amount);
    let swapped = (1..digits.len()).filter_map(move |place| {
        let (low, high) = (digits.at(place - 1), digits.at(place));
        let rest = digits.mantissa - high * power(place) - low * power(place - 1);
        (low != high).then(|| digits.value(rest + low * power(place) + high * power(place - 1)))
    });
    swapped.flatten()
}

/// How many values these two are of an amount that is no longer than decimals hold.
pub fn one_slip_off(amount: Amount) -> u64 {
    let digits = Digits::of(amount);
    let changed = |place: u32| {
        let least = digits.least(place);
        9 - least + u128::from(digits.at(place) < least)
    };
    let swapped = |place: &u32| digits.at(place - 1) != digits.at(*place);
    let changed: u128 = (0..digits.len()).map(changed).sum();
    changed as u64 + (1..digits.len()).filter(swapped).count() as u64
}

/// The values that differ from an amount by a digit too many or too few, or by the place of the point.
pub fn digits_or_point_lost(amount: Amount) -> impl Iterator<Item = Decimal> {
    let digits = Digits::of(amount);
    let parts = move |place: u32| (digits.mantissa / power(place), digits.mantissa % power(place));
    // A digit after the point moves those behind it, one before it those in front.
    let scaled = move |scale: u32| Digits { scale, ..digits };
    let shorter = (0..digits.len()).map(move |place| {
        let (head, tail) = parts(place);
        let scale = if place < digits.scale { digits.scale - 1 } else { digits.scale };
        scaled(scale).value(head / 10 * power(place) + tail)
    });
    let longer = (0..=digits.len()).flat_map(move |place| {
        let (head, tail) = parts(place);
        let before = (place >= digits.scale).then_some(digits.scale);
        let behind = (digits.scale > 0 && place <= digits.scale).then_some(digits.scale + 1);
        let scales = before.into_iter().chain(behind);
        scales.flat_map(move |scale| {
            (0..10).map(move |digit| scaled(scale).value((head * 10 + digit) * power(place) + tail))
        })
    });
    let moved = [digits.scale.checked_sub(1), Some(digits.scale + 1), Some(0)]
        .into_iter()
        .flatten()
        .map(move |scale| scaled(scale).value(digits.mantissa));
    shorter.chain(longer).chain(moved).flatten()
}

/// True where one digit written otherwise, or two neighbours swapped, brings an amount between two bounds; `None` is no bound.
pub fn one_of(amount: Amount, low: Option<Decimal>, high: Option<Decimal>) -> bool {
    one_digit_off(amount)
        .chain(neighbours_swapped(amount))
        .any(|value| low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high))
}

/// True where a difference, give or take `allowed`, is what one digit written otherwise makes, a digit and zeros, or two
/// neighbours swapped, nine times that.
pub fn is_slip(difference: Decimal, allowed: Decimal) -> bool {
    if allowed.is_zero() {
        let mut mantissa = difference.mantissa().unsigned_abs();
        while mantissa > 9 && mantissa.is_multiple_of(10) {
            mantissa /= 10;
        }
        return mantissa < 10 || mantissa < 90 && mantissa.is_multiple_of(9);
    }
    let nine = Decimal::from(9);
    let of_nine = difference.checked_div(nine).zip(allowed.checked_div(nine));
    is_one_digit(difference, allowed) || of_nine.is_some_and(|(of, allowed)| is_one_digit(of, allowed))
}

/// True where a difference is a digit and zeros, give or take `allowed`.
fn is_one_digit(gap: Decimal, allowed: Decimal) -> bool {
    let Some(most) = gap.checked_add(allowed) else { return false };
    let mut place = Decimal::new(1, 6);
    while let Some(next) = place.checked_mul(Decimal::TEN).filter(|next| *next <= most) {
        place = next;
    }
    let digit = gap.checked_div(place).unwrap_or_default().round();
    let rest = digit.checked_mul(place).and_then(|whole| gap.checked_sub(whole));
    digit.is_zero() || rest.is_some_and(|rest| rest.abs() <= allowed)
}

/// How many digits of an amount are written, a zero before the point included.
pub fn written(amount: Amount) -> u32 {
    Digits::of(amount).len()
}

/// From one unit of money to the next: ten thousand in the languages that count by 万, a thousand in others.
const STEPS: [u32; 2] = [10_000, 1_000];

/// The values of an amount of money that was written in the unit next to its own: 元 for 万元, million for billion.
pub fn other_units(amount: Amount) -> impl Iterator<Item = Decimal> {
    let money = amount.unit.kind == Kind::Money && !amount.value.is_zero();
    STEPS.into_iter().filter(move |_| money).flat_map(move |step| {
        let step = Decimal::from(step);
        // Nobody counts in a part of a yuan.
        let less = (amount.unit.power > 0).then(|| amount.value.checked_div(step)).flatten();
        amount.value.checked_mul(step).into_iter().chain(less)
    })
}

/// An amount of so many digits is another one with its point elsewhere by chance, as 50 is 500.
const POINTED: u32 = 3;

/// The values of an amount whose point was put one or two digits beside its place.
pub fn point_moved(amount: Amount) -> impl Iterator<Item = Decimal> {
    let telling = significant(amount) >= POINTED;
    [10_u32, 100].into_iter().filter(move |_| telling).flat_map(move |step| {
        let step = Decimal::from(step);
        amount.value.checked_mul(step).into_iter().chain(amount.value.checked_div(step))
    })
}

/// How many digits of an amount say something: those from the first that is no zero to the last.
pub fn significant(amount: Amount) -> u32 {
    let mut mantissa = amount.value.mantissa().unsigned_abs();
    while mantissa != 0 && mantissa.is_multiple_of(10) {
        mantissa /= 10;
    }
    mantissa.checked_ilog10().map_or(0, |log| log + 1)
}

/// The digits of an amount, the last of which is at place 0.
#[derive(Clone, Copy)]
struct Digits {
    mantissa: u128,
    scale: u32,
    negative: bool,
}

impl Digits {
    fn of(amount: Amount) -> Self {
        let value = amount.value;
        Self {
            mantissa: value.mantissa().unsigned_abs(),
            scale: value.scale(),
            negative: value.is_sign_negative(),
        }
    }

    /// How many are written: 0.52 has three.
    fn len(self) -> u32 {
        self.mantissa.checked_ilog10().map_or(1, |log| log + 1).max(self.scale + 1)
    }

    /// The least digit that may stand at a place: nobody writes 0 in front.
    fn least(self, place: u32) -> u128 {
        u128::from(place + 1 == self.len() && self.len() > self.scale + 1)
    }

    fn at(self, place: u32) -> u128 {
        self.mantissa / power(place) % 10
    }

    /// The value with other digits and the point where it was.
    fn value(self, mantissa: u128) -> Option<Decimal> {
        let mantissa = i128::try_from(mantissa).ok()?;
        let signed = if self.negative { -mantissa } else { mantissa };
        Decimal::try_from_i128_with_scale(signed, self.scale).ok()
    }
}

fn power(place: u32) -> u128 {
    10_u128.pow(place.min(30))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amount::Unit;

    fn amount(text: &str) -> Amount {
        let value: Decimal = text.parse().expect("a decimal");
        Amount::new(value, value.scale(), Unit::YUAN)
    }

    fn all(values: impl Iterator<Item = Decimal>) -> Vec<String> {
        values.map(|value| value.normalize().to_string()).collect()
    }

    #[test]
    fn slips_are_counted() {
        for text in ["12.5", "0.52", "7", "0", "100", "1122.30", "90909.00", "0.05"] {
            let amount = amount(text);
            let slips = one_digit_off(amount).chain(neighbours_swapped(amount)).count();
            assert_eq!(one_slip_off(amount), slips as u64, "{text}");
        }
    }

    #[test]
    fn one_digit() {
        let slips = all(one_digit_off(amount("12.5")));
        for slip in ["12.6", "92.5", "10.5", "12"] {
            assert!(slips.iter().any(|known| known == slip), "{slip} in {slips:?}");
        }
        for other in ["12.5", "13.6", "2.5", "15.2"] {
            assert!(!slips.iter().any(|known| known == other), "{other}");
        }
        assert!(all(one_digit_off(amount("0.52"))).iter().any(|known| known == "1.52"));
    }

    #[test]
    fn otherwise() {
        let slips = all(neighbours_swapped(amount("12.5")).chain(digits_or_point_lost(amount("12.5"))));
        for slip in ["15.2", "21.5", "1.5", "2.5", "12", "112.5", "12.55", "1.25", "125"] {
            assert!(slips.iter().any(|known| known == slip), "{slip} in {slips:?}");
        }
    }

    #[test]
    fn digits_that_say_something() {
        assert_eq!(significant(amount("1200000.00")), 2);
        assert_eq!(significant(amount("154991108.01")), 11);
        assert_eq!(significant(amount("0.00")), 0);
    }
}
