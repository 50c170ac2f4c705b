//! The check `compared-years`: what is told of a year is compared with another year.
//!
//! Where a sentence names one year before the comparison, and not as what something is compared with, it speaks of that year.
//! Where it names none, a table may: the amount stands in its column of the very year that it is compared with, and what it was
//! before, in that of another.

use rust_decimal::Decimal;

use crate::amount::{Kind, apart};
use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::found::is_excepted;
use crate::check::aid::name::place_identity;
use crate::check::aid::prose::{figures, full_stops, is_money, stops};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::rule::pattern::{Match, Pattern};
use crate::source::Cut;
use crate::words::vocabulary;

/// A sentence that tells more amounts compares more than two.
const AMOUNTS: usize = 4;
/// An amount that stands in more cells says nothing of one of them.
const CELLS: usize = 12;

/// Tries the rule on every comparison: `find` captures the `year` that something is compared with.
pub fn run(bound: &Bound<'_>, find: &[Pattern], except: &[Pattern], results: &mut Results) {
    let document = bound.document;
    for paragraph in bound.flows() {
        let flow = Flow::new(document, paragraph);
        let text: &str = &flow.text;
        let mut ends: Vec<usize> = stops(text).chain(full_stops(text)).collect();
        ends.sort_unstable();
        let mut last: Option<usize> = None;
        for hit in find.iter().flat_map(|pattern| pattern.find_iter(text)) {
            let Some((year, at)) = year_of(text, &hit) else { continue };
            if is_excepted(except, text, &hit.range) {
                continue;
            }
            let next = ends.partition_point(|end| *end < at.start);
            let from = next.checked_sub(1).map_or(0, |last| ends[last]);
            let to = ends.get(next).copied().unwrap_or(text.len()).max(at.end);
            let sentence = flow.at(from..to);
            let mut before = years(text.cut(from..hit.range.start.max(from)));
            let told = match before.next() {
                None => in_table(document, &sentence, &flow.at(at.clone()), year),
                Some((own, named)) => {
                    let compared = vocabulary().said_than.end(text.cut(from..from + named));
                    let alone = own == year && !compared && before.all(|(other, _)| other == year);
                    let by_another = last.is_some_and(|last| last >= from);
                    (alone && !by_another).then(|| itself(document, &flow.at(at.clone()), year))
                }
            };
            last = Some(at.start);
            match told {
                Some(diagnostic) => results.finding(diagnostic),
                None => results.outcome(Outcome::Holds),
            }
        }
    }
}

/// The year that something is compared with, and where it stands.
fn year_of(text: &str, hit: &Match<'_>) -> Option<(u32, std::ops::Range<usize>)> {
    let at = hit.get("year")?;
    Some((text.cut(at.clone()).parse().ok()?, at))
}

/// The years that a text names, and where: four digits that are no part of a longer number.
fn years(text: &str) -> impl Iterator<Item = (u32, usize)> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let mut words = text.split(move |c: char| !is_number(c));
    let mut at = 0;
    std::iter::from_fn(move || {
        let word = words.next()?;
        let start = at;
        // What parts two words is one character; its length shows in where the rest begins.
        at += word.len();
        at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let bare = word.trim_matches(['.', ',']);
        let year = bare.parse().ok().filter(|year| bare.len() == 4 && (1900..2100).contains(year));
        Some(year.map(|year| (year, start + word.len() - word.trim_start_matches(['.', ',']).len())))
    })
    .flatten()
}

/// The amount of the sentence that a table has for `year`, where what it changed by leads to what the same row has for another.
fn in_table(document: &Document, sentence: &Place, at: &Place, year: u32) -> Option<Diagnostic> {
    let told: Vec<FigureId> = figures(document, sentence).take(AMOUNTS + 1).collect();
    if !(2..=AMOUNTS).contains(&told.len()) {
        return None;
    }
    let base = |id: FigureId| document.figure(id).amount.checked_base().map(|value| value.abs());
    let half = |id: FigureId| document.figure(id).amount.half_digit();
    for own in told.iter().copied().filter(|&id| is_money(document, id)) {
        let value = base(own)?;
        if value.is_zero() {
            continue;
        }
        let cells: Vec<FigureId> = document.amounts().between(value, value).take(CELLS + 1).collect();
        let few = cells.len() <= CELLS;
        for cell in cells.into_iter().filter(|&cell| few && year_of_cell(document, cell) == Some(year)) {
            for other in row_of(document, cell) {
                let Some(then) = year_of_cell(document, other).filter(|then| *then != year) else { continue };
                let Some(was) = base(other).filter(|was| !was.is_zero() && *was != value) else { continue };
                let gap = apart(value, was);
                let changed = |&id: &FigureId| {
                    let by = base(id).filter(|_| id != own);
                    let kind = document.figure(id).amount.unit.kind;
                    let (right, slack) = match kind {
                        Kind::Money => (Some(gap), half(id) + half(own) + half(other)),
                        Kind::Percent => (gap.checked_div(was), half(id)),
                        Kind::Count => (None, Decimal::ZERO),
                    };
                    by.zip(right).is_some_and(|(by, right)| apart(by, right) <= slack)
                };
                if told.iter().any(changed) {
                    let message = Text::new(
                        format!("与 {year} 年相比的数就是表中 {year} 年的数，比的应是 {then} 年"),
                        format!(
                            "compared with {year}, and the table has the amount for {year} itself, and what it was before for {then}"
                        ),
                    );
                    let places = [(cell, year), (other, then)];
                    return Some(finding(document, at, message, then, &places));
                }
            }
        }
    }
    None
}

/// The year that the column of a figure is for, by the last head that names one.
fn year_of_cell(document: &Document, id: FigureId) -> Option<u32> {
    let cell = document.figure(id).cell?;
    let column = document.tables.get(cell.table as usize)?.columns.get(cell.column as usize)?;
    column.path.iter().rev().find_map(|head| years(document.text(head)).next().map(|(year, _)| year))
}

/// The other figures of the row.
fn row_of(document: &Document, id: FigureId) -> Vec<FigureId> {
    let Some(cell) = document.figure(id).cell else { return Vec::new() };
    let panes = document.tables[cell.table as usize].panes.iter();
    let items = panes.filter_map(|pane| pane.item(cell.row as usize));
    let own = items.filter(|item| item.figures.contains(&Some(id))).flat_map(|item| &item.figures);
    own.flatten().copied().filter(|other| *other != id && !document.figure(*other).blank).collect()
}

fn itself(document: &Document, at: &Place, year: u32) -> Diagnostic {
    let message = Text::new(
        format!("{year} 年的数与 {year} 年自己相比"),
        format!("what is told of {year} is compared with {year}"),
    );
    finding(document, at, message, year.saturating_sub(1), &[])
}

fn finding(
    document: &Document,
    at: &Place,
    message: Text,
    expected: u32,
    places: &[(FigureId, u32)],
) -> Diagnostic {
    let label = Text::new(format!("多半是 {expected}"), format!("probably {expected}"));
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(at), message).labelled(label);
    for (id, year) in places {
        let place = document.span(&document.figure(*id).place);
        diagnostic = diagnostic.with(place, Text::new(format!("{year} 年"), year.to_string()));
    }
    diagnostic.identity = place_identity(document, at);
    diagnostic
}
