//! The check `date`: dates that no calendar has, and time stamps that are none.

use crate::calendar::days_of;
use crate::check::aid::bind::Bound;
use crate::check::aid::found::that_may_match;
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::ledger::Outcome;
use crate::rule::Within;
use crate::rule::pattern::Pattern;
use crate::source::Cut;

/// Tries the rule on every date.
pub fn run(bound: &Bound<'_>, within: &Within, find: &[Pattern], results: &mut Results) {
    let document = bound.document;
    let find = that_may_match(find, document);
    for place in bound.within(within) {
        let text = document.text(&place);
        for pattern in &find {
            for found in pattern.find_iter(text) {
                let part = |name: &str| found.get(name).map(|range| text.cut(range));
                let number = |name: &str| part(name).and_then(|digits| digits.parse::<u32>().ok());
                let fault = match part("stamp") {
                    Some(stamp) => stamp_fault(stamp),
                    None => calendar_fault(number("year"), number("month"), number("day")),
                };
                let Some((zh, en)) = fault else {
                    results.outcome(Outcome::Holds);
                    continue;
                };
                let range = found.get("stamp").or(found.get("here")).unwrap_or(found.range.clone());
                let at = place.start + range.start as u32..place.start + range.end as u32;
                let words = document.text(&at);
                let message = Text::new(format!("“{words}”{zh}"), format!("\"{words}\" {en}"));
                let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&at), message);
                diagnostic.identity = place_identity(document, &at);
                results.finding(diagnostic);
            }
        }
    }
}

type Fault = (&'static str, &'static str);

fn calendar_fault(year: Option<u32>, month: Option<u32>, day: Option<u32>) -> Option<Fault> {
    let month = month?;
    if !(1..=12).contains(&month) {
        return Some(("没有这个月份", "names a month that does not exist"));
    }
    // A date without its year may be of a leap year.
    let days = days_of(year.unwrap_or(2000), month);
    day.filter(|day| !(1..=days).contains(day)).map(|_| ("没有这一天", "names a day that does not exist"))
}

/// yyyyMMdd or yyyyMMddHHmmss. A blank inside is the wrap of a cell.
fn stamp_fault(stamp: &str) -> Option<Fault> {
    let digits: String = stamp.chars().filter(char::is_ascii_digit).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok());
    if digits.len() != 8 && digits.len() != 14 {
        return Some((
            "不是 8 位日期，也不是 14 位时间",
            "has neither the 8 digits of a date nor the 14 of a time",
        ));
    }
    let fault = calendar_fault(number(0..4), number(4..6), number(6..8));
    let time = digits.len() == 8
        || number(8..10).is_some_and(|hour| hour < 24)
            && number(10..12).is_some_and(|minute| minute < 60)
            && number(12..14).is_some_and(|second| second < 60);
    fault.or((!time).then_some(("没有这个时刻", "names a time that does not exist")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_and_calendars() {
        assert!(stamp_fault("20240118154658").is_none());
        assert!(stamp_fault("202503061 63621").is_none());
        assert!(stamp_fault("2025041091622").is_some());
        assert!(stamp_fault("20240230").is_some());
        assert!(calendar_fault(Some(2024), Some(2), Some(29)).is_none());
        assert!(calendar_fault(Some(2023), Some(2), Some(29)).is_some());
        assert!(calendar_fault(None, Some(13), None).is_some());
    }
}
