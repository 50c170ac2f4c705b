//! Ruling lines ─▶ grids: collinear strokes are one line, lines that touch are one grid, cells without a wall between them
//! are one merged cell.

use super::page::Rule;

/// Strokes nearer than this are one line.
const SNAP: i32 = 250;
/// Lines reach each other over this.
const REACH: i32 = 350;
/// Shorter lines rule nothing.
const SHORT: i32 = 400;
/// Edges nearer than this may be one edge that was drawn askew.
const ASKEW: i32 = 1000;
/// More lines than this on a page are a drawing, not tables.
const MAX_LINES: usize = 2500;
/// More places than this in one grid are a drawing too.
const MAX_PLACES: usize = 100_000;

/// A grid of ruled cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The edges of its columns from left to right: one more than columns.
    pub xs: Vec<i32>,
    /// The edges of its rows from top to bottom.
    pub ys: Vec<i32>,
    /// Its cells, by row and then column.
    pub cells: Vec<Slot>,
    /// Which cell is at which place: row × columns + column.
    places: Vec<u32>,
    /// Columns that no line closes above: the row began on the page before.
    pub open_above: Vec<bool>,
    /// Columns that no line closes below: the page ends within a row.
    pub open_below: Vec<bool>,
}

/// Where a cell is and how many rows and columns it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// First row.
    pub row: usize,
    /// First column.
    pub column: usize,
    /// Rows covered.
    pub rows: usize,
    /// Columns covered.
    pub columns: usize,
}

impl Ruled {
    /// The index of the cell at a point.
    pub fn cell_at(&self, x: i32, y: i32) -> Option<usize> {
        let column = self.xs.partition_point(|&edge| edge <= x).checked_sub(1)?;
        let row = self.ys.partition_point(|&edge| edge <= y).checked_sub(1)?;
        let columns = self.xs.len() - 1;
        (column < columns && row + 1 < self.ys.len()).then(|| self.places[row * columns + column] as usize)
    }

    /// Left, upper, right and lower edge of the whole.
    pub fn bounds(&self) -> [i32; 4] {
        let edge = |edges: &[i32]| (edges.first().copied().unwrap_or(0), edges.last().copied().unwrap_or(0));
        let ((x0, x1), (y0, y1)) = (edge(&self.xs), edge(&self.ys));
        [x0, y0, x1, y1]
    }
}

/// Every grid that the lines of a page make, from top to bottom.
pub fn grids(rules: &[Rule]) -> Vec<Ruled> {
    let across = collinear(rules, false);
    let upright = collinear(rules, true);
    if across.is_empty() || upright.is_empty() || across.len() + upright.len() > MAX_LINES {
        return Vec::new();
    }
    let mut found: Vec<Ruled> = components(&across, &upright)
        .into_iter()
        .filter_map(|(across, upright)| build(&across, &upright))
        .collect();
    found.sort_by_key(|grid| (grid.ys[0], grid.xs[0]));
    found
}

/// Joins the strokes of one line, and strokes drawn side by side.
fn collinear(rules: &[Rule], upright: bool) -> Vec<Rule> {
    let mut own: Vec<Rule> = rules.iter().filter(|rule| rule.upright == upright).copied().collect();
    own.sort_unstable_by_key(|rule| (rule.at, rule.from));
    let mut out: Vec<Rule> = Vec::new();
    let mut start = 0;
    while start < own.len() {
        let until = start + own[start..].partition_point(|rule| rule.at - own[start].at <= SNAP);
        let mut bundle = own[start..until].to_vec();
        let middle = bundle[bundle.len() / 2].at;
        bundle.sort_unstable_by_key(|rule| rule.from);
        let first = out.len();
        for rule in bundle {
            match out[first..].last_mut() {
                Some(last) if rule.from <= last.to + REACH => last.to = last.to.max(rule.to),
                _ => out.push(Rule { at: middle, ..rule }),
            }
        }
        start = until;
    }
    out.retain(|rule| rule.to - rule.from >= SHORT);
    out
}

/// Lines that touch each other.
fn components(across: &[Rule], upright: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let mut group: Vec<usize> = (0..across.len() + upright.len()).collect();
    fn root(group: &mut [usize], mut at: usize) -> usize {
        while group[at] != at {
            group[at] = group[group[at]];
            at = group[at];
        }
        at
    }
    for (index, line) in across.iter().enumerate() {
        for (other, wall) in upright.iter().enumerate() {
            let touches = wall.at >= line.from - REACH
                && wall.at <= line.to + REACH
                && line.at >= wall.from - REACH
                && line.at <= wall.to + REACH;
            if touches {
                let (one, two) = (root(&mut group, index), root(&mut group, across.len() + other));
                group[one.max(two)] = one.min(two);
            }
        }
    }
    let mut out: Vec<(usize, Vec<Rule>, Vec<Rule>)> = Vec::new();
    for (index, line) in across.iter().chain(upright).enumerate() {
        let root = root(&mut group, index);
        let at = match out.binary_search_by_key(&root, |(root, ..)| *root) {
            Ok(at) => at,
            Err(at) => {
                out.insert(at, (root, Vec::new(), Vec::new()));
                at
            }
        };
        if line.upright { out[at].2.push(*line) } else { out[at].1.push(*line) }
    }
    out.into_iter().map(|(_, across, upright)| (across, upright)).collect()
}

/// The edges at which lines stand, with those on which no line is nearer than [`SNAP`].
fn edges(lines: &[Rule]) -> Vec<i32> {
    let mut at: Vec<i32> = lines.iter().map(|line| line.at).collect();
    at.sort_unstable();
    at.dedup_by(|next, kept| *next - *kept <= SNAP);
    at
}

/// Sides that are left open: lines reach beyond the outermost edge.
fn close(edges: &mut Vec<i32>, crossing: &[Rule]) -> (Option<i32>, Option<i32>) {
    let count =
        |at: i32, of: fn(&Rule) -> i32| crossing.iter().filter(|line| (of(line) - at).abs() <= REACH).count();
    let low = crossing.iter().map(|line| line.from).min().unwrap_or(0);
    let high = crossing.iter().map(|line| line.to).max().unwrap_or(0);
    let (mut below, mut above) = (None, None);
    if edges.first().is_none_or(|&edge| low < edge - 600) && count(low, |line| line.from) >= 2 {
        edges.insert(0, low);
        below = Some(low);
    }
    if edges.last().is_none_or(|&edge| high > edge + 600) && count(high, |line| line.to) >= 2 {
        edges.push(high);
        above = Some(high);
    }
    (below, above)
}

/// Which stretch between two edges has a wall: for each edge, one flag for each stretch.
struct Walls {
    stretches: usize,
    flags: Vec<bool>,
}

impl Walls {
    fn new(at: &[i32], along: &[i32], lines: &[Rule]) -> Self {
        let stretches = along.len() - 1;
        let mut walls = Self { stretches, flags: vec![false; at.len() * stretches] };
        for line in lines {
            let Some(edge) = nearest(at, line.at) else { continue };
            let first = along.partition_point(|&start| start < line.from).saturating_sub(1);
            for stretch in first..stretches {
                let (start, end) = (along[stretch], along[stretch + 1]);
                if start >= line.to {
                    break;
                }
                if (line.to.min(end) - line.from.max(start)) * 2 >= end - start {
                    walls.flags[edge * stretches + stretch] = true;
                }
            }
        }
        walls
    }

    fn stands(&self, edge: usize, stretch: usize) -> bool {
        self.flags[edge * self.stretches + stretch]
    }

    /// Two edges of which no stretch has both.
    fn apart(&self, one: usize, two: usize) -> bool {
        (0..self.stretches).all(|stretch| !(self.stands(one, stretch) && self.stands(two, stretch)))
    }

    fn count(&self, edge: usize) -> usize {
        (0..self.stretches).filter(|&stretch| self.stands(edge, stretch)).count()
    }
}

fn nearest(edges: &[i32], at: i32) -> Option<usize> {
    let next = edges.partition_point(|&edge| edge < at);
    [next.checked_sub(1), (next < edges.len()).then_some(next)]
        .into_iter()
        .flatten()
        .min_by_key(|&index| (edges[index] - at).abs())
}

/// Two edges a little apart, of which each row has one or the other, are one edge drawn askew.
fn straighten(at: &mut Vec<i32>, along: &[i32], lines: &mut [Rule]) {
    let mut index = 1;
    while index < at.len() {
        if at[index] - at[index - 1] <= ASKEW {
            let walls = Walls::new(at, along, lines);
            if walls.apart(index - 1, index) {
                let drop = if walls.count(index - 1) < walls.count(index) { index - 1 } else { index };
                let gone = at.remove(drop);
                let kept = at[index - 1];
                lines
                    .iter_mut()
                    .filter(|line| (line.at - gone).abs() <= SNAP)
                    .for_each(|line| line.at = kept);
                continue;
            }
        }
        index += 1;
    }
}

fn build(across: &[Rule], upright: &[Rule]) -> Option<Ruled> {
    let (mut across, mut upright) = (across.to_vec(), upright.to_vec());
    let (mut xs, mut ys) = (edges(&upright), edges(&across));
    let sides = close(&mut xs, &across);
    close(&mut ys, &upright);
    if xs.len() < 2 || ys.len() < 2 || (xs.len() - 1) * (ys.len() - 1) > MAX_PLACES {
        return None;
    }
    let (top, bottom) = (ys[0], ys[ys.len() - 1]);
    for at in [sides.0, sides.1].into_iter().flatten() {
        upright.push(Rule { upright: true, at, from: top, to: bottom });
    }
    straighten(&mut xs, &ys, &mut upright);
    straighten(&mut ys, &xs, &mut across);
    let (rows, columns) = (ys.len().checked_sub(1)?, xs.len().checked_sub(1)?);
    if rows == 0 || columns == 0 {
        return None;
    }
    let walls = Walls::new(&xs, &ys, &upright);
    let floors = Walls::new(&ys, &xs, &across);
    let (cells, places) = merge(rows, columns, &walls, &floors);
    let open = |edge: usize| (0..columns).map(|column| !floors.stands(edge, column)).collect();
    let (open_above, open_below) = (open(0), open(rows));
    Some(Ruled { xs, ys, cells, places, open_above, open_below })
}

/// Places without a wall between them are one cell: first within a row, then downwards where the sides are the same.
fn merge(rows: usize, columns: usize, walls: &Walls, floors: &Walls) -> (Vec<Slot>, Vec<u32>) {
    let mut cells: Vec<Slot> = Vec::new();
    let mut places = vec![0u32; rows * columns];
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let mut end = column + 1;
            while end < columns && !walls.stands(end, row) {
                end += 1;
            }
            let above = (row > 0).then(|| places[(row - 1) * columns + column] as usize).filter(|&above| {
                let slot = cells[above];
                slot.column == column
                    && slot.columns == end - column
                    && (column..end).all(|column| !floors.stands(row, column))
            });
            let index = match above {
                Some(above) => {
                    cells[above].rows += 1;
                    above
                }
                None => {
                    cells.push(Slot { row, column, rows: 1, columns: end - column });
                    cells.len() - 1
                }
            };
            places[row * columns + column..row * columns + end].fill(index as u32);
            column = end;
        }
    }
    (cells, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(at: i32, from: i32, to: i32) -> Rule {
        Rule { upright: false, at, from, to }
    }

    fn upright(at: i32, from: i32, to: i32) -> Rule {
        Rule { upright: true, at, from, to }
    }

    /// Lines of a grid with these edges.
    fn full(xs: &[i32], ys: &[i32]) -> Vec<Rule> {
        let (left, right) = (xs[0], xs[xs.len() - 1]);
        let (top, bottom) = (ys[0], ys[ys.len() - 1]);
        let rows = ys.iter().map(|&y| across(y, left, right));
        rows.chain(xs.iter().map(|&x| upright(x, top, bottom))).collect()
    }

    fn shape(grid: &Ruled) -> (usize, usize, usize) {
        (grid.ys.len() - 1, grid.xs.len() - 1, grid.cells.len())
    }

    #[test]
    fn strokes_of_each_cell_make_one_grid() {
        let mut rules = Vec::new();
        for (x, y) in [(0, 0), (5000, 0), (0, 2000), (5000, 2000)] {
            rules.extend(full(&[x, x + 5000], &[y, y + 2000]));
        }
        let grids = grids(&rules);
        assert_eq!(grids.iter().map(shape).collect::<Vec<_>>(), [(2, 2, 4)]);
    }

    #[test]
    fn a_missing_wall_merges_cells() {
        // The first row is one cell over two; the first column of the others is one cell over two rows.
        let rules = [
            across(0, 0, 10_000),
            across(2000, 0, 10_000),
            across(4000, 5000, 10_000),
            across(6000, 0, 10_000),
            upright(0, 0, 6000),
            upright(5000, 2000, 6000),
            upright(10_000, 0, 6000),
        ];
        let grids = grids(&rules);
        assert_eq!(shape(&grids[0]), (3, 2, 4));
        assert_eq!(grids[0].cells[0], Slot { row: 0, column: 0, rows: 1, columns: 2 });
        assert_eq!(grids[0].cells[1], Slot { row: 1, column: 0, rows: 2, columns: 1 });
        assert_eq!(grids[0].cell_at(2500, 5000), Some(1));
        assert_eq!(grids[0].cell_at(2500, 6500), None);
    }

    #[test]
    fn sides_left_open_are_closed() {
        let mut rules: Vec<Rule> = [0, 2000, 4000].into_iter().map(|y| across(y, 0, 9000)).collect();
        rules.extend([3000, 6000].map(|x| upright(x, 0, 4000)));
        assert_eq!(shape(&grids(&rules)[0]), (2, 3, 6));
        // A page that ends within a row leaves it open below.
        let mut cut = full(&[0, 3000, 6000], &[0, 2000]);
        cut.iter_mut().filter(|rule| rule.upright).for_each(|rule| rule.to = 5000);
        let grid = &grids(&cut)[0];
        assert_eq!(shape(grid), (2, 2, 4));
        assert_eq!((&grid.open_above[..], &grid.open_below[..]), (&[false; 2][..], &[true; 2][..]));
    }

    #[test]
    fn edges_drawn_askew_are_one() {
        let rules = [
            across(0, 0, 9000),
            across(2000, 0, 9000),
            across(4000, 0, 9000),
            upright(0, 0, 4000),
            upright(4500, 0, 2000),
            upright(5200, 2000, 4000),
            upright(9000, 0, 4000),
        ];
        assert_eq!(shape(&grids(&rules)[0]), (2, 2, 4));
    }

    #[test]
    fn grids_apart_are_two_and_a_line_alone_is_none() {
        let mut rules = full(&[0, 3000, 6000], &[0, 2000, 4000]);
        rules.extend(full(&[0, 3000, 6000], &[9000, 12_000]));
        rules.push(across(20_000, 0, 9000));
        assert_eq!(grids(&rules).len(), 2);
    }

    #[test]
    fn a_drawing_of_very_many_lines_is_no_grid() {
        let rules: Vec<Rule> =
            (0..3000).map(|n| across(n * 300, 0, 9000)).chain([upright(0, 0, 900_000)]).collect();
        assert!(grids(&rules).is_empty());
    }
}
