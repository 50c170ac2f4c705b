//! The kinds of check that read figures out of sentences: what they are tied to, how they changed, what they are made of.

use super::formula::{Cmp, Formula};
use super::pattern::Pattern;
use super::{Glob, Within};

/// See [`super::Check::Tie`].
#[derive(Debug, Clone)]
pub struct Tie {
    /// Where the text is that it is looked for in.
    pub within: Vec<Within>,
    /// Phrases and what they speak of.
    pub say: Vec<Say>,
    /// Rows whose label, right before an amount of money, ties it to their figure.
    pub rows: Vec<Formula>,
    /// Words that may stand before such a label in its clause.
    pub lead: Vec<String>,
    /// Words that may stand between such a label and the amount; bracketed ones anywhere.
    pub skip: Vec<String>,
    /// How the amount compares with what it speaks of.
    pub cmp: Cmp,
}

/// A phrase with an amount and what that must be.
#[derive(Debug, Clone)]
pub struct Say {
    /// Captures `amount`; `whole`: another figure of the phrase stands for the formulas; `row` (with `above`, `top`): the
    /// label of the row that is meant, and of rows above it.
    pub pattern: Pattern,
    /// Any one of these is right; with `row`, all rows that may be meant.
    pub figures: Vec<Formula>,
}

/// See [`super::Check::Change`].
#[derive(Debug, Clone)]
pub struct Change {
    /// Where the text is that it is looked for in.
    pub within: Vec<Within>,
    /// Words right before a figure that make it an increase.
    pub up: Vec<String>,
    /// Words right before a figure that make it a decrease.
    pub down: Vec<String>,
    /// Words that say that nothing changed.
    pub even: Vec<String>,
    /// Words of comparison, between an amount and its change.
    pub than: Vec<String>,
    /// Words that open a list of parts.
    pub opens: Vec<String>,
    /// Words that make the percentage after them a rate of change without saying which way.
    pub rate: Vec<String>,
    /// Words that may stand between any of these and the figure.
    pub skip: Vec<String>,
    /// Words that say that a rate is reckoned on another basis than the amounts told: 按可比口径.
    pub apart: Vec<String>,
    /// Words one of which must follow a change. Where there are any, nothing else is demanded.
    pub reason: Vec<String>,
    /// Equal amounts of one section changed alike.
    pub alike: bool,
    /// The whole and its parts by the words before their amounts. Where there are any, nothing else is demanded.
    pub sums: Vec<Vec<Glob>>,
}

/// See [`super::Check::Enumeration`].
#[derive(Debug, Clone)]
pub struct Enumeration {
    /// Where the text is that it is looked for in.
    pub within: Vec<Within>,
    /// Words that open a list of parts after their total.
    pub opens: Vec<String>,
    /// Words that close a list of parts with their total.
    pub closes: Vec<String>,
    /// Words after the last part that say that there are more.
    pub partial: Vec<String>,
    /// Words in the last part that say that there are no more.
    pub rest: Vec<String>,
    /// Words right before a figure that make it no part and no total.
    pub ignore: Vec<String>,
    /// Words that may stand between these and the figure.
    pub skip: Vec<String>,
    /// Lists are whole unless they say otherwise. Without this, only those that are nearly so are held to their total.
    pub exhaustive: bool,
    /// Figures with less than two digits after the point are exact: 30万元 is planned, not rounded.
    pub exact: bool,
    /// Nothing says whether a list is whole: one that misses its total is told only where one digit written otherwise would
    /// settle it, or where it names everything that `complete` says makes up a whole.
    pub evident: bool,
    /// What makes up a whole, by the words before the amounts: basic and project spending.
    pub complete: Vec<Vec<Glob>>,
    /// Parts are the items of a numbered list within one text, and nothing else.
    pub numbered: bool,
    /// Words before a total that stands ahead of a numbered list, beside those that close one.
    pub totals: Vec<String>,
    /// Words in whose clause a percentage is an instalment: together they come to a whole, or to no more than that where
    /// no word of `rest` says that there are no more.
    pub instalments: Vec<String>,
}

/// See [`super::Check::Footing`].
#[derive(Debug, Clone)]
pub struct Footing {
    /// What a column that adds up others is called; the name of a row begins or ends with one of these.
    pub totals: Vec<String>,
    /// Columns that nobody adds up: rates, unit prices.
    pub except: Vec<Glob>,
}

/// See [`super::Check::Restated`].
#[derive(Debug, Clone)]
pub struct Restated {
    /// Amounts with fewer digits, zeros at their end aside, may well differ in one and be two.
    pub digits: u32,
}

/// See [`super::Check::Listing`].
#[derive(Debug, Clone)]
pub struct Listing {
    /// Where the text is that it is looked for in.
    pub within: Vec<Within>,
    /// Captures `list`; and `n`, the count announced, or `name`, what was counted earlier in the section.
    pub list: Vec<Pattern>,
    /// Words at the end that say that there are more.
    pub partial: Vec<String>,
    /// Words that may join two names, or stand in one.
    pub joins: Vec<String>,
    /// Rows that have a figure, one of which each name must be; instead of the count.
    pub rows: Option<Formula>,
}
