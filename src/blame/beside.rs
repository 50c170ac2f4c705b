//! What stands beside a figure says of it: the others of its row are mostly of its size.

use rust_decimal::Decimal;

use crate::document::{CellId, Document, Figure, FigureId};

/// So many cells to either side of a figure are looked at.
const AROUND: usize = 6;
/// How far from everything beside it a cell lies in which nothing is written.
const FAR: Decimal = Decimal::TEN;

/// A cell in which nothing is written was left empty where what belongs there is a figure like those beside it: so much nearer,
/// and it is no more than four times as large or as small.
pub(super) const LEFT_EMPTY: u16 = 150;

/// How much nearer to the nearest other figure of its row a figure would be as `value`, in hundredths of how far it lies now;
/// nothing where it would be no nearer.
pub(super) fn nearer(document: &Document, id: FigureId, value: Decimal) -> u16 {
    let own = document.figure(id);
    let beside = || others(document, own).filter_map(|other| other.amount.checked_base());
    let apart = |value: Decimal| beside().filter_map(|other| ratio(value, other)).min();
    let Some(then) = apart(value) else { return 0 };
    let now = if own.blank { Some(FAR) } else { own.amount.checked_base().and_then(apart) };
    let gain = now.unwrap_or(FAR).min(FAR).checked_div(then).and_then(|gain| gain.checked_sub(Decimal::ONE));
    let hundredths = gain.and_then(|gain| gain.checked_mul(Decimal::ONE_HUNDRED)).unwrap_or_default();
    u16::try_from(hundredths.trunc().mantissa()).unwrap_or(0)
}

/// By how much one is more than the other, of two of one sign.
fn ratio(one: Decimal, other: Decimal) -> Option<Decimal> {
    if one.is_zero() || other.is_zero() || one.is_sign_negative() != other.is_sign_negative() {
        return None;
    }
    let (one, other) = (one.abs(), other.abs());
    one.max(other).checked_div(one.min(other))
}

/// The other figures of the row that are written, as far as they count the same.
fn others<'d>(document: &'d Document, own: &'d Figure) -> impl Iterator<Item = &'d Figure> {
    let cells = own.cell.into_iter().flat_map(|cell| {
        let at = cell.column as usize;
        (at.saturating_sub(AROUND)..=at.saturating_add(AROUND))
            .filter(move |&other| other != at)
            .filter_map(move |other| Some(CellId { column: u32::try_from(other).ok()?, ..cell }))
    });
    let written = cells.filter_map(|cell| document.figure_in(cell)).map(|id| document.figure(id));
    written
        .filter(|other| !other.blank && !other.unreadable && other.amount.unit.kind == own.amount.unit.kind)
}
