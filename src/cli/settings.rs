//! Which configuration and which waivers hold for a document: found from its folder upward, each file read once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use gouji::calendar::Date;
use gouji::diagnostic::{Diagnostic, Lang, Severity, Text};
use gouji::gate::config::{self, Config, Given, Globs, not_heeded};
use gouji::gate::waiver::{self, Waiver};
use gouji::source::{FileId, Source, Sources, Span};

use super::files::{self, MOST_WRITTEN};
use super::outputs::{Input, Role};
use super::{RuleArgs, Scope, Stop};

/// The configuration of every folder that was looked at.
pub struct Settings {
    /// What the command line says, which is nearest.
    by_hand: Config,
    /// What holds everywhere, where it was given by hand.
    fixed: Option<Config>,
    /// Whether files are looked for.
    search: bool,
    /// The root of the gate: configurations below it make it stricter, never laxer.
    pub root: PathBuf,
    folders: BTreeMap<PathBuf, Arc<Config>>,
    files: BTreeMap<PathBuf, FileId>,
    /// Configurations that others extend, whose faults are told.
    pub(super) parsed: BTreeSet<PathBuf>,
    /// Every waiver of every file.
    pub waivers: Vec<Waiver>,
    /// Where waivers are looked for in each folder.
    waiver_files: bool,
    /// What is wrong with the files.
    pub faults: Vec<Diagnostic>,
    /// The files.
    pub sources: Sources,
    /// Where they stand.
    pub inputs: Vec<Input>,
}

impl Settings {
    /// For commands that judge nothing: the configuration without the waivers.
    pub fn without_waivers(rules: &RuleArgs) -> Result<Self, Stop> {
        let scope = Scope { rules: rules.clone(), ..Scope::default() };
        Self::read_from(&scope, Config::default(), false)
    }

    /// Reads what the arguments name.
    pub fn new(scope: &Scope, by_hand: Config) -> Result<Self, Stop> {
        Self::read_from(scope, by_hand, scope.waivers.is_none() && !scope.rules.no_config)
    }

    fn read_from(scope: &Scope, by_hand: Config, waiver_files: bool) -> Result<Self, Stop> {
        let mut settings = Self {
            by_hand: Config {
                include: by_hand_globs(&scope.include)?,
                exclude: by_hand_globs(&scope.exclude)?,
                ..by_hand
            },
            fixed: None,
            search: scope.rules.config.is_none() && !scope.rules.no_config,
            root: root_of(&scope.rules),
            folders: BTreeMap::new(),
            files: BTreeMap::new(),
            parsed: BTreeSet::new(),
            waivers: Vec::new(),
            waiver_files,
            faults: Vec::new(),
            sources: Sources::new(),
            inputs: Vec::new(),
        };
        if let Some(path) = &scope.rules.config {
            let file = settings.read(path, Role::Configuration)?;
            let folder = folder_of(path);
            let (config, faults) = Config::parse(file, &settings.sources, &folder);
            settings.faults.extend(faults);
            let config = settings.extended(config, &folder, false)?;
            if settings.waiver_files {
                settings.take_waivers(&folder, true)?;
            }
            settings.fixed = Some(config);
        }
        if let Some(path) = &scope.waivers {
            let file = settings.read(path, Role::Waivers)?;
            let (waivers, faults) = waiver::parse(file, &settings.sources, &folder_of(path), true);
            settings.waivers.extend(waivers);
            settings.faults.extend(faults);
        }
        Ok(settings)
    }

    /// What holds for documents that stand in the absolute `folder`.
    pub fn of_folder(&mut self, folder: &Path) -> Result<Arc<Config>, Stop> {
        if let Some(known) = self.folders.get(folder) {
            return Ok(known.clone());
        }
        let found = match &self.fixed {
            Some(fixed) => fixed.clone(),
            None if self.search => self.found(folder)?,
            None => Config::default(),
        };
        let config = Arc::new(self.by_hand.over(&found));
        self.folders.insert(folder.to_path_buf(), config.clone());
        Ok(config)
    }

    /// What the files from `folder` upward say: those of the root and above it everything, those below it what is stricter,
    /// unless they are trusted by name.
    fn found(&mut self, folder: &Path) -> Result<Config, Stop> {
        let mut layers: Vec<(&Path, Option<Config>)> = Vec::new();
        for folder in folder.ancestors() {
            let layer = self.layer(folder)?;
            let ends = layer.as_ref().is_some_and(|layer| layer.root) && self.root.starts_with(folder);
            layers.push((folder, layer));
            if ends {
                break;
            }
        }
        let mut held = Config::default();
        for (folder, layer) in layers.into_iter().rev() {
            let trusted = self.root.starts_with(folder) || held.trusts(folder);
            if self.waiver_files {
                self.take_waivers(folder, trusted)?;
            }
            held = match layer {
                None => held,
                Some(layer) if trusted && layer.root => layer,
                Some(layer) if trusted => layer.over(&held),
                Some(layer) => {
                    let (kept, told) = layer.under(&held);
                    let new: Vec<_> = told.into_iter().filter(|told| !self.faults.contains(told)).collect();
                    self.faults.extend(new);
                    kept
                }
            };
        }
        Ok(held)
    }

    /// What the file in `folder` says, if there is one.
    fn layer(&mut self, folder: &Path) -> Result<Option<Config>, Stop> {
        let path = folder.join(config::FILE);
        if !files::is_there(&path) {
            return Ok(None);
        }
        let seen = self.files.contains_key(&path);
        let file = self.read(&path, Role::Configuration)?;
        let (mut layer, mut faults) = Config::parse(file, &self.sources, folder);
        faults.extend(stay_below(&mut layer, folder));
        if !seen {
            self.faults.extend(faults);
        }
        Ok(Some(self.extended(layer, folder, true)?))
    }

    fn take_waivers(&mut self, folder: &Path, trusted: bool) -> Result<(), Stop> {
        let path = folder.join(waiver::FILE);
        if self.files.contains_key(&path) || !files::is_there(&path) {
            return Ok(());
        }
        let file = self.read(&path, Role::Waivers)?;
        if !trusted {
            let first = Span::new(file, self.sources.get(file).line_range(0));
            let said = Text::new(
                "这份豁免没有采用：它在检查的根目录之下",
                "these waivers are not heeded: they lie below the root of the gate",
            );
            self.faults.push(not_heeded(first, waiver::FILE, said));
            return Ok(());
        }
        let (waivers, faults) = waiver::parse(file, &self.sources, folder, false);
        self.waivers.extend(waivers);
        self.faults.extend(faults);
        Ok(())
    }

    pub(super) fn read(&mut self, path: &Path, role: Role) -> Result<FileId, Stop> {
        if let Some(known) = self.files.get(path) {
            return Ok(*known);
        }
        let text = read_text(path, MOST_WRITTEN)?;
        self.inputs.push(Input::judging(path, role, &text));
        let file = self.sources.add(Source::new(short(path), text));
        self.files.insert(path.to_path_buf(), file);
        Ok(file)
    }
}

/// The root of the gate: what `--root` names, or the working directory.
pub fn root_of(rules: &RuleArgs) -> PathBuf {
    absolute(rules.root.as_deref().unwrap_or(Path::new(".")))
}

/// Takes out of a configuration that was found in `folder` the rules that stand elsewhere, and tells of them: whoever puts a
/// file beside a document must not have the files of the machine read and told.
pub(super) fn stay_below(layer: &mut Config, folder: &Path) -> Vec<Diagnostic> {
    let Some(Given { value, span: Some(span) }) = &mut layer.rules else { return Vec::new() };
    let mut faults = Vec::new();
    value.retain(|path| {
        let below = absolute(path).starts_with(folder) && files::lies_below(path, folder);
        if !below {
            let path = path.display();
            let said = Text::new(
                format!("{path} 不在这份配置所在的目录里"),
                format!("{path} does not lie in the folder of this configuration"),
            );
            let mut fault = Diagnostic::new(config::FAULT, Severity::Error, *span, said)
                .labelled(Text::new("只能指定这个目录里的规则", "rules stand in this folder or below"))
                .help(Text::new(
                    "把规则移到这个目录，写进上级目录的 gouji.toml，或用 --rules、--config 指定",
                    "move the rules here, name them in a gouji.toml further up, or by --rules or --config",
                ));
            fault.identity = path.to_string();
            faults.push(fault);
        }
        below
    });
    faults
}

/// The text of one of the gate's own files, of at most so many bytes.
pub fn read_text(path: &Path, most: u64) -> Result<String, Stop> {
    let shown = short(path);
    let refuse = |reason: &Text, help: Text| {
        let (zh, en) = (reason.get(Lang::Zh), reason.get(Lang::En));
        Stop::new(Text::new(format!("{shown} 读不了：{zh}"), format!("cannot read {shown}: {en}"))).help(help)
    };
    let bytes = files::read(path, most).map_err(|refused| refuse(&refused.reason(), refused.help()))?;
    let read = gouji::read::read_text(&shown, &bytes);
    read.map(|source| source.text().to_owned()).map_err(|refused| refuse(&refused.reason, refused.help))
}

fn by_hand_globs(globs: &[String]) -> Result<Option<Given<Globs>>, Stop> {
    if globs.is_empty() {
        return Ok(None);
    }
    Globs::new(globs.to_vec(), None).map(|globs| Some(Given::by_hand(globs))).map_err(|error| {
        let (glob, kind) = (error.glob().unwrap_or_default(), error.kind());
        Stop::new(Text::new(
            format!("通配符“{glob}”有误：{kind}"),
            format!("the glob '{glob}' is wrong: {kind}"),
        ))
        .help(Text::new("例：--exclude '*决算*'", "for instance: --exclude '*final*'"))
    })
}

/// An absolute path with `.` and `..` worked out without asking the system.
pub fn absolute(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// The absolute folder that a file stands in.
pub fn folder_of(path: &Path) -> PathBuf {
    let mut folder = absolute(path);
    folder.pop();
    folder
}

/// A path as people and code hosts see it: from here, where the two have a folder in common.
pub fn short(path: &Path) -> String {
    let seen = std::env::current_dir().ok().and_then(|here| seen_from(&here, path));
    seen.as_deref().unwrap_or(path).display().to_string()
}

/// The absolute `path` as it is seen from the absolute `here`; nothing where only the root is common to both.
fn seen_from(here: &Path, path: &Path) -> Option<PathBuf> {
    let common = here.ancestors().find(|folder| path.starts_with(folder) && folder.parent().is_some())?;
    let up = here.strip_prefix(common).ok()?.components().map(|_| Component::ParentDir);
    Some(up.collect::<PathBuf>().join(path.strip_prefix(common).ok()?))
}

/// A document's path as it is written in a file that stands in `folder`.
pub fn told_from(folder: &Path, path: &Path) -> String {
    let path = absolute(path);
    path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/")
}

/// The day by which waivers are judged.
pub fn today(scope: &Scope) -> Result<Date, Stop> {
    let Some(text) = &scope.as_of else {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        return Ok(Date::of_unix(since.as_secs()));
    };
    date(text)
}

/// A date as people write it.
pub fn date(text: &str) -> Result<Date, Stop> {
    Date::parse(text).ok_or_else(|| {
        Stop::new(Text::new(format!("“{text}”不是日期"), format!("'{text}' is no date")))
            .help(Text::new("写作 2030-12-31", "write 2030-12-31"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_seen_from_here_where_a_folder_is_common() {
        for (here, path, seen) in [
            ("/a/b", "/a/b/c.toml", Some("c.toml")),
            ("/a/b/c", "/a/gouji.toml", Some("../../gouji.toml")),
            ("/a/b", "/a/c/d.toml", Some("../c/d.toml")),
            ("/a/b", "/c/d.toml", None),
            ("/", "/c/d.toml", None),
            ("/a", "d.toml", None),
        ] {
            let told = seen_from(Path::new(here), Path::new(path));
            assert_eq!(told, seen.map(PathBuf::from), "{here} {path}");
        }
    }
}
