//! Phrase patterns over folded text: `{part}{amount:money}，占{share:percent}`.
//!
//! - Text stands for itself, folded as documents are; a space is as good as none.
//! - `{name:kind}` captures a [kind](Kind); `{name}` captures words; `{kind}` captures a kind under its own name.
//! - `…` or `*` is the shortest run within the sentence; `(a|b)` is either, `(a|)` may be missing.
//! - `{=fact}` is the value of a fact of the document at hand.
//! - A backslash takes the meaning from the character after it. Full-width brackets stand for themselves.
//! - `/…/` is a regular expression with named groups; `\b` in it is the border of a word of Latin letters and digits.

mod compile;
mod engine;
mod expression;
mod glob;
mod lazy;
mod library;
mod needle;
mod parse;
pub(super) mod phrase;
mod plain;

pub(super) use compile::regex_fault;
pub(super) use engine::{Engine, Wrong};
pub use glob::Glob;
pub use lazy::LazyRegex;
pub(super) use lazy::fold_regex;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::document::grams::Grams;
use crate::keys::fault::{Fault, Origin};
use crate::source::Span;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As written.
    pub text: String,
    /// Where in the rule file.
    pub span: Span,
    pieces: Vec<Piece>,
    names: Vec<String>,
    facts: Vec<(String, Range<usize>)>,
    /// Made when first used; the engine of nothing where the facts are not known.
    engine: OnceLock<Arc<Engine>>,
}

/// What a capture matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number with its unit of money: 1,234.56万元.
    Money,
    /// The same, the unit may be missing.
    Amount,
    /// A number and %.
    Percent,
    /// A number.
    Number,
    /// A number and a counter word: 3个, 12辆.
    Count,
    /// Four digits.
    Year,
    /// The shortest run without punctuation; at the end of a pattern, the longest.
    Words,
    /// The shortest run within the sentence; at the end of a pattern, the longest.
    Text,
}

/// Kinds by the names they have in patterns.
const KINDS: &[(&str, Kind)] = &[
    ("money", Kind::Money),
    ("amount", Kind::Amount),
    ("percent", Kind::Percent),
    ("share", Kind::Percent),
    ("number", Kind::Number),
    ("count", Kind::Count),
    ("year", Kind::Year),
    ("words", Kind::Words),
    ("text", Kind::Text),
];

/// The same for the reference: what each captures, in Chinese and in English.
pub const CAPTURES: &[(&str, (&str, &str))] = &[
    ("money", ("带货币单位的数：1,234.56万元", "a number with its unit of money: 1,234.56万元")),
    ("amount", ("同上，单位可以没有", "the same, and the unit may be missing")),
    ("percent", ("数和 %；`share` 是同一种", "a number and %; `share` is the same")),
    ("share", ("数和 %", "a number and %")),
    ("number", ("数", "a number")),
    ("count", ("数和量词：3个、12辆", "a number and what is counted with: 3个, 12辆")),
    ("year", ("四位数字", "four digits")),
    (
        "words",
        (
            "不含标点的最短一段；在句式末尾是最长的",
            "the shortest run without punctuation; at the end of a pattern, the longest",
        ),
    ),
    (
        "text",
        (
            "一句之内最短的一段；在句式末尾是最长的",
            "the shortest run within the sentence; at the end of a pattern, the longest",
        ),
    ),
];

/// A part of a pattern.
#[derive(Debug, Clone)]
enum Piece {
    /// Folded text; a space in it may be missing in the document.
    Literal(String),
    /// `{name:kind}`; the name is missing where an earlier capture has it.
    Capture(Option<String>, Kind),
    /// `…` or `*`.
    Gap,
    /// `(a|b)`.
    Either(Vec<Vec<Piece>>),
    /// `{=fact}`.
    Fact(String),
    /// Part of a regular expression, as it is.
    Raw(String),
}

/// One place where a pattern matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match<'p> {
    /// The whole.
    pub range: Range<usize>,
    /// Captures that took part, in the order of [`Pattern::names`].
    pub captures: Vec<(&'p str, Range<usize>)>,
}

impl Match<'_> {
    /// What `name` captured.
    pub fn get(&self, name: &str) -> Option<Range<usize>> {
        self.captures.iter().find(|(n, _)| *n == name).map(|(_, range)| range.clone())
    }
}

impl Pattern {
    /// Reads and compiles `text`, which `origin` leads back to the rule file.
    ///
    /// # Errors
    /// The first mistake, placed.
    pub fn parse(text: &str, origin: &Origin) -> Result<Self, Box<Fault>> {
        let parsed = parse::parse(text)?;
        let names = match parsed.pieces.as_slice() {
            [Piece::Raw(_), ..] => raw_names(text),
            _ => parsed.names,
        };
        Ok(Self {
            text: text.to_owned(),
            span: origin.span(&(0..text.len())),
            pieces: parsed.pieces,
            names,
            facts: parsed.facts,
            engine: OnceLock::new(),
        })
    }

    /// Compiles the pattern now. One with facts is tried with a stand-in, so that its mistakes are told when it is loaded.
    ///
    /// # Errors
    /// What is wrong with it, placed.
    pub fn check(&self) -> Result<(), Box<Fault>> {
        compile::check(self, &|_| Some("0".to_owned()))
    }

    /// The names of the captures, from left to right.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The facts the pattern needs, with the bytes of its text that name them.
    pub fn facts(&self) -> &[(String, Range<usize>)] {
        &self.facts
    }

    /// The pattern with the values of its facts, which `facts` gives.
    ///
    /// # Errors
    /// The name of a fact that has no value.
    pub fn with_facts(&self, facts: &dyn Fn(&str) -> Option<String>) -> Result<Cow<'_, Pattern>, String> {
        if self.facts.is_empty() {
            return Ok(Cow::Borrowed(self));
        }
        if let Some((missing, _)) = self.facts.iter().find(|(name, _)| facts(name).is_none()) {
            return Err(missing.clone());
        }
        let engine = OnceLock::from(self.engine_with(facts));
        Ok(Cow::Owned(Pattern { facts: Vec::new(), engine, ..self.clone() }))
    }

    /// Every match in the folded `text`, from left to right. A pattern whose facts are not known yet matches nothing.
    pub fn find_iter<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Match<'a>> + 'a {
        let found = self.engine().find(text, &self.names);
        found.into_iter().map(|found| Match { range: found.range, captures: found.groups })
    }

    /// True where the pattern matches somewhere in the folded `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.engine().is_match(text)
    }

    /// Whether the pattern may match in a text of which `grams` are known; true where nothing is known against it.
    pub fn may_match(&self, grams: &Grams) -> bool {
        self.engine().may_match(grams)
    }

    fn engine(&self) -> &Engine {
        self.engine.get_or_init(|| match self.facts.is_empty() {
            true => self.engine_with(&|_| None),
            false => Arc::default(),
        })
    }

    fn engine_with(&self, facts: &dyn Fn(&str) -> Option<String>) -> Arc<Engine> {
        let source = compile::source(self, facts);
        match self.pieces.as_slice() {
            [Piece::Raw(_), ..] => library::engine(false, source, Engine::of_expression),
            pieces => {
                let make = |source| Engine::of_phrase(source, &needle::of_phrase(pieces));
                library::engine(true, source, make)
            }
        }
    }
}

/// The named groups of a raw expression.
fn raw_names(text: &str) -> Vec<String> {
    let groups = text
        .split("(?P<")
        .skip(1)
        .chain(text.split("(?<").skip(1).filter(|rest| !rest.starts_with(['=', '!'])));
    groups.filter_map(|rest| rest.split_once('>')).map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests;
