//! Spreadsheets, CSV and archives: the same document says the same, places are cells, and nothing hostile brings it down.

#![allow(clippy::unwrap_used, clippy::float_arithmetic, reason = "a test may fail")]

use std::fs;
use std::io::{Cursor, Write};
use std::time::Duration;

use crate::common::work::Work;
use crate::common::workbook::{sheets, xlsx, xlsx_of};
use crate::common::{Library, fixtures, gouji, gouji_in, shipped};
use gouji::read::{kind, read};
use gouji::source::{About, Spot};
use zip::write::{SimpleFileOptions, ZipWriter};

/// Rule and text under the finger of every finding, but for what is said of the file as such.
fn findings(library: &mut Library, name: &str, bytes: &[u8]) -> Vec<String> {
    let checked = library.check(name, bytes);
    let mut found: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|found| {
            let words = library.sources.slice(found.primary.span);
            let plain: String =
                words.chars().filter(|c| !matches!(c, ',' | ' ' | '\t' | '\u{3000}')).collect();
            format!("{} {} 「{plain}」", found.severity.as_str(), found.rule)
        })
        .collect();
    found.sort();
    found
}

fn differences(left: &[String], right: &[String]) -> Vec<String> {
    let mut rest = right.to_vec();
    let mut told = Vec::new();
    for one in left {
        match rest.iter().position(|other| other == one) {
            Some(at) => drop(rest.remove(at)),
            None => told.push(format!("- {one}")),
        }
    }
    told.extend(rest.iter().map(|one| format!("+ {one}")));
    told
}

#[test]
fn a_document_saved_as_a_workbook_has_the_same_findings() {
    let mut library = shipped();
    let mut compared = 0;
    for path in fixtures().into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt")) {
        let text = fs::read_to_string(&path).unwrap();
        let as_text = findings(&mut library, "a.txt", text.as_bytes());
        let as_sheets = findings(&mut library, "a.xlsx", &xlsx(&sheets(&text)));
        assert_eq!(differences(&as_text, &as_sheets), Vec::<String>::new(), "{}", path.display());
        compared += as_text.len();
    }
    assert!(compared > 10, "there is something to compare");
}

#[test]
fn findings_name_the_cell() {
    let desk = tempfile::tempdir().unwrap();
    let text = fs::read_to_string("fixtures/budget-one-digit.txt").unwrap();
    let path = desk.path().join("预算.xlsx");
    fs::write(&path, xlsx(&sheets(&text))).unwrap();
    let told = gouji(&["check", path.to_str().unwrap()]);
    assert_eq!(told.code, 1, "{}", told.out);
    assert!(told.out.contains("预算.xlsx:Sheet"), "{}", told.out);
    assert!(!told.out.contains("预算.xlsx:1:"), "no line of the view: {}", told.out);
}

#[test]
fn a_table_as_csv_has_the_same_findings() {
    let mut library = shipped();
    let text = "某局2025年度部门预算公开\n\n2025年预算支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n合计\t\t1,300.50\t1,000.00\t300.50\n201\t一般公共服务支出\t1,300.50\t1,000.00\t300.50\n20101\t人大事务\t1,310.50\t1,000.00\t300.50\n";
    let csv: String = text
        .lines()
        .map(|line| {
            let cells: Vec<String> = line.split('\t').map(|cell| format!("\"{cell}\"")).collect();
            cells.join(",") + "\r\n"
        })
        .collect();
    let as_text = findings(&mut library, "a.txt", text.as_bytes());
    assert!(as_text.iter().any(|found| found.contains("「1310.50」")), "{as_text:?}");
    assert_eq!(differences(&as_text, &findings(&mut library, "a.csv", csv.as_bytes())), Vec::<String>::new());
    let (gbk, ..) = encoding_rs::GB18030.encode(&csv);
    assert_eq!(differences(&as_text, &findings(&mut library, "a.csv", &gbk)), Vec::<String>::new());
}

/// A file of each kind.
fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    let text = fs::read_to_string("fixtures/budget-clean.txt").unwrap();
    let workbook = xlsx(&sheets(&text));
    let csv = text.replace('\t', ",");
    let (gbk, ..) = encoding_rs::GB18030.encode(&text);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let table = "<table:table table:name=\"表\"><table:table-row><table:table-cell><text:p>项目</text:p></table:table-cell><table:table-cell><text:p>金额</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated=\"2\"><table:table-cell><text:p>甲</text:p></table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"1\"><text:p>1.00</text:p></table:table-cell></table:table-row></table:table>";
    let ods = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", format!("<office:document-content>{table}</office:document-content>").as_bytes()),
    ]);
    let archive = zip(&[("甲/a.txt", text.as_bytes()), ("b.xlsx", &workbook)]);
    vec![
        ("a.xlsx", workbook),
        ("a.ods", ods),
        ("a.csv", csv.into_bytes()),
        ("gbk.txt", gbk.into_owned()),
        ("wide.txt", wide),
        ("a.zip", archive),
    ]
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer
            .start_file(*name, if *name == "mimetype" { stored } else { SimpleFileOptions::default() })
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn every_kind_is_known_by_its_content() {
    for (name, bytes) in kinds() {
        if name == "a.csv" || name == "a.zip" {
            continue;
        }
        let source = read("without-an-ending", &bytes).unwrap();
        assert!(source.text().contains("项目"), "{name}");
    }
}

/// Cut anywhere, a file is read as far as it goes, or refused in words; packages are never read in part.
#[test]
fn files_cut_short_are_survived() {
    for (name, bytes) in kinds() {
        for cut in 1..50 {
            let part = &bytes[..bytes.len() * cut / 50];
            match read(name, part) {
                Ok(source) => {
                    assert!(
                        !name.ends_with("xlsx") && !name.ends_with("ods"),
                        "{name} cut at {cut}/50 was read"
                    );
                    let document = gouji::document::parse(gouji::source::FileId(0), &source);
                    assert!(document.n_figures() < 10_000);
                }
                Err(refused) => {
                    assert!(!refused.reason.is_empty() && !refused.help.is_empty(), "{name}");
                }
            }
            let _ = gouji::read::archive::members(name, part, &|_| true);
        }
    }
}

/// Bytes changed here and there: no panic, and no endless loop.
#[test]
fn files_with_wrong_bytes_are_survived() {
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let work = Work::begun();
    for (name, bytes) in kinds() {
        for _ in 0..60 {
            let mut bytes = bytes.clone();
            for _ in 0..=random() % 8 {
                let at = (random() % bytes.len() as u64) as usize;
                bytes[at] = random() as u8;
            }
            let _ = read(name, &bytes);
        }
    }
    assert!(work.done() < Duration::from_secs(120), "{:?}", work.done());
}

/// A workbook of one sheet whose part is `data`.
fn workbook_of(data: &str) -> Vec<u8> {
    xlsx_of(data, "")
}

#[test]
fn a_sheet_with_a_far_cell_is_small() {
    let work = Work::begun();
    let rows: String = (1..=1_048_576)
        .step_by(1000)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>项目</t></is></c><c r=\"XFD{row}\"><v>1</v></c></row>"))
        .collect();
    let source =
        read("a.xlsx", &workbook_of(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")))
            .unwrap();
    assert!(source.text().len() < 100_000, "{}", source.text().len());
    assert_eq!(
        source.layout().unwrap().spot(source.text().len() - 3),
        Some(Spot::Cell { sheet: 0, row: 1_048_001, column: 16_384 })
    );
    assert!(work.done() < Duration::from_secs(20));
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 300 << 20];
    let bomb = zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    let reason = read("a.xlsx", &bomb).unwrap_err().reason;
    assert!(reason.get(gouji::diagnostic::Lang::Zh).contains("压缩比"), "{reason:?}");
    // Entities are no way to write what is not there.
    let lol = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData><row r=\"1\"><c t=\"str\"><v>&b;&c;x</v></c><c><v>1</v></c></row></sheetData></worksheet>";
    let source = read("a.xlsx", &workbook_of(lol)).unwrap();
    assert!(source.text().contains("bcx"), "{}", source.text());
    // Rows that say they stand a million times.
    let ods = "<table:table><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\"><text:p>1</text:p></table:table-cell></table:table-row></table:table>";
    let ods = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", ods.as_bytes()),
    ]);
    assert!(read("a.ods", &ods).is_err());
}

#[test]
fn what_a_sheet_shows_and_stores() {
    let cells = "<worksheet><cols><col min=\"5\" max=\"5\" hidden=\"1\"/></cols><sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>项目</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><r><t>金</t></r><r><t>额</t></r><rPh><t>jin e</t></rPh></is></c><c r=\"C1\" t=\"str\"><v>占比</v></c><c r=\"E1\" t=\"str\"><v>备注</v></c></row>\
        <row r=\"2\"><c r=\"A2\" t=\"str\"><v>甲&amp;乙</v></c><c r=\"B2\" s=\"4\"><f>SUM(B3:B4)</f><v>182506.58999999997</v></c><c r=\"C2\"><v>0.30000000000000004</v></c></row>\
        <row r=\"3\"><c r=\"A3\" t=\"str\"><v>丙</v></c><c r=\"B3\" t=\"e\"><f>X1</f><v>#REF!</v></c></row>\
        <row r=\"4\" hidden=\"1\"><c r=\"A4\" t=\"str\"><v>丁</v></c><c r=\"B4\"><f>SUM(D1:D2)</f></c><c r=\"E4\" t=\"b\"><v>1</v></c></row>\
        <row r=\"5\"><c r=\"A5\" t=\"str\"><v>戊</v></c><c r=\"B5\"><v>5</v></c></row>\
        </sheetData><mergeCells count=\"1\"><mergeCell ref=\"C1:D1\"/></mergeCells></worksheet>";
    let source = read("a.xlsx", &workbook_of(cells)).unwrap();
    assert_eq!(
        source.text(),
        "表\n项目\t金额\t占比\t备注\n甲&乙\t182,506.59\t0.3\t\n丙\t#REF!\t\t\n丁\t=SUM(D1:D2)\t\tTRUE\n戊\t5\t\t\n\n"
            .replace("表\n", "")
    );
    let told: Vec<About> = source.notes().map(|note| note.about).collect();
    assert_eq!(told, [About::Unshown, About::Unshown, About::Values]);
    let document = gouji::document::parse(gouji::source::FileId(0), &source);
    let unreadable = document.figures.iter().filter(|figure| figure.unreadable).count();
    assert_eq!(unreadable, 2, "an error and a formula nobody worked out are no figures");
}

#[test]
fn an_archive_is_read_like_a_folder() {
    let desk = tempfile::tempdir().unwrap();
    let text = fs::read_to_string("fixtures/budget-one-digit.txt").unwrap();
    let workbook = xlsx(&sheets(&text));
    let inner = zip(&[("x.txt", b"x")]);
    let archive = desk.path().join("公开.zip");
    fs::write(&archive, zip(&[("内层/a.txt", text.as_bytes()), ("b.xlsx", &workbook), ("图.png", b"?")]))
        .unwrap();
    let path = archive.to_str().unwrap();
    let told = gouji(&["check", path]);
    assert_eq!(told.code, 1, "{}", told.out);
    for words in ["公开.zip/内层/a.txt:", "公开.zip/b.xlsx:Sheet", "2 个文件 · "] {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    assert_eq!(gouji(&["check", desk.path().to_str().unwrap()]).out, told.out, "in a folder as well");
    let shown = gouji(&["inspect", &format!("{path}/内层/a.txt")]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    fs::write(&archive, zip(&[("a.txt", text.as_bytes()), ("in.zip", &inner)])).unwrap();
    let told = gouji(&["check", path]);
    assert_eq!(told.code, 1, "an error was found in the other");
    assert!(told.out.contains("公开.zip/in.zip 无法检查：这是压缩包里的压缩包"), "{}", told.out);
    fs::write(&archive, zip(&[("图.png", b"?")])).unwrap();
    assert_eq!(gouji(&["check", path]).code, 3);
}

#[test]
fn what_is_not_read_is_told_with_the_step_to_take() {
    let desk = tempfile::tempdir().unwrap();
    let ofd = zip(&[("OFD.xml", b"<x/>")]);
    fs::write(desk.path().join("a.ofd"), ofd).unwrap();
    fs::write(desk.path().join("b.doc"), b"{\\rtf1 x}").unwrap();
    let told = gouji(&["check", desk.path().to_str().unwrap()]);
    assert_eq!(told.code, 3);
    for words in ["OFD 里没有页", "重新导出 OFD 或 PDF", "这是 RTF 文档", "另存为 DOCX 或 PDF"]
    {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
}

#[test]
fn endings_are_those_of_the_readers() {
    for ending in ["xlsx", "xls", "ods", "csv", "tsv", "zip", "doc"] {
        assert!(kind::ENDINGS.contains(&ending), "{ending}");
    }
}

/// A cell of a sheet's part: a number as such, anything else as words.
fn cell(row: usize, column: usize, words: &str) -> String {
    let place = format!("{}{row}", char::from(b'A' + u8::try_from(column).unwrap()));
    match words.parse::<rust_decimal::Decimal>() {
        _ if words.is_empty() => String::new(),
        Ok(_) => format!("<c r=\"{place}\"><v>{words}</v></c>"),
        Err(_) => format!("<c r=\"{place}\" t=\"str\"><v>{words}</v></c>"),
    }
}

/// A sheet's part of lines whose cells are apart by `|`; a line that begins with `~` is hidden, and so are `columns`.
fn part(lines: &[&str], columns: &[usize], merges: &[&str]) -> String {
    let row = |(at, line): (usize, &&str)| {
        let (hidden, cells) = line.strip_prefix('~').map_or(("", *line), |cells| (" hidden=\"1\"", cells));
        let cells: String =
            cells.split('|').enumerate().map(|(column, words)| cell(at + 1, column, words)).collect();
        format!("<row r=\"{0}\"{hidden}>{cells}</row>", at + 1)
    };
    let cols: String =
        columns.iter().map(|at| format!("<col min=\"{at}\" max=\"{at}\" hidden=\"1\"/>")).collect();
    let cols = if cols.is_empty() { cols } else { format!("<cols>{cols}</cols>") };
    let merges: String = merges.iter().map(|area| format!("<mergeCell ref=\"{area}\"/>")).collect();
    let rows: String = lines.iter().enumerate().map(row).collect();
    format!("<worksheet>{cols}<sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells></worksheet>")
}

/// What is inspected of a workbook of one sheet, and what is told of the file.
fn inspected(data: &str) -> (serde_json::Value, Vec<String>) {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("a.xlsx"), workbook_of(data)).unwrap();
    let inspect =
        |args: &[&str]| gouji_in(folder.path(), &[&["inspect", "--lang", "en", "a.xlsx"], args].concat());
    let told = serde_json::from_str(&inspect(&["--format", "json"]).out).unwrap();
    let plain = inspect(&[]).out;
    (told, plain.lines().filter_map(|line| line.strip_prefix("! ")).map(str::to_owned).collect())
}

/// The header of each column.
fn heads(table: &serde_json::Value) -> Vec<String> {
    let path = |column: &serde_json::Value| {
        column["path"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| part.as_str().unwrap())
            .collect::<Vec<_>>()
            .join("/")
    };
    table["columns"].as_array().unwrap().iter().map(path).collect()
}

/// Rows of bindings over the title, columns of keys beside the names, and a row that says which columns add up.
const BOUND: [&str; 11] = [
    "~|T_LIMIT_XE|AND T.CODE=46|上年限额",
    "~0|CODE#4600|YEAR#2031",
    "~0|CODE#|NAME#||A_Y1#|B_Y1#",
    "0||表4-1",
    "0||青岚县2031年债务限额情况表",
    "0|||||单位：亿元",
    "0||地   区|2031年限额",
    "0||||一般债务|专项债务",
    "0||公  式|A=B+C|B|C",
    "VALID#|4600|青岚县本级|60.5|40.2|20.3",
    "VALID#|4601|河东街道|39.5|30|9.5",
];

#[test]
fn bindings_that_a_sheet_hides_name_nothing() {
    let (told, notes) = inspected(&part(&BOUND, &[1, 2], &["C5:F5", "C7:C8", "D7:F7"]));
    let table = &told["tables"][0];
    assert_eq!(table["caption"]["text"], "青岚县2031年债务限额情况表");
    assert_eq!(table["number"], "表4-1");
    assert_eq!(heads(table), ["地区", "2031年限额", "2031年限额/一般债务", "2031年限额/专项债务"]);
    assert_eq!(notes, ["表: 3 rows and 2 columns are not shown and stand outside the table"]);
}

#[test]
fn sums_beside_hidden_keys_tie_out() {
    let wrong = BOUND.map(|line| line.replace("20.3", "20.8"));
    let lines: Vec<&str> = wrong.iter().map(String::as_str).collect();
    let folder = tempfile::TempDir::new().unwrap();
    for (name, lines) in [("right.xlsx", &BOUND[..]), ("wrong.xlsx", &lines)] {
        let more = [
            "VALID#|4602|河西街道|25|15|10",
            "VALID#|4603|山前街道|12|8|4",
            "VALID#|4604|湖滨街道|7.5|5|2.5",
        ];
        let data = part(&[lines, &more].concat(), &[1, 2], &["C5:F5", "C7:C8", "D7:F7"]);
        fs::write(folder.path().join(name), workbook_of(&data)).unwrap();
    }
    let right = gouji_in(folder.path(), &["check", "--lang", "en", "right.xlsx"]);
    assert!(right.out.contains("15 figures · 15 tied out"), "{}", right.both());
    let wrong = gouji_in(folder.path(), &["check", "--lang", "en", "wrong.xlsx"]);
    assert_eq!(wrong.code, 1, "{}", wrong.both());
    assert!(wrong.out.contains("F10"), "{}", wrong.both());
}

#[test]
fn what_is_hidden_within_a_table_counts() {
    // A column with a name, a row of figures, and the title of which a hidden column holds the words.
    let lines = [
        "青岚县收入表",
        "编码|项目|一季度|二季度|合计|校验",
        "101|增值税|1|2|3|x",
        "~102|契税|4|5|9|x",
        "|合计|5|7|12|x",
    ];
    let (told, notes) = inspected(&part(&lines, &[1, 3], &["A1:F1"]));
    let table = &told["tables"][0];
    assert_eq!(table["caption"]["text"], "青岚县收入表");
    assert_eq!(heads(table), ["编码", "项目", "一季度", "二季度", "合计", "校验"]);
    assert_eq!(notes, ["表: 1 rows are not shown", "表: 2 columns are not shown"]);
    // Of rows between the header and the first that is shown, bindings are none of the table; what a filter hides is.
    let lines = ["项目|一季度", "~NAME#|Q1#", "~一、税收", "~契税|-", "~房产税|4", "增值税|1", "印花税|2"];
    let (told, notes) = inspected(&part(&lines, &[], &[]));
    assert_eq!(heads(&told["tables"][0]), ["项目", "一季度"]);
    assert_eq!(told["tables"][0]["rows"]["data"], 5);
    assert_eq!(notes, ["表: 3 rows are not shown", "表: 1 rows are not shown and stand outside the table"]);
    // Where the header itself is hidden there is no other.
    let (told, _) = inspected(&part(&["~项目|一季度|二季度", "增值税|1|2", "契税|4|5"], &[], &[]));
    assert_eq!(heads(&told["tables"][0]), ["项目", "一季度", "二季度"]);
}
