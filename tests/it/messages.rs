//! A gallery of everything the program says: each kind of check, each output format, each kind of mistake in a rule file, each
//! page of help. `tests/messages/NAME` is what the command prints; `UPDATE_EXPECT=1 cargo test --test it messages::` rewrites them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use crate::common::{accept, differs, gouji, shipped};
use gouji::diagnostic::Lang;

const GALLERY: &str = "tests/data/gallery/pack.toml";
const BROKEN: &str = "tests/data/gallery/broken.toml";
const DOCUMENT: &str = "tests/data/gallery/document.txt";
const COUNCIL: &str = "tests/data/english/pack.toml";
const COUNCIL_BUDGET: &str = "tests/data/english/budget-faulty.md";

/// The name of a page, how the command ends, and the command.
const PAGES: &[(&str, i32, &[&str])] = &[
    ("kinds.zh.txt", 1, &["check", "--no-default-rules", "--rules", GALLERY, DOCUMENT]),
    ("kinds.en.txt", 1, &["check", "--lang", "en", "--no-default-rules", "--rules", GALLERY, DOCUMENT]),
    (
        "ledger.zh.txt",
        1,
        &["check", "--ledger", "--format", "text", "--no-default-rules", "--rules", COUNCIL, COUNCIL_BUDGET],
    ),
    ("budget.zh.txt", 1, &["check", "fixtures/budget-faulty.txt"]),
    ("short.zh.txt", 1, &["check", "--format", "short", "--no-default-rules", "--rules", GALLERY, DOCUMENT]),
    (
        "json.json",
        1,
        &[
            "check",
            "--lang",
            "en",
            "--format",
            "json",
            "--no-default-rules",
            "--rules",
            COUNCIL,
            COUNCIL_BUDGET,
        ],
    ),
    (
        "sarif.json",
        1,
        &[
            "check",
            "--lang",
            "en",
            "--format",
            "sarif",
            "--no-default-rules",
            "--rules",
            COUNCIL,
            COUNCIL_BUDGET,
        ],
    ),
    ("broken-rules.zh.txt", 2, &["check", "--no-default-rules", "--rules", BROKEN, DOCUMENT]),
    ("broken-rules.en.txt", 2, &["check", "--lang", "en", "--no-default-rules", "--rules", BROKEN, DOCUMENT]),
    ("inspect.zh.txt", 0, &["inspect", DOCUMENT]),
    (
        "explain.zh.txt",
        0,
        &["explain", "gallery/projects-do-not-add-up", "--no-default-rules", "--rules", GALLERY],
    ),
    ("rules.zh.txt", 0, &["rules", "--no-default-rules", "--rules", GALLERY]),
    ("help.txt", 0, &["--help"]),
    ("help-check.txt", 0, &["check", "--help"]),
    ("help-check.en.txt", 0, &["check", "--help", "--lang", "en"]),
];

#[test]
fn gallery_of_messages() {
    let mut differences = Vec::new();
    for (name, code, args) in PAGES {
        let told = gouji(args);
        assert_eq!(told.code, *code, "{args:?}: {}", told.err);
        differences.extend(differs(&Path::new("tests/messages").join(name), &told.out));
    }
    accept("messages", &differences);
}

#[test]
fn every_page_is_still_shown() {
    for entry in fs::read_dir("tests/messages").unwrap() {
        let name = entry.unwrap().file_name();
        assert!(PAGES.iter().any(|(page, ..)| Some(*page) == name.to_str()), "{name:?} is left over");
    }
}

/// A message is one line, without a full stop, in both languages, and points at a place.
#[test]
fn messages_keep_their_form() {
    let mut library = shipped();
    let mut wrong = Vec::new();
    for fixture in crate::common::fixtures() {
        let checked = library.check(fixture.to_str().unwrap(), &fs::read(&fixture).unwrap());
        for found in &checked.diagnostics {
            for lang in [Lang::Zh, Lang::En] {
                let message = found.message.get(lang);
                let ends =
                    message.ends_with(['。', '.']) || message.contains('\n') || message.trim().is_empty();
                if ends || found.primary.span.range().is_empty() || found.identity.is_empty() {
                    wrong.push(format!("{} {message:?}", library.notation(found)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
