//! Word documents (DOCX): paragraphs, headings, automatic numbers, tables, text boxes and notes as Word shows them.

mod body;
mod numbering;
mod parts;
mod style;
mod xml;

use super::Why;
use super::view::View;
use crate::diagnostic::{Text, count_of};
use crate::source::{About, Source};
use body::Body;
use numbering::Numbering;
use parts::Container;
use style::Styles;

/// The parts of a document, as text.
pub struct Parts {
    /// The running text.
    pub main: String,
    /// The styles.
    pub styles: Option<String>,
    /// The lists.
    pub numbering: Option<String>,
    /// Notes at the foot of pages, and at the end.
    pub notes: [Option<String>; 2],
}

/// Reads a Word document.
///
/// # Errors
/// Where the file is damaged, longer than may be read, or has no text.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    let mut package = Container::open(bytes)?;
    let parts = package.parts()?;
    let main = package.part(&parts.main)?.ok_or_else(no_text)?;
    let mut side = |kind: &str| match parts.of(kind) {
        Some(path) => package.part(path),
        None => Ok(None),
    };
    let (styles, numbering) = (side("styles")?, side("numbering")?);
    let notes = [side("footnotes")?, side("endnotes")?];
    told(name, &Parts { main, styles, numbering, notes })
}

/// The part that holds the running text.
///
/// # Errors
/// Where the file is damaged.
pub fn main_part(bytes: &[u8]) -> Result<String, Why> {
    Container::open(bytes)?.parts().map(|parts| parts.main)
}

/// What the parts of a document say.
///
/// # Errors
/// Where they are damaged, or say nothing.
pub fn told(name: &str, parts: &Parts) -> Result<Source, Why> {
    let styles = parts.styles.as_ref().map_or_else(|| Ok(Styles::default()), |text| Styles::read(text))?;
    let mut numbering =
        parts.numbering.as_ref().map_or_else(|| Ok(Numbering::default()), |text| Numbering::read(text))?;
    let mut view = View::default();
    let (mut inserted, mut deleted, mut lost, mut comments, mut objects) = (0, 0, 0, 0, 0);
    let mut pictures = 0;
    let all = std::iter::once(&parts.main).chain(parts.notes.iter().flatten());
    for (nth, text) in all.enumerate() {
        let mut body = Body::new(text, &styles, &mut numbering);
        body.is_main = nth == 0;
        body.read(&mut |block| view.block(block))?;
        let (more, less) = body.changes();
        inserted += more;
        deleted += less;
        lost += body.lost;
        comments += body.comments;
        objects += body.objects;
        pictures += body.pictures;
    }
    view.changes(inserted, deleted);
    if comments > 0 {
        view.note(
            About::Hidden,
            format!("批注 {comments} 条"),
            format!("{} in the margin", count_of(comments, "comment", "comments")),
        );
    }
    if lost > 0 {
        let zh = format!("{lost} 处表格或文本框嵌套太深或太宽");
        view.note(
            About::Unreadable,
            zh,
            format!("{} nested too deep or too wide", count_of(lost, "table or box", "tables or boxes")),
        );
    }
    if objects > 0 {
        let zh = format!("嵌入了 {objects} 个别的文件（如 Excel 工作表），其中的内容没有读");
        view.note(
            About::Unreadable,
            zh,
            format!(
                "{} not read",
                count_of(
                    objects,
                    "embedded file such as a workbook was",
                    "embedded files such as workbooks were"
                )
            ),
        );
    }
    if pictures > 0 {
        view.note(About::Pictures, format!("{pictures} 张图片"), count_of(pictures, "picture", "pictures"));
    }
    view.finish(name)
}

fn no_text() -> Why {
    Why::new(
        Text::new(
            "里面没有正文，不是完整的 Word 文档",
            "there is no text part in it: no whole Word document",
        ),
        Text::new("用 Word 或 WPS 打开后另存为 DOCX", "open it in Word and save it as DOCX"),
    )
}
