//! Properties of paragraphs and of runs of characters: found by where the text stands in the stream, in pages of 512 bytes.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::sprm::{sprms, switch};
use super::{u16_at, u32_at};

/// How long a page is.
const PAGE: usize = 512;
/// No row has more cells than Word allows.
const MOST_CELLS: usize = 64;
/// Tables are nested no deeper than this; what is deeper the reader of DOCX leaves out and tells.
const DEEPEST: u32 = 30;

/// What is said of a paragraph.
#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    /// Its style.
    pub style: u16,
    /// How many tables it stands in.
    pub depth: u32,
    /// It ends a row.
    pub ends_row: bool,
    /// It ends a cell of a table within a table.
    pub ends_cell: bool,
    /// Its list, from 1.
    pub list: Option<u16>,
    /// Its level in the list.
    pub level: Option<u8>,
    /// Its level in the outline, 9 for text.
    pub outline: Option<u8>,
    /// What the row is like that it ends.
    pub row: Row,
}

/// How a row is divided.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The edges of its cells from the left, in twentieths of a point; one more than there are cells.
    pub edges: Vec<i16>,
    /// Each cell's bits: goes on beside (1), goes on below (2), begins to (4).
    pub cells: Vec<u8>,
    /// It stands again on every page.
    pub is_head: bool,
}

/// The cell goes on with the one to its left.
pub const BESIDE: u8 = 1;
/// The cell goes on with the one above.
pub const BELOW: u8 = 2;
/// Cells below may go on with it.
pub const ABOVE: u8 = 4;

/// What is said of a run of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Run {
    /// Somebody deleted it, and nobody accepted that yet.
    pub deleted: bool,
    /// Somebody inserted it.
    pub inserted: bool,
    /// It is hidden.
    pub hidden: Option<bool>,
    /// It is struck out.
    pub struck: Option<bool>,
    /// It stands raised.
    pub raised: bool,
    /// Its characters are no text: pictures, notes, symbols.
    pub special: bool,
    /// The sign of a font of symbols.
    pub symbol: Option<u16>,
}

/// The properties of a document, by where what they are of ends in the stream.
#[derive(Debug, Default)]
pub struct Properties {
    paragraphs: Vec<(u32, u32, Rc<Paragraph>)>,
    runs: Vec<(u32, u32, Run)>,
}

impl Properties {
    /// Reads the pages that the tables `runs` and `paragraphs` list; `data` has what is too long for a page.
    pub fn read(main: &[u8], data: &[u8], runs: &[u8], paragraphs: &[u8]) -> Self {
        let mut all = Self::default();
        let mut long = BTreeMap::new();
        for page in pages(main, paragraphs) {
            for (start, end, at) in entries(page, 13) {
                let found = at.and_then(|at| paragraph(page, at, data, &mut long)).unwrap_or_default();
                all.paragraphs.push((start, end, found));
            }
        }
        for page in pages(main, runs) {
            for (start, end, at) in entries(page, 1) {
                let bytes = at.and_then(|at| page.get(at + 1..at + 1 + usize::from(*page.get(at)?)));
                all.runs.push((start, end, run(bytes.unwrap_or_default())));
            }
        }
        all.paragraphs.sort_by_key(|(start, end, _)| (*start, *end));
        all.runs.sort_by_key(|(start, end, _)| (*start, *end));
        all
    }

    /// What is said of the paragraph whose mark stands at `place`.
    pub fn paragraph(&self, place: u32) -> Rc<Paragraph> {
        let next = self.paragraphs.partition_point(|(start, ..)| *start <= place);
        let found = next.checked_sub(1).and_then(|at| self.paragraphs.get(at));
        found.filter(|(_, end, _)| place < *end).map(|(.., found)| found.clone()).unwrap_or_default()
    }

    /// What is said of the character at `place`, and where that ends.
    pub fn run(&self, place: u32) -> Run {
        let next = self.runs.partition_point(|(start, ..)| *start <= place);
        let found = next.checked_sub(1).and_then(|at| self.runs.get(at));
        found.filter(|(_, end, _)| place < *end).map(|(.., found)| *found).unwrap_or_default()
    }
}

/// The pages that a table lists.
fn pages<'m>(main: &'m [u8], table: &[u8]) -> impl Iterator<Item = &'m [u8]> {
    let n = table.len().saturating_sub(4) / 8;
    let numbers: Vec<u32> = (0..n).filter_map(|at| u32_at(table, (n + 1) * 4 + at * 4)).collect();
    let mut seen = std::collections::BTreeSet::new();
    numbers.into_iter().filter(move |number| seen.insert(*number)).filter_map(|number| {
        let at = (number & 0x003F_FFFF) as usize * PAGE;
        main.get(at..at + PAGE)
    })
}

/// What a page has: start and end in the stream, and where in the page the properties stand.
fn entries(page: &[u8], width: usize) -> impl Iterator<Item = (u32, u32, Option<usize>)> {
    let n = page.last().map_or(0, |count| usize::from(*count));
    (0..n).filter_map(move |at| {
        let (start, end) = (u32_at(page, at * 4)?, u32_at(page, at * 4 + 4)?);
        let offset = usize::from(*page.get((n + 1) * 4 + at * width)?) * 2;
        Some((start, end, (offset > 0).then_some(offset)))
    })
}

fn paragraph(
    page: &[u8],
    at: usize,
    data: &[u8],
    long: &mut BTreeMap<(u16, u32), Rc<Paragraph>>,
) -> Option<Rc<Paragraph>> {
    let (start, len) = match usize::from(*page.get(at)?) {
        0 => (at + 2, usize::from(*page.get(at + 1)?) * 2),
        words => (at + 1, words * 2 - 1),
    };
    let bytes = page.get(start..start + len)?;
    let mut told = Paragraph { style: u16_at(bytes, 0)?, ..Paragraph::default() };
    let own = bytes.get(2..)?;
    if let Some(place) = sprms(own).find(|(code, _)| *code == 0x6646).and_then(|(_, value)| u32_at(value, 0))
    {
        // Many paragraphs may have the same, and each is long.
        let made = long.entry((told.style, place)).or_insert_with(|| {
            let len = u16_at(data, place as usize).map_or(0, usize::from);
            let start = (place as usize).saturating_add(2);
            take(&mut told, data.get(start..start.saturating_add(len)).unwrap_or_default());
            Rc::new(told)
        });
        return Some(made.clone());
    }
    take(&mut told, own);
    Some(Rc::new(told))
}

fn take(told: &mut Paragraph, bytes: &[u8]) {
    let mut in_table = false;
    for (code, value) in sprms(bytes) {
        let first = value.first().copied();
        match code {
            0x2416 => in_table = first == Some(1),
            0x2417 | 0x244C => told.ends_row = first == Some(1),
            0x244B => told.ends_cell = first == Some(1),
            0x6649 => told.depth = u32_at(value, 0).unwrap_or(0).min(DEEPEST),
            0x460B => told.list = u16_at(value, 0),
            0x260A => told.level = first,
            0x2640 => told.outline = first,
            0x3404 => told.row.is_head = first == Some(1),
            0xD608 => row(&mut told.row, value),
            0xD62B => below(&mut told.row, value),
            0x5624 => beside(&mut told.row, value),
            _ => {}
        }
    }
    if in_table && told.depth == 0 {
        told.depth = 1;
    }
}

/// The edges and the merged cells of a row.
fn row(row: &mut Row, value: &[u8]) {
    let n = value.first().map_or(0, |count| usize::from(*count)).min(MOST_CELLS);
    let edge = |at: usize| u16_at(value, 1 + at * 2).map(u16::cast_signed);
    row.edges = (0..=n).map_while(edge).collect();
    let flags = |at: usize| u16_at(value, 1 + (n + 1) * 2 + at * 20).unwrap_or(0);
    row.cells = (0..n)
        .map(|at| {
            let (across, down) = (flags(at) & 3, flags(at) >> 5 & 3);
            let beside = if across == 1 { BESIDE } else { 0 };
            beside | vertical(down)
        })
        .collect();
}

fn vertical(bits: u16) -> u8 {
    match bits {
        1 => BELOW,
        3 => ABOVE,
        _ => 0,
    }
}

fn below(row: &mut Row, value: &[u8]) {
    if let [cell, bits, ..] = value
        && let Some(known) = row.cells.get_mut(usize::from(*cell))
    {
        *known = *known & BESIDE | vertical(u16::from(*bits));
    }
}

fn beside(row: &mut Row, value: &[u8]) {
    if let [first, end] = value {
        for cell in first.saturating_add(1)..*end {
            if let Some(known) = row.cells.get_mut(usize::from(cell)) {
                *known |= BESIDE;
            }
        }
    }
}

fn run(bytes: &[u8]) -> Run {
    let mut run = Run::default();
    for (code, value) in sprms(bytes) {
        match code {
            0x0800 => run.deleted = switch(value) == Some(true),
            0x0801 => run.inserted = switch(value) == Some(true),
            0x083C => run.hidden = switch(value),
            0x0837 | 0x2A53 => run.struck = switch(value).map(|on| on || run.struck == Some(true)),
            0x0855 => run.special = value.first() == Some(&1),
            0x2A48 => run.raised = value.first() == Some(&1),
            0x6A09 => run.symbol = u16_at(value, 2),
            _ => {}
        }
    }
    run
}
