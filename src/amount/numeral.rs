//! Numbers in words: 一百二十, 壹佰贰拾万元整, 二〇二三.

use crate::source::Cut;
use rust_decimal::Decimal;

/// The numerals that count headings, tables and pages, from one to ten: a script that several languages write, as digits are.
pub const NUMERALS: &str = "一二三四五六七八九十";

/// What one of them counts. Every label of a table is asked whether it begins with one.
pub fn numeral(c: char) -> Option<u32> {
    Some(match c {
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        _ => return None,
    })
}

const DIGITS: &[(char, u32)] = &[
    ('零', 0),
    ('〇', 0),
    ('○', 0),
    ('一', 1),
    ('壹', 1),
    ('二', 2),
    ('贰', 2),
    ('两', 2),
    ('三', 3),
    ('叁', 3),
    ('四', 4),
    ('肆', 4),
    ('五', 5),
    ('伍', 5),
    ('六', 6),
    ('陆', 6),
    ('七', 7),
    ('柒', 7),
    ('八', 8),
    ('捌', 8),
    ('九', 9),
    ('玖', 9),
];

fn digit(c: char) -> Option<u32> {
    DIGITS.iter().find(|(sign, _)| *sign == c).map(|(_, value)| *value)
}

/// True for a digit in words.
pub fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

fn power(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// An amount of money in words (叁拾万零玖仟柒佰伍拾柒元贰角伍分), in whole units. `None`: it cannot be read.
pub fn money(text: &str) -> Option<Decimal> {
    let text = text.trim_end_matches(['整', '正']);
    let split = text.find(['元', '圆']);
    let (whole, cents) = match split {
        Some(at) => (text.cut(..at), text.cut(at + '元'.len_utf8()..)),
        None => (text, ""),
    };
    let mut value = integer(whole)?;
    let mut open = None;
    for c in cents.chars() {
        match (c, digit(c)) {
            (_, Some(0)) => {}
            (_, Some(number)) if open.is_none() => open = Some(number),
            ('角', _) => value = value.checked_add(Decimal::new(i64::from(open.take()?), 1))?,
            ('分', _) => value = value.checked_add(Decimal::new(i64::from(open.take()?), 2))?,
            _ => return None,
        }
    }
    open.is_none().then_some(value)
}

/// A whole number in words with their powers: 一千二百万.
fn integer(text: &str) -> Option<Decimal> {
    let (mut total, mut section, mut open): (u64, u64, Option<u64>) = (0, 0, None);
    let mut seen = false;
    for c in text.chars() {
        if let Some(number) = digit(c) {
            if open.is_some_and(|open| open > 0) {
                return None;
            }
            open = Some(number.into());
        } else if let Some(power) = power(c) {
            // 拾 alone is ten.
            section = section.checked_add(open.take().filter(|open| *open > 0).unwrap_or(1) * power)?;
        } else if matches!(c, '万' | '亿') {
            section = section.checked_add(open.take().unwrap_or(0))?;
            total = match c {
                '亿' => total.checked_add(section)?.checked_mul(100_000_000)?,
                _ => total.checked_add(section.checked_mul(10_000)?)?,
            };
            section = 0;
        } else {
            return None;
        }
        seen = true;
    }
    let value = total.checked_add(section)?.checked_add(open.unwrap_or(0))?;
    seen.then(|| Decimal::from(value))
}

/// True where the words keep the form that forgers fear: a figure before every 拾, and no 整 after 分.
pub fn is_formal(text: &str) -> bool {
    let after_cents = text.trim_end_matches(['整', '正']);
    let closed = after_cents.len() < text.len() && after_cents.ends_with('分');
    let mut before = None;
    let bare = text.chars().any(|c| {
        let bare = c == '拾' && before.and_then(digit).is_none_or(|number| number == 0);
        before = Some(c);
        bare
    });
    !closed && !bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_words() {
        let of = |text| money(text).map(|value| value.normalize().to_string());
        assert_eq!(of("叁佰柒拾壹万柒仟零捌拾柒元整"), Some("3717087".into()));
        assert_eq!(of("叁拾万零玖仟柒佰伍拾柒元贰角伍分"), Some("309757.25".into()));
        assert_eq!(of("拾陆万捌仟伍佰元整"), Some("168500".into()));
        assert_eq!(of("壹亿贰仟万元"), Some("120000000".into()));
        assert_eq!(of("贰元零伍分"), Some("2.05".into()));
        assert_eq!(of("贰贰元"), None);
        assert_eq!(of("元"), None);
        // Beyond what can be reckoned with nothing is read, never another number.
        assert_eq!(of("壹亿亿亿元"), None);
        assert_eq!(of(&"壹佰贰拾叁亿".repeat(8)), None);
    }

    #[test]
    fn formal_words() {
        assert!(is_formal("壹拾陆万元整"));
        assert!(!is_formal("拾陆万元整"));
        assert!(!is_formal("贰角伍分整"));
    }
}
