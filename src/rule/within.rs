//! The places of a document that a rule may speak of.

/// Where something is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Within {
    /// The whole document, tables and all.
    #[default]
    Document,
    /// The lines before the first section.
    Title,
    /// Captions of the tables the pack recognises.
    Captions,
    /// Headnotes of the tables the pack recognises.
    Headnotes,
    /// Running text.
    Text,
    /// Cells of tables and forms.
    Cells,
    /// The section of this name.
    Section(String),
    /// The fields and cells of the form of this name.
    Form(String),
    /// The cells, headnotes and caption of the table of this name.
    Table(String),
}
