//! Binding: which tables, forms, sections and facts of a document a pack speaks of. Done once for each pack and document;
//! every rule then finds its figures by name.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use super::flow;
use super::form::{self, BoundForm};
use crate::document::heading::without_ordinal;
use crate::document::{ColumnKind, Document, Item, Place, Table};
use crate::rule::formula::{ColumnSelector, RowSelector, Rows};
use crate::rule::{Alias, Glob, Group, Pack, TableBinding, Within};

/// A pack's view of a document.
#[derive(Debug)]
pub struct Bound<'a> {
    /// The document.
    pub document: &'a Document,
    /// The pack.
    pub pack: &'a Pack,
    /// Each fact with what most places say of it and all the places.
    pub facts: Vec<BoundFact>,
    /// (binding, table), in reading order.
    pub tables: Vec<(usize, usize)>,
    /// Rows by table, statement and name, as they were asked for.
    named: RefCell<HashMap<(usize, Option<String>, String), Vec<RowId>>>,
    /// For each of these, what its columns are called; found when first asked for.
    columns: Vec<OnceCell<ColumnNames>>,
    /// Forms in reading order.
    pub forms: Vec<BoundForm>,
    /// (binding, section), in reading order.
    pub sections: Vec<(usize, usize)>,
    /// Paragraphs as they were before a page cut them into lines.
    flows: OnceCell<Vec<Place>>,
}

/// What a document says of itself.
#[derive(Debug)]
pub struct BoundFact {
    /// What most places say; `None` where nothing says it.
    pub value: Option<String>,
    /// Every place that says something.
    pub mentions: Vec<Place>,
}

/// One table under the name a pack has for it.
#[derive(Debug, Clone, Copy)]
pub struct BoundTable<'a> {
    /// How it was recognised.
    pub binding: &'a TableBinding,
    /// Index into [`Document::tables`].
    pub index: usize,
    /// The table.
    pub table: &'a Table,
    /// Index into [`Bound::tables`].
    nth: usize,
}

/// What the columns of a bound table are called.
#[derive(Debug)]
struct ColumnNames {
    /// For each pane and each alias of the binding, the column it names.
    aliases: Vec<Vec<Option<usize>>>,
    /// For each column, what it is matched by across tables: the alias that names it, or its last header.
    keys: Vec<String>,
}

/// A row of a table: pane and item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowId {
    /// Index into [`Table::panes`].
    pub pane: usize,
    /// Index into the pane's items.
    pub item: usize,
}

impl<'a> Bound<'a> {
    /// Finds in `document` what `pack` speaks of.
    pub fn new(document: &'a Document, pack: &'a Pack) -> Self {
        let mut bound = Self {
            document,
            pack,
            facts: Vec::new(),
            tables: Vec::new(),
            named: RefCell::default(),
            columns: Vec::new(),
            forms: Vec::new(),
            sections: Vec::new(),
            flows: OnceCell::new(),
        };
        bound.bind_tables();
        bound.columns.resize_with(bound.tables.len(), OnceCell::new);
        bound.bind_sections();
        bound.facts = pack.facts.iter().map(|fact| bound.fact(&fact.within, &fact.find)).collect();
        bound
    }

    fn bind_tables(&mut self) {
        let mut roles: Vec<form::Roles<'_>> = self.pack.forms.iter().map(form::Roles::new).collect();
        for (index, table) in self.document.tables.iter().enumerate() {
            let caption = table.caption.as_ref().map_or("", |place| self.document.text(place));
            let form = self.pack.forms.iter().position(|form| {
                form.caption.iter().any(|glob| glob.matches(caption))
                    && !form.except.iter().any(|glob| glob.matches(caption))
            });
            if let Some(binding) = form {
                let form = form::bind(self.document, &mut roles[binding], binding, index);
                // A table that lists projects may bear the caption of a form.
                if table.is_form || form.n_fields() > 2 {
                    self.forms.push(form);
                    continue;
                }
            }
            let best = self.pack.tables.iter().enumerate().filter_map(|(at, binding)| {
                self.fits(table, caption, binding).map(|weight| (weight, std::cmp::Reverse(at)))
            });
            if let Some((_, std::cmp::Reverse(binding))) = best.max() {
                self.tables.push((binding, index));
            }
        }
    }

    /// How specifically a binding names a table; `None`: it does not.
    fn fits(&self, table: &Table, caption: &str, binding: &TableBinding) -> Option<usize> {
        if binding.except.iter().any(|glob| glob.matches(caption)) {
            return None;
        }
        let named = binding.caption.iter().filter(|glob| glob.matches(caption)).map(Glob::weight).max();
        let headed = || {
            let has = |glob: &Glob| {
                table
                    .columns
                    .iter()
                    .any(|column| column.path.iter().any(|place| glob.matches(self.document.text(place))))
            };
            (!binding.header.is_empty() && binding.header.iter().all(has)).then_some(0)
        };
        match (named, binding.header.is_empty()) {
            // A caption that several layouts share: the header decides, and says more than a caption alone.
            (Some(weight), false) => headed().map(|_| weight + 1),
            (named, true) => named,
            (None, false) if binding.caption.is_empty() || caption.is_empty() => headed(),
            (None, false) => None,
        }
    }

    fn bind_sections(&mut self) {
        for (index, section) in self.document.sections.iter().enumerate() {
            let name = self.document.text(&section.name);
            let best = self.pack.sections.iter().enumerate().filter_map(|(at, binding)| {
                let weight =
                    binding.heading.iter().filter(|glob| glob.matches(name)).map(Glob::weight).max()?;
                (!binding.except.iter().any(|glob| glob.matches(name)))
                    .then_some((weight, std::cmp::Reverse(at)))
            });
            if let Some((_, std::cmp::Reverse(binding))) = best.max() {
                self.sections.push((binding, index));
            }
        }
    }

    fn fact(&self, within: &Within, find: &[crate::rule::pattern::Pattern]) -> BoundFact {
        let mut mentions = self.find_values(within, find);
        mentions.sort_by_key(|place| place.start);
        mentions.dedup();
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for place in &mentions {
            let value = self.document.text(place);
            match counts.iter_mut().find(|(known, _)| *known == value) {
                Some((_, count)) => *count += 1,
                None => counts.push((value, 1)),
            }
        }
        // The first of those said most often.
        let most = counts.iter().map(|(_, count)| *count).max();
        let value =
            counts.iter().find(|(_, count)| Some(*count) == most).map(|(value, _)| (*value).to_owned());
        BoundFact { value, mentions }
    }

    /// What `{value:…}` of the patterns captures, wherever they match.
    pub fn find_values(&self, within: &Within, find: &[crate::rule::pattern::Pattern]) -> Vec<Place> {
        let mut places = Vec::new();
        for place in self.within(within) {
            let text = self.document.text(&place);
            for pattern in find {
                let Ok(pattern) = pattern.with_facts(&|name| self.fact_value(name)) else { continue };
                for found in pattern.find_iter(text) {
                    if let Some(value) = found.get("value") {
                        places.push(place.start + value.start as u32..place.start + value.end as u32);
                    }
                }
            }
        }
        places
    }

    /// What the document says of the fact `name`.
    pub fn fact_value(&self, name: &str) -> Option<String> {
        let at = self.pack.facts.iter().position(|fact| fact.name == name)?;
        self.facts.get(at)?.value.clone()
    }

    /// The paragraphs, each in one piece though a page may have cut it into lines.
    pub fn flows(&self) -> &[Place] {
        self.flows.get_or_init(|| flow::paragraphs(self.document))
    }

    /// The places patterns are looked for in.
    pub fn within(&self, within: &Within) -> Vec<Place> {
        let document = self.document;
        match within {
            Within::Document => vec![0..document.folded.text.len() as u32],
            Within::Title => document.title.clone(),
            Within::Captions => self.bound_tables().filter_map(|bound| bound.table.caption.clone()).collect(),
            Within::Headnotes => self
                .bound_tables()
                .flat_map(|bound| bound.table.headnotes.iter().map(|note| note.key.start..note.value.end))
                .collect(),
            Within::Text => document.paragraphs.iter().map(|paragraph| paragraph.place.clone()).collect(),
            Within::Cells => document.tables.iter().flat_map(cells).collect(),
            Within::Section(name) => self.section(name).into_iter().collect(),
            Within::Form(name) => self
                .forms_named(name)
                .flat_map(|form| cells(&document.tables[form.table]).collect::<Vec<_>>())
                .collect(),
            Within::Table(name) => self
                .tables_named(name)
                .flat_map(|bound| {
                    let notes = bound.table.headnotes.iter().map(|note| note.key.start..note.value.end);
                    bound
                        .table
                        .caption
                        .clone()
                        .into_iter()
                        .chain(notes)
                        .chain(cells(bound.table))
                        .collect::<Vec<_>>()
                })
                .collect(),
        }
    }

    /// Every table the pack recognises, in reading order.
    pub fn bound_tables(&self) -> impl Iterator<Item = BoundTable<'a>> + '_ {
        self.tables.iter().enumerate().map(|(nth, &(binding, index))| BoundTable {
            binding: &self.pack.tables[binding],
            index,
            table: &self.document.tables[index],
            nth,
        })
    }

    /// Every table recognised as `name`.
    pub fn tables_named<'b>(&'b self, name: &'b str) -> impl Iterator<Item = BoundTable<'a>> + 'b {
        self.bound_tables().filter(move |bound| bound.binding.name == name)
    }

    /// The first table recognised as `name`.
    pub fn table(&self, name: &str) -> Option<BoundTable<'a>> {
        self.bound_tables().find(|bound| bound.binding.name == name)
    }

    /// Every form recognised as `name`.
    pub fn forms_named<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b BoundForm> + 'b {
        self.forms.iter().filter(move |form| self.pack.forms[form.binding].name == name)
    }

    /// The body of the section recognised as `name`, after its heading.
    pub fn section(&self, name: &str) -> Option<Place> {
        let &(_, section) =
            self.sections.iter().find(|(binding, _)| self.pack.sections[*binding].name == name)?;
        let section = &self.document.sections[section];
        Some(section.heading.end..section.body.end)
    }

    /// The name of a table as messages say it: the pack's, or its caption.
    pub fn table_name(&self, index: usize) -> &str {
        match self.tables.iter().find(|(_, table)| *table == index) {
            Some((binding, _)) => &self.pack.tables[*binding].name,
            None => {
                self.document.tables[index].caption.as_ref().map_or("", |place| self.document.text(place))
            }
        }
    }

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
                if let Some(known) = self.named.borrow().get(&asked) {
                    return known.clone();
                }
                let rows: Vec<RowId> = match bound.binding.groups.iter().find(|group| group.name == *name) {
                    Some(group) => self.group(bound, group),
                    None => self.row_named(bound, &all(), name).into_iter().collect(),
                };
                self.named.borrow_mut().insert(asked, rows.clone());
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
        match bound.binding.rows.iter().find(|alias| alias.name == name) {
            Some(alias) => self.globs(alias).iter().find_map(|glob| {
                ids.iter().copied().find(|&id| {
                    let label = self.row_name(bound.table, id);
                    glob.matches(label) || glob.matches(key(label))
                })
            }),
            None => ids.iter().copied().find(|&id| same_name(self.row_name(bound.table, id), name)),
        }
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
                matches && after_ok && before_ok && !excepted.contains(&id) && self.has_key(bound.table, id)
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
        let values: Vec<usize> = bound.table.panes[pane]
            .columns
            .clone()
            .filter(|&column| bound.table.columns[column].kind == ColumnKind::Value)
            .collect();
        match selector {
            None | Some(ColumnSelector::Each) => values,
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

    fn column_alias(&self, table: &Table, values: &[usize], alias: &Alias) -> Option<usize> {
        self.globs(alias).iter().find_map(|glob| {
            values.iter().copied().find(|&column| {
                let path = &table.columns[column].path;
                if glob.text.contains('/') {
                    // A path; one that begins with `/` is the whole path.
                    let joined: Vec<&str> = path.iter().map(|place| self.document.text(place)).collect();
                    let whole = format!("/{}", joined.join("/"));
                    return glob.matches(if glob.text.starts_with('/') { &whole } else { &whole[1..] });
                }
                path.last().map_or(glob.text == "*", |place| glob.matches(self.document.text(place)))
            })
        })
    }

    /// What a column is matched by across tables: the alias that names it, or its last header.
    pub fn column_key(&self, bound: BoundTable<'_>, column: usize) -> &str {
        &self.column_names(bound).keys[column]
    }

    fn column_names(&self, bound: BoundTable<'_>) -> &ColumnNames {
        self.columns[bound.nth].get_or_init(|| {
            let panes = 0..bound.table.panes.len();
            let of_pane = |pane: usize| -> Vec<Option<usize>> {
                let values = self.columns(bound, pane, None);
                bound
                    .binding
                    .columns
                    .iter()
                    .map(|alias| self.column_alias(bound.table, &values, alias))
                    .collect()
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

    /// A row that can be told from others; where a statement has no labels at all, every row can.
    fn has_key(&self, table: &Table, id: RowId) -> bool {
        let pane = &table.panes[id.pane];
        let item = &pane.items[id.item];
        let bare =
            || table.columns[pane.columns.clone()].iter().all(|column| column.kind == ColumnKind::Value);
        !item.code.is_empty() || !item.name.is_empty() || bare()
    }
}

/// Every cell of a grid that is not blank.
fn cells(table: &Table) -> impl Iterator<Item = Place> + '_ {
    table
        .rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|cell| cell.place.clone()))
        .filter(|place| !place.is_empty())
}

/// A label without its number and without 其中: what rows are matched by.
pub fn key(label: &str) -> &str {
    let label = without_ordinal(label);
    let label = label.strip_prefix("其中:").unwrap_or(label);
    without_ordinal(label).trim_end_matches(':')
}

/// True where two labels name the same thing.
pub fn same_name(left: &str, right: &str) -> bool {
    left == right || key(left) == key(right)
}
