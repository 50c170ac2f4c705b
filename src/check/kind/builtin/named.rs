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

use std::collections::HashMap;
use std::ops::Range;

use rust_decimal::Decimal;

use crate::amount::slip::{neighbours_swapped, one_digit_off, significant, written};
use crate::amount::{Kind, Unit, apart};
use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::prose::{figures, full_stops, operand, stops};
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::source::Cut;
use crate::words::vocabulary;
use index::{Index, Meant, Mention, totals};

/// Amounts of fewer digits are equal to anything.
const TELLING: u32 = 2;
/// An amount of fewer digits may well be a digit away from another.
const SLIPPED: u32 = 3;
/// So many amounts are found in the rows they are called after for each that is not, and as many percentages.
const FOUND: usize = 3;
const RATES_FOUND: usize = 2;
/// Of so many unrelated amounts one may look like a slip of a candidate.
const CHANCE: u64 = 6;
/// Of the names in a sentence so many, the nearest, are tried for an amount.
const NAMES: usize = 8;
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
}

/// What would be told, and whether it is of a percentage.
type Pending = (Equation, bool);

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
    let mut reader = Reader { document, index: &index, units: HashMap::new(), values: Vec::new() };
    reader.units = reader.learned(bound);
    reader.values = reader.all();
    let (mut found, mut rates, mut pending) = (0, 0, Vec::new());
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
            let sentence = Sentence { reader: &reader, text: &flow.text, range: sentence.clone(), named: &named };
            found += sentence.amounts(&mut own, results, &mut pending);
            rates += rates::run(&sentence, &own, results, &mut pending);
            listed::run(document, text, sentence.range.start, &own, results);
        }
    }
    let count = |rate: bool| pending.iter().filter(|(_, of)| *of == rate).count();
    let (amounts_ok, rates_ok) = (found >= FOUND * count(false).max(1), rates >= RATES_FOUND * count(true));
    for (equation, rate) in pending {
        if if rate { rates_ok } else { amounts_ok } {
            results.relation(equation);
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

impl Reader<'_> {
    fn told(&self, flow: &Flow<'_>, ids: impl Iterator<Item = FigureId>) -> Vec<Told> {
        let told = ids.filter_map(|id| {
            let figure = self.document.figure(id);
            let value = figure.amount.checked_base()?.abs();
            let range = flow.from(figure.place.start)..flow.from(figure.place.end);
            let plain = figure.cell.is_none() && !figure.blank && !figure.unreadable && range.end > range.start;
            let (kind, half) = (figure.amount.unit.kind, figure.amount.half_digit());
            plain.then_some(Told { id, range, kind, value, half, ties: Vec::new(), change: None })
        });
        told.collect()
    }

    /// A figure of a table as an amount of this kind.
    fn cell(&self, id: FigureId, kind: Kind) -> Option<Cell> {
        let figure = self.document.figure(id);
        let at = figure.cell.filter(|_| !figure.blank && !figure.unreadable)?;
        let own = figure.amount.unit;
        let unit = match (kind, own.kind) {
            (Kind::Money, Kind::Count) => {
                Some(self.units.get(&at.table).copied().unwrap_or(Unit::YUAN)).filter(|_| own == Unit::ONE)
            }
            (Kind::Percent, Kind::Count) => {
                let table = &self.document.tables[at.table as usize];
                let rate = table.columns.get(at.column as usize).is_some_and(|column| !column.measure.adds_up());
                Some(Unit::PERCENT).filter(|_| own == Unit::ONE && rate)
            }
            _ => None,
        };
        if unit.is_none() && own.kind != kind {
            return None;
        }
        let worth = unit.map_or(Decimal::ONE, Unit::worth);
        let value = figure.amount.checked_base()?.checked_mul(worth)?.abs();
        let half = Operand::of(self.document, id).half.checked_mul(worth)?;
        Some(Cell { id, value, half, table: at.table, column: at.column, unit })
    }

    /// The figures that a name stands for.
    fn cells<'r>(&'r self, meant: &'r Meant, kind: Kind) -> impl Iterator<Item = Cell> + 'r {
        let ids: Vec<FigureId> = match *meant {
            Meant::Row(table, pane, item) => {
                let pane = &self.document.tables[table as usize].panes[pane as usize];
                pane.items[item as usize].figures.iter().flatten().copied().take(CELLS).collect()
            }
            Meant::Column(table, column) => {
                let table = &self.document.tables[table as usize];
                totals(self.document, table, column as usize)
                    .filter_map(|item| of_column(self.document, item, column))
                    .take(CELLS)
                    .collect()
            }
        };
        ids.into_iter().filter_map(move |id| self.cell(id, kind))
    }

    /// The units of tables that say none: that in which two amounts or more of the sentences that name their rows stand there.
    fn learned(&self, bound: &Bound<'_>) -> HashMap<u32, Unit> {
        let mut votes: HashMap<(u32, i8), usize> = HashMap::new();
        for place in bound.flows() {
            if figures(self.document, place).next().is_none() {
                continue;
            }
            let flow = Flow::new(self.document, place);
            let told = self.told(&flow, figures(self.document, place));
            let mentions = self.index.mentions(&flow.text);
            for one in told.iter().filter(|one| one.kind == Kind::Money) {
                let near = nearest(&mentions, &one.range);
                for cell in near.iter().flat_map(|mention| mention.meant).flat_map(|meant| self.cells(meant, Kind::Money)) {
                    let Some(unit) = cell.unit else { continue };
                    let bare = cell.value.checked_div(unit.worth()).unwrap_or_default();
                    for power in [0_i8, 3, 4, 5, 6, 7, 8, 9] {
                        let worth = Unit { kind: Kind::Money, power }.worth();
                        let value = bare.checked_mul(worth);
                        let digits = significant(self.document.figure(one.id).amount) > TELLING;
                        let half = one.half.saturating_add(worth.checked_div(Decimal::TWO).unwrap_or_default());
                        if digits && value.is_some_and(|value| !value.is_zero() && apart(value, one.value) <= half) {
                            *votes.entry((cell.table, power)).or_default() += 1;
                        }
                    }
                }
            }
        }
        let mut all: Vec<((u32, i8), usize)> = votes.into_iter().filter(|(_, votes)| *votes >= SHOWN).collect();
        all.sort_unstable_by_key(|((table, power), votes)| (*table, *votes, -*power));
        all.into_iter().map(|((table, power), _)| (table, Unit { kind: Kind::Money, power })).collect()
    }

    /// The values of all figures, in order.
    fn all(&self) -> Vec<Decimal> {
        let ids = (0..self.document.figures.len() as u32).map(FigureId);
        let values = ids.filter_map(|id| {
            let figure = self.document.figure(id);
            if figure.blank || figure.unreadable {
                return None;
            }
            let kind = if figure.amount.unit == Unit::ONE { Kind::Count } else { figure.amount.unit.kind };
            match figure.cell {
                Some(at) if self.units.contains_key(&at.table) => self.cell(id, Kind::Money).map(|cell| cell.value),
                _ => figure.amount.checked_base().filter(|_| kind != Kind::Percent).map(|value| value.abs()),
            }
        });
        let mut values: Vec<Decimal> = values.collect();
        values.sort_unstable();
        values
    }

    /// Whether an amount stands at another place as well.
    fn elsewhere(&self, one: &Told) -> bool {
        let from = self.values.partition_point(|value| *value < one.value.saturating_sub(one.half));
        let to = self.values.partition_point(|value| *value <= one.value.saturating_add(one.half));
        to > from + 1
    }
}

/// What an item has in a column.
fn of_column(document: &Document, item: &crate::document::Item, column: u32) -> Option<FigureId> {
    let own = |id: &FigureId| document.figure(*id).cell.is_some_and(|cell| cell.column == column);
    item.figures.iter().flatten().copied().find(own)
}

/// The names that stand nearest to an amount, the nearest first; those before it are nearer than those behind.
fn nearest<'m, 'i>(mentions: &'m [Mention<'i>], at: &Range<usize>) -> Vec<&'m Mention<'i>> {
    let next = mentions.partition_point(|mention| mention.range.start < at.start);
    let mut near: Vec<&Mention<'i>> =
        mentions[next.saturating_sub(NAMES)..].iter().take(2 * NAMES).collect();
    let far = |mention: &Mention<'_>| match mention.range.end <= at.start {
        true => at.start - mention.range.end,
        false => 2 * mention.range.start.saturating_sub(at.end) + 1,
    };
    near.sort_by_key(|mention| far(mention));
    near.truncate(NAMES);
    near
}

impl Cell {
    fn operand(&self, document: &Document) -> Operand {
        Operand::of(document, self.id).in_unit(self.unit)
    }

    /// The same, to be added or taken away, without its sign.
    fn term(&self, document: &Document, coefficient: Decimal) -> Term {
        let operand = self.operand(document);
        let sign = if operand.value.is_sign_negative() { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        Term { operand, coefficient: coefficient.saturating_mul(sign) }
    }
}

impl Told {
    fn operand(&self, document: &Document) -> Operand {
        let own = Operand { half: self.half, ..operand(document, self.id) };
        Operand { value: own.value.abs(), ..own }
    }

    fn is(&self, value: Decimal, half: Decimal) -> bool {
        !value.is_zero() && apart(self.value, value) <= self.half.saturating_add(half)
    }

    /// Whether a slip of the keyboard makes of it what it is not.
    fn slips_to(&self, document: &Document, value: Decimal, half: Decimal) -> bool {
        let amount = document.figure(self.id).amount;
        let worth = amount.unit.worth();
        let mut slips = one_digit_off(amount).chain(neighbours_swapped(amount));
        slips.any(|slip| {
            let slip = slip.abs().checked_mul(worth);
            slip.is_some_and(|slip| apart(slip, value) <= self.half.saturating_add(half))
        })
    }

    /// Whether one of so many values hardly lies a slip away by chance: one in `chance` may.
    fn hardly(&self, document: &Document, values: usize, chance: u64) -> bool {
        let digits = written(document.figure(self.id).amount);
        let pool = 10_u64.saturating_pow(digits.min(18));
        (9 * u64::from(digits)).saturating_mul(values as u64).saturating_mul(chance) <= pool
    }
}

impl Sentence<'_> {
    /// The words around an amount that say what it is: up to the next figures, no further than [`AROUND`].
    fn around(&self, one: &Told, own: &[Told]) -> (&str, &str) {
        let before = own.iter().rev().find(|other| other.range.end <= one.range.start);
        let after = own.iter().find(|other| other.range.start >= one.range.end);
        let from = before.map_or(self.range.start, |other| other.range.end);
        let to = after.map_or(self.range.end, |other| other.range.start);
        (self.text.cut(from..one.range.start).last(AROUND), self.text.cut(one.range.end..to.max(one.range.end)).first(AROUND))
    }

    /// Whether words about an amount say that something grew or fell.
    fn moves(&self, one: &Told, own: &[Told]) -> bool {
        let (before, after) = self.around(one, own);
        vocabulary().moves.fit(before) || vocabulary().moves.fit(after)
    }

    /// Ties amounts to what the names mean, and gives how many; what would be told goes to `pending`.
    fn amounts(&self, own: &mut [Told], results: &mut Results, pending: &mut Vec<Pending>) -> usize {
        let (document, mut found) = (self.reader.document, 0);
        for nth in 0..own.len() {
            let one = own[nth].clone();
            if one.kind == Kind::Percent || significant(document.figure(one.id).amount) < TELLING {
                continue;
            }
            let near = nearest(self.named, &one.range);
            let meant: Vec<Vec<Cell>> = near
                .iter()
                .map(|mention| mention.meant.iter().flat_map(|meant| self.reader.cells(meant, one.kind)).collect())
                .collect();
            if let Some((equation, ties, change)) = self.tie(&one, &meant) {
                own[nth].ties = ties;
                own[nth].change = change;
                results.found(equation);
                found += 1;
                continue;
            }
            if written(document.figure(one.id).amount) < SLIPPED || self.reader.elsewhere(&one) {
                continue;
            }
            let mut changes: Vec<(Cell, Cell)> = Vec::new();
            if self.moves(&one, own) {
                changes = near.first().into_iter().flat_map(|mention| mention.meant).flat_map(|meant| self.differences(meant, one.kind)).collect();
            }
            pending.extend(self.slip(&one, &meant, &changes).map(|equation| (equation, false)));
        }
        found
    }

    /// What an amount is tied to: the relation, the cells that are equal to it, or the two whose difference it is.
    fn tie(&self, one: &Told, meant: &[Vec<Cell>]) -> Option<(Equation, Vec<Cell>, Option<(Cell, Cell)>)> {
        let document = self.reader.document;
        let left = || Linear::one(one.operand(document));
        let right = |terms: Vec<Term>| Linear { terms };
        let ties: Vec<Cell> =
            meant.iter().flatten().filter(|cell| one.is(cell.value, cell.half)).copied().collect();
        if let Some(cell) = ties.first() {
            return Some((Equation::equal(left(), right(vec![cell.term(document, Decimal::ONE)])), ties, None));
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
        // Two rows named together: 民生費と教育費の合計は.
        for (nth, first) in meant.iter().enumerate() {
            for second in meant.iter().skip(nth + 1) {
                let pairs = first.iter().flat_map(|a| second.iter().map(move |b| (a, b)));
                let mut pairs = pairs.filter(|(a, b)| (a.table, a.column) == (b.table, b.column) && a.id != b.id);
                let sum = |a: &Cell, b: &Cell| a.value.saturating_add(b.value);
                if let Some((a, b)) = pairs.find(|(a, b)| one.is(sum(a, b), a.half.saturating_add(b.half))) {
                    let terms = vec![a.term(document, Decimal::ONE), b.term(document, Decimal::ONE)];
                    return Some((Equation::equal(left(), right(terms)), Vec::new(), None));
                }
            }
        }
        None
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
        let pairs = cells.iter().enumerate().flat_map(|(nth, a)| cells.iter().skip(nth + 1).map(|b| (*a, *b)));
        pairs.collect()
    }

    /// The one candidate that an amount is a slip away from: of the nearest name, else of all.
    fn slip(&self, one: &Told, meant: &[Vec<Cell>], changes: &[(Cell, Cell)]) -> Option<Equation> {
        let document = self.reader.document;
        for cells in [meant.first().cloned().unwrap_or_default(), meant.concat()] {
            let mut values: Vec<(Decimal, Decimal, Vec<Term>)> = cells
                .iter()
                .map(|cell| (cell.value, cell.half, vec![cell.term(document, Decimal::ONE)]))
                .collect();
            values.extend(changes.iter().map(|(a, b)| {
                let (more, less) = if a.value >= b.value { (a, b) } else { (b, a) };
                let terms = vec![more.term(document, Decimal::ONE), less.term(document, Decimal::NEGATIVE_ONE)];
                (apart(a.value, b.value), a.half.saturating_add(b.half), terms)
            }));
            values.sort_by_key(|(value, ..)| *value);
            values.dedup_by(|a, b| a.0 == b.0);
            let mut slips = values.iter().filter(|(value, half, _)| !value.is_zero() && one.slips_to(document, *value, *half));
            if let (Some((_, _, terms)), None) = (slips.next(), slips.next())
                && one.hardly(document, values.len(), CHANCE)
            {
                let right = Linear { terms: terms.clone() };
                return Some(Equation::equal(Linear::one(one.operand(document)), right));
            }
        }
        None
    }
}
