//! The check `share`: shares stated in words agree with their amounts, and those of one list sum to a whole.

mod evident;

use rust_decimal::Decimal;

use super::Results;
use super::bind::Bound;
use super::flow::Flow;
use super::formula::{self, Value, relate};
use super::prose::{self, paragraphs};
use super::relation::{Equation, Linear, Operand, Quotient, Term};
use crate::amount::{Amount, Kind, Unit};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::rule::Share;
use crate::rule::formula::Cmp;

/// Tries the rule on every list of shares.
pub fn run(bound: &Bound<'_>, share: &Share, results: &mut Results) {
    if share.evident {
        return evident::run(bound, share, results);
    }
    let document = bound.document;
    let wholes: Vec<Value> =
        share.whole.iter().filter_map(|formula| formula::value(bound, formula)).collect();
    let Ok(pattern) = share.part.with_facts(&|name| bound.fact_value(name)) else { return };
    for place in prose::places(bound, std::slice::from_ref(&share.within)) {
        // A list of shares is one paragraph.
        for paragraph in paragraphs(bound, &place).filter(|place| tells_shares(document, place)) {
            let flow = Flow::new(document, paragraph);
            let mut parts: Vec<(FigureId, FigureId)> = Vec::new();
            for found in pattern.find_iter(&flow.text) {
                let figure = |name: &str| figure_in(document, &flow.at(found.get(name)?));
                let (Some(amount), Some(stated)) = (figure("amount"), figure("share")) else { continue };
                match figure("whole") {
                    // A share of what the phrase itself names belongs to no list.
                    Some(whole) => of_named(document, (amount, stated), whole, results),
                    None => parts.push((amount, stated)),
                }
            }
            let Some(first) = parts.first() else { continue };
            // Of several wholes the one that all shares fit, or the first.
            let fits = |whole: &&Value| {
                parts.iter().all(|part| of_whole(document, *part, whole).outcome() != Outcome::Fails)
            };
            let known = wholes.iter().find(fits).or(wholes.first()).cloned();
            let Some(whole) = known.or_else(|| whole_before(document, paragraph, first.0)) else {
                continue;
            };
            list(document, share, &parts, &whole, results);
        }
    }
}

/// True where a percentage stands in `place`: most text need not be searched for shares.
fn tells_shares(document: &Document, place: &Place) -> bool {
    prose::figures(document, place).any(|id| document.figure(id).amount.unit.kind == Kind::Percent)
}

/// The figure that stands within `place`.
pub fn figure_in(document: &Document, place: &Place) -> Option<FigureId> {
    let first = document.figures.partition_point(|figure| figure.place.start < place.start);
    let figure = document.figures.get(first)?;
    (figure.place.start < place.end && !figure.blank).then_some(FigureId(first as u32))
}

/// The first amount of the paragraph, where it stands before the parts.
fn whole_before(document: &Document, paragraph: &Place, part: FigureId) -> Option<Value> {
    let first = figure_in(document, paragraph)?;
    let kind = |id: FigureId| document.figure(id).amount.unit.kind;
    (first < part && kind(first) == kind(part)).then(|| Value::from(Operand::of(document, first)))
}

/// A share as it must be: the part divided by the whole. Where the whole is a quotient itself, its divisor multiplies.
fn of_whole(document: &Document, (amount, stated): (FigureId, FigureId), whole: &Value) -> Equation {
    let (times, over) = match &whole.part {
        Some(part) => (part.over.clone(), part.sum.clone()),
        None => (None, whole.sum.clone()),
    };
    let sum = Linear::one(Operand::of(document, amount));
    let stated = Linear::one(prose::operand(document, stated));
    Equation::of(stated, Cmp::Eq, Quotient { sum, times, over: Some(over) })
}

/// A share of the figure that the phrase names. Of nothing there is no share.
fn of_named(document: &Document, part: (FigureId, FigureId), whole: FigureId, results: &mut Results) {
    let nothing = |id: FigureId| document.figure(id).amount.value.is_zero();
    if !nothing(whole) || nothing(part.0) {
        return results.relation(of_whole(document, part, &Value::from(Operand::of(document, whole))));
    }
    let message = Text::new("分母为 0，不能计算比例", "there is no share of nothing");
    let place = |id: FigureId| document.span(&document.figure(id).place);
    results.finding(
        Diagnostic::new("", Severity::Error, place(part.1), message)
            .with(place(whole), Text::new("分母", "the whole")),
    );
}

fn list(
    document: &Document,
    share: &Share,
    parts: &[(FigureId, FigureId)],
    whole: &Value,
    results: &mut Results,
) {
    let sum = |which: fn(&(FigureId, FigureId)) -> FigureId| Linear {
        terms: parts
            .iter()
            .map(|part| Term { operand: prose::operand(document, which(part)), coefficient: Decimal::ONE })
            .collect(),
    };
    let listed = !share.sum.is_zero() && parts.len() > 1;
    let told = sum(|part| part.1);
    // Shares that were rounded so that they come to the whole exactly: one of them bears what rounding left over.
    let squared = listed && told.value() == Amount::new(share.sum, 0, Unit::PERCENT).checked_base();
    for part in parts {
        let equation = of_whole(document, *part, whole);
        // Its last digit.
        let ulp = equation.left.half().and_then(|half| half.checked_add(half));
        let wider = || equation.allowed()?.checked_add(ulp?);
        let tolerance = if squared { wider() } else { None };
        results.relation(Equation { tolerance, ..equation });
    }
    if !listed {
        return;
    }
    let amounts = relate(Value::from(sum(|part| part.0)), Cmp::Eq, whole.clone());
    let hundred = Linear::one(Operand::literal(Amount::new(share.sum, 0, Unit::PERCENT)));
    let shares = Equation::equal(told, hundred);
    let holds = |equation: &Equation| matches!(equation.outcome(), Outcome::Holds | Outcome::WithinRounding);
    // The parts are the whole if they, or their shares, come to it. Else some are parts of others, or some are not told.
    if holds(&amounts) || holds(&shares) {
        results.relation(shares);
        results.relation(amounts);
    }
}
