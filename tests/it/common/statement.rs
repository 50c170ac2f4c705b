//! Tables in Markdown and what is told of them: silent as they stand, and with a slip planted told at its line.

use std::fs;

use serde_json::Value;

use super::gouji_in;

/// A table of Markdown with these rows, cells apart by `|`, under a title.
pub fn table(rows: &[&str]) -> String {
    let width = rows[0].matches('|').count() + 1;
    let line = |row: &&str| format!("| {} |", row.split('|').collect::<Vec<_>>().join(" | "));
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.insert(1, format!("|{}", "---|".repeat(width)));
    format!("# Statement\n\n{}\n", lines.join("\n"))
}

/// All that the program says of a document, as JSON.
pub fn check(text: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("statement.md"), text).unwrap();
    let args =
        ["check", "--no-config", "--lang", "en", "--fail-on", "never", "--format", "json", "statement.md"];
    let mut told: Value = serde_json::from_str(&gouji_in(folder.path(), &args).out).unwrap();
    told["documents"][0].take()
}

/// The findings of a document, and the lines that each of them points at.
pub fn told(text: &str) -> Vec<(String, Vec<u64>)> {
    let document = check(text);
    let findings = document["diagnostics"].as_array().unwrap().iter();
    let findings = findings.filter(|told| told["severity"] != "note" && told["rule"] != "gouji/no-pack");
    let lines = |told: &Value| {
        let related = told["related"].as_array().cloned().unwrap_or_default();
        std::iter::once(told["primary"].clone())
            .chain(related)
            .filter_map(|place| place["line"].as_u64())
            .collect()
    };
    findings.map(|told| (told["message"].as_str().unwrap().to_owned(), lines(told))).collect()
}

/// A table is silent; with `wrong` for `right`, the first one, its line is pointed at.
pub fn located(rows: &[&str], slips: &[(&str, &str)]) {
    located_in(&table(rows), slips);
}

pub fn located_in(text: &str, slips: &[(&str, &str)]) {
    assert_eq!(told(text), Vec::new());
    for (right, wrong) in slips {
        assert!(text.contains(right), "{right}");
        let line = text.lines().position(|line| line.contains(right)).unwrap() as u64 + 1;
        let planted = told(&text.replacen(right, wrong, 1));
        assert!(planted.iter().any(|(_, lines)| lines.contains(&line)), "{right} → {wrong}: {planted:?}");
    }
}
