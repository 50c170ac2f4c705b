//! Sentences of county reports: comparisons before lists, two bases in one sentence, what is told behind a list, and rates of a
//! whole and of its parts. What is right is not told, and a wrong digit in it is.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use tempfile::TempDir;

use crate::common::gouji_in;

/// Errors and warnings on a report that says `text`.
fn told(text: &str) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.md"), format!("# 云台县2031年财政收支情况\n\n{text}\n")).unwrap();
    let out =
        gouji_in(folder.path(), &["check", "a.md", "--no-config", "--format", "short", "--lang", "zh"]).out;
    let found = |line: &&str| {
        (line.contains("错误[") || line.contains("警告[")) && !line.contains("no-pack")
            || line.contains(": error[")
            || line.contains(": warning[") && !line.contains("no-pack")
    };
    out.lines().filter(found).map(str::to_owned).collect()
}

/// Nothing is told of `text`; with `right` put down as `wrong`, something is.
fn held(text: &str, right: &str, wrong: &str) {
    assert_eq!(told(text), Vec::<String>::new(), "{text}");
    assert_eq!(text.matches(right).count(), 1, "{right} stands once");
    assert_ne!(told(&text.replace(right, wrong)), Vec::<String>::new(), "{wrong}");
}

fn silent(texts: &[&str]) {
    for text in texts {
        assert_eq!(told(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_comparison_ends_before_the_list() {
    held(
        "收入合计1,734.56万元，比上年增加100.00万元，增长6.12%，其中：财政拨款收入1,234.56万元，占71.17%；事业收入401.23万元，占23.13%；其他收入98.77万元，占5.69%。",
        "占71.17%",
        "占77.17%",
    );
    silent(&[
        "税收收入100,000万元，同比增长5.2%，其中：增值税71,234万元，占71.2%；企业所得税18,765万元，占18.8%；个人所得税10,001万元，占10.0%。",
        "税收收入2,049.92万元，占比71.5%，提高1.2个百分点，其中：增值税656.87万元，占32.04%；企业所得税1,393.05万元，占67.96%。",
    ]);
}

#[test]
fn what_was_before_says_which_amount_it_led_to() {
    held(
        "会议费年初预算357.04万元，支出决算339.39万元，完成年初预算的95.06%。比上年306.67万元增加32.72万元，增长10.67%。",
        "增长10.67%",
        "增长16.07%",
    );
    silent(&[
        "支出339.39万元，其中：基本支出203.63万元，占60.00%；项目支出135.76万元，占40.00%。比上年306.67万元增加32.72万元，增长10.67%。",
        "公务接待费决算数339.39万元，上年决算306.67万元，比上年决算数306.67万元增加32.72万元，增长10.67%。",
        "农业生产发展预算安排357.04万元，实际支出339.39万元，节约17.65万元，比上年的306.67万元增长10.67%。",
        "会议费预算357.04万元。比上年预算306.67万元增加50.37万元，执行339.39万元，预算执行率95.06%。",
    ]);
}

#[test]
fn two_bases_in_one_sentence_have_a_rate_each() {
    silent(&[
        "会议费年初预算357.04万元，支出决算339.39万元，决算数较预算数减少17.65万元，同比增长10.67%。",
        "一般公共预算支出996.47万元，比年初预算941.18万元增加55.29万元，比上年增长13.66%。",
        "乡村人口减少164361984人，城镇人口比重上升14.21个百分点。",
        "人民币存款余额55128.04亿元，比年初增加1468.96亿元，同比少增1520.70亿元，增长8.08%。",
        "追加支出预算1,200万元，比年初预算增长12%，其中上级专款增加900万元、本级追加300万元。",
    ]);
}

#[test]
fn behind_a_list_a_rate_may_be_of_what_it_is_the_list_of() {
    held(
        "项目支出898.00万元，其中：货物采购395.00万元、服务采购503.00万元，完成预算1,041.68万元的86.21%。",
        "的86.21%",
        "的81.21%",
    );
    silent(&[
        "社会事业方面支出1,814.30万元（教育453.70万元、文化549.80万元、卫生810.80万元），占全部支出2,182.22万元的83.14%。",
        "年初预算10,000万元，年中调增1,500万元、调减500万元，调整预算11,000万元，执行数10,780万元，完成调整预算的98%。",
    ]);
}

#[test]
fn the_rate_of_a_whole_lies_between_those_of_its_parts() {
    let text = "上半年，全区公共预算收入20348万元，为预算的55.3%，同比增长8.2%。其中：地方收入13916万元，为预算的56%，同比增长6.3%；上划收入6432万元，为预算的53.8%，同比增长12.6%。\n\n分部门情况是：国税部门完成3954万元，为预算的47.9%，同比下降7.2%；地税部门完成10529万元，为预算的50.1%，同比增长8.3%；财政部门完成5865万元，为预算的78%，同比增长21.5%。";
    held(text, "同比增长8.2%", "同比增长2.8%");
    held(text, "为预算的55.3%", "为预算的35.3%");
    held(text, "同比下降7.2%", "同比增长7.2%");
    held(text, "增长21.5%", "增长71.5%");
}

#[test]
fn rates_that_fit_nowhere_are_reckoned_otherwise() {
    silent(&[
        "公共预算收入20348万元，同比增长3.2%。其中：地方收入13916万元，同比增长6.3%；上划收入6432万元，同比增长12.6%。",
    ]);
}

#[test]
fn shares_of_two_amounts_by_their_names() {
    held(
        "地方财政收入完成100223万元，增长2.61%。其中：税收收入完成66342万元，增长18.39%，税收收入占地方财政收入66.19%。",
        "地方财政收入66.19%",
        "地方财政收入61.69%",
    );
}

#[test]
fn lists_that_end_in_what_else_there_is_are_whole() {
    held(
        "政府性基金预算收入70.47亿元，下降16.0%，其中国有土地使用权出让收入66.77亿元、城市基础设施配套费收入2.87亿元、其他政府性基金收入0.83亿元。",
        "66.77亿元",
        "60.77亿元",
    );
}
