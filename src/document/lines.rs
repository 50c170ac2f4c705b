//! Lines: which are rows of a grid, and how they split into cells.

use std::collections::HashMap;

use super::contents;
use super::{Folded, Place};
use crate::source::{Cut, Layout};
use crate::words::{DIGITS, vocabulary};

/// So many lines in a row with as many pipes each are rows, though nothing else says so: a sign within words stands in one line or
/// two (`A|B`), hardly in three of one shape.
const BARE_ROWS: usize = 3;

/// One line of the folded text.
#[derive(Debug, Clone)]
pub struct Line {
    /// The whole line.
    pub place: Place,
    /// Without indentation, heading marks and list marks.
    pub text: Place,
    /// How many Markdown heading marks it had.
    pub marks: usize,
    /// What it looks like by itself.
    pub shape: Shape,
    /// The pipes in it that part no cells.
    bars: Vec<u32>,
}

/// What a line looks like by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing on it.
    Blank,
    /// Cells between tabs.
    Tabbed,
    /// Cells between pipes.
    Piped,
    /// Only dashes, pipes, colons: the rule under a Markdown header, or a rule of dashes.
    Rule,
    /// A line of the table of contents.
    Contents,
    /// A page number by itself, or a running head.
    Page,
    /// Anything else.
    Text,
}

/// Splits folded text into lines and tells what each looks like, or what it is where the format says so.
pub fn lines(whole: &Folded, layout: Option<&Layout>) -> Vec<Line> {
    let folded = whole.text.as_str();
    let bars = |place: &Place| whole.bars(place).to_vec();
    let mut lines: Vec<Line> = Vec::new();
    let mut at = 0;
    let mut in_contents = false;
    for raw in folded.split_inclusive('\n') {
        let whole = raw.trim_end_matches('\n');
        let start = at;
        at += raw.len();
        let row = layout.is_some_and(|layout| layout.grid(lines.len()).is_some());
        let (text, marks) = if row { (whole.trim_matches(['\t', ' ']), 0) } else { content(whole) };
        let marks = layout.map_or(0, |layout| layout.level(lines.len())).max(marks);
        let text_start = start + (text.as_ptr() as usize - whole.as_ptr() as usize);
        let entry = !row && contents::entry(text, in_contents).is_some();
        let own = if text.is_empty() {
            Shape::Blank
        } else if row {
            Shape::Tabbed
        } else if entry && (in_contents || !text.contains('\t')) {
            Shape::Contents
        } else {
            match shape(whole, text) {
                Shape::Tabbed | Shape::Piped if is_drawn(layout, lines.len()) => Shape::Text,
                shape => shape,
            }
        };
        match own {
            // Tabs at its end make it look like a row.
            Shape::Text | Shape::Tabbed if !row && contents::opens(text) => in_contents = true,
            Shape::Blank | Shape::Contents | Shape::Page => {}
            _ => in_contents = false,
        }
        let is_aside = own != Shape::Blank && layout.is_some_and(|layout| layout.is_aside(lines.len()));
        let shape = if is_aside { Shape::Page } else { own };
        let place = start as u32..(start + whole.len()) as u32;
        lines.push(Line {
            bars: bars(&place),
            place,
            text: text_start as u32..(text_start + text.len()) as u32,
            marks,
            shape,
        });
    }
    mark_bare_pipes(folded, &mut lines, layout);
    set_aside_furniture(folded, &mut lines);
    contents::mark(folded, &mut lines);
    lines
}

/// Whether the format says of a line what it is.
pub fn is_drawn(layout: Option<&Layout>, line: usize) -> bool {
    layout.is_some_and(|layout| !layout.is_plain(line))
}

/// Rows that no pipe begins: those around a rule of dashes and pipes, as Markdown has them, and those that stand in a run of
/// [`BARE_ROWS`] with as many pipes each. One such line alone may be anything.
fn mark_bare_pipes(folded: &str, lines: &mut [Line], layout: Option<&Layout>) {
    let pipes = |line: &Line| match line.shape {
        Shape::Text => folded.at(&line.text).matches('|').count(),
        _ => 0,
    };
    let mut at = 0;
    while at < lines.len() {
        if is_drawn(layout, at) {
            at += 1;
            continue;
        }
        let rows = lines[at..].iter().enumerate();
        let rows = rows.take_while(|(next, line)| pipes(line) > 0 && !is_drawn(layout, at + next));
        let end = at + rows.count();
        if end == at {
            at += 1;
            continue;
        }
        let is_rule = |line: &Line| line.shape == Shape::Rule && folded.at(&line.text).contains('|');
        let ruled = lines.get(end).is_some_and(is_rule) || at > 0 && is_rule(&lines[at - 1]);
        let alike = lines[at..end].chunk_by(|a, b| pipes(a) == pipes(b)).all(|run| run.len() >= BARE_ROWS);
        let several = pipes(&lines[at]) > 1;
        if ruled || several && alike {
            lines[at..end].iter_mut().for_each(|line| line.shape = Shape::Piped);
        }
        at = end;
    }
}

/// Running heads: a line that stands again and again beside page numbers is no text of the document.
fn set_aside_furniture(folded: &str, lines: &mut [Line]) {
    if !lines.iter().any(|line| line.shape == Shape::Page) {
        return;
    }
    let mut seen: HashMap<&str, (usize, usize)> = HashMap::new();
    let filled: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].shape != Shape::Blank).collect();
    let words = |line: &Line| folded.at(&line.text);
    for (nth, &at) in filled.iter().enumerate().filter(|(_, at)| lines[**at].shape == Shape::Text) {
        let beside = |other: Option<&usize>| other.is_some_and(|&other| lines[other].shape == Shape::Page);
        let near = nth > 0 && beside(filled.get(nth - 1)) || beside(filled.get(nth + 1));
        let known = seen.entry(words(&lines[at])).or_default();
        known.0 += 1;
        known.1 += usize::from(near);
    }
    for at in filled {
        if lines[at].shape != Shape::Text {
            continue;
        }
        let (times, near) = seen.get(words(&lines[at])).copied().unwrap_or_default();
        if times >= 3 && near * 2 >= times {
            lines[at].shape = Shape::Page;
        }
    }
}

/// The line without indentation, trailing blanks, heading marks and list marks.
fn content(line: &str) -> (&str, usize) {
    let line = line.trim_matches(['\t', ' ']);
    let marks = line.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&marks) {
        return (line.cut(marks..).trim_start(), marks);
    }
    (
        line.strip_prefix("- ")
            .or_else(|| {
                line.strip_prefix("-").filter(|rest| {
                    !rest.starts_with(['-', '.'])
                        && !rest.starts_with(|c: char| c.is_ascii_digit() || c == '\t')
                })
            })
            .unwrap_or(line),
        0,
    )
}

/// What a line looks like by itself; `text` is `whole` without what stands around it.
pub fn shape(whole: &str, text: &str) -> Shape {
    let ruled =
        text.bytes().all(|byte| matches!(byte, b'-' | b'|' | b':' | b'\t' | b' ' | b'+' | b'=' | b'_'));
    if ruled && text.contains("--") {
        return Shape::Rule;
    }
    if text.starts_with('|') && text.len() > 1 && text.cut(1..).contains('|') {
        // Nothing between pipes is as blank as nothing between tabs.
        let blank = text.bytes().all(|byte| matches!(byte, b'|' | b' ' | b'\t'));
        return if blank { Shape::Blank } else { Shape::Piped };
    }
    if text.contains('\t') || whole.contains('\t') && (whole.starts_with("\t\t") || !is_indented_prose(text))
    {
        return Shape::Tabbed;
    }
    if is_page(text) { Shape::Page } else { Shape::Text }
}

/// The number of a page, alone or among how many: - 7 -, 第7页, 第7页,共45页, Page 7 of 45.
fn is_page(text: &str) -> bool {
    /// No line that is the number of a page has more bytes.
    const LONGEST: usize = 40;
    let bare = text.trim_matches(['-', ' ', '—']);
    let digits = bare.bytes().all(|byte| byte.is_ascii_digit());
    digits && (1..=DIGITS).contains(&bare.len()) || bare.len() <= LONGEST && vocabulary().pages.fit(bare)
}

/// A line with tabs around one long text is a paragraph, not a row.
fn is_indented_prose(text: &str) -> bool {
    text.chars().count() > 40 || text.ends_with('。')
}

/// The cells of a row, trimmed.
pub fn cells(folded: &str, line: &Line) -> Vec<Place> {
    match line.shape {
        Shape::Piped => {
            let text = folded.at(&line.text);
            // One pipe begins the row; a second one ends an empty cell.
            let inner = text.strip_prefix('|').unwrap_or(text);
            let start = line.text.start as usize + text.len() - inner.len();
            let inner = inner.strip_suffix('|').unwrap_or(inner);
            split(inner, start, '|', &line.bars)
        }
        _ => split(folded.at(&line.place), line.place.start as usize, '\t', &[]),
    }
}

/// The cells between separators, without those `kept`.
fn split(text: &str, start: usize, separator: char, kept: &[u32]) -> Vec<Place> {
    let mut from = 0;
    let at = |at: usize| kept.binary_search(&((start + at) as u32)).is_ok();
    let ends = text.match_indices(separator).map(|(at, _)| at).filter(|&end| !at(end));
    ends.chain([text.len()])
        .map(|end| {
            let cell = text.cut(from..end);
            from = end + separator.len_utf8();
            cell
        })
        .map(|cell| {
            let trimmed = cell.trim();
            let at = start + (trimmed.as_ptr() as usize - text.as_ptr() as usize);
            at as u32..(at + trimmed.len()) as u32
        })
        .collect()
}
