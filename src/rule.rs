//! What a pack says: how to recognise documents, tables, forms and sections, and the rules. Plain data; [`load`] reads it
//! from TOML.
//!
//! From the ground up: `fault`, `words`, [`pattern`] and [`formula`] know no file; `parts` read what
//! [`keys`](mod@crate::keys) declare; `binding` and `pack` are what is read; `merge` lays layers over
//! one another before that.

pub mod binding;
pub mod formula;
mod later;
pub mod load;
mod merge;
pub mod pack;
pub mod parts;
pub mod pattern;
pub mod within;
pub mod words;

pub use binding::{
    Alias, Dictionary, Fact, FormBinding, Group, Half, Indicators, SectionBinding, TableBinding,
};
pub use later::Later;
pub use pack::{Applies, Check, Example, Names, Pack, Rule, When};
pub use pattern::Glob;
pub use within::Within;

/// The id of what several rules point at together: one figure whose change would mend them all.
pub const FIGURE_AT_FAULT: &str = "gouji/figure-at-fault";

/// The id of every diagnostic about a rule file.
pub const RULE_FILE: &str = "gouji/rule-file";

/// How the names of rule files and dictionaries that come with the program begin: `gouji:rules/budget/pack.toml`. No file of
/// anybody else's goes by such a name.
pub const SHIPPED: &str = "gouji:";

/// The id of the word on a family of relations whose reading is not proved.
pub const DOUBTFUL: &str = "gouji/doubtful";
