//! What sentences and plain lists say of their figures in languages other than Chinese: income less spending is what is left, the
//! lines under a total come to it, a part over its whole is its share, two years differ by the change between them.
//!
//! Words say which figures belong together (the lists `sentence.*` of a language), digits whether they do: a relation that fails is
//! told where a slip of the keyboard explains it.

mod averages;
mod balance;
mod changes;
mod listed;
mod reading;
mod rows;
mod shares;

use crate::check::aid::bind::Bound;
use crate::check::results::Results;
use reading::Reading;

/// Tries every sentence and every list.
pub(super) fn run(bound: &Bound<'_>, results: &mut Results) {
    rows::run(bound, results);
    let Some(reading) = Reading::of(bound) else { return };
    balance::run(&reading, results);
    listed::run(&reading, results);
    shares::run(&reading, results);
    changes::run(&reading, results);
    averages::run(&reading, results);
}
