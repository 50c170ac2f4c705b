//! Which reader is for a file: its content decides, and its name where the content does not tell.

use crate::diagnostic::Text;

/// Files in a folder are documents by these endings, whatever their case.
pub const ENDINGS: &[&str] = &[
    "txt",
    "md",
    "markdown",
    #[cfg(feature = "docx")]
    "docx",
    #[cfg(feature = "html")]
    "html",
    #[cfg(feature = "html")]
    "htm",
    #[cfg(feature = "html")]
    "shtml",
];

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Plain text or Markdown.
    Text,
    /// A page description: PDF.
    Pdf,
    /// A ZIP container: an Office file, or an archive.
    Zip,
    /// A Word document of 2007 or later.
    Docx,
    /// A web page.
    Html,
    /// An OLE container: an Office file of before 2007 (DOC, XLS, WPS).
    Ole,
    /// A picture.
    Picture,
}

impl Kind {
    /// What people call it, with its article in English.
    pub fn name(self) -> Text {
        match self {
            Self::Text => Text::new("文本", "text"),
            Self::Pdf => Text::new(" PDF 文件", "a PDF"),
            Self::Zip => Text::new(
                "压缩的 Office 文件（xlsx、docx）或 ZIP",
                "a zipped Office file (xlsx, docx) or ZIP",
            ),
            Self::Docx => Text::new(" Word 文档（docx）", "a Word document (docx)"),
            Self::Html => Text::new("网页（HTML）", "a web page (HTML)"),
            Self::Ole => Text::new("旧版 Office 文件（xls、doc）", "an old Office file (xls, doc)"),
            Self::Picture => Text::new("图片", "a picture"),
        }
    }
}

/// The kind of the file called `name` that holds `bytes`.
pub fn of(name: &str, bytes: &[u8]) -> Kind {
    const MAGIC: [(&[u8], Kind); 5] = [
        (b"%PDF-", Kind::Pdf),
        (b"PK\x03\x04", Kind::Zip),
        (b"\xD0\xCF\x11\xE0", Kind::Ole),
        (b"\x89PNG", Kind::Picture),
        (b"\xFF\xD8\xFF", Kind::Picture),
    ];
    let found = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, kind)| *kind);
    match found {
        Some(Kind::Zip) => zipped(bytes),
        Some(kind) => kind,
        None if is_page(name, bytes) => Kind::Html,
        None => Kind::Text,
    }
}

/// What a ZIP container is for, by the names of what is in it.
fn zipped(bytes: &[u8]) -> Kind {
    let names = names(bytes);
    let has = |prefix: &[u8]| names.iter().any(|name| name.starts_with(prefix));
    if has(b"word/") && has(b"[Content_Types].xml") { Kind::Docx } else { Kind::Zip }
}

/// The names in a ZIP container, by its directory; where that was cut off, by what stands before each file.
fn names(bytes: &[u8]) -> Vec<&[u8]> {
    let number = |at: usize| -> Option<usize> {
        let field = bytes.get(at..at + 2)?;
        Some(usize::from(field[0]) | usize::from(field[1]) << 8)
    };
    let mut all = Vec::new();
    // A file's entry in the directory has its name 46 bytes after the mark, and what stands before the file itself 30.
    for (mark, length, skip) in [(b"PK\x01\x02", 28, 46), (b"PK\x03\x04", 26, 30)] {
        let end = memchr::memmem::rfind(bytes, b"PK\x05\x06");
        let from = match (skip, end) {
            (46, Some(end)) => {
                let high = number(end + 18).unwrap_or(0);
                number(end + 16).unwrap_or(0) | high << 16
            }
            (46, None) => continue,
            _ => 0,
        };
        let rest = bytes.get(from..).unwrap_or_default();
        for at in memchr::memmem::find_iter(rest, mark).take(10_000) {
            let name = number(from + at + length).and_then(|len| rest.get(at + skip..at + skip + len));
            all.extend(name);
        }
        if !all.is_empty() {
            break;
        }
    }
    all
}

/// Whether bytes begin like a web page.
fn is_page(name: &str, bytes: &[u8]) -> bool {
    const BEGINNINGS: [&str; 10] =
        ["<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<table", "<div", "<!--", "<?xml"];
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let head: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).take(1024).collect();
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let begin = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\u{FFFD}');
    let lower = name.to_ascii_lowercase();
    let named = [".html", ".htm", ".xhtml", ".shtml"].iter().any(|ending| lower.ends_with(ending));
    match BEGINNINGS.iter().position(|beginning| begin.starts_with(beginning)) {
        // A comment or a declaration may stand before anything.
        Some(8..) => named || head.contains("<html"),
        // Markdown may begin with a tag.
        Some(2..) if [".md", ".markdown", ".txt"].iter().any(|ending| lower.ends_with(ending)) => false,
        Some(_) => true,
        None => named && begin.contains('<'),
    }
}
