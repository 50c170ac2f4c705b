//! What must stand in a text before a pattern can match it: looked for first, because a search for words is many times faster
//! than a regular expression, and most patterns meet a text that has none of theirs.

use super::Piece;
use super::expression::strength;
use crate::document::fold::is_ideograph;

/// Words of which at least one stands in every match of a phrase; empty where nothing can be said.
pub(super) fn of_phrase(pieces: &[Piece]) -> Vec<String> {
    sequence(pieces).unwrap_or_default()
}

fn sequence(pieces: &[Piece]) -> Option<Vec<String>> {
    pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Literal(text) => longest(runs(text)).map(|run| vec![run]),
            Piece::Either(branches) => branches
                .iter()
                .map(|branch| sequence(branch))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat()),
            Piece::Capture(..) | Piece::Gap | Piece::Fact(_) | Piece::Raw(_) => None,
        })
        .max_by_key(|words| strength(words))
}

/// Runs of ideographs: folding leaves them whole, and no space comes between.
fn runs(text: &str) -> Vec<String> {
    text.split(|c: char| !is_ideograph(c)).filter(|run| !run.is_empty()).map(str::to_owned).collect()
}

fn longest(runs: Vec<String>) -> Option<String> {
    runs.into_iter().max_by_key(String::len)
}
