//! The check `present`: what must stand in a document stands there, and an empty table says that it is empty.

use std::collections::HashSet;

use super::Results;
use super::bind::{Bound, BoundTable, key};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Cell, Document, Headnote, Place};
use crate::ledger::Outcome;
use crate::rule::{Check, Glob, Pack, Present, Rule};

/// What says of a table what an empty one would mean (如无数字则…), not that it is one.
const IF: &[char] = &['如', '若'];

/// Tries the rule.
pub fn run(bound: &Bound<'_>, present: &Present, results: &mut Results) {
    tables(bound, present, results);
    for name in &present.sections {
        if bound.section(name).is_some() {
            results.outcome(Outcome::Holds);
            continue;
        }
        let globs = bound
            .pack
            .sections
            .iter()
            .find(|section| section.name == *name)
            .map_or(&[][..], |section| &section.heading);
        let message = Text::new(format!("缺少“{name}”部分"), format!("the section \"{name}\" is missing"));
        missing(bound, globs, name, message, results);
    }
    if !present.contents.is_empty() {
        contents(bound, present, results);
    }
    if !present.empty_note.is_empty() {
        let listed = listed_empty(bound, &present.empty_note);
        bound
            .bound_tables()
            .for_each(|table| empty_note(bound, table, &present.empty_note, &listed, results));
    }
    present.headnotes.iter().for_each(|name| headnotes(bound, name, results));
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
    let by_contents = bound
        .pack
        .rules
        .iter()
        .any(|rule| matches!(&rule.check, Check::Present(other) if !other.contents.is_empty()));
    for name in &present.tables {
        if here(name) {
            results.outcome(Outcome::Holds);
            continue;
        }
        let globs = bound
            .pack
            .tables
            .iter()
            .find(|table| table.name == *name)
            .map_or(&[][..], |table| &table.caption);
        if by_contents && announced(bound, globs).is_some() {
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
    let announced = announced(bound, globs);
    let place = announced.or_else(|| document.title.last()).cloned().unwrap_or(0..0);
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
    if announced.is_some() {
        diagnostic = diagnostic.labelled(Text::new("目录列有，正文没有", "announced here, and nowhere else"));
    }
    diagnostic.identity = name.to_owned();
    results.finding(diagnostic);
}

/// The line of the table of contents that announces what `globs` name.
fn announced<'d>(bound: &Bound<'d>, globs: &[Glob]) -> Option<&'d Place> {
    let (document, lead) = (bound.document, Lead::of(bound.pack));
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

/// What stands before a name in a table of contents and says nothing of it, in the words of the pack.
struct Lead<'p> {
    numbered: Vec<&'p str>,
    dated: Vec<&'p str>,
}

impl<'p> Lead<'p> {
    fn of(pack: &'p Pack) -> Self {
        let present = |rule: &'p Rule| match &rule.check {
            Check::Present(present) => Some(present),
            _ => None,
        };
        let all: Vec<&Present> = pack.rules.iter().filter_map(present).collect();
        Self {
            numbered: all.iter().flat_map(|present| &present.numbered).map(String::as_str).collect(),
            dated: all.iter().flat_map(|present| &present.dated).map(String::as_str).collect(),
        }
    }

    /// A line of the table of contents without 表一 and its like.
    fn name<'t>(&self, text: &'t str) -> &'t str {
        let text = key(text);
        let Some(rest) = self.numbered.iter().find_map(|word| text.strip_prefix(word)) else { return text };
        let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十、.: ".contains(c);
        let rest = rest.trim_start_matches(numeral);
        self.dated.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest)
    }

    /// A name as names are compared: without the year before it, spaces and marks.
    fn plain(&self, text: &str) -> String {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let dated = self.dated.iter().find_map(|word| rest.strip_prefix(word));
        let text = dated.filter(|_| rest.len() < text.len()).unwrap_or(text);
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '"' | '(' | ')' | '-' | ':')).collect()
    }
}

/// What the table of contents announces stands in the document.
fn contents(bound: &Bound<'_>, present: &Present, results: &mut Results) {
    let (document, lead) = (bound.document, Lead::of(bound.pack));
    let headings = document.sections.iter().map(|section| &section.name);
    let captions = document.tables.iter().filter_map(|table| table.caption.as_ref());
    let known: Vec<String> =
        headings.chain(captions).map(|place| lead.plain(lead.name(document.text(place)))).collect();
    for heading in paged(document) {
        let words = document.text(heading);
        if !present.contents.iter().any(|glob| glob.matches(words)) {
            continue;
        }
        let name = lead.plain(lead.name(words));
        let stands = |heading: &String| {
            *heading == name
                || heading.ends_with(&name)
                || heading.starts_with(&name)
                || heading.len() >= 12 && name.ends_with(heading.as_str())
                || present.near && is_near(heading, &name)
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

/// Alike but for a few characters, or one within the other.
fn is_near(left: &str, right: &str) -> bool {
    let longer = left.chars().count().max(right.chars().count());
    !left.is_empty()
        && (right.contains(left) || left.contains(right) || strsim::levenshtein(left, right) * 3 <= longer)
}

/// The names of tables that a list of tables says are empty: in a column that asks it (是否空表 ⇥ 是), or by its reason.
fn listed_empty(bound: &Bound<'_>, notes: &[Glob]) -> HashSet<String> {
    let (document, lead) = (bound.document, Lead::of(bound.pack));
    let says = |cell: &Cell| notes.iter().any(|glob| glob.matches(document.text(&cell.place)));
    let mut names = HashSet::new();
    for table in &document.tables {
        let Some(head) = table.rows.first() else { continue };
        let asked: Vec<usize> = (0..head.cells.len()).filter(|&at| says(&head.cells[at])).collect();
        if asked.is_empty() {
            continue;
        }
        for row in &table.rows[1..] {
            let yes = |at: &usize| row.cells.get(*at).is_some_and(|cell| document.text(&cell.place) == "是");
            if asked.iter().any(yes) || row.cells.iter().any(says) {
                let words = row.cells.iter().map(|cell| document.text(&cell.place));
                names.extend(words.map(|words| lead.plain(lead.name(words))).filter(|name| !name.is_empty()));
            }
        }
    }
    names
}

/// An empty table says so, it or the list of tables; a table that is not empty does not.
fn empty_note(
    bound: &Bound<'_>,
    table: BoundTable<'_>,
    notes: &[Glob],
    listed: &HashSet<String>,
    results: &mut Results,
) {
    let document = bound.document;
    let figures = || {
        let items = table.table.panes.iter().flat_map(|pane| &pane.items);
        items.flat_map(|item| item.figures.iter().flatten()).map(|id| document.figure(*id))
    };
    let blank = figures().all(|figure| figure.blank);
    let nothing = figures().all(|figure| figure.amount.value.is_zero() && !figure.unreadable);
    // What follows the table, up to the next table or heading, may say it without 注.
    let next = document.tables.get(table.index + 1).map_or(u32::MAX, |next| next.place.start);
    let heading =
        document.sections.iter().map(|section| section.heading.start).find(|at| *at >= table.table.place.end);
    let end = next.min(heading.unwrap_or(u32::MAX));
    let from = document.paragraphs.partition_point(|paragraph| paragraph.place.start < table.table.place.end);
    let after = document.paragraphs[from..]
        .iter()
        .map(|paragraph| &paragraph.place)
        .take_while(|place| place.start < end);
    let says = |place: &&Place| notes.iter().any(|glob| glob.matches(document.text(place)));
    let note = table.table.footnotes.iter().find(says);
    let name = &table.binding.name;
    let caption = table.table.caption.clone().unwrap_or(table.table.place.start..table.table.place.start);
    let lead = Lead::of(bound.pack);
    // What the name adds in brackets (不含上年结转) the list may leave out.
    let is_listed = || {
        let words = document.text(&caption);
        let bare = words.strip_suffix(')').and_then(|words| words.rsplit_once('(')).map(|(bare, _)| bare);
        bare.into_iter().chain([words]).any(|words| listed.contains(&lead.plain(lead.name(words))))
    };
    let (place, message) = match (blank, note) {
        (true, None) if is_listed() => return results.outcome(Outcome::Holds),
        (true, None) if after.take(3).find(says).is_none() => (
            caption,
            Text::new(
                format!("{name}没有数据，也没有说明是空表"),
                format!("{name} is empty and does not say so"),
            ),
        ),
        (false, Some(note)) if !nothing && !document.text(note).contains(IF) => (
            note.clone(),
            Text::new(format!("{name}有数据，却注明无数据"), format!("{name} says it is empty and is not")),
        ),
        _ => return results.outcome(Outcome::Holds),
    };
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
    diagnostic.identity = name.clone();
    results.finding(diagnostic);
}

/// Every table states what `wanted` names; where hardly any does, that is said once.
fn headnotes(bound: &Bound<'_>, wanted: &str, results: &mut Results) {
    let document = bound.document;
    let states = |table: &BoundTable<'_>| {
        let noted = |note: &Headnote| document.text(&note.key).contains(wanted) && !note.value.is_empty();
        table.table.unit.is_some() && wanted == "单位" || table.table.headnotes.iter().any(noted)
    };
    // Where the pack says units of its tables, one without is no table of money.
    let units = bound.pack.tables.iter().any(|binding| binding.unit.is_some());
    let asked = |table: &BoundTable<'_>| wanted != "单位" || !units || table.binding.unit.is_some();
    let (with, without): (Vec<_>, Vec<_>) = bound.bound_tables().filter(asked).partition(states);
    with.iter().for_each(|_| results.outcome(Outcome::Holds));
    let told = if without.len() > with.len() { 1 } else { without.len() };
    for table in &without[..told] {
        let name = &table.binding.name;
        let place = table.table.caption.clone().unwrap_or(table.table.place.start..table.table.place.start);
        let message =
            Text::new(format!("{name}没有标明“{wanted}”"), format!("{name} does not state \"{wanted}\""));
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
        if told < without.len() {
            let more = without.len() - told;
            diagnostic.notes.push(Text::new(
                format!("另有 {more} 张表也没有"),
                format!("{more} more tables do not either"),
            ));
        }
        diagnostic.identity = format!("{name}|{wanted}");
        results.finding(diagnostic);
    }
}
