//! Rates that are called after what they count, 受理案件1246件，办结1184件，办结率95.0%: what is called so over what was told before it.

use crate::check::aid::evidence::any_mends;
use crate::check::aid::prose::{clause, counts, figures, operand};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// What a rate is of stands among so many figures before it.
const BEFORE: usize = 8;
/// The names of a rate say what it counts in so many characters at least, where a slip of what is counted is told.
const TELLING: usize = 2;

/// Tells the rate `share`, which is called after `stem`, by the figures of its sentence.
pub(super) fn tell(
    document: &Document,
    sentence: &Place,
    (stem, share): (&str, FigureId),
    results: &mut Results,
) {
    let words = vocabulary();
    // 增长率 is read as a change.
    if words.said_up.end(stem) || words.said_down.end(stem) {
        return;
    }
    let at = document.figure(share).place.start;
    let before: Vec<(FigureId, &str)> = figures(document, &(sentence.start..at))
        .rev()
        .take(BEFORE)
        .filter_map(|id| Some((id, counts(document, id)?)))
        .collect();
    let name = |id: FigureId| clause(document, sentence.start, document.figure(id).place.start).into_owned();
    let value = |id: FigureId| document.figure(id).amount.base();
    let mut slip = None;
    // 办结率 is of what 办结 is said of, the nearest of those that share most with it; 差异率 is no part of anything.
    let shared = |called: &str| stem.chars().filter(|c| called.contains(*c)).count();
    let most = before.iter().map(|(id, _)| shared(&name(*id))).max().filter(|most| *most > 0);
    let own = most.and_then(|most| before.iter().position(|(id, _)| shared(&name(*id)) == most));
    if let Some(nth) = own.filter(|_| !words.said_differs.end(stem)) {
        let (part, unit) = &before[nth];
        let called = name(*part);
        let wholes = before[nth + 1..].iter().filter(|(_, other)| other == unit).map(|(id, _)| *id);
        for whole in wholes.filter(|whole| !value(*whole).is_zero()) {
            let equation = Equation {
                over: Some(Linear::one(operand(document, whole))),
                ..Equation::equal(
                    Linear::one(operand(document, share)),
                    Linear::one(operand(document, *part)),
                )
            };
            if equation.outcome() != Outcome::Fails {
                return results.relation(equation);
            }
            // 资产负债率 is named after both.
            let both = [called.as_str(), name(whole).as_str()].concat();
            let all = stem.chars().count() >= TELLING && stem.chars().all(|c| both.contains(c));
            let own = |id: FigureId| all || id == share;
            let mends =
                equation.allowed().is_some_and(|allowed| any_mends(document, &equation, allowed, own));
            if slip.is_none() && mends {
                slip = Some(equation);
            }
        }
    }
    if let Some(equation) = slip {
        results.relation(equation);
    }
}
