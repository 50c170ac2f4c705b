//! The check `restated-amounts`: an amount in words that stands nowhere else, and differs by one slip of the keyboard from one
//! that is called alike, or that the document says again and again, is that one, misprinted.
//!
//! Whether the likeness is chance is reckoned, not felt: so many slips are possible, among so many numbers of these digits, and
//! so many amounts of the document are called alike. The fewer these are, the fewer digits it takes.

mod expanded;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::amount::slip::{
    neighbours_swapped, one_digit_off, one_slip_off, other_units, significant, written,
};
use crate::amount::{Amount, Kind, apart};
use crate::check::aid::bind::Bound;
use crate::check::aid::prose::same;
use crate::check::aid::relation::Equation;
use crate::check::aid::said::cells::Group;
use crate::check::aid::said::standing::{self, Standing};
use crate::check::aid::said::{Role, Said};
use crate::check::results::Results;
use crate::document::{Document, FigureId};
use crate::ledger::Outcome;

/// Of so many amounts that stand alone one may look by chance like a slip of one that is called alike.
const CHANCE: u64 = 1500;
/// The same of one that is called otherwise: in no more than one of so many documents any of its amounts may.
const DOCUMENTS: u64 = 30;
/// The same where nothing but the digits speaks for it.
const CHANCE_ALONE: u64 = 20_000;
/// Changes of equal amounts are equal: their digits need say no more than that a slip explains the difference.
const ALIKE: u32 = 3;
/// Amounts with fewer digits may well differ in one and be two.
const FEWEST: u32 = 4;
/// So many digits are not the same by chance in two units.
const LONG: u32 = 5;
/// So many amounts before and after one may tell by how much it differs from another.
const AROUND: usize = 6;
/// So many changes of equal amounts are looked at.
const EQUAL: usize = 8;
/// A list and the paragraphs on each of its items lie within so many amounts.
const BESIDE: usize = 12;
/// Powers of ten up to this one are reckoned with.
const LONGEST: u32 = 17;

/// Tries the rule on every amount of money in running text.
pub fn run(bound: &Bound<'_>, results: &mut Results) {
    let document = bound.document;
    let mut alone: Vec<One<'_, '_>> = Vec::new();
    let expanded: BTreeMap<FigureId, FigureId> = expanded::pairs(bound).into_iter().collect();
    for said in bound.said() {
        if let Some(other) = expanded.get(&said.figure) {
            let equation = same(document, said.figure, *other);
            match equation.outcome() {
                Outcome::Fails => results.proved(equation),
                _ => results.found(equation),
            }
            continue;
        }
        let amount = document.figure(said.figure).amount;
        if amount.unit.kind != Kind::Money || said.role == Role::Bound {
            continue;
        }
        let one = One { bound, standing: bound.standing(), said, amount, cells: OnceCell::new() };
        match one.again() {
            Some(other) => results.found(one.equals(other)),
            None if let Some(other) = one.of_another_unit() => results.relation(one.equals(other)),
            None if let Some(other) = one.copied() => results.relation(one.equals(other)),
            None if one.stands_alone() => alone.push(one),
            None => {}
        }
    }
    // The more amounts stand alone, the more of them look like another by chance.
    let limit = CHANCE.max(DOCUMENTS.saturating_mul(alone.len() as u64));
    for one in alone {
        if let Some(other) = one.misprinted(limit) {
            results.relation(one.equals(other));
        }
    }
}

/// An amount in words, held against all others.
struct One<'b, 'a> {
    bound: &'b Bound<'a>,
    standing: &'b Standing,
    said: &'b Said,
    amount: Amount,
    /// The cells that it is called after; found when first asked for.
    cells: OnceCell<Option<&'b Group>>,
}

impl One<'_, '_> {
    fn document(&self) -> &Document {
        self.bound.document
    }

    fn equals(&self, other: FigureId) -> Equation {
        same(self.document(), self.said.figure, other)
    }

    /// The bounds of what its digits stand for, and so much more on either side.
    fn bounds(&self, value: Decimal, halves: u32) -> Option<(Decimal, Decimal)> {
        let half = self.amount.half_digit().checked_mul(Decimal::from(halves))?;
        Some((value.checked_sub(half)?, value.checked_add(half)?))
    }

    /// The same amount under the same name.
    fn again(&self) -> Option<FigureId> {
        if digits(self.amount) < FEWEST {
            return None;
        }
        let (low, high) = self.bounds(self.amount.checked_base()?.abs(), 1)?;
        let alike = self.standing.called_alike(self.said, low, high).find(|id| *id != self.said.figure);
        alike.filter(|id| self.may_be(*id))
    }

    /// Whether it says something and stands nowhere else. One more or less in the last digit is rounding of another kind.
    fn stands_alone(&self) -> bool {
        let value = self.amount.checked_base().map(|value| value.abs());
        let bounds = value.and_then(|value| self.bounds(value, 3));
        let telling = !self.amount.value.is_zero() && digits(self.amount) >= ALIKE;
        telling
            && bounds
                .is_some_and(|(low, high)| !self.document().amounts().elsewhere(self.said.figure, low, high))
    }

    /// The same digits in the unit next to its own, where the amount stands nowhere else: 2745.02元 for 2745.02万元.
    fn of_another_unit(&self) -> Option<FigureId> {
        if significant(self.amount) < LONG || !self.stands_alone() {
            return None;
        }
        let worth = self.amount.unit.worth();
        let values = other_units(self.amount).filter_map(|value| value.abs().checked_mul(worth));
        let mut same = values.flat_map(|value| self.document().amounts().between(value, value));
        same.find(|other| {
            *other != self.said.figure && self.document().figure(*other).amount.unit.kind == Kind::Money
        })
    }

    /// The change of an equal amount, where this change is what stands beside it, put down in place of the change.
    fn copied(&self) -> Option<FigureId> {
        let repeats = |id: FigureId| self.document().repeats_neighbour(id);
        let alike = self.standing.changes_alike(self.said);
        let mut others =
            alike.iter().copied().take(EQUAL).filter(|id| *id != self.said.figure && !repeats(*id));
        let other = others.next().filter(|_| repeats(self.said.figure))?;
        let differ = |other: FigureId| self.equals(other).outcome() == Outcome::Fails;
        differ(other).then_some(other)
    }

    /// The amount that it most likely is; among those that words call otherwise it must be so seldom as `limit` says.
    fn misprinted(&self, limit: u64) -> Option<FigureId> {
        let tries = one_slip_off(self.amount);
        // Where only those said near it could tell anything, no others are looked at.
        let anywhere = self.may_tell(tries, limit);
        let beside: Vec<FigureId> = self.beside().filter(|_| !anywhere).collect();
        if !anywhere && beside.is_empty() {
            return None;
        }
        let worth = self.amount.unit.worth();
        let slips = one_digit_off(self.amount).chain(neighbours_swapped(self.amount));
        let slips = slips.filter_map(|slip| slip.abs().checked_mul(worth));
        let value = |id: FigureId| self.document().figure(id).amount.base().abs();
        let mut best: Option<(u64, FigureId)> = None;
        for slip in slips {
            // Where digits were cut instead of rounded, the amount may be a whole digit away.
            let (Some((low, high)), Some(own)) = (self.bounds(slip, 2), self.bounds(slip, 1)) else {
                continue;
            };
            let all = anywhere.then(|| self.document().amounts().between(low, high)).into_iter().flatten();
            let near = beside.iter().copied().filter(|id| (low..=high).contains(&value(*id)));
            for other in all.chain(near).filter(|id| self.is_near(*id, own)) {
                let Some(chance) = self.chance(other, (low, high), tries, limit) else { continue };
                let likelier = best.is_none_or(|(known, _)| chance > known);
                if likelier && self.may_be(other) && !self.is_first(other) && !self.is_told_apart(other) {
                    best = Some((chance, other));
                }
            }
        }
        best.map(|(_, other)| other)
    }

    /// Whether another amount lies between two values, or is written with more digits, which may have been cut.
    fn is_near(&self, other: FigureId, (low, high): (Decimal, Decimal)) -> bool {
        let amount = self.document().figure(other).amount;
        let value = amount.base().abs();
        let finer = amount.half_digit() < self.amount.half_digit();
        other != self.said.figure && (finer || low <= value && value <= high)
    }

    /// Of how many amounts one would look like a slip of `other` by chance; `None`: of too few.
    fn chance(&self, other: FigureId, near: (Decimal, Decimal), tries: u64, limit: u64) -> Option<u64> {
        if self.standing.changed_alike(self.said, other) {
            return Some(u64::MAX);
        }
        let count = digits(self.amount).min(digits(self.document().figure(other).amount));
        let of = chances(count, tries)?;
        let length = self.length()?;
        let difference = self.difference(other)?;
        let likeliest =
            |pools: &[Option<usize>]| pools.iter().flatten().map(|pool| of(*pool)).max().unwrap_or(0);
        let alike = likeliest(&self.called_alike(other, near, length));
        let value = self.document().figure(other).amount.base().abs().normalize();
        let again = likeliest(&[
            self.standing.pool_said_again(value, length),
            self.standing.pool_of_totals(value, length),
        ]);
        if (alike >= CHANCE || again >= limit) && !self.said(difference, other) {
            return Some(alike.max(again));
        }
        let alone = of(self.standing.pool(length));
        (alone >= CHANCE_ALONE && !self.explained(difference, other)).then_some(alone)
    }

    /// Whether any amount could be so seldom of its kind that a slip of it says something.
    fn may_tell(&self, tries: u64, limit: u64) -> bool {
        if self.standing.is_changed_alike(self.said) {
            return true;
        }
        let (Some(of), Some(length)) = (chances(digits(self.amount), tries), self.length()) else {
            return false;
        };
        let cells = self.cells().map_or(0, |group| standing::pool(group, length));
        let seldom = |pool: usize, limit: u64| pool > 0 && of(pool) >= limit;
        seldom(self.standing.pool_alike(self.said, length), CHANCE)
            || seldom(cells, CHANCE)
            || seldom(self.standing.least_pool(length), limit)
            || seldom(self.standing.pool(length), CHANCE_ALONE)
    }

    /// The cells that it is called after.
    fn cells(&self) -> Option<&Group> {
        *self.cells.get_or_init(|| self.bound.cells().called(self.said).map(|called| called.group))
    }

    /// How many amounts of its length are called alike, in words and in tables, where `other` is one of them.
    fn called_alike(
        &self,
        other: FigureId,
        (low, high): (Decimal, Decimal),
        length: (Decimal, Decimal),
    ) -> [Option<usize>; 3] {
        let named = self.standing.called_alike(self.said, low, high).any(|id| id == other);
        let beside = self.beside().any(|id| id == other);
        let in_row = self.cells().filter(|group| standing::holds(group, other, low, high));
        [
            named.then(|| self.standing.pool_alike(self.said, length)),
            beside.then(|| self.pool_beside(length)),
            in_row.map(|group| standing::pool(group, length)),
        ]
    }

    /// The amounts said near it that are called alike.
    fn beside(&self) -> impl Iterator<Item = FigureId> {
        self.standing.alike_beside(self.bound.said(), self.said, BESIDE)
    }

    /// How many of these are of its length.
    fn pool_beside(&self, (low, high): (Decimal, Decimal)) -> usize {
        let value = |id| self.document().figure(id).amount.checked_base().map(|value| value.abs());
        let near: BTreeSet<Decimal> = self.beside().filter_map(value).collect();
        near.range(low..high).count()
    }

    /// True where the words around one of the two tell the difference.
    fn said(&self, difference: Decimal, other: FigureId) -> bool {
        let Some((low, high)) = self.bounds(difference, 1) else { return true };
        let value = |id: FigureId| self.document().figure(id).amount.base().abs();
        let mut near = self.standing.near(self.bound.said(), [self.said.figure, other], AROUND).map(value);
        near.any(|value| low <= value && value <= high)
    }

    fn difference(&self, other: FigureId) -> Option<Decimal> {
        Some(apart(
            self.amount.checked_base()?.abs(),
            self.document().figure(other).amount.checked_base()?.abs(),
        ))
    }

    /// The powers of ten that it lies between.
    fn length(&self) -> Option<(Decimal, Decimal)> {
        let value = self.amount.checked_base()?.abs();
        let mut low = Decimal::new(1, 4);
        loop {
            let high = low.checked_mul(Decimal::TEN)?;
            if value < high {
                return Some((low, high));
            }
            low = high;
        }
    }

    /// Whether it may be the other amount: they are of one moment.
    fn may_be(&self, other: FigureId) -> bool {
        self.standing.at_once(self.document(), self.bound.said(), self.said, other)
    }

    /// One sentence says two amounts by one name of two things: of all the money, and of a part of it.
    fn is_told_apart(&self, other: FigureId) -> bool {
        let said = self.bound.said();
        let at = said.partition_point(|one| one.figure < other);
        said.get(at).is_some_and(|one| {
            one.figure == other && one.sentence == self.said.sentence && one.bare == self.said.bare
        })
    }

    /// Of two that stand once, the second is held against the first.
    fn is_first(&self, other: FigureId) -> bool {
        let amount = self.document().figure(other).amount.base().abs();
        let in_words = self.document().figure(other).cell.is_none();
        in_words && other > self.said.figure && !self.document().amounts().elsewhere(other, amount, amount)
    }

    /// True where the document itself tells the difference, or two amounts that make it up.
    fn explained(&self, difference: Decimal, other: FigureId) -> bool {
        let Some((low, high)) = self.bounds(difference, 1) else { return true };
        let own = |id: FigureId| id == other || id == self.said.figure;
        self.document().amounts().between(low, high).any(|id| !own(id)) || self.standing.two_make(difference)
    }
}

/// Of how many amounts of `count` digits one of so many slips meets one of a pool by chance; `None`: of too few digits.
fn chances(count: u32, tries: u64) -> Option<impl Fn(usize) -> u64> {
    let space = 9 * 10_u64.pow(count.checked_sub(1)?.min(LONGEST));
    (count >= FEWEST).then_some(move |pool: usize| space / tries.max(1) / pool.max(1) as u64)
}

/// How many digits of an amount say something: zeros at the end of a round one say nothing.
fn digits(amount: Amount) -> u32 {
    let own = significant(amount);
    let all = amount.value.mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log + 1);
    if all.saturating_sub(own) > 1 { own } else { all.min(written(amount)) }
}
