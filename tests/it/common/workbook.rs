//! Workbooks for tests: a document saved as XLSX the way people keep it, a table on each sheet and text in between.

#![allow(dead_code, clippy::unwrap_used, reason = "each test uses its part, and may fail")]
#![allow(clippy::disallowed_types, clippy::float_arithmetic, reason = "spreadsheets store binary numbers")]

use std::io::{Cursor, Read, Write};

use gouji::document::parse;
use gouji::source::{FileId, Source};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A sheet: its name, its rows of cells.
pub type Sheet = (String, Vec<Vec<String>>);

/// The sheets of a document: every table with what stands over it on one, the text before it on another.
pub fn sheets(text: &str) -> Vec<Sheet> {
    let source = Source::new("document", text);
    let document = parse(FileId(0), &source);
    let mut tables: Vec<(usize, usize)> = Vec::new();
    for table in &document.tables {
        let line = |at: u32| source.line_index(at as usize);
        let rows = table.rows.iter().map(|row| line(document.span(&row.place).start));
        // Rows that became the caption count as well.
        let (first, last) = (line(document.span(&table.place).start), rows.max().unwrap_or(0));
        tables.push((first, last.max(line(document.span(&table.place).end.saturating_sub(1)))));
    }
    let lines: Vec<&str> = text.lines().collect();
    let (mut sheets, mut at) = (Vec::new(), 0);
    let rows = |lines: &[&str]| -> Vec<Vec<String>> {
        lines.iter().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    };
    for (first, last) in tables {
        if first > at {
            sheets.push((format!("Sheet{}", sheets.len() + 1), rows(&lines[at..first])));
        }
        if last + 1 > at {
            sheets.push((format!("Sheet{}", sheets.len() + 1), rows(&lines[first.max(at)..=last])));
            at = last + 1;
        }
    }
    sheets.push((format!("Sheet{}", sheets.len() + 1), rows(&lines[at..])));
    sheets.retain(|(_, rows)| rows.iter().flatten().any(|cell| !cell.trim().is_empty()));
    sheets
}

/// The formats that cells are shown in, by what they look like.
const FORMATS: [(&str, u32); 6] =
    [("0", 0), ("#,##0", 0), ("0.00", 2), ("#,##0.00", 2), ("0.0", 1), ("#,##0.0", 1)];

/// The number of the style and the value of a cell that looks like a number; codes with zeros in front are words.
fn number(cell: &str) -> Option<(usize, String)> {
    let plain = cell.replace(',', "");
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || digits.len() > 12 || !all(digits) || !all(fraction) || fraction.len() > 2 {
        return None;
    }
    if digits.len() > 1 && digits.starts_with('0') || plain.ends_with('.') {
        return None;
    }
    let grouped = cell.contains(',');
    let style = FORMATS.iter().position(|(code, decimals)| {
        code.starts_with('#') == grouped && *decimals as usize == fraction.len()
    })?;
    let grouped_right = !grouped || {
        let groups: Vec<&str> = cell.split('.').next()?.split(',').collect();
        groups[1..].iter().all(|group| group.len() == 3)
    };
    // As a spreadsheet would have worked it out: binary, with its dust.
    grouped_right.then(|| (style + 1, format!("{:?}", plain.parse::<f64>().unwrap() + 0.0)))
}

/// An XLSX file of these sheets: words shared, numbers stored in binary and shown in a format.
pub fn xlsx(sheets: &[Sheet]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    };
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    part("[Content_Types].xml", "<Types/>");
    part(
        "_rels/.rels",
        &format!("<Relationships>{}</Relationships>", relation("r", "officeDocument", "xl/workbook.xml")),
    );
    let mut tabs = String::new();
    let mut relations =
        relation("words", "sharedStrings", "sharedStrings.xml") + &relation("styles", "styles", "styles.xml");
    let mut words: Vec<String> = Vec::new();
    for (index, (name, rows)) in sheets.iter().enumerate() {
        let id = format!("s{index}");
        tabs.push_str(&format!(
            "<sheet name=\"{}\" sheetId=\"{}\" r:id=\"{id}\"/>",
            escaped(name),
            index + 1
        ));
        relations.push_str(&relation(&id, "worksheet", &format!("worksheets/{id}.xml")));
        let mut data = String::new();
        for (row, cells) in rows.iter().enumerate() {
            data.push_str(&format!("<row r=\"{}\">", row + 1));
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
                let place = format!("{}{}", letters(column), row + 1);
                match number(cell.trim()).filter(|_| cells.len() > 1) {
                    Some((style, value)) => {
                        data.push_str(&format!("<c r=\"{place}\" s=\"{style}\"><v>{value}</v></c>"));
                    }
                    None => {
                        data.push_str(&format!("<c r=\"{place}\" t=\"s\"><v>{}</v></c>", words.len()));
                        words.push(format!("<si><t xml:space=\"preserve\">{}</t></si>", escaped(cell)));
                    }
                }
            }
            data.push_str("</row>");
        }
        part(
            &format!("xl/worksheets/{id}.xml"),
            &format!("<worksheet><sheetData>{data}</sheetData></worksheet>"),
        );
    }
    let codes: String = FORMATS
        .iter()
        .enumerate()
        .map(|(index, (code, _))| format!("<numFmt numFmtId=\"{}\" formatCode=\"{code}\"/>", 164 + index))
        .collect();
    let styles: String =
        (0..FORMATS.len()).map(|index| format!("<xf numFmtId=\"{}\"/>", 164 + index)).collect();
    part(
        "xl/styles.xml",
        &format!(
            "<styleSheet><numFmts>{codes}</numFmts><cellXfs><xf numFmtId=\"0\"/>{styles}</cellXfs></styleSheet>"
        ),
    );
    part("xl/sharedStrings.xml", &format!("<sst>{}</sst>", words.concat()));
    part("xl/workbook.xml", &format!("<workbook><sheets>{tabs}</sheets></workbook>"));
    part("xl/_rels/workbook.xml.rels", &format!("<Relationships>{relations}</Relationships>"));
    writer.finish().unwrap().into_inner()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn letters(column: usize) -> String {
    let letter = |at: usize| char::from(b'A' + at as u8);
    if column < 26 {
        letter(column).to_string()
    } else {
        format!("{}{}", letter(column / 26 - 1), letter(column % 26))
    }
}

/// An XLSX file of one sheet whose part, and whose workbook's part, hold `data` and `settings` as they stand.
pub fn xlsx_of(data: &str, settings: &str) -> Vec<u8> {
    let made = xlsx(&[("表".to_owned(), vec![vec!["项目".to_owned(), "1".to_owned()]])]);
    let mut archive = zip::ZipArchive::new(Cursor::new(made)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let text = match name.as_str() {
            "xl/worksheets/s0.xml" => data.to_owned(),
            "xl/workbook.xml" => text.replace("</workbook>", &format!("{settings}</workbook>")),
            _ => text,
        };
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An ODS file whose table has these rows, as they stand.
pub fn ods_of(rows: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.start_file("mimetype", stored).unwrap();
    writer.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    writer.start_file("content.xml", SimpleFileOptions::default()).unwrap();
    let text = format!(
        "<office:document-content><table:table table:name=\"表\">{rows}</table:table></office:document-content>"
    );
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}
