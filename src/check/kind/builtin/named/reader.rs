//! What a document has in its tables, as amounts of sentences are held against it.

use std::collections::HashMap;
use std::ops::Range;

use rust_decimal::Decimal;

use super::index::{Index, Meant, Mention, Totals};
use crate::amount::slip::{neighbours_swapped, one_digit_off, significant, written};
use crate::amount::{Kind, Unit, apart};
use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::prose::{figures, operand};
use crate::check::aid::relation::{Operand, Term};
use crate::document::{Document, FigureId};

/// Amounts of fewer digits are equal to anything.
pub(super) const TELLING: u32 = 2;
/// Amounts of so many digits that sentences tell twice are the same amount.
pub(super) const LONG_IN_WORDS: u32 = 6;
/// Of the names in a sentence so many, the nearest, are tried for an amount.
pub(super) const NAMES: usize = 8;
/// Two amounts no more than so many halves of their last digit apart are one, rounded otherwise.
pub(super) const ROUNDING: Decimal = Decimal::from_parts(3, 0, 0, false, 0);
/// A figure whose last digit is worth more than so many of those of an amount says nothing of it.
pub(super) const COARSE: Decimal = Decimal::TEN;
/// Rows have so many figures; of longer ones the first are taken.
pub(super) const CELLS: usize = 16;
/// Amounts of words in one unit have to stand so often in a table that says none to show that it is in that unit.
pub(super) const SHOWN: usize = 2;
/// And of one that it does not name.
pub(super) const CHANCE_UNNAMED: u64 = 50;

/// The powers of ten that money is told in.
const POWERS: [i8; 8] = [0, 3, 4, 5, 6, 7, 8, 9];

/// An amount of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) id: FigureId,
    /// Where in the text of its paragraph.
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// Without its sign, in the base of its kind.
    pub(super) value: Decimal,
    pub(super) half: Decimal,
    /// The cells that it is, if it was found in a row.
    pub(super) ties: Vec<Cell>,
    /// It is the difference of these.
    pub(super) change: Option<(Cell, Cell)>,
}

/// A figure of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cell {
    pub(super) id: FigureId,
    pub(super) value: Decimal,
    pub(super) half: Decimal,
    pub(super) table: u32,
    pub(super) column: u32,
    pub(super) unit: Option<Unit>,
}

/// A document while it is gone through.
pub(super) struct Reader<'d> {
    pub(super) document: &'d Document,
    pub(super) index: &'d Index,
    pub(super) totals: Totals<'d>,
    /// The units of tables that say none, as the sentences show them.
    pub(super) units: HashMap<u32, Unit>,
    /// The values of all figures, each as often as it stands there.
    pub(super) values: Vec<Decimal>,
    /// The amounts of all tables, and the long ones of all sentences, by value.
    pub(super) cells: Vec<Cell>,
}

/// The names that stand nearest to an amount, the nearest first; those before it are nearer than those behind.
pub(super) fn nearest<'m, 'i>(mentions: &'m [Mention<'i>], at: &Range<usize>) -> Vec<&'m Mention<'i>> {
    let next = mentions.partition_point(|mention| mention.range.start < at.start);
    let mut near: Vec<&Mention<'i>> = mentions[next.saturating_sub(NAMES)..].iter().take(2 * NAMES).collect();
    let far = |mention: &Mention<'_>| match mention.range.end <= at.start {
        true => at.start - mention.range.end,
        false => 2 * mention.range.start.saturating_sub(at.end) + 1,
    };
    near.sort_by_key(|mention| far(mention));
    near.truncate(NAMES);
    near
}

impl Reader<'_> {
    pub(super) fn told(&self, flow: &Flow<'_>, ids: impl Iterator<Item = FigureId>) -> Vec<Told> {
        let told = ids.filter_map(|id| {
            let figure = self.document.figure(id);
            let value = figure.amount.checked_base()?.abs();
            let range = flow.from(figure.place.start)..flow.from(figure.place.end);
            let plain =
                figure.cell.is_none() && !figure.blank && !figure.unreadable && range.end > range.start;
            let (kind, half) = (figure.amount.unit.kind, figure.amount.half_digit());
            plain.then_some(Told { id, range, kind, value, half, ties: Vec::new(), change: None })
        });
        told.collect()
    }

    /// A figure of a table as an amount of this kind.
    pub(super) fn cell(&self, id: FigureId, kind: Kind) -> Option<Cell> {
        let figure = self.document.figure(id);
        let at = figure.cell.filter(|_| !figure.blank && !figure.unreadable)?;
        let own = figure.amount.unit;
        let unit = match (kind, own.kind) {
            (Kind::Money, Kind::Count) => {
                Some(self.units.get(&at.table).copied().unwrap_or(Unit::YUAN)).filter(|_| own == Unit::ONE)
            }
            (Kind::Percent, Kind::Count) => {
                let table = &self.document.tables[at.table as usize];
                let rate =
                    table.columns.get(at.column as usize).is_some_and(|column| !column.measure.adds_up());
                Some(Unit::PERCENT).filter(|_| own == Unit::ONE && rate)
            }
            _ => None,
        };
        if unit.is_none() && own.kind != kind {
            return None;
        }
        let worth = unit.map_or(Decimal::ONE, Unit::worth);
        let value = figure.amount.checked_base()?.checked_mul(worth)?.abs();
        let half = Operand::of(self.document, id).half.checked_mul(worth)?;
        Some(Cell { id, value, half, table: at.table, column: at.column, unit })
    }

    /// The figures that a name stands for.
    pub(super) fn cells<'r>(&'r self, meant: &'r Meant, kind: Kind) -> impl Iterator<Item = Cell> + 'r {
        let ids: Vec<FigureId> = match *meant {
            Meant::Row(table, pane, item) => {
                let pane = &self.document.tables[table as usize].panes[pane as usize];
                pane.items[item as usize].figures.iter().flatten().copied().take(CELLS).collect()
            }
            Meant::Column(table, column) => {
                self.totals.of(table, column).iter().copied().take(CELLS).collect()
            }
        };
        ids.into_iter().filter_map(move |id| self.cell(id, kind))
    }

    /// The units of tables that say none: that in which two amounts or more of the sentences that name their rows stand there.
    pub(super) fn learned(&self, bound: &Bound<'_>) -> HashMap<u32, Unit> {
        let mut votes: HashMap<(u32, i8), usize> = HashMap::new();
        let scales = POWERS.map(|power| (power, Unit { kind: Kind::Money, power }.worth()));
        for place in bound.flows() {
            if figures(self.document, place).next().is_none() {
                continue;
            }
            let flow = Flow::new(self.document, place);
            let told = self.told(&flow, figures(self.document, place));
            let mentions = self.index.mentions(&flow.text);
            let digits = |one: &Told| significant(self.document.figure(one.id).amount) > TELLING;
            for one in told.iter().filter(|one| one.kind == Kind::Money && digits(one)) {
                let halves = scales.map(|(_, worth)| {
                    one.half.saturating_add(worth.checked_div(Decimal::TWO).unwrap_or_default())
                });
                let near = nearest(&mentions, &one.range);
                for cell in near
                    .iter()
                    .flat_map(|mention| mention.meant)
                    .flat_map(|meant| self.cells(meant, Kind::Money))
                {
                    let Some(unit) = cell.unit else { continue };
                    let bare = cell.value.checked_div(unit.worth()).unwrap_or_default();
                    if bare.is_zero() {
                        continue;
                    }
                    for ((power, worth), half) in scales.iter().zip(halves) {
                        let value = bare.checked_mul(*worth);
                        if value.is_some_and(|value| apart(value, one.value) <= half) {
                            *votes.entry((cell.table, *power)).or_default() += 1;
                        }
                    }
                }
            }
        }
        let mut all: Vec<((u32, i8), usize)> =
            votes.into_iter().filter(|(_, votes)| *votes >= SHOWN).collect();
        all.sort_unstable_by_key(|((table, power), votes)| (*table, *votes, -*power));
        all.into_iter().map(|((table, power), _)| (table, Unit { kind: Kind::Money, power })).collect()
    }

    /// The values of all figures, in order.
    pub(super) fn all(&self) -> Vec<Decimal> {
        let ids = (0..self.document.figures.len() as u32).map(FigureId);
        let values = ids.filter_map(|id| {
            let figure = self.document.figure(id);
            if figure.blank || figure.unreadable {
                return None;
            }
            let kind = if figure.amount.unit == Unit::ONE { Kind::Count } else { figure.amount.unit.kind };
            match figure.cell {
                Some(at) if self.units.contains_key(&at.table) => {
                    self.cell(id, Kind::Money).map(|cell| cell.value)
                }
                _ => figure.amount.checked_base().filter(|_| kind != Kind::Percent).map(|value| value.abs()),
            }
        });
        let mut values: Vec<Decimal> = values.collect();
        values.sort_unstable();
        values
    }

    /// The amounts of all tables, in order.
    pub(super) fn all_cells(&self) -> Vec<Cell> {
        let ids = (0..self.document.figures.len() as u32).map(FigureId);
        let kind = |id: FigureId| {
            let figure = self.document.figure(id);
            let at = figure.cell?;
            match figure.amount.unit.kind {
                Kind::Count if self.units.contains_key(&at.table) => Some(Kind::Money),
                kind => Some(kind).filter(|kind| *kind != Kind::Percent),
            }
        };
        let in_words = |id: FigureId| {
            let figure = self.document.figure(id);
            let plain = figure.cell.is_none() && !figure.blank && !figure.unreadable;
            let long = written(figure.amount) >= LONG_IN_WORDS && figure.amount.unit.kind != Kind::Percent;
            let value = figure.amount.checked_base().filter(|_| plain && long)?.abs();
            let half = figure.amount.half_digit();
            Some(Cell { id, value, half, table: u32::MAX, column: 0, unit: None })
        };
        let mut cells: Vec<Cell> = ids
            .filter_map(|id| kind(id).and_then(|kind| self.cell(id, kind)).or_else(|| in_words(id)))
            .collect();
        cells.sort_by_key(|cell| (cell.value, cell.id));
        cells
    }

    /// The cells between two values.
    pub(super) fn between(&self, low: Decimal, high: Decimal) -> &[Cell] {
        let from = self.cells.partition_point(|cell| cell.value < low);
        let to = self.cells.partition_point(|cell| cell.value <= high);
        &self.cells[from..to.max(from)]
    }

    /// The one cell of all tables that an amount is a slip away from.
    pub(super) fn only(&self, one: &Told) -> Option<Cell> {
        let amount = self.document.figure(one.id).amount;
        let mut found: Option<Cell> = None;
        for slip in one_digit_off(amount).chain(neighbours_swapped(amount)) {
            let slip = slip.abs().checked_mul(amount.unit.worth())?;
            let alike = |cell: &&Cell| {
                let own = self.document.figure(cell.id).amount.unit.kind;
                cell.unit.map_or(own, |unit| unit.kind) == one.kind
            };
            for cell in
                self.between(slip.checked_sub(one.half)?, slip.checked_add(one.half)?).iter().filter(alike)
            {
                if !one.slips_to(self.document, cell.value, cell.half) {
                    continue;
                }
                if found.is_some_and(|known| known.value != cell.value) {
                    return None;
                }
                found.get_or_insert(*cell);
            }
        }
        found.filter(|_| one.hardly(self.document, self.cells.len(), CHANCE_UNNAMED))
    }

    /// Whether an amount stands at another place as well.
    pub(super) fn elsewhere(&self, one: &Told) -> bool {
        let from = self.values.partition_point(|value| *value < one.value.saturating_sub(one.half));
        let to = self.values.partition_point(|value| *value <= one.value.saturating_add(one.half));
        to > from + 1
    }
}

impl Cell {
    pub(super) fn operand(&self, document: &Document) -> Operand {
        Operand::of(document, self.id).in_unit(self.unit)
    }

    /// The same, to be added or taken away, without its sign.
    pub(super) fn term(&self, document: &Document, coefficient: Decimal) -> Term {
        let operand = self.operand(document);
        let sign = if operand.value.is_sign_negative() { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        Term { operand, coefficient: coefficient.saturating_mul(sign) }
    }
}

impl Told {
    pub(super) fn operand(&self, document: &Document) -> Operand {
        let own = Operand { half: self.half, ..operand(document, self.id) };
        Operand { value: own.value.abs(), ..own }
    }

    pub(super) fn is(&self, value: Decimal, half: Decimal) -> bool {
        !value.is_zero()
            && half <= self.half.saturating_mul(COARSE)
            && apart(self.value, value) <= self.half.saturating_add(half)
    }

    /// Whether a slip of the keyboard makes of it what it is not.
    pub(super) fn slips_to(&self, document: &Document, value: Decimal, half: Decimal) -> bool {
        // One more or less in the last place is rounding; and what is told more coarsely is near to anything.
        let counted = self.kind == Kind::Count;
        let rounding = if counted { Decimal::ZERO } else { self.half.saturating_mul(ROUNDING) };
        if apart(self.value, value) <= rounding || half > self.half.saturating_mul(COARSE) {
            return false;
        }
        let amount = document.figure(self.id).amount;
        let worth = amount.unit.worth();
        let mut slips = one_digit_off(amount).chain(neighbours_swapped(amount));
        slips.any(|slip| {
            let slip = slip.abs().checked_mul(worth);
            slip.is_some_and(|slip| apart(slip, value) <= self.half.saturating_add(half))
        })
    }

    /// Whether one of so many values hardly lies a slip away by chance: one in `chance` may.
    pub(super) fn hardly(&self, document: &Document, values: usize, chance: u64) -> bool {
        let digits = written(document.figure(self.id).amount);
        let pool = 10_u64.saturating_pow(digits.min(18));
        (9 * u64::from(digits)).saturating_mul(values as u64).saturating_mul(chance) <= pool
    }
}
