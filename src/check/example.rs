//! Examples: the tests a rule carries with it.

use super::{check_example, twice};
use crate::diagnostic::Diagnostic;
use crate::document::parse;
use crate::rule::{Example, Pack, Rule};
use crate::source::{Cut, FileId, Source};

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
    let mut told = check_example(pack, &document, &|candidate| candidate.id == rule.id).diagnostics;
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
