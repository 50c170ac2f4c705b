//! Running heads and page numbers: what stands at the edge of page after page is no text of the document.

use std::collections::BTreeMap;

use super::line::Line;
use super::page::Page;
use super::sheet::{Block, Sheet};
use crate::source::Cut;

/// Heads stand on at least so many pages.
const TIMES: usize = 3;
/// At most so many lines are set aside at either edge of a page.
const LINES: usize = 3;
/// Lines stand at the same place within this.
const SAME: i32 = 400;

/// Takes running heads and page numbers off all sheets.
pub fn set_aside(sheets: &mut [Sheet], pages: &[Page]) {
    for upper in [true, false] {
        for _ in 0..LINES {
            let outer: Vec<Option<Outer>> =
                sheets.iter().zip(pages).map(|(sheet, page)| outermost(sheet, page, upper)).collect();
            let gone = furniture(&outer, upper);
            if !gone.contains(&true) {
                break;
            }
            for (sheet, (outer, gone)) in sheets.iter_mut().zip(outer.into_iter().zip(gone)) {
                if let Some(outer) = outer.filter(|_| gone) {
                    sheet.blocks.remove(outer.block);
                }
            }
        }
    }
}

/// The uppermost or lowermost block of a page, where it is a line near the edge.
struct Outer {
    block: usize,
    text: String,
    /// The distance of its middle from the edge.
    edge: i32,
    left: i32,
    /// A grid stands under it, with two lines between at most: it may be the table's own caption.
    captions: bool,
    /// So near the edge that it stands in the margin.
    marginal: bool,
}

fn outermost(sheet: &Sheet, page: &Page, upper: bool) -> Option<Outer> {
    let reach = page.height / 7;
    let edge = |line: &Line| if upper { line.middle() } else { page.height - line.middle() };
    let (block, _) = sheet.blocks.iter().enumerate().min_by_key(|(_, block)| match block {
        Block::Line(line) => edge(line),
        Block::Grid(grid) if upper => grid.top,
        Block::Grid(grid) => page.height - grid.bottom,
    })?;
    let Block::Line(line) = &sheet.blocks[block] else { return None };
    let below = sheet.blocks.get(block + 1..).unwrap_or_default();
    let found = Outer {
        block,
        text: line.text(),
        edge: edge(line),
        left: line.x0,
        captions: upper && below.iter().take(3).any(|block| matches!(block, Block::Grid(_))),
        marginal: edge(line) * 18 <= page.height,
    };
    (found.edge <= reach).then_some(found)
}

/// Which of the outermost lines are furniture.
fn furniture(outer: &[Option<Outer>], upper: bool) -> Vec<bool> {
    let enough = |times: usize| times >= TIMES && times * 5 >= outer.len() * 2;
    let mut same: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    // Below, numbers that go up with the pages are page numbers, whatever stands around them.
    let mut counted: BTreeMap<(String, i64), Vec<usize>> = BTreeMap::new();
    for (index, line) in outer.iter().enumerate() {
        let Some(line) = line else { continue };
        same.entry(&line.text).or_default().push(index);
        if !upper && let Some((around, number)) = last_number(&line.text) {
            counted.entry((around, number - index as i64)).or_default().push(index);
        }
    }
    let mut gone: Vec<bool> =
        outer.iter().map(|line| line.as_ref().is_some_and(|line| is_page_number(&line.text))).collect();
    for at in same.into_values().filter(|at| enough(at.len())) {
        // On pages of one size a head stands at one place; on others at least at one height.
        let level = |index: usize| outer[index].as_ref().map_or((0, 0), |line| (line.edge, line.left));
        let fixed = at.iter().filter(|&&index| {
            let here = level(index);
            at.iter().filter(|&&other| (level(other).0 - here.0).abs() <= SAME).count() * 2 >= at.len()
        });
        // Captions and headnotes stand over table after table and belong to each.
        let of = |wanted: fn(&Outer) -> bool| {
            at.iter().filter(|&&index| outer[index].as_ref().is_some_and(wanted)).count()
        };
        let named = of(|line| line.text.contains(['：', ':'])) > 0;
        if named || of(|line| line.captions && !line.marginal) * 5 > at.len() * 4 {
            continue;
        }
        for &index in fixed {
            gone[index] = true;
        }
    }
    for at in counted.into_values().filter(|at| enough(at.len())) {
        for index in at {
            gone[index] = true;
        }
    }
    gone
}

/// 12, - 12 -, 第 12 页 共 30 页, Page 12 of 30: numbers with the marks that go with them.
fn is_page_number(text: &str) -> bool {
    let plain: String = text.to_ascii_lowercase().replace("page", "").replace("of", "");
    let worded = plain.len() < text.len() || text.contains('页');
    let marks = |c: char| {
        worded && matches!(c, ',' | '，' | '(' | ')' | '（' | '）')
            || matches!(
                c,
                '-' | '—'
                    | '–'
                    | '－'
                    | '―'
                    | '·'
                    | '•'
                    | '/'
                    | '第'
                    | '页'
                    | '共'
                    | '~'
                    | ' '
                    | '\t'
                    | '|'
            )
    };
    let digits: usize = plain.chars().filter(|c| is_digit(*c)).count();
    (1..=8).contains(&digits) && text.chars().count() <= 24 && plain.chars().all(|c| is_digit(c) || marks(c))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// The last number of a line, and the line without it.
fn last_number(text: &str) -> Option<(String, i64)> {
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let start = text.cut(..end).trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let number = text.cut(start..end).parse().ok().filter(|number| *number < 10_000)?;
    Some((format!("{}#{}", text.cut(..start), text.cut(end..)), number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_of_every_look() {
        for text in [
            "12",
            "- 12 -",
            "— 3 —",
            "第 12 页",
            "第 1 页 共 30 页",
            "第7页，共45页",
            "3/30",
            "Page 3 of 30",
            "－１２－",
        ] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["2026年", "12.50", "合计", "-", "附件1", "1,234"] {
            assert!(!is_page_number(text), "{text}");
        }
    }

    #[test]
    fn numbers_are_found_with_what_stands_around_them() {
        assert_eq!(last_number("某局 2026 年 · 12"), Some(("某局 2026 年 · #".into(), 12)));
        assert_eq!(last_number("某局"), None);
    }
}
