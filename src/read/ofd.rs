//! OFD (GB/T 33190): a container with a page a part, each of which says what is drawn where. Glyphs and ruling lines are taken
//! from the parts as they are from a PDF, and go the same road from there. Experimental: what other programs write is known
//! from the standard, not from many files.

mod content;
mod number;

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::package::{Package, missing};
use super::pdf::page::Page;
use super::pdf::{MAX_PAGES, laid};
use super::{Why, xml};
use crate::diagnostic::Text;
use crate::source::{About, Note, Source};
use content::{Budget, draw};
use number::Place;

/// The parts of one file come to no more than this.
const MOST: u64 = 128 << 20;
/// No document has more lists of its parts than this, and no list leads further.
const MOST_BODIES: usize = 64;
/// A4, where a document does not say how large its pages are.
const PAPER: Place = [0, 0, 2_100_000, 2_970_000];

/// What the part of a document says of its pages.
#[derive(Debug, Default)]
struct Document {
    /// How large pages are that do not say so themselves.
    paper: Option<Place>,
    /// What pages may have in common, by its number.
    templates: BTreeMap<String, String>,
    /// The parts of its pages.
    pages: Vec<String>,
    /// The list of what is attached.
    attachments: Option<String>,
}

/// Reads an OFD.
///
/// # Errors
/// Where a part of it is missing or cannot be read.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Why> {
    let mut package = Package::as_text(bytes, MOST)?;
    let mut pages: Vec<Page> = Vec::new();
    let mut attached = 0;
    let mut budget = Budget::default();
    for root in bodies(&part(&mut package, "OFD.xml")?)? {
        let document = document(&part(&mut package, &root)?, &root)?;
        if pages.len() + document.pages.len() > MAX_PAGES {
            return Err(too_long());
        }
        let mut templates: BTreeMap<&str, Page> = BTreeMap::new();
        for path in &document.pages {
            let text = part(&mut package, path)?;
            let mut page = Page::default();
            let used = draw(&text, document.paper.unwrap_or(PAPER), &mut page, &mut budget)?;
            for id in used {
                let Some((id, path)) = document.templates.get_key_value(&id) else { continue };
                if !templates.contains_key(id.as_str()) {
                    let mut made = Page::default();
                    let text = part(&mut package, path)?;
                    draw(&text, document.paper.unwrap_or(PAPER), &mut made, &mut budget)?;
                    templates.insert(id, made);
                }
                if let Some(template) = templates.get(id.as_str()) {
                    budget.take(template.glyphs.len() + template.rules.len())?;
                    page.glyphs.extend_from_slice(&template.glyphs);
                    page.rules.extend_from_slice(&template.rules);
                }
            }
            pages.push(page.righted());
        }
        if let Some(list) = document.attachments {
            attached += attachments(&part(&mut package, &list)?)?;
        }
    }
    if pages.is_empty() {
        return Err(Why::new(
            Text::new("OFD 里没有页", "the OFD has no pages"),
            Text::new(
                "从原文件重新导出 OFD 或 PDF 再检查",
                "export it again from the original, as OFD or PDF",
            ),
        ));
    }
    let mut notes = Vec::new();
    if attached > 0 {
        let zh = format!("附带了 {attached} 个别的文件，其中的内容没有读");
        let en = format!("{attached} attached files were not read");
        notes.push(Note { about: About::Unreadable, place: 0..0, zh, en });
    }
    laid(name, "OFD", pages, notes)
}

fn part(package: &mut Package<'_>, path: &str) -> Result<String, Why> {
    let bytes = package.part(path)?.ok_or_else(|| missing(path))?;
    Ok(xml::text(&bytes)?.into_owned())
}

/// A place as seen from a part.
fn joined(part: &str, place: &str) -> String {
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let from = if place.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = from.split('/').filter(|step| !step.is_empty()).collect();
    for step in place.trim().split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The documents that a file holds.
fn bodies(text: &str) -> Result<Vec<String>, Why> {
    let mut found = Vec::new();
    values(text, &mut |name, value| {
        if name == "DocRoot" && found.len() < MOST_BODIES {
            found.push(joined("OFD.xml", value));
        }
    })?;
    Ok(found)
}

/// Tells the text of every element that holds text.
fn values(text: &str, tell: &mut dyn FnMut(&str, &str)) -> Result<(), Why> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<String> = Vec::new();
    let mut value = String::new();
    loop {
        match xml::next(&mut reader)? {
            Event::Start(start) => {
                open.push(start.local_name().as_ref().to_owned());
                value.clear();
            }
            Event::Text(words) => value.push_str(&words.xml10_content()),
            Event::End(_) => {
                if let Some(name) = open.pop().filter(|_| !value.trim().is_empty()) {
                    tell(&name, value.trim());
                }
                value.clear();
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn document(text: &str, root: &str) -> Result<Document, Why> {
    let mut document = Document::default();
    let mut reader = Reader::from_str(text);
    loop {
        match xml::next(&mut reader)? {
            Event::Empty(start) | Event::Start(start) => {
                let get = |name| xml::attribute(&start, name).unwrap_or_default();
                match start.local_name().as_ref() {
                    "TemplatePage" => {
                        document.templates.insert(get("ID").into_owned(), joined(root, &get("BaseLoc")));
                    }
                    "Page" if document.pages.len() <= MAX_PAGES => {
                        document.pages.push(joined(root, &get("BaseLoc")));
                    }
                    _ => {}
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    values(text, &mut |name, value| match name {
        "PhysicalBox" => document.paper = document.paper.or_else(|| number::place(value)),
        "Attachments" => document.attachments = Some(joined(root, value)),
        _ => {}
    })?;
    Ok(document)
}

/// How many files a list of attachments has.
fn attachments(text: &str) -> Result<usize, Why> {
    let mut reader = Reader::from_str(text);
    let mut count = 0;
    loop {
        match xml::next(&mut reader)? {
            Event::Empty(start) | Event::Start(start) if start.local_name().as_ref() == "Attachment" => {
                count += 1
            }
            Event::Eof => return Ok(count),
            _ => {}
        }
    }
}

fn too_long() -> Why {
    Why::new(
        Text::new(format!("OFD 的页超过 {MAX_PAGES} 页"), format!("the OFD has more than {MAX_PAGES} pages")),
        Text::new("一份公开文件一个文件，拆开再检查", "split it: one disclosure a file"),
    )
}
