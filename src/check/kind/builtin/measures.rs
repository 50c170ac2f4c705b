//! The check `measures`: items told side by side, each with its plan, its rate of growth or of completion, against the whole that
//! they make up: 收入20348万元，增长8.2%。其中：地方收入13916万元，增长6.3%；上划收入6432万元，增长12.6%.
//!
//! That items are all of a whole their amounts show, which come to it. Then their plans come to its plan, and what they grew from
//! comes to what it grew from: with amounts a and factors x, one and the rate for growth, the rate itself for completion, the whole
//! has a ÷ x = Σ aᵢ ÷ xᵢ. That is, its factor is the mean of those of its parts, weighted by what these are reckoned from.

mod entries;
mod rates;

use std::collections::BTreeSet;

use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::Equation;
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use entries::{Entry, entries, groups, one, sum};

/// Where several rates of wholes do not fit, so many must for each that does not.
const FOR_ONE: usize = 2;

/// Tries the rule on every list of items; rates that one of `apart` is said of are reckoned on another basis than the amounts.
pub fn run(bound: &Bound<'_>, apart: &[String], results: &mut Results) {
    let document = bound.document;
    let entries = entries(bound, apart);
    let mut rates: Vec<Equation> = Vec::new();
    for group in groups(document, &entries) {
        let whole = &entries[group.whole];
        let parts: Vec<&Entry<'_>> = group.parts.iter().map(|part| &entries[*part]).collect();
        let plans = plans(document, whole, &parts);
        let own = [rates::grown(document, whole, &parts), rates::completed(document, whole, &parts)];
        let own: Vec<Equation> = own.into_iter().flatten().collect();
        // That amounts come to another may be chance; that what they are reckoned from does so as well is none.
        if group.sure || own.iter().chain(&plans).any(holds) {
            plans.into_iter().for_each(|equation| results.relation(equation));
            rates.extend(own);
        }
    }
    // Rates may have been reckoned on another basis than the amounts, and nobody says so: a document in which they fit shows that its
    // rates were not.
    let (fit, misfit): (Vec<Equation>, Vec<Equation>) = rates.into_iter().partition(holds);
    // One that is wrong fits none of the lists of its parts.
    let wrong: BTreeSet<FigureId> = misfit.iter().filter_map(|one| one.operands().next()?.figure).collect();
    let needed = if wrong.len() > 1 { wrong.len().saturating_mul(FOR_ONE) } else { wrong.len() };
    let misfit = if fit.len() < needed { Vec::new() } else { misfit };
    fit.into_iter().chain(misfit).for_each(|equation| results.relation(equation));
}

fn holds(equation: &Equation) -> bool {
    equation.outcome() != Outcome::Fails
}

/// The plan of the whole by those of its parts.
fn plans(document: &Document, whole: &Entry<'_>, parts: &[&Entry<'_>]) -> Option<Equation> {
    let own = whole.plan.as_ref()?;
    let plan =
        |part: &&Entry<'_>| part.plan.as_ref().filter(|plan| plan.words == own.words).map(|plan| plan.figure);
    let others = parts.iter().map(plan).collect::<Option<Vec<FigureId>>>()?;
    let equation = Equation::equal(one(document, own.figure), sum(document, others.into_iter()));
    (equation.outcome() != Outcome::Fails || one_digit_away(document, &equation)).then_some(equation)
}
