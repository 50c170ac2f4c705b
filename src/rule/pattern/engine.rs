//! Which engine runs an expression. Most expressions of a run look at a few lines each: for these the small engine, compiled in
//! a tenth of the time, is the faster one; long texts are worth the large one. Both are linear in the text.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use memchr::memmem::Finder;
use memchr::{memchr, memrchr};
use regex_automata::meta::{Config, Regex};

use super::plain::Plain;
use crate::source::Cut;

/// After this many bytes searched, compiling the large engine pays: it costs as much as the small one takes for these.
const LONG: usize = 3 << 10;
/// Up to this many bytes a text is searched as a whole; beyond, only its lines that have a needle.
const SHORT: usize = 2 << 10;

/// An expression and the engines that were needed so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Engine {
    /// The expression; empty where it is not known.
    source: String,
    /// Whether a match stays within a line, so that lines can be searched one by one.
    by_line: bool,
    /// Words of which one stands in every match; none where any text may match.
    needles: Vec<Finder<'static>>,
    /// The words it is a list of, if it is nothing else.
    plain: Option<Plain>,
    /// Bytes searched so far.
    searched: Meter,
    small: OnceLock<Option<regex_lite::Regex>>,
    large: OnceLock<Option<Regex>>,
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

/// Compiles the large engine. With needles it does without its own search ahead, which is half of the cost of compiling it.
fn large(source: &str, has_needles: bool) -> Option<Regex> {
    let config = Config::new().auto_prefilter(!has_needles).onepass(false).nfa_size_limit(Some(1 << 22));
    Regex::builder().configure(config).build(source).ok().filter(|_| !source.is_empty())
}

impl Engine {
    pub(super) fn new(source: String, needles: &[String]) -> Self {
        let by_line = stays_in_line(&source);
        let needles = needles.iter().map(|needle| Finder::new(needle).into_owned()).collect();
        let plain = Plain::of(&source);
        Self { source, by_line, needles, plain, ..Self::default() }
    }

    /// Every match in `text`, with the groups of `names`, from left to right.
    pub(super) fn find<'n>(&self, text: &str, names: &'n [String]) -> Vec<Found<'n>> {
        if let Some(plain) = &self.plain {
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
    pub(super) fn is_match(&self, text: &str) -> bool {
        if let Some(plain) = &self.plain {
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

    fn small(&self, len: usize) -> Option<&regex_lite::Regex> {
        if self.searched.0.fetch_add(len, Ordering::Relaxed) + len >= LONG {
            return None;
        }
        let compile = || regex_lite::Regex::new(&self.source).ok().filter(|_| !self.source.is_empty());
        self.small.get_or_init(compile).as_ref()
    }

    fn large(&self) -> Option<&Regex> {
        self.large.get_or_init(|| large(&self.source, !self.needles.is_empty())).as_ref()
    }

    /// The parts of `text` that are worth a search.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let bytes = text.as_bytes();
        if self.needles.is_empty() || !self.by_line || text.len() <= SHORT {
            let worth =
                self.needles.is_empty() || self.needles.iter().any(|needle| needle.find(bytes).is_some());
            return worth.then_some(0..text.len()).into_iter().collect();
        }
        let mut lines: Vec<Range<usize>> = Vec::new();
        for needle in &self.needles {
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

/// Whether nothing in the expression speaks of line ends or of where a text begins and ends, so that each line can be searched
/// for itself. `^` and `$` may where they mean lines, or where another branch takes a line end: `(?:^|[^0-9])`.
fn stays_in_line(source: &str) -> bool {
    let lines = source.starts_with("(?m)");
    let mut in_class = false;
    let mut chars = source.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                // A negated class may name the line end it does not match.
                Some((_, 'n' | 'r' | 's')) if !in_class => return false,
                Some((_, 'A' | 'z')) => return false,
                _ => {}
            },
            '[' if !in_class => {
                in_class = true;
                if chars.peek().is_some_and(|(_, next)| *next == '^') {
                    chars.next();
                }
            }
            ']' => in_class = false,
            '^' if !in_class && (lines || takes_line_end(source.cut(at + 1..), "|", ")")) => {}
            '$' if !in_class && (lines || takes_line_end_before(source.cut(..at))) => {}
            '^' | '$' | '\n' if !in_class => return false,
            '(' if !in_class && source.cut(at + 1..).starts_with("?s") => return false,
            _ => {}
        }
    }
    true
}

/// Whether `rest` is a negated class that matches a line end, between `before` and `after`.
fn takes_line_end(rest: &str, before: &str, after: &str) -> bool {
    let class = rest.strip_prefix(before).and_then(|rest| rest.strip_prefix("[^"));
    class.and_then(|class| class.split_once(']')).is_some_and(|(class, rest)| {
        let named =
            class.contains("\\n") || class.contains("\\s") || class.contains('\n') || class.is_empty();
        !named && rest.starts_with(after)
    })
}

/// The same for what comes before `|$`.
fn takes_line_end_before(source: &str) -> bool {
    source.rfind("[^").is_some_and(|at| takes_line_end(source.cut(at..), "", "|") && source.ends_with("]|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_find_the_same() {
        let source = r"(?P<part>[^。\n]+?)占(?P<share>[0-9.]+)%";
        let line = "甲占12.5%,乙占87.5%。\n";
        let names = ["part".to_owned(), "share".to_owned()];
        let long = line.repeat(2000);
        let engine = Engine::new(source.to_owned(), &[]);
        assert_eq!(engine.find(line, &names).len(), 2);
        assert_eq!(engine.find(&long, &names).len(), 4000);
        let by_line = Engine::new(source.to_owned(), &["占".to_owned()]).find(&long, &names);
        assert_eq!(by_line.len(), 4000);
        assert_eq!(&long[by_line[3].groups[1].1.clone()], "87.5");
    }

    #[test]
    fn what_speaks_of_line_ends_is_searched_whole() {
        assert!(stays_in_line(r"甲[^。\n]*乙"));
        assert!(stays_in_line("(?:^|[^0-9])甲(?:[^0-9年]|$)") && stays_in_line("(?m)^甲$"));
        assert!(!stays_in_line("(?:^|[^0-9\\n])甲") && !stays_in_line("甲(?:。|$)"));
        assert!(!stays_in_line(r"甲\n乙") && !stays_in_line("^甲") && !stays_in_line(r"甲\s乙"));
    }
}
