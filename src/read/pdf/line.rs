//! Glyphs ─▶ visual lines, and lines put together again as the text they were before they were wrapped.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::page::Glyph;
use crate::source::raised::raised;

/// A line as the eye sees it: glyphs from left to right, with spaces and tabs where there are gaps.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// What stands on it; spaces and tabs have the box of their gap.
    pub glyphs: Vec<Glyph>,
    /// Left edge.
    pub x0: i32,
    /// Upper edge.
    pub y0: i32,
    /// Right edge.
    pub x1: i32,
    /// Lower edge.
    pub y1: i32,
    /// The size of most of its type.
    pub size: i32,
}

impl Line {
    /// A line of glyphs that are in order; none of nothing.
    pub fn new(glyphs: Vec<Glyph>) -> Option<Self> {
        let (first, last) = (glyphs.first()?, glyphs.last()?);
        let mut sizes: Vec<i32> =
            glyphs.iter().filter(|glyph| glyph.c > ' ').map(|glyph| glyph.size).collect();
        sizes.sort_unstable();
        Some(Self {
            x0: first.x0,
            x1: glyphs.iter().map(|glyph| glyph.x1).max().unwrap_or(last.x1),
            y0: glyphs.iter().map(|glyph| glyph.y0).min().unwrap_or(first.y0),
            y1: glyphs.iter().map(|glyph| glyph.y1).max().unwrap_or(first.y1),
            size: sizes.get(sizes.len() / 2).copied().unwrap_or(first.size),
            glyphs,
        })
    }

    /// What it says.
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.c).collect()
    }

    /// Its middle from top to bottom.
    pub fn middle(&self) -> i32 {
        self.y0.midpoint(self.y1)
    }

    /// The pieces between its wide gaps.
    pub fn pieces(&self) -> impl Iterator<Item = &[Glyph]> {
        self.glyphs.split(|glyph| glyph.c == '\t').filter(|piece| !piece.is_empty())
    }
}

/// How wide a gap makes a tab, in hundredths of the size; cells have none.
pub const TAB: i32 = 300;

/// Puts glyphs that run to the right into lines from top to bottom. A gap of `tab` hundredths of the size becomes a tab.
pub fn lines(mut glyphs: Vec<Glyph>, tab: i32) -> Vec<Line> {
    raise_as_drawn(&mut glyphs);
    let spaces: Vec<Glyph> = glyphs.iter().filter(|glyph| glyph.c == ' ').copied().collect();
    glyphs.retain(|glyph| glyph.c != ' ');
    glyphs.sort_by_key(|glyph| (glyph.middle().1, glyph.x0));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    let mut reach = i32::MIN;
    for glyph in glyphs {
        let middle = glyph.middle().1;
        match rows.last_mut() {
            Some(row) if middle <= reach => row.push(glyph),
            _ => {
                reach = middle + glyph.size * 45 / 100;
                rows.push(vec![glyph]);
            }
        }
    }
    let mut spaces = Spaces::new(spaces);
    rows.into_iter().filter_map(|row| Line::new(spaced(row, &mut spaces, tab))).collect()
}

/// Spaces that the file writes, to be found between two glyphs.
struct Spaces {
    /// By their middle from top to bottom.
    sorted: Vec<Glyph>,
}

impl Spaces {
    fn new(mut sorted: Vec<Glyph>) -> Self {
        sorted.sort_by_key(|glyph| (glyph.middle().1, glyph.x0));
        Self { sorted }
    }

    /// The spaces on the line of these glyphs, by their left edge.
    fn beside(&self, row: &[Glyph]) -> Vec<i32> {
        let top = row.iter().map(|glyph| glyph.middle().1 - glyph.size / 2).min().unwrap_or(0);
        let bottom = row.iter().map(|glyph| glyph.middle().1 + glyph.size / 2).max().unwrap_or(0);
        let from = self.sorted.partition_point(|space| space.middle().1 < top);
        let until = self.sorted.partition_point(|space| space.middle().1 <= bottom);
        let mut found: Vec<i32> =
            self.sorted[from..until.max(from)].iter().map(|space| space.middle().0).collect();
        found.sort_unstable();
        found
    }
}

/// So many hundredths of the size of type lie between two digits that a space parts, and between a digit and a point.
const SEEN: i64 = 5;

/// Puts the glyphs of a line in order from left to right. What a program recognised has the boxes of its words, which overlap:
/// the characters of one word stay together there.
fn order(row: &mut [Glyph]) {
    let mut starts: BTreeMap<u32, i32> = BTreeMap::new();
    for glyph in row.iter().filter(|glyph| glyph.hidden) {
        let start = starts.entry(glyph.run).or_insert(glyph.x0);
        *start = glyph.x0.min(*start);
    }
    let start = |glyph: &Glyph| starts.get(&glyph.run).filter(|_| glyph.hidden).copied();
    row.sort_by_key(|glyph| (start(glyph).unwrap_or(glyph.x0), glyph.run, glyph.x0));
}

/// How wide a gap between two wide characters makes a space, in hundredths of the size: in type, and where a program recognised
/// the characters in a picture. Such programs part words that nobody parts, and their boxes are tight.
const PARTED: i64 = 60;
const PARTED_RECOGNISED: i64 = 100;

/// Orders a line from left to right, drops what was drawn twice for weight, and writes its gaps.
fn spaced(mut row: Vec<Glyph>, spaces: &mut Spaces, tab: i32) -> Vec<Glyph> {
    order(&mut row);
    let written = spaces.beside(&row);
    let mut out: Vec<Glyph> = Vec::with_capacity(row.len() + 8);
    for glyph in row {
        let twice = out.iter().rev().take(3).any(|other| {
            other.c == glyph.c && (other.x0 - glyph.x0).abs() < glyph.size / 5 && other.run != glyph.run
        });
        if twice {
            continue;
        }
        if let Some(last) = out.last().copied() {
            let gap = glyph.x0 - last.x1;
            let size = glyph.size.min(last.size);
            let next = written.partition_point(|&at| at < last.middle().0);
            let said = written.get(next).is_some_and(|&at| at < glyph.middle().0);
            // Within a number whose digits touch the eye sees none, whatever the file writes.
            let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
            let digits = number(last.c) && number(glyph.c);
            let said = said && (!digits || i64::from(gap) * 100 > i64::from(size) * SEEN);
            let both_wide = wide(last.c) && wide(glyph.c);
            let recognised = both_wide && last.hidden && glyph.hidden;
            let said = said && !recognised;
            let loose = match (recognised, both_wide) {
                (true, _) => PARTED_RECOGNISED,
                (_, true) => PARTED,
                _ => 22,
            };
            let c = if i64::from(gap) * 100 > i64::from(size) * i64::from(tab) {
                '\t'
            } else if said || i64::from(gap) * 100 > i64::from(size) * loose {
                ' '
            } else {
                '\0'
            };
            if c != '\0' {
                let (x0, x1) = (last.x1.min(glyph.x0), glyph.x0);
                out.push(Glyph { c, x0, x1, ..last });
            }
        }
        out.push(glyph);
    }
    raise(&mut out);
    out
}

/// How large raised type is at most, and how far it is raised at least, in hundredths of the size of the type it stands
/// behind. Programs set it at 58 to 70 and raise it by 33 to 40.
const RAISED_SIZE: i32 = 80;
const RAISED_BY: i32 = 20;
/// How many characters stand raised at most: more are another line.
const RAISED_LENGTH: usize = 6;

/// Lets what was drawn raised right behind other type say that it stands so, and takes it down to the line it belongs to: some
/// programs raise a mark so far that it would be a line of its own.
fn raise_as_drawn(glyphs: &mut [Glyph]) {
    let mut base: Option<Glyph> = None;
    let mut at = 0;
    while at < glyphs.len() {
        let first = glyphs[at];
        at += 1;
        let Some(behind) = base.filter(|_| first.c != ' ') else {
            base = base.or_else(|| (first.c != ' ').then_some(first));
            continue;
        };
        let from = at - 1;
        let len = glyphs[from..].iter().take_while(|glyph| is_raised(glyph, &behind)).count();
        let gap = first.x0 - behind.x1;
        let words: String = glyphs[from..from + len].iter().map(|glyph| glyph.c).collect();
        let near = (-behind.size / 4..=behind.size / 2).contains(&gap);
        match raised(&words) {
            Cow::Owned(words) if near && (1..=RAISED_LENGTH).contains(&len) => {
                for (glyph, c) in glyphs[from..].iter_mut().zip(words.chars()) {
                    let down = behind.middle().1 - glyph.middle().1;
                    *glyph = Glyph { c, y0: glyph.y0 + down, y1: glyph.y1 + down, ..*glyph };
                }
                at = from + len;
            }
            _ => base = Some(first),
        }
    }
}

/// Makes what stands raised behind other type say that it does: a small 1 above the line becomes ¹.
fn raise(glyphs: &mut [Glyph]) {
    let mut at = 1;
    while at < glyphs.len() {
        // A space may stand before a mark.
        let parted = glyphs[at - 1].c == ' ' && at > 1;
        let base = glyphs[at - 1 - usize::from(parted)];
        let room = base.size / if parted { 2 } else { 4 };
        let len = glyphs[at..].iter().take_while(|glyph| is_raised(glyph, &base)).count();
        let words: String = glyphs[at..at + len].iter().map(|glyph| glyph.c).collect();
        if (1..=RAISED_LENGTH).contains(&len) && glyphs[at].x0 - base.x1 <= room {
            for (glyph, c) in glyphs[at..].iter_mut().zip(raised(&words).chars()) {
                glyph.c = c;
            }
        }
        at += len.max(1);
    }
}

/// Whether a glyph is smaller than the one it stands behind, and above the line that one stands on.
fn is_raised(glyph: &Glyph, base: &Glyph) -> bool {
    // A seventh of its box lies below the line.
    let line = |glyph: &Glyph| glyph.y1 - glyph.size * 15 / 100;
    let lift = line(base) - line(glyph);
    base.c > ' '
        && glyph.c > ' '
        && i64::from(glyph.size) * 100 <= i64::from(base.size) * i64::from(RAISED_SIZE)
        && i64::from(lift) * 100 >= i64::from(base.size) * i64::from(RAISED_BY)
        && lift < base.size
}

/// Characters as wide as high, between which no space stands: ideographs and the marks that go with them.
pub fn wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{20000}'..)
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '①'..='⑳' | '±' | '×' | '÷' | '≤' | '≥')
}

/// What stands between the end of a line and the next line where both are one text: nothing or a space. `full`: the next
/// word would not have found room on the line.
pub fn seam(last: char, next: char, full: bool) -> Option<char> {
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%');
    let closed = wide(last) || wide(next) || last == '-' || full && numeric(last) && numeric(next);
    (!closed).then_some(' ')
}

/// What cells leave blank on both sides together, at most.
pub const PADDING: i32 = 1200;

/// Joins the lines of a cell that is `room` wide: glyphs with spaces between them where the wrap took one.
pub fn unwrap(lines: Vec<Line>, room: i32) -> Vec<Glyph> {
    let mut out: Vec<Glyph> = Vec::new();
    let mut before: Option<(i32, i32)> = None;
    for line in lines {
        let Some(first) = line.glyphs.first().copied() else { continue };
        if let (Some(last), Some((x0, x1))) = (out.last().copied(), before) {
            let unit = first.x1 - first.x0;
            let full = x1 - x0 + unit + last.size / 2 > room - PADDING;
            if let Some(c) = seam(last.c, first.c, full) {
                out.push(Glyph { c, x0: last.x1, x1: last.x1, ..last });
            }
        }
        before = Some((line.x0, line.x1));
        out.extend(line.glyphs);
    }
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::read::pdf::page::Way;

    /// A text set from `x` on, each character half as wide as high, ideographs as wide as high.
    pub fn set(text: &str, x: i32, y: i32) -> Vec<Glyph> {
        let mut at = x;
        text.chars()
            .map(|c| {
                let x0 = at;
                at += if wide(c) { 1000 } else { 500 };
                Glyph {
                    c,
                    x0,
                    y0: y,
                    x1: at,
                    y1: y + 1000,
                    size: 1000,
                    run: 0,
                    way: Way::Right,
                    pale: false,
                    hidden: false,
                }
            })
            .collect()
    }

    fn read(glyphs: Vec<Glyph>) -> Vec<String> {
        lines(glyphs, TAB).iter().map(Line::text).collect()
    }

    #[test]
    fn lines_are_read_from_top_and_left_whatever_the_order_of_drawing() {
        let mut glyphs = set("合计", 0, 5000);
        glyphs.extend(set("单位", 0, 1000));
        glyphs.extend(set("21.00", 6000, 5100));
        assert_eq!(read(glyphs), ["单位", "合计\t21.00"]);
    }

    #[test]
    fn spaces_are_those_written_and_those_seen() {
        let mut glyphs = set("a b", 0, 0);
        glyphs.extend(set("c", 1800, 0));
        assert_eq!(read(glyphs), ["a b c"]);
        let mut loose = set("预", 0, 0);
        loose.extend(set("算", 1300, 0));
        assert_eq!(read(loose), ["预算"], "justified text stays one word");
        // Digits set so close that their boxes meet, with spaces of no width between them.
        let mut close = set("9", 0, 0);
        let space = Glyph { c: ' ', x0: close[0].x1, x1: close[0].x1, ..close[0] };
        close.push(space);
        close.extend(set("4", close[0].x1, 0));
        assert_eq!(read(close), ["94"]);
    }

    #[test]
    fn words_that_were_recognised_stay_whole_and_in_order() {
        // The box of the second word begins within that of the first; a space is written between them, and none is seen.
        let word = |text: &str, x: i32, run: u32| {
            set(text, x, 0).into_iter().map(move |glyph| Glyph { run, ..glyph })
        };
        let words = || {
            word("社会", 0, 1)
                .chain(word("保障", 1500, 2))
                .chain(word(" ", 1500, 2))
                .chain(word("支出", 4300, 3))
        };
        assert_eq!(read(words().map(|glyph| Glyph { hidden: true, ..glyph }).collect()), ["社会保障支出"]);
        assert_ne!(read(words().collect()), ["社会保障支出"], "what is drawn stands where it stands");
        let apart = word("社会", 0, 1).chain(word("保障", 3100, 2));
        assert_eq!(
            read(apart.map(|glyph| Glyph { hidden: true, ..glyph }).collect()),
            ["社会 保障"],
            "cells stay apart"
        );
    }

    #[test]
    fn small_type_above_the_line_is_raised() {
        let small = |text: &str, x: i32, rise: i32| -> Vec<Glyph> {
            let own = |glyph: Glyph| {
                let (x0, x1) = (x + (glyph.x0 - x) * 6 / 10, x + (glyph.x1 - x) * 6 / 10);
                Glyph { size: 600, run: 1, x0, x1, y0: 850 - rise - 510, y1: 850 - rise + 90, ..glyph }
            };
            set(text, x, 0).into_iter().map(own).collect()
        };
        let with = |text: &str, rise: i32| {
            let mut glyphs = set("60", 0, 0);
            glyphs.extend(small(text, 1000, rise));
            read(glyphs)
        };
        for rise in [250, 350, 500, 700] {
            assert_eq!(with("1", rise), ["60¹"], "raised by {rise}");
        }
        assert_eq!(with("(2)", 330), ["60⁽²⁾"]);
        assert_eq!(with("th", 350), ["60th"]);
        assert_eq!(with("1", 0), ["601"], "small type on the line is a digit like others");
        let at = |x: i32| {
            let mut glyphs = set("60", 0, 0);
            glyphs.extend(small("1", x, 350));
            read(glyphs)
        };
        assert_eq!((at(1300), at(1700)), (vec!["60 ¹".to_owned()], vec!["60 1".to_owned()]));
        // The same where it was drawn before the figure.
        let mut glyphs = small("1", 1000, 350);
        glyphs.extend(set("60", 0, 0));
        assert_eq!(read(glyphs), ["60¹"]);
    }

    #[test]
    fn what_is_drawn_twice_for_weight_is_read_once() {
        let mut glyphs = set("11", 0, 0);
        glyphs.extend(set("11", 30, 0).into_iter().map(|glyph| Glyph { run: 1, ..glyph }));
        assert_eq!(read(glyphs), ["11"]);
    }

    #[test]
    fn wrapped_cells_become_one_text() {
        let joined = |first: &str, second: &str, room: i32| -> String {
            let mut glyphs = set(first, 0, 0);
            glyphs.extend(set(second, 0, 1200));
            unwrap(lines(glyphs, i32::MAX), room).iter().map(|glyph| glyph.c).collect()
        };
        assert_eq!(joined("一般公共", "预算", 4800), "一般公共预算");
        assert_eq!(joined("1,234,56", "7.00", 4800), "1,234,567.00");
        assert_eq!(joined("2024", "2025", 9000), "2024 2025", "two figures in a cell stay two");
        assert_eq!(joined("Grand", "total", 2900), "Grand total");
    }
}
