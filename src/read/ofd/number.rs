//! Numbers of OFD, without a float: lengths are tenths of a micrometre, factors are millionths.

/// Left, top, width, height.
pub type Place = [i64; 4];
/// How a point is turned, stretched and moved: `x' = a x + c y + e`, `y' = b x + d y + f`. The first four are factors, the
/// last two are lengths.
pub type Matrix = [i64; 6];

/// What is not turned, stretched and moved.
pub const AS_IT_IS: Matrix = [ONE, 0, 0, ONE, 0, 0];
/// One, in millionths.
pub const ONE: i64 = 1_000_000;
/// Decimals of lengths.
const LENGTH: u32 = 4;
/// Decimals of factors.
const FACTOR: u32 = 6;
/// No length is longer: a kilometre. No factor is larger.
const MOST: i64 = 10_000_000_000;

/// A decimal number with so many decimals kept.
fn decimal(word: &str, kept: u32) -> Option<i64> {
    let (word, power) = match word.split_once(['e', 'E']) {
        Some((word, power)) => (word, power.parse::<i32>().ok()?),
        None => (word, 0),
    };
    let (is_negative, digits) = match word.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, word.strip_prefix('+').unwrap_or(word)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !all(whole) || !all(fraction) || power.abs() > 30 {
        return None;
    }
    // Digits as they would stand behind each other, and where among them the unit ends.
    let shift = power + kept as i32;
    let end = whole.len() as i32 + shift;
    let mut value: i64 = 0;
    let all = whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat(b'0'));
    for digit in all.take(usize::try_from(end).unwrap_or(0)) {
        value = (value * 10 + i64::from(digit - b'0')).min(MOST);
    }
    Some(if is_negative { -value } else { value })
}

/// A length in millimetres.
pub fn length(word: &str) -> Option<i64> {
    decimal(word, LENGTH)
}

/// The box that four lengths are.
pub fn place(text: &str) -> Option<Place> {
    let mut words = text.split_whitespace().map(length);
    let mut next = || words.next().flatten();
    Some([next()?, next()?, next()?, next()?])
}

/// The matrix that six numbers are.
pub fn matrix(text: &str) -> Option<Matrix> {
    let mut words = text.split_whitespace();
    let mut next = |kept| words.next().and_then(|word| decimal(word, kept));
    Some([next(FACTOR)?, next(FACTOR)?, next(FACTOR)?, next(FACTOR)?, next(LENGTH)?, next(LENGTH)?])
}

/// Lengths one after the other; `g 12 3.5` is twelve of 3.5. No more than `most` of them are told.
pub fn lengths(text: &str, most: usize) -> Vec<i64> {
    let mut words = text.split_whitespace();
    let mut found = Vec::new();
    while let Some(word) = words.next().filter(|_| found.len() < most) {
        if word == "g" {
            let count = words.next().and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
            let each = words.next().and_then(length).unwrap_or(0);
            found.extend(std::iter::repeat_n(each, count.min(most - found.len())));
        } else {
            found.push(length(word).unwrap_or(0));
        }
    }
    found
}

/// A point turned, stretched and moved.
pub fn moved([a, b, c, d, e, f]: Matrix, [x, y]: [i64; 2]) -> [i64; 2] {
    let along = |one: i64, two: i64| {
        let sum = i128::from(one) * i128::from(x) + i128::from(two) * i128::from(y);
        (sum / i128::from(ONE)).clamp(-i128::from(MOST), i128::from(MOST)) as i64
    };
    [(along(a, c) + e).clamp(-MOST, MOST), (along(b, d) + f).clamp(-MOST, MOST)]
}

/// A length in hundredths of a point, within bounds that no page leaves.
pub fn hundredths(length: i64) -> i32 {
    // An inch is 25.4 mm and 72 points.
    (length * 18 / 635).clamp(-9_000_000, 9_000_000) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (word, wanted) in [
            ("210", Some(2_100_000)),
            ("-0.35278", Some(-3_527)),
            (".5", Some(5_000)),
            ("1e-2", Some(100)),
            ("2.54E1", Some(254_000)),
            ("99999999999999999999", Some(MOST)),
            ("", None),
            (".", None),
            ("a", None),
            ("1.2.3", None),
            ("1e99", None),
        ] {
            assert_eq!(length(word), wanted, "{word}");
        }
        assert_eq!(hundredths(254_000), 7_200);
        assert_eq!(lengths("1 g 3 2.5 4", 9), [10_000, 25_000, 25_000, 25_000, 40_000]);
        assert_eq!(lengths("g 99999999999 1", 3).len(), 3);
    }

    #[test]
    fn points_are_moved() {
        let turned = matrix("0 1 -1 0 10 20").unwrap();
        assert_eq!(moved(turned, [10_000, 20_000]), [80_000, 210_000]);
    }
}
