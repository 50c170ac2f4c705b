//! A tiny writer of PDF, so that tests make the files they read: Courier for ASCII, a font of no program with a map to
//! Unicode for everything else, and lines. Lengths are tenths of a point from the upper left corner.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How a page is turned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// As it is.
    None,
    /// Drawn sideways and shown upright, by `/Rotate`.
    Rotated,
    /// Drawn sideways and shown so.
    Sideways,
}

/// A PDF in the making.
pub struct Pdf {
    pub width: i32,
    pub height: i32,
    pub turn: Turn,
    pages: Vec<String>,
    used: BTreeSet<u16>,
}

/// How wide a text is that is set in `size`: ASCII in Courier, everything else as wide as high.
pub fn width(text: &str, size: i32) -> i32 {
    text.chars().map(|c| if c.is_ascii() { size * 6 / 10 } else { size }).sum()
}

fn points(tenths: i32) -> String {
    format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
}

impl Pdf {
    pub fn new(width: i32, height: i32) -> Self {
        Self { width, height, turn: Turn::None, pages: Vec::new(), used: BTreeSet::new() }
    }

    pub fn page(&mut self) {
        self.pages.push(String::new());
    }

    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Draws whatever the language of pages says.
    pub fn raw(&mut self, operators: &str) {
        let page = self.pages.last_mut().unwrap();
        page.push_str(operators);
        page.push('\n');
    }

    /// Writes a text whose box begins at (x, y).
    pub fn text(&mut self, x: i32, y: i32, size: i32, text: &str) {
        let base = self.height - y - size * 85 / 100;
        let mut at = x;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let plain = first.is_ascii();
            let end = rest.find(|c: char| c.is_ascii() != plain).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            let shown = if plain {
                format!(
                    "/F1 {} Tf ({})",
                    points(size),
                    run.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")
                )
            } else {
                let units: Vec<u16> = run.encode_utf16().collect();
                self.used.extend(&units);
                let hex: String = units.iter().map(|unit| format!("{unit:04X}")).collect();
                format!("/F2 {} Tf <{hex}>", points(size))
            };
            let (font, string) = shown.split_once(" Tf ").unwrap();
            let placed = format!("BT {font} Tf {} {} Td {string} Tj ET", points(at), points(base));
            self.raw(&placed);
            at += width(run, size);
            rest = after;
        }
    }

    /// Writes a large pale text aslant over the page.
    pub fn watermark(&mut self, text: &str) {
        let units: Vec<u16> = text.encode_utf16().collect();
        self.used.extend(&units);
        let hex: String = units.iter().map(|unit| format!("{unit:04X}")).collect();
        self.raw(&format!("q 0.8 g BT /F2 60 Tf 0.707 0.707 -0.707 0.707 200 200 Tm <{hex}> Tj ET Q"));
    }

    pub fn line(&mut self, x0: i32, y0: i32, x1: i32, y1: i32) {
        let (y0, y1) = (self.height - y0, self.height - y1);
        self.raw(&format!("{} {} m {} {} l S", points(x0), points(y0), points(x1), points(y1)));
    }

    /// The four sides of a box, as a thin rectangle each.
    pub fn frame(&mut self, x0: i32, y0: i32, x1: i32, y1: i32) {
        let top = self.height - y0;
        let bottom = self.height - y1;
        for (x, y, width, height) in [
            (x0, top, x1 - x0, 5),
            (x0, bottom, x1 - x0, 5),
            (x0, bottom, 5, top - bottom),
            (x1, bottom, 5, top - bottom),
        ] {
            self.raw(&format!("{} {} {} {} re f", points(x), points(y), points(width), points(height)));
        }
    }

    /// The file.
    pub fn finish(&self) -> Vec<u8> {
        let mut objects: Vec<String> = Vec::new();
        let kids: String = (0..self.pages.len()).map(|page| format!("{} 0 R ", 7 + page * 2)).collect();
        objects.push("<< /Type /Catalog /Pages 2 0 R >>".to_owned());
        objects.push(format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", self.pages.len()));
        objects.push(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>".to_owned(),
        );
        objects.push(
            "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [5 0 R] /ToUnicode 6 0 R >>"
                .to_owned(),
        );
        objects.push(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /CIDToGIDMap /Identity \
             /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> \
             /FontDescriptor << /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] \
             /ItalicAngle 0 /Ascent 850 /Descent -150 /CapHeight 700 /StemV 80 >> >>"
                .to_owned(),
        );
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n\
             1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
        );
        let used: Vec<u16> = self.used.iter().copied().collect();
        for part in used.chunks(100) {
            writeln!(map, "{} beginbfchar", part.len()).unwrap();
            for unit in part {
                writeln!(map, "<{unit:04X}> <{unit:04X}>").unwrap();
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap end end");
        objects.push(stream(&map));
        for (number, page) in self.pages.iter().enumerate() {
            let (width, height) = (self.width, self.height);
            let upright = self.turn == Turn::None;
            let (wide, high) = if upright { (width, height) } else { (height, width) };
            let turned = if upright { String::new() } else { format!("0 1 -1 0 {} 0 cm\n", points(height)) };
            let rotate = if self.turn == Turn::Rotated { " /Rotate 90" } else { "" };
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}]{rotate} /Contents {} 0 R \
                 /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
                points(wide),
                points(high),
                8 + number * 2
            ));
            objects.push(stream(&format!("{turned}{page}")));
        }
        file(&objects)
    }
}

fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// A file of objects, the first of which is the catalog.
pub fn file(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        write!(out, "{} 0 obj\n{object}\nendobj\n", number + 1).unwrap();
    }
    let start = out.len();
    writeln!(out, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    for place in places {
        writeln!(out, "{place:010} 00000 n ").unwrap();
    }
    write!(out, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .unwrap();
    out.into_bytes()
}

const EDGE: i32 = 500;
const SIZE: i32 = 100;
const CELL: i32 = 80;

/// Sets a text as an office would: paragraphs with an indented first line, tables with every cell ruled, a running head and
/// page numbers. Blank lines within a table are where its page ends.
pub fn typeset(text: &str, turn: Turn) -> Pdf {
    let mut setter = Setter {
        pdf: Pdf::new(8420, 5950),
        y: i32::MAX,
        head: text.lines().next().unwrap_or_default().to_owned(),
    };
    setter.pdf.turn = turn;
    let lines: Vec<&str> = text.lines().collect();
    let is_row = |line: &str| line.matches('\t').count() > 1;
    let mut at = 0;
    while at < lines.len() {
        if !is_row(lines[at]) {
            setter.paragraph(lines[at]);
            at += 1;
            continue;
        }
        let mut rows: Vec<Option<Vec<&str>>> = Vec::new();
        while at < lines.len() {
            let next = lines[at..].iter().position(|line| !line.is_empty()).map(|skip| at + skip);
            let Some(next) = next.filter(|&next| is_row(lines[next])) else { break };
            if next > at {
                rows.push(None);
            }
            rows.push(Some(lines[next].split('\t').collect()));
            at = next + 1;
        }
        setter.table(&rows);
    }
    setter.pdf
}

struct Setter {
    pdf: Pdf,
    y: i32,
    head: String,
}

impl Setter {
    fn room(&mut self, height: i32) -> bool {
        if self.pdf.pages() > 0 && self.y.saturating_add(height) <= self.pdf.height - 700 {
            return false;
        }
        self.pdf.page();
        let number = self.pdf.pages();
        let head = self.head.clone();
        self.pdf.text(EDGE, 250, 90, &head);
        self.pdf.line(EDGE, 380, self.pdf.width - EDGE, 380);
        self.pdf.text(self.pdf.width / 2, self.pdf.height - 450, 90, &format!("- {number} -"));
        self.y = 600;
        true
    }

    fn paragraph(&mut self, text: &str) {
        if text.is_empty() {
            self.y = self.y.saturating_add(60);
            return;
        }
        let (head, page) = text.split_once('\t').unwrap_or((text, ""));
        let all = self.pdf.width - EDGE * 2;
        for (nth, line) in wrap(head, all - SIZE * 2, all, SIZE).iter().enumerate() {
            self.room(160);
            self.pdf.text(EDGE + if nth == 0 { SIZE * 2 } else { 0 }, self.y, SIZE, line);
            self.y += 160;
        }
        if !page.is_empty() {
            self.pdf.text(self.pdf.width - EDGE - width(page, SIZE), self.y - 160, SIZE, page);
        }
    }

    fn table(&mut self, rows: &[Option<Vec<&str>>]) {
        let columns = rows.iter().flatten().map(Vec::len).max().unwrap();
        let all = self.pdf.width - EDGE * 2;
        let wish = |column: usize| {
            let cells = rows.iter().flatten().filter_map(|row| row.get(column));
            cells.map(|cell| width(cell, CELL).min(CELL * 14)).max().unwrap_or(0).max(CELL * 5) + 80
        };
        let wishes: Vec<i32> = (0..columns).map(wish).collect();
        let sum: i32 = wishes.iter().sum();
        let mut xs = vec![EDGE];
        for wish in &wishes {
            xs.push(xs.last().unwrap() + wish * all.min(sum) / sum);
        }
        for row in rows {
            let Some(row) = row else {
                self.y = i32::MAX;
                continue;
            };
            let texts: Vec<Vec<String>> = (0..columns)
                .map(|column| {
                    let wide = xs[column + 1] - xs[column] - 60;
                    wrap(row.get(column).copied().unwrap_or_default(), wide, wide, CELL)
                })
                .collect();
            let height = texts.iter().map(Vec::len).max().unwrap_or(1).max(1) as i32 * 100 + 40;
            self.room(height);
            for (column, lines) in texts.iter().enumerate() {
                self.pdf.frame(xs[column], self.y, xs[column + 1], self.y + height);
                for (nth, line) in lines.iter().enumerate() {
                    let number =
                        line.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
                    let x = if number { xs[column + 1] - 30 - width(line, CELL) } else { xs[column] + 30 };
                    self.pdf.text(x, self.y + 20 + nth as i32 * 100, CELL, line);
                }
            }
            self.y += height;
        }
        self.y += 60;
    }
}

/// Lines no wider than `first` and then `other`; what is not an ideograph is not torn.
fn wrap(text: &str, first: i32, other: i32, size: i32) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    for c in text.chars() {
        match units.last_mut() {
            Some(unit) if c.is_ascii_graphic() && unit.ends_with(|last: char| last.is_ascii_graphic()) => {
                unit.push(c)
            }
            _ => units.push(c.to_string()),
        }
    }
    let mut lines: Vec<String> = Vec::new();
    for unit in units {
        let room = if lines.len() < 2 { first } else { other };
        match lines.last_mut() {
            Some(line) if width(line, size) + width(&unit, size) <= room => line.push_str(&unit),
            _ => lines.push(unit),
        }
    }
    lines
}
