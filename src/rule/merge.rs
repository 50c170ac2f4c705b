//! A layer's table laid over the one it changes, as trees and before anything is read: what it writes takes the place of what
//! was there, `key+` adds to a list and `key-` takes from it, on any list. Whatever is left keeps its place in its own file.

use super::words::fold;
use crate::keys::desk::Desk;
use crate::keys::tree::{Entry, How, Node, Value};

/// `layer` over `base`.
pub fn merge(desk: &mut Desk<'_>, base: &Node, layer: &Node) -> Node {
    let (Some(known), Some(said)) = (base.table(), layer.table()) else { return layer.clone() };
    let mut merged = known.to_vec();
    for entry in said {
        let (key, how) = split(&entry.key);
        let at = merged.iter().position(|known| known.key == key);
        let node = match (how, at.map(|at| &merged[at].node)) {
            (How::Replace, Some(known)) => Some(merge(desk, known, &entry.node)),
            (How::Add, Some(known)) => changeable(known).map(|known| added(known, &entry.node)),
            (How::Remove, Some(known)) => {
                changeable(known).map(|known| removed(desk, key, known, &entry.node))
            }
            (_, None) => None,
        };
        // Whether it is a list at all, whoever reads the key knows: taken from like added to, it must be one.
        let how = if node.is_some() && how == How::Remove { How::Add } else { how };
        let node = node.unwrap_or_else(|| entry.node.clone());
        let entry = Entry { key: key.to_owned().into(), span: entry.span, how, node };
        match at {
            Some(at) => merged[at] = entry,
            None => merged.push(entry),
        }
    }
    Node { span: base.span, value: Value::Table(merged) }
}

/// `tables+` adds, `tables-` takes away, `tables` replaces.
pub fn split(key: &str) -> (&str, How) {
    match (key.strip_suffix('+'), key.strip_suffix('-')) {
        (Some(key), _) => (key, How::Add),
        (_, Some(key)) => (key, How::Remove),
        _ => (key, How::Replace),
    }
}

/// What can be added to: a list, or a text alone, which is a list of one.
fn changeable(node: &Node) -> Option<&Node> {
    Some(node).filter(|node| matches!(node.value, Value::Text(_) | Value::List(_)))
}

fn added(known: &Node, more: &Node) -> Node {
    Node { span: known.span, value: Value::List([known.items(), more.items()].concat()) }
}

/// Takes items out of a list; an item that is not there is told with the nearest that is.
fn removed(desk: &mut Desk<'_>, key: &str, known: &Node, less: &Node) -> Node {
    let mut items = known.items().to_vec();
    for item in less.items() {
        match items.iter().position(|known| is_meant(known, item)) {
            Some(at) => drop(items.remove(at)),
            None => {
                let texts: Vec<&str> = items.iter().map(Node::first_text).collect();
                desk.not_there(key, (item.span, item.first_text()), &texts);
            }
        }
    }
    Node { span: known.span, value: Value::List(items) }
}

/// Whether `item` says which item of a list is meant: all of it, or the first of several texts alone.
fn is_meant(known: &Node, item: &Node) -> bool {
    match (&known.value, &item.value) {
        (Value::Text(known), Value::Text(item)) => fold(known) == fold(item),
        (Value::List(known), Value::Text(_)) => known.first().is_some_and(|first| is_meant(first, item)),
        (Value::List(known), Value::List(items)) => {
            known.len() == items.len() && known.iter().zip(items).all(|(known, item)| is_meant(known, item))
        }
        _ => false,
    }
}
