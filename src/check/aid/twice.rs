//! Two tables of a document under one name: formulas see the first only, and the reader is told.

use super::bind::Bound;
use crate::diagnostic::{Diagnostic, Severity, Text};

/// The id of what is said of two tables under one name.
pub const TWICE: &str = "gouji/table-stands-twice";

impl Bound<'_> {
    /// Tables of one name, whatever their captions: formulas take the first, the others are not looked at.
    pub fn doubled(&self) -> Vec<Diagnostic> {
        let caption = |index: usize| self.document.tables[index].caption.as_ref();
        let mut told = Vec::new();
        for (at, &(binding, index)) in self.tables().iter().enumerate() {
            let first = self.tables()[..at].iter().find(|(known, _)| *known == binding);
            let Some((&(_, first), place)) = first.zip(caption(index)) else { continue };
            let name = &self.pack.names.tables[binding].name;
            let message = Text::new(
                format!("有两张表都认作「{name}」，公式只取前一张"),
                format!("two tables are recognised as `{name}`; formulas take the first"),
            );
            let mut diagnostic = Diagnostic::new(TWICE, Severity::Note, self.document.span(place), message)
                .labelled(Text::new("第二张", "the second"));
            if let Some(place) = caption(first) {
                diagnostic = diagnostic.with(self.document.span(place), Text::new("第一张", "the first"));
            }
            diagnostic.identity.clone_from(name);
            told.push(diagnostic);
        }
        told
    }
}
