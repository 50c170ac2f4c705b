//! Plain text, Markdown among it, in any encoding that [`encoding`](super::encoding) tells.

use super::Why;
use super::encoding::decode;
use crate::source::Source;

/// Reads `bytes` as text, and what its marks say where it is a [marked](crate::source::marks) one. A byte order mark at the start is dropped, so that the first character of the source is the first
/// that people see: offsets count from there.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    let decoded = decode(bytes, None)?;
    Ok(Source::new(name, decoded.text).with_notes(decoded.notes).marked())
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
