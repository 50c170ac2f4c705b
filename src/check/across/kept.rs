//! What stays of a document for those that it answers or that answer it: figures, and what they are called. A run over a whole
//! country keeps some for every document, so that a figure is as small as it can be: what it is called is held once for all
//! documents that call a figure so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rust_decimal::Decimal;

use super::super::aid::formula::Label;
use super::super::relation::Operand;
use crate::amount::Unit;
use crate::document::FigureId;
use crate::ledger::{Mark, shared};
use crate::source::Span;

/// What a figure is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Called {
    /// What it is known by in another document.
    pub label: Label,
    /// What people are told it is called.
    pub name: String,
}

/// A figure that stays of a document.
#[derive(Debug, Clone)]
pub struct Figure {
    called: Arc<Called>,
    value: Decimal,
    half: Decimal,
    id: FigureId,
    unit: Unit,
    blank: bool,
    unreadable: bool,
    /// Where it stands.
    pub span: Span,
    written: Box<str>,
    /// What its own document proved of it.
    pub mark: Mark,
}

impl Figure {
    /// A figure of a document; nothing where `operand` is none of its figures.
    pub(super) fn new(
        called: Arc<Called>,
        operand: &Operand,
        span: Span,
        written: &str,
        mark: Mark,
    ) -> Option<Self> {
        let Operand { figure, unit, value, half, blank, unreadable, .. } = *operand;
        Some(Self {
            called,
            value,
            half,
            id: figure?,
            unit,
            blank,
            unreadable,
            span,
            written: written.into(),
            mark,
        })
    }

    /// What it is known by in another document.
    pub(super) fn label(&self) -> &Label {
        &self.called.label
    }

    /// What people are told it is called: `收支总表[支出总计, 合计]`.
    pub fn name(&self) -> &str {
        &self.called.name
    }

    /// As it is written.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// Its value, in the base of its kind.
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// The unit it is read in.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Its number in its document.
    pub fn id(&self) -> FigureId {
        self.id
    }

    /// As an operand; where it stands is known here.
    pub(super) fn operand(&self) -> Operand {
        let Self { value, half, id, unit, blank, unreadable, .. } = *self;
        Operand { figure: Some(id), unit, value, half, blank, unreadable, place: None }
    }
}

/// What stays of a document: its figures by pack and by what names them there, in order.
#[derive(Debug, Clone, Default)]
pub struct Kept(Box<[Named]>);

/// Figures with what names them: the pack and the reference.
type Named = (Arc<str>, Box<[Figure]>);

impl Kept {
    pub(super) fn of(figures: BTreeMap<String, Vec<Figure>>) -> Self {
        let some = figures.into_iter().filter(|(_, figures)| !figures.is_empty());
        Self(some.map(|(key, figures)| (shared(&key), figures.into_boxed_slice())).collect())
    }

    /// The figures under a key.
    pub(super) fn get(&self, key: &str) -> &[Figure] {
        let found = self.0.binary_search_by(|(known, _)| (**known).cmp(key));
        found.ok().and_then(|at| self.0.get(at)).map_or(&[], |(_, figures)| figures)
    }

    /// How many figures stay.
    pub fn len(&self) -> usize {
        self.0.iter().map(|(_, figures)| figures.len()).sum()
    }

    /// Whether none does.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Fewer names are never looked through for those that nobody uses any more.
const FEW: usize = 4096;

/// Names of figures, each once, and at how many they are looked through next.
struct Names {
    known: BTreeSet<Arc<Called>>,
    next: usize,
}

static NAMES: Mutex<Names> = Mutex::new(Names { known: BTreeSet::new(), next: FEW });

/// The one copy of each name that all documents share. A program that goes on for ever does not hold the names of documents that
/// it has let go.
pub(super) fn called(names: impl Iterator<Item = Called>) -> Vec<Arc<Called>> {
    let mut held = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let one = |name: Called| match held.known.get(&name) {
        Some(known) => known.clone(),
        None => {
            let own = Arc::new(name);
            held.known.insert(own.clone());
            own
        }
    };
    let all = names.map(one).collect();
    if held.known.len() > held.next {
        held.known.retain(|name| Arc::strong_count(name) > 1);
        held.next = held.known.len().saturating_mul(2).max(FEW);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Called {
        Called { label: Label::default(), name: text.to_owned() }
    }

    #[test]
    fn a_figure_is_small() {
        // Sixty of them stay of a budget of ten pages, and ten thousand budgets are one run.
        assert!(size_of::<Figure>() <= 96, "{}", size_of::<Figure>());
    }

    #[test]
    fn names_are_held_once_and_let_go() {
        let first = called(["收入总计", "收入总计"].map(name).into_iter());
        assert!(Arc::ptr_eq(&first[0], &first[1]));
        for round in 0..4 {
            drop(called((0..FEW).map(|at| name(&format!("{round}-{at}")))));
        }
        let held = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(held.known.len() <= 3 * FEW, "{}", held.known.len());
    }
}
