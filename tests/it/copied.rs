//! A figure put down for the one beside it: a total that is its first part, an amount with the digits of its rate, the change of
//! one amount that is another's. Each document is silent as it stands, and the finger is on the copy.

use crate::common::findings_of;

/// A department's account of its money: a table, and what is said of it.
const ACCOUNT: &str = "\
云台市考试中心2031年收支说明

2031年，云台市考试中心收入预算23,814.50万元，其中：财政拨款收入22,026.30万元，比2030年预算减少375.20万元；事业收入0万元；其他收入1,788.20万元。

支出预算23,814.50万元，其中：教育支出20,614.10万元，占86.6%；住房保障支出3,200.40万元，占13.4%。支出较2030年减少961.40万元，下降3.88%，主要是报名人数减少。

政府采购预算总额1,647.85万元，其中：货物271.60万元、工程0万元、服务1,376.25万元。

表1 收支总表

单位：元

| 项目 | 预算数 | 项目 | 预算数 |
|---|---|---|---|
| 一、财政拨款收入 | 220,263,000.00 | 一、教育支出 | 206,141,000.00 |
| 二、其他收入 | 17,882,000.00 | 二、住房保障支出 | 32,004,000.00 |
| 收入总计 | 238,145,000.00 | 支出总计 | 238,145,000.00 |
";

/// With `wrong` after `before` in place of the `right` figure, the finger is on it.
fn finger_on(before: &str, right: &str, wrong: &str) {
    let (from, to) = (format!("{before}{right}"), format!("{before}{wrong}"));
    assert_eq!(ACCOUNT.matches(&from).count(), 1, "{from}");
    let told = findings_of(&ACCOUNT.replacen(&from, &to, 1));
    assert!(told.iter().any(|told| told.contains(&format!("{wrong}万元"))), "{to}: {told:?}");
}

#[test]
fn the_account_is_silent() {
    assert_eq!(findings_of(ACCOUNT), Vec::<String>::new());
}

#[test]
fn a_total_that_is_its_first_part() {
    finger_on("考试中心收入预算", "23,814.50", "22,026.30");
    finger_on("政府采购预算总额", "1,647.85", "271.60");
}

#[test]
fn an_amount_with_the_digits_of_its_rate() {
    finger_on("支出较2030年减少", "961.40", "3.88");
    finger_on("住房保障支出", "3,200.40", "13.4");
}

#[test]
fn an_amount_that_is_its_own_change() {
    finger_on("财政拨款收入", "22,026.30", "375.20");
}

#[test]
fn a_part_that_is_the_next() {
    finger_on("教育支出", "20,614.10", "3,200.40");
}

/// A list that begins a page below, a whole that is its first part, an amount that is all new: none of them is a copy.
#[test]
fn what_only_looks_like_it() {
    let told = findings_of(
        "\
云台市考试中心2031年收支说明

财政拨款收入22,026.30万元，其中：一般公共预算22,026.30万元；事业收入0万元；其他收入1,788.20万元。收入共23,814.50万元。

项目支出1,966.72万元，具体包括：

考务管理1,966.72万元，主要包括：笔试1,664.75万元、面试301.97万元。

公务用车购置费54.00万元，用于购置公务用车。

公务用车运行维护费100.80万元，用于公务用车。两项共154.80万元。

考点建设补助512.40万元，比2030年增加512.40万元，主要是2031年新设。

表1 收入总表

单位：万元

| 项目 | 预算数 |
|---|---|
| 一、财政拨款收入 | 22,026.30 |
| 其中：一般公共预算 | 22,026.30 |
| 二、其他收入 | 1,788.20 |
| 收入总计 | 23,814.50 |
",
    );
    assert_eq!(told, Vec::<String>::new());
}
