//! What sentences say, of any place: changes on the way from one amount to another, bases that are named alone, shares of what is
//! counted, what is left of an income, a point that was put down elsewhere. What is right is silent, and one wrong digit is told.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::report::{held, told};

const CHANGE: &str = "text/change-rate-is-wrong";
const SHARE: &str = "text/stated-share-is-wrong";
const LIST: &str = "text/list-differs-from-its-total";
const SURPLUS: &str = "text/surplus-is-wrong";

#[test]
fn a_change_is_told_on_the_way_from_one_amount_to_another() {
    let by = "行政开支由2030年的83,600万元减少4.3%至2031年的80,000万元。";
    held(by, "4.3%", "7.3%", CHANGE);
    held(by, "83,600", "85,600", CHANGE);
    let down = "门票收入从2030年的20,750万元下降至2031年的12,450万元，降幅达40.0%。";
    held(down, "40.0%", "45.0%", CHANGE);
    let rise = "借阅量由上年的72.5万册增加到80.2万册，增长10.6%。";
    held(rise, "10.6%", "16.6%", CHANGE);
    // A name that holds the word is no way, and a mean over years is no rate of one step.
    for silent in [
        "原自强区支出1,350万元，增长15.2%，增支178万元，其中保工资支出预算数为1,143万元，增长9.0%。",
        "收入从2026年的22.86亿元增加到2031年的31.99亿元，年均增长7.0%。",
        "补助由县财政承担100万元、由乡镇承担60万元，增长12.5%。",
    ] {
        assert_eq!(told(silent), Vec::<String>::new(), "{silent}");
    }
}

#[test]
fn what_it_was_before_is_enough() {
    held("常住人口与2020年的725,482人相比，增加25,907人，增长3.57%。", "3.57%", "3.87%", CHANGE);
    held(
        "常住人口为751,389人，与2020年的725,482人相比，增加25,907人，增长3.57%。",
        "751,389",
        "757,389",
        CHANGE,
    );
}

#[test]
fn a_bracket_in_another_unit_parts_no_change_from_its_rate() {
    let area = "播种面积112,738.3千公顷，比上年增加782.7千公顷（1,174.1万亩），增长0.7%。";
    held(area, "增长0.7%", "增长0.9%", CHANGE);
}

#[test]
fn two_directions_of_one_comparison_contradict_each_other() {
    held("财政收入51,304万元，比上年增收12,543万元，同比增长32.4%。", "同比增长", "同比下降", CHANGE);
    // Against the plan it fell short, against the year before it grew.
    assert_eq!(told("决算数较预算数减少17.65万元，同比增长10.67%。"), Vec::<String>::new());
}

#[test]
fn shares_are_of_what_is_counted_by_any_word() {
    let people = "总量5,138.1万人，其中甲类1,700.2万人，占总量的33.09%；乙类3,437.9万人，占总量的66.91%。";
    held(people, "33.09%", "36.09%", SHARE);
    let dollars = "外债余额5,138.1亿美元，其中中长期1,700.2亿美元，占外债余额的33.09%；短期3,437.9亿美元，占外债余额的66.91%。";
    held(dollars, "66.91%", "61.91%", SHARE);
    let water =
        "供水总量6,095亿m³，其中地表水4,921亿m³，占供水总量的80.7%；地下水1,174亿m³，占供水总量的19.3%。";
    held(water, "80.7%", "86.7%", SHARE);
    let beds = "床位910.1万张，其中：医院713.1万张（占78.4%），基层164.9万张（占18.1%）。";
    held(beds, "78.4%", "71.4%", SHARE);
    // A year before the comma counts nothing.
    assert_eq!(told("收入1,200万元，2031年，占比提高。支出300万元，占25%。"), Vec::<String>::new());
}

#[test]
fn what_is_left_is_the_income_less_the_expenditure() {
    held("收入1,105亿元，开支826亿元，录得279亿元盈余。", "279亿", "289亿", SURPLUS);
    let fund = "基金收入37,667万元，比上年增长9.1%，其中：保险费收入28,088万元；财政补贴收入8,212万元。支出32,581万元。本年收支结余5,086万元。";
    held(fund, "5,086", "5,386", SURPLUS);
    held("收入200.5万元，支出236.8万元，当年赤字36.3万元。", "36.3", "33.6", SURPLUS);
    for silent in [
        "门票收入200.5万元，支出36.8万元，当年盈余512.0万元。",
        // With what was carried over; figures as short as these are a slip away from any other.
        "门票收入90万元，支出60万元，当年结余50万元。",
    ] {
        assert_eq!(told(silent), Vec::<String>::new(), "{silent}");
    }
}

#[test]
fn parts_of_what_is_counted_are_no_more_than_it() {
    let list = "就业总量6,055.5万人，其中甲类899.9万人，乙类1,261.6万人，丙类3,693.1万人，丁类200.9万人。";
    held(list, "6,055.5", "6,015.5", LIST);
    // Kinds overlap.
    assert_eq!(told("全馆120人，其中党员60人，妇女70人。"), Vec::<String>::new());
}

#[test]
fn a_completion_inside_a_list_is_of_its_own_item() {
    let list = "财政总收入4,348万元，占年初预算10,065万元的43.2%。其中：税收收入3,511万元，占年初预算8,465万元的41.5%；非税收入837万元，\
        占年初预算1,600万元的52.3%。";
    held(list, "41.5%", "44.5%", "text/stated-completion-is-wrong");
}

#[test]
fn a_point_elsewhere_is_a_slip() {
    let sum = "县图书馆收入61.6万元，加上上年结转收入2.1万元、动用历年结余15.3万元，收入总计79.0万元。";
    held(sum, "79.0", "76.0", LIST);
    held(sum, "61.6", "16.6", LIST);
    let list = "本年支出6,055.51万元，其中：教育支出2,322.42万元，卫生支出3,733.09万元。";
    held(list, "3,733.09", "373.309", LIST);
    held(
        "总支出6,055.5万元。其中，教育支出899.9万元，卫生支出1,261.6万元，农业支出3,693.1万元，环保支出200.9万元。",
        "6,055.5",
        "6,015.5",
        LIST,
    );
}

#[test]
fn four_rounded_figures_miss_their_total_by_two() {
    let table = |last: &str| {
        format!(
            "|项目|2030年|2031年|\n|---|---:|---:|\n|医院|292276.7|{last}|\n|三级医院|148662.8|159677.7|\n\
             |二级医院|106874.6|111559.9|\n|一级医院|17747.2|18655.6|\n|未定级医院|18992.1|18701.7|"
        )
    };
    // Of sums of four figures with one digit behind the point one in two hundred is off by 0.2.
    assert_eq!(told(&table("308594.7")), Vec::<String>::new());
    assert!(!told(&table("308594.5")).is_empty());
}

#[test]
fn a_row_of_rates_is_not_added_across() {
    let table = "|年度|合计|接待费|用车费|\n|---|---:|---:|---:|\n|2030年|2840|1490|1350|\n|2031年|2352|1356|996|\n\
        |2031年比2030年增减%|-17.18|-8.99|-26.22|";
    assert_eq!(told(table), Vec::<String>::new());
    assert!(!told(&table.replace("|2352|", "|2552|")).is_empty());
}
