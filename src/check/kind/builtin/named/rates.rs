//! Percentages of a sentence: rates that stand in the rows it names, shares of a total, growth from one column to the next, and the
//! same between two amounts of the sentence itself.

use rust_decimal::Decimal;

use crate::amount::{Kind, apart, round};
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::words::vocabulary;

use super::index::Meant;
use super::reader::{Cell, NAMES, Told, nearest};
use super::sentence::{Pending, Sentence, Tally};

/// So many amounts around a percentage are tried.
const AMOUNTS: usize = 6;
/// Candidates of a percentage, no more.
const CANDIDATES: usize = 64;
/// Of so many percentages that have nothing to do with the candidates one may look like a slip of one of them.
const CHANCE: u64 = 4;

/// A bracket that opens right behind an amount has no more before it: the rest of its unit.
const BRACKET: usize = 12;
/// Nearer than so many halves of its last digit a percentage is what was worked out of other figures than those that are told.
const ROUNDING: Decimal = Decimal::from_parts(4, 0, 0, false, 0);

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

/// Ties percentages, and gives the figures by which they come out; what would be told goes to `pending`.
pub(super) fn run(
    sentence: &Sentence<'_>,
    own: &[Told],
    tally: &mut Tally,
    results: &mut Results,
    pending: &mut Vec<Pending>,
) -> Vec<FigureId> {
    let mut rated = Vec::new();
    let document = sentence.reader.document;
    for (nth, one) in own.iter().enumerate().filter(|(_, one)| one.kind == Kind::Percent) {
        let near = nearest(sentence.named, &one.range);
        let cells = near
            .iter()
            .flat_map(|mention| mention.meant)
            .flat_map(|meant| sentence.reader.cells(meant, Kind::Percent));
        let cells: Vec<Cell> = cells.collect();
        if let Some(cell) = cells.iter().find(|cell| one.is(cell.value, cell.half)) {
            let right = Linear { terms: vec![cell.term(document, Decimal::ONE)] };
            results.found(Equation::equal(Linear::one(one.operand(document)), right));
            tally.found += 1;
            continue;
        }
        let candidates = candidates(sentence, own, nth);
        let holds = candidates.iter().find(|candidate| candidate.equation.outcome() != Outcome::Fails);
        if let Some(candidate) = holds {
            rated.extend(candidate.equation.operands().filter_map(|operand| operand.figure));
            results.found(candidate.equation.clone());
            tally.found += 1;
            continue;
        }
        let (before, after) = sentence.around(one, own);
        let words = vocabulary();
        let said = |text: &str| (words.moves.fit(text), words.shares.fit(text));
        // The words before say it, else those behind; a percentage in brackets right behind an amount is one of the two.
        let role = [before, after].map(said).into_iter().find(|(moves, shares)| moves != shares);
        let bracket = before.trim_end().ends_with('(') && before.trim().len() <= BRACKET;
        if role.is_none() && !bracket {
            continue;
        }
        tally.open += 1;
        if one.value.is_zero() {
            continue;
        }
        let fits = |candidate: &&Candidate| {
            candidate.beside && role.is_none_or(|(moves, _)| candidate.growth == moves)
        };
        let meant: Vec<&Candidate> = candidates.iter().filter(fits).collect();
        let decimals = document.figure(one.id).amount.decimals + 2;
        let mut values: Vec<(Decimal, &Equation)> = meant
            .iter()
            .filter_map(|candidate| {
                Some((round(candidate.equation.expected()?.abs(), decimals), &candidate.equation))
            })
            .collect();
        values.sort_by_key(|(value, _)| *value);
        values.dedup_by_key(|(value, _)| *value);
        let far = |value: Decimal| apart(one.value, value) > one.half.saturating_mul(ROUNDING);
        let mut slips =
            values.iter().filter(|(value, _)| far(*value) && one.slips_to(document, *value, Decimal::ZERO));
        if let (Some((_, equation)), None) = (slips.next(), slips.next())
            && one.hardly(document, values.len(), CHANCE)
        {
            let (equation, told, values) = ((*equation).clone(), one.clone(), values.len());
            pending.push(Pending { equation, rate: true, told, values, chance: CHANCE });
        }
    }
    rated
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
            let (left, over) =
                (Linear::one(one.operand(document)), Some(Linear { terms: whole.terms.clone() }));
            let right = Linear { terms: part.terms.clone() };
            all.push(Candidate {
                equation: Equation { over, ..Equation::equal(left, right) },
                growth,
                beside,
            });
        }
    };
    let change = |a: &Side, b: &Side| {
        let (more, less) = if a.value >= b.value { (a, b) } else { (b, a) };
        let minus = |term: &Term| Term {
            coefficient: Decimal::ZERO.saturating_sub(term.coefficient),
            ..term.clone()
        };
        let terms = more.terms.iter().cloned().chain(less.terms.iter().map(minus)).collect();
        Side { value: more.value.saturating_sub(less.value), terms }
    };
    let both = |a: &Side, b: &Side| {
        let terms = a.terms.iter().chain(&b.terms).cloned().collect();
        Side { value: a.value.saturating_add(b.value), terms }
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
        let changes = told.change.is_some() || sentence.moved(told, own);
        for other in
            before.iter().chain(&after).filter(|other| other.id != told.id && other.kind == told.kind)
        {
            let (part, whole) = (side(told), side(other));
            add(&part, &whole, changes, true);
            add(&whole, &part, false, false);
            add(&change(&part, &whole), &whole, true, !changes && !sentence.moved(other, own));
            add(&change(&part, &whole), &part, true, false);
            // What changed, and what it led to.
            add(&part, &change(&whole, &part), true, false);
            add(&whole, &change(&part, &whole), true, false);
            add(&part, &both(&whole, &part), true, false);
            add(&whole, &both(&part, &whole), true, false);
        }
    }
    for meant in
        nearest(sentence.named, &one.range).iter().take(3).flat_map(|mention| mention.meant).take(AMOUNTS)
    {
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
    let totals = reader.totals.of(cell.table, cell.column).iter().copied();
    let totals = totals.filter(|id| *id != cell.id).filter_map(kind);
    let mut wholes: Vec<Cell> = totals.filter(|whole| whole.value >= cell.value).take(4).collect();
    for meant in sentence.named.iter().take(NAMES).flat_map(|mention| mention.meant) {
        if let Meant::Row(table, ..) = *meant
            && table == cell.table
        {
            let named = reader.cells(meant, cell_kind(sentence, cell));
            wholes.extend(named.filter(|whole| {
                whole.column == cell.column && whole.id != cell.id && whole.value > cell.value
            }));
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
    ids.filter_map(|id| sentence.reader.cell(id, cell_kind(sentence, cell)))
        .filter(adds_up)
        .take(AMOUNTS)
        .collect()
}
