//! A gallery of layouts: `tests/data/layouts/NAME-clean.txt` ties out however it is laid out, and in `NAME-faulty.txt`, the same
//! with a fault or two, these are found and nothing else is.
//!
//! Beside each stands `NAME.txt.expected`: `LINE severity rule 「text under the finger」`; `UPDATE_EXPECT=1` rewrites it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{accept, command, differs, gouji};

const GALLERY: &str = "tests/data/layouts";

/// The documents of the gallery.
fn gallery() -> Vec<PathBuf> {
    let entries = fs::read_dir(GALLERY).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: &PathBuf| match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => cfg!(feature = "html"),
        ending => ending != Some("expected"),
    };
    let mut found: Vec<PathBuf> = entries.filter(read).collect();
    found.sort();
    assert!(found.len() > 20);
    found
}

/// What is told of a document as a whole: no pack is for its kind, some of its figures are unread.
const OF_ALL: [&str; 2] = ["gouji/no-pack", "gouji/too-little-read"];

/// What the program finds in a document, but for notes.
fn findings(path: &Path) -> Vec<String> {
    let output = command()
        .args(["check", "--no-config", "--format", "json", path.to_str().unwrap()])
        .output()
        .unwrap();
    let run: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = fs::read_to_string(path).unwrap();
    let is_text = path.extension().is_some_and(|ending| ending == "txt");
    let words = |found: &Value, key: &str| found[key].as_str().unwrap().to_owned();
    let told = run["documents"][0]["diagnostics"].as_array().unwrap().iter();
    told.filter(|found| found["severity"] != "note" && !OF_ALL.contains(&found["rule"].as_str().unwrap()))
        .map(|found| {
            let span = &found["primary"];
            let at = span["start"].as_u64().unwrap() as usize..span["end"].as_u64().unwrap() as usize;
            // A page is told by its text view: its bytes are others.
            let under = if is_text { &text[at] } else { "" };
            let line = &span["line"];
            format!("{line} {} {} 「{under}」", words(found, "severity"), words(found, "rule"))
        })
        .collect()
}

#[test]
fn a_clean_document_is_silent_however_it_is_laid_out() {
    let clean: Vec<PathBuf> =
        gallery().into_iter().filter(|path| path.to_str().unwrap().contains("-clean")).collect();
    assert!(clean.len() > 10);
    let noisy: Vec<String> = clean
        .iter()
        .flat_map(|path| findings(path).into_iter().map(move |found| format!("{}: {found}", path.display())))
        .collect();
    assert!(noisy.is_empty(), "noisy:\n  {}", noisy.join("\n  "));
}

#[test]
fn the_faults_of_the_others_are_found_and_nothing_else() {
    let mut differences = Vec::new();
    for path in gallery().into_iter().filter(|path| !path.to_str().unwrap().contains("-clean")) {
        let mut lines = findings(&path);
        assert!(!lines.is_empty(), "{} has a fault", path.display());
        lines.push(String::new());
        differences.extend(differs(Path::new(&format!("{}.expected", path.display())), &lines.join("\n")));
    }
    accept("layouts", &differences);
}

/// `inspect` says how the codes and the numbers were read, and why.
#[test]
fn inspect_says_which_reading_was_taken() {
    let says = |name: &str, words: &[&str]| {
        let told = gouji(&["inspect", &format!("{GALLERY}/{name}.txt")]).both();
        for words in words {
            assert!(told.contains(words), "{name}: {words}\n{told}");
        }
    };
    says("codes-in-three-columns-clean", &["编码分写在第 1–3 列，接上面的行", "2070101 行政运行"]);
    says("codes-of-two-digits-clean", &["编码只写本级，接上面的类（下面 3 行证实）", "20701 文化和旅游"]);
    says("codes-of-units-clean", &["编码是单位的（表头）"]);
    says("units-among-items-clean", &["其中 2 行是单位的编码"]);
    says("codes-before-names-clean", &["编码写在名称前", "2070101 行政运行"]);
    says("numbers-with-comma-clean", &["数字写作 1.234,5"]);
    says("numbers-with-last-group-faulty", &["数字写作 1234,567"]);
    says("rates-beside-amounts-clean", &["增减幅度  比率", "人数  数量"]);
}
