//! Bytes ─▶ Source: the one door for documents. Each format has a reader of its own, a file under `read/`; which one is
//! for a file, [`kind`] tells by its content first and by its name second.

#[cfg(feature = "archive")]
pub mod archive;
#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "docx")]
mod docx;
pub mod encoding;
#[cfg(feature = "html")]
mod html;
pub mod kind;
mod notes;
#[cfg(feature = "sheets")]
mod ole;
#[cfg(any(feature = "sheets", feature = "archive", feature = "docx"))]
#[cfg_attr(
    not(all(feature = "sheets", feature = "archive")),
    allow(dead_code, reason = "each reader uses its part")
)]
mod package;
pub mod passed;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(any(feature = "sheets", feature = "csv"))]
#[cfg_attr(not(feature = "sheets"), allow(dead_code, reason = "each reader uses its part"))]
mod sheet;
mod text;
#[cfg(any(feature = "docx", feature = "html"))]
mod view;
#[cfg(feature = "sheets")]
mod xml;

use crate::diagnostic::Text;
use crate::source::Source;
use kind::Kind;
pub use notes::{id_of, notes};

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
        Err(too_long())
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
            #[cfg(feature = "pdf")]
            Kind::Pdf => pdf::read(name, bytes),
            other => Err(not_read(other)),
        }
    };
    done.map_err(|Why { reason, help }| Unreadable { name: name.to_owned(), reason, help })
}

/// Reads a rule file, a dictionary or a configuration: text as it stands, whatever the name says.
///
/// # Errors
/// Where it is no text, or too long.
pub fn read_text(name: &str, bytes: &[u8]) -> Result<Source, Unreadable> {
    let done = if bytes.len() > MAX_BYTES { Err(too_long()) } else { text::read(name, bytes) };
    done.map_err(|Why { reason, help }| Unreadable { name: name.to_owned(), reason, help })
}

fn too_long() -> Why {
    let megabytes = MAX_BYTES >> 20;
    Why::new(
        Text::new(format!("超过 {megabytes} MB"), format!("it is longer than {megabytes} MB")),
        Text::new("一份公开文件一个文件，拆开再检查", "split it: one disclosure a file"),
    )
}

fn not_read(kind: Kind) -> Why {
    let name = kind.name();
    Why::new(
        Text::new(
            format!("这是{}，不能直接读取", name.get(crate::diagnostic::Lang::Zh)),
            format!("this is {}, which is not read", name.get(crate::diagnostic::Lang::En)),
        ),
        kind.step(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Lang;

    #[test]
    fn what_no_reader_is_for_is_refused_by_name() {
        let reason = |bytes: &[u8]| read("a.txt", bytes).unwrap_err().reason.get(Lang::Zh).to_owned();
        assert!(reason(b"%PDF-1.7 ...").contains("PDF"));
        assert!(reason(b"PK\x03\x04....").contains("ZIP"));
        assert!(reason(b"{\\rtf1}").contains("RTF"));
    }
}
