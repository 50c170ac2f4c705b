//! Documents checked one after the other under the same rules, and what is known of them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use gouji::calendar::Date;
use gouji::check::Checked;
use gouji::checker::Judge;
use gouji::diagnostic::{self, Accepted, Diagnostic, Lang, Severity, Text, Waived};
use gouji::disclosure::department::Department;
use gouji::document::{self, Document};
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
    config: Arc<Config>,
    prints: Vec<String>,
    gaps: Gaps,
    department: Department,
}

/// Everything that was read and found.
pub struct Session {
    /// The language of what is told.
    pub lang: Lang,
    today: Date,
    given: Given,
    documents: Vec<Checked>,
    parsed: Vec<Document>,
    told: Vec<Told>,
    unread: Vec<Unreadable>,
    passed: Vec<Passed>,
}

impl Session {
    /// Nothing checked yet.
    pub fn new(lang: &str, today: &str, texts: Vec<Written>) -> Result<Self, String> {
        Ok(Self {
            lang: if lang == "en" { Lang::En } else { Lang::Zh },
            today: Date::parse(today).ok_or("`today` is no date")?,
            given: Given::read(texts),
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
        let file = self.given.sources.add(source);
        let (sources, packs) = (&self.given.sources, &self.given.packs);
        let source = sources.get(file);
        let document = document::parse(file, source);
        let judge = Judge {
            packs: packs.iter().collect(),
            shipped: &self.given.shipped,
            config: &config,
            spread: in_turn,
        };
        let (mut checked, gaps) = judge.judge(source, &document, &path);
        diagnostic::sort(&mut checked.diagnostics, sources);
        let mut prints = Fingerprints::new();
        let prints: Vec<String> = checked.diagnostics.iter().map(|found| prints.of(found, sources)).collect();
        let department = Department::of(&document, source, packs);
        waiver::apply(&mut self.given.waivers, &path, &mut checked.diagnostics, &prints, sources, self.today);
        self.documents.push(checked);
        self.parsed.push(document);
        self.told.push(Told { config, prints, gaps, department });
        self.row(self.documents.len() - 1)
    }

    fn refused(&mut self, refused: Unreadable) -> Value {
        let (reason, help) = (refused.reason.get(self.lang), refused.help.get(self.lang));
        let told = json!({ "unread": { "reason": reason, "help": help } });
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

    /// What the page shows of the document at `index`.
    fn row(&self, index: usize) -> Value {
        let (checked, told) = (&self.documents[index], &self.told[index]);
        let live = |severity: Severity| {
            let live = checked.diagnostics.iter().filter(|found| found.standing.is_live());
            live.filter(|found| found.severity == severity).count()
        };
        json!({ "document": {
            "index": index,
            "department": told.department.name,
            "year": told.department.year,
            "errors": live(Severity::Error),
            "warnings": live(Severity::Warning),
            "notes": live(Severity::Note),
            "figures": checked.ledger.n_figures(),
        } })
    }

    /// Writes a waiver, which holds from now on; the body is its entry in a file of waivers.
    pub fn waive(&mut self, waive: Waive) -> Answer {
        let Waive { document: at, finding, reason, by, until } = waive;
        let checked = self.documents.get_mut(at).ok_or("there is no such document")?;
        let found = checked.diagnostics.get(finding).ok_or("there is no such finding")?;
        let until = until.map(|day| Date::parse(&day).ok_or("`until` is no date")).transpose()?;
        let (told, sources) = (&self.told[at], &self.given.sources);
        let name = sources.get(checked.file).name().to_owned();
        let waived = Waived { reason, by, until: until.map(|day| day.to_string()) };
        let accepted = Accepted::of(found, sources, self.today);
        let entry = waiver::entry(&found.rule, &told.prints[finding], &name, &waived, &accepted);
        let file = self.given.sources.add(Source::new(waiver::FILE, entry.clone()));
        let (mut waivers, faults) = waiver::parse(file, &self.given.sources, Path::new("/"), true);
        if let Some(fault) = faults.first() {
            return Err(fault.message.get(self.lang).to_owned());
        }
        let (found, prints) = (&mut checked.diagnostics, &told.prints);
        waiver::apply(&mut waivers, &absolute(&name), found, prints, &self.given.sources, self.today);
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
        let leading = self.told.first().map(|told| told.config.threshold()).unwrap_or_default();
        let mut failing = faults.iter().any(|fault| leading.reached_by(fault.severity));
        for (checked, told) in self.documents.iter_mut().zip(&self.told) {
            failing |= gate::mark(&mut checked.diagnostics, told.config.threshold());
        }
        let broken = faults.iter().any(|fault| fault.severity == Severity::Error);
        let open = !self.unread.is_empty() || self.told.iter().any(|told| told.gaps.open(&told.config));
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
            by.entry(&told.config.files).or_insert((&told.config, 0)).1 += 1;
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

    /// The source of the document at `index`.
    pub fn source(&self, index: usize) -> Option<&Source> {
        self.documents.get(index).map(|checked| self.given.sources.get(checked.file))
    }
}
