//! What a pack or a rule is for, and layers: a pack that extends another, and what it changes.

use super::{Glob, Pack, Rule};
use crate::source::Span;

/// Which documents a pack or a rule applies to. Empty lists demand nothing.
#[derive(Debug, Clone, Default)]
pub struct Applies {
    /// One of these matches a line of the title.
    pub title: Vec<Glob>,
    /// None of these matches a line of the title.
    pub except: Vec<Glob>,
    /// A document with at least this many of the pack's tables is one of its kind whatever its title says; 0: never.
    pub tables: usize,
    /// The document's year is one of these; a document that says no year is not ruled out.
    pub years: Option<(u32, u32)>,
}

/// One key of a rule that a layer changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The pack that changes it.
    pub pack: String,
    /// The key: `severity`, `check.present.tables+`.
    pub key: String,
    /// The new value in the rule file.
    pub span: Span,
}

impl Rule {
    /// The name without the pack's.
    pub fn name(&self) -> &str {
        self.id.rsplit_once('/').map_or(self.id.as_str(), |(_, name)| name)
    }
}

impl Pack {
    /// True where the rule was written for this pack, not inherited.
    pub fn owns(&self, rule: &Rule) -> bool {
        rule.id.rsplit_once('/').is_some_and(|(pack, _)| pack == self.name)
    }
}
