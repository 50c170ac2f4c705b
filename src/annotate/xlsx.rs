//! XLSX: comments at cells. Excel keeps what a comment says in one part of a sheet and the box that shows it in another, a
//! drawing in VML; a sheet that has both already gets more in them, and a cell that has a comment more in that.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::package::{Rewritten, XML, attribute, not_written, replaced, with};
use super::{AUTHOR, Remark};
use crate::read::Why;
use crate::read::sheet::xlsx::parts_of_sheets;
use crate::source::markup::escaped;
use crate::source::{Cut, Source, Spot, cell_name};

/// What sheets and comments are written in.
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// How relationships of Office files are called.
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// The same in files that keep to the strict standard.
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";
const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
/// What a sheet may hold behind its drawing of comments, in the order of the standard.
const BEHIND: [&str; 8] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];
/// How wide and how high the box of a comment is, in columns and rows, and how many characters go on a line of it.
const WIDE: u32 = 4;
/// See [`WIDE`].
const LINE: usize = 22;
/// No box is higher.
const HIGHEST: usize = 30;

/// A cell: row and column, from 1.
type Place = (u32, u32);

/// A copy of `bytes` with the remarks at their cells.
pub fn annotate(source: &Source, bytes: &[u8], remarks: &[Remark]) -> Result<Vec<u8>, Why> {
    let parts = parts_of_sheets(bytes)?;
    let mut package = Rewritten::of(bytes)?;
    let mut sheets: BTreeMap<usize, BTreeMap<Place, String>> = BTreeMap::new();
    for remark in remarks {
        let spot = source.layout().and_then(|layout| layout.spot(remark.span.start as usize));
        let (sheet, place, elsewhere) = match spot {
            Some(Spot::Cell { sheet, row, column }) => (sheet as usize, (row, column), false),
            _ => (0, (1, 1), true),
        };
        let said = sheets.entry(sheet).or_default().entry(place).or_default();
        if !said.is_empty() {
            said.push_str("\n\n");
        }
        said.push_str(&remark.said(elsewhere));
    }
    for (sheet, said) in &sheets {
        let part = parts.get(*sheet).ok_or_else(not_written)?;
        let drawn = comments(&mut package, part, said)?;
        drawing(&mut package, part, &drawn)?;
    }
    package.packed()
}

/// Writes what is said on a sheet; gives the cells that had no comment before, with how long it is.
fn comments(
    package: &mut Rewritten<'_>,
    sheet: &str,
    said: &BTreeMap<Place, String>,
) -> Result<Vec<(Place, usize)>, Why> {
    let strict = is_strict(package, sheet)?;
    let found = package.related(sheet, "comments")?;
    let (part, mut text) = match found {
        Some(part) => {
            let text = package.part(&part)?.ok_or_else(not_written)?;
            (part, text)
        }
        None => {
            let part = package.unused("xl/comments", ".xml");
            package.relate(sheet, &format!("{}/comments", if strict { STRICT } else { OFFICE }), &part)?;
            package.typed(&part, COMMENTS)?;
            let empty = format!(
                "<comments xmlns=\"{MAIN}\"><authors></authors><commentList></commentList></comments>"
            );
            (part, format!("{XML}{empty}"))
        }
    };
    let author = authors(&text);
    let prefix = prefix(&text, "commentList").ok_or_else(not_written)?;
    let (mut new, mut drawn) = (String::new(), Vec::new());
    for (place, said) in said {
        let cell = cell_name(place.0, place.1);
        if let Some(longer) = gone_on(&text, &cell, said, &prefix) {
            text = longer;
            continue;
        }
        let _ = write!(
            new,
            "<{prefix}comment ref=\"{cell}\" authorId=\"{author}\"><{prefix}text>{}</{prefix}text></{prefix}comment>",
            run(said, &prefix)
        );
        drawn.push((*place, height(said)));
    }
    let text =
        before_end(&text, &format!("{prefix}authors"), &format!("<{prefix}author>{AUTHOR}</{prefix}author>"));
    let text = text.and_then(|text| before_end(&text, &format!("{prefix}commentList"), &new));
    package.put(&part, text.ok_or_else(not_written)?);
    Ok(drawn)
}

/// A piece of what a comment says.
fn run(said: &str, prefix: &str) -> String {
    format!(
        "<{prefix}r><{prefix}rPr><{prefix}sz val=\"9\"/></{prefix}rPr><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}r>",
        escaped(said)
    )
}

/// The comments with more in that of a cell; nothing where the cell has none.
fn gone_on(text: &str, cell: &str, said: &str, prefix: &str) -> Option<String> {
    let start = text.find(&format!("ref=\"{cell}\""))?;
    let end = start + text.cut(start..).find(&format!("</{prefix}text>"))?;
    let before = ["rPh", "phoneticPr"]
        .iter()
        .filter_map(|name| text.cut(start..end).find(&format!("<{prefix}{name}")));
    let at = before.min().map_or(end, |before| start + before);
    replaced(text, &[(at..at, run(&format!("\n\n{said}"), prefix))])
}

/// How many authors there are: the number of the next.
fn authors(text: &str) -> usize {
    text.split('<')
        .filter(|tag| tag.split([' ', '>', '/']).next().is_some_and(|name| bare(name) == "author"))
        .count()
}

/// A name without its prefix.
fn bare(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// What stands before the name of an element, with the colon.
fn prefix(text: &str, name: &str) -> Option<String> {
    let names = text.split('<').skip(1).filter_map(|tag| tag.split([' ', '>', '/', '\n', '\r', '\t']).next());
    let found = names.into_iter().find(|known| bare(known) == name)?;
    Some(found.strip_suffix(name)?.to_owned())
}

/// A text with more before the end of an element, which may have been written as empty.
fn before_end(text: &str, name: &str, more: &str) -> Option<String> {
    if let Some(end) = text.rfind(&format!("</{name}>")) {
        return replaced(text, &[(end..end, more.to_owned())]);
    }
    let start = text.find(&format!("<{name}"))?;
    let end = start + text.cut(start..).find("/>")?;
    replaced(text, &[(end..end + 2, format!(">{more}</{name}>"))])
}

/// Draws the boxes of comments on a sheet.
fn drawing(package: &mut Rewritten<'_>, sheet: &str, drawn: &[(Place, usize)]) -> Result<(), Why> {
    if drawn.is_empty() {
        return Ok(());
    }
    let text = package.part(sheet)?.ok_or_else(not_written)?;
    // A sheet may lead to other drawings in VML: pictures in its running heads.
    let named = text.find("legacyDrawing ").and_then(|at| {
        let tag = text.cut(at..);
        let tag = tag.cut(..tag.find('>')?);
        ["id", "r:id"].iter().find_map(|name| attribute(tag, name)).or_else(|| tag.split('"').nth(1))
    });
    let found = match named.map(str::to_owned) {
        Some(id) => Some(package.named(sheet, &id)?.ok_or_else(not_written)?),
        None => None,
    };
    let (part, known) = match found {
        Some(part) => {
            let known = package.part(&part)?.ok_or_else(not_written)?;
            (part, known)
        }
        None => {
            let part = package.unused("xl/drawings/vmlDrawing", ".vml");
            let strict = is_strict(package, sheet)?;
            let kind = format!("{}/vmlDrawing", if strict { STRICT } else { OFFICE });
            let id = package.relate(sheet, &kind, &part)?;
            package.typed(&part, DRAWING)?;
            let new = named_in(&text, &id, if strict { STRICT } else { OFFICE }).ok_or_else(not_written)?;
            package.put(sheet, new);
            (part, EMPTY.to_owned())
        }
    };
    let first = numbers(&known) + 1;
    let shapes: String =
        drawn.iter().zip(first..).map(|((place, high), nth)| shape(*place, *high, nth)).collect();
    package.put(&part, with(&known, &shapes).ok_or_else(not_written)?);
    Ok(())
}

/// A drawing with no boxes in it yet.
const EMPTY: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"></xml>";
/// The first number that boxes of a drawing have: Excel counts a thousand for each.
const FIRST: u32 = 1024;

/// The highest number of a box in a drawing.
fn numbers(drawing: &str) -> u32 {
    let after = drawing.split("_s").skip(1);
    let digits = after.map(|rest| rest.cut(..rest.bytes().take_while(u8::is_ascii_digit).count()));
    digits
        .filter_map(|digits| digits.parse::<u32>().ok())
        .filter(|number| *number < u32::MAX / 2)
        .max()
        .unwrap_or(FIRST)
}

/// The box of a comment, hidden until somebody points at its cell.
fn shape((row, column): Place, high: usize, number: u32) -> String {
    let (row, column) = (row - 1, column - 1);
    let (left, top) = (column + 1, row.saturating_sub(1));
    let (right, bottom) = (left + WIDE, top + high as u32);
    format!(
        "<v:shape xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\" id=\"_x0000_s{number}\" style=\"position:absolute;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\" path=\"m,l,21600r21600,l21600,xe\" o:spt=\"202\" coordsize=\"21600,21600\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 10, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
}

/// A sheet that names the drawing of its comments, where the standard wants it.
fn named_in(sheet: &str, id: &str, office: &str) -> Option<String> {
    let prefix = prefix(sheet, "worksheet")?;
    let name = format!("<{prefix}legacyDrawing xmlns:r=\"{office}\" r:id=\"{id}\"/>");
    let cells = sheet.find(&format!("{prefix}sheetData"))?;
    let end = sheet.rfind(&format!("</{prefix}worksheet"))?;
    // Programs wrap what they are not sure of: of what stands behind the cells that is controls and objects.
    let wrapped = sheet.cut(cells..).find("<mc:AlternateContent").map(|at| cells + at);
    let behind = BEHIND.iter().filter_map(|name| {
        let at = sheet.cut(cells..).find(&format!("<{prefix}{name}"))? + cells;
        let next = sheet.cut(at + 1 + prefix.len() + name.len()..).chars().next()?;
        (!next.is_alphanumeric()).then_some(at)
    });
    let at = behind.chain(wrapped).chain([end]).min()?;
    replaced(sheet, &[(at..at, name)])
}

fn is_strict(package: &mut Rewritten<'_>, sheet: &str) -> Result<bool, Why> {
    let text = package.part(sheet)?.ok_or_else(not_written)?;
    Ok(text.contains("http://purl.oclc.org/ooxml/spreadsheetml/main"))
}

/// How many rows of a sheet a text takes.
fn height(said: &str) -> usize {
    let lines = said.lines().map(|line| line.chars().count().div_ceil(LINE).max(1));
    (lines.sum::<usize>() + 1).min(HIGHEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_is_named_where_the_standard_wants_it() {
        for (sheet, wanted) in [
            ("<worksheet><sheetData/></worksheet>", "<worksheet><sheetData/>*</worksheet>"),
            (
                "<x:worksheet><x:sheetData/><x:drawing/><x:tableParts/><x:extLst/></x:worksheet>",
                "<x:worksheet><x:sheetData/><x:drawing/>*<x:tableParts/><x:extLst/></x:worksheet>",
            ),
            (
                "<worksheet><mc:AlternateContent/><sheetData/><pageSetup/><extLst/></worksheet>",
                "<worksheet><mc:AlternateContent/><sheetData/><pageSetup/>*<extLst/></worksheet>",
            ),
        ] {
            let prefix = if sheet.starts_with("<x:") { "x:" } else { "" };
            let name = format!("<{prefix}legacyDrawing xmlns:r=\"{OFFICE}\" r:id=\"a\"/>");
            assert_eq!(named_in(sheet, "a", OFFICE), Some(wanted.replace('*', &name)));
        }
    }

    #[test]
    fn a_cell_with_a_comment_gets_more_in_it() {
        let text = "<comments><authors/><commentList><comment ref=\"B2\" authorId=\"0\"><text><t>old</t></text></comment></commentList></comments>";
        let longer = gone_on(text, "B2", "new", "").unwrap();
        assert!(
            longer.contains("<t>old</t><r>") && longer.contains("&#10;&#10;new</t></r></text>"),
            "{longer}"
        );
        assert_eq!(gone_on(text, "B22", "new", ""), None);
        assert_eq!(
            before_end("<a><authors/></a>", "authors", "x").as_deref(),
            Some("<a><authors>x</authors></a>")
        );
        assert_eq!(
            (cell_name(12, 28), authors("<author>a</author><authors/><x:author/>")),
            ("AB12".to_owned(), 2)
        );
    }
}
