//! Columns that are one column divided by another in every row, the total among them: the average length of a stay, what is spent a
//! head, a price, and rates of a hundred whose head does not say so (C/A). Such a column adds up to nothing, and neither does one
//! that runs up another.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::product::Product;
use crate::amount::slip::significant;
use crate::amount::{Unit, apart, half_digit};
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::results::Results;
use crate::document::{ColumnKind, Document, Figure, FigureId, Pane, Table};
use crate::ledger::Outcome;

/// So many rows in which a quotient comes out prove it, of figures that differ.
const PROVED: usize = 4;
/// Of so many rows one may not come out.
const FEW: usize = 8;
/// A quotient of fewer digits comes out by chance.
const DIGITS: u32 = 2;
/// Tables with more columns of figures are lists of much else.
const MOST: usize = 12;

/// A column and the two whose quotient it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quotient {
    pub(super) column: usize,
    pub(super) one: usize,
    pub(super) other: usize,
    /// It is told of a hundred.
    pub(super) hundred: bool,
}

impl Quotient {
    /// What the quotient is told of.
    fn base(self) -> Decimal {
        if self.hundred { Decimal::ONE_HUNDRED } else { Decimal::ONE }
    }
}

/// The columns of a statement that divide one of the others by another one.
pub(super) fn quotients(document: &Document, table: &Table, pane: &Pane) -> Vec<Quotient> {
    let columns: Vec<usize> =
        pane.columns.clone().filter(|&at| table.columns[at].kind == ColumnKind::Value).collect();
    if columns.len() < 3 || columns.len() > MOST || pane.items.len() < PROVED {
        return Vec::new();
    }
    let mut found = Vec::new();
    for &column in columns.iter().filter(|&&column| has_fractions(document, pane, column)) {
        let others = || columns.iter().copied().filter(|&at| at != column);
        let pairs = others().flat_map(|one| others().map(move |other| (one, other)));
        let pairs = pairs.filter(|(one, other)| one != other);
        let mut ways = pairs
            .flat_map(|(one, other)| [false, true].map(|hundred| Quotient { column, one, other, hundred }));
        found.extend(ways.find(|&way| comes_out(document, pane, way)));
    }
    found
}

/// For each statement of a table the columns that add up, of those that are `called` so: without what divides others or runs
/// them up.
pub(super) fn additive(document: &Document, table: &Table, called: &[bool]) -> Vec<Vec<bool>> {
    let of_pane = |pane: &Pane| {
        let quotients: Vec<usize> = quotients(document, table, pane).iter().map(|way| way.column).collect();
        let runs_up = |at: usize| pane.columns.contains(&at) && runs_up(document, table, pane, at);
        let kept = |(at, called): (usize, &bool)| *called && !quotients.contains(&at) && !runs_up(at);
        called.iter().enumerate().map(kept).collect()
    };
    table.panes.iter().map(of_pane).collect()
}

/// Tells what the quotients of a statement come to, row by row, without those that one of the `products` tells.
pub(super) fn tell(
    (document, table, pane): (&Document, &Table, &Pane),
    products: &[Product],
    results: &mut Results,
) {
    let said = |way: &Quotient| products.iter().any(|product| product.says(way.column, way.one, way.other));
    for way in quotients(document, table, pane).into_iter().filter(|way| way.hundred || !said(way)) {
        let in_row = |row: usize| {
            let id = |column: usize| id_of(pane, row, column).filter(|id| is_written(document, *id));
            let operand = |id: FigureId| Linear::one(Operand::of(document, id));
            let (stated, one, other) = (id(way.column)?, id(way.one)?, id(way.other)?);
            let equation = Equation::equal(operand(stated), operand(one).scaled(way.base()));
            Some(Equation { over: Some(operand(other)), ..equation })
        };
        let rows: Vec<Equation> = (0..pane.items.len()).filter_map(in_row).collect();
        let (out, off): (Vec<Equation>, Vec<Equation>) =
            rows.into_iter().partition(|equation| equation.outcome() != Outcome::Fails);
        // Figures in several units come out otherwise.
        if out.len() < PROVED || off.len() > (out.len() / FEW).max(1) {
            continue;
        }
        let slips = off.into_iter().filter(|equation| one_digit_away(document, equation));
        out.into_iter().chain(slips).for_each(|equation| results.found(equation));
    }
}

fn id_of(pane: &Pane, row: usize, column: usize) -> Option<FigureId> {
    pane.items[row].figures.get(column.checked_sub(pane.columns.start)?).copied().flatten()
}

fn is_written(document: &Document, id: FigureId) -> bool {
    let figure = document.figure(id);
    !figure.blank && !figure.unreadable
}

fn figure<'d>(document: &'d Document, pane: &Pane, row: usize, column: usize) -> Option<&'d Figure> {
    let id = id_of(pane, row, column).filter(|id| is_written(document, *id))?;
    Some(document.figure(id))
}

/// Whether the figures of a column have something behind the point: what is divided hardly ever comes out even.
fn has_fractions(document: &Document, pane: &Pane, column: usize) -> bool {
    let figures = (0..pane.items.len()).filter_map(|row| figure(document, pane, row, column));
    let (mut all, mut parted) = (0, 0);
    for one in figures {
        all += 1;
        parted += usize::from(one.amount.decimals > 0 && significant(one.amount) >= DIGITS);
    }
    parted >= PROVED && parted * 2 > all
}

fn comes_out(document: &Document, pane: &Pane, way: Quotient) -> bool {
    let (mut out, mut off) = (HashSet::new(), 0_usize);
    for row in 0..pane.items.len() {
        let at = |column: usize| figure(document, pane, row, column).map(|figure| figure.amount);
        let Some(((stated, one), other)) = at(way.column).zip(at(way.one)).zip(at(way.other)) else {
            continue;
        };
        let quotient = one.value.checked_mul(way.base()).and_then(|one| one.checked_div(other.value));
        let Some(quotient) = quotient else { continue };
        let half = half_digit(stated.decimals, Unit::ONE);
        if apart(quotient.abs(), stated.value.abs()) <= half {
            out.insert(stated.value.normalize());
        } else {
            off += 1;
            // The first rows say that it is none.
            if off > 1 && out.len() < FEW {
                return false;
            }
        }
    }
    out.len() >= PROVED && off <= (out.len() / FEW).max(1)
}

/// Whether a column is what it was a row before and what another one has beside it, in so many rows that it is no chance.
pub(super) fn runs_up(document: &Document, table: &Table, pane: &Pane, column: usize) -> bool {
    let value = |row: usize, at: usize| figure(document, pane, row, at).map(|figure| figure.amount.value);
    let others =
        pane.columns.clone().filter(|&at| at != column && table.columns[at].kind == ColumnKind::Value);
    others.take(MOST).any(|other| {
        let steps = (1..pane.items.len()).map(|row| {
            let before = value(row - 1, column)?;
            Some((before, value(row, column)?, value(row, other)?))
        });
        let runs = |(before, own, step): &(Decimal, Decimal, Decimal)| {
            !step.is_zero() && !before.is_zero() && before.checked_add(*step) == Some(*own)
        };
        steps.flatten().filter(runs).count() >= PROVED
    })
}
