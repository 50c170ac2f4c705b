//! What gouji itself wrote: lists of corrections, reports, copies with remarks. Lying among disclosures they are none, and
//! checking them again would tell of every fault twice.
//!
//! A list stays a list when somebody answers in it. A copy with remarks is its author's document again as soon as another
//! program has saved it: what marks it is lost then, and it is checked like any other.

use super::kind::{self, Kind};

/// The line before the end of a PDF that was written here.
pub const PDF_MARK: &str = "%written by gouji";
/// The comment of a ZIP container that was written here.
pub const ZIP_MARK: &str = "written by gouji";
/// How a page says who made it, up to the version.
const HTML_MARK: &str = "<meta name=\"generator\" content=\"gouji ";
/// How a table of findings begins, in either language, and a summary.
const TEXT_MARKS: [&str; 3] = [
    "\u{FEFF}文件,行,列,级别,规则,问题,",
    "\u{FEFF}document,line,column,severity,rule,finding,",
    "## gouji\n\n**",
];
/// Who made a list, as its properties say in every program.
#[cfg(any(feature = "sheets", feature = "docx"))]
const CREATOR: &str = "<dc:creator>gouji</dc:creator>";

/// The end of a PDF, and the head of a page, are looked for a mark in so many bytes.
const NEAR: usize = 4096;

/// A ZIP container with the mark; what is none stays as it is.
pub fn marked(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len();
    // The end record without a comment: its last two bytes are the length of none.
    if end >= 22 && bytes[end - 22..].starts_with(b"PK\x05\x06") && bytes.ends_with(&[0, 0]) {
        bytes.truncate(end - 2);
        bytes.extend_from_slice(&(ZIP_MARK.len() as u16).to_le_bytes());
        bytes.extend_from_slice(ZIP_MARK.as_bytes());
    }
    bytes
}

/// Whether the file called `name` is as it was written here.
pub fn is_as_written(name: &str, bytes: &[u8]) -> bool {
    match kind::of(name, bytes) {
        Kind::Html => holds(&bytes[..bytes.len().min(NEAR)], HTML_MARK),
        Kind::Csv | Kind::Text => TEXT_MARKS.iter().any(|mark| bytes.starts_with(mark.as_bytes())),
        Kind::Pdf => holds(&bytes[bytes.len().saturating_sub(NEAR)..], PDF_MARK),
        Kind::Docx | Kind::Xlsx => bytes.ends_with(ZIP_MARK.as_bytes()),
        _ => false,
    }
}

fn holds(part: &[u8], mark: &str) -> bool {
    memchr::memmem::find(part, mark.as_bytes()).is_some()
}

/// Whether the file called `name` was written here and holds what it held then, or is a list that somebody answered in.
pub fn is_own(name: &str, bytes: &[u8]) -> bool {
    match kind::of(name, bytes) {
        Kind::Docx | Kind::Xlsx => is_as_written(name, bytes) || is_list(bytes),
        _ => is_as_written(name, bytes),
    }
}

/// Whether an Office file says that it was made here.
#[cfg(any(feature = "sheets", feature = "docx"))]
fn is_list(bytes: &[u8]) -> bool {
    let part = super::package::Package::open(bytes).and_then(|mut package| package.part("docProps/core.xml"));
    part.ok().flatten().is_some_and(|part| holds(&part, CREATOR))
}

#[cfg(not(any(feature = "sheets", feature = "docx")))]
fn is_list(_: &[u8]) -> bool {
    false
}
