//! Which engine runs an expression. Most expressions of a run look at a few lines each: for these the small engine, compiled in
//! a tenth of the time, is the faster one; long texts are worth the large one. Both are linear in the text.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use regex::{Regex, RegexBuilder};

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

/// Compiles the large engine.
pub(super) fn large(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(1 << 22).build()
}

impl Engine {
    pub(super) fn new(source: String) -> Self {
        let by_line = stays_in_line(&source);
        Self { source, by_line, searched: Meter::default(), small: OnceLock::new(), large: OnceLock::new() }
    }

    /// Takes an engine that was compiled already.
    pub(super) fn keep(&self, regex: Regex) {
        self.large.get_or_init(|| Some(regex));
    }

    /// Every match in `text`, with the groups of `names`, from left to right.
    pub(super) fn find<'n>(&self, text: &str, needles: &[String], names: &'n [String]) -> Vec<Found<'n>> {
        let mut found = Vec::new();
        for place in self.places(text, needles) {
            let (part, from) = (&text[place.clone()], place.start);
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
                        range: captures.get(0).map_or(from..from, |whole| shift(whole.range())),
                        groups: names
                            .iter()
                            .filter_map(|name| Some((name.as_str(), shift(captures.name(name)?.range()))))
                            .collect(),
                    }
                }));
            }
        }
        found
    }

    /// True where it matches somewhere in `text`.
    pub(super) fn is_match(&self, text: &str, needles: &[String]) -> bool {
        self.places(text, needles).into_iter().any(|place| {
            let part = &text[place];
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
        let compile = || large(&self.source).ok().filter(|_| !self.source.is_empty());
        self.large.get_or_init(compile).as_ref()
    }

    /// The parts of `text` that are worth a search.
    fn places(&self, text: &str, needles: &[String]) -> Vec<Range<usize>> {
        if needles.is_empty() || !self.by_line || text.len() <= SHORT {
            let worth = needles.is_empty() || needles.iter().any(|needle| text.contains(needle.as_str()));
            return worth.then_some(0..text.len()).into_iter().collect();
        }
        let mut lines: Vec<Range<usize>> = Vec::new();
        for needle in needles {
            let mut at = 0;
            while let Some(step) = text[at..].find(needle.as_str()) {
                let hit = at + step;
                let start = text[..hit].rfind('\n').map_or(0, |line| line + 1);
                let end = text[hit..].find('\n').map_or(text.len(), |line| hit + line);
                lines.push(start..end);
                at = end;
            }
        }
        lines.sort_by_key(|line| line.start);
        lines.dedup();
        lines
    }
}

/// Whether nothing in the expression speaks of line ends or of where a text begins and ends.
fn stays_in_line(source: &str) -> bool {
    let mut in_class = false;
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                // A negated class may name the line end it does not match.
                Some('n' | 'r' | 's') if !in_class => return false,
                Some('A' | 'z') => return false,
                _ => {}
            },
            '[' if !in_class => {
                in_class = true;
                if chars.peek() == Some(&'^') {
                    chars.next();
                }
            }
            ']' => in_class = false,
            '^' | '$' | '\n' if !in_class => return false,
            '(' if !in_class && chars.clone().take(2).eq("?s".chars()) => return false,
            _ => {}
        }
    }
    true
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
        let engine = Engine::new(source.to_owned());
        assert_eq!(engine.find(line, &[], &names).len(), 2);
        assert_eq!(engine.find(&long, &[], &names).len(), 4000);
        let by_line = engine.find(&long, &["占".to_owned()], &names);
        assert_eq!(by_line.len(), 4000);
        assert_eq!(&long[by_line[3].groups[1].1.clone()], "87.5");
    }

    #[test]
    fn what_speaks_of_line_ends_is_searched_whole() {
        assert!(stays_in_line(r"甲[^。\n]*乙"));
        assert!(!stays_in_line(r"甲\n乙") && !stays_in_line("^甲") && !stays_in_line(r"甲\s乙"));
    }
}
