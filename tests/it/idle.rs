//! What somebody's rule names and no document has, though its table is there: who wrote the rule is told once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;

use tempfile::TempDir;

use crate::common::{gouji, gouji_in};

const TAX: &str = "Council tax\n\nTax bands\nBand\t2030/31\t2031/32\nBand C\t1,600.00\t1,700.00\nBand D\t1,800.00\t1,900.00\n";

/// What the notes about idle rules point at, under a rule that checks so.
fn notes(check: &str) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let rules = format!(
        "[pack]\nname = \"mine\"\n[table.Tax]\ncaption = \"Tax bands\"\n[rule.one]\ntitle = \"one\"\n{check}\n[rule.two]\ntitle = \"two\"\ncheck.formula = \"Tax[Band C] ≥ 1\"\n"
    );
    fs::write(folder.path().join("mine.toml"), &rules).unwrap();
    fs::write(folder.path().join("a.txt"), TAX).unwrap();
    fs::write(folder.path().join("b.txt"), TAX).unwrap();
    let args = ["check", "--no-default-rules", "--rules", "mine.toml", "--lang", "en", "--format", "json"];
    let told = gouji_in(folder.path(), &[&args[..], &["a.txt", "b.txt"]].concat());
    assert_eq!(told.code, 0, "{}", told.both());
    let run: serde_json::Value =
        serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{}", told.both()));
    let faults = run["faults"].as_array().unwrap_or_else(|| panic!("{run:#}"));
    let idle = faults.iter().filter(|fault| fault["rule"] == "gouji/idle-rules");
    idle.map(|fault| {
        assert_eq!(fault["severity"], "note", "{fault:#}");
        format!("{}: {}", fault["primary"]["text"].as_str().unwrap(), fault["message"].as_str().unwrap())
    })
    .collect()
}

#[test]
fn a_name_that_no_table_has_is_noted_once_for_all_documents() {
    // `/` goes down from a head to those below it.
    let told = notes("check.formula = \"Tax[Band D, 2031/32] ≥ 1\"");
    assert!(told.len() == 1 && told[0].contains("none has such a column"), "{told:?}");
    let told = notes("check.formula = \"Tax[Band E, 2031] ≥ 1\"");
    assert!(told.len() == 1 && told[0].contains("none has such a row"), "{told:?}");
    let told = notes("check.value = { of = \"Tax\", fields = \"2032/33\" }");
    assert!(told.len() == 1 && told[0].contains("none has such a column"), "{told:?}");
}

#[test]
fn a_name_that_a_table_has_and_one_that_may_be_missing_are_not() {
    for check in [
        "check.formula = 'Tax[Band D, \"2031/32\"] ≥ 1'",
        "check.formula = \"Tax[Band D, 2032]? + Tax[Band C] ≥ 1\"",
        "check.value = { of = \"Tax\", fields = \"2031/32\" }",
    ] {
        assert_eq!(notes(check), [""; 0], "{check}");
    }
}

/// Shipped rules wait for tables of many layouts.
#[test]
fn shipped_rules_say_nothing_of_what_they_did_not_find() {
    let told = gouji(&["check", "--no-config", "fixtures/budget-clean.txt", "--format", "json"]);
    assert!(!told.out.contains("idle-rules"), "{}", told.both());
}
