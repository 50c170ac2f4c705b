//! Plain text, Markdown among it: UTF-8 with or without a byte order mark.

use memchr::memchr;

use super::Why;
use crate::diagnostic::Text;
use crate::source::Source;

/// Reads `bytes` as UTF-8 text. A byte order mark at the start is dropped, so that the first character of the source is the
/// first that people see: offsets count from there.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    if utf16 {
        return Err(Why::new(Text::new("编码是 UTF-16", "it is encoded in UTF-16"), save_as_utf8()));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Some(at) = memchr(0, bytes) {
        return Err(binary(at));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => Err(other_encoding(bytes, error.valid_up_to())),
    }
}

fn binary(at: usize) -> Why {
    Why::new(
        Text::new(
            format!("第 {} 个字节是 NUL，这不是文本文件", at + 1),
            format!("byte {} is NUL: this is not a text file", at + 1),
        ),
        Text::new(
            "只检查 UTF-8 文本；先从原文件导出文本",
            "only UTF-8 text is checked: export the text first",
        ),
    )
}

fn other_encoding(bytes: &[u8], at: usize) -> Why {
    let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let (zh, en) = if two_byte_chinese(&bytes[at..]) {
        ("不是 UTF-8，看来是 GBK/GB18030 编码", "not UTF-8; it looks like GBK/GB18030")
    } else {
        ("不是 UTF-8 编码", "not UTF-8")
    };
    let reason = Text::new(format!("第 {line} 行起{zh}"), format!("from line {line} on it is {en}"));
    Why::new(reason, save_as_utf8())
}

fn save_as_utf8() -> Text {
    Text::new(
        "用编辑器“另存为”UTF-8，或 iconv -f GB18030 -t UTF-8",
        "save it as UTF-8, for instance with iconv -f GB18030 -t UTF-8",
    )
}

/// Whether nearly every byte above ASCII pairs up the way GBK does.
fn two_byte_chinese(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(4096)];
    let (mut pairs, mut odd, mut at) = (0usize, 0usize, 0usize);
    while at < sample.len() {
        let lead = sample[at];
        if lead < 0x80 {
            at += 1;
            continue;
        }
        match sample.get(at + 1) {
            Some(0x40..=0x7E | 0x80..=0xFE) if (0x81..=0xFE).contains(&lead) => {
                pairs += 1;
                at += 2;
            }
            Some(_) => {
                odd += 1;
                at += 1;
            }
            None => at += 1,
        }
    }
    pairs > 0 && odd * 20 <= pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Lang;

    fn reason(bytes: &[u8]) -> String {
        read("a.txt", bytes).unwrap_err().reason.get(Lang::Zh).to_owned()
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        let source = read("a.txt", "\u{FEFF}合计".as_bytes()).unwrap();
        assert_eq!(source.text(), "合计");
        assert_eq!(source.line_column(3), (1, 2));
    }

    #[test]
    fn what_is_no_text_is_refused_with_a_reason() {
        assert!(reason(b"\xFF\xFE1\x00").contains("UTF-16"));
        assert!(reason(b"abc\0def").contains("第 4 个字节"));
        assert!(
            reason(b"ok\n\xB2\xBF\xC3\xC5\xD4\xA4\xCB\xE3\n").contains("第 2 行起不是 UTF-8，看来是 GBK")
        );
        assert!(reason(b"\xFF1\xFF1\xFF").contains("不是 UTF-8 编码"));
    }

    #[test]
    fn nothing_is_still_text() {
        assert_eq!(read("a.txt", b"").unwrap().text(), "");
    }
}
