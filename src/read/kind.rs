//! Which reader is for a file: its content decides, and its name where the content does not tell.

use crate::diagnostic::Text;

/// Files in a folder are documents by these endings, whatever their case.
pub const ENDINGS: &[&str] = &[
    "txt",
    "md",
    "markdown",
    #[cfg(feature = "pdf")]
    "pdf",
    #[cfg(feature = "docx")]
    "docx",
    #[cfg(feature = "docx")]
    "docm",
    #[cfg(feature = "html")]
    "html",
    #[cfg(feature = "html")]
    "htm",
    #[cfg(feature = "html")]
    "shtml",
    #[cfg(feature = "csv")]
    "csv",
    #[cfg(feature = "csv")]
    "tsv",
    #[cfg(feature = "sheets")]
    "xlsx",
    #[cfg(feature = "sheets")]
    "xlsm",
    #[cfg(feature = "sheets")]
    "xls",
    #[cfg(feature = "sheets")]
    "et",
    #[cfg(feature = "sheets")]
    "ods",
    #[cfg(feature = "archive")]
    "zip",
    // Some are read and some are not; none is passed over in silence: they hold disclosures.
    "doc",
    "wps",
    "ofd",
    "rtf",
    "odt",
    "xlsb",
    "rar",
    "7z",
];

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Plain text or Markdown.
    Text,
    /// Values between commas, tabs or semicolons.
    Csv,
    /// A page description: PDF.
    Pdf,
    /// A page description: OFD, the format for documents of GB/T 33190.
    Ofd,
    /// A spreadsheet as Excel writes it since 2007.
    Xlsx,
    /// A spreadsheet as Excel wrote it before 2007, or as WPS writes it.
    Xls,
    /// A spreadsheet as OpenOffice and LibreOffice write it.
    Ods,
    /// A text as Word writes it since 2007.
    Docx,
    /// A text as Word wrote it before 2007, or as WPS writes it.
    Doc,
    /// A web page.
    Html,
    /// An archive: files in one file.
    Zip,
    /// A ZIP that holds none of these, or is damaged.
    Package,
    /// What is known and not read.
    Other(Other),
}

/// Formats that are known by their content and that no reader is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// A text of Microsoft Works.
    Works,
    /// Rich text.
    Rtf,
    /// Pages, Numbers, Keynote.
    Apple,
    /// A text of OpenOffice or LibreOffice.
    Odt,
    /// A workbook in the binary format of Excel.
    Xlsb,
    /// Slides.
    Slides,
    /// An Office file behind a password.
    Locked,
    /// An OLE container of another kind.
    Ole,
    /// RAR or 7z.
    Packed,
    /// A picture.
    Picture,
}

impl Kind {
    /// What people call it, with its article in English.
    pub fn name(self) -> Text {
        match self {
            Self::Text => Text::new("文本", "text"),
            Self::Csv => Text::new(" CSV 表格", "a CSV table"),
            Self::Pdf => Text::new(" PDF 文件", "a PDF"),
            Self::Xlsx => Text::new(" Excel 工作簿（xlsx）", "an Excel workbook (xlsx)"),
            Self::Xls => Text::new("旧版 Excel 工作簿（xls）", "an old Excel workbook (xls)"),
            Self::Ods => Text::new(" OpenDocument 表格（ods）", "an OpenDocument spreadsheet (ods)"),
            Self::Docx => Text::new(" Word 文档（docx）", "a Word document (docx)"),
            Self::Doc => {
                Text::new("旧版 Word 或 WPS 文档（doc、wps）", "an old Word or WPS document (doc, wps)")
            }
            Self::Ofd => Text::new(" OFD 版式文件", "an OFD document"),
            Self::Html => Text::new("网页（HTML）", "a web page (HTML)"),
            Self::Zip => Text::new(" ZIP 压缩包", "a ZIP archive"),
            Self::Package => Text::new(" ZIP 结构的文件", "a file in the form of a ZIP"),
            Self::Other(other) => match other {
                Other::Works => Text::new(" Microsoft Works 文档", "a document of Microsoft Works"),
                Other::Rtf => Text::new(" RTF 文档", "a rich text document (rtf)"),
                Other::Apple => {
                    Text::new("苹果 iWork 文件（pages、numbers）", "an Apple iWork file (pages, numbers)")
                }
                Other::Odt => Text::new(" OpenDocument 文本（odt）", "an OpenDocument text (odt)"),
                Other::Xlsb => Text::new("二进制 Excel 工作簿（xlsb）", "a binary Excel workbook (xlsb)"),
                Other::Slides => Text::new("幻灯片", "slides"),
                Other::Locked => Text::new("加了密码的 Office 文件", "an Office file behind a password"),
                Other::Ole => Text::new("旧版 Office 文件", "an old Office file"),
                Other::Packed => Text::new(" RAR 或 7z 压缩包", "a RAR or 7z archive"),
                Other::Picture => Text::new("图片", "a picture"),
            },
        }
    }

    /// The one step to take with a file of a kind that is not read.
    pub fn step(self) -> Text {
        match self {
            Self::Other(Other::Xlsb) | Self::Xlsx | Self::Xls | Self::Ods => {
                Text::new("用 Excel 或 WPS 打开，另存为 XLSX", "open it in Excel and save it as XLSX")
            }
            Self::Doc | Self::Other(Other::Works | Other::Rtf | Other::Odt | Other::Apple | Other::Ole) => {
                Text::new(
                    "用 Word 或 WPS 打开，另存为 DOCX 或 PDF",
                    "open it in its own program and save it as DOCX or PDF",
                )
            }
            Self::Ofd => Text::new("用 OFD 阅读器导出为 PDF", "export it as PDF from an OFD reader"),
            Self::Other(Other::Slides) => Text::new("导出为 PDF", "export it as PDF"),
            Self::Other(Other::Locked) => {
                Text::new("去掉密码，另存一份再检查", "save a copy without the password")
            }
            Self::Other(Other::Packed) => {
                Text::new("先解压，再检查里面的文件", "unpack it and check the files in it")
            }
            _ => Text::new(
                "先转成 UTF-8 文本或 Markdown（表格每格用制表符或 | 分开），再检查",
                "turn it into UTF-8 text or Markdown first (cells apart by tabs or |)",
            ),
        }
    }
}

/// The kind of the file called `name` that holds `bytes`.
pub fn of(name: &str, bytes: &[u8]) -> Kind {
    const MAGIC: [(&[u8], Kind); 7] = [
        (b"%PDF-", Kind::Pdf),
        (b"{\\rtf", Kind::Other(Other::Rtf)),
        (b"Rar!\x1A\x07", Kind::Other(Other::Packed)),
        (b"7z\xBC\xAF\x27\x1C", Kind::Other(Other::Packed)),
        (b"\x89PNG", Kind::Other(Other::Picture)),
        (b"\xFF\xD8\xFF", Kind::Other(Other::Picture)),
        (b"GIF8", Kind::Other(Other::Picture)),
    ];
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return *kind;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return in_zip(name, bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return in_ole(bytes);
    }
    if is_pdf(name, bytes) {
        return Kind::Pdf;
    }
    match ending(name).as_str() {
        _ if is_page(name, bytes) => Kind::Html,
        "csv" | "tsv" => Kind::Csv,
        _ => Kind::Text,
    }
}

/// A PDF may have something before its mark; one by name that has none is a broken one, no text.
fn is_pdf(name: &str, bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    ending(name) == "pdf" || head.contains(&0) && memchr::memmem::find(head, b"%PDF-").is_some()
}

/// The ending of a name, in small letters, without its point.
pub fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

/// What a ZIP is, by the names of the files in it: they stand in the clear at its end, and before each of them.
fn in_zip(name: &str, bytes: &[u8]) -> Kind {
    const PARTS: [(&[u8], Kind); 9] = [
        (b"xl/workbook.bin", Kind::Other(Other::Xlsb)),
        (b"xl/workbook.xml", Kind::Xlsx),
        (b"xl/", Kind::Xlsx),
        (b"word/", Kind::Docx),
        (b"ppt/", Kind::Other(Other::Slides)),
        (b"OFD.xml", Kind::Ofd),
        (b"Index/Document.iwa", Kind::Other(Other::Apple)),
        (b"Index.zip", Kind::Other(Other::Apple)),
        (b"Index/Tables/", Kind::Other(Other::Apple)),
    ];
    // An OpenDocument says first of all what it is.
    let first = &bytes[..bytes.len().min(256)];
    let says = |what: &[u8]| memchr::memmem::find(first, what).is_some();
    if says(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet") {
        return Kind::Ods;
    }
    if says(b"mimetypeapplication/vnd.oasis.opendocument") {
        return Kind::Other(Other::Odt);
    }
    let names = names(bytes);
    let office = names.iter().any(|name| *name == b"[Content_Types].xml");
    let found = PARTS.iter().find(|(part, kind)| {
        let office_only = matches!(kind, Kind::Xlsx | Kind::Docx | Kind::Other(Other::Slides | Other::Xlsb));
        (office || !office_only) && names.iter().any(|name| name.starts_with(part))
    });
    match (found, ending(name).as_str()) {
        (Some((_, kind)), _) => *kind,
        // Cut off before its directory: the name is all there is.
        (None, "xlsx" | "xlsm") => Kind::Xlsx,
        (None, "docx" | "docm") => Kind::Docx,
        (None, "ods") => Kind::Ods,
        _ if office => Kind::Package,
        _ => Kind::Zip,
    }
}

/// The names in the directory of a ZIP; where it has none, those before its files.
fn names(bytes: &[u8]) -> Vec<&[u8]> {
    directory(bytes).unwrap_or_else(|| {
        let found = memchr::memmem::find_iter(bytes, b"PK\x03\x04").take(1000);
        found.filter_map(|at| entry(bytes, at, 26, 30)).collect()
    })
}

/// The names in the directory, which the record at the end of the file leads to.
fn directory(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let tail = bytes.len().saturating_sub(66_000);
    let end = tail + memchr::memmem::rfind(&bytes[tail..], b"PK\x05\x06")?;
    let number = |at: usize| -> Option<usize> {
        let four = bytes.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(four)).ok()
    };
    // What stands before the archive, if anything, moves all of it.
    let mut at = end.checked_sub(number(end + 12)?)?;
    let mut names = Vec::new();
    while bytes.get(at..at + 4) == Some(b"PK\x01\x02") && names.len() < 20_000 {
        let name = entry(bytes, at, 28, 46)?;
        let short =
            |at: usize| bytes.get(at..at + 2).map(|two| usize::from(u16::from_le_bytes([two[0], two[1]])));
        at += 46 + name.len() + short(at + 30)? + short(at + 32)?;
        names.push(name);
    }
    (!names.is_empty()).then_some(names)
}

/// The name in the header at `at`: its length stands `length` bytes on, it begins `start` bytes on.
fn entry(bytes: &[u8], at: usize, length: usize, start: usize) -> Option<&[u8]> {
    let two = bytes.get(at + length..at + length + 2)?;
    let len = usize::from(u16::from_le_bytes([two[0], two[1]]));
    bytes.get(at + start..at + start + len)
}

/// What an OLE container is, by the names of its streams, which stand in the clear as UTF-16.
fn in_ole(bytes: &[u8]) -> Kind {
    const STREAMS: [(&str, Kind); 6] = [
        ("EncryptedPackage", Kind::Other(Other::Locked)),
        ("WordDocument", Kind::Doc),
        ("PowerPoint Document", Kind::Other(Other::Slides)),
        ("Workbook", Kind::Xls),
        ("Book", Kind::Xls),
        ("CONTENTS", Kind::Other(Other::Works)),
    ];
    let found = STREAMS.iter().find(|(name, _)| {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        // Names stand at the start of entries of 128 bytes.
        memchr::memmem::find_iter(bytes, &wide).any(|at| at % 128 == 0)
    });
    found.map_or(Kind::Other(Other::Ole), |(_, kind)| *kind)
}

/// Whether bytes begin like a web page.
fn is_page(name: &str, bytes: &[u8]) -> bool {
    const BEGINNINGS: [&str; 10] =
        ["<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<table", "<div", "<!--", "<?xml"];
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let head: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).take(1024).collect();
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let begin = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\u{FFFD}');
    // What a marked text quotes may be the words of a page.
    if begin.starts_with(crate::source::marks::FIRST) {
        return false;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A ZIP of empty files: their headers and nothing more.
    fn zip(names: &[&str]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for name in names {
            bytes.extend(b"PK\x03\x04");
            bytes.extend([0; 22]);
            bytes.extend((name.len() as u16).to_le_bytes());
            bytes.extend([0; 2]);
            bytes.extend(name.as_bytes());
        }
        bytes
    }

    fn ole(stream: &str) -> Vec<u8> {
        let mut bytes = b"\xD0\xCF\x11\xE0".to_vec();
        bytes.resize(1024, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(2048, 0);
        bytes
    }

    #[test]
    fn content_decides_before_the_name() {
        let content = "[Content_Types].xml";
        for (bytes, wanted) in [
            (zip(&[content, "xl/workbook.xml"]), Kind::Xlsx),
            (zip(&[content, "xl/workbook.bin"]), Kind::Other(Other::Xlsb)),
            (zip(&[content, "word/document.xml"]), Kind::Docx),
            (zip(&["OFD.xml", "Doc_0/Document.xml"]), Kind::Ofd),
            (zip(&["Index/Document.iwa"]), Kind::Other(Other::Apple)),
            (zip(&["word/of/mouth.txt", "b.xlsx"]), Kind::Zip),
            (zip(&["mimetypeapplication/vnd.oasis.opendocument.spreadsheet"]), Kind::Ods),
            (ole("WordDocument"), Kind::Doc),
            (ole("Workbook"), Kind::Xls),
            (ole("Book"), Kind::Xls),
            (ole("EncryptedPackage"), Kind::Other(Other::Locked)),
            (ole("?"), Kind::Other(Other::Ole)),
            (b"{\\rtf1\\ansi}".to_vec(), Kind::Other(Other::Rtf)),
            (b"%PDF-1.7".to_vec(), Kind::Pdf),
            ("合计".as_bytes().to_vec(), Kind::Text),
        ] {
            assert_eq!(of("a.txt", &bytes), wanted);
        }
        let marked = format!("{}\n\\<html>\n", crate::source::marks::FIRST);
        assert_eq!(of("a.md", marked.as_bytes()), Kind::Text);
        assert_eq!(of("dir/a.CSV", b"a,b"), Kind::Csv);
        assert_eq!(of("a.xls", b"a\tb"), Kind::Text, "a spreadsheet by name alone");
        assert_eq!(of("a.xlsx", b"PK\x03\x04..."), Kind::Xlsx, "cut off");
    }
}
