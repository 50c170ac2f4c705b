//! Files made to harm, and files that are not all there: a message and exit code 3, never a panic, never a clean bill.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::office::{document, docx, html, p, package};
use gouji::diagnostic::Lang;
use gouji::document::parse;
use gouji::read::read;
use gouji::source::{About, FileId, Source};

fn refused(bytes: &[u8]) -> String {
    read("a.docx", bytes).unwrap_err().reason.get(Lang::Zh).to_owned()
}

/// Reads and parses a page; what it says.
fn page(text: &str) -> Source {
    let source = read("a.html", text.as_bytes()).unwrap();
    parse(FileId(0), &source);
    source
}

#[test]
fn definitions_in_a_document_are_never_followed() {
    let laughs: String = (1..30).map(|at| format!("<!ENTITY l{at} \"&l{0};&l{0};\">", at - 1)).collect();
    let body = document("<w:p><w:r><w:t>&l29;</w:t></w:r></w:p>");
    for prolog in [
        format!("<!DOCTYPE x [<!ENTITY l0 \"ha\">{laughs}]>"),
        "<!DOCTYPE x [<!ENTITY l29 SYSTEM \"file:///etc/passwd\">]>".to_owned(),
        "<!DOCTYPE x SYSTEM \"http://localhost/x.dtd\">".to_owned(),
        String::new(),
    ] {
        let text = body.replacen("?>", &format!("?>{prolog}"), 1);
        let reason = refused(&package(&[("word/document.xml", &text)]));
        assert!(reason.contains("自带定义"), "{reason}");
    }
}

#[test]
fn what_unpacks_beyond_measure_is_refused() {
    let body = document(&" ".repeat(130 << 20));
    let bomb = package(&[("word/document.xml", &body)]);
    assert!(bomb.len() < 1 << 20);
    assert!(refused(&bomb).contains("超过 128 MB"));
}

#[test]
fn documents_cut_anywhere_are_unreadable() {
    let text = fs::read_to_string("fixtures/budget-one-digit.txt").unwrap();
    let whole = docx(&text);
    for at in 0..50 {
        let cut = &whole[..whole.len() * at / 50];
        let told = read("a.docx", cut);
        assert!(told.is_err() || at == 0, "cut at {at} of 50");
    }
    // The container is whole and the text in it is not.
    let body = document(&p("一、概况").repeat(40));
    for at in (1..50).map(|at| body.len() * at / 50).filter(|at| body.is_char_boundary(*at)) {
        let reason = refused(&package(&[("word/document.xml", &body[..at])]));
        assert!(reason.contains("XML 有误") || reason.contains("没有文字"), "{reason}");
    }
}

#[test]
fn pages_cut_anywhere_are_no_clean_pages() {
    let text = fs::read_to_string("fixtures/budget-one-digit.txt").unwrap();
    let whole = html(&text);
    let mut read_at_all = 0;
    for at in (1..50).map(|at| whole.len() * at / 50) {
        if let Ok(source) = read("a.html", &whole.as_bytes()[..at]) {
            parse(FileId(0), &source);
            assert!(source.notes().any(|note| note.about == About::Unreadable), "cut at {at}");
            read_at_all += 1;
        }
    }
    assert!(read_at_all > 40 && page(&whole).notes().count() == 0);
}

#[test]
fn the_exit_code_says_that_a_document_was_not_checked() {
    let folder = tempfile::TempDir::new().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let whole = docx("某局2025年部门预算\n");
    let told = crate::common::gouji(&["check", &put("cut.docx", &whole[..whole.len() / 2])]);
    assert_eq!(told.code, 3, "{}", told.out);
    assert!(told.out.contains("cut.docx 无法检查：文件不完整或已损坏"), "{}", told.out);
    let told = crate::common::gouji(&["check", &put("cut.html", b"<html><body><table><tr><td>1,0")]);
    assert_eq!(told.code, 3, "{}", told.out);
    assert!(told.out.contains("gouji/unreadable-parts"), "{}", told.out);
}

#[test]
fn cells_that_claim_to_be_huge_are_cut_to_size() {
    let cell = format!("<w:tc><w:tcPr><w:gridSpan w:val=\"4000000000\"/></w:tcPr>{}</w:tc>", p("1"));
    let row = format!("<w:tr><w:trPr><w:gridBefore w:val=\"4000000000\"/></w:trPr>{}</w:tr>", p("x"));
    let body = format!("{}<w:tbl><w:tr>{cell}{cell}</w:tr>{row}</w:tbl>", p("表"));
    let source = read("a.docx", &package(&[("word/document.xml", &document(&body))])).unwrap();
    assert!(source.text().len() < 10_000);
    let rows = "<tr><td colspan=999999999 rowspan=999999999>a<td rowspan=0>b".repeat(2000);
    let source = page(&format!("<table><tr><td>x<td>y{rows}</table>"));
    assert!(source.text().len() < 2 << 20, "{}", source.text().len());
    // Whatever is nested in whatever.
    for tag in ["div", "table", "tr", "td", "table><tr><td", "ul><li", "span style=display:none", "a", "p"] {
        page(&format!("<p>一</p>{}", format!("<{tag}>x").repeat(20_000)));
    }
    let deep =
        format!("{}{}{}", "<w:tbl><w:tr><w:tc>".repeat(5000), p("底"), "</w:tc></w:tr></w:tbl>".repeat(5000));
    let body = format!("{}{deep}", p("一"));
    let source = read("a.docx", &package(&[("word/document.xml", &document(&body))])).unwrap();
    assert!(source.notes().any(|note| note.about == About::Unreadable));
}

#[test]
fn bytes_without_sense_are_no_document() {
    assert!(read("a.docx", b"PK\x03\x04").is_err());
    assert!(read("a.docx", &package(&[("word/other.xml", "<x/>")])).is_err());
    assert!(read("a.docx", &package(&[("word/document.xml", "")])).is_err());
    assert!(read("a.html", b"<html><body><img src=x></body></html>").is_err());
    // Every byte of a small document replaced in turn.
    let whole = docx("一、概况\n合计\t1.00\t2.00\n其中\t1.00\t2.00\n");
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        if let Ok(source) = read("a.docx", &bytes) {
            parse(FileId(0), &source);
        }
    }
}
