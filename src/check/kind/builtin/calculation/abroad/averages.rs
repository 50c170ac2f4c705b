//! Averages: £102.73 for each of 2,835 households of £291,236.

use super::reading::Reading;
use crate::amount::Kind;
use crate::check::relation::Equation;
use crate::check::results::Results;
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// The sum and the number of an average stand among so many figures about it.
const NEAR: usize = 4;
/// An average of fewer digits is one of any sum.
const TELLING: u32 = 4;

pub(super) fn run(reading: &Reading<'_>, results: &mut Results) {
    for at in 0..reading.items.len() {
        let called = |words: &str| vocabulary().for_one.fit(words);
        if !reading.is_money(at)
            || !(called(reading.name(at)) || called(reading.behind(at)))
            || reading.is_changed(at)
        {
            continue;
        }
        let sentence = reading.items[at].sentence;
        let near = || {
            let around = at.saturating_sub(NEAR)..reading.items.len().min(at + 1 + NEAR);
            around.filter(move |other| *other != at && reading.items[*other].sentence == sentence)
        };
        let sums = || near().filter(|sum| reading.is_money(*sum) && reading.value(*sum) > reading.value(at));
        let numbers = || {
            near().filter(|number| reading.kind(*number) == Kind::Count && !reading.value(*number).is_zero())
        };
        let equations: Vec<Equation> = sums()
            .flat_map(|sum| numbers().map(move |number| (sum, number)))
            .map(|(sum, number)| Equation {
                over: Some(reading.linear(number)),
                ..Equation::equal(reading.linear(at), reading.linear(sum))
            })
            .collect();
        if let Some(holds) = equations.iter().find(|equation| equation.outcome() != Outcome::Fails) {
            results.found(holds.clone());
            continue;
        }
        let telling = reading.digits(at) >= TELLING;
        let mut slips = equations.into_iter().filter(|equation| telling && reading.mends(equation, |_| true));
        if let (Some(slip), None) = (slips.next(), slips.next()) {
            results.proved(slip);
        }
    }
}
