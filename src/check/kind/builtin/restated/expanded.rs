//! A list and, right below it, a numbered paragraph on each of its items: what the list says of an item its paragraph says again.
//!
//! Names alone prove little in a document of many such lists; that the items come again one by one, and all but one with what
//! the list says of them, does.

use std::collections::HashMap;

use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::prose::{figures, same};
use crate::check::aid::said::{Role, Said};
use crate::document::heading::ordinal;
use crate::document::{FigureId, OrdinalStyle};
use crate::ledger::Outcome;

/// So many items come again at least, and so many of them for each that differs.
const AGAIN: usize = 2;
/// So many, where it does not differ by one slip of the keyboard.
const UNLIKE: usize = 4;
/// The list is among so many amounts above the first paragraph.
const LIST: usize = 24;

/// Pairs of an item in its paragraph and the same in the list, of lists that are told item by item.
pub(super) fn pairs(bound: &Bound<'_>) -> Vec<(FigureId, FigureId)> {
    let (document, said) = (bound.document, bound.said());
    let mut pairs = Vec::new();
    let mut run: Vec<usize> = Vec::new();
    let mut last: Option<(OrdinalStyle, u32)> = None;
    for place in bound.flows() {
        let number = ordinal(document.text(place)).map(|(own, _)| (own.style, own.number));
        let goes_on = last.zip(number).is_some_and(|(last, own)| own == (last.0, last.1 + 1));
        // What stands between two numbered paragraphs belongs to the first.
        if number.is_none() || last.is_some_and(|last| number.is_some_and(|own| own.0 > last.0)) {
            continue;
        }
        if !goes_on {
            settle(bound, &run, &mut pairs);
            run.clear();
        }
        last = number;
        let first = figures(document, place).next();
        let at = first.and_then(|id| said.binary_search_by_key(&id, |one| one.figure).ok());
        run.extend(at.filter(|at| said[*at].role == Role::Stock && said[*at].is_named()));
    }
    settle(bound, &run, &mut pairs);
    pairs
}

/// Takes in the pairs of the items `run`, where a list above them has them all, and at most one of them otherwise.
fn settle(bound: &Bound<'_>, run: &[usize], pairs: &mut Vec<(FigureId, FigureId)>) {
    let (document, said) = (bound.document, bound.said());
    let Some(&first) = run.first() else { return };
    let above = said[first.saturating_sub(LIST)..first].chunk_by(|one, next| one.sentence == next.sentence);
    // The list is one sentence, the nearest that calls several things as the paragraphs do.
    let lists = above.rev().map(|sentence| listed(said, run, sentence));
    let Some(found) = lists.into_iter().find(|found| found.len() > AGAIN) else { return };
    let differ: Vec<_> = found
        .iter()
        .map(|(own, other)| same(document, *own, *other))
        .filter(|equation| equation.outcome() == Outcome::Fails)
        .collect();
    let same = found.len() - differ.len();
    let likely = |equation| if one_digit_away(document, equation) { AGAIN } else { UNLIKE };
    if differ.len() <= 1 && differ.iter().all(|equation| same >= likely(equation)) && same >= AGAIN {
        pairs.extend(found);
    }
}

/// The items `run` that a sentence lists, each with what it says of them. Of two that it calls alike nobody knows which is meant.
fn listed(said: &[Said], run: &[usize], sentence: &[Said]) -> Vec<(FigureId, FigureId)> {
    let mut listed: HashMap<&str, Option<FigureId>> = HashMap::new();
    for one in sentence.iter().filter(|one| is_item(one)) {
        listed.entry(&one.bare).and_modify(|known| *known = None).or_insert(Some(one.figure));
    }
    let own = run.iter().map(|&at| &said[at]);
    own.filter_map(|one| Some((one.figure, listed.get(one.bare.as_str()).copied().flatten()?))).collect()
}

fn is_item(one: &Said) -> bool {
    one.role == Role::Stock && one.is_named()
}
