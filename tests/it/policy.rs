//! `required-version` and `extends` in `gouji.toml`: one policy for many folders, and the program that may judge.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::common::{Told, gouji_in, put};

/// A document with something left to fill in.
const FAULTY: &str = "某局2030年部门预算\n\n收入预算XX万元。支出预算5.00万元。\n";

/// A repository with a faulty document in `d`, and these files.
fn desk(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(folder.path(), &[("d/f.txt", FAULTY)]);
    put(folder.path(), files);
    let made = Command::new("git").arg("-C").arg(folder.path()).args(["init", "-q"]).status().unwrap();
    assert!(made.success());
    folder
}

fn check(folder: &Path) -> Told {
    gouji_in(folder, &["check", "d", "--lang", "en", "--format", "short"])
}

#[test]
fn another_version_of_the_program_does_not_judge() {
    let own = env!("CARGO_PKG_VERSION");
    for (wanted, judges) in [
        (own.to_owned(), true),
        (format!("={own}"), true),
        (">=0.1, <99".to_owned(), true),
        ("99".to_owned(), false),
        ("<0.1".to_owned(), false),
    ] {
        for place in ["gouji.toml", "d/gouji.toml"] {
            let folder = desk(&[(place, &format!("required-version = \"{wanted}\"\n"))]);
            let told = check(folder.path());
            assert_eq!(told.code, if judges { 1 } else { 2 }, "{wanted} {}", told.both());
            let said = told.both().contains(&format!("and this is {own}"));
            assert_eq!(said, !judges, "{wanted} {}", told.both());
        }
    }
    let told = check(desk(&[("gouji.toml", "required-version = \"new\"\n")]).path());
    assert!(told.code == 2 && told.both().contains("a version such as"), "{}", told.both());
}

#[test]
fn what_a_file_does_not_say_is_taken_from_what_it_extends() {
    let policy = "fail-on = \"never\"\nexclude = [\"old\"]\nrules = [\"ours\"]\n[severity]\n\"text/placeholder-left\" = \"warning\"\n";
    let folder = desk(&[
        ("policy/gouji.base.toml", policy),
        (
            "policy/ours/a.toml",
            "[pack]\nname = \"ours\"\n[rule.never]\ntitle = \"t\"\ncheck.text = { forbid = \"支出预算\" }\n",
        ),
        ("gouji.toml", "extends = \"policy/gouji.base.toml\"\nfail-on = \"error\"\n"),
        ("old/f.txt", FAULTY),
    ]);
    let told = gouji_in(folder.path(), &["check", ".", "--lang", "en", "--format", "short"]);
    assert_eq!(told.code, 1, "the nearer word holds: {}", told.both());
    assert!(told.out.contains("warning[text/placeholder-left]"), "{}", told.both());
    assert!(
        told.out.contains("[ours/never]"),
        "rules stand beside the file that names them: {}",
        told.both()
    );
    assert!(!told.out.contains("old/f.txt"), "globs are told from the file that extends: {}", told.both());
    let shown = gouji_in(folder.path(), &["check", "d", "--show-config", "--lang", "en"]);
    assert!(shown.out.contains("policy/gouji.base.toml:"), "{}", shown.both());
    // A list: what comes later holds.
    let folder = desk(&[
        ("a.toml", "fail-on = \"never\"\n"),
        ("b.toml", "fail-on = \"warning\"\n"),
        ("gouji.toml", "extends = [\"b.toml\", \"a.toml\"]\n"),
    ]);
    assert_eq!(check(folder.path()).code, 0);
}

#[test]
fn below_the_root_a_file_that_extends_another_only_makes_it_stricter() {
    let lax = "fail-on = \"never\"\n[severity]\n\"text/placeholder-left\" = \"off\"\n";
    let folder = desk(&[("lax.toml", lax), ("d/gouji.toml", "extends = \"../lax.toml\"\n")]);
    let told = check(folder.path());
    assert_eq!(told.code, 1, "{}", told.both());
    assert!(told.both().contains("`fail-on` is not heeded"), "{}", told.both());
    assert!(told.both().contains("`severity.text/placeholder-left` is not heeded"), "{}", told.both());
    let folder = desk(&[
        ("gouji.toml", "fail-on = \"never\"\n"),
        ("strict.toml", "fail-on = \"error\"\n"),
        ("d/gouji.toml", "extends = \"../strict.toml\"\n"),
    ]);
    assert_eq!(check(folder.path()).code, 1);
}

#[test]
fn what_cannot_be_extended_is_told_at_its_place() {
    let outer = TempDir::new().unwrap();
    put(outer.path(), &[("secret.toml", "fail-on = \"never\"\nsecret = \"x\"\n")]);
    let secret = outer.path().join("secret.toml");
    let far = format!("extends = {:?}\n", secret.to_str().unwrap());
    for (files, words) in [
        (vec![("gouji.toml", far.as_str())], "lies neither in the folder of this configuration"),
        (vec![("gouji.toml", "extends = \"none.toml\"\n")], "there is no file none.toml"),
        (
            vec![
                ("gouji.toml", "extends = \"a.toml\"\n"),
                ("a.toml", "extends = \"b.toml\"\n"),
                ("b.toml", "extends = \"a.toml\"\n"),
            ],
            "a.toml extends itself in the end",
        ),
        (vec![("gouji.toml", "extends = \"a.toml\"\n"), ("a.toml", "fial-on = \"never\"\n")], "a.toml:1:1"),
    ] {
        let folder = desk(&files);
        let told = check(folder.path());
        assert_eq!(told.code, 2, "{}", told.both());
        assert!(told.both().contains(words), "{words}: {}", told.both());
        assert!(!told.both().contains("secret ="), "{}", told.both());
    }
    // Who names the configuration answers for where it leads.
    let folder = desk(&[("mine.toml", far.as_str())]);
    let told = gouji_in(
        folder.path(),
        &["check", "d", "--config", "mine.toml", "--lang", "en", "--format", "short"],
    );
    assert!(told.both().contains("unknown key") || told.both().contains("secret"), "{}", told.both());
}
