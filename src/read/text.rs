//! Plain text, Markdown among it, in any encoding that [`encoding`](super::encoding) tells.

use std::ops::Range;

use super::encoding::decode;
use super::{MAX_TEXT, Why, too_long};
use crate::source::struck::struck;
use crate::source::{About, Cut, Note, Source};

/// Reads `bytes` as text, and what its marks say where it is a [marked](crate::source::marks) one. A byte order mark at the start is dropped, so that the first character of the source is the first
/// that people see: offsets count from there.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    let decoded = decode(bytes, None)?;
    if decoded.text.len() > MAX_TEXT {
        return Err(too_long(MAX_TEXT));
    }
    let mut notes = decoded.notes;
    notes.extend(struck(&decoded.text).into_iter().map(|range| told(&decoded.text, range)));
    Ok(Source::new(name, decoded.text).with_notes(notes).marked())
}

/// Text that is struck out is not read, and told.
fn told(text: &str, range: Range<usize>) -> Note {
    let words: String = text.cut(range.clone()).chars().take(40).collect();
    let place = range.start as u32..range.end as u32;
    Note { about: About::Struck, place, zh: format!("「{words}」"), en: format!("`{words}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_dropped() {
        let source = read("a.txt", "\u{FEFF}合计".as_bytes()).unwrap();
        assert_eq!(source.text(), "合计");
        assert_eq!(source.line_column(3), (1, 2));
    }

    #[test]
    fn nothing_is_still_text() {
        assert_eq!(read("a.txt", b"").unwrap().text(), "");
    }
}
