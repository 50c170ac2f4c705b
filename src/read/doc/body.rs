//! The running text of an old Word document as the markup of DOCX: paragraphs, runs, tables within tables.

use std::fmt::Write as _;
use std::ops::Range;

use super::escaped;
use super::pieces::Pieces;
use super::properties::{ABOVE, BELOW, BESIDE, Paragraph, Properties, Row, Run};
use super::styles::numbered;

/// Edges of cells that are no further apart are one, in twentieths of a point: rows of a table are ruled by hand.
const NEAR: i32 = 20;

/// A table as its rows are read.
#[derive(Default)]
struct Table {
    rows: Vec<(Vec<String>, Row)>,
    /// The cells of the row that is read.
    cells: Vec<String>,
    /// The cell that is read.
    cell: String,
}

/// The characters in `range` as markup.
pub fn markup(pieces: &Pieces, properties: &Properties, range: Range<usize>) -> String {
    let mut out = String::new();
    let mut tables: Vec<Table> = Vec::new();
    let mut start = range.start;
    let mut fields = Fields::default();
    let is_mark = |unit: &u16| matches!(unit, 0x07 | 0x0C | 0x0D);
    while start < range.end {
        let rest = pieces.text(start..range.end);
        let len = rest.iter().position(is_mark).map_or(rest.len(), |at| at + 1);
        let end = start + len;
        let told = properties.paragraph(pieces.place(end - 1));
        let mark = rest.get(len - 1).copied().unwrap_or(0x0D);
        let depth = told.depth as usize;
        while tables.len() > depth {
            close(&mut tables, &mut out);
        }
        tables.resize_with(depth, Table::default);
        if told.ends_row {
            if let Some(table) = tables.last_mut() {
                let cells = std::mem::take(&mut table.cells);
                table.rows.push((cells, told.row.clone()));
                table.cell.clear();
            }
        } else {
            let sink = tables.last_mut().map_or(&mut out, |table| &mut table.cell);
            paragraph(sink, pieces, properties, start..end, &told, &mut fields);
            if let Some(table) = tables.last_mut()
                && (told.ends_cell || mark == 0x07 && depth == 1)
            {
                let cell = std::mem::take(&mut table.cell);
                table.cells.push(cell);
            }
        }
        start = end;
    }
    while !tables.is_empty() {
        close(&mut tables, &mut out);
    }
    out
}

/// Ends the innermost table: it stands in the cell around it, or in the text.
fn close(tables: &mut Vec<Table>, out: &mut String) {
    let Some(mut table) = tables.pop() else { return };
    let sink = tables.last_mut().map_or(out, |around| &mut around.cell);
    if !table.cells.is_empty() || !table.cell.is_empty() {
        // Without the end of its row nobody knows how it is divided.
        let mut cells = std::mem::take(&mut table.cells);
        cells.push(std::mem::take(&mut table.cell));
        cells.retain(|cell| !cell.is_empty());
        table.rows.push((cells, Row::default()));
    }
    let mut edges: Vec<i32> =
        table.rows.iter().flat_map(|(_, row)| &row.edges).map(|edge| i32::from(*edge)).collect();
    edges.sort_unstable();
    edges.dedup_by(|next, last| *next - *last <= NEAR);
    sink.push_str("<w:tbl>");
    for (cells, row) in &table.rows {
        line(sink, cells, row, &edges);
    }
    sink.push_str("</w:tbl>");
}

fn line(out: &mut String, cells: &[String], row: &Row, edges: &[i32]) {
    // The last of those that are one is the first that was met.
    let column = |edge: i16| edges.partition_point(|known| *known <= i32::from(edge)).saturating_sub(1);
    out.push_str("<w:tr><w:trPr>");
    let before = row.edges.first().map_or(0, |edge| column(*edge));
    if before > 0 {
        let _ = write!(out, "<w:gridBefore w:val=\"{before}\"/>");
    }
    if row.is_head {
        out.push_str("<w:tblHeader/>");
    }
    out.push_str("</w:trPr>");
    for (at, cell) in cells.iter().enumerate() {
        let sides = row.edges.get(at).zip(row.edges.get(at + 1));
        let span = sides.map_or(1, |(left, right)| column(*right).saturating_sub(column(*left)).max(1));
        let bits = row.cells.get(at).copied().unwrap_or(0);
        let _ = write!(out, "<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/>");
        if bits & BESIDE != 0 {
            out.push_str("<w:hMerge/>");
        }
        if bits & ABOVE != 0 {
            out.push_str("<w:vMerge w:val=\"restart\"/>");
        }
        if bits & BELOW != 0 {
            out.push_str("<w:vMerge/>");
        }
        let _ = write!(out, "</w:tcPr>{cell}</w:tc>");
    }
    out.push_str("</w:tr>");
}

/// Fields that are open, each with whether its result is reached: what makes them is no text.
#[derive(Default)]
struct Fields {
    open: Vec<bool>,
    /// How many of them have not reached their result.
    codes: usize,
    /// What the innermost is made by.
    code: String,
}

impl Fields {
    fn is_code(&self) -> bool {
        self.codes > 0
    }

    /// What follows makes a field.
    fn begin(&mut self) {
        self.open.push(false);
        self.codes += 1;
        self.code.clear();
    }

    /// The innermost reaches its result, or ends.
    fn go_on(&mut self, ends: bool) {
        self.code.clear();
        let had = self.open.pop() == Some(true);
        self.codes -= usize::from(!had);
        if !ends {
            self.open.push(true);
        }
    }
}

fn paragraph(
    out: &mut String,
    pieces: &Pieces,
    properties: &Properties,
    range: Range<usize>,
    told: &Paragraph,
    fields: &mut Fields,
) {
    let _ = write!(out, "<w:p><w:pPr><w:pStyle w:val=\"s{}\"/>", told.style);
    numbered(out, told.list, told.level);
    if let Some(outline) = told.outline {
        let _ = write!(out, "<w:outlineLvl w:val=\"{outline}\"/>");
    }
    out.push_str("</w:pPr>");
    let units = pieces.text(range.clone());
    let mut open: Option<Run> = None;
    let mut at = 0;
    for c in char::decode_utf16(units.iter().copied()).map(|c| c.unwrap_or('\u{FFFD}')) {
        let look = properties.run(pieces.place(range.start + at));
        at += c.len_utf16();
        if open != Some(look) {
            end(out, open);
            begin(out, look);
            open = Some(look);
        }
        character(out, c, look, fields);
    }
    end(out, open);
    out.push_str("</w:p>");
}

fn begin(out: &mut String, look: Run) {
    if look.deleted {
        out.push_str("<w:del>");
    } else if look.inserted {
        out.push_str("<w:ins>");
    }
    out.push_str("<w:r><w:rPr>");
    for (name, value) in [("vanish", look.hidden), ("strike", look.struck)] {
        match value {
            Some(true) => {
                let _ = write!(out, "<w:{name}/>");
            }
            Some(false) => {
                let _ = write!(out, "<w:{name} w:val=\"0\"/>");
            }
            None => {}
        }
    }
    if look.raised {
        out.push_str("<w:vertAlign w:val=\"superscript\"/>");
    }
    out.push_str("</w:rPr>");
    out.push_str(if look.deleted { "<w:delText>" } else { "<w:t>" });
}

fn end(out: &mut String, look: Option<Run>) {
    let Some(look) = look else { return };
    out.push_str(match look {
        Run { deleted: true, .. } => "</w:delText></w:r></w:del>",
        Run { inserted: true, .. } => "</w:t></w:r></w:ins>",
        _ => "</w:t></w:r>",
    });
}

fn character(out: &mut String, c: char, look: Run, fields: &mut Fields) {
    match c {
        '\u{13}' => fields.begin(),
        '\u{14}' | '\u{15}' if !fields.open.is_empty() => {
            if fields.code.trim_start().starts_with("EMBED") {
                let program = fields.code.split_whitespace().nth(1).unwrap_or_default();
                element(out, look, &format!("<w:OLEObject ProgID=\"{}\"/>", escaped(program)));
            }
            fields.go_on(c == '\u{15}');
        }
        c if fields.is_code() => fields.code.push(c),
        '\t' => element(out, look, "<w:tab/>"),
        '\u{B}' | '\u{E}' => element(out, look, "<w:br/>"),
        '\u{1E}' => element(out, look, "<w:noBreakHyphen/>"),
        '\u{5}' if look.special => element(out, look, "<w:commentReference/>"),
        '\u{1}' if look.special => element(out, look, "<w:blip/>"),
        '(' if look.special && look.symbol.is_some() => {
            let sign = look.symbol.unwrap_or_default();
            element(out, look, &format!("<w:sym w:char=\"{sign:04X}\"/>"));
        }
        c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        c => out.push(c),
    }
}

/// Puts an element between the text before and after it.
fn element(out: &mut String, look: Run, element: &str) {
    let name = if look.deleted { "delText" } else { "t" };
    let _ = write!(out, "</w:{name}>{element}<w:{name}>");
}
