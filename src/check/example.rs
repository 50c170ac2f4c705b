//! Examples: the tests a rule carries with it.

use super::across::{Answers, Kept, bare, is_across, keep, named_below, tie};
use super::aid::twice;
use super::check_example;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, parse};
use crate::ledger::Outcome;
use crate::rule::formula::Of;
use crate::rule::{Example, Pack, Rule};
use crate::source::{Cut, FileId, Source};

/// What a rule says of an example and of the documents that answer it.
fn across(pack: &Pack, rule: &Rule, example: &Example, document: &Document) -> Vec<Diagnostic> {
    let own = [Some(pack.name.as_str()), pack.budget.as_deref(), pack.above.as_deref()];
    let own: Vec<&str> = own.into_iter().flatten().collect();
    let kept = |document: &Document| {
        let ledger = check_example(pack, document, &|_| false).ledger;
        keep(std::slice::from_ref(pack), &own, document, &ledger)
    };
    let other = |text: &String| {
        kept(&parse(FileId(document.file.0 + 1), &Source::new(example.name.clone(), text.clone())))
    };
    let last = example.last.as_ref().map(other);
    let budget = example.budget.as_ref().map(other);
    let units: Vec<Kept> = example.units.iter().map(other).collect();
    let above = example.above.as_ref().map(other);
    // The row for the document at hand is the one that its title names.
    let title = bare(example.text.trim_start().lines().next().unwrap_or_default());
    let rows = above.iter().flat_map(|above| named_below(pack, above)).map(bare);
    let names: Vec<String> = rows.filter(|row| !row.is_empty() && title.contains(row)).collect();
    let answers = Answers {
        last: last.as_ref(),
        units: units.iter().collect(),
        budget: budget.as_ref(),
        above: above.as_ref().map(|above| (above, names)),
    };
    let own = kept(document);
    let failing = tie(pack, rule, &own, &answers).into_iter().filter(|tied| tied.outcome == Outcome::Fails);
    let told = failing.filter_map(|tied| {
        let (.., figure) = tied.figures.iter().find(|(of, ..)| *of == Of::Own)?;
        Some(Diagnostic::new(rule.id.clone(), rule.severity, figure.span, rule.title.clone()))
    });
    told.collect()
}

/// How an example went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ran {
    /// Marks that nothing pointed at: it should have fired.
    pub missing: Vec<String>,
    /// Texts that were pointed at without a mark: it should have been silent.
    pub noisy: Vec<String>,
    /// Every text that was pointed at, in the order of the document: the marks that would be right.
    pub pointed: Vec<String>,
    /// What was told, in the same order.
    pub told: Vec<Diagnostic>,
}

impl Ran {
    /// Everything pointed at, and nothing else.
    pub fn passed(&self) -> bool {
        self.missing.is_empty() && self.noisy.is_empty()
    }
}

/// Runs one example of a rule: the pack's bindings, this rule alone, the example as the whole document.
pub fn run(pack: &Pack, rule: &Rule, example: &Example) -> Ran {
    run_as(pack, rule, example, FileId(0), &Source::new(example.name.clone(), example.text.clone()))
}

/// The same for a `source` that is known as `file`, so that what is told can be drawn.
pub fn run_as(pack: &Pack, rule: &Rule, example: &Example, file: FileId, source: &Source) -> Ran {
    let document = parse(file, source);
    let mut told = match is_across(rule) {
        true => across(pack, rule, example, &document),
        false => check_example(pack, &document, &|candidate| candidate.id == rule.id).diagnostics,
    };
    told.retain(|found| found.rule != twice::TWICE);
    told.sort_by_key(|diagnostic| (diagnostic.primary.span.start, diagnostic.primary.span.end));
    let pointed: Vec<String> =
        told.iter().map(|diagnostic| source.text().cut(diagnostic.primary.span.range()).to_owned()).collect();
    let mut ran = Ran { noisy: pointed.clone(), pointed, told, ..Ran::default() };
    for mark in &example.marks {
        match ran.noisy.iter().position(|text| text == mark) {
            Some(at) => {
                ran.noisy.remove(at);
            }
            None => ran.missing.push(mark.clone()),
        }
    }
    ran
}
