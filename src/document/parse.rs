//! The passes that make a document of a source: fold, lines, grids with what stands around them, sections, running text.

use super::grid::{self, Builder};
use super::heading;
use super::lines::{self, Line, Shape};
use super::{Cell, Document, Entry, Headnote, Paragraph, Place, Row, Section, Table, Value, fold};
use crate::amount::Unit;
use crate::source::struck::struck;
use crate::source::{Cut, FileId, Layout, Source};

/// Parses a source. Never fails: what is not understood stays text.
pub fn parse(file: FileId, source: &Source) -> Document {
    let layout = source.layout();
    // Marks of Markdown are marks in plain text only.
    let out = if layout.is_none() { struck(source.text()) } else { Vec::new() };
    let folded = fold::fold_without(source.text(), &out);
    let lines = lines::lines(&folded.text, layout);
    let text = folded.text.as_str();
    let grids = grids(text, &lines, layout);
    let mut builder = Builder::default();
    let mut used = vec![false; lines.len()];
    let mut tables: Vec<Table> = Vec::new();
    let mut kept: Vec<Rows> = Vec::new();
    for (index, rows) in grids.iter().enumerate() {
        for &line in &rows.lines {
            used[line] = true;
        }
        let next = grids.get(index + 1).map_or(lines.len(), |grid| grid.lines[0]);
        let around = surround(text, &lines, rows, &mut used, next);
        let caption = |table: &Table| table.caption.as_ref().map(|place| text.at(place).to_owned());
        // The same caption over the same header is the same table on its next page.
        if let (Some(before), Some(last)) = (tables.last_mut(), kept.last_mut())
            && caption(before).is_some_and(|name| Some(name) == caption(&around))
            && grid::goes_on(text, &lines, last, rows)
        {
            last.lines.extend(&rows.lines);
            before.footnotes.extend(around.footnotes);
            before.place.end = around.place.end;
            continue;
        }
        tables.push(around);
        kept.push(Rows { lines: rows.lines.clone(), headed: rows.headed });
    }
    let grids = kept;
    // Figures are numbered in reading order, so grids and running text are read in one pass.
    let mut document = Document {
        file,
        title: Vec::new(),
        sections: Vec::new(),
        contents: Vec::new(),
        tables: Vec::new(),
        paragraphs: Vec::new(),
        figures: Vec::new(),
        folded: fold::Folded::default(),
    };
    let mut waiting = grids.iter().zip(tables).peekable();
    let mut in_title = true;
    for (index, line) in lines.iter().enumerate() {
        if let Some((grid, table)) = waiting.next_if(|(grid, _)| grid.lines[0] == index) {
            in_title = false;
            let index = document.tables.len() as u32;
            let table = grid::build(text, &lines, grid, table, index, &mut builder, layout);
            document.tables.push(table);
        }
        let content = text.at(&line.text);
        match line.shape {
            Shape::Contents => {
                in_title = false;
                if let Some((len, page)) = heading::contents_entry(content, true) {
                    document
                        .contents
                        .push(Entry { heading: line.text.start..line.text.start + len as u32, page });
                }
                continue;
            }
            Shape::Text if !used[index] || is_numbered(content) && !in_grid(&grids, index) => {}
            _ => continue,
        }
        if let Some(found) = heading::heading(content, line.marks)
            .filter(|_| !heading::over_numbers(text.cut(line.place.end as usize..)))
        {
            in_title &= found.ordinal.is_none();
            if in_title && document.title.len() < 40 && !heading::opens_contents(content) {
                document.title.push(at(line.text.start, found.name.clone()));
            }
            if !used[index] || found.ordinal.is_some() {
                document.sections.push(Section {
                    heading: line.text.clone(),
                    name: at(line.text.start, found.name),
                    ordinal: found.ordinal,
                    rank: found.rank,
                    body: line.text.start..text.len() as u32,
                });
            }
            continue;
        }
        if used[index] || heading::opens_contents(content) {
            continue;
        }
        if in_title && document.title.len() < 40 {
            document.title.push(line.text.clone());
        }
        if let Some(before) = document.paragraphs.last()
            && line.text.start <= before.place.end + 4
        {
            builder.mend(text, &before.place, content);
        }
        document.paragraphs.push(Paragraph { place: line.text.clone() });
        builder.text(line.text.start, content, None);
    }
    close_sections(&mut document.sections);
    document.figures = builder.finish();
    document.folded = folded;
    document
}

fn is_numbered(text: &str) -> bool {
    heading::ordinal(text).is_some()
}

fn in_grid(grids: &[Rows], line: usize) -> bool {
    let next = grids.partition_point(|grid| grid.lines[0] <= line);
    next > 0 && grids[next - 1].lines.binary_search(&line).is_ok()
}

fn at(start: u32, range: std::ops::Range<usize>) -> Place {
    start + range.start as u32..start + range.end as u32
}

/// Lets every section end where the next of its rank or a higher one begins.
fn close_sections(sections: &mut [Section]) {
    let mut open: Vec<usize> = Vec::new();
    for index in 0..sections.len() {
        let (rank, start) = (sections[index].rank, sections[index].heading.start);
        while let Some(&last) = open.last() {
            if sections[last].rank < rank {
                break;
            }
            sections[last].body.end = start;
            open.pop();
        }
        open.push(index);
    }
}

/// The lines of one grid.
#[derive(Debug)]
pub struct Rows {
    /// Indices of its lines, ascending.
    pub lines: Vec<usize>,
    /// How many of them are a header by the rule under them; 0: not told.
    pub headed: usize,
}

/// The grids that the format draws; where it draws none, lines are grouped by their looks.
fn grids(text: &str, lines: &[Line], layout: Option<&Layout>) -> Vec<Rows> {
    let Some(layout) = layout else { return guessed(text, lines) };
    let filled = |grid: &std::ops::Range<u32>| -> Vec<usize> {
        let within = grid.start as usize..(grid.end as usize).min(lines.len());
        within.filter(|&line| lines[line].shape == Shape::Tabbed).collect()
    };
    let rows = layout.grids.iter().map(|grid| Rows { lines: filled(grid), headed: 0 });
    rows.filter(|rows| !rows.lines.is_empty()).collect()
}

/// Groups lines into grids. A page break (blank lines, a page number, a rule of dashes) does not end one.
fn guessed(text: &str, lines: &[Line]) -> Vec<Rows> {
    let mut grids: Vec<Rows> = Vec::new();
    let mut open = false;
    let mut gap = false;
    for (index, line) in lines.iter().enumerate() {
        match line.shape {
            Shape::Tabbed | Shape::Piped
                if is_row(text, lines, index, open.then(|| grids.last()).flatten()) =>
            {
                let starts = match grids.last() {
                    Some(grid) if open => gap && grid::starts_anew(text, lines, grid, index),
                    _ => true,
                };
                if starts {
                    grids.push(Rows { lines: Vec::new(), headed: 0 });
                }
                if let Some(grid) = grids.last_mut() {
                    grid.lines.push(index);
                }
                open = true;
                gap = false;
            }
            Shape::Rule if open && text.at(&line.text).contains('|') => {
                split_at_rule(text, lines, &mut grids);
            }
            Shape::Blank | Shape::Rule => gap = true,
            Shape::Page if open && next_is_row(lines, index) => gap = true,
            _ => open = false,
        }
    }
    grids
}

/// A Markdown rule stands under the header: what came before the line above it is another table, or its headnotes.
fn split_at_rule(text: &str, lines: &[Line], grids: &mut Vec<Rows>) {
    let content = |line: usize| text.at(&lines[line].text);
    let Some(grid) = grids.last_mut() else { return };
    if grid.headed == 0 && grid.lines.len() > 1 {
        if let Some(header) = grid.lines.pop() {
            if grid.lines.iter().all(|&line| headnotes(content(line), 0).is_some()) {
                grids.pop();
            }
            grids.push(Rows { lines: vec![header], headed: 1 });
        }
    } else if grid.headed == 0 {
        grid.headed = grid.lines.len();
    }
}

fn next_is_row(lines: &[Line], index: usize) -> bool {
    lines[index + 1..]
        .iter()
        .find(|line| !matches!(line.shape, Shape::Blank | Shape::Page))
        .is_some_and(|line| matches!(line.shape, Shape::Tabbed | Shape::Piped))
}

/// A line with one text and tabs after it is a row only beside a row of the same width; alone it is text whose line ends
/// in tabs.
fn is_row(text: &str, lines: &[Line], index: usize, open: Option<&Rows>) -> bool {
    let line = &lines[index];
    let content = text.at(&line.text);
    if line.shape == Shape::Piped || content.contains('\t') || line.text.start > line.place.start {
        return true;
    }
    let width = |line: &Line| text.at(&line.place).matches('\t').count();
    let own = width(line);
    let before = open.and_then(|grid| grid.lines.last()).is_some_and(|&last| width(&lines[last]) == own);
    let after = lines.get(index + 1).is_some_and(|next| {
        next.shape == Shape::Tabbed && text.at(&next.text).contains('\t') && width(next) == own
    });
    before || after
}

/// Caption, number, headnotes and footnotes of a grid; the lines they take are marked as used.
fn surround(text: &str, lines: &[Line], rows: &Rows, used: &mut [bool], next: usize) -> Table {
    let content = |index: usize| text.at(&lines[index].text);
    let (Some(&first), Some(&last)) = (rows.lines.first(), rows.lines.last()) else {
        return Table::empty(0..0);
    };
    let mut table = Table::empty(lines[first].place.start..lines[last].place.end);
    let mut index = first;
    let mut seen = 0;
    while index > 0 && seen < 6 {
        index -= 1;
        let line = &lines[index];
        match line.shape {
            Shape::Blank | Shape::Rule => continue,
            Shape::Text if !used[index] => {}
            // A line with one text that ends in tabs.
            Shape::Tabbed if !used[index] => {}
            _ => break,
        }
        seen += 1;
        let words = content(index);
        if let Some(mut notes) = headnotes(words, line.text.start) {
            used[index] = true;
            notes.append(&mut table.headnotes);
            table.headnotes = notes;
            table.place.start = line.text.start;
            continue;
        }
        let len = words.chars().count();
        if len > 80 || words.ends_with(['。', ';', ',', ':']) || heading::opens_contents(words) {
            break;
        }
        // The number may stand under the name: 收入决算表, 公开02表.
        if table.caption.is_none() && table.number.is_none() && is_number_line(words) {
            let above =
                (0..index).rev().find(|&above| !matches!(lines[above].shape, Shape::Blank | Shape::Rule));
            let named = above.filter(|&above| !used[above] && lines[above].shape == Shape::Text).map(content);
            if named
                .is_some_and(|name| names_table(name) && !is_number_line(name) && name.chars().count() <= 60)
            {
                used[index] = true;
                table.number = Some(line.text.clone());
                table.place.start = line.text.start;
                continue;
            }
        }
        if table.caption.is_none() {
            // A numbered heading may name the table and stays a heading.
            let numbered = heading::heading(words, line.marks).is_some_and(|found| found.ordinal.is_some());
            if numbered && !names_table(words) {
                break;
            }
            table.caption = Some(line.text.clone());
            table.place.start = line.text.start;
            used[index] = !numbered;
            if numbered {
                break;
            }
        } else {
            if is_number_line(words) {
                used[index] = true;
                table.number = Some(line.text.clone());
                table.place.start = line.text.start;
            }
            break;
        }
    }
    let mut index = last + 1;
    let mut blank = 0;
    while index < next && blank < 3 {
        let line = &lines[index];
        match line.shape {
            Shape::Blank | Shape::Rule => blank += 1,
            Shape::Text | Shape::Tabbed if is_footnote(content(index)) => {
                used[index] = true;
                table.footnotes.push(line.text.clone());
                table.place.end = line.text.end;
            }
            _ => break,
        }
        index += 1;
    }
    table
}

/// What the first rows of the grid say of the table as a whole: its number, its caption, headnotes. They may share a row
/// with the header: 部门名称:某局 ⇥ 本年收入 ⇥ 单位:万元.
pub fn take_top(text: &str, table: &mut Table) {
    let content = |place: &Place| text.at(place);
    let filled = |row: &Row| row.cells.iter().filter(|cell| cell.value != Value::Blank).count();
    let widest = table.rows.iter().map(filled).max().unwrap_or(0);
    // Of two columns, a text alone may be a label: only the name of a table is more.
    let stands_over = |words: &str| widest > 2 || widest == 2 && names_table(words);
    for _ in 0..6 {
        if table.rows.len() < 2 {
            return;
        }
        let row = &mut table.rows[0];
        for cell in row.cells.iter_mut().filter(|cell| cell.value == Value::Text) {
            let words = content(&cell.place);
            if !words.contains(':') || words.ends_with(':') {
                continue;
            }
            if let Some(notes) = headnotes(words, cell.place.start) {
                table.headnotes.extend(notes);
                cell.value = Value::Blank;
                cell.place = cell.place.end..cell.place.end;
            }
        }
        let filled: Vec<&Cell> = row.cells.iter().filter(|cell| cell.value != Value::Blank).collect();
        match filled.as_slice() {
            [] => {}
            [only]
                if only.value == Value::Text
                    && stands_over(content(&only.place))
                    && content(&only.place).chars().count() <= 60 =>
            {
                let place = only.place.clone();
                if is_number_line(content(&place)) {
                    table.number = Some(place);
                } else {
                    table.caption = Some(place);
                }
            }
            // The number may stand beside the name: 收入决算表 ⇥ 公开02表.
            [left, right] => {
                let places = [&left.place, &right.place];
                let number = places.into_iter().find(|place| is_number_line(content(place)));
                let name = places
                    .into_iter()
                    .find(|place| names_table(content(place)) && !is_number_line(content(place)));
                let Some((number, name)) = number.zip(name) else { return };
                table.number = Some(number.clone());
                table.caption = Some(name.clone());
            }
            _ => return,
        }
        table.rows.remove(0);
    }
}

/// A numbered heading that reads like the name of a table.
pub fn names_table(text: &str) -> bool {
    let name = text.split(['(', '-']).next().unwrap_or(text).trim_end();
    name.ends_with('表') || text.to_ascii_lowercase().contains("table")
}

/// 预算公开表1, 公开01表, 表一, 附表2, Table 3: a number and no name.
pub fn is_number_line(text: &str) -> bool {
    let len = text.chars().count();
    let lower = text.to_ascii_lowercase();
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十:".contains(c);
    // 公开01表, 01-1表: few words before the digits, or it is a name with a number after it.
    let numbered = text.strip_suffix('表').is_some_and(|rest| {
        let words = rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
        words.len() < rest.len() && words.chars().count() <= 4
    });
    len <= 12
        && (numbered
            || (text.contains('表') || text.starts_with("附件") || lower.starts_with("table"))
                && text.ends_with(number))
}

/// 注：本表无数据
pub fn is_footnote(text: &str) -> bool {
    const OPENERS: [&str; 10] =
        ["注:", "注1", "注：", "备注:", "说明:", "附注:", "注 ", "Note", "note", "*注"];
    OPENERS.iter().any(|opener| text.starts_with(opener)) && text.chars().count() <= 200
}

/// 部门名称:某局, 单位:万元, (2025年度): what may stand between a caption and its grid. Several on a line are several.
pub fn headnotes(text: &str, start: u32) -> Option<Vec<Headnote>> {
    if text.starts_with('(')
        && text.ends_with(')')
        && text.chars().count() <= 30
        && !text.contains(':')
        && text.bytes().any(|byte| byte.is_ascii_digit())
    {
        return Some(vec![Headnote { key: start..start, value: start..start + text.len() as u32 }]);
    }
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    let offset = start + (inner.as_ptr() as usize - text.as_ptr() as usize) as u32;
    let mut notes = Vec::new();
    for part in inner.split(['\t', ' ']).flat_map(before_unit).filter(|part| !part.is_empty()) {
        let at = offset + (part.as_ptr() as usize - inner.as_ptr() as usize) as u32;
        let Some(colon) = part.find(':') else {
            // 单位 万元 without a colon, or a word on its own: no headnote unless it is a unit.
            unit_word(part)?;
            notes.push(Headnote { key: at..at, value: at..at + part.len() as u32 });
            continue;
        };
        let (key, value) = (part.cut(..colon), part.cut(colon + 1..));
        if key.is_empty() || key.chars().count() > 10 || value.chars().count() > 40 || key.ends_with("其中")
        {
            return None;
        }
        if is_number_line(key)
            || value.contains(['。', ';', ',', ':'])
            || key == "注"
            || key == "备注"
            || key == "说明"
        {
            return None;
        }
        notes.push(Headnote {
            key: at..at + colon as u32,
            value: at + colon as u32 + 1..at + part.len() as u32,
        });
    }
    (!notes.is_empty()).then_some(notes)
}

/// 部门:某局单位:万元 is two headnotes whose space was dropped.
fn before_unit(part: &str) -> impl Iterator<Item = &str> {
    let second = ["金额单位:", "单位:"].iter().find_map(|key| {
        let at = part.rfind(key).filter(|&at| at > 0 && part.cut(..at).contains(':'))?;
        Unit::parse(part.cut(at + key.len()..)).map(|_| at)
    });
    let (left, right) = part.split_at(second.unwrap_or(part.len()));
    [left, right].into_iter()
}

fn unit_word(text: &str) -> Option<Unit> {
    Unit::parse(text)
}
