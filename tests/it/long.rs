//! Documents that are long in one way or another: each is checked to the end, in a few seconds of work.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Output};

use crate::common::{gouji_in, program, put};

/// A document that takes more seconds of a processor than this is taken not to end. Those below take a quarter of it at most,
/// where nothing is optimised.
const SECONDS: u32 = 30;

/// What the check of a document prints, as JSON, and how it ends.
fn checked(text: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("long.txt"), text).unwrap();
    let limited = format!("ulimit -t {SECONDS} && exec \"$0\" check --no-config --format json long.txt");
    let mut command = Command::new("sh");
    command.args(["-c", &limited]).arg(program()).current_dir(folder.path()).env("LC_ALL", "zh_CN.UTF-8");
    command.output().unwrap()
}

/// Checks a document; it must end in time, with or without findings.
fn ends(text: &str) {
    let told = checked(text);
    let code = told.status.code();
    assert!(matches!(code, Some(0 | 1 | 3)), "{}: {}", told.status, String::from_utf8_lossy(&told.stderr));
    let json: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(json["summary"]["files"], 1, "the document is checked: {}", json["unreadable"]);
}

fn in_budget(paragraph: &str) -> String {
    format!("某市某局2031年部门预算\n\n一、情况说明\n\n{paragraph}\n")
}

#[test]
fn thousands_of_wrong_rows() {
    let mut text = in_budget("项目\t合计\t一季度\t二季度");
    text.truncate(text.trim_end().len());
    for row in 0..4000 {
        let (a, b) = (100 + row * 37 % 900, 50 + row * 53 % 700);
        let sum = a + b + if row % 5 == 2 { 30 } else { 0 };
        write!(text, "\n第{row}项\t{sum}.00\t{a}.00\t{b}.00").unwrap();
    }
    ends(&text);
}

#[test]
fn thousands_of_rows_that_no_total_adds_up() {
    let mut text = String::from("某公司费用表\n\n项目\t一季度\t二季度\n");
    for row in 0..40_000 {
        writeln!(text, "第{row}项\t{0}.25\t{0}.75", 100 + row * 37 % 900).unwrap();
    }
    ends(&(text + "合计\t1.00\t1.00\n"));
}

#[test]
fn thousands_of_rows_with_blank_lines_between_them() {
    let mut text = String::from("某局名单\n\n姓名\t职务\t备注\n");
    for row in 0..8000 {
        writeln!(text, "第{row}位\t科员\t无\n").unwrap();
    }
    ends(&text);
}

#[test]
fn thousands_of_tables_of_one_name() {
    let mut text = String::from("某局2031年部门预算\n");
    for table in 0..4000 {
        writeln!(text, "\n支出总表\n\n项目\t合计\t基本支出\n第{table}项\t3.00\t1.00\n").unwrap();
    }
    ends(&text);
}

#[test]
fn many_departments_in_one_file() {
    let one = fs::read_to_string("fixtures/budget-one-digit.txt").unwrap();
    ends(&one.repeat(64));
}

#[test]
fn thousands_of_lists_in_a_sentence() {
    ends(&in_budget(&"其中：甲1.00万元，".repeat(8000)));
}

#[test]
fn a_list_of_thousands_of_parts() {
    ends(&in_budget(&format!("支出合计7.77万元，其中：{}", "甲项1.00万元、".repeat(20_000))));
}

#[test]
fn thousands_of_changes_in_a_sentence() {
    let change = |at: u32| format!("甲项{}.00万元，比上年增加{}.00万元，增长7.31%，", 200 + at, 20 + at % 7);
    ends(&in_budget(&(0..10_000).map(change).collect::<String>()));
}

#[test]
fn one_word_thousands_of_times() {
    ends(&in_budget(&"预算".repeat(40_000)));
    ends(&in_budget(&format!("支出100万元，比上年{}1万元。", "增加".repeat(20_000))));
}

#[test]
fn an_amount_in_words_beyond_all_amounts() {
    ends(&in_budget(&"壹佰贰拾叁亿".repeat(16_000)));
    let told = checked(&in_budget("合同总价人民币壹拾亿亿亿元整（¥178500）。"));
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("大写“壹拾亿亿亿元整”读不成数"), "{told}");
}

#[test]
fn a_comparison_after_two_sentences() {
    ends(&in_budget("本局有三个科室。支出总计110.00万元。与上年相比，总计增加10.00万元，增长10.00%。"));
}

/// What judges is told of up to a thousand faults by their places, and of all others by their number.
#[test]
fn a_fault_in_every_line_of_what_judges() {
    let lines = |line: fn(u32) -> String| (0..20_000).map(line).collect::<String>();
    let keys = lines(|at| format!("k{at} = 1\n"));
    let files = [
        ("rules.toml", format!("[pack]\nname = \"mine\"\n{keys}"), "--rules"),
        ("config.toml", keys, "--config"),
        ("waivers.toml", lines(|at| format!("[[waiver]]\nk{at} = 1\n")), "--waivers"),
    ];
    for (name, text, option) in files {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), &[(name, &text), ("a.txt", "某局2031年部门预算\n")]);
        let told = gouji_in(folder.path(), &["check", "a.txt", option, name, "--format", "short"]);
        assert_eq!(told.code, 2, "{name}");
        let lines = told.out.lines().filter(|line| line.starts_with(name)).count();
        assert!(lines == 1001 && told.out.contains("处错误没有列出"), "{name}: {lines}");
    }
}
