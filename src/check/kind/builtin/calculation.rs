//! The check `calculation`: what a text works out (`64间×2床=128床`, `2台×8.9万元=17.8万元`) comes to what it says.
//!
//! Read is what can be read without doubt: numbers, each with a word for what it counts, joined by signs, up to an equals
//! sign and the number after it. A calculation that begins with a bracket or a name is left alone.

mod abroad;
mod long;
mod told;

use rust_decimal::Decimal;

use crate::amount::style::Style;
use crate::amount::{Number, Unit, number, power_of_ten};
use crate::check::aid::bind::Bound;
use crate::check::aid::prose::figures;
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::results::Results;
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::rule::Within;
use crate::source::Cut;

/// A calculation is no longer than this many bytes before its equals sign.
const LONGEST: usize = 200;
/// A word for what a number counts is no longer than this many characters.
const WORD: usize = 8;
/// Numbers with fewer digits after the point are taken as exact: 64间, 8.9万. Prices of two and more may have been rounded.
const ROUNDED: u32 = 2;

/// The sign that says what a calculation comes to.
const EQUALS: &str = "=";
/// The signs of arithmetic, as they are typed.
const SIGNS: &[(&str, Sign)] = &[
    ("×", Sign::Times),
    ("*", Sign::Times),
    ("x", Sign::Times),
    ("X", Sign::Times),
    ("✕", Sign::Times),
    ("✖", Sign::Times),
    ("╳", Sign::Times),
    ("÷", Sign::Over),
    ("+", Sign::Plus),
];

/// Tries the rule on every calculation, and on what the sentences of the text work out in words.
pub fn run(bound: &Bound<'_>, within: &Within, results: &mut Results) {
    let document = bound.document;
    for place in bound.within(within) {
        let plain = document.style.plain(document.text(&place));
        let text = plain.as_ref();
        for (at, _) in text.match_indices(EQUALS) {
            let Some((sum, stated)) = read(text, at, at + EQUALS.len()) else { continue };
            let start = place.start + stated.start as u32;
            let Some(id) = figure_at(document, start..place.end) else { continue };
            let equations = sum.equations(document, id, &stated);
            // Counted in 万 or not: what the words leave open is right if it is right in one way.
            let holds = equations.iter().position(|equation| equation.outcome() != Outcome::Fails);
            equations.into_iter().nth(holds.unwrap_or(0)).into_iter().for_each(|one| results.relation(one));
        }
    }
    told::run(bound, results);
    long::run(bound, results);
    abroad::run(bound, results);
}

/// The figure that begins where `place` does.
fn figure_at(document: &Document, place: Place) -> Option<FigureId> {
    let start = place.start;
    figures(document, &place).next().filter(|&id| document.figure(id).place.start == start)
}

/// A number as it stands in a calculation.
#[derive(Debug, Clone, Copy)]
struct Term {
    value: Decimal,
    /// How far it may have been rounded.
    half: Decimal,
    /// What one of its unit is worth: 万元 is ten thousand.
    worth: Decimal,
    /// First byte.
    start: usize,
}

/// What a sign does with the number after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Times,
    Over,
    Plus,
}

/// Numbers with the signs between them.
#[derive(Debug)]
struct Sum {
    first: Term,
    rest: Vec<(Sign, Term)>,
}

impl Sum {
    /// What it comes to and how far that may be off, with the units or without.
    fn value(&self, units: bool) -> Option<(Decimal, Decimal)> {
        let worth = |term: &Term| if units { term.worth } else { Decimal::ONE };
        let (mut total, mut off) = (Decimal::ZERO, Decimal::ZERO);
        let mut product = self.first.value.checked_mul(worth(&self.first))?;
        let mut spread = self.first.half.checked_mul(worth(&self.first))?;
        for (sign, term) in &self.rest {
            let (value, half) = (term.value.checked_mul(worth(term))?, term.half.checked_mul(worth(term))?);
            match sign {
                Sign::Times => {
                    spread = spread.checked_mul(value)?.checked_add(product.checked_mul(half)?)?;
                    product = product.checked_mul(value)?;
                }
                Sign::Over => {
                    spread = spread.checked_div(value)?;
                    product = product.checked_div(value)?;
                }
                Sign::Plus => {
                    total = total.checked_add(product)?;
                    off = off.checked_add(spread)?;
                    (product, spread) = (value, half);
                }
            }
        }
        Some((total.checked_add(product)?, off.checked_add(spread)?))
    }

    /// What the figure `id`, which `stated` was read from, must be: by the units, and by the bare numbers.
    fn equations(&self, document: &Document, id: FigureId, stated: &Term) -> Vec<Equation> {
        let unit = document.figure(id).amount.unit;
        let equation = |units: bool| {
            let (value, off) = self.value(units)?;
            let worth = if units { stated.worth } else { Decimal::ONE };
            let of_figure = |value: Decimal| value.checked_div(worth)?.checked_mul(unit.worth());
            let expected = Operand { half: of_figure(off)?, unit, ..Operand::exact(of_figure(value)?) };
            Some(Equation::equal(Linear::one(Operand::of(document, id)), Linear::one(expected)))
        };
        [true, false].into_iter().filter_map(equation).collect()
    }
}

/// The calculation that ends at byte `end` of `text`, where the equals sign is, and the number that follows byte `after`.
fn read(text: &str, end: usize, after: usize) -> Option<(Sum, Term)> {
    let from = after + text.cut(after..).len() - text.cut(after..).trim_start_matches(' ').len();
    let (stated, rest) = term(text, from)?;
    // 2×3=2×3: another calculation, no result.
    if sign(text.cut(rest..).trim_start_matches(' ')).is_some() {
        return None;
    }
    let head = text.cut(..end).last(LONGEST);
    let start = end - head.rsplit(ends).next().unwrap_or_default().len();
    let digits = text.cut(start..end).char_indices().filter(|(_, c)| c.is_ascii_digit());
    let inside = |at: usize| text.cut(..at).ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    for at in digits.map(|(at, _)| start + at).filter(|&at| !inside(at)) {
        let before = text.cut(..at).trim_end_matches(' ');
        // A number in the middle of a calculation whose beginning is not understood.
        if SIGNS.iter().any(|(word, _)| before.ends_with(word)) || before.ends_with(['-', '/', '.', '(']) {
            return None;
        }
        if let Some(sum) = chain(text.cut(..end), at) {
            return Some((sum, stated));
        }
    }
    None
}

/// What no calculation goes over.
fn ends(c: char) -> bool {
    matches!(c, '。' | ';' | '\n' | '\t' | ':' | '、' | '=' | '(' | ')' | '"')
}

/// Numbers and signs from byte `at` on that take all of `text`.
fn chain(text: &str, at: usize) -> Option<Sum> {
    let (first, mut at) = term(text, at)?;
    let mut rest = Vec::new();
    while !text.cut(at..).trim().is_empty() {
        let here = text.cut(at..).trim_start_matches(' ');
        let (len, kind) = sign(here)?;
        let number = here.cut(len..).trim_start_matches(' ');
        let (next, end) = term(text, text.len() - number.len())?;
        rest.push((kind, next));
        at = end;
    }
    (!rest.is_empty()).then_some(Sum { first, rest })
}

/// A number with the word for what it counts, and where that ends.
fn term(text: &str, at: usize) -> Option<(Term, usize)> {
    let rest = text.cut(at..);
    let len = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(rest.len());
    let digits = rest.cut(..len).trim_end_matches(['.', ',']);
    let Number::Good(value, decimals) = number::parse(digits, Style::Point)? else { return None };
    let after = rest.cut(digits.len()..);
    let half = match decimals {
        ROUNDED.. => Decimal::new(5, decimals.min(27) + 1),
        _ => Decimal::ZERO,
    };
    let counted = |c: char| c.is_alphabetic() && !matches!(c, 'x' | 'X') || matches!(c, '%' | '/' | '·');
    let word = after.char_indices().find(|(_, c)| !counted(*c)).map_or(after.len(), |(at, _)| at);
    if after.cut(..word).chars().count() > WORD {
        return None;
    }
    let power = if after.starts_with('%') {
        Some(Unit::PERCENT.power)
    } else {
        Unit::multiple_of(after).map(|(power, _)| power)
    };
    let worth = power_of_ten(power.unwrap_or(0).into());
    Some((Term { value, half, worth, start: at }, at + digits.len() + word))
}

/// The sign that `text` begins with, and its length.
fn sign(text: &str) -> Option<(usize, Sign)> {
    SIGNS.iter().find(|(word, _)| text.starts_with(word)).map(|(word, sign)| (word.len(), *sign))
}
