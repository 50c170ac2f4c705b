//! The check `sequence`: ordinals of headings and lists follow one another.
//!
//! A list that begins anew at one is a new list. A number is missed only where nothing between its neighbours is written
//! with it, for a paragraph may hold several items.

use std::collections::BTreeSet;

use crate::amount::numeral::NUMERALS;
use crate::check::aid::bind::Bound;
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::heading::{ordinal, over_numbers};
use crate::document::{Document, Ordinal, OrdinalStyle, Place, Section};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;

/// More numbers than this are not lost, they are another list.
const FAR: u32 = 2;

/// Lists of one style lie within one another no deeper than this; what began anew further back has ended.
const NESTED: usize = 2;

/// What was told of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    Lost,
    Twice,
}

/// A list whose end is not known yet.
struct Open {
    /// Its last number, where that stands, and what was told of it.
    last: Ordinal,
    place: Place,
    told: Told,
    /// How far lists of this style had come in which this one began anew, the innermost first: a report that is a part of a
    /// larger one has its own first and second, and the larger one goes on after it.
    around: Vec<u32>,
}

impl Open {
    fn new(last: Ordinal, place: Place) -> Self {
        Self { last, place, told: Told::Nothing, around: Vec::new() }
    }

    /// Whether a number goes on with a list around this one; that is the list which is open then.
    fn resumes(&mut self, number: u32) -> bool {
        let Some(at) = self.around.iter().position(|last| last + 1 == number) else { return false };
        self.around.drain(..=at);
        true
    }
}

/// Tries the rule on every numbered line.
pub fn run(bound: &Bound<'_>, headings: bool, results: &mut Results) {
    let document = bound.document;
    let mut open: Vec<Open> = Vec::new();
    let found = results.findings.len();
    let all = numbered(document, headings);
    // The parts of a disclosure of several files may be read in any order: what is missing in one may stand in another.
    let top = all.iter().map(|(number, _)| number.style).min();
    let elsewhere: BTreeSet<u32> = match document.files.is_empty() {
        true => BTreeSet::new(),
        false => all.iter().filter(|(one, _)| Some(one.style) == top).map(|(one, _)| one.number).collect(),
    };
    for (number, place) in all {
        open.retain(|known| known.last.style <= number.style);
        let Some(list) = open.iter_mut().find(|known| known.last.style == number.style) else {
            open.push(Open::new(number, place));
            continue;
        };
        let last = std::mem::replace(&mut list.last, number);
        let before = std::mem::replace(&mut list.place, place.clone());
        let told = std::mem::replace(&mut list.told, Told::Nothing);
        let expected = last.number + 1;
        if number.number == 1 && headings {
            list.around.truncate(NESTED - 1);
            list.around.insert(0, last.number);
        } else if number.number != expected && list.resumes(number.number) {
            continue;
        }
        let between = document.text(&(before.end..place.start));
        let lost = number.number > expected
            && number.number - expected <= FAR
            && (expected..number.number).any(|missed| {
                let in_another = Some(number.style) == top && elsewhere.contains(&missed);
                !in_another && !stands(between, number.style, missed)
            })
            && !unnumbered(document, &(before.end..place.start), number.style)
            // What stands twice should have been the next, and is told already.
            && !(told == Told::Twice && number.number == expected + 1);
        // After a jump the same number again is the right one: the number before was mistaken, and is told already.
        let here = || document.span(&before).file == document.span(&place).file;
        let twice =
            number.number == last.number && number.number > 1 && headings && told != Told::Lost && here();
        // Headings are only told of by the rule for headings; in lists they close what is under them.
        let is_ours = headings || number.style > OrdinalStyle::BracketedIdeograph;
        if !is_ours || !lost && !twice {
            continue;
        }
        list.told = if twice { Told::Twice } else { Told::Lost };
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

/// Whether a heading of the contents that has lost its number stands in `place`.
fn unnumbered(document: &Document, place: &Place, style: OrdinalStyle) -> bool {
    let rank = style as u8 + 1;
    let lost = |section: &Section| section.ordinal.is_none() && section.rank == rank;
    document.sections.iter().any(|section| lost(section) && place.contains(&section.heading.start))
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
