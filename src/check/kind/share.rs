//! The check `share`: shares stated in words agree with their amounts, and those of one list sum to a whole.

mod evident;
mod headed;
mod rows;

use rust_decimal::Decimal;

use super::{Check, Grounds};
use crate::amount::{Amount, Kind, Unit};
use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::formula::{self, Value, relate};
use crate::check::aid::prose::{self, paragraphs};
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::aid::said::head_of;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Document, FigureId, Place};
use crate::keys;
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::rule::formula::Formula;
use crate::rule::parts::{FLAG, NUMBER, WHOLES, WITHIN, or, pattern};
use crate::rule::pattern::Pattern;
use crate::rule::{Rule, Within};

/// Of the amounts before a list of shares no more than so many are tried for what they are of.
const WHOLES_BEFORE: usize = 8;

keys! {
    /// Shares told in words agree with the amounts, and those of one list come to a whole.
    "文中的占比应与金额相符，一列占比应合成一个整体。"
    pub struct Share {
        /// The text it is looked for in.
        within: Within = "in", WITHIN, "在哪里找";
        /// A part with its share: captures `amount` and `share`; `moved`, where what was found is no part but a change; and
        /// `whole`, where the phrase itself names what it is a share of.
        part: Pattern = "part", pattern(&["amount", "share"]), "一个部分和它的占比：捕获 amount 和 share；找到的不是部分而是变动的捕获 moved；句中自己说出整体的捕获 whole";
        /// The whole: a figure of a table, any one of several; without it the first amount of the paragraph, before the parts.
        whole: Vec<Formula> = "whole", WHOLES, "整体：表里的数，几个中对上一个即可；不写时是这一段各部分之前的第一个金额";
        /// What the shares of one list come to where the parts are the whole; 0: they are not summed.
        sum: Decimal = "sum", or(NUMBER, || Decimal::ZERO), "各部分合成整体时占比应合计多少；0 为不合计";
        /// The whole is the amount that the shares themselves agree on, or the one of the name captured as `of`.
        evident: bool = "evident", FLAG, "整体是各占比共同指向的那个金额，或名字捕获为 of 的那个";
    }
}

impl Check for Share {
    const NAME: &'static str = "share";

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        run(bound, self, results);
    }

    fn grounds(&self) -> Grounds {
        Grounds::Rates
    }
}

/// Tries the rule on every list of shares.
fn run(bound: &Bound<'_>, share: &Share, results: &mut Results) {
    if share.evident {
        return evident::run(bound, share, results);
    }
    let document = bound.document;
    let wholes: Vec<Value> =
        share.whole.iter().filter_map(|formula| formula::value(bound, formula)).collect();
    let Ok(pattern) = share.part.with_facts(&|name| bound.fact_value(name)) else { return };
    for place in prose::places(bound, std::slice::from_ref(&share.within)) {
        // A list of shares is one paragraph.
        for paragraph in paragraphs(bound, &place).filter(|place| tells_shares(document, place)) {
            let flow = Flow::new(document, paragraph);
            let mut parts: Vec<(FigureId, FigureId)> = Vec::new();
            for found in pattern.find_iter(&flow.text) {
                let figure = |name: &str| figure_in(document, &flow.at(found.get(name)?));
                let (Some(amount), Some(stated)) = (figure("amount"), figure("share")) else { continue };
                match figure("whole") {
                    // A share of what the phrase itself names belongs to no list.
                    Some(whole) => of_named(document, (amount, stated), whole, results),
                    None => parts.push((amount, stated)),
                }
            }
            if parts.is_empty() {
                continue;
            }
            // Of several wholes the one that all shares fit, or the first.
            let fits = |whole: &&Value| {
                parts.iter().all(|part| of_whole(document, *part, whole).outcome() != Outcome::Fails)
            };
            let known = wholes.iter().find(fits).or(wholes.first()).cloned();
            let Some(whole) = known.or_else(|| whole_before(document, paragraph, &parts)) else {
                continue;
            };
            list(bound, share, &parts, &whole, results);
        }
    }
}

/// A share by the list that its amount stands in, where it does not fit the `whole`: of what the list is of (县馆支出300万元，其中：基本
/// 支出180万元，占60%), or, behind the list, of that itself (预算150万元，其中：甲110万元、乙40万元，占项目支出的14.42%).
fn by_its_list(bound: &Bound<'_>, (amount, stated): (FigureId, FigureId), whole: &Value) -> Option<Equation> {
    let head = head_of(bound.said(), amount)?;
    let document = bound.document;
    let ways = [
        of_whole(document, (amount, stated), &Value::from(Operand::of(document, head))),
        of_whole(document, (head, stated), whole),
    ];
    ways.into_iter().find(|way| matches!(way.outcome(), Outcome::Holds | Outcome::WithinRounding))
}

/// True where a percentage stands in `place`: most text need not be searched for shares.
fn tells_shares(document: &Document, place: &Place) -> bool {
    prose::figures(document, place).any(|id| document.figure(id).amount.unit.kind == Kind::Percent)
}

/// The figure that stands within `place`.
pub fn figure_in(document: &Document, place: &Place) -> Option<FigureId> {
    let first = document.figures.partition_point(|figure| figure.place.start < place.start);
    let figure = document.figures.get(first)?;
    (figure.place.start < place.end && !figure.blank).then_some(FigureId(first as u32))
}

/// The amount before the parts that all of them fit, or the first of the paragraph: 预算12万元，决算9万元，其中：甲6万元，占66.67%.
fn whole_before(document: &Document, paragraph: &Place, parts: &[(FigureId, FigureId)]) -> Option<Value> {
    let &(part, _) = parts.first()?;
    let kind = |id: FigureId| document.figure(id).amount.unit.kind;
    let before = paragraph.start..document.figure(part).place.start;
    let mut amounts = prose::figures(document, &before)
        .filter(|id| kind(*id) == kind(part) && !document.figure(*id).blank)
        .map(|id| Value::from(Operand::of(document, id)))
        .take(WHOLES_BEFORE);
    let first = amounts.next()?;
    let fits =
        |whole: &Value| parts.iter().all(|part| of_whole(document, *part, whole).outcome() != Outcome::Fails);
    if fits(&first) {
        return Some(first);
    }
    Some(amounts.find(fits).unwrap_or(first))
}

/// A share as it must be: the part divided by the whole. Where the whole is a quotient itself, its divisor multiplies.
fn of_whole(document: &Document, (amount, stated): (FigureId, FigureId), whole: &Value) -> Equation {
    let (stated, amount) = (prose::operand(document, stated), prose::operand(document, amount));
    if whole.part.is_none() {
        let share = Equation::equal(Linear::one(stated), Linear::one(amount));
        return Equation { over: Some(whole.sum.clone()), ..share };
    }
    let share = Value::from(amount).times(whole.clone(), true).unwrap_or_default();
    relate(Value::from(stated), Cmp::Eq, share)
}

/// A share of the figure that the phrase names. Of nothing there is no share.
fn of_named(document: &Document, part: (FigureId, FigureId), whole: FigureId, results: &mut Results) {
    let nothing = |id: FigureId| document.figure(id).amount.value.is_zero();
    if !nothing(whole) || nothing(part.0) {
        return results.relation(of_whole(document, part, &Value::from(Operand::of(document, whole))));
    }
    let message = Text::new("分母为 0，不能计算比例", "there is no share of nothing");
    let place = |id: FigureId| document.span(&document.figure(id).place);
    results.finding(
        Diagnostic::new("", Severity::Error, place(part.1), message)
            .with(place(whole), Text::new("分母", "the whole")),
    );
}

fn list(
    bound: &Bound<'_>,
    share: &Share,
    parts: &[(FigureId, FigureId)],
    whole: &Value,
    results: &mut Results,
) {
    let document = bound.document;
    let (mut equations, mut own) = (Vec::new(), Vec::new());
    for &part in parts {
        let equation = of_whole(document, part, whole);
        let fails = equation.outcome() == Outcome::Fails;
        match by_its_list(bound, part, whole).filter(|_| fails) {
            Some(equation) => results.relation(equation),
            None => {
                own.push(part);
                equations.push(equation);
            }
        }
    }
    let parts = own;
    let sum = |which: fn(&(FigureId, FigureId)) -> FigureId| Linear {
        terms: parts
            .iter()
            .map(|part| Term { operand: prose::operand(document, which(part)), coefficient: Decimal::ONE })
            .collect(),
    };
    let listed = !share.sum.is_zero() && parts.len() > 1;
    let told = sum(|part| part.1);
    // Shares that were rounded so that they come to the whole exactly: one of them bears what rounding left over.
    let squared = listed && told.value() == Amount::new(share.sum, 0, Unit::PERCENT).checked_base();
    let mut each = true;
    for equation in equations {
        each &= equation.outcome() != Outcome::Fails;
        // Its last digit.
        let ulp = equation.left.half().and_then(|half| half.checked_add(half));
        let wider = || equation.allowed()?.checked_add(ulp?);
        let tolerance = if squared { wider() } else { None };
        results.relation(Equation { tolerance, ..equation });
    }
    if !listed {
        return;
    }
    let amounts = relate(Value::from(sum(|part| part.0)), Cmp::Eq, whole.clone());
    let hundred = Linear::one(Operand::literal(Amount::new(share.sum, 0, Unit::PERCENT)));
    let shares = Equation::equal(told, hundred);
    let holds = |equation: &Equation| matches!(equation.outcome(), Outcome::Holds | Outcome::WithinRounding);
    // The parts are the whole if they, or their shares, come to it. Else some are parts of others, or some are not told.
    if holds(&amounts) || holds(&shares) {
        // Shares that all follow from amounts that make up the whole come to a hundred but for their rounding, however much that is.
        if !(each && amounts.outcome() != Outcome::Fails && shares.outcome() == Outcome::Fails) {
            results.relation(shares);
        }
        // That the parts come to themselves holds whatever they are.
        let own = |term: &Term| term.operand.figure.is_some_and(|id| parts.iter().any(|part| part.0 == id));
        if !whole.sum.terms.iter().all(own) {
            results.relation(amounts);
        }
    }
}
