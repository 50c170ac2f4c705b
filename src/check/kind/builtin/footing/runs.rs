//! Runs of figures that come to a total, looked up among those that are a part of nothing yet.

use rust_decimal::Decimal;

use crate::check::aid::tally::Tally;

/// Of so many runs that come to the same a total is one, or of none.
const PLACES: usize = 8;

/// A member of a line that is a part of nothing yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) member: usize,
    /// How many up to it are not nothing.
    written: usize,
}

/// Takes a member in that comes to `own`.
pub(super) fn push(open: &mut Tally<Part>, member: usize, own: Decimal) {
    let written = open.nearest().next().map_or(0, |part| part.written) + usize::from(!own.is_zero());
    open.push(Part { member, written }, own);
}

/// The runs up to the last member that come to `own`, the nearest first, and takes the shortest away: of several members
/// at least, without those at their far end that are nothing and with them.
pub(super) fn runs(open: &mut Tally<Part>, own: Decimal, last_place: Decimal) -> Vec<Vec<usize>> {
    if own.is_zero() {
        return Vec::new();
    }
    let up_to = |count: usize| open.nearest().nth(count).map_or(0, |part| part.written);
    let written = |count: usize| up_to(0) - up_to(count);
    let come_to = |target: Decimal| -> Vec<usize> {
        open.all_that_come_to(target).filter(|&count| written(count) > 1).take(PLACES).collect()
    };
    // What was rounded may come out one off in the last place.
    let near = [own, own.saturating_sub(last_place), own.saturating_add(last_place)];
    let Some(counts) = near.into_iter().map(come_to).find(|counts| !counts.is_empty()) else {
        return Vec::new();
    };
    let shortest = counts[0];
    let longest = counts.iter().copied().take_while(|&count| written(count) == written(shortest)).last();
    let members = |count: usize| open.nearest().take(count).map(|part| part.member).collect();
    let runs = std::iter::once(shortest).chain(longest.filter(|&longest| longest != shortest));
    let runs = runs.map(members).collect();
    open.take(shortest);
    runs
}
