//! Shares that make no whole, and cells left empty: `tests/data/fields/*.txt` hold tables and lists as they are published, with
//! invented content. Each of `shares` and `empty` is silent as it stands and told with its fault; `quiet` are look-alikes.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use crate::common::gouji_in;
use crate::tongues::told;
use serde_json::Value;

/// What is wrong in a text: what stands there and what is written in its place.
type Fault = (String, String);

/// The texts of a file, each with its name and what is wrong in it once that is planted.
fn shapes(file: &str) -> Vec<(String, String, Option<Fault>)> {
    let text = fs::read_to_string(Path::new("tests/data/fields").join(file)).unwrap();
    let blocks = text.split("# ").skip(1).map(str::to_owned);
    let shape = |block: String| {
        let (name, rest) = block.split_once('\n').unwrap();
        let fault = rest.strip_prefix("@ ").and_then(|rest| rest.split_once('\n'));
        let (fault, body) = match fault {
            Some((fault, body)) => {
                let (old, new) = fault.split_once(" ->").unwrap();
                let tabs = |words: &str| words.replace("<tab>", "\t");
                (Some((tabs(old), tabs(new.strip_prefix(' ').unwrap_or(new)))), body)
            }
            None => (None, rest),
        };
        (name.to_owned(), format!("Report of the year 2031\n\n{}\n", body.trim()), fault)
    };
    blocks.map(shape).collect()
}

/// What is told of the texts as they stand and with their faults, by name.
fn tell(file: &str) -> Vec<(String, Vec<String>, Option<Vec<String>>)> {
    let folder = tempfile::tempdir().unwrap();
    let shapes = shapes(file);
    for (nth, (name, text, fault)) in shapes.iter().enumerate() {
        fs::write(folder.path().join(format!("{nth}-clean.md")), text).unwrap();
        if let Some((old, new)) = fault {
            assert!(text.contains(old.as_str()), "{name}: no {old}");
            fs::write(folder.path().join(format!("{nth}-fault.md")), text.replacen(old, new, 1)).unwrap();
        }
    }
    let args = ["check", "--no-config", "--lang", "en", "--format", "json", "."];
    let report: Value = serde_json::from_str(&gouji_in(folder.path(), &args).out).unwrap();
    let of = |name: String| {
        let documents = report["documents"].as_array().unwrap().iter();
        let is_own = |path: &str| Path::new(path).file_name().is_some_and(|own| own == name.as_str());
        let own = documents.filter(|document| is_own(document["path"].as_str().unwrap()));
        let told = own.flat_map(told).map(|told| told["message"].as_str().unwrap().to_owned());
        told.collect::<Vec<String>>()
    };
    let told = shapes.iter().enumerate().map(|(nth, (name, _, fault))| {
        let wrong = fault.as_ref().map(|_| of(format!("{nth}-fault.md")));
        (name.clone(), of(format!("{nth}-clean.md")), wrong)
    });
    told.collect()
}

fn all_are_told(file: &str, least: usize) {
    let told = tell(file);
    let noisy: Vec<_> = told.iter().filter(|(_, clean, _)| !clean.is_empty()).collect();
    assert!(noisy.is_empty(), "{noisy:#?}");
    let missed: Vec<&String> = told
        .iter()
        .filter(|(_, _, wrong)| wrong.as_ref().is_none_or(Vec::is_empty))
        .map(|(name, ..)| name)
        .collect();
    assert!(told.len() >= least && missed.is_empty(), "of {} missed: {missed:#?}", told.len());
}

#[test]
fn shares_that_make_no_whole_are_told() {
    all_are_told("shares.txt", 20);
}

#[test]
fn cells_left_empty_are_told() {
    all_are_told("empty.txt", 20);
}

#[test]
fn what_only_looks_like_it_is_silent() {
    let told = tell("quiet.txt");
    let noisy: Vec<_> = told.iter().filter(|(_, clean, _)| !clean.is_empty()).collect();
    assert!(told.len() >= 40 && noisy.is_empty(), "{noisy:#?}");
}
