//! Two whole languages: what is said under `--lang en` is English, and Chinese under `--lang zh`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use gouji::diagnostic::{Lang, Text};
use gouji::document::fold::is_ideograph;

use std::fs;

use serde_json::Value;

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

/// A line without names of rules, of files and fingerprints, which are the same in both languages.
fn without_names(line: &str) -> String {
    let is_name = |word: &&str| word.chars().any(|c| c == '-' || c == '/' || c == '_' || c.is_ascii_digit());
    let pieces = line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_' | '.')));
    let kept: Vec<&str> = pieces.filter(|word| !is_name(word)).collect();
    kept.join(" ")
}

#[test]
fn findings_are_told_in_chinese_throughout() {
    for format in ["text", "short", "markdown", "csv", "github", "rdjson"] {
        let arguments = [
            "check",
            "fixtures/budget-faulty.txt",
            "--no-config",
            "--lang",
            "zh",
            "--format",
            format,
            "--ledger",
        ];
        let told = gouji(&arguments);
        let english: Vec<&str> = told
            .out
            .lines()
            .filter(|line| !line.trim_start().starts_with('"') || line.contains("message"))
            .filter(|line| is_english(&without_names(line)))
            .collect();
        assert!(english.is_empty(), "{format}: {english:#?}");
        assert!(told.out.lines().count() > 5, "{format}");
    }
}

/// What `explain` says of a rule, without what the rule itself is written in: what it demands, titles it looks for, documents
/// of its examples.
fn explained(name: &str, lang: &str) -> Vec<String> {
    let told = gouji(&["explain", name, "--no-config", "--lang", lang]);
    assert_eq!(told.code, 0, "{}", told.both());
    let mut own = true;
    let mut lines = Vec::new();
    for line in told.out.lines() {
        if !line.starts_with(' ') {
            own = !["demands", "applies", "要求", "适用"].iter().any(|key| line.starts_with(key));
        }
        let of_rule =
            line.trim_start().starts_with('│') || line.contains("points at:") || line.contains("指到");
        if own && !of_rule {
            lines.push(line.to_owned());
        }
    }
    lines
}

#[test]
fn rules_are_explained_in_the_language_asked_for() {
    let library = shipped();
    let rules = library.packs.iter().flat_map(|pack| &pack.rules).map(|rule| rule.id.clone());
    // Every eighth: each is a run of the program.
    let sample: Vec<String> = rules.step_by(8).collect();
    let own = ["gouji/idle-rules", "gouji/no-pack", "gouji/doubtful", "gouji/table-stands-twice"];
    for name in sample.iter().map(String::as_str).chain(own).chain(["formula", "text"]) {
        let chinese: Vec<String> =
            explained(name, "en").into_iter().filter(|line| has_ideographs(line)).collect();
        assert!(chinese.is_empty(), "{name}: {chinese:#?}");
        // A law is called by its own name, and an example by the one that whoever wrote the rule gave it.
        let is_own = |line: &String| ["依据", "例 "].iter().any(|key| line.starts_with(key));
        let english: Vec<String> = explained(name, "zh")
            .into_iter()
            .filter(|line| !is_own(line) && is_english(&without_names(line)))
            .collect();
        assert!(english.is_empty(), "{name}: {english:#?}");
    }
}

/// Every text that a schema shows to people.
fn descriptions<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "description" || key == "title" => found.push(text),
                    _ => descriptions(value, found),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|value| descriptions(value, found)),
        _ => {}
    }
}

#[test]
fn the_schema_is_in_the_language_asked_for() {
    let told = |arguments: &[&str]| -> Value { serde_json::from_str(&gouji(arguments).out).unwrap() };
    let (zh, en) = (told(&["schema", "--lang", "zh"]), told(&["schema", "--lang", "en"]));
    let (mut of_zh, mut of_en) = (Vec::new(), Vec::new());
    descriptions(&zh, &mut of_zh);
    descriptions(&en, &mut of_en);
    assert!(of_zh.len() > 100 && of_zh.len() == of_en.len(), "{} {}", of_zh.len(), of_en.len());
    // What is to be written in a Chinese document is shown as it is written there.
    let chinese: Vec<&&str> = of_en.iter().filter(|text| is_chinese(text)).collect();
    assert!(chinese.is_empty(), "{chinese:#?}");
    let english: Vec<&&str> = of_zh.iter().filter(|text| is_english(text)).collect();
    assert!(english.is_empty(), "{english:#?}");
}

/// Whether a text has a sentence of Chinese: more of it is ideographs than letters.
fn is_chinese(text: &str) -> bool {
    let ideographs = text.chars().filter(|c| is_ideograph(*c)).count();
    ideographs > text.chars().filter(char::is_ascii_alphabetic).count()
}

#[test]
fn guides_are_in_their_language() {
    let mut guides = 0;
    for entry in fs::read_dir("docs").unwrap() {
        let path = entry.unwrap().path().display().to_string();
        let Some(twin) = path.strip_suffix(".zh.md").map(|stem| format!("{stem}.md")) else { continue };
        guides += 1;
        for (path, is_other) in [(twin, is_chinese as fn(&str) -> bool), (path, is_english)] {
            let text = fs::read_to_string(&path).unwrap();
            let mut code = false;
            for line in text.lines() {
                code ^= line.starts_with("```");
                let prose: String = line.split('`').step_by(2).collect();
                // The line on top leads to the other language.
                let links = line.contains("](") && line.contains(".md)");
                assert!(code || links || !is_other(&prose), "{path}: {line}");
            }
        }
    }
    assert!(guides >= 5);
}
