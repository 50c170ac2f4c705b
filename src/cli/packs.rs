//! The rules of a run: those compiled in, those of `--rules`, and those that a configuration names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use gouji::diagnostic::{Diagnostic, Text};
use gouji::gate::config::Config;
use gouji::rule::load::load_with;
use gouji::rule::{Pack, Rule};
use gouji::source::{FileId, Source, Sources};
use rayon::prelude::*;
use walkdir::WalkDir;

use super::idle::Entry;
use super::settings::{Settings, short};
use super::{RuleArgs, Stop};

/// Path and text of every rule file that comes with the program, and the text without its examples.
const DEFAULTS: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Packs with the sources their spans lie in.
pub struct Loaded {
    /// Every rule file; documents are added later.
    pub sources: Sources,
    /// The packs.
    pub packs: Vec<Pack>,
    /// What is wrong with them.
    pub faults: Vec<Diagnostic>,
    /// The rule files that a configuration named, by the path it named: they are for its documents only.
    extra: Vec<(FileId, PathBuf)>,
    /// The packs compiled in that are for documents of any kind.
    general: Vec<String>,
    /// What the arguments and the configurations named.
    pub entries: Vec<Entry>,
}

impl Loaded {
    /// Every rule with its pack.
    pub fn rules(&self) -> impl Iterator<Item = (&Pack, &Rule)> {
        self.packs.iter().flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)))
    }

    /// Whether the pack, where it applies, says what kind of document it is. A pack that comes with the program and is for
    /// every document does not; one that somebody named does, whatever it is for.
    pub fn tells_the_kind(&self, pack: &Pack) -> bool {
        !self.general.contains(&pack.name)
    }

    /// Whether a document whose configuration names the rules `named` may get the pack.
    pub fn may_get(&self, pack: &Pack, named: &[PathBuf]) -> bool {
        let ours = |rule: &Rule| {
            self.extra
                .iter()
                .find(|(file, _)| *file == rule.span.file)
                .is_none_or(|(_, from)| named.contains(from))
        };
        self.extra.is_empty() || pack.rules.is_empty() || pack.rules.iter().any(ours)
    }
}

/// Whether the examples of the rules that come with the program are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Examples {
    /// They are loaded too.
    Kept,
    /// They are left out, which loads in half the time.
    Left,
}

/// Loads what the arguments name, and what the configuration of `folder` does; gives that configuration too.
pub fn of(args: &RuleArgs, folder: &Path, examples: Examples) -> Result<(Loaded, Arc<Config>), Stop> {
    let mut settings = Settings::without_waivers(args)?;
    let config = settings.of_folder(folder)?;
    let named = config.rules.as_ref().map(|given| given.value.clone()).unwrap_or_default();
    let mut loaded = load(args, settings.sources, &named, examples)?;
    loaded.faults.extend(settings.faults);
    gouji::diagnostic::sort(&mut loaded.faults, &loaded.sources);
    Ok((loaded, config))
}

/// Loads what the arguments name and what configurations do, beside `sources` that are there already.
pub fn load(
    args: &RuleArgs,
    sources: Sources,
    named: &[PathBuf],
    examples: Examples,
) -> Result<Loaded, Stop> {
    let mut library = Library { sources, ..Library::default() };
    // A file given by hand takes the place of the one compiled in under the same name.
    let mut entries = Vec::new();
    for path in &args.files {
        entries.push(library.add_path(path)?);
    }
    let mut extra = Vec::new();
    for path in named {
        let entry = library.add_path(&PathBuf::from(short(path)))?;
        extra.extend(entry.files.iter().map(|file| (*file, path.clone())));
        entries.push(entry);
    }
    if !args.no_default_rules {
        for (name, full, lean) in DEFAULTS {
            let text = if examples == Examples::Kept { full } else { lean };
            library.add((*name).to_owned(), (*text).to_owned(), name.ends_with(".toml"));
        }
    }
    if library.rules.is_empty() {
        return Err(Stop::new(Text::new("没有任何规则", "there are no rules"))
            .help(Text::new("用 --rules 指定规则目录或文件", "name a directory or file with --rules")));
    }
    let Library { sources, rules, names } = library;
    let sibling = |path: &str| names.get(&plain(Path::new(path))).copied();
    // What is compiled in was tested before it was shipped.
    let as_shipped = |file: &&FileId| {
        let source = sources.get(**file);
        DEFAULTS
            .iter()
            .any(|(name, full, lean)| *name == source.name() && [*full, *lean].contains(&source.text()))
    };
    let known: BTreeSet<FileId> = rules.iter().filter(as_shipped).copied().collect();
    let shipped = |file: FileId| known.contains(&file);
    // The packs that come with the program know nothing of each other; those of others may extend any.
    let groups = if entries.is_empty() { by_folder(&rules, &sources) } else { vec![rules] };
    let load = |files: &Vec<FileId>| load_with(files, &sources, &sibling, &|file| !shipped(file));
    let loaded: Vec<(Vec<Pack>, Vec<Diagnostic>)> = groups.par_iter().map(load).collect();
    let (mut packs, mut faults) = (Vec::new(), Vec::new());
    for (some, wrong) in loaded {
        packs.extend(some);
        faults.extend(wrong);
    }
    gouji::diagnostic::sort(&mut faults, &sources);
    let anything = |pack: &Pack| pack.applies.title.is_empty() && pack.applies.tables == 0;
    let by_hand = |pack: &Pack| pack.rules.iter().any(|rule| !shipped(rule.span.file));
    let general = packs.iter().filter(|pack| anything(pack) && !by_hand(pack));
    let general = general.map(|pack| pack.name.clone()).collect();
    Ok(Loaded { sources, packs, faults, extra, general, entries })
}

/// Files of one folder together, in their order.
fn by_folder(files: &[FileId], sources: &Sources) -> Vec<Vec<FileId>> {
    let folder = |file: FileId| sources.get(file).name().rsplit_once('/').map(|(folder, _)| folder);
    files.chunk_by(|left, right| folder(*left) == folder(*right)).map(<[FileId]>::to_vec).collect()
}

/// Rule files by name, each once.
#[derive(Default)]
struct Library {
    sources: Sources,
    rules: Vec<FileId>,
    names: BTreeMap<String, FileId>,
}

impl Library {
    fn add(&mut self, name: String, text: String, is_rules: bool) {
        if self.names.contains_key(&name) {
            return;
        }
        let file = self.sources.add(Source::new(name.clone(), text));
        if is_rules {
            self.rules.push(file);
        }
        self.names.insert(name, file);
    }

    fn add_path(&mut self, path: &Path) -> Result<Entry, Stop> {
        let before = self.rules.len();
        match path.is_dir() {
            true => self.add_folder(path)?,
            false => self.add_file(path)?,
        }
        Ok(Entry { path: path.to_path_buf(), files: self.rules[before..].to_vec() })
    }

    fn add_folder(&mut self, path: &Path) -> Result<(), Stop> {
        let mut files = Vec::new();
        for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
            let entry = entry.map_err(|error| cannot_read(path, &error.to_string()))?;
            if entry.file_type().is_file() && entry.path().extension().is_some_and(|ext| ext == "toml") {
                files.push(entry.into_path());
            }
        }
        if files.is_empty() {
            let path = path.display();
            return Err(Stop::new(Text::new(
                format!("规则目录 {path} 里没有 .toml 文件"),
                format!("there is no .toml file in the rules directory {path}"),
            )));
        }
        files.iter().try_for_each(|file| self.add_file(file))
    }

    /// A rule file and the tables it names.
    fn add_file(&mut self, path: &Path) -> Result<(), Stop> {
        let text = read(path)?;
        let name = plain(path);
        let mut tables: Vec<String> = text.split(['"', '\'']).map(|part| beside(&name, part)).collect();
        tables.retain(|table| table.ends_with(".csv") && Path::new(table).is_file());
        self.add(name, text, true);
        for table in tables {
            let text = read(Path::new(&table))?;
            self.add(table, text, false);
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<String, Stop> {
    let bytes = fs::read(path).map_err(|error| cannot_read(path, &error.to_string()))?;
    match gouji::read::read_text(&path.display().to_string(), &bytes) {
        Ok(source) => Ok(source.text().to_owned()),
        Err(unreadable) => {
            let path = path.display();
            let (zh, en) = (
                unreadable.reason.get(gouji::diagnostic::Lang::Zh),
                unreadable.reason.get(gouji::diagnostic::Lang::En),
            );
            let what = Text::new(
                format!("规则文件 {path} 读不了：{zh}"),
                format!("cannot read the rules {path}: {en}"),
            );
            Err(Stop::new(what).help(unreadable.help))
        }
    }
}

fn cannot_read(path: &Path, why: &str) -> Stop {
    let path = path.display();
    Stop::new(Text::new(format!("规则 {path} 读不了：{why}"), format!("cannot read the rules {path}: {why}")))
        .help(Text::new("--rules 要给规则目录或 TOML 文件", "--rules takes a directory or a TOML file"))
}

/// The file `name` as written in the file `from`.
fn beside(from: &str, name: &str) -> String {
    plain(&Path::new(from).parent().unwrap_or(Path::new("")).join(name))
}

/// A path with `.` and `..` worked out as far as can be without asking the system, and `/` between its parts.
pub fn plain(path: &Path) -> String {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if parts.file_name().is_some_and(|name| name != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siblings_are_found_by_plain_paths() {
        assert_eq!(beside("rules/budget/a.toml", "codes.csv"), "rules/budget/codes.csv");
        assert_eq!(beside("rules/budget/a.toml", "../codes/x.csv"), "rules/codes/x.csv");
        assert_eq!(beside("a.toml", "./x.csv"), "x.csv");
        assert_eq!(beside("../a.toml", "../x.csv"), "../../x.csv");
    }
}
