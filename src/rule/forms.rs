//! What may be demanded of forms.

use rust_decimal::Decimal;

use super::Within;
use super::formula::Formula;
use super::pattern::Pattern;
use crate::diagnostic::Text;

/// One of several values that stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Half {
    /// The name rules use: the first of its labels.
    pub name: String,
    /// The ways it is written, folded.
    pub labels: Vec<String>,
    /// Its numbers are percentages, though they may carry no sign.
    pub percent: bool,
}

/// See [`super::Check::Value`]. Patterns are tried on values without their spaces.
#[derive(Debug, Clone)]
pub struct Value {
    /// The form.
    pub of: String,
    /// Fields whose value is meant; empty: indicators.
    pub fields: Vec<String>,
    /// Only indicators of these categories; empty: of all.
    pub categories: Vec<String>,
    /// Only indicators whose name matches one of these; empty: all.
    pub name: Vec<Pattern>,
    /// Indicators whose name matches one of these are not meant.
    pub except: Vec<Pattern>,
    /// A value that matches one of these is a breach.
    pub forbid: Vec<Pattern>,
    /// A value that matches none of these is a breach.
    pub require: Vec<Pattern>,
    /// The fact that holds a year before which no year may lie.
    pub since: Option<String>,
    /// What is expected, for the message.
    pub expected: Text,
}

/// See [`super::Check::Cover`].
#[derive(Debug, Clone)]
pub struct Cover {
    /// The form.
    pub of: String,
    /// Categories of indicators that cost something; empty: all.
    pub categories: Vec<String>,
    /// The fields of the funds, one for each half.
    pub funds: Vec<String>,
    /// A whole cost: captures `amount`.
    pub amount: Vec<Pattern>,
    /// A unit price: captures `amount` and `unit`; with it costs are price times count.
    pub price: Vec<Pattern>,
    /// The count a price is for: captures `count` and `unit`.
    pub count: Vec<Pattern>,
    /// Indicators whose name matches one of these are not meant.
    pub except: Vec<Pattern>,
    /// How a cost may lie to the funds: not above so many times the funds. Without it, costs together reach the funds.
    pub most: Option<Decimal>,
    /// Costs below this part of the funds are no costs of the project as a whole.
    pub least: Decimal,
}

/// See [`super::Check::Mention`].
#[derive(Debug, Clone)]
pub struct Mention {
    /// The form.
    pub of: String,
    /// The field that mentions it.
    pub field: String,
    /// How: captures `value`. A field that mentions several different ones is not judged.
    pub find: Vec<Pattern>,
    /// A field that matches one of these is not judged.
    pub except: Vec<Pattern>,
    /// Fields of amounts, one of which it must equal.
    pub fields: Vec<String>,
    /// Categories of indicators, where it is compared with them.
    pub categories: Vec<String>,
    /// What the value of an indicator says: captures `value`.
    pub says: Vec<Pattern>,
}

/// See [`super::Check::Distinct`].
#[derive(Debug, Clone)]
pub struct Distinct {
    /// The form.
    pub of: String,
    /// The field that must say something of its own.
    pub field: String,
    /// The fields it is compared with.
    pub from: Vec<String>,
}

/// See [`super::Check::Alike`].
#[derive(Debug, Clone)]
pub struct Alike {
    /// The form.
    pub of: String,
    /// How many indicators each half has at least, to be judged.
    pub least: usize,
}

/// See [`super::Check::Pair`].
#[derive(Debug, Clone)]
pub struct Pair {
    /// The form.
    pub of: String,
    /// Its field with the name.
    pub name: String,
    /// Its fields with the amount, the first that is filled.
    pub amount: Vec<String>,
    /// The rows, with their amounts.
    pub rows: Vec<Formula>,
    /// What is demanded.
    pub demand: Demand,
    /// Where the document says how much is disclosed.
    pub within: Within,
    /// How: captures `amount`. Every row needs a form where that is all the rows come to.
    pub claim: Vec<Pattern>,
}

/// What a pair demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// The amounts are the same.
    Amount,
    /// The form has its row.
    Row,
    /// The row has its form.
    Form,
    /// The name is whole.
    Name,
}
