//! A package with some of its parts written anew and others added; every other part is copied as it is packed, so that nothing
//! else moves. And the two lists that every package keeps of its parts: their types, and which leads to which.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::ops::Range;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::diagnostic::Text;
use crate::read::package::{Package, resolve};
use crate::read::{Why, own};
use crate::source::Cut;

/// The list of types.
const TYPES: &str = "[Content_Types].xml";
/// What the list of types is written in.
const IN_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
/// What a list of relationships is written in.
const IN_RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// How a part of XML begins.
pub const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A package, and what of it is written anew.
pub struct Rewritten<'a> {
    bytes: &'a [u8],
    package: Package<'a>,
    parts: BTreeMap<String, String>,
}

impl<'a> Rewritten<'a> {
    /// The package that `bytes` are.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn of(bytes: &'a [u8]) -> Result<Self, Why> {
        Ok(Self { bytes, package: Package::open(bytes)?, parts: BTreeMap::new() })
    }

    /// The text of a part as it will be; nothing where there is none.
    ///
    /// # Errors
    /// Where it is damaged, or not in the encoding that can be written back as it was.
    pub fn part(&mut self, name: &str) -> Result<Option<String>, Why> {
        if let Some(text) = self.parts.get(name) {
            return Ok(Some(text.clone()));
        }
        let Some(bytes) = self.package.part(name)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|_| not_written())
    }

    /// Writes a part.
    pub fn put(&mut self, name: &str, text: String) {
        self.parts.insert(name.to_owned(), text);
    }

    /// A name like `name` that no part has, with the number before its ending.
    pub fn unused(&self, name: &str, ending: &str) -> String {
        let is_free = |name: &String| self.package.find(name).is_none() && !self.parts.contains_key(name);
        let numbered = (1u32..).map(|nth| format!("{name}{nth}{ending}"));
        let mut names = std::iter::once(format!("{name}{ending}")).chain(numbered);
        names.find(is_free).unwrap_or_default()
    }

    /// Says of which type a part is.
    ///
    /// # Errors
    /// Where the list of types is damaged.
    pub fn typed(&mut self, part: &str, kind: &str) -> Result<(), Why> {
        let entry = format!("Override xmlns=\"{IN_TYPES}\" PartName=\"/{part}\" ContentType=\"{kind}\"");
        let text = self.part(TYPES)?.ok_or_else(not_written)?;
        if text.contains(&format!("\"/{part}\"")) {
            return Ok(());
        }
        self.put(TYPES, with(&text, &format!("<{entry}/>")).ok_or_else(not_written)?);
        Ok(())
    }

    /// The part of a kind, by the last step of its type, that `part` leads to.
    ///
    /// # Errors
    /// Where the list is damaged.
    pub fn related(&mut self, part: &str, kind: &str) -> Result<Option<String>, Why> {
        self.led(part, &|tag| attribute(tag, "Type").and_then(|own| own.rsplit('/').next()) == Some(kind))
    }

    /// The part that `part` leads to by the name of the relationship.
    ///
    /// # Errors
    /// Where the list is damaged.
    #[cfg(feature = "sheets")]
    pub fn named(&mut self, part: &str, id: &str) -> Result<Option<String>, Why> {
        self.led(part, &|tag| attribute(tag, "Id") == Some(id))
    }

    fn led(&mut self, part: &str, wanted: &dyn Fn(&str) -> bool) -> Result<Option<String>, Why> {
        let Some(text) = self.part(&list_of(part))? else { return Ok(None) };
        let mut tags = text.split('<').filter(|tag| wanted(tag));
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        Ok(tags.find_map(|tag| Some(resolve(folder, attribute(tag, "Target")?))))
    }

    /// Makes `part` lead to `to`, a part in `/`; gives the name of the relationship.
    ///
    /// # Errors
    /// Where the list is damaged.
    pub fn relate(&mut self, part: &str, kind: &str, to: &str) -> Result<String, Why> {
        let name = list_of(part);
        let text = self.part(&name)?;
        let text = text.unwrap_or_else(|| format!("{XML}<Relationships xmlns=\"{IN_RELATIONS}\"/>"));
        let mut names = (1u32..).map(|nth| format!("gouji{nth}"));
        let id = names.find(|id| !text.contains(&format!("\"{id}\""))).unwrap_or_default();
        let entry =
            format!("<Relationship xmlns=\"{IN_RELATIONS}\" Id=\"{id}\" Type=\"{kind}\" Target=\"/{to}\"/>");
        self.put(&name, with(&text, &entry).ok_or_else(not_written)?);
        Ok(id)
    }

    /// The package as a file that can be told from the one it was made of.
    ///
    /// # Errors
    /// Where it cannot be packed.
    pub fn packed(mut self) -> Result<Vec<u8>, Why> {
        let mut from = ZipArchive::new(Cursor::new(self.bytes)).map_err(|_| not_written())?;
        let mut to = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len())));
        for index in 0..from.len() {
            let part = from.by_index_raw(index).map_err(|_| not_written())?;
            let name = String::from_utf8_lossy(part.name_raw()).into_owned();
            match self.parts.remove(&name) {
                Some(text) => write(&mut to, &name, &text)?,
                None => to.raw_copy_file(part).map_err(|_| not_written())?,
            }
        }
        for (name, text) in &self.parts {
            write(&mut to, name, text)?;
        }
        to.finish().map(|cursor| own::marked(cursor.into_inner())).map_err(|_| not_written())
    }
}

fn write(to: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, text: &str) -> Result<(), Why> {
    to.start_file(name, SimpleFileOptions::default()).map_err(|_| not_written())?;
    to.write_all(text.as_bytes()).map_err(|_| not_written())
}

/// The list of what a part leads to.
fn list_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The value of an attribute in the text of a tag.
pub fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let begins = rest.cut(..at).ends_with(char::is_whitespace);
        rest = rest.cut(at + name.len()..);
        let Some(value) = rest.trim_start().strip_prefix('=').filter(|_| begins) else { continue };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        return value.cut(1..).split_once(quote).map(|(value, _)| value);
    }
}

/// A part with more at the end of its outermost element.
pub fn with(text: &str, more: &str) -> Option<String> {
    let last = text.rfind('<')?;
    let tag = text.cut(last..);
    if tag.starts_with("</") {
        return Some(format!("{}{more}{tag}", text.cut(..last)));
    }
    // Nothing is in it yet.
    let end = tag.find("/>")?;
    let name = tag.cut(1..end).split_whitespace().next()?;
    Some(format!("{}{}>{more}</{name}>{}", text.cut(..last), tag.cut(..end), tag.cut(end + 2..)))
}

/// What is written in place of some bytes; of none where it is only put in.
pub type Piece = (Range<usize>, String);

/// `text` with pieces put in, which ascend and lie apart; nothing where a place is none.
pub fn replaced(text: &str, pieces: &[Piece]) -> Option<String> {
    let more: usize = pieces.iter().map(|(_, piece)| piece.len()).sum();
    let mut out = String::with_capacity(text.len() + more);
    let mut at = 0;
    for (place, piece) in pieces {
        out.push_str(text.get(at..place.start)?);
        out.push_str(piece);
        at = place.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// A file that is read and cannot be written again.
pub fn not_written() -> Why {
    Why::new(
        Text::new(
            "文件内部的结构不完整，写入批注后可能打不开",
            "the structure within it is not whole; with comments in it, it might not open",
        ),
        Text::new(
            "用原来的软件打开，另存一份再标注",
            "open it in its own program, save a copy and annotate that",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_goes_to_the_end_of_the_outermost_element() {
        assert_eq!(with("<a><b/></a>\n", "<c/>").as_deref(), Some("<a><b/><c/></a>\n"));
        assert_eq!(with("<?xml?>\n<a x=\"1\"/>", "<c/>").as_deref(), Some("<?xml?>\n<a x=\"1\"><c/></a>"));
        assert_eq!(with("", "<c/>"), None);
    }

    #[test]
    fn attributes_are_found_by_their_whole_name() {
        let tag = "Relationship TargetId='x' Id = \"r1\" Target=\"../a.xml\"/>";
        assert_eq!(attribute(tag, "Id"), Some("r1"));
        assert_eq!(attribute(tag, "Target"), Some("../a.xml"));
        assert_eq!(attribute(tag, "Type"), None);
        assert_eq!(resolve("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolve("xl", "/xl/a.xml"), "xl/a.xml");
    }
}
