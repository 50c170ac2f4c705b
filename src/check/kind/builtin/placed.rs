//! The check `amounts-in-tables`: an amount in words is the cell that it is called after, where the amounts around it show which
//! column is meant.
//!
//! What an amount is called leads to rows of any table, and its value to one cell of them. Where amounts of one list are so found
//! in one column, the list tells that column: the one whose row has another figure there was written wrongly, here or there.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::named;
use crate::amount::slip::{digits_or_point_lost, neighbours_swapped, one_digit_off, significant, written};
use crate::amount::{Kind, apart};
use crate::check::aid::bind::Bound;
use crate::check::aid::prose::operand;
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::aid::said::cells::{Called, Cell, Group, between};
use crate::check::aid::said::{Period, Role, Said, State};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use rust_decimal::Decimal;

/// So many amounts before one and after it say which column their list is of.
const AROUND: usize = 12;
/// So many of them, of rows of their own, tell a column.
const TELLING: usize = 3;
/// Against one that is in no such cell so many must be.
const MAJORITY: usize = 3;
/// An amount of fewer digits may well differ in one from another of its name.
const DIGITS: u32 = 4;
/// And fewer will, where the sentence says that it speaks of the year of the document: no other year is meant.
const DIGITS_OF_THIS_YEAR: u32 = 2;
/// Where so many tables have the one value under a name, a digit less will do.
const TABLES: usize = 3;
/// An amount of fewer digits may be another that stands elsewhere.
const MANY_DIGITS: u32 = 5;
/// Of cells that are equal so many are looked at.
const EQUAL: usize = 16;
/// The change of an amount and its rate are the next so many.
const AFTER: usize = 2;
/// An amount that differs by less than one part in so many is the same, put down wrongly.
const NEAR: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

/// What an amount may be, and what it is.
struct Known<'b> {
    said: &'b Said,
    /// The how manieth of all that are said.
    nth: usize,
    group: &'b Group,
    /// Nothing else stands before the name of the cells.
    whole: bool,
    value: Decimal,
    half: Decimal,
    /// The cells that are equal to it.
    ties: Vec<Cell>,
}

/// Tries the rule on every amount that is called like a row, and on every sentence that names one.
pub fn run(bound: &Bound<'_>, results: &mut Results) {
    named::run(bound, results);
    let document = bound.document;
    let cells = bound.cells();
    let known: Vec<Known<'_>> = bound
        .said()
        .iter()
        .enumerate()
        .filter(|(_, said)| said.role != Role::Bound)
        .filter_map(|(nth, said)| Known::new(document, (nth, said), cells.called(said)?))
        .collect();
    for (at, one) in known.iter().enumerate() {
        match one.ties.first() {
            Some(cell) => {
                let equation = one.equals(document, cell);
                if equation.outcome() != Outcome::Fails {
                    results.found(equation);
                }
            }
            None => {
                // What one slip explains is meant before what only lies near.
                let taught = taught(&known, at);
                let told = taught
                    .iter()
                    .find(|cell| one.is_slip(document, cell) || one.is_copy(document, cell))
                    .copied();
                let near = || taught.iter().find(|cell| one.is_near(document, cell)).copied();
                if let Some(cell) = told.or_else(|| one.only(bound)).or_else(near) {
                    results.relation(one.equals(document, &cell));
                }
            }
        }
    }
}

impl<'b> Known<'b> {
    fn new(
        document: &Document,
        (nth, said): (usize, &'b Said),
        Called { group, whole }: Called<'b>,
    ) -> Option<Self> {
        let amount = document.figure(said.figure).amount;
        let (value, half) = (amount.checked_base()?.abs(), amount.half_digit());
        let cells = group.of(amount.unit.kind);
        // Where digits were cut instead of rounded, the amount may be a whole digit away.
        let digit = half.checked_add(half)?;
        let all = between(cells, value.checked_sub(digit)?, value.checked_add(digit)?);
        let ties = all.iter().take(EQUAL).copied().collect();
        Some(Self { said, nth, group, whole, value, half, ties })
    }

    /// Amounts of one list are told alike.
    fn manner(&self) -> (Role, Period, State) {
        let role = if self.said.role == Role::Down { Role::Up } else { self.said.role };
        (role, self.said.period, self.said.state)
    }

    /// The cell that alone can be meant: all that are called so have one value, and this one stands nowhere.
    fn only(&self, bound: &Bound<'_>) -> Option<Cell> {
        let document = bound.document;
        let amount = document.figure(self.said.figure).amount;
        let of_this_year = matches!(self.said.period, Period::Unsaid | Period::This);
        if !self.whole || !of_this_year || self.said.role != Role::Stock || amount.unit.kind != Kind::Money {
            return None;
        }
        let near = self.half.checked_mul(Decimal::from(3))?;
        let (low, high) = (self.value.checked_sub(near)?, self.value.checked_add(near)?);
        let standing = bound.standing();
        let alone =
            significant(amount) >= MANY_DIGITS || !document.amounts().elsewhere(self.said.figure, low, high);
        let cell = self.group.one_value(Kind::Money).filter(|_| alone)?;
        let fewest = match (self.group.tables(cell.value) >= TABLES, self.said.period) {
            (true, Period::This) => DIGITS_OF_THIS_YEAR,
            (true, _) => DIGITS - 1,
            _ => DIGITS,
        };
        // What was rounded for the sentence says something by its zeros as well.
        let rounded = document.figure(cell.figure).amount.half_digit() < self.half;
        let digits = if rounded { written(amount) } else { significant(amount) };
        if digits < fewest {
            return None;
        }
        let at_once = standing.at_once(document, bound.said(), self.said, cell.figure);
        (at_once && (self.is_slip(document, &cell) || self.repeats_change(bound, &cell))).then_some(cell)
    }

    fn equals(&self, document: &Document, cell: &Cell) -> Equation {
        let own = Operand { half: self.half, ..operand(document, self.said.figure) };
        // Words say which way a change went, tables say it by the sign.
        let negative = |id: FigureId| document.figure(id).amount.value.is_sign_negative();
        let turned = negative(self.said.figure) != negative(cell.figure);
        let sign = if turned { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        Equation::equal(
            Linear::one(own),
            Linear::one(Operand::of(document, cell.figure).in_unit(cell.unit)).scaled(sign),
        )
    }

    /// How far it lies from a cell, where that is no rounding: one more or less in the last digit.
    fn off(&self, cell: &Cell) -> Option<Decimal> {
        let off = apart(self.value, cell.value);
        let rounding = self.half.saturating_mul(Decimal::from(3));
        (off > rounding && !self.value.is_zero() && !cell.value.is_zero()).then_some(off)
    }

    /// Whether the amount is a cell with a slip of the keyboard in it.
    fn is_slip(&self, document: &Document, cell: &Cell) -> bool {
        let amount = document.figure(self.said.figure).amount;
        let worth = amount.unit.worth();
        let slips =
            one_digit_off(amount).chain(neighbours_swapped(amount)).chain(digits_or_point_lost(amount));
        let mut slips = slips.filter_map(|value| value.abs().checked_mul(worth));
        self.off(cell).is_some()
            && slips.any(|value| apart(value, cell.value) <= self.half.saturating_add(self.half))
    }

    /// Whether its own change or rate was put down in place of the amount.
    fn repeats_change(&self, bound: &Bound<'_>, cell: &Cell) -> bool {
        let value = |one: &Said| bound.document.figure(one.figure).amount.value;
        let after = bound.said().iter().skip(self.nth + 1).take(AFTER);
        let mut moved = after.filter(|one| one.role != Role::Stock);
        self.off(cell).is_some() && moved.any(|one| value(one) == value(self.said))
    }

    /// Whether the amount is one beside it in its sentence, put down in place of a cell.
    fn is_copy(&self, document: &Document, cell: &Cell) -> bool {
        self.off(cell).is_some() && document.repeats_neighbour(self.said.figure)
    }

    /// The same, or so near it that nothing else can be meant.
    fn is_near(&self, document: &Document, cell: &Cell) -> bool {
        let telling = significant(document.figure(self.said.figure).amount) > 2;
        let near = self.off(cell).is_some_and(|off| off.saturating_mul(NEAR) <= cell.value);
        near && telling || self.is_slip(document, cell)
    }
}

/// The cells that the amount at `at` would be by the columns that the amounts around it are in, the likeliest first.
fn taught(known: &[Known<'_>], at: usize) -> Vec<Cell> {
    let one = &known[at];
    let around = known[at.saturating_sub(AROUND)..at].iter().chain(known[at + 1..].iter().take(AROUND));
    let alike: Vec<&Known<'_>> = around.filter(|other| other.manner() == one.manner()).collect();
    let mut votes: HashMap<(u32, u32), Vec<u32>> = HashMap::new();
    for cell in alike.iter().flat_map(|other| &other.ties) {
        let rows = match votes.entry((cell.table, cell.lane)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Vec::new()),
        };
        if !rows.contains(&cell.line) {
            rows.push(cell.line);
        }
    }
    let mut told: Vec<(usize, (u32, u32))> = votes
        .into_iter()
        .map(|(column, rows)| (rows.len(), column))
        .filter(|(rows, column)| *rows >= TELLING && *rows >= MAJORITY * against(&alike, *column))
        .collect();
    told.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    told.into_iter().filter_map(|(_, (table, column))| one.group.only(table, column)).collect()
}

/// How many amounts would have a cell in a column and are in no cell at all.
fn against(alike: &[&Known<'_>], (table, column): (u32, u32)) -> usize {
    alike.iter().filter(|other| other.ties.is_empty() && other.group.only(table, column).is_some()).count()
}
