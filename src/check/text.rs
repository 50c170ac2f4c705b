//! The check `text`: what must not stand in a document, and what must.

use super::Results;
use super::bind::Bound;
use super::name::place_identity;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::ledger::Outcome;
use crate::rule::TextCheck;

/// Tries the rule in each of its places.
pub fn run(bound: &Bound<'_>, check: &TextCheck, results: &mut Results) {
    let document = bound.document;
    let facts = |name: &str| bound.fact_value(name);
    for place in bound.within(&check.within) {
        let text = document.text(&place);
        let mut breached = false;
        for pattern in &check.forbid {
            let Ok(pattern) = pattern.with_facts(&facts) else { continue };
            for found in pattern.find_iter(text) {
                let excepted = check.except.iter().any(|except| {
                    except.with_facts(&facts).is_ok_and(|except| {
                        except.find_iter(text).any(|other| {
                            other.range.start < found.range.end && found.range.start < other.range.end
                        })
                    })
                });
                if excepted {
                    continue;
                }
                breached = true;
                // `{here…}` puts the finger on a part of the match.
                let range = found.get("here").unwrap_or(found.range.clone());
                let at = place.start + range.start as u32..place.start + range.end as u32;
                let words: String = document.text(&at).chars().take(40).collect();
                let message = Text::new(format!("“{words}”"), format!("\"{words}\""));
                let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&at), message);
                diagnostic.identity = place_identity(document, &at);
                results.finding(diagnostic);
            }
        }
        let met = check.require.is_empty()
            || check
                .require
                .iter()
                .any(|pattern| pattern.with_facts(&facts).is_ok_and(|pattern| pattern.is_match(text)));
        if !met {
            breached = true;
            let end = place.start..(place.start + text.chars().next().map_or(0, char::len_utf8) as u32);
            let message = Text::new("这里缺少应有的内容", "what must stand here does not");
            let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&end), message);
            diagnostic.identity = place_identity(document, &end);
            results.finding(diagnostic);
        }
        if !breached {
            results.outcome(Outcome::Holds);
        }
    }
}
