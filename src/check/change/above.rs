//! A change told in a paragraph of its own: 与上年对比，收入总计增加5万元，增长5%, where the amount stands above.

use super::{Move, Reader};
use crate::amount::Kind;
use crate::check::evidence::one_digit_off;
use crate::check::prose::{clause, figures};
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::rule::Change;

/// The amount stands no more than this many paragraphs above.
pub(super) const FAR: usize = 3;
/// Names that share fewer ideographs at their ends are not one name.
const ALIKE: usize = 4;

/// The amount that `one`, told in the last of `paragraphs`, led to: the one of the same name that its rate fits, or would
/// fit if one digit were another.
pub(super) fn amount(
    document: &Document,
    rule: &Change,
    paragraphs: &[&Place],
    one: &Move,
) -> Option<FigureId> {
    let (change, (rate, _)) = (one.change?, one.rate?);
    let paragraph = *paragraphs.last()?;
    let words = clause(document, paragraph.start, document.figure(change).place.start);
    let reader = Reader { document, rule, paragraph };
    let name = reader.subject(&words);
    let mut said: Vec<(usize, FigureId)> = Vec::new();
    for place in paragraphs {
        let own = figures(document, place).take_while(|id| *id < change);
        for id in own.filter(|id| document.figure(*id).amount.unit.kind == Kind::Money) {
            let other = clause(document, place.start, document.figure(id).place.start);
            let alike = name.chars().rev().zip(other.trim_end_matches('为').chars().rev());
            let alike = alike.take_while(|(a, b)| a == b).count();
            if alike >= ALIKE {
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
    let &(_, id) = said.first()?;
    let equation = equation(id)?;
    let allowed = equation.allowed();
    let slip = |figure: FigureId| {
        let amount = document.figure(figure).amount;
        let Some(admitted) = equation.admits(figure, allowed) else { return false };
        let worth = amount.unit.worth();
        one_digit_off(amount).map(|value| value * worth).any(|value| {
            admitted.low.is_none_or(|low| value >= low) && admitted.high.is_none_or(|high| value <= high)
        })
    };
    (slip(rate) || slip(change)).then_some(id)
}
