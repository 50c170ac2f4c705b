//! The check `formula`: figures are related as auditors write it. A missing selector means each; the sides are matched by
//! row (same row, same code, same label) and by column (same column, same header).

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::bind::{self, Bound, BoundTable};
use super::form::{Blank, BoundForm, Field};
use super::relation::{Equation, Linear, Operand};
use crate::amount::{Unit, number};
use crate::document::{Document, FigureId, Place};
use crate::ledger::Outcome;
use crate::rule::Half;
use crate::rule::formula::{ColumnSelector, Expr, ExprKind, Formula, Reference, Rows};
use crate::rule::{FormBinding, Glob};

/// Which row and column of which table a value is for; `None` where it is for all.
#[derive(Debug, Clone, Copy, Default)]
struct Key<'b> {
    row: Option<RowKey<'b>>,
    column: Option<ColumnKey<'b>>,
}

#[derive(Debug, Clone, Copy)]
struct RowKey<'b> {
    table: usize,
    row: usize,
    code: &'b str,
    name: &'b str,
}

#[derive(Debug, Clone, Copy)]
struct ColumnKey<'b> {
    table: usize,
    pane: usize,
    column: usize,
    name: &'b str,
}

/// What the rows of two sides are paired by.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Token<'b> {
    All,
    Row(usize),
    Label(&'b str),
}

/// A sum, or a quotient of two.
#[derive(Debug, Clone, Default)]
struct Quotient {
    over: Option<Linear>,
    sum: Linear,
}

type Values<'b> = Vec<(Key<'b>, Quotient)>;

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
        let gap =
            |equation: &Equation| (equation.left.value() - equation.expected().unwrap_or_default()).abs();
        (failing().count(), failing().map(gap).sum::<Decimal>())
    };
    ways.min_by_key(off).unwrap_or_default()
}

/// The relations of one reading.
fn alone(bound: &Bound<'_>, formula: &Formula, when: &[(String, Vec<Glob>)]) -> Vec<Equation> {
    let form = formula
        .references()
        .iter()
        .find_map(|reference| bound.pack.forms.iter().find(|form| form.name == reference.table));
    let Some(form) = form else { return in_scope(&Scope { bound, form: None }, formula) };
    super::form::meant(bound, &form.name, when)
        .flat_map(|form| in_scope(&Scope { bound, form: Some(form) }, formula))
        .collect()
}

fn in_scope(scope: &Scope<'_, '_>, formula: &Formula) -> Vec<Equation> {
    let mut equations = Vec::new();
    for (index, cmp) in formula.comparisons.iter().enumerate() {
        let left = scope.evaluate(&formula.chain[index]);
        let right = scope.evaluate(&formula.chain[index + 1]);
        for (_, (left, right)) in join(left, right) {
            // A divisor on the left: multiply it away by changing sides.
            let (left, right) = if left.over.is_some() { (right, left) } else { (left, right) };
            // Two names of one figure: it is no part of itself.
            let figures =
                |sum: &Linear| sum.terms.iter().filter_map(|term| term.operand.figure).collect::<Vec<_>>();
            let (own, others) = (figures(&left.sum), figures(&right.sum));
            if right.over.is_none() && own.iter().any(|id| others.contains(id)) {
                continue;
            }
            equations.push(Equation {
                left: left.sum,
                cmp: *cmp,
                right: right.sum,
                over: right.over,
                tolerance: None,
            });
        }
    }
    equations
}

/// The figures that an expression on its own stands for: the whole of a share.
pub fn value(bound: &Bound<'_>, formula: &Formula) -> Option<Linear> {
    let scope = Scope { bound, form: None };
    let mut values = scope.evaluate(formula.chain.first()?);
    (values.len() == 1).then(|| values.remove(0).1.sum).filter(|sum| !sum.terms.is_empty())
}

/// Every value that an expression on its own stands for, quotients left out.
pub fn values(bound: &Bound<'_>, formula: &Formula) -> Vec<Linear> {
    let Some(expr) = formula.chain.first() else { return Vec::new() };
    scopes(bound, formula)
        .iter()
        .flat_map(|scope| scope.evaluate(expr))
        .filter(|(_, value)| value.over.is_none() && !value.sum.terms.is_empty())
        .map(|(_, value)| value.sum)
        .collect()
}

/// The document once, or once for each form that the formula speaks of.
fn scopes<'b, 'a>(bound: &'b Bound<'a>, formula: &Formula) -> Vec<Scope<'b, 'a>> {
    let named = |form: &&BoundForm| {
        formula.references().iter().any(|r| bound.pack.forms[form.binding].name == r.table)
    };
    let speaks =
        bound.pack.forms.iter().any(|form| formula.references().iter().any(|r| form.name == r.table));
    if !speaks {
        return vec![Scope { bound, form: None }];
    }
    bound.forms.iter().filter(named).map(|form| Scope { bound, form: Some(form) }).collect()
}

/// Every figure an expression stands for, with the label of its row.
pub fn figures(bound: &Bound<'_>, formula: &Formula) -> Vec<(String, Operand)> {
    let scope = Scope { bound, form: None };
    let Some(expr) = formula.chain.first() else { return Vec::new() };
    scope
        .evaluate(expr)
        .into_iter()
        .filter_map(|(key, mut value)| {
            let term = value.sum.terms.pop().filter(|_| value.sum.terms.is_empty())?;
            Some((key.row.map(|row| row.name.to_owned()).unwrap_or_default(), term.operand))
        })
        .collect()
}

impl<'b> Scope<'b, '_> {
    fn evaluate(&self, expr: &Expr) -> Values<'b> {
        match &expr.kind {
            ExprKind::Literal(amount) => {
                vec![(Key::default(), Quotient::from(Linear::one(Operand::literal(*amount))))]
            }
            ExprKind::Reference(reference) => {
                let values = self.reference(reference);
                if values.is_empty() && reference.optional {
                    return vec![(Key::default(), Quotient::default())];
                }
                values
            }
            ExprKind::Sum(inner) => {
                self.over_forms(inner).unwrap_or_else(|| collapse(self.evaluate(inner), inner))
            }
            ExprKind::Count(inner) => self.count(inner),
            ExprKind::Neg(inner) => scale(self.evaluate(inner), Decimal::NEGATIVE_ONE),
            ExprKind::Add(left, right) => add(self.evaluate(left), self.evaluate(right)),
            ExprKind::Sub(left, right) => {
                add(self.evaluate(left), scale(self.evaluate(right), Decimal::NEGATIVE_ONE))
            }
            ExprKind::Mul(left, right) => match (constant(left), constant(right)) {
                (Some(factor), _) => scale(self.evaluate(right), factor),
                (_, Some(factor)) => scale(self.evaluate(left), factor),
                // A product of two figures is no relation that can be solved for one of them.
                _ => Vec::new(),
            },
            ExprKind::Div(left, right) => match constant(right) {
                Some(factor) => Decimal::ONE
                    .checked_div(factor)
                    .map_or(Vec::new(), |factor| scale(self.evaluate(left), factor)),
                None => join(self.evaluate(left), self.evaluate(right))
                    .into_iter()
                    .filter(|(_, (left, right))| left.over.is_none() && right.over.is_none())
                    .map(|(key, (left, right))| (key, Quotient { sum: left.sum, over: Some(right.sum) }))
                    .collect(),
            },
        }
    }

    fn reference(&self, reference: &Reference) -> Values<'b> {
        let bound = self.bound;
        if let Some(form) = self.form.filter(|form| bound.pack.forms[form.binding].name == reference.table) {
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
        let mut panes: HashMap<usize, Vec<(usize, &'b str)>> = HashMap::new();
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
            for (column, name) in columns.iter() {
                let Some(Some(figure)) = item.figures.get(column - table.table.panes[id.pane].columns.start)
                else {
                    continue;
                };
                let key = Key {
                    row: many_rows.then(|| row_key(bound, table, id)),
                    column: many_columns.then_some(ColumnKey {
                        table: table.index,
                        pane: id.pane,
                        column: *column,
                        name,
                    }),
                };
                values.push((
                    key,
                    Quotient::from(Linear::one(
                        Operand::of(bound.document, *figure).in_unit(table.binding.unit),
                    )),
                ));
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
        let known = self.bound.pack.forms.iter().any(|form| form.name == reference.table);
        (known && self.form.is_none()).then(|| (reference, self.bound.forms_named(&reference.table)))
    }

    /// The sum of a field over all forms; none where there are no forms.
    fn over_forms(&self, inner: &Expr) -> Option<Values<'b>> {
        let (reference, forms) = self.all_forms(inner)?;
        let mut sum = Linear::default();
        for (_, value) in forms.flat_map(|form| self.field(form, reference)) {
            sum = sum.plus(value.sum);
        }
        Some(if sum.terms.is_empty() { Vec::new() } else { vec![(Key::default(), Quotient::from(sum))] })
    }

    /// How many rows, or forms; nothing where there are none, as they may stand elsewhere.
    fn count(&self, inner: &Expr) -> Values<'b> {
        let count = match self.all_forms(inner) {
            Some((_, forms)) => forms.count(),
            None => {
                let mut rows: Vec<(usize, usize)> = self
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
        vec![(Key::default(), Quotient::from(Linear::one(Operand::exact(Decimal::from(count)))))]
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
        vec![(Key::default(), Quotient::from(Linear::one(operand)))]
    }
}

impl<'b> Scope<'b, '_> {
    /// The figures under one head in the rows of indicators of a form. Where rows have slipped, none is sure.
    fn under(&self, form: &BoundForm, head: &str) -> Values<'b> {
        let binding = &self.bound.pack.forms[form.binding];
        let Some(half) = binding.halves.iter().position(|half| half.name == head) else { return Vec::new() };
        let cells = form.cells.iter().filter(|cell| cell.1 == half && !form.shifted);
        let figure = |(row, _, place): &(usize, usize, Place)| {
            let operand =
                operand_in(self.bound.document, binding, place)?.in_unit(rate(&binding.halves[half]));
            let row = RowKey { table: form.table, row: *row, code: "", name: "" };
            Some((Key { row: Some(row), column: None }, Quotient::from(Linear::one(operand))))
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
    let written = number::parse_amount(document.text(&figure.place), Unit::ONE);
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

impl From<Linear> for Quotient {
    fn from(sum: Linear) -> Self {
        Self { sum, over: None }
    }
}

fn row_key<'b>(bound: &'b Bound<'_>, table: BoundTable<'b>, id: bind::RowId) -> RowKey<'b> {
    let item = &table.table.panes[id.pane].items[id.item];
    RowKey {
        table: table.index,
        row: item.row * 64 + id.pane,
        code: &item.code,
        name: bind::key(bound.document.text(&item.name)),
    }
}

/// The text of a field of a form, first half first.
pub fn field_text(bound: &Bound<'_>, form: &BoundForm, name: &str) -> Option<String> {
    let at = bound.pack.forms[form.binding].fields.iter().position(|field| field.name == name)?;
    form.fields.iter().filter(|field| field.field == at).find_map(|field| match &field.blank {
        Blank::Filled(place) => Some(bound.document.text(place).to_owned()),
        _ => None,
    })
}

/// A field of a form as an operand; a blank is nothing, a lost one unreadable. Amounts without a unit are in the form's.
pub fn field_operand(bound: &Bound<'_>, form: &BoundForm, half: Option<&str>, name: &str) -> Option<Operand> {
    let binding = &bound.pack.forms[form.binding];
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

fn constant(expr: &Expr) -> Option<Decimal> {
    match &expr.kind {
        ExprKind::Literal(amount) => Some(amount.base()),
        ExprKind::Neg(inner) => constant(inner).map(|value| -value),
        _ => None,
    }
}

fn scale(values: Values<'_>, factor: Decimal) -> Values<'_> {
    values
        .into_iter()
        .map(|(key, value)| (key, Quotient { sum: value.sum.scaled(factor), over: value.over }))
        .collect()
}

fn add<'b>(left: Values<'b>, right: Values<'b>) -> Values<'b> {
    join(left, right)
        .into_iter()
        .filter(|(_, (left, right))| left.over.is_none() && right.over.is_none())
        .map(|(key, (left, right))| (key, Quotient::from(left.sum.plus(right.sum))))
        .collect()
}

/// The sum over rows; over columns too where there are no rows to sum over.
fn collapse<'b>(values: Values<'b>, inner: &Expr) -> Values<'b> {
    let over_rows = values.iter().any(|(key, _)| key.row.is_some());
    let explicit =
        matches!(&inner.kind, ExprKind::Reference(r) if matches!(r.column, Some(ColumnSelector::Each)));
    let mut sums: Values = Vec::new();
    for (key, value) in values {
        let column = if over_rows && !explicit { key.column } else { None };
        let same = sums.iter_mut().find(|(known, _)| match (&known.column, &column) {
            (None, None) => true,
            (Some(a), Some(b)) => a.table == b.table && a.pane == b.pane && a.column == b.column,
            _ => false,
        });
        match same {
            Some((_, sum)) => sum.sum.terms.extend(value.sum.terms),
            None => sums.push((Key { row: None, column }, value)),
        }
    }
    sums
}

/// Pairs the values of two sides by row and column. What only one side has is left out.
fn join<'b>(left: Values<'b>, right: Values<'b>) -> Vec<(Key<'b>, (Quotient, Quotient))> {
    let by_row =
        left.iter().any(|(key, _)| key.row.is_some()) && right.iter().any(|(key, _)| key.row.is_some());
    let by_column =
        left.iter().any(|(key, _)| key.column.is_some()) && right.iter().any(|(key, _)| key.column.is_some());
    let tables = |values: &Values| values.iter().find_map(|(key, _)| key.row.as_ref().map(|row| row.table));
    let same_table = tables(&left) == tables(&right);
    let coded = |values: &Values| {
        values.iter().any(|(key, _)| key.row.as_ref().is_some_and(|row| !row.code.is_empty()))
    };
    let by_code = coded(&left) && coded(&right);
    let token = |key: &Key<'b>| match key.row.filter(|_| by_row) {
        None => Token::All,
        Some(row) if same_table => Token::Row(row.row),
        Some(row) if by_code && !row.code.is_empty() => Token::Label(row.code),
        Some(row) => Token::Label(row.name),
    };
    let mut index: HashMap<Token<'_>, Vec<usize>> = HashMap::with_capacity(right.len());
    for (at, (key, _)) in right.iter().enumerate() {
        index.entry(token(key)).or_default().push(at);
    }
    let mut pairs = Vec::new();
    for (key, value) in left {
        let Some(candidates) = index.get(&token(&key)) else { continue };
        let matching = candidates.iter().filter(|&&at| !by_column || same_column(&key, &right[at].0));
        let matching: Vec<usize> = matching.copied().collect();
        let single = by_row && (by_column || right.iter().all(|(key, _)| key.column.is_none()));
        let by_name = !same_table && key.row.as_ref().is_some_and(|row| !by_code || row.code.is_empty());
        // A label that stands twice in the other table names neither of its rows.
        if single && by_name && matching.len() > 1 {
            continue;
        }
        for at in matching.into_iter().take(if single { 1 } else { usize::MAX }) {
            let (other, other_value) = &right[at];
            let joined = Key { row: key.row.or(other.row), column: key.column.or(other.column) };
            pairs.push((joined, (value.clone(), other_value.clone())));
        }
    }
    pairs
}

fn same_column(left: &Key<'_>, right: &Key<'_>) -> bool {
    match (&left.column, &right.column) {
        (Some(a), Some(b)) if a.table == b.table && a.pane == b.pane => a.column == b.column,
        (Some(a), Some(b)) => a.name == b.name,
        _ => true,
    }
}
