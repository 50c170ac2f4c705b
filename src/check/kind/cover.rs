//! The check `cover`: what the indicators of a form say something costs is what its funds allow.

use rust_decimal::Decimal;

use super::share::figure_in;
use super::{Check, Grounds};
use crate::check::aid::bind::Bound;
use crate::check::aid::form::{BoundForm, Indicator};
use crate::check::aid::formula::field_operand;
use crate::check::aid::name::place_identity;
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{FigureId, Place};
use crate::keys;
use crate::ledger::Outcome;
use crate::rule::Rule;
use crate::rule::formula::Cmp;
use crate::rule::parts::{CATEGORIES, FIELDS, FORM, NUMBER, needed, opt, or, patterns};
use crate::rule::pattern::Pattern;

keys! {
    /// What the indicators of a form say something costs is what its funds allow.
    "指标所说的花费应在资金之内、用得到资金。"
    pub struct Cover {
        /// The form.
        of: String = "of", FORM, "表单";
        /// Categories of indicators that cost something; without them, all.
        categories: Vec<String> = "categories", CATEGORIES, "花钱的指标类别；不写是全部";
        /// The fields of the funds, one for each half.
        funds: Vec<String> = "funds", needed(FIELDS), "资金的栏目，各半各一个";
        /// A whole cost: captures `amount`.
        amount: Vec<Pattern> = "amount", patterns(&["amount"]), "一笔花费：捕获 amount";
        /// A unit price: captures `amount` and `unit`; with it costs are price times count.
        price: Vec<Pattern> = "price", patterns(&["amount", "unit"]), "单价：捕获 amount 和 unit；写了花费就是单价乘数量";
        /// The count a price is for: captures `count` and `unit`.
        count: Vec<Pattern> = "count", patterns(&["count", "unit"]), "单价对应的数量：捕获 count 和 unit";
        /// Indicators whose name matches one of these are not meant.
        except: Vec<Pattern> = "except", patterns(&[]), "名称像其中之一的指标不管";
        /// No cost is above so many times the funds. Without it, costs together reach the funds.
        most: Option<Decimal> = "most", opt(NUMBER), "每笔花费不超过资金的多少倍；不写时各笔合起来应达到资金";
        /// Costs below this part of the funds are no costs of the project as a whole.
        least: Decimal = "least", or(NUMBER, || Decimal::ZERO), "低于资金这个比例的不当作整个项目的花费";
    }
}

impl Check for Cover {
    const NAME: &'static str = "cover";

    fn run(&self, bound: &Bound<'_>, rule: &Rule, results: &mut Results) {
        run(bound, self, super::forms(bound, &self.of, rule), results);
    }

    fn grounds(&self) -> Grounds {
        Grounds::Named
    }
}

/// Tries the rule on each half of each form.
fn run<'b>(
    bound: &Bound<'_>,
    check: &Cover,
    forms: impl Iterator<Item = &'b BoundForm>,
    results: &mut Results,
) {
    for form in forms {
        let stated = |field: &String| {
            field_operand(bound, form, None, field)
                .filter(|funds| !funds.blank && !funds.unreadable && !funds.value.is_zero())
        };
        let mut stated: Vec<(usize, Operand)> = (0..)
            .zip(&check.funds)
            .filter_map(|(half, field)| stated(field).map(|funds| (half, funds)))
            .collect();
        // A form of one half has one set of indicators, for whatever funds it states.
        let mut others = Vec::new();
        if form.indicators.iter().all(|indicator| indicator.half == 0) {
            stated.iter_mut().for_each(|(half, _)| *half = 0);
            others = stated.split_off(stated.len().min(1)).into_iter().map(|(_, funds)| funds).collect();
        }
        for (half, funds) in stated {
            let half = Half { bound, check, form, half, funds, others: &others };
            if check.price.is_empty() { half.costs(results) } else { half.prices(results) }
        }
    }
}

struct Half<'h, 'a> {
    bound: &'h Bound<'a>,
    check: &'h Cover,
    form: &'h BoundForm,
    half: usize,
    funds: Operand,
    /// Other funds of a form of one half, whose indicators may be of these.
    others: &'h [Operand],
}

impl Half<'_, '_> {
    /// Indicators of the categories meant, in this half.
    fn meant(&self) -> impl Iterator<Item = &Indicator> {
        let binding = self.bound.pack.names.forms[self.form.binding].indicators.as_ref();
        self.form.indicators.iter().filter(move |indicator| {
            let category = indicator.category.and_then(|at| binding?.categories.get(at));
            let named = category.is_some_and(|alias| self.check.categories.contains(&alias.name));
            indicator.half == self.half && (self.check.categories.is_empty() || indicator.sure && named)
        })
    }

    fn excepted(&self, indicator: &Indicator) -> bool {
        let name = indicator.name.as_ref().map_or("", |name| self.bound.document.text(name));
        self.check.except.iter().any(|pattern| pattern.is_match(name))
    }

    /// The whole amount that an indicator costs.
    fn amount(&self, value: &Place) -> Option<FigureId> {
        let place = capture(&self.check.amount, self.bound, value, "amount")?;
        figure_in(self.bound.document, &place)
    }

    fn costs(&self, results: &mut Results) {
        let document = self.bound.document;
        let mut together: Option<Linear> = Some(Linear::default());
        for indicator in self.meant() {
            let figure = match &indicator.value {
                Some(value) if !self.excepted(indicator) => self.amount(value),
                _ => None,
            };
            let Some(figure) = figure else {
                together = None;
                continue;
            };
            let cost = Linear::one(Operand::of(document, figure));
            if let Some(most) = self.check.most {
                results.relation(self.compare(cost, Cmp::Le, most));
            } else if let Some(sum) = together.take() {
                together = Some(sum.plus(cost));
            }
        }
        let Some(sum) = together.filter(|sum| self.check.most.is_none() && !sum.terms.is_empty()) else {
            return;
        };
        let least = self.funds.value.checked_mul(self.check.least);
        // What comes to other funds of the form exactly is a cost of those.
        if self.others.iter().any(|funds| Some(funds.value) == sum.value()) {
            return results.outcome(Outcome::Holds);
        }
        match sum.value().zip(least) {
            None => results.outcome(Outcome::Unreadable),
            Some((value, least)) if value >= least => {
                results.relation(self.compare(sum, Cmp::Ge, Decimal::ONE));
            }
            Some(_) => {}
        }
    }

    fn compare(&self, left: Linear, cmp: Cmp, times: Decimal) -> Equation {
        let right = Linear::one(self.funds.clone()).scaled(times);
        Equation { cmp, ..Equation::equal(left, right) }
    }

    fn prices(&self, results: &mut Results) {
        let document = self.bound.document;
        // One price of several does not have to reach the funds alone.
        if self.check.most.is_none() && self.meant().count() > 1 {
            return;
        }
        for indicator in self.meant().filter(|indicator| !self.excepted(indicator)) {
            let Some(value) = &indicator.value else { continue };
            let Some(unit) = capture(&self.check.price, self.bound, value, "unit") else { continue };
            let price = capture(&self.check.price, self.bound, value, "amount")
                .and_then(|place| figure_in(document, &place));
            let Some(price) = price else { continue };
            let times = capture(&self.check.price, self.bound, value, "times").is_some();
            let counts: Vec<(Decimal, Place)> = self
                .form
                .indicators
                .iter()
                .filter(|other| other.half == self.half)
                .filter_map(|other| {
                    let value = other.value.as_ref()?;
                    let same = capture(&self.check.count, self.bound, value, "unit")?;
                    let count = capture(&self.check.count, self.bound, value, "count")?;
                    let number: Decimal = document.text(&count).replace(',', "").parse().ok()?;
                    (document.text(&same) == document.text(&unit)).then(|| (number, value.clone()))
                })
                .collect();
            let [(count, place)] = counts.as_slice() else { continue };
            let price_value = document.figure(price).amount.base();
            let months = if times { Decimal::from(12) } else { Decimal::ONE };
            let product = price_value.checked_mul(*count).and_then(|value| value.checked_mul(months));
            let most =
                self.check.most.map_or(Some(None), |most| self.funds.value.checked_mul(most).map(Some));
            let Some((product, most)) = product.zip(most) else {
                results.outcome(Outcome::Unreadable);
                continue;
            };
            let fails = most.map_or(product < self.funds.value, |most| product > most);
            if !fails {
                results.outcome(Outcome::Holds);
                continue;
            }
            self.report(value, place, product, results);
        }
    }

    fn report(&self, price: &Place, count: &Place, product: Decimal, results: &mut Results) {
        let document = self.bound.document;
        let (product, funds) = (product.normalize(), self.funds.value.normalize());
        let (count_words, price_words) = (document.text(count), document.text(price));
        let message = Text::new(
            format!("{count_words} × {price_words} 合 {product}元，与资金总额 {funds}元 不符"),
            format!("{count_words} × {price_words} comes to {product}, the funds are {funds}"),
        );
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(price), message)
            .with(document.span(count), Text::new("数量", "the count"));
        if let Some(place) = &self.funds.place {
            diagnostic = diagnostic.with(document.span(place), Text::new("资金总额", "the funds"));
        }
        diagnostic.identity = place_identity(document, price);
        // Both halves of a one-year project say the same thing: it is told once.
        let said = results
            .findings
            .iter_mut()
            .rev()
            .take(2)
            .find(|finding| finding.diagnostic.message == diagnostic.message);
        match said {
            Some(finding) => finding.diagnostic.related.extend([diagnostic.primary]),
            None => results.finding(diagnostic),
        }
    }
}

/// Where the first pattern that matches the text at `value` captures `name`.
fn capture(patterns: &[Pattern], bound: &Bound<'_>, value: &Place, name: &str) -> Option<Place> {
    let text = bound.document.text(value);
    patterns.iter().find_map(|pattern| {
        let found = pattern.find_iter(text).next()?;
        let range = found.get(name)?;
        Some(value.start + range.start as u32..value.start + range.end as u32)
    })
}
