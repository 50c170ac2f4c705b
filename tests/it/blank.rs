//! Blank forms: one finding that says so, and a document that somebody forgot to finish is told place by place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fmt::Write as _;
use std::fs;

use tempfile::TempDir;

use crate::common::gouji_in;

/// What is told of a document with so many figures, in which twelve places wait to be filled in.
fn told(figures: usize) -> String {
    let folder = TempDir::new().unwrap();
    let mut text = "某局情况说明\n\n".to_owned();
    for n in 0..12 {
        writeln!(text, "第{n}项由XX科承办。\n").unwrap();
    }
    for n in 0..figures {
        writeln!(text, "另有经费{}万元。\n", 100 + 7 * n).unwrap();
    }
    fs::write(folder.path().join("a.txt"), text).unwrap();
    let run = gouji_in(folder.path(), &["check", "--format", "short", "--lang", "en", "a.txt"]);
    assert_eq!(run.code, 1, "{}", run.both());
    run.out
}

#[test]
fn a_form_that_nobody_filled_in_is_one_finding() {
    let blank = told(3);
    assert_eq!(blank.matches("gouji/blank-form").count(), 1, "{blank}");
    assert!(!blank.contains("placeholder-left") && blank.contains("12 places"), "{blank}");
    let forgotten = told(40);
    assert_eq!(forgotten.matches("text/placeholder-left").count(), 12, "{forgotten}");
    assert!(!forgotten.contains("blank-form"), "{forgotten}");
}
