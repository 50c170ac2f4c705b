//! The built-in check `columns`: a column that is the difference of two others, or the share or the rate of change that they
//! make, in every row but the one where somebody slipped.
//!
//! No rule says which columns: a way to get one from two others that comes out in a few rows is tried in all of them, and where
//! it comes out nearly everywhere it is what the column says.

mod based;
mod bracketed;
mod declared;
mod empty;
mod heads;
mod left_out;
mod means;
mod points;
mod rated;
mod series;
mod taxed;
mod whole;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use rust_decimal::Decimal;

use super::footing::score::needed;
use crate::amount::slip::significant;
use crate::amount::{Amount, Kind, apart, half_digit, total as total_of};
use crate::check::aid::bind::Bound;
use crate::check::aid::evidence::{one_digit_away, slipped};
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::{ColumnKind, Document, FigureId, Measure, Pane, Table};
use crate::ledger::Outcome;
use crate::rule::Glob;

/// Tables with more columns of figures are lists of much else; each pair of columns is tried against each other one.
const MOST: usize = 12;
/// So many rows are asked first which ways there may be.
const ASKED: usize = 4;
/// A way that comes out in so many of them is tried in all rows.
const AGREE: usize = 2;
/// So many rows in which a way comes out prove it.
const PROVED: usize = 4;
/// What comes out is off by less than one part in so many.
const NEAR: Decimal = Decimal::ONE_HUNDRED;
/// So many rows prove it where their figures are long.
const LONG: usize = 2;
/// So many digits more than chance explains they have then.
const SURE_DIGITS: usize = 2;
/// So many rows need no more digits than that.
const SEVERAL: usize = 3;
/// Shares of a sum are those of a list of no more rows.
const MOST_ROWS: usize = 40;
/// Of so many rows no more than one may not come out; a table of fewer may have one such row, or one for each proof.
const FEW: usize = 8;
/// Parts, their subtotals, and what these add up to: more levels no column of shares has.
const LEVELS: u32 = 3;

/// How a column follows from two others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Follows {
    /// One less the other.
    Less,
    /// One in the other.
    Share,
    /// By how much one is more than the other, in the other.
    Growth,
    /// One in what it comes to in the row that is the whole: the share says a hundred there.
    Part,
    /// One in what it comes to in all rows that follow one another, where no row is the whole.
    OfSum,
}

/// A column, how it follows from two others, and these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Way {
    column: usize,
    how: Follows,
    one: usize,
    other: usize,
}

/// The rows in which a column says a hundred in a hundred.
#[derive(Debug, Default)]
struct Hundreds {
    rows: Vec<usize>,
    /// The first of them stands above everything else in the column.
    lead: bool,
}

/// Tries the rule on every table that is no form; columns that read like `rates` are rates, whatever their figures look like.
pub fn run(bound: &Bound<'_>, rates: &[Glob], results: &mut Results) {
    let document = bound.document;
    document.tables.iter().for_each(|table| bracketed::tell(document, table, results));
    for table in document.tables.iter().filter(|table| !table.is_form) {
        for pane in &table.panes {
            let (hundreds, shares) = (RefCell::default(), RefCell::default());
            Sheet { document, table, pane, total: OnceCell::new(), hundreds, shares }.tell(rates, results);
        }
    }
}

/// What must hold in a row.
type InRow = (usize, Equation);

/// What the shares of a whole come to, by its row.
type SharesOf = BTreeMap<usize, Option<Decimal>>;

struct Sheet<'a> {
    document: &'a Document,
    table: &'a Table,
    pane: &'a Pane,
    /// The only row that is called a total; found when first asked for.
    total: OnceCell<Option<usize>>,
    /// The rows that say a hundred, by column; found when first asked for.
    hundreds: RefCell<BTreeMap<usize, Rc<Hundreds>>>,
    /// What the shares of each whole come to, by column; found when first asked for.
    shares: RefCell<BTreeMap<usize, Rc<SharesOf>>>,
}

impl Sheet<'_> {
    fn tell(&self, rates: &[Glob], results: &mut Results) {
        // What is told of this pane begins here.
        let from = results.relations.len();
        let figures = |&at: &usize| self.table.columns[at].kind == ColumnKind::Value;
        let columns: Vec<usize> = self.pane.columns.clone().filter(figures).collect();
        self.tell_below(&columns, results);
        if columns.len() < 2 || columns.len() > MOST {
            return;
        }
        let rows: Vec<usize> = (0..self.pane.items.len()).collect();
        let (rates, amounts): (Vec<usize>, Vec<usize>) =
            columns.into_iter().partition(|&column| self.is_rate(column, rates));
        super::running::tell(self.document, self.table, self.pane, &amounts, results);
        let products = super::product::tell(self.document, self.table, self.pane, results);
        super::quotient::tell((self.document, self.table, self.pane), &products, results);
        self.tell_rated_rows(&amounts, results);
        self.tell_taxed(&amounts, results);
        // A column that follows from two others says as much as either of these.
        let mut known: HashSet<[usize; 3]> = HashSet::new();
        let (likely, tried) = self.likely(&rates, &amounts, &rows);
        // Of several ways to get a rate, one is meant: the one that comes out in most rows.
        let mut best: BTreeMap<usize, (usize, Way)> = BTreeMap::new();
        for way in &likely {
            let out = |row: &&usize| self.equation(*way, **row).is_some_and(|equation| comes_out(&equation));
            // Of two that come out alike the one that the head says is meant.
            let score = 2 * rows.iter().filter(out).count() + usize::from(self.is_declared(*way));
            if way.how != Follows::Less && best.get(&way.column).is_none_or(|(most, _)| *most < score) {
                best.insert(way.column, (score, *way));
            }
        }
        for way in &likely {
            let mut set = [way.column, way.one, way.other];
            set.sort_unstable();
            let meant = best.get(&way.column).is_none_or(|(_, best)| best == way);
            if meant && !known.contains(&set) && self.tell_way(*way, (&likely, tried), &rows, results) {
                known.insert(set);
            }
        }
        self.tell_series((&rates, &amounts), from, results);
        self.tell_points(&amounts, results);
        self.tell_based((&rates, &amounts), from, results);
    }

    /// Whether a column is called a rate, or most of its figures are percentages.
    fn is_rate(&self, column: usize, rates: &[Glob]) -> bool {
        let path = &self.table.columns[column].path;
        if self.table.columns[column].measure == Measure::Rate {
            return true;
        }
        if path.iter().any(|place| rates.iter().any(|glob| glob.matches(self.document.text(place)))) {
            return true;
        }
        let written = (0..self.pane.items.len()).filter_map(|row| self.figure(row, column));
        let (mut all, mut rates) = (0, 0);
        for id in written {
            all += 1;
            rates += usize::from(self.document.figure(id).amount.unit.kind == Kind::Percent);
        }
        rates * 2 > all
    }

    fn figure(&self, row: usize, column: usize) -> Option<FigureId> {
        let id = self.pane.items[row].figures.get(column - self.pane.columns.start).copied().flatten()?;
        let figure = self.document.figure(id);
        // 占项目支出比重 below a list: a row of percentages follows nothing that the columns of amounts do.
        let of_another = figure.amount.unit.kind == Kind::Percent
            && self.table.columns[column].measure != Measure::Rate
            && self.is_of_shares(row);
        (!figure.blank && !figure.unreadable && !of_another).then_some(id)
    }

    /// Whether all that a row says are percentages.
    fn is_of_shares(&self, row: usize) -> bool {
        let written = self.pane.items[row].figures.iter().flatten().map(|id| self.document.figure(*id));
        written.filter(|figure| !figure.blank).all(|figure| figure.amount.unit.kind == Kind::Percent)
    }

    /// The ways that come out in several of the rows with most figures, and how many there may be.
    fn likely(&self, rates: &[usize], amounts: &[usize], rows: &[usize]) -> (Vec<Way>, usize) {
        let telling = |row: usize| {
            let written = rates.iter().chain(amounts).filter_map(|&column| self.figure(row, column));
            let values: HashSet<Decimal> =
                written.map(|id| self.document.figure(id).amount.value.abs().normalize()).collect();
            values.len()
        };
        let mut counted: Vec<(usize, usize)> = rows.iter().map(|&row| (telling(row), row)).collect();
        counted.sort_by_key(|(count, row)| (std::cmp::Reverse(*count), *row));
        let asked: Vec<usize> = counted.into_iter().take(ASKED).map(|(_, row)| row).collect();
        let pairs = || amounts.iter().flat_map(|&one| amounts.iter().map(move |&other| (one, other)));
        let mut ways = Vec::new();
        let rates: Vec<usize> = rates.iter().copied().chain(self.may_be_rates(amounts)).collect();
        for (one, other) in pairs().filter(|(one, other)| one != other) {
            let of = |column: usize, how: Follows| Way { column, how, one, other };
            let less = amounts.iter().filter(|&&column| column != one && column != other);
            let apart = rates.iter().filter(|&&column| column != one && column != other);
            let rated = apart.flat_map(|&column| [of(column, Follows::Share), of(column, Follows::Growth)]);
            ways.extend(less.map(|&column| of(column, Follows::Less)).chain(rated));
        }
        for &column in &rates {
            let how = if self.has_whole(column) { Follows::Part } else { Follows::OfSum };
            let others = amounts.iter().filter(|&&one| one != column);
            ways.extend(others.map(|&one| Way { column, how, one, other: one }));
        }
        let tried = ways.len();
        let agrees = |way: &Way| {
            let out = |row: &&usize| {
                self.is_near(*way, **row)
                    && self.equation(*way, **row).is_some_and(|equation| comes_out(&equation))
            };
            asked.iter().filter(out).count() >= AGREE.min(asked.len())
        };
        ways.retain(agrees);
        (ways, tried)
    }

    /// Whether a way may come out in a row, give or take a part in a hundred: most ways are far from it.
    fn is_near(&self, way: Way, row: usize) -> bool {
        if way.how == Follows::OfSum {
            return true;
        }
        let whole = if way.how == Follows::Part { self.whole(way.column, row).unwrap_or(row) } else { row };
        let base = |row: usize, column: usize| {
            self.figure(row, column).map(|id| self.document.figure(id).amount).and_then(Amount::checked_base)
        };
        let figures = base(row, way.column).zip(base(row, way.one)).zip(base(whole, way.other));
        let Some(((stated, one), other)) = figures else { return false };
        let percent = |id: FigureId| self.document.figure(id).amount.unit.kind == Kind::Percent;
        let unit = if self.figure(row, way.column).is_some_and(percent) {
            Decimal::ONE_HUNDRED
        } else {
            Decimal::ONE
        };
        let sides = match way.how {
            Follows::Less => Some(stated).zip(one.checked_sub(other)),
            Follows::Share | Follows::Part | Follows::OfSum => {
                let said = stated.checked_mul(unit).and_then(|stated| stated.checked_mul(other));
                said.zip(one.checked_mul(Decimal::ONE_HUNDRED))
            }
            Follows::Growth => {
                let said = stated.checked_mul(unit).and_then(|stated| stated.checked_mul(other));
                said.zip(one.checked_sub(other).and_then(|change| change.checked_mul(Decimal::ONE_HUNDRED)))
            }
        };
        let Some((said, worth)) = sides else { return false };
        let part = worth.abs().checked_div(NEAR).unwrap_or_default();
        // A rate may be told in whole percents.
        let rounded = if way.how == Follows::Less { part } else { part.saturating_add(other.abs()) };
        apart(said, worth) <= rounded
    }

    /// What must hold in a row; nothing where one of the three is not written, or nothing is not the same as not known.
    fn equation(&self, way: Way, row: usize) -> Option<Equation> {
        self.equation_of(way, row, |column| self.figure(row, column).filter(|_| self.says(row, column)))
    }

    /// The same of what `figure` gives of the row, column by column.
    fn equation_of(
        &self,
        way: Way,
        row: usize,
        figure: impl Fn(usize) -> Option<FigureId>,
    ) -> Option<Equation> {
        let whole = if way.how == Follows::Part { self.whole(way.column, row)? } else { row };
        // A hundred is exactly that.
        if way.how == Follows::Part && whole == row && self.is_hundred(row, way.column) {
            return None;
        }
        if way.how == Follows::OfSum {
            let (stated, one) = (figure(way.column)?, figure(way.one)?);
            let sum = self
                .sum_around(way, row)
                .filter(|sum| sum.value.is_sign_positive() && !sum.value.is_zero())?;
            let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
            let is_percent = self.document.figure(stated).amount.unit.kind == Kind::Percent;
            let hundred = if is_percent { Decimal::ONE } else { Decimal::ONE_HUNDRED };
            let part = Term { operand: Operand::of(self.document, one).in_unit(unit), coefficient: hundred };
            let stated = Linear::one(Operand::of(self.document, stated));
            let equation = Equation::equal(stated, Linear { terms: vec![part] });
            return Some(Equation { over: Some(Linear::one(sum)), ..equation });
        }
        let of_whole = |column: usize| match whole == row {
            true => figure(column),
            false => self.figure(whole, column).filter(|_| self.says(whole, column)),
        };
        let (stated, one, other) = (figure(way.column)?, figure(way.one)?, of_whole(way.other)?);
        // By how much something is more than less than nothing, everybody reckons otherwise.
        if way.how != Follows::Less && self.document.figure(other).amount.value.is_sign_negative() {
            return None;
        }
        let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
        let operand = |id: FigureId| Operand::of(self.document, id).in_unit(unit);
        let term = |id: FigureId, coefficient: Decimal| Term { operand: operand(id), coefficient };
        if way.how == Follows::Less {
            let parts = vec![term(one, Decimal::ONE), term(other, Decimal::NEGATIVE_ONE)];
            return Some(Equation::equal(Linear::one(operand(stated)), Linear { terms: parts }));
        }
        // A rate without a sign of its own counts hundredths.
        let is_percent = self.document.figure(stated).amount.unit.kind == Kind::Percent;
        let stated = Operand::of(self.document, stated);
        let hundred = if is_percent { Decimal::ONE } else { Decimal::ONE_HUNDRED };
        let mut parts = vec![term(one, hundred)];
        if way.how == Follows::Growth {
            let less = Decimal::ZERO.checked_sub(hundred)?;
            parts.push(term(other, less));
        }
        let over = Some(Linear::one(operand(other)));
        Some(Equation { over, ..Equation::equal(Linear::one(stated), Linear { terms: parts }) })
    }

    /// Tells a way in every row, where it is proved; true where it is. A row in which one of the other `ways` to get the
    /// column comes out, or which has figures in columns where the others have none, is no slip.
    fn tell_way(
        &self,
        way: Way,
        (ways, tried): (&[Way], usize),
        rows: &[usize],
        results: &mut Results,
    ) -> bool {
        let (mut out, mut open): (Vec<InRow>, Vec<InRow>) = rows
            .iter()
            .filter_map(|&row| Some((row, self.equation(way, row)?)))
            .partition(|(_, equation)| comes_out(equation));
        // Counts are what they are: that a few of them would fit if they were rounded proves nothing.
        let exact = |equation: &Equation| way.how != Follows::OfSum || self.fits_as_written(equation);
        let rows_out = || {
            let exact = out.iter().filter(|(_, equation)| exact(equation));
            exact.filter_map(|(row, equation)| Some((*row, equation.left.value()?)))
        };
        // The same figure again proves nothing.
        let proofs = rows_out().map(|(_, value)| value.normalize()).collect::<HashSet<Decimal>>().len();
        // Few rows are proof where their figures are so long that chance does not make them.
        let mut seen: HashSet<Option<Decimal>> = HashSet::new();
        let fresh = rows_out().filter(|&(row, _)| seen.insert(self.value(row, way.one)));
        let digits: usize = fresh.filter_map(|(row, _)| self.digits(row, way.column)).sum();
        let more = if seen.len() >= SEVERAL { 0 } else { SURE_DIGITS };
        let long = seen.len() >= LONG && digits >= needed(tried) + more;
        let declared = proofs >= LONG && self.is_declared(way);
        let few_of_total = proofs + 1 >= PROVED && self.is_of_total(way);
        if proofs < PROVED && !long && !declared && !few_of_total {
            return false;
        }
        let blank: Vec<usize> = self
            .pane
            .columns
            .clone()
            .filter(|&column| out.iter().all(|(row, _)| !self.says(*row, column)))
            .collect();
        if way.how == Follows::OfSum && self.is_of_another_whole(&out, &open) {
            return false;
        }
        let left_out = self.left_out(way, rows);
        open.retain(|(row, equation)| {
            let other = |other: &Way| other.column == way.column && *other != way;
            let comes_out =
                |way: &Way| self.equation(*way, *row).is_some_and(|equation| comes_out(&equation));
            !blank.iter().any(|&column| self.says(*row, column))
                && !self.is_adjusted(way, equation)
                && !self.is_of_what_was(way, equation)
                && !self.is_off_as_written(way, equation)
                && !self.is_mean(way, *row, &out)
                && !self.heads_figures(*row)
                && !self.lacks(*row, equation, &left_out)
                && !ways.iter().any(|known| other(known) && comes_out(known))
        });
        // Where one share is wrong, nobody knows of those that are off in their last place whether they were adjusted.
        if open.iter().any(|(_, equation)| !is_off_in_last_place(way, equation)) {
            open.retain(|(_, equation)| !is_off_in_last_place(way, equation));
        }
        let failing = open.len();
        // What was adjusted, or follows otherwise, speaks against nothing.
        if failing > ((out.len() + failing) / FEW).max(proofs / PROVED).max(1) {
            return false;
        }
        // What few rows prove says what is wrong in another, and not what is missing.
        let thin = proofs < PROVED && digits < needed(tried) + SURE_DIGITS && !declared && !few_of_total;
        let mut empty = if thin { Vec::new() } else { self.left_empty(way, rows, out.len()) };
        let few = seen.len() < PROVED * failing;
        open.retain(|(_, equation)| {
            let sure = long || declared || few_of_total;
            !few || slipped(self.document, equation) || sure && one_digit_away(self.document, equation)
        });
        out.append(&mut open);
        out.append(&mut empty);
        out.sort_by_key(|(row, _)| *row);
        out.into_iter().for_each(|(_, equation)| results.found(equation));
        true
    }

    /// Whether three figures may lie apart so far by the digits that they themselves are written with: counts below amounts in
    /// millions are rounded otherwise than these.
    fn is_off_as_written(&self, way: Way, equation: &Equation) -> bool {
        if way.how != Follows::Less {
            return false;
        }
        let gap = equation.left.value().zip(equation.right.value()).map(|(left, right)| apart(left, right));
        let figures = equation.operands().filter_map(|operand| operand.figure);
        let amounts = figures.map(|id| self.document.figure(id).amount);
        let halves = amounts.map(|amount| half_digit(amount.decimals, amount.unit));
        let allowed = halves.fold(Decimal::ZERO, |sum, half| sum.saturating_add(half));
        gap.is_some_and(|gap| gap <= allowed)
    }

    /// Whether a share is one more or less in its last place so that all of them come to a hundred: rounded alone they do not.
    fn is_adjusted(&self, way: Way, equation: &Equation) -> bool {
        if !is_off_in_last_place(way, equation) {
            return false;
        }
        let row = equation.left.terms.first().and_then(|term| self.row_of(term.operand.figure?));
        let Some(whole) = row.and_then(|row| self.whole(way.column, row)) else { return false };
        let sum = self.shares(way.column).get(&whole).copied().flatten();
        let hundred = self.figure(whole, way.column).map(|id| self.document.figure(id).amount.base());
        // Where subtotals stand among the parts, each level comes to a hundred.
        let is_sum = |levels: u32| hundred.and_then(|one| one.checked_mul(Decimal::from(levels))) == sum;
        sum.is_some() && (1..=LEVELS).any(is_sum)
    }

    /// The row of a figure.
    fn row_of(&self, id: FigureId) -> Option<usize> {
        let cell = self.document.figure(id).cell?;
        self.pane.items.binary_search_by_key(&(cell.row as usize), |item| item.row).ok()
    }

    fn value(&self, row: usize, column: usize) -> Option<Decimal> {
        self.figure(row, column).map(|id| self.document.figure(id).amount.value.normalize())
    }

    /// How many digits of a figure say something.
    fn digits(&self, row: usize, column: usize) -> Option<usize> {
        self.figure(row, column).map(|id| significant(self.document.figure(id).amount) as usize)
    }

    /// What a column comes to in the rows around one that have figures in both columns of a way; `None`: there are no more.
    fn sum_around(&self, way: Way, row: usize) -> Option<Operand> {
        let is_in = |other: &usize| {
            self.says(*other, way.one) && (*other == row || self.figure(*other, way.column).is_some())
        };
        let above = (0..row).rev().take(MOST_ROWS).take_while(is_in);
        let below = (row..self.pane.items.len()).take(MOST_ROWS).take_while(is_in);
        let rows: Vec<usize> = above.chain(below).collect();
        let unit = self.table.unit.as_ref().map(|(unit, _)| *unit);
        let operands = rows.iter().filter_map(|&row| self.figure(row, way.one));
        let operands: Vec<Operand> =
            operands.map(|id| Operand::of(self.document, id).in_unit(unit)).collect();
        let (first, several) = (operands.first()?, operands.len() > 1 && operands.len() <= MOST_ROWS);
        let value = total_of(operands.iter().map(|operand| operand.value))?;
        let half = total_of(operands.iter().map(|operand| operand.half))?;
        several.then(|| Operand { value, half, unit: first.unit, ..Operand::exact(value) })
    }

    /// Whether a row has something in a column that is not nothing.
    fn says(&self, row: usize, column: usize) -> bool {
        self.figure(row, column).is_some_and(|id| !self.document.figure(id).amount.value.is_zero())
    }
}

/// Whether a share is no more than one more or less in its last place.
fn is_off_in_last_place(way: Way, equation: &Equation) -> bool {
    let place = equation.left.half().and_then(|half| half.checked_mul(Decimal::TWO));
    let near = equation.gap().zip(place).is_some_and(|(gap, place)| {
        gap.abs() <= place.saturating_add(place.checked_div(Decimal::TWO).unwrap_or_default())
    });
    near && matches!(way.how, Follows::Share | Follows::Part)
}

fn comes_out(equation: &Equation) -> bool {
    matches!(equation.outcome(), Outcome::Holds | Outcome::WithinRounding)
}
