//! The text of a web page without the page around it: menus, head, foot, lists of links.
//!
//! What tags and names set apart is left out, unless that would be most of the page. Then the part that holds nearly all
//! there is to read is gone into, step by step, as long as nothing that matters is left outside. Where that is not sure,
//! all stays.

use super::tree::{Child, Page, Part, Table, Text};
use crate::diagnostic::count_of;
use crate::read::view::{Block, Cell, Grid, Paragraph, View};
use crate::source::About;

/// Puts the text of a page into a view.
pub fn view(page: Page, view: &mut View) {
    let Page { mut root, title, cut, pictures, frames } = page;
    let (kept, apart) = weigh(&root, false);
    if apart > kept {
        stay(&mut root);
    }
    // A page that links nowhere has nothing around its text.
    let alone = links(&root) * 20 <= kept + apart;
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut heads = Vec::new();
    let main = if alone { root } else { descend(root, &title, &mut heads) };
    if heads.is_empty() && !says(&main, &title) {
        // The title bar names the page where nothing on it does.
        let name = title.split(['_', '|']).next().unwrap_or_default().trim();
        heads.push(Text::of(name));
    }
    heads.into_iter().for_each(|head| view.block(Block::Paragraph(paragraph(head, false))));
    emit(main, &mut |block| view.block(block));
    if pictures > 0 {
        view.note(About::Pictures, format!("{pictures} 张图片"), count_of(pictures, "picture", "pictures"));
    }
    if frames > 0 {
        let zh = format!("网页在框里显示 {frames} 份别的文件，其中的内容没有读");
        view.note(
            About::Unreadable,
            zh,
            format!("{frames} other documents that the page shows in frames were not read"),
        );
    }
    if cut {
        let (zh, en) = ("网页没有结尾，可能没有下载完整", "the page has no end: it may not be all there");
        view.note(About::Unreadable, zh.to_owned(), en.to_owned());
    }
}

/// How many characters of links there are.
fn links(part: &Part) -> usize {
    let of = |child: &Child| match child {
        Child::Part(part) => links(part),
        Child::Text(text) => text.linked,
        Child::Table(table) => table.parts().map(links).sum(),
    };
    part.children.iter().map(of).sum()
}

/// How much is said in what stays and in what is set apart.
fn weigh(part: &Part, apart: bool) -> (usize, usize) {
    let apart = apart || part.aside;
    let mut sum = (0, 0);
    let mut add = |(kept, left): (usize, usize)| sum = (sum.0 + kept, sum.1 + left);
    for child in &part.children {
        match child {
            Child::Part(part) => add(weigh(part, apart)),
            Child::Text(text) if apart => add((0, text.weight())),
            Child::Text(text) => add((text.weight(), 0)),
            Child::Table(table) => table.parts().for_each(|part| add(weigh(part, apart))),
        }
    }
    sum
}

/// Lets nothing be set apart by its name, and weighs anew.
fn stay(part: &mut Part) {
    part.aside = false;
    (part.weight, part.matters) = (0, true);
    for child in &mut part.children {
        part.weight += match child {
            Child::Part(part) => {
                stay(part);
                part.weight
            }
            Child::Text(text) => text.weight(),
            Child::Table(table) => table.rows.iter_mut().flatten().fold(0, |sum, place| {
                stay(&mut place.part);
                sum + place.part.weight
            }),
        };
    }
}

/// Goes into the part that holds nearly everything. What stands before it and names the page is kept in `heads`.
fn descend(mut part: Part, title: &str, heads: &mut Vec<Text>) -> Part {
    loop {
        let whole = part.weight;
        let of = |child: &Child| match child {
            Child::Part(part) if !part.aside && !part.hidden => part.weight,
            Child::Table(table) if arranges(table) => {
                table.parts().map(|part| part.weight).max().unwrap_or(0)
            }
            _ => 0,
        };
        let best = (0..part.children.len()).max_by_key(|&at| (of(&part.children[at]), std::cmp::Reverse(at)));
        let Some(best) = best.filter(|&at| whole > 0 && of(&part.children[at]) * 5 >= whole * 4) else {
            return part;
        };
        let others = part.children.iter().enumerate().filter(|(at, _)| *at != best);
        if others.into_iter().any(|(_, child)| matters(child)) {
            return part;
        }
        let Some(rest) = part.children.get_mut(..best) else { return part };
        rest.iter_mut().for_each(|child| take_heads(child, title, heads));
        part = match part.children.swap_remove(best) {
            Child::Part(inner) => inner,
            Child::Table(table) => {
                let cells: Vec<Part> = table.rows.into_iter().flatten().map(|place| place.part).collect();
                let largest = cells.iter().map(|part| part.weight).max().unwrap_or(0);
                let main = cells.iter().position(|part| part.weight == largest).unwrap_or(0);
                if cells.iter().enumerate().any(|(at, cell)| at != main && cell.matters) {
                    let children = cells.into_iter().map(Child::Part).collect();
                    return Part { children, ..Part::default() };
                }
                let mut found = Part::default();
                for (at, cell) in cells.into_iter().enumerate() {
                    if at == main {
                        found = cell;
                        break;
                    }
                    take_heads(&mut Child::Part(cell), title, heads);
                }
                found
            }
            Child::Text(_) => return part,
        };
    }
}

/// A table that holds tables, or is a single column.
fn arranges(table: &Table) -> bool {
    fn holds(part: &Part) -> bool {
        part.children.iter().any(|child| match child {
            Child::Part(part) => holds(part),
            Child::Table(_) => true,
            Child::Text(_) => false,
        })
    }
    table.parts().any(holds) || table.rows.iter().all(|row| row.len() <= 1)
}

fn matters(child: &Child) -> bool {
    match child {
        Child::Part(part) => !part.aside && !part.hidden && part.matters,
        Child::Text(text) => text.weight() >= 60 || text.level > 0 && text.weight() > 0 && text.level < 3,
        Child::Table(table) => {
            table.rows.len() >= 3 && !arranges(table) || table.parts().any(|part| part.matters)
        }
    }
}

/// The texts in `child` that the title of the page repeats.
fn take_heads(child: &mut Child, title: &str, heads: &mut Vec<Text>) {
    match child {
        Child::Text(text) => {
            let words = text.words.trim();
            let long = words.chars().count() >= 6;
            if long
                && text.linked == 0
                && title.contains(words)
                && heads.iter().all(|head| head.words.trim() != words)
            {
                heads.push(std::mem::take(text));
            }
        }
        Child::Part(part) if part.aside || part.hidden => {}
        Child::Part(part) => part.children.iter_mut().for_each(|child| take_heads(child, title, heads)),
        Child::Table(table) => {
            let parts = table.rows.iter_mut().flatten().flat_map(|place| &mut place.part.children);
            parts.for_each(|child| take_heads(child, title, heads));
        }
    }
}

/// Whether one of the first texts of a part is what the title says.
fn says(part: &Part, title: &str) -> bool {
    part.children.iter().any(|child| match child {
        Child::Text(text) => {
            let words = text.words.trim();
            text.level > 0 || words.chars().count() >= 6 && title.contains(words)
        }
        Child::Part(part) => !part.aside && says(part, title),
        Child::Table(table) => table.parts().any(|part| says(part, title)),
    })
}

/// The pieces of a part in order.
fn emit(part: Part, sink: &mut dyn FnMut(Block)) {
    let hidden = part.hidden;
    if part.aside {
        return;
    }
    for child in part.children {
        match child {
            Child::Part(mut inner) => {
                inner.hidden |= hidden;
                emit(inner, sink);
            }
            Child::Text(text) => sink(Block::Paragraph(paragraph(text, hidden))),
            Child::Table(table) if !hidden => {
                let Table { over, rows, .. } = table;
                over.into_iter().for_each(|text| sink(Block::Paragraph(paragraph(text, false))));
                sink(Block::Grid(grid(rows)));
            }
            Child::Table(_) => {}
        }
    }
}

fn paragraph(text: Text, hidden: bool) -> Paragraph {
    let Text { words, hidden: unseen, struck, level, .. } = text;
    if hidden {
        return Paragraph { hidden: words, ..Paragraph::default() };
    }
    Paragraph { text: words, level, hidden: unseen, struck, ..Paragraph::default() }
}

/// Gives every cell its column: cells from rows above are in the way.
fn grid(rows: Vec<Vec<super::tree::Place>>) -> Grid {
    const WIDEST: usize = 256;
    let n_rows = rows.len() as u32;
    let mut grid = Grid::default();
    // For each column, the first row that is free again.
    let mut free: Vec<u32> = Vec::new();
    for (row, places) in rows.into_iter().enumerate() {
        let heads = row == grid.headed && is_header(&places);
        let row = row as u32;
        let mut column = 0;
        let mut cells = Vec::with_capacity(places.len());
        for place in places {
            while free.get(column).is_some_and(|free| *free > row) {
                column += 1;
            }
            if column >= WIDEST {
                break;
            }
            let columns = (place.columns as usize).min(WIDEST - column);
            let below = if place.rows == 0 { n_rows - row } else { place.rows.min(n_rows - row) };
            if free.len() < column + columns {
                free.resize(column + columns, 0);
            }
            free[column..column + columns].fill(row + below);
            let mut blocks = Vec::new();
            emit(place.part, &mut |block| blocks.push(block));
            cells.push(Cell { blocks, column: column as u32, columns: columns as u32, rows: below });
            column += columns;
        }
        grid.rows.push(cells);
        grid.headed += usize::from(heads);
    }
    grid
}

/// Whether a row is of the header: all of it is called so, but perhaps the corner over the names of the rows.
fn is_header(places: &[super::tree::Place]) -> bool {
    let corner = |place: &super::tree::Place| place.part.children.is_empty();
    match places {
        [] => false,
        // What names the table, over all of it.
        [only] => only.head,
        [first, rest @ ..] => (first.head || corner(first)) && rest.iter().all(|place| place.head),
    }
}
