//! Binary numbers ─▶ decimal digits: the one place where they are met, for that is how spreadsheets store figures. Nothing is
//! worked out with them: each is written out at once with fifteen significant digits, all that a spreadsheet keeps of it.

#![allow(clippy::disallowed_types, reason = "spreadsheets store binary numbers; here they become decimal")]

use super::Digits;

/// The decimal of a number stored in the eight bytes of `bits`; nothing for what is no number.
pub fn of_bits(bits: u64) -> Option<Digits> {
    of(f64::from_bits(bits))
}

/// The decimal of a number written out the way a program writes binary numbers: nothing where it is none, and nothing within
/// where it is not finite.
pub fn of_text(text: &str) -> Option<Option<Digits>> {
    text.parse().ok().map(of)
}

fn of(value: f64) -> Option<Digits> {
    if !value.is_finite() {
        return None;
    }
    // d.dddddddddddddde-12, correctly rounded
    let text = format!("{value:.14e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    Some(Digits::new(mantissa.starts_with('-'), digits, exponent.parse::<i32>().ok()? + 1))
}
