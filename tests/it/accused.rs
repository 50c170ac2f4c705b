//! Who is accused: a figure that a slip explains, unless chance explains the slip or the figure stands in a sum beside it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use tempfile::TempDir;

use crate::common::gouji_in;

/// Lists that come to their totals: how this author writes them.
const OTHERS: &str = "
购书支出完成684151元，其中：图书121331元，报刊369920元，音像192900元。

修缮支出完成536020元，其中：屋面121010元，门窗334530元，管线80480元。

设备支出完成811010元，其中：书架402580元，电脑187020元，其他221410元。
";

fn told(text: &str) -> String {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), format!("云溪市图书馆2031年收支说明\n\n{text}\n{OTHERS}"))
        .unwrap();
    gouji_in(folder.path(), &["check", "a.txt", "--no-config", "--format", "short", "--lang", "zh"]).out
}

const LIST: &str = "——门票收入完成375193元，增长3%。其中：春季票117607元，夏季票28583元，秋季票47966元，冬季票159873元，其他票18164元。";

#[test]
fn a_total_that_comes_to_another_with_its_neighbour_is_not_accused() {
    let outer = "全年经营收入完成1757028元。\n\n——租金收入完成1381835元，增长6%。\n\n";
    let excused = told(&format!("{outer}{LIST}"));
    assert!(excused.contains("375193元，与算得的 372193元 不符"), "{excused}");
    let accused = told(LIST);
    assert!(accused.contains("375193元，按勾稽关系应为 372193元"), "{accused}");
}

#[test]
fn a_slip_that_hits_a_wide_range_by_chance_accuses_nobody() {
    let chance = told("委托业务费预算为1,391.68万元，比2030年预算增加333.83万元，增长31.35%。");
    assert!(
        chance.contains("1,391.68万元 与相关数字对不上（若其他数字无误，应为 1,398.68万元）"),
        "{chance}"
    );
    let slip = told("委托业务费预算为1,891.68万元，比2030年预算增加333.83万元，增长31.56%。");
    assert!(slip.contains("1,891.68万元，按勾稽关系应为 1,391.68万元"), "{slip}");
}
