//! What a sentence carries forward: 年初结转10万元，本年收入90万元，本年支出80万元，年末结转20万元.

use crate::amount::Kind;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::slipped;
use crate::check::aid::prose::{clause_at, operand};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::aid::said::{Period, Role, Said};
use crate::check::results::Results;
use crate::ledger::Outcome;
use crate::words::{Phrases, vocabulary};
use rust_decimal::Decimal;

/// Between what was there and what is left stand no more amounts.
const BETWEEN: usize = 8;
/// What came and what went, each told once, is all there was; where more is told, there may be more that is not.
const PLAIN: usize = 2;

/// What an amount is to a balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Opening,
    Closing,
    In,
    Out,
}

/// Tries every sentence.
pub(super) fn run(bound: &Bound<'_>, results: &mut Results) {
    for sentence in bound.said().chunk_by(|one, next| one.sentence == next.sentence) {
        let money = |one: &&Said| bound.document.figure(one.figure).amount.unit.kind == Kind::Money;
        let told: Vec<(&Said, Option<Part>)> =
            sentence.iter().filter(money).map(|one| (one, part(bound, one))).collect();
        between_years(bound, &told, results);
        let mut from = 0;
        while let Some(first) = told[from..].iter().position(|(_, part)| *part == Some(Part::Opening)) {
            let opening = from + first;
            let rest = &told[opening + 1..];
            let last = rest.iter().take(BETWEEN + 1).position(|(_, part)| *part == Some(Part::Closing));
            if let Some(last) = last {
                balance(bound, &told[opening..=opening + 1 + last], results);
            }
            from = opening + 1;
        }
    }
}

/// One amount of a year and of the next, with what came and went between them: 2030年末债务余额48亿元，新增6亿元，偿还2亿元，2031年末债务余额52亿元.
fn between_years(bound: &Bound<'_>, told: &[(&Said, Option<Part>)], results: &mut Results) {
    let year = |one: &Said| match one.period {
        Period::Last => Some(u32::MAX - 1),
        Period::This => Some(u32::MAX),
        Period::Year(year) => Some(year),
        Period::Unsaid => None,
    };
    for (first, (opening, part)) in told.iter().enumerate().filter(|(_, (one, _))| one.is_named()) {
        let closing = |(one, _): &(&Said, Option<Part>)| {
            one.bare == opening.bare && year(one) > year(opening) && year(opening).is_some()
        };
        let rest = told[first + 1..].iter().take(BETWEEN + 1);
        // What words say to be an opening balance is told by that.
        if *part != Some(Part::Opening)
            && let Some(last) = rest.clone().position(closing)
        {
            balance(bound, &told[first..=first + 1 + last], results);
        }
    }
}

/// What the words before an amount make it: those that begin first. 上年末债务余额 is what was there, not 年末债务余额.
fn part(bound: &Bound<'_>, one: &Said) -> Option<Part> {
    let words = clause_at(bound, bound.document.figure(one.figure).place.start);
    let said = vocabulary();
    let flows = matches!(one.role, Role::Stock | Role::Base | Role::Up | Role::Down) && one.above.is_none();
    let lists = [
        (&said.said_closing, Part::Closing),
        (&said.said_opening, Part::Opening),
        (&said.said_inflows, Part::In),
        (&said.said_outflows, Part::Out),
    ];
    let (balances, moves) = lists.split_at(2);
    let first = |lists: &[(&Phrases, Part)]| {
        let found = lists.iter().flat_map(|(list, part)| list.iter().map(move |word| (word, *part)));
        let places = found.filter_map(|(word, part)| Some((words.find(word)?, part)));
        places.min_by_key(|(at, _)| *at).map(|(_, part)| part)
    };
    first(balances)
        .or_else(|| moves.iter().find(|(list, _)| list.within(&words)).map(|(_, part)| *part))
        .filter(|_| flows)
}

/// Holds what is left to what was there, with what came and less what went.
fn balance(bound: &Bound<'_>, told: &[(&Said, Option<Part>)], results: &mut Results) {
    let document = bound.document;
    let linear = |one: &Said| Linear::one(operand(document, one.figure));
    let [(opening, _), between @ .., (closing, _)] = told else { return };
    if between.is_empty() {
        return;
    }
    let mut sum = linear(opening);
    for (one, part) in between {
        let sign = match part {
            Some(Part::In) => Decimal::ONE,
            Some(Part::Out) => Decimal::NEGATIVE_ONE,
            _ => return,
        };
        sum = sum.plus(linear(one).scaled(sign));
    }
    let count = |wanted: Part| between.iter().filter(|(_, part)| *part == Some(wanted)).count();
    let plain = between.len() == PLAIN && count(Part::In) == count(Part::Out);
    let equation = Equation::equal(linear(closing), sum);
    match equation.outcome() {
        Outcome::Fails if plain || slipped(document, &equation) => results.proved(equation),
        Outcome::Fails => {}
        _ => results.found(equation),
    }
}
