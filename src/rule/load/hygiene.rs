//! The shape and the meaning of the checks that read a text for itself.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::leaf::{Flag, Str, Strs};
use super::{Desk, checks, shape};
use crate::diagnostic::Text;
use crate::rule::hygiene as rule;
use crate::rule::words::fold;
use crate::rule::{Check, Glob, Pack, Within};
use crate::source::FileId;

/// `check.doubled`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Doubled {
    #[serde(default)]
    pub(super) except: Strs,
}

/// `check.number`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Number {
    #[serde(default)]
    pub(super) except: Strs,
}

/// `check.pairs`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Pairs {
    #[serde(default)]
    pub(super) width: Flag,
}

/// `check.date` and `check.numeral`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Find {
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    pub(super) find: Strs,
}

/// `check.calculation`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Calculation {
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    pub(super) equals: Strs,
    #[serde(default)]
    pub(super) times: Strs,
    #[serde(default)]
    pub(super) over: Strs,
    #[serde(default)]
    pub(super) plus: Strs,
}

/// `check.checksum`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Checksum {
    pub(super) scheme: Str,
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    pub(super) find: Strs,
}

/// `check.year`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Year {
    pub(super) fact: Str,
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    pub(super) find: Strs,
    #[serde(default)]
    pub(super) except: Strs,
}

/// `check.sequence`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Sequence {
    #[serde(default)]
    pub(super) headings: Flag,
}

/// `check.outline`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Outline {
    pub(super) parts: Strs,
    #[serde(default)]
    pub(super) distinct: Strs,
    pub(super) name: Option<Str>,
    pub(super) amount: Option<Str>,
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    #[serde(default)]
    pub(super) find: Strs,
    #[serde(default)]
    pub(super) ignore: Strs,
}

const SCHEMES: &[(&str, rule::Scheme)] =
    &[("credit-code", rule::Scheme::CreditCode), ("identity", rule::Scheme::Identity)];

/// Reads one of these kinds; `None` where `shape` has none of them, `Some(None)` where a fault leaves nothing to check.
pub(super) fn check(
    desk: &mut Desk<'_>,
    pack: &Pack,
    file: FileId,
    shape: &shape::Check,
) -> Option<Option<Check>> {
    if let Some(shape) = &shape.doubled {
        let except = shape.get_ref().except.items.iter().map(|text| fold(&text.text)).collect();
        return Some(Some(Check::Doubled(rule::Doubled { except })));
    }
    if let Some(shape) = &shape.number {
        let except = checks::patterns(desk, Some(pack), file, &shape.get_ref().except, &[]);
        return Some(Some(Check::Number(rule::NumberCheck { except })));
    }
    if let Some(shape) = &shape.pairs {
        return Some(Some(Check::Pairs(rule::Pairs { width: shape.get_ref().width.0 })));
    }
    if let Some(shape) = &shape.date {
        let (within, find) = places(desk, pack, file, shape.get_ref(), &[]);
        return Some(within.map(|within| Check::Date(rule::DateCheck { within, find })));
    }
    if let Some(shape) = &shape.numeral {
        let (within, find) = places(desk, pack, file, shape.get_ref(), &["words", "figures"]);
        return Some(within.map(|within| Check::Numeral(rule::NumeralCheck { within, find })));
    }
    if let Some(shape) = &shape.calculation {
        let shape = shape.get_ref();
        let words = |words: &Strs| words.items.iter().map(|text| fold(&text.text)).collect();
        let within = place(desk, pack, file, shape.within.as_ref());
        return Some(within.map(|within| {
            Check::Calculation(rule::Calculation {
                within,
                equals: words(&shape.equals),
                times: words(&shape.times),
                over: words(&shape.over),
                plus: words(&shape.plus),
            })
        }));
    }
    if let Some(shape) = &shape.checksum {
        let shape = shape.get_ref();
        let scheme =
            checks::one_of(desk, file, &shape.scheme, Text::new("校验办法", "check-digit scheme"), SCHEMES);
        let within = place(desk, pack, file, shape.within.as_ref());
        let find = checks::patterns(desk, Some(pack), file, &shape.find, &["value"]);
        return Some(
            scheme
                .zip(within)
                .map(|(scheme, within)| Check::Checksum(rule::Checksum { scheme, within, find })),
        );
    }
    if let Some(shape) = &shape.year {
        return Some(year(desk, pack, file, shape.get_ref()));
    }
    if let Some(shape) = &shape.sequence {
        return Some(Some(Check::Sequence(rule::Sequence { headings: shape.get_ref().headings.0 })));
    }
    let outline = shape.outline.as_ref()?;
    Some(self::outline(desk, pack, file, outline))
}

fn place(desk: &mut Desk<'_>, pack: &Pack, file: FileId, text: Option<&Str>) -> Option<Within> {
    text.map_or(Some(Within::Document), |text| checks::within(desk, pack, file, text))
}

fn places(
    desk: &mut Desk<'_>,
    pack: &Pack,
    file: FileId,
    shape: &Find,
    captures: &[&str],
) -> (Option<Within>, Vec<crate::rule::pattern::Pattern>) {
    let within = place(desk, pack, file, shape.within.as_ref());
    (within, checks::patterns(desk, Some(pack), file, &shape.find, captures))
}

fn year(desk: &mut Desk<'_>, pack: &Pack, file: FileId, shape: &Year) -> Option<Check> {
    let facts: Vec<(&str, &str)> =
        pack.facts.iter().map(|fact| (fact.name.as_str(), fact.name.as_str())).collect();
    let fact = checks::one_of(desk, file, &shape.fact, Text::new("事实", "fact"), &facts)?.to_owned();
    let within = place(desk, pack, file, shape.within.as_ref())?;
    let find = checks::patterns(desk, Some(pack), file, &shape.find, &["year"]);
    let except = checks::patterns(desk, Some(pack), file, &shape.except, &[]);
    Some(Check::Year(rule::YearCheck { fact, within, find, except }))
}

fn outline(desk: &mut Desk<'_>, pack: &Pack, file: FileId, spanned: &Spanned<Outline>) -> Option<Check> {
    let shape = spanned.get_ref();
    let parts: Vec<rule::Alias> = shape
        .parts
        .items
        .iter()
        .filter(|text| !text.is_missing())
        .map(|text| rule::Alias { name: fold(&text.text).replace('*', ""), heading: Glob::new(&text.text) })
        .collect();
    let known: Vec<(&str, usize)> =
        parts.iter().enumerate().map(|(at, part)| (part.name.as_str(), at)).collect();
    let part =
        |desk: &mut Desk<'_>, text: &Str| checks::one_of(desk, file, text, Text::new("部分", "part"), &known);
    let demand = if let [left, right] = shape.distinct.items.as_slice() {
        rule::Demand::Distinct(part(desk, left)?, part(desk, right)?)
    } else if let Some(name) = &shape.name {
        let of = part(desk, name)?;
        let within = shape.within.as_ref().map_or(Some(of), |text| part(desk, text))?;
        let find = checks::patterns(desk, Some(pack), file, &shape.find, &["name"]);
        let ignore = shape.ignore.items.iter().map(|text| fold(&text.text)).collect();
        rule::Demand::Named { of, within, find, ignore }
    } else if let Some(amount) = &shape.amount {
        let of = part(desk, amount)?;
        let within = shape.within.as_ref().map_or(Some(of), |text| part(desk, text))?;
        let find = checks::patterns(desk, Some(pack), file, &shape.find, &["amount"]);
        rule::Demand::Amount { of, within, find }
    } else {
        rule::Demand::Complete
    };
    if parts.len() < 2 {
        let diagnostic = desk
            .error(file, spanned.span(), Text::new("提纲至少有两个部分", "an outline has two parts or more"))
            .labelled(Text::new("缺少 parts", "parts are missing"));
        desk.tell(diagnostic);
        return None;
    }
    Some(Check::Outline(rule::Outline { parts, demand }))
}
