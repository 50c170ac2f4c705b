//! Three years of an invented department with four units: last year's column is last year's table, the department is the sum of its
//! units. Clean they are silent; a fault between two documents is told at its place, whichever of them has it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::common::{Library, gouji_in, put, shipped};
use gouji::check::across::keep;
use gouji::check::{applying, check};
use gouji::disclosure::chain::{Member, Told, between};
use gouji::disclosure::{Card, first_line};
use gouji::document::parse;
use gouji::source::{Source, Sources};

const YEARS: [u32; 3] = [2030, 2031, 2032];
const UNITS: [&str; 4] = ["图书馆", "文化馆", "博物馆", "剧团"];
const ITEMS: [(&str, &str); 3] =
    [("2070104", "图书馆"), ("2070109", "群众文化"), ("2080505", "机关事业单位养老保险缴费")];

/// Which document: a year and a unit, or the department as a whole.
type Which = (u32, Option<usize>);

/// A figure that is not what the other documents have: in cents.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    /// Last year's budget of an item.
    Last(usize),
    /// Last year's reception expenses.
    Reception,
    /// This year's budget of an item, in all tables of its document.
    Item(usize),
}

fn cents(value: i64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

fn item(year: u32, unit: usize, item: usize) -> i64 {
    12_345 + 3_711 * unit as i64 + 1_313 * item as i64 + 707 * i64::from(year - 2030)
}

fn reception(year: u32, unit: usize) -> i64 {
    110 + 17 * unit as i64 + 5 * i64::from(year - 2030)
}

/// The sum over the units that a document speaks of.
fn sum(which: Option<usize>, of: impl Fn(usize) -> i64) -> i64 {
    which.map_or_else(|| (0..UNITS.len()).map(&of).sum(), &of)
}

/// A document, and the lines on which the figures of each kind of fault stand.
fn text((year, unit): Which, fault: Option<Fault>) -> (String, BTreeMap<String, Vec<usize>>) {
    const OFF: i64 = 100;
    let off = |here: bool| if here { OFF } else { 0 };
    let now = |at: usize| sum(unit, |unit| item(year, unit, at)) + off(fault == Some(Fault::Item(at)));
    let last = |at: usize| {
        if year == YEARS[0] {
            return None;
        };
        Some(sum(unit, |unit| item(year - 1, unit, at)) + off(fault == Some(Fault::Last(at))))
    };
    let total: i64 = (0..ITEMS.len()).map(now).sum();
    let mut out = String::new();
    let mut lines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let kind = if unit.is_some() { "单位预算" } else { "部门预算" };
    let name = unit.map_or("青岚县文化局".to_owned(), |unit| format!("青岚县{}", UNITS[unit]));
    let _ = writeln!(out, "{name}{year}年{kind}\n\n{year}年预算收支总表\n\n单位：万元\n\n收入\t\t支出\t");
    let _ = writeln!(out, "项目\t{year}年\t项目\t{year}年合计");
    let t = cents(total);
    let _ = writeln!(out, "一、一般公共预算\t{t}\t一、文化旅游体育与传媒支出\t{t}");
    let _ = writeln!(out, "本年收入合计\t{t}\t本年支出合计\t{t}\n收入总计\t{t}\t支出总计\t{t}\n");
    let _ =
        writeln!(out, "{year}年预算支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出");
    let parts = |value: i64| format!("{}\t{}\t{}", cents(value), cents(value / 2), cents(value - value / 2));
    let both: i64 = (0..ITEMS.len()).map(|at| now(at) / 2).sum();
    let whole = format!("{}\t{}\t{}", cents(total), cents(both), cents(total - both));
    for (at, (code, name)) in ITEMS.iter().enumerate() {
        row(&mut out, &mut lines, &format!("item{at}"), format!("{code}\t{name}\t{}", parts(now(at))));
    }
    row(&mut out, &mut lines, "total", format!("\t合计\t{whole}"));
    let head = "科目编码\t科目名称\t上年预算数\t合计\t基本支出\t项目支出";
    let _ = writeln!(out, "\n{year}年一般公共预算支出预算表\n\n单位：万元\n\n{head}");
    for (at, (code, name)) in ITEMS.iter().enumerate() {
        let before = last(at).map(cents).unwrap_or_default();
        let line = format!("{code}\t{name}\t{before}\t{}", parts(now(at)));
        let n = out.matches('\n').count() + 1;
        lines_of(&mut lines, &format!("item{at}"), n);
        row(&mut out, &mut lines, &format!("last{at}"), line);
    }
    let before: Option<i64> = (0..ITEMS.len()).map(last).sum();
    let _ = writeln!(out, "\t合计\t{}\t{whole}", before.map(cents).unwrap_or_default());
    let (now, before) = (
        sum(unit, |unit| reception(year, unit)),
        (year > YEARS[0])
            .then(|| sum(unit, |unit| reception(year - 1, unit)) + off(fault == Some(Fault::Reception))),
    );
    let _ = writeln!(out, "\n{year}年“三公”经费支出预算表\n\n单位：万元\n\n项目\t上年预算数\t合计");
    let with = |value: i64| cents(value + 200);
    let _ = writeln!(out, "合计\t{}\t{}", before.map(with).unwrap_or_default(), with(now));
    let n = out.matches('\n').count() + 1;
    let _ = writeln!(out, "公务接待费\t{}\t{}", before.map(cents).unwrap_or_default(), cents(now));
    lines_of(&mut lines, "reception", n);
    let _ = writeln!(out, "公务用车运行维护费\t{}\t2.00", before.map(|_| "2.00").unwrap_or_default());
    (out, lines)
}

/// Writes a line, and remembers where it stands.
fn row(out: &mut String, lines: &mut BTreeMap<String, Vec<usize>>, key: &str, line: String) {
    lines_of(lines, key, out.matches('\n').count() + 1);
    out.push_str(&line);
    out.push('\n');
}

fn lines_of(lines: &mut BTreeMap<String, Vec<usize>>, key: &str, line: usize) {
    lines.entry(key.to_owned()).or_default().push(line);
}

fn path((year, unit): Which) -> String {
    match unit {
        None => format!("文化局/{year}/预算.txt"),
        Some(unit) => format!("文化局/{year}/{}/预算.txt", UNITS[unit]),
    }
}

fn all() -> Vec<Which> {
    let of =
        |year: u32| std::iter::once((year, None)).chain((0..UNITS.len()).map(move |unit| (year, Some(unit))));
    YEARS.into_iter().flat_map(of).collect()
}

/// What a document is to the others of the run.
fn member(library: &Library, sources: &mut Sources, which: Which, text: &str) -> Member {
    let file = sources.add(Source::new(path(which), text));
    let document = parse(file, sources.get(file));
    let checked = check(&library.packs, &document);
    let kinds: Vec<String> = applying(&library.packs, &document)
        .iter()
        .map(|pack| pack.name.clone())
        .filter(|name| name == "budget")
        .collect();
    assert_eq!(kinds, ["budget"], "{text}");
    let own: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let kept = keep(&library.packs, &own, &document, &checked.ledger);
    let mut card = Card::of(&document, sources.get(file), &library.packs, kinds);
    card.named(&|name| match (name, which) {
        ("department", _) => Some("文化局".to_owned()),
        ("unit", (_, Some(unit))) => Some(UNITS[unit].to_owned()),
        _ => None,
    });
    Member { card, kept, first: first_line(&document) }
}

/// Where the findings between the documents point, as file and line, every place of a finding.
fn places(library: &Library, sources: &Sources, members: &[Member]) -> Vec<Vec<(String, usize)>> {
    let told = between(&members.iter().collect::<Vec<_>>(), &library.packs).into_iter();
    let found = told.filter_map(|told| match told {
        Told::Finding(_, found) => Some(found),
        Told::Ended(..) => None,
    });
    let place = |span: gouji::source::Span| {
        let source = sources.get(span.file);
        (source.name().to_owned(), source.line_column(span.start as usize).0)
    };
    found
        .map(|found| {
            let spans =
                std::iter::once(found.primary.span).chain(found.related.iter().map(|label| label.span));
            spans.map(place).collect()
        })
        .collect()
}

#[test]
fn faults_between_documents_are_located_and_clean_ones_are_silent() {
    let library = shipped();
    let mut sources = library.sources.clone();
    let documents = all();
    let mut members: Vec<Member> =
        documents.iter().map(|which| member(&library, &mut sources, *which, &text(*which, None).0)).collect();
    assert_eq!(places(&library, &sources, &members), Vec::<Vec<(String, usize)>>::new(), "clean");
    let ended = between(&members.iter().collect::<Vec<_>>(), &library.packs).len();
    // Ten documents have a year before (7 relations), three departments their units (8).
    assert!(ended >= 10 * 6 + 3 * 8, "{ended} relations");

    let later: Vec<Which> = documents.iter().copied().filter(|(year, _)| *year > YEARS[0]).collect();
    let units: Vec<Which> = documents.iter().copied().filter(|(_, unit)| unit.is_some()).collect();
    let mut faults: Vec<(Which, Fault, String)> = Vec::new();
    for (nth, which) in later.iter().enumerate() {
        faults.push((*which, Fault::Last(nth % 3), format!("last{}", nth % 3)));
        faults.push((*which, Fault::Reception, "reception".to_owned()));
    }
    for (nth, which) in units.iter().take(10).enumerate() {
        faults.push((*which, Fault::Item(nth % 3), format!("item{}", nth % 3)));
    }
    assert_eq!(faults.len(), 30);
    let mut missed = Vec::new();
    for (which, fault, key) in &faults {
        let (text, lines) = text(*which, Some(*fault));
        let mut sources = sources.clone();
        let at = documents.iter().position(|one| one == which).unwrap();
        let clean = std::mem::replace(&mut members[at], member(&library, &mut sources, *which, &text));
        let wanted: Vec<(String, usize)> = lines[key].iter().map(|line| (path(*which), *line)).collect();
        let found = places(&library, &sources, &members);
        if !found.iter().any(|places| places.iter().any(|place| wanted.contains(place))) {
            missed.push(format!("{which:?} {fault:?}: {found:?}"));
        }
        members[at] = clean;
    }
    assert!(missed.len() * 20 <= faults.len(), "{} of {} missed: {missed:#?}", missed.len(), faults.len());
}

#[test]
fn the_command_ties_years_and_units_and_tells_what_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    put(
        at,
        &[(
            "gouji.toml",
            "[[disclosure]]\nfiles = \"{department}/{year}/{unit}/*\"\n[[disclosure]]\nfiles = \"{department}/{year}/*\"\n",
        )],
    );
    for which in all() {
        put(at, &[(&path(which), &text(which, None).0)]);
    }
    let run = |args: &[&str]| {
        gouji_in(at, &[&["check", "--format", "short", "--lang", "zh", "文化局"], args].concat())
    };
    let told = run(&[]);
    let is_between =
        |line: &&str| ["last-year", "department-differs", "year-not"].iter().any(|rule| line.contains(rule));
    assert_eq!(told.out.lines().filter(is_between).count(), 0, "{}", told.both());
    // Last year's column of the department says something else.
    let which = (2031, None);
    put(at, &[(&path(which), &text(which, Some(Fault::Last(1))).0)]);
    let told = run(&[]);
    let found: Vec<&str> = told.out.lines().filter(is_between).collect();
    assert!(
        found.iter().any(|line| line.starts_with("文化局/2031/预算.txt") && line.contains("warning")),
        "{}",
        told.both()
    );
    assert!(found[0].contains("上年的文件") || found[0].contains("上一年的文件"), "{found:?}");
    // A unit that did not publish its last year is told once.
    std::fs::remove_dir_all(at.join("文化局/2032/剧团")).unwrap();
    let told = run(&[]);
    let absent = told.out.lines().filter(|line| line.contains("gouji/year-not-published")).count();
    assert_eq!(absent, 1, "{}", told.both());
    assert!(told.out.contains("剧团 2031 年公开过，2032 年的没有找到"), "{}", told.both());
}

/// A pack for governments and for what they give: the county has a row for each of its towns.
const GIVEN: &str = r#"
[pack]
name = "given"
above = "given"
[table."收入"]
caption = "*收入表*"
[table."补助"]
caption = "*补助表*"
[rule.received]
title = "收到的是给出的"
check.formula = "收入[上级补助收入, 决算数] = above.补助[*, 合计]"
"#;

fn giver(name: &str, rows: &[(&str, &str)]) -> String {
    let rows: String = rows.iter().map(|(town, sum)| format!("{town}\t{sum}\n")).collect();
    format!("{name}2031年决算\n\n2031年补助表\n\n单位：万元\n\n地区\t合计\n{rows}")
}

fn taker(name: &str, sum: &str) -> String {
    format!(
        "{name}2031年决算\n\n2031年收入表\n\n单位：万元\n\n项目\t决算数\n上级补助收入\t{sum}\n本级收入\t300.00\n"
    )
}

#[test]
fn what_one_government_gives_is_what_the_other_receives() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let told = |files: &[(&str, String)]| -> Vec<String> {
        let _ = std::fs::remove_dir_all(at.join("d"));
        put(at, &[("given.toml", GIVEN)]);
        for (path, text) in files {
            put(&at.join("d"), &[(path, text)]);
        }
        let args = [
            "check",
            "--format",
            "short",
            "--lang",
            "zh",
            "--no-default-rules",
            "--rules",
            "given.toml",
            "d",
        ];
        let run = gouji_in(at, &args);
        let found = run.out.lines().filter(|line| line.contains("[given/received]"));
        found.map(str::to_owned).collect()
    };
    let county =
        || ("县.txt", giver("青岚县", &[("河口镇", "120.00"), ("临江镇", "80.00"), ("上湾镇", "40.00")]));
    let right =
        [county(), ("河口.txt", taker("青岚县河口镇", "120.00")), ("临江.txt", taker("临江镇", "80.00"))];
    assert_eq!(told(&right), [""; 0], "with the county's name before it or without");
    let wrong =
        [county(), ("河口.txt", taker("青岚县河口镇", "102.00")), ("临江.txt", taker("临江镇", "80.00"))];
    let found = told(&wrong);
    assert!(found.len() == 1 && found[0].starts_with("d/河口.txt:8:"), "{found:?}");
    assert!(found[0].contains("warning") && found[0].contains("上级的文件是 120.00"), "{found:?}");
    // Another town's row is none of it; two counties with a row of the name leave open which is meant; what has a code is an item.
    let other = [county(), ("下湾.txt", taker("下湾镇", "1.00"))];
    assert_eq!(told(&other), [""; 0]);
    let two = [
        county(),
        ("邻县.txt", giver("白沙县", &[("临江镇", "70.00")])),
        ("临江.txt", taker("临江镇", "81.00")),
    ];
    assert_eq!(told(&two), [""; 0]);
    // Another version of a document has no row for it.
    let version = |sum: &str| {
        format!("{}\n{}", taker("河口镇", sum), &giver("", &[("河口镇", "5.00")])["2031年决算\n".len()..])
    };
    assert_eq!(told(&[("甲.txt", version("120.00")), ("乙.txt", version("121.00"))]), [""; 0]);
    let items = giver("青岚县", &[("河口镇", "1.00")])
        .replace("地区\t合计\n", "科目编码\t科目名称\t合计\n")
        .replace("河口镇\t", "2010301\t河口镇\t")
        + "2010302\t临江镇\t2.00\n";
    assert_eq!(told(&[("县.txt", items), ("河口.txt", taker("河口镇", "102.00"))]), [""; 0]);
}
