//! One sentence: its amounts are tied to the rows it names, or are a slip away from one figure of them.

use std::ops::Range;

use rust_decimal::Decimal;

use super::index::{Meant, Mention};
use super::listed;
use super::reader::{Cell, Reader, TELLING, Told, nearest};
use crate::amount::slip::{significant, written};
use crate::amount::{Kind, apart};
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::check::results::Results;
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;

/// An amount of fewer digits may well be a digit away from another.
pub(super) const SLIPPED: u32 = 3;
/// Of so many unrelated amounts one may look like a slip of a candidate that the sentence names.
pub(super) const CHANCE: u64 = 6;
/// An amount of so many digits that stands in a table as well is that of the table, whatever it is called.
pub(super) const LONG: u32 = 4;
/// And of these so many are added up.
pub(super) const TOGETHER: usize = 3;
/// The words around an amount that say what it is are no more bytes.
pub(super) const AROUND: usize = 60;

/// What would be told.
pub(super) struct Pending {
    pub(super) equation: Equation,
    /// It is of a percentage.
    pub(super) rate: bool,
    pub(super) told: Told,
    /// So many values it could be a slip of.
    pub(super) values: usize,
    /// One in so many unrelated amounts may look like a slip of one of these.
    pub(super) chance: u64,
}

/// What an amount may be: its value, half of its last digit, and what it is made up of.
pub(super) type Candidate = (Decimal, Decimal, Vec<Term>);

/// What an amount is tied to: the relation, the cells that it is, and the two that it is the difference of.
type Tie = (Equation, Vec<Cell>, Option<(Cell, Cell)>);

/// How many amounts, and how many percentages, are what the rows say, and how many are nothing that is known: the more of these, the
/// more of them look like slips by chance.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    pub(super) found: usize,
    pub(super) open: usize,
}

/// One sentence and the names in it, or in the one before where it has none.
pub(super) struct Sentence<'s> {
    pub(super) reader: &'s Reader<'s>,
    pub(super) text: &'s str,
    pub(super) range: Range<usize>,
    pub(super) named: &'s [Mention<'s>],
}

/// What two rows that are named together have in one column: 民生費と教育費の合計は.
fn together(meant: &[Vec<Cell>]) -> impl Iterator<Item = (Cell, Cell)> {
    let rows = &meant[..meant.len().min(TOGETHER)];
    let pairs = rows.iter().enumerate().flat_map(move |(nth, first)| {
        let others = rows.iter().skip(nth + 1).flatten();
        others.flat_map(move |b| first.iter().map(move |a| (*a, *b)))
    });
    pairs.filter(|(a, b)| (a.table, a.column) == (b.table, b.column) && a.id != b.id)
}

impl Sentence<'_> {
    /// The words around an amount that say what it is: up to the next figures, no further than [`AROUND`].
    pub(super) fn around(&self, one: &Told, own: &[Told]) -> (&str, &str) {
        let before = own.iter().rev().find(|other| other.range.end <= one.range.start);
        let after = own.iter().find(|other| other.range.start >= one.range.end);
        let from = before.map_or(self.range.start, |other| other.range.end);
        let to = after.map_or(self.range.end, |other| other.range.start);
        (
            self.text.cut(from..one.range.start).last(AROUND),
            self.text.cut(one.range.end..to.max(one.range.end)).first(AROUND),
        )
    }

    /// Whether the words before an amount say that something grew or fell by it.
    pub(super) fn moved(&self, one: &Told, own: &[Told]) -> bool {
        vocabulary().moves.fit(self.around(one, own).0)
    }

    /// Whether words about an amount say that something grew or fell.
    pub(super) fn moves(&self, one: &Told, own: &[Told]) -> bool {
        let (before, after) = self.around(one, own);
        vocabulary().moves.fit(before) || vocabulary().moves.fit(after)
    }

    /// Ties amounts to what the names mean, and gives how many; what would be told goes to `pending`.
    pub(super) fn amounts(
        &self,
        own: &mut [Told],
        tally: &mut Tally,
        results: &mut Results,
        pending: &mut Vec<Pending>,
    ) {
        let document = self.reader.document;
        for nth in 0..own.len() {
            let one = own[nth].clone();
            if one.kind == Kind::Percent || significant(document.figure(one.id).amount) < TELLING {
                continue;
            }
            let near = nearest(self.named, &one.range);
            let meant: Vec<Vec<Cell>> = near
                .iter()
                .map(|mention| {
                    mention.meant.iter().flat_map(|meant| self.reader.cells(meant, one.kind)).collect()
                })
                .collect();
            if let Some((equation, ties, change)) = self.tie(&one, &meant) {
                own[nth].ties = ties;
                own[nth].change = change;
                results.found(equation);
                tally.found += 1;
                continue;
            }
            let moves = self.moves(&one, own);
            let moved = self.moved(&one, own);
            let near_cells = meant.first().map_or(&[][..], Vec::as_slice);
            if let Some(equation) = listed::change(document, own, nth, near_cells).filter(|_| moved) {
                let holds = equation.outcome() != Outcome::Fails;
                if holds {
                    results.found(equation);
                    tally.found += 1;
                    continue;
                }
                tally.open += 1;
                if one_digit_away(document, &equation) {
                    pending.push(Pending { equation, rate: false, told: one, values: 1, chance: 1 });
                }
                continue;
            }
            if self.reader.elsewhere(&one) {
                tally.found += usize::from(significant(document.figure(one.id).amount) >= LONG);
                continue;
            }
            if written(document.figure(one.id).amount) < SLIPPED {
                continue;
            }
            let mut changes: Vec<(Cell, Cell)> = Vec::new();
            if moves {
                changes = near
                    .first()
                    .into_iter()
                    .flat_map(|mention| mention.meant)
                    .flat_map(|meant| self.differences(meant, one.kind))
                    .collect();
            }
            tally.open += 1;
            pending.extend(self.slip(&one, &meant, &changes));
        }
    }

    /// What an amount is tied to: the relation, the cells that are equal to it, or the two whose difference it is.
    pub(super) fn tie(&self, one: &Told, meant: &[Vec<Cell>]) -> Option<Tie> {
        let document = self.reader.document;
        let left = || Linear::one(one.operand(document));
        let right = |terms: Vec<Term>| Linear { terms };
        let ties: Vec<Cell> =
            meant.iter().flatten().filter(|cell| one.is(cell.value, cell.half)).copied().collect();
        if let Some(cell) = ties.first() {
            return Some((
                Equation::equal(left(), right(vec![cell.term(document, Decimal::ONE)])),
                ties,
                None,
            ));
        }
        let names = nearest(self.named, &one.range);
        let differences = names
            .iter()
            .flat_map(|mention| mention.meant)
            .flat_map(|meant| self.differences(meant, one.kind))
            .find(|(a, b)| one.is(apart(a.value, b.value), a.half.saturating_add(b.half)));
        if let Some((a, b)) = differences {
            let (more, less) = if a.value >= b.value { (a, b) } else { (b, a) };
            let terms = vec![more.term(document, Decimal::ONE), less.term(document, Decimal::NEGATIVE_ONE)];
            return Some((Equation::equal(left(), right(terms)), Vec::new(), Some((a, b))));
        }
        let sum = |(a, b): &(Cell, Cell)| a.value.saturating_add(b.value);
        let (a, b) =
            together(meant).find(|pair| one.is(sum(pair), pair.0.half.saturating_add(pair.1.half)))?;
        let terms = vec![a.term(document, Decimal::ONE), b.term(document, Decimal::ONE)];
        Some((Equation::equal(left(), right(terms)), Vec::new(), None))
    }

    /// Two figures of one row that add up, each pair once.
    pub(super) fn differences(&self, meant: &Meant, kind: Kind) -> Vec<(Cell, Cell)> {
        if !matches!(meant, Meant::Row(..)) {
            return Vec::new();
        }
        let adds_up = |cell: &Cell| {
            let columns = &self.reader.document.tables[cell.table as usize].columns;
            columns.get(cell.column as usize).is_some_and(|column| column.measure.adds_up())
        };
        let cells: Vec<Cell> = self.reader.cells(meant, kind).filter(adds_up).collect();
        let pairs =
            cells.iter().enumerate().flat_map(|(nth, a)| cells.iter().skip(nth + 1).map(|b| (*a, *b)));
        pairs.collect()
    }

    /// The one candidate that an amount is a slip away from: of the nearest name, else of all.
    pub(super) fn slip(&self, one: &Told, meant: &[Vec<Cell>], changes: &[(Cell, Cell)]) -> Option<Pending> {
        let document = self.reader.document;
        let of_cells = |cells: &[Cell]| -> Vec<Candidate> {
            let of = |cell: &Cell| (cell.value, cell.half, vec![cell.term(document, Decimal::ONE)]);
            cells.iter().map(of).collect()
        };
        let of_pair = |a: &Cell, b: &Cell, sign: Decimal| {
            let terms = vec![a.term(document, Decimal::ONE), b.term(document, sign)];
            (a.value.saturating_add(b.value.saturating_mul(sign)), a.half.saturating_add(b.half), terms)
        };
        let less = changes.iter().map(|(a, b)| if a.value >= b.value { (a, b) } else { (b, a) });
        let nearest = meant.first().map_or(&[][..], Vec::as_slice);
        // What is named nearest is likeliest; a change is one of that, and a sum of what is named together.
        let stages = [
            of_cells(nearest),
            less.map(|(more, less)| of_pair(more, less, Decimal::NEGATIVE_ONE)).collect(),
            of_cells(&meant.concat()),
            together(meant).map(|(a, b)| of_pair(&a, &b, Decimal::ONE)).collect(),
        ];
        for mut values in stages {
            values.sort_by_key(|(value, ..)| *value);
            values.dedup_by(|a, b| a.0 == b.0);
            let is_slip = |candidate: &&Candidate| {
                !candidate.0.is_zero() && one.slips_to(document, candidate.0, candidate.1)
            };
            let mut slips = values.iter().filter(is_slip);
            if let (Some((_, _, terms)), None) = (slips.next(), slips.next())
                && one.hardly(document, values.len(), CHANCE)
            {
                let right = Linear { terms: terms.clone() };
                let equation = Equation::equal(Linear::one(one.operand(document)), right);
                let (told, values) = (one.clone(), values.len());
                return Some(Pending { equation, rate: false, told, values, chance: CHANCE });
            }
        }
        let cell = self.reader.only(one)?;
        let right = Linear { terms: vec![cell.term(document, Decimal::ONE)] };
        let equation = Equation::equal(Linear::one(one.operand(document)), right);
        let (told, values) = (one.clone(), self.reader.cells.len());
        Some(Pending { equation, rate: false, told, values, chance: CHANCE })
    }
}
