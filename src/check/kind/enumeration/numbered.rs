//! Lists within one text: numbered items (1、… 2、…) that come to the amount said before or after them, and instalments
//! that come to the whole.

use std::collections::HashMap;

use super::{Item, MONEY, Paragraph};
use crate::amount::{Amount, Kind, Unit};
use crate::check::aid::prose::{after, clause, ends_with_any, figures};
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::heading::ordinal;
use crate::document::{FigureId, Ordinal, OrdinalStyle};
use crate::rule::formula::Cmp;
use crate::source::Cut;
use crate::words::vocabulary;
use rust_decimal::Decimal;

/// The marks that end a clause.
const MARKS: [char; 5] = ['。', ';', ',', '、', '\t'];

impl<'a> Paragraph<'a> {
    /// Numbered items against their total. Each must have one amount, or one that is said to be its sum; where an item has
    /// none, or several of which any may be meant, nothing is proved.
    pub(super) fn numbered(&self, results: &mut Results) {
        let starts = self.items_from_one();
        let (Some(&first), Some(&last)) = (starts.first(), starts.last()) else { return };
        if starts.len() < 2 {
            return;
        }
        let closing = self.amounts(last, self.place.end).into_iter().rev().find(|item| {
            let words = clause(self.document, last, item.start);
            self.rule.closes.iter().any(|close| words.starts_with(close.as_str()))
        });
        let head = self.amounts(self.place.start, first);
        let said = |item: &&Item<'a>| {
            let words = clause(self.document, self.place.start, item.start);
            self.rule.closes.iter().chain(&self.rule.totals).any(|word| words.contains(word.as_str()))
        };
        let named: Vec<&Item<'a>> = head.iter().filter(said).collect();
        let (total, end) = match (named.as_slice(), closing) {
            ([total], _) => (**total, closing.map_or(self.place.end, |item| item.start)),
            ([], Some(closing)) => (closing, closing.start),
            _ => return,
        };
        let ends = starts[1..].iter().copied().chain([end]);
        let parts = starts.iter().zip(ends).map(|(&from, to)| self.amount_of(from, to));
        let Some(parts) = parts.collect::<Option<Vec<Item<'a>>>>() else { return };
        let tail = after(self.document, last, end);
        let partial = self.rule.partial.iter().any(|word| tail.contains(word.as_str()));
        results.relation(self.equation(total.id, &parts, if partial { Cmp::Le } else { Cmp::Eq }));
    }

    /// Percentages that are paid one after the other.
    pub(super) fn instalments(&self, results: &mut Results) {
        if self.rule.instalments.is_empty() {
            return;
        }
        let clauses = Clauses::new(self);
        let paid = |id: &FigureId| {
            let figure = self.document.figure(*id);
            let words = clause(self.document, self.place.start, figure.place.start);
            let said = || self.rule.instalments.iter().any(|word| words.contains(word.as_str()));
            figure.amount.unit.kind == Kind::Percent
                && !ends_with_any(&words, &self.rule.ignore)
                && (said() || clauses.says_after(figure.place.end))
        };
        let parts: Vec<FigureId> = figures(self.document, self.place).filter(paid).collect();
        if parts.len() < 2 {
            return;
        }
        let term =
            |&id: &FigureId| Term { operand: Operand::of(self.document, id), coefficient: Decimal::ONE };
        let whole = Operand::literal(Amount::new(Decimal::ONE_HUNDRED, 0, Unit::PERCENT));
        let text = after(self.document, self.place.start, self.place.end);
        let complete = self.rule.rest.iter().any(|word| text.contains(word.as_str()));
        results.relation(Equation {
            cmp: if complete { Cmp::Eq } else { Cmp::Le },
            ..Equation::equal(Linear { terms: parts.iter().map(term).collect() }, Linear::one(whole))
        });
    }

    /// Where the texts of the items 1, 2, 3 … begin: of the first style that goes on after its one.
    fn items_from_one(&self) -> Vec<u32> {
        let text = self.document.text(self.place);
        let mut found: Vec<(Ordinal, usize)> = Vec::new();
        let mut before = None;
        for (at, c) in text.char_indices() {
            // 3.5 and A1 have no item in them.
            let inside = before.is_some_and(|b: char| b.is_ascii_alphanumeric() || matches!(b, '.' | '('));
            before = Some(c);
            if inside {
                continue;
            }
            if let Some((number, len)) = ordinal(text.cut(at..))
                && !matches!(number.style, OrdinalStyle::Part | OrdinalStyle::Chapter)
            {
                found.push((number, at + len));
            }
        }
        // From the last on: how far the numbering goes on from each, and where its next number stands.
        let mut nearest: HashMap<(OrdinalStyle, u32), usize> = HashMap::new();
        let mut runs: Vec<(usize, Option<usize>)> = vec![(1, None); found.len()];
        for (at, (number, _)) in found.iter().enumerate().rev() {
            let next = nearest.get(&(number.style, number.number + 1)).copied();
            runs[at] = (1 + next.map_or(0, |next| runs[next].0), next);
            nearest.insert((number.style, number.number), at);
        }
        let ones = (0..found.len()).filter(|&at| found[at].0.number == 1 && runs[at].0 > 1);
        let longest = ones.max_by_key(|&at| runs[at].0);
        let run = std::iter::successors(longest, |&at| runs[at].1);
        run.map(|at| self.place.start + found[at].1 as u32).collect()
    }

    /// Amounts of money between two bytes; prices for one of something are none.
    fn amounts(&self, from: u32, to: u32) -> Vec<Item<'a>> {
        let first = self.items.partition_point(|item| item.start < from);
        let inside = self.items[first..].iter().take_while(|item| item.end <= to);
        inside
            .filter(|item| item.unit == MONEY)
            .filter(|item| !is_price(after(self.document, item.end, self.place.end)))
            .copied()
            .collect()
    }

    /// The amount of the item between two bytes.
    fn amount_of(&self, from: u32, to: u32) -> Option<Item<'a>> {
        let all = self.amounts(from, to);
        if let [only] = all.as_slice() {
            return Some(*only);
        }
        let sum = |item: &&Item<'a>| {
            let words = clause(self.document, from, item.start);
            self.rule.closes.iter().any(|close| words.starts_with(close.as_str()))
        };
        let mut sums = all.iter().filter(sum);
        sums.next().filter(|_| sums.next().is_none()).copied()
    }
}

/// The clauses of a paragraph in which a rule's words of instalments stand.
struct Clauses {
    /// Where clauses end.
    ends: Vec<u32>,
    /// Where the words begin and end.
    words: Vec<(u32, u32)>,
}

impl Clauses {
    fn new(paragraph: &Paragraph<'_>) -> Self {
        let (text, start) = (paragraph.document.text(paragraph.place), paragraph.place.start);
        let ends = text.match_indices(MARKS).map(|(at, _)| start + at as u32).collect();
        let said = paragraph.rule.instalments.iter().flat_map(|word| text.match_indices(word.as_str()));
        let mut words: Vec<(u32, u32)> =
            said.map(|(at, word)| (start + at as u32, start + (at + word.len()) as u32)).collect();
        words.sort_unstable();
        Self { ends, words }
    }

    /// True where one of the words stands between byte `at` and the end of its clause.
    fn says_after(&self, at: u32) -> bool {
        let end = self.ends.get(self.ends.partition_point(|end| *end < at)).copied().unwrap_or(u32::MAX);
        let behind = &self.words[self.words.partition_point(|(start, _)| *start < at)..];
        behind.iter().take_while(|(start, _)| *start < end).any(|(_, last)| *last <= end)
    }
}

/// An amount behind which something is told of is the price of one.
fn is_price(behind: &str) -> bool {
    behind.starts_with(['/', '×', '*']) || vocabulary().each.strip(behind).is_some()
}
