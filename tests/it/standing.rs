//! Who is accused: a relation is held against the author where its family has shown on the page that it holds; where many of
//! one reading fail, the reading is told as doubtful, once.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use serde_json::Value;

use crate::common::command;

const RULES: &str = r#"
[pack]
name = "desk"
presumed = true

[table."经费表"]
caption = "*经费表"

[rule.row-total-differs]
title = "合计应等于人员经费与公用经费之和"
check.formula = "经费表[*, 合计] = 经费表[*, 人员经费] + 经费表[*, 公用经费]"
"#;

/// A table of offices: total, staff, running costs.
fn table(rows: &[[&str; 3]]) -> String {
    let mut text = "某某研究所经费表\n\n单位：万元\n\n项目\t合计\t人员经费\t公用经费\n".to_owned();
    for (at, [total, staff, running]) in rows.iter().enumerate() {
        let name =
            ["办公室", "资料室", "测绘队", "检验科", "服务站", "信息科", "培训部", "档案库", "车队"][at];
        text.push_str(&format!("{name}\t{total}\t{staff}\t{running}\n"));
    }
    text
}

/// What is told of a document: rule, severity, certainty, and the text under the finger.
fn told(text: &str) -> Vec<(String, String, u64, String)> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.toml"), RULES).unwrap();
    fs::write(folder.path().join("经费.txt"), text).unwrap();
    let output = command()
        .current_dir(folder.path())
        .args(["check", "--no-default-rules", "--rules", "rules.toml", "--format", "json", "经费.txt"])
        .output()
        .unwrap();
    let run: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = run["documents"][0]["diagnostics"].as_array().unwrap();
    let words = |value: &Value| value.as_str().unwrap().to_owned();
    found
        .iter()
        .map(|found| {
            let span = &found["primary"];
            let under = span["start"].as_u64().unwrap() as usize..span["end"].as_u64().unwrap() as usize;
            let certainty = found["certainty"].as_u64().unwrap();
            (words(&found["rule"]), words(&found["severity"]), certainty, text[under].to_owned())
        })
        .collect()
}

/// Sums that come out.
const RIGHT: [[&str; 3]; 8] = [
    ["1,203.55", "803.15", "400.40"],
    ["318.20", "200.00", "118.20"],
    ["947.31", "611.09", "336.22"],
    ["582.97", "211.85", "371.12"],
    ["106.72", "44.61", "62.11"],
    ["733.08", "500.07", "233.01"],
    ["289.46", "101.13", "188.33"],
    ["655.90", "313.40", "342.50"],
];

#[test]
fn one_that_fails_among_many_that_hold_is_the_authors() {
    let mut rows = RIGHT;
    // No slip of the keyboard makes this of 947.31.
    rows[2][0] = "902.88";
    let found = told(&table(&rows));
    assert_eq!(found.len(), 1, "{found:?}");
    let (rule, severity, certainty, under) = &found[0];
    assert_eq!(
        (rule.as_str(), severity.as_str(), under.as_str()),
        ("desk/row-total-differs", "error", "902.88")
    );
    assert!(*certainty >= 95, "{certainty}");
}

#[test]
fn a_column_that_is_meant_otherwise_accuses_nobody() {
    // The total holds what was carried over as well, in most rows.
    let mut rows = RIGHT;
    for (at, total) in
        ["1,250.11", "377.49", "990.02", "582.97", "166.28", "801.73", "289.46", "713.36"].iter().enumerate()
    {
        rows[at][0] = total;
    }
    let found = told(&table(&rows));
    assert_eq!(found.len(), 1, "{found:?}");
    let (rule, severity, certainty, _) = &found[0];
    assert_eq!((rule.as_str(), severity.as_str()), ("gouji/doubtful", "note"));
    assert!(*certainty <= 5, "{certainty}");
}

#[test]
fn a_lone_difference_is_told_as_one_unless_a_slip_explains_it() {
    let lone = |total: &'static str| told(&table(&[[total, "803.15", "400.40"]]));
    let found = lone("1,377.02");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].1, "warning");
    assert!(found[0].2 < 95);
    // One digit: the shorter the figures, the likelier that some digit fits by chance.
    let found = lone("1,263.55");
    assert_eq!((found.len(), found[0].1.as_str(), found[0].3.as_str()), (1, "warning", "1,263.55"));
    assert!(found[0].2 >= 85, "{found:?}");
    let found = told(&table(&[["1,263,553.38", "803,151.27", "400,402.11"]]));
    assert_eq!((found.len(), found[0].1.as_str(), found[0].3.as_str()), (1, "error", "1,263,553.38"));
    assert!(lone("1,203.55").is_empty());
}

#[test]
fn doubtful_figures_are_neither_ticked_nor_contradicted() {
    let mut rows = RIGHT;
    for (at, total) in
        ["1,250.11", "377.49", "990.02", "582.97", "166.28", "801.73", "289.46", "713.36"].iter().enumerate()
    {
        rows[at][0] = total;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.toml"), RULES).unwrap();
    fs::write(folder.path().join("经费.txt"), table(&rows)).unwrap();
    let args = ["check", "--no-default-rules", "--rules", "rules.toml", "--format", "json", "经费.txt"];
    let output = command().current_dir(folder.path()).args(args).output().unwrap();
    let run: Value = serde_json::from_slice(&output.stdout).unwrap();
    let count = |key: &str| run["summary"][key].as_u64().unwrap();
    assert_eq!((count("tied"), count("contradicted"), count("unchecked")), (0, 0, 24));
    assert_eq!(run["summary"]["outcomes"]["doubtful"], 8);
    assert_eq!(output.status.code(), Some(0));
}
