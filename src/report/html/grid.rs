//! Tables and forms as HTML tables: header cells over the columns they name, labels as row headers, findings under the row
//! they speak of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::blocks::{Above, Grid, Line, n_header};
use super::cards::Cards;
use super::ink::Ink;
use crate::document::{ColumnKind, Document, RowKind, Table, Value};
use crate::source::Source;

/// A label longer than this takes no part in guessing how a form was ruled.
const SHORT: usize = 16;

/// What a table is written with.
pub struct Drawing<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its source.
    pub source: &'a Source,
    /// Its figures and marks.
    pub ink: &'a Ink<'a>,
    /// Which document of the report.
    pub number: usize,
}

/// A cell that covers several.
#[derive(Clone, Copy)]
struct Wide {
    rows: usize,
    columns: usize,
}

impl Drawing<'_> {
    /// Writes a table.
    pub fn grid(&self, out: &mut String, grid: &Grid, cards: &mut Cards<'_>) {
        let table = &self.document.tables[grid.table];
        let id = format!("d{}t{}", self.number, grid.table);
        let n_header = n_header(table, &grid.lines);
        let heads = self.heads(table, &grid.lines[..n_header]);
        let class = if table.is_form { "form" } else { "statement" };
        let _ = write!(out, "<section class=\"grid {class}\" id=\"{id}\">");
        let mut named = false;
        for above in &grid.above {
            match above {
                Above::Caption(piece) => {
                    let _ = write!(out, "<h4 class=\"caption\" id=\"{id}c\">");
                    self.ink.write(out, *piece);
                    out.push_str("</h4>");
                    named = true;
                    cards.up_to(out, *piece);
                }
                Above::Notes(pieces) => self.notes(out, pieces, cards),
            }
        }
        if let Some(heads) = &heads {
            self.notes(out, &heads.aside, cards);
        }
        let width = self.width(table, grid);
        let name = if named { format!(" aria-labelledby=\"{id}c\"") } else { String::new() };
        let _ = write!(out, "<div class=\"scroll\"><table{name}>");
        let mut lines = &grid.lines[..];
        if let Some(heads) = heads {
            out.push_str("<thead>");
            self.draw(out, &heads);
            out.push_str("</thead>");
            let last = grid.lines[..n_header].iter().filter_map(last_piece).max();
            lines = &grid.lines[n_header..];
            out.push_str("<tbody>");
            if let Some(last) = last {
                self.under_row(out, width, last, cards);
            }
        } else {
            out.push_str("<tbody>");
        }
        self.body(out, table, lines, width, cards);
        out.push_str("</tbody></table></div>");
        for piece in &grid.below {
            out.push_str("<p class=\"foot\">");
            self.ink.write(out, *piece);
            out.push_str("</p>");
            cards.up_to(out, *piece);
        }
        out.push_str("</section>\n");
    }

    fn notes(&self, out: &mut String, pieces: &[usize], cards: &mut Cards<'_>) {
        if pieces.is_empty() {
            return;
        }
        out.push_str("<p class=\"above\">");
        for piece in pieces {
            out.push_str("<span>");
            self.ink.write(out, *piece);
            out.push_str("</span> ");
        }
        out.push_str("</p>");
        cards.up_to(out, pieces[pieces.len() - 1]);
    }

    fn width(&self, table: &Table, grid: &Grid) -> usize {
        let cells = grid.lines.iter().map(|line| match line {
            Line::Row(_, cells) => cells.len(),
            Line::Between(_) => 1,
        });
        cells.max().unwrap_or(1).max(table.columns.len())
    }

    fn body(&self, out: &mut String, table: &Table, lines: &[Line], width: usize, cards: &mut Cards<'_>) {
        let merges = self.merges(table);
        let mut covered: BTreeSet<(usize, usize)> = BTreeSet::new();
        // A finding does not stand between rows that one cell covers.
        let mut held = 0;
        for line in lines {
            match line {
                Line::Between(piece) => {
                    let _ = write!(out, "<tr class=\"between\"><td colspan=\"{width}\">");
                    self.ink.write(out, *piece);
                    out.push_str("</td></tr>\n");
                }
                Line::Row(row, pieces) => {
                    let kind = match table.rows[*row].kind {
                        RowKind::Header => " class=\"head\"",
                        RowKind::Index => " class=\"index\"",
                        RowKind::Data => "",
                    };
                    let _ = write!(out, "<tr{kind}>");
                    let spans = self.spans(table, *row, pieces, width, &merges);
                    let mut hidden = String::new();
                    for (at, piece) in pieces.iter().enumerate() {
                        if covered.contains(&(*row, at)) || spans[at].columns == 0 {
                            // Blank, but findings may speak of it: their mark goes where there is a cell.
                            self.ink.write(&mut hidden, *piece);
                            continue;
                        }
                        for below in 1..spans[at].rows {
                            covered.extend((at..at + spans[at].columns).map(|column| (*row + below, column)));
                        }
                        held = held.max(*row + spans[at].rows - 1);
                        self.cell(out, table, (*row, at), *piece, spans[at], &hidden);
                        hidden.clear();
                    }
                    if !hidden.is_empty() {
                        let _ = write!(out, "<td>{hidden}</td>");
                    }
                    out.push_str("</tr>\n");
                }
            }
            let done = match line {
                Line::Row(row, _) => *row >= held,
                Line::Between(_) => true,
            };
            if let Some(last) = last_piece(line).filter(|_| done) {
                self.under_row(out, width, last, cards);
            }
        }
        if let Some(last) = lines.iter().filter_map(last_piece).max() {
            self.under_row(out, width, last, cards);
        }
    }

    fn under_row(&self, out: &mut String, width: usize, last: usize, cards: &mut Cards<'_>) {
        if cards.are_due(last) {
            let _ = write!(out, "<tr class=\"found\"><td colspan=\"{width}\"><div class=\"stay\">");
            cards.up_to(out, last);
            out.push_str("</div></td></tr>\n");
        }
    }

    fn cell(
        &self,
        out: &mut String,
        table: &Table,
        (row, column): (usize, usize),
        piece: usize,
        wide: Wide,
        hidden: &str,
    ) {
        let cell = &table.rows[row].cells[column];
        let data = table.rows[row].kind == RowKind::Data;
        let kind = table.columns.get(column).map(|column| column.kind);
        let label = match table.is_form {
            true => is_label(self.document.text(&cell.place), column),
            false => kind == Some(ColumnKind::Name) && data && cell.value != Value::Blank,
        };
        let value =
            matches!(cell.value, Value::Number(_) | Value::Malformed) || kind == Some(ColumnKind::Value);
        let class = match (table.is_form, kind, value) {
            (false, Some(ColumnKind::Code), _) => " class=\"code\"",
            (false, _, true) => " class=\"v\"",
            _ => "",
        };
        let tag = if label { "th" } else { "td" };
        let _ = write!(out, "<{tag}{}{class}", if label { " scope=\"row\"" } else { "" });
        spread(out, wide);
        out.push_str(hidden);
        self.ink.write(out, piece);
        let _ = write!(out, "</{tag}>");
    }

    /// How far each cell of a row reaches; 0 columns: another one covers it.
    fn spans(
        &self,
        table: &Table,
        row: usize,
        pieces: &[usize],
        width: usize,
        merges: &BTreeMap<(usize, usize), Wide>,
    ) -> Vec<Wide> {
        let mut spans = vec![Wide { rows: 1, columns: 1 }; pieces.len()];
        if !merges.is_empty() {
            let mut at = 0;
            while at < spans.len() {
                if let Some(wide) = merges.get(&(row, at)) {
                    spans[at] = *wide;
                    for next in (at + 1..at + wide.columns).take_while(|next| *next < pieces.len()) {
                        spans[next].columns = 0;
                    }
                    at += wide.columns.max(1);
                } else {
                    at += 1;
                }
            }
        } else if table.is_form {
            self.ruled(table, row, pieces, &mut spans);
        }
        if let Some(last) = spans.iter_mut().rev().find(|span| span.columns > 0)
            && pieces.len() < width
        {
            last.columns += width - pieces.len();
        }
        spans
    }

    /// How a form was ruled where nobody says: a label and its text share the line; a long text reaches to its end.
    fn ruled(&self, table: &Table, row: usize, pieces: &[usize], spans: &mut [Wide]) {
        let cells = &table.rows[row].cells;
        let is_filled = |at: &usize| cells[*at].value != Value::Blank;
        let filled: Vec<usize> = (0..cells.len()).filter(is_filled).collect();
        if (0..cells.len()).any(|at| !is_filled(&at) && self.ink.is_marked(pieces[at])) {
            return;
        }
        let long = |at: usize| self.document.text(&cells[at].place).chars().count() > SHORT;
        match filled[..] {
            [0, second] => {
                cover(spans, 0, second);
                cover(spans, second, cells.len());
            }
            [.., last] if long(last) || filled.len() == 1 => cover(spans, last, cells.len()),
            _ => {}
        }
    }

    /// The merged cells that the format knows of, by row and column.
    fn merges(&self, table: &Table) -> BTreeMap<(usize, usize), Wide> {
        let Some(layout) = self.source.layout().filter(|layout| !layout.merges.is_empty()) else {
            return BTreeMap::new();
        };
        // Lines as they are read: what marks are no part of.
        let text = self.document.folded.text.as_bytes();
        let (mut line, mut from) = (0, 0);
        let mut lines: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, row) in table.rows.iter().enumerate() {
            let start = (row.place.start as usize).max(from);
            line += text[from..start].iter().filter(|byte| **byte == b'\n').count();
            from = start;
            lines.insert(line, at);
        }
        let wide = |at: &crate::source::Merge| {
            let row = *lines.get(&(at.line as usize))?;
            // Rows that the table does not have are not covered.
            let rows = (0..at.rows as usize)
                .take_while(|more| lines.get(&(at.line as usize + more)) == Some(&(row + more)));
            let wide = Wide { rows: rows.count().max(1), columns: (at.columns as usize).max(1) };
            Some(((row, at.column as usize), wide))
        };
        layout.merges.iter().filter_map(wide).collect()
    }

    /// The header as the columns know it: which cell names which columns in which line.
    fn heads(&self, table: &Table, lines: &[Line]) -> Option<Heads> {
        if lines.is_empty() || table.is_form || table.columns.is_empty() {
            return None;
        }
        let mut heads =
            Heads { slots: vec![vec![None; table.columns.len()]; lines.len()], aside: Vec::new() };
        for (at, line) in lines.iter().enumerate() {
            let Line::Row(row, pieces) = line else { return None };
            let cells = &table.rows[*row].cells;
            let mut used = vec![false; cells.len()];
            for (column, slot) in heads.slots[at].iter_mut().enumerate() {
                let path = &table.columns[column].path;
                if let Some(index) = cells
                    .iter()
                    .position(|cell| path.contains(&cell.place) && cell.place.start < cell.place.end)
                {
                    *slot = Some(pieces[index]);
                    used[index] = true;
                }
            }
            for (index, cell) in cells.iter().enumerate() {
                if used[index] || cell.place.start == cell.place.end {
                    continue;
                }
                let note = table.headnotes.iter().any(|note| {
                    note.key.start < cell.place.end && cell.place.start < note.value.end.max(note.key.end)
                });
                match heads.slots[at].get_mut(index) {
                    _ if note => heads.aside.push(pieces[index]),
                    Some(slot @ None) => *slot = Some(pieces[index]),
                    // A cell that is over no column: the header is shown as it stands.
                    _ => return None,
                }
            }
        }
        // A cell that names columns apart from each other would be shown twice.
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for row in &heads.slots {
            for (at, slot) in row.iter().enumerate() {
                if let Some(piece) = slot
                    && (at == 0 || row[at - 1] != *slot)
                    && !seen.insert(*piece)
                {
                    return None;
                }
            }
        }
        Some(heads)
    }

    fn draw(&self, out: &mut String, heads: &Heads) {
        let (depth, width) = (heads.slots.len(), heads.slots[0].len());
        let mut taken = vec![vec![false; width]; depth];
        for row in 0..depth {
            out.push_str("<tr>");
            let mut column = 0;
            while column < width {
                if taken[row][column] {
                    column += 1;
                    continue;
                }
                let here = heads.slots[row][column];
                let end = (column + 1..width)
                    .find(|next| heads.slots[row][*next] != here || taken[row][*next] || here.is_none())
                    .unwrap_or(width);
                let free =
                    |row: usize| (column..end).all(|at| heads.slots[row][at].is_none() && !taken[row][at]);
                let mut bottom = row + 1;
                while bottom < depth && free(bottom) {
                    bottom += 1;
                }
                // What stands lower is the name of these columns where nothing stands over them.
                let below = (here.is_none() && bottom < depth).then(|| heads.slots[bottom][column]).flatten();
                let alone = below.filter(|piece| {
                    let same = |at: &usize| heads.slots[bottom][*at] == Some(*piece);
                    (0..width).filter(same).count() == 1
                });
                let piece = here.or(alone);
                if alone.is_some() {
                    bottom += 1;
                    while bottom < depth && free(bottom) {
                        bottom += 1;
                    }
                }
                for line in taken.iter_mut().take(bottom).skip(row) {
                    line[column..end].fill(true);
                }
                out.push_str("<th scope=\"col\"");
                spread(out, Wide { rows: bottom - row, columns: end - column });
                if let Some(piece) = piece {
                    self.ink.write(out, piece);
                }
                out.push_str("</th>");
                column = end;
            }
            out.push_str("</tr>\n");
        }
    }
}

/// A header: the piece over each column in each of its lines.
struct Heads {
    slots: Vec<Vec<Option<usize>>>,
    /// Cells that are remarks on the table, not names of columns.
    aside: Vec<usize>,
}

fn last_piece(line: &Line) -> Option<usize> {
    match line {
        Line::Row(_, pieces) => pieces.last().copied(),
        Line::Between(piece) => Some(*piece),
    }
}

fn cover(spans: &mut [Wide], from: usize, to: usize) {
    spans[from].columns = to - from;
    for span in &mut spans[from + 1..to] {
        span.columns = 0;
    }
}

fn spread(out: &mut String, wide: Wide) {
    if wide.rows > 1 {
        let _ = write!(out, " rowspan=\"{}\"", wide.rows);
    }
    if wide.columns > 1 {
        let _ = write!(out, " colspan=\"{}\"", wide.columns);
    }
    out.push('>');
}

/// Whether a cell of a form is a label: what ends in a colon, and short words at the beginning of a line.
fn is_label(text: &str, column: usize) -> bool {
    !text.is_empty()
        && text.chars().count() <= SHORT
        && (text.ends_with(':') || column == 0 && !text.starts_with(|c: char| c.is_ascii_digit()))
}
