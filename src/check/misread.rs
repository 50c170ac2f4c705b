//! Relations that the document itself shows to be read otherwise than they were meant.

mod columns;

pub(super) use columns::complete;

use std::collections::{BTreeSet, HashMap};

use super::relation::{Equation, Linear, Operand, Relation};
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use rust_decimal::Decimal;

/// Of the sums that one total comes out of so many are looked at.
const WAYS: usize = 4;
/// A sum of fewer figures that are something is no sum.
const PARTS: usize = 2;

/// A total and the figures of its own column that it is said to be the sum of, those that are nothing left out.
struct Sum {
    total: FigureId,
    parts: BTreeSet<FigureId>,
}

impl Sum {
    fn of(document: &Document, equation: &Equation) -> Option<Self> {
        if equation.cmp != Cmp::Eq || !equation.is_sum() {
            return None;
        }
        let (total, parts) = match (equation.left.terms.as_slice(), equation.right.terms.as_slice()) {
            ([_], _) => (&equation.left, &equation.right),
            (_, [_]) => (&equation.right, &equation.left),
            _ => return None,
        };
        let plain = |side: &Linear| side.terms.iter().all(|term| term.coefficient == Decimal::ONE);
        let total = total.terms[0].operand.figure.filter(|_| plain(total) && plain(parts))?;
        let column = |id: FigureId| document.figure(id).cell.map(|cell| (cell.table, cell.column));
        let own = column(total)?;
        let written = |operand: &&Operand| !operand.value.is_zero();
        let written = parts.terms.iter().map(|term| &term.operand).filter(written);
        let parts: Option<BTreeSet<FigureId>> =
            written.map(|operand| operand.figure.filter(|id| column(*id) == Some(own))).collect();
        parts.filter(|parts| parts.len() >= PARTS).map(|parts| Self { total, parts })
    }
}

/// Leaves out sums that fail where their total comes out of more rows of its column, of fewer, or of some of them and others: no
/// figure that was written otherwise would let both hold, so that it is the rows that were picked wrongly. Those that `may_err` does not pick stay.
pub(super) fn unless_outdone(
    document: &Document,
    relations: &mut Vec<Relation>,
    may_err: &dyn Fn(&Relation) -> bool,
) {
    let mut holding: HashMap<FigureId, Vec<BTreeSet<FigureId>>> = HashMap::new();
    let totals: BTreeSet<FigureId> = relations
        .iter()
        .filter(|relation| relation.outcome == Outcome::Fails)
        .filter_map(|relation| Some(Sum::of(document, &relation.equation)?.total))
        .collect();
    for relation in
        relations.iter().filter(|one| matches!(one.outcome, Outcome::Holds | Outcome::WithinRounding))
    {
        let Some(sum) = Sum::of(document, &relation.equation).filter(|sum| totals.contains(&sum.total))
        else {
            continue;
        };
        let known = holding.entry(sum.total).or_default();
        if known.len() < WAYS {
            known.push(sum.parts);
        }
    }
    // Rows of which some are parts both ways and others are not: what stands among units here stands among their projects there,
    // and a figure that is wrong is told by the sum of its own unit.
    let is_outdone = |relation: &Relation| {
        let Some(sum) = Sum::of(document, &relation.equation) else { return false };
        let value = |id: FigureId| document.figure(id).amount.value;
        // A part that says what its total says is one that was put down for it.
        let copied = |known: &BTreeSet<FigureId>| {
            let mut more = sum.parts.difference(known);
            let only = more.next().filter(|_| more.next().is_none());
            only.is_some_and(|part| value(*part) == value(sum.total))
        };
        let other = |known: &BTreeSet<FigureId>| {
            *known != sum.parts && !known.is_disjoint(&sum.parts) && !copied(known)
        };
        holding.get(&sum.total).is_some_and(|known| known.iter().any(other))
    };
    let may_go = |relation: &Relation| relation.outcome == Outcome::Fails && may_err(relation);
    // What fails beside sums that are outdone was read with the same eyes: most of a rule on a table, or none of it.
    let mut seen: HashMap<(usize, Option<u32>), (usize, usize)> = HashMap::new();
    let verdicts: Vec<bool> = relations.iter().map(|one| may_go(one) && is_outdone(one)).collect();
    for (relation, outdone) in relations.iter().zip(&verdicts).filter(|(relation, _)| may_go(relation)) {
        let counts = seen.entry((relation.rule, table(document, relation))).or_default();
        *(if *outdone { &mut counts.0 } else { &mut counts.1 }) += 1;
    }
    let mut verdicts = verdicts.into_iter();
    relations.retain(|relation| {
        let outdone = verdicts.next().unwrap_or_default();
        let most = || {
            let counts = seen.get(&(relation.rule, table(document, relation)));
            counts.is_some_and(|(outdone, others)| *outdone > 0 && outdone >= others)
        };
        !(outdone || may_go(relation) && most())
    });
}

/// The table of the first figure of a relation.
fn table(document: &Document, relation: &Relation) -> Option<u32> {
    let first = relation.equation.operands().find_map(|operand| operand.figure)?;
    document.figure(first).cell.map(|cell| cell.table)
}
