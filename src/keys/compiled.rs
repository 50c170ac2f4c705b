//! Trees that `build.rs` made of the TOML files that come with the program, so that no start of it reads TOML.
//!
//! A value is a byte that says what it is, its start and its length in the file; then come a text, or how many items it has
//! and these. A key stands before what it holds: start, length and text, and how many bytes what it holds takes here. A text is
//! where in the file its first byte stands, plus one, and its length; one that the file spells in another way is a zero, its
//! length and its bytes. All numbers are in groups of seven bits, the lowest first, each but the last with the eighth bit set.

use std::borrow::Cow;

use super::tree::{Entry, How, Node, Value};
use crate::source::{BuiltIn, FileId, Span};

/// The tree of a file; nothing where it is not what `build.rs` writes.
pub fn tree(file: FileId, built_in: BuiltIn) -> Option<Node> {
    Decoder::of(file, built_in).node()
}

/// The same with one of its keys alone, if it is there.
pub fn part(file: FileId, built_in: BuiltIn, key: &str) -> Option<Node> {
    let mut decoder = Decoder::of(file, built_in);
    decoder.byte().filter(|kind| *kind == b'm')?;
    let span = decoder.span()?;
    let entries = (0..decoder.number()?).map(|_| decoder.entry_if(&|name| name == key));
    let entries: Option<Vec<Option<Entry>>> = entries.collect();
    Some(Node { span, value: Value::Table(entries?.into_iter().flatten().collect()) })
}

struct Decoder {
    file: FileId,
    text: &'static str,
    rest: &'static [u8],
}

impl Decoder {
    fn of(file: FileId, built_in: BuiltIn) -> Self {
        Self { file, text: built_in.text, rest: built_in.tree }
    }

    fn node(&mut self) -> Option<Node> {
        let kind = self.byte()?;
        let span = self.span()?;
        let value = match kind {
            b't' => Value::Text(self.text()?),
            b'n' => Value::Number,
            b'y' => Value::Flag(true),
            b'f' => Value::Flag(false),
            b'd' => Value::Date,
            b'l' => Value::List((0..self.number()?).map(|_| self.node()).collect::<Option<_>>()?),
            b'm' => {
                let entries = (0..self.number()?).map(|_| self.entry_if(&|_| true)?);
                Value::Table(entries.collect::<Option<_>>()?)
            }
            _ => return None,
        };
        Some(Node { span, value })
    }

    /// The next entry, or nothing where its key is not `wanted`.
    fn entry_if(&mut self, wanted: &dyn Fn(&str) -> bool) -> Option<Option<Entry>> {
        let (span, key, length) = (self.span()?, self.text()?, self.number()?);
        if wanted(&key) {
            return Some(Some(Entry { key, span, how: How::Replace, node: self.node()? }));
        }
        self.rest = self.rest.get(length..)?;
        Some(None)
    }

    fn span(&mut self) -> Option<Span> {
        let (start, length) = (self.number()?, self.number()?);
        Some(Span::new(self.file, start..start + length))
    }

    fn text(&mut self) -> Option<Cow<'static, str>> {
        let (from, length) = (self.number()?, self.number()?);
        if let Some(start) = from.checked_sub(1) {
            return self.text.get(start..start + length).map(Cow::Borrowed);
        }
        let (spelt, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(spelt).ok().map(Cow::Borrowed)
    }

    fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte < 0x80 {
                return Some(number);
            }
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }
}
