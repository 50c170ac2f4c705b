//! What `check`, `baseline` and `waive` have in common: find the documents and what holds for each, read, parse and check
//! them, and let the gate look at what was found.

use std::any::Any;
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gouji::check::{self, Checked};
use gouji::diagnostic::{self, Diagnostic, Severity, Text};
use gouji::document::{self, Document};
use gouji::gate::config::{Allow, Config};
use gouji::gate::date::Date;
use gouji::gate::waiver::{self, Waiver};
use gouji::ledger::Outcome;
use gouji::read::{self, Unreadable, kind};
use gouji::report::Fingerprints;
use gouji::rule::{FIGURE_AT_FAULT, Pack, Rule};
use gouji::source::{About, FileId, Source, Sources, Span};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::idle::{self, IDLE};
use super::open::{Found, open_all};
use super::packs::{self, Examples, Loaded};
use super::settings::{Settings, absolute, folder_of, today};
use super::terminal::Terminal;
use super::walk::{takes, walk};
use super::{Scope, Stop};

/// A document that no pack is for.
const NO_PACK: &str = "gouji/no-pack";
/// A document some of whose figures cannot be read.
const UNREADABLE_FIGURES: &str = "gouji/unreadable-figures";
/// Up to so many documents are parsed before the rules are there.
const FEW: usize = 16;
/// Runs longer than this many documents show how far they are.
const LONG: usize = 20;

/// What the tool itself says of documents; configurations may give it another severity.
const OWN: &[&str] = &[FIGURE_AT_FAULT, NO_PACK, UNREADABLE_FIGURES, IDLE, check::twice::TWICE];

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
    /// Documents that were read and not checked.
    pub unchecked: usize,
    /// Whether demands on a document could not be checked.
    pub partly: bool,
}

/// What stays of a document when it has been checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// What was found in it and proved of it.
    Findings,
    /// The document as well, for reports that show it.
    Documents,
}

/// What is known of a document beside what was found in it.
pub struct Told {
    /// Its path as given.
    pub path: PathBuf,
    /// What holds for it.
    pub config: Arc<Config>,
    /// A fingerprint for each finding.
    pub prints: Vec<String>,
}

impl Examined {
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
    let found = walk(paths, &mut settings)?;
    found.told.iter().for_each(|told| terminal.say(told));
    let mut unread = found.unreadable;
    if found.files.is_empty() && unread.is_empty() {
        return Err(nothing_matched(paths));
    }
    let configs: Vec<Arc<Config>> =
        found.files.iter().map(|path| settings.of_folder(&folder_of(path))).collect::<Result<_, _>>()?;
    let named: BTreeSet<PathBuf> = configs
        .iter()
        .filter_map(|config| config.rules.as_ref())
        .flat_map(|given| given.value.clone())
        .collect();
    let Settings { mut waivers, faults: wrong, sources, .. } = settings;
    let named: Vec<PathBuf> = named.into_iter().collect();
    // A few documents are parsed while the rules are loaded; many would wait in memory.
    let few = found.files.len() <= FEW;
    let (loaded, read) = rayon::join(
        || packs::load(&scope.rules, sources, &named, Examples::Left),
        || -> Vec<(PathBuf, Result<Opened, Unreadable>, Arc<Config>)> {
            found
                .files
                .par_iter()
                .zip(&configs)
                .flat_map_iter(|(path, config)| all(path, config, few))
                .collect()
        },
    );
    let mut loaded = loaded?;
    loaded.faults.extend(wrong);
    loaded.faults.extend(unknown_names(&loaded, &configs));

    let mut files = Vec::with_capacity(read.len());
    for (path, opened, config) in read {
        match opened {
            Ok(Opened { source, document }) => {
                files.push((loaded.sources.add(source), Mutex::new(document), path, config));
            }
            Err(refused) => unread.push(refused),
        }
    }
    let bar = progress(files.len());
    // The longest first, one by one: a long document taken last would keep all cores but one waiting.
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(loaded.sources.get(files[at].0).text().len()));
    let mut checked: Vec<_> = order
        .into_par_iter()
        .with_max_len(1)
        .map(|at| {
            let (file, document, path, config) = &files[at];
            let document = document.lock().unwrap_or_else(PoisonError::into_inner).take();
            let done = one(&loaded, *file, document, path, config, keep);
            bar.inc(1);
            (at, done)
        })
        .collect();
    checked.sort_by_key(|(at, _)| *at);
    bar.finish_and_clear();

    let (mut documents, mut told) = (Vec::new(), Vec::new());
    let (mut unchecked, mut partly, mut known) = (0, false, false);
    let mut parsed = Vec::new();
    for ((_, result), (_, _, path, config)) in checked.into_iter().zip(files) {
        match result {
            Ok((checked, document, left)) => {
                parsed.extend(document);
                unchecked += usize::from(left.all);
                partly |= left.some;
                known |= !left.unknown;
                let prints = prints(&checked, &loaded.sources);
                documents.push(checked);
                told.push(Told { path, config, prints });
            }
            Err(refused) => unread.push(refused),
        }
    }
    unread.sort_by(|a, b| a.name.cmp(&b.name));
    let walked: Vec<PathBuf> = paths.iter().filter(|path| path.is_dir()).map(|path| absolute(path)).collect();
    loaded.faults.extend(waive(&mut waivers, &mut documents, &told, &walked, today));
    let excused = |pack: &Pack, rule: &Rule| {
        told.iter().any(|told| {
            let config = &told.config;
            config.is_off(&rule.id)
                || !config.has_pack(&pack.name)
                || config.kind(&absolute(&told.path)).is_some()
        })
    };
    // Where no document is of a known kind, that is said already.
    let entries = if known { loaded.entries.as_slice() } else { &[] };
    let vain = idle::in_vain(entries, &loaded.packs, &documents, &excused);
    partly |= !vain.is_empty() && !told.iter().all(|told| told.config.allows(Allow::IdleRules));
    loaded.faults.extend(vain.into_iter().filter_map(|found| settled(found, &told)));
    let Loaded { sources, packs, mut faults, .. } = loaded;
    diagnostic::sort(&mut faults, &sources);
    Ok(Examined { sources, packs, faults, documents, parsed, told, unread, unchecked, partly })
}

/// Marks what waivers cover; gives what there is to say of them.
fn waive(
    waivers: &mut [Waiver],
    documents: &mut [Checked],
    told: &[Told],
    walked: &[PathBuf],
    today: Date,
) -> Vec<Diagnostic> {
    if waivers.is_empty() {
        return Vec::new();
    }
    for (document, told) in documents.iter_mut().zip(told) {
        waiver::apply(waivers, &absolute(&told.path), &mut document.diagnostics, &told.prints, today);
    }
    waiver::leftovers(waivers, walked, today)
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

/// Rules and packs that configurations speak of and that there are not; each said once.
fn unknown_names(loaded: &Loaded, configs: &[Arc<Config>]) -> Vec<Diagnostic> {
    let mut rules: Vec<&str> = own().collect();
    rules.extend(loaded.rules().map(|(_, rule)| rule.id.as_str()));
    let packs: Vec<&str> = loaded.packs.iter().map(|pack| pack.name.as_str()).collect();
    let mut seen: Vec<&Arc<Config>> = Vec::new();
    let mut told: Vec<Diagnostic> = Vec::new();
    for config in configs {
        if seen.iter().any(|known| Arc::ptr_eq(known, config)) {
            continue;
        }
        seen.push(config);
        for fault in config.check_names(&rules, &packs) {
            if !told.iter().any(|known| known.primary.span == fault.primary.span) {
                told.push(fault);
            }
        }
    }
    told
}

/// A document that was read, and parsed if there was time for it.
struct Opened {
    source: Source,
    document: Option<Document>,
}

impl Opened {
    fn of(source: Source, parsed: bool) -> Result<Self, Unreadable> {
        if !parsed {
            return Ok(Self { source, document: None });
        }
        // Which number it is known by is decided once the rules are there.
        let document = catch_unwind(AssertUnwindSafe(|| document::parse(FileId(0), &source)));
        let document = document.map_err(|panic| broke(source.name(), panic.as_ref()))?;
        Ok(Self { source, document: Some(document) })
    }
}

/// A document, or those in an archive, each with its path and what holds for it.
fn all(
    path: &Path,
    config: &Arc<Config>,
    parsed: bool,
) -> Vec<(PathBuf, Result<Opened, Unreadable>, Arc<Config>)> {
    let start = absolute(path);
    let found = open_all(path, &|inner| takes(config, &absolute(inner), &start));
    let opened =
        |(path, source): Found| (path, source.and_then(|source| Opened::of(source, parsed)), config.clone());
    found.into_iter().map(opened).collect()
}

/// What may not pass for checked.
#[derive(Debug, Clone, Copy, Default)]
struct Left {
    /// No pack is for the document.
    unknown: bool,
    /// Nothing of the document was checked.
    all: bool,
    /// Demands were not.
    some: bool,
}

/// Checks one document, parsing it if it is not yet, and says what was left unchecked. A fault of the program on one document
/// must not take the others with it.
fn one(
    loaded: &Loaded,
    file: FileId,
    parsed: Option<Document>,
    path: &Path,
    config: &Config,
    keep: Keep,
) -> Result<(Checked, Option<Document>, Left), Unreadable> {
    let source = loaded.sources.get(file);
    let done = catch_unwind(AssertUnwindSafe(|| {
        let mut document = parsed.unwrap_or_else(|| document::parse(file, source));
        document.file = file;
        let packs = packs_for(loaded, &document, path, config);
        let mut checked = check_by(&packs, &document, config);
        let mut left = Left::default();
        let by_path = config.kind(&absolute(path)).is_some();
        if packs.is_empty() || !by_path && !packs.iter().any(|pack| loaded.tells_the_kind(pack)) {
            checked.diagnostics.push(no_pack(file, source));
            left.unknown = true;
            left.all = !config.allows(Allow::NoPack);
        }
        if let Some(found) = unreadable_figures(&checked, &document, source) {
            checked.diagnostics.push(found);
            left.some = !config.allows(Allow::UnreadableFigures);
        }
        let notes = read::notes(file, source);
        let lost = notes.iter().any(|note| note.rule == read::id_of(About::Unreadable));
        left.some |= lost && !config.allows(Allow::UnreadableFigures);
        checked.diagnostics.extend(notes);
        override_severities(&mut checked.diagnostics, &packs, config);
        diagnostic::sort(&mut checked.diagnostics, &loaded.sources);
        let kept = (keep == Keep::Documents).then_some(document);
        (checked, kept, left)
    }));
    done.map_err(|panic| broke(source.name(), panic.as_ref()))
}

/// The packs that a document gets under its configuration.
pub fn packs_for<'l>(loaded: &'l Loaded, document: &Document, path: &Path, config: &Config) -> Vec<&'l Pack> {
    let named = config.rules.as_ref().map(|given| given.value.as_slice()).unwrap_or_default();
    let kind = config.kind(&absolute(path));
    let gets = |pack: &&Pack| match kind {
        // The path decides, whatever the title says.
        Some(kind) => kind.packs.iter().any(|(name, _)| *name == pack.name),
        None => config.has_pack(&pack.name) && check::applies(pack, document),
    };
    let packs = loaded.packs.iter().filter(|pack| loaded.may_get(pack, named));
    check::innermost(&loaded.packs, packs.filter(gets).collect())
}

/// Tries the rules of `packs` that the configuration leaves on.
pub fn check_by(packs: &[&Pack], document: &Document, config: &Config) -> Checked {
    let wanted = |rule: &Rule| !config.is_off(&rule.id) && check::concerns(rule, document);
    check::check_with(packs, document, &wanted, on_all_cores)
}

/// Does jobs on as many cores as there are: one long document must not keep all but one waiting.
pub fn on_all_cores<T: Send>(jobs: usize, job: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
    (0..jobs).into_par_iter().map(job).collect()
}

fn override_severities(found: &mut Vec<Diagnostic>, packs: &[&Pack], config: &Config) {
    if config.severity.is_empty() {
        return;
    }
    found.retain(|found| !config.is_off(&found.rule));
    for found in found {
        let declared = packs.iter().flat_map(|pack| &pack.rules).find(|rule| rule.id == found.rule);
        let declared = declared.map(|rule| rule.severity);
        found.severity = config.severity(&found.rule, found.severity, declared);
    }
}

fn no_pack(file: FileId, source: &Source) -> Diagnostic {
    let line = (0..source.n_lines()).map(|index| source.line_range(index));
    let first = line.into_iter().find(|line| !source.text()[line.clone()].trim().is_empty()).unwrap_or(0..0);
    Diagnostic::new(
        NO_PACK,
        Severity::Warning,
        Span::new(file, first),
        Text::new("没有认出这是哪类文件：没有一个规则包专门适用于它", "no rule pack is for documents of this kind: its figures were not checked"),
    )
    .labelled(Text::new("标题认不出是哪类文件", "the title does not say what kind it is"))
    .help(Text::new(
        "用 --rules 加规则，在 gouji.toml 里用 [[kind]] 指定，或写 allow = [\"no-pack\"] 放行",
        "add rules with --rules, name its packs by [[kind]] in gouji.toml, or let it pass by allow = [\"no-pack\"]",
    ))
}

/// Demands that could not be checked because a figure cannot be read: said once a document, at the first of them.
fn unreadable_figures(checked: &Checked, document: &Document, source: &Source) -> Option<Diagnostic> {
    let entries = || checked.ledger.entries.iter().filter(|entry| entry.outcome == Outcome::Unreadable);
    let count = entries().count();
    if count == 0 {
        return None;
    }
    let rules: BTreeSet<&str> = entries().map(|entry| entry.rule.as_str()).collect();
    let rules: Vec<&str> = rules.into_iter().collect();
    let (zh, en) = (rules.join("、"), rules.join(", "));
    let figures =
        entries().flat_map(|entry| &entry.figures).filter_map(|id| document.figures.get(id.0 as usize));
    let span = figures.map(|figure| document.span(&figure.place)).min_by_key(|span| span.start);
    let span = span.unwrap_or_else(|| Span::new(checked.file, source.line_range(0)));
    Some(
        Diagnostic::new(
            UNREADABLE_FIGURES,
            Severity::Note,
            span,
            Text::new(
                format!("{count} 处要求因数字无法读取而没有核对"),
                format!("{count} demands were not checked: their figures cannot be read"),
            ),
        )
        .labelled(Text::new("要与它核对的读不出来", "what it should agree with cannot be read"))
        .note(Text::new(format!("规则：{zh}"), format!("rules: {en}")))
        .help(Text::new(
            "核对原文件里的数字；确认无误后在 gouji.toml 里写 allow = [\"unreadable-figures\"] 放行",
            "see to the figures, or let them pass by allow = [\"unreadable-figures\"] in gouji.toml",
        )),
    )
}

/// How far a long run is, for someone who watches it.
fn progress(documents: usize) -> ProgressBar {
    if documents <= LONG || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{bar:30} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(documents as u64).with_style(style)
}

/// What there is to say where the program itself failed on a document.
pub fn broke(name: &str, panic: &(dyn Any + Send)) -> Unreadable {
    let why = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("?");
    Unreadable {
        name: name.to_owned(),
        reason: Text::new(format!("程序出错：{why}"), format!("the program failed: {why}")),
        help: Text::new(
            "这是 gouji 的缺陷，请附上文件报告",
            "this is a defect of gouji: please report it with the document",
        ),
    }
}

fn nothing_matched(paths: &[PathBuf]) -> Stop {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let (paths, en) = (paths.join("、"), paths.join(", "));
    let endings: Vec<String> = kind::ENDINGS.iter().map(|ending| format!(".{ending}")).collect();
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
