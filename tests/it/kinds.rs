//! What a document is taken for: its title, its table of contents, and the packs that are tried on it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{Told, gouji_in};

/// A departmental budget: its title, an empty line, its contents, its body.
fn budget() -> String {
    fs::read_to_string("fixtures/budget-clean.txt").unwrap()
}

const TITLE: &str = "2025年度部门预算公开";

fn run(text: &str, args: &[&str]) -> Told {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), text).unwrap();
    gouji_in(folder.path(), &[args, &["a.txt"]].concat())
}

fn json(text: &str, command: &[&str]) -> Value {
    let told = run(text, &[command, &["--format", "json"]].concat());
    serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{}", told.both()))
}

fn inspected(text: &str) -> Value {
    json(text, &["inspect"])
}

fn texts(list: &Value, key: &str) -> Vec<String> {
    let of = |value: &Value| if key.is_empty() { value["text"].clone() } else { value[key]["text"].clone() };
    list.as_array().unwrap().iter().map(|value| of(value).as_str().unwrap().to_owned()).collect()
}

/// The packs that are tried, each with what decided that.
fn kinds(text: &str) -> Vec<(String, String)> {
    let all = inspected(text)["kinds"].clone();
    let tried = all.as_array().unwrap_or_else(|| panic!("nothing is said of kinds")).iter();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    tried
        .filter(|kind| kind["applies"] == true)
        .map(|kind| (word(&kind["pack"]), word(&kind["by"])))
        .collect()
}

/// How many relations hold, and the rules of what is found.
fn checked(text: &str) -> (u64, Vec<String>) {
    let all = json(text, &["check", "--no-config"]);
    let found = all["documents"][0]["diagnostics"].as_array().unwrap().iter();
    let rules = found.map(|found| found["rule"].as_str().unwrap().to_owned()).collect();
    (all["summary"]["outcomes"]["holds"].as_u64().unwrap(), rules)
}

#[test]
fn a_sentence_of_duties_is_no_title() {
    let (whole, quiet) = checked(&budget());
    assert!(whole > 900, "{whole}");
    for sentence in [
        "负责审核批复部门决算。",
        "承担财政资金管理责任；组织编制年度部门决算",
        "主要职能包括：\n（一）编制部门预算，审核批复部门决算；",
        "受县人民政府委托，县财政局负责组织各单位编制年度部门决算并按照规定的时间予以公开",
    ] {
        let text = budget().replacen(TITLE, &format!("{TITLE}\n{sentence}"), 1);
        let (holds, rules) = checked(&text);
        assert!(holds + 20 > whole, "{sentence}: {holds} of {whole}");
        assert_eq!(
            rules.iter().filter(|rule| rule.starts_with("gouji/")).count(),
            quiet.iter().filter(|rule| rule.starts_with("gouji/")).count(),
            "{sentence}"
        );
        assert_eq!(kinds(&text), [("budget".to_owned(), "title".to_owned())], "{sentence}");
    }
}

#[test]
fn a_title_is_the_lines_before_the_first_sentence() {
    let title = |text: &str| texts(&inspected(text)["title"], "");
    let cover = "青岚县财政局\n2031年部门预算\n";
    for rest in [
        "负责审核批复部门决算。\n决算公开\n",
        "一、概况\n决算公开\n",
        "各位代表：\n决算公开\n",
        "\n收支表\n项目\t金额\n人员\t1\n公用\t2\n\n决算公开\n",
        "目录\n一、概况\n二、决算公开\n一、概况\n无。\n二、决算公开\n无。\n",
        "一、概况………………\n二、决算公开………………\n青岚县财政局决算\n",
    ] {
        assert_eq!(title(&format!("{cover}{rest}")), ["青岚县财政局", "2031年部门预算"], "{rest}");
    }
    // What somebody noted before the title, and contents before it.
    assert_eq!(
        title(&format!("以下内容由系统自动生成，仅供参考。\n{cover}")),
        ["青岚县财政局", "2031年部门预算"]
    );
    assert_eq!(
        title(&format!("目录\n一、概况……1\n二、说明……2\n{cover}")),
        ["青岚县财政局", "2031年部门预算"]
    );
}

/// A body of the headings that `CONTENTS` announces, each with a sentence.
fn body(headings: &[&str]) -> String {
    headings.iter().map(|heading| format!("{heading}\n本部门没有这类事项。\n")).collect()
}

const HEADINGS: [&str; 6] =
    ["第一部分 概况", "一、部门职责", "二、机构设置", "第二部分 说明", "三、收入情况", "四、决算情况"];

#[test]
fn contents_are_known_with_leaders_or_without() {
    let cover = "青岚县财政局\n2031年部门预算\n\n";
    let lines =
        |end: &str| -> String { HEADINGS.iter().map(|heading| format!("{heading}{end}\n")).collect() };
    for (name, contents) in [
        ("leaders and pages", format!("目录\n{}", lines("……3"))),
        ("leaders", format!("目录\n{}", lines("………………"))),
        ("leaders without the word", lines("………………")),
        ("dots without the word", lines("..........")),
        ("the word alone", format!("目 录\n{}", lines(""))),
        ("the word and a note", format!("目录\n{}注：以上各表，空表表示没有收支\n", lines(""))),
        ("neither", lines("")),
    ] {
        let text = format!("{cover}{contents}\n{}", body(&HEADINGS));
        let all = inspected(&text);
        assert_eq!(texts(&all["contents"], "heading").len(), HEADINGS.len(), "{name}");
        assert_eq!(texts(&all["sections"], "heading").len(), HEADINGS.len(), "{name}");
        assert_eq!(texts(&all["title"], "").len(), 2, "{name}");
        let (_, rules) = checked(&text);
        assert!(!rules.iter().any(|rule| rule == "text/heading-number-skipped"), "{name}: {rules:?}");
    }
}

/// Where the body says a heading in other words, its number tells that it begins.
#[test]
fn the_body_begins_where_the_numbers_begin_again() {
    let contents: String = HEADINGS.iter().map(|heading| format!("{heading}\n")).collect();
    let headings = [
        "第一部分 青岚县财政局概况",
        "一、部门职责",
        "二、机构设置",
        "第二部分 情况说明",
        "三、收入情况",
        "四、决算情况",
    ];
    let all = inspected(&format!("青岚县财政局\n2031年部门预算\n目录\n{contents}{}", body(&headings)));
    assert_eq!(texts(&all["contents"], "heading").len(), 6);
    assert_eq!(texts(&all["sections"], "heading")[0], "第一部分青岚县财政局概况");
}

#[test]
fn headings_of_a_body_are_no_contents() {
    // A word for contents with nothing under it, headings that stand again in another part, an ellipsis.
    for text in [
        "某局\n目录\n第一部分 概况\n一、部门职责\n无。\n二、机构设置\n无。\n",
        "某局\n第一部分 概况\n一、部门职责\n无。\n第二部分 说明\n一、部门职责\n无。\n",
        "某局\n一、概况\n项目包括道路、桥梁等等……\n二、说明\n无。\n",
    ] {
        assert_eq!(texts(&inspected(text)["contents"], "heading"), Vec::<String>::new(), "{text}");
    }
}

/// Without a title the names of tables and headings say what a document is.
#[test]
fn tables_and_headings_decide_where_the_title_says_nothing() {
    for title in ["", "公开资料\n"] {
        let text = budget().replacen("云溪市图书馆管理局\n", "", 1).replacen(TITLE, title, 1);
        assert_eq!(kinds(&text), [("budget".to_owned(), "signs".to_owned())], "{title}");
    }
    // The tables of final accounts are named like those of budgets, but for one word.
    let accounts = fs::read_to_string("fixtures/accounts-clean.txt").unwrap();
    let body = accounts.split_once("第一部分").unwrap().1;
    assert_eq!(
        kinds(&format!("公开资料\n第一部分{body}")),
        [("final-accounts".to_owned(), "signs".to_owned())]
    );
}

#[test]
fn a_title_that_its_tables_contradict_is_told() {
    let doubt = "gouji/kind-in-doubt";
    let text = budget().replacen(TITLE, "2025年度部门决算公开", 1);
    let told = run(&text, &["check", "--no-config"]).out;
    assert!(told.contains(doubt) && told.contains("部门预算公开"), "{told}");
    assert!(!checked(&budget()).1.iter().any(|rule| rule == doubt));
    let accounts = fs::read_to_string("fixtures/accounts-clean.txt").unwrap();
    assert!(!checked(&accounts).1.iter().any(|rule| rule == doubt));
    // Where the path decides, nobody is in doubt.
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), &text).unwrap();
    fs::write(folder.path().join("gouji.toml"), "[[kind]]\npath = \"*.txt\"\npacks = [\"budget\"]\n")
        .unwrap();
    let told = gouji_in(folder.path(), &["check", "a.txt"]);
    assert!(!told.both().contains(doubt), "{}", told.both());
}

/// A title that rules out the likeliest pack is pointed at, where no other is tried.
#[test]
fn no_pack_says_which_line_ruled_out_the_likeliest() {
    let folder = TempDir::new().unwrap();
    let text = budget().replacen(TITLE, "2025年度部门预算重点项目文本", 1);
    fs::write(folder.path().join("a.txt"), text).unwrap();
    fs::write(folder.path().join("gouji.toml"), "packs = { key-projects = \"off\" }\n").unwrap();
    let told = gouji_in(folder.path(), &["check", "a.txt", "--lang", "en"]);
    let told = told.both();
    assert!(told.contains("gouji/no-pack") && told.contains("this line rules out"), "{told}");
    assert!(told.contains("13 of its tables") && !told.contains("does not say what kind it is"), "{told}");
}

#[test]
fn a_government_that_reports_on_its_budget_is_no_department() {
    let report = budget().replacen(TITLE, "关于云台县2024年预算执行情况和2025年预算草案的报告", 1);
    assert!(kinds(&report).iter().all(|(pack, _)| pack != "budget"), "{:?}", kinds(&report));
}
