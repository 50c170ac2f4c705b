//! Amounts of one sentence that add up to another of it: £12.4m, of which £8.1m … and £4.3m ….

use crate::amount::Kind;
use crate::check::aid::evidence::slipped;
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;
use rust_decimal::Decimal;

use super::reader::{Cell, Told};

/// A list in a sentence has so many parts at most.
const PARTS: usize = 12;
/// And at least so many.
const FEWEST: usize = 2;

/// Ties a total and its parts, whichever stands first, and gives the figures that add up; one that a slip keeps from it is told where words open the list.
pub(super) fn run(
    document: &Document,
    (text, start): (&str, usize),
    own: &[Told],
    results: &mut Results,
) -> Vec<FigureId> {
    let mut summed = Vec::new();
    let amounts: Vec<&Told> =
        own.iter().filter(|one| one.kind != Kind::Percent && !one.value.is_zero()).collect();
    if amounts.len() <= FEWEST {
        return summed;
    }
    let mut found = |equation: Equation, results: &mut Results| {
        summed.extend(equation.operands().filter_map(|operand| operand.figure));
        results.found(equation);
    };
    let (mut at, mut proved) = (0, false);
    while at < amounts.len() {
        let end = amounts.len().min(at + 1 + PARTS);
        let holds = (at + 1 + FEWEST..=end).rev().find_map(|to| {
            let equation = sum(document, amounts[at], &amounts[at + 1..to])?;
            (equation.outcome() != Outcome::Fails).then_some((equation, to))
        });
        match holds {
            Some((equation, to)) => {
                found(equation, results);
                proved = true;
                at = to;
            }
            None => at += 1,
        }
    }
    if let Some((last, parts)) = amounts.split_last().filter(|(_, parts)| parts.len() <= PARTS)
        && let Some(equation) =
            sum(document, last, parts).filter(|equation| equation.outcome() != Outcome::Fails)
    {
        found(equation, results);
        proved = true;
    }
    if proved || amounts.len() > PARTS {
        return summed;
    }
    let opens = amounts.windows(2).take(PARTS).position(|pair| {
        let between = text.cut(pair[0].range.end - start..pair[1].range.start.max(pair[0].range.end) - start);
        vocabulary().parts_of.fit(between)
    });
    if let Some(at) = opens
        && let Some(equation) =
            sum(document, amounts[at], &amounts[at + 1..]).filter(|equation| slipped(document, equation))
        && amounts.len() - at > FEWEST
    {
        results.relation(equation);
    }
    summed
}

/// That an amount by which something changed is the difference of the only two others of its sentence that are of its kind: rose from
/// X to Y, an increase of Z; or of the only other one and of what the row named before has.
pub(super) fn change(document: &Document, own: &[Told], nth: usize, named: &[Cell]) -> Option<Equation> {
    let one = &own[nth];
    let alike = |other: &&Told| other.kind == one.kind && other.id != one.id;
    let others: Vec<&Told> = own.iter().filter(alike).collect();
    let side = |told: &Told| (told.value, told.operand(document));
    let way = |first: (Decimal, Operand), second: (Decimal, Operand)| {
        let (more, less) = if first.0 >= second.0 { (first, second) } else { (second, first) };
        let near = one.value < less.0 && more.0 != less.0;
        let terms = vec![
            Term { operand: more.1, coefficient: Decimal::ONE },
            Term { operand: less.1, coefficient: Decimal::NEGATIVE_ONE },
        ];
        near.then(|| Equation::equal(Linear::one(one.operand(document)), Linear { terms }))
    };
    match others.as_slice() {
        [first, second] => way(side(first), side(second)),
        [only] if only.ties.is_empty() => {
            let ways = named.iter().filter_map(|cell| way((cell.value, cell.operand(document)), side(only)));
            let ways: Vec<Equation> = ways.collect();
            let out = ways.iter().find(|equation| equation.outcome() != Outcome::Fails);
            out.or_else(|| ways.iter().find(|equation| slipped(document, equation))).cloned()
        }
        _ => None,
    }
}

/// That parts of one kind come to a total; `None`: they are of several.
fn sum(document: &Document, total: &Told, parts: &[&Told]) -> Option<Equation> {
    parts.iter().all(|part| part.kind == total.kind).then(|| {
        let terms =
            parts.iter().map(|part| Term { operand: part.operand(document), coefficient: Decimal::ONE });
        Equation::equal(Linear::one(total.operand(document)), Linear { terms: terms.collect() })
    })
}
