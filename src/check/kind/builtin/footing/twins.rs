//! Sums that are one and the same in other columns, or other rows: two of them, this year and last, are all that most statements
//! have, and one that comes out says what the other adds up.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::rounded::ZEROS;
use super::score::SLIP_DIGITS;
use super::{Line, Sheet};
use crate::amount::slip::significant;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::{Equation, Relation, Term};
use crate::document::{CellId, ColumnKind, FigureId};

/// No more cells in which nothing is written are told with a sum.
const EMPTY: usize = 3;
/// Words that name a figure have so many letters: n/a and k.A. name none.
const WORD: usize = 4;
/// Of so many parts of a sum one may be nothing in all of its twins.
const KNOWN: usize = 5;
/// A figure that was left out is no more than so many times as large as one of its twins, or as small.
const ALIKE: Decimal = Decimal::from_parts(4, 0, 0, false, 0);

/// The row of a total that adds up rows, or the column of one that adds up columns.
type Member = (bool, u32);

/// Lines that are the same sum, by the member that is their total.
pub(super) type Twins<'l> = BTreeMap<Member, Vec<&'l Line>>;

/// Whether a sum that fails comes out without one of its parts: the reading took that in, and nobody slipped.
pub(super) fn takes_in(equation: &Equation) -> bool {
    let gap = equation.gap().map(|gap| gap.abs());
    equation.right.terms.iter().any(|part| Some(part.operand.value.abs()) == gap)
}

/// Whether a sum that fails comes out without some of its parts that follow one another.
fn takes_in_run(equation: &Equation) -> bool {
    let Some(gap) = equation.gap().map(|gap| gap.abs()) else { return true };
    let (mut sum, mut before) = (Decimal::ZERO, BTreeSet::from([Decimal::ZERO]));
    equation.right.terms.iter().any(|part| {
        sum = sum.saturating_add(part.operand.value);
        let run = before.contains(&sum.saturating_sub(gap)) || before.contains(&sum.saturating_add(gap));
        before.insert(sum);
        run
    })
}

/// Whether what is missing may be a figure like another of its row.
pub(super) fn are_alike(gap: Decimal, value: Decimal) -> bool {
    let (less, more) = (gap.abs().min(value.abs()), gap.abs().max(value.abs()));
    gap.is_sign_negative() == value.is_sign_negative() && less.saturating_mul(ALIKE) >= more
}

impl Sheet<'_> {
    /// Whether a sum comes out without a part that has words of its own right before it in a column of figures: `Blank papers | 672`
    /// is no vote for anybody.
    pub(super) fn takes_in_named(&self, equation: &Equation) -> bool {
        let gap = equation.gap().map(|gap| gap.abs());
        let is_gap = |part: &&Term| Some(part.operand.value.abs()) == gap;
        let is_named = |id: FigureId| {
            let Some(cell) = self.document.figure(id).cell else { return false };
            let Some(before) = (cell.column as usize).checked_sub(1) else { return false };
            let own = self.table.rows.get(cell.row as usize).and_then(|row| row.cells.get(before));
            let words = own.map_or("", |cell| self.document.text(&cell.place));
            self.table.columns.get(before).is_some_and(|column| column.kind == ColumnKind::Value)
                && words.chars().filter(|c| c.is_alphabetic()).count() >= WORD
        };
        equation.right.terms.iter().filter(is_gap).filter_map(|part| part.operand.figure).any(is_named)
    }

    pub(super) fn twins<'l>(&self, lines: &'l [Line]) -> Twins<'l> {
        let mut twins = Twins::new();
        for line in lines {
            if let Some(member) = self.member(line.0, &line.1) {
                twins.entry(member).or_default().push(line);
            }
        }
        twins
    }

    fn member(&self, total: FigureId, parts: &[FigureId]) -> Option<Member> {
        let total = self.document.figure(total).cell?;
        let part = self.document.figure(*parts.first()?).cell?;
        let down = part.row != total.row;
        Some((down, if down { total.row } else { total.column }))
    }

    /// Whether a sum that fails has one slip in it, and is the only one of its twins to fail: so many digits of those that come
    /// out are `needed` to say that its parts are meant. Cells in which nothing is written and its twins have parts are taken
    /// into the sum, as nothing.
    pub(super) fn is_slip(&self, equation: &mut Equation, twins: &Twins<'_>, needed: usize) -> bool {
        let ids: Vec<FigureId> = equation.operands().filter_map(|operand| operand.figure).collect();
        let Some((&total, parts)) = ids.split_first() else { return false };
        let Some(member) = self.member(total, parts) else { return false };
        // One that fails is no proof: the first to fail ends the search, so that nobody searches twice.
        let Some(own) = twins.get(&member) else { return false };
        if own.iter().filter(|line| !self.comes_out(line)).take(2).count() > 1 {
            return false;
        }
        let proving: Vec<&Line> =
            own.iter().copied().filter(|line| line.0 != total && self.proves(line)).collect();
        let known = self.known(member, &proving);
        let empty = self.empty(member, total, parts, &known);
        let is_written = |id: &&FigureId| !self.document.figure(**id).amount.value.is_zero();
        let written: Vec<&FigureId> = parts.iter().filter(is_written).collect();
        let mut seen: BTreeSet<Decimal> = BTreeSet::new();
        let fresh =
            proving.iter().filter(|line| seen.insert(self.document.figure(line.0).amount.base().abs()));
        let proof: usize = fresh.map(|line| self.digits(self.largest(line))).sum();
        let digits = ids.iter().map(|id| self.digits(*id)).max().unwrap_or_default();
        // Many figures that are each rounded leave the last places of their sum open: a slip there is any difference.
        let open = written.len().checked_ilog10().unwrap_or_default() as usize;
        // A part that stands in no sum that comes out may be none; one of many is nothing there, and something here.
        let unknown = written.iter().filter(|id| !known.contains_key(&self.place(member, ***id))).count();
        let (first, last) = (known.keys().next().copied(), known.keys().next_back().copied());
        // What stands between parts that are known is one as well, for sums run from row to row; unless the sum comes out without
        // some that follow one another, as those of a subtotal do that is nothing in the twins.
        let is_between = |id: &&&FigureId| {
            let at = Some(self.place(member, ***id));
            at >= first && at <= last
        };
        let within = written.iter().filter(is_between).count() == written.len() && !takes_in_run(equation);
        let meant = !takes_in(equation)
            && !written.is_empty()
            && (within || unknown.saturating_mul(KNOWN) <= written.len())
            && proof > 0
            && proof + digits.saturating_sub(SLIP_DIGITS + open) >= needed;
        let several = written.len() > 1;
        let slip = meant
            && (self.is_left_empty(equation, &empty)
                || self.is_one_short(member, (total, parts), &proving)
                || several
                    && (one_digit_away(self.document, equation)
                        || self.is_put_down_for_neighbour(equation, member, &proving)));
        for &(id, _) in empty.iter().filter(|_| empty.len() <= EMPTY) {
            equation.right.terms.push(Term { operand: self.operand(id), coefficient: Decimal::ONE });
        }
        slip
    }

    /// Where a figure stands among the parts of its sum.
    fn place(&self, (down, _): Member, id: FigureId) -> Option<u32> {
        self.document.figure(id).cell.map(|cell| if down { cell.row } else { cell.column })
    }

    /// The parts of sums that come out that are not nothing: where they stand, and what they come to there.
    fn known(&self, member: Member, proving: &[&Line]) -> BTreeMap<Option<u32>, Vec<Decimal>> {
        let mut known: BTreeMap<Option<u32>, Vec<Decimal>> = BTreeMap::new();
        for &id in proving.iter().flat_map(|line| &line.1) {
            let value = self.document.figure(id).amount.base();
            if !value.is_zero() {
                known.entry(self.place(member, id)).or_default().push(value);
            }
        }
        known
    }

    /// The cells of a sum in which nothing is written, not even a dash, though its twins have parts there, with what these come to.
    fn empty<'k>(
        &self,
        member: Member,
        total: FigureId,
        parts: &[FigureId],
        known: &'k BTreeMap<Option<u32>, Vec<Decimal>>,
    ) -> Vec<(FigureId, &'k [Decimal])> {
        let Some(cell) = self.document.figure(total).cell else { return Vec::new() };
        let written: BTreeSet<Option<u32>> = parts.iter().map(|&id| self.place(member, id)).collect();
        let missing = known.iter().filter(|(place, _)| !written.contains(*place));
        let at = |place: u32| match member.0 {
            true => CellId { row: place, ..cell },
            false => CellId { column: place, ..cell },
        };
        let blank = |(place, values): (&Option<u32>, &'k Vec<Decimal>)| {
            let id = self.document.figure_in(at((*place)?))?;
            self.is_left_empty_cell(id).then_some((id, values.as_slice()))
        };
        missing.filter_map(blank).collect()
    }

    /// Whether one cell is left empty that would let a sum come out with a figure as large as those of its twins.
    fn is_left_empty(&self, equation: &Equation, empty: &[(FigureId, &[Decimal])]) -> bool {
        let ([(_, values)], Some(gap)) = (empty, equation.gap()) else { return false };
        values.iter().any(|value| are_alike(gap, *value))
    }

    /// Whether one of the twins has the same parts and one more, in a cell that is left empty here.
    fn is_one_short(
        &self,
        member: Member,
        (total, parts): (FigureId, &[FigureId]),
        proving: &[&Line],
    ) -> bool {
        let is_written = |id: &&FigureId| !self.document.figure(**id).amount.value.is_zero();
        let places = |parts: &[FigureId]| -> BTreeSet<Option<u32>> {
            parts.iter().filter(is_written).map(|&id| self.place(member, id)).collect()
        };
        let own = places(parts);
        let Some(cell) = self.document.figure(total).cell.filter(|_| own.len() >= KNOWN) else {
            return false;
        };
        let is_empty = |place: u32| {
            let at = match member.0 {
                true => CellId { row: place, ..cell },
                false => CellId { column: place, ..cell },
            };
            self.document.figure_in(at).is_some_and(|id| self.is_left_empty_cell(id))
        };
        proving.iter().any(|twin| {
            let other = places(&twin.1);
            let mut more = other.difference(&own);
            let only = more.next().copied().flatten().filter(|_| more.next().is_none());
            own.is_subset(&other) && only.is_some_and(is_empty)
        })
    }

    /// Whether a sum has a figure in it that is the one beside it as well, and is not so in its twins: it was put down for that.
    pub(super) fn is_put_down_for_neighbour(
        &self,
        equation: &Equation,
        member: Member,
        proving: &[&Line],
    ) -> bool {
        let repeats = |id: &FigureId| self.document.repeats_neighbour(*id);
        let ids: Vec<FigureId> = equation.operands().filter_map(|operand| operand.figure).collect();
        let relation = Relation::new(0, equation.clone());
        let twins: Vec<FigureId> =
            proving.iter().flat_map(|line| std::iter::once(line.0).chain(line.1.iter().copied())).collect();
        ids.iter().enumerate().filter(|(_, id)| repeats(id)).any(|(index, id)| {
            let at = self.place(member, *id);
            let alike = || twins.iter().filter(|twin| self.place(member, **twin) == at);
            let mended = relation.admits([index]).and_then(|admitted| admitted.exact);
            // A figure that is never less than nothing does not become so.
            let sound = mended.filter(|mended| !mended.is_zero()).is_some_and(|mended| {
                let sign = |twin: &FigureId| self.document.figure(*twin).amount.value.is_sign_negative();
                alike().any(|twin| sign(twin) == mended.is_sign_negative())
            });
            sound && !alike().any(repeats)
        })
    }

    /// The digits of a figure that say something: round figures agree by chance, while one in ten ends in a zero.
    pub(super) fn digits(&self, id: FigureId) -> usize {
        let amount = self.document.figure(id).amount;
        let zeros = amount.ending_zeros();
        significant(amount) as usize + usize::from((1..ZEROS).contains(&zeros))
    }

    /// The largest figure of a line: where some count against others, they come to any figure up to that by chance.
    pub(super) fn largest(&self, (total, parts): &Line) -> FigureId {
        let worth = |id: &FigureId| self.document.figure(*id).amount.base().abs();
        parts.iter().copied().max_by_key(worth).filter(|id| worth(id) > worth(total)).unwrap_or(*total)
    }
}
