//! What sentences are read to say.

use super::*;
use crate::check::aid::flow::paragraphs;
use crate::document::parse;
use crate::source::{Source, Sources};

/// Each amount as `value name role of`, without what nobody says.
fn said(text: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("a.txt", format!("城北图书馆2030年度支出说明\n\n{text}\n")));
    let document = parse(file, sources.get(file));
    let said = read(&document, &paragraphs(&document));
    let number = |at: u32| {
        said.get(at as usize)
            .map_or(String::new(), |one| document.text(&document.figure(one.figure).place).to_owned())
    };
    let shown = |one: &Said| {
        let own = document.text(&document.figure(one.figure).place);
        let of = one.of.or(one.above).map_or(String::new(), |at| format!(" < {}", number(at)));
        format!("{own} {} {:?}{of}", strip(&one.name.words), one.role)
    };
    said.iter().map(shown).collect()
}

#[test]
fn parts_of_a_total_and_brackets_within_them() {
    let told = said(
        "三公经费支出458.50万元，其中：公务接待费28.50万元，公务用车购置及运行费400.00万元（其中，公务用车购置费150.00万元，公务用车运行费250.00万元），因公出国（境）费30.00万元。",
    );
    assert_eq!(
        told,
        [
            "458.50万元 三公 Stock",
            "28.50万元 公务接待 Stock < 458.50万元",
            "400.00万元 公务用车购置及运行 Stock < 458.50万元",
            "150.00万元 公务用车购置 Stock < 400.00万元",
            "250.00万元 公务用车运行 Stock < 400.00万元",
            "30.00万元 因公出国境 Stock < 458.50万元",
        ]
    );
}

#[test]
fn changes_are_of_the_amount_before_them_or_of_what_they_name() {
    let told = said(
        "车辆费用701.34万元（购置费331.00万元，比上年增加119.15万元），比上年增加66.79万元，增长10.5%。门票收入较上年减少5.00万元。",
    );
    assert_eq!(
        told,
        [
            "701.34万元 车辆 Stock",
            "331.00万元 购置 Stock < 701.34万元",
            "119.15万元 购置 Up < 331.00万元",
            "66.79万元 购置 Up < 701.34万元",
            "10.5% 购置 Up < 701.34万元",
            "5.00万元 门票 Down",
        ]
    );
}

#[test]
fn what_has_no_name_of_its_own_is_of_what_was_named() {
    let told = said("行政运行（2010101）年初预算为100.00万元，支出决算为98.00万元，占本年支出的9.8%。");
    assert_eq!(
        told,
        ["100.00万元 行政运行 Stock", "98.00万元 行政运行 Stock", "9.8% 行政运行 Share < 98.00万元"]
    );
}

#[test]
fn two_names_before_one_amount_are_none_of_it() {
    let mut sources = Sources::new();
    let file = sources
        .add(Source::new("a.txt", "会议费、培训费共12.00万元，教育支出3.00万元、其他支出2.00万元。\n"));
    let document = parse(file, sources.get(file));
    let joint: Vec<bool> = read(&document, &paragraphs(&document)).iter().map(|one| one.joint).collect();
    assert_eq!(joint, [true, false, false]);
}

#[test]
fn years_and_states() {
    let mut sources = Sources::new();
    let text = "某局2030年度决算公开\n\n2029年接待费支出决算3.00万元，2030年接待费预算4.00万元，单价50万元以上的设备价值60.00万元。\n";
    let file = sources.add(Source::new("a.txt", text));
    let document = parse(file, sources.get(file));
    let told: Vec<(Period, State, Role)> =
        read(&document, &paragraphs(&document)).iter().map(|one| (one.period, one.state, one.role)).collect();
    assert_eq!(
        told,
        [
            (Period::Last, State::Final, Role::Stock),
            (Period::This, State::Budget, Role::Stock),
            (Period::This, State::Unsaid, Role::Bound),
            (Period::This, State::Unsaid, Role::Stock),
        ]
    );
}
