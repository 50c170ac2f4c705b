//! Regular expressions compiled when they are first used: a run needs few of the expressions that all packs have.

use std::sync::OnceLock;

use regex::Regex;

/// A regular expression over folded text.
#[derive(Debug, Clone)]
pub struct LazyRegex {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl LazyRegex {
    /// The expression `text`, folded already; not looked at yet.
    pub fn new(text: String) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    /// Compiles it now.
    ///
    /// # Errors
    /// What the regex crate says of it.
    pub fn check(&self) -> Result<(), regex::Error> {
        Regex::new(&self.text).map(|regex| {
            self.compiled.get_or_init(|| Some(regex));
        })
    }

    /// True where it matches somewhere in `text`; a faulty expression matches nothing.
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled
            .get_or_init(|| Regex::new(&self.text).ok())
            .as_ref()
            .is_some_and(|regex| regex.is_match(text))
    }
}
