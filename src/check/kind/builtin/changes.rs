//! The check `changes`: what a sum changed by is what its parts changed by, wherever a sentence tells both.
//!
//! Parts that make up their sum make up its change. Where a change is followed by others that explain it, the list may be
//! open; that it was meant to be whole is known where the changes come to the first one, or would if one digit were another.

mod twins;

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use crate::amount::apart;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::{mistaken, one_digit_away};
use crate::check::aid::prose::{is_money, operand};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::aid::said::{Role, Said, State};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::rule::pattern::Pattern;

/// A list that explains a change has no more members.
const MEMBERS: usize = 12;
/// Among so many amounts after a sum its items are looked for, with all that is said of each.
const FAR: usize = 60;

/// Tries the rule on every change that has parts; names of parts that `wholes` match, one a line, are all there are.
pub fn run(bound: &Bound<'_>, wholes: &[Pattern], results: &mut Results) {
    let said = bound.said();
    let mut of: HashMap<u32, &Said> = HashMap::new();
    let mut parts: HashMap<u32, Vec<u32>> = HashMap::new();
    for (at, one) in (0..).zip(said) {
        if let Some(stock) = one.of.filter(|_| is_change(bound.document, one)) {
            of.entry(stock).or_insert(one);
        }
        if let Some(above) =
            one.above.filter(|_| one.role == Role::Stock && is_money(bound.document, one.figure))
        {
            parts.entry(above).or_default().push(at);
        }
    }
    twins::tell(bound.document, said, &of, results);
    let mut heads: Vec<(&u32, &Vec<u32>)> = parts.iter().collect();
    heads.sort_unstable();
    let mut told: HashSet<u32> = HashSet::new();
    for (head, parts) in heads {
        if of_parts(bound.document, said, (*head, parts), &of, results) {
            told.insert(*head);
        }
    }
    let mut heads: Vec<u32> = of.keys().copied().filter(|head| !told.contains(head)).collect();
    heads.sort_unstable();
    for head in heads {
        let listed = Listed { document: bound.document, said, parts: &parts, of: &of };
        listed.tell(head, results);
    }
    for (at, one) in said.iter().enumerate().filter(|(_, one)| is_change(bound.document, one)) {
        explained(bound.document, one, &said[at + 1..], results);
        divided(bound.document, said, at, wholes, results);
    }
}

/// The change of a sum by those of its parts, where these make it up and each has one or is nothing; true where they do.
fn of_parts(
    document: &Document,
    said: &[Said],
    (head, parts): (u32, &[u32]),
    of: &HashMap<u32, &Said>,
    results: &mut Results,
) -> bool {
    let figure = |at: u32| said.get(at as usize).map(|one| one.figure);
    // 收入100万元，支出100万元，比上年增加5万元: the change is told of the last of two that are one.
    let twin = || {
        let (own, next) = (said.get(head as usize)?, said.get(head as usize + 1)?);
        let value = |one: &Said| document.figure(one.figure).amount.base();
        let same = own.sentence == next.sentence && value(own) == value(next) && !parts.contains(&(head + 1));
        same.then_some(head + 1)
    };
    let change = of.get(&head).or_else(|| of.get(&twin()?));
    let (Some(change), Some(whole)) = (change, figure(head)) else { return false };
    let stocks: Vec<FigureId> = parts.iter().filter_map(|part| figure(*part)).collect();
    let whole = Equation::equal(one(document, whole), sum(stocks.iter().map(|id| one(document, *id))));
    if stocks.len() < 2 || !matches!(whole.outcome(), Outcome::Holds | Outcome::WithinRounding) {
        return false;
    }
    let mut changes = Vec::new();
    for part in parts {
        match of.get(part) {
            Some(change) => changes.push(signed(document, change)),
            None if said.get(*part as usize).is_some_and(|one| one.even) => {}
            None => return false,
        }
    }
    let plan = |change: &Said| is_from_plan(said, change);
    let alike = parts.iter().filter_map(|part| of.get(part)).all(|part| plan(part) == plan(change));
    if changes.len() < 2 || !alike {
        return false;
    }
    let equation = Equation::equal(signed(document, change), sum(changes.into_iter()));
    // A change that only goes the other way is told of by those who read its direction.
    let turned = Equation { left: equation.left.clone().scaled(Decimal::NEGATIVE_ONE), ..equation.clone() };
    if turned.outcome() == Outcome::Fails || equation.outcome() != Outcome::Fails {
        results.relation(equation);
    }
    true
}

/// Amounts that follow a sum in sentences of their own, item by item: 1、出国费… 2、接待费…
struct Listed<'a> {
    document: &'a Document,
    said: &'a [Said],
    /// For each amount, those that its sentence says to be its parts.
    parts: &'a HashMap<u32, Vec<u32>>,
    /// For each amount, its change.
    of: &'a HashMap<u32, &'a Said>,
}

impl Listed<'_> {
    /// Tells the change of `head` by those of the amounts after it, where these make it up to the last digit.
    fn tell(&self, head: u32, results: &mut Results) {
        let (Some(change), Some(parts)) = (self.of.get(&head), self.items(head)) else { return };
        let changes: Option<Vec<Linear>> = parts.iter().map(|part| self.change(*part)).collect();
        let Some(changes) =
            changes.filter(|changes| changes.iter().filter(|one| !one.terms.is_empty()).count() > 1)
        else {
            return;
        };
        let equation = Equation::equal(signed(self.document, change), sum(changes.into_iter()));
        // The amounts come out, so that these are the parts: a digit is enough to say that their changes were meant to.
        if equation.outcome() != Outcome::Fails || one_digit_away(self.document, &equation) {
            results.relation(equation);
        }
    }

    /// The first amounts after `head` that come to it, give or take what rounding each of them makes.
    fn items(&self, head: u32) -> Option<Vec<u32>> {
        let value =
            |at: u32| self.said.get(at as usize).map(|one| self.document.figure(one.figure).amount.base());
        let own = value(head).filter(|own| own.is_sign_positive() && !own.is_zero())?;
        let is_item = |at: &u32| {
            self.said.get(*at as usize).is_some_and(|one| {
                one.role == Role::Stock
                    && one.above.is_none_or(|above| above == head)
                    && is_money(self.document, one.figure)
            })
        };
        let half = |at: u32| {
            let figure = self.said.get(at as usize).map(|one| self.document.figure(one.figure));
            figure.map_or(Decimal::ZERO, |figure| figure.amount.half_digit())
        };
        let (mut items, mut come, mut slack) = (Vec::new(), Decimal::ZERO, half(head));
        for at in (head + 1..self.said.len() as u32).take(FAR).filter(is_item).take(MEMBERS) {
            come = come.checked_add(value(at)?)?;
            slack = slack.checked_add(half(at))?;
            items.push(at);
            if come.checked_add(slack)? > own {
                break;
            }
        }
        // What comes out only by rounding may be chance, unless the items are said in the same breath.
        let sentence = |at: &u32| self.said.get(*at as usize).map(|one| one.sentence);
        let last = items.last().and_then(sentence);
        let together = sentence(&head).zip(last).is_some_and(|(head, last)| last <= head + 1);
        let comes = come == own || together && apart(come, own) <= slack;
        (comes && items.len() > 1).then_some(items)
    }

    /// By how much an item changed: by as much as its own parts where it says nothing itself. `None`: nobody knows.
    fn change(&self, at: u32) -> Option<Linear> {
        let own = |at: u32| {
            let one = self.said.get(at as usize)?;
            let none = || one.even.then(|| Linear { terms: Vec::new() });
            self.of.get(&at).map(|change| signed(self.document, change)).or_else(none)
        };
        let parts = || {
            let parts =
                self.parts.get(&at)?.iter().map(|part| own(*part)).collect::<Option<Vec<Linear>>>()?;
            Some(sum(parts.into_iter()))
        };
        // 公务用车费10万元，其中：, and what it is for in paragraphs of their own.
        let items = || {
            let items = self.items(at)?.iter().map(|item| own(*item)).collect::<Option<Vec<Linear>>>()?;
            Some(sum(items.into_iter()))
        };
        own(at).or_else(parts).or_else(items)
    }
}

/// A change by those that follow it in its sentence.
fn explained(document: &Document, change: &Said, after: &[Said], results: &mut Results) {
    let own = after.iter().take_while(|one| one.sentence == change.sentence);
    let mut changes = Vec::new();
    for one in own.filter(|one| is_money(document, one.figure)).take(MEMBERS) {
        // What has an amount of its own is of that.
        if !is_change(document, one) || one.of != change.of {
            break;
        }
        changes.push(signed(document, one));
        if changes.len() > 1 {
            let equation = Equation::equal(signed(document, change), sum(changes.clone().into_iter()));
            let comes = matches!(equation.outcome(), Outcome::Holds | Outcome::WithinRounding);
            if comes {
                return results.found(equation);
            }
        }
    }
    if changes.len() > 1 {
        let equation = Equation::equal(signed(document, change), sum(changes.into_iter()));
        if mistaken(document, &equation) {
            results.relation(equation);
        }
    }
}

/// A change by the two that follow it in its sentence, where their names say that they are all of it:
/// 支出比上年增加3万元，其中基本支出减少1万元，项目支出增加4万元. What a digit or a whole list would explain is told of by
/// [`explained`].
fn divided(document: &Document, said: &[Said], at: usize, wholes: &[Pattern], results: &mut Results) {
    let [change, parts @ ..] = &said[at..] else { return };
    // 人员增加15万元，公用减少2万元，项目增加7万元: where more follow, two are not all.
    let more = |one: &Said| one.sentence == change.sentence && is_change(document, one);
    let Some(parts) = parts.get(..2).filter(|_| !parts.get(2).is_some_and(more)) else { return };
    // What has an amount of its own, said after the change, is of that.
    let are_parts = parts.iter().all(|part| {
        part.sentence == change.sentence
            && is_change(document, part)
            && part.of.is_none_or(|of| (of as usize) < at)
    });
    let names = || format!("{}\n{}", parts[0].name.words, parts[1].name.words);
    if !are_parts || wholes.is_empty() || !wholes.iter().any(|whole| whole.is_match(&names())) {
        return;
    }
    let equation =
        Equation::equal(signed(document, change), sum(parts.iter().map(|part| signed(document, part))));
    let told = change.of == parts[0].of && change.of == parts[1].of && mistaken(document, &equation);
    if !told {
        results.relation(equation);
    }
}

/// Whether a change is reckoned from what was planned: 比年初预算1303万元增加44万元.
fn is_from_plan(said: &[Said], change: &Said) -> bool {
    let at = said.partition_point(|one| one.figure < change.figure);
    let before = at.checked_sub(1).and_then(|before| said.get(before));
    let base = before.filter(|one| one.sentence == change.sentence && one.role == Role::Base);
    base.unwrap_or(change).state == State::Budget
}

fn is_change(document: &Document, said: &Said) -> bool {
    matches!(said.role, Role::Up | Role::Down) && is_money(document, said.figure)
}

fn one(document: &Document, id: FigureId) -> Linear {
    Linear::one(operand(document, id))
}

/// A change with its sign.
fn signed(document: &Document, change: &Said) -> Linear {
    let sign = if change.role == Role::Up { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
    one(document, change.figure).scaled(sign)
}

fn sum(parts: impl Iterator<Item = Linear>) -> Linear {
    parts.reduce(Linear::plus).unwrap_or_else(|| Linear { terms: Vec::new() })
}
