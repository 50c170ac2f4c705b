//! Sums of long figures in sentences, whatever the language: income of 14,352,418, of which 14,271,418 is current and 81,000 capital;
//! staff for 41,286,300, goods for 13,450,700, 54,737,000 in all; 21,684,930 spent, 20,911,472 received, a deficit of 773,458.
//!
//! No word is asked for. Figures of so many digits are not the sum of those beside them by chance, nor off from it by a single one.

use std::collections::{HashSet, VecDeque};

use rust_decimal::Decimal;

use crate::amount::Kind;
use crate::amount::slip::{significant, written};
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::slipped_by;
use crate::check::aid::prose::{figures, full_stops, operand};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;

/// A sentence with fewer figures adds nothing up, and one with more lists too much.
const IN_SENTENCE: std::ops::RangeInclusive<usize> = 3..=8;
/// The largest figure of a sum has so many digits.
const LONG: u32 = 5;
/// So many figures one after another are tried with each other.
const NEAR: usize = 6;
/// These have so many digits, and so many that are no zeros at the end.
const LONGER: u32 = 6;
const TELLING: u32 = 4;
/// One of so many sums in a sentence that are none may look like a slip, and one of so many among figures that stand near each other:
/// thirty are tried for each of these.
const SAID: u64 = 500;
const NEARBY: u64 = 40_000;

/// Tries all that is written in scripts whose sentences are not read by their words.
pub(super) fn run(bound: &Bound<'_>, results: &mut Results) {
    let document = bound.document;
    let mut told: HashSet<FigureId> = HashSet::new();
    let (mut near, mut open): (VecDeque<FigureId>, Vec<Equation>) = (VecDeque::new(), Vec::new());
    for paragraph in bound.flows() {
        let text = document.text(paragraph);
        // Sentences of these are read by their words.
        if text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')) {
            near.clear();
            continue;
        }
        let mut start = 0;
        for end in full_stops(text).chain([text.len()]) {
            let place = paragraph.start + start as u32..paragraph.start + end as u32;
            start = end;
            sentence(document, &place, &mut told, &mut open, results);
        }
        for id in figures(document, paragraph).filter(|id| is_long(document, *id)) {
            around(document, id, near.make_contiguous(), &mut told, &mut open, results);
            near.push_back(id);
            if near.len() >= NEAR {
                near.pop_front();
            }
        }
    }
    // What comes out otherwise is right, and of what one figure keeps from coming out one sum is told.
    for equation in open {
        let ids: Vec<FigureId> = equation.operands().filter_map(|operand| operand.figure).collect();
        if !ids.iter().all(|id| told.contains(id)) {
            told.extend(ids);
            results.found(equation);
        }
    }
}

/// Whether a figure is an amount or a count so long that it is the sum of others by no chance.
fn is_long(document: &Document, id: FigureId) -> bool {
    let figure = document.figure(id);
    let own = figure.amount;
    !figure.blank
        && figure.cell.is_none()
        && own.unit.kind != Kind::Percent
        && written(own) >= LONGER
        && significant(own) >= TELLING
}

/// The first figure of a sentence as the sum of all others, and the last.
fn sentence(
    document: &Document,
    place: &Place,
    told: &mut HashSet<FigureId>,
    open: &mut Vec<Equation>,
    results: &mut Results,
) {
    let kind = |id: &FigureId| document.figure(*id).amount.unit.kind;
    let ids: Vec<FigureId> = figures(document, place)
        .filter(|id| !document.figure(*id).blank && document.figure(*id).cell.is_none())
        .filter(|id| kind(id) != Kind::Percent)
        .collect();
    let [first, within @ .., last] = ids.as_slice() else { return };
    if !IN_SENTENCE.contains(&ids.len()) || ids.iter().any(|id| kind(id) != kind(first)) {
        return;
    }
    let all = |end: &FigureId| within.iter().chain([end]).copied().collect::<Vec<FigureId>>();
    for (whole, parts) in [(*first, all(last)), (*last, all(first))] {
        let value = |id: &FigureId| document.figure(*id).amount.base();
        let more = parts.iter().all(|part| value(part) < value(&whole) && value(part) > Decimal::ZERO);
        let long = parts.iter().any(|part| significant(document.figure(*part).amount) >= TELLING);
        if more && long && written(document.figure(whole).amount) >= LONG {
            take(document, equation(document, whole, &parts), SAID, told, open, results);
        }
    }
}

/// A figure with each two of those shortly before it: one of the three as the sum of the other two.
fn around(
    document: &Document,
    id: FigureId,
    near: &[FigureId],
    told: &mut HashSet<FigureId>,
    open: &mut Vec<Equation>,
    results: &mut Results,
) {
    let value = |id: FigureId| document.figure(id).amount.base();
    let kind = |id: FigureId| document.figure(id).amount.unit.kind;
    for (nth, &one) in near.iter().enumerate() {
        for &other in &near[nth + 1..] {
            let mut three = [one, other, id];
            three.sort_by_key(|id| value(*id));
            let [least, middle, most] = three;
            let alike = kind(one) == kind(other) && kind(one) == kind(id);
            if alike
                && value(least) > Decimal::ZERO
                && value(middle) < value(most)
                && value(least) < value(middle)
            {
                take(document, equation(document, most, &[middle, least]), NEARBY, told, open, results);
            }
        }
    }
}

fn equation(document: &Document, whole: FigureId, parts: &[FigureId]) -> Equation {
    let linear = |id: FigureId| Linear::one(operand(document, id));
    let mut sum = Linear { terms: Vec::new() };
    for part in parts {
        sum = sum.plus(linear(*part));
    }
    Equation::equal(linear(whole), sum)
}

fn take(
    document: &Document,
    equation: Equation,
    chance: u64,
    told: &mut HashSet<FigureId>,
    open: &mut Vec<Equation>,
    results: &mut Results,
) {
    if equation.outcome() != Outcome::Fails {
        // Of rounded figures many are near each other.
        if equation.gap().is_some_and(|gap| gap.is_zero()) {
            told.extend(equation.operands().filter_map(|operand| operand.figure));
            results.found(equation);
        }
    } else if slipped_by(document, &equation, chance) {
        open.push(equation);
    }
}
