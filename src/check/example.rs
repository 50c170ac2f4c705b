//! Examples: the tests a rule carries with it.

use super::check_with;
use crate::document::parse;
use crate::rule::{Example, Pack, Rule};
use crate::source::{FileId, Source};

/// How an example went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ran {
    /// Marks that nothing pointed at: it should have fired.
    pub missing: Vec<String>,
    /// Texts that were pointed at without a mark: it should have been silent.
    pub noisy: Vec<String>,
}

impl Ran {
    /// Everything pointed at, and nothing else.
    pub fn passed(&self) -> bool {
        self.missing.is_empty() && self.noisy.is_empty()
    }
}

/// Runs one example of a rule: the pack's bindings, this rule alone, the example as the whole document.
pub fn run(pack: &Pack, rule: &Rule, example: &Example) -> Ran {
    let source = Source::new(example.name.clone(), example.text.clone());
    let document = parse(FileId(0), &source);
    let mut checked = check_with(&[pack], &document, &|candidate| candidate.id == rule.id);
    checked
        .diagnostics
        .sort_by_key(|diagnostic| (diagnostic.primary.span.start, diagnostic.primary.span.end));
    let mut pointed: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|diagnostic| source.text()[diagnostic.primary.span.range()].to_owned())
        .collect();
    let mut ran = Ran::default();
    for mark in &example.marks {
        match pointed.iter().position(|text| text == mark) {
            Some(at) => {
                pointed.remove(at);
            }
            None => ran.missing.push(mark.clone()),
        }
    }
    ran.noisy = pointed;
    ran
}
