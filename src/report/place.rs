//! Where a person finds what a span points at: line and column in plain text; sheet and cell, page, table and row, or
//! paragraph in every other file. All formats and `inspect` name places through here.
//!
//! The text view of a file with a [`Layout`] is the program's own, so its lines mean nothing to the
//! person who opens the file: no report names them for such a file, and formats that cannot tell a place without a line
//! tell the file and put the place into the words.

use super::Region;
use crate::diagnostic::{Lang, Text};
use crate::source::{FileId, Layout, Source, Sources, Span, Spot, cell_name};

/// Where the byte `at` of a source stands, in words, without the file's name: `12` (the line), `收支总表!C12`, `第3页`.
pub fn brief(source: &Source, at: usize, lang: Lang) -> String {
    if let Some((part, at)) = source.files().at(at) {
        return whole(bare(part.name()), part, at, lang);
    }
    match source.view() {
        None => source.line_column(at).0.to_string(),
        Some(layout) => {
            layout.spot(at).map(|spot| words(layout, spot).get(lang).to_owned()).unwrap_or_default()
        }
    }
}

/// The same with the column where there are lines: `12:7`.
pub fn within(source: &Source, at: usize, lang: Lang) -> String {
    if source.files().at(at).is_some() {
        return brief(source, at, lang);
    }
    match source.view() {
        None => {
            let (line, column) = source.line_column(at);
            format!("{line}:{column}")
        }
        Some(_) => brief(source, at, lang),
    }
}

/// The same of a place that a finding of the document known as `document` speaks of: where the document has several files, it
/// says in which.
pub(super) fn of_document(sources: &Sources, document: FileId, span: Span, lang: Lang) -> String {
    let source = sources.get(span.file);
    match sources.get(document).files().is_empty() {
        true => within(source, span.start as usize, lang),
        false => whole(bare(source.name()), source, span.start as usize, lang),
    }
}

/// The name of a file without its folder.
pub fn bare(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// The file's name, as the format writes it, and the place in it: `a.txt:12:7`, `b.xlsx:收支总表!C12`, `c.pdf 第3页`.
pub fn whole(name: &str, source: &Source, at: usize, lang: Lang) -> String {
    match source.view().map(|layout| layout.spot(at)) {
        Some(None) => name.to_owned(),
        Some(Some(spot)) => format!("{name}{}{}", before(spot), brief(source, at, lang)),
        None => format!("{name}:{}", within(source, at, lang)),
    }
}

/// The place as programs say it, in every language: `line/12` in plain text, else `收支总表!C12`, `page/3`,
/// `table/2/row/5/cell/3`, `paragraph/12`.
pub fn address(source: &Source, at: usize) -> String {
    match source.view() {
        None => format!("line/{}", source.line_column(at).0),
        Some(layout) => layout.spot(at).map(|spot| path(layout, spot)).unwrap_or_default(),
    }
}

/// What stands between a file's name and the place in it.
fn before(spot: Spot) -> &'static str {
    match spot {
        Spot::Cell { .. } => ":",
        Spot::Page { .. } | Spot::Row { .. } | Spot::Paragraph(_) => " ",
    }
}

/// The place in words where the file is no plain text, for formats that know only lines.
pub(super) fn told(sources: &Sources, span: Span, lang: Lang) -> Option<String> {
    let source = sources.get(span.file);
    source.view().map(|_| brief(source, span.start as usize, lang)).filter(|words| !words.is_empty())
}

/// `message` with the place before it where the file is no plain text.
pub(super) fn message(sources: &Sources, span: Span, message: &str, lang: Lang) -> String {
    match (told(sources, span, lang), lang) {
        (None, _) => message.to_owned(),
        (Some(place), Lang::Zh) => format!("{place}：{message}"),
        (Some(place), Lang::En) => format!("{place}: {message}"),
    }
}

/// Lines and columns, where the file is plain text and has any.
pub(super) fn region(sources: &Sources, span: Span) -> Option<Region> {
    sources.get(span.file).view().is_none().then(|| Region::of(sources, span))
}

/// The spot a span begins at, with the layout it belongs to.
pub(super) fn spot(sources: &Sources, span: Span) -> Option<(&Layout, Spot)> {
    let layout = sources.get(span.file).layout()?;
    layout.spot(span.start as usize).map(|spot| (layout, spot))
}

/// The number a person counts by at the byte `at`: the line, the row of the sheet or table, the page, the paragraph.
pub(super) fn counted(source: &Source, at: usize) -> usize {
    let row = source.view().and_then(|layout| layout.spot(at)).map(|spot| match spot {
        Spot::Cell { row, .. } | Spot::Row { row, .. } => row as usize,
        Spot::Page { page, .. } => page as usize,
        Spot::Paragraph(number) => number as usize,
    });
    row.unwrap_or_else(|| source.line_index(at) + 1)
}

/// A spot as people say it.
pub fn words(layout: &Layout, spot: Spot) -> Text {
    match spot {
        Spot::Page { page, .. } => Text::new(format!("第{page}页"), format!("page {page}")),
        Spot::Cell { .. } => Text::same(path(layout, spot)),
        Spot::Row { table, row, column } => Text::new(
            format!("表{table} 第{row}行 第{column}格"),
            format!("table {table}, row {row}, cell {column}"),
        ),
        Spot::Paragraph(number) => Text::new(format!("第{number}段"), format!("paragraph {number}")),
    }
}

/// A spot as programs say it, in every language: `收支总表!C12`, `page/3`, `table/2/row/5/cell/3`, `paragraph/12`.
pub(super) fn path(layout: &Layout, spot: Spot) -> String {
    match spot {
        Spot::Page { page, .. } => format!("page/{page}"),
        Spot::Cell { sheet, row, column } => {
            let sheet = layout.sheets.get(sheet as usize).map_or("", String::as_str);
            let cell = cell_name(row, column);
            // As spreadsheets write it: in quotes where the name holds a sign.
            match sheet.chars().all(|c| c.is_alphanumeric() || c == '_') {
                _ if sheet.is_empty() => cell,
                true => format!("{sheet}!{cell}"),
                false => format!("'{}'!{cell}", sheet.replace('\'', "''")),
            }
        }
        Spot::Row { table, row, column } => format!("table/{table}/row/{row}/cell/{column}"),
        Spot::Paragraph(number) => format!("paragraph/{number}"),
    }
}

/// What kind of place it is.
pub(super) fn kind(spot: Spot) -> &'static str {
    match spot {
        Spot::Page { .. } => "page",
        Spot::Cell { .. } => "cell",
        Spot::Row { .. } => "row",
        Spot::Paragraph(_) => "paragraph",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(spots: Vec<(u32, Spot)>) -> Source {
        let layout = Layout {
            spots,
            sheets: vec!["收支总表".to_owned(), "三公 ('23)".to_owned()],
            ..Layout::default()
        };
        Source::new("a", "合计\t1\n").with_layout(layout)
    }

    fn said(spot: Spot, lang: Lang) -> String {
        whole("a", &source(vec![(0, spot)]), 0, lang)
    }

    #[test]
    fn places_are_named_as_the_program_that_shows_the_file_names_them() {
        let cell = |sheet, row, column| Spot::Cell { sheet, row, column };
        for (spot, zh, en) in [
            (cell(0, 12, 3), "a:收支总表!C12", "a:收支总表!C12"),
            (cell(1, 1, 28), "a:'三公 (''23)'!AB1", "a:'三公 (''23)'!AB1"),
            (cell(7, 1, 702), "a:ZZ1", "a:ZZ1"),
            (Spot::Page { page: 3, x: 0, y: 0, width: 1, height: 1 }, "a 第3页", "a page 3"),
            (Spot::Row { table: 2, row: 5, column: 3 }, "a 表2 第5行 第3格", "a table 2, row 5, cell 3"),
            (Spot::Paragraph(12), "a 第12段", "a paragraph 12"),
        ] {
            assert_eq!((said(spot, Lang::Zh), said(spot, Lang::En)), (zh.to_owned(), en.to_owned()));
        }
    }

    #[test]
    fn plain_text_has_lines_and_a_view_has_none() {
        let plain = Source::new("a", "合计\t1\n");
        assert_eq!(whole("a", &plain, 7, Lang::Zh), "a:1:4");
        assert_eq!(brief(&plain, 7, Lang::Zh), "1");
        let view = source(vec![(7, Spot::Paragraph(1))]);
        assert_eq!(
            (whole("a", &view, 0, Lang::Zh), whole("a", &view, 7, Lang::Zh)),
            ("a".into(), "a 第1段".into())
        );
        assert_eq!((counted(&view, 0), counted(&view, 7), counted(&plain, 7)), (1, 1, 1));
    }
}
