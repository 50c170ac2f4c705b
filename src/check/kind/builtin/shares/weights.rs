//! Weights of what is told of one thing in several rows, and perhaps in several columns: of each project, its indicators and how
//! far its money was spent, they come to a hundred. No row says so; that nearly all of them do is proof.

use rust_decimal::Decimal;

use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::{ColumnKind, Document, FigureId, Table};
use crate::ledger::Outcome;

/// So many things whose weights come to a hundred say that all should.
const PROVED: usize = 4;
/// One in so many may not.
const FEW: usize = 5;

/// Tells the weights in the `named` columns of each thing that a table tells of in several rows.
pub(super) fn tell(document: &Document, table: &Table, named: &[usize], results: &mut Results) {
    let Some(&last) = named.last() else { return };
    let weights = by_row(document, table, named);
    let is_name = |at: &usize| matches!(table.columns[*at].kind, ColumnKind::Name | ColumnKind::Code);
    for name in (0..last).filter(is_name) {
        let things = things(document, table, name, &weights);
        let things = things.iter().filter(|parts| parts.len() > 1);
        let all: Vec<Equation> = things.map(|parts| hundred(document, parts)).collect();
        let failing = all.iter().filter(|equation| equation.outcome() == Outcome::Fails).count();
        if all.len() - failing >= PROVED && failing * FEW <= all.len() {
            return all.into_iter().for_each(|equation| results.found(equation));
        }
    }
}

/// The weights that stand in each row, whatever statements of the table they belong to.
fn by_row(document: &Document, table: &Table, named: &[usize]) -> Vec<Vec<FigureId>> {
    let mut weights: Vec<Vec<FigureId>> = vec![Vec::new(); table.rows.len()];
    for pane in &table.panes {
        let own: Vec<usize> = named.iter().copied().filter(|at| pane.columns.contains(at)).collect();
        for item in &pane.items {
            let figures =
                own.iter().filter_map(|at| item.figures.get(at - pane.columns.start).copied().flatten());
            let written = figures.filter(|id| {
                let figure = document.figure(*id);
                !figure.blank && !figure.unreadable
            });
            weights[item.row].extend(written);
        }
    }
    weights
}

/// The weights thing by thing: one begins where its name stands.
fn things(document: &Document, table: &Table, name: usize, weights: &[Vec<FigureId>]) -> Vec<Vec<FigureId>> {
    let mut things: Vec<Vec<FigureId>> = Vec::new();
    for (row, own) in table.rows.iter().zip(weights) {
        if row.cells.get(name).is_some_and(|cell| !document.text(&cell.place).is_empty()) {
            things.push(Vec::new());
        }
        if let Some(thing) = things.last_mut() {
            thing.extend(own);
        }
    }
    things
}

/// A hundred is what the weights come to as they are written: the head of one column says percent, that of another does not.
fn hundred(document: &Document, parts: &[FigureId]) -> Equation {
    let whole = Operand::exact(Decimal::ONE_HUNDRED);
    let plain = |id: &FigureId| {
        let value = document.figure(*id).amount.value;
        let mut operand = Operand::of(document, *id);
        let scale = operand.value.checked_div(value).unwrap_or(Decimal::ONE);
        operand.half = operand.half.checked_div(scale).unwrap_or_default();
        (operand.value, operand.unit) = (value, whole.unit);
        operand
    };
    let terms = parts.iter().map(|id| Term { operand: plain(id), coefficient: Decimal::ONE }).collect();
    Equation::equal(Linear::one(whole.clone()), Linear { terms })
}
