//! What sentences say of amounts, held against the tables, against each other and against themselves: one wrong digit is told
//! where it stands, and what is right, or merely like something else, is left alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use crate::common::{self, gouji};

/// The texts under the fingers of all findings, first or beside, in a document of these lines, cells apart by `|`.
fn pointed_at(lines: &[&str]) -> Vec<String> {
    let text = format!("云溪市图书馆2031年度收支说明\n\n{}\n", lines.join("\n").replace('|', "\t"));
    let told = common::pointed_at(&text, |rule| rule.starts_with("text/") || rule == "gouji/figure-at-fault");
    told.concat()
}

/// `right` is silent, and points at `wrong` where that stands for `figure`, each written where `at` comes first.
fn silent_but_for(right: &[&str], at: &str, figure: &str, wrong: &str) {
    assert_eq!(pointed_at(right), Vec::<String>::new(), "{right:?}");
    let planted: Vec<String> = right
        .iter()
        .map(|line| line.replacen(&format!("{at}{figure}"), &format!("{at}{wrong}"), 1))
        .collect();
    let lines: Vec<&str> = planted.iter().map(String::as_str).collect();
    assert_ne!(lines, right);
    let found = pointed_at(&lines);
    assert!(found.iter().any(|under| under.contains(wrong)), "{lines:?}: {found:?}");
}

/// A table of no pack, in another unit than the words.
const TABLE: [&str; 11] = [
    "2031年经费安排表",
    "",
    "单位：元",
    "",
    "编码|名称|本年",
    "2070104|图书馆|4,812,300",
    "2070105|文化展示及纪念机构|2,120,000",
    "2070108|文化活动|1,885,000",
    "2070109|群众文化|1,195,000",
    "2070199|其他文化和旅游支出|988,700",
    "",
];

fn under_table<'l>(lines: &[&'l str]) -> Vec<&'l str> {
    TABLE.iter().chain(lines).copied().collect()
}

#[test]
fn amounts_are_the_rows_they_are_called_after_however_they_are_named() {
    let lines = under_table(&[
        "1. 图书馆（2070104）481.23万元，主要用于购书。",
        "",
        "2. 2070105-文化展示及纪念机构 212.00 万元，主要用于布展。",
        "",
        "3. “文化旅游（类）文化（款）文化活动（项）”科目188.50万元，主要用于灯会。",
        "",
        "4. 其它文化和旅游支出安排98.87万元，主要用于统计。",
        "",
        "5. 群众文化支出119.50万元。",
    ]);
    for (at, figure, wrong) in [
        ("（2070104）", "481.23", "431.23"),
        ("机构 ", "212.00", "242.00"),
        ("科目", "188.50", "180.50"),
        ("支出安排", "98.87", "78.87"),
        ("支出", "119.50", "119.05"),
    ] {
        silent_but_for(&lines, at, figure, wrong);
    }
}

#[test]
fn an_amount_that_is_another_years_or_of_a_part_is_no_misprint() {
    let lines = under_table(&[
        "图书馆481.23万元，文化展示及纪念机构212.00万元，文化活动188.50万元，群众文化119.50万元。",
        "",
        "2030年图书馆431.23万元。除图书馆外的支出781.23万元。图书馆和文化活动431.23万元。",
    ]);
    assert_eq!(pointed_at(&lines), Vec::<String>::new());
}

#[test]
fn an_amount_said_again_is_the_same() {
    let lines = [
        "2031年收入预算37,891.58万元，支出预算37,891.58万元。",
        "",
        "2031年财政拨款收入37,891.58万元，全部到位。",
        "",
        "绩效目标涉及的资金为37,891.58万元。",
    ];
    silent_but_for(&lines, "资金为", "37,891.58", "77,891.58");
    silent_but_for(&lines, "财政拨款收入", "37,891.58", "37,819.58");
}

#[test]
fn what_differs_by_an_amount_that_is_told_beside_it_is_another() {
    let lines = [
        "2031年收入预算37,891.58万元，支出预算37,891.58万元，财政拨款37,891.58万元。",
        "",
        "本年收入37,091.58万元，上年结转800.00万元。",
    ];
    assert_eq!(pointed_at(&lines), Vec::<String>::new());
}

#[test]
fn equal_amounts_changed_alike() {
    let lines = [
        "门票收入833万元，比2030年增加136万元。",
        "",
        "门票成本833万元，比2030年增加136万元。",
        "",
        "讲座收入512万元，比2030年增加316万元。",
    ];
    silent_but_for(&lines, "成本833万元，比2030年增加", "136", "736");
}

#[test]
fn the_parts_of_a_sum_change_as_it_does() {
    let lines = [
        "车辆费用701.34万元（车辆购置费331万元，比上年增加119.15万元；车辆运行费370.34万元，比上年减少52.36万元。）比上年增加66.79万元，主要是换车。",
        "",
        "三项经费9.00万元，比上年减少3.00万元，其中：出国费0万元，与上年持平；接待费4.00万元，比上年减少1.00万元；会议费5.00万元，比上年减少2.00万元。",
    ];
    silent_but_for(&lines, "）比上年增加", "66.79", "67.79");
    silent_but_for(&lines, "331万元，比上年增加", "119.15", "159.15");
    silent_but_for(&lines, "4.00万元，比上年减少", "1.00", "7.00");
}

#[test]
fn a_sum_whose_parts_are_not_all_told_to_change_is_left_open() {
    let lines = [
        "三项经费9.00万元，比上年减少8.00万元，其中：出国费0万元；接待费4.00万元，比上年减少1.00万元；会议费5.00万元，比上年减少2.00万元。",
    ];
    assert_eq!(pointed_at(&lines), Vec::<String>::new());
}

#[test]
fn reasons_of_a_change_come_to_it_or_are_some_of_them() {
    let whole = [
        "门票收入较上年减少24,622.09万元，主要是成人票增加10,315.34万元，团体票减少35,814.20万元，讲座票增加876.77万元。",
    ];
    silent_but_for(&whole, "团体票减少", "35,814.20", "35,114.20");
    let some = ["门票收入较上年减少246.22万元，主要是成人票减少150.00万元，团体票减少90.00万元。"];
    assert_eq!(pointed_at(&some), Vec::<String>::new());
}

#[test]
fn a_second_list_is_of_the_amount_before_its_colon() {
    let lines = [
        "采购总额614.35万元：货物524.25万元、工程0万元、服务90.10万元；其中财政拨款采购252.15万元：货物202.05万元、工程0万元、服务50.10万元。",
    ];
    silent_but_for(&lines, "其中财政拨款采购", "252.15", "292.15");
}

#[test]
fn inspect_shows_what_sentences_say() {
    let told = gouji(&[
        "inspect",
        "--sentences",
        "--lang",
        "zh",
        "tests/data/layouts/amounts-in-sentences-clean.txt",
    ]);
    let line = |words: &[&str]| told.out.lines().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(line(&["481.23万元", "图书馆", "2070104", "数额"]), "{}", told.out);
    assert!(line(&["212.00", "文化展示及纪念机构", "2070105"]), "{}", told.out);
    assert!(line(&["11.91万元", "车辆购置费", "增"]), "{}", told.out);
}
