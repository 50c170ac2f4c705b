//! The check `agree`: what one part of a form says of another.

use super::share::figure_in;
use super::{Check, Grounds};
use crate::check::aid::alike::{bare, likeness};
use crate::check::aid::bind::Bound;
use crate::check::aid::form::{Blank, BoundForm};
use crate::check::aid::formula::field_operand;
use crate::check::aid::name::place_identity;
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Label, Severity, Text};
use crate::document::Place;
use crate::keys;
use crate::keys::Lack;
use crate::ledger::Outcome;
use crate::rule::Rule;
use crate::rule::parts::{CATEGORIES, COUNT, FIELD, FIELDS, FORM, opt, patterns};
use crate::rule::pattern::Pattern;

/// Indicators whose names have so many in a hundred of their characters in common measure the same.
const SAME: usize = 60;

keys! {
    /// What one part of a form says agrees with another: what a field mentions is what another field or an indicator says; a
    /// field says something of its own; both halves speak of the same project.
    "表单各处所说的应相互一致：栏目里提到的应与另一栏目或指标相符；栏目应有自己的内容；两半应说同一个项目。"
    pub struct Agree {
        /// The form.
        of: String = "of", FORM, "表单";
        /// The field that mentions something, or must say something of its own.
        field: Option<String> = "field", opt(FIELD), "提到什么的栏目，或应有自己内容的栏目";
        /// What it mentions: captures `value`. A field that mentions several different ones is not judged.
        find: Vec<Pattern> = "find", patterns(&["value"]), "提到什么：捕获 value；提到几个不同的不查";
        /// A field that matches one of these is not judged.
        except: Vec<Pattern> = "except", patterns(&[]), "像其中之一的栏目不查";
        /// Fields of amounts, one of which what is mentioned must equal.
        fields: Vec<String> = "fields", FIELDS, "金额的栏目，提到的应等于其中之一";
        /// Categories of indicators, where what is mentioned is compared with them.
        categories: Vec<String> = "categories", CATEGORIES, "提到的与哪些类别的指标比";
        /// What the value of an indicator says: captures `value`.
        says: Vec<Pattern> = "says", patterns(&["value"]), "指标值怎么说：捕获 value";
        /// Fields that the field must not repeat.
        from: Vec<String> = "from", FIELDS, "栏目不应照抄的栏目";
        /// The halves are compared where each has so many indicators at least.
        least: Option<usize> = "least", opt(COUNT), "每半至少有这么多指标时，两半相比";
    }
}

impl Check for Agree {
    const NAME: &'static str = "agree";

    fn lacks(&self) -> Option<Lack<'static>> {
        let ways = [!self.find.is_empty(), !self.from.is_empty(), self.least.is_some()];
        if ways.iter().filter(|way| **way).count() != 1 {
            return Some(Lack::OneOf(vec!["find", "from", "least"]));
        }
        match (self.field.is_some(), self.least.is_some()) {
            (false, false) => Some(Lack::Key(vec!["field"])),
            (true, true) => Some(Lack::Use("field")),
            _ => None,
        }
    }

    fn run(&self, bound: &Bound<'_>, rule: &Rule, results: &mut Results) {
        let forms = super::forms(bound, &self.of, rule);
        match (&self.field, self.least) {
            (Some(field), _) if !self.find.is_empty() => mention(bound, self, field, forms, results),
            (Some(field), _) => distinct(bound, self, field, forms, results),
            (None, Some(least)) => alike(bound, least, forms, results),
            (None, None) => {}
        }
    }

    fn grounds(&self) -> Grounds {
        Grounds::Named
    }
}

/// What a field mentions is what another field or an indicator says.
fn mention<'b>(
    bound: &Bound<'_>,
    check: &Agree,
    field: &str,
    forms: impl Iterator<Item = &'b BoundForm>,
    results: &mut Results,
) {
    let document = bound.document;
    for form in forms {
        let mut told: Option<usize> = None;
        for (half, place) in filled(bound, form, field).enumerate() {
            let text = document.text(&place);
            if check.except.iter().any(|pattern| pattern.is_match(text)) {
                continue;
            }
            let Some(said) = only(bound, &check.find, std::slice::from_ref(&place)) else { continue };
            if !check.fields.is_empty() {
                amount(bound, check, form, &said, results);
                continue;
            }
            let binding = bound.pack.names.forms[form.binding].indicators.as_ref();
            let values: Vec<Place> = form
                .indicators
                .iter()
                .filter(|indicator| indicator.half == half && indicator.sure)
                .filter(|indicator| {
                    let category = indicator.category.and_then(|at| binding?.categories.get(at));
                    category.is_some_and(|alias| check.categories.contains(&alias.name))
                })
                .filter_map(|indicator| indicator.value.clone())
                .collect();
            let Some(other) = only(bound, &check.says, &values) else { continue };
            let (left, right) = (document.text(&said), document.text(&other));
            if left == right {
                results.outcome(Outcome::Holds);
                continue;
            }
            if let Some(at) = told {
                let text = Text::new("另一半同样", "the same in the other half");
                let finding: &mut crate::check::results::Finding = &mut results.findings[at];
                finding.diagnostic.related.push(Label { span: document.span(&other), text });
                continue;
            }
            told = Some(results.findings.len());
            let value = values.iter().find(|value| value.start <= other.start && other.end <= value.end);
            let value = value.unwrap_or(&other);
            let message = Text::new(
                format!("“{}”里是 {left}，指标值是“{}”", field, document.text(value)),
                format!("\"{}\" says {left}, the indicator \"{}\"", field, document.text(value)),
            );
            let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(value), message)
                .with(document.span(&said), Text::new("这里不同", "it differs here"));
            diagnostic.identity = place_identity(document, value);
            results.finding(diagnostic);
        }
    }
}

fn amount(bound: &Bound<'_>, check: &Agree, form: &BoundForm, said: &Place, results: &mut Results) {
    let document = bound.document;
    let Some(figure) = figure_in(document, said) else { return };
    let equations: Vec<Equation> = check
        .fields
        .iter()
        .filter_map(|field| field_operand(bound, form, None, field))
        .filter(|operand| !operand.blank)
        .map(|operand| Equation::equal(Linear::one(Operand::of(document, figure)), Linear::one(operand)))
        .collect();
    let holds = |equation: &Equation| matches!(equation.outcome(), Outcome::Holds | Outcome::WithinRounding);
    let best = equations.iter().position(holds).unwrap_or(0);
    if let Some(equation) = equations.into_iter().nth(best) {
        results.relation(equation);
    }
}

/// The texts of a field that is filled, half by half.
fn filled<'f>(bound: &'f Bound<'_>, form: &'f BoundForm, name: &'f str) -> impl Iterator<Item = Place> + 'f {
    let binding = &bound.pack.names.forms[form.binding];
    form.fields.iter().filter(move |field| binding.fields[field.field].name == name).filter_map(|field| {
        match &field.blank {
            Blank::Filled(place) => Some(place.clone()),
            _ => None,
        }
    })
}

/// What the patterns capture as `value` where they capture one thing only.
fn only(bound: &Bound<'_>, patterns: &[Pattern], places: &[Place]) -> Option<Place> {
    let document = bound.document;
    let mut found: Option<Place> = None;
    for place in places {
        for pattern in patterns {
            for one in pattern.find_iter(document.text(place)) {
                let Some(range) = one.get("value") else { continue };
                let at = place.start + range.start as u32..place.start + range.end as u32;
                match &found {
                    Some(known) if document.text(known) != document.text(&at) => return None,
                    Some(_) => {}
                    None => found = Some(at),
                }
            }
        }
    }
    found
}

/// A field says something of its own.
fn distinct<'b>(
    bound: &Bound<'_>,
    check: &Agree,
    field: &str,
    forms: impl Iterator<Item = &'b BoundForm>,
    results: &mut Results,
) {
    let document = bound.document;
    for form in forms {
        let Some(own) = filled(bound, form, field).next() else { continue };
        let text = bare(document.text(&own));
        let mut same: Vec<(&str, Place)> = Vec::new();
        for other in &check.from {
            let found = filled(bound, form, other).next();
            same.extend(
                found.filter(|place| bare(document.text(place)) == text).map(|place| (other.as_str(), place)),
            );
        }
        let Some((first, _)) = same.first() else {
            results.outcome(Outcome::Holds);
            continue;
        };
        let message = Text::new(
            format!("“{}”与“{first}”一字不差", field),
            format!("\"{}\" repeats \"{first}\" word for word", field),
        );
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&own), message);
        for (_, place) in &same {
            diagnostic = diagnostic.with(document.span(place), Text::new("同样的话", "the same words"));
        }
        diagnostic.identity = place_identity(document, &own);
        results.finding(diagnostic);
    }
}

/// The two halves of a form speak of the same things.
fn alike<'b>(
    bound: &Bound<'_>,
    least: usize,
    forms: impl Iterator<Item = &'b BoundForm>,
    results: &mut Results,
) {
    let document = bound.document;
    for form in forms {
        let names = |half: usize| -> Vec<Place> {
            let indicators = form.indicators.iter().filter(|indicator| indicator.half == half);
            indicators.filter_map(|indicator| indicator.name.clone()).collect()
        };
        let (left, right) = (names(0), names(1));
        if left.len() < least || right.len() < least {
            continue;
        }
        let bares: Vec<Vec<char>> = left.iter().map(|place| bare(document.text(place))).collect();
        let known = right.iter().any(|place| {
            let name = bare(document.text(place));
            bares.iter().any(|other| other.starts_with(&name) || likeness(&name, other) >= SAME)
        });
        if known {
            results.outcome(Outcome::Holds);
            continue;
        }
        let (Some(first), Some(other)) = (right.first(), left.first()) else { continue };
        let message = Text::new(
            format!(
                "两半的指标没有一个相同：一边是“{}”等，一边是“{}”等，像是两个项目",
                document.text(other),
                document.text(first)
            ),
            format!(
                "the halves share no indicator: \"{}\" and others, \"{}\" and others, as of two projects",
                document.text(other),
                document.text(first)
            ),
        );
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(first), message)
            .with(document.span(other), Text::new("另一半", "the other half"));
        diagnostic.identity = place_identity(document, first);
        results.finding(diagnostic);
    }
}
