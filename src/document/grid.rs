//! Grids: headers, label columns, statements side by side, figures.

use super::lines::{self, Line};
use super::parse::{self, Rows};
use super::{
    Cell, CellId, Column, ColumnKind, Figure, FigureId, Item, Pane, Place, Row, RowKind, Table, Value,
    heading,
};
use crate::amount::{Amount, Kind, Unit, number};

/// Numbers the figures of a document in reading order.
#[derive(Debug, Default)]
pub struct Builder {
    figures: Vec<Figure>,
}

impl Builder {
    fn push(&mut self, figure: Figure) -> FigureId {
        self.figures.push(figure);
        FigureId(self.figures.len() as u32 - 1)
    }

    /// Takes in every amount of a text that begins at `start`.
    pub fn text(&mut self, start: u32, text: &str, cell: Option<CellId>) {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        for found in number::scan(text) {
            self.push(Figure {
                amount: found.amount,
                place: start + found.start as u32..start + found.end as u32,
                usual_decimals: found.amount.decimals,
                blank: false,
                unreadable: false,
                cell,
            });
        }
    }

    /// The figures, each with the digits that are usual around it.
    pub fn finish(mut self) -> Vec<Figure> {
        usual(self.figures.iter_mut().filter(|figure| figure.cell.is_none()).collect());
        self.figures
    }
}

/// Gives each figure the digits that most figures of its unit are written with, where those are finer.
fn usual(figures: Vec<&mut Figure>) {
    let mut counts: Vec<(Unit, [usize; 8])> = Vec::new();
    for figure in
        figures.iter().filter(|figure| !figure.blank && !figure.unreadable && !figure.amount.value.is_zero())
    {
        let at = counts.iter().position(|(unit, _)| *unit == figure.amount.unit).unwrap_or_else(|| {
            counts.push((figure.amount.unit, [0; 8]));
            counts.len() - 1
        });
        counts[at].1[figure.amount.decimals.min(7) as usize] += 1;
    }
    for figure in figures {
        let Some((_, count)) = counts.iter().find(|(unit, _)| *unit == figure.amount.unit) else { continue };
        let most = (0..8).max_by_key(|&digits| (count[digits], digits)).unwrap_or(0);
        if count[most] >= 3 {
            figure.usual_decimals = figure.amount.decimals.max(most as u32);
        }
    }
}

/// True where the row at `index`, after a gap, cannot belong to the grid before it: it names columns anew.
pub fn starts_anew(text: &str, all: &[Line], grid: &Rows, index: usize) -> bool {
    let content = |place: &Place| &text[place.start as usize..place.end as usize];
    let row = lines::cells(text, &all[index]);
    let is_number = |place: &Place| number::parse(content(place)).is_some();
    if row.iter().any(is_number) {
        return false;
    }
    // A header repeated on the next page belongs to the grid, and so does a label with blanks.
    let filled = row.iter().filter(|cell| !cell.is_empty()).count();
    if filled < 2 {
        return false;
    }
    let words: Vec<&str> = row.iter().map(content).collect();
    let repeats = grid.lines.iter().take(4).any(|&line| {
        let head = lines::cells(text, &all[line]);
        head.len() == row.len() && head.iter().zip(&words).all(|(cell, word)| content(cell) == *word)
    });
    if repeats {
        return false;
    }
    // Words where the grid has nothing but numbers.
    let mut against = 0;
    for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let (mut numbers, mut texts) = (0, 0);
        for &line in &grid.lines {
            if let Some(place) = lines::cells(text, &all[line]).get(column).filter(|place| !place.is_empty())
            {
                *(if is_number(place) { &mut numbers } else { &mut texts }) += 1;
            }
        }
        against += usize::from(numbers > texts && !cell.is_empty());
    }
    against >= 1
}

/// Makes a table of the rows of a grid. `table` comes with what stands around it.
pub fn build(
    text: &str,
    all: &[Line],
    grid: &Rows,
    mut table: Table,
    index: u32,
    builder: &mut Builder,
) -> Table {
    let content = |place: &Place| &text[place.start as usize..place.end as usize];
    for &line in &grid.lines {
        let cells = lines::cells(text, &all[line])
            .into_iter()
            .map(|place| Cell { value: value(content(&place)), place })
            .collect();
        table.rows.push(Row { kind: RowKind::Data, cells, place: all[line].place.clone() });
    }
    take_headnotes(text, &mut table);
    take_caption(&mut table);
    table.is_form = grid.headed == 0 && is_form(&table);
    if table.is_form {
        blanks(text, &mut table, index, builder);
        return table;
    }
    let headed = mark_rows(text, &mut table, grid.headed);
    let width = width(&table);
    table.columns = columns(text, &table, headed, width);
    table.unit = unit(text, &table);
    table.panes = panes(&table);
    figures(text, &mut table, index, builder);
    table
}

fn value(text: &str) -> Value {
    if text.is_empty() || text == "-" || text == "—" || text == "--" || text == "/" {
        return Value::Blank;
    }
    match number::parse_amount(text, Unit::ONE) {
        Some(Ok(amount)) => Value::Number(amount),
        Some(Err(())) => Value::Malformed,
        None => Value::Text,
    }
}

/// Headnotes inside the first rows of the grid: 部门名称:某局 ⇥ 本年收入 ⇥ 单位:万元.
fn take_headnotes(text: &str, table: &mut Table) {
    for row in table.rows.iter_mut().take(2) {
        for cell in &mut row.cells {
            let words = &text[cell.place.start as usize..cell.place.end as usize];
            if !words.contains(':') || words.ends_with(':') {
                continue;
            }
            if let Some(notes) = parse::headnotes(words, cell.place.start) {
                table.headnotes.extend(notes);
                cell.value = Value::Blank;
                cell.place = cell.place.end..cell.place.end;
            }
        }
    }
    while table.rows.first().is_some_and(|row| row.cells.iter().all(|cell| cell.value == Value::Blank)) {
        table.rows.remove(0);
    }
}

/// A first row with one text over the whole grid is its caption.
fn take_caption(table: &mut Table) {
    if table.caption.is_some() || table.rows.len() < 3 {
        return;
    }
    let wide = table.rows[1..]
        .iter()
        .any(|row| row.cells.iter().filter(|cell| cell.value != Value::Blank).count() > 2);
    let mut filled = table.rows[0].cells.iter().filter(|cell| cell.value != Value::Blank);
    if let (true, Some(cell), None) = (wide, filled.next(), filled.next())
        && cell.value == Value::Text
        && table.rows[0].cells.first().is_some_and(|first| first.place == cell.place)
    {
        table.caption = Some(cell.place.clone());
        table.rows.remove(0);
    }
}

/// Labels and values change places from row to row: in columns that hold figures there is more text than figures.
fn is_form(table: &Table) -> bool {
    let body = table.rows.get(3..).unwrap_or_default();
    let width = body.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let (mut numbers, mut texts, mut worded) = (0, 0, 0);
    for column in 0..width {
        let of = |wanted: fn(Value) -> bool| {
            body.iter().filter(|row| row.cells.get(column).is_some_and(|cell| wanted(cell.value))).count()
        };
        let in_column = of(|value| matches!(value, Value::Number(_) | Value::Malformed));
        let text = of(|value| value == Value::Text);
        worded += usize::from(text > 0);
        if in_column > 0 {
            numbers += in_column;
            texts += text;
        }
    }
    body.len() >= 4 && worded >= 3 && (numbers == 0 || numbers < texts)
}

/// Numbers the figures of a form: its numbers, and the amounts in its texts.
fn blanks(text: &str, table: &mut Table, index: u32, builder: &mut Builder) {
    for (row_index, row) in table.rows.iter().enumerate() {
        for (column, cell) in row.cells.iter().enumerate() {
            let id = CellId { table: index, row: row_index as u32, column: column as u32 };
            match cell.value {
                Value::Blank => {}
                Value::Text => {
                    builder.text(
                        cell.place.start,
                        &text[cell.place.start as usize..cell.place.end as usize],
                        Some(id),
                    );
                }
                Value::Number(_) | Value::Malformed => {
                    builder.push(figure(Some(cell), Unit::ONE, cell.place.clone(), id));
                }
            }
        }
    }
}

/// Tells header and index rows from data; gives the number of header rows at the top.
fn mark_rows(text: &str, table: &mut Table, told: usize) -> usize {
    let content = |place: &Place| &text[place.start as usize..place.end as usize];
    let mut headed = 0;
    for index in 0..table.rows.len() {
        if told > 0 && index < told || told == 0 && index < 6 && !begins_data(text, &table.rows[..=index]) {
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
        if repeats || is_index(&words) || filled == 0 {
            row.kind = RowKind::Index;
        }
    }
    headed
}

/// True where the last of `rows` is the first row of data.
fn begins_data(text: &str, rows: &[Row]) -> bool {
    let content = |place: &Place| &text[place.start as usize..place.end as usize];
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

/// 1 2 3 …, 栏次 1 2 3 …, 甲 乙 1 2, A B C: numbers of columns.
fn is_index(words: &[&str]) -> bool {
    let mut expected = None;
    let mut numbers = 0;
    for word in words.iter().filter(|word| !word.is_empty()) {
        if let Ok(number) = word.parse::<u32>() {
            if expected.is_some_and(|next| number != next) || expected.is_none() && number > 1 {
                return false;
            }
            expected = Some(number + 1);
            numbers += 1;
        } else {
            let marker =
                matches!(*word, "栏次" | "行次" | "甲" | "乙" | "丙" | "丁" | "**" | "*" | "—" | "-");
            if !marker || numbers > 0 && !word.starts_with('*') {
                return false;
            }
        }
    }
    numbers >= 2
}

/// Columns that hold anything, by the widest row.
fn width(table: &Table) -> usize {
    let used =
        |row: &Row| row.cells.iter().rposition(|cell| cell.value != Value::Blank).map_or(0, |at| at + 1);
    let of = |kind: RowKind| table.rows.iter().filter(|row| row.kind == kind).map(used).max().unwrap_or(0);
    of(RowKind::Data).max(of(RowKind::Header))
}

fn columns(text: &str, table: &Table, headed: usize, width: usize) -> Vec<Column> {
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
            Some(Value::Text) => texts += 1,
            _ => {}
        }
    }
    let name = path.last().map_or("", |place| &text[place.start as usize..place.end as usize]);
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&["备注", "说明", "Remark", "Note"]) && numbers == 0 {
        return ColumnKind::Other;
    }
    if says(&["行次", "序号"]) {
        return ColumnKind::Other;
    }
    if says(&["编码", "代码"]) && !says(&["名称"]) {
        return ColumnKind::Code;
    }
    if texts > numbers || numbers == 0 && texts == 0 && (column == 0 || says(&["名称", "项目名", "科目名"]))
    {
        ColumnKind::Name
    } else {
        ColumnKind::Value
    }
}

/// Bare digits to the left of the names are codes; three columns of them (类 款 项) are one.
fn settle_codes(text: &str, table: &Table, columns: &mut [Column]) {
    let Some(first_name) = columns.iter().position(|column| column.kind == ColumnKind::Name) else { return };
    for (index, column) in columns[..first_name].iter_mut().enumerate() {
        if column.kind != ColumnKind::Value {
            continue;
        }
        let coded = table.rows.iter().filter(|row| row.kind == RowKind::Data).all(|row| {
            row.cells.get(index).is_none_or(|cell| {
                text[cell.place.start as usize..cell.place.end as usize]
                    .bytes()
                    .all(|byte| byte.is_ascii_digit())
            })
        });
        if coded {
            column.kind = ColumnKind::Code;
        }
    }
}

/// The unit said around the table: in a headnote, or in brackets in the header.
fn unit(text: &str, table: &Table) -> Option<(Unit, Place)> {
    let content = |place: &Place| &text[place.start as usize..place.end as usize];
    let said = table.headnotes.iter().find_map(|note| {
        let key = content(&note.key);
        let named = key.is_empty()
            || key.contains("单位")
            || key.eq_ignore_ascii_case("unit")
            || key.eq_ignore_ascii_case("units");
        named.then(|| Unit::parse(content(&note.value)).map(|unit| (unit, note.value.clone())))?
    });
    said.or_else(|| {
        table.caption.iter().chain(table.columns.iter().flat_map(|column| &column.path)).find_map(|place| {
            let words = content(place);
            let open = words.rfind('(')?;
            let inner = words[open + 1..].strip_suffix(')')?;
            let inner = inner.rsplit(':').next().unwrap_or(inner);
            let unit = Unit::parse(inner)?;
            let start = place.start + (inner.as_ptr() as usize - words.as_ptr() as usize) as u32;
            Some((unit, start..start + inner.len() as u32))
        })
    })
}

/// Statements side by side: every run of label columns after a value column opens another.
fn panes(table: &Table) -> Vec<Pane> {
    let mut starts = vec![0];
    let mut seen_value = false;
    for (index, column) in table.columns.iter().enumerate() {
        let label = matches!(column.kind, ColumnKind::Name | ColumnKind::Code);
        let last = starts.last().copied().unwrap_or(0);
        let has_values = table.columns[index..].iter().any(|column| column.kind == ColumnKind::Value);
        if label && seen_value && has_values && index > last {
            starts.push(index);
            seen_value = false;
        }
        seen_value |= column.kind == ColumnKind::Value;
    }
    let end = table.columns.len();
    starts
        .iter()
        .enumerate()
        .map(|(at, &start)| Pane {
            columns: start..starts.get(at + 1).copied().unwrap_or(end),
            items: Vec::new(),
        })
        .collect()
}

/// Lists the items of every pane and numbers the figures row by row.
fn figures(text: &str, table: &mut Table, index: u32, builder: &mut Builder) {
    let first = builder.figures.len();
    let default = table.unit.as_ref().map_or(Unit::ONE, |(unit, _)| *unit);
    let content = |place: &Place| &text[place.start as usize..place.end as usize];
    let units: Vec<Unit> = table
        .columns
        .iter()
        .map(|column| match column.path.iter().any(|place| content(place).contains('%')) {
            true => Unit::PERCENT,
            false => default,
        })
        .collect();
    let Table { rows, columns, panes, .. } = table;
    for (row_index, row) in rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Data) {
        for pane in panes.iter_mut() {
            let filled = |column: usize| row.cells.get(column).is_some_and(|cell| cell.value != Value::Blank);
            if !pane.columns.clone().any(filled) {
                continue;
            }
            let mut item = item(text, columns, row_index, row, pane.columns.clone());
            for column in pane.columns.clone() {
                let id = CellId { table: index, row: row_index as u32, column: column as u32 };
                let cell = row.cells.get(column);
                let kind = columns[column].kind;
                if kind != ColumnKind::Value {
                    if let Some(cell) = cell.filter(|_| kind != ColumnKind::Code) {
                        builder.text(cell.place.start, content(&cell.place), Some(id));
                    }
                    item.figures.push(None);
                    continue;
                }
                let end = row.cells.last().map_or(row.place.end, |cell| cell.place.end);
                let place = cell.map_or(end..end, |cell| cell.place.clone());
                item.figures.push(Some(builder.push(figure(cell, units[column], place, id))));
            }
            pane.items.push(item);
        }
    }
    let in_column = |figure: &Figure| {
        figure.cell.is_some_and(|cell| columns[cell.column as usize].kind == ColumnKind::Value)
    };
    usual(
        builder.figures[first..]
            .iter_mut()
            .filter(|figure| in_column(figure) && figure.amount.unit.kind != Kind::Percent)
            .collect(),
    );
}

/// The labels of a row within a pane.
fn item(text: &str, columns: &[Column], row_index: usize, row: &Row, pane: std::ops::Range<usize>) -> Item {
    let labels = |kind: ColumnKind| -> Vec<Place> {
        pane.clone()
            .filter(|&column| columns[column].kind == kind)
            .filter_map(|column| {
                row.cells.get(column).map(|cell| cell.place.clone()).filter(|place| !place.is_empty())
            })
            .collect()
    };
    let (names, codes) = (labels(ColumnKind::Name), labels(ColumnKind::Code));
    let mut code: String =
        codes.iter().map(|place| &text[place.start as usize..place.end as usize]).collect();
    let mut name = names.first().cloned();
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        // A name that stands in the code column: 合计.
        name = name.or_else(|| codes.first().cloned());
        code.clear();
    }
    let gap = row.place.start..row.place.start;
    Item {
        row: row_index,
        code,
        name: name.unwrap_or(gap),
        second: names.get(1).cloned(),
        figures: Vec::new(),
    }
}

/// The figure of a cell in a value column; `unit` where the cell says none.
fn figure(cell: Option<&Cell>, unit: Unit, place: Place, id: CellId) -> Figure {
    let zero = Amount::new(rust_decimal::Decimal::ZERO, 0, unit);
    let (amount, blank, unreadable) = match cell.map_or(Value::Blank, |cell| cell.value) {
        Value::Number(amount) if amount.unit == Unit::ONE => (Amount { unit, ..amount }, false, false),
        Value::Number(amount) => (amount, false, false),
        Value::Blank => (zero, true, false),
        Value::Malformed | Value::Text => (zero, false, true),
    };
    Figure { amount, place, usual_decimals: amount.decimals, blank, unreadable, cell: Some(id) }
}
