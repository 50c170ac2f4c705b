//! The cells of one sheet of an XLSX workbook.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Shared, area, place};
use crate::read::sheet::rich::Rich;
use crate::read::sheet::{Sheet, number};
use crate::read::{Why, xml};

/// A cell as far as it is read.
#[derive(Debug, Default)]
struct Open {
    row: u32,
    column: u32,
    style: usize,
    kind: Kind,
    value: String,
    has_value: bool,
    formula: Option<String>,
    /// How the runs of its own words look, and where the last of them begins.
    rich: Rich,
    piece_at: usize,
}

impl Open {
    /// Whether the value of a formula is stored. Programs that write workbooks without working them out leave it empty, or
    /// write 0 and ask for everything to be worked out on opening; words may well be empty.
    fn is_worked_out(&self, shared: &Shared) -> bool {
        match self.value.trim() {
            "" => self.has_value && self.kind == Kind::Words,
            "0" => !(shared.recalculates && self.kind == Kind::Number),
            _ => true,
        }
    }
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Words,
    Truth,
}

/// What the text that is read belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Value,
    Formula,
}

/// Reads the part that holds a sheet.
pub fn read(text: &str, shared: &Shared, sheet: &mut Sheet) -> Result<(), Why> {
    let mut reader = Reader::from_str(text);
    let (mut row, mut column) = (0u32, 0u32);
    let mut open = Open::default();
    let mut within = Within::Nothing;
    let mut aloud = false;
    loop {
        let event = xml::next(&mut reader)?;
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let empty = matches!(event, Event::Empty(_));
                match start.local_name().as_ref() {
                    "c" => {
                        begin(&mut open, start, row, column);
                        (row, column) = (open.row, open.column);
                    }
                    "v" => {
                        within = if empty { Within::Nothing } else { Within::Value };
                        open.has_value = true;
                    }
                    "t" if !aloud => {
                        within = if empty { Within::Nothing } else { Within::Value };
                        open.has_value = true;
                        open.piece_at = open.value.len();
                    }
                    "f" => {
                        within = if empty { Within::Nothing } else { Within::Formula };
                        open.formula = Some(String::new());
                    }
                    "rPh" => aloud = !empty,
                    "row" => {
                        row = xml::number(start, "r").filter(|own| *own <= 1_048_576).unwrap_or(row + 1);
                        column = 0;
                        let flat = xml::attribute(start, "ht")
                            .is_some_and(|height| height.trim_matches(['0', '.']).is_empty());
                        if xml::says(start, "hidden") || flat {
                            sheet.hidden_rows.push(row);
                        }
                    }
                    "col" if xml::says(start, "hidden") => {
                        if let (Some(min), Some(max)) = (xml::number(start, "min"), xml::number(start, "max"))
                        {
                            sheet.hide_columns(min..max.saturating_add(1));
                        }
                    }
                    "mergeCell" => {
                        sheet.merges.extend(xml::attribute(start, "ref").and_then(|text| area(&text)))
                    }
                    _ => super::looks(&mut open.rich, start),
                }
            }
            Event::End(end) => match end.local_name().as_ref() {
                "c" => {
                    finish(&open, shared, sheet)?;
                    within = Within::Nothing;
                }
                "t" if !aloud => {
                    within = Within::Nothing;
                    open.rich.end_piece(&mut open.value, open.piece_at);
                }
                "v" | "t" | "f" => within = Within::Nothing,
                "rPh" => aloud = false,
                _ => {}
            },
            Event::Text(piece) if within != Within::Nothing => {
                let into = if within == Within::Value {
                    &mut open.value
                } else {
                    open.formula.get_or_insert_default()
                };
                super::push_words(into, &piece.xml10_content());
            }
            Event::CData(piece) if within == Within::Value => open.value.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) if within != Within::Nothing => {
                let into = if within == Within::Value {
                    &mut open.value
                } else {
                    open.formula.get_or_insert_default()
                };
                xml::push_reference(into, reference);
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Begins a cell; one that does not say where it stands is the next.
fn begin(open: &mut Open, start: &BytesStart<'_>, row: u32, column: u32) {
    open.value.clear();
    open.has_value = false;
    open.formula = None;
    open.rich = Rich::default();
    (open.row, open.column) = (row.max(1), column + 1);
    open.style = 0;
    open.kind = Kind::Number;
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    for attribute in attributes.flatten() {
        match attribute.key.as_ref() {
            "r" => {
                if let Some(own) = place(&attribute.value) {
                    (open.row, open.column) = own;
                }
            }
            "s" => open.style = attribute.value.parse().unwrap_or(0),
            "t" => {
                open.kind = match attribute.value.as_ref() {
                    "s" => Kind::Shared,
                    "b" => Kind::Truth,
                    "n" => Kind::Number,
                    // Words, errors (#REF!) and dates in letters.
                    _ => Kind::Words,
                };
            }
            _ => {}
        }
    }
}

fn finish(open: &Open, shared: &Shared, sheet: &mut Sheet) -> Result<(), Why> {
    let (row, column, value) = (open.row, open.column, open.value.trim());
    match &open.formula {
        Some(formula) if !open.is_worked_out(shared) => return sheet.put_formula(row, column, formula),
        None if !open.has_value => return Ok(()),
        _ => {}
    }
    let index = value.parse().ok().filter(|_| open.kind == Kind::Shared);
    if open.rich.lost || index.is_some_and(|index| shared.words.struck.binary_search(&index).is_ok()) {
        sheet.strike(row, column);
    }
    match open.kind {
        Kind::Words => sheet.put(row, column, &open.value, false),
        Kind::Shared => match index.and_then(|index| shared.words.get(index)) {
            Some(words) => sheet.put(row, column, words, false),
            None => sheet.put(row, column, "#N/A", false),
        },
        Kind::Truth => sheet.put(row, column, if value == "1" { "TRUE" } else { "FALSE" }, false),
        Kind::Number => {
            let format = shared.styles.format(open.style);
            match number::shown(value, format, shared.since_1904) {
                Some(words) => sheet.put(row, column, &words, true),
                None => sheet.put(row, column, value, false),
            }
        }
    }
}
