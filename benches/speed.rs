//! How long the stages of a check take: `cargo bench`. Numbers are for comparing one state of the code with another on one
//! machine; that work grows with its input and no faster is held by tests, and `.ci/performance` measures whole runs.

mod disclosures;

use disclosures::disclosure;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use gouji::check::{Checked, check};
use gouji::document::{Document, parse};
use gouji::gate::judged::Judged;
use gouji::read::read;
use gouji::report::{Format, Options, Run, render};
use gouji::source::{FileId, Source, Sources};
use gouji::{Checker, shipped};

/// Rows in the table of a document; the longest is of some 200 KB.
const ROWS: [usize; 3] = [20, 200, 2000];
/// The documents are those of this seed.
const SEED: u64 = 16;

fn main() {
    divan::main();
}

/// A disclosure of so many rows.
fn of(rows: usize) -> String {
    disclosure(SEED, 0, rows)
}

fn parsed(rows: usize) -> (Sources, Document) {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("a.txt", of(rows)));
    let document = parse(file, sources.get(file));
    (sources, document)
}

/// All rules that come with the program, from the trees of their files to packs.
#[divan::bench]
fn load() -> usize {
    black_box(shipped()).packs.iter().map(|pack| pack.rules.len()).sum()
}

#[divan::bench(args = ROWS)]
fn read_text(bencher: Bencher<'_, '_>, rows: usize) {
    let text = of(rows);
    bencher.counter(BytesCount::of_str(&text)).bench(|| read("a.txt", black_box(text.as_bytes())).is_ok());
}

#[divan::bench(args = ROWS)]
fn parse_text(bencher: Bencher<'_, '_>, rows: usize) {
    let source = Source::new("a.txt", of(rows));
    let bench = bencher.counter(BytesCount::of_str(source.text()));
    bench.bench(|| parse(FileId(0), black_box(&source)).figures.len());
}

/// Every rule of every pack that is for it; what is read of a document but once is read anew each time.
#[divan::bench(args = ROWS)]
fn try_rules(bencher: Bencher<'_, '_>, rows: usize) {
    let packs = shipped().packs;
    let bench = bencher.counter(BytesCount::of_str(&of(rows)));
    bench
        .with_inputs(|| parsed(rows))
        .bench_values(|(_, document)| check(&packs, &document).diagnostics.len());
}

fn report(bencher: Bencher<'_, '_>, rows: usize, format: Format) {
    let packs = shipped().packs;
    let (sources, document) = parsed(rows);
    let documents: [Checked; 1] = [check(&packs, &document)];
    let judged = Judged::default();
    let run = Run {
        sources: &sources,
        packs: &packs,
        faults: &[],
        documents: &documents,
        parsed: &[],
        unreadable: &[],
        judged: &judged,
        passed: &[],
        exit_code: 0,
        options: Options::default(),
    };
    bencher.bench(|| render(black_box(&run), format).len());
}

#[divan::bench(args = ROWS)]
fn tell_people(bencher: Bencher<'_, '_>, rows: usize) {
    report(bencher, rows, Format::Text);
}

#[divan::bench(args = ROWS)]
fn tell_programs(bencher: Bencher<'_, '_>, rows: usize) {
    report(bencher, rows, Format::Json);
}

/// From bytes to findings in one call.
#[divan::bench(args = ROWS)]
fn whole_check(bencher: Bencher<'_, '_>, rows: usize) {
    let checker = Checker::new(shipped());
    let text = of(rows);
    let bench = bencher.counter(BytesCount::of_str(&text));
    bench.bench(|| checker.check("a.txt", black_box(text.as_bytes())).is_ok());
}
