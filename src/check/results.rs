//! What a rule comes to on a document, as the kinds of check tell it.

use super::aid::relation::{Equation, Relation};
use crate::diagnostic::Diagnostic;
use crate::document::FigureId;
use crate::ledger::{Missed, Outcome, Unfinished};

/// A finding that is no arithmetic.
#[derive(Debug)]
pub struct Finding {
    /// Index into the rules of the run.
    pub rule: usize,
    /// Its place and words; rule, severity, basis and help are the rule's.
    pub diagnostic: Diagnostic,
    /// The figures it contradicts.
    pub figures: Vec<FigureId>,
}

/// What the rules of a run come to on one document.
#[derive(Debug, Default)]
pub struct Results {
    /// Relations between figures, however they end.
    pub relations: Vec<Relation>,
    /// Findings that are no arithmetic.
    pub findings: Vec<Finding>,
    /// Outcomes that are neither: a demand met, or one that could not be read.
    pub others: Vec<(usize, Outcome)>,
    /// What rules that had nothing to say name, and the document does not have.
    pub missed: Vec<(usize, Missed)>,
    /// Rules that did not come to their end, and why.
    pub unfinished: Vec<(usize, Unfinished)>,
    /// The rule at work.
    rule: usize,
}

impl Results {
    /// Nothing yet of the rule known by this number.
    pub fn of(rule: usize) -> Self {
        Self { rule, ..Self::default() }
    }

    /// The rule at work did not come to its end: what it found so far is of no use.
    pub fn unfinished(rule: usize, why: Unfinished) -> Self {
        Self { unfinished: vec![(rule, why)], ..Self::of(rule) }
    }

    /// Takes in a relation of the rule at work.
    pub fn relation(&mut self, equation: Equation) {
        self.relations.push(Relation::new(self.rule, equation));
    }

    /// The same of a relation that was found because it comes out.
    pub fn found(&mut self, equation: Equation) {
        let mut relation = Relation::new(self.rule, equation);
        relation.found = true;
        self.relations.push(relation);
    }

    /// The same of a relation that names or another place of the document show to be meant.
    pub fn proved(&mut self, equation: Equation) {
        let mut relation = Relation::new(self.rule, equation);
        relation.proved = true;
        self.relations.push(relation);
    }

    /// Takes in a finding of the rule at work.
    pub fn finding(&mut self, diagnostic: Diagnostic) {
        self.against(diagnostic, Vec::new());
    }

    /// The same, with the figures that it contradicts.
    pub fn against(&mut self, diagnostic: Diagnostic, figures: Vec<FigureId>) {
        self.findings.push(Finding { rule: self.rule, diagnostic, figures });
    }

    /// Takes in an outcome of the rule at work.
    pub fn outcome(&mut self, outcome: Outcome) {
        self.others.push((self.rule, outcome));
    }
}
