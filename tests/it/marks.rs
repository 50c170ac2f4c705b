//! What stands raised behind a figure is the mark of a note, and no digit of it; what is struck out is no part of it. Every
//! format that can say so is heard.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::office::{document, html, p, package};
use crate::common::pdf::Pdf;
use crate::common::workbook::{ods_of, xlsx_of};
use crate::common::{TOTALS, Told, check_as, gouji, gouji_in};

const TITLE: &str = "某局经费公开\n\n某局经费表\n\n";

/// A text with the figure of 甲 written `figure`, and 40 and `total` beside it.
fn text(figure: &str, total: &str) -> String {
    format!("{TITLE}| 项目 | 金额 |\n| --- | --- |\n| 甲 | {figure} |\n| 乙 | 40 |\n| 合计 | {total} |\n")
}

/// The same as a web page.
fn page(figure: &str, total: &str) -> String {
    let rows = [("项目", "金额"), ("甲", figure), ("乙", "40"), ("合计", total)];
    let rows: String =
        rows.iter().map(|(one, two)| format!("<tr><td>{one}</td><td>{two}</td></tr>")).collect();
    format!("<html><body><p>某局经费公开</p><p>某局经费表</p><table>{rows}</table></body></html>")
}

/// The same as a Word document; the figure is what is in its paragraph.
fn word(figure: &str, total: &str, styles: &str) -> Vec<u8> {
    let row = |one: &str, two: &str| format!("<w:tr><w:tc>{}</w:tc><w:tc>{two}</w:tc></w:tr>", p(one));
    let rows = [
        row("项目", &p("金额")),
        row("甲", &format!("<w:p>{figure}</w:p>")),
        row("乙", &p("40")),
        row("合计", &p(total)),
    ];
    let body = format!("{}{}<w:tbl>{}</w:tbl>", p("某局经费公开"), p("某局经费表"), rows.concat());
    package(&[("word/document.xml", &document(&body)), ("word/styles.xml", styles)])
}

/// The same as a sheet; the figure is a cell of rich text.
fn sheet(figure: &str, total: &str) -> Vec<u8> {
    let words = |words: &str| format!("<c t=\"str\"><v>{words}</v></c>");
    let rows = [
        words("某局经费公开\n某局经费表"),
        words("项目") + &words("金额"),
        words("甲") + &format!("<c t=\"inlineStr\"><is>{figure}</is></c>"),
        words("乙") + "<c><v>40</v></c>",
        words("合计") + &format!("<c><v>{total}</v></c>"),
    ];
    let rows: String = rows.iter().map(|cells| format!("<row>{cells}</row>")).collect();
    xlsx_of(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"), "")
}

/// The same as an OpenDocument.
fn open_sheet(figure: &str, total: &str) -> Vec<u8> {
    let cell = |words: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{words}</text:p></table:table-cell>")
    };
    let row = |words: &[&str]| {
        let cells: String = words.iter().map(|words| cell(words)).collect();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let rows = [
        row(&["某局经费公开</text:p><text:p>某局经费表"]),
        row(&["项目", "金额"]),
        row(&["甲", figure]),
        row(&["乙", "40"]),
        row(&["合计", total]),
    ];
    ods_of(&rows.concat())
}

/// The same as a PDF: the figure, and what stands small and raised by so many hundredths of a point behind it.
fn printed(figure: &str, raised: &str, lift: i32, total: &str) -> Vec<u8> {
    let mut pdf = Pdf::new(5950, 8420);
    pdf.page();
    pdf.text(500, 400, 160, "某局经费公开");
    pdf.text(500, 800, 120, "某局经费表");
    for (nth, (one, two)) in
        [("项目", "金额"), ("甲", figure), ("乙", "40"), ("合计", total)].iter().enumerate()
    {
        let y = 1000 + nth as i32 * 200;
        pdf.frame(500, y, 1500, y + 200);
        pdf.frame(1500, y, 2500, y + 200);
        pdf.text(550, y + 50, 100, one);
        pdf.text(1550, y + 50, 100, two);
        if nth == 1 {
            let x = 1550 + crate::common::pdf::width(two, 100);
            // The line of the text is 85 hundredths of its size below its top.
            pdf.text(x, y + 50 + 85 - lift - 60 * 85 / 100, 60, raised);
        }
    }
    pdf.finish()
}

/// A document: what is said of it, its ending, and how it is made with a total.
type Case<'a> = (String, &'static str, Box<dyn Fn(&str) -> Vec<u8> + 'a>);

/// Documents that say the same.
type Cases<'a> = Vec<Case<'a>>;

fn case<'a>(what: &str, ending: &'static str, make: impl Fn(&str) -> Vec<u8> + 'a) -> Case<'a> {
    (what.to_owned(), ending, Box::new(make))
}

/// 60 it is in every one: 100 is the total, and 130 is not. What is told of those that are right, one line a finding.
fn are_sixty(cases: &Cases<'_>) -> Told {
    let run = |total: &str| {
        let folder = tempfile::TempDir::new().unwrap();
        let names: Vec<String> = cases
            .iter()
            .enumerate()
            .map(|(nth, (_, ending, make))| {
                let name = format!("{nth:02}.{ending}");
                fs::write(folder.path().join(&name), make(total)).unwrap();
                name
            })
            .collect();
        fs::write(folder.path().join("rules.toml"), TOTALS).unwrap();
        let fixed = ["check", "--no-config", "--rules", "rules.toml", "--format", "short"];
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        gouji_in(folder.path(), &[&fixed[..], &names].concat())
    };
    let told = |told: &Told, nth: usize| {
        told.out
            .lines()
            .any(|line| line.starts_with(&format!("{nth:02}.")) && line.contains("totals/total-differs"))
    };
    let (right, wrong) = (run("100"), run("130"));
    for (nth, (what, ending, _)) in cases.iter().enumerate() {
        assert!(!told(&right, nth), "{what} in {ending}: {}", right.both());
        assert!(told(&wrong, nth), "{what} in {ending}: {}", wrong.both());
    }
    assert_eq!((right.code, wrong.code), (0, 1), "{}", right.both());
    right
}

#[test]
fn marks_in_plain_text() {
    let figures = [
        "60¹",
        "60 ²",
        "60¹,²",
        "60⁽¹⁾",
        "60*",
        "60 *",
        "60†",
        "60‡",
        "60<sup>1</sup>",
        "60<sup>(a)</sup>",
        "60.0¹",
    ];
    let csv = |figure: &str, total: &str| {
        format!("某局经费公开\n某局经费表\n项目,金额\n甲,\"{figure}\"\n乙,40\n合计,{total}\n").into_bytes()
    };
    let mut cases: Cases<'_> = Vec::new();
    for figure in figures {
        cases.push(case(figure, "md", |total| text(figure, total).into_bytes()));
        cases.push(case(figure, "csv", move |total| csv(figure, total)));
    }
    are_sixty(&cases);
}

#[test]
fn marks_in_web_pages() {
    let figures = [
        "60<sup>1</sup>",
        "60<sup><a href=\"#n\">[1]</a></sup>",
        "60<span style=\"vertical-align: super; font-size: 60%\">1</span>",
        "60<sup>1, 2</sup>",
        "60&sup1;",
        // Raised as a whole, it is the figure itself.
        "<sup>60</sup>",
    ];
    let cases = figures.iter().map(|figure| case(figure, "html", |total| page(figure, total).into_bytes()));
    are_sixty(&cases.collect());
}

fn run(looks: &str, words: &str) -> String {
    format!("<w:r><w:rPr>{looks}</w:rPr><w:t>{words}</w:t></w:r>")
}

const RAISED: &str = "<w:vertAlign w:val=\"superscript\"/>";
const STYLES: &str = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"mark\" w:type=\"character\"><w:name w:val=\"mark\"/><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:style>\
    <w:style w:styleId=\"gone\" w:type=\"character\"><w:name w:val=\"gone\"/><w:rPr><w:strike/></w:rPr></w:style></w:styles>";

#[test]
fn marks_in_word_documents() {
    let figures = [
        run("", "60") + &run(RAISED, "1"),
        run("", "60") + &run("<w:rStyle w:val=\"mark\"/>", "1"),
        run("", "60") + &run(RAISED, "1") + &run(RAISED, "2"),
        run(RAISED, "6") + &run(RAISED, "0"),
    ];
    let cases = figures.iter().map(|figure| case(figure, "docx", |total| word(figure, total, STYLES)));
    are_sixty(&cases.collect());
}

#[test]
fn marks_in_workbooks() {
    let figure = "<r><t>60</t></r><r><rPr><vertAlign val=\"superscript\"/></rPr><t>1</t></r>";
    let styles = "<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties style:text-position=\"super 58%\"/></style:style>";
    let open = "60<text:span text:style-name=\"T1\">1</text:span>";
    are_sixty(&vec![
        case("runs", "xlsx", |total| sheet(figure, total)),
        case("spans", "ods", |total| with_styles(&open_sheet(open, total), styles)),
    ]);
    // The file is written by a library of Python (xlwt): 60 with a raised 1, 45 struck out before 40.
    let told = check_as("a.xls", &fs::read("tests/data/note-marks.xls").unwrap());
    assert_eq!(told.code, 0, "{}", told.both());
    assert!(told.out.contains("gouji/struck-out-text") && told.out.contains("B4"), "{}", told.out);
}

/// An OpenDocument with these styles before its table.
fn with_styles(bytes: &[u8], styles: &str) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let stored =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(name, stored).unwrap();
        writer
            .write_all(text.replace("<table:table ", &format!("{styles}<table:table ")).as_bytes())
            .unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn marks_in_print() {
    let marks = [("1", 33), ("1", 40), ("1", 55), ("(1)", 35), ("1,2", 33), ("*", 30)];
    let cases =
        marks.iter().map(|(mark, lift)| case(mark, "pdf", move |total| printed("60", mark, *lift, total)));
    are_sixty(&cases.collect());
}

#[test]
fn units_and_powers_keep_their_digits() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("a.html");
    let read = |words: &str| {
        fs::write(&path, format!("<html><body><p>{words}</p></body></html>")).unwrap();
        let told = gouji(&["inspect", "--format", "json", path.to_str().unwrap()]);
        let json: serde_json::Value = serde_json::from_str(&told.out).unwrap();
        json["figures"].as_u64().unwrap()
    };
    for words in [
        "面积60m<sup>2</sup>。",
        "容积5 m<sup>3</sup>。",
        "约10<sup>3</sup>元。",
        "面积60m²，£60m²左右。",
        "10³元",
    ] {
        let figures = read(words);
        assert_eq!(figures, u64::from(words.contains('£')), "{words}");
    }
    assert_eq!(read("收入60<sup>1</sup>万元，支出50万元<sup>2</sup>。"), 2);
}

#[test]
fn what_is_struck_out_is_no_part_of_the_figure() {
    let runs = ["<w:strike/>", "<w:dstrike w:val=\"true\"/>", "<w:rStyle w:val=\"gone\"/>"]
        .map(|looks| run(looks, "65 ") + &run("<w:strike w:val=\"0\"/>", "60"));
    let styles = "<style:style style:name=\"T2\"><style:text-properties style:text-line-through-style=\"solid\"/></style:style>";
    let mut cases: Cases<'_> = vec![
        case("runs", "xlsx", |total| sheet("<r><rPr><strike/></rPr><t>65</t></r><r><t>60</t></r>", total)),
        case("spans", "ods", |total| {
            with_styles(&open_sheet("<text:span text:style-name=\"T2\">65</text:span>60", total), styles)
        }),
        case("a line through", "html", |total| {
            page("<span style=\"text-decoration:line-through\">65</span><ins>60</ins>", total).into_bytes()
        }),
    ];
    for figure in ["~~65~~ 60", "<del>65</del> 60", "<s>65</s>60", "<strike>65</strike> 60"] {
        cases.push(case(figure, "md", |total| text(figure, total).into_bytes()));
        if figure.starts_with('<') {
            cases.push(case(figure, "html", |total| page(figure, total).into_bytes()));
        }
    }
    cases.extend(runs.iter().map(|figure| case(figure, "docx", |total| word(figure, total, STYLES))));
    let told = are_sixty(&cases);
    for (nth, (what, ending, _)) in cases.iter().enumerate() {
        let named = if matches!(*ending, "xlsx" | "ods") { "B3" } else { "65" };
        let mut lines = told.out.lines().filter(|line| line.starts_with(&format!("{nth:02}.")));
        let struck = lines.any(|line| line.contains("gouji/struck-out-text") && line.contains(named));
        assert!(struck, "{what} in {ending}: {}", told.out);
    }
}

/// A page whose text is that of a fixture says no more than the fixture does.
#[test]
fn nothing_is_raised_or_struck_out_where_nothing_says_so() {
    let text = fs::read_to_string("fixtures/budget-one-digit.txt").unwrap();
    let told = check_as("a.html", html(&text).as_bytes());
    assert!(!told.out.contains("gouji/struck-out-text"), "{}", told.out);
}
