//! The check `present`: what must stand in a document stands there.

use super::Check;
use super::builtin::announced::announced;
use super::builtin::{is_announced, lead};
use crate::check::aid::bind::Bound;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::keys;
use crate::keys::known::{GRIDS, SECTIONS};
use crate::ledger::Outcome;
use crate::rule::parts::{List, Name};
use crate::rule::{Glob, Rule};

keys! {
    /// Something stands in the document.
    "该有的都要有。"
    pub struct Present {
        /// Tables.
        tables: Vec<String> = "tables", List(Name(GRIDS)), "表";
        /// Sections.
        sections: Vec<String> = "sections", List(Name(SECTIONS)), "部分";
    }
}

impl Check for Present {
    const NAME: &'static str = "present";

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        run(bound, self, results);
    }
}

/// Tries the rule.
fn run(bound: &Bound<'_>, present: &Present, results: &mut Results) {
    tables(bound, present, results);
    for name in &present.sections {
        if bound.section(name).is_some() {
            results.outcome(Outcome::Holds);
            continue;
        }
        let globs = bound
            .pack
            .names
            .sections
            .iter()
            .find(|section| section.name == *name)
            .map_or(&[][..], |section| &section.heading);
        let message = Text::new(format!("缺少“{name}”部分"), format!("the section \"{name}\" is missing"));
        missing(bound, globs, name, message, results);
    }
}

fn tables(bound: &Bound<'_>, present: &Present, results: &mut Results) {
    // A table laid out otherwise bears the same name with a remark in brackets.
    let here = |name: &String| {
        let other = format!("{name}(");
        bound
            .bound_tables()
            .any(|table| table.binding.name == *name || table.binding.name.starts_with(&other))
    };
    let found = present.tables.iter().filter(|name| here(name)).count();
    if found * 2 < present.tables.len() {
        // Hardly any of them is here: they were published elsewhere, or this layout is not understood.
        return results.outcome(Outcome::Unreadable);
    }
    // What the contents announce is missed by the rule on the contents, where the pack has one.
    let by_contents = is_announced(bound.pack);
    for name in &present.tables {
        if here(name) {
            results.outcome(Outcome::Holds);
            continue;
        }
        let globs = bound
            .pack
            .names
            .tables
            .iter()
            .find(|table| table.name == *name)
            .map_or(&[][..], |table| &table.caption);
        if by_contents && announced(bound.document, &lead(bound.pack), globs).is_some() {
            continue;
        }
        missing(
            bound,
            globs,
            name,
            Text::new(format!("缺少“{name}”"), format!("\"{name}\" is missing")),
            results,
        );
    }
}

/// Points at the line of the table of contents that announces what is missing, or at the title.
fn missing(bound: &Bound<'_>, globs: &[Glob], name: &str, message: Text, results: &mut Results) {
    let document = bound.document;
    let announced = announced(document, &lead(bound.pack), globs);
    let place = announced.or_else(|| document.title.last()).cloned().unwrap_or(0..0);
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
    if announced.is_some() {
        diagnostic = diagnostic.labelled(Text::new("目录列有，正文没有", "announced here, and nowhere else"));
    }
    diagnostic.identity = name.to_owned();
    results.finding(diagnostic);
}
