//! Every format of one run: each what its readers demand, all of them the same on one thread and on many.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{DESK, command};

const FORMATS: [&str; 11] =
    ["text", "short", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "csv", "html"];

/// A document whose name is as hostile as a file system lets it be.
const HOSTILE: &str = "a,b|<img src=x onerror=1>&%.txt";

fn desk(documents: usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("desk.toml", DESK);
    put(HOSTILE, "某部门预算\n一、概况\n无。\n");
    put("clean.txt", "某部门预算\n一、说明\n无。\n");
    put("other.txt", "会议纪要\n");
    put("picture.txt", "%PDF-1.7");
    for at in 0..documents {
        put(&format!("n{at}.txt"), &format!("某部门预算\n一、概况\n第 {at} 份。\n"));
    }
    put(
        "gouji-waivers.toml",
        "[[waiver]]\nrule = \"desk/section-is-missing\"\nplace = \"*\"\ndocument = \"n0.txt\"\nreason = \"补充=公开\"\nby = \"甲\"\n",
    );
    folder
}

/// Runs once with every format written to a file; gives what is in each.
fn all(folder: &Path, threads: &str) -> Vec<String> {
    let mut command = command();
    command.current_dir(folder).env("RAYON_NUM_THREADS", threads);
    command.args(["check", ".", "--no-default-rules", "--rules", "desk.toml", "--as-of", "2030-01-01"]);
    for format in FORMATS {
        command.arg("--format").arg(format!("{format}=.out/{threads}/gouji.{format}"));
    }
    assert_eq!(command.output().unwrap().status.code(), Some(1));
    FORMATS
        .map(|format| fs::read_to_string(folder.join(format!(".out/{threads}/gouji.{format}"))).unwrap())
        .to_vec()
}

fn one(format: &str) -> String {
    let folder = desk(1);
    let at = FORMATS.iter().position(|known| *known == format).unwrap();
    all(folder.path(), "2").swap_remove(at)
}

fn valid(schema: &str, told: &Value) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> =
        schema.iter_errors(told).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn threads_make_no_difference() {
    let folder = desk(40);
    let single = all(folder.path(), "1");
    for threads in ["2", "7"] {
        let again = all(folder.path(), threads);
        for ((format, one), many) in FORMATS.iter().zip(&single).zip(&again) {
            assert!(!one.is_empty() && one == many, "{format} differs on {threads} threads");
        }
        for page in 1..=43 {
            let read = |threads: &str| {
                fs::read(folder.path().join(format!(".out/{threads}/gouji/{page:04}.html"))).unwrap()
            };
            assert!(read("1") == read(threads), "page {page} differs on {threads} threads");
        }
    }
}

#[test]
fn a_report_in_one_file_is_the_same_on_any_threads() {
    let folder = tempfile::tempdir().unwrap();
    let tell = |threads: &str| {
        let path = folder.path().join(format!("{threads}.html"));
        let mut command = command();
        command.env("RAYON_NUM_THREADS", threads).args(["check", "fixtures", "--format"]);
        command.arg(format!("html={}", path.display())).output().unwrap();
        fs::read(path).unwrap()
    };
    let single = tell("1");
    assert!(single.len() > 100_000 && single == tell("2") && single == tell("7"));
}

#[test]
fn a_file_holds_what_the_screen_does() {
    let folder = desk(1);
    let written = all(folder.path(), "2");
    // Or else it would be told as a hidden folder that nobody looked into.
    fs::remove_dir_all(folder.path().join(".out")).unwrap();
    for (format, written) in FORMATS.iter().zip(written) {
        let output = command()
            .current_dir(folder.path())
            .args([
                "check",
                ".",
                "--no-default-rules",
                "--rules",
                "desk.toml",
                "--as-of",
                "2030-01-01",
                "--format",
                format,
            ])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), written, "{format}");
    }
}

#[test]
fn gitlab_reads_it() {
    let told: Value = serde_json::from_str(&one("gitlab")).unwrap();
    valid(include_str!("../data/gitlab-code-quality.schema.json"), &told);
    let issues = told.as_array().unwrap();
    let prints: BTreeSet<&str> = issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    assert_eq!((issues.len(), prints.len()), (4, 4), "{told:#}");
    let severities: Vec<&str> = issues.iter().map(|issue| issue["severity"].as_str().unwrap()).collect();
    assert_eq!(severities, ["major", "minor", "blocker", "info"]);
}

#[test]
fn reviewdog_reads_it() {
    let told: Value = serde_json::from_str(&one("rdjson")).unwrap();
    valid(include_str!("../data/rdjson.schema.json"), &told);
    assert_eq!(told["diagnostics"].as_array().unwrap().len(), 4);
    let range = &told["diagnostics"][0]["location"]["range"];
    assert_eq!(
        (range["start"]["column"].as_u64(), range["end"]["column"].as_u64()),
        (Some(1), Some(16)),
        "bytes"
    );
}

#[test]
fn junit_is_well_formed_and_adds_up() {
    let told = one("junit");
    let tree = roxmltree::Document::parse(&told).unwrap();
    let root = tree.root_element();
    let count = |name: &str| tree.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
    assert_eq!(root.tag_name().name(), "testsuites");
    for (attribute, tag) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
        assert_eq!(root.attribute(attribute), Some(count(tag).as_str()), "{told}");
        let sum: usize = root
            .children()
            .filter_map(|suite| suite.attribute(attribute))
            .map(|n| n.parse::<usize>().unwrap())
            .sum();
        assert_eq!(sum.to_string(), count(tag));
    }
    let names: Vec<&str> = root.children().filter_map(|suite| suite.attribute("name")).collect();
    assert!(names.contains(&HOSTILE), "{names:?}");
    let skipped = tree.descendants().find(|node| node.has_tag_name("skipped")).unwrap();
    assert!(skipped.attribute("message").unwrap().contains("补充=公开（甲）"), "{told}");
    assert_eq!(count("failure"), "1");
}

#[test]
fn github_reads_one_command_a_line() {
    let told = one("github");
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].starts_with("::error file=a%2Cb|<img src=x onerror=1>&%25.txt,line=1,endLine=1,col=1,endColumn=5,title=desk/section-is-missing::"), "{told}");
    assert!(lines[0].ends_with("%0A补上"), "{told}");
    assert!(lines.iter().all(|line| line.starts_with("::")) && lines.len() == 4, "{told}");
}

#[test]
fn markdown_holds_no_markup_of_the_documents() {
    let told = one("markdown");
    assert!(!told.contains("<img") && told.contains("&#60;img"), "{told}");
    let rows: Vec<&str> = told.lines().filter(|line| line.starts_with("| <code>")).collect();
    assert_eq!(rows.len(), 4, "{told}");
    assert!(rows.iter().all(|row| row.matches('|').count() == 9), "{told}");
    assert!(told.contains("已豁免：补充=公开（甲）"), "{told}");
}

#[test]
fn csv_opens_in_a_spreadsheet() {
    let told = one("csv");
    let bare = told.strip_prefix('\u{FEFF}').unwrap();
    let rows: Vec<&str> = bare.split("\r\n").collect();
    assert_eq!((rows.len(), rows.last()), (7, Some(&"")), "{told}");
    assert!(rows[0].starts_with("文件,行,列,级别,规则,"), "{told}");
    assert!(
        rows[1].starts_with("\"a,b|<img src=x onerror=1>&%.txt\",1,1,错误,desk/section-is-missing,"),
        "{told}"
    );
    assert!(told.contains("已豁免：补充=公开（甲）"), "{told}");
}
