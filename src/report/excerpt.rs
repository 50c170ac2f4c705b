//! Excerpts: a line of any length cut to a window around what is pointed at, with everything in it visible.
//!
//! A paragraph may be a thousand characters long and a table row three hundred columns wide; shown whole, the finger falls
//! off the screen. A window keeps every mark of the line and as much around each as there is room for, and knows for each
//! place in it where it stood in the line.

use crate::source::Cut;
use std::ops::Range;

/// A line as it is shown, with the way between it and the line it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// What is shown.
    pub text: String,
    /// (byte in the line, byte in `text`), ascending in both: one for each character kept and for each gap.
    places: Vec<(usize, usize)>,
}

impl Window {
    /// Where the byte `at` of the line is shown; the ellipsis stands for what was cut.
    pub fn shown(&self, at: usize) -> usize {
        let index = self.places.partition_point(|&(line, _)| line <= at).saturating_sub(1);
        self.places.get(index).map_or(0, |&(_, shown)| shown)
    }

    /// The byte of the line that is shown at `at`.
    pub fn original(&self, at: usize) -> usize {
        let index = self.places.partition_point(|&(_, shown)| shown <= at).saturating_sub(1);
        self.places.get(index).map_or(0, |&(line, _)| line)
    }
}

/// One character of the line: its byte, what is shown for it, how many columns that takes.
struct Glyph {
    at: usize,
    shown: Shown,
    columns: usize,
}

enum Shown {
    Itself(char),
    Instead(String),
}

/// Cuts `line` to about `width` display columns around `marks` (byte ranges of the line).
pub fn window(line: &str, marks: &[Range<usize>], width: usize) -> Window {
    // No character takes less than a column, nor more than four bytes: what lies further off is cut away in any case, and a
    // line with thousands of findings is not looked through for each.
    let reach = 4 * (width + 2);
    let first = marks.iter().map(|mark| mark.start).min().unwrap_or(0).saturating_sub(reach);
    let last = marks.iter().map(|mark| mark.end).max().unwrap_or(0).saturating_add(reach);
    let near = line.first(last);
    let from = near.first(first).len();
    let glyphs: Vec<Glyph> = near.cut(from..).char_indices().map(|(at, c)| glyph(from + at, c)).collect();
    let total: usize = glyphs.iter().map(|glyph| glyph.columns).sum();
    if total <= width {
        let whole = 0..glyphs.len();
        return draw(line.len(), &glyphs, std::slice::from_ref(&whole));
    }
    draw(line.len(), &glyphs, &keep(&glyphs, marks, width))
}

/// Text from a document or a path on one line: line breaks become spaces, what cannot be seen is made visible.
pub fn visible(text: &str) -> String {
    // Nearly every text has nothing to be made visible: what would be begins with one of these bytes.
    let plain =
        |byte: u8| matches!(byte, b' '..=b'~' | 0x80..=0xC1 | 0xC3..=0xD7 | 0xD9..=0xE0 | 0xE3..=0xEE);
    if text.bytes().all(plain) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            _ => push(&mut out, &glyph(0, c).shown),
        }
    }
    out
}

/// How many columns `text` takes on a terminal.
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| glyph(0, c).columns).sum()
}

/// Which glyphs stay: every mark, and then as much around each as there is room for, evenly.
fn keep(glyphs: &[Glyph], marks: &[Range<usize>], width: usize) -> Vec<Range<usize>> {
    let index = |byte: usize| glyphs.partition_point(|glyph| glyph.at < byte);
    let columns = |range: &Range<usize>| -> usize { glyphs[range.clone()].iter().map(|g| g.columns).sum() };
    let room = width * 2 / 3 / marks.len().max(1);
    let mut kept: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        let mark = index(mark.start)..index(mark.end);
        if columns(&mark) <= room.max(2) {
            kept.push(mark);
        } else {
            // A mark that is itself too long: its beginning and its end.
            let (mut head, mut tail) = (mark.start, mark.end);
            while columns(&(mark.start..head)) < room * 2 / 3 {
                head += 1;
            }
            while columns(&(tail..mark.end)) < room / 3 {
                tail -= 1;
            }
            kept.push(mark.start..head);
            kept.push(tail.max(head)..mark.end);
        }
    }
    if kept.is_empty() {
        kept.push(0..0);
    }
    kept = merged(kept, 0, glyphs);
    let mut left = width.saturating_sub(kept.iter().map(columns).sum());
    loop {
        let mut grew = false;
        for at in 0..kept.len() {
            let before = if at == 0 { 0 } else { kept[at - 1].end };
            let after = kept.get(at + 1).map_or(glyphs.len(), |next| next.start);
            if kept[at].start > before && glyphs[kept[at].start - 1].columns <= left {
                kept[at].start -= 1;
                left -= glyphs[kept[at].start].columns;
                grew = true;
            }
            if kept[at].end < after && glyphs[kept[at].end].columns <= left {
                left -= glyphs[kept[at].end].columns;
                kept[at].end += 1;
                grew = true;
            }
        }
        if !grew {
            return merged(kept, 3, glyphs);
        }
    }
}

/// The ranges in order, those less than `gap` columns apart made one: an ellipsis would take as much.
fn merged(mut ranges: Vec<Range<usize>>, gap: usize, glyphs: &[Glyph]) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last)
                if range.start <= last.end
                    || glyphs[last.end..range.start].iter().map(|g| g.columns).sum::<usize>() <= gap =>
            {
                last.end = last.end.max(range.end);
            }
            _ => out.push(range),
        }
    }
    out
}

fn draw(length: usize, glyphs: &[Glyph], kept: &[Range<usize>]) -> Window {
    let mut text = String::new();
    let mut places = Vec::new();
    let mut next = 0;
    for range in kept {
        if range.start > next {
            places.push((glyphs[next].at, text.len()));
            text.push_str(if next == 0 { "… " } else { " … " });
        }
        for glyph in &glyphs[range.clone()] {
            places.push((glyph.at, text.len()));
            push(&mut text, &glyph.shown);
        }
        next = range.end;
    }
    if let Some(cut) = glyphs.get(next) {
        places.push((cut.at, text.len()));
        text.push_str(" …");
    }
    places.push((length, text.len()));
    Window { text, places }
}

fn push(out: &mut String, shown: &Shown) {
    match shown {
        Shown::Itself(c) => out.push(*c),
        Shown::Instead(text) => out.push_str(text),
    }
}

/// How a character is shown: tabs as a rule between cells, controls by their pictures, what has no width by its number.
fn glyph(at: usize, c: char) -> Glyph {
    let instead = |text: String| {
        let columns = text.chars().count();
        Glyph { at, shown: Shown::Instead(text), columns }
    };
    match c {
        '\t' => instead(" │ ".to_owned()),
        c if is_unseen(c) => instead(format!("<U+{:04X}>", c as u32)),
        c => match picture(c) {
            Some(picture) => instead(picture.to_string()),
            None => Glyph { at, shown: Shown::Itself(c), columns: if wide(c) { 2 } else { 1 } },
        },
    }
}

/// The picture of a control character.
pub(super) fn picture(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1F}' => char::from_u32(0x2400 + c as u32),
        '\u{7F}' => Some('\u{2421}'),
        _ => None,
    }
}

/// Whether a character has no width, or turns the order of others round: it is said by its number.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9F}' | '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFFE}'..='\u{FFFF}' | '\u{E0000}'..='\u{E007F}')
}

/// Whether a terminal gives `c` two columns. Close enough to choose a window by; the carets are placed by codespan.
fn wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{303E}' | '\u{3041}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F300}'..='\u{1F64F}' | '\u{1F900}'..='\u{1F9FF}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(line: &str, words: &str) -> Range<usize> {
        let start = line.find(words).unwrap();
        start..start + words.len()
    }

    fn one(line: &str, mark: Range<usize>, width: usize) -> Window {
        window(line, std::slice::from_ref(&mark), width)
    }

    fn under(window: &Window, mark: Range<usize>) -> &str {
        &window.text[window.shown(mark.start)..window.shown(mark.end)]
    }

    #[test]
    fn a_short_line_stays_whole() {
        let line = "合计 9,049.96";
        let cut = one(line, find(line, "9,049.96"), 100);
        assert_eq!(cut.text, line);
        assert_eq!(under(&cut, find(line, "9,049.96")), "9,049.96");
    }

    #[test]
    fn a_long_chinese_paragraph_is_cut_around_the_mark() {
        let line = format!(
            "{}占项目支出总额的96%。{}",
            "这是很长的一段说明文字，".repeat(35),
            "后面还有。".repeat(84)
        );
        assert!(line.chars().count() > 840);
        let mark = find(&line, "96%");
        let cut = one(&line, mark.clone(), 100);
        assert!(columns(&cut.text) <= 104, "{}", cut.text);
        assert!(cut.text.starts_with("… ") && cut.text.ends_with(" …"), "{}", cut.text);
        assert_eq!(under(&cut, mark.clone()), "96%");
        assert_eq!(cut.original(cut.shown(mark.start)), mark.start);
    }

    #[test]
    fn marks_far_apart_both_stay() {
        let line = format!("甲{}乙{}", "一".repeat(300), "二".repeat(300));
        let (first, second) = (find(&line, "甲"), find(&line, "乙"));
        let cut = window(&line, &[second.clone(), first.clone()], 60);
        assert_eq!((under(&cut, first), under(&cut, second)), ("甲", "乙"));
        assert_eq!(cut.text.matches('…').count(), 2, "{}", cut.text);
    }

    #[test]
    fn a_mark_longer_than_the_window_keeps_its_ends() {
        let line = format!("前{}后", "中".repeat(400));
        let mark = 0..line.len();
        let cut = one(&line, mark.clone(), 60);
        assert!(cut.text.starts_with('前') && cut.text.ends_with('后') && cut.text.contains(" … "));
        assert_eq!(under(&cut, mark), cut.text);
    }

    #[test]
    fn tabs_are_gaps_and_blank_cells_have_a_place() {
        let line = "204\t公共安全支出\t\t8,304.96";
        let cut = window(line, &[], 100);
        assert_eq!(cut.text, "204 │ 公共安全支出 │  │ 8,304.96");
        assert_eq!(under(&cut, find(line, "8,304.96")), "8,304.96");
        let blank = line.find("\t\t").unwrap() + 1;
        assert_eq!(&cut.text[cut.shown(blank)..], " │ 8,304.96");
    }

    #[test]
    fn nothing_stays_invisible() {
        assert_eq!(visible("a\u{1b}[31mb\u{200b}c\u{202e}d\ne\u{7f}"), "a␛[31mb<U+200B>c<U+202E>d e␡");
        let line = "1\u{200b}2";
        let cut = one(line, 1..4, 100);
        assert_eq!(under(&cut, 1..4), "<U+200B>");
    }

    #[test]
    fn an_empty_line_and_an_empty_mark() {
        assert_eq!(one("", 0..0, 100).text, "");
        let line = "长".repeat(200);
        let end = line.len()..line.len();
        let cut = one(&line, end.clone(), 40);
        assert_eq!(cut.shown(end.start), cut.text.len());
        assert!(cut.text.starts_with("… 长"));
    }
}
