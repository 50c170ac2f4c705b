//! Many relations that fail ─▶ the figure at fault.
//!
//! One wrong digit breaks its row, its column, its hierarchy and two other tables. Among the figures of the failing relations
//! this finds the one whose single change makes all of them hold and breaks none that held, and folds them under it. Where no
//! single figure explains them, the relations are reported as they are.

mod alibi;
mod beside;
mod difference;
mod likely;
mod reckoning;
pub mod standing;
mod suspects;
#[cfg(test)]
mod tests;
mod unit;
mod words;

use rust_decimal::Decimal;

use crate::check::relation::{Grounds, Relation};
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
pub use standing::Standing;
use suspects::Suspects;
pub use words::diagnostics;

/// What the identity of a fault in a table's unit ends with.
pub const UNIT: &str = "|unit";

/// What explains failing relations.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The figure where the finger goes.
    pub at: Suspect,
    /// The relations that fail because of it, as indices, ascending.
    pub relations: Vec<usize>,
    /// No other figure explains them as well, and that this one does is no chance.
    pub sure: bool,
    /// The figure would have to differ as slips do: in a digit, by a copied neighbour.
    pub slip: bool,
    /// Other figures that one slip would explain as well, each with what it would have to be, the likeliest first.
    pub equals: Vec<(FigureId, Option<Decimal>)>,
}

/// What may be wrong.
#[derive(Debug, Clone)]
pub enum Suspect {
    /// One figure; with what it would have to be, in the base of its kind.
    Figure(FigureId, Option<Decimal>),
    /// The unit of a whole table, off by a power of ten.
    Unit {
        /// Index into the document's tables.
        table: usize,
        /// Its figures would have to be 10 to this power larger.
        power: i64,
    },
    /// No figure of the document: blanks of forms, numbers of the rule.
    Nothing,
}

/// What is made of the relations of a document.
#[derive(Debug)]
pub struct Verdict {
    /// What explains those that fail, in families that have shown that they hold here.
    pub faults: Vec<Fault>,
    /// How families of relations stand.
    pub standing: Standing,
}

/// Weighs every family of relations, takes those that may be misread out of what is held or failed, and explains what then
/// fails: a relation of low standing has no vote.
pub fn verdict(
    document: &Document,
    grounds: &dyn Fn(usize) -> (Grounds, bool),
    relations: &mut [Relation],
) -> Verdict {
    let faults = blame(document, relations);
    let standing = Standing::weigh(document, grounds, relations, &faults);
    let doubted: Vec<usize> = standing.doubtful().flat_map(|family| family.members.iter().copied()).collect();
    if doubted.is_empty() {
        return Verdict { faults, standing };
    }
    for at in doubted {
        let outcome = &mut relations[at].outcome;
        if matches!(outcome, Outcome::Holds | Outcome::WithinRounding | Outcome::Fails) {
            *outcome = Outcome::Doubtful;
        }
    }
    Verdict { faults: blame(document, relations), standing }
}

/// Explains every relation that fails.
pub fn blame(document: &Document, relations: &[Relation]) -> Vec<Fault> {
    let mut failing: Vec<usize> =
        (0..relations.len()).filter(|&at| relations[at].outcome == Outcome::Fails).collect();
    if failing.is_empty() {
        return Vec::new();
    }
    let mut faults = unit::faults(document, relations, &mut failing);
    let mut suspects = Suspects::new(document, relations, &failing);
    let mut rest = failing.into_iter().peekable();
    loop {
        while rest.next_if(|&at| !suspects.is_open(at)).is_some() {}
        let Some(&first) = rest.peek() else { break };
        let (best, explained) = match suspects.best() {
            Some(best) => {
                let explained = suspects.open(best.figure);
                (best, explained)
            }
            None => match suspects.unexplained(first) {
                Some(figure) => (figure, vec![first]),
                None => break,
            },
        };
        suspects.explain(&explained);
        faults.push(Fault {
            at: Suspect::Figure(best.figure, best.value),
            relations: explained,
            sure: best.sure,
            slip: best.slip,
            equals: best.equals,
        });
    }
    let rest = rest.filter(|&at| suspects.is_open(at));
    faults.extend(rest.map(|at| Fault {
        at: Suspect::Nothing,
        relations: vec![at],
        sure: false,
        slip: false,
        equals: Vec::new(),
    }));
    faults
}
