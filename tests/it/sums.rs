//! Sums and columns that the figures of a table show by themselves, whatever their words: a wrong figure is told, and what only
//! looks like a sum is left alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use crate::common;

/// The texts that the general rules point at, first or beside, in a table of these lines, cells apart by `|`.
fn pointed_at(lines: &[&str]) -> Vec<String> {
    let text = format!("某表\n\n{}\n", lines.join("\n").replace('|', "\t"));
    let told = common::pointed_at(&text, |rule| {
        ["text/table-does-not-foot", "text/column-does-not-follow", "gouji/figure-at-fault"].contains(&rule)
    });
    told.concat()
}

/// `right` is silent, and points at `wrong` where that stands for the figure `figure`.
fn silent_but_for(right: &[&str], figure: &str, wrong: &str) {
    assert_eq!(pointed_at(right), Vec::<String>::new(), "{right:?}");
    let planted: Vec<String> = right.iter().map(|line| line.replacen(figure, wrong, 1)).collect();
    let lines: Vec<&str> = planted.iter().map(String::as_str).collect();
    assert!(pointed_at(&lines).contains(&wrong.to_owned()), "{lines:?}: {:?}", pointed_at(&lines));
}

#[test]
fn totals_without_a_word_for_it_add_up_what_stands_below_or_above_them() {
    let above = [
        "Category|FY1|FY2|FY3",
        "Taxes|1,250|1,318|1,402",
        "Property|700|741|790",
        "Sales|550|577|612",
        "Charges|430|455|461",
        "Water|230|248|250",
        "Waste|200|207|211",
    ];
    silent_but_for(&above, "577", "517");
    let below = [
        "Category|FY1|FY2|FY3",
        "Property|700|741|790",
        "Sales|550|577|612",
        "Taxes|1,250|1,318|1,402",
        "Water|230|248|250",
        "Waste|200|207|211",
        "Charges|430|455|461",
        "Revenue|1,680|1,773|1,863",
    ];
    silent_but_for(&below, "1,863", "1,363");
}

#[test]
fn numbers_and_codes_of_rows_are_a_tree_in_a_single_column() {
    let numbered = [
        "项目|预算数",
        "一、税收收入|2,398.10",
        "(一)增值税|1,630.40",
        "(二)企业所得税|767.70",
        "二、非税收入|1,102.55",
        "(一)专项收入|815.20",
        "(二)罚没收入|287.35",
        "三、转移性收入|905.00",
        "(一)返还性收入|405.00",
        "(二)结算补助|500.00",
    ];
    silent_but_for(&numbered, "287.35", "257.35");
    let coded = [
        "科目|预算数",
        "201—一般公共服务|5,977.51",
        "20101—人大事务|3,182.19",
        "20102—政协事务|2,795.32",
        "205—教育|8,113.71",
        "20502—普通教育|5,101.60",
        "20503—职业教育|3,012.11",
        "208—社会保障|1,320.40",
        "20805—养老|920.15",
        "20808—抚恤|400.25",
    ];
    silent_but_for(&coded, "5,101.60", "5,401.60");
}

/// No word, number or code says what is a part of what, and there is one column: the digits alone show a tree, and in it the
/// one that is wrong, be it a leaf or a branch.
#[test]
fn one_wrong_digit_in_a_tree_of_a_single_column_is_proved_by_the_sums_above_it() {
    let tree = [
        "Item|Amount",
        "Everything|8,517.48",
        "Schools|5,313.75",
        "Primary|3,204.61",
        "Teachers|2,871.15",
        "Buildings|333.46",
        "Secondary|2,109.14",
        "Teachers again|1,877.05",
        "Laboratories|232.09",
        "Roads|3,203.73",
        "Repair|2,617.30",
        "Lights|586.43",
    ];
    silent_but_for(&tree, "333.46", "383.46");
    silent_but_for(&tree, "3,204.61", "3,804.61");
    silent_but_for(&tree, "2,617.30", "2,671.30");
    // A row that was counted in, or left out, is another reading and no slip.
    let other = tree.map(|line| {
        line.replace("Roads|3,203.73", "Roads|3,603.73").replace("Lights|586.43", "Lights|400.00")
    });
    let lines: Vec<&str> = other.iter().map(String::as_str).collect();
    assert_eq!(pointed_at(&lines), Vec::<String>::new());
}

/// A list of hundreds of rows is gone through in pieces: what stands under one head is proved by it alone.
#[test]
fn one_wrong_digit_in_a_tree_of_hundreds_of_rows_is_proved_by_the_sums_around_it() {
    let mut rows = vec!["Item|Amount".to_owned()];
    let (mut all, mut blocks) = (0, Vec::new());
    for block in 0..40_i64 {
        let works: Vec<i64> = (0..3).map(|at| 103_217 + (block * 7 + at * 31) * 1_373 % 890_171).collect();
        let fees: Vec<i64> = (0..2).map(|at| 51_413 + (block * 11 + at * 17) * 2_137 % 438_907).collect();
        let (work, fee) = (works.iter().sum::<i64>(), fees.iter().sum::<i64>());
        all += work + fee;
        let mut own = vec![format!("Unit {block}|{}", work + fee), format!("Works of {block}|{work}")];
        own.extend(works.iter().enumerate().map(|(at, value)| format!("Work {block} {at}|{value}")));
        own.push(format!("Fees of {block}|{fee}"));
        own.extend(fees.iter().enumerate().map(|(at, value)| format!("Fee {block} {at}|{value}")));
        blocks.push(own);
    }
    rows.push(format!("Everything|{all}"));
    rows.extend(blocks.concat());
    let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
    for name in ["Unit 17|", "Works of 5|", "Fees of 33|"] {
        let line = lines.iter().find(|line| line.starts_with(name)).unwrap_or(&"");
        let figure = line.rsplit('|').next().unwrap_or_default();
        let digit = if figure.as_bytes()[1] == b'7' { "2" } else { "7" };
        let wrong = format!("{}{digit}{}", &figure[..1], &figure[2..]);
        silent_but_for(&lines, figure, &wrong);
    }
}

/// Counts of one digit add up to anything: they hide no sum that the amounts beside them show.
#[test]
fn small_counts_do_not_hide_the_sums_of_the_amounts_beside_them() {
    let blocks: [(&str, &[i64]); 3] = [
        ("Harbour", &[6_500_000, 166_400, 665_600, 208_000, 298_000]),
        ("Traffic", &[2_602_600, 612_437, 700_700, 1_001_000, 278_000, 100_000, 130_000]),
        ("Stores", &[600_000, 1_000_000, 886_400, 1_000_000, 277_000, 200_000]),
    ];
    let mut text = "Purchases\n\nItem\tPieces\tAmount\n".to_owned();
    for (name, items) in blocks {
        text += &format!("{name}\t{}\t{}\n", items.len(), items.iter().sum::<i64>());
        for (at, item) in items.iter().enumerate() {
            text += &format!("{name} item {at}\t1\t{item}\n");
        }
    }
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("a.txt"), text).unwrap();
    let run = common::gouji_in(folder.path(), &["check", "--no-config", "--format", "json", "a.txt"]);
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(told["documents"][0]["unchecked"], 0, "{told:#}");
}

/// A column of one table is the same as that of another, row for row under the same names; neither is added up by anything.
#[test]
fn a_column_told_again_is_held_to_its_copy() {
    let lists = |figure: &str, more: &str| {
        format!(
            "某表\n\n单位：万元\n\n项目|金额\n道路|508.11\n桥梁|105.36\n路灯|311.27\n绿化|{figure}\n排水|200.47\n停车|57.20\n\n\
             说明\n\n另表\n\n单位：万元\n\n项目|金额|其中{more}\n停车|57.20|\n道路|508.11|8.11\n桥梁|105.36|5.36\n路灯|311.27|\n绿化|1,236.42|36.42\n排水|200.47|\n"
        )
    };
    let told = |text: String| {
        common::pointed_at(&text.replace('|', "\t"), |rule| rule == "text/figure-differs-from-its-copy").len()
    };
    assert_eq!(told(lists("1,236.42", "")), 0);
    assert_eq!(told(lists("1,286.42", "")), 1);
    assert_eq!(told(lists("1,263.42", "")), 1);
    // Lists of two years may differ in a digit.
    let years = lists("1,286.42", "").replace("某表", "2030年某表").replace("另表", "2031年另表");
    assert_eq!(told(years), 0);
    // What is counted in here and not there stands in the row itself; what differs in every digit is another figure.
    assert_eq!(told(lists("1,200.00", "")), 0);
    assert_eq!(told(lists("1,787.95", "")), 0);
}

#[test]
fn a_column_is_the_difference_or_the_rate_that_others_make() {
    let changes = [
        "Department|Before|Now|Change|Change %",
        "North|1,200.0|1,500.0|300.0|25.0",
        "South|800.0|700.0|-100.0|-12.5",
        "East|440.0|550.0|110.0|25.0",
        "West|500.0|620.0|120.0|24.0",
        "Centre|600.0|660.0|60.0|10.0",
        "Coast|750.0|900.0|150.0|20.0",
    ];
    silent_but_for(&changes, "24.0", "42.0");
    silent_but_for(&changes, "-100.0", "-160.0");
}

#[test]
fn shares_are_of_the_whole_and_make_a_hundred() {
    let shares = [
        "Source|Amount|Share (%)",
        "Wind|412.0|41.2",
        "Water|233.0|23.3",
        "Sun|155.0|15.5",
        "Gas|120.0|12.0",
        "Oil|80.0|8.0",
        "All|1,000.0|100.0",
    ];
    silent_but_for(&shares, "15.5", "16.5");
    // One share is a tenth more than its amount makes it, so that all of them come to a hundred, with subtotals and without.
    let adjusted = [
        "Source|Amount|Share (%)",
        "Wind|411.4|41.2",
        "Water|232.9|23.3",
        "Renewable|644.3|64.5",
        "Sun|155.3|15.5",
        "Gas|120.2|12.0",
        "Oil|80.2|8.0",
        "Others|355.7|35.5",
        "All|1,000.0|100.0",
    ];
    assert_eq!(pointed_at(&adjusted), Vec::<String>::new());
}

/// In a list of one column, whose subtotal has few digits, the total above it says that a digit of it is wrong.
#[test]
fn a_short_subtotal_in_a_tree_of_one_column_is_proved_by_a_long_total() {
    let list = [
        "Item|Amount",
        "All|1,505.38",
        "Weather office|276.00",
        "Upkeep|94.00",
        "Helpers|14.00",
        "Building|168.00",
        "Safety office|30.00",
        "Helpers|7.00",
        "Inspections|23.00",
        "Observatory|284.00",
        "Helpers|7.00",
        "Power|140.00",
        "Reports|26.00",
        "Systems|8.67",
        "New systems|102.33",
        "Climate centre|117.44",
        "Surveys|105.44",
        "Vehicles|12.00",
        "Support centre|797.94",
        "Warnings|97.00",
        "Repairs|132.52",
        "Networks|568.42",
    ];
    silent_but_for(&list, "284.00", "384.00");
}

/// What comes in is planned in most rows: where less came in, what was planned is still what was spent and what is left.
#[test]
fn a_row_that_adds_up_to_another_column_is_left_alone() {
    let funds = [
        "Project|Planned|Received|Spent|Left",
        "Roads|1,200.00|1,200.00|1,104.31|95.69",
        "Bridges|3,087.00|2,877.00|2,614.12|472.88",
        "Lamps|640.00|640.00|598.27|41.73",
        "Drains|855.00|855.00|811.06|43.94",
        "Parks|410.00|410.00|377.45|32.55",
    ];
    assert_eq!(pointed_at(&funds), Vec::<String>::new());
}

/// A table that the page has cut goes on under the same header: what its last total lacks stands there.
#[test]
fn a_total_whose_parts_go_on_in_the_next_table_is_left_alone() {
    let head = "Project|Total|General|Other";
    let whole = [
        "North clinic|1,204.31|1,104.31|100.00",
        "Wards|804.11|754.11|50.00",
        "Kitchen|400.20|350.20|50.00",
        "South clinic|2,377.45|2,177.45|200.00",
        "Wards|1,300.25|1,200.25|100.00",
        "Garden|1,077.20|977.20|100.00",
        "East clinic|5,527.63|5,140.59|387.04",
        "Wards|4,250.13|4,068.65|181.48",
        "Laundry|219.96|14.40|205.56",
    ];
    let rest = ["Oxygen|905.30|905.30|0.00", "Library|152.24|152.24|0.00"];
    let lines: Vec<&str> = [&[head][..], &whole, &["", head], &rest].concat();
    assert_eq!(pointed_at(&lines), Vec::<String>::new());
}

/// Columns that are some of a whole do not make it up.
#[test]
fn columns_that_are_some_of_a_whole_are_not_added_up() {
    let rows = [
        "Item|小计|其中：small firms|其中：micro firms",
        "All|1,476.16|3.14|0.00",
        "Culture|1,476.16|3.14|0.00",
        "Films|1,473.02|0.00|0.00",
        "Books|3.14|3.14|0.00",
        "Maps|12.20|12.20|0.00",
        "Songs|7.45|7.45|0.00",
        "Plays|9.30|9.30|0.00",
    ];
    assert_eq!(pointed_at(&rows), Vec::<String>::new());
}

/// Items in an inner column, what they come to in the next one: on the row below them, or beside the last of them.
#[test]
fn sums_that_step_to_the_right_are_added_up() {
    let account = [
        "Movement|£000|£000|£000",
        "Base budget|||182,463",
        "One-off measures|2,417||",
        "Reversals|13,908||",
        "Adjustments to the base||16,325|",
        "Capital receipts||(2,110)|",
        "Pay|8,117||",
        "Energy|1,046||",
        "Fees|(1,219)|7,944|",
        "Savings already approved|(7,305)||",
        "Savings of this year|(4,822)|(12,127)|",
        "Change of the net budget||10,032|10,032",
        "Net budget|||192,495",
    ];
    silent_but_for(&account, "1,046", "1,946");
    silent_but_for(&account, "16,325", "16,825");
    silent_but_for(&account, "(12,127)", "(12,121)");
    // Two columns of figures that have nothing to do with each other.
    let apart = [
        "Item|Length|Width",
        "North|1,204|",
        "South|2,377|",
        "East||3,118",
        "West|5,120|",
        "Centre|4,871|",
        "Coast||9,002",
    ];
    assert_eq!(pointed_at(&apart), Vec::<String>::new());
}

#[test]
fn what_only_looks_like_a_sum_is_left_alone() {
    // Serial numbers beside sums.
    let numbered = [
        "Line|Category|FY1|FY2",
        "7|Taxes|1,250|1,318",
        "8|Property|700|741",
        "9|Sales|550|577",
        "14|Charges|430|455",
        "15|Water|230|248",
        "16|Waste|200|207",
    ];
    assert_eq!(pointed_at(&numbered), Vec::<String>::new());
    // Rounded to hundreds of thousands, as every figure of the column is.
    let rounded = [
        "Category|FY1|FY2",
        "Salaries|138,909,176|138,900,000",
        "Fringe|45,056,939|47,000,000",
        "Retirement|40,766,263|43,600,000",
        "Personnel|224,732,378|229,600,000",
        "Supplies|14,631,017|13,700,000",
        "Contracts|19,736,539|19,600,000",
        "Operations|34,367,556|33,300,000",
    ];
    assert_eq!(pointed_at(&rounded), Vec::<String>::new());
    // Growth from less than nothing is reckoned in several ways.
    let negative = [
        "Department|Before|Now|Growth %",
        "North|1,200|1,500|25.0",
        "South|800|700|-12.5",
        "East|440|550|25.0",
        "West|500|620|24.0",
        "Centre|600|660|10.0",
        "Coast|-750|900|220.0",
    ];
    assert_eq!(pointed_at(&negative), Vec::<String>::new());
    // What is counted in two ways in most rows, and in one of them in others.
    let bases = [
        "Project|Planned|Revised|Spent|Rate %",
        "A|1,000|1,000|900|90.0",
        "B|2,000|2,000|1,700|85.0",
        "C|640|640|480|75.0",
        "D|500|500|310|62.0",
        "E|1,200|1,500|750|62.5",
    ];
    assert_eq!(pointed_at(&bases), Vec::<String>::new());
}

#[test]
fn a_total_adds_up_what_is_numbered_alone_where_of_which_rows_stand_below_each() {
    let right = [
        "项目|2030年执行数|2031年预算数",
        "一、居民养老保险基金收入|16673|18283",
        "其中：保险费收入|4889|5130",
        "财政补贴收入|10450|11698",
        "二、机关养老保险基金收入|95582|98384",
        "其中：保险费收入|80486|83078",
        "利息收入|614|540",
        "三、职工医疗保险基金收入|56406|57944",
        "其中：保险费收入|54220|56913",
        "收入小计|168661|174611",
        "上级补助收入||1367",
        "收入合计|168661|175978",
    ];
    silent_but_for(&right, "57944", "57144");
}

#[test]
fn a_total_between_its_parts_and_a_further_total_of_all_is_not_held_against_what_follows_it() {
    let right = [
        "项目|预算数|调整预算数|决算数",
        "一、税收收入|32,237,001|29,411,647|27,362,828",
        "增值税|21,185,030|19,673,829|18,673,330",
        "企业所得税|11,051,971|9,737,818|8,689,498",
        "二、非税收入|15,631,907|15,820,387|16,563,841",
        "专项收入|8,896,852|8,214,391|8,199,351",
        "罚没收入|6,735,055|7,605,996|8,364,490",
        "收入合计|47,868,908|45,232,034|43,926,669",
        "加：返还性收入|4,056,963||4,056,963",
        "一般性转移支付收入|44,596,416||51,272,904",
        "调入资金|7,369,510||10,360,406",
        "收入总计|103,891,797||109,616,942",
    ];
    silent_but_for(&right, "47,868,908", "47,868,998");
}

/// A statement with two sides; a row of one of them may be lost.
const SIDES: [&str; 10] = [
    "Item|2031|2030",
    "Investment property|138,683|271,713",
    "Right-of-use assets|721,329|881,630",
    "Biological assets|374,318|313,922",
    "Non-current assets, total|1,234,330|1,467,265",
    "Contract assets|333,672|356,347",
    "Trade debtors|489,282|438,718",
    "Deposits|127,150|390,455",
    "Current assets, total|950,104|1,185,520",
    "TOTAL ASSETS|2,184,434|2,652,785",
];

#[test]
fn a_subtotal_that_lost_a_row_is_told_where_its_total_and_its_sibling_come_out() {
    assert_eq!(pointed_at(&SIDES), Vec::<String>::new());
    let without =
        |name: &str| -> Vec<&str> { SIDES.iter().copied().filter(|line| !line.starts_with(name)).collect() };
    assert!(!pointed_at(&without("Trade debtors")).is_empty());
    assert!(!pointed_at(&without("Biological")).is_empty());
    // Some of what a total holds, told as some of it.
    let some = without("Trade debtors");
    let some: Vec<String> = some.iter().map(|line| line.replace("Contract", "of which contract")).collect();
    let some: Vec<&str> = some.iter().map(String::as_str).collect();
    assert_eq!(pointed_at(&some), Vec::<String>::new());
}

/// Debt of districts, in all and by kind: the total of the districts is one of its row as well.
const DEBT: [&str; 9] = [
    "地区|限额合计|一般限额|专项限额|余额合计|一般余额|专项余额",
    "云台市|182,506.59|97,345.00|85,161.59|470,951.46|385,189.87|85,761.59",
    "市本级|98,990.08|95,888.00|3,102.08|97,947.29|89,545.21|8,402.08",
    "县区合计|83,516.51|1,457.00|82,059.51|373,004.17|295,644.66|77,359.51",
    "东河县|25,976.00|976.00|25,000.00|71,070.01|71,070.01|0.00",
    "西河县|12,163.00|163.00|12,000.00|114,111.97|97,211.97|16,900.00",
    "南河县|22,271.60|318.00|21,953.60|76,854.34|45,800.74|31,053.60",
    "北河县|16,977.88|0.00|16,977.88|64,397.85|53,590.00|10,807.85",
    "中河县|6,128.03|0.00|6,128.03|46,570.00|27,971.94|18,598.06",
];

#[test]
fn what_two_columns_lack_alike_is_one_fault() {
    assert_eq!(pointed_at(&DEBT), Vec::<String>::new());
    // The same is left out of one kind of debt and of the total beside it, in the rows that add up across.
    let lacking = |figure: &str, wrong: &str, kind: &str, less: &str| -> Vec<String> {
        DEBT.iter().map(|line| line.replacen(figure, wrong, 1).replacen(kind, less, 1)).collect()
    };
    let lines = lacking("46,570.00", "44,470.00", "18,598.06", "16,498.06");
    let told = pointed_at(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(told.contains(&"373,004.17".to_owned()) && told.contains(&"77,359.51".to_owned()), "{told:?}");
}
