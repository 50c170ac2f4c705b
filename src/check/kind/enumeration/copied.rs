//! Lists in which one amount was put down for another: the total says what one of its parts says, or two of the parts say the same.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::{Item, Paragraph};
use crate::amount::slip::significant;
use crate::check::aid::prose::clause;
use crate::document::FigureId;

/// An amount of fewer digits is equal to another by chance.
const TELLING: u32 = 3;
/// Two parts of fewer digits may well be equal, where no names say that they are all there is.
const TWINS: u32 = 4;

impl<'a> Paragraph<'a> {
    /// Whether one of several parts was put down for another or for what they come to, or their total for one of them: they are told
    /// right behind it. What the others come to by themselves is divided once more, and no copy.
    pub(super) fn has_a_copy(&self, total: FigureId, parts: &[Item<'a>]) -> bool {
        let (own, digits) = (self.said(total), |id: FigureId| significant(self.document.figure(id).amount));
        let some: Vec<&Item<'a>> = parts.iter().filter(|part| !self.value(part).is_zero()).collect();
        let (Some(first), Some(sum)) = (some.first(), self.sum(parts)) else { return false };
        // What stands in paragraphs of its own may go on to something else, where no numbers tell its parts.
        let here = parts.last().is_some_and(|last| last.end <= self.place.end);
        let numbered = || parts.iter().all(|part| self.is_numbered(part));
        if some.len() < 2 || !here && !numbered() || !self.is_next(total, first) {
            return false;
        }
        // Or another part is more than all of them.
        let larger = some.iter().any(|part| self.value(part) > own);
        // …，合计1410万元: the list ends in what it comes to.
        let closes = |part: &Item<'a>| {
            let words = clause(self.document, 0, part.start);
            let mut sums = self.rule.sums.iter().chain(&self.rule.closes);
            sums.any(|sum| words.starts_with(sum.as_str()))
        };
        let is_total = |part: &&&Item<'a>| {
            self.value(part) == own && (larger || digits(part.id) >= TELLING) && !closes(part)
        };
        if let Some(part) = some.iter().find(is_total) {
            let others = sum.saturating_sub(self.value(part));
            return others > Decimal::ZERO && others != own;
        }
        let mut known = HashSet::new();
        let least = if self.complete(parts).is_some() { TELLING } else { TWINS };
        let twin = some.iter().find(|part| !known.insert(self.value(part)) && digits(part.id) >= least);
        twin.is_some_and(|twin| {
            let value = self.value(twin);
            let needed = own.saturating_sub(sum.saturating_sub(value));
            needed > Decimal::ZERO && needed < own
        })
    }

    /// Whether an amount is the last of its unit before a list that a word or a mark behind it opens.
    pub(super) fn is_next(&self, total: FigureId, first: &Item<'a>) -> bool {
        let end = self.document.figure(total).place.end;
        let opens = |from: u32, to: u32| {
            let after = self.opens.partition_point(|(open, _)| *open < from);
            self.opens.get(after).filter(|(open, _)| *open < to)
        };
        let opened = opens(end, first.start);
        // 收入包括A、B;支出包括C、D: what is a part in its own sentence is no total of the next list, but for one right behind it.
        let start = self.document.figure(total).place.start;
        let beside = opened.is_some_and(|(open, _)| *open == end);
        let part = !beside && opens(self.sentence_start(start), start).is_some();
        if part || opened.is_none() && end >= self.place.start {
            return false;
        }
        let before = self.items.partition_point(|item| item.start < first.start);
        let last = self.items[..before].iter().rev().take(super::LIKELY).find(|item| item.unit == first.unit);
        last.is_some_and(|last| last.id == total)
    }
}
