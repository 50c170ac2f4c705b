//! What a file shows and its reader does not read is told: documents in frames, pictures, pages that are pictures with a line
//! of text.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use tempfile::TempDir;

use crate::common::office::{document, package};
use crate::common::{Told, gouji_in};

fn check(name: &str, bytes: &[u8]) -> Told {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    gouji_in(folder.path(), &["check", name, "--no-config", "--format", "short"])
}

fn page(more: &str) -> Vec<u8> {
    format!(
        "<html><head><meta charset=\"utf-8\"></head><body><h1>会议纪要</h1><p>一、议题照旧，本部门职责不变，各项工作按计划进行。</p>{more}</body></html>"
    )
    .into_bytes()
}

#[test]
fn a_document_that_a_web_page_shows_in_a_frame_is_not_checked() {
    for frame in [
        "<iframe src=\"/files/budget.pdf\"></iframe>",
        "<iframe src=\"viewer.html?file=budget.PDF&page=1\"></iframe>",
        "<object data=\"budget.pdf#page=2\" type=\"application/pdf\"></object>",
        "<embed src='budget.xlsx'>",
    ] {
        let told = check("a.html", &page(frame));
        assert_eq!(told.code, 3, "{frame}: {}", told.both());
        assert!(told.out.contains("在框里显示 1 份别的文件"), "{frame}: {}", told.out);
    }
    for other in [
        "<iframe src=\"https://example.org/map\"></iframe>",
        "<nav><iframe src=\"a.pdf\"></iframe></nav>",
        "<div style=\"display:none\"><iframe src=\"a.pdf\"></iframe></div>",
        "<object data=\"film.mp4\"></object>",
    ] {
        let told = check("a.html", &page(other));
        assert_eq!(told.code, 0, "{other}: {}", told.both());
    }
}

#[test]
fn pictures_are_told_and_pass() {
    let told = check("a.html", &page("<img src=\"a.png\" alt=\"支出总表\"><img src=\"line.png\" alt=\"\">"));
    assert!(
        told.code == 0 && told.out.contains("gouji/pictures") && told.out.contains("1 张图片"),
        "{}",
        told.both()
    );
    assert!(!check("a.html", &page("<img src=\"line.png\">")).out.contains("gouji/pictures"));
    let drawn = "<w:p><w:r><w:t>会议纪要</w:t></w:r></w:p><w:p><w:r><w:drawing><a:blip xmlns:a=\"a\" r:embed=\"r\" xmlns:r=\"r\"/></w:drawing></w:r></w:p>";
    let told = check("a.docx", &package(&[("word/document.xml", &document(drawn))]));
    assert!(
        told.code == 0 && told.out.contains("gouji/pictures") && told.out.contains("1 张图片"),
        "{}",
        told.both()
    );
}

#[test]
fn files_that_are_attached_to_a_pdf_are_not_checked() {
    let mut made = crate::common::pdf::Pdf::new(5950, 8420);
    made.page();
    made.text(500, 700, 120, "会议纪要 本部门职责不变");
    let plain = made.finish();
    assert_eq!(check("a.pdf", &plain).code, 0);
    // The catalog gets a tree of names with two files, which need not be there for it to say so.
    let at = plain
        .windows(13)
        .position(|part| part == b"/Type/Catalog")
        .or_else(|| plain.windows(14).position(|part| part == b"/Type /Catalog"));
    let at = at.unwrap();
    let names = b"/Names<</EmbeddedFiles<</Kids[<</Names[(a)null(b)null]>>]>>>>";
    let attached = [&plain[..at], names.as_slice(), &plain[at..]].concat();
    let told = check("a.pdf", &attached);
    assert!(told.code == 3 && told.out.contains("附带了 2 个别的文件"), "{}", told.both());
}
