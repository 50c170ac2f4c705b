//! The check `restated`: an amount in words that differs in one digit from one that stands elsewhere is that one, misprinted.

use super::Results;
use super::bind::Bound;
use super::prose::operand;
use super::relation::{Equation, Linear};
use crate::amount::slip::{neighbours_swapped, one_digit_off, significant};
use crate::amount::{Kind, apart};
use crate::document::{Document, FigureId};
use crate::rule::Restated;
use rust_decimal::Decimal;

/// Tries the rule on every long amount of money in running text.
pub fn run(bound: &Bound<'_>, check: &Restated, results: &mut Results) {
    let document = bound.document;
    let long = |id: &FigureId| {
        let amount = document.figure(*id).amount;
        significant(amount) >= check.digits && amount.unit.kind == Kind::Money
    };
    let in_words: Vec<FigureId> =
        ids(document).filter(|id| document.figure(*id).cell.is_none()).filter(long).collect();
    if in_words.len() < 2 {
        return;
    }
    let mut known: Vec<(Decimal, FigureId)> =
        ids(document).map(|id| (document.figure(id).amount.base(), id)).collect();
    known.sort_unstable();
    let standing = |value: Decimal| {
        let from = known.partition_point(|(known, _)| *known < value);
        let times = known[from..].iter().take_while(|(known, _)| *known == value).count();
        known.get(from).filter(|_| times > 0).map(|&(_, first)| (first, times))
    };
    for &id in &in_words {
        let amount = document.figure(id).amount;
        let value = amount.base();
        if standing(value).is_none_or(|(_, times)| times > 1) {
            continue;
        }
        let worth = amount.unit.worth();
        let other = one_digit_off(amount)
            .chain(neighbours_swapped(amount))
            .filter_map(|near| near.checked_mul(worth))
            .filter_map(|near| standing(near).map(|(other, times)| (other, times, near)))
            .find(|&(other, times, near)| {
                // Of two that stand once, the second is held against the first.
                (times > 1 || other < id || document.figure(other).cell.is_some())
                    && significant(document.figure(other).amount) >= check.digits
                    && !explained(apart(value, near), &known)
            });
        if let Some((other, _, _)) = other {
            let one = |id: FigureId| Linear::one(operand(document, id));
            results.relation(Equation::equal(one(id), one(other)));
        }
    }
}

/// True where the document itself tells the difference between two amounts, or two amounts that make it up; `known` are
/// its amounts from the least to the greatest.
fn explained(difference: Decimal, known: &[(Decimal, FigureId)]) -> bool {
    let first = known.partition_point(|(value, _)| *value <= Decimal::ZERO);
    let last = known.partition_point(|(value, _)| *value <= difference);
    let mut parts = &known[first.min(last)..last];
    if parts.last().is_some_and(|(value, _)| *value == difference) {
        return true;
    }
    while let [(least, _), .., (most, _)] = parts {
        let sum = least.saturating_add(*most);
        if sum == difference {
            return true;
        }
        parts = if sum < difference { &parts[1..] } else { &parts[..parts.len() - 1] };
    }
    false
}

fn ids(document: &Document) -> impl Iterator<Item = FigureId> + '_ {
    (0..)
        .map(FigureId)
        .zip(&document.figures)
        .filter(|(_, figure)| !figure.blank && !figure.unreadable)
        .map(|(id, _)| id)
}
