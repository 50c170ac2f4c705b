//! gouji (勾稽: figures that must tie out) reads disclosures, ties every figure to the others by rules written in TOML, and
//! points at what does not hold, in the document and in the rule, like a compiler.
//!
//! ```text
//! bytes ──read──▶ Source ──parse──▶ Document ─┐
//!                                             ├─check──▶ Outcomes ──blame──▶ Diagnostics ──gate──▶ report, exit code
//! TOML  ──load──▶ Pack ───────────────────────┘
//! ```

pub mod amount;
pub mod blame;
pub mod check;
pub mod diagnostic;
pub mod document;
pub mod gate;
pub mod ledger;
pub mod read;
pub mod report;
pub mod rule;
pub mod source;
