//! The guide is true: its files are written as it says, its commands are run in order and print what it shows.
//!
//! A block ```` ```toml NAME ```` is the file NAME, ```` ```toml +NAME ```` is put at its end; each `$ gouji …` of a
//! ```` ```console ```` block is run, and prints the lines under it, up to a line `…` if there is one.
//! `UPDATE_EXPECT=1 cargo test --test it guide::` rewrites what is shown.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use crate::common::{accept, differs};

/// Splits a command at spaces, but for those in single quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
}

fn run(folder: &Path, command: &str, locale: &str) -> Vec<String> {
    let words = words(command);
    assert_eq!(words[0], "gouji", "not run here: {command}");
    let output = crate::common::command()
        .current_dir(folder)
        .args(&words[1..])
        .env("LC_ALL", locale)
        .output()
        .unwrap();
    let told = [output.stdout, output.stderr].concat();
    String::from_utf8(told).unwrap().trim_end().lines().map(|line| line.trim_end().to_owned()).collect()
}

/// What a console block should read.
fn console(folder: &Path, block: &str, locale: &str) -> String {
    let mut shown = String::new();
    for part in block.split("$ ").skip(1) {
        let (command, told) = part.split_once('\n').unwrap();
        let lines = run(folder, command, locale);
        let gap = told.lines().position(|line| line == "…");
        let kept = gap.unwrap_or(lines.len()).min(lines.len());
        shown.push_str(&format!("$ {command}\n"));
        lines[..kept].iter().for_each(|line| shown.push_str(&format!("{line}\n")));
        if gap.is_some() {
            shown.push_str("…\n");
        }
        if part.ends_with("\n\n") {
            shown.push('\n');
        }
    }
    shown
}

pub fn check(guide: &str, locale: &str) {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(guide).unwrap();
    let mut found = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find("```") {
        let open = start + rest[start..].find('\n').unwrap() + 1;
        let end = open + rest[open..].find("```").unwrap();
        let (info, block) = (rest[start + 3..open].trim(), &rest[open..end]);
        found.push_str(&rest[..open]);
        match info.split_once(' ') {
            Some((_, name)) => {
                let path = folder.path().join(name.trim_start_matches('+'));
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                let before = match name.starts_with('+') {
                    true => fs::read_to_string(&path).unwrap(),
                    false => String::new(),
                };
                fs::write(path, before + block).unwrap();
                found.push_str(block);
            }
            None if info == "console" => found.push_str(&console(folder.path(), block, locale)),
            None => panic!("{guide}: a block that is neither a file nor a command: {info}"),
        }
        found.push_str("```");
        rest = &rest[end + 3..];
    }
    found.push_str(rest);
    accept("guide", &differs(Path::new(guide), &found).into_iter().collect::<Vec<_>>());
}

#[test]
fn the_guide_shows_what_is_printed() {
    check("docs/writing-rules.md", "en_US.UTF-8");
}

#[test]
fn the_chinese_guide_shows_what_is_printed() {
    check("docs/writing-rules.zh.md", "zh_CN.UTF-8");
}

#[test]
fn the_way_from_a_document_to_a_gate_shows_what_is_printed() {
    check("docs/from-a-document.md", "en_US.UTF-8");
}
