//! Figures that do not agree are shown as a small sum, and rows without a name are called by their place.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use tempfile::TempDir;

use crate::common::gouji_in;

/// A table whose second row has no name and a wrong total, and a sentence that differs from it.
const DOCUMENT: &str = "某县图书馆2031年度部门预算\n\n单位：万元\n\n项目\t合计\t人员经费\t公用经费\n办公室\t12.00\t8.50\t3.50\n\t16.00\t9.00\t6.00\n采编部\t30.00\t20.00\t10.00\n借阅部\t40.00\t25.00\t15.00\n";

fn told(format: &str, lang: &str) -> String {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), DOCUMENT).unwrap();
    let place = format!("{format}=out");
    gouji_in(folder.path(), &["check", "a.txt", "--no-config", "--lang", lang, "--format", &place]);
    fs::read_to_string(folder.path().join("out")).unwrap()
}

/// The rows of the first sum of a page: sign, value, words.
fn sum(page: &str) -> Vec<[String; 3]> {
    let table = page.split("<table class=\"sum\">").nth(1).unwrap().split("</table>").next().unwrap();
    let row = |row: &str| {
        let mut cells = row.split("<td").skip(1).map(|cell| {
            let words = cell.split_once('>').unwrap().1;
            // Links within a cell are no words.
            words.split('<').map(|part| part.rsplit('>').next().unwrap()).collect::<String>()
        });
        [(); 3].map(|()| cells.next().unwrap())
    };
    table.split("<tr").skip(1).map(row).collect()
}

#[test]
fn a_sum_has_its_parts_a_line_and_what_they_come_to() {
    let page = told("html", "zh");
    let name = "某县图书馆2031年度部门预算";
    let wanted = [
        ["", "9.00", &format!("{name}[第3行, 人员经费]")],
        ["+", "6.00", &format!("{name}[第3行, 公用经费]")],
        ["=", "15.00", "算得"],
        ["", "16.00", &format!("写作 {name}[第3行, 合计]")],
        ["", "1.00", "相差"],
    ];
    let wanted: Vec<[String; 3]> = wanted.iter().map(|row| (*row).map(str::to_owned)).collect();
    assert_eq!(sum(&page), wanted);
    assert!(page.contains("<tr class=\"total\"><td class=\"op\">="), "the line is above what it comes to");
    let english: Vec<String> = sum(&told("html", "en")).into_iter().map(|[.., words]| words).collect();
    assert_eq!(english[2..3], ["makes"]);
    assert!(english[3].starts_with("written ") && english[3].contains("[row 3, 合计]"), "{english:?}");
}

#[test]
fn a_row_without_a_name_keeps_its_fingerprint_when_it_moves() {
    let print = |text: &str| {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("a.txt"), text).unwrap();
        let arguments = ["check", "a.txt", "--no-config", "--lang", "en", "--format", "json"];
        let json: serde_json::Value = serde_json::from_str(&gouji_in(folder.path(), &arguments).out).unwrap();
        let all = json["documents"][0]["diagnostics"].as_array().unwrap().clone();
        let one = all.iter().find(|one| one["message"].as_str().unwrap().contains("row ")).unwrap();
        (one["fingerprint"].as_str().unwrap().to_owned(), one["message"].as_str().unwrap().to_owned())
    };
    let (before, said) = print(DOCUMENT);
    let (after, moved) = print(&DOCUMENT.replace("办公室\t", "馆长室\t2.00\t1.00\t1.00\n办公室\t"));
    assert!(said.contains("[row 3, 合计]") && moved.contains("[row 4, 合计]"), "{said} {moved}");
    assert_eq!(before, after);
}
