//! What stands between two full stops or semicolons, as changes are read in it.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::Way;
use crate::amount::Kind;
use crate::check::aid::flow::Flow;
use crate::check::aid::prose::{clause, counts, figures, is_in_points};
use crate::document::{Document, FigureId, Place};
use crate::words::vocabulary;

/// A sentence that begins at `start`, cut at the semicolons that stand in no bracket, each part with its brackets. Where
/// brackets do not pair there are none.
pub(super) fn segments(sentence: &str, start: u32) -> Vec<(Place, Vec<Place>)> {
    let (mut parts, mut brackets) = (Vec::new(), Vec::new());
    let (mut from, mut depth, mut opened) = (start, 0_usize, start);
    for (at, c) in sentence.char_indices() {
        let place = start + at as u32;
        match c {
            '(' => {
                opened = if depth == 0 { place } else { opened };
                depth = depth.saturating_add(1);
            }
            ')' if depth > 0 => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    brackets.push(opened..place);
                }
            }
            ';' if depth == 0 => {
                parts.push((from..place, std::mem::take(&mut brackets)));
                from = place + c.len_utf8() as u32;
            }
            _ => {}
        }
    }
    if depth > 0 {
        let mut from = start;
        let plain = sentence.split(';').map(|part| {
            let place = from..from + part.len() as u32;
            from = place.end + 1;
            (place, Vec::new())
        });
        return plain.collect();
    }
    parts.push((from..start + sentence.len() as u32, brackets));
    parts
}

/// The measure of what is money, as [`counts`] has it.
pub(super) const MONEY: &str = "¥";

/// What stands between two full stops or semicolons.
pub(super) struct Segment<'a> {
    pub(super) place: &'a Place,
    document: &'a Document,
    /// What its amounts are counted in, as [`counts`] has it.
    measure: &'a str,
    pub(super) ids: Vec<FigureId>,
    /// For each of these, which way the words before it point.
    pub(super) ways: Vec<Option<Way>>,
    /// Those that are amounts of its measure and no changes.
    pub(super) amounts: Vec<FigureId>,
    /// Where each word that opens a list is said first; found when first asked for.
    opens: OnceCell<Vec<Place>>,
    /// The first amount of each year; found when first asked for.
    pub(super) years: OnceCell<HashMap<u32, FigureId>>,
    /// The amounts that lead up to it; found when first asked for.
    pub(super) led: OnceCell<Option<(Vec<FigureId>, bool)>>,
}

impl<'a> Segment<'a> {
    /// Reads `place` but for its `closed` brackets. Which way the words before a figure point, `way` knows.
    pub(super) fn new(
        document: &'a Document,
        (place, closed): (&'a Place, &[Place]),
        measure: &'a str,
        way: impl Fn(&str) -> Option<Way>,
    ) -> Self {
        // A rate in brackets is that of the change before it: 增加6.2亿元(4.0%).
        let open = |id: &FigureId| {
            let figure = document.figure(*id);
            let bracketed = || closed.iter().any(|bracket| bracket.contains(&figure.place.start));
            // 同比少增15亿元 and 上升1.2个百分点 are changes of changes and of rates.
            let second =
                || vocabulary().said_no_change.end(&clause(document, place.start, figure.place.start));
            match figure.amount.unit.kind {
                Kind::Percent => !is_in_points(document, *id),
                Kind::Money => !bracketed() && !second(),
                Kind::Count => true,
            }
        };
        let mut ids: Vec<FigureId> = figures(document, place).filter(open).collect();
        if measure != MONEY {
            keep(document, &mut ids, measure, closed);
        }
        let way = |id: &FigureId| way(&clause(document, place.start, document.figure(*id).place.start));
        let ways: Vec<Option<Way>> = ids.iter().map(way).collect();
        let plain =
            |(id, way): &(&FigureId, &Option<Way>)| way.is_none() && counts(document, **id) == Some(measure);
        let amounts = ids.iter().zip(&ways).filter(plain).map(|(id, _)| *id).collect();
        let (opens, years, led) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { place, document, measure, ids, ways, amounts, opens, years, led }
    }

    /// Whether a figure is an amount of its measure.
    pub(super) fn is(&self, id: FigureId) -> bool {
        counts(self.document, id) == Some(self.measure)
    }

    /// Which way the words before a figure point.
    pub(super) fn way_of(&self, id: FigureId) -> Option<Way> {
        self.ids.binary_search(&id).ok().and_then(|at| self.ways[at])
    }

    /// Whether its amounts are money.
    pub(super) fn is_money(&self) -> bool {
        self.measure == MONEY
    }

    /// The two amounts right before the figure at `index`, with no other between.
    pub(super) fn two_before(&self, index: usize) -> Option<[FigureId; 2]> {
        let [left, right] = *self.ids.get(index.checked_sub(2)?..index)? else { return None };
        let plain = |id: &FigureId| self.amounts.binary_search(id).is_ok();
        [left, right].iter().all(plain).then_some([left, right])
    }

    /// The amounts told before the figure `id`.
    pub(super) fn amounts_before(&self, id: FigureId) -> &[FigureId] {
        &self.amounts[..self.amounts.partition_point(|amount| *amount < id)]
    }

    /// The amount before one of the `words` that open a list, where the figure at byte `part` stands in that list.
    pub(super) fn head(&self, words: &[String], part: u32) -> Option<FigureId> {
        let document = self.document;
        let opens = self.opens.get_or_init(|| {
            let flow = Flow::new(document, self.place);
            let said = |word: &String| flow.text.find(word.as_str()).map(|at| flow.at(at..at + word.len()));
            words.iter().filter_map(said).collect()
        });
        let open = opens.iter().filter(|open| open.end <= part).map(|open| open.start).min()?;
        let before = self.amounts.partition_point(|id| document.figure(*id).place.start < open);
        self.amounts[..before].last().copied()
    }

    pub(super) fn years(&self, document: &Document) -> HashMap<u32, FigureId> {
        let mut years = HashMap::new();
        for &id in &self.amounts {
            let own = clause(document, self.place.start, document.figure(id).place.start);
            if let Some(year) = year(&own) {
                years.entry(year).or_insert(id);
            }
        }
        years
    }
}

/// Keeps of `ids` what is counted in `measure`, and the percentages behind it. What a bracket between says in another unit,
/// 782.7千公顷(1174.1万亩), parts them not.
fn keep(document: &Document, ids: &mut Vec<FigureId>, measure: &str, closed: &[Place]) {
    let mut own = false;
    ids.retain(|id| {
        let figure = document.figure(*id);
        if figure.amount.unit.kind == Kind::Percent {
            return own;
        }
        let counted = counts(document, *id) == Some(measure);
        if !counted && closed.iter().any(|bracket| bracket.contains(&figure.place.start)) {
            return false;
        }
        own = counted;
        own
    });
}

/// The year that a text begins with.
pub(super) fn year(text: &str) -> Option<u32> {
    text.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}
