//! Columns that are the product of two others, within the built-in check `columns`: a quantity times what one of it costs, hours
//! times a rate, heads times an allowance. And the sum right below such rows, which has neither.
//!
//! No word says so: rows in which the product comes out to the last digit, with more digits than there are columns to choose
//! from, are proof that it is meant in all of them.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::footing::score::needed;
use crate::amount::slip::significant;
use crate::amount::{Kind, apart, total as total_of};
use crate::check::aid::evidence::{any_mends, one_digit_away};
use crate::check::aid::relation::{Equation, Linear, Operand, Term};
use crate::check::results::Results;
use crate::document::{ColumnKind, Document, Figure, FigureId, Measure, Pane, Table};
use crate::ledger::Outcome;
use crate::words::vocabulary;

/// So many rows in which a product of two figures that are neither nothing nor one comes out prove it.
const PROVED: usize = 3;
/// So many digits more than chance explains they have: small numbers are products of small numbers.
const SURE_DIGITS: usize = 2;
/// So many rows do where they have so many digits more.
const LONG: usize = 2;
const LONG_DIGITS: usize = 5;
/// Of so many rows one may not come out.
const FEW: usize = 8;
/// Tables with more columns of figures are lists of much else.
const MOST: usize = 12;
/// A figure of so many digits is not the same as the one beside it by chance.
const TELLING: u32 = 3;

/// A column, and the two whose product it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Product {
    pub(super) column: usize,
    factors: [usize; 2],
}

impl Product {
    /// Whether one of two columns divided by the other says the same.
    pub(super) fn says(self, column: usize, one: usize, other: usize) -> bool {
        let [a, b] = self.factors;
        one == self.column && ([a, b] == [column, other] || [b, a] == [column, other])
    }
}

/// Tells the products of a statement row by row, and gives the columns that are some.
pub(super) fn tell(document: &Document, table: &Table, pane: &Pane, results: &mut Results) -> Vec<Product> {
    let sheet = Sheet { document, table, pane };
    let found = sheet.products();
    for product in &found {
        sheet.tell(*product, results);
    }
    found
}

/// The columns of a statement that others are the products of: how many pieces there are in all, few totals say.
pub(super) fn factors(document: &Document, table: &Table, pane: &Pane) -> Vec<usize> {
    let products = Sheet { document, table, pane }.products();
    products.into_iter().flat_map(|product| product.factors).collect()
}

struct Sheet<'a> {
    document: &'a Document,
    table: &'a Table,
    pane: &'a Pane,
}

impl Sheet<'_> {
    /// The column of each product once: the first two that it is the product of.
    fn products(&self) -> Vec<Product> {
        let is_amount = |&at: &usize| {
            let column = &self.table.columns[at];
            column.kind == ColumnKind::Value && column.measure != Measure::Rate
        };
        let columns: Vec<usize> = self.pane.columns.clone().filter(is_amount).collect();
        if columns.len() < 3 || columns.len() > MOST || self.pane.items.len() < PROVED {
            return Vec::new();
        }
        let pairs: Vec<[usize; 2]> = columns
            .iter()
            .enumerate()
            .flat_map(|(nth, &one)| columns[nth..].iter().skip(1).map(move |&other| [one, other]))
            .collect();
        let tried = pairs.len().saturating_mul(columns.len());
        let of = |&column: &usize| {
            let mut ways = pairs.iter().filter(|factors| !factors.contains(&column));
            ways.find_map(|&factors| {
                let product = Product { column, factors };
                self.is_proved(product, tried).then_some(product)
            })
        };
        columns.iter().filter_map(of).collect()
    }

    fn id(&self, row: usize, column: usize) -> Option<FigureId> {
        self.pane.items[row].figures.get(column.checked_sub(self.pane.columns.start)?).copied().flatten()
    }

    /// A figure that says something.
    fn figure(&self, row: usize, column: usize) -> Option<&Figure> {
        let figure = self.document.figure(self.id(row, column)?);
        let says = !figure.blank && !figure.unreadable && !figure.amount.value.is_zero();
        (says && figure.amount.unit.kind != Kind::Percent).then_some(figure)
    }

    /// The figures of a product in a row.
    fn row(&self, product: Product, row: usize) -> Option<[&Figure; 3]> {
        let [one, other] = product.factors;
        Some([self.figure(row, product.column)?, self.figure(row, one)?, self.figure(row, other)?])
    }

    /// Whether a product comes out to the last digit that is written.
    fn comes_out([stated, one, other]: [&Figure; 3]) -> bool {
        let base = |figure: &Figure| figure.amount.checked_base();
        let product = base(one).zip(base(other)).and_then(|(one, other)| one.checked_mul(other));
        let sides = product.zip(base(stated));
        sides
            .is_some_and(|(product, stated_value)| apart(product, stated_value) <= stated.amount.half_digit())
    }

    fn is_proved(&self, product: Product, tried: usize) -> bool {
        let (mut seen, mut digits, mut out, mut off) = (HashSet::new(), 0_usize, 0_usize, 0_usize);
        for row in 0..self.pane.items.len() {
            let Some(figures) = self.row(product, row) else { continue };
            if !Self::comes_out(figures) {
                off += 1;
                // The first rows say that it is none.
                if off > 1 && out < FEW {
                    return false;
                }
                continue;
            }
            out += 1;
            let [stated, one, other] = figures;
            let is_one = |figure: &Figure| figure.amount.value.abs() == Decimal::ONE;
            // Once something is what it costs, and the same figure again proves nothing.
            if !is_one(one) && !is_one(other) && seen.insert(stated.amount.value.normalize()) {
                digits += significant(stated.amount) as usize;
            }
        }
        let needed = needed(tried) + SURE_DIGITS;
        let proved = seen.len() >= PROVED && digits >= needed;
        (proved || seen.len() >= LONG && digits >= needed + LONG_DIGITS) && off <= (out / FEW).max(1)
    }

    fn tell(&self, product: Product, results: &mut Results) {
        let mut run: Vec<FigureId> = Vec::new();
        let gap = self.gap(product);
        for row in 0..self.pane.items.len() {
            let own = self.id(row, product.column);
            if let Some(figures) = self.row(product, row) {
                let told = Self::comes_out(figures) || self.is_slip(product, row);
                if let Some(equation) = self.equation(product, row).filter(|_| told) {
                    results.found(equation);
                }
                run.extend(own);
                continue;
            }
            if gap == Some(row) {
                self.equation(product, row).into_iter().for_each(|equation| results.found(equation));
                run.extend(own);
                continue;
            }
            let bare = product.factors.iter().all(|&column| self.figure(row, column).is_none());
            let Some(sum) = own.filter(|_| self.figure(row, product.column).is_some()) else { continue };
            if bare && run.len() >= PROVED {
                self.tell_sum(row, sum, &run, results);
            }
            run.clear();
        }
    }

    /// What must hold in a row. The factors are what they say: the product comes out of them to the last digit.
    fn equation(&self, product: Product, row: usize) -> Option<Equation> {
        let exact = |column: usize| {
            let operand = Operand::of(self.document, self.id(row, column)?);
            Some(Linear::one(Operand { half: Decimal::ZERO, ..operand }))
        };
        let [one, other] = product.factors;
        let stated = Linear::one(Operand::of(self.document, self.id(row, product.column)?));
        Some(Equation { times: Some(exact(other)?), ..Equation::equal(stated, exact(one)?) })
    }

    /// Whether a row that does not come out is a slip: more than a price that was rounded explains, and one digit of one of the three
    /// mends it, or one was put down for that above it or below it. A discount does neither.
    fn is_slip(&self, product: Product, row: usize) -> bool {
        let Some(equation) = self.equation(product, row) else { return false };
        let off = equation.gap().map(|gap| gap.abs()).zip(self.rounding(product, row));
        let Some(allowed) = equation.allowed() else { return false };
        off.is_some_and(|(gap, rounding)| gap > rounding)
            && !self.says_a_percentage(row)
            && (any_mends(self.document, &equation, allowed, |_| true) || self.is_copy(product, row))
    }

    /// Whether a row says a percentage anywhere: a discount.
    fn says_a_percentage(&self, row: usize) -> bool {
        let cells = self.table.rows.get(self.pane.items[row].row).map(|row| row.cells.iter());
        cells.into_iter().flatten().any(|cell| self.document.text(&cell.place).contains('%'))
    }

    /// Whether a column counts: its figures are whole.
    fn is_counted(&self, column: usize) -> bool {
        let mut figures = (0..self.pane.items.len()).filter_map(|row| self.figure(row, column));
        figures.all(|figure| figure.amount.value.fract().is_zero())
    }

    /// How far a product may be off where a price was rounded. What was counted is no more and no less than it says.
    fn rounding(&self, product: Product, row: usize) -> Option<Decimal> {
        let mut spread = Operand::of(self.document, self.id(row, product.column)?).half;
        for (nth, &column) in product.factors.iter().enumerate() {
            if self.is_counted(column) {
                continue;
            }
            let price = Operand::of(self.document, self.id(row, column)?);
            let of = Operand::of(self.document, self.id(row, product.factors[1 - nth])?);
            spread = spread.checked_add(price.half.checked_mul(of.value)?.abs())?;
        }
        Some(spread)
    }

    /// Whether one of the figures of a row says what the one above it or below it does.
    fn is_copy(&self, product: Product, row: usize) -> bool {
        product.factors.into_iter().chain([product.column]).any(|column| {
            let beside =
                row.checked_sub(1).into_iter().chain((row + 1 < self.pane.items.len()).then_some(row + 1));
            self.figure(row, column).is_some_and(|own| {
                (significant(own.amount) >= TELLING || self.is_whole_number_of(product, row, column))
                    && beside
                        .filter_map(|other| self.figure(other, column))
                        .any(|other| other.amount.value == own.amount.value)
            })
        })
    }

    /// Whether a factor that counts would be a whole number, by the other two: what a slip left of it is shorter than chance makes.
    fn is_whole_number_of(&self, product: Product, row: usize, column: usize) -> bool {
        let [one, other] = product.factors;
        let beside = match column {
            _ if column == one => other,
            _ if column == other => one,
            _ => return false,
        };
        let base = |column: usize| self.figure(row, column)?.amount.checked_base();
        let number = base(product.column).zip(base(beside)).and_then(|(of, one)| of.checked_div(one));
        // A price without a fraction divides many an amount.
        let parted = base(beside).is_some_and(|price| !price.fract().is_zero());
        parted && self.is_counted(column) && number.is_some_and(|number| number.fract().is_zero())
    }

    /// The only row that has two of the three, beside one that has all: one was left out. What is there once costs what one of it
    /// does, and what comes to the rows above is their sum.
    fn gap(&self, product: Product) -> Option<usize> {
        let columns = || product.factors.into_iter().chain([product.column]);
        let has = |row: usize| columns().filter(|&column| self.figure(row, column).is_some()).count();
        let mut gaps = (0..self.pane.items.len()).filter(|&row| has(row) == 2);
        let row = gaps.next().filter(|_| gaps.next().is_none())?;
        let empty = columns().find(|&column| self.figure(row, column).is_none())?;
        let blank = self.id(row, empty).is_some_and(|id| self.document.figure(id).blank);
        let beside = |other: Option<usize>| other.is_some_and(|other| self.row(product, other).is_some());
        let within =
            beside(row.checked_sub(1)) || beside(Some(row + 1).filter(|&next| next < self.pane.items.len()));
        let left: Vec<Decimal> = columns()
            .filter_map(|column| self.figure(row, column))
            .map(|figure| figure.amount.value)
            .collect();
        let same = left.first() == left.last();
        (blank && within && !same && !self.is_sum(product.column, row)).then_some(row)
    }

    /// Whether a row is the sum of some right above it.
    fn is_sum(&self, column: usize, row: usize) -> bool {
        let value =
            |row: usize| self.figure(row, column).map(|figure| figure.amount.value).unwrap_or_default();
        let own = value(row);
        let mut sum = Decimal::ZERO;
        (0..row).rev().any(|above| {
            sum = sum.saturating_add(value(above));
            sum == own
        })
    }

    /// Tells that the first row below products which is none is their sum, where it is, or where one digit keeps it from that.
    fn tell_sum(&self, row: usize, sum: FigureId, run: &[FigureId], results: &mut Results) {
        let term =
            |&id: &FigureId| Term { operand: Operand::of(self.document, id), coefficient: Decimal::ONE };
        let right = Linear { terms: run.iter().map(term).collect() };
        let equation = Equation::equal(Linear::one(Operand::of(self.document, sum)), right);
        let values = run.iter().map(|id| self.document.figure(*id).amount.base());
        let is_none = total_of(values).is_none_or(|sum| sum.is_zero());
        let holds = equation.outcome() != Outcome::Fails;
        // What is called a total and comes to the last row alone is that row put down for the sum.
        let name = self.document.text(&self.pane.items[row].name);
        let named = vocabulary().total_labels.fit(name) || vocabulary().totals.has_in_any_case(name);
        let own = self.document.figure(sum).amount;
        let copied = run.last().is_some_and(|last| self.document.figure(*last).amount.value == own.value);
        let copied = named && copied && significant(own) >= TELLING;
        if !is_none && (holds || copied || one_digit_away(self.document, &equation)) {
            results.found(equation);
        }
    }
}
