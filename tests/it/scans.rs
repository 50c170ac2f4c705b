//! Scans whose text a program recognised: it is read, and what is found in it is a question and no error by itself.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::gouji_in;
use crate::common::pdf::Pdf;
use tempfile::TempDir;

/// A budget of two pages, with a wrong share on one and a word twice on the other; `scanned` pages are a picture with the text unseen under it.
fn budget(scanned: [bool; 2], pictured: bool) -> Vec<u8> {
    let mut pdf = Pdf::new(5950, 8420);
    for (page, is_scan) in scanned.into_iter().enumerate() {
        pdf.page();
        if is_scan && pictured {
            pdf.raw("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{1} EI Q");
        }
        if is_scan {
            pdf.raw("3 Tr");
        }
        let lines = match page {
            0 => [
                "青岚县图书馆2031年度部门预算",
                "一、支出情况",
                "2031年支出预算100.00万元，其中：",
                "基本支出40.00万元，占45%；项目支出60.00万元，占60%。",
            ],
            _ => ["二、工作情况", "图书馆负责全面的的工作。", "全年开放三百天。", "没有其他情况。"],
        };
        for (nth, line) in lines.iter().enumerate() {
            pdf.text(700, 800 + nth as i32 * 200, 120, line);
        }
    }
    pdf.finish()
}

/// Severity and message of what is found of these, with what is said of recognised text.
fn found(scanned: [bool; 2], pictured: bool) -> (i32, Vec<(String, bool)>) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.pdf"), budget(scanned, pictured)).unwrap();
    let told =
        gouji_in(folder.path(), &["check", "a.pdf", "--no-config", "--lang", "zh", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let all = json["documents"][0]["diagnostics"].as_array().unwrap();
    let known = all.iter().filter(|found| {
        let message = found["message"].as_str().unwrap();
        message.contains("45%") || message.contains("的的")
    });
    let said = |found: &serde_json::Value| {
        let notes = found["notes"].to_string();
        (found["severity"].as_str().unwrap().to_owned(), notes.contains("从扫描图片识别出来的"))
    };
    (told.code, known.map(said).collect())
}

#[test]
fn what_is_found_in_recognised_text_is_a_question() {
    let error = ("error".to_owned(), false);
    let question = ("warning".to_owned(), true);
    assert_eq!(found([false, false], true), (1, vec![error.clone(), error.clone()]));
    assert_eq!(found([true, false], true), (1, vec![question.clone(), error]), "page by page");
    // Not every reader of pictures tells how large one is: text that nobody sees is enough.
    assert_eq!(found([true, true], false).1, [question.clone(), question.clone()]);
    assert_eq!(
        found([true, true], true),
        (0, vec![question.clone(), question]),
        "nothing that fails by itself"
    );
}
