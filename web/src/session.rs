//! Documents checked one after the other under the same rules, and what is known of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gouji::calendar::Date;
use gouji::check::Checked;
use gouji::checker::Judge;
use gouji::checker::several::{self, Done, Job, Keep, Outcome};
use gouji::diagnostic::{self, Accepted, Diagnostic, Lang, Severity, Text, Waived};
use gouji::disclosure::chain::Member;
use gouji::document::Document;
use gouji::gate::config::Config;
use gouji::gate::judged::{Judged, JudgedBy, Pardon};
use gouji::gate::{self, Evidence, Gaps, Verdict, waiver};
use gouji::read::passed::{Cause, Passed};
use gouji::read::{self, Unreadable, archive, kind, own};
use gouji::report::{Fingerprints, Options, Run, place};
use gouji::source::{FileId, Source};
use gouji::spread::in_turn;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ask::{Answer, Part};
use crate::given::{Given, Written, absolute};

/// A file that was dropped on the page.
#[derive(Debug, Deserialize)]
pub struct Found {
    /// Its path, as the page shows it.
    pub name: String,
    /// The folder or archive it was met in; nothing where somebody dropped the file itself.
    pub within: Option<String>,
}

/// A finding that somebody answers for.
#[derive(Debug, Deserialize)]
pub struct Waive {
    document: usize,
    finding: usize,
    reason: String,
    by: String,
    until: Option<String>,
}

/// What is known of a document beside what was found in it.
struct Told {
    job: Job,
    member: Member,
    prints: Vec<String>,
    gaps: Gaps,
}

/// Everything that was read and found.
pub struct Session {
    /// The language of what is told.
    pub lang: Lang,
    today: Date,
    /// Whether all files are one disclosure.
    as_one: bool,
    given: Given,
    /// Files that somebody said are of a disclosure: they are checked with the others of it.
    waiting: Vec<Job>,
    /// Documents that were checked each by itself, until they are [settled](Session::settle).
    checked: Vec<(Job, Outcome)>,
    documents: Vec<Checked>,
    parsed: Vec<Document>,
    told: Vec<Told>,
    unread: Vec<Unreadable>,
    passed: Vec<Passed>,
}

impl Session {
    /// Nothing checked yet. `as_one`: all files are one disclosure.
    pub fn new(lang: &str, today: &str, as_one: bool, texts: Vec<Written>) -> Result<Self, String> {
        Ok(Self {
            lang: if lang == "en" { Lang::En } else { Lang::Zh },
            today: Date::parse(today).ok_or("`today` is no date")?,
            as_one,
            given: Given::read(texts),
            waiting: Vec::new(),
            checked: Vec::new(),
            documents: Vec::new(),
            parsed: Vec::new(),
            told: Vec::new(),
            unread: Vec::new(),
            passed: Vec::new(),
        })
    }

    /// What is wrong with rules, configurations and waivers, and how many bytes a file may have.
    pub fn begun(&self) -> Value {
        json!({ "most": read::MAX_BYTES, "faults": self.given.faults.iter().map(|fault| self.fault(fault)).collect::<Vec<_>>() })
    }

    fn fault(&self, fault: &Diagnostic) -> Value {
        let source = self.given.sources.get(fault.primary.span.file);
        json!({
            "severity": fault.severity.as_str(),
            "place": place::whole(source.name(), source, fault.primary.span.start as usize, self.lang),
            "message": fault.message.get(self.lang),
            "help": fault.help.as_ref().map(|help| help.get(self.lang)),
        })
    }

    /// Which of `files` are read; the others are passed over, and known.
    pub fn look(&mut self, files: &[Found]) -> Value {
        let wanted = |file: &Found| {
            let Some(within) = &file.within else { return true };
            let path = absolute(&file.name);
            let hidden = path.iter().any(|part| part.to_string_lossy().starts_with('.'));
            let config = self.given.config(&path);
            let cause =
                if hidden { Some(Cause::Hidden) } else { config.passes_over(&path, &absolute(within)) };
            let passed = cause.map(|cause| Passed { name: file.name.clone(), cause });
            let wanted = passed.is_none();
            self.passed.extend(passed);
            wanted
        };
        json!(files.iter().map(wanted).collect::<Vec<bool>>())
    }

    /// Checks a document, or says what an archive holds: its files, whose bytes are the body.
    pub fn check(&mut self, file: &Found, bytes: &[u8]) -> (Value, Vec<u8>) {
        if kind::of(&file.name, bytes) == kind::Kind::Zip {
            return self.open(&file.name, bytes);
        }
        if file.within.is_some() && own::is_own(&file.name, bytes) {
            self.passed.push(Passed { name: file.name.clone(), cause: Cause::Own });
            return (json!({ "passed": Cause::Own.words().get(self.lang) }), Vec::new());
        }
        let told = match read::read(&file.name, bytes) {
            Ok(source) => self.judge(source),
            Err(refused) => self.refused(refused),
        };
        (told, Vec::new())
    }

    fn judge(&mut self, source: Source) -> Value {
        let path = absolute(source.name());
        let config = self.given.config(&path);
        let name = Path::new(source.name()).to_path_buf();
        let waits = self.as_one || config.disclosure(&path).is_some();
        let file = self.given.sources.add(source);
        let job = Job::file(file, None, (name, path), config);
        if waits {
            self.waiting.push(job);
            return json!({ "waits": true });
        }
        let outcome = self.done(&job);
        let told = match &outcome {
            Ok(done) => row(None, &done.checked, &done.member),
            Err(why) => self.why(why),
        };
        self.checked.push((job, outcome));
        told
    }

    fn done(&self, job: &Job) -> Outcome {
        let (sources, packs) = (&self.given.sources, &self.given.packs);
        let judge = Judge {
            packs: packs.iter().collect(),
            shipped: &self.given.shipped,
            config: &job.config,
            spread: in_turn,
        };
        judge.done(job, packs, sources, (Keep::Documents, true))
    }

    /// Puts files together that are one disclosure, ties documents that answer each other, and lets waivers look at what was
    /// found: gives the documents in the order in which they are told. Where something changes of what was settled before,
    /// nothing is done but that it is said: everything is to be checked anew then. `apart`: nothing is put together.
    pub fn settle(&mut self, apart: bool) -> Value {
        let before: BTreeSet<FileId> = self.documents.iter().map(|checked| checked.file).collect();
        let mut all = std::mem::take(&mut self.checked);
        let waiting = std::mem::take(&mut self.waiting);
        // A file may be of a disclosure that was settled.
        let mut again = !before.is_empty() && !waiting.is_empty();
        let jobs = match apart {
            true => waiting,
            false => several::as_told(waiting, self.as_one, &mut self.given.sources),
        };
        for job in jobs {
            let outcome = self.done(&job);
            all.push((job, outcome));
        }
        let documents = std::mem::take(&mut self.documents).into_iter().zip(std::mem::take(&mut self.parsed));
        let known = documents.zip(std::mem::take(&mut self.told));
        all.extend(known.map(|((checked, document), Told { job, member, gaps, .. })| {
            (job, Ok(Box::new(Done { checked, document: Some(document), gaps, member })))
        }));
        let (jobs, outcomes) = several::in_order(all);
        let (mut all, sets) = match apart {
            true => (jobs.into_iter().zip(outcomes).collect(), Vec::new()),
            false => several::as_seen(jobs, outcomes),
        };
        let sources = &mut self.given.sources;
        let joined: Vec<_> = sets.into_iter().map(|set| several::as_set(set, sources)).collect();
        again |= joined.iter().flat_map(|job| &job.files).any(|(file, _)| before.contains(file));
        for job in joined {
            let outcome = self.done(&job);
            all.push((job, outcome));
        }
        let (jobs, mut outcomes) = several::in_order(all);
        let (sources, packs) = (&self.given.sources, &self.given.packs);
        let touched = several::tie(&mut outcomes, packs, sources, &|at, found| jobs[at].weigh(found, packs));
        again |= touched.iter().any(|at| before.contains(&jobs[*at].file));
        if again {
            return json!({ "again": true });
        }
        for (job, outcome) in jobs.into_iter().zip(outcomes) {
            match outcome {
                Ok(done) => {
                    let Done { checked, document, gaps, member } = *done;
                    let Some(document) = document else { continue };
                    let is_new = !before.contains(&checked.file);
                    self.documents.push(checked);
                    self.parsed.push(document);
                    self.told.push(Told { job, member, gaps, prints: Vec::new() });
                    self.pardon(self.documents.len() - 1, is_new);
                }
                Err(why) => self.unread.push(why),
            }
        }
        let rows = (0..self.documents.len()).map(|at| self.row(at));
        json!({ "documents": rows.collect::<Vec<Value>>() })
    }

    /// Fingerprints of what was found in a document, and what waivers say of it, which look at each document once.
    fn pardon(&mut self, at: usize, is_new: bool) {
        let (sources, told) = (&self.given.sources, &mut self.told[at]);
        let mut prints = Fingerprints::new();
        let found = &mut self.documents[at].diagnostics;
        told.prints = found.iter().map(|found| prints.of(found, sources)).collect();
        if is_new {
            let files = told.job.files.iter().map(|(file, path)| (*file, absolute(&path.to_string_lossy())));
            let files: Vec<_> = files.collect();
            waiver::apply_to_files(&mut self.given.waivers, &files, found, &told.prints, sources, self.today);
        }
    }

    fn why(&self, refused: &Unreadable) -> Value {
        let (reason, help) = (refused.reason.get(self.lang), refused.help.get(self.lang));
        json!({ "unread": { "reason": reason, "help": help } })
    }

    fn refused(&mut self, refused: Unreadable) -> Value {
        let told = self.why(&refused);
        self.unread.push(refused);
        told
    }

    /// A file that ended the worker it was checked in.
    pub fn refuse(&mut self, name: String, zh: String, en: String) {
        let help = Text::new(
            "单独重试；仍然这样，就是 gouji 的缺陷，请附上文件报告",
            "try it alone; if it fails again this is a defect of gouji: please report it with the document",
        );
        self.unread.push(Unreadable { name, reason: Text::new(zh, en), help });
    }

    fn open(&mut self, name: &str, bytes: &[u8]) -> (Value, Vec<u8>) {
        let start = absolute(name);
        let passed = RefCell::new(Vec::new());
        let config = self.given.config(&start);
        let wanted = |entry: archive::Entry<'_>| {
            let cause = match entry.is_hidden {
                true => Some(Cause::Hidden),
                false => config.passes_over(&start.join(entry.path), &start),
            };
            let name = format!("{name}/{}", entry.path);
            passed.borrow_mut().extend(cause.clone().map(|cause| Passed { name, cause }));
            cause.is_none()
        };
        let members = match archive::members(name, bytes, &wanted) {
            Ok(members) if members.is_empty() => Err(archive::empty(name)),
            other => other,
        };
        self.passed.extend(passed.into_inner());
        let members = match members {
            Ok(members) => members,
            Err(refused) => return (self.refused(refused), Vec::new()),
        };
        let (mut files, mut body) = (Vec::new(), Vec::new());
        for member in members {
            let name = format!("{name}/{}", member.path);
            match member.bytes {
                Ok(bytes) => {
                    files.push(Part { name, length: bytes.len() });
                    body.extend(bytes);
                }
                Err(read::Why { reason, help }) => self.unread.push(Unreadable { name, reason, help }),
            }
        }
        (json!({ "members": files }), body)
    }

    /// What the page shows of the document at `index`, and the files it was put together of.
    fn row(&self, index: usize) -> Value {
        let told = &self.told[index];
        let mut row = row(Some(index), &self.documents[index], &told.member);
        let files = told.job.files.iter().map(|(_, path)| path.to_string_lossy().into_owned());
        row["files"] = files.collect();
        row
    }

    /// Writes a waiver, which holds from now on; the body is its entry in a file of waivers.
    pub fn waive(&mut self, waive: Waive) -> Answer {
        let Waive { document: at, finding, reason, by, until } = waive;
        let checked = self.documents.get_mut(at).ok_or("there is no such document")?;
        let found = checked.diagnostics.get(finding).ok_or("there is no such finding")?;
        let until = until.map(|day| Date::parse(&day).ok_or("`until` is no date")).transpose()?;
        let (told, sources) = (&self.told[at], &self.given.sources);
        let path = told.job.path_of(found.primary.span).to_path_buf();
        let name = path.to_string_lossy().into_owned();
        let waived = Waived { reason, by, until: until.map(|day| day.to_string()) };
        let accepted = Accepted::of(found, sources, self.today);
        let entry = waiver::entry(&found.rule, &told.prints[finding], &name, &waived, &accepted);
        let file = self.given.sources.add(Source::new(waiver::FILE, entry.clone()));
        let (mut waivers, faults) = waiver::parse(file, &self.given.sources, Path::new("/"), true);
        if let Some(fault) = faults.first() {
            return Err(fault.message.get(self.lang).to_owned());
        }
        let files: Vec<_> =
            told.job.files.iter().map(|(file, path)| (*file, absolute(&path.to_string_lossy()))).collect();
        let (found, prints) = (&mut checked.diagnostics, &told.prints);
        waiver::apply_to_files(&mut waivers, &files, found, prints, &self.given.sources, self.today);
        self.given.waivers.extend(waivers);
        Ok((self.row(at), entry.into_bytes()))
    }

    /// What was found, as reports tell it.
    pub fn told<T>(&mut self, tell: impl FnOnce(&Run<'_>) -> T) -> T {
        let mut faults = self.given.faults.clone();
        faults.extend(waiver::leftovers(&self.given.waivers, &[], self.today));
        faults.extend(waiver::bare(&self.given.waivers));
        diagnostic::sort(&mut faults, &self.given.sources);
        let judged = self.judged();
        let leading = self.told.first().map(|told| told.job.config.threshold()).unwrap_or_default();
        let mut failing = faults.iter().any(|fault| leading.reached_by(fault.severity));
        for (checked, told) in self.documents.iter_mut().zip(&self.told) {
            failing |= gate::mark(&mut checked.diagnostics, told.job.config.threshold());
        }
        let broken = faults.iter().any(|fault| fault.severity == Severity::Error);
        let open = !self.unread.is_empty() || self.told.iter().any(|told| told.gaps.open(&told.job.config));
        let verdict: Verdict = gate::judge(Evidence { broken, failing, open });
        self.unread.sort_by(|a, b| a.name.cmp(&b.name));
        self.passed.sort();
        tell(&Run {
            sources: &self.given.sources,
            packs: &self.given.packs,
            faults: &faults,
            documents: &self.documents,
            parsed: &self.parsed,
            unreadable: &self.unread,
            judged: &judged,
            passed: &self.passed,
            exit_code: verdict.code(),
            options: Options { lang: self.lang, ..Options::default() },
        })
    }

    fn judged(&self) -> Judged {
        let sources = &self.given.sources;
        let name = |file: &FileId| sources.get(*file).name().to_owned();
        let mut by: BTreeMap<&[FileId], (&Config, usize)> = BTreeMap::new();
        let mut gaps = Gaps::default();
        for told in &self.told {
            by.entry(&told.job.config.files).or_insert((&told.job.config, 0)).1 += 1;
            gaps += told.gaps;
        }
        let judged = |(files, (config, documents)): (&[FileId], (&Config, usize))| {
            let files = files.iter().map(name).collect();
            JudgedBy { documents, ..JudgedBy::new(config, files, &|path| path.display().to_string()) }
        };
        let waivers = waiver::covered(&self.given.waivers).into_iter();
        // Each that is written in the page is a source of its own, and all of them are one file.
        let mut pardons: BTreeMap<String, usize> = BTreeMap::new();
        waivers.for_each(|(file, findings)| *pardons.entry(name(&file)).or_default() += findings);
        Judged {
            by: by.into_iter().map(judged).collect(),
            waivers: pardons.into_iter().map(|(path, findings)| Pardon { path, findings }).collect(),
            digests: self.given.digests.clone(),
            gaps,
            ..Judged::default()
        }
    }

    /// The source of the file called `name` that the document at `index` is or was put together of.
    pub fn source(&self, index: usize, name: &str) -> Option<&Source> {
        let mut files = self.told.get(index)?.job.files.iter();
        let (file, _) = files.find(|(_, path)| path.as_path() == Path::new(name))?;
        Some(self.given.sources.get(*file))
    }
}

/// What the page shows of a document.
fn row(index: Option<usize>, checked: &Checked, member: &Member) -> Value {
    let live = |severity: Severity| {
        let live = checked.diagnostics.iter().filter(|found| found.standing.is_live());
        live.filter(|found| found.severity == severity).count()
    };
    let department = &member.card.department;
    json!({ "document": {
        "index": index,
        "department": department.name,
        "year": department.year,
        "errors": live(Severity::Error),
        "warnings": live(Severity::Warning),
        "notes": live(Severity::Note),
        "figures": checked.ledger.n_figures(),
    } })
}
