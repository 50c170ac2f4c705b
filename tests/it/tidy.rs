//! The shape of the house: which room knows which, how long a file may be, that each says what it is for.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::PathBuf;

use crate::common::packages;

/// A room and the rooms it may know. No arrow leads back, but for `blame`, which `check` calls at its end and which reads
/// relations, what they are bound to, and their names.
const ROOMS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("calendar", &[]),
    ("spread", &[]),
    ("steps", &[]),
    ("hash", &[]),
    ("timing", &[]),
    ("diagnostic", &["source"]),
    ("keys", &["diagnostic", "source"]),
    ("words", &["keys", "diagnostic", "source"]),
    ("amount", &["words", "diagnostic", "source"]),
    ("document", &["steps", "amount", "words", "diagnostic", "source"]),
    ("read", &["calendar", "diagnostic", "source"]),
    ("annotate", &["read", "diagnostic", "source"]),
    ("ledger", &["document", "diagnostic", "source"]),
    ("rule", &["keys", "document", "amount", "words", "diagnostic", "source", "timing"]),
    ("blame", &["check", "ledger", "rule", "document", "amount", "diagnostic", "source", "hash"]),
    (
        "check",
        &[
            "blame",
            "calendar",
            "ledger",
            "rule",
            "keys",
            "document",
            "amount",
            "words",
            "diagnostic",
            "source",
            "spread",
            "steps",
            "hash",
            "timing",
        ],
    ),
    (
        "disclosure",
        &["calendar", "check", "ledger", "rule", "document", "amount", "words", "diagnostic", "source"],
    ),
    ("gate", &["calendar", "read", "rule", "keys", "diagnostic", "source"]),
    (
        "checker",
        &[
            "disclosure",
            "gate",
            "check",
            "ledger",
            "rule",
            "read",
            "document",
            "words",
            "diagnostic",
            "source",
            "spread",
            "timing",
        ],
    ),
    (
        "report",
        &[
            "annotate",
            "disclosure",
            "gate",
            "check",
            "ledger",
            "rule",
            "read",
            "document",
            "amount",
            "words",
            "diagnostic",
            "source",
            "spread",
        ],
    ),
    (
        "cli",
        &[
            "report",
            "annotate",
            "calendar",
            "checker",
            "disclosure",
            "gate",
            "blame",
            "check",
            "ledger",
            "rule",
            "keys",
            "read",
            "document",
            "amount",
            "diagnostic",
            "source",
            "spread",
            "timing",
        ],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// What `blame` may know of `check`.
const FOR_BLAME: &[&str] = &["relation", "bind", "name", "with_rule"];

/// The one file of `check` that calls `blame`.
const CALLS_BLAME: &str = "src/check.rs";

/// No source file is longer.
const LINES: usize = 500;

struct File {
    path: String,
    room: String,
    text: String,
}

fn files() -> Vec<File> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new("src").sort_by_file_name() {
        let path: PathBuf = entry.unwrap().into_path();
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let path = path.to_str().unwrap().replace('\\', "/");
        let room = path["src/".len()..].split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        files.push(File { path, room, text });
    }
    files
}

/// Every `crate::a::b` and `gouji::a::b` of the code, as (line, room, what follows); unit tests may look around.
fn arrows(text: &str) -> Vec<(usize, String, String)> {
    let mut arrows = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            break;
        }
        let code = line.split("//").next().unwrap_or_default();
        for root in ["crate::", "gouji::"] {
            for (at, _) in code.match_indices(root) {
                if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                let rest = &code[at + root.len()..];
                for path in braces(rest) {
                    let mut parts = path.split("::");
                    let room = word(parts.next().unwrap_or_default());
                    let within = word(parts.next().unwrap_or_default());
                    arrows.push((number + 1, room, within));
                }
            }
        }
    }
    arrows
}

/// `a::b` as it is, `{a, b::c}` as its members.
fn braces(path: &str) -> Vec<&str> {
    match path.strip_prefix('{') {
        Some(rest) => rest.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
        None => vec![path],
    }
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn no_arrow_leads_back() {
    let mut back = Vec::new();
    for file in files() {
        let Some((_, known)) = ROOMS.iter().find(|(room, _)| *room == file.room) else {
            panic!(
                "{}: the house has no room `{}`; say in ROOMS which others it may know",
                file.path, file.room
            )
        };
        for (line, room, within) in arrows(&file.text) {
            if room == file.room || !ROOMS.iter().any(|(name, _)| *name == room) {
                continue;
            }
            let straight = known.contains(&room.as_str());
            let narrow = file.room == "blame" && room == "check" && !FOR_BLAME.contains(&within.as_str());
            let early = file.room == "check" && room == "blame" && file.path != CALLS_BLAME;
            if !straight || narrow || early {
                back.push(format!("{}:{line}: {} must not know {room}::{within}", file.path, file.room));
            }
        }
    }
    assert!(back.is_empty(), "{}", back.join("\n"));
}

/// Files beside a kind that go on with its types.
const GO_ON: &[&str] = &["kind/share/", "kind/enumeration/", "kind/change/", "kind/pair/"];

/// The files of `rule` that read rules, and of `check` the kinds: none knows, by whatever way, a file that knows it.
#[test]
fn no_files_know_each_other_in_a_circle() {
    let files: Vec<File> = files().into_iter().filter(|file| !apart(&file.path)).collect();
    let known = |file: &File| -> Vec<usize> {
        let found = modules(file);
        (0..files.len())
            .filter(|at| files[*at].path != file.path && found.contains(&files[*at].path))
            .collect()
    };
    let arrows: Vec<Vec<usize>> = files.iter().map(known).collect();
    assert!(arrows.iter().map(Vec::len).sum::<usize>() > 60, "{arrows:?}");
    // A file that knows only files that are on no circle is on none.
    let mut clear: Vec<usize> = Vec::new();
    while let Some(next) = (0..files.len())
        .find(|at| !clear.contains(at) && arrows[*at].iter().all(|known| clear.contains(known)))
    {
        clear.push(next);
    }
    let circle: Vec<&str> =
        (0..files.len()).filter(|at| !clear.contains(at)).map(|at| files[at].path.as_str()).collect();
    assert!(circle.is_empty(), "on a circle, or knowing one: {circle:#?}");
}

/// Files that are not among those: other rooms, and the two languages that a rule file is written in.
fn apart(path: &str) -> bool {
    let rules = (path.starts_with("src/rule/") || path.starts_with("src/keys"))
        && !path.contains("/pattern/")
        && !path.contains("/formula/");
    let kinds = path.starts_with("src/check/kind/") || path == "src/check/kind.rs";
    !rules && !kinds || GO_ON.iter().any(|folder| path.contains(folder))
}

/// The paths of the files that `use` names, whatever it takes from them; a module is not known by declaring it.
fn modules(file: &File) -> Vec<String> {
    let folder = file.path.trim_end_matches(".rs");
    let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
    let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
    let uses =
        code.split("use ").skip(1).filter_map(|rest| rest.split_once(';')).map(|(path, _)| path.trim());
    let below =
        code.lines().filter_map(|line| line.strip_prefix("mod ")).map(|line| line.trim_end_matches(';'));
    let called = |name: &&str| code.contains(&format!("{name}::")) || code.contains(&format!("use {name}"));
    let mut found: Vec<String> = below.filter(called).map(|name| format!("{folder}/{name}.rs")).collect();
    for path in uses {
        let (from, rest) = match path.split_once("::") {
            Some(("super", rest)) => (above.to_owned(), rest),
            Some(("crate", rest)) => ("src".to_owned(), rest),
            Some(_) => (folder.to_owned(), path),
            None => continue,
        };
        let mut place = from;
        let mut parts = rest.split("::").peekable();
        while let Some(part) = parts.next() {
            for name in braces(part).into_iter().map(word).filter(|name| !name.is_empty()) {
                let named = format!("{place}/{name}.rs");
                if PathBuf::from(&named).is_file() {
                    found.push(named);
                } else if name.starts_with(char::is_uppercase) || name.starts_with(char::is_lowercase) {
                    // Something of the module itself.
                    found.push(format!("{place}.rs"));
                }
            }
            place = format!("{place}/{}", word(part));
            if !PathBuf::from(format!("{place}.rs")).is_file() {
                break;
            }
            // What lies between the first and the last is only passed through.
            if parts.peek().is_some() {
                found.pop();
            }
        }
    }
    found
}

#[test]
fn every_file_says_what_it_is_for() {
    let mute: Vec<String> =
        files().into_iter().filter(|file| !file.text.starts_with("//! ")).map(|file| file.path).collect();
    assert!(mute.is_empty(), "no module doc: {mute:#?}");
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<String> = files()
        .iter()
        .map(|file| (file.text.lines().count(), &file.path))
        .filter(|(lines, _)| *lines > LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines, at most {LINES}: split it by what it does"))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// The knowledge of one kind of document is in `rules/`: Rust has mechanisms, and the notation every disclosure shares.
#[test]
fn only_the_rim_knows_the_libraries_of_the_rim() {
    let mut stray = Vec::new();
    for (library, homes) in [
        ("codespan_reporting", &["src/report/"][..]),
        ("toml::", &["src/keys/parse"]),
        ("clap::", &["src/cli"]),
        ("walkdir::", &["src/cli"]),
        ("rayon::", &["src/cli"]),
        ("std::fs", &["src/cli"]),
        ("std::env", &["src/cli", "src/main"]),
    ] {
        for file in files() {
            let code = file.text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let used =
                code.take_while(|line| !line.contains("#[cfg(test)]")).any(|line| line.contains(library));
            if used && !homes.iter().any(|home| file.path.starts_with(home)) {
                stray.push(format!("{}: {library} belongs in {homes:?}", file.path));
            }
        }
    }
    assert!(stray.is_empty(), "{}", stray.join("\n"));
}

/// `1.92` or `1.92.0`, so that two can be compared.
fn version(text: &str) -> Vec<u64> {
    text.split('.').map(|part| part.parse().unwrap()).collect()
}

#[test]
fn the_manifest_asks_for_the_rust_that_the_locked_crates_need() {
    let packages = packages();
    let asked = version(env!("CARGO_PKG_RUST_VERSION"));
    for package in &packages {
        let Some(needed) = package["rust_version"].as_str() else { continue };
        let needed = version(needed);
        assert!(needed <= asked, "{} needs Rust {needed:?}, the manifest says {asked:?}", package["name"]);
    }
}
