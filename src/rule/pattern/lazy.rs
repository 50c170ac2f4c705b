//! Regular expressions over labels, compiled when they are first used: a run needs few of the expressions that all packs have.

use super::{Engine, Wrong};
use crate::document::fold::fold_str;

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

/// A regular expression with its literal characters folded; what becomes a sign of the expression only by folding, as what is
/// full-width does, stands for itself.
pub(in crate::rule) fn fold_regex(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_ascii() {
            folded.push(c);
            continue;
        }
        for plain in fold_str(c.encode_utf8(&mut [0; 4])).chars() {
            if r"\.+*?()|[]{}^$#&-~".contains(plain) {
                folded.push('\\');
            }
            folded.push(plain);
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_brackets_in_a_regex_are_literal() {
        assert!(regex::Regex::new(&fold_regex("^（[一二]）")).unwrap().is_match("(一)工资"));
    }
}
