//! The check `copies`: a column of one table that stands in another table as well, row for row under the same names, is the same
//! in every row.
//!
//! No word says that two columns are one: their rows do. Where the names agree and so do the figures, in many rows and in those
//! that add the others up, a single row that differs in a digit was miscopied. Where something else was counted in, the rows
//! above it differ by as much.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;

use crate::amount::apart;
use crate::amount::slip::is_slip;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::{any_mends, slipped};
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::results::Results;
use crate::document::heading::without_ordinal;
use crate::document::{ColumnKind, Document, FigureId, Pane, Table};
use crate::ledger::Outcome;

/// So many rows must agree before two columns are one: five equal figures under five equal names are no chance.
const AGREE: usize = 5;
/// So many must agree for each that does not.
const FOR_ONE: usize = 5;
/// So many, where some of those that do not are no slips of a digit: a row that was forgotten when the other table was mended.
const FOR_ONE_UNLIKE: usize = 10;
/// A figure that stands in more columns than this under one name is tied to those next to it only.
const COLUMNS: usize = 8;
/// The row that adds up all others is at least this part of all figures of its column: of a tree that is four deep.
const DEPTH: i64 = 5;

/// A column of figures and what its rows are called.
struct Told<'a> {
    document: &'a Document,
    table: usize,
    pane: &'a Pane,
    /// The years that its header and the name of its table say.
    years: BTreeSet<&'a str>,
    /// Row by row: the name that is found nowhere else in the column, and the figure.
    rows: BTreeMap<String, (usize, FigureId)>,
    /// What all figures of it come to.
    sum: Decimal,
}

/// Tries the rule on every pair of columns of two tables.
pub fn run(bound: &Bound<'_>, results: &mut Results) {
    let document = bound.document;
    let columns = columns(document);
    for (one, other) in pairs(&columns) {
        tell(&columns[one], &columns[other], results);
    }
}

/// The columns of figures of all tables that are no forms.
fn columns(document: &Document) -> Vec<Told<'_>> {
    let mut columns = Vec::new();
    for (at, table) in document.tables.iter().enumerate().filter(|(_, table)| !table.is_form) {
        for pane in &table.panes {
            let names = names(document, pane);
            for column in pane.columns.clone() {
                let head = &table.columns[column];
                if head.kind == ColumnKind::Value && head.measure.adds_up() {
                    columns.push(Told::new(document, at, table, pane, column, &names));
                }
            }
        }
    }
    columns
}

/// How often each name stands among those of all rows.
fn times(names: &[String]) -> HashMap<&str, usize> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    names.iter().for_each(|name| *times.entry(name).or_default() += 1);
    times
}

/// What the rows of a pane are called; one whose name stands twice, by its second name as well (the unit and its project), or by
/// the nearest name above it that stands once.
fn names(document: &Document, pane: &Pane) -> Vec<Option<String>> {
    let bare = |place| without_ordinal(document.text(place)).replace(' ', "");
    let first: Vec<String> = pane.items.iter().map(|item| bare(&item.name)).collect();
    let of_first = times(&first);
    let both = pane.items.iter().zip(&first).map(|(item, own)| match &item.second {
        Some(second) if of_first.get(own.as_str()) != Some(&1) => format!("{own}\t{}", bare(second)),
        _ => own.clone(),
    });
    let plain: Vec<String> = both.collect();
    let times = times(&plain);
    let (mut above, mut seen) = ("", BTreeSet::new());
    let mut names = Vec::new();
    for own in &plain {
        let once = times.get(own.as_str()) == Some(&1);
        let full = if once { own.clone() } else { format!("{above}\n{own}") };
        let named = !own.is_empty() && seen.insert(full.clone());
        names.push(named.then_some(full));
        if once {
            above = own;
        }
    }
    names
}

impl<'a> Told<'a> {
    fn new(
        document: &'a Document,
        at: usize,
        table: &'a Table,
        pane: &'a Pane,
        column: usize,
        names: &[Option<String>],
    ) -> Self {
        let figure = |row: usize| {
            let id = pane.items[row].figures.get(column - pane.columns.start).copied().flatten()?;
            let figure = document.figure(id);
            (!figure.blank && !figure.unreadable).then_some(id)
        };
        let rows =
            names.iter().enumerate().filter_map(|(row, name)| Some((name.clone()?, (row, figure(row)?))));
        let rows: BTreeMap<String, (usize, FigureId)> = rows.collect();
        let sum = rows.values().map(|(_, id)| document.figure(*id).amount.base().abs());
        let sum = sum.fold(Decimal::ZERO, Decimal::saturating_add);
        let said = table.columns[column].path.iter().chain(&table.caption);
        let years = said.flat_map(|place| years(document.text(place))).collect();
        Self { document, table: at, pane, years, rows, sum }
    }

    fn value(&self, id: FigureId) -> Decimal {
        self.document.figure(id).amount.base()
    }

    /// Whether a row, by itself, is most of what its column comes to.
    fn is_whole(&self, id: FigureId) -> bool {
        self.value(id).abs().saturating_mul(Decimal::from(DEPTH)) >= self.sum
    }

    /// Whether a row has a figure that comes to `gap`: what the one column counts in and the other does not.
    fn has(&self, row: usize, gap: Decimal) -> bool {
        self.pane.items[row].figures.iter().flatten().any(|&id| self.value(id).abs() == gap)
    }
}

/// Four digits that stand alone and say a year.
fn years(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !c.is_ascii_digit());
    parts.filter(|part| part.len() == 4 && (part.starts_with("19") || part.starts_with("20")))
}

/// The pairs of columns of two tables in which enough rows agree.
fn pairs(columns: &[Told<'_>]) -> BTreeSet<(usize, usize)> {
    let mut standing: BTreeMap<(&str, Decimal), Vec<usize>> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        for (name, (_, id)) in &column.rows {
            let value = column.value(*id);
            if !value.is_zero() {
                standing.entry((name, value)).or_default().push(at);
            }
        }
    }
    let mut agreeing: BTreeMap<(usize, usize), BTreeSet<Decimal>> = BTreeMap::new();
    for ((_, value), places) in &standing {
        for (at, &one) in places.iter().enumerate() {
            let near = if places.len() > COLUMNS { 1 } else { COLUMNS };
            for &other in places[at + 1..].iter().take(near) {
                if columns[one].table != columns[other].table {
                    agreeing.entry((one, other)).or_default().insert(*value);
                }
            }
        }
    }
    agreeing.into_iter().filter(|(_, values)| values.len() >= AGREE).map(|(pair, _)| pair).collect()
}

/// Tells of every row that two columns have in common, where they are one column.
fn tell(one: &Told<'_>, other: &Told<'_>, results: &mut Results) {
    if !one.years.is_empty() && !other.years.is_empty() && one.years != other.years {
        return;
    }
    let (mut same, mut differ, mut whole) = (Vec::new(), Vec::new(), false);
    for (name, &(row, id)) in &one.rows {
        let Some(&(beside, copy)) = other.rows.get(name) else { continue };
        let gap = apart(one.value(id), other.value(copy));
        let operand = |id| Linear::one(Operand::of(one.document, id));
        let equation = Equation::equal(operand(id), operand(copy));
        match equation.outcome() {
            Outcome::Fails if one.has(row, gap) || other.has(beside, gap) => return,
            Outcome::Fails => differ.push((equation, gap)),
            _ => {
                whole |= one.is_whole(id) && other.is_whole(copy);
                same.push(equation);
            }
        }
    }
    let gaps: BTreeSet<Decimal> = differ.iter().map(|(_, gap)| *gap).collect();
    // What was counted in makes the same difference in every row above it.
    let apart = gaps.len() == differ.len();
    let miscopied = |(equation, gap): &(Equation, Decimal)| {
        let mends = |equation: &Equation| {
            let allowed = equation.allowed();
            allowed.is_some_and(|allowed| any_mends(one.document, equation, allowed, |_| true))
        };
        is_slip(*gap, Decimal::ZERO) && if whole { mends(equation) } else { slipped(one.document, equation) }
    };
    let count = differ.len();
    differ.retain(miscopied);
    let for_one = if differ.len() == count { FOR_ONE } else { FOR_ONE_UNLIKE };
    if differ.is_empty() || count * for_one > same.len() || !apart {
        return;
    }
    let differ = differ.into_iter().map(|(equation, _)| equation);
    same.into_iter().chain(differ).for_each(|equation| results.found(equation));
}
