//! Mutation of the shipped packs' own passing fixture: a wrong digit in a figure of a table is located.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use std::fs;

use common::shipped;
use gouji::check::check;
use gouji::check::mutate::{Kind, faults, is_located};
use gouji::document::parse;
use gouji::read::read;

const CLEAN: &str = "fixtures/budget-clean.txt";

/// Every so many faults one is planted here; `gouji test --mutate fixtures/budget-clean.txt` plants them all.
const EVERY: usize = 7;

#[test]
fn a_wrong_digit_is_located() {
    let mut library = shipped();
    let file = library.sources.add(read(CLEAN, &fs::read(CLEAN).unwrap()).unwrap());
    let source = library.sources.get(file);
    let document = parse(file, source);
    let packs = &library.packs;
    let sound = check(packs, &document).diagnostics;
    let all = faults(&document, source);
    let digits: Vec<_> = all.iter().filter(|fault| fault.kind == Kind::Digit).step_by(EVERY).collect();
    let located = digits
        .iter()
        .filter(|fault| is_located(source, fault, &sound, &document, &|document| check(packs, document)))
        .count();
    assert!(located * 100 >= digits.len() * 97, "{located} of {}", digits.len());
}
