//! Lists that no word says are whole: held to a total where the figures themselves show that they are its parts.

use super::parts::Parts;
use super::taught::Lists;
use super::{Item, LIKELY, Paragraph};
use crate::amount::slip::{neighbours_swapped, one_digit_off, significant, written};
use crate::amount::{apart, total};
use crate::check::aid::evidence::{is_in_another_unit, mistaken, one_digit_away, slipped, slipped_by};
use crate::check::aid::prose::{after, clause_at};
use crate::check::aid::relation::Equation;
use crate::check::results::Results;
use crate::document::FigureId;
use crate::document::heading::ordinal;
use crate::ledger::Outcome;
use crate::rule::Glob;
use crate::rule::formula::Cmp;
use crate::source::Cut;
use crate::words::vocabulary;
use rust_decimal::Decimal;

/// So many paragraphs in a row that begin with a name and its amount are a list.
const ROWS: usize = 3;
/// What opens a list stands no more bytes before its first amount.
const OPENED: usize = 240;
/// A list over several sentences has no more parts than this.
const SENTENCES: usize = 4;
/// Such a list stands no more than this many paragraphs below its total.
const ABOVE: usize = 3;
/// No more of the first such paragraphs are taken for something else than the list.
const STARTS: usize = 8;
/// A total of fewer digits is equal to one of its parts by chance.
const TELLING: u32 = 3;
/// Where something speaks for a list to be whole (its one part, that its like came to their totals in the document, or that it
/// comes to more than it is part of), one of so many differences that are none may look like a slip.
const CHANCE: u64 = 50;
/// Parts that come to more than what they are of are a mistake, or of something else: then so many differences look like a slip.
const MORE: u64 = 12;
/// What a list below a paragraph comes to is one of its last so many amounts.
const LEADING: usize = 3;
/// The name before the first amount of such a paragraph takes no more bytes than this.
const NAME: usize = 160;
/// Between an amount and the first of its parts, whose list 其中 opens, stand no more bytes.
const LEADS: u32 = 90;

impl<'a> Paragraph<'a> {
    /// A list that comes to none of `totals`: of parts that make up a whole by their names, or that one digit keeps from it.
    pub(super) fn evident(
        &self,
        totals: &[FigureId],
        near: &[Item<'a>],
        all: &[Item<'a>],
        results: &mut Results,
        lists: &mut Lists<'a>,
    ) {
        // What stands beyond the list is looked through where it is short: lists within lists would be so again and again.
        let beyond = if all.len() <= LIKELY { all } else { near };
        let listed = [near, beyond].into_iter().find_map(|items| Some((items, self.complete(items)?)));
        if let Some((items, named)) = listed {
            // What else stands in the same list is a part as well, unless it is told of something else.
            let inside = items.last().is_some_and(|last| last.end <= self.place.end)
                && items.first().is_some_and(|first| named.iter().any(|part| part.id == first.id));
            let nearest = totals.first().map(|&total| self.said(total));
            let away = |parts: &[Item<'a>]| Some(apart(self.sum(parts)?, nearest?));
            let more = inside && away(items) <= away(&named);
            // 运行费251万元，比上年285万元减少;购置费56万元;接待费124万元: what ; divides the list into is all of it.
            let heads = self.heads(items);
            let among = heads.len() > named.len()
                && named.iter().all(|part| heads.iter().any(|head| head.id == part.id));
            let whole = match () {
                () if inside && among => heads,
                () if more => items.to_vec(),
                () => named,
            };
            let Some(sum) = self.sum(&whole) else { return };
            // It is the whole that the list is about: of the sentence that leads up to it.
            let start = |total: FigureId| self.document.figure(total).place.start;
            let sentence = totals.first().map_or(0, |&nearest| self.sentence_start(start(nearest)));
            let said = |from: u32| totals.iter().copied().filter(move |&total| start(total) >= from);
            // 全市收入1582亿元，增长2%。 其中：税收991亿元; …: the whole may be told at the end of the paragraph before.
            let from = sentence.max(self.place.start);
            let above = said(from).next().is_none()
                && whole.first().is_some_and(|first| self.sentence_start(first.start) == self.place.start);
            let copied = totals.iter().copied().find(|&total| self.has_a_copy(total, &whole));
            let said = said(if above { sentence } else { from });
            let total = copied.or_else(|| said.min_by_key(|&total| apart(self.said(total), sum)));
            let about = |&total: &FigureId| {
                let said = self.said(total);
                sum <= said.saturating_add(said) && said <= sum.saturating_add(sum)
                    || self.leads(total)
                    || self.is_a_part(total, &whole)
                    || copied == Some(total)
                    || whole.first().is_some_and(|first| self.is_next(total, first)) && sum > said
                    || self.mistaken(&self.equation(total, &whole, Cmp::Eq), &whole)
            };
            let Some(total) = total.filter(about) else { return };
            // 甲15万元，占40%；乙22万元，占60%。其中：1、甲15万元…: the list says once more what was said before it.
            let again = totals.iter().filter(|other| **other != total && self.is_a_part(**other, &whole));
            if self.is_a_part(total, &whole) && again.count() > 0 {
                return;
            }
            let equation = self.equation(total, &whole, Cmp::Eq);
            let slip = || {
                written(self.document.figure(total).amount) >= TELLING
                    && one_digit_away(self.document, &equation)
            };
            return match self.is_a_part(total, &whole) || copied == Some(total) || slip() {
                true => results.proved(equation),
                false => results.relation(equation),
            };
        }
        if let Some(total) = self.classed(totals, near).or_else(|| self.itemised(totals, all, lists.word())) {
            let parts =
                if near.len() == all.len() || self.classed(totals, near).is_some() { near } else { all };
            return results.proved(self.equation(total, parts, Cmp::Eq));
        }
        // 甲60.77亿元、乙2.87亿元、其他0.83亿元: a list that ends in what else there is is whole.
        let last = near.last().map(|last| self.name(last)).unwrap_or_default();
        if near.len() >= ROWS
            && near.len() == all.len()
            && self.rule.rest.iter().any(|rest| last.starts_with(rest.as_str()))
            && let Some(total) = totals.first()
        {
            let equation = self.equation(*total, near, Cmp::Eq);
            if one_digit_away(self.document, &equation) {
                return results.relation(equation);
            }
        }
        // Where the list's own sentence says what it may come to, what the sentences before say is another's.
        let sentence = near.first().map_or(0, |first| self.sentence_start(first.start));
        let start = |total: &FigureId| self.document.figure(*total).place.start;
        let here = totals.iter().any(|total| start(total) >= sentence);
        for &total in totals.iter().filter(|total| !here || start(total) >= sentence) {
            for parts in [near, all].iter().take(if near.len() < all.len() { 2 } else { 1 }) {
                let equation = self.equation(total, parts, Cmp::Eq);
                // Neither happens by chance: a part larger than the whole, the digits of the right amount in another unit.
                let plain = start(&total) >= sentence && self.has_a_larger_part(total, parts, sentence);
                if plain || is_in_another_unit(self.document, &equation) || self.has_a_copy(total, parts) {
                    return results.proved(equation);
                }
                if self.mistaken(&equation, parts) || self.exceeds(&equation, total, parts, sentence) {
                    return results.relation(equation);
                }
            }
        }
        let nearest = totals.first().map(|&total| self.equation(total, near, Cmp::Eq));
        // One digit written otherwise makes a count of one digit any other.
        let long = |equation: &Equation| {
            let mut ids = equation.operands().filter_map(|operand| operand.figure);
            ids.any(|id| written(self.document.figure(id).amount) > 1)
        };
        let slip = nearest.filter(|equation| long(equation) && one_digit_away(self.document, equation));
        lists.missed(slip.map(|equation| {
            let hardly = slipped_by(self.document, &equation, CHANCE);
            (equation, hardly)
        }));
    }

    /// A list of one part, where that is the whole: 筹办经费9.91万元，主要包括：安保经费9.91万元.
    /// What 其中 opens may be of another extent: 授予中小企业400万元，其中：小微企业200万元.
    pub(super) fn alone(&self, total: FigureId, only: Item<'a>, all: usize, results: &mut Results) {
        let telling = written(self.document.figure(only.id).amount) >= TELLING;
        if !self.rule.evident || all > 1 || !telling || only.unit != super::MONEY {
            return;
        }
        let equation = self.equation(total, &[only], Cmp::Eq);
        let end = self.document.figure(total).place.end;
        self.is_no_part(total, only, results);
        let between = after(self.document, end, only.start).last(OPENED);
        // 500万元(含一次性补助50万元): what is taken in may be any part.
        let of_which =
            vocabulary().of_which.iter().any(|word| between.contains(word)) || between.starts_with('(');
        if equation.outcome() != Outcome::Fails || !of_which && slipped_by(self.document, &equation, CHANCE) {
            results.relation(equation);
        }
    }

    /// The only part that 其中 tells of an amount is no more than all that the sentence or the one before says.
    fn is_no_part(&self, total: FigureId, only: Item<'a>, results: &mut Results) {
        let end = self.document.figure(total).place.end;
        let between = after(self.document, end, only.start);
        let opened = vocabulary().of_which.iter().any(|word| between.contains(word));
        let start = self.sentence_start(self.document.figure(total).place.start);
        let before = self.items.partition_point(|item| item.start < only.start);
        let said = self.items[..before].iter().rev().take(LIKELY).take_while(|item| item.start >= start);
        let most = said.filter(|item| item.unit == super::MONEY).map(|item| self.value(item)).max();
        let larger = most.is_some_and(|most| self.value(&only) > most);
        // 单位价值50万元以上的设备，其中100万元以上的: bounds are no amounts.
        let bound = |end: u32| vocabulary().said_bounds.begin(after(self.document, end, self.place.end));
        if opened && larger && !bound(only.end) && !bound(end) && only.start.saturating_sub(end) <= LEADS {
            let equation = self.equation(total, &[only], Cmp::Le);
            if one_digit_away(self.document, &Equation { cmp: Cmp::Eq, ..equation.clone() })
                || self.slips_below(only, most)
            {
                results.relation(equation);
            }
        }
    }

    /// Whether one digit of an amount, or two neighbours that changed places, keep it from being no more than `most`.
    fn slips_below(&self, only: Item<'a>, most: Option<Decimal>) -> bool {
        let amount = self.document.figure(only.id).amount;
        let worth = amount.unit.worth();
        let mut values = one_digit_off(amount).chain(neighbours_swapped(amount));
        values.any(|value| value.checked_mul(worth).zip(most).is_some_and(|(value, most)| value <= most))
    }

    /// A list whose first part ends its sentence, and whose others begin sentences of their own: 商品和服务支出40万元，其中：公用经费
    /// 10万元，较上年减少1万元。专项经费30万元，…. True where they come to one of `totals`, or one digit keeps them from it.
    pub(super) fn goes_on(
        &self,
        totals: &[FigureId],
        only: Item<'a>,
        end: u32,
        results: &mut Results,
    ) -> bool {
        if !self.rule.evident || only.unit != super::MONEY {
            return false;
        }
        let next = self.opens.get(self.opens.partition_point(|(open, _)| *open < end));
        let last = next.map_or(self.place.end, |(open, _)| *open);
        let mut parts = vec![only];
        let mut from = end;
        while parts.len() < SENTENCES && from < last {
            let until = self.sentence_end(from + 1).min(last);
            let Some(first) = self.items.get(self.items.partition_point(|item| item.start < from)) else {
                break;
            };
            if first.start < until && first.unit == super::MONEY {
                parts.push(*first);
            }
            from = until;
        }
        let sums = Parts::new(self, &parts);
        let lens = || 2..=parts.len();
        let came =
            totals.iter().find_map(|&id| lens().find(|&len| sums.come_to(id, len)).map(|len| (id, len)));
        let slip = |&(id, len): &(FigureId, usize)| {
            slipped(self.document, &self.equation(id, &parts[..len], Cmp::Eq))
        };
        let nearest =
            || totals.first().into_iter().flat_map(|&id| lens().map(move |len| (id, len))).find(slip);
        let Some((total, len)) = came.or_else(nearest) else { return false };
        results.relation(self.equation(total, &parts[..len], Cmp::Eq));
        true
    }

    /// A list below a paragraph that ends in a word that leads up to it: 收入105万元，支出105万元，具体情况如下. What it comes to is
    /// one of the last amounts that the paragraph says.
    pub(super) fn led(&self, following: &[Paragraph<'a>], results: &mut Results, lists: &mut Lists<'a>) {
        let text = self.document.text(self.place).trim_end_matches([':', '。', ',', ' ']);
        if !self.rule.leads.iter().any(|word| text.ends_with(word.as_str())) {
            return;
        }
        let mut amounts =
            self.items.iter().filter(|item| item.unit == super::MONEY && !self.value(item).is_zero());
        let Some(total) = amounts.next() else { return };
        let others: Vec<&Item<'a>> = amounts.collect();
        let below: Vec<Item<'a>> =
            self.below(following).into_iter().filter(|item| item.unit == super::MONEY).collect();
        lists.open(after(self.document, total.end, total.end));
        if others.iter().all(|other| self.value(other) == self.value(total)) {
            return self.tell(&[total.id], (below.len(), &below), self.place.end, results, lists);
        }
        // 总支出570万元，其中本年支出568万元，具体如下: one of the last amounts, where they come to it or a slip keeps them from it.
        if below.len() < ROWS {
            return;
        }
        let last: Vec<Equation> =
            others.iter().rev().take(LEADING).map(|total| self.equation(total.id, &below, Cmp::Eq)).collect();
        let comes = last.iter().find(|equation| equation.outcome() != Outcome::Fails);
        if let Some(equation) = comes.or_else(|| last.iter().find(|equation| self.mistaken(equation, &below)))
        {
            results.relation(equation.clone());
        }
    }

    /// Whether a mistake explains why parts come to something else: of a list in paragraphs of its own only a slip does.
    fn mistaken(&self, equation: &Equation, parts: &[Item<'a>]) -> bool {
        let here = parts.last().is_some_and(|last| last.end <= self.place.end);
        if here {
            return mistaken(self.document, equation);
        }
        // (1)恤病17.52万元;(2)济困27.94万元;…: numbers say what the parts are.
        let numbered = || parts.len() >= ROWS && parts.iter().all(|part| self.is_numbered(part));
        slipped(self.document, equation) || numbered() && slipped_by(self.document, equation, MORE)
    }

    /// The first of a list, and those of its items that are the first behind a semicolon.
    fn heads(&self, items: &[Item<'a>]) -> Vec<Item<'a>> {
        let parted = |pair: &[Item<'a>]| after(self.document, pair[0].end, pair[1].start).contains(';');
        let behind = items.windows(2).filter(|pair| parted(pair)).map(|pair| pair[1]);
        items.first().copied().into_iter().chain(behind).collect()
    }

    /// Whether an amount stands in a paragraph that begins with a number.
    pub(super) fn is_numbered(&self, item: &Item<'a>) -> bool {
        let flows = self.bound.flows();
        let own = flows.partition_point(|flow| flow.start <= item.start).checked_sub(1).map(|at| &flows[at]);
        own.is_some_and(|own| ordinal(self.document.text(own)).is_some())
    }

    /// Whether parts come to more than the amount that they are told of in the same sentence, as the parts of nothing do, and a slip
    /// would explain it.
    fn exceeds(&self, equation: &Equation, total: FigureId, parts: &[Item<'a>], sentence: u32) -> bool {
        let own = self.said(total);
        let place = &self.document.figure(total).place;
        // 总支出6015亿元。其中，教育支出899亿元，…: of the one right before it.
        let beside = |first: &Item<'_>| first.start.checked_sub(place.end).is_some_and(|far| far <= LEADS);
        let next = |first: &Item<'a>| beside(first) && self.is_next(total, first);
        let here = place.start >= sentence || parts.first().is_some_and(next);
        // Kinds of people may overlap, 妇女35人, 党员12人; what is counted in so many digits is divided.
        let telling = |part: &Item<'_>| {
            part.unit == super::MONEY || written(self.document.figure(part.id).amount) > TELLING
        };
        let parted = parts.iter().all(|part| self.value(part) < own);
        let more = self.sum(parts).is_some_and(|sum| sum > own);
        if !(here && parted && more) {
            return false;
        }
        parts.iter().all(telling) && slipped_by(self.document, equation, MORE)
            || self.are_classes(total, parts) && one_digit_away(self.document, equation)
    }

    /// Whether the parts of a count are classes that hold nothing twice, by their names: 行政编制42人，事业编制26人. 亿元以上项目80个，工业
    /// 项目70个 are of one kind, and overlap.
    fn are_classes(&self, total: FigureId, parts: &[Item<'a>]) -> bool {
        let words = vocabulary();
        let before = self.items.partition_point(|item| item.id < total);
        let Some(total) = self.items.get(before).filter(|item| item.id == total) else { return false };
        let name = |part: &Item<'a>| self.name(part);
        let bounded = |part: &Item<'a>| words.said_bounds.iter().any(|bound| name(part).contains(bound));
        total.unit != super::MONEY
            && parts.len() > 1
            && !parts.iter().any(bounded)
            && self.kin(total, parts).is_some()
    }

    /// Whether one of several parts is more than all that its sentence says before the list: a part is less than what it is of.
    fn has_a_larger_part(&self, total: FigureId, parts: &[Item<'a>], sentence: u32) -> bool {
        let Some(first) = parts.first().filter(|_| parts.len() > 1) else { return false };
        let end = self.document.figure(total).place.end;
        if parts.len() > LIKELY || first.start.saturating_sub(end) > LEADS {
            return false;
        }
        let between = after(self.document, end, first.start);
        let of_which =
            vocabulary().of_which.iter().any(|word| between.contains(word)) || between.starts_with('(');
        let before = self.items.partition_point(|item| item.start < first.start);
        let said = self.items[..before].iter().rev().take(LIKELY).take_while(|item| item.start >= sentence);
        let most = said.filter(|item| item.unit == super::MONEY).map(|item| self.value(item)).max();
        let larger = |part: &&Item<'a>| most.is_some_and(|most| self.value(part) > most);
        let money = parts.iter().all(|part| part.unit == super::MONEY);
        // 补助收入-268万元 is less than nothing; what it changed by may be what the list is of.
        let less = parts.iter().any(|part| self.name(part).ends_with('-'));
        let apart = between.contains(|c: char| c.is_ascii_digit());
        // The others leave room for what it should have been.
        let others: Vec<Item<'a>> = parts.iter().filter(|part| !larger(part)).copied().collect();
        let room = self.sum(&others).is_some_and(|sum| sum < self.said(total));
        of_which && money && !less && !apart && room && others.len() + 1 == parts.len()
    }

    /// Whether a total that its parts do not come to says what one of them says: it was put down in its place.
    fn is_a_part(&self, total: FigureId, parts: &[Item<'a>]) -> bool {
        let own = self.document.figure(total).amount;
        let same = |part: &Item<'a>| self.document.figure(part.id).amount.value == own.value;
        significant(own) >= TELLING && parts.iter().any(same)
    }

    /// Whether nothing but a colon stands between an amount and a list.
    fn leads(&self, total: FigureId) -> bool {
        after(self.document, self.document.figure(total).place.end, self.place.end).starts_with(':')
    }

    /// The parts of the first whole that `items` name all parts of.
    pub(super) fn complete(&self, items: &[Item<'a>]) -> Option<Vec<Item<'a>>> {
        let names: Vec<String> = items.iter().map(|item| self.name(item)).collect();
        self.rule.complete.iter().find_map(|whole| {
            let named = |glob: &Glob| names.iter().position(|name| glob.matches(name));
            whole.iter().map(|glob| named(glob).map(|at| items[at])).collect()
        })
    }

    /// What a list comes to whose parts are all of one class, as vehicles are by their uses: the amount said before it, in the
    /// same sentence.
    fn classed(&self, totals: &[FigureId], near: &[Item<'a>]) -> Option<FigureId> {
        let [first, _, _, ..] = near else { return None };
        let named = |glob: &Glob| near.iter().all(|item| glob.matches(&self.name(item)));
        let here = self.sentence_start(first.start);
        let total = *totals.first().filter(|total| self.document.figure(**total).place.start >= here)?;
        self.rule.classes.iter().any(named).then_some(total)
    }

    /// What a list comes to that words say is of all its items, 分项情况是, and that one digit keeps from it.
    fn itemised(&self, totals: &[FigureId], all: &[Item<'a>], word: &str) -> Option<FigureId> {
        let said = self.rule.itemised.iter().any(|own| own == word);
        let slip = |&&total: &&FigureId| {
            let about =
                self.sum(all).is_some_and(|sum| sum <= self.said(total).saturating_add(self.said(total)));
            about && one_digit_away(self.document, &self.equation(total, all, Cmp::Eq))
        };
        totals.first().filter(|total| said && slip(total)).copied()
    }

    /// The words before an item in its clause; it may stand in a paragraph after this.
    fn name(&self, item: &Item<'_>) -> String {
        clause_at(self.bound, item.start).into_owned()
    }

    pub(super) fn said(&self, total: FigureId) -> Decimal {
        self.document.figure(total).amount.base()
    }

    pub(super) fn sum(&self, items: &[Item<'_>]) -> Option<Decimal> {
        total(items.iter().map(|item| self.value(item)))
    }

    /// The amount that the paragraph begins with, after its name alone.
    fn head(&self) -> Option<Item<'a>> {
        let first = self.items.first().filter(|item| item.unit == super::MONEY)?;
        let before = self.document.folded.text.cut(self.place.start as usize..first.start as usize);
        let name = ordinal(before).map_or(before, |(_, len)| before.cut(len..));
        let plain = !name.trim().is_empty() && name.len() <= NAME && !name.contains(['。', ';', ',', ':']);
        plain.then_some(*first)
    }

    /// Paragraphs in a row that begin with a name and its amount, against an amount said shortly above them.
    pub(super) fn rows(all: &[Paragraph<'a>], results: &mut Results) {
        let heads: Vec<Option<Item<'a>>> = all.iter().map(Paragraph::head).collect();
        let mut at = 0;
        while at < all.len() {
            let parts: Vec<Item<'a>> = heads[at..].iter().map_while(|head| *head).collect();
            if parts.len() >= ROWS
                && let Some(equation) = Self::row_total(all, at, &parts)
            {
                results.relation(equation);
            }
            at += parts.len().max(1);
        }
    }

    /// What `parts`, the first of which begins paragraph `at`, come to. Their total may begin a paragraph of the same row, and
    /// so may what comes after the list; only the whole rest of the row is held to a total it misses.
    fn row_total(all: &[Paragraph<'a>], at: usize, parts: &[Item<'a>]) -> Option<Equation> {
        let mut missed = None;
        for first in 0..(parts.len() + 1 - ROWS).min(STARTS) {
            let (host, parts) = (&all[at + first], &parts[first..]);
            let sums = Parts::new(host, parts);
            let above = &all[(at + first).saturating_sub(ABOVE)..at + first];
            let said = above.iter().rev().flat_map(|paragraph| paragraph.items.iter().rev());
            for total in said.filter(|item| item.unit == super::MONEY).take(LIKELY) {
                let digit = host.document.figure(total.id).amount.half_digit();
                let near = |len: &usize| sums.is_within(*len, host.value(total), digit);
                let comes_out = |len: &usize| near(len) && sums.come_to(total.id, *len);
                if let Some(len) = (ROWS..=parts.len()).find(comes_out) {
                    return Some(host.equation(total.id, &parts[..len], Cmp::Eq));
                }
                if missed.is_none() {
                    let equation = host.equation(total.id, parts, Cmp::Eq);
                    missed = Some(equation).filter(|equation| slipped(host.document, equation));
                }
            }
        }
        missed
    }
}
