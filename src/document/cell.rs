//! Cells: which are numbers, and which are figures in a style that is not understood.

use super::{Cell, Value};
use crate::amount::style::Style;
use crate::amount::{Unit, number};
use crate::source::Cut;
use crate::words::vocabulary;

/// Signs that stand before or after a figure and say nothing of its digits. What is but about so much, ~80, is held to nothing.
const SIGNS: &[char] = &[
    '(', ')', '-', '+', '±', '–', '—', '△', '▲', '▵', '▽', '▼', '%', '‰', '*', '†', '‡', '¥', '$', '£', '€',
    '₹', '₩', '₽', '฿', ' ',
];
/// What parts the digits of a figure in one style or another.
const SEPARATORS: &[char] = &[',', '.', '\'', '’', '‘', '`', '´', ' ', '٬', '٫', '·'];
/// The longest name of a currency or a power of ten in letters: Mio., Kshs.
const LETTERS: usize = 5;

/// What the text of a cell is, where numbers are written in `style`.
pub fn value(text: &str, style: Style) -> Value {
    if text.is_empty() || text == "/" || text.chars().all(|c| matches!(c, '-' | '—' | '–')) {
        return Value::Blank;
    }
    match number::parse_amount(without_share(text), Unit::ONE, style) {
        // £000 is a unit.
        Some(Ok(amount)) if amount.value.is_zero() && Unit::parse(text).is_some() => Value::Text,
        Some(Ok(amount)) => Value::Number(amount),
        // 31.12.2031 is no slip, nor is 1. before a name.
        Some(Err(())) if is_dated(text) || is_number_of_item(text) => Value::Text,
        Some(Err(())) => Value::Malformed,
        None if is_error(text) || is_mistyped(text, style) => Value::Malformed,
        None => Value::Text,
    }
}

/// What stands in place of a figure where there is none: $-, n/a, xxx, .., (–).
fn says_nothing(text: &str) -> bool {
    const MONEY: &[char] = &['$', '£', '€', '¥', '(', ')', ' '];
    let core = text.trim_matches(MONEY);
    let all = |own: &[char]| !core.is_empty() && core.chars().all(|c| own.contains(&c));
    all(&['-', '–', '—', '−'])
        || all(&['.', '…'])
        || all(&['%', '‰'])
        || core.len() > 1 && all(&['x', 'X'])
        || vocabulary().nothing.fit(core)
}

/// A cross, which stands among figures where there can be none.
fn is_cross(text: &str) -> bool {
    matches!(text, "x" | "X")
}

/// Whether a cell among figures holds none, and nothing that is meant as one.
pub fn is_empty(text: &str, cell: &Cell) -> bool {
    match cell.value {
        Value::Blank => true,
        Value::Text => says_nothing(text.at(&cell.place)) || is_cross(text.at(&cell.place)),
        Value::Number(_) | Value::Malformed => false,
    }
}

/// 1. 12.
pub fn is_number_of_item(text: &str) -> bool {
    let digits = text.strip_suffix('.').unwrap_or_default();
    (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number of so many digits may be that of a note.
const NOTE: usize = 2;

/// 12, (8), 14a, 7A, 16 (a), 9(b)(i); 18, 19: numbers of notes, with nothing that a figure has.
pub fn is_reference(text: &str) -> bool {
    let bare = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    let is_note = |part: &str| {
        let part = without_paragraphs(part);
        let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        whole
            && digits.len() <= NOTE
            && part.len() <= digits.len().saturating_add(1)
            && !digits.starts_with('0')
    };
    bare.split([',', '/', ';']).all(|part| is_note(part.trim()))
}

/// The number of a note without those of its paragraphs: 16 (a), 9(b)(i).
fn without_paragraphs(part: &str) -> &str {
    let mut rest = part;
    while let Some((before, inner)) = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        let is_letters =
            (1..=NOTE + 1).contains(&inner.len()) && inner.bytes().all(|byte| byte.is_ascii_lowercase());
        if before.is_empty() || !is_letters {
            break;
        }
        rest = before.trim_end();
    }
    rest
}

/// The same, of several notes, or with a paragraph of one: no figure is written so.
pub fn is_list_of_references(text: &str) -> bool {
    (text.contains([',', '/', ';']) || without_paragraphs(text).len() < text.len()) && is_reference(text)
}

/// What a spreadsheet shows in place of a figure it cannot work out.
fn is_error(text: &str) -> bool {
    text.starts_with('#')
        && matches!(text, "#REF!" | "#DIV/0!" | "#VALUE!" | "#NAME?" | "#NUM!" | "#N/A" | "#NULL!")
}

/// A figure with so many digits says that a letter among them is none.
const DIGITS: usize = 4;

/// 19O,106, 398,6&1: a figure with a letter or a sign in the place of one of its digits.
fn is_mistyped(text: &str, style: Style) -> bool {
    let other = |c: char| !is_digit(c) && !SEPARATORS.contains(&c);
    let mut odd = text.char_indices().filter(|(_, c)| other(*c));
    let (Some((at, c)), None) = (odd.next(), odd.next()) else { return false };
    let within = at > 0 && at + c.len_utf8() < text.len();
    let digits = text.chars().filter(|c| is_digit(*c)).count();
    let mended = || format!("{}0{}", text.cut(..at), text.cut(at + c.len_utf8()..));
    within
        && matches!(c, 'O' | 'o' | 'I' | 'l' | '&')
        && digits >= DIGITS
        && text.contains([',', '.'])
        && matches!(number::parse_amount(&mended(), Unit::ONE, style), Some(Ok(_)))
}

/// Several figures that the page set without a space between them: 24,237,33440,048,026. Each has groups or a fraction of
/// its own, so that no slip of the author's makes them.
pub fn is_glued(text: &str) -> bool {
    glued_groups(text) || glued_fractions(text) >= MANY
}

/// Two figures with fractions may be one with two points (8190.02.5); so many are none.
const MANY: usize = 3;

/// Figures one after another, and nothing else: what the page has in rows fell into one cell.
pub fn is_heap(text: &str) -> bool {
    let figure =
        |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.' | b'-'));
    text.split(' ').count() >= MANY && text.split(' ').all(|word| !word.is_empty() && figure(word))
}

/// Digits in groups of three where a group goes over into the first of the next figure.
fn glued_groups(text: &str) -> bool {
    let groups: Vec<&str> = text.split(',').collect();
    let digits = |group: &&str| group.bytes().all(|byte| byte.is_ascii_digit());
    let [first, within @ .., last] = groups.as_slice() else { return false };
    groups.iter().all(digits)
        && (1..=3).contains(&first.len())
        && last.len() == 3
        && within.iter().all(|group| (3..=6).contains(&group.len()))
        && within.iter().any(|group| group.len() > 3)
}

/// How many figures with as many digits after the point each stand one after another; 0 where they are none.
pub fn glued_fractions(text: &str) -> usize {
    let parts: Vec<&str> = text.split('.').collect();
    let [first, within @ .., last] = parts.as_slice() else { return 0 };
    let is_whole = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let more = |part: &&str| part.len() > last.len();
    match within.len() {
        0 => 0,
        n if is_whole(first) && is_whole(last) && within.iter().all(|part| is_whole(part) && more(part)) => {
            n + 1
        }
        _ => 0,
    }
}

/// A number, or what is meant as one.
pub fn is_figure(text: &str, cell: &Cell) -> bool {
    match cell.value {
        Value::Number(_) | Value::Malformed => true,
        Value::Text => is_figure_like(text.at(&cell.place)),
        Value::Blank => false,
    }
}

/// What stands in some cells.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    /// Numbers, and digits that are none (1,23456, 978 .37).
    numbers: usize,
    /// What is meant as a number, in a style that is not understood.
    alike: usize,
    /// Everything else that is written.
    words: usize,
    /// Crosses: nothing among figures, and a mark where there are none.
    crosses: usize,
}

impl Tally {
    /// Counts a cell.
    pub fn take(&mut self, text: &str, cell: &Cell) {
        let words = text.at(&cell.place);
        match cell.value {
            Value::Blank => {}
            Value::Text if says_nothing(words) => {}
            Value::Text if is_cross(words) => self.crosses += 1,
            // 1.2.3 and 31.12.2031 are whole.
            Value::Text if is_torn(words) && !is_dated(words) => self.numbers += 1,
            Value::Text if is_figure_like(words) => self.alike += 1,
            Value::Text => self.words += 1,
            Value::Number(_) | Value::Malformed => self.numbers += 1,
        }
    }

    /// How many figures there are.
    pub fn figures(self) -> usize {
        if self.is_of_another_style() { self.numbers + self.alike } else { self.numbers }
    }

    /// How many cells hold words.
    pub fn words(self) -> usize {
        let words = if self.is_of_another_style() { self.words } else { self.words + self.alike };
        if self.numbers == 0 { words + self.crosses } else { words }
    }

    /// A few in another style than the rest (221.14万 among 10 and 90%) are words.
    fn is_of_another_style(self) -> bool {
        self.alike > self.numbers
    }
}

/// 2024: what counts years more often than anything else.
pub fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits that the page tore apart (978 .37).
fn is_torn(words: &str) -> bool {
    words.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b',' | b'.'))
        && words.bytes().any(|byte| byte.is_ascii_digit())
}

/// True where a cell that is no number is meant as one, in a style that is not understood (1 234.50, △30, (6,719 ), 1'234):
/// nothing but digits, what parts them, signs and money. Years, dates, ordinals, ranges and codes are none.
pub fn is_figure_like(text: &str) -> bool {
    let balanced = text.matches('(').count() == text.matches(')').count();
    // 65+ is no figure but all from there on.
    let open = text.ends_with('+');
    let core = without_money(without_mark(text.trim_matches(SIGNS))).trim_matches(SIGNS);
    // A fraction may stand alone: .45
    let digits = core.trim_start_matches(['.', ',']);
    let ends = digits.starts_with(is_digit) && digits.ends_with(is_digit);
    let plain = digits.chars().all(|c| is_digit(c) || SEPARATORS.contains(&c));
    // 431, 487, 543 lists numbers.
    let listed = digits.contains(", ");
    balanced && ends && plain && !open && !listed && !is_thousands(digits) && !is_dated(digits)
}

/// Digits of the scripts that tables of figures are published in.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' | '\u{966}'..='\u{96F}')
}

/// 1,234(a): without the mark of a footnote.
fn without_mark(text: &str) -> &str {
    let Some((body, mark)) = text.rsplit_once('(') else { return text };
    if body.ends_with(is_digit) && mark.chars().count() <= 3 { body } else { text }
}

/// 34 (33 %), 52569 (1.1): without the share of a whole that stands in brackets behind a figure.
pub(super) fn without_share(text: &str) -> &str {
    let Some((figure, share)) = text.strip_suffix(')').and_then(|text| text.rsplit_once(" (")) else {
        return text;
    };
    let digits = share.trim_end_matches(['%', ' ']);
    let parted = digits.len() < share.len() || digits.contains(['.', ',']);
    let is_number = |part: &str| {
        part.starts_with(is_digit)
            && part.ends_with(is_digit)
            && part.chars().all(|c| is_digit(c) || SEPARATORS.contains(&c))
    };
    if parted && is_number(digits) && is_number(figure.trim_start_matches('-')) { figure } else { text }
}

/// EUR 1.234,50, 1,234千円, 1,5 Mio. €: without the words of money. Letters make a code of digits that nothing parts.
fn without_money(text: &str) -> &str {
    let body = text.trim_end_matches(|c| vocabulary().money_signs.has(c));
    let letter = |c: char| c.is_ascii_alphabetic();
    let rest = body.trim_start_matches(letter);
    let (front, rest) = (body.len() - rest.len(), rest.trim_start_matches(['.', ' ']));
    let core = rest.trim_end_matches(|c| letter(c) || matches!(c, '.' | ' ' | '€' | '$' | '£' | '/'));
    let back = rest.cut(core.len()..).chars().filter(|&c| letter(c)).count();
    let parted = core.contains(SEPARATORS) || core.starts_with(SIGNS);
    let named = (front > 0 || back > 0) && front <= LETTERS && back <= LETTERS && parted;
    if named { core } else { body }
}

/// £000: a unit.
fn is_thousands(digits: &str) -> bool {
    digits.len() > 1 && digits.bytes().all(|byte| byte == b'0')
}

/// Years and dates, alone or side by side: 2024, 2024 2023, 31.12.2024, 2024.3.1, 3.2024; outline numbers and codes: 2.1.1.01.
pub fn is_dated(digits: &str) -> bool {
    let mut groups = digits.split([' ', '/']).filter(|group| !group.is_empty());
    groups.all(|group| {
        let parts: Vec<&str> = group.split('.').collect();
        let short = |part: &&str| part.len() <= 2;
        match parts.as_slice() {
            [year] => is_year(year),
            [month, year] => short(month) && is_year(year) || is_year(month) && short(year),
            parts => {
                !group.contains(',')
                    && parts.iter().all(|part| !part.is_empty())
                    && parts.iter().filter(|part| !short(part)).all(|part| is_year(part))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_without_a_space_between_them_are_told_from_slips() {
        for glued in ["24,237,33440,048,02619,070,000", "41,046,46289,530,945", "101.1291.934.8113.0"] {
            assert!(is_glued(glued), "{glued}");
        }
        for slip in ["1,23456", "377,83894", "8190.02.5", "230..37", "1,234,56", "12345,678"] {
            assert!(!is_glued(slip), "{slip}");
        }
        assert_eq!(glued_fractions("99.0103.1"), 2);
        assert!(is_heap("57,963 14,968 14,968"));
        assert!(!is_heap("1 234 个") && !is_heap("57,963"));
    }

    #[test]
    fn figures_in_styles_that_are_not_understood_are_told_from_names_of_columns() {
        for figure in [
            "1 234.50",
            "△30",
            "▲1,234",
            "(6,719 )",
            "( 6,719)",
            "1'234",
            "1’234.50",
            "12.345,60",
            "1.234.567",
            "1 234",
            "12.5 %",
            "($1,234)",
            "1,234-",
            "–1,234",
            "EUR 1.234,50",
            "CHF 1'234",
            "1,234千円",
            "12億円",
            "1,5 Mio. €",
            "1,234 $",
            "1,234*",
            "1,234(a)",
            "978 .37",
            ".45",
            "0,1",
            "١٬٢٣٤",
            "12,34,567",
        ] {
            assert!(is_figure_like(figure), "{figure}");
        }
        for other in [
            "2024",
            "2024 2023",
            "31.12.2024",
            "2024.3.1",
            "3.2024",
            "2.1.1.01",
            "2023-2024",
            "2031/32",
            "0-14",
            "65+",
            "1.",
            "1)",
            "Q1",
            "FY2024",
            "A1",
            "Note 12",
            "Table 1",
            "2024(1)",
            "2024*",
            "£000",
            "$'000",
            "1年以内",
            "1-6月",
            "12月",
            "第1季度",
            "010-12345678",
            "3:1",
            "2025年预算数",
            "≥95%",
            "",
            "-",
            "n/a",
            "1=2+3",
            "30 days",
            "~7,800",
            "431, 487, 543",
        ] {
            assert!(!is_figure_like(other), "{other}");
        }
    }

    #[test]
    fn a_share_in_brackets_is_no_part_of_its_figure() {
        for (text, figure) in
            [("34 (33%)", "34"), ("75 (22 %)", "75"), ("52569 (1.1)", "52569"), ("1,208 (10,5 %)", "1,208")]
        {
            assert_eq!(without_share(text), figure);
            assert!(matches!(value(text, Style::Point), Value::Number(_)), "{text}");
        }
        for text in ["1,234 (a)", "2031 (1)", "Costs (25%)", "(1,234)", "12(3)"] {
            assert_eq!(without_share(text), text);
        }
    }

    #[test]
    fn signs_of_nothing_are_told_from_words() {
        for nothing in
            ["$-", "$ -", "n/a", "N/A", "NA", "xxx", "XX", "–", "(–)", "..", "...", "…", "nil", "不适用"]
        {
            assert!(says_nothing(nothing), "{nothing}");
        }
        for other in ["", "$", "x", "0", "-5", "X1", "n", "nation", "合计", ".5"] {
            assert!(!says_nothing(other), "{other}");
        }
    }

    #[test]
    fn dates_and_units_are_no_slips() {
        for text in ["31.12.2031", "4.4.2001", "£000", "合计", "R&D 2,106", "1O1", "A4,106"] {
            assert_eq!(value(text, Style::Point), Value::Text, "{text}");
        }
        for text in ["61..83", "8190.02.5", "1,23456", "12.345,60", "#REF!", "19O,106", "398,6&1"] {
            assert_eq!(value(text, Style::Point), Value::Malformed, "{text}");
        }
    }
}
