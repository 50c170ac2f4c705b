//! Rule × Document ─▶ outcomes: every rule on every place it applies to. One kind of check a file, with its computation and
//! its words, in `kind`; what several of them need is in `aid`: `bind` finds what a pack speaks of, `relation` is what every
//! arithmetic check comes down to.

#![warn(clippy::arithmetic_side_effects, reason = "decimals end the program where they overflow")]

pub mod across;
pub mod example;
pub mod kind;
mod misread;
pub mod mutate;
pub mod notation;
pub mod recognise;
pub mod reference;
pub mod results;
pub mod schema;

mod aid;

pub use aid::{bind, flow, form, formula, name, relation, said, twice};

use std::collections::HashSet;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use crate::blame;
use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::document::{Document, FigureId};
use crate::keys::Kinds;
use crate::ledger::{Entry, Ledger, Mark, Outcome, Reading, Unfinished, shared};
use crate::rule::formula::Cmp;
use crate::rule::{Pack, Rule};
use crate::source::{FileId, Span};
use crate::spread::{Spread, in_turn};
use crate::steps::{self, Exhausted};
use crate::timing::{self, Work};
use bind::Bound;
use kind::{
    agree, builtin, change, cover, enumeration, listing, of, outline, pair, present, rollup, same, share,
    text, tie, value,
};
use relation::{Operand, Relation};
use results::{Finding, Results};

/// The kinds of check. A kind is a file in `kind` and a line here.
pub const KINDS: Kinds<'static> = &[
    of::<kind::formula::Formulas>(),
    of::<rollup::Rollup>(),
    of::<share::Share>(),
    of::<present::Present>(),
    of::<same::Same>(),
    of::<text::TextCheck>(),
    of::<tie::Tie>(),
    of::<change::Change>(),
    of::<enumeration::Enumeration>(),
    of::<listing::Listing>(),
    of::<value::Value>(),
    of::<cover::Cover>(),
    of::<agree::Agree>(),
    of::<pair::Pair>(),
    of::<outline::Outline>(),
    of::<builtin::Builtin>(),
];

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
    rule.applies.as_ref().is_none_or(|applies| recognise::titled(applies, document))
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
    let bind = || packs.iter().map(|pack| Bound::new(document, pack)).collect();
    let bounds: Vec<Bound<'_>> = timing::of(|| Work::Binding, bind);
    let of_pack = |at: usize| packs[at].rules.iter().map(move |rule| (at, rule));
    let rules: Vec<(usize, &Rule)> = (0..packs.len()).flat_map(of_pack).collect();
    let is_own = |rule: &Rule| kind::across(rule).is_empty();
    let tried: Vec<usize> =
        (0..rules.len()).filter(|&at| is_own(rules[at].1) && wanted(rules[at].1)).collect();
    let mut results = Results::default();
    for part in spread(tried.len(), &|job| {
        let (pack, rule) = rules[tried[job]];
        guarded(&bounds[pack], rule, tried[job])
    }) {
        results.relations.extend(part.relations);
        results.findings.extend(part.findings);
        results.others.extend(part.others);
        results.missed.extend(part.missed);
        results.unfinished.extend(part.unfinished);
    }
    let verdict = timing::of(|| Work::Blaming, || weighed(packs, document, &rules, &mut results, presumed));
    timing::of(|| Work::Telling, || told(document, &bounds, &rules, results, &verdict))
}

/// What the relations of all rules together say of the figures at fault.
fn weighed(
    packs: &[&Pack],
    document: &Document,
    rules: &[(usize, &Rule)],
    results: &mut Results,
    presumed: &dyn Fn(&Pack) -> bool,
) -> blame::Verdict {
    once_each(&mut results.relations);
    // What a rule of one's own demands must hold, however the page may be read.
    let is_presumed = |one: &Relation| presumed(packs[rules[one.rule].0]);
    misread::complete(document, &mut results.relations, &is_presumed);
    misread::unless_outdone(document, &mut results.relations, &is_presumed);
    for relation in results.relations.iter_mut().filter(|one| is_presumed(one)) {
        unless_untold(document, relation);
    }
    blame::verdict(
        document,
        &|rule| (kind::grounds(rules[rule].1), presumed(packs[rules[rule].0])),
        &mut results.relations,
    )
}

/// What there is to tell of it.
fn told(
    document: &Document,
    bounds: &[Bound<'_>],
    rules: &[(usize, &Rule)],
    results: Results,
    verdict: &blame::Verdict,
) -> Checked {
    let ledger = ledger(document, rules, &results);
    let mut diagnostics = blame::diagnostics(document, bounds, rules, &results.relations, verdict);
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
    let mut told: HashSet<(bool, bool, Vec<FigureId>)> = HashSet::new();
    relations.retain(|relation| {
        let equation = &relation.equation;
        if relation.outcome != Outcome::Fails || equation.cmp != Cmp::Eq {
            return true;
        }
        let written = equation.operands().filter(|operand| !operand.value.is_zero());
        let mut figures: Vec<FigureId> = written.filter_map(|operand| operand.figure).collect();
        // What is added up may be told in any order, a quotient in one only.
        if equation.is_sum() {
            figures.sort_unstable();
        }
        figures.is_empty() || told.insert((equation.times.is_some(), equation.over.is_some(), figures))
    });
}

/// Where nothing at all is written of the parts of a total in its column, they stand in other rows than those that were read.
fn unless_untold(document: &Document, relation: &mut Relation) {
    let equation = &relation.equation;
    if relation.outcome != Outcome::Fails || !equation.is_sum() || equation.cmp != Cmp::Eq {
        return;
    }
    let cell = |operand: &Operand| operand.figure.and_then(|id| document.figure(id).cell);
    let column = |operand: &Operand| cell(operand).map(|cell| (cell.table, cell.column));
    let own = equation.left.terms.first().and_then(|term| column(&term.operand));
    let untold = |operand: &Operand| operand.blank && column(operand) == own;
    if own.is_some() && equation.right.terms.iter().all(|term| untold(&term.operand)) {
        relation.outcome = Outcome::Unreadable;
    }
}

/// Whether a pack is for a document.
pub fn applies(pack: &Pack, document: &Document) -> bool {
    recognise::verdict(pack, document).applies()
}

/// The steps that a rule may take on any document.
const STEPS: u64 = 2_000_000;
/// And how many more for each byte of it. Of published documents, and of hundreds of them in one file, no rule asks for more
/// than two.
const STEPS_A_BYTE: u64 = 16;

/// What a rule comes to. One that does not come to its end, be it that the program fails or that the document asks for more
/// work than any that people wrote, takes no other with it.
fn guarded(bound: &Bound<'_>, rule: &Rule, number: usize) -> Results {
    let length = bound.document.folded.text.as_str().len() as u64;
    let most = STEPS.saturating_add(length.saturating_mul(STEPS_A_BYTE));
    let work = AssertUnwindSafe(|| steps::within(most, || run(bound, rule, number)));
    let done = timing::of(|| Work::Rule(rule.id.clone()), || panic::catch_unwind(work));
    done.unwrap_or_else(|why| {
        let text = why.downcast_ref::<String>().map(String::as_str).or(why.downcast_ref::<&str>().copied());
        let why = match why.is::<Exhausted>() {
            true => Unfinished::TooMuch,
            false => Unfinished::Failed(text.unwrap_or("?").to_owned()),
        };
        Results::unfinished(number, why)
    })
}

/// What the rule known by `number` comes to.
fn run(bound: &Bound<'_>, rule: &Rule, number: usize) -> Results {
    let mut told = Results::of(number);
    let results = &mut told;
    kind::run(bound, rule, results);
    if rule.once {
        once(results);
    }
    if results.relations.is_empty() && results.findings.is_empty() && results.others.is_empty() {
        results.outcome(Outcome::NotApplicable);
        results.missed.extend(kind::missed(bound, rule).map(|missed| (number, missed)));
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
    let ids: Vec<Arc<str>> = rules.iter().map(|(_, rule)| shared(&rule.id)).collect();
    let mut ledger = Ledger {
        entries: Vec::with_capacity(results.relations.len() + results.others.len()),
        marks: vec![Mark::Unchecked; document.figures.len()],
        blank: document.figures.iter().map(|figure| figure.blank).collect(),
        reading: Reading::of(document),
        unfinished: results.unfinished.iter().map(|(rule, why)| (ids[*rule].clone(), why.clone())).collect(),
        missed: results.missed.iter().map(|(rule, missed)| (ids[*rule].clone(), *missed)).collect(),
        ..Ledger::default()
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
        ledger.entries.push(Entry { rule: ids[relation.rule].clone(), outcome: relation.outcome, figures });
    }
    for finding in &results.findings {
        finding.figures.iter().for_each(|id| ledger.marks[id.0 as usize] = Mark::Contradicted);
        let figures = finding.figures.clone();
        ledger.entries.push(Entry { rule: ids[finding.rule].clone(), outcome: Outcome::Fails, figures });
    }
    for (rule, outcome) in &results.others {
        ledger.entries.push(Entry { rule: ids[*rule].clone(), outcome: *outcome, figures: Vec::new() });
    }
    ledger
}
