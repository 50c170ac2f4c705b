//! Shelves of packs: one for each list of rules that configurations name. What a list does not speak of is loaded once and
//! stands on every shelf.

use std::collections::BTreeSet;

use gouji::checker::{Loaded, adopt_languages, load_files, parted};
use gouji::diagnostic::{Diagnostic, Lang};
use gouji::rule::Pack;
use gouji::rule::load::{Shelf, belongs};
use gouji::source::FileId;
use rayon::prelude::*;

use super::examine::on_all_cores;
use super::library::Library;

/// The packs of all shelves.
#[derive(Default)]
pub struct Shelves {
    /// Each once.
    pub packs: Vec<Pack>,
    /// What is wrong with them, each told once.
    pub faults: Vec<Diagnostic>,
    /// For each shelf, where its packs stand among all.
    pub places: Vec<Vec<usize>>,
}

/// What shelves are made of.
#[derive(Clone, Copy)]
pub struct Maker<'a> {
    /// Every file.
    pub library: &'a Library,
    /// Those that the arguments name.
    pub by_hand: &'a BTreeSet<FileId>,
    /// Those that came with the program, or are the same: they were tested before they were shipped.
    pub shipped: &'a BTreeSet<FileId>,
}

impl Maker<'_> {
    /// Makes shelves of these files, each in order; the `common` ones are on every shelf.
    pub fn make(self, common: &[FileId], shelves: &[Vec<FileId>]) -> Shelves {
        let sources = &self.library.sources;
        let (rules, mut languages) = parted(common, sources);
        let (own, more): (Vec<_>, Vec<_>) = shelves.iter().map(|files| parted(files, sources)).unzip();
        languages.extend(more.into_iter().flatten());
        languages.sort_unstable();
        languages.dedup();
        // Words are known before anything is read by them.
        let faults = adopt_languages(&languages, sources);
        let mut made = self.make_of_rules(&rules, &own);
        made.faults.extend(faults);
        made
    }

    fn make_of_rules(self, common: &[FileId], shelves: &[Vec<FileId>]) -> Shelves {
        if let [files] = shelves {
            let (packs, faults) = self.load(files);
            return Shelves { places: vec![(0..packs.len()).collect()], packs, faults };
        }
        // Where what is common is at fault, what is told of it may depend on the rest.
        let (base, faults) = self.load(common);
        let base = if faults.is_empty() { base } else { Vec::new() };
        let known: BTreeSet<FileId> = base.iter().flat_map(|pack| pack.files.iter().copied()).collect();
        let load = |files: &Vec<FileId>| {
            let needed = self.needed(files, &base, &known);
            let again: BTreeSet<FileId> =
                needed.iter().flat_map(|&at| base[at].files.iter().copied()).collect();
            let here = |file: &FileId| !known.contains(file) || again.contains(file);
            let files: Vec<FileId> = files.iter().copied().filter(here).collect();
            (needed, self.load(&files))
        };
        let loaded: Vec<(BTreeSet<usize>, Loaded)> = shelves.par_iter().map(load).collect();
        let mut all = Shelves { packs: base, ..Shelves::default() };
        let shared = all.packs.len();
        let mut told: BTreeSet<(FileId, u32, String)> = BTreeSet::new();
        for (needed, (packs, faults)) in loaded {
            let first = all.packs.len();
            all.packs.extend(packs);
            let own = first..all.packs.len();
            all.places.push(own.chain((0..shared).filter(|at| !needed.contains(at))).collect());
            all.faults.extend(faults.into_iter().filter(|fault| {
                let span = fault.primary.span;
                told.insert((span.file, span.start, fault.message.get(Lang::Zh).to_owned()))
            }));
        }
        all
    }

    /// The packs of `base` that are loaded again together with the rest of `files`: those that the rest speaks of, those over
    /// and under them; all, where that cannot be told from what the rest says of itself.
    fn needed(self, files: &[FileId], base: &[Pack], known: &BTreeSet<FileId>) -> BTreeSet<usize> {
        let all = || (0..base.len()).collect();
        let (mut names, mut extended) = (BTreeSet::new(), BTreeSet::new());
        for file in files.iter().filter(|file| !known.contains(file)) {
            let Some((name, base)) = belongs(self.library.sources.get(*file).text()) else { return all() };
            names.insert(name);
            extended.extend(base);
        }
        // What is told of a base that is not there names all there are.
        let is_there = |name: &String| names.contains(name) || base.iter().any(|pack| pack.name == *name);
        if !extended.iter().all(is_there) {
            return all();
        }
        names.append(&mut extended);
        let mut needed: BTreeSet<usize> = BTreeSet::new();
        loop {
            let speaks = |pack: &Pack| {
                names.contains(&pack.name) || pack.extends.as_ref().is_some_and(|base| names.contains(base))
            };
            let more: Vec<usize> =
                (0..base.len()).filter(|at| !needed.contains(at) && speaks(&base[*at])).collect();
            if more.is_empty() {
                return needed;
            }
            for at in more {
                needed.insert(at);
                names.insert(base[at].name.clone());
                names.extend(base[at].extends.clone());
            }
        }
    }

    fn load(self, files: &[FileId]) -> Loaded {
        let shelf = Shelf {
            files,
            sibling: &|path| self.library.named(path),
            strict: &|file| !self.shipped.contains(&file),
            by_hand: &|file| self.by_hand.contains(&file),
        };
        load_files(&shelf, &self.library.sources, on_all_cores)
    }
}
