//! Rows and columns by the names a pack has for them.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::PoisonError;

use super::{Bound, BoundTable, ColumnNames, RowId, key, same_name};
use crate::check::aid::said::is_of_last_year;
use crate::document::heading::ordinal;
use crate::document::{Cell, ColumnKind, Item, Place, Table, Value};
use crate::rule::formula::{ColumnSelector, RowSelector, Rows};
use crate::rule::{Alias, Glob, Group};
use crate::source::Cut;
use crate::words::vocabulary;

/// Where so many of so many rows have a second name, one without it is the total of others.
const TWICE: (usize, usize) = (1, 2);
/// So many columns under one head, and the same under another, are the columns of two years.
const ALIKE: usize = 3;

impl<'a> Bound<'a> {
    /// The rows a selector stands for. `field` gives the text of a field of the form at hand.
    pub fn rows(
        &self,
        bound: BoundTable<'_>,
        selector: &RowSelector,
        field: &dyn Fn(&str) -> Option<String>,
    ) -> Vec<RowId> {
        let all = || self.all_rows(bound.table, selector.pane.as_deref());
        match &selector.rows {
            Rows::Each => all().into_iter().filter(|&id| self.has_key(bound.table, id)).collect(),
            Rows::Named(name) => {
                let asked = (bound.nth, selector.pane.clone(), name.clone());
                let named = || self.named.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(known) = named().get(&asked) {
                    return known.clone();
                }
                let rows: Vec<RowId> = match bound.binding.groups.iter().find(|group| group.name == *name) {
                    Some(group) => self.group(bound, group),
                    None => self.row_named(bound, &all(), name).into_iter().collect(),
                };
                named().insert(asked, rows.clone());
                rows
            }
            Rows::Field(name) => field(name)
                .and_then(|wanted| {
                    all().into_iter().find(|&id| same_name(self.row_name(bound.table, id), &wanted))
                })
                .into_iter()
                .collect(),
        }
    }

    fn all_rows(&self, table: &Table, pane: Option<&str>) -> Vec<RowId> {
        let fits = |index: usize| {
            pane.is_none_or(|wanted| {
                table.columns[table.panes[index].columns.clone()].iter().any(|column| {
                    column.path.first().is_some_and(|place| self.document.text(place).contains(wanted))
                })
            })
        };
        let panes = (0..table.panes.len()).filter(|&index| fits(index));
        panes
            .flat_map(|pane| (0..table.panes[pane].items.len()).map(move |item| RowId { pane, item }))
            .collect()
    }

    /// The one row an alias or a label names.
    pub fn row_named(&self, bound: BoundTable<'_>, ids: &[RowId], name: &str) -> Option<RowId> {
        let found = match bound.binding.rows.iter().find(|alias| alias.name == name) {
            Some(alias) => self.globs(alias).iter().find_map(|glob| {
                ids.iter().position(|&id| {
                    let label = self.row_name(bound.table, id);
                    glob.matches(label) || glob.matches(key(label))
                })
            }),
            None => ids.iter().position(|&id| same_name(self.row_name(bound.table, id), name)),
        };
        // 一、支出 without any figure, and (一)支出合计 below it: the heading means its total.
        let found = found?;
        let below = || ids.get(found + 1).copied().filter(|next| next.pane == ids[found].pane);
        let style = |id: RowId| ordinal(self.row_name(bound.table, id)).map(|(own, _)| own.style);
        let total = |next: &RowId| {
            let inner = style(ids[found]).zip(style(*next)).is_some_and(|(own, next)| next > own);
            inner && vocabulary().totals.end(key(self.row_name(bound.table, *next)))
        };
        Some(
            below()
                .filter(|next| self.is_empty_row(bound.table, ids[found]) && total(next))
                .unwrap_or(ids[found]),
        )
    }

    /// Whether a row has no figure.
    fn is_empty_row(&self, table: &Table, id: RowId) -> bool {
        let row = &table.rows[self.item(table, id).row];
        let written = |cell: &Cell| matches!(cell.value, Value::Number(_) | Value::Malformed);
        values(table, id.pane).into_iter().all(|column| !row.cells.get(column).is_some_and(written))
    }

    /// The globs of an alias with the values of facts in them.
    fn globs<'g>(&self, alias: &'g Alias) -> Vec<Cow<'g, Glob>> {
        alias.globs.iter().filter_map(|glob| glob.with_facts(&|name| self.fact_value(name))).collect()
    }

    fn group(&self, bound: BoundTable<'_>, group: &Group) -> Vec<RowId> {
        let ids: Vec<RowId> = self
            .all_rows(bound.table, None)
            .into_iter()
            .filter(|id| {
                group.pane.as_ref().is_none_or(|glob| {
                    bound.table.columns[bound.table.panes[id.pane].columns.clone()].iter().any(|column| {
                        column.path.first().is_some_and(|place| glob.matches(self.document.text(place)))
                    })
                })
            })
            .collect();
        let bound_of = |name: &Option<String>| name.as_ref().map(|name| self.row_named(bound, &ids, name));
        let (after, before) = (bound_of(&group.after), bound_of(&group.before));
        let excepted: Vec<RowId> = group
            .except
            .iter()
            .flat_map(|name| ids.iter().copied().filter(|id| self.is_named(bound, *id, name)))
            .collect();
        // Rows that are named twice, by unit and project or by project and goal, are none of a unit, and those that are not are.
        let twice = |id: &RowId| self.item(bound.table, *id).second.is_some();
        let most = ids.iter().filter(|id| twice(id)).count() * TWICE.1 >= ids.len() * TWICE.0;
        let by_second = !group.except.is_empty() && ids.len() > 1 && most;
        let is_excepted = |id: RowId| if by_second { !twice(&id) } else { excepted.contains(&id) };
        ids.iter()
            .copied()
            .filter(|&id| {
                let item = self.item(bound.table, id);
                // Codes stand before the label: `^\d{3} ` picks the classes.
                let label = match item.code.as_str() {
                    "" => self.document.text(&item.name).to_owned(),
                    code => format!("{code} {}", self.document.text(&item.name)),
                };
                let row = |edge: &Option<RowId>| edge.map(|edge| self.item(bound.table, edge).row);
                let after_ok = after.as_ref().is_none_or(|edge| row(edge).is_some_and(|row| item.row > row));
                let before_ok = before.as_ref().is_none_or(|edge| row(edge).is_none_or(|row| item.row < row));
                let matches = group.matches.as_ref().is_none_or(|regex| regex.is_match(&label));
                matches && after_ok && before_ok && !is_excepted(id) && self.has_key(bound.table, id)
            })
            .collect()
    }

    /// True where an alias or a label names this row.
    fn is_named(&self, bound: BoundTable<'_>, id: RowId, name: &str) -> bool {
        let label = self.row_name(bound.table, id);
        match bound.binding.rows.iter().find(|alias| alias.name == name) {
            Some(alias) => {
                self.globs(alias).iter().any(|glob| glob.matches(label) || glob.matches(key(label)))
            }
            None => same_name(label, name),
        }
    }

    /// The value columns a selector stands for, in the pane of a row.
    pub fn columns(
        &self,
        bound: BoundTable<'_>,
        pane: usize,
        selector: Option<&ColumnSelector>,
    ) -> Vec<usize> {
        let values = values(bound.table, pane);
        match selector {
            // Each stands for those that say something of one another; a rate is asked for by its name.
            None | Some(ColumnSelector::Each) => {
                let adds_up = |column: &usize| bound.table.columns[*column].measure.adds_up();
                values.into_iter().filter(adds_up).collect()
            }
            Some(ColumnSelector::Path(path)) => {
                if let [name] = path.as_slice()
                    && let Some(alias) = bound.binding.columns.iter().position(|alias| alias.name == *name)
                {
                    return self.column_names(bound).aliases[pane][alias].into_iter().collect();
                }
                let ends = |column: &usize| {
                    let labels: Vec<&str> = bound.table.columns[*column]
                        .path
                        .iter()
                        .map(|place| self.document.text(place))
                        .collect();
                    labels.len() >= path.len()
                        && labels[labels.len() - path.len()..]
                            .iter()
                            .zip(path)
                            .all(|(label, name)| same_name(label, name))
                };
                values.into_iter().find(ends).into_iter().collect()
            }
        }
    }

    /// The groups of these columns that have the same columns below them, each its own: last year, this year, the change.
    fn alike(&self, table: &Table, values: &[usize]) -> Vec<Vec<usize>> {
        let label = |column: &usize, at: fn(&[Place]) -> Option<&Place>| {
            at(&table.columns[*column].path).map_or("", |place| self.document.text(place))
        };
        let group = |column: &usize| label(column, |path| path.first());
        let groups = values.chunk_by(|a, b| group(a) == group(b)).map(<[usize]>::to_vec);
        let names = |group: &[usize]| -> Vec<String> {
            group.iter().map(|column| label(column, |path| path.last()).to_owned()).collect()
        };
        let wide: Vec<(Vec<usize>, Vec<String>)> =
            groups.filter(|group| group.len() >= ALIKE).map(|group| (group.clone(), names(&group))).collect();
        let mut known: HashMap<&[String], usize> = HashMap::new();
        wide.iter().for_each(|(_, names)| *known.entry(names.as_slice()).or_default() += 1);
        let is_alike = |names: &[String]| known.get(names).is_some_and(|many| *many > 1);
        wide.iter().filter(|(_, names)| is_alike(names)).map(|(group, _)| group.clone()).collect()
    }

    /// The columns that aliases are found to name, without those that the last header alone names and that stand in another group
    /// of like columns than most: 单位资金 of 上年结转结余 is none of 本年收入.
    fn in_one_group(
        &self,
        table: &Table,
        values: &[usize],
        aliases: &[Alias],
        named: Vec<Option<(usize, usize)>>,
    ) -> Vec<Option<usize>> {
        let text = |place: &Place| self.document.text(place);
        let group = |column: usize| match table.columns[column].path.as_slice() {
            [first, .., _] => Some(text(first)),
            _ => None,
        };
        let last = |column: usize| table.columns[column].path.last().map_or("", text);
        let mut groups: BTreeMap<&str, (BTreeSet<&str>, usize)> = BTreeMap::new();
        for &column in values {
            if let Some(group) = group(column) {
                groups.entry(group).or_default().0.insert(last(column));
            }
        }
        for (_, column) in named.iter().flatten() {
            if let Some((_, found)) = group(*column).and_then(|group| groups.get_mut(group)) {
                *found += 1;
            }
        }
        let main = groups.iter().max_by_key(|(_, (_, found))| *found);
        let is_twin = |other: &str| {
            let (Some((name, (own, _))), Some((others, _))) = (main, groups.get(other)) else { return false };
            *name != other && own.intersection(others).count() >= ALIKE
        };
        let by_header = |alias: &Alias, rank: usize| {
            self.globs(alias).get(rank).is_some_and(|glob| !glob.text.contains('/'))
        };
        let kept = |(alias, found): (&Alias, Option<(usize, usize)>)| {
            let (rank, column) = found?;
            let other = group(column).is_some_and(is_twin) && by_header(alias, rank);
            (!other).then_some(column)
        };
        aliases.iter().zip(named).map(kept).collect()
    }

    /// The column that an alias names, and how far down its list the name that fits stands.
    fn column_alias(&self, table: &Table, values: &[usize], alias: &Alias) -> Option<(usize, usize)> {
        let path = |column: usize| &table.columns[column].path;
        let is_total = |column: usize| {
            let label = path(column).last().map(|place| self.document.text(place));
            label.is_some_and(|label| vocabulary().totals.has_in_any_case(label))
        };
        let matched = |glob: &Cow<'_, Glob>| {
            let column = self.column_of(table, values, glob)?;
            // A word for totals that stands within a group is the total of the group; the table has one of its own above it,
            // whatever word the page has for that.
            let within = !glob.text.contains('/') && is_total(column);
            let above = |other: &usize| path(*other).len() < path(column).len() && is_total(*other);
            Some(values.iter().copied().find(above).filter(|_| within).unwrap_or(column))
        };
        let globs = self.globs(alias);
        globs.iter().enumerate().find_map(|(rank, glob)| Some((rank, matched(glob)?)))
    }

    /// The first of these columns that a glob names; one of the year before only where the glob says so, or there is no other.
    fn column_of(&self, table: &Table, values: &[usize], glob: &Glob) -> Option<usize> {
        let named = || values.iter().copied().filter(|column| self.is_column_of(table, *column, glob));
        let this_year = |column: &usize| {
            let mut heads = table.columns[*column].path.iter().map(|place| self.document.text(place));
            !heads.any(|head| self.is_last_year(head))
        };
        let first = named().next()?;
        let other = || named().find(this_year);
        Some(if self.is_last_year(&glob.text) { first } else { other().unwrap_or(first) })
    }

    /// Whether a head says that its figures are those of the year before. What was carried over from it is of this year.
    fn is_last_year(&self, head: &str) -> bool {
        is_of_last_year(self.document, head) && !vocabulary().said_carried.within(head)
    }

    fn is_column_of(&self, table: &Table, column: usize, glob: &Glob) -> bool {
        let path = &table.columns[column].path;
        if glob.text.contains('/') {
            // A path; one that begins with `/` is the whole path.
            let joined: Vec<&str> = path.iter().map(|place| self.document.text(place)).collect();
            let named = |labels: &[&str]| {
                let whole = format!("/{}", labels.join("/"));
                glob.matches(if glob.text.starts_with('/') { &whole } else { whole.cut(1..) })
            };
            // A group of columns is none of its columns.
            let group = joined.split_last().is_some_and(|(_, above)| !above.is_empty() && named(above));
            return named(&joined) && !group;
        }
        path.last().map_or(glob.text == "*", |place| glob.matches(self.document.text(place)))
    }

    /// What a column is matched by across tables: the alias that names it, or its last header.
    pub fn column_key(&self, bound: BoundTable<'_>, column: usize) -> &str {
        &self.column_names(bound).keys[column]
    }

    fn column_names(&self, bound: BoundTable<'_>) -> &ColumnNames {
        self.columns[bound.nth].get_or_init(|| {
            let panes = 0..bound.table.panes.len();
            let of_pane = |pane: usize| -> Vec<Option<usize>> {
                let values = values(bound.table, pane);
                let aliases = &bound.binding.columns;
                let named = |of: &[usize]| -> Vec<Option<(usize, usize)>> {
                    aliases.iter().map(|alias| self.column_alias(bound.table, of, alias)).collect()
                };
                let all = named(&values);
                // Where the same columns stand side by side for several years, those of one year are meant: of that in which most
                // of them have names that fit, and fit best.
                let ways = self.alike(bound.table, &values).into_iter().map(|group| named(&group));
                let fit = |way: &Vec<Option<(usize, usize)>>| {
                    let found: Vec<usize> = way.iter().flatten().map(|(rank, _)| *rank).collect();
                    let heads = |column: usize| bound.table.columns[column].path.iter();
                    let last = |(_, column): &(usize, usize)| {
                        heads(*column).any(|head| self.is_last_year(self.document.text(head)))
                    };
                    let of_last_year = way.iter().flatten().all(last);
                    (Reverse(found.len()), found.iter().sum::<usize>(), of_last_year)
                };
                let best = ways.min_by_key(fit).unwrap_or_default();
                let own = best.into_iter().chain(std::iter::repeat(None)).zip(all);
                let named: Vec<Option<(usize, usize)>> = own.map(|(own, any)| own.or(any)).collect();
                self.in_one_group(bound.table, &values, aliases, named)
            };
            let aliases: Vec<Vec<Option<usize>>> = panes.map(of_pane).collect();
            let key = |column: usize| {
                let pane = bound.table.panes.iter().position(|pane| pane.columns.contains(&column));
                let alias =
                    pane.and_then(|pane| aliases[pane].iter().position(|named| *named == Some(column)));
                match alias {
                    Some(alias) => bound.binding.columns[alias].name.clone(),
                    None => bound.table.columns[column]
                        .path
                        .last()
                        .map_or(String::new(), |place| self.document.text(place).to_owned()),
                }
            };
            let keys = (0..bound.table.columns.len()).map(key).collect();
            ColumnNames { aliases, keys }
        })
    }

    /// The item of a row.
    pub fn item(&self, table: &'a Table, id: RowId) -> &'a Item {
        &table.panes[id.pane].items[id.item]
    }

    /// The label of a row, ordinal and all.
    pub fn row_name(&self, table: &Table, id: RowId) -> &'a str {
        self.document.text(&table.panes[id.pane].items[id.item].name)
    }

    /// A row that can be told from others; where a statement has no labels at all, or one row, every row can.
    fn has_key(&self, table: &Table, id: RowId) -> bool {
        let pane = &table.panes[id.pane];
        let item = &pane.items[id.item];
        let bare =
            || table.columns[pane.columns.clone()].iter().all(|column| column.kind == ColumnKind::Value);
        !item.code.is_empty() || !item.name.is_empty() || pane.items.len() == 1 || bare()
    }
}

/// The columns of figures in a pane.
fn values(table: &Table, pane: usize) -> Vec<usize> {
    let value = |column: &usize| table.columns[*column].kind == ColumnKind::Value;
    table.panes[pane].columns.clone().filter(value).collect()
}
