//! Counts with their shares in brackets, as tables of patients, surveys and staff have them: 41 (20.2%). Each column has one whole,
//! which its head says (N = 203), or which the cells agree on.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::amount::style::Style;
use crate::amount::{Number, Unit, apart, half_digit, number, round};
use crate::check::aid::name::{labels, shown};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{CellId, Document, Place, RowKind, Table};

/// So many cells with different counts that are shares of one whole prove it.
const PROVED: usize = 4;
/// So many do where the head of the column says the whole.
const SAID: usize = 3;
/// Of so many cells one may be no share of it.
const FEW: usize = 8;
/// Where some did not answer a share is of a little less than all: of so many hundredths of them at least.
const ANSWERED: Decimal = Decimal::from_parts(85, 0, 0, false, 2);
/// The whole that one cell allows may be one of so many.
const MOST_WHOLES: i64 = 200;

/// A count and its share, in hundredths.
struct Bracketed<'t> {
    place: &'t Place,
    row: usize,
    count: Decimal,
    share: Decimal,
    /// How far the share may lie from what it stands for.
    half: Decimal,
    decimals: u32,
}

impl Bracketed<'_> {
    fn is_share_of(&self, whole: Decimal) -> bool {
        let share =
            self.count.checked_mul(Decimal::ONE_HUNDRED).and_then(|hundred| hundred.checked_div(whole));
        share.is_some_and(|share| apart(share, self.share) <= self.half)
    }

    /// The least and the largest whole that the share allows.
    fn wholes(&self) -> Option<(Decimal, Decimal)> {
        let hundred = self.count.checked_mul(Decimal::ONE_HUNDRED)?;
        let least = self.share.checked_sub(self.half).filter(|least| *least > Decimal::ZERO)?;
        Some((hundred.checked_div(self.share.checked_add(self.half)?)?, hundred.checked_div(least)?))
    }

    /// Whether it is rather a share of those alone who answered.
    fn is_of_fewer(&self, whole: Decimal) -> bool {
        let least = whole.checked_mul(ANSWERED);
        self.wholes().zip(least).is_some_and(|((low, high), least)| {
            high.floor() >= low && low < whole && high >= least && high.floor() >= least
        })
    }
}

/// Tells the shares in brackets that are none of their column's whole.
pub(super) fn tell(document: &Document, table: &Table, results: &mut Results) {
    let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    for column in 0..width {
        let cells = cells(document, table, column);
        if cells.len() < SAID {
            continue;
        }
        // A grid in which nothing but such cells looks like a figure has no header: its first row is one.
        let path = table.columns.get(column).map_or(&[][..], |column| column.path.as_slice());
        let first = table.rows.first().and_then(|row| row.cells.get(column)).map(|cell| &cell.place);
        let mut heads = path.iter().rev().chain(first);
        let said = heads.find_map(|place| said_whole(document.text(place), table.style));
        let Some(whole) = whole(&cells, said) else { continue };
        let mut off = cells.iter().filter(|cell| !cell.is_share_of(whole));
        // Several that are off are shares of something else.
        let (Some(one), None) = (off.next(), off.next()) else { continue };
        if !one.is_of_fewer(whole) {
            told(document, table, (one, column), whole, results);
        }
    }
}

fn cells<'t>(document: &Document, table: &'t Table, column: usize) -> Vec<Bracketed<'t>> {
    let data = table.rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Data);
    let cells = data.filter_map(|(at, row)| Some((at, &row.cells.get(column)?.place)));
    cells.filter_map(|(at, place)| bracketed(document.text(place), table.style, at, place)).collect()
}

/// A whole number with a percentage in brackets behind it, and nothing else.
fn bracketed<'t>(text: &str, style: Style, row: usize, place: &'t Place) -> Option<Bracketed<'t>> {
    let (count, share) = text.strip_suffix(')')?.split_once('(')?;
    let share = share.trim().strip_suffix('%')?.trim_end();
    let Number::Good(count, 0) = number::parse(count.trim_end(), style)? else { return None };
    let Number::Good(share, decimals) = number::parse(share, style)? else { return None };
    let less = count.is_sign_negative() || share.is_sign_negative() || count.is_zero();
    let half = half_digit(decimals, Unit::ONE);
    (!less && share <= Decimal::ONE_HUNDRED).then_some(Bracketed { place, row, count, share, half, decimals })
}

/// N = 203, in the head of a column.
fn said_whole(head: &str, style: Style) -> Option<Decimal> {
    let (before, after) = head.rsplit_once('=')?;
    let is_n = before.trim_end().ends_with(['n', 'N']);
    let digits = after.trim_start().split(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.' | ' '));
    let Number::Good(whole, 0) = number::parse(digits.into_iter().next()?.trim(), style)? else {
        return None;
    };
    (is_n && whole > Decimal::ZERO).then_some(whole)
}

/// What the cells of a column are shares of: what its head says, or the whole number that most of them allow.
fn whole(cells: &[Bracketed<'_>], said: Option<Decimal>) -> Option<Decimal> {
    let enough = |whole: Decimal, least: usize| {
        let out: HashSet<Decimal> =
            cells.iter().filter(|cell| cell.is_share_of(whole)).map(|cell| cell.count).collect();
        let all = cells.iter().filter(|cell| cell.is_share_of(whole)).count();
        let off = cells.len().saturating_sub(all);
        out.len() >= least && off <= (all / FEW).max(1)
    };
    if let Some(said) = said {
        return Some(said).filter(|said| enough(*said, SAID));
    }
    let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
    for (low, high) in cells.iter().filter_map(Bracketed::wholes) {
        let (Some(low), Some(high)) = (low.ceil().to_i64(), high.floor().to_i64()) else { continue };
        if high.saturating_sub(low) < MOST_WHOLES {
            (low..=high).for_each(|whole| *votes.entry(whole).or_default() += 1);
        }
    }
    let most = *votes.values().max()?;
    let mut likely = votes.into_iter().filter(|(_, count)| *count == most).map(|(whole, _)| whole);
    let whole = Decimal::from(likely.next()?);
    enough(whole, PROVED).then_some(whole)
}

fn told(
    document: &Document,
    table: &Table,
    (cell, column): (&Bracketed<'_>, usize),
    whole: Decimal,
    results: &mut Results,
) {
    let share = cell.count.saturating_mul(Decimal::ONE_HUNDRED).checked_div(whole).unwrap_or_default();
    let share = table.style.written(&round(share, cell.decimals).to_string());
    let words = shown(document.text(cell.place));
    let message = Text::new(
        format!("“{words}”：{whole} 的 {share}% 才是 {}", cell.count),
        format!("\"{words}\": {} of {whole} are {share}%", cell.count),
    );
    let mut told = Diagnostic::new("", Severity::Error, document.span(cell.place), message)
        .labelled(Text::new("个数与占比不符", "count and share disagree"));
    let of = document.tables.iter().position(|other| std::ptr::eq(other, table)).unwrap_or(0);
    let id = CellId { table: of as u32, row: cell.row as u32, column: column as u32 };
    let (row, head) = labels(document, id);
    told.identity = format!("{row}|{head}");
    results.finding(told);
}
