//! ODS: cells that carry the words they show, and say how often they stand.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::number::{self, Digits, Format};
use super::rich::Rich;
use super::{Area, Book, MOST_SHEETS, Sheet, too_large, view};
use crate::read::package::{Package, locked, missing};
use crate::read::{Why, xml};
use crate::source::Source;

const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;
/// Runs are nested no deeper than this.
const DEEPEST: usize = 64;

/// Reads an ODS workbook.
///
/// # Errors
/// Where it is damaged, locked or too large.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    let mut package = Package::open(bytes)?;
    let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(locked());
    }
    let part = package.part("content.xml")?.ok_or_else(|| missing("content.xml"))?;
    let mut pages = Pages::default();
    pages.read(&xml::text(&part)?)?;
    let mut book = Book::default();
    pages.sheets.into_iter().try_for_each(|sheet| book.push(sheet))?;
    view(name, book)
}

/// A cell as far as it is read.
#[derive(Debug, Default)]
struct Open {
    column: u32,
    times: u32,
    words: String,
    number: bool,
    formula: Option<String>,
    valued: bool,
    /// The value as it is stored, for a cell that does not say how it is shown.
    stored: String,
    /// Some of its words are struck out.
    struck: bool,
}

#[derive(Debug, Default)]
struct Pages {
    sheets: Vec<Sheet>,
    /// Styles of sheets that are not shown.
    hiding: Vec<String>,
    /// Styles that raise words or strike them out: which they do.
    looks: BTreeMap<String, (bool, bool)>,
    /// The runs that are open, and what those make of the words of the cell.
    runs: Vec<(bool, bool)>,
    rich: Rich,
    piece_at: usize,
    style: String,
    row: u32,
    row_times: u32,
    row_hidden: bool,
    column: u32,
    columns: u32,
    /// The cells of the row, to be written as often as the row stands.
    cells: Vec<Open>,
    open: Option<Open>,
    /// How deep within a remark of somebody, which is no word of the cell.
    remark: usize,
    /// Whether a paragraph is open.
    paragraph: bool,
}

impl Pages {
    fn read(&mut self, text: &str) -> Result<(), Why> {
        let mut reader = Reader::from_str(text);
        loop {
            match xml::next(&mut reader)? {
                Event::Start(start) => self.start(&start),
                Event::Empty(start) => {
                    let name = start.local_name().as_ref().to_owned();
                    self.start(&start);
                    self.end(&name)?;
                }
                Event::End(end) => self.end(end.local_name().as_ref())?,
                Event::Text(piece) if self.paragraph => self.say(&piece.xml10_content()),
                Event::CData(piece) if self.paragraph => self.say(&piece.xml10_content()),
                Event::GeneralRef(reference) if self.paragraph && self.remark == 0 => {
                    if let Some(open) = &mut self.open {
                        xml::push_reference(&mut open.words, &reference);
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn say(&mut self, words: &str) {
        if let Some(open) = self.open.as_mut().filter(|_| self.remark == 0) {
            open.words.push_str(words);
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        match start.local_name().as_ref() {
            "style" => self.style = xml::attribute(start, "name").unwrap_or_default().into_owned(),
            "table-properties"
                if self.hiding.len() < MOST_SHEETS
                    && xml::attribute(start, "display").as_deref() == Some("false") =>
            {
                self.hiding.push(self.style.clone());
            }
            "text-properties" if self.looks.len() < MOST_SHEETS => {
                let (raised, struck) = looks(start);
                let of_style = self.looks.entry(self.style.clone()).or_default();
                *of_style = (of_style.0 || raised, of_style.1 || struck);
            }
            "span" if self.open.is_some() && self.runs.len() < DEEPEST => {
                self.end_piece();
                let style = xml::attribute(start, "style-name").unwrap_or_default();
                let (raised, struck) = self.looks.get(style.as_ref()).copied().unwrap_or_default();
                let (raised_around, struck_around) = self.runs.last().copied().unwrap_or_default();
                self.runs.push((raised || raised_around, struck || struck_around));
            }
            "table" if self.open.is_none() => {
                let mut sheet = Sheet::new(xml::attribute(start, "name").unwrap_or_default());
                sheet.hidden = xml::attribute(start, "style-name")
                    .is_some_and(|style| self.hiding.contains(&style.into_owned()));
                self.sheets.push(sheet);
                (self.row, self.columns) = (0, 0);
            }
            "table-column" => {
                let times = repeated(start, "number-columns-repeated", COLUMNS);
                let first = self.columns + 1;
                self.columns = (self.columns + times).min(COLUMNS);
                if let Some(sheet) = self.sheets.last_mut().filter(|_| is_hidden(start)) {
                    sheet.hide_columns(first..self.columns + 1);
                }
            }
            "table-row" => {
                self.row_times = repeated(start, "number-rows-repeated", ROWS);
                self.row_hidden = is_hidden(start);
                self.column = 0;
                self.cells.clear();
            }
            "table-cell" | "covered-table-cell" if self.open.is_none() => self.begin(start),
            "annotation" => self.remark += 1,
            "p" if self.open.is_some() => {
                if let Some(open) =
                    self.open.as_mut().filter(|open| self.remark == 0 && !open.words.is_empty())
                {
                    open.words.push('\n');
                    self.piece_at = open.words.len();
                }
                self.paragraph = true;
            }
            "s" if self.paragraph => self.say(" "),
            "tab" if self.paragraph => self.say(" "),
            "line-break" if self.paragraph => self.say("\n"),
            _ => {}
        }
    }

    fn begin(&mut self, start: &BytesStart<'_>) {
        let times = repeated(start, "number-columns-repeated", COLUMNS);
        let column = self.column + 1;
        self.column = (self.column + times).min(COLUMNS);
        let spanned = |name| xml::number(start, name).unwrap_or(1).clamp(1, ROWS);
        let (rows, columns) = (spanned("number-rows-spanned"), spanned("number-columns-spanned"));
        let top = self.row + 1;
        if rows * columns.min(COLUMNS) > 1
            && let Some(sheet) = self.sheets.last_mut()
        {
            let (bottom, right) = (top + rows - 1, column + columns - 1);
            sheet.merges.push(Area { top, left: column, bottom, right });
        }
        let kind = xml::attribute(start, "value-type").unwrap_or_default();
        let stored = stored(start, &kind);
        self.open = Some(Open {
            column,
            times,
            words: String::new(),
            number: matches!(kind.as_ref(), "float" | "currency" | "percentage"),
            formula: xml::attribute(start, "formula").map(|formula| formula.into_owned()),
            // Words may well be empty.
            valued: kind == "string" || stored.is_some(),
            stored: stored.unwrap_or_default(),
            struck: false,
        });
    }

    /// The words up to here look as the innermost run that is open.
    fn end_piece(&mut self) {
        let Some(open) = &mut self.open else { return };
        (self.rich.raised, self.rich.struck) = self.runs.last().copied().unwrap_or_default();
        self.rich.end_piece(&mut open.words, self.piece_at);
        self.piece_at = open.words.len();
    }

    fn end(&mut self, name: &str) -> Result<(), Why> {
        match name {
            "span" if self.open.is_some() => {
                self.end_piece();
                self.runs.pop();
            }
            "p" => {
                self.end_piece();
                self.runs.clear();
                self.paragraph = false;
            }
            "annotation" => self.remark = self.remark.saturating_sub(1),
            "table-cell" | "covered-table-cell" => {
                let Some(mut open) = self.open.take() else { return Ok(()) };
                open.struck = std::mem::take(&mut self.rich).lost;
                self.piece_at = 0;
                if open.words.trim().is_empty() {
                    open.words = if open.struck { String::new() } else { std::mem::take(&mut open.stored) };
                }
                if !open.words.is_empty() || open.struck || open.formula.is_some() && !open.valued {
                    self.cells.push(open);
                }
            }
            "table-row" => self.row()?,
            "table" if self.sheets.len() > MOST_SHEETS => return Err(too_large()),
            _ => {}
        }
        Ok(())
    }

    /// Writes a row as often as it stands.
    fn row(&mut self) -> Result<(), Why> {
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        let first = self.row + 1;
        self.row = self.row.saturating_add(self.row_times).min(ROWS);
        if self.cells.is_empty() {
            return Ok(());
        }
        for row in first..=self.row {
            if self.row_hidden {
                sheet.hidden_rows.push(row);
            }
            for cell in &self.cells {
                for column in cell.column..(cell.column + cell.times).min(COLUMNS + 1) {
                    if cell.struck {
                        sheet.strike(row, column);
                    }
                    match &cell.formula {
                        Some(formula) if cell.words.is_empty() && !cell.struck => {
                            // of:=SUM([.B2:.B3]): the language it is written in is said first.
                            let formula = formula.split_once('=').map_or(formula.as_str(), |(_, own)| own);
                            sheet.put_formula(row, column, formula)?;
                        }
                        _ => sheet.put(row, column, &cell.words, cell.number)?,
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether a style raises words, and whether it strikes them out.
fn looks(start: &BytesStart<'_>) -> (bool, bool) {
    let says = |name, is: fn(&str) -> bool| xml::attribute(start, name).is_some_and(|value| is(&value));
    // In words, or in percent of the height of a line.
    let raised = |place: &str| place.starts_with("super") || place.starts_with(|c| ('1'..='9').contains(&c));
    let struck = |how: &str| how != "none";
    (
        says("text-position", raised),
        says("text-line-through-style", struck) || says("text-line-through-type", struck),
    )
}

/// The value that a cell stores beside the words it shows.
fn stored(start: &BytesStart<'_>, kind: &str) -> Option<String> {
    let value = |name| xml::attribute(start, name).map(|value| value.trim().to_owned());
    let number = || value("value").filter(|value| !value.is_empty());
    match kind {
        "float" | "currency" => {
            number().map(|value| number::shown(&value, &Format::built_in(0), false).unwrap_or(value))
        }
        "percentage" => number().map(|value| match Digits::written(&value) {
            Some(digits) => format!("{}%", digits.shifted(2).plain()),
            None => value,
        }),
        "boolean" => value("boolean-value"),
        "date" => value("date-value"),
        "time" => value("time-value"),
        _ => value("string-value"),
    }
}

fn repeated(start: &BytesStart<'_>, name: &str, most: u32) -> u32 {
    xml::number(start, name).unwrap_or(1).clamp(1, most)
}

fn is_hidden(start: &BytesStart<'_>) -> bool {
    xml::attribute(start, "visibility").is_some_and(|how| how == "collapse" || how == "filter")
}
