//! The check `footing`: columns foot and rows cross-foot, in any table, by what the table itself shows.
//!
//! No rule says which rows a total adds up, or which columns: the header and the codes say what it may be, and the lines of the
//! table that come out say that it is. A line that then does not come out is told; a table in which no line does is left alone.

use super::Results;
use super::bind::Bound;
use super::evidence::slipped;
use super::relation::{Equation, Linear, Operand, Term};
use super::tally::Tally;
use crate::document::{ColumnKind, Document, FigureId, Pane, Table};
use crate::ledger::Outcome;
use crate::rule::Footing;
use rust_decimal::Decimal;

/// So many lines must come out for each that does not.
const ENOUGH: usize = 2;
/// Of so many lines no more than one may not come out; a table of fewer may have one such line.
const FEW: usize = 8;

/// Tries the rule on every table that is no form.
pub fn run(bound: &Bound<'_>, footing: &Footing, results: &mut Results) {
    let document = bound.document;
    for table in document.tables.iter().filter(|table| !table.is_form) {
        for pane in &table.panes {
            let sheet = Sheet { document, table, pane, footing };
            sheet.across(results);
            sheet.down(results);
        }
    }
}

/// A total and what it may add up.
type Line = (FigureId, Vec<FigureId>);

/// A statement within a table, as it is added up.
struct Sheet<'a> {
    document: &'a Document,
    table: &'a Table,
    pane: &'a Pane,
    footing: &'a Footing,
}

impl Sheet<'_> {
    /// A figure that is written, by item and column.
    fn figure(&self, item: usize, column: usize) -> Option<FigureId> {
        let id = self.pane.items[item].figures.get(column - self.pane.columns.start).copied().flatten()?;
        (!self.document.figure(id).blank).then_some(id)
    }

    /// A total and those of its parts that are written; none of them is what nobody can read.
    fn line(&self, total: Option<FigureId>, parts: impl Iterator<Item = Option<FigureId>>) -> Option<Line> {
        let (total, parts) = (total?, parts.flatten().collect::<Vec<_>>());
        let readable = |id: &FigureId| !self.document.figure(*id).unreadable;
        (readable(&total) && parts.iter().all(readable)).then_some((total, parts))
    }

    /// The columns that may be added up.
    fn values(&self) -> Vec<usize> {
        let added = |&at: &usize| {
            let column = &self.table.columns[at];
            let label = column.path.last().map_or("", |place| self.document.text(place));
            column.kind == ColumnKind::Value && !self.footing.except.iter().any(|glob| glob.matches(label))
        };
        self.pane.columns.clone().filter(added).collect()
    }

    fn is_total(&self, label: &str) -> bool {
        let label = label.trim_end_matches(':');
        self.footing.totals.iter().any(|total| label.eq_ignore_ascii_case(total))
    }

    /// Sums of columns: in each group of the header, the column that is called a total.
    fn across(&self, results: &mut Results) {
        let values = self.values();
        let mut sums: Vec<(usize, Vec<usize>)> = Vec::new();
        self.group(&values, 0, &mut sums);
        for (total, parts) in sums {
            let lines = (0..self.pane.items.len()).filter_map(|item| {
                self.line(self.figure(item, total), parts.iter().map(|&part| self.figure(item, part)))
            });
            self.tell(lines.collect(), results);
        }
    }

    /// The totals among `columns`, which have the first `depth` header cells in common; the column that stands for all of
    /// them in the group above, where one does.
    fn group(&self, columns: &[usize], depth: usize, sums: &mut Vec<(usize, Vec<usize>)>) -> Option<usize> {
        if let [only] = columns {
            return Some(*only);
        }
        let cell = |column: usize| self.table.columns[column].path.get(depth);
        let mut children: Vec<Vec<usize>> = Vec::new();
        for &column in columns {
            match children.last_mut() {
                Some(child) if cell(child[0]).is_some() && cell(child[0]) == cell(column) => {
                    child.push(column)
                }
                _ => children.push(vec![column]),
            }
        }
        // All under one spanner: it makes no group.
        if let [child] = children.as_slice() {
            return match depth < 8 {
                true => self.group(child, depth + 1, sums),
                false => None,
            };
        }
        let called = |child: &Vec<usize>| {
            let label = self.table.columns[child[0]].path.last().map(|place| self.document.text(place));
            child.len() == 1 && label.is_some_and(|label| self.is_total(label))
        };
        let total = children.iter().find(|child| called(child)).map(|child| child[0]);
        let mut parts: Vec<usize> = Vec::new();
        for child in children.iter().filter(|child| Some(child[0]) != total) {
            match self.group(child, depth + 1, sums) {
                Some(column) => parts.push(column),
                None => parts.extend(child),
            }
        }
        let total = total?;
        if !parts.is_empty() {
            sums.push((total, parts));
        }
        Some(total)
    }

    /// Sums of rows: what the row called a total adds up.
    fn down(&self, results: &mut Results) {
        let items = &self.pane.items;
        let name = |item: usize| self.document.text(&items[item].name);
        let (totals, rest): (Vec<usize>, Vec<usize>) =
            (0..items.len()).partition(|&item| self.is_total(name(item)));
        let [total] = totals.as_slice() else { return };
        if rest.len() < 2 {
            return;
        }
        // A row whose code begins with that of a row above is a part of it.
        let part_of = |whole: usize, part: usize| {
            let (whole, part) = (&items[whole].code, &items[part].code);
            !whole.is_empty() && part.len() > whole.len() && part.starts_with(whole.as_str())
        };
        let tops = || -> Vec<usize> {
            let mut open: Vec<usize> = Vec::new();
            let mut tops = Vec::new();
            for &item in &rest {
                if !open.last().is_some_and(|&above| part_of(above, item)) {
                    tops.push(item);
                    open.clear();
                    open.push(item);
                }
            }
            tops
        };
        let coded = rest.iter().any(|&item| !items[item].code.is_empty());
        let candidates = if coded { vec![tops(), rest.clone()] } else { vec![rest.clone()] };
        let columns = self.values();
        let ways = candidates.into_iter().map(|parts| -> Vec<Line> {
            let sums = columns.iter().filter_map(|&column| {
                self.line(self.figure(*total, column), parts.iter().map(|&part| self.figure(part, column)))
            });
            sums.collect()
        });
        let count = |lines: &Vec<Line>| lines.iter().filter(|line| self.comes_out(line)).count();
        let best = ways.max_by_key(count);
        if !coded && best.as_ref().is_some_and(|lines| count(lines) == 0) {
            let nested = columns.iter().find_map(|&column| self.nested(*total, &rest, column, &columns));
            return nested.into_iter().for_each(|lines| self.tell(lines, results));
        }
        if let Some(lines) = best {
            self.tell(lines, results);
        }
    }

    /// Without codes, the figures of one column say which rows are parts of which: a row that comes to the rows below it is
    /// their sum. Where the tops then come to the total, this is how the table is built, in every column.
    fn nested(&self, total: usize, rows: &[usize], column: usize, columns: &[usize]) -> Option<Vec<Line>> {
        let value = |item: usize| {
            let figure = self.figure(item, column);
            figure.map_or(Decimal::ZERO, |id| self.document.figure(id).amount.base())
        };
        // A row with nothing here says nothing of where it belongs.
        let unreadable =
            |item: usize| self.figure(item, column).is_some_and(|id| self.document.figure(id).unreadable);
        if unreadable(total) || rows.iter().any(|&row| value(row).is_zero() || unreadable(row)) {
            return None;
        }
        // From the last row up: what stands below that is a part of nothing yet, the nearest first.
        let mut tops: Tally<usize> = Tally::default();
        let mut sums: Vec<(usize, Vec<usize>)> = Vec::new();
        for &row in rows.iter().rev() {
            if let Some(parts) = tops.come_to(value(row)) {
                sums.push((row, tops.take(parts)));
            }
            tops.push(row, value(row));
        }
        let whole: Vec<usize> = tops.nearest().collect();
        if whole.len() < 2 || sums.is_empty() || tops.sum() != value(total) {
            return None;
        }
        sums.push((total, whole));
        let lines = sums.iter().flat_map(|(whole, parts)| {
            columns.iter().filter_map(move |&column| {
                self.line(self.figure(*whole, column), parts.iter().map(|&part| self.figure(part, column)))
            })
        });
        Some(lines.collect())
    }

    fn equation(&self, (total, parts): &Line) -> Equation {
        let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
        let operand = |id: FigureId| Operand::of(self.document, id).in_unit(unit);
        let terms = parts.iter().map(|&part| Term { operand: operand(part), coefficient: Decimal::ONE });
        Equation::equal(Linear::one(operand(*total)), Linear { terms: terms.collect() })
    }

    fn comes_out(&self, line: &Line) -> bool {
        !line.1.is_empty() && self.equation(line).outcome() != Outcome::Fails
    }

    /// Tells of each line of a sum, total and parts, where enough of them come out, or where one digit keeps it from that.
    fn tell(&self, lines: Vec<Line>, results: &mut Results) {
        let told: Vec<(Equation, bool)> = lines
            .iter()
            .filter(|line| !line.1.is_empty())
            .map(|line| {
                let equation = self.equation(line);
                let holds = equation.outcome() != Outcome::Fails;
                (equation, holds)
            })
            .collect();
        let holding = told.iter().filter(|(_, holds)| *holds).count();
        let failing = told.len() - holding;
        // A total of one part is proof of nothing.
        let sums = lines.iter().filter(|line| !line.1.is_empty()).map(|line| line.1.len() > 1);
        let proving = told.iter().zip(sums).filter(|((_, holds), several)| *holds && *several).count();
        let rare = failing <= (told.len() / FEW).max(1);
        for (equation, holds) in told {
            let fair = match holds {
                true => proving > 0,
                false => rare && (proving >= ENOUGH * failing || slipped(self.document, &equation)),
            };
            if fair {
                results.relation(equation);
            }
        }
    }
}
