//! What figures and places are called in messages, and what tells them apart when lines move.

use super::bind::{self, Bound};
use crate::diagnostic::{Lang, Text};
use crate::document::fold::is_ideograph;
use crate::document::{CellId, Document, FigureId, Place};
use crate::source::Cut;

/// So much of a text is told in a message; the rest stands at its place.
const SHOWN: usize = 40;

/// The beginning of a text, as much as a message shows of it.
pub fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// The name of a figure as people are told it: `收支总表[公共安全支出, 合计]`, with a row that has no name called by its place
/// in the table; or the words before the figure in its sentence.
pub fn figure(bounds: &[Bound<'_>], document: &Document, id: FigureId) -> Text {
    match cell_of(document, id) {
        Some(cell) if labels(document, cell).0.is_empty() => {
            let nth = cell.row + 1;
            Text::new(
                cell_name(bounds, document, cell, &format!("第{nth}行")),
                cell_name(bounds, document, cell, &format!("row {nth}")),
            )
        }
        _ => Text::same(identity(bounds, document, id)),
    }
}

/// The same as what a sentence speaks of: words alone are none, and a verb at their end would make nonsense of it.
pub fn subject(bounds: &[Bound<'_>], document: &Document, id: FigureId) -> Text {
    let name = figure(bounds, document, id);
    let words = name.get(Lang::En);
    if document.figure(id).cell.is_some() || words.is_empty() {
        return name;
    }
    Text::new(format!("“{words}”后的数"), format!("the figure after “{words}”"))
}

/// The cell of a figure in a table that is no form.
fn cell_of(document: &Document, id: FigureId) -> Option<CellId> {
    document.figure(id).cell.filter(|cell| !document.tables[cell.table as usize].is_form)
}

/// The name of a table as the first pack that knows it says.
pub fn table<'d>(bounds: &'d [Bound<'_>], document: &'d Document, index: usize) -> &'d str {
    bounds.iter().find_map(|bound| bound.name_of(index)).unwrap_or_else(|| caption(document, index))
}

fn caption(document: &Document, index: usize) -> &str {
    document.tables[index].caption.as_ref().map_or("", |place| document.written(place))
}

/// The name of a cell whose row is called `row`.
fn cell_name(bounds: &[Bound<'_>], document: &Document, cell: CellId, row: &str) -> String {
    let (_, column) = labels(document, cell);
    let name = table(bounds, document, cell.table as usize);
    match column.is_empty() {
        true => format!("{name}[{row}]"),
        false => format!("{name}[{row}, {column}]"),
    }
}

/// Row label and column header of a cell.
pub fn labels(document: &Document, cell: CellId) -> (String, String) {
    let table = &document.tables[cell.table as usize];
    let pane = table.panes.iter().find(|pane| pane.columns.contains(&(cell.column as usize)));
    let item = pane.and_then(|pane| pane.item(cell.row as usize));
    let row = item.map_or("", |item| match document.written(&item.name) {
        "" => item.code.as_str(),
        name => bind::key(name),
    });
    let column = table.columns.get(cell.column as usize).and_then(|column| column.path.last());
    (row.to_owned(), column.map_or("", |place| document.written(place)).to_owned())
}

/// The nearest text before a cell of a form, in its row.
fn form_label(document: &Document, cell: CellId) -> String {
    let row = &document.tables[cell.table as usize].rows[cell.row as usize];
    row.cells[..cell.column as usize]
        .iter()
        .rev()
        .map(|cell| document.written(&cell.place))
        .find(|text| !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit()))
        .map_or(String::new(), |text| text.trim_end_matches(':').to_owned())
}

/// The words before a place are looked for no further back than this many bytes: a clause that goes on for longer is none.
const FAR: usize = 300;

/// The words before a figure in its clause.
pub fn words_before(document: &Document, place: &Place) -> String {
    let end = place.start as usize;
    let before = document.folded.written().cut(..end).last(FAR);
    // 占, 为: a word or two say nothing; the clause before them does.
    let mut start = 0;
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let marks =
        before.rmatch_indices(['\n', '\t', '。', ';', ',', ':', '、', '(', ')']).filter(|(at, mark)| {
            // 2,140 is one number.
            !(matches!(*mark, "," | ":")
                && digit(before.cut(..*at).chars().next_back())
                && digit(before.cut(at + mark.len()..).chars().next()))
        });
    // Where the search ends, a clause that goes on is taken to begin.
    let end = (before.len() < end).then_some((0, ""));
    for (at, mark) in marks.chain(end).take(3) {
        start = at + mark.len();
        if before.cut(start..).chars().count() > 2 || matches!(mark, "\n" | "\t" | "。") {
            break;
        }
    }
    let clause = before.cut(start..).trim_start_matches(['.', ' ']);
    // An ideograph takes two columns.
    let most = if clause.chars().any(is_ideograph) { 24 } else { 48 };
    let skip = clause.chars().count().saturating_sub(most);
    let from = clause.char_indices().nth(skip).map_or(0, |(at, _)| at);
    let mut kept = clause.cut(from..);
    // A word of letters is not cut in the middle.
    let within = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if within(clause.cut(..from).chars().next_back()) && within(kept.chars().next()) {
        kept = kept.find(|c: char| !c.is_ascii_alphanumeric()).map_or(kept, |at| kept.cut(at..));
    }
    let whole = kept.trim();
    let open = whole.trim_end_matches(['(', ' ']);
    if open.is_empty() { whole.to_owned() } else { open.to_owned() }
}

/// What tells a figure from all others when lines move: table, row and column, or the words before it. A row without a name has
/// none here, for its place is what moves.
pub fn identity(bounds: &[Bound<'_>], document: &Document, id: FigureId) -> String {
    let figure = document.figure(id);
    match (cell_of(document, id), figure.cell) {
        (Some(cell), _) => cell_name(bounds, document, cell, &labels(document, cell).0),
        (None, Some(cell)) => {
            format!("{}「{}」", table(bounds, document, cell.table as usize), form_label(document, cell))
        }
        (None, None) => words_before(document, &figure.place),
    }
}

/// What tells a place from others: its text, shortened, and the label of what it stands in.
pub fn place_identity(document: &Document, place: &Place) -> String {
    let text = document.text(place);
    let kept: String = text.chars().filter(|c| !c.is_ascii_digit()).take(60).collect();
    format!("{}|{kept}", words_before(document, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_shows_so_much_of_a_text_and_no_more() {
        let fits = "甲".repeat(SHOWN);
        assert_eq!((shown(&fits), shown(&format!("{fits}乙"))), (fits.clone(), fits));
    }
}
