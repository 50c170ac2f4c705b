//! DOCX: comments of Word around the paragraph that a remark is about, in running text and in cells alike. The text of the
//! document is changed by what is put in and by nothing else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::package::{Piece, Rewritten, XML, attribute, not_written, replaced, with};
use super::{AUTHOR, Remark};
use crate::read::{Why, docx};
use crate::source::markup::escaped;
use crate::source::{Cut, Source};

/// What a document is written in, as most write it, and as the strict standard does.
const NAMES: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];
/// What its relationships are called, in the same order.
const RELATIONS: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/comments",
];
const KIND: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// A copy of `bytes` with the remarks in its margin.
pub fn annotate(source: &Source, bytes: &[u8], remarks: &[Remark]) -> Result<Vec<u8>, Why> {
    let main = docx::main_part(bytes)?;
    let mut package = Rewritten::of(bytes)?;
    let text = package.part(&main)?.ok_or_else(not_written)?;
    let strict = usize::from(text.contains(NAMES[1]));
    let found = package.related(&main, "comments")?;
    let comments = match &found {
        Some(part) => package.part(part)?,
        None => None,
    };
    let comments = comments.unwrap_or_else(|| format!("{XML}<w:comments xmlns:w=\"{}\"/>", NAMES[strict]));
    let first = free_number(&comments);
    let origins = source.layout().map_or(&[][..], |layout| &layout.origins);
    let start = origins.first().ok_or_else(not_written)?;
    // By paragraph, so that what is put in ascends and every paragraph is opened once.
    let mut at: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
    let mut said = String::new();
    for (nth, remark) in remarks.iter().enumerate() {
        let next = origins.partition_point(|(byte, _)| *byte <= remark.span.start);
        let origin = next.checked_sub(1).and_then(|index| origins.get(index));
        let Range { start, end } = origin.unwrap_or(start).1;
        at.entry((start, end)).or_default().push(first + nth);
        comment(&mut said, first + nth, &remark.said(origin.is_none()), NAMES[strict]);
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for ((start, end), numbers) in at {
        pieces.extend(marks(&text, start as usize..end as usize, &numbers).ok_or_else(not_written)?);
    }
    package.put(&main, replaced(&text, &pieces).ok_or_else(not_written)?);
    let part = match found {
        Some(part) => part,
        None => {
            let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let part = package.unused(&format!("{folder}comments"), ".xml");
            package.relate(&main, RELATIONS[strict], &part)?;
            package.typed(&part, KIND)?;
            part
        }
    };
    package.put(&part, with(&comments, &said).ok_or_else(not_written)?);
    package.packed()
}

/// What goes into the paragraph at a place, whose properties end where the place begins and which ends where it ends.
fn marks(text: &str, place: Range<usize>, numbers: &[usize]) -> Option<Vec<Piece>> {
    let last = text.get(..place.end)?.rfind('<')?;
    let tag = text.cut(last..place.end);
    let name = tag.trim_start_matches(['<', '/']).split([' ', '\n', '\t', '/', '>']).next()?;
    let w = name.strip_suffix('p').filter(|prefix| prefix.ends_with(':'))?;
    let (mut before, mut behind) = (String::new(), String::new());
    for number in numbers {
        let _ = write!(before, "<{w}commentRangeStart {w}id=\"{number}\"/>");
        let _ = write!(
            behind,
            "<{w}commentRangeEnd {w}id=\"{number}\"/><{w}r><{w}commentReference {w}id=\"{number}\"/></{w}r>"
        );
    }
    if tag.starts_with("</") && place.start <= last {
        return Some(vec![(place.start..place.start, before), (last..last, behind)]);
    }
    // Written as empty: it is opened.
    let close = tag.ends_with("/>").then_some(place.end - 2)?;
    Some(vec![(close..place.end, format!(">{before}{behind}</{name}>"))])
}

/// A comment, a line of it a paragraph. It says itself what it is written in: whoever wrote the others may call that another
/// name.
fn comment(out: &mut String, number: usize, said: &str, name: &str) {
    let _ = write!(
        out,
        "<w:comment xmlns:w=\"{name}\" w:id=\"{number}\" w:author=\"{AUTHOR}\" w:initials=\"{AUTHOR}\">"
    );
    for line in said.lines() {
        let _ = write!(out, "<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(line));
    }
    out.push_str("</w:comment>");
}

/// The first number that no comment has.
fn free_number(comments: &str) -> usize {
    let tags = comments.split('<').filter(|tag| tag.contains("comment "));
    let numbers = tags.filter_map(|tag| {
        let name = tag.split_whitespace().next()?;
        let prefix = name.strip_suffix("comment")?;
        attribute(tag, &format!("{prefix}id"))?.parse::<usize>().ok()
    });
    numbers.max().map_or(0, |last| last.saturating_add(1))
}
