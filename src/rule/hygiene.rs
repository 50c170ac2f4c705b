//! The kinds of check that read a text for itself: what is doubled, malformed, unpaired, impossible, out of order.

use super::pattern::Pattern;
use super::{Glob, Within};

/// Words and values written twice in a row.
#[derive(Debug, Clone)]
pub struct Doubled {
    /// Words that may stand twice.
    pub except: Vec<String>,
}

/// Digits, commas and points that are no number, in cells and in running text.
#[derive(Debug, Clone)]
pub struct NumberCheck {
    /// A match of these around it is none.
    pub except: Vec<Pattern>,
}

/// Brackets and quotes that do not pair within their paragraph.
#[derive(Debug, Clone)]
pub struct Pairs {
    /// Look for one bracket of a pair in full width and the other in half width, instead of for one that is missing.
    pub width: bool,
}

/// Dates that no calendar has.
#[derive(Debug, Clone)]
pub struct DateCheck {
    /// Where.
    pub within: Within,
    /// Captures `month`, `day` and `year`, or `stamp` (yyyyMMdd or yyyyMMddHHmmss); what is not captured is not tried.
    pub find: Vec<Pattern>,
}

/// An amount in words and the same in figures.
#[derive(Debug, Clone)]
pub struct NumeralCheck {
    /// Where.
    pub within: Within,
    /// Captures `words` and `figures`, and `unit` where there is one.
    pub find: Vec<Pattern>,
}

/// Calculations written out in a text.
#[derive(Debug, Clone)]
pub struct Calculation {
    /// Where.
    pub within: Within,
    /// Signs that say what it comes to.
    pub equals: Vec<String>,
    /// Signs of multiplication.
    pub times: Vec<String>,
    /// Signs of division.
    pub over: Vec<String>,
    /// Signs of addition.
    pub plus: Vec<String>,
}

/// Numbers that carry a check digit.
#[derive(Debug, Clone)]
pub struct Checksum {
    /// How the digit is reckoned.
    pub scheme: Scheme,
    /// Where.
    pub within: Within,
    /// Capture `value`.
    pub find: Vec<Pattern>,
}

/// How a check digit is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// GB 32100: eighteen signs, modulo 31.
    CreditCode,
    /// GB 11643: eighteen digits, the last may be X, modulo 11.
    Identity,
}

/// Years that the year of the document leaves behind.
#[derive(Debug, Clone)]
pub struct YearCheck {
    /// The fact that says the year of the document.
    pub fact: String,
    /// Where.
    pub within: Within,
    /// Capture `year`, and `elapsed` where the years since then are told.
    pub find: Vec<Pattern>,
    /// A match of these around or over it is none.
    pub except: Vec<Pattern>,
}

/// Ordinals follow one another.
#[derive(Debug, Clone)]
pub struct Sequence {
    /// Only those of headings.
    pub headings: bool,
}

/// Sections that repeat one outline.
#[derive(Debug, Clone)]
pub struct Outline {
    /// The parts in their order; the first opens a new round.
    pub parts: Vec<Alias>,
    /// What of the outline is demanded.
    pub demand: Demand,
}

/// A part of an outline: its name and how headings write it.
#[derive(Debug, Clone)]
pub struct Alias {
    /// The name.
    pub name: String,
    /// How headings write it.
    pub heading: Glob,
}

/// What is demanded of every round of an outline.
#[derive(Debug, Clone)]
pub enum Demand {
    /// All parts stand there, in order and filled.
    Complete,
    /// These two parts do not share a long run of text.
    Distinct(usize, usize),
    /// What `find` captures as `name` in `within`, or the heading over the round where there is no pattern, is the name
    /// that part `of` says.
    Named {
        /// The part that says the name.
        of: usize,
        /// The part the name is looked for in.
        within: usize,
        /// Capture `name`.
        find: Vec<Pattern>,
        /// Words a name may have or lack.
        ignore: Vec<String>,
    },
    /// What `find` captures as `amount` in part `within` is the first amount of part `of`.
    Amount {
        /// The part that states the amount.
        of: usize,
        /// The part that repeats it.
        within: usize,
        /// Capture `amount`.
        find: Vec<Pattern>,
    },
}
