//! gouji for Python: what `gouji/__init__.py` makes objects and tables of. Documents are checked without the interpreter's lock.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use gouji::checker::{Checker as Inner, Rules};
use gouji::diagnostic::{Lang, Severity, Text};
use gouji::gate::judged::Judged;
use gouji::read::Unreadable;
use gouji::report::{Format, Options, Run, place, render};
use gouji::source::Source;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

mod tables;

/// The command is the program's own.
#[path = "../../src"]
#[allow(clippy::print_stdout, clippy::print_stderr, reason = "the command prints")]
mod program {
    pub mod cli;
}

/// Checking makes and drops many small things.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rules, ready for documents.
#[pyclass(frozen, module = "gouji._gouji")]
struct Engine {
    checker: Arc<Inner>,
    lang: Lang,
}

/// A document that was checked.
#[pyclass(frozen, module = "gouji._gouji")]
struct Checked {
    told: gouji::checker::Told,
    checker: Arc<Inner>,
    lang: Lang,
}

fn language(lang: &str) -> PyResult<Lang> {
    match lang {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        other => Err(PyValueError::new_err(format!("lang is 'zh' or 'en', not '{other}'"))),
    }
}

/// The name of a file, and its path or what it holds.
type Given = (String, Option<PathBuf>, Option<PyBackedBytes>);

/// What a file holds.
fn content((_, path, bytes): &Given) -> io::Result<Cow<'_, [u8]>> {
    match (bytes, path) {
        (Some(bytes), _) => Ok(Cow::Borrowed(bytes)),
        (None, Some(path)) => std::fs::read(path).map(Cow::Owned),
        (None, None) => Ok(Cow::Borrowed(&[])),
    }
}

/// Documents; and of files that cannot be read the name, why, and the step to take.
type Answers = (Vec<Checked>, Vec<(String, String, String)>);

/// A document, or why it cannot be read and the step to take.
type Answer = (Option<Checked>, Option<(String, String)>);

#[pymethods]
impl Engine {
    /// The rules that come with gouji, and `rules` beside them: name and text of each.
    #[new]
    fn new(py: Python<'_>, rules: Vec<(String, String)>, lang: &str) -> PyResult<Self> {
        let lang = language(lang)?;
        let rules = py.detach(|| Rules::beside_shipped(rules));
        Ok(Self { checker: Arc::new(Inner::new(rules)), lang })
    }

    /// What is wrong with the rules: severity, place, message, help.
    fn faults(&self) -> Vec<(&'static str, String, String, String)> {
        let rules = &self.checker.rules;
        let fault = |fault: &gouji::diagnostic::Diagnostic| {
            let source = rules.sources.get(fault.primary.span.file);
            let at = place::whole(source.name(), source, fault.primary.span.start as usize, self.lang);
            let help = fault.help.as_ref().map_or("", |help| help.get(self.lang));
            (fault.severity.as_str(), at, fault.message.get(self.lang).to_owned(), help.to_owned())
        };
        rules.faults.iter().map(fault).collect()
    }

    /// Checks the bytes of one document.
    fn check(&self, py: Python<'_>, name: &str, bytes: &[u8]) -> Answer {
        self.answer(py.detach(|| self.checker.check(name, bytes)))
    }

    /// Checks a file.
    fn check_file(&self, py: Python<'_>, path: PathBuf, name: &str) -> PyResult<Answer> {
        let checked = py.detach(|| std::fs::read(path).map(|bytes| self.checker.check(name, &bytes)));
        Ok(self.answer(checked?))
    }

    /// Checks several files beside each other.
    fn check_all(&self, py: Python<'_>, files: Vec<Given>, as_one: bool) -> PyResult<Answers> {
        let mut failed: Option<io::Error> = None;
        let (told, refused) = py.detach(|| {
            let files = files.iter().map_while(|given| match content(given) {
                Ok(bytes) => Some((given.0.clone(), bytes)),
                Err(error) => {
                    failed = Some(error);
                    None
                }
            });
            self.checker.check_all(files, as_one)
        });
        if let Some(error) = failed {
            return Err(error.into());
        }
        let checked = |told| Checked { told, checker: self.checker.clone(), lang: self.lang };
        let said = |why: Unreadable| {
            let [reason, help] = [why.reason, why.help].map(|text| text.get(self.lang).to_owned());
            (why.name, reason, help)
        };
        Ok((told.into_iter().map(checked).collect(), refused.into_iter().map(said).collect()))
    }
}

impl Engine {
    fn answer(&self, checked: Result<gouji::checker::Told, Unreadable>) -> Answer {
        match checked {
            Ok(told) => {
                let checker = self.checker.clone();
                (Some(Checked { told, checker, lang: self.lang }), None)
            }
            Err(Unreadable { reason, help, .. }) => {
                let said = |text: &Text| text.get(self.lang).to_owned();
                (None, Some((said(&reason), said(&help))))
            }
        }
    }
}

#[pymethods]
impl Checked {
    /// The document as `gouji check --format json --ledger` tells it.
    fn json(&self, py: Python<'_>) -> String {
        py.detach(|| render(&self.run(&Judged { gaps: self.told.gaps, ..Judged::default() }), Format::Json))
    }

    /// The document in any format that is text.
    fn render(&self, py: Python<'_>, format: &str) -> PyResult<String> {
        let known = Format::named(format).filter(|format| !format.is_binary());
        let format = known.ok_or_else(|| PyValueError::new_err(format!("no format is called '{format}'")))?;
        let judged = Judged { gaps: self.told.gaps, ..Judged::default() };
        Ok(py.detach(|| render(&self.run(&judged), format)))
    }

    /// What the document is called.
    fn name(&self) -> &str {
        self.source().name()
    }

    /// The files that it was put together of, where it was.
    fn files(&self) -> Vec<&str> {
        self.source().files().parts().iter().map(|part| part.source.name()).collect()
    }

    /// Whose it is, of which year, of which kinds, and by what documents that may answer it are brought together.
    fn card(&self) -> (&str, Option<u32>, Vec<String>, Option<&str>) {
        let card = &self.told.card;
        (&card.department.name, card.department.year, card.kinds.clone(), card.chain())
    }

    /// How many errors, warnings and notes there are.
    fn counts(&self) -> (usize, usize, usize) {
        let count = |severity: Severity| {
            self.told.checked.diagnostics.iter().filter(|found| found.severity == severity).count()
        };
        (count(Severity::Error), count(Severity::Warning), count(Severity::Note))
    }

    /// Whether nothing was left open that must not pass for checked.
    fn complete(&self) -> bool {
        !self.told.gaps.open(&gouji::gate::config::Config::default())
    }

    /// The figures, column by column.
    fn figures(&self, py: Python<'_>) -> tables::Figures {
        py.detach(|| tables::figures(&self.told, self.lang))
    }

    /// The ledger, column by column.
    fn ledger(&self, py: Python<'_>) -> tables::Ledger {
        py.detach(|| tables::ledger(&self.told))
    }

    /// The text in which places are told.
    fn text(&self) -> &str {
        self.source().text()
    }
}

impl Checked {
    fn source(&self) -> &Source {
        self.told.sources.get(self.told.checked.file)
    }

    fn run<'a>(&'a self, judged: &'a Judged) -> Run<'a> {
        Run {
            sources: &self.told.sources,
            packs: &self.checker.rules.packs,
            faults: &[],
            documents: std::slice::from_ref(&self.told.checked),
            parsed: std::slice::from_ref(&self.told.document),
            unreadable: &[],
            judged,
            passed: &[],
            exit_code: u8::from(self.counts().0 > 0),
            options: Options { lang: self.lang, ..Options::default() },
        }
    }
}

/// Does what the command does with these arguments, the first of which is its own name; gives the exit code.
#[pyfunction]
fn command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| program::cli::main(arguments.into_iter()))
}

#[pymodule]
fn _gouji(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // What panics is told by whoever catches it.
    std::panic::set_hook(Box::new(|_| {}));
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<Engine>()?;
    module.add_class::<Checked>()?;
    module.add_function(wrap_pyfunction!(command, module)?)
}
