//! Parts that keys may hold. Each reads itself, tells what is wrong with it at its place, and says what it looks like.

mod basic;
mod found;
mod named;

pub use basic::{
    ByName, COUNT, Choice, FLAG, GLOB, GLOBS, Leaf, List, NUMBER, OWN_NAME, OWN_SPAN, RAW, TOLD, Table,
    TextOf, TextOr, UNIT, WORD, WORDS, With, YEARS, needed, none, one_of, opt, or, own, table,
};
pub use found::{
    FIGURE, FIGURES, FORMULAS, PHRASE, Pattern, REGEX, VALUE, VALUES, WHOLES, alone, expression, pattern,
    patterns,
};
pub use named::{CATEGORIES, FIELD, FIELDS, FORM, GRID, Name, PLACES, WITHIN, known_name};
