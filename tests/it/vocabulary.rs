//! The words of languages are data: none stands in the code that reads documents and checks them.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use gouji::document::fold::is_ideograph;
use gouji::source::{Source, Sources};
use gouji::words::{adopt, load, vocabulary};

/// Rooms that read documents, and what they find.
const ROOMS: &[&str] = &["src/document", "src/amount", "src/check", "src/blame"];

/// What is script and no language: file, what it holds, why it may.
const SCRIPT: &[(&str, &str)] = &[
    ("src/amount/numeral.rs", "numerals, and the notation of amounts written out, are digits of a script"),
    ("src/document/fold.rs", "characters that are folded into others"),
    ("src/blame/words.rs", "what is told; the languages of messages have a test of their own"),
];

/// A literal of the code, and the line it stands in.
struct Literal {
    line: usize,
    words: String,
}

/// The literals of the code, without those of unit tests; comments are left out.
fn literals(text: &str) -> Vec<Literal> {
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let (mut all, mut line) = (Vec::new(), 1);
    let mut rest = code.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' => line += 1,
            '/' if rest.peek() == Some(&'/') => while rest.next_if(|c| *c != '\n').is_some() {},
            '\'' => {
                // A character, or a lifetime.
                let ahead: String = rest.clone().take(3).collect();
                let mut ahead = ahead.chars();
                let (one, two) = (ahead.next(), ahead.next());
                if let (Some(c), Some('\'')) = (one, two) {
                    all.push(Literal { line, words: c.to_string() });
                    rest.next();
                    rest.next();
                } else if one == Some('\\') {
                    rest.next();
                    rest.next();
                }
            }
            '"' => {
                let (began, mut words) = (line, String::new());
                while let Some(c) = rest.next().filter(|c| *c != '"') {
                    match c {
                        '\\' => drop(rest.next()),
                        c => {
                            line += usize::from(c == '\n');
                            words.push(c);
                        }
                    }
                }
                all.push(Literal { line: began, words });
            }
            _ => {}
        }
    }
    all
}

/// Files of the rooms, path and text.
fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new("src").sort_by_file_name() {
        let path = entry.unwrap().into_path();
        let name = path.to_str().unwrap().replace('\\', "/");
        let room =
            ROOMS.iter().any(|room| name.starts_with(&format!("{room}/")) || name == format!("{room}.rs"));
        if room && name.ends_with(".rs") && !name.ends_with("tests.rs") {
            files.push((name, fs::read_to_string(path).unwrap()));
        }
    }
    files
}

/// Messages stand in both languages side by side: a literal whose neighbour says it in English is one.
#[test]
fn no_ideograph_stands_in_code_that_reads() {
    let holds = |words: &str| words.chars().any(is_ideograph);
    let mut stray = Vec::new();
    for (path, text) in files().iter().filter(|(path, _)| !SCRIPT.iter().any(|(known, _)| known == path)) {
        let all = literals(text);
        let lines: Vec<&str> = text.lines().collect();
        for (at, literal) in all.iter().enumerate().filter(|(_, literal)| holds(&literal.words)) {
            let english = |other: Option<&Literal>| {
                other.is_some_and(|other| {
                    other.line.abs_diff(literal.line) <= 6
                        && !holds(&other.words)
                        && other.words.chars().any(|c| c.is_ascii_alphanumeric() || "(+".contains(c))
                })
            };
            // A key says what it is for in the comment over it and in the last literal of its line.
            let line = lines[literal.line - 1].trim();
            let key = lines[literal.line - 2].trim().starts_with("///")
                || line.contains(" = \"") && line.ends_with("\";")
                || lines[..literal.line].iter().rev().take(8).any(|line| line.trim().starts_with("///"))
                    && line.ends_with("\";");
            let message = path.starts_with("src/check") || path.starts_with("src/blame");
            let near = [at + 1, at + 2, at.wrapping_sub(1)].into_iter().any(|at| english(all.get(at)));
            let template = literal.words.contains("{}");
            if !(message && (key || near || template)) {
                stray.push(format!("{path}:{}: {:?}", literal.line, literal.words));
            }
        }
    }
    assert!(stray.is_empty(), "words of a language belong in rules/lang:\n{}", stray.join("\n"));
}

/// Words in letters as well, where pages are read: what stays is notation.
#[test]
fn no_word_in_letters_stands_in_code_that_reads() {
    /// What a spreadsheet shows in place of a figure, and the joints of messages for programmers.
    const NOTATION: &[&str] = &["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#N/A", "#NULL!"];
    let mut stray = Vec::new();
    for (path, text) in files() {
        if !path.starts_with("src/document") && !path.starts_with("src/amount") {
            continue;
        }
        for literal in literals(&text) {
            // Names of tags and of what is put together are none.
            let bare: String = literal
                .words
                .split(['{', '<'])
                .map(|part| part.split(['}', '>']).next_back().unwrap())
                .collect();
            let letters = bare.chars().filter(char::is_ascii_alphabetic).count();
            let line = text.lines().nth(literal.line - 1).unwrap();
            // Reasons of lints and names of files are none.
            let other = line.starts_with("#!") || line.contains("include_str!(");
            if letters > 1 && !other && !NOTATION.contains(&literal.words.as_str()) {
                stray.push(format!("{path}:{}: {:?}", literal.line, literal.words));
            }
        }
    }
    assert!(stray.is_empty(), "words of a language belong in rules/lang:\n{}", stray.join("\n"));
}

#[test]
fn words_of_languages_stand_as_documents_are_folded() {
    for entry in fs::read_dir("rules/lang").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "toml") {
            continue;
        }
        let mut sources = Sources::new();
        let text = fs::read_to_string(&path).unwrap();
        let file = sources.add(Source::new(path.to_str().unwrap(), text));
        let (_, faults) = load(&[file], &sources);
        let told: Vec<_> = faults.iter().map(|fault| (&fault.message, &fault.primary)).collect();
        assert!(faults.is_empty(), "{told:#?}");
    }
}

/// Whoever reads a document has words; later ones come too late, and say so.
#[test]
fn words_are_adopted_before_anything_is_read() {
    assert!(vocabulary().totals.iter().any(|word| word == "合计"));
    let mut sources = Sources::new();
    let file =
        sources.add(Source::new("x.toml", "[language]\nname = \"x\"\n[row]\ntotal = [\"Yhteensä\"]\n"));
    let (words, faults) = load(&[file], &sources);
    assert!(faults.is_empty() && words.totals.iter().any(|word| word == "Yhteensä"));
    assert!(!adopt(words));
}
