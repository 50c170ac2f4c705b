//! A configuration as it is shown: every key with its value, and where that was given.

use std::path::PathBuf;

use super::{ALLOW, Config, LANG, SWITCH, THRESHOLD};
use crate::diagnostic::Lang;
use crate::gate::percent::Percent;
use crate::keys::parts::Choice;
use crate::read::kind::ENDINGS;
use crate::source::Span;

impl Config {
    /// Every key with its value as TOML and its place; keys that nothing was said of have neither.
    /// The language is that of the `locale` where nothing else is said.
    pub fn shown(&self, locale: Lang) -> Vec<(String, String, Option<Option<Span>>)> {
        fn word<T: Copy + PartialEq>(words: &Choice<T>, value: T) -> String {
            quoted(words.word(value))
        }
        fn list<S: AsRef<str>>(texts: &[S]) -> String {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
            format!("[{}]", texts.join(", "))
        }
        fn paths(paths: &[PathBuf]) -> Vec<String> {
            paths.iter().map(|path| path.display().to_string()).collect()
        }
        let mut rows = Vec::new();
        let mut row = |key: &str, value: Option<(String, Option<Span>)>, default: &str| match value {
            Some((value, span)) => rows.push((key.to_owned(), value, Some(span))),
            None => rows.push((key.to_owned(), default.to_owned(), None)),
        };
        let extends = self.extends.as_ref().map(|given| (list(&paths(&given.value)), given.span));
        row("extends", extends, "[]");
        let version = self.required_version.as_ref();
        row("required-version", version.map(|given| (quoted(&given.value.to_string()), given.span)), "\"*\"");
        let lang = self.lang.as_ref();
        let default = word(&LANG, locale);
        row("lang", lang.map(|given| (word(&LANG, given.value), given.span)), &default);
        let fail_on = self.fail_on.as_ref();
        row("fail-on", fail_on.map(|given| (word(&THRESHOLD, given.value), given.span)), "\"error\"");
        let strict = self.strict.as_ref();
        row("strict", strict.map(|given| (given.value.to_string(), given.span)), "false");
        let min_read = self.min_read.as_ref();
        let default = quoted(&Percent::MIN_READ.to_string());
        row("min-read", min_read.map(|given| (quoted(&given.value.to_string()), given.span)), &default);
        let rules = self.rules.as_ref().map(|given| (list(&paths(&given.value)), given.span));
        row("rules", rules, "[]");
        for (key, globs, default) in [
            ("include", &self.include, list(&ENDINGS.iter().map(|e| format!("*.{e}")).collect::<Vec<_>>())),
            ("exclude", &self.exclude, "[]".to_owned()),
            ("trust", &self.trust, "[]".to_owned()),
        ] {
            row(key, globs.as_ref().map(|given| (list(&given.value.texts), given.span)), &default);
        }
        let allow = self.allow.as_ref().map(|given| {
            let words: Vec<String> = given.value.iter().map(|allow| word(&ALLOW, *allow)).collect();
            (format!("[{}]", words.join(", ")), given.span)
        });
        row("allow", allow, "[]");
        for (name, given) in &self.packs {
            let value = word(&SWITCH, given.value);
            row(&format!("packs.{}", key(name)), Some((value, given.span)), "");
        }
        for (name, given) in self.severity.iter().chain(&self.raised) {
            let value = quoted(given.value.as_str());
            row(&format!("severity.{}", key(name)), Some((value, given.span)), "");
        }
        for given in self.kinds.iter() {
            for kind in &given.value {
                let packs: Vec<&str> = kind.packs.iter().map(|(name, _)| name.as_str()).collect();
                let value = format!("{{ path = {}, packs = {} }}", list(&kind.path.texts), list(&packs));
                row("kind", Some((value, given.span)), "");
            }
        }
        for given in self.disclosures.iter() {
            for one in &given.value {
                let due = one.due.map(|due| format!(", due = {}", quoted(&due.written())));
                let value = format!("{{ files = {}{} }}", quoted(&one.files.text), due.unwrap_or_default());
                row("disclosure", Some((value, given.span)), "");
            }
        }
        rows
    }
}

fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare { name.to_owned() } else { quoted(name) }
}

/// A TOML string.
pub(in crate::gate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
