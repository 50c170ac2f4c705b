//! The check `serial-numbers`: the numbers that a table gives its rows, or a text its goals, run on by one.
//!
//! Numbers that jump all the time are no serial numbers, and one that the page lost is not the author's: what is told is a single
//! number that is left out, or stands twice, where all around it the numbers run on.

use crate::check::aid::bind::Bound;
use crate::check::aid::found::that_may_match;
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::cell::is_heap;
use crate::document::{Document, Place, Row, RowKind, Table};
use crate::ledger::Outcome;
use crate::rule::Within;
use crate::rule::pattern::Pattern;
use crate::words::vocabulary;

/// So many numbers that run on by one stand for each that does not, in a column.
const ROWS: usize = 6;
/// The same in a text: 目标1 to 目标4, then 目标6.
const GOALS: usize = 3;
/// A name of fewer letters says nothing of a row.
const NAME: usize = 4;

/// A number, where it stands, and the row it numbers.
struct Serial {
    number: u32,
    place: Place,
    row: Place,
}

/// A step that is not to the next number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// One number is left out.
    Skips,
    /// The same number stands again.
    Repeats,
}

/// Tries the rule on every column of serial numbers, and on the numbers that `find` captures as `number` within one place,
/// those of one `label` together.
pub fn run(bound: &Bound<'_>, find: &[Pattern], results: &mut Results) {
    let document = bound.document;
    let found = results.findings.len();
    for table in document.tables.iter().filter(|table| !table.is_form) {
        for (column, head) in table.columns.iter().enumerate() {
            let numbers = |name: &Place| vocabulary().lines.fit(document.text(name));
            if head.path.last().is_some_and(numbers) {
                runs(column_of(document, table, column))
                    .iter()
                    .for_each(|run| tell(document, run, ROWS, results));
            }
        }
    }
    let places = bound.within(&Within::Cells).into_iter().chain(bound.within(&Within::Text));
    let find = that_may_match(find, document);
    for place in places {
        goals(document, &find, &place, results);
    }
    if results.findings.len() == found {
        results.outcome(Outcome::Holds);
    }
}

/// The numbers of a column; none of a table that holds several rows in one.
fn column_of(document: &Document, table: &Table, column: usize) -> Vec<Serial> {
    let heap = |row: &Row| row.cells.iter().any(|cell| is_heap(document.text(&cell.place)));
    if table.rows.iter().any(heap) {
        return Vec::new();
    }
    let rows = table.rows.iter().filter(|row| row.kind == RowKind::Data);
    let serial = |row: &Row| {
        let place = row.cells.get(column)?.place.clone();
        let number = document.text(&place).parse().ok()?;
        Some(Serial { number, place, row: row.place.clone() })
    };
    rows.filter_map(serial).collect()
}

/// The runs that begin with one.
fn runs(serials: Vec<Serial>) -> Vec<Vec<Serial>> {
    let mut runs: Vec<Vec<Serial>> = Vec::new();
    for serial in serials {
        match runs.last_mut() {
            Some(run) if serial.number != 1 => run.push(serial),
            _ => runs.push(vec![serial]),
        }
    }
    runs
}

/// Tells what a run leaves out or has twice, where it has `steady` steps to the next number for each that is not.
fn tell(document: &Document, run: &[Serial], steady: usize, results: &mut Results) {
    let mut odd = Vec::new();
    for pair in run.windows(2) {
        let [before, here] = pair else { continue };
        match here.number.checked_sub(before.number) {
            Some(1) => {}
            Some(2) => odd.push((before, here, Step::Skips)),
            Some(0) => odd.push((before, here, Step::Repeats)),
            _ => return,
        }
    }
    if run.len() <= odd.len() * (steady + 1) || run.first().is_none_or(|first| first.number != 1) {
        return;
    }
    for (before, here, step) in odd {
        let proved = match step {
            // What a file hides may bear the number, and so may what a page glued to its neighbour.
            Step::Skips => {
                let between = document.text(&(before.place.end..here.place.start));
                !document.hides && !numbers(between).any(|number| number == before.number + 1)
            }
            // A row that goes on after a page bears its number again.
            Step::Repeats => {
                let (one, other) = (named(document, before), named(document, here));
                one != other && one.chars().count() >= NAME && other.chars().count() >= NAME
            }
        };
        if proved {
            results.finding(finding(document, before, here, step));
        }
    }
}

/// The whole numbers of a text.
fn numbers(text: &str) -> impl Iterator<Item = u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok())
}

/// What a row says beside its number.
fn named(document: &Document, serial: &Serial) -> String {
    let rest = document.text(&(serial.place.end..serial.row.end.max(serial.place.end)));
    rest.chars().filter(|c| c.is_alphabetic()).collect()
}

fn finding(document: &Document, before: &Serial, here: &Serial, step: Step) -> Diagnostic {
    let (last, number) = (before.number, here.number);
    let message = match step {
        Step::Skips => Text::new(
            format!("序号从 {last} 跳到 {number}，缺 {}", last + 1),
            format!("the serial numbers go from {last} to {number}: {} is missing", last + 1),
        ),
        Step::Repeats => {
            Text::new(format!("序号 {number} 写了两次"), format!("the serial number {number} stands twice"))
        }
    };
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&here.place), message)
        .with(document.span(&before.place), Text::new("前一个序号", "the number before"));
    diagnostic.identity = format!("{number}|{}", place_identity(document, &here.row));
    diagnostic
}

/// The numbered goals of one place.
fn goals(document: &Document, find: &[&Pattern], place: &Place, results: &mut Results) {
    let text = document.text(place);
    let at =
        |range: &std::ops::Range<usize>| place.start + range.start as u32..place.start + range.end as u32;
    for pattern in find {
        let mut labels: Vec<(&str, Vec<Serial>)> = Vec::new();
        for hit in pattern.find_iter(text) {
            let Some(number) = hit.get("number") else { continue };
            let Some(value) = text.get(number.clone()).and_then(|digits| digits.parse().ok()) else {
                continue;
            };
            let label = hit.get("label").and_then(|label| text.get(label)).unwrap_or_default();
            let serial = Serial { number: value, place: at(&number), row: at(&hit.range) };
            match labels.iter_mut().find(|(known, _)| *known == label) {
                Some((_, serials)) => serials.push(serial),
                None => labels.push((label, vec![serial])),
            }
        }
        for run in labels.into_iter().flat_map(|(_, serials)| runs(serials)) {
            // A goal told twice is told by another rule, and may be meant.
            if run.windows(2).all(|pair| pair[0].number < pair[1].number) {
                tell(document, &run, GOALS, results);
            }
        }
    }
}
