//! The passes that make a document of a source: fold, lines, grids with what stands around them, sections, running text.

use super::anew::{self, Known};
use super::grid::{self, Builder};
use super::heading;
use super::lines::{self, Line, Shape};
use super::title::Title;
use super::{Document, Entry, Folded, Paragraph, Place, Section, Table, fold};
use super::{around, contents};
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::amount::style::{Style, Votes};
use crate::source::{About, Cut, FileId, Layout, Source};

/// The style of the numbers of a text. A lone comma is no point where nobody parts fractions by one: beside ideographs it is a
/// slip.
fn style(text: &str) -> Style {
    let votes = Votes::of(text);
    let comma = || votes.has_comma_fractions_alone() && !text.contains(fold::is_ideograph);
    votes.style().unwrap_or_else(|| if comma() { Style::Comma } else { Style::default() })
}

/// Parses a source. Never fails: what is not understood stays text.
pub fn parse(file: FileId, source: &Source) -> Document {
    let layout = source.layout();
    let mut folded = fold::fold_source(source);
    folded.simplify();
    let text = folded.text.as_str();
    let (lines, grids) = drawn(&folded, layout);
    let style = style(text);
    let mut builder = Builder::new(style);
    let mut used = vec![false; lines.len()];
    let mut tables: Vec<Table> = Vec::new();
    let mut kept: Vec<Rows> = Vec::new();
    let mut known = Known::default();
    for (index, rows) in grids.iter().enumerate() {
        for &line in &rows.lines {
            used[line] = true;
        }
        let next = grids.get(index + 1).map_or(lines.len(), |grid| grid.lines[0]);
        let around = around::surround(text, &lines, rows, &mut used, next);
        let caption = |table: &Table| table.caption.as_ref().map(|place| text.at(place).to_owned());
        // The same caption over the same header is the same table on its next page.
        if let (Some(before), Some(last)) = (tables.last_mut(), kept.last_mut())
            && caption(before).is_some_and(|name| Some(name) == caption(&around))
            && anew::goes_on(text, &lines, last, &mut known, rows, &used)
        {
            last.lines.extend(&rows.lines);
            before.footnotes.extend(around.footnotes);
            before.place.end = around.place.end;
            continue;
        }
        tables.push(around);
        kept.push(Rows { lines: rows.lines.clone(), headed: rows.headed });
        known = Known::default();
    }
    let grids = kept;
    // Figures are numbered in reading order, so grids and running text are read in one pass.
    let mut document = Document {
        file,
        style,
        title: Vec::new(),
        sections: Vec::new(),
        contents: Vec::new(),
        tables: Vec::new(),
        paragraphs: Vec::new(),
        figures: Vec::new(),
        hides: source.notes().any(|note| note.about == About::Hidden),
        amounts: OnceLock::new(),
        grams: OnceLock::new(),
        memo: Default::default(),
        folded: Folded::default(),
        files: source.files().clone(),
    };
    let mut waiting = grids.iter().zip(tables).peekable();
    let mut title = Title::default();
    let mut announced: HashMap<String, u8> = HashMap::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some((grid, table)) = waiting.next_if(|(grid, _)| grid.lines[0] == index) {
            title.end();
            let index = document.tables.len() as u32;
            let table = grid::build(text, &lines, grid, table, index, &mut builder, layout);
            document.tables.push(table);
        }
        let content = text.at(&line.text);
        match line.shape {
            Shape::Contents => {
                title.contents();
                let (len, page) = contents::entry(content, true).unwrap_or((content.len(), None));
                let heading = line.text.start..line.text.start + len as u32;
                announced.extend(heading::announced(content.cut(..len)));
                document.contents.push(Entry { heading, page });
                continue;
            }
            Shape::Text if !used[index] || is_numbered(content) && !in_grid(&grids, index) => {}
            _ => continue,
        }
        // What the contents number may stand in the body without its number.
        let found = heading::heading(content, line.marks).or_else(|| heading::again(content, &announced));
        if let Some(found) = found.filter(|_| !heading::over_numbers(text.cut(line.place.end as usize..))) {
            if found.ordinal.is_some() || line.marks == 0 {
                title.end();
            } else if !contents::opens(content) {
                title.take(at(line.text.start, found.name.clone()), content);
            }
            if !used[index] || found.ordinal.is_some() {
                document.sections.push(Section {
                    heading: line.text.clone(),
                    name: at(line.text.start, found.name),
                    ordinal: found.ordinal,
                    rank: found.rank,
                    body: line.text.start..text.len() as u32,
                });
            }
            continue;
        }
        if contents::opens(content) {
            title.contents();
            continue;
        }
        if used[index] {
            continue;
        }
        title.take(line.text.clone(), content);
        if let Some(before) = document.paragraphs.last()
            && line.text.start <= before.place.end + 4
        {
            builder.mend(text, &before.place, content);
        }
        document.paragraphs.push(Paragraph { place: line.text.clone() });
        builder.text(line.text.start, content, None);
    }
    close_sections(&mut document.sections);
    document.title = title.lines;
    let starts: Vec<u32> = document.sections.iter().map(|section| section.heading.start).collect();
    document.figures = builder.finish(&starts);
    document.folded = folded;
    document
}

fn is_numbered(text: &str) -> bool {
    heading::ordinal(text).is_some()
}

fn in_grid(grids: &[Rows], line: usize) -> bool {
    let next = grids.partition_point(|grid| grid.lines[0] <= line);
    next > 0 && grids[next - 1].lines.binary_search(&line).is_ok()
}

fn at(start: u32, range: std::ops::Range<usize>) -> Place {
    start + range.start as u32..start + range.end as u32
}

/// Lets every section end where the next of its rank or a higher one begins.
fn close_sections(sections: &mut [Section]) {
    let mut open: Vec<usize> = Vec::new();
    for index in 0..sections.len() {
        let (rank, start) = (sections[index].rank, sections[index].heading.start);
        while let Some(&last) = open.last() {
            if sections[last].rank < rank {
                break;
            }
            sections[last].body.end = start;
            open.pop();
        }
        open.push(index);
    }
}

/// The lines of a folded text, and which of them are rows of a grid.
pub fn drawn(folded: &Folded, layout: Option<&Layout>) -> (Vec<Line>, Vec<Rows>) {
    let text = folded.text.as_str();
    let mut lines = lines::lines(folded, layout);
    let grids = grids(text, &lines, layout);
    // What looks like a row and is none is a line of text.
    let mut rows = grids.iter().flat_map(|grid| &grid.lines).copied().peekable();
    for (index, line) in lines.iter_mut().enumerate() {
        let is_row = rows.next_if_eq(&index).is_some();
        if !is_row && matches!(line.shape, Shape::Tabbed | Shape::Piped) {
            let words = text.at(&line.text);
            line.shape = match lines::shape(words, words) {
                Shape::Tabbed | Shape::Piped => Shape::Text,
                shape => shape,
            };
        }
    }
    (lines, grids)
}

/// The lines of one grid.
#[derive(Debug)]
pub struct Rows {
    /// Indices of its lines, ascending.
    pub lines: Vec<usize>,
    /// How many of them the format calls the header, by a rule under them or otherwise; 0: it does not say.
    pub headed: usize,
}

/// The grids that the format draws; where it says nothing, lines are grouped by their looks.
fn grids(text: &str, lines: &[Line], layout: Option<&Layout>) -> Vec<Rows> {
    let Some(layout) = layout else { return guessed(text, lines) };
    let mut grids = drawn_by(layout, lines);
    for plain in &layout.plain {
        let (from, to) = (plain.start as usize, (plain.end as usize).min(lines.len()));
        let found = lines.get(from..to).map(|lines| guessed(text, lines)).unwrap_or_default();
        let moved = |rows: Rows| Rows { lines: rows.lines.iter().map(|line| line + from).collect(), ..rows };
        grids.extend(found.into_iter().map(moved));
    }
    // Of one file there is nothing to put in order.
    if !layout.plain.is_empty() {
        grids.sort_by_key(|rows| rows.lines[0]);
    }
    grids
}

fn drawn_by(layout: &Layout, lines: &[Line]) -> Vec<Rows> {
    let filled = |grid: &std::ops::Range<u32>| -> Vec<usize> {
        let within = grid.start as usize..(grid.end as usize).min(lines.len());
        within.filter(|&line| lines[line].shape == Shape::Tabbed).collect()
    };
    let rows = layout.grids.iter().enumerate();
    let rows = rows.map(|(at, grid)| Rows { lines: filled(grid), headed: layout.headed(at) });
    rows.filter(|rows| !rows.lines.is_empty()).collect()
}

/// Groups lines into grids. A page break (blank lines, a page number, a rule of dashes) does not end one.
fn guessed(text: &str, lines: &[Line]) -> Vec<Rows> {
    let rows_follow = rows_follow(lines);
    let mut grids: Vec<Rows> = Vec::new();
    let mut known = Known::default();
    let mut open = false;
    let mut gap = false;
    for (index, line) in lines.iter().enumerate() {
        match line.shape {
            Shape::Tabbed | Shape::Piped
                if is_row(text, lines, index, open.then(|| grids.last()).flatten()) =>
            {
                let starts = match grids.last() {
                    Some(grid) if open => gap && anew::starts_anew(text, lines, grid, &mut known, index),
                    _ => true,
                };
                if starts {
                    grids.push(Rows { lines: Vec::new(), headed: 0 });
                    known = Known::default();
                }
                if let Some(grid) = grids.last_mut() {
                    grid.lines.push(index);
                }
                open = true;
                gap = false;
            }
            Shape::Rule if open && text.at(&line.text).contains('|') => {
                let rows = |grids: &[Rows]| grids.last().map_or(0, |grid| grid.lines.len());
                let before = rows(&grids);
                split_at_rule(text, lines, &mut grids);
                if rows(&grids) != before {
                    known = Known::default();
                }
            }
            Shape::Blank | Shape::Rule => gap = true,
            Shape::Page if open && rows_follow[index] => gap = true,
            _ => open = false,
        }
    }
    grids
}

/// A Markdown rule stands under the header: what came before the line above it is another table, or its headnotes.
fn split_at_rule(text: &str, lines: &[Line], grids: &mut Vec<Rows>) {
    let content = |line: usize| text.at(&lines[line].text);
    let Some(grid) = grids.last_mut() else { return };
    if grid.headed == 0 && grid.lines.len() > 1 {
        if let Some(header) = grid.lines.pop() {
            if grid.lines.iter().all(|&line| around::headnotes(content(line), 0).is_some()) {
                grids.pop();
            }
            grids.push(Rows { lines: vec![header], headed: 1 });
        }
    } else if grid.headed == 0 {
        grid.headed = grid.lines.len();
    } else if grid.lines.len() > grid.headed {
        // The header again, on the next page, belongs to the table; another one heads a table of its own.
        let heads = &grid.lines[..grid.headed];
        let own = grid
            .lines
            .last()
            .copied()
            .filter(|&last| heads.iter().all(|&head| content(head) != content(last)));
        if let Some(header) = own {
            grid.lines.pop();
            grids.push(Rows { lines: vec![header], headed: 1 });
        }
    }
}

/// For each line, whether the next one that is neither blank nor the number of a page is a row.
fn rows_follow(lines: &[Line]) -> Vec<bool> {
    let mut follow = vec![false; lines.len()];
    let mut next = false;
    for (line, follows) in lines.iter().zip(&mut follow).rev() {
        *follows = next;
        match line.shape {
            Shape::Blank | Shape::Page => {}
            shape => next = matches!(shape, Shape::Tabbed | Shape::Piped),
        }
    }
    follow
}

/// A line with one text and tabs after it is a row only beside a row of the same width; alone it is text whose line ends
/// in tabs.
fn is_row(text: &str, lines: &[Line], index: usize, open: Option<&Rows>) -> bool {
    let line = &lines[index];
    let content = text.at(&line.text);
    if line.shape == Shape::Piped || content.contains('\t') || line.text.start > line.place.start {
        return true;
    }
    let width = |line: &Line| text.at(&line.place).matches('\t').count();
    let own = width(line);
    let before = open.and_then(|grid| grid.lines.last()).is_some_and(|&last| width(&lines[last]) == own);
    let after = lines.get(index + 1).is_some_and(|next| {
        next.shape == Shape::Tabbed && text.at(&next.text).contains('\t') && width(next) == own
    });
    before || after
}
