//! The formats that the cells of a workbook are shown in.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::read::sheet::number::Format;
use crate::read::{Why, xml};

/// The formats by the number of the style a cell has.
#[derive(Debug)]
pub struct Styles {
    formats: Vec<Format>,
    of: Vec<usize>,
}

impl Default for Styles {
    fn default() -> Self {
        Self { formats: vec![Format::built_in(0)], of: Vec::new() }
    }
}

impl Styles {
    /// The format of the style `index`.
    pub fn format(&self, index: usize) -> &Format {
        &self.formats[self.of.get(index).copied().unwrap_or(0)]
    }
}

/// Reads the styles of a workbook.
pub fn read(text: &str) -> Result<Styles, Why> {
    let mut reader = Reader::from_str(text);
    let mut own: Vec<(u32, String)> = Vec::new();
    let mut ids: Vec<u32> = Vec::new();
    let mut within = false;
    loop {
        let event = xml::next(&mut reader)?;
        match &event {
            Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    let id = xml::number(start, "numFmtId");
                    if let (Some(id), Some(code)) = (id, xml::attribute(start, "formatCode")) {
                        own.push((id, code.into_owned()));
                    }
                }
                "cellXfs" => within = matches!(event, Event::Start(_)),
                "xf" if within && ids.len() < 1 << 16 => {
                    ids.push(xml::number(start, "numFmtId").unwrap_or(0));
                }
                _ => {}
            },
            Event::End(end) if end.local_name().as_ref() == "cellXfs" => within = false,
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(resolve(&ids, &own))
}

/// The format of each style: those with a code of their own, and those that need none.
pub fn resolve(ids: &[u32], own: &[(u32, String)]) -> Styles {
    let mut styles = Styles::default();
    let own: BTreeMap<u32, &str> = own.iter().map(|(id, code)| (*id, code.as_str())).collect();
    let mut known: BTreeMap<u32, usize> = BTreeMap::new();
    for id in ids {
        let at = *known.entry(*id).or_insert_with(|| {
            styles
                .formats
                .push(own.get(id).map_or_else(|| Format::built_in(*id), |code| Format::parse(code)));
            styles.formats.len() - 1
        });
        styles.of.push(at);
    }
    styles
}
