//! The check `year`: a plan for this year speaks of this year, and years told since an event are those that passed.

use super::Results;
use super::bind::Bound;
use super::name::place_identity;
use super::text::is_excepted;
use crate::diagnostic::{Arithmetic, Diagnostic, Severity, Text};
use crate::ledger::Outcome;
use crate::rule::hygiene::YearCheck;
use crate::source::Cut;

/// Tries the rule on every year found.
pub fn run(bound: &Bound<'_>, check: &YearCheck, results: &mut Results) {
    let document = bound.document;
    let Some(this) = bound.fact_value(&check.fact).and_then(|year| year.parse::<u32>().ok()) else { return };
    for place in bound.within(&check.within) {
        let text = document.text(&place);
        for found in check.find.iter().flat_map(|pattern| pattern.find_iter(text)) {
            let part = |name: &str| found.get(name).and_then(|range| text.cut(range).parse::<u32>().ok());
            let (Some(year), elapsed) = (part("year"), part("elapsed")) else { continue };
            let stale = match elapsed {
                // Written last year or this, counted from the start or the end of a year.
                Some(elapsed) => year < this && !(this - year - 1..=this - year + 1).contains(&elapsed),
                None => year < this,
            };
            if !stale || is_excepted(&check.except, text, &found.range) {
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
