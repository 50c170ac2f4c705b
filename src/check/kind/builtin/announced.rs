//! The built-in checks `announced` and `announced-nearly`: what the table of contents announces stands in the document.

use std::collections::BTreeSet;

use crate::amount::numeral::NUMERALS;
use crate::check::aid::bind::key;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::heading::ordinal;
use crate::document::{Document, Entry, Place};
use crate::ledger::Outcome;
use crate::rule::Glob;

/// A heading of so many bytes, four ideographs, says enough to be what a longer entry ends with.
const TELLING: usize = 12;

/// What the table of contents announces stands in the document.
pub fn run(document: &Document, lead: &Lead<'_>, (entries, nearly): (&[Glob], bool), results: &mut Results) {
    let headings = document.sections.iter().map(|section| &section.name);
    let captions = document.tables.iter().filter_map(|table| table.caption.as_ref());
    let known: Vec<String> =
        headings.chain(captions).map(|place| lead.plain(lead.name(document.text(place)))).collect();
    let over = heads_of_entries(document);
    for heading in paged(document).filter(|heading| !over.contains(&heading.start)) {
        let words = document.text(heading);
        if !entries.iter().any(|glob| glob.matches(words)) {
            continue;
        }
        let name = lead.plain(lead.name(words));
        let stands = |heading: &String| {
            *heading == name
                || heading.ends_with(&name)
                || heading.starts_with(&name)
                || heading.len() >= TELLING && name.ends_with(heading.as_str())
                || nearly && is_near(heading, &name)
        };
        if name.is_empty() || known.iter().any(stands) {
            results.outcome(Outcome::Holds);
            continue;
        }
        let mut diagnostic = Diagnostic::new(
            "",
            Severity::Error,
            document.span(heading),
            Text::new(
                format!("目录列有“{words}”，正文没有"),
                format!("the contents announce \"{words}\", which is nowhere"),
            ),
        );
        diagnostic.identity = name;
        results.finding(diagnostic);
    }
}

/// Where the entries begin that have entries of a lower rank below them: 第二部分 部门决算表 over 一、收入支出决算总表. They are headings,
/// whatever they are called.
fn heads_of_entries(document: &Document) -> BTreeSet<u32> {
    let style = |entry: &Entry| ordinal(document.text(&entry.heading)).map(|(own, _)| own.style);
    let pairs = document.contents.windows(2);
    let is_over =
        |pair: &&[Entry]| style(&pair[0]).zip(style(&pair[1])).is_some_and(|(own, next)| next > own);
    pairs.filter(is_over).map(|pair| pair[0].heading.start).collect()
}

/// Alike but for a few characters, or one within the other.
fn is_near(left: &str, right: &str) -> bool {
    let longer = left.chars().count().max(right.chars().count());
    !left.is_empty()
        && (right.contains(left) || left.contains(right) || strsim::levenshtein(left, right) * 3 <= longer)
}

/// The line of the table of contents that announces what `globs` name.
pub fn announced<'d>(document: &'d Document, lead: &Lead<'_>, globs: &[Glob]) -> Option<&'d Place> {
    paged(document).find(|place| {
        let heading = lead.name(document.text(place));
        globs.iter().any(|glob| glob.matches(heading))
    })
}

/// The entries of the table of contents that say on which page something stands. Where no pages are told, the words of the
/// contents are those of the headings in the best case only: 五、部门预算表 for nine tables.
fn paged(document: &Document) -> impl Iterator<Item = &Place> {
    document.contents.iter().filter(|entry| entry.page.is_some()).map(|entry| &entry.heading)
}

/// What stands before a name in a table of contents and says nothing of it, in the words of the pack: 表 and a number, a year.
pub struct Lead<'p>(pub Vec<&'p str>);

impl<'p> Lead<'p> {
    /// A line of the table of contents without 表一 and its like.
    pub(super) fn name<'t>(&self, text: &'t str) -> &'t str {
        let text = key(text);
        let Some(rest) = self.0.iter().find_map(|word| text.strip_prefix(word)) else { return text };
        let numeral = |c: char| c.is_ascii_digit() || NUMERALS.contains(c) || "、.: ".contains(c);
        let rest = rest.trim_start_matches(numeral);
        self.0.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest)
    }

    /// A name as names are compared: without the year before it, spaces and marks.
    pub(super) fn plain(&self, text: &str) -> String {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let dated = self.0.iter().find_map(|word| rest.strip_prefix(word));
        let text = dated.filter(|_| rest.len() < text.len()).unwrap_or(text);
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '(' | ')' | '-' | ':')).collect()
    }
}
