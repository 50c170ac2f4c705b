//! Shares whose whole no rule names: it is the amount that the shares told of it agree on, or the one of that name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rust_decimal::Decimal;

use super::{Share, figure_in, list, of_named, of_whole, tells_shares};
use super::{headed, rows};
use crate::amount::slip::{neighbours_swapped, one_digit_off, significant};
use crate::amount::{Amount, Kind, Unit, total};
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::any_mends;
use crate::check::aid::flow::{Flow, joined};
use crate::check::aid::formula::Value;
use crate::check::aid::prose::{self, are_joined, clause_at, paragraphs};
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::results::Results;
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;
use crate::source::Cut;
use crate::words::vocabulary;

/// Shares of one whole stand no more than this many paragraphs apart.
const APART: usize = 6;
/// A whole that is known by one share alone, or by its name, stands no more than this many paragraphs above it.
const ABOVE: usize = 3;
/// A share of fewer digits fits too many wholes to point at one.
const TELLING: u32 = 3;
/// So many shares of a group are enough to say what they are shares of.
const ENOUGH: usize = 24;
/// What totals are of stands in the last so many characters of a name: 支出.
const CORE: usize = 2;
/// So many values of totals of one name leave it to chance which of them a share is of.
const VALUES: usize = 3;
/// A division of a whole that is one of several in its paragraph has no more parts than this.
const RUN: usize = 8;
/// A name of fewer ideographs names too much.
const NAME: usize = 4;

/// One share, as it is told.
struct Told {
    /// The part and its share.
    part: (FigureId, FigureId),
    /// What it is said to be a share of.
    of: String,
    /// The paragraph it stands in.
    paragraph: usize,
}

/// Tries the rule on every share told in running text.
pub(super) fn run(bound: &Bound<'_>, share: &Share, results: &mut Results) {
    let document = bound.document;
    let Ok(pattern) = share.part.with_facts(&|name| bound.fact_value(name)) else { return };
    let mut amounts: BTreeMap<Kind, InWords> = BTreeMap::new();
    for place in prose::places(bound, std::slice::from_ref(&share.within)) {
        let all: Vec<&Place> = paragraphs(bound, &place).collect();
        let mut told: Vec<Told> = Vec::new();
        for (paragraph, place) in all.iter().enumerate().filter(|(_, place)| tells_shares(document, place)) {
            for row in rows::rows(document, place) {
                match row.whole {
                    Some(whole) => {
                        row.parts.iter().for_each(|part| of_named(document, *part, whole, results))
                    }
                    None => told.extend(row.parts.iter().map(|part| Told {
                        part: *part,
                        of: row.of.clone(),
                        paragraph,
                    })),
                }
            }
            let flow = Flow::new(document, place);
            let mut last = None;
            for found in pattern.find_iter(&flow.text) {
                let figure = |name: &str| figure_in(document, &flow.at(found.get(name)?));
                if found.get("moved").is_some() {
                    // A share of what it grew by is told of nobody.
                    last = None;
                    continue;
                }
                // 100万元，占预算的80%，占收入的20%: two shares of one part.
                last = figure("amount").or(last);
                // The sign is left for the next: 占预算的80%，占收入的20%.
                let percent = |id: &FigureId| document.figure(*id).amount.unit.kind == Kind::Percent;
                let (Some(amount), Some(stated)) = (last, figure("share").filter(percent)) else { continue };
                // 分别为60万元和40万元，占60%和40%: of two shares in a row neither need be that of the last amount.
                if in_a_row(document, stated) {
                    last = None;
                    continue;
                }
                let of = found.get("of").map_or("", |range| flow.text.cut(range)).trim();
                let one = Told { part: (amount, stated), of: of.to_owned(), paragraph };
                let before = told.last().filter(|last| of.is_empty() && goes_on(document, last, &one));
                let of = before.map_or(of.to_owned(), |last| last.of.clone());
                told.push(Told { of, ..one });
            }
        }
        for group in groups(document, told) {
            let kind = document.figure(group[0].part.0).amount.unit.kind;
            let amounts = amounts.entry(kind).or_insert_with(|| InWords::of(bound, kind));
            for (whole, group) in wholes(document, &group, amounts, &all) {
                // What the others are shares of is a share of something else: 收入2049万元，占比71.5%，其中：甲656万元，占32.04%.
                let others = group.iter().filter(|told| Some(told.part.0) != whole);
                let parts: Vec<_> = others.map(|told| told.part).collect();
                let Some(whole) = whole else {
                    if let Some(sum) = their_sum(document, group) {
                        list(bound, share, &parts, &Value::from(sum), results);
                        continue;
                    }
                    for told in group {
                        if !headed::tell(document, all[told.paragraph], told.part, &told.of, results) {
                            bounded(document, told, results);
                        }
                    }
                    continue;
                };
                list(bound, share, &parts, &Value::from(Operand::of(document, whole)), results);
            }
        }
    }
}

/// Whether a share that does not say of what is one more of what the one before it is of: 甲占收入的60%；乙占40%.
fn goes_on(document: &Document, last: &Told, one: &Told) -> bool {
    let at = |id: FigureId| &document.figure(id).place;
    let between = joined(document, at(last.part.1).end, at(one.part.0).start);
    let kind = |told: &Told| document.figure(told.part.0).amount.unit.kind;
    let ends = between.contains('。') || vocabulary().said_opens.within(&between);
    last.paragraph == one.paragraph && last.part.0 != one.part.0 && kind(last) == kind(one) && !ends
}

/// Whether a share is followed by others with nothing but a mark or a word that joins them between.
fn in_a_row(document: &Document, share: FigureId) -> bool {
    let next = FigureId(share.0 + 1);
    let percent =
        document.figures.get(next.0 as usize).is_some_and(|next| next.amount.unit.kind == Kind::Percent);
    percent && are_joined(document, share, next)
}

/// A part is no more than its whole, whatever that is. What is said to be a share of something by name may be of another thing than
/// what it is a part of: 占上年的120%.
fn bounded(document: &Document, told: &Told, results: &mut Results) {
    if !told.of.is_empty() {
        return;
    }
    let whole = Operand::literal(Amount::new(Decimal::ONE_HUNDRED, 0, Unit::PERCENT));
    let equation = Equation::equal(Linear::one(prose::operand(document, told.part.1)), Linear::one(whole));
    let equation = Equation { cmp: Cmp::Le, ..equation };
    if equation.outcome() == Outcome::Fails {
        results.relation(equation);
    }
}

/// The amounts of one kind in running text: money, or what is counted.
struct InWords {
    by_value: Vec<(Decimal, FigureId)>,
    /// The same, those that are alike to the digit together: a file of many documents says the same thousands of times, and what
    /// fits one of them fits all.
    alike: Vec<(Decimal, Vec<FigureId>)>,
    /// By the words before them in their clause, each read from its end.
    by_name: Vec<(String, Decimal, FigureId)>,
}

impl InWords {
    fn of(bound: &Bound<'_>, kind: Kind) -> Self {
        let document = bound.document;
        let mut by_value: Vec<(Decimal, FigureId)> = (0..)
            .map(FigureId)
            .zip(&document.figures)
            .filter(|(_, figure)| figure.cell.is_none() && !figure.blank && figure.amount.unit.kind == kind)
            .map(|(id, figure)| (figure.amount.base(), id))
            .filter(|(value, _)| !value.is_zero())
            .collect();
        by_value.sort_unstable();
        let name = |id: FigureId| {
            let words = clause_at(bound, document.figure(id).place.start);
            backwards(words.trim_end_matches(|c| vocabulary().states.has(c)))
        };
        let mut by_name: Vec<_> = by_value.iter().map(|&(value, id)| (name(id), value, id)).collect();
        by_name.sort_unstable();
        let mut alike: BTreeMap<(Decimal, Decimal, bool), Vec<FigureId>> = BTreeMap::new();
        for &(value, id) in &by_value {
            let operand = Operand::of(document, id);
            alike.entry((value, operand.half, operand.unreadable)).or_default().push(id);
        }
        let alike = alike.into_iter().map(|((value, ..), ids)| (value, ids)).collect();
        Self { by_value, alike, by_name }
    }

    /// Those whose name ends in `words`.
    fn named(&self, words: &str) -> &[(String, Decimal, FigureId)] {
        let words = backwards(words);
        let from = self.by_name.partition_point(|(name, ..)| *name < words);
        let len = self.by_name[from..].partition_point(|(name, ..)| name.starts_with(&words));
        &self.by_name[from..from + len]
    }
}

fn backwards(text: &str) -> String {
    text.chars().rev().collect()
}

/// Shares told of the same whole nearby; where no whole is named, those of one paragraph. What is counted is no share of money.
fn groups(document: &Document, told: Vec<Told>) -> Vec<Vec<Told>> {
    let mut groups: Vec<Vec<Told>> = Vec::new();
    let mut open: BTreeMap<(String, Kind), usize> = BTreeMap::new();
    for told in told {
        let apart = if told.of.is_empty() { 0 } else { APART };
        let key = (told.of.clone(), document.figure(told.part.0).amount.unit.kind);
        let known = open.get(&key).map(|&at| &mut groups[at]);
        let near =
            known.filter(|group| group.last().is_some_and(|last| told.paragraph - last.paragraph <= apart));
        if let Some(group) = near {
            group.push(told);
        } else {
            open.insert(key, groups.len());
            groups.push(vec![told]);
        }
    }
    groups
}

/// The shares of a group, each run of them with what it is of: of one whole, or, where a paragraph divides it more than once
/// (by kind, then by level), of the whole that each run comes to.
fn wholes<'a>(
    document: &Document,
    group: &'a [Told],
    amounts: &InWords,
    all: &[&Place],
) -> Vec<(Option<FigureId>, &'a [Told])> {
    if let Some(whole) = whole(document, group, amounts, all) {
        return vec![(Some(whole), group)];
    }
    let from = all[group[0].paragraph.saturating_sub(ABOVE)].start;
    let mut runs = Vec::new();
    let mut rest = group;
    while let Some(first) = rest.first() {
        let before = from..document.figure(first.part.0).place.start;
        let run = (2..=rest.len().min(RUN)).find_map(|len| {
            let run = &rest[..len];
            Some((Some(summed(document, run, &amounts.by_value, before.clone())?), run))
        });
        let run = run.unwrap_or((None, &rest[..1]));
        rest = &rest[run.1.len()..];
        runs.push(run);
    }
    let unknown = runs.iter().all(|(whole, _)| whole.is_none());
    if unknown && their_sum(document, group).is_some() { vec![(None, group)] } else { runs }
}

/// What the parts of a group come to, where no amount says it: they are the whole where their shares say so by their digits, but
/// for one that a slip explains.
fn their_sum(document: &Document, group: &[Told]) -> Option<Linear> {
    let told: BTreeSet<FigureId> = group.iter().map(|told| told.part.0).collect();
    if told.len() != group.len() || !(2..=RUN).contains(&group.len()) {
        return None;
    }
    let sum = group
        .iter()
        .fold(Linear::default(), |sum, told| sum.plus(Linear::one(Operand::of(document, told.part.0))));
    let whole = Value::from(sum.clone());
    let equation = |told: &Told| of_whole(document, told.part, &whole);
    let (fit, misfit): (Vec<&Told>, Vec<&Told>) =
        group.iter().partition(|told| equation(told).outcome() != Outcome::Fails);
    let digits: u32 = fit.iter().map(|told| significant(document.figure(told.part.1).amount)).sum();
    let slip = |told: &Told| {
        let equation = equation(told);
        let own = |id: FigureId| id == told.part.1;
        equation.allowed().is_some_and(|allowed| any_mends(document, &equation, allowed, own))
    };
    let whole = match misfit.as_slice() {
        [] => digits > TELLING,
        [one] => digits > TELLING || digits >= TELLING.saturating_sub(u32::from(fit.len() > 1)) && slip(one),
        _ => are_whole(document, group) && a_part_is_wrong(document, group),
    };
    whole.then_some(sum)
}

/// Whether one digit of one part keeps all shares of a group from what the parts come to.
fn a_part_is_wrong(document: &Document, group: &[Told]) -> bool {
    let amount = |id: FigureId| document.figure(id).amount;
    let digits: u32 = group.iter().map(|told| significant(amount(told.part.1))).sum();
    let parts: Option<Vec<Decimal>> = group.iter().map(|told| amount(told.part.0).checked_base()).collect();
    let Some(parts) = parts.filter(|_| digits > TELLING) else { return false };
    let all_fit = |parts: &[Decimal]| {
        let sum = total(parts.iter().copied()).filter(|sum| !sum.is_zero());
        sum.is_some_and(|sum| {
            group.iter().zip(parts).all(|(told, part)| {
                let stated = amount(told.part.1);
                let off = part.checked_div(sum).and_then(|share| share.checked_sub(stated.base()));
                off.is_some_and(|off| off.abs() <= stated.half_digit())
            })
        })
    };
    (0..group.len()).any(|at| {
        let own = amount(group[at].part.0);
        let values = one_digit_off(own).chain(neighbours_swapped(own));
        values.filter_map(|value| value.checked_mul(own.unit.worth())).any(|value| {
            let mut mended = parts.clone();
            mended[at] = value;
            all_fit(&mended)
        })
    })
}

/// What the shares of a group are shares of: the amount that all of them fit, or all but one of three or more; or the
/// nearest amount above of that name.
fn whole(document: &Document, group: &[Told], amounts: &InWords, all: &[&Place]) -> Option<FigureId> {
    let telling: Vec<&Told> = group
        .iter()
        .filter(|told| {
            significant(document.figure(told.part.1).amount) >= TELLING
                && !document.figure(told.part.0).amount.value.is_zero()
        })
        .take(ENOUGH)
        .collect();
    let first = document.figure(group[0].part.0).place.start;
    let mut best: Option<(usize, u32, FigureId)> = None;
    for told in &telling {
        let wholes = wholes_of(document, told, &amounts.alike).unwrap_or_default();
        for id in amounts.alike[wholes].iter().flat_map(|(_, ids)| nearest(document, ids, first, &telling)) {
            let one = Value::from(Operand::of(document, id));
            let fits = telling
                .iter()
                .filter(|told| id != told.part.0)
                .filter(|told| of_whole(document, told.part, &one).outcome() != Outcome::Fails)
                .count();
            let away = document.figure(id).place.start.abs_diff(first);
            if best.is_none_or(|(most, near, _)| {
                (fits, std::cmp::Reverse(away)) > (most, std::cmp::Reverse(near))
            }) {
                best = Some((fits, away, id));
            }
        }
    }
    let from = all[group[0].paragraph.saturating_sub(ABOVE)].start;
    if let Some(id) = summed(document, group, &amounts.by_value, from..first) {
        return Some(id);
    }
    if let Some((fits, _, id)) = best {
        let near = (from..first).contains(&document.figure(id).place.start);
        let agreed = fits >= 2 && (fits == telling.len() || telling.len() >= 3 && fits + 1 == telling.len());
        // Shares that come to a hundred per cent are those of one whole, short ones among them.
        let but_one = || {
            let one = Value::from(Operand::of(document, id));
            let fit = |told: &&Told| of_whole(document, told.part, &one).outcome() != Outcome::Fails;
            let mut misfits = group.iter().filter(|told| !fit(told));
            let (Some(misfit), None) = (misfits.next(), misfits.next()) else { return false };
            // Or a digit of the one that does not fit is wrong.
            let slip = || {
                let equation = of_whole(document, misfit.part, &one);
                let own = |id: FigureId| id == misfit.part.1 || id == misfit.part.0;
                equation.allowed().is_some_and(|allowed| any_mends(document, &equation, allowed, own))
            };
            // Of two, where nothing else is told between the whole and its parts: 床位910万张，其中医院713万张，占78.4%.
            let beside = || near && fits > 0 && group.len() == 2 && leads(document, id, group[0].part.0);
            group.len() >= 3 && (are_whole(document, group) || slip()) || beside() && slip()
        };
        if agreed || but_one() || near && fits == telling.len() {
            return Some(id);
        }
    }
    // 税收占调整预算的105%: each has a plan of its own, and the one that was told may be another's.
    let of = vocabulary().said_of_whole.strip_end(&group[0].of).unwrap_or(&group[0].of);
    let plan = vocabulary().said_budget.end(of);
    // A whole smaller than one of its parts is that of something else that is called so.
    let value = |id: FigureId| document.figure(id).amount.base();
    let holds_all = |whole: &FigureId| group.iter().all(|told| value(told.part.0) <= value(*whole));
    let named = named(document, &group[0].of, amounts, from..first).filter(|_| !plan);
    let named = named.filter(holds_all);
    named.or_else(|| match group {
        [only] if telling.len() == 1 => misprinted(document, only, amounts),
        _ => None,
    })
}

/// Whether `whole` is the last amount of its kind before `part`.
fn leads(document: &Document, whole: FigureId, part: FigureId) -> bool {
    let kind = |id: FigureId| document.figure(id).amount.unit.kind;
    let mut between = (whole.0.saturating_add(1)..part.0).map(FigureId);
    whole < part && !between.any(|id| kind(id) == kind(part))
}

/// The total of what a share is said to be of, wherever it stands (占总支出…, of 本年支出合计), where one digit of the share
/// keeps it from being its whole. Where totals of the name have many values, one of them is by chance.
fn misprinted(document: &Document, told: &Told, amounts: &InWords) -> Option<FigureId> {
    // 支出总额, 支出合计 and 支出 are one.
    let of = vocabulary().said_of_whole.strip_end(&told.of).unwrap_or(&told.of);
    let plain =
        vocabulary().totals.iter().filter_map(|total| of.strip_suffix(total)).min_by_key(|rest| rest.len());
    let of = plain.filter(|rest| rest.chars().count() >= CORE).unwrap_or(of);
    let (at, _) = of.char_indices().rev().nth(CORE - 1)?;
    let core = of.cut(at..);
    // Names are kept without what stands between them and their amounts, be it the end of a word for totals: 合计.
    let bare = |name: &str| name.trim_end_matches(|c| vocabulary().states.has(c)).to_owned();
    let totals = vocabulary().said_totals.iter().map(|total| bare(&format!("{core}{total}")));
    let names: BTreeSet<String> = totals.chain([bare(&told.of)]).collect();
    let named = names.iter().flat_map(|name| amounts.named(name));
    let mut wholes: Vec<(Decimal, FigureId)> = named.map(|(_, value, id)| (*value, *id)).collect();
    wholes.sort_unstable();
    wholes.dedup_by_key(|(value, _)| *value);
    if wholes.len() > VALUES {
        return None;
    }
    let explains = |(_, id): &&(Decimal, FigureId)| {
        let equation = of_whole(document, told.part, &Value::from(Operand::of(document, *id)));
        let allowed = equation.allowed();
        allowed.is_some_and(|allowed| any_mends(document, &equation, allowed, |own| own == told.part.1))
    };
    let mut explaining = wholes.iter().filter(explains);
    explaining.next().filter(|_| explaining.next().is_none()).map(|(_, id)| *id)
}

/// Of figures that are alike, in the order of their places, those nearest to `first` on either side that are no part of the
/// group, and the parts that lie between: no other can be a better whole.
fn nearest<'a>(
    document: &'a Document,
    ids: &'a [FigureId],
    first: u32,
    telling: &'a [&Told],
) -> impl Iterator<Item = FigureId> + 'a {
    let at = ids.partition_point(|id| document.figure(*id).place.start < first);
    let apart = |id: &FigureId| telling.iter().all(|told| told.part.0 != *id);
    let before = ids[..at].iter().rev().position(apart).map_or(0, |back| at - back - 1);
    let after = ids[at..].iter().position(apart).map_or(ids.len(), |on| at + on + 1);
    ids[before..after].iter().copied()
}

/// Which of `amounts` the part may be that share of.
fn wholes_of(document: &Document, told: &Told, amounts: &[(Decimal, Vec<FigureId>)]) -> Option<Range<usize>> {
    let part = document.figure(told.part.0).amount.base();
    let stated = document.figure(told.part.1).amount;
    let (share, half) = (stated.base(), stated.half_digit());
    let most = part.checked_div(share.checked_sub(half)?).unwrap_or(Decimal::MAX);
    let least = part.checked_div(share.checked_add(half)?).filter(|_| share > half)?;
    // The part is rounded too.
    let slack = document.figure(told.part.0).amount.half_digit();
    let slack = slack.checked_mul(least.checked_div(part).unwrap_or(Decimal::ONE))?;
    let (least, most) = (least.checked_sub(slack)?, most.checked_add(slack).unwrap_or(Decimal::MAX));
    let from = amounts.partition_point(|(value, _)| *value < least);
    let to = amounts.partition_point(|(value, _)| *value <= most);
    Some(from..to.max(from))
}

/// The amount in `place` that the parts of a list come to, where the list has several and one of their shares fits it or all
/// of them come to a hundred per cent.
fn summed(
    document: &Document,
    group: &[Told],
    amounts: &[(Decimal, FigureId)],
    place: Range<u32>,
) -> Option<FigureId> {
    let parts = group.iter().map(|told| document.figure(told.part.0).amount.base());
    let real: Vec<Decimal> = parts.filter(|part| !part.is_zero()).collect();
    if real.len() < 2 {
        return None;
    }
    let sum = total(real)?;
    let slack = total(group.iter().map(|told| document.figure(told.part.0).amount.half_digit()))?;
    let (least, most) = (sum.checked_sub(slack)?, sum.checked_add(slack)?);
    let from = amounts.partition_point(|(value, _)| *value < least);
    let near = amounts[from..].iter().take_while(|(value, _)| *value <= most);
    let fits = |id: &FigureId| {
        let whole = Value::from(Operand::of(document, *id));
        group.iter().any(|told| of_whole(document, told.part, &whole).outcome() == Outcome::Holds)
    };
    let inside = |id: &FigureId| place.contains(&document.figure(*id).place.start);
    let whole = are_whole(document, group);
    near.map(|(_, id)| *id).filter(inside).filter(|id| whole || fits(id)).max()
}

/// Whether the shares of a group come to a hundred per cent, but for their rounding.
fn are_whole(document: &Document, group: &[Told]) -> bool {
    let stated = || group.iter().map(|told| document.figure(told.part.1).amount);
    let off = total(stated().map(|share| share.base())).and_then(|sum| sum.checked_sub(Decimal::ONE));
    off.zip(total(stated().map(Amount::half_digit))).is_some_and(|(off, slack)| off.abs() <= slack)
}

/// The amount whose name ends in what the share is said to be of: the last in `place`, or the only one there is.
fn named(document: &Document, of: &str, amounts: &InWords, place: Range<u32>) -> Option<FigureId> {
    if of.chars().count() < NAME {
        return None;
    }
    let known = amounts.named(of);
    let inside = |id: &FigureId| place.contains(&document.figure(*id).place.start);
    let near = known.iter().map(|(.., id)| *id).filter(inside).max();
    let only = known.first().filter(|first| known.iter().all(|other| other.1 == first.1));
    near.or(only.and_then(|_| known.iter().map(|(.., id)| *id).min()))
}
