//! Tables whose unit is wrong: what ties them to other places fails, and holds when all their figures are read in another.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Fault, Suspect};
use crate::amount::{Unit, power_of_ten};
use crate::check::relation::{Equation, Relation};
use crate::document::{Document, FigureId, Table};
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;

/// Units are taken for each other that lie so many powers of ten apart: 元, 千元, 万元, 亿元.
const POWERS: [i64; 6] = [4, -4, 3, -3, 8, -8];
/// A relation that ties more tables together than this says nothing of the unit of one of them.
const MANY: usize = 16;
/// Of the failing relations of a table no more than one in so many may have another cause.
const OTHERS: usize = 5;

/// Takes the relations that wrong units explain out of `failing`. The table that explains the most goes first: its
/// neighbours fail only because of it.
pub(super) fn faults(document: &Document, relations: &[Relation], failing: &mut Vec<usize>) -> Vec<Fault> {
    let mut tables = Tables::new(document, relations, failing);
    let mut faults = Vec::new();
    while let Some((table, power)) = tables.worst() {
        let explained = tables.explain(table, power);
        faults.push(Fault {
            at: Suspect::Unit { table, power: POWERS[power] },
            relations: explained,
            sure: true,
            slip: true,
            equals: Vec::new(),
        });
    }
    failing.retain(|&at| tables.crossings[at].open);
    faults
}

/// The tables that failing relations tie to other places.
struct Tables<'a> {
    document: &'a Document,
    relations: &'a [Relation],
    /// For each relation.
    crossings: Vec<Crossing>,
    /// For each table.
    tables: Vec<Ties>,
    /// What each table explains at best: how many relations it mends beyond those that it breaks; then in reading order.
    queue: BinaryHeap<(usize, Reverse<usize>)>,
    /// The relations that hold, by the tables they tie to other places; found when first asked for.
    held: OnceCell<Vec<Vec<usize>>>,
}

/// What a relation ties together.
#[derive(Default)]
struct Crossing {
    /// It fails, and nothing explains it yet.
    open: bool,
    /// The tables it ties to other places, each with the powers, one bit for each, at which its unit lets the relation hold.
    tables: Vec<(usize, u8)>,
}

/// The failing relations that tie a table to other places.
#[derive(Default, Clone)]
struct Ties {
    relations: Vec<usize>,
    /// How many of them are open.
    open: usize,
    /// How many of these hold at each power.
    mended: [usize; POWERS.len()],
    /// How many of these are proof of it.
    proofs: [usize; POWERS.len()],
    /// How many relations that hold would not hold at each power; found when first asked for.
    broken: [Option<usize>; POWERS.len()],
    /// Fewer than so many prove nothing.
    least: usize,
}

impl<'a> Tables<'a> {
    fn new(document: &'a Document, relations: &'a [Relation], failing: &[usize]) -> Self {
        let mut crossings: Vec<Crossing> = Vec::new();
        crossings.resize_with(relations.len(), Crossing::default);
        let odd = odd(document);
        // One is enough where the table alone is in that unit.
        let ties = odd.iter().map(|odd| Ties { least: if *odd { 1 } else { 2 }, ..Ties::default() });
        let mut tables: Vec<Ties> = ties.collect();
        for &at in failing {
            crossings[at].open = true;
            for table in crossed(document, &relations[at]) {
                tables[table].relations.push(at);
                tables[table].open += 1;
            }
        }
        let mut all =
            Self { document, relations, crossings, tables, queue: BinaryHeap::new(), held: OnceCell::new() };
        for table in 0..all.tables.len() {
            if all.tables[table].open >= all.tables[table].least {
                all.weigh(table);
                all.enqueue(table);
            }
        }
        all
    }

    /// Finds what each unit of a table mends.
    fn weigh(&mut self, table: usize) {
        for at in self.tables[table].relations.clone() {
            let mut bits = 0;
            for power in 0..POWERS.len() {
                let mends = self.scaled(at, table, power);
                bits |= u8::from(mends) << power;
                self.tables[table].mended[power] += usize::from(mends);
                self.tables[table].proofs[power] += usize::from(mends && self.is_equal(at));
            }
            self.crossings[at].tables.push((table, bits));
        }
    }

    /// What must be no more than something is so in any larger unit: only what must be equal is proof of one.
    fn is_equal(&self, at: usize) -> bool {
        self.relations[at].equation.cmp == Cmp::Eq
    }

    /// True where a relation holds with the figures of a table read in another unit.
    fn scaled(&self, at: usize, table: usize, power: usize) -> bool {
        let mut equation = self.relations[at].equation.clone();
        equation.scale(POWERS[power], &|id| table_of(self.document, id) == Some(table));
        holds(equation.outcome())
    }

    /// The table that, read in another unit, mends the most relations beyond those that it breaks, and the number of the power.
    fn worst(&mut self) -> Option<(usize, usize)> {
        while let Some((gain, Reverse(table))) = self.queue.pop() {
            if let Some((_, power)) = self.gain(table).filter(|best| best.0 == gain) {
                return Some((table, power));
            }
        }
        None
    }

    /// Takes the relations that hold with a table read in another unit as explained.
    fn explain(&mut self, table: usize, power: usize) -> Vec<usize> {
        let mends = |at: &usize| {
            let crossing = &self.crossings[*at];
            crossing.open && crossing.tables.iter().any(|(own, bits)| *own == table && bits & 1 << power != 0)
        };
        let explained: Vec<usize> = self.tables[table].relations.iter().copied().filter(mends).collect();
        let mut neighbours = Vec::new();
        for &at in &explained {
            self.crossings[at].open = false;
            let is_equal = usize::from(self.is_equal(at));
            for &(table, bits) in &self.crossings[at].tables {
                let ties = &mut self.tables[table];
                ties.open -= 1;
                for power in (0..POWERS.len()).filter(|power| bits & 1 << power != 0) {
                    ties.mended[power] -= 1;
                    ties.proofs[power] -= is_equal;
                }
                neighbours.push(table);
            }
        }
        neighbours.sort_unstable();
        neighbours.dedup();
        neighbours.into_iter().for_each(|table| self.enqueue(table));
        explained
    }

    fn enqueue(&mut self, table: usize) {
        if let Some((gain, _)) = self.gain(table) {
            self.queue.push((gain, Reverse(table)));
        }
    }

    /// How many relations the likeliest unit of a table mends beyond those that it breaks, and the number of its power.
    fn gain(&mut self, table: usize) -> Option<(usize, usize)> {
        let mut best = None;
        for power in 0..POWERS.len() {
            let ties = &self.tables[table];
            let (open, mended) = (ties.open, ties.mended[power]);
            if mended < ties.least || ties.proofs[power] == 0 || (open - mended) * OTHERS > open {
                continue;
            }
            let broken = ties.broken[power].unwrap_or_else(|| self.broken(table, power));
            self.tables[table].broken[power] = Some(broken);
            let gain = mended.saturating_sub(broken);
            if gain > best.map_or(0, |(gain, _)| gain) {
                best = Some((gain, power));
            }
        }
        best
    }

    /// How many relations that hold would not with a table read in another unit.
    fn broken(&self, table: usize, power: usize) -> usize {
        let held = self.held.get_or_init(|| {
            let mut held = vec![Vec::new(); self.tables.len()];
            for (at, relation) in
                self.relations.iter().enumerate().filter(|(_, relation)| holds(relation.outcome))
            {
                crossed(self.document, relation).into_iter().for_each(|table| held[table].push(at));
            }
            held
        });
        held[table].iter().filter(|&&at| !self.scaled(at, table, power)).count()
    }
}

fn holds(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Holds | Outcome::WithinRounding)
}

fn table_of(document: &Document, id: FigureId) -> Option<usize> {
    document.figure(id).cell.map(|cell| cell.table as usize)
}

/// The tables that a relation ties to other places, in reading order. Nothing is nothing in any unit.
fn crossed(document: &Document, relation: &Relation) -> Vec<usize> {
    let operands = relation.equation.operands().filter(|operand| !operand.value.is_zero());
    let mut places: Vec<Option<usize>> =
        operands.filter_map(|operand| operand.figure).map(|id| table_of(document, id)).collect();
    places.sort_unstable();
    places.dedup();
    if (2..=MANY).contains(&places.len()) { places.into_iter().flatten().collect() } else { Vec::new() }
}

/// For each table: most tables that say their unit say another.
fn odd(document: &Document) -> Vec<bool> {
    let unit = |table: &Table| table.unit.as_ref().map(|(unit, _)| *unit);
    let mut said: Vec<Unit> = document.tables.iter().filter_map(unit).collect();
    said.sort_unstable();
    let alike =
        |own: Unit| said.partition_point(|unit| *unit <= own) - said.partition_point(|unit| *unit < own);
    document.tables.iter().map(|table| unit(table).is_some_and(|own| alike(own) * 2 < said.len())).collect()
}

impl Equation {
    /// Reads the figures that `which` picks as 10 to the `power` larger.
    fn scale(&mut self, power: i64, which: &dyn Fn(FigureId) -> bool) {
        let factor = power_of_ten(power);
        for operand in self.sums_mut().flat_map(|sum| &mut sum.terms).map(|term| &mut term.operand) {
            if operand.figure.is_some_and(which) {
                operand.grow(factor);
            }
        }
    }
}
