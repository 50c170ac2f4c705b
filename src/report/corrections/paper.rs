//! The working paper: every figure of a document, what it was tied to, by which relation, and which figures nothing ties. What
//! the run tells in one number, an auditor can follow here figure by figure.

use std::collections::BTreeMap;

use super::places::Places;
use crate::check::Checked;
use crate::diagnostic::Lang;
use crate::document::{Document, FigureId};
use crate::ledger::{Entry, Mark, Outcome};
use crate::report::{Run, Tick, ticks};

/// So many relations are told of a figure, and so many figures of a relation: a total of a hundred rows names some of them.
const MOST: usize = 8;

/// A figure of the document, with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The page, the cell, the line.
    pub place: String,
    /// The table with row and column, or the heading and the words before.
    pub at: String,
    /// The figure as written.
    pub written: String,
    /// What was proved of it.
    pub mark: Mark,
    /// The relations it stands in, each with its outcome and the other figures.
    pub relations: Vec<String>,
}

/// Every figure of `document` in reading order.
pub fn paper(run: &Run, checked: &Checked, document: &Document) -> Vec<Line> {
    let lang = run.options.lang;
    let source = run.sources.get(checked.file);
    let places = Places::of(document, source, lang);
    let titles: BTreeMap<&str, &str> =
        run.rules().map(|rule| (rule.id.as_str(), rule.title.get(lang))).collect();
    let ledger = &checked.ledger;
    let mut entries: Vec<Vec<&Entry>> = vec![Vec::new(); document.figures.len()];
    for entry in ledger.entries.iter().filter(|entry| word(entry.outcome, lang).is_some()) {
        for id in &entry.figures {
            let known = &mut entries[id.0 as usize];
            if known.len() < MOST && !known.last().is_some_and(|last| std::ptr::eq(*last, entry)) {
                known.push(entry);
            }
        }
    }
    let line = |tick: Tick| {
        let id = tick.figure;
        let figure = document.figure(id);
        let relation = |entry: &&Entry| {
            let title = titles.get(&*entry.rule).copied().unwrap_or_default();
            let outcome = word(entry.outcome, lang).unwrap_or_default();
            let others = others(document, entry, id);
            lang.pick(format!("{title}（{outcome}）：{others}"), format!("{title} ({outcome}): {others}"))
        };
        Line {
            place: places.place(document.span(&figure.place)),
            at: places.of_figure(id),
            written: document.text(&figure.place).to_owned(),
            mark: tick.mark,
            relations: entries[id.0 as usize].iter().map(relation).collect(),
        }
    };
    ticks(document, ledger).into_iter().map(line).collect()
}

/// The other figures of a relation, as they are written.
fn others(document: &Document, entry: &Entry, own: FigureId) -> String {
    let written = |id: &FigureId| document.text(&document.figure(*id).place).to_owned();
    let others = || entry.figures.iter().filter(|id| **id != own && !document.figure(**id).blank);
    let mut words: Vec<String> = others().take(MOST).map(written).collect();
    if others().nth(MOST).is_some() {
        words.push("…".to_owned());
    }
    words.join("、")
}

/// How a relation ended, where it ended.
fn word(outcome: Outcome, lang: Lang) -> Option<&'static str> {
    Some(match outcome {
        Outcome::Holds => lang.pick("成立", "holds"),
        Outcome::WithinRounding => lang.pick("四舍五入内成立", "holds within rounding"),
        Outcome::Fails => lang.pick("不成立", "fails"),
        Outcome::Doubtful => lang.pick("存疑", "in doubt"),
        Outcome::Unreadable => lang.pick("无法读取", "unreadable"),
        Outcome::NotApplicable => return None,
    })
}
