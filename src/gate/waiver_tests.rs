//! Which findings a waiver covers, until when, and what is told of those that cover nothing.

use super::*;
use crate::diagnostic::{Arithmetic, Lang};
use crate::source::Source;

fn read(text: &str) -> (Vec<Waiver>, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::new();
    let file = sources.add(Source::new(FILE, text));
    let (waivers, faults) = parse(file, &sources, Path::new("/a"), false);
    (waivers, faults, sources)
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn found(rule: &str, identity: &str) -> Diagnostic {
    let mut found = Diagnostic::new(rule, Severity::Error, Span::new(FileId(0), 0..0), Text::same("x"));
    found.identity = identity.to_owned();
    found
}

#[test]
fn reason_who_and_place_are_demanded() {
    for (text, said) in [
        ("[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nby = \"b\"\n", "缺少 reason"),
        ("[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nreason = \"b\"\n", "缺少 by"),
        ("[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nreason = \" \"\nby = \"b\"\n", "不能空着"),
        ("[[waiver]]\nrule = \"p/r\"\nreason = \"a\"\nby = \"b\"\n", "要写一个，只写一个"),
        (
            "[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nplace = \"p\"\nreason = \"a\"\nby = \"b\"\n",
            "只写一个",
        ),
        ("[[waiver]]\nfingerprint = \"f\"\nreason = \"a\"\nby = \"b\"\n", "缺少 rule"),
        (
            "[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nreason = \"a\"\nby = \"b\"\nuntil = \"soon\"\n",
            "日期",
        ),
        (
            "[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nreasn = \"a\"\nby = \"b\"\n",
            "没有名为「reasn」的键",
        ),
        ("[[waver]]\n", "没有名为「waver」的键"),
    ] {
        let (waivers, faults, _) = read(text);
        assert!(waivers.is_empty(), "{text}");
        assert!(faults.iter().any(|fault| fault.message.get(Lang::Zh).contains(said)), "{text}: {faults:?}");
    }
}

#[test]
fn a_waiver_covers_until_its_day_and_is_told_after_it() {
    let text = entry(
        "p/r",
        "f1",
        "b[1].txt",
        &Waived {
            reason: "说\"明\"".to_owned(), by: "甲".to_owned(), until: Some("2030-06-30".to_owned())
        },
        &Accepted::default(),
    );
    for (today, covered) in [("2030-06-30", true), ("2030-07-01", false)] {
        let (mut waivers, faults, sources) = read(&text);
        assert!(faults.is_empty(), "{faults:?}");
        let mut list = [found("p/r", ""), found("p/r", "")];
        let prints = ["f1".to_owned(), "f2".to_owned()];
        apply(&mut waivers, Path::new("/a/b[1].txt"), &mut list, &prints, &sources, day(today));
        assert_eq!(list.map(|found| found.standing.is_live()), [!covered, true], "{today}");
        let mut below = [found("p/r", "")];
        apply(&mut waivers, Path::new("/a/sub/b[1].txt"), &mut below, &prints, &sources, day(today));
        assert!(below[0].standing.is_live(), "another of the same name");
        let left = leftovers(&waivers, &[], day(today));
        assert_eq!(left.len(), usize::from(!covered));
        assert!(left.iter().all(|left| sources.slice(left.primary.span) == "2030-06-30"));
    }
}

#[test]
fn unused_waivers_are_told_where_their_documents_were_looked_at() {
    let text = "[[waiver]]\nrule = \"p/r\"\nplace = \"表（一）|*|合计\"\ndocument = \"b.txt\"\nreason = \"a\"\nby = \"b\"\n";
    let (mut waivers, _, sources) = read(text);
    let mut list = [found("p/r", "表(一)|行|合计")];
    apply(&mut waivers, Path::new("/a/c.txt"), &mut list, &["f".to_owned()], &sources, day("2030-01-01"));
    assert!(list[0].standing.is_live() && leftovers(&waivers, &[], day("2030-01-01")).is_empty());
    assert_eq!(leftovers(&waivers, &["/".into()], day("2030-01-01")).len(), 1, "searched, and not there");
    apply(&mut waivers, Path::new("/a/b.txt"), &mut [], &[], &sources, day("2030-01-01"));
    assert_eq!(leftovers(&waivers, &[], day("2030-01-01"))[0].rule, UNUSED);
    apply(&mut waivers, Path::new("/a/b.txt"), &mut list, &["f".to_owned()], &sources, day("2030-01-01"));
    assert!(!list[0].standing.is_live() && leftovers(&waivers, &[], day("2030-01-01")).is_empty());
}

#[test]
fn another_figure_than_the_one_that_was_waived_counts() {
    let figure = |stated: &str| {
        let mut found = found("p/r", "表|合计");
        found.arithmetic = Some(Arithmetic { stated: stated.to_owned(), expected: None, difference: None });
        found
    };
    let waived = Waived { reason: "a".to_owned(), by: "b".to_owned(), until: None };
    let (_, _, sources) = read("x = 1");
    let kept = Accepted::of(&figure("1.00"), &sources, day("2030-01-31"));
    let text = entry("p/r", "f", "b.txt", &waived, &kept);
    let prints = ["f".to_owned()];
    for (stated, live) in [("1.00", false), ("2.00", true)] {
        let (mut waivers, faults, sources) = read(&text);
        assert!(faults.is_empty(), "{faults:?}");
        let mut list = [figure(stated)];
        apply(&mut waivers, Path::new("/a/b.txt"), &mut list, &prints, &sources, day("2030-02-01"));
        assert_eq!((list[0].standing.is_live(), list[0].standing.changed.is_some()), (live, live));
        assert!(leftovers(&waivers, &[], day("2030-02-01")).is_empty() && bare(&waivers).is_empty());
        assert_eq!(covered(&waivers)[0].1, usize::from(!live));
    }
    // Waived anew: the old waiver is left over.
    let anew = Accepted::of(&figure("2.00"), &sources, day("2030-02-01"));
    let both = format!("{text}\n{}", entry("p/r", "f", "b.txt", &waived, &anew));
    let (mut waivers, _, sources) = read(&both);
    let mut list = [figure("2.00")];
    apply(&mut waivers, Path::new("/a/b.txt"), &mut list, &prints, &sources, day("2030-02-01"));
    assert!(!list[0].standing.is_live());
    assert_eq!(leftovers(&waivers, &[], day("2030-02-01")).len(), 1);
}

#[test]
fn a_waiver_of_old_accepts_what_stands_there_and_is_told() {
    let old = "[[waiver]]\nrule = \"p/r\"\nfingerprint = \"f\"\nreason = \"a\"\nby = \"b\"\n";
    let (mut waivers, _, sources) = read(old);
    let mut list = [found("p/r", "表|合计")];
    list[0].arithmetic = Some(Arithmetic::default());
    apply(&mut waivers, Path::new("/a/b.txt"), &mut list, &["f".to_owned()], &sources, day("2030-02-01"));
    assert!(!list[0].standing.is_live());
    assert_eq!(bare(&waivers).len(), 1);
}
