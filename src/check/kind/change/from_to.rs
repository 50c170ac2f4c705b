//! Changes that are told on the way from one amount to another: 由2019年的837万元减少7.3%至776万元; 从2023年的2075万元下降至1245万元，降幅40%.

use super::read::Reader;
use super::segment::Segment;
use super::*;
use crate::words::{Phrases, vocabulary};

/// Between the word that says from, or to, and its amount stand no more characters.
const DATE: usize = 14;

impl Reader<'_> {
    /// Every such change of a segment, with all of its figures.
    pub(super) fn on_ways(&self, segment: &Segment<'_>) -> Vec<Move> {
        let ids = &segment.ids;
        let pairs = segment.amounts.windows(2).filter_map(|pair| <[FigureId; 2]>::try_from(pair).ok());
        pairs
            .filter(|[from, to]| self.is_way(segment, *from, *to))
            .filter_map(|[from, to]| {
                let at = |id: FigureId| ids.binary_search(&id).ok();
                let (first, last) = (at(from)?, at(to)?);
                let told = ids.get(first + 1..last)?;
                let next = ids.get(last + 1).filter(|next| self.close(to, **next));
                let behind =
                    ids.get(last + 2).filter(|other| next.is_some_and(|next| self.close(*next, **other)));
                self.on_the_way(segment, [from, to], told, [next.copied(), behind.copied()])
            })
            .collect()
    }

    /// Whether words lead from one amount to the other.
    fn is_way(&self, segment: &Segment<'_>, from: FigureId, to: FigureId) -> bool {
        let at = |id: FigureId| &self.document.figure(id).place;
        // 由2023年12月31日的100万元, 由上年的100万元: between the word and the amount a time may stand, and nothing else: 蒙自开发区支出100万元.
        let is_time = |words: &str| {
            let dated = words.contains(|c: char| c.is_ascii_digit()) || vocabulary().said_last.within(words);
            words.is_empty() || dated && words.chars().count() <= DATE
        };
        let stands = |words: &str, leads: &Phrases| {
            leads.iter().any(|word| words.rsplit_once(word).is_some_and(|(_, rest)| is_time(rest)))
        };
        let before = clause(self.document, segment.place.start, at(from).start);
        let between = joined(self.document, at(from).end, at(to).start);
        let apart = between.contains(['。', ';', '、', '(']);
        !apart && stands(&before, &vocabulary().said_from) && stands(&between, &vocabulary().said_to)
    }

    /// The change from one amount to the other, by the figures that are `told` between them, or are `next` behind them.
    fn on_the_way(
        &self,
        segment: &Segment<'_>,
        [from, to]: [FigureId; 2],
        told: &[FigureId],
        next: [Option<FigureId>; 2],
    ) -> Option<Move> {
        let document = self.document;
        let at = |id: FigureId| &document.figure(id).place;
        let percent = |id: &FigureId| document.figure(*id).amount.unit.kind == Kind::Percent;
        let between = joined(document, at(from).end, at(to).start);
        let way = self.way_within(&between);
        let own = |id: FigureId| segment.way_of(id);
        let called = |id: &FigureId| own(*id).is_some() || percent(id) && self.is_rate(*id);
        // Behind the way another comparison may be told.
        let compared = |id: &FigureId| {
            let words = joined(document, at(to).end, at(*id).start);
            self.rule.than.iter().any(|word| words.contains(word.as_str()))
        };
        let [next, behind] = next.map(|id| id.filter(called).filter(|id| !compared(id)));
        let found = || told.iter().copied().chain(next).chain(behind.filter(|_| next.is_some()));
        let rate = found().find(percent);
        let change = found().find(|id| segment.is(*id));
        let way = found().find_map(own).or(way)?;
        (rate.is_some() || change.is_some()).then(|| Move {
            way,
            amounts: vec![to],
            others: Vec::new(),
            before: Some(from),
            change,
            apart: false,
            rate: rate.map(|id| (id, own(id))),
        })
    }

    /// Which way the first of the words points that say one.
    fn way_within(&self, words: &str) -> Option<Way> {
        let first = |list: &[String]| list.iter().filter_map(|word| words.find(word.as_str())).min();
        match (first(&self.rule.up), first(&self.rule.down)) {
            (Some(up), Some(down)) => Some(if up < down { Way::Up } else { Way::Down }),
            (up, down) => up.map(|_| Way::Up).or(down.map(|_| Way::Down)),
        }
    }
}
