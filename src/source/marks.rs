//! Marked text: Markdown that says of every line what it is, so that a document written down as it was read is read as the same
//! document again. `inspect --format markdown` writes it.
//!
//! ```text
//! <!-- gouji-document 1 -->              the first line of every marked text
//! # 一、收入情况                          a heading, by its level
//! 某局收支总表\                           a line of text; the backslash at its end keeps the next a line of its own
//! 单位：万元
//! <!-- 第3页 -->                          a comment on a line of its own: no line of the document
//! | 项目 <!-- 2x1 --> | 金额 |            a row of a table; a cell over two rows and one column
//! | :-- | :-- |                          the document itself calls the rows above a header; `---` says nothing
//! | 合计 | 12.50 |                        what is not in the run of `|` lines is not in the table
//! <!-- page: 12 -->                      a running head or the number of a page
//! 1\. 另见附表 \| 二                      a backslash takes the meaning from the sign after it
//! ```
//!
//! Everywhere else what is a table and what is a heading is guessed; here it is told. A text without the first line is read as
//! any other Markdown.

use std::borrow::Cow;
use std::ops::Range;

use super::{Cut, Layout, Merge, Source};

/// The first line of a marked text.
pub const FIRST: &str = "<!-- gouji-document 1 -->";
/// What opens a comment about a line beside the text.
pub const ASIDE: &str = "page: ";
/// What opens and what closes a comment.
pub const COMMENT: (&str, &str) = ("<!-- ", " -->");

/// Bytes of a text that are no part of what the document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The bytes.
    pub place: Range<u32>,
    /// Whether they part two cells, as a tab does in every other view.
    pub is_border: bool,
}

/// What the marks in a text say; nothing where it is no marked text.
pub fn layout(text: &str) -> Option<Layout> {
    let first = text.lines().next()?;
    if first.trim_end() != FIRST {
        return None;
    }
    let mut reader = Reader { text, layout: Layout::default(), line: 0, grid: None };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        reader.line(at, line);
        at += line.len();
    }
    reader.close();
    Some(reader.layout)
}

/// Takes the meaning from every sign in `words` that Markdown, or this notation, would take for a mark. `row`: in a cell.
pub fn escaped(words: &str, row: bool) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    let head = if row { is_rule(words).then_some(0) } else { opening(words) };
    for (at, c) in words.char_indices() {
        let next = words.cut(at + c.len_utf8()..).chars().next();
        let risky = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~' => true,
            '|' => row,
            '&' => next.is_some_and(|next| next.is_ascii_alphabetic() || next == '#'),
            _ => false,
        };
        if risky || head == Some(at) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The sign at the start of a line by which Markdown would take it for more than text: `#`, `- `, `12.`.
fn opening(words: &str) -> Option<usize> {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let sign = words.cut(digits..).chars().next()?;
    let opens = match digits {
        0 => matches!(sign, '#' | '>' | '+' | '-' | '=' | '|'),
        1..=9 => matches!(sign, '.' | ')'),
        _ => false,
    };
    opens.then_some(digits)
}

struct Reader<'t> {
    text: &'t str,
    layout: Layout,
    /// Lines of the document so far.
    line: u32,
    /// The first line of the table that is being read.
    grid: Option<u32>,
}

impl Reader<'_> {
    /// Reads the line at `start`, its break included.
    fn line(&mut self, start: usize, line: &str) {
        let words = line.trim_end();
        let indent = words.len() - words.trim_start().len();
        let words = words.cut(indent..);
        if let Some(inner) = comment(words) {
            self.close();
            match inner.strip_prefix(ASIDE) {
                Some(aside) => self.aside(start + indent, words, aside),
                None => self.mark(start, line.len(), false),
            }
        } else if !words.starts_with('|') {
            self.close();
            self.prose(start + indent, words);
        } else if let Some(told) = rule(words) {
            self.mark(start, line.len(), false);
            self.headed(told);
        } else {
            self.grid.get_or_insert(self.line);
            self.mark(start, indent, false);
            self.row(start + indent, words);
            self.line += 1;
        }
    }

    /// Ends the table that is being read.
    fn close(&mut self) {
        let Some(first) = self.grid.take() else { return };
        self.layout.grids.push(first..self.line);
        // No cell covers rows that the table does not have.
        let own = self.layout.merges.iter_mut().rev().take_while(|merge| merge.line >= first);
        own.for_each(|merge| merge.rows = merge.rows.min(self.line - merge.line));
    }

    /// Takes the rows so far for a header, where the document says so.
    fn headed(&mut self, told: bool) {
        let grid = self.layout.grids.len() as u32;
        let known = self.layout.headed.last().is_some_and(|(last, _)| *last == grid);
        if let Some(first) = self.grid.filter(|_| told && !known) {
            self.layout.headed.push((grid, self.line - first));
        }
    }

    fn mark(&mut self, start: usize, len: usize, is_border: bool) {
        if len > 0 {
            self.layout.marks.push(Mark { place: start as u32..(start + len) as u32, is_border });
        }
    }

    fn aside(&mut self, start: usize, words: &str, aside: &str) {
        let before = aside.as_ptr() as usize - words.as_ptr() as usize;
        self.mark(start, before, false);
        self.inline(start + before, start + before + aside.len(), false);
        self.mark(start + before + aside.len(), words.len() - before - aside.len(), false);
        self.layout.asides.push(self.line);
        self.line += 1;
    }

    fn prose(&mut self, start: usize, words: &str) {
        let level = words.bytes().take_while(|byte| *byte == b'#').count();
        let mut from = start;
        if (1..=6).contains(&level) && words.cut(level..).starts_with(' ') {
            self.layout.headings.push((self.line, level as u8));
            self.mark(start, level + 1, false);
            from += level + 1;
        }
        self.inline(from, start + words.len(), false);
        self.line += 1;
    }

    fn row(&mut self, start: usize, words: &str) {
        let lead = 1 + usize::from(words.cut(1..).starts_with(' '));
        self.mark(start, lead, false);
        let from = self.layout.merges.len();
        let borders = self.inline(start + lead, start + words.len(), true);
        for merge in &mut self.layout.merges[from..] {
            merge.columns = merge.columns.min(borders + 1 - merge.column);
        }
    }

    /// Reads the bytes from `at` to `end`, which have no line break in them; gives how many borders of cells there are.
    fn inline(&mut self, mut at: usize, end: usize, row: bool) -> u32 {
        let bytes = self.text.as_bytes();
        let mut borders = 0;
        let last_comment = self.text.cut(at..end).rfind("-->").map_or(0, |last| at + last);
        while at < end {
            let rest = self.text.cut(at..end);
            at += match bytes[at] {
                b'\\' if at + 1 == end => {
                    self.mark(at, 1, false);
                    1
                }
                b'\\' if bytes[at + 1].is_ascii_punctuation() => {
                    self.mark(at, 1, false);
                    2
                }
                b'<' if at < last_comment && rest.starts_with("<!--") => {
                    self.inner_comment(at, rest, row.then_some(borders))
                }
                b'|' if row => {
                    let start = self.after_space(at);
                    let last = rest.len() == 1;
                    let stop = at + 1 + usize::from(rest.cut(1..).starts_with(' '));
                    self.mark(start, stop - start, !last);
                    borders += u32::from(!last);
                    stop - at
                }
                _ => rest.chars().next().map_or(1, char::len_utf8),
            };
        }
        borders
    }

    /// A comment within a line, with what it says of the cell in `column`; gives its length.
    fn inner_comment(&mut self, at: usize, rest: &str, column: Option<u32>) -> usize {
        let len = rest.find("-->").map_or(rest.len(), |end| end + 3);
        let start = self.after_space(at);
        self.mark(start, at + len - start, false);
        if let Some((column, (rows, columns))) = column.zip(comment(rest.cut(..len)).and_then(size)) {
            self.layout.merges.push(Merge { line: self.line, column, rows, columns });
        }
        len
    }

    /// Where the one space before `at` begins that is for the eye only.
    fn after_space(&self, at: usize) -> usize {
        let free = self.layout.marks.last().is_none_or(|mark| (mark.place.end as usize) < at);
        if free && self.text.as_bytes()[at - 1] == b' ' { at - 1 } else { at }
    }
}

/// What a comment that is all of `words` says.
fn comment(words: &str) -> Option<&str> {
    let inner = words.strip_prefix("<!--")?.strip_suffix("-->")?;
    (!inner.contains("-->")).then(|| inner.trim())
}

/// How many rows and columns a cell covers: `2x3`.
fn size(words: &str) -> Option<(u32, u32)> {
    let (rows, columns) = words.split_once('x')?;
    let size = (rows.parse().ok()?, columns.parse().ok()?);
    (size.0 > 0 && size.1 > 0).then_some(size)
}

/// Whether `words` is the rule under a header, and whether the document itself has it there.
fn rule(words: &str) -> Option<bool> {
    let inner = words.strip_prefix('|')?;
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner.split('|').map(str::trim).all(is_rule).then(|| inner.trim_start().starts_with(':'))
}

/// Whether a cell is of the rule under a header: `---`, `:--`, `:-:`.
fn is_rule(cell: &str) -> bool {
    let bare = cell.strip_prefix(':').unwrap_or(cell);
    let bare = bare.strip_suffix(':').unwrap_or(bare);
    cell.len() > 1 && !bare.is_empty() && bare.bytes().all(|byte| byte == b'-')
}

impl Source {
    /// The same source with what the marks in its text say, where it is a marked text.
    pub fn marked(self) -> Self {
        match layout(self.text()) {
            Some(layout) => self.with_layout(layout),
            None => self,
        }
    }

    /// The marks in its text, ascending; none where it is no marked text.
    pub fn marks(&self) -> &[Mark] {
        self.layout().map_or(&[], |layout| &layout.marks)
    }

    /// What the document says in `range`: the text without its marks.
    pub fn said(&self, range: Range<usize>) -> Cow<'_, str> {
        let from = self.marks().partition_point(|mark| mark.place.end as usize <= range.start);
        let marks = &self.marks()[from..];
        let marks = &marks[..marks.partition_point(|mark| (mark.place.start as usize) < range.end)];
        if marks.is_empty() {
            return Cow::Borrowed(self.text().cut(range));
        }
        let mut said = String::with_capacity(range.len());
        let mut at = range.start;
        for mark in marks {
            said.push_str(self.text().cut(at..(mark.place.start as usize).max(at)));
            if mark.is_border && mark.place.start as usize >= range.start {
                said.push('\t');
            }
            at = (mark.place.end as usize).min(range.end);
        }
        said.push_str(self.text().cut(at..range.end));
        Cow::Owned(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(lines: &[&str]) -> Source {
        Source::new("a.md", format!("{FIRST}\n{}\n", lines.join("\n"))).marked()
    }

    fn said(lines: &[&str]) -> String {
        let source = source(lines);
        source.said(0..source.text().len()).into_owned()
    }

    #[test]
    fn marks_are_no_part_of_what_is_said() {
        for (line, wanted) in [
            ("某局\\", "某局\n"),
            ("## 一、收入", "一、收入\n"),
            ("\\# 一", "# 一\n"),
            ("1\\. a \\\\ b", "1. a \\ b\n"),
            ("<!-- 第3页 -->", ""),
            ("<!-- page: - 3 - -->", "- 3 -\n"),
            ("a <!-- b --> c", "a c\n"),
            ("| a | b \\| c |  |", "a\tb | c\t\n"),
            ("|  |", "\n"),
            ("| a <!-- 2x3 --> |  |", "a\t\n"),
            ("|a|b|", "a\tb\n"),
            ("| --- | :-: |", ""),
        ] {
            assert_eq!(said(&[line]), wanted, "{line}");
        }
    }

    #[test]
    fn tables_headings_and_merged_cells_are_told() {
        let source = source(&[
            "# 一、表",
            "| 项目 <!-- 2x1 --> | 支出 <!-- 1x2 --> |  |",
            "|  | 基本 | 项目 |",
            "| :-- | :-- | :-- |",
            "| 甲 | 1 | 2 |",
            "<!-- -->",
            "| 乙 | 3 |",
            "| --- | --- |",
            "<!-- page: 7 -->",
            "完",
        ]);
        let layout = source.layout().unwrap();
        assert_eq!(layout.grids, [1..4, 4..5]);
        assert_eq!(layout.headed, [(0, 2)]);
        assert_eq!((layout.headings.as_slice(), layout.asides.as_slice()), (&[(0, 1)][..], &[5][..]));
        let merges: Vec<_> = layout.merges.iter().map(|m| (m.line, m.column, m.rows, m.columns)).collect();
        assert_eq!(merges, [(1, 0, 2, 1), (1, 1, 1, 2)]);
        assert!(Source::new("a.md", "| a |\n").marked().layout().is_none());
    }

    #[test]
    fn no_cell_covers_more_than_the_table() {
        let source =
            source(&["a <!-- 2x2 -->", "| a <!-- 4000000000x4000000000 --> | b <!-- 0x1 --> |", "| c | d |"]);
        let merges: Vec<_> =
            source.layout().unwrap().merges.iter().map(|m| (m.line, m.column, m.rows, m.columns)).collect();
        assert_eq!(merges, [(1, 0, 2, 2)]);
    }

    #[test]
    fn what_is_escaped_is_said_again() {
        for words in [
            "#1 表",
            "- 其中",
            "-12.5",
            "12. 项",
            "12) 项",
            "| 竖线 |",
            "a*b_c",
            "<b>",
            "\\",
            "C:\\",
            "&lt;",
            "~10%",
            "[1]",
            "<!-- 注 -->",
            "---",
            "===",
            "> 引",
            "2024年",
            "`x`",
            "| --- |",
        ] {
            assert_eq!(said(&[&escaped(words, false)]), format!("{words}\n"), "{words}");
            assert_eq!(said(&[&format!("| {} |", escaped(words, true))]), format!("{words}\n"), "{words}");
        }
        assert_eq!(escaped("项目支出 1,234.50 万元，占12.5%", false), "项目支出 1,234.50 万元，占12.5%");
    }
}
