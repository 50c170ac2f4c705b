//! The check `surplus`: what is left of an income after an expenditure, or what is lacking, told in words: 收入1105亿元，开支826亿元，
//! 录得279亿元盈余. The income and the expenditure are the last that the sentences before it tell, or the first of those after it, neither
//! a part of another amount.
//! Where they do not come out and no slip explains it, another income was meant. All that came is all that went (收入总计, 支出总计).

use crate::amount::Kind;
use crate::amount::slip::written;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::prose::{clause, operand};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::aid::said::{Role, Said};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::{Phrases, vocabulary};
use rust_decimal::Decimal;

/// The income and the expenditure stand no more sentences before what is left.
const SENTENCES: u32 = 3;
/// They stand among so many amounts before it.
const BEFORE: usize = 24;
/// What is left has so many digits: a shorter one is a slip away from any other.
const TELLING: u32 = 3;
/// A word behind an amount takes no more bytes.
const BEHIND: usize = 24;

/// Tries the rule on every amount that is called what is left, or what is lacking.
pub fn run(bound: &Bound<'_>, results: &mut Results) {
    let (document, said) = (bound.document, bound.said());
    said.windows(2).for_each(|pair| both_sides(document, &pair[0], &pair[1], results));
    for (at, left) in said.iter().enumerate().filter(|(_, one)| is_amount(document, one)) {
        let telling = written(document.figure(left.figure).amount) >= TELLING;
        let Some(sign) = sign(document, left).filter(|_| telling) else { continue };
        let near = |one: &&Said| one.sentence.abs_diff(left.sentence) <= SENTENCES;
        let side = |one: &&Said| is_amount(document, one) && one.above.is_none();
        let before: Vec<&Said> = said[..at].iter().rev().take(BEFORE).take_while(near).filter(side).collect();
        let after: Vec<&Said> = said[at + 1..].iter().take(BEFORE).take_while(near).filter(side).collect();
        // 收支总额 is neither.
        let of_one = |id: FigureId, one: &Phrases, other: &Phrases| {
            let words = clause(document, 0, document.figure(id).place.start);
            one.within(&words) && !other.within(&words)
        };
        let (earns, spends) = (&vocabulary().said_income, &vocabulary().said_spending);
        let both = |sides: &[&Said]| {
            let income = sides.iter().map(|one| one.figure).find(|id| of_one(*id, earns, spends))?;
            let spending = sides.iter().map(|one| one.figure).find(|id| of_one(*id, spends, earns))?;
            Some((income, spending))
        };
        let Some((income, spending)) = both(&before).or_else(|| both(&after)) else { continue };
        let of = |id: FigureId| Linear::one(operand(document, id));
        let rest = of(income).plus(of(spending).scaled(Decimal::NEGATIVE_ONE)).scaled(sign);
        let equation = Equation::equal(of(left.figure), rest);
        if equation.outcome() != Outcome::Fails || one_digit_away(document, &equation) {
            results.relation(equation);
        }
    }
}

/// All that came and all that went, told one after the other, are one: 收入总计100万元，支出总计100万元.
fn both_sides(document: &Document, one: &Said, next: &Said, results: &mut Results) {
    let words = |one: &Said| clause(document, 0, document.figure(one.figure).place.start).into_owned();
    let told = one.sentence == next.sentence && is_amount(document, one) && is_amount(document, next);
    if !told || written(document.figure(one.figure).amount) < TELLING {
        return;
    }
    let (first, second) = (words(one), words(next));
    let total = |words: &str| vocabulary().grand_totals.end(trimmed(words));
    let (earns, spends) = (&vocabulary().said_income, &vocabulary().said_spending);
    let of_one = |words: &str, one: &Phrases, other: &Phrases| one.within(words) && !other.within(words);
    if total(&first) && total(&second) && of_one(&first, earns, spends) && of_one(&second, spends, earns) {
        let of = |one: &Said| Linear::one(operand(document, one.figure));
        let equation = Equation::equal(of(one), of(next));
        if equation.outcome() != Outcome::Fails || one_digit_away(document, &equation) {
            results.relation(equation);
        }
    }
}

/// An amount of money that is neither a change nor a bound.
fn is_amount(document: &Document, one: &Said) -> bool {
    one.role == Role::Stock && document.figure(one.figure).amount.unit.kind == Kind::Money
}

/// 1 where an amount is called what is left, −1 where it is called what is lacking: by the words before it, or right behind it.
fn sign(document: &Document, one: &Said) -> Option<Decimal> {
    let place = &document.figure(one.figure).place;
    let before = clause(document, 0, place.start);
    let behind = document.folded.text.cut(place.end as usize..).first(BEHIND);
    let behind = behind.trim_start_matches(|c| vocabulary().states.has(c));
    let called = |words: &Phrases| words.end(trimmed(&before)) || words.begin(behind);
    match (called(&vocabulary().said_surplus), called(&vocabulary().said_deficit)) {
        (true, false) => Some(Decimal::ONE),
        (false, true) => Some(Decimal::NEGATIVE_ONE),
        _ => None,
    }
}

/// Words before an amount without those that only say that it comes.
fn trimmed(words: &str) -> &str {
    let mut words = words;
    while let Some(rest) = vocabulary().said_fillers.strip_end(words).filter(|rest| rest.len() < words.len())
    {
        words = rest;
    }
    words
}
