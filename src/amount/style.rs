//! The style a page writes its numbers in, voted by the numbers themselves: one of them may be a slip, all of them are a
//! custom.

use std::borrow::Cow;

use memchr::memchr3_iter;

use crate::source::Cut;
use crate::words::vocabulary;

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// 1,234,567.5
    #[default]
    Point,
    /// 1.234.567,5
    Comma,
    /// 1234,567.5: the last thousands are set off and no others.
    LastGroup,
    /// 1 234 567.5
    SpacePoint,
    /// 1 234 567,5
    SpaceComma,
    /// 1'234'567.5
    Apostrophe,
    /// 12,34,567.5: groups of two before the last of three, as in lakhs and crores.
    Lakh,
}

impl Style {
    /// `text` with its numbers written as in [`Style::Point`], byte for byte at the same places.
    pub fn plain(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::SpacePoint | Self::SpaceComma => return spaces_to_commas(text, self == Self::SpaceComma),
            Self::Comma if text.contains(['.', ',']) => {}
            Self::Apostrophe if text.contains('\'') => return apostrophes_to_commas(text),
            _ => return Cow::Borrowed(text),
        }
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let (mut plain, mut before) = (String::with_capacity(text.len()), None);
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let within = digit(before) && digit(rest.peek().copied());
            plain.push(match c {
                '.' if within => ',',
                ',' if within => '.',
                other => other,
            });
            before = Some(c);
        }
        Cow::Owned(plain)
    }

    /// `plain`, a number as in [`Style::Point`], as this style writes it.
    pub fn written(self, plain: &str) -> String {
        let (group, point) = match self {
            Self::Point | Self::LastGroup | Self::Lakh => return plain.to_owned(),
            Self::Apostrophe => ('\'', '.'),
            Self::Comma => ('.', ','),
            Self::SpacePoint => (' ', '.'),
            Self::SpaceComma => (' ', ','),
        };
        let of = |c| match c {
            ',' => group,
            '.' => point,
            other => other,
        };
        plain.chars().map(of).collect()
    }

    /// The style that numbers are in once they are written plainly.
    pub fn of_plain(self) -> Self {
        if matches!(self, Self::LastGroup | Self::Lakh) { self } else { Self::Point }
    }
}

/// `text` with commas for the spaces between groups of three digits; where `comma`, what parts the fraction is one and
/// becomes a point.
fn spaces_to_commas(text: &str, comma: bool) -> Cow<'_, str> {
    if !text.contains([' ', ',']) {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut plain = bytes.to_vec();
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)) {
        let start = at.saturating_add(start);
        let (end, groups) = spaced(bytes, start);
        at = end;
        groups.for_each(|space| plain[space] = b',');
        let fraction =
            comma && bytes.get(end) == Some(&b',') && run_of_digits(bytes, end.saturating_add(1)) > 0;
        if fraction {
            plain[end] = b'.';
            at = end.saturating_add(1);
            at = at.saturating_add(run_of_digits(bytes, at));
        }
    }
    // Bytes of one kind take the place of others: what was text is text.
    String::from_utf8(plain).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// `text` with commas for the apostrophes that three digits follow and one precedes.
fn apostrophes_to_commas(text: &str) -> Cow<'_, str> {
    let mut plain = text.as_bytes().to_vec();
    for (at, _) in text.match_indices('\'') {
        if is_apostrophe_of_group(text.as_bytes(), at) {
            plain[at] = b',';
        }
    }
    String::from_utf8(plain).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether the apostrophe at `at` stands between a digit and a group of three.
fn is_apostrophe_of_group(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    before.is_some_and(u8::is_ascii_digit) && run_of_digits(bytes, at.saturating_add(1)) == 3
}

/// Whether `text` begins with a unit of money of more than one letter, or with the sign of a currency.
fn is_money_apart(text: &str) -> bool {
    let unit = vocabulary().units.prefix_of(text).filter(|((money, _), _)| *money).map(|(_, len)| len);
    let name = || vocabulary().currencies.prefix_of(text).map(str::len);
    let Some(len) = unit.or_else(name) else { return false };
    let whole = !text.cut(len..).starts_with(char::is_alphanumeric);
    let sign = text.cut(..len).starts_with(|c: char| !c.is_alphanumeric());
    whole && (sign || text.cut(..len).chars().count() > 1)
}

fn run_of_digits(bytes: &[u8], from: usize) -> usize {
    bytes.get(from..).map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

/// One past the whole part of the number that begins at `start`, and where the spaces between its groups are.
fn spaced(bytes: &[u8], start: usize) -> (usize, impl Iterator<Item = usize>) {
    let first = run_of_digits(bytes, start);
    let head = start.saturating_add(first);
    let (mut end, mut groups) = (head, 0_usize);
    let begins = start
        .checked_sub(1)
        .and_then(|before| bytes.get(before))
        .is_none_or(|before| !before.is_ascii_alphanumeric() && !matches!(before, b'.' | b',' | b'_' | b'/'));
    while begins
        && (1..=3).contains(&first)
        && bytes.get(end) == Some(&b' ')
        && run_of_digits(bytes, end.saturating_add(1)) == 3
    {
        end = end.saturating_add(4);
        groups = groups.saturating_add(1);
    }
    (end, (0..groups).map(move |nth| head.saturating_add(nth.saturating_mul(4))))
}

/// So many marks of a style at least make a custom; a number that can be of that style alone counts twice.
const CUSTOM: usize = 4;
/// 14 854 890 followed by a blank and its unit can be nothing else, and counts so often.
const SURE: usize = 2;
/// A style has so many times as many marks as the other.
const PREVAILS: usize = 4;
/// So many numbers of three digits after their only point.
const DOTTED: usize = 8;

/// A day and a month have no more digits with the point between them.
const DAY: usize = "31.12".len();

/// What the numbers of a text say of the style they are in.
#[derive(Debug, Default, Clone, Copy)]
pub struct Votes {
    /// 1,234.5 and 1,234,567.
    point: usize,
    /// 1.234,5 and 1.234.567.
    comma: usize,
    /// 12.5
    point_alone: usize,
    /// 12,5
    comma_alone: usize,
    /// 1,234: groups, or a fraction of three digits.
    comma_three: usize,
    /// 1234,567
    last_group: usize,
    /// 1 234 and 1 234,5 that stand alone in their cells, or before a unit of money.
    spaced: usize,
    /// 1 234,5 among these: neither three figures nor a code.
    spaced_fraction: usize,
    /// 1234 that does, and is no year.
    bare: usize,
    /// 1234,5 among these: no code.
    bare_fraction: usize,
    /// 1.234: groups, or a fraction of three digits.
    dotted: usize,
    /// 0.123
    below_one: usize,
    /// 1'234
    apostrophe: usize,
    /// 1,234,567: no lakhs.
    millions: usize,
    /// 1.234.567 among those with a comma: no other style has two points.
    dotted_millions: usize,
    /// 1,23,456: no other style has groups of two.
    lakh: usize,
}

impl Votes {
    /// The votes of every number in `text`.
    pub fn of(text: &str) -> Self {
        let mut votes = Self::default();
        votes.take(text);
        votes
    }

    /// Counts the numbers of `text`.
    pub fn take(&mut self, text: &str) {
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b',' | b'_');
        let runs = text.as_bytes().split(|byte| !part(byte)).filter(|run| !run.is_empty());
        for run in runs.filter_map(|run| std::str::from_utf8(run).ok()) {
            let number = run.trim_matches(['.', ',']);
            // 31.12. is a day.
            let day = run.ends_with('.') && number.len() <= DAY && !number.contains(',');
            if !day
                && number.contains(['.', ','])
                && number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
            {
                self.number(number);
            }
        }
        let mut from = 0;
        for end in memchr3_iter(b'\n', b'\t', b'|', text.as_bytes()).chain([text.len()]) {
            self.alone(text.cut(from..end));
            from = end.saturating_add(1);
        }
        self.told(text);
        let groups = text.match_indices('\'').filter(|(at, _)| is_apostrophe_of_group(text.as_bytes(), *at));
        self.apostrophe += groups.count();
    }

    /// Counts the amounts of money that `text` says with their unit right behind them: 2 423.61万元, 2423.61万元.
    fn told(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(digit) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)) {
            let start = at.saturating_add(digit);
            let (whole, groups) = spaced(bytes, start);
            let fraction = match bytes.get(whole) {
                Some(b'.' | b',') => run_of_digits(bytes, whole.saturating_add(1)),
                _ => 0,
            };
            let end = if fraction > 0 { whole.saturating_add(1).saturating_add(fraction) } else { whole };
            let groups = groups.count();
            at = end;
            let long = whole.saturating_sub(start) > 3;
            let money =
                |words: &str| vocabulary().units.prefix_of(words).is_some_and(|((money, _), _)| money);
            // A blank before the unit, as before each group: no list of two figures reads so.
            let apart =
                || text.cut(end..).strip_prefix(' ').is_some_and(|unit| groups > 0 && is_money_apart(unit));
            if long && apart() {
                self.spaced += SURE;
                self.spaced_fraction += usize::from(fraction > 0);
                continue;
            }
            if !long || !money(text.cut(end..)) {
                continue;
            }
            if groups > 0 {
                self.spaced += 1;
                self.spaced_fraction += usize::from(fraction > 0);
            } else {
                self.bare += 1;
                self.bare_fraction += usize::from(fraction > 0);
            }
        }
    }

    /// Counts a number that is all there is in a cell.
    fn alone(&mut self, cell: &str) {
        let sign = |c: char| c.is_whitespace() || !c.is_alphanumeric() && !matches!(c, '.' | ',');
        let number = cell.trim_start_matches(sign);
        // Nor do the names of currencies belong to it: kr 1 234, 1 234 zł.
        let names = &vocabulary().currencies;
        let before = number.starts_with(char::is_alphabetic).then(|| names.prefix_of(number)).flatten();
        let number = before.map_or(number, |name| number.cut(name.len()..).trim_start_matches(sign));
        if !number.starts_with(|c: char| c.is_ascii_digit()) {
            return;
        }
        let number = number.trim_end_matches(sign);
        let behind = number.ends_with(char::is_alphabetic).then(|| names.suffix_of(number)).flatten();
        let number =
            number.first(number.len().saturating_sub(behind.map_or(0, str::len))).trim_end_matches(sign);
        let bytes = number.as_bytes();
        let (end, groups) = spaced(bytes, 0);
        let whole = match bytes.get(end) {
            None => true,
            Some(b',' | b'.') => {
                let from = end.saturating_add(1);
                let digits = run_of_digits(bytes, from);
                digits > 0 && from.saturating_add(digits) == bytes.len()
            }
            Some(_) => false,
        };
        let fraction = usize::from(end < bytes.len());
        if whole && groups.count() > 0 {
            self.spaced += 1;
            self.spaced_fraction += fraction;
        } else if whole && end > 3 && !(end == 4 && number.starts_with(['1', '2'])) {
            self.bare += 1;
            self.bare_fraction += fraction;
        }
    }

    fn number(&mut self, number: &str) {
        let (points, commas) = (number.matches('.').count(), number.matches(',').count());
        let last = number.rfind(['.', ',']).map_or(0, |at| number.len() - at - 1);
        match (points, commas) {
            (0 | 1, 1..) if is_grouped(number, ',', '.') => {
                self.point += 1;
                self.millions += usize::from(commas > 1);
            }
            (0 | 1, 2..) if is_lakh(number.split('.').next().unwrap_or(number)) => self.lakh += 1,
            (1.., 0 | 1) if is_grouped(number, '.', ',') => {
                self.comma += 1;
                self.dotted_millions += usize::from(points > 1);
            }
            (1, 0) if last <= 2 => self.point_alone += 1,
            (1, 0) if last == 3 && number.starts_with('0') => self.below_one += 1,
            (1, 0) if last == 3 && number.len() <= 7 => self.dotted += 1,
            (0, 1) if last <= 2 => self.comma_alone += 1,
            (0, 1) if last == 3 && number.len() <= 7 => self.comma_three += 1,
            (0 | 1, 1) if is_late(number) => self.last_group += 1,
            _ => {}
        }
    }

    /// The style that the numbers are in; none where they do not say.
    pub fn style(self) -> Option<Style> {
        let comma = 2 * self.comma + self.comma_alone;
        let point = 2 * self.point + self.point_alone;
        let others = self.point + self.comma + self.last_group + self.bare;
        // Codes have no groups, and no fraction either.
        let no_codes = self.point + self.comma + self.last_group + self.bare_fraction;
        if self.spaced >= CUSTOM && self.spaced > PREVAILS * others
            || self.spaced_fraction >= CUSTOM && self.spaced_fraction > PREVAILS * no_codes
        {
            let comma = self.comma_alone > self.point_alone;
            return Some(if comma { Style::SpaceComma } else { Style::SpacePoint });
        }
        // Where all fractions are parted alike and no groups by another mark, 1 972,3 alone in its cell says how the few large
        // figures are grouped.
        if self.spaced_fraction > 0 && self.point + self.comma + self.last_group + self.bare_fraction == 0 {
            let (comma, point) = (self.comma_alone, self.point_alone + self.below_one);
            if comma >= CUSTOM && comma > PREVAILS * point {
                return Some(Style::SpaceComma);
            }
            if point >= CUSTOM && point > PREVAILS * (comma + self.comma_three) {
                return Some(Style::SpacePoint);
            }
        }
        // Nor is 1 589 two figures where it stands so more than once, fractions follow a comma, and nothing groups thousands otherwise.
        let grouped = self.point + self.comma + self.comma_three + self.dotted + self.last_group + self.bare;
        if self.spaced > 1 && grouped + self.point_alone == 0 && self.comma_alone >= CUSTOM {
            return Some(Style::SpaceComma);
        }
        if self.apostrophe >= CUSTOM && self.apostrophe > self.point + self.comma {
            return Some(Style::Apostrophe);
        }
        // Below a hundred thousand there is nothing to tell lakhs from thousands by.
        if self.lakh >= CUSTOM && self.lakh > PREVAILS * (self.millions + self.comma) {
            return Some(Style::Lakh);
        }
        // Nobody has fractions of three digits all over and none below one: 4.026 is four thousand then.
        let fractions = self.point + self.point_alone + self.below_one + self.bare + self.last_group;
        if self.dotted >= DOTTED && fractions == 0 {
            return Some(Style::Comma);
        }
        let customary = self.comma >= 2 && comma >= CUSTOM
            || self.comma_alone >= CUSTOM && point == 0 && self.comma_alone > PREVAILS * self.comma_three;
        if customary && comma > PREVAILS * point {
            return Some(Style::Comma);
        }
        if self.last_group >= CUSTOM && self.last_group > PREVAILS * self.point {
            return Some(Style::LastGroup);
        }
        // Codes with one point (48.02) say nothing beside figures with two.
        if self.dotted_millions >= CUSTOM && self.point == 0 && self.dotted_millions > self.point_alone / 2 {
            return Some(Style::Comma);
        }
        (point >= CUSTOM && point > PREVAILS * comma).then_some(Style::Point)
    }

    /// Whether a comma parts the fraction of all numbers that have one, and nothing else says how numbers are written: few
    /// figures make no custom, but one or two digits after a comma are no group of thousands in any style.
    pub fn has_comma_fractions_alone(self) -> bool {
        let others = [self.point, self.point_alone, self.comma_three, self.last_group, self.below_one];
        self.comma_alone > 0
            && others.iter().all(|count| *count == 0)
            && self.lakh == 0
            && self.apostrophe == 0
    }

    /// Whether no number says that thousands are grouped by three throughout.
    pub fn may_be_lakhs(self) -> bool {
        self.millions == 0 && self.comma == 0
    }

    /// How many numbers can be of `style` alone.
    pub fn count(self, style: Style) -> usize {
        match style {
            Style::Point => self.point + self.point_alone,
            Style::Comma => self.comma + self.comma_alone + self.dotted,
            Style::LastGroup => self.last_group,
            Style::SpacePoint | Style::SpaceComma => self.spaced,
            Style::Apostrophe => self.apostrophe,
            Style::Lakh => self.lakh,
        }
    }
}

/// Groups of three after `group`, and a fraction after `mark` or another group: what no other style writes.
fn is_grouped(number: &str, group: char, mark: char) -> bool {
    let (whole, fraction) = number.split_once(mark).map_or((number, None), |(w, f)| (w, Some(f)));
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or_default();
    let n_groups = groups.clone().count();
    (1..=3).contains(&first.len())
        && groups.all(|group| group.len() == 3)
        && n_groups >= if fraction.is_some() { 1 } else { 2 }
        && fraction.is_none_or(|digits| !digits.is_empty() && !digits.contains(group))
}

/// 1,23,456 and 12,34,56,789: two digits or one, groups of two, a group of three.
pub(super) fn is_lakh(whole: &str) -> bool {
    let groups: Vec<&str> = whole.split(',').collect();
    let [first, within @ .., last] = groups.as_slice() else { return false };
    let digits = |group: &&str| group.bytes().all(|byte| byte.is_ascii_digit());
    groups.iter().all(digits)
        && matches!(first.len(), 1 | 2)
        && !within.is_empty()
        && within.iter().all(|group| group.len() == 2)
        && last.len() == 3
}

/// 1234,567 and 1234,567.5
fn is_late(number: &str) -> bool {
    let whole = number.split('.').next().unwrap_or(number);
    whole.split_once(',').is_some_and(|(first, last)| first.len() > 3 && last.len() == 3)
}

#[cfg(test)]
mod tests;
