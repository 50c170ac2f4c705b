//! Nothing is said in one language only: every message in the source has both, and so has every line of help.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::{command, gouji};
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
fn help_is_in_the_language_of_the_reader() {
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
        let about = told.out.lines().next().unwrap();
        assert!(about.chars().any(is_ideograph), "{command}: {about}");
        let options = described(&told.out);
        for (option, words) in &options {
            assert!(words.chars().any(is_ideograph) && !words.contains('·'), "{command}: {option}: {words}");
        }
        assert!(!options.is_empty() || command == "new", "{command}");
        // The only Chinese word is the name of the language.
        let english = gouji(&[&args[..], &["--lang", "en"]].concat()).out.replace("zh: 中文", "");
        assert!(!english.chars().any(is_ideograph) && !english.contains('·'), "{english}");
        assert_eq!(described(&english).len(), options.len(), "{english}");
    }
}

/// The options and arguments of a page of help, each with the lines that say what it is for.
fn described(page: &str) -> Vec<(String, String)> {
    let text: Vec<&str> = page.lines().collect();
    let is_option = |line: &str| {
        let bare = line.trim_start();
        let listed = bare.starts_with("--") || bare.starts_with('<') || line.starts_with("  [");
        listed && !["[default", "[possible", "[默认", "[可用"].iter().any(|value| bare.starts_with(value))
    };
    let options = text.iter().enumerate().filter(|(_, line)| is_option(line));
    let words =
        |at: usize| text[at + 1..].iter().take_while(|line| !line.trim().is_empty()).copied().collect();
    let options = options.map(|(at, line)| ((*line).to_owned(), words(at)));
    options.filter(|(_, words): &(String, String)| !words.trim().is_empty()).collect()
}

#[test]
fn a_locale_that_names_no_language_is_english() {
    for (set, expected) in [
        (&[][..], "1 file · "),
        (&[("LANG", "C")], "1 file · "),
        (&[("LANG", "POSIX")], "1 file · "),
        (&[("LANG", "C.UTF-8")], "1 file · "),
        (&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")], "1 file · "),
        (&[("LC_MESSAGES", "C"), ("LANG", "zh_CN.UTF-8")], "1 file · "),
        (&[("LANG", "de_DE.UTF-8")], "1 file · "),
        (&[("LANG", "zh_CN.UTF-8")], "1 个文件 · "),
        (&[("LC_MESSAGES", "zh_CN"), ("LANG", "en_US.UTF-8")], "1 个文件 · "),
        (&[("LC_ALL", ""), ("LANG", "zh_TW.UTF-8")], "1 个文件 · "),
    ] {
        let run = |args: &[&str]| {
            let mut command = command();
            for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
                command.env_remove(name);
            }
            let output = command.envs(set.iter().copied()).args(args).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        let told = run(&["check", "--no-config", "fixtures/budget-clean.txt"]);
        assert!(told.lines().last().unwrap().starts_with(expected), "{set:?}: {told}");
        let help = run(&["--help"]);
        assert_eq!(help.contains("检查文件或目录"), expected.contains('个'), "{set:?}: {help}");
        assert_eq!(help.contains("Check documents"), !expected.contains('个'), "{set:?}: {help}");
    }
}
