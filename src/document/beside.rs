//! What stands beside a figure, in its table or its sentence.

use rust_decimal::Decimal;

use super::{CellId, Document, Figure, FigureId};
use crate::amount::slip::significant;

/// Figures of fewer digits are equal by chance.
const DIGITS: u32 = 3;
/// So many figures before one in words, and after it, stand beside it.
const BESIDE: u32 = 2;
/// No more bytes lie between two that stand beside each other in words.
const APART: u32 = 90;
/// What a figure would have to be is known to one part in so many, or chance finds it somewhere.
const NARROW: Decimal = Decimal::ONE_THOUSAND;

impl Document {
    /// The figure or the blank in a cell.
    pub fn figure_in(&self, cell: CellId) -> Option<FigureId> {
        let table = self.tables.get(cell.table as usize)?;
        let place = &table.rows.get(cell.row as usize)?.cells.get(cell.column as usize)?.place;
        // Figures stand in reading order.
        let from = self.figures.partition_point(|figure| figure.place.start < place.start);
        let near = self.figures.get(from..)?.iter().take_while(|figure| figure.place.start <= place.end);
        let nth = near.into_iter().position(|figure| figure.cell == Some(cell))?;
        Some(FigureId(u32::try_from(from.checked_add(nth)?).ok()?))
    }

    /// Whether a figure says what one beside it says: the one above, below, before or behind in a table, one of the next in
    /// words. It may have been put down for its neighbour.
    pub fn repeats_neighbour(&self, id: FigureId) -> bool {
        self.neighbours(id).any(|other| self.figure(other).amount.value == self.figure(id).amount.value)
    }

    /// Whether a figure was put down for its neighbour: it says the same, and an amount between two values, which it would have
    /// to be, stands elsewhere. `but` are no neighbours that count. What has the digits of an amount of another kind, as a change has
    /// those of its rate, was put down for it wherever its own stands.
    pub fn is_copied(&self, id: FigureId, low: Decimal, high: Decimal, but: &[FigureId]) -> bool {
        let own = self.figure(id).amount;
        let narrow = || high.saturating_sub(low).saturating_mul(NARROW) <= low;
        let telling = |other: FigureId| other != id && significant(self.figure(other).amount) >= DIGITS;
        let beside = self.neighbours(id).filter(|other| !but.contains(other));
        let mut beside = beside.filter(|other| self.figure(*other).amount.value == own.value);
        let Some(first) = beside.next().filter(|_| low > Decimal::ZERO) else { return false };
        // A short one may have them by chance, but for those right behind it, which are its own rate's.
        let of_another = |other: FigureId| {
            let long = significant(own) > DIGITS || other.0 == id.0 + 1;
            long && self.figure(other).amount.unit.kind != own.unit.kind
        };
        (of_another(first) || beside.any(of_another))
            || narrow() && self.amounts().between(low, high).any(telling)
    }

    /// The figures beside one that says something.
    fn neighbours(&self, id: FigureId) -> impl Iterator<Item = FigureId> {
        let own = self.figure(id);
        let telling = !own.blank && !own.unreadable && significant(own.amount) >= DIGITS;
        let cells = own.cell.filter(|_| telling).into_iter().flat_map(CellId::neighbours);
        let in_table = cells.filter_map(|cell| self.figure_in(cell));
        let words = telling && own.cell.is_none();
        let near = id.0.saturating_sub(BESIDE)..=id.0.saturating_add(BESIDE);
        let in_words = near.filter(move |_| words).map(FigureId).filter(move |other| {
            let near = |other: &Figure| {
                other.cell.is_none()
                    && other.place.start <= own.place.end.saturating_add(APART)
                    && own.place.start <= other.place.end.saturating_add(APART)
            };
            *other != id && self.figures.get(other.0 as usize).is_some_and(near)
        });
        let written = |id: &FigureId| !self.figure(*id).blank && !self.figure(*id).unreadable;
        in_table.chain(in_words).filter(written)
    }
}

impl CellId {
    /// The cells above, below, before and behind.
    fn neighbours(self) -> impl Iterator<Item = Self> {
        let (row, column) = (Some(self.row), Some(self.column));
        let places = [
            (self.row.checked_sub(1), column),
            (self.row.checked_add(1), column),
            (row, self.column.checked_sub(1)),
            (row, self.column.checked_add(1)),
        ];
        places.into_iter().filter_map(move |(row, column)| Some(Self { row: row?, column: column?, ..self }))
    }
}
