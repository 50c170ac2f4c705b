//! The check `enumeration`: parts told after a word such as 其中, or before one such as 合计, come to the stated total.

mod balance;
mod closed;
mod copied;
mod evident;
mod hosts;
mod list;
mod moved;
mod numbered;
mod parts;
mod proved;
mod strung;
mod taught;

use std::cell::OnceCell;
use std::collections::HashMap;

use super::{Check, Grounds};
use crate::amount::apart;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::slipped;
use crate::check::aid::flow::Flow;
use crate::check::aid::prose::{
    after, clause, counts, ends_with_any, figures, is_of_a_rate, operand, paragraphs, places,
};
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::heading::ordinal;
use crate::document::{Document, FigureId, Place};
use crate::keys;
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::rule::parts::{FLAG, GLOBS, List, PLACES, WORDS};
use crate::rule::{Glob, Rule, Within};
use hosts::Hosts;
use list::{Marks, units};
use parts::Parts;
use rust_decimal::Decimal;
use taught::Lists;

/// What an amount of money counts.
const MONEY: &str = "¥";
/// Of figures taken as exact, those with so many digits after the point may have been rounded all the same.
const ROUNDED: u32 = 2;
/// A list is tried against no more amounts than this, the nearest of those told before it.
const LIKELY: usize = 32;
/// Within one list no more others are looked for: it ends where the next would open.
const INNER: usize = 16;

keys! {
    /// Parts told in words come to the stated total.
    "逐项说出的各数应合成所说的总数。"
    pub struct Enumeration {
        /// Where the text is that they are looked for in.
        within: Vec<Within> = "in", PLACES, "在哪些文字里找";
        /// Words that open a list of parts after their total.
        opens: Vec<String> = "opens", WORDS, "总数之后引出各部分的词";
        /// Words that close a list of parts with their total.
        closes: Vec<String> = "closes", WORDS, "各部分之后引出总数的词";
        /// Words that begin what the amounts before them come to, unless it is told of more: held to them where they do, or where
        /// one digit keeps them from it.
        sums: Vec<String> = "sums", WORDS, "引出前面各数之和的词；只认合得成的，和只差一个数字的";
        /// Words before what a sum comes to that the text makes in so many words: 加上…，收入总量为.
        balance: Vec<String> = "balance", WORDS, "写明加上哪些数之后，引出总数的词";
        /// Words before what is left of one total after another: 收支相抵.
        offsets: Vec<String> = "offsets", WORDS, "引出一个总数减去另一个之后余额的词";
        /// What makes up a whole where all parts of a list are of it: vehicles by their uses.
        classes: Vec<Glob> = "classes", GLOBS, "各项都是其中一类时，列出的就是全部，按各数前面的词认";
        /// Words at the end of a paragraph whose only amount is what the list below it comes to.
        leads: Vec<String> = "leads", WORDS, "一段末尾的词：段里只说一个金额时，下面列出的就是它的各项";
        /// Words before a list that say that it is of all items.
        itemised: Vec<String> = "itemised", WORDS, "说明各项都列出了的词";
        /// Words after the last part that say that there are more.
        partial: Vec<String> = "partial", WORDS, "最后一部分之后表示还有别的词";
        /// Words in the last part that say that there are no more.
        rest: Vec<String> = "rest", WORDS, "最后一部分里表示再没有别的词";
        /// Words right before a figure that make it no part and no total.
        ignore: Vec<String> = "ignore", WORDS, "紧接在数前面、使它既非部分也非总数的词";
        /// Words that may stand between these and the figure.
        skip: Vec<String> = "skip", WORDS, "这些词与数之间可以有的词";
        /// Lists are whole unless they say otherwise. Without this, only those that are nearly so are held to their total.
        exhaustive: bool = "exhaustive", FLAG, "没有另说的就是说全了；不写时只查几乎说全的";
        /// Figures with less than two digits after the point are exact: 30万元 is planned, not rounded.
        exact: bool = "exact", FLAG, "小数不足两位的数是准数，不是约数";
        /// Nothing says whether a list is whole: one that misses its total is told only where one digit written otherwise
        /// would settle it, or where it names everything that `complete` says makes up a whole.
        evident: bool = "evident", FLAG, "看不出是否说全：只报改一位数就对上的，和说齐了 complete 各项的";
        /// What makes up a whole, by the words before the amounts: basic and project spending.
        complete: Vec<Vec<Glob>> = "complete", List(GLOBS), "哪些合起来就是全部，按金额前面的词认";
        /// Parts are the items of a numbered list within one text, and nothing else.
        numbered: bool = "numbered", FLAG, "各部分只是一段文字里编了号的各项";
        /// Words before a total that stands ahead of a numbered list, beside those that close one.
        totals: Vec<String> = "totals", WORDS, "编号各项之前的总数前面的词";
        /// Words in whose clause a percentage is an instalment: together they come to a whole, or to no more than that where
        /// no word of `rest` says that there are no more.
        instalments: Vec<String> = "instalments", WORDS, "同一分句里的百分比是分期的词：各期合成 100%，没有 rest 的词时不超过";
    }
}

/// Two words that open a list this close, in bytes, open one: 其中：包括. Two ideographs take six.
const ONE_OPENING: u32 = 6;
/// A list below its total goes on for so many paragraphs at most, so that no total is held against a whole document.
const LONGEST_LIST: usize = 60;
/// Where nothing numbers the parts, only the next few paragraphs are surely meant.
const WITHOUT_NUMBERS: usize = 8;

impl Check for Enumeration {
    const NAME: &'static str = "enumeration";

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        run(bound, self, results);
    }

    fn grounds(&self) -> Grounds {
        if self.evident { Grounds::Guess } else { Grounds::Words }
    }
}

/// Tries the rule on every list of parts.
fn run(bound: &Bound<'_>, rule: &Enumeration, results: &mut Results) {
    let document = bound.document;
    let in_cells = |within: &&Within| matches!(within, Within::Cells | Within::Form(_) | Within::Table(_));
    let (cells, text): (Vec<&Within>, Vec<&Within>) = rule.within.iter().partition(in_cells);
    let text: Vec<Within> = text.into_iter().cloned().collect();
    let mut lists = Lists::default();
    for place in places(bound, &text) {
        let all: Vec<Paragraph<'_>> =
            paragraphs(bound, &place).map(|place| Paragraph::new(bound, rule, place)).collect();
        for (index, paragraph) in all.iter().enumerate() {
            paragraph.told(&all[..index], &all[index + 1..], results, &mut lists);
        }
        if rule.evident {
            Paragraph::rows(&all, results);
        }
    }
    // A cell is a text of its own; one figure has no parts.
    for place in cells.into_iter().flat_map(|within| bound.within(within)) {
        if figures(document, &place).nth(1).is_some() {
            Paragraph::new(bound, rule, &place).told(&[], &[], results, &mut Lists::default());
        }
    }
    lists.tell(results);
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
    bound: &'a Bound<'a>,
    document: &'a Document,
    rule: &'a Enumeration,
    place: &'a Place,
    /// Figures that may be totals or parts.
    items: Vec<Item<'a>>,
    /// Where a list opens: from the word to what follows it.
    opens: Vec<(u32, u32)>,
    /// The numbers of the items by what they count; found when first asked for.
    by_unit: OnceCell<HashMap<&'a str, Vec<usize>>>,
    /// Found when first asked for.
    marks: OnceCell<Marks>,
    /// Where what stands before a clause ends; found when first asked for.
    ends: OnceCell<Vec<u32>>,
}

impl<'a> Paragraph<'a> {
    fn new(bound: &'a Bound<'a>, rule: &'a Enumeration, place: &'a Place) -> Self {
        let document = bound.document;
        let items: Vec<Item<'a>> = figures(document, place)
            .filter_map(|id| {
                let at = &document.figure(id).place;
                let words = clause(document, place.start, at.start);
                let words =
                    rule.skip.iter().find_map(|skip| words.strip_suffix(skip.as_str())).unwrap_or(&words);
                let unit = counts(document, id).filter(|_| !ends_with_any(words, &rule.ignore))?;
                // What a rate is of is no part.
                if is_of_a_rate(document, id) {
                    return None;
                }
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
        // 总额50万元:货物… and 总额50万元(货物…): a mark after an amount opens a list as well as any word.
        let mark = |item: &&Item<'_>| after(document, item.end, place.end).starts_with([':', '(']);
        let led = items.iter().filter(|item| rule.evident && item.unit == MONEY).filter(mark);
        opens.extend(led.map(|item| (item.end, item.end + 1)));
        opens.sort_unstable();
        opens.dedup_by(|next, kept| next.0 < kept.1 + ONE_OPENING);
        let (by_unit, marks, ends) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { bound, document, rule, place, items, opens, by_unit, marks, ends }
    }

    /// Tries every way in which parts are told.
    fn told(
        &self,
        before: &[Paragraph<'a>],
        following: &[Paragraph<'a>],
        results: &mut Results,
        lists: &mut Lists<'a>,
    ) {
        if self.rule.numbered {
            self.numbered(results);
        } else {
            self.opened(before.last(), following, results, lists);
            let told = self.balanced(results);
            self.offset(before, results);
            self.closed(&told, results);
        }
        if self.rule.evident {
            self.led(following, results, lists);
            self.strung(before, results);
        }
        self.instalments(results);
    }

    /// Lists after a word that opens one.
    fn opened(
        &self,
        before: Option<&Paragraph<'a>>,
        following: &[Paragraph<'a>],
        results: &mut Results,
        lists: &mut Lists<'a>,
    ) {
        // What the lists before were the parts of: 收入包括A、B；支出包括C、D are two lists of one total.
        let mut hosts = Hosts::default();
        for (index, &(open, opened)) in self.opens.iter().enumerate() {
            let sentence = self.sentence_start(open);
            lists.open(after(self.document, open, opened));
            // A list inside an item of this one is told by itself.
            let inner = &self.opens[index + 1..];
            let inner = &inner[..inner.partition_point(|next| next.0 < self.sentence_end(opened))];
            let end = inner.get(INNER).map_or_else(|| self.sentence_end(opened), |next| next.0);
            let close = self.closes(open).or_else(|| self.closes_around(opened));
            let end = close.map_or(end, |close| close.min(end));
            let inner = &inner[..inner.len().min(INNER)];
            let from = self.items.partition_point(|item| item.start < opened);
            let to = self.items.partition_point(|item| item.start < end);
            let listed = self.items.get(from..to).unwrap_or_default();
            let leads = listed.is_empty() && (self.rule.exhaustive || self.rule.evident);
            let below = if leads && self.ends_at(opened) { self.below(following) } else { Vec::new() };
            for (unit, items) in units(if below.is_empty() { listed } else { &below }) {
                let mut totals = self.totals(open, unit, before);
                // The mark is the amount's own.
                if !matches!(totals.as_slice(), [only] if self.document.figure(*only).place.end == open) {
                    hosts.join(sentence, unit, &mut totals);
                }
                let from = totals.iter().map(|&total| self.document.figure(total).place.start).min();
                let to = below.last().map_or(end, |last| last.end);
                if from.is_none_or(|from| self.bound.cuts().within(&(from.min(open)..to))) {
                    continue;
                }
                let mut all = if below.is_empty() { self.outer(&items, inner) } else { items };
                // 其中X 50万元:货物…: the list is of the amount that stands before its colon.
                if let Some(host) = self.host(&all) {
                    totals = vec![host.id];
                    all.remove(0);
                }
                if let ([only], true) = (all.as_slice(), below.is_empty())
                    && self.goes_on(&totals, *only, end, results)
                {
                    continue;
                }
                let near = if below.is_empty() { self.level(all.iter().copied()) } else { all.len() };
                self.tell(&totals, (near, &all), end, results, lists);
            }
        }
    }

    /// The first of `items`, where a colon after it opens the list of the others.
    fn host(&self, items: &[Item<'a>]) -> Option<Item<'a>> {
        let first = items.first().filter(|_| items.len() > 2)?;
        after(self.document, first.end, self.place.end).trim_start().starts_with(':').then_some(*first)
    }

    /// True where nothing but marks follows byte `at`.
    fn ends_at(&self, at: u32) -> bool {
        after(self.document, at, self.place.end).trim_start_matches([':', ',', ' ']).is_empty()
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
                let last =
                    following.iter().take(LONGEST_LIST).position(|next| text(next).contains(['。', ';']));
                let lines = following.iter().take(last.map_or(0, |last| last + 1));
                let end = |next: &Paragraph<'a>| {
                    let ends = text(next).find(['。', ';']);
                    ends.map_or(next.place.end, |end| next.place.start + end as u32)
                };
                return lines
                    .flat_map(|next| next.items.iter().copied().filter(|item| item.start < end(next)))
                    .collect();
            }
            let host = style(self);
            return following
                .iter()
                .take(WITHOUT_NUMBERS)
                .take_while(|next| host.is_none() || style(next) != host)
                .filter_map(|next| next.items.first().copied())
                .collect();
        };
        let host = style(self).filter(|host| *host != own);
        let number = |next: &Paragraph<'a>| {
            ordinal(self.document.text(next.place)).map_or(0, |(ordinal, _)| ordinal.number)
        };
        // Where the numbers begin anew, another list does.
        let mut last = 0;
        following
            .iter()
            .take(LONGEST_LIST)
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

    /// The items that count `unit`, by their numbers.
    fn of_unit(&self, unit: &str) -> &[usize] {
        let by_unit = self.by_unit.get_or_init(|| {
            let mut by_unit: HashMap<&str, Vec<usize>> = HashMap::new();
            for (at, item) in self.items.iter().enumerate() {
                by_unit.entry(item.unit).or_default().push(at);
            }
            by_unit
        });
        by_unit.get(unit).map_or(&[], Vec::as_slice)
    }

    /// What a list that opens at `open` may be the parts of, the likeliest first.
    fn totals(&self, open: u32, unit: &str, before: Option<&Paragraph<'a>>) -> Vec<FigureId> {
        let start = self.sentence_start(open);
        let ids = |paragraph: &Paragraph<'a>, numbers: &[usize]| -> Vec<FigureId> {
            let items = numbers.iter().rev().take(LIKELY).filter_map(|&at| paragraph.items.get(at));
            items.map(|item| item.id).collect()
        };
        let own = self.of_unit(unit);
        let until = |byte: u32| &own[..own.partition_point(|&at| self.items[at].start < byte)];
        if self.rule.evident {
            if let Some(host) = until(open).last().filter(|&&at| self.items[at].end == open) {
                return vec![self.items[*host].id];
            }
            // Which of them is meant is for the figures to say.
            let told = own.partition_point(|&at| self.items[at].end <= open);
            let mut totals = ids(self, &own[..told]);
            let above = before.filter(|_| start == self.place.start);
            totals.extend(above.into_iter().flat_map(|above| ids(above, above.of_unit(unit))));
            totals.truncate(LIKELY);
            return totals;
        }
        let last = until(open).last().and_then(|&at| self.items.get(at));
        if let Some(total) = last.filter(|last| last.start >= start) {
            return vec![total.id];
        }
        // Figures of another kind in the same sentence: the list is about those.
        let others = self.items.partition_point(|item| item.start < start);
        if self.items.get(others).is_some_and(|item| item.start < open) {
            return Vec::new();
        }
        if start == self.place.start {
            let above = before.filter(|before| self.rule.exhaustive && before.of_unit(unit).len() == 1);
            return above.map_or_else(Vec::new, |above| ids(above, above.of_unit(unit)));
        }
        // The sentences before: what was said last, then everything said before it.
        ids(self, until(start))
    }

    fn value(&self, item: &Item<'_>) -> Decimal {
        self.document.figure(item.id).amount.base()
    }

    /// A figure as the rule reads it.
    fn read(&self, id: FigureId) -> Operand {
        let operand = operand(self.document, id);
        let exact = self.rule.exact && self.document.figure(id).amount.decimals < ROUNDED;
        if exact { Operand { half: Decimal::ZERO, ..operand } } else { operand }
    }

    fn equation(&self, total: FigureId, parts: &[Item<'_>], cmp: Cmp) -> Equation {
        let term = |item: &Item<'_>| Term { operand: self.read(item.id), coefficient: Decimal::ONE };
        let right = Linear { terms: parts.iter().map(term).collect() };
        let left = Linear::one(self.read(total));
        // Parts never come to more than their total.
        let cmp = if cmp == Cmp::Le { Cmp::Ge } else { cmp };
        Equation { cmp, ..Equation::equal(left, right) }
    }

    /// Holds a list to one of `totals`; its first `near` items are the likelier list.
    fn tell(
        &self,
        totals: &[FigureId],
        (near, all): (usize, &[Item<'a>]),
        end: u32,
        results: &mut Results,
        lists: &mut Lists<'a>,
    ) {
        let (sums, near) = (Parts::new(self, all), &all[..near.min(all.len())]);
        let (Some(&first), Some(last)) = (totals.first(), near.last()) else { return };
        if let [only] = near {
            return self.alone(first, *only, all.len(), results);
        }
        let whole = totals.iter().find_map(|&total| {
            let len = [near.len(), all.len()].into_iter().find(|&len| sums.come_to(total, len))?;
            Some((total, len))
        });
        // What follows the parts may be told of something else.
        let prefix = || {
            // Of what makes up a whole by its names more than one must be something.
            let mut some = near.iter().enumerate().filter(|(_, item)| !self.value(item).is_zero());
            let second = some.nth(1).map_or(0, |(at, _)| at).min(near.len());
            let least = if self.complete(near).is_some() { second + 1 } else { 2 };
            let lens = (least.max(2)..near.len()).rev().filter(|_| !self.rule.exhaustive);
            let mut ways = totals.iter().flat_map(|&total| lens.clone().map(move |len| (total, len)));
            ways.find(|&(total, len)| sums.come_to(total, len))
        };
        if whole.is_none()
            && let Some(total) = self.proved(totals, near)
        {
            return results.proved(self.equation(total, near, Cmp::Eq));
        }
        if let Some((total, len)) = whole.or_else(prefix) {
            results.relation(self.equation(total, &all[..len], Cmp::Eq));
            self.moved(total, &all[..len], results);
            return lists.came();
        }
        let value = |id: FigureId| self.document.figure(id).amount.base();
        // 收支总计100，其中：收入100，支出100: two sides of one thing, no parts.
        if near.iter().all(|item| self.value(item) == value(first)) {
            return;
        }
        if self.rule.evident {
            return self.evident(totals, near, all, results, lists);
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
            // Of several that may be meant, and of what another paragraph says, one must be about right.
            true => {
                let here = totals.len() == 1 && self.document.figure(total).place.start >= self.place.start;
                // 教职工2450人，其中教师2200人；学生36500人: behind the semicolon something else may be told.
                let one = near.first().map_or("", |first| after(self.document, first.end, last.start));
                let here = here && !one.contains(';');
                here || slip(&total) || near_enough && sum <= value(total).saturating_add(value(total))
            }
            false => remainder || near_enough,
        };
        if likely {
            results.relation(self.equation(total, near, Cmp::Eq));
        }
    }
}
