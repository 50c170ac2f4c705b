//! What was accepted is one figure, not a place: another wrong figure where one was waived or stood in the baseline counts.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use tempfile::TempDir;

use crate::common::{gouji_in, put};

/// A pack with one sum, an error, and a warning on words that are left.
const PACK: &str = "[pack]\nname = \"ferry\"\n[table.\"渡船表\"]\ncaption = \"*渡船表\"\n[rule.total-differs]\ntitle = \"合计\"\n\
    check.formula = \"渡船表[合计] = 渡船表[甲] + 渡船表[乙]\"\n[rule.date-is-no-date]\ntitle = \"日期\"\ncheck.text = { forbid = \"/2030年1[3-9]月/\" }\n";

fn document(total: &str) -> String {
    format!("渡船公司账\n渡船表\n项目\t金额\n甲\t6.00\n乙\t4.00\n合计\t{total}\n")
}

fn desk(total: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(folder.path(), &[("ferry.toml", PACK), ("a.txt", &document(total))]);
    folder
}

fn run(folder: &TempDir, args: &[&str]) -> (i32, String) {
    let rules = ["--no-default-rules", "--rules", "ferry.toml", "--as-of", "2030-01-31"];
    let told = gouji_in(folder.path(), &[args, &rules].concat());
    (told.code, told.both())
}

fn wrote(folder: &TempDir, total: &str) {
    fs::write(folder.path().join("a.txt"), document(total)).unwrap();
}

#[test]
fn another_wrong_figure_is_not_the_one_in_the_baseline() {
    let folder = desk("12.00");
    assert_eq!(run(&folder, &["baseline", "a.txt", "--file", "b.json"]).0, 0);
    let kept = fs::read_to_string(folder.path().join("b.json")).unwrap();
    for kept_of_it in [
        "\"stated\": \"12.00\"",
        "\"expected\": \"10.00\"",
        "\"severity\": \"error\"",
        "\"date\": \"2030-01-31\"",
    ] {
        assert!(kept.contains(kept_of_it), "{kept_of_it}: {kept}");
    }
    let check = ["check", "a.txt", "--baseline", "b.json"];
    assert_eq!(run(&folder, &check).0, 0);
    wrote(&folder, "99.00");
    for format in ["text", "short", "github", "gitlab", "markdown", "csv", "rdjson", "sarif", "json", "junit"]
    {
        let (code, told) = run(&folder, &[&check[..], &["--format", format]].concat());
        let said = "基线里接受的变了：当时写 12.00、应为 10.00，现在写 99.00、应为 10.00";
        let told = told.replace("\\.", ".");
        assert!(code == 1 && told.contains(said), "{format}: {code}\n{told}");
    }
    let (_, told) = run(&folder, &[&check[..], &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&told).unwrap();
    let found = &json["documents"][0]["diagnostics"][0];
    assert_eq!(
        (found["baseline"].as_str(), found["accepted"]["stated"].as_str()),
        (Some("updated"), Some("12.00"))
    );
    // Accepted anew only by hand.
    let (code, told) = run(&folder, &["baseline", "a.txt", "--file", "b.json"]);
    assert!(code == 1 && told.contains("--accept-new"), "{code}\n{told}");
    assert_eq!(run(&folder, &["baseline", "a.txt", "--file", "b.json", "--accept-new"]).0, 0);
    assert_eq!(run(&folder, &check).0, 0);
}

#[test]
fn what_has_become_worse_is_not_what_was_accepted() {
    let folder = desk("12.00");
    put(folder.path(), &[("gouji.toml", "[severity]\n\"ferry/total-differs\" = \"warning\"\n")]);
    assert_eq!(run(&folder, &["baseline", "a.txt", "--file", "b.json"]).0, 0);
    put(folder.path(), &[("gouji.toml", "")]);
    let (code, told) = run(&folder, &["check", "a.txt", "--baseline", "b.json"]);
    assert!(code == 1 && told.contains("是 warning，现在写 12.00、应为 10.00、是 error"), "{code}\n{told}");
}

#[test]
fn words_that_are_wrong_are_kept_as_figures_are() {
    let folder = desk("10.00");
    let with = |month: &str| {
        fs::write(folder.path().join("a.txt"), format!("{}完成于2030年{month}月。\n", document("10.00")))
            .unwrap()
    };
    with("13");
    assert_eq!(run(&folder, &["baseline", "a.txt", "--file", "b.json"]).0, 0);
    assert_eq!(run(&folder, &["check", "a.txt", "--baseline", "b.json"]).0, 0);
    with("14");
    let (code, told) = run(&folder, &["check", "a.txt", "--baseline", "b.json"]);
    assert!(code == 1 && told.contains("2030年14月"), "{code}\n{told}");
}

#[test]
fn another_wrong_figure_is_not_the_one_that_was_waived() {
    let folder = desk("12.00");
    let print = fingerprint(&folder);
    let waive = ["waive", &print, "a.txt", "--reason", "已报批", "--by", "甲"];
    assert_eq!(run(&folder, &waive).0, 0);
    let kept = fs::read_to_string(folder.path().join("gouji-waivers.toml")).unwrap();
    assert!(
        kept.contains("stated = \"12.00\"\nexpected = \"10.00\"\nseverity = \"error\"\ndate = 2030-01-31\n"),
        "{kept}"
    );
    assert_eq!(run(&folder, &["check", "a.txt"]).0, 0);
    wrote(&folder, "99.00");
    let (code, told) = run(&folder, &["check", "a.txt"]);
    assert!(
        code == 1 && told.contains("豁免的变了：当时写 12.00、应为 10.00，现在写 99.00、应为 10.00"),
        "{code}\n{told}"
    );
    assert!(!told.contains("gouji/waiver-unused"), "said once: {told}");
    // Waived anew: the waiver of old is left over.
    assert_eq!(run(&folder, &waive).0, 0);
    let (code, told) = run(&folder, &["check", "a.txt"]);
    assert!(code == 0 && told.contains("gouji/waiver-unused"), "{code}\n{told}");
}

fn fingerprint(folder: &TempDir) -> String {
    let (_, told) = run(folder, &["check", "a.txt", "--format", "short", "--fingerprints"]);
    told.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned()
}

#[test]
fn files_of_the_first_version_still_match_and_are_told() {
    let folder = desk("12.00");
    let print = fingerprint(&folder);
    let old = format!(
        "{{\"version\": 1, \"documents\": {{\"a.txt\": {{\"{print}\": {{\"rule\": \"ferry/total-differs\", \"place\": \"\"}}}}}}}}"
    );
    put(folder.path(), &[("b.json", &old)]);
    let (code, told) = run(&folder, &["check", "a.txt", "--baseline", "b.json"]);
    assert!(code == 0 && told.contains("提示[gouji/baseline-keeps-no-figures]"), "{code}\n{told}");
    let (code, told) = run(&folder, &["baseline", "a.txt", "--file", "b.json"]);
    assert!(code == 0 && told.contains("+0/−0"), "{code}\n{told}");
    let (code, told) = run(&folder, &["check", "a.txt", "--baseline", "b.json"]);
    assert!(code == 0 && !told.contains("keeps-no-figures"), "{code}\n{told}");
    let old = format!(
        "[[waiver]]\nrule = \"ferry/total-differs\"\nfingerprint = \"{print}\"\nreason = \"a\"\nby = \"b\"\n"
    );
    put(folder.path(), &[("gouji-waivers.toml", &old)]);
    let (code, told) = run(&folder, &["check", "a.txt"]);
    assert!(code == 0 && told.contains("提示[gouji/waiver-keeps-no-figures]"), "{code}\n{told}");
}

#[test]
fn a_baseline_that_is_refused_names_the_files_and_the_step_to_take() {
    let folder = desk("12.00");
    put(folder.path(), &[("b.pdf", "%PDF-1.7")]);
    let (code, told) = run(&folder, &["baseline", "."]);
    assert_eq!(code, 3);
    for words in ["b.pdf：PDF 已损坏", "有 1 个文件读不了，基线未写", "--exclude"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    // What is only counted does not stand in the way.
    put(folder.path(), &[("c.txt", "会议纪要\n")]);
    let (code, told) = run(&folder, &["baseline", ".", "--exclude", "*.pdf"]);
    assert_eq!(code, 0, "{told}");
}

#[test]
fn no_fingerprint_is_told_that_no_waiver_could_be_for() {
    let folder = desk("10.00");
    let idle = "[pack]\nname = \"idle\"\n[table.\"码头表\"]\ncaption = \"*码头表\"\n[rule.total-differs]\ntitle = \"合计\"\ncheck.formula = \"码头表[合计] = 码头表[甲]\"\n";
    put(folder.path(), &[("idle.toml", idle)]);
    let check = ["check", "a.txt", "--rules", "idle.toml", "--fingerprints"];
    let (_, told) = run(&folder, &check);
    assert!(told.contains("gouji/idle-rules") && !told.contains("指纹"), "{told}");
    let (_, told) = run(&folder, &[&check[..], &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(told.split("\n警告").next().unwrap()).unwrap();
    let print = json["faults"][0]["fingerprint"].as_str().unwrap();
    let waive = ["waive", print, "a.txt", "--rules", "idle.toml", "--reason", "a", "--by", "b"];
    let (code, told) = run(&folder, &waive);
    assert!(code == 2 && told.contains("不是文件里的问题，不能豁免"), "{code}\n{told}");
}
