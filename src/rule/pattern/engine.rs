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
use regex_syntax::hir::{Capture, Hir, HirKind, Look, Repetition};

use super::expression::Says;
use super::plain::Plain;
use crate::document::grams::Grams;
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
    /// It as it was read; nothing of a phrase, whose text both engines read alike.
    hir: OnceLock<Option<Hir>>,
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
    /// What these begin with.
    starts: Starts,
    /// The words it is a list of, if it is nothing else.
    plain: Option<Plain>,
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
        let reading = Reading::new(!source.contains('\n'), needles, None);
        Self { source, reading: OnceLock::from(reading), hir: OnceLock::from(None), ..Self::default() }
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

    /// Whether it may match in a text of which `grams` are known: false says that none of its needles stands there.
    pub(super) fn may_match(&self, grams: &Grams) -> bool {
        let needles = &self.reading().needles;
        needles.is_empty() || needles.iter().any(|needle| grams.may_have(needle.needle()))
    }

    fn reading(&self) -> &Reading {
        self.reading.get_or_init(|| match known(&self.source) {
            Some(known) => Reading::known(known),
            None => self.hir().map_or_else(Reading::default, |hir| Reading::of(&Says::of(hir))),
        })
    }

    fn hir(&self) -> Option<&Hir> {
        self.hir.get_or_init(|| self.parse()).as_ref()
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
            // The small engine would read the expression itself in another way.
            let read = self.hir().map(Hir::to_string);
            regex_lite::Regex::new(read.as_ref().unwrap_or(&self.source))
                .ok()
                .filter(|_| !self.source.is_empty())
        };
        self.small.get_or_init(compile).as_ref()
    }

    fn large(&self) -> Option<&Regex> {
        self.large
            .get_or_init(|| {
                let hir = self.hir().cloned().or_else(|| self.parse())?;
                large(hir, self.reading())
            })
            .as_ref()
    }

    /// The parts of `text` that are worth a search.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let bytes = text.as_bytes();
        let Reading { by_line, needles, starts, .. } = self.reading();
        if needles.is_empty() || !by_line || text.len() <= SHORT {
            let has = |needle: &Finder<'_>| needle.find(bytes).is_some();
            let worth = needles.is_empty() || starts.may_stand_in(bytes) && needles.iter().any(has);
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
    fn new(by_line: bool, needles: &[impl AsRef<str>], plain: Option<Plain>) -> Self {
        let finder = |needle: &str| Finder::new(needle).into_owned();
        let starts = Starts::of(needles.iter().map(|needle| needle.as_ref().as_bytes()));
        Self {
            by_line,
            needles: needles.iter().map(|needle| finder(needle.as_ref())).collect(),
            starts,
            plain,
        }
    }

    fn of(says: &Says) -> Self {
        let plain = says.plain.as_ref().map(|(words, at_end)| Plain::new(words, *at_end));
        Self::new(says.by_line, &says.needles, plain)
    }

    fn known(known: &Known) -> Self {
        let plain = known.plain.map(|(words, at_end)| Plain::new(words, at_end));
        Self::new(known.by_line, known.needles, plain)
    }
}

/// An expression that was read when the program was built.
struct Known {
    source: &'static str,
    by_line: bool,
    needles: &'static [&'static str],
    plain: Option<(&'static [&'static str], bool)>,
}

/// The expressions of the rules that come with the program, in order. One that is not among them, for a phrase stands in it or
/// somebody else wrote it, is read when it is needed.
const KNOWN: &[Known] = include!(concat!(env!("OUT_DIR"), "/expressions.rs"));

fn known(source: &str) -> Option<&'static Known> {
    KNOWN.binary_search_by_key(&source, |known| known.source).ok().map(|at| &KNOWN[at])
}

/// The first three bytes of words, a bit for several such each: most cells and lines have none of them, which is seen in one
/// pass, however many the words are.
#[derive(Debug, Clone, Copy)]
struct Starts(u64);

impl Default for Starts {
    fn default() -> Self {
        Self(u64::MAX)
    }
}

impl Starts {
    /// In longer texts the words themselves are found as fast.
    const SHORT: usize = 256;

    fn of<'n>(mut words: impl Iterator<Item = &'n [u8]>) -> Self {
        let all = words.try_fold(0, |all, word| Some(all | Self::bit(word.first_chunk()?)));
        Self(all.unwrap_or(u64::MAX))
    }

    fn may_stand_in(self, text: &[u8]) -> bool {
        self.0 == u64::MAX
            || text.len() > Self::SHORT
            || text.windows(3).filter_map(<[u8]>::first_chunk).any(|run| self.0 & Self::bit(run) != 0)
    }

    fn bit(run: &[u8; 3]) -> u64 {
        let number = u32::from_le_bytes([run[0], run[1], run[2], 0]);
        // Of the product with the golden ratio all bytes have a part in the upper bits.
        1 << (number.wrapping_mul(0x9E37_79B1) >> 26)
    }
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

#[cfg(test)]
mod tests;
