//! The root of the gate: what lies below it may ask for more, and for nothing less. A pull request brings documents, and with
//! them whatever it likes: configurations, waivers, rules, links.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{Told, gouji_in, put};

/// A document with something left to fill in.
const FAULTY: &str = "某局2030年部门预算\n\n收入预算XX万元。支出预算5.00万元。\n";
const CLEAN: &str = "某局2030年部门预算\n\n支出预算5.00万元。\n";
const WAIVED: &str =
    "[[waiver]]\nrule = \"text/placeholder-left\"\nplace = \"*\"\nreason = \"a\"\nby = \"b\"\n";

/// Files by their paths, and the key that is told.
type Tampered = (&'static [(&'static str, &'static str)], Option<&'static str>);

/// What somebody may bring with a document, and the key that is told as not heeded; nothing where the gate breaks instead.
const TAMPERED: &[Tampered] = &[
    (&[("d/gouji.toml", "fail-on = \"never\"\n")], Some("fail-on")),
    (&[("d/gouji.toml", "root = true\nfail-on = \"never\"\n")], Some("fail-on")),
    (
        &[("d/gouji.toml", "[severity]\n\"text/placeholder-left\" = \"off\"\n")],
        Some("severity.text/placeholder-left"),
    ),
    (
        &[("d/gouji.toml", "[severity]\n\"text/placeholder-left\" = \"note\"\n")],
        Some("severity.text/placeholder-left"),
    ),
    (&[("d/gouji.toml", "[severity]\n\"text/placeholder-left\" = \"warning\"\n")], None),
    (&[("d/gouji.toml", "packs = { text = \"off\" }\n")], Some("packs.text")),
    (&[("d/gouji.toml", "[[kind]]\npath = \"**\"\npacks = [\"key-projects\"]\n")], Some("kind")),
    (&[("d/gouji.toml", "exclude = [\"f.txt\"]\n")], Some("exclude")),
    (&[("d/gouji.toml", "include = [\"c.txt\"]\n")], Some("include")),
    (&[("d/gouji.toml", "trust = [\"**\"]\nfail-on = \"never\"\n")], Some("trust")),
    (
        &[("gouji.toml", "fail-on = \"warning\"\n"), ("d/gouji.toml", "fail-on = \"error\"\n")],
        Some("fail-on"),
    ),
    (&[("d/gouji-waivers.toml", WAIVED)], Some("gouji-waivers.toml")),
    (&[("d/gouji.toml", ""), ("d/gouji-waivers.toml", WAIVED)], Some("gouji-waivers.toml")),
    (
        &[
            ("d/gouji.toml", "rules = [\"x.toml\"]\n"),
            (
                "d/x.toml",
                "[pack]\nname = \"text\"\nreplaces = \"gouji:rules/text/placeholders.toml\"\n[rule.none]\ntitle = \"t\"\ncheck.text = { forbid = \"绝不出现\" }\n",
            ),
        ],
        Some("rules"),
    ),
    (
        &[
            ("d/gouji.toml", "rules = [\"rules\"]\n"),
            (
                "d/rules/text/placeholders.toml",
                "[pack]\nname = \"text\"\n[rule.none]\ntitle = \"t\"\ncheck.text = { forbid = \"绝不出现\" }\n",
            ),
        ],
        Some("rules"),
    ),
];

fn desk(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    put(folder.path(), &[("d/f.txt", FAULTY), ("d/c.txt", CLEAN)]);
    put(folder.path(), files);
    folder
}

fn check(folder: &Path, args: &[&str]) -> Told {
    gouji_in(folder, &[&["check"], args].concat())
}

#[test]
fn what_comes_with_a_document_never_lets_it_pass() {
    for (files, key) in TAMPERED {
        let folder = desk(files);
        for args in [&["d"][..], &["d/f.txt"], &["."], &["d", "--strict"], &["./d/../d"]] {
            let told = check(folder.path(), args);
            assert_eq!(told.code, 1, "{files:?} {args:?}\n{}", told.both());
            let said = key.is_none_or(|key| told.both().contains(key) && told.both().contains("没有采用"));
            assert!(said, "{files:?} {args:?}\n{}", told.both());
        }
        // The gate's root is where somebody says it is, wherever the program was started.
        let elsewhere = TempDir::new().unwrap();
        let (root, path) = (folder.path().to_str().unwrap(), folder.path().join("d"));
        for args in [&[path.to_str().unwrap(), "--root", root][..], &[path.to_str().unwrap()]] {
            let told = check(elsewhere.path(), args);
            assert_eq!(told.code, 1, "{files:?} {args:?}\n{}", told.both());
        }
    }
}

#[test]
fn programs_are_told_what_was_not_heeded() {
    let folder =
        desk(&[("gouji.toml", "strict = true\n"), ("d/gouji.toml", "fail-on = \"never\"\nstrict = false\n")]);
    let told = check(folder.path(), &["d", "--format", "json"]);
    let json: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(
        json["judged_by"][0]["not_heeded"],
        serde_json::json!(["d/gouji.toml: fail-on", "d/gouji.toml: strict"])
    );
    let faults = json["faults"].as_array().unwrap();
    assert_eq!((faults.len(), &faults[0]["severity"]), (2, &Value::from("warning")), "{faults:#?}");
}

#[test]
fn what_the_root_trusts_by_name_is_heeded_and_nothing_beside_it() {
    let folder = desk(&[
        ("gouji.toml", "trust = [\"d\"]\n"),
        ("d/gouji.toml", "fail-on = \"never\"\n"),
        ("e/f.txt", FAULTY),
        ("e/gouji.toml", "fail-on = \"never\"\n"),
        ("d/deep/f.txt", FAULTY),
        ("d/deep/gouji.toml", "[severity]\n\"text/placeholder-left\" = \"off\"\n"),
    ]);
    assert_eq!(check(folder.path(), &["d"]).code, 0, "below what is trusted everything is");
    assert_eq!(check(folder.path(), &["e"]).code, 1);
    assert_eq!(check(folder.path(), &["d", "e"]).code, 1);
    // Where the folder itself is the root, its own word holds.
    assert_eq!(check(folder.path(), &["e", "--root", "e"]).code, 0);
    assert_eq!(check(&folder.path().join("e"), &["f.txt"]).code, 0);
}

#[test]
fn what_a_folder_asks_for_beyond_the_gate_holds() {
    let folder = desk(&[
        ("gouji.toml", "[severity]\n\"text/placeholder-left\" = \"note\"\n"),
        ("d/gouji.toml", "[severity]\n\"text/placeholder-left\" = \"error\"\n"),
    ]);
    assert_eq!(check(folder.path(), &["d"]).code, 1);
    let folder = desk(&[
        ("d/gouji.toml", "fail-on = \"warning\"\n"),
        ("d/f.txt", "会议纪要\n"),
        ("d/c.txt", "记录\n"),
    ]);
    assert_eq!(check(folder.path(), &["d"]).code, 1);
}

#[test]
fn waivers_are_written_where_they_are_heeded() {
    let folder = desk(&[("d/gouji.toml", "strict = true\n")]);
    let told = check(folder.path(), &["d/f.txt", "--format", "json"]);
    let json: Value = serde_json::from_str(&told.out).unwrap();
    let found = json["documents"][0]["diagnostics"].as_array().unwrap();
    let found = found.iter().find(|found| found["rule"] == "text/placeholder-left").unwrap();
    let print = found["fingerprint"].as_str().unwrap();
    let waive = ["waive", print, "d/f.txt", "--reason", "a", "--by", "b"];
    let told = gouji_in(folder.path(), &waive);
    assert_eq!(told.code, 0, "{}", told.both());
    assert!(
        folder.path().join("gouji-waivers.toml").is_file()
            && !folder.path().join("d/gouji-waivers.toml").exists()
    );
    assert!(check(folder.path(), &["d/f.txt"]).code != 1);
    // A document that lies elsewhere needs a root to keep its waivers in.
    let elsewhere = TempDir::new().unwrap();
    let path = folder.path().join("d/c.txt");
    std::fs::remove_file(folder.path().join("gouji-waivers.toml")).unwrap();
    put(&folder.path().join("d"), &[("c.txt", FAULTY)]);
    let waive = ["waive", print, path.to_str().unwrap(), "--reason", "a", "--by", "b"];
    let told = gouji_in(elsewhere.path(), &waive);
    assert!(told.code == 2 && told.both().contains("--root"), "{}", told.both());
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_root() {
    use std::os::unix::fs::symlink;
    let outside = TempDir::new().unwrap();
    put(outside.path(), &[("secret.txt", "密码：一二三\n"), ("deep/secret.txt", "密码：一二三\n")]);
    for target in ["secret.txt", "deep"] {
        let folder = TempDir::new().unwrap();
        put(folder.path(), &[("d/c.txt", CLEAN), ("e/f.txt", FAULTY)]);
        let name = if target == "deep" { "d/l" } else { "d/l.txt" };
        symlink(outside.path().join(target), folder.path().join(name)).unwrap();
        let told = check(folder.path(), &["d"]);
        assert!(told.code == 3 && told.both().contains("通到检查的根目录之外"), "{}", told.both());
        assert!(!told.both().contains("密码"), "{}", told.both());
        // Within the root a link is a path like any other, and a file that is named is read.
        symlink("../e/f.txt", folder.path().join("d/in.txt")).unwrap();
        assert_eq!(check(folder.path(), &["d"]).code, 1);
        assert_ne!(check(folder.path(), &[folder.path().join(name).to_str().unwrap()]).code, 1);
    }
}

/// The script that the action runs for pull requests.
#[cfg(unix)]
#[test]
fn a_pull_request_is_judged_by_what_its_branch_has() {
    use std::process::Command;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("action/pin.sh");
    let (origin, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let git = |folder: &Path, args: &[&str]| {
        let named = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"];
        let done = Command::new("git").args(named).args(args).current_dir(folder).output().unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    put(origin.path(), &[("gouji.toml", "rules = [\"ours\"]\n"), ("ours/a.toml", "one"), ("d/f.txt", CLEAN)]);
    for args in [&["init", "-q"][..], &["add", "-A"], &["commit", "-qm", "a"]] {
        git(origin.path(), args);
    }
    git(folder.path(), &["clone", "-q", origin.path().to_str().unwrap(), "."]);
    put(
        folder.path(),
        &[
            ("gouji.toml", "fail-on = \"never\"\n"),
            ("gouji-waivers.toml", WAIVED),
            ("ours/a.toml", "two"),
            ("ours/b.toml", "new"),
            ("d/f.txt", FAULTY),
        ],
    );
    let pin = |paths: &str| {
        let asked = "printf '%s\\n' \"$0\" | \"$1\" main";
        Command::new("bash")
            .args(["-c", asked, paths, script.to_str().unwrap()])
            .current_dir(folder.path())
            .status()
            .unwrap()
    };
    assert!(pin("gouji.toml\ngouji-waivers.toml\nours\n").success());
    let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).ok();
    assert_eq!(read("gouji.toml").as_deref(), Some("rules = [\"ours\"]\n"));
    assert_eq!(
        (read("ours/a.toml").as_deref(), read("ours/b.toml"), read("gouji-waivers.toml")),
        (Some("one"), None, None)
    );
    assert_eq!(read("d/f.txt").as_deref(), Some(FAULTY), "the documents are those of the request");
    assert!(!pin("../other").success() && !pin("/etc/x").success());
}
