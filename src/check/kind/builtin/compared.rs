//! The check `compared-years`: what is told of a year is compared with another year.
//!
//! Where a sentence names one year before the comparison, and not as what something is compared with, it speaks of that year. One
//! that begins with the comparison speaks of the year of the sentence before.
//! Where it names none, a table may: the amount stands in its column of the very year that it is compared with, and what it was
//! before, in that of another.

use std::cell::LazyCell;
use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::amount::slip::significant;
use crate::amount::{Amount, Unit, apart, half_digit, number, total};
use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::found::is_excepted;
use crate::check::aid::name::place_identity;
use crate::check::aid::prose::{full_stops, stops};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::rule::pattern::{Match, Pattern};
use crate::source::Cut;
use crate::words::vocabulary;

/// No more numbers of a sentence are tried: one that tells more compares more than two years.
const AMOUNTS: usize = 4;
/// An amount that stands in more cells says nothing of one of them.
const CELLS: usize = 12;
/// An amount of fewer digits stands in many places by chance.
const DIGITS: u32 = 3;

/// Tries the rule on every comparison: `find` captures the `year` that something is compared with.
pub fn run(bound: &Bound<'_>, find: &[Pattern], except: &[Pattern], results: &mut Results) {
    let document = bound.document;
    let written = LazyCell::new(|| Written::new(document));
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
            // What a sentence compares once more may be of another year.
            let first = last.is_none_or(|last| last < from);
            let mut before = years(text.cut(from..hit.range.start.max(from)));
            let told = match before.next().filter(|_| first) {
                None if first => {
                    let place = flow.at(at.clone());
                    let before = || {
                        let begun = text.cut(from..hit.range.start.max(from)).trim_matches(['。', ' ']);
                        let start = next.checked_sub(2).map_or(0, |last| ends[last]);
                        begun.is_empty() && begins_with_year(text.cut(start.min(from)..from)) == Some(year)
                    };
                    let table = in_table(document, &written, (text.cut(from..to), &place), year);
                    table.or_else(|| before().then(|| itself(document, &place, year)))
                }
                Some((own, named)) => {
                    let compared = vocabulary().said_than.end(text.cut(from..from + named));
                    let alone = own == year && !compared && before.all(|(other, _)| other == year);
                    alone.then(|| itself(document, &flow.at(at.clone()), year))
                }
                None => None,
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

/// The year that a sentence begins with, where it names no other.
fn begins_with_year(sentence: &str) -> Option<u32> {
    let mut named = years(sentence);
    let (first, at) = named.next()?;
    let begins = !sentence.cut(..at).contains(char::is_alphanumeric);
    (begins && named.all(|(year, _)| year == first)).then_some(first)
}

/// Where amounts stand in tables, by their digits as written: a table says its unit once, or not at all.
struct Written<'d>(HashMap<&'d str, Vec<FigureId>>);

impl<'d> Written<'d> {
    fn new(document: &'d Document) -> Self {
        let mut all: HashMap<&str, Vec<FigureId>> = HashMap::new();
        for (id, figure) in (0..).map(FigureId).zip(&document.figures) {
            let told = figure.cell.is_some() && !figure.blank && !figure.unreadable;
            if told && significant(figure.amount) >= DIGITS {
                all.entry(digits_of(document.text(&figure.place))).or_default().push(id);
            }
        }
        Self(all)
    }

    /// The cells with these digits, where they are few.
    fn cells(&self, digits: &str) -> &[FigureId] {
        let cells = self.0.get(digits).map_or(&[][..], Vec::as_slice);
        if cells.len() <= CELLS { cells } else { &[] }
    }
}

/// A number without the signs around it.
fn digits_of(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_ascii_digit())
}

/// The numbers of a sentence as written, and whether they are percentages.
fn told(sentence: &str) -> Vec<(&str, bool)> {
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let mut told = Vec::new();
    let mut rest = sentence;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let from = rest.cut(at..);
        let len = from.find(|c: char| !number(c)).unwrap_or(from.len());
        rest = from.cut(len..);
        told.push((digits_of(from.cut(..len)), rest.trim_start().starts_with('%')));
    }
    told
}

/// The amount of the sentence that a table has for `year`, where what it changed by, or the rate of that, leads to what the same
/// row has for another year.
fn in_table(
    document: &Document,
    written: &Written<'_>,
    (sentence, at): (&str, &Place),
    year: u32,
) -> Option<Diagnostic> {
    let told = told(sentence);
    for (nth, (own, _)) in told.iter().enumerate().filter(|(_, (_, percent))| !percent).take(AMOUNTS) {
        let cells = written.cells(own).iter().copied();
        for cell in cells.filter(|&cell| year_of_cell(document, cell) == Some(year)) {
            let (now, style) = (document.figure(cell).amount, document.style_of(document.figure(cell)));
            for other in row_of(document, cell) {
                let was = document.figure(other).amount;
                let Some(then) = year_of_cell(document, other).filter(|then| *then != year) else { continue };
                let gap = apart(now.value, was.value);
                if was.value.is_zero() || gap.is_zero() {
                    continue;
                }
                let half = |amount: Amount| half_digit(amount.decimals, Unit::ONE);
                let changed = |(digits, percent): &(&str, bool)| {
                    let Some(Ok(by)) = number::parse_amount(digits, Unit::ONE, style) else { return false };
                    let rate = || gap.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(was.value);
                    let (right, slack) = match percent {
                        true => (rate().map(|rate| rate.abs()), half(by)),
                        false => (Some(gap), total([half(by), half(now), half(was)]).unwrap_or_default()),
                    };
                    right.is_some_and(|right| apart(by.value, right) <= slack)
                };
                let others = told.iter().enumerate().filter(|(at, _)| *at != nth).take(AMOUNTS);
                if others.map(|(_, told)| told).any(changed) {
                    let message = Text::new(
                        format!("与 {year} 年相比的数就是表中 {year} 年的数，比的应是 {then} 年"),
                        format!(
                            "compared with {year}, and the table has it for {year} itself, and what it was before for {then}"
                        ),
                    );
                    return Some(finding(document, at, message, then, &[(cell, year), (other, then)]));
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
    // In a document of the year after, it is the first of the two that was not brought up to date.
    match document.year().filter(|this| *this == year.saturating_add(1)) {
        Some(this) => finding(document, at, message, this, &[]).labelled(Text::new(
            format!("两个年份中多半有一个是 {this}"),
            format!("one of the two is probably {this}"),
        )),
        None => finding(document, at, message, year.saturating_sub(1), &[]),
    }
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
        diagnostic = diagnostic.with(place, Text::same(year.to_string()));
    }
    diagnostic.identity = place_identity(document, at);
    diagnostic
}
