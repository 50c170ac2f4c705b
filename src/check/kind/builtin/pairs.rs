//! The check `pairs`: brackets and quotes pair within their paragraph.
//!
//! A paragraph that stops in the middle of a sentence was cut by the page; what it leaves open proves nothing.

use crate::amount::numeral::NUMERALS;
use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::Document;
use crate::ledger::Outcome;
use crate::source::Cut;

const PAIRS: &[(char, char)] = &[('(', ')'), ('《', '》'), ('〔', '〕'), ('【', '】'), ('[', ']')];
/// Punctuation whose width tells how a paragraph is written.
const MARKS: &[char] = &[',', ';', ':', '(', ')', '!', '?'];

/// What no paragraph begins with: the page cut it from what it belongs to.
const CUT: &[char] = &[')', '》', '〕', '】', ']', '、', ',', '。', ';', '/', '%', '*'];

/// A line so short was not cut by the edge of a page: a bracket that it leaves open is its own.
const SHORT: usize = 20;

/// A row of a table takes no more bytes than this, where its cells are lines of text.
const ROW: usize = 200;

/// Tries the rule on every paragraph.
pub fn run(bound: &Bound<'_>, width: bool, results: &mut Results) {
    let document = bound.document;
    let mut whole_before = true;
    let mut left_open = String::new();
    let mut last_end = 0;
    let before = results.findings.len();
    for paragraph in bound.flows() {
        let flow = Flow::new(document, paragraph);
        let text: &str = &flow.text;
        // A heading or a remark under a table may leave open what is closed here.
        left_open.push_str(&open_signs(tail(document, last_end, paragraph.start)));
        last_end = paragraph.end;
        let whole = text.ends_with(['。', ';', '!', '?', ':', '》', ')']);
        let found = if width {
            widths(bound, &flow)
        } else {
            let joined = whole_before && !text.starts_with(CUT);
            unpaired(text, joined.then_some(left_open.as_str()), whole)
        };
        // A row that stands among the lines of a cell says nothing of what they leave open.
        if !document.folded.has_gap(paragraph) && !is_figures(text) {
            left_open = open_signs(text);
        }
        whole_before = whole || text.chars().count() <= SHORT && !text.ends_with(['、', ',']);
        let Some((at, sign, wanted)) = found else { continue };
        // The lines of a cell, with the row's figures between them.
        if !width && open_signs(tail(document, 0, paragraph.start)).contains(wanted) {
            continue;
        }
        let here = flow.at(at..at + sign.len_utf8());
        let message = if width {
            Text::new(
                format!("括号一个全角一个半角，“{sign}”与另一半不成对"),
                format!("\"{sign}\" is of another width than the bracket it pairs with"),
            )
        } else {
            Text::new(
                format!("“{sign}”没有与之成对的“{wanted}”"),
                format!("\"{sign}\" has no \"{wanted}\" to pair with"),
            )
        };
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&here), message);
        diagnostic.identity = place_identity(document, paragraph);
        results.finding(diagnostic);
    }
    if results.findings.len() == before {
        results.outcome(Outcome::Holds);
    }
}

/// The first sign without its other half.
///
/// `before`: what the paragraph before left open; `None` where it was cut and may have left anything open.
fn unpaired(text: &str, before: Option<&str>, whole: bool) -> Option<(usize, char, char)> {
    let mut open: Vec<(usize, char, char)> = Vec::new();
    for (at, c) in text.char_indices() {
        if let Some(&(_, close)) = PAIRS.iter().find(|(opening, _)| *opening == c) {
            open.push((at, c, close));
        } else if let Some(&(opening, _)) = PAIRS.iter().find(|(_, close)| *close == c) {
            match open.iter().rposition(|(_, _, close)| *close == c) {
                Some(last) => open.truncate(last),
                None if is_mark(text.cut(..at)) || before.is_none_or(|open| open.contains(opening)) => {}
                None => return Some((at, c, opening)),
            }
        }
    }
    open.first().copied().filter(|_| whole)
}

/// Whether a line is rather figures than words: cells of a table whose names run over the lines around it.
fn is_figures(text: &str) -> bool {
    if text.len() > ROW {
        return false;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits > letters && !PAIRS.iter().any(|(open, close)| text.contains([*open, *close]))
}

/// The last words between two paragraphs.
fn tail(document: &Document, from: u32, to: u32) -> &str {
    let text = document.folded.text.get(from as usize..to as usize).unwrap_or_default();
    let start = text.char_indices().rev().nth(200).map_or(0, |(at, _)| at);
    text.cut(start..)
}

/// The brackets a text leaves open.
fn open_signs(text: &str) -> String {
    let mut open = String::new();
    for c in text.chars() {
        if PAIRS.iter().any(|(opening, _)| *opening == c) {
            open.push(c);
        } else if let Some((opening, _)) = PAIRS.iter().find(|(_, close)| *close == c)
            && let Some(last) = open.rfind(*opening)
        {
            open.truncate(last);
        }
    }
    open
}

/// `1)` at the head of an item: a number, no bracket.
fn is_mark(before: &str) -> bool {
    let head = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || NUMERALS.contains(c));
    head.len() < before.len()
        && before.len() - head.len() <= 6
        && (head.is_empty() || head.ends_with(['。', ';', ',', ':', '、', ' ', '\t']))
}

/// The first bracket of another width than its other half, in a paragraph that is written in full width.
fn widths(bound: &Bound<'_>, flow: &Flow<'_>) -> Option<(usize, char, char)> {
    let document = bound.document;
    let text = &flow.text;
    let is_wide = |at: usize| {
        let at = flow.at(at..at + 1);
        document.span(&at).range().len() > 1
    };
    if !text.contains('(') {
        return None;
    }
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut found = None;
    let (mut narrow, mut wide) = (0, 0);
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        let within_number = before.is_ascii_alphanumeric() && matches!(c, ',' | ':');
        if MARKS.contains(&c) && !within_number {
            if is_wide(at) { wide += 1 } else { narrow += 1 }
        }
        match c {
            '(' => open.push((at, is_wide(at))),
            ')' => {
                if let Some((_, opening)) = open.pop()
                    && opening != is_wide(at)
                {
                    found = found.or(Some((at, c, '(')));
                }
            }
            _ => {}
        }
        before = c;
    }
    found.filter(|_| narrow == 1 && wide >= 2)
}
