//! The READMEs tell the truth: every command of a ```console block is run and prints what stands under it, and every rule of a
//! ```toml block loads and behaves as its examples say. `UPDATE_EXPECT=1 cargo test --test it readme::` rewrites the output.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use crate::common::{accept, blocks, differs, gouji, library};
use gouji::check::example;

const READMES: &[&str] = &["README.md", "README.zh.md"];

/// What a console block should read: its command, what that prints, and `…` for lines left out at the end.
fn console(block: &str) -> String {
    let (command, told) = block.split_once('\n').unwrap();
    let args: Vec<&str> = command.strip_prefix("$ ").unwrap().split_whitespace().collect();
    let args = match args.as_slice() {
        ["gouji", rest @ ..] | ["cargo", "run", "--", rest @ ..] => rest,
        _ => panic!("not run here: {command}"),
    };
    let out = gouji(args).out;
    // Lines are shown without the spaces at their ends.
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    let told: Vec<&str> = told.lines().collect();
    let mut shown = vec![command.to_owned()];
    match told.iter().position(|line| *line == "…") {
        // The head, and as many lines of the end.
        Some(gap) => {
            let tail = told.len() - gap - 1;
            shown.extend(lines[..gap].iter().map(|line| (*line).to_owned()));
            shown.push("…".to_owned());
            shown.extend(lines[lines.len() - tail..].iter().map(|line| (*line).to_owned()));
        }
        None => shown.extend(lines.iter().map(|line| (*line).to_owned())),
    }
    shown.join("\n") + "\n"
}

#[test]
fn console_blocks_show_what_is_printed() {
    let mut differences = Vec::new();
    for readme in READMES {
        let text = fs::read_to_string(readme).unwrap();
        let mut found = text.clone();
        let shown = blocks(&text, "console");
        assert!(!shown.is_empty(), "{readme} shows no run");
        for block in shown.into_iter().rev() {
            let printed = console(&text[block.clone()]);
            found.replace_range(block, &printed);
        }
        differences.extend(differs(Path::new(readme), &found));
    }
    accept("readme", &differences);
}

#[test]
fn rules_of_the_readmes_are_rules() {
    for readme in READMES {
        let text = fs::read_to_string(readme).unwrap();
        let shown = blocks(&text, "toml");
        assert!(!shown.is_empty(), "{readme} shows no rule");
        for block in shown {
            let library = library(&[], &[("rules/mine.toml", &text[block])]);
            for pack in &library.packs {
                assert!(!pack.rules.is_empty(), "{readme}");
                for rule in &pack.rules {
                    assert!(rule.examples.iter().any(|case| !case.marks.is_empty()), "{}", rule.id);
                    for case in &rule.examples {
                        let ran = example::run(pack, rule, case);
                        assert!(ran.passed(), "{readme} {} {}: {ran:?}", rule.id, case.name);
                    }
                }
            }
        }
    }
}

#[test]
fn readmes_are_short_and_their_links_lead_somewhere() {
    for readme in READMES {
        let text = fs::read_to_string(readme).unwrap();
        assert!(text.lines().count() <= 160, "{readme}: {} lines", text.lines().count());
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap().split('#').next().unwrap();
            assert!(target.starts_with("http") || Path::new(target).exists(), "{readme}: {target}");
        }
    }
}

/// The two commands that a newcomer types, as they stand in the first `sh` block of a README.
fn first_commands(readme: &str) -> [String; 2] {
    let text = fs::read_to_string(readme).unwrap();
    let block = blocks(&text, "sh").into_iter().next().unwrap();
    let lines: Vec<&str> = text[block].lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    [lines[0].to_owned(), lines[1].to_owned()]
}

#[test]
fn the_first_command_finds_something_and_the_second_is_what_ci_runs() {
    for readme in READMES {
        let [look, test] = first_commands(readme);
        let args: Vec<&str> = look.strip_prefix("cargo run -- ").unwrap().split_whitespace().collect();
        let told = gouji(&args);
        assert_eq!(told.code, 1, "{readme}: {look}");
        assert!(told.out.contains("[budget/"), "{readme}: {look}");
        let ci = fs::read_to_string(".ci/run").unwrap();
        assert!(ci.lines().any(|line| line.starts_with(&format!("{test} 2>&1"))), "{readme}: {test}");
    }
}
