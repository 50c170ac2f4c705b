//! Sums that come out to the last digit all over a document: nobody rounded there, and one that is off by its last digit is wrong.
//!
//! Of sums of rounded figures a third and more miss by one in the last place. Where a document has so many that come out exactly that
//! rounding would not let them, its figures are as they were counted.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::amount::Unit;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Relation};
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;

/// How often a sum of two, three, … rounded figures comes out to the last digit, in thousandths of the logarithm to the base ten:
/// three in four, two in three, and so on; for more the width of the normal distribution.
const EXACT: [u32; 9] = [125, 176, 222, 260, 290, 320, 345, 367, 387];
/// Rounded figures would come out so once in a hundred thousand documents.
const PROOF: u32 = 5000;
/// Of so many sums one may not come out.
const FEW: usize = 20;
/// Money in its smallest coin has so many digits behind the point.
const COINS: u32 = 2;

/// What is counted alike: figures of one unit with so many digits after the point.
type Alike = (Unit, u32);

/// A sum of rows, or of columns, whatever the line it is in: the table, which of the two, and its members, the total first.
type Twin = (u32, bool, Vec<u32>);

/// Holds the sums of figures that nobody rounded to the last digit; `slips` says how many mistakes some that fail come from.
pub(super) fn hold(document: &Document, relations: &mut [Relation], slips: impl Fn(&[Equation]) -> usize) {
    let mut exact: BTreeMap<Alike, (u32, usize, BTreeSet<Decimal>)> = BTreeMap::new();
    let mut near: BTreeMap<Alike, Vec<usize>> = BTreeMap::new();
    let mut twins: BTreeSet<Twin> = BTreeSet::new();
    for (at, relation) in relations.iter().enumerate() {
        let equation = &relation.equation;
        let Some((alike, total)) = alike(document, equation) else { continue };
        let parts = equation.right.terms.iter().filter(|term| !term.operand.value.is_zero()).count();
        let Some(surprise) = EXACT.get(parts.saturating_sub(2).min(EXACT.len() - 1)).filter(|_| parts > 1)
        else {
            continue;
        };
        match relation.outcome {
            Outcome::Holds => {
                twins.extend(twin(document, equation));
                let (proof, count, seen) = exact.entry(alike).or_default();
                // Totals that are equal are one sum told twice.
                if seen.insert(total.normalize()) {
                    *proof += surprise;
                    *count += 1;
                }
            }
            Outcome::WithinRounding => near.entry(alike).or_default().push(at),
            _ => {}
        }
    }
    for (alike, near) in near {
        let Some((_, count, _)) = exact.get(&alike).filter(|(proof, ..)| *proof >= PROOF) else { continue };
        // What comes out by chance is off by chance: a sum is meant where its name says so or it comes out beside it as well.
        let meant = |at: &usize| {
            let relation = &relations[*at];
            !relation.found || twin(document, &relation.equation).is_some_and(|twin| twins.contains(&twin))
        };
        let told: Vec<(usize, Equation)> = near
            .into_iter()
            .filter(meant)
            .map(|at| (at, Equation { tolerance: Some(Decimal::ZERO), ..relations[at].equation.clone() }))
            .collect();
        let equations: Vec<Equation> = told.iter().map(|(_, equation)| equation.clone()).collect();
        let causes = slips(&equations);
        let by_a_digit = |(_, equation): &(usize, Equation)| one_digit_away(document, equation);
        if causes <= (count / FEW).max(1) && told.iter().all(by_a_digit) {
            told.into_iter().for_each(|(at, equation)| relations[at].restate(equation));
        }
    }
}

/// What a sum adds up, apart from the line it is in.
fn twin(document: &Document, equation: &Equation) -> Option<Twin> {
    let written = equation.operands().filter(|operand| !operand.value.is_zero());
    let cells: Option<Vec<_>> = written.map(|operand| document.figure(operand.figure?).cell).collect();
    let cells = cells?;
    let (first, rest) = cells.split_first()?;
    let down = rest.iter().all(|cell| cell.column == first.column);
    let members = cells.iter().map(|cell| if down { cell.row } else { cell.column });
    (down || rest.iter().all(|cell| cell.row == first.row)).then(|| (first.table, down, members.collect()))
}

/// What all figures of a sum are alike in, and its total.
fn alike(document: &Document, equation: &Equation) -> Option<(Alike, Decimal)> {
    let [total] = equation.left.terms.as_slice() else { return None };
    let of = |id: Option<FigureId>| {
        let figure = document.figure(id?);
        Some((figure.amount.unit, figure.amount.decimals))
    };
    let own = of(total.operand.figure)?;
    let whole = equation.right.terms.iter().filter(|term| !term.operand.blank);
    let mut whole = whole.map(|term| of(term.operand.figure));
    // Only money in its smallest coin is never rounded: what is told in thousands may come out to the last digit and miss by one.
    let coins = own.0 == Unit::YUAN && own.1 == COINS;
    let plain = equation.is_sum() && equation.tolerance.is_none() && coins;
    (plain && whole.all(|alike| alike == Some(own))).then_some((own, total.operand.value))
}
