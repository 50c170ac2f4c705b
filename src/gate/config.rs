//! `gouji.toml`: which rules run on which documents, and what fails a run. Every value knows where it was given.
//!
//! ```toml
//! root = true                        # look no further up
//! lang = "zh"                        # or "en"
//! fail-on = "error"                  # or "warning", "never"
//! strict = true                      # what is only counted fails the run too
//! min-read = 97                      # how many of a hundred figures in tables must have been read
//! rules = ["rules/ours"]             # more rule packs, beside this file
//! include = ["*.txt"]                # in directories, read these
//! exclude = ["archive"]              # and skip these
//! allow = ["no-pack"]                # under `strict`: let documents pass that no pack is for
//! packs = { budget = "off" }         # leave a pack out
//!
//! [severity]
//! "budget/some-rule" = "warning"     # "error", "note", "off"
//!
//! [[kind]]                           # documents by their path: these packs, whatever their title says
//! path = "final/**"
//! packs = ["final"]
//! ```
//!
//! What a nearer file says of a key holds; what it does not say is taken from the file above it. `packs` and `severity` are
//! taken name by name, everything else as a whole.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use toml::Spanned;
use toml::de::DeValue;

use super::Threshold;
use super::percent::Percent;
use super::reader::Reader;
use crate::diagnostic::near::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
use crate::source::{FileId, Sources, Span};

mod shown;

/// The file's name.
pub const FILE: &str = "gouji.toml";
/// The id of what is wrong with one.
pub const FAULT: &str = "gouji/config";

const KEYS: &[&str] = &[
    "root", "lang", "fail-on", "strict", "min-read", "rules", "include", "exclude", "allow", "packs",
    "severity", "kind",
];
const THRESHOLDS: &[(&str, Threshold)] =
    &[("error", Threshold::Error), ("warning", Threshold::Warning), ("never", Threshold::Never)];
const LANGS: &[(&str, Lang)] = &[("zh", Lang::Zh), ("en", Lang::En)];
const ALLOWED: &[(&str, Allow)] = &[
    ("no-pack", Allow::NoPack),
    ("unreadable-figures", Allow::UnreadableFigures),
    ("idle-rules", Allow::IdleRules),
];
const LEVELS: &[(&str, Level)] = &[
    ("error", Level(Some(Severity::Error))),
    ("warning", Level(Some(Severity::Warning))),
    ("note", Level(Some(Severity::Note))),
    ("off", Level(None)),
];
/// The severities by their words.
pub(super) const SEVERITIES: &[(&str, Severity)] =
    &[("error", Severity::Error), ("warning", Severity::Warning), ("note", Severity::Note)];
const SWITCH: &[(&str, bool)] = &[("on", true), ("off", false)];

/// A value and where it was given; nowhere: on the command line.
#[derive(Debug, Clone)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub span: Option<Span>,
}

impl<T> Given<T> {
    /// A value of the command line.
    pub fn by_hand(value: T) -> Self {
        Self { value, span: None }
    }
}

/// What may pass that otherwise does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allow {
    /// Under `strict`: a document that no pack is for.
    NoPack,
    /// Parts of a file that cannot be read; under `strict`, single figures as well.
    UnreadableFigures,
    /// Under `strict`: rules that somebody named and that had nothing to say on any document.
    IdleRules,
}

impl Allow {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        ALLOWED.iter().find(|(_, allow)| *allow == self).map_or("", |(word, _)| word)
    }

    /// Whether it lets something pass where a run is not strict.
    fn matters_without_strict(self) -> bool {
        self == Allow::UnreadableFigures
    }
}

/// The severity a rule is given; nothing: it does not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level(pub Option<Severity>);

impl Level {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        self.0.map_or("off", Severity::as_str)
    }
}

/// Globs over paths, told from the folder of the file they are written in. A glob without a `/` fits names at any depth;
/// `./name` is the one in that folder.
#[derive(Debug, Clone)]
pub struct Globs {
    /// As written.
    pub texts: Vec<String>,
    folder: Option<PathBuf>,
    /// Over whole paths.
    set: GlobSet,
    /// Over names.
    names: GlobSet,
}

impl Globs {
    /// Compiles globs. Without a `folder` they are told from wherever a search begins.
    pub fn new(texts: Vec<String>, folder: Option<&Path>) -> Result<Self, globset::Error> {
        let (mut set, mut names) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for text in &texts {
            let glob = GlobBuilder::new(text.strip_prefix("./").unwrap_or(text)).build()?;
            if !text.starts_with("./") {
                names.add(glob.clone());
            }
            set.add(glob);
        }
        let folder = folder.map(Path::to_path_buf);
        Ok(Self { set: set.build()?, names: names.build()?, folder, texts })
    }

    /// Whether one of them fits the absolute `path` of a document, or its name.
    pub fn fit(&self, path: &Path, start: &Path) -> bool {
        let below = self.below(path, start);
        self.set.is_match(below) || below.file_name().is_some_and(|name| self.names.is_match(name))
    }

    /// Whether one of them fits `path` or a folder it stands in.
    pub fn hold(&self, path: &Path, start: &Path) -> bool {
        let parts = self.below(path, start).ancestors().filter(|part| !part.as_os_str().is_empty());
        parts.into_iter().any(|part| {
            self.set.is_match(part) || part.file_name().is_some_and(|name| self.names.is_match(name))
        })
    }

    fn below<'p>(&self, path: &'p Path, start: &Path) -> &'p Path {
        path.strip_prefix(self.folder.as_deref().unwrap_or(start)).unwrap_or(path)
    }
}

/// Documents by their path, and the packs they get.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Which documents.
    pub path: Globs,
    /// Names of packs, each with its place.
    pub packs: Vec<(String, Span)>,
}

/// What one file says, or what several come to.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// The files this was read from, the nearest first.
    pub files: Vec<FileId>,
    /// Files further up are not looked at.
    pub root: bool,
    /// The language.
    pub lang: Option<Given<Lang>>,
    /// The severity from which findings fail a run.
    pub fail_on: Option<Given<Threshold>>,
    /// Whether what is otherwise only counted fails the run too.
    pub strict: Option<Given<bool>>,
    /// How much of the figures in the tables of a document must have been read.
    pub min_read: Option<Given<Percent>>,
    /// More rules: files and folders.
    pub rules: Option<Given<Vec<PathBuf>>>,
    /// In directories, the documents.
    pub include: Option<Given<Globs>>,
    /// In directories, what is passed over.
    pub exclude: Option<Given<Globs>>,
    /// What may pass.
    pub allow: Option<Given<Vec<Allow>>>,
    /// Packs that are on or off.
    pub packs: BTreeMap<String, Given<bool>>,
    /// Rules that have another severity.
    pub severity: BTreeMap<String, Given<Level>>,
    /// Documents by their path.
    pub kinds: Option<Given<Vec<Kind>>>,
}

impl Config {
    /// Reads the file, which stands in `folder`; what is wrong with it is told and left out.
    pub fn parse(file: FileId, sources: &Sources, folder: &Path) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(FAULT, file, sources);
        let root = reader.root();
        reader.keys(&root, KEYS);
        let mut config = Self { files: vec![file], ..Self::default() };
        for (key, value) in &root {
            let span = Some(reader.span(key.span().start..value.span().end));
            match key.get_ref().as_ref() {
                "root" => config.root = reader.flag(value).unwrap_or(false),
                "lang" => config.lang = reader.one_of(value, LANGS).map(|value| Given { value, span }),
                "fail-on" => {
                    config.fail_on = reader.one_of(value, THRESHOLDS).map(|value| Given { value, span });
                }
                "strict" => config.strict = reader.flag(value).map(|value| Given { value, span }),
                "min-read" => config.min_read = reader.percent(value).map(|value| Given { value, span }),
                "rules" => {
                    let paths = reader.texts(value);
                    let beside = |(path, _): (String, Span)| folder.join(path);
                    config.rules =
                        paths.map(|paths| Given { value: paths.into_iter().map(beside).collect(), span });
                }
                "include" => {
                    config.include = globs(&mut reader, value, folder).map(|value| Given { value, span })
                }
                "exclude" => {
                    config.exclude = globs(&mut reader, value, folder).map(|value| Given { value, span })
                }
                "allow" => config.allow = allowed(&mut reader, value).map(|value| Given { value, span }),
                "packs" => config.packs = switches(&mut reader, value),
                "severity" => config.severity = levels(&mut reader, value),
                "kind" => config.kinds = Some(Given { value: kinds(&mut reader, value, folder), span }),
                _ => {}
            }
        }
        (config, reader.faults)
    }

    /// What this file says, and `above` where it says nothing.
    pub fn over(&self, above: &Config) -> Config {
        fn or<T: Clone>(near: &Option<T>, far: &Option<T>) -> Option<T> {
            near.as_ref().or(far.as_ref()).cloned()
        }
        fn names<T: Clone>(near: &BTreeMap<String, T>, far: &BTreeMap<String, T>) -> BTreeMap<String, T> {
            let mut all = far.clone();
            all.extend(near.clone());
            all
        }
        Config {
            files: self.files.iter().chain(&above.files).copied().collect(),
            root: self.root || above.root,
            lang: or(&self.lang, &above.lang),
            fail_on: or(&self.fail_on, &above.fail_on),
            strict: or(&self.strict, &above.strict),
            min_read: or(&self.min_read, &above.min_read),
            rules: or(&self.rules, &above.rules),
            include: or(&self.include, &above.include),
            exclude: or(&self.exclude, &above.exclude),
            allow: or(&self.allow, &above.allow),
            packs: names(&self.packs, &above.packs),
            severity: names(&self.severity, &above.severity),
            kinds: or(&self.kinds, &above.kinds),
        }
    }

    /// The severity from which findings fail a run.
    pub fn threshold(&self) -> Threshold {
        self.fail_on.as_ref().map(|given| given.value).unwrap_or_default()
    }

    /// Whether what is otherwise only counted fails the run.
    pub fn is_strict(&self) -> bool {
        self.strict.as_ref().is_some_and(|given| given.value)
    }

    /// How much of the figures in the tables of a document must have been read.
    pub fn min_read(&self) -> Percent {
        self.min_read.as_ref().map_or(Percent::MIN_READ, |given| given.value)
    }

    /// Whether something may pass.
    pub fn allows(&self, what: Allow) -> bool {
        self.allow.as_ref().is_some_and(|given| given.value.contains(&what))
    }

    /// Whether a pack is on.
    pub fn has_pack(&self, name: &str) -> bool {
        self.packs.get(name).is_none_or(|given| given.value)
    }

    /// The packs of the document at the absolute `path`, where its path decides.
    pub fn kind(&self, path: &Path) -> Option<&Kind> {
        let kinds = self.kinds.as_ref()?;
        kinds.value.iter().find(|kind| kind.path.fit(path, Path::new("")))
    }

    /// Whether a rule does not run.
    pub fn is_off(&self, rule: &str) -> bool {
        self.severity.get(rule).is_some_and(|given| given.value.0.is_none())
    }

    /// The severity of a finding of `rule`, which was found at `found` and is declared as `declared`: a finding that was less
    /// severe than its rule never becomes more severe than it was.
    pub fn severity(&self, rule: &str, found: Severity, declared: Option<Severity>) -> Severity {
        match self.severity.get(rule).and_then(|given| given.value.0) {
            Some(level) if declared.is_some_and(|declared| found > declared) => level.max(found),
            Some(level) => level,
            None => found,
        }
    }

    /// Tells of words in `allow` that have no effect because the run is not strict.
    pub fn without_effect(&self) -> Option<Diagnostic> {
        let allow = self.allow.as_ref().filter(|_| !self.is_strict())?;
        let idle: Vec<&str> = allow
            .value
            .iter()
            .filter(|allow| !allow.matters_without_strict())
            .map(|allow| allow.as_str())
            .collect();
        let span = allow.span.filter(|_| !idle.is_empty())?;
        let (zh, en) = (idle.join("、"), idle.join(", "));
        let said = Text::new(
            format!("allow 里的 {zh} 不起作用：没有 strict = true 时，这些本来就只计数，不影响退出码"),
            format!(
                "{en} in `allow` has no effect: without strict = true it is counted and never fails a run"
            ),
        );
        let mut told = Diagnostic::new(FAULT, Severity::Note, span, said)
            .help(Text::new("删去，或写上 strict = true", "take it out, or say strict = true"));
        told.identity = "allow".to_owned();
        Some(told)
    }

    /// Tells of rules and packs that there are not.
    pub fn check_names(&self, rules: &[&str], packs: &[&str]) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let mut tell = |span: Option<Span>, said: Text, name: &str, known: &[&str]| {
            let Some(span) = span else { return };
            let meant = nearest(name, known.iter().copied()).map(did_you_mean);
            let label = meant.clone().unwrap_or_else(|| Text::new("不认识", "not known"));
            let mut fault = Diagnostic::new(FAULT, Severity::Error, span, said).labelled(label);
            fault.identity = name.to_owned();
            fault.help =
                meant.or_else(|| Some(Text::new("gouji rules 列出全部规则", "gouji rules lists every rule")));
            faults.push(fault);
        };
        for (name, given) in &self.severity {
            if !rules.contains(&name.as_str()) {
                let said = Text::new(format!("没有规则「{name}」"), format!("there is no rule `{name}`"));
                tell(given.span, said, name, rules);
            }
        }
        let switched = self.packs.iter().map(|(name, given)| (name, given.span));
        let kinds = self.kinds.iter().flat_map(|given| &given.value).flat_map(|kind| &kind.packs);
        for (name, span) in switched.chain(kinds.map(|(name, span)| (name, Some(*span)))) {
            if !packs.contains(&name.as_str()) {
                let said =
                    Text::new(format!("没有规则包「{name}」"), format!("there is no rule pack `{name}`"));
                tell(span, said, name, packs);
            }
        }
        faults
    }
}

/// A TOML string.
pub(super) fn quoted(text: &str) -> String {
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

/// Compiles globs; a glob that is wrong is told at its place.
pub(super) fn globs(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>, folder: &Path) -> Option<Globs> {
    let texts: Vec<String> = reader.texts(value)?.into_iter().map(|(text, _)| text).collect();
    match Globs::new(texts, Some(folder)) {
        Ok(globs) => Some(globs),
        Err(error) => {
            let why = error.kind();
            let said = Text::new(format!("通配符有误：{why}"), format!("the glob is wrong: {why}"));
            reader.fault(value.span(), said, Text::default());
            None
        }
    }
}

fn allowed(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> Option<Vec<Allow>> {
    let DeValue::Array(items) = value.get_ref() else { return Some(vec![reader.one_of(value, ALLOWED)?]) };
    Some(items.iter().filter_map(|item| reader.one_of(item, ALLOWED)).collect())
}

/// The places of a name and its value together.
fn line(key: Range<usize>, value: Range<usize>) -> Range<usize> {
    key.start..value.end.max(key.end)
}

fn switches(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, Given<bool>> {
    let mut all = BTreeMap::new();
    for (key, value) in reader.table(value).into_iter().flatten() {
        let switch = match value.get_ref() {
            DeValue::Boolean(on) => Some(*on),
            _ => reader.one_of(value, SWITCH),
        };
        let span = Some(reader.span(line(key.span(), value.span())));
        all.extend(switch.map(|value| (key.get_ref().to_string(), Given { value, span })));
    }
    all
}

fn levels(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, Given<Level>> {
    let mut all = BTreeMap::new();
    for (key, value) in reader.table(value).into_iter().flatten() {
        let span = Some(reader.span(line(key.span(), value.span())));
        let level = reader.one_of(value, LEVELS);
        all.extend(level.map(|value| (key.get_ref().to_string(), Given { value, span })));
    }
    all
}

fn kinds(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>, folder: &Path) -> Vec<Kind> {
    let mut all = Vec::new();
    for (range, table) in reader.tables("kind", value) {
        reader.keys(table, &["path", "packs"]);
        let path = match table.get("path") {
            Some(path) => globs(reader, path, folder),
            None => {
                reader.missing(range.clone(), "path", "哪些文件", "which documents");
                None
            }
        };
        let packs = match table.get("packs") {
            Some(packs) => reader.texts(packs),
            None => {
                reader.missing(range, "packs", "用哪些规则包", "which packs they get");
                None
            }
        };
        all.extend(path.zip(packs).map(|(path, packs)| Kind { path, packs }));
    }
    all
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
