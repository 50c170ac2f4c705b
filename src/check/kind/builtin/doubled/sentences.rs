//! Sentences that stand twice in a row, word for word, and items of a list.

use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::prose::{full_stops, stops};
use crate::document::Place;
use crate::document::heading::without_ordinal;
use crate::source::Cut;

/// A sentence or an item of fewer letters may be said again: 情况同上。
const LETTERS: usize = 10;

/// Where they stand for the second time, and what they say.
pub fn twice(bound: &Bound<'_>) -> Vec<(Place, String)> {
    let document = bound.document;
    let mut found = Vec::new();
    let mut above: Option<String> = None;
    for paragraph in bound.flows() {
        let flow = Flow::new(document, paragraph);
        let mut ends: Vec<usize> = stops(&flow.text).chain(full_stops(&flow.text)).collect();
        ends.sort_unstable();
        ends.push(flow.text.len());
        let (mut from, mut before) = (0, "");
        for end in ends {
            let end = flow.text.cut(end..).chars().next().map_or(end, |c| end + c.len_utf8());
            let own = flow.text.cut(from..end);
            let sentence = own.trim();
            if sentence == before && is_long(sentence) {
                let start = from + own.len() - own.trim_start().len();
                found.push((flow.at(start..start + sentence.len()), sentence.to_owned()));
            }
            (from, before) = (end, sentence);
        }
        // An item bears a number, which is another in the next.
        let item = without_ordinal(&flow.text);
        let numbered = item.len() < flow.text.len();
        let again = above.take().is_some_and(|words| words == item);
        if numbered && again && is_long(item) {
            found.push((paragraph.clone(), item.to_owned()));
        }
        above = numbered.then(|| item.to_owned());
    }
    found
}

fn is_long(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS
}
