//! Reports that a test makes of a few sentences, and what is told of them.

use std::fs;

use tempfile::TempDir;

use super::gouji_in;

/// Errors and warnings on a report that says `text`.
pub fn told(text: &str) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.md"), format!("# 云台县2031年情况\n\n{text}\n")).unwrap();
    let out =
        gouji_in(folder.path(), &["check", "a.md", "--no-config", "--format", "short", "--lang", "en"]).out;
    let found = |line: &&str| line.contains(": error[") || line.contains(": warning[");
    out.lines().filter(found).filter(|line| !line.contains("no-pack")).map(str::to_owned).collect()
}

/// Nothing is told of `text`; with `right` put down as `wrong`, the rule called `name` is.
pub fn held(text: &str, right: &str, wrong: &str, name: &str) {
    assert_eq!(told(text), Vec::<String>::new(), "{text}");
    assert_eq!(text.matches(right).count(), 1, "{right} stands once");
    let found = told(&text.replace(right, wrong));
    assert!(found.iter().any(|line| line.contains(name)), "{wrong}: {found:?}");
}
