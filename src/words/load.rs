//! Reads the file of a language. A fault in it is told at its place, and the run does without it no more than without a rule.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{KEYS, Words};
use crate::diagnostic::{self, Diagnostic, Severity, Text};
use crate::source::{FileId, Sources, Span};

/// The id of every diagnostic about the file of a language.
pub const FAULT: &str = "gouji/language";

/// Name and text of the languages that come with the program, in the order in which their units are shown.
const SHIPPED: &[(&str, &str)] = &[
    ("rules/lang/zh.toml", include_str!("../../rules/lang/zh.toml")),
    ("rules/lang/en.toml", include_str!("../../rules/lang/en.toml")),
    ("rules/lang/zh-hant.toml", include_str!("../../rules/lang/zh-hant.toml")),
    ("rules/lang/de.toml", include_str!("../../rules/lang/de.toml")),
    ("rules/lang/fr.toml", include_str!("../../rules/lang/fr.toml")),
    ("rules/lang/es.toml", include_str!("../../rules/lang/es.toml")),
    ("rules/lang/ja.toml", include_str!("../../rules/lang/ja.toml")),
    ("rules/lang/ko.toml", include_str!("../../rules/lang/ko.toml")),
];

/// The section that says that a file is that of a language.
const LANGUAGE: &str = "language";
/// The section of units.
const UNIT: &str = "unit";
/// Kinds of units: whether they are money.
const KINDS: &[(&str, bool)] = &[("money", true), ("rate", false)];
/// No unit is worth more, or less, than ten to this power.
const POWERS: std::ops::RangeInclusive<i8> = -12..=24;

/// The words of the languages that come with the program.
pub fn shipped() -> Words {
    let mut words = Words::default();
    for (_, text) in SHIPPED {
        Reader { file: FileId(0), words: &mut words, faults: Vec::new() }.read(text);
    }
    words
}

/// The words that come with the program and those of `files`, and what is wrong with these.
pub fn load(files: &[FileId], sources: &Sources) -> (Words, Vec<Diagnostic>) {
    let (mut words, mut faults) = (shipped(), Vec::new());
    for &file in files {
        let mut reader = Reader { file, words: &mut words, faults: Vec::new() };
        reader.read(sources.get(file).text());
        faults.extend(reader.faults);
    }
    diagnostic::sort(&mut faults, sources);
    (words, faults)
}

/// Whether a TOML file is that of a language: it says so before it says anything else.
pub fn is_language(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.next().is_some_and(|line| line.trim_matches(['[', ']']).trim() == LANGUAGE && line.starts_with('['))
}

struct Reader<'w> {
    file: FileId,
    words: &'w mut Words,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(&mut self, text: &str) {
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let what = error.message();
            let said = Text::new(format!("TOML 语法有误：{what}"), format!("bad TOML: {what}"));
            self.fault(error.span().unwrap_or(0..0), said);
        }
        for (section, held) in root.get_ref() {
            let Some(table) = self.table(held) else { continue };
            match section.get_ref().as_ref() {
                LANGUAGE => {}
                UNIT => self.units(table),
                name => self.lists(name, section.span(), table),
            }
        }
    }

    fn lists(&mut self, section: &str, place: Range<usize>, table: &DeTable<'_>) {
        let of_section = |key: &&&str| key.split_once('.').is_some_and(|(own, _)| own == section);
        if !KEYS.iter().any(|key| of_section(&key)) {
            let mut known: Vec<&str> = KEYS.iter().filter_map(|key| key.split('.').next()).collect();
            known.extend([LANGUAGE, UNIT]);
            known.dedup();
            return self.unknown(place, section, &known);
        }
        for (key, held) in table {
            let name = format!("{section}.{}", key.get_ref());
            if !KEYS.contains(&name.as_str()) {
                let known: Vec<&str> =
                    KEYS.iter().filter(of_section).filter_map(|key| key.split('.').next_back()).collect();
                self.unknown(key.span(), key.get_ref(), &known);
                continue;
            }
            for (word, place) in self.texts(held) {
                if !self.words.take(&name, &word) {
                    self.unusable(place, &word);
                }
            }
        }
    }

    fn units(&mut self, table: &DeTable<'_>) {
        for (kind, held) in table {
            let Some((_, money)) = KINDS.iter().find(|(name, _)| *name == kind.get_ref().as_ref()) else {
                let known: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
                self.unknown(kind.span(), kind.get_ref(), &known);
                continue;
            };
            let Some(powers) = self.table(held) else { continue };
            let mut powers: Vec<_> = powers.iter().collect();
            powers.sort_by_key(|(power, _)| power.span().start);
            for (power, names) in powers {
                let Some(worth) = power.get_ref().parse().ok().filter(|power| POWERS.contains(power)) else {
                    let said = Text::new(
                        format!("「{}」不是 10 的几次方", power.get_ref()),
                        format!("`{}` is no power of ten", power.get_ref()),
                    );
                    self.fault(power.span(), said);
                    continue;
                };
                for (name, place) in self.texts(names) {
                    if !self.words.units.take(&name, (*money, worth)) {
                        self.unusable(place, &name);
                    }
                }
            }
        }
    }

    fn table<'v, 'd>(&mut self, held: &'v Spanned<DeValue<'d>>) -> Option<&'v DeTable<'d>> {
        if let DeValue::Table(table) = held.get_ref() {
            return Some(table);
        }
        self.fault(held.span(), Text::new("这里应是一张表", "expected a table"));
        None
    }

    /// The words of a list, as documents are read: half-width.
    fn texts(&mut self, held: &Spanned<DeValue<'_>>) -> Vec<(String, Range<usize>)> {
        let DeValue::Array(items) = held.get_ref() else {
            let said =
                Text::new("这里应是一列文字，如 [\"…\"]", "expected a list of strings such as [\"…\"]");
            self.fault(held.span(), said);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(text) => texts.push((text.chars().map(half_width).collect(), item.span())),
                _ => self.fault(item.span(), Text::new("这里应是文字", "expected a string")),
            }
        }
        texts
    }

    fn unusable(&mut self, place: Range<usize>, word: &str) {
        let said =
            Text::new(format!("「{word}」不能作这里的词"), format!("`{word}` cannot be a word of this list"));
        self.fault(place, said);
    }

    fn unknown(&mut self, place: Range<usize>, name: &str, known: &[&str]) {
        let said = Text::new(format!("没有名为「{name}」的词表"), format!("no list is called `{name}`"));
        self.fault(place, said);
        let (zh, en) = (known.join("、"), known.join(", "));
        let known = Text::new(format!("这里可用的有 {zh}"), format!("known here: {en}"));
        if let Some(fault) = self.faults.last_mut() {
            fault.notes.push(known);
        }
    }

    fn fault(&mut self, place: Range<usize>, said: Text) {
        let fault = Diagnostic::new(FAULT, Severity::Error, Span::new(self.file, place), said);
        self.faults.push(fault);
    }
}

/// What is full-width, as documents are folded.
fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn languages_that_come_with_the_program_have_no_fault() {
        let mut sources = Sources::new();
        let files: Vec<FileId> =
            SHIPPED.iter().map(|(name, text)| sources.add(Source::new(*name, *text))).collect();
        let (_, faults) = load(&files, &sources);
        assert_eq!(faults, []);
        for (name, text) in SHIPPED {
            assert!(is_language(text), "{name}");
        }
    }

    #[test]
    fn faults_are_told_at_their_place() {
        let text = "[language]\nname = \"xx\"\n[row]\ntotals = [\"A\"]\ntotal = [\"\", 3]\n[rows]\n[unit.money]\nx = [\"a\"]\n\"3\" = \"b\"\n[unit.mony]\n";
        let mut sources = Sources::new();
        let file = sources.add(Source::new("xx.toml", text));
        let (words, faults) = load(&[file], &sources);
        let told: Vec<&str> = faults.iter().map(|fault| sources.slice(fault.primary.span)).collect();
        assert_eq!(told, ["totals", "\"\"", "3", "rows", "x", "\"b\"", "mony"]);
        assert!(words.totals.iter().any(|word| word == "合计"));
        assert!(!is_language("[pack]\nname = \"language\"\n"));
    }
}
