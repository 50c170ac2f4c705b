//! A side of a relation between documents: sums of figures, row by row, and how the rows of two sides find each other.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{Figure, bare};
use crate::check::aid::formula::Label;
use crate::rule::formula::{Expr, ExprKind, Of, Reference};

/// A figure, the document it is of, and which of those.
pub type Placed<'k> = (Of, usize, &'k Figure);

/// Figures, each times a number.
pub type Sum<'k> = Vec<(Decimal, Placed<'k>)>;

/// What an expression stands for, by what its rows and columns are called.
pub type Values<'k> = Vec<(Label, Sum<'k>)>;

/// The figures as values; those of several documents that are called the same are one sum where `summed`.
pub fn of_figures<'k>(figures: impl Iterator<Item = Placed<'k>>, summed: bool) -> Values<'k> {
    let mut values: Values<'k> = Vec::new();
    let mut known: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for placed in figures {
        let label = placed.2.label();
        let one = (Decimal::ONE, placed);
        let called = if label.code.is_empty() { &label.name } else { &label.code };
        let token = (called.clone(), label.unit.clone(), label.column.clone());
        match known.get(&token).filter(|_| summed) {
            // A row that stands twice in a document is its own sum there.
            Some(at) if values[*at].1.iter().all(|(_, (_, of, _))| *of != placed.1) => {
                values[*at].1.push(one)
            }
            Some(_) => {}
            None => {
                known.insert(token, values.len());
                values.push((label.clone(), vec![one]));
            }
        }
    }
    values
}

/// What the row of a figure is called, where it may be named after a document: the item 图书馆 has a code and is not the library.
pub fn row(figure: &Figure) -> Option<&str> {
    let label = figure.label();
    let called = if label.name.is_empty() { &label.unit } else { &label.name };
    (label.code.is_empty() && !called.is_empty()).then_some(called)
}

/// The figures of the one row that is called by one of `names`; nothing where several are, for nobody knows which of them is
/// meant.
pub fn of_one<'k>(figures: impl Iterator<Item = Placed<'k>>, names: &[String]) -> Values<'k> {
    let named = |placed: &Placed<'_>| row(placed.2).is_some_and(|name| names.contains(&bare(name)));
    let mut values: Values<'k> = Vec::new();
    for placed in figures.filter(named) {
        let column = placed.2.label().column.clone();
        if values.iter().any(|(known, _)| known.column == column) {
            return Vec::new();
        }
        values.push((Label { column, ..Label::default() }, vec![(Decimal::ONE, placed)]));
    }
    values
}

/// What an expression stands for; nothing where it is more than sums of figures.
pub fn value<'k>(expr: &Expr, found: &dyn Fn(&Reference) -> Values<'k>) -> Values<'k> {
    let scaled = |values: Values<'k>, by: Decimal| -> Values<'k> {
        let times =
            |sum: Sum<'k>| sum.into_iter().filter_map(|(one, at)| Some((one.checked_mul(by)?, at))).collect();
        values.into_iter().map(|(label, sum)| (label, times(sum))).collect()
    };
    match &expr.kind {
        ExprKind::Reference(reference) => {
            let values = found(reference);
            if values.is_empty() && reference.optional {
                vec![(Label::default(), Vec::new())]
            } else {
                values
            }
        }
        ExprKind::Neg(inner) => scaled(value(inner, found), Decimal::NEGATIVE_ONE),
        ExprKind::Sum(inner) => {
            let all: Sum<'k> = value(inner, found).into_iter().flat_map(|(_, sum)| sum).collect();
            if all.is_empty() { Vec::new() } else { vec![(Label::default(), all)] }
        }
        ExprKind::Terms(links) => {
            let signed = links.iter().map(|link| {
                let sign = if link.inverse { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
                scaled(value(&link.expr, found), sign)
            });
            let added = signed.reduce(|left, right| {
                let pairs = paired(&left, &right);
                pairs
                    .into_iter()
                    .map(|(at, other)| {
                        let label = if is_named(&left[at].0) { &left[at].0 } else { &right[other].0 };
                        (label.clone(), [left[at].1.clone(), right[other].1.clone()].concat())
                    })
                    .collect()
            });
            added.unwrap_or_default()
        }
        ExprKind::Literal(_) | ExprKind::Count(_) | ExprKind::Factors(_) => Vec::new(),
    }
}

fn is_named(label: &Label) -> bool {
    !label.code.is_empty() || !label.name.is_empty()
}

/// The rows of two sides that are called the same, with what stands on each.
pub fn joined<'k>(left: &Values<'k>, right: &Values<'k>) -> Vec<(Sum<'k>, Sum<'k>)> {
    let pairs = paired(left, right).into_iter();
    let sums = pairs.map(|(at, other)| (left[at].1.clone(), right[other].1.clone()));
    sums.filter(|(left, right)| !left.is_empty() && !right.is_empty()).collect()
}

/// Rows are the same by code where both sides have codes, else by name; a name that stands twice on a side names neither. Where a
/// side has no rows but one value, it is for every row of the other.
fn paired(left: &Values<'_>, right: &Values<'_>) -> Vec<(usize, usize)> {
    let rows = |values: &Values<'_>| values.iter().any(|(label, _)| is_named(label));
    let columns = |values: &Values<'_>| values.iter().any(|(label, _)| !label.column.is_empty());
    let coded = |values: &Values<'_>| values.iter().any(|(label, _)| !label.code.is_empty());
    let (by_row, by_column) = (rows(left) && rows(right), columns(left) && columns(right));
    let by_code = coded(left) && coded(right);
    if !by_row && !by_column {
        let alone = left.len() == 1 || right.len() == 1;
        let all = (0..left.len()).flat_map(|at| (0..right.len()).map(move |other| (at, other)));
        return if alone { all.collect() } else { Vec::new() };
    }
    let token = |label: &Label| -> (String, String, String) {
        let row = match (by_row, by_code && !label.code.is_empty()) {
            (false, _) => String::new(),
            (true, true) => label.code.clone(),
            (true, false) => label.name.clone(),
        };
        let column = if by_column { label.column.clone() } else { String::new() };
        (row, if by_row { label.unit.clone() } else { String::new() }, column)
    };
    let mut known: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for (at, (label, _)) in right.iter().enumerate() {
        if known.insert(token(label), at).is_some() {
            twice.insert(token(label));
        }
    }
    let mut seen = BTreeSet::new();
    for (label, _) in left {
        if !seen.insert(token(label)) {
            twice.insert(token(label));
        }
    }
    let pair = |(at, (label, _)): (usize, &(Label, Sum<'_>))| {
        let token = token(label);
        let other = known.get(&token).filter(|_| !twice.contains(&token));
        other.map(|other| (at, *other))
    };
    left.iter().enumerate().filter_map(pair).collect()
}
