//! The one door through which text gets into a page. Nothing else writes what a document, a rule file or a path says.

use std::borrow::Cow;

use crate::document::fold::{TAGS, is_minus};
use crate::report::excerpt::{is_unseen, picture};
use crate::source::{Cut, raised};

/// Writes `text` for element content and quoted attributes: no character of it is markup, none is invisible.
pub fn escape(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let instead: Cow<'static, str> = match c {
            '&' => "&amp;".into(),
            '<' => "&lt;".into(),
            '>' => "&gt;".into(),
            '"' => "&quot;".into(),
            '\'' => "&#39;".into(),
            '\n' | '\r' | '\t' => " ".into(),
            c if is_unseen(c) => format!("‹U+{:04X}›", c as u32).into(),
            c => match picture(c) {
                Some(picture) => picture.to_string().into(),
                None => continue,
            },
        };
        out.push_str(text.cut(from..at));
        out.push_str(&instead);
        from = at + c.len_utf8();
    }
    out.push_str(text.cut(from..));
}

/// The same as a string of its own.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape(&mut out, text);
    out
}

/// Writes a part of a document's own text: what marks only looks, and what has no width, is dropped as reading drops it.
pub fn prose(out: &mut String, text: &str) {
    if !text
        .bytes()
        .any(|byte| matches!(byte, b'*' | b'\\' | b'<') || (0xC2..0xE3).contains(&byte) || byte == 0xEF)
    {
        escape(out, text);
        return;
    }
    let (mut from, mut at) = (0, 0);
    while let Some(c) = text.cut(at..).chars().next() {
        let rest = text.cut(at..);
        let dropped = match c {
            '*' if rest.starts_with("**") => 2,
            '\\' if rest.cut(1..).starts_with(|next: char| next.is_ascii_punctuation()) => 1,
            '<' => TAGS
                .iter()
                .find(|tag| rest.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag)))
                .map_or(0, |tag| tag.len()),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' => {
                c.len_utf8()
            }
            _ => 0,
        };
        // A mark in tags is raised, and a soft hyphen may be a minus sign.
        let (dropped, instead) = match (c, raised::tagged(rest)) {
            ('<', Some((len, words))) => (len, words),
            ('\u{ad}', _) if is_minus(text, at) => (dropped, "-".to_owned()),
            _ => (dropped, String::new()),
        };
        if dropped > 0 {
            escape(out, text.cut(from..at));
            out.push_str(&instead);
            from = at + dropped;
            // What a backslash stands before is text.
            let kept = if c == '\\' { 1 } else { 0 };
            at = from + kept;
        } else {
            at += c.len_utf8();
        }
    }
    escape(out, text.cut(from..));
}

/// JSON that may stand in a `<script type="application/json">`: nothing in it ends the element or opens a comment.
pub fn json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// A file name as one segment of a relative address.
pub fn segment(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_markup_gets_through() {
        let hostile = "<img src=x onerror=\"a('&')\">\u{202e}\u{1b}";
        assert_eq!(escaped(hostile), "&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;‹U+202E›␛");
        let mut out = String::new();
        prose(&mut out, "**<b>合计</b>** <script>\\<i>9\u{200b}9</script>");
        assert_eq!(out, "合计 &lt;script&gt;&lt;i&gt;99&lt;/script&gt;");
        let closing = json(&serde_json::json!(["</script><!--"]));
        assert!(!closing.contains('<') && !closing.contains('>'), "{closing}");
        assert_eq!(segment("a b/报.html"), "a%20b%2F%E6%8A%A5.html");
    }
}
