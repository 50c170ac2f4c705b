//! The check `pair`: forms and rows of a table belong together one to one, by name and by amount. Names are cut, mistyped
//! and misread, so a pair is found by what fits best; two that share neither name nor amount are no pair.

mod fit;

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::Check;
use super::share::figure_in;
use crate::amount::{apart, total};
use crate::check::aid::alike::bare;
use crate::check::aid::bind::Bound;
use crate::check::aid::form::{Blank, BoundForm};
use crate::check::aid::formula::{self, field_operand};
use crate::check::aid::name::place_identity;
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::Place;
use crate::keys;
use crate::ledger::Outcome;
use crate::rule::formula::Formula;
use crate::rule::parts::{Choice, FIELD, FIELDS, FIGURES, FORM, WITHIN, needed, patterns};
use crate::rule::pattern::Pattern;
use crate::rule::{Rule, Within};

struct Side {
    /// What it is called, without spaces, brackets and other signs.
    bare: Vec<char>,
    name: Place,
    amount: Option<Operand>,
}

keys! {
    /// Forms and rows of a table belong together, one to one.
    "表单与表里的行应一一对应。"
    pub struct Pair {
        /// The form.
        of: String = "of", FORM, "表单";
        /// Its field with the name.
        name: String = "name", FIELD, "写名称的栏目";
        /// Its fields with the amount, the first that is filled.
        amount: Vec<String> = "amount", needed(FIELDS), "写金额的栏目，取第一个填了的";
        /// The rows, with their amounts.
        rows: Vec<Formula> = "rows", needed(FIGURES), "表里的行和它们的金额";
        /// What is demanded.
        demand: Demand = "demand", DEMAND, "要求什么";
        /// Where the document says how much is disclosed.
        within: Within = "in", WITHIN, "文件在哪里说公开了多少";
        /// How: captures `amount`. Every row needs a form where that is all the rows come to.
        claim: Vec<Pattern> = "claim", patterns(&["amount"]), "怎么说的：捕获 amount；等于各行合计时每行都要有表单";
    }
}

const DEMAND: Choice<Demand> = Choice(
    ("要求", "demand"),
    &[
        ("amount", ("金额相同", "the amounts are the same"), Demand::Amount),
        ("row", ("表单有它的行", "the form has its row"), Demand::Row),
        ("form", ("行有它的表单", "the row has its form"), Demand::Form),
        ("name", ("名称完整", "the name is whole"), Demand::Name),
    ],
);

/// What a pair demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// The amounts are the same.
    Amount,
    /// The form has its row.
    Row,
    /// The row has its form.
    Form,
    /// The name is whole.
    Name,
}

impl Check for Pair {
    const NAME: &'static str = "pair";

    fn run(&self, bound: &Bound<'_>, rule: &Rule, results: &mut Results) {
        run(bound, self, super::forms(bound, &self.of, rule), results);
    }
}

/// Tries the rule on the forms and the rows of the document.
fn run<'b>(
    bound: &Bound<'_>,
    check: &Pair,
    forms: impl Iterator<Item = &'b BoundForm>,
    results: &mut Results,
) {
    let document = bound.document;
    let forms: Vec<Side> = forms.filter_map(|form| side(bound, check, form)).collect();
    let rows: Vec<Side> = check
        .rows
        .iter()
        .flat_map(|formula| formula::figures(bound, formula))
        .filter_map(|(_, operand)| row(bound, operand))
        .collect();
    if forms.is_empty() || rows.is_empty() {
        return;
    }
    let pairs = fit::pairs(&forms, &rows);
    match check.demand {
        Demand::Amount => {
            for &(form, row) in &pairs {
                if let (Some(form), Some(row)) = (&forms[form].amount, &rows[row].amount) {
                    results.relation(Equation::equal(Linear::one(form.clone()), Linear::one(row.clone())));
                }
            }
        }
        Demand::Row => {
            for (at, form) in forms.iter().enumerate() {
                if pairs.binary_search_by_key(&at, |(paired, _)| *paired).is_ok() {
                    results.outcome(Outcome::Holds);
                    continue;
                }
                let name = document.text(&form.name);
                let message = Text::new(
                    format!("“{name}”在表中没有同名的项目，也没有同额的"),
                    format!("\"{name}\" has no row in the table, neither by its name nor by its amount"),
                );
                report(bound, form, message, results);
            }
        }
        Demand::Form if claimed(bound, check, &rows) => {
            let paired: HashSet<usize> = pairs.iter().map(|(_, row)| *row).collect();
            for (at, row) in rows.iter().enumerate() {
                if paired.contains(&at) {
                    results.outcome(Outcome::Holds);
                    continue;
                }
                let name = document.text(&row.name);
                let message = Text::new(
                    format!("“{name}”没有表单，文中却说全部公开"),
                    format!("\"{name}\" has no form, though the document says that all are disclosed"),
                );
                report(bound, row, message, results);
            }
        }
        Demand::Form => {}
        Demand::Name => {
            for &(form, row) in &pairs {
                let (form, row) = (&forms[form], &rows[row]);
                if !is_cut(&form.bare, &row.bare) {
                    results.outcome(Outcome::Holds);
                    continue;
                }
                let message = Text::new(
                    format!("名称不全，表中是“{}”", document.text(&row.name)),
                    format!("the name is not whole: the table has \"{}\"", document.text(&row.name)),
                );
                let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&form.name), message)
                    .with(document.span(&row.name), Text::new("表中的名称", "the name in the table"));
                diagnostic.identity = place_identity(document, &form.name);
                results.finding(diagnostic);
            }
        }
    }
}

fn report(bound: &Bound<'_>, side: &Side, message: Text, results: &mut Results) {
    let document = bound.document;
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&side.name), message);
    if let Some(place) = side.amount.as_ref().and_then(|amount| amount.place.as_ref()) {
        diagnostic = diagnostic.with(document.span(place), Text::new("金额", "the amount"));
    }
    diagnostic.identity = place_identity(document, &side.name);
    results.finding(diagnostic);
}

fn side(bound: &Bound<'_>, check: &Pair, form: &BoundForm) -> Option<Side> {
    let binding = &bound.pack.names.forms[form.binding];
    let name = form.fields.iter().find_map(|field| match &field.blank {
        Blank::Filled(place) if binding.fields[field.field].name == check.name => Some(place.clone()),
        _ => None,
    })?;
    let amount = check
        .amount
        .iter()
        .filter_map(|field| field_operand(bound, form, None, field))
        .find(|operand| !operand.blank && !operand.unreadable);
    Some(Side { bare: bare(bound.document.text(&name)), name, amount })
}

fn row(bound: &Bound<'_>, operand: Operand) -> Option<Side> {
    let document = bound.document;
    let cell = document.figure(operand.figure?).cell?;
    let table = &document.tables[cell.table as usize];
    let pane = table.panes.iter().find(|pane| pane.columns.contains(&(cell.column as usize)))?;
    let item = pane.item(cell.row as usize)?;
    let amount = Some(operand).filter(|amount| !amount.blank && !amount.unreadable);
    Some(Side { bare: bare(document.text(&item.name)), name: item.name.clone(), amount })
}

/// Whether the document says that as much is disclosed as the rows come to.
fn claimed(bound: &Bound<'_>, check: &Pair, rows: &[Side]) -> bool {
    let document = bound.document;
    let Some(sum) = total(rows.iter().filter_map(|row| row.amount.as_ref()).map(|amount| amount.value))
    else {
        return false;
    };
    // A thousandth apart is the same amount, said with fewer digits.
    let most = sum.checked_div(Decimal::ONE_THOUSAND).unwrap_or_default();
    bound.within(&check.within).iter().any(|place| {
        let text = document.text(place);
        check.claim.iter().flat_map(|pattern| pattern.find_iter(text)).any(|found| {
            found
                .get("amount")
                .map(|range| place.start + range.start as u32..place.start + range.end as u32)
                .and_then(|place| figure_in(document, &place))
                .is_some_and(|figure| apart(document.figure(figure).amount.base(), sum) <= most)
        })
    })
}

/// True where `short` is `long` with characters left out behind its beginning, and most of it is there.
fn is_cut(short: &[char], long: &[char]) -> bool {
    let mut rest = long.iter();
    short.len() < long.len()
        && short.len() * 5 >= long.len() * 4
        && short.first() == long.first()
        && short.iter().all(|c| rest.any(|other| other == c))
}
