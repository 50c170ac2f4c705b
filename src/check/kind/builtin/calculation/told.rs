//! What a sentence works out in words: 接待120人次，支出2.4万元，人均200元; 12期，每期50人，共计600人次; 总投资1250万元，已完成875万元，剩余375
//! 万元.

use crate::amount::Kind;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::{any_mends, slipped_by};
use crate::check::aid::prose::{clause, counts, figures, full_stops, operand, stops};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;

/// What an average is of stands among so many figures before it or behind it.
const NEAR: usize = 8;
/// Of no more than so many readings the one that a slip explains is meant.
const READINGS: usize = 2;
/// Of what is left no more than one in so many unrelated differences may look like a slip: the words say what it is of as well.
const CHANCE: u64 = 25;

/// Tries every sentence.
pub(super) fn run(bound: &Bound<'_>, results: &mut Results) {
    for paragraph in bound.flows() {
        let text = bound.document.text(paragraph);
        let mut ends: Vec<usize> = stops(text).chain(full_stops(text)).chain([text.len()]).collect();
        ends.sort_unstable();
        let mut start = 0;
        for end in ends {
            let place = paragraph.start + start as u32..paragraph.start + end as u32;
            start = end;
            sentence(bound.document, &place, results);
        }
    }
}

/// The figures of one sentence against each other.
fn sentence(document: &Document, place: &Place, results: &mut Results) {
    let ids: Vec<FigureId> = figures(document, place).filter(|id| !document.figure(*id).blank).collect();
    let kind = |id: FigureId| document.figure(id).amount.unit.kind;
    for (at, &id) in ids.iter().enumerate() {
        if kind(id) == Kind::Percent {
            continue;
        }
        let words = clause(document, place.start, document.figure(id).place.start);
        if vocabulary().said_excepts.within(&words) {
            continue;
        }
        if let Some(counter) = average_of(&words) {
            average(document, &ids, at, counter, results);
        } else if kind(id) == Kind::Money
            && vocabulary().said_remains.within(&words)
            && !vocabulary().said_opening.within(&words)
        {
            // 调增1500万元、调减500万元: where one such amount follows another, neither is left of what stands before.
            let again = at.checked_sub(1).map(|before| ids[before]).is_some_and(|before| {
                let words = clause(document, place.start, document.figure(before).place.start);
                vocabulary().said_remains.within(&words)
            });
            if !again {
                remainder(document, &ids[..at], id, results);
            }
        }
    }
}

/// What the words before an amount say that it is for one of: 人 of 人均, 期 of 每期. An amount for one of each of two things, 每人每天, is
/// no average.
fn average_of(words: &str) -> Option<&str> {
    vocabulary().said_averages.iter().find_map(|written| {
        let (before, after) = written.split_once('#')?;
        let word = if before.is_empty() { after } else { before };
        let at = words.find(word).filter(|_| words.matches(word).count() == 1)?;
        if before.is_empty() {
            let (from, _) = words.cut(..at).char_indices().next_back()?;
            return Some(words.cut(from..at));
        }
        let counter = words.cut(at + word.len()..).trim_start();
        Some(counter.first(counter.chars().next()?.len_utf8()))
    })
}

/// Holds an average to a sum and a number of what it is an average over, which the sentence tells as well.
fn average(document: &Document, ids: &[FigureId], at: usize, counter: &str, results: &mut Results) {
    let own = ids[at];
    let unit = counts(document, own);
    let value = |id: FigureId| document.figure(id).amount.base();
    let near = &ids[at.saturating_sub(NEAR)..ids.len().min(at + 1 + NEAR)];
    let others =
        || near.iter().copied().filter(|id| *id != own && !document.figure(*id).amount.value.is_zero());
    let numbers = others().filter(|id| counts(document, *id) == Some(counter));
    let sums = || others().filter(|id| counts(document, *id) == unit && value(*id) > value(own));
    let equations: Vec<Equation> = numbers
        .flat_map(|number| {
            sums().filter(move |sum| *sum != number).map(move |sum| {
                let linear = |id: FigureId| Linear::one(operand(document, id));
                Equation { over: Some(linear(number)), ..Equation::equal(linear(own), linear(sum)) }
            })
        })
        .collect();
    // A digit of the sum changes the average by any amount: what matters is that one digit settles it.
    let slip = |document: &Document, equation: &Equation| {
        equation.allowed().is_some_and(|allowed| any_mends(document, equation, allowed, |_| true))
    };
    meant(document, equations, slip, results);
}

/// Holds what is left to the two amounts before it.
fn remainder(document: &Document, before: &[FigureId], left: FigureId, results: &mut Results) {
    let money = |id: &FigureId| document.figure(*id).amount.unit.kind == Kind::Money;
    let amounts: Vec<FigureId> = before.iter().rev().copied().filter(money).take(NEAR / 2).collect();
    let linear = |id: FigureId| Linear::one(operand(document, id));
    let value = |id: FigureId| document.figure(id).amount.base();
    let equation = |one: FigureId, other: FigureId| {
        let (more, less) = if value(one) > value(other) { (one, other) } else { (other, one) };
        Equation::equal(linear(more), linear(less).plus(linear(left)))
    };
    let pairs = amounts
        .iter()
        .enumerate()
        .flat_map(|(nth, one)| amounts[nth + 1..].iter().map(|other| (*one, *other)));
    let slip = |document: &Document, equation: &Equation| slipped_by(document, equation, CHANCE);
    meant(document, pairs.map(|(one, other)| equation(one, other)).collect(), slip, results);
}

/// Takes in the reading that comes out; or, of few, the only one that a `slip` keeps from it.
fn meant(
    document: &Document,
    readings: Vec<Equation>,
    slip: impl Fn(&Document, &Equation) -> bool,
    results: &mut Results,
) {
    if let Some(holds) = readings.iter().find(|equation| equation.outcome() != Outcome::Fails) {
        return results.found(holds.clone());
    }
    let few = readings.len() <= READINGS;
    let mut slips = readings.into_iter().filter(|equation| few && slip(document, equation));
    if let (Some(only), None) = (slips.next(), slips.next()) {
        results.proved(only);
    }
}
