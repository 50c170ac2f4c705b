//! The shape of a rule file: one struct for each thing that has keys, nothing but texts, lists and numbers in them.

use serde::Deserialize;
use toml::Spanned;

use super::hygiene;
use super::leaf::{Flag, Named, Num, Str, Strs, Words};

/// The keys a rule file has at its top.
pub(super) const TOP: &[&str] = &["pack", "fact", "section", "table", "form", "dictionary", "rule"];

/// `[pack]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Pack {
    pub(super) name: Str,
    pub(super) title: Option<Words>,
    #[serde(default)]
    pub(super) applies: Applies,
}

/// `applies = { … }`
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, expecting = "一张表，如 { title = \"…\" }|a table such as { title = \"…\" }")]
pub(super) struct Applies {
    #[serde(default)]
    pub(super) title: Strs,
    #[serde(default)]
    pub(super) except: Strs,
    pub(super) tables: Option<Num>,
}

/// `[fact.名]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Fact {
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    pub(super) find: Strs,
}

/// `[section.名]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Section {
    pub(super) heading: Strs,
    #[serde(default)]
    pub(super) except: Strs,
}

/// `[table.名]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Table {
    #[serde(default)]
    pub(super) caption: Strs,
    #[serde(default)]
    pub(super) except: Strs,
    #[serde(default)]
    pub(super) header: Strs,
    pub(super) unit: Option<Str>,
    #[serde(default)]
    pub(super) row: Named<Strs>,
    #[serde(default)]
    pub(super) column: Named<Strs>,
    #[serde(default)]
    pub(super) group: Named<Group>,
}

/// `group.名 = "支出/[一二三]+、"` or `group.名 = { … }`
#[derive(Debug)]
pub(super) enum Group {
    Short(Str),
    Long(GroupKeys),
}

/// `group.名 = { … }`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupKeys {
    pub(super) pane: Option<Str>,
    #[serde(rename = "match")]
    pub(super) matches: Option<Str>,
    #[serde(default)]
    pub(super) except: Strs,
    pub(super) after: Option<Str>,
    pub(super) before: Option<Str>,
}

impl<'de> Deserialize<'de> for Group {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        enum Either {
            Text(String),
            Keys(GroupKeys),
        }
        impl<'de> Deserialize<'de> for Either {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct V;
                impl<'de> serde::de::Visitor<'de> for V {
                    type Value = Either;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("「栏/正则」或 { match = … }|\"pane/regex\" or { match = … }")
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Either, E> {
                        Ok(Either::Text(text.to_owned()))
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Either, A::Error> {
                        GroupKeys::deserialize(serde::de::value::MapAccessDeserializer::new(map))
                            .map(Either::Keys)
                    }
                }
                deserializer.deserialize_any(V)
            }
        }
        let spanned = Spanned::<Either>::deserialize(deserializer)?;
        let range = spanned.span();
        Ok(match spanned.into_inner() {
            Either::Text(text) => Group::Short(Str { text, range }),
            Either::Keys(keys) => Group::Long(keys),
        })
    }
}

/// `[form.名]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Form {
    pub(super) caption: Strs,
    #[serde(default)]
    pub(super) except: Strs,
    #[serde(default)]
    pub(super) field: Named<Strs>,
    #[serde(default)]
    pub(super) halves: Strs,
    pub(super) unit: Option<Str>,
    pub(super) indicators: Option<Spanned<Indicators>>,
}

/// `[form.名.indicators]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Indicators {
    #[serde(default)]
    pub(super) category: Named<Strs>,
    #[serde(default)]
    pub(super) labels: Strs,
}

/// `[dictionary.名]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Dictionary {
    pub(super) codes: Option<Str>,
    pub(super) file: Option<Str>,
}

/// `[rule.名]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Rule {
    pub(super) title: Words,
    pub(super) severity: Option<Str>,
    pub(super) why: Option<Words>,
    pub(super) basis: Option<Str>,
    pub(super) help: Option<Words>,
    pub(super) applies: Option<Applies>,
    pub(super) tolerance: Option<Num>,
    pub(super) when: Option<When>,
    #[serde(default)]
    pub(super) once: Flag,
    pub(super) check: Option<Check>,
    #[serde(default)]
    pub(super) example: Vec<Spanned<Example>>,
}

/// `when.field."栏目" = ["…"]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct When {
    pub(super) field: Named<Strs>,
}

/// `[[rule.名.example]]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Example {
    pub(super) name: Str,
    pub(super) text: Str,
    pub(super) marks: Strs,
}

/// `check.<kind>`: the key is the kind, so that every place under it is known.
#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "一种检查，如 check.formula = \"…\"|a kind of check, such as check.formula = \"…\""
)]
pub(super) struct Check {
    pub(super) formula: Option<Strs>,
    pub(super) rollup: Option<Spanned<Rollup>>,
    pub(super) share: Option<Spanned<Share>>,
    pub(super) filled: Option<Spanned<Filled>>,
    pub(super) present: Option<Spanned<Present>>,
    pub(super) same: Option<Spanned<Same>>,
    pub(super) text: Option<Spanned<Text>>,
    pub(super) code: Option<Spanned<Code>>,
    pub(super) tie: Option<Spanned<Tie>>,
    pub(super) change: Option<Spanned<Change>>,
    pub(super) enumeration: Option<Spanned<Enumeration>>,
    pub(super) listing: Option<Spanned<Listing>>,
    pub(super) value: Option<Spanned<Value>>,
    pub(super) cover: Option<Spanned<Cover>>,
    pub(super) mention: Option<Spanned<Mention>>,
    pub(super) distinct: Option<Spanned<Distinct>>,
    pub(super) alike: Option<Spanned<Alike>>,
    pub(super) pair: Option<Spanned<Pair>>,
    pub(super) doubled: Option<Spanned<hygiene::Doubled>>,
    pub(super) number: Option<Spanned<hygiene::Number>>,
    pub(super) pairs: Option<Spanned<hygiene::Pairs>>,
    pub(super) date: Option<Spanned<hygiene::Find>>,
    pub(super) numeral: Option<Spanned<hygiene::Find>>,
    pub(super) checksum: Option<Spanned<hygiene::Checksum>>,
    pub(super) year: Option<Spanned<hygiene::Year>>,
    pub(super) sequence: Option<Spanned<hygiene::Sequence>>,
    pub(super) outline: Option<Spanned<hygiene::Outline>>,
}

/// `check.rollup`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Rollup {
    #[serde(alias = "table")]
    pub(super) tables: Strs,
    pub(super) total: Option<Str>,
    #[serde(default)]
    pub(super) parents: Strs,
    #[serde(default)]
    pub(super) except: Strs,
}

/// `check.share`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Share {
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    pub(super) part: Str,
    #[serde(default)]
    pub(super) whole: Strs,
    pub(super) sum: Option<Num>,
}

/// `check.filled`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Filled {
    pub(super) of: Str,
    #[serde(default)]
    pub(super) fields: Strs,
    #[serde(default)]
    pub(super) indicators: Flag,
    #[serde(default)]
    pub(super) categories: Strs,
}

/// `check.present`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Present {
    #[serde(default)]
    pub(super) tables: Strs,
    #[serde(default)]
    pub(super) sections: Strs,
    #[serde(default)]
    pub(super) contents: Strs,
    #[serde(default)]
    pub(super) near: Flag,
    #[serde(default, rename = "empty-note", alias = "empty_note")]
    pub(super) empty_note: Strs,
    #[serde(default)]
    pub(super) headnotes: Strs,
}

/// `check.same`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Same {
    pub(super) fact: Str,
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    #[serde(default)]
    pub(super) find: Strs,
    #[serde(default)]
    pub(super) except: Strs,
}

/// `check.text`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Text {
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    #[serde(default)]
    pub(super) forbid: Strs,
    #[serde(default)]
    pub(super) except: Strs,
    #[serde(default)]
    pub(super) require: Strs,
    pub(super) say: Option<Words>,
    #[serde(default)]
    pub(super) once: Flag,
    #[serde(default)]
    pub(super) mask: Flag,
}

/// `check.code`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Code {
    #[serde(alias = "table")]
    pub(super) tables: Strs,
    pub(super) dictionary: Str,
}

/// `check.tie`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Tie {
    #[serde(default, rename = "in")]
    pub(super) within: Strs,
    #[serde(default)]
    pub(super) say: Vec<Strs>,
    #[serde(default)]
    pub(super) rows: Strs,
    #[serde(default)]
    pub(super) lead: Strs,
    #[serde(default)]
    pub(super) skip: Strs,
    pub(super) compare: Option<Str>,
}

/// `check.change`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Change {
    #[serde(default, rename = "in")]
    pub(super) within: Strs,
    #[serde(default)]
    pub(super) up: Strs,
    #[serde(default)]
    pub(super) down: Strs,
    #[serde(default)]
    pub(super) even: Strs,
    #[serde(default)]
    pub(super) than: Strs,
    #[serde(default)]
    pub(super) opens: Strs,
    #[serde(default)]
    pub(super) rate: Strs,
    #[serde(default)]
    pub(super) skip: Strs,
    #[serde(default)]
    pub(super) reason: Strs,
    #[serde(default)]
    pub(super) alike: Flag,
    #[serde(default)]
    pub(super) sums: Vec<Strs>,
}

/// `check.enumeration`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Enumeration {
    #[serde(default, rename = "in")]
    pub(super) within: Strs,
    #[serde(default)]
    pub(super) opens: Strs,
    #[serde(default)]
    pub(super) closes: Strs,
    #[serde(default)]
    pub(super) partial: Strs,
    #[serde(default)]
    pub(super) rest: Strs,
    #[serde(default)]
    pub(super) ignore: Strs,
    #[serde(default)]
    pub(super) skip: Strs,
    #[serde(default)]
    pub(super) exhaustive: Flag,
}

/// `check.listing`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Listing {
    #[serde(default, rename = "in")]
    pub(super) within: Strs,
    pub(super) list: Strs,
    #[serde(default)]
    pub(super) partial: Strs,
    #[serde(default)]
    pub(super) joins: Strs,
    pub(super) rows: Option<Str>,
}

/// `check.value`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Value {
    pub(super) of: Str,
    #[serde(default)]
    pub(super) fields: Strs,
    #[serde(default)]
    pub(super) categories: Strs,
    #[serde(default)]
    pub(super) name: Strs,
    #[serde(default)]
    pub(super) except: Strs,
    #[serde(default)]
    pub(super) forbid: Strs,
    #[serde(default)]
    pub(super) require: Strs,
    pub(super) since: Option<Str>,
    pub(super) expected: Words,
}

/// `check.cover`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Cover {
    pub(super) of: Str,
    #[serde(default)]
    pub(super) categories: Strs,
    pub(super) funds: Strs,
    #[serde(default)]
    pub(super) amount: Strs,
    #[serde(default)]
    pub(super) price: Strs,
    #[serde(default)]
    pub(super) count: Strs,
    #[serde(default)]
    pub(super) except: Strs,
    pub(super) most: Option<Num>,
    pub(super) least: Option<Num>,
}

/// `check.mention`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Mention {
    pub(super) of: Str,
    pub(super) field: Str,
    pub(super) find: Strs,
    #[serde(default)]
    pub(super) except: Strs,
    #[serde(default)]
    pub(super) fields: Strs,
    #[serde(default)]
    pub(super) categories: Strs,
    #[serde(default)]
    pub(super) says: Strs,
}

/// `check.distinct`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Distinct {
    pub(super) of: Str,
    pub(super) field: Str,
    pub(super) from: Strs,
}

/// `check.alike`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Alike {
    pub(super) of: Str,
    pub(super) least: Num,
}

/// `check.pair`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Pair {
    pub(super) of: Str,
    pub(super) name: Str,
    pub(super) amount: Strs,
    pub(super) rows: Strs,
    pub(super) demand: Str,
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    #[serde(default)]
    pub(super) claim: Strs,
}
