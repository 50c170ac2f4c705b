//! Keys: what a table of a TOML file may say: of rule files, `gouji.toml`, waivers and languages alike. [`keys!`](crate::keys!)
//! makes a struct whose fields are read from keys; one line a key says its name, the part it is, and what it is for. The
//! loader, the schema and the reference are all made of it.

mod compiled;
pub mod desk;
pub mod fault;
pub mod known;
pub mod parse;
pub mod parts;
pub mod tree;

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use desk::Desk;
use known::Known;
use tree::{Entry, How, Node, Value};

use crate::diagnostic::{Diagnostic, Text};
use crate::source::{Cut, FileId, Sources, Span};

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
    pub fn expected(&self) -> Both {
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
            Self::Number => ("数，如 0.01，不加引号", "a number such as 0.01, without quotes"),
            Self::Flag => ("true 或 false", "true or false"),
            Self::Check => {
                ("一种检查，如 check.formula = \"…\"", "a kind of check, such as check.formula = \"…\"")
            }
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
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The key under `check`.
    pub name: &'static str,
    /// What rules of earlier versions wrote instead.
    pub formerly: &'static [&'static str],
    /// What it demands, and its keys.
    pub about: fn() -> About,
    /// What stands under the key.
    pub shape: fn() -> Shape,
    /// Reads what stands under the key.
    pub read: fn(&mut Reader<'_, '_>, &Node) -> Option<Arc<dyn Demand>>,
}

/// The kinds of check that there are.
pub type Kinds<'k> = &'k [Kind];

/// What keys that are right one by one lack together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack<'k> {
    /// One of these keys, at least.
    Key(Vec<&'k str>),
    /// One of these, and no other of them.
    OneOf(Vec<&'k str>),
    /// A use for this key.
    Use(&'k str),
    /// This capture, in a pattern; and the one that was most likely meant to be it.
    Capture(&'k str, Option<&'k str>),
}

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
    /// What is expected where keys stand.
    pub const TABLE: Both = ("一张表", "a table");
    /// What a key is not that nobody knows.
    pub const KEY: Both = ("键", "unknown key");

    /// A reader of what stands under `entry`.
    pub fn of(desk: &'r mut Desk<'d>, known: &'r Known, kinds: Kinds<'r>, entry: &Entry) -> Self {
        let name = ((desk.fold)(&entry.key), desk.inside(entry.span, &entry.key));
        Self { desk, known, kinds, entry: (entry.node.span, name.1), name, form: None, scope: Vec::new() }
    }

    /// A reader of the whole of a file.
    pub fn at_top(desk: &'r mut Desk<'d>, root: &Node) -> Self {
        let name = (String::new(), Span { end: root.span.start, ..root.span });
        Self {
            desk,
            known: &known::NONE,
            kinds: &[],
            entry: (root.span, name.1),
            name,
            form: None,
            scope: Vec::new(),
        }
    }

    /// The entries of a table that has these keys; others are told, each as `what` it is not.
    pub fn open<'n>(&mut self, node: &'n Node, names: &[&str], what: Both) -> Option<Vec<&'n Entry>> {
        let entries = self.taken(node.table(), node, Self::TABLE)?.iter();
        let names: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
        let (known, others): (Vec<_>, Vec<_>) = entries.partition(|entry| names.contains(&&*entry.key));
        for entry in others {
            self.desk.unknown_key(entry.span, (&entry.key, None), &names, what);
        }
        Some(known)
    }

    /// What stands under `key` of a table, read as `part`; what it is for is said where it is missing.
    pub fn key<P: Part>(
        &mut self,
        node: &Node,
        (key, zh, en): (&'static str, &str, &str),
        part: &P,
    ) -> Option<P::Value> {
        let read = match node.get(key) {
            _ if key.is_empty() => part.read(self, node),
            Some(entry) if entry.how == How::Replace || self.may_change(entry, &part.shape()) => {
                part.read(self, &entry.node)
            }
            Some(_) => None,
            None => {
                if part.needed() {
                    // The first thing that is said of it is enough.
                    let zh = zh.split(['；', '。']).next().unwrap_or(zh);
                    let en = en.trim_ascii().split(['.', ';', ':']).next().unwrap_or(en);
                    let first = en.chars().next().map_or(0, char::len_utf8);
                    let en = format!("{}{}", en.first(first).to_lowercase(), en.cut(first..));
                    self.lacks_for(node, Lack::Key(vec![key]), Some((zh, &en)));
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
            let items = entry.node.items().iter();
            items.for_each(|item| self.desk.not_there(key, (item.span, item.first_text()), &[]));
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
        self.taken(node.text(), node, ("文字", "a string"))
    }

    /// What was read of a node; where that is nothing, it is told what was expected there.
    pub fn taken<T>(&mut self, read: Option<T>, node: &Node, expected: Both) -> Option<T> {
        if read.is_none() {
            self.wrong(node, expected);
        }
        read
    }

    /// Tells that a node is not what is expected there.
    pub fn wrong(&mut self, node: &Node, what: Both) {
        let bare = matches!(node.value, Value::Number | Value::Flag(_) | Value::Date);
        let quotes = Text::new("加上引号", "put it in quotes");
        self.wrong_at(node.span, what, (bare && what.0.starts_with("文字")).then_some(quotes));
    }

    /// Tells that what stands at `span` is not what is expected there, and the step to take where that is not to write it.
    pub fn wrong_at(&mut self, span: Span, (zh, en): Both, help: Option<Text>) {
        let place = self.desk.first_line(span);
        let found = self.desk.sources.slice(place);
        let message =
            Text::new(format!("这里应是{zh}，却是 {found}"), format!("expected {en}, found {found}"));
        let help = help.unwrap_or_else(|| Text::new(format!("改写成{zh}"), format!("write {en}")));
        let label = Text::new(format!("应是{zh}"), format!("expected {en}"));
        self.desk.say(place, message, label, help);
    }

    /// Tells what a table of keys lacks.
    pub fn lacks(&mut self, node: &Node, lack: Lack<'_>) {
        self.lacks_for(node, lack, None);
    }

    fn lacks_for(&mut self, node: &Node, lack: Lack<'_>, says: Option<(&str, &str)>) {
        // The table itself is pointed at by its key: its own span may be all of its lines.
        let (table, at) = self.entry;
        let place = match node.text() {
            Some(text) => self.desk.inside(node.span, text),
            None if node.span == table => at,
            None => self.desk.first_line(node.span),
        };
        let listed = |keys: &[&str], zh: &str, en: &str| {
            let example = |key: &&str| {
                if *key == "check" { "check.… = …".to_owned() } else { format!("{key} = …") }
            };
            let keys: Vec<String> = keys.iter().map(example).collect();
            (keys.join(zh), keys.join(en))
        };
        let [message, label, help] = match lack {
            Lack::Key(keys) => {
                let (zh, en) = listed(&keys, " 或 ", " or ");
                let missing = (keys.join(" 或 "), keys.join("` or `"));
                [
                    Text::new(format!("缺少 {}", missing.0), format!("`{}` is missing", missing.1)),
                    Text::new(format!("这里应有 {zh}"), format!("expected {en} here")),
                    written(&keys).unwrap_or_else(|| match says {
                        Some((why, what)) => {
                            Text::new(format!("补上 {zh}：{why}"), format!("add {en}: {what}"))
                        }
                        None => Text::new(format!("补上 {zh}"), format!("add {en}")),
                    }),
                ]
            }
            Lack::OneOf(keys) => {
                let (zh, en) = listed(&keys, "、", ", ");
                [
                    Text::new(format!("{zh} 要写一个，只写一个"), format!("it takes one of {en}")),
                    Text::new("应有其中一个", "expected one of them"),
                    Text::new(format!("留下其中一个：{zh}"), format!("write one of them: {en}")),
                ]
            }
            Lack::Use(key) => [
                Text::new(format!("这种检查用不到 {key}"), format!("this check has no use for `{key}`")),
                Text::new(format!("多写了 {key}"), format!("`{key}` is one too many")),
                Text::new(format!("去掉 {key}"), format!("take out `{key}`")),
            ],
            Lack::Capture(name, near) => [
                Text::new(format!("句式里缺少 {{{name}}}"), format!("the pattern captures no {{{name}}}")),
                Text::new(format!("这里要捕获 {name}"), format!("`{name}` must be captured")),
                match near {
                    Some(near) => Text::new(
                        format!("把 {{{near}}} 改名为 {{{name}}}？"),
                        format!("rename {{{near}}} to {{{name}}}?"),
                    ),
                    None => Text::new(
                        format!("在句式里写上 {{{name}}}，捕获要取的那一段"),
                        format!("write {{{name}}} into the pattern where it captures what is meant"),
                    ),
                },
            ],
        };
        self.desk.say(place, message, label, help);
    }
}

/// How keys that are often forgotten are written.
fn written(keys: &[&str]) -> Option<Text> {
    Some(match *keys.first()? {
        "marks" => Text::new(
            "写 marks = [\"应被指出的原文\"]；应当沉默的例子写 marks = []",
            "write marks = [\"the text to point at\"], or marks = [] where nothing must be told",
        ),
        "title" => Text::new(
            "用一句话写出要求：title = \"…\"",
            "say in one sentence what is demanded: title = \"…\"",
        ),
        "caption" => Text::new("如 caption = \"*收支总表\"", "such as caption = \"*statement of income\""),
        "check" => Text::new(
            "如 check.formula = \"表[行] = 表[行]\"",
            "such as check.formula = \"table[row] = table[row]\"",
        ),
        _ => return None,
    })
}

/// Reads the whole of `file`, which stands alone, and tells what is wrong with it by `id`.
pub fn read_file<K: Keys>(id: &'static str, file: FileId, sources: &Sources) -> (Option<K>, Vec<Diagnostic>) {
    let mut desk = Desk::new(id, sources);
    let root = parse::tree(&mut desk, file);
    let read = K::read(&mut Reader::at_top(&mut desk, &root), &root);
    (read, desk.all())
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
        $(#[doc = $about:literal])+ $zh:literal $(#[$more:meta])*
        $vis:vis struct $name:ident {
            $($(#[doc = $en:literal])+ $field:ident: $type:ty = $key:literal, $part:expr, $says:literal;)*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone)]
        $(#[$more])*
        $vis struct $name {
            $($(#[doc = $en])+ pub $field: $type,)*
        }

        impl $crate::keys::Keys for $name {
            fn about() -> $crate::keys::About {
                let mut keys = Vec::new();
                $(if !$key.is_empty() {
                    let part: &dyn $crate::keys::Part<Value = $type> = &$part;
                    keys.push($crate::keys::Key {
                        name: $key,
                        says: ($says, concat!($($en),+).trim_ascii()),
                        shape: part.shape(),
                        needed: part.needed(),
                    });
                })*
                $crate::keys::About { says: ($zh, concat!($($about),+).trim_ascii()), keys }
            }

            fn read(
                reader: &mut $crate::keys::Reader<'_, '_>,
                node: &$crate::keys::tree::Node,
            ) -> Option<Self> {
                reader.open(node, &[$($key),*], $crate::keys::Reader::KEY)?;
                $(let $field = reader.key(node, ($key, $says, concat!($($en),+)), &$part);)*
                Some(Self { $($field: $field?),* })
            }

            fn absent() -> Option<Self> {
                Some(Self { $($field: $crate::keys::Part::absent(&$part)?),* })
            }
        }
    };
}
