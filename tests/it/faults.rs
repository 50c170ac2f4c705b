//! Tables as they are published in eight languages, with what people get wrong in them: `tests/data/tables/*.md` hold statements
//! with the share of minorities, balance sheets with notes, budgets with variances, debt by maturity, movements of assets and equity,
//! running totals and shares. Each is silent as it stands.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::gouji_in;
use crate::tongues::{figures, tables, told};
use serde_json::Value;

/// Of each fault so many are planted in each table, at places all over it.
const PLANTED: usize = 3;

/// A fault, and how many of a hundred must be located.
const FAULTS: [(&str, usize); 4] = [("digit", 92), ("swap", 90), ("neighbour", 75), ("empty", 70)];

/// Where a figure stands: line and bytes.
type Figure = (usize, usize, usize);

/// What is written in place of a figure; nothing where the fault cannot be made there.
fn wrong(
    fault: &str,
    line: &str,
    (at, from, to): Figure,
    all: &[Figure],
    lines: &[&str],
    nth: usize,
) -> Option<String> {
    let own = &line[from..to];
    let digits: Vec<usize> =
        own.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    if digits.len() < 3 {
        return None;
    }
    let mut new = own.to_owned();
    match fault {
        "digit" => {
            let place = digits[nth % (digits.len() - 1)];
            let old = own.as_bytes()[place] - b'0';
            let other = (old + [3, 4, 6][nth % 3]) % 10;
            let other = if place == digits[0] && other == 0 { old % 9 + 1 } else { other };
            new.replace_range(place..=place, &other.to_string());
        }
        "swap" => {
            let pairs = digits.windows(2).skip(nth % 2);
            let differ = |pair: &&[usize]| own.as_bytes()[pair[0]] != own.as_bytes()[pair[1]];
            let leads = |pair: &&[usize]| pair[0] != digits[0] || own.as_bytes()[pair[1]] != b'0';
            let pair = pairs.filter(differ).find(leads)?;
            let (one, two) = (own[pair[0]..=pair[0]].to_owned(), own[pair[1]..=pair[1]].to_owned());
            new.replace_range(pair[0]..=pair[0], &two);
            new.replace_range(pair[1]..=pair[1], &one);
        }
        "neighbour" => {
            let column = |figure: &Figure| lines[figure.0][..figure.1].matches('|').count();
            let own_column = column(&(at, from, to));
            let near = |figure: &&Figure| figure.0.abs_diff(at) == 1 && column(figure) == own_column;
            let other = all.iter().find(near)?;
            new = lines[other.0][other.1..other.2].to_owned();
        }
        _ => new.clear(),
    }
    (new != own).then_some(new)
}

#[test]
fn what_people_get_wrong_is_located_and_what_they_get_right_is_silent() {
    let folder = tempfile::tempdir().unwrap();
    let mut planted: BTreeMap<String, (&str, Figure)> = BTreeMap::new();
    for entry in fs::read_dir("tests/data/tables").unwrap() {
        let path = entry.unwrap().path();
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        for (kind, table) in tables(&fs::read_to_string(&path).unwrap()) {
            fs::write(folder.path().join(format!("{kind}-{language}.md")), &table).unwrap();
            let lines: Vec<&str> = table.lines().collect();
            let all = figures(&table);
            for (fault, _) in FAULTS {
                for nth in 0..PLANTED {
                    let figure = all[(2 * nth + 1) * all.len() / (2 * PLANTED)];
                    let line = lines[figure.0];
                    let Some(new) = wrong(fault, line, figure, &all, &lines, nth) else { continue };
                    let mut text: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
                    text[figure.0].replace_range(figure.1..figure.2, &new);
                    let name = format!("{kind}-{language}-{fault}-{nth}.md");
                    fs::write(folder.path().join(&name), text.join("\n")).unwrap();
                    planted.insert(name, (fault, (figure.0, figure.1, figure.1 + new.len())));
                }
            }
        }
    }
    let args = ["check", "--no-config", "--lang", "en", "--format", "json", "."];
    let report: Value = serde_json::from_str(&gouji_in(folder.path(), &args).out).unwrap();
    let (mut false_alarms, mut missed) = (Vec::new(), Vec::new());
    let mut located: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for document in report["documents"].as_array().unwrap() {
        let name = Path::new(document["path"].as_str().unwrap()).file_name().unwrap().to_str().unwrap();
        let Some(&(fault, (at, from, to))) = planted.get(name) else {
            false_alarms.extend(told(document).iter().map(|told| format!("{name}: {}", told["message"])));
            continue;
        };
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        let line = text.lines().nth(at).unwrap();
        let column = |byte: usize| line[..byte].chars().count() as u64 + 1;
        let there = column(from).saturating_sub(2)..=column(to) + 1;
        let is_there = |place: &Value| {
            place["line"] == (at as u64 + 1) && there.contains(&place["column"].as_u64().unwrap())
        };
        let hit = told(document).iter().any(|told| {
            is_there(&told["primary"]) || told["related"].as_array().unwrap().iter().any(is_there)
        });
        let count = located.entry(fault).or_default();
        *count = (count.0 + usize::from(hit), count.1 + 1);
        if !hit {
            missed.push(format!("{name}:{}: {line}", at + 1));
        }
    }
    assert_eq!(false_alarms, [""; 0]);
    for (fault, least) in FAULTS {
        let (hits, all) = located[fault];
        assert!(all > 100 && hits * 100 >= all * least, "{fault}: {hits} of {all}\n{}", missed.join("\n"));
    }
}
