//! Where paragraphs stand in the main part of their file, for whoever writes remarks at them.

#[cfg(feature = "docx")]
use std::ops::Range;

#[cfg(feature = "docx")]
use super::Block;
use super::{Paragraph, View};

impl View {
    /// Remembers where the paragraph stands that is taken in next.
    pub(super) fn origin(&mut self, paragraph: &Paragraph) {
        if let Some(origin) = paragraph.origin.as_ref().filter(|_| !self.full) {
            self.layout.origins.push((self.text.len() as u32, origin.clone()));
        }
    }
}

#[cfg(feature = "docx")]
impl Block {
    /// Says of every paragraph in it where it stands.
    pub fn stand_at(&mut self, origin: &Option<Range<u32>>) {
        match self {
            Self::Paragraph(paragraph) => paragraph.origin.clone_from(origin),
            Self::Grid(grid) => {
                let cells = grid.rows.iter_mut().flatten();
                cells.flat_map(|cell| &mut cell.blocks).for_each(|block| block.stand_at(origin));
            }
        }
    }
}
