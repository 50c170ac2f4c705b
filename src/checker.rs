//! What `gouji check` does with a document, for any program: read, parsed, tried by the packs that are for it, judged by a
//! configuration, and what was not judged told as well. A panic ends one document, never the caller.
//!
//! ```
//! use gouji::{Checker, diagnostic::Lang};
//!
//! let checker = Checker::new(gouji::shipped());
//! let told = checker.check("经费.txt", "某单位2031年度经费表\n\n单位：万元\n".as_bytes()).expect("a document");
//! for found in &told.checked.diagnostics {
//!     println!("{}: {}", told.place(found), found.message.get(Lang::En));
//! }
//! ```
//!
//! Files, folders, archives, threads and the terminal are the program's.

pub mod blank;
pub mod gaps;
pub mod kind;
pub mod several;

mod bounded;
mod recognised;
mod rules;
mod unshown;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use bounded::{broke, guarded, words};
pub use rules::{
    DEFAULTS, DEFAULTS_SHA256, Loaded, Rules, Shipped, adopt_languages, is_shipped, load_files, parted,
    shipped,
};

use crate::check::recognise::{self, Doubt};
use crate::check::results::Results;
use crate::check::{self, Checked};
use crate::diagnostic::Diagnostic;
use crate::disclosure::Card;
use crate::document::Document;
use crate::gate::Gaps;
use crate::gate::config::Config;
use crate::read::{self, Unreadable};
use crate::rule::{Pack, Rule};
use crate::source::{FileId, Source, Sources};
use crate::spread::{Spread, in_turn};
use crate::timing::{self, Work};
use gaps::Looked;
use several::{Job, Keep, Outcome};

/// Rules and a configuration, ready for documents.
#[derive(Debug, Clone, Default)]
pub struct Checker {
    /// The rules.
    pub rules: Rules,
    /// What the reader wants; by default what `gouji check` wants where there is no `gouji.toml`.
    pub config: Arc<Config>,
}

/// A document that was checked.
#[derive(Debug)]
pub struct Told {
    /// The rule files, and the sources of every document that was checked with it, its own among them.
    pub sources: Arc<Sources>,
    /// The document as it was read.
    pub document: Document,
    /// What was found, in the order it is told, and what was proved.
    pub checked: Checked,
    /// What was not judged.
    pub gaps: Gaps,
    /// Whose it is, of which year and kind.
    pub card: Card,
}

impl Checker {
    /// These rules and no configuration.
    pub fn new(rules: Rules) -> Self {
        Self { rules, config: Arc::default() }
    }

    /// Checks one document; `name` is what people call it, and its ending says what format it has where the bytes do not.
    ///
    /// # Errors
    /// Why it could not be read, with the step to take.
    pub fn check(&self, name: &str, bytes: &[u8]) -> Result<Told, Unreadable> {
        let mut sources = self.rules.sources.clone();
        let read = guarded(|| read::read(name, bytes));
        let file = sources.add(read.unwrap_or_else(|panic| Err(broke(name, panic.as_ref())))?);
        let job = self.job(file, name);
        let done = self.judge_of(&job).done(&job, &self.rules.packs, &sources, (Keep::Documents, false))?;
        done.told(&Arc::new(sources)).ok_or_else(|| broke(name, &"the document was let go"))
    }

    fn job(&self, file: FileId, name: &str) -> Job {
        Job::file(file, None, (PathBuf::from(name), PathBuf::from(name)), self.config.clone())
    }

    fn judge_of<'a>(&'a self, job: &'a Job) -> Judge<'a> {
        Judge {
            packs: self.rules.packs.iter().collect(),
            shipped: &self.rules.shipped,
            config: &job.config,
            spread: in_turn,
        }
    }

    /// Checks several files, each a name and what it holds: those of a folder whose titles say that they are one disclosure are
    /// read as one document (with `as_one` all of them are), and documents that answer each other are tied. Gives the documents
    /// in the order of their names, and why files could not be read.
    pub fn check_all(
        &self,
        files: impl IntoIterator<Item = (String, impl AsRef<[u8]>)>,
        as_one: bool,
    ) -> (Vec<Told>, Vec<Unreadable>) {
        let mut sources = self.rules.sources.clone();
        let (mut jobs, mut refused) = (Vec::new(), Vec::new());
        for (name, bytes) in files {
            let read = guarded(|| read::read(&name, bytes.as_ref()));
            match read.unwrap_or_else(|panic| Err(broke(&name, panic.as_ref()))) {
                Ok(source) => jobs.push(self.job(sources.add(source), &name)),
                Err(why) => refused.push(why),
            }
        }
        let jobs = several::as_told(jobs, as_one, &mut sources);
        let packs = &self.rules.packs;
        let done = |jobs: &[Job], sources: &Sources| -> Vec<Outcome> {
            let done = |job: &Job| self.judge_of(job).done(job, packs, sources, (Keep::Documents, true));
            jobs.iter().map(done).collect()
        };
        let outcomes = done(&jobs, &sources);
        let (mut all, sets) = several::as_seen(jobs, outcomes);
        let joined: Vec<Job> = sets.into_iter().map(|set| several::as_set(set, &mut sources)).collect();
        let anew = done(&joined, &sources);
        all.extend(joined.into_iter().zip(anew));
        let (jobs, mut outcomes) = several::in_order(all);
        several::tie(&mut outcomes, packs, &sources, &|at, found| jobs[at].weigh(found, packs));
        let sources = Arc::new(sources);
        let mut told = Vec::with_capacity(outcomes.len());
        for outcome in outcomes {
            match outcome {
                Ok(done) => told.extend(done.told(&sources)),
                Err(why) => refused.push(why),
            }
        }
        refused.sort_by(|a, b| a.name.cmp(&b.name));
        (told, refused)
    }
}

impl Told {
    /// Where a finding points, as `name:line:column`.
    pub fn place(&self, found: &Diagnostic) -> String {
        let source = self.sources.get(found.primary.span.file);
        let (line, column) = source.line_column(found.primary.span.start as usize);
        format!("{}:{line}:{column}", source.name())
    }
}

/// What judges documents that are under one configuration.
#[derive(Debug, Clone)]
pub struct Judge<'a> {
    /// The packs they may get.
    pub packs: Vec<&'a Pack>,
    /// The rule files that came with the program.
    pub shipped: &'a BTreeSet<FileId>,
    /// What the reader wants.
    pub config: &'a Config,
    /// How rules are tried: one by one, or on several threads of the program's.
    pub spread: Spread<Results>,
}

impl<'a> Judge<'a> {
    /// The packs that a document gets.
    pub fn packs_for(&self, document: &Document, path: &Path) -> Vec<&'a Pack> {
        let kind = self.config.kind(path);
        let gets = |pack: &&&Pack| match kind {
            // The path decides, whatever the title says.
            Some(kind) => kind.packs.iter().any(|(name, _)| *name == pack.name),
            None => self.config.has_pack(&pack.name) && check::applies(pack, document),
        };
        let get = || check::innermost(&self.packs, self.packs.iter().filter(gets).copied().collect());
        timing::of(|| Work::Binding, get)
    }

    /// Whether the pack, where it applies, says what kind of document it is. A pack that comes with the program and is for
    /// every document does not; one that somebody named does, whatever it is for.
    pub fn tells_the_kind(&self, pack: &Pack) -> bool {
        tells_the_kind(pack, self.shipped)
    }

    /// Tries the rules of `packs` that the configuration leaves on.
    pub fn check_by(&self, packs: &[&Pack], document: &Document) -> Checked {
        let wanted = |rule: &Rule| !self.config.is_off(&rule.id) && check::concerns(rule, document);
        check::check_with(packs, document, &wanted, self.spread)
    }

    /// Checks a document that stands at `path`, and says what was left unchecked. The findings are in no order yet.
    pub fn judge(&self, source: &Source, document: &Document, path: &Path) -> (Checked, Gaps) {
        let packs = self.packs_for(document, path);
        let mut checked = self.check_by(&packs, document);
        if !self.config.is_off(blank::BLANK_FORM) {
            blank::folded(&mut checked, &packs);
        }
        let by_path = self.config.kind(path).is_some();
        let known = by_path || packs.iter().any(|pack| self.tells_the_kind(pack));
        let known_kind = known && !packs.is_empty();
        let doubt = if by_path { None } else { self.in_doubt(&packs, document) };
        let min_read = self.config.min_read();
        let looked = Looked { source, document, packs: &packs, known_kind, min_read, doubt };
        let gaps = timing::of(|| Work::Telling, || looked.gaps(&mut checked));
        recognised::soften(&mut checked.diagnostics, source);
        unshown::soften(&mut checked.diagnostics, source);
        self.weigh(&mut checked.diagnostics, &packs);
        (checked, gaps)
    }

    /// What speaks against the packs that are `tried` on a document, where its title or its tables chose them.
    fn in_doubt(&self, tried: &[&'a Pack], document: &Document) -> Option<Doubt<'a>> {
        let kinds: Vec<&Pack> = tried.iter().filter(|pack| self.tells_the_kind(pack)).copied().collect();
        let doubt = recognise::doubt(&self.packs, &kinds, document);
        doubt.filter(|doubt| self.config.has_pack(&doubt.other.name))
    }

    /// Gives findings the severity that the configuration wants, and leaves out those that it wants not.
    fn weigh(&self, found: &mut Vec<Diagnostic>, packs: &[&Pack]) {
        if self.config.severity.is_empty() && self.config.raised.is_empty() {
            return;
        }
        found.retain(|found| !self.config.is_off(&found.rule));
        for found in found {
            let declared = packs.iter().flat_map(|pack| &pack.rules).find(|rule| rule.id == found.rule);
            let declared = declared.map(|rule| rule.severity);
            found.severity = self.config.severity(&found.rule, found.severity, declared);
        }
    }
}

/// See [`Judge::tells_the_kind`].
pub fn tells_the_kind(pack: &Pack, shipped: &BTreeSet<FileId>) -> bool {
    let anything = pack.applies.title.is_empty() && pack.applies.tables == 0;
    !anything || pack.rules.iter().any(|rule| !shipped.contains(&rule.span.file))
}
