//! Which reader is for a file: its content decides, and its name where the content does not tell.

use crate::diagnostic::Text;

/// Files in a folder are documents by these endings, whatever their case.
pub const ENDINGS: &[&str] = &[
    "txt",
    "md",
    "markdown",
    #[cfg(feature = "pdf")]
    "pdf",
];

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Plain text or Markdown.
    Text,
    /// A page description: PDF.
    Pdf,
    /// A ZIP container: an Office file (DOCX, XLSX), or an archive.
    Zip,
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
            Self::Ole => Text::new("旧版 Office 文件（xls、doc）", "an old Office file (xls, doc)"),
            Self::Picture => Text::new("图片", "a picture"),
        }
    }
}

/// The kind of the file called `name` that holds `bytes`.
pub fn of(_name: &str, bytes: &[u8]) -> Kind {
    const MAGIC: [(&[u8], Kind); 5] = [
        (b"%PDF-", Kind::Pdf),
        (b"PK\x03\x04", Kind::Zip),
        (b"\xD0\xCF\x11\xE0", Kind::Ole),
        (b"\x89PNG", Kind::Picture),
        (b"\xFF\xD8\xFF", Kind::Picture),
    ];
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map_or(Kind::Text, |(_, kind)| *kind)
}
