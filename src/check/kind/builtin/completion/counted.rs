//! What was done of what is counted, against the plan right before its percentage: 新增就业8650人，完成年度任务8000人的108.1%.

use crate::amount::Kind;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::any_mends;
use crate::check::aid::flow::joined;
use crate::check::aid::prose::{counts, figures, operand, stops};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;

/// A counter has no more characters.
const COUNTER: usize = 4;
/// What was done stands among so many figures before its plan.
const BEFORE: usize = 6;

/// Tries every percentage that a count stands right before.
pub(super) fn run(bound: &Bound<'_>, results: &mut Results) {
    let document = bound.document;
    for place in bound.flows() {
        let percent = |id: &FigureId| document.figure(*id).amount.unit.kind == Kind::Percent;
        for rate in figures(document, place).filter(percent) {
            tell(document, place, rate, results);
        }
    }
}

/// Whether nothing but a counter and the word for a share stands between a count and a percentage: 8000人的108.1%.
fn is_of_count(document: &Document, rate: FigureId, count: FigureId) -> bool {
    let words = joined(document, document.figure(count).place.end, document.figure(rate).place.start);
    let counter = vocabulary().said_of_whole.strip_end(words.trim());
    counter.is_some_and(|counter| {
        (1..=COUNTER).contains(&counter.chars().count()) && counter.chars().all(char::is_alphabetic)
    })
}

fn tell(document: &Document, place: &Place, rate: FigureId, results: &mut Results) {
    let Some(plan) = rate.0.checked_sub(1).map(FigureId) else { return };
    let at = document.figure(plan).place.start;
    let count = document.figure(plan).amount.unit.kind == Kind::Count;
    if at < place.start || !count || !is_of_count(document, rate, plan) {
        return;
    }
    let Some(unit) = counts(document, plan) else { return };
    let text = document.folded.text.cut(place.start as usize..at as usize);
    let start = stops(text).last().map_or(place.start, |stop| place.start + (stop + '。'.len_utf8()) as u32);
    let mut before = figures(document, &(start..at)).rev().take(BEFORE);
    let Some(done) = before.find(|id| counts(document, *id) == Some(unit)) else { return };
    let of = |id: FigureId| Linear::one(operand(document, id));
    let equation = Equation { over: Some(of(plan)), ..Equation::equal(of(rate), of(done)) };
    let slip = || equation.allowed().is_some_and(|allowed| any_mends(document, &equation, allowed, |_| true));
    if equation.outcome() != Outcome::Fails || slip() {
        results.relation(equation);
    }
}
