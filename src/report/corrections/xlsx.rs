//! Lists as Excel workbooks: the list to send to a department with the working paper behind it, and the index over all of them
//! with everything that was found in one sheet, to be sorted and filtered.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{Item, Line, List, ranks, wording};
use crate::diagnostic::Lang;
use crate::ledger::Mark;
use crate::read::own;
use crate::report::{Run, columns, visible};
use crate::source::Cut;

/// No cell of a workbook holds more characters than this, counted as UTF-16.
const MOST_IN_A_CELL: usize = 32_000;
/// How high a line of text is, in points, and a row at most. Fonts of ideographs that stand in for others are higher.
const LINE: u16 = 17;
const HIGHEST: u16 = 405;
/// No sheet has more rows; the title and the heads need some.
const MOST_ROWS: usize = 1_048_000;

/// How a sheet looks.
struct Looks {
    title: Format,
    said: Format,
    head: Format,
    text: Format,
    mark: [Format; 3],
}

impl Looks {
    fn new() -> Self {
        let cell =
            || Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
        let coloured = |colour: u32| cell().set_font_color(Color::RGB(colour));
        Self {
            title: Format::new().set_bold().set_font_size(16),
            said: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            head: cell().set_bold().set_background_color(Color::RGB(0x00E7_EBF0)),
            text: cell(),
            mark: [cell(), coloured(0x001B_6E3C), coloured(0x00B0_2020)],
        }
    }

    fn mark(&self, mark: Mark) -> &Format {
        let [unchecked, tied, contradicted] = &self.mark;
        match mark {
            Mark::Unchecked => unchecked,
            Mark::Tied => tied,
            Mark::Contradicted => contradicted,
        }
    }
}

/// The list of one document and its working paper as a file.
///
/// # Errors
/// Where it cannot be packed.
pub fn list(list: &List<'_>, paper: &[Line], lang: Lang) -> Result<Vec<u8>, String> {
    let write = || -> Result<Vec<u8>, XlsxError> {
        let looks = Looks::new();
        let mut book = workbook()?;
        let sheet = book.add_worksheet();
        sheet.set_name(wording::title(lang))?;
        let mut lines = vec![wording::address(list, lang), wording::covering(list, lang)];
        if !list.open.is_empty() {
            lines.push(wording::open(lang).to_owned());
            lines.extend(list.open.iter().cloned());
        }
        let [number, rest @ ..] = wording::heads(lang);
        let heads: Vec<&str> = [number, lang.pick("要求", "Asked")].into_iter().chain(rest).collect();
        let first = top(sheet, wording::title(lang), &lines, &heads, &WIDTHS, &looks)?;
        for (at, item) in list.items.iter().take(MOST_ROWS).enumerate() {
            let row = first + at as u32;
            sheet.write_number_with_format(row, 0, at as u32 + 1, &looks.text)?;
            let cells = cells(item, lang);
            for (column, cell) in cells.iter().enumerate() {
                sheet.write_string_with_format(row, column as u16 + 1, fit(cell), &looks.text)?;
            }
            grow(sheet, row, cells.iter(), &WIDTHS[1..])?;
        }
        let last = first + list.items.len() as u32;
        let signatures = wording::signatures(lang).map(|name| format!("{name}____________"));
        sheet.write_string(last + 1, 1, signatures.join("    "))?;
        end(sheet, first, list.items.len(), heads.len())?;
        let sheet = book.add_worksheet();
        sheet.set_name(wording::paper_title(lang))?;
        sheet_of_figures(sheet, paper, lang, &looks)?;
        book.save_to_buffer().map(own::marked)
    };
    write().map_err(|error| error.to_string())
}

/// How wide the columns of a list are, in characters.
const WIDTHS: [u16; 8] = [6, 9, 12, 30, 20, 46, 26, 24];
/// The same of the working paper.
const PAPER: [u16; 6] = [7, 12, 44, 18, 14, 80];
/// The same of the index.
const INDEX: [u16; 8] = [6, 32, 48, 9, 9, 9, 9, 40];
/// The same of the sheet of everything.
const ALL: [u16; 8] = [26, 9, 12, 30, 20, 46, 26, 24];

/// A correction as the cells of a row, without its number; the answer is empty.
fn cells(item: &Item, lang: Lang) -> [String; 7] {
    let mut due: Vec<String> = wording::expected(item, lang).into_iter().collect();
    due.extend(item.why.iter().cloned());
    if !item.folded.is_empty() {
        due.push(wording::folded(lang).to_owned());
        due.extend(item.folded.iter().cloned());
    }
    let kind = wording::kind(item.severity, lang).to_owned();
    let due = due.join("\n");
    [kind, item.place.clone(), item.at.clone(), item.stated.clone(), due, item.basis.clone(), String::new()]
}

fn sheet_of_figures(
    sheet: &mut Worksheet,
    paper: &[Line],
    lang: Lang,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let heads = wording::paper_heads(lang);
    let count = |mark: Mark| paper.iter().filter(|line| line.mark == mark).count();
    let (tied, against, none) = (count(Mark::Tied), count(Mark::Contradicted), count(Mark::Unchecked));
    let said = lang.pick(
        format!("共 {} 个数：已核对 {tied}，矛盾 {against}，没有规则核对 {none}。", paper.len()),
        format!(
            "{} figures: {tied} tied out, {against} contradicted, {none} that nothing ties.",
            paper.len()
        ),
    );
    let first = top(sheet, wording::paper_title(lang), &[said], &heads, &PAPER, looks)?;
    for (at, line) in paper.iter().take(MOST_ROWS).enumerate() {
        let row = first + at as u32;
        sheet.write_number_with_format(row, 0, at as u32 + 1, &looks.text)?;
        let relations = line.relations.join("\n");
        let mark = wording::mark(line.mark, lang).to_owned();
        let cells = [&line.place, &line.at, &line.written, &mark, &relations];
        for (column, cell) in cells.iter().enumerate() {
            let look = if column == 3 { looks.mark(line.mark) } else { &looks.text };
            sheet.write_string_with_format(row, column as u16 + 1, fit(cell), look)?;
        }
        grow(sheet, row, [&line.at, &line.written, &relations].into_iter(), &[PAPER[2], PAPER[3], PAPER[5]])?;
    }
    end(sheet, first, paper.len().min(MOST_ROWS), heads.len())
}

/// The index over all documents of a run, with what could not be read and what is clean on top; `names` are those of the lists.
///
/// # Errors
/// Where it cannot be packed.
pub fn index(run: &Run, lists: &[List<'_>], names: &[String]) -> Result<Vec<u8>, String> {
    let lang = run.options.lang;
    let write = || -> Result<Vec<u8>, XlsxError> {
        let looks = Looks::new();
        let ranks = ranks(lists);
        let mut book = workbook()?;
        let sheet = book.add_worksheet();
        sheet.set_name(lang.pick("索引", "Index"))?;
        let lines = wording::index_lines(run, lists, &ranks);
        let heads = wording::index_heads(lang);
        let first = top(sheet, wording::index_title(lang), &lines, &heads, &INDEX, &looks)?;
        let order: Vec<usize> = ranks.worst.iter().chain(&ranks.open).chain(&ranks.clean).copied().collect();
        for (at, &index) in order.iter().take(MOST_ROWS).enumerate() {
            let (row, list) = (first + at as u32, &lists[index]);
            let (errors, warnings) = list.counts();
            let ledger = &list.checked.ledger;
            sheet.write_number_with_format(row, 0, at as u32 + 1, &looks.text)?;
            sheet.write_string_with_format(row, 1, fit(&list.department.name), &looks.text)?;
            sheet.write_string_with_format(row, 2, fit(list.file), &looks.text)?;
            let counts = [errors, warnings, ledger.n_figures(), ledger.marked(Mark::Tied)];
            for (column, count) in counts.iter().enumerate() {
                sheet.write_number_with_format(row, column as u16 + 3, *count as u32, &looks.text)?;
            }
            sheet.write_string_with_format(row, 7, fit(&names[index]), &looks.text)?;
            let file = list.file.to_owned();
            let long = [&list.department.name, &file, &names[index]];
            grow(sheet, row, long.into_iter(), &[INDEX[1], INDEX[2], INDEX[7]])?;
        }
        end(sheet, first, order.len(), heads.len())?;
        let sheet = book.add_worksheet();
        sheet.set_name(lang.pick("全部问题", "All"))?;
        everything(sheet, lists, &order, lang, &looks)?;
        book.save_to_buffer().map(own::marked)
    };
    write().map_err(|error| error.to_string())
}

/// What all lists hold, under the names of their departments.
fn everything(
    sheet: &mut Worksheet,
    lists: &[List<'_>],
    order: &[usize],
    lang: Lang,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let [_, rest @ ..] = wording::heads(lang);
    let own = [lang.pick("部门", "Department"), lang.pick("要求", "Asked")];
    let heads: Vec<&str> = own.into_iter().chain(rest).collect();
    let first = top(sheet, wording::title(lang), &[], &heads, &ALL, looks)?;
    let items = || order.iter().flat_map(|&at| lists[at].items.iter().map(move |item| (at, item)));
    for (row, (at, item)) in items().take(MOST_ROWS).enumerate() {
        let row = first + row as u32;
        sheet.write_string_with_format(row, 0, fit(&lists[at].department.name), &looks.text)?;
        let cells = cells(item, lang);
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string_with_format(row, column as u16 + 1, fit(cell), &looks.text)?;
        }
        grow(sheet, row, cells.iter(), &ALL[1..])?;
    }
    end(sheet, first, items().count().min(MOST_ROWS), heads.len())
}

/// A workbook of no time: the same run writes the same bytes.
fn workbook() -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_author("gouji").set_creation_datetime(&day));
    Ok(book)
}

/// The title, what is said, and the heads; gives the first row below.
fn top(
    sheet: &mut Worksheet,
    title: &str,
    lines: &[String],
    heads: &[&str],
    widths: &[u16],
    looks: &Looks,
) -> Result<u32, XlsxError> {
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    let last = heads.len().saturating_sub(1) as u16;
    let across: usize = widths.iter().map(|width| usize::from(*width)).sum();
    sheet.write_string_with_format(0, 0, title, &looks.title)?;
    let mut row = 1;
    for line in lines {
        let line = fit(line);
        sheet.merge_range(row, 0, row, last, &line, &looks.said)?;
        // A spreadsheet finds no height for cells that are merged.
        let needed = columns(&line).div_ceil(across.max(1)).clamp(1, 20);
        sheet.set_row_height(row, needed as u16 * 16)?;
        row += 1;
    }
    for (column, head) in heads.iter().enumerate() {
        sheet.write_string_with_format(row, column as u16, *head, &looks.head)?;
    }
    Ok(row + 1)
}

/// How the sheet is looked through and printed: heads stay, rows can be filtered, all columns on one page across.
fn end(sheet: &mut Worksheet, first: u32, rows: usize, columns: usize) -> Result<(), XlsxError> {
    let head = first.saturating_sub(1);
    let last = columns.saturating_sub(1) as u16;
    sheet.set_freeze_panes(first, 0)?;
    sheet.autofilter(head, 0, head + rows as u32, last)?;
    sheet.set_repeat_rows(head, head)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P / &N");
    Ok(())
}

/// Gives a row the height that its cells need: not every program finds it by itself.
fn grow<'t>(
    sheet: &mut Worksheet,
    row: u32,
    cells: impl Iterator<Item = &'t String>,
    widths: &[u16],
) -> Result<(), XlsxError> {
    let lines = |(cell, width): (&String, &u16)| -> usize {
        // Wide characters leave gaps at the ends of lines.
        let room = usize::from(*width).saturating_sub(4).max(1);
        cell.lines().map(|line| columns(line).div_ceil(room).max(1)).sum()
    };
    let most = cells.zip(widths).map(lines).max().unwrap_or(1).max(1);
    let height = u16::try_from(most).unwrap_or(HIGHEST).saturating_mul(LINE).saturating_add(3);
    sheet.set_row_height(row, height.min(HIGHEST))?;
    Ok(())
}

/// Text that a cell has room for, line by line.
fn fit(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(visible).collect();
    let text = lines.join("\n");
    // Characters beyond the first plane count twice.
    match text.char_indices().nth(MOST_IN_A_CELL / 2) {
        Some((cut, _)) => format!("{}…", text.cut(..cut)),
        None => text,
    }
}
