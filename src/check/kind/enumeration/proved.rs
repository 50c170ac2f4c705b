//! Lists that a table shows to be whole: their amounts stand in one of its columns, and so does what they come to, in a row of
//! totals.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Item, MONEY, Paragraph};
use crate::amount::apart;
use crate::check::aid::said::standing::in_total;
use crate::check::aid::said::{Role, Said, said_of};
use crate::document::FigureId;

/// A list of fewer amounts that are not nothing is no list.
const PARTS: usize = 2;
/// Of the amounts of one value so many are looked at.
const EQUAL: usize = 64;

/// A column: its table and its number.
type Column = (u32, u32);

impl<'a> Paragraph<'a> {
    /// The amount before the list `near` that must be what it comes to, where a table shows that the list is whole. One that
    /// has a cell of its own there, by its name and its value, is right as it is: the list goes beyond its parts.
    pub(super) fn proved(&self, totals: &[FigureId], near: &[Item<'a>]) -> Option<FigureId> {
        let written: Vec<&Item<'a>> = near.iter().filter(|item| !self.value(item).is_zero()).collect();
        let here = near.last().is_some_and(|last| last.end <= self.place.end);
        if !self.rule.evident
            || !here
            || written.len() < PARTS
            || written.iter().any(|item| item.unit != MONEY)
        {
            return None;
        }
        let stock = |id: &FigureId| self.said_of(*id).is_some_and(|said| said.role == Role::Stock);
        let sentence = self.sentence_start(near.first()?.start);
        let start = |id: FigureId| self.document.figure(id).place.start;
        let total = totals.iter().copied().find(|id| start(*id) >= sentence && stock(id))?;
        let half = near.iter().map(|item| self.document.figure(item.id).amount.half_digit()).max()?;
        let most = half.checked_mul(Decimal::from(near.len()))?;
        let mut columns = self.columns(self.sum(near)?, most, true);
        for item in written {
            let half = self.document.figure(item.id).amount.half_digit();
            let own = self.columns(self.value(item), half, false);
            columns.retain(|column| own.contains(column));
        }
        let own = self.said_of(total).and_then(|said| self.bound.cells().called(said));
        let value = self.document.figure(total).amount.base();
        let half = self.document.figure(total).amount.half_digit();
        let mut cells = own.into_iter().flat_map(|called| &called.group.amounts);
        let is_own = cells.any(|cell| {
            columns.iter().any(|(table, _)| *table == cell.table) && apart(cell.value, value) <= half
        });
        (!columns.is_empty() && !is_own).then_some(total)
    }

    /// The columns of tables in which a value stands, give or take `most`; of those in rows of totals, where `total` says so.
    fn columns(&self, value: Decimal, most: Decimal, total: bool) -> BTreeSet<Column> {
        let low = value.saturating_sub(most);
        let near = self.document.amounts().between(low, value.saturating_add(most)).take(EQUAL);
        let near = near.filter(|id| !total || in_total(self.document, *id));
        let cells = near.filter_map(|id| self.document.figure(id).cell);
        cells.map(|cell| (cell.table, cell.column)).collect()
    }

    /// What is said of an amount.
    fn said_of(&self, id: FigureId) -> Option<&'a Said> {
        said_of(self.bound.said(), id)
    }
}
