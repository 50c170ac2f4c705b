//! A workbook as text: each table a grid of lines, what stands above and below it lines of their own, every piece with the
//! cell it comes from.

use super::tables::{Row, grids, is_label, is_note, is_number, rows};
use super::unshown::leave_out;
use super::{Book, MOST_BYTES, Sheet, too_large};
use crate::diagnostic::Text;
use crate::read::{Why, is_blank};
use crate::source::{About, Layout, Merge, Note, Source, Spot};
use std::ops::Range;

/// So many empty cells beside each other are known each by its place.
const NARROW: usize = 64;

/// Makes a text view of a workbook.
///
/// # Errors
/// Where it holds nothing to read, or too much.
pub fn view(name: &str, book: Book) -> Result<Source, Why> {
    let mut rows_seen = Rows::default();
    let mut page = Page { layout: Layout { notes: book.notes, ..Layout::default() }, ..Page::default() };
    for (index, mut sheet) in book.sheets.into_iter().enumerate() {
        page.layout.sheets.push(sheet.name.clone());
        sheet.settle();
        if sheet.hidden {
            page.hidden_sheet(&sheet);
        } else if !sheet.cells().is_empty() {
            leave_out(&mut sheet);
            page.sheet = index as u32;
            page.sheet(&sheet)?;
            rows_seen.take(&sheet);
        }
    }
    if rows_seen.is_header_alone() && !is_blank(&page.text) {
        return Err(Why::new(
            Text::new("只有一行表头，没有数据", "there is a header in it and nothing below"),
            Text::new(
                "确认导出时数据都在，换一份有数据的文件",
                "see that the rows were exported as well, and check the file that has them",
            ),
        ));
    }
    Ok(Source::new(name, page.text).with_layout(page.layout))
}

/// What there is on the sheets that are shown.
#[derive(Debug, Default)]
struct Rows {
    count: usize,
    /// Something that is no label of a column.
    says: bool,
}

impl Rows {
    fn take(&mut self, sheet: &Sheet) {
        let rows = sheet.cells().chunk_by(|one, two| one.row == two.row);
        self.count += rows.take(2).count();
        self.says |= sheet.cells().iter().any(|cell| is_number(sheet, cell) || !is_label(sheet.words(cell)));
    }

    fn is_header_alone(&self) -> bool {
        self.count == 1 && !self.says
    }
}

#[derive(Debug, Default)]
struct Page {
    text: String,
    line: u32,
    layout: Layout,
    sheet: u32,
}

impl Page {
    fn sheet(&mut self, sheet: &Sheet) -> Result<(), Why> {
        if !self.text.is_empty() {
            self.end_line();
        }
        let rows = rows(sheet);
        let grids = grids(sheet, &rows);
        let first = grids.first().map_or(rows.len(), |grid| grid.start);
        // The tab names the table where nothing on the sheet does.
        let named = rows[..first].iter().any(|row| row.is_single() && !is_note(sheet, row));
        if !named && !grids.is_empty() && !is_default(&sheet.name) {
            self.piece(&sheet.name, 1, 1);
            self.end_line();
        }
        let (start, first_spot) = (self.text.len(), self.layout.spots.len());
        let mut at = 0;
        for grid in grids {
            self.lines(sheet, &rows[at..grid.start])?;
            self.grid(sheet, &rows[grid.clone()])?;
            at = grid.end;
        }
        self.lines(sheet, &rows[at..])?;
        self.notes(sheet, start, first_spot);
        Ok(())
    }

    /// Rows that are no table: every one a line, or as many as its words have.
    fn lines(&mut self, sheet: &Sheet, rows: &[Row]) -> Result<(), Why> {
        for row in rows {
            let cells = &sheet.cells()[row.cells.clone()];
            match cells {
                [only] => {
                    for line in sheet.words(only).lines().map(str::trim).filter(|line| !line.is_empty()) {
                        self.piece(line, only.row, only.column);
                        self.end_line();
                    }
                }
                several => {
                    for (index, cell) in several.iter().enumerate() {
                        if index > 0 {
                            self.text.push('\t');
                        }
                        self.piece(sheet.words(cell), cell.row, cell.column);
                    }
                    self.end_line();
                }
            }
            self.check()?;
        }
        Ok(())
    }

    fn grid(&mut self, sheet: &Sheet, rows: &[Row]) -> Result<(), Why> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
        let cells = &sheet.cells()[first.cells.start..last.cells.end];
        // Columns with nothing in them are left out: a merged cell covers them, or they keep distance.
        let mut columns: Vec<u32> = cells.iter().map(|cell| cell.column).collect();
        columns.sort_unstable();
        columns.dedup();
        let start = self.line;
        for row in rows {
            let mut column = 0;
            let cells = &sheet.cells()[row.cells.clone()];
            // What is told of an empty cell is told at that cell.
            if let Some(left) =
                columns.first().filter(|left| cells.first().is_some_and(|cell| cell.column > **left))
            {
                self.spot(row.number, *left);
            }
            for cell in cells {
                let place = columns.partition_point(|own| *own < cell.column);
                if self.text.len() + place - column > MOST_BYTES {
                    return Err(too_large());
                }
                self.gap(row.number, &columns, column..place);
                if place > column {
                    self.text.push('\t');
                }
                column = place;
                self.piece(sheet.words(cell), cell.row, cell.column);
            }
            // Every row is as wide as the grid where that costs little.
            let short = columns.len() - 1 - column;
            if short < NARROW {
                self.gap(row.number, &columns, column..columns.len());
            }
            self.end_line();
            self.check()?;
        }
        self.merges(sheet, rows, &columns, start);
        self.layout.grids.push(start..self.line);
        // A grid ends where its rows end, whatever stands below.
        self.end_line();
        Ok(())
    }

    /// The merged cells of a grid that begins on line `start`, in lines and columns of the view.
    fn merges(&mut self, sheet: &Sheet, rows: &[Row], columns: &[u32], start: u32) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
        let from = sheet.merges.partition_point(|area| area.top < first.number);
        for area in sheet.merges[from..].iter().take_while(|area| area.top <= last.number) {
            let top = rows.partition_point(|row| row.number < area.top);
            let bottom = rows.partition_point(|row| row.number <= area.bottom);
            let left = columns.partition_point(|column| *column < area.left);
            let right = columns.partition_point(|column| *column <= area.right);
            if bottom > top && right > left && (bottom - top) * (right - left) > 1 {
                self.layout.merges.push(Merge {
                    line: start + top as u32,
                    column: left as u32,
                    rows: (bottom - top) as u32,
                    columns: (right - left) as u32,
                });
            }
        }
    }

    /// The empty cells between the two ends of `range`, which are the places of columns.
    fn gap(&mut self, row: u32, columns: &[u32], range: Range<usize>) {
        let known = range.len() < NARROW;
        for &column in columns.get(range.start.saturating_add(1)..range.end).unwrap_or_default() {
            self.text.push('\t');
            if known {
                self.spot(row, column);
            }
        }
    }

    fn spot(&mut self, row: u32, column: u32) {
        self.layout.spots.push((self.text.len() as u32, Spot::Cell { sheet: self.sheet, row, column }));
    }

    /// Writes what a cell says on one line, and remembers the cell.
    fn piece(&mut self, words: &str, row: u32, column: u32) {
        self.spot(row, column);
        if words.bytes().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r')) {
            self.text.extend(words.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }));
        } else {
            self.text.push_str(words);
        }
    }

    fn end_line(&mut self) {
        self.text.push('\n');
        self.line += 1;
    }

    fn check(&self) -> Result<(), Why> {
        if self.text.len() > MOST_BYTES { Err(too_large()) } else { Ok(()) }
    }

    fn hidden_sheet(&mut self, sheet: &Sheet) {
        if sheet.cells().is_empty() {
            return;
        }
        let (name, count) = (&sheet.name, sheet.cells().len());
        self.tell(
            About::Hidden,
            0,
            format!("工作表“{name}”（{count} 个有内容的单元格）"),
            format!("the sheet “{name}” ({count} filled cells)"),
        );
    }

    /// What there is to know of a sheet whose view begins at `start`.
    fn notes(&mut self, sheet: &Sheet, start: usize, first_spot: usize) {
        let name = &sheet.name;
        let cells = sheet.cells();
        let holds_row = |row: u32| cells.binary_search_by(|cell| cell.row.cmp(&row)).is_ok();
        let mut rows: Vec<u32> = sheet.hidden_rows.iter().copied().filter(|row| holds_row(*row)).collect();
        rows.sort_unstable();
        self.layout.unshown.extend(rows.iter().map(|row| (self.sheet, *row)));
        let rows = rows.len();
        if rows > 0 {
            self.tell(
                About::Unshown,
                start,
                format!("{name} 有 {rows} 行不显示"),
                format!("{name}: {rows} rows are not shown"),
            );
        }
        let hidden = |column: u32| sheet.hidden_columns.iter().any(|range| range.contains(&column));
        let mut columns: Vec<u32> = cells.iter().map(|cell| cell.column).collect();
        columns.sort_unstable();
        columns.dedup();
        let columns = columns.into_iter().filter(|column| hidden(*column)).count();
        if columns > 0 {
            self.tell(
                About::Unshown,
                start,
                format!("{name} 有 {columns} 列不显示"),
                format!("{name}: {columns} columns are not shown"),
            );
        }
        self.left_out(sheet, start);
        let formulas = sheet.formulas.iter().map(|place| (About::Values, place));
        for (about, (row, column)) in formulas.chain(sheet.struck.iter().map(|place| (About::Struck, place)))
        {
            let at = at_spot(&self.layout.spots[first_spot..], *row, *column).unwrap_or(start);
            let from = if name.is_empty() { String::new() } else { format!("{name} ") };
            let cell = format!("{from}{}{row}", letters(*column));
            self.tell(about, at, cell.clone(), cell);
        }
    }

    /// Rows and columns that are hidden and are no part of the table that is shown.
    fn left_out(&mut self, sheet: &Sheet, start: usize) {
        let name = &sheet.name;
        let counts = [(sheet.left_out.rows.len(), "行", "rows"), (sheet.left_out.columns, "列", "columns")];
        let counts = || counts.iter().filter(|(count, ..)| *count > 0);
        let zh: Vec<String> = counts().map(|(count, zh, _)| format!("{count} {zh}")).collect();
        let en: Vec<String> = counts().map(|(count, _, en)| format!("{count} {en}")).collect();
        if !zh.is_empty() {
            self.tell(
                About::Hidden,
                start,
                format!("{name} 有 {}不显示，不在所示的表内", zh.join("、")),
                format!("{name}: {} are not shown and stand outside the table", en.join(" and ")),
            );
        }
    }

    fn tell(&mut self, about: About, at: usize, zh: String, en: String) {
        self.layout.notes.push(Note { about, place: at as u32..at as u32, zh, en });
    }
}

/// Where the words of a cell begin, among the spots of its sheet, which stand in the order of its cells.
fn at_spot(spots: &[(u32, Spot)], row: u32, column: u32) -> Option<usize> {
    let place = |spot: &Spot| match spot {
        Spot::Cell { row, column, .. } => (*row, *column),
        _ => (0, 0),
    };
    let found = spots.partition_point(|(_, spot)| place(spot) < (row, column));
    spots.get(found).filter(|(_, spot)| place(spot) == (row, column)).map(|(at, _)| *at as usize)
}

/// C for 3.
fn letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push(char::from(b'A' + ((column - 1) % 26) as u8));
        column = (column - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Names that a spreadsheet gives by itself.
fn is_default(name: &str) -> bool {
    let head = name.trim_end_matches(|c: char| c.is_ascii_digit());
    head.is_empty() || ["Sheet", "工作表", "Table", "表"].iter().any(|own| head.eq_ignore_ascii_case(own))
}

#[cfg(test)]
mod tests {
    use super::super::Area;
    use super::*;

    /// A sheet of lines; cells are apart by `|`.
    fn sheet(name: &str, lines: &[&str]) -> Sheet {
        let mut sheet = Sheet::new(name);
        for (row, line) in lines.iter().enumerate() {
            for (column, words) in line.split('|').enumerate() {
                sheet.put(row as u32 + 1, column as u32 + 1, words, false).unwrap();
            }
        }
        sheet
    }

    fn shown(sheets: Vec<Sheet>) -> Source {
        view("a.xlsx", Book { sheets, notes: Vec::new() }).unwrap()
    }

    /// The lines of each grid.
    fn tables(source: &Source) -> Vec<Vec<&str>> {
        let lines: Vec<&str> = source.text().lines().collect();
        let layout = source.layout().unwrap();
        layout.grids.iter().map(|grid| lines[grid.start as usize..grid.end as usize].to_vec()).collect()
    }

    #[test]
    fn a_table_with_its_caption_and_headnotes() {
        let mut one = sheet(
            "收支总表",
            &[
                "某局收支总表",
                "",
                "编制部门：某局|||单位：元",
                "",
                "项目||合计|其中",
                "一、收入||12|3",
                "二、其他",
                "",
                "注：含结转。",
            ],
        );
        one.merges.push(Area { top: 5, left: 1, bottom: 5, right: 2 });
        let source = shown(vec![one]);
        assert_eq!(
            source.text(),
            "某局收支总表\n编制部门：某局\t单位：元\n项目\t合计\t其中\n一、收入\t12\t3\n二、其他\t\t\n\n注：含结转。\n"
        );
        let layout = source.layout().unwrap();
        assert_eq!(layout.grids.first(), Some(&(2..5)));
        assert!(layout.merges.is_empty(), "a column with nothing in it is no column");
        let spot = |words: &str| layout.spot(source.text().find(words).unwrap());
        assert_eq!(spot("12"), Some(Spot::Cell { sheet: 0, row: 6, column: 3 }));
        assert_eq!(spot("注"), Some(Spot::Cell { sheet: 0, row: 9, column: 1 }));
    }

    #[test]
    fn several_tables_on_a_sheet() {
        let source = shown(vec![sheet(
            "Sheet1",
            &[
                "表一",
                "项目|金额",
                "甲|1",
                "",
                "乙|2",
                "合计|3",
                "",
                "表二",
                "名称|数量",
                "丙|4",
                "",
                "名称|金额",
                "丁|5",
            ],
        )]);
        assert_eq!(
            tables(&source),
            [
                vec!["项目\t金额", "甲\t1", "乙\t2", "合计\t3"],
                vec!["名称\t数量", "丙\t4"],
                vec!["名称\t金额", "丁\t5"]
            ]
        );
    }

    #[test]
    fn a_gap_or_a_label_does_not_end_a_table() {
        let source = shown(vec![sheet(
            "三公",
            &["项目|2024年|2025年", "一、合计", "其中：", "接待|1|2", "", "二、车辆", "购置|3|4", "运行|5|"],
        )]);
        assert_eq!(tables(&source).len(), 1);
        assert!(source.text().starts_with("三公\n项目"), "the tab names it: {}", source.text());
    }

    #[test]
    fn a_banner_over_all_columns_begins_a_table() {
        let mut one = sheet("x", &["甲表", "项目|收入|支出", "一|1|2", "乙表", "名称|台数|金额", "车|1|2"]);
        one.merges.push(Area { top: 4, left: 1, bottom: 4, right: 3 });
        assert_eq!(tables(&shown(vec![one])).len(), 2);
        let mut one = sheet("x", &["甲表", "项目|收入|支出", "一|1|2", "二、其他各项", "车|1|2"]);
        one.merges.push(Area { top: 4, left: 1, bottom: 4, right: 3 });
        assert_eq!(tables(&shown(vec![one])).len(), 1);
    }

    #[test]
    fn a_sheet_of_words_is_text() {
        let source =
            shown(vec![sheet("说明", &["情况说明", "一、收入\n  收入 1 万元。\n\n二、支出", "", "完"])]);
        assert_eq!(source.text(), "情况说明\n一、收入\n收入 1 万元。\n二、支出\n完\n");
        assert!(source.layout().unwrap().grids.is_empty());
    }

    #[test]
    fn contents_are_no_table() {
        let source =
            shown(vec![sheet("目录", &["目  录", "第一部分 概况|1", "一、职责.....1", "第二部分 报表|2"])]);
        assert!(source.layout().unwrap().grids.is_empty());
        assert!(source.text().contains("第一部分 概况\t1\n"));
    }

    #[test]
    fn what_is_hidden_is_told() {
        let mut one = sheet("表", &["项目|金额", "甲|1", "乙|2"]);
        one.hidden_rows = vec![2, 90];
        one.hidden_columns = vec![2..3, 50..99];
        let mut two = sheet("底稿", &["项目|金额", "甲|9"]);
        two.hidden = true;
        let source = shown(vec![one, two, Sheet::new("空")]);
        assert!(
            !source.text().contains("底稿")
                && !source.text().contains('9')
                && source.text().contains("甲\t1")
        );
        let told: Vec<&str> = source.notes().map(|note| note.zh.as_str()).collect();
        assert_eq!(
            told,
            ["表 有 1 行不显示", "表 有 1 列不显示", "工作表“底稿”（2 个有内容的单元格）"]
                .map(|words| words.replace("（2", "（4"))
        );
    }

    #[test]
    fn a_far_cell_costs_nothing() {
        let mut one = sheet("表", &["项目|金额", "甲|1"]);
        one.put(1_048_576, 16_384, "x", false).unwrap();
        let source = shown(vec![one]);
        assert!(source.text().len() < 60, "{}", source.text().len());
    }

    #[test]
    fn later_words_in_the_same_cell_stand() {
        let mut one = sheet("表", &["b|a|1"]);
        one.put(1, 1, "c", false).unwrap();
        assert!(shown(vec![one]).text().contains("c\ta"));
    }
}
