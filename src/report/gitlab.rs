//! GitLab Code Quality: a list of issues, each with a fingerprint that is its own within the report. An issue has to have a
//! line: in files that are no plain text it is the first, and the description says the place.

use serde::Serialize;

use super::{Run, fnv1a_128, place, to_json};
use crate::diagnostic::Severity;
use crate::gate::judged::JUDGED_BY;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Tells `run` to GitLab.
pub fn render(run: &Run) -> String {
    let lang = run.options.lang;
    let mut issues: Vec<Issue<'_>> = Vec::new();
    for (found, print) in run.live() {
        let path = run.sources.get(found.primary.span.file).name();
        let span = found.primary.span;
        let (begin, end) =
            place::region(run.sources, span).map_or((1, 1), |region| (region.line, region.end_line));
        issues.push(Issue {
            description: place::message(run.sources, span, found.message.get(lang), lang),
            check_name: &found.rule,
            fingerprint: own(path, &print),
            severity: match found.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: Location { path: relative(path), lines: Lines { begin, end } },
        });
    }
    for unread in run.unreadable {
        issues.push(Issue {
            description: format!("{}: {}", unread.reason.get(lang), unread.help.get(lang)),
            check_name: super::text::UNREADABLE,
            fingerprint: own(&unread.name, super::text::UNREADABLE),
            severity: "blocker",
            location: Location { path: relative(&unread.name), lines: Lines { begin: 1, end: 1 } },
        });
    }
    for (path, line) in run.judged.told(lang).into_iter().filter(|(path, _)| !path.is_empty()) {
        issues.push(Issue {
            fingerprint: own(path, &line),
            description: line,
            check_name: JUDGED_BY,
            severity: "info",
            location: Location { path: relative(path), lines: Lines { begin: 1, end: 1 } },
        });
    }
    to_json(&issues)
}

/// Two documents may hold the same finding.
fn own(path: &str, print: &str) -> String {
    format!("{:032x}", fnv1a_128(&[path, print]))
}

/// GitLab knows files by their path in the repository.
fn relative(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}
