//! Units of amounts by their names in every language.

use std::collections::BTreeMap;

use crate::source::Cut;

/// What an amount counts, as far as units say it, and the power of ten that one unit is worth.
pub type Measure = (bool, i8);

/// Names of units. A measure is money (`true`) or a rate, at a power of ten.
#[derive(Debug, Clone, Default)]
pub struct Units {
    /// In the order of the files: the first name of a unit is the one shown.
    names: Vec<(String, Measure)>,
    /// The same by their first character, the longest first.
    by_first: BTreeMap<char, Vec<(String, Measure)>>,
    /// The same in small letters.
    by_name: BTreeMap<String, Measure>,
    /// Letters that stand for powers of ten behind figures of money: 3.4B.
    letters: Vec<(String, i8)>,
}

/// Names of currencies: codes, signs, abbreviations. Those that begin, or end, with the same character lie together, the longest
/// first, for every number of a page is asked.
#[derive(Debug, Clone, Default)]
pub struct Currencies {
    by_first: BTreeMap<char, Vec<String>>,
    by_last: BTreeMap<char, Vec<String>>,
}

impl Currencies {
    pub(super) fn take(&mut self, name: &str) -> bool {
        let Some((first, last)) = name.chars().next().zip(name.chars().next_back()) else { return false };
        for alike in [self.by_first.entry(first).or_default(), self.by_last.entry(last).or_default()] {
            alike.push(name.to_owned());
            alike.sort_by_key(|name| std::cmp::Reverse(name.len()));
        }
        true
    }

    /// The longest name that `text` begins with. Letters of another word after it make it none: EURO.
    pub fn prefix_of<'t>(&self, text: &'t str) -> Option<&'t str> {
        let alike = self.by_first.get(&text.chars().next()?)?;
        let goes_on = |len: usize| {
            text.cut(..len).ends_with(char::is_alphabetic) && text.cut(len..).starts_with(char::is_alphabetic)
        };
        let name = alike.iter().find(|name| text.starts_with(name.as_str()) && !goes_on(name.len()))?;
        Some(text.cut(..name.len()))
    }

    /// The longest name that `text` ends with. Letters of another word before it make it none: 3.4AUD is, LAUD is not.
    pub fn suffix_of<'t>(&self, text: &'t str) -> Option<&'t str> {
        let alike = self.by_last.get(&text.chars().next_back()?)?;
        let goes_on = |at: usize| {
            text.cut(at..).starts_with(char::is_alphabetic) && text.cut(..at).ends_with(char::is_alphabetic)
        };
        let name = alike
            .iter()
            .find(|name| text.ends_with(name.as_str()) && !goes_on(text.len().saturating_sub(name.len())))?;
        Some(text.cut(text.len().saturating_sub(name.len())..))
    }
}

impl Units {
    pub(super) fn take(&mut self, name: &str, measure: Measure) -> bool {
        let Some(first) = name.chars().next() else { return false };
        self.names.push((name.to_owned(), measure));
        self.by_name.entry(name.to_lowercase()).or_insert(measure);
        let alike = self.by_first.entry(first).or_default();
        alike.push((name.to_owned(), measure));
        alike.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        true
    }

    pub(super) fn take_letter(&mut self, letter: &str, power: i8) -> bool {
        self.letters.push((letter.to_owned(), power));
        letter.chars().count() == 1
    }

    /// The power of ten that a letter stands for behind a figure of money.
    pub fn letter(&self, text: &str) -> Option<i8> {
        self.letters.iter().find(|(letter, _)| letter == text).map(|(_, power)| *power)
    }

    /// The longest unit that `text` begins with, and how many bytes of it that takes.
    pub fn prefix_of(&self, text: &str) -> Option<(Measure, usize)> {
        let alike = self.by_first.get(&text.chars().next()?)?;
        alike.iter().find(|(name, _)| text.starts_with(name)).map(|(name, measure)| (*measure, name.len()))
    }

    /// The unit that `text` names as a whole, letters in either case.
    pub fn named(&self, text: &str) -> Option<Measure> {
        self.by_name.get(&text.to_lowercase()).copied()
    }

    /// The power of ten that `text` begins with, as units of money say it with the name of the currency and without, and how
    /// many bytes of it that takes.
    pub fn multiple_of(&self, text: &str) -> Option<(i8, usize)> {
        let whole =
            |name: &&str| self.names.iter().any(|(one, measure)| *measure == (true, 0) && one == name);
        let bare = |name: &str| {
            let last = name.chars().next_back().map_or(0, char::len_utf8);
            let (power, currency) = (name.first(name.len() - last).to_owned(), name.cut(name.len() - last..));
            if whole(&currency) { power } else { name.to_owned() }
        };
        let money = self.names.iter().filter(|(_, (money, power))| *money && *power > 0);
        let mut names = money.map(|(name, (_, power))| (bare(name), *power));
        let name = names.find(|(name, _)| !name.is_empty() && text.starts_with(name.as_str()));
        name.map(|(name, power)| (power, name.len()))
    }

    /// The name that is shown.
    pub fn name(&self, measure: Measure) -> &str {
        self.names.iter().find(|(_, own)| *own == measure).map_or("", |(name, _)| name)
    }
}
