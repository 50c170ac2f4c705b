//! How a document is read, for programs: `{"version": 1, "path": …, "title", "kinds", "contents", "sections", "tables", "figures"}`.
//! Every place is `{"text", "start", "end", "line", "column"}` in the source, with `where` in words where the file is no
//! plain text.

use gouji::diagnostic::Lang;
use gouji::document::{ColumnKind, Document, Item, Measure, Place, RowKind, Table};
use gouji::report::place;
use gouji::source::Source;
use serde_json::{Value, json};

use super::kind::Kind;

/// Shows the document to programs.
pub fn render(document: &Document, source: &Source, kinds: &[Kind], lang: Lang) -> String {
    let shown = Shown { document, source, lang };
    let sections = document.sections.iter().map(|section| {
        json!({
            "heading": shown.place(&section.heading),
            "name": document.text(&section.name),
            "rank": section.rank,
            "number": section.ordinal.map(|ordinal| ordinal.number),
        })
    });
    let contents = document
        .contents
        .iter()
        .map(|entry| json!({ "heading": shown.place(&entry.heading), "page": entry.page }));
    let value = json!({
        "version": 1,
        "path": source.name(),
        "title": shown.places(&document.title),
        "kinds": kinds.iter().map(|kind| kind.json(document)).collect::<Vec<_>>(),
        "contents": contents.collect::<Vec<_>>(),
        "sections": sections.collect::<Vec<_>>(),
        "tables": document.tables.iter().map(|table| shown.table(table)).collect::<Vec<_>>(),
        "paragraphs": document.paragraphs.len(),
        "figures": document.n_figures(),
        "blank": document.figures.len() - document.n_figures(),
        "unreadable": document.figures.iter().filter(|figure| figure.unreadable).count(),
    });
    format!("{value:#}\n")
}

struct Shown<'a> {
    document: &'a Document,
    source: &'a Source,
    lang: Lang,
}

impl Shown<'_> {
    fn place(&self, place: &Place) -> Value {
        let span = self.document.in_whole(place);
        let (line, column) = self.source.line_column(span.start as usize);
        let mut shown = json!({
            "text": self.document.text(place),
            "start": span.start,
            "end": span.end,
            "line": line,
            "column": column,
        });
        if self.source.view().is_some() {
            shown["where"] = place::brief(self.source, span.start as usize, self.lang).into();
        }
        shown
    }

    fn places<'p>(&self, places: impl IntoIterator<Item = &'p Place>) -> Vec<Value> {
        places.into_iter().map(|place| self.place(place)).collect()
    }

    fn table(&self, table: &Table) -> Value {
        let columns = table.columns.iter().map(|column| {
            let path: Vec<&str> = column.path.iter().map(|place| self.document.text(place)).collect();
            let kind = match column.kind {
                ColumnKind::Code => "code",
                ColumnKind::Name => "name",
                ColumnKind::Value => "value",
                ColumnKind::Other => "other",
            };
            let measure = match column.measure {
                Measure::Amount => "amount",
                Measure::Count => "count",
                Measure::Rate => "rate",
                Measure::Year => "year",
            };
            let measure = (column.kind == ColumnKind::Value).then_some(measure);
            json!({ "path": path, "kind": kind, "measure": measure })
        });
        let headnotes = table.headnotes.iter().map(
            |note| json!({ "key": self.document.text(&note.key), "value": self.document.text(&note.value) }),
        );
        let panes = table.panes.iter().map(|pane| {
            json!({
                "columns": [pane.columns.start, pane.columns.end],
                "items": pane.items.iter().map(|item| self.item(item)).collect::<Vec<_>>(),
            })
        });
        let rows = |kind| table.rows.iter().filter(|row| row.kind == kind).count();
        json!({
            "caption": table.caption.as_ref().map(|caption| self.place(caption)),
            "number": table.number.as_ref().map(|number| self.document.text(number)),
            "unit": table.unit.as_ref().map(|(_, place)| self.document.text(place)),
            "headnotes": headnotes.collect::<Vec<_>>(),
            "columns": columns.collect::<Vec<_>>(),
            "rows": { "header": rows(RowKind::Header), "index": rows(RowKind::Index), "data": rows(RowKind::Data) },
            "panes": panes.collect::<Vec<_>>(),
            "footnotes": self.places(&table.footnotes),
        })
    }

    fn item(&self, item: &Item) -> Value {
        let figures = item.figures.iter().map(|id| {
            id.map(|id| {
                let figure = self.document.figure(id);
                json!({
                    "id": id.0,
                    "place": self.place(&figure.place),
                    "blank": figure.blank,
                    "unreadable": figure.unreadable,
                })
            })
        });
        json!({
            "code": item.code,
            "name": self.place(&item.name),
            "second": item.second.as_ref().map(|second| self.place(second)),
            "figures": figures.collect::<Vec<_>>(),
        })
    }
}
