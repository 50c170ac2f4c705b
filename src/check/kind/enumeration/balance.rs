//! What is added up in so many words: 收入100万元，增长3%。加上上级补助50万元、上年结转5万元后，收入总量为155万元.

use super::{Item, MONEY, Paragraph};
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::prose::clause;
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::check::results::Results;
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::source::Cut;
use crate::words::vocabulary;
use rust_decimal::Decimal;

/// What is added to stands no more than so many sentences before.
const BEFORE: usize = 4;
/// The totals of which something is left stand in no more than so many paragraphs before.
const ABOVE: usize = 2;
/// So many of the amounts added last are tried by themselves.
const LAST: usize = 7;
/// Of these no more than so many amounts are tried.
const TRIED: usize = 16;

impl<'a> Paragraph<'a> {
    /// Tells every sum that a word such as 加上 makes, and gives their totals.
    pub(super) fn balanced(&self, results: &mut Results) -> Vec<FigureId> {
        let mut told = Vec::new();
        if self.rule.closes.is_empty() && self.rule.balance.is_empty() {
            return told;
        }
        let mut from = 0;
        while let Some(at) = (from..self.items.len()).find(|at| self.adds(self.items[*at])) {
            from = at + 1;
            let end = self.sentence_end(self.items[at].start);
            let until = self.items.partition_point(|item| item.start < end);
            let Some(total) = (from..until).find(|at| self.is_total(self.items[*at])) else { continue };
            from = total + 1;
            let (added, total) = (&self.items[at..total], self.items[total]);
            let opens = |byte: u32| self.opens.partition_point(|(open, _)| *open < byte);
            let inner = self.opens.get(opens(self.items[at].start)..opens(total.start)).unwrap_or_default();
            let mut parts: Vec<Item<'a>> = vec![self.items[at]];
            parts.extend(self.outer(added, inner).into_iter().filter(|item| item.unit == MONEY));
            // 减去上解支出5000万元后: what is taken away is not added.
            let taken = |item: &Item<'_>| {
                let words = clause(self.document, self.place.start, item.start);
                vocabulary().said_takes.begin(&words)
            };
            if added.iter().any(|item| item.unit != MONEY || taken(item))
                || self.bound.cuts().within(&(added[0].start..total.end))
            {
                continue;
            }
            told.push(total.id);
            // Lists within lists may hide what was added last.
            let shorter = (0..added.len().min(LAST)).map(|last| {
                let last = &added[added.len() - last..];
                [&added[..1], &added[..1], last].concat()
            });
            let comes = |parts: &Vec<Item<'a>>| {
                let mut parts = parts.clone();
                self.bases(at).iter().any(|base| {
                    parts[0] = *base;
                    self.come_to(total.id, &parts)
                })
            };
            if !comes(&parts)
                && let Some(shorter) = shorter.into_iter().find(comes)
            {
                parts = shorter;
            }
            self.sum_of(at, &mut parts, total, results);
        }
        told
    }

    /// Tells what is left of one total after another, in the same paragraph or in the few `above` it: 总收入100万元，总支出90万元。收支
    /// 相抵，结余10万元.
    pub(super) fn offset(&self, above: &[Paragraph<'a>], results: &mut Results) {
        for word in &self.rule.offsets {
            for (at, _) in self.document.text(self.place).match_indices(word.as_str()) {
                let at = self.place.start + at as u32;
                let next = self.items.partition_point(|item| item.start < at);
                let Some(left) = self.items.get(next).filter(|left| left.start < self.sentence_end(at))
                else {
                    continue;
                };
                let near = above.iter().rev().take(ABOVE).flat_map(|above| above.items.iter().rev());
                let said = self.items[..next].iter().rev().chain(near);
                let mut totals = said.filter(|item| self.is_total(**item));
                let (Some(spent), Some(had)) = (totals.next(), totals.next()) else {
                    self.left_over(at, *left, results);
                    continue;
                };
                let equation = self.equation(had.id, &[*spent, *left], Cmp::Eq);
                // One of the three was put down for another: 收支相抵 leaves no doubt that they are meant.
                let value = |item: &Item<'a>| self.value(item);
                let copied = value(left) == value(spent) || value(left) == value(had);
                let told = equation.outcome() != Outcome::Fails
                    || copied
                    || one_digit_away(self.document, &equation);
                if told && left.unit == MONEY {
                    results.relation(equation);
                }
            }
        }
    }

    /// Tells what is left of all that the sentence before byte `at` says came and went: 收入1493万元，上年结余140万元，支出1459万元。收支相抵，
    /// 结余174万元.
    fn left_over(&self, at: u32, left: Item<'a>, results: &mut Results) {
        let Some(end) = self.sentence_start(at).checked_sub('。'.len_utf8() as u32) else { return };
        let start = self.sentence_start(end);
        let from = self.items.partition_point(|item| item.start < start);
        let to = self.items.partition_point(|item| item.start < end);
        let said = vocabulary();
        let sign = |item: &Item<'a>| {
            let words = clause(self.document, start, item.start);
            let comes = said.said_income.within(&words)
                || said.said_opening.within(&words)
                || said.said_carried.within(&words);
            match (comes, said.said_spending.within(&words) || said.said_outflows.within(&words)) {
                (_, true) if !said.said_income.within(&words) => Some(Decimal::NEGATIVE_ONE),
                (true, false) => Some(Decimal::ONE),
                _ => None,
            }
        };
        let items = &self.items[from..to];
        let signs: Option<Vec<Decimal>> = items.iter().map(sign).collect();
        let Some(signs) =
            signs.filter(|signs| signs.len() > 1 && items.iter().all(|item| item.unit == MONEY))
        else {
            return;
        };
        let terms = items.iter().zip(signs);
        let terms = terms.map(|(item, coefficient)| Term { operand: self.read(item.id), coefficient });
        let equation = Equation::equal(Linear::one(self.read(left.id)), Linear { terms: terms.collect() });
        if left.unit == MONEY
            && (equation.outcome() != Outcome::Fails || one_digit_away(self.document, &equation))
        {
            results.relation(equation);
        }
    }

    /// Tells that an amount before the one at `at` and those added to it come to `total`. The first of `parts` is set to it.
    fn sum_of(&self, at: usize, parts: &mut [Item<'a>], total: Item<'a>, results: &mut Results) {
        let bases = self.bases(at);
        let comes = bases.iter().find(|base| {
            parts[0] = **base;
            self.come_to(total.id, parts)
        });
        let Some(base) = comes.or(bases.first()) else { return };
        parts[0] = *base;
        let equation = self.equation(total.id, parts, Cmp::Eq);
        // What is added to something else comes to something else.
        let meant = || self.is_about(total, parts) || one_digit_away(self.document, &equation);
        match equation.outcome() {
            Outcome::Fails if meant() => results.proved(equation),
            Outcome::Fails => {}
            _ => results.relation(equation),
        }
    }

    /// What the amount at `at` may be added to, the likeliest first: what its sentence begins with, or those before it, but for
    /// the parts of these.
    fn bases(&self, at: usize) -> Vec<Item<'a>> {
        let mut start = self.sentence_start(self.items[at].start);
        let own = self.items.partition_point(|item| item.start < start);
        let (mut bases, mut others): (Vec<Item<'a>>, Vec<Item<'a>>) =
            (self.items[own..at].to_vec(), Vec::new());
        for _ in 0..BEFORE {
            if !bases.is_empty() || start == self.place.start {
                break;
            }
            let before = self.sentence_start(start - '。'.len_utf8() as u32);
            let from = self.items.partition_point(|item| item.start < before);
            let to = self.items.partition_point(|item| item.start < start);
            let words = self.document.folded.text.cut(before as usize..start as usize);
            let parts = self.rule.opens.iter().any(|open| words.trim_start().starts_with(open.as_str()));
            let said = self.items[from..to].iter().copied();
            if parts {
                others.extend(said)
            } else {
                bases.extend(said)
            }
            start = before;
        }
        bases.extend(others);
        bases.retain(|item| item.unit == MONEY);
        bases.truncate(TRIED);
        bases
    }

    /// Whether the words before an amount add it to what was said before.
    fn adds(&self, item: Item<'_>) -> bool {
        item.unit == MONEY
            && vocabulary().said_adds.begin(&clause(self.document, self.place.start, item.start))
    }

    /// Whether the words before an amount say that it is what all comes to.
    fn is_total(&self, item: Item<'_>) -> bool {
        let words = clause(self.document, 0, item.start);
        let mut totals = self.rule.balance.iter().chain(&self.rule.closes);
        item.unit == MONEY && totals.any(|total| words.contains(total.as_str()))
    }
}
