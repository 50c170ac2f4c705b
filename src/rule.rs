//! What a pack says: how to recognise documents, tables, forms and sections, and the rules. Plain data; [`load`] reads it
//! from TOML and is the only user of `toml`.

pub mod fault;
pub mod forms;
pub mod formula;
pub mod glob;
pub mod hygiene;
pub mod layer;
pub mod lazy;
pub mod load;
pub mod pattern;
mod prose;
pub mod words;

use crate::diagnostic::{Severity, Text};
use crate::source::{FileId, Span};
use formula::Formula;
pub use glob::Glob;
pub use layer::Applies;
use pattern::Pattern;
pub use prose::{Change, Enumeration, Footing, Listing, Restated, Say, Tie};

/// The id of what several rules point at together: one figure whose change would mend them all.
pub const FIGURE_AT_FAULT: &str = "gouji/figure-at-fault";

/// How the names of rule files and dictionaries that come with the program begin: `gouji:rules/budget/pack.toml`. No file of
/// anybody else's goes by such a name.
pub const SHIPPED: &str = "gouji:";

/// The id of the word on a family of relations whose reading is not proved.
pub const DOUBTFUL: &str = "gouji/doubtful";

/// Rules shipped and versioned together, with the bindings they speak of.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The pack's name; `name/rule` is a rule's id.
    pub name: String,
    /// What it is for.
    pub title: Text,
    /// Which documents it applies to.
    pub applies: Applies,
    /// The pack it extends: where both apply, only this one is tried.
    pub extends: Option<String>,
    /// How its documents are laid out is presumed, for they are many authors': a relation that fails is held against the
    /// author only where others of its kind have shown that they hold there. Otherwise its rules are for documents of one's
    /// own, and what fails them is wrong.
    pub presumed: bool,
    /// Rules of the pack it extends that it switches off, and where.
    pub off: Vec<(String, Span)>,
    /// The files it is written in; those of the pack it extends are not among them.
    pub files: Vec<FileId>,
    /// Things a document says of itself: its year, the department.
    pub facts: Vec<Fact>,
    /// How to recognise tables.
    pub tables: Vec<TableBinding>,
    /// How to recognise forms.
    pub forms: Vec<FormBinding>,
    /// How to recognise sections.
    pub sections: Vec<SectionBinding>,
    /// Codes and their names.
    pub dictionaries: Vec<Dictionary>,
    /// The rules in the order they were written.
    pub rules: Vec<Rule>,
}

/// Something a document says of itself, one or many times. The value is what most places say.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name: 年度.
    pub name: String,
    /// Where it is said.
    pub within: Within,
    /// How it is said; each has one capture `{value:…}`.
    pub find: Vec<Pattern>,
    /// Where in the rule file.
    pub span: Span,
}

/// Where patterns are looked for.
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

/// How to recognise a table, whatever a province calls it.
#[derive(Debug, Clone)]
pub struct TableBinding {
    /// The name rules use.
    pub name: String,
    /// One of these matches the caption; the most specific (longest) wins between tables.
    pub caption: Vec<Glob>,
    /// None of these matches it.
    pub except: Vec<Glob>,
    /// Headers of which at least one column must match each, where captions are lost or shared.
    pub header: Vec<Glob>,
    /// The unit where the document says none.
    pub unit: Option<crate::amount::Unit>,
    /// Names for rows: the name rules use and how documents write it.
    pub rows: Vec<Alias>,
    /// Names for columns.
    pub columns: Vec<Alias>,
    /// Names for sets of rows.
    pub groups: Vec<Group>,
    /// Where in the rule file.
    pub span: Span,
}

/// One name and the ways it is written, the preferred first.
#[derive(Debug, Clone)]
pub struct Alias {
    /// The name rules use.
    pub name: String,
    /// The ways it is written, folded; `*` stands for anything; `{fact}` for the value of a fact.
    pub globs: Vec<Glob>,
    /// Where in the rule file.
    pub span: Span,
}

/// A set of rows by what their labels look like.
#[derive(Debug, Clone)]
pub struct Group {
    /// The name rules use.
    pub name: String,
    /// The statement they stand in, by the header over it (支出), where the table has several.
    pub pane: Option<Glob>,
    /// The label as written, ordinal and all.
    pub matches: Option<lazy::LazyRegex>,
    /// Labels (or aliases) that do not belong.
    pub except: Vec<String>,
    /// Only rows after the row of this name.
    pub after: Option<String>,
    /// Only rows before the row of this name.
    pub before: Option<String>,
    /// Where in the rule file.
    pub span: Span,
}

/// How to recognise a form and the labels of its blanks.
#[derive(Debug, Clone)]
pub struct FormBinding {
    /// The name rules use.
    pub name: String,
    /// One of these matches the caption.
    pub caption: Vec<Glob>,
    /// None of these matches it.
    pub except: Vec<Glob>,
    /// Its labelled blanks.
    pub fields: Vec<Alias>,
    /// Labels that open the halves standing side by side (实施期目标 | 年度目标); empty where there is one. More than two are
    /// the heads of columns (年初预算数 | 全年预算数 | 全年执行数): each value belongs to the head over it.
    pub halves: Vec<forms::Half>,
    /// The unit of amounts that carry none.
    pub unit: Option<crate::amount::Unit>,
    /// Indicator rows, if it has them.
    pub indicators: Option<Indicators>,
    /// Where in the rule file.
    pub span: Span,
}

/// Rows of (category, name, value), repeated for each half.
#[derive(Debug, Clone)]
pub struct Indicators {
    /// Categories of the second level: the name rules use and how forms write it.
    pub categories: Vec<Alias>,
    /// Labels of the first level and of the header: never a name or a value.
    pub labels: Vec<Glob>,
    /// Where in the rule file.
    pub span: Span,
}

/// How to recognise a section by its heading.
#[derive(Debug, Clone)]
pub struct SectionBinding {
    /// The name rules use.
    pub name: String,
    /// One of these matches the heading without its number.
    pub heading: Vec<Glob>,
    /// None of these matches it.
    pub except: Vec<Glob>,
    /// Where in the rule file.
    pub span: Span,
}

/// Codes and the names they have.
#[derive(Debug, Clone)]
pub struct Dictionary {
    /// The name rules use.
    pub name: String,
    /// Code ─▶ every name that is right for it, today's first. Sorted by code.
    pub entries: Vec<(String, Vec<String>)>,
    /// Where in the rule file.
    pub span: Span,
}

/// A named demand on documents.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `pack/name`, the only id. The name states the fault.
    pub id: String,
    /// The demand in one line.
    pub title: Text,
    /// How bad a breach is.
    pub severity: Severity,
    /// Why it matters, for `explain`.
    pub why: Option<Text>,
    /// The article of law or the standard behind it.
    pub basis: Option<String>,
    /// The step to take.
    pub help: Option<Text>,
    /// Narrows the pack's own `applies`.
    pub applies: Option<Applies>,
    /// How far figures may lie apart, instead of what their digits allow; in the base of their kind.
    pub tolerance: Option<rust_decimal::Decimal>,
    /// Only forms of which each of these fields reads like one of its globs.
    pub when: Vec<(String, Vec<Glob>)>,
    /// What it finds is one finding: the first place, with the others beside it.
    pub once: bool,
    /// A document its pack applies to, and on which it cannot be judged, does not pass.
    pub required: bool,
    /// What it demands.
    pub check: Check,
    /// Its own tests.
    pub examples: Vec<Example>,
    /// The rule's line in its file: the key of its table.
    pub span: Span,
    /// The value of `check`, for a label on what demands this.
    pub check_span: Span,
    /// What layers changed of it, the first layer first.
    pub changes: Vec<layer::Change>,
}

/// A snippet inside a rule with what must be pointed at.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// A document.
    pub text: String,
    /// Texts the finger must be on, in order; empty means silence.
    pub marks: Vec<String>,
    /// The value of `marks` in the rule file.
    pub marks_span: Span,
    /// Where in the rule file.
    pub span: Span,
}

/// The kind of check is the key under `check`.
#[derive(Debug, Clone)]
pub enum Check {
    /// Figures are related by a formula; several formulas are several relations of one rule.
    Formula(Vec<Formula>),
    /// Codes (or an order) make a hierarchy, and every figure is the sum of those below it.
    Rollup(Rollup),
    /// Shares stated in words agree with the amounts, and sum to a whole.
    Share(Share),
    /// Blanks are filled.
    Filled(Filled),
    /// Something stands in the document.
    Present(Present),
    /// One fact said in many places is the same everywhere.
    Same(Same),
    /// What must not stand, or must.
    Text(TextCheck),
    /// Codes exist and have the name the dictionary gives.
    Code(CodeCheck),
    /// Amounts in words equal the figures they speak of.
    Tie(Tie),
    /// Increases and decreases agree with their rates, their directions and their amounts.
    Change(Change),
    /// Parts told in words come to the stated total.
    Enumeration(Enumeration),
    /// Names told in words are as many as announced, or are rows of a table.
    Listing(Listing),
    /// Columns foot and rows cross-foot, in any table.
    Footing(Footing),
    /// An amount told twice is the same both times.
    Restated(Restated),
    /// The kind of value an indicator or a field may have.
    Value(forms::Value),
    /// What indicators say costs is what the funds allow.
    Cover(forms::Cover),
    /// What a field mentions is what another field or an indicator says.
    Mention(forms::Mention),
    /// Fields of one form say different things.
    Distinct(forms::Distinct),
    /// The two halves of a form speak of the same things.
    Alike(forms::Alike),
    /// Forms and rows of a table belong together, one to one.
    Pair(forms::Pair),
    /// Nothing is written twice in a row.
    Doubled(hygiene::Doubled),
    /// Numbers are well formed.
    Number(hygiene::NumberCheck),
    /// Brackets and quotes pair.
    Pairs(hygiene::Pairs),
    /// Dates exist.
    Date(hygiene::DateCheck),
    /// Amounts in words are those in figures.
    Numeral(hygiene::NumeralCheck),
    /// What a text works out comes to what it says.
    Calculation(hygiene::Calculation),
    /// Check digits are right.
    Checksum(hygiene::Checksum),
    /// Years are of this year.
    Year(hygiene::YearCheck),
    /// Ordinals have no gap.
    Sequence(hygiene::Sequence),
    /// Sections repeat one outline.
    Outline(hygiene::Outline),
}

/// See [`Check::Rollup`].
#[derive(Debug, Clone)]
pub struct Rollup {
    /// Names of tables, each checked for itself.
    pub tables: Vec<String>,
    /// The row of the grand total (a row name or alias), if there is one.
    pub total: Option<String>,
    /// `None`: levels come from the codes (a code's parent is its longest prefix that stands in the table). Otherwise the
    /// names of the parent rows; the rows that follow one, up to the next, are its parts.
    pub parents: Vec<Glob>,
    /// Columns that are not added up (notes, unit prices).
    pub except: Vec<Glob>,
}

/// See [`Check::Share`].
#[derive(Debug, Clone)]
pub struct Share {
    /// The text it is looked for in.
    pub within: Within,
    /// A part with its share: captures `amount` and `share`; `moved`, where what was found is no part but a change; and `whole`, where the phrase itself names what it is a share of.
    pub part: Pattern,
    /// The whole: a figure of a table, any one of several; without it the first amount of the paragraph, before the parts.
    pub whole: Vec<Formula>,
    /// What the shares of one list sum to where the parts are the whole; 0: not summed.
    pub sum: rust_decimal::Decimal,
    /// The whole is the amount that the shares themselves agree on, or the one of the name captured as `of`.
    pub evident: bool,
}

/// See [`Check::Filled`].
#[derive(Debug, Clone)]
pub struct Filled {
    /// The form or table.
    pub of: String,
    /// Fields (of a form) or columns (of a table) that must not be blank.
    pub fields: Vec<String>,
    /// Every indicator that has a name has a value and the reverse.
    pub indicators: bool,
    /// Categories that must have at least one indicator.
    pub categories: Vec<String>,
}

/// See [`Check::Present`].
#[derive(Debug, Clone)]
pub struct Present {
    /// Tables by binding name.
    pub tables: Vec<String>,
    /// Sections by binding name.
    pub sections: Vec<String>,
    /// Entries of the table of contents that must stand in the document.
    pub contents: Vec<Glob>,
    /// Words that stand with a number before such an entry and say nothing of it: 表, 附表, Table.
    pub numbered: Vec<String>,
    /// Words that make the digits before a name a year: 年度, 年.
    pub dated: Vec<String>,
    /// An entry also stands where a heading is alike but for a few characters.
    pub near: bool,
    /// A table without any figure carries a footnote that matches, and one with figures does not.
    pub empty_note: Vec<Glob>,
    /// Headnotes (by key) that every table the pack recognises carries.
    pub headnotes: Vec<String>,
}

/// See [`Check::Same`].
#[derive(Debug, Clone)]
pub struct Same {
    /// The fact, by name.
    pub fact: String,
    /// Where it must be the same.
    pub within: Within,
    /// How it is said there; without it, as the fact itself is found.
    pub find: Vec<Pattern>,
    /// Tables it is not demanded of.
    pub except: Vec<String>,
}

/// See [`Check::Text`].
#[derive(Debug, Clone)]
pub struct TextCheck {
    /// Where.
    pub within: Within,
    /// Each match is a breach.
    pub forbid: Vec<Pattern>,
    /// A match of these around or over it is none.
    pub except: Vec<Pattern>,
    /// At least one of these must match, in each place.
    pub require: Vec<Pattern>,
    /// What is wrong with a match, after its words.
    pub say: Option<Text>,
    /// All matches of a document are one finding, at the first.
    pub once: bool,
    /// Digits in the middle of a match are not repeated in the message.
    pub mask: bool,
}

/// See [`Check::Code`].
#[derive(Debug, Clone)]
pub struct CodeCheck {
    /// Names of tables.
    pub tables: Vec<String>,
    /// The dictionary.
    pub dictionary: String,
}
