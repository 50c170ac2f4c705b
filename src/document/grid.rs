//! Grids: headers, label columns, statements side by side, figures.

use std::ops::Range;

use super::header;
use super::lines::{self, Line};
use super::parse::Rows;
use super::{
    Cell, CellId, Column, ColumnKind, Figure, FigureId, Item, Measure, Place, Row, RowKind, Table, Value,
};
use super::{around, broken, cell, codes, digits, form, kinds, signs};
use crate::amount::style::{Style, Votes};
use crate::amount::{Amount, Kind, Unit, number};
use crate::source::{Cut, Layout};
use crate::words::vocabulary;

/// Numbers the figures of a document in reading order.
#[derive(Debug, Default)]
pub struct Builder {
    figures: Vec<Figure>,
    /// The style that numbers are written in where the builder is at.
    style: Style,
}

impl Builder {
    /// A builder for a document whose numbers are in `style`.
    pub fn new(style: Style) -> Self {
        Self { figures: Vec::new(), style }
    }

    fn push(&mut self, figure: Figure) -> FigureId {
        self.figures.push(figure);
        FigureId(self.figures.len() as u32 - 1)
    }

    /// Takes in every amount of a text that begins at `start`.
    pub fn text(&mut self, start: u32, text: &str, cell: Option<CellId>) {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        for found in number::scan(text, self.style) {
            self.written(found.amount, start + found.start as u32..start + found.end as u32, cell);
        }
    }

    fn written(&mut self, amount: Amount, place: Place, cell: Option<CellId>) {
        let usual_decimals = amount.decimals;
        self.push(Figure { amount, place, usual_decimals, blank: false, unreadable: false, cell });
    }

    /// The last amount of a line, where the page cut it from its unit: the line `cut` ends in 183万, the `next` begins with 元.
    pub fn mend(&mut self, text: &str, cut: &Place, next: &str) {
        if !(next.starts_with('%') || vocabulary().unit_rest.begin(next))
            || vocabulary().no_unit_rest.fit(next)
        {
            return;
        }
        let line = text.at(cut);
        let digits_end = line.trim_end_matches(|c| c == ' ' || vocabulary().powers.has(c)).len();
        let digits =
            line.cut(..digits_end).trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
        let (start, tail) = (digits.len(), line.cut(digits_end..).trim());
        let unit: String = tail.chars().chain(next.chars().take(2)).collect();
        let Some((unit, _)) = Unit::prefix_of(&unit).filter(|(_, len)| *len > tail.len()) else { return };
        let whole = !digits.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '〔' | '['));
        let Some(Ok(amount)) =
            number::parse_amount(line.cut(start..digits_end), unit, self.style).filter(|_| whole)
        else {
            return;
        };
        let place = cut.start + start as u32..cut.start + digits_end as u32;
        match self.figures.last_mut().filter(|last| last.place.start == place.start && last.cell.is_none()) {
            Some(last) => last.amount = amount,
            None => self.written(amount, place, None),
        }
    }

    /// The figures, each with the digits that are usual around it; `starts` are where the sections of running text begin.
    pub fn finish(mut self, starts: &[u32]) -> Vec<Figure> {
        digits::usual(self.figures.iter_mut().filter(|figure| figure.cell.is_none()).collect());
        let mut text: Vec<&mut Figure> =
            self.figures.iter_mut().filter(|figure| figure.cell.is_none()).collect();
        let section = |figure: &Figure| starts.partition_point(|start| *start <= figure.place.start);
        text.chunk_by_mut(|a, b| section(a) == section(b)).for_each(digits::coarse);
        self.figures
    }
}

/// The rows of a grid, pages that lost or gained a column moved under the others.
pub fn rows(text: &str, all: &[Line], grid: &Rows, style: Style) -> Vec<Row> {
    let content = |place: &Place| text.at(place);
    let cells = |line: usize| {
        let places = lines::cells(text, &all[line]).into_iter();
        places.map(|place| Cell { value: cell::value(content(&place), style), place }).collect()
    };
    let mut rows: Vec<Row> = grid
        .lines
        .iter()
        .map(|&line| Row { kind: RowKind::Data, cells: cells(line), place: all[line].place.clone() })
        .collect();
    align(&grid.lines, &mut rows);
    rows
}

/// A page may lose the empty column in front of all others, or gain one: its rows are a cell shorter, or longer, and begin
/// that much earlier, or later.
fn align(lines: &[usize], rows: &mut [Row]) {
    let shape = |rows: &[Row]| -> Option<(usize, usize)> {
        let width = rows.first()?.cells.len();
        let lead = rows
            .iter()
            .filter_map(|row| row.cells.iter().position(|cell| cell.value != Value::Blank))
            .min()?;
        rows.iter().all(|row| row.cells.len() == width).then_some((width, lead))
    };
    let ends: Vec<usize> =
        (1..lines.len()).filter(|&at| lines[at] != lines[at - 1] + 1).chain([lines.len()]).collect();
    let Some((width, lead)) = shape(&rows[..ends[0]]) else { return };
    for pair in ends.windows(2) {
        let page = &mut rows[pair[0]..pair[1]];
        let Some((own_width, own_lead)) = shape(page) else { continue };
        if own_width + 1 == width && own_lead + 1 == lead {
            for row in page {
                let gap = row.place.start..row.place.start;
                row.cells.insert(0, Cell { place: gap, value: Value::Blank });
            }
        } else if own_width == width + 1 && own_lead == lead + 1 {
            page.iter_mut().for_each(|row| {
                row.cells.remove(0);
            });
        }
    }
}

/// Makes a table of the rows of a grid. `table` comes with what stands around it.
pub fn build(
    text: &str,
    all: &[Line],
    grid: &Rows,
    mut table: Table,
    index: u32,
    builder: &mut Builder,
    layout: Option<&Layout>,
) -> Table {
    // A table may be in a style of its own.
    let whole = builder.style;
    table.style = own_style(text, all, grid, whole);
    builder.style = table.style;
    table.rows = rows(text, all, grid, table.style);
    signs::settle(text, &mut table.rows, table.style);
    signs::settle_percentages(text, &mut table.rows, table.style);
    signs::settle_columns(text, &mut table.rows, table.style);
    build_rows(text, grid, &mut table, index, builder, layout);
    builder.style = whole;
    table
}

/// The style of a table's own numbers, where enough of them can be of no other; else that of the document.
fn own_style(text: &str, all: &[Line], grid: &Rows, whole: Style) -> Style {
    let mut votes = Votes::default();
    grid.lines.iter().for_each(|&line| votes.take(text.at(&all[line].place)));
    match votes.style() {
        // Below a lakh thousands are written alike.
        Some(Style::Point) if whole == Style::Lakh && votes.may_be_lakhs() => whole,
        own => own.unwrap_or(whole),
    }
}

fn build_rows(
    text: &str,
    grid: &Rows,
    table: &mut Table,
    index: u32,
    builder: &mut Builder,
    layout: Option<&Layout>,
) {
    around::take_top(text, table);
    // What names the table was taken off the top.
    let first = grid.lines.len() - table.rows.len();
    let told = grid.headed.saturating_sub(first);
    table.is_form = match told {
        0 => form::is_form(text, table),
        // The first row of a form may be marked to stand again on every page, as the header of a table is; in Markdown every
        // grid has a header.
        _ => form::alternates(text, table),
    };
    if table.is_form {
        blanks(text, table, index, builder);
        return;
    }
    let headed = header::mark_rows(text, table, told);
    broken::join(text, &mut table.rows);
    let width = header::width(table);
    let spanners = layout.map(|layout| header::spanners(layout, &grid.lines[first..first + headed]));
    table.columns = header::columns(text, table, headed, width, spanners.unwrap_or_default());
    table.unit = unit(text, table);
    table.panes = kinds::panes(text, table);
    figures(text, table, index, builder);
}

/// Numbers the figures of a form: its numbers, and the amounts in its texts.
fn blanks(text: &str, table: &mut Table, index: u32, builder: &mut Builder) {
    for (row_index, row) in table.rows.iter().enumerate() {
        for (column, cell) in row.cells.iter().enumerate() {
            let id = CellId { table: index, row: row_index as u32, column: column as u32 };
            match cell.value {
                Value::Blank => {}
                Value::Text => {
                    builder.text(cell.place.start, text.at(&cell.place), Some(id));
                }
                Value::Number(_) | Value::Malformed => {
                    builder.push(figure(Some(cell), Unit::ONE, cell.place.clone(), id));
                }
            }
        }
    }
}

/// The unit said around the table: in a headnote, in brackets in the caption, or by all heads of figures that say one. A table
/// in percent says so around itself: of columns, those that say so are.
fn unit(text: &str, table: &Table) -> Option<(Unit, Place)> {
    let content = |place: &Place| text.at(place);
    let said = table.headnotes.iter().find_map(|note| {
        let key = content(&note.key);
        let named = key.is_empty() || vocabulary().unit_keys.fit(key);
        named.then(|| Unit::parse(content(&note.value)).map(|unit| (unit, note.value.clone())))?
    });
    said.or_else(|| table.caption.as_ref().and_then(|caption| in_brackets(text, caption))).or_else(|| {
        let figures = table.columns.iter().filter(|column| column.kind == ColumnKind::Value);
        let mut said = figures.filter_map(|column| unit_of(text, column));
        let first = said.next()?;
        said.all(|(unit, _)| unit == first.0).then_some(first)
    })
}

/// The unit in brackets at the end of a head or a caption: 金额(万元), Value (£ million).
fn in_brackets(text: &str, place: &Place) -> Option<(Unit, Place)> {
    let words = text.at(place);
    let open = words.rfind('(')?;
    let inner = words.cut(open + 1..).strip_suffix(')')?;
    let inner = inner.rsplit(':').next().unwrap_or(inner);
    let unit = Unit::parse(inner)?;
    let start = place.start + (inner.as_ptr() as usize - words.as_ptr() as usize) as u32;
    Some((unit, start..start + inner.len() as u32))
}

/// The unit that the head of a column says, the nearest to its figures; what it measures says whether these are rates.
fn unit_of(text: &str, column: &Column) -> Option<(Unit, Place)> {
    let mut said = column.path.iter().rev().filter_map(|place| in_brackets(text, place));
    said.find(|(unit, _)| unit.kind != Kind::Percent)
}

/// Lists the items of every pane and numbers the figures row by row.
fn figures(text: &str, table: &mut Table, index: u32, builder: &mut Builder) {
    let first = builder.figures.len();
    let default = table.unit.as_ref().map_or(Unit::ONE, |(unit, _)| *unit);
    let content = |place: &Place| text.at(place);
    let signed = |column: &Column| column.path.iter().any(|place| content(place).contains('%'));
    let unit = |column: &Column| match (column.measure, unit_of(text, column)) {
        (Measure::Rate, _) if signed(column) => Unit::PERCENT,
        (_, Some((own, _))) => own,
        // What a rate is of has a unit, and not the rate.
        (Measure::Count | Measure::Rate, _) => Unit::ONE,
        _ => default,
    };
    let units: Vec<Unit> = table.columns.iter().map(unit).collect();
    let Table { rows, columns, panes, .. } = table;
    let spans: Vec<Range<usize>> = panes.iter().map(|pane| pane.columns.clone()).collect();
    for (row_index, row) in rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Data) {
        let named = broken::named(text, columns, row, &spans);
        for (pane, start) in panes.iter_mut().zip(named) {
            let Some(start) = start else { continue };
            let mut item = item(text, columns, row_index, row, start..pane.columns.end);
            for column in pane.columns.clone() {
                let id = CellId { table: index, row: row_index as u32, column: column as u32 };
                let cell = row.cells.get(column);
                let kind = columns[column].kind;
                if kind != ColumnKind::Value {
                    match cell.filter(|_| kind != ColumnKind::Code) {
                        // The number of a row: 行次.
                        Some(cell) if kind == ColumnKind::Other && matches!(cell.value, Value::Number(_)) => {
                        }
                        Some(cell) if matches!(cell.value, Value::Number(_)) => {
                            builder.push(figure(Some(cell), Unit::ONE, cell.place.clone(), id));
                        }
                        Some(cell) => builder.text(cell.place.start, content(&cell.place), Some(id)),
                        None => {}
                    }
                    item.figures.push(None);
                    continue;
                }
                let end = row.cells.last().map_or(row.place.end, |cell| cell.place.end);
                let mut place = cell.map_or(end..end, |cell| cell.place.clone());
                if cell.is_some_and(|cell| matches!(cell.value, Value::Number(_))) {
                    place.end = place.start + cell::without_share(text.at(&place)).len() as u32;
                }
                let cell = cell.filter(|cell| !cell::is_empty(text, cell));
                item.figures.push(Some(builder.push(figure(cell, units[column], place, id))));
            }
            pane.items.push(item);
        }
    }
    for pane in panes.iter_mut() {
        codes::settle(text, columns, rows, pane, &builder.figures);
    }
    // Rates are written with digits of their own, whatever the amounts beside them have.
    for adds_up in [true, false] {
        let in_column = |figure: &Figure| {
            figure
                .cell
                .map(|cell| &columns[cell.column as usize])
                .is_some_and(|column| column.kind == ColumnKind::Value && column.measure.adds_up() == adds_up)
        };
        digits::usual(
            builder.figures[first..]
                .iter_mut()
                .filter(|figure| in_column(figure) && figure.amount.unit.kind != Kind::Percent)
                .collect(),
        );
    }
}

/// The labels of a row within a pane.
fn item(text: &str, columns: &[Column], row_index: usize, row: &Row, pane: Range<usize>) -> Item {
    let labels = |kind: ColumnKind| -> Vec<Place> {
        pane.clone()
            .filter(|&column| columns[column].kind == kind)
            .filter_map(|column| {
                row.cells.get(column).map(|cell| cell.place.clone()).filter(|place| !place.is_empty())
            })
            .collect()
    };
    let names = labels(ColumnKind::Name);
    let coded = codes::run(columns, &pane).filter_map(|column| row.cells.get(column));
    let codes: Vec<Place> = coded.map(|cell| cell.place.clone()).filter(|place| !place.is_empty()).collect();
    let mut code: String = codes.iter().map(|place| text.at(place)).collect();
    let mut name = names.first().cloned();
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        // A name that stands in the code column: 合计.
        name = name.or_else(|| codes.first().cloned());
        code.clear();
    }
    if let Some(place) = name.as_mut().filter(|_| code.is_empty())
        && let Some((own, len)) = code_before(text.at(place))
    {
        code = own.to_owned();
        place.start += len as u32;
    }
    let gap = row.place.start..row.place.start;
    let name = name.or_else(|| beside_names(columns, row, pane));
    Item {
        row: row_index,
        code,
        name: name.unwrap_or(gap),
        of_unit: false,
        opens: false,
        unit: None,
        second: names.get(1).cloned(),
        figures: Vec::new(),
    }
}

/// What names a row whose column of names is blank: the first words left of its figures, as a total merged over the serial
/// number has them. Where there is no such column, the number of the row is its name.
fn beside_names(columns: &[Column], row: &Row, pane: Range<usize>) -> Option<Place> {
    let kinds = &columns[pane.clone()];
    let unnamed = kinds.iter().all(|column| column.kind != ColumnKind::Name);
    let cells = row.cells.get(pane.start..).unwrap_or_default().iter().zip(kinds);
    let mut left = cells
        .take_while(|(_, column)| unnamed || column.kind != ColumnKind::Value)
        .filter(|(cell, _)| cell.value != Value::Blank);
    if unnamed {
        let (first, column) = left.next()?;
        return (first.value == Value::Text || column.kind == ColumnKind::Other).then(|| first.place.clone());
    }
    left.find(|(cell, _)| cell.value == Value::Text).map(|(cell, _)| cell.place.clone())
}

/// The code in front of a name that carries its own (2014001-行政运行, [30101]基本工资), and how long it is with its marks.
fn code_before(name: &str) -> Option<(&str, usize)> {
    let inner = name.strip_prefix('[').unwrap_or(name);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let after = if inner.len() < name.len() { ']' } else { '-' };
    let rest = inner.cut(digits..).strip_prefix(after)?;
    let named = rest.starts_with(|c: char| !c.is_ascii());
    ((3..=9).contains(&digits) && named).then(|| (inner.cut(..digits), name.len() - rest.len()))
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
