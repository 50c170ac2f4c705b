//! Figures with what people write around them: names of currencies before and behind, powers of ten in words and letters,
//! marks of notes in brackets, several powers in one figure (1亿2345万元).

use rust_decimal::Decimal;

use super::number::{counts_nothing, parse};
use super::style::Style;
use super::{Amount, Kind, Number, Unit, power_of_ten};
use crate::source::Cut;
use crate::words::vocabulary;

/// A figure, and whether it can be nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The figure.
    pub amount: Amount,
    /// It has a sign of money, groups or a fraction. `EUR 45`, `60(a)` and `3B` are figures among figures only: elsewhere
    /// they name things.
    pub certain: bool,
}

/// Signs of less than nothing that may stand before or behind the name of a currency.
const LESS: &[char] = &['-', '–', '△', '▲'];
/// The mark of a note in brackets has no more characters.
const MARK: usize = 3;
/// Letters that statistical offices set behind a figure: provisional, revised, estimated. Those of powers of ten are none.
const FLAGS: &[char] = &['c', 'd', 'e', 'f', 'n', 'p', 'r', 's', 'u', 'x', 'z'];

/// Reads all of `text`, which is folded and written plainly, as a figure with a name of a currency, a power of ten or a mark
/// about it; `unit` where it says none. `None`: it is none, or a number that is not well formed.
pub fn figure(text: &str, unit: Unit, style: Style) -> Option<Written> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some(amount) = of_several_powers(text, style) {
        return Some(Written { amount, certain: true });
    }
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inner = inner.filter(|inner| !inner.contains(['(', ')']));
    let (mut rest, mut negative) = (inner.unwrap_or(text).trim(), inner.is_some());
    let mut signed = negative;
    let mut currency = None;
    // -€5, € -5, EUR (5)
    for _ in 0..2 {
        if let Some(after) = rest.strip_prefix(LESS).filter(|_| !signed) {
            (rest, negative, signed) = (after.trim_start(), true, true);
        }
        // A change for the better: +$62.
        if let Some(after) = rest.strip_prefix('+').filter(|_| !signed) {
            (rest, signed) = (after.trim_start(), true);
        }
        if currency.is_none()
            && let Some(name) = vocabulary().currencies.prefix_of(rest)
        {
            currency = Some(name);
            rest = rest.cut(name.len()..).trim_start();
        }
    }
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|_| !signed) {
        (rest, negative, signed) = (inner.trim(), true, true);
    }
    let end = rest.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.')).count();
    let digits = rest.cut(..end);
    let rest = match (rest.cut(end..).trim_start().strip_prefix('-'), signed) {
        // Swiss and Indian amounts end in a dash: Rs. 1,234/-, 50.-.
        (Some(after), false) if currency.is_none() => {
            negative = true;
            after
        }
        _ => rest.cut(end..),
    };
    let (rest, marked) = without_mark(rest);
    let suffix = rest.trim_start().trim_end_matches("/-").trim_end();
    let parted = digits.contains([',', '.']);
    let (suffix, behind) = match vocabulary().currencies.suffix_of(suffix).filter(|_| currency.is_none()) {
        Some(name) if named(suffix).is_none() => {
            (suffix.cut(..suffix.len().saturating_sub(name.len())).trim_end(), Some(name))
        }
        _ => (suffix, None),
    };
    let sign = |name: &str| !name.chars().all(|c| c.is_ascii_alphabetic() || c == '.');
    let named = currency.or(behind);
    let (unit, flagged) = if suffix.is_empty() { (unit, false) } else { measure(suffix, unit)? };
    // A number alone, which is read elsewhere or not well formed.
    if named.is_none() && !marked && suffix.is_empty() || is_year(digits) && !named.is_some_and(sign) {
        return None;
    }
    let Some(Number::Good(value, decimals)) = parse(digits, style) else { return None };
    let value = if negative { Decimal::ZERO.saturating_sub(value) } else { value };
    let certain = parted && !flagged || named.is_some_and(sign);
    Some(Written { amount: Amount::new(value, decimals, unit), certain })
}

/// What stands behind a figure: a unit, a power of ten in a letter or a word, or the flag of a statistic, which leaves it as it
/// is; and whether that may be something else.
fn measure(suffix: &str, unit: Unit) -> Option<(Unit, bool)> {
    if let Some(found) = named(suffix) {
        return Some((found, false));
    }
    if let Some(power) = vocabulary().units.letter(suffix) {
        return Some((Unit { kind: Kind::Money, power }, false));
    }
    // 840万 may be of people, words or yuan: it is a figure among figures.
    if vocabulary().money_signs.begin(suffix)
        && let Some((power, _)) = Unit::multiple_of(suffix).filter(|(_, len)| *len == suffix.len())
    {
        return Some((Unit { kind: Kind::Money, power }, true));
    }
    (suffix.len() == 1 && suffix.starts_with(FLAGS)).then_some((unit, true))
}

/// The unit that `words` are; most of those in letters stand in the lists with the space before them.
fn named(words: &str) -> Option<Unit> {
    let units = &vocabulary().units;
    units.named(words).or_else(|| units.named(&format!(" {words}"))).map(Unit::of)
}

/// The power of ten in a single letter behind a figure of money: $3.4B.
pub fn letter(text: &str) -> Option<(Unit, usize)> {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    let power = vocabulary().units.letter(text.cut(..end))?;
    Some((Unit { kind: Kind::Money, power }, end))
}

/// `text` behind a figure without the mark in brackets that it begins with: (a), [12], (p).
fn without_mark(text: &str) -> (&str, bool) {
    let inner = |rest: &'_ str, close: char| {
        let end = rest.find(close)?;
        let mark = rest.cut(..end);
        let is_mark = (1..=MARK).contains(&mark.len())
            && mark.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'*');
        is_mark.then_some(end + close.len_utf8())
    };
    for (open, close) in [('(', ')'), ('[', ']')] {
        // Digits that stand apart in brackets are another figure.
        let apart = text.trim_start();
        let Some(rest) = apart.strip_prefix(open) else { continue };
        if apart.len() < text.len() && rest.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        if let Some(end) = inner(rest, close) {
            return (rest.cut(end..), true);
        }
    }
    (text, false)
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4
        && (digits.starts_with("19") || digits.starts_with("20"))
        && !digits.contains(['.', ','])
}

/// 1亿2345万元: powers of ten that grow smaller, the last of them with the name of the currency or without.
fn of_several_powers(text: &str, style: Style) -> Option<Amount> {
    let (amount, len) = several_powers(text, style)?;
    (len == text.len()).then_some(amount)
}

/// The amount of several powers that `text` begins with, and how many bytes of it that takes.
pub fn several_powers(text: &str, style: Style) -> Option<(Amount, usize)> {
    let number =
        |rest: &str| rest.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    // Nearly every number has no other right behind its unit, and the lists need not be asked.
    let behind = text.cut(number(text)..);
    let next = behind.trim_start_matches(|c| vocabulary().money_signs.has(c));
    if next.len() == behind.len() || !next.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (mut sum, mut at, mut before) = (Decimal::ZERO, 0_usize, None);
    loop {
        let rest = text.cut(at..);
        let end = number(rest);
        let after = rest.cut(end..);
        // Letters need no second look: nobody writes 1m 200k.
        if end == 0 || after.is_empty() || after.is_ascii() {
            return None;
        }
        let Some(Number::Good(value, decimals)) = parse(rest.cut(..end), style) else { return None };
        let whole = || Unit::prefix_of(after).filter(|(unit, _)| *unit == Unit::YUAN);
        let named = Unit::multiple_of(after).or_else(|| whole().map(|(unit, len)| (unit.power, len)));
        let Some((power, len)) = named else {
            return counted(after, (sum, value), decimals, before, at.saturating_add(end));
        };
        if before.is_some_and(|before| power >= before) {
            return None;
        }
        let goes_on = after.cut(len..).starts_with(|c: char| c.is_ascii_digit());
        if goes_on && decimals == 0 {
            sum = sum.checked_add(value.checked_mul(power_of_ten(power.into()))?)?;
            at = at.saturating_add(end).saturating_add(len);
            before = Some(power);
            continue;
        }
        before?;
        let unit = match Unit::prefix_of(after) {
            Some((unit, whole)) if whole >= len && unit.kind == Kind::Money => (unit, whole),
            _ => (Unit { kind: Kind::Money, power }, len),
        };
        let value = value.checked_add(sum.checked_div(unit.0.worth())?)?;
        let len = at.saturating_add(end).saturating_add(unit.1);
        return Some((Amount::new(value.normalize(), decimals, unit.0), len));
    }
}

/// What is counted in several powers, 1万3137人: the last number has none, and no more digits than the power before it leaves.
fn counted(
    after: &str,
    (sum, value): (Decimal, Decimal),
    decimals: u32,
    before: Option<i8>,
    end: usize,
) -> Option<(Amount, usize)> {
    let left = power_of_ten(before?.into());
    let next = after.chars().next()?;
    let counts = next.is_alphabetic() && !counts_nothing(after, None);
    let whole = decimals == 0 && value < left && counts;
    whole.then(|| Some((Amount::new(sum.checked_add(value)?, 0, Unit::ONE), end)))?
}

/// The unit that a head names with a currency and a power of ten: CHF million, 1 000 €, USD'000, thousands of PLN.
pub fn unit(text: &str) -> Option<Unit> {
    let names = &vocabulary().currencies;
    let rest = match (names.prefix_of(text), names.suffix_of(text)) {
        (Some(name), _) => text.cut(name.len()..),
        (None, Some(name)) => text.cut(..text.len().saturating_sub(name.len())),
        (None, None) => return None,
    };
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(Unit::YUAN);
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let all = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '\'' | ' '));
    let power = match digits.as_str() {
        "000" | "1000" if all => 3,
        "1000000" if all => 6,
        _ => return named(rest).filter(|unit| unit.kind == Kind::Money),
    };
    Some(Unit { kind: Kind::Money, power })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, i8, bool)> {
        let written = figure(text, Unit::ONE, Style::Point)?;
        Some((written.amount.value.to_string(), written.amount.unit.power, written.certain))
    }

    #[test]
    fn figures_have_names_of_currencies_about_them() {
        for text in [
            "EUR 1,234",
            "USD1,234",
            "RMB 1,234",
            "R$ 1,234",
            "R1,234",
            "Kshs. 1,234",
            "zł 1,234",
            "1,234 zł",
            "1,234 kr",
            "1,234 CHF",
            "₹1,234",
            "₩ 1,234",
            "1,234(a)",
            "1,234 (p)",
            "1,234[12]",
            "Rs. 1,234/-",
        ] {
            assert_eq!(read(text), Some(("1234".into(), 0, true)), "{text}");
        }
        for text in ["-€1,234", "€ -1,234", "EUR (1,234)", "(EUR 1,234)", "△₩1,234", "1,234- CHF"] {
            assert_eq!(read(text), Some(("-1234".into(), 0, true)), "{text}");
        }
        for text in ["EUR 45", "45 SEK", "R45", "45(a)", "45p"] {
            assert_eq!(read(text), Some(("45".into(), 0, false)), "{text}");
        }
        for text in [
            "2024(1)", "EUR 2024", "TOP 10", "ALL 5", "Note 12", "A1", "Q1", "FY2024", "30 days", "EUROPE 5",
            "1,23(a)", "12 (3)", "1,234", "60m²",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn powers_of_ten_stand_in_letters_and_words() {
        for (text, value, power) in [
            ("$3.4B", "3.4", 9),
            ("$3.4 B", "3.4", 9),
            ("3.4M", "3.4", 6),
            ("€250K", "250", 3),
            ("1.5 Mio. €", "1.5", 6),
            ("EUR 1.5 Mio.", "1.5", 6),
            ("US$ 3.4 billion", "3.4", 9),
            ("₹ 3.4 crore", "3.4", 7),
        ] {
            assert_eq!(read(text), Some((value.into(), power, true)), "{text}");
        }
        assert_eq!(read("12B"), Some(("12".into(), 9, false)));
    }

    #[test]
    fn a_figure_may_have_several_powers() {
        for (text, value, power) in [
            ("1亿2345万元", "12345", 4),
            ("1億2345万円", "12345", 4),
            ("3万5千元", "35", 3),
            ("1亿2345.6万元", "12345.6", 4),
        ] {
            assert_eq!(read(text), Some((value.into(), power, true)), "{text}");
        }
        for text in ["1万2亿元", "1.5亿2345万元", "3万5", "3个5万元"] {
            assert_eq!(several_powers(text, Style::Point), None, "{text}");
        }
    }

    #[test]
    fn heads_name_a_currency_and_a_power() {
        let of = |text: &str| unit(text).map(|unit| unit.power);
        for (text, power) in
            [("CHF million", 6), ("€ 1 000", 3), ("USD'000", 3), ("1.000 EUR", 3), ("SEK", 0), ("R'000", 3)]
        {
            assert_eq!(of(text), Some(power), "{text}");
        }
        for text in ["million", "EUR 12", "R 5", "TOP 1000"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
