//! The command line: arguments, exit codes, what goes to which output.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{Told, gouji_in as gouji, program};

use tempfile::TempDir;

/// A folder with a pack that demands nothing, and whatever documents a test puts there.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let desk = Self { folder };
        desk.file(
            "rules/desk.toml",
            "[pack]\nname = \"desk\"\ntitle = \"桌子\"\napplies = { title = \"*\" }\n",
        );
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// `gouji check` with this desk's rules only.
    fn check(&self, args: &[&str]) -> Told {
        let mut all = vec!["check", "--no-default-rules", "--rules", "rules/desk.toml"];
        all.extend(args);
        gouji(self.folder.path(), &all)
    }
}

#[test]
fn wrong_arguments_end_with_2() {
    let desk = Desk::new();
    let here = desk.folder.path();
    for args in [
        &["check"][..],
        &["chekc"],
        &["check", "--fail-on", "notes", "a.txt"],
        &["check", "--format", "xml", "a.txt"],
        &["explain"],
    ] {
        assert_eq!(gouji(here, args).code, 2, "{args:?}");
    }
    let told = gouji(here, &["check", "--fial-on", "error", "a.txt"]).err;
    assert!(told.contains("没有参数 --fial-on") && told.contains("是不是 --fail-on"), "{told}");
    let told = gouji(here, &["check", "--lang", "en", "--fial-on", "error", "a.txt"]).err;
    assert!(told.contains("unexpected argument '--fial-on'"), "{told}");
    assert_eq!(gouji(here, &["--help"]).code, 0);
    assert_eq!(gouji(here, &["--version"]).code, 0);
}

#[test]
fn a_clean_document_ends_with_0_and_a_summary() {
    let desk = Desk::new();
    desk.file("a.txt", "部门预算\n");
    let told = desk.check(&["a.txt"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    assert!(told.out.starts_with("1 个文件 · "), "{}", told.out);
    let told = desk.check(&["a.txt", "--lang", "en"]);
    assert!(told.out.starts_with("1 file · "), "{}", told.out);
}

#[test]
fn a_folder_without_documents_ends_with_2_and_says_so() {
    let desk = Desk::new();
    desk.file("docs/a.bin", "x").file("docs/.hidden.txt", "x").file("docs/.git/b.txt", "x");
    let told = desk.check(&["docs"]);
    assert_eq!((told.code, told.out.as_str()), (2, ""));
    assert!(told.err.contains("docs 里没有可检查的文件"), "{}", told.err);
    assert!(desk.check(&["docs", "--lang", "en"]).err.contains("nothing to check in docs"));
    assert_eq!(desk.check(&["docs/.hidden.txt"]).code, 0, "named, so read");
    assert_eq!(desk.check(&["docs/.git"]).code, 0, "named, so looked into");
}

#[test]
fn what_cannot_be_read_ends_with_3_and_the_rest_is_checked() {
    let desk = Desk::new();
    desk.file("docs/a.txt", "部门预算\n").file("docs/b.md", b"\xFF1\xFF1\xFF").file("c.pdf", "%PDF-1.7");
    let told = desk.check(&["docs", "c.pdf", "gone.txt"]);
    assert_eq!(told.code, 3);
    for words in [
        "docs/b.md 无法检查",
        "第 1 行起不是 UTF-8，也看不出",
        "c.pdf 无法检查：PDF 已损坏",
        "gone.txt 无法检查：没有这个文件",
        "3 个文件无法检查",
    ] {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    assert!(told.out.contains("1 个文件 · "), "{}", told.out);
    assert_eq!(desk.check(&["docs", "--fail-on", "never"]).code, 3);
}

#[test]
fn include_and_exclude_choose_among_the_files_of_a_folder() {
    let desk = Desk::new();
    desk.file("docs/a.txt", "预算").file("docs/deep/b.text", "预算").file("docs/c.md", "预算");
    let count = |args: &[&str]| {
        let told = desk.check(args).out;
        told.lines().last().unwrap_or_default().split(' ').next().unwrap_or_default().to_owned()
    };
    assert_eq!(count(&["docs"]), "2");
    assert_eq!(count(&["docs", "--exclude", "*.md"]), "1");
    assert_eq!(count(&["docs", "--include", "*.text"]), "1");
    assert_eq!(count(&["docs", "docs/a.txt", "./docs"]), "2", "each once");
    assert!(desk.check(&["docs", "--exclude", "*.md"]).out.contains("略去 1 个文件"));
    let told = desk.check(&["docs", "--exclude", "a{b"]);
    assert_eq!(told.code, 2);
    assert!(told.err.contains("a{b"), "{}", told.err);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_is_told_and_not_followed() {
    let desk = Desk::new();
    desk.file("docs/a.txt", "预算\n");
    std::os::unix::fs::symlink(desk.path("docs"), desk.path("docs/again")).unwrap();
    let told = desk.check(&["docs"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.starts_with("1 个文件"), "{}", told.out);
    assert!(told.err.contains("docs/again"), "{}", told.err);
}

#[test]
fn rules_that_cannot_be_read_end_with_2() {
    let desk = Desk::new();
    desk.file("a.txt", "").file("none/readme.md", "");
    let here = desk.folder.path();
    for (args, words) in [
        (&["check", "a.txt", "--rules", "gone.toml"][..], "gone.toml"),
        (&["check", "a.txt", "--rules", "none"], "没有 .toml"),
        (&["check", "a.txt", "--no-default-rules"], "没有任何规则"),
    ] {
        let told = gouji(here, args);
        assert_eq!(told.code, 2, "{args:?}");
        assert!(told.err.contains(words), "{}", told.err);
    }
}

#[test]
fn an_unknown_rule_ends_with_2() {
    let desk = Desk::new();
    let told = gouji(
        desk.folder.path(),
        &["explain", "desk/nothing", "--no-default-rules", "--rules", "rules/desk.toml"],
    );
    assert_eq!((told.code, told.out.as_str()), (2, ""));
    assert!(told.err.contains("没有规则“desk/nothing”"), "{}", told.err);
}

/// What gouji says of its own is explained too.
#[test]
fn what_is_said_without_a_rule_is_explained() {
    for id in [
        "figure-at-fault",
        "no-pack",
        "idle-rules",
        "unreadable-figures",
        "table-stands-twice",
        "required-rule",
        "too-little-read",
        "figures-not-understood",
        "rule-not-finished",
    ] {
        for lang in ["zh", "en"] {
            let told = gouji(Path::new("."), &["explain", &format!("gouji/{id}"), "--lang", lang]);
            assert!(told.code == 0 && told.out.contains(id), "{}", told.both());
        }
    }
}

#[test]
fn machine_formats_are_machine_readable_whatever_happens() {
    let desk = Desk::new();
    desk.file("a b.txt", "部门预算\n").file("c.pdf", "%PDF-1.7");
    let told = desk.check(&["a b.txt", "c.pdf", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!((json["version"].as_u64(), json["exit_code"].as_u64()), (Some(1), Some(3)));
    assert_eq!(json["documents"][0]["path"], "a b.txt");
    assert_eq!(json["unreadable"][0]["path"], "c.pdf");
    assert!(told.err.contains("c.pdf"), "{}", told.err);
    let told = desk.check(&["a b.txt", "c.pdf", "--format", "sarif"]);
    let sarif: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["artifacts"][0]["location"]["uri"], "a%20b.txt");
    assert_eq!(run["invocations"][0]["exitCode"], 3);
}

#[test]
fn colour_is_for_those_who_ask() {
    let desk = Desk::new();
    desk.file("c.pdf", "%PDF-1.7");
    assert!(!desk.check(&["c.pdf"]).out.contains('\u{1b}'), "no terminal, no colour");
    assert!(desk.check(&["c.pdf", "--color", "always"]).out.contains('\u{1b}'));
}

#[test]
fn inspect_reads_without_rules() {
    let desk = Desk::new();
    desk.file("a.txt", "\u{FEFF}某部门预算\n").file("c.pdf", "%PDF-1.7");
    let here = desk.folder.path();
    let told = gouji(here, &["inspect", "a.txt"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.starts_with("a.txt\n"), "{}", told.out);
    let told = gouji(here, &["inspect", "a.txt", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!((json["version"].as_u64(), json["path"].as_str()), (Some(1), Some("a.txt")));
    assert_eq!(gouji(here, &["inspect", "c.pdf"]).code, 3);
    assert_eq!(gouji(here, &["inspect", "gone.txt"]).code, 3);
}

#[test]
fn ticks_stand_beside_every_figure() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let told = gouji(here, &["inspect", "fixtures/budget-clean.txt", "--ticks"]);
    assert_eq!(told.code, 0, "{}", told.err);
    let (lines, closing) = told.out.trim_end().rsplit_once('\n').unwrap();
    let marks = |mark| lines.matches(mark).count();
    assert!(marks('✓') > 200 && marks('✗') == 0, "{closing}");
    assert!(closing.contains(&format!("✓ 已核对 {} ", marks('✓'))), "{closing}");
    let only = gouji(here, &["inspect", "fixtures/budget-clean.txt", "--ticks=unchecked"]).out;
    let (only, _) = only.trim_end().rsplit_once('\n').unwrap();
    assert_eq!((only.matches('○').count(), only.matches('✓').count()), (marks('○'), 0));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    use std::process::{Command, Stdio};
    let desk = Desk::new();
    desk.file("a.txt", "部门预算\n");
    let mut child = Command::new(program())
        .current_dir(desk.folder.path())
        .args(["check", "--no-default-rules", "--rules", "rules/desk.toml", "a.txt"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

/// A result that nobody could read is no result, whatever command it is of.
#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_told_ends_with_2() {
    use std::process::{Command, Stdio};
    let desk = Desk::new();
    let ours = "[pack]\nname = \"ours\"\n[table.\"收支表\"]\ncaption = \"*收支表\"\n[rule.total-differs]\ntitle = \"合计\"\ncheck.formula = \"收支表[合计] = 收支表[甲]\"\n";
    desk.file("ours.toml", ours).file("a.txt", "收支表\n项目\t金额\n甲\t6.00\n合计\t6.00\n");
    for args in [
        &["rules"][..],
        &["rules", "--dead", "a.txt"],
        &["explain", "ours/total-differs", "--rules", "ours.toml"],
        &["explain", "gouji/no-pack"],
        &["test"],
        &["test", "ours.toml", "--mutate"],
        &["test", "--mutate", "a.txt"],
        &["schema"],
        &["inspect", "a.txt"],
        &["inspect", "a.txt", "--names"],
        &["inspect", "a.txt", "--ticks"],
        &["inspect", "a.txt", "--format", "json"],
        &["try", "收支表[合计] = 6", "a.txt", "--rules", "ours.toml"],
        &["check", "a.txt"],
        &["check", "a.txt", "--format", "json"],
        &["check", "a.txt", "--show-config"],
        &["baseline", "a.txt"],
        &["--help"],
        &["check", "--help"],
        &["--version"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(program());
        command.current_dir(desk.folder.path()).args(args).stdout(full).stderr(Stdio::piped());
        let output = command.env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains("写不出结果"), "{args:?}: {said}");
    }
}

/// The shipped rules, on the documents of the README.
#[test]
fn warnings_fail_a_run_only_where_that_is_asked_for() {
    let desk = Desk::new();
    let rule = "[rule.placeholder-is-left]\ntitle = \"占位\"\nseverity = \"warning\"\nwhy = \"-\"\ncheck.text = { forbid = \"XX\" }\n";
    desk.file("rules/desk.toml", format!("[pack]\nname = \"desk\"\n\n{rule}"))
        .file("a.txt", "某部门预算\n\nXX年\n");
    assert_eq!(desk.check(&["a.txt"]).code, 0);
    assert_eq!(desk.check(&["a.txt", "--fail-on", "warning"]).code, 1);
    assert_eq!(desk.check(&["a.txt", "--fail-on", "never"]).code, 0);
}

#[test]
fn a_rule_file_of_the_same_name_replaces_the_shipped_one() {
    let desk = Desk::new();
    let shipped = fs::read_to_string("rules/budget/pack.toml").unwrap();
    desk.file("rules/budget/pack.toml", shipped.replacen("部门预算公开", "另一套", 2));
    let here = desk.folder.path();
    let count = |told: &Told| told.out.matches("budget/").count();
    let told = gouji(here, &["rules", "--rules", "rules/budget/pack.toml"]);
    assert_eq!(told.code, 0);
    assert!(told.err.contains("代替了自带的 gouji:rules/budget/pack.toml"), "{}", told.err);
    assert!(told.out.contains("另一套"), "{}", told.out);
    assert_eq!(count(&told), count(&gouji(here, &["rules"])));
}

#[test]
fn every_shipped_rule_explains_itself_in_both_languages() {
    let here = Path::new(".");
    let listed = gouji(here, &["rules", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let mut ids = Vec::new();
    names(&json, &mut ids);
    assert!(ids.len() > 20, "{listed}");
    // A few: each starts a process.
    for id in ids.iter().step_by(ids.len() / 6) {
        for lang in ["zh", "en"] {
            let told = gouji(here, &["explain", id, "--lang", lang]);
            assert_eq!(told.code, 0, "{id}: {}", told.err);
            assert!(told.out.contains(id.as_str()), "{}", told.out);
        }
    }
}

/// Every `budget/…` id in a JSON value.
fn names(json: &serde_json::Value, ids: &mut Vec<String>) {
    match json {
        serde_json::Value::String(text) if text.starts_with("budget/") => ids.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| names(item, ids)),
        serde_json::Value::Object(items) => items.values().for_each(|item| names(item, ids)),
        _ => {}
    }
}

#[test]
fn a_folder_is_told_in_order_and_counts_add_up() {
    let told = gouji(Path::new("."), &["check", "fixtures", "--format", "json", "--exclude", "README.md"]);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let paths: Vec<&str> = json["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["path"].as_str().unwrap())
        .collect();
    let mut sorted = paths.clone();
    sorted.sort_unstable();
    assert_eq!(paths, sorted);
    assert!(paths.len() >= 5, "{paths:?}");
    assert_eq!(told.code, 1);
}

#[test]
fn the_rules_of_the_program_may_be_given_by_hand() {
    let told = gouji(
        Path::new("."),
        &["check", "--no-default-rules", "--rules", "rules", "fixtures/budget-clean.txt"],
    );
    assert_eq!(told.code, 0, "{}", told.both());
    assert!(!told.both().contains("gouji/rule-file"), "{}", told.both());
}
