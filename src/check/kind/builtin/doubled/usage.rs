//! What a document's own usage says of words written twice: a slip, or the joint of two names.
//!
//! 某院某院新区项目 is the 某院新区项目 of 某院, where both stand elsewhere each for itself; where the same words around it are
//! written once elsewhere, the first is a slip.

use std::cell::Cell;

use crate::document::fold::is_ideograph;
use crate::source::Cut;

/// The text is searched for no more words than these: a page with more of them is made of them.
const LOOKED_UP: usize = 96;
/// So many characters before and after tell the place.
const AROUND: usize = 2;
/// A word that stands so often is one.
const ELSEWHERE: usize = 8;
/// A word that ends in a character so many times elsewhere ends in one of it.
const ENDS: usize = 3;

/// The text that usage is looked up in.
pub struct Usage<'d> {
    text: &'d str,
    left: Cell<usize>,
}

/// What a word written twice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twice {
    /// It is written once elsewhere.
    Slip,
    /// The end of one name and the beginning of another.
    Joint,
    /// Nothing elsewhere says.
    Unknown,
}

impl<'d> Usage<'d> {
    pub fn new(text: &'d str) -> Self {
        Self { text, left: Cell::new(LOOKED_UP) }
    }

    /// What the word of `len` characters is that stands at `at` and once more right behind itself, with words behind it.
    pub fn of(&self, chars: &[(usize, char)], at: usize, len: usize) -> Twice {
        let word = string(&chars[at..at + len]);
        let (before, after) = (before(chars, at), after(chars, at + 2 * len));
        let Some(after) = whole(&after) else { return Twice::Unknown };
        let begins = self.count(&format!("{word}{after}"), 1, |before, _| !before.ends_with(&word)) > 0;
        if !begins {
            return Twice::Unknown;
        }
        // A numbered line may begin with the name of its owner.
        let first = match whole(&before) {
            Some(before) if self.count(&format!("{before}{word}{after}"), 1, |_, _| true) > 0 => {
                return Twice::Slip;
            }
            Some(before) => format!("{before}{word}"),
            None if is_numbered(&chars[..at]) => word.clone(),
            None => return Twice::Unknown,
        };
        let ends = |_: &str, rest: &str| !rest.starts_with(&word) && !rest.starts_with(after);
        match self.count(&first, 1, ends) {
            0 => Twice::Unknown,
            _ => Twice::Joint,
        }
    }

    /// Whether the word of `len` characters at `at` and behind itself is one that the text has elsewhere, and no less often than
    /// what begins one character after it: 分网分域 after 专网 is no 网分, and 信用信息 after 应用 is no 用信.
    pub fn is_word(&self, chars: &[(usize, char)], at: usize, len: usize) -> bool {
        let often = |from: usize| self.count(&string(&chars[from..from + len]), ELSEWHERE, |_, _| true);
        // Here it stands twice, what begins after it once.
        let (own, other) = (often(at).saturating_sub(2), often(at + 1).saturating_sub(1));
        own > 0 && own >= other
    }

    /// Whether the character at `at`, which stands twice and ends a word, ends that word once elsewhere.
    pub fn ends_once(&self, chars: &[(usize, char)], at: usize) -> bool {
        let before = before(chars, at);
        let Some(before) = whole(&before) else { return false };
        let last = chars[at].1;
        let ends = |_: &str, after: &str| !after.starts_with(is_ideograph);
        self.count(&format!("{before}{last}"), ENDS, ends) == ENDS
            && self.count(&format!("{before}{last}{last}"), 2, |_, _| true) < 2
    }

    /// How often `words` stand in the text with what `fits` before and after them, up to `most` times.
    fn count(&self, words: &str, most: usize, fits: impl Fn(&str, &str) -> bool) -> usize {
        let Some(left) = self.left.get().checked_sub(1) else { return 0 };
        self.left.set(left);
        let fits = |at: &usize| fits(self.text.cut(..*at), self.text.cut(at + words.len()..));
        self.text.match_indices(words).map(|(at, _)| at).filter(fits).take(most).count()
    }
}

/// Whether nothing but a number stands before.
fn is_numbered(before: &[(usize, char)]) -> bool {
    let digits = before.iter().filter(|(_, c)| c.is_ascii_digit()).count();
    digits > 0 && !before.iter().any(|(_, c)| c.is_alphabetic())
}

fn string(chars: &[(usize, char)]) -> String {
    chars.iter().map(|(_, c)| *c).collect()
}

/// The ideographs right before `at`.
fn before(chars: &[(usize, char)], at: usize) -> String {
    let own = chars[..at].iter().rev().take(AROUND).take_while(|(_, c)| is_ideograph(*c)).count();
    string(&chars[at - own..at])
}

/// The ideographs from `at` on.
fn after(chars: &[(usize, char)], at: usize) -> String {
    let from = chars.get(at..).unwrap_or_default();
    let own = from.iter().take(AROUND).take_while(|(_, c)| is_ideograph(*c)).count();
    string(&from[..own])
}

/// Words around that are enough to tell a place by.
fn whole(words: &str) -> Option<&str> {
    (words.chars().count() == AROUND).then_some(words)
}
