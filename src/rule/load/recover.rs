//! Reads a shape from TOML and tells every mistake in it, not only the first: what is at fault is told, taken out, and the
//! rest is read again.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, ValueDeserializer};

use super::leaf::MISSING;
use super::{Desk, did_you_mean};
use crate::diagnostic::{Diagnostic, Text};
use crate::rule::words::nearest;
use crate::source::FileId;

/// No table has more mistakes than are told of it.
const MOST: usize = 64;

/// What could be read, and whether all of it could.
pub(super) struct Read<T> {
    pub(super) shape: Option<T>,
    /// False where something was told of it; then what is missing may be what was taken out.
    pub(super) whole: bool,
}

/// Reads a `T`; `at` is the key it stands under, where a missing key is told.
pub(super) fn read<T: DeserializeOwned>(
    desk: &mut Desk<'_>,
    file: FileId,
    at: Range<usize>,
    value: &Spanned<DeValue<'_>>,
) -> Read<T> {
    let mut value = value.clone();
    let mut taken: Vec<String> = Vec::new();
    for n in 0..MOST {
        let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(shape) => return Read { shape: Some(shape), whole: n == 0 },
            Err(error) => error,
        };
        let span = error.span().unwrap_or_else(|| at.clone());
        if let Some(key) = quoted(error.message(), "missing field `") {
            if !taken.contains(&key) {
                desk.tell(missing(desk, file, &at, &value, &span, &key));
            }
            if !stand_in(&mut value, &span, &key) {
                return Read { shape: None, whole: false };
            }
            continue;
        }
        desk.tell(describe(desk, file, &span, error.message()));
        match take_out(&mut value, &span) {
            Some(key) => taken.push(key),
            None => return Read { shape: None, whole: false },
        }
    }
    Read { shape: None, whole: false }
}

/// What stands between `before` and the next backtick.
fn quoted(message: &str, before: &str) -> Option<String> {
    let rest = message.strip_prefix(before)?;
    rest.split_once('`').map(|(name, _)| name.to_owned())
}

fn missing(
    desk: &Desk<'_>,
    file: FileId,
    at: &Range<usize>,
    value: &Spanned<DeValue<'_>>,
    span: &Range<usize>,
    key: &str,
) -> Diagnostic {
    // The table itself is pointed at by its key: its own span may be all of its lines.
    let place = if value.span() == *span { at.clone() } else { first_line(desk, file, span) };
    desk.error(file, place, Text::new(format!("缺少 {key}"), format!("`{key}` is missing")))
        .labelled(Text::new(format!("这里应有 {key} = …"), format!("expected {key} = … here")))
        .help(match key {
            "marks" => Text::new(
                "写 marks = [\"应被指出的原文\"]；应当沉默的例子写 marks = []",
                "write marks = [\"the text to point at\"], or marks = [] where nothing must be told",
            ),
            "title" => Text::new(
                "用一句话写出要求：title = \"…\"",
                "say in one sentence what is demanded: title = \"…\"",
            ),
            _ => Text::new(format!("补上 {key} = …"), format!("add {key} = …")),
        })
}

fn first_line(desk: &Desk<'_>, file: FileId, span: &Range<usize>) -> Range<usize> {
    let text = desk.sources.get(file).text();
    let line =
        text.get(span.clone()).and_then(|text| text.lines().next()).map_or(0, |line| line.trim_end().len());
    span.start..span.start + line
}

/// serde's words in ours.
fn describe(desk: &Desk<'_>, file: FileId, span: &Range<usize>, message: &str) -> Diagnostic {
    if let Some(key) = quoted(message, "unknown field `") {
        let allowed: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        return unknown_key(desk, file, span.clone(), &key, &allowed);
    }
    let place = first_line(desk, file, span);
    if let Some((found, expected)) =
        message.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        let (zh, en) = expected.split_once('|').unwrap_or(match expected {
            "a sequence" => ("一列，每个写作 [[…]]", "a list, each written [[…]]"),
            other => (other, other),
        });
        let (found_zh, found_en) = found_type(found);
        return desk
            .error(
                file,
                place,
                Text::new(
                    format!("这里应是{zh}，却是{found_zh}"),
                    format!("expected {en}, found {found_en}"),
                ),
            )
            .labelled(Text::new(format!("应是{zh}"), format!("expected {en}")))
            .help(match zh.starts_with("文字") && !found_zh.starts_with("一") {
                true => Text::new("加上引号", "put it in quotes"),
                false => Text::new(format!("改写成{zh}"), format!("write {en}")),
            });
    }
    if let Some(key) = quoted(message, "duplicate field `") {
        return desk
            .error(file, place, Text::new(format!("{key} 写了两次"), format!("`{key}` is written twice")))
            .help(Text::new("去掉其中一处", "take one of them out"));
    }
    desk.error(file, place, Text::new(format!("读不懂：{message}"), format!("cannot be read: {message}")))
}

/// serde's name for what it found: `integer `5``, `string "x"`, `map`.
fn found_type(found: &str) -> (String, String) {
    let (kind, value) = found.split_once(' ').unwrap_or((found, ""));
    let value = value.trim_start_matches("point ").trim_matches('`');
    let (zh, en) = match kind {
        "integer" => ("整数", "integer"),
        "floating" => ("小数", "number"),
        "boolean" => ("", ""),
        "string" => ("文字", "string"),
        "map" => ("一张表", "a table"),
        "sequence" => ("一个列表", "a list"),
        other => (other, other),
    };
    (format!("{zh} {value}").trim().to_owned(), format!("{en} {value}").trim().to_owned())
}

/// A key that means nothing, with the nearest that does.
pub(super) fn unknown_key(
    desk: &Desk<'_>,
    file: FileId,
    at: Range<usize>,
    key: &str,
    allowed: &[&str],
) -> Diagnostic {
    let message = if allowed.contains(&"formula") && allowed.contains(&"rollup") {
        Text::new(format!("没有名为「{key}」的检查"), format!("there is no kind of check `{key}`"))
    } else {
        Text::new(format!("没有名为「{key}」的键"), format!("unknown key `{key}`"))
    };
    let near = nearest(key, allowed.iter().copied());
    let label = match near {
        Some(near) => did_you_mean(near),
        None => Text::new("不认识的键", "not known here"),
    };
    let mut diagnostic = desk.error(file, at, message).labelled(label).note(Text::new(
        format!("这里可用的有 {}", allowed.join("、")),
        format!("known here: {}", allowed.join(", ")),
    ));
    let other = || Text::new("去掉它，或改用上面列出的", "take it out, or use one of those above");
    diagnostic.help = Some(near.map_or_else(other, did_you_mean));
    diagnostic
}

/// Puts a stand-in for `key` into the table at `span`.
fn stand_in(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>, key: &str) -> bool {
    let own = value.span();
    match value.get_mut() {
        DeValue::Table(table) => {
            if table.iter_mut().any(|(_, value)| stand_in(value, span, key)) {
                return true;
            }
            if own != *span || table.contains_key(key) {
                return false;
            }
            table.insert(
                Spanned::new(span.clone(), key.to_owned().into()),
                Spanned::new(span.clone(), DeValue::String(MISSING.into())),
            );
            true
        }
        DeValue::Array(array) => array.iter_mut().any(|value| stand_in(value, span, key)),
        _ => false,
    }
}

/// Takes the key or value at `span` out of the tree, and gives the key it stood under.
fn take_out(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>) -> Option<String> {
    match value.get_mut() {
        DeValue::Table(table) => take_from_table(table, span),
        DeValue::Array(array) => take_from_array(array, span),
        _ => None,
    }
}

fn take_from_table(table: &mut DeTable<'_>, span: &Range<usize>) -> Option<String> {
    if let Some(taken) = table.iter_mut().find_map(|(_, value)| take_out(value, span)) {
        return Some(taken);
    }
    let key = table
        .iter()
        .find(|(key, value)| key.span() == *span || value.span() == *span)
        .map(|(key, _)| key.get_ref().to_string())?;
    table.remove(key.as_str());
    Some(key)
}

fn take_from_array(array: &mut DeArray<'_>, span: &Range<usize>) -> Option<String> {
    if let Some(taken) = array.iter_mut().find_map(|value| take_out(value, span)) {
        return Some(taken);
    }
    let before = array.len();
    let mut kept = DeArray::new();
    for value in array.iter().filter(|value| value.span() != *span) {
        kept.push(value.clone());
    }
    let gone = kept.len() < before;
    *array = kept;
    gone.then(String::new)
}
