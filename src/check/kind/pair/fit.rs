//! Which form belongs to which row: the surest first, each at most once.
//!
//! Where one form is held against every row, time grows with their product. So rows are found by their name, by their amount, or
//! by the rarest signs of their name, and a form is held against no more than [`TRIED`] of those that it finds.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::Side;
use crate::check::aid::alike::likeness;
use crate::check::relation::{Equation, Linear, Operand};
use crate::hash::Map;
use crate::ledger::Outcome;

/// A form is held against no more rows than this in one way: a table has far fewer whose form goes by another name.
const TRIED: usize = 16;

/// Names that have so many in a hundred of their characters in common are spelt in two ways.
const ALIKE: usize = 80;
/// The same amount is half a proof: half of the name does then.
const HALF: usize = 50;
/// Without an amount the name alone must do; a little less than [`ALIKE`], as only rows without a form are left.
const BY_NAME_ALONE: usize = 78;

/// Pairs of a form and a row, by form.
pub(super) fn pairs(forms: &[Side], rows: &[Side]) -> Vec<(usize, usize)> {
    let mut fit = Fit { forms, rows, free: Free::new(rows), found: vec![None; forms.len()] };
    fit.take(Free::named_with_amount, |form, row| form.bare == row.bare && same_amount(form, row));
    fit.take(Free::named, |form, row| form.bare == row.bare);
    fit.take(Free::of_amount, |form, row| same_amount(form, row) && likeness(&form.bare, &row.bare) >= ALIKE);
    fit.take(Free::of_amount, |form, row| same_amount(form, row) && likeness(&form.bare, &row.bare) >= HALF);
    fit.take(Free::alike, |form, row| likeness(&form.bare, &row.bare) >= BY_NAME_ALONE);
    let found = fit.found.into_iter().enumerate();
    found.filter_map(|(form, row)| Some((form, row?))).collect()
}

fn same_amount(form: &Side, row: &Side) -> bool {
    match (&form.amount, &row.amount) {
        (Some(form), Some(row)) => {
            let equation = Equation::equal(Linear::one(form.clone()), Linear::one(row.clone()));
            matches!(equation.outcome(), Outcome::Holds | Outcome::WithinRounding)
        }
        _ => false,
    }
}

struct Fit<'a> {
    forms: &'a [Side],
    rows: &'a [Side],
    free: Free<'a>,
    /// For each form, its row.
    found: Vec<Option<usize>>,
}

impl<'a> Fit<'a> {
    /// Gives each form that has none the first row that fits, of those that may.
    fn take(&mut self, may: fn(&Free<'a>, &Side) -> Vec<usize>, fits: fn(&Side, &Side) -> bool) {
        for (form, found) in self.forms.iter().zip(&mut self.found).filter(|(_, found)| found.is_none()) {
            let mut tried = may(&self.free, form);
            tried.sort_unstable();
            *found = tried.into_iter().find(|&row| fits(form, &self.rows[row]));
            if let Some(row) = *found {
                self.free.remove(row, &self.rows[row]);
            }
        }
    }
}

/// The rows without a form.
struct Free<'a> {
    all: BTreeSet<usize>,
    by_name: Map<&'a [char], BTreeSet<usize>>,
    by_name_and_amount: Map<(&'a [char], Decimal), BTreeSet<usize>>,
    by_amount: BTreeMap<Decimal, BTreeSet<usize>>,
    by_sign: Map<char, BTreeSet<usize>>,
    /// The widest rounding of an amount.
    half: Decimal,
}

impl<'a> Free<'a> {
    fn new(rows: &'a [Side]) -> Self {
        let mut free = Self {
            all: (0..rows.len()).collect(),
            by_name: Map::default(),
            by_name_and_amount: Map::default(),
            by_amount: BTreeMap::new(),
            by_sign: Map::default(),
            half: Decimal::ZERO,
        };
        for (at, row) in rows.iter().enumerate() {
            free.by_name.entry(&row.bare).or_default().insert(at);
            for sign in &row.bare {
                free.by_sign.entry(*sign).or_default().insert(at);
            }
            if let Some(amount) = &row.amount {
                free.by_name_and_amount.entry((&row.bare, amount.value)).or_default().insert(at);
                free.by_amount.entry(amount.value).or_default().insert(at);
                free.half = free.half.max(amount.half);
            }
        }
        free
    }

    fn remove(&mut self, at: usize, row: &'a Side) {
        self.all.remove(&at);
        for sign in &row.bare {
            self.by_sign.entry(*sign).or_default().remove(&at);
        }
        self.by_name.entry(&row.bare).or_default().remove(&at);
        let Some(amount) = &row.amount else { return };
        self.by_name_and_amount.entry((&row.bare, amount.value)).or_default().remove(&at);
        if let Some(rows) = self.by_amount.get_mut(&amount.value) {
            rows.remove(&at);
            if rows.is_empty() {
                self.by_amount.remove(&amount.value);
            }
        }
    }

    /// The first rows of the same name.
    fn named(&self, form: &Side) -> Vec<usize> {
        self.by_name.get(form.bare.as_slice()).map_or_else(Vec::new, first)
    }

    /// The same, and the first that has the very amount as well: hundreds may share one name.
    fn named_with_amount(&self, form: &Side) -> Vec<usize> {
        let mut rows = self.named(form);
        let both = form.amount.as_ref().map(|amount| (form.bare.as_slice(), amount.value));
        rows.extend(both.and_then(|both| self.by_name_and_amount.get(&both)?.first()));
        rows
    }

    /// The rows whose amount may be the form's, give or take rounding; those of the very amount before others.
    fn of_amount(&self, form: &Side) -> Vec<usize> {
        let Some(Operand { value, half, .. }) = form.amount.as_ref() else { return Vec::new() };
        let Some(apart) = half.checked_add(self.half) else { return Vec::new() };
        let ends = value.checked_sub(apart).zip(value.checked_add(apart));
        let very = self.by_amount.get(value).map_or_else(Vec::new, first);
        let near = ends.into_iter().flat_map(|(low, high)| self.by_amount.range(low..=high));
        let others = near.filter(|(other, _)| *other != value).flat_map(|(_, rows)| rows).copied();
        very.into_iter().chain(others).take(TRIED).collect()
    }

    /// All rows, or those that have the rarest signs of the form's name.
    fn alike(&self, form: &Side) -> Vec<usize> {
        if self.all.len() <= TRIED {
            return first(&self.all);
        }
        let mut signs: Vec<char> = form.bare.clone();
        signs.sort_unstable();
        signs.dedup();
        let mut lists: Vec<&BTreeSet<usize>> =
            signs.iter().filter_map(|sign| self.by_sign.get(sign)).collect();
        lists.sort_by_key(|rows| rows.len());
        let mut rows = BTreeSet::new();
        for row in lists.into_iter().flatten().take(TRIED * 2) {
            if rows.len() < TRIED {
                rows.insert(*row);
            }
        }
        rows.into_iter().collect()
    }
}

fn first(rows: &BTreeSet<usize>) -> Vec<usize> {
    rows.iter().copied().take(TRIED).collect()
}
