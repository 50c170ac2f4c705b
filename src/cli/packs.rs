//! The rules of a run: those compiled in, those of `--rules`, and those that a configuration names. Documents that are under
//! the same rules share a shelf of packs; what one folder's configuration names is on no other folder's shelf.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gouji::checker::{self, DEFAULTS, Judge, is_shipped};
use gouji::diagnostic::{Diagnostic, Text};
use gouji::gate::config::Config;
use gouji::rule::{Pack, Rule, SHIPPED};
use gouji::source::{FileId, Source, Sources};

use super::examine::on_all_cores;
use super::idle::Entry;
use super::library::Library;
use super::outputs::Input;
use super::settings::{Settings, short};
use super::shelves::{Maker, Shelves};
use super::{RuleArgs, Stop};

/// Packs with the sources their spans lie in.
pub struct Loaded {
    /// Every rule file; documents are added later.
    pub sources: Sources,
    /// The packs of every shelf, each once.
    pub packs: Vec<Pack>,
    /// What is wrong with them.
    pub faults: Vec<Diagnostic>,
    /// Where the packs of documents stand among all, by the rules that their configuration names.
    shelves: BTreeMap<Vec<PathBuf>, Vec<usize>>,
    /// The files that came with the program, or are the same.
    shipped: BTreeSet<FileId>,
    /// What the arguments and the configurations named.
    pub entries: Vec<Entry>,
    /// Every file that was read.
    pub inputs: Vec<Input>,
}

impl Loaded {
    /// Every rule with its pack.
    pub fn rules(&self) -> impl Iterator<Item = (&Pack, &Rule)> {
        self.packs.iter().flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)))
    }

    /// The packs that a document under `config` may get.
    pub fn shelf(&self, config: &Config) -> Vec<&Pack> {
        self.shelves.get(named(config)).map(|places| self.at(places)).unwrap_or_default()
    }

    /// Every shelf, with the rules that configurations name for it.
    pub fn shelves(&self) -> impl Iterator<Item = (&[PathBuf], Vec<&Pack>)> {
        self.shelves.iter().map(|(list, places)| (list.as_slice(), self.at(places)))
    }

    fn at(&self, places: &[usize]) -> Vec<&Pack> {
        places.iter().filter_map(|&at| self.packs.get(at)).collect()
    }

    /// Whether the pack, where it applies, says what kind of document it is.
    pub fn tells_the_kind(&self, pack: &Pack) -> bool {
        checker::tells_the_kind(pack, &self.shipped)
    }

    /// What judges the documents under `config`.
    pub fn judge<'a>(&'a self, config: &'a Config) -> Judge<'a> {
        Judge { packs: self.shelf(config), shipped: &self.shipped, config, spread: on_all_cores }
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
    let mut loaded = load(args, settings.sources, &lists(std::slice::from_ref(&config)), examples)?;
    loaded.faults.extend(settings.faults);
    gouji::diagnostic::sort(&mut loaded.faults, &loaded.sources);
    Ok((loaded, config))
}

/// The rules that a configuration names.
pub fn named(config: &Config) -> &[PathBuf] {
    config.rules.as_ref().map(|given| given.value.as_slice()).unwrap_or_default()
}

/// The rules that configurations name, each list once; where there is no configuration, none.
pub fn lists(configs: &[Arc<Config>]) -> BTreeSet<Vec<PathBuf>> {
    match configs {
        [] => BTreeSet::from([Vec::new()]),
        configs => configs.iter().map(|config| named(config).to_vec()).collect(),
    }
}

/// Loads what the arguments name and what configurations do, shelf by shelf, beside `sources` that are there already.
pub fn load(
    args: &RuleArgs,
    sources: Sources,
    lists: &BTreeSet<Vec<PathBuf>>,
    examples: Examples,
) -> Result<Loaded, Stop> {
    let mut library = Library::new(sources);
    let mut entries = Vec::new();
    let mut by_hand: Vec<FileId> = Vec::new();
    for path in &args.files {
        let files = library.add_path(path)?;
        by_hand.extend(&files);
        entries.push(Entry { path: path.clone(), files, named: None });
    }
    let mut known: BTreeMap<&PathBuf, Vec<FileId>> = BTreeMap::new();
    for path in lists.iter().flatten().collect::<BTreeSet<_>>() {
        let as_told = PathBuf::from(short(path));
        let files = library.add_path(&as_told)?;
        known.insert(path, files.clone());
        entries.push(Entry { path: as_told, files, named: Some(path.clone()) });
    }
    let mut defaults = Vec::new();
    for shipped in DEFAULTS {
        let file = library.add(match examples {
            Examples::Kept => Source::new(format!("{SHIPPED}{}", shipped.name), shipped.full),
            Examples::Left => shipped.lean(),
        });
        defaults.extend((shipped.name.ends_with(".toml") && !args.no_default_rules).then_some(file));
    }
    let of_list = |list: &Vec<PathBuf>| {
        let files = list.iter().filter_map(|path| known.get(path)).flatten();
        let mut seen = BTreeSet::new();
        let files = by_hand.iter().chain(files).chain(&defaults).copied();
        files.filter(|file| seen.insert(*file)).collect::<Vec<FileId>>()
    };
    let shelves: Vec<Vec<FileId>> = lists.iter().map(of_list).collect();
    if shelves.iter().all(Vec::is_empty) {
        return Err(Stop::new(Text::new("没有任何规则", "there are no rules"))
            .help(Text::new("用 --rules 指定规则目录或文件", "name a directory or file with --rules")));
    }
    let shipped: BTreeSet<FileId> =
        shelves.iter().flatten().copied().filter(|file| is_shipped(*file, &library.sources)).collect();
    let common = of_list(&Vec::new());
    let by_hand = by_hand.iter().copied().collect();
    let Shelves { packs, mut faults, places } =
        Maker { library: &library, by_hand: &by_hand, shipped: &shipped }.make(&common, &shelves);
    let Library { sources, inputs, .. } = library;
    gouji::diagnostic::sort(&mut faults, &sources);
    let shelves = lists.iter().cloned().zip(places).collect();
    Ok(Loaded { sources, packs, faults, shelves, shipped, entries, inputs })
}
