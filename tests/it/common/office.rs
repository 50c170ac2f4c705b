//! Documents of the tests in other formats: Word documents and web pages written from plain text, and Word documents from
//! the XML of their body.

#![allow(dead_code, reason = "each test uses its part")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use gouji::document::{RowKind, Value, parse};
use gouji::source::{FileId, Source};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A piece of a text: a line, or the rows of a table.
pub enum Piece {
    Line(String),
    Table(Vec<Vec<Slot>>),
}

/// A place in a table: what is in it, and how much it covers; 0 rows where a cell covers it from above, 0 columns where one
/// covers it from the left.
pub struct Slot {
    pub text: String,
    pub columns: usize,
    pub rows: usize,
}

/// Takes a text apart as it is read: tables as tables, everything else line by line.
pub fn pieces(text: &str) -> Vec<Piece> {
    let source = Source::new("a.txt", text);
    let document = parse(FileId(0), &source);
    let line = |place: &std::ops::Range<u32>| source.line_index(document.span(place).start as usize);
    let mut prose: Vec<usize> = document.paragraphs.iter().map(|paragraph| line(&paragraph.place)).collect();
    prose.extend(document.contents.iter().map(|entry| line(&entry.heading)));
    prose.extend(document.sections.iter().map(|section| line(&section.heading)));
    // Which table each line of a grid belongs to; rows that only name the table stand right before it.
    let mut table_of = vec![None; source.n_lines()];
    for (index, table) in document.tables.iter().enumerate() {
        for row in &table.rows {
            table_of[line(&row.place)] = Some(index);
        }
    }
    for at in (0..table_of.len().saturating_sub(1)).rev() {
        let tabbed = source.text()[source.line_range(at)].contains('\t');
        if tabbed && table_of[at].is_none() && !prose.contains(&at) {
            table_of[at] = table_of[at + 1];
        }
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = None;
    // Headers are merged as they are read: a label covers the columns it stands over, and the blanks under it.
    let cells = |at: usize, index: usize| {
        let table = &document.tables[index];
        let words = cells(&source.text()[source.line_range(at)]);
        let mut slots: Vec<Slot> = words.into_iter().map(|text| Slot { text, columns: 1, rows: 1 }).collect();
        let row = table.rows.iter().position(|row| line(&row.place) == at);
        let headed = table.rows.iter().take_while(|row| row.kind == RowKind::Header).count();
        let width = slots.len();
        let Some(row) = row.filter(|row| !table.is_form && *row < headed) else { return slots };
        let blank = |row: usize, column: usize| {
            table.rows[row].cells.get(column).is_none_or(|cell| cell.value == Value::Blank)
        };
        for column in 0..width.min(table.columns.len()) {
            let covers = |other: &usize| {
                let place = table.rows[row].cells.get(column).map(|cell| &cell.place);
                slots[*other].text.is_empty()
                    && place.is_some_and(|place| table.columns[*other].path.contains(place))
            };
            if !blank(row, column) {
                let last = (column + 1..table.columns.len().min(width)).take_while(covers).count();
                slots[column].columns = 1 + last;
                slots[column + 1..=column + last].iter_mut().for_each(|slot| slot.columns = 0);
                let below = (row + 1..headed).take_while(|below| blank(*below, column)).count();
                let alone = last == 0 && row + 1 + below == headed;
                slots[column].rows += if alone { below } else { 0 };
            } else if slots[column].columns == 1 {
                let named = (0..row).rev().find(|above| !blank(*above, column));
                let under = (row..headed).all(|below| blank(below, column));
                let own = |above: usize| {
                    let place = &table.rows[above].cells[column].place;
                    table.columns.get(column + 1).is_none_or(|next| !next.path.contains(place))
                };
                slots[column].rows = usize::from(!(under && named.is_some_and(own)));
            }
        }
        slots
    };
    for (at, table) in table_of.into_iter().enumerate() {
        let words = &source.text()[source.line_range(at)];
        match (table, pieces.iter_mut().rev().find(|piece| matches!(piece, Piece::Table(_)))) {
            (Some(index), Some(Piece::Table(rows))) if open == Some(index) => rows.push(cells(at, index)),
            (Some(index), _) => {
                open = Some(index);
                pieces.push(Piece::Table(vec![cells(at, index)]));
            }
            (None, _) => pieces.push(Piece::Line(words.to_owned())),
        }
    }
    pieces
}

/// The cells of a line, between tabs or pipes.
fn cells(line: &str) -> Vec<String> {
    let piped = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    let cells = piped.map_or_else(|| line.split('\t').collect::<Vec<_>>(), |line| line.split('|').collect());
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A web page that says what `text` says.
pub fn html(text: &str) -> String {
    let mut out = String::from("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n");
    for piece in pieces(text) {
        match piece {
            Piece::Line(line) => writeln!(out, "<p>{}</p>", escaped(&line)).unwrap(),
            Piece::Table(rows) => {
                out.push_str("<table>\n");
                for row in rows {
                    let shown = row.iter().filter(|slot| slot.columns > 0 && slot.rows > 0);
                    let cells: String = shown
                        .map(|Slot { text, columns, rows }| {
                            format!("<td colspan={columns} rowspan=\"{rows}\">{}</td>", escaped(text))
                        })
                        .collect();
                    writeln!(out, "<tr>{cells}</tr>").unwrap();
                }
                out.push_str("</table>\n");
            }
        }
    }
    out.push_str("</body></html>\n");
    out
}

/// A paragraph of a Word document; tabs as Word writes them.
pub fn p(text: &str) -> String {
    let runs: Vec<String> =
        text.split('\t').map(|part| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(part))).collect();
    format!("<w:p><w:r>{}</w:r></w:p>", runs.join("<w:tab/>"))
}

/// A Word document that says what `text` says.
pub fn docx(text: &str) -> Vec<u8> {
    let mut body = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Line(line) => body.push_str(&p(&line)),
            Piece::Table(rows) => {
                body.push_str("<w:tbl><w:tblPr/>");
                for row in rows {
                    let cells: String = row.iter().filter(|slot| slot.columns > 0).map(word_cell).collect();
                    write!(body, "<w:tr>{cells}</w:tr>").unwrap();
                }
                body.push_str("</w:tbl>");
            }
        }
    }
    package(&[("word/document.xml", &document(&body))])
}

fn word_cell(Slot { text, columns, rows }: &Slot) -> String {
    let merge = match rows {
        0 => "<w:vMerge/>",
        1 => "",
        _ => "<w:vMerge w:val=\"restart\"/>",
    };
    format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{columns}\"/>{merge}</w:tcPr>{}</w:tc>", p(text))
}

/// The main part around a body.
pub fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" xmlns:v=\"urn:schemas-microsoft-com:vml\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    )
}

/// A container with these parts and what every Word document has.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let types = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    let relations = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let usual = [("[Content_Types].xml", types), ("_rels/.rels", relations)];
    bare(&[&usual[..], parts].concat())
}

/// A container with these parts and no other.
pub fn bare(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
