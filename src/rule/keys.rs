//! Keys: what a table of a rule file may say. [`keys!`](crate::keys) makes a struct whose fields are read from keys; one
//! line a key says its name, the part it is, and what it is for. The loader, the schema and the reference are all made of it.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use super::desk::Desk;
use super::known::Known;
use super::pattern::did_you_mean;
use super::tree::{Entry, How, Node, Value};
use super::words::{fold, nearest};
use crate::diagnostic::Text;
use crate::source::Span;

/// The same in Chinese and in English.
pub type Both = (&'static str, &'static str);

/// What a value may look like.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A text, and what it stands for: a pattern, a formula, the name of a table.
    Text(Both),
    /// A pattern that captures these.
    Pattern(&'static [&'static str]),
    /// One of these words, each with what it says.
    Choice(Vec<(&'static str, Both)>),
    /// A number.
    Number,
    /// true or false.
    Flag,
    /// Such things in a list; one alone is a list of one.
    List(Box<Shape>),
    /// Such things by name.
    Named(Box<Shape>),
    /// A table of keys.
    Table(About),
    /// A text that stands for something, or what says it at length.
    Either(Both, Box<Shape>),
    /// A table of one key, which is a kind of check.
    Check,
}

/// What a table of keys is for, and its keys.
#[derive(Debug, Clone)]
pub struct About {
    /// What it is for.
    pub says: Both,
    /// Its keys.
    pub keys: Vec<Key>,
}

/// A key.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub says: Both,
    /// What it holds.
    pub shape: Shape,
    /// Nothing can be done without it.
    pub needed: bool,
}

impl Shape {
    /// Whether a layer can add to it and take from it.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::List(_))
    }

    /// What is expected, in a few words.
    fn expected(&self) -> Both {
        match self {
            Self::Text(_) | Self::Pattern(_) | Self::Choice(_) => ("文字", "a string"),
            Self::List(items) => match **items {
                Self::Table(_) => ("一列，每个写作 [[…]]", "a list, each written [[…]]"),
                _ => ("文字或一列文字", "a string or a list of strings"),
            },
            Self::Named(_) => {
                ("按名字列出的表，如 row.\"名字\" = […]", "names with values, such as row.\"name\" = […]")
            }
            Self::Table(_) => ("一张表", "a table"),
            Self::Either(said, _) => *said,
            _ => ("一种检查，如 check.formula = \"…\"", "a kind of check, such as check.formula = \"…\""),
        }
    }
}

/// A part that keys may hold: it reads itself, and says what it looks like.
pub trait Part {
    /// What it is read into.
    type Value;

    /// What it looks like.
    fn shape(&self) -> Shape;

    /// Reads it; nothing where a fault was told.
    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<Self::Value>;

    /// What it is where the key is not written, or not as it should be.
    fn absent(&self) -> Option<Self::Value> {
        None
    }

    /// Whether the key must be written.
    fn needed(&self) -> bool {
        self.absent().is_none()
    }
}

/// What is read from a table of keys.
pub trait Keys: Sized {
    /// What the table is for, and its keys.
    fn about() -> About;

    /// What it looks like.
    fn shape() -> Shape {
        Shape::Table(Self::about())
    }

    /// Reads every key, and tells every mistake; nothing where something is missing that nothing can be done without.
    fn read(reader: &mut Reader<'_, '_>, node: &Node) -> Option<Self>;

    /// What it is where nothing is said.
    fn absent() -> Option<Self>;
}

/// What a kind of check has read from its keys: plain data, which the kind alone knows.
pub trait Demand: Any + Debug + Send + Sync {}

/// A kind of check, as rule files know it.
pub trait Kind: Debug + Sync {
    /// The key under `check`.
    fn name(&self) -> &'static str;

    /// What rules of earlier versions wrote instead.
    fn formerly(&self) -> &'static [&'static str];

    /// What it demands.
    fn says(&self) -> Both;

    /// What stands under the key.
    fn shape(&self) -> Shape;

    /// Reads what stands under the key.
    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<Arc<dyn Demand>>;
}

/// The kinds of check that there are.
pub type Kinds<'k> = &'k [&'static dyn Kind];

/// Reads what rule files say, with the names that the pack has.
pub struct Reader<'r, 'd> {
    /// Takes in the faults.
    pub desk: &'r mut Desk<'d>,
    /// The names that the pack has.
    pub known: &'r Known,
    /// The kinds of check.
    pub kinds: Kinds<'r>,
    /// The name of what is read, folded, and its place without quotes.
    pub name: (String, Span),
    /// The table that is read and the key it stands under, where a missing key is told.
    pub entry: (Span, Span),
    /// The form that an earlier key of the check names.
    pub form: Option<usize>,
    /// Names that earlier keys of the check give.
    pub scope: Vec<String>,
}

impl<'r, 'd> Reader<'r, 'd> {
    /// A reader of what stands under `entry`.
    pub fn of(desk: &'r mut Desk<'d>, known: &'r Known, kinds: Kinds<'r>, entry: &Entry) -> Self {
        let name = (fold(&entry.key), desk.inside(entry.span, &entry.key));
        Self { desk, known, kinds, name, entry: (entry.node.span, entry.span), form: None, scope: Vec::new() }
    }

    /// The entries of a table that has these keys; others are told.
    pub fn open<'n>(&mut self, node: &'n Node, names: &[&'static str]) -> Option<&'n [Entry]> {
        let Some(entries) = node.table() else {
            self.wrong(node, ("一张表", "a table"));
            return None;
        };
        let names: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
        for entry in entries.iter().filter(|entry| !names.contains(&entry.key.as_str())) {
            self.desk.unknown_key(entry.span, (&entry.key, None), &names, ("键", "unknown key"));
        }
        Some(entries)
    }

    /// What stands under `key` of a table, read as `part`.
    pub fn key<P: Part>(&mut self, node: &Node, key: &str, part: &P) -> Option<P::Value> {
        let read = match node.get(key) {
            _ if key.is_empty() => part.read(self, node),
            Some(entry) if entry.how == How::Replace || self.may_change(entry, &part.shape()) => {
                part.read(self, &entry.node)
            }
            Some(_) => None,
            None => {
                if part.needed() {
                    self.missing(node, key);
                }
                None
            }
        };
        read.or_else(|| part.absent())
    }

    /// Whether what a layer adds or takes away is a list that it can be added to.
    pub fn may_change(&mut self, entry: &Entry, shape: &Shape) -> bool {
        let key = &entry.key;
        if entry.how == How::Replace || entry.how == How::Add && shape.is_list() {
            return true;
        }
        if shape.is_list() {
            entry.node.items().iter().for_each(|item| self.desk.not_there(key, item, &[]));
            return false;
        }
        let message = Text::new(
            format!("「{key}」不是列表，不能加减"),
            format!("`{key}` is no list that items could be added to or taken from"),
        );
        let label = Text::new(format!("写 {key} = …"), format!("write {key} = …"));
        self.desk.say(entry.span, message, label, None);
        false
    }

    /// The text of a node; anything else is told.
    pub fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        if node.text().is_none() {
            self.wrong(node, ("文字", "a string"));
        }
        node.text()
    }

    /// Tells that a node is not what is expected there.
    pub fn wrong(&mut self, node: &Node, expected: Both) {
        let (zh, en) = expected;
        let (found_zh, found_en) = self.found(node);
        let place = self.desk.first_line(node.span);
        let message =
            Text::new(format!("这里应是{zh}，却是{found_zh}"), format!("expected {en}, found {found_en}"));
        let help = match zh.starts_with("文字") && !found_zh.starts_with("一") {
            true => Text::new("加上引号", "put it in quotes"),
            false => Text::new(format!("改写成{zh}"), format!("write {en}")),
        };
        let label = Text::new(format!("应是{zh}"), format!("expected {en}"));
        self.desk.say(place, message, label, help);
    }

    /// Tells that a node is not what `part` looks like.
    pub fn unlike<P: Part>(&mut self, node: &Node, part: &P) {
        self.wrong(node, part.shape().expected());
    }

    fn found(&self, node: &Node) -> (String, String) {
        let written = self.desk.sources.slice(node.span);
        match &node.value {
            Value::Text(text) => (format!("文字 {text:?}"), format!("string {text:?}")),
            Value::Number if written.contains('.') => {
                (format!("小数 {written}"), format!("number {written}"))
            }
            Value::Number => (format!("整数 {written}"), format!("integer {written}")),
            Value::Flag(flag) => (flag.to_string(), flag.to_string()),
            Value::Date => ("一个日期".into(), "a date".into()),
            Value::List(_) => ("一个列表".into(), "a list".into()),
            Value::Table(_) => ("一张表".into(), "a table".into()),
        }
    }

    fn missing(&mut self, node: &Node, key: &str) {
        // The table itself is pointed at by its key: its own span may be all of its lines.
        let (table, at) = self.entry;
        let place = if node.span == table { at } else { self.desk.first_line(node.span) };
        self.desk.say(
            place,
            Text::new(format!("缺少 {key}"), format!("`{key}` is missing")),
            Text::new(format!("这里应有 {key} = …"), format!("expected {key} = … here")),
            match key {
                "marks" => Text::new(
                    "写 marks = [\"应被指出的原文\"]；应当沉默的例子写 marks = []",
                    "write marks = [\"the text to point at\"], or marks = [] where nothing must be told",
                ),
                "title" => Text::new(
                    "用一句话写出要求：title = \"…\"",
                    "say in one sentence what is demanded: title = \"…\"",
                ),
                _ => Text::new(format!("补上 {key} = …"), format!("add {key} = …")),
            },
        );
    }
}

impl Desk<'_> {
    /// Tells of an item that cannot be taken out of the list `key`, which holds `known`.
    pub fn not_there(&mut self, key: &str, item: &Node, known: &[&str]) {
        let text = item.items().first().and_then(Node::text).unwrap_or_default();
        let message = Text::new(
            format!("「{key}」里没有「{text}」，去不掉"),
            format!("`{text}` is not in `{key}` and cannot be taken out"),
        );
        let near = nearest(text, known.iter().copied());
        let label = near.map_or_else(|| Text::new("原来就没有", "not there"), did_you_mean);
        let listed =
            || Text::new(format!("现有的是 {}", known.join("、")), format!("there are {}", known.join(", ")));
        self.say(item.span, message, label, near.map_or_else(listed, did_you_mean));
    }
}

/// A struct whose fields are read from the keys of a table. What each key is for is said in English by the comment over its
/// field and in Chinese at the end of its line; a key without a name is none, and its part says what the field is.
///
/// ```text
/// keys! {
///     /// Shares told in words agree with the amounts.
///     "文中的占比应与金额相符。"
///     pub struct Share {
///         /// Where it is looked for.
///         within: Within = "in", parts::WITHIN, "在哪里找";
///     }
/// }
/// ```
#[macro_export]
macro_rules! keys {
    (
        $(#[doc = $about:literal])+ $zh:literal
        $vis:vis struct $name:ident {
            $($(#[doc = $en:literal])+ $field:ident: $type:ty = $key:literal, $part:expr, $says:literal;)*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone)]
        $vis struct $name {
            $($(#[doc = $en])+ pub $field: $type,)*
        }

        impl $crate::rule::keys::Keys for $name {
            fn about() -> $crate::rule::keys::About {
                let mut keys = Vec::new();
                $(if !$key.is_empty() {
                    use $crate::rule::keys::Part as _;
                    let part = $part;
                    keys.push($crate::rule::keys::Key {
                        name: $key,
                        says: ($says, concat!($($en),+).trim_ascii()),
                        shape: part.shape(),
                        needed: part.needed(),
                    });
                })*
                $crate::rule::keys::About { says: ($zh, concat!($($about),+).trim_ascii()), keys }
            }

            fn read(
                reader: &mut $crate::rule::keys::Reader<'_, '_>,
                node: &$crate::rule::tree::Node,
            ) -> Option<Self> {
                reader.open(node, &[$($key),*])?;
                $(let $field = reader.key(node, $key, &$part);)*
                Some(Self { $($field: $field?),* })
            }

            fn absent() -> Option<Self> {
                Some(Self { $($field: $crate::rule::keys::Part::absent(&$part)?),* })
            }
        }
    };
}
