//! Reads the file of a language. A fault in it is told at its place, and the run does without it no more than without a rule.

use super::{KEYS, Units, Words};
use crate::diagnostic::{self, Diagnostic, Text};
use crate::keys::desk::Desk;
use crate::keys::parse;
use crate::keys::tree::{Entry, Node, Value};
use crate::keys::{Both, Reader};
use crate::source::{BuiltIn, FileId, Source, Sources};

/// The id of every diagnostic about the file of a language.
pub const FAULT: &str = "gouji/language";

/// The file of a language that comes with the program.
macro_rules! language {
    ($name:literal) => {{
        const FILE: BuiltIn = BuiltIn {
            text: include_str!(concat!("../../rules/lang/", $name, ".toml")),
            tree: include_bytes!(concat!(env!("OUT_DIR"), "/rules-lang-", $name, ".tree")),
        };
        (concat!("rules/lang/", $name, ".toml"), FILE)
    }};
}

/// The languages that come with the program by name, in the order in which their units are shown.
const SHIPPED: &[(&str, BuiltIn)] = &[
    language!("zh"),
    language!("en"),
    language!("zh-hant"),
    language!("de"),
    language!("fr"),
    language!("es"),
    language!("pt"),
    language!("it"),
    language!("ru"),
    language!("ja"),
    language!("ko"),
    language!("others"),
    language!("currencies"),
];

/// The section that says that a file is that of a language.
const LANGUAGE: &str = "language";
/// The section of units.
const UNIT: &str = "unit";
/// Kinds of units: whether they are money.
const KINDS: &[(&str, bool)] = &[("money", true), ("rate", false)];
/// Powers of ten in single letters: 3.4B.
const LETTERS: &str = "letter";
/// No unit is worth more, or less, than ten to this power.
const POWERS: std::ops::RangeInclusive<i8> = -12..=24;

/// The words of the languages that come with the program.
pub fn shipped() -> Words {
    let mut sources = Sources::new();
    let files: Vec<FileId> =
        SHIPPED.iter().map(|(name, file)| sources.add(Source::built_in(*name, *file))).collect();
    let mut words = Words::default();
    files.into_iter().for_each(|file| drop(take(&mut words, file, &sources)));
    words
}

/// The words that come with the program and those of `files`, and what is wrong with these.
pub fn load(files: &[FileId], sources: &Sources) -> (Words, Vec<Diagnostic>) {
    let mut words = shipped();
    let mut faults: Vec<Diagnostic> =
        files.iter().flat_map(|file| take(&mut words, *file, sources)).collect();
    diagnostic::sort(&mut faults, sources);
    (words, faults)
}

/// Whether a TOML file is that of a language: it says so before it says anything else.
pub fn is_language(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.next().is_some_and(|line| line.trim_matches(['[', ']']).trim() == LANGUAGE && line.starts_with('['))
}

/// Takes in the words of a file, and gives what is wrong with it.
fn take(words: &mut Words, file: FileId, sources: &Sources) -> Vec<Diagnostic> {
    let mut desk = Desk::new(FAULT, sources);
    let root = parse::tree(&mut desk, file);
    let mut sections: Vec<&str> = KEYS.iter().filter_map(|key| key.split('.').next()).collect();
    sections.extend([LANGUAGE, UNIT]);
    sections.dedup();
    let mut reader = Reader::at_top(&mut desk, &root);
    for entry in reader.open(&root, &sections, LIST).into_iter().flatten() {
        match &*entry.key {
            LANGUAGE => {}
            UNIT => units(&mut reader, &mut words.units, &entry.node),
            section => lists(&mut reader, words, section, &entry.node),
        }
    }
    desk.all()
}

/// What a key is called that none of the lists is.
const LIST: Both = ("词表", "no list is called");

fn lists(reader: &mut Reader<'_, '_>, words: &mut Words, section: &str, node: &Node) {
    let split = KEYS.iter().filter_map(|key| key.split_once('.'));
    let names: Vec<&str> = split.filter(|(own, _)| *own == section).map(|(_, name)| name).collect();
    for entry in reader.open(node, &names, LIST).into_iter().flatten() {
        let key = format!("{section}.{}", entry.key);
        words.list(&key, |take| texts(reader, &entry.node, take));
    }
}

fn units(reader: &mut Reader<'_, '_>, units: &mut Units, node: &Node) {
    let kinds: Vec<&str> = KINDS.iter().map(|(name, _)| *name).chain([LETTERS]).collect();
    for kind in reader.open(node, &kinds, LIST).into_iter().flatten() {
        let money = KINDS.iter().any(|(name, money)| *name == kind.key && *money);
        let powers = reader.taken(kind.node.table(), &kind.node, Reader::TABLE);
        let mut powers: Vec<&Entry> = powers.into_iter().flatten().collect();
        powers.sort_by_key(|power| power.span.start);
        for power in powers {
            let worth = power.key.parse().ok().filter(|power| POWERS.contains(power));
            let what = ("10 的几次方，如 \"4\"", "a power of ten, such as \"4\"");
            let Some(worth) = worth else {
                reader.wrong_at(power.span, what, None);
                continue;
            };
            texts(reader, &power.node, |name| match &*kind.key {
                LETTERS => units.take_letter(name, worth),
                _ => units.take(name, (money, worth)),
            });
        }
    }
}

/// The words of a list, as documents are read: half-width.
fn texts(reader: &mut Reader<'_, '_>, node: &Node, mut take: impl FnMut(&str) -> bool) {
    if !matches!(node.value, Value::List(_)) {
        return reader.wrong(node, ("一列文字，如 [\"…\"]", "a list of strings, such as [\"…\"]"));
    }
    for item in node.items() {
        let Some(word) = reader.text(item) else { continue };
        if !take(&word.chars().map(half_width).collect::<String>()) {
            let said = Text::new(
                format!("「{word}」不能作这里的词"),
                format!("`{word}` cannot be a word of this list"),
            );
            reader.desk.say(
                item.span,
                said,
                Text::new("不能用", "of no use"),
                Text::new("去掉这一项", "leave this item out"),
            );
        }
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

    #[test]
    fn languages_that_come_with_the_program_have_no_fault() {
        let mut sources = Sources::new();
        let files: Vec<FileId> =
            SHIPPED.iter().map(|(name, file)| sources.add(Source::built_in(*name, *file))).collect();
        let (_, faults) = load(&files, &sources);
        assert_eq!(faults, []);
        for (name, file) in SHIPPED {
            assert!(is_language(file.text), "{name}");
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
