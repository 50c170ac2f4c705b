//! Mutation of the shipped packs' own passing fixtures: a wrong digit in a figure of a table is located.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::fs;

use crate::common::{fixtures, gouji, shipped};
use gouji::check::bind::Bound;
use gouji::check::mutate::{Kind, faults, is_located, plant};
use gouji::check::{applying, check};
use gouji::document::parse;
use gouji::read::read;
use gouji::source::Sources;

/// One figure of so many is tried: all of them take minutes, and tell much the same (97.05 % of 746).
const EVERY: usize = 6;
/// How many in a hundred of those tried are located at least: two points less than of all of them, for the few of long sums
/// weigh more among fewer.
const LOCATED: usize = 95;

/// `gouji test --mutate fixtures/*-clean.*` tells the same, and what is left open.
#[test]
fn a_wrong_digit_is_located() {
    let mut library = shipped();
    let (mut planted, mut located) = (0, 0);
    for path in fixtures() {
        let name = path.to_str().unwrap();
        if !name.contains("-clean.") {
            continue;
        }
        let file = library.sources.add(read(name, &fs::read(&path).unwrap()).unwrap());
        let source = library.sources.get(file);
        let document = parse(file, source);
        let packs = &library.packs;
        let bounds: Vec<Bound<'_>> =
            applying(packs, &document).into_iter().map(|pack| Bound::new(&document, pack)).collect();
        let sound = check(packs, &document).diagnostics;
        let digits: Vec<_> = faults(&document, source, &bounds)
            .into_iter()
            .filter(|fault| fault.kind == Kind::Digit)
            .step_by(EVERY)
            .collect();
        let seen = digits
            .iter()
            .filter(|fault| is_located(source, fault, &sound, &document, &|document| check(packs, document)))
            .count();
        // Where a figure stands in one long sum only, a last digit that is wrong by less than the rounding of its
        // neighbours cannot be told from it: the economic items of final accounts.
        assert!(seen * 100 >= digits.len() * 90, "{name}: {seen} of {}", digits.len());
        planted += digits.len();
        located += seen;
    }
    assert!(planted > 400 / EVERY && located * 100 >= planted * LOCATED, "{located} of {planted}");
}

#[test]
fn the_same_seed_draws_the_same_faults() {
    let draw = |seed: &str| {
        let args = ["test", "--mutate", "--sample", "5", "--seed", seed, "--lang", "en"];
        gouji(&[&args[..], &["fixtures/accounts-clean.txt"]].concat()).out
    };
    let drawn = draw("3");
    assert!(drawn.contains("of 5 located"), "{drawn}");
    assert_eq!(drawn, draw("3"));
}

#[test]
fn the_digit_of_the_units_is_changed_in_every_style() {
    for (right, wrong) in
        [("1.234,5", "1.239,5"), ("1,234.5", "1,239.5"), ("1 234,5", "1 239,5"), ("1'234.5", "1'239.5")]
    {
        let row = |at: usize| format!("| {} | {right} |\n", "abcdef".get(at..=at).unwrap());
        let text =
            format!("# Statement\n\n| Item | Amount |\n|---|---|\n{}", (0..6).map(row).collect::<String>());
        let mut sources = Sources::new();
        let file = sources.add(read("a.md", text.as_bytes()).unwrap());
        let (source, document) = (sources.get(file), parse(file, sources.get(file)));
        let planted = faults(&document, source, &[]);
        let first = planted.iter().find(|fault| fault.kind == Kind::Digit).unwrap();
        assert!(plant(source, first).text().contains(wrong), "{right}");
    }
}

#[test]
fn what_is_told_because_of_a_fault_points_at_it_as_often_as_it_says() {
    let args =
        ["test", "--mutate", "--sample", "12", "--calibrate", "--lang", "en", "fixtures/accounts-clean.txt"];
    let told = gouji(&args).out;
    let tenth = told.lines().find(|line| line.starts_with("90–99 % certain: ")).unwrap();
    let counts: Vec<usize> =
        tenth.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect();
    let [_, _, right, all, ..] = counts[..] else { panic!("{tenth}") };
    assert!(all >= 12 && right * 100 >= all * 90, "{tenth}");
}
