//! Changes that are told in rows, each with the rate of its place, and changes that lie between the two amounts before them.

use super::read::Reader;
use super::segment::Segment;
use super::*;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::prose::are_joined;
use crate::check::aid::said::is_of_last_year;
use crate::words::vocabulary;

/// The change of an amount that was adjusted stands no more characters behind it.
const DIRECTLY: usize = 12;
/// Of the amounts before that of the year before no more than so many are tried.
const TRIED: usize = 4;

impl Reader<'_> {
    /// How many changes stand in a row from `index` on, with as many rates behind them: 分别增加130万元、减少108万元，分别增长5.7%、下降6.5%.
    pub(super) fn in_pairs(&self, segment: &Segment<'_>, index: usize) -> Option<usize> {
        let (ids, ways) = (&segment.ids, &segment.ways);
        let kind = |at: usize| ids.get(at).map(|id| self.document.figure(*id).amount.unit.kind);
        let run = |from: usize, wanted: Kind| {
            let near = |at: &usize| *at == from || self.close(ids[at - 1], ids[*at]);
            let moves = |at: &usize| {
                ways[*at].is_some() || *at > from && are_joined(self.document, ids[at - 1], ids[*at])
            };
            (from..ids.len()).take_while(|at| kind(*at) == Some(wanted) && moves(at) && near(at)).count()
        };
        let len = run(index, Kind::Money);
        (len > 1 && run(index + len, Kind::Percent) == len).then_some(len)
    }

    /// Tells such changes: each has the rate of its place, and led to the amount of its place, where as many stand before them.
    pub(super) fn pairs(&self, segment: &Segment<'_>, index: usize, len: usize, moves: &mut Vec<Move>) {
        let (ids, ways) = (&segment.ids, &segment.ways);
        let before = index.checked_sub(len).unwrap_or(index)..index;
        let plain = |id: &FigureId| segment.amounts.binary_search(id).is_ok();
        let amounts: Vec<FigureId> = ids[before].iter().copied().filter(plain).collect();
        if amounts.len() != len {
            return;
        }
        // 分别增加130万元和108万元: what is said of the first goes for the others.
        let way = |from: usize, nth: usize| ways[from..=from + nth].iter().rev().find_map(|way| *way);
        for (nth, amount) in amounts.into_iter().enumerate() {
            let (change, rate) = (index + nth, index + len + nth);
            let Some(way_of_change) = way(index, nth) else { continue };
            moves.push(Move {
                way: way_of_change,
                amounts: vec![amount],
                others: Vec::new(),
                before: None,
                change: Some(ids[change]),
                apart: false,
                rate: Some((ids[rate], way(index + len, nth))),
            });
        }
    }

    /// A change that is told as what lies between the two amounts before it: 由100万元调整为120万元，调增20万元; 支出决算为80万元，年初预算
    /// 为78万元，决算数大于预算数2万元. Sets what it was before, and what it led to.
    pub(super) fn between(&self, segment: &Segment<'_>, index: usize, one: &mut Move) {
        let document = self.document;
        if self.since_last_year(segment, index, one) {
            return;
        }
        let (Some(change), None, Some([left, right])) = (one.change, one.before, segment.two_before(index))
        else {
            return;
        };
        let at = |id: FigureId| document.figure(id).place.clone();
        let compared = joined(document, at(right).end, at(change).start);
        let last = vocabulary().said_last.within(&compared);
        let counted = compared.contains(|c: char| c.is_ascii_digit());
        if document.figure(change).amount.unit.kind != Kind::Money || counted || last {
            return;
        }
        let changed = vocabulary().said_adjusted.within(&joined(document, at(left).end, at(right).start));
        // 主要是转移支付增加20万元 is what made it change, no matter by how much.
        let adjusted = changed && compared.chars().count() <= DIRECTLY;
        let planned = [left, right].map(|id| {
            let words = clause(document, segment.place.start, at(id).start);
            let (plans, done) = (&vocabulary().said_budget, &vocabulary().said_final);
            (plans.within(&words), done.within(&words) || vocabulary().said_plans.within(&words))
        });
        let (before, led) = match planned {
            _ if changed => (left, right),
            [(true, false), (_, true)] => (left, right),
            [(_, true), (true, false)] => (right, left),
            _ => return,
        };
        let linear = |id: FigureId| Linear::one(operand(document, id));
        let right = linear(before).plus(linear(change).scaled(one.forth()));
        let equation = Equation::equal(linear(led), right);
        let slip =
            || equation.allowed().is_some_and(|allowed| any_mends(document, &equation, allowed, |_| true));
        // 预算22万元，决算21万元，决算数较预算数增加1万元: it comes out the other way.
        let turned = || {
            let right = linear(before).plus(linear(change).scaled(one.back()));
            Equation::equal(linear(led), right).outcome() == Outcome::Holds
        };
        if adjusted || equation.outcome() != Outcome::Fails || slip() || turned() {
            one.before = Some(before);
            one.amounts = vec![led];
        }
    }

    /// A change that is told behind the amount of the year before: 支出决算80万元，年初预算78万元，上年决算85万元，比上年减少5万元. It led to the
    /// one of the amounts before that by which it comes out, or would but for a slip.
    fn since_last_year(&self, segment: &Segment<'_>, index: usize, one: &mut Move) -> bool {
        let document = self.document;
        let before = index.checked_sub(1).map(|at| segment.ids[at]);
        let (Some(change), None, Some(before)) = (one.change, one.before, before) else { return false };
        let plain = segment.amounts.binary_search(&before).is_ok();
        let own = clause(document, segment.place.start, document.figure(before).place.start);
        let last = is_of_last_year(document, &own);
        let compares = self.rule.than.iter().any(|word| own.starts_with(word.as_str()));
        if !plain || !last || compares || segment.is(change) && vocabulary().said_carried.within(&own) {
            return false;
        }
        let linear = |id: FigureId| Linear::one(operand(document, id));
        let equation = |led: FigureId| {
            Equation::equal(linear(led), linear(before).plus(linear(change).scaled(one.forth())))
        };
        let led = segment.amounts_before(before).iter().rev().copied().take(TRIED);
        let (holding, others): (Vec<FigureId>, Vec<FigureId>) =
            led.partition(|led| equation(*led).outcome() != Outcome::Fails);
        let mut slips = others.into_iter().filter(|led| one_digit_away(document, &equation(*led)));
        let led = match (holding.first(), slips.next(), slips.next()) {
            (Some(&led), ..) | (None, Some(led), None) => led,
            _ => return false,
        };
        one.before = Some(before);
        one.amounts = vec![led];
        true
    }
}
