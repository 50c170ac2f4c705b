//! The check `rates`: what a row says of a rate, in any grid that no form is bound to.
//!
//! Forms that a pack knows have rules of their own for the values of their indicators. The same rows stand in forms of whole
//! departments, in self-assessments and in grids that a page cut off their head: there a row says for itself what it is of.

use crate::check::aid::bind::Bound;
use crate::check::aid::found::{is_excepted, that_may_match};
use crate::check::aid::name::{place_identity, shown};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::ledger::Outcome;
use crate::rule::Glob;
use crate::rule::pattern::Pattern;

/// Tries the rule on every row of the grids that are none of the forms `seen`: `find` captures the `value` that no rate has.
pub fn run(
    bound: &Bound<'_>,
    seen: &[Glob],
    (find, except): (&[Pattern], &[Pattern]),
    results: &mut Results,
) {
    let document = bound.document;
    let mut is_seen = vec![false; document.tables.len()];
    for form in bound.forms() {
        let name = &bound.pack.names.forms[form.binding].name;
        if seen.iter().any(|glob| glob.matches(name)) {
            is_seen[form.table..=form.last].fill(true);
        }
    }
    let find = that_may_match(find, document);
    let before = results.findings.len();
    let grids = document.tables.iter().zip(is_seen).filter(|(_, seen)| !seen);
    for row in grids.flat_map(|(table, _)| &table.rows) {
        let text = document.text(&row.place);
        for hit in find.iter().flat_map(|pattern| pattern.find_iter(text)) {
            let Some(range) = hit.get("value").filter(|_| !is_excepted(except, text, &hit.range)) else {
                continue;
            };
            let at = row.place.start + range.start as u32..row.place.start + range.end as u32;
            let value = shown(document.text(&at));
            let message =
                Text::new(format!("比率的值写作“{value}”"), format!("a rate has the value \"{value}\""));
            let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&at), message);
            diagnostic.identity = place_identity(document, &at);
            results.finding(diagnostic);
        }
    }
    if results.findings.len() == before {
        results.outcome(Outcome::Holds);
    }
}
