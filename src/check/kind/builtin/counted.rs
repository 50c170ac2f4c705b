//! The check `numbered-items`: as many numbered paragraphs follow as a sentence before them announces.

use rust_decimal::Decimal;

use crate::amount::Kind;
use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::prose::{figures, operand};
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::results::Results;
use crate::document::heading::ordinal;
use crate::document::{FigureId, OrdinalStyle, Place};
use crate::rule::pattern::Pattern;

/// Fewer are a list that the sentence may have made a choice of.
const ITEMS: u32 = 3;

/// Tries the rule on every `count` that `find` captures: the numbered paragraphs behind it that hold one of `words`, from the
/// first on without a gap.
pub fn run(bound: &Bound<'_>, find: &[Pattern], words: &[String], results: &mut Results) {
    let document = bound.document;
    // The counts announced since the last list, and how many items of the next have come.
    let mut open: (Vec<FigureId>, u32) = (Vec::new(), 0);
    let close = |(counts, items): (Vec<FigureId>, u32), results: &mut Results| {
        for count in counts.into_iter().filter(|_| items >= ITEMS) {
            let right = Linear::one(Operand::exact(Decimal::from(items)));
            results.relation(Equation::equal(Linear::one(operand(document, count)), right));
        }
    };
    for paragraph in bound.flows() {
        let flow = Flow::new(document, paragraph);
        let hit = find.iter().find_map(|pattern| pattern.find_iter(&flow.text).next()?.get("count"));
        if let Some(count) = hit.and_then(|range| counted(bound, &flow.at(range))) {
            if open.1 > 0 {
                close(std::mem::take(&mut open), results);
            }
            open.0.push(count);
        }
        let number = ordinal(document.text(paragraph)).map(|(ordinal, _)| ordinal);
        let item = number.filter(|number| number.style == OrdinalStyle::Digit);
        let Some(item) = item.filter(|_| words.iter().any(|word| flow.text.contains(word.as_str()))) else {
            continue;
        };
        match item.number {
            number if number == open.1 + 1 => open.1 = number,
            // Another list begins. Where the numbers do not run on, they do not say how many there are.
            1 => close(std::mem::take(&mut open), results),
            _ => open = (Vec::new(), 0),
        }
    }
    close(open, results);
}

/// The count that stands at a place.
fn counted(bound: &Bound<'_>, at: &Place) -> Option<FigureId> {
    let document = bound.document;
    figures(document, at).find(|&id| document.figure(id).amount.unit.kind == Kind::Count)
}
