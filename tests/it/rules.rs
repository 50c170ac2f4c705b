//! Every shipped rule carries its own tests: an example that fires and one that is silent, and they come out as marked.

#![allow(clippy::expect_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use gouji::check::example;
use gouji::checker::{DEFAULTS, load_files};
use gouji::keys::desk::{Desk, Shelf};
use gouji::keys::parse;
use gouji::keys::tree::Node;
use gouji::rule::{Pack, SHIPPED, load};
use gouji::source::{FileId, Source, Sources};
use gouji::spread::in_turn;

fn packs() -> Vec<Pack> {
    let mut sources = Sources::new();
    let mut files = Vec::new();
    let mut siblings = Vec::new();
    for entry in walkdir::WalkDir::new("rules").sort_by_file_name() {
        let path = entry.expect("a readable folder").into_path();
        let kept = path.extension().is_some_and(|ending| ending == "toml" || ending == "csv");
        if kept {
            let name = path.to_str().expect("a name in UTF-8").to_owned();
            let text = fs::read_to_string(&path).expect("a rule file");
            let id = sources.add(Source::new(name.clone(), text));
            siblings.push((name, id));
            if Path::new(&path).extension().is_some_and(|ending| ending == "toml") {
                files.push(id);
            }
        }
    }
    // Dictionaries that come with the program go by a name of their own.
    let find = |name: &str| {
        let name = name.strip_prefix(SHIPPED).unwrap_or(name);
        siblings.iter().find(|(known, _)| known == name).map(|(_, id)| *id)
    };
    let (packs, faults) = load::load(gouji::check::KINDS, &files, &sources, &find);
    assert!(
        faults.is_empty(),
        "{:#?}",
        faults.iter().map(|fault| (&fault.message, &fault.primary)).collect::<Vec<_>>()
    );
    packs
}

/// The shipped rule files as they are compiled in, or as somebody would give them.
fn shipped(built_in: bool) -> (Vec<Pack>, Vec<Node>) {
    let mut sources = Sources::new();
    let files: Vec<FileId> = DEFAULTS
        .iter()
        .map(|shipped| match built_in {
            true => shipped.lean(),
            false => Source::new(format!("{SHIPPED}{}", shipped.name), shipped.lean.text),
        })
        .map(|source| sources.add(source))
        .collect();
    let rules: Vec<FileId> =
        files.into_iter().filter(|file| sources.get(*file).name().ends_with(".toml")).collect();
    let mut desk = Desk::new("", &sources);
    let trees = rules.iter().map(|file| parse::tree(&mut desk, *file)).collect();
    assert_eq!(desk.all(), []);
    let shelf = Shelf {
        files: &rules,
        sibling: &|path| sources.named(path),
        strict: &|_| false,
        by_hand: &|_| false,
    };
    let loaded = match built_in {
        true => load_files(&shelf, &sources, in_turn),
        false => load::load_shelf(gouji::check::KINDS, &shelf, &sources),
    };
    assert_eq!(loaded.1, []);
    (loaded.0, trees)
}

#[test]
fn what_is_made_when_the_program_is_built_is_what_the_files_say() {
    let ((later, made), (at_once, read)) = (shipped(true), shipped(false));
    assert!(made == read, "a tree is not that of its file");
    assert_eq!(later.len(), at_once.len());
    for (later, at_once) in later.iter().zip(&at_once) {
        // Every name and every rule, with its place.
        assert!(format!("{later:?}") == format!("{at_once:?}"), "{}", later.name);
    }
}

#[test]
fn every_example_comes_out_as_marked() {
    let mut failures = Vec::new();
    for pack in packs() {
        for rule in &pack.rules {
            for case in &rule.examples {
                let ran = example::run(&pack, rule, case);
                if !ran.passed() {
                    failures.push(format!(
                        "{} 「{}」: missing {:?}, noisy {:?}",
                        rule.id, case.name, ran.missing, ran.noisy
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_has_an_example_that_fires_and_one_that_is_silent() {
    let mut bare = Vec::new();
    for pack in packs() {
        for rule in &pack.rules {
            let fires = rule.examples.iter().any(|case| !case.marks.is_empty());
            let silent = rule.examples.iter().any(|case| case.marks.is_empty());
            if !fires || !silent {
                bare.push(rule.id.clone());
            }
        }
    }
    assert!(bare.is_empty(), "{bare:?}");
}

#[test]
fn every_rule_says_why() {
    let mute: Vec<String> = packs()
        .iter()
        .flat_map(|pack| &pack.rules)
        .filter(|rule| rule.basis.is_none() && rule.why.is_none())
        .map(|rule| rule.id.clone())
        .collect();
    assert!(mute.is_empty(), "neither basis nor why: {mute:?}");
}

/// What nobody can read in one look is made of phrases: `[phrase]` names a fragment of a pattern.
#[test]
fn no_rule_holds_a_long_regular_expression() {
    const LONGEST: usize = 120;
    fn texts<'v>(value: &'v toml::Value, found: &mut Vec<&'v str>) {
        match value {
            toml::Value::String(text) => found.push(text),
            toml::Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
            toml::Value::Table(table) => {
                let kept = table.iter().filter(|(key, _)| *key != "example");
                kept.for_each(|(_, value)| texts(value, found));
            }
            _ => {}
        }
    }
    let mut long = Vec::new();
    for entry in walkdir::WalkDir::new("rules").sort_by_file_name() {
        let path = entry.expect("a folder is read").into_path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let value: toml::Value =
            toml::from_str(&fs::read_to_string(&path).expect("rules are files")).expect("rules are TOML");
        let mut found = Vec::new();
        texts(&value, &mut found);
        let is_expression = |text: &&&str| text.len() > 1 && text.starts_with('/') && text.ends_with('/');
        let too_long = found.iter().filter(is_expression).filter(|text| text.chars().count() > LONGEST);
        long.extend(too_long.map(|text| format!("{}: {text}", path.display())));
    }
    assert!(long.is_empty(), "name their parts in [phrase]:\n{}", long.join("\n"));
}
