//! The check `changes`: what a sum changed by is what its parts changed by, wherever a sentence tells both.
//!
//! Parts that make up their sum make up its change. Where a change is followed by others that explain it, the list may be
//! open; that it was meant to be whole is known where the changes come to the first one, or would if one digit were another.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::amount::Kind;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::slipped;
use crate::check::aid::prose::operand;
use crate::check::aid::relation::{Equation, Linear};
use crate::check::aid::said::{Role, Said};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;

/// A list that explains a change has no more members.
const MEMBERS: usize = 12;

/// Tries the rule on every change that has parts.
pub fn run(bound: &Bound<'_>, results: &mut Results) {
    let said = bound.said();
    let mut of: HashMap<u32, &Said> = HashMap::new();
    let mut parts: HashMap<u32, Vec<u32>> = HashMap::new();
    for (at, one) in (0..).zip(said) {
        if let Some(stock) = one.of.filter(|_| is_change(bound.document, one)) {
            of.entry(stock).or_insert(one);
        }
        if let Some(above) =
            one.above.filter(|_| one.role == Role::Stock && is_money(bound.document, one.figure))
        {
            parts.entry(above).or_default().push(at);
        }
    }
    let mut heads: Vec<(&u32, &Vec<u32>)> = parts.iter().collect();
    heads.sort_unstable();
    for (head, parts) in heads {
        of_parts(bound.document, said, (*head, parts), &of, results);
    }
    for (at, one) in said.iter().enumerate().filter(|(_, one)| is_change(bound.document, one)) {
        explained(bound.document, one, &said[at + 1..], results);
    }
}

/// The change of a sum by those of its parts, where these make it up and each has one or is nothing.
fn of_parts(
    document: &Document,
    said: &[Said],
    (head, parts): (u32, &[u32]),
    of: &HashMap<u32, &Said>,
    results: &mut Results,
) {
    let figure = |at: u32| said.get(at as usize).map(|one| one.figure);
    let (Some(change), Some(whole)) = (of.get(&head), figure(head)) else { return };
    let stocks: Vec<FigureId> = parts.iter().filter_map(|part| figure(*part)).collect();
    let whole = Equation::equal(one(document, whole), sum(stocks.iter().map(|id| one(document, *id))));
    if stocks.len() < 2 || !matches!(whole.outcome(), Outcome::Holds | Outcome::WithinRounding) {
        return;
    }
    let mut changes = Vec::new();
    for part in parts {
        match of.get(part) {
            Some(change) => changes.push(signed(document, change)),
            None if said.get(*part as usize).is_some_and(|one| one.even) => {}
            None => return,
        }
    }
    if changes.len() < 2 {
        return;
    }
    let equation = Equation::equal(signed(document, change), sum(changes.into_iter()));
    // A change that only goes the other way is told of by those who read its direction.
    let turned = Equation { left: equation.left.clone().scaled(Decimal::NEGATIVE_ONE), ..equation.clone() };
    if turned.outcome() == Outcome::Fails || equation.outcome() != Outcome::Fails {
        results.relation(equation);
    }
}

/// A change by those that follow it in its sentence.
fn explained(document: &Document, change: &Said, after: &[Said], results: &mut Results) {
    let own = after.iter().take_while(|one| one.sentence == change.sentence);
    let mut changes = Vec::new();
    for one in own.filter(|one| is_money(document, one.figure)).take(MEMBERS) {
        // What has an amount of its own is of that.
        if !is_change(document, one) || one.of != change.of {
            break;
        }
        changes.push(signed(document, one));
        if changes.len() > 1 {
            let equation = Equation::equal(signed(document, change), sum(changes.clone().into_iter()));
            let comes = matches!(equation.outcome(), Outcome::Holds | Outcome::WithinRounding);
            if comes {
                return results.found(equation);
            }
        }
    }
    if changes.len() > 1 {
        let equation = Equation::equal(signed(document, change), sum(changes.into_iter()));
        if slipped(document, &equation) {
            results.relation(equation);
        }
    }
}

fn is_money(document: &Document, id: FigureId) -> bool {
    document.figure(id).amount.unit.kind == Kind::Money
}

fn is_change(document: &Document, said: &Said) -> bool {
    matches!(said.role, Role::Up | Role::Down) && is_money(document, said.figure)
}

fn one(document: &Document, id: FigureId) -> Linear {
    Linear::one(operand(document, id))
}

/// A change with its sign.
fn signed(document: &Document, change: &Said) -> Linear {
    let sign = if change.role == Role::Up { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
    one(document, change.figure).scaled(sign)
}

fn sum(parts: impl Iterator<Item = Linear>) -> Linear {
    parts.reduce(Linear::plus).unwrap_or_else(|| Linear { terms: Vec::new() })
}
