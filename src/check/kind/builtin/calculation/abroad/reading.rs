//! The figures of sentences with the words around them, as what is told of them in languages other than Chinese needs them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::amount::slip::{significant, written};
use crate::amount::{Amount, Kind};
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::{any_mends, one_digit_away};
use crate::check::aid::flow::joined;
use crate::check::aid::prose::{figures, full_stops, operand, stops};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::results::Results;
use crate::document::fold::is_ideograph;
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;

/// What ends a clause behind a figure.
const BREAKS: [char; 11] = [',', ';', ':', '.', '(', ')', '。', '、', '!', '?', '\n'];
/// What an amount is called behind it takes no more bytes.
const BEHIND: usize = 48;
/// Of the words before an amount so many bytes say what it is.
const BEFORE: usize = 160;
/// One sign of Japanese to so many ideographs at least is a Japanese text, not a Chinese one that quotes some.
const KANA: usize = 8;
/// A word of fewer letters is none that names anything, and of a longer one so many are held against another.
const LEAST: usize = 4;
const STEM: usize = 5;
/// Two amounts that are the same to so many digits were not so by chance.
const TELLING: u32 = 3;

/// A figure of running text with the words around it.
pub(super) struct Item<'d> {
    pub(super) id: FigureId,
    /// The paragraph it stands in, and the sentence.
    pub(super) paragraph: usize,
    pub(super) sentence: usize,
    /// From the figure before it, or the beginning of its sentence.
    pub(super) before: Cow<'d, str>,
    /// To the figure behind it, or the end of its sentence.
    pub(super) behind: Cow<'d, str>,
    /// No other figure follows in its sentence.
    pub(super) last: bool,
}

/// The figures of the sentences of a document.
pub(super) struct Reading<'d> {
    pub(super) document: &'d Document,
    pub(super) paragraphs: &'d [Place],
    pub(super) items: Vec<Item<'d>>,
}

impl<'d> Reading<'d> {
    /// Reads the paragraphs that are not in Chinese; `None` where no figure stands in them.
    pub(super) fn of(bound: &'d Bound<'_>) -> Option<Self> {
        let (document, paragraphs) = (bound.document, bound.flows());
        let (mut kana, mut signs) = (0_usize, 0_usize);
        for c in document.folded.text.chars() {
            kana += usize::from(matches!(c, '\u{3041}'..='\u{30fa}'));
            signs += usize::from(is_ideograph(c));
        }
        let japanese = kana > 0 && kana * KANA >= signs;
        let mut reading = Self { document, paragraphs, items: Vec::new() };
        let mut sentence = 0;
        for (nth, paragraph) in paragraphs.iter().enumerate() {
            let text = document.text(paragraph);
            if japanese || !text.contains(is_ideograph) {
                reading.take(nth, paragraph, text, &mut sentence);
            }
            sentence += 1;
        }
        (!reading.items.is_empty()).then_some(reading)
    }

    fn take(&mut self, nth: usize, paragraph: &Place, text: &str, sentence: &mut usize) {
        let document = self.document;
        let ids: Vec<FigureId> = figures(document, paragraph)
            .filter(|id| !document.figure(*id).blank && document.figure(*id).cell.is_none())
            .filter(|id| !is_a_group(document, *id))
            .collect();
        if ids.is_empty() {
            return;
        }
        let place = |id: FigureId| &document.figure(id).place;
        // The point of a unit ends no sentence: 1,2 Mrd. Franken.
        let within = |at: &u32| {
            let before = ids.partition_point(|id| place(*id).start < *at);
            before.checked_sub(1).is_some_and(|last| *at < place(ids[last]).end)
        };
        let ends = full_stops(text).chain(stops(text)).map(|at| paragraph.start + at as u32);
        let mut ends: Vec<u32> = ends.filter(|at| !within(at)).chain([paragraph.end]).collect();
        ends.sort_unstable();
        let (mut start, mut rest) = (paragraph.start, ids.as_slice());
        for end in ends {
            let own = rest.partition_point(|id| place(*id).start < end);
            let (here, after) = rest.split_at(own);
            rest = after;
            let mut from = start;
            for (at, &id) in here.iter().enumerate() {
                let to = here.get(at + 1).map_or(end, |next| place(*next).start);
                self.items.push(Item {
                    id,
                    paragraph: nth,
                    sentence: *sentence,
                    before: joined(document, from.min(place(id).start), place(id).start),
                    behind: joined(document, place(id).end.min(to), to),
                    last: at + 1 == here.len(),
                });
                from = place(id).end;
            }
            start = end;
            *sentence += 1;
        }
    }

    pub(super) fn amount(&self, at: usize) -> Amount {
        self.document.figure(self.items[at].id).amount
    }

    pub(super) fn value(&self, at: usize) -> Decimal {
        self.amount(at).base()
    }

    pub(super) fn kind(&self, at: usize) -> Kind {
        self.amount(at).unit.kind
    }

    pub(super) fn is_money(&self, at: usize) -> bool {
        self.kind(at) == Kind::Money
    }

    /// How many of its digits say something.
    pub(super) fn digits(&self, at: usize) -> u32 {
        significant(self.amount(at))
    }

    pub(super) fn linear(&self, at: usize) -> Linear {
        Linear::one(operand(self.document, self.items[at].id))
    }

    /// One figure less another.
    pub(super) fn difference(&self, more: usize, less: usize) -> Linear {
        self.linear(more).plus(self.linear(less).scaled(Decimal::NEGATIVE_ONE))
    }

    /// What stands before an amount, as far as it may be its name.
    pub(super) fn name(&self, at: usize) -> &str {
        last(&self.items[at].before, BEFORE)
    }

    /// What an amount is called right behind it: 840 738 € de dépenses. Words that another figure follows without a break are its.
    pub(super) fn behind(&self, at: usize) -> &str {
        let item = &self.items[at];
        let own = item.behind.trim_start();
        match own.find(BREAKS) {
            Some(end) => own.cut(..end).first(BEHIND),
            None if item.last => own.first(BEHIND),
            None => "",
        }
    }

    /// Whether words around an amount say that it grew or fell by so much, or was something else a year ago.
    pub(super) fn is_changed(&self, at: usize) -> bool {
        let moves = &vocabulary().moves;
        moves.fit(self.name(at)) || moves.fit(self.behind(at))
    }

    pub(super) fn is_of_last_year(&self, at: usize) -> bool {
        let year = &vocabulary().year_before;
        year.fit(self.name(at)) || year.fit(self.behind(at))
    }

    /// Takes in a relation that comes out, or that one slip keeps from coming out; or a figure that was put down twice.
    pub(super) fn meant(&self, equation: Equation, results: &mut Results) -> bool {
        let slip = |equation: &Equation| {
            one_digit_away(self.document, equation) || equation.has_a_copy(self.document)
        };
        self.meant_by(equation, slip, results)
    }

    pub(super) fn meant_by(
        &self,
        equation: Equation,
        slip: impl Fn(&Equation) -> bool,
        results: &mut Results,
    ) -> bool {
        let holds = equation.outcome() != Outcome::Fails;
        if holds {
            results.found(equation);
        } else if slip(&equation) {
            results.proved(equation);
        } else {
            return false;
        }
        true
    }

    /// Whether another digit of one of the figures lets a relation hold.
    pub(super) fn mends(&self, equation: &Equation, which: impl Fn(FigureId) -> bool) -> bool {
        equation.allowed().is_some_and(|allowed| any_mends(self.document, equation, allowed, which))
    }

    /// Whether two figures are the same to the digit, and no short ones.
    pub(super) fn are_twins(&self, one: usize, other: usize) -> bool {
        self.value(one) == self.value(other) && self.digits(one) >= TELLING
    }

    pub(super) fn is_written(&self, at: usize, digits: u32) -> bool {
        written(self.amount(at)) >= digits
    }
}

/// Whether a figure may be the last group of a longer one, of whose blanks the page does not say that they part thousands: 914 286 €.
fn is_a_group(document: &Document, id: FigureId) -> bool {
    let before = document.folded.text.cut(..document.figure(id).place.start as usize);
    before.strip_suffix(' ').is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
}

/// The last `most` bytes of a text, cut between characters.
fn last(text: &str, most: usize) -> &str {
    let from = text.len().saturating_sub(most);
    let from = (from..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    text.cut(from..)
}

/// The beginnings of the words of a text, by which inflected forms are one: recettes, recette.
pub(super) fn stems(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= LEAST);
    words.map(|word| word.to_lowercase().chars().take(STEM).collect()).collect()
}
