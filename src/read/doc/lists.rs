//! Lists of an old Word document as the markup of DOCX: how each level is written, and which list counts by which.

use std::fmt::Write as _;

use super::{Head, escaped, u16_at, u32_at};

/// The lists of `table`, with what overrides them in `overrides`; levels stand behind the table in the stream of `tables`.
pub fn markup(table: &[u8], overrides: &[u8], tables: &[u8], head: &Head<'_>) -> String {
    let mut out = String::new();
    let _ = definitions(&mut out, table, tables, head);
    let n = u32_at(overrides, 0).unwrap_or(0).min(0x07FF);
    for at in 0..n {
        let Some(id) = u32_at(overrides, 4 + at as usize * 16) else { break };
        let _ = write!(out, "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"{id}\"/></w:num>", at + 1);
    }
    out
}

fn definitions(out: &mut String, table: &[u8], tables: &[u8], head: &Head<'_>) -> Option<()> {
    let n = usize::from(u16_at(table, 0)?);
    // The levels stand right behind the table.
    let start = u32_at(head.bytes, 0x9A + 73 * 8)? as usize;
    let mut rest = tables.get(start.checked_add(2 + n * 28)?..)?;
    for at in 0..n {
        let list = table.get(2 + at * 28..2 + (at + 1) * 28)?;
        let simple = list.get(26)? & 1 == 1;
        let _ = write!(out, "<w:abstractNum w:abstractNumId=\"{}\">", u32_at(list, 0)?);
        for number in 0..if simple { 1 } else { 9 } {
            rest = level(out, rest, number)?;
        }
        out.push_str("</w:abstractNum>");
    }
    Some(())
}

/// Writes one level; gives what stands behind it.
fn level<'t>(out: &mut String, bytes: &'t [u8], number: usize) -> Option<&'t [u8]> {
    let (start, format, bits) = (u32_at(bytes, 0)?, *bytes.get(4)?, *bytes.get(5)?);
    let suffix = match bytes.get(15)? {
        0 => "tab",
        1 => "space",
        _ => "nothing",
    };
    let (characters, paragraph) = (usize::from(*bytes.get(24)?), usize::from(*bytes.get(25)?));
    let rest = bytes.get(28 + characters + paragraph..)?;
    let letters = usize::from(u16_at(rest, 0)?);
    let text = rest.get(2..2 + letters * 2)?;
    let units: Vec<u16> = text.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    let mut written = String::new();
    for unit in char::decode_utf16(units) {
        match unit.unwrap_or('?') {
            // The number of a level.
            c @ '\0'..='\u{8}' => {
                let _ = write!(written, "%{}", u32::from(c) + 1);
            }
            c if c.is_control() => {}
            c => written.push(c),
        }
    }
    let legal = if bits & 4 != 0 { "<w:isLgl/>" } else { "" };
    let _ = write!(
        out,
        "<w:lvl w:ilvl=\"{number}\"><w:start w:val=\"{start}\"/><w:numFmt w:val=\"{}\"/>{legal}<w:suff w:val=\"{suffix}\"/><w:lvlText w:val=\"{}\"/></w:lvl>",
        named(format),
        escaped(&written)
    );
    rest.get(2 + letters * 2..)
}

/// How DOCX calls a way to write numbers.
fn named(format: u8) -> &'static str {
    match format {
        1 => "upperRoman",
        2 => "lowerRoman",
        3 => "upperLetter",
        4 => "lowerLetter",
        10 | 36 => "ideographDigital",
        11 | 33 | 37 => "chineseCounting",
        16 | 38 => "chineseLegalSimplified",
        30 => "ideographTraditional",
        31 => "ideographZodiac",
        35 | 39 => "chineseCountingThousand",
        14 | 19 => "decimalFullWidth",
        18 => "decimalEnclosedCircle",
        22 => "decimalZero",
        23 => "bullet",
        26 => "decimalEnclosedFullstop",
        27 => "decimalEnclosedParen",
        28 => "decimalEnclosedCircleChinese",
        29 => "ideographEnclosedCircle",
        34 => "ideographLegalTraditional",
        255 => "none",
        _ => "decimal",
    }
}
