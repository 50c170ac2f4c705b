//! The built-in check `carried`: what is left at the end of a year is what was left at the end of the year before and what it changed
//! by, where a row has the one and another the other, for one thing: 基本养老保险基金年末滚存结余 and …本年收支结余.

mod told;

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use crate::check::aid::bind::Bound;
use crate::check::aid::name;
use crate::check::aid::relation::{Equation, Linear, Operand, Term, in_notation};
use crate::check::results::Results;
use crate::diagnostic::{Certainty, Diagnostic, Lang, Severity, Text};
use crate::document::heading::without_ordinal;
use crate::document::{ColumnKind, Document, FigureId, Pane, Table};
use crate::ledger::Outcome;

/// Of so many balances that none is carried forward says that the table was not brought up to date, or is of another year.
const NONE: usize = 3;
/// Balances that are off by more than this part of themselves are of something else.
const NEAR: Decimal = Decimal::TEN;
/// For each balance that does not come out so many do where the others are proof.
const ENOUGH: usize = 2;
/// How sure it is that balances of which none is carried forward are wrong.
const SURE: u8 = 60;

/// Tries every table and every sentence; `words` are what ends the name of a balance and what ends that of its change, in turn.
pub fn run(bound: &Bound<'_>, words: &[String], results: &mut Results) {
    let document = bound.document;
    for table in document.tables.iter().filter(|table| !table.is_form) {
        for pane in &table.panes {
            let groups = balances(document, table, pane, words);
            let failing = |equations: &[Equation]| -> Vec<Equation> {
                let fails = equations.iter().filter(|equation| equation.outcome() == Outcome::Fails);
                fails.cloned().collect()
            };
            let comes_out = |equations: &&Vec<Equation>| {
                let wrong = failing(equations).len();
                equations.len() - wrong >= (ENOUGH * wrong).max(1)
            };
            let out: Vec<&Vec<Equation>> = groups.iter().filter(comes_out).collect();
            for equation in out.iter().flat_map(|equations| equations.iter()) {
                results.relation(equation.clone());
            }
            // What was planned before the year had ended goes on from what was then expected of it.
            for equations in groups.iter().filter(|_| out.is_empty()) {
                let wrong = failing(equations);
                if wrong.len() == equations.len() && wrong.len() >= NONE && wrong.iter().all(is_near) {
                    let figures = wrong.iter().filter_map(total).collect();
                    results.against(none_carried(bound, &wrong), figures);
                }
            }
        }
    }
    told::run(bound, results);
}

/// The balances of a pane, each with the one of the year before and what it changed by, column by column.
fn balances(document: &Document, table: &Table, pane: &Pane, words: &[String]) -> Vec<Vec<Equation>> {
    let pairs: Vec<(&str, &str)> =
        words.chunks_exact(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect();
    let years = years(document, table, pane);
    if years.is_empty() {
        return Vec::new();
    }
    let name = |row: usize| without_ordinal(document.text(&pane.items[row].name));
    let mut changes: HashMap<(&str, &str), usize> = HashMap::new();
    for row in 0..pane.items.len() {
        for &(_, change) in &pairs {
            if let Some(of) = name(row).strip_suffix(change) {
                changes.insert((of.trim(), change), row);
            }
        }
    }
    let figure = |row: usize, column: usize| {
        let id = pane.items[row].figures.get(column - pane.columns.start).copied().flatten()?;
        let figure = document.figure(id);
        (!figure.blank && !figure.unreadable).then_some(id)
    };
    let mut groups = vec![Vec::new(); years.len()];
    for row in 0..pane.items.len() {
        let of_pair = |&(balance, change): &(&str, &str)| {
            changes.get(&(name(row).strip_suffix(balance)?.trim(), change)).copied()
        };
        let Some(change) = pairs.iter().find_map(of_pair) else { continue };
        for (equations, &(before, after)) in groups.iter_mut().zip(&years) {
            let all = (figure(row, after), figure(row, before), figure(change, after));
            let (Some(own), Some(last), Some(moved)) = all else { continue };
            let operand = |id| Operand::of(document, id).in_unit(table.unit.as_ref().map(|(unit, _)| *unit));
            let term = |id| Term { operand: operand(id), coefficient: Decimal::ONE };
            let right = Linear { terms: vec![term(last), term(moved)] };
            equations.push(Equation::equal(Linear::one(operand(own)), right));
        }
    }
    groups
}

/// The columns of amounts of two years that follow one another, by the years in their heads.
fn years(document: &Document, table: &Table, pane: &Pane) -> Vec<(usize, usize)> {
    let year = |column: usize| {
        let path = table.columns[column].path.iter();
        let head: String = path.map(|place| document.text(place)).collect();
        let mut numbers = head.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
        numbers.next().and_then(|digits| digits.parse::<u32>().ok())
    };
    let is_amount = |&column: &usize| {
        let column = &table.columns[column];
        column.kind == ColumnKind::Value && column.measure.adds_up()
    };
    let dated: Vec<(usize, u32)> =
        pane.columns.clone().filter(is_amount).filter_map(|column| Some((column, year(column)?))).collect();
    // The last column of the year before: of a plan and what came of it that is what came.
    let mut last: BTreeMap<u32, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (column, year) in dated {
        let before = year.checked_sub(1).and_then(|before| last.get(&before));
        pairs.extend(before.map(|&before| (before, column)));
        last.insert(year, column);
    }
    pairs
}

fn total(equation: &Equation) -> Option<FigureId> {
    equation.left.terms.first()?.operand.figure
}

fn is_near(equation: &Equation) -> bool {
    let (gap, own) = (equation.gap().unwrap_or_default(), equation.left.value().unwrap_or_default());
    gap.abs().saturating_mul(NEAR) <= own.abs()
}

/// The words for a table none of whose balances is carried forward, at the first of them.
fn none_carried(bound: &Bound<'_>, failing: &[Equation]) -> Diagnostic {
    let document = bound.document;
    let told = |equation: &Equation| {
        let like = &equation.left.terms[0].operand;
        let shown = |value: Option<Decimal>| in_notation(document, like, value.unwrap_or_default());
        (shown(equation.left.value()), shown(equation.right.value()))
    };
    let first = &failing[0];
    let (stated, expected) = told(first);
    let ids: Vec<FigureId> = failing.iter().filter_map(total).collect();
    let named = name::figure(std::slice::from_ref(bound), document, ids[0]);
    let n = failing.len();
    let message = Text::new(
        format!(
            "{} 写作 {stated}，按上年结余与本年收支应为 {expected}；表中 {n} 处结余都滚不下来",
            named.get(Lang::Zh)
        ),
        format!(
            "{} reads {stated}, and {expected} by the balance of the year before and the change; none of the {n} balances of the table is carried forward",
            named.get(Lang::En)
        ),
    );
    let span = |id: FigureId| document.span(&document.figure(id).place);
    let mut diagnostic = Diagnostic::new("", Severity::Warning, span(ids[0]), message);
    for (equation, &id) in failing.iter().zip(&ids).skip(1) {
        let (_, expected) = told(equation);
        let should_be = Text::new(format!("应为 {expected}"), format!("should be {expected}"));
        diagnostic = diagnostic.with(span(id), should_be);
    }
    diagnostic.identity = name::identity(std::slice::from_ref(bound), document, ids[0]);
    diagnostic.certainty = Some(Certainty::new(SURE));
    diagnostic
}
