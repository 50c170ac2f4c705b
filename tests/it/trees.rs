//! Tables in which every total stands above its parts and neither codes nor numbers say which: a department, its units, their kinds
//! of projects, the projects. Such a table ties out whole, and one wrong digit is found in it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::pointed_at;

/// Units, their kinds of projects and the projects; a kind may have one project, and projects may be alike.
const PROJECTS: &str = "\
云溪市水务局项目安排

单位：万元

名称\t金额\t简介
合计\t3,918.40\t
云溪市水务局\t2,604.15\t
专用项目\t2,604.15\t
其他履职专项\t2,604.15\t
河道疏浚\t1,210.00\t
防汛物资\t386.75\t
水质监测\t40.00\t
节水宣传\t30.00\t
技术培训\t30.00\t
闸站更新\t907.40\t
云溪市灌溉试验站\t768.25\t
通用项目\t19.00\t
委托咨询\t9.00\t
法律顾问\t9.00\t
专项购置\t10.00\t
仪器购置\t10.00\t
专用项目\t749.25\t
试验田养护\t317.65\t
渠系改造\t431.60\t
云溪市水文站\t546.00\t
专用项目\t546.00\t
站房维修\t135.85\t
雨量站改造\t410.15\t
";

fn fingers(text: &str) -> Vec<String> {
    pointed_at(text, |rule| rule.starts_with("text/")).into_iter().map(|told| told[0].clone()).collect()
}

#[test]
fn a_wrong_digit_in_a_tree_without_codes() {
    assert_eq!(fingers(PROJECTS), Vec::<String>::new());
    for (right, wrong) in [
        ("1,210.00", "1,270.00"),
        ("386.75", "386.15"),
        ("907.40", "907.90"),
        ("768.25", "763.25"),
        ("749.25", "749.85"),
        ("317.65", "377.65"),
        ("410.15", "410.45"),
    ] {
        assert_eq!(PROJECTS.matches(right).count(), 1, "{right} stands once");
        let told = fingers(&PROJECTS.replace(right, wrong));
        assert!(!told.is_empty(), "{right} → {wrong} is told");
    }
}

#[test]
fn rows_that_draw_no_tree_are_left_alone() {
    // The last row is no part of anything.
    let loose = format!("{PROJECTS}零星工程\t55.55\t\n");
    assert_eq!(fingers(&loose), Vec::<String>::new());
}
