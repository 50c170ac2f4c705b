//! The built-in check `empty-tables`: an empty table says that it is empty.

use std::collections::HashSet;

use crate::amount::Kind;
use crate::check::aid::bind::{Bound, BoundTable};
use crate::check::aid::prose::clause_at;
use crate::check::aid::said::Role;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Cell, Place};
use crate::ledger::Outcome;
use crate::rule::{Glob, Within};
use crate::words::vocabulary;

/// A note on an empty table stands within so many lines after it.
const NOTES: usize = 3;

/// Tries the rule on every table that the pack recognises.
pub fn run(bound: &Bound<'_>, notes: &[Glob], budgets: &[String], results: &mut Results) {
    let listed = listed_empty(bound, notes);
    let mut in_words = said_empty(bound, notes, budgets);
    let all = budgets.iter().map(String::as_str);
    in_words.extend(all.filter(|budget| listed.iter().any(|name| name.contains(budget))));
    let told = Told { notes, listed, in_words };
    bound.bound_tables().for_each(|table| empty_note(bound, table, &told, results));
}

/// What the document says is empty.
struct Told<'a> {
    /// Words of a note that says so.
    notes: &'a [Glob],
    /// The names of tables that a list of tables says are empty.
    listed: HashSet<String>,
    /// The budgets of which the text says that nothing is planned or was spent.
    in_words: Vec<&'a str>,
}

/// Those of the `budgets` of which a sentence says that they are nothing: 政府性基金预算拨款支出预算为0万元, 本部门没有安排政府性
/// 基金预算支出.
fn said_empty<'a>(bound: &Bound<'_>, notes: &[Glob], budgets: &'a [String]) -> Vec<&'a str> {
    let document = bound.document;
    let mut empty: Vec<&str> = Vec::new();
    for place in bound.within(&Within::Text) {
        for sentence in document.text(&place).split(['。', ';']) {
            let mut about = budgets.iter().filter(|budget| sentence.contains(budget.as_str())).peekable();
            if about.peek().is_some()
                && (notes.iter().any(|glob| glob.matches(sentence)) || ends_in_nothing(sentence))
            {
                empty.extend(about.map(String::as_str));
            }
        }
    }
    let nothing = bound.said().iter().filter(|one| {
        let amount = document.figure(one.figure).amount;
        one.role == Role::Stock && amount.value.is_zero() && amount.unit.kind == Kind::Money
    });
    for one in nothing {
        let words = clause_at(bound, document.figure(one.figure).place.start);
        empty.extend(budgets.iter().map(String::as_str).filter(|budget| words.contains(budget)));
    }
    empty
}

/// The names of tables that a list of tables says are empty: in a column that asks it (是否空表 ⇥ 是), or by its reason.
fn listed_empty(bound: &Bound<'_>, notes: &[Glob]) -> HashSet<String> {
    let (document, lead) = (bound.document, super::lead(bound.pack));
    let says = |cell: &Cell| notes.iter().any(|glob| glob.matches(document.text(&cell.place)));
    let mut names = HashSet::new();
    for table in &document.tables {
        let Some(head) = table.rows.first() else { continue };
        let asked: Vec<usize> = (0..head.cells.len()).filter(|&at| says(&head.cells[at])).collect();
        if asked.is_empty() {
            continue;
        }
        for row in &table.rows[1..] {
            let yes = |at: &usize| {
                row.cells.get(*at).is_some_and(|cell| vocabulary().yes.fit(document.text(&cell.place)))
            };
            if asked.iter().any(yes) || row.cells.iter().any(says) {
                let words = row.cells.iter().map(|cell| document.text(&cell.place));
                names.extend(words.map(|words| lead.plain(lead.name(words))).filter(|name| !name.is_empty()));
            }
        }
    }
    names
}

/// Whether a sentence ends in a zero that bears no unit: 政府性基金拨款支出预算为0.
fn ends_in_nothing(sentence: &str) -> bool {
    let before = sentence.trim_end().strip_suffix('0');
    before.is_some_and(|before| !before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',')))
}

/// An empty table says so, it or the list of tables; a table that is not empty does not.
fn empty_note(bound: &Bound<'_>, table: BoundTable<'_>, told: &Told<'_>, results: &mut Results) {
    let notes = told.notes;
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
    let lead = super::lead(bound.pack);
    // What the name adds in brackets (不含上年结转) the list may leave out.
    let is_listed = || {
        let words = document.text(&caption);
        let bare = words.strip_suffix(')').and_then(|words| words.rsplit_once('(')).map(|(bare, _)| bare);
        bare.into_iter().chain([words]).any(|words| told.listed.contains(&lead.plain(lead.name(words))))
            || told.in_words.iter().any(|budget| words.contains(budget))
    };
    // Where nothing stands outside the cells, as in a workbook, the note is one more row.
    let in_a_row = || table.table.rows.iter().flat_map(|row| &row.cells).any(|cell| says(&&cell.place));
    let (place, message) = match (blank, note) {
        (true, None) if is_listed() || in_a_row() => return results.outcome(Outcome::Holds),
        (true, None) if after.take(NOTES).find(says).is_none() => (
            caption,
            Text::new(
                format!("{name}没有数据，也没有说明是空表"),
                format!("{name} is empty and does not say so"),
            ),
        ),
        (false, Some(note))
            if !nothing && !document.text(note).contains(|c| vocabulary().conditional.has(c)) =>
        {
            (
                note.clone(),
                Text::new(
                    format!("{name}有数据，却注明无数据"),
                    format!("{name} says it is empty and is not"),
                ),
            )
        }
        _ => return results.outcome(Outcome::Holds),
    };
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&place), message);
    diagnostic.identity = name.clone();
    results.finding(diagnostic);
}
