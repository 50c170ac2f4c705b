//! Bytes ─▶ Source: the one door for documents. Text today; every later format comes in here and nowhere else.

use crate::diagnostic::Text;
use crate::source::Source;

/// The longest document that is read. Places are 32-bit, and folding may lengthen a text.
pub const MAX_BYTES: usize = 256 << 20;

/// A document that could not be checked: why, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The name people see: the path as given.
    pub name: String,
    /// Why, on one line without a full stop.
    pub reason: Text,
    /// The one step to take.
    pub help: Text,
}

/// Reads `bytes` as UTF-8 text. A byte order mark at the start is dropped, so that the first character of the source is the
/// first that people see: offsets count from there.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Unreadable> {
    let refuse = |(reason, help): (Text, Text)| Unreadable { name: name.to_owned(), reason, help };
    if bytes.len() > MAX_BYTES {
        return Err(refuse(too_long()));
    }
    if let Some(why) = foreign(bytes) {
        return Err(refuse(why));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        return Err(refuse(binary(at)));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => Err(refuse(other_encoding(bytes, error.valid_up_to()))),
    }
}

/// Formats known by their first bytes that are not text.
fn foreign(bytes: &[u8]) -> Option<(Text, Text)> {
    let kinds: [(&[u8], &str, &str); 5] = [
        (b"%PDF-", " PDF 文件", "a PDF"),
        (b"PK\x03\x04", "压缩的 Office 文件（xlsx、docx）或 ZIP", "a zipped Office file (xlsx, docx) or ZIP"),
        (b"\xD0\xCF\x11\xE0", "旧版 Office 文件（xls、doc）", "an old Office file (xls, doc)"),
        (b"\x89PNG", "图片", "a picture"),
        (b"\xFF\xD8\xFF", "图片", "a picture"),
    ];
    if let Some((_, zh, en)) = kinds.iter().find(|(magic, _, _)| bytes.starts_with(magic)) {
        return Some((
            Text::new(format!("这是{zh}，不是文本"), format!("this is {en}, not text")),
            Text::new(
                "先转成 UTF-8 文本或 Markdown（表格每格用制表符或 | 分开），再检查",
                "turn it into UTF-8 text or Markdown first (cells apart by tabs or |)",
            ),
        ));
    }
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    utf16.then(|| (Text::new("编码是 UTF-16", "it is encoded in UTF-16"), save_as_utf8()))
}

fn too_long() -> (Text, Text) {
    let megabytes = MAX_BYTES >> 20;
    (
        Text::new(format!("超过 {megabytes} MB"), format!("it is longer than {megabytes} MB")),
        Text::new("一份公开文件一个文件，拆开再检查", "split it: one disclosure a file"),
    )
}

fn binary(at: usize) -> (Text, Text) {
    (
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

fn other_encoding(bytes: &[u8], at: usize) -> (Text, Text) {
    let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let (zh, en) = if two_byte_chinese(&bytes[at..]) {
        ("不是 UTF-8，看来是 GBK/GB18030 编码", "not UTF-8; it looks like GBK/GB18030")
    } else {
        ("不是 UTF-8 编码", "not UTF-8")
    };
    (Text::new(format!("第 {line} 行起{zh}"), format!("from line {line} on it is {en}")), save_as_utf8())
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
        assert!(reason(b"%PDF-1.7 ...").contains("PDF"));
        assert!(reason(b"PK\x03\x04....").contains("xlsx"));
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
