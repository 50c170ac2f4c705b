//! Rules as a whole: those that come with the program, and those of others beside them.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::KINDS;
use crate::diagnostic::{self, Diagnostic, Severity, Text};
use crate::rule::load::{Shelf, load_later, load_shelf};
use crate::rule::{Pack, SHIPPED};
use crate::source::{BuiltIn, FileId, Source, Sources, Span};
use crate::spread::{Spread, in_turn};
use crate::words::{self, is_language};

/// A rule file, or a dictionary of one, that comes with the program.
#[derive(Debug)]
pub struct Shipped {
    /// Its path.
    pub name: &'static str,
    /// Its text.
    pub full: &'static str,
    /// The same without its examples.
    pub lean: BuiltIn,
}

/// Every one of them.
pub const DEFAULTS: &[Shipped] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The SHA-256 of the names and contents of these.
pub const DEFAULTS_SHA256: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.sha256"));

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

impl Shipped {
    /// It as a source without its examples.
    pub fn lean(&self) -> Source {
        Source::built_in(format!("{SHIPPED}{}", self.name), self.lean)
    }
}

impl Rules {
    /// The rules that come with the program, and others: path and text of each rule file, and of the dictionaries they name.
    pub fn beside_shipped(others: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        let others = others.into_iter().map(|(name, text)| Source::new(name, text));
        let mut sources = Sources::new();
        let (mut names, mut files) = (BTreeMap::new(), Vec::new());
        for source in others.chain(DEFAULTS.iter().map(Shipped::lean)) {
            let (name, is_rules) = (source.name().to_owned(), source.name().ends_with(".toml"));
            let file = sources.add(source);
            files.extend(is_rules.then_some(file));
            names.insert(name, file);
        }
        let (files, languages) = parted(&files, &sources);
        let told = adopt_languages(&languages, &sources);
        let shipped: BTreeSet<FileId> =
            files.iter().copied().filter(|file| is_shipped(*file, &sources)).collect();
        let shelf = Shelf {
            files: &files,
            sibling: &|path| names.get(path).copied(),
            strict: &|file| !shipped.contains(&file),
            by_hand: &|file| !sources.get(file).name().starts_with(SHIPPED),
        };
        let (packs, mut faults) = load_files(&shelf, &sources, in_turn);
        faults.extend(told);
        diagnostic::sort(&mut faults, &sources);
        Self { packs, faults, shipped, sources }
    }
}

/// Rule files, and the files of languages that stand among them.
pub fn parted(files: &[FileId], sources: &Sources) -> (Vec<FileId>, Vec<FileId>) {
    files.iter().partition(|file| !is_language(sources.get(**file).text()))
}

/// Takes the words of languages in, beside those that come with the program, and gives what is wrong with them. They hold for
/// the whole program, and are taken in before anything is read.
pub fn adopt_languages(files: &[FileId], sources: &Sources) -> Vec<Diagnostic> {
    let Some(&first) = files.first() else { return Vec::new() };
    let (words, mut faults) = words::load(files, sources);
    if !words::adopt(words) {
        let said = Text::new(
            "读过文件之后才给出的语言词表不起作用",
            "words of a language that come after something was read are not used",
        );
        let help = Text::new("在读任何文件之前给出", "give them before anything is read");
        faults.push(Diagnostic::new(words::FAULT, Severity::Error, Span::new(first, 0..0), said).help(help));
    }
    faults
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
    let load = |at: usize| load_later(KINDS, &Shelf { files: groups[at], ..*shelf }, sources);
    let (packs, faults): (Vec<_>, Vec<_>) = spread(groups.len(), &load).into_iter().unzip();
    (packs.concat(), faults.concat())
}

/// Whether a rule file is one that comes with the program, word for word.
pub fn is_shipped(file: FileId, sources: &Sources) -> bool {
    let source = sources.get(file);
    let name = source.name().strip_prefix(SHIPPED).unwrap_or(source.name());
    let is_it =
        |known: &Shipped| known.name == name && [known.full, known.lean.text].contains(&source.text());
    source.tree().is_some() || DEFAULTS.iter().any(is_it)
}
