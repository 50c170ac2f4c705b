//! The JSON Schema of rule files, made of what reads them: an editor offers what the loader takes, and says what it is for.

use serde_json::{Map, Value, json};

use crate::diagnostic::Lang;
use crate::keys::{About, Both, Keys, Kinds, Shape};
use crate::rule::binding::{Dictionary, Fact, FormBinding, SectionBinding, TableBinding};
use crate::rule::pack::{Pack, Rule};

/// The schema of a rule file with these kinds of check; what keys are for is said in both languages, as an editor shows it to
/// whoever works there.
pub fn schema(kinds: Kinds<'_>) -> Value {
    made(In { kinds, lang: None })
}

/// The same in one language.
pub fn schema_in(kinds: Kinds<'_>, lang: Lang) -> Value {
    made(In { kinds, lang: Some(lang) })
}

/// What a schema is made with.
#[derive(Clone, Copy)]
struct In<'a> {
    kinds: Kinds<'a>,
    /// The language, or both.
    lang: Option<Lang>,
}

impl In<'_> {
    fn said(self, (zh, en): Both) -> String {
        match self.lang {
            Some(Lang::Zh) => zh.to_owned(),
            Some(Lang::En) => en.to_owned(),
            None => format!("{en} {zh}"),
        }
    }
}

fn made(by: In<'_>) -> Value {
    let named = |about: About| json!({ "type": "object", "additionalProperties": table(&about, by, true) });
    let title = match by.lang {
        Some(Lang::Zh) => "gouji 规则文件",
        Some(Lang::En) => "gouji rule file",
        None => "gouji 规则文件 · rule file",
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "pack": table(&Pack::about(), by, false),
            "phrase": {
                "type": "object",
                "description": by.said(PHRASES),
                "additionalProperties": { "type": "string" },
            },
            "fact": named(Fact::about()),
            "section": named(SectionBinding::about()),
            "table": named(TableBinding::about()),
            "form": named(FormBinding::about()),
            "dictionary": named(Dictionary::about()),
            "rule": named(Rule::about()),
        },
    })
}

/// What `[phrase]` is for.
pub const PHRASES: Both = (
    "句式的一段，起个名字，在别的句式里写 {=名字}；写作 /正则表达式/ 的用在正则表达式里。",
    "Fragments of patterns by name, used in others as {=name}; those written /so/ in regular expressions.",
);

fn of(shape: &Shape, by: In<'_>, layered: bool) -> Value {
    match shape {
        Shape::Text(_) | Shape::Pattern(_) => json!({ "type": "string" }),
        Shape::Choice(words) => {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            json!({ "type": "string", "enum": words })
        }
        Shape::Number => json!({ "type": "number" }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::List(item) => match **item {
            Shape::Table(_) => json!({ "type": "array", "items": of(item, by, false) }),
            _ => {
                let item = of(item, by, layered);
                json!({ "anyOf": [item, { "type": "array", "items": item }] })
            }
        },
        Shape::Named(item) => {
            json!({ "type": "object", "additionalProperties": of(item, by, layered) })
        }
        Shape::Either(_, long) => json!({ "anyOf": [{ "type": "string" }, of(long, by, false)] }),
        Shape::Table(about) => table(about, by, layered),
        Shape::Check => {
            let mut properties = Map::new();
            for kind in by.kinds {
                let (says, shape) = ((kind.about)().says, (kind.shape)());
                put(by, &mut properties, kind.name, says, &shape, of(&shape, by, true));
            }
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
    }
}

/// A table of keys. One that a layer may change may leave out any of them.
fn table(about: &About, by: In<'_>, layered: bool) -> Value {
    let mut properties = Map::new();
    for key in &about.keys {
        put(by, &mut properties, key.name, key.says, &key.shape, of(&key.shape, by, layered));
    }
    let needed = about.keys.iter().filter(|key| key.needed && !layered).map(|key| key.name);
    let required: Vec<&str> = needed.collect();
    let mut schema = json!({
        "type": "object",
        "description": by.said(about.says),
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

/// A key, and the keys that add to it and take from it where it is a list.
fn put(
    by: In<'_>,
    properties: &mut Map<String, Value>,
    name: &str,
    says: Both,
    shape: &Shape,
    mut schema: Value,
) {
    schema["description"] = by.said(says).into();
    if shape.is_list() {
        properties.insert(format!("{name}+"), schema.clone());
        properties.insert(format!("{name}-"), schema.clone());
    }
    properties.insert(name.to_owned(), schema);
}
