//! A formula whose value was never stored is a value that is not there: told with its cell and the step to take, never a
//! blank and never nothing.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use crate::common::workbook::{ods_of, xlsx_of};
use crate::common::{Told, check_as};

/// A sheet with a total in B5, the way `cell` says.
fn sheet(cell: &str) -> String {
    let words = |place: &str, words: &str| format!("<c r=\"{place}\" t=\"str\"><v>{words}</v></c>");
    let number = |place: &str, number: u32| format!("<c r=\"{place}\"><v>{number}</v></c>");
    let rows = [
        words("A1", "某局经费公开\n某局经费表"),
        words("A2", "项目") + &words("B2", "金额"),
        words("A3", "甲") + &number("B3", 60),
        words("A4", "乙") + &number("B4", 40),
        words("A5", "合计") + cell,
    ];
    let rows: String = (1..).zip(rows).map(|(at, cells)| format!("<row r=\"{at}\">{cells}</row>")).collect();
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

/// What must be told of a total in B5 that nobody worked out.
fn is_told(told: &Told, what: &str) {
    assert_eq!(told.code, 3, "{what}: {}", told.both());
    assert!(told.out.contains("gouji/stored-values") && told.out.contains("B5"), "{what}: {}", told.out);
    assert!(told.out.contains("重新计算并保存"), "{what}: {}", told.out);
    assert!(
        !told.out.contains("错误[totals/total-differs]"),
        "no error of the author's: {what}: {}",
        told.out
    );
}

#[test]
fn a_formula_with_an_empty_value_is_not_there() {
    for (what, cell) in [
        ("openpyxl", "<c r=\"B5\"><f>SUM(B3:B4)</f><v></v></c>"),
        ("closed at once", "<c r=\"B5\"><f>SUM(B3:B4)</f><v/></c>"),
        ("blanks", "<c r=\"B5\" t=\"n\"><f>SUM(B3:B4)</f><v> </v></c>"),
        ("no value at all", "<c r=\"B5\"><f>SUM(B3:B4)</f></c>"),
        ("shared words", "<c r=\"B5\" t=\"s\"><f>SUM(B3:B4)</f><v></v></c>"),
    ] {
        is_told(&check_as("a.xlsx", &xlsx_of(&sheet(cell), "")), what);
    }
}

#[test]
fn a_zero_that_waits_to_be_worked_out_is_not_there() {
    let cell = "<c r=\"B5\"><f>SUM(B3:B4)</f><v>0</v></c>";
    let asks = "<calcPr calcId=\"124519\" fullCalcOnLoad=\"1\"/>";
    is_told(&check_as("a.xlsx", &xlsx_of(&sheet(cell), asks)), "XlsxWriter");
    // A zero that Excel worked out is the author's.
    let told = check_as("a.xlsx", &xlsx_of(&sheet(cell), "<calcPr calcId=\"191029\"/>"));
    assert_eq!(told.code, 1, "{}", told.both());
    assert!(told.out.contains("错误[totals/total-differs]"), "{}", told.out);
}

#[test]
fn values_that_are_there_are_read() {
    let cell = "<c r=\"B5\"><f>SUM(B3:B4)</f><v>100</v></c><c r=\"C5\" t=\"str\"><f>IF(B5=100,\"\",1)</f><v></v></c>";
    for settings in ["", "<calcPr fullCalcOnLoad=\"1\"/>"] {
        let told = check_as("a.xlsx", &xlsx_of(&sheet(cell), settings));
        assert_eq!(told.code, 0, "words may be empty: {}", told.both());
    }
    let told = check_as("a.xlsx", &xlsx_of(&sheet("<c r=\"B5\"><v></v></c>"), ""));
    assert!(!told.out.contains("stored-values"), "no formula, no value: a blank: {}", told.out);
}

/// The rows of the same table in an OpenDocument, with a total the way `cell` says.
fn rows(cell: &str) -> String {
    let words = |words: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{words}</text:p></table:table-cell>")
    };
    let number =
        |number: &str| format!("<table:table-cell office:value-type=\"float\" office:value=\"{number}\"/>");
    let row = |one: &str, two: &str| format!("<table:table-row>{}{two}</table:table-row>", words(one));
    [
        format!("<table:table-row>{}</table:table-row>", words("某局经费公开</text:p><text:p>某局经费表")),
        row("项目", &words("金额")),
        row("甲", &number("60")),
        row("乙", &number("40.0")),
        row("合计", cell),
    ]
    .concat()
}

#[test]
fn the_same_in_an_open_document() {
    for (what, said) in [
        ("without a type", ""),
        ("with a type alone", " office:value-type=\"float\""),
        ("with an empty value", " office:value-type=\"float\" office:value=\"\""),
    ] {
        let cell = format!("<table:table-cell table:formula=\"of:=SUM([.B3:.B4])\"{said}/>");
        let told = check_as("a.ods", &ods_of(&rows(&cell)));
        is_told(&told, what);
        assert!(told.out.contains("=SUM("), "{}", told.out);
    }
    // The value stands beside the words; a cell without words shows it.
    let cell = "<table:table-cell table:formula=\"of:=SUM([.B3:.B4])\" office:value-type=\"float\" office:value=\"120\"/>";
    let told = check_as("a.ods", &ods_of(&rows(cell)));
    assert_eq!(told.code, 1, "{}", told.both());
    assert!(told.out.contains("120") && told.out.contains("错误[totals/total-differs]"), "{}", told.out);
    let cell = "<table:table-cell table:formula=\"of:=SUM([.B3:.B4])\" office:value-type=\"float\" office:value=\"100\"/>";
    assert_eq!(check_as("a.ods", &ods_of(&rows(cell))).code, 0);
}

/// The file is written by a library of Python (xlwt), which stores empty words for every formula.
#[test]
fn the_same_in_an_old_workbook() {
    let told = check_as("a.xls", &fs::read(Path::new("tests/data/formulas.xls")).unwrap());
    assert_eq!(told.code, 3, "{}", told.both());
    for words in ["gouji/stored-values", "B4", "C4", "重新计算并保存"] {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
}
