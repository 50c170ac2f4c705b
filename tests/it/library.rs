//! The library does what the program does: a caller of five lines finds what the command finds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;

use gouji::checker::{Checker, Rules};
use gouji::diagnostic::{Diagnostic, Lang, Severity};
use serde_json::{Value, json};

use crate::common::gouji;

/// Every document of the fixtures.
fn documents() -> Vec<String> {
    let entries = walkdir::WalkDir::new("fixtures").sort_by_file_name();
    let paths = entries.into_iter().map(|entry| entry.unwrap().into_path());
    let wanted = |ending: &str| ["txt", "md", "csv", "html", "htm", "xlsx", "docx", "pdf"].contains(&ending);
    paths
        .filter(|path| {
            path.is_file() && path.extension().is_some_and(|ending| wanted(ending.to_str().unwrap()))
        })
        .map(|path| path.to_str().unwrap().to_owned())
        .collect()
}

fn said(found: &Diagnostic) -> Value {
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let (span, message) = (found.primary.span, found.message.get(Lang::En));
    json!([found.rule, severity, message, span.start, span.end, found.certainty])
}

#[test]
fn five_lines_of_a_caller_find_what_the_command_finds() {
    let checker = Checker::new(gouji::shipped());
    let mut compared = 0;
    for path in documents() {
        let told = checker.check(&path, &fs::read(&path).unwrap());
        let run = gouji(&["check", "--no-config", "--lang", "en", "--format", "json", &path]);
        let run: Value = serde_json::from_str(&run.out).unwrap();
        let Ok(told) = told else {
            assert_eq!(run["documents"], json!([]), "{path}");
            continue;
        };
        let found = run["documents"][0]["diagnostics"].as_array().unwrap();
        let by_command: Vec<Value> = found
            .iter()
            .map(|found| {
                let (rule, severity, message) = (&found["rule"], &found["severity"], &found["message"]);
                let at = &found["primary"];
                json!([rule, severity, message, at["start"], at["end"], found["certainty"]])
            })
            .collect();
        let by_library: Vec<Value> = told.checked.diagnostics.iter().map(said).collect();
        assert_eq!(by_library, by_command, "{path}");
        compared += found.len();
    }
    assert!(compared > 40, "{compared}");
}

#[test]
fn rules_of_a_caller_stand_beside_the_shipped_ones() {
    let mine = "[pack]\nname = \"mine\"\n[rule.word-is-there]\ntitle = \"不写「待定」\"\ncheck.text = { forbid = \"待定\" }\n";
    let rules = Rules::beside_shipped([("mine.toml", mine)]);
    let faults: Vec<&str> = rules.faults.iter().map(|fault| fault.message.get(Lang::En)).collect();
    assert!(faults.is_empty(), "{faults:?}");
    let told = Checker::new(rules).check("a.txt", "金额待定。\n".as_bytes()).unwrap();
    let found: Vec<String> = told
        .checked
        .diagnostics
        .iter()
        .filter(|found| found.rule == "mine/word-is-there")
        .map(|found| told.place(found))
        .collect();
    assert_eq!(found, ["a.txt:1:3"]);
}

#[test]
fn what_cannot_be_read_says_why() {
    let refused = Checker::new(gouji::shipped()).check("a.pdf", b"\x00\x01\x02").unwrap_err();
    assert!(!refused.reason.get(Lang::En).is_empty() && !refused.help.get(Lang::Zh).is_empty());
}
