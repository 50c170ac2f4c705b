//! The leaves of the shape: texts, lists, numbers and tables by name, each with the bytes it was read from.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

/// Stands for a key that is missing, so that what follows can still be read; nothing is said of it twice.
pub(super) const MISSING: &str = "\u{0}";

/// A text.
#[derive(Debug, Clone)]
pub(super) struct Str {
    pub(super) text: String,
    /// The value as written, quotes and all.
    pub(super) range: Range<usize>,
}

impl Str {
    /// True where a [`MISSING`] key was stood in for.
    pub(super) fn is_missing(&self) -> bool {
        self.text == MISSING
    }
}

/// A list of texts; one text alone is a list of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Strs {
    pub(super) items: Vec<Str>,
    /// The whole value as written.
    pub(super) range: Range<usize>,
}

impl Strs {
    /// A list of one.
    pub(super) fn one(text: Str) -> Self {
        Self { range: text.range.clone(), items: vec![text] }
    }
}

/// The same thing in both languages: a text, or `{ zh = …, en = … }`.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub(super) zh: String,
    pub(super) en: String,
}

/// A number, kept as it is written: its value comes from the bytes, never from a float.
#[derive(Debug, Clone)]
pub(super) struct Num {
    pub(super) range: Range<usize>,
}

/// true or false.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flag(pub(super) bool);

/// Values by name, in the order written.
#[derive(Debug, Clone)]
pub(super) struct Named<T>(pub(super) Vec<(Str, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// A text without its place.
struct Bare(String);

impl<'de> Deserialize<'de> for Bare {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Bare;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("文字|a string")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Bare, E> {
                Ok(Bare(text.to_owned()))
            }
        }
        deserializer.deserialize_str(V)
    }
}

impl<'de> Deserialize<'de> for Str {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Bare>::deserialize(deserializer)?;
        Ok(Str { range: spanned.span(), text: spanned.into_inner().0 })
    }
}

impl<'de> Deserialize<'de> for Strs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        enum Many {
            One(String),
            Several(Vec<Str>),
        }
        impl<'de> Deserialize<'de> for Many {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct V;
                impl<'de> Visitor<'de> for V {
                    type Value = Many;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("文字或一列文字|a string or a list of strings")
                    }
                    fn visit_str<E: Error>(self, text: &str) -> Result<Many, E> {
                        Ok(Many::One(text.to_owned()))
                    }
                    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Many, A::Error> {
                        Vec::deserialize(SeqAccessDeserializer::new(seq)).map(Many::Several)
                    }
                }
                deserializer.deserialize_any(V)
            }
        }
        let spanned = Spanned::<Many>::deserialize(deserializer)?;
        let range = spanned.span();
        let items = match spanned.into_inner() {
            Many::One(text) => vec![Str { text, range: range.clone() }],
            Many::Several(items) => items,
        };
        Ok(Strs { items, range })
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Both {
            zh: Bare,
            en: Bare,
        }
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Words;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("文字或 { zh = …, en = … }|a string or { zh = …, en = … }")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Words, E> {
                Ok(Words { zh: text.to_owned(), en: text.to_owned() })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Words, A::Error> {
                let both = Both::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Words { zh: both.zh.0, en: both.en.0 })
            }
        }
        deserializer.deserialize_any(V)
    }
}

impl<'de> Deserialize<'de> for Num {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Num { range: Spanned::<IgnoredAny>::deserialize(deserializer)?.span() })
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Flag;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true 或 false|true or false")
            }
            fn visit_bool<E: Error>(self, flag: bool) -> Result<Flag, E> {
                Ok(Flag(flag))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Flag, E> {
                if text == MISSING {
                    Ok(Flag(false))
                } else {
                    Err(E::invalid_type(serde::de::Unexpected::Str(text), &self))
                }
            }
        }
        deserializer.deserialize_any(V)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for V<T> {
            type Value = Named<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "按名字列出的表，如 row.\"名字\" = […]|names with values, such as row.\"name\" = […]",
                )
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
                let mut named = Vec::new();
                while let Some(entry) = map.next_entry::<Str, T>()? {
                    named.push(entry);
                }
                Ok(Named(named))
            }
        }
        deserializer.deserialize_map(V(PhantomData))
    }
}

/// The schema of each leaf: what an editor may offer and must refuse.
mod schemas {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Flag, Named, Num, Str, Strs, Words};

    macro_rules! leaf {
        ($type:ident, $($schema:tt)+) => {
            impl JsonSchema for $type {
                fn inline_schema() -> bool {
                    true
                }

                fn schema_name() -> Cow<'static, str> {
                    stringify!($type).into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!($($schema)+)
                }
            }
        };
    }

    leaf!(Str, { "type": "string" });
    leaf!(Strs, { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] });
    leaf!(Num, { "type": "number" });
    leaf!(Flag, { "type": "boolean" });
    leaf!(Words, { "anyOf": [
        { "type": "string" },
        {
            "type": "object",
            "properties": { "zh": { "type": "string" }, "en": { "type": "string" } },
            "required": ["zh", "en"],
            "additionalProperties": false,
        },
    ] });

    impl<T: JsonSchema> JsonSchema for Named<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            format!("Named_{}", T::schema_name()).into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let value = generator.subschema_for::<T>();
            json_schema!({ "type": "object", "additionalProperties": value })
        }
    }
}
