//! Which new document is the next version of which old one: the two files that were named, files of one name in two folders,
//! else what a department calls its document of a year.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gouji::disclosure::department::Department;

use super::super::examine::Examined;

/// Documents by their index: in both versions, in the old alone, in the new alone.
#[derive(Debug, Default)]
pub struct Pairs {
    /// Old and new.
    pub both: Vec<(usize, usize)>,
    /// Without a successor.
    pub old: Vec<usize>,
    /// Without a predecessor.
    pub new: Vec<usize>,
}

/// Pairs the documents of `old` and `new`, which were found under these paths.
pub fn pairs(old: &Examined, new: &Examined, old_root: &Path, new_root: &Path) -> Pairs {
    let (n_old, n_new) = (old.documents.len(), new.documents.len());
    if n_old == 1 && n_new == 1 && !old_root.is_dir() && !new_root.is_dir() {
        return Pairs { both: vec![(0, 0)], ..Pairs::default() };
    }
    let mut partner: Vec<Option<usize>> = vec![None; n_new];
    let mut taken = vec![false; n_old];
    let name = |done: &Examined, root: &Path, at: usize| -> Option<PathBuf> {
        let path = &done.told[at].path;
        Some(path.strip_prefix(root).unwrap_or(path).to_path_buf())
    };
    let department = |done: &Examined, at: usize| -> Option<(String, Option<u32>)> {
        let document = done.parsed.get(at)?;
        let found = Department::of(document, done.sources.get(document.file), &done.packs);
        found.is_named.then_some((found.name, found.year))
    };
    fit(&mut partner, &mut taken, &|at| name(old, old_root, at), &|at| name(new, new_root, at));
    fit(&mut partner, &mut taken, &|at| department(old, at), &|at| department(new, at));
    let both = partner.iter().enumerate().filter_map(|(is, was)| was.map(|was| (was, is)));
    Pairs {
        both: both.collect(),
        old: (0..n_old).filter(|at| !taken[*at]).collect(),
        new: (0..n_new).filter(|at| partner[*at].is_none()).collect(),
    }
}

/// Pairs what has no partner yet and is known by the same key, where one document of each version has it.
fn fit<K: Ord>(
    partner: &mut [Option<usize>],
    taken: &mut [bool],
    old: &dyn Fn(usize) -> Option<K>,
    new: &dyn Fn(usize) -> Option<K>,
) {
    let mut known: BTreeMap<K, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for at in (0..taken.len()).filter(|at| !taken[*at]) {
        if let Some(key) = old(at) {
            known.entry(key).or_default().0.push(at);
        }
    }
    for at in (0..partner.len()).filter(|at| partner[*at].is_none()) {
        if let Some(key) = new(at) {
            known.entry(key).or_default().1.push(at);
        }
    }
    for (was, is) in known.values() {
        if let ([was], [is]) = (was.as_slice(), is.as_slice()) {
            taken[*was] = true;
            partner[*is] = Some(*was);
        }
    }
}
