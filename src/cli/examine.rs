//! What `check`, `baseline` and `waive` have in common: find the documents and what holds for each, read, parse and check
//! them, and let the gate look at what was found.

mod jobs;
mod judges;

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};

use gouji::calendar::Date;
use gouji::check::{self, Checked};
use gouji::checker::blank::BLANK_FORM;
use gouji::checker::gaps;
use gouji::checker::kind::KIND_IN_DOUBT;
use gouji::checker::several::{self, Done, Job};
use gouji::diagnostic::{self, Diagnostic, Lang, Severity, Text};
use gouji::disclosure::{self, chain};
use gouji::document::Document;
use gouji::gate::Gaps;
use gouji::gate::config::{Config, Named};
use gouji::gate::judged::{Compared, Judged};
use gouji::gate::waiver::{self, Waiver};
use gouji::read::kind::ENDINGS;
use gouji::read::passed::Passed;
use gouji::read::{self, Unreadable};
use gouji::report::{Fingerprints, Options, Run};
use gouji::rule::{DOUBTFUL, FIGURE_AT_FAULT, Pack, Rule};
use gouji::source::{About, FileId, Sources, Span};
use gouji::timing::{self, Work};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::idle::{self, IDLE};
use super::outputs::{self, Input};
use super::packs::{self, Examples, Loaded};
use super::settings::{Settings, absolute, folder_of, today};
use super::since::Since;
use super::terminal::Terminal;
use super::walk::walk;
use super::{Scope, Stop};
pub use gouji::checker::several::{Keep, as_one};
use jobs::{Opened, all};
use judges::{Judges, pardons};

/// Up to so many documents are parsed before the rules are there.
const FEW: usize = 16;
/// Runs longer than this many documents show how far they are.
const LONG: usize = 20;

/// What the tool itself says of documents; configurations may give it another severity.
const OWN: &[&str] = &[
    FIGURE_AT_FAULT,
    DOUBTFUL,
    gaps::NO_PACK,
    KIND_IN_DOUBT,
    BLANK_FORM,
    gaps::UNREADABLE_FIGURES,
    gaps::REQUIRED,
    gaps::TOO_LITTLE_READ,
    gaps::NOT_UNDERSTOOD,
    gaps::UNFINISHED,
    IDLE,
    check::twice::TWICE,
    disclosure::NARRATIVE_ALONE,
    disclosure::TABLES_ALONE,
    disclosure::published::LATE,
    chain::NOT_PUBLISHED,
    chain::NO_LAST_YEAR,
];

fn own() -> impl Iterator<Item = &'static str> {
    OWN.iter().copied().chain(About::ALL.iter().copied().map(read::id_of))
}

/// Documents checked, with what holds for each.
pub struct Examined {
    /// Every source.
    pub sources: Sources,
    /// Every pack.
    pub packs: Vec<Pack>,
    /// What is wrong with rules, configurations and waivers.
    pub faults: Vec<Diagnostic>,
    /// The documents in the order of their paths, their findings sorted and marked by waivers.
    pub documents: Vec<Checked>,
    /// The documents as they were parsed, where they are kept.
    pub parsed: Vec<Document>,
    /// Path, configuration and fingerprints of each.
    pub told: Vec<Told>,
    /// What could not be checked.
    pub unread: Vec<Unreadable>,
    /// What judged them, and what was left open.
    pub judged: Judged,
    /// Whether something was left open that must not be.
    pub open: bool,
    /// What folders and archives hold and nobody read.
    pub passed: Vec<Passed>,
    /// Every file that was read for the run.
    pub inputs: Vec<Input>,
}

/// What is known of a document beside what was found in it.
pub struct Told {
    /// Its path as given; that of the first of its files where it has several.
    pub path: PathBuf,
    /// Its files with their paths.
    pub files: Vec<(FileId, PathBuf)>,
    /// What holds for it.
    pub config: Arc<Config>,
    /// A fingerprint for each finding.
    pub prints: Vec<String>,
    /// What of it was not judged.
    pub gaps: Gaps,
}

impl Told {
    /// The path of the file that `span` points into.
    pub fn path_of(&self, span: Span) -> &Path {
        let own = self.files.iter().find(|(file, _)| *file == span.file);
        own.map_or(&self.path, |(_, path)| path)
    }
}

impl Examined {
    /// What there is to tell of it, where the process ends with `exit_code`.
    pub fn run(&self, exit_code: u8, options: Options) -> Run<'_> {
        Run {
            sources: &self.sources,
            packs: &self.packs,
            faults: &self.faults,
            documents: &self.documents,
            parsed: &self.parsed,
            unreadable: &self.unread,
            judged: &self.judged,
            passed: &self.passed,
            exit_code,
            options,
        }
    }

    /// Whether a rule, a configuration or a file of waivers is wrong.
    pub fn is_broken(&self) -> bool {
        self.faults.iter().any(|fault| fault.severity == Severity::Error)
    }
}

/// The configuration of the first path in the arguments, which decides what is decided once for a run.
pub fn leading(paths: &[PathBuf], settings: &mut Settings) -> Result<Arc<Config>, Stop> {
    let first = paths.first().map(PathBuf::as_path).unwrap_or(Path::new("."));
    let folder = if first.is_dir() { absolute(first) } else { folder_of(first) };
    settings.of_folder(&folder)
}

/// Checks every document that the arguments name.
pub fn examine(
    paths: &[PathBuf],
    scope: &Scope,
    mut settings: Settings,
    terminal: &Terminal,
    keep: Keep,
) -> Result<Examined, Stop> {
    let today = today(scope)?;
    let mut found = walk(paths, &mut settings)?;
    found.told.iter().for_each(|told| terminal.say(told));
    let mut unread = found.unreadable;
    if found.files.is_empty() && unread.is_empty() {
        return Err(nothing_matched(paths));
    }
    let mut configs: Vec<Arc<Config>> =
        found.files.iter().map(|path| settings.of_folder(&folder_of(path))).collect::<Result<_, _>>()?;
    let compared = changed(&mut found.files, &mut configs, scope, &settings)?;
    // What is said of all documents together is known only where all were looked at.
    let partial = compared.as_ref().is_some_and(|compared| compared.unchanged > 0);
    let lists = packs::lists(&configs);
    let Settings { mut waivers, faults: wrong, sources, mut inputs, .. } = settings;
    let passed = Mutex::new(found.passed);
    // A few documents are parsed while the rules are loaded; many would wait in memory, and rules of one's own may bring words
    // of a language, by which documents are parsed.
    let own = !scope.rules.files.is_empty() || lists.iter().any(|list| !list.is_empty());
    let few = found.files.len() <= FEW && !own;
    let left_out: Vec<AtomicUsize> = found.files.iter().map(|_| AtomicUsize::new(0)).collect();
    let (loaded, read) = rayon::join(
        || timing::of(|| Work::Loading, || packs::load(&scope.rules, sources, &lists, Examples::Left)),
        || -> Vec<(PathBuf, Result<Opened, Unreadable>, Arc<Config>)> {
            found
                .files
                .par_iter()
                .zip(&configs)
                .zip(&left_out)
                .flat_map_iter(|((path, config), left_out)| {
                    let met = found.met.contains(path);
                    all((path, met), config, few, left_out, &passed)
                })
                .collect()
        },
    );
    let mut loaded = loaded?;
    inputs.append(&mut loaded.inputs);
    let mut passed = passed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if read.is_empty() && unread.is_empty() && !partial {
        return Err(nothing_matched(paths));
    }
    passed.sort();
    inputs.extend(found.files.into_iter().map(|path| outputs::met(path, &passed)));
    loaded.faults.extend(wrong);
    loaded.faults.extend(unknown_names(&loaded, &configs));
    let mut judges = Judges::default();
    for (config, count) in &found.left_out {
        judges.left_out(config, *count);
    }
    for (config, count) in configs.iter().zip(left_out) {
        judges.left_out(config, count.into_inner());
    }

    let mut jobs = Vec::with_capacity(read.len());
    for (path, opened, config) in read {
        match opened {
            Ok(Opened { source, document }) => {
                let at = absolute(&path);
                jobs.push(Job::file(loaded.sources.add(source), document, (path, at), config));
            }
            Err(refused) => unread.push(refused),
        }
    }
    let jobs = several::as_told(jobs, scope.as_one, &mut loaded.sources);
    let bar = progress(jobs.len(), terminal.lang);
    let outcomes = jobs::check_all(&jobs, &loaded, (keep, jobs.len() > 1), &bar);
    let (jobs, mut outcomes) = jobs::seen(jobs, outcomes, &mut loaded, keep);
    // Where only what has changed is looked at, a document that is not there says nothing.
    let wanted = |at: usize, found: &mut Diagnostic| {
        let absent = [chain::NOT_PUBLISHED, chain::NO_LAST_YEAR].contains(&found.rule.as_str());
        jobs[at].weigh(found, &loaded.packs) && !(partial && absent)
    };
    several::tie(&mut outcomes, &loaded.packs, &loaded.sources, &wanted);
    if keep == Keep::Findings {
        let whole = jobs.iter().filter(|job| job.files.len() > 1).map(|job| job.file);
        whole.for_each(|file| loaded.sources.let_go(file));
    }
    bar.finish_and_clear();

    let (mut documents, mut told) = (Vec::new(), Vec::new());
    let mut parsed = Vec::new();
    for (job, outcome) in jobs.into_iter().zip(outcomes) {
        match outcome {
            Ok(done) => {
                let Done { checked, document, gaps, .. } = *done;
                parsed.extend(document);
                let prints = prints(&checked, &loaded.sources);
                documents.push(checked);
                judges.judge(&job.config);
                told.push(Told {
                    path: job.path().to_path_buf(),
                    files: job.files,
                    config: job.config,
                    prints,
                    gaps,
                });
            }
            Err(refused) => unread.push(refused),
        }
    }
    unread.sort_by(|a, b| a.name.cmp(&b.name));
    let walked: Vec<PathBuf> = paths.iter().filter(|path| path.is_dir()).map(|path| absolute(path)).collect();
    let left = waive(&mut waivers, &mut documents, &told, &loaded.sources, &walked, today);
    loaded.faults.extend(left.into_iter().filter(|fault| !partial || fault.rule != waiver::UNUSED));
    let (vain, idle_rules) = if partial { (Vec::new(), 0) } else { idle(&loaded, &documents, &told) };
    loaded.faults.extend(vain);
    let mut judged = judges.told(&loaded.sources);
    judged.compared = compared;
    judged.waivers = pardons(&waivers, &loaded.sources);
    judged.gaps.idle_rules = idle_rules;
    let idle = Gaps { idle_rules, ..Gaps::default() };
    let mut open = !unread.is_empty();
    for told in &told {
        judged.gaps += told.gaps;
        open |= told.gaps.open(&told.config) || idle.open(&told.config);
    }
    judged.digests = outputs::digests(&inputs, !scope.rules.no_default_rules);
    let Loaded { sources, packs, mut faults, .. } = loaded;
    diagnostic::sort(&mut faults, &sources);
    outputs::not_read(&mut passed, &inputs);
    Ok(Examined { sources, packs, faults, documents, parsed, told, unread, judged, open, passed, inputs })
}

/// Leaves out the documents that have not changed, where `--since` asks for that; gives what they were compared with.
fn changed(
    files: &mut Vec<PathBuf>,
    configs: &mut Vec<Arc<Config>>,
    scope: &Scope,
    settings: &Settings,
) -> Result<Option<Compared>, Stop> {
    let Some(reference) = &scope.since else { return Ok(None) };
    let since = Since::ask(reference, &settings.root)?;
    let judging = settings.inputs.iter().map(|input| input.path.as_path());
    let rules = scope.rules.files.iter().chain(configs.iter().flat_map(|config| packs::named(config)));
    let judging = judging.chain(rules.chain(&scope.baseline).map(PathBuf::as_path));
    if since.judges_changed(judging) {
        return Ok(Some(since.told(0, true)));
    }
    let all = files.len();
    let kept = std::mem::take(files).into_iter().zip(std::mem::take(configs));
    let kept: Vec<(PathBuf, Arc<Config>)> = kept.collect();
    // Files that are one disclosure have changed where one of them has.
    let set = |(path, config): &(PathBuf, Arc<Config>)| config.disclosure(&absolute(path));
    let differing = kept.iter().filter(|(path, _)| since.may_differ(path));
    let sets: BTreeSet<Option<Named>> = differing.map(set).collect();
    let any = !sets.is_empty();
    let differs = |one: &(PathBuf, Arc<Config>)| {
        since.may_differ(&one.0)
            || scope.as_one && any
            || set(one).is_some_and(|set| sets.contains(&Some(set)))
    };
    (*files, *configs) = kept.into_iter().filter(differs).unzip();
    Ok(Some(since.told(all - files.len(), false)))
}

/// What is told of rules that somebody named and that had nothing to say, and how many they are.
fn idle(loaded: &Loaded, documents: &[Checked], told: &[Told]) -> (Vec<Diagnostic>, usize) {
    let excused = |at: usize, pack: &Pack, rule: &Rule| {
        let Told { path, config, .. } = &told[at];
        config.is_off(&rule.id) || !config.has_pack(&pack.name) || config.kind(&absolute(path)).is_some()
    };
    // Where no document is of a known kind, that is said already.
    let known = told.iter().any(|told| told.gaps.unknown_kind == 0);
    let entries = if known { loaded.entries.as_slice() } else { &[] };
    let under: Vec<&Config> = told.iter().map(|told| told.config.as_ref()).collect();
    let (vain, count) = idle::in_vain(entries, loaded, documents, &under, &excused);
    let lost = idle::lost(entries, documents);
    (vain.into_iter().chain(lost).filter_map(|found| settled(found, told)).collect(), count)
}

/// Marks what waivers cover; gives what there is to say of them.
fn waive(
    waivers: &mut [Waiver],
    documents: &mut [Checked],
    told: &[Told],
    sources: &Sources,
    walked: &[PathBuf],
    today: Date,
) -> Vec<Diagnostic> {
    if waivers.is_empty() {
        return Vec::new();
    }
    for (document, told) in documents.iter_mut().zip(told) {
        let files = told.files.iter().map(|(file, path)| (*file, absolute(path)));
        let files: Vec<(FileId, PathBuf)> = files.collect();
        let found = &mut document.diagnostics;
        waiver::apply_to_files(waivers, &files, found, &told.prints, sources, today);
    }
    let mut left = waiver::leftovers(waivers, walked, today);
    left.extend(waiver::bare(waivers));
    left
}

/// What is said of the run as a whole, as severe as the configuration of the first document wants it.
fn settled(mut found: Diagnostic, told: &[Told]) -> Option<Diagnostic> {
    if let Some(first) = told.first() {
        if first.config.is_off(&found.rule) {
            return None;
        }
        found.severity = first.config.severity(&found.rule, found.severity, None);
    }
    Some(found)
}

fn prints(checked: &Checked, sources: &Sources) -> Vec<String> {
    let mut prints = Fingerprints::new();
    checked.diagnostics.iter().map(|found| prints.of(found, sources)).collect()
}

/// Rules and packs that configurations speak of and that there are not, and words that have no effect; each said once.
fn unknown_names(loaded: &Loaded, configs: &[Arc<Config>]) -> Vec<Diagnostic> {
    let mut rules: Vec<&str> = own().collect();
    // Nothing is read of packs that the documents do not ask for.
    if configs.iter().any(|config| config.speaks_of_rules()) {
        rules.extend(loaded.rules().map(|(_, rule)| rule.id.as_str()));
    }
    let packs: Vec<&str> = loaded.packs.iter().map(|pack| pack.name.as_str()).collect();
    let mut seen: Vec<&Arc<Config>> = Vec::new();
    let mut told: Vec<Diagnostic> = Vec::new();
    for config in configs {
        if seen.iter().any(|known| Arc::ptr_eq(known, config)) {
            continue;
        }
        seen.push(config);
        for fault in config.check_names(&rules, &packs).into_iter().chain(config.without_effect()) {
            if !told.iter().any(|known| known.primary.span == fault.primary.span) {
                told.push(fault);
            }
        }
    }
    told
}

/// Does jobs on as many cores as there are: one long document must not keep all but one waiting.
pub fn on_all_cores<T: Send>(jobs: usize, job: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
    (0..jobs).into_par_iter().map(job).collect()
}

/// How far a long run is and how long it will take yet, for someone who watches it.
fn progress(documents: usize, lang: Lang) -> ProgressBar {
    if documents <= LONG || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = super::words(
        lang,
        "{bar:30} {pos}/{len} 个文件，还要 {eta}",
        "{bar:30} {pos}/{len} files, {eta} left",
    );
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(documents as u64).with_style(style)
}

/// Nothing at all to check.
pub fn nothing_matched(paths: &[PathBuf]) -> Stop {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let (paths, en) = (paths.join("、"), paths.join(", "));
    let endings: Vec<String> = ENDINGS.iter().map(|ending| format!(".{ending}")).collect();
    let endings = endings.join(" ");
    Stop::new(Text::new(format!("{paths} 里没有可检查的文件"), format!("nothing to check in {en}"))).help(
        Text::new(
            format!("目录里只读 {endings}，跳过隐藏文件；别的文件直接写出文件名，或用 --include"),
            format!(
                "in directories only {endings} are read, and no hidden files; name others, or use --include"
            ),
        ),
    )
}
