//! Items with what is said of each, and which of them are the parts of which.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::amount::slip::significant;
use crate::amount::{Kind, apart as distance};
use crate::check::aid::bind::Bound;
use crate::check::aid::prose::{clause_at, is_money, operand};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::aid::said::{Role, Said};
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// A whole that no word says to be one is looked for among so many items before its parts.
const BEFORE: usize = 24;
/// A list has no more items.
const ITEMS: usize = 24;
/// An amount of so many digits that are no zeros at its end is no sum of others by chance.
const TELLING: u32 = 4;

/// A figure with the words of its clause, without which two are not compared.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub figure: FigureId,
    pub words: String,
}

/// An item of a sentence: its amount and what is said of it.
#[derive(Debug)]
pub(super) struct Entry<'s> {
    said: &'s Said,
    pub stock: FigureId,
    /// What was planned.
    pub plan: Option<Measured>,
    /// Its rate of growth, and whether it rose.
    pub growth: Option<(FigureId, bool)>,
    /// How much of a plan was done.
    pub done: Option<Measured>,
    /// It is what it was.
    pub even: bool,
    /// Its rates are reckoned on another basis than its amounts: those of output, at the prices of another year.
    real: bool,
    /// The entry that words say it is a part of.
    above: Option<usize>,
}

/// The items of a document, in order.
pub(super) fn entries<'b>(bound: &'b Bound<'_>, apart: &[String]) -> Vec<Entry<'b>> {
    let (document, said) = (bound.document, bound.said());
    let mut entries: Vec<Entry<'b>> = Vec::new();
    // Of which entry an amount is said.
    let mut owners: HashMap<u32, usize> = HashMap::new();
    for (at, one) in (0..).zip(said) {
        let words = clause_at(bound, document.figure(one.figure).place.start);
        let money = is_money(document, one.figure);
        let same = |entry: &Entry<'_>| entry.said.sentence == one.sentence;
        let last = entries.len().checked_sub(1).filter(|last| same(&entries[*last]));
        if money && matches!(one.role, Role::Stock | Role::Base) {
            let planned = vocabulary().said_share.begin(&words) || vocabulary().said_plans.within(&words);
            if let Some(last) = last.filter(|last| planned && entries[*last].said.name == one.name) {
                owners.insert(at, last);
                let plan = Measured { figure: one.figure, words: words.into_owned() };
                entries[last].plan.get_or_insert(plan);
                continue;
            }
            if one.role == Role::Stock {
                owners.insert(at, entries.len());
                let real = apart.iter().any(|word| words.contains(word.as_str()));
                let above = one.above.and_then(|above| owners.get(&above).copied());
                let (plan, growth, done, even) = (None, None, None, one.even);
                entries.push(Entry { said: one, stock: one.figure, plan, growth, done, even, above, real });
            }
            continue;
        }
        let Some(last) = last.filter(|_| document.figure(one.figure).amount.unit.kind == Kind::Percent)
        else {
            continue;
        };
        // What is said of an earlier amount is not of the last one.
        if one.of.and_then(|of| owners.get(&of)) != Some(&last) {
            continue;
        }
        let entry = &mut entries[last];
        let plain = !entry.real
            && !apart.iter().any(|word| words.contains(word.as_str()))
            && !words.contains(|c: char| c.is_ascii_digit());
        let budget = vocabulary().said_budget.within(&words);
        match one.role {
            Role::Up | Role::Down if plain && !budget && entry.growth.is_none() => {
                entry.growth = Some((one.figure, one.role == Role::Up));
            }
            Role::Completion | Role::Rate if plain && budget && entry.done.is_none() => {
                entry.done = Some(Measured { figure: one.figure, words: words.into_owned() });
            }
            _ => {}
        }
    }
    entries
}

/// A whole and its parts, by their numbers.
#[derive(Debug)]
pub(super) struct Group {
    pub whole: usize,
    pub parts: Vec<usize>,
    /// Words or digits leave no doubt that these are its parts.
    pub sure: bool,
}

/// The wholes of a document whose parts come to them.
pub(super) fn groups(document: &Document, entries: &[Entry<'_>]) -> Vec<Group> {
    let items = Items { document, entries };
    let mut groups = Vec::new();
    let mut from = 0;
    while from < entries.len() {
        let sentence = entries[from].said.sentence;
        let len = entries[from..].iter().take_while(|entry| entry.said.sentence == sentence).count();
        items.of_sentence(from..from + len, &mut groups);
        from += len;
    }
    groups
}

struct Items<'a, 's> {
    document: &'a Document,
    entries: &'a [Entry<'s>],
}

impl Items<'_, '_> {
    /// The groups whose parts stand in one sentence.
    fn of_sentence(&self, all: std::ops::Range<usize>, groups: &mut Vec<Group>) {
        let mut rows: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        let mut heads: Vec<Option<usize>> = Vec::new();
        let mut at = all.start;
        // The heads that are open, the outermost first.
        let mut open: Vec<usize> = Vec::new();
        while at < all.end {
            let above = self.entries[at].above;
            match above {
                Some(head) if !open.contains(&head) => open.push(head),
                None => open.clear(),
                _ => {}
            }
            // Behind the parts that make up an inner whole the outer list goes on, though no word says so.
            while let Some(&head) = open.last().filter(|head| open.len() > 1 || all.contains(head)) {
                let own = rows.get(&Some(head)).map_or(&[][..], Vec::as_slice);
                if !(2..=ITEMS).contains(&own.len()) || !self.come_to(head, own) {
                    break;
                }
                open.pop();
            }
            let head = open.last().copied();
            let row = rows.entry(head).or_default();
            if row.is_empty() {
                heads.push(head);
            }
            row.push(at);
            at += 1;
        }
        for head in heads {
            let Some(row) = rows.remove(&head) else { continue };
            match head {
                Some(whole) => {
                    let lens = (2..=row.len().min(ITEMS)).rev();
                    if let Some(len) = lens.into_iter().find(|&len| self.come_to(whole, &row[..len])) {
                        groups.push(Group { whole, parts: row[..len].to_vec(), sure: true });
                    }
                }
                None => self.found(&row, groups),
            }
        }
    }

    /// The whole of a row of items that no word says to be parts: an amount shortly before them that they come to.
    fn found(&self, row: &[usize], groups: &mut Vec<Group>) {
        let Some(first) = row.first().filter(|_| row.len() <= ITEMS) else { return };
        for parts in [row, &row[1..]] {
            let (Some(start), Some(sum)) = (parts.first(), self.sum(parts)) else { continue };
            if parts.len() < 2 {
                continue;
            }
            let before = (first.saturating_sub(BEFORE)..*start).rev();
            let is_whole = |at: &usize| {
                let amount = self.document.figure(self.entries[*at].stock).amount;
                significant(amount) + 1 >= TELLING
                    && distance(amount.base(), sum) <= amount.half_digit().saturating_add(amount.half_digit())
                    && self.come_to(*at, parts)
            };
            if let Some(whole) = before.into_iter().find(is_whole) {
                let sure = significant(self.document.figure(self.entries[whole].stock).amount) >= TELLING;
                groups.push(Group { whole, parts: parts.to_vec(), sure });
                return;
            }
        }
    }

    fn sum(&self, parts: &[usize]) -> Option<Decimal> {
        let mut values = parts.iter().map(|part| value(self.document, self.entries[*part].stock));
        values.try_fold(Decimal::ZERO, |sum, value| sum.checked_add(value))
    }

    fn come_to(&self, whole: usize, parts: &[usize]) -> bool {
        let stocks = parts.iter().map(|part| self.entries[*part].stock);
        let whole = one(self.document, self.entries[whole].stock);
        let equation = Equation::equal(whole, sum(self.document, stocks));
        matches!(equation.outcome(), Outcome::Holds | Outcome::WithinRounding)
    }
}

/// One figure as a side of a relation.
pub(super) fn one(document: &Document, id: FigureId) -> Linear {
    Linear::one(operand(document, id))
}

/// What figures come to.
pub(super) fn sum(document: &Document, ids: impl Iterator<Item = FigureId>) -> Linear {
    ids.map(|id| one(document, id)).reduce(Linear::plus).unwrap_or_default()
}

/// The value of a figure in the base of its kind.
pub(super) fn value(document: &Document, id: FigureId) -> Decimal {
    document.figure(id).amount.base()
}
