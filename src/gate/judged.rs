//! What a run was judged by: the configurations with what they switch off, grade otherwise and leave out, the files of
//! waivers, the baseline; and what was left open. A report that says "passed" says by whose rules.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::config::Config;
use super::percent::Percent;
use super::{Gaps, Threshold};
use crate::diagnostic::{Lang, Severity};

/// What is said of it goes by this name where a format wants one.
pub const JUDGED_BY: &str = "gouji/judged-by";

/// How many names are written out in a line for people; programs are told all.
const MOST_NAMES: usize = 6;

/// Everything that judged a run.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// The configurations, each with the documents it holds for.
    pub by: Vec<JudgedBy>,
    /// What the documents were compared with, where only those that have changed were checked.
    pub compared: Option<Compared>,
    /// The files of waivers.
    pub waivers: Vec<Pardon>,
    /// The baseline.
    pub baseline: Option<Pardon>,
    /// The files that these are and the rules, with what they held.
    pub digests: Vec<Digest>,
    /// What was left open, of all documents together.
    pub gaps: Gaps,
}

/// A commit, and what is still as it was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// As it was asked for.
    pub reference: String,
    /// The first digits of the commit: where what is checked out left `reference`.
    pub commit: String,
    /// How many documents have not changed and were not checked.
    pub unchanged: usize,
    /// Something that judges documents has changed, and all of them were checked.
    pub judges_changed: bool,
}

impl Compared {
    fn words(&self, lang: Lang) -> String {
        let Self { reference, commit, unchanged: n, judges_changed } = self;
        match (judges_changed, lang) {
            (true, Lang::Zh) => {
                format!("与 {reference}（{commit}）相比，配置、规则、豁免或基线有变化：全部检查")
            }
            (true, Lang::En) => format!(
                "compared with {reference} ({commit}): configuration, rules, waivers or baseline have changed, so everything was checked"
            ),
            (false, Lang::Zh) => format!("与 {reference}（{commit}）相比，{n} 个文件没有变化，没有检查"),
            (false, Lang::En) => {
                let (files, was) = if *n == 1 {
                    ("1 file has".to_owned(), "was")
                } else {
                    (format!("{n} files have"), "were")
                };
                format!("compared with {reference} ({commit}): {files} not changed and {was} not checked")
            }
        }
    }
}

/// A file that judged a run, by its contents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Digest {
    /// What it was read as: `rules`, `configuration`, `waivers`, `baseline`.
    pub role: &'static str,
    /// The file; all that come with the program are one, `gouji:rules`.
    pub path: String,
    /// The SHA-256 of its text.
    pub sha256: String,
}

/// A file that lets findings pass, and how many it lets pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pardon {
    /// The file.
    pub path: String,
    /// How many findings.
    pub findings: usize,
}

/// One configuration: what its files come to together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JudgedBy {
    /// The files it was read from, the nearest first; none where only the arguments or nothing said anything.
    pub files: Vec<String>,
    /// How many documents it holds for.
    pub documents: usize,
    /// How many documents in directories and archives it left out.
    pub left_out: usize,
    /// The severity from which findings fail a run.
    pub fail_on: &'static str,
    /// Whether what is otherwise only counted fails the run.
    pub strict: bool,
    /// How much of the figures in tables must have been read.
    pub min_read: String,
    /// What may pass.
    pub allow: Vec<&'static str>,
    /// Rules that do not run.
    pub rules_off: Vec<String>,
    /// Rules that have another severity.
    pub severity: BTreeMap<String, Severity>,
    /// Packs that do not run.
    pub packs_off: Vec<String>,
    /// Packs by path, whatever the title says.
    pub kinds: Vec<Kind>,
    /// More rules.
    pub rules: Vec<String>,
    /// What is read in directories instead.
    pub include: Option<Vec<String>>,
    /// What is passed over in directories.
    pub exclude: Vec<String>,
    /// What files below the root ask for in vain, each as `file: key`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_heeded: Vec<String>,
}

/// Documents by their path, and the packs they get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// Which documents.
    pub path: Vec<String>,
    /// The packs.
    pub packs: Vec<String>,
}

impl JudgedBy {
    /// What `config` says, which was read from `files`; `name` tells a path as people see it.
    pub fn new(config: &Config, files: Vec<String>, name: &dyn Fn(&Path) -> String) -> Self {
        let kinds = config.kinds.iter().flat_map(|given| &given.value);
        let texts = |given: &super::config::Given<super::config::Globs>| given.value.texts.clone();
        let off = config.severity.iter().filter(|(_, given)| given.value.0.is_none());
        let all = config.severity.iter().chain(&config.raised);
        let graded = all.filter_map(|(rule, given)| Some((rule.clone(), given.value.0?)));
        let packs_off = config.packs.iter().filter(|(_, given)| !given.value);
        Self {
            files,
            documents: 0,
            left_out: 0,
            fail_on: config.threshold().as_str(),
            strict: config.is_strict(),
            min_read: config.min_read().to_string(),
            allow: config.allow.iter().flat_map(|given| &given.value).map(|allow| allow.as_str()).collect(),
            rules_off: off.map(|(rule, _)| rule.clone()).collect(),
            severity: graded.collect(),
            packs_off: packs_off.map(|(pack, _)| pack.clone()).collect(),
            kinds: kinds.map(Kind::new).collect(),
            rules: config.rules.iter().flat_map(|given| &given.value).map(|path| name(path)).collect(),
            include: config.include.as_ref().map(texts),
            exclude: config.exclude.as_ref().map(texts).unwrap_or_default(),
            not_heeded: Vec::new(),
        }
    }

    /// Whether there is nothing to tell of it: no file, and nothing but what always holds.
    fn is_plain(&self) -> bool {
        let plain = Self {
            documents: self.documents,
            ..Self::new(&Config::default(), Vec::new(), &|_| String::new())
        };
        *self == plain
    }

    /// On one line for people.
    fn words(&self, lang: Lang) -> String {
        let say = |zh: &str, en: &str| if lang == Lang::Zh { zh } else { en }.to_owned();
        let files = match self.files.is_empty() {
            true => say("命令行", "the command line"),
            false => self.files.join(&say("、", ", ")),
        };
        let n = self.documents;
        let head = match lang {
            Lang::Zh => format!("判定依据 {files}（{n} 个文件）"),
            Lang::En => format!("judged by {files} ({n} document{})", if n == 1 { "" } else { "s" }),
        };
        let mut parts = vec![format!("fail-on = {}", self.fail_on)];
        if self.strict {
            parts.push("strict = true".to_owned());
        }
        if self.min_read != Percent::MIN_READ.to_string() {
            parts.push(format!("min-read = {}", self.min_read));
        }
        let graded: Vec<String> =
            self.severity.iter().map(|(rule, severity)| format!("{rule} = {}", severity.as_str())).collect();
        let kinds: Vec<String> = self
            .kinds
            .iter()
            .map(|kind| format!("{} → {}", kind.path.join(" "), kind.packs.join(" ")))
            .collect();
        let allow: Vec<String> = self.allow.iter().map(|word| (*word).to_owned()).collect();
        for (zh, en, names) in [
            ("放行 ", "let pass: ", &allow),
            ("关闭规则 ", "rules off: ", &self.rules_off),
            ("改级 ", "graded otherwise: ", &graded),
            ("关闭规则包 ", "packs off: ", &self.packs_off),
            ("按路径定规则包 ", "packs by path: ", &kinds),
            ("另加规则 ", "more rules: ", &self.rules),
            ("没有采用 ", "not heeded: ", &self.not_heeded),
        ] {
            if !names.is_empty() {
                parts.push(format!("{}{}", say(zh, en), listed(names, lang)));
            }
        }
        if self.left_out > 0 {
            let n = self.left_out;
            parts.push(match lang {
                Lang::Zh => format!("略去 {n} 个文件"),
                Lang::En => format!("{n} file{} left out", if n == 1 { "" } else { "s" }),
            });
        }
        format!("{head}{}{}", say("：", ": "), parts.join(&say("；", "; ")))
    }
}

impl Kind {
    fn new(kind: &super::config::Kind) -> Self {
        let packs = kind.packs.iter().map(|(name, _)| name.clone()).collect();
        Self { path: kind.path.texts.clone(), packs }
    }
}

impl Threshold {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Threshold::Error => "error",
            Threshold::Warning => "warning",
            Threshold::Never => "never",
        }
    }
}

/// The first names of a list, and how many there are where that is not all.
fn listed(names: &[String], lang: Lang) -> String {
    let comma = if lang == Lang::Zh { "、" } else { ", " };
    let first = names.iter().take(MOST_NAMES).map(String::as_str).collect::<Vec<_>>().join(comma);
    match (names.len() > MOST_NAMES, lang) {
        (false, _) => first,
        (true, Lang::Zh) => format!("{first} 等 {} 个", names.len()),
        (true, Lang::En) => format!("{first} and {} more", names.len() - MOST_NAMES),
    }
}

impl Judged {
    /// What people are told of it, a line each with the file it is about: nothing where no file and no argument said
    /// anything.
    pub fn told(&self, lang: Lang) -> Vec<(&str, String)> {
        let by = self.by.iter().filter(|by| !by.is_plain());
        let by = by.map(|by| (by.files.first().map_or("", String::as_str), by.words(lang)));
        let waivers =
            self.waivers.iter().map(|file| (file.path.as_str(), file.words("豁免", "waivers", lang)));
        let baseline =
            self.baseline.iter().map(|file| (file.path.as_str(), file.words("基线", "baseline", lang)));
        let compared = self.compared.iter().map(|compared| ("", compared.words(lang)));
        compared.chain(by).chain(waivers).chain(baseline).collect()
    }

    /// The same without the files.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        self.told(lang).into_iter().map(|(_, line)| line).collect()
    }
}

impl Pardon {
    fn words(&self, zh: &str, en: &str, lang: Lang) -> String {
        let (path, n) = (&self.path, self.findings);
        match lang {
            Lang::Zh => format!("{zh} {path}：放行 {n} 个问题"),
            Lang::En => format!("{en} {path}: {n} finding{} let pass", if n == 1 { "" } else { "s" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, Sources};

    fn by(text: &str) -> JudgedBy {
        let mut sources = Sources::new();
        let file = sources.add(Source::new("d/gouji.toml", text));
        let (config, faults) = Config::parse(file, &sources, Path::new("/a/d"));
        assert!(faults.is_empty(), "{faults:?}");
        JudgedBy::new(&config, vec!["d/gouji.toml".to_owned()], &|path| path.display().to_string())
    }

    #[test]
    fn a_configuration_is_named_with_all_that_it_lets_pass() {
        let mut by = by(
            "fail-on = \"never\"\nstrict = true\nmin-read = 90\nallow = [\"no-pack\"]\npacks = { budget = \"off\" }\nrules = \"x.toml\"\n\
             [severity]\n\"p/r\" = \"off\"\n\"p/s\" = \"note\"\n[[kind]]\npath = \"final/*\"\npacks = [\"final\"]\n",
        );
        (by.documents, by.left_out) = (2, 1);
        let judged = Judged {
            by: vec![by],
            waivers: vec![Pardon { path: "w.toml".to_owned(), findings: 1 }],
            baseline: Some(Pardon { path: "b.json".to_owned(), findings: 3 }),
            ..Judged::default()
        };
        assert_eq!(
            judged.lines(Lang::Zh),
            [
                "判定依据 d/gouji.toml（2 个文件）：fail-on = never；strict = true；min-read = 90%；放行 no-pack；关闭规则 p/r；改级 p/s = note；关闭规则包 budget；按路径定规则包 final/* → final；另加规则 /a/d/x.toml；略去 1 个文件",
                "豁免 w.toml：放行 1 个问题",
                "基线 b.json：放行 3 个问题",
            ]
        );
        assert_eq!(
            judged.lines(Lang::En)[0],
            "judged by d/gouji.toml (2 documents): fail-on = never; strict = true; min-read = 90%; let pass: no-pack; rules off: p/r; graded otherwise: p/s = note; packs off: budget; packs by path: final/* → final; more rules: /a/d/x.toml; 1 file left out"
        );
    }

    #[test]
    fn where_nothing_was_said_there_is_nothing_to_tell() {
        let plain = JudgedBy::new(&Config::default(), Vec::new(), &|_| String::new());
        let lines = |by: JudgedBy| Judged { by: vec![by], ..Judged::default() }.lines(Lang::En);
        assert!(lines(JudgedBy { documents: 7, ..plain.clone() }).is_empty());
        let left = lines(JudgedBy { left_out: 2, ..plain });
        assert_eq!(left, ["judged by the command line (0 documents): fail-on = error; 2 files left out"]);
        assert!(!lines(by("root = true\n")).is_empty(), "a file is named whatever it says");
    }

    #[test]
    fn long_lists_are_cut_for_people() {
        let names: Vec<String> = (0..9).map(|n| format!("r{n}")).collect();
        assert_eq!(listed(&names, Lang::En), "r0, r1, r2, r3, r4, r5 and 3 more");
        assert_eq!(listed(&names[..2], Lang::Zh), "r0、r1");
    }
}
