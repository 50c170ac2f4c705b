//! The reference of rule files in Markdown, made of what reads them: every kind of check and every table, with its keys.

use std::fmt::Write as _;

use super::notation::{NOTATIONS, Notation};
use super::schema::PHRASES;
use crate::diagnostic::Lang;
use crate::keys::{About, Both, Keys, Kind, Kinds, Shape};
use crate::rule::Rule;
use crate::rule::binding::{Dictionary, Fact, FormBinding, SectionBinding, TableBinding};
use crate::rule::pack::Pack;

/// Tells what a table is for.
type Told = fn() -> About;

/// The tables of a rule file: the words that open them, and their keys.
const TABLES: &[(&str, Told)] = &[
    ("[pack]", Pack::about),
    ("[table.\"…\"]", TableBinding::about),
    ("[form.\"…\"]", FormBinding::about),
    ("[section.\"…\"]", SectionBinding::about),
    ("[fact.\"…\"]", Fact::about),
    ("[dictionary.\"…\"]", Dictionary::about),
    ("[rule.…]", Rule::about),
];

/// All of it: the kinds, each with what `shown` adds to its page, then the tables.
pub fn reference(kinds: Kinds<'_>, lang: Lang, shown: &dyn Fn(&Kind) -> String) -> String {
    let mut out = String::new();
    for kind in kinds {
        out.push_str(&page(kind, lang));
        out.push_str(&shown(kind));
        out.push('\n');
    }
    let _ = writeln!(out, "## `[phrase]`\n\n{}\n", pick(PHRASES, lang));
    for (opens, about) in TABLES {
        let about = about();
        let _ = writeln!(out, "## `{opens}`\n\n{}\n", pick(about.says, lang));
        keys(&mut out, &about, lang);
        out.push('\n');
    }
    NOTATIONS.iter().for_each(|notation| written(&mut out, notation, lang));
    out
}

/// A notation: a row for each sign.
fn written(out: &mut String, notation: &Notation, lang: Lang) {
    let heads = pick(("| 写作 | 意思 |", "| written | means |"), lang);
    let (title, says) = (pick(notation.title, lang), pick(notation.says, lang));
    let _ = writeln!(out, "## {title}\n\n{says}\n\n{heads}\n| --- | --- |");
    for (sign, means) in notation.lines {
        let _ = writeln!(out, "| `{}` | {} |", cell(sign), cell(pick(*means, lang)));
    }
    out.push('\n');
}

/// The page of one kind.
pub fn page(kind: &Kind, lang: Lang) -> String {
    let mut out = format!("## `check.{}`\n\n{}\n\n", kind.name, pick((kind.about)().says, lang));
    match (kind.shape)() {
        Shape::Table(about) => keys(&mut out, &about, lang),
        shape => {
            let _ = writeln!(out, "`check.{} = …`: {}", kind.name, holds(&shape, lang));
        }
    }
    out
}

fn pick((zh, en): Both, lang: Lang) -> &'static str {
    lang.pick(zh, en)
}

/// A row for each key; below, the words that a key may be, and the keys of tables within.
fn keys(out: &mut String, about: &About, lang: Lang) {
    let heads = pick(("| 键 | 写什么 | 作什么用 |", "| key | holds | is for |"), lang);
    let _ = writeln!(out, "{heads}\n| --- | --- | --- |");
    for key in &about.keys {
        let needed = if key.needed { pick(("（必写）", " (needed)"), lang) } else { "" };
        let (holds, says) = (holds(&key.shape, lang), pick(key.says, lang));
        let _ = writeln!(out, "| `{}`{needed} | {} | {} |", key.name, cell(&holds), cell(says));
    }
    for key in &about.keys {
        if let Shape::Choice(words) = &key.shape {
            let _ = writeln!(out, "\n`{}`:\n", key.name);
            for (word, says) in words {
                let _ = writeln!(out, "- `{word}`: {}", pick(*says, lang));
            }
        }
        if let Some(about) = within(&key.shape) {
            let _ = writeln!(out, "\n`{}`: {}\n", key.name, pick(about.says, lang));
            keys(out, about, lang);
        }
    }
}

/// A bar would end the cell.
fn cell(words: &str) -> String {
    words.replace('|', "\\|")
}

/// The table that a key holds, if it holds one.
fn within(shape: &Shape) -> Option<&About> {
    match shape {
        Shape::Table(about) => Some(about),
        Shape::List(inner) | Shape::Named(inner) => within(inner),
        Shape::Either((_, en), inner) if en.contains("regex") => within(inner),
        _ => None,
    }
}

/// What a key holds, in a few words.
fn holds(shape: &Shape, lang: Lang) -> String {
    let of = |(zh, en): (&str, &str), inner: &Shape| {
        let inner = holds(inner, lang);
        if lang == Lang::Zh { format!("{inner}{zh}") } else { format!("{inner}{en}") }
    };
    match shape {
        Shape::Text(noun) | Shape::Either(noun, _) => pick(*noun, lang).to_owned(),
        Shape::Pattern([]) => pick(("句式", "a pattern"), lang).to_owned(),
        Shape::Pattern(captures) => {
            let lead = pick(("句式，捕获 ", "a pattern that captures "), lang);
            format!("{lead}`{}`", captures.join(pick(("`、`", "` and `"), lang)))
        }
        Shape::Choice(_) => pick(("下面的一个词", "one of the words below"), lang).to_owned(),
        Shape::Number => pick(("数", "a number"), lang).to_owned(),
        Shape::Flag => "true, false".to_owned(),
        Shape::List(inner) => of(("，可以几个", ", or several"), inner),
        Shape::Named(inner) => of(("，按名字", ", by name"), inner),
        Shape::Table(_) => pick(("表，见下", "a table, see below"), lang).to_owned(),
        Shape::Check => pick(("一种检查，见上", "a kind of check, see above"), lang).to_owned(),
    }
}
