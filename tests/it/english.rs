//! A council budget in English: another language, another layout, by TOML alone.
//!
//! `tests/data/english/*.expected` are kept like the sidecars of the fixtures.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use crate::common::{accept, differs, gouji, library};
use gouji::ledger::Outcome;

const PACK: &str = "tests/data/english/pack.toml";
const SOUND: &str = "tests/data/english/budget.md";
const FAULTY: &str = "tests/data/english/budget-faulty.md";

#[test]
fn every_rule_of_the_pack_is_tried_and_holds() {
    let mut library = library(&[PACK], &[]);
    let checked = library.check(SOUND, &fs::read(SOUND).unwrap());
    let told: Vec<_> = checked.diagnostics.iter().map(|found| library.notation(found)).collect();
    assert_eq!(told, [""; 0]);
    for rule in &library.packs[0].rules {
        let mut entries = checked.ledger.entries.iter().filter(|entry| *entry.rule == *rule.id).peekable();
        assert!(entries.peek().is_some(), "{} was not tried", rule.id);
        assert!(
            entries.all(|e| matches!(e.outcome, Outcome::Holds | Outcome::WithinRounding)),
            "{}",
            rule.id
        );
    }
}

#[test]
fn each_fault_is_pointed_at() {
    let mut library = library(&[PACK], &[]);
    let checked = library.check(FAULTY, &fs::read(FAULTY).unwrap());
    let mut lines: Vec<String> = checked.diagnostics.iter().map(|found| library.notation(found)).collect();
    lines.push(String::new());
    let sidecar = format!("{FAULTY}.expected");
    accept("english", &differs(Path::new(&sidecar), &lines.join("\n")).into_iter().collect::<Vec<_>>());
}

/// Whoever asks for English is told nothing in Chinese.
#[test]
fn the_report_is_in_english() {
    let told = gouji(&["check", "--lang", "en", "--no-default-rules", "--rules", PACK, FAULTY]);
    assert_eq!(told.code, 1, "{}", told.err);
    let chinese: Vec<&str> = told
        .out
        .lines()
        .filter(|line| line.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)))
        .collect();
    assert!(chinese.is_empty(), "{chinese:#?}");
}

/// The tables as a spreadsheet saves them, by the same pack; a build that does not read CSV has nothing to show here.
#[test]
fn a_spreadsheet_of_the_same_tables_ties_out() {
    if !gouji::read::kind::ENDINGS.contains(&"csv") {
        return;
    }
    let check = |name: &str| {
        let path = format!("tests/data/english/{name}.csv");
        gouji(&["check", "--lang", "en", "--no-default-rules", "--rules", PACK, "--format", "short", &path])
    };
    let sound = check("budget");
    assert_eq!(sound.code, 0, "{}", sound.both());
    assert!(sound.out.contains("50 figures · 50 tied out"), "{}", sound.out);
    let faulty = check("budget-faulty");
    assert_eq!(faulty.code, 1, "{}", faulty.both());
    for words in ["49.4% looks wrong: 44.9%", "4,935 looks wrong: 4,395", "reads 155,220"] {
        assert!(faulty.out.contains(words), "{words}: {}", faulty.out);
    }
}
