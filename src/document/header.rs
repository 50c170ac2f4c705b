//! Headers: which rows name columns, and how each column's header reads from top to bottom.

use std::ops::Range;

use super::cell::{is_empty, is_figure, is_year};
use super::{Cell, Column, ColumnKind, Measure, Place, Row, RowKind, Table, Value, around, heading, kinds};
use crate::amount::{Kind, Unit};
use crate::source::{Cut, Layout};
use crate::words::vocabulary;

/// No header that nobody marks has more rows.
const DEEPEST: usize = 6;

/// Tells header and index rows from data; gives the number of header rows at the top. The format says of `told` rows that
/// they are the header; 0: it does not say.
pub fn mark_rows(text: &str, table: &mut Table, told: usize) -> usize {
    let content = |place: &Place| text.at(place);
    let mut headed = 0;
    for index in 0..table.rows.len() {
        let rows = &table.rows[..=index];
        let names = match told {
            0 => index < DEEPEST && !begins_data(text, rows),
            // What is called a header may hold the total as well.
            _ if index < told => index == 0 || !holds_figures(text, &rows[index]),
            _ => index < DEEPEST && !begins_data(text, rows) && is_second_header(text, rows),
        };
        if names {
            headed = index + 1;
            table.rows[index].kind = RowKind::Header;
        } else {
            break;
        }
    }
    if headed == table.rows.len() {
        // Nothing but words: the first row names the columns.
        headed = headed.min(1);
        for row in &mut table.rows[headed..] {
            row.kind = RowKind::Data;
        }
    }
    let heads: Vec<Vec<String>> = table.rows[..headed]
        .iter()
        .map(|row| row.cells.iter().map(|cell| content(&cell.place).to_owned()).collect())
        .collect();
    for row in &mut table.rows[headed..] {
        let words = words_of(text, row);
        let filled = words.iter().filter(|word| !word.is_empty()).count();
        let repeats = filled > 1
            && heads.iter().any(|head| {
                let longest = head.len().max(words.len());
                (0..longest)
                    .all(|at| head.get(at).map_or("", String::as_str) == words.get(at).copied().unwrap_or(""))
            });
        let only = words.iter().find(|word| !word.is_empty());
        let remark = filled == 1 && only.is_some_and(|word| around::is_footnote(word));
        if remark {
            table
                .footnotes
                .extend(row.cells.iter().map(|cell| cell.place.clone()).filter(|place| !place.is_empty()));
        }
        if repeats || is_index(&words) || filled == 0 || remark {
            row.kind = RowKind::Index;
        }
    }
    headed
}

fn words_of<'t>(text: &'t str, row: &Row) -> Vec<&'t str> {
    row.cells.iter().map(|cell| text.at(&cell.place)).collect()
}

/// Numbers of columns, or figures in most cells.
fn holds_figures(text: &str, row: &Row) -> bool {
    let words = words_of(text, row);
    let filled = words.iter().filter(|word| !word.is_empty()).count();
    let figures = row.cells.iter().filter(|cell| is_figure(text, cell)).count();
    let years = words.iter().filter(|word| is_year(word)).count();
    is_index(&words) || figures > years && figures * 2 >= filled
}

/// True where the last of `rows` is the first row of data.
fn begins_data(text: &str, rows: &[Row]) -> bool {
    let Some(row) = rows.last() else { return false };
    let words = words_of(text, row);
    if is_index(&words) {
        return true;
    }
    let filled: Vec<usize> = (0..words.len()).filter(|&at| !words[at].is_empty()).collect();
    let Some(&first) = filled.first() else { return rows.len() > 1 };
    // € 1,000 names the unit of a column where nothing else is a figure.
    let of_unit = |cell: &Cell| Unit::parse(text.at(&cell.place)).is_some_and(|unit| unit.power > 0);
    let figures = || row.cells.iter().filter(|cell| is_figure(text, cell));
    let numbers = if figures().all(of_unit) { 0 } else { figures().count() };
    let years: Vec<&str> = words.iter().copied().filter(|word| is_year(word)).collect();
    if rows.len() == 1 {
        // The first row names columns unless it is plainly data under no header at all.
        return numbers > years.len() && numbers * 2 >= filled.len() && filled.len() > 1;
    }
    let names = is_year(words[first]) || first > 0 || words[first].starts_with('(') || is_run(&years);
    if numbers > if names { years.len() } else { 0 } || is_nothing(text, row, &words) {
        return true;
    }
    let label = words[first];
    if heading::ordinal(label).is_some() && label.len() > 3 || is_section(row, &words) {
        return true;
    }
    if is_numbered_heading(rows, row, &words, &filled) {
        return true;
    }
    // A label with nothing but blanks, once every column has a name.
    let last_named = rows[..rows.len() - 1]
        .iter()
        .filter_map(|row| row.cells.iter().rposition(|cell| cell.value != Value::Blank))
        .max()
        .unwrap_or(0);
    filled.len() == 1 && first <= 1 && last_named > first && (first == 0 || is_total(label))
}

/// 2031 2030 2029: years one after another name columns; after a label, 2000 1950 are amounts.
fn is_run(years: &[&str]) -> bool {
    let number = |year: &str| year.parse::<u32>().unwrap_or(0);
    // They may begin again under the next head.
    let follow = |two: &[&str]| two[1] == years[0] || number(two[0]).abs_diff(number(two[1])) <= 1;
    years.len() > 1 && years.windows(2).all(follow)
}

/// A label with dashes and nothing else after it: figures of nothing.
fn is_nothing(text: &str, row: &Row, words: &[&str]) -> bool {
    let mut filled = (0..words.len()).filter(|&at| !words[at].is_empty());
    let label = filled.next().is_some_and(|at| row.cells[at].value == Value::Text);
    let mut dashes = filled.map(|at| is_empty(text, &row.cells[at])).peekable();
    label && dashes.peek().is_some() && dashes.all(|dash| dash)
}

/// Headings of the rows below, one for each statement side by side: 流动资产: ⇥ ⇥ 流动负债: ⇥.
fn is_section(row: &Row, words: &[&str]) -> bool {
    let mut filled = (0..words.len()).filter(|&at| !words[at].is_empty());
    let beside_nothing = |at: usize| row.cells.get(at + 1).is_some_and(|cell| cell.value == Value::Blank);
    filled.all(|at| words[at].ends_with(':') && beside_nothing(at))
}

/// 1. ⇥ Revenue ⇥ ⇥: the number of an item and its name, and figures further down, where their columns have names.
fn is_numbered_heading(rows: &[Row], row: &Row, words: &[&str], filled: &[usize]) -> bool {
    let [number, name] = filled else { return false };
    let heads = &rows[..rows.len().saturating_sub(1)];
    let named = |at: usize| {
        heads.iter().any(|head| head.cells.get(at).is_some_and(|cell| cell.value != Value::Blank))
    };
    *name == number + 1
        && is_number_alone(words[*number])
        && row.cells.len() > name + 1
        && (name + 1..row.cells.len()).all(named)
}

/// 1. 12) A. IV. and nothing else.
fn is_number_alone(word: &str) -> bool {
    let number = word.strip_suffix(['.', ')']).unwrap_or_default();
    (1..=4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
        || heading::ordinal(word).is_some_and(|(_, len)| len == word.len())
}

/// True where the last of `rows` goes on with a header that the format says ends above it, as Markdown does, which has room
/// for one row only: it names columns that have no name yet, or its first cell is blank or says the same again.
fn is_second_header(text: &str, rows: &[Row]) -> bool {
    let [heads @ .., row] = rows else { return false };
    let filled = |row: &Row, at: usize| row.cells.get(at).is_some_and(|cell| cell.value != Value::Blank);
    // The names of rows often stand under no name.
    let names = (1..row.cells.len()).any(|at| filled(row, at) && !heads.iter().any(|head| filled(head, at)));
    let first = |row: &Row| words_of(text, row).first().copied().unwrap_or_default();
    // Below heads that span columns stands what each of these is, years or words alone, and the name of the corner.
    let corner = heads.iter().all(|head| first(head).is_empty());
    let spans = heads.last().is_some_and(|head| {
        let names = words_of(text, head);
        names.windows(2).any(|two| !two[0].is_empty() && two[0] == two[1])
    });
    let cells = || row.cells.iter().skip(1).filter(|cell| !text.at(&cell.place).is_empty());
    let named = corner
        && cells().nth(1).is_some()
        && cells().all(|cell| is_year(text.at(&cell.place)) || spans && !is_figure(text, cell));
    names || named || first(row).is_empty() || heads.last().is_some_and(|above| first(above) == first(row))
}

/// Whether a label begins or ends with a word for a total.
pub fn is_total(label: &str) -> bool {
    vocabulary().total_labels.fit(label)
}

/// 1 2 3 …, 栏次 1 2 3 …, 栏次 1 栏次 2, 甲 乙 1 2, 1=2+3 2 3, ** ** 1 2, 公式 A=B+C B C: numbers or letters of columns.
fn is_index(words: &[&str]) -> bool {
    const MARKERS: [&str; 4] = ["**", "*", "—", "-"];
    let mut expected = None;
    let mut numbers = 0;
    for word in words.iter().filter(|word| !word.is_empty()) {
        if let Some(number) = number_of_column(word) {
            if expected.is_some_and(|next| number != next) || expected.is_none() && number > 1 {
                return false;
            }
            expected = Some(number + 1);
            numbers += 1;
        } else {
            let again = word.starts_with('*') || vocabulary().numbered.fit(word);
            let marker =
                MARKERS.contains(word) || vocabulary().numbered.fit(word) || vocabulary().lettered.fit(word);
            if !marker || numbers > 0 && !again {
                return false;
            }
        }
    }
    numbers >= 2
}

/// 3, 1=2+3, C, A=B+C: which column it is, letters counted from A.
fn number_of_column(word: &str) -> Option<u32> {
    let of = |letters: bool| {
        move |byte: u8| {
            b"=+-()".contains(&byte)
                || byte.is_ascii_digit() && !letters
                || letters && byte.is_ascii_uppercase()
        }
    };
    let own = word.split('=').next().unwrap_or(word);
    let sum = word.len() > own.len();
    match own.as_bytes() {
        [letter @ b'A'..=b'Z'] if !sum || word.bytes().all(of(true)) => Some(u32::from(letter - b'A') + 1),
        _ if !sum || word.bytes().all(of(false)) => own.parse().ok(),
        _ => None,
    }
}

/// Columns that hold anything, by the widest row.
pub fn width(table: &Table) -> usize {
    let used =
        |row: &Row| row.cells.iter().rposition(|cell| cell.value != Value::Blank).map_or(0, |at| at + 1);
    let of = |kind: RowKind| table.rows.iter().filter(|row| row.kind == kind).map(used).max().unwrap_or(0);
    of(RowKind::Data).max(of(RowKind::Header))
}

/// For each of a header's lines the columns that its merged cells cover, as the format says; nothing where it says of none.
pub fn spanners(layout: &Layout, lines: &[usize]) -> Vec<Vec<Range<usize>>> {
    let of = |line: &usize| {
        let line = *line as u32;
        let from = layout.merges.partition_point(|merge| merge.line < line);
        let own = layout.merges[from..].iter().take_while(|merge| merge.line == line);
        own.map(|merge| merge.column as usize..(merge.column + merge.columns) as usize).collect()
    };
    let all: Vec<Vec<Range<usize>>> = lines.iter().map(of).collect();
    if all.iter().flatten().all(|columns| columns.len() <= 1) { Vec::new() } else { all }
}

/// The columns of a table whose first `headed` rows are its header. `spanners` are the columns that merged cells of each of
/// these rows cover; where nothing is known of any, what a label stands over is told by the blanks beside it.
pub fn columns(
    text: &str,
    table: &Table,
    headed: usize,
    width: usize,
    spanners: Vec<Vec<Range<usize>>>,
) -> Vec<Column> {
    let cell = |row: usize, column: usize| -> Option<&Cell> {
        table.rows[row].cells.get(column).filter(|cell| cell.value != Value::Blank)
    };
    let mut paths: Vec<Vec<(usize, Place)>> = vec![Vec::new(); width];
    for row in 0..headed {
        // A blank to the right of a spanner is under it, if something below it has a name and both stand under the same.
        let mut spanner: Option<(usize, Place)> = None;
        for column in 0..width {
            if let Some(cell) = cell(row, column) {
                spanner = Some((column, cell.place.clone()));
                paths[column].push((column, cell.place.clone()));
                continue;
            }
            if let Some(merged) = spanners.get(row) {
                let over = merged.iter().find(|columns| columns.contains(&column));
                if let Some(first) =
                    over.and_then(|columns| cell(row, columns.start).map(|cell| (columns.start, cell)))
                {
                    paths[column].push((first.0, first.1.place.clone()));
                }
                continue;
            }
            let named_below = (row + 1..headed).any(|below| cell(below, column).is_some());
            if let Some((from, place)) = &spanner
                && named_below
                && parent(&paths[*from], 1) == parent(&paths[column], 0)
            {
                paths[column].push((*from, place.clone()));
            } else {
                spanner = None;
            }
        }
    }
    lend_headers(table, &mut paths);
    let mut columns: Vec<Column> = paths
        .into_iter()
        .map(|path| Column {
            path: path.into_iter().map(|(_, place)| place).collect(),
            kind: ColumnKind::Value,
            measure: Measure::Amount,
        })
        .collect();
    kinds::settle(text, table, &mut columns);
    for (index, column) in columns.iter_mut().enumerate() {
        column.measure = measure(text, table, index, &column.path);
    }
    columns
}

/// A column of rates whose head does not say so has a percent sign in so many of so many figures.
const SIGNED: (usize, usize) = (2, 3);

/// What the figures of a column measure, by its head and by the figures themselves.
fn measure(text: &str, table: &Table, column: usize, path: &[Place]) -> Measure {
    let label = path.last().map_or("", |place| text.at(place));
    let name = label.split('(').next().unwrap_or(label).trim_end();
    if path.iter().any(|place| text.at(place).contains('%')) || vocabulary().rates.fit(name) {
        return Measure::Rate;
    }
    let data = table.rows.iter().filter(|row| row.kind == RowKind::Data);
    let (mut numbers, mut signed, mut years) = (0, 0, 0);
    for cell in data.filter_map(|row| row.cells.get(column)) {
        let Value::Number(amount) = cell.value else { continue };
        numbers += 1;
        signed += usize::from(amount.unit.kind == Kind::Percent);
        years += usize::from(is_year(text.at(&cell.place)));
    }
    let dated = years == numbers && vocabulary().years.fit(name);
    match numbers {
        0 => Measure::Amount,
        _ if signed * SIGNED.1 >= numbers * SIGNED.0 => Measure::Rate,
        _ if dated => Measure::Year,
        _ if vocabulary().counted.fit(name) && !vocabulary().money.fit(label) => Measure::Count,
        _ => Measure::Amount,
    }
}

/// A column of figures without a header takes that of its neighbour to the left, if there is nothing under it: a headnote in
/// the header's row, or a merged cell, pushed them apart.
fn lend_headers(table: &Table, paths: &mut [Vec<(usize, Place)>]) {
    let filled = |column: usize| {
        let data = table.rows.iter().filter(|row| row.kind == RowKind::Data);
        data.filter(|row| row.cells.get(column).is_some_and(|cell| cell.value != Value::Blank)).count()
    };
    for column in 1..paths.len() {
        // A merged label over two columns, one of which nothing ever stands in, is the label of the other.
        if !paths[column].is_empty() && paths[column] == paths[column - 1] {
            match (filled(column - 1), filled(column)) {
                (1.., 0) => paths[column].clear(),
                (0, 1..) => paths[column - 1].clear(),
                _ => {}
            }
        }
        if paths[column].is_empty()
            && !paths[column - 1].is_empty()
            && filled(column) > 0
            && filled(column - 1) == 0
        {
            paths.swap(column, column - 1);
        }
    }
}

/// The label over a column's last, without `own` of its own.
fn parent(path: &[(usize, Place)], own: usize) -> Option<usize> {
    path.len().checked_sub(own + 1).map(|at| path[at].0)
}
