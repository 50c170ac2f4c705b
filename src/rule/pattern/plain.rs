//! Expressions that are nothing but a list of words, `(?:率|度)$`: no engine is compiled for them.

use std::ops::Range;

use memchr::memmem::Finder;

use crate::document::fold::is_ideograph;
use crate::source::Cut;

/// More words than this are left to the engines.
const MOST: usize = 64;

/// Words, one of which must stand anywhere, or at the end of the text.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    words: Vec<Finder<'static>>,
    at_end: bool,
}

impl Plain {
    /// The words of an expression that says nothing else.
    pub(super) fn of(source: &str) -> Option<Self> {
        let (words, at_end) = match source.strip_suffix('$') {
            // The end belongs to the last branch alone.
            Some(words) if words.starts_with("(?:") || !words.contains('|') => (words, true),
            Some(_) => return None,
            None => (source, false),
        };
        let (words, rest) = alternation(words)?;
        let fits = rest.is_empty() && words.iter().all(|word| !word.is_empty());
        let words = words.iter().map(|word| Finder::new(word).into_owned()).collect();
        fits.then_some(Self { words, at_end })
    }

    /// True where one of the words stands where it must.
    pub(super) fn is_match(&self, text: &str) -> bool {
        match self.at_end {
            true => self.words.iter().any(|word| text.as_bytes().ends_with(word.needle())),
            false => self.words.iter().any(|word| word.find(text.as_bytes()).is_some()),
        }
    }

    /// Every place where one of the words stands, from left to right and apart: of two at one place the one named first.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let bytes = text.as_bytes();
        if self.at_end {
            let starts = |word: &Finder<'_>| bytes.len().checked_sub(word.needle().len());
            let ending = self.words.iter().filter(|word| bytes.ends_with(word.needle()));
            return ending.filter_map(starts).min().map(|start| start..bytes.len()).into_iter().collect();
        }
        let mut found = Vec::new();
        let mut at = 0;
        let next = |from: usize| {
            let hits = self.words.iter().filter_map(|word| {
                word.find(&bytes[from..]).map(|step| from + step..from + step + word.needle().len())
            });
            hits.min_by_key(|hit| hit.start)
        };
        while let Some(hit) = next(at) {
            at = hit.end;
            found.push(hit);
        }
        found
    }
}

/// `a|b|c` up to a closing bracket or the end, as words, and what comes after it.
fn alternation(mut rest: &str) -> Option<(Vec<String>, &str)> {
    let mut all = Vec::new();
    loop {
        let (words, after) = branch(rest)?;
        all.extend(words);
        match after.strip_prefix('|') {
            Some(next) if all.len() <= MOST => rest = next,
            Some(_) => return None,
            None => return Some((all, after)),
        }
    }
}

/// Words and groups of words, one after the other.
fn branch(mut rest: &str) -> Option<(Vec<String>, &str)> {
    let mut words = vec![String::new()];
    while let Some(c) = rest.chars().next() {
        let (after, tails) = match c {
            '|' | ')' => break,
            '(' => {
                let (inner, after) = alternation(rest.strip_prefix("(?:")?)?;
                (after.strip_prefix(')')?, inner)
            }
            c if is_ideograph(c) => (rest.cut(c.len_utf8()..), vec![c.to_string()]),
            _ => return None,
        };
        if after.starts_with(['?', '*', '+', '{']) || words.len() * tails.len() > MOST {
            return None;
        }
        words = words.iter().flat_map(|word| tails.iter().map(move |tail| format!("{word}{tail}"))).collect();
        rest = after;
    }
    Some((words, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_words_finds_what_an_engine_finds() {
        let texts = ["完成率", "率度", "满意度调查", "根据按照依据根据", "依照依据按照", "", "度度"];
        for source in ["率$", "(?:度|率|性)$", "满意", "根据(?:依照|按照)|依据(?:根据|按照)", "度度|度"]
        {
            let (plain, regex) = (Plain::of(source).unwrap(), regex_lite::Regex::new(source).unwrap());
            for text in texts {
                let engine: Vec<Range<usize>> = regex.find_iter(text).map(|found| found.range()).collect();
                assert_eq!(plain.find(text), engine, "{source} in {text}");
                assert_eq!(plain.is_match(text), !engine.is_empty(), "{source} in {text}");
            }
        }
    }

    #[test]
    fn what_says_more_is_left_to_the_engines() {
        for source in ["率|度$", "^率", "(?P<a>率)", "率?", "[率度]", "率a", "(?:率|)$", "(?:率)+", ""]
        {
            assert!(Plain::of(source).is_none(), "{source}");
        }
    }
}
