//! Rule × Document ─▶ outcomes: every rule on every place it applies to. One kind of check a file, with its computation and
//! its words; `bind` finds what a pack speaks of, `relation` is what every arithmetic check comes down to.

#![warn(clippy::arithmetic_side_effects, reason = "decimals end the program where they overflow")]

pub mod bind;
pub mod example;
pub mod form;
pub mod formula;
pub mod kind;
pub mod mutate;
pub mod name;
pub mod relation;

mod agree;
mod calculation;
mod change;
mod checksum;
mod code;
mod cover;
mod date;
mod doubled;
mod enumeration;
mod evidence;
mod filled;
mod flow;
mod footing;
mod listing;
mod number;
mod numeral;
mod outline;
mod pair;
mod pairs;
mod present;
mod prose;
mod restated;
mod rollup;
mod same;
mod sequence;
mod share;
mod tally;
mod text;
mod tie;
pub mod twice;
mod value;
mod year;

use std::collections::HashSet;

use crate::blame;
use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::document::{Document, FigureId};
use crate::ledger::{Entry, Ledger, Mark, Outcome, Reading};
use crate::rule::formula::Cmp;
use crate::rule::{Check, Pack, Rule};
use crate::source::{FileId, Span};
use crate::spread::{Spread, in_turn};
use bind::Bound;
use relation::{Equation, Relation};

/// What is known of one document after every rule has been tried on it.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The document's source.
    pub file: FileId,
    /// What does not hold, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
    /// What was proved.
    pub ledger: Ledger,
}

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
    /// The rule at work.
    rule: usize,
}

impl Results {
    /// Takes in a relation of the rule at work.
    pub fn relation(&mut self, equation: Equation) {
        self.relations.push(Relation::new(self.rule, equation));
    }

    /// Takes in a finding of the rule at work.
    pub fn finding(&mut self, diagnostic: Diagnostic) {
        self.findings.push(Finding { rule: self.rule, diagnostic, figures: Vec::new() });
    }

    /// Takes in an outcome of the rule at work.
    pub fn outcome(&mut self, outcome: Outcome) {
        self.others.push((self.rule, outcome));
    }
}

/// Tries every rule of every pack that applies to `document`.
pub fn check(packs: &[Pack], document: &Document) -> Checked {
    check_with(&applying(packs, document), document, &|rule| concerns(rule, document), in_turn)
}

/// The packs that are tried on a document.
pub fn applying<'p>(packs: &'p [Pack], document: &Document) -> Vec<&'p Pack> {
    let packs: Vec<&Pack> = packs.iter().collect();
    innermost(&packs, packs.iter().copied().filter(|pack| applies(pack, document)).collect())
}

/// Those of `applying` that no other of them extends; `packs` are all there are.
pub fn innermost<'p>(packs: &[&'p Pack], applying: Vec<&'p Pack>) -> Vec<&'p Pack> {
    let extended = extended(packs, &applying);
    applying.into_iter().filter(|pack| !extended.contains(&pack.name.as_str())).collect()
}

/// The names of the packs that one of `applying` extends, and of those that these extend.
fn extended<'p>(packs: &[&'p Pack], applying: &[&'p Pack]) -> Vec<&'p str> {
    let base =
        |pack: &Pack| packs.iter().copied().find(|base: &&Pack| pack.extends.as_ref() == Some(&base.name));
    let mut extended: Vec<&str> = Vec::new();
    for pack in applying {
        let mut above = base(pack);
        while let Some(pack) = above {
            extended.push(&pack.name);
            above = base(pack);
        }
    }
    extended
}

/// Whether a rule, apart from its pack, is for a document.
pub fn concerns(rule: &Rule, document: &Document) -> bool {
    rule.applies.as_ref().is_none_or(|applies| kind::titled(applies, document))
}

/// The same with these packs, whatever documents they say they apply to, and the rules that `wanted` picks.
pub fn check_with(
    packs: &[&Pack],
    document: &Document,
    wanted: &dyn Fn(&Rule) -> bool,
    spread: Spread<Results>,
) -> Checked {
    tried(packs, document, wanted, spread, &|pack| pack.presumed)
}

/// The same for an example of a rule, which is laid out as its rule knows it: too short for relations to earn their standing.
pub(crate) fn check_example(pack: &Pack, document: &Document, wanted: &dyn Fn(&Rule) -> bool) -> Checked {
    tried(&[pack], document, wanted, in_turn, &|_| false)
}

fn tried(
    packs: &[&Pack],
    document: &Document,
    wanted: &dyn Fn(&Rule) -> bool,
    spread: Spread<Results>,
    presumed: &dyn Fn(&Pack) -> bool,
) -> Checked {
    let bounds: Vec<Bound<'_>> = packs.iter().map(|pack| Bound::new(document, pack)).collect();
    let of_pack = |at: usize| packs[at].rules.iter().map(move |rule| (at, rule));
    let rules: Vec<(usize, &Rule)> = (0..packs.len()).flat_map(of_pack).collect();
    let tried: Vec<usize> = (0..rules.len()).filter(|&at| wanted(rules[at].1)).collect();
    let mut results = Results::default();
    for part in spread(tried.len(), &|job| {
        let (pack, rule) = rules[tried[job]];
        run(&bounds[pack], rule, tried[job])
    }) {
        results.relations.extend(part.relations);
        results.findings.extend(part.findings);
        results.others.extend(part.others);
    }
    once_each(&mut results.relations);
    let verdict = blame::verdict(
        document,
        &|rule| (&rules[rule].1.check, presumed(packs[rules[rule].0])),
        &mut results.relations,
    );
    let ledger = ledger(document, &rules, &results);
    let mut diagnostics = blame::diagnostics(document, &bounds, &rules, &results.relations, &verdict);
    // A unit that the figures themselves contradict needs no second word.
    let of_unit = |told: &Diagnostic| told.identity.ends_with(blame::UNIT).then_some(told.primary.span);
    let mut units: HashSet<Span> = diagnostics.iter().filter_map(of_unit).collect();
    for finding in results.findings {
        if !units.contains(&finding.diagnostic.primary.span) {
            units.extend(of_unit(&finding.diagnostic));
            diagnostics.push(with_rule(finding.diagnostic, rules[finding.rule].1));
        }
    }
    diagnostics.extend(bounds.iter().flat_map(Bound::doubled));
    Checked { file: document.file, diagnostics, ledger }
}

/// What two rules say of the same figures is told by the first: a general rule sees what one of a kind of document has seen.
fn once_each(relations: &mut Vec<Relation>) {
    let mut told: HashSet<Vec<FigureId>> = HashSet::new();
    relations.retain(|relation| {
        let sum = relation.equation.is_sum() && relation.equation.cmp == Cmp::Eq;
        if relation.outcome != Outcome::Fails || !sum {
            return true;
        }
        let mut figures: Vec<FigureId> = relation
            .equation
            .operands()
            .filter(|operand| !operand.value.is_zero())
            .filter_map(|operand| operand.figure)
            .collect();
        figures.sort_unstable();
        figures.is_empty() || told.insert(figures)
    });
}

/// Whether a pack is for a document.
pub fn applies(pack: &Pack, document: &Document) -> bool {
    kind::verdict(pack, document).applies()
}

/// What the rule known by `number` comes to.
fn run(bound: &Bound<'_>, rule: &Rule, number: usize) -> Results {
    let mut told = Results { rule: number, ..Results::default() };
    let results = &mut told;
    match &rule.check {
        Check::Formula(formulas) => {
            for formula in formulas {
                for mut equation in formula::relations(bound, formula, &rule.when) {
                    equation.tolerance = rule.tolerance;
                    results.relation(equation);
                }
            }
        }
        Check::Rollup(rollup) => rollup::run(bound, rollup, rule.tolerance, results),
        Check::Share(share) => share::run(bound, share, results),
        Check::Filled(filled) => filled::run(bound, filled, &rule.when, results),
        Check::Present(present) => present::run(bound, present, results),
        Check::Same(same) => same::run(bound, same, results),
        Check::Text(check) => text::run(bound, check, results),
        Check::Code(code) => code::run(bound, code, results),
        Check::Tie(tie) => tie::run(bound, tie, results),
        Check::Change(change) => change::run(bound, change, results),
        Check::Enumeration(enumeration) => enumeration::run(bound, enumeration, results),
        Check::Footing(footing) => footing::run(bound, footing, results),
        Check::Restated(restated) => restated::run(bound, restated, results),
        Check::Listing(listing) => listing::run(bound, listing, results),
        Check::Value(value) => value::run(bound, value, form::meant(bound, &value.of, &rule.when), results),
        Check::Cover(cover) => cover::run(bound, cover, form::meant(bound, &cover.of, &rule.when), results),
        Check::Mention(mention) => {
            agree::mention(bound, mention, form::meant(bound, &mention.of, &rule.when), results);
        }
        Check::Distinct(distinct) => {
            agree::distinct(bound, distinct, form::meant(bound, &distinct.of, &rule.when), results);
        }
        Check::Alike(alike) => agree::alike(bound, alike, form::meant(bound, &alike.of, &rule.when), results),
        Check::Pair(pair) => pair::run(bound, pair, form::meant(bound, &pair.of, &rule.when), results),
        Check::Doubled(doubled) => doubled::run(bound, doubled, results),
        Check::Number(check) => number::run(bound, check, results),
        Check::Pairs(pairs) => pairs::run(bound, pairs, results),
        Check::Date(check) => date::run(bound, check, results),
        Check::Numeral(check) => numeral::run(bound, check, results),
        Check::Calculation(check) => calculation::run(bound, check, results),
        Check::Checksum(check) => checksum::run(bound, check, results),
        Check::Year(check) => year::run(bound, check, results),
        Check::Sequence(check) => sequence::run(bound, check, results),
        Check::Outline(check) => outline::run(bound, check, results),
    }
    if rule.once {
        once(results);
    }
    if results.relations.is_empty() && results.findings.is_empty() && results.others.is_empty() {
        results.outcome(Outcome::NotApplicable);
    }
    told
}

/// Folds the findings of a rule into one.
fn once(results: &mut Results) {
    let rest: Vec<Finding> = results.findings.drain(1.min(results.findings.len())..).collect();
    let Some(kept) = results.findings.first_mut().filter(|_| !rest.is_empty()) else { return };
    let n = rest.len() + 1;
    let message = &kept.diagnostic.message;
    kept.diagnostic.message = Text::new(
        format!("{}，全文共 {n} 处", message.get(Lang::Zh)),
        format!("{}, here and in {} more places", message.get(Lang::En), n - 1),
    );
    for finding in rest {
        kept.diagnostic.related.push(finding.diagnostic.primary);
        kept.figures.extend(finding.figures);
    }
}

/// Gives a diagnostic what its rule knows.
pub fn with_rule(mut diagnostic: Diagnostic, rule: &Rule) -> Diagnostic {
    if diagnostic.rule.is_empty() {
        diagnostic.rule.clone_from(&rule.id);
        // A check may say less than its rule, never more.
        diagnostic.severity = diagnostic.severity.max(rule.severity);
    }
    diagnostic.basis = diagnostic.basis.or_else(|| rule.basis.clone());
    diagnostic.help = diagnostic.help.or_else(|| rule.help.clone());
    diagnostic.rule_span = diagnostic.rule_span.or(Some(rule.span));
    diagnostic
}

fn ledger(document: &Document, rules: &[(usize, &Rule)], results: &Results) -> Ledger {
    let mut ledger = Ledger {
        entries: Vec::with_capacity(results.relations.len() + results.others.len()),
        marks: vec![Mark::Unchecked; document.figures.len()],
        blank: document.figures.iter().map(|figure| figure.blank).collect(),
        reading: Reading::of(document),
    };
    let mut mark = |id: FigureId, wanted: Mark| {
        let known = &mut ledger.marks[id.0 as usize];
        *known = (*known).max(wanted);
    };
    for relation in &results.relations {
        let figures: Vec<FigureId> =
            relation.equation.operands().filter_map(|operand| operand.figure).collect();
        match relation.outcome {
            Outcome::Holds | Outcome::WithinRounding => figures.iter().for_each(|id| mark(*id, Mark::Tied)),
            Outcome::Fails => figures.iter().for_each(|id| mark(*id, Mark::Contradicted)),
            _ => {}
        }
        ledger.entries.push(Entry {
            rule: rules[relation.rule].1.id.clone(),
            outcome: relation.outcome,
            figures,
        });
    }
    for finding in &results.findings {
        finding.figures.iter().for_each(|id| ledger.marks[id.0 as usize] = Mark::Contradicted);
        let figures = finding.figures.clone();
        ledger.entries.push(Entry {
            rule: rules[finding.rule].1.id.clone(),
            outcome: Outcome::Fails,
            figures,
        });
    }
    for (rule, outcome) in &results.others {
        ledger.entries.push(Entry {
            rule: rules[*rule].1.id.clone(),
            outcome: *outcome,
            figures: Vec::new(),
        });
    }
    ledger
}
