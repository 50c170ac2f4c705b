//! Running totals, within the built-in check `columns`: figures that are what they were one place before, and what stands beside
//! them there, down a column or along a row.
//!
//! No word says so: a few places in which it comes out, with figures so long that chance does not bring it about, are proof that it
//! is meant in all of them.

use std::collections::HashSet;

use rust_decimal::Decimal;

use crate::amount::slip::significant;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::{Document, FigureId, Pane, Table};
use crate::ledger::Outcome;

/// So many places are asked first; where nothing comes out in them the lines have nothing to do with each other.
const ASKED: usize = 6;
/// So many places in which it comes out, of figures that differ, prove it.
const PROVED: usize = 2;
/// So many digits must agree in them.
const DIGITS: u32 = 8;
/// Of so many places no more than one may not come out; fewer may have one such place.
const FEW: usize = 8;
/// So many that come out prove it whatever one that does not is off by.
const MANY: usize = 4;
/// Beside each other stand lines of which one may be the running total of the other.
const BESIDE: usize = 1;

/// Running totals among the `columns` of a statement, and among its rows.
pub(super) fn tell(
    document: &Document,
    table: &Table,
    pane: &Pane,
    columns: &[usize],
    results: &mut Results,
) {
    let lines = Lines { document, table };
    let figure = |row: usize, column: usize| {
        let id = pane.items[row].figures.get(column.checked_sub(pane.columns.start)?).copied().flatten()?;
        (!document.figure(id).unreadable).then_some(id)
    };
    let rows = 0..pane.items.len();
    for &sum in columns {
        for &part in columns.iter().filter(|&&part| part != sum) {
            lines.tell(&|at| Some((figure(at, sum)?, figure(at, part)?)), rows.len(), results);
        }
    }
    for row in rows.clone() {
        for other in row.saturating_sub(BESIDE)..rows.end.min(row + BESIDE + 1) {
            if other != row {
                let at =
                    |at: usize| columns.get(at).and_then(|&at| Some((figure(row, at)?, figure(other, at)?)));
                lines.tell(&at, columns.len(), results);
            }
        }
    }
}

/// A running total at a place, and what it grows by there.
type Step = (FigureId, FigureId);

struct Lines<'a> {
    document: &'a Document,
    table: &'a Table,
}

impl Lines<'_> {
    /// Tells that one line runs up the other, where it is proved.
    fn tell(&self, step: &dyn Fn(usize) -> Option<Step>, len: usize, results: &mut Results) {
        let mut steps =
            (0..len).filter_map(step).filter(|(sum, part)| !self.is_blank(*sum) || !self.is_blank(*part));
        let first: Vec<Step> = steps.by_ref().take(ASKED).collect();
        let comes_out = |pair: &&[Step]| {
            self.value(pair[1].0) == self.value(pair[0].0).saturating_add(self.value(pair[1].1))
        };
        let begins =
            |(sum, part): &Step| self.value(*sum) == self.value(*part) && !self.value(*sum).is_zero();
        let likely =
            first.windows(2).filter(comes_out).count() + usize::from(first.first().is_some_and(begins));
        if likely < PROVED || first.len() <= PROVED {
            return;
        }
        let mut all: Vec<Step> = first.into_iter().chain(steps).collect();
        // One cell that is empty in the midst was left so; the months to come are.
        let blank = |(sum, part): &Step| self.is_blank(*sum) || self.is_blank(*part);
        let last = all.iter().rposition(|step| !blank(step)).map_or(0, |last| last + 1);
        all.truncate(last);
        if all.iter().filter(|step| blank(step)).count() > 1 {
            all.retain(|step| !blank(step));
        }
        let opening = all.first().filter(|(sum, _)| !self.value(*sum).is_zero());
        let opening = opening.map(|&(sum, part)| self.equation(sum, &[part]));
        let others = all.windows(2).map(|pair| self.equation(pair[1].0, &[pair[0].0, pair[1].1]));
        let others: Vec<Equation> = others.collect();
        let holds = |equation: &Equation| equation.outcome() != Outcome::Fails;
        let (out, open): (Vec<Equation>, Vec<Equation>) = others.into_iter().partition(holds);
        let opening_holds = opening.as_ref().is_some_and(holds);
        let failing = super::footing::slips(open.iter(), false);
        let proofs = opening.iter().filter(|equation| holds(equation)).chain(&out);
        let slip = out.len() >= MANY
            || self.is_one_figure(&open)
            || open.iter().all(|equation| {
                let empty = equation.operands().any(|operand| operand.blank);
                empty || one_digit_away(self.document, equation)
            });
        if !self.prove(proofs) || failing > (all.len() / FEW).max(1) || !slip {
            return;
        }
        // Where the year begins with something carried over, the first place is no sum.
        let opening = opening.filter(|_| opening_holds || !open.is_empty());
        let told = opening.filter(|equation| opening_holds || self.is_in(equation, &open));
        told.into_iter().chain(out).chain(open).for_each(|equation| results.found(equation));
    }

    /// Whether one wrong running total keeps the sum before it and the one after it from coming out.
    fn is_one_figure(&self, open: &[Equation]) -> bool {
        let [one, next] = open else { return false };
        let gaps = one.gap().zip(next.gap());
        self.is_in(one, std::slice::from_ref(next))
            && gaps.is_some_and(|(one, next)| one.saturating_add(next).is_zero())
    }

    /// Whether so many sums come out, with so many digits, that it is no chance.
    fn prove<'e>(&self, out: impl Iterator<Item = &'e Equation>) -> bool {
        let mut seen: HashSet<Decimal> = HashSet::new();
        let fresh = out.filter_map(|equation| {
            let id = equation.left.terms.first()?.operand.figure?;
            let steps = equation.right.terms.iter().all(|term| !term.operand.value.is_zero());
            (steps && seen.insert(self.value(id).normalize())).then_some(id)
        });
        let digits: Vec<u32> = fresh.map(|id| significant(self.document.figure(id).amount)).collect();
        digits.len() >= PROVED && digits.iter().sum::<u32>() >= DIGITS
    }

    /// Whether the first sum of an equation is in one of the others as well.
    fn is_in(&self, equation: &Equation, others: &[Equation]) -> bool {
        let first = equation.left.terms.first().and_then(|term| term.operand.figure);
        others.iter().any(|other| other.operands().any(|operand| operand.figure == first))
    }

    fn is_blank(&self, id: FigureId) -> bool {
        self.document.figure(id).blank
    }

    fn value(&self, id: FigureId) -> Decimal {
        self.document.figure(id).amount.base()
    }

    fn equation(&self, sum: FigureId, parts: &[FigureId]) -> Equation {
        let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
        let operand = |id: FigureId| Operand::of(self.document, id).in_unit(unit);
        let terms = parts.iter().map(|&part| Term { operand: operand(part), coefficient: Decimal::ONE });
        Equation::equal(Linear::one(operand(sum)), Linear { terms: terms.collect() })
    }
}
