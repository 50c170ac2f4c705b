//! What a run has proved: an outcome for every rule on every place it applies to, a mark for every figure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rust_decimal::Decimal;

use crate::document::cell::is_figure_like;
use crate::document::{Document, Figure, FigureId};
use crate::source::Span;

/// How a rule ended on one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Exactly.
    Holds,
    /// Not exactly, but the digits as written allow it.
    WithinRounding,
    /// Not, whatever the rounding.
    Fails,
    /// It may be our reading that is wrong and not the document: neither passed nor the author's error.
    Doubtful,
    /// There is nothing here that the rule speaks of.
    NotApplicable,
    /// An operand cannot be read, or nothing comes of what it is divided by: never passed, never the author's error.
    Unreadable,
}

/// What is known of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// Nothing checks it.
    #[default]
    Unchecked,
    /// A relation that holds ties it to another figure.
    Tied,
    /// A relation that fails speaks of it.
    Contradicted,
}

impl Mark {
    /// What an auditor puts beside the figure.
    pub fn sign(self) -> char {
        match self {
            Mark::Unchecked => '○',
            Mark::Tied => '✓',
            Mark::Contradicted => '✗',
        }
    }
}

/// One outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The rule's id.
    pub rule: Arc<str>,
    /// How it ended.
    pub outcome: Outcome,
    /// The figures it spoke of, the one it is about first.
    pub figures: Vec<FigureId>,
}

/// What a rule names in a table, while the table stands in the document and has nothing of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// Where it is named in the rule file; nothing where that is not known.
    pub span: Option<Span>,
    /// A column, and no row.
    pub column: bool,
}

/// Why a rule did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfinished {
    /// The document asks for more work than any that people wrote.
    TooMuch,
    /// The program failed, with these words.
    Failed(String),
}

/// How much of the figures that stand in tables was read: what is read of nothing is no proof of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Figures that were read.
    pub read: usize,
    /// Cells of digits where a figure belongs, and none could be read.
    pub unread: usize,
}

impl Reading {
    /// Counts the figures in the tables of `document`. Words where a figure belongs (无, n/a, 2030年限额) are no figure that was
    /// lost: a cell of digits has no letters.
    pub fn of(document: &Document) -> Self {
        let in_tables = document.figures.iter().filter(|figure| figure.cell.is_some() && !figure.blank);
        Self {
            read: in_tables.filter(|figure| !figure.unreadable).count(),
            unread: Self::unread(document).count(),
        }
    }

    /// The cells of digits in the tables of `document` that could not be read.
    pub fn unread(document: &Document) -> impl Iterator<Item = &Figure> {
        let lost = document.figures.iter().filter(|figure| figure.cell.is_some() && figure.unreadable);
        lost.filter(|figure| {
            let words = document.text(&figure.place);
            is_of_digits(words) && !is_no_single_figure(words)
        })
    }

    /// The figures in the tables of `document` that could not be read, those with letters about them as well.
    pub fn strange(document: &Document) -> impl Iterator<Item = &Figure> {
        let lost = document.figures.iter().filter(|figure| figure.cell.is_some() && figure.unreadable);
        lost.filter(|figure| {
            let words = document.text(&figure.place);
            is_of_digits(words) || is_figure_like(words)
        })
    }

    /// How many of a hundred were read; all of them where there is nothing to read.
    pub fn of_hundred(self) -> Decimal {
        let all = Decimal::from(self.read + self.unread);
        if all.is_zero() {
            Decimal::ONE_HUNDRED
        } else {
            Decimal::from(self.read) * Decimal::ONE_HUNDRED / all
        }
    }
}

/// What is but about so much, ~80, and several numbers in one cell, 431, 487, 543: nothing was lost that could be held to anything.
fn is_no_single_figure(words: &str) -> bool {
    words.starts_with(['~', '≈']) || words.contains(", ")
}

fn is_of_digits(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit()) && !text.chars().any(char::is_alphabetic)
}

/// The ids of rules that were settled, each once.
static IDS: Mutex<BTreeSet<Arc<str>>> = Mutex::new(BTreeSet::new());

/// The one copy of an id that all ledgers share.
pub fn shared(id: &str) -> Arc<str> {
    let mut ids = IDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = ids.get(id) {
        return known.clone();
    }
    let own: Arc<str> = id.into();
    ids.insert(own.clone());
    own
}

/// How often a rule ended in a way. A run of many documents holds a hundred of these for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    rule: &'static &'static str,
    times: u32,
    outcome: Outcome,
}

/// Ids that counts point at, which are as many as there are rules.
static LASTING: Mutex<BTreeMap<&'static str, &'static &'static str>> = Mutex::new(BTreeMap::new());

fn lasting(id: &str) -> &'static &'static str {
    let mut ids = LASTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = ids.get(id) {
        return known;
    }
    let own: &'static str = Box::leak(id.into());
    let lasting: &'static &'static str = Box::leak(Box::new(own));
    ids.insert(own, lasting);
    lasting
}

/// The ledger of one document.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Every outcome that is kept one by one.
    pub entries: Vec<Entry>,
    /// How often each rule ended in each way, of those that were settled: [`Ledger::outcomes`] gives all.
    pub settled: Vec<Settled>,
    /// A mark for each of the document's figures, by [`FigureId`].
    pub marks: Vec<Mark>,
    /// Which figures are none but blank cells, by [`FigureId`].
    pub blank: Vec<bool>,
    /// How much of what stands in the document's tables was read.
    pub reading: Reading,
    /// Rules that had nothing to say, by their ids, and what they name that a table of the document does not have.
    pub missed: Vec<(Arc<str>, Missed)>,
    /// Rules that did not come to their end, by their ids, and why.
    pub unfinished: Vec<(Arc<str>, Unfinished)>,
}

impl Ledger {
    /// Keeps of the outcomes so far what is counted of them. That there were figures is not known any more: a run of many
    /// documents holds what it tells of each to its end.
    pub fn settle(&mut self) {
        let mut counts: BTreeMap<(&str, Outcome), u32> = BTreeMap::new();
        for (rule, outcome, times) in self.outcomes() {
            let known = counts.entry((rule, outcome)).or_default();
            *known = known.saturating_add(u32::try_from(times).unwrap_or(u32::MAX));
        }
        let of = |((rule, outcome), times)| Settled { rule: lasting(rule), times, outcome };
        self.settled = counts.into_iter().map(of).collect();
        self.entries = Vec::new();
    }

    /// Every outcome: the rule's id, how it ended, and how often.
    pub fn outcomes(&self) -> impl Iterator<Item = (&str, Outcome, usize)> {
        let settled = self.settled.iter().map(|one| (*one.rule, one.outcome, one.times as usize));
        settled.chain(self.entries.iter().map(|entry| (&*entry.rule, entry.outcome, 1)))
    }

    /// How many outcomes there are of a kind.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.outcomes().filter(|(_, known, _)| *known == outcome).map(|(.., times)| times).sum()
    }

    /// How many figures carry a mark; blank cells carry none.
    pub fn marked(&self, mark: Mark) -> usize {
        self.marks.iter().zip(&self.blank).filter(|&(m, blank)| *m == mark && !blank).count()
    }

    /// How many figures there are; blank cells are none.
    pub fn n_figures(&self) -> usize {
        self.blank.iter().filter(|blank| !**blank).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;
    use crate::source::{FileId, Source};

    #[test]
    fn digits_that_are_no_figure_are_unread_and_words_are_not() {
        let of = |cell: &str| {
            let text =
                format!("收支表\n项目\t本年\t上年\n甲\t6.00\t{cell}\n乙\t4.00\t3.00\n合计\t10.00\t8.00\n");
            Reading::of(&parse(FileId(0), &Source::new("a.txt", text)))
        };
        assert_eq!(of("5.00"), Reading { read: 6, unread: 0 });
        assert_eq!(of("5.0.0"), Reading { read: 5, unread: 1 });
        assert_eq!(of("5.000,00€"), Reading { read: 5, unread: 1 });
        assert_eq!(of("无"), Reading { read: 5, unread: 0 });
        assert_eq!(of("2030年限额"), Reading { read: 5, unread: 0 });
        assert_eq!(of(""), Reading { read: 5, unread: 0 });
        assert_eq!(Reading { read: 97, unread: 3 }.of_hundred(), Decimal::from(97));
        assert_eq!(Reading::default().of_hundred(), Decimal::ONE_HUNDRED);
    }
}
