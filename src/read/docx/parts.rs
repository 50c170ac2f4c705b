//! The parts of a Word document and how they point at each other.

use super::xml::{Token, Xml};
use crate::diagnostic::Text;
use crate::read::Why;
use crate::read::package::{Package, resolve};

/// The most that the parts of one file may be unpacked.
const MOST: u64 = 128 << 20;

/// The container, part by part.
pub struct Container<'a>(Package<'a>);

/// Where the parts of a document are.
#[derive(Debug, Default)]
pub struct Parts {
    /// The text.
    pub main: String,
    /// What the main part points at, as (last step of the type, path).
    others: Vec<(String, String)>,
}

impl Parts {
    /// The part of a kind: `styles`, `numbering`, `footnotes`.
    pub fn of(&self, kind: &str) -> Option<&str> {
        self.others.iter().find(|(known, _)| known == kind).map(|(_, path)| path.as_str())
    }
}

impl<'a> Container<'a> {
    /// Opens a container.
    ///
    /// # Errors
    /// Where it is damaged.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Why> {
        Package::as_text(bytes, MOST).map(Self)
    }

    /// The text of a part; nothing where there is none.
    ///
    /// # Errors
    /// Where it is damaged, no text, or longer than may be unpacked.
    pub fn part(&mut self, path: &str) -> Result<Option<String>, Why> {
        let Some(bytes) = self.0.part(path)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|_| damaged("its XML is not UTF-8"))
    }

    /// Finds the main part and those it points at.
    ///
    /// # Errors
    /// Where a part is damaged.
    pub fn parts(&mut self) -> Result<Parts, Why> {
        let root = self.relations("_rels/.rels", "")?;
        let main = root.into_iter().find(|(kind, _)| kind == "officeDocument");
        let main = main.map_or_else(|| "word/document.xml".to_owned(), |(_, path)| path);
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let mut others = self.relations(&format!("{folder}/_rels/{name}.rels"), folder)?;
        if others.is_empty() {
            // A file that lost its relations still has the parts where every program puts them.
            let usual = ["styles", "numbering", "footnotes", "endnotes"];
            others = usual.iter().map(|kind| ((*kind).to_owned(), format!("{folder}/{kind}.xml"))).collect();
        }
        Ok(Parts { main, others })
    }

    fn relations(&mut self, path: &str, folder: &str) -> Result<Vec<(String, String)>, Why> {
        let Some(text) = self.part(path)? else { return Ok(Vec::new()) };
        let mut xml = Xml::new(&text);
        let mut all = Vec::new();
        loop {
            match xml.next()? {
                Token::Start(element) if element.name() == "Relationship" => {
                    let external = element.get("TargetMode").is_some_and(|mode| mode == "External");
                    let (kind, target) = (element.get("Type"), element.get("Target"));
                    if let (Some(kind), Some(target), false) = (kind, target, external) {
                        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                        all.push((kind, resolve(folder, &target)));
                    }
                }
                Token::Eof => return Ok(all),
                _ => {}
            }
        }
    }
}

fn damaged(why: &str) -> Why {
    Why::new(
        Text::new(format!("文件不完整或已损坏：{why}"), format!("the file is cut short or damaged: {why}")),
        Text::new("重新下载或从原软件另存一份", "download it again, or save it anew where it was made"),
    )
}
