//! The check `sequence`: ordinals of headings and lists follow one another.
//!
//! A list that begins anew at one is a new list. A number is missed only where nothing between its neighbours is written
//! with it, for a paragraph may hold several items.

use crate::amount::numeral::NUMERALS;
use crate::check::aid::bind::Bound;
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::heading::{ordinal, over_numbers};
use crate::document::{Document, Ordinal, OrdinalStyle, Place};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;

/// More numbers than this are not lost, they are another list.
const FAR: u32 = 2;

/// Tries the rule on every numbered line.
pub fn run(bound: &Bound<'_>, headings: bool, results: &mut Results) {
    let document = bound.document;
    let mut open: Vec<(Ordinal, Place, bool)> = Vec::new();
    let found = results.findings.len();
    for (number, place) in numbered(document, headings) {
        open.retain(|(last, _, _)| last.style <= number.style);
        let Some(at) = open.iter().position(|(last, _, _)| last.style == number.style) else {
            open.push((number, place, false));
            continue;
        };
        let (last, before, jumped) = std::mem::replace(&mut open[at], (number, place.clone(), false));
        let expected = last.number + 1;
        let between = document.text(&(before.end..place.start));
        let lost = number.number > expected
            && number.number - expected <= FAR
            && (expected..number.number).any(|missed| !stands(between, number.style, missed));
        // After a jump the same number again is the right one: the number before was mistaken, and is told already.
        let twice = number.number == last.number && number.number > 1 && headings && !jumped;
        // Headings are only told of by the rule for headings; in lists they close what is under them.
        let is_ours = headings || number.style > OrdinalStyle::BracketedIdeograph;
        if !is_ours || !lost && !twice {
            continue;
        }
        open[at].2 = lost;
        if twice {
            // This one should have been the next.
            open[at].0.number += 1;
        }
        let (here, there) = (document.text(&place), document.text(&before));
        let message = match twice {
            true => Text::new(
                format!("编号“{here}”与前面的“{there}”重复"),
                format!("\"{here}\" has the number of \"{there}\" before it"),
            ),
            false => Text::new(
                format!("编号从“{there}”跳到“{here}”"),
                format!("the numbers go from \"{there}\" to \"{here}\""),
            ),
        };
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message)
            .with(document.span(&before), Text::new("前一个编号", "the number before"));
        diagnostic.identity = place_identity(document, &place);
        results.finding(diagnostic);
    }
    if results.findings.len() == found {
        results.outcome(Outcome::Holds);
    }
}

/// Numbered headings and, if wanted, numbered paragraphs, in reading order, with the place of the number.
fn numbered(document: &Document, headings: bool) -> Vec<(Ordinal, Place)> {
    let of = |place: &Place| {
        let (number, len) = ordinal(document.text(place))?;
        let item = !over_numbers(document.folded.text.cut(place.end as usize..));
        item.then_some((number, place.start..place.start + len as u32))
    };
    let mut all: Vec<(Ordinal, Place)> =
        document.sections.iter().filter_map(|section| of(&section.heading)).collect();
    // A heading may be too long to be known as one.
    all.extend(document.paragraphs.iter().filter_map(|paragraph| of(&paragraph.place)));
    let is_high = |number: Ordinal| number.style <= OrdinalStyle::BracketedIdeograph;
    if headings {
        all.retain(|(number, _)| is_high(*number));
    }
    all.sort_by_key(|(_, place)| place.start);
    all
}

/// True where `number` is written in `text` in this style, or in any other that looks alike.
fn stands(text: &str, style: OrdinalStyle, number: u32) -> bool {
    let words = ideographs(number);
    let marks: Vec<String> = match style {
        OrdinalStyle::Part | OrdinalStyle::Chapter => {
            let openers = vocabulary().parts.iter().chain(vocabulary().chapters.iter());
            openers
                .flat_map(|(before, _)| [format!("{before}{words}"), format!("{before}{number}")])
                .collect()
        }
        OrdinalStyle::Ideograph => vec![format!("{words}、"), format!("{words}."), format!("{number}、")],
        OrdinalStyle::BracketedIdeograph => vec![format!("({words})")],
        OrdinalStyle::Digit => vec![format!("{number}."), format!("{number}、"), format!("{words}、")],
        OrdinalStyle::BracketedDigit => vec![format!("{number})")],
        OrdinalStyle::Circled => {
            vec![char::from_u32(0x245f + number).map(String::from).unwrap_or_default()]
        }
    };
    marks.iter().any(|mark| text.contains(mark.as_str()))
}

/// Up to ninety-nine in ideographs.
fn ideographs(number: u32) -> String {
    let numeral = |number: u32| NUMERALS.chars().nth(number.wrapping_sub(1) as usize).filter(|_| number > 0);
    let (tens, ones) = (number / 10 % 10, number % 10);
    let many = numeral(tens).filter(|_| tens > 1);
    let ten = numeral(10).filter(|_| tens > 0);
    [many, ten, numeral(ones)].into_iter().flatten().collect()
}
