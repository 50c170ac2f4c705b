//! `--since REF`: what has changed since a commit of git, with real repositories.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{Told, gouji_in, put};

/// A document with something left to fill in.
const FAULTY: &str = "某局2030年部门预算\n\n收入预算XX万元。支出预算5.00万元。\n";

fn git(folder: &Path, arguments: &[&str]) {
    let own = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let out = Command::new("git").arg("-C").arg(folder).args(own).args(arguments).output().unwrap();
    assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
}

/// A repository with two faulty documents on `main`, and a branch that has left it.
fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    put(
        folder.path(),
        &[("docs/甲 局.txt", FAULTY), ("docs/b.txt", FAULTY), ("gouji.toml", "lang = \"en\"\n")],
    );
    git(folder.path(), &["init", "-q", "-b", "main"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-qm", "a"]);
    git(folder.path(), &["checkout", "-qb", "branch"]);
    folder
}

/// Which documents were checked, and what is said of the comparison.
fn since(folder: &Path, reference: &str) -> (i32, Vec<String>, Value) {
    let told = gouji_in(folder, &["check", "docs", "--since", reference, "--format", "json"]);
    let json: Value =
        serde_json::from_str(&told.out).unwrap_or_else(|error| panic!("{error}: {}", told.both()));
    let names =
        json["documents"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap().to_owned());
    (told.code, names.collect(), json["compared"].clone())
}

#[test]
fn only_what_has_changed_is_checked_and_what_it_is_compared_to_is_told() {
    let folder = repository();
    let path = folder.path();
    let (code, documents, compared) = since(path, "main");
    assert_eq!((code, documents.len()), (0, 0), "nothing has changed, and that is no fault");
    assert_eq!((&compared["reference"], &compared["unchanged"]), (&Value::from("main"), &Value::from(2)));
    fs::write(path.join("docs/b.txt"), FAULTY.replace("5.00", "6.00")).unwrap();
    let (code, documents, compared) = since(path, "main");
    assert_eq!((code, documents), (1, vec!["docs/b.txt".to_owned()]), "what is not committed yet counts");
    assert_eq!(compared["unchanged"], 1);
    git(path, &["commit", "-qam", "b"]);
    put(path, &[("docs/c.txt", FAULTY)]);
    fs::write(path.join("docs/甲 局.txt"), FAULTY.replace("5.00", "7.00")).unwrap();
    let (_, documents, _) = since(path, "main");
    assert_eq!(
        documents,
        ["docs/b.txt", "docs/c.txt", "docs/甲 局.txt"],
        "committed, new, and with such a name"
    );
    // Git does not know whether what it ignores has changed.
    git(path, &["checkout", "-q", "docs"]);
    put(path, &[(".gitignore", "c.txt\n")]);
    assert_eq!(since(path, "main").1, ["docs/b.txt", "docs/c.txt"]);
    for (lang, words) in [("en", "compared with main ("), ("zh", "与 main（")] {
        let told = gouji_in(path, &["check", "docs", "--since", "main", "--lang", lang]);
        assert!(told.out.contains(words), "{}", told.both());
    }
}

#[test]
fn what_another_branch_did_meanwhile_is_no_change() {
    let folder = repository();
    let path = folder.path();
    git(path, &["checkout", "-q", "main"]);
    fs::write(path.join("docs/b.txt"), FAULTY.replace("5.00", "6.00")).unwrap();
    git(path, &["commit", "-qam", "b"]);
    git(path, &["checkout", "-q", "branch"]);
    assert_eq!(since(path, "main").1, [""; 0]);
}

#[test]
fn where_what_judges_has_changed_everything_is_checked() {
    for (name, text) in [
        ("gouji.toml", "lang = \"en\"\nstrict = true\n"),
        ("docs/gouji.toml", "strict = true\n"),
        ("gouji-waivers.toml", ""),
        ("ours/a.toml", "[pack]\nname = \"a\"\n"),
    ] {
        let folder = repository();
        let path = folder.path();
        put(
            path,
            &[
                ("ours/a.toml", "[pack]\nname = \"ours\"\n"),
                ("gouji.toml", "lang = \"en\"\nrules = [\"ours\"]\n"),
            ],
        );
        git(path, &["add", "."]);
        git(path, &["commit", "-qm", "rules"]);
        put(path, &[(name, text)]);
        git(path, &["add", "."]);
        git(path, &["commit", "-qm", "judge"]);
        let (_, documents, compared) = since(path, "HEAD~1");
        assert_eq!((documents.len(), &compared["judges_changed"]), (2, &Value::from(true)), "{name}");
    }
}

#[test]
fn rules_and_waivers_of_documents_that_were_not_checked_are_not_held_to_be_idle() {
    let folder = repository();
    let path = folder.path();
    let pack = "[pack]\nname = \"ours\"\napplies = { title = \"*决算*\" }\n[rule.never]\ntitle = \"t\"\ncheck.text = { forbid = \"绝不\" }\n";
    let waivers =
        "[[waiver]]\nrule = \"text/placeholder-left\"\nplace = \"docs/b.txt\"\nreason = \"a\"\nby = \"b\"\n";
    put(
        path,
        &[
            ("ours.toml", pack),
            ("gouji.toml", "rules = [\"ours.toml\"]\nlang = \"en\"\n"),
            ("gouji-waivers.toml", waivers),
        ],
    );
    git(path, &["add", "."]);
    git(path, &["commit", "-qm", "rules"]);
    git(path, &["tag", "base"]);
    fs::write(path.join("docs/甲 局.txt"), FAULTY.replace("5.00", "7.00")).unwrap();
    let all = gouji_in(path, &["check", "docs", "--format", "short"]);
    assert!(all.both().contains("gouji/idle-rules"), "{}", all.both());
    let some = gouji_in(path, &["check", "docs", "--since", "base", "--format", "short"]);
    assert!(!some.both().contains("idle-rules") && !some.both().contains("unused"), "{}", some.both());
    assert_eq!(some.code, 1);
}

#[test]
fn without_a_commit_to_compare_with_nothing_is_checked_and_the_step_is_told() {
    let refused = |told: &Told, words: &str, step: &str| {
        assert_eq!(told.code, 2, "{}", told.both());
        assert!(told.both().contains(words) && told.both().contains(step), "{}", told.both());
    };
    let folder = repository();
    let path = folder.path();
    let told = gouji_in(path, &["check", "docs", "--since", "nowhere", "--lang", "en"]);
    refused(&told, "no commit or branch 'nowhere'", "fetch-depth: 0");
    refused(
        &gouji_in(path, &["check", "docs", "--since=--output=x", "--lang", "en"]),
        "no commit or branch '--output=x'",
        "git fetch",
    );
    assert!(!path.join("x").exists());
    // A clone of one commit does not know where it left the other branch.
    git(path, &["checkout", "-q", "--orphan", "apart"]);
    git(path, &["commit", "-qm", "apart"]);
    refused(
        &gouji_in(path, &["check", "docs", "--since", "main", "--lang", "en"]),
        "no commit in common",
        "--unshallow",
    );
    let bare = TempDir::new().unwrap();
    put(bare.path(), &[("docs/b.txt", FAULTY)]);
    let told = gouji_in(bare.path(), &["check", "docs", "--since", "main", "--lang", "en"]);
    refused(&told, "lies in no repository", "--root");
}
