//! What must be corrected, as it goes back to whoever wrote it: one list a document, in the words of its author. Rules,
//! fingerprints and the state of the gate are the auditor's and stay out of it; what follows from another correction is told
//! under that one, for it needs no answer of its own.
//!
//! This file says what stands in a list; [`docx`] and [`xlsx`] write it down, each for one document and, where a run has
//! several, for all of them together.

#[cfg(feature = "lists")]
pub mod docx;
#[cfg(feature = "lists")]
pub mod files;
mod paper;
pub mod places;
mod remarks;
#[cfg(feature = "lists")]
mod word;
#[cfg_attr(not(feature = "lists"), allow(dead_code, reason = "a remark needs few of them"))]
mod wording;
#[cfg(feature = "lists")]
pub mod xlsx;

use std::collections::BTreeMap;

use super::{Run, clamp};
use crate::check::Checked;
use crate::check::twice::TWICE;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disclosure::department::Department;
use crate::document::Document;
use crate::rule::{DOUBTFUL, FIGURE_AT_FAULT};
use crate::source::{Cut, Span};
pub use paper::{Line, paper};
pub use places::Places;
pub use remarks::remarks;
use wording::remark;

/// What is quoted of a document is no longer than this many characters.
const QUOTED: usize = 80;
/// So many relations are told under a correction; more of them prove no more.
const MOST_WHY: usize = 4;
/// The program speaks of itself under this name.
const OWN: &str = "gouji/";

/// One thing to correct, or to look into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it stands.
    pub span: Span,
    /// Errors must be corrected, warnings are questions.
    pub severity: Severity,
    /// The page, the cell, the line.
    pub place: String,
    /// The table with row and column, or the heading and the words before.
    pub at: String,
    /// What is written there.
    pub stated: String,
    /// What should be written, where that is known.
    pub expected: Option<String>,
    /// What disagrees, a line each.
    pub why: Vec<String>,
    /// The law or standard, else what is demanded.
    pub basis: String,
    /// What follows from it, and is gone when it is corrected.
    pub folded: Vec<String>,
}

/// What goes back to the author of one document.
#[derive(Debug, Clone)]
pub struct List<'a> {
    /// Whose document it is.
    pub department: Department,
    /// The name of its file.
    pub file: &'a str,
    /// What to correct, then what to look into, each in the order of the document.
    pub items: Vec<Item>,
    /// What of the document could not be judged.
    pub open: Vec<String>,
    /// What was proved of it.
    pub checked: &'a Checked,
}

impl List<'_> {
    /// How many things must be corrected, and how many are to be looked into.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.items.iter().filter(|item| item.severity == Severity::Error).count();
        (errors, self.items.len() - errors)
    }
}

/// The list of the `document` at `index` of `run`.
pub fn list<'a>(run: &Run<'a>, index: usize, document: &Document) -> List<'a> {
    let checked = &run.documents[index];
    let source = run.sources.get(checked.file);
    let lang = run.options.lang;
    let places = Places::of(document, source, lang);
    let titles: BTreeMap<&str, &str> =
        run.rules().map(|rule| (rule.id.as_str(), rule.title.get(lang))).collect();
    let live = || checked.diagnostics.iter().filter(|found| found.standing.is_live());
    let found: Vec<&Diagnostic> = live().filter(|found| is_for_its_author(found)).collect();
    let open = live().filter(|found| is_left_open(found)).map(|found| found.message.get(lang).to_owned());
    List {
        department: Department::of(document, source, run.packs),
        file: source.name(),
        items: items(run, &places, &titles, found),
        open: open.collect(),
        checked,
    }
}

/// What the program says of its own reading is for whoever runs it.
fn is_for_its_author(found: &Diagnostic) -> bool {
    let own =
        found.rule.starts_with(OWN) && ![FIGURE_AT_FAULT, DOUBTFUL, TWICE].contains(&found.rule.as_str());
    found.severity < Severity::Note && !own
}

/// What was not judged, or may have been read wrongly.
fn is_left_open(found: &Diagnostic) -> bool {
    found.severity < Severity::Note && !is_for_its_author(found)
}

/// What is told of `found`, what follows from something else under that.
fn items(
    run: &Run,
    places: &Places,
    titles: &BTreeMap<&str, &str>,
    mut found: Vec<&Diagnostic>,
) -> Vec<Item> {
    // What explains others comes before them.
    found.sort_by_key(|found| {
        let start = found.primary.span.start;
        (found.severity, cause(found), start)
    });
    let mut at: BTreeMap<Span, usize> = BTreeMap::new();
    let mut kept: Vec<(&Diagnostic, Vec<&Diagnostic>)> = Vec::new();
    for found in found {
        let same = at.get(&found.primary.span).copied();
        match same.or_else(|| followed(found, &kept, &at)) {
            Some(owner) => kept[owner].1.push(found),
            None => {
                at.insert(found.primary.span, kept.len());
                kept.push((found, Vec::new()));
            }
        }
    }
    kept.sort_by_key(|(found, _)| (found.severity, found.primary.span.start));
    kept.into_iter().map(|(found, folded)| item(run, places, titles, found, &folded)).collect()
}

/// Figures that explain several relations come first, then those that are known to be another.
fn cause(found: &Diagnostic) -> u8 {
    let is_known = found.arithmetic.as_ref().is_some_and(|figures| figures.expected.is_some());
    match found.rule == FIGURE_AT_FAULT {
        true if is_known => 0,
        _ if is_known => 1,
        _ => 2,
    }
}

/// The correction that `found` follows from: it points at that figure, and is off by as much.
fn followed(
    found: &Diagnostic,
    kept: &[(&Diagnostic, Vec<&Diagnostic>)],
    at: &BTreeMap<Span, usize>,
) -> Option<usize> {
    let off = difference(found)?;
    let related = found.related.iter().filter_map(|label| at.get(&label.span).copied());
    let mut causes = related.filter(|&owner| cause(kept[owner].0) == 0);
    causes.find(|&owner| difference(kept[owner].0).is_some_and(|other| other == off))
}

/// How far a figure is off, whichever way.
fn difference(found: &Diagnostic) -> Option<&str> {
    let off = found.arithmetic.as_ref()?.difference.as_deref()?;
    let off = off.trim_start_matches(['-', '−', '+']);
    Some(if off.contains('.') { off.trim_end_matches('0').trim_end_matches('.') } else { off })
}

fn item(
    run: &Run,
    places: &Places,
    titles: &BTreeMap<&str, &str>,
    found: &Diagnostic,
    folded: &[&Diagnostic],
) -> Item {
    let lang = run.options.lang;
    let span = found.primary.span;
    let figures = found.arithmetic.as_ref();
    let source = run.sources.get(span.file);
    let text = source.said(clamp(source.text(), span));
    let stated = figures.map_or_else(|| quoted(&text), |figures| figures.told(lang).to_owned());
    let expected = figures.and_then(|figures| figures.expected.clone());
    let mut why: Vec<String> = Vec::new();
    if expected.is_none() {
        why.push(found.message.get(lang).to_owned());
        let label = found.primary.text.get(lang);
        if !label.is_empty() {
            why.push(label.to_owned());
        }
    }
    let notes = found.notes.iter().flat_map(|note| note.get(lang).lines());
    why.extend(notes.take(MOST_WHY).map(str::to_owned));
    let n_notes = found.notes.len();
    if n_notes > MOST_WHY {
        let more = n_notes - MOST_WHY;
        why.push(lang.pick(format!("另有 {more} 处关系相同"), format!("and {more} more relations")));
    }
    let demand = titles.get(found.rule.as_str()).copied().unwrap_or_default();
    let told = |found: &&Diagnostic| {
        let (place, message) = (places.place(found.primary.span), found.message.get(lang));
        if place.is_empty() {
            message.to_owned()
        } else {
            format!("{place}{}{message}", lang.pick("：", ": "))
        }
    };
    Item {
        span,
        severity: found.severity,
        place: places.place(span),
        at: places.at(span),
        stated,
        expected,
        why,
        basis: found.basis.as_ref().map_or(demand, |basis| basis.get(lang)).to_owned(),
        folded: folded.iter().map(told).collect(),
    }
}

/// Words of a document on one line, the end of long ones left out.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED) {
        Some((cut, _)) => format!("{}…", line.cut(..cut)),
        None => line,
    }
}

/// What could not be read, and of the others the order in which they are told: the worst first, the clean ones apart.
#[derive(Debug)]
pub struct Ranks {
    /// Documents with something to correct or to look into, the worst first.
    pub worst: Vec<usize>,
    /// Documents without, which were judged as a whole.
    pub clean: Vec<usize>,
    /// Documents without, of which something was left open.
    pub open: Vec<usize>,
}

/// The order of `lists`.
pub fn ranks(lists: &[List<'_>]) -> Ranks {
    let mut worst: Vec<usize> = (0..lists.len()).filter(|at| !lists[*at].items.is_empty()).collect();
    worst.sort_by_key(|at| {
        let (errors, warnings) = lists[*at].counts();
        (std::cmp::Reverse((errors, warnings)), *at)
    });
    let rest = |is_open: bool| {
        let rest = (0..lists.len()).filter(|at| lists[*at].items.is_empty());
        rest.filter(|at| lists[*at].open.is_empty() != is_open).collect()
    };
    Ranks { worst, clean: rest(false), open: rest(true) }
}

/// The name of a list's file, without its ending: that of the department and the year, each once.
pub fn file_names<'d>(departments: impl Iterator<Item = &'d Department>) -> Vec<String> {
    /// No name of a file is longer: systems allow 255 bytes.
    const LONGEST: usize = 60;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let safe = |c: char| !c.is_control() && !r#"/\:*?"<>|"#.contains(c);
    let named = |Department { name, year, .. }: &Department| {
        let year = year.map_or(String::new(), |year| format!(" {year}"));
        let name: String = name.chars().filter(|c| safe(*c)).take(LONGEST).collect();
        let name = format!("{}{year}", name.trim().trim_matches('.'));
        let count = seen.entry(name.to_lowercase()).or_default();
        *count += 1;
        if *count > 1 { format!("{name} ({count})") } else { name }
    };
    departments.map(named).collect()
}
