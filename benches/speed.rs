//! How long the parts of a run take: `cargo bench`. Numbers are for comparing one state of the code with another on one machine;
//! that work grows with its input and no faster is held by tests.

use divan::{Bencher, black_box};
use gouji::document::parse;
use gouji::read::read;
use gouji::source::{FileId, Source};
use gouji::{Checker, shipped};

/// A budget of some twenty pages.
const BUDGET: &str = include_str!("../fixtures/budget-faulty.txt");

/// How often it stands in the long text: about two megabytes.
const TIMES: usize = 100;

fn main() {
    divan::main();
}

/// All rules that come with the program, from the trees of their files to packs.
#[divan::bench]
fn load() -> usize {
    black_box(shipped()).packs.iter().map(|pack| pack.rules.len()).sum()
}

#[divan::bench]
fn parse_a_budget(bencher: Bencher<'_, '_>) {
    let source = Source::new("a.txt", BUDGET);
    bencher.bench(|| parse(FileId(0), black_box(&source)).figures.len());
}

#[divan::bench]
fn check_a_budget(bencher: Bencher<'_, '_>) {
    let checker = Checker::new(shipped());
    bencher.bench(|| checker.check("a.txt", black_box(BUDGET.as_bytes())).is_ok());
}

/// Nothing may grow faster than the text: a hundred times the text, a hundred times the time.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn parse_two_megabytes(bencher: Bencher<'_, '_>) {
    let text = BUDGET.repeat(TIMES);
    bencher.bench(|| {
        let source = read("a.txt", black_box(text.as_bytes()));
        source.map_or(0, |source| parse(FileId(0), &source).figures.len())
    });
}
