//! The check `footing`: columns foot and rows cross-foot, in any table, by what the table itself shows.
//!
//! No rule says which rows a total adds up, or which columns: the header and the codes say what it may be, and the lines of the
//! table that come out say that it is. A line that then does not come out is told; a table in which no line does is left alone.

mod additive;
mod alike;
mod alone;
mod called;
mod chance;
mod cut;
mod dated;
mod empty;
mod exact;
mod found;
mod inner;
mod itemized;
mod labelled;
mod left_out;
mod levels;
mod mean;
mod mended;
mod moved;
mod open;
mod outlined;
mod preorder;
mod reckoned;
mod rounded;
mod rows;
mod runs;
pub(super) mod score;
mod sides;
mod signed;
mod single;
mod slips;
mod stepped;
mod twins;
mod unmet;

use super::quotient::additive;
use super::turns::by_turns;
use crate::amount::Kind;
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::{one_digit_away, slipped};
use crate::check::aid::relation::{Equation, Linear, Operand, Relation, Term};
use crate::check::results::Results;
use crate::document::{Column, ColumnKind, Document, FigureId, Item, Pane, Table};
use crate::ledger::Outcome;
use crate::rule::Glob;
use crate::words::vocabulary;
use rust_decimal::Decimal;
pub(super) use slips::slips;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// So many lines must come out for each that does not.
const ENOUGH: usize = 2;
/// So many digits say that a sum of the table whose total is called one is meant where it is off by a digit.
const NAMED_DIGITS: usize = 6;
/// Of so many lines no more than one may not come out; a table of fewer may have one such line.
const FEW: usize = 8;

/// Tries the rule on every table that is no form.
pub fn run(bound: &Bound<'_>, totals: &[String], except: &[Glob], results: &mut Results) {
    let (document, first) = (bound.document, results.relations.len());
    for (at, table) in document.tables.iter().enumerate().filter(|(_, table)| !table.is_form) {
        let torn = Torn::of(document, at);
        // Rates and unit prices are added up by nobody.
        let is_added = |column: &Column| {
            let label = column.path.last().map_or("", |place| document.text(place));
            column.measure.adds_up() && !except.iter().any(|glob| glob.matches(label))
        };
        let added = additive(document, table, &table.columns.iter().map(is_added).collect::<Vec<bool>>());
        let sheet = |nth: usize| Sheet {
            bound,
            document,
            table,
            pane: &table.panes[nth],
            totals,
            added: &added[nth],
            torn,
            rounded: rounded::halves(document, &table.panes[nth]),
            rates: by_turns(document, &table.panes[nth]),
            cut: false,
            named: RefCell::default(),
            worths: OnceCell::new(),
            called: OnceCell::new(),
        };
        for nth in 0..table.panes.len() {
            let mut sheet = sheet(nth);
            let (relations, findings) = (results.relations.len(), results.findings.len());
            sheet.all(results);
            // Only the sums of a statement say how its figures were shortened: it is then read anew.
            let told = results.relations[relations..].iter().map(|relation| &relation.equation);
            if cut::is_cut(told) || cut::is_cut(sheet.named.take().iter()) {
                sheet.cut = true;
                results.relations.truncate(relations);
                results.findings.truncate(findings);
                sheet.all(results);
            }
        }
        if table.panes.len() == 2 {
            sheet(0).balances(&sheet(1), results);
            sheet(0).closes(&sheet(1), results);
        }
    }
    itemized::tell(document, totals, results);
    exact::hold(document, &mut results.relations[first..], |open| slips(open.iter(), false));
}

/// The figures that `relations` are about.
fn wholes(relations: &[Relation]) -> HashSet<FigureId> {
    let wholes = relations.iter().flat_map(|relation| &relation.equation.left.terms);
    wholes.filter_map(|term| term.operand.figure).collect()
}

/// The totals that are told, and by the rows of those that come out the rows of their parts.
type Told = (HashSet<FigureId>, BTreeMap<usize, BTreeSet<usize>>);

/// A total and what it may add up.
type Line = (FigureId, Vec<FigureId>);

/// A sum that is told.
struct Fair {
    equation: Equation,
    /// One digit in one of its figures keeps it from coming out.
    slip: bool,
}

/// A statement within a table, as it is added up.
struct Sheet<'a> {
    bound: &'a Bound<'a>,
    document: &'a Document,
    table: &'a Table,
    pane: &'a Pane,
    /// What a row or column that adds up others is called.
    totals: &'a [String],
    /// For each column of the table, whether it is called something that can be added up.
    added: &'a [bool],
    torn: Torn,
    /// How far what every figure of a column stands for may lie from it, where they are rounded to tens or more; by column.
    rounded: Vec<Decimal>,
    /// For each row, whether it says the rates of the one above it, by turns: those add up to nothing with these.
    rates: Vec<bool>,
    /// What lies below the last place of its figures was dropped.
    cut: bool,
    /// The sums that are called so, whether they are told or not.
    named: RefCell<Vec<Equation>>,
    /// What the figures come to, row by row; each is asked for by every reading that is tried.
    worths: OnceCell<Vec<Option<Decimal>>>,
    /// Whether its rows are called totals, for the same reason.
    called: OnceCell<Vec<bool>>,
}

/// Where the page has cut a table: the same header stands over the rows before it, or after it.
#[derive(Debug, Clone, Copy)]
struct Torn {
    above: bool,
    below: bool,
}

impl Torn {
    fn of(document: &Document, at: usize) -> Self {
        let heads = |table: &Table| -> Vec<String> {
            let paths =
                table.columns.iter().map(|column| column.path.iter().map(|place| document.text(place)));
            paths.map(|path| path.collect::<Vec<_>>().join("/")).collect()
        };
        let tables = &document.tables;
        let goes_on = |upper: &Table, lower: &Table| {
            lower.caption.is_none() && !upper.is_form && !lower.is_form && heads(upper) == heads(lower)
        };
        let above = at.checked_sub(1).is_some_and(|before| goes_on(&tables[before], &tables[at]));
        let below = tables.get(at + 1).is_some_and(|after| goes_on(&tables[at], after));
        Self { above, below }
    }
}

impl Sheet<'_> {
    /// Tells every sum of the statement.
    fn all(&self, results: &mut Results) {
        let before = results.relations.len();
        self.labelled(results);
        // What the name of a row says it comes to is what it comes to.
        let said = wholes(&results.relations[before..]);
        self.across(results);
        let rows = results.relations.len();
        self.stepped(results);
        self.down(results);
        // The total of its row may be one of its column as well, and that is another sum; a total of its column is added up along
        // its row by what is called so alone.
        let across = wholes(&results.relations[before..rows]);
        let down: HashSet<FigureId> = wholes(&results.relations[rows..]).union(&said).copied().collect();
        let both: HashSet<FigureId> = down.union(&across).copied().collect();
        // Codes say what a row adds up.
        let coded = self.pane.items.iter().any(|item| !item.code.is_empty());
        self.found(if coded { both.clone() } else { down }, both, results);
        let (told, sums) = self.told(&results.relations[before..]);
        self.signed(&told, &sums, results);
        let (told, sums) = self.told(&results.relations[before..]);
        self.reckoned_long(&told, &sums, results);
        let (_, sums) = self.told(&results.relations[before..]);
        self.mended(&sums.into_keys().collect(), results);
        self.outlined(&wholes(&results.relations[before..]), results);
        self.preorder(results);
        self.single(results);
        self.alike(&wholes(&results.relations[before..]), results);
        for (at, equation) in self.with_empty_part(&results.relations[before..]) {
            results.relations[before + at].restate(equation);
        }
        let empty = self.empty_totals(&results.relations[before..]);
        empty.into_iter().for_each(|equation| results.relation(equation));
        self.moved(&wholes(&results.relations[before..]), results);
        self.dated(before, results);
        self.lacks_a_row(before, results);
        self.unmet(before, results);
    }

    /// What `relations` tell of rows: not of columns, whose parts stand in the row of their total.
    fn told(&self, relations: &[Relation]) -> Told {
        let row = |id: FigureId| {
            let cell = self.document.figure(id).cell?;
            self.pane.items.binary_search_by_key(&(cell.row as usize), |item| item.row).ok()
        };
        let (mut told, mut sums) = (HashSet::new(), BTreeMap::<usize, BTreeSet<usize>>::new());
        for relation in relations {
            let ids = |sum: &Linear| -> Vec<FigureId> {
                sum.terms.iter().filter_map(|term| term.operand.figure).collect()
            };
            let (totals, parts) = (ids(&relation.equation.left), ids(&relation.equation.right));
            for total in totals {
                let Some(whole) = row(total) else { continue };
                let below: Vec<usize> =
                    parts.iter().filter_map(|&part| row(part)).filter(|&part| part != whole).collect();
                // What is made up of the rows below may be the result of those above as well.
                if below.iter().any(|&part| part < whole) {
                    told.insert(total);
                }
                if !below.is_empty() {
                    sums.entry(whole).or_default().extend(below);
                }
            }
        }
        (told, sums)
    }

    /// Whether parts of a sum may stand beyond the edge at which the page has cut the table: they reach it, or they lie on that side
    /// of their total and no digit explains what they lack.
    fn is_torn(&self, equation: &Equation) -> bool {
        let row =
            |operand: &Operand| self.document.figure(operand.figure?).cell.map(|cell| cell.row as usize);
        let parts = || equation.right.terms.iter().filter_map(|term| row(&term.operand));
        let Some(total) = equation.left.terms.first().and_then(|term| row(&term.operand)) else {
            return false;
        };
        let beyond = |torn: bool, edge: Option<&Item>, is_beyond: &dyn Fn(usize) -> bool| {
            let reached = edge.is_some_and(|item| parts().any(|row| row == item.row && row != total));
            torn && (reached || parts().any(is_beyond) && !one_digit_away(self.document, equation))
        };
        beyond(self.torn.above, self.pane.items.first(), &|row| row < total)
            || beyond(self.torn.below, self.pane.items.last(), &|row| row > total)
    }

    /// Whether every part stands in a column that its head calls one of several: 其中. What is left has no column. Rows of such a
    /// column add up as those of any other.
    fn is_of_which(&self, equation: &Equation) -> bool {
        let columns: HashSet<Option<u32>> = equation
            .operands()
            .map(|operand| Some(self.document.figure(operand.figure?).cell?.column))
            .collect();
        if columns.len() == 1 {
            return false;
        }
        let head = |operand: &Operand| {
            let cell = self.document.figure(operand.figure?).cell?;
            self.table.columns.get(cell.column as usize)?.path.last().map(|place| self.document.text(place))
        };
        let mut parts = equation.right.terms.iter().map(|term| head(&term.operand));
        parts.all(|head| head.is_some_and(|head| vocabulary().of_which.begin(head)))
    }

    /// A figure that is written, by item and column.
    fn figure(&self, item: usize, column: usize) -> Option<FigureId> {
        let id = self.pane.items[item].figures.get(column - self.pane.columns.start).copied().flatten()?;
        (!self.rates[item] && !self.document.figure(id).blank).then_some(id)
    }

    /// What a figure that can be read comes to, by item and column.
    fn worth(&self, item: usize, column: usize) -> Option<Decimal> {
        let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
        let of = |item: usize, column: usize| {
            let operand = Operand::of(self.document, self.figure(item, column)?).in_unit(unit);
            (!operand.unreadable).then_some(operand.value)
        };
        let columns = &self.pane.columns;
        let worths = self.worths.get_or_init(|| {
            let items = 0..self.pane.items.len();
            items.flat_map(|item| columns.clone().map(move |column| of(item, column))).collect()
        });
        worths.get(item * columns.len() + column.checked_sub(columns.start)?).copied().flatten()
    }

    /// A total and those of its parts that are written; none of them is what nobody can read, or a rate: rates add up to
    /// nothing but a hundred in a hundred.
    fn line(&self, total: Option<FigureId>, parts: impl Iterator<Item = Option<FigureId>>) -> Option<Line> {
        let (total, parts) = (total?, parts.flatten().collect::<Vec<_>>());
        let figure = |id: &FigureId| self.document.figure(*id);
        let percent = |id: &FigureId| figure(id).amount.unit.kind == Kind::Percent;
        let called = |id: &FigureId| figure(id).cell.is_some_and(|cell| !self.is_added(cell.column as usize));
        let in_hundred = |id: &FigureId| figure(id).cell.is_some_and(|cell| self.is_of_rates(cell.row));
        let rate = |id: &FigureId| percent(id) || called(id) || in_hundred(id);
        let hundred = if percent(&total) { Decimal::ONE } else { Decimal::ONE_HUNDRED };
        let whole = rate(&total) && figure(&total).amount.base() == hundred;
        let added = |id: &FigureId| !figure(id).unreadable && rate(id) == whole;
        (added(&total) && parts.iter().all(added)).then_some((total, parts))
    }

    /// Whether a column has figures that are all rounded alike.
    fn is_rounded(&self) -> bool {
        self.rounded.iter().any(|half| !half.is_zero())
    }

    /// The columns that may be added up.
    fn values(&self) -> Vec<usize> {
        let added = |&at: &usize| self.table.columns[at].kind == ColumnKind::Value && self.is_added(at);
        self.pane.columns.clone().filter(added).collect()
    }

    /// Whether a column is called something that can be added up.
    fn is_added(&self, column: usize) -> bool {
        self.added.get(column).is_some_and(|added| *added)
    }

    fn is_total(&self, label: &str) -> bool {
        let label = label.trim_end_matches(':');
        self.totals.iter().any(|total| label.eq_ignore_ascii_case(total))
    }

    /// Sums of columns: in each group of the header, the column that is called a total.
    fn across(&self, results: &mut Results) {
        let values = self.values();
        let mut sums: Vec<(usize, Vec<usize>)> = Vec::new();
        self.group(&values, 0, &mut sums);
        let means: Vec<bool> = (0..self.pane.items.len()).map(|item| self.is_mean(item, &sums)).collect();
        for (total, parts) in sums {
            let added = (0..self.pane.items.len()).filter(|&item| !means[item]);
            let lines = added.filter_map(|item| {
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

    fn equation(&self, (total, parts): &Line) -> Equation {
        let terms = parts.iter().map(|&part| Term { operand: self.operand(part), coefficient: Decimal::ONE });
        let mut equation =
            Equation::equal(Linear::one(self.operand(*total)), Linear { terms: terms.collect() });
        if self.cut {
            cut::allow(&mut equation);
        }
        equation
    }

    fn operand(&self, id: FigureId) -> Operand {
        let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
        let mut operand = Operand::of(self.document, id).in_unit(unit);
        let column = self.document.figure(id).cell.map_or(0, |cell| cell.column as usize);
        let at = column.checked_sub(self.pane.columns.start).and_then(|at| self.rounded.get(at));
        operand.half = operand.half.max(at.copied().unwrap_or_default());
        operand
    }

    fn comes_out(&self, line: &Line) -> bool {
        !line.1.is_empty() && self.equation(line).outcome() != Outcome::Fails
    }

    /// Tells of each line of a sum, total and parts, where enough of them come out, or where one digit keeps it from that.
    fn tell(&self, lines: Vec<Line>, results: &mut Results) {
        let sums = lines.iter().filter(|line| !line.1.is_empty()).map(|line| self.equation(line));
        self.named.borrow_mut().extend(sums);
        self.fair(&lines, NAMED_DIGITS).into_iter().for_each(|fair| results.relation(fair.equation));
    }

    /// The lines that are told, as equations; so many digits must be `needed` to say that one which is off by a digit is the
    /// same sum as those that come out.
    fn fair(&self, lines: &[Line], needed: usize) -> Vec<Fair> {
        let judged = |line: &Line| {
            let equation = self.equation(line);
            let holds = equation.outcome() != Outcome::Fails;
            (equation, holds)
        };
        let told: Vec<(Equation, bool)> =
            lines.iter().filter(|line| !line.1.is_empty()).map(judged).collect();
        let failing = told.iter().filter(|(_, holds)| !holds).map(|(equation, _)| equation);
        let failing = slips(failing, !self.torn.below);
        // A total of one part is proof of nothing.
        let sums = lines.iter().filter(|line| !line.1.is_empty()).map(|line| line.1.len() > 1);
        let proving = told.iter().zip(sums).filter(|((_, holds), several)| *holds && *several).count();
        let rare = failing <= (told.len() / FEW).max(1);
        let twins = self.twins(lines);
        let fair = |(mut equation, holds): (Equation, bool)| {
            if holds {
                return (proving > 0).then_some(Fair { equation, slip: false });
            }
            if self.is_torn(&equation) || self.is_of_which(&equation) || self.takes_in_named(&equation) {
                return None;
            }
            let slip =
                self.is_slip(&mut equation, &twins, needed) || rare && slipped(self.document, &equation);
            (slip || rare && proving >= ENOUGH * failing).then_some(Fair { equation, slip })
        };
        told.into_iter().filter_map(fair).collect()
    }
}
