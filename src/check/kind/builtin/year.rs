//! The check `year`: a plan for this year speaks of this year, years told since an event are those that passed, and a year has
//! as many days as the calendar says.

use crate::calendar::is_leap;
use crate::check::aid::bind::Bound;
use crate::check::aid::found::{is_excepted, that_may_match};
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Arithmetic, Diagnostic, Severity, Text};
use crate::ledger::Outcome;
use crate::rule::Within;
use crate::rule::pattern::Pattern;
use crate::source::Cut;

/// The days of a leap year. Those of any other stand for every year: 365天在岗.
const LEAP: u32 = 366;

/// Tries the rule on every year found.
pub fn run(
    bound: &Bound<'_>,
    this: u32,
    within: &Within,
    (find, except): (&[Pattern], &[Pattern]),
    results: &mut Results,
) {
    let document = bound.document;
    let find = that_may_match(find, document);
    for place in bound.within(within) {
        let text = document.text(&place);
        for found in find.iter().flat_map(|pattern| pattern.find_iter(text)) {
            let part = |name: &str| found.get(name).and_then(|range| text.cut(range).parse::<u32>().ok());
            if let (Some(days), Some(range)) = (part("days"), found.get("days")) {
                let year = part("year").unwrap_or(this);
                let fault = (days == LEAP && !is_leap(year)).then(|| of_days(year, days));
                match fault.filter(|_| !is_excepted(except, text, &found.range)) {
                    None => results.outcome(Outcome::Holds),
                    Some((message, arithmetic)) => {
                        let at = place.start + range.start as u32..place.start + range.end as u32;
                        let span = document.span(&at);
                        let mut diagnostic = Diagnostic::new("", Severity::Error, span, message);
                        diagnostic.arithmetic = Some(arithmetic);
                        diagnostic.identity = place_identity(document, &at);
                        results.finding(diagnostic);
                    }
                }
                continue;
            }
            let (Some(year), elapsed) = (part("year"), part("elapsed")) else { continue };
            let stale = match elapsed {
                // Written last year or this, counted from the start or the end of a year.
                Some(elapsed) => year < this && !(this - year - 1..=this - year + 1).contains(&elapsed),
                None => year < this,
            };
            if !stale || is_excepted(except, text, &found.range) {
                results.outcome(Outcome::Holds);
                continue;
            }
            let range = found.get("elapsed").or(found.get("year")).unwrap_or(found.range.clone());
            let at = place.start + range.start as u32..place.start + range.end as u32;
            let message = match elapsed {
                Some(elapsed) => Text::new(
                    format!("从 {year} 年到 {this} 年是 {} 年，文中写 {elapsed} 年", this - year),
                    format!("from {year} to {this} it is {} years, not {elapsed}", this - year),
                ),
                None => Text::new(
                    format!("{this} 年的文件，计划的时间却是 {year} 年"),
                    format!("a plan of {this} for the year {year}"),
                ),
            };
            let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&at), message);
            diagnostic.arithmetic = elapsed.map(|elapsed| Arithmetic {
                stated: elapsed.to_string(),
                expected: Some((this - year).to_string()),
                difference: None,
            });
            diagnostic.identity = place_identity(document, &at);
            results.finding(diagnostic);
        }
    }
}

/// What is told of a year that has not so many days.
fn of_days(year: u32, days: u32) -> (Text, Arithmetic) {
    let message = Text::new(
        format!("{year} 年不是闰年，没有 {days} 天"),
        format!("{year} is no leap year: it has no {days} days"),
    );
    let expected = Some((days - 1).to_string());
    (message, Arithmetic { stated: days.to_string(), expected, difference: None })
}
