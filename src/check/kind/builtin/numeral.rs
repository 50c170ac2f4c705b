//! The check `numeral`: an amount in words is the amount in figures beside it.

use rust_decimal::Decimal;

use crate::amount::{Number, Unit, number, numeral};
use crate::check::aid::bind::Bound;
use crate::check::aid::found::that_may_match;
use crate::check::aid::name::words_before;
use crate::check::results::Results;
use crate::diagnostic::{Arithmetic, Diagnostic, Severity, Text};
use crate::document::Place;
use crate::ledger::Outcome;
use crate::rule::Within;
use crate::rule::pattern::Pattern;
use crate::source::Cut;

/// Tries the rule on every pair.
pub fn run(bound: &Bound<'_>, within: &Within, find: &[Pattern], results: &mut Results) {
    let document = bound.document;
    let find = that_may_match(find, document);
    for place in bound.within(within) {
        let text = document.text(&place);
        for found in find.iter().flat_map(|pattern| pattern.find_iter(text)) {
            let (Some(words), Some(figures)) = (found.get("words"), found.get("figures")) else { continue };
            let unit = found.get("unit").and_then(|range| Unit::parse(text.cut(range))).unwrap_or(Unit::YUAN);
            let Some(Number::Good(value, _)) = number::parse(text.cut(figures.clone()), document.style)
            else {
                results.outcome(Outcome::Unreadable);
                continue;
            };
            let said = text.cut(words.clone());
            // Units alone, the 万元 of an amount in digits, are no amount in words.
            if !said.contains(numeral::is_digit) {
                continue;
            }
            let at = |range: std::ops::Range<usize>| {
                place.start + range.start as u32..place.start + range.end as u32
            };
            let Some(value) = value.checked_mul(unit.worth()) else {
                results.outcome(Outcome::Unreadable);
                continue;
            };
            match numeral::money(said) {
                Some(spelt) if spelt == value && numeral::is_formal(said) => results.outcome(Outcome::Holds),
                Some(spelt) if spelt == value => results.finding(told(
                    bound,
                    &at(words),
                    Severity::Note,
                    Text::new(
                        format!("“{said}”数额相符，写法不合规范"),
                        format!("\"{said}\" is the right amount in the wrong form"),
                    ),
                )),
                spelt => results.finding(differs(bound, &at(words), &at(figures), spelt)),
            }
        }
    }
}

fn differs(bound: &Bound<'_>, words: &Place, figures: &Place, spelt: Option<Decimal>) -> Diagnostic {
    let document = bound.document;
    let (said, written) = (document.text(words), document.text(figures));
    let message = match spelt {
        Some(spelt) => Text::new(
            format!("大写是 {}，小写是 {written}", spelt.normalize()),
            format!("{} in words and {written} in figures", spelt.normalize()),
        ),
        None => Text::new(format!("大写“{said}”读不成数"), format!("\"{said}\" is no amount in words")),
    };
    let severity = if spelt.is_some() { Severity::Error } else { Severity::Warning };
    let mut diagnostic = told(bound, words, severity, message);
    diagnostic.arithmetic = spelt.map(|spelt| Arithmetic {
        stated: spelt.normalize().to_string(),
        expected: Some(written.to_owned()),
        difference: None,
    });
    diagnostic.with(document.span(figures), Text::new("小写", "in figures"))
}

fn told(bound: &Bound<'_>, at: &Place, severity: Severity, message: Text) -> Diagnostic {
    let document = bound.document;
    let mut diagnostic = Diagnostic::new("", severity, document.span(at), message);
    diagnostic.identity = words_before(document, at);
    diagnostic
}
