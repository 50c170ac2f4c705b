//! Relations between documents: what a formula demands of the figures of several (`last.`, `units.`, `budget.`).
//!
//! Of each document only the figures stay that such formulas name ([`keep`]); when all are read, those of one are tied to those of
//! the documents that answer it ([`tie`]). A document is never held beside another.

mod side;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::aid::bind::Bound;
use super::aid::formula::{Label, labelled};
use super::aid::name;
use super::kind::across;
use super::relation::{Equation, Linear, Operand, Quotient, Term};
use crate::document::{Document, FigureId};
use crate::ledger::{Ledger, Mark, Outcome};
use crate::rule::formula::{Formula, Of, Reference};
use crate::rule::{Pack, Rule};
use crate::source::Span;
use side::{Sum, Values, joined, value};

/// A figure that stays of a document.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What it is known by in another document.
    label: Label,
    /// What people are told it is called: `收支总表[支出总计, 合计]`.
    pub name: String,
    /// As an operand.
    pub operand: Operand,
    /// Where it stands.
    pub span: Span,
    /// As it is written.
    pub written: String,
    /// What its own document proved of it.
    pub mark: Mark,
}

/// What stays of a document: figures by pack and by what names them.
#[derive(Debug, Clone, Default)]
pub struct Kept(BTreeMap<(String, String), Vec<Figure>>);

impl Kept {
    /// How many figures stay.
    pub fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What names the same figures in any rule of a pack.
fn key(reference: &Reference) -> String {
    format!("{}|{:?}|{:?}|{:?}", reference.table, reference.row.pane, reference.row.rows, reference.column)
}

/// Whether a rule speaks of other documents.
pub fn is_across(rule: &Rule) -> bool {
    !across(rule).is_empty()
}

/// Keeps the figures of `document` that rules of `packs` tie to other documents. It got the packs named `own`; `ledger` says
/// what they proved.
pub fn keep(packs: &[Pack], own: &[&str], document: &Document, ledger: &Ledger) -> Kept {
    let mut kept = Kept::default();
    for pack in packs {
        let is_own = own.contains(&pack.name.as_str());
        let is_budget = pack.budget.as_ref().is_some_and(|budget| own.contains(&budget.as_str()));
        // Nothing is read of packs that are for other documents.
        if !is_own && !is_budget {
            continue;
        }
        let formulas = pack.rules.iter().flat_map(across);
        let wanted = formulas.flat_map(Formula::references).filter(|reference| match reference.of {
            Of::Budget => is_budget,
            Of::Own | Of::Last | Of::Units => is_own,
        });
        let mut wanted = wanted.peekable();
        if wanted.peek().is_none() {
            continue;
        }
        let bound = Bound::new(document, pack);
        for reference in wanted {
            let known = kept.0.entry((pack.name.clone(), key(reference)));
            known.or_insert_with(|| figures(&bound, reference, ledger));
        }
    }
    kept.0.retain(|_, figures| !figures.is_empty());
    kept
}

fn figures(bound: &Bound<'_>, reference: &Reference, ledger: &Ledger) -> Vec<Figure> {
    let document = bound.document;
    let figure = |(label, operand): (Label, Operand)| {
        let (id, place) = operand.figure.zip(operand.place.as_ref())?;
        Some(Figure {
            label,
            name: name::identity(std::slice::from_ref(bound), document, id),
            span: document.span(place),
            written: document.text(place).to_owned(),
            mark: ledger.marks.get(id.0 as usize).copied().unwrap_or_default(),
            operand,
        })
    };
    labelled(bound, reference).into_iter().filter_map(figure).collect()
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
        own.filter_map(|(.., figure)| figure.operand.figure).collect()
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
        };
        let key = (pack.to_owned(), key(reference));
        let figures = documents.iter().enumerate().flat_map(|(at, kept)| {
            kept.0.get(&key).into_iter().flatten().map(move |figure| (reference.of, at, figure))
        });
        side::of_figures(figures, reference.of == Of::Units)
    };
    let mut tied = Vec::new();
    let sides: Vec<Values<'k>> = formula.chain.iter().map(|expr| value(expr, &found)).collect();
    for (at, cmp) in formula.comparisons.iter().enumerate() {
        for (left, right) in joined(&sides[at], &sides[at + 1]) {
            let linear = |sum: &Sum<'k>| Linear {
                terms: sum
                    .iter()
                    .map(|(coefficient, (.., figure))| Term {
                        operand: figure.operand.clone(),
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
