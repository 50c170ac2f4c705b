//! A change told in a paragraph of its own: 与上年对比，收入总计增加5万元，增长5%, where the amount stands above.

use super::{Move, Reader};
use crate::check::aid::prose::{clause, ends_with_any, figures, is_money};
use crate::document::{FigureId, Place};
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// The amount stands no more than this many paragraphs above.
pub(super) const FAR: usize = 3;
/// Of a paragraph no more than so many figures are looked at, the nearest.
const FIGURES: usize = 64;
/// Names that share fewer ideographs at their ends are not one name.
const ALIKE: usize = 4;
/// A name as short as 收入 is one with 收入预算 where the rate fits, or where that is what the paragraph is about.
const SHORT: usize = 2;

/// The amount that `one`, told by the `reader` of the last of `paragraphs`, led to: the one of the same name that its rate fits,
/// or would fit if one digit were another.
pub(super) fn amount(reader: &Reader<'_>, paragraphs: &[&Place], one: &Move) -> Option<FigureId> {
    let (change, _) = (one.change?, one.rate?);
    let document = reader.document;
    let words = clause(document, reader.paragraph.start, document.figure(change).place.start);
    let name = reader.subject(&words);
    let (mut said, mut near_by): (Vec<(usize, FigureId)>, Vec<FigureId>) = (Vec::new(), Vec::new());
    for place in paragraphs {
        let until = document.figure(change).place.start;
        let near = figures(document, &(place.start..place.end.min(until))).rev().take(FIGURES);
        for id in near.filter(|id| is_money(document, *id)) {
            let other = clause(document, place.start, document.figure(id).place.start);
            let other = other.trim_end_matches(|c| vocabulary().is.has(c));
            // What something changed by is not what another change led to.
            if ends_with_any(other, &reader.rule.up) || ends_with_any(other, &reader.rule.down) {
                continue;
            }
            near_by.push(id);
            let alike = name.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).count();
            // 财政拨款增加…, of 财政拨款支出.
            let alike = if other.contains(name) { name.chars().count() } else { alike };
            if alike >= SHORT {
                said.push((alike, id));
            }
        }
    }
    // The longest name first; of one name, the nearest.
    said.sort_unstable_by(|a, b| b.cmp(a));
    let equation = |id: FigureId| one.rate_of(document, id);
    let holds = |id: FigureId| equation(id).is_some_and(|equation| equation.outcome() != Outcome::Fails);
    if let Some(&(_, id)) = said.iter().find(|(_, id)| holds(*id)) {
        return Some(id);
    }
    // A paragraph that begins with the comparison goes on from the one above, whatever that speaks of.
    let goes_on = reader.rule.than.iter().any(|word| words.starts_with(word.as_str()));
    if let Some(&id) = near_by.iter().rev().find(|id| goes_on && holds(**id)) {
        return Some(id);
    }
    // Where the paragraph above has one amount, no other can be meant, though a digit keeps them apart.
    if let Some(only) = goes_on.then(|| only_above(reader, paragraphs)).flatten()
        && equation(only).is_some_and(|equation| one.slipped(document, &equation))
    {
        return Some(only);
    }
    // What a paragraph begins with is what it goes on to speak of.
    let head = figures(document, reader.paragraph).find(|id| is_money(document, *id));
    let &(_, id) = said.iter().find(|(alike, id)| *alike >= ALIKE || Some(*id) == head)?;
    equation(id).is_some_and(|equation| one.slipped(document, &equation)).then_some(id)
}

/// The one amount of the paragraph right above the last of `paragraphs`.
fn only_above(reader: &Reader<'_>, paragraphs: &[&Place]) -> Option<FigureId> {
    let above = paragraphs.len().checked_sub(2).and_then(|at| paragraphs.get(at))?;
    let document = reader.document;
    let mut amounts = figures(document, above).filter(|id| is_money(document, *id));
    let only = amounts.next()?;
    amounts.next().is_none().then_some(only)
}
