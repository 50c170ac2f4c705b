//! Sums that are one and the same in other columns, or other rows: two of them, this year and last, are all that most statements
//! have, and one that comes out says what the other adds up.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::score::SLIP_DIGITS;
use super::{Line, Sheet, ZEROS};
use crate::amount::slip::significant;
use crate::check::aid::evidence::one_digit_away;
use crate::check::aid::relation::Equation;
use crate::document::FigureId;

/// The row of a total that adds up rows, or the column of one that adds up columns.
type Member = (bool, u32);

/// Lines that are the same sum, by the member that is their total.
pub(super) type Twins<'l> = BTreeMap<Member, Vec<&'l Line>>;

/// Whether a sum that fails comes out without one of its parts: the reading took that in, and nobody slipped.
pub(super) fn takes_in(equation: &Equation) -> bool {
    let gap = equation.gap().map(|gap| gap.abs());
    equation.right.terms.iter().any(|part| Some(part.operand.value.abs()) == gap)
}

impl Sheet<'_> {
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

    /// Whether a sum that fails is off by one digit, and its only twin to fail: so many digits of those that come out are
    /// `needed` to say that its parts are meant.
    pub(super) fn is_a_digit_off(&self, equation: &Equation, twins: &Twins<'_>, needed: usize) -> bool {
        let ids = || equation.operands().filter_map(|operand| operand.figure);
        let (Some(total), parts) = (ids().next(), ids().skip(1).collect::<Vec<FigureId>>()) else {
            return false;
        };
        let Some(member) = self.member(total, &parts) else { return false };
        let others = || twins.get(&member).into_iter().flatten().filter(|line| line.0 != total);
        // One that fails is no proof: the first to fail ends the search, so that nobody searches twice.
        let Some(own) = twins.get(&member) else { return false };
        if own.iter().filter(|line| !self.comes_out(line)).take(2).count() > 1 {
            return false;
        }
        let place = |id: &FigureId| {
            self.document.figure(*id).cell.map(|cell| if member.0 { cell.row } else { cell.column })
        };
        let is_written = |id: &&FigureId| !self.document.figure(**id).amount.value.is_zero();
        let proving: Vec<&&Line> = others().filter(|line| self.proves(line)).collect();
        let known: BTreeSet<Option<u32>> =
            proving.iter().flat_map(|line| &line.1).filter(is_written).map(place).collect();
        let written: Vec<&FigureId> = parts.iter().filter(is_written).collect();
        // A part that stands in no sum that comes out may be none.
        if takes_in(equation) || written.len() < 2 || !written.iter().all(|id| known.contains(&place(id))) {
            return false;
        }
        let mut seen: BTreeSet<Decimal> = BTreeSet::new();
        let fresh =
            proving.iter().filter(|line| seen.insert(self.document.figure(line.0).amount.base().abs()));
        let proof: usize = fresh.map(|line| self.digits(self.largest(line))).sum();
        let own = ids().map(|id| self.digits(id)).max().unwrap_or_default();
        proof > 0
            && proof + own.saturating_sub(SLIP_DIGITS) >= needed
            && one_digit_away(self.document, equation)
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
