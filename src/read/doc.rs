//! Word documents of before 2007 (DOC), and those of WPS, which are the same: text in pieces, properties in pages of their own.
//! What they say is handed to the reader of DOCX as the markup it would have there, so that both are read alike: numbers of
//! lists, merged cells, hidden and deleted text, notes.

mod body;
mod lists;
mod pieces;
mod properties;
mod sprm;
mod styles;

use super::docx::{self, Parts};
use super::ole::Container;
use super::{Why, ole};
use crate::diagnostic::Text;
use crate::source::Source;
use ole::{u16_at, u32_at};
use pieces::Pieces;
use properties::Properties;

/// The first bytes of the stream.
const MARK: u16 = 0xA5EC;
/// What Word 97 wrote; older ones are laid out otherwise.
const WORD_97: u16 = 0x00C1;

/// What the head of the stream says: where each part stands in the other streams.
struct Head<'b> {
    bytes: &'b [u8],
}

impl<'b> Head<'b> {
    /// The bytes of the part known by this number, in the stream of tables.
    fn part<'t>(&self, tables: &'t [u8], number: usize) -> &'t [u8] {
        let at = 0x9A + number * 8;
        let (start, len) = (u32_at(self.bytes, at), u32_at(self.bytes, at + 4));
        let range =
            start.zip(len).map(|(start, len)| start as usize..(start as usize).saturating_add(len as usize));
        range.and_then(|range| tables.get(range)).unwrap_or_default()
    }

    /// How many characters a kind of text has; they stand one kind after another.
    fn count(&self, number: usize) -> usize {
        u32_at(self.bytes, 0x4C + number * 4).map_or(0, |count| count as usize)
    }
}

/// Reads such a document.
///
/// # Errors
/// Where it is damaged, locked, or of a program before Word 97.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    let container = Container::open(bytes).map_err(|_| damaged())?;
    let stream = |names: &[&str]| container.stream(names).map_err(|_| damaged());
    let main = stream(&["WordDocument"])?.ok_or_else(damaged)?;
    let head = Head { bytes: &main };
    if u16_at(&main, 0) != Some(MARK) || u16_at(&main, 2).is_none_or(|version| version < WORD_97) {
        return Err(too_old());
    }
    let flags = u16_at(&main, 10).unwrap_or(0);
    if flags & 0x0100 != 0 {
        return Err(locked());
    }
    let tables = stream(&[if flags & 0x0200 != 0 { "1Table" } else { "0Table" }])?.ok_or_else(damaged)?;
    let data = stream(&["Data"])?.unwrap_or_default();
    let pieces = Pieces::read(&main, head.part(&tables, 33)).ok_or_else(damaged)?;
    let properties = Properties::read(&main, &data, head.part(&tables, 12), head.part(&tables, 13));
    let mut at = 0;
    let mut part = |number: usize| {
        let range = at..(at + head.count(number)).min(pieces.len());
        at = range.end;
        range
    };
    // Text, footnotes, heads of pages, macros, comments, endnotes, text boxes.
    let [text, footnotes, _, _, _, endnotes, boxes] = [0, 1, 2, 3, 4, 5, 6].map(&mut part);
    let said = |range| body::markup(&pieces, &properties, range);
    let parts = Parts {
        main: docx_root(&(said(text) + &said(boxes))),
        styles: Some(docx_root(&styles::markup(head.part(&tables, 1)))),
        numbering: Some(docx_root(&lists::markup(
            head.part(&tables, 73),
            head.part(&tables, 74),
            &tables,
            &head,
        ))),
        notes: [footnotes, endnotes].map(|range| Some(docx_root(&said(range)))),
    };
    docx::told(name, &parts)
}

fn docx_root(body: &str) -> String {
    format!("<w:root xmlns:w=\"w\">{body}</w:root>")
}

/// Text as markup may hold it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn damaged() -> Why {
    Why::new(
        Text::new(
            "文件不完整或已损坏（DOC 结构读不通）",
            "it is cut off or damaged (its DOC structure does not hold)",
        ),
        Text::new(
            "重新下载，或用 Word、WPS 打开另存为 DOCX",
            "download it again, or open it and save it as DOCX",
        ),
    )
}

fn too_old() -> Why {
    Why::new(
        Text::new(
            "这是 Word 97 以前的文档，不能直接读取",
            "this is a document of before Word 97, which is not read",
        ),
        Text::new("用 Word 或 WPS 打开，另存为 DOCX", "open it in Word and save it as DOCX"),
    )
}

fn locked() -> Why {
    Why::new(
        Text::new("文档加了密码", "the document is behind a password"),
        Text::new("去掉密码，另存一份再检查", "save a copy without the password"),
    )
}
