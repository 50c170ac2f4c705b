//! Several files of one run: those that are one disclosure are read as one document, and documents that answer each other are
//! tied. Where the files come from, and how many are checked at a time, is the program's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Judge, broke, guarded};
use crate::check::Checked;
use crate::check::across::{Kept, keep};
use crate::diagnostic::{self, Diagnostic, Text};
use crate::disclosure::chain::{Member, Told, between};
use crate::disclosure::{self, Card, first_line, published, together};
use crate::document::{self, Document};
use crate::gate::Gaps;
use crate::gate::config::{Config, Named};
use crate::ledger::{Entry, Mark, Missed, Outcome as Ended, shared};
use crate::read::Unreadable;
use crate::rule::Pack;
use crate::source::{FileId, Source, Sources, Span};
use crate::timing::{self, Work};

/// Spreadsheets come behind what has words: the title of a disclosure is that of its narrative.
const SHEETS: [&str; 7] = ["xlsx", "xlsm", "xls", "et", "ods", "csv", "tsv"];

/// A document of more figures, blank cells among them, is not checked: what is done takes some ten microseconds a figure, whatever
/// its shape, and one file must not keep a run for minutes. The longest of the published documents has a tenth of them.
const MOST_FIGURES: usize = 400_000;

/// What there is to say of a document that asks for more work than any.
fn too_many(name: &str, figures: usize) -> Unreadable {
    Unreadable {
        name: name.to_owned(),
        reason: Text::new(
            format!("共 {figures} 个数，一份文件最多核对 {MOST_FIGURES} 个"),
            format!("it has {figures} figures; no more than {MOST_FIGURES} are checked in one document"),
        ),
        help: Text::new(
            "按部门或按表拆成几份再检查",
            "split it by department or by table, and check the parts",
        ),
    }
}

/// What stays of a document when it has been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// What was found in it and proved of it.
    Findings,
    /// The document as well, for reports that show it.
    Documents,
}

/// A document to be checked.
#[derive(Debug)]
pub struct Job {
    /// Its source.
    pub file: FileId,
    /// Its files with their paths, in the order in which they are read; of most documents one.
    pub files: Vec<(FileId, PathBuf)>,
    /// What holds for it: the configuration of its first file.
    pub config: Arc<Config>,
    /// The absolute path of its first file, as configurations know it.
    at: PathBuf,
    /// What its path says it is, where the configuration knows.
    named: Option<Named>,
    /// Whether somebody said that its files are one disclosure.
    asked: bool,
    parsed: Mutex<Option<Document>>,
}

/// A document that was checked.
#[derive(Debug)]
pub struct Done {
    /// What was found, in the order it is told, and what was proved.
    pub checked: Checked,
    /// The document, where it is kept.
    pub document: Option<Document>,
    /// What of it was not judged.
    pub gaps: Gaps,
    /// What stays of it for the documents that answer it.
    pub member: Member,
}

/// What became of a job.
pub type Outcome = Result<Box<Done>, Unreadable>;

impl Job {
    /// A file by itself: the path it is told by, and its absolute path.
    pub fn file(
        file: FileId,
        parsed: Option<Document>,
        (path, at): (PathBuf, PathBuf),
        config: Arc<Config>,
    ) -> Self {
        let (files, parsed) = (vec![(file, path)], Mutex::new(parsed));
        Self { file, files, config, at, named: None, asked: false, parsed }
    }

    /// The path of its first file.
    pub fn path(&self) -> &Path {
        &self.files[0].1
    }

    /// The path of the file that `span` points into.
    pub fn path_of(&self, span: Span) -> &Path {
        let own = self.files.iter().find(|(file, _)| *file == span.file);
        own.map_or(self.path(), |(_, path)| path)
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
        let (config, at) = (jobs[0].config.clone(), jobs[0].at.clone());
        Self { file, files, config, at, named, asked, parsed: Mutex::new(None) }
    }

    /// Gives what is said of this document beside others the severity that its configuration wants; false where it wants it not.
    pub fn weigh(&self, found: &mut Diagnostic, packs: &[Pack]) -> bool {
        let mut rules = packs.iter().flat_map(|pack| &pack.rules);
        let declared = rules.find(|rule| rule.id == found.rule).map(|rule| rule.severity);
        found.severity = self.config.severity(&found.rule, found.severity, declared);
        !self.config.is_off(&found.rule)
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

/// Puts the files together that the caller or the configuration says are one disclosure.
pub fn as_told(jobs: Vec<Job>, as_one: bool, sources: &mut Sources) -> Vec<Job> {
    if as_one && !jobs.is_empty() {
        return vec![Job::joined(jobs, None, true, sources)];
    }
    let mut sets: BTreeMap<Named, Vec<Job>> = BTreeMap::new();
    let mut left = Vec::new();
    for job in jobs {
        match job.config.disclosure(&job.at) {
            Some(named) => sets.entry(named).or_default().push(job),
            None => left.push(job),
        }
    }
    left.extend(sets.into_iter().map(|(named, jobs)| Job::joined(jobs, Some(named), true, sources)));
    left.sort_by(|a, b| a.path().cmp(b.path()));
    left
}

/// Which files of a folder their titles say are one disclosure: gives the documents that stay as they are, and the sets that are to
/// be put together ([`as_set`]) and checked anew. See [`in_order`].
pub fn as_seen(jobs: Vec<Job>, outcomes: Vec<Outcome>) -> (Vec<(Job, Outcome)>, Vec<Vec<Job>>) {
    let mut folders: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for (at, job) in jobs.iter().enumerate() {
        if !job.asked && job.files.len() == 1 && outcomes[at].is_ok() {
            let folder = job.path().parent().unwrap_or(Path::new("")).to_path_buf();
            folders.entry(folder).or_default().push(at);
        }
    }
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for files in folders.into_values().filter(|files| files.len() > 1) {
        let cards: Vec<&Card> =
            files.iter().filter_map(|at| outcomes[*at].as_ref().ok()).map(|done| &done.member.card).collect();
        sets.extend(together(&cards).iter().map(|set| set.iter().map(|at| files[*at]).collect()));
    }
    let mut all: Vec<Option<(Job, Outcome)>> = jobs.into_iter().zip(outcomes).map(Some).collect();
    let of_set = |set: Vec<usize>| -> Vec<Job> {
        set.iter().filter_map(|at| all[*at].take()).map(|(job, _)| job).collect()
    };
    let sets = sets.into_iter().map(of_set).collect();
    (all.into_iter().flatten().collect(), sets)
}

/// The files of a set that [`as_seen`] found, as one document.
pub fn as_set(set: Vec<Job>, sources: &mut Sources) -> Job {
    Job::joined(set, None, false, sources)
}

/// Documents in the order of their paths.
pub fn in_order(mut all: Vec<(Job, Outcome)>) -> (Vec<Job>, Vec<Outcome>) {
    all.sort_by(|(a, _), (b, _)| a.path().cmp(b.path()));
    all.into_iter().unzip()
}

/// Ties the documents to each other: figures stay of each, and no document. `wanted` says of what is found at a document whether
/// it is told there, and how severe it is. Gives the documents of which something was told or proved.
pub fn tie(
    outcomes: &mut [Outcome],
    packs: &[Pack],
    sources: &Sources,
    wanted: &dyn Fn(usize, &mut Diagnostic) -> bool,
) -> BTreeSet<usize> {
    let members: Vec<(usize, &Member)> = outcomes
        .iter()
        .enumerate()
        .filter_map(|(at, done)| Some((at, &done.as_ref().ok()?.member)))
        .collect();
    let (at_member, members): (Vec<usize>, Vec<&Member>) = members.into_iter().unzip();
    let mut touched = BTreeSet::new();
    if members.len() < 2 {
        return touched;
    }
    let told = timing::of(|| Work::Keeping, || between(&members, packs));
    for told in told {
        let (Told::Finding(member, _) | Told::Ended(member, ..)) = told;
        let at = at_member[member];
        let Ok(done) = &mut outcomes[at] else { continue };
        match told {
            Told::Finding(_, mut found) => {
                if !wanted(at, &mut found) {
                    continue;
                }
                done.checked.diagnostics.push(*found);
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
                ledger.entries.push(Entry { rule: shared(&rule), outcome, figures });
            }
        }
        touched.insert(at);
    }
    for at in &touched {
        if let Ok(done) = &mut outcomes[*at] {
            diagnostic::sort(&mut done.checked.diagnostics, sources);
        }
    }
    touched
}

impl Done {
    /// The document with the sources that it and others were checked with, where it was kept.
    pub(super) fn told(self, sources: &Arc<Sources>) -> Option<super::Told> {
        let Self { checked, document, gaps, member } = self;
        Some(super::Told { sources: sources.clone(), document: document?, checked, gaps, card: member.card })
    }
}

impl Judge<'_> {
    /// Checks one document, parsing it if it is not yet, and says what was left unchecked. A fault of the program on one document
    /// must not take the others with it. `packs` are all of a run, by which figures are kept where documents are `tied`.
    pub fn done(
        &self,
        job: &Job,
        packs: &[Pack],
        sources: &Sources,
        (wanted, tied): (Keep, bool),
    ) -> Outcome {
        let source = sources.get(job.file);
        let parsed = job.parsed.lock().unwrap_or_else(PoisonError::into_inner).take();
        let done = guarded(|| {
            let parse = || timing::of(|| Work::Parsing, || document::parse(job.file, source));
            let mut document = parsed.unwrap_or_else(parse);
            document.file = job.file;
            if document.figures.len() > MOST_FIGURES {
                return Err(too_many(source.name(), document.figures.len()));
            }
            let (mut checked, gaps) = self.judge(source, &document, &job.at);
            let own = self.packs_for(&document, &job.at).into_iter();
            let kinds: Vec<String> =
                own.filter(|pack| self.tells_the_kind(pack)).map(|pack| pack.name.clone()).collect();
            let own: Vec<&str> = kinds.iter().map(String::as_str).collect();
            let kept = match tied {
                true => timing::of(|| Work::Keeping, || keep(packs, &own, &document, &checked.ledger)),
                false => Kept::default(),
            };
            let mut card = Card::of(&document, source, packs, kinds);
            if let Some(named) = &job.named {
                card.named(&|name| named.names.get(name).cloned());
            }
            let first = first_line(&document);
            let mut beside = Vec::new();
            let due = job.named.as_ref().and_then(|named| named.due).zip(card.department.year);
            if let (Some((due, year)), Some((day, place))) = (due, card.published) {
                beside.extend(published::late(day, due.of(year), place.unwrap_or(first)));
            }
            if job.asked {
                beside.extend(disclosure::alone(&card, first));
            }
            self.weigh(&mut beside, &[]);
            checked.diagnostics.append(&mut beside);
            diagnostic::sort(&mut checked.diagnostics, sources);
            if wanted == Keep::Findings {
                checked.ledger.settle();
                // Rules that come with the program wait for tables of many layouts: nobody is told what they missed.
                let is_own = |missed: &Missed| missed.span.is_none_or(|at| !self.shipped.contains(&at.file));
                checked.ledger.missed.retain(|(_, missed)| is_own(missed));
                checked.ledger.missed.shrink_to_fit();
                checked.diagnostics.shrink_to_fit();
            }
            document.forget();
            let document = (wanted == Keep::Documents).then_some(document);
            Ok(Box::new(Done { checked, document, gaps, member: Member { card, kept, first } }))
        });
        done.unwrap_or_else(|panic| Err(broke(source.name(), panic.as_ref())))
    }
}
