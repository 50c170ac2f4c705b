//! Tables laid out by spaces: lines of plain text whose figures stand under each other, as a program prints them or a page keeps its
//! layout. Between their columns the folded text has tabs, as in every other table; what does not keep to its columns stays text.

use std::ops::Range;

use super::cell::is_figure_like;
use crate::source::Cut;
use crate::words::vocabulary;

/// So many lines of figures make a table.
const ROWS: usize = 3;
/// A header takes at most so many lines.
const HEAD: usize = 4;
/// Between two lines of figures stand no more others: a heading of a section, a name over two lines, a blank line, a rule.
const BETWEEN: usize = 3;
/// So many characters may the figures of a column be out of line: a bracket or a percent sign hangs over, and a page of
/// proportional letters is never laid out exactly.
const LEVEL: usize = 3;
/// So many blanks part two columns.
const GAP: usize = 2;
/// No table has more columns: a line of a thousand figures is data that no one reads.
const COLUMNS: usize = 64;

/// Bytes of a text that part cells, and by how many columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The bytes: blanks, or the end of the line.
    pub place: Range<usize>,
    /// How many columns further what follows stands.
    pub columns: usize,
}

/// A piece of a line between gaps.
#[derive(Debug, Clone)]
struct Piece {
    place: Range<usize>,
    /// The columns of characters it covers; ideographs take two.
    x: Range<usize>,
    figure: bool,
}

/// A line: its bytes without the break, and its pieces.
struct Line {
    place: Range<usize>,
    pieces: Vec<Piece>,
    /// Nothing but blanks, or a rule of dashes.
    blank: bool,
    /// Something that already parts cells stands in it, or it is a heading of Markdown.
    other: bool,
}

impl Line {
    /// Words, and behind them figures.
    fn is_data(&self) -> bool {
        self.pieces.len() > 1 && self.pieces.last().is_some_and(|last| last.figure)
    }
}

/// The gaps between the columns of all tables of a text that are laid out by spaces, ascending.
pub fn gaps(text: &str) -> Vec<Gap> {
    if !text.contains("  ") && !text.contains('\u{3000}') {
        return Vec::new();
    }
    let mut at = 0;
    let mut lines = Vec::new();
    for raw in text.split_inclusive('\n') {
        let end = at + raw.trim_end_matches(['\n', '\r']).len();
        lines.push(line(text, at..end));
        at += raw.len();
    }
    let mut gaps = Vec::new();
    let mut done = 0;
    for run in runs(&lines) {
        let Some(columns) = columns(text, &lines[run.clone()]) else { continue };
        let from = headed(&lines, done, run.start, &columns);
        // A header line that crosses the columns is none, and the lines of figures stay a table without it.
        let Some(found) = (from..=run.start)
            .find_map(|from| parted(text, &lines[from..run.end], run.start - from, &columns))
        else {
            continue;
        };
        gaps.extend(found);
        done = run.end;
    }
    gaps
}

fn line(text: &str, place: Range<usize>) -> Line {
    let words = text.cut(place.clone());
    let blank = words.trim().is_empty()
        || words.trim().chars().all(|c| "-=_ +─━═—".contains(c))
            && words.contains(['-', '=', '_', '─', '━', '═', '—']);
    let other = words.contains(['\t', '|']) || words.trim_start().starts_with('#');
    let pieces = if blank || other { Vec::new() } else { pieces(text, place.clone()) };
    // Dashes alone are blanks of a row where figures stand beside them, and a rule everywhere else.
    Line { place, pieces, blank, other }
}

/// The pieces of a line between gaps.
fn pieces(text: &str, place: Range<usize>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut x, mut blanks) = (0, GAP);
    for (at, c) in text.cut(place.clone()).char_indices() {
        let (from, wide) = (place.start + at, width(c));
        if matches!(c, ' ' | '\u{3000}' | '\u{a0}') {
            blanks += if c == '\u{3000}' { GAP } else { 1 };
        } else {
            match pieces.last_mut() {
                Some(last) if blanks < GAP => {
                    last.place.end = from + c.len_utf8();
                    last.x.end = x + wide;
                }
                _ => pieces.push(Piece { place: from..from + c.len_utf8(), x: x..x + wide, figure: false }),
            }
            blanks = 0;
        }
        x += wide;
    }
    for piece in &mut pieces {
        let words = text.cut(piece.place.clone());
        piece.figure = is_amount(words);
    }
    pieces
}

/// A figure, or the dash that stands for none.
fn is_amount(words: &str) -> bool {
    let bare = words.trim_end_matches(['%', '*']).trim();
    matches!(bare, "-" | "–" | "—" | "--" | "..." | "…")
        || vocabulary().nothing.fit(bare)
        || bare.bytes().any(|byte| byte.is_ascii_digit())
            && (is_figure_like(bare)
                || bare.bytes().all(|byte| byte.is_ascii_digit())
                || is_figure_like(&bare.replace(['−', '–', '△', '▲', '’'], "-").replace("- ", "-")))
}

/// How many columns of characters a character takes.
fn width(c: char) -> usize {
    let wide = matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}');
    if wide { 2 } else { 1 }
}

/// Runs of lines that begin and end with a line of figures and have few others between two of them.
fn runs(lines: &[Line]) -> Vec<Range<usize>> {
    let mut runs: Vec<(Range<usize>, usize)> = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.is_data()) {
        let width = line.pieces.len();
        match runs.last_mut() {
            Some((run, count))
                if at <= run.end + BETWEEN
                    && !lines[run.end..at].iter().any(|line| line.other)
                    // A blank line with words behind it ends a table: what follows is another one.
                    && !ends(&lines[run.end..at], width) =>
            {
                run.end = at + 1;
                *count += 1;
            }
            _ => runs.push((at..at + 1, 1)),
        }
    }
    runs.into_iter().filter(|(_, count)| *count >= ROWS).map(|(run, _)| run).collect()
}

/// Whether the lines between two lines of figures are the end of one table and the header of the next: several columns of words.
fn ends(between: &[Line], width: usize) -> bool {
    width > 1
        && between.iter().any(|line| line.pieces.len() > 2 && line.pieces.iter().all(|piece| !piece.figure))
}

/// The columns of lines of figures, where there are any: by the characters they cover.
fn columns(text: &str, lines: &[Line]) -> Option<Vec<Range<usize>>> {
    let data = || lines.iter().filter(|line| line.is_data());
    let mut spans: Vec<Range<usize>> =
        data().flat_map(|line| &line.pieces).map(|piece| piece.x.clone()).collect();
    spans.sort_unstable_by_key(|x| (x.start, x.end));
    let mut columns: Vec<Range<usize>> = Vec::new();
    for x in spans {
        match columns.last_mut() {
            Some(last) if x.start < last.end => last.end = last.end.max(x.end),
            _ => columns.push(x),
        }
    }
    if columns.len() > COLUMNS {
        return None;
    }
    let mut held: Vec<Vec<&Piece>> = vec![Vec::new(); columns.len()];
    for piece in data().flat_map(|line| &line.pieces).filter(|piece| piece.figure) {
        let at = columns.partition_point(|column| column.end <= piece.x.start);
        held.get_mut(at)?.push(piece);
    }
    let (mut figured, mut count, mut grouped, mut longest) = (0, 0, 0, 0);
    for within in held.iter().filter(|within| !within.is_empty()) {
        let level = |of: &dyn Fn(&Piece) -> usize| {
            let least = within.iter().map(|piece| of(piece)).min().unwrap_or(0);
            let most = within.iter().map(|piece| of(piece)).max().unwrap_or(0);
            most - least <= LEVEL
        };
        let aligned = level(&|piece| piece.x.end)
            || level(&|piece| piece.x.start)
            || level(&|piece| piece.x.start.midpoint(piece.x.end));
        if !aligned {
            return None;
        }
        figured += 1;
        count += within.len();
        longest = longest.max(within.len());
        grouped += within.iter().filter(|piece| text.cut(piece.place.clone()).contains(['.', ','])).count();
    }
    // A column of bare small numbers alone is a table of contents, or a list.
    let money = figured >= 2 && count >= ROWS * 2 || grouped * 2 >= count && count >= ROWS;
    (columns.len() > figured && money && longest >= ROWS).then_some(columns)
}

/// Where the header begins that stands above the line `start`.
fn headed(lines: &[Line], done: usize, start: usize, columns: &[Range<usize>]) -> usize {
    let figures = columns.get(1).map_or(0, |column| column.start);
    let mut from = start;
    for at in (done..start).rev() {
        let line = &lines[at];
        if line.other || start - at > HEAD + 1 || line.blank && line.place.is_empty() && from < start {
            break;
        }
        // What names a column stands over it.
        let names =
            line.pieces.len() > 1 || line.pieces.first().is_some_and(|first| first.x.start >= figures);
        if names {
            from = at;
        } else if !line.blank {
            break;
        }
    }
    from
}

/// The gaps in lines of which the first `head` are the header; none where a figure keeps to no column.
fn parted(text: &str, lines: &[Line], head: usize, columns: &[Range<usize>]) -> Option<Vec<Gap>> {
    let mut gaps = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        if line.blank || line.other {
            continue;
        }
        // Words between two columns are parted where a blank stands between them.
        let pieces: Vec<Piece> = line.pieces.iter().flat_map(|piece| split(text, piece, columns)).collect();
        let mut taken: Option<usize> = None;
        let mut end = line.place.start;
        for piece in &pieces {
            let over = |column: &Range<usize>| piece.x.start < column.end && column.start < piece.x.end;
            let nearest = || {
                let middle = piece.x.start.midpoint(piece.x.end);
                let away = |column: &Range<usize>| middle.abs_diff(column.start.midpoint(column.end));
                (0..columns.len()).min_by_key(|&at| away(&columns[at])).unwrap_or(0)
            };
            let first = columns.iter().position(over).unwrap_or_else(nearest);
            let last = columns.iter().rposition(over).unwrap_or(first);
            if piece.figure && row >= head && last > first && line.is_data() {
                return None;
            }
            match taken {
                // Words of one cell stand apart where they are spread over its width; two figures of one cell are no table.
                Some(before) if first <= before => {
                    if piece.figure && row >= head || first < before {
                        return None;
                    }
                }
                _ => {
                    let steps = first - taken.map_or(0, |before| before);
                    if steps > 0 {
                        gaps.push(Gap { place: end..piece.place.start, columns: steps });
                    }
                    taken = Some(first);
                }
            }
            end = piece.place.end;
        }
        // A row ends where its table does, so that a name alone is a row as well.
        let left = columns.len() - 1 - taken.unwrap_or(0);
        if left > 0 && text.len() > line.place.end {
            gaps.push(Gap { place: line.place.end..line.place.end + 1, columns: left });
        }
    }
    Some(gaps)
}

/// A piece that goes over several columns, at the blanks that stand between them.
fn split(text: &str, piece: &Piece, columns: &[Range<usize>]) -> Vec<Piece> {
    let over = |column: &&Range<usize>| piece.x.start < column.end && column.start < piece.x.end;
    if columns.iter().filter(over).count() < 2 {
        return vec![piece.clone()];
    }
    let mut parts = Vec::new();
    let mut rest = piece.clone();
    let mut x = piece.x.start;
    let words = text.cut(piece.place.clone());
    for (at, c) in words.char_indices() {
        let between = columns
            .windows(2)
            .any(|pair| pair[0].end <= x && x < pair[1].start && pair[0].end > rest.x.start);
        if c == ' ' && between {
            let end = piece.place.start + at;
            parts.push(Piece { place: rest.place.start..end, x: rest.x.start..x, figure: false });
            rest = Piece { place: end + 1..rest.place.end, x: x + 1..rest.x.end, figure: false };
        }
        x += width(c);
    }
    if parts.is_empty() {
        return vec![piece.clone()];
    }
    rest.figure = is_amount(text.cut(rest.place.clone()));
    parts.push(rest);
    for part in &mut parts {
        part.figure = is_amount(text.cut(part.place.clone()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold_laid_out;

    #[test]
    fn figures_under_each_other_are_a_table() {
        let text = "Revenue of the port\n\nItem                  2031      2030\n------------------------------------\nDues                 1,200     1,100\nRents                   80        79\n\nOther charges and\nfees                    20         1\nTotal                1,300     1,180\n\nNote: invented.\n";
        let folded = fold_laid_out(text).text;
        let lines: Vec<&str> = folded.lines().collect();
        assert_eq!(lines[2], "Item\t2031\t2030");
        assert_eq!(lines[4], "Dues\t1,200\t1,100");
        assert_eq!(lines[7], "Other charges and\t\t");
        assert_eq!(lines[9], "Total\t1,300\t1,180");
        assert_eq!(lines[11], "Note: invented.");
    }

    #[test]
    fn an_empty_cell_keeps_its_column() {
        let text = "款别        预算数      决算数\n市税        1,200       1,100\n诸收入                     79\n合 计       1,200       1,179\n繰入金         30           -\n";
        let folded = fold_laid_out(text).text;
        let lines: Vec<&str> = folded.lines().collect();
        assert_eq!(lines[0], "款别\t预算数\t决算数");
        assert_eq!(lines[2], "诸收入\t\t79");
        assert_eq!(lines[3], "合计\t1,200\t1,179");
    }

    #[test]
    fn prose_lists_and_contents_stay_text() {
        for text in [
            "It cost  5 in 2031,  and less\nthan  3 in 2032.  After that  7\nwere paid,  and then  9\n",
            "1. Duties        1\n2. Offices       3\n3. Staff        12\n",
            "一、职责        1\n二、机构        3\n三、情况       12\n",
        ] {
            let folded = fold_laid_out(text).text;
            assert!(!folded.contains('\t'), "{folded:?}");
        }
    }
}
