//! The check `value`: the kind of value an indicator or a field of a form may have.

mod filled;

use filled::Filled;

use super::Check;
use crate::check::aid::bind::Bound;
use crate::check::aid::form::{Blank, BoundForm, Indicator};
use crate::check::aid::name::{place_identity, shown};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
use crate::document::Place;
use crate::keys;
use crate::keys::Lack;
use crate::keys::known::FACTS;
use crate::ledger::{Missed, Outcome};
use crate::rule::Rule;
use crate::rule::parts::{CATEGORIES, FIELDS, FLAG, GRID, Name, TOLD, opt, patterns};
use crate::rule::pattern::Pattern;
use crate::source::Cut;
use crate::words::vocabulary;

keys! {
    /// Blanks are filled, and with the kind of value that they may have: where nothing is demanded of a value, that there is
    /// one. Patterns are tried on values without their spaces.
    "该填的都要填，填的要对：没有写对值的要求时，只要求填了。句式在去掉空格的值上试。"
    pub struct Value {
        /// The form; or a table, where blanks of its columns are to be filled.
        of: String = "of", GRID, "表单；查列有没有填的也可以是表";
        /// Fields whose value is meant, or columns; without them, indicators.
        fields: Vec<String> = "fields", FIELDS, "哪些栏目或列；不写是指标";
        /// Only indicators of these categories; without them, of all. Where nothing is demanded of a value, categories that
        /// must have at least one indicator.
        categories: Vec<String> = "categories", CATEGORIES, "只管这些类别的指标，不写是全部；没有写对值的要求时，是至少要有一个指标的类别";
        /// Every indicator that has a name has a value and the reverse.
        indicators: bool = "indicators", FLAG, "有名称的指标都要有值，反之亦然";
        /// Only indicators whose name matches one of these; without them, all.
        name: Vec<Pattern> = "name", patterns(&[]), "只管名称像其中之一的指标；不写是全部";
        /// Indicators whose name matches one of these are not meant.
        except: Vec<Pattern> = "except", patterns(&[]), "名称像其中之一的指标不管";
        /// A value that matches one of these is a breach.
        forbid: Vec<Pattern> = "forbid", patterns(&[]), "像其中之一的值不对";
        /// A value that matches none of these is a breach.
        require: Vec<Pattern> = "require", patterns(&[]), "一个都不像的值不对";
        /// The fact that holds a year before which no year may lie.
        since: Option<String> = "since", opt(Name(FACTS)), "值里的年份不应早于这件事所说的年份";
        /// What is expected, for the message; needed where something is demanded of a value.
        expected: Option<Text> = "expected", opt(TOLD), "应是什么，用在消息里；写了对值的要求就要写";
    }
}

impl Value {
    /// Whether something is demanded of a value, beside that there is one.
    fn demands(&self) -> bool {
        !self.forbid.is_empty() || !self.require.is_empty() || self.since.is_some()
    }
}

impl Check for Value {
    const NAME: &'static str = "value";
    const FORMERLY: &'static [&'static str] = &["filled"];

    fn lacks(&self) -> Option<Lack<'static>> {
        (self.demands() && self.expected.is_none()).then_some(Lack::Key(vec!["expected"]))
    }

    fn missed(&self, bound: &Bound<'_>) -> Option<Missed> {
        let labels: Vec<&str> = bound
            .tables_named(&self.of)
            .flat_map(|table| &table.table.columns)
            .map(|column| column.path.last().map_or("", |place| bound.document.text(place)))
            .collect();
        let is_named = self.fields.iter().any(|field| labels.contains(&field.as_str()));
        let lost = !labels.is_empty() && !self.fields.is_empty() && !is_named;
        lost.then_some(Missed { span: None, column: true })
    }

    fn run(&self, bound: &Bound<'_>, rule: &Rule, results: &mut Results) {
        if self.demands() {
            return run(bound, self, super::forms(bound, &self.of, rule), results);
        }
        let Value { of, fields, indicators, categories, .. } = self;
        let filled = Filled { of, fields, indicators: *indicators, categories };
        filled::run(bound, &filled, &rule.when.field, results);
    }
}

/// Tries the rule on every value that is meant.
fn run<'b>(
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
    expected: Text,
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
            expected: check.expected.clone().unwrap_or_default(),
        }
    }

    fn indicators(&self, form: &BoundForm, results: &mut Results) {
        let document = self.bound.document;
        let Some(binding) = &self.bound.pack.names.forms[form.binding].indicators else { return };
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
        let (said, expected) = (document.text(value), &self.expected);
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
        let binding = &self.bound.pack.names.forms[form.binding];
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
                let said = shown(document.text(place));
                let expected = &self.expected;
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
        (vocabulary().year.has(c) && digits.len() == 4).then(|| digits.parse().ok()).flatten()
    })
}
