//! `gouji survey`: a folder in one run, the record of it, and what changed since another.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{Told, command, gouji_in, put};

const RULES: &str = r#"
[pack]
name = "mine"
[table."经费表"]
caption = "*经费表"
[rule.total-differs-from-its-parts]
title = "合计应等于人员经费与公用经费之和"
check.formula = "经费表[*, 合计] = 经费表[*, 人员经费] + 经费表[*, 公用经费]"
[rule.word-is-left]
title = "不应有待定"
severity = "warning"
check.text = { in = "text", forbid = ["待定"] }
"#;

/// A document of one table with a row for each of `rows`.
fn sheet(rows: &[[&str; 4]]) -> String {
    let rows: String = rows.iter().map(|row| row.join("\t") + "\n").collect();
    format!("某单位经费表\n\n单位：万元\n\n项目\t合计\t人员经费\t公用经费\n{rows}\n金额待定。\n")
}

fn desk() -> TempDir {
    let folder = TempDir::new().unwrap();
    let right = ["办公室", "12.00", "8.50", "3.50"];
    put(
        folder.path(),
        &[
            ("rules.toml", RULES),
            ("in/a.txt", &sheet(&[right])),
            ("in/深/b.txt", &sheet(&[["办公室", "21.00", "8.50", "3.50"], right])),
            ("in/c.doc", "{\\rtf1}"),
        ],
    );
    folder
}

fn survey(desk: &Path, more: &[&str]) -> Told {
    let mut args = vec!["survey", "in", "--no-config", "--no-default-rules", "--rules", "rules.toml"];
    args.extend(more);
    gouji_in(desk, &args)
}

fn lines(desk: &Path, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(desk.join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_folder_is_summed_up_and_every_finding_is_a_line() {
    let desk = desk();
    let told = survey(desk.path(), &["--out", "out/now.jsonl"]);
    assert_eq!(told.code, 0, "{}", told.err);
    for wanted in [
        "3 份文件：无问题 1 · 有问题 1 · 没有查全 0 · 无法检查 1\n",
        "9 个数：已核对 6（66%）· 矛盾 3 · 无规则核对 0\n",
        "错误 0 / 1–5 / 6–20 / 多于 20 处的文件：1 / 1 / 0 / 0\n",
        "\n 1   1          0  错误     mine/total-differs-from-its-parts\n",
        "\n 2   2          0  警告     mine/word-is-left\n",
        "\n无法检查：\n  c.doc  这是 RTF 文档，不能直接读取\n",
    ] {
        assert!(told.out.contains(wanted), "{wanted}{}", told.out);
    }
    let lines = lines(desk.path(), "out/now.jsonl");
    let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).collect::<Vec<_>>();
    assert_eq!(lines[0], serde_json::json!({ "kind": "survey", "version": 1 }));
    let documents: Vec<String> = of("document")
        .iter()
        .map(|line| format!("{} {} {}", line["document"], line["ends"], line["figures"]))
        .collect();
    assert_eq!(documents, ["\"a.txt\" \"clean\" 3", "\"c.doc\" \"unread\" 0", "\"深/b.txt\" \"findings\" 6"]);
    let found = of("finding");
    assert_eq!(found.len(), 3);
    let wrong = found.iter().find(|line| line["severity"] == "error").unwrap();
    for (key, wanted) in [
        ("document", "深/b.txt"),
        ("rule", "mine/total-differs-from-its-parts"),
        ("place", "line/6"),
        ("where", "6:5"),
        ("text", "21.00"),
        ("expected", "12.00"),
    ] {
        assert_eq!(wrong[key], wanted, "{key}");
    }
    assert_eq!(wrong["fingerprint"].as_str().unwrap().len(), 32);
}

#[test]
fn nothing_changed_is_said_and_ends_with_0() {
    let desk = desk();
    survey(desk.path(), &["--out", "a.jsonl"]);
    // The record to compare with may be the one that is written.
    let told = survey(desk.path(), &["--against", "a.jsonl", "--out", "a.jsonl"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(
        told.out.ends_with("\n与 a.jsonl 相比（两边都有 2 份文件）：出现 0 · 消失 0 · 变化 0\n"),
        "{}",
        told.out
    );
}

#[test]
fn what_a_change_of_rules_did_is_told_by_rule_and_place() {
    let desk = desk();
    survey(desk.path(), &["--out", "before.jsonl"]);
    let changed = RULES
        .replace("severity = \"warning\"", "severity = \"error\"")
        .replace("+ 经费表[*, 公用经费]", "− 经费表[*, 公用经费]");
    put(desk.path(), &[("rules.toml", &changed), ("in/d.txt", &sheet(&[]))]);
    fs::remove_file(desk.path().join("in/c.doc")).unwrap();
    let told = survey(desk.path(), &["--against", "before.jsonl", "--lang", "en"]);
    assert_eq!(told.code, 1, "{}", told.err);
    let compared = told.out.split("\nagainst ").nth(1).unwrap();
    assert_eq!(
        compared,
        "before.jsonl (documents in both: 2): appeared 2 · vanished 0 · changed 3 · tied out −6 · contradicted +6\n\
         \n\
         mine/total-differs-from-its-parts  appeared 2 · vanished 0 · changed 1\n  \
         + a.txt 6:5  error “12.00”, should be 5.00\n  \
         ~ 深/b.txt 6:5  error “21.00”, should be 12.00 → error “21.00”, should be 5.00\n  \
         + 深/b.txt 7:5  error “12.00”, should be 5.00\n\
         \n\
         mine/word-is-left  appeared 0 · vanished 0 · changed 2\n  \
         ~ a.txt 8:3  warning “待定” → error “待定”\n  \
         ~ 深/b.txt 9:3  warning “待定” → error “待定”\n\
         \n\
         documents\n  \
         + d.txt\n  \
         − c.doc\n"
    );
    // A rule that is taken out: all it found is gone.
    let off = RULES.split("[rule.word").next().unwrap();
    put(desk.path(), &[("rules.toml", off)]);
    let told = survey(desk.path(), &["--against", "before.jsonl"]);
    assert_eq!(told.code, 1, "{}", told.err);
    assert!(
        told.out.contains("\nmine/word-is-left  出现 0 · 消失 2 · 变化 0\n  − a.txt 8:3  警告「待定」\n"),
        "{}",
        told.out
    );
}

#[test]
fn a_document_that_cannot_be_read_any_more_is_a_change() {
    let desk = desk();
    survey(desk.path(), &["--out", "before.jsonl"]);
    put(desk.path(), &[("in/a.txt", "%PDF-1.7")]);
    let told = survey(desk.path(), &["--against", "before.jsonl"]);
    assert_eq!(told.code, 1, "{}", told.err);
    assert!(told.out.contains("\n文件\n  ~ a.txt  现在无法检查："), "{}", told.out);
    assert!(told.out.contains("（两边都有 1 份文件）：出现 0 · 消失 0 · 变化 0\n"), "{}", told.out);
}

#[test]
fn many_changes_of_a_rule_are_cut_short_unless_asked_for() {
    let desk = desk();
    survey(desk.path(), &["--out", "before.jsonl"]);
    let names: Vec<String> = (0..14).map(|at| format!("{at}室")).collect();
    let rows: Vec<[&str; 4]> = names.iter().map(|name| [name.as_str(), "9.00", "8.50", "3.50"]).collect();
    put(desk.path(), &[("in/a.txt", &sheet(&rows))]);
    let told = survey(desk.path(), &["--against", "before.jsonl"]);
    assert!(told.out.contains("  … 还有 4 处（--all 列出）\n"), "{}", told.out);
    let all = survey(desk.path(), &["--against", "before.jsonl", "--all"]);
    assert!(!all.out.contains("…") && all.out.matches("\n  + a.txt").count() == 14, "{}", all.out);
}

#[test]
fn threads_make_no_difference_to_a_survey() {
    let desk = desk();
    for at in 0..30 {
        put(desk.path(), &[(&format!("in/n{at}.txt"), &sheet(&[["办公室", "9.00", "8.50", "3.50"]]))]);
    }
    let run = |threads: &str| {
        let out = format!("{threads}.jsonl");
        let mut command = command();
        command.current_dir(desk.path()).env("RAYON_NUM_THREADS", threads).env("LC_ALL", "zh_CN.UTF-8");
        command.args([
            "survey",
            "in",
            "--no-config",
            "--no-default-rules",
            "--rules",
            "rules.toml",
            "--out",
            &out,
        ]);
        (command.output().unwrap().stdout, fs::read(desk.path().join(&out)).unwrap())
    };
    assert!(run("1") == run("7"));
}

#[test]
fn what_is_no_record_and_rules_at_fault_end_with_2() {
    let desk = desk();
    put(
        desk.path(),
        &[("x.jsonl", "{\"kind\":\"survey\",\"version\":1}\n{\"kind\":\"document\"}\n"), ("y.jsonl", "")],
    );
    for (name, line) in [("x.jsonl", 2), ("y.jsonl", 1)] {
        let told = survey(desk.path(), &["--against", name]);
        assert_eq!(told.code, 2);
        assert!(told.err.contains(&format!("{name} 第 {line} 行不是 gouji survey 写的记录")), "{}", told.err);
    }
    put(desk.path(), &[("rules.toml", &RULES.replace("check.text", "check.txt"))]);
    let told = survey(desk.path(), &["--out", "now.jsonl"]);
    assert_eq!(told.code, 2, "{}", told.err);
    assert!(told.err.contains("没有汇总") && !desk.path().join("now.jsonl").exists(), "{}", told.err);
}
