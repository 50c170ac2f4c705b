//! A page taken apart into what is read one after the other: grids with the text of their cells, and the lines between them.

use super::line::{self, Line, TAB};
use super::page::{Glyph, Page, QUARTERS, Way};
use super::ruling::{self, Ruled, Slot};
use crate::source::raised::without_marks;

/// What a page holds.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Lines and grids from top to bottom.
    pub blocks: Vec<Block>,
    /// What lies aslant or pale and large behind the text.
    pub watermarks: Vec<String>,
}

/// A line or a grid.
#[derive(Debug, Clone)]
pub enum Block {
    /// A line of text outside all grids.
    Line(Line),
    /// A grid.
    Grid(Grid),
}

impl Block {
    /// Its upper edge.
    pub fn top(&self) -> i32 {
        match self {
            Self::Line(line) => line.y0,
            Self::Grid(grid) => grid.top,
        }
    }
}

/// A grid with the text of its cells.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The edges of its columns.
    pub xs: Vec<i32>,
    /// How many rows it has.
    pub rows: usize,
    /// Its cells, by row and column.
    pub cells: Vec<Cell>,
    /// Its upper edge.
    pub top: i32,
    /// Its lower edge.
    pub bottom: i32,
}

/// A cell of a grid.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Where it is.
    pub slot: Slot,
    /// What it says, one line, by the page it stands on, from 0: a cell may go on on the next.
    pub parts: Vec<(usize, Vec<Glyph>)>,
    /// No line closes it above: it began on the page before.
    pub open_above: bool,
    /// No line closes it below: it goes on on the next page.
    pub open_below: bool,
}

impl Cell {
    /// Everything that stands in it.
    pub fn glyphs(&self) -> impl DoubleEndedIterator<Item = &Glyph> {
        self.parts.iter().flat_map(|(_, glyphs)| glyphs)
    }

    /// Nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.glyphs().next().is_none()
    }
}

impl Grid {
    /// What the cells of a row say, in order.
    pub fn words(&self, row: usize) -> Vec<String> {
        let cells = self.cells.iter().filter(|cell| cell.slot.row == row && !cell.is_blank());
        cells.map(|cell| cell.glyphs().map(|glyph| glyph.c).collect()).collect()
    }
}

/// Pale text of this size and more lies behind the page.
const LARGE: i32 = 3600;

/// Takes a page apart. `number` is the page's, from 0.
pub fn sheet(page: &mut Page, number: usize) -> Sheet {
    let glyphs = std::mem::take(&mut page.glyphs);
    let shown = glyphs.iter().filter(|glyph| !glyph.hidden).count();
    // Text under a scanned picture is the page's text; among text that is shown, what is hidden is not on the page.
    let keep_hidden = shown * 2 < glyphs.len();
    let behind = |glyph: &Glyph| glyph.way == Way::Aslant || glyph.pale && glyph.size >= LARGE;
    let watermarks = watermarks(glyphs.iter().filter(|glyph| behind(glyph)));
    let mut glyphs: Vec<Glyph> =
        glyphs.into_iter().filter(|glyph| !behind(glyph) && (keep_hidden || !glyph.hidden)).collect();
    let mut blocks = Vec::new();
    for ruled in ruling::grids(&page.rules) {
        let (within, rest) = take(&ruled, &glyphs);
        if let Some(grid) = fill(ruled, within, number, page) {
            blocks.push(Block::Grid(grid));
            glyphs = rest;
        }
    }
    page.rules = Vec::new();
    let upright: Vec<Glyph> = glyphs.iter().filter(|glyph| glyph.way == Way::Right).copied().collect();
    blocks.extend(line::lines(upright, TAB).into_iter().map(Block::Line));
    blocks.sort_by_key(Block::top);
    for way in &QUARTERS[1..] {
        let aside: Vec<Glyph> = glyphs.iter().filter(|glyph| glyph.way == *way).copied().collect();
        blocks.extend(righted(aside, page).into_iter().map(Block::Line));
    }
    Sheet { blocks, watermarks }
}

/// Lines of glyphs that run another way than the page does; boxes stay those of the page.
fn righted(glyphs: Vec<Glyph>, page: &Page) -> Vec<Line> {
    let Some(way) = glyphs.first().map(|glyph| glyph.way) else { return Vec::new() };
    let quarters = QUARTERS.iter().position(|other| *other == way).unwrap_or(0) as u8;
    let turned = glyphs.into_iter().map(|glyph| glyph.turned(quarters, page.width, page.height)).collect();
    let (width, height) =
        if quarters % 2 == 1 { (page.height, page.width) } else { (page.width, page.height) };
    let back = (4 - quarters) % 4;
    let lines = line::lines(turned, TAB).into_iter();
    lines
        .filter_map(|line| {
            Line::new(line.glyphs.into_iter().map(|glyph| glyph.turned(back, width, height)).collect())
        })
        .collect()
}

/// What lies behind the page, written together where the glyphs are near each other.
fn watermarks<'a>(glyphs: impl Iterator<Item = &'a Glyph>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut before: Option<Glyph> = None;
    for glyph in glyphs {
        let (x, y) = glyph.middle();
        let near = before.is_some_and(|before| {
            let (last_x, last_y) = before.middle();
            (x - last_x).abs().max((y - last_y).abs()) <= glyph.size.max(before.size) * 5 / 2
        });
        match out.last_mut() {
            Some(text) if near => text.push(glyph.c),
            _ => out.push(glyph.c.to_string()),
        }
        before = Some(*glyph);
    }
    out.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// The glyphs in each cell of a grid, and those in none. A word that was written in one go stays in one cell: the one that
/// holds most of it.
fn take(ruled: &Ruled, glyphs: &[Glyph]) -> (Vec<Vec<Glyph>>, Vec<Glyph>) {
    let mut within: Vec<Vec<Glyph>> = vec![Vec::new(); ruled.cells.len()];
    let mut rest = Vec::new();
    let mut start = 0;
    while start < glyphs.len() {
        let mut end = start + 1;
        while end < glyphs.len() && together(&glyphs[end - 1], &glyphs[end]) {
            end += 1;
        }
        let word = &glyphs[start..end];
        match home(ruled, word) {
            Some(cell) => within[cell].extend_from_slice(word),
            None => rest.extend_from_slice(word),
        }
        start = end;
    }
    (within, rest)
}

/// Two glyphs written one after the other without a gap.
fn together(one: &Glyph, two: &Glyph) -> bool {
    let written = one.run == two.run && one.way == two.way && one.c != ' ' && two.c != ' ';
    let gap = match one.way {
        Way::Right => two.x0 - one.x1,
        Way::Down => two.y0 - one.y1,
        Way::Left => one.x0 - two.x1,
        Way::Up | Way::Aslant => one.y0 - two.y1,
    };
    written && gap.abs() <= one.size / 4
}

/// The cell that holds most glyphs of a word.
fn home(ruled: &Ruled, word: &[Glyph]) -> Option<usize> {
    let mut counts: Vec<(Option<usize>, usize)> = Vec::new();
    for glyph in word {
        let (x, y) = glyph.middle();
        let cell = ruled.cell_at(x, y);
        match counts.iter_mut().find(|(other, _)| *other == cell) {
            Some((_, count)) => *count += 1,
            None => counts.push((cell, 1)),
        }
    }
    // The first of equals.
    counts.iter().rev().max_by_key(|(_, count)| *count).and_then(|(cell, _)| *cell)
}

/// A ruled grid with the text in it; none where the lines are a frame or a drawing.
fn fill(ruled: Ruled, within: Vec<Vec<Glyph>>, page: usize, sheet: &Page) -> Option<Grid> {
    let columns = ruled.xs.len() - 1;
    let filled = within.iter().filter(|glyphs| glyphs.iter().any(|glyph| glyph.c != ' ')).count();
    if columns < 2 || filled < 2 {
        return None;
    }
    let texts: Vec<Vec<Line>> = within.into_iter().map(|glyphs| cell_lines(glyphs, sheet)).collect();
    let mut slots = ruled.cells.clone();
    let (rows, texts) = split_rows(&ruled, &mut slots, texts);
    let [x0, top, x1, bottom] = ruled.bounds();
    debug_assert!(x0 < x1);
    let mut cells: Vec<Cell> = slots
        .into_iter()
        .zip(texts)
        .map(|(slot, lines)| {
            let room = ruled.xs[slot.column + slot.columns] - ruled.xs[slot.column];
            let open =
                |flags: &[bool]| flags[slot.column..slot.column + slot.columns].iter().all(|open| *open);
            Cell {
                slot,
                parts: vec![(page, line::unwrap(lines, room))],
                open_above: slot.row == 0 && open(&ruled.open_above),
                open_below: slot.row + slot.rows == rows && open(&ruled.open_below),
            }
        })
        .collect();
    cells.sort_by_key(|cell| (cell.slot.row, cell.slot.column));
    Some(Grid { xs: ruled.xs, rows, cells, top, bottom })
}

/// The lines of one cell: upright ones, then those that run another way.
fn cell_lines(glyphs: Vec<Glyph>, page: &Page) -> Vec<Line> {
    let upright: Vec<Glyph> = glyphs.iter().filter(|glyph| glyph.way == Way::Right).copied().collect();
    let all = upright.len() == glyphs.len();
    let mut lines = line::lines(upright, i32::MAX);
    if !all {
        for way in &QUARTERS[1..] {
            let aside = glyphs.iter().filter(|glyph| glyph.way == *way).copied().collect();
            lines.extend(righted(aside, page));
        }
    }
    lines
}

/// Rows that are not ruled from each other: where the cells of a row hold columns of figures, each line is a row.
fn split_rows(ruled: &Ruled, slots: &mut Vec<Slot>, texts: Vec<Vec<Line>>) -> (usize, Vec<Vec<Line>>) {
    let rows = ruled.ys.len() - 1;
    let mut out: Vec<(Slot, Vec<Line>)> = Vec::with_capacity(slots.len());
    let mut texts: Vec<Option<Vec<Line>>> = texts.into_iter().map(Some).collect();
    // Where each row begins once rows are split, and the middles of the lines that split it.
    let mut starts = Vec::with_capacity(rows + 1);
    let mut total = 0;
    let mut by_row: Vec<Vec<usize>> = vec![Vec::new(); rows];
    for (index, slot) in slots.iter().enumerate() {
        by_row[slot.row].push(index);
    }
    let mut covered = vec![false; rows];
    for slot in slots.iter().filter(|slot| slot.rows > 1) {
        covered[slot.row..slot.row + slot.rows].fill(true);
    }
    for row in 0..rows {
        starts.push(total);
        let own = &by_row[row];
        let room = |index: usize| {
            let slot: Slot = slots[index];
            ruled.xs[slot.column + slot.columns] - ruled.xs[slot.column]
        };
        let middles = if covered[row] { None } else { columns_of_figures(own, &texts) };
        let middles = middles.map(|middles| with_names(middles, own, &texts, room));
        let Some(middles) = middles else {
            total += 1;
            continue;
        };
        for &index in own {
            let mut parts: Vec<Vec<Line>> = vec![Vec::new(); middles.len()];
            for line in texts[index].take().unwrap_or_default() {
                let near = (0..middles.len()).min_by_key(|&nth| (middles[nth] - line.middle()).abs());
                if let Some(near) = near {
                    parts[near].push(line);
                }
            }
            for (nth, lines) in parts.into_iter().enumerate() {
                out.push((Slot { row: total + nth, ..slots[index] }, lines));
            }
        }
        total += middles.len();
    }
    starts.push(total);
    for (slot, lines) in slots.iter().zip(texts).filter_map(|(slot, lines)| Some((slot, lines?))) {
        let rows = starts[slot.row + slot.rows] - starts[slot.row];
        out.push((Slot { row: starts[slot.row], rows, ..*slot }, lines));
    }
    let (kept, texts): (Vec<Slot>, Vec<Vec<Line>>) = out.into_iter().unzip();
    *slots = kept;
    (total, texts)
}

/// Two cells or more whose lines are figures at the same heights, and so many lines that no wrapped figure looks like it: the
/// middles of all these lines, for not every row has a figure in every column.
fn columns_of_figures(own: &[usize], texts: &[Option<Vec<Line>>]) -> Option<Vec<i32>> {
    let is_column = |lines: &&Vec<Line>| {
        let figures = lines.len() >= 2 && lines.iter().all(|line| is_figure(&line.text()));
        figures && (lines.len() >= 3 || lines.iter().all(|line| line.text().contains('.')))
    };
    let columns = own.iter().filter_map(|&index| texts[index].as_ref()).filter(is_column);
    let mut lines: Vec<(i32, i32)> = Vec::new();
    let mut times = 0;
    for column in columns {
        lines.extend(column.iter().map(|line| (line.middle(), line.size)));
        times += 1;
    }
    lines.sort_unstable();
    // Each row by its first line, and how many lines it has.
    let mut rows: Vec<(i32, usize)> = Vec::new();
    let mut apart = true;
    for (middle, size) in lines {
        match rows.last_mut() {
            Some((first, count)) if middle - *first < size * 2 / 5 => *count += 1,
            // Lines of two columns that overlap are no rows.
            Some((first, _)) if middle - *first < size * 4 / 5 => apart = false,
            _ => rows.push((middle, 1)),
        }
    }
    let shared = rows.iter().filter(|(_, count)| *count > 1).count();
    let told = times >= 2 && apart && shared * 2 >= rows.len();
    told.then(|| rows.into_iter().map(|(middle, _)| middle).collect())
}

/// The rows of figures and those that have a name and no figure: a line of words apart from all of them, which the line before
/// did not run into for want of room.
fn with_names(
    middles: Vec<i32>,
    own: &[usize],
    texts: &[Option<Vec<Line>>],
    room: impl Fn(usize) -> i32,
) -> Vec<i32> {
    let pitch = middles.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(i32::MAX);
    let apart = |middles: &[i32], at: i32| {
        let next = middles.partition_point(|middle| *middle < at);
        let beside = middles[next.saturating_sub(1)..].iter().take(2);
        beside.into_iter().all(|middle| (middle - at).abs() >= pitch / 5 * 4)
    };
    let mut all = middles;
    for &index in own {
        let lines = texts[index].as_deref().unwrap_or_default();
        let ran_over = |line: &Line| line.x1 - line.x0 + line.size * 3 / 2 > room(index) - line::PADDING;
        let pairs = lines.windows(2).filter(|pair| !ran_over(&pair[0]) && !ran_over(&pair[1]));
        let words = pairs.map(|pair| &pair[1]).chain(lines.first()).filter(|line| !is_figure(&line.text()));
        for middle in words.map(Line::middle) {
            if apart(&all, middle) {
                all.insert(all.partition_point(|other| *other < middle), middle);
            }
        }
    }
    all
}

/// Digits with their separators, and perhaps a sign or a percent sign: one figure, whole.
pub fn is_figure(text: &str) -> bool {
    let inner = without_marks(text.trim())
        .trim_start_matches(['-', '+', '¥', '￥', '$', '('])
        .trim_end_matches(['%', ')']);
    let digits = inner.chars().filter(|c| c.is_ascii_digit() || ('０'..='９').contains(c)).count();
    digits > 0
        && inner
            .chars()
            .all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c) || matches!(c, '.' | ',' | '，' | '．'))
        && !inner.ends_with([',', '，'])
}
