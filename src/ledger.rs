//! What a run has proved: an outcome for every rule on every place it applies to, a mark for every figure.

use crate::document::FigureId;

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
    pub rule: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The figures it spoke of, the one it is about first.
    pub figures: Vec<FigureId>,
}

/// The ledger of one document.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Every outcome.
    pub entries: Vec<Entry>,
    /// A mark for each of the document's figures, by [`FigureId`].
    pub marks: Vec<Mark>,
    /// Which figures are none but blank cells, by [`FigureId`].
    pub blank: Vec<bool>,
}

impl Ledger {
    /// How many outcomes there are of a kind.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.entries.iter().filter(|entry| entry.outcome == outcome).count()
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
