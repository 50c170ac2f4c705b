//! `gouji check`: read, parse and check every document, tell what was found in every format asked for, and judge the run.

use std::fs;
use std::path::Path;

use gouji::checker::guarded;
use gouji::diagnostic::{Diagnostic, Lang, Severity, Text};
use gouji::gate::baseline::{self, Baseline};
use gouji::gate::config::{Config, Given};
use gouji::gate::judged::Pardon;
use gouji::gate::{self, Evidence, Threshold, Verdict};
use gouji::report::{self, Format, Options, Run, Summary};
use gouji::source::{Source, Sources};
use gouji::timing::{self, Work};
use rayon::prelude::*;

use super::examine::{Examined, Keep, examine, leading, on_all_cores};
use super::files::MOST_BASELINE;
use super::idle;
#[cfg(feature = "lists")]
use super::lists;
use super::outputs::{self, Input, Inputs, Role};
use super::panics::failed;
use super::settings::{Settings, absolute, folder_of, read_text, short, told_from};
use super::terminal::Terminal;
use super::{Check, Output, Scope, Stop, pages, show_files, timings, words, write};

/// Does what the arguments say; gives the exit code.
pub fn run(args: &Check, terminal: &Terminal) -> Result<u8, Stop> {
    outputs::apart(&args.format)?;
    if args.timings {
        timing::measure();
    }
    let by_hand = Config {
        fail_on: args.fail_on.map(|fail_on| Given::by_hand(fail_on.into())),
        strict: args.strict.then(|| Given::by_hand(true)),
        min_read: args.min_read.map(Given::by_hand),
        lang: terminal.lang_by_hand.map(Given::by_hand),
        ..Config::default()
    };
    let mut settings = Settings::new(&args.scope, by_hand)?;
    let config = leading(&args.paths, &mut settings)?;
    let terminal = &terminal.speaking(config.lang.as_ref().map(|given| given.value));
    if args.show_config {
        return Ok(show(args, settings, terminal)?.code());
    }
    if args.show_files {
        return show_files::run(&args.paths, settings, terminal);
    }
    let pages = args.format.iter().any(|output| output.format.is_of_pages());
    let keep = if pages { Keep::Documents } else { Keep::Findings };
    let scope = Scope { since: args.since.clone(), baseline: args.baseline.clone(), ..args.scope.clone() };
    let mut done = examine(&args.paths, &scope, settings, terminal, keep)?;
    if let Some(path) = &args.baseline {
        compare(&mut done, path)?;
    }
    spare_inputs(&done, &args.format)?;
    outputs::not_written(&mut done.passed, &args.format);
    let verdict = judge(&mut done, config.threshold());
    let options = Options {
        lang: terminal.lang,
        colour: terminal.colour,
        ledger: args.ledger,
        max_findings: args.max_findings,
        fingerprints: args.fingerprints,
        spread: on_all_cores,
        ..Options::default()
    };
    let run = done.run(verdict.code(), options);
    let told = timing::of(|| Work::Reporting, || tell(&run, &args.format, terminal));
    if args.dead_rules {
        let dead = idle::listing(&done.packs, &done.sources, &done.documents, terminal.lang);
        // After what people read; beside what programs do.
        match args.format.iter().find(|output| output.path.is_none()).map(|output| output.format) {
            Some(Format::Text) => terminal.print(&format!("\n{dead}")),
            _ => terminal.aside(&dead),
        }
    }
    if args.timings {
        terminal.aside(&timings::listing(terminal.lang));
    }
    // The process ends here: the system takes its memory back sooner than every small piece of it could be given back. Where runs
    // are fuzzed it goes on.
    if !cfg!(fuzzing) {
        std::mem::forget(done);
    }
    Ok(if told { verdict.code() } else { Verdict::Misconfigured.code() })
}

/// Says of every finding whether it fails the run, and of the run what it comes to.
fn judge(done: &mut Examined, leading: Threshold) -> Verdict {
    let mut failing = done.faults.iter().any(|fault| leading.reached_by(fault.severity));
    for (document, told) in done.documents.iter_mut().zip(&done.told) {
        failing |= gate::mark(&mut document.diagnostics, told.config.threshold());
    }
    gate::judge(Evidence { broken: done.is_broken(), failing, open: done.open })
}

/// Marks what was known before, and tells of entries that nothing is found for any more.
fn compare(done: &mut Examined, path: &Path) -> Result<(), Stop> {
    let (baseline, text) = read_baseline(path)?;
    done.inputs.push(Input::judging(path, Role::Baseline, &text));
    done.judged.digests.extend(outputs::digests(&done.inputs[done.inputs.len() - 1..], false));
    done.judged.digests.sort();
    outputs::not_read(&mut done.passed, &done.inputs);
    let file = done.sources.add(Source::new(short(path), text));
    let folder = folder_of(path);
    let mut told_of: Vec<Diagnostic> = Vec::new();
    let (mut bare, mut findings) = (0, 0);
    for (document, told) in done.documents.iter_mut().zip(&done.told) {
        let name = told_from(&folder, &told.path);
        let compared = baseline.apply(&name, &mut document.diagnostics, &told.prints, &done.sources);
        told_of.extend(baseline.stale(&name, &compared, file, &done.sources));
        bare += compared.bare;
        findings += document.diagnostics.iter().filter(|found| found.standing.known == Some(true)).count();
    }
    if bare > 0 {
        told_of.push(baseline::bare(bare, file));
    }
    done.faults.extend(told_of);
    done.judged.baseline = Some(Pardon { path: short(&absolute(path)), findings });
    Ok(())
}

/// Reads a baseline; gives its text as well.
pub fn read_baseline(path: &Path) -> Result<(Baseline, String), Stop> {
    let text = read_text(path, MOST_BASELINE)?;
    let shown = short(path);
    let baseline = Baseline::parse(&text).map_err(|why| {
        let (zh, en) = (why.get(Lang::Zh), why.get(Lang::En));
        Stop::new(Text::new(
            format!("基线 {shown} 读不懂：{zh}"),
            format!("the baseline {shown} is no baseline: {en}"),
        ))
        .help(Text::new("用 gouji baseline 重写", "write it anew with gouji baseline"))
    })?;
    Ok((baseline, text))
}

/// Tells the run in every format; false where one could not be written to its file.
fn tell(run: &Run, outputs: &[Output], terminal: &Terminal) -> bool {
    let rendered: Vec<Option<Rendered>> = outputs
        .par_iter()
        .map(|output| {
            let colour = run.options.colour && output.path.is_none();
            let run = Run { options: Options { colour, ..run.options }, ..*run };
            (!is_pages(output)).then(|| drawn(output.format, || report::render(&run, output.format)))
        })
        .collect();
    let mut all = true;
    for (output, text) in outputs.iter().zip(rendered) {
        let done = match (&output.path, text.transpose()) {
            (None, Ok(Some(text))) => {
                terminal.print(&text);
                Ok(true)
            }
            (Some(path), Ok(Some(text))) => Ok(put(path, &text, terminal)),
            (Some(path), Ok(None)) => drawn(output.format, || put_pages(run, output.format, path, terminal)),
            (None, Ok(None)) => Ok(true),
            (_, Err(stop)) => Err(stop),
        };
        all &= done.unwrap_or_else(|stop| {
            terminal.stop(&stop);
            false
        });
    }
    let people =
        |output: &Output| output.path.is_none() && matches!(output.format, Format::Text | Format::Short);
    if !outputs.iter().any(people) {
        // Programs read the result; the person beside them is told what was left out and what is wrong with the gate.
        for unread in run.unreadable {
            let reason = |lang| format!("{}: {}", unread.name, unread.reason.get(lang));
            terminal.say(&Text::new(reason(Lang::Zh), reason(Lang::En)));
        }
        let wrong = run.faults.iter().filter(|fault| fault.severity == Severity::Error);
        terminal.aside(&report::render_diagnostics(
            run.sources,
            wrong,
            Options { colour: false, ..run.options },
        ));
        if outputs.iter().all(|output| output.path.is_some()) {
            for (zh, en) in run.judged.lines(Lang::Zh).into_iter().zip(run.judged.lines(Lang::En)) {
                terminal.say(&Text::new(zh, en));
            }
            let line = |lang| Summary::of(run).line(lang);
            terminal.say(&Text::new(line(Lang::Zh), line(Lang::En)));
        }
    }
    all
}

/// A report, or why there is none.
type Rendered = Result<String, Stop>;

/// Draws one report; a defect in that must not take the others with it.
fn drawn<T>(format: Format, draw: impl FnOnce() -> T) -> Result<T, Stop> {
    guarded(draw).map_err(|panic| {
        let name = format.name();
        let work = Text::new(format!("写 {name} 报告"), format!("writing the {name} report"));
        failed(&work, panic.as_ref())
    })
}

/// Stops where an output is a file that was read.
fn spare_inputs(done: &Examined, outputs: &[Output]) -> Result<(), Stop> {
    if outputs.iter().all(|output| output.path.is_none()) {
        return Ok(());
    }
    let inputs = Inputs::new(&done.inputs);
    for output in outputs {
        let Some(path) = &output.path else { continue };
        inputs.spare(path)?;
        if is_pages(output) {
            match output.format {
                #[cfg(feature = "lists")]
                Format::Docx | Format::Xlsx => lists::spare(&inputs, path, output.format, done)?,
                _ => pages::spare(&inputs, path, done.documents.len())?,
            }
        }
    }
    Ok(())
}

/// Whether an output may come to more than one file.
fn is_pages(output: &Output) -> bool {
    output.format.is_of_pages() && output.path.is_some()
}

/// Writes what may come to more than one file; false where some of it could not be written.
fn put_pages(run: &Run, format: Format, path: &Path, terminal: &Terminal) -> bool {
    match format {
        #[cfg(feature = "lists")]
        Format::Docx | Format::Xlsx => lists::put(run, format, path, terminal),
        _ => pages::put(run, path, terminal),
    }
}

/// Writes `text` whole, and the folders above it; false where it could not, which is said.
pub fn put(path: &Path, text: &str, terminal: &Terminal) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let done = folder.map_or(Ok(()), fs::create_dir_all).and_then(|()| write::whole(path, text.as_bytes()));
    if let Err(error) = &done {
        terminal.unwritten(path, error);
    }
    done.is_ok()
}

/// Prints what holds for each path, and where it was given.
fn show(args: &Check, mut settings: Settings, terminal: &Terminal) -> Result<Verdict, Stop> {
    let mut out = String::new();
    let mut without_effect: Vec<Diagnostic> = Vec::new();
    for (index, path) in args.paths.iter().enumerate() {
        let config = leading(std::slice::from_ref(path), &mut settings)?;
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&format!("# {}\n", report::visible(&path.display().to_string())));
        without_effect.extend(config.without_effect().filter(|told| !without_effect.contains(told)));
        for (key, value, place) in config.shown(terminal.lang) {
            let origin = match place {
                None => words(terminal.lang, "默认", "default"),
                Some(None) => words(terminal.lang, "命令行", "command line"),
                Some(Some(span)) => origin(&settings.sources, span),
            };
            let line = format!("{key} = {value}");
            let gap = " ".repeat(48usize.saturating_sub(report::columns(&line)).max(2));
            out.push_str(&format!("{line}{gap}# {origin}\n"));
        }
    }
    let options = Options { lang: terminal.lang, ..Options::default() };
    let told = settings.faults.iter().chain(&without_effect);
    terminal.aside(&report::render_diagnostics(&settings.sources, told, options));
    terminal.print(&out);
    let broken = settings.faults.iter().any(|fault| fault.severity == Severity::Error);
    Ok(gate::judge(Evidence { broken, ..Evidence::default() }))
}

/// Where in a configuration something was said.
pub fn origin(sources: &Sources, span: gouji::source::Span) -> String {
    let source = sources.get(span.file);
    format!("{}:{}", source.name(), source.line_column(span.start as usize).0)
}
