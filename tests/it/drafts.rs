//! `gouji new pack --from`: what is drafted from a document passes on it and catches a changed digit, in any language.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::gouji_in;

/// The document, a digit of it, and how it is written wrongly.
const DOCUMENTS: [(&str, &str, &str); 3] = [
    ("tests/data/nonprofit/statement.txt", "", ""),
    ("tests/data/english/budget.md", "84,110", "84,710"),
    ("fixtures/budget-clean.md", "", ""),
];

#[test]
fn a_drafted_pack_passes_on_its_document_and_catches_a_changed_digit() {
    for (path, old, new) in DOCUMENTS {
        let folder = tempfile::tempdir().unwrap();
        let text = fs::read_to_string(path).unwrap();
        let name = format!("report.{}", path.rsplit('.').next().unwrap());
        fs::write(folder.path().join(&name), &text).unwrap();
        let run = |args: &[&str]| gouji_in(folder.path(), args);
        let drafted = run(&["new", "pack", "ours", "--from", &name, "--lang", "en"]);
        assert_eq!(drafted.code, 0, "{path}: {}", drafted.both());
        let tested = run(&["test", "--no-config", "--no-default-rules", "--lang", "en", "ours"]);
        assert_eq!(tested.code, 0, "{path}: {}", tested.both());
        let check = |name: &str| {
            let rules = ["--no-config", "--no-default-rules", "--rules", "ours", "--lang", "en"];
            run(&[&["check", "--format", "short", name], &rules[..]].concat())
        };
        let clean = check(&name);
        assert!(!clean.both().contains("ours/"), "{path}: {}", clean.both());
        if !old.is_empty() {
            fs::write(folder.path().join("wrong.md"), text.replacen(old, new, 1)).unwrap();
            let wrong = check("wrong.md");
            assert!(wrong.both().contains("[ours/table-"), "{path}: {}", wrong.both());
            assert_eq!(wrong.code, 1, "{path}: {}", wrong.both());
        }
    }
}

#[test]
fn a_document_in_which_nothing_adds_up_gives_no_pack() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "Notes\n\nNothing in tables here.\n").unwrap();
    let drafted = gouji_in(folder.path(), &["new", "pack", "ours", "--from", "a.md", "--lang", "en"]);
    assert_ne!(drafted.code, 0, "{}", drafted.both());
    assert!(drafted.both().contains("nothing in the tables of a.md holds"), "{}", drafted.both());
    assert!(!folder.path().join("ours").exists());
}

#[test]
fn a_drafted_pack_holds_the_document_of_the_next_year() {
    let folder = tempfile::tempdir().unwrap();
    let of = |year: u32, total: &str| {
        format!(
            "云台港务{year}年年度报告\n\n云台港务{year}年费用表\n\n| 项目 | 预算数 | 执行数 |\n| --- | --- | --- |\n\
             | 人员费用 | 1,250 | 1,318 |\n| 设备费用 | 830 | 790 |\n| {year}年费用合计 | 2,080 | {total} |\n"
        )
    };
    let run = |args: &[&str]| gouji_in(folder.path(), args);
    fs::write(folder.path().join("a.md"), of(2031, "2,108")).unwrap();
    assert_eq!(run(&["new", "pack", "ours", "--from", "a.md"]).code, 0);
    let pack = fs::read_to_string(folder.path().join("ours/pack.toml")).unwrap();
    assert!(pack.contains("row.\"2031年费用合计\" = [\"*年费用合计\"]"), "{pack}");
    fs::write(folder.path().join("b.md"), of(2032, "2,118")).unwrap();
    let rules = ["--no-config", "--no-default-rules", "--rules", "ours", "--format", "short"];
    let told = run(&[&["check", "b.md"], &rules[..]].concat());
    assert!(told.out.contains("[ours/table-1-does-not-add-up]"), "{}", told.both());
    fs::write(folder.path().join("b.md"), of(2032, "2,108")).unwrap();
    let told = run(&[&["check", "b.md"], &rules[..]].concat());
    assert_eq!(told.code, 0, "{}", told.both());
}
