//! Words of a list, and the ways they are compared.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use crate::source::Cut;

/// A word of a list.
#[derive(Debug, Clone)]
struct Name {
    text: String,
    /// It is in small letters: capitals fit it as well.
    small: bool,
    how: How,
}

/// What of a text a word has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Whole,
    Begins,
    Ends,
    Within,
    /// Within, as a word of its own.
    Word,
}

impl Name {
    fn of(written: &str) -> Option<Self> {
        let after = written.strip_suffix('*').filter(|rest| !rest.ends_with('\\'));
        let (how, text) = match (written.strip_prefix('*'), after) {
            (Some(rest), Some(_)) => (How::Within, rest.strip_suffix('*').unwrap_or(rest)),
            (Some(rest), None) => (How::Ends, rest),
            (None, Some(rest)) => (How::Begins, rest),
            (None, None) => match written.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
                Some(word) => (How::Word, word),
                None => (How::Whole, written),
            },
        };
        let (text, small) = (text.replace("\\*", "*"), !text.chars().any(char::is_uppercase));
        (!text.is_empty()).then_some(Self { text, small, how })
    }

    /// `text` is as written, `low` the same in small letters.
    fn fits(&self, text: &str, low: &str) -> bool {
        let (text, word) = (if self.small { low } else { text }, self.text.as_str());
        match self.how {
            How::Whole => text == word,
            How::Begins => text.starts_with(word),
            How::Ends => text.ends_with(word),
            How::Within => text.contains(word),
            How::Word => text.match_indices(word).any(|(at, _)| {
                let before = text.cut(..at).chars().next_back();
                let after = text.cut(at + word.len()..).chars().next();
                !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
            }),
        }
    }
}

/// A list of words that a text fits, or not.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// What a text is, or begins with.
    starts: Vec<Name>,
    /// What it ends with.
    ends: Vec<Name>,
    /// What it holds.
    within: Vec<Name>,
    /// The characters that the first of these begin with, and those that the second end with, as [`bit`] has them.
    firsts: u128,
    lasts: u128,
}

impl Names {
    pub(super) fn take(&mut self, word: &str) -> bool {
        let Some(name) = Name::of(word) else { return false };
        match name.how {
            How::Whole | How::Begins => {
                self.firsts |= bit(name.text.chars().next());
                self.starts.push(name);
            }
            How::Ends => {
                self.lasts |= bit(name.text.chars().next_back());
                self.ends.push(name);
            }
            How::Within | How::Word => self.within.push(name),
        }
        true
    }

    /// Whether a text is, begins, ends with or holds one of the words, as each says.
    pub fn fit(&self, text: &str) -> bool {
        let low = LazyCell::new(|| lower(text));
        let fits = |name: &Name| name.fits(text, &low);
        either_bit(text.chars().next()) & self.firsts != 0 && self.starts.iter().any(fits)
            || either_bit(text.chars().next_back()) & self.lasts != 0 && self.ends.iter().any(fits)
            || self.within.iter().any(fits)
    }
}

/// The bits of a character and of what it is in small letters. Letters whose small ones depend on what stands around them, and all
/// that are seldom met, are held against everything.
fn either_bit(c: Option<char>) -> u128 {
    match c {
        Some(c) if c.is_ascii() => bit(Some(c)) | bit(Some(c.to_ascii_lowercase())),
        Some('\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}') => bit(c),
        _ => u128::MAX,
    }
}

/// In small letters; most texts have no capitals, and most of these nothing that begins like one.
fn lower(text: &str) -> std::borrow::Cow<'_, str> {
    // Ideographs begin with bytes between those of the letters of Europe and those of full-width ones.
    let may_be = |byte: u8| byte.is_ascii_uppercase() || matches!(byte, 0xC3..=0xE2 | 0xEA..);
    match text.bytes().any(may_be) && text.chars().any(char::is_uppercase) {
        true => text.to_lowercase().into(),
        false => text.into(),
    }
}

/// A list of bare words, for what is more than to fit.
#[derive(Debug, Clone, Default)]
pub struct Words {
    words: Vec<String>,
    /// The characters that they begin with, and those that they end with, as [`bit`] has them.
    firsts: u128,
    lasts: u128,
}

/// A character as one of the bits that stand for some of them each: what begins like none of the words is held against none.
fn bit(c: Option<char>) -> u128 {
    // What has no character is held against all.
    c.map_or(u128::MAX, |c| 1 << (u32::from(c) % u128::BITS))
}

impl Words {
    pub(super) fn take(&mut self, word: &str) -> bool {
        self.words.push(word.to_owned());
        self.firsts |= bit(word.chars().next());
        self.lasts |= bit(word.chars().next_back());
        !word.trim().is_empty()
    }

    /// The words, as they stand in the files.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// The words that `text` may begin with.
    fn first(&self, text: &str) -> impl Iterator<Item = &str> {
        let any = bit(text.chars().next()) & self.firsts != 0;
        any.then(|| self.iter()).into_iter().flatten()
    }

    /// The words that `text` may end with.
    fn last(&self, text: &str) -> impl Iterator<Item = &str> {
        let any = bit(text.chars().next_back()) & self.lasts != 0;
        any.then(|| self.iter()).into_iter().flatten()
    }

    /// Whether a text is one of the words.
    pub fn has(&self, text: &str) -> bool {
        self.first(text).any(|word| word == text)
    }

    /// The same in letters of any size: Total, TOTAL.
    pub fn has_in_any_case(&self, text: &str) -> bool {
        self.iter().any(|word| text.eq_ignore_ascii_case(word))
    }

    /// Whether a text ends with one of the words.
    pub fn end(&self, text: &str) -> bool {
        self.last(text).any(|word| text.ends_with(word))
    }

    /// Whether a text begins with one of the words.
    pub fn begin(&self, text: &str) -> bool {
        self.first(text).any(|word| text.starts_with(word))
    }

    /// Whether a text holds one of the words.
    pub fn within(&self, text: &str) -> bool {
        self.iter().any(|word| text.contains(word))
    }

    /// `text` without the first of the words that it ends with.
    pub fn strip_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.last(text).find_map(|word| text.strip_suffix(word))
    }

    /// `text` without the longest of the words that it ends with.
    pub fn strip_longest_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.last(text).filter_map(|word| text.strip_suffix(word)).min_by_key(|rest| rest.len())
    }

    /// `text` without the first of the words that it begins with.
    pub fn strip<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.first(text).find_map(|word| text.strip_prefix(word))
    }
}

/// A list of single characters.
#[derive(Debug, Clone, Default)]
pub struct Signs(String);

impl Signs {
    pub(super) fn take(&mut self, word: &str) -> bool {
        self.0.push_str(word);
        !word.is_empty()
    }

    /// Whether it is one of them.
    pub fn has(&self, c: char) -> bool {
        self.0.contains(c)
    }

    /// Whether `text` begins with one of them.
    pub fn begin(&self, text: &str) -> bool {
        text.starts_with(|c| self.has(c))
    }
}

/// A list of ranges of characters, each told by its first and its last: 가-힣.
#[derive(Debug, Clone, Default)]
pub struct Letters(Vec<std::ops::RangeInclusive<char>>);

impl Letters {
    pub(super) fn take(&mut self, word: &str) -> bool {
        let mut all = word.chars();
        let (Some(first), Some('-'), Some(last), None) = (all.next(), all.next(), all.next(), all.next())
        else {
            return false;
        };
        self.0.push(first..=last);
        first <= last
    }

    /// Whether it is in one of them.
    pub fn has(&self, c: char) -> bool {
        self.0.iter().any(|range| range.contains(&c))
    }
}

/// A list of words around a number: 第#部分.
#[derive(Debug, Clone, Default)]
pub struct Numbered {
    /// By the character that they begin with: what stands before a number, and each that may stand after it.
    around: BTreeMap<char, Vec<(String, Vec<String>)>>,
}

impl Numbered {
    pub(super) fn take(&mut self, word: &str) -> bool {
        let parts = word.split_once('#').filter(|(before, after)| !before.is_empty() && !after.contains('#'));
        let Some((before, after)) = parts else { return false };
        let Some(first) = before.chars().next() else { return false };
        let around = self.around.entry(first).or_default();
        match around.last_mut() {
            Some((known, all)) if known == before => all.push(after.to_owned()),
            _ => around.push((before.to_owned(), vec![after.to_owned()])),
        }
        true
    }

    /// Of those that begin with this character: what stands before a number, and all that may stand after it.
    pub fn beginning(&self, first: char) -> &[(String, Vec<String>)] {
        self.around.get(&first).map_or(&[], Vec::as_slice)
    }

    /// What stands before a number, and all that may stand after it.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.around.values().flatten().map(|(before, after)| (before.as_str(), after.as_slice()))
    }
}

/// No number in a template has more digits.
pub const DIGITS: usize = 4;

/// A list of lines with numbers in them, `#` for a number: Page # of #.
#[derive(Debug, Clone, Default)]
pub struct Templates(Vec<Vec<String>>);

impl Templates {
    pub(super) fn take(&mut self, word: &str) -> bool {
        self.0.push(word.to_lowercase().split('#').map(|part| part.trim().to_owned()).collect());
        word.contains('#') && word != "#"
    }

    /// Whether a text is one of them, with numbers of up to [`DIGITS`] digits; spaces around these are of no account.
    pub fn fit(&self, text: &str) -> bool {
        let low = lower(text);
        self.0.iter().any(|parts| is_made_of(&low, parts))
    }
}

fn is_made_of(text: &str, parts: &[String]) -> bool {
    let mut rest = text;
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            let after = rest.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = rest.trim_start().len() - after.len();
            if !(1..=DIGITS).contains(&digits) {
                return false;
            }
            rest = after.trim_start();
        }
        let Some(after) = rest.strip_prefix(part.as_str()) else { return false };
        rest = after;
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fit_as_they_say() {
        let fit = |word: &str, text: &str| {
            let mut names = Names::default();
            assert!(names.take(word), "{word}");
            names.fit(text)
        };
        assert!(fit("合计", "合计") && !fit("合计", "支出合计"));
        assert!(fit("*合计", "支出合计") && !fit("*合计", "合计数"));
        assert!(fit("note*", "Notes") && fit("note*", "NOTE 1") && !fit("Note*", "NOTE 1"));
        assert!(fit("*编码*", "科目编码(类)"));
        assert!(fit("<code>", "Fund code (new)") && !fit("<code>", "Codes") && !fit("<code>", "barcode"));
        assert!(fit("état", "ÉTAT"));
        assert!(fit(r"\*注*", "*注:本表无数据") && !fit(r"\*注*", "附注:"));
        for empty in ["", "*", "**", "<>"] {
            assert!(!Names::default().take(empty), "{empty}");
        }
    }

    #[test]
    fn words_are_found_by_what_they_begin_and_end_with() {
        let mut words = Words::default();
        assert!(words.take("合计") && words.take("total") && !words.take(""));
        let bare = Words { words: words.words[..2].to_vec(), ..words.clone() };
        assert!(words.begin("甲") && words.end("") && words.has(""), "nothing is at both ends of all texts");
        assert!(!bare.begin("甲") && !bare.has(""));
        assert!(
            bare.begin("合计数") && bare.end("支出合计") && !bare.begin("支出合计") && !bare.end("合计数")
        );
        assert_eq!((bare.strip("totals"), bare.strip_end("subtotal")), (Some("s"), Some("sub")));
    }

    #[test]
    fn numbers_stand_where_a_template_says() {
        let mut pages = Templates::default();
        assert!(pages.take("第#页,共#页") && pages.take("page # of #") && pages.take("page #"));
        for page in ["第7页,共45页", "Page 7 of 45", "PAGE 7", "第 7 页,共 45 页"] {
            assert!(pages.fit(page), "{page}");
        }
        for other in ["第7页", "page 12345", "page seven", "pages 7", "page 7 of", "7"] {
            assert!(!pages.fit(other), "{other}");
        }
        assert!(!pages.take("page"));
    }
}
