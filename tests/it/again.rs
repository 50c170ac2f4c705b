//! What a document says twice, and what follows from how it says it: a list and a paragraph on each of its items, income and
//! expenditure that change alike, parts told in paragraphs of their own, a whole and its only part, a sentence that adds to the
//! one before it. Each document is silent as it stands; with one figure wrong, the finger is on it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::{findings_of, gouji_in};

/// A list, and a numbered paragraph on each of its items, for two units whose items are called alike.
const UNITS: &str = "\
云台市水利中心2031年收支说明

云台市水利中心东片管理所预算8,171.60万元，包括在职人员经费4,635.20万元、公用经费689.40万元、离退休人员经费361.00万元、增人增资经费144.60万元、灌区改造经费2,341.40万元。

（一）在职人员经费4,635.20万元，主要是在职人员工资福利和社保缴费等。

（二）公用经费689.40万元，主要包括水电费、物业管理费等。

（三）离退休人员经费361.00万元，主要是离退休人员补助。

（四）增人增资经费144.60万元，主要用于人员变动。

（五）灌区改造经费2,341.40万元，主要用于渠道衬砌。

云台市水利中心西片管理所预算5,300.50万元，包括在职人员经费3,120.30万元、公用经费659.40万元、离退休人员经费240.80万元、增人增资经费90.50万元、灌区改造经费1,189.50万元。

（一）在职人员经费3,120.30万元，主要是在职人员工资福利和社保缴费等。

（二）公用经费659.40万元，主要包括水电费、物业管理费等。

（三）离退休人员经费240.80万元，主要是离退休人员补助。

（四）增人增资经费90.50万元，主要用于人员变动。

（五）灌区改造经费1,189.50万元，主要用于渠道衬砌。
";

/// Income and expenditure, and changes of parts where amounts are rounded.
const ALIKE: &str = "\
云台市测绘中心2031年收支说明

2031年，云台市测绘中心收入预算5,004万元，其中：财政拨款收入3,173万元，比2030年预算减少878万元；事业收入1,671万元；其他收入160万元。

支出预算5,004万元，其中：财政拨款支出预算3,173万元，比2030年预算减少878万元。财政拨款支出预算中，一般公共预算拨款支出预算3,130万元，比2030年预算增加78万元；政府性基金拨款支出预算44万元，比2030年预算减少956万元；国有资本经营预算拨款支出预算为0。
";

/// Parts of a sum in paragraphs of their own, one of which has parts itself.
const EXPENSES: &str = "\
云台市档案馆2031年收支说明

2031年财政拨款“三公”经费预算149.70万元，较2030年年初预算减少58.60万元。

1.因公出国（境）费用。2031年预算数123.50万元，较2030年年初预算减少56.70万元，主要是出访计划减少。

2.公务接待费。2031年预算数16.20万元，较2030年年初预算减少1.90万元，主要是厉行节约。

3.公务用车购置和运行维护费。2031年预算数10.00万元，其中：

公务用车购置费2031年预算数0.00万元，较2030年年初预算增加0.00万元，主要是未安排购置；

公务用车运行维护费2031年预算数10.00万元，较2030年年初预算增加0.00万元，主要用于车辆保养。
";

/// A whole and its only part, a share of a total that is told elsewhere, a rate told in the paragraph after its amount.
const WHOLES: &str = "\
云台市文化馆2031年度收支说明

文化馆2031年度本年支出合计14,572.50万元，主要用于馆舍运行。

本年度举办群众文化活动，其中读书节筹办经费99.10万元，主要包括：展台搭建经费99.10万元，用于支付合同尾款。

文化馆2031年度财政拨款支出13,733.80万元，占总支出94.24%。

非物质文化遗产保护（项）647.10万元，主要用于传承人补助的各项支出。

比上年执行数增加23.90万元，增长3.8%，主要是传承人增加。
";

/// A list that adds to the amount that the sentence before it opens with.
const ADDED: &str = "\
云台县2031年预算执行情况报告

2031年，全县一般公共预算收入完成156,200万元，比上年增加6,200万元，增长4.1%。加上上级补助收入4,918万元，债务收入115,000万元，收入总计276,118万元。
";

/// With `wrong` after `before` in place of `right`, a finding names it.
fn named(text: &str, before: &str, right: &str, wrong: &str) {
    let (from, to) = (format!("{before}{right}"), format!("{before}{wrong}"));
    assert_eq!(text.matches(&from).count(), 1, "{from}");
    let told = findings_of(&text.replacen(&from, &to, 1));
    assert!(told.iter().any(|told| told.contains(wrong)), "{to}: {told:?}");
}

#[test]
fn documents_that_hold_are_silent() {
    for text in [UNITS, ALIKE, EXPENSES, WHOLES, ADDED] {
        assert_eq!(findings_of(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn an_item_and_the_paragraph_on_it() {
    named(UNITS, "（二）公用经费", "689.40", "659.40");
    named(UNITS, "（五）灌区改造经费", "1,189.50", "1,139.50");
}

#[test]
fn income_and_expenditure_that_change_alike() {
    named(ALIKE, "财政拨款收入", "3,173", "3,373");
    named(ALIKE, "其中：财政拨款支出预算3,173万元，比2030年预算减少", "878", "828");
    named(ALIKE, "政府性基金拨款支出预算44万元，比2030年预算减少", "956", "356");
}

#[test]
fn the_change_of_a_sum_whose_parts_have_paragraphs_of_their_own() {
    named(EXPENSES, "较2030年年初预算减少", "58.60", "78.60");
}

#[test]
fn a_whole_and_its_only_part() {
    named(WHOLES, "展台搭建经费", "99.10", "96.10");
}

#[test]
fn a_share_of_a_total_that_is_told_elsewhere() {
    named(WHOLES, "占总支出", "94.24%", "95.24%");
}

#[test]
fn a_rate_in_the_paragraph_after_its_amount() {
    named(WHOLES, "比上年执行数增加", "23.90", "93.90");
}

#[test]
fn a_sentence_that_adds_to_the_one_before() {
    named(ADDED, "收入总计", "276,118", "276,718");
}

/// 加强 is no 加.
#[test]
fn a_sentence_that_begins_otherwise_adds_nothing() {
    let text = ADDED.replace("加上上级补助", "加强收入征管，上级补助");
    let text = text.replace("276,118", "119,918");
    assert_eq!(findings_of(&text), Vec::<String>::new(), "{text}");
    named(&text, "收入总计", "119,918", "119,978");
}

/// A rule of one's own says what must hold, though the total comes out of more rows than it names.
#[test]
fn what_a_rule_of_ones_own_demands_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let rules = "[pack]\nname = \"mine\"\n[table.\"经费表\"]\ncaption = \"*经费表\"\n[rule.total]\ntitle = \"合计应等于两项\"\n\
                 check.formula = \"经费表[合计] = 经费表[人员经费] + 经费表[公用经费]\"\n";
    let table = "某单位经费表\n\n单位：万元\n\n项目\t今年\t明年\n人员经费\t18.50\t19.70\n公用经费\t13.60\t12.40\n其他\t7.30\t6.10\n合计\t39.40\t38.20\n";
    fs::write(folder.path().join("mine.toml"), rules).unwrap();
    fs::write(folder.path().join("table.txt"), table).unwrap();
    let told = gouji_in(
        folder.path(),
        &["check", "--no-config", "--rules", "mine.toml", "--format", "short", "table.txt"],
    );
    assert!(told.out.contains("mine/total") && told.out.contains("39.40"), "{}", told.both());
}
