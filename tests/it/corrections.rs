//! What must be corrected goes back to its author: lists for Word and Excel, one a department, in the reader's words.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use crate::common::{gouji, gouji_in, office, put};
use tempfile::TempDir;
use zip::{ZipArchive, ZipWriter};

const FAULTY: &str = "fixtures/budget-faulty.txt";

/// One part of a package, and every part must be well-formed.
fn part(path: &Path, name: &str) -> String {
    let mut zip = ZipArchive::new(Cursor::new(fs::read(path).unwrap())).unwrap();
    let mut wanted = String::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let own = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{own}: {error}"));
        if own == name {
            wanted = text;
        }
    }
    wanted
}

/// The rows of a Word document's tables, cell by cell, lines joined.
fn rows(document: &str) -> Vec<Vec<String>> {
    let document = roxmltree::Document::parse(document).unwrap();
    let named = |node: &roxmltree::Node, name: &str| node.tag_name().name() == name;
    let text = |node: roxmltree::Node| {
        let paragraphs = node.descendants().filter(|node| named(node, "p"));
        let lines: Vec<String> = paragraphs
            .map(|p| p.descendants().filter(|node| named(node, "t")).filter_map(|t| t.text()).collect())
            .collect();
        lines.join("\n")
    };
    let rows = document.descendants().filter(|node| named(node, "tr"));
    rows.map(|row| row.children().filter(|node| named(node, "tc")).map(text).collect()).collect()
}

#[test]
fn a_list_says_where_what_is_written_and_what_it_should_be_in_the_words_of_its_author() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("清单.docx");
    let told = gouji(&[
        "check",
        FAULTY,
        "--no-config",
        "--lang",
        "zh",
        "--format",
        &format!("docx={}", path.display()),
    ]);
    assert_eq!(told.code, 1, "{}", told.both());
    let document = part(&path, "word/document.xml");
    for said in
        ["清河市文献服务局：", "（文件：budget-faulty.txt）", "有 18 处须改正，1 处请核实", "核对人："]
    {
        assert!(document.contains(said), "{said}");
    }
    let rows = rows(&document);
    assert_eq!(rows[0], ["序号", "页／位置", "表或段落", "现为", "应为，或不符之处", "依据", "整改情况"]);
    let row = &rows[2];
    assert_eq!(row[..4], ["2", "第 145 行", "2025年预算支出总表“图书馆”行“合计”列", "528.97"]);
    assert!(row[4].starts_with("应为 582.97\n") && row[4].contains("211.85 + 371.12"), "{row:?}");
    assert!(row[5].contains("预算法实施条例") && row[6].is_empty(), "{row:?}");
    // Rules and fingerprints are the auditor's.
    let printed = gouji(&["check", FAULTY, "--no-config", "--format", "json"]);
    let printed: serde_json::Value = serde_json::from_str(&printed.out).unwrap();
    let mut n_rules = 0;
    for found in printed["documents"][0]["diagnostics"].as_array().unwrap() {
        for own in ["rule", "fingerprint"] {
            let own = found[own].as_str().unwrap();
            n_rules += 1;
            assert!(!document.contains(own), "{own}");
        }
    }
    assert!(n_rules > 30);
}

#[test]
fn a_workbook_has_the_working_paper_behind_its_list() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("清单.xlsx");
    let asked = format!("xlsx={}", path.display());
    gouji(&["check", FAULTY, "--no-config", "--lang", "zh", "--format", &asked]);
    let first = fs::read(&path).unwrap();
    gouji(&["check", FAULTY, "--no-config", "--lang", "zh", "--format", &asked]);
    assert_eq!(first, fs::read(&path).unwrap(), "the same run writes the same bytes");
    assert!(part(&path, "xl/workbook.xml").contains("工作底稿"));
    // Read by the program itself, as any workbook.
    let read = gouji(&["inspect", path.to_str().unwrap(), "--format", "markdown", "--no-config"]).out;
    for said in [
        "共 464 个数：已核对 340，矛盾 67，没有规则核对 57。",
        "✓ 已核对",
        "○ 无规则核对",
        "每行的合计应等于同行各列之和（不成立）：211.85、371.12",
        "应为 582.97",
    ] {
        assert!(read.contains(said), "{said}");
    }
    let figures = read.lines().filter(|line| line.contains("✓ 已核对")).count();
    assert_eq!(figures, 340, "every figure that is tied stands in the working paper");
}

/// A budget of one sentence with a share that is `right` or not.
fn budget(name: &str, right: bool) -> String {
    let share = if right { "40%" } else { "45%" };
    format!(
        "{name}\n2031年度部门预算\n\n一、支出情况\n\n2031年支出预算100.00万元，其中：基本支出40.00万元，占{share}；项目支出60.00万元，占60%。\n"
    )
}

#[test]
fn many_departments_have_an_index_with_the_worst_first() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    put(
        here,
        &[
            ("in/1.txt", budget("青岚县图书馆", true).as_str()),
            ("in/2.txt", budget("青岚县环境卫生中心", false).as_str()),
            ("in/3.txt", budget("青岚县环境卫生中心", false).as_str()),
        ],
    );
    fs::write(here.join("in/4.rtf"), "{\\rtf1}").unwrap();
    let told = gouji_in(
        here,
        &[
            "check",
            "in",
            "--no-config",
            "--lang",
            "zh",
            "--format",
            "docx=out/清单.docx",
            "--format",
            "xlsx=out/清单.xlsx",
        ],
    );
    assert_eq!(told.code, 1, "{}", told.both());
    let index = part(&here.join("out/清单.docx"), "word/document.xml");
    assert!(
        index.contains("2 个有须改正或请核实之处") && index.contains("未发现须改正之处：青岚县图书馆"),
        "{index}"
    );
    assert!(index.find("读不了：").unwrap() < index.find("<w:tbl>").unwrap());
    let rows = rows(&index);
    assert_eq!(rows[1][1], "青岚县环境卫生中心");
    assert_eq!(
        (rows[2][7].as_str(), rows[3][7].as_str()),
        ("青岚县环境卫生中心 2031 (2).docx", "青岚县图书馆 2031.docx")
    );
    for name in ["青岚县环境卫生中心 2031", "青岚县环境卫生中心 2031 (2)", "青岚县图书馆 2031"]
    {
        for ending in ["docx", "xlsx"] {
            assert!(here.join(format!("out/清单/{name}.{ending}")).is_file(), "{name}.{ending}");
        }
    }
    let all = gouji_in(here, &["inspect", "out/清单.xlsx", "--format", "markdown", "--no-config"]).out;
    assert!(all.contains("全部问题") && all.contains("45%"), "{all}");
    let clean = part(&here.join("out/清单/青岚县图书馆 2031.docx"), "word/document.xml");
    assert!(clean.contains("未发现须改正之处：共"), "{clean}");
}

#[test]
fn what_follows_from_a_correction_is_told_under_it() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    // The share is wrong by its amounts and by its sum: one line.
    put(here, &[("a.txt", budget("青岚县图书馆", false).as_str())]);
    gouji_in(here, &["check", "a.txt", "--no-config", "--lang", "zh", "--format", "docx=a.docx"]);
    let document = part(&here.join("a.docx"), "word/document.xml");
    let shares: Vec<Vec<String>> = rows(&document).into_iter().filter(|row| row[3] == "45%").collect();
    assert_eq!(shares.len(), 1, "{document}");
}

#[test]
fn a_list_needs_a_file() {
    let told = gouji(&["check", FAULTY, "--lang", "zh", "--format", "docx"]);
    assert_eq!(told.code, 2);
    assert!(told.err.contains("--format docx=整改清单.docx"), "{}", told.err);
}

/// The same parts packed anew.
fn saved_by_another_program(bytes: &[u8]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        to.raw_copy_file(from.by_index(at).unwrap()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn what_gouji_wrote_is_no_disclosure() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    put(
        here,
        &[
            ("in/1.txt", budget("青岚县图书馆", true).as_str()),
            ("in/2.txt", budget("青岚县档案馆", false).as_str()),
        ],
    );
    fs::write(here.join("in/3.docx"), office::docx(&budget("青岚县文化馆", false))).unwrap();
    let outputs = [
        "docx=in/清单.docx",
        "xlsx=in/清单.xlsx",
        "html=in/report.html",
        "csv=in/all.csv",
        "markdown=in/all.md",
    ];
    let mut args = vec!["check", "in", "--no-config", "--lang", "zh", "--format", "text"];
    args.extend(outputs.iter().flat_map(|output| ["--format", output]));
    let first = gouji_in(here, &args);
    let annotated = gouji_in(here, &["annotate", "in/3.docx", "--no-config", "--lang", "zh"]);
    assert_eq!((first.code, annotated.code), (1, 0), "{}", annotated.both());
    let again = gouji_in(here, &args);
    assert_eq!(again.code, 1, "{}", again.both());
    let sum = |told: &str| told.lines().last().unwrap().to_owned();
    // Two lists of three documents in a folder each, and the copy; what is written anew is not told.
    let said = " · 跳过 7 个文件（7 gouji 写的）";
    assert_eq!(sum(&again.out), format!("{}{said}", sum(&first.out)));
    let shown = gouji_in(here, &["check", "in", "--no-config", "--lang", "zh", "--show-files"]);
    assert_eq!(shown.out.matches("gouji 写的").count(), 12, "{}", shown.out);
    let json = gouji_in(here, &["check", "in", "--no-config", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["passed_over"], serde_json::json!([{ "why": "own", "files": 12 }]));
    // Named, it is read; alone, it leaves nothing to check.
    assert_eq!(gouji_in(here, &["check", "in/3.批注.docx", "--no-config"]).code, 1);
    assert_eq!(gouji_in(here, &["check", "in/清单", "--no-config"]).code, 2);
    // Its author corrected the copy and sends that back: it is a document again.
    let copy = fs::read(here.join("in/3.批注.docx")).unwrap();
    fs::write(here.join("in/3.批注.docx"), saved_by_another_program(&copy)).unwrap();
    let back = gouji_in(here, &args);
    assert!(
        sum(&back.out).starts_with("4 个文件") && sum(&back.out).contains("（6 gouji 写的）"),
        "{}",
        back.out
    );
}

#[test]
fn a_list_is_never_written_over_a_document_or_over_what_somebody_answered() {
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    put(
        here,
        &[
            ("in/1.txt", budget("青岚县图书馆", true).as_str()),
            ("in/2.txt", budget("青岚县档案馆", true).as_str()),
        ],
    );
    let run =
        || gouji_in(here, &["check", "in", "--no-config", "--lang", "zh", "--format", "docx=in/清单.docx"]);
    assert_eq!(run().code, 0);
    let list = here.join("in/清单/青岚县图书馆 2031.docx");
    let written = fs::read(&list).unwrap();
    // A list is no disclosure, and may be written anew as long as nobody has answered in it.
    let again = run();
    assert_eq!(again.code, 0, "{}", again.both());
    assert_eq!(written, fs::read(&list).unwrap());
    let answered = saved_by_another_program(&written);
    fs::write(&list, &answered).unwrap();
    let again = run();
    assert_eq!(again.code, 2, "{}", again.both());
    assert!(again.err.contains("可能有人改过"), "{}", again.err);
    assert_eq!(answered, fs::read(&list).unwrap());
    // Nor over a document.
    let over = gouji_in(here, &["check", "in/1.txt", "--no-config", "--format", "docx=in/1.txt"]);
    assert_eq!(over.code, 2, "{}", over.both());
}
