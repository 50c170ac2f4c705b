//! Lists that no word opens: 收入18.6亿元，增长5%。税收收入12.1亿元，增长3%。非税收入6.5亿元，增长9%. After a total its parts stand at the heads of
//! sentences or clauses of their own, or one after the other in the next. What they are called shows that they are of a kind.

use super::parts::Parts;
use super::{Item, LIKELY, Paragraph};
use crate::amount::slip::written;
use crate::check::aid::evidence::{is_in_another_unit, slipped_by};
use crate::check::aid::prose::{after, clause};
use crate::check::aid::said::name::plain;
use crate::check::results::Results;
use crate::rule::formula::Cmp;
use crate::source::Cut;
use crate::words::vocabulary;

/// Such a list has no more parts.
const PARTS: usize = 12;
/// Of the amounts before it so many may be what it comes to, the nearest.
const TOTALS: usize = 4;
/// A total of fewer digits is a sum of its neighbours by chance.
const TELLING: u32 = 3;
/// Names that end in so many characters that are the same are of one kind: 税收收入, 非税收入.
const ALIKE: usize = 2;
/// Where names are of one kind among themselves alone, so many make a list.
const MANY: usize = 3;
/// One of so many differences that are none may look like a slip: in lists that words say divide the total, in those that their names
/// and their place show to be whole, and in others.
const DIVIDED: u64 = 12;
const SHOWN: u64 = 50;
const HARDLY: u64 = 250;
/// What a paragraph names its amounts to be among stands in no more than so many before it.
const ABOVE: usize = 3;
/// A clause that says by what something is divided takes no more bytes: 按消费类型分.
const BY: usize = 60;

/// Characters after this one are words of their own, or parts of such.
const IDEOGRAPHS: char = '\u{2e80}';

/// What the names of a list say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kin {
    /// They are of one kind, which the total is of as well.
    WithTotal,
    /// They are of one kind.
    Alike,
}

impl<'a> Paragraph<'a> {
    /// Tries every amount against the lists that follow it.
    pub(super) fn strung(&self, above: &[Paragraph<'a>], results: &mut Results) {
        let segments = self.segments();
        // A paragraph that begins by saying by what something is divided goes on from the one before.
        let goes_on = self.items.first().filter(|first| self.is_divided(first));
        for total in
            goes_on.and(above.last()).into_iter().flat_map(|above| above.items.iter().rev().take(TOTALS))
        {
            if self.divided(total, &segments, results) {
                break;
            }
        }
        // 支出中，…: and so does one that begins by naming what was told in one of those before.
        let named = self.items.first().and_then(|first| self.among(first));
        let near = above.iter().rev().take(ABOVE).flat_map(|above| above.items.iter().rev());
        let of = |total: &&Item<'a>, name: &str| clause(self.document, 0, total.start).contains(name);
        if let Some(name) = named
            && let Some(total) = near.take(LIKELY).find(|total| of(total, name))
        {
            self.divided(total, &segments, results);
        }
        for (at, segment) in segments.iter().enumerate() {
            let telling = |total: &&Item<'a>| written(self.document.figure(total.id).amount) >= TELLING;
            if let Some(total) = segment.first().filter(telling)
                && !self.opens_between(total.end, segment)
            {
                let like = |item: &&Item<'a>| item.unit == total.unit;
                let rest: Vec<Item<'a>> =
                    segment[1..].iter().take(LIKELY).filter(like).take(PARTS).copied().collect();
                self.strung_by(total, &rest, results);
            }
            for total in segment.iter().rev().take(TOTALS).filter(telling) {
                self.divided(total, &segments[at + 1..], results);
            }
        }
    }

    /// Holds the lists that `segments` begin with to `total`; true where there is one. It may be divided more than once: 按经营地分，
    /// …。按消费类型分，….
    fn divided(&self, total: &Item<'a>, segments: &[&[Item<'a>]], results: &mut Results) -> bool {
        let like = |item: &&Item<'a>| item.unit == total.unit;
        let mut from = 0;
        while let Some(next) = segments.get(from) {
            let heads = segments[from..].iter().map_while(|next| next.first().filter(like));
            // What is divided by something else begins another list.
            let mut first = true;
            let goes_on = |head: &&Item<'a>| std::mem::take(&mut first) || !self.is_divided(head);
            let heads: Vec<Item<'a>> = heads.take_while(goes_on).take(PARTS).copied().collect();
            // A list within the next sentence is told by itself.
            let within = self.opens_between(total.end.max(self.place.start), next);
            let row = next.iter().take(LIKELY).filter(|item| !within && like(item)).take(PARTS);
            let row: Vec<Item<'a>> = row.copied().collect();
            let taken = self.strung_by(total, &heads, results);
            match taken.or_else(|| self.strung_by(total, &row, results).map(|_| 1)) {
                Some(len) => from += len,
                None => break,
            }
        }
        from > 0
    }

    /// Whether a list opens between byte `from` and the last of some amounts.
    fn opens_between(&self, from: u32, items: &[Item<'a>]) -> bool {
        let before = |byte: u32| self.opens.partition_point(|(open, _)| *open < byte);
        items.last().is_some_and(|last| before(from) < before(last.start))
    }

    /// Holds the beginning of a list to `total`, where it comes to it or a slip keeps it from it; so many are its parts.
    fn strung_by(&self, total: &Item<'a>, list: &[Item<'a>], results: &mut Results) -> Option<usize> {
        if list.len() < 2 {
            return None;
        }
        let sums = Parts::new(self, list);
        let whole = (2..=list.len()).find(|&len| sums.come_to(total.id, len));
        let len = whole.or_else(|| self.strung_slip(total, list))?;
        if self.kin(total, &list[..len]).is_none() && self.among(&list[0]).is_none() {
            return None;
        }
        results.relation(self.equation(total.id, &list[..len], Cmp::Eq));
        self.moved(total.id, &list[..len], results);
        Some(len)
    }

    /// How many of a list are the parts that a slip keeps from `total`.
    fn strung_slip(&self, total: &Item<'a>, list: &[Item<'a>]) -> Option<usize> {
        // 公共安全支出14亿元。教育支出67亿元。…: one of many that stand in a row is no total of those behind it.
        let in_another =
            |len: &usize| is_in_another_unit(self.document, &self.equation(total.id, &list[..*len], Cmp::Eq));
        if let Some(len) = Some(list.len()).filter(in_another) {
            return Some(len);
        }
        let larger = list.iter().any(|part| self.value(part) >= self.value(total));
        if larger || self.is_one_of_a_row(total, &list[0]) {
            return None;
        }
        let slips = |len: usize| {
            let parts = &list[..len];
            let all = len == list.len();
            let kin = self.kin(total, parts).or_else(|| self.among(&list[0]).map(|_| Kin::WithTotal));
            let chance = match kin? {
                _ if all && self.is_divided(&parts[0]) => DIVIDED,
                Kin::WithTotal if all && len >= MANY => SHOWN,
                Kin::Alike if len < MANY => return None,
                _ => HARDLY,
            };
            slipped_by(self.document, &self.equation(total.id, parts, Cmp::Eq), chance).then_some(len)
        };
        (2..=list.len()).rev().find_map(slips)
    }

    /// What the names of a total and its parts say; `None`: nothing.
    pub(super) fn kin(&self, total: &Item<'a>, parts: &[Item<'a>]) -> Option<Kin> {
        let called = |item: &Item<'a>| called(&clause(self.document, 0, item.start));
        let names: Vec<String> = parts.iter().map(called).collect();
        // 出口, 进口; 城镇, 乡村: what makes up a whole by its names.
        if self.complete(parts).is_some_and(|whole| whole.len() == parts.len()) {
            return Some(Kin::WithTotal);
        }
        let (first, own) = (names.first()?, called(total));
        // 完成投资92亿元。续建项目56个，完成投资48亿元;新建项目72个，完成投资43亿元: each is of what its clause begins with.
        if !first.is_empty() && names.iter().all(|name| name == first) {
            return own.ends_with(first.as_str()).then_some(Kin::WithTotal);
        }
        let same = names.iter().map(|name| common_end(first, name)).min()?;
        let kind: String = first.chars().rev().take(same).collect::<Vec<char>>().into_iter().rev().collect();
        // Of words of letters the last few say nothing: Ausgaben von, Saldo von.
        let says = kind.chars().all(|c| c > IDEOGRAPHS);
        if same < ALIKE || !says || names.iter().any(|name| name.chars().count() <= same) {
            return None;
        }
        let whole: Vec<char> = own.chars().collect();
        let pieces: Vec<char> = kind.chars().collect();
        let shared = pieces.windows(ALIKE).any(|piece| whole.windows(ALIKE).any(|own| own == piece));
        Some(if shared { Kin::WithTotal } else { Kin::Alike })
    }

    /// Whether an amount that is of a kind with `total`, and less, stands before it.
    fn is_one_of_a_row(&self, total: &Item<'a>, first: &Item<'a>) -> bool {
        let at = self.items.partition_point(|item| item.start < total.start);
        let before = self.items[..at].iter().rev().take(TOTALS);
        let smaller = |item: &&Item<'a>| item.unit == total.unit && self.value(item) < self.value(total);
        before.filter(smaller).any(|item| self.kin(total, &[*item, *first]).is_some())
    }

    /// Whether the clause before an amount's own says by what a whole is divided: 按经营地分，城镇…, 分产业看，第一产业….
    fn is_divided(&self, first: &Item<'a>) -> bool {
        let before = self.items.partition_point(|item| item.start < first.start);
        let from = before.checked_sub(1).map_or(self.place.start, |last| self.items[last].end);
        let words = after(self.document, from, first.start).last(BY);
        let mut clauses = words.rsplit([',', '。', ';', ':']);
        let by = clauses.nth(1).unwrap_or_default().trim();
        vocabulary().said_divides.begin(by) && vocabulary().said_divided.end(by)
    }

    /// What the clause before an amount's own says that it is among: 支出 of 支出中，本级支出….
    fn among(&self, first: &Item<'a>) -> Option<&'a str> {
        let words = after(self.document, self.place.start, first.start).last(BY);
        let by = words.rsplit([',', '。', ';', ':']).nth(1)?.trim();
        vocabulary().said_among.strip_end(by).filter(|name| name.chars().count() >= ALIKE)
    }

    /// The amounts of each sentence, and of each part of it that ; ends, but for those in brackets.
    fn segments(&self) -> Vec<&[Item<'a>]> {
        let mut segments = Vec::new();
        let mut from = 0;
        for end in self.marks().ends().iter().copied().chain([self.place.end]) {
            let to = self.items.partition_point(|item| item.start < end);
            if to > from {
                segments.push(&self.items[from..to]);
            }
            from = to.max(from);
        }
        segments
    }
}

/// What an amount is called, without what says that it comes.
fn called(clause: &str) -> String {
    let plain = plain(clause);
    let mut words = plain.as_str();
    let ends = [&vocabulary().said_fillers, &vocabulary().said_predicates];
    while let Some(rest) =
        ends.iter().find_map(|list| list.strip_end(words)).filter(|rest| rest.len() < words.len())
    {
        words = rest;
    }
    words.to_owned()
}

/// How many characters two names have in common at their ends.
fn common_end(one: &str, other: &str) -> usize {
    one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other).count()
}
