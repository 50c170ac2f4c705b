//! Relations between documents: what a formula demands of the figures of several (`last.`, `units.`, `budget.`, `above.`).
//!
//! Of each document only the figures stay that such formulas name ([`keep`]); when all are read, those of one are tied to those of
//! the documents that answer it ([`tie`]). A document is never held beside another.

mod kept;
mod side;

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::aid::bind::Bound;
use super::aid::formula::{Label, labelled};
use super::aid::name;
use super::kind::across;
use super::relation::{Equation, Linear, Operand, Quotient, Term};
use crate::document::{Document, FigureId};
use crate::ledger::{Ledger, Outcome};
use crate::rule::formula::{Formula, Of, Reference};
use crate::rule::{Pack, Rule};
use kept::{Called, called};
pub use kept::{Figure, Kept};
use side::{Sum, Values, joined, value};

/// What names the same figures in any rule of a pack.
fn key(pack: &str, reference: &Reference) -> String {
    let Reference { table, row, column, .. } = reference;
    format!("{pack}|{table}|{:?}|{:?}|{column:?}", row.pane, row.rows)
}

/// Whether a rule speaks of other documents.
pub fn is_across(rule: &Rule) -> bool {
    !across(rule).is_empty()
}

/// Keeps the figures of `document` that rules of `packs` tie to other documents. It got the packs named `own`; `ledger` says
/// what they proved.
pub fn keep(packs: &[Pack], own: &[&str], document: &Document, ledger: &Ledger) -> Kept {
    let mut kept: BTreeMap<String, Vec<Figure>> = BTreeMap::new();
    for pack in packs {
        let is_own = own.contains(&pack.name.as_str());
        let is = |named: &Option<String>| named.as_ref().is_some_and(|name| own.contains(&name.as_str()));
        let (is_budget, is_above) = (is(&pack.budget), is(&pack.above));
        // Nothing is read of packs that are for other documents.
        if !is_own && !is_budget && !is_above {
            continue;
        }
        let formulas = pack.rules.iter().flat_map(across);
        let wanted = formulas.flat_map(Formula::references).filter(|reference| match reference.of {
            Of::Budget => is_budget,
            Of::Above => is_above,
            Of::Own | Of::Last | Of::Units => is_own,
        });
        let mut wanted = wanted.peekable();
        if wanted.peek().is_none() {
            continue;
        }
        let bound = Bound::new(document, pack);
        for reference in wanted {
            let known = kept.entry(key(&pack.name, reference));
            known.or_insert_with(|| figures(&bound, reference, ledger));
        }
    }
    Kept::of(kept)
}

fn figures(bound: &Bound<'_>, reference: &Reference, ledger: &Ledger) -> Vec<Figure> {
    let document = bound.document;
    let labelled = labelled(bound, reference).into_iter();
    let (labels, operands): (Vec<Label>, Vec<(FigureId, Operand)>) =
        labelled.filter_map(|(label, operand)| Some((label, (operand.figure?, operand)))).unzip();
    let name = |id: FigureId| name::identity(std::slice::from_ref(bound), document, id);
    let names = labels.into_iter().zip(&operands).map(|(label, (id, _))| Called { label, name: name(*id) });
    let figure = |(called, (id, operand)): (Arc<Called>, (FigureId, Operand))| {
        let place = operand.place.as_ref()?;
        let mark = ledger.marks.get(id.0 as usize).copied().unwrap_or_default();
        Figure::new(called, &operand, document.span(place), document.text(place), mark)
    };
    called(names).into_iter().zip(operands).filter_map(figure).collect()
}

/// What documents of `pack` are named by in the tables of those above them: the names of the rows of `above`.
pub fn named_below<'k>(pack: &Pack, above: &'k Kept) -> Vec<&'k str> {
    let formulas = pack.rules.iter().flat_map(across).flat_map(Formula::references);
    let references = formulas.filter(|reference| reference.of == Of::Above);
    let figures = references.flat_map(|reference| above.get(&key(&pack.name, reference)));
    figures.filter_map(side::row).collect()
}

/// A name as documents are known by it in tables: letters alone.
pub fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The documents that answer one.
#[derive(Debug, Clone, Default)]
pub struct Answers<'k> {
    /// That of the year before.
    pub last: Option<&'k Kept>,
    /// Those of its units, which are all there are.
    pub units: Vec<&'k Kept>,
    /// The budget of a final account.
    pub budget: Option<&'k Kept>,
    /// The one whose tables have a row for this document, and what this one may be called there ([`bare`]).
    pub above: Option<(&'k Kept, Vec<String>)>,
}

/// A relation between documents, and how it ends.
#[derive(Debug, Clone)]
pub struct Tied<'k> {
    /// How it ends.
    pub outcome: Outcome,
    /// The figures of both sides, each with its document: [`Of::Own`] and the others.
    pub figures: Vec<(Of, usize, &'k Figure)>,
    /// What the first figure should be, in the base of its kind.
    pub expected: Option<Decimal>,
    /// Stated less expected.
    pub gap: Option<Decimal>,
}

impl Tied<'_> {
    /// The figures of the document at hand.
    pub fn own(&self) -> Vec<FigureId> {
        let own = self.figures.iter().filter(|(of, ..)| *of == Of::Own);
        own.map(|(.., figure)| figure.id()).collect()
    }
}

/// What the formulas of a rule demand of `own` and its answers. Nothing where a document that they speak of is not there.
pub fn tie<'k>(pack: &Pack, rule: &Rule, own: &'k Kept, answers: &Answers<'k>) -> Vec<Tied<'k>> {
    let mut tied = Vec::new();
    for formula in across(rule) {
        let ways = std::iter::once(formula).chain(&formula.or);
        let ways = ways.map(|way| one(&pack.name, way, rule, own, answers));
        tied.extend(ways.into_iter().find(|way| !way.is_empty()).unwrap_or_default());
    }
    tied
}

fn one<'k>(
    pack: &str,
    formula: &Formula,
    rule: &Rule,
    own: &'k Kept,
    answers: &Answers<'k>,
) -> Vec<Tied<'k>> {
    let found = |reference: &Reference| -> Values<'k> {
        let documents: Vec<&'k Kept> = match reference.of {
            Of::Own => vec![own],
            Of::Last => answers.last.into_iter().collect(),
            Of::Units => answers.units.clone(),
            Of::Budget => answers.budget.into_iter().collect(),
            Of::Above => answers.above.iter().map(|(kept, _)| *kept).collect(),
        };
        let key = key(pack, reference);
        let figures = documents
            .iter()
            .enumerate()
            .flat_map(|(at, kept)| kept.get(&key).iter().map(move |figure| (reference.of, at, figure)));
        match &answers.above {
            Some((_, names)) if reference.of == Of::Above => side::of_one(figures, names),
            _ => side::of_figures(figures, reference.of == Of::Units),
        }
    };
    let mut tied = Vec::new();
    let sides: Vec<Values<'k>> = formula.chain.iter().map(|expr| value(expr, &found)).collect();
    for (at, cmp) in formula.comparisons.iter().enumerate() {
        for (left, right) in joined(&sides[at], &sides[at + 1]) {
            let linear = |sum: &Sum<'k>| Linear {
                terms: sum
                    .iter()
                    .map(|(coefficient, (.., figure))| Term {
                        operand: figure.operand(),
                        coefficient: *coefficient,
                    })
                    .collect(),
            };
            let mut equation = Equation::of(linear(&left), *cmp, Quotient::from(linear(&right)));
            equation.tolerance = rule.tolerance;
            let figures = left.iter().chain(&right).map(|(_, figure)| *figure).collect();
            let lone = left.len() == 1 && left[0].0 == Decimal::ONE;
            tied.push(Tied {
                outcome: equation.outcome(),
                figures,
                expected: equation.expected().filter(|_| lone),
                gap: equation.gap(),
            });
        }
    }
    tied
}
