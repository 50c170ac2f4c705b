//! What a file is called and what it is: a page of the web under the name of a PDF, a page no printer has, a sign that is
//! hardly seen. None of it passes unread.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::pdf::Pdf;
use crate::common::{Told, check_as, command, gouji_in};

const PAGE: &str = "<!DOCTYPE html><html><head><title>404</title></head><body><p>某局2031年部门预算：页面没有找到XX。</p></body></html>";

fn check(name: &str, bytes: &[u8]) -> Told {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    fs::write(folder.path().join("gouji.toml"), "allow = [\"no-pack\"]\n").unwrap();
    gouji_in(folder.path(), &["check", name])
}

#[test]
fn a_file_is_told_as_what_it_is() {
    for name in ["a.pdf", "a.xlsx", "a.XLSM", "a.docx", "a.ods"] {
        let ending = name.rsplit('.').next().unwrap().to_lowercase();
        for (bytes, what) in [(PAGE, "网页（HTML）"), ("某局2031年部门预算\n没有找到\n", "文本")]
        {
            let told = check(name, bytes.as_bytes());
            assert_eq!(told.code, 3, "{name}: {}", told.both());
            let words = format!("{name} 无法检查：名字是 .{ending}，内容却是{what}");
            assert!(told.out.contains(&words) && told.out.contains("重新下载"), "{name}: {}", told.out);
        }
    }
    let told = check("a.xlsx", b"\x00\x01\x02\x03 binary \xff\xfe\x00");
    assert!(told.code == 3 && told.out.contains("名字是 .xlsx，内容却不是"), "{}", told.both());
    for name in ["a.pdf", "a.xlsx", "a.docx", "a.html"] {
        let told = check(name, b"");
        assert!(told.code == 3 && told.out.contains("文件是空的"), "{name}: {}", told.both());
    }
}

#[test]
fn names_that_promise_nothing_are_no_reason_to_refuse() {
    for name in ["a.xls", "a.doc", "a.html", "a.txt"] {
        let told = check(name, PAGE.as_bytes());
        assert_eq!(told.code, 1, "{name}: {}", told.both());
        assert!(told.out.contains("placeholder"), "{name}: {}", told.out);
    }
}

/// Two lines close to each other on a page of this size, in tenths of a point.
fn page(width: i32, height: i32) -> Vec<u8> {
    let mut pdf = Pdf::new(width, height);
    pdf.page();
    pdf.text(500, 500, 120, "某局2031年部门预算");
    pdf.text(500, 700, 120, "本部门职责XX，机构不变。");
    pdf.finish()
}

#[test]
fn a_page_larger_than_any_is_not_read() {
    for (width, height) in [(1_000_000, 8_420), (5_950, 1_000_000), (1_000_000, 1_000_000), (5_950, 144_020)]
    {
        let told = check("a.pdf", &page(width, height));
        assert_eq!(told.code, 3, "{width} x {height}: {}", told.both());
        assert!(told.out.contains("第 1 页的边长") && told.out.contains("14400"), "{}", told.out);
    }
    let told = check("a.pdf", &[&b"HTTP/1.1 200 OK\n\n"[..], &page(5_950, 8_420)].concat());
    assert_eq!(told.code, 1, "something may stand before it: {}", told.both());
    let told = check("a.pdf", &page(5_950, 144_000));
    assert_eq!(told.code, 1, "{}", told.both());
    assert!(told.out.contains("placeholder"), "{}", told.out);
}

/// A document with −10 written so, and 60 beside it.
fn with_minus(figure: &str, total: &str) -> String {
    format!("某局经费公开\n\n某局经费表\n\n项目\t金额\n甲\t60\n乙\t{figure}\n合\u{ad}计\t{total}\n")
}

#[test]
fn a_soft_hyphen_before_a_figure_is_its_minus_sign() {
    let told = check_as("a.txt", with_minus("\u{ad}10", "50").as_bytes());
    assert_eq!(told.code, 0, "{}", told.both());
    let told = check_as("a.txt", with_minus("\u{ad}10", "70").as_bytes());
    assert_eq!(told.code, 1, "{}", told.both());
    // Controls that nobody sees part no figure.
    let told = check_as("a.txt", with_minus("1\u{1}0", "70").as_bytes());
    assert_eq!(told.code, 0, "{}", told.both());
}

#[test]
fn the_report_shows_the_minus_sign() {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), with_minus("\u{ad}10", "50")).unwrap();
    let args = ["check", "--no-config", "--format", "html=report.html", "a.txt"];
    command().current_dir(folder.path()).args(args).output().unwrap();
    let report = fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(report.contains(">-10<"), "{report}");
}

#[test]
fn more_text_than_can_be_kept_in_mind_is_not_read() {
    let text = format!("某局2031年部门预算\n\n{}\n", "a".repeat(33 << 20));
    for name in ["a.txt", "a.csv"] {
        let told = check(name, text.as_bytes());
        assert_eq!(told.code, 3, "{name}");
        assert!(told.out.contains("超过 32 MB"), "{}", told.out);
    }
}

#[test]
fn more_figures_than_can_be_checked_are_told_and_not_checked() {
    let row = format!("甲{}\n", ",1".repeat(1000));
    let told = check("a.csv", row.repeat(401).as_bytes());
    assert_eq!(told.code, 3, "{}", told.both());
    assert!(told.out.contains("共 401000 个数，一份文件最多核对 400000 个"), "{}", told.out);
    assert!(told.out.contains("拆成几份"), "{}", told.out);
}
