//! The check `change`: an increase or a decrease agrees with its rate, its direction and the amount it led to.

mod above;
mod from_to;
mod pairs;
mod read;
mod segment;

use std::collections::{BTreeSet, HashMap};

use read::Reader;

use super::{Check, Grounds};
use crate::amount::{Kind, Unit};
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::any_mends;
use crate::check::aid::flow::{Cuts, joined};
use crate::check::aid::name::{place_identity, words_before};
use crate::check::aid::prose::{
    after, clause, ends_with_any, figures, is_money, operand, paragraphs, places, stops,
};
use crate::check::aid::relation::{Equation, Linear, Term};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Document, FigureId, Place};
use crate::keys;
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::rule::parts::{FLAG, GLOBS, List, PLACES, WORDS};
use crate::rule::{Glob, Rule, Within};
use crate::source::Cut;
use rust_decimal::Decimal;

/// Between a change and its rate there is no more than this many bytes of text.
const NEAR: u32 = 36;

/// The reason of a change may be given so many paragraphs further down, where these begin with the change.
const LATER: usize = 3;

/// Up, down, or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Way {
    Up,
    Down,
    Even,
}

/// One change said of one amount.
#[derive(Debug, Clone)]
struct Move {
    way: Way,
    /// What it led to, the likeliest first.
    amounts: Vec<FigureId>,
    /// Amounts told before those in the same breath, one of which it may have led to instead: 完成90万元，完成预算100万元的90%，比上年增加5万元.
    others: Vec<FigureId>,
    /// The figure before, where it is said.
    before: Option<FigureId>,
    change: Option<FigureId>,
    /// The sentence says that the rate is reckoned on another basis.
    apart: bool,
    rate: Option<(FigureId, Option<Way>)>,
}

impl Move {
    /// The figures that tell it: by how much, and by what part of what was before.
    fn told_by(&self) -> impl Iterator<Item = FigureId> {
        self.change.into_iter().chain(self.rate.map(|(rate, _)| rate))
    }

    /// 1 for an increase, −1 for a decrease: what was before and the change times this make the amount.
    fn forth(&self) -> Decimal {
        if self.way == Way::Up { Decimal::ONE } else { Decimal::NEGATIVE_ONE }
    }

    /// The same the other way: what the change times this and the amount make is what was before.
    fn back(&self) -> Decimal {
        if self.way == Way::Up { Decimal::NEGATIVE_ONE } else { Decimal::ONE }
    }

    /// The rate as it must be if the change led to `amount`.
    fn rate_of(&self, document: &Document, amount: FigureId) -> Option<Equation> {
        let linear = |id: FigureId| Linear::one(operand(document, id));
        if let (None, Some(before)) = (self.change, self.before) {
            let grown = linear(amount).plus(linear(before).scaled(Decimal::NEGATIVE_ONE));
            let (left, right) = (linear(self.rate?.0), grown.scaled(self.forth()));
            return Some(Equation { over: Some(linear(before)), ..Equation::equal(left, right) });
        }
        let change = self.change?;
        let base = match self.before {
            Some(before) => linear(before),
            None => linear(amount).plus(linear(change).scaled(self.back())),
        };
        let (left, right) = (linear(self.rate?.0), linear(change));
        Some(Equation { over: Some(base), ..Equation::equal(left, right) })
    }

    /// Takes in the rate of a change that led to `amount`. One that is reckoned on another basis and does not fit proves
    /// nothing.
    fn tell(&self, document: &Document, amount: FigureId, results: &mut Results) {
        let equation = self.rate_of(document, amount);
        let fair = |equation: &Equation| {
            !self.apart || equation.outcome() != Outcome::Fails || self.slipped(document, equation)
        };
        if let Some(equation) = equation.filter(fair) {
            results.relation(equation);
        }
    }

    /// Whether the rate says that `amount` is what was before: 年初10000万元，净增1000万元，增长10%.
    fn is_from(&self, document: &Document, equation: &Equation, amount: FigureId) -> bool {
        let from = Equation { over: Some(Linear::one(operand(document, amount))), ..equation.clone() };
        equation.outcome() == Outcome::Fails && from.outcome() != Outcome::Fails
    }

    /// True where one digit of the change or of its rate written otherwise would let `equation` hold.
    fn slipped(&self, document: &Document, equation: &Equation) -> bool {
        let Some(allowed) = equation.allowed() else { return false };
        let own = |id: FigureId| Some(id) == self.change || self.rate.is_some_and(|(rate, _)| rate == id);
        any_mends(document, equation, allowed, own) || equation.has_a_copy(document)
    }

    /// What the change led to, and whether that is sure. Of several amounts it is the one that the rate fits.
    fn amount(&self, document: &Document) -> Option<(FigureId, bool)> {
        let fits = |amount: &FigureId| {
            self.rate_of(document, *amount).is_some_and(|equation| equation.outcome() != Outcome::Fails)
        };
        match self.amounts.iter().chain(&self.others).copied().find(fits) {
            Some(fitting) => Some((fitting, true)),
            None if self.amounts.is_empty() => {
                let &only = self.others.first().filter(|_| self.others.len() == 1)?;
                let equation = self
                    .rate_of(document, only)
                    .filter(|equation| !self.is_from(document, equation, only))?;
                self.slipped(document, &equation).then_some((only, false))
            }
            None => self.amounts.first().map(|&first| (first, self.amounts.len() == 1)),
        }
    }
}

keys! {
    /// Increases and decreases agree with their rates, their directions and their amounts.
    "增减应与比率、方向和金额相符。"
    pub struct Change {
        /// Where the text is that they are looked for in.
        within: Vec<Within> = "in", PLACES, "在哪些文字里找";
        /// Words right before a figure that make it an increase.
        up: Vec<String> = "up", WORDS, "紧接在数前面、使它成为增加的词";
        /// Words right before a figure that make it a decrease.
        down: Vec<String> = "down", WORDS, "紧接在数前面、使它成为减少的词";
        /// Words that say that nothing changed.
        even: Vec<String> = "even", WORDS, "说没有增减的词";
        /// Words of comparison, between an amount and its change.
        than: Vec<String> = "than", WORDS, "金额与增减之间表示比较的词";
        /// Words that open a list of parts.
        opens: Vec<String> = "opens", WORDS, "引出各部分的词";
        /// Words that make the percentage after them a rate of change without saying which way.
        rate: Vec<String> = "rate", WORDS, "使其后的百分比成为增减率、不说方向的词";
        /// Words that may stand between any of these and the figure.
        skip: Vec<String> = "skip", WORDS, "这些词与数之间可以有的词";
        /// Words that say that a rate is reckoned on another basis than the amounts told: 按可比口径.
        apart: Vec<String> = "apart", WORDS, "说增减率另有口径的词";
        /// Words one of which must follow a change. Where there are any, nothing else is demanded.
        reason: Vec<String> = "reason", WORDS, "增减之后必须有其一的词；写了就只查这一样";
        /// Equal amounts of one section changed alike.
        alike: bool = "alike", FLAG, "同一部分里相同的金额增减也应相同";
        /// The whole and its parts by the words before their amounts. Where there are any, nothing else is demanded.
        sums: Vec<Vec<Glob>> = "sums", List(GLOBS), "整体和它的各部分，按金额前面的词认；写了就只查这一样";
    }
}

impl Change {
    /// Whether a paragraph further down says why: it begins with the change, and no other amount stands before the reason.
    /// 财政拨款收入支出减少的主要原因是…
    fn gives_reason(&self, paragraph: &str) -> bool {
        let at = self.reason.iter().filter_map(|word| paragraph.find(word.as_str())).min();
        let led = at.map(|at| paragraph.cut(..at));
        let moved = |led: &str| self.up.iter().chain(&self.down).any(|word| led.contains(word.as_str()));
        led.is_some_and(|led| moved(led) && !led.contains(|c: char| c.is_ascii_digit()))
    }
}

impl Check for Change {
    const NAME: &'static str = "change";

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        run(bound, self, results);
    }

    fn grounds(&self) -> Grounds {
        Grounds::Changes
    }
}

/// Tries the rule on every change it finds.
fn run(bound: &Bound<'_>, rule: &Change, results: &mut Results) {
    let document = bound.document;
    for place in places(bound, &rule.within) {
        let all: Vec<&Place> = paragraphs(bound, &place).collect();
        let mut moves: Vec<Move> = Vec::new();
        for (index, paragraph) in all.iter().enumerate() {
            let reader = Reader { document, rule, cuts: bound.cuts(), paragraph };
            let mut found = reader.moves();
            let near = &all[index.saturating_sub(above::FAR)..=index];
            let money = |one: &Move| one.change.is_none_or(|change| is_money(document, change));
            for one in found.iter_mut().filter(|one| one.amounts.is_empty() && money(one)) {
                one.amounts.extend(above::amount(&reader, near, one));
            }
            if !rule.reason.is_empty() {
                // Where parts follow, they say why.
                let opens = document.text(paragraph).ends_with(':');
                let last = (index + if opens { 6 } else { 1 }).min(all.len() - 1);
                let next = joined(document, paragraph.end, all[last].end);
                let later = all.iter().skip(last + 1).take(LATER);
                let mut later = later.map(|later| joined(document, later.start, later.end));
                let given = later.any(|later| rule.gives_reason(&later));
                reason(document, rule, paragraph, (&next, given), &found, results);
            }
            moves.extend(found);
        }
        if !rule.reason.is_empty() {
            continue;
        }
        if !rule.sums.is_empty() {
            sums(document, rule, &moves, results);
            continue;
        }
        for one in &mut moves {
            if !rule.alike {
                arithmetic(document, one, results);
            } else if let Some(amount) = one.amount(document) {
                one.amounts = vec![amount.0];
            }
        }
        if rule.alike {
            alike(document, &moves, results);
        }
    }
}

/// Rate, base and direction of one change.
fn arithmetic(document: &Document, one: &mut Move, results: &mut Results) {
    let value = |id: FigureId| document.figure(id).amount.base();
    let linear = |id: FigureId| Linear::one(operand(document, id));
    if let Some((rate, Some(way))) = one.rate
        && one.change.is_some()
        && way != one.way
    {
        let message = Text::new(
            "增减方向前后矛盾：金额与比率一个说增、一个说减",
            "the amount and the rate of one change point in opposite directions",
        );
        contradiction(document, one, rate, message, results);
        return;
    }
    if let (None, Some(before), Some(&amount)) = (one.change, one.before, one.amounts.last()) {
        match (one.way, one.rate) {
            (Way::Even, _) => results.relation(Equation::equal(linear(amount), linear(before))),
            (Way::Up, Some((rate, _))) if value(before).is_zero() && !value(amount).is_zero() => {
                no_base(document, one, rate, results);
            }
            _ => {
                one.tell(document, amount, results);
            }
        }
        return;
    }
    let Some(change) = one.change else { return };
    if one.way == Way::Even {
        if !value(change).is_zero() {
            let message = Text::new(
                format!("说与上年持平，又说变动 {}", document.text(&document.figure(change).place)),
                format!(
                    "said to be unchanged, and to change by {}",
                    document.text(&document.figure(change).place)
                ),
            );
            contradiction(document, one, change, message, results);
        }
        return;
    }
    if let Some(before) = one.before
        && let Some(&amount) = one.amounts.last()
    {
        // amount = before ± change
        let right = linear(before).plus(linear(change).scaled(one.forth()));
        results.relation(Equation::equal(linear(amount), right));
    }
    // 与2010年的72万人相比，增加2万人，增长3.6%: the rate needs no more than what was before.
    if let (Some(before), Some(_), true) = (one.before, one.rate, one.amounts.is_empty()) {
        return one.tell(document, before, results);
    }
    let Some((amount, sure)) = one.amount(document) else { return };
    one.amounts = vec![amount];
    let rate = one.rate.map(|(rate, _)| rate);
    if one.way == Way::Up && sure && one.before.is_none() {
        // What grew by so much is at least so much.
        results.relation(Equation { cmp: Cmp::Ge, ..Equation::equal(linear(amount), linear(change)) });
    }
    let nothing_before = one.way == Way::Up && value(amount) == value(change) && !value(change).is_zero();
    match rate {
        Some(rate) if nothing_before && sure && one.before.is_none() => {
            no_base(document, one, rate, results);
        }
        _ => {
            one.tell(document, amount, results);
        }
    }
}

fn no_base(document: &Document, one: &Move, rate: FigureId, results: &mut Results) {
    let message =
        Text::new("上年基数为 0，不能计算增长率", "there was nothing before, so there is no rate of growth");
    contradiction(document, one, rate, message, results);
}

fn contradiction(document: &Document, one: &Move, at: FigureId, message: Text, results: &mut Results) {
    let place = &document.figure(at).place;
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(place), message);
    for id in one.amounts.iter().chain(one.change.iter()).filter(|&&id| id != at) {
        diagnostic = diagnostic.with(
            document.span(&document.figure(*id).place),
            Text::same(words_before(document, &document.figure(*id).place)),
        );
    }
    diagnostic.identity = place_identity(document, place);
    results.finding(diagnostic);
}

/// Equal amounts of one section changed alike: income and expenditure have the same total this year and had it last year.
fn alike(document: &Document, moves: &[Move], results: &mut Results) {
    let linear = |id: FigureId| Linear::one(operand(document, id));
    let mut known: HashMap<(Way, Decimal), &Move> = HashMap::new();
    for one in moves {
        let &[amount] = one.amounts.as_slice() else { continue };
        let other = *known.entry((one.way, document.figure(amount).amount.base())).or_insert(one);
        if std::ptr::eq(one, other) {
            continue;
        }
        for (left, right) in
            [(other.change, one.change), (other.rate.map(|(rate, _)| rate), one.rate.map(|(rate, _)| rate))]
        {
            if let (Some(left), Some(right)) = (left, right) {
                results.relation(Equation::equal(linear(left), linear(right)));
            }
        }
    }
}

/// The changes of the parts come to the change of the whole.
fn sums(document: &Document, rule: &Change, moves: &[Move], results: &mut Results) {
    let named = |glob: &Glob| {
        moves.iter().find(|one| {
            let Some(amount) = one.amounts.last() else { return false };
            let words = clause(document, 0, document.figure(*amount).place.start);
            glob.matches(&words)
        })
    };
    for group in &rule.sums {
        let Some((total, parts)) = group.split_first() else { continue };
        let found: Option<Vec<&Move>> = parts.iter().map(named).collect();
        let (Some(total), Some(parts)) = (named(total), found) else { continue };
        let signed = |one: &Move| {
            let change = one.change.filter(|_| one.way != Way::Even)?;
            let coefficient = if one.way == Way::Down { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
            Some(Term { operand: operand(document, change), coefficient })
        };
        let left = Linear { terms: signed(total).into_iter().collect() };
        let right = Linear { terms: parts.iter().filter_map(|part| signed(part)).collect() };
        if !left.terms.is_empty() && !right.terms.is_empty() {
            results.relation(Equation::equal(left, right));
        }
    }
}

/// A change that is not nothing has a reason, here, in the paragraph after, or `given` further down.
fn reason(
    document: &Document,
    rule: &Change,
    paragraph: &Place,
    (next, given): (&str, bool),
    moves: &[Move],
    results: &mut Results,
) {
    let moved = moves.iter().find(|one| {
        one.way != Way::Even
            && !one.amounts.is_empty()
            && one.change.is_some_and(|change| !document.figure(change).amount.value.is_zero())
    });
    let Some(change) = moved.and_then(|one| one.change) else { return };
    let text = joined(document, paragraph.start, paragraph.end);
    if given || rule.reason.iter().any(|word| text.contains(word.as_str()) || next.contains(word.as_str())) {
        results.outcome(Outcome::Holds);
        return;
    }
    let place = &document.figure(change).place;
    let message = Text::new(
        format!("变动 {} 没有说明原因", document.text(place)),
        format!("the change of {} is not explained", document.text(place)),
    );
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(place), message)
        .labelled(Text::new("为什么？", "why?"));
    diagnostic.identity = place_identity(document, place);
    results.finding(diagnostic);
}
