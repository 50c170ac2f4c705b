//! Two whole languages: what is said under `--lang en` is English, and Chinese under `--lang zh`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use gouji::diagnostic::{Lang, Text};
use gouji::document::fold::is_ideograph;

use crate::common::{gouji, shipped};

/// Words that no name, key, format or command has.
const ENGLISH: [&str; 12] =
    ["the", "a", "of", "to", "and", "is", "are", "that", "what", "where", "with", "for"];

/// Whether a text has a sentence of English: words in a row, among them one that no name has.
fn is_english(text: &str) -> bool {
    if !text.split(|c: char| !c.is_ascii_alphabetic()).any(|word| ENGLISH.contains(&word)) {
        return false;
    }
    let mut run = 0;
    for word in text.split(|c: char| !c.is_ascii_alphabetic() && c != ' ').flat_map(|part| part.split(' ')) {
        if word.is_empty() {
            continue;
        }
        run = if word.chars().all(|c| c.is_ascii_lowercase()) { run + 1 } else { 0 };
        if run > 4 {
            return true;
        }
    }
    false
}

/// English may quote a name of the document in Chinese, as “收支总表” or `收支总表`.
fn has_ideographs(text: &str) -> bool {
    let mut quoted = false;
    text.chars().any(|c| {
        match c {
            '“' => quoted = true,
            '”' => quoted = false,
            '`' => quoted = !quoted,
            _ => {}
        }
        is_ideograph(c) && !quoted
    })
}

#[test]
fn every_shipped_rule_is_said_in_both() {
    let library = shipped();
    let mut wrong: Vec<String> = Vec::new();
    for rule in library.packs.iter().flat_map(|pack| &pack.rules) {
        let texts: [(&str, Option<&Text>); 4] = [
            ("title", Some(&rule.title)),
            ("why", rule.why.as_ref()),
            ("basis", rule.basis.as_ref()),
            ("help", rule.help.as_ref()),
        ];
        for (key, text) in texts {
            let Some(text) = text else { continue };
            let (zh, en) = (text.get(Lang::Zh), text.get(Lang::En));
            if has_ideographs(en) {
                wrong.push(format!("{} {key} en: {en}", rule.id));
            }
            // A law or a standard is called by its own name in both.
            if key != "basis" && !zh.chars().any(is_ideograph) {
                wrong.push(format!("{} {key} zh: {zh}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_help_is_in_the_language_asked_for() {
    let commands = [
        "", "check", "baseline", "waive", "compare", "annotate", "inspect", "explain", "rules", "test",
        "survey", "try", "new", "init", "schema",
    ];
    for command in commands {
        let of = |lang: &str| {
            let arguments: Vec<&str> =
                ["--lang", lang, command, "--help"].into_iter().filter(|word| !word.is_empty()).collect();
            let told = gouji(&arguments);
            assert_eq!(told.code, 0, "{}", told.both());
            told.out
        };
        let (zh, en) = (of("zh"), of("en"));
        // The values of --lang are called what their speakers call them.
        let en: String = en.lines().filter(|line| !line.contains("- zh:")).collect();
        assert!(!en.chars().any(is_ideograph), "{command}: {en}");
        let english: Vec<&str> = zh.lines().filter(|line| is_english(line)).collect();
        assert!(english.is_empty(), "{command}: {english:?}");
    }
}

#[test]
fn own_words_of_a_run_are_in_the_language_asked_for() {
    // An English document: whatever Chinese is told of it is the program's.
    for format in
        ["text", "short", "json", "markdown", "csv", "html", "sarif", "junit", "gitlab", "github", "rdjson"]
    {
        let told = gouji(&[
            "check",
            "tests/data/english/budget-faulty.md",
            "--no-config",
            "--lang",
            "en",
            "--format",
            format,
            "--no-default-rules",
            "--rules",
            "tests/data/english/pack.toml",
        ]);
        let chinese: Vec<&str> = told
            .out
            .lines()
            .filter(|line| {
                !line.contains("font") && !line.contains("--sans") && line.chars().any(is_ideograph)
            })
            .collect();
        assert!(chinese.is_empty(), "{format}: {chinese:?}");
        assert!(!told.out.is_empty(), "{format}");
    }
}
