//! Rows that tell means where the others tell counts: the average age of women, of men and of both.

use rust_decimal::Decimal;

use super::{Follows, InRow, Sheet, Way};

impl Sheet<'_> {
    /// Whether a row tells means, of two and of both: what would be both lies between the two, and has a fraction where those of
    /// the rows that come `out` have none.
    pub(super) fn is_mean(&self, way: Way, row: usize, out: &[InRow]) -> bool {
        let decimals =
            |row: usize| self.figure(row, way.one).map(|id| self.document.figure(id).amount.decimals);
        let values =
            self.value(row, way.column).zip(self.value(row, way.other)).zip(self.value(row, way.one));
        let between = |((one, other), both): ((Decimal, Decimal), Decimal)| {
            one.min(other) > Decimal::ZERO && both > one.min(other) && both < one.max(other)
        };
        way.how == Follows::Less
            && values.is_some_and(between)
            && decimals(row) > Some(0)
            && out.iter().all(|(row, _)| decimals(*row) == Some(0))
    }
}
