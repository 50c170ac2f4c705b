//! Everything a run has to tell, for programs.
//!
//! ```json
//! {
//!   "version": 1,
//!   "tool": { "name": "gouji", "version": "0.2.0" },
//!   "exit_code": 1,
//!   "documents": [{
//!     "path": "a.txt", "figures": 3, "tied": 2, "contradicted": 1, "unchecked": 0,
//!     "outcomes": { "holds": 1, "within_rounding": 0, "fails": 1, "not_applicable": 0, "unreadable": 0 },
//!     "diagnostics": [{
//!       "rule": "pack/rule", "severity": "error", "message": "…",
//!       "primary": { "path": "a.txt", "start": 17, "end": 23, "line": 2, "column": 4, "end_line": 2, "end_column": 8, "text": "…" },
//!       "related": [], "notes": [], "help": null, "basis": null,
//!       "certainty": 97,
//!       "arithmetic": { "stated": "96%", "expected": "100%", "difference": "-4%" },
//!       "rule_place": { … }, "identity": "…", "fingerprint": "32 hexadecimal digits"
//!     }],
//!     "rules": { "pack/rule": { …outcomes… } }
//!   }],
//!   "faults": [ …diagnostics of rule files… ],
//!   "unreadable": [{ "path": "b.pdf", "reason": "…", "help": "…" }],
//!   "judged_by": [{
//!     "files": ["docs/gouji.toml", "gouji.toml"], "documents": 1, "left_out": 0, "fail_on": "error", "strict": false, "min_read": "97%",
//!     "allow": [], "rules_off": [], "severity": { "pack/rule": "note" }, "packs_off": [], "kinds": [], "rules": [], "include": null, "exclude": []
//!   }],
//!   "waivers": [{ "path": "gouji-waivers.toml", "findings": 1 }], "baseline": { "path": "gouji-baseline.json", "findings": 2 },
//!   "digests": [{ "role": "configuration", "path": "gouji.toml", "sha256": "64 hexadecimal digits" }],
//!   "passed_over": [{ "why": "kind", "kind": "pptx", "files": 2 }, { "why": "hidden", "files": 1 }],
//!   "summary": { "files": 1, "unreadable_files": 1, "figures": 3, …, "outcomes": { … }, "errors": 1, "warnings": 0, "notes": 0 }
//! }
//! ```
//!
//! `start` and `end` are byte offsets in the text without a byte order mark; lines and columns count from 1, columns in
//! characters, `end_column` one past the last. `certainty` is in hundredths, and stands where the figures themselves say how sure a finding is. In a file that is no plain text (Word, a web page, a spreadsheet, PDF) these
//! are places in the text view that `inspect` shows, and `spot` says where that is in the file: `kind` (`page`, `cell`,
//! `row`, `paragraph`), `path` (`收支总表!C12`, `page/3`, `table/2/row/5/cell/3`, `paragraph/12`), `words` as people read
//! it, and `box` on a page: left, top, width, height in tenths of a point from the upper left corner. `rules` is there when the ledger is asked for. Words are in the language asked
//! for. A finding that somebody answers for has `waiver` (`reason`, `by`, `until`); where there is a baseline, each has
//! `baseline`: `new`, `unchanged`, or `updated` where the figure is not the one that was accepted; `accepted` says which was.
//! `passed_over` counts what folders and archives hold and nobody read: `kind` (no reader is for files of this ending, which
//! may be empty), `hidden`, `own` (lists, reports and copies that gouji wrote), `excluded`, `not-included`.
//! `judged_by` has one entry for each configuration and what its files come to together, the nearest first; `left_out` counts
//! documents that it excludes; with `--since`, `compared` has `reference`, `commit`, how many documents are `unchanged` and were left out, and `judges_changed`; `not_heeded` is what files below the root ask for in vain. `digests` are the SHA-256 of the texts
//! (UTF-8, without a byte order mark) of all that judged: `configuration`, `waivers`, `baseline`, `rules`; `gouji:rules` are those of the program. `waivers` and `baseline` are there where such files were read. What is waived or unchanged is not in `errors`, `warnings` and `notes`. Keys may be added within a version; none is taken away or changes its meaning.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Counts, Fingerprints, Region, Run, Summary, place as places, to_json};
use crate::check::Checked;
use crate::diagnostic::{Accepted, Certainty, Diagnostic, Lang, Severity, Text};
use crate::gate::judged::{Compared, Digest, JudgedBy, Pardon};
use crate::ledger::Mark;
use crate::read::passed::{Passed, counts};
use crate::source::{Sources, Span, Spot};

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    tool: Tool,
    exit_code: u8,
    documents: Vec<Document<'a>>,
    faults: Vec<Finding<'a>>,
    unreadable: Vec<Unread<'a>>,
    judged_by: &'a [JudgedBy],
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<&'a Compared>,
    #[serde(skip_serializing_if = "<[Pardon]>::is_empty")]
    waivers: &'a [Pardon],
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a Pardon>,
    digests: &'a [Digest],
    passed_over: Vec<PassedOver<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Document<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<&'a str>,
    figures: usize,
    tied: usize,
    contradicted: usize,
    unchecked: usize,
    outcomes: Counts,
    diagnostics: Vec<Finding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<BTreeMap<&'a str, Counts>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: Severity,
    /// In hundredths; left out where a demand is no arithmetic and so as certain as its rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    certainty: Option<Certainty>,
    message: &'a str,
    primary: Place<'a>,
    related: Vec<Place<'a>>,
    notes: Vec<&'a str>,
    help: Option<&'a str>,
    basis: Option<&'a str>,
    arithmetic: Option<Arithmetic<'a>>,
    rule_place: Option<Place<'a>>,
    identity: &'a str,
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<Waiver<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<&'a Accepted>,
}

#[derive(Serialize)]
struct Waiver<'a> {
    reason: &'a str,
    by: &'a str,
    until: Option<&'a str>,
}

#[derive(Serialize)]
struct Arithmetic<'a> {
    stated: &'a str,
    expected: Option<&'a str>,
    difference: Option<&'a str>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    start: u32,
    end: u32,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    spot: Option<Where>,
}

#[derive(Serialize)]
struct Where {
    kind: &'static str,
    path: String,
    words: String,
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    on_page: Option<[i32; 4]>,
}

#[derive(Serialize)]
struct Unread<'a> {
    path: &'a str,
    reason: &'a str,
    help: &'a str,
}

#[derive(Serialize)]
struct PassedOver<'a> {
    why: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    files: usize,
}

/// Tells `run` to programs.
pub fn render(run: &Run) -> String {
    let lang = run.options.lang;
    let unread = run.unreadable.iter().map(|unread| Unread {
        path: &unread.name,
        reason: unread.reason.get(lang),
        help: unread.help.get(lang),
    });
    to_json(&Report {
        version: VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        exit_code: run.exit_code,
        documents: run.documents.iter().map(|checked| document(run, checked)).collect(),
        faults: findings(run.sources, run.faults, lang),
        unreadable: unread.collect(),
        judged_by: &run.judged.by,
        compared: run.judged.compared.as_ref(),
        waivers: &run.judged.waivers,
        baseline: run.judged.baseline.as_ref(),
        digests: &run.judged.digests,
        passed_over: passed_over(run.passed),
        summary: Summary::of(run),
    })
}

fn passed_over(passed: &[Passed]) -> Vec<PassedOver<'_>> {
    counts(passed)
        .into_iter()
        .map(|(cause, files)| PassedOver { why: cause.as_str(), kind: cause.ending(), files })
        .collect()
}

fn document<'a>(run: &Run<'a>, checked: &'a Checked) -> Document<'a> {
    let ledger = &checked.ledger;
    Document {
        path: run.sources.get(checked.file).name(),
        files: run.sources.get(checked.file).files().parts().iter().map(|part| part.source.name()).collect(),
        figures: ledger.n_figures(),
        tied: ledger.marked(Mark::Tied),
        contradicted: ledger.marked(Mark::Contradicted),
        unchecked: ledger.marked(Mark::Unchecked),
        outcomes: Counts::of(ledger),
        diagnostics: findings(run.sources, &checked.diagnostics, run.options.lang),
        rules: run.options.ledger.then(|| Counts::by_rule(ledger)),
    }
}

fn findings<'a>(sources: &'a Sources, diagnostics: &'a [Diagnostic], lang: Lang) -> Vec<Finding<'a>> {
    let mut prints = Fingerprints::new();
    let finding = |found: &'a Diagnostic| Finding {
        rule: &found.rule,
        severity: found.severity,
        certainty: found.certainty,
        message: found.message.get(lang),
        primary: place(sources, found.primary.span, found.primary.text.get(lang), lang),
        related: found
            .related
            .iter()
            .map(|label| place(sources, label.span, label.text.get(lang), lang))
            .collect(),
        notes: found.notes.iter().map(|note| note.get(lang)).collect(),
        help: found.help.as_ref().map(|help: &Text| help.get(lang)),
        basis: found.basis.as_ref().map(|basis| basis.get(lang)),
        arithmetic: found.arithmetic.as_ref().map(|figures| Arithmetic {
            stated: &figures.stated,
            expected: figures.expected.as_deref(),
            difference: figures.difference.as_deref(),
        }),
        rule_place: found.rule_span.map(|span| place(sources, span, "", lang)),
        identity: &found.identity,
        fingerprint: prints.of(found, sources),
        waiver: found.standing.waived.as_ref().map(|waived| Waiver {
            reason: &waived.reason,
            by: &waived.by,
            until: waived.until.as_deref(),
        }),
        baseline: super::baseline_state(found),
        accepted: found.standing.changed.as_deref(),
    };
    diagnostics.iter().map(finding).collect()
}

fn place<'a>(sources: &'a Sources, span: Span, text: &'a str, lang: Lang) -> Place<'a> {
    let Region { line, column, end_line, end_column } = Region::of(sources, span);
    let path = sources.get(span.file).name();
    let spot = places::spot(sources, span).map(|(layout, spot)| Where {
        kind: places::kind(spot),
        path: places::path(layout, spot),
        words: places::words(layout, spot).get(lang).to_owned(),
        on_page: match spot {
            Spot::Page { x, y, width, height, .. } => Some([x, y, width, height]),
            _ => None,
        },
    });
    Place { path, start: span.start, end: span.end, line, column, end_line, end_column, text, spot }
}
