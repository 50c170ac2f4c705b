//! What someone meets who has never written a rule: the guide's first rule is short, and what `new` and `init` write works.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::{blocks, gouji_in};
use tempfile::TempDir;

/// The guide is run by another test; here its first rule is one file of twelve lines and two commands.
#[test]
fn a_first_rule_takes_twelve_lines_and_two_commands() {
    for guide in ["docs/writing-rules.md", "docs/writing-rules.zh.md"] {
        let text = fs::read_to_string(guide).unwrap();
        let files = blocks(&text, "toml mine.toml");
        let first = text[files[0].clone()].lines().count();
        let after = &text[files[0].end..];
        let commands = blocks(after, "console");
        let run = after[commands[0].clone()].lines().filter(|line| line.starts_with("$ gouji")).count();
        assert!(first <= 12 && run == 2, "{guide}: {first} lines, {run} commands");
    }
}

#[test]
fn skeletons_pass_their_tests_and_fit_the_schema() {
    let schema = jsonschema::validator_for(&gouji::check::schema::schema(gouji::check::KINDS)).unwrap();
    for lang in ["zh", "en"] {
        let folder = TempDir::new().unwrap();
        let here = folder.path();
        for (args, file) in [
            (["new", "rule", "my-total-is-wrong"], "my-total-is-wrong.toml"),
            (["new", "pack", "harbour"], "harbour/pack.toml"),
        ] {
            let told = gouji_in(here, &[&args[..], &["--lang", lang]].concat());
            assert_eq!(told.code, 0, "{}", told.err);
            let told = gouji_in(here, &["test", file]);
            assert_eq!(told.code, 0, "{}", told.both());
            let text = fs::read_to_string(here.join(file)).unwrap();
            let value: serde_json::Value = toml::from_str(&text).unwrap();
            assert!(schema.is_valid(&value), "{file}");
            assert_eq!(gouji_in(here, &args).code, 2, "what is there is left as it is");
        }
        assert_eq!(gouji_in(here, &["new", "rule", "MyTotal"]).code, 2);
    }
}

/// Every key of the configuration that `init` writes is one that gouji knows, with a value that it takes.
#[test]
fn every_line_of_the_configuration_holds_when_it_is_let() {
    for lang in ["zh", "en"] {
        let folder = TempDir::new().unwrap();
        let here = folder.path();
        assert_eq!(gouji_in(here, &["init", "--lang", lang]).code, 0);
        let path = here.join("gouji.toml");
        let written = fs::read_to_string(&path).unwrap();
        fs::create_dir(here.join("rules")).unwrap();
        assert_eq!(gouji_in(here, &["new", "rule", "a-b", "--dir", "rules"]).code, 0);
        fs::write(here.join("a.txt"), "某部门预算\n").unwrap();
        let key = |line: &str| {
            let bare = line.strip_prefix("# ").unwrap_or(line);
            let is_toml = bare.starts_with('[')
                || bare.contains(" = ") && !line.contains("：root") && bare.is_ascii_key();
            if is_toml { bare.to_owned() } else { line.to_owned() }
        };
        let live: Vec<String> = written.lines().map(key).collect();
        let keys = live.iter().filter(|line| !line.starts_with('#') && !line.is_empty()).count();
        assert!(keys >= 13, "{live:#?}");
        fs::write(&path, live.join("\n")).unwrap();
        let told = gouji_in(here, &["check", "a.txt", "--lang", "zh"]);
        assert!(!told.both().contains("gouji/config"), "{}", told.both());
        let told = gouji_in(here, &["check", "a.txt", "--show-config", "--lang", "en"]);
        assert_eq!(told.code, 0, "{}", told.both());
        for key in ["fail-on = \"error\"", "allow = [\"no-pack\"]", "kind = "] {
            let line = told.out.lines().find(|line| line.starts_with(key)).unwrap_or_default();
            assert!(line.contains("# gouji.toml:"), "{key}: {}", told.out);
        }
    }
}

trait Key {
    fn is_ascii_key(&self) -> bool;
}

impl Key for str {
    /// Whether a line begins with a key of TOML and an equals sign.
    fn is_ascii_key(&self) -> bool {
        let key = self.split('=').next().unwrap_or_default().trim();
        let bare = |c: char| c.is_ascii_lowercase() || "-/\"".contains(c);
        !key.is_empty() && key.chars().all(bare)
    }
}
