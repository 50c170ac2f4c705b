//! The shape of a rule file: one struct for each thing that has keys, nothing but texts, lists and numbers in them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use toml::Spanned;

use super::hygiene;
use super::leaf::{Flag, Named, Num, Str, Strs, Words};

mod check;

pub(super) use check::*;

/// The keys a rule file has at its top.
pub(super) const TOP: &[&str] = &["pack", "fact", "section", "table", "form", "dictionary", "rule"];

/// `[pack]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Pack {
    pub(super) name: Str,
    pub(super) title: Option<Words>,
    #[serde(default)]
    pub(super) applies: Applies,
    pub(super) extends: Option<Str>,
    #[serde(default)]
    pub(super) replaces: Strs,
    #[serde(default)]
    pub(super) presumed: Flag,
}

/// `applies = { … }`
#[derive(Debug, Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表，如 { title = \"…\" }|a table such as { title = \"…\" }")]
pub(super) struct Applies {
    #[serde(default)]
    pub(super) title: Strs,
    #[serde(default)]
    pub(super) except: Strs,
    pub(super) tables: Option<Num>,
    pub(super) years: Option<Str>,
}

/// `[fact.名]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Fact {
    #[serde(rename = "in")]
    pub(super) within: Option<Str>,
    pub(super) find: Strs,
}

/// `[section.名]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(super) struct Section {
    pub(super) heading: Strs,
    #[serde(default)]
    pub(super) except: Strs,
}

/// `[table.名]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
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
#[derive(Debug, Deserialize, JsonSchema)]
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

impl JsonSchema for Group {
    fn schema_name() -> Cow<'static, str> {
        "Group".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let keys = generator.subschema_for::<GroupKeys>();
        json_schema!({ "anyOf": [{ "type": "string" }, keys] })
    }
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
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(super) struct Form {
    pub(super) caption: Strs,
    #[serde(default)]
    pub(super) except: Strs,
    #[serde(default)]
    pub(super) field: Named<Strs>,
    #[serde(default)]
    pub(super) halves: Strs,
    #[serde(default)]
    pub(super) percent: Strs,
    pub(super) unit: Option<Str>,
    #[schemars(with = "Option<Indicators>")]
    pub(super) indicators: Option<Spanned<Indicators>>,
}

/// `[form.名.indicators]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Indicators {
    #[serde(default)]
    pub(super) category: Named<Strs>,
    #[serde(default)]
    pub(super) labels: Strs,
}

/// `[dictionary.名]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Dictionary {
    pub(super) codes: Option<Str>,
    pub(super) file: Option<Str>,
}

/// `[rule.名]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
#[schemars(transform = layered)]
pub(super) struct Rule {
    pub(super) title: Words,
    #[schemars(extend("enum" = ["error", "warning", "note"]))]
    pub(super) severity: Option<Str>,
    pub(super) why: Option<Words>,
    pub(super) basis: Option<Str>,
    pub(super) help: Option<Words>,
    pub(super) applies: Option<Applies>,
    pub(super) tolerance: Option<Num>,
    pub(super) when: Option<When>,
    #[serde(default)]
    pub(super) once: Flag,
    #[serde(default)]
    pub(super) required: Flag,
    pub(super) check: Option<Check>,
    #[serde(default)]
    pub(super) off: Flag,
    #[serde(default)]
    #[schemars(with = "Vec<Example>")]
    pub(super) example: Vec<Spanned<Example>>,
}

/// `[rule.名]` in a pack that extends another: what changes, but for `check`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Layer {
    pub(super) title: Option<Words>,
    pub(super) severity: Option<Str>,
    pub(super) why: Option<Words>,
    pub(super) basis: Option<Str>,
    pub(super) help: Option<Words>,
    pub(super) applies: Option<Applies>,
    pub(super) tolerance: Option<Num>,
    pub(super) when: Option<When>,
    pub(super) required: Option<Flag>,
    #[serde(default)]
    pub(super) off: Flag,
    #[serde(default)]
    pub(super) example: Vec<Spanned<Example>>,
}

/// `when.field."栏目" = ["…"]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct When {
    pub(super) field: Named<Strs>,
}

/// `[[rule.名.example]]`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, expecting = "一张表|a table")]
pub(super) struct Example {
    pub(super) name: Str,
    pub(super) text: Str,
    pub(super) marks: Strs,
}

/// `check.<kind>`: the key is the kind, so that every place under it is known.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(
    deny_unknown_fields,
    expecting = "一种检查，如 check.formula = \"…\"|a kind of check, such as check.formula = \"…\""
)]
#[schemars(transform = layered)]
pub(super) struct Check {
    pub(super) formula: Option<Strs>,
    #[schemars(with = "Option<Rollup>")]
    pub(super) rollup: Option<Spanned<Rollup>>,
    #[schemars(with = "Option<Share>")]
    pub(super) share: Option<Spanned<Share>>,
    #[schemars(with = "Option<Filled>")]
    pub(super) filled: Option<Spanned<Filled>>,
    #[schemars(with = "Option<Present>")]
    pub(super) present: Option<Spanned<Present>>,
    #[schemars(with = "Option<Same>")]
    pub(super) same: Option<Spanned<Same>>,
    #[schemars(with = "Option<Text>")]
    pub(super) text: Option<Spanned<Text>>,
    #[schemars(with = "Option<Code>")]
    pub(super) code: Option<Spanned<Code>>,
    #[schemars(with = "Option<Tie>")]
    pub(super) tie: Option<Spanned<Tie>>,
    #[schemars(with = "Option<Change>")]
    pub(super) change: Option<Spanned<Change>>,
    #[schemars(with = "Option<Enumeration>")]
    pub(super) enumeration: Option<Spanned<Enumeration>>,
    #[schemars(with = "Option<Footing>")]
    pub(super) footing: Option<Spanned<Footing>>,
    #[schemars(with = "Option<Restated>")]
    pub(super) restated: Option<Spanned<Restated>>,
    #[schemars(with = "Option<Listing>")]
    pub(super) listing: Option<Spanned<Listing>>,
    #[schemars(with = "Option<Value>")]
    pub(super) value: Option<Spanned<Value>>,
    #[schemars(with = "Option<Cover>")]
    pub(super) cover: Option<Spanned<Cover>>,
    #[schemars(with = "Option<Mention>")]
    pub(super) mention: Option<Spanned<Mention>>,
    #[schemars(with = "Option<Distinct>")]
    pub(super) distinct: Option<Spanned<Distinct>>,
    #[schemars(with = "Option<Alike>")]
    pub(super) alike: Option<Spanned<Alike>>,
    #[schemars(with = "Option<Pair>")]
    pub(super) pair: Option<Spanned<Pair>>,
    #[schemars(with = "Option<hygiene::Doubled>")]
    pub(super) doubled: Option<Spanned<hygiene::Doubled>>,
    #[schemars(with = "Option<hygiene::Number>")]
    pub(super) number: Option<Spanned<hygiene::Number>>,
    #[schemars(with = "Option<hygiene::Pairs>")]
    pub(super) pairs: Option<Spanned<hygiene::Pairs>>,
    #[schemars(with = "Option<hygiene::Find>")]
    pub(super) date: Option<Spanned<hygiene::Find>>,
    #[schemars(with = "Option<hygiene::Find>")]
    pub(super) numeral: Option<Spanned<hygiene::Find>>,
    #[schemars(with = "Option<hygiene::Calculation>")]
    pub(super) calculation: Option<Spanned<hygiene::Calculation>>,
    #[schemars(with = "Option<hygiene::Checksum>")]
    pub(super) checksum: Option<Spanned<hygiene::Checksum>>,
    #[schemars(with = "Option<hygiene::Year>")]
    pub(super) year: Option<Spanned<hygiene::Year>>,
    #[schemars(with = "Option<hygiene::Sequence>")]
    pub(super) sequence: Option<Spanned<hygiene::Sequence>>,
    #[schemars(with = "Option<hygiene::Outline>")]
    pub(super) outline: Option<Spanned<hygiene::Outline>>,
}

/// What a layer may leave out, and the keys with `+` and `-` that add to a list and take from it.
fn layered(schema: &mut Schema) {
    schema.remove("required");
    let Some(properties) = schema.get_mut("properties").and_then(serde_json::Value::as_object_mut) else {
        return;
    };
    let is_list = |value: &serde_json::Value| {
        let ways = value.get("anyOf").and_then(serde_json::Value::as_array);
        ways.into_iter().flatten().any(|way| way.get("type").is_some_and(|kind| kind == "array"))
    };
    let lists: Vec<String> =
        properties.iter().filter(|(_, value)| is_list(value)).map(|(key, _)| key.clone()).collect();
    for key in lists {
        let items = properties[&key].clone();
        properties.insert(format!("{key}+"), items.clone());
        properties.insert(format!("{key}-"), items);
    }
}

/// A whole rule file, for the schema alone: each part is read on its own, so that one mistake never hides another.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "gouji 规则文件 · rule file")]
#[allow(dead_code, reason = "only its schema is used")]
pub(super) struct File {
    pack: Option<Pack>,
    fact: Option<BTreeMap<String, Fact>>,
    section: Option<BTreeMap<String, Section>>,
    table: Option<BTreeMap<String, Table>>,
    form: Option<BTreeMap<String, Form>>,
    dictionary: Option<BTreeMap<String, Dictionary>>,
    rule: Option<BTreeMap<String, Rule>>,
}
