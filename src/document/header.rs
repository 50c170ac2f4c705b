//! Headers: which rows name columns, and how each column's header reads from top to bottom.

use std::ops::Range;

use super::{Cell, Column, ColumnKind, Place, Row, RowKind, Table, Value, heading, parse};
use crate::source::{Cut, Layout};

/// Tells header and index rows from data; gives the number of header rows at the top.
pub fn mark_rows(text: &str, table: &mut Table, told: usize) -> usize {
    let content = |place: &Place| text.at(place);
    let mut headed = 0;
    for index in 0..table.rows.len() {
        if index < told || index < 6 && !begins_data(text, &table.rows[..=index]) {
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
        let words: Vec<&str> = row.cells.iter().map(|cell| content(&cell.place)).collect();
        let filled = words.iter().filter(|word| !word.is_empty()).count();
        let repeats = filled > 1
            && heads.iter().any(|head| {
                let longest = head.len().max(words.len());
                (0..longest)
                    .all(|at| head.get(at).map_or("", String::as_str) == words.get(at).copied().unwrap_or(""))
            });
        let only = words.iter().find(|word| !word.is_empty());
        let remark = filled == 1 && only.is_some_and(|word| parse::is_footnote(word));
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

/// True where the last of `rows` is the first row of data.
fn begins_data(text: &str, rows: &[Row]) -> bool {
    let content = |place: &Place| text.at(place);
    let Some(row) = rows.last() else { return false };
    let words: Vec<&str> = row.cells.iter().map(|cell| content(&cell.place)).collect();
    if is_index(&words) {
        return true;
    }
    let filled: Vec<usize> = (0..words.len()).filter(|&at| !words[at].is_empty()).collect();
    let Some(&first) = filled.first() else { return rows.len() > 1 };
    let numbers =
        row.cells.iter().filter(|cell| matches!(cell.value, Value::Number(_) | Value::Malformed)).count();
    let years = words.iter().filter(|word| is_year(word)).count();
    if rows.len() == 1 {
        // The first row names columns unless it is plainly data under no header at all.
        return numbers > years && numbers * 2 >= filled.len() && filled.len() > 1;
    }
    if numbers > years {
        return true;
    }
    let label = words[first];
    if heading::ordinal(label).is_some() && label.len() > 3 {
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

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Words for a total, in the languages read so far.
fn is_total(word: &str) -> bool {
    ["合计", "总计", "小计"].iter().any(|total| word.ends_with(total))
        || word.to_ascii_lowercase().starts_with("total")
}

/// 1 2 3 …, 栏次 1 2 3 …, 栏次 1 栏次 2, 甲 乙 1 2, 1=2+3 2 3, ** ** 1 2: numbers of columns.
fn is_index(words: &[&str]) -> bool {
    let mut expected = None;
    let mut numbers = 0;
    for word in words.iter().filter(|word| !word.is_empty()) {
        let sum = word
            .find('=')
            .filter(|&at| word.cut(at..).bytes().all(|byte| b"=+-0123456789()".contains(&byte)));
        if let Ok(number) = word.cut(..sum.unwrap_or(word.len())).parse::<u32>() {
            if expected.is_some_and(|next| number != next) || expected.is_none() && number > 1 {
                return false;
            }
            expected = Some(number + 1);
            numbers += 1;
        } else {
            let marker =
                matches!(*word, "栏次" | "行次" | "甲" | "乙" | "丙" | "丁" | "**" | "*" | "—" | "-");
            let again = word.starts_with('*') || matches!(*word, "栏次" | "行次");
            if !marker || numbers > 0 && !again {
                return false;
            }
        }
    }
    numbers >= 2
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
        })
        .collect();
    for (index, column) in columns.iter_mut().enumerate() {
        column.kind = kind(text, table, index, &column.path);
    }
    settle_codes(text, table, &mut columns);
    columns
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

fn kind(text: &str, table: &Table, column: usize, path: &[Place]) -> ColumnKind {
    let (mut numbers, mut texts) = (0, 0);
    for row in table.rows.iter().filter(|row| row.kind == RowKind::Data) {
        match row.cells.get(column).map(|cell| cell.value) {
            Some(Value::Number(_) | Value::Malformed) => numbers += 1,
            // Digits that the page tore apart (978 .37) are no words either.
            Some(Value::Text) if is_torn(text, &row.cells[column].place) => numbers += 1,
            Some(Value::Text) => texts += 1,
            _ => {}
        }
    }
    let name = path.last().map_or("", |place| text.at(place));
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&["备注", "说明", "Remark", "Note"]) && numbers == 0 {
        return ColumnKind::Other;
    }
    if says(&["行次", "序号"]) {
        return ColumnKind::Other;
    }
    let coded = path.iter().any(|place| {
        let label = text.at(place);
        (label.contains("编码") || label.contains("代码")) && !label.contains("名称")
    });
    if coded && !says(&["名称"]) {
        return ColumnKind::Code;
    }
    if texts > numbers || numbers == 0 && texts == 0 && (column == 0 || says(&["名称", "项目名", "科目名"]))
    {
        ColumnKind::Name
    } else {
        ColumnKind::Value
    }
}

fn is_torn(text: &str, place: &Place) -> bool {
    let words = text.at(place);
    words.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b',' | b'.'))
}

/// Bare digits to the left of the names are codes; three columns of them (类 款 项) are one.
fn settle_codes(text: &str, table: &Table, columns: &mut [Column]) {
    // Beside the codes of the items, the code of who spends is none of theirs.
    let says = |column: &Column, word: &str| column.path.iter().any(|place| text.at(place).contains(word));
    let coded = |column: &&mut Column| column.kind == ColumnKind::Code;
    if columns.iter().any(|column| column.kind == ColumnKind::Code && says(column, "科目")) {
        for column in columns.iter_mut().filter(coded).filter(|column| !says(column, "科目")) {
            column.kind = ColumnKind::Other;
        }
    }
    let Some(first_name) = columns.iter().position(|column| column.kind == ColumnKind::Name) else { return };
    for (index, column) in columns[..first_name].iter_mut().enumerate() {
        if column.kind != ColumnKind::Value {
            continue;
        }
        // A total's name may stand among the codes.
        let cells = || {
            let data = table.rows.iter().filter(|row| row.kind == RowKind::Data);
            data.filter_map(|row| row.cells.get(index)).filter(|cell| cell.value != Value::Blank)
        };
        let is_code = |cell: &&Cell| text.at(&cell.place).bytes().all(|byte| byte.is_ascii_digit());
        let others = cells().filter(|cell| !is_code(cell)).count();
        let coded = cells().filter(is_code).all(|cell| cell.place.len() <= 12)
            && cells().filter(|cell| !is_code(cell)).all(|cell| cell.value == Value::Text)
            && others * 3 <= cells().count();
        if coded {
            column.kind = ColumnKind::Code;
        }
    }
}
