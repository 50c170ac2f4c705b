//! Tables that nobody ruled: figures that stand under each other in columns, line after line. Taken for a grid only where
//! every figure keeps to its column; otherwise the lines stay lines.

use super::line::Line;
use super::page::Glyph;
use super::ruling::Slot;
use super::sheet::{Block, Cell, Grid, is_figure};

/// So many lines of figures make a table.
const ROWS: usize = 3;
/// A header takes at most so many lines.
const HEAD: usize = 3;

/// A piece of a line between gaps.
struct Piece<'a> {
    glyphs: &'a [Glyph],
    x0: i32,
    x1: i32,
    figure: bool,
}

/// Makes grids of the lines of a page whose figures are aligned. `page` is its number, from 0.
pub fn find(blocks: Vec<Block>, page: usize) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    let mut lines: Vec<Line> = Vec::new();
    for block in blocks {
        match block {
            Block::Line(line) => lines.push(line),
            grid => {
                flush(&mut lines, &mut out, page);
                out.push(grid);
            }
        }
    }
    flush(&mut lines, &mut out, page);
    out
}

fn flush(lines: &mut Vec<Line>, out: &mut Vec<Block>, page: usize) {
    let lines = std::mem::take(lines);
    let mut done = 0;
    for (start, end) in runs(&lines) {
        // The header stands directly above, and belongs to no table before.
        let mut from = start;
        while from > done && start - from < HEAD && pieces(&lines[from - 1]).len() > 1 {
            from -= 1;
        }
        // A line above that fits no column is no header.
        let found =
            (from..=start).find_map(|from| Some((from, grid(&lines[from..end], start - from, page)?)));
        let Some((from, grid)) = found else { continue };
        out.extend(lines[done..from].iter().cloned().map(Block::Line));
        out.push(Block::Grid(grid));
        done = end;
    }
    out.extend(lines.into_iter().skip(done).map(Block::Line));
}

/// Runs of lines that begin and end with a line of figures and have at most one other between two of them.
fn runs(lines: &[Line]) -> Vec<(usize, usize)> {
    let data: Vec<bool> = lines.iter().map(is_data).collect();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (index, _) in data.iter().enumerate().filter(|(_, data)| **data) {
        match runs.last_mut() {
            Some((_, end)) if index <= *end + 1 => *end = index + 1,
            _ => runs.push((index, index + 1)),
        }
    }
    runs.retain(|&(start, end)| data[start..end].iter().filter(|data| **data).count() >= ROWS);
    runs
}

/// Words, and after them figures and nothing else than figures or dashes.
fn is_data(line: &Line) -> bool {
    let pieces = pieces(line);
    pieces.len() > 1 && pieces.last().is_some_and(|last| last.figure)
}

/// The pieces of a line between gaps as wide as a character.
fn pieces(line: &Line) -> Vec<Piece<'_>> {
    let gap = |glyph: &Glyph| matches!(glyph.c, ' ' | '\t') && (glyph.x1 - glyph.x0) * 10 >= line.size * 9;
    line.glyphs
        .split(gap)
        .filter_map(|glyphs| {
            let text: String = glyphs.iter().map(|glyph| glyph.c).collect();
            let (x0, x1) = (glyphs.first()?.x0, glyphs.last()?.x1);
            Some(Piece { glyphs, x0, x1, figure: is_figure(&text) })
        })
        .collect()
}

/// A grid of lines of which the first `head` are its header; none where a figure keeps to no column.
fn grid(lines: &[Line], head: usize, page: usize) -> Option<Grid> {
    let rows: Vec<Vec<Piece<'_>>> = lines.iter().map(pieces).collect();
    let columns = columns(&rows[head..])?;
    // Between two columns the edge is in the middle of the gap.
    let mut xs = vec![columns[0].0];
    xs.extend(columns.windows(2).map(|pair| pair[0].1.midpoint(pair[1].0)));
    xs.push(columns.last()?.1);
    let mut cells = Vec::new();
    for (row, pieces) in rows.iter().enumerate() {
        let mut taken = 0;
        for piece in pieces {
            let over = |&(x0, x1): &(i32, i32)| piece.x0 < x1 && x0 < piece.x1;
            let middle = piece.x0.midpoint(piece.x1);
            let nearest = || (0..columns.len()).find(|&at| middle < xs[at + 1]).unwrap_or(columns.len() - 1);
            let first = columns.iter().position(over).unwrap_or_else(nearest);
            let last = columns.iter().rposition(over).unwrap_or(first);
            // Two pieces in one column, or a figure over two, are no table.
            if first < taken || row >= head && last > first {
                return None;
            }
            taken = last + 1;
            let slot = Slot { row, column: first, rows: 1, columns: last - first + 1 };
            let parts = vec![(page, piece.glyphs.to_vec())];
            cells.push(Cell { slot, parts, open_above: false, open_below: false });
        }
    }
    let (top, bottom) = (lines.first()?.y0, lines.last()?.y1);
    Some(Grid { xs, rows: rows.len(), cells, top, bottom })
}

/// The columns of lines of figures, where there are any: left and right edge.
fn columns(rows: &[Vec<Piece<'_>>]) -> Option<Vec<(i32, i32)>> {
    let mut spans: Vec<(i32, i32)> =
        rows.iter().filter(|row| row.len() > 1).flatten().map(|piece| (piece.x0, piece.x1)).collect();
    spans.sort_unstable();
    let mut columns: Vec<(i32, i32)> = Vec::new();
    for (x0, x1) in spans {
        match columns.last_mut() {
            Some(last) if x0 < last.1 => last.1 = last.1.max(x1),
            _ => columns.push((x0, x1)),
        }
    }
    let mut figured = 0;
    let mut grouped = 0;
    let mut count = 0;
    let mut longest = 0;
    for &(x0, x1) in &columns {
        let within: Vec<&Piece<'_>> =
            rows.iter().flatten().filter(|piece| piece.figure && piece.x0 >= x0 && piece.x1 <= x1).collect();
        if within.is_empty() {
            continue;
        }
        figured += 1;
        count += within.len();
        longest = longest.max(within.len());
        grouped +=
            within.iter().filter(|piece| piece.glyphs.iter().any(|g| matches!(g.c, '.' | ','))).count();
        let size = within[0].glyphs.first().map_or(0, |glyph| glyph.size);
        let level = |of: &dyn Fn(&Piece<'_>) -> i32| {
            let least = within.iter().map(|piece| of(piece)).min().unwrap_or(0);
            let most = within.iter().map(|piece| of(piece)).max().unwrap_or(0);
            most - least <= size * 6 / 10
        };
        let aligned = level(&|piece| piece.x1)
            || level(&|piece| piece.x0)
            || level(&|piece| piece.x0.midpoint(piece.x1));
        if !aligned {
            return None;
        }
    }
    // A column of bare small numbers alone is a table of contents, or a list.
    let money = figured >= 2 && count >= ROWS * 2 || grouped * 2 >= count && count >= ROWS;
    (columns.len() > figured && money && longest >= ROWS).then_some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::line::{TAB, lines, tests::set};

    fn found(rows: &[&[(&str, i32)]]) -> Vec<String> {
        let glyphs = rows.iter().enumerate().flat_map(|(row, pieces)| {
            pieces.iter().flat_map(move |(text, x)| set(text, *x, row as i32 * 1500))
        });
        let blocks = lines(glyphs.collect(), TAB).into_iter().map(Block::Line).collect();
        find(blocks, 0)
            .iter()
            .flat_map(|block| match block {
                Block::Line(line) => vec![line.text()],
                Block::Grid(grid) => {
                    (0..grid.rows).map(|row| format!("| {}", grid.words(row).join(" | "))).collect()
                }
            })
            .collect()
    }

    #[test]
    fn figures_under_each_other_are_a_table() {
        let lines = found(&[
            &[("某局经费表", 5000)],
            &[("项目", 0), ("预算数", 8000), ("决算数", 14_000)],
            &[("人员经费", 0), ("1,200.00", 8000), ("1,100.00", 14_000)],
            &[("公用经费", 0), ("80.00", 9500), ("79.50", 15_500)],
            &[("合计", 0), ("1,280.00", 8000), ("1,179.50", 14_000)],
            &[("注：本表为示例。", 0)],
        ]);
        assert_eq!(
            lines,
            [
                "某局经费表",
                "| 项目 | 预算数 | 决算数",
                "| 人员经费 | 1,200.00 | 1,100.00",
                "| 公用经费 | 80.00 | 79.50",
                "| 合计 | 1,280.00 | 1,179.50",
                "注：本表为示例。"
            ]
        );
    }

    #[test]
    fn contents_and_scattered_figures_stay_lines() {
        let contents = found(&[
            &[("一、职责", 0), ("1", 20_000)],
            &[("二、机构", 0), ("3", 20_000)],
            &[("三、情况", 0), ("5", 20_000)],
            &[("四、说明", 0), ("12", 19_500)],
        ]);
        assert!(contents.iter().all(|line| !line.starts_with('|')), "{contents:?}");
        let scattered = found(&[
            &[("共", 0), ("1.50", 4000)],
            &[("其中公用", 0), ("2.50", 8000)],
            &[("合计", 0), ("3.50", 12_000)],
        ]);
        assert!(scattered.iter().all(|line| !line.starts_with('|')), "{scattered:?}");
    }
}
