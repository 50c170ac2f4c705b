//! Tables of a single column of figures whose rows are numbered: each figure that is off by a slip, or that two sums want changed
//! alike, is told; numbers that list only some of the parts are left alone.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::pointed_at;

const REVENUE: &str = "\
云溪市测绘中心收支表

单位：元

项目\t预算数
一、财政拨款收入\t41,530,000
1、一般公共预算\t40,895,000
2、政府性基金预算\t635,000
3、国有资本经营预算\t
二、事业收入\t
三、经营收入\t12,840,000
四、其他收入\t2,600,000
收入总计\t56,970,000
";

/// The texts under the fingers of everything that is told of sums in a table.
fn fingers(text: &str) -> Vec<String> {
    pointed_at(text, |rule| rule.starts_with("text/")).into_iter().map(|told| told[0].clone()).collect()
}

#[test]
fn each_figure_of_a_numbered_table() {
    assert_eq!(fingers(REVENUE), Vec::<String>::new());
    for (right, wrong) in [
        ("41,530,000", "41,580,000"),
        ("41,530,000", "14,530,000"),
        ("40,895,000", "40,895,300"),
        ("635,000", "685,000"),
        ("12,840,000", "12,890,000"),
        ("2,600,000", "2,700,000"),
        ("56,970,000", "56,790,000"),
    ] {
        let told = fingers(&REVENUE.replacen(right, wrong, 1));
        assert_eq!(told.len(), 1, "{right} → {wrong}: {told:?}");
    }
}

/// No slip explains it, but its parts and the total want the same instead.
#[test]
fn a_figure_that_two_sums_want_changed_alike() {
    assert_eq!(fingers(&REVENUE.replacen("41,530,000", "6,835,532", 1)), ["6,835,532"]);
    // The total alone says nothing of what no slip explains.
    assert_eq!(fingers(&REVENUE.replacen("12,840,000", "6,835,532", 1)), Vec::<String>::new());
}

#[test]
fn numbers_that_list_only_some_of_the_parts() {
    let some = REVENUE.replacen("2、政府性基金预算\t635,000\n", "", 1);
    assert_eq!(fingers(&some), Vec::<String>::new());
    let carried = REVENUE.replacen("收入总计\t56,970,000", "上年结转\t1,000,000\n收入总计\t57,970,000", 1);
    assert_eq!(fingers(&carried), Vec::<String>::new());
    let skips = REVENUE.replacen("三、经营", "五、经营", 1).replacen("56,970,000", "56,980,000", 1);
    assert_eq!(fingers(&skips), Vec::<String>::new());
}
