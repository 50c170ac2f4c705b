//! Cells left empty in columns that follow from each other: what two of them say, the third one lacks.

use rust_decimal::Decimal;

use super::{FEW, Follows, InRow, Sheet, Way};
use crate::check::aid::relation::{Equation, Operand};
use crate::document::FigureId;
use crate::document::cell::is_year;
use crate::ledger::Outcome;

impl Sheet<'_> {
    /// The rows of a way that comes out in `out` of them in which one cell is left empty, where hardly any is: there is nothing in it
    /// only where it comes to nothing. Of rates one at most is, for there may be none of what was small before.
    pub(super) fn left_empty(&self, way: Way, rows: &[usize], out: usize) -> Vec<InRow> {
        let open = |row: &usize| self.with_one_empty(way, *row).map(|equation| (*row, equation));
        let open: Vec<InRow> = rows.iter().filter_map(open).collect();
        let most = if way.how == Follows::Less { (out / FEW).max(1) } else { 1 };
        if open.len() > most {
            return Vec::new();
        }
        open.into_iter().filter(|(row, equation)| !self.stands_elsewhere(way, *row, equation)).collect()
    }

    /// What must hold in a row in which just one of the figures of a way is not written, and does not without it.
    fn with_one_empty(&self, way: Way, row: usize) -> Option<Equation> {
        let own: &[usize] = match way.how {
            Follows::Less => &[way.column, way.one, way.other],
            _ => &[way.column],
        };
        // Nobody says by how much in a hundred a rate has grown.
        let of_rates = way.how == Follows::Growth && self.is_rated(row, &[way.one, way.other]);
        // What all others come to is their whole.
        let of_sum = way.how == Follows::OfSum
            && self.sum_around(way, row).zip(self.figure(row, way.one)).is_some_and(|(sum, one)| {
                let own = Operand::of(self.document, one).in_unit(Some(sum.unit)).value;
                own.saturating_add(own) == sum.value
            });
        let of_whole =
            of_sum || of_rates || way.how == Follows::Part && self.whole(way.column, row) == Some(row);
        // Where more is left empty there is nothing in any of it.
        let mut empty = self.pane.columns.clone().filter(|&column| self.empty(row, column).is_some());
        if empty.next().is_none_or(|column| !own.contains(&column)) || empty.next().is_some() || of_whole {
            return None;
        }
        let written = |column: usize| self.figure(row, column).filter(|_| self.says(row, column));
        let equation =
            self.equation_of(way, row, |column| written(column).or_else(|| self.empty(row, column)))?;
        let is_dated = |id: FigureId| {
            let text = self.document.text(&self.document.figure(id).place);
            text.is_empty() || is_year(text)
        };
        let dated = equation.operands().filter_map(|operand| operand.figure).all(is_dated);
        (equation.outcome() == Outcome::Fails && !dated).then_some(equation)
    }

    /// Whether what an empty cell lacks is printed in its row: in another column, or in a cell that the page cut off or pushed aside.
    fn stands_elsewhere(&self, way: Way, row: usize, equation: &Equation) -> bool {
        let lacking = self.lacking(way, row, equation);
        let plain = |text: &str| self.table.style.plain(text).replace(',', "");
        let cells = self.pane.items.get(row).and_then(|item| self.table.rows.get(item.row));
        let is_printed = |text: &str| lacking.iter().any(|lacking| text.contains(lacking.as_str()));
        lacking.is_empty()
            || cells.is_none_or(|row| {
                row.cells.iter().any(|cell| is_printed(&plain(self.document.text(&cell.place))))
            })
    }

    /// What an empty cell lacks, in the unit and with the digits that its column may have; nothing where that is nothing.
    fn lacking(&self, way: Way, row: usize, equation: &Equation) -> Vec<String> {
        let empty = [way.column, way.one, way.other].into_iter().find_map(|column| self.empty(row, column));
        let (Some(id), Some(stated)) = (empty, equation.left.terms.first()) else { return Vec::new() };
        let value = equation.gap().and_then(|gap| gap.abs().checked_div(stated.operand.unit.worth()));
        let usual = self.document.figure(id).usual_decimals;
        let digits = if way.how == Follows::Less { usual..=usual } else { 1..=2 };
        let written = digits.map(|decimals| {
            let mut value = value.unwrap_or_default().round_dp(decimals);
            value.rescale(decimals);
            value
        });
        let written: Vec<Decimal> = written.collect();
        if written.iter().any(Decimal::is_zero) {
            Vec::new()
        } else {
            written.iter().map(Decimal::to_string).collect()
        }
    }

    /// The same, for what tells of shares.
    pub(super) fn left_blank(&self, row: usize, column: usize) -> Option<FigureId> {
        self.empty(row, column)
    }

    /// A cell of figures in which nothing is written, not even a dash.
    fn empty(&self, row: usize, column: usize) -> Option<FigureId> {
        let id = self.pane.items[row].figures.get(column - self.pane.columns.start).copied().flatten()?;
        let figure = self.document.figure(id);
        (figure.blank && self.document.text(&figure.place).trim().is_empty()).then_some(id)
    }
}
