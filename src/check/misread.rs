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

/// Leaves out sums that fail where their total comes out of more rows of its column, or of fewer: no figure that was written
/// otherwise would let both hold, so that it is the rows that were picked wrongly. Those that `may_err` does not pick stay.
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
    relations.retain(|relation| {
        if relation.outcome != Outcome::Fails || !may_err(relation) {
            return true;
        }
        let Some(sum) = Sum::of(document, &relation.equation) else { return true };
        let other = |known: &BTreeSet<FigureId>| {
            known.len() != sum.parts.len() && (known.is_subset(&sum.parts) || sum.parts.is_subset(known))
        };
        !holding.get(&sum.total).is_some_and(|known| known.iter().any(other))
    });
}
