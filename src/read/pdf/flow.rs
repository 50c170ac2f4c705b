//! Pages ─▶ one flow: lines joined into paragraphs, grids that go on over pages joined into one.

use super::line::{self, Line};
use super::page::{Glyph, Page};
use super::sheet::{Block, Cell, Grid, Sheet};

/// A piece of the document in reading order.
#[derive(Debug)]
pub enum Piece {
    /// A paragraph: the page of each of its lines, and the lines.
    Text(Vec<(usize, Line)>),
    /// A grid.
    Grid(Grid),
}

/// Codes of items have more digits than this, serial numbers hardly.
const SHORTEST: usize = 4;
/// Edges of columns on two pages are the same within this.
const SAME: i32 = 500;
/// A row of so many cells heads a table; labels that begin two forms alike are fewer.
const HEADER: usize = 4;

/// Puts the sheets one after the other.
pub fn flow(sheets: Vec<Sheet>, pages: &[Page]) -> Vec<Piece> {
    let margins = Margins::of(&sheets, pages);
    let body = body_size(&sheets, pages);
    let mut pieces: Vec<Piece> = Vec::new();
    // Footnotes, each with how many pieces it follows: the text over it may go on on the next page.
    let mut notes: Vec<(usize, Piece)> = Vec::new();
    for (number, sheet) in sheets.into_iter().enumerate() {
        let mut blocks = sheet.blocks;
        if number > 0 {
            blocks = go_on(&mut pieces, blocks);
        }
        let below = footnotes(&mut blocks, body);
        let pitch = pitch(&blocks);
        for block in blocks {
            match block {
                Block::Grid(grid) => pieces.push(Piece::Grid(grid)),
                Block::Line(line) => match pieces.last_mut() {
                    Some(Piece::Text(lines)) if margins.continues(lines, number, &line, pitch) => {
                        lines.push((number, line));
                    }
                    _ => pieces.push(Piece::Text(vec![(number, line)])),
                },
            }
        }
        notes.extend(below.into_iter().map(|line| (pieces.len(), Piece::Text(vec![(number, line)]))));
    }
    let mut all = Vec::with_capacity(pieces.len() + notes.len());
    let mut notes = notes.into_iter().peekable();
    for (index, piece) in pieces.into_iter().enumerate() {
        all.push(piece);
        while let Some((_, note)) = notes.next_if(|(after, _)| *after == index + 1) {
            all.push(note);
        }
    }
    all.extend(notes.map(|(_, note)| note));
    all
}

/// The size of the type in which most of the running text is set.
fn body_size(sheets: &[Sheet], pages: &[Page]) -> i32 {
    let mut sizes: Vec<i32> = Vec::new();
    for (sheet, page) in sheets.iter().zip(pages) {
        sizes.extend(sheet.blocks.iter().filter_map(|block| match block {
            Block::Line(line) if line.x1 - line.x0 >= page.width * 2 / 5 => Some(line.size),
            _ => None,
        }));
    }
    sizes.sort_unstable();
    sizes.get(sizes.len() / 2).copied().unwrap_or(0)
}

/// Takes the lines off the end of a page that are set smaller than the running text.
fn footnotes(blocks: &mut Vec<Block>, body: i32) -> Vec<Line> {
    let small = |block: &Block| matches!(block, Block::Line(line) if line.size * 10 <= body * 9);
    let from = blocks.iter().rposition(|block| !small(block)).map_or(0, |last| last + 1);
    // Under a table they are the table's; most of a page is no footnote.
    if from == 0 || (blocks.len() - from) * 2 > blocks.len() || !matches!(blocks[from - 1], Block::Line(_)) {
        return Vec::new();
    }
    let taken = blocks.split_off(from).into_iter();
    taken
        .filter_map(|block| match block {
            Block::Line(line) => Some(line),
            Block::Grid(_) => None,
        })
        .collect()
}

/// The usual distance from line to line on a page.
fn pitch(blocks: &[Block]) -> i32 {
    let tops: Vec<i32> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Line(line) => Some(line.middle()),
            Block::Grid(_) => None,
        })
        .collect();
    let mut steps: Vec<i32> =
        tops.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied().unwrap_or(i32::MAX / 4)
}

/// The edges of the running text, page by page.
struct Margins {
    edges: Vec<(i32, i32)>,
}

impl Margins {
    fn of(sheets: &[Sheet], pages: &[Page]) -> Self {
        let lines = |index: usize| {
            let wide = pages[index].width * 2 / 5;
            sheets[index].blocks.iter().filter_map(move |block| match block {
                Block::Line(line) if line.x1 - line.x0 >= wide => Some((line.x0, line.x1, line.size)),
                _ => None,
            })
        };
        // Pages of one size have the same margins.
        let mut shared: Vec<((i32, i32), (i32, i32))> = Vec::new();
        let mut edges = Vec::with_capacity(pages.len());
        for page in pages {
            let size = (page.width, page.height);
            let known = shared.iter().find(|(other, _)| *other == size).map(|(_, edges)| *edges);
            edges.push(known.unwrap_or_else(|| {
                let like = (0..pages.len()).filter(|&at| (pages[at].width, pages[at].height) == size);
                let all: Vec<_> = like.flat_map(lines).collect();
                let found = if all.is_empty() { (0, page.width) } else { outer(&all) };
                shared.push((size, found));
                found
            }));
        }
        Self { edges }
    }

    /// Whether a line goes on with the paragraph of `lines`.
    fn continues(&self, lines: &[(usize, Line)], page: usize, next: &Line, pitch: i32) -> bool {
        let Some((last_page, last)) = lines.last() else { return false };
        let Some(end) = last.glyphs.last() else { return false };
        let size = last.size.min(next.size);
        if (last.size - next.size).abs() * 8 > size || leads(last) || last.pieces().count() > 1 {
            return false;
        }
        let step = next.middle() - last.middle();
        if *last_page == page && (step > pitch.max(size) * 3 / 2 || step <= 0) {
            return false;
        }
        let (left, right) = self.edges[*last_page];
        let room = right - last.x1;
        let full = room < first_unit(&next.glyphs) + size * 3 / 4;
        let middle = left.midpoint(right);
        let centred =
            |line: &Line| (line.x0.midpoint(line.x1) - middle).abs() < size && line.x0 - left > size;
        let (own_left, _) = self.edges[page];
        let flush = next.x0 - own_left <= size * 4 / 5;
        let hanging = lines.len() > 1 && *last_page == page && (next.x0 - last.x0).abs() < size / 3;
        let below =
            centred(last) && centred(next) && (last.x0 - next.x0).abs() > size && last.x1 > right - size * 4;
        if !(full && (flush || hanging) || below) {
            return false;
        }
        // A number opens a paragraph, unless the sentence before it is still open.
        !(numbered(&next.glyphs) && (closed(end.c) || numbered(&lines[0].1.glyphs) && lines.len() == 1))
    }
}

/// Left and right edge that lines share: the outermost that is not alone.
fn outer(lines: &[(i32, i32, i32)]) -> (i32, i32) {
    let few = lines.len() / 50 + 1;
    let mut lefts: Vec<i32> = lines.iter().map(|line| line.0).collect();
    let mut rights: Vec<i32> = lines.iter().map(|line| line.1).collect();
    lefts.sort_unstable();
    rights.sort_unstable_by_key(|at| -at);
    let size = lines.iter().map(|line| line.2).min().unwrap_or(0);
    // The outermost edge that some others are near.
    let shared = |edges: &[i32]| {
        let near = edges.iter().enumerate().find(|(index, at)| {
            edges.get(index + few).is_none_or(|other| (other - **at).abs() <= size * 6 / 5)
        });
        near.map_or(0, |(_, at)| *at)
    };
    (shared(&lefts), shared(&rights))
}

/// How wide the part of a line is that cannot be broken: an ideograph, or letters and digits up to the next.
fn first_unit(glyphs: &[Glyph]) -> i32 {
    let Some(first) = glyphs.first() else { return 0 };
    let solid = |glyph: &&Glyph| !line::wide(glyph.c) && glyph.c > ' ';
    let mut end = glyphs.iter().take_while(solid).last().map_or(first.x1, |glyph| glyph.x1);
    let after = glyphs.iter().find(|glyph| glyph.x0 >= end - 1 && !solid(glyph));
    // Closing marks hang on to what they close.
    if let Some(mark) =
        after.filter(|glyph| matches!(glyph.c, '，' | '。' | '、' | '；' | '：' | '）' | '”' | '》'))
    {
        end = mark.x1;
    }
    end - first.x0
}

/// A line of a table of contents.
fn leads(line: &Line) -> bool {
    let text = line.text();
    text.contains("....") || text.contains("……") || text.contains("····") || text.contains(". . . .")
}

fn closed(c: char) -> bool {
    matches!(c, '。' | '；' | ';' | '：' | ':' | '！' | '？' | '.')
}

/// 第一部分, 一、, （一）, 1. and the like: what opens a heading or an item.
fn numbered(glyphs: &[Glyph]) -> bool {
    let mut rest = glyphs.iter().map(|glyph| glyph.c).filter(|c| *c != ' ').peekable();
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十〇".contains(c);
    let open = rest.next_if(|c| matches!(c, '第' | '（' | '('));
    let mut count = 0;
    let mut digits = false;
    while let Some(c) = rest.next_if(|c| numeral(*c)) {
        digits |= c.is_ascii_digit();
        count += 1;
    }
    if open.is_none() && count == 0 {
        return rest.peek().is_some_and(|c| ('①'..='⑳').contains(c));
    }
    let next = rest.next();
    match (open, next) {
        _ if count == 0 || count > 3 => false,
        (Some('第'), Some(c)) => matches!(c, '部' | '章' | '条' | '篇' | '节'),
        (Some(_), Some(c)) => matches!(c, '）' | ')'),
        (None, Some('、')) => true,
        (None, Some('.' | '．')) => !digits || !rest.next().is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

/// Joins the first grid of a page to the last of the page before, where it goes on: the columns are the same, and nothing
/// stands between but what stood over the first part as well. Gives back the blocks that are left.
fn go_on(pieces: &mut [Piece], mut blocks: Vec<Block>) -> Vec<Block> {
    let Some(at) = blocks.iter().position(|block| matches!(block, Block::Grid(_))) else { return blocks };
    let over: Vec<String> = blocks[..at]
        .iter()
        .map(|block| match block {
            Block::Line(line) => line.text(),
            Block::Grid(_) => String::new(),
        })
        .collect();
    let last = pieces.len().checked_sub(1);
    let Some((before, Piece::Grid(grid))) =
        last.map(|last| pieces.split_at_mut(last)).map(|(before, last)| (before, &mut last[0]))
    else {
        return blocks;
    };
    let heads: Vec<String> = before
        .iter()
        .rev()
        .map_while(|piece| match piece {
            Piece::Text(lines) => Some(lines.iter().map(|(_, line)| line.text()).collect()),
            Piece::Grid(_) => None,
        })
        .take(over.len())
        .collect();
    let repeated = heads.iter().eq(over.iter().rev());
    let Block::Grid(next) = &blocks[at] else { return blocks };
    let fitted = fitted(grid, next);
    if !repeated || !fitted && !joins(grid, next, !over.is_empty()) {
        return blocks;
    }
    let Block::Grid(mut next) = blocks.remove(at) else { return blocks };
    if fitted {
        next.xs.clone_from(&grid.xs);
    }
    join(grid, next);
    blocks.split_off(at)
}

/// Whether `next` has the columns of `grid`. `headed`: a caption stands between, so that the header must stand again.
fn joins(grid: &Grid, next: &Grid, headed: bool) -> bool {
    let same = |one: i32, two: i32| (one - two).abs() <= SAME;
    let ends = |xs: &[i32]| (xs.first().copied().unwrap_or(0), xs.last().copied().unwrap_or(0));
    let ((left, right), (next_left, next_right)) = (ends(&grid.xs), ends(&next.xs));
    let within = |few: &[i32], many: &[i32]| few.iter().all(|&x| many.iter().any(|&other| same(x, other)));
    same(left, next_left)
        && same(right, next_right)
        && (within(&grid.xs, &next.xs) || within(&next.xs, &grid.xs))
        && (!headed || heads(grid, next) > 0)
}

/// Whether `next` has the columns of `grid` under the same header, though each page fits their widths to what stands in them.
fn fitted(grid: &Grid, next: &Grid) -> bool {
    let head = heads(grid, next);
    grid.xs.len() == next.xs.len() && head < next.rows && (0..head).any(|row| grid.words(row).len() >= HEADER)
}

/// How many rows the header takes that stands over both.
fn heads(grid: &Grid, next: &Grid) -> usize {
    let same = |row: usize| {
        let own = grid.words(row);
        !own.is_empty() && own == next.words(row)
    };
    // A header of one cell is a label that two pages may begin with.
    let count = (0..grid.rows.min(next.rows)).take_while(|&row| same(row)).count();
    if count > 0 && (0..count).all(|row| grid.words(row).len() < 2) { 0 } else { count }
}

fn join(grid: &mut Grid, mut next: Grid) {
    let head = heads(grid, &next);
    // The edges of both; a column that only one of them has is covered by a cell of the other.
    let mut xs = grid.xs.clone();
    for &x in &next.xs {
        if !xs.iter().any(|&other| (other - x).abs() <= SAME) {
            xs.push(x);
        }
    }
    xs.sort_unstable();
    remap(grid, &xs);
    remap(&mut next, &xs);
    let split = head == 0 && torn(grid, &next) || head < next.rows && goes_on(grid, &next, head);
    let shift = grid.rows - usize::from(split);
    for cell in next.cells {
        if cell.slot.row < head {
            continue;
        }
        let row = cell.slot.row + shift - head;
        let above = (cell.slot.row == if split { head } else { 0 })
            .then(|| above(&grid.cells, &cell, grid.rows))
            .flatten();
        match above {
            Some(at) if split || cell.open_above && grid.cells[at].open_below => {
                let above = &mut grid.cells[at];
                above.parts.extend(cell.parts);
                above.slot.rows += cell.slot.rows - usize::from(split);
                above.open_below = cell.open_below;
            }
            _ => grid.cells.push(Cell { slot: super::ruling::Slot { row, ..cell.slot }, ..cell }),
        }
    }
    grid.rows = shift + next.rows - head;
    grid.cells.sort_by_key(|cell| (cell.slot.row, cell.slot.column));
    (grid.xs, grid.bottom) = (xs, next.bottom);
}

/// The cell of the last row over the same columns.
fn above(cells: &[Cell], cell: &Cell, rows: usize) -> Option<usize> {
    cells.iter().position(|other| {
        (other.slot.column, other.slot.columns) == (cell.slot.column, cell.slot.columns)
            && other.slot.row + other.slot.rows == rows
    })
}

/// No line stands between the last row of a page and the first of the next: they are one row.
fn torn(grid: &Grid, next: &Grid) -> bool {
    let last = grid.cells.iter().filter(|cell| cell.slot.row + cell.slot.rows == grid.rows);
    let first = next.cells.iter().filter(|cell| cell.slot.row == 0);
    no_figures(next, 0)
        && last.clone().all(|cell| cell.open_below)
        && first.clone().all(|cell| cell.open_above)
}

/// The first row of a page, below a header that stands again, holds only the rest of cells whose text the page before broke off:
/// it is the rest of that row, though a line stands between.
fn goes_on(grid: &Grid, next: &Grid, first: usize) -> bool {
    let filled: Vec<&Cell> =
        next.cells.iter().filter(|cell| cell.slot.row == first && !cell.is_blank()).collect();
    let last = |cell: &&Cell| cell.slot.row + cell.slot.rows == grid.rows && !cell.is_blank();
    let fewer = filled.len() < grid.cells.iter().filter(last).count();
    let indented = filled.first().is_some_and(|first| first.slot.column > 0);
    fewer
        && !filled.is_empty()
        && filled.iter().all(|cell| {
            above(&grid.cells, cell, grid.rows).is_some_and(|at| {
                let before = &grid.cells[at];
                let text = |cell: &Cell| -> String { cell.glyphs().map(|glyph| glyph.c).collect() };
                let (head, rest) = (text(before), text(cell));
                let open = head.chars().next_back().is_some_and(|last| line::wide(last) && !closed(last));
                let long = head.chars().count() >= 20;
                if super::sheet::is_figure(&rest) {
                    // A figure is only ever put together again where it is a number of many digits and nothing else.
                    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                    let long = head.len() >= 9 || is_code(&[grid, next], before, head.len() + rest.len());
                    return digits(&head) && digits(&rest) && long && is_full(grid, before);
                }
                open && (indented && long || is_full(grid, before))
            })
        })
}

/// Whether a column holds whole numbers alone, of few lengths, and `digits` is the longest of them: 20805 and 05 are a code that
/// the page broke where there are others of seven digits, and none between.
fn is_code(grids: &[&Grid], cell: &Cell, digits: usize) -> bool {
    let own =
        |other: &&Cell| (other.slot.column, other.slot.columns) == (cell.slot.column, cell.slot.columns);
    let cells = grids.iter().flat_map(|grid| &grid.cells);
    let others = cells.filter(own).filter(|other| !std::ptr::eq(*other, cell) && !other.is_blank());
    let texts: Vec<String> = others.map(|cell| cell.glyphs().map(|glyph| glyph.c).collect()).collect();
    let codes: Vec<usize> =
        texts.iter().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit())).map(String::len).collect();
    let figures = texts.iter().filter(|text| super::sheet::is_figure(text)).count();
    figures == codes.len() && digits > SHORTEST && codes.iter().max() == Some(&digits)
}

/// The last line of a cell reaches from side to side.
fn is_full(grid: &Grid, cell: &Cell) -> bool {
    let Some(last) = cell.glyphs().next_back() else { return false };
    let same =
        cell.glyphs().rev().take_while(|glyph| (glyph.middle().1 - last.middle().1).abs() < last.size / 2);
    let left = same.map(|glyph| glyph.x0).min().unwrap_or(last.x0);
    let room = grid.xs[cell.slot.column + cell.slot.columns] - grid.xs[cell.slot.column];
    (last.x1 - left) + last.size * 3 / 2 > room - line::PADDING
}

/// A row that only goes on with words has no figure of its own.
fn no_figures(grid: &Grid, row: usize) -> bool {
    let words = grid.words(row);
    !words.is_empty() && words.iter().all(|text| !super::sheet::is_figure(text))
}

/// Gives the cells of a grid their columns among finer edges.
fn remap(grid: &mut Grid, xs: &[i32]) {
    let index = |x: i32| (0..xs.len()).min_by_key(|&at| (xs[at] - x).abs()).unwrap_or(0);
    let map: Vec<usize> = grid.xs.iter().map(|&x| index(x)).collect();
    for cell in &mut grid.cells {
        let (from, to) = (map[cell.slot.column], map[cell.slot.column + cell.slot.columns]);
        cell.slot.column = from;
        cell.slot.columns = to.saturating_sub(from).max(1);
    }
}
