//! Regular expressions over labels, compiled when they are first used: a run needs few of the expressions that all packs have.

use super::pattern::{Engine, Wrong};

/// A regular expression over folded text.
#[derive(Debug, Clone)]
pub struct LazyRegex {
    engine: Engine,
}

impl LazyRegex {
    /// The expression `text`, folded already; not looked at yet.
    pub fn new(text: String) -> Self {
        Self { engine: Engine::of_expression(text) }
    }

    /// Reads it now.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(in crate::rule) fn check(&self) -> Result<(), Wrong> {
        match self.engine.check() {
            // Every label may be meant.
            Err(Wrong::Empty) => Ok(()),
            checked => checked,
        }
    }

    /// True where it matches somewhere in `text`; a faulty expression matches nothing.
    pub fn is_match(&self, text: &str) -> bool {
        self.engine.is_match(text)
    }
}
