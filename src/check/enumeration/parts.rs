//! What the first so many parts of a list come to. A list is tried against several totals and a total against the beginnings of
//! a list: which of them may fit is told from sums that are kept, and only those that may are made a relation of.

use rust_decimal::Decimal;

use super::{Item, Paragraph};
use crate::check::relation::{Operand, Rounding};
use crate::document::FigureId;
use crate::ledger::Outcome;
use crate::rule::formula::Cmp;

/// A list and what its first so many items come to.
pub(super) struct Parts<'p, 'a> {
    paragraph: &'p Paragraph<'a>,
    items: &'p [Item<'a>],
    /// One more than there are items: of none, of the first, of the first two.
    sums: Vec<Sum>,
}

/// What items come to.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    /// `None`: one of them cannot be read, or the sum leaves what decimals hold.
    value: Option<Decimal>,
    rounding: Rounding,
}

impl Sum {
    fn with(self, operand: &Operand) -> Self {
        let value = self.value.filter(|_| !operand.unreadable);
        Self {
            value: value.and_then(|value| value.checked_add(operand.value)),
            rounding: self.rounding.with(operand.half),
        }
    }
}

impl<'p, 'a> Parts<'p, 'a> {
    /// Adds up the `items` of a list, from the first on.
    pub(super) fn new(paragraph: &'p Paragraph<'a>, items: &'p [Item<'a>]) -> Self {
        let mut sums = vec![Sum { value: Some(Decimal::ZERO), ..Sum::default() }];
        for item in items {
            let before = sums.last().copied().unwrap_or_default();
            sums.push(before.with(&paragraph.read(item.id)));
        }
        Self { paragraph, items, sums }
    }

    /// True where the first so many items come to `total`.
    pub(super) fn come_to(&self, total: FigureId, len: usize) -> bool {
        let (Some(items), Some(sum)) = (self.items.get(..len), self.sums.get(len)) else { return false };
        sum.may_be(&self.paragraph.read(total)) && self.paragraph.come_to(total, items)
    }
}

impl Parts<'_, '_> {
    /// True where the first so many items come to `total`, each of them and the total rounded by no more than `digit`.
    pub(super) fn is_within(&self, len: usize, total: Decimal, digit: Decimal) -> bool {
        let sum = self.sums.get(len).and_then(|sum| sum.value);
        let gap = sum.and_then(|sum| sum.checked_sub(total));
        let most = digit.checked_mul(Decimal::from(len + 1));
        gap.zip(most).is_some_and(|(gap, most)| gap.abs() <= most)
    }
}

impl Sum {
    /// False where no rounding makes it `total`.
    fn may_be(&self, total: &Operand) -> bool {
        let gap = self.value.filter(|_| !total.unreadable).and_then(|value| total.value.checked_sub(value));
        gap.is_none_or(|gap| gap.is_zero() || self.rounding.with(total.half).covers(gap.abs()))
    }
}

impl<'a> Paragraph<'a> {
    /// True where `items` come to `total`, give or take rounding.
    pub(super) fn come_to(&self, total: FigureId, items: &[Item<'a>]) -> bool {
        self.equation(total, items, Cmp::Eq).outcome() != Outcome::Fails
    }
}
