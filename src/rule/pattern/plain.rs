//! Expressions that are nothing but a list of words, `(?:率|度)$`: no engine is compiled for them.

use std::ops::Range;

use memchr::memmem::Finder;

/// Words, one of which must stand anywhere, or at the end of the text.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    words: Vec<Finder<'static>>,
    at_end: bool,
}

impl Plain {
    /// Words, and whether they must stand at the end.
    pub(super) fn new(words: &[impl AsRef<str>], at_end: bool) -> Self {
        Self { words: words.iter().map(|word| Finder::new(word.as_ref()).into_owned()).collect(), at_end }
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
        // Where each word stands next: a word that is rare is not looked for again after every hit of another.
        let next = |word: &Finder<'_>, from: usize| word.find(&bytes[from..]).map(|step| from + step);
        let mut hits: Vec<Option<usize>> = self.words.iter().map(|word| next(word, 0)).collect();
        let mut found = Vec::new();
        while let Some((nth, start)) =
            hits.iter().enumerate().filter_map(|(nth, hit)| Some((nth, (*hit)?))).min_by_key(|(_, at)| *at)
        {
            let end = start + self.words[nth].needle().len();
            found.push(start..end);
            for (word, hit) in self.words.iter().zip(&mut hits) {
                if hit.is_some_and(|at| at < end) {
                    *hit = next(word, end);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::expression::Says;
    use super::*;

    fn plain(source: &str) -> Option<Plain> {
        let says = Says::of(&regex_syntax::parse(source).unwrap());
        says.plain.map(|(words, at_end)| Plain::new(&words, at_end))
    }

    #[test]
    fn a_list_of_words_finds_what_an_engine_finds() {
        let texts = ["完成率", "率度", "满意度调查", "根据按照依据根据", "依照依据按照", "", "度度"];
        for source in
            ["率$", "(?:度|率|性)$", "满意", "根据(?:依照|按照)|依据(?:根据|按照)", "度度|度", "度|度度"]
        {
            let (plain, regex) = (plain(source).unwrap(), regex::Regex::new(source).unwrap());
            for text in texts {
                let engine: Vec<Range<usize>> = regex.find_iter(text).map(|found| found.range()).collect();
                assert_eq!(plain.find(text), engine, "{source} in {text}");
                assert_eq!(plain.is_match(text), !engine.is_empty(), "{source} in {text}");
            }
        }
    }

    #[test]
    fn what_says_more_is_left_to_the_engines() {
        for source in ["率|度$", "^率", "(?P<a>率)", "率?", "(?:率|)$", "(?:率)+", "", "(?m)率$", "[^率]"]
        {
            assert!(plain(source).is_none(), "{source}");
        }
    }
}
