//! A formula means what it says, or is refused where it stands.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::common::{Told, gouji_in, work};

/// A pack that knows one table.
const PACK: &str = "[pack]\nname = \"desk\"\n\n[table.\"表\"]\ncaption = \"*项目表\"\n\n";

/// A table of one row under 甲, 乙, 丙, 丁.
fn table(row: &str) -> String {
    format!("某局项目表\n\n单位：元\n\n项目\t甲\t乙\t丙\t丁\n修缮\t{}\n", row.replace(' ', "\t"))
}

/// 甲 stands for 表[*, 甲].
fn spelt(formula: &str) -> String {
    let column = |name: char| format!("表[*, {name}]");
    formula.chars().map(|c| if "甲乙丙丁".contains(c) { column(c) } else { c.to_string() }).collect()
}

fn rule(check: &str) -> String {
    format!(
        "{PACK}[rule.it-holds]\ntitle = {{ zh = \"成立\", en = \"it holds\" }}\nhelp = {{ zh = \"改\", en = \"mend\" }}\n{check}\n"
    )
}

fn run(rules: &str, document: &str, more: &[&str]) -> Told {
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), rules, document, more)
}

fn run_in(folder: &Path, rules: &str, document: &str, more: &[&str]) -> Told {
    fs::write(folder.join("desk.toml"), rules).unwrap();
    fs::write(folder.join("a.txt"), document).unwrap();
    let arguments = ["check", "--no-default-rules", "--rules", "desk.toml", "a.txt", "--max-findings", "3"];
    gouji_in(folder, &[&arguments, more].concat())
}

/// How a formula over 甲, 乙, 丙, 丁 of one row ends.
fn ends(formula: &str, row: &str) -> Told {
    run(&rule(&format!("check.formula = \"{}\"", spelt(formula))), &table(row), &[])
}

#[test]
fn a_quotient_on_either_side_is_compared_as_it_is_written() {
    for (formula, row, code) in [
        ("甲 ÷ 乙 ≤ 3", "10.00 5.00 1 1", 0),
        ("甲 ÷ 乙 ≥ 3", "10.00 5.00 1 1", 1),
        ("3 ≥ 甲 ÷ 乙", "10.00 5.00 1 1", 0),
        ("甲 ÷ 乙 ≤ 丙", "10.00 5.00 1.00 1", 1),
        // Less than nothing turns the comparison.
        ("甲 ÷ 乙 ≤ -1", "10.00 -5.00 1 1", 0),
        ("甲 ÷ 乙 ≥ -1", "10.00 -5.00 1 1", 1),
        ("甲 ÷ 乙 = 丁 ÷ 丙", "10.00 5.00 3.00 6.00", 0),
        ("甲 ÷ 乙 = 丁 ÷ 丙", "10.00 5.00 3.00 7.00", 1),
        ("甲 ÷ 乙 ≤ 丁 ÷ 丙", "10.00 5.00 3.00 5.00", 1),
        ("甲 ÷ 乙 ≥ 丁 ÷ 丙", "10.00 5.00 3.00 5.00", 0),
        ("甲 ÷ 乙 ≤ 丁 ÷ 丙", "10.00 -5.00 3.00 -5.00", 0),
        ("甲 ÷ 乙 ≥ 丁 ÷ 丙", "10.00 -5.00 3.00 -5.00", 1),
        ("甲 ÷ 乙 ≤ 丁 ÷ 丙", "10.00 5.00 -3.00 -5.00", 1),
    ] {
        let told = ends(formula, row);
        assert_eq!(told.code, code, "{formula} of {row}: {}", told.both());
    }
}

#[test]
fn products_and_what_stands_beside_a_quotient_count() {
    for (formula, row, code) in [
        ("丙 = 甲 × 乙", "10.00 5.00 50.00 1", 0),
        ("丙 = 甲 × 乙", "10.00 5.00 60.00 1", 1),
        ("甲 × 乙 ≤ 丙", "10.00 5.00 60.00 1", 0),
        ("甲 × 乙 ≥ 丙", "10.00 5.00 60.00 1", 1),
        ("丙 = 甲 × 乙 ÷ 丁", "10.00 5.00 25.00 2.00", 0),
        ("甲 ÷ 乙 + 丙 = 丁", "10.00 5.00 3.00 5.00", 0),
        ("甲 ÷ 乙 + 丙 = 丁", "10.00 5.00 3.00 6.00", 1),
        ("1 - 乙 ÷ 甲 = 50%", "10.00 5.00 1 1", 0),
        ("1 - 乙 ÷ 甲 ≤ 40%", "10.00 5.00 1 1", 1),
        ("(甲 - 乙) ÷ 乙 × 100 = 100", "10.00 5.00 1 1", 0),
        ("甲 ÷ (乙 ÷ 丙) = 丁", "10.00 5.00 3.00 6.00", 0),
        ("甲 × (1 + 50%) = 丁", "10.00 5.00 3.00 15.00", 0),
        ("甲 × (1 + 50%) = 丁", "10.00 5.00 3.00 16.00", 1),
        ("甲 ÷ 3 + 乙 ÷ 7 = 丙 ÷ 21", "10.00 5.00 85.00 1", 0),
        ("甲 ÷ 3 + 乙 ÷ 7 = 丙 ÷ 21", "10.00 5.00 86.00 1", 1),
        ("0 ≤ 甲 = 乙 + 乙", "10.00 5.00 1 1", 0),
    ] {
        let told = ends(formula, row);
        assert_eq!(told.code, code, "{formula} of {row}: {}", told.both());
    }
}

#[test]
fn two_quotients_are_told_in_the_figures_of_the_document() {
    let told = ends("甲 ÷ 乙 = 丁 ÷ 丙", "12.00 5.00 3.00 6.00");
    assert!(told.out.contains("12.00"), "{}", told.out);
    assert!(told.out.contains("成立：12.00 = 6.00 × 5.00 ÷ 3.00 = 10元，相差 2元"), "{}", told.out);
    let told = ends("(甲 - 乙) ÷ 乙 = 50%", "12.00 5.00 3.00 6.00");
    assert!(told.out.contains("成立：50% = (12.00 − 5.00) ÷ 5.00 = 140%，相差 -90%"), "{}", told.out);
}

/// One figure written twice is rounded once.
#[test]
fn a_figure_less_itself_is_nothing() {
    assert_eq!(ends("甲 - 甲 = 0", "10.00 5.00 1 1").code, 0);
    assert_eq!(ends("甲 - 甲 = 0.01", "10.00 5.00 1 1").code, 1);
    assert_eq!(ends("甲 + 甲 + 甲 = 乙", "10.00 30.01 1 1").code, 0);
    assert_eq!(ends("甲 + 甲 + 甲 - 甲 - 甲 = 乙", "10.00 10.02 1 1").code, 1);
}

#[test]
fn what_a_relation_cannot_hold_is_refused_at_its_sign() {
    for (formula, sign) in [
        ("丙 = 甲 × 乙 × 丁", "×"),
        ("甲 ÷ 乙 ÷ 丙 = 丁", "÷"),
        ("甲 ÷ 乙 + 丙 ÷ 丁 = 1", "÷"),
        ("甲 × 乙 = 丙 ÷ 丁", "÷"),
        ("(甲 ÷ 乙 + 1) × 丙 = 丁", "×"),
        ("甲 = sum(乙 × 丙)", "×"),
        ("甲 ÷ 0 = 1", "÷ 0"),
        ("甲 ÷ (5 - 5) = 1", "÷ (5 - 5)"),
        ("甲 = 乙 × 99999999999999999999999999 × 99999999999999999999999999", "99999999999999999999999999"),
        ("甲 = 乙 + 79228162514264337593543950335", "79228162514264337593543950335"),
        ("甲 = 乙 ÷ 0.0000000000000000000000000001", "÷"),
        ("1 = 2", "1 = 2"),
    ] {
        let rules = rule(&format!("check.formula = \"{}\"", spelt(formula)));
        let at = rules.lines().position(|line| line.starts_with("check")).unwrap() + 1;
        for (lang, help) in [("zh", "帮助"), ("en", "help")] {
            let told = run(&rules, &table("10.00 5.00 3.00 6.00"), &["--lang", lang]);
            assert_eq!(told.code, 2, "{formula}: {}", told.both());
            let told = told.both();
            let bare = told.lines().map(|line| line.trim_start_matches([' ', '│']));
            let marks = bare.clone().find(|line| line.starts_with('^')).unwrap_or_default();
            let carets = marks.chars().filter(|c| *c == '^').count();
            assert_eq!(carets, sign.chars().count(), "{formula}: {told}");
            assert!(told.contains(&format!("desk.toml:{at}:")), "{formula}: {told}");
            assert!(told.contains(help), "{formula}: {told}");
        }
    }
}

/// What cannot be divided is said to be unreadable, whatever else holds.
#[test]
fn nothing_comes_of_a_divisor_of_zero() {
    for (formula, row) in [
        ("甲 ÷ 乙 = 丙", "10.00 0.00 3.00 1"),
        ("甲 ÷ 乙 ≤ 丁 ÷ 丙", "10.00 0.00 3.00 1.00"),
        ("甲 ÷ 乙 ≤ 丁 ÷ 丙", "10.00 5.00 0.00 1.00"),
        ("甲 ÷ (乙 - 乙) = 1", "10.00 5.00 3.00 1"),
    ] {
        let told = ends(formula, row);
        // Without strict it is told and counted, and is no failure.
        assert_eq!(told.code, 0, "{formula}: {}", told.both());
        assert!(told.both().contains("1 无法读取"), "{formula}: {}", told.both());
        assert!(told.both().contains("gouji/unreadable-figures"), "{formula}: {}", told.both());
    }
    // Nothing of nothing: nobody said anything.
    assert!(!ends("甲 ÷ 乙 = 丙", "0.00 0.00 0.00 1").both().contains("gouji/unreadable-figures"));
}

/// Figures of 28 digits are no reason to end.
#[test]
fn figures_that_cannot_be_reckoned_with_are_unreadable() {
    let row = "9999999999999999999999999999 9999999999999999999999999998 1 9999999999999999999999999997";
    for formula in [
        "甲 × 8 = 丙",
        "甲 + 甲 + 甲 + 甲 + 乙 + 乙 + 乙 + 丁 = 丙",
        "甲 × 乙 = 丙",
        "甲 ÷ 0.000001 = 乙",
        "甲 × 1000000 ≤ 乙",
        "甲 ÷ 乙 × 100000000 = 丁 ÷ 丙",
    ] {
        let told = ends(formula, row);
        // Without strict it is told and counted, and is no failure.
        assert_eq!(told.code, 0, "{formula}: {}", told.both());
        assert!(told.both().contains("1 无法读取"), "{formula}: {}", told.both());
        assert!(told.both().contains("gouji/unreadable-figures"), "{formula}: {}", told.both());
    }
    let check = rule(&format!("check.formula = \"{}\"", spelt("甲 = 乙")));
    let told = run(&check, &table(row).replace("单位：元", "单位：亿元"), &[]);
    assert!(told.code == 0 && told.both().contains("gouji/unreadable-figures"), "{}", told.both());
}

/// The depth of a formula is that of its brackets: a long one ends nothing, and what is too long is said to be.
#[test]
fn long_and_deep_formulas_are_refused_and_end_nothing() {
    let document = table("10.00 5.00 3.00 6.00");
    let sum =
        |terms: usize| format!("check.formula = \"表[*, 甲] = {}\"", vec!["表[*, 乙]"; terms].join(" + "));
    assert_eq!(run(&rule(&sum(999)), &document, &[]).code, 1);
    for terms in [1_000, 2_600, 100_000] {
        let told = run(&rule(&sum(terms)), &document, &[]);
        assert_eq!(told.code, 2, "{terms} terms");
        assert!(told.both().contains("一条公式最多写 1000 个数"), "{terms} terms");
    }
    for formula in ["(".repeat(10_000) + "1" + &")".repeat(10_000), "-".repeat(10_000) + "1"] {
        let told = run(&rule(&format!("check.formula = \"表[*, 甲] = {formula}\"")), &document, &[]);
        assert_eq!(told.code, 2);
        assert!(told.both().contains("公式的括号嵌套太深"));
    }
}

#[test]
fn an_amount_in_words_may_be_a_quotient_of_figures() {
    let tie = |figures: &str, document: &str| {
        let check =
            format!("check.tie = {{ say = [[\"项目占比为{{amount:percent}}\", \"{}\"]] }}", spelt(figures));
        run(&rule(&check), document, &[])
    };
    let document =
        |share: &str| table("60.00 3.00 240.00 6.00") + "\n一、说明\n\n项目占比为" + share + "。\n";
    assert_eq!(tie("甲 ÷ 丙", &document("25%")).code, 0);
    let told = tie("甲 ÷ 丙", &document("35%"));
    assert_eq!(told.code, 1, "{}", told.both());
    assert!(told.out.contains("应为 25%"), "{}", told.out);
    assert_eq!(tie("1 - 甲 ÷ 丙", &document("75%")).code, 0);
    assert_eq!(tie("甲 × 乙 ÷ 丙", &document("75%")).code, 0);
    // Row by row.
    let rows = |share: &str| {
        let check =
            "check.tie = { say = [[\"其中{row}占比为{amount:percent}\", \"表[*, 甲] ÷ 表[*, 丙]\"]] }";
        let document = table("60.00 3.00 240.00 6.00") + "采购\t30.00\t1.00\t40.00\t1.00\n";
        run(&rule(check), &(document + "\n一、说明\n\n其中采购占比为" + share + "。\n"), &[])
    };
    assert_eq!((rows("75%").code, rows("65%").code), (0, 1));
}

#[test]
fn a_whole_may_be_a_quotient_of_figures() {
    let share = |whole: &str, share: &str| {
        let check = format!(
            "check.share = {{ in = \"document\", part = \"维修{{amount:money}}，占{{share:percent}}\", whole = \"{}\" }}",
            spelt(whole)
        );
        let document = table("60.00 3.00 1 6") + "\n一、说明\n\n维修5.00元，占" + share + "。\n";
        run(&rule(&check), &document, &[])
    };
    assert_eq!(share("甲 ÷ 乙", "25%").code, 0);
    let told = share("甲 ÷ 乙", "52%");
    assert_eq!(told.code, 1, "{}", told.both());
    assert!(told.out.contains("应为 25%"), "{}", told.out);
    for refused in ["甲 × 乙", "甲 ÷ 乙 + 1", "甲 | 乙", "甲 = 乙"] {
        let told = share(refused, "25%");
        assert_eq!(told.code, 2, "{refused}: {}", told.both());
    }
}

#[test]
fn figures_are_named_where_nothing_is_reckoned() {
    let check = |rows: &str| {
        format!(
            "check.listing = {{ in = \"document\", list = [\"包括{{list:text}}\"], joins = [\"、\"], rows = \"{rows}\" }}"
        )
    };
    let document = table("60 3 1 6") + "\n一、说明\n\n项目包括修缮、采购。\n";
    assert_ne!(run(&rule(&check("表[*, 甲]")), &document, &[]).code, 2);
    for rows in ["-表[*, 甲]", "表[*, 甲] ÷ 表[*, 乙]", "表[*, 甲] × 2", "5"] {
        let told = run(&rule(&check(rows)), &document, &[]);
        assert_eq!(told.code, 2, "{rows}: {}", told.both());
        assert!(told.both().contains("这里只能写数的名字"), "{rows}: {}", told.err);
    }
}

#[test]
fn a_formula_that_begins_with_a_sign_is_no_option() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("desk.toml"), PACK).unwrap();
    fs::write(folder.path().join("a.txt"), table("10.00 5.00 3.00 6.00")).unwrap();
    let tried = |formula: &str| {
        gouji_in(
            folder.path(),
            &["try", &spelt(formula), "a.txt", "--no-default-rules", "--rules", "desk.toml"],
        )
    };
    let told = tried("-(甲 - 乙)");
    assert_eq!((told.code, told.out.lines().next().unwrap().trim()), (0, "-5.00  [-5.01, -4.99]"));
    assert_eq!(tried("-甲 = -10").code, 0);
    assert_eq!(tried("-甲 = 10").code, 1);
    let told = tried("甲 ÷ 乙");
    assert!(told.out.ends_with("= 2\n"), "{}", told.out);
    let told = tried("--rulez");
    assert_eq!(told.code, 2);
    assert!(told.err.contains("没有这个参数"), "{}", told.err);
}

/// Rows find each other in time that grows with them.
#[cfg(unix)]
#[test]
fn many_rows_are_joined_in_time_that_grows_with_them() {
    let rules = format!(
        "{PACK}[table.\"另\"]\ncaption = \"*另表\"\n\n[rule.it-holds]\ntitle = {{ zh = \"成立\", en = \"it holds\" }}\n\
         help = {{ zh = \"改\", en = \"mend\" }}\ncheck.formula = \"表[*, 甲] = 另[*, 甲]\"\n"
    );
    let document = |rows: usize| {
        let (mut one, mut other) = (String::new(), String::new());
        for row in 0..rows {
            let _ = writeln!(one, "科目{row}\t{}.00\t1.00", row % 97 + 1);
            let _ = writeln!(other, "科目{row}\t{}.00", row % 97 + 1);
        }
        format!("某局项目表\n\n单位：元\n\n项目\t甲\t乙\n{one}\n某局另表\n\n单位：元\n\n项目\t甲\n{other}")
    };
    let seconds = |rows: usize| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("desk.toml"), &rules).unwrap();
        fs::write(folder.path().join("a.txt"), document(rows)).unwrap();
        let (code, spent) = work::of_program(
            folder.path(),
            &["check", "--no-config", "--no-default-rules", "--rules", "desk.toml", "a.txt"],
        );
        assert_eq!(code, Some(0), "{rows} rows");
        spent
    };
    let (few, many) = (seconds(4_000), seconds(32_000));
    assert!(many < few * 24, "{few:?} for 4,000 rows, {many:?} for 32,000");
}
