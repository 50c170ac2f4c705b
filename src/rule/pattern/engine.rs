//! Which engine runs an expression. Most expressions of a run look at a few lines each: for these the small engine, compiled in
//! a tenth of the time, is the faster one; long texts are worth the large one. Both are linear in the text, and both are given
//! the same reading of the expression, so that what is found does not depend on how long the text is.
//!
//! `\b` is the border of a word of Latin letters and digits: an ideograph before a word is no part of it. `\d`, `\w`, `\s` are
//! those of Unicode.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use memchr::memmem::Finder;
use memchr::{memchr, memrchr};
use regex_automata::meta::{Config, Regex};
use regex_syntax::hir::{Capture, Class, Hir, HirKind, Look, Repetition};

use super::needle;
use super::plain::Plain;
use crate::source::Cut;

/// After this many bytes searched, compiling the large engine pays: it costs as much as the small one takes for these.
const LONG: usize = 3 << 10;
/// Up to this many bytes a text is searched as a whole; beyond, only its lines that have a needle.
const SHORT: usize = 2 << 10;
/// An expression that comes to more bytes than this is refused: a few repeated repetitions fill any memory.
const LARGEST: usize = 1 << 22;

/// An expression and the engines that were needed so far.
#[derive(Debug, Clone, Default)]
pub(in crate::rule) struct Engine {
    /// The expression; empty where it is not known.
    source: String,
    /// What it says of the texts it matches, read when it is first used.
    reading: OnceLock<Reading>,
    /// Bytes searched so far.
    searched: Meter,
    small: OnceLock<Option<regex_lite::Regex>>,
    large: OnceLock<Option<Regex>>,
}

/// What an expression says of the texts it matches.
#[derive(Debug, Clone, Default)]
struct Reading {
    /// Whether a match stays within a line and looks at nothing beyond, so that lines can be searched one by one.
    by_line: bool,
    /// Words of which one stands in every match; none where any text may match.
    needles: Vec<Finder<'static>>,
    /// The words it is a list of, if it is nothing else.
    plain: Option<Plain>,
    /// The expression as it was read, where it was: the small engine would read it in another way.
    hir: Option<Hir>,
}

/// A count that many threads add to; it decides between engines that find the same, so nobody sees who was first.
#[derive(Debug, Default)]
struct Meter(AtomicUsize);

impl Clone for Meter {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Where a match and its groups stand.
pub(super) struct Found<'n> {
    pub(super) range: Range<usize>,
    pub(super) groups: Vec<(&'n str, Range<usize>)>,
}

/// Why an expression cannot be run.
#[derive(Debug)]
pub(in crate::rule) enum Wrong {
    /// What the parser says of it, with a caret under the fault.
    Syntax(String),
    /// It comes to too much.
    Large,
    /// It matches nothing at all, everywhere.
    Empty,
}

impl Engine {
    /// An expression that a phrase was made into: its pieces know the needles, and none of them goes over the end of a line
    /// that does not write it.
    pub(super) fn of_phrase(source: String, needles: &[String]) -> Self {
        let reading =
            Reading { by_line: !source.contains('\n'), needles: finders(needles), ..Reading::default() };
        Self { source, reading: OnceLock::from(reading), ..Self::default() }
    }

    /// A regular expression as somebody wrote it.
    pub(in crate::rule) fn of_expression(source: String) -> Self {
        Self { source, ..Self::default() }
    }

    /// Compiles it, to see what is wrong with it.
    pub(in crate::rule) fn check(&self) -> Result<(), Wrong> {
        let hir = regex_syntax::parse(&self.source).map_err(|error| Wrong::Syntax(error.to_string()))?;
        let empty = hir.properties().minimum_len() == Some(0);
        match large(hir, &Reading::default()) {
            None => Err(Wrong::Large),
            Some(_) if empty => Err(Wrong::Empty),
            Some(_) => Ok(()),
        }
    }

    /// Every match in `text`, with the groups of `names`, from left to right.
    pub(super) fn find<'n>(&self, text: &str, names: &'n [String]) -> Vec<Found<'n>> {
        if let Some(plain) = &self.reading().plain {
            let matches = plain.find(text).into_iter();
            return matches.map(|range| Found { range, groups: Vec::new() }).collect();
        }
        let mut found = Vec::new();
        for place in self.places(text) {
            let (part, from) = (text.cut(place.clone()), place.start);
            let shift = |range: Range<usize>| range.start + from..range.end + from;
            if let Some(small) = self.small(part.len()) {
                found.extend(small.captures_iter(part).map(|captures| {
                    Found {
                        range: captures.get(0).map_or(from..from, |whole| shift(whole.range())),
                        groups: names
                            .iter()
                            .filter_map(|name| Some((name.as_str(), shift(captures.name(name)?.range()))))
                            .collect(),
                    }
                }));
            } else if let Some(large) = self.large() {
                found.extend(large.captures_iter(part).map(|captures| {
                    Found {
                        range: captures.get_group(0).map_or(from..from, |whole| shift(whole.range())),
                        groups: names
                            .iter()
                            .filter_map(|name| {
                                Some((name.as_str(), shift(captures.get_group_by_name(name)?.range())))
                            })
                            .collect(),
                    }
                }));
            }
        }
        found
    }

    /// True where it matches somewhere in `text`.
    pub(in crate::rule) fn is_match(&self, text: &str) -> bool {
        if let Some(plain) = &self.reading().plain {
            return plain.is_match(text);
        }
        self.places(text).into_iter().any(|place| {
            let part = text.cut(place);
            match self.small(part.len()) {
                Some(small) => small.is_match(part),
                None => self.large().is_some_and(|large| large.is_match(part)),
            }
        })
    }

    fn reading(&self) -> &Reading {
        self.reading.get_or_init(|| self.parse().map_or_else(Reading::default, Reading::of))
    }

    /// The expression, where it is known.
    fn parse(&self) -> Option<Hir> {
        regex_syntax::parse(&self.source).ok().filter(|_| !self.source.is_empty())
    }

    fn small(&self, len: usize) -> Option<&regex_lite::Regex> {
        if self.searched.0.fetch_add(len, Ordering::Relaxed) + len >= LONG {
            return None;
        }
        let compile = || {
            let read = self.reading().hir.as_ref().map(Hir::to_string);
            regex_lite::Regex::new(read.as_ref().unwrap_or(&self.source))
                .ok()
                .filter(|_| !self.source.is_empty())
        };
        self.small.get_or_init(compile).as_ref()
    }

    fn large(&self) -> Option<&Regex> {
        self.large
            .get_or_init(|| {
                let hir = self.reading().hir.clone().or_else(|| self.parse())?;
                large(hir, self.reading())
            })
            .as_ref()
    }

    /// The parts of `text` that are worth a search.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let bytes = text.as_bytes();
        let Reading { by_line, needles, .. } = self.reading();
        if needles.is_empty() || !by_line || text.len() <= SHORT {
            let worth = needles.is_empty() || needles.iter().any(|needle| needle.find(bytes).is_some());
            return worth.then_some(0..text.len()).into_iter().collect();
        }
        let mut lines: Vec<Range<usize>> = Vec::new();
        for needle in needles {
            let mut at = 0;
            while let Some(step) = needle.find(&bytes[at..]) {
                let hit = at + step;
                let start = memrchr(b'\n', &bytes[..hit]).map_or(0, |line| line + 1);
                let end = memchr(b'\n', &bytes[hit..]).map_or(text.len(), |line| hit + line);
                lines.push(start..end);
                at = end;
            }
        }
        lines.sort_by_key(|line| line.start);
        lines.dedup();
        lines
    }
}

impl Reading {
    fn of(hir: Hir) -> Self {
        let needles = finders(&needle::of_expression(&hir));
        let (by_line, plain) = (stays_in_line(&hir), Plain::of(&hir));
        Self { by_line, needles, plain, hir: Some(hir) }
    }
}

fn finders(needles: &[String]) -> Vec<Finder<'static>> {
    needles.iter().map(|needle| Finder::new(needle).into_owned()).collect()
}

/// Compiles the large engine. States are made as texts ask for them; making all of them beforehand never pays here. Where lines are found by needles it does without its own search ahead, which is half of the
/// cost of compiling it.
fn large(hir: Hir, reading: &Reading) -> Option<Regex> {
    let searches_ahead = reading.needles.is_empty() || !reading.by_line;
    let config = Config::new().auto_prefilter(searches_ahead).onepass(false).dfa(false);
    let config = config.nfa_size_limit(Some(LARGEST));
    Regex::builder().configure(config).build_from_hir(&with_latin_borders(hir)).ok()
}

/// The same with every `\b` and `\B` the border of a Latin word.
fn with_latin_borders(hir: Hir) -> Hir {
    if !hir.properties().look_set().contains_word_unicode() {
        return hir;
    }
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(latin(look)),
        HirKind::Repetition(repetition) => {
            let sub = Box::new(with_latin_borders(*repetition.sub));
            Hir::repetition(Repetition { sub, ..repetition })
        }
        HirKind::Capture(capture) => {
            let sub = Box::new(with_latin_borders(*capture.sub));
            Hir::capture(Capture { sub, ..capture })
        }
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(with_latin_borders).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(with_latin_borders).collect()),
    }
}

fn latin(look: Look) -> Look {
    match look {
        Look::WordUnicode => Look::WordAscii,
        Look::WordUnicodeNegate => Look::WordAsciiNegate,
        Look::WordStartUnicode => Look::WordStartAscii,
        Look::WordEndUnicode => Look::WordEndAscii,
        Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
        Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
        other => other,
    }
}

/// Whether a match can neither have a line end in it nor tell where the text begins and ends: then each line can be searched
/// for itself.
fn stays_in_line(hir: &Hir) -> bool {
    let looks_at_the_text =
        |look: Look| matches!(look, Look::Start | Look::End | Look::StartCRLF | Look::EndCRLF);
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Literal(literal) => !literal.0.contains(&b'\n'),
        HirKind::Class(Class::Unicode(class)) => {
            !class.iter().any(|range| (range.start()..=range.end()).contains(&'\n'))
        }
        HirKind::Class(Class::Bytes(class)) => {
            !class.iter().any(|range| (range.start()..=range.end()).contains(&b'\n'))
        }
        HirKind::Look(look) => !looks_at_the_text(*look),
        HirKind::Repetition(repetition) => stays_in_line(&repetition.sub),
        HirKind::Capture(capture) => stays_in_line(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(stays_in_line),
    }
}

#[cfg(test)]
mod tests;
