//! The check `number`: digits, commas and points that are no number (`1,23456`, `230..37`), in cells and in running text.

use std::collections::BTreeMap;

use crate::amount::style::{Style, Votes};
use crate::amount::{Number, Unit, number};
use crate::check::aid::bind::Bound;
use crate::check::aid::found::is_excepted;
use crate::check::aid::name::{labels, shown, words_before};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::cell::{glued_fractions, is_dated, is_glued};
use crate::document::{CellId, ColumnKind, Document, Figure, Place, RowKind, Table, Value};
use crate::ledger::Outcome;
use crate::rule::pattern::Pattern;
use crate::source::Cut;

/// Tries the rule on every cell and every paragraph.
pub fn run(bound: &Bound<'_>, except: &[Pattern], results: &mut Results) {
    let document = bound.document;
    let before = results.findings.len();
    late(document, results);
    for (index, table) in document.tables.iter().enumerate() {
        let damaged = is_damaged(document, table);
        let pointed = columns_with_points(document, table);
        for (row, line) in table.rows.iter().enumerate() {
            for (column, cell) in line.cells.iter().enumerate() {
                let kind = table.columns.get(column).map(|column| column.kind);
                let figures = table.is_form || matches!(kind, Some(ColumnKind::Value) | None);
                match cell.value {
                    Value::Malformed if figures && line.kind == RowKind::Data => {
                        let words = document.text(&cell.place);
                        // What the page set without a space is no slip of the author's: the ledger counts it as unread.
                        let notes = is_two_notes(words) && numbers_notes(document, table, column);
                        // 48.02 and its like all the way down a column are codes where commas part fractions.
                        let code = pointed.get(&column).is_some_and(|count| *count >= CODES);
                        if is_list(words)
                            || notes
                            || code
                            || is_glued(words)
                            || damaged && glued_fractions(words) > 1
                        {
                            continue;
                        }
                        let id = CellId { table: index as u32, row: row as u32, column: column as u32 };
                        let (row, column) = labels(document, id);
                        told(document, &cell.place, &format!("{row}|{column}"), results);
                    }
                    Value::Text => scan(bound, except, &cell.place, table.style, results),
                    _ => {}
                }
            }
        }
    }
    for paragraph in &document.paragraphs {
        scan(bound, except, &paragraph.place, document.style, results);
    }
    if results.findings.len() == before {
        results.outcome(Outcome::Holds);
    }
}

/// Whether figures run into one another in more cells than one: then the page was read so, whichever they are.
fn is_damaged(document: &Document, table: &Table) -> bool {
    let malformed =
        table.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.value == Value::Malformed);
    malformed
        .map(|cell| document.text(&cell.place))
        .filter(|words| glued_fractions(words) > 1)
        .nth(1)
        .is_some()
}

/// Figures of which only the last thousands are set off (120258,600), as a custom of the document: told once, with how many
/// there are.
fn late(document: &Document, results: &mut Results) {
    if document.style != Style::LastGroup {
        return;
    }
    let late = |figure: &&Figure| {
        let words = document.text(&figure.place);
        figure.cell.is_some() && !figure.blank && Votes::of(words).count(Style::LastGroup) > 0
    };
    let mut figures = document.figures.iter().filter(late);
    let Some(first) = figures.next() else { return };
    let (words, more) = (document.text(&first.place), figures.count());
    let message = Text::new(
        format!("“{words}”只写了最后一个千分位，另有 {more} 处也是这样"),
        format!("\"{words}\" sets off its last thousands only, and so do {more} figures more"),
    );
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&first.place), message)
        .labelled(Text::new("千分位不全", "separators are missing"));
    diagnostic.identity = "last-group".to_owned();
    results.finding(diagnostic);
}

/// Finds what is no number within a text.
fn scan(bound: &Bound<'_>, except: &[Pattern], place: &Place, style: Style, results: &mut Results) {
    let document = bound.document;
    let text = document.text(place);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(step) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + step;
        let run =
            bytes[start..].iter().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
        at = start + run;
        let digits = text.cut(start..at).trim_end_matches([',', '.']);
        if !digits.contains([',', '.'])
            || !is_slip(document, digits, place.start + start as u32, text.cut(start + digits.len()..), style)
        {
            continue;
        }
        let glued =
            bytes[..start].last().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'));
        let range = start..start + digits.len();
        if glued || is_excepted(except, text, &range) {
            continue;
        }
        let here = place.start + range.start as u32..place.start + range.end as u32;
        let words = words_before(document, &here);
        told(document, &here, &words, results);
    }
}

/// Two points or commas together are a slip anywhere; a misplaced comma is one where an amount is meant.
fn is_slip(document: &Document, digits: &str, start: u32, rest: &str, style: Style) -> bool {
    let twice = (digits.contains("..") && !digits.contains("...")) || digits.contains(",,");
    let narrow = digits.match_indices([',', '.']).all(|(at, _)| {
        let at = start + at as u32;
        // A full-width comma may be the comma of the sentence.
        document.span(&(at..at + 1)).range().len() == 1
    });
    let amount = Unit::prefix_of(rest.trim_start()).is_some();
    narrow
        && (twice || amount && !is_list(digits) && !is_dated(digits))
        && number::parse(digits, style) == Some(Number::Malformed)
}

/// 1,2,3: several short numbers.
fn is_list(digits: &str) -> bool {
    let parts: Vec<&str> = digits.split(',').collect();
    parts.len() > 2 && parts.iter().all(|part| (1..=2).contains(&part.len()) && !part.contains('.'))
}

/// So many numbers with a point, and two digits at most after it, in one column are a custom of that column.
const CODES: usize = 3;

/// How many cells of each column have a point before their last one or two digits, in a table where it can part no fraction.
fn columns_with_points(document: &Document, table: &Table) -> BTreeMap<usize, usize> {
    let mut columns = BTreeMap::new();
    if table.style != Style::Comma {
        return columns;
    }
    for row in table.rows.iter().filter(|row| row.kind == RowKind::Data) {
        for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| cell.value == Value::Malformed)
        {
            let ends = |(_, last): (&str, &str)| matches!(last.len(), 1 | 2);
            if document.text(&cell.place).trim().split_once('.').is_some_and(ends) {
                *columns.entry(column).or_default() += 1;
            }
        }
    }
    columns
}

/// The number of a note has no more digits.
const NOTE_DIGITS: usize = 2;

/// 7,8: two notes, in order.
fn is_two_notes(words: &str) -> bool {
    let note = |part: &str| part.trim().parse::<u8>().ok().filter(|_| part.trim().len() <= NOTE_DIGITS);
    words.split_once(',').is_some_and(|(first, second)| {
        note(first).zip(note(second)).is_some_and(|(first, second)| first < second)
    })
}

/// Whether a column has the numbers of notes: short whole numbers, and what may be two of them.
fn numbers_notes(document: &Document, table: &Table, column: usize) -> bool {
    let cells =
        table.rows.iter().filter(|row| row.kind == RowKind::Data).filter_map(|row| row.cells.get(column));
    cells.map(|cell| document.text(&cell.place).trim()).all(|words| {
        words.is_empty()
            || is_two_notes(words)
            || words.len() <= NOTE_DIGITS && words.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn told(document: &Document, at: &Place, identity: &str, results: &mut Results) {
    let words = shown(document.text(at));
    let message = Text::new(format!("“{words}”不是数"), format!("\"{words}\" is no number"));
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(at), message)
        .labelled(Text::new("小数点或千分位有误", "a point or a separator is misplaced"));
    diagnostic.identity = identity.to_owned();
    results.finding(diagnostic);
}
