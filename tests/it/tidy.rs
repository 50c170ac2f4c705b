//! The shape of the house: which room knows which, how long a file may be, that each says what it is for.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::PathBuf;

/// A room and the rooms it may know. No arrow leads back, but for `blame`, which `check` calls at its end and which reads
/// relations, what they are bound to, and their names.
const ROOMS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("spread", &[]),
    ("diagnostic", &["source"]),
    ("amount", &["diagnostic", "source"]),
    ("document", &["amount", "diagnostic", "source"]),
    ("read", &["diagnostic", "source"]),
    ("ledger", &["document", "diagnostic", "source"]),
    ("rule", &["document", "amount", "diagnostic", "source"]),
    ("blame", &["check", "ledger", "rule", "document", "amount", "diagnostic", "source"]),
    ("check", &["blame", "ledger", "rule", "document", "amount", "diagnostic", "source", "spread"]),
    ("gate", &["read", "rule", "diagnostic", "source"]),
    (
        "report",
        &["gate", "check", "ledger", "rule", "read", "document", "amount", "diagnostic", "source", "spread"],
    ),
    (
        "cli",
        &[
            "report",
            "gate",
            "blame",
            "check",
            "ledger",
            "rule",
            "read",
            "document",
            "amount",
            "diagnostic",
            "source",
            "spread",
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
        ("toml::", &["src/rule/load", "src/gate"]),
        ("clap::", &["src/cli"]),
        ("walkdir::", &["src/cli"]),
        ("rayon::", &["src/cli"]),
        ("std::fs", &["src/cli"]),
        ("std::env", &["src/cli"]),
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
    // Crates for other systems were perhaps never fetched, and need no other Rust.
    let host = if cfg!(windows) {
        "x86_64-pc-windows-msvc"
    } else if cfg!(target_os = "macos") {
        "aarch64-apple-darwin"
    } else {
        "x86_64-unknown-linux-gnu"
    };
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = told["packages"].as_array().unwrap();
    let asked = version(env!("CARGO_PKG_RUST_VERSION"));
    for package in packages {
        let Some(needed) = package["rust_version"].as_str() else { continue };
        let needed = version(needed);
        assert!(needed <= asked, "{} needs Rust {needed:?}, the manifest says {asked:?}", package["name"]);
    }
}
