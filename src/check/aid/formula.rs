//! The check `formula`: figures are related as auditors write it. A missing selector means each; the sides are matched by
//! row (same row, same code, same label) and by column (same column, same header).

mod join;
mod value;

use rust_decimal::Decimal;

use super::bind::{self, Bound, BoundTable};
use super::form::{Blank, BoundForm, Field};
use super::relation::{Equation, Linear, Operand};
use crate::amount::{Unit, number};
use crate::document::{Document, FigureId, Place};
use crate::hash::Map;
use crate::ledger::Outcome;
use crate::rule::Half;
use crate::rule::formula::{ColumnSelector, Expr, ExprKind, Formula, Link, Reference, Rows};
use crate::rule::{FormBinding, Glob};
use join::{Area, ColumnKey, Key, RowKey, Values, collapse, join};
pub use value::{Value, relate};

/// What a formula is evaluated against.
pub struct Scope<'b, 'a> {
    /// The pack's view of the document.
    pub bound: &'b Bound<'a>,
    /// The form at hand, for fields.
    pub form: Option<&'b BoundForm>,
}

/// Every relation that the formula demands. None where it speaks of nothing that is here.
pub fn relations(bound: &Bound<'_>, formula: &Formula, when: &[(String, Vec<Glob>)]) -> Vec<Equation> {
    let own = alone(bound, formula, when);
    if formula.or.is_empty() {
        return own;
    }
    // Of several readings the one that the most comes out of, or comes nearest.
    let others = formula.or.iter().map(|other| alone(bound, other, when));
    let ways = std::iter::once(own).chain(others).filter(|way| !way.is_empty());
    let off = |way: &Vec<Equation>| {
        let failing = || way.iter().filter(|equation| equation.outcome() == Outcome::Fails);
        let add = |sum: Decimal, equation: &Equation| sum.checked_add(equation.gap()?.abs());
        (failing().count(), failing().try_fold(Decimal::ZERO, add).unwrap_or(Decimal::MAX))
    };
    ways.min_by_key(off).unwrap_or_default()
}

/// The relations of one reading.
fn alone(bound: &Bound<'_>, formula: &Formula, when: &[(String, Vec<Glob>)]) -> Vec<Equation> {
    let form = formula
        .references()
        .iter()
        .find_map(|reference| bound.pack.names.forms.iter().find(|form| form.name == reference.table));
    let Some(form) = form else { return in_scope(&Scope { bound, form: None }, formula) };
    super::form::meant(bound, &form.name, when)
        .flat_map(|form| in_scope(&Scope { bound, form: Some(form) }, formula))
        .collect()
}

fn in_scope(scope: &Scope<'_, '_>, formula: &Formula) -> Vec<Equation> {
    let mut equations = Vec::new();
    let mut chain = formula.chain.iter().map(|expr| scope.evaluate(expr)).peekable();
    let Some(mut left) = chain.next() else { return equations };
    for cmp in &formula.comparisons {
        let Some(right) = chain.next() else { break };
        let next = if chain.peek().is_some() { right.clone() } else { Vec::new() };
        let pairs = join(left, right).into_iter();
        let sound = pairs.filter(|(_, (left, right))| !is_part_of_itself(left, right));
        equations.extend(sound.map(|(_, (left, right))| relate(left, *cmp, right)));
        left = next;
    }
    equations
}

/// Two names of one figure: it is no part of itself.
fn is_part_of_itself(left: &Value, right: &Value) -> bool {
    left.part.is_none() && right.part.is_none() && left.sum.shares_a_figure_with(&right.sum)
}

/// What an expression on its own stands for, where it is one value: the whole of a share.
pub fn value(bound: &Bound<'_>, formula: &Formula) -> Option<Value> {
    let scope = Scope { bound, form: None };
    let mut values = scope.evaluate(formula.chain.first()?);
    (values.len() == 1).then(|| values.remove(0).1).filter(has_operands)
}

/// Every value that an expression on its own stands for.
pub fn values(bound: &Bound<'_>, formula: &Formula) -> Vec<Value> {
    let Some(expr) = formula.chain.first() else { return Vec::new() };
    let values = scopes(bound, formula).into_iter().flat_map(|scope| scope.evaluate(expr));
    values.map(|(_, value)| value).filter(has_operands).collect()
}

fn has_operands(value: &Value) -> bool {
    value.operands().next().is_some()
}

/// The document once, or once for each form that the formula speaks of.
fn scopes<'b, 'a>(bound: &'b Bound<'a>, formula: &Formula) -> Vec<Scope<'b, 'a>> {
    let named = |form: &&BoundForm| {
        formula.references().iter().any(|r| bound.pack.names.forms[form.binding].name == r.table)
    };
    let speaks =
        bound.pack.names.forms.iter().any(|form| formula.references().iter().any(|r| form.name == r.table));
    if !speaks {
        return vec![Scope { bound, form: None }];
    }
    bound.forms().iter().filter(named).map(|form| Scope { bound, form: Some(form) }).collect()
}

/// Every value an expression stands for, with the label of its row.
pub fn rows(bound: &Bound<'_>, formula: &Formula) -> Vec<(String, Value)> {
    let scope = Scope { bound, form: None };
    let Some(expr) = formula.chain.first() else { return Vec::new() };
    let label = |key: &Key<'_>| key.row.map(|row| row.name.to_owned()).unwrap_or_default();
    let values = scope.evaluate(expr).into_iter().filter(|(_, value)| has_operands(value));
    values.map(|(key, value)| (label(&key), value)).collect()
}

/// The same for an expression that names figures and nothing else.
pub fn figures(bound: &Bound<'_>, formula: &Formula) -> Vec<(String, Operand)> {
    let figure = |mut value: Value| value.sum.terms.pop().filter(|_| value.sum.terms.is_empty());
    let rows = rows(bound, formula).into_iter();
    rows.filter_map(|(label, value)| Some((label, figure(value)?.operand))).collect()
}

/// What a figure is known by in another document: the code and the name of its row, whose row it is, and its column; nothing
/// where a reference means one row, or one column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Label {
    /// The row's code.
    pub code: String,
    /// The row's name.
    pub name: String,
    /// The unit that has the row.
    pub unit: String,
    /// The column's name.
    pub column: String,
}

/// The figures that a reference means, whichever document it is of.
pub fn labelled(bound: &Bound<'_>, reference: &Reference) -> Vec<(Label, Operand)> {
    let values = Scope { bound, form: None }.reference(reference).into_iter();
    let label = |key: &Key<'_>| Label {
        code: key.row.map_or("", |row| row.code).to_owned(),
        name: key.row.map_or("", |row| row.name).to_owned(),
        unit: key.row.map_or("", |row| row.unit).to_owned(),
        column: key.column.map_or("", |column| column.name).to_owned(),
    };
    values.filter_map(|(key, mut value)| Some((label(&key), value.sum.terms.pop()?.operand))).collect()
}

impl<'b> Scope<'b, '_> {
    fn evaluate(&self, expr: &Expr) -> Values<'b> {
        match &expr.kind {
            ExprKind::Literal(amount) => for_all(Value::from(Operand::literal(*amount))),
            ExprKind::Reference(reference) => {
                let values = self.reference(reference);
                if values.is_empty() && reference.optional { for_all(Value::default()) } else { values }
            }
            ExprKind::Sum(inner) => {
                self.over_forms(inner).unwrap_or_else(|| collapse(self.evaluate(inner), inner))
            }
            ExprKind::Count(inner) => self.count(inner),
            ExprKind::Neg(inner) => scale(self.evaluate(inner), Decimal::NEGATIVE_ONE),
            ExprKind::Terms(links) => match expr.number() {
                Some(number) => for_all(Value::from(Operand::exact(number))),
                None => self.terms(links),
            },
            ExprKind::Factors(links) => self.factors(links),
        }
    }

    fn terms(&self, links: &[Link]) -> Values<'b> {
        let signed = |link: &Link| match link.inverse {
            true => scale(self.evaluate(&link.expr), Decimal::NEGATIVE_ONE),
            false => self.evaluate(&link.expr),
        };
        let sums = links.iter().map(signed).reduce(|sum, values| {
            let pairs = join(sum, values).into_iter();
            pairs.filter_map(|(key, (left, right))| Some((key, left.plus(right)?))).collect()
        });
        sums.unwrap_or_default()
    }

    fn factors(&self, links: &[Link]) -> Values<'b> {
        let numbers: Vec<Option<Decimal>> = links.iter().map(|link| link.expr.number()).collect();
        let product = |inverse: bool| {
            let of_kind = links.iter().zip(&numbers).filter(|(link, _)| link.inverse == inverse);
            of_kind.filter_map(|(_, number)| *number).try_fold(Decimal::ONE, Decimal::checked_mul)
        };
        let Some(factor) = product(false).zip(product(true)).and_then(|(up, down)| up.checked_div(down))
        else {
            return Vec::new();
        };
        let mut others =
            links.iter().zip(&numbers).filter(|(_, number)| number.is_none()).map(|(link, _)| link);
        // What begins with a number is that number, divided by the rest.
        let leads = others.clone().next().filter(|link| !link.inverse).is_some();
        let first = match leads {
            true => others.next().map(|link| scale(self.evaluate(&link.expr), factor)).unwrap_or_default(),
            false => for_all(Value::from(Operand::exact(factor))),
        };
        others.fold(first, |product, link| {
            let pairs = join(product, self.evaluate(&link.expr)).into_iter();
            pairs.filter_map(|(key, (left, right))| Some((key, left.times(right, link.inverse)?))).collect()
        })
    }

    fn reference(&self, reference: &Reference) -> Values<'b> {
        let bound = self.bound;
        if let Some(form) =
            self.form.filter(|form| bound.pack.names.forms[form.binding].name == reference.table)
        {
            return self.field(form, reference);
        }
        let Some(table) = bound.table(&reference.table) else { return Vec::new() };
        let field = |name: &str| self.form.and_then(|form| field_text(bound, form, name));
        let many_rows = match &reference.row.rows {
            Rows::Each => true,
            Rows::Named(name) => table.binding.groups.iter().any(|group| group.name == *name),
            Rows::Field(_) => false,
        };
        let many_columns = !matches!(reference.column, Some(ColumnSelector::Path(_)));
        let rows = bound.rows(table, &reference.row, &field);
        // Columns are looked up once for each pane.
        let mut panes: Map<usize, Vec<(usize, &'b str)>> = Map::default();
        let mut values = Vec::new();
        for id in rows {
            let columns = panes.entry(id.pane).or_insert_with(|| {
                let columns = bound.columns(table, id.pane, reference.column.as_ref());
                columns
                    .into_iter()
                    .map(|column| (column, if many_columns { bound.column_key(table, column) } else { "" }))
                    .collect()
            });
            let item = bound.item(table.table, id);
            let row = many_rows.then(|| row_key(bound, table, id));
            for (column, name) in columns.iter() {
                let Some(Some(figure)) = item.figures.get(column - table.table.panes[id.pane].columns.start)
                else {
                    continue;
                };
                let key = Key {
                    row,
                    column: many_columns.then_some(ColumnKey {
                        area: Area { table: table.index, pane: id.pane },
                        column: *column,
                        name,
                    }),
                };
                let operand = Operand::of(bound.document, *figure).in_unit(table.binding.unit);
                values.push((key, Value::from(operand)));
            }
        }
        values
    }

    /// The forms of the name a reference has, where none of them is at hand.
    fn all_forms<'f>(
        &'f self,
        inner: &'f Expr,
    ) -> Option<(&'f Reference, impl Iterator<Item = &'f BoundForm>)> {
        let ExprKind::Reference(reference) = &inner.kind else { return None };
        let known = self.bound.pack.names.forms.iter().any(|form| form.name == reference.table);
        (known && self.form.is_none()).then(|| (reference, self.bound.forms_named(&reference.table)))
    }

    /// The sum of a field over all forms; none where there are no forms.
    fn over_forms(&self, inner: &Expr) -> Option<Values<'b>> {
        let (reference, forms) = self.all_forms(inner)?;
        let mut sum = Linear::default();
        for (_, value) in forms.flat_map(|form| self.field(form, reference)) {
            sum = sum.plus(value.sum);
        }
        Some(if sum.terms.is_empty() { Vec::new() } else { for_all(Value::from(sum)) })
    }

    /// How many rows, or forms; nothing where there are none, as they may stand elsewhere.
    fn count(&self, inner: &Expr) -> Values<'b> {
        let count = match self.all_forms(inner) {
            Some((_, forms)) => forms.count(),
            None => {
                let mut rows: Vec<(usize, (usize, usize))> = self
                    .evaluate(inner)
                    .iter()
                    .filter(|(_, value)| {
                        value.sum.terms.iter().any(|term| !term.operand.blank && !term.operand.unreadable)
                    })
                    .filter_map(|(key, _)| key.row.as_ref().map(|row| (row.table, row.row)))
                    .collect();
                rows.sort_unstable();
                rows.dedup();
                rows.len()
            }
        };
        if count == 0 {
            return Vec::new();
        }
        for_all(Value::from(Operand::exact(Decimal::from(count))))
    }

    /// The figure of a field of the form at hand.
    fn field(&self, form: &BoundForm, reference: &Reference) -> Values<'b> {
        if let (Rows::Each, Some(ColumnSelector::Path(path))) = (&reference.row.rows, &reference.column) {
            return self.under(form, path.last().map_or("", String::as_str));
        }
        let Rows::Named(name) = &reference.row.rows else { return Vec::new() };
        let Some(operand) = field_operand(self.bound, form, reference.row.pane.as_deref(), name) else {
            return Vec::new();
        };
        for_all(Value::from(operand))
    }
}

impl<'b> Scope<'b, '_> {
    /// The figures under one head in the rows of indicators of a form. Where rows have slipped, none is sure.
    fn under(&self, form: &BoundForm, head: &str) -> Values<'b> {
        let binding = &self.bound.pack.names.forms[form.binding];
        let Some(half) = binding.halves.iter().position(|half| half.name == head) else { return Vec::new() };
        let cells = form.cells.iter().filter(|cell| cell.1 == half && !form.shifted);
        let figure = |(row, _, place): &(usize, usize, Place)| {
            let operand =
                operand_in(self.bound.document, binding, place)?.in_unit(rate(&binding.halves[half]));
            let row = RowKey { table: form.table, row: (*row, 0), code: "", name: "", unit: "" };
            Some((Key { row: Some(row), column: None }, Value::from(operand)))
        };
        cells.filter_map(figure).collect()
    }
}

/// The first figure that stands in `place`. Where the form has no unit of its own, a number has only the one it is written
/// with: scores stand beside money, and a grid that was read as a table gives all its columns one unit.
fn operand_in(document: &Document, binding: &FormBinding, place: &Place) -> Option<Operand> {
    let first = document.figures.partition_point(|figure| figure.place.start < place.start);
    let figure = document.figures.get(first).filter(|figure| figure.place.end <= place.end)?;
    let mut operand = Operand::of(document, FigureId(first as u32));
    let written = number::parse_amount(document.text(&figure.place), Unit::ONE, document.style_of(figure));
    if let Some(Ok(amount)) = written.filter(|_| binding.unit.is_none())
        && amount.unit == Unit::ONE
    {
        operand.value = operand.value.checked_div(operand.unit.worth())?;
        operand.half = operand.half.checked_div(operand.unit.worth())?;
        operand.unit = Unit::ONE;
    }
    Some(operand)
}

/// The unit of numbers that carry none.
fn rate(half: &Half) -> Option<Unit> {
    half.percent.then_some(Unit::PERCENT)
}

fn row_key<'b>(bound: &'b Bound<'_>, table: BoundTable<'b>, id: bind::RowId) -> RowKey<'b> {
    let item = &table.table.panes[id.pane].items[id.item];
    RowKey {
        table: table.index,
        row: (item.row, id.pane),
        code: &item.code,
        name: bind::key(bound.document.text(&item.name)),
        unit: item.unit.as_ref().map_or("", |unit| bind::key(bound.document.text(unit))),
    }
}

/// The text of a field of a form, first half first.
pub fn field_text(bound: &Bound<'_>, form: &BoundForm, name: &str) -> Option<String> {
    let at = bound.pack.names.forms[form.binding].fields.iter().position(|field| field.name == name)?;
    form.fields.iter().filter(|field| field.field == at).find_map(|field| match &field.blank {
        Blank::Filled(place) => Some(bound.document.text(place).to_owned()),
        _ => None,
    })
}

/// A field of a form as an operand; a blank is nothing, a lost one unreadable. Amounts without a unit are in the form's.
pub fn field_operand(bound: &Bound<'_>, form: &BoundForm, half: Option<&str>, name: &str) -> Option<Operand> {
    let binding = &bound.pack.names.forms[form.binding];
    let at = binding.fields.iter().position(|field| field.name == name)?;
    let half = half
        .map_or(0, |wanted| binding.halves.iter().position(|half| half.name.contains(wanted)).unwrap_or(0));
    // A form of one half has the figures of either there.
    let halved = binding.halves.len() != 2 || form.fields.iter().any(|field| field.half > 0);
    let stands = |field: &&Field| field.field == at && field.half == if halved { half } else { 0 };
    let field = form.fields.iter().find(stands)?;
    let money = form.unit.filter(|_| binding.unit.is_some());
    let unit = binding.halves.get(half).and_then(rate).or(money).or(binding.unit);
    Some(match &field.blank {
        Blank::Empty(place) => Operand::blank(Some(place.clone()), false),
        Blank::Lost => Operand::blank(None, true),
        Blank::Filled(place) => operand_in(bound.document, binding, place)?.in_unit(unit),
    })
}

/// A value that is for every row and column.
fn for_all<'b>(value: Value) -> Values<'b> {
    vec![(Key::default(), value)]
}

fn scale(values: Values<'_>, factor: Decimal) -> Values<'_> {
    values.into_iter().map(|(key, value)| (key, value.scaled(factor))).collect()
}
