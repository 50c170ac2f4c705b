//! The documents of a run as jobs: a file, or the files that are one disclosure, read as one document.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gouji::check::Checked;
use gouji::check::across::{Kept, keep};
use gouji::checker::{broke, guarded};
use gouji::diagnostic::{self, Diagnostic};
use gouji::disclosure::chain::{Member, Told, between};
use gouji::disclosure::{self, Card, first_line, together};
use gouji::document::{self, Document};
use gouji::gate::Gaps;
use gouji::gate::config::{Config, Named};
use gouji::ledger::{Entry, Mark, Outcome as Ended};
use gouji::read::Unreadable;
use gouji::read::passed::Passed;
use gouji::source::{FileId, Source, Sources, Span};
use gouji::timing::{self, Work};
use indicatif::ProgressBar;
use rayon::prelude::*;

use super::super::open::{Found, open_all};
use super::super::packs::Loaded;
use super::super::settings::absolute;
use super::super::walk::left_out;
use super::Keep;

/// Spreadsheets come behind what has words: the title of a disclosure is that of its narrative.
const SHEETS: [&str; 7] = ["xlsx", "xlsm", "xls", "et", "ods", "csv", "tsv"];

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

/// A document to be checked.
pub struct Job {
    /// Its source.
    pub file: FileId,
    /// Its files with their paths, in the order in which they are read; of most documents one.
    pub files: Vec<(FileId, PathBuf)>,
    /// What holds for it: the configuration of its first file.
    pub config: Arc<Config>,
    /// What its path says it is, where the configuration knows.
    pub named: Option<Named>,
    /// Whether somebody said that its files are one disclosure.
    asked: bool,
    parsed: Mutex<Option<Document>>,
}

/// A document that was checked.
pub struct Done {
    pub checked: Checked,
    pub document: Option<Document>,
    pub gaps: Gaps,
    card: Card,
    kept: Kept,
    first: Span,
}

/// What became of a job.
pub type Outcome = Result<Done, Unreadable>;

impl Job {
    /// A file by itself.
    pub fn file(file: FileId, parsed: Option<Document>, path: PathBuf, config: Arc<Config>) -> Self {
        let (files, parsed) = (vec![(file, path)], Mutex::new(parsed));
        Self { file, files, config, named: None, asked: false, parsed }
    }

    /// The path of its first file.
    pub fn path(&self) -> &Path {
        &self.files[0].1
    }

    /// The files of several jobs as one document.
    fn joined(mut jobs: Vec<Job>, named: Option<Named>, asked: bool, sources: &mut Sources) -> Self {
        if jobs.len() == 1 {
            return Self { named, asked, ..jobs.remove(0) };
        }
        let ending = |job: &Job| {
            let ending = job.path().extension().unwrap_or_default().to_string_lossy().to_lowercase();
            SHEETS.contains(&ending.as_str())
        };
        jobs.sort_by_key(ending);
        let files: Vec<(FileId, PathBuf)> = jobs.iter().flat_map(|job| job.files.iter().cloned()).collect();
        let file = as_one(&files, sources);
        Self { file, files, config: jobs[0].config.clone(), named, asked, parsed: Mutex::new(None) }
    }
}

/// Puts files together, in this order.
pub fn as_one(files: &[(FileId, PathBuf)], sources: &mut Sources) -> FileId {
    let ids: Vec<FileId> = files.iter().map(|(file, _)| *file).collect();
    sources.add(Source::joined(name(files, sources), &ids, sources))
}

/// What people call several files: the first by its path, the others by their names.
fn name(files: &[(FileId, PathBuf)], sources: &Sources) -> String {
    const SHOWN: usize = 4;
    let mut name = sources.get(files[0].0).name().to_owned();
    for (_, path) in files.iter().skip(1).take(SHOWN - 1) {
        let own = path.file_name().map(|name| name.to_string_lossy().into_owned());
        name.push_str(&format!(" + {}", own.unwrap_or_default()));
    }
    if files.len() > SHOWN {
        name.push_str(&format!(" + {}", files.len() - SHOWN));
    }
    name
}

/// Puts the files together that the arguments or the configuration say are one disclosure.
pub fn as_told(jobs: Vec<Job>, as_one: bool, sources: &mut Sources) -> Vec<Job> {
    if as_one && !jobs.is_empty() {
        return vec![Job::joined(jobs, None, true, sources)];
    }
    let mut sets: BTreeMap<Named, Vec<Job>> = BTreeMap::new();
    let mut left = Vec::new();
    for job in jobs {
        match job.config.disclosure(&absolute(job.path())) {
            Some(named) => sets.entry(named).or_default().push(job),
            None => left.push(job),
        }
    }
    left.extend(sets.into_iter().map(|(named, jobs)| Job::joined(jobs, Some(named), true, sources)));
    left.sort_by(|a, b| a.path().cmp(b.path()));
    left
}

/// Puts the files of a folder together that their titles say are one disclosure, and checks these anew; the others stay as they
/// are.
pub fn as_seen(
    jobs: Vec<Job>,
    outcomes: Vec<Outcome>,
    loaded: &mut Loaded,
    keep: Keep,
) -> (Vec<Job>, Vec<Outcome>) {
    let mut folders: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for (at, job) in jobs.iter().enumerate() {
        if !job.asked && outcomes[at].is_ok() {
            let folder = job.path().parent().unwrap_or(Path::new("")).to_path_buf();
            folders.entry(folder).or_default().push(at);
        }
    }
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for files in folders.into_values().filter(|files| files.len() > 1) {
        let cards: Vec<&Card> =
            files.iter().filter_map(|at| outcomes[*at].as_ref().ok()).map(|done| &done.card).collect();
        sets.extend(together(&cards).iter().map(|set| set.iter().map(|at| files[*at]).collect()));
    }
    if sets.is_empty() {
        return (jobs, outcomes);
    }
    let mut all: Vec<Option<(Job, Outcome)>> = jobs.into_iter().zip(outcomes).map(Some).collect();
    let mut joined = Vec::new();
    for set in sets {
        let of_set: Vec<Job> = set.iter().filter_map(|at| all[*at].take()).map(|(job, _)| job).collect();
        joined.push(Job::joined(of_set, None, false, &mut loaded.sources));
    }
    let checked = check_all(&joined, loaded, (keep, true), &ProgressBar::hidden());
    let mut all: Vec<(Job, Outcome)> =
        all.into_iter().flatten().chain(joined.into_iter().zip(checked)).collect();
    all.sort_by(|(a, _), (b, _)| a.path().cmp(b.path()));
    all.into_iter().unzip()
}

/// Ties the documents to each other: figures stay of each, and no document.
pub fn tie(outcomes: &mut [Outcome], loaded: &Loaded, severity: &dyn Fn(usize, &mut Diagnostic) -> bool) {
    let mut at_member = Vec::new();
    let mut members = Vec::new();
    for (at, outcome) in outcomes.iter_mut().enumerate() {
        if let Ok(done) = outcome {
            let (card, kept, first) = (done.card.clone(), std::mem::take(&mut done.kept), done.first);
            members.push(Member { card, kept, first });
            at_member.push(at);
        }
    }
    if members.len() < 2 {
        return;
    }
    let mut touched = BTreeSet::new();
    for told in timing::of(|| Work::Keeping, || between(&members, &loaded.packs)) {
        let (Told::Finding(member, _) | Told::Ended(member, ..)) = told;
        let at = at_member[member];
        let Ok(done) = &mut outcomes[at] else { continue };
        match told {
            Told::Finding(_, mut found) => {
                if severity(at, &mut found) {
                    done.checked.diagnostics.push(*found);
                    touched.insert(at);
                }
            }
            Told::Ended(_, rule, outcome, figures) => {
                let ledger = &mut done.checked.ledger;
                let mark = match outcome {
                    Ended::Holds | Ended::WithinRounding => Mark::Tied,
                    Ended::Fails => Mark::Contradicted,
                    _ => Mark::Unchecked,
                };
                for id in &figures {
                    let known = &mut ledger.marks[id.0 as usize];
                    *known = (*known).max(mark);
                }
                ledger.entries.push(Entry { rule, outcome, figures });
            }
        }
    }
    for at in touched {
        if let Ok(done) = &mut outcomes[at] {
            diagnostic::sort(&mut done.checked.diagnostics, &loaded.sources);
        }
    }
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
            let done = one(loaded, &jobs[at], tied, keep);
            bar.inc(1);
            (at, done)
        })
        .collect();
    checked.sort_by_key(|(at, _)| *at);
    checked.into_iter().map(|(_, done)| done).collect()
}

/// Checks one document, parsing it if it is not yet, and says what was left unchecked. A fault of the program on one document
/// must not take the others with it.
fn one(loaded: &Loaded, job: &Job, tied: bool, wanted: Keep) -> Outcome {
    let source = loaded.sources.get(job.file);
    let parsed = job.parsed.lock().unwrap_or_else(PoisonError::into_inner).take();
    let done = guarded(|| {
        let parse = || timing::of(|| Work::Parsing, || document::parse(job.file, source));
        let mut document = parsed.unwrap_or_else(parse);
        document.file = job.file;
        let path = absolute(job.path());
        let judge = loaded.judge(&job.config);
        let (mut checked, gaps) = judge.judge(source, &document, &path);
        let packs = judge.packs_for(&document, &path).into_iter();
        let kinds: Vec<String> =
            packs.filter(|pack| judge.tells_the_kind(pack)).map(|pack| pack.name.clone()).collect();
        let own: Vec<&str> = kinds.iter().map(String::as_str).collect();
        let kept = match tied {
            true => timing::of(|| Work::Keeping, || keep(&loaded.packs, &own, &document, &checked.ledger)),
            false => Kept::default(),
        };
        let mut card = Card::of(&document, source, &loaded.packs, kinds);
        if let Some(named) = &job.named {
            card.named(&|name| named.names.get(name).cloned());
        }
        let first = first_line(&document);
        if job.asked {
            checked.diagnostics.extend(disclosure::alone(&card, first));
        }
        diagnostic::sort(&mut checked.diagnostics, &loaded.sources);
        if wanted == Keep::Findings {
            checked.ledger.settle();
        }
        document.forget();
        let document = (wanted == Keep::Documents).then_some(document);
        Done { checked, document, gaps, card, kept, first }
    });
    done.map_err(|panic| broke(source.name(), panic.as_ref()))
}
