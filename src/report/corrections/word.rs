//! A Word document of headings, paragraphs and one kind of table, which is all a list needs: the parts of the package and the
//! markup within them. Rows of heads stand again on every page, and no row is parted over two.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::diagnostic::Lang;
use crate::read::own;
use crate::report::visible;
use crate::source::markup::escaped;

/// The namespace of everything in the text.
const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;
const PARTS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;
const STYLES: &str = r#"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体" w:cs="Times New Roman"/><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="60"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="160"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:b/><w:sz w:val="36"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="160" w:after="80"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:b/><w:sz w:val="24"/></w:rPr></w:style>"#;
/// A4 across, in twentieths of a point, with the margins of official letters.
const PAGE: &str = r#"<w:sectPr><w:footerReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" w:type="default" r:id="rId2"/><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1134" w:right="1000" w:bottom="1000" w:left="1000" w:header="600" w:footer="500" w:gutter="0"/></w:sectPr>"#;
/// How wide a page is between its margins.
pub const WIDTH: u32 = 14838;

/// A document in the making.
pub struct Word {
    title: String,
    body: String,
    lang: Lang,
}

/// A line of a cell or a paragraph.
#[derive(Debug, Clone, Default)]
pub struct Said {
    text: String,
    strong: bool,
    small: bool,
}

impl Said {
    /// As it stands.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// What the reader must see first.
    pub fn strong(text: impl Into<String>) -> Self {
        Self { text: text.into(), strong: true, small: false }
    }

    /// What is there to be looked up.
    pub fn small(text: impl Into<String>) -> Self {
        Self { text: text.into(), strong: false, small: true }
    }
}

impl Word {
    /// A document that begins with its title.
    pub fn new(title: &str, lang: Lang) -> Self {
        let mut made = Self { title: title.to_owned(), body: String::new(), lang };
        made.styled("Title", title);
        made
    }

    /// A heading.
    pub fn heading(&mut self, text: &str) {
        self.styled("Heading1", text);
    }

    fn styled(&mut self, style: &str, text: &str) {
        let _ = write!(self.body, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>");
        run(&mut self.body, &Said::plain(text));
        self.body.push_str("</w:p>");
    }

    /// A paragraph.
    pub fn paragraph(&mut self, said: &Said) {
        paragraph(&mut self.body, said);
    }

    /// Lines to sign on, side by side.
    pub fn signatures(&mut self, names: &[&str]) {
        let line: Vec<String> = names.iter().map(|name| format!("{name}＿＿＿＿＿＿＿＿")).collect();
        self.body.push_str("<w:p><w:pPr><w:spacing w:before=\"360\"/></w:pPr>");
        run(&mut self.body, &Said::plain(line.join("　　")));
        self.body.push_str("</w:p>");
    }

    /// A table: how wide its columns are, their heads, and rows of cells of lines.
    pub fn table(&mut self, widths: &[u32], heads: &[&str], rows: &[Vec<Vec<Said>>]) {
        let out = &mut self.body;
        out.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"");
        let _ = write!(out, "{}\" w:type=\"dxa\"/><w:tblBorders>", widths.iter().sum::<u32>());
        for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            let _ = write!(out, "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"808080\"/>");
        }
        out.push_str("</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
        for width in widths {
            let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
        }
        out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (head, width) in heads.iter().zip(widths) {
            cell(out, *width, true, &[Said::strong(*head)]);
        }
        out.push_str("</w:tr>");
        for row in rows {
            out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (lines, width) in row.iter().zip(widths) {
                cell(out, *width, false, lines);
            }
            out.push_str("</w:tr>");
        }
        // Word wants a paragraph between two tables.
        out.push_str("</w:tbl><w:p><w:pPr><w:spacing w:after=\"0\"/></w:pPr></w:p>");
    }

    /// The file.
    ///
    /// # Errors
    /// Where it cannot be packed.
    pub fn done(self) -> Result<Vec<u8>, String> {
        let core = format!(
            "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>gouji</dc:creator></cp:coreProperties>",
            escaped(&visible(&self.title))
        );
        let parts = [
            ("[Content_Types].xml", TYPES.to_owned()),
            ("_rels/.rels", ROOT.to_owned()),
            ("docProps/core.xml", core),
            ("word/_rels/document.xml.rels", PARTS.to_owned()),
            ("word/styles.xml", format!("<w:styles {W}>{STYLES}</w:styles>")),
            ("word/footer1.xml", format!("<w:ftr {W}>{}</w:ftr>", footer(self.lang))),
            (
                "word/document.xml",
                format!("<w:document {W}><w:body>{}{PAGE}</w:body></w:document>", self.body),
            ),
        ];
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            let put = zip.start_file(name, SimpleFileOptions::default());
            put.map_err(|error| error.to_string())?;
            let all = [XML.as_bytes(), text.as_bytes()];
            all.iter().try_for_each(|bytes| zip.write_all(bytes)).map_err(|error| error.to_string())?;
        }
        zip.finish().map(|file| own::marked(file.into_inner())).map_err(|error| error.to_string())
    }
}

/// Page and pages, in the middle.
fn footer(lang: Lang) -> String {
    let field =
        |name: &str| format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    let text = |words: &str| format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>");
    let [before, between, after] = lang.pick(["第 ", " 页，共 ", " 页"], ["Page ", " of ", ""]);
    format!(
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>{}{}{}{}{}</w:p>",
        text(before),
        field("PAGE"),
        text(between),
        field("NUMPAGES"),
        text(after)
    )
}

fn cell(out: &mut String, width: u32, head: bool, lines: &[Said]) {
    let shade = if head { "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E7EBF0\"/>" } else { "" };
    let _ = write!(out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}</w:tcPr>");
    lines.iter().for_each(|said| paragraph(out, said));
    if lines.is_empty() {
        out.push_str("<w:p/>");
    }
    out.push_str("</w:tc>");
}

fn paragraph(out: &mut String, said: &Said) {
    out.push_str("<w:p><w:pPr><w:spacing w:after=\"20\"/></w:pPr>");
    run(out, said);
    out.push_str("</w:p>");
}

fn run(out: &mut String, said: &Said) {
    let bold = if said.strong { "<w:b/>" } else { "" };
    let small = if said.small { "<w:color w:val=\"404040\"/><w:sz w:val=\"17\"/>" } else { "" };
    let look =
        if said.strong || said.small { format!("<w:rPr>{bold}{small}</w:rPr>") } else { String::new() };
    let _ =
        write!(out, "<w:r>{look}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(&visible(&said.text)));
}
