//! An author's own file comes back with every correction at its place, and nothing else of it has changed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use crate::common::pdf::{Turn, typeset};
use crate::common::{Told, gouji_in, office, put, workbook};
use gouji::annotate::Remark;
use gouji::diagnostic::{Lang, Severity};
use gouji::source::{FileId, Span};
use tempfile::TempDir;
use zip::ZipArchive;

/// A budget whose table adds up to another total and whose sentence says another share.
const BUDGET: &str = "青岚县图书馆\n2031年度部门预算\n\n收支总表\n单位：万元\n项目\t合计\t基本支出\t项目支出\n图书馆\t100.00\t40.00\t60.00\n分馆\t50.00\t20.00\t30.00\n合计\t150.00\t60.00\t96.00\n\n二、支出情况\n\n2031年支出预算150.00万元，其中：基本支出60.00万元，占45%；项目支出90.00万元，占60%。\n";

fn annotate(folder: &Path, args: &[&str]) -> Told {
    let mut all = vec!["annotate", "--no-config", "--lang", "zh"];
    all.extend(args);
    gouji_in(folder, &all)
}

/// A file in a folder, annotated; gives its bytes and those of the copy.
fn copied(name: &str, bytes: &[u8], copy: &str) -> (TempDir, Vec<u8>) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let told = annotate(folder.path(), &[name]);
    assert_eq!(told.code, 0, "{}", told.both());
    assert!(told.out.contains("批注"), "{}", told.out);
    assert_eq!(fs::read(folder.path().join(name)).unwrap(), bytes, "the original stays");
    let made = fs::read(folder.path().join(copy)).unwrap();
    (folder, made)
}

/// How a file is read, told without its name.
fn read(folder: &Path, name: &str) -> String {
    gouji_in(folder, &["inspect", name, "--format", "markdown", "--no-config"]).out
}

/// What stands between two marks in a text, wherever it does.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

/// What the comments of a PDF say.
fn said(pdf: &str) -> Vec<String> {
    let unit = |digits: &[u8]| u16::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
    let text = |hex: &str| {
        let units: Vec<u16> = hex.as_bytes().chunks(4).map(unit).collect();
        String::from_utf16(&units).unwrap()
    };
    between(pdf, "/Contents<FEFF", ">").into_iter().map(text).collect()
}

/// The numbers in a list.
fn numbers(list: &str) -> Vec<i64> {
    let hundredths = |word: &str| word.replace('.', "").parse().unwrap();
    list.split_whitespace().map(hundredths).collect()
}

#[test]
fn a_pdf_is_what_it_was_with_highlights_behind_it() {
    for turn in [Turn::None, Turn::Rotated, Turn::Sideways] {
        let pdf = typeset(BUDGET, turn);
        let bytes = pdf.finish();
        let (folder, copy) = copied("预算.pdf", &bytes, "预算.批注.pdf");
        assert!(copy.starts_with(&bytes), "every byte of the original stays where it is");
        let more = String::from_utf8(copy[bytes.len()..].to_vec()).unwrap();
        let said = said(&more);
        assert!(said.iter().any(|said| said.starts_with("须改正：“45%”，应为 40%\n")), "{said:?}");
        assert!(said.iter().any(|said| said.contains("“96.00”") && said.contains("90.00")), "{said:?}");
        assert!(!said.iter().any(|said| said.contains("budget/")), "no rule is named");
        // Where the share was drawn, a highlight lies.
        let drawn = String::from_utf8(bytes.clone()).unwrap();
        let place = drawn[..drawn.find("(45%) Tj").unwrap()].rsplit("Tf ").next().unwrap();
        let [x, y] = place.trim_end_matches("Td ").split(' ').map(|at| format!("{at}0")).collect::<Vec<_>>()
            [..2]
            .iter()
            .map(|at| numbers(at)[0])
            .collect::<Vec<_>>()[..]
        else {
            panic!("{place}")
        };
        let [x, y] = if turn == Turn::None { [x, y] } else { [i64::from(pdf.height) * 10 - y, x] };
        let areas: Vec<Vec<i64>> = between(&more, "/Rect[", "]").into_iter().map(numbers).collect();
        let holds = |area: &&Vec<i64>| area[0] <= x && x <= area[2] && area[1] <= y && y <= area[3];
        let area = areas.iter().find(holds).unwrap_or_else(|| panic!("{x} {y} {areas:?}"));
        assert!((area[2] - area[0]) * (area[3] - area[1]) < 2500 * 1600, "and it is no larger: {area:?}");
        assert_eq!(read(folder.path(), "预算.pdf"), read(folder.path(), "预算.批注.pdf"));
        let again = gouji_in(folder.path(), &["check", "预算.批注.pdf", "--no-config", "--format", "short"]);
        assert_eq!(again.code, 1, "{}", again.both());
    }
}

#[test]
fn a_pdf_with_a_stream_for_a_table_gets_a_stream() {
    let bytes = streamed(&typeset(BUDGET, Turn::None).finish());
    let (folder, copy) = copied("a.pdf", &bytes, "a.批注.pdf");
    assert!(copy.starts_with(&bytes));
    let more = String::from_utf8_lossy(&copy[bytes.len()..]).into_owned();
    assert!(more.contains("/Type/XRef") && !more.contains("trailer"), "{more}");
    assert_eq!(read(folder.path(), "a.pdf"), read(folder.path(), "a.批注.pdf"));
    let objects = between(&more, "/W[1 5 2]/Index[", "]");
    assert_eq!(objects.len(), 1);
}

/// The same PDF with its table as a stream.
fn streamed(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let start = text.rfind("\nxref\n").unwrap() + 1;
    let entries = text[start..].lines().skip(2).take_while(|line| line.len() > 15);
    let mut data: Vec<u8> = Vec::new();
    for entry in entries {
        let used = entry.contains(" n");
        data.push(u8::from(used));
        data.extend_from_slice(&entry[..10].parse::<u32>().unwrap().to_be_bytes());
        data.push(0);
    }
    let own = data.len() / 6;
    data.push(1);
    data.extend_from_slice(&(start as u32).to_be_bytes());
    data.push(0);
    let head = format!(
        "{own} 0 obj\n<< /Type /XRef /Size {} /W [1 4 1] /Root 1 0 R /Length {} >>\nstream\n",
        own + 1,
        data.len()
    );
    let end = format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n");
    [&bytes[..start], head.as_bytes(), &data, end.as_bytes()].concat()
}

/// The parts of a package by their names.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        parts.insert(name, text);
    }
    parts
}

/// The parts of a file and of its copy; what is new or changed in that is well-formed.
fn both(bytes: &[u8], copy: &[u8]) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let (before, after) = (parts(bytes), parts(copy));
    for (name, text) in after.iter().filter(|(name, text)| before.get(*name) != Some(*text)) {
        roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    (before, after)
}

/// A text without what was put in between two marks.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut pieces = text.split(open);
    let first = pieces.next().unwrap().to_owned();
    pieces.fold(first, |out, piece| out + piece.split_once(close).unwrap().1)
}

#[test]
fn a_word_document_has_comments_at_its_paragraphs_and_cells_and_is_otherwise_as_it_was() {
    let bytes = office::docx(BUDGET);
    let (folder, copy) = copied("预算.docx", &bytes, "预算.批注.docx");
    let (before, after) = both(&bytes, &copy);
    let main = &after["word/document.xml"];
    let bare = without(main, "<w:commentRangeStart", "/>");
    let bare =
        without(&bare, "<w:commentRangeEnd", "/><w:r><w:commentReference w:id=\"").replace("\"/></w:r>", "*");
    let kept: String = bare
        .split('*')
        .enumerate()
        .map(|(nth, piece)| {
            // What is left of a reference is its number, before its end.
            if nth == bare.matches('*').count() {
                piece
            } else {
                piece.trim_end_matches(|c: char| c.is_ascii_digit())
            }
        })
        .collect();
    assert_eq!(kept, before["word/document.xml"], "what was put in is all that changed");
    let comments = &after["word/comments.xml"];
    assert!(comments.contains("须改正：“45%”，应为 40%") && comments.contains("“96.00”"), "{comments}");
    let around = |words: &str| {
        let at = main.find(words).unwrap();
        let (open, close) = (main[..at].rfind("<w:p>").unwrap(), at + main[at..].find("</w:p>").unwrap());
        main[open..close].to_owned()
    };
    for words in ["96.00", "占45%"] {
        let paragraph = around(words);
        assert!(paragraph.starts_with("<w:p><w:commentRangeStart"), "{paragraph}");
        assert!(paragraph.contains("<w:commentReference"), "{paragraph}");
    }
    assert!(!around("100.00</w:t>").contains("comment"), "cells that are right have none");
    assert!(after["[Content_Types].xml"].contains("/word/comments.xml"));
    assert!(after["word/_rels/document.xml.rels"].contains("relationships/comments"));
    let own = |name: &str| before.contains_key(name) && after.get(name) == before.get(name);
    assert!(own("_rels/.rels"));
    // One word more is told of the copy, that it has comments.
    let (old, new) = (read(folder.path(), "预算.docx"), read(folder.path(), "预算.批注.docx"));
    assert_eq!(old, new.replace("<!-- 批注 2 条 -->\n", ""));
}

#[test]
fn comments_that_were_there_stay_and_boxes_and_notes_are_remarked_upon_in_the_text() {
    let w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let body = format!(
        "{}<w:p><w:pPr><w:jc w:val=\"left\"/></w:pPr><w:r><w:commentReference w:id=\"7\"/></w:r></w:p><w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
        office::p("青岚县图书馆2031年度部门预算"),
        office::p("单位负责人负责全面的的工作。"),
    );
    let comments = format!(
        "<w:comments xmlns:w=\"{w}\"><w:comment w:id=\"7\" w:author=\"甲\">{}</w:comment></w:comments>",
        office::p("旧的")
    );
    let relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId5\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" Target=\"comments.xml\"/></Relationships>";
    let bytes = office::package(&[
        ("word/document.xml", &office::document(&body)),
        ("word/comments.xml", &comments),
        ("word/_rels/document.xml.rels", relations),
    ]);
    let (_folder, copy) = copied("a.docx", &bytes, "a.批注.docx");
    let (_, after) = both(&bytes, &copy);
    let comments = &after["word/comments.xml"];
    assert!(
        comments.contains("旧的") && comments.contains("w:id=\"8\"") && comments.contains("“的的”"),
        "{comments}"
    );
    assert_eq!(after["word/_rels/document.xml.rels"], relations, "the way to the comments is there already");
    let main = &after["word/document.xml"];
    let (start, boxed) = (main.find("commentRangeStart").unwrap(), main.find("<w:txbxContent>").unwrap());
    assert!(
        start < boxed && main.rfind("commentRangeEnd").unwrap() > main.find("</w:txbxContent>").unwrap(),
        "{main}"
    );
}

#[test]
fn a_workbook_has_comments_at_its_cells() {
    let bytes = workbook::xlsx(&workbook::sheets(BUDGET));
    let (folder, copy) = copied("预算.xlsx", &bytes, "预算.批注.xlsx");
    let (before, after) = both(&bytes, &copy);
    let comments: Vec<&String> =
        after.iter().filter(|(name, _)| name.contains("comments")).map(|(_, text)| text).collect();
    let all = comments.iter().map(|text| text.as_str()).collect::<String>();
    assert!(all.contains("“96.00”") && all.contains("“45%”"), "{all}");
    let sheet = after
        .iter()
        .find(|(name, text)| name.starts_with("xl/worksheets/s") && text.contains("legacyDrawing"))
        .unwrap();
    assert_eq!(without(sheet.1, "<legacyDrawing", "/>"), before[sheet.0], "the cells are as they were");
    let drawings = after.iter().filter(|(name, _)| name.ends_with(".vml")).count();
    assert_eq!(drawings, comments.len(), "what a comment says and the box that shows it");
    let boxes: usize = after
        .iter()
        .filter(|(name, _)| name.ends_with(".vml"))
        .map(|(_, text)| text.matches("ObjectType=\"Note\"").count())
        .sum();
    assert_eq!(boxes, all.matches("<comment ref=").count());
    assert_eq!(read(folder.path(), "预算.xlsx"), read(folder.path(), "预算.批注.xlsx"));
}

#[test]
fn a_cell_with_two_findings_or_a_comment_of_its_own_has_one_comment() {
    let bytes = workbook::xlsx(&workbook::sheets(BUDGET));
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    fs::write(here.join("a.xlsx"), bytes).unwrap();
    assert_eq!(annotate(here, &["a.xlsx"]).code, 0);
    // A copy of a copy: every cell has a comment already.
    assert_eq!(annotate(here, &["a.批注.xlsx", "-o", "twice"]).code, 0);
    let after = parts(&fs::read(here.join("twice/a.批注.批注.xlsx")).unwrap());
    let all: String =
        after.iter().filter(|(name, _)| name.contains("comments")).map(|(_, text)| text.as_str()).collect();
    assert_eq!(all.matches("“96.00”").count(), 2, "{all}");
    let places = between(&all, "<comment ref=\"", "\"");
    let mut once = places.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), places.len(), "{places:?}");
}

#[test]
fn what_takes_no_comments_is_told_with_the_step_to_take() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    put(here, &[("a.txt", BUDGET), ("b.html", &office::html(BUDGET))]);
    let told = annotate(here, &["a.txt", "b.html"]);
    assert_eq!(told.code, 3, "{}", told.both());
    assert!(
        told.err.contains("a.txt: 这是文本，不能写入批注") && told.err.contains("--format docx=清单.docx"),
        "{}",
        told.err
    );
    assert!(told.err.contains("b.html: 这是网页"), "{}", told.err);
    assert_eq!(fs::read_dir(here).unwrap().count(), 2);
    let english = gouji_in(here, &["annotate", "a.txt", "--no-config", "--lang", "en"]);
    assert!(
        english.err.contains("a.txt: this is text, and no comments are written into it"),
        "{}",
        english.err
    );
}

#[test]
fn a_pdf_that_is_encrypted_or_damaged_is_refused_and_a_clean_one_needs_no_copy() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    let whole = String::from_utf8(typeset(BUDGET, Turn::None).finish()).unwrap();
    // The table is not where the file says: readers look for the objects themselves.
    let at = whole.rfind("startxref\n").unwrap();
    let lost = format!("{}startxref\n7\n%%EOF\n", &whole[..at]);
    fs::write(here.join("lost.pdf"), lost).unwrap();
    let told = annotate(here, &["lost.pdf"]);
    assert_eq!(told.code, 3, "{}", told.both());
    assert!(told.err.contains("结构有缺损"), "{}", told.err);
    fs::remove_file(here.join("lost.pdf")).unwrap();
    // Whatever it is encrypted with, readers that can open it may not write into it.
    fs::write(here.join("locked.pdf"), whole.replace("/Root 1 0 R", "/Root 1 0 R /Encrypt null")).unwrap();
    let told = annotate(here, &["locked.pdf"]);
    assert_eq!(told.code, 3, "{}", told.both());
    assert!(told.err.contains("PDF 加了密") && told.err.contains("另存一份不加密的"), "{}", told.err);
    let right = BUDGET.replace("45%", "40%").replace("96.00", "90.00");
    fs::write(here.join("right.pdf"), typeset(&right, Turn::None).finish()).unwrap();
    let told = annotate(here, &["right.pdf"]);
    assert_eq!(told.code, 0, "{}", told.both());
    assert!(told.err.contains("没有要标注的"), "{}", told.err);
    assert_eq!(fs::read_dir(here).unwrap().count(), 2);
}

/// A file found by fuzzing: readers look for its objects, for the table of them is damaged, and would not find them in a copy.
#[test]
fn a_copy_that_would_not_read_as_the_file_does_is_not_given() {
    let bytes = fs::read("tests/data/damaged/table.pdf").unwrap();
    let source = gouji::read::read("a.pdf", &bytes).unwrap();
    let at = source.text().find("21.00").unwrap();
    let remark = Remark {
        span: Span::new(FileId(0), at..at + 5),
        severity: Severity::Error,
        lines: vec!["应为20.00".to_owned()],
        place: String::new(),
    };
    let refused = gouji::annotate::annotate(&source, &bytes, &[remark]).unwrap_err();
    assert!(refused.reason.get(Lang::Zh).contains("读出来与原文不一样"), "{:?}", refused.reason);
    assert!(refused.help.get(Lang::En).contains("save a copy"), "{:?}", refused.help);
}

#[test]
fn no_copy_takes_the_place_of_a_file_that_somebody_worked_in() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    fs::create_dir_all(here.join("in/b")).unwrap();
    let bytes = office::docx(BUDGET);
    fs::write(here.join("in/a.docx"), &bytes).unwrap();
    fs::write(here.join("in/b/a.docx"), &bytes).unwrap();
    let told = annotate(here, &["in", "-o", "out"]);
    assert_eq!(told.code, 0, "{}", told.both());
    let copy = here.join("out/a.批注.docx");
    assert!(here.join("out/a.批注 (2).docx").is_file(), "two of one name keep apart");
    assert_eq!(annotate(here, &["in", "-o", "out"]).code, 0, "its own copies are written anew");
    // Another program saved it: the words are the same, the file is not.
    fs::write(&copy, office::docx(BUDGET)).unwrap();
    let told = annotate(here, &["in/a.docx", "-o", "out"]);
    assert_eq!(told.code, 2, "{}", told.both());
    assert!(told.err.contains("可能有人改过") && told.err.contains("-o"), "{}", told.err);
    assert_eq!(fs::read(&copy).unwrap(), bytes);
}
