//! The shapes of the kinds of check: the keys that each kind has.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::leaf::{Flag, Num, Str, Strs, Words};
use super::layered;

/// `check.rollup`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Rollup {
    #[serde(alias = "table")]
    pub(in crate::rule::load) tables: Strs,
    pub(in crate::rule::load) total: Option<Str>,
    #[serde(default)]
    pub(in crate::rule::load) parents: Strs,
    #[serde(default)]
    pub(in crate::rule::load) except: Strs,
}

/// `check.share`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Share {
    #[serde(rename = "in")]
    pub(in crate::rule::load) within: Option<Str>,
    pub(in crate::rule::load) part: Str,
    #[serde(default)]
    pub(in crate::rule::load) whole: Strs,
    pub(in crate::rule::load) sum: Option<Num>,
    #[serde(default)]
    pub(in crate::rule::load) evident: Flag,
}

/// `check.filled`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Filled {
    pub(in crate::rule::load) of: Str,
    #[serde(default)]
    pub(in crate::rule::load) fields: Strs,
    #[serde(default)]
    pub(in crate::rule::load) indicators: Flag,
    #[serde(default)]
    pub(in crate::rule::load) categories: Strs,
}

/// `check.present`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Present {
    #[serde(default)]
    pub(in crate::rule::load) tables: Strs,
    #[serde(default)]
    pub(in crate::rule::load) sections: Strs,
    #[serde(default)]
    pub(in crate::rule::load) contents: Strs,
    #[serde(default)]
    pub(in crate::rule::load) numbered: Strs,
    #[serde(default)]
    pub(in crate::rule::load) dated: Strs,
    #[serde(default)]
    pub(in crate::rule::load) near: Flag,
    #[serde(default, rename = "empty-note", alias = "empty_note")]
    pub(in crate::rule::load) empty_note: Strs,
    #[serde(default)]
    pub(in crate::rule::load) headnotes: Strs,
}

/// `check.same`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Same {
    pub(in crate::rule::load) fact: Str,
    #[serde(rename = "in")]
    pub(in crate::rule::load) within: Option<Str>,
    #[serde(default)]
    pub(in crate::rule::load) find: Strs,
    #[serde(default)]
    pub(in crate::rule::load) except: Strs,
}

/// `check.text`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Text {
    #[serde(rename = "in")]
    pub(in crate::rule::load) within: Option<Str>,
    #[serde(default)]
    pub(in crate::rule::load) forbid: Strs,
    #[serde(default)]
    pub(in crate::rule::load) except: Strs,
    #[serde(default)]
    pub(in crate::rule::load) require: Strs,
    pub(in crate::rule::load) say: Option<Words>,
    #[serde(default)]
    pub(in crate::rule::load) once: Flag,
    #[serde(default)]
    pub(in crate::rule::load) mask: Flag,
}

/// `check.code`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Code {
    #[serde(alias = "table")]
    pub(in crate::rule::load) tables: Strs,
    pub(in crate::rule::load) dictionary: Str,
}

/// `check.tie`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Tie {
    #[serde(default, rename = "in")]
    pub(in crate::rule::load) within: Strs,
    #[serde(default)]
    pub(in crate::rule::load) say: Vec<Strs>,
    #[serde(default)]
    pub(in crate::rule::load) rows: Strs,
    #[serde(default)]
    pub(in crate::rule::load) lead: Strs,
    #[serde(default)]
    pub(in crate::rule::load) skip: Strs,
    pub(in crate::rule::load) compare: Option<Str>,
}

/// `check.change`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Change {
    #[serde(default, rename = "in")]
    pub(in crate::rule::load) within: Strs,
    #[serde(default)]
    pub(in crate::rule::load) up: Strs,
    #[serde(default)]
    pub(in crate::rule::load) down: Strs,
    #[serde(default)]
    pub(in crate::rule::load) even: Strs,
    #[serde(default)]
    pub(in crate::rule::load) than: Strs,
    #[serde(default)]
    pub(in crate::rule::load) opens: Strs,
    #[serde(default)]
    pub(in crate::rule::load) rate: Strs,
    #[serde(default)]
    pub(in crate::rule::load) skip: Strs,
    #[serde(default)]
    pub(in crate::rule::load) apart: Strs,
    #[serde(default)]
    pub(in crate::rule::load) reason: Strs,
    #[serde(default)]
    pub(in crate::rule::load) alike: Flag,
    #[serde(default)]
    pub(in crate::rule::load) sums: Vec<Strs>,
}

/// `check.enumeration`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Enumeration {
    #[serde(default, rename = "in")]
    pub(in crate::rule::load) within: Strs,
    #[serde(default)]
    pub(in crate::rule::load) opens: Strs,
    #[serde(default)]
    pub(in crate::rule::load) closes: Strs,
    #[serde(default)]
    pub(in crate::rule::load) partial: Strs,
    #[serde(default)]
    pub(in crate::rule::load) rest: Strs,
    #[serde(default)]
    pub(in crate::rule::load) ignore: Strs,
    #[serde(default)]
    pub(in crate::rule::load) skip: Strs,
    #[serde(default)]
    pub(in crate::rule::load) exhaustive: Flag,
    #[serde(default)]
    pub(in crate::rule::load) exact: Flag,
    #[serde(default)]
    pub(in crate::rule::load) evident: Flag,
    #[serde(default)]
    pub(in crate::rule::load) complete: Vec<Strs>,
    #[serde(default)]
    pub(in crate::rule::load) numbered: Flag,
    #[serde(default)]
    pub(in crate::rule::load) totals: Strs,
    #[serde(default)]
    pub(in crate::rule::load) instalments: Strs,
}

/// `check.footing`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Footing {
    pub(in crate::rule::load) totals: Strs,
    #[serde(default)]
    pub(in crate::rule::load) except: Strs,
}

/// `check.restated`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(in crate::rule::load) struct Restated {
    pub(in crate::rule::load) digits: Num,
}

/// `check.listing`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(in crate::rule::load) struct Listing {
    #[serde(default, rename = "in")]
    pub(in crate::rule::load) within: Strs,
    pub(in crate::rule::load) list: Strs,
    #[serde(default)]
    pub(in crate::rule::load) partial: Strs,
    #[serde(default)]
    pub(in crate::rule::load) joins: Strs,
    pub(in crate::rule::load) rows: Option<Str>,
}

/// `check.value`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(in crate::rule::load) struct Value {
    pub(in crate::rule::load) of: Str,
    #[serde(default)]
    pub(in crate::rule::load) fields: Strs,
    #[serde(default)]
    pub(in crate::rule::load) categories: Strs,
    #[serde(default)]
    pub(in crate::rule::load) name: Strs,
    #[serde(default)]
    pub(in crate::rule::load) except: Strs,
    #[serde(default)]
    pub(in crate::rule::load) forbid: Strs,
    #[serde(default)]
    pub(in crate::rule::load) require: Strs,
    pub(in crate::rule::load) since: Option<Str>,
    pub(in crate::rule::load) expected: Words,
}

/// `check.cover`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(in crate::rule::load) struct Cover {
    pub(in crate::rule::load) of: Str,
    #[serde(default)]
    pub(in crate::rule::load) categories: Strs,
    pub(in crate::rule::load) funds: Strs,
    #[serde(default)]
    pub(in crate::rule::load) amount: Strs,
    #[serde(default)]
    pub(in crate::rule::load) price: Strs,
    #[serde(default)]
    pub(in crate::rule::load) count: Strs,
    #[serde(default)]
    pub(in crate::rule::load) except: Strs,
    pub(in crate::rule::load) most: Option<Num>,
    pub(in crate::rule::load) least: Option<Num>,
}

/// `check.mention`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(in crate::rule::load) struct Mention {
    pub(in crate::rule::load) of: Str,
    pub(in crate::rule::load) field: Str,
    pub(in crate::rule::load) find: Strs,
    #[serde(default)]
    pub(in crate::rule::load) except: Strs,
    #[serde(default)]
    pub(in crate::rule::load) fields: Strs,
    #[serde(default)]
    pub(in crate::rule::load) categories: Strs,
    #[serde(default)]
    pub(in crate::rule::load) says: Strs,
}

/// `check.distinct`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(in crate::rule::load) struct Distinct {
    pub(in crate::rule::load) of: Str,
    pub(in crate::rule::load) field: Str,
    pub(in crate::rule::load) from: Strs,
}

/// `check.alike`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(in crate::rule::load) struct Alike {
    pub(in crate::rule::load) of: Str,
    pub(in crate::rule::load) least: Num,
}

/// `check.pair`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(in crate::rule::load) struct Pair {
    pub(in crate::rule::load) of: Str,
    pub(in crate::rule::load) name: Str,
    pub(in crate::rule::load) amount: Strs,
    pub(in crate::rule::load) rows: Strs,
    pub(in crate::rule::load) demand: Str,
    #[serde(rename = "in")]
    pub(in crate::rule::load) within: Option<Str>,
    #[serde(default)]
    pub(in crate::rule::load) claim: Strs,
}
