//! Reads sentences of change: who moved, by how much, to what.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::*;
use crate::source::Cut;
use crate::words::vocabulary;

/// Of the amounts told before a change no more than so many, the nearest, are tried for what it led to.
const OTHERS: usize = 16;
/// A word of comparison stands no more bytes behind what it compares with: 相比.
const ADJOINS: usize = 3;
/// A sentence that begins with a comparison speaks of the amount before it in its first figures, no more than so many.
const LED: usize = 16;
/// A sentence of more amounts leads up to nothing: which of them is meant is chance.
const SAID: usize = 8;

/// One paragraph and the words the rule reads it by.
pub(super) struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) rule: &'a Change,
    pub(super) cuts: &'a Cuts,
    pub(super) paragraph: &'a Place,
}

impl Reader<'_> {
    /// Which way the words before a figure point.
    fn way(&self, words: &str) -> Option<Way> {
        let words = words.trim_end_matches(':');
        let mut words = words;
        while let Some(rest) = self.rule.skip.iter().find_map(|skip| words.strip_suffix(skip.as_str())) {
            words = rest;
        }
        if ends_with_any(words, &self.rule.up) {
            Some(Way::Up)
        } else if ends_with_any(words, &self.rule.down) {
            Some(Way::Down)
        } else {
            None
        }
    }

    /// Every change the paragraph tells.
    pub(super) fn moves(&self) -> Vec<Move> {
        let text = self.document.text(self.paragraph);
        let (mut start, mut moves) = (0, Vec::new());
        for stop in stops(text).chain([text.len()]) {
            let sentence = text.cut(start..stop);
            let place = self.paragraph.start + start as u32..self.paragraph.start + stop as u32;
            start = stop + '。'.len_utf8();
            for (place, mut brackets) in segments(sentence, place.start) {
                brackets.retain(|bracket| figures(self.document, bracket).next().is_some());
                self.segment(&place, &brackets, None, &mut moves);
                // What a bracket tells is of what stands before it, after the bracket before.
                let mut from = place.start;
                for bracket in &brackets {
                    self.segment(&(from..bracket.end), &[], Some(bracket), &mut moves);
                    from = bracket.end;
                }
            }
        }
        moves
    }

    /// The changes said between two full stops or semicolons, or those `within` a bracket there. What stands in `closed` brackets
    /// is not what they are about.
    fn segment(&self, place: &Place, closed: &[Place], within: Option<&Place>, moves: &mut Vec<Move>) {
        let document = self.document;
        if self.cuts.within(place) {
            return;
        }
        let segment = Segment::new(self, place, closed);
        let (ids, ways) = (&segment.ids, &segment.ways);
        let told = |id: FigureId| {
            let start = document.figure(id).place.start;
            match within {
                Some(own) => own.contains(&start),
                None => !closed.iter().any(|bracket| bracket.contains(&start)),
            }
        };
        let kind = |id: FigureId| document.figure(id).amount.unit.kind;
        let apart = !ids.is_empty() && {
            let text = joined(document, place.start, place.end);
            self.rule.apart.iter().any(|word| text.contains(word.as_str()))
        };
        let mut last_used = 0;
        for (index, &id) in ids.iter().enumerate() {
            if let Some(len) = self.in_pairs(&segment, index).filter(|_| index >= last_used) {
                last_used = index + 2 * len;
                self.pairs(&segment, index, len, moves);
                continue;
            }
            let Some(way) = ways[index].filter(|_| index >= last_used) else { continue };
            let mut one = Move {
                way,
                amounts: Vec::new(),
                others: Vec::new(),
                before: None,
                change: None,
                apart,
                rate: None,
            };
            match kind(id) {
                Kind::Money => one.change = Some(id),
                Kind::Percent => one.rate = Some((id, Some(way))),
                Kind::Count => continue,
            }
            last_used = index + 1;
            if let Some(&next) = ids.get(index + 1)
                && self.close(id, next)
            {
                match (kind(id), kind(next), ways[index + 1]) {
                    (Kind::Money, Kind::Percent, way)
                        if way.is_some() || self.is_rate(next) || self.is_bracketed(id, next) =>
                    {
                        one.rate = Some((next, way));
                        last_used = index + 2;
                    }
                    (Kind::Percent, Kind::Money, Some(second)) => {
                        one.change = Some(next);
                        one.rate = Some((id, Some(way)));
                        one.way = second;
                        last_used = index + 2;
                    }
                    _ => {}
                }
            }
            if !told(id) {
                continue;
            }
            self.amounts(&segment, index, &mut one);
            self.between(&segment, index, &mut one);
            let others = segment.amounts_before(id).iter().rev().take(OTHERS);
            one.others = others.copied().filter(|id| !one.amounts.contains(id)).collect();
            if one.amounts.is_empty() && one.change.is_some() && one.rate.is_some() && index < LED {
                let said = self.said_before(&segment, id).or_else(|| self.fits_before(&segment, &one));
                one.amounts.extend(said.or_else(|| self.fits_here(&segment, index, &one)));
            }
            if let Some(&amount) = one.amounts.last()
                && one.change.is_none()
                && one.before.is_none()
            {
                one.before = self.base(&segment, amount, document.figure(id).place.start);
            }
            moves.push(one);
        }
        self.even(&segment, &told, moves);
    }

    pub(super) fn close(&self, left: FigureId, right: FigureId) -> bool {
        let (left, right) = (&self.document.figure(left).place, &self.document.figure(right).place);
        right.start - left.end <= NEAR
    }

    /// True where the words before a percentage call it a rate of change: 降幅4.07%.
    fn is_rate(&self, id: FigureId) -> bool {
        let words = clause(self.document, self.paragraph.start, self.document.figure(id).place.start);
        let words =
            self.rule.skip.iter().find_map(|skip| words.strip_suffix(skip.as_str())).unwrap_or(&words);
        ends_with_any(words, &self.rule.rate)
    }

    /// True where a percentage stands alone in a bracket right after a change: 增加6.2亿元(4.0%), but not (60%用于培训).
    fn is_bracketed(&self, change: FigureId, rate: FigureId) -> bool {
        let (change, rate) = (&self.document.figure(change).place, &self.document.figure(rate).place);
        if !after(self.document, rate.end, self.paragraph.end).trim_start().starts_with(')') {
            return false;
        }
        let between = joined(self.document, change.end, rate.start);
        Unit::prefix_of(&between).map_or(&*between, |(_, len)| between.cut(len..)).trim() == "("
    }

    /// What the change at `index` led to: the amount before it that a word of comparison ties it to. Where a list of parts
    /// stands between, the amount before the list, or the last of its parts.
    fn amounts(&self, segment: &Segment<'_>, index: usize, one: &mut Move) {
        let document = self.document;
        let (ids, ways) = (&segment.ids, &segment.ways);
        let at = |id: FigureId| document.figure(id).place.clone();
        let mut cursor = index;
        let mut right = at(ids[index]).start;
        while let Some(previous) = cursor.checked_sub(1) {
            let id = ids[previous];
            if ways[previous].is_some() {
                // 比2014年预算数减少5万元，比2013年决算数90万元减少8万元: both are of the amount before them.
                let between = joined(document, at(id).end, right);
                if !self.rule.than.iter().any(|word| between.contains(word.as_str())) {
                    return;
                }
                cursor = previous;
                continue;
            }
            if document.figure(id).amount.unit.kind != Kind::Money {
                cursor = previous;
                continue;
            }
            // 完成预算100万元的40%，比上年减少5万元: what a percentage is of is not what a change led to.
            let next = ids
                .get(previous + 1)
                .filter(|next| document.figure(**next).amount.unit.kind == Kind::Percent);
            let of_it = |next: &&FigureId| {
                let words = joined(document, at(id).end, at(**next).start);
                let words = words.trim();
                vocabulary().said_of_whole.end(words)
                    && vocabulary().said_fillers.strip_end(words).is_some_and(str::is_empty)
            };
            if next.is_some_and(|next| of_it(&next)) {
                cursor = previous;
                continue;
            }
            let between = joined(document, at(id).end, right);
            let compared = self.rule.than.iter().any(|word| between.contains(word.as_str()));
            let own = clause(document, segment.place.start, at(id).start);
            // 与2021年175.97万元相比，增加…: what it is compared with as well.
            let adjoins = |word: &String| between.find(word.as_str()).is_some_and(|at| at <= ADJOINS);
            let with = self.rule.than.iter().any(adjoins);
            if (!compared || with)
                && one.before.is_none()
                && self.rule.than.iter().any(|word| own.contains(word.as_str()))
            {
                // The figure compared with: 比上年预算数100万元增加…
                one.before = Some(id);
                right = at(id).start;
                cursor = previous;
                continue;
            }
            // 比2021年预算数90万元减少5万元，比2020年80万元增加5万元: another amount that it is compared with.
            if one.before.is_some() && self.rule.than.iter().any(|word| own.contains(word.as_str())) {
                cursor = previous;
                continue;
            }
            if compared || one.before.is_some() {
                one.amounts.extend(segment.head(self, at(id).start));
                one.amounts.push(id);
            }
            return;
        }
    }

    /// The one amount of the sentence before, where this one begins with the comparison: …100万元。与上年相比增加….
    fn said_before(&self, segment: &Segment<'_>, change: FigureId) -> Option<FigureId> {
        let document = self.document;
        let (said, listed) = self.led(segment)?;
        let (&[only], false) = (said.as_slice(), *listed) else { return None };
        let words = joined(document, segment.place.start, document.figure(change).place.start);
        // With words of its own before the change, it is of the amount that has the same words: …总计100万元。与上年相比,总计增加….
        let own = words.split_once(',').map_or("", |(_, own)| self.name(own));
        let said = clause(document, self.paragraph.start, document.figure(only).place.start);
        let end = own.char_indices().rev().nth(1).map_or(own, |(at, _)| own.cut(at..));
        let same = said.ends_with(own) || own.contains('、') && said.ends_with(end);
        (same && (!words.contains(',') || !own.is_empty())).then_some(only)
    }

    /// One of them, whatever it is called, where the rate says that it is the one; or the nearest, where a digit keeps it from
    /// saying so.
    fn fits_before(&self, segment: &Segment<'_>, one: &Move) -> Option<FigureId> {
        let (said, _) = self.led(segment)?;
        let equation = |id: FigureId| one.rate_of(self.document, id);
        let holds =
            |id: &FigureId| equation(*id).is_some_and(|equation| equation.outcome() != Outcome::Fails);
        if let Some(fitting) = said.iter().copied().find(holds) {
            return Some(fitting);
        }
        let nearest = *said.last()?;
        equation(nearest).is_some_and(|equation| one.slipped(self.document, &equation)).then_some(nearest)
    }

    fn led<'s>(&self, segment: &'s Segment<'_>) -> Option<&'s (Vec<FigureId>, bool)> {
        segment.led.get_or_init(|| self.amounts_of_the_sentence_before(segment.place)).as_ref()
    }

    /// The amount right before the change at `index`, where no word compares them, but the rate says that it is the one, or one
    /// digit keeps it from saying so: 完成154241万元，增加5025万元，增长3.37%.
    fn fits_here(&self, segment: &Segment<'_>, index: usize, one: &Move) -> Option<FigureId> {
        let before = index.checked_sub(1).filter(|before| segment.ways[*before].is_none())?;
        let amount = segment.ids[before];
        let equation = one.rate_of(self.document, amount)?;
        let fits = equation.outcome() != Outcome::Fails || one.slipped(self.document, &equation);
        (self.document.figure(amount).amount.unit.kind == Kind::Money && fits).then_some(amount)
    }

    /// The amounts of the sentence before `segment`, where that begins with a comparison, each value once; true where semicolons set
    /// it off from others, or it tells a change itself, so that the comparison may be that of something else.
    fn amounts_of_the_sentence_before(&self, segment: &Place) -> Option<(Vec<FigureId>, bool)> {
        let document = self.document;
        let words = joined(document, segment.start, segment.end);
        if !self.rule.than.iter().any(|word| words.starts_with(word.as_str())) {
            return None;
        }
        let before = document.folded.text.cut(self.paragraph.start as usize..segment.start as usize);
        let (sentence, goes_on) = match before.strip_suffix('。') {
            Some(sentence) => (sentence, false),
            None => (before.strip_suffix(';')?, true),
        };
        let begun = sentence.rmatch_indices(['。', ';']).next();
        let start = begun.map_or(0, |(at, mark)| at + mark.len());
        let place = self.paragraph.start + start as u32..segment.start;
        if self.cuts.within(&place) {
            return None;
        }
        let money = |id: &FigureId| document.figure(*id).amount.unit.kind == Kind::Money;
        let moved = |id: &FigureId| {
            self.way(&clause(document, place.start, document.figure(*id).place.start)).is_some()
        };
        let (moves, said): (Vec<FigureId>, Vec<FigureId>) =
            figures(document, &place).filter(money).take(SAID).partition(moved);
        // 收入总计100万元，支出总计100万元: one amount.
        let value = |id: FigureId| document.figure(id).amount.base();
        let mut each: Vec<FigureId> = Vec::new();
        for id in said {
            if each.iter().all(|known| value(*known) != value(id)) {
                each.push(id);
            }
        }
        let listed = goes_on || !moves.is_empty() || begun.is_some_and(|(_, mark)| mark == ";");
        Some((each, listed))
    }

    /// What is said to change, without the words that say so and without what it is compared with.
    pub(super) fn subject<'w>(&self, words: &'w str) -> &'w str {
        let name = self.name(words);
        let than = self.rule.than.iter().filter_map(|word| Some((name.find(word.as_str())?, word.len())));
        match than.min() {
            Some((0, len)) => name.cut(len..),
            Some((at, _)) => name.cut(..at),
            None => name,
        }
    }

    /// What is said to change, without the words that say so.
    fn name<'w>(&self, words: &'w str) -> &'w str {
        let said = || self.rule.skip.iter().chain(&self.rule.up).chain(&self.rule.down);
        let shorter = |words: &'w str| {
            said().filter_map(|word| words.strip_suffix(word.as_str())).min_by_key(|rest| rest.len())
        };
        std::iter::successors(Some(words), |words| shorter(words)).last().unwrap_or(words)
    }

    /// The figure of the year compared with, where it is said by itself: 2023年100万元，2024年110万元，比2023年增长10%.
    fn base(&self, segment: &Segment<'_>, amount: FigureId, to: u32) -> Option<FigureId> {
        let document = self.document;
        let between = joined(document, document.figure(amount).place.end, to);
        let year = year(between.cut(between.find("20")?..))?;
        let first = *segment.years.get_or_init(|| segment.years(document)).get(&year)?;
        (first < amount).then_some(first)
    }

    /// Amounts that are said to be what they were.
    fn even(&self, segment: &Segment<'_>, told: &dyn Fn(FigureId) -> bool, moves: &mut Vec<Move>) {
        let document = self.document;
        let (ids, ways) = (&segment.ids, &segment.ways);
        for (index, &id) in ids.iter().enumerate() {
            let figure = document.figure(id);
            let end = ids.get(index + 1).map_or(segment.place.end, |&next| document.figure(next).place.start);
            let words = joined(document, figure.place.end, end);
            let Some(found) = self.rule.even.iter().filter_map(|word| words.find(word.as_str())).min() else {
                continue;
            };
            if figure.amount.unit.kind != Kind::Money || ways[index].is_some() || !told(id) {
                continue;
            }
            if !self.rule.than.iter().any(|word| words.cut(..found).contains(word.as_str())) {
                continue;
            }
            // 与上年持平，减少10万元: said to be even, and then not.
            let next = ids.get(index + 1).copied().filter(|&next| {
                ways[index + 1].is_some() && document.figure(next).amount.unit.kind == Kind::Money
            });
            let before = self.base(segment, id, end);
            moves.push(Move {
                way: Way::Even,
                amounts: vec![id],
                others: Vec::new(),
                before,
                change: next,
                apart: false,
                rate: None,
            });
        }
    }
}

/// A sentence that begins at `start`, cut at the semicolons that stand in no bracket, each part with its brackets. Where
/// brackets do not pair there are none.
fn segments(sentence: &str, start: u32) -> Vec<(Place, Vec<Place>)> {
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

/// What stands between two full stops or semicolons.
pub(super) struct Segment<'a> {
    pub(super) place: &'a Place,
    pub(super) ids: Vec<FigureId>,
    /// For each of these, which way the words before it point.
    pub(super) ways: Vec<Option<Way>>,
    /// Those that are amounts of money and no changes.
    pub(super) amounts: Vec<FigureId>,
    /// Where each word that opens a list is said first; found when first asked for.
    opens: OnceCell<Vec<Place>>,
    /// The first amount of each year; found when first asked for.
    years: OnceCell<HashMap<u32, FigureId>>,
    /// The amounts that lead up to it; found when first asked for.
    led: OnceCell<Option<(Vec<FigureId>, bool)>>,
}

impl<'a> Segment<'a> {
    fn new(reader: &Reader<'_>, place: &'a Place, closed: &[Place]) -> Self {
        let document = reader.document;
        // A rate in brackets is that of the change before it: 增加6.2亿元(4.0%).
        let open = |id: &FigureId| {
            let figure = document.figure(*id);
            figure.amount.unit.kind != Kind::Money
                || !closed.iter().any(|bracket| bracket.contains(&figure.place.start))
        };
        let ids: Vec<FigureId> = figures(document, place).filter(open).collect();
        let way =
            |id: &FigureId| reader.way(&clause(document, place.start, document.figure(*id).place.start));
        let ways: Vec<Option<Way>> = ids.iter().map(way).collect();
        let plain = |(id, way): &(&FigureId, &Option<Way>)| {
            way.is_none() && document.figure(**id).amount.unit.kind == Kind::Money
        };
        let amounts = ids.iter().zip(&ways).filter(plain).map(|(id, _)| *id).collect();
        let (opens, years, led) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { place, ids, ways, amounts, opens, years, led }
    }

    /// The two amounts of money right before the figure at `index`, with no other between.
    pub(super) fn two_before(&self, index: usize) -> Option<[FigureId; 2]> {
        let [left, right] = *self.ids.get(index.checked_sub(2)?..index)? else { return None };
        let plain = |id: &FigureId| self.amounts.binary_search(id).is_ok();
        [left, right].iter().all(plain).then_some([left, right])
    }

    /// The amounts told before the figure `id`.
    fn amounts_before(&self, id: FigureId) -> &[FigureId] {
        &self.amounts[..self.amounts.partition_point(|amount| *amount < id)]
    }

    /// The amount before the word that opens a list, where the figure at byte `part` stands in that list.
    fn head(&self, reader: &Reader<'_>, part: u32) -> Option<FigureId> {
        let document = reader.document;
        let opens = self.opens.get_or_init(|| {
            let flow = Flow::new(document, self.place);
            let said = |word: &String| flow.text.find(word.as_str()).map(|at| flow.at(at..at + word.len()));
            reader.rule.opens.iter().filter_map(said).collect()
        });
        let open = opens.iter().filter(|open| open.end <= part).map(|open| open.start).min()?;
        let before = self.amounts.partition_point(|id| document.figure(*id).place.start < open);
        self.amounts[..before].last().copied()
    }

    fn years(&self, document: &Document) -> HashMap<u32, FigureId> {
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

/// The year that a text begins with.
fn year(text: &str) -> Option<u32> {
    text.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}
