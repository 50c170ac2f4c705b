//! The files of a run, read and parsed, and checked on all cores.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gouji::checker::several::{Job, Keep, Outcome, as_seen, as_set, in_order};
use gouji::checker::{broke, guarded};
use gouji::document::{self, Document};
use gouji::gate::config::Config;
use gouji::read::Unreadable;
use gouji::read::passed::Passed;
use gouji::source::{FileId, Source};
use gouji::timing::{self, Work};
use indicatif::ProgressBar;
use rayon::prelude::*;

use super::super::open::{Found, open_all};
use super::super::packs::Loaded;
use super::super::settings::absolute;
use super::super::walk::left_out;

/// A document that was read, and parsed if there was time for it.
pub struct Opened {
    pub source: Source,
    pub document: Option<Document>,
}

impl Opened {
    fn of(source: Source, parsed: bool) -> Result<Self, Unreadable> {
        if !parsed {
            return Ok(Self { source, document: None });
        }
        // Which number it is known by is decided once the rules are there.
        let document = guarded(|| timing::of(|| Work::Parsing, || document::parse(FileId(0), &source)));
        let document = document.map_err(|panic| broke(source.name(), panic.as_ref()))?;
        Ok(Self { source, document: Some(document) })
    }
}

/// A document, or those in an archive, each with its path and what holds for it.
pub fn all(
    (path, met): (&Path, bool),
    config: &Arc<Config>,
    parsed: bool,
    out: &AtomicUsize,
    passed: &Mutex<Vec<Passed>>,
) -> Vec<(PathBuf, Result<Opened, Unreadable>, Arc<Config>)> {
    let start = absolute(path);
    let open = || open_all(path, met, &|inner| config.passes_over(&absolute(inner), &start));
    let (found, left) = timing::of(|| Work::Reading, open);
    out.fetch_add(left_out(&left), Ordering::Relaxed);
    passed.lock().unwrap_or_else(PoisonError::into_inner).extend(left);
    let opened =
        |(path, source): Found| (path, source.and_then(|source| Opened::of(source, parsed)), config.clone());
    found.into_iter().map(opened).collect()
}

/// So many disclosures are put together at a time: the text of each stands in memory once more while it is checked.
const AT_A_TIME: usize = 64;

/// Puts the files of a folder together that their titles say are one disclosure, and checks these anew; the others stay as they
/// are.
pub fn seen(
    jobs: Vec<Job>,
    outcomes: Vec<Outcome>,
    loaded: &mut Loaded,
    keep: Keep,
) -> (Vec<Job>, Vec<Outcome>) {
    let (mut all, sets) = as_seen(jobs, outcomes);
    let mut sets = sets.into_iter().peekable();
    while sets.peek().is_some() {
        let some = sets.by_ref().take(AT_A_TIME);
        let joined: Vec<Job> = some.map(|set| as_set(set, &mut loaded.sources)).collect();
        let checked = check_all(&joined, loaded, (keep, true), &ProgressBar::hidden());
        if keep == Keep::Findings {
            joined.iter().for_each(|job| loaded.sources.let_go(job.file));
        }
        all.extend(joined.into_iter().zip(checked));
    }
    in_order(all)
}

/// Checks every document, in any order; gives what became of each in theirs. `tied`: figures are kept that others are tied to.
pub fn check_all(
    jobs: &[Job],
    loaded: &Loaded,
    (keep, tied): (Keep, bool),
    bar: &ProgressBar,
) -> Vec<Outcome> {
    // The longest first, one by one: a long document taken last would keep all cores but one waiting.
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(loaded.sources.get(jobs[at].file).text().len()));
    let mut checked: Vec<(usize, Outcome)> = order
        .into_par_iter()
        .with_max_len(1)
        .map(|at| {
            let (job, judge) = (&jobs[at], loaded.judge(&jobs[at].config));
            let done = judge.done(job, &loaded.packs, &loaded.sources, (keep, tied));
            bar.inc(1);
            (at, done)
        })
        .collect();
    checked.sort_by_key(|(at, _)| *at);
    checked.into_iter().map(|(_, done)| done).collect()
}
