//! The check `value`: the kind of value an indicator or a field of a form may have.

use super::Results;
use super::bind::Bound;
use super::form::{Blank, BoundForm, Indicator};
use super::name::place_identity;
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
use crate::document::Place;
use crate::ledger::Outcome;
use crate::rule::forms::Value;
use crate::rule::pattern::Pattern;
use crate::source::Cut;

/// Tries the rule on every value that is meant.
pub fn run<'b>(
    bound: &'b Bound<'_>,
    check: &Value,
    forms: impl Iterator<Item = &'b BoundForm>,
    results: &mut Results,
) {
    let tried = Tried::new(bound, check);
    for form in forms {
        if check.fields.is_empty() {
            tried.indicators(form, results);
        } else {
            tried.fields(form, results);
        }
    }
}

/// The rule with the facts of the document.
struct Tried<'b, 'a> {
    bound: &'b Bound<'a>,
    check: &'b Value,
    forbid: Vec<Pattern>,
    require: Vec<Pattern>,
    since: Option<u32>,
}

impl<'b, 'a> Tried<'b, 'a> {
    fn new(bound: &'b Bound<'a>, check: &'b Value) -> Self {
        let known = |patterns: &[Pattern]| {
            patterns
                .iter()
                .filter_map(|pattern| pattern.with_facts(&|name| bound.fact_value(name)).ok())
                .map(std::borrow::Cow::into_owned)
                .collect()
        };
        let since = check.since.as_ref().and_then(|fact| bound.fact_value(fact));
        Self {
            bound,
            check,
            forbid: known(&check.forbid),
            require: known(&check.require),
            since: since.and_then(|year| year.parse().ok()),
        }
    }

    fn indicators(&self, form: &BoundForm, results: &mut Results) {
        let document = self.bound.document;
        let Some(binding) = &self.bound.pack.forms[form.binding].indicators else { return };
        let mut told: Vec<(usize, usize)> = Vec::new();
        for indicator in &form.indicators {
            let (Some(name), Some(value)) = (&indicator.name, &indicator.value) else { continue };
            let of_category = || {
                let category = indicator.category.and_then(|at| binding.categories.get(at));
                category.is_some_and(|alias| indicator.sure && self.check.categories.contains(&alias.name))
            };
            let words = document.text(name);
            let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.is_match(words));
            if !self.check.categories.is_empty() && !of_category()
                || !self.check.name.is_empty() && !any(&self.check.name)
                || any(&self.check.except)
            {
                continue;
            }
            if !self.breached(document.text(value)) {
                results.outcome(Outcome::Holds);
                continue;
            }
            // What both halves of a row say is said once.
            if let Some(&(_, at)) = told.iter().find(|(row, _)| *row == indicator.row) {
                let span = document.span(value);
                results.findings[at].diagnostic.related.push(crate::diagnostic::Label {
                    span,
                    text: Text::new("另一半同样", "the same in the other half"),
                });
                continue;
            }
            told.push((indicator.row, results.findings.len()));
            self.report(indicator, words, value, results);
        }
    }

    fn report(&self, indicator: &Indicator, name: &str, value: &Place, results: &mut Results) {
        let document = self.bound.document;
        let (said, expected) = (document.text(value), &self.check.expected);
        let message = Text::new(
            format!("指标“{name}”的指标值是“{said}”，应{}", expected.get(Lang::Zh)),
            format!("indicator \"{name}\" has the value \"{said}\"; expected {}", expected.get(Lang::En)),
        );
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(value), message);
        if let Some(name) = &indicator.name {
            diagnostic = diagnostic.with(document.span(name), Text::new("指标", "the indicator"));
        }
        diagnostic.identity = place_identity(document, value);
        results.finding(diagnostic);
    }

    fn fields(&self, form: &BoundForm, results: &mut Results) {
        let document = self.bound.document;
        let binding = &self.bound.pack.forms[form.binding];
        for wanted in &self.check.fields {
            let mut first: Option<usize> = None;
            for field in form.fields.iter().filter(|field| binding.fields[field.field].name == *wanted) {
                let Blank::Filled(place) = &field.blank else { continue };
                if !self.breached(document.text(place)) {
                    results.outcome(Outcome::Holds);
                    continue;
                }
                let span = document.span(place);
                if let Some(at) = first {
                    let text = Text::new("另一半同样", "the same in the other half");
                    results.findings[at].diagnostic.related.push(crate::diagnostic::Label { span, text });
                    continue;
                }
                first = Some(results.findings.len());
                let said: String = document.text(place).chars().take(40).collect();
                let expected = &self.check.expected;
                let message = Text::new(
                    format!("“{wanted}”填的是“{said}”，应{}", expected.get(Lang::Zh)),
                    format!("\"{wanted}\" reads \"{said}\"; expected {}", expected.get(Lang::En)),
                );
                let mut diagnostic = Diagnostic::new("", Severity::Error, span, message);
                diagnostic.identity = place_identity(document, place);
                results.finding(diagnostic);
            }
        }
    }

    fn breached(&self, value: &str) -> bool {
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.is_match(&value));
        any(&self.forbid)
            || !self.require.is_empty() && !any(&self.require)
            || self.since.is_some_and(|since| years(&value).any(|year| year < since))
    }
}

/// The years in a text: four digits before 年, or on their own.
fn years(text: &str) -> impl Iterator<Item = u32> + '_ {
    text.char_indices().filter_map(|(at, c)| {
        let before = text.cut(..at).trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = text.cut(before.len()..at);
        (c == '年' && digits.len() == 4).then(|| digits.parse().ok()).flatten()
    })
}
