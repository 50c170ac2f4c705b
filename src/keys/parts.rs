//! The parts that others are made of: texts, words, numbers, flags, and lists and tables of what there is.

use std::marker::PhantomData;

use rust_decimal::Decimal;

use crate::diagnostic::Text;
use crate::diagnostic::near::{did_you_mean, nearest};
use crate::keys;
use crate::keys::tree::{Node, Value};
use crate::keys::{Both, Keys, Part, Reader, Shape};
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
/// A text that says something.
pub const SAID: TextOf<String> =
    TextOf(("文字，不能空着", "a string that is not empty"), |reader, node, text| {
        reader.taken((!text.trim().is_empty()).then(|| text.to_owned()), node, SAID.0)
    });
/// A text and its place.
pub const fn placed(what: Both) -> TextOf<(String, Span)> {
    TextOf(what, |_, node, text| Some((text.to_owned(), node.span)))
}

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
        let items = matches!(node.value, Value::Text(_) | Value::List(_)).then(|| node.items());
        let items = reader.taken(items, node, self.shape().expected())?;
        Some(items.iter().filter_map(|item| self.0.read(reader, item)).collect())
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
        let entries = reader.taken(node.table(), node, self.shape().expected())?;
        let outer = reader.name.clone();
        let mut read = Vec::new();
        for entry in entries {
            reader.name = ((reader.desk.fold)(&entry.key), reader.desk.inside(entry.span, &entry.key));
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
    /// What is read.
    pub part: P,
    /// What is made of it.
    pub map: fn(P::Value) -> T,
    /// What it is where it is left out.
    pub absent: Option<fn() -> T>,
    /// Whether it must be written.
    pub needed: bool,
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

/// What is read only where nothing at all is wrong with it.
#[derive(Debug, Clone, Copy)]
pub struct Sound<P>(pub P);

impl<P: Part> Part for Sound<P> {
    type Value = P::Value;

    fn shape(&self) -> Shape {
        self.0.shape()
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<P::Value> {
        let before = reader.desk.faults();
        let read = self.0.read(reader, node);
        read.filter(|_| reader.desk.faults() == before)
    }

    fn absent(&self) -> Option<P::Value> {
        self.0.absent()
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

/// A part that looks like `shape` and is read so.
pub const fn leaf<T>(shape: Shape, read: fn(&mut Reader<'_, '_>, &Node) -> Option<T>) -> Leaf<T> {
    Leaf { shape, read, absent: None }
}

/// No key: what is known without one, of the table that is read.
pub const fn own<T>(read: fn(&mut Reader<'_, '_>, &Node) -> Option<T>) -> Leaf<T> {
    leaf(Shape::Flag, read)
}

/// No key: nothing yet, for others to fill.
pub const fn none<T: Default>() -> Leaf<T> {
    own(|_, _| Some(T::default()))
}

/// The name of what is read, folded.
pub const OWN_NAME: Leaf<String> = own(|reader, _| Some(reader.name.0.clone()));
/// The place of its name.
pub const OWN_SPAN: Leaf<Span> = own(|reader, _| Some(reader.name.1));

/// true or false; false where it is left out.
pub const FLAG: Leaf<bool> = Leaf {
    shape: Shape::Flag,
    read: |reader, node| {
        let flag = if let Value::Flag(flag) = node.value { Some(flag) } else { None };
        reader.taken(flag, node, Shape::Flag.expected())
    },
    absent: Some(|| false),
};

/// A number, exact: its value comes from the bytes it is written in.
pub const NUMBER: Leaf<Decimal> = Leaf {
    shape: Shape::Number,
    read: |reader, node| {
        let number = number(reader, node);
        reader.taken(number, node, Shape::Number.expected())
    },
    absent: None,
};

/// A whole number, zero or more.
pub const COUNT: Leaf<usize> = Leaf {
    shape: Shape::Number,
    read: |reader, node| {
        let number = number(reader, node).filter(|number| number.is_integer());
        let count = number.and_then(|number| usize::try_from(number).ok());
        reader.taken(count, node, ("0 或更大的整数", "a whole number, zero or more"))
    },
    absent: None,
};

fn number(reader: &Reader<'_, '_>, node: &Node) -> Option<Decimal> {
    let plain = reader.desk.sources.slice(node.span).trim_start_matches('+').replace('_', "");
    let digits = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    Decimal::from_str_exact(&plain).ok().filter(|_| digits)
}

/// A word that must be one of a few: what it is called, and the words with what each says.
#[derive(Debug, Clone, Copy)]
pub struct Choice<T: 'static>(pub Both, pub &'static [(&'static str, Both, T)]);

impl<T: Copy + PartialEq> Choice<T> {
    /// The word for one of them.
    pub fn word(&self, meant: T) -> &'static str {
        self.1.iter().find(|(.., one)| *one == meant).map_or("", |(word, ..)| word)
    }
}

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
            _ => reader.taken(None, node, self.0),
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
    reader.taken(range.filter(|(from, to)| from <= to), node, YEARS.0)
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
