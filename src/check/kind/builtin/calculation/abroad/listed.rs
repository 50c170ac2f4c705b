//! Plain lists: a line that names a total, and lines of a name and an amount each under it that come to it, or of which the second is
//! taken from the first.
//!
//! A total ends in a colon or says that its parts follow, or has a number or a mark before it that its parts do not have.

use rust_decimal::Decimal;

use super::balance::{Side, side, sign};
use super::reading::Reading;
use crate::check::aid::evidence::slipped_by;
use crate::check::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::document::heading::ordinal;
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// A line is no longer than so many bytes, and what stands behind its amount than so many.
const LINE: usize = 240;
const TAIL: usize = 60;
/// A list has so many parts at most.
const PARTS: usize = 40;
/// One in so many unrelated differences may look like a slip where the total says that its parts follow, and where it does not.
const OPEN: u64 = 3;
const CLOSED: u64 = 100;
/// The income of a budget stands no more numbered lines before what is left of it.
const LINES: usize = 12;
/// The smallest amount whose relation to the rest of a budget is told has so many digits.
const DIGITS: u32 = 4;

/// A line with one amount.
struct Line {
    at: usize,
    paragraph: usize,
    /// Its parts follow, as it says.
    opens: bool,
    /// What it begins with: a number, a mark, or neither.
    begins: Begins,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    Numbered,
    Marked(char),
    Bare,
}

pub(super) fn run(reading: &Reading<'_>, results: &mut Results) {
    let lines = lines(reading);
    let mut at = 0;
    while at < lines.len() {
        let end = block(&lines, at);
        let parts = &lines[at + 1..end];
        // Parts of parts: which of them belong to which total nobody says.
        let plain = !parts.iter().any(|part| part.opens);
        if plain && (2..=PARTS).contains(&parts.len()) {
            total(reading, &lines[at], parts, results);
        }
        at += 1;
    }
    budget(reading, &lines, results);
}

/// The lines of one amount, in their order.
fn lines(reading: &Reading<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let runs = reading.items.chunk_by(|a, b| a.paragraph == b.paragraph);
    let mut first = 0;
    for run in runs {
        let (from, to) = (first, first + run.len());
        first = to;
        let mut money = (from..to).filter(|at| reading.is_money(*at));
        let (Some(at), None) = (money.next(), money.next()) else { continue };
        let place = &reading.paragraphs[run[0].paragraph];
        let text = reading.document.text(place);
        let end = reading.document.figure(reading.items[at].id).place.end;
        let tail = place.end.saturating_sub(end) as usize;
        // Nothing but its share stands beside the amount.
        let alone = (from..at).next().is_none();
        if text.len() > LINE || tail > TAIL || !alone {
            continue;
        }
        let begins = match text.chars().next() {
            _ if ordinal(text).is_some() => Begins::Numbered,
            Some(mark) if !mark.is_alphanumeric() => Begins::Marked(mark),
            _ => Begins::Bare,
        };
        let behind = &reading.items[to - 1].behind;
        let opens = behind.trim_end().ends_with(':') || vocabulary().parts_of.fit(behind);
        lines.push(Line { at, paragraph: run[0].paragraph, opens, begins });
    }
    lines
}

/// One past the lines under a line that are alike and not like it, or that it opens.
fn block(lines: &[Line], head: usize) -> usize {
    let Some(first) = lines.get(head + 1) else { return head + 1 };
    let follows = |at: usize| lines[at].paragraph == lines[at - 1].paragraph + 1;
    if first.begins == lines[head].begins || !follows(head + 1) {
        return head + 1;
    }
    let alike = |at: &usize| follows(*at) && lines[*at].begins == first.begins;
    head + 1 + (head + 1..lines.len()).take_while(alike).count()
}

fn total(reading: &Reading<'_>, head: &Line, parts: &[Line], results: &mut Results) {
    let whole = reading.linear(head.at);
    let sum = parts.iter().fold(Linear::default(), |sum, part| sum.plus(reading.linear(part.at)));
    let sum = Equation::equal(whole.clone(), sum);
    if sum.outcome() != Outcome::Fails {
        return results.found(sum);
    }
    let deducted = |part: &Line| vocabulary().deducted.fit(reading.name(part.at));
    if let [first, second] = parts
        && (deducted(second) || head.opens)
    {
        let rest = Equation::equal(whole, reading.difference(first.at, second.at));
        let holds = rest.outcome() != Outcome::Fails;
        if holds {
            return results.found(rest);
        }
        if deducted(second) {
            let twin = reading.are_twins(head.at, first.at) || reading.are_twins(head.at, second.at);
            if !reading.meant(rest.clone(), results) && (twin || reading.are_twins(first.at, second.at)) {
                results.proved(rest);
            }
            return;
        }
    }
    let chance = if head.opens { OPEN } else { CLOSED };
    let copied = |equation: &Equation| {
        let before = std::iter::once(head).chain(parts);
        let twins = before.zip(parts).any(|(one, next)| reading.are_twins(one.at, next.at));
        head.opens && (twins || equation.has_a_copy(reading.document))
    };
    reading.meant_by(
        sum,
        |equation| slipped_by(reading.document, equation, chance) || copied(equation),
        results,
    );
}

/// The deficit or surplus of a budget in numbered lines: its income less all that stands between them; and the same figure once more,
/// as what covers it.
fn budget(reading: &Reading<'_>, lines: &[Line], results: &mut Results) {
    let numbered: Vec<&Line> = lines.iter().filter(|line| line.begins == Begins::Numbered).collect();
    for (nth, line) in numbered.iter().enumerate() {
        if sign(reading, line.at).is_none() || reading.digits(line.at) < DIGITS {
            continue;
        }
        let from = nth.saturating_sub(LINES);
        let income = numbered[from..nth].iter().rposition(|one| side(reading, one.at) == Some(Side::Income));
        if let Some(income) = income.map(|income| from + income) {
            let less = numbered[income + 1..nth]
                .iter()
                .fold(Linear::default(), |sum, one| sum.plus(reading.linear(one.at)));
            let of = |sign: Decimal| {
                let rest =
                    reading.linear(numbered[income].at).plus(less.clone().scaled(Decimal::NEGATIVE_ONE));
                Equation::equal(reading.linear(line.at), rest.scaled(sign))
            };
            for sign in [Decimal::NEGATIVE_ONE, Decimal::ONE] {
                if numbered[income + 1..nth].len() > 1 && reading.meant(of(sign), results) {
                    break;
                }
            }
        }
        if let Some(next) = numbered.get(nth + 1).filter(|next| sign(reading, next.at).is_some()) {
            let equation = Equation::equal(reading.linear(line.at), reading.linear(next.at));
            reading.meant_by(equation, |equation| reading.mends(equation, |_| true), results);
        }
    }
}
