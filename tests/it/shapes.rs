//! Work grows with the document and not faster, whatever its shape.
//!
//! Work is counted, not timed: a document of each shape is checked and told under callgrind, which counts instructions, and
//! another twice as long. Neither all work nor that of any one function may grow by much more than twice: what is square begins
//! small, in one function, so that short documents are enough to see it. A limit that a loop stops at (so many amounts before a
//! change, so many rows for a form) must be reached by the shorter of the two.
//!
//! Callgrind takes its time: the test runs where `GOUJI_VALGRIND` is set, as `.ci/run` does.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
#![allow(clippy::print_stdout, reason = "what is skipped is said")]

mod callgrind;
mod documents;

use std::hint::black_box;
use std::path::Path;
use std::process::Child;
use std::{env, fs};

use callgrind::{Work, count, work_of};
use documents::{JOINED, Made, SHAPES, Shape};
use gouji::check::check;
use gouji::checker::Rules;
use gouji::diagnostic;
use gouji::document::parse;
use gouji::gate::judged::Judged;
use gouji::read::read;
use gouji::report::{Format, Options, Run, render};
use gouji::rule::Pack;
use gouji::source::{FileId, Source, Sources};

/// Twice the document may take this many tenths of the work: sorting and looking up take a little more than twice.
const MOST: u64 = 23;
/// Of a function that takes less than one part in so many of all work nothing is known: a buffer or a table of hashes grows now
/// and then.
const SMALL: u64 = 333;
/// The same of what all share to search and compare slices and texts.
const SMALL_SHARED: u64 = 100;
/// Shapes are shared out to so many runs at once.
const RUNS: usize = 2;

/// What is known to grow faster still. Of these, an expression is compiled again, for speed, where a text is long; steps between
/// results are looked for among a few more rows in a longer table, up to a limit.
const KNOWN: &[&str] = &[
    "gouji::rule::pattern::",
    "gouji::check::formula::join",
    "gouji::check::kind::builtin::footing::signed",
    "gouji::source::Source::line_column",
    // Lines are looked through once more where one of their sums turns out to be chance, as in the longer of two tables.
    "gouji::check::kind::builtin::footing::runs::runs",
    "gouji::check::aid::tally::Tally<T>::all_that_come_to",
    "<gouji::hash::Worth as core::hash::Hash>::hash",
];

/// Says to this test which of the runs it is.
const RUN: &str = "GOUJI_SHAPES";

/// Where one piece of work ends and another begins; callgrind tells the work before each call.
#[inline(never)]
fn boundary_of_work() {
    black_box(());
}

/// The packs that are tried on budgets, and every source.
fn packs() -> (Vec<Pack>, Sources) {
    let Rules { mut packs, sources, faults, .. } = gouji::shipped();
    assert!(faults.is_empty());
    packs.retain(|pack| ["budget", "text"].contains(&pack.name.as_str()));
    // What is read of them when they are first asked for is no work on a document.
    assert!(packs.iter().all(|pack| !pack.names.facts.is_empty() && !pack.rules.is_empty()));
    (packs, sources)
}

/// Reads, checks and tells a document.
fn work(packs: &[Pack], sources: &mut Sources, (name, bytes): Made) {
    let mut add = |name: &str, bytes: &[u8]| sources.add(read(name, bytes).unwrap());
    let file = match name {
        JOINED => {
            let files: Vec<FileId> =
                bytes.split(|byte| *byte == 0xC).map(|file| add("a.txt", file)).collect();
            let whole = Source::joined(name, &files, sources);
            sources.add(whole)
        }
        _ => add(name, &bytes),
    };
    let document = parse(file, sources.get(file));
    let mut checked = check(packs, &document);
    diagnostic::sort(&mut checked.diagnostics, sources);
    let run = Run {
        sources,
        packs,
        faults: &[],
        documents: &[checked],
        parsed: &[],
        unreadable: &[],
        judged: &Judged::default(),
        passed: &[],
        exit_code: 1,
        options: Options::default(),
    };
    black_box(render(&run, Format::Json));
}

/// The shapes of one of the runs.
fn shapes_of(run: usize) -> impl Iterator<Item = &'static Shape> {
    SHAPES.iter().skip(run).step_by(RUNS)
}

/// What runs under callgrind: for each shape a document to warm up with, one, and one twice as long.
fn workload(run: usize) {
    let (packs, mut sources) = packs();
    for (_, length, make) in shapes_of(run) {
        work(&packs, &mut sources, make(length * 2));
        for length in [*length, length * 2] {
            let made = make(length);
            boundary_of_work();
            work(&packs, &mut sources, made);
            boundary_of_work();
        }
    }
}

#[test]
fn work_grows_with_the_document() {
    // Under callgrind this test is what is counted.
    if let Ok(run) = env::var(RUN) {
        return workload(run.parse().unwrap());
    }
    if env::var_os("GOUJI_VALGRIND").is_none() {
        println!("work is not counted: GOUJI_VALGRIND is not set");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = |run: usize| folder.path().join(format!("run{run}"));
    let start =
        |run: usize| count(&out(run), "shapes::work_grows_with_the_document", "boundary_of_work", (RUN, run));
    let runs: Vec<Child> = (0..RUNS).map(start).collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success(), "callgrind must run to the end");
    }
    let mut faults = Vec::new();
    for run in 0..RUNS {
        for (nth, (shape, ..)) in shapes_of(run).enumerate() {
            // The first part is the work before the first boundary, every other one lies between two pieces of work.
            let part = |at: usize| part_of(&out(run), 2 * (2 * nth + at + 1));
            faults.extend(judge(shape, &part(0), &part(1)));
        }
    }
    assert!(faults.is_empty(), "work that grows faster than the document:\n{}", faults.join("\n"));
}

fn part_of(out: &Path, part: usize) -> Work {
    work_of(&fs::read_to_string(format!("{}.{part}", out.display())).unwrap())
}

/// What grows faster from one document to another that is twice as long.
fn judge(shape: &str, once: &Work, twice: &Work) -> Vec<String> {
    let sum = |work: &Work| work.values().sum::<u64>();
    let (all, most) = (sum(once), sum(twice));
    let least = |function: &str| match function {
        known if KNOWN.iter().any(|name| known.contains(name)) => most,
        // Twice as many take one step more each.
        search if search.contains("binary_search") => most,
        own if own.contains("gouji::") => most / SMALL,
        shared if shared.contains("core::slice") || shared.contains("core::str") => most / SMALL_SHARED,
        _ => most,
    };
    let large = twice.iter().filter(|(function, work)| **work >= least(function));
    let pairs =
        large.map(|(function, work)| (function.as_str(), once.get(function).copied().unwrap_or(0), *work));
    let faster = pairs.chain([("everything", all, most)]).filter(|(_, once, twice)| twice * 10 > once * MOST);
    faster
        .map(|(what, once, twice)| {
            let (tenths, permille) = (twice * 10 / once.max(1), twice * 1000 / most);
            format!(
                "{shape}: {what}: {once} → {twice} (×{}.{}; {permille}‰ of the work)",
                tenths / 10,
                tenths % 10
            )
        })
        .collect()
}
