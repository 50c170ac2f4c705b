//! Bytes ─▶ Source: the one door for documents. Each format has a reader of its own, a file under `read/`; which one is
//! for a file, [`kind`] tells by its content first and by its name second.

#[cfg(feature = "archive")]
pub mod archive;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "docx")]
mod doc;
#[cfg(feature = "docx")]
pub(crate) mod docx;
pub mod encoding;
#[cfg(feature = "html")]
mod html;
pub mod kind;
mod notes;
#[cfg(feature = "ofd")]
mod ofd;
#[cfg(any(feature = "sheets", feature = "docx"))]
mod ole;
pub mod own;
#[cfg(any(feature = "sheets", feature = "archive", feature = "docx", feature = "ofd"))]
#[cfg_attr(
    not(all(feature = "sheets", feature = "archive")),
    allow(dead_code, reason = "each reader uses its part")
)]
pub(crate) mod package;
pub mod passed;
#[cfg(feature = "pdf")]
pub(crate) mod pdf;
#[cfg(any(feature = "sheets", feature = "csv"))]
#[cfg_attr(not(feature = "sheets"), allow(dead_code, reason = "each reader uses its part"))]
pub(crate) mod sheet;
mod text;
#[cfg(any(feature = "docx", feature = "html"))]
mod view;
#[cfg(any(feature = "sheets", feature = "ofd"))]
#[cfg_attr(not(feature = "sheets"), allow(dead_code, reason = "each reader uses its part"))]
mod xml;

use crate::diagnostic::{Lang, Text};
use crate::source::Source;
use kind::Kind;
pub use notes::{id_of, notes};

/// The longest document that is read. Places are 32-bit, and folding may lengthen a text.
pub const MAX_BYTES: usize = 256 << 20;

/// The longest text that is read. Checking takes up to seventy times its size in memory.
pub const MAX_TEXT: usize = 32 << 20;

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

/// What a reader says of bytes it cannot read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Why, on one line without a full stop.
    pub reason: Text,
    /// The one step to take.
    pub help: Text,
}

impl Why {
    /// A reason and the step to take.
    pub fn new(reason: Text, help: Text) -> Self {
        Self { reason, help }
    }
}

/// Reads a document: its text, and the structure its format really has.
///
/// # Errors
/// Where nothing in it may pass for checked: a format that is not read, damage, no text at all.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Unreadable> {
    let done = if bytes.len() > MAX_BYTES {
        Err(too_long(MAX_BYTES))
    } else if bytes.trim_ascii().is_empty() {
        Err(empty())
    } else if let Some(why) = misnamed(name, bytes) {
        Err(why)
    } else {
        match kind::of(name, bytes) {
            Kind::Text => text::read(name, bytes),
            #[cfg(feature = "csv")]
            Kind::Csv => csv::read(name, bytes),
            #[cfg(feature = "sheets")]
            Kind::Xlsx => sheet::xlsx::read(name, bytes),
            #[cfg(feature = "sheets")]
            Kind::Xls => sheet::xls::read(name, bytes),
            #[cfg(feature = "sheets")]
            Kind::Ods => sheet::ods::read(name, bytes),
            #[cfg(feature = "html")]
            Kind::Html => html::read(name, bytes),
            #[cfg(feature = "docx")]
            Kind::Docx => docx::read(name, bytes),
            #[cfg(feature = "docx")]
            Kind::Doc => doc::read(name, bytes),
            #[cfg(feature = "pdf")]
            Kind::Pdf => pdf::read(name, bytes),
            #[cfg(feature = "ofd")]
            Kind::Ofd => ofd::read(name, bytes),
            other => Err(not_read(other)),
        }
    };
    let done = done.and_then(|source| if is_blank(source.text()) { Err(empty()) } else { Ok(source) });
    done.map_err(|Why { reason, help }| Unreadable { name: name.to_owned(), reason, help })
}

/// What there is to say of a file whose name promises a format that its content is not: most often the page that told of an
/// error, saved under the name of what was to be downloaded. Names that programs open whatever the content is, as `.xls`
/// and `.doc`, promise nothing.
fn misnamed(name: &str, bytes: &[u8]) -> Option<Why> {
    let ending = kind::ending(name);
    let promises = matches!(ending.as_str(), "pdf" | "docx" | "xlsx" | "xlsm" | "ods");
    // A PDF may have something before its mark.
    let is_pdf = ending == "pdf" && memchr::memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some();
    let content = kind::of("", bytes);
    if is_pdf || !promises || !matches!(content, Kind::Html | Kind::Text) {
        return None;
    }
    match content {
        Kind::Html => Some(called(
            &ending,
            content,
            Text::new(
                "多半是下载时的出错页或登录页，重新下载；确实是网页就改名为 .html 再检查",
                "most likely a page that tells of an error or asks to log in: download it again; if the page is meant, call it .html",
            ),
        )),
        _ if encoding::decode(bytes, None).is_ok() => Some(called(
            &ending,
            content,
            Text::new(
                "重新下载，或从原文件导出；确实是文本就改名为 .txt 再检查",
                "download it again, or export it from the original; if the text is meant, call it .txt",
            ),
        )),
        // Nobody can say what it is; a PDF that is none any more is told by its reader.
        _ if ending == "pdf" => None,
        _ => Some(Why::new(
            Text::new(
                format!("名字是 .{ending}，内容却不是，可能已损坏"),
                format!("it is called .{ending} and is none: it may be damaged"),
            ),
            Text::new(
                "重新下载，或用原来的软件打开另存一份",
                "download it again, or save a copy from its own program",
            ),
        )),
    }
}

/// A file that is called `ending` and is of the kind `content`, with the step to take.
fn called(ending: &str, content: Kind, step: Text) -> Why {
    let what = content.name();
    let (zh, en) = (what.get(Lang::Zh), what.get(Lang::En));
    Why::new(
        Text::new(format!("名字是 .{ending}，内容却是{zh}"), format!("it is called .{ending} and is {en}")),
        step,
    )
}

/// Whether nothing of a text is seen: blanks, controls and characters without width are nothing.
fn is_blank(text: &str) -> bool {
    let unseen = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
    };
    text.chars().all(unseen)
}

fn empty() -> Why {
    Why::new(
        Text::new("文件是空的，没有可核对的内容", "it is empty: there is nothing in it to check"),
        Text::new(
            "确认导出或下载完整，换一份有内容的文件",
            "see that it was exported or downloaded whole, and check the file that has something in it",
        ),
    )
}

/// Reads a rule file, a dictionary or a configuration: text as it stands, whatever the name says.
///
/// # Errors
/// Where it is no text, or too long.
pub fn read_text(name: &str, bytes: &[u8]) -> Result<Source, Unreadable> {
    let done = if bytes.len() > MAX_BYTES { Err(too_long(MAX_BYTES)) } else { text::read(name, bytes) };
    done.map_err(|Why { reason, help }| Unreadable { name: name.to_owned(), reason, help })
}

fn too_long(most: usize) -> Why {
    let megabytes = most >> 20;
    Why::new(
        Text::new(format!("超过 {megabytes} MB"), format!("it is longer than {megabytes} MB")),
        Text::new("一份公开文件一个文件，拆开再检查", "split it: one disclosure a file"),
    )
}

fn not_read(kind: Kind) -> Why {
    let name = kind.name();
    Why::new(
        Text::new(
            format!("这是{}，不能直接读取", name.get(Lang::Zh)),
            format!("this is {}, which is not read", name.get(Lang::En)),
        ),
        kind.step(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_no_document() {
        for text in ["", " \n\t\u{3000}\n", "\u{feff}", "\u{200b}\u{200e}\n"] {
            for name in ["a.txt", "a.md", "a.csv"] {
                let reason = read(name, text.as_bytes()).unwrap_err().reason;
                assert!(reason.get(Lang::Zh).contains("空的"), "{name} {text:?}: {reason:?}");
            }
        }
        assert_eq!(read_text("a.toml", b"").unwrap().text(), "", "rules may be nothing");
    }

    #[test]
    fn what_no_reader_is_for_is_refused_by_name() {
        let reason = |bytes: &[u8]| read("a.txt", bytes).unwrap_err().reason.get(Lang::Zh).to_owned();
        assert!(reason(b"%PDF-1.7 ...").contains("PDF"));
        assert!(reason(b"PK\x03\x04....").contains("ZIP"));
        assert!(reason(b"{\\rtf1}").contains("RTF"));
    }
}
