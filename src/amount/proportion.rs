//! Proportions: 三次产业结构为5.6:56.6:37.8 are three shares of one whole, in percent.

use super::number::{Found, parse};
use super::style::Style;
use super::{Amount, Number, Unit};
use crate::source::Cut;
use crate::words::vocabulary;
use rust_decimal::Decimal;

/// A proportion of so many is that of the parts of a whole; of two it may be a ratio of anything.
const SEVERAL: usize = 3;
/// One of more is none: it is read no further.
const MOST: usize = 12;
/// What says that it is one stands no more bytes before it.
const LEADS: usize = 60;

/// The shares of the proportion that begins at byte `start` of `text`, which is folded and written plainly. `None`: none does.
pub(super) fn at(text: &str, start: usize, style: Style) -> Option<Vec<Found>> {
    let number = |at: usize| {
        let digits = |c: &u8| c.is_ascii_digit() || *c == b'.';
        let len = text.as_bytes().get(at..)?.iter().take_while(|c| digits(c)).count();
        let Some(Number::Good(value, decimals)) = parse(text.cut(at..at.saturating_add(len)), style) else {
            return None;
        };
        Some((at.saturating_add(len), value, decimals))
    };
    // What goes on from another number was read with that.
    let ahead = text.cut(..start).strip_suffix(':');
    if ahead.is_some_and(|ahead| ahead.ends_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let mut found = Vec::new();
    let mut from = start;
    while let Some((end, value, decimals)) =
        number(from).filter(|(_, value, _)| *value <= Decimal::ONE_HUNDRED)
    {
        found.push(Found {
            start: from,
            digits_end: end,
            end,
            amount: Amount::new(value, decimals, Unit::PERCENT),
        });
        if text.as_bytes().get(end) != Some(&b':') || found.len() > MOST {
            break;
        }
        from = end.saturating_add(1);
    }
    let said = || {
        let before = text.cut(..start).last(LEADS);
        let own = before.rsplit(['。', ';', '\n']).next().unwrap_or_default();
        vocabulary().said_structure.within(own)
    };
    ((SEVERAL..=MOST).contains(&found.len()) && said()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(text: &str) -> Option<Vec<String>> {
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let found = at(text, start, Style::Point)?;
        Some(found.iter().map(|share| share.amount.value.to_string()).collect())
    }

    #[test]
    fn three_numbers_behind_a_word_for_a_structure() {
        assert_eq!(
            shares("三次产业结构为5.6:56.6:37.8。"),
            Some(vec!["5.6".into(), "56.6".into(), "37.8".into()])
        );
        assert_eq!(shares("比例为7:3。"), None);
        assert_eq!(shares("时间为12:40:48。"), None);
        // A run of more is none, and neither is its end.
        let run = ["1"; 20].join(":");
        assert_eq!(shares(&format!("结构为{run}。")), None);
        let text = format!("结构为{run}。");
        assert!(text.match_indices('1').all(|(start, _)| at(&text, start, Style::Point).is_none()));
    }
}
