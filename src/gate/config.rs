//! `gouji.toml`: which rules run on which documents, and what fails a run. Every value knows where it was given.
//!
//! ```toml
//! root = true                        # look no further up
//! extends = "policy/gouji.toml"      # what this file does not say is taken from there
//! required-version = ">=0.2"         # the program that may judge
//! lang = "zh"                        # or "en"
//! fail-on = "error"                  # or "warning", "never"
//! strict = true                      # what is only counted fails the run too
//! min-read = 97                      # how many of a hundred figures in tables must have been read
//! rules = ["rules/ours"]             # more rule packs, beside this file
//! include = ["*.txt"]                # in directories, read these
//! exclude = ["archive"]              # and skip these
//! trust = ["archive/2030"]           # below this file, heed what these folders say, even where it is laxer
//! allow = ["no-pack"]                # under `strict`: let documents pass that no pack is for
//! packs = { budget = "off" }         # leave a pack out
//!
//! [severity]
//! "budget/some-rule" = "warning"     # "error", "note", "off"
//!
//! [[kind]]                           # documents by their path: these packs, whatever their title says
//! path = "final/**"
//! packs = ["final"]
//!
//! [[disclosure]]                     # files that are one document: those of a department and a year
//! files = "{department}/{year}/*"
//! due = "{year}-02-20"               # the last day for publishing them
//! ```
//!
//! What a nearer file says of a key holds; what it does not say is taken from the file above it. `packs` and `severity` are
//! taken name by name, everything else as a whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Threshold;
use super::percent::Percent;
use crate::diagnostic::near::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
use crate::keys;
use crate::keys::parts::{
    ByName, Choice, FLAG, Leaf, List, SAID, TextOf, With, leaf, needed, none, placed, table,
};
use crate::keys::tree::{Node, Value};
use crate::keys::{Part, Reader, Shape, read_file};
use crate::source::{FileId, Sources, Span};

mod below;
mod due;
mod globs;
mod look;
mod shown;
mod taken;
mod together;
mod version;

pub use below::{Unheeded, not_heeded};
pub use due::Due;
pub use globs::Globs;
pub use look::is_document;
pub(super) use shown::quoted;
pub use together::{Named, Pattern, Together};
use version::{Required, VERSION};

/// The file's name.
pub const FILE: &str = "gouji.toml";
/// The id of what is wrong with one.
pub const FAULT: &str = "gouji/config";

/// A severity and what it says.
pub(super) const SEVERITY: Choice<Severity> = Choice(
    ("严重程度", "severity"),
    &[
        ("error", ("错误", "an error"), Severity::Error),
        ("warning", ("警告", "a warning"), Severity::Warning),
        ("note", ("提示", "a note"), Severity::Note),
    ],
);
const LEVEL: Choice<Level> = Choice(
    SEVERITY.0,
    &[
        ("error", ("错误", "an error"), Level(Some(Severity::Error))),
        ("warning", ("警告", "a warning"), Level(Some(Severity::Warning))),
        ("note", ("提示", "a note"), Level(Some(Severity::Note))),
        ("off", ("不用这条规则", "the rule does not run"), Level(None)),
    ],
);
const THRESHOLD: Choice<Threshold> = Choice(
    ("门槛", "threshold"),
    &[
        ("error", ("有错误就不通过", "errors fail a run"), Threshold::Error),
        ("warning", ("有警告就不通过", "warnings fail it too"), Threshold::Warning),
        ("never", ("只列出，都通过", "nothing fails it"), Threshold::Never),
    ],
);
const LANG: Choice<Lang> = Choice(
    ("语言", "language"),
    &[("zh", ("中文", "Chinese"), Lang::Zh), ("en", ("英文", "English"), Lang::En)],
);
const ALLOW: Choice<Allow> = Choice(
    ("可以放行的情形", "case that may pass"),
    &[
        ("no-pack", ("没有规则包可用的文件", "a document that no pack is for"), Allow::NoPack),
        ("unreadable-figures", ("读不出的部分", "parts that cannot be read"), Allow::UnreadableFigures),
        ("idle-rules", ("没有用上的规则", "rules that had nothing to say"), Allow::IdleRules),
    ],
);
const SWITCH: Choice<bool> = Choice(
    ("开关", "switch"),
    &[("on", ("用", "it is used"), true), ("off", ("不用", "it is left out"), false)],
);

/// `"on"`, `"off"`, or true and false.
const ON: Leaf<bool> = leaf(Shape::Flag, |reader, node| match node.value {
    Value::Flag(on) => Some(on),
    _ => SWITCH.read(reader, node),
});

/// A share of a hundred: a number, or a text such as `"97 %"`.
const PERCENT: Leaf<Percent> = leaf(Shape::Number, |reader, node| {
    let bare = matches!(node.value, Value::Number).then(|| reader.desk.sources.slice(node.span));
    let share = bare.or(node.text()).and_then(Percent::parse);
    reader.taken(share, node, ("百分比，如 97 或 \"97%\"", "a percentage such as 97 or \"97%\""))
});

/// Globs; they are told from the folder that they are given afterwards.
pub(super) const GLOBS: Leaf<Globs> = leaf(
    Shape::Text(("文件名，* 代表任意文字", "names of files, * for anything")),
    |reader, node| {
        let read = Globs::new(List(SAID).read(reader, node)?, None);
        let tell = |error: globset::Error| {
            let why = error.kind();
            let said = Text::new(format!("通配符有误：{why}"), format!("the glob is wrong: {why}"));
            reader.desk.say(node.span, said, Text::default(), None);
        };
        read.map_err(tell).ok()
    },
);

/// A value with its place; nothing where the key is not written.
struct Placed<P>(P);

impl<P: Part> Part for Placed<P> {
    type Value = Option<Given<P::Value>>;

    fn shape(&self) -> Shape {
        self.0.shape()
    }

    fn read(&self, reader: &mut Reader<'_, '_>, node: &Node) -> Option<Self::Value> {
        let span = Some(reader.desk.first_line(node.span));
        Some(self.0.read(reader, node).map(|value| Given { value, span }))
    }

    fn absent(&self) -> Option<Self::Value> {
        Some(None)
    }
}

/// A value with its name.
type ByTheName<P> = (String, Given<<P as Part>::Value>);
/// Values by their names.
type Names<P> = BTreeMap<String, Given<<P as Part>::Value>>;

/// Values by name, each with the place of the name.
const fn by_name<P: Part>(part: P) -> With<ByName<P, ByTheName<P>>, Names<P>> {
    With {
        part: ByName(part, |reader, value| {
            let (name, place) = reader.name.clone();
            Some((name, Given { value, span: Some(place) }))
        }),
        map: BTreeMap::from_iter,
        absent: Some(BTreeMap::new),
        needed: false,
    }
}

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
        ALLOW.word(self)
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

keys! {
    /// Documents by their path, and the packs they get.
    "按路径认文件，不看标题。"
    pub struct Kind {
        /// Which documents.
        path: Globs = "path", GLOBS, "哪些文件";
        /// Names of packs, each with its place.
        packs: Vec<(String, Span)> = "packs", needed(List(placed(("规则包的名字", "the name of a pack")))), "用哪些规则包";
    }
}

keys! {
    /// What one file says, or what several come to.
    "哪些规则管哪些文件，什么不能通过。"
    #[derive(Default)]
    pub struct Config {
        /// The files this was read from, the nearest first.
        files: Vec<FileId> = "", none(), "";
        /// Files further up are not looked at.
        root: bool = "root", FLAG, "不再往上找配置";
        /// Files whose words hold where this one says nothing, the last first.
        extends: Option<Given<Vec<PathBuf>>> = "extends", Placed(PATHS), "以哪些配置为底";
        /// Which version of the program may judge.
        required_version: Option<Given<Required>> = "required-version", Placed(VERSION), "要用哪一版程序";
        /// The language.
        lang: Option<Given<Lang>> = "lang", Placed(LANG), "语言";
        /// The severity from which findings fail a run.
        fail_on: Option<Given<Threshold>> = "fail-on", Placed(THRESHOLD), "从哪一级起不通过";
        /// Whether what is otherwise only counted fails the run too.
        strict: Option<Given<bool>> = "strict", Placed(FLAG), "平时只计数的也不通过";
        /// How much of the figures in the tables of a document must have been read.
        min_read: Option<Given<Percent>> = "min-read", Placed(PERCENT), "表里的数字至少要读出百分之几";
        /// More rules: files and folders.
        rules: Option<Given<Vec<PathBuf>>> = "rules", Placed(PATHS), "另加的规则";
        /// In directories, the documents.
        include: Option<Given<Globs>> = "include", Placed(GLOBS), "目录里读哪些文件";
        /// In directories, what is passed over.
        exclude: Option<Given<Globs>> = "exclude", Placed(GLOBS), "目录里跳过哪些";
        /// What may pass.
        allow: Option<Given<Vec<Allow>>> = "allow", Placed(List(ALLOW)), "哪些情形可以放行";
        /// Packs that are on or off.
        packs: BTreeMap<String, Given<bool>> = "packs", by_name(ON), "规则包的开关";
        /// Rules that have another severity.
        severity: BTreeMap<String, Given<Level>> = "severity", by_name(LEVEL), "规则的严重程度";
        /// Folders below the root whose configurations and waivers are heeded whatever they say.
        trust: Option<Given<Globs>> = "trust", Placed(GLOBS), "根目录之下信任哪些目录的配置和豁免";
        /// Rules that a configuration below the root wants more severe.
        raised: BTreeMap<String, Given<Level>> = "", none(), "";
        /// What configurations below the root say and is not heeded.
        unheeded: Vec<Unheeded> = "", none(), "";
        /// Documents by their path.
        kinds: Option<Given<Vec<Kind>>> = "kind", Placed(List(table::<Kind>())), "按路径认文件";
        /// Files that are one disclosure, by their paths.
        disclosures: Option<Given<Vec<Together>>> = "disclosure", Placed(List(table::<Together>())), "按路径认哪些文件是一份公开";
    }
}

/// Files and folders, told from the folder that they are given afterwards.
const PATHS: With<List<TextOf<String>>, Vec<PathBuf>> = With {
    part: List(SAID),
    map: |paths| paths.into_iter().map(PathBuf::from).collect(),
    absent: None,
    needed: false,
};

impl Config {
    /// Reads the file, which stands in `folder`; what is wrong with it is told and left out.
    pub fn parse(file: FileId, sources: &Sources, folder: &Path) -> (Self, Vec<Diagnostic>) {
        let (config, faults) = read_file::<Self>(FAULT, file, sources);
        let mut config = Self { files: vec![file], ..config.unwrap_or_default() };
        let kinds = config.kinds.iter_mut().flat_map(|given| &mut given.value).map(|kind| &mut kind.path);
        let lists = [&mut config.include, &mut config.exclude, &mut config.trust]
            .into_iter()
            .flatten()
            .map(|given| &mut given.value);
        kinds.chain(lists).for_each(|globs| globs.place(folder));
        config.disclosures_from(folder);
        for path in
            [&mut config.rules, &mut config.extends].into_iter().flatten().flat_map(|given| &mut given.value)
        {
            *path = folder.join(&*path);
        }
        let mut faults = faults;
        faults.extend(config.required_version.as_ref().and_then(version::unmet));
        (config, faults)
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
            extends: or(&self.extends, &above.extends),
            required_version: or(&self.required_version, &above.required_version),
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
            disclosures: or(&self.disclosures, &above.disclosures),
            trust: or(&self.trust, &above.trust),
            raised: names(&self.raised, &above.raised),
            unheeded: self.unheeded.iter().chain(&above.unheeded).cloned().collect(),
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
        let weaker = declared.is_some_and(|declared| found > declared);
        let said = match self.severity.get(rule).and_then(|given| given.value.0) {
            Some(level) if weaker => level.max(found),
            Some(level) => level,
            None => found,
        };
        let raised = self.raised.get(rule).and_then(|given| given.value.0).filter(|_| !weaker);
        raised.map_or(said, |level| level.min(said))
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

    /// Whether it names rules.
    pub fn speaks_of_rules(&self) -> bool {
        !self.severity.is_empty() || !self.raised.is_empty()
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
        for (name, given) in self.severity.iter().chain(&self.raised) {
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

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
