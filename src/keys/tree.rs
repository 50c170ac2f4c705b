//! A TOML file as a tree of values, each with its place. A tree may hold parts of several files, for a place says its file.

use std::borrow::Cow;

use crate::source::{Sources, Span};

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
