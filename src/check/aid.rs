//! What several kinds of check need: how a document is bound to what a pack names, how its figures are read, compared and called.

pub mod alike;
pub mod bind;
pub mod evidence;
pub mod flow;
pub mod form;
pub mod formula;
pub mod found;
pub mod missed;
pub mod name;
pub mod prose;
pub mod relation;
pub mod said;
pub mod tally;
pub mod twice;
