//! The baseline: findings that were there when the gate was put up, by document and fingerprint, never by line number.
//!
//! ```json
//! { "version": 2, "documents": { "2030/a.txt": { "fingerprint": {
//!   "rule": "pack/rule", "place": "…",
//!   "accepted": { "stated": "528.97", "expected": "582.97", "severity": "error", "date": "2030-01-31" }
//! } } } }
//! ```
//!
//! Files of version 1 keep no figures; their entries accept whatever stands at the place.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::accepted::By;
use crate::calendar::Date;
use crate::diagnostic::{Accepted, Diagnostic, Severity, Text, count_of};
use crate::source::{Cut, FileId, Sources, Span};

/// The file's name where none is given.
pub const FILE: &str = "gouji-baseline.json";
/// An entry that nothing is found for any more.
pub const STALE: &str = "gouji/baseline-stale";
/// Entries that keep no figure.
pub const BARE: &str = "gouji/baseline-keeps-no-figures";
const VERSION: u32 = 2;
/// The first version, which is still read.
const FIRST: u32 = 1;

/// Findings by document, told from the baseline's folder, and by fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    documents: BTreeMap<String, BTreeMap<String, Known>>,
}

/// What is known of a finding: its rule and its place, and what stood there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    rule: String,
    place: String,
    #[serde(default)]
    accepted: Accepted,
}

/// What a baseline made of the findings of one document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Compared {
    /// Fingerprints of entries that nothing is found for any more.
    pub stale: Vec<String>,
    /// Entries that keep no figure although the finding they accept has one.
    pub bare: usize,
}

impl Default for Baseline {
    fn default() -> Self {
        Self { version: VERSION, documents: BTreeMap::new() }
    }
}

impl Baseline {
    /// Reads a baseline.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let read: Self = serde_json::from_str(text).map_err(|error| Text::same(error.to_string()))?;
        if (FIRST..=VERSION).contains(&read.version) {
            return Ok(Self { version: VERSION, ..read });
        }
        let version = read.version;
        Err(Text::new(
            format!("版本 {version} 不认识，只认识 {FIRST} 到 {VERSION}"),
            format!("version {version} is not known, only {FIRST} to {VERSION}"),
        ))
    }

    /// The baseline as it is written.
    pub fn render(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Takes in what is found in a document on `day` and not waived, in place of what was known of it. What was accepted
    /// before keeps the day it was accepted on.
    pub fn take(
        &mut self,
        document: &str,
        found: &[Diagnostic],
        prints: &[String],
        sources: &Sources,
        day: Date,
    ) {
        let old = self.documents.remove(document).unwrap_or_default();
        let known = found.iter().zip(prints).filter(|(found, _)| found.standing.waived.is_none());
        let known: BTreeMap<String, Known> = known
            .map(|(found, print)| {
                let mut accepted = Accepted::of(found, sources, day);
                let before = old.get(print).map(|known| &known.accepted);
                let kept = before.filter(|before| !before.is_bare() && before.covers(found, sources));
                accepted.date = kept.and_then(|kept| kept.date.clone()).or(accepted.date);
                let (rule, place) = (found.rule.clone(), found.identity.clone());
                (print.clone(), Known { rule, place, accepted })
            })
            .collect();
        if !known.is_empty() {
            self.documents.insert(document.to_owned(), known);
        }
    }

    /// Marks findings as known or new; one whose figure is not the one that was accepted says so and is new. Findings of one
    /// rule at one place are told apart by their figures, whatever their order.
    pub fn apply(
        &self,
        document: &str,
        found: &mut [Diagnostic],
        prints: &[String],
        sources: &Sources,
    ) -> Compared {
        let known = self.documents.get(document);
        let mut left: BTreeMap<&str, &Known> =
            known.into_iter().flatten().map(|(print, known)| (print.as_str(), known)).collect();
        let mut bare = 0;
        for (found, print) in found.iter_mut().zip(prints) {
            let entry = left.get(print.as_str()).filter(|entry| entry.accepted.covers(found, sources));
            found.standing.known = Some(entry.is_some());
            bare += usize::from(entry.is_some_and(|entry| entry.accepted.lacks_figures_of(found, sources)));
            if entry.is_some() {
                left.remove(print.as_str());
            }
        }
        twins(&mut left, found, sources);
        for (found, print) in found.iter_mut().zip(prints) {
            if found.standing.known == Some(false)
                && let Some(entry) = left.remove(print.as_str())
            {
                entry.accepted.tell(By::Baseline, found, sources);
            }
        }
        Compared { stale: left.into_keys().map(str::to_owned).collect(), bare }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.documents.values().map(BTreeMap::len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// What `other` accepts and this does not: document, fingerprint, rule and place. An entry that keeps no figure accepts
    /// any.
    pub fn lacks<'o>(&self, other: &'o Baseline) -> Vec<(&'o str, &'o str, &'o str, &'o str)> {
        let mut lacking = Vec::new();
        for (document, prints) in &other.documents {
            let own = self.documents.get(document);
            for (print, known) in prints {
                let before = own.and_then(|own| own.get(print));
                if before.is_none_or(|before| before.accepted.differs(&known.accepted)) {
                    lacking.push((
                        document.as_str(),
                        print.as_str(),
                        known.rule.as_str(),
                        known.place.as_str(),
                    ));
                }
            }
        }
        lacking
    }

    /// Entries of a checked document for which nothing is found any more, at their place in the baseline's `file`.
    pub fn stale(
        &self,
        document: &str,
        compared: &Compared,
        file: FileId,
        sources: &Sources,
    ) -> Vec<Diagnostic> {
        let text = sources.get(file).text();
        let Some(known) = self.documents.get(document) else { return Vec::new() };
        // Fingerprints may stand under several documents: the place is looked for behind the document's name.
        let name = serde_json::to_string(document).unwrap_or_default();
        let from = text.find(&format!("{name}:")).unwrap_or(0);
        let mut told = Vec::new();
        for (print, entry) in compared.stale.iter().filter_map(|print| known.get_key_value(print)) {
            let at = text.cut(from..).find(print.as_str()).map_or(0, |at| from + at);
            let span = Span::new(file, at..(at + print.len()).min(text.len()));
            let rule = &entry.rule;
            let said = Text::new(
                format!("基线里 {document} 的 {rule} 已不再出现"),
                format!("{rule} of {document} stands in the baseline and is found no more"),
            );
            let mut stale = Diagnostic::new(STALE, Severity::Warning, span, said).help(Text::new(
                "用 gouji baseline 重写基线，它只会变小",
                "write the baseline anew with gouji baseline: it only shrinks",
            ));
            stale.identity = format!("{document}|{print}");
            told.push(stale);
        }
        told
    }
}

/// Marks findings whose fingerprint is another's since one of their twins came or went: the same rule, place and figures.
fn twins(left: &mut BTreeMap<&str, &Known>, found: &mut [Diagnostic], sources: &Sources) {
    let mut by_figures: BTreeMap<(&str, &str, String), Vec<&str>> = BTreeMap::new();
    for (print, known) in left.iter().filter(|(_, known)| !known.accepted.is_bare()) {
        let key = (known.rule.as_str(), known.place.as_str(), known.accepted.figures());
        by_figures.entry(key).or_default().push(print);
    }
    for found in found.iter_mut().filter(|found| found.standing.known == Some(false)) {
        let figures = Accepted::now(found, sources).figures();
        let Some(prints) = by_figures.get_mut(&(found.rule.as_str(), found.identity.as_str(), figures))
        else {
            continue;
        };
        let covers =
            |print: &&str| left.get(print).is_some_and(|known| known.accepted.covers(found, sources));
        if let Some(print) = prints.pop_if(|print| covers(print)) {
            left.remove(print);
            found.standing.known = Some(true);
        }
    }
}

/// What is said of a baseline `file` of which `count` entries keep no figure.
pub fn bare(count: usize, file: FileId) -> Diagnostic {
    let said = Text::new(
        format!("基线有 {count} 条没有记下数字：同一处换了别的数也照样放行"),
        format!(
            "{} no figures: another figure at the same place passes too",
            count_of(count, "entry of the baseline keeps", "entries of the baseline keep")
        ),
    );
    let mut told = Diagnostic::new(BARE, Severity::Note, Span::new(file, 0..0), said).help(Text::new(
        "用 gouji baseline 重写一次，数字就记下了",
        "write the baseline anew with gouji baseline: it will keep them",
    ));
    told.identity = "version".to_owned();
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Arithmetic;
    use crate::source::Source;

    fn page() -> Sources {
        let mut sources = Sources::new();
        sources.add(Source::new("a.txt", "x"));
        sources
    }

    fn found(rule: &str, stated: &str) -> Diagnostic {
        let mut found = Diagnostic::new(rule, Severity::Error, Span::new(FileId(0), 0..0), Text::same("x"));
        found.identity = "表|合计".to_owned();
        found.arithmetic = Some(Arithmetic { stated: stated.to_owned(), expected: None, difference: None });
        found
    }

    fn prints(of: &[&str]) -> Vec<String> {
        of.iter().map(|print| (*print).to_owned()).collect()
    }

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn what_was_there_is_known_and_what_is_gone_is_stale() {
        let mut sources = page();
        let mut baseline = Baseline::default();
        let first = [found("p/r", "1"), found("p/s", "2")];
        baseline.take("a.txt", &first, &prints(&["f1", "f2"]), &sources, day("2030-01-01"));
        let text = baseline.render();
        let read = Baseline::parse(&text).unwrap();
        assert_eq!((&read, read.len()), (&baseline, 2));
        let mut list = [found("p/r", "1"), found("p/r", "3")];
        let now = prints(&["f1", "f3"]);
        let compared = read.apply("a.txt", &mut list, &now, &sources);
        assert_eq!(list.map(|found| found.standing.known), [Some(true), Some(false)]);
        let file = sources.add(Source::new("b.json", text));
        let stale = read.stale("a.txt", &compared, file, &sources);
        assert_eq!((stale.len(), sources.slice(stale[0].primary.span)), (1, "f2"));
        assert!(read.stale("b.txt", &compared, file, &sources).is_empty());
        let mut now = read.clone();
        now.take("a.txt", &[found("p/r", "1")], &prints(&["f3"]), &sources, day("2030-01-01"));
        assert_eq!((read.lacks(&now).len(), now.lacks(&read).len()), (1, 2));
        now.take("a.txt", &[], &[], &sources, day("2030-01-01"));
        assert!(now.is_empty());
    }

    #[test]
    fn another_figure_at_the_same_place_is_new_and_needs_to_be_accepted_anew() {
        let sources = page();
        let mut baseline = Baseline::default();
        baseline.take("a.txt", &[found("p/r", "1")], &prints(&["f1"]), &sources, day("2030-01-01"));
        let mut list = [found("p/r", "2")];
        let compared = baseline.apply("a.txt", &mut list, &prints(&["f1"]), &sources);
        assert!(list[0].standing.is_live() && list[0].standing.changed.is_some());
        assert_eq!(compared, Compared::default());
        let mut anew = baseline.clone();
        anew.take("a.txt", &[found("p/r", "2")], &prints(&["f1"]), &sources, day("2030-02-01"));
        assert_eq!((baseline.lacks(&anew).len(), anew.lacks(&baseline).len()), (1, 1));
        let mut same = baseline.clone();
        same.take("a.txt", &[found("p/r", "1")], &prints(&["f1"]), &sources, day("2030-02-01"));
        assert_eq!(same, baseline, "the day is that of the first time");
    }

    #[test]
    fn twins_are_told_apart_by_their_figures() {
        let sources = page();
        let mut baseline = Baseline::default();
        let twins = [found("p/r", "1"), found("p/r", "2")];
        baseline.take("a.txt", &twins, &prints(&["f1", "f2"]), &sources, day("2030-01-01"));
        // The first is mended, so the second takes its fingerprint.
        let mut list = [found("p/r", "2")];
        let compared = baseline.apply("a.txt", &mut list, &prints(&["f1"]), &sources);
        assert_eq!(list[0].standing.known, Some(true));
        assert_eq!(compared.stale, ["f1"]);
        // Another comes before both.
        let mut list = [found("p/r", "3"), found("p/r", "1"), found("p/r", "2")];
        let compared = baseline.apply("a.txt", &mut list, &prints(&["f1", "f2", "f3"]), &sources);
        assert_eq!(list.map(|found| found.standing.known), [Some(false), Some(true), Some(true)]);
        assert_eq!(compared, Compared::default());
    }

    #[test]
    fn a_file_of_the_first_version_accepts_what_stands_there() {
        let sources = page();
        let old = "{\"version\": 1, \"documents\": {\"a.txt\": {\"f1\": {\"rule\": \"p/r\", \"place\": \"表|合计\"}}}}";
        let read = Baseline::parse(old).unwrap();
        let mut list = [found("p/r", "2")];
        let compared = read.apply("a.txt", &mut list, &prints(&["f1"]), &sources);
        assert!(!list[0].standing.is_live());
        assert_eq!(compared.bare, 1);
        let mut anew = read.clone();
        anew.take("a.txt", &[found("p/r", "2")], &prints(&["f1"]), &sources, day("2030-02-01"));
        assert!(read.lacks(&anew).is_empty() && anew.render().contains("\"stated\": \"2\""));
    }

    #[test]
    fn another_version_is_refused() {
        assert!(Baseline::parse("{\"version\": 3, \"documents\": {}}").is_err());
        assert!(Baseline::parse("[]").is_err());
        assert!(Baseline::parse("{\"version\": 1, \"documents\": {}, \"x\": 1}").is_err());
        let entry = "{\"version\": 2, \"documents\": {\"a\": {\"f\": {\"rule\": \"p/r\", \"place\": \"\", \"x\": 1}}}}";
        assert!(Baseline::parse(entry).is_err());
    }
}
