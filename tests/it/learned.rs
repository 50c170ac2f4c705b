//! Readings that a document proves on its own pages: which whole several shares are of, what an author does with his rates, how far a
//! section rounds, which columns a sum has, where a heading is that has lost its number. Each document is silent as it stands;
//! with one figure wrong the finger is on it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::pointed_at;

/// One whole divided twice in one paragraph.
const DIVISIONS: &str = "\
云溪市政府债务情况说明

2031年末全市政府债务余额266.63亿元，控制在限额以内。分性质看，一般债务193.29亿元，占72.49%，专项债务73.34亿元，占27.51%。分级次看，市本级89.35亿元，占33.51%，县区177.28亿元，占66.49%。
";

/// An author who cuts his rates off to whole per cents.
const CUT: &str = "\
云溪市档案馆2031年收支说明

收入预算6,256.31万元，比上年减少336.67万元，下降5.0%。

支出预算6,244.80万元，比上年增加268.28万元，增长4.0%。

人员支出5,973.01万元，比上年减少263.59万元，下降4.0%。

接待费1.10万元，比上年减少25.00万元，下降95.0%。

运行经费48.78万元，比上年减少4.98万元，下降9.0%。
";

/// A comparison behind a list in semicolons, which is that of what the list is about.
const LISTED: &str = "\
云溪市口岸办2031年支出说明

3.口岸管理365.89万元，主要包括：驻站补助9.42万元，用于发放补助；党建工作5.45万元，用于主题活动；员额经费154.21万元，用于员额人员；内控和审计196.81万元，用于内部审计工作。较2030年年初预算减少52.44万元，减幅12.5%。
";

/// A completion of which no word says which amount was done.
const DONE: &str = "\
云溪市总工会2031年帮扶资金说明

弥补缺口资金预算5,000万元，实际帮扶企业5家，安置资金4,974万元，预算执行率99.48%。
";

/// A table with a column that no pack has a name for, and with units that are called as no pack expects.
const PROJECTS: &str = "\
2031年度部门预算公开

部门预算项目支出预算表

单位：万元

支出项目类别（资金使用单位）\t总计\t财政拨款\t\t\t财政专户\t其他资金\t绩效目标
\t\t合计\t一般公共预算\t政府性基金\t\t\t
合计\t1,497.06\t1,280.06\t1,180.06\t100.00\t0.00\t217.00\t
云溪市水务局\t1,361.61\t1,206.61\t1,106.61\t100.00\t0.00\t155.00\t
工作经费\t726.48\t726.48\t626.48\t100.00\t0.00\t0.00\t保障机关运转
河道疏浚\t635.13\t480.13\t480.13\t0.00\t0.00\t155.00\t河道畅通
云溪市灌溉站（云溪市节水中心）\t135.45\t73.45\t73.45\t0.00\t0.00\t62.00\t
试验田养护\t73.45\t73.45\t73.45\t0.00\t0.00\t0.00\t完成养护
渠系改造\t62.00\t0.00\t0.00\t0.00\t0.00\t62.00\t完成改造
";

/// A heading that the contents number and the body does not, over sentences that round to whole ten thousands.
const ROUNDED: &str = "\
2031年度单位预算公开

预算单位：云溪市灌溉试验场

目录

一、单位主要职能

二、单位预算编制说明

三、单位预算表

一、单位主要职能

承担灌溉试验。

2031年单位预算编制说明

2031年，云溪市灌溉试验场收入预算12,814万元，其中：财政拨款收入12,026万元，比2030年预算减少375万元；其他收入788万元。

支出预算12,814万元，其中：财政拨款支出预算12,026万元，比2030年预算减少375万元。

财政拨款收入支出减少的主要原因是试验项目减少。

三、单位预算表

2031年单位收支总表

单位：元

收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、财政拨款收入\t120,258,600\t一、农林水支出\t128,138,600
二、其他收入\t7,880,000\t\t
收入总计\t128,138,600\t支出总计\t128,138,600

其他说明

会议费1.25万元，培训费2.75万元，采购5.30万元，维修4.15万元。
";

/// The texts under the fingers of all errors and warnings about figures and headings.
fn fingers(text: &str) -> Vec<String> {
    let told = |rule: &str| rule != "gouji/no-pack" && rule != "gouji/unreadable-figures";
    pointed_at(text, told).into_iter().map(|told| told[0].clone()).collect()
}

fn with(text: &str, right: &str, wrong: &str) -> Vec<String> {
    assert_eq!(text.matches(right).count(), 1, "{right} stands once");
    fingers(&text.replace(right, wrong))
}

#[test]
fn each_run_of_shares_is_held_to_the_whole_it_comes_to() {
    assert_eq!(fingers(DIVISIONS), Vec::<String>::new());
    let both = DIVISIONS.replace("72.49", "73.35").replace("27.51", "26.65");
    assert_eq!(fingers(&both), ["73.35%", "26.65%"]);
}

#[test]
fn rates_that_are_cut_off_are_one_habit_and_each_is_told() {
    assert_eq!(fingers(CUT), ["5.0%", "4.0%", "4.0%", "95.0%", "9.0%"]);
}

#[test]
fn a_comparison_behind_a_list_is_not_that_of_its_last_item() {
    assert_eq!(fingers(LISTED), Vec::<String>::new());
}

#[test]
fn what_was_done_is_known_by_its_rate() {
    assert_eq!(fingers(DONE), Vec::<String>::new());
    assert_eq!(with(DONE, "99.48", "98.48"), ["98.48%"]);
}

#[test]
fn a_column_without_a_name_is_part_of_the_sums_that_lack_it() {
    assert_eq!(fingers(PROJECTS), Vec::<String>::new());
    assert_eq!(with(PROJECTS, "635.13", "685.13"), ["685.13"]);
    assert_eq!(with(PROJECTS, "0.00\t62.00\t完成改造", "0.00\t68.00\t完成改造"), ["68.00"]);
}

#[test]
fn a_section_without_its_number_is_read_and_rounds_as_it_does() {
    assert_eq!(fingers(ROUNDED), Vec::<String>::new());
    assert_eq!(with(ROUNDED, "收入预算12,814", "收入预算12,884"), ["12,884万元"]);
    // The reason of a change may stand further down; without it the change is not explained.
    let reason = "财政拨款收入支出减少的主要原因是试验项目减少。\n\n";
    assert_eq!(with(ROUNDED, reason, ""), ["375万元", "375万元"]);
}
