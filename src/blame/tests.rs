//! Faults of made-up relations, against the same worked out the plain way: every figure weighed again after every fault.

use std::cmp::Reverse;

use super::beside::{LEFT_EMPTY, nearer};
use super::likely::{Range, is_telling};
use super::*;
use crate::amount::Unit;
use crate::amount::slip::{digits_or_point_lost, neighbours_swapped, one_digit_off};
use crate::amount::{power_of_ten, round};
use crate::check::relation::{Admissible, Equation, Linear, Operand, Term};
use crate::document::{Figure, FigureId, parse};
use crate::rule::formula::Cmp;
use crate::source::{FileId, Source};

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Three tables of small figures and blanks, one of them in another unit, and an amount in words.
fn document(chance: &mut Chance) -> Document {
    let mut text = String::new();
    for (name, unit) in [("办公", "万元"), ("差旅", "元"), ("会议", "万元")] {
        text += &format!("{name}费用表\n\n单位：{unit}\n\n项目\t{name}一\t{name}二\n");
        for row in 0..4 {
            let mut cell = || match chance.below(6) {
                0 => String::new(),
                digit => format!("{}.50", chance.below(2) * 10 + digit),
            };
            text += &format!("第{row}项\t{}\t{}\n", cell(), cell());
        }
        text += "\n";
    }
    text += "共支出3.50万元。\n";
    parse(FileId(0), &Source::new("made up", text))
}

/// A relation of figures near each other, or, in `twins` of twenty, of the same digits in two tables, whatever their units.
fn relation(document: &Document, chance: &mut Chance, twins: u64) -> Relation {
    // Neighbours meet more often than figures far apart.
    let near = chance.below(document.figures.len() as u64);
    let same = |id: &u32| {
        let (one, other) = (document.figure(FigureId(near as u32)), document.figure(FigureId(*id)));
        let table = |figure: &Figure| figure.cell.map(|cell| cell.table);
        !one.blank && one.amount.value == other.amount.value && table(one) != table(other)
    };
    if chance.below(20) < twins {
        let twin = (0..document.figures.len() as u32).find(same).unwrap_or(near as u32);
        let linear = |id| Linear::one(Operand::of(document, FigureId(id)));
        return Relation::new(0, Equation::equal(linear(near as u32), linear(twin)));
    }
    let mut sum = |most: u64| {
        let terms = (0..1 + chance.below(most)).map(|_| {
            let id = (near + chance.below(9)) % document.figures.len() as u64;
            let coefficient = if chance.below(5) == 0 { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
            Term { operand: Operand::of(document, FigureId(id as u32)), coefficient }
        });
        Linear { terms: terms.collect() }
    };
    let (left, right, over) = (sum(1), sum(4), sum(2));
    let cmp = [Cmp::Eq, Cmp::Eq, Cmp::Eq, Cmp::Le, Cmp::Ge][chance.below(5) as usize];
    let over = (chance.below(6) == 0).then_some(over);
    Relation::new(0, Equation { cmp, over, ..Equation::equal(left, right) })
}

#[test]
fn faults_are_those_of_the_plain_way() {
    let mut chance = Chance(7);
    let (mut units, mut unsure) = (0, 0);
    for nth in 0..200 {
        let document = document(&mut chance);
        let twins = if nth % 2 == 0 { 5 } else { 19 };
        let count = 1 + chance.below(60);
        let relations: Vec<Relation> = (0..count).map(|_| relation(&document, &mut chance, twins)).collect();
        let (found, plain) = (blame(&document, &relations), plainly(&document, &relations));
        assert_eq!(format!("{found:#?}"), format!("{plain:#?}"));
        units += found.iter().filter(|fault| matches!(fault.at, Suspect::Unit { .. })).count();
        unsure += found.iter().filter(|fault| !fault.sure).count();
    }
    assert!(units > 20 && unsure > 500, "{units} and {unsure}: the relations try too little");
}

fn plainly(document: &Document, relations: &[Relation]) -> Vec<Fault> {
    let fails = |at: &usize| relations[*at].outcome == Outcome::Fails;
    let mut failing: Vec<usize> = (0..relations.len()).filter(fails).collect();
    let mut faults = Vec::new();
    while let Some((table, power, explained)) = unit_at_fault(document, relations, &failing) {
        failing.retain(|at| !explained.contains(at));
        faults.push(Fault {
            at: Suspect::Unit { table, power },
            relations: explained,
            sure: true,
            slip: true,
            equals: Vec::new(),
        });
    }
    while let Some(&first) = failing.first() {
        let speaks =
            |at: usize, id: FigureId| relations[at].equation.operands().any(|o| o.figure == Some(id));
        let (id, value, sure, slip, equals, one) = match figure_at_fault(document, relations, &failing) {
            Some((id, value, sure, slip, equals)) => (id, value, sure, slip, equals, false),
            None => {
                let Some(id) = relations[first].equation.operands().find_map(|o| o.figure) else { break };
                (
                    id,
                    admits(&relations[first], id).and_then(|admitted| admitted.exact),
                    false,
                    false,
                    Vec::new(),
                    true,
                )
            }
        };
        let explained = failing.iter().copied().filter(|&at| speaks(at, id));
        let explained: Vec<usize> = explained.take(if one { 1 } else { usize::MAX }).collect();
        failing.retain(|at| !explained.contains(at));
        faults.push(Fault { at: Suspect::Figure(id, value), relations: explained, sure, slip, equals });
    }
    faults.extend(failing.into_iter().map(|at| Fault {
        at: Suspect::Nothing,
        relations: vec![at],
        sure: false,
        slip: false,
        equals: Vec::new(),
    }));
    faults
}

fn admits(relation: &Relation, id: FigureId) -> Option<Admissible> {
    let operands = relation.equation.operands().enumerate();
    relation.admits(operands.filter(|(_, operand)| operand.figure == Some(id)).map(|(nth, _)| nth))
}

/// How much a change of a figure explains, how like a slip it is, how much better it then fits its row, and whether the figure
/// is no blank.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Score(usize, u8, u16, bool);

/// A figure at fault, what it would have to be, whether no other explains as much, whether that is a slip, and those
/// that do.
type AtFault = (FigureId, Option<Decimal>, bool, bool, Vec<(FigureId, Option<Decimal>)>);

fn figure_at_fault(document: &Document, relations: &[Relation], failing: &[usize]) -> Option<AtFault> {
    let of = |at: usize| relations[at].equation.operands().filter_map(|operand| operand.figure);
    let mut figures: Vec<FigureId> = failing.iter().flat_map(|&at| of(at)).collect();
    figures.sort_unstable();
    figures.dedup();
    let meet =
        |one, other| failing.iter().any(|&at| of(at).any(|id| id == one) && of(at).any(|id| id == other));
    let leads = |id| {
        let first = |at: usize| relations[at].equation.operands().next().and_then(|operand| operand.figure);
        failing.iter().any(|&at| first(at) == Some(id))
    };
    let weighed: Vec<(Score, FigureId, Option<Decimal>)> = figures
        .into_iter()
        .filter_map(|id| {
            let (score, value, _) = weigh(document, relations, failing, id)?;
            let negative = value.is_some_and(|value| value.is_sign_negative() && !value.is_zero());
            (!negative || document.figure(id).amount.value.is_sign_negative()).then_some((score, id, value))
        })
        .collect();
    let &(best, first, value) = weighed.iter().max_by_key(|(score, id, _)| (*score, Reverse(*id)))?;
    let alike = |(score, id, _): &&(Score, FigureId, Option<Decimal>)| {
        let (Score(open, likeness, _, written), Score(most, likest, _, chosen)) = (*score, best);
        *id != first && meet(first, *id) && (open, likeness) == (most, likest) && (written || !chosen)
    };
    let mut equals: Vec<_> = weighed.iter().filter(alike).copied().collect();
    let telling = weigh(document, relations, failing, first)?.2;
    let sure = equals.is_empty() && (telling || best.0 > 1);
    let leader = equals.iter().copied().find(|(_, id, _)| leads(*id)).filter(|_| best.3 && !leads(first));
    let (_, figure, value) = leader.unwrap_or((best, first, value));
    equals.extend(weighed.iter().filter(|(_, id, _)| *id == first && figure != first));
    equals.sort_by_key(|(score, id, _)| (Reverse(*score), *id));
    let likely = equals.into_iter().filter(|(score, id, _)| score.1 > 0 && *id != figure);
    Some((figure, value, sure, best.1 > 0, likely.take(6).map(|(_, id, value)| (id, value)).collect()))
}

fn weigh(
    document: &Document,
    relations: &[Relation],
    failing: &[usize],
    id: FigureId,
) -> Option<(Score, Option<Decimal>, bool)> {
    let (mut low, mut high, mut mended, mut exact, mut unit) = (None, None, 0, Vec::new(), None);
    for (at, relation) in relations.iter().enumerate() {
        let fails = relation.outcome == Outcome::Fails;
        let holds = matches!(relation.outcome, Outcome::Holds | Outcome::WithinRounding);
        let operand = relation.equation.operands().find(|operand| operand.figure == Some(id));
        let Some(operand) = operand.filter(|_| fails || holds) else { continue };
        unit = unit.or(Some(operand.unit));
        if fails && !failing.contains(&at) {
            continue;
        }
        let admitted = admits(relation, id)?;
        low = low.max(admitted.low);
        high = [high, admitted.high].into_iter().flatten().min();
        if low.zip(high).is_some_and(|(low, high)| low > high) {
            return None;
        }
        mended += usize::from(fails);
        if let (true, Some(value), Some(low), Some(high)) =
            (fails, admitted.exact, admitted.low, admitted.high)
        {
            exact.push((high - low, value));
        }
    }
    exact.sort();
    let inside =
        |value: &Decimal| low.is_none_or(|low| low <= *value) && high.is_none_or(|high| *value <= high);
    let exact = exact.first().map(|(_, value)| *value);
    let unit = unit?;
    let (value, likeness) = slip(document, id, unit, exact, &inside);
    let nearer = value.map_or(0, |value| nearer(document, id, value));
    let empty = document.figure(id).blank && nearer >= LEFT_EMPTY;
    let likely = value.is_some() && document.figure(id).cell.is_some() && document.repeats_neighbour(id);
    let likeness = likeness.max(u8::from(empty || likely));
    let copied = low.zip(high).is_some_and(|(low, high)| document.is_copied(id, low, high, &[]));
    let likeness = if copied { 2 } else { likeness };
    let speaks = |at: usize| relations[at].equation.operands().any(|operand| operand.figure == Some(id));
    let summed = failing.iter().filter(|&&at| speaks(at)).all(|&at| relations[at].equation.is_sum());
    let range = Range::default().meet(Admissible { low, high, exact: None })?;
    let to_the_digit = exact.is_some() && value == exact && summed;
    let telling = copied
        || to_the_digit
        || value.is_none_or(|value| is_telling(document.figure(id), unit, &range, value));
    Some((Score(mended, likeness, nearer, !document.figure(id).blank), value, telling))
}

fn slip(
    document: &Document,
    id: FigureId,
    unit: Unit,
    exact: Option<Decimal>,
    inside: &dyn Fn(&Decimal) -> bool,
) -> (Option<Decimal>, u8) {
    let known = document.figure(id);
    let Some(wanted) = exact.filter(|_| !known.blank) else { return (exact, 0) };
    let near = |values: Vec<Decimal>| {
        let moved = values.into_iter().filter(|value| !value.is_zero()).map(|value| value * unit.worth());
        moved.filter(inside).min_by_key(|value| (wanted - *value).abs())
    };
    let other = || neighbours_swapped(known.amount).chain(digits_or_point_lost(known.amount)).collect();
    let digit = near(one_digit_off(known.amount).collect()).map(|value| (Some(value), 2));
    digit.or_else(|| near(other()).map(|value| (Some(value), 1))).unwrap_or_else(|| {
        let rounded = round(wanted / unit.worth(), known.usual_decimals) * unit.worth();
        (Some(rounded).filter(inside).or(exact), 0)
    })
}

fn unit_at_fault(
    document: &Document,
    relations: &[Relation],
    failing: &[usize],
) -> Option<(usize, i64, Vec<usize>)> {
    let holds = |outcome: Outcome| matches!(outcome, Outcome::Holds | Outcome::WithinRounding);
    let unit = |table: usize| document.tables[table].unit.as_ref().map(|(unit, _)| *unit);
    let said: Vec<Unit> = (0..document.tables.len()).filter_map(unit).collect();
    let mut best: Option<(usize, usize, i64, Vec<usize>)> = None;
    for table in 0..document.tables.len() {
        let inside = |id: FigureId| document.figure(id).cell.is_some_and(|cell| cell.table as usize == table);
        let crosses = |at: &usize| {
            let operands = relations[*at].equation.operands().filter(|operand| !operand.value.is_zero());
            let sides: Vec<bool> = operands.filter_map(|operand| operand.figure).map(inside).collect();
            sides.contains(&true) && sides.contains(&false)
        };
        let scaled = |at: usize, power: i64| {
            let mut equation = relations[at].equation.clone();
            let sums = [&mut equation.left, &mut equation.right].into_iter().chain(equation.over.as_mut());
            for operand in sums.flat_map(|sum| &mut sum.terms).map(|term| &mut term.operand) {
                if operand.figure.is_some_and(inside) {
                    operand.value *= power_of_ten(power);
                    operand.half *= power_of_ten(power);
                }
            }
            holds(equation.outcome())
        };
        let odd =
            unit(table).is_some_and(|own| said.iter().filter(|unit| **unit == own).count() * 2 < said.len());
        let least = if odd { 1 } else { 2 };
        let crossing: Vec<usize> = failing.iter().copied().filter(crosses).collect();
        for power in [4, -4, 3, -3, 8, -8] {
            let mended: Vec<usize> = crossing.iter().copied().filter(|&at| scaled(at, power)).collect();
            // A bound holds in any larger unit.
            let proved = mended.iter().any(|&at| relations[at].equation.cmp == Cmp::Eq);
            if !proved || mended.len() < least || (crossing.len() - mended.len()) * 5 > crossing.len() {
                continue;
            }
            let held = (0..relations.len()).filter(|at| holds(relations[*at].outcome)).filter(crosses);
            let gain = mended.len().saturating_sub(held.filter(|&at| !scaled(at, power)).count());
            if gain > best.as_ref().map_or(0, |best| best.0) {
                best = Some((gain, table, power, mended));
            }
        }
    }
    best.map(|(_, table, power, mended)| (table, power, mended))
}
