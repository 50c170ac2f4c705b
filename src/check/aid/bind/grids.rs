//! The tables and forms that a pack knows in a document, and what is read of a document whatever a pack says.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::check::aid::flow::Cuts;
use crate::check::aid::form::{self, BoundForm};
use crate::check::aid::said::{Said, cells::Cells, standing::Standing};
use crate::document::{Document, Place, Table};
use crate::rule::{Glob, Later, Names, Pack, TableBinding};

/// What is read of a document once, by whichever rule of whichever pack asks first.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// Paragraphs as they were before a page cut them into lines.
    pub(super) flows: OnceLock<Vec<Place>>,
    /// Where lines end between a number and what it counts.
    pub(super) cuts: OnceLock<Cuts>,
    /// What the sentences say of every amount.
    pub(super) said: OnceLock<Vec<Said>>,
    /// The cells of all tables by what sentences may call them.
    pub(super) cells: OnceLock<Cells>,
    /// Which amounts stand in the document, and how often.
    pub(super) standing: OnceLock<Standing>,
}

/// Tables and forms under the names a pack has for them.
#[derive(Debug, Default)]
pub struct Grids {
    /// (binding, table), in reading order.
    pub tables: Vec<(usize, usize)>,
    /// Forms in reading order.
    pub(super) forms: Vec<BoundForm>,
}

/// Those of every pack that was asked about so far: whether a pack is for a document, its rules, and what is kept of the
/// document for others all ask.
#[derive(Debug, Default)]
struct Known(Mutex<Vec<(Later<Names>, Arc<Grids>)>>);

impl Grids {
    /// Those of `pack` in `document`.
    pub fn of(document: &Document, pack: &Pack) -> Arc<Self> {
        let remembered = document.remembered::<Known>();
        let known = || remembered.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = known().iter().find(|(names, _)| names.is(&pack.names)).map(|(_, grids)| grids.clone());
        same.unwrap_or_else(|| {
            let grids = Arc::new(Self::read(document, &pack.names));
            known().push((pack.names.clone(), grids.clone()));
            grids
        })
    }

    fn read(document: &Document, names: &Names) -> Self {
        let mut grids = Self::default();
        let mut roles: Vec<form::Roles<'_>> = names.forms.iter().map(form::Roles::new).collect();
        for (index, table) in document.tables.iter().enumerate() {
            let caption = table.caption.as_ref().map_or("", |place| document.text(place));
            let form = names.forms.iter().position(|form| {
                form.caption.iter().any(|glob| glob.matches(caption))
                    && !form.except.iter().any(|glob| glob.matches(caption))
            });
            if let Some(binding) = form {
                let form = form::bind(document, &mut roles[binding], binding, index);
                // A table that lists projects may bear the caption of a form.
                if table.is_form || form.n_fields() > 2 {
                    grids.forms.push(form);
                    continue;
                }
            }
            if let Some(form) = grids.forms.last_mut() {
                form.goes_on(document, &mut roles[form.binding], index);
            }
            let best = names.tables.iter().enumerate().filter_map(|(at, binding)| {
                fits(document, table, caption, binding).map(|weight| (weight, std::cmp::Reverse(at)))
            });
            if let Some((_, std::cmp::Reverse(binding))) = best.max() {
                grids.tables.push((binding, index));
            }
        }
        grids
    }
}

/// How specifically a binding names a table; `None`: it does not.
fn fits(document: &Document, table: &Table, caption: &str, binding: &TableBinding) -> Option<usize> {
    if binding.except.iter().any(|glob| glob.matches(caption)) {
        return None;
    }
    let named = binding.caption.iter().filter(|glob| glob.matches(caption)).map(Glob::weight).max();
    let headed = || {
        let has = |glob: &Glob| {
            table
                .columns
                .iter()
                .any(|column| column.path.iter().any(|place| glob.matches(document.text(place))))
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
