//! Text that runs on over lines: a page of fixed width cuts its paragraphs into lines, and a sentence goes on in the next.
//!
//! A line that fills the page and does not end its sentence runs on into the next, over page numbers and running heads, but
//! never into a heading, a row or an item with a number of its own.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::heading::ordinal;
use crate::document::{Document, Place};
use crate::words::vocabulary;

/// No page is wider than this many columns; an ideograph takes two.
const WIDEST: usize = 150;
/// A line shorter than the page by more than one part in so many was not cut by its edge.
const SLACK: usize = 5;
/// No heading and no line of a list that breaks off without a full stop is as wide.
const LONG: usize = 60;
/// No blank line stands between lines that follow each other so closely.
const NEXT: u32 = 2;
/// Between two lines of one paragraph stand a page number and a running head, no more.
const APART: u32 = 300;

/// The paragraphs as they were before a page cut them into lines.
pub fn paragraphs(document: &Document) -> Vec<Place> {
    let lines = document.paragraphs.iter().map(|paragraph| paragraph.place.clone());
    let width = page_width(document);
    let mut joined: Vec<Place> = Vec::new();
    let mut last: Option<Place> = None;
    for line in lines {
        match (joined.last_mut(), &last) {
            (Some(whole), Some(last)) if runs_on(document, width, last, &line) => whole.end = line.end,
            _ => joined.push(line.clone()),
        }
        last = Some(line);
    }
    joined
}

/// How many columns the page has, where many lines are as long as the longest.
fn page_width(document: &Document) -> Option<usize> {
    let mut widths: Vec<usize> =
        document.paragraphs.iter().map(|paragraph| width(document.text(&paragraph.place))).collect();
    widths.sort_unstable();
    // A few lines may be longer: a table that lost its tabs.
    let page = *widths.get(widths.len().checked_sub(1 + widths.len() / 20)?)?;
    let full = widths.iter().filter(|width| is_full(**width, page)).count();
    (widths.len() >= 8 && (30..=WIDEST).contains(&page) && full * 3 >= widths.len()).then_some(page)
}

fn is_full(width: usize, page: usize) -> bool {
    width + page / SLACK >= page
}

fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn runs_on(document: &Document, page: Option<usize>, line: &Place, next: &Place) -> bool {
    let (text, after) = (document.text(line), document.text(next));
    // In a document of few lines none says how wide the page is: a long one that breaks off within its clause says it of itself.
    let breaks_off = || {
        let open = text.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '、' | ','));
        open && width(text) >= LONG && next.start <= line.end + NEXT
    };
    let is_cut = page.map_or_else(breaks_off, |page| is_full(width(text), page));
    if text.ends_with(['。', '!', '?'])
        || !is_cut
        || next.start - line.end > APART
        || ordinal(after).is_some()
    {
        return false;
    }
    let section = document.sections.partition_point(|section| section.heading.start < line.end);
    let table = document.tables.partition_point(|table| table.place.end <= line.end);
    document.sections.get(section).is_none_or(|section| section.heading.start >= next.start)
        && document.tables.get(table).is_none_or(|table| table.place.start >= next.start)
}

/// The text from byte `from` to byte `to` of one paragraph, without what the page put in between.
pub fn joined(document: &Document, from: u32, to: u32) -> Cow<'_, str> {
    Flow::new(document, &(from..to.max(from))).text
}

/// A paragraph in one piece, with the way back.
#[derive(Debug)]
pub struct Flow<'d> {
    /// Its text in one line.
    pub text: Cow<'d, str>,
    /// Where each line of it begins: here, and in the document.
    lines: Vec<(usize, u32)>,
}

impl<'d> Flow<'d> {
    /// Puts the lines of `place` together.
    pub fn new(document: &'d Document, place: &Place) -> Self {
        let text = document.text(place);
        if !text.contains('\n') {
            return Self { text: Cow::Borrowed(text), lines: vec![(0, place.start)] };
        }
        let (mut whole, mut lines) = (String::with_capacity(text.len()), Vec::new());
        for line in lines_of(document, place) {
            lines.push((whole.len(), line.start));
            whole.push_str(document.text(&line));
        }
        Self { text: Cow::Owned(whole), lines }
    }

    /// Where byte `at` of the document stands in the text.
    pub fn from(&self, at: u32) -> usize {
        let next = self.lines.partition_point(|line| line.1 <= at);
        let line = self.lines[..next].last().copied().unwrap_or_default();
        (line.0 + (at.saturating_sub(line.1)) as usize).min(self.text.len())
    }

    /// Where in the document a range of the text stands.
    pub fn at(&self, range: Range<usize>) -> Place {
        let back = |at: usize, next: usize| {
            let line = self.lines[..next].last().copied().unwrap_or_default();
            line.1 + (at - line.0) as u32
        };
        // A range that ends with a line ends there, not where the next begins.
        let start = back(range.start, self.lines.partition_point(|line| line.0 <= range.start));
        let end = back(range.end, self.lines.partition_point(|line| line.0 < range.end).max(1));
        start..end.max(start)
    }
}

/// The lines of a paragraph, as far as they stand in `place`.
fn lines_of<'d>(document: &'d Document, place: &Place) -> impl Iterator<Item = Place> + use<'d> {
    let (start, end) = (place.start, place.end);
    let first = document.paragraphs.partition_point(|paragraph| paragraph.place.end <= start);
    document.paragraphs[first..]
        .iter()
        .map(|paragraph| &paragraph.place)
        .take_while(move |line| line.start < end)
        .map(move |line| line.start.max(start)..line.end.min(end))
}

/// Where a line ends between a number and what it counts: that figure is not known.
#[derive(Debug)]
pub struct Cuts {
    /// Where such a number ends, and where the next line begins.
    between: Vec<(u32, u32)>,
}

impl Cuts {
    /// Finds every one of a document.
    pub fn new(document: &Document) -> Self {
        let lines = document.paragraphs.windows(2);
        Self { between: lines.filter_map(|pair| cut(document, &pair[0].place, &pair[1].place)).collect() }
    }

    /// True where one stands within `place`.
    pub fn within(&self, place: &Place) -> bool {
        let first = self.between.partition_point(|(number, _)| *number <= place.start);
        self.between.get(first).is_some_and(|(_, next)| *next < place.end)
    }
}

/// Where the number ends that the end of `line` cuts from what it counts, and where the `next` line begins.
fn cut(document: &Document, line: &Place, next: &Place) -> Option<(u32, u32)> {
    let (before, after) = (document.text(line), document.text(next));
    let number = before.trim_end_matches(|c| vocabulary().powers.has(c));
    // Where nothing stands between the lines, the amount was put together when the document was read.
    let whole = next.start <= line.end + 4 && (after.starts_with('%') || vocabulary().unit_rest.begin(after));
    // 主要原因是:1. at the end of a line numbers what the next begins with; where a decimal was cut, digits follow.
    let numbers = number.ends_with('.') && !after.starts_with(|c: char| c.is_ascii_digit());
    let cut = number.ends_with(|c: char| c.is_ascii_digit() || c == '.')
        && !whole
        && !numbers
        && !vocabulary().dates.begin(after);
    cut.then_some((line.start + number.len() as u32, next.start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;
    use crate::source::{FileId, Source};

    /// The width of a page with so many full lines of `width` columns beside as many short ones as make eight.
    fn page(width: usize, full: usize) -> Option<usize> {
        let line = |columns: usize| format!("{}。\n\n", "甲".repeat(columns / 2 - 1));
        let text: String = (0..full.max(9)).map(|at| line(if at < full { width } else { 8 })).collect();
        page_width(&parse(FileId(0), &Source::new("a.txt", text)))
    }

    #[test]
    fn a_page_is_as_wide_as_its_lines_and_no_wider_than_any() {
        assert_eq!(page(WIDEST, 12), Some(WIDEST));
        assert_eq!(page(WIDEST + 2, 12), None);
        assert_eq!((page(30, 12), page(28, 12)), (Some(30), None));
        // A third of the lines must come to its edge.
        assert_eq!((page(60, 3), page(60, 2)), (Some(60), None));
    }

    #[test]
    fn a_line_that_falls_short_by_more_than_its_slack_was_not_cut_by_the_edge() {
        assert!(is_full(100 - 100 / SLACK, 100) && !is_full(99 - 100 / SLACK, 100));
    }
}
