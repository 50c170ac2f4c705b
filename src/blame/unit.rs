//! Tables whose unit is wrong: what ties them to other places fails, and holds when all their figures are read in another.

use super::{Fault, Suspect};
use crate::amount::power_of_ten;
use crate::check::relation::{Equation, Relation};
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;

/// Units are taken for each other that lie so many powers of ten apart: 元, 千元, 万元, 亿元.
const POWERS: [i64; 6] = [4, -4, 3, -3, 8, -8];
/// Of the failing relations of a table no more than one in so many may have another cause.
const OTHERS: usize = 5;

/// Takes the relations that wrong units explain out of `failing`. The table that explains the most goes first: its
/// neighbours fail only because of it.
pub(super) fn faults(document: &Document, relations: &[Relation], failing: &mut Vec<usize>) -> Vec<Fault> {
    let mut faults = Vec::new();
    while let Some((table, power, explained)) = worst(document, relations, failing) {
        failing.retain(|at| !explained.contains(at));
        faults.push(Fault { at: Suspect::Unit { table, power }, relations: explained, sure: true });
    }
    faults
}

/// The table that, read in another unit, mends the most relations beyond those that it breaks.
fn worst(document: &Document, relations: &[Relation], failing: &[usize]) -> Option<(usize, i64, Vec<usize>)> {
    let table_of = |id: FigureId| document.figure(id).cell.map(|cell| cell.table as usize);
    let holds = |outcome: Outcome| matches!(outcome, Outcome::Holds | Outcome::WithinRounding);
    let mut best: Option<(usize, usize, i64, Vec<usize>)> = None;
    for table in 0..document.tables.len() {
        let inside = |id: FigureId| table_of(id) == Some(table);
        let crosses = |at: &usize| crosses(&relations[*at], &inside);
        let crossing: Vec<usize> = failing.iter().copied().filter(crosses).collect();
        // One is enough where the table alone is in that unit.
        let least = if odd(document, table) { 1 } else { 2 };
        if crossing.len() < least {
            continue;
        }
        let scaled = |at: usize, power: i64| {
            let mut equation = relations[at].equation.clone();
            equation.scale(power, &inside);
            holds(equation.outcome())
        };
        for power in POWERS {
            let mended: Vec<usize> = crossing.iter().copied().filter(|&at| scaled(at, power)).collect();
            if mended.len() < least || (crossing.len() - mended.len()) * OTHERS > crossing.len() {
                continue;
            }
            let held = (0..relations.len()).filter(|at| holds(relations[*at].outcome)).filter(crosses);
            let broken = held.filter(|&at| !scaled(at, power)).count();
            let gain = mended.len().saturating_sub(broken);
            if gain > best.as_ref().map_or(0, |best| best.0) {
                best = Some((gain, table, power, mended));
            }
        }
    }
    best.map(|(_, table, power, mended)| (table, power, mended))
}

/// True where most tables that say their unit say another than this one.
fn odd(document: &Document, table: usize) -> bool {
    let unit = |table: &crate::document::Table| table.unit.as_ref().map(|(unit, _)| *unit);
    let Some(own) = unit(&document.tables[table]) else { return false };
    let said: Vec<_> = document.tables.iter().filter_map(unit).collect();
    said.iter().filter(|other| **other == own).count() * 2 < said.len()
}

/// True where a relation ties what is `inside` to what is not. Nothing is nothing in any unit.
fn crosses(relation: &Relation, inside: &dyn Fn(FigureId) -> bool) -> bool {
    let (mut within, mut without) = (false, false);
    let operands = relation.equation.operands().filter(|operand| !operand.value.is_zero());
    for id in operands.filter_map(|operand| operand.figure) {
        *(if inside(id) { &mut within } else { &mut without }) = true;
    }
    within && without
}

impl Equation {
    /// Reads the figures that `which` picks as 10 to the `power` larger.
    fn scale(&mut self, power: i64, which: &dyn Fn(FigureId) -> bool) {
        let factor = power_of_ten(power);
        for operand in self.sums_mut().flat_map(|sum| &mut sum.terms).map(|term| &mut term.operand) {
            if operand.figure.is_some_and(which) {
                operand.grow(factor);
            }
        }
    }
}
