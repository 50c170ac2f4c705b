//! Regular expressions compiled when they are first used: a run needs few of the expressions that all packs have.

use std::sync::OnceLock;

use regex::Regex;

/// A regular expression over folded text.
#[derive(Debug, Clone)]
pub struct LazyRegex {
    text: String,
    compiled: OnceLock<Option<regex_lite::Regex>>,
}

impl LazyRegex {
    /// The expression `text`, folded already; not looked at yet.
    pub fn new(text: String) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    /// Reads it now, with the engine that says best what is wrong. Labels are short: the small engine runs them.
    ///
    /// # Errors
    /// What the regex crate says of it.
    pub fn check(&self) -> Result<(), regex::Error> {
        Regex::new(&self.text).map(|_| ())
    }

    /// True where it matches somewhere in `text`; a faulty expression matches nothing.
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled
            .get_or_init(|| regex_lite::Regex::new(&self.text).ok())
            .as_ref()
            .is_some_and(|regex| regex.is_match(text))
    }
}
