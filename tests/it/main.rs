//! Tests of the whole program and of the library as others use it, in one binary: a file for each promise.
//!
//! One binary is linked once; as one each they would fill a disk. `cargo test --test it NAME::` runs one file.

#![allow(clippy::string_slice, reason = "a test may fail")]

mod abroad;
mod accepted;
mod accused;
#[cfg(all(feature = "pdf", feature = "docx", feature = "sheets"))]
mod again;
mod annotated;
#[cfg(all(feature = "archive", feature = "docx", feature = "sheets"))]
mod apart;
mod archives;
mod between;
mod bills;
mod blank;
mod both_languages;
mod cli;
mod common;
mod contributing;
mod copied;
#[cfg(all(feature = "lists", feature = "sheets"))]
mod corrections;
mod counties;
mod cuts;
mod disclosures;
mod divided;
mod documents;
mod drafts;
mod elsewhere;
mod english;
mod exit_codes;
mod faults;
mod fields;
#[cfg(unix)]
mod files;
mod foreign;
mod formats;
mod formula_meaning;
mod formula_property;
mod formulas;
mod grids;
mod guide;
#[cfg(all(feature = "docx", feature = "html"))]
mod hostile;
mod html;
mod hundreds;
mod idle;
mod indicators;
mod invariance;
mod invented;
mod invented_reader;
mod judged;
mod kinds;
mod kinds_of_check;
mod laid_out;
mod languages;
mod layers;
mod layouts;
mod learned;
mod library;
#[cfg(unix)]
mod lists;
mod long;
#[cfg(all(feature = "docx", feature = "html", feature = "pdf", feature = "sheets"))]
mod marks;
mod messages;
mod mistakes;
mod mutation;
mod named;
mod newcomer;
#[cfg(all(feature = "ofd", feature = "docx"))]
mod ofd;
#[cfg(all(feature = "docx", feature = "html"))]
mod office;
#[cfg(unix)]
#[cfg(feature = "docx")]
mod old_word;
mod outlines;
mod outputs;
#[cfg(feature = "pdf")]
mod pdf;
mod places;
mod policy;
mod prose;
mod provinces;
mod readme;
#[cfg(unix)]
mod recipes;
mod reckonings;
mod reference;
#[cfg(all(feature = "pdf", feature = "html"))]
mod refused;
mod root;
mod rule_files;
mod rules;
#[cfg(feature = "pdf")]
mod runs;
mod sarif;
mod scans;
mod schema;
#[cfg(feature = "sheets")]
mod second_round;
mod sentences;
mod sentences_abroad;
mod shapes;
#[cfg(all(feature = "sheets", feature = "csv", feature = "archive"))]
mod sheets;
mod shelves;
#[cfg(feature = "sheets")]
mod since;
mod situations;
mod standing;
mod statements;
mod stored;
mod strangers;
mod styles;
mod sums;
mod supply;
mod survey;
mod tidy;
#[cfg(all(feature = "docx", feature = "html", feature = "sheets", feature = "csv", feature = "pdf"))]
mod tongues;
mod totals_abroad;
mod traditional;
mod trees;
mod twins;
mod unfinished;
mod unmet;
mod vocabulary;
