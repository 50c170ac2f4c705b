//! TOML file ─▶ tree: the only user of `toml`. The trees of files that come with the program are made when it is built.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::compiled;
use super::desk::Desk;
use super::tree::{Entry, How, Node, Value};
use crate::diagnostic::Text;
use crate::source::{Cut, FileId, Span};

/// Reads `file` as far as it can be read, and tells what cannot.
pub fn tree(desk: &mut Desk<'_>, file: FileId) -> Node {
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
    built_in.and_then(|built_in| compiled::part(file, built_in, key)).unwrap_or_else(|| tree(desk, file))
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
