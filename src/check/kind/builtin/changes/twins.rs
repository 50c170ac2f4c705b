//! The same sum said twice with its change, as income and as expenditure, or as a whole and as its only part: what one of the two
//! says otherwise by a digit is what the other says.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::amount::apart;
use crate::amount::slip::{significant, written};
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::prose::{is_money, operand};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::aid::said::{Role, Said};
use crate::check::results::Results;
use crate::document::Document;
use crate::ledger::Outcome;

/// Two that are one stand within so many amounts.
const NEAR: usize = 16;
/// Of an amount, or of a change, so many digits that are no zeros at its end say that it is the same: two of fewer are equal by
/// chance.
const TELLING: u32 = 3;
/// What one digit of a figure of fewer may be is any other.
const DIGITS: u32 = 3;

/// An amount and by how much it changed, as indexes into what is said.
#[derive(Clone, Copy)]
struct Moved {
    stock: usize,
    change: usize,
}

/// Tells amounts whose change is one and changes whose amount is one, where a digit keeps the other from being so too.
pub(super) fn tell(document: &Document, said: &[Said], of: &HashMap<u32, &Said>, results: &mut Results) {
    let at_of = |figure| said.binary_search_by_key(&figure, |one: &Said| one.figure).ok();
    let own = |(&stock, change): (&u32, &&Said)| {
        at_of(change.figure).map(|change| Moved { stock: stock as usize, change })
    };
    let mut moved: Vec<Moved> = of.iter().filter_map(own).collect();
    moved.retain(|own| is_money(document, said[own.stock].figure) && said[own.stock].role == Role::Stock);
    moved.sort_unstable_by_key(|own| own.stock);
    let value = |at: usize| document.figure(said[at].figure).amount.base().normalize();
    let digits = |at: usize| significant(document.figure(said[at].figure).amount);
    let mut by_stock: HashMap<(Decimal, Role), Moved> = HashMap::new();
    let mut by_change: HashMap<(Decimal, Role), Moved> = HashMap::new();
    for &own in &moved {
        let way = said[own.change].role;
        let near = |other: &Moved| own.stock - other.stock <= NEAR;
        let said_again = by_stock.insert((value(own.stock), way), own).filter(near);
        if let Some(other) = said_again.filter(|_| digits(own.stock) >= TELLING) {
            match value(own.change) == value(other.change) {
                true => results.found(equal(document, said, (other.change, own.change))),
                false => differ(document, said, (other.change, own.change), results),
            }
        }
        let changed_alike = by_change.insert((value(own.change), way), own).filter(near);
        if let Some(other) = changed_alike.filter(|_| digits(own.change) >= TELLING) {
            differ(document, said, (other.stock, own.stock), results);
        }
    }
}

/// Tells two amounts that differ by a digit.
fn differ(document: &Document, said: &[Said], pair: (usize, usize), results: &mut Results) {
    let amounts = [pair.0, pair.1].map(|at| document.figure(said[at].figure).amount);
    let short = amounts.iter().any(|amount| written(*amount) < DIGITS);
    // Where digits were cut, and not rounded, the two may be a whole digit apart.
    let digit = amounts.iter().map(|amount| amount.half_digit()).max().unwrap_or_default();
    let cut = apart(amounts[0].base(), amounts[1].base()) <= digit.saturating_mul(Decimal::TWO);
    let equation = equal(document, said, pair);
    if !short && !cut && equation.outcome() == Outcome::Fails && one_digit_away(document, &equation) {
        results.relation(equation);
    }
}

fn equal(document: &Document, said: &[Said], (left, right): (usize, usize)) -> Equation {
    let one = |at: usize| Linear::one(operand(document, said[at].figure));
    Equation::equal(one(left), one(right))
}
