//! `gouji check`: read, parse and check every document, tell what was found, and judge the run.

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use gouji::check::Checked;
use gouji::diagnostic::{self, Text};
use gouji::document;
use gouji::gate;
use gouji::read::{Unreadable, read};
use gouji::report::{self, Format, Options, Run};
use gouji::rule::Pack;
use gouji::source::{FileId, Source, Sources};
use rayon::prelude::*;

use super::terminal::Terminal;
use super::walk::{Wanted, unreadable, walk};
use super::{Check, Stop, packs};

/// Does what the arguments say; gives the exit code.
pub fn run(args: &Check, terminal: &Terminal) -> Result<u8, Stop> {
    let wanted = Wanted::new(&args.include, &args.exclude)?;
    let packs::Loaded { mut sources, packs, faults } = packs::of(&args.rules)?;
    let found = walk(&args.paths, &wanted);
    found.told.iter().for_each(|told| terminal.say(told));
    let mut unread = found.unreadable;
    if found.files.is_empty() && unread.is_empty() {
        return Err(nothing_matched(args));
    }
    let read: Vec<Result<Source, Unreadable>> = found.files.par_iter().map(|path| open(path)).collect();
    let mut files = Vec::with_capacity(read.len());
    for source in read {
        match source {
            Ok(source) => files.push(sources.add(source)),
            Err(refused) => unread.push(refused),
        }
    }
    let checked: Vec<Result<Checked, Unreadable>> =
        files.par_iter().map(|&file| check(&packs, &sources, file)).collect();
    let mut documents = Vec::with_capacity(checked.len());
    for document in checked {
        match document {
            Ok(document) => documents.push(document),
            Err(refused) => unread.push(refused),
        }
    }
    unread.sort_by(|a, b| a.name.cmp(&b.name));
    let diagnostics = documents.iter().flat_map(|document| &document.diagnostics);
    let verdict = gate::judge(args.fail_on.into(), &faults, diagnostics, unread.len());
    let options =
        Options { lang: terminal.lang, colour: terminal.colour, ledger: args.ledger, ..Options::default() };
    let run = Run {
        sources: &sources,
        packs: &packs,
        faults: &faults,
        documents: &documents,
        unreadable: &unread,
        exit_code: verdict.code(),
        options,
    };
    let format = Format::from(args.format);
    let told = terminal.print(&report::render(&run, format));
    if matches!(format, Format::Json | Format::Sarif) {
        // Programs read the result; the person beside them is told what was left out.
        for unread in &unread {
            let reason = |lang| format!("{}: {}", unread.name, unread.reason.get(lang));
            terminal.say(&Text::new(reason(diagnostic::Lang::Zh), reason(diagnostic::Lang::En)));
        }
    }
    Ok(if told { verdict.code() } else { gate::Verdict::Misconfigured.code() })
}

/// Reads a document.
pub fn open(path: &Path) -> Result<Source, Unreadable> {
    match fs::read(path) {
        Ok(bytes) => read(&path.display().to_string(), &bytes),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// Parses and checks one document. A fault of the program on one document must not take the others with it.
fn check(packs: &[Pack], sources: &Sources, file: FileId) -> Result<Checked, Unreadable> {
    let source = sources.get(file);
    let done = catch_unwind(AssertUnwindSafe(|| {
        let document = document::parse(file, source);
        let mut checked = gouji::check::check(packs, &document);
        diagnostic::sort(&mut checked.diagnostics, sources);
        checked
    }));
    done.map_err(|panic| broke(source.name(), panic.as_ref()))
}

fn broke(name: &str, panic: &(dyn Any + Send)) -> Unreadable {
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

fn nothing_matched(args: &Check) -> Stop {
    let paths: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
    let (paths, en) = (paths.join("、"), paths.join(", "));
    Stop::new(Text::new(format!("{paths} 里没有可检查的文件"), format!("nothing to check in {en}"))).help(
        Text::new(
            "目录里只读 .txt .md .markdown，跳过隐藏文件；别的文件直接写出文件名，或用 --include",
            "in directories only .txt .md .markdown are read, and no hidden files; name others, or use --include",
        ),
    )
}
