//! XLSX: a package with a workbook, a part for each sheet, the words they share, and the formats numbers are shown in.
//! What is read is what Excel stored: the value of a formula is the one it last worked out.

mod cells;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::rich::Rich;
use super::styles::{self, Styles};
use super::{Area, Book, MOST_SHEETS, Sheet, too_large, view};
use crate::diagnostic::Text;
use crate::read::package::{Package, missing};
use crate::read::{Why, xml};
use crate::source::{Cut, Source};

/// Reads an XLSX workbook.
///
/// # Errors
/// Where it is damaged, locked, too large, or holds no sheet.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    view(name, book(bytes)?)
}

/// What the parts of a workbook share.
#[derive(Debug, Default)]
struct Shared {
    words: Words,
    styles: Styles,
    /// Whether days are counted from 1904.
    since_1904: bool,
    /// Whether everything is to be worked out anew on opening, whatever values are stored.
    recalculates: bool,
}

/// The words that cells refer to by number.
#[derive(Debug, Default)]
struct Words {
    text: String,
    ends: Vec<u32>,
    /// Those in which something is struck out, ascending.
    struck: Vec<usize>,
}

impl Words {
    fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

/// One part that another refers to.
#[derive(Debug)]
struct Link {
    id: String,
    kind: String,
    path: String,
}

/// The parts of the sheets, in the order in which [`read`] counts them.
///
/// # Errors
/// Where the workbook is damaged.
pub fn parts_of_sheets(bytes: &[u8]) -> Result<Vec<String>, Why> {
    let mut package = Package::open(bytes)?;
    let (workbook, links) = workbook(&mut package)?;
    let part = package.part(&workbook)?.ok_or_else(|| missing("xl/workbook.xml"))?;
    let tabs = tabs(&xml::text(&part)?, &mut Shared::default())?;
    Ok(tabs.iter().filter_map(|(_, id)| sheet_of(&links, id)).map(|link| link.path.clone()).collect())
}

/// The part of the workbook, and what it refers to.
fn workbook(package: &mut Package<'_>) -> Result<(String, Vec<Link>), Why> {
    let root = links(package, "")?;
    let workbook = root.iter().find(|link| link.kind == "officeDocument");
    let workbook = workbook.map_or_else(|| "xl/workbook.xml".to_owned(), |link| link.path.clone());
    let links = links(package, &workbook)?;
    Ok((workbook, links))
}

/// The part of a sheet with cells; sheets that hold a chart and nothing else have none.
fn sheet_of<'l>(links: &'l [Link], id: &str) -> Option<&'l Link> {
    links.iter().find(|link| link.id == id && link.kind == "worksheet")
}

fn book(bytes: &[u8]) -> Result<Book, Why> {
    let mut package = Package::open(bytes)?;
    let (workbook, links) = workbook(&mut package)?;
    let mut shared = Shared::default();
    let part = package.part(&workbook)?.ok_or_else(|| missing("xl/workbook.xml"))?;
    let tabs = tabs(&xml::text(&part)?, &mut shared)?;
    let path = |kind: &str| links.iter().find(|link| link.kind == kind).map(|link| link.path.as_str());
    if let Some(part) = path("styles").map(|path| package.part(path)).transpose()?.flatten() {
        shared.styles = styles::read(&xml::text(&part)?)?;
    }
    if let Some(part) = path("sharedStrings").map(|path| package.part(path)).transpose()?.flatten() {
        shared.words = words(&xml::text(&part)?)?;
    }
    let mut book = Book::default();
    for (mut sheet, id) in tabs {
        let Some(link) = sheet_of(&links, &id) else { continue };
        let part = package.part(&link.path)?.ok_or_else(|| missing(&link.path))?;
        cells::read(&xml::text(&part)?, &shared, &mut sheet)?;
        book.push(sheet)?;
    }
    if book.sheets.is_empty() {
        return Err(Why::new(
            Text::new("工作簿里没有工作表", "the workbook has no sheet"),
            Text::new("用 Excel 或 WPS 打开，另存一份再检查", "open it in Excel and save a copy"),
        ));
    }
    Ok(book)
}

/// What `part` refers to; the whole package where it is empty.
fn links(package: &mut Package<'_>, part: &str) -> Result<Vec<Link>, Why> {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let path =
        if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let Some(bytes) = package.part(&path)? else { return Ok(Vec::new()) };
    let text = xml::text(&bytes)?;
    let mut reader = Reader::from_str(&text);
    let mut links = Vec::new();
    loop {
        match xml::next(&mut reader)? {
            Event::Empty(start) | Event::Start(start) if start.local_name().as_ref() == "Relationship" => {
                if links.len() > 4 * MOST_SHEETS {
                    return Err(too_large());
                }
                let get = |name| xml::attribute(&start, name).unwrap_or_default();
                let kind = get("Type").rsplit('/').next().unwrap_or_default().to_owned();
                links.push(Link { id: get("Id").into_owned(), kind, path: joined(folder, &get("Target")) });
            }
            Event::Eof => return Ok(links),
            _ => {}
        }
    }
}

/// A path as seen from a folder.
fn joined(folder: &str, target: &str) -> String {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The sheets of a workbook, still empty, with the number of the part that holds each.
fn tabs(text: &str, shared: &mut Shared) -> Result<Vec<(Sheet, String)>, Why> {
    let mut reader = Reader::from_str(text);
    let mut tabs = Vec::new();
    loop {
        match xml::next(&mut reader)? {
            Event::Empty(start) | Event::Start(start) => match start.local_name().as_ref() {
                "workbookPr" => shared.since_1904 = xml::says(&start, "date1904"),
                "calcPr" => shared.recalculates = xml::says(&start, "fullCalcOnLoad"),
                "sheet" => {
                    let mut sheet = Sheet::new(xml::attribute(&start, "name").unwrap_or_default());
                    sheet.hidden = xml::attribute(&start, "state")
                        .is_some_and(|state| state.to_ascii_lowercase().contains("hidden"));
                    if tabs.len() > MOST_SHEETS {
                        return Err(too_large());
                    }
                    tabs.push((sheet, xml::attribute(&start, "id").unwrap_or_default().into_owned()));
                }
                _ => {}
            },
            Event::Eof => return Ok(tabs),
            _ => {}
        }
    }
}

/// The words that cells share: plain, or in runs of different looks; what is only read aloud is left out.
fn words(text: &str) -> Result<Words, Why> {
    let mut reader = Reader::from_str(text);
    let mut words = Words { text: String::with_capacity(text.len() / 2), ..Words::default() };
    let (mut within, mut aloud) = (false, false);
    let (mut rich, mut piece_at) = (Rich::default(), 0);
    loop {
        match xml::next(&mut reader)? {
            Event::Start(start) => match start.local_name().as_ref() {
                "t" => (within, piece_at) = (!aloud, words.text.len()),
                "rPh" => aloud = true,
                _ => looks(&mut rich, &start),
            },
            Event::End(end) => match end.local_name().as_ref() {
                "t" => {
                    within = false;
                    rich.end_piece(&mut words.text, piece_at);
                }
                "rPh" => aloud = false,
                "si" => {
                    words.struck.extend(rich.lost.then_some(words.ends.len()));
                    words.ends.push(words.text.len() as u32);
                    rich = Rich::default();
                }
                _ => {}
            },
            Event::Empty(start) => match start.local_name().as_ref() {
                "si" => words.ends.push(words.text.len() as u32),
                _ => looks(&mut rich, &start),
            },
            Event::Text(piece) if within => push_words(&mut words.text, &piece.xml10_content()),
            Event::CData(piece) if within => words.text.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) if within => xml::push_reference(&mut words.text, &reference),
            Event::Eof => return Ok(words),
            _ => {}
        }
    }
}

/// Takes in what an element says of how the words of a run look.
fn looks(rich: &mut Rich, start: &BytesStart<'_>) {
    match start.local_name().as_ref() {
        "r" => rich.begin_run(),
        "vertAlign" => rich.raised = xml::attribute(start, "val").is_some_and(|how| how == "superscript"),
        "strike" => rich.struck = !xml::attribute(start, "val").is_some_and(|on| on == "0" || on == "false"),
        _ => {}
    }
}

/// Adds words; `_x000D_` is how Excel writes what XML has no letter for.
fn push_words(into: &mut String, words: &str) {
    let mut rest = words;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.cut(at + 6..).starts_with('_'));
        let Some(c) = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32)
        else {
            into.push_str(rest.cut(..at + 2));
            rest = rest.cut(at + 2..);
            continue;
        };
        into.push_str(rest.cut(..at));
        into.push(if c == '\r' || c == '\0' { ' ' } else { c });
        rest = rest.cut(at + 7..);
    }
    into.push_str(rest);
}

/// A1 as row and column, from 1.
fn place(text: &str) -> Option<(u32, u32)> {
    let (mut row, mut column) = (0u32, 0u32);
    for byte in text.bytes() {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => {
                column =
                    column.checked_mul(26)?.checked_add(u32::from(byte.to_ascii_uppercase() - b'A') + 1)?;
            }
            b'0'..=b'9' => row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            _ => return None,
        }
    }
    ((1..=1_048_576).contains(&row) && (1..=16_384).contains(&column)).then_some((row, column))
}

/// A1:B2
fn area(text: &str) -> Option<Area> {
    let (from, to) = text.split_once(':')?;
    let ((top, left), (bottom, right)) = (place(from)?, place(to)?);
    (top <= bottom && left <= right).then_some(Area { top, left, bottom, right })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_cells() {
        assert_eq!(place("A1"), Some((1, 1)));
        assert_eq!(place("$XFD$1048576"), Some((1_048_576, 16_384)));
        for wrong in ["", "A", "1", "A0", "XFE1", "A1048577", "A1B", "ZZZZZZZZ1", "A99999999999"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
        assert_eq!(area("B2:D3"), Some(Area { top: 2, left: 2, bottom: 3, right: 4 }));
        assert_eq!(area("D3:B2"), None);
    }

    #[test]
    fn paths_within_the_package() {
        assert_eq!(joined("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(joined("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(joined("xl/a", "../styles.xml"), "xl/styles.xml");
        assert_eq!(joined("", "../../x"), "x");
    }

    #[test]
    fn letters_that_xml_lacks() {
        let said = |words: &str| {
            let mut into = String::new();
            push_words(&mut into, words);
            into
        };
        assert_eq!(said("收入_x000D_\n支出"), "收入 \n支出");
        assert_eq!(said("a_x_b_x00"), "a_x_b_x00");
        assert_eq!(said("_x005F_x000D_"), "_x000D_");
    }
}
