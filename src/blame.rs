//! Many relations that fail ─▶ the figure at fault.
//!
//! One wrong digit breaks its row, its column, its hierarchy and two other tables. Among the figures of the failing relations
//! this finds the one whose single change makes all of them hold and breaks none that held, and folds them under it. Where no
//! single figure explains them, the relations are reported as they are.

pub mod standing;
mod unit;
mod words;

use rust_decimal::Decimal;

use crate::amount::round;
use crate::amount::slip::{digits_or_point_lost, neighbours_swapped, one_digit_off};
use crate::check::relation::{Admissible, Relation};
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::rule::Check;
pub use standing::Standing;
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
    /// No other figure explains them as well.
    pub sure: bool,
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
pub fn verdict<'r>(
    document: &Document,
    checks: &dyn Fn(usize) -> &'r Check,
    relations: &mut [Relation],
) -> Verdict {
    let faults = blame(document, relations);
    let standing = Standing::weigh(document, checks, relations, &faults);
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
    let index = Index::new(document, relations);
    while !failing.is_empty() {
        let Some(best) = index.best(&failing) else { break };
        let explained: Vec<usize> = failing
            .iter()
            .copied()
            .filter(|&at| relations[at].equation.operands().any(|o| o.figure == Some(best.figure)))
            .collect();
        let kept: Vec<usize> = if best.broken { explained.into_iter().take(1).collect() } else { explained };
        failing.retain(|at| !kept.contains(at));
        faults.push(Fault { at: Suspect::Figure(best.figure, best.value), relations: kept, sure: best.sure });
    }
    faults.extend(failing.into_iter().map(|at| Fault {
        at: Suspect::Nothing,
        relations: vec![at],
        sure: false,
    }));
    faults
}

/// Which relations speak of which figure.
struct Index<'a> {
    document: &'a Document,
    relations: &'a [Relation],
    by_figure: Vec<Vec<u32>>,
}

/// A figure that may be at fault.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    figure: FigureId,
    value: Option<Decimal>,
    /// Some relation cannot be mended by it, or one that held would break.
    broken: bool,
    sure: bool,
}

/// How well a candidate explains: failing relations mended, likeness of the slip, written rather than blank.
type Score = (usize, u8, bool);

impl<'a> Index<'a> {
    fn new(document: &'a Document, relations: &'a [Relation]) -> Self {
        let mut by_figure = vec![Vec::new(); document.figures.len()];
        for (at, relation) in relations.iter().enumerate() {
            if matches!(relation.outcome, Outcome::Holds | Outcome::WithinRounding | Outcome::Fails) {
                for id in relation.equation.operands().filter_map(|operand| operand.figure) {
                    let known: &mut Vec<u32> = &mut by_figure[id.0 as usize];
                    if known.last() != Some(&(at as u32)) {
                        known.push(at as u32);
                    }
                }
            }
        }
        Self { document, relations, by_figure }
    }

    fn best(&self, failing: &[usize]) -> Option<Candidate> {
        let mut figures: Vec<FigureId> = failing
            .iter()
            .flat_map(|&at| self.relations[at].equation.operands().filter_map(|operand| operand.figure))
            .collect();
        figures.sort_unstable();
        figures.dedup();
        let mut best: Option<(Score, Candidate)> = None;
        for figure in figures {
            let Some((score, value)) = self.score(figure, failing) else { continue };
            // A figure that is not negative does not become so.
            let negative = value.is_some_and(|value| value.is_sign_negative() && !value.is_zero());
            if negative && !self.document.figure(figure).amount.value.is_sign_negative() {
                continue;
            }
            let candidate = Candidate { figure, value, broken: false, sure: true };
            match &mut best {
                // Another fault, as plain as this one.
                Some((known, chosen)) if *known == score && !self.meet(chosen.figure, figure, failing) => {}
                Some((known, chosen)) if *known == score => {
                    chosen.sure = false;
                    // Of two that explain as much, the one a relation is about.
                    if self.leads(figure, failing) && !self.leads(chosen.figure, failing) {
                        *chosen = Candidate { sure: false, ..candidate };
                    }
                }
                Some((known, _)) if *known > score => {}
                _ => best = Some((score, candidate)),
            }
        }
        best.map(|(_, candidate)| candidate).or_else(|| {
            let first = *failing.first()?;
            let mut figures = self.relations[first].equation.operands().filter_map(|operand| operand.figure);
            let figure = figures.next()?;
            let value = self.relations[first].admits(figure).and_then(|admitted| admitted.exact);
            Some(Candidate { figure, value, broken: true, sure: false })
        })
    }

    /// True where one of the failing relations speaks of both figures.
    fn meet(&self, one: FigureId, other: FigureId, failing: &[usize]) -> bool {
        let speaks = |at: u32, id: FigureId| {
            self.relations[at as usize].equation.operands().any(|operand| operand.figure == Some(id))
        };
        let of_one = &self.by_figure[one.0 as usize];
        of_one.iter().any(|&at| failing.binary_search(&(at as usize)).is_ok() && speaks(at, other))
    }

    /// True where one of the failing relations is about `figure`.
    fn leads(&self, figure: FigureId, failing: &[usize]) -> bool {
        failing.iter().any(|&at| {
            self.relations[at]
                .equation
                .operands()
                .next()
                .is_some_and(|operand| operand.figure == Some(figure))
        })
    }

    /// How well a change of `figure` alone explains what fails; `None` where it mends nothing, or breaks what held.
    fn score(&self, figure: FigureId, failing: &[usize]) -> Option<(Score, Option<Decimal>)> {
        let mut range = Range::default();
        let mut mended = 0;
        let mut exact: Vec<(Decimal, Decimal)> = Vec::new();
        for &at in &self.by_figure[figure.0 as usize] {
            let relation = &self.relations[at as usize];
            let fails = relation.outcome == Outcome::Fails;
            if fails && failing.binary_search(&(at as usize)).is_err() {
                continue;
            }
            let admitted = relation.admits(figure)?;
            range = range.meet(admitted)?;
            if fails {
                mended += 1;
                if let (Some(value), Some(low), Some(high)) = (admitted.exact, admitted.low, admitted.high) {
                    exact.push((high - low, value));
                }
            }
        }
        exact.sort();
        let (value, likeness) = self.likely(figure, &range, exact.first().map(|(_, value)| *value));
        Some(((mended, likeness, !self.document.figure(figure).blank), value))
    }

    /// The value the figure most likely had, and how like a slip the change is.
    fn likely(&self, figure: FigureId, range: &Range, exact: Option<Decimal>) -> (Option<Decimal>, u8) {
        let known = self.document.figure(figure);
        if known.blank {
            return (exact, 0);
        }
        // Where only a bound is known (≤), no one value is likelier than the others.
        if exact.is_none() {
            return (None, 0);
        }
        let unit = self.by_figure[figure.0 as usize]
            .iter()
            .flat_map(|&at| self.relations[at as usize].equation.operands())
            .find(|operand| operand.figure == Some(figure))
            .map_or(known.amount.unit, |operand| operand.unit);
        let worth = unit.worth();
        let near = |values: &mut dyn Iterator<Item = Decimal>| {
            let moved = values.filter(|value| !value.is_zero()).map(|value| value * worth);
            let inside = moved.filter(|value| range.holds(*value));
            inside.min_by_key(|value| exact.map_or(Decimal::ZERO, |exact| (exact - *value).abs()))
        };
        if let Some(value) = near(&mut one_digit_off(known.amount)) {
            return (Some(value), 2);
        }
        if let Some(value) =
            near(&mut neighbours_swapped(known.amount).chain(digits_or_point_lost(known.amount)))
        {
            return (Some(value), 1);
        }
        let rounded = exact.map(|value| round(value / worth, known.usual_decimals) * worth);
        (rounded.filter(|value| range.holds(*value)).or(exact), 0)
    }
}

/// Values that all relations allow.
#[derive(Debug, Default, Clone, Copy)]
struct Range {
    low: Option<Decimal>,
    high: Option<Decimal>,
}

impl Range {
    fn meet(self, other: Admissible) -> Option<Self> {
        let low = self.low.max(other.low);
        let high = match (self.high, other.high) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let empty = low.zip(high).is_some_and(|(low, high)| low > high);
        (!empty).then_some(Self { low, high })
    }

    fn holds(&self, value: Decimal) -> bool {
        self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high)
    }
}
