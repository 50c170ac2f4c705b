//! What patterns match and capture, and where the finger is when they are wrong.

use super::*;
use crate::diagnostic::Lang;
use crate::source::FileId;

fn pattern(text: &str) -> Result<Pattern, Box<Fault>> {
    Pattern::parse(text, &Origin::plain(FileId(0), 0, text.len()))
}

/// The captures of every match, as text.
fn captured(text: &str, document: &str) -> Vec<Vec<String>> {
    let pattern = pattern(text).unwrap_or_else(|fault| panic!("{text}: {}", fault.message.get(Lang::En)));
    pattern
        .find_iter(document)
        .map(|m| {
            m.captures.iter().map(|(name, range)| format!("{name}={}", &document[range.clone()])).collect()
        })
        .collect()
}

#[test]
fn a_share_in_words() {
    let found = captured(
        "{part}{amount:money}，占{share:percent}",
        "其中:一般公共预算收入1,234.56万元,占97.45%;上年结转 32 万元, 占 2.55 %。",
    );
    assert_eq!(
        found,
        [
            ["part=一般公共预算收入", "amount=1,234.56万元", "share=97.45%"],
            ["part=上年结转", "amount=32 万元", "share=2.55 %"]
        ]
    );
}

#[test]
fn kinds() {
    assert_eq!(captured("共{n:count}", "共12个,共三十辆,共5"), [["n=12个"], ["n=三十辆"]]);
    assert_eq!(captured("{value:year}年度", "2024 年度部门预算"), [["value=2024"]]);
    assert_eq!(captured("预算{x:amount}", "预算5"), [["x=5"]]);
    assert_eq!(captured("预算{x:money}", "预算5,预算-0.5亿元"), [["x=-0.5亿元"]]);
    assert_eq!(captured("单位：{value}", "单位:某某 厅\n"), [["value=某某 厅"]]);
    assert_eq!(captured("{money}比{money}多", "3元比2元多"), [["money=3元"]]);
    assert_eq!(captured("cost {x:money}", "a cost of; cost $1.5 million"), [["x=$1.5 million"]]);
}

#[test]
fn gaps_brackets_and_alternatives() {
    assert_eq!(captured("共{n:count}…合计{x:money}", "共2个,合计3元。共4个。合计5元"), [["n=2个", "x=3元"]]);
    assert_eq!(captured("（{y:year}年(度|)）", "(2024年)(2025年度)"), [["y=2024"], ["y=2025"]]);
    assert_eq!(captured(r"\{{n:number}\}", "{12}"), [["n=12"]]);
}

#[test]
fn facts_are_filled_in_later() {
    let pattern = pattern("{=年度}年{x:money}").unwrap();
    assert_eq!(pattern.facts()[0].0, "年度");
    assert_eq!(pattern.find_iter("2024年5元").count(), 0);
    assert_eq!(pattern.with_facts(&|_| None).err().as_deref(), Some("年度"));
    let bound = pattern.with_facts(&|name| (name == "年度").then(|| "2024".to_owned())).unwrap();
    assert_eq!(bound.find_iter("2024年5元,2023年6元").count(), 1);
}

#[test]
fn raw_expressions() {
    assert_eq!(captured("/（(?P<value>[0-9]{4})）/", "(2024)"), [["value=2024"]]);
    assert_eq!(pattern("/a(?P<v>b)/").unwrap().names(), ["v"]);
}

#[test]
fn mistakes_are_placed() {
    for (text, at, message) in [
        ("{x:mony}", "mony", "没有名为「mony」的捕获类型"),
        ("占{x:percent", "{", "花括号没有合上"),
        ("(a|b", "(", "词句模式的括号没有合上"),
        ("a)", ")", "词句模式里单独的「)」"),
        ("{x}a{x}", "x", "「x」捕获了两次"),
        ("{1x}", "{1x}", "「1x」不能作捕获的名字"),
        ("(a|)", "(a|)", "这个词句模式能匹配空文字"),
        ("", "", "这个词句模式能匹配空文字"),
        ("/占（(a+/", "(", "正则表达式有误：unclosed group"),
        ("/a*/", "/a*/", "这个词句模式能匹配空文字"),
    ] {
        let fault = pattern(text).and_then(|pattern| pattern.check()).unwrap_err();
        assert_eq!((&text[fault.range.clone()], fault.message.get(Lang::Zh)), (at, message), "{text}");
    }
}

#[test]
fn every_kind_of_capture_is_told_in_the_reference() {
    let names = |of: &[&str]| of.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let (known, told): (Vec<&str>, Vec<&str>) =
        (KINDS.iter().map(|kind| kind.0).collect(), CAPTURES.iter().map(|kind| kind.0).collect());
    assert_eq!(names(&known), names(&told));
}
