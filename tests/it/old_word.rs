//! Word documents of before 2007 are read as the DOCX of the same document is: text, cells, findings. The files of
//! `tests/data/doc` are invented documents, the old ones written by LibreOffice from the new ones.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::{check_as, gouji, gouji_in};
use gouji::diagnostic::Lang;
use gouji::read::read;
use serde_json::Value;
use tempfile::TempDir;

const NAMES: [&str; 3] = ["shapes", "budget-faulty-txt", "accounts-clean-txt"];

fn path(name: &str, ending: &str) -> String {
    format!("tests/data/doc/{name}.{ending}")
}

/// What is found in a document, without its path.
fn findings(path: &str) -> Vec<String> {
    let told = gouji(&["check", path, "--no-config", "--lang", "zh", "--format", "json"]);
    let told: Value = serde_json::from_str(&told.out).unwrap();
    let found = told["documents"][0]["diagnostics"].as_array().unwrap();
    let line = |found: &Value| {
        format!("{} {} {} {}", found["rule"], found["severity"], found["message"], found["identity"])
    };
    found.iter().map(line).collect()
}

#[test]
fn an_old_document_reads_as_the_new_one_does() {
    for name in NAMES {
        let read = |ending| {
            let told = gouji(&["inspect", &path(name, ending), "--format", "markdown", "--no-config"]);
            assert_eq!(told.code, 0, "{name}.{ending}: {}", told.both());
            told.out
        };
        assert_eq!(read("doc"), read("docx"), "{name}");
    }
    assert!(findings(&path("budget-faulty-txt", "doc")).len() > 20);
}

#[test]
fn findings_in_an_old_document_are_those_of_the_new_one() {
    for name in NAMES {
        assert_eq!(findings(&path(name, "doc")), findings(&path(name, "docx")), "{name}");
    }
}

#[test]
fn merged_cells_lists_and_hidden_words_are_known() {
    let bytes = fs::read(path("shapes", "doc")).unwrap();
    let source = read("a.wps", &bytes).unwrap();
    let text = source.text();
    for said in ["1. 负责全县的图书借阅", "2. 负责全县的图书借阅", "合计\t8.00\t2.00\t5.00", "内00"]
    {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert!(!text.contains("底稿") && !text.contains("旧数"), "{text}");
    let merges = &source.layout().unwrap().merges;
    assert!(merges.iter().any(|merge| (merge.rows, merge.columns) == (2, 1)), "{merges:?}");
    assert!(merges.iter().any(|merge| (merge.rows, merge.columns) == (1, 3)), "{merges:?}");
    let told = check_as("a.doc", &bytes);
    assert!(told.both().contains("隐藏的文字「（底稿）」"), "{}", told.both());
}

/// A document with some of its bytes changed; the stream of text begins behind the first sector in what LibreOffice writes.
fn changed(at: &[(usize, u8)]) -> Result<(), String> {
    let mut bytes = fs::read(path("shapes", "doc")).unwrap();
    let start = bytes.windows(4).position(|four| four[..2] == [0xEC, 0xA5]).unwrap();
    at.iter().for_each(|(at, byte)| bytes[start + at] = *byte);
    read("a.doc", &bytes).map(drop).map_err(|why| why.reason.get(Lang::Zh).to_owned())
}

#[test]
fn what_cannot_be_read_is_refused_with_its_reason() {
    assert_eq!(changed(&[]), Ok(()));
    assert!(changed(&[(2, 0x65), (3, 0)]).unwrap_err().contains("Word 97 以前"));
    assert!(changed(&[(11, 0x01)]).unwrap_err().contains("密码"));
    // A table of pieces that begins nowhere.
    assert!(changed(&[(0x1A2, 0xFF), (0x1A3, 0xFF), (0x1A4, 0xFF)]).unwrap_err().contains("损坏"));
    let folder = TempDir::new().unwrap();
    let whole = fs::read(path("budget-faulty-txt", "doc")).unwrap();
    fs::write(folder.path().join("cut.doc"), &whole[..whole.len() / 2]).unwrap();
    let told = gouji_in(folder.path(), &["check", "cut.doc", "--no-config", "--lang", "zh"]);
    assert_eq!(told.code, 3, "{}", told.both());
    assert!(told.both().contains("cut.doc 无法检查"), "{}", told.both());
}

#[test]
fn no_byte_of_an_old_document_makes_the_reader_fail() {
    let whole = fs::read(path("shapes", "doc")).unwrap();
    for end in (0..whole.len()).step_by(97) {
        let _ = read("a.doc", &whole[..end]);
    }
    let mut state = 1u32;
    for _ in 0..600 {
        let mut bytes = whole.clone();
        for _ in 0..8 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = state as usize % bytes.len();
            bytes[at] = (state >> 24) as u8;
        }
        let _ = read("a.doc", &bytes);
    }
}
