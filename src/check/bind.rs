//! Binding: which tables, forms, sections and facts of a document a pack speaks of. Done once for each pack and document;
//! every rule then finds its figures by name.

use std::borrow::Cow;

use super::form::{self, BoundForm};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::heading::without_ordinal;
use crate::document::{ColumnKind, Document, Item, Place, Table};
use crate::rule::formula::{ColumnSelector, RowSelector, Rows};
use crate::rule::{Alias, Glob, Group, Pack, TableBinding, Within};

/// The id of what is said of two tables under one name.
pub const TWICE: &str = "gouji/table-stands-twice";

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
    /// Forms in reading order.
    pub forms: Vec<BoundForm>,
    /// (binding, section), in reading order.
    pub sections: Vec<(usize, usize)>,
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
            forms: Vec::new(),
            sections: Vec::new(),
        };
        bound.bind_tables();
        bound.bind_sections();
        bound.facts = pack.facts.iter().map(|fact| bound.fact(&fact.within, &fact.find)).collect();
        bound
    }

    fn bind_tables(&mut self) {
        for (index, table) in self.document.tables.iter().enumerate() {
            let caption = table.caption.as_ref().map_or("", |place| self.document.text(place));
            let form = self.pack.forms.iter().position(|form| {
                table.is_form
                    && form.caption.iter().any(|glob| glob.matches(caption))
                    && !form.except.iter().any(|glob| glob.matches(caption))
            });
            if let Some(binding) = form {
                self.forms.push(form::bind(self.document, &self.pack.forms[binding], binding, index));
                continue;
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
        if binding.caption.is_empty() || caption.is_empty() { headed() } else { named }
    }

    /// Tables of one name whose captions differ in their year at most: formulas take the first, the others are not looked at.
    pub fn doubled(&self) -> Vec<Diagnostic> {
        let caption = |index: usize| self.document.tables[index].caption.as_ref();
        let bare = |index: usize| {
            let text = caption(index).map_or("", |place| self.document.text(place));
            text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>()
        };
        let mut told = Vec::new();
        for (at, &(binding, index)) in self.tables.iter().enumerate() {
            let first = self.tables[..at]
                .iter()
                .find(|(known, first)| *known == binding && bare(*first) == bare(index));
            let Some((&(_, first), place)) = first.zip(caption(index)) else { continue };
            let name = &self.pack.tables[binding].name;
            let message = Text::new(
                format!("有两张表都认作「{name}」，公式只取前一张"),
                format!("two tables are recognised as `{name}`; formulas take the first"),
            );
            let mut diagnostic = Diagnostic::new(TWICE, Severity::Note, self.document.span(place), message)
                .labelled(Text::new("第二张", "the second"));
            if let Some(place) = caption(first) {
                diagnostic = diagnostic.with(self.document.span(place), Text::new("第一张", "the first"));
            }
            diagnostic.identity.clone_from(name);
            told.push(diagnostic);
        }
        told
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
        self.tables.iter().map(|&(binding, index)| BoundTable {
            binding: &self.pack.tables[binding],
            index,
            table: &self.document.tables[index],
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
        let ids = self.all_rows(bound.table, selector.pane.as_deref());
        match &selector.rows {
            Rows::Each => ids.into_iter().filter(|&id| self.has_key(bound.table, id)).collect(),
            Rows::Named(name) => {
                if let Some(group) = bound.binding.groups.iter().find(|group| group.name == *name) {
                    return self.group(bound, group);
                }
                self.row_named(bound, &ids, name).into_iter().collect()
            }
            Rows::Field(name) => field(name)
                .and_then(|wanted| {
                    ids.into_iter().find(|&id| same_name(self.row_name(bound.table, id), &wanted))
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
                    && let Some(alias) = bound.binding.columns.iter().find(|alias| alias.name == *name)
                {
                    return self.column_alias(bound.table, &values, alias).into_iter().collect();
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
                    let joined: Vec<&str> = path.iter().map(|place| self.document.text(place)).collect();
                    return glob.matches(&joined.join("/"));
                }
                path.last().map_or(glob.text == "*", |place| glob.matches(self.document.text(place)))
            })
        })
    }

    /// What a column is matched by across tables: the alias that names it, or its last header.
    pub fn column_key(&self, bound: BoundTable<'_>, pane: usize, column: usize) -> String {
        let values = [column];
        let all = self.columns(bound, pane, None);
        let alias = bound.binding.columns.iter().find(|alias| {
            self.column_alias(bound.table, &all, alias) == Some(column)
                && self.column_alias(bound.table, &values, alias).is_some()
        });
        match alias {
            Some(alias) => alias.name.clone(),
            None => bound.table.columns[column]
                .path
                .last()
                .map_or(String::new(), |place| self.document.text(place).to_owned()),
        }
    }

    /// The item of a row.
    pub fn item(&self, table: &'a Table, id: RowId) -> &'a Item {
        &table.panes[id.pane].items[id.item]
    }

    /// The label of a row, ordinal and all.
    pub fn row_name(&self, table: &Table, id: RowId) -> &'a str {
        self.document.text(&table.panes[id.pane].items[id.item].name)
    }

    fn has_key(&self, table: &Table, id: RowId) -> bool {
        let item = &table.panes[id.pane].items[id.item];
        !item.code.is_empty() || !item.name.is_empty()
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
