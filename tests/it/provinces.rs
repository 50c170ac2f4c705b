//! Tables and sentences as other provinces publish them: what is right is not told, and a wrong digit in it is.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use tempfile::TempDir;

use crate::common::gouji_in;

/// Errors and warnings on a document, but for those that it lacks tables and sections.
fn told(text: &str) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.md"), text).unwrap();
    let out =
        gouji_in(folder.path(), &["check", "a.md", "--no-config", "--format", "short", "--lang", "zh"]).out;
    let other = |line: &&str| {
        !line.contains("no-pack") && !line.contains("required-") && !line.contains("is-not-explained")
    };
    let found = |line: &&str| {
        line.contains(": error[")
            || line.contains(": warning[")
            || line.contains("错误[")
            || line.contains("警告[")
    };
    out.lines().filter(found).filter(other).map(str::to_owned).collect()
}

/// Nothing is told of `text`; with `right` put down as `wrong`, something is, and it names what was put down.
fn held(text: &str, right: &str, wrong: &str) {
    assert_eq!(told(text), Vec::<String>::new());
    assert_eq!(text.matches(right).count(), 1, "{right} stands once");
    let faulty = told(&text.replace(right, wrong));
    let value = wrong.trim_matches(|c: char| !c.is_ascii_digit());
    assert!(faulty.iter().any(|line| line.contains(value)), "{wrong}: {faulty:#?}");
}

#[test]
fn the_column_of_last_year_stands_first() {
    held(
        "# 云岭县图书馆2031年部门预算

## 六、“三公”经费预算情况

2031年“三公”经费财政拨款预算53.55万元，其中：公务接待费13.55万元；公务用车购置及运行维护费40.00万元。

**“三公”经费支出情况表**

单位：万元

| 项目 | 上年预算数 | 本年预算数 | 增减额 |
|---|---|---|---|
| 合计 | 52.85 | 53.55 | 0.70 |
| 1.公务接待费 | 13.98 | 13.55 | -0.43 |
| 2.公务用车购置及运行维护费 | 38.87 | 40.00 | 1.13 |
",
        "公务接待费13.55万元",
        "公务接待费13.95万元",
    );
}

#[test]
fn a_heading_row_stands_for_the_total_below_it() {
    held(
        "# 澜川县图书馆2031年度部门决算

## 四、一般公共预算财政拨款“三公”经费支出决算情况说明

2031年度一般公共预算财政拨款“三公”经费支出决算为7,343.08元。

**“三公”经费、行政参公单位机关运行经费情况表**

金额单位：元

| 项目 | 行次 | 统计数 |
|---|---|---|
| 栏次 |  | 1 |
| 一、“三公”经费支出 | 1 | — |
| （一）支出合计 | 2 | 7,343.08 |
| 1．公务用车购置及运行维护费 | 3 | 3,239.63 |
| 2．公务接待费 | 4 | 4,103.45 |
",
        "决算为7,343.08元",
        "决算为7,348.08元",
    );
}

#[test]
fn a_list_that_is_told_twice_is_not_the_parts_of_its_last_item() {
    held(
        "# 2031年度青石镇图书馆部门决算

## 七、财政拨款“三公”经费支出决算情况说明

2031年度“三公”经费支出决算中，公务接待费支出决算15.81万元，占41.39%；公务用车运行维护费支出决算22.39万元，占58.61%。其中：

1、公务接待费支出决算为15.81万元，主要是接待支出。

2、公务用车运行维护费支出决算为22.39万元，主要是燃油支出。
",
        "占58.61%",
        "占85.61%",
    );
}

#[test]
fn a_share_of_a_plan_is_of_its_own_plan() {
    let text = "# 青岩县2031年预算执行情况的报告

全县一般公共预算收入完成59,390万元，占调整预算56,989万元的104.21%。其中：税收收入完成32,960万元，占调整预算的105.15%，占一般公共预算收入的55.50%；非税收入完成26,430万元，占调整预算的103.07%，占一般公共预算收入的44.50%。
";
    held(text, "的104.21%", "的140.21%");
    held(text, "的44.50%", "的45.40%");
}

#[test]
fn what_a_sum_begins_with_may_stand_a_sentence_before() {
    held(
        "# 乌兰旗2031年预算执行情况的报告

政府性基金收入完成13418万元，其中：土地使用权出让金收入12400万元，配套费收入700万元，污水处理费收入318万元。上级补助收入2723万元，转贷收入16214万元，上年结余1294万元，收入总计33649万元。
",
        "收入总计33649万元",
        "收入总计38649万元",
    );
    assert_eq!(
        told(
            "# 青山县2031年预算执行情况的报告\n\n收入82000万元，加上上级补助收入210000万元、调入资金20000万元，减去上解支出5000万元后，可用财力307000万元。\n"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_counted_in_several_units_has_no_total() {
    assert_eq!(
        told(
            "# 天河区图书馆2031年部门预算

**2031年政府采购预算明细表**

单位：万元

| 采购品目 | 计量单位 | 数量 | 单价 | 金额 |
|---|---|---|---|---|
| 计算机 | 台 | 20 | 27.00 | 540.00 |
| 打印机 | 台 | 6 | 8.00 | 48.00 |
| 复印纸 | 箱 | 150 | 5.00 | 750.00 |
| 合计 |  |  |  | 1338.00 |
"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn shares_are_of_the_amount_that_they_all_fit() {
    held(
        "# 青山县图书馆2031年度部门决算

## 二、“三公”经费情况

2031年度“三公”经费支出预算12.00万元，支出决算9.00万元，完成预算的75.00%。其中：公务用车运行维护费支出6.00万元，占66.67%。公务接待费支出3.00万元，占33.33%。
",
        "的75.00%",
        "的57.00%",
    );
    assert_eq!(
        told("# 凉山岭县图书馆2031年部门预算\n\n在职职工2,450人，其中馆员2,200人；持证读者36,500人。\n"),
        Vec::<String>::new()
    );
}

#[test]
fn a_unit_among_others_is_a_slip() {
    held(
        "# 云岭县图书馆2031年部门预算

2031年收入预算4736.58万元，其中：一般公共预算拨款收入4251.31万元，占89.75%；政府性基金收入485.27万元，占10.25%。
",
        "收入预算4736.58万元",
        "收入预算4736.58元",
    );
    let report = "# 淮山市2031年预算执行情况的报告

社会保险基金支出130.50亿元，其中：居民养老支出35.06亿元、机关养老支出50.41亿元、居民医疗支出45.03亿元。
";
    assert_eq!(told(report), Vec::<String>::new());
    let larger = told(&report.replace("45.03亿元", "386.87亿元"));
    assert!(larger.iter().any(|line| line.contains("130.50亿元，与算得的 472.34亿元 不符")), "{larger:#?}");
}

#[test]
fn what_is_done_as_planned_is_done_in_full() {
    held(
        "# 锦屏县图书馆2031年度部门决算

1.阅览：支出决算为355.14万元，完成预算100%，决算数与预算数持平。

2.借阅：支出决算为255.14万元，完成预算98%，决算数小于预算数。
",
        "预算100%",
        "预算800%",
    );
}
