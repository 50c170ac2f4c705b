//! Tests of the whole program and of the library as others use it, in one binary: a file for each promise.
//!
//! One binary is linked once; as one each they would fill a disk. `cargo test --test it NAME::` runs one file.

mod cli;
mod common;
mod documents;
mod english;
mod exit_codes;
mod formats;
mod formulas;
mod guide;
#[cfg(all(feature = "docx", feature = "html"))]
mod hostile;
mod html;
mod invariance;
mod languages;
mod layers;
#[cfg(unix)]
mod long;
mod messages;
mod mistakes;
mod mutation;
mod newcomer;
#[cfg(all(feature = "docx", feature = "html"))]
mod office;
#[cfg(feature = "pdf")]
mod pdf;
mod places;
mod readme;
#[cfg(unix)]
mod recipes;
mod rule_files;
mod rules;
mod sarif;
mod schema;
#[cfg(feature = "sheets")]
mod shapes;
#[cfg(all(feature = "sheets", feature = "csv", feature = "archive"))]
mod sheets;
mod tidy;
