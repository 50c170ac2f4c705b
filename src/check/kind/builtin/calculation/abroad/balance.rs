//! Income less spending is what is left, spending less income what is lacking; of what is left more may be taken.

use rust_decimal::Decimal;

use super::reading::Reading;
use crate::check::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// The sides of a balance stand among so many amounts before it, in so many sentences.
const AMOUNTS: usize = 12;
const SENTENCES: usize = 3;
/// Behind it, where a heading tells it first.
const AFTER: usize = 6;
/// A balance of fewer digits is a slip away from any other.
const DIGITS: u32 = 3;

/// A balance that a sentence of its own tells differs by less than one in so many of it for what is netted there.
const NETTED: Decimal = Decimal::from_parts(1000, 0, 0, false, 0);

/// What an amount is called.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Left,
    Lacking,
    Either,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Income,
    Spending,
}

pub(super) fn run(reading: &Reading<'_>, results: &mut Results) {
    let mut before: Option<usize> = None;
    for at in 0..reading.items.len() {
        let telling = reading.is_money(at) && reading.is_written(at, DIGITS);
        let Some(sign) = sign(reading, at).filter(|_| telling) else { continue };
        if let Some((whole, less)) = taken(reading, at, before) {
            let equation = Equation::equal(reading.linear(at), reading.difference(whole, less));
            reading.meant(equation, results);
        } else if let Some((income, spending)) = sides(reading, at) {
            tell(reading, at, sign, (income, spending), results);
        }
        before = Some(at);
    }
}

/// What an amount is called, if it is a balance: before it, or right behind it where the words before name neither side.
pub(super) fn sign(reading: &Reading<'_>, at: usize) -> Option<Sign> {
    let words = vocabulary();
    let called = |text: &str| match (words.surpluses.fit(text), words.deficits.fit(text)) {
        (true, true) => Some(Sign::Either),
        (true, false) => Some(Sign::Left),
        (false, true) => Some(Sign::Lacking),
        (false, false) => words.balances.fit(text).then_some(Sign::Either),
    };
    let name = reading.name(at);
    if reading.is_changed(at) || words.year_before.fit(name) {
        return None;
    }
    let sided = words.incomes.fit(name) || words.expenses.fit(name);
    called(name).or_else(|| if sided { None } else { called(reading.behind(at)) })
}

/// Which side of a balance an amount is.
pub(super) fn side(reading: &Reading<'_>, at: usize) -> Option<Side> {
    let words = vocabulary();
    let name = reading.name(at);
    let of = |text: &str| (words.incomes.fit(text), words.expenses.fit(text));
    let said = match of(name) {
        (false, false) => of(reading.behind(at)),
        said => said,
    };
    if !reading.is_money(at) || reading.is_changed(at) || reading.is_of_last_year(at) {
        return None;
    }
    match said {
        (true, false) => Some(Side::Income),
        (false, true) => Some(Side::Spending),
        _ => None,
    }
}

/// The income and the spending nearest before a balance; where neither stands there, those behind it.
fn sides(reading: &Reading<'_>, at: usize) -> Option<(usize, usize)> {
    let sentence = |other: usize| reading.items[other].sentence;
    let find = |among: &mut dyn Iterator<Item = usize>| {
        let near: Vec<usize> = among.filter(|other| sign(reading, *other).is_none()).collect();
        let one = |wanted: Side| near.iter().copied().find(|other| side(reading, *other) == Some(wanted));
        (one(Side::Income), one(Side::Spending))
    };
    let mut before = (at.saturating_sub(AMOUNTS)..at)
        .rev()
        .take_while(|other| sentence(*other) + SENTENCES >= sentence(at));
    match find(&mut before) {
        (Some(income), Some(spending)) => Some((income, spending)),
        (None, None) => {
            let mut after = (at + 1..reading.items.len().min(at + 1 + AFTER))
                .take_while(|other| sentence(*other) <= sentence(at) + SENTENCES);
            let (income, spending) = find(&mut after);
            income.zip(spending)
        }
        _ => None,
    }
}

/// What a balance is less what was taken from it: of 8.2 million, deducting 1.1 million, 7.1 million is left.
fn taken(reading: &Reading<'_>, at: usize, before: Option<usize>) -> Option<(usize, usize)> {
    let less = at.checked_sub(1).filter(|less| reading.is_money(*less))?;
    let whole = before.filter(|whole| *whole < less)?;
    let near = reading.items[whole].sentence + 1 >= reading.items[at].sentence;
    let deducted = &vocabulary().deducted;
    let said = deducted.fit(reading.name(at)) || deducted.fit(reading.name(less));
    (near && said).then_some((whole, less))
}

/// Holds a balance to its sides, whichever is the larger where its name leaves that open.
fn tell(
    reading: &Reading<'_>,
    at: usize,
    sign: Sign,
    (income, spending): (usize, usize),
    results: &mut Results,
) {
    let of = |rest: Linear| Equation::equal(reading.linear(at), rest);
    let left = || of(reading.difference(income, spending));
    let lacking = || of(reading.difference(spending, income));
    let readings = match sign {
        Sign::Left => vec![left()],
        Sign::Lacking => vec![lacking()],
        Sign::Either if reading.value(income) >= reading.value(spending) => vec![left(), lacking()],
        Sign::Either => vec![lacking(), left()],
    };
    if let Some(holds) = readings.iter().find(|equation| equation.outcome() != Outcome::Fails) {
        return results.found(holds.clone());
    }
    // A balance that is one of its sides was put down for it.
    let copied = [income, spending].iter().any(|side| reading.are_twins(at, *side));
    let other = reading.value(income) != Decimal::ZERO && reading.value(spending) != Decimal::ZERO;
    // What is told in a sentence of its own may take in a little more: 63.813,9 less 59.589,2, and netted 4.225,0 is left.
    let apart =
        [income, spending].iter().all(|side| reading.items[*side].sentence != reading.items[at].sentence);
    let netted = |equation: &Equation| {
        let part = equation.gap().and_then(|gap| gap.abs().checked_mul(NETTED));
        apart && part.is_some_and(|part| part < reading.value(at).abs())
    };
    for equation in readings.into_iter().filter(|equation| !netted(equation)) {
        if reading.meant_by(equation.clone(), |_| copied && other, results)
            || reading.meant(equation, results)
        {
            return;
        }
    }
}
