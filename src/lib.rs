//! gouji (勾稽: figures that must tie out) reads disclosures, ties every figure to the others by rules written in TOML, and
//! points at what does not hold, in the document and in the rule, like a compiler.
//!
//! # The road
//!
//! ```text
//! bytes ──read──▶ Source ──parse──▶ Document ─┐
//!                                             ├─check──▶ Outcomes ──blame──▶ Diagnostics ──gate──▶ report, exit code
//! TOML  ──load──▶ Pack ───────────────────────┘
//! ```
//!
//! A disclosure of several files is one document: [`source::Source::joined`] is a source like any other, and places of the
//! document lead back to the files. Of a run's documents figures stay, and are tied to those of the documents that answer them
//! ([`disclosure::chain`]) when all are checked; no document is held beside another.
//!
//! Data flows one way:
//!
//! ```
//! use gouji::{check::{KINDS, check}, document::parse, read::read, rule::load::load, source::{Source, Sources}};
//!
//! let mut sources = Sources::new();
//! let rules = sources.add(Source::new("mine.toml", r#"
//!     [pack]
//!     name = "mine"
//!     [table."经费表"]
//!     caption = "*经费表"
//!     [rule.total-differs-from-its-parts]
//!     title = "合计应等于人员经费与公用经费之和"
//!     check.formula = "经费表[*, 合计] = 经费表[*, 人员经费] + 经费表[*, 公用经费]"
//! "#));
//! let (packs, faults) = load(KINDS, &[rules], &sources, &|_| None);
//! assert!(faults.is_empty());
//!
//! let text = "某单位经费表\n\n单位：万元\n\n项目\t合计\t人员经费\t公用经费\n办公室\t21.00\t8.50\t3.50\n";
//! let file = sources.add(read("经费.txt", text.as_bytes()).expect("text in UTF-8"));
//! let checked = check(&packs, &parse(file, sources.get(file)));
//! assert_eq!(sources.slice(checked.diagnostics[0].primary.span), "21.00");
//! ```
//!
//! # The rooms
//!
//! In the order in which they build on each other; a room knows those above it and none below.
//!
//! - [`source`]: a file's text; spans; lines and columns. Knows nothing.
//! - [`calendar`]: which days there are.
//! - [`spread`]: jobs that do not depend on each other, in turn or on threads of the program's.
//! - `hash`: maps by hash.
//! - [`timing`]: where the time of a run goes, for a program that asks.
//! - [`steps`]: how much work a rule may do on a document.
//! - [`diagnostic`]: the one type for what is wrong, in documents and in rule files; the one order it is told in.
//! - [`mod@keys`]: TOML files as trees with places, the keys they may have, and what is wrong with them.
//! - [`words`]: what is known of languages: total words, heads, units, as data of `rules/lang/`.
//! - [`amount`]: exact decimals with their unit and the digits as written, and the interval those digits stand for.
//! - [`read`]: bytes ─▶ [`source::Source`], or the reason why not.
//! - [`document`]: Source ─▶ [`document::Document`]: sections, tables, forms, running text, figures.
//! - [`rule`]: what a pack says, as plain data; [`rule::load`] reads it from TOML.
//! - [`ledger`]: what was proved of each figure.
//! - [`check`]: rule × document ─▶ outcomes; one kind of check a file. What is arithmetic becomes a
//!   [`check::relation::Relation`], so that blame can weigh it.
//! - [`blame`]: many relations that fail ─▶ the figure at fault. It reads relations and is called by `check` at its end.
//! - [`disclosure`]: which files are one document, and which documents answer each other: last year's, the units', the budget.
//! - [`gate`]: findings ─▶ how the run ends.
//! - [`checker`]: the road from bytes to findings in one call, as `gouji check` goes it.
//! - [`report`]: a run told in one of the formats.
//! - [`annotate`]: an author's own file with remarks at their places.
//!
//! The program around it is `src/main.rs` and `src/cli/`: arguments, files, the terminal. `rules/` is the knowledge: how the
//! tables of a kind of document are recognised, and what must hold in it.
//!
//! # What always holds
//!
//! - The library reads no file, prints nothing and starts no thread.
//! - Reading and parsing never fail: what cannot be understood stays text, and is known as damaged where it should have been
//!   a figure. A relation that needs a damaged figure is unreadable: neither passed nor the author's error.
//! - Figures are exact. There is no binary floating point anywhere; midpoints round away from zero.
//! - No part of a text is taken by an offset that may lie within a character: [`source::Cut`] takes all of them.
//! - Every figure a rule can see, and every diagnostic, has a place in a source. Matching is done on folded text, pointing on
//!   the text as written.
//! - What is known of one kind of document stands in `rules/`, not in Rust: another kind, in another language, is TOML alone.
//! - A rule file is never half believed: every fault in it is told, at its place, and the run ends with 2.
//! - Order is a promise: path, start, severity, rule, message; people are told errors first. Nothing iterates over a hash.
//! - Every rule carries an example that fires and one that is silent.
//!
//! `tests/it/tidy.rs` holds the arrows between rooms, the length of files and the homes of libraries; `tests/it/documents.rs` holds
//! whole documents against the findings written beside them.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::string_slice, reason = "a test may fail"))]

pub mod amount;
pub mod annotate;
pub mod blame;
pub mod calendar;
pub mod check;
pub mod checker;
pub mod diagnostic;
pub mod disclosure;
pub mod document;
pub mod gate;
mod hash;
pub mod keys;
pub mod ledger;
pub mod read;
pub mod report;
pub mod rule;
pub mod source;
pub mod spread;
pub mod steps;
pub mod timing;
pub mod words;

pub use checker::{Checker, shipped};
