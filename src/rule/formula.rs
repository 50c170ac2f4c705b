//! Formulas as auditors write them: `收支总表[支出总计] = 收支总表[本年支出合计] + 收支总表[年终结转]`.
//!
//! ```text
//! formula   = chain { "|" chain }                                any one of them: where one comes out, the others are not demanded
//! chain     = sum { ("=" | "≤" | "≥") sum }                      A = B = C is two relations
//! sum       = product { ("+" | "−") product }
//! product   = signed { ("×" | "÷") signed }                      "-", "*", "/" are the same in ASCII
//! signed    = ["−"] primary
//! primary   = number [unit] | "sum(" sum ")" | "(" sum ")" | table "[" row ["," column] "]" ["?"]
//!           | "count(" table "[" row "]" ")" | "count(" form ")"    how many rows; how many forms there are
//! row       = "*" | [pane "/"] name | "=" field                  each row; a row, alias or group; the row a form's field names
//! column    = "*" | name { "/" name }                            each column; a header path
//! ```
//!
//! Names hold anything but `[ ] , = + × ÷ * / ( ) "`; a name in double quotes holds these too. A reference to a form has one
//! selector, the field; `form[*, head]` is each row of its indicators, under one of the heads of its columns. A reference with
//! `last.` before a table's name means that table in the document of the year before, `units.` the sum over those of the
//! department's units, `budget.` the budget of a final account; `above.` means in a document whose table has a row for each of many
//! others (a government's departments, the counties that a city gives to) the one row that bears the name of the document at hand:
//! what such a formula demands is tried where a run has these documents. A reference with
//! `?` after it counts as nothing where the document has no such row or column; without it, the relation is not demanded
//! there. Names are kept folded, as documents are matched. Where one figure is asked for (the whole of a share, what an amount
//! in words is tied to), `sum(form[field])` is the sum over all forms.
//!
//! What a relation can be solved for is a sum, and beside it at most one product of two sums or quotient: see [`shape`]. A
//! formula that asks for more is refused when it is read.

mod ask;
mod parse;
pub mod shape;

pub use ask::Ask;

use std::ops::Range;

use crate::amount::Amount;
use crate::source::Span;

use crate::keys::fault::{Fault, Origin};

/// A formula: expressions joined by comparisons, or one expression alone where a figure is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// As written.
    pub text: String,
    /// Where in the rule file.
    pub span: Span,
    /// At least one expression, from left to right.
    pub chain: Vec<Expr>,
    /// What stands between neighbours of the chain: one fewer than there are expressions.
    pub comparisons: Vec<Cmp>,
    /// What may hold instead, where tables are laid out otherwise.
    pub or: Vec<Formula>,
}

/// How two neighbours of a chain must compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cmp {
    /// `=`
    Eq,
    /// `≤`
    Le,
    /// `≥`
    Ge,
}

impl Cmp {
    /// The sign a reader knows.
    pub fn as_str(self) -> &'static str {
        match self {
            Cmp::Eq => "=",
            Cmp::Le => "≤",
            Cmp::Ge => "≥",
        }
    }

    /// The same seen from the other side: `a ≤ b` is `b ≥ a`.
    pub fn turned(self) -> Self {
        match self {
            Cmp::Eq => Cmp::Eq,
            Cmp::Le => Cmp::Ge,
            Cmp::Ge => Cmp::Le,
        }
    }
}

/// One expression with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its bytes in the formula's text.
    pub range: Range<usize>,
    /// Where in the rule file.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    /// A number in the formula itself; it is exact, however few digits it has.
    Literal(Amount),
    /// Figures of a table or a form.
    Reference(Reference),
    /// The sum over every row (and column) that the expression inside stands for.
    Sum(Box<Expr>),
    /// How many rows of a table the reference inside stands for, or how many forms.
    Count(Box<Expr>),
    /// `a + b − c`: two or more, from left to right. A list, not a tree: a long sum is no deeper than a short one.
    Terms(Vec<Link>),
    /// `a × b ÷ c`: two or more, from left to right.
    Factors(Vec<Link>),
    /// A sign before an expression.
    Neg(Box<Expr>),
}

/// A member of a sum or of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// It is taken away, or divided by.
    pub inverse: bool,
    /// The bytes of its operator in the formula's text; none of the first.
    pub sign: Range<usize>,
    /// The member.
    pub expr: Expr,
}

/// In which document a figure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// The one at hand.
    Own,
    /// `last.`: that of the same department, kind and rank for the year before.
    Last,
    /// `units.`: the sum over those of the department's units for the same year.
    Units,
    /// `budget.`: the budget that a final account is of.
    Budget,
    /// `above.`: the row for it in that of a body above, such as a government's table of its departments.
    Above,
}

impl Of {
    /// The words before a table's name.
    pub const WORDS: [(&'static str, Of); 4] =
        [("last", Of::Last), ("units", Of::Units), ("budget", Of::Budget), ("above", Of::Above)];
}

/// `table[row, column]`, or `form[field]`: then `row` names the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// In which document.
    pub of: Of,
    /// The table binding's or form binding's name, folded.
    pub table: String,
    /// Which rows.
    pub row: RowSelector,
    /// Which columns; `None` is each column that the others of the formula have, matched by header.
    pub column: Option<ColumnSelector>,
    /// Where the columns stand in the rule file.
    pub column_span: Option<Span>,
    /// What is not there counts as nothing, instead of leaving the relation out.
    pub optional: bool,
    /// Where in the rule file, brackets and all.
    pub span: Span,
    /// Where the table's name stands in the rule file.
    pub table_span: Span,
}

/// Which rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSelector {
    /// The statement they stand in, by the header over it (收入, 支出), where the table has several; folded.
    pub pane: Option<String>,
    /// Which of its rows.
    pub rows: Rows,
    /// Where in the rule file.
    pub span: Span,
}

/// Which rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rows {
    /// `*`: each row, matched with the other references by code, or by label where there are no codes.
    Each,
    /// A row alias, a group of rows, or a label as documents write it; folded.
    Named(String),
    /// `=字段`: the row whose label equals this field of the form at hand; folded.
    Field(String),
}

/// Which columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnSelector {
    /// `*`: each value column, matched by header.
    Each,
    /// The end of a header path (本年收入/合计), or a column alias alone; folded.
    Path(Vec<String>),
}

impl Formula {
    /// Every reference, from left to right.
    pub fn references(&self) -> Vec<&Reference> {
        let mut found = Vec::new();
        let all = std::iter::once(self).chain(&self.or);
        all.flat_map(|formula| &formula.chain).for_each(|expr| expr.references(&mut found));
        found
    }

    /// Whether it speaks of another document.
    pub fn is_across(&self) -> bool {
        self.references().iter().any(|reference| reference.of != Of::Own)
    }

    /// Reads `text`, which `origin` leads back to the rule file.
    ///
    /// # Errors
    /// The first mistake, placed, with what was expected; what no relation can hold is one.
    pub fn parse(text: &str, origin: &Origin) -> Result<Formula, Box<Fault>> {
        let formula = parse::parse(text, origin)?;
        shape::check(&formula)?;
        Ok(formula)
    }
}

impl Expr {
    fn references<'a>(&'a self, found: &mut Vec<&'a Reference>) {
        match &self.kind {
            ExprKind::Literal(_) => {}
            ExprKind::Reference(reference) => found.push(reference),
            ExprKind::Sum(inner) | ExprKind::Count(inner) | ExprKind::Neg(inner) => inner.references(found),
            ExprKind::Terms(links) | ExprKind::Factors(links) => {
                links.iter().for_each(|link| link.expr.references(found));
            }
        }
    }
}
