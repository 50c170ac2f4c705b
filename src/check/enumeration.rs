//! The check `enumeration`: parts told after a word such as 其中, or before one such as 合计, come to the stated total.

mod evident;
mod numbered;

use super::Results;
use super::bind::Bound;
use super::evidence::slipped;
use super::flow::{Flow, cuts_a_figure};
use super::prose::{after, clause, counts, ends_with_any, figures, operand, paragraphs, places};
use super::relation::{Equation, Linear, Operand, Term};
use crate::amount::apart;
use crate::document::heading::ordinal;
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::rule::{Enumeration, Within};
use rust_decimal::Decimal;

/// What an amount of money counts.
const MONEY: &str = "¥";
/// Of figures taken as exact, those with so many digits after the point may have been rounded all the same.
const ROUNDED: u32 = 2;
/// A list is tried against no more amounts than this, the nearest of those told before it.
const LIKELY: usize = 32;

/// Tries the rule on every list of parts.
pub fn run(bound: &Bound<'_>, rule: &Enumeration, results: &mut Results) {
    let document = bound.document;
    let in_cells = |within: &&Within| matches!(within, Within::Cells | Within::Form(_) | Within::Table(_));
    let (cells, text): (Vec<&Within>, Vec<&Within>) = rule.within.iter().partition(in_cells);
    let text: Vec<Within> = text.into_iter().cloned().collect();
    for place in places(bound, &text) {
        let all: Vec<Paragraph<'_>> =
            paragraphs(bound, &place).map(|place| Paragraph::new(document, rule, place)).collect();
        for (index, paragraph) in all.iter().enumerate() {
            let before = index.checked_sub(1).map(|index| &all[index]);
            paragraph.told(before, &all[index + 1..], results);
        }
        if rule.evident {
            Paragraph::rows(&all, results);
        }
    }
    // A cell is a text of its own; one figure has no parts.
    for place in cells.into_iter().flat_map(|within| bound.within(within)) {
        if figures(document, &place).nth(1).is_some() {
            Paragraph::new(document, rule, &place).told(None, &[], results);
        }
    }
}

/// A figure that counts something, by what it counts.
#[derive(Debug, Clone, Copy)]
struct Item<'d> {
    id: FigureId,
    unit: &'d str,
    start: u32,
    end: u32,
}

/// A paragraph as lists are looked for in it.
struct Paragraph<'a> {
    document: &'a Document,
    rule: &'a Enumeration,
    place: &'a Place,
    /// Figures that may be totals or parts.
    items: Vec<Item<'a>>,
    /// Where a list opens: from the word to what follows it.
    opens: Vec<(u32, u32)>,
}

impl<'a> Paragraph<'a> {
    fn new(document: &'a Document, rule: &'a Enumeration, place: &'a Place) -> Self {
        let items: Vec<Item<'a>> = figures(document, place)
            .filter_map(|id| {
                let at = &document.figure(id).place;
                let words = clause(document, place.start, at.start);
                let words =
                    rule.skip.iter().find_map(|skip| words.strip_suffix(skip.as_str())).unwrap_or(&words);
                let unit = counts(document, id).filter(|_| !ends_with_any(words, &rule.ignore))?;
                Some(Item { id, unit, start: at.start, end: at.end })
            })
            .collect();
        let flow = Flow::new(document, place);
        let mut opens: Vec<(u32, u32)> = Vec::new();
        // One figure makes no list, unless the text leads up to one below.
        let end = flow.text.trim_end_matches([':', ',', ' ']);
        let listed = items.len() > 1 || ends_with_any(end, &rule.opens);
        for word in rule.opens.iter().filter(|_| listed) {
            for (at, _) in flow.text.match_indices(word.as_str()) {
                let at = flow.at(at..at + word.len());
                opens.push((at.start, at.end));
            }
        }
        opens.sort_unstable();
        opens.dedup_by(|next, kept| next.0 < kept.1 + 6);
        Self { document, rule, place, items, opens }
    }

    /// Tries every way in which parts are told.
    fn told(&self, before: Option<&Paragraph<'a>>, following: &[Paragraph<'a>], results: &mut Results) {
        if self.rule.numbered {
            self.numbered(results);
        } else {
            self.opened(before, following, results);
            self.closed(results);
        }
        self.instalments(results);
    }

    /// Where the sentence that byte `at` stands in begins.
    fn sentence_start(&self, at: u32) -> u32 {
        let text = after(self.document, self.place.start, at);
        text.rfind('。').map_or(self.place.start, |end| self.place.start + (end + '。'.len_utf8()) as u32)
    }

    fn sentence_end(&self, at: u32) -> u32 {
        let text = after(self.document, at, self.place.end);
        text.find('。').map_or(self.place.end, |end| at + end as u32)
    }

    /// Lists after a word that opens one.
    fn opened(&self, before: Option<&Paragraph<'a>>, following: &[Paragraph<'a>], results: &mut Results) {
        // What the lists before were the parts of: 收入包括A、B；支出包括C、D are two lists of one total.
        let mut hosts: Vec<(u32, &str, Vec<FigureId>)> = Vec::new();
        for (index, &(open, opened)) in self.opens.iter().enumerate() {
            let sentence = self.sentence_start(open);
            let end = self.sentence_end(opened);
            let from = self.items.partition_point(|item| item.start < opened);
            let to = self.items.partition_point(|item| item.start < end);
            let listed = self.items.get(from..to).unwrap_or_default().to_vec();
            let rest = after(self.document, opened, self.place.end).trim_matches([':', ',', ' ']);
            let below: Vec<Item<'a>> =
                match listed.is_empty() && rest.is_empty() && (self.rule.exhaustive || self.rule.evident) {
                    true => self.below(following),
                    false => Vec::new(),
                };
            for unit in units(if below.is_empty() { &listed } else { &below }) {
                let mut totals = self.totals(open, unit, before);
                totals.truncate(LIKELY);
                let own = totals.clone();
                for (_, _, host) in hosts.iter().filter(|host| host.0 == sentence && host.1 == unit) {
                    if totals.len() >= LIKELY {
                        break;
                    }
                    totals.extend(host.iter().filter(|total| !own.contains(total)));
                }
                hosts.push((sentence, unit, own));
                let from = totals.iter().map(|&total| self.document.figure(total).place.start).min();
                let to = below.last().map_or(end, |last| last.end);
                if from.is_none_or(|from| cuts_a_figure(self.document, &(from.min(open)..to))) {
                    continue;
                }
                let of_unit = |items: &[Item<'a>]| -> Vec<Item<'a>> {
                    items.iter().copied().filter(|item| item.unit == unit).collect()
                };
                let (near, all) = if below.is_empty() {
                    let all = of_unit(&listed);
                    // A list inside an item of this one is told by itself.
                    let inner = self.opens[index + 1..].iter().rev().filter(|next| next.0 < end);
                    let all = inner.fold(all, |all, inner| self.without_inner(&all, inner.0));
                    (self.level(&all), all)
                } else {
                    (of_unit(&below), of_unit(&below))
                };
                self.tell(&totals, &near, &all, end, results);
            }
        }
    }

    /// The parts told in the paragraphs after this: the first figure of each. Where these are numbered, those that are
    /// numbered like the first are the parts, and what stands between them belongs to one of them.
    fn below(&self, following: &[Paragraph<'a>]) -> Vec<Item<'a>> {
        let style = |paragraph: &Paragraph<'a>| {
            ordinal(self.document.text(paragraph.place)).map(|(ordinal, _)| ordinal.style)
        };
        let Some(own) = following.first().and_then(style) else {
            // A line that ends between two parts was cut there: the list is one sentence, over as many lines as it takes.
            let text = |next: &Paragraph<'a>| self.document.text(next.place);
            if following.first().is_some_and(|next| text(next).ends_with(['、', ','])) {
                let last = following.iter().take(60).position(|next| text(next).contains(['。', ';']));
                let lines = following.iter().take(last.map_or(0, |last| last + 1));
                let end = |next: &Paragraph<'a>| {
                    let ends = text(next).find(['。', ';']);
                    ends.map_or(next.place.end, |end| next.place.start + end as u32)
                };
                return lines
                    .flat_map(|next| next.items.iter().copied().filter(|item| item.start < end(next)))
                    .collect();
            }
            return following.iter().take(8).filter_map(|next| next.items.first().copied()).collect();
        };
        let host = style(self).filter(|host| *host != own);
        let number = |next: &Paragraph<'a>| {
            ordinal(self.document.text(next.place)).map_or(0, |(ordinal, _)| ordinal.number)
        };
        // Where the numbers begin anew, another list does.
        let mut last = 0;
        following
            .iter()
            .take(60)
            .take_while(|next| host.is_none() || style(next) != host)
            .filter(|next| style(next) == Some(own))
            .take_while(|next| {
                let goes_on = number(next) > last;
                last = number(next);
                goes_on
            })
            .filter_map(|next| next.items.first().copied())
            .collect()
    }

    /// What a list that opens at `open` may be the parts of, the likeliest first.
    fn totals(&self, open: u32, unit: &str, before: Option<&Paragraph<'a>>) -> Vec<FigureId> {
        let start = self.sentence_start(open);
        let last_in = |from: u32, to: u32| {
            self.items.iter().rfind(|item| item.unit == unit && item.start >= from && item.start < to)
        };
        if self.rule.evident {
            // Which of them is meant is for the figures to say.
            let told = self.items.partition_point(|item| item.end <= open);
            let said = self.items[..told].iter().rev().filter(|item| item.unit == unit);
            let above = before.into_iter().flat_map(|before| before.items.iter().rev());
            let above = above.filter(|item| item.unit == unit && start == self.place.start);
            return said.chain(above).map(|item| item.id).take(LIKELY).collect();
        }
        if let Some(total) = last_in(start, open) {
            return vec![total.id];
        }
        // Figures of another kind in the same sentence: the list is about those.
        if self.items.iter().any(|item| item.start >= start && item.start < open) {
            return Vec::new();
        }
        if start == self.place.start {
            let candidates: Vec<FigureId> = before
                .filter(|_| self.rule.exhaustive)
                .into_iter()
                .flat_map(|before| before.items.iter().filter(|item| item.unit == unit))
                .map(|item| item.id)
                .collect();
            return if candidates.len() == 1 { candidates } else { Vec::new() };
        }
        // The sentences before: what was said last, then everything said before it.
        let mut totals: Vec<FigureId> = self
            .items
            .iter()
            .filter(|item| item.unit == unit && item.start < start)
            .map(|item| item.id)
            .collect();
        totals.reverse();
        totals
    }

    /// The items of the list that begins with the first: up to a mark that divides more than those between its items.
    fn level(&self, items: &[Item<'a>]) -> Vec<Item<'a>> {
        let Some([first, second]) = items.first_chunk::<2>() else { return items.to_vec() };
        let own = self.mark(first, second).max(1);
        let len = items.windows(2).take_while(|pair| self.mark(&pair[0], &pair[1]) <= own).count();
        items[..=len].to_vec()
    }

    /// How strongly two items are divided.
    fn mark(&self, left: &Item<'_>, right: &Item<'_>) -> u8 {
        let text = after(self.document, left.end, right.start);
        if text.contains('。') {
            3
        } else if text.contains(';') {
            2
        } else {
            u8::from(text.contains(','))
        }
    }

    /// `items` without the parts of the item that stands before byte `inner`, where a list of its parts opens.
    fn without_inner(&self, items: &[Item<'a>], inner: u32) -> Vec<Item<'a>> {
        let cut = items.partition_point(|item| item.start < inner);
        let (outer, rest) = items.split_at(cut);
        let Some(host) = outer.last() else { return items.to_vec() };
        let target = self.value(host);
        let mut sum = Decimal::ZERO;
        let exact = rest.iter().position(|item| {
            sum = sum.saturating_add(self.value(item));
            sum == target
        });
        let len = exact.map_or_else(|| self.level(rest).len(), |last| last + 1);
        [outer, &rest[len.min(rest.len())..]].concat()
    }

    fn value(&self, item: &Item<'_>) -> Decimal {
        self.document.figure(item.id).amount.base()
    }

    /// Lists before a word that closes one: …，合计551人.
    fn closed(&self, results: &mut Results) {
        // Where the list before ended: …，收入总计100万元；…，支出总计100万元 are two.
        let mut ended = self.place.start;
        for (index, total) in self.items.iter().enumerate() {
            let words = clause(self.document, self.place.start, total.start);
            // 合计:551人 — the colon ends the clause.
            let words = if words.is_empty() {
                let text = after(self.document, self.place.start, total.start).trim_end_matches(':');
                text.rsplit(['。', ';', ',', '、', ':']).next().unwrap_or_default()
            } else {
                &words
            };
            if !self.rule.closes.iter().any(|close| words.starts_with(close.as_str())) {
                continue;
            }
            let start = self.sentence_start(total.start).max(ended);
            ended = total.end;
            let mut parts: Vec<Item<'a>> = self.items[..index]
                .iter()
                .copied()
                .filter(|item| item.unit == total.unit && item.start >= start)
                .collect();
            for &(open, _) in
                self.opens.iter().rev().filter(|(open, _)| *open >= start && *open < total.start)
            {
                parts = self.without_inner(&parts, open);
            }
            if parts.len() < 2 || cuts_a_figure(self.document, &(start..total.end)) {
                continue;
            }
            // What stands before the list may be no part of it: any run that ends here may be meant.
            let run = (0..parts.len() - 1)
                .find(|&from| self.equation(total.id, &parts[from..], Cmp::Eq).outcome() != Outcome::Fails);
            results.relation(self.equation(total.id, &parts[run.unwrap_or(0)..], Cmp::Eq));
        }
    }

    fn equation(&self, total: FigureId, parts: &[Item<'_>], cmp: Cmp) -> Equation {
        let read = |id: FigureId| {
            let operand = operand(self.document, id);
            let exact = self.rule.exact && self.document.figure(id).amount.decimals < ROUNDED;
            if exact { Operand { half: Decimal::ZERO, ..operand } } else { operand }
        };
        let term = |item: &Item<'_>| Term { operand: read(item.id), coefficient: Decimal::ONE };
        let right = Linear { terms: parts.iter().map(term).collect() };
        let left = Linear::one(read(total));
        // Parts never come to more than their total.
        let cmp = if cmp == Cmp::Le { Cmp::Ge } else { cmp };
        Equation { cmp, ..Equation::equal(left, right) }
    }

    fn tell(
        &self,
        totals: &[FigureId],
        near: &[Item<'a>],
        all: &[Item<'a>],
        end: u32,
        results: &mut Results,
    ) {
        let (Some(&first), Some(last)) = (totals.first(), near.last()) else { return };
        if near.len() < 2 {
            return;
        }
        let holds = |total: FigureId, parts: &[Item<'_>]| {
            self.equation(total, parts, Cmp::Eq).outcome() != Outcome::Fails
        };
        let whole = totals.iter().find_map(|&total| {
            let parts = [near, all].into_iter().find(|parts| holds(total, parts))?;
            Some((total, parts))
        });
        // What follows the parts may be told of something else.
        let prefix = || {
            let lens = (2..near.len()).rev().filter(|_| !self.rule.exhaustive);
            let mut ways = totals.iter().flat_map(|&total| lens.clone().map(move |len| (total, len)));
            ways.find(|&(total, len)| holds(total, &near[..len])).map(|(total, len)| (total, &near[..len]))
        };
        if let Some((total, parts)) = whole.or_else(prefix) {
            results.relation(self.equation(total, parts, Cmp::Eq));
            return;
        }
        let value = |id: FigureId| self.document.figure(id).amount.base();
        // 收支总计100，其中：收入100，支出100: two sides of one thing, no parts.
        if near.iter().all(|item| self.value(item) == value(first)) {
            return;
        }
        if self.rule.evident {
            self.evident(totals, near, all, results);
            return;
        }
        let Some(sum) = self.sum(near) else { return results.outcome(Outcome::Unreadable) };
        let nearest = totals.iter().copied().min_by_key(|&id| apart(value(id), sum)).unwrap_or(first);
        let slip = |total: &FigureId| slipped(self.document, &self.equation(*total, near, Cmp::Eq));
        let total = totals.iter().copied().find(slip).unwrap_or(nearest);
        // 等 after the last part: there are more.
        let tail = after(self.document, last.end, end.max(last.end));
        if self.rule.partial.iter().any(|word| tail.contains(word.as_str())) {
            results.relation(self.equation(total, near, Cmp::Le));
            return;
        }
        let words = clause(self.document, self.place.start, last.start);
        let remainder = self.rule.rest.iter().any(|word| words.contains(word.as_str()));
        let near_enough = sum.saturating_add(sum) >= value(total);
        let likely = match self.rule.exhaustive {
            // Of several that may be meant, one must be about right.
            true => totals.len() == 1 || near_enough && sum <= value(total).saturating_add(value(total)),
            false => remainder || near_enough,
        };
        if likely {
            results.relation(self.equation(total, near, Cmp::Eq));
        }
    }
}

/// What the items count, each once; money first.
fn units<'d>(items: &[Item<'d>]) -> Vec<&'d str> {
    let mut units: Vec<&str> = Vec::new();
    for item in items {
        if !units.contains(&item.unit) {
            units.push(item.unit);
        }
    }
    units
}
