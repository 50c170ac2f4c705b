//! The check `year`: a plan for this year speaks of this year, and years told since an event are those that passed.

use super::Check;
use crate::check::aid::bind::Bound;
use crate::check::aid::found::is_excepted;
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Arithmetic, Diagnostic, Severity, Text};
use crate::keys;
use crate::ledger::Outcome;
use crate::rule::known::FACTS;
use crate::rule::parts::{Name, WITHIN, needed, patterns};
use crate::rule::pattern::Pattern;
use crate::rule::{Rule, Within};

keys! {
    /// Years are of this year.
    "计划的年份应是本年，历时应算得对。"
    pub struct YearCheck {
        /// The fact that says the year of the document.
        fact: String = "fact", Name(FACTS), "说文件年度的那件事";
        /// Where.
        within: Within = "in", WITHIN, "在哪里";
        /// Capture `year`, and `elapsed` where the years since then are told.
        find: Vec<Pattern> = "find", needed(patterns(&["year"])), "捕获 year；说历时的捕获 elapsed";
        /// A match of these around or over it is none.
        except: Vec<Pattern> = "except", patterns(&[]), "在这些之内的不算";
    }
}

impl Check for YearCheck {
    const NAME: &'static str = "year";

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        run(bound, self, results);
    }
}

/// Tries the rule on every year found.
fn run(bound: &Bound<'_>, check: &YearCheck, results: &mut Results) {
    let document = bound.document;
    let Some(this) = bound.fact_value(&check.fact).and_then(|year| year.parse::<u32>().ok()) else { return };
    for place in bound.within(&check.within) {
        let text = document.text(&place);
        for found in check.find.iter().flat_map(|pattern| pattern.find_iter(text)) {
            let part = |name: &str| found.get(name).and_then(|range| text[range].parse::<u32>().ok());
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
