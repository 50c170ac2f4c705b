//! What changed from one survey to another: which findings appeared, which vanished, which say something else of the same
//! place. Only documents that both have read are compared: a new document is no effect of a new rule.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use gouji::diagnostic::Lang;
use gouji::report::{grouped, visible};

use super::super::rules::severity;
use super::super::settings::short;
use super::record::{Document, Ends, Finding, Record};

/// How many changes of a rule are listed unless all are asked for.
const FIRST: usize = 10;

/// A finding that is not what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change<'a> {
    Appeared(&'a Finding),
    Vanished(&'a Finding),
    /// What it was, and what it is.
    Changed(&'a Finding, &'a Finding),
}

/// What a survey has that another has not.
#[derive(Debug, Default)]
pub struct Comparison<'a> {
    /// Documents that both read: before, now.
    both: Vec<(&'a Document, &'a Document)>,
    /// Documents that only one of them read, but both met: before, now.
    turned: Vec<(&'a Document, &'a Document)>,
    added: Vec<&'a Document>,
    removed: Vec<&'a Document>,
    /// By rule, in the order of documents and places.
    changes: BTreeMap<&'a str, Vec<Change<'a>>>,
}

impl<'a> Comparison<'a> {
    /// Compares `now` with what was `before`.
    pub fn of(before: &'a Record, now: &'a Record) -> Self {
        let mut comparison = Self::default();
        comparison.documents(before, now);
        let both: BTreeSet<&str> =
            comparison.both.iter().map(|(_, document)| document.document.as_str()).collect();
        let in_both = |finding: &&Finding| both.contains(finding.document.as_str());
        let mut known: BTreeMap<(&str, &str), (usize, &Finding)> = BTreeMap::new();
        for (at, finding) in before.findings.iter().enumerate().filter(|(_, finding)| in_both(finding)) {
            known.insert((&finding.document, &finding.fingerprint), (at, finding));
        }
        let mut fresh = Vec::new();
        for finding in now.findings.iter().filter(in_both) {
            match known.remove(&(finding.document.as_str(), finding.fingerprint.as_str())) {
                Some((_, was)) if says_the_same(was, finding) => {}
                Some((_, was)) => comparison.push(Change::Changed(was, finding)),
                None => fresh.push(finding),
            }
        }
        let mut left: Vec<(usize, &Finding)> = known.into_values().collect();
        left.sort_by_key(|(at, _)| *at);
        let left: Vec<&Finding> = left.into_iter().map(|(_, finding)| finding).collect();
        comparison.pair(&left, &fresh);
        for changes in comparison.changes.values_mut() {
            changes.sort_by_key(|change| change.finding().document.as_str());
        }
        comparison
    }

    fn documents(&mut self, before: &'a Record, now: &'a Record) {
        let mut known: BTreeMap<&str, &Document> =
            before.documents.iter().map(|document| (document.document.as_str(), document)).collect();
        let is_read = |document: &Document| document.ends != Ends::Unread;
        for document in &now.documents {
            match known.remove(document.document.as_str()) {
                None => self.added.push(document),
                Some(was) if is_read(was) && is_read(document) => self.both.push((was, document)),
                Some(was) if is_read(was) != is_read(document) => self.turned.push((was, document)),
                Some(_) => {}
            }
        }
        self.removed = known.into_values().collect();
    }

    /// What is known by another fingerprint now, and speaks by the same rule of the same text at the same place, has changed.
    fn pair(&mut self, left: &[&'a Finding], fresh: &[&'a Finding]) {
        let key = |finding: &'a Finding| {
            [&finding.document, &finding.rule, &finding.place, &finding.text].map(String::as_str)
        };
        // The last first: they are taken from the end.
        let mut places: BTreeMap<[&str; 4], Vec<usize>> = BTreeMap::new();
        for (at, finding) in left.iter().enumerate().rev() {
            places.entry(key(finding)).or_default().push(at);
        }
        let mut is_paired = vec![false; left.len()];
        for finding in fresh {
            match places.get_mut(&key(finding)).and_then(Vec::pop) {
                Some(at) => {
                    is_paired[at] = true;
                    if !says_the_same(left[at], finding) {
                        self.push(Change::Changed(left[at], finding));
                    }
                }
                None => self.push(Change::Appeared(finding)),
            }
        }
        for (finding, _) in left.iter().zip(is_paired).filter(|(_, is_paired)| !is_paired) {
            self.push(Change::Vanished(finding));
        }
    }

    fn push(&mut self, change: Change<'a>) {
        self.changes.entry(&change.finding().rule).or_default().push(change);
    }

    /// Whether findings are what they were.
    pub fn is_same(&self) -> bool {
        self.changes.is_empty() && self.turned.is_empty()
    }

    /// Tells what changed since the record at `path`.
    pub fn render(&self, path: &Path, all: bool, lang: Lang) -> String {
        let mut out = String::new();
        let path = visible(&short(path));
        let changes: Vec<&Change> = self.changes.values().flatten().collect();
        let counts = counts(&changes, lang);
        let (both, tied) = (grouped(self.both.len()), self.moved(lang));
        let _ = match lang {
            Lang::Zh => writeln!(out, "与 {path} 相比（两边都有 {both} 份文件）：{counts}{tied}"),
            Lang::En => writeln!(out, "against {path} (documents in both: {both}): {counts}{tied}"),
        };
        for (rule, changes) in &self.changes {
            let counts = self::counts(&changes.iter().collect::<Vec<_>>(), lang);
            let _ = writeln!(out, "\n{}  {counts}", visible(rule));
            let shown = if all { changes.len() } else { changes.len().min(FIRST) };
            for change in &changes[..shown] {
                let _ = writeln!(out, "  {}", change.line(lang));
            }
            let more = grouped(changes.len() - shown);
            let _ = match lang {
                _ if shown == changes.len() => Ok(()),
                Lang::Zh => writeln!(out, "  … 还有 {more} 处（--all 列出）"),
                Lang::En => writeln!(out, "  … {more} more (--all lists them)"),
            };
        }
        self.files(&mut out, lang);
        out
    }

    /// How many more or fewer figures are tied out, contradicted, checked by nothing.
    fn moved(&self, lang: Lang) -> String {
        let counts = |document: &Document| [document.tied, document.contradicted, document.unchecked];
        let mut moved = [(0, 0); 3];
        for (was, is) in &self.both {
            for (sum, (was, is)) in moved.iter_mut().zip(counts(was).into_iter().zip(counts(is))) {
                *sum = (sum.0 + was, sum.1 + is);
            }
        }
        let words = match lang {
            Lang::Zh => ["已核对", "矛盾", "无规则核对"],
            Lang::En => ["tied out", "contradicted", "checked by no rule"],
        };
        let mut out = String::new();
        for ((was, is), words) in moved.into_iter().zip(words).filter(|((was, is), _)| was != is) {
            let sign = if is > was { '+' } else { '−' };
            let _ = write!(out, " · {words} {sign}{}", grouped(is.abs_diff(was)));
        }
        out
    }

    /// Documents that only one of the two has, or only one could read.
    fn files(&self, out: &mut String, lang: Lang) {
        if self.turned.is_empty() && self.added.is_empty() && self.removed.is_empty() {
            return;
        }
        let say = |zh, en| if lang == Lang::Zh { zh } else { en };
        let _ = writeln!(out, "\n{}", say("文件", "documents"));
        for (_, is) in &self.turned {
            let name = visible(&is.document);
            let _ = match &is.reason {
                Some(reason) => {
                    writeln!(
                        out,
                        "  ~ {name}  {}{}",
                        say("现在无法检查：", "not checked now: "),
                        visible(reason)
                    )
                }
                None => writeln!(out, "  ~ {name}  {}", say("现在能检查了", "checked now")),
            };
        }
        for (mark, documents) in [('+', &self.added), ('−', &self.removed)] {
            for document in documents {
                let _ = writeln!(out, "  {mark} {}", visible(&document.document));
            }
        }
    }
}

impl<'a> Change<'a> {
    /// The finding as it is, or as it was where it is no more.
    fn finding(&self) -> &'a Finding {
        match self {
            Self::Appeared(finding) | Self::Vanished(finding) | Self::Changed(_, finding) => finding,
        }
    }

    fn line(&self, lang: Lang) -> String {
        let is = self.finding();
        let (place, now) = (format!("{} {}", visible(&is.document), visible(&is.words)), says(is, lang));
        match self {
            Self::Appeared(_) => format!("+ {place}  {now}"),
            Self::Vanished(_) => format!("− {place}  {now}"),
            Self::Changed(was, _) => format!("~ {place}  {} → {now}", says(was, lang)),
        }
    }
}

/// Whether two findings say the same of a figure, whatever they are known by.
fn says_the_same(was: &Finding, is: &Finding) -> bool {
    let said = |finding: &Finding| (finding.severity, finding.waived);
    let figures =
        |finding: &'_ Finding| [Some(finding.text.clone()), finding.stated.clone(), finding.expected.clone()];
    said(was) == said(is) && figures(was) == figures(is)
}

/// A finding in a few words: 错误「12.50」应为 13.00.
fn says(finding: &Finding, lang: Lang) -> String {
    let level = severity(finding.severity, lang);
    let text = visible(&finding.text);
    let expected = finding.expected.as_deref().map(visible);
    match lang {
        Lang::Zh => {
            let expected = expected.map(|expected| format!("应为 {expected}")).unwrap_or_default();
            format!("{level}「{text}」{expected}{}", if finding.waived { "（已豁免）" } else { "" })
        }
        Lang::En => {
            let expected = expected.map(|expected| format!(", should be {expected}")).unwrap_or_default();
            format!("{level} “{text}”{expected}{}", if finding.waived { " (waived)" } else { "" })
        }
    }
}

/// How many changes there are of each kind.
fn counts(changes: &[&Change], lang: Lang) -> String {
    let count = |of: fn(&Change) -> bool| grouped(changes.iter().filter(|change| of(change)).count());
    let appeared = count(|change| matches!(change, Change::Appeared(_)));
    let vanished = count(|change| matches!(change, Change::Vanished(_)));
    let changed = count(|change| matches!(change, Change::Changed(..)));
    match lang {
        Lang::Zh => format!("出现 {appeared} · 消失 {vanished} · 变化 {changed}"),
        Lang::En => format!("appeared {appeared} · vanished {vanished} · changed {changed}"),
    }
}
