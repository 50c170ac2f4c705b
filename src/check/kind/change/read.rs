//! Reads sentences of change: who moved, by how much, to what.

use super::segment::{MONEY, Segment, segments, year};
use super::*;
use crate::check::aid::prose::{counts, is_share_of};
use crate::source::Cut;
use crate::words::vocabulary;

/// Of the amounts told before a change no more than so many, the nearest, are tried for what it led to.
const OTHERS: usize = 16;
/// A word of comparison stands no more bytes behind what it compares with: 相比.
const ADJOINS: usize = 3;
/// What counts things is no longer: 立方米.
const COUNTER: usize = 9;
/// A sentence that begins with a comparison speaks of the amount before it in its first figures, no more than so many.
const LED: usize = 16;
/// Of what is counted in a sentence no more than so many figures are tried.
const COUNTERS: usize = 16;
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
                self.segment(&place, &brackets, None, MONEY, &mut moves);
                for counter in self.counters(&place) {
                    self.segment(&place, &brackets, None, counter, &mut moves);
                }
                // What a bracket tells is of what stands before it, after the bracket before.
                let mut from = place.start;
                for bracket in &brackets {
                    self.segment(&(from..bracket.end), &[], Some(bracket), MONEY, &mut moves);
                    from = bracket.end;
                }
            }
        }
        moves
    }

    /// What is counted in `place` and changes, each counter once. Where more is asked of a change than its arithmetic, that is of
    /// money.
    fn counters(&self, place: &Place) -> Vec<&str> {
        let plain = self.rule.reason.is_empty() && self.rule.sums.is_empty() && !self.rule.alike;
        let ids = figures(self.document, place).filter(|_| plain);
        let counted = ids.filter(|id| self.document.figure(*id).amount.unit.kind == Kind::Count);
        let moved = |id: &FigureId| {
            let words = clause(self.document, place.start, self.document.figure(*id).place.start);
            self.way(&words).is_some() || vocabulary().said_from.within(&words)
        };
        let mut counters: Vec<&str> =
            counted.filter(moved).filter_map(|id| counts(self.document, id)).take(COUNTERS).collect();
        counters.sort_unstable();
        counters.dedup();
        counters
    }

    /// The changes of what is counted in `measure`, said between two full stops or semicolons, or those `within` a bracket there.
    /// What stands in `closed` brackets is not what they are about.
    fn segment(
        &self,
        place: &Place,
        closed: &[Place],
        within: Option<&Place>,
        measure: &str,
        moves: &mut Vec<Move>,
    ) {
        let document = self.document;
        if self.cuts.within(place) {
            return;
        }
        let segment = Segment::new(document, (place, closed), measure, |words| self.way(words));
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
        let taken = moves.len();
        let apart = apart || measure != MONEY;
        let led = self.on_ways(&segment).into_iter().filter(|one| one.told_by().all(told));
        moves.extend(led.map(|one| Move { apart, ..one }));
        let taken: BTreeSet<FigureId> = moves[taken..].iter().flat_map(Move::told_by).collect();
        for (index, &id) in ids.iter().enumerate() {
            if taken.contains(&id) {
                continue;
            }
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
                _ if segment.is(id) => one.change = Some(id),
                Kind::Percent => one.rate = Some((id, Some(way))),
                _ => continue,
            }
            last_used = index + 1;
            // 增长12%，其中甲增加900万元: behind the word that opens a list other changes are told.
            let opens = |next: FigureId| {
                let between =
                    joined(document, document.figure(id).place.end, document.figure(next).place.start);
                self.rule.opens.iter().any(|open| between.contains(open.as_str()))
            };
            if let Some(&next) = ids.get(index + 1)
                && self.close(id, next)
                && !opens(next)
            {
                let percent = |id: FigureId| kind(id) == Kind::Percent;
                match (segment.is(id), segment.is(next), ways[index + 1]) {
                    (true, false, way)
                        if percent(next)
                            && !self.is_apart(&segment, id, next, one.way, way)
                            && (way.is_some() || self.is_rate(next) || self.is_bracketed(id, next)) =>
                    {
                        one.rate = Some((next, way));
                        last_used = index + 2;
                    }
                    (false, true, Some(second)) if percent(id) => {
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
            self.mend_amount(&mut one);
            if let Some(&amount) = one.amounts.last()
                && one.change.is_none()
                && one.before.is_none()
            {
                one.before = self.base(&segment, amount, document.figure(id).place.start);
            }
            moves.push(one);
        }
        if measure == MONEY {
            self.even(&segment, &told, moves);
        }
    }

    pub(super) fn close(&self, left: FigureId, right: FigureId) -> bool {
        let (left, right) = (&self.document.figure(left).place, &self.document.figure(right).place);
        // 增加14亿元，同比少增15亿元，增长8%: the rate is of neither.
        let second = || vocabulary().said_no_change.within(&joined(self.document, left.end, right.start));
        right.start - left.end <= NEAR && !second()
    }

    /// Whether the rate `next` to a change is that of another one: 比年初预算减少17万元，同比增长10%; 比年初预算增加55万元，比上年增长13%.
    fn is_apart(
        &self,
        segment: &Segment<'_>,
        change: FigureId,
        next: FigureId,
        way: Way,
        other: Option<Way>,
    ) -> bool {
        let at = |id: FigureId| &self.document.figure(id).place;
        let between = joined(self.document, at(change).end, at(next).start);
        let than = |text: &str| self.rule.than.iter().filter_map(|word| text.rfind(word.as_str())).max();
        if than(&between).is_none() {
            return false;
        }
        let before = joined(self.document, segment.place.start, at(change).start);
        let plan =
            |text: &str| than(text).is_some_and(|from| vocabulary().said_budget.within(text.cut(from..)));
        // 比上年增收125万元，同比下降32%: both are of the year before, and one of them is wrong.
        let last = |text: &str| {
            let year = than(text).is_some_and(|from| vocabulary().said_last.within(text.cut(from..)));
            year || vocabulary().said_on_year.within(text)
        };
        let same = last(&before) && last(&between);
        other.is_some_and(|other| other != way) && !same || plan(&before) != plan(&between)
    }

    /// True where the words before a percentage call it a rate of change: 降幅4.07%.
    pub(super) fn is_rate(&self, id: FigureId) -> bool {
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
            if !segment.is(id) {
                cursor = previous;
                continue;
            }
            // 完成预算100万元的40%，比上年减少5万元: what a percentage is of is not what a change led to.
            if ids.get(previous + 1).is_some_and(|next| is_share_of(document, *next, id)) {
                cursor = previous;
                continue;
            }
            let between = joined(document, at(id).end, right);
            let compared = self.rule.than.iter().any(|word| between.contains(word.as_str()));
            let own = without_remarks(&clause(document, segment.place.start, at(id).start));
            // 与2021年175.97万元相比，增加…: what it is compared with as well.
            let far = if segment.is_money() { ADJOINS } else { ADJOINS + COUNTER };
            let adjoins = |word: &String| between.find(word.as_str()).is_some_and(|at| at <= far);
            let with = self.rule.than.iter().any(adjoins);
            // 同口径收入100万元 is an amount on the same basis, not what another is compared with.
            let than = || {
                self.rule.than.iter().filter(|word| !self.rule.apart.iter().any(|basis| word.contains(basis)))
            };
            if (!compared || with) && one.before.is_none() && than().any(|word| own.contains(word.as_str())) {
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
                one.amounts.extend(segment.head(&self.rule.opens, at(id).start));
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

    /// Where what was before is told with the change, the amount that it led to is the one that comes out, whichever stands nearer: one
    /// said before them in the paragraph.
    fn mend_amount(&self, one: &mut Move) {
        let document = self.document;
        let (Some(change), Some(before)) = (one.change, one.before) else { return };
        let linear = |id: FigureId| Linear::one(operand(document, id));
        let comes_out = |amount: &FigureId| {
            let right = linear(before).plus(linear(change).scaled(one.forth()));
            Equation::equal(linear(*amount), right).outcome() != Outcome::Fails
        };
        if one.amounts.last().is_some_and(comes_out) {
            return;
        }
        let kind = |id: FigureId| document.figure(id).amount.unit.kind;
        let told = self.paragraph.start..document.figure(change).place.start;
        let amounts = figures(document, &told).rev().filter(|id| kind(*id) == kind(change) && *id != before);
        if let Some(amount) = amounts.take(OTHERS).find(comes_out) {
            one.amounts = vec![amount];
        }
    }

    /// One of them, whatever it is called, where the rate says that it is the one; or the nearest, where a digit keeps it from
    /// saying so.
    fn fits_before(&self, segment: &Segment<'_>, one: &Move) -> Option<FigureId> {
        // The rate says nothing of the amount where it is reckoned from what is told to have been before.
        let (said, _) = self.led(segment).filter(|_| one.before.is_none())?;
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
        let amount = Some(segment.ids[before]).filter(|amount| one.before != Some(*amount))?;
        let equation = one.rate_of(self.document, amount)?;
        if one.is_from(self.document, &equation, amount) {
            return None;
        }
        let fits = equation.outcome() != Outcome::Fails || one.slipped(self.document, &equation);
        (segment.is(amount) && fits).then_some(amount)
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

/// Words without the remarks in brackets between them: 收入(同口径)完成 compares nothing.
fn without_remarks(words: &str) -> String {
    let mut depth = 0_usize;
    let outside = |c: &char| {
        depth = if *c == '(' { depth + 1 } else { depth };
        let kept = depth == 0;
        depth = if *c == ')' { depth.saturating_sub(1) } else { depth };
        kept
    };
    words.chars().filter(outside).collect()
}
