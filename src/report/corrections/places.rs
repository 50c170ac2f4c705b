//! Where things stand in a document, in its author's words: the page and the table with its row and column, or the heading
//! and the words before. Made once a document, so that each place costs a search and not a reading.

use crate::check::name;
use crate::diagnostic::Lang;
use crate::document::{CellId, Document, FigureId};
use crate::report::place;
use crate::source::{Source, Span};

/// The places of one document.
pub struct Places<'d> {
    document: &'d Document,
    source: &'d Source,
    lang: Lang,
    /// Start and end of each figure in the source, ascending.
    figures: Vec<(u32, u32, FigureId)>,
    /// Start and end of each table in the source.
    tables: Vec<(u32, u32, usize)>,
    /// Where each heading begins.
    headings: Vec<(u32, usize)>,
}

impl<'d> Places<'d> {
    /// Looks at the document once.
    pub fn of(document: &'d Document, source: &'d Source, lang: Lang) -> Self {
        let figures = document.figures.iter().enumerate().map(|(at, figure)| {
            let span = document.in_whole(&figure.place);
            (span.start, span.end, FigureId(at as u32))
        });
        let tables = document.tables.iter().enumerate().map(|(at, table)| {
            let span = document.in_whole(&table.place);
            (span.start, span.end, at)
        });
        let headings = document.sections.iter().enumerate();
        let headings = headings.map(|(at, section)| (document.in_whole(&section.heading).start, at));
        let mut made = Self {
            document,
            source,
            lang,
            figures: figures.collect(),
            tables: tables.collect(),
            headings: headings.collect(),
        };
        made.figures.sort_unstable();
        made.tables.sort_unstable();
        made.headings.sort_unstable();
        made
    }

    /// The page, the cell, the line.
    pub fn place(&self, span: Span) -> String {
        let at = span.start as usize;
        let home = self.source.home(span);
        let words = match home.view() {
            None => {
                let line = home.line_column(at).0;
                self.lang.pick(format!("第 {line} 行"), format!("line {line}"))
            }
            Some(_) => place::brief(home, at, self.lang),
        };
        match self.source.files().is_empty() {
            true => words,
            false => format!("{} {words}", place::bare(home.name())).trim_end().to_owned(),
        }
    }

    /// The table with row and column, or the heading and the words before.
    pub fn at(&self, span: Span) -> String {
        let span = self.source.within(self.document.file, span).unwrap_or(span);
        if let Some(id) = self.figure(span) {
            return self.of_figure(id);
        }
        match self.table(span) {
            Some(table) => self.caption(table),
            None => self.heading(span).unwrap_or_default(),
        }
    }

    /// The same of a figure.
    pub fn of_figure(&self, id: FigureId) -> String {
        let figure = self.document.figure(id);
        if let Some(cell) = figure.cell {
            return self.cell(cell, id);
        }
        let before = name::words_before(self.document, &figure.place);
        match self.heading(self.document.in_whole(&figure.place)) {
            Some(heading) if heading != before => {
                self.lang.pick(format!("{heading}：{before}…"), format!("{heading}: {before}…"))
            }
            _ => before,
        }
    }

    /// The table of a cell, and how its row and its column are called; what has no name is counted.
    fn cell(&self, cell: CellId, id: FigureId) -> String {
        let table = self.caption(cell.table as usize);
        if self.document.tables[cell.table as usize].is_form {
            let named = name::identity(&[], self.document, id);
            return if table.is_empty() {
                named
            } else {
                format!("{table} {}", named.trim_start_matches(&table))
            };
        }
        let (row, column) = name::labels(self.document, cell);
        let (nth_row, nth_column) = (cell.row + 1, cell.column + 1);
        let said = |label: String, zh: &str, en: &str, nth: u32| match label.is_empty() {
            false => self.lang.pick(format!("“{label}”{zh}"), format!("{en} “{label}”")),
            true => self.lang.pick(format!("第{nth}{zh}"), format!("{en} {nth}")),
        };
        let (row, column) = (said(row, "行", "row", nth_row), said(column, "列", "column", nth_column));
        self.lang.pick(format!("{table}{row}{column}"), format!("{table}, {row}, {column}"))
    }

    /// What a table is called; what has no caption is counted.
    fn caption(&self, table: usize) -> String {
        match name::table(&[], self.document, table) {
            "" => self.lang.pick(format!("第{}张表", table + 1), format!("table {}", table + 1)),
            caption => caption.to_owned(),
        }
    }

    fn figure(&self, span: Span) -> Option<FigureId> {
        let at = self.figures.partition_point(|&(start, end, _)| (start, end) < (span.start, span.end));
        let found = self.figures.get(at).filter(|&&(start, end, _)| (start, end) == (span.start, span.end));
        found.map(|&(.., id)| id)
    }

    fn table(&self, span: Span) -> Option<usize> {
        let next = self.tables.partition_point(|&(start, ..)| start <= span.start);
        let &(_, end, table) = self.tables.get(next.checked_sub(1)?)?;
        (span.start < end).then_some(table)
    }

    /// The heading above a place.
    fn heading(&self, span: Span) -> Option<String> {
        let next = self.headings.partition_point(|&(start, _)| start <= span.start);
        let (_, section) = self.headings.get(next.checked_sub(1)?)?;
        let heading = self.document.text(&self.document.sections[*section].heading);
        (!heading.is_empty()).then(|| name::shown(heading))
    }
}
