//! Styles of an old Word document as the markup of DOCX: their names, which they build on, outline and list.

use std::fmt::Write as _;

use super::sprm::{sprms, switch};
use super::{escaped, u16_at};

/// Builds on no other.
const NONE: u16 = 0x0FFF;

/// The styles of the sheet `table`.
pub fn markup(table: &[u8]) -> String {
    let mut out = String::new();
    let Some(head) = u16_at(table, 0).map(usize::from) else { return out };
    let base = u16_at(table, 4).map_or(0, usize::from);
    let mut rest = table.get(2 + head..).unwrap_or_default();
    let mut number = 0;
    while let Some(len) = u16_at(rest, 0).map(usize::from) {
        let Some(style) = rest.get(2..2 + len) else { break };
        if len > 0 {
            let _ = one(&mut out, number, style, base);
        }
        number += 1;
        // Each begins at an even byte.
        rest = rest.get(2 + len + len % 2..).unwrap_or_default();
    }
    out
}

fn one(out: &mut String, number: u16, style: &[u8], base: usize) -> Option<()> {
    let (known, kind) = (u16_at(style, 0)? & 0x0FFF, u16_at(style, 2)?);
    let letters = usize::from(u16_at(style, base)?);
    let name = style.get(base + 2..base + 2 + letters * 2)?;
    let units: Vec<u16> = name.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    // What Word knows by number it may call in any language.
    let name = match known {
        1..=9 => format!("heading {known}"),
        19..=27 => format!("toc {}", known - 18),
        _ => String::from_utf16_lossy(&units),
    };
    let kind_name = if kind & 0xF == 2 { "character" } else { "paragraph" };
    let _ = write!(
        out,
        "<w:style w:type=\"{kind_name}\" w:styleId=\"s{number}\"><w:name w:val=\"{}\"/>",
        escaped(&name)
    );
    if kind >> 4 != NONE {
        let _ = write!(out, "<w:basedOn w:val=\"s{}\"/>", kind >> 4);
    }
    let mut outline = (1..=9).contains(&known).then(|| known as u8 - 1);
    let (mut list, mut level) = (None, None);
    let properties = style.get(base + 2 + letters * 2 + 2..).unwrap_or_default();
    let len = u16_at(properties, 0).map_or(0, usize::from);
    if kind & 0xF == 1 {
        for (code, value) in sprms(properties.get(4..2 + len).unwrap_or_default()) {
            match code {
                0x460B => list = u16_at(value, 0),
                0x260A => level = value.first().copied(),
                0x2640 => outline = value.first().copied(),
                _ => {}
            }
        }
    }
    out.push_str("<w:pPr>");
    numbered(out, list, level);
    if let Some(outline) = outline {
        let _ = write!(out, "<w:outlineLvl w:val=\"{outline}\"/>");
    }
    out.push_str("</w:pPr><w:rPr>");
    let characters = match kind & 0xF {
        1 => properties.get(2 + len + len % 2..).unwrap_or_default(),
        _ => properties,
    };
    let len = u16_at(characters, 0).map_or(0, usize::from);
    for (code, value) in sprms(characters.get(2..2 + len).unwrap_or_default()) {
        let name = match code {
            0x083C => "vanish",
            0x0837 => "strike",
            _ => continue,
        };
        if switch(value) == Some(true) {
            let _ = write!(out, "<w:{name}/>");
        }
    }
    out.push_str("</w:rPr></w:style>");
    Some(())
}

/// Says which list a paragraph is of, and its level.
pub fn numbered(out: &mut String, list: Option<u16>, level: Option<u8>) {
    if list.is_none() && level.is_none() {
        return;
    }
    out.push_str("<w:numPr>");
    if let Some(level) = level {
        let _ = write!(out, "<w:ilvl w:val=\"{level}\"/>");
    }
    if let Some(list) = list {
        // Beyond these a number means something else, as none.
        let list = if list < 0x07FF { list } else { 0 };
        let _ = write!(out, "<w:numId w:val=\"{list}\"/>");
    }
    out.push_str("</w:numPr>");
}
