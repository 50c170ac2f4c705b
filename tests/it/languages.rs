//! Nothing is said in one language only: every message in the source has both, and so has every line of help.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::gouji;
use gouji::document::fold::is_ideograph;

/// The string literal that `rest` begins with, after `format!(` and the like, and how far it goes.
fn literal(rest: &str) -> Option<(String, usize)> {
    let mut at = rest.len() - rest.trim_start().len();
    if rest[at..].starts_with("format!(") {
        at += "format!(".len();
        at += rest[at..].len() - rest[at..].trim_start().len();
    }
    let body = rest[at..].strip_prefix('"')?;
    let mut out = String::new();
    let mut chars = body.char_indices();
    while let Some((index, c)) = chars.next() {
        match c {
            '"' => return Some((out, at + index + 2)),
            '\\' => {
                chars.next();
            }
            c => out.push(c),
        }
    }
    None
}

/// The next literal of the call that is words, past the arguments of a format.
fn second(rest: &str) -> Option<(String, usize)> {
    let mut at = 0;
    loop {
        let next = at + rest[at..].find('"')?;
        if rest[at..next].contains(';') {
            return None;
        }
        let (text, end) = literal(&rest[next..])?;
        // A separator is an argument.
        if text.chars().any(char::is_alphanumeric) || text.contains('{') {
            return Some((text, next + end));
        }
        at = next + end;
    }
}

/// Whether English words may hold this ideograph: what is quoted from a document or a rule stands as it is written there.
fn bare(english: &str) -> String {
    let mut out = String::new();
    for (nth, part) in english.split('`').enumerate() {
        if nth % 2 == 0 {
            out.push_str(part);
        }
    }
    for unit in ["元", "千", "万", "亿", "·"] {
        out = out.replace(unit, "");
    }
    out
}

#[test]
fn every_message_is_in_both_languages() {
    let (mut n, mut wrong) = (0, Vec::new());
    for entry in walkdir::WalkDir::new("src").sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let shipped = text.split("#[cfg(test)]").next().unwrap();
        for opening in
            ["Text::new(", "pick(lang, ", ".say(", ".say_in(", "lang_of(lang, ", "words(terminal.lang, "]
        {
            for (at, _) in shipped.match_indices(opening) {
                let rest = &shipped[at + opening.len()..];
                let Some((zh, end)) = literal(rest) else { continue };
                let Some((en, _)) = second(&rest[end..]) else { continue };
                n += 1;
                let line = shipped[..at].lines().count();
                let letters = |text: &str| text.chars().any(|c| c.is_ascii_alphabetic());
                let without: String = zh.split(['{', '}']).step_by(2).collect();
                let says = without.chars().any(|c| c.is_alphabetic());
                if says && !zh.chars().any(is_ideograph)
                    || bare(&en).chars().any(is_ideograph)
                    || says && !letters(&en)
                {
                    wrong.push(format!("{}:{line}: {zh:?} {en:?}", path.display()));
                }
            }
        }
    }
    assert!(n > 300 && wrong.is_empty(), "{n} messages\n{}", wrong.join("\n"));
}

#[test]
fn every_line_of_help_is_in_both_languages() {
    let commands = [
        "", "check", "baseline", "waive", "inspect", "explain", "rules", "test", "try", "new", "init",
        "schema",
    ];
    let listed = gouji(&["--help"]).out;
    for command in commands {
        assert!(listed.contains(command));
        let args: Vec<&str> = [command, "--help"].into_iter().filter(|arg| !arg.is_empty()).collect();
        let told = gouji(&args);
        assert_eq!(told.code, 0);
        let mut lines = told.out.lines();
        let about = lines.next().unwrap();
        assert!(about.chars().any(is_ideograph), "{command}: {about}");
        // What an option is for stands on the lines under it.
        let text: Vec<&str> = told.out.lines().collect();
        let mut options = 0;
        for (at, line) in text.iter().enumerate() {
            let bare = line.trim_start();
            let is_option = bare.starts_with("--")
                || bare.starts_with('<')
                || bare.starts_with('[') && line.starts_with("  [");
            if !is_option || bare.starts_with("[default") || bare.starts_with("[possible") {
                continue;
            }
            let words: String =
                text[at + 1..].iter().take_while(|line| !line.trim().is_empty()).copied().collect();
            if words.trim().is_empty() {
                continue;
            }
            options += 1;
            let both = words.chars().any(is_ideograph) && words.contains('·');
            assert!(both, "{command}: {line}: {words}");
        }
        assert!(options >= 1 || command == "new", "{command}");
    }
}
