//! JUnit XML: a suite for each document, a case for each rule that had something to say of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Counts, Fingerprints, Run, place, waived_words};
use crate::diagnostic::{Diagnostic, Severity};
use crate::gate::judged::JUDGED_BY;
use crate::source::FileId;
use crate::source::markup::escaped;

/// One rule on one document.
#[derive(Default)]
struct Case {
    failures: Vec<String>,
    told: Vec<String>,
    skipped: Vec<String>,
}

struct Suite {
    name: String,
    cases: BTreeMap<String, Case>,
    /// Why it could not be checked.
    error: Option<String>,
}

/// Tells `run` as JUnit XML.
pub fn render(run: &Run) -> String {
    let suites = suites(run);
    let count = |of: &dyn Fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let (tests, failures, errors) = (count(&tests), count(&failures), count(&errors));
    let _ = writeln!(
        out,
        "<testsuites name=\"gouji\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    );
    judges(&mut out, &run.judged.lines(run.options.lang));
    for suite in &suites {
        write(&mut out, suite);
    }
    out.push_str("</testsuites>\n");
    out
}

/// What judged the run, as properties of a suite without cases: JUnit has no other place for it.
fn judges(out: &mut String, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    out.push_str("  <testsuite name=\"gouji\" tests=\"0\" failures=\"0\" errors=\"0\" skipped=\"0\">\n    <properties>\n");
    for line in lines {
        let _ = writeln!(out, "      <property name=\"{JUDGED_BY}\" value=\"{}\"/>", escaped(line));
    }
    out.push_str("    </properties>\n  </testsuite>\n");
}

fn suites(run: &Run) -> Vec<Suite> {
    let lang = run.options.lang;
    let mut suites = Vec::new();
    let mut wrong: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for fault in run.faults {
        wrong.entry(run.sources.get(fault.primary.span.file).name()).or_default().push(fault);
    }
    for (name, faults) in wrong {
        let mut suite = Suite { name: name.to_owned(), cases: BTreeMap::new(), error: None };
        faults.iter().for_each(|fault| suite.take(run, fault, "", fault.primary.span.file));
        suites.push(suite);
    }
    for document in run.documents {
        let name = run.sources.get(document.file).name().to_owned();
        let mut suite = Suite { name, cases: BTreeMap::new(), error: None };
        for (rule, counts) in Counts::by_rule(&document.ledger) {
            if counts.said() > 0 {
                suite.cases.entry(rule.to_owned()).or_default();
            }
        }
        let mut prints = Fingerprints::new();
        for found in &document.diagnostics {
            let print = prints.of(found, run.sources);
            suite.take(run, found, &print, document.file);
        }
        suites.push(suite);
    }
    for unread in run.unreadable {
        let error = format!("{}\n{}", unread.reason.get(lang), unread.help.get(lang));
        suites.push(Suite { name: unread.name.clone(), cases: BTreeMap::new(), error: Some(error) });
    }
    suites
}

impl Suite {
    fn take(&mut self, run: &Run, found: &Diagnostic, print: &str, document: FileId) {
        let lang = run.options.lang;
        let case = self.cases.entry(found.rule.clone()).or_default();
        let span = found.primary.span;
        let place = place::of_document(run.sources, document, span, lang);
        let mut words = format!("{place}: {}", found.message.get(lang));
        if let Some(waived) = &found.standing.waived {
            let _ = write!(words, " — {}{}", lang.pick("已豁免：", "waived: "), waived_words(waived, lang));
            case.skipped.push(words);
            return;
        }
        if !found.standing.is_live() {
            words.push_str(lang.pick(" — 在基线里", " — in the baseline"));
            case.skipped.push(words);
            return;
        }
        let fails = found.standing.fails.unwrap_or(found.severity == Severity::Error);
        for line in found.notes.iter().chain(&found.help) {
            words.push('\n');
            words.push_str(line.get(lang));
        }
        if !print.is_empty() {
            let _ = write!(words, "\n{}{print}", lang.pick("指纹：", "fingerprint: "));
        }
        if fails { case.failures.push(words) } else { case.told.push(words) }
    }
}

fn tests(suite: &Suite) -> usize {
    suite.cases.len() + errors(suite)
}

fn failures(suite: &Suite) -> usize {
    suite.cases.values().filter(|case| !case.failures.is_empty()).count()
}

fn errors(suite: &Suite) -> usize {
    usize::from(suite.error.is_some())
}

/// A case counts as skipped where nothing of it counts.
fn is_skipped(case: &Case) -> bool {
    case.failures.is_empty() && case.told.is_empty() && !case.skipped.is_empty()
}

fn write(out: &mut String, suite: &Suite) {
    let name = escaped(&suite.name);
    let skipped = suite.cases.values().filter(|case| is_skipped(case)).count();
    let _ = writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{skipped}\">",
        tests(suite),
        failures(suite),
        errors(suite),
    );
    if let Some(error) = &suite.error {
        let rule = super::text::UNREADABLE;
        let (first, error) = (escaped(error.lines().next().unwrap_or_default()), escaped(error));
        let _ = writeln!(out, "    <testcase classname=\"{name}\" name=\"{rule}\">");
        let _ = writeln!(out, "      <error message=\"{first}\" type=\"{rule}\">{error}</error>");
        let _ = writeln!(out, "    </testcase>");
    }
    for (rule, case) in &suite.cases {
        let rule = escaped(rule);
        let _ = write!(out, "    <testcase classname=\"{name}\" name=\"{rule}\"");
        if case.failures.is_empty() && case.told.is_empty() && case.skipped.is_empty() {
            out.push_str("/>\n");
            continue;
        }
        out.push_str(">\n");
        let mut said: Vec<&str> = case.told.iter().map(String::as_str).collect();
        if is_skipped(case) {
            let _ = writeln!(out, "      <skipped message=\"{}\"/>", escaped(&case.skipped.join("; ")));
        } else {
            said.extend(case.skipped.iter().map(String::as_str));
        }
        if let Some(first) = case.failures.first() {
            // Readers of JUnit expect one failure a case.
            let message = match case.failures.len() {
                1 => first.lines().next().unwrap_or_default().to_owned(),
                count => format!("{} (+{})", first.lines().next().unwrap_or_default(), count - 1),
            };
            let all = escaped(&case.failures.join("\n\n"));
            let _ = writeln!(
                out,
                "      <failure message=\"{}\" type=\"{rule}\">{all}</failure>",
                escaped(&message)
            );
        }
        if !said.is_empty() {
            let _ = writeln!(out, "      <system-out>{}</system-out>", escaped(&said.join("\n\n")));
        }
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n");
}
