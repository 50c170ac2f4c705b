//! The check `tie`: amounts in words equal the figures they speak of, of a table or of the same sentence.

use std::borrow::Cow;
use std::collections::HashSet;

use super::Results;
use super::bind::{Bound, key};
use super::flow::Flow;
use super::formula;
use super::prose::{clause, ends_with_any, figures, operand, paragraphs, places, without};
use super::relation::{Equation, Linear, Operand};
use super::share::figure_in;
use crate::amount::{Kind, Unit};
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::rule::formula::Formula;
use crate::rule::pattern::{Match, Pattern};
use crate::rule::{Say, Tie};
use crate::source::Cut;

/// Tries the rule on every amount it knows by its words.
pub fn run(bound: &Bound<'_>, tie: &Tie, results: &mut Results) {
    let document = bound.document;
    let places = places(bound, &tie.within);
    if places.is_empty() {
        return;
    }
    let said: Vec<Said<'_>> = tie.say.iter().filter_map(|say| Said::new(bound, say)).collect();
    let rows: Vec<(String, Operand)> =
        tie.rows.iter().flat_map(|formula| formula::figures(bound, formula)).collect();
    let mut seen: HashSet<(FigureId, Vec<FigureId>)> = HashSet::new();
    for paragraph in places.iter().flat_map(|place| paragraphs(bound, place)) {
        let flow = Flow::new(document, paragraph);
        for said in &said {
            for found in said.pattern.find_iter(&flow.text) {
                let Some(range) = found.get("amount") else { continue };
                let Some(stated) = figure_in(document, &flow.at(range.clone())) else { continue };
                // The unit may stand on the next line.
                let unit = flow
                    .text
                    .cut(range)
                    .trim_start_matches(|c: char| c.is_ascii_digit() || ",. ".contains(c));
                let unit = Unit::parse(unit);
                let equations = said.candidates(document, &flow, &found).into_iter().map(|right| Equation {
                    cmp: tie.cmp,
                    ..Equation::equal(Linear::one(operand(document, stated).in_unit(unit)), right)
                });
                let equations: Vec<Equation> = equations.collect();
                if said.lost && equations.iter().all(|equation| equation.outcome() == Outcome::Fails) {
                    results.outcome(Outcome::Unreadable);
                    continue;
                }
                tell(stated, equations, &mut seen, results);
            }
        }
        if rows.is_empty() {
            continue;
        }
        for id in figures(document, paragraph) {
            let figure = document.figure(id);
            if figure.amount.unit.kind != Kind::Money {
                continue;
            }
            let words = without(&clause(document, paragraph.start, figure.place.start), &tie.skip);
            let Some(row) = named(&rows, key(&words), &tie.lead) else { continue };
            let sides = (Linear::one(operand(document, id)), Linear::one(row.clone()));
            tell(
                id,
                vec![Equation { cmp: tie.cmp, ..Equation::equal(sides.0, sides.1) }],
                &mut seen,
                results,
            );
        }
    }
}

/// Takes in the first equation that does not fail, or the one that comes nearest.
fn tell(
    stated: FigureId,
    equations: Vec<Equation>,
    seen: &mut HashSet<(FigureId, Vec<FigureId>)>,
    results: &mut Results,
) {
    let holds = equations.iter().position(|equation| equation.outcome() != Outcome::Fails);
    let off = |equation: &Equation| (equation.left.value() - equation.right.value()).abs();
    let nearest = || (0..equations.len()).min_by_key(|&at| off(&equations[at]));
    let Some(best) = holds.or_else(nearest) else { return };
    let Some(equation) = equations.into_iter().nth(best) else { return };
    let others = equation.operands().skip(1).filter_map(|operand| operand.figure).collect();
    if seen.insert((stated, others)) {
        results.relation(equation);
    }
}

/// One way of saying something, with what it stands for in this document.
struct Said<'r> {
    pattern: Cow<'r, Pattern>,
    /// Any of these is right.
    values: Vec<Linear>,
    /// A table is here, but not the row or column that may be meant: what fits none of the others proves nothing.
    lost: bool,
    /// With `{row}` in the pattern: the rows there are.
    rows: Vec<(String, Operand)>,
}

impl<'r> Said<'r> {
    fn new(bound: &Bound<'_>, say: &'r Say) -> Option<Self> {
        let pattern = say.pattern.with_facts(&|name| bound.fact_value(name)).ok()?;
        let by_row = say.pattern.names().iter().any(|name| name == "row");
        let values: Vec<Linear> = match by_row {
            true => Vec::new(),
            false => say.figures.iter().filter_map(|formula| formula::value(bound, formula)).collect(),
        };
        let rows: Vec<(String, Operand)> = match by_row {
            true => say.figures.iter().flat_map(|formula| formula::figures(bound, formula)).collect(),
            false => Vec::new(),
        };
        let lost = !by_row && say.figures.iter().any(|formula| lost(bound, formula));
        let here = say.pattern.names().iter().any(|name| name == "whole");
        (here || !values.is_empty() || !rows.is_empty()).then_some(Self { pattern, values, lost, rows })
    }

    /// What the amount may be.
    fn candidates(&self, document: &Document, flow: &Flow<'_>, found: &Match<'_>) -> Vec<Linear> {
        let one = |id: FigureId| Linear::one(operand(document, id));
        let words = |name: &str| found.get(name).map(|range| key(flow.text.cut(range)).to_owned());
        if let Some(range) = found.get("whole") {
            return figure_in(document, &flow.at(range)).map(one).into_iter().collect();
        }
        let Some(row) = words("row") else { return self.values.clone() };
        let above: Vec<String> = ["above", "top"].iter().filter_map(|name| words(name)).collect();
        let mut rows = self.rows.iter().filter(|(label, figure)| {
            *label == row && {
                let code = code_of(document, figure);
                above.iter().all(|wanted| {
                    self.rows.iter().any(|(label, other)| {
                        let higher = code_of(document, other);
                        label == wanted && code.len() > higher.len() && code.starts_with(higher)
                    })
                })
            }
        });
        // Two rows of one name say nothing of which is meant.
        match (rows.next(), rows.next()) {
            (Some((_, only)), None) => vec![Linear::one(only.clone())],
            _ => Vec::new(),
        }
    }
}

/// True where every table of the formula is here and the formula nevertheless has no value, though it is not optional.
fn lost(bound: &Bound<'_>, formula: &Formula) -> bool {
    let here = |name: &str| bound.table(name).is_some();
    formula.references().iter().all(|reference| !reference.optional && here(&reference.table))
        && formula::value(bound, formula).is_none()
}

/// The code of the row a figure stands in.
fn code_of<'d>(document: &'d Document, figure: &Operand) -> &'d str {
    let Some(cell) = figure.figure.and_then(|id| document.figure(id).cell) else { return "" };
    let table = &document.tables[cell.table as usize];
    let pane = table.panes.iter().find(|pane| pane.columns.contains(&(cell.column as usize)));
    let item = pane.and_then(|pane| {
        let at = pane.items.binary_search_by_key(&(cell.row as usize), |item| item.row).ok()?;
        pane.items.get(at)
    });
    item.map_or("", |item| item.code.as_str())
}

/// The row whose label `words` end with, if nothing but a word that leads up to it stands before.
fn named<'r>(rows: &'r [(String, Operand)], words: &str, lead: &[String]) -> Option<&'r Operand> {
    let mut best: Option<(usize, &Operand)> = None;
    for (label, row) in rows.iter().filter(|(label, _)| label.len() > 3) {
        let Some(rest) = words.strip_suffix(label.as_str()) else { continue };
        let rest = rest.trim_end();
        let alone = rest.is_empty() || ends_with_any(rest, lead);
        if alone && best.is_none_or(|(len, _)| len < label.len()) {
            best = Some((label.len(), row));
        }
    }
    best.map(|(_, row)| row)
}
