//! The check `rollup`: codes, or the order of rows, make a hierarchy, and every figure is the sum of those one level below.

mod lost;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Check, Grounds};
use crate::check::aid::bind::{Bound, BoundTable, RowId, key};
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::{CodesOf, Pane};
use crate::keys;
use crate::keys::known::TABLES;
use crate::rule::parts::{GLOBS, List, Name, WORD, needed, opt};
use crate::rule::{Glob, Rule};
use crate::words::vocabulary;

keys! {
    /// Codes, or an order of rows, make a hierarchy, and every figure is the sum of those one level below it.
    "编码或行的次序分出层级，每个数应是下一级各数之和。"
    pub struct Rollup {
        /// Tables, each checked for itself.
        tables: Vec<String> = "tables", needed(List(Name(TABLES))), "哪些表，各查各的";
        /// The row of the grand total, if there is one.
        total: Option<String> = "total", opt(WORD), "总计的那一行，如果有";
        /// The parent rows: the rows that follow one, up to the next, are its parts. Without them a code's parent is its
        /// longest prefix that stands in the table.
        parents: Vec<Glob> = "parents", GLOBS, "上级的行：一行之后到下一个上级之前都是它的下级；不写时按编码分级";
        /// Columns that are not added up: notes, unit prices.
        except: Vec<Glob> = "except", GLOBS, "不相加的列，如备注、单价";
    }
}

impl Check for Rollup {
    const NAME: &'static str = "rollup";

    fn run(&self, bound: &Bound<'_>, rule: &Rule, results: &mut Results) {
        run(bound, self, rule.tolerance, results);
    }

    fn grounds(&self) -> Grounds {
        Grounds::Tables
    }
}

/// Tries the rule on each of its tables.
fn run(bound: &Bound<'_>, rollup: &Rollup, tolerance: Option<Decimal>, results: &mut Results) {
    for name in &rollup.tables {
        for table in bound.tables_named(name) {
            if rollup.parents.is_empty() {
                lost::tell(bound, table, results);
            }
            for (whole, parts) in levels(bound, table, rollup) {
                for equation in sums(bound, table, rollup, whole, &parts) {
                    results.relation(Equation { tolerance, ..equation });
                }
            }
        }
    }
}

/// Every row that has parts, with them.
fn levels(bound: &Bound<'_>, table: BoundTable<'_>, rollup: &Rollup) -> Vec<(RowId, Vec<RowId>)> {
    // Codes of units are no tree: a department may stand above its units or beside them.
    let of_items = |pane: &Pane| pane.codes.as_ref().is_none_or(|codes| codes.of == CodesOf::Items);
    let rows: Vec<RowId> = table
        .table
        .panes
        .iter()
        .enumerate()
        .filter(|(_, pane)| of_items(pane))
        .flat_map(|(pane, items)| (0..items.items.len()).map(move |item| RowId { pane, item }))
        .collect();
    let total = rollup.total.as_ref().and_then(|name| bound.row_named(table, &rows, name));
    let mut levels: Vec<(RowId, Vec<RowId>)> = Vec::new();
    let mut tops = Vec::new();
    let coded = rows.iter().any(|&id| !bound.item(table.table, id).code.is_empty());
    if coded || rollup.parents.is_empty() {
        // A code's parent is the longest of its prefixes that stands above it.
        let mut open: Vec<(RowId, &str)> = Vec::new();
        let mut unit = None;
        for &id in &rows {
            let item = bound.item(table.table, id);
            let code = item.code.as_str();
            if item.opens || item.of_unit {
                open.clear();
            }
            if item.of_unit && Some(id) != total {
                tops.push(id);
                unit = Some(id);
                continue;
            }
            if code.is_empty() || Some(id) == total {
                continue;
            }
            while open.last().is_some_and(|(_, above)| !code.starts_with(above) || code.len() == above.len())
            {
                open.pop();
            }
            match open.last() {
                Some((parent, _)) => add(&mut levels, *parent, id),
                None => match unit {
                    Some(unit) => add(&mut levels, unit, id),
                    None => tops.push(id),
                },
            }
            open.push((id, code));
        }
    } else {
        let mut parent = None;
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (at, &id) in rows.iter().enumerate() {
            let label = bound.row_name(table.table, id);
            // The total of a unit stands over what was listed before, again.
            let again = rows.get(at + 1).filter(|&&next| seen.contains(bound.row_name(table.table, next)));
            if again.is_some_and(|&next| is_over(bound, table, id, next)) && !seen.contains(label) {
                (parent, seen) = (None, BTreeSet::new());
                continue;
            }
            if Some(id) == total || label.is_empty() {
                continue;
            }
            // A total by another name (支出总计) is no part of the last parent.
            if vocabulary().totals.iter().any(|word| word.chars().count() > 1 && label.ends_with(word)) {
                parent = None;
                continue;
            }
            if rollup.parents.iter().any(|glob| glob.matches(key(label)))
                && bound.item(table.table, id).second.is_none()
            {
                parent = Some(id);
                seen.insert(label);
                tops.push(id);
            } else if let Some(parent) = parent {
                add(&mut levels, parent, id);
            }
        }
    }
    if let Some(total) = total
        && !tops.is_empty()
    {
        levels.insert(0, (total, tops));
    }
    levels
}

/// Whether a row has no less than the one below it, in the first column that both have a figure in.
fn is_over(bound: &Bound<'_>, table: BoundTable<'_>, id: RowId, below: RowId) -> bool {
    let value = |id: RowId, at: usize| {
        let figure = bound.item(table.table, id).figures.get(at).copied().flatten()?;
        let figure = bound.document.figure(figure);
        (!figure.blank && !figure.unreadable).then_some(figure.amount.value)
    };
    let columns = 0..bound.item(table.table, id).figures.len();
    let first = columns.filter_map(|at| value(id, at).zip(value(below, at))).next();
    first.is_some_and(|(over, below)| over >= below)
}

fn add(levels: &mut Vec<(RowId, Vec<RowId>)>, parent: RowId, part: RowId) {
    match levels.iter_mut().rev().find(|(known, _)| *known == parent) {
        Some((_, parts)) => parts.push(part),
        None => levels.push((parent, vec![part])),
    }
}

/// One equation a column.
fn sums(
    bound: &Bound<'_>,
    table: BoundTable<'_>,
    rollup: &Rollup,
    whole: RowId,
    parts: &[RowId],
) -> Vec<Equation> {
    let start = table.table.panes[whole.pane].columns.start;
    let head = |column: usize| {
        let place = table.table.columns.get(column).and_then(|column| column.path.last());
        place.map(|place| bound.document.text(place))
    };
    bound
        .columns(table, whole.pane, None)
        .into_iter()
        .filter(|&column| {
            let header = table.table.columns[column].path.last();
            !header.is_some_and(|place| {
                rollup.except.iter().any(|glob| glob.matches(bound.document.text(place)))
            })
        })
        .filter_map(|column| {
            let operand = |id: RowId| {
                // Items that go on in the block beside it stand in the column of the same head there.
                let own = table.table.panes[id.pane].columns.start + (column - start);
                if id.pane != whole.pane && head(own) != head(column) {
                    return None;
                }
                let figure = bound.item(table.table, id).figures.get(column - start).copied().flatten()?;
                Some(Operand::of(bound.document, figure).in_unit(table.binding.unit))
            };
            let terms = parts
                .iter()
                .filter_map(|&part| operand(part))
                .map(|operand| Term { operand, coefficient: Decimal::ONE })
                .collect();
            Some(Equation::equal(Linear::one(operand(whole)?), Linear { terms }))
        })
        .collect()
}
