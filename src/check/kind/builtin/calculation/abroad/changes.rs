//! Changes: £102.73, compared to £93.39 last year, a £9.34 increase or 10 %.

use rust_decimal::Decimal;

use super::reading::{Reading, stems};
use crate::amount::Kind;
use crate::check::aid::evidence::slipped;
use crate::check::aid::prose::{figures, operand};
use crate::check::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// The two amounts that a change lies between stand among so many before it, in this sentence or the one before, and its rate among
/// so many figures behind it.
const NEAR: usize = 8;
const RATE: usize = 3;
/// A change of fewer digits lies between any two amounts.
const TELLING: u32 = 3;
/// One that is looked up in a table has so many, and so many cells are looked at.
const LONG: u32 = 4;
const CELLS: usize = 16;
/// Names of two amounts are those of one thing in two years where they have so many words in common.
const COMMON: usize = 2;

pub(super) fn run(reading: &Reading<'_>, results: &mut Results) {
    for at in 0..reading.items.len() {
        let change = reading.kind(at) != Kind::Percent && reading.is_changed(at);
        if !change || reading.digits(at) < TELLING {
            continue;
        }
        if let Some((now, then)) = between(reading, at, results) {
            rate(reading, (at, now, then), results);
        } else {
            tabled(reading, at, results);
        }
    }
}

/// The amounts that a change lies between, the later first.
fn between(reading: &Reading<'_>, at: usize, results: &mut Results) -> Option<(usize, usize)> {
    let sentence = |other: usize| reading.items[other].sentence;
    let stocks: Vec<usize> = (at.saturating_sub(NEAR)..at)
        .filter(|other| reading.kind(*other) == reading.kind(at) && sentence(*other) + 1 >= sentence(at))
        .filter(|other| !vocabulary().moves.fit(reading.name(*other)))
        .collect();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (nth, one) in stocks.iter().enumerate() {
        pairs.extend(stocks[nth + 1..].iter().map(|other| (*one, *other)));
    }
    let equation = |(one, other): (usize, usize)| {
        let (more, less) =
            if reading.value(one) > reading.value(other) { (one, other) } else { (other, one) };
        Equation::equal(reading.linear(at), reading.difference(more, less))
    };
    let exact = |pair: &(usize, usize)| equation(*pair).gap().is_some_and(|gap| gap.is_zero());
    let order = |(one, other): (usize, usize)| {
        if reading.is_of_last_year(one) { (other, one) } else { (one, other) }
    };
    if let Some(&pair) = pairs.iter().find(|pair| exact(pair)) {
        results.found(equation(pair));
        return Some(order(pair));
    }
    let named = |(one, other): &(usize, usize)| {
        let years = reading.is_of_last_year(*one) != reading.is_of_last_year(*other);
        let (one, other) = (stems(reading.name(*one)), stems(reading.name(*other)));
        years || one.intersection(&other).count() >= COMMON
    };
    let mut slips = pairs.iter().filter(|pair| named(pair) && reading.mends(&equation(**pair), |_| true));
    let (Some(&pair), None) = (slips.next(), slips.next()) else { return None };
    results.proved(equation(pair));
    Some(order(pair))
}

/// The rate told behind a change: the change over what it began with.
fn rate(reading: &Reading<'_>, (change, now, then): (usize, usize, usize), results: &mut Results) {
    let sentence = |at: usize| reading.items[at].sentence;
    let rate = (change + 1..reading.items.len().min(change + 1 + RATE))
        .take_while(|at| sentence(*at) <= sentence(change) + 1)
        .find(|at| reading.kind(*at) == Kind::Percent);
    let Some(rate) = rate else { return };
    let next = sentence(rate) > sentence(change);
    if next && !reading.is_changed(rate) {
        return;
    }
    let over = |base: usize| Equation {
        over: Some(reading.linear(base)),
        ..Equation::equal(reading.linear(rate), reading.linear(change))
    };
    if over(now).outcome() != Outcome::Fails {
        return results.found(over(now));
    }
    reading.meant_by(over(then), |equation| reading.mends(equation, |_| true), results);
}

/// A change of the amount before it, which a table has beside that of the other year.
fn tabled(reading: &Reading<'_>, at: usize, results: &mut Results) {
    let document = reading.document;
    let Some(now) =
        at.checked_sub(1).filter(|now| reading.items[*now].sentence == reading.items[at].sentence)
    else {
        return;
    };
    if reading.digits(at) < LONG
        || reading.digits(now) < LONG
        || !reading.is_money(now)
        || !reading.is_money(at)
    {
        return;
    }
    let value = reading.value(now);
    let cells = document.amounts().between(value, value).filter_map(|id| document.figure(id).cell);
    let mut slips: Vec<Equation> = Vec::new();
    for cell in cells.take(CELLS) {
        let rows = document.tables.get(cell.table as usize).map(|table| &table.rows);
        let Some(row) = rows.and_then(|rows| rows.get(cell.row as usize)) else { continue };
        for other in figures(document, &row.place).take(CELLS) {
            let amount = document.figure(other).amount;
            if amount.base() == value || amount.unit.kind != reading.kind(now) || amount.value.is_zero() {
                continue;
            }
            let (now, then) = (reading.linear(now), Linear::one(operand(document, other)));
            let (more, less) = if amount.base() < value { (now, then) } else { (then, now) };
            let rest = more.plus(less.scaled(Decimal::NEGATIVE_ONE));
            let equation = Equation::equal(reading.linear(at), rest);
            if equation.outcome() != Outcome::Fails {
                return results.found(equation);
            }
            if slipped(document, &equation) {
                slips.push(equation);
            }
        }
    }
    if let [_] = slips.as_slice() {
        slips.into_iter().for_each(|equation| results.proved(equation));
    }
}
