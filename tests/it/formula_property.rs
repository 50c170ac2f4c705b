//! Formulas made by chance, over tables made by chance, against a second reading of what they say: it reckons in fractions, and
//! tries every corner of the intervals that the digits stand for.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod reading;

use std::fs;

use crate::common::gouji_in;
use gouji::check::bind::Bound;
use gouji::check::formula;
use gouji::document::parse;
use gouji::ledger::Outcome;
use gouji::rule::{Pack, load};
use gouji::source::{Source, Sources};
use reading::{COLUMNS, Dice, Expected, ROWS, Relation, Table};

const PACK: &str = "[pack]\nname = \"desk\"\n\n[table.\"表\"]\ncaption = \"*项目表\"\n";

fn table(dice: &mut Dice) -> Table {
    let mut figure = || match dice.roll(8) {
        0 => 0,
        1 => -(dice.roll(90_000) as i128),
        2..5 => (dice.roll(12) as i128 + 1) * 100,
        _ => dice.roll(90_000) as i128 + 100,
    };
    std::array::from_fn(|_| std::array::from_fn(|_| figure()))
}

fn document(table: &Table) -> String {
    let figure = |value: &i128| {
        format!("{}{}.{:02}", if *value < 0 { "-" } else { "" }, value.abs() / 100, value.abs() % 100)
    };
    let row = |(name, row): (&&str, &[i128; 4])| {
        format!("{name}\t{}\n", row.iter().map(figure).collect::<Vec<_>>().join("\t"))
    };
    let rows: String = ROWS.iter().zip(table).map(row).collect();
    format!("某局项目表\n\n单位：元\n\n项目\t{}\n{rows}", COLUMNS.join("\t"))
}

fn pack(sources: &mut Sources) -> Pack {
    let file = sources.add(Source::new("desk.toml", PACK));
    load::load(gouji::check::KINDS, &[file], sources, &|_| None).0.remove(0)
}

fn agrees(expected: &Expected, outcome: Outcome) -> bool {
    match expected {
        Expected::NotFails => matches!(outcome, Outcome::Holds | Outcome::WithinRounding),
        Expected::Fails => outcome == Outcome::Fails,
        Expected::Unreadable => outcome == Outcome::Unreadable,
        Expected::NotApplicable => outcome == Outcome::NotApplicable,
        Expected::Near => matches!(outcome, Outcome::Holds | Outcome::WithinRounding | Outcome::Fails),
        Expected::Nothing => false,
    }
}

#[test]
fn a_second_reading_of_any_formula_agrees() {
    let mut dice = Dice(20_261_126);
    let mut seen = [0; 4];
    for _ in 0..12 {
        let table = table(&mut dice);
        let mut sources = Sources::new();
        let pack = pack(&mut sources);
        let file = sources.add(Source::new("a.txt", document(&table)));
        let document = parse(file, sources.get(file));
        let bound = Bound::new(&document, &pack);
        for _ in 0..400 {
            let relation = Relation::chance(&mut dice);
            let written = relation.written();
            let text = sources.add(Source::new("formula", written.as_str()));
            let loaded = load::formula(text, &sources, &pack);
            assert_eq!(loaded.is_ok(), relation.is_sound(), "{written}");
            let Ok(loaded) = loaded else {
                seen[0] += 1;
                continue;
            };
            // Whether a figure is compared with itself may hang on what is not there.
            if relation.is_missing_some() {
                continue;
            }
            let outcomes: Vec<Outcome> =
                formula::relations(&bound, &loaded, &[]).iter().map(|equation| equation.outcome()).collect();
            let wanted: Vec<Expected> = (0..relation.rows())
                .map(|row| relation.expected(&table, row))
                .filter(|expected| *expected != Expected::Nothing)
                .collect();
            assert_eq!(outcomes.len(), wanted.len(), "{written} of {table:?}");
            for (expected, outcome) in wanted.iter().zip(outcomes) {
                assert!(agrees(expected, outcome), "{written} of {table:?}: {outcome:?}, not {expected:?}");
                seen[1] += usize::from(*expected == Expected::NotFails);
                seen[2] += usize::from(*expected == Expected::Fails);
                seen[3] += usize::from(*expected == Expected::Unreadable);
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?} refused, held, failed, unreadable");
}

/// The same by the program: 1 where a relation fails, 2 where the formula is refused.
#[test]
fn the_program_ends_as_the_second_reading_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(7);
    let table = table(&mut dice);
    fs::write(folder.path().join("desk.toml"), PACK).unwrap();
    fs::write(folder.path().join("a.txt"), document(&table)).unwrap();
    let mut seen = [0; 3];
    while seen.iter().sum::<usize>() < 45 {
        let relation = Relation::chance(&mut dice);
        let expected: Vec<Expected> =
            (0..relation.rows()).map(|row| relation.expected(&table, row)).collect();
        let code = match relation.is_sound() {
            false => 2,
            true if expected.contains(&Expected::Near) => continue,
            true => usize::from(expected.contains(&Expected::Fails)),
        };
        if seen[code] == 15 {
            continue;
        }
        seen[code] += 1;
        let written = relation.written();
        let told = gouji_in(
            folder.path(),
            &["try", &written, "a.txt", "--no-default-rules", "--rules", "desk.toml"],
        );
        assert_eq!(told.code, code as i32, "{written} of {table:?}: {}", told.both());
    }
}
