//! What an expression stands for in each row and column, and how the values of two sides find each other.

use std::hash::Hash;

use super::value::Value;
use crate::hash::Map;
use crate::rule::formula::{ColumnSelector, Expr, ExprKind};

/// Which row and column of which table a value is for; `None` where it is for all.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Key<'b> {
    pub(super) row: Option<RowKey<'b>>,
    pub(super) column: Option<ColumnKey<'b>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct RowKey<'b> {
    pub(super) table: usize,
    /// The row and the statement in it.
    pub(super) row: (usize, usize),
    pub(super) code: &'b str,
    pub(super) name: &'b str,
    /// Whose row it is, where the table has the rows of several units.
    pub(super) unit: &'b str,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnKey<'b> {
    pub(super) area: Area,
    pub(super) column: usize,
    pub(super) name: &'b str,
}

/// A statement of a table: columns of one are told apart by where they stand, those of two are the same by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Area {
    pub(super) table: usize,
    pub(super) pane: usize,
}

/// The values of an expression.
pub(super) type Values<'b> = Vec<(Key<'b>, Value)>;

/// What the rows of two sides are paired by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Row<'b> {
    All,
    Number((usize, usize)),
    /// A code or a name, and whose row it is.
    Label(&'b str, &'b str),
}

/// What their columns are paired by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Column<'b> {
    /// Columns do not count, or the value is for all of them.
    All,
    At(Area, usize),
    Named(Area, &'b str),
}

/// Pairs the values of two sides by row and column. What only one side has is left out.
pub(super) fn join<'b>(left: Values<'b>, right: Values<'b>) -> Vec<(Key<'b>, (Value, Value))> {
    let pairs = Sides::of(&left, &right).pairs(&left, &right);
    let keys: Vec<Key<'b>> = pairs
        .iter()
        .map(|&(one, other)| {
            let (key, other) = (left[one].0, right[other].0);
            Key { row: key.row.or(other.row), column: key.column.or(other.column) }
        })
        .collect();
    let (mut left, mut right) = (Shared::new(left), Shared::new(right));
    for &(one, other) in &pairs {
        left.wanted[one] += 1;
        right.wanted[other] += 1;
    }
    let values = pairs.iter().map(|&(one, other)| (left.hand_out(one), right.hand_out(other)));
    keys.into_iter().zip(values).collect()
}

/// Values that are handed out as often as they are wanted; the last one gets the value itself.
struct Shared {
    values: Vec<Value>,
    wanted: Vec<usize>,
}

impl Shared {
    fn new(values: Values<'_>) -> Self {
        let wanted = vec![0; values.len()];
        Self { values: values.into_iter().map(|(_, value)| value).collect(), wanted }
    }

    fn hand_out(&mut self, at: usize) -> Value {
        self.wanted[at] = self.wanted[at].saturating_sub(1);
        match self.wanted[at] {
            0 => std::mem::take(&mut self.values[at]),
            _ => self.values[at].clone(),
        }
    }
}

/// What two sides are paired by.
struct Sides {
    by_row: bool,
    by_column: bool,
    same_table: bool,
    by_code: bool,
    /// Both have the rows of several units, where the same codes stand again.
    by_unit: bool,
    /// One value of the other side is enough.
    single: bool,
}

impl Sides {
    fn of(left: &Values<'_>, right: &Values<'_>) -> Self {
        let rows = |values: &Values<'_>| values.iter().any(|(key, _)| key.row.is_some());
        let columns = |values: &Values<'_>| values.iter().any(|(key, _)| key.column.is_some());
        let table =
            |values: &Values<'_>| values.iter().find_map(|(key, _)| key.row.as_ref().map(|row| row.table));
        let coded = |values: &Values<'_>| {
            values.iter().any(|(key, _)| key.row.as_ref().is_some_and(|row| !row.code.is_empty()))
        };
        let units = |values: &Values<'_>| {
            values.iter().any(|(key, _)| key.row.as_ref().is_some_and(|row| !row.unit.is_empty()))
        };
        let (by_row, by_column) = (rows(left) && rows(right), columns(left) && columns(right));
        Self {
            by_row,
            by_column,
            same_table: table(left) == table(right),
            by_code: coded(left) && coded(right),
            by_unit: units(left) && units(right),
            single: by_row && (by_column || !columns(right)),
        }
    }

    fn row<'b>(&self, key: &Key<'b>) -> Row<'b> {
        let unit = |row: RowKey<'b>| if self.by_unit { row.unit } else { "" };
        match key.row.filter(|_| self.by_row) {
            None => Row::All,
            Some(row) if self.same_table => Row::Number(row.row),
            Some(row) if self.by_code && !row.code.is_empty() => Row::Label(row.code, unit(row)),
            Some(row) => Row::Label(row.name, unit(row)),
        }
    }

    fn pairs(&self, left: &Values<'_>, right: &Values<'_>) -> Vec<(usize, usize)> {
        if !self.by_row && !self.by_column {
            return (0..left.len()).flat_map(|at| (0..right.len()).map(move |other| (at, other))).collect();
        }
        let index = Index::new(self, right);
        let mut pairs = Vec::with_capacity(left.len().max(right.len()));
        let mut matching = Vec::new();
        for (at, (key, _)) in left.iter().enumerate() {
            index.find(self.row(key), key.column.filter(|_| self.by_column), &mut matching);
            let by_name = !self.same_table && key.row.is_some_and(|row| !self.by_code || row.code.is_empty());
            // A label that stands twice in the other table names neither of its rows.
            if self.single && by_name && matching.len() > 1 {
                continue;
            }
            // Units that share a code, one of which was dissolved, are told apart by their names.
            if self.single && matching.len() > 1 {
                let own = key.row.map(|row| row.name);
                let same = |&other: &usize| right[other].0.row.map(|row| row.name) == own;
                let same = matching.iter().copied().find(same);
                matching.splice(.., same.or(matching.first().copied()));
            }
            let kept = matching.len();
            pairs.extend(matching[..kept].iter().map(|&other| (at, other)));
        }
        pairs
    }
}

/// The values of a side by row and column.
struct Index<'b> {
    by_token: Map<(Row<'b>, Column<'b>), Vec<usize>>,
    areas: Vec<Area>,
}

impl<'b> Index<'b> {
    fn new(sides: &Sides, values: &Values<'b>) -> Self {
        let mut index = Self {
            by_token: Map::with_capacity_and_hasher(values.len(), Default::default()),
            areas: Vec::new(),
        };
        for (at, (key, _)) in values.iter().enumerate() {
            let row = sides.row(key);
            match key.column.filter(|_| sides.by_column) {
                None => index.put(row, Column::All, at),
                Some(column) => {
                    index.put(row, Column::At(column.area, column.column), at);
                    index.put(row, Column::Named(column.area, column.name), at);
                    if index.areas.last() != Some(&column.area) && !index.areas.contains(&column.area) {
                        index.areas.push(column.area);
                    }
                }
            }
        }
        index
    }

    fn put(&mut self, row: Row<'b>, column: Column<'b>, at: usize) {
        self.by_token.entry((row, column)).or_default().push(at);
    }

    /// Puts the values for a row and a column into `found`, in their order.
    fn find(&self, row: Row<'_>, column: Option<ColumnKey<'_>>, found: &mut Vec<usize>) {
        found.clear();
        let mut take =
            |column: Column<'_>| found.extend(self.by_token.get(&(row, column)).into_iter().flatten());
        take(Column::All);
        let Some(ColumnKey { area, column, name }) = column else { return };
        take(Column::At(area, column));
        for other in self.areas.iter().filter(|other| **other != area) {
            take(Column::Named(*other, name));
        }
        found.sort_unstable();
    }
}

/// The sum over rows; over columns too where there are no rows to sum over.
pub(super) fn collapse<'b>(values: Values<'b>, inner: &Expr) -> Values<'b> {
    let over_rows = values.iter().any(|(key, _)| key.row.is_some());
    let explicit =
        matches!(&inner.kind, ExprKind::Reference(r) if matches!(r.column, Some(ColumnSelector::Each)));
    let mut known: Map<Option<(Area, usize)>, usize> = Map::default();
    let mut sums: Values<'b> = Vec::new();
    for (key, value) in values {
        let column = if over_rows && !explicit { key.column } else { None };
        let at = *known.entry(column.map(|column| (column.area, column.column))).or_insert_with(|| {
            sums.push((Key { row: None, column }, Value::default()));
            sums.len() - 1
        });
        sums[at].1.sum.terms.extend(value.sum.terms);
    }
    sums
}
