//! Headings: numbering styles and ranks.

use std::collections::HashMap;

use super::{Ordinal, OrdinalStyle};
use crate::amount::numeral::numeral;
use crate::amount::{Kind, Unit};
use crate::source::Cut;
use crate::words::{Numbered, vocabulary};

/// The number a line begins with, and how many bytes it takes. `text` is folded.
pub fn ordinal(text: &str) -> Option<(Ordinal, usize)> {
    let first = text.chars().next()?;
    // Most texts begin with no number, and labels are asked for theirs again and again.
    let counts = first.is_ascii_digit() || numeral(first).is_some() || first == '(';
    let circles = ('\u{2460}'..'\u{2474}').contains(&first);
    let found = part(text, first).or_else(|| match counts {
        true => ideograph(text).or_else(|| bracketed(text)).or_else(|| digit(text)),
        false if circles => circled(first),
        false => None,
    });
    found.map(|(style, number, len)| (Ordinal { style, number }, len))
}

/// `text` without the number it begins with.
pub fn without_ordinal(text: &str) -> &str {
    ordinal(text).map_or(text, |(_, len)| text.cut(len..).trim_start())
}

/// 第三部分, 第一章, Part 3
fn part(text: &str, first: char) -> Option<(OrdinalStyle, u32, usize)> {
    let of = |list: &Numbered| {
        list.beginning(first).iter().find_map(|(before, after)| {
            let rest = text.strip_prefix(before.as_str())?;
            let (number, len) = ideographs(rest).or_else(|| digits(rest))?;
            let end = after.iter().find_map(|after| numbered(text, before.len() + len, after))?;
            Some((number, end))
        })
    };
    let part = of(&vocabulary().parts).map(|(number, len)| (OrdinalStyle::Part, number, len));
    part.or_else(|| of(&vocabulary().chapters).map(|(number, len)| (OrdinalStyle::Chapter, number, len)))
}

/// What is taken by a number that ends at `end` and what stands after it.
fn numbered(text: &str, end: usize, after: &str) -> Option<usize> {
    let rest = text.cut(end..).strip_prefix(after)?;
    // What parts a number that ends in a word from the name; a number alone is parted by what follows.
    let skip = match after {
        "" => 0,
        _ => rest.len() - rest.trim_start_matches([' ', ':', '、', '.']).len(),
    };
    Some(end + after.len() + skip)
}

/// 三、
fn ideograph(text: &str) -> Option<(OrdinalStyle, u32, usize)> {
    let (number, len) = ideographs(text)?;
    let mark = ["、", ".", ","].iter().find(|mark| text.cut(len..).starts_with(**mark))?;
    Some((OrdinalStyle::Ideograph, number, len + mark.len()))
}

/// (三) or (3) or 3)
fn bracketed(text: &str) -> Option<(OrdinalStyle, u32, usize)> {
    let (rest, open) = match text.strip_prefix('(') {
        Some(rest) => (rest, 1),
        None => (text, 0),
    };
    let ideographic = (open == 1).then(|| ideographs(rest)).flatten();
    let (number, len) = ideographic.or_else(|| digits(rest))?;
    if !rest.cut(len..).starts_with(')') {
        return None;
    }
    let style =
        if ideographic.is_some() { OrdinalStyle::BracketedIdeograph } else { OrdinalStyle::BracketedDigit };
    let end = open + len + 1;
    Some((style, number, end + usize::from(text.cut(end..).starts_with('、')) * '、'.len_utf8()))
}

/// 3. or 3、 but not 3.5
fn digit(text: &str) -> Option<(OrdinalStyle, u32, usize)> {
    let (number, len) = digits(text)?;
    let mark = ["、", "."].iter().find(|mark| text.cut(len..).starts_with(**mark))?;
    let end = len + mark.len();
    if number == 0 || len > 2 || text.cut(end..).starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let skip = text.cut(end..).len() - text.cut(end..).trim_start().len();
    Some((OrdinalStyle::Digit, number, end + skip))
}

/// ③
fn circled(c: char) -> Option<(OrdinalStyle, u32, usize)> {
    let number = (c as u32).checked_sub(0x2460).filter(|n| *n < 20)? + 1;
    Some((OrdinalStyle::Circled, number, c.len_utf8()))
}

fn digits(text: &str) -> Option<(u32, usize)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&len).then(|| text.cut(..len).parse().ok().map(|number| (number, len)))?
}

/// A name of the contents of fewer characters stands in a text for itself.
const NAME: usize = 4;
/// No heading without a number takes more bytes.
const LINE: usize = 120;
/// Years have so many digits.
const YEAR: usize = 4;
const TEN: u32 = 10;

/// 三十二 and the like, up to ninety-nine.
fn ideographs(text: &str) -> Option<(u32, usize)> {
    let mut number = 0;
    let mut digit = None;
    let mut len = 0;
    for c in text.chars() {
        match numeral(c) {
            Some(TEN) if number > 0 => return None,
            Some(TEN) => number = digit.take().unwrap_or(1) * TEN,
            Some(_) if digit.is_some() => return None,
            Some(known) => digit = Some(known),
            None => break,
        }
        len += c.len_utf8();
    }
    number += digit.unwrap_or(0);
    (number > 0).then_some((number, len))
}

/// What a line is, as far as headings go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The number, if there is one.
    pub ordinal: Option<Ordinal>,
    /// The name within the line.
    pub name: std::ops::Range<usize>,
    /// 1 is the highest; Markdown headings without a number stand below all numbered ones.
    pub rank: u8,
}

/// Takes a line as a heading, or not. `marks` counts the Markdown heading marks before it; `text` comes without them.
pub fn heading(text: &str, marks: usize) -> Option<Heading> {
    let numbered = ordinal(text);
    let len = text.chars().count();
    let ends_open = text.ends_with(['。', ';', ',', '!', '?', '、']);
    let name_of = |start: usize| {
        let name = text.cut(start..).trim_start().trim_end_matches(['。', ':', ' ']);
        let at = text.len() - text.cut(start..).trim_start().len();
        at..at + name.len()
    };
    match numbered {
        Some((ordinal, end)) if end < text.len() => {
            let short_with_stop = text.ends_with('。') && len <= 16 && text.matches('。').count() == 1;
            let plain = len <= 40 && !ends_open && !text.contains('。') && !text.contains(';');
            let fits = match ordinal.style {
                OrdinalStyle::Part | OrdinalStyle::Chapter => len <= 60,
                OrdinalStyle::Ideograph | OrdinalStyle::BracketedIdeograph => plain || short_with_stop,
                OrdinalStyle::Digit => plain && len <= 24,
                OrdinalStyle::BracketedDigit | OrdinalStyle::Circled => false,
            };
            let marked = marks > 0 && len <= 60;
            // (五)项目支出500万元,包括: is a sentence like the long ones before it.
            let fits = fits && !says_amount(text);
            (fits || marked).then(|| Heading {
                ordinal: Some(ordinal),
                name: name_of(end),
                rank: rank(ordinal.style),
            })
        }
        _ if marks > 0 && !text.is_empty() => {
            Some(Heading { ordinal: None, name: name_of(0), rank: 8 + marks.min(6) as u8 })
        }
        _ => None,
    }
}

/// A numbered entry of the contents as [`again`] knows it, and the rank of its heading. Names of tables stand over tables.
pub fn announced(entry: &str) -> Option<(String, u8)> {
    let (ordinal, end) = ordinal(entry)?;
    let name = bare(entry.cut(end..));
    let heads = ordinal.style as u8 <= OrdinalStyle::BracketedIdeograph as u8;
    let says = name.chars().count() >= NAME && !vocabulary().tables.fit(&name);
    (heads && says).then(|| (name, rank(ordinal.style)))
}

/// A line that says what an entry of the contents does, without its number: 2030年单位预算编制说明, where the contents have
/// 四、单位预算编制说明.
pub fn again(text: &str, announced: &HashMap<String, u8>) -> Option<Heading> {
    if announced.is_empty() || text.len() > LINE {
        return None;
    }
    let rank = *announced.get(&bare(text))?;
    Some(Heading { ordinal: None, name: 0..text.len(), rank })
}

/// A name without its blanks and the year that it begins with.
fn bare(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let year = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = if year == YEAR { vocabulary().said_years.strip(name.cut(year..)) } else { None };
    rest.map_or_else(|| name.clone(), str::to_owned)
}

fn rank(style: OrdinalStyle) -> u8 {
    style as u8 + 1
}

/// True where a line says how much money something is; 50万元以上设备 is a bound, and no amount of anything.
fn says_amount(text: &str) -> bool {
    let after = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| text.cut(at + 1..));
    let mut after = after.filter(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    after.any(|rest| {
        let rest = rest.trim_start();
        Unit::prefix_of(rest).is_some_and(|(unit, len)| {
            unit.kind == Kind::Money && !vocabulary().said_bounds.begin(rest.cut(len..))
        })
    })
}

/// True where the next two lines of what follows hold a bare number each: a table that lost its columns, 四、事业收入 over its 4
/// and its 0.00, has no headings. One alone may be the number of a page.
pub fn over_numbers(rest: &str) -> bool {
    let is_number = |line: &str| line.bytes().all(|byte| byte.is_ascii_digit() || b",.".contains(&byte));
    let mut below = rest.lines().map(str::trim).filter(|line| !line.is_empty());
    below.next().is_some_and(is_number) && below.next().is_some_and(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_says_an_amount_is_no_heading_and_a_bound_is_no_amount() {
        assert!(heading("(五)项目支出500万元,具体包括:", 0).is_none());
        assert!(heading("(五)项目支出500万元,具体包括:", 2).is_some());
        assert!(heading("(三)单价50万元以上设备情况", 0).is_some());
        assert!(heading("(三)2030年项目支出", 0).is_some());
    }

    #[test]
    fn numbers_of_every_style() {
        let of = |text: &str| ordinal(text).map(|(o, len)| (o.style, o.number, text.cut(len..).to_owned()));
        assert_eq!(of("第三部分 情况说明"), Some((OrdinalStyle::Part, 3, "情况说明".into())));
        assert_eq!(of("二十三、预备费"), Some((OrdinalStyle::Ideograph, 23, "预备费".into())));
        assert_eq!(of("(一)项目"), Some((OrdinalStyle::BracketedIdeograph, 1, "项目".into())));
        assert_eq!(of("10. 依法"), Some((OrdinalStyle::Digit, 10, "依法".into())));
        assert_eq!(of("①公务用车"), Some((OrdinalStyle::Circled, 1, "公务用车".into())));
        assert_eq!(of("5.13案件"), None);
        assert_eq!(of("第六条、服务"), None);
    }

    #[test]
    fn headings_and_numbered_text() {
        assert!(heading("一、收入预算情况说明", 0).is_some());
        assert!(heading("(一)项目名称。", 0).is_some());
        assert!(heading("1、车辆情况:", 0).is_some());
        assert!(heading("1. 双方约定服务期限为一年。", 0).is_none());
        assert!(heading("6、管理交通、危险物品,", 0).is_none());
        assert!(
            heading("一、基本支出:指为保障机构正常运转、完成日常工作任务而发生的人员支出。", 0).is_none()
        );
    }
}
