//! Amounts of one sentence that add up to another of it: £12.4m, of which £8.1m … and £4.3m ….

use crate::amount::Kind;
use crate::check::aid::evidence::slipped;
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::check::results::Results;
use crate::document::Document;
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;
use rust_decimal::Decimal;

use super::Told;

/// A list in a sentence has so many parts at most.
const PARTS: usize = 12;
/// And at least so many.
const FEWEST: usize = 2;

/// Ties a total and its parts, whichever stands first; one that a slip keeps from it is told where words open the list.
pub(super) fn run(document: &Document, text: &str, start: usize, own: &[Told], results: &mut Results) {
    let amounts: Vec<&Told> = own.iter().filter(|one| one.kind != Kind::Percent && !one.value.is_zero()).collect();
    if amounts.len() <= FEWEST {
        return;
    }
    let (mut at, mut proved) = (0, false);
    while at < amounts.len() {
        let end = amounts.len().min(at + 1 + PARTS);
        let holds = (at + 1 + FEWEST..=end).rev().find_map(|to| {
            let equation = sum(document, amounts[at], &amounts[at + 1..to])?;
            (equation.outcome() != Outcome::Fails).then_some((equation, to))
        });
        match holds {
            Some((equation, to)) => {
                results.found(equation);
                proved = true;
                at = to;
            }
            None => at += 1,
        }
    }
    if let Some((last, parts)) = amounts.split_last().filter(|(_, parts)| parts.len() <= PARTS)
        && let Some(equation) = sum(document, last, parts).filter(|equation| equation.outcome() != Outcome::Fails)
    {
        results.found(equation);
        proved = true;
    }
    if proved || amounts.len() > PARTS {
        return;
    }
    let opens = amounts.windows(2).take(PARTS).position(|pair| {
        let between = text.cut(pair[0].range.end - start..pair[1].range.start.max(pair[0].range.end) - start);
        vocabulary().parts_of.fit(between)
    });
    if let Some(at) = opens
        && let Some(equation) = sum(document, amounts[at], &amounts[at + 1..]).filter(|equation| slipped(document, equation))
        && amounts.len() - at > FEWEST
    {
        results.relation(equation);
    }
}

/// That parts of one kind come to a total; `None`: they are of several.
fn sum(document: &Document, total: &Told, parts: &[&Told]) -> Option<Equation> {
    parts.iter().all(|part| part.kind == total.kind).then(|| {
        let terms = parts.iter().map(|part| Term { operand: part.operand(document), coefficient: Decimal::ONE });
        Equation::equal(Linear::one(total.operand(document)), Linear { terms: terms.collect() })
    })
}
