//! Parts that keys may hold. Each reads itself, tells what is wrong with it at its place, and says what it looks like.

mod found;
mod named;
mod words;

pub use crate::keys::parts::{
    ByName, COUNT, Choice, FLAG, Leaf, List, NUMBER, OWN_NAME, OWN_SPAN, RAW, TOLD, Table, TextOf, TextOr,
    With, YEARS, needed, none, one_of, opt, or, own, placed, table,
};
pub use found::{
    FIGURE, FIGURES, FORMULAS, PHRASE, Pattern, REGEX, VALUE, VALUES, WHOLES, alone, expression, pattern,
    patterns,
};
pub use named::{CATEGORIES, FIELD, FIELDS, FORM, GRID, Name, PLACES, WITHIN, known_name};
pub use words::{GLOB, GLOBS, UNIT, WORD, WORDS};
