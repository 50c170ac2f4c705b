//! Who is accused: a relation is held against the author where its family has shown on the page that it holds; where many of
//! one reading fail, the reading is told as doubtful, once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

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
    told_by(&["--no-default-rules", "--rules", "rules.toml"], text)
}

fn told_by(rules: &[&str], text: &str) -> Vec<(String, String, u64, String)> {
    told_with(RULES, rules, text)
}

fn told_with(pack: &str, rules: &[&str], text: &str) -> Vec<(String, String, u64, String)> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.toml"), pack).unwrap();
    fs::write(folder.path().join("经费.txt"), text).unwrap();
    let args = [&["check", "--format", "json", "经费.txt"], rules].concat();
    let output = command().current_dir(folder.path()).args(args).output().unwrap();
    let run: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = run["documents"][0]["diagnostics"].as_array().unwrap();
    let words = |value: &Value| value.as_str().unwrap().to_owned();
    found
        .iter()
        .map(|found| {
            let span = &found["primary"];
            let under = span["start"].as_u64().unwrap() as usize..span["end"].as_u64().unwrap() as usize;
            let certainty = found["certainty"].as_u64().unwrap_or(100);
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

/// A budget of target forms; each says its funds, and in its overview what it needs.
fn forms(amounts: &[(u32, u32)]) -> String {
    let mut text = "某县某局2031年部门预算\n\n".to_owned();
    for (at, (funds, needed)) in amounts.iter().enumerate() {
        text.push_str(&format!(
            "某县某局项目支出绩效目标表\n\n项目名称\t\t第{at}号馆舍维护\t实施单位\t\t某县某局\n项目属性\t\t一次性项目\t项目期\t\t1年\n\
             项目资金(元)\t实施期资金总额:\t{funds}\t年度资金总额:\t{funds}\t\n项目概况\t\t维护第{at}号馆舍，共需{needed}元\t\t\t\n\
             总体目标\t\t年内完成第{at}号馆舍\t\t\t年内完成第{at}号馆舍\n绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值\n\
             \t产出指标\t数量指标\t馆舍{at}\t1座\t数量指标\t馆舍{at}\t1座\n\n"
        ));
    }
    text
}

/// What is told of the overviews of forms.
fn of_overviews(text: &str) -> Vec<(String, String, u64, String)> {
    let rule = |rule: &str| matches!(rule, "gouji/doubtful" | "budget/overview-amount-differs-from-funds");
    told_by(&["--no-config"], text).into_iter().filter(|found| rule(&found.0)).collect()
}

#[test]
fn forms_that_a_careless_author_copied_are_told_one_by_one() {
    let amounts =
        [(51_300, 51_300), (62_700, 378_900), (48_100, 378_900), (93_500, 93_500), (70_200, 12_000)];
    let rest = [(33_900, 33_900), (81_600, 311_000)];
    let found = of_overviews(&forms(&[&amounts[..], &rest].concat()));
    assert_eq!(found.len(), 4, "{found:?}");
    let told = |found: &(String, String, u64, String)| {
        found.0 != "gouji/doubtful" && found.1 == "warning" && found.2 >= 50
    };
    assert!(found.iter().all(told), "{found:?}");
}

#[test]
fn forms_that_nearly_all_fail_are_told_as_one_doubt() {
    let amounts: Vec<(u32, u32)> = (0..14).map(|at| (40_000 + 1_700 * at, 300_000 + 23_000 * at)).collect();
    let found = of_overviews(&forms(&amounts));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "gouji/doubtful");
    assert!(found[0].2 < 50, "{found:?}");
}

/// What is told of lists in words: the first holds.
fn of_lists(lists: [&str; 2]) -> Vec<(String, String, u64, String)> {
    let right = "政府采购预算总额31.00万元。其中：货物预算10.00万元、工程预算5.00万元、服务预算16.00万元。";
    let [one, other] = lists;
    let text = format!("2030年度部门预算公开\n\n九、政府采购情况\n\n{right}\n\n{one}\n\n{other}\n");
    let mut found = told_by(&["--no-config"], &text);
    found.retain(|found| found.0 != "gouji/unreadable-figures");
    found
}

#[test]
fn two_that_fail_are_not_many() {
    let near = "设备采购预算55.10万元。其中：甲类12.00万元、乙类42.60万元。";
    let found = of_lists([near, "服务采购预算30.00万元。其中：甲类5.00万元、乙类11.00万元。"]);
    let warned = found.iter().filter(|found| found.1 == "warning").count();
    assert_eq!((found.len(), warned), (2, 2), "{found:?}");
}

#[test]
fn a_list_that_takes_in_one_item_too_many_was_misread() {
    let over = "设备采购预算54.60万元。其中：甲类12.00万元、乙类42.60万元、丙类71.25万元。";
    let found = of_lists([over, "服务采购预算30.00万元。其中：甲类5.00万元、乙类11.00万元。"]);
    assert_eq!((found.len(), found[0].0.as_str()), (1, "gouji/doubtful"), "{found:?}");
}

#[test]
fn errors_are_told_first_and_how_certain_the_rest_is() {
    let mut rows = RIGHT;
    rows[2][0] = "902.88";
    let lone = table(&[["1,377.02", "803.15", "400.40"]]);
    let text = format!("{}\n{}", lone.replace("经费表", "津贴表"), table(&rows));
    let rules =
        RULES.split_once("[table").unwrap().1.replace("经费表", "津贴表").replace("row-total", "benefit");
    let rules = format!("{RULES}[table{rules}");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.toml"), rules).unwrap();
    fs::write(folder.path().join("经费.txt"), text).unwrap();
    let run = |format: &str| {
        let args =
            ["check", "--no-default-rules", "--rules", "rules.toml", "--lang", "en", "--format", format];
        let output = command().current_dir(folder.path()).args(args).arg("经费.txt").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let at = |told: &str, words: &str| told.find(words).unwrap_or_else(|| panic!("{words} in {told}"));
    // Programs are told in the order of the document, people first what they would sign.
    let (short, text) = (run("short"), run("text"));
    assert!(at(&short, "1,377.02") < at(&short, "902.88"), "{short}");
    assert!(at(&text, "error[") < at(&text, "warning["), "{text}");
    let html = run("html");
    let card = |words: &str| {
        let mut cards = html.split("<article class=\"card ").skip(1);
        cards.find(|card| card.contains(words)).unwrap().to_owned()
    };
    assert!(card("1,377.02").contains("class=\"sure\">certainty "), "{}", card("1,377.02"));
    assert!(!card("reads 902.88").contains("class=\"sure\""), "{}", card("reads 902.88"));
}

/// A heading within the column stands where the sources of the year would: nothing is written beside it, and it is no source.
#[test]
fn a_total_of_which_no_part_is_written_accuses_nobody() {
    let text = "云溪市图书馆2031年部门预算\n\n表1 2031年部门综合预算收支总表\n\n单位：万元\n\n\
                收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、部门预算\t\t一、部门预算\t\n\
                1、财政拨款\t320.15\t1、文化旅游体育与传媒支出\t280.10\n\
                2、事业收入\t40.25\t2、社会保障和就业支出\t60.20\n\
                3、其他收入\t9.60\t3、住房保障支出\t29.70\n\
                本年收入合计\t370.00\t本年支出合计\t370.00\n收入总计\t370.00\t支出总计\t370.00\n";
    let found = told_by(&[], text);
    assert!(found.iter().all(|(_, severity, ..)| severity == "note"), "{found:?}");
}

/// The head of a group of columns is not the first of them.
#[test]
fn a_group_of_columns_is_none_of_its_columns() {
    let pack = r#"
[pack]
name = "desk"

[table."收入表"]
caption = "*收入表"
column."单位资金" = ["本年收入*/单位资金*/小计", "本年收入*/单位资金*"]

[rule.row-total-differs]
title = "合计应等于各列之和"
check.formula = "收入表[*, 合计] = 收入表[*, 财政拨款] + 收入表[*, 单位资金]? + 收入表[*, 事业收入]? + 收入表[*, 其他收入]?"
"#;
    let text = "某某研究所收入表\n\n单位：万元\n\n\
                | 单位 | 合计 | 本年收入 <!-- 1x3 --> | | |\n| --- | --- | --- | --- | --- |\n\
                | | | 财政拨款 | 单位资金 <!-- 1x2 --> | |\n| | | | 事业收入 | 其他收入 |\n\
                | 测绘队 | 1,203.55 | 803.15 | 350.25 | 50.15 |\n| 资料室 | 318.20 | 200.00 | 101.10 | 17.10 |\n\
                | 检验科 | 947.31 | 611.09 | 300.05 | 36.17 |\n";
    let rules = ["--no-default-rules", "--rules", "rules.toml"];
    assert_eq!(told_with(pack, &rules, text), []);
    let wrong = text.replace("| 101.10 |", "| 107.10 |");
    let found = told_with(pack, &rules, &wrong);
    assert!(found.iter().any(|(rule, ..)| rule == "desk/row-total-differs"), "{found:?}");
}

/// What a rate is off by may well stand beside it: nothing was left out of a quotient.
#[test]
fn a_rate_that_is_off_by_another_of_its_row_is_told() {
    let pack = r#"
[pack]
name = "desk"
presumed = true

[table."执行表"]
caption = "*执行表"

[rule.rate-is-wrong]
title = "执行率应等于执行数除以预算数"
check.formula = "执行表[*, 执行率] = 执行表[*, 执行数] / 执行表[*, 预算数]"
"#;
    let text = "某某研究所执行表\n\n单位：万元\n\n项目\t预算数\t执行数\t执行率\t完成率\n测绘\t140.61\t140.61\t0.0%\t100.0%\n";
    let found = told_with(pack, &["--no-default-rules", "--rules", "rules.toml"], text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0.as_str(), found[0].1.as_str()), ("desk/rate-is-wrong", "warning"));
}
