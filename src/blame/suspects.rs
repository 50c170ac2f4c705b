//! Every figure of the failing relations, weighed: how much a change of it alone would explain.
//!
//! Many relations fail at once, and each fault that is found takes some of them away. What a figure could explain at best is
//! known without weighing it, so that it is weighed when it comes first by that, and again only after a relation that speaks of
//! it was explained. The relations that bound its value are kept in order of how tightly they do: a total of thousands of wrong
//! lines is not read again after each of them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use rust_decimal::Decimal;

use super::beside::{LEFT_EMPTY, nearer};
use super::likely::{Range, is_telling, likely};
use super::standing::whole;
use crate::amount::Unit;
use crate::check::relation::{Admissible, Relation};
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;

/// How well a figure explains: failing relations mended, likeness of the slip, how much better it then fits those beside it,
/// written rather than blank.
type Score = (usize, u8, u16, bool);

/// The best likeness there is.
const LIKEST: u8 = 2;

/// The order in which figures are tried: those that explain the most, then in reading order.
type Rank = (Score, Reverse<FigureId>);

/// No more figures are told that would explain as much.
const EQUALS: usize = 6;

/// What a figure would have to be, where one value is likelier than others.
pub(super) type Mended = (FigureId, Option<Decimal>);

/// A figure that may be at fault.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// The figure.
    pub figure: FigureId,
    /// What it would have to be, where one value is likelier than the others.
    pub value: Option<Decimal>,
    /// No other figure explains as much of the same, and that this one does is no chance.
    pub sure: bool,
    /// The change is like a slip.
    pub slip: bool,
    /// Others that one slip would explain as well, the likeliest first.
    pub equals: Vec<Mended>,
}

/// The figures of the failing relations, and what is not explained yet.
pub(super) struct Suspects<'a> {
    document: &'a Document,
    relations: &'a [Relation],
    /// For each relation: it fails, and nothing explains it yet.
    open: Vec<bool>,
    /// For each figure.
    standing: Vec<Standing>,
    /// What each figure explains at best; those that explain nothing are not in it.
    queue: BinaryHeap<Rank>,
}

/// What is known of one figure.
#[derive(Debug, Clone, Default)]
struct Standing {
    /// The relations that speak of it, each with the figure's number among the operands, in order.
    places: Vec<(u32, u32)>,
    /// How many open relations speak of it.
    open: usize,
    /// How many open relations are about it.
    leads: usize,
    /// What its relations allow; found when first asked for.
    bounds: Option<Box<Bounds>>,
    /// What it came to when so many relations were open.
    weighed: Option<(usize, Option<Weighed>)>,
    queued: bool,
}

/// What a change of a figure comes to.
#[derive(Debug, Clone, Copy)]
struct Weighed {
    score: Score,
    value: Option<Decimal>,
    /// That the change is like a slip says something.
    telling: bool,
}

/// What the relations of a figure allow it to be, the tightest last.
#[derive(Debug, Clone)]
struct Bounds {
    /// What it is read in.
    unit: Unit,
    /// By the relations that hold; `None`: nothing but what it is.
    held: Option<Range>,
    /// Failing relations that no value of it mends.
    hopeless: Vec<u32>,
    lows: Vec<(Decimal, u32)>,
    highs: Vec<(Decimal, u32)>,
    /// How wide the bounds are, and the value in their middle.
    exact: Vec<((Decimal, Decimal), u32)>,
}

impl<'a> Suspects<'a> {
    /// Puts the figures of the `failing` relations in order.
    pub(super) fn new(document: &'a Document, relations: &'a [Relation], failing: &[usize]) -> Self {
        let mut suspects = Self {
            document,
            relations,
            open: vec![false; relations.len()],
            standing: vec![Standing::default(); document.figures.len()],
            queue: BinaryHeap::new(),
        };
        for &at in failing {
            suspects.open[at] = true;
            suspects.count(at, |count| count + 1);
        }
        for (at, relation) in relations.iter().enumerate() {
            if matches!(relation.outcome, Outcome::Holds | Outcome::WithinRounding | Outcome::Fails) {
                for (nth, operand) in relation.equation.operands().enumerate() {
                    let known = operand.figure.map(|id| &mut suspects.standing[id.0 as usize]);
                    if let Some(known) = known.filter(|known| known.open > 0) {
                        known.places.push((at as u32, nth as u32));
                    }
                }
            }
        }
        for id in (0..document.figures.len() as u32).map(FigureId) {
            suspects.enqueue(id);
        }
        suspects
    }

    /// The figure that explains the most of what is open; `None`: no figure alone explains any of it.
    pub(super) fn best(&mut self) -> Option<Candidate> {
        while let Some(first) = self.queue.pop() {
            let (_, Reverse(id)) = first;
            self.standing[id.0 as usize].queued = false;
            // What explains nothing now is asked again when one of its relations was explained.
            let Some(weighed) = self.weigh(id) else { continue };
            self.standing[id.0 as usize].queued = true;
            self.queue.push((weighed.score, Reverse(id)));
            if first.0 == weighed.score {
                return Some(self.of_equals(id, weighed));
            }
        }
        None
    }

    /// The first figure of a relation that no figure explains alone; `None`: it has none.
    pub(super) fn unexplained(&self, at: usize) -> Option<Candidate> {
        let relation = &self.relations[at];
        let figure = relation.equation.operands().find_map(|operand| operand.figure)?;
        let places = &self.standing[figure.0 as usize].places;
        let own = &places[places.partition_point(|place| (place.0 as usize) < at)..];
        let own = own.iter().take_while(|place| place.0 as usize == at).map(|&(_, nth)| nth as usize);
        let value = relation.admits(own).and_then(|admitted| admitted.exact);
        Some(Candidate { figure, value, sure: false, slip: false, equals: Vec::new() })
    }

    /// True for a relation that fails and that nothing explains yet.
    pub(super) fn is_open(&self, at: usize) -> bool {
        self.open[at]
    }

    /// The open relations that speak of a figure which was weighed.
    pub(super) fn open(&mut self, id: FigureId) -> Vec<usize> {
        // What is not open is in its bounds, or explained: it need not be read a second time.
        let places = &mut self.standing[id.0 as usize].places;
        places.retain(|&(at, _)| self.open[at as usize]);
        let mut open: Vec<usize> = places.iter().map(|&(at, _)| at as usize).collect();
        open.dedup();
        open
    }

    /// Takes relations as explained, and lets the figures they speak of be tried again.
    pub(super) fn explain(&mut self, relations: &[usize]) {
        for &at in relations {
            self.open[at] = false;
            for id in self.count(at, |count| count - 1) {
                self.enqueue(id);
            }
        }
    }

    /// Counts a relation for the figures it speaks of, and gives these, each once.
    fn count(&mut self, at: usize, by: impl Fn(usize) -> usize) -> Vec<FigureId> {
        let equation = &self.relations[at].equation;
        let mut figures: Vec<FigureId> = equation.operands().filter_map(|operand| operand.figure).collect();
        if let Some(first) = equation.operands().next().and_then(|operand| operand.figure) {
            let leads = &mut self.standing[first.0 as usize].leads;
            *leads = by(*leads);
        }
        figures.sort_unstable();
        figures.dedup();
        for id in &figures {
            let open = &mut self.standing[id.0 as usize].open;
            *open = by(*open);
        }
        figures
    }

    /// Lets a figure be tried by the most that it could explain.
    fn enqueue(&mut self, id: FigureId) {
        let standing = &mut self.standing[id.0 as usize];
        if standing.open > 0 && !standing.queued {
            standing.queued = true;
            let written = !self.document.figure(id).blank;
            self.queue.push(((standing.open, LIKEST, u16::MAX, written), Reverse(id)));
        }
    }

    /// Of the figures that explain as much as the `first` and of the same, the one a relation is about.
    fn of_equals(&mut self, first: FigureId, weighed: Weighed) -> Candidate {
        let (relations, count) = (self.relations, self.standing[first.0 as usize].open);
        // What stands beside them says which is likelier, and accuses none. A blank explains no more than what is written.
        let (most, likest, _, chosen) = weighed.score;
        let alike =
            |(open, likeness, _, written): Score| (open, likeness) == (most, likest) && (written || !chosen);
        let (mut leader, mut equals) = (None, Vec::new());
        for at in self.open(first) {
            for id in relations[at].equation.operands().filter_map(|operand| operand.figure) {
                let standing = &self.standing[id.0 as usize];
                let (equal, leads) = (standing.open == count, standing.leads > 0);
                let Some(other) = self.weigh(id).filter(|_| id != first && equal) else { continue };
                if alike(other.score) {
                    leader = leader.into_iter().chain(leads.then_some(id)).min();
                    equals.push((Reverse(other.score), id, other.value));
                }
            }
        }
        let sure = equals.is_empty() && (weighed.telling || count > 1);
        let leader = leader.filter(|_| chosen && self.standing[first.0 as usize].leads == 0);
        let figure = leader.unwrap_or(first);
        if figure != first {
            equals.push((Reverse(weighed.score), first, weighed.value));
        }
        equals.sort_unstable();
        equals.dedup();
        let likely = equals.into_iter().filter(|(Reverse(score), id, _)| score.1 > 0 && *id != figure);
        let equals = likely.take(EQUALS).map(|(_, id, value)| (id, value)).collect();
        let value = self.weigh(figure).and_then(|weighed| weighed.value);
        Candidate { figure, value, sure, slip: likest > 0, equals }
    }

    /// How well a change of a figure alone explains what is open; `None` where it mends nothing, or breaks what held.
    fn weigh(&mut self, id: FigureId) -> Option<Weighed> {
        let standing = &mut self.standing[id.0 as usize];
        let open = standing.open;
        match standing.weighed {
            Some((known, weighed)) if known == open => return weighed,
            _ if open == 0 => return None,
            _ => {}
        }
        let mut bounds = standing.bounds.take().unwrap_or_else(|| Box::new(self.bounds(id)));
        let weighed = bounds.tightest(&self.open).and_then(|(range, exact)| {
            let figure = self.document.figure(id);
            let (value, likeness) = likely(figure, bounds.unit, &range, exact);
            let nearer = value.map_or(0, |value| nearer(self.document, id, value));
            let likely = figure.blank && nearer >= LEFT_EMPTY
                || value.is_some() && figure.cell.is_some() && self.document.repeats_neighbour(id);
            let likeness = likeness.max(u8::from(likely));
            let copied =
                range.bounds().is_some_and(|(low, high)| self.document.is_copied(id, low, high, &[]));
            let likeness = if copied { LIKEST } else { likeness };
            // A figure that is not negative does not become so; an empty cell has no sign, but those beside it do.
            let negative = value.is_some_and(|value| value.is_sign_negative() && !value.is_zero());
            let may_be = figure.amount.value.is_sign_negative() || figure.blank && likely;
            let score = (open, likeness, nearer, !figure.blank);
            let telling = copied
                || exact.is_some() && value == exact && self.is_summed(id)
                || value.is_none_or(|value| is_telling(figure, bounds.unit, &range, value));
            (!negative || may_be).then_some(Weighed { score, value, telling })
        });
        let standing = &mut self.standing[id.0 as usize];
        standing.bounds = Some(bounds);
        standing.weighed = Some((open, weighed));
        weighed
    }

    /// Whether all that fails with a figure are sums, which mostly come out to the last digit.
    fn is_summed(&self, id: FigureId) -> bool {
        let open = self.standing[id.0 as usize].places.iter().map(|&(at, _)| at as usize);
        open.filter(|&at| self.open[at]).all(|at| self.relations[at].equation.is_sum())
    }

    fn bounds(&self, id: FigureId) -> Bounds {
        let first = self.standing[id.0 as usize].places.first();
        let operand = first.and_then(|&(at, nth)| self.relations[at as usize].equation.operand(nth as usize));
        let mut bounds = Bounds {
            unit: operand.map_or(self.document.figure(id).amount.unit, |operand| operand.unit),
            held: Some(Range::default()),
            hopeless: Vec::new(),
            lows: Vec::new(),
            highs: Vec::new(),
            exact: Vec::new(),
        };
        let places = &self.standing[id.0 as usize].places;
        // That a figure is found to be the sum of other rows says nothing against the sum that words make of it.
        let named = places.iter().map(|&(at, _)| at as usize).filter(|&at| self.open[at]);
        let named = named.map(|at| &self.relations[at]).filter(|relation| !relation.found);
        let totals: BTreeSet<FigureId> =
            named.filter(|relation| relation.equation.is_sum()).filter_map(whole).collect();
        let is_other = |relation: &Relation| {
            relation.found
                && relation.outcome != Outcome::Fails
                && whole(relation).is_some_and(|id| totals.contains(&id))
        };
        for places in places.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(at, _)) = places.first() else { continue };
            let relation = &self.relations[at as usize];
            if relation.outcome == Outcome::Fails && !self.open[at as usize] {
                continue;
            }
            if is_other(relation) {
                continue;
            }
            let admitted = relation.admits(places.iter().map(|&(_, nth)| nth as usize));
            match admitted {
                admitted if relation.outcome != Outcome::Fails => {
                    bounds.held = bounds.held.zip(admitted).and_then(|(held, admitted)| held.meet(admitted));
                }
                None => bounds.hopeless.push(at),
                Some(admitted) => {
                    bounds.lows.extend(admitted.low.map(|low| (low, at)));
                    bounds.highs.extend(admitted.high.map(|high| (high, at)));
                    if let (Some(value), Some(low), Some(high)) =
                        (admitted.exact, admitted.low, admitted.high)
                    {
                        bounds.exact.push(((high.saturating_sub(low), value), at));
                    }
                }
            }
        }
        bounds.lows.sort_unstable();
        bounds.highs.sort_unstable_by(|a, b| b.cmp(a));
        bounds.exact.sort_unstable_by(|a, b| b.cmp(a));
        bounds
    }
}

impl Bounds {
    /// The values that all relations allow which hold or are `open`, and the one that fits the narrowest of these; `None`: no
    /// value is allowed.
    fn tightest(&mut self, open: &[bool]) -> Option<(Range, Option<Decimal>)> {
        while self.hopeless.pop_if(|at| !open[*at as usize]).is_some() {}
        while self.lows.pop_if(|(_, at)| !open[*at as usize]).is_some() {}
        while self.highs.pop_if(|(_, at)| !open[*at as usize]).is_some() {}
        while self.exact.pop_if(|(_, at)| !open[*at as usize]).is_some() {}
        if !self.hopeless.is_empty() {
            return None;
        }
        let low = self.lows.last().map(|(low, _)| *low);
        let high = self.highs.last().map(|(high, _)| *high);
        let range = self.held?.meet(Admissible { low, high, exact: None })?;
        Some((range, self.exact.last().map(|((_, value), _)| *value)))
    }
}
