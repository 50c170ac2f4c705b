//! Totals left empty: what a row adds up in the other columns it adds up in this one as well, and nothing is written there.
//!
//! A table may have totals in some of its columns alone. So it is told only where the cell is the only one of its sum, and where its
//! column has other totals, or is filled in throughout.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::product::factors;
use super::Sheet;
use crate::check::aid::relation::{Equation, Linear, Relation, Term};
use crate::document::{CellId, ColumnKind, FigureId};
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// Of so many lines of a sum one may have no total.
const FEW: usize = 8;
/// So many columns in which a row is a total say that it is one throughout.
const SEVERAL: usize = 3;
/// A row adds up its columns in so many rows at least where it does so in all.
const ACROSS: usize = 4;

/// The number of a note, the code of an account and a weight have no more digits.
const NUMBER_DIGITS: usize = 4;

/// The row of a total that adds up rows, or the column of one that adds up columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Whole {
    Row(u32),
    Column(u32),
}

/// Where a part of a sum stands among its members, and whether it counts for it.
type Part = (u32, Decimal);

/// What a total adds up in the lines in which it is told.
#[derive(Default)]
struct Told {
    /// Its parts, and whether they count for it.
    parts: BTreeMap<u32, Decimal>,
    /// The lines in which it comes out, with the parts that are written there.
    out: BTreeMap<u32, BTreeSet<u32>>,
    /// The sums in which it does not, as they are numbered, with their lines.
    failing: Vec<(usize, u32)>,
    /// It has other parts elsewhere.
    unsure: bool,
}

impl Sheet<'_> {
    /// The totals that are left empty, by the sums of the statement, with what they come to.
    pub(super) fn empty_totals(&self, relations: &[Relation]) -> Vec<Equation> {
        let mut empty = Vec::new();
        let told = self.told_lines(relations);
        // The columns in which some row is a total.
        let mut with_totals: BTreeMap<u32, usize> = BTreeMap::new();
        for (_, told) in told.iter().filter(|(whole, _)| matches!(whole, Whole::Row(_))) {
            told.out.keys().for_each(|&column| *with_totals.entry(column).or_default() += 1);
        }
        let sound = |sum: &Told| !sum.unsure && sum.failing.is_empty() && !sum.out.is_empty();
        for (&whole, sum) in told.iter().filter(|(_, sum)| sound(sum)) {
            let open: Vec<u32> = self.lines_without(whole, sum);
            let few = match whole {
                Whole::Row(_) => open.len() == 1,
                Whole::Column(_) => sum.out.len() >= ACROSS && open.len() <= (sum.out.len() / FEW).max(1),
            };
            for line in open.into_iter().filter(|_| few) {
                let has_totals = match whole {
                    Whole::Row(_) if self.numbers_rows(line) => false,
                    Whole::Row(row) => {
                        sum.out.len() >= SEVERAL
                            || with_totals.contains_key(&line)
                            || self.is_filled(line, row) && !self.counts_in_units()
                            || self.lacks_across(row, line, self.without_total(whole, sum, line).as_ref())
                    }
                    Whole::Column(_) => true,
                };
                let has_totals = has_totals && !self.leaves_others_empty(whole, line);
                let equation = self.without_total(whole, sum, line).filter(|_| has_totals);
                let equation = equation.filter(|equation| equation.outcome() == Outcome::Fails);
                let counts = |line: u32| {
                    let factors = factors(self.document, self.table, self.pane);
                    matches!(whole, Whole::Row(_)) && factors.contains(&(line as usize))
                };
                empty.extend(equation.filter(|_| !counts(line)));
            }
        }
        empty
    }

    /// The sums that fail where just one of the cells is left empty that their twins have parts in, with that cell as nothing: the
    /// finger is to point at it.
    pub(super) fn with_empty_part(&self, relations: &[Relation]) -> Vec<(usize, Equation)> {
        let mut found = Vec::new();
        for (&whole, sum) in &self.told_lines(relations) {
            let ([(at, line)], false) = (sum.failing.as_slice(), sum.unsure || sum.out.is_empty()) else {
                continue;
            };
            let known = &relations[*at].equation;
            let is_in = |id: FigureId| known.operands().any(|operand| operand.figure == Some(id));
            let empty = |part: &u32| {
                let id = self.at(whole, *part, *line)?;
                (self.is_left_empty_cell(id) && !is_in(id)).then_some(id)
            };
            let mut open: Vec<u32> = sum.parts.keys().copied().filter(|part| empty(part).is_some()).collect();
            // Of several the one without which a twin would have just these parts.
            if open.len() > 1 {
                let written = |part: &u32| self.at(whole, *part, *line).is_some_and(|id| self.is_written(id));
                let own: BTreeSet<u32> = sum.parts.keys().copied().filter(written).collect();
                let is_one_more = |part: &u32, twin: &BTreeSet<u32>| {
                    twin.len() == own.len() + 1 && twin.contains(part) && own.is_subset(twin)
                };
                open.retain(|part| sum.out.values().any(|twin| is_one_more(part, twin)));
            }
            if let ([part], Some(id)) = (open.as_slice(), open.first().and_then(empty)) {
                let mut equation = known.clone();
                let coefficient = sum.parts.get(part).copied().unwrap_or(Decimal::ONE);
                equation.right.terms.push(Term { operand: self.operand(id), coefficient });
                found.push((*at, equation));
            }
        }
        found
    }

    /// The sums that are told, by what they come to.
    fn told_lines(&self, relations: &[Relation]) -> BTreeMap<Whole, Told> {
        let mut all: BTreeMap<Whole, Told> = BTreeMap::new();
        for (at, relation) in relations.iter().enumerate() {
            let Some((whole, line, parts)) = self.read(&relation.equation) else { continue };
            let told = all.entry(whole).or_default();
            if !matches!(relation.outcome, Outcome::Holds | Outcome::WithinRounding) {
                told.failing.push((at, line));
                continue;
            }
            let written = |part: &u32| self.at(whole, *part, line).is_some_and(|id| self.is_written(id));
            let own = parts.iter().map(|(part, _)| *part).filter(written);
            told.out.entry(line).or_default().extend(own);
            for (part, sign) in parts {
                told.unsure |= *told.parts.entry(part).or_insert(sign) != sign;
            }
        }
        all
    }

    /// What a sum adds up, in which line, and its parts with their signs; `None` where its figures stand in no one line.
    fn read(&self, equation: &Equation) -> Option<(Whole, u32, Vec<Part>)> {
        let [total] = equation.left.terms.as_slice() else { return None };
        let cell = |id: Option<FigureId>| self.document.figure(id?).cell;
        let own = cell(total.operand.figure)?;
        let parts: Option<Vec<(CellId, Decimal)>> = equation
            .right
            .terms
            .iter()
            .map(|term| cell(term.operand.figure).map(|cell| (cell, term.coefficient)))
            .collect();
        let parts = parts.filter(|parts| equation.is_sum() && parts.len() > 1)?;
        let down = parts.iter().all(|(cell, _)| cell.column == own.column);
        let across = parts.iter().all(|(cell, _)| cell.row == own.row);
        let signed = |of: fn(&CellId) -> u32| parts.iter().map(|(cell, sign)| (of(cell), *sign)).collect();
        match (down, across) {
            (true, false) => Some((Whole::Row(own.row), own.column, signed(|cell| cell.row))),
            (false, true) => Some((Whole::Column(own.column), own.row, signed(|cell| cell.column))),
            _ => None,
        }
    }

    /// The lines in which a total is left empty, and most of its parts are not.
    fn lines_without(&self, whole: Whole, sum: &Told) -> Vec<u32> {
        let lines: Vec<u32> = match whole {
            Whole::Row(_) => self.values().into_iter().filter_map(|at| u32::try_from(at).ok()).collect(),
            Whole::Column(_) => {
                self.pane.items.iter().filter_map(|item| u32::try_from(item.row).ok()).collect()
            }
        };
        let is_open = |line: &u32| {
            let written = |part: &&u32| self.at(whole, **part, *line).is_some_and(|id| self.is_written(id));
            let parts = sum.parts.keys().filter(written).count();
            !sum.out.contains_key(line)
                && self.total_at(whole, *line).is_some_and(|id| self.is_left_empty_cell(id))
                && parts > 1
                && 2 * parts > sum.parts.len()
        };
        lines.into_iter().filter(is_open).collect()
    }

    /// What a total that is left empty comes to.
    fn without_total(&self, whole: Whole, sum: &Told, line: u32) -> Option<Equation> {
        let total = self.total_at(whole, line)?;
        let mut terms = Vec::new();
        for (&part, &coefficient) in &sum.parts {
            let Some(id) = self.at(whole, part, line) else { continue };
            terms.push(Term { operand: self.operand(id), coefficient });
        }
        let equation = Equation::equal(Linear::one(self.operand(total)), Linear { terms });
        let unread = equation.operands().any(|operand| operand.unreadable);
        (!unread).then_some(equation)
    }

    /// Whether a row comes to one of its figures with just what its empty cell comes to by its column.
    fn lacks_across(&self, row: u32, line: u32, told: Option<&Equation>) -> bool {
        let Some(lacking) = told.and_then(|told| told.right.value()) else { return false };
        let Ok(item) = self.pane.items.binary_search_by_key(&(row as usize), |item| item.row) else {
            return false;
        };
        let own = self.values().into_iter().filter(|&column| column != line as usize);
        let own: Vec<Decimal> = own.filter_map(|column| self.worth(item, column)).collect();
        let sum = own.iter().fold(lacking, |sum, worth| sum.saturating_add(*worth));
        own.len() > 1 && !lacking.is_zero() && own.iter().any(|whole| whole.saturating_add(*whole) == sum)
    }

    fn total_at(&self, whole: Whole, line: u32) -> Option<FigureId> {
        let (Whole::Row(own) | Whole::Column(own)) = whole;
        self.at(whole, own, line)
    }

    /// The figure of a part of a sum in one of its lines.
    fn at(&self, whole: Whole, part: u32, line: u32) -> Option<FigureId> {
        let (row, column) = match whole {
            Whole::Row(_) => (part, line),
            Whole::Column(_) => (line, part),
        };
        let item = self.pane.items.binary_search_by_key(&(row as usize), |item| item.row).ok()?;
        let at = (column as usize).checked_sub(self.pane.columns.start)?;
        self.pane.items[item].figures.get(at).copied().flatten()
    }

    fn is_written(&self, id: FigureId) -> bool {
        let figure = self.document.figure(id);
        !figure.blank && !figure.unreadable && !figure.amount.value.is_zero()
    }

    /// Whether nothing is written in a cell, not even a dash.
    pub(super) fn is_left_empty_cell(&self, id: FigureId) -> bool {
        let figure = self.document.figure(id);
        figure.blank && self.document.text(&figure.place).trim().is_empty()
    }

    /// Whether the figures of a column are short whole numbers that rise or fall throughout: the numbers of notes (6, 7), codes
    /// of accounts (210, 220, 230), weights. Nobody adds them up, and no total is missing below them.
    fn numbers_rows(&self, column: u32) -> bool {
        let at = (column as usize).saturating_sub(self.pane.columns.start);
        let ids = self.pane.items.iter().filter_map(|item| item.figures.get(at).copied().flatten());
        let words = |id: &FigureId| self.document.text(&self.document.figure(*id).place).trim();
        // A head may stand among the rows.
        let is_figure = |id: &FigureId| words(id).contains(|c: char| c.is_ascii_digit());
        let written: Vec<FigureId> = ids.filter(is_figure).collect();
        let is_short = |id: &FigureId| {
            words(id).len() <= NUMBER_DIGITS && words(id).bytes().all(|byte| byte.is_ascii_digit())
        };
        let value = |id: &FigureId| self.document.figure(*id).amount.value;
        let rise = || written.windows(2).all(|pair| value(&pair[0]) <= value(&pair[1]));
        let fall = || written.windows(2).all(|pair| value(&pair[0]) >= value(&pair[1]));
        written.iter().all(is_short) && (rise() || fall())
    }

    /// Whether a column is filled in wherever a row has figures, but for one row.
    fn is_filled(&self, column: u32, but: u32) -> bool {
        let at = (column as usize).saturating_sub(self.pane.columns.start);
        self.pane.items.iter().filter(|item| item.row != but as usize).all(|item| {
            let own = item.figures.get(at).copied().flatten();
            let any = item.figures.iter().flatten().any(|id| self.is_written(*id));
            !any || own.is_some_and(|id| !self.is_left_empty_cell(id))
        })
    }

    /// Whether the row of a total leaves another column of figures empty as well, which has no totals: months and standards are added
    /// up by nobody.
    fn leaves_others_empty(&self, whole: Whole, line: u32) -> bool {
        let Whole::Row(row) = whole else { return false };
        let item = self.pane.items.iter().find(|item| item.row == row as usize);
        let columns = self.pane.columns.clone().zip(item.into_iter().flat_map(|item| &item.figures));
        let mut others = columns.filter(|(column, _)| *column != line as usize);
        others.any(|(column, id)| {
            let empty = id.is_none_or(|id| self.is_left_empty_cell(id));
            let figures = self.table.columns[column].kind == ColumnKind::Value;
            figures && empty && self.is_filled(column as u32, row)
        })
    }

    /// Whether a column says in which unit each row is counted, and they are several: nobody adds up 20台 and 150箱.
    fn counts_in_units(&self) -> bool {
        let is_unit = |column: &usize| {
            let head = self.table.columns[*column].path.last().map_or("", |head| self.document.text(head));
            self.table.columns[*column].kind != ColumnKind::Value && vocabulary().unit_keys.fit(head)
        };
        let Some(units) = self.pane.columns.clone().find(is_unit) else { return false };
        let rows = self.pane.items.iter().filter_map(|item| self.table.rows[item.row].cells.get(units));
        let said: BTreeSet<&str> = rows.map(|cell| self.document.text(&cell.place).trim()).collect();
        said.iter().filter(|said| !said.is_empty()).count() > 1
    }
}
