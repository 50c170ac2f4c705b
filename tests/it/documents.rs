//! Whole documents against what is written beside them: every finding of the shipped packs, and no other.
//!
//! `fixtures/NAME.expected` has one line a finding: `LINE severity rule 「text under the finger」`.
//! `UPDATE_EXPECT=1 cargo test --test it documents::` rewrites them; read the difference before committing it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use crate::common::{accept, differs, fixtures, shipped};
use gouji::diagnostic::Severity;

#[test]
fn every_fixture_has_the_findings_written_beside_it() {
    let mut library = shipped();
    let mut differences = Vec::new();
    for fixture in fixtures() {
        let checked = library.check(fixture.to_str().unwrap(), &fs::read(&fixture).unwrap());
        let mut lines: Vec<String> =
            checked.diagnostics.iter().map(|diagnostic| library.notation(diagnostic)).collect();
        lines.push(String::new());
        let name = format!("{}.expected", fixture.display());
        differences.extend(differs(Path::new(&name), &lines.join("\n")));
    }
    accept("documents", &differences);
}

/// A false alarm in a clean document is never accepted, whatever is written beside it.
#[test]
fn clean_fixtures_are_silent() {
    let mut library = shipped();
    let mut noisy = Vec::new();
    for fixture in fixtures() {
        if !fixture.to_str().unwrap().contains("clean") {
            continue;
        }
        let checked = library.check(fixture.to_str().unwrap(), &fs::read(&fixture).unwrap());
        for diagnostic in checked.diagnostics.iter().filter(|found| found.severity != Severity::Note) {
            noisy.push(format!("{}:{}", fixture.display(), library.notation(diagnostic)));
        }
    }
    assert!(noisy.is_empty(), "noisy:\n  {}", noisy.join("\n  "));
}

#[test]
fn every_expectation_has_its_document() {
    for entry in fs::read_dir("fixtures").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "expected") {
            assert!(path.with_extension("").exists(), "{} is left over", path.display());
        }
    }
}
