//! The meaning of the checks of forms.

use rust_decimal::Decimal;

use super::checks::{Ask, FACTS, FORMS, Reader, count, decimal, one_of, patterns};
use super::leaf::{Named, Str, Strs};
use super::{Desk, globs, shape, words};
use crate::diagnostic::Text;
use crate::rule::forms::{Alike, Cover, Demand, Distinct, Mention, Pair, Value};
use crate::rule::pattern::Pattern;
use crate::rule::words::fold;
use crate::rule::{Check, FormBinding, Glob, Pack};
use crate::source::FileId;

const DEMANDS: &[(&str, Demand)] =
    &[("amount", Demand::Amount), ("row", Demand::Row), ("form", Demand::Form), ("name", Demand::Name)];

/// Reads the one kind of these that `shape` has.
pub(super) fn check(reader: &mut Reader<'_, '_>, shape: &shape::Check) -> Option<Check> {
    if let Some(value) = &shape.value {
        return reader.value(value.get_ref()).map(Check::Value);
    }
    if let Some(cover) = &shape.cover {
        return reader.cover(cover.get_ref()).map(Check::Cover);
    }
    if let Some(mention) = &shape.mention {
        return reader.mention(mention.get_ref()).map(Check::Mention);
    }
    if let Some(distinct) = &shape.distinct {
        let shape = distinct.get_ref();
        let of = reader.name(&shape.of, FORMS)?;
        return Some(Check::Distinct(Distinct {
            field: reader.field(&of, &shape.field)?,
            from: reader.fields(&of, &shape.from),
            of,
        }));
    }
    if let Some(alike) = &shape.alike {
        let shape = alike.get_ref();
        let least = count(reader.desk, reader.file, &shape.least)?;
        return Some(Check::Alike(Alike { of: reader.name(&shape.of, FORMS)?, least }));
    }
    reader.pair(shape.pair.as_ref()?.get_ref()).map(Check::Pair)
}

/// The conditions of a rule: fields of forms and how they read.
pub(super) fn when(
    desk: &mut Desk<'_>,
    pack: &Pack,
    file: FileId,
    named: &Named<Strs>,
) -> Vec<(String, Vec<Glob>)> {
    let known: Vec<&str> =
        pack.forms.iter().flat_map(|form| form.fields.iter().map(|field| field.name.as_str())).collect();
    let mut conditions = Vec::new();
    for (name, texts) in &named.0 {
        let folded = fold(&name.text);
        if known.contains(&folded.as_str()) {
            conditions.push((folded, globs(texts)));
        } else {
            let span = desk.inside(file, name);
            desk.unknown_name(span, Text::new("栏目", "field"), &name.text, &known);
        }
    }
    conditions
}

impl Reader<'_, '_> {
    fn value(&mut self, shape: &shape::Value) -> Option<Value> {
        let of = self.name(&shape.of, FORMS)?;
        let since = shape.since.as_ref().map(|fact| self.name(fact, FACTS));
        Some(Value {
            fields: self.fields(&of, &shape.fields),
            categories: self.categories(&of, &shape.categories),
            name: self.patterns(&shape.name, &[]),
            except: self.patterns(&shape.except, &[]),
            forbid: self.patterns(&shape.forbid, &[]),
            require: self.patterns(&shape.require, &[]),
            since: since.map_or(Some(None), |fact| fact.map(Some))?,
            expected: words(&shape.expected),
            of,
        })
    }

    fn cover(&mut self, shape: &shape::Cover) -> Option<Cover> {
        let of = self.name(&shape.of, FORMS)?;
        let most = shape.most.as_ref().map(|num| decimal(self.desk, self.file, num));
        let least = shape.least.as_ref().map(|num| decimal(self.desk, self.file, num));
        Some(Cover {
            categories: self.categories(&of, &shape.categories),
            funds: self.fields(&of, &shape.funds),
            amount: self.patterns(&shape.amount, &["amount"]),
            price: self.patterns(&shape.price, &["amount", "unit"]),
            count: self.patterns(&shape.count, &["count", "unit"]),
            except: self.patterns(&shape.except, &[]),
            most: most.map_or(Some(None), |most| most.map(Some))?,
            least: least.map_or(Some(Decimal::ZERO), |least| least)?,
            of,
        })
    }

    fn mention(&mut self, shape: &shape::Mention) -> Option<Mention> {
        let of = self.name(&shape.of, FORMS)?;
        Some(Mention {
            field: self.field(&of, &shape.field)?,
            find: self.patterns(&shape.find, &["value"]),
            except: self.patterns(&shape.except, &[]),
            fields: self.fields(&of, &shape.fields),
            categories: self.categories(&of, &shape.categories),
            says: self.patterns(&shape.says, &["value"]),
            of,
        })
    }

    fn pair(&mut self, shape: &shape::Pair) -> Option<Pair> {
        let of = self.name(&shape.of, FORMS)?;
        let demand = one_of(self.desk, self.file, &shape.demand, Text::new("要求", "demand"), DEMANDS);
        let within = self.within(shape.within.as_ref());
        Some(Pair {
            name: self.field(&of, &shape.name)?,
            amount: self.fields(&of, &shape.amount),
            rows: shape.rows.items.iter().filter_map(|text| self.formula(text, Ask::Figures)).collect(),
            demand: demand?,
            within: within?,
            claim: self.patterns(&shape.claim, &["amount"]),
            of,
        })
    }

    fn patterns(&mut self, texts: &Strs, captures: &[&str]) -> Vec<Pattern> {
        patterns(self.desk, Some(self.pack), self.file, texts, captures)
    }

    fn fields(&mut self, of: &str, texts: &Strs) -> Vec<String> {
        texts.items.iter().filter_map(|text| self.field(of, text)).collect()
    }

    fn field(&mut self, of: &str, text: &Str) -> Option<String> {
        let names = |form: &FormBinding| form.fields.iter().map(|field| field.name.clone()).collect();
        self.of_form(of, text, Text::new("栏目", "field"), &names)
    }

    fn categories(&mut self, of: &str, texts: &Strs) -> Vec<String> {
        let names = |form: &FormBinding| {
            let indicators = form.indicators.iter();
            indicators.flat_map(|known| known.categories.iter().map(|alias| alias.name.clone())).collect()
        };
        let what = || Text::new("指标类别", "category");
        texts.items.iter().filter_map(|text| self.of_form(of, text, what(), &names)).collect()
    }

    /// A name that the form `of` knows; one it does not know is told.
    fn of_form(
        &mut self,
        of: &str,
        text: &Str,
        what: Text,
        names: &dyn Fn(&FormBinding) -> Vec<String>,
    ) -> Option<String> {
        if text.is_missing() {
            return None;
        }
        let known = self.pack.forms.iter().find(|form| form.name == of).map(names).unwrap_or_default();
        let name = fold(&text.text);
        if known.contains(&name) {
            return Some(name);
        }
        let span = self.desk.inside(self.file, text);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        self.desk.unknown_name(span, what, &text.text, &known);
        None
    }
}
