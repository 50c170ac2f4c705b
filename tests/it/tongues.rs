//! Any table, in the languages people publish in: `tests/data/languages/*.md` hold statements, budgets, indicators, quarters and
//! statistics in eight of them, with names as they are published and invented figures in the style of the country. Each is
//! silent as it stands, and a wrong digit in it is located.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::gouji_in;
use serde_json::Value;

/// Wrong digits planted in each table, one at a time.
const PLANTED: usize = 5;
/// So many of a hundred must be located, kind by kind.
const LOCATED: usize = 90;

/// A table by its kind, as a document of its own.
pub fn tables(text: &str) -> Vec<(String, String)> {
    let mut tables: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("# ") {
            Some(kind) => tables.push((kind.to_owned(), String::new())),
            None => {
                let body = &mut tables.last_mut().unwrap().1;
                if !body.is_empty() || !line.is_empty() {
                    body.push_str(line);
                    body.push('\n');
                }
            }
        }
    }
    tables
}

/// Where the figures of the rows below the header stand: line and bytes.
pub fn figures(table: &str) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    let rows = table.lines().enumerate().filter(|(_, line)| line.starts_with('|'));
    for (at, line) in rows.skip(2) {
        let mut start = 0;
        for (nth, cell) in line.split('|').enumerate() {
            let words = cell.trim();
            let figure = words.chars().all(|c| c.is_ascii_digit() || "(),.-△\u{202f}".contains(c));
            if nth > 1 && figure && words.chars().any(|c| c.is_ascii_digit()) {
                let from = start + cell.find(words).unwrap();
                found.push((at, from, from + words.len()));
            }
            start += cell.len() + 1;
        }
    }
    found
}

/// The table with one digit of a figure written otherwise, the `nth` time; the figures are taken from all over the table, and
/// so are the digits.
fn planted(table: &str, nth: usize) -> (String, (usize, usize, usize)) {
    let figures = figures(table);
    let (at, from, to) = figures[(2 * nth + 1) * figures.len() / (2 * PLANTED)];
    let mut lines: Vec<String> = table.lines().map(str::to_owned).collect();
    let line = lines[at].clone();
    let digits: Vec<usize> = (from..to).filter(|&byte| line.as_bytes()[byte].is_ascii_digit()).collect();
    let digit = digits[(nth * 2 + 1) % digits.len()];
    let old = usize::from(line.as_bytes()[digit] - b'0');
    let other = (old + [3, 4, 6, 7, 2][nth]) % 10;
    let new = if digit == digits[0] && other == 0 { old % 9 + 1 } else { other };
    lines[at].replace_range(digit..=digit, &new.to_string());
    (lines.join("\n"), (at, from, to))
}

/// Errors and warnings but those that no pack is for such a document.
pub fn told(document: &Value) -> Vec<&Value> {
    let told = document["diagnostics"].as_array().unwrap().iter();
    told.filter(|told| told["severity"] != "note" && told["rule"] != "gouji/no-pack").collect()
}

#[test]
fn tables_in_eight_languages_are_silent_and_their_wrong_digits_are_located() {
    let folder = tempfile::tempdir().unwrap();
    let mut faults = BTreeMap::new();
    for entry in fs::read_dir("tests/data/languages").unwrap() {
        let path = entry.unwrap().path();
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for (kind, table) in tables(&fs::read_to_string(&path).unwrap()) {
            fs::write(folder.path().join(format!("{kind}-{language}.md")), &table).unwrap();
            for nth in 0..PLANTED {
                let (wrong, place) = planted(&table, nth);
                let name = format!("{kind}-{language}-{nth}.md");
                fs::write(folder.path().join(&name), wrong).unwrap();
                faults.insert(name, (kind.clone(), place));
            }
        }
    }
    let args = ["check", "--no-config", "--lang", "en", "--format", "json", "."];
    let report: Value = serde_json::from_str(&gouji_in(folder.path(), &args).out).unwrap();
    let (mut false_alarms, mut missed) = (Vec::new(), Vec::new());
    let mut located: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for document in report["documents"].as_array().unwrap() {
        let name = Path::new(document["path"].as_str().unwrap()).file_name().unwrap().to_str().unwrap();
        let Some((kind, (at, from, to))) = faults.get(name) else {
            false_alarms.extend(told(document).iter().map(|told| format!("{name}: {}", told["message"])));
            continue;
        };
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        let line = text.lines().nth(*at).unwrap();
        let column = |byte: usize| line[..byte].chars().count() as u64 + 1;
        let is_there = |place: &Value| {
            place["line"] == (*at as u64 + 1)
                && (column(*from)..=column(*to)).contains(&place["column"].as_u64().unwrap())
        };
        let hit = told(document).iter().any(|told| {
            is_there(&told["primary"]) || told["related"].as_array().unwrap().iter().any(is_there)
        });
        let count = located.entry(kind).or_default();
        *count = (count.0 + usize::from(hit), count.1 + 1);
        if !hit {
            missed.push(format!("{name}:{}: {line}", at + 1));
        }
    }
    assert_eq!(false_alarms, [""; 0]);
    assert_eq!(located.len(), 7, "{located:?}");
    for (kind, (hits, all)) in &located {
        assert!(hits * 100 >= all * LOCATED, "{kind}: {hits} of {all}\n{}", missed.join("\n"));
    }
}

/// The guide, followed: a language is one file, and what it says is what happens.
#[test]
fn another_language_is_one_file() {
    for guide in ["docs/languages.md", "docs/languages.zh.md"] {
        let text = fs::read_to_string(guide).unwrap();
        let block = |fence: &str| {
            let (_, rest) = text.split_once(fence).unwrap();
            rest.split_once("```").unwrap().0.to_owned()
        };
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("rules/ours")).unwrap();
        fs::write(folder.path().join("rules/ours/cy.toml"), block("```toml\n")).unwrap();
        fs::write(folder.path().join("gwariant.txt"), block("```text\n")).unwrap();
        let check = |more: &[&str]| {
            let args = ["check", "--no-config", "--lang", "en", "--format", "short", "gwariant.txt"];
            gouji_in(folder.path(), &[&args[..], more].concat())
        };
        let without = check(&[]);
        assert!(!without.out.contains("error"), "{}", without.both());
        let with = check(&["--rules", "rules/ours"]);
        assert!(with.out.contains("reads 84, where the others come to 74"), "{}", with.both());
        assert_eq!(with.code, 1, "{}", with.both());
        // Every list that the guide names is there, and every list that is there is named.
        let table = text.split("| --- | --- |").last().unwrap();
        let mut named: Vec<String> = Vec::new();
        for line in table.lines().filter(|line| line.starts_with("| `")) {
            let words: Vec<&str> = line.split('`').skip(1).step_by(2).collect();
            let section = words[0];
            if !section.starts_with("unit.") {
                named.extend(words[1..].iter().map(|list| format!("{section}.{list}")));
            }
        }
        let known: Vec<String> = gouji::words::KEYS.iter().map(|key| (*key).to_owned()).collect();
        let (mut named, mut known) = (named, known);
        named.sort();
        known.sort();
        assert_eq!(named, known, "{guide}");
    }
}

#[test]
fn a_mistake_in_the_words_of_a_language_is_told_at_its_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "Menot\n").unwrap();
    let words = "[language]\nname = \"fi\"\n\n[row]\ntotals = [\"yhteensä\"]\n";
    fs::create_dir(folder.path().join("ours")).unwrap();
    fs::write(folder.path().join("ours/fi.toml"), words).unwrap();
    let args = ["check", "--no-config", "--lang", "en", "--format", "short", "--rules", "ours", "a.txt"];
    let told = gouji_in(folder.path(), &args);
    assert_eq!(told.code, 2, "{}", told.both());
    assert!(
        told.both().contains("ours/fi.toml:5:1: error[gouji/language] no list is called `totals`"),
        "{}",
        told.both()
    );
}
