//! Lists before their total: …，合计551人.

use super::parts::Parts;
use super::{Item, MONEY, Paragraph};
use crate::check::aid::evidence::slipped;
use crate::check::aid::prose::{after, clause};
use crate::check::results::Results;
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::words::vocabulary;

impl<'a> Paragraph<'a> {
    /// Lists before a word that closes one: …，合计551人.
    pub(super) fn closed(&self, results: &mut Results) {
        // Where the list before ended: …，收入总计100万元；…，支出总计100万元 are two.
        let mut ended = self.place.start;
        for (index, total) in self.items.iter().enumerate().filter(|_| !self.rule.closes.is_empty()) {
            let words = clause(self.document, self.place.start, total.start);
            // 合计:551人 — the colon ends the clause.
            let words = if words.is_empty() { self.words_after_mark(total.start) } else { &words };
            let closes =
                |fits: fn(&str, &str) -> bool| self.rule.closes.iter().any(|close| fits(words, close));
            let (begins, ends) = (
                closes(|words, close| words.starts_with(close)),
                closes(|words, close| words.ends_with(close)),
            );
            if !begins && !ends {
                continue;
            }
            let start = self.sentence_start(total.start).max(ended);
            let added_to = (start > ended).then(|| self.added_to(start)).flatten();
            ended = total.end;
            let first = self.items.partition_point(|item| item.start < start).min(index);
            let of_unit = self.items[first..index].iter().filter(|item| item.unit == total.unit);
            let parts: Vec<Item<'a>> = of_unit.copied().collect();
            let from = self.opens.partition_point(|(open, _)| *open < start);
            let to = self.opens.partition_point(|(open, _)| *open < total.start);
            let mut parts = self.outer(&parts, self.opens.get(from..to).unwrap_or_default());
            if parts.len() < 2 || self.bound.cuts().within(&(start..total.end)) {
                continue;
            }
            if let Some(added_to) = added_to {
                parts.insert(0, added_to);
                let equation = self.equation(total.id, &parts, Cmp::Eq);
                if equation.outcome() != Outcome::Fails || slipped(self.document, &equation) {
                    results.relation(equation);
                }
                continue;
            }
            // What stands before the list may be no part of it: any run that ends here may be meant, the longest first.
            parts.reverse();
            let sums = Parts::new(self, &parts);
            let run = (2..=parts.len()).rev().find(|&len| sums.come_to(total.id, len));
            parts.truncate(run.unwrap_or(parts.len()));
            parts.reverse();
            let equation = self.equation(total.id, &parts, Cmp::Eq);
            // A name before the word, 市本级收入总计, may be of another whole than the parts.
            if begins || equation.outcome() != Outcome::Fails || slipped(self.document, &equation) {
                results.relation(equation);
            }
        }
    }

    /// What the sentence that begins at `start` adds to: the amount that the one before it opens with, where the words of its own
    /// first amount begin so (加上级补助…万元). 加强预算管理，… adds nothing.
    fn added_to(&self, start: u32) -> Option<Item<'a>> {
        let own = self.items.get(self.items.partition_point(|item| item.start < start))?;
        let words = after(self.document, start, own.start).trim_start();
        if !vocabulary().said_adds.begin(words) || words.contains([',', ';']) {
            return None;
        }
        let before = start.saturating_sub('。'.len_utf8() as u32);
        let sentence = self.sentence_start(before);
        let first = self.items.get(self.items.partition_point(|item| item.start < sentence))?;
        (first.start < before && first.unit == MONEY).then_some(*first)
    }
}
