//! The second round: what of one version is corrected in the next, what is not, what is new, over files and over folders.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use crate::common::{Told, gouji_in, put};
use tempfile::TempDir;

fn faulty() -> String {
    fs::read_to_string("fixtures/budget-faulty.txt").unwrap()
}

fn compare(folder: &Path, old: &str, new: &str) -> Told {
    gouji_in(folder, &["compare", old, new, "--no-config", "--lang", "zh"])
}

/// Lines that begin with what is said of a finding.
fn said<'t>(told: &'t Told, sign: &str) -> Vec<&'t str> {
    told.out.lines().map(str::trim_start).filter(|line| line.starts_with(sign)).collect()
}

#[test]
fn the_second_version_is_told_by_what_became_of_the_first() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let old = faulty();
    // One figure is corrected, one is wrong in another way, one line stands before all, and one thing is new.
    let new = old.replacen("528.97", "582.97", 1).replacen("39.80", "39.70", 1);
    let new = new.replace("占55.22%", "占52.25%");
    let new = format!("{new}\n补充说明：数为 7..5 万元。\n");
    assert_ne!(old, new);
    put(here, &[("old.txt", &old), ("new.txt", &new)]);
    let told = compare(here, "old.txt", "new.txt");
    assert_eq!(told.code, 1, "{}", told.both());
    let corrected = said(&told, "✓ 已改正");
    assert!(corrected.iter().any(|line| line.contains("支出总表[图书馆, 合计] 528.97")), "{}", told.out);
    assert!(corrected.iter().any(|line| line.contains("55.22%")), "{}", told.out);
    assert_eq!(corrected.len(), 2, "{}", told.out);
    let changed = said(&told, "~ 改了仍不对");
    assert_eq!(changed.len(), 1, "{}", told.out);
    assert!(changed[0].contains("39.70") && changed[0].contains("上一稿写 39.80"), "{}", told.out);
    assert!(said(&told, "✗ 未改").iter().any(|line| line.contains("86.01")), "{}", told.out);
    let figure = "“图书馆”行“合计”列  528.97 → 582.97  矛盾 → 已核对";
    assert!(told.out.contains(figure), "{}", told.out);
    let relations = told.out.lines().find(|line| line.contains("关系：成立")).unwrap();
    assert!(relations.contains("不成立 34 → 29"), "{relations}");
}

#[test]
fn the_same_version_twice_changes_nothing_and_still_fails() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    put(here, &[("old.txt", &faulty()), ("new.txt", &faulty())]);
    let told = compare(here, "old.txt", "new.txt");
    assert_eq!(told.code, 1);
    assert!(told.out.contains("已改正 0 · 未改 19 · 改了仍不对 0 · 新增 0"), "{}", told.out);
    assert!(!told.out.contains("改动的数"), "{}", told.out);
}

#[test]
fn a_version_in_which_all_is_corrected_passes() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let clean = fs::read_to_string("fixtures/budget-clean.txt").unwrap();
    let figure = "989.86";
    assert!(clean.contains(figure));
    put(here, &[("old.txt", &clean.replacen(figure, "998.86", 1)), ("new.txt", &clean)]);
    let told = compare(here, "old.txt", "new.txt");
    assert_eq!(told.code, 0, "{}", told.both());
    assert!(!said(&told, "✓ 已改正").is_empty() && told.out.contains("未改 0"), "{}", told.out);
}

#[test]
fn folders_are_paired_by_name_and_else_by_department_and_year() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let budget = |name: &str, share: &str| {
        format!(
            "{name}\n2031年度部门预算\n\n一、支出情况\n\n2031年支出预算100.00万元，其中：基本支出40.00万元，占{share}；项目支出60.00万元，占60%。\n"
        )
    };
    put(
        here,
        &[
            ("old/a.txt", &budget("青岚县图书馆", "45%")),
            ("old/b.txt", &budget("青岚县档案馆", "45%")),
            ("old/c.txt", &budget("青岚县文化馆", "40%")),
            ("new/a.txt", &budget("青岚县图书馆", "40%")),
            ("new/档案馆（改）.txt", &budget("青岚县档案馆", "45%")),
            ("new/d.txt", &budget("青岚县博物馆", "40%")),
        ],
    );
    let told = compare(here, "old", "new");
    assert_eq!(told.code, 1, "{}", told.both());
    for line in ["old/a.txt → new/a.txt", "old/b.txt → new/档案馆（改）.txt"] {
        assert!(told.out.lines().any(|told| told == line), "{}", told.out);
    }
    assert!(
        told.out.contains("只有上一稿有: old/c.txt") && told.out.contains("只有这一稿有: new/d.txt"),
        "{}",
        told.out
    );
    let english = gouji_in(here, &["compare", "old", "new", "--no-config", "--lang", "en"]);
    assert!(
        english.out.contains("corrected ") && english.out.contains("only in the old version"),
        "{}",
        english.out
    );
}

#[test]
fn a_version_that_cannot_be_read_is_never_green() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let clean = fs::read_to_string("fixtures/budget-clean.txt").unwrap();
    put(here, &[("new.txt", &clean), ("old.rtf", "{\\rtf1}")]);
    let told = compare(here, "old.rtf", "new.txt");
    assert_eq!(told.code, 3, "{}", told.both());
    assert!(told.err.contains("old.rtf"), "{}", told.err);
}
