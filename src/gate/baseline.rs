//! The baseline: findings that were there when the gate was put up, by document and fingerprint, never by line number.
//!
//! ```json
//! { "version": 1, "documents": { "2030/a.txt": { "fingerprint": { "rule": "pack/rule", "place": "…" } } } }
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::source::{Cut, FileId, Sources, Span};

/// The file's name where none is given.
pub const FILE: &str = "gouji-baseline.json";
/// An entry that nothing is found for any more.
pub const STALE: &str = "gouji/baseline-stale";
const VERSION: u32 = 1;

/// Findings by document, told from the baseline's folder, and by fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    documents: BTreeMap<String, BTreeMap<String, Known>>,
}

/// What is known of a finding, for those who read the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    rule: String,
    place: String,
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
        if read.version == VERSION {
            return Ok(read);
        }
        let version = read.version;
        Err(Text::new(
            format!("版本 {version} 不认识，只认识 {VERSION}"),
            format!("version {version} is not known, only {VERSION}"),
        ))
    }

    /// The baseline as it is written.
    pub fn render(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Takes in what is found in a document and not waived, in place of what was known of it.
    pub fn take(&mut self, document: &str, found: &[Diagnostic], prints: &[String]) {
        let known = found.iter().zip(prints).filter(|(found, _)| found.standing.waived.is_none());
        let known: BTreeMap<String, Known> = known
            .map(|(found, print)| {
                (print.clone(), Known { rule: found.rule.clone(), place: found.identity.clone() })
            })
            .collect();
        if known.is_empty() {
            self.documents.remove(document);
        } else {
            self.documents.insert(document.to_owned(), known);
        }
    }

    /// Marks findings as known or new.
    pub fn apply(&self, document: &str, found: &mut [Diagnostic], prints: &[String]) {
        let known = self.documents.get(document);
        for (found, print) in found.iter_mut().zip(prints) {
            found.standing.known = Some(known.is_some_and(|known| known.contains_key(print)));
        }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.documents.values().map(BTreeMap::len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// What `other` has and this has not: document, fingerprint, rule and place.
    pub fn lacks<'o>(&self, other: &'o Baseline) -> Vec<(&'o str, &'o str, &'o str, &'o str)> {
        let mut lacking = Vec::new();
        for (document, prints) in &other.documents {
            let own = self.documents.get(document);
            for (print, known) in prints {
                if own.is_none_or(|own| !own.contains_key(print)) {
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
        prints: &[String],
        file: FileId,
        sources: &Sources,
    ) -> Vec<Diagnostic> {
        let text = sources.get(file).text();
        let Some(known) = self.documents.get(document) else { return Vec::new() };
        // Fingerprints may stand under several documents: the place is looked for behind the document's name.
        let name = serde_json::to_string(document).unwrap_or_default();
        let from = text.find(&format!("{name}:")).unwrap_or(0);
        let mut told = Vec::new();
        for (print, entry) in known.iter().filter(|(print, _)| !prints.contains(print)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn found(rule: &str) -> Diagnostic {
        Diagnostic::new(rule, Severity::Error, Span::new(FileId(0), 0..0), Text::same("x"))
    }

    #[test]
    fn what_was_there_is_known_and_what_is_gone_is_stale() {
        let mut baseline = Baseline::default();
        baseline.take("a.txt", &[found("p/r"), found("p/s")], &["f1".to_owned(), "f2".to_owned()]);
        let text = baseline.render();
        let read = Baseline::parse(&text).unwrap();
        assert_eq!((&read, read.len()), (&baseline, 2));
        let mut list = [found("p/r"), found("p/r")];
        let prints = ["f1".to_owned(), "f3".to_owned()];
        read.apply("a.txt", &mut list, &prints);
        assert_eq!(list.map(|found| found.standing.known), [Some(true), Some(false)]);
        let mut sources = Sources::new();
        let file = sources.add(Source::new("b.json", text));
        let stale = read.stale("a.txt", &prints, file, &sources);
        assert_eq!((stale.len(), sources.slice(stale[0].primary.span)), (1, "f2"));
        assert!(read.stale("b.txt", &[], file, &sources).is_empty());
        let mut now = read.clone();
        now.take("a.txt", &[found("p/r")], &["f3".to_owned()]);
        assert_eq!((read.lacks(&now).len(), now.lacks(&read).len()), (1, 2));
        now.take("a.txt", &[], &[]);
        assert!(now.is_empty());
    }

    #[test]
    fn another_version_is_refused() {
        assert!(Baseline::parse("{\"version\": 2, \"documents\": {}}").is_err());
        assert!(Baseline::parse("[]").is_err());
        assert!(Baseline::parse("{\"version\": 1, \"documents\": {}, \"x\": 1}").is_err());
    }
}
