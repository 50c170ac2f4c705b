//! A TOML file as a tree of values, each with its place: the only user of `toml`. A tree may hold parts of
//! several files, for a place says its file. The trees of files that come with the program are made when it is built.

use std::borrow::Cow;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::compiled;
use super::desk::Desk;
use crate::diagnostic::Text;
use crate::source::{Cut, FileId, Sources, Span};

/// A value and where it stands, quotes and all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where in its rule file.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(Cow<'static, str>),
    /// A number, to be read from where it stands: never as a float.
    Number,
    /// true or false.
    Flag(bool),
    /// A date or a time, which nothing in a rule file is.
    Date,
    /// A list.
    List(Vec<Node>),
    /// Keys and what they hold, in the order written.
    Table(Vec<Entry>),
}

/// A key and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Cow<'static, str>,
    /// Where it stands, quotes and all.
    pub span: Span,
    /// What a layer asked for and could not be done, as the key was not there to add to or take from.
    pub how: How,
    /// What it holds.
    pub node: Node,
}

/// What a layer does with a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// `key`: it takes the place of what was there.
    Replace,
    /// `key+`: its items are added.
    Add,
    /// `key-`: its items are taken out.
    Remove,
}

impl Node {
    /// The entries, where it is a table.
    pub fn table(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; anything else alone is a list of one.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// Its text, or the first one in it.
    pub fn first_text(&self) -> &str {
        self.items().first().and_then(Self::text).unwrap_or_default()
    }

    /// It as it may be written in a rule file, on one line where it was laid together from several places.
    pub fn written(&self, sources: &Sources) -> String {
        let entry = |entry: &Entry| format!("{} = {}", entry.key, entry.node.written(sources));
        let join = |all: Vec<String>| all.join(", ");
        match &self.value {
            Value::Table(entries) => format!("{{ {} }}", join(entries.iter().map(entry).collect())),
            Value::List(items) => {
                format!("[{}]", join(items.iter().map(|item| item.written(sources)).collect()))
            }
            _ => sources.slice(self.span).to_owned(),
        }
    }

    /// What `key` holds, where this is a table.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.table()?.iter().find(|entry| entry.key == key)
    }
}

/// Reads `file` as far as it can be read, and tells what cannot.
pub fn parse(desk: &mut Desk<'_>, file: FileId) -> Node {
    let source = desk.sources.get(file);
    if let Some(tree) = source.tree().and_then(|built_in| compiled::tree(file, built_in)) {
        return tree;
    }
    let (root, errors) = DeTable::parse_recoverable(source.text());
    let root = node(file, root.span(), &DeValue::Table(root.into_inner()));
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        if error.message().starts_with("duplicate key") {
            let key = source.text().get(range.clone()).unwrap_or_default();
            let first = last_key_before(&root, key.trim_matches(['"', '\'']), range.start as u32);
            let said = Text::new(format!("{key} 写了两次"), format!("`{key}` is written twice"));
            desk.both(first, Span::new(file, range), said, Text::new("去掉其中一处", "take one of them out"));
        } else {
            syntax(desk, file, range, error.message());
        }
    }
    root
}

/// What `key` holds of a file; of one whose tree is not made yet, all there is.
pub fn part(desk: &mut Desk<'_>, file: FileId, key: &str) -> Node {
    let built_in = desk.sources.get(file).tree();
    built_in.and_then(|built_in| compiled::part(file, built_in, key)).unwrap_or_else(|| parse(desk, file))
}

/// The tree of a rule file that is no source yet, as far as it can be read.
pub fn glance(text: &str) -> Node {
    let (root, _) = DeTable::parse_recoverable(text);
    node(FileId(0), root.span(), &DeValue::Table(root.into_inner()))
}

fn node(file: FileId, range: Range<usize>, value: &DeValue<'_>) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(text.to_string().into()),
        DeValue::Integer(_) | DeValue::Float(_) => Value::Number,
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| node(file, item.span(), item.get_ref())).collect())
        }
        DeValue::Table(table) => Value::Table(
            table
                .iter()
                .map(|(key, value)| Entry {
                    key: key.get_ref().to_string().into(),
                    span: Span::new(file, key.span()),
                    how: How::Replace,
                    node: node(file, value.span(), value.get_ref()),
                })
                .collect(),
        ),
    };
    Node { span: Span::new(file, range), value }
}

/// Tells a mistake of TOML itself.
fn syntax(desk: &mut Desk<'_>, file: FileId, mut span: Range<usize>, message: &str) {
    let text = desk.sources.get(file).text();
    // Something to put the finger on: what stands before the place, where nothing stands at it.
    if text.get(span.clone()).is_none_or(|words| words.trim().is_empty()) {
        let line = text.first(span.start).rfind('\n').map_or(0, |at| at + 1);
        let before = text.get(line..span.start).unwrap_or_default().trim_end();
        let start = line + before.len() - before.trim_start().len();
        span = if before.trim().is_empty() { span } else { start..line + before.len() };
    }
    let said = Text::new(format!("TOML 语法有误：{message}"), format!("bad TOML: {message}"));
    let label = Text::new("读到这里读不下去", "it cannot be read on from here");
    let help = Text::new(
        "核对这一行和上一行：引号、括号要成对，每行是 键 = 值，文字加引号",
        "look at this line and the one before: quotes and brackets in pairs, key = value on each line, words in quotes",
    );
    desk.say(Span::new(file, span), said, label, help);
}

/// The last place before byte `before` where a key reads `name`.
fn last_key_before(node: &Node, name: &str, before: u32) -> Option<Span> {
    let below = |entry: &Entry| {
        let own = (entry.key == name && entry.span.end <= before).then_some(entry.span);
        [own, last_key_before(&entry.node, name, before)].into_iter().flatten().max_by_key(|span| span.start)
    };
    node.table()?.iter().filter_map(below).max_by_key(|span| span.start)
}
