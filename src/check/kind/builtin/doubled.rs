//! The check `doubled`: words, values and sentences written twice in a row.
//!
//! A cell that is its own doubling (正常正常) is a slip. Within a text a doubled word may be the joint of two words
//! (人员人员经费 is the 人员经费 of 人员), so that only what ends there is told aloud, and what the document writes once elsewhere.

mod sentences;
mod usage;

use crate::check::aid::bind::Bound;
use crate::check::aid::name::{place_identity, shown};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::cell::is_heap;
use crate::document::fold::is_ideograph;
use crate::document::{Place, Row};
use crate::ledger::Outcome;
use crate::rule::Within;
use usage::{Twice, Usage};

/// The longest phrase that is looked for, in characters.
const LONGEST: usize = 24;

/// Tries the rule on cells and running text.
pub fn run(bound: &Bound<'_>, words: &[String], results: &mut Results) {
    let document = bound.document;
    let mut chars = Vec::new();
    let before = results.findings.len();
    let heaps = heaps(bound);
    let usage = Usage::new(&document.folded.text);
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
        let hits = scan(&chars, is_cell, words, &usage);
        for hit in hits {
            let end = chars.get(hit.start + 2 * hit.len).map_or(text.len(), |(at, _)| *at);
            let at = place.start + chars[hit.start].0 as u32..place.start + end as u32;
            // Two columns may say the same.
            if document.folded.has_gap(&at) {
                continue;
            }
            let once: Vec<char> = chars[hit.start..hit.start + hit.len].iter().map(|(_, c)| *c).collect();
            let len = period(&once);
            let (once, times) = (once[..len].iter().collect::<String>(), 2 * once.len() / len);
            results.finding(told(bound, &at, (&once, times), hit.severity));
        }
    }
    for (at, once) in sentences::twice(bound) {
        results.finding(told(bound, &at, (&once, 2), Severity::Warning));
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

/// Before what makes another word of one that it follows.
const ENDS: char = '*';

struct Hit {
    start: usize,
    len: usize,
    severity: Severity,
}

/// What stands before an amount or a list, as often as it is written, with the sign behind it: 其中:其中:.
const SIGN: char = ':';

fn scan(chars: &[(usize, char)], is_cell: bool, words: &[String], usage: &Usage<'_>) -> Vec<Hit> {
    let n = chars.len();
    let same = |start: usize, len: usize| (start..start + len).all(|at| chars[at].1 == chars[at + len].1);
    let allowed = |start: usize, len: usize| {
        let varied = chars[start..start + len].iter().any(|(_, c)| *c != chars[start].1);
        let word: String = chars[start..start + len].iter().map(|(_, c)| *c).collect();
        !varied || words.contains(&word)
    };
    // 农业保险保险费: with what follows the second is a word of its own.
    let makes_another = |at: usize| {
        let ends = words.iter().filter_map(|word| word.strip_prefix(ENDS));
        chars.get(at).is_some_and(|(_, c)| ends.into_iter().any(|end| end.starts_with(*c)))
    };
    let ideograph = |at: usize| chars.get(at).is_some_and(|(_, c)| is_ideograph(*c));
    let wordy = |at: usize, len: usize| {
        let end = at + len - 1;
        (at..end).all(ideograph) && (ideograph(end) || len > 2 && chars[end].1 == SIGN)
    };
    if is_cell && n >= 4 && n.is_multiple_of(2) && same(0, n / 2) {
        let worded = chars[..n / 2].iter().any(|(_, c)| is_ideograph(*c));
        if worded && !allowed(0, n / 2) {
            return vec![Hit { start: 0, len: n / 2, severity: Severity::Error }];
        }
    }
    let mut hits = Vec::new();
    let mut at = 0;
    while at + 2 <= n {
        if !ideograph(at) {
            at += 1;
            continue;
        }
        let found = (2..=LONGEST.min((n - at) / 2))
            .find(|&len| chars[at].1 == chars[at + len].1 && same(at, len) && wordy(at, len));
        let Some(len) = found else {
            if ends_twice(chars, at, words) && usage.ends_once(chars, at) {
                hits.push(Hit { start: at, len: 1, severity: Severity::Warning });
            }
            at += 1;
            continue;
        };
        if !allowed(at, len) {
            // Followed by more of the same word, the second may belong to what comes.
            let goes_on = ideograph(at + 2 * len) && ideograph(at + len - 1);
            let twice = match usage.of(chars, at, len) {
                _ if !goes_on => Twice::Slip,
                Twice::Unknown
                    if len < 4 && (makes_another(at + 2 * len) || !usage.is_word(chars, at, len)) =>
                {
                    Twice::Joint
                }
                twice => twice,
            };
            let severity = match twice {
                Twice::Unknown if len < 4 => Severity::Note,
                _ => Severity::Warning,
            };
            if twice != Twice::Joint {
                hits.push(Hit { start: at, len, severity });
            }
        }
        at += 2 * len;
    }
    hits
}

/// Whether a character stands twice at the end of a word, no more and no less, and may not.
fn ends_twice(chars: &[(usize, char)], at: usize, words: &[String]) -> bool {
    let own = chars[at].1;
    let is = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|(_, c)| *c == own);
    let ends = chars.get(at + 2).is_none_or(|(_, c)| !is_ideograph(*c));
    ends && is(Some(at + 1)) && !is(at.checked_sub(1)) && !words.contains(&format!("{own}{own}"))
}

/// Of how many characters the shortest phrase is that `once` repeats, itself at most.
fn period(once: &[char]) -> usize {
    let whole =
        |len: &usize| once.len().is_multiple_of(*len) && once.chunks(*len).all(|part| part == &once[..*len]);
    (1..once.len()).find(whole).unwrap_or(once.len())
}

fn told(bound: &Bound<'_>, at: &Place, (once, times): (&str, usize), severity: Severity) -> Diagnostic {
    let once = shown(once);
    let message = match times {
        2 => Text::new(format!("“{once}”连写了两遍"), format!("\"{once}\" is written twice in a row")),
        _ => Text::new(
            format!("“{once}”连写了 {times} 遍"),
            format!("\"{once}\" is written {times} times in a row"),
        ),
    };
    let mut diagnostic = Diagnostic::new("", severity, bound.document.span(at), message)
        .labelled(Text::new(format!("应为“{once}”"), format!("should be \"{once}\"")));
    diagnostic.identity = place_identity(bound.document, at);
    diagnostic
}
