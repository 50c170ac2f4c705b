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

/// Items told in paragraphs of their own after their sum, one of which says nothing of its change but has parts that do.
#[test]
fn items_in_paragraphs_of_their_own_change_as_their_sum_does() {
    let lines = [
        "2031年安排三项费用97.40万元，较2030年年初预算减少80.15万元。",
        "",
        "1. 出国费用。2031年预算数72.30万元，较2030年年初预算增加69.85万元，主要是任务增加。",
        "",
        "2. 接待费。2031年预算数11.00万元，较2030年年初预算增加0.00万元。",
        "",
        "3. 用车费。2031年预算数14.10万元，其中：购置费2031年预算数0.00万元，较2030年年初预算减少154.20万元；运行费2031年预算数14.10万元，较2030年年初预算增加4.20万元。",
    ];
    for (at, figure, wrong) in [
        ("年初预算减少", "80.15", "30.15"),
        ("年初预算增加", "69.85", "96.85"),
        ("年初预算减少", "154.20", "174.20"),
        ("年初预算增加", "4.20", "4.70"),
    ] {
        silent_but_for(&lines, at, figure, wrong);
    }
}

/// Amounts that rounding leaves short of their sum have shares that are as short of a hundred.
#[test]
fn shares_of_amounts_that_were_rounded_come_to_no_hundred() {
    let lines = [
        "三项费用46.21万元，其中：出国费4.69万元，占10.15%；用车费40.61万元，占87.88%；接待费0.90万元，占1.95%。",
    ];
    silent_but_for(&lines, "占", "10.15", "10.75");
    silent_but_for(&lines, "占", "87.88", "87.33");
}

/// What a paragraph goes on to say of 收入 is said of the revenue that it began with.
#[test]
fn a_change_after_a_list_is_of_what_its_paragraph_begins_with() {
    let lines = [
        "2031年本馆收入预算656.73万元，其中：拨款收入650.73万元，其他收入6.00万元。收入较去年增加24.17万元，上升3.82%。",
        "",
        "2031年本馆支出预算656.73万元，其中：文化支出656.73万元。支出较去年增加24.17万元，上升3.82%。",
    ];
    silent_but_for(&lines, "收入较去年增加", "24.17", "29.17");
    silent_but_for(&lines, "上升", "3.82", "3.52");
    silent_but_for(&lines, "支出较去年增加", "24.17", "24.77");
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

#[test]
fn a_colon_or_a_bracket_after_an_amount_opens_its_parts() {
    let lines = [
        "政府采购预算总额712.49万元：货物采购486.50万元、工程采购0万元、服务采购225.99万元；其中一般公共预算采购504.98万元：\
         货物采购480.50万元、工程采购0万元、服务采购24.48万元。",
        "",
        "2031年“三公”经费226.86万元。其中：因公出国（境）费195.6万元，比上年增加0万元；公务用车购置及运行维护费20万元\
         （公务用车购置费15万元，比上年减少70万元；公务用车运行维护费5万元，比上年减少318.88万元。）比上年减少388.88万元，\
         下降95.1%，主要原因是车辆移交；公务接待费11.26万元，比上年减少100.89万元。",
    ];
    for (at, figure, wrong) in [
        ("总额", "712.49", "312.49"),
        ("采购", "504.98", "904.98"),
        ("货物采购", "486.50", "286.50"),
        ("经费", "226.86", "266.86"),
        ("维护费", "20", "30"),
        ("购置费", "15", "19"),
        ("接待费", "11.26", "71.26"),
        ("下降", "95.1", "59.1"),
    ] {
        silent_but_for(&lines, at, figure, wrong);
    }
}

#[test]
fn a_rate_in_brackets_and_a_completion_follow_from_their_amounts() {
    let lines = [
        "会议费16.55万元，较上年减少51.42万元（75.65%），减少的主要原因是会期缩短。",
        "",
        "读书节项目：全年预算数390万元，执行数334万元，完成预算的85.64%。灯会项目：预算1,639.34万元，实际支出1,032.99万元，\
         预算执行率63.01%。",
        "",
        "巡展经费年初预算20.00万元，全年预算30.00万元，支出决算27.00万元，完成全年预算的90%。",
    ];
    for (at, figure, wrong) in [
        ("（", "75.65", "57.65"),
        ("预算的", "85.64", "83.64"),
        ("执行数", "334", "344"),
        ("支出", "1,032.99", "1,832.99"),
        ("执行率", "63.01", "36.01"),
    ] {
        silent_but_for(&lines, at, figure, wrong);
    }
    // What is told of a part of the change is no rate of it.
    let part = ["会议费16.55万元，较上年减少51.42万元（60%为会场租金），减少的主要原因是会期缩短。"];
    assert_eq!(pointed_at(&part), Vec::<String>::new());
    // Which plan a rate is of that fits none of two is not known, unless it is named.
    let of_two = lines.map(|line| line.replace("完成全年预算的90%", "完成预算的96%"));
    let unnamed: Vec<&str> = of_two.iter().map(String::as_str).collect();
    assert_eq!(pointed_at(&unnamed), Vec::<String>::new());
    silent_but_for(&lines, "全年预算的", "90", "96");
}

/// Too few digits to be told apart from chance alone: the other lists of the document say that this one is whole, too.
#[test]
fn lists_that_come_out_elsewhere_are_whole() {
    let list = |name: &str, parts: [&str; 3], total: &str| {
        format!(
            "{name}{total}万元，主要包括：设备{}万元，用于更新；场地{}万元，用于租用；人工{}万元，用于讲解。",
            parts[0], parts[1], parts[2]
        )
    };
    let lines: Vec<String> = [
        list("读书节", ["21.33", "469.92", "192.90"], "684.15"),
        list("灯会", ["12.10", "33.45", "8.05"], "53.60"),
        list("巡展", ["40.25", "18.70", "22.15"], "81.10"),
        list("讲座", ["9.35", "14.80", "30.45"], "54.60"),
        list("夜游", ["61.15", "27.40", "16.30"], "104.85"),
        list("修复", ["33.05", "71.20", "44.95"], "149.20"),
    ]
    .into_iter()
    .flat_map(|line| [line, String::new()])
    .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    silent_but_for(&lines, "读书节", "684.15", "604.15");
    silent_but_for(&lines, "场地", "18.70", "13.70");
    // One list alone says nothing, unless it comes to more than what it is part of.
    let alone = [lines[0].replace("684.15", "784.15")];
    assert_eq!(pointed_at(&[alone[0].as_str()]), Vec::<String>::new());
    let alone = [lines[0].replace("684.15", "604.15")];
    assert!(pointed_at(&[alone[0].as_str()]).contains(&"604.15万元".to_owned()));
}

#[test]
fn a_short_line_that_says_an_amount_is_no_heading() {
    let lines = [
        "（一）人员支出1,140.38万元，主要用于在编人员的工资、津贴和各项社会保险缴费，按规定标准安排，与上年相比没有新增项目。",
        "",
        "（二）项目支出8,713.55万元，具体包括：",
        "",
        "1.古籍修复8,684.15万元，主要用于修复。",
        "",
        "2.读书推广29.40万元，主要用于推广。",
    ];
    silent_but_for(&lines, "项目支出", "8,713.55", "8,913.55");
    silent_but_for(&lines, "古籍修复", "8,684.15", "8,648.15");
}

/// So many tables have the row alike that three digits are enough.
#[test]
fn an_amount_that_all_tables_have_otherwise_is_told_by_three_digits() {
    let table = |name: &str| {
        format!(
            "{name}\n\n单位：元\n\n名称|合计|基本支出\n养老支出|7,099,698|7,099,698\n合计|7,099,698|7,099,698\n"
        )
    };
    let tables = ["2031年支出表", "2031年拨款表", "2031年预算表"].map(table).join("\n");
    let lines = ["“养老支出”科目710万元，主要用于缴费。", "", tables.as_str()];
    silent_but_for(&lines, "科目", "710", "610");
}

/// A comparison after a semicolon or a full stop is of an amount of the sentence before; changes and rates in rows are told of the
/// amounts of their places.
#[test]
fn changes_go_on_from_the_sentence_before_and_stand_in_rows() {
    let lines = [
        "机关运行经费支出1,231.95万元，比年初预算数增加344.82万元，增长38.87%，主要原因是人员增加；比上年决算数减少1,229.65万元，下降49.95%，主要原因是压减。",
        "",
        "行政运行年初预算2,494.09万元，调整预算2,743.50万元，支出决算2,374.94万元。比上年增加120.50万元，增长5.35%，主要原因是调资。",
        "",
        "收入、支出总计分别为2,402.34万元、1,560.37万元，较上年分别增加130.11万元和108.59万元，分别增长5.73%和7.48%，主要原因是扩建。",
    ];
    for (at, figure, wrong) in [
        ("上年决算数减少", "1,229.65", "1,729.65"),
        ("下降", "49.95", "49.59"),
        ("增长", "5.35", "5.85"),
        ("万元和", "108.59", "108.95"),
        ("%和", "7.48", "7.84"),
    ] {
        silent_but_for(&lines, at, figure, wrong);
    }
}
