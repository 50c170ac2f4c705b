//! Rules as a whole: those that come with the program, and those of others beside them.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::KINDS;
use crate::diagnostic::{self, Diagnostic};
use crate::rule::load::{Shelf, load_shelf};
use crate::rule::{Pack, SHIPPED};
use crate::source::{FileId, Source, Sources};
use crate::spread::{Spread, in_turn};

/// Path and text of every rule file that comes with the program, and the text without its examples.
pub const DEFAULTS: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Packs, and what is wrong with them.
pub type Loaded = (Vec<Pack>, Vec<Diagnostic>);

/// Packs with the sources that their spans lie in.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Every rule file and dictionary; documents are added later.
    pub sources: Sources,
    /// The packs.
    pub packs: Vec<Pack>,
    /// What is wrong with them. What is at fault is left out of the packs.
    pub faults: Vec<Diagnostic>,
    /// The files that came with the program, or are the same.
    pub shipped: BTreeSet<FileId>,
}

/// The rules that come with the program, without their examples.
pub fn shipped() -> Rules {
    Rules::beside_shipped(std::iter::empty::<(String, String)>())
}

impl Rules {
    /// The rules that come with the program, and others: path and text of each rule file, and of the dictionaries they name.
    pub fn beside_shipped(others: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        let others = others.into_iter().map(|(name, text)| (name.into(), text.into()));
        let own = DEFAULTS.iter().map(|(name, _, lean)| (format!("{SHIPPED}{name}"), (*lean).to_owned()));
        let mut sources = Sources::new();
        let (mut names, mut files) = (BTreeMap::new(), Vec::new());
        for (name, text) in others.chain(own) {
            let is_rules = name.ends_with(".toml");
            let file = sources.add(Source::new(name.clone(), text));
            files.extend(is_rules.then_some(file));
            names.insert(name, file);
        }
        let shipped: BTreeSet<FileId> =
            files.iter().copied().filter(|file| is_shipped(*file, &sources)).collect();
        let shelf = Shelf {
            files: &files,
            sibling: &|path| names.get(path).copied(),
            strict: &|file| !shipped.contains(&file),
            by_hand: &|file| !sources.get(file).name().starts_with(SHIPPED),
        };
        let (packs, mut faults) = load_files(&shelf, &sources, in_turn);
        diagnostic::sort(&mut faults, &sources);
        Self { packs, faults, shipped, sources }
    }
}

/// Loads rule files into packs. Where all of them come with the program, folder by folder: their packs know nothing of each
/// other, while those of others may extend any.
pub fn load_files(shelf: &Shelf<'_>, sources: &Sources, spread: Spread<Loaded>) -> Loaded {
    let own = |file: &FileId| sources.get(*file).name().starts_with(SHIPPED);
    if !shelf.files.iter().all(own) {
        return load_shelf(KINDS, shelf, sources);
    }
    let folder = |file: FileId| sources.get(file).name().rsplit_once('/').map(|(folder, _)| folder);
    let groups: Vec<&[FileId]> =
        shelf.files.chunk_by(|left, right| folder(*left) == folder(*right)).collect();
    let load = |at: usize| load_shelf(KINDS, &Shelf { files: groups[at], ..*shelf }, sources);
    let (packs, faults): (Vec<_>, Vec<_>) = spread(groups.len(), &load).into_iter().unzip();
    (packs.concat(), faults.concat())
}

/// Whether a rule file is one that comes with the program, word for word.
pub fn is_shipped(file: FileId, sources: &Sources) -> bool {
    let source = sources.get(file);
    let name = source.name().strip_prefix(SHIPPED).unwrap_or(source.name());
    DEFAULTS.iter().any(|(known, full, lean)| *known == name && [*full, *lean].contains(&source.text()))
}
