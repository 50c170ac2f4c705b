//! An author's own file with remarks at their places: highlights and comments in a PDF, comments in a Word document and in a
//! workbook. Nothing else of the file changes; what a copy is made of is what the reader of the format knows of places.
//!
//! A copy can be told from what it is a copy of: see [`crate::read::own`].

#[cfg(feature = "pdf")]
mod boxes;
#[cfg(feature = "docx")]
mod docx;
#[cfg(any(feature = "docx", feature = "sheets"))]
mod package;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "sheets")]
mod xlsx;

use crate::diagnostic::{Lang, Severity, Text};
use crate::read::kind::{self, Kind};
use crate::read::{Why, read};
use crate::source::{Source, Span};

/// Who the remarks are from.
#[cfg(any(feature = "pdf", feature = "docx", feature = "sheets"))]
const AUTHOR: &str = "gouji";

/// Something to be said at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it is about, in the text of the source.
    pub span: Span,
    /// Errors and questions have colours of their own.
    pub severity: Severity,
    /// What is said, line by line.
    pub lines: Vec<String>,
    /// The place in words, told where the file has no such place that could be marked.
    pub place: String,
}

#[cfg(any(feature = "pdf", feature = "docx", feature = "sheets"))]
impl Remark {
    /// What is said, with the place before it where the mark stands somewhere else.
    fn said(&self, elsewhere: bool) -> String {
        let place = Some(self.place.as_str()).filter(|place| elsewhere && !place.is_empty());
        place.into_iter().chain(self.lines.iter().map(String::as_str)).collect::<Vec<_>>().join("\n")
    }
}

/// A copy of the file that `source` was read from, which holds `bytes`, with the remarks in it.
///
/// # Errors
/// Where the format has no remarks, or this file cannot take any: a damaged file is read with some luck, and a copy of it might
/// have none, so that every copy is read before it is given away.
#[cfg_attr(
    not(any(feature = "pdf", feature = "docx", feature = "sheets")),
    allow(unused_variables, reason = "there is nothing to write into")
)]
pub fn annotate(source: &Source, bytes: &[u8], remarks: &[Remark]) -> Result<Vec<u8>, Why> {
    let copy: Vec<u8> = match kind::of(source.name(), bytes) {
        #[cfg(feature = "pdf")]
        Kind::Pdf => pdf::annotate(source, bytes, remarks),
        #[cfg(feature = "docx")]
        Kind::Docx => docx::annotate(source, bytes, remarks),
        #[cfg(feature = "sheets")]
        Kind::Xlsx => xlsx::annotate(source, bytes, remarks),
        other => Err(no_remarks(other)),
    }?;
    let again = read(source.name(), &copy);
    if again.is_ok_and(|again| again.text() == source.text()) { Ok(copy) } else { Err(unlike()) }
}

/// A copy that would not read as the file does.
fn unlike() -> Why {
    Why::new(
        Text::new(
            "文件有缺损，写入批注的副本读出来与原文不一样，没有写",
            "the file is damaged: with comments in it, it would not read as it does; no copy is written",
        ),
        Text::new(
            "用制作它的软件打开，另存一份再标注",
            "open it in the program it was made with, save a copy and annotate that",
        ),
    )
}

/// Files of this kind have no remarks, or none that are written here.
fn no_remarks(kind: Kind) -> Why {
    let name = kind.name();
    let (zh, en) = (name.get(Lang::Zh), name.get(Lang::En));
    let reason = Text::new(
        format!("这是{zh}，不能写入批注"),
        format!("this is {en}, and no comments are written into it"),
    );
    let help = match kind {
        Kind::Doc => Text::new(
            "用 Word 或 WPS 另存为 DOCX 再标注，或用 --format docx=清单.docx 写整改清单",
            "save it as DOCX and annotate that, or write the list of corrections: --format docx=corrections.docx",
        ),
        Kind::Xls | Kind::Ods => Text::new(
            "用 Excel 或 WPS 另存为 XLSX 再标注，或用 --format xlsx=清单.xlsx 写整改清单",
            "save it as XLSX and annotate that, or write the list of corrections: --format xlsx=corrections.xlsx",
        ),
        _ => Text::new(
            "写整改清单：gouji check 文件 --format docx=清单.docx",
            "write the list of corrections: gouji check FILE --format docx=corrections.docx",
        ),
    };
    Why::new(reason, help)
}
