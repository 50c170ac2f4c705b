//! The check `sentences-and-tables`: what a sentence says of a row that it names is what the row says.
//!
//! In any language a sentence about a table uses the words of its rows and columns. What they name are the candidates for its
//! amounts: a figure of the row, the difference of two of them, the sum of two rows named together; and for its percentages a share
//! of the total above or below, the growth from one column to the next, or a rate that stands there. An amount that is one of
//! these is tied to it. One that is none, stands nowhere else, and is a slip of the keyboard away from exactly one of them, is that
//! one put down wrongly, here or there; but only in a document most of whose amounts so named are found in their rows.

mod index;
mod listed;
mod rates;
mod reader;

use std::collections::HashMap;
use std::ops::Range;

use rust_decimal::Decimal;

use crate::amount::slip::{significant, written};
use crate::amount::{Kind, Unit, apart};
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::flow::Flow;
use crate::check::aid::prose::{figures, full_stops, stops};
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;
use index::{Index, Meant, Mention};

/// Amounts of fewer digits are equal to anything.
const TELLING: u32 = 2;
/// An amount of fewer digits may well be a digit away from another.
const SLIPPED: u32 = 3;
/// So many amounts are found in the rows they are called after for each that is not; of percentages one and as many of both.
const FOUND: usize = 3;
/// Of so many unrelated amounts one may look like a slip of a candidate that the sentence names.
const CHANCE: u64 = 6;
/// And of one that it does not name.
const CHANCE_UNNAMED: u64 = 50;
/// So much less by chance needs no standing.
const SURE: u64 = 100;
/// An amount of so many digits that stands in a table as well is that of the table, whatever it is called.
const LONG: u32 = 4;
/// Amounts of so many digits that sentences tell twice are the same amount.
const LONG_IN_WORDS: u32 = 6;
/// Of the names in a sentence so many, the nearest, are tried for an amount.
const NAMES: usize = 8;
/// And of these so many are added up.
const TOGETHER: usize = 3;
/// Two amounts no more than so many halves of their last digit apart are one, rounded otherwise.
const ROUNDING: Decimal = Decimal::from_parts(3, 0, 0, false, 0);
/// A figure whose last digit is worth more than so many of those of an amount says nothing of it.
const COARSE: Decimal = Decimal::TEN;
/// Rows have so many figures; of longer ones the first are taken.
const CELLS: usize = 16;
/// Amounts of words in one unit have to stand so often in a table that says none to show that it is in that unit.
const SHOWN: usize = 2;
/// The words around an amount that say what it is are no more bytes.
const AROUND: usize = 60;

/// An amount of a sentence.
#[derive(Debug, Clone)]
struct Told {
    id: FigureId,
    /// Where in the text of its paragraph.
    range: Range<usize>,
    kind: Kind,
    /// Without its sign, in the base of its kind.
    value: Decimal,
    half: Decimal,
    /// The cells that it is, if it was found in a row.
    ties: Vec<Cell>,
    /// It is the difference of these.
    change: Option<(Cell, Cell)>,
}

/// A figure of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    id: FigureId,
    value: Decimal,
    half: Decimal,
    table: u32,
    column: u32,
    unit: Option<Unit>,
}

/// A document while it is gone through.
struct Reader<'d> {
    document: &'d Document,
    index: &'d Index,
    /// The units of tables that say none, as the sentences show them.
    units: HashMap<u32, Unit>,
    /// The values of all figures, each as often as it stands there.
    values: Vec<Decimal>,
    /// The amounts of all tables, and the long ones of all sentences, by value.
    cells: Vec<Cell>,
}

/// What would be told.
struct Pending {
    equation: Equation,
    /// It is of a percentage.
    rate: bool,
    told: Told,
    /// So many values it could be a slip of.
    values: usize,
    /// One in so many unrelated amounts may look like a slip of one of these.
    chance: u64,
}

/// What an amount may be: its value, half of its last digit, and what it is made up of.
type Candidate = (Decimal, Decimal, Vec<Term>);

/// How many amounts, and how many percentages, are what the rows say, and how many are nothing that is known: the more of these, the
/// more of them look like slips by chance.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    found: usize,
    open: usize,
}

/// Tries the rule on every sentence.
pub(super) fn run(bound: &Bound<'_>, results: &mut Results) {
    let document = bound.document;
    let in_words = document.figures.iter().any(|figure| figure.cell.is_none() && !figure.blank);
    if !in_words || document.tables.is_empty() {
        return;
    }
    let index = Index::new(document);
    if index.is_empty() {
        return;
    }
    let mut reader =
        Reader { document, index: &index, units: HashMap::new(), values: Vec::new(), cells: Vec::new() };
    reader.units = reader.learned(bound);
    reader.values = reader.all();
    reader.cells = reader.all_cells();
    let (mut amounts, mut rates, mut pending) = (Tally::default(), Tally::default(), Vec::new());
    for place in bound.flows() {
        if figures(document, place).next().is_none() {
            continue;
        }
        let flow = Flow::new(document, place);
        let told = reader.told(&flow, figures(document, place));
        let mut named: Vec<Mention<'_>> = Vec::new();
        for sentence in sentences(&flow.text, &told) {
            let mut own: Vec<Told> =
                told.iter().filter(|one| sentence.contains(&one.range.start)).cloned().collect();
            let mut mentions = index.mentions(flow.text.cut(sentence.clone()));
            for mention in &mut mentions {
                mention.range = mention.range.start + sentence.start..mention.range.end + sentence.start;
            }
            if !mentions.is_empty() {
                named = mentions;
            }
            if own.is_empty() {
                continue;
            }
            let text = flow.text.cut(sentence.clone());
            let summed = listed::run(document, (text, sentence.start), &own, results);
            let sentence =
                Sentence { reader: &reader, text: &flow.text, range: sentence.clone(), named: &named };
            let before = pending.len();
            sentence.amounts(&mut own, &mut amounts, results, &mut pending);
            let rated = rates::run(&sentence, &own, &mut rates, results, &mut pending);
            // What adds up in its sentence, or what a rate there comes out with, is no slip.
            let known = |one: &Pending| summed.contains(&one.told.id) || rated.contains(&one.told.id);
            let told = pending.split_off(before).into_iter().filter(|one| !known(one));
            pending.extend(told);
        }
    }
    let count = |rate: bool| pending.iter().filter(|one| one.rate == rate).count();
    let (of_amounts, of_rates) = (count(false), count(true));
    for one in pending {
        let (tally, enough) = match one.rate {
            true => (rates, rates.found >= of_rates && rates.found + amounts.found >= FOUND * of_rates),
            false => (amounts, amounts.found >= FOUND * of_amounts),
        };
        let chance = one.chance.saturating_mul(tally.open.max(1) as u64);
        // What chance brings about nowhere in a long document needs no other amounts to speak for it.
        let sure = one.told.hardly(document, one.values, chance.saturating_mul(SURE)) && tally.found > 0;
        if (enough || sure) && one.told.hardly(document, one.values, chance) {
            results.relation(one.equation);
        }
    }
}

/// The sentences of a paragraph. A point within an amount ends none: 72,9 Mio. EUR.
fn sentences(text: &str, told: &[Told]) -> Vec<Range<usize>> {
    let hangul = text.match_indices('.').map(|(at, _)| at).filter(|&at| {
        text.cut(..at).chars().next_back().is_some_and(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c))
    });
    let mut ends: Vec<usize> = stops(text).chain(full_stops(text)).chain(hangul).collect();
    ends.sort_unstable();
    ends.retain(|end| {
        let before = told.partition_point(|one| one.range.start <= *end);
        before.checked_sub(1).is_none_or(|last| *end + 1 > told[last].range.end)
            && !text.cut(..*end).ends_with(|c| vocabulary().states.has(c))
    });
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends.iter().copied().chain([text.len()])).map(|(start, end)| start..end).collect()
}

/// One sentence and the names in it, or in the one before where it has none.
struct Sentence<'s> {
    reader: &'s Reader<'s>,
    text: &'s str,
    range: Range<usize>,
    named: &'s [Mention<'s>],
}

/// What an item has in a column.
fn of_column(document: &Document, item: &crate::document::Item, column: u32) -> Option<FigureId> {
    let own = |id: &FigureId| document.figure(*id).cell.is_some_and(|cell| cell.column == column);
    item.figures.iter().flatten().copied().find(own)
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

/// The names that stand nearest to an amount, the nearest first; those before it are nearer than those behind.
fn nearest<'m, 'i>(mentions: &'m [Mention<'i>], at: &Range<usize>) -> Vec<&'m Mention<'i>> {
    let next = mentions.partition_point(|mention| mention.range.start < at.start);
    let mut near: Vec<&Mention<'i>> = mentions[next.saturating_sub(NAMES)..].iter().take(2 * NAMES).collect();
    let far = |mention: &Mention<'_>| match mention.range.end <= at.start {
        true => at.start - mention.range.end,
        false => 2 * mention.range.start.saturating_sub(at.end) + 1,
    };
    near.sort_by_key(|mention| far(mention));
    near.truncate(NAMES);
    near
}

impl Sentence<'_> {
    /// The words around an amount that say what it is: up to the next figures, no further than [`AROUND`].
    fn around(&self, one: &Told, own: &[Told]) -> (&str, &str) {
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
    fn moved(&self, one: &Told, own: &[Told]) -> bool {
        vocabulary().moves.fit(self.around(one, own).0)
    }

    /// Whether words about an amount say that something grew or fell.
    fn moves(&self, one: &Told, own: &[Told]) -> bool {
        let (before, after) = self.around(one, own);
        vocabulary().moves.fit(before) || vocabulary().moves.fit(after)
    }

    /// Ties amounts to what the names mean, and gives how many; what would be told goes to `pending`.
    fn amounts(
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
    fn tie(&self, one: &Told, meant: &[Vec<Cell>]) -> Option<(Equation, Vec<Cell>, Option<(Cell, Cell)>)> {
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
    fn differences(&self, meant: &Meant, kind: Kind) -> Vec<(Cell, Cell)> {
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
    fn slip(&self, one: &Told, meant: &[Vec<Cell>], changes: &[(Cell, Cell)]) -> Option<Pending> {
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
