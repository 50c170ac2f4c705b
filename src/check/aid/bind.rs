//! Binding: which tables, forms, sections and facts of a document a pack speaks of. Done once for each pack and document;
//! every rule then finds its figures by name.

mod grids;
mod select;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use super::flow::{self, Cuts};
use super::form::BoundForm;
use super::said::{self, Said, cells::Cells, standing::Standing};
use crate::document::fold::simplified;
use crate::document::heading::without_ordinal;
use crate::document::{Document, Place, Table};
use crate::rule::{Glob, Pack, TableBinding, Within};
use crate::words::vocabulary;
pub use grids::Grids;
use grids::Readings;

/// A pack's view of a document. What rules ask for again and again is remembered; several may ask at once.
#[derive(Debug)]
pub struct Bound<'a> {
    /// The document.
    pub document: &'a Document,
    /// The pack.
    pub pack: &'a Pack,
    /// Each fact with what most places say of it and all the places.
    pub facts: Vec<BoundFact>,
    /// Its tables and forms.
    grids: Arc<Grids>,
    /// Rows that were asked for.
    named: Mutex<HashMap<Asked, Vec<RowId>>>,
    /// For each of these, what its columns are called; found when first asked for.
    columns: Vec<OnceLock<ColumnNames>>,
    /// (binding, section), in reading order.
    pub sections: Vec<(usize, usize)>,
    /// What is read of the document whatever the pack says.
    readings: Arc<Readings>,
}

/// Rows by table, statement and name.
type Asked = (usize, Option<String>, String);

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
        let grids = Grids::of(document, pack);
        let mut bound = Self {
            document,
            pack,
            facts: Vec::new(),
            named: Mutex::default(),
            columns: (0..grids.tables.len()).map(|_| OnceLock::new()).collect(),
            grids,
            sections: Vec::new(),
            readings: document.remembered(),
        };
        bound.bind_sections();
        let facts = pack.names.facts.iter();
        bound.facts = facts.map(|fact| bound.fact(&fact.within, &fact.find)).collect();
        bound
    }

    fn bind_sections(&mut self) {
        for (index, section) in self.document.sections.iter().enumerate() {
            let name = self.document.text(&section.name);
            let best = self.pack.names.sections.iter().enumerate().filter_map(|(at, binding)| {
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
        let at = self.pack.names.facts.iter().position(|fact| fact.name == name)?;
        self.facts.get(at)?.value.clone()
    }

    /// (binding, table), in reading order.
    pub fn tables(&self) -> &[(usize, usize)] {
        &self.grids.tables
    }

    /// Forms in reading order.
    pub fn forms(&self) -> &[BoundForm] {
        &self.grids.forms
    }

    /// The paragraphs, each in one piece though a page may have cut it into lines.
    pub fn flows(&self) -> &[Place] {
        self.readings.flows.get_or_init(|| flow::paragraphs(self.document))
    }

    /// Where lines end between a number and what it counts.
    pub fn cuts(&self) -> &Cuts {
        self.readings.cuts.get_or_init(|| Cuts::new(self.document))
    }

    /// Every amount of the running text with what its sentence says of it.
    pub fn said(&self) -> &[Said] {
        self.readings.said.get_or_init(|| said::read(self.document, self.flows()))
    }

    /// The cells of all tables by what sentences may call them.
    pub fn cells(&self) -> &Cells {
        self.readings.cells.get_or_init(|| Cells::new(self.document, self.said()))
    }

    /// Which amounts stand in the document, and how often.
    pub fn standing(&self) -> &Standing {
        self.readings.standing.get_or_init(|| Standing::new(self.document, self.said()))
    }

    /// The places patterns are looked for in.
    pub fn within(&self, within: &Within) -> Vec<Place> {
        let document = self.document;
        match within {
            Within::Document => std::iter::once(0..document.folded.text.len() as u32).collect(),
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
        self.grids.tables.iter().enumerate().map(|(nth, &(binding, index))| BoundTable {
            binding: &self.pack.names.tables[binding],
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
        self.grids.forms.iter().filter(move |form| self.pack.names.forms[form.binding].name == name)
    }

    /// The body of the section recognised as `name`, after its heading.
    pub fn section(&self, name: &str) -> Option<Place> {
        let &(_, section) =
            self.sections.iter().find(|(binding, _)| self.pack.names.sections[*binding].name == name)?;
        let section = &self.document.sections[section];
        Some(section.heading.end..section.body.end)
    }

    /// What the pack calls a table or a form of the document; `None`: it does not know it.
    pub fn name_of(&self, index: usize) -> Option<&str> {
        // Both are bound in reading order.
        let form = self.grids.forms.binary_search_by_key(&index, |form| form.table);
        if let Some(form) = form.ok().and_then(|at| self.grids.forms.get(at)) {
            return Some(&self.pack.names.forms[form.binding].name);
        }
        let table = self.grids.tables.binary_search_by_key(&index, |(_, table)| *table);
        let (binding, _) = self.grids.tables.get(table.ok()?)?;
        Some(&self.pack.names.tables[*binding].name)
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
    let bare = vocabulary().of_which.strip(label).and_then(|rest| rest.strip_prefix(':'));
    let label = bare.unwrap_or(label);
    without_ordinal(label).trim_end_matches(':')
}

/// True where a label and a name mean the same thing; TOTAL is Total, and a name in traditional characters is the one that a
/// document in them is matched by.
pub fn same_name(label: &str, name: &str) -> bool {
    let same = |name: &str| label.eq_ignore_ascii_case(name) || key(label).eq_ignore_ascii_case(key(name));
    same(name) || simplified::has_traditional(name) && same(&simplified::simplified(name))
}
