//! What speaks for a figure of a sentence that a relation would have to be wrong: it comes to a third with another that stands near
//! it, 总收入1748028 of 1381835 and 366193, and no rule had to know that.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::amount::slip::significant;
use crate::check::relation::Relation;
use crate::document::{Document, Figure, FigureId};

/// So many figures to either side are looked at.
const AROUND: u32 = 12;
/// A figure of so many digits, and two others of as many less one, come out by chance about once in a hundred of such
/// neighbourhoods.
const DIGITS: u32 = 5;

/// Whether two others that `relation` does not speak of and the figure are a whole and its two parts.
pub(super) fn has_one(document: &Document, id: FigureId, relation: &Relation) -> bool {
    let own = document.figure(id);
    if own.cell.is_some() || significant(own.amount) < DIGITS {
        return false;
    }
    let known: BTreeSet<FigureId> =
        relation.equation.operands().filter_map(|operand| operand.figure).collect();
    let alike = |other: &Figure| {
        let readable = !other.blank && !other.unreadable && other.cell.is_none();
        readable && other.amount.unit == own.amount.unit && significant(other.amount) + 1 >= DIGITS
    };
    let last = document.figures.len() as u32;
    let near = (id.0.saturating_sub(AROUND)..last.min(id.0.saturating_add(AROUND + 1))).map(FigureId);
    let others: BTreeSet<Decimal> = near
        .filter(|other| !known.contains(other))
        .map(|other| document.figure(other))
        .filter(|other| alike(other))
        .map(|other| other.amount.value)
        .collect();
    let own = own.amount.value;
    others.iter().any(|&other| {
        let rest = other.checked_sub(own).map(|rest| rest.abs());
        rest.is_some_and(|rest| rest != other && others.contains(&rest))
    })
}
