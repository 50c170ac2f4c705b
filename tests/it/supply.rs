//! What the program is made of: every crate comes from the registry, may be given on with it, and none speaks to a network.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use crate::common::packages;

/// Licences under which code may stand beside ours.
const LICENCES: &[&str] = &[
    "MIT",
    "MIT-0",
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// The members of the workspace come from nowhere.
const MEMBERS: &[&str] = &["gouji", "gouji-python", "gouji-web"];
/// Every other crate comes from here.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// An exception that lets do more than the licence before it.
const MORE: &str = "LLVM-exception";

/// Crates that open connections or start programs for others: what reads documents that strangers wrote needs none.
const BANNED: &[&str] = &[
    "async-std",
    "curl",
    "curl-sys",
    "h2",
    "hyper",
    "isahc",
    "mio",
    "native-tls",
    "openssl",
    "openssl-sys",
    "reqwest",
    "rustls",
    "socket2",
    "surf",
    "tokio",
    "ureq",
];

/// Whether an SPDX expression leaves a choice that is allowed; `/` is an old way to write OR.
fn allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let allowed = any(&words, &mut at);
    allowed && at == words.len()
}

fn any(words: &[&str], at: &mut usize) -> bool {
    let mut found = all(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        found |= all(words, at);
    }
    found
}

fn all(words: &[&str], at: &mut usize) -> bool {
    let mut found = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        found &= one(words, at);
    }
    found
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if word == "(" {
        let found = any(words, at);
        *at += 1;
        return found;
    }
    let is_bare = words.get(*at) != Some(&"WITH");
    let may = is_bare || words.get(*at + 1) == Some(&MORE);
    *at += if is_bare { 0 } else { 2 };
    may && LICENCES.contains(&word)
}

#[test]
fn expressions_of_licences_are_read() {
    for expression in [
        "MIT",
        "MIT/GPL-3.0",
        "GPL-3.0 OR (MIT AND Zlib)",
        "Apache-2.0 WITH LLVM-exception",
        "MIT OR Apache-2.0 WITH x",
    ] {
        assert!(allowed(expression), "{expression}");
    }
    for expression in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR Zlib) AND MPL-2.0",
        "Apache-2.0 WITH x",
        "GPL-3.0 WITH LLVM-exception",
    ] {
        assert!(!allowed(expression), "{expression}");
    }
}

#[test]
fn every_crate_may_be_given_on_and_none_speaks_to_a_network() {
    let packages = packages();
    assert!(packages.len() > 100);
    let mut wrong = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().unwrap();
        let source = package["source"].as_str();
        let licence = package["license"].as_str().unwrap_or_default();
        if !allowed(licence) {
            wrong.push(format!("{name}: the licence is `{licence}`"));
        }
        if !MEMBERS.contains(&name) && source != Some(REGISTRY) {
            wrong.push(format!("{name}: it comes from {source:?}"));
        }
        if BANNED.contains(&name) {
            wrong.push(format!("{name}: it speaks to a network"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The fuzz targets compile the command in: without one of its crates none of them would be built, and nobody would see that.
#[test]
fn the_fuzz_targets_have_what_the_command_asks_for() {
    let manifest = |path: &str| -> toml::Table {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        std::fs::read_to_string(path).unwrap().parse().unwrap()
    };
    let fuzz = manifest("fuzz/Cargo.toml");
    let command = manifest("Cargo.toml");
    let crates = command["features"]["cli"].as_array().unwrap().iter();
    // How memory is given is no part of it.
    let crates =
        crates.filter_map(|one| one.as_str()?.strip_prefix("dep:")).filter(|name| *name != "mimalloc");
    let lost: Vec<&str> = crates.filter(|name| fuzz["dependencies"].get(name).is_none()).collect();
    assert!(lost.is_empty(), "fuzz/Cargo.toml lacks {lost:?}");
    // One target for each program of the folder.
    let targets = fuzz["bin"].as_array().unwrap().len();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    assert_eq!(targets, std::fs::read_dir(folder).unwrap().count());
}
