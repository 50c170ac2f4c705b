//! Rows of a table whose heads say that spending less income is net: Gross expenditure, Total income, Net cost.

use rust_decimal::Decimal;

use crate::amount::Kind;
use crate::amount::slip::significant;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::slipped;
use crate::check::aid::prose::{figures, operand};
use crate::check::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::document::{Document, FigureId, Table};
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// What is net has so many digits.
const TELLING: u32 = 4;
/// Heads of no more columns are looked at.
const COLUMNS: usize = 64;

pub(super) fn run(bound: &Bound<'_>, results: &mut Results) {
    let document = bound.document;
    for table in &document.tables {
        let columns = columns(document, table);
        for row in table.rows.iter().filter(|_| !columns.is_empty()) {
            let of_row: Vec<FigureId> = figures(document, &row.place).collect();
            for &[gross, income, net] in &columns {
                let at = |column: usize| {
                    let own = |id: &&FigureId| {
                        document.figure(**id).cell.is_some_and(|cell| cell.column as usize == column)
                    };
                    let known =
                        |id: &&FigureId| !document.figure(**id).blank && !document.figure(**id).unreadable;
                    of_row.iter().filter(known).find(own).copied()
                };
                if let (Some(gross), Some(income), Some(net)) = (at(gross), at(income), at(net)) {
                    tell(document, [gross, income, net], results);
                }
            }
        }
    }
}

/// Spending, income beside it, and what is net beside both.
fn columns(document: &Document, table: &Table) -> Vec<[usize; 3]> {
    let words = vocabulary();
    let heads: Vec<String> = table
        .columns
        .iter()
        .take(COLUMNS)
        .map(|column| column.path.iter().map(|place| document.text(place)).collect::<Vec<_>>().join(" "))
        .collect();
    let is = |head: &str| (words.expenses.fit(head), words.incomes.fit(head), words.net.fit(head));
    let three = |at: usize| {
        let [one, other, net] = heads.get(at..at + 3)? else { return None };
        match (is(one), is(other), is(net)) {
            ((true, false, false), (false, true, false), (_, _, true)) => Some([at, at + 1, at + 2]),
            ((false, true, false), (true, false, false), (_, _, true)) => Some([at + 1, at, at + 2]),
            _ => None,
        }
    };
    (0..heads.len()).filter_map(three).collect()
}

/// Income may be written as less than nothing, and what is net may be.
fn tell(document: &Document, [gross, income, net]: [FigureId; 3], results: &mut Results) {
    let amount = |id: FigureId| document.figure(id).amount;
    if significant(amount(net)) < TELLING
        || [gross, income, net].iter().any(|id| amount(*id).unit.kind == Kind::Percent)
    {
        return;
    }
    let linear = |id: FigureId| Linear::one(operand(document, id));
    let negative = amount(income).value.is_sign_negative();
    let taken = linear(income).scaled(if negative { Decimal::ONE } else { Decimal::NEGATIVE_ONE });
    let rest = linear(gross).plus(taken);
    for sign in [Decimal::ONE, Decimal::NEGATIVE_ONE] {
        let equation = Equation::equal(linear(net), rest.clone().scaled(sign));
        if equation.outcome() != Outcome::Fails {
            return results.found(equation);
        }
    }
    let equation = Equation::equal(linear(net), rest);
    let twin = amount(net).value == amount(gross).value.abs()
        || amount(gross).value.abs() == amount(income).value.abs();
    if slipped(document, &equation) || twin && !amount(income).value.is_zero() {
        results.proved(equation);
    }
}
