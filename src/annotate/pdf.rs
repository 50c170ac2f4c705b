//! PDF: highlights with comments, appended to the file as an incremental update. Every byte of the original stays where it is,
//! so that signatures over it hold, and readers of PDF find the new version of the pages behind the old one.

mod syntax;
mod update;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::boxes::{Bounds, boxes};
use super::{AUTHOR, Remark};
use crate::diagnostic::{Severity, Text};
use crate::read::Why;
use crate::read::pdf::leaves::{Leaf, leaves};
use crate::source::Source;
use syntax::Reader;
use update::Update;

/// How far a highlight reaches beyond its letters, in hundredths of a point.
const AROUND: i64 = 80;
/// Where on a page a remark stands whose place nobody knows: a mark as large as a thumb in the corner.
const CORNER: Bounds = [1000, 1000, 3000, 3000];

/// A copy of `bytes` with the remarks on their pages.
pub fn annotate(source: &Source, bytes: &[u8], remarks: &[Remark]) -> Result<Vec<u8>, Why> {
    let mut update = Update::of(bytes)?;
    let leaves = leaves(bytes).ok_or_else(update::damaged)?;
    let mut pages: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (nth, remark) in remarks.iter().enumerate() {
        let found = boxes(source, remark.span);
        let marked =
            found.iter().find_map(|(page, boxes)| Some((*page as usize - 1, leaf(&leaves, *page)?, boxes)));
        let corner = vec![CORNER];
        let (page, leaf, boxes) = match marked {
            Some(marked) => marked,
            None => (0, leaf(&leaves, 1).ok_or_else(update::damaged)?, &corner),
        };
        let id = highlight(&mut update, leaf, boxes, &remark.said(marked.is_none()), remark.severity, nth);
        pages.entry(page).or_default().push(id);
    }
    for (page, new) in pages {
        let Some(Some(leaf)) = leaves.get(page) else { continue };
        let dictionary = with_annotations(leaf, &new).ok_or_else(update::damaged)?;
        update.replace(leaf.number, leaf.generation, &dictionary);
    }
    Ok(update.appended_to(bytes))
}

/// The page of this number, from 1.
fn leaf(leaves: &[Option<Leaf>], page: u32) -> Option<&Leaf> {
    leaves.get((page as usize).checked_sub(1)?)?.as_ref()
}

/// The dictionary of a page with more annotations at the end of its list.
fn with_annotations(leaf: &Leaf, new: &[u32]) -> Option<Vec<u8>> {
    let entries = Reader::new(&leaf.dictionary, 0).dictionary()?;
    let mut out = b"<<".to_vec();
    for (name, value) in entries.iter().filter(|(name, _)| *name != b"Annots") {
        out.push(b'/');
        out.extend_from_slice(name);
        out.push(b' ');
        out.extend_from_slice(value);
        out.push(b'\n');
    }
    out.extend_from_slice(b"/Annots [");
    out.extend_from_slice(&leaf.annotations);
    for id in new {
        out.extend_from_slice(format!(" {id} 0 R").as_bytes());
    }
    out.extend_from_slice(b"]>>");
    Some(out)
}

/// Writes a highlight with its comment, and how it looks for readers that draw none themselves; gives its number.
fn highlight(
    update: &mut Update,
    leaf: &Leaf,
    boxes: &[Bounds],
    said: &str,
    severity: Severity,
    nth: usize,
) -> u32 {
    let colour = if severity == Severity::Error { "1 0.72 0.68" } else { "1 0.92 0.45" };
    let (mut quads, mut drawn) = (String::new(), String::new());
    let (mut low, mut high) = ([i64::MAX; 2], [i64::MIN; 2]);
    for [left, top, right, bottom] in boxes {
        let (left, top, right, bottom) = (left - AROUND, top - AROUND, right + AROUND, bottom + AROUND);
        // Upper left, upper right, lower left, lower right: so readers write them, whatever the standard draws.
        for (nth, corner) in
            [[left, top], [right, top], [left, bottom], [right, bottom]].into_iter().enumerate()
        {
            let point = leaf.stored(corner);
            let _ = write!(quads, "{} {} ", points(point[0]), points(point[1]));
            low = [low[0].min(point[0]), low[1].min(point[1])];
            high = [high[0].max(point[0]), high[1].max(point[1])];
            // Round the box and not across it.
            let turn = [[left, top], [right, top], [right, bottom], [left, bottom]][nth];
            let point = leaf.stored(turn);
            let to = if nth == 0 { 'm' } else { 'l' };
            let _ = write!(drawn, "{} {} {to} ", points(point[0]), points(point[1]));
        }
        drawn.push_str("f\n");
    }
    let area = [low[0], low[1], high[0], high[1]].map(points).join(" ");
    let stream = format!("/M gs {colour} rg\n{drawn}");
    let look = update.add(&format!(
        "<</Type/XObject/Subtype/Form/BBox[{area}]/Resources<</ExtGState<</M<</BM/Multiply>>>>>>/Length {}>>\nstream\n{stream}\nendstream",
        stream.len()
    ));
    update.add(&format!(
        "<</Type/Annot/Subtype/Highlight/Rect[{area}]/QuadPoints[{}]/C[{colour}]/F 4/T({AUTHOR})/NM({AUTHOR}-{})/Contents{}/P {} {} R/AP<</N {look} 0 R>>>>",
        quads.trim_end(),
        nth + 1,
        text(said),
        leaf.number,
        leaf.generation
    ))
}

/// Hundredths as PDF writes numbers.
fn points(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let whole = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", whole / 100, whole % 100)
}

/// A text in any language: UTF-16 with its mark, in digits.
fn text(said: &str) -> String {
    let mut out = "<FEFF".to_owned();
    for unit in said.encode_utf16() {
        let _ = write!(out, "{unit:04X}");
    }
    out.push('>');
    out
}

/// A file that is open to everybody and closed to changes.
fn locked() -> Why {
    Why::new(
        Text::new("PDF 加了密，不能写入批注", "the PDF is encrypted, and nothing can be written into it"),
        Text::new("另存一份不加密的再标注", "save it without encryption and annotate that"),
    )
}
