//! What the tests share: the shipped packs, findings in the notation of the sidecars, and files that tests keep up to date.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

#[cfg(feature = "docx")]
pub mod office;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod report;
pub mod statement;
pub mod work;
#[cfg(feature = "sheets")]
pub mod workbook;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;
use std::{env, fs};

use assert_cmd::Command;
use gouji::check::{Checked, KINDS, check};
use gouji::diagnostic::{self, Diagnostic};
use gouji::document::parse;
use gouji::read::read;
use gouji::rule::{Pack, SHIPPED, load};
use gouji::source::{FileId, Source, Sources};

/// Rules, and every source their spans lie in.
pub struct Library {
    pub sources: Sources,
    pub packs: Vec<Pack>,
    last: FileId,
}

/// The packs that come with the program: read once, for reading them takes longer than checking a document.
pub fn shipped() -> Library {
    static SHIPPED: LazyLock<Library> = LazyLock::new(|| library(&["rules"], &[]));
    let Library { sources, packs, last } = &*SHIPPED;
    Library { sources: sources.clone(), packs: packs.clone(), last: *last }
}

/// The rule files under `folders`, and `extra` ones as (name, text).
pub fn library(folders: &[&str], extra: &[(&str, &str)]) -> Library {
    let mut files: Vec<(String, String)> = Vec::new();
    for entry in folders.iter().flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name()) {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|ending| ending == "toml" || ending == "csv") {
            files.push((path.to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
    files.extend(extra.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    let mut sources = Sources::new();
    let ids: Vec<_> = files
        .iter()
        .map(|(name, text)| (name, sources.add(Source::new(name.clone(), text.clone()))))
        .collect();
    let rules: Vec<_> = ids.iter().filter(|(name, _)| name.ends_with(".toml")).map(|(_, id)| *id).collect();
    // Dictionaries that come with the program go by a name of their own.
    let sibling = |wanted: &str| {
        let wanted = wanted.strip_prefix(SHIPPED).unwrap_or(wanted);
        ids.iter().find(|(name, _)| *name == wanted).map(|(_, id)| *id)
    };
    let (packs, faults) = load::load(KINDS, &rules, &sources, &sibling);
    let told: Vec<_> =
        faults.iter().map(|fault| (&fault.message, sources.slice(fault.primary.span))).collect();
    assert!(faults.is_empty(), "{told:#?}");
    Library { sources, packs, last: FileId(0) }
}

impl Library {
    /// Reads, parses and checks `bytes`, in the order findings are told.
    pub fn check(&mut self, name: &str, bytes: &[u8]) -> Checked {
        let file = self.sources.add(read(name, bytes).unwrap());
        self.last = file;
        let document = parse(file, self.sources.get(file));
        let mut checked = check(&self.packs, &document);
        diagnostic::sort(&mut checked.diagnostics, &self.sources);
        checked
    }

    /// The source that was checked last.
    pub fn last(&self) -> FileId {
        self.last
    }

    /// A finding as `LINE severity rule 「text under the finger」`.
    pub fn notation(&self, diagnostic: &Diagnostic) -> String {
        let span = diagnostic.primary.span;
        let (line, _) = self.sources.get(span.file).line_column(span.start as usize);
        let words = self.sources.slice(span).replace('\r', "").replace('\n', "⏎").replace('\t', "⇥");
        format!("{line} {} {} 「{words}」", diagnostic.severity.as_str(), diagnostic.rule)
    }
}

/// Every fixture in order of name: documents, not their sidecars.
pub fn fixtures() -> Vec<PathBuf> {
    let mut fixtures: Vec<PathBuf> = fs::read_dir("fixtures")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt" || ending == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    fixtures.sort();
    assert!(!fixtures.is_empty());
    fixtures
}

/// True where tests are to write what they find instead of comparing: `UPDATE_EXPECT=1 cargo test`.
pub fn updating() -> bool {
    env::var_os("UPDATE_EXPECT").is_some()
}

/// What differs between a kept file and what was found, or nothing. Writes the file where tests are updating.
pub fn differs(path: &Path, found: &str) -> Option<String> {
    let kept = fs::read_to_string(path);
    if kept.as_deref().is_ok_and(|kept| kept == found) {
        return None;
    }
    if updating() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, found).unwrap();
        return None;
    }
    let kept = kept.unwrap_or_default();
    let (mut missing, mut noisy) = (kept.lines().collect::<Vec<_>>(), Vec::new());
    for line in found.lines() {
        match missing.iter().position(|kept| *kept == line) {
            Some(at) => drop(missing.remove(at)),
            None => noisy.push(line),
        }
    }
    let list = |what: &str, lines: &[&str]| {
        lines.iter().map(|line| format!("\n  {what}  {line}")).collect::<String>()
    };
    Some(format!("{}{}{}", path.display(), list("missing", &missing), list("noisy  ", &noisy)))
}

/// Fails with everything that differs and the command that accepts it.
pub fn accept(test: &str, differences: &[String]) {
    assert!(
        differences.is_empty(),
        "{}\n\nto accept: UPDATE_EXPECT=1 cargo test --test it {test}::\n",
        differences.join("\n")
    );
}

/// A pack for documents called 某部门预算 that asks for a section, with a severity of error.
pub const DESK: &str = r#"
[pack]
name = "desk"
applies = { title = "*部门预算*" }

[section."说明"]
heading = "*说明*"

[rule.section-is-missing]
title = { zh = "要有说明", en = "a section" }
help = { zh = "补上", en = "add it" }
severity = "error"
check.present = { sections = ["说明"] }
"#;

/// A pack for documents called 某局经费公开 whose table 经费表 has the rows 甲, 乙 and 合计 and a column 金额.
pub const TOTALS: &str = r#"
[pack]
name = "totals"
applies = { title = "*经费公开*" }

[table."经费表"]
caption = "*经费表"

[rule.total-differs]
title = "合计应等于各项之和"
severity = "error"
check.formula = "经费表[合计, 金额] = 经费表[甲, 金额] + 经费表[乙, 金额]"
"#;

/// Checks a file of these bytes by [`TOTALS`].
pub fn check_as(name: &str, bytes: &[u8]) -> Told {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    fs::write(folder.path().join("rules.toml"), TOTALS).unwrap();
    gouji_in(folder.path(), &["check", "--no-config", "--rules", "rules.toml", name])
}

/// Writes `files`, as (name, text), under `folder`.
pub fn put(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Where the contents of the blocks of `kind` lie in a Markdown text.
pub fn blocks(text: &str, kind: &str) -> Vec<std::ops::Range<usize>> {
    let open = format!("```{kind}\n");
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(&open) {
        let start = at + start + open.len();
        let end = start + text[start..].find("```").unwrap();
        blocks.push(start..end);
        at = end + 3;
    }
    blocks
}

/// How a run of the program ended and what it printed.
pub struct Told {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Told {
    /// What was told on either output.
    pub fn both(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// The program under test: the one built with the tests, or the one that `GOUJI_BIN` names, so that the tests of today can
/// be held against a program of yesterday.
pub fn program() -> PathBuf {
    env::var_os("GOUJI_BIN")
        .map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_gouji")), |path| std::path::absolute(path).unwrap())
}

/// The program, ready to be given arguments, for a Chinese reader whatever the locale of the machine.
pub fn command() -> Command {
    let mut command = Command::new(program());
    command.env("LC_ALL", "zh_CN.UTF-8");
    command
}

/// Runs the program at the root of the repository.
pub fn gouji(args: &[&str]) -> Told {
    gouji_in(Path::new("."), args)
}

/// Runs the program in `folder`, for a Chinese reader.
pub fn gouji_in(folder: &Path, args: &[&str]) -> Told {
    told(command().current_dir(folder).args(args))
}

/// The texts under the fingers of each finding of `rules`, first or beside, in a document of this text.
pub fn pointed_at(text: &str, rules: impl Fn(&str) -> bool) -> Vec<Vec<String>> {
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), text).unwrap();
    let run = gouji_in(folder.path(), &["check", "--no-config", "--format", "json", "--lang", "en", "a.txt"]);
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let found = told["documents"][0]["diagnostics"].as_array().unwrap();
    let at = |label: &serde_json::Value, key: &str| usize::try_from(label[key].as_u64().unwrap()).unwrap();
    let words = |label: &serde_json::Value| text[at(label, "start")..at(label, "end")].to_owned();
    let labels = |found: &serde_json::Value| {
        let related = found["related"].as_array().unwrap();
        std::iter::once(&found["primary"]).chain(related).map(words).collect()
    };
    found.iter().filter(|found| rules(found["rule"].as_str().unwrap())).map(labels).collect()
}

/// What `command` tells a Chinese reader. One that is ended by a signal, or after a minute (it hangs then,
/// however busy the machine is), ends with -1.
pub fn told(command: &mut Command) -> Told {
    let output = command
        .env_remove("NO_COLOR")
        .env_remove("RUST_BACKTRACE")
        .env("COLUMNS", "100")
        .timeout(Duration::from_secs(60))
        .output()
        .unwrap();
    Told {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The crates that are locked for this system, as `cargo metadata` tells them: others may not be on the disk. Those of the members
/// that nobody built yet are fetched.
pub fn packages() -> Vec<serde_json::Value> {
    let cargo =
        |arguments: &[&str]| std::process::Command::new(env!("CARGO")).args(arguments).output().unwrap();
    let told = String::from_utf8(cargo(&["-vV"]).stdout).unwrap();
    let host = told.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let ask = ["metadata", "--format-version", "1", "--locked", "--filter-platform", host];
    let mut output = cargo(&[&ask[..], &["--offline"]].concat());
    if !output.status.success() {
        output = cargo(&ask);
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    told["packages"].as_array().unwrap().clone()
}

/// What is told of a document: each finding by its rule and words, notes aside.
pub fn findings_of(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("account.md"), text).unwrap();
    let args =
        ["check", "--no-config", "--lang", "en", "--fail-on", "never", "--format", "json", "account.md"];
    let told: serde_json::Value = serde_json::from_str(&gouji_in(folder.path(), &args).out).unwrap();
    let findings = told["documents"][0]["diagnostics"].as_array().unwrap().iter();
    let findings = findings.filter(|told| told["severity"] != "note" && told["rule"] != "gouji/no-pack");
    let text = |told: &serde_json::Value| {
        format!("{}: {}", told["rule"].as_str().unwrap(), told["message"].as_str().unwrap())
    };
    findings.map(text).collect()
}
