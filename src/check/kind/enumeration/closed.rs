//! Lists before their total: …，合计551人.

use super::parts::Parts;
use super::{Item, LIKELY, MONEY, Paragraph};
use crate::amount::numeral::numeral;
use crate::check::aid::evidence::slipped;
use crate::check::aid::prose::clause;
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::source::Cut;
use crate::words::vocabulary;

/// So many amounts before a sum are tried for the one digit that keeps them from it.
const SUMMED: usize = 6;

/// Words before a sum without those that say that it is of what was listed before it, and how many these are: 以上三项合计.
fn above(words: &str) -> (&str, Option<usize>) {
    let Some(rest) = vocabulary().said_above.strip(words) else { return (words, None) };
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = rest.cut(..digits).parse().ok();
    let number = number.or_else(|| rest.chars().next().and_then(numeral).map(|count| count as usize));
    let Some(number) = number else { return (rest, None) };
    let behind =
        rest.cut(digits.max(rest.chars().next().filter(|_| digits == 0).map_or(0, char::len_utf8))..);
    match vocabulary().said_listed.strip(behind) {
        Some(behind) => (behind.trim_start_matches(|c| vocabulary().is.has(c)), Some(number)),
        None => (words, None),
    }
}

impl<'a> Paragraph<'a> {
    /// Lists before a word that closes one: …，合计551人.
    pub(super) fn closed(&self, told: &[FigureId], results: &mut Results) {
        // Where the list before ended: …，收入总计100万元；…，支出总计100万元 are two.
        let mut ended = self.place.start;
        let tried = !self.rule.closes.is_empty() || !self.rule.sums.is_empty();
        for (index, total) in self.items.iter().enumerate().filter(|_| tried) {
            let words = clause(self.document, self.place.start, total.start);
            // 合计:551人 — the colon ends the clause.
            let words = if words.is_empty() { self.words_after_mark(total.start) } else { &words };
            let (words, listed) = above(words);
            if let Some(listed) = listed.filter(|_| self.begins_with_a_sum(words)) {
                self.above(total, index, listed, results);
                continue;
            }
            let closes =
                |fits: fn(&str, &str) -> bool| self.rule.closes.iter().any(|close| fits(words, close));
            let (begins, ends) = (
                closes(|words, close| words.starts_with(close)),
                closes(|words, close| words.ends_with(close)),
            );
            let sums = || self.rule.sums.iter().any(|sum| words.starts_with(sum.as_str()));
            if !begins && !ends && !sums() {
                continue;
            }
            let start = self.sentence_start(total.start).max(ended);
            ended = total.end;
            if told.contains(&total.id) {
                continue;
            }
            let first = self.items.partition_point(|item| item.start < start).min(index);
            let of_unit = self.items[first..index].iter().filter(|item| item.unit == total.unit);
            let parts: Vec<Item<'a>> = of_unit.copied().collect();
            let from = self.opens.partition_point(|(open, _)| *open < start);
            let to = self.opens.partition_point(|(open, _)| *open < total.start);
            let mut parts = self.outer(&parts, self.opens.get(from..to).unwrap_or_default());
            if parts.len() < 2 || self.bound.cuts().within(&(start..total.end)) {
                continue;
            }
            // 付息2326万元，发行费用3745万元，总计6071万元: with nothing but the word, all that the sentence says is meant.
            let bare = words.trim_end_matches(|c| vocabulary().is.has(c)).trim_end_matches(':');
            // 分别为：甲258万元、乙699万元，合计957万元: or all of a list that the sentence opens.
            let opens = self.opens.get(from..to).unwrap_or_default();
            let whole = opens.is_empty()
                || matches!(opens, [(_, open)] if parts.iter().all(|part| part.start >= *open));
            let all = whole && self.rule.sums.iter().any(|sum| sum == bare);
            let sure = begins || all && self.is_about(*total, &parts);
            // What stands before the list may be no part of it: any run that ends here may be meant, the longest first.
            parts.reverse();
            let sums = Parts::new(self, &parts);
            let run = (2..=parts.len()).rev().find(|&len| sums.come_to(total.id, len));
            let slips =
                |len: &usize| slipped(self.document, &self.equation(total.id, &parts[..*len], Cmp::Eq));
            let run = run.or_else(|| (2..=parts.len().min(SUMMED)).find(|len| !sure && slips(len)));
            parts.truncate(run.unwrap_or(parts.len()));
            parts.reverse();
            // 收入13418万元，其中：…。上级补助收入2723万元，…，收入总计33649万元: the first of them is told in the sentence before.
            if run.is_none()
                && let Some(head) = self.head_before(start)
                && self.come_to(total.id, &[&[head], parts.as_slice()].concat())
            {
                parts.insert(0, head);
            }
            let equation = self.equation(total.id, &parts, Cmp::Eq);
            // A name before the word, 市本级收入总计, may be of another whole than the parts.
            if sure || equation.outcome() != Outcome::Fails || slipped(self.document, &equation) {
                results.relation(equation);
            }
        }
    }

    fn begins_with_a_sum(&self, words: &str) -> bool {
        let sums = self.rule.sums.iter().chain(&self.rule.closes);
        sums.into_iter().any(|sum| words.starts_with(sum.as_str()))
    }

    /// What the `listed` amounts before it come to: 甲…，乙…，丙…，以上三项合计…. They stand side by side in its sentence, or each at the head
    /// of one before it.
    fn above(&self, total: &Item<'a>, index: usize, listed: usize, results: &mut Results) {
        let like = |item: &&Item<'a>| item.unit == total.unit;
        let start = self.sentence_start(total.start);
        let before = &self.items[..index];
        let near = before.iter().rev().take(LIKELY);
        let mut last: Vec<Item<'a>> = near.filter(like).take(listed).copied().collect();
        last.reverse();
        let ends = self.marks().ends();
        let until = ends.partition_point(|end| *end < total.start);
        let head = |at: usize| {
            let from =
                at.checked_sub(1).and_then(|before| ends.get(before)).map_or(self.place.start, |end| *end);
            let first = self.items.get(self.items.partition_point(|item| item.start < from))?;
            Some(first).filter(|first| first.start < ends[at]).filter(like)
        };
        let heads = (0..until).rev().take(LIKELY).filter_map(head);
        let mut heads: Vec<Item<'a>> = heads.take(listed).copied().collect();
        heads.reverse();
        let here = last.first().is_some_and(|first| first.start >= start);
        let ways: [&[Item<'a>]; 2] = if here { [&last, &heads] } else { [&heads, &last] };
        let mut ways = ways.into_iter().filter(|parts| parts.len() == listed && listed > 1);
        let Some(first) = ways.clone().next() else { return };
        let parts = ways.find(|parts| self.come_to(total.id, parts)).unwrap_or(first);
        let equation = self.equation(total.id, parts, Cmp::Eq);
        if equation.outcome() != Outcome::Fails || self.is_about(*total, parts) {
            results.relation(equation);
        }
    }

    /// The first amount of the sentence before the one that begins at byte `start`.
    fn head_before(&self, start: u32) -> Option<Item<'a>> {
        let end = start.checked_sub('。'.len_utf8() as u32).filter(|end| *end > self.place.start)?;
        let before = self.sentence_start(end);
        let first = self.items.partition_point(|item| item.start < before);
        self.items.get(first).filter(|item| item.end <= end && item.unit == MONEY).copied()
    }

    /// Whether parts come to about what their total says, half as much or twice at most.
    pub(super) fn is_about(&self, total: Item<'a>, parts: &[Item<'a>]) -> bool {
        self.sum(parts).is_some_and(|sum| {
            let own = self.value(&total);
            sum <= own.saturating_add(own) && own <= sum.saturating_add(sum)
        })
    }
}
