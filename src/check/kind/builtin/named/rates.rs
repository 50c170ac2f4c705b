//! Percentages of a sentence: rates that stand in the rows it names, shares of a total, growth from one column to the next, and the
//! same between two amounts of the sentence itself.

use rust_decimal::Decimal;

use crate::amount::{Kind, round};
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::words::vocabulary;

use super::index::totals;
use super::{Cell, Meant, Pending, Sentence, Told, nearest, of_column};

/// So many amounts around a percentage are tried.
const AMOUNTS: usize = 6;
/// Candidates of a percentage, no more.
const CANDIDATES: usize = 64;
/// Of so many percentages that have nothing to do with the candidates one may look like a slip of one of them.
const CHANCE: u64 = 4;

/// What a percentage may be.
struct Candidate {
    equation: Equation,
    /// It says how much something grew; else which part of something it is.
    growth: bool,
    /// It comes from the amount beside the percentage.
    beside: bool,
}

/// An amount as a side of a quotient.
#[derive(Clone)]
struct Side {
    value: Decimal,
    terms: Vec<Term>,
}

/// Ties percentages, and gives how many; what would be told goes to `pending`.
pub(super) fn run(sentence: &Sentence<'_>, own: &[Told], results: &mut Results, pending: &mut Vec<Pending>) -> usize {
    let document = sentence.reader.document;
    let mut found = 0;
    for (nth, one) in own.iter().enumerate().filter(|(_, one)| one.kind == Kind::Percent) {
        let near = nearest(sentence.named, &one.range);
        let cells = near.iter().flat_map(|mention| mention.meant).flat_map(|meant| sentence.reader.cells(meant, Kind::Percent));
        let cells: Vec<Cell> = cells.collect();
        if let Some(cell) = cells.iter().find(|cell| one.is(cell.value, cell.half)) {
            let right = Linear { terms: vec![cell.term(document, Decimal::ONE)] };
            results.found(Equation::equal(Linear::one(one.operand(document)), right));
            found += 1;
            continue;
        }
        let candidates = candidates(sentence, own, nth);
        let holds = candidates.iter().find(|candidate| candidate.equation.outcome() != Outcome::Fails);
        if let Some(candidate) = holds {
            results.found(candidate.equation.clone());
            found += 1;
            continue;
        }
        let (before, after) = sentence.around(one, own);
        let words = vocabulary();
        let moves = words.moves.fit(before) || words.moves.fit(after);
        let shares = words.shares.fit(before) || words.shares.fit(after);
        if moves == shares {
            continue;
        }
        let meant: Vec<&Candidate> =
            candidates.iter().filter(|candidate| candidate.beside && candidate.growth == moves).collect();
        let decimals = document.figure(one.id).amount.decimals + 2;
        let mut values: Vec<(Decimal, &Equation)> = meant
            .iter()
            .filter_map(|candidate| Some((round(candidate.equation.expected()?.abs(), decimals), &candidate.equation)))
            .collect();
        values.sort_by_key(|(value, _)| *value);
        values.dedup_by_key(|(value, _)| *value);
        let mut slips = values.iter().filter(|(value, _)| one.slips_to(document, *value, Decimal::ZERO));
        if let (Some((_, equation)), None) = (slips.next(), slips.next())
            && one.hardly(document, values.len(), CHANCE)
        {
            pending.push(((*equation).clone(), true));
        }
    }
    found
}

fn candidates(sentence: &Sentence<'_>, own: &[Told], nth: usize) -> Vec<Candidate> {
    let (document, one) = (sentence.reader.document, &own[nth]);
    let mut all = Vec::new();
    let amount = |other: &&Told| other.kind != Kind::Percent;
    let before: Vec<&Told> = own[..nth].iter().rev().filter(amount).take(AMOUNTS).collect();
    let after: Vec<&Told> = own[nth + 1..].iter().filter(amount).take(AMOUNTS).collect();
    let side = |told: &Told| Side {
        value: told.value,
        terms: vec![Term { operand: told.operand(document), coefficient: Decimal::ONE }],
    };
    let of_cell = |cell: &Cell| Side { value: cell.value, terms: vec![cell.term(document, Decimal::ONE)] };
    let mut add = |part: &Side, whole: &Side, growth: bool, beside: bool| {
        if all.len() < CANDIDATES && !whole.value.is_zero() && !part.value.is_zero() {
            let (left, over) = (Linear::one(one.operand(document)), Some(Linear { terms: whole.terms.clone() }));
            let right = Linear { terms: part.terms.clone() };
            all.push(Candidate { equation: Equation { over, ..Equation::equal(left, right) }, growth, beside });
        }
    };
    let change = |a: &Side, b: &Side| {
        let (more, less) = if a.value >= b.value { (a, b) } else { (b, a) };
        let minus = |term: &Term| Term { coefficient: -term.coefficient, ..term.clone() };
        let terms = more.terms.iter().cloned().chain(less.terms.iter().map(minus)).collect();
        Side { value: more.value.saturating_sub(less.value), terms }
    };
    // Of the amounts beside it: before it, and behind it.
    let beside: Vec<&Told> = before.first().into_iter().chain(after.first()).copied().collect();
    for told in &beside {
        for cell in told.ties.iter().take(2) {
            let part = of_cell(cell);
            for whole in wholes(sentence, cell) {
                add(&part, &of_cell(&whole), false, true);
            }
            for other in row_of(sentence, cell) {
                add(&change(&part, &of_cell(&other)), &of_cell(&other), true, true);
            }
        }
        if let Some((a, b)) = &told.change {
            for base in [b, a] {
                add(&side(told), &of_cell(base), true, true);
            }
        }
        for other in before.iter().chain(&after).filter(|other| other.id != told.id && other.kind == told.kind) {
            let (part, whole) = (side(told), side(other));
            add(&part, &whole, false, true);
            add(&whole, &part, false, false);
            add(&change(&part, &whole), &whole, true, true);
            add(&change(&part, &whole), &part, true, false);
            // What changed, and what it led to.
            add(&part, &change(&whole, &part), true, false);
            add(&whole, &change(&part, &whole), true, false);
        }
    }
    for meant in nearest(sentence.named, &one.range).iter().take(3).flat_map(|mention| mention.meant).take(AMOUNTS) {
        for kind in [Kind::Money, Kind::Count] {
            for (a, b) in sentence.differences(meant, kind) {
                let (a, b) = (of_cell(&a), of_cell(&b));
                add(&change(&a, &b), &b, true, beside.is_empty());
                add(&change(&a, &b), &a, true, false);
                add(&a, &b, false, false);
                add(&b, &a, false, false);
            }
            for cell in sentence.reader.cells(meant, kind).take(AMOUNTS) {
                for whole in wholes(sentence, &cell).iter().take(2) {
                    add(&of_cell(&cell), &of_cell(whole), false, beside.is_empty());
                }
            }
        }
    }
    all
}

/// What a figure may be a part of: the totals of its column, and the other rows that the sentence names.
fn wholes(sentence: &Sentence<'_>, cell: &Cell) -> Vec<Cell> {
    let reader = sentence.reader;
    let kind = |id: FigureId| reader.cell(id, cell_kind(sentence, cell));
    let table = &reader.document.tables[cell.table as usize];
    let totals = totals(reader.document, table, cell.column as usize)
        .filter_map(|item| of_column(reader.document, item, cell.column))
        .filter(|id| *id != cell.id)
        .filter_map(kind);
    let mut wholes: Vec<Cell> = totals.filter(|whole| whole.value >= cell.value).take(4).collect();
    for meant in sentence.named.iter().take(super::NAMES).flat_map(|mention| mention.meant) {
        if let Meant::Row(table, ..) = *meant
            && table == cell.table
        {
            let named = reader.cells(meant, cell_kind(sentence, cell));
            wholes.extend(named.filter(|whole| whole.column == cell.column && whole.id != cell.id && whole.value > cell.value));
        }
    }
    wholes.dedup_by_key(|whole| whole.id);
    wholes
}

fn cell_kind(sentence: &Sentence<'_>, cell: &Cell) -> Kind {
    cell.unit.map_or(sentence.reader.document.figure(cell.id).amount.unit.kind, |unit| unit.kind)
}

/// The other figures of the row that add up.
fn row_of(sentence: &Sentence<'_>, cell: &Cell) -> Vec<Cell> {
    let document = sentence.reader.document;
    let Some(at) = document.figure(cell.id).cell else { return Vec::new() };
    let table = &document.tables[at.table as usize];
    let items = table.panes.iter().filter_map(|pane| pane.item(at.row as usize));
    let ids = items.flat_map(|item| item.figures.iter().flatten().copied()).filter(|id| *id != cell.id);
    let adds_up = |other: &Cell| {
        table.columns.get(other.column as usize).is_some_and(|column| column.measure.adds_up())
    };
    ids.filter_map(|id| sentence.reader.cell(id, cell_kind(sentence, cell))).filter(adds_up).take(AMOUNTS).collect()
}
