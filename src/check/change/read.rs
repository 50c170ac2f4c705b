//! Reads sentences of change: who moved, by how much, to what.

use super::*;
use crate::source::Cut;

/// One paragraph and the words the rule reads it by.
pub(super) struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) rule: &'a Change,
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
        let mut start = self.paragraph.start;
        let mut moves = Vec::new();
        for segment in self.document.text(self.paragraph).split(['。', ';']) {
            let place = start..start + segment.len() as u32;
            // Both marks may be three bytes or one: step over whichever stands there.
            let mark =
                self.document.folded.text.cut(place.end as usize..).chars().next().map_or(0, char::len_utf8);
            start = place.end + mark as u32;
            self.segment(&place, &mut moves);
        }
        moves
    }

    /// The changes said between two full stops or semicolons.
    fn segment(&self, segment: &Place, moves: &mut Vec<Move>) {
        let document = self.document;
        if cuts_a_figure(document, segment) {
            return;
        }
        let ids: Vec<FigureId> = figures(document, segment).collect();
        let kind = |id: FigureId| document.figure(id).amount.unit.kind;
        let ways: Vec<Option<Way>> = ids
            .iter()
            .map(|&id| self.way(&clause(document, segment.start, document.figure(id).place.start)))
            .collect();
        let apart = !ids.is_empty() && {
            let text = joined(document, segment.start, segment.end);
            self.rule.apart.iter().any(|word| text.contains(word.as_str()))
        };
        let mut last_used = 0;
        for (index, &id) in ids.iter().enumerate() {
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
                    (Kind::Money, Kind::Percent, way) if way.is_some() || self.is_rate(next) => {
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
            self.amounts(segment, &ids, &ways, index, &mut one);
            let told = (0..index).rev().filter(|&at| ways[at].is_none() && kind(ids[at]) == Kind::Money);
            one.others = told.map(|at| ids[at]).filter(|id| !one.amounts.contains(id)).collect();
            if one.amounts.is_empty() && one.change.is_some() && one.rate.is_some() {
                one.amounts.extend(self.said_before(segment, id));
            }
            if let Some(&amount) = one.amounts.last()
                && one.change.is_none()
                && one.before.is_none()
            {
                one.before = self.base(segment, &ids, &ways, amount, document.figure(id).place.start);
            }
            moves.push(one);
        }
        self.even(segment, &ids, &ways, moves);
    }

    fn close(&self, left: FigureId, right: FigureId) -> bool {
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

    /// What the change at `index` led to: the amount before it that a word of comparison ties it to. Where a list of parts
    /// stands between, the amount before the list, or the last of its parts.
    fn amounts(&self, segment: &Place, ids: &[FigureId], ways: &[Option<Way>], index: usize, one: &mut Move) {
        let document = self.document;
        let at = |id: FigureId| document.figure(id).place.clone();
        let mut cursor = index;
        let mut right = at(ids[index]).start;
        while let Some(previous) = cursor.checked_sub(1) {
            let id = ids[previous];
            if ways[previous].is_some() {
                return;
            }
            if document.figure(id).amount.unit.kind != Kind::Money {
                cursor = previous;
                continue;
            }
            let between = joined(document, at(id).end, right);
            let compared = self.rule.than.iter().any(|word| between.contains(word.as_str()));
            let own = clause(document, segment.start, at(id).start);
            if !compared
                && one.before.is_none()
                && self.rule.than.iter().any(|word| own.contains(word.as_str()))
            {
                // The figure compared with: 比上年预算数100万元增加…
                one.before = Some(id);
                right = at(id).start;
                cursor = previous;
                continue;
            }
            if compared || one.before.is_some() {
                let head = self.head(segment, ids, ways, previous);
                one.amounts.extend(head);
                one.amounts.push(id);
            }
            return;
        }
    }

    /// The one amount of the sentence before, where this one begins with the comparison: …100万元。与上年相比增加….
    fn said_before(&self, segment: &Place, change: FigureId) -> Option<FigureId> {
        let document = self.document;
        let at = &document.figure(change).place;
        let words = joined(document, segment.start, at.start);
        if !self.rule.than.iter().any(|word| words.starts_with(word.as_str())) {
            return None;
        }
        let before = document.folded.text.cut(self.paragraph.start as usize..segment.start as usize);
        let sentences = before.strip_suffix('。')?;
        let own = sentences.rsplit(['。', ';']).next().unwrap_or_default();
        let start = sentences.len() - own.len();
        let place = self.paragraph.start + start as u32..segment.start;
        if cuts_a_figure(document, &place) {
            return None;
        }
        let money = |id: &FigureId| document.figure(*id).amount.unit.kind == Kind::Money;
        let mut said = figures(document, &place).filter(money);
        let only = said.next()?;
        // 收入总计100万元，支出总计100万元: one amount.
        let value = |id: FigureId| document.figure(id).amount.base();
        if said.any(|other| value(other) != value(only)) {
            return None;
        }
        // With words of its own before the change, it is of the amount that has the same words: …总计100万元。与上年相比,总计增加….
        let own = words.split_once(',').map_or("", |(_, own)| self.name(own));
        let said = clause(document, place.start, document.figure(only).place.start);
        let end = own.char_indices().rev().nth(1).map_or(own, |(at, _)| own.cut(at..));
        let same = said.ends_with(own) || own.contains('、') && said.ends_with(end);
        (same && (!words.contains(',') || !own.is_empty())).then_some(only)
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
        let said = self.rule.skip.iter().chain(&self.rule.up).chain(&self.rule.down);
        let shorter = said.filter_map(|word| words.strip_suffix(word.as_str())).min_by_key(|rest| rest.len());
        shorter.map_or(words, |rest| self.name(rest))
    }

    /// The figure of the year compared with, where it is said by itself: 2023年100万元，2024年110万元，比2023年增长10%.
    fn base(
        &self,
        segment: &Place,
        ids: &[FigureId],
        ways: &[Option<Way>],
        amount: FigureId,
        to: u32,
    ) -> Option<FigureId> {
        let document = self.document;
        let between = joined(document, document.figure(amount).place.end, to);
        let at = between.find("20")?;
        let year = between.get(at..at + 4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
        ids.iter().zip(ways).take_while(|(id, _)| **id < amount).find_map(|(&id, way)| {
            let figure = document.figure(id);
            let own = clause(document, segment.start, figure.place.start);
            let fits = way.is_none() && figure.amount.unit.kind == Kind::Money && own.starts_with(year);
            fits.then_some(id)
        })
    }

    /// The amount before the word that opens a list, where the figure at `part` stands in that list.
    fn head(&self, segment: &Place, ids: &[FigureId], ways: &[Option<Way>], part: usize) -> Option<FigureId> {
        let document = self.document;
        let start = document.figure(ids[part]).place.start;
        let flow = Flow::new(document, &(segment.start..start));
        let open = self.rule.opens.iter().filter_map(|word| flow.text.find(word.as_str())).min()?;
        let open = flow.at(open..open).start;
        let mut found = None;
        for (index, &id) in ids[..part].iter().enumerate() {
            let figure = document.figure(id);
            if figure.place.start < open && figure.amount.unit.kind == Kind::Money && ways[index].is_none() {
                found = Some(id);
            }
        }
        found
    }

    /// Amounts that are said to be what they were.
    fn even(&self, segment: &Place, ids: &[FigureId], ways: &[Option<Way>], moves: &mut Vec<Move>) {
        let document = self.document;
        for (index, &id) in ids.iter().enumerate() {
            let figure = document.figure(id);
            let end = ids.get(index + 1).map_or(segment.end, |&next| document.figure(next).place.start);
            let words = joined(document, figure.place.end, end);
            let Some(found) = self.rule.even.iter().filter_map(|word| words.find(word.as_str())).min() else {
                continue;
            };
            if figure.amount.unit.kind != Kind::Money || ways[index].is_some() {
                continue;
            }
            if !self.rule.than.iter().any(|word| words.cut(..found).contains(word.as_str())) {
                continue;
            }
            // 与上年持平，减少10万元: said to be even, and then not.
            let next = ids.get(index + 1).copied().filter(|&next| {
                ways[index + 1].is_some() && document.figure(next).amount.unit.kind == Kind::Money
            });
            let before = self.base(segment, ids, ways, id, end);
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
