//! A gallery of mistakes in rule files: `tests/mistakes.md` has each with what is told of it, in both languages. A mistake is
//! told once, at its place, with the step to take. `UPDATE_EXPECT=1 cargo test --test it mistakes::` rewrites what is told.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::Path;

use crate::common::{accept, blocks, differs};
use gouji::diagnostic::{Diagnostic, Lang, Severity};
use gouji::report::{Options, render_diagnostics};
use gouji::rule::load;
use gouji::source::{Source, Sources};

const GALLERY: &str = "tests/mistakes.md";

fn faults(rules: &str) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("mine.toml", rules));
    let (_, faults) = load::load(gouji::check::KINDS, &[file], &sources, &|_| None);
    (sources, faults)
}

#[test]
fn each_mistake_is_told_once_with_the_step_to_take() {
    the_gallery_shows_what_is_told();
    let text = fs::read_to_string(GALLERY).unwrap();
    let titles: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let files = blocks(&text, "toml");
    assert!(files.len() >= 20 && files.len() == titles.len());
    let mut wrong = Vec::new();
    for (title, place) in titles.iter().zip(&files) {
        let rules = &text[place.clone()];
        let (sources, faults) = faults(rules);
        let [fault] = faults.as_slice() else {
            wrong.push(format!("{title}: {} are told\n{:#?}", faults.len(), faults));
            continue;
        };
        let source = sources.get(fault.primary.span.file);
        let finger = &source.text()[fault.primary.span.range()];
        let help = fault.help.as_ref();
        let step = help.is_some_and(|help| {
            let (zh, en) = (help.get(Lang::Zh), help.get(Lang::En));
            !zh.is_empty() && !en.is_empty() && zh != en
        });
        if fault.severity != Severity::Error || finger.is_empty() || !step {
            wrong.push(format!("{title}: at {finger:?}, {:?}, {help:?}", fault.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// One test, for the other reads what this one may rewrite.
fn the_gallery_shows_what_is_told() {
    let text = fs::read_to_string(GALLERY).unwrap();
    let files = blocks(&text, "toml");
    let (zh, en) = (blocks(&text, "text zh"), blocks(&text, "text en"));
    assert_eq!((zh.len(), en.len()), (files.len(), files.len()));
    let mut found = String::new();
    let mut at = 0;
    for ((rules, zh), en) in files.iter().zip(&zh).zip(&en) {
        let (sources, faults) = faults(&text[rules.clone()]);
        for (lang, place) in [(Lang::Zh, zh), (Lang::En, en)] {
            found.push_str(&text[at..place.start]);
            let options = Options { lang, ..Options::default() };
            let told = render_diagnostics(&sources, &faults, options);
            found.extend(told.trim_end().lines().map(|line| format!("{}\n", line.trim_end())));
            at = place.end;
        }
    }
    found.push_str(&text[at..]);
    accept("mistakes", &differs(Path::new(GALLERY), &found).into_iter().collect::<Vec<_>>());
}
