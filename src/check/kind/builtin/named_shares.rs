//! The check `named-shares`: a share told without an amount beside it, of two amounts that it names: 税收收入占财政总收入的比重为53.79%.
//!
//! Names are said in many ways (财政总收入 of 公共财政预算总收入): an amount may be meant where it has all characters of the name in their
//! order. Which of those is meant the digits say, by which the share comes out, or would but for one slip.

mod rates;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::amount::Kind;
use crate::amount::slip::significant;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::{any_mends, slipped};
use crate::check::aid::flow::Flow;
use crate::check::aid::prose::{figures, is_money, operand};
use crate::check::aid::relation::{Equation, Linear};
use crate::check::aid::said::name::{is_empty, plain, strip};
use crate::check::aid::said::{Role, Said};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;
use crate::rule::pattern::Pattern;
use crate::source::Cut;

/// What a share is of stands among so many amounts before it.
const BEFORE: usize = 16;
/// A share of fewer digits is that of any two amounts.
const TELLING: u32 = 3;
/// One of more digits may be of one of so many pairs of amounts.
const FEW: usize = 4;

/// Tries the rule on every share that `find` captures as `share`, with the names of its `part` and of what it is `of`, or with what the
/// name of the `rate` says before the word for rates.
pub fn run(bound: &Bound<'_>, find: &[Pattern], results: &mut Results) {
    let (document, said) = (bound.document, bound.said());
    for place in bound.flows() {
        // Reading a paragraph over costs more than looking for a percentage.
        if !figures(document, place).any(|id| is_share(document, id)) {
            continue;
        }
        let flow = Flow::new(document, place);
        for hit in find.iter().flat_map(|pattern| pattern.find_iter(&flow.text)) {
            let Some(at) = hit.get("share").map(|range| flow.at(range)) else { continue };
            let own = figures(document, &at).next().filter(|id| is_share(document, *id));
            if let (Some(share), Some(stem)) = (own, hit.get("rate")) {
                let start = flow.text.cut(..stem.start).rfind('。').map_or(0, |stop| stop + '。'.len_utf8());
                let sentence = flow.at(start..stem.end);
                rates::tell(document, &sentence, (flow.text.cut(stem), share), results);
                continue;
            }
            let name = |capture: &str| hit.get(capture).map(|range| strip(&plain(flow.text.cut(range))));
            let (Some(share), Some(part)) = (own, name("part").filter(|part| !is_empty(part))) else {
                continue;
            };
            let whole = name("of").filter(|whole| !is_empty(whole));
            let before = said.partition_point(|one| one.figure < share);
            let stocks: Vec<&Said> = said[..before]
                .iter()
                .rev()
                .filter(|one| one.role == Role::Stock && is_money(document, one.figure))
                .take(BEFORE)
                .collect();
            let shares = Shares { document, share, stocks };
            shares.tell(&part, whole.as_deref(), results);
        }
    }
}

fn is_share(document: &Document, id: FigureId) -> bool {
    document.figure(id).amount.unit.kind == Kind::Percent
}

/// A share and the amounts before it, the nearest first.
struct Shares<'s> {
    document: &'s Document,
    share: FigureId,
    stocks: Vec<&'s Said>,
}

impl Shares<'_> {
    /// Tells the share of the amount called `part`, of one called `whole` or of any that is larger.
    fn tell(&self, part: &str, whole: Option<&str>, results: &mut Results) {
        let document = self.document;
        let value = |one: &Said| document.figure(one.figure).amount.base();
        let called =
            |name: &str| -> Vec<&&Said> { self.stocks.iter().filter(|one| is_called(one, name)).collect() };
        let mut equations: Vec<Equation> = Vec::new();
        let mut tried: BTreeSet<(Decimal, Decimal)> = BTreeSet::new();
        for part in called(part) {
            let wholes: Vec<&&Said> = match whole {
                Some(name) => called(name),
                None => self.stocks.iter().collect(),
            };
            for whole in wholes.into_iter().filter(|whole| value(whole) > value(part)) {
                if tried.insert((value(part), value(whole))) {
                    let over = Some(Linear::one(operand(document, whole.figure)));
                    let (left, right) = (operand(document, self.share), operand(document, part.figure));
                    equations
                        .push(Equation { over, ..Equation::equal(Linear::one(left), Linear::one(right)) });
                }
            }
        }
        if let Some(holds) = equations.iter().find(|equation| equation.outcome() != Outcome::Fails) {
            return results.relation(holds.clone());
        }
        // Many amounts of such names leave it to chance that a digit of the share fits one of them.
        let few = equations.len()
            <= if significant(document.figure(self.share).amount) > TELLING { FEW } else { 1 };
        let slip = |equation: &&Equation| {
            let of_share = |id: FigureId| id == self.share;
            let mends =
                equation.allowed().is_some_and(|allowed| any_mends(document, equation, allowed, of_share));
            mends || slipped(document, equation)
        };
        let mut slips = equations.iter().filter(slip);
        let telling = significant(document.figure(self.share).amount) >= TELLING;
        if let (true, Some(one), None) = (few && telling, slips.next(), slips.next()) {
            results.relation(one.clone());
        }
    }
}

/// Whether the name of an amount has all characters of `name`, in their order, and ends as it does.
fn is_called(one: &Said, name: &str) -> bool {
    let mut own = one.bare.chars();
    one.bare.chars().last() == name.chars().last() && name.chars().all(|c| own.any(|other| other == c))
}
