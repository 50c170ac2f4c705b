//! XML in small words: what readers of packages need of it. No entity but those of XML itself is ever expanded, and nothing
//! outside the part is looked at.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{Why, encoding};
use crate::diagnostic::Text;

/// What a part of a package says, as text.
///
/// # Errors
/// Where it is no text.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Why> {
    encoding::decode(bytes, None).map(|decoded| decoded.text)
}

/// The next event; the end of a part that breaks off is told as damage.
///
/// # Errors
/// Where the part is no XML.
pub fn next<'a>(reader: &mut Reader<&'a [u8]>) -> Result<Event<'a>, Why> {
    reader.read_event().map_err(|error| {
        let at = reader.error_position();
        Why::new(
            Text::new(
                format!("文件内部的 XML 已损坏（第 {at} 个字节：{error}）"),
                format!("the XML within it is damaged (byte {at}: {error})"),
            ),
            Text::new("用原来的软件打开，另存一份再检查", "open it in its own program and save a copy"),
        )
    })
}

/// The value of the attribute whose name, without a prefix, is `name`.
pub fn attribute<'a>(start: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(unescape(found.value))
}

/// The value of an attribute as a number.
pub fn number(start: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(start, name)?.trim().parse().ok()
}

/// Whether an attribute says yes.
pub fn says(start: &BytesStart<'_>, name: &str) -> bool {
    attribute(start, name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
}

/// Adds what `&amp;` or `&#20803;` stands for; of others the name itself.
pub fn push_reference(into: &mut String, reference: &BytesRef<'_>) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        into.push(c);
        return;
    }
    let name = reference.xml10_content();
    match quick_xml::escape::resolve_predefined_entity(&name) {
        Some(words) => into.push_str(words),
        None => into.push_str(&name),
    }
}

fn unescape(value: Cow<'_, str>) -> Cow<'_, str> {
    if !value.contains('&') {
        return value;
    }
    match quick_xml::escape::unescape(&value) {
        Ok(plain) => Cow::Owned(plain.into_owned()),
        Err(_) => value,
    }
}
