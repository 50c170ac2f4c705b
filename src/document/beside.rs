//! What stands beside a figure in its table.

use super::{CellId, Document, Figure, FigureId};
use crate::amount::slip::significant;

/// Figures of fewer digits are equal by chance.
const DIGITS: u32 = 3;

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

    /// Whether a figure of a table says what the one above, below, before or behind it says: it may have been put down for its
    /// neighbour.
    pub fn repeats_neighbour(&self, id: FigureId) -> bool {
        let own = self.figure(id);
        let Some(cell) = own.cell.filter(|_| !own.blank && significant(own.amount) >= DIGITS) else {
            return false;
        };
        let says_the_same =
            |other: &Figure| !other.blank && !other.unreadable && other.amount.value == own.amount.value;
        cell.neighbours().filter_map(|cell| self.figure_in(cell)).any(|id| says_the_same(self.figure(id)))
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
