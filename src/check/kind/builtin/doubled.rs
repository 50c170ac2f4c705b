//! The check `doubled`: words and values written twice in a row.
//!
//! A cell that is its own doubling (正常正常) is a slip. Within a text a doubled word may be the joint of two words
//! (人员人员经费 is the 人员经费 of 人员), so that only what ends there is told aloud.

use crate::check::aid::bind::Bound;
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::cell::is_heap;
use crate::document::fold::is_ideograph;
use crate::document::{Place, Row};
use crate::ledger::Outcome;
use crate::rule::Within;

/// The longest phrase that is looked for, in characters.
const LONGEST: usize = 24;

/// Tries the rule on cells and running text.
pub fn run(bound: &Bound<'_>, words: &[String], results: &mut Results) {
    let document = bound.document;
    let mut chars = Vec::new();
    let before = results.findings.len();
    let heaps = heaps(bound);
    for (place, is_cell) in bound
        .within(&Within::Cells)
        .into_iter()
        .map(|place| (place, true))
        .chain(bound.within(&Within::Text).into_iter().map(|place| (place, false)))
    {
        let last = heaps.partition_point(|heap| heap.start <= place.start);
        if last.checked_sub(1).is_some_and(|last| place.end <= heaps[last].end) {
            continue;
        }
        let text = document.text(&place);
        chars.clear();
        chars.extend(text.char_indices());
        let hits = scan(&chars, is_cell, words);
        for hit in hits {
            let end = chars.get(hit.start + 2 * hit.len).map_or(text.len(), |(at, _)| *at);
            let at = place.start + chars[hit.start].0 as u32..place.start + end as u32;
            // Two columns may say the same.
            if document.folded.has_gap(&at) {
                continue;
            }
            let once: String = chars[hit.start..hit.start + hit.len].iter().map(|(_, c)| *c).collect();
            results.finding(told(bound, &at, &once, hit.severity));
        }
    }
    if results.findings.len() == before {
        results.outcome(Outcome::Holds);
    }
}

/// Rows whose cells hold those of several rows: the names of these stand one after another.
fn heaps(bound: &Bound<'_>) -> Vec<Place> {
    let document = bound.document;
    let rows = document.tables.iter().flat_map(|table| &table.rows);
    let heap = |row: &&Row| row.cells.iter().any(|cell| is_heap(document.text(&cell.place)));
    rows.filter(heap).map(|row| row.place.clone()).collect()
}

struct Hit {
    start: usize,
    len: usize,
    severity: Severity,
}

fn scan(chars: &[(usize, char)], is_cell: bool, words: &[String]) -> Vec<Hit> {
    let n = chars.len();
    let same = |start: usize, len: usize| (start..start + len).all(|at| chars[at].1 == chars[at + len].1);
    let allowed = |start: usize, len: usize| {
        let varied = chars[start..start + len].iter().any(|(_, c)| *c != chars[start].1);
        let word: String = chars[start..start + len].iter().map(|(_, c)| *c).collect();
        !varied || words.contains(&word)
    };
    if is_cell && n >= 4 && n.is_multiple_of(2) && same(0, n / 2) {
        let wordy = chars[..n / 2].iter().any(|(_, c)| is_ideograph(*c));
        if wordy && !allowed(0, n / 2) {
            return vec![Hit { start: 0, len: n / 2, severity: Severity::Error }];
        }
    }
    let mut hits = Vec::new();
    let mut at = 0;
    while at + 4 <= n {
        if !is_ideograph(chars[at].1) {
            at += 1;
            continue;
        }
        let found = (2..=LONGEST.min((n - at) / 2)).find(|&len| {
            chars[at].1 == chars[at + len].1
                && same(at, len)
                && chars[at..at + len].iter().all(|(_, c)| is_ideograph(*c))
        });
        let Some(len) = found else {
            at += 1;
            continue;
        };
        if !allowed(at, len) {
            // Followed by more of the same word, the second may belong to what comes.
            let goes_on = chars.get(at + 2 * len).is_some_and(|(_, c)| is_ideograph(*c));
            let severity = if goes_on && len < 4 { Severity::Note } else { Severity::Warning };
            hits.push(Hit { start: at, len, severity });
        }
        at += 2 * len;
    }
    hits
}

fn told(bound: &Bound<'_>, at: &Place, once: &str, severity: Severity) -> Diagnostic {
    let message = Text::new(format!("“{once}”连写了两遍"), format!("\"{once}\" is written twice in a row"));
    let mut diagnostic = Diagnostic::new("", severity, bound.document.span(at), message)
        .labelled(Text::new(format!("应为“{once}”"), format!("should be \"{once}\"")));
    diagnostic.identity = place_identity(bound.document, at);
    diagnostic
}
