//! Parts that are matched in documents: words, texts with `*` in them, units.

use crate::amount::Unit;
use crate::keys::parts::{List, TextOf};
use crate::rule::pattern::Glob;
use crate::rule::words::fold;

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
pub const UNIT: TextOf<Unit> = TextOf(
    ("单位，如 元、千元、万元、亿元、%、£000", "a unit, such as 元, 千元, 万元, 亿元, %, £000"),
    |reader, node, text| reader.taken(Unit::parse(&fold(text)), node, UNIT.0),
);
