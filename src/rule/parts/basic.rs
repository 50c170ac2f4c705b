//! The parts that others are made of: texts, words, numbers, flags, and lists and tables of what there is.

use std::marker::PhantomData;

use rust_decimal::Decimal;

use crate::amount::Unit;
use crate::diagnostic::Text;
use crate::keys;
use crate::rule::keys::{Both, Keys, Part, Reader, Shape};
use crate::rule::pattern::{Glob, did_you_mean};
use crate::rule::tree::{Node, Value};
use crate::rule::words::{fold, nearest};
use crate::source::Span;

/// A text that stands for something, and how it is read.
#[derive(Debug, Clone, Copy)]
pub struct TextOf<T>(pub Both, pub fn(&mut Reader<'_, '_>, &Node, &str) -> Option<T>);

impl<T> Part for TextOf<T> {
    type Value = T;

    fn shape(&self) -> Shape {
        Shape::Text(self.0)
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<T> {
        let text = reader.text(node)?;
        (self.1)(reader, node, text)
    }
}

/// A text as it is.
pub const RAW: TextOf<String> = TextOf(("文字", "a text"), |_, _, text| Some(text.to_owned()));
/// A word as it is matched in documents.
pub const WORD: TextOf<String> =
    TextOf(("词", "a word"), |_, _, text| Some(fold(text)).filter(|word| !word.is_empty()));
/// Words as they are matched in documents.
pub const WORDS: List<TextOf<String>> = List(WORD);
/// A text in which `*` stands for anything.
pub const GLOB: TextOf<Glob> =
    TextOf(("文字，* 代表任意文字", "a text, * for anything"), |_, _, text| Some(Glob::new(text)));
/// Several of them.
pub const GLOBS: List<TextOf<Glob>> = List(GLOB);
/// The unit of a table.
pub const UNIT: TextOf<Unit> = TextOf(("单位", "a unit"), unit);
/// Years, both ends included.
pub const YEARS: TextOf<(u32, u32)> = TextOf(("年份，如 2024..", "years, such as 2024.."), years);

/// Several of something; one alone is a list of one, and where the key is not written there are none.
#[derive(Debug, Clone, Copy)]
pub struct List<P>(pub P);

impl<P: Part> Part for List<P> {
    type Value = Vec<P::Value>;

    fn shape(&self) -> Shape {
        Shape::List(Box::new(self.0.shape()))
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<Self::Value> {
        if matches!(node.value, Value::Text(_) | Value::List(_)) {
            return Some(node.items().iter().filter_map(|item| self.0.read(reader, item)).collect());
        }
        reader.unlike(node, self);
        None
    }

    fn absent(&self) -> Option<Self::Value> {
        Some(Vec::new())
    }
}

/// Such things by name, in the order written, each made of the name and what stands under it.
#[derive(Debug, Clone, Copy)]
pub struct ByName<P: Part, T>(pub P, pub fn(&mut Reader<'_, '_>, P::Value) -> Option<T>);

impl<P: Part, T> Part for ByName<P, T> {
    type Value = Vec<T>;

    fn shape(&self) -> Shape {
        Shape::Named(Box::new(self.0.shape()))
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<Vec<T>> {
        let Some(entries) = node.table() else {
            reader.unlike(node, self);
            return None;
        };
        let outer = reader.name.clone();
        let mut read = Vec::new();
        for entry in entries {
            reader.name = (fold(&entry.key), reader.desk.inside(entry.span, &entry.key));
            let value = self.0.read(reader, &entry.node);
            read.extend(value.and_then(|value| self.1(reader, value)));
        }
        reader.name = outer;
        Some(read)
    }

    fn absent(&self) -> Option<Vec<T>> {
        Some(Vec::new())
    }
}

/// A part that may be left out, or must not be though it could; see [`opt`], [`or`] and [`needed`].
#[derive(Debug, Clone, Copy)]
pub struct With<P: Part, T> {
    pub(super) part: P,
    pub(super) map: fn(P::Value) -> T,
    pub(super) absent: Option<fn() -> T>,
    pub(super) needed: bool,
}

/// What may be left out.
pub const fn opt<P: Part>(part: P) -> With<P, Option<P::Value>> {
    With { part, map: Some, absent: Some(|| None), needed: false }
}

/// What is something else where it is left out.
pub const fn or<P: Part>(part: P, absent: fn() -> P::Value) -> With<P, P::Value> {
    With { part, map: |value| value, absent: Some(absent), needed: false }
}

/// A list that must be written; it is empty where it is not, so that what is read of the rest has a name.
pub const fn needed<P: Part<Value: Default>>(part: P) -> With<P, P::Value> {
    With { part, map: |value| value, absent: Some(P::Value::default), needed: true }
}

impl<P: Part, T> Part for With<P, T> {
    type Value = T;

    fn shape(&self) -> Shape {
        self.part.shape()
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<T> {
        self.part.read(reader, node).map(self.map)
    }

    fn absent(&self) -> Option<T> {
        self.absent.map(|absent| absent())
    }

    fn needed(&self) -> bool {
        self.needed
    }
}

/// A table of keys.
#[derive(Debug, Clone, Copy)]
pub struct Table<K>(PhantomData<K>);

/// The table that `K` is read from.
pub const fn table<K: Keys>() -> Table<K> {
    Table(PhantomData)
}

impl<K: Keys> Part for Table<K> {
    type Value = K;

    fn shape(&self) -> Shape {
        K::shape()
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<K> {
        K::read(reader, node)
    }

    fn absent(&self) -> Option<K> {
        K::absent()
    }
}

/// A part that is read in one way.
#[derive(Debug, Clone)]
pub struct Leaf<T> {
    shape: Shape,
    read: fn(&mut Reader<'_, '_>, &Node) -> Option<T>,
    absent: Option<fn() -> T>,
}

impl<T> Part for Leaf<T> {
    type Value = T;

    fn shape(&self) -> Shape {
        self.shape.clone()
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<T> {
        (self.read)(reader, node)
    }

    fn absent(&self) -> Option<T> {
        self.absent.map(|absent| absent())
    }
}

/// No key: what is known without one, of the table that is read.
pub const fn own<T>(read: fn(&mut Reader<'_, '_>, &Node) -> Option<T>) -> Leaf<T> {
    Leaf { shape: Shape::Flag, read, absent: None }
}

/// The name of what is read, folded.
pub const OWN_NAME: Leaf<String> = own(|reader, _| Some(reader.name.0.clone()));
/// The place of its name.
pub const OWN_SPAN: Leaf<Span> = own(|reader, _| Some(reader.name.1));

/// true or false; false where it is left out.
pub const FLAG: Leaf<bool> = Leaf {
    shape: Shape::Flag,
    read: |reader, node| match node.value {
        Value::Flag(flag) => Some(flag),
        _ => {
            reader.wrong(node, ("true 或 false", "true or false"));
            None
        }
    },
    absent: Some(|| false),
};

/// A number, exact: its value comes from the bytes it is written in.
pub const NUMBER: Leaf<Decimal> = Leaf { shape: Shape::Number, read: number, absent: None };

/// A whole number, zero or more.
pub const COUNT: Leaf<usize> = Leaf {
    shape: Shape::Number,
    read: |reader, node| {
        let value = number(reader, node)?;
        let count = usize::try_from(value).ok().filter(|count| Decimal::from(*count) == value);
        if count.is_none() {
            let message = Text::new(format!("{value} 不是个数"), format!("{value} is no count"));
            let label = Text::new("应是 0 或更大的整数", "expected a whole number, zero or more");
            reader.desk.say(node.span, message, label, None);
        }
        count
    },
    absent: None,
};

fn number(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Decimal> {
    let written = reader.desk.sources.slice(node.span);
    let plain = written.trim_start_matches('+').replace('_', "");
    let digits = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    let value = Decimal::from_str_exact(&plain).ok().filter(|_| digits);
    if value.is_none() {
        reader.desk.say(
            node.span,
            Text::new(format!("{written} 不是数"), format!("{written} is no number")),
            Text::new("应是数，如 0.01，不加引号", "expected a number such as 0.01, without quotes"),
            Text::new("写成数，不加引号：0.01", "write the number without quotes: 0.01"),
        );
    }
    value
}

/// A word that must be one of a few: what it is called, and the words with what each says.
#[derive(Debug, Clone, Copy)]
pub struct Choice<T: 'static>(pub Both, pub &'static [(&'static str, Both, T)]);

impl<T: Copy> Part for Choice<T> {
    type Value = T;

    fn shape(&self) -> Shape {
        Shape::Choice(self.1.iter().map(|(word, says, _)| (*word, *says)).collect())
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<T> {
        let words: Vec<&str> = self.1.iter().map(|(word, ..)| *word).collect();
        one_of(reader, node, self.0, &words).map(|at| self.1[at].2)
    }
}

/// A table of keys, or a text that says the same shortly.
#[derive(Debug, Clone, Copy)]
pub struct TextOr<K>(pub Both, pub fn(&mut Reader<'_, '_>, &Node, &str) -> Option<K>);

impl<K: Keys> Part for TextOr<K> {
    type Value = K;

    fn shape(&self) -> Shape {
        Shape::Either(self.0, Box::new(K::shape()))
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<K> {
        match &node.value {
            Value::Text(text) => (self.1)(reader, node, text),
            Value::Table(_) => K::read(reader, node),
            _ => {
                reader.unlike(node, self);
                None
            }
        }
    }
}

keys! {
    /// The same in both languages.
    "两种语言各说一遍"
    pub struct Languages {
        /// In Chinese.
        zh: String = "zh", RAW, "中文";
        /// In English.
        en: String = "en", RAW, "英文";
    }
}

/// Words for a reader: a text, or one for each language.
pub const TOLD: With<TextOr<Languages>, Text> = With {
    part: TextOr(("文字或 { zh = …, en = … }", "a string or { zh = …, en = … }"), |_, _, text| {
        Some(Languages { zh: text.to_owned(), en: text.to_owned() })
    }),
    map: |said| Text::new(said.zh, said.en),
    absent: None,
    needed: true,
};

fn unit(reader: &mut Reader<'_, '_>, node: &Node, text: &str) -> Option<Unit> {
    let parsed = Unit::parse(&fold(text));
    if parsed.is_none() {
        reader.desk.say(
            reader.desk.inside(node.span, text),
            Text::new(format!("「{text}」不是单位"), format!("`{text}` is no unit")),
            Text::new("如 元、万元、亿元、%", "such as 元, 万元, 亿元, %"),
            Text::new(
                "写表上注明的单位：元、千元、万元、亿元、%、£000、million",
                "write the unit that the table states: 元, 千元, 万元, 亿元, %, £000, million",
            ),
        );
    }
    parsed
}

/// `2024`, `2024..`, `..2026`, `2024..2026`.
fn years(reader: &mut Reader<'_, '_>, node: &Node, text: &str) -> Option<(u32, u32)> {
    let year = |text: &str, open: u32| match text.trim() {
        "" => Some(open),
        digits => digits.parse().ok().filter(|_| digits.len() == 4),
    };
    let range = match text.split_once("..") {
        Some((from, to)) => year(from, 0).zip(year(to, u32::MAX)),
        None => year(text, 0).filter(|year| *year > 0).map(|year| (year, year)),
    };
    let range = range.filter(|(from, to)| from <= to);
    if range.is_none() {
        reader.desk.say(
            reader.desk.inside(node.span, text),
            Text::new(format!("「{text}」不是年份"), format!("`{text}` is no range of years")),
            Text::new("如 2024.. 或 2024..2026", "such as 2024.. or 2024..2026"),
            Text::new("写作 years = \"2024..\"", "write years = \"2024..\""),
        );
    }
    range
}

/// Which of `words` a text is; `what` is what they are called.
pub fn one_of(reader: &mut Reader<'_, '_>, node: &Node, what: Both, words: &[&str]) -> Option<usize> {
    let text = reader.text(node)?;
    if let Some(at) = words.iter().position(|word| *word == text) {
        return Some(at);
    }
    let (zh, en) = (words.join("、"), words.join(", "));
    let any = || Text::new(format!("改成其中之一：{zh}"), format!("use one of {en}"));
    reader.desk.say(
        reader.desk.inside(node.span, text),
        Text::new(format!("{}不能是「{text}」", what.0), format!("`{text}` is no {}", what.1)),
        Text::new(format!("应是 {zh}"), format!("expected {en}")),
        nearest(text, words.iter().copied()).map_or_else(any, did_you_mean),
    );
    None
}
