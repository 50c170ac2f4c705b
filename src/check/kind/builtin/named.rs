//! Within the check `amounts-in-tables`: what a sentence says of a row that it names is what the row says.
//!
//! In any language a sentence about a table uses the words of its rows and columns. What they name are the candidates for its
//! amounts: a figure of the row, the difference of two of them, the sum of two rows named together; and for its percentages a share
//! of the total above or below, the growth from one column to the next, or a rate that stands there. An amount that is one of
//! these is tied to it. One that is none, stands nowhere else, and is a slip of the keyboard away from exactly one of them, is that
//! one put down wrongly, here or there; but only in a document most of whose amounts so named are found in their rows.

mod index;
mod listed;
mod rates;
mod reader;
mod sentence;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::amount::{Kind, Unit};
use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::prose::{figures, full_stops, stops};
use crate::check::aid::said::Said;
use crate::check::results::Results;
use crate::document::fold::is_ideograph;
use crate::document::{FigureId, Place};
use crate::source::Cut;
use crate::words::vocabulary;
use index::{Index, Mention, Totals};
use reader::{Reader, Told};
use sentence::{Pending, Sentence, Tally};

/// So many amounts are found in the rows they are called after for each that is not; of percentages one and as many of both.
const FOUND: usize = 3;
/// So much less by chance needs no standing.
const SURE: u64 = 100;

/// Tries the rule on every sentence.
pub(super) fn run(bound: &Bound<'_>, results: &mut Results) {
    let document = bound.document;
    let in_words = document.figures.iter().any(|figure| figure.cell.is_none() && !figure.blank);
    if !in_words || document.tables.is_empty() {
        return;
    }
    // Where the grammar of names reads a paragraph, it says what its amounts are called: what it does not tell is not told.
    let read: HashSet<FigureId> =
        bound.said().iter().filter(|said| is_read(bound, said)).map(|said| said.figure).collect();
    let is_left = |id: FigureId| read.contains(&id);
    let open = |place: &&Place| {
        let mut own = figures(document, place).peekable();
        own.peek().is_some() && !own.any(is_left)
    };
    let places: Vec<&Place> = bound.flows().iter().filter(open).collect();
    if places.is_empty() {
        return;
    }
    let index = Index::new(document);
    if index.is_empty() {
        return;
    }
    let mut reader = Reader {
        document,
        index: &index,
        totals: Totals::new(document),
        units: HashMap::new(),
        values: Vec::new(),
        cells: Vec::new(),
    };
    reader.units = reader.learned(bound);
    reader.values = reader.all();
    reader.cells = reader.all_cells();
    let (mut amounts, mut rates, mut pending) = (Tally::default(), Tally::default(), Vec::new());
    for place in places {
        let flow = Flow::new(document, place);
        let told = reader.told(&flow, figures(document, place));
        let mut named: Vec<Mention<'_>> = Vec::new();
        for sentence in sentences(&flow.text, &told) {
            let mut own: Vec<Told> =
                told.iter().filter(|one| sentence.contains(&one.range.start)).cloned().collect();
            let mut mentions = index.mentions(flow.text.cut(sentence.clone()));
            for mention in &mut mentions {
                mention.range = mention.range.start + sentence.start..mention.range.end + sentence.start;
            }
            if !mentions.is_empty() {
                named = mentions;
            }
            if own.is_empty() {
                continue;
            }
            let text = flow.text.cut(sentence.clone());
            let summed = listed::run(document, (text, sentence.start), &own, results);
            let sentence =
                Sentence { reader: &reader, text: &flow.text, range: sentence.clone(), named: &named };
            let before = pending.len();
            sentence.amounts(&mut own, &mut amounts, results, &mut pending);
            let rated = rates::run(&sentence, &own, &mut rates, results, &mut pending);
            // What adds up in its sentence, or what a rate there comes out with, is no slip.
            let known = |one: &Pending| summed.contains(&one.told.id) || rated.contains(&one.told.id);
            let told = pending.split_off(before).into_iter().filter(|one| !known(one));
            pending.extend(told);
        }
    }
    let count = |rate: bool| pending.iter().filter(|one| one.rate == rate).count();
    let (of_amounts, of_rates) = (count(false), count(true));
    for one in pending {
        let (tally, enough) = match one.rate {
            true => (rates, rates.found >= of_rates && rates.found + amounts.found >= FOUND * of_rates),
            false => (amounts, amounts.found >= FOUND * of_amounts),
        };
        let chance = one.chance.saturating_mul(tally.open.max(1) as u64);
        // What chance brings about nowhere in a long document needs no other amounts to speak for it.
        let sure = one.told.hardly(document, one.values, chance.saturating_mul(SURE)) && tally.found > 0;
        if (enough || sure) && one.told.hardly(document, one.values, chance) {
            results.relation(one.equation);
        }
    }
}

/// Whether an amount is one of those whose names that grammar knows: in ten thousands, or called like a row.
fn is_read(bound: &Bound<'_>, said: &Said) -> bool {
    let amount = bound.document.figure(said.figure).amount;
    let money = amount.unit.kind == Kind::Money;
    let named = |powers: &[i8]| powers.contains(&amount.unit.power) && said.bare.chars().any(is_ideograph);
    money && (amount.unit == Unit::WAN || named(&[0, 8]) && bound.cells().called(said).is_some())
}

/// The sentences of a paragraph. A point within an amount ends none: 72,9 Mio. EUR.
fn sentences(text: &str, told: &[Told]) -> Vec<Range<usize>> {
    let last = |at: usize| text.cut(..at).chars().next_back();
    let ends_there = |at: &usize| last(*at).is_some_and(|c| vocabulary().ends_at_point.has(c));
    let points = text.match_indices('.').map(|(at, _)| at).filter(ends_there);
    let mut ends: Vec<usize> = stops(text).chain(full_stops(text)).chain(points).collect();
    ends.sort_unstable();
    ends.retain(|end| {
        let before = told.partition_point(|one| one.range.start <= *end);
        before.checked_sub(1).is_none_or(|last| *end + 1 > told[last].range.end)
            && !text.cut(..*end).ends_with(|c| vocabulary().states.has(c))
    });
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends.iter().copied().chain([text.len()])).map(|(start, end)| start..end).collect()
}
