//! The rows of a document's tables by code and by name.

use std::collections::{BTreeMap, HashMap};

use crate::amount::Amount;
use crate::document::codes::bare_name;
use crate::document::{CodesOf, Document, FigureId};
use crate::source::Cut;
use crate::words::vocabulary;

/// Digits of the codes of classes, groups and items.
const LEVELS: [usize; 3] = [3, 5, 7];
/// A shorter name that another holds says nothing: 支出 is in many.
const ALIKE: usize = 4;

/// A name has no more codes, and a code no more rows: tables that have more of them are made up, and the rest says nothing new.
const EACH: usize = 64;

/// A row with a code.
#[derive(Debug, Clone)]
pub struct Row {
    pub code: String,
    /// Its name as it is compared.
    pub name: String,
    figures: Vec<FigureId>,
}

impl Row {
    /// Whether it has an amount, as exactly as both are written.
    pub fn has(&self, document: &Document, amount: FigureId) -> bool {
        let amount = document.figure(amount).amount;
        let gap = |own: &Amount| own.checked_base()?.checked_sub(amount.checked_base()?);
        let own = self.figures.iter().map(|&id| document.figure(id).amount);
        own.filter_map(|own| gap(&own)).any(|gap| gap.abs() <= amount.half_digit())
    }
}

/// Every row with a code of items, by code and by name.
#[derive(Debug, Default)]
pub struct Rows {
    rows: BTreeMap<String, Vec<Row>>,
    codes: HashMap<String, Vec<String>>,
}

impl Rows {
    pub fn new(document: &Document) -> Self {
        let mut all = Self::default();
        for pane in document.tables.iter().flat_map(|table| &table.panes) {
            if pane.codes.as_ref().is_none_or(|codes| codes.of != CodesOf::Items) {
                continue;
            }
            for item in pane.items.iter().filter(|item| !item.of_unit) {
                let numeric = item.code.bytes().all(|byte| byte.is_ascii_digit());
                let name = compared(document.text(&item.name));
                if !numeric || !LEVELS.contains(&item.code.len()) || name.is_empty() {
                    continue;
                }
                let codes = all.codes.entry(name.clone()).or_default();
                if codes.len() < EACH && !codes.contains(&item.code) {
                    codes.push(item.code.clone());
                }
                let figures = item.figures.iter().flatten().copied().filter(|id| {
                    let figure = document.figure(*id);
                    !figure.blank && !figure.unreadable && !figure.amount.value.is_zero()
                });
                let row = Row { code: item.code.clone(), name, figures: figures.collect() };
                let rows = all.rows.entry(item.code.clone()).or_default();
                if rows.len() < EACH {
                    rows.push(row);
                }
            }
        }
        all
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The codes of a name, those of items alone.
    pub fn codes(&self, name: &str) -> &[String] {
        self.codes.get(&compared(name)).map_or(&[], Vec::as_slice)
    }

    /// The names of a code.
    pub fn names(&self, code: &str) -> impl Iterator<Item = &str> {
        self.rows.get(code).into_iter().flatten().map(|row| row.name.as_str())
    }

    /// Whether any row is called so, or nearly.
    pub fn knows(&self, name: &str) -> bool {
        self.codes.keys().any(|known| named_alike(known, name))
    }

    /// The names of the groups above the items of this name, in the class of that name where one has it.
    pub fn parents<'r>(&'r self, item: &str, class: Option<&str>) -> impl Iterator<Item = &'r str> {
        let [first, second, last] = LEVELS;
        let items = self.codes(item).iter().filter(|code| code.len() == last);
        let within = |code: &&String| {
            class.is_none_or(|class| self.names(code.cut(..first)).any(|name| named_alike(name, class)))
        };
        let own: Vec<&String> = items.clone().filter(within).collect();
        let own = if own.is_empty() { items.collect() } else { own };
        let mut names: Vec<&str> = own.iter().flat_map(|code| self.names(code.cut(..second))).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter()
    }

    /// The rows of items under the group of this name.
    pub fn under(&self, group: &str, class: Option<&str>) -> Vec<&Row> {
        let [first, second, last] = LEVELS;
        let above = |code: &&String| {
            let classed = |class| self.names(code.cut(..first)).any(|name| named_alike(name, class));
            code.len() == second && class.is_none_or(classed)
        };
        let groups = self.codes(group).iter().filter(above);
        let below = |code: &String| {
            let end = format!("{code}:");
            self.rows.range(code.clone()..end).flat_map(|(_, rows)| rows)
        };
        groups.flat_map(below).filter(|row| row.code.len() == last).collect()
    }
}

/// A name without signs, in one of two spellings.
fn compared(name: &str) -> String {
    let mut bare = bare_name(name);
    let spellings: Vec<&str> = vocabulary().said_spellings.iter().collect();
    for pair in spellings.chunks_exact(2) {
        if let [from, to] = pair {
            bare = bare.replace(from, to);
        }
    }
    bare
}

/// Whether two names are one, or one of them is the other cut short.
pub fn named_alike(one: &str, other: &str) -> bool {
    let (one, other) = (compared(one), compared(other));
    let long = |name: &str| name.chars().count() >= ALIKE;
    one == other || long(&other) && one.contains(&other) || long(&one) && other.contains(&one)
}
