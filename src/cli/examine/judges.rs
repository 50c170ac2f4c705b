//! By whose rules a run was judged: its configurations and its waivers.

use std::collections::BTreeMap;
use std::sync::Arc;

use gouji::gate::config::Config;
use gouji::gate::judged::{Judged, JudgedBy, Pardon};
use gouji::gate::waiver::{self, Waiver};
use gouji::source::{FileId, Sources};

use super::super::settings::short;

/// The files of waivers, each with how many findings it lets pass.
pub fn pardons(waivers: &[Waiver], sources: &Sources) -> Vec<Pardon> {
    let pardon = |(file, findings)| Pardon { path: sources.get(file).name().to_owned(), findings };
    waiver::covered(waivers).into_iter().map(pardon).collect()
}

/// The configurations of a run, each told once by the files it was read from.
#[derive(Default)]
pub struct Judges {
    by: Vec<(Arc<Config>, usize, usize)>,
    at: BTreeMap<Vec<FileId>, usize>,
}

impl Judges {
    fn of(&mut self, config: &Arc<Config>) -> &mut (Arc<Config>, usize, usize) {
        let next = self.by.len();
        let at = *self.at.entry(config.files.clone()).or_insert(next);
        if at == next {
            self.by.push((config.clone(), 0, 0));
        }
        &mut self.by[at]
    }

    pub fn judge(&mut self, config: &Arc<Config>) {
        self.of(config).1 += 1;
    }

    pub fn left_out(&mut self, config: &Arc<Config>, count: usize) {
        if count > 0 {
            self.of(config).2 += count;
        }
    }

    /// In the order of their files.
    pub fn told(self, sources: &Sources) -> Judged {
        let told = |(config, documents, left_out): (Arc<Config>, usize, usize)| {
            let files = config.files.iter().map(|file| sources.get(*file).name().to_owned()).collect();
            let name = |file: FileId| sources.get(file).name();
            let not_heeded =
                config.unheeded.iter().map(|one| format!("{}: {}", name(one.file), one.key)).collect();
            JudgedBy { documents, left_out, not_heeded, ..JudgedBy::new(&config, files, &|path| short(path)) }
        };
        let mut by: Vec<JudgedBy> = self.by.into_iter().map(told).collect();
        by.sort_by(|a, b| a.files.cmp(&b.files));
        Judged { by, ..Judged::default() }
    }
}
