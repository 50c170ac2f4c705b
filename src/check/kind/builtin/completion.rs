//! The check `completion`: how much of a plan was carried out, said in percent, is what was done divided by what was planned.
//!
//! The words that end before the percentage say that it is one; which amount was planned and which was done, the words of
//! each. Where several plans stand in the sentence, the one that the percentage fits is meant, and none is held against it.

mod counted;

use crate::amount::{Amount, Kind, Unit};
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::{one_digit_away, slipped};
use crate::check::aid::prose::{after, are_joined, clause, is_share_of, operand};
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::aid::said::{Period, Role, Said, State, head_of};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;
use rust_decimal::Decimal;

/// That what was done is what was planned is said no further behind its percentage than this many bytes.
const EVEN: usize = 60;
/// What was done and what was planned stand among so many amounts before the percentage.
const BEFORE: usize = 8;

/// Tries the rule on every percentage that is called a completion.
pub fn run(bound: &Bound<'_>, results: &mut Results) {
    let (document, said) = (bound.document, bound.said());
    counted::run(bound, results);
    for (at, rate) in said.iter().enumerate() {
        if rate.role == Role::Completion && rate.even && is_even_with_plan(document, rate) {
            let whole = Operand::literal(Amount::new(Decimal::ONE_HUNDRED, 0, Unit::PERCENT));
            let own = Linear::one(operand(document, rate.figure));
            results.relation(Equation::equal(own, Linear::one(whole)));
        }
        if in_a_row(document, said, at)
            || of_plan(document, said, at, results)
            || rate.role != Role::Completion
        {
            continue;
        }
        let stocks = said[..at].iter().rev().take(BEFORE).filter(|one| {
            one.role == Role::Stock && document.figure(one.figure).amount.unit.kind == Kind::Money
        });
        let near: Vec<&Said> = stocks.take_while(|one| one.sentence + 1 >= rate.sentence).collect();
        of_one(document, rate, &near, results);
    }
}

/// Whether the words right behind a completion say that what was done is what was planned: 完成预算100%，决算数与预算数持平.
fn is_even_with_plan(document: &Document, rate: &Said) -> bool {
    let from = document.figure(rate.figure).place.end as usize;
    let words = document.folded.text.cut(from..).first(EVEN).split(['。', ';']).next().unwrap_or_default();
    let even = vocabulary().said_even.iter().filter_map(|word| words.find(word)).min();
    let compared = even.map(|at| words.cut(..at));
    let plan = |words: &str| {
        let with = vocabulary().said_than.iter().filter_map(|word| words.find(word)).min();
        with.is_some_and(|at| vocabulary().said_budget.within(words.cut(at..)))
    };
    compared.is_some_and(|words| plan(words) && !words.contains(|c: char| c.is_ascii_digit()))
}

/// Whether another percentage stands right before or behind it, with nothing but a mark or a word that joins them between: 分别完成预算
/// 的102.4%和87.2%. Which amount each is of, their order says.
fn in_a_row(document: &Document, said: &[Said], at: usize) -> bool {
    let joined = |left: usize, right: usize| {
        let pair =
            said.get(left).zip(said.get(right)).filter(|(left, right)| left.sentence == right.sentence);
        let percent = |one: &Said| document.figure(one.figure).amount.unit.kind == Kind::Percent;
        pair.is_some_and(|(left, right)| {
            percent(left) && percent(right) && are_joined(document, left.figure, right.figure)
        })
    };
    joined(at, at + 1) || at.checked_sub(1).is_some_and(|before| joined(before, at))
}

/// A percentage of the amount right before it, 完成61646万元，占预算数109466万元的56.3%: the amount before that over it, whatever it is
/// called. False where it is none.
fn of_plan(document: &Document, said: &[Said], at: usize, results: &mut Results) -> bool {
    let amount = |at: usize| document.figure(said[at].figure).amount;
    let Some([part, whole]) = at.checked_sub(2).map(|from| [from, from + 1]) else { return false };
    let rate = &said[at];
    let told = amount(at).unit.kind == Kind::Percent
        && [part, whole].iter().all(|at| amount(*at).unit.kind == Kind::Money)
        && [part, whole].iter().all(|at| said[*at].sentence == rate.sentence)
        && matches!(said[part].role, Role::Stock | Role::Base);
    if !told || !is_share_of(document, rate.figure, said[whole].figure) {
        return false;
    }
    let before = clause(document, 0, document.figure(said[whole].figure).place.start);
    let called = vocabulary().said_share.begin(&before) || vocabulary().said_plans.within(&before);
    let plan = said[whole].figure;
    let own = equation(document, rate, said[part].figure, plan);
    let slips = || slipped(document, &own);
    let holds = own.outcome() != Outcome::Fails;
    // 支出898万元，其中：甲395万元、乙503万元，完成预算1041万元的86.21%: what is told behind a list may be told of what it is the list of.
    // Where that has a completion of its own, it is not.
    let told_itself = |head: &FigureId| {
        let at = said.partition_point(|one| one.figure < *head);
        let own =
            said.get(at + 1..at + 3).filter(|own| own.iter().all(|one| one.sentence == said[at].sentence));
        own.is_some_and(|own| {
            own[1].figure != rate.figure && is_share_of(document, own[1].figure, own[0].figure)
        })
    };
    let head = head_of(said, said[part].figure).filter(|head| !holds && !told_itself(head));
    if let Some(head) = head {
        let of_head = equation(document, rate, head, plan);
        if of_head.outcome() != Outcome::Fails || one_digit_away(document, &of_head) {
            results.relation(of_head);
            return true;
        }
        if slips() {
            results.relation(own);
        }
        return true;
    }
    if holds || called || slips() {
        results.relation(own);
        return true;
    }
    false
}

/// A completion by the amounts before it, the nearest first.
fn of_one(document: &Document, rate: &Said, near: &[&Said], results: &mut Results) {
    // 完成246万元，完成预算609万元的40%: the plan stands right before its percentage.
    let adjoins = |plan: &&Said| {
        let (from, to) = (&document.figure(plan.figure).place, &document.figure(rate.figure).place);
        let words = after(document, from.end, to.start).trim();
        words.is_empty() || vocabulary().said_fillers.strip_end(words).is_some_and(str::is_empty)
    };
    if let [plan, done, ..] = near
        && [plan, done].iter().all(|one| one.sentence == rate.sentence)
        && adjoins(plan)
    {
        return results.relation(equation(document, rate, done.figure, plan.figure));
    }
    let Some(at) = near.iter().position(|one| one.state == State::Final && one.sentence == rate.sentence)
    else {
        return unsaid(document, rate, near, results);
    };
    let (done, before) = (near[at], &near[at + 1..]);
    let within = before.iter().take_while(|one| one.state != State::Final);
    let (own, above): (Vec<&Said>, Vec<&Said>) = within
        .filter(|one| !document.figure(one.figure).amount.value.is_zero())
        .partition(|one| one.sentence == rate.sentence);
    // 比上年预算306万元增加50万元: that of the year before is no plan of this one.
    let is_plan = |one: &&Said| one.state == State::Budget && one.period != Period::Last;
    let mut plans: Vec<&Said> = own.into_iter().filter(is_plan).collect();
    if plans.is_empty() {
        // 支出决算80万元，年初预算100万元，完成年初预算的80%: the plan stands behind what was done.
        let later = near[..at].iter().copied();
        plans.extend(later.filter(|one| one.state == State::Budget && one.sentence == rate.sentence));
    }
    let equations: Vec<Equation> =
        plans.iter().map(|plan| equation(document, rate, done.figure, plan.figure)).collect();
    let comes = |equation: &&Equation| matches!(equation.outcome(), Outcome::Holds | Outcome::WithinRounding);
    if let Some(fits) = equations.iter().find(comes) {
        return results.relation(fits.clone());
    }
    // 完成调整预算的86.57%: the plan that is called so.
    let called = plan_of(document, rate);
    let is_called = |plan: &Said| {
        let words = clause(document, 0, document.figure(plan.figure).place.start);
        called.as_ref().is_some_and(|called| words.contains(called.as_str()))
    };
    let mut named = plans.iter().zip(&equations).filter(|(plan, _)| is_called(plan));
    if let (Some((_, only)), None) = (named.next(), named.next()) {
        return results.relation(only.clone());
    }
    match equations.as_slice() {
        [only] => results.relation(only.clone()),
        [] => {
            let mut above = above.into_iter().map(|plan| equation(document, rate, done.figure, plan.figure));
            if let Some(fits) = above.find(|equation| comes(&equation)) {
                results.found(fits);
            }
        }
        several => {
            let mut slips = several.iter().filter(|equation| slipped(document, equation));
            if let (Some(one), None) = (slips.next(), slips.next()) {
                results.relation(one.clone());
            }
        }
    }
}

/// What the words before a completion call the plan: 调整预算 of 完成调整预算的. A plan that is called nothing but a plan is any.
fn plan_of(document: &Document, rate: &Said) -> Option<String> {
    let words = clause(document, 0, document.figure(rate.figure).place.start);
    let mut words = words.as_ref();
    while let Some(rest) = vocabulary().said_fillers.strip_end(words) {
        words = rest;
    }
    let (at, verb) =
        vocabulary().said_plans.iter().filter_map(|verb| Some((words.rfind(verb)?, verb))).max()?;
    let called = words.cut(at + verb.len()..).trim();
    let plain = vocabulary().said_budget.iter().any(|word| word == called);
    (!called.is_empty() && !plain).then(|| called.to_owned())
}

/// A completion right behind an amount of which no word says that it was done: 预算500万元，安置资金497.4万元，执行率99.48%. The
/// digits say so, where it comes out or one of them keeps it from doing so.
fn unsaid(document: &Document, rate: &Said, near: &[&Said], results: &mut Results) {
    let [done, before @ ..] = near else { return };
    if done.sentence != rate.sentence || done.state != State::Unsaid {
        return;
    }
    let plans = before.iter().filter(|one| one.state == State::Budget && one.sentence == rate.sentence);
    let mut plans = plans.map(|plan| equation(document, rate, done.figure, plan.figure));
    if let (Some(only), None) = (plans.next(), plans.next())
        && (only.outcome() != Outcome::Fails || one_digit_away(document, &only))
    {
        results.relation(only);
    }
}

/// The percentage is `done` over `plan`.
fn equation(document: &Document, rate: &Said, done: FigureId, plan: FigureId) -> Equation {
    let share = Equation::equal(
        Linear::one(operand(document, rate.figure)),
        Linear::one(Operand::of(document, done)),
    );
    Equation { over: Some(Linear::one(Operand::of(document, plan))), ..share }
}
