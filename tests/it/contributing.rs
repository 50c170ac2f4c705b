//! The pages for who changes the code are true: examples run or are compiled, and every room is told of.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;

use gouji::diagnostic::Lang;

use crate::common::{blocks, gouji_in};
use crate::{guide, invented_reader};

const CONTRIBUTING: &str = "CONTRIBUTING.md";

#[test]
fn the_examples_of_a_rule_and_of_a_language_show_what_is_printed() {
    guide::check(CONTRIBUTING, "en_US.UTF-8");
}

#[test]
fn the_example_of_a_language_finds_the_wrong_total() {
    let text = fs::read_to_string(CONTRIBUTING).unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    fs::create_dir(folder.path().join("ours")).unwrap();
    for (info, file) in [("toml ours/eo.toml", "ours/eo.toml"), ("text elspezoj.txt", "elspezoj.txt")] {
        fs::write(folder.path().join(file), &text[blocks(&text, info)[0].clone()]).unwrap();
    }
    let told = gouji_in(folder.path(), &["check", "--rules", "ours", "--format", "short", "elspezoj.txt"]);
    assert!(told.out.contains("84"), "{}", told.both());
    let told = gouji_in(folder.path(), &["check", "--format", "short", "elspezoj.txt"]);
    assert!(!told.out.contains("84"), "without its words nobody knows what is a total: {}", told.both());
}

/// What stands in the page is what is compiled; `kinds_of_check` tries the kind.
#[test]
fn the_code_of_the_examples_is_compiled() {
    let text = fs::read_to_string(CONTRIBUTING).unwrap();
    let mut found = 0;
    for path in ["tests/it/invented.rs", "tests/it/invented_reader.rs"] {
        let code = fs::read_to_string(path).unwrap();
        for block in blocks(&text, &format!("rust {path}")) {
            assert!(code.contains(&text[block.clone()]), "{path} has no such lines:\n{}", &text[block]);
            found += 1;
        }
    }
    assert_eq!(found, 2);
}

#[test]
fn the_example_of_a_reader_is_checked_like_any_document() {
    let till = "Kiosk\nitem;2029;2030;2031\ntea;40;35;31\nrolls;25;22;27\npapers;12;14;16\nTotal;77;71;84\n";
    let source = invented_reader::read("till.led", till.as_bytes());
    let source = source.unwrap();
    let document = gouji::document::parse(gouji::source::FileId(0), &source);
    assert_eq!(document.tables.len(), 1);
    let checked = gouji::check::check(&gouji::shipped().packs, &document);
    let pointed: Vec<&str> =
        checked.diagnostics.iter().map(|found| &source.text()[found.primary.span.range()]).collect();
    assert!(pointed.contains(&"84"), "{pointed:?}");
    let why = invented_reader::read("till.led", "Kiosk\ntea\n".as_bytes()).unwrap_err();
    assert_eq!(why.reason.get(Lang::En), "line 2 has no amount: tea");
}

#[test]
fn every_room_and_every_file_of_the_lists_is_told_of() {
    let rooms = fs::read_dir("src").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let rooms: Vec<String> = rooms.filter_map(|name| name.strip_suffix(".rs").map(str::to_owned)).collect();
    for page in ["docs/architecture.md", "docs/architecture.zh.md"] {
        let text = fs::read_to_string(page).unwrap();
        let untold: Vec<&String> = rooms.iter().filter(|room| !text.contains(&format!("`{room}`"))).collect();
        assert!(untold.is_empty(), "{page} says nothing of {untold:?}");
    }
}
