//! Wholes that sentences divide: parts at the heads of clauses that no word opens, sums of what was listed above, structures, rates that
//! are called after what they count, amounts in another unit or put down for one another. What is right is silent, and one wrong
//! digit is told.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::report;

/// What else a report says: lists that come to their totals, and one that is of no whole.
const REST: &str = "体育事业费支出812.4万元，比上年增加60.2万元，增长8.0%，其中：人员经费512.1万元，公用经费300.3万元。\n\n\
    全年新建农村公路126公里，其中县道36公里、乡道52公里、村道38公里。\n\n\
    公共图书馆藏书32.6万册，其中少儿读物9.2万册。";

fn with_rest(text: &str) -> String {
    format!("{text}\n\n{REST}")
}

fn told(text: &str) -> Vec<String> {
    report::told(&with_rest(text))
}

fn held(text: &str, right: &str, wrong: &str, name: &str) {
    report::held(&with_rest(text), right, wrong, name);
}

const LIST: &str = "text/list-differs-from-its-total";
const SHARES: &str = "text/shares-do-not-make-a-whole";
const SHARE: &str = "text/stated-share-is-wrong";
const NAMED: &str = "text/named-share-is-wrong";
const SURPLUS: &str = "text/surplus-is-wrong";

#[test]
fn parts_stand_at_the_heads_of_their_sentences() {
    let taxes = "全县一般公共预算收入完成186532万元，增长5.2%。税收收入完成121345万元，增长3.1%。非税收入完成65187万元，增长9.4%。";
    for (right, wrong) in [("186532", "196532"), ("121345", "121745"), ("65187", "68187")] {
        held(taxes, right, wrong, LIST);
    }
    let by = "全年固定资产投资1286.4亿元，增长6.2%。分产业看，第一产业投资42.3亿元，增长5.1%；第二产业投资486.7亿元，增长9.3%；\
        第三产业投资757.4亿元，增长4.4%。";
    held(by, "1286.4", "1386.4", LIST);
    held(by, "486.7", "486.2", LIST);
    // One of many that stand in a row is no total of those behind it, and what is told of another kind is no part.
    for silent in [
        "公共安全支出147982万元，增长3%。教育支出676855万元，增长2%。科学技术支出22450万元，增长4%。文化支出48676万元，增长5%。",
        "全年接待游客386.2万人次，增长12%。旅游收入21.3亿元，增长9%。住宿收入11.6亿元，增长7%。",
    ] {
        assert_eq!(told(silent), Vec::<String>::new(), "{silent}");
    }
}

#[test]
fn the_whole_is_told_in_a_paragraph_before() {
    let below = "首三季入境旅客总数达20,662,153人次，增长11.2%。\n\n按入境方式统计，经海路入境旅客为8,163,927人次；经陆路入境旅客有\
        11,248,602人次；经空路入境旅客为1,249,624人次。";
    held(below, "20,662,153", "20,862,153", LIST);
    held(below, "11,248,602", "12,248,602", LIST);
    let among = "全县支出912653万元，增长2%。\n\n支出中，教育支出300210万元，增长1%；其他各项支出612443万元，增长3%。";
    held(among, "612443", "612743", LIST);
}

#[test]
fn a_sum_says_how_many_it_is_of() {
    let here = "税收返还收入3215万元，一般性转移支付收入86432万元，专项转移支付收入12745万元，以上三项合计102392万元。";
    held(here, "102392", "102892", LIST);
    held(here, "12745", "12445", LIST);
    let apart = "返还性收入3215万元。一般性转移支付收入86432万元。专项转移支付收入12745万元。以上三方面共102392万元。";
    held(apart, "102392", "102382", LIST);
}

#[test]
fn a_structure_is_that_of_its_parts() {
    let text = "全年地区生产总值1291.92亿元，增长5.3%。其中，第一产业增加值72.61亿元，增长3.9%；第二产业增加值730.63亿元，增长5.1%；\
        第三产业增加值488.68亿元，增长5.8%。三次产业结构为5.6:56.6:37.8。";
    held(text, "37.8", "38.7", SHARE);
    held(text, "56.6", "56.1", SHARE);
    assert_eq!(told("开馆时间为9:30:15，比赛比分3:2。"), Vec::<String>::new());
}

#[test]
fn shares_go_on_over_semicolons() {
    let text = "读者中，少儿占15.32%；成人占62.87%；老人占21.81%。";
    held(text, "15.32%", "25.32%", SHARES);
    held(text, "62.87%", "61.87%", SHARES);
    assert_eq!(told("收入占42.1%；支出占38.2%，增长5.0%；其余占12.6%。"), Vec::<String>::new());
}

#[test]
fn a_rate_is_called_after_what_it_counts() {
    let text =
        "全年抽检食品3250批次，合格3185批次，合格率98.0%。受理投诉举报8640件，办结8294件，办结率96.0%。";
    held(text, "98.0%", "89.0%", NAMED);
    held(text, "8294", "8894", NAMED);
    let both = "资产总计156.07亿元；负债合计88.78亿元；资产负债率为56.9%。";
    held(both, "56.9%", "59.6%", NAMED);
    // What it differs by is no part, and another base is meant where no slip explains it.
    assert_eq!(told("预算2046万元，决算8491万元，预决算差异率315%。"), Vec::<String>::new());
    assert_eq!(told("受理案件3250件，办结3185件，按期办结率88.4%。"), Vec::<String>::new());
}

#[test]
fn a_share_is_of_what_its_name_ends_with() {
    let text = "全县共有幼儿园248所，比上年增加3所。其中，普惠性幼儿园204所，占全县幼儿园的比例82.26%。";
    held(text, "82.26%", "82.66%", SHARE);
    held(text, "204", "240", SHARE);
}

#[test]
fn one_amount_in_another_unit() {
    let text = "本年支出合计4021.94万元，其中：基本支出2719.24万元；项目支出1302.70万元。";
    held(text, "4021.94万元", "4021.94亿元", LIST);
    held(text, "1302.70万元", "1302.70亿元", LIST);
    let three = "三公经费20.12万元，其中：公务用车运行费12.39万元，公务接待费7.73万元。";
    held(three, "7.73万元", "7.73亿元", LIST);
}

#[test]
fn one_amount_for_another() {
    let text = "财政拨款收入6927.14万元，其中：一般公共预算拨款5746.19万元，政府性基金拨款1000万元，国有资本拨款180.95万元。";
    held(text, "6927.14", "5746.19", LIST);
    held(text, "5746.19", "6927.14", LIST);
    // What the others come to by themselves is divided once more.
    let deeper = "教育支出100.50万元，其中：培训支出100.50万元，内部培训60.20万元，外出培训40.30万元。";
    assert_eq!(told(deeper), Vec::<String>::new());
}

#[test]
fn what_is_left_of_amounts_with_their_names() {
    let kept = "固定资产原值1523.46万元，累计折旧862.31万元，固定资产净值661.15万元。";
    held(kept, "661.15", "611.15", SURPLUS);
    let before = "财政盈余476.7亿元，增长5%。财政收入611.3亿元，增长2%。\n\n财政开支134.6亿元，下降3%。";
    held(before, "476.7", "475.7", SURPLUS);
    let lines = "公共预算收入271630万元，加上补助收入242971万元，收入合计514601万元。\n\n公共预算支出361315万元，加上解支出87670万元，支出\
        合计448985万元。\n\n收支相抵，年终结余65616万元。";
    held(lines, "65616", "55616", LIST);
    let signs =
        "国有资本经营收入1493万元，上年结余140万元，国有资本经营支出1459万元。收支相抵，年终结余174万元。";
    held(signs, "174", "274", LIST);
}
