//! The cells of all tables by what a sentence may call them: the name or the code of their row, the head of their column in the
//! rows of totals. A name finds its cells by value without a look at the others.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::Said;
use super::name::{is_empty, plain, stages, strip};
use crate::amount::slip::significant;
use crate::amount::{Kind, Unit};
use crate::check::aid::bind::key;
use crate::document::{ColumnKind, Document, FigureId, Item, Table};
use crate::hash::Map;
use crate::source::Cut;
use crate::words::vocabulary;

/// A cell that a name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// What it comes to in the base of its kind, without its sign.
    pub value: Decimal,
    /// Its figure.
    pub figure: FigureId,
    /// Index into the document's tables.
    pub table: u32,
    /// What cells of one kind have in common: the column, where the name is that of the row; else what stands above its head.
    pub lane: u32,
    /// What tells them apart: the row or the column.
    pub line: u32,
    /// The unit that the words around show its table to be in, where the table does not say.
    pub unit: Option<Unit>,
}

/// The cells of one name.
#[derive(Debug, Default)]
pub struct Group {
    /// Money and what has no unit, by value.
    pub amounts: Vec<Cell>,
    /// Rates and shares, by value.
    pub rates: Vec<Cell>,
    /// What the amounts come to, each value once.
    pub distinct: Vec<Decimal>,
    /// For each lane of each table, the one cell that the name means there; none where it means several.
    only: Map<(u32, u32), Option<Cell>>,
}

impl Group {
    /// The cells of one kind.
    pub fn of(&self, kind: Kind) -> &[Cell] {
        if kind == Kind::Percent { &self.rates } else { &self.amounts }
    }

    /// The one cell that the name means in a lane of a table.
    pub fn only(&self, table: u32, lane: u32) -> Option<Cell> {
        self.only.get(&(table, lane)).copied().flatten()
    }

    /// The one value that all cells of this kind have, apart from those with nothing in them, and one of them.
    pub fn one_value(&self, kind: Kind) -> Option<Cell> {
        let cells = self.of(kind);
        let written = &cells[cells.partition_point(|cell| cell.value.is_zero())..];
        let (first, last) = (written.first()?, written.last()?);
        (first.value == last.value).then_some(*first)
    }

    /// In how many tables an amount stands under this name.
    pub fn tables(&self, value: Decimal) -> usize {
        let mut tables: Vec<u32> =
            between(&self.amounts, value, value).iter().map(|cell| cell.table).collect();
        tables.sort_unstable();
        tables.dedup();
        tables.len()
    }

    fn push(&mut self, cell: Cell, kind: Kind) {
        if kind == Kind::Percent {
            self.rates.push(cell)
        } else {
            self.amounts.push(cell)
        }
        let only = self.only.entry((cell.table, cell.lane)).or_insert(Some(cell));
        // Two rows of one name and one value mean the same.
        if only.is_some_and(|known| known.value != cell.value) {
            *only = None;
        }
    }
}

/// Cells between two values, both included, of cells in their order.
pub fn between(cells: &[Cell], low: Decimal, high: Decimal) -> &[Cell] {
    let from = cells.partition_point(|cell| cell.value < low);
    let to = cells.partition_point(|cell| cell.value <= high);
    &cells[from..to.max(from)]
}

/// All cells, by name.
#[derive(Debug, Default)]
pub struct Cells {
    groups: Vec<Group>,
    by_name: Map<String, usize>,
    by_code: Map<String, usize>,
    /// How long the longest name is.
    longest: usize,
    /// What the tables are called.
    captions: String,
}

/// The cells that an amount is called after.
#[derive(Debug, Clone, Copy)]
pub struct Called<'c> {
    /// The cells.
    pub group: &'c Group,
    /// Nothing else stands before their name, or it is so long that it can be no other.
    pub whole: bool,
}

/// Of the names of tables so many bytes are kept: what an amount is called may begin with one (政府采购货物).
const CAPTIONS: usize = 4000;
/// A name that ends other words has so many characters, or more: 人 ends 个人.
const SHORT: usize = 4;
/// What ends in a name of so many characters is called so.
const LONG: usize = 7;
/// The shortest name there is.
const SHORTEST: usize = 2;

impl Cells {
    /// Puts the cells of a document under their names.
    pub fn new(document: &Document, said: &[Said]) -> Self {
        let mut cells = Self::default();
        let words = words_of(document, said);
        for (index, table) in document.tables.iter().enumerate().filter(|(_, table)| !table.is_form) {
            cells.table(document, index as u32, table, unit_of(document, table, &words));
            if let Some(caption) = table.caption.as_ref().filter(|_| cells.captions.len() < CAPTIONS) {
                cells.captions.push_str(&plain(document.text(caption)));
                cells.captions.push('\n');
            }
        }
        for group in &mut cells.groups {
            group.amounts.sort_unstable();
            group.rates.sort_unstable();
            group.distinct =
                group.amounts.chunk_by(|a, b| a.value == b.value).map(|run| run[0].value).collect();
        }
        cells
    }

    fn table(&mut self, document: &Document, index: u32, table: &Table, unit: Option<Unit>) {
        for pane in &table.panes {
            let heads: Vec<Vec<String>> = pane.columns.clone().map(|at| head(document, table, at)).collect();
            let lanes = lanes(document, table);
            for item in &pane.items {
                let named = row_names(document, item);
                let groups: Vec<usize> = named.iter().map(|name| self.group(name)).collect();
                let code = (!item.code.is_empty() && !item.of_unit).then(|| self.coded(&item.code));
                let total = pane.items.len() == 1 || is_total(key(document.text(&item.name)));
                for (nth, id) in item.figures.iter().enumerate() {
                    let Some(id) = *id else { continue };
                    let figure = document.figure(id);
                    let column = pane.columns.start + nth;
                    let value_column =
                        table.columns.get(column).is_some_and(|one| one.kind == ColumnKind::Value);
                    let unit = unit.filter(|_| figure.amount.unit == Unit::ONE);
                    let worth = unit.map_or(Decimal::ONE, Unit::worth);
                    let value = figure.amount.checked_base().and_then(|value| value.checked_mul(worth));
                    let Some(value) = value.filter(|_| value_column) else { continue };
                    if figure.blank || figure.unreadable {
                        continue;
                    }
                    let (line, lane) = (item.row as u32, column as u32);
                    let cell = Cell { value: value.abs(), figure: id, table: index, lane, line, unit };
                    let kind = figure.amount.unit.kind;
                    groups.iter().chain(&code).for_each(|&group| self.groups[group].push(cell, kind));
                    for head in heads[nth].iter().filter(|_| total) {
                        let group = self.group(head);
                        self.groups[group].push(Cell { lane: lanes[column], line: lane, ..cell }, kind);
                    }
                }
            }
        }
    }

    fn group(&mut self, name: &str) -> usize {
        if let Some(&known) = self.by_name.get(name) {
            return known;
        }
        self.longest = self.longest.max(name.len());
        self.by_name.insert(name.to_owned(), self.groups.len());
        self.groups.push(Group::default());
        self.groups.len() - 1
    }

    fn coded(&mut self, code: &str) -> usize {
        if let Some(&known) = self.by_code.get(code) {
            return known;
        }
        self.by_code.insert(code.to_owned(), self.groups.len());
        self.groups.push(Group::default());
        self.groups.len() - 1
    }

    /// The cells that an amount may be, by its code, else by the longest name that its words end in.
    pub fn called(&self, said: &Said) -> Option<Called<'_>> {
        if let Some(group) = said.name.code.as_ref().and_then(|code| self.by_code.get(code)) {
            return Some(Called { group: self.groups.get(*group)?, whole: true });
        }
        if said.joint || self.by_name.is_empty() {
            return None;
        }
        stages(&said.name.words).filter(|words| !is_empty(words)).find_map(|words| self.ends(words))
    }

    fn ends(&self, words: &str) -> Option<Called<'_>> {
        let from = words.len().saturating_sub(self.longest);
        let ends = words.char_indices().map(|(at, _)| at).filter(|&at| at >= from);
        ends.take_while(|&at| words.cut(at..).chars().count() >= SHORTEST).find_map(|at| {
            let group = *self.by_name.get(words.cut(at..))?;
            let rest = words.cut(..at);
            let length = words.cut(at..).chars().count();
            let long = length >= SHORT;
            let lead = || is_lead(rest) || !turns(rest) && self.captions.contains(rest);
            let whole = rest.is_empty() || lead();
            let group = self.groups.get(group).filter(|_| whole || long && !turns(rest))?;
            Some(Called { group, whole: whole || length >= LONG })
        })
    }
}

/// Words must name so many figures of a table in one unit to show that it is in that unit.
const SHOWN: usize = 3;

/// The amounts of words in 万元 and in 元, as they are written.
fn words_of(document: &Document, said: &[Said]) -> [HashSet<Decimal>; 2] {
    [Unit::WAN, Unit::YUAN].map(|unit| {
        let amounts = said.iter().map(|one| document.figure(one.figure).amount);
        let of_unit = amounts.filter(|amount| amount.unit == unit && significant(*amount) >= TELLING);
        of_unit.map(|amount| amount.value.normalize()).collect()
    })
}

/// An amount of fewer digits is printed somewhere by chance.
const TELLING: u32 = 4;

/// The unit of a table that states none, where its figures stand in words in that unit and hardly in another.
fn unit_of(document: &Document, table: &Table, words: &[HashSet<Decimal>; 2]) -> Option<Unit> {
    if table.unit.is_some() {
        return None;
    }
    let figures =
        table.panes.iter().flat_map(|pane| &pane.items).flat_map(|item| item.figures.iter().flatten());
    let bare = figures
        .map(|id| document.figure(*id))
        .filter(|figure| !figure.blank && figure.amount.unit == Unit::ONE);
    let values: HashSet<Decimal> = bare.map(|figure| figure.amount.value.normalize()).collect();
    let [wan, yuan] = [0, 1].map(|nth| values.iter().filter(|value| words[nth].contains(value)).count());
    let (most, least, unit) = if wan >= yuan { (wan, yuan, Unit::WAN) } else { (yuan, wan, Unit::YUAN) };
    (most >= SHOWN && least == 0).then_some(unit)
}

/// True for words that stand before any name.
fn is_lead(words: &str) -> bool {
    vocabulary().said_leads.end(words) && !turns(words)
}

/// True for words that make of the name after them another.
fn turns(words: &str) -> bool {
    vocabulary().said_joins.end(words) || vocabulary().said_excepts.within(words)
}

/// True for what a row is called that adds up all others.
pub fn is_total(name: &str) -> bool {
    vocabulary().said_totals.has(name)
}

/// True for the head of a column that says nothing but that figures stand below.
fn is_head(name: &str) -> bool {
    let words = vocabulary();
    words.said_heads.has(name) || words.totals.has_in_any_case(name)
}

/// What a row may be called: its names, with and without the words that end them.
fn row_names(document: &Document, item: &Item) -> Vec<String> {
    let labels = std::iter::once(&item.name).chain(&item.second).map(|place| key(document.text(place)));
    let mut names: Vec<String> = Vec::new();
    for label in labels.filter(|label| !is_total(label)) {
        names.extend(variants(plain(label)));
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Lanes of what stands above the heads of columns, numbered after the columns.
const ABOVE: u32 = 1 << 16;

/// For each column, the first that has the same above its head.
fn lanes(document: &Document, table: &Table) -> Vec<u32> {
    let mut first: Map<Vec<&str>, u32> = Map::default();
    let above = table.columns.iter().zip(ABOVE..).map(|(column, number)| {
        let above = column.path.iter().take(column.path.len().saturating_sub(1));
        *first.entry(above.map(|place| document.text(place)).collect()).or_insert(number)
    });
    above.collect()
}

/// What a column may be called, where its head says something.
fn head(document: &Document, table: &Table, column: usize) -> Vec<String> {
    let path = table.columns.get(column).into_iter().flat_map(|column| column.path.iter().rev());
    let mut names = path.map(|place| plain(key(document.text(place))));
    names.find(|name| !is_empty(name) && !is_head(name)).map_or(Vec::new(), variants)
}

/// A name, and the same without the words that end it.
fn variants(name: String) -> Vec<String> {
    let bare = strip(&name);
    let mut all: Vec<String> = [name, bare].into_iter().filter(|name| !is_empty(name)).collect();
    all.dedup();
    all
}
