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

    /// The longest unit that `text` begins with, and how many bytes of it that takes.
    pub fn prefix_of(&self, text: &str) -> Option<(Measure, usize)> {
        let alike = self.by_first.get(&text.chars().next()?)?;
        alike.iter().find(|(name, _)| text.starts_with(name)).map(|(name, measure)| (*measure, name.len()))
    }

    /// The unit that `text` names as a whole, letters in either case.
    pub fn named(&self, text: &str) -> Option<Measure> {
        self.by_name.get(&text.to_lowercase()).copied()
    }

    /// The power of ten that `text` begins with, as units of money say it with the name of the currency and without.
    pub fn multiple_of(&self, text: &str) -> Option<i8> {
        let whole =
            |name: &&str| self.names.iter().any(|(one, measure)| *measure == (true, 0) && one == name);
        let bare = |name: &str| {
            let last = name.chars().next_back().map_or(0, char::len_utf8);
            let (power, currency) = (name.first(name.len() - last).to_owned(), name.cut(name.len() - last..));
            if whole(&currency) { power } else { name.to_owned() }
        };
        let money = self.names.iter().filter(|(_, (money, power))| *money && *power > 0);
        let mut names = money.map(|(name, (_, power))| (bare(name), *power));
        names.find(|(name, _)| !name.is_empty() && text.starts_with(name.as_str())).map(|(_, power)| power)
    }

    /// The name that is shown.
    pub fn name(&self, measure: Measure) -> &str {
        self.names.iter().find(|(_, own)| *own == measure).map_or("", |(name, _)| name)
    }
}
