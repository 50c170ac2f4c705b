//! Seven kinds of table in eight languages under the names of published statements: balance sheet, income, cash flow, a budget by
//! department, emissions, quarters, and statistics with rates and shares. The names stand in `tests/data/statements/names.txt`;
//! the figures are reckoned here. Each table is silent as it stands, and of five wrong digits in each nine in ten are located.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::gouji_in;
use crate::tongues::told;
use serde_json::Value;

/// So many digits are planted in each table, and of all of them so many in a hundred must be located.
const PLANTED: usize = 5;
const LOCATED: usize = 90;

/// How a language writes thousands and what is taken away.
struct Style {
    group: char,
    open: &'static str,
    close: &'static str,
}

impl Style {
    /// By the two examples beside the name of a language.
    fn of(examples: &str) -> Self {
        let (open, close) = match examples.as_bytes()[examples.len() - 1] {
            b')' => ("(", ")"),
            _ if examples.contains('△') => ("△", ""),
            _ => ("-", ""),
        };
        Self { group: examples.chars().nth(1).unwrap(), open, close }
    }

    fn whole(&self, value: i64) -> String {
        let digits = value.abs().to_string();
        let mut shown = String::new();
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                shown.push(self.group);
            }
            shown.push(digit);
        }
        if value < 0 { format!("{}{shown}{}", self.open, self.close) } else { shown }
    }

    /// Tenths: 125 is 12.5.
    fn tenths(&self, value: i64) -> String {
        let mark = if self.group == ',' { '.' } else { ',' };
        let shown = format!("{}{mark}{}", value.abs() / 10, value.abs() % 10);
        if value < 0 { format!("{}{shown}{}", self.open, self.close) } else { shown }
    }
}

/// The same figures in every run.
struct Figures(u64);

impl Figures {
    fn next(&mut self, least: i64, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let span = u64::try_from(most - least).unwrap();
        least + i64::try_from((self.0 >> 33) % span).unwrap()
    }
}

/// `part` of `whole` in tenths of a per cent, midpoints away from zero.
fn per_mille(part: i64, whole: i64) -> i64 {
    let twice = 2 * 1000 * part / whole;
    (twice + twice.signum()) / 2
}

/// What a row of a statement comes to: a figure between two bounds, or others added up.
enum Slot {
    Head,
    Any(i64, i64),
    Sum(&'static [usize]),
}
use Slot::{Any, Head, Sum};

/// The rows of a balance sheet as they stand in the names after the three heads. Share capital balances it.
const BALANCE: &[Slot] = &[
    Head,
    Any(40_000, 900_000),
    Any(1_000, 90_000),
    Any(1_000, 90_000),
    Any(1_000, 90_000),
    Sum(&[1, 2, 3, 4]),
    Head,
    Any(9_000, 90_000),
    Any(9_000, 90_000),
    Any(100, 9_000),
    Any(9_000, 90_000),
    Sum(&[7, 8, 9, 10]),
    Sum(&[5, 11]),
    Head,
    Any(1_000, 9_000),
    Any(2_000, 9_000),
    Any(0, 1),
    Sum(&[14, 15, 16]),
    Head,
    Any(10_000, 30_000),
    Any(1_000, 9_000),
    Sum(&[19, 20]),
    Head,
    Any(9_000, 20_000),
    Any(1_000, 9_000),
    Any(100, 4_000),
    Sum(&[23, 24, 25]),
    Sum(&[21, 26]),
    Sum(&[17, 27]),
];
const INCOME: &[Slot] = &[
    Any(400_000, 900_000),
    Any(-300_000, -200_000),
    Sum(&[0, 1]),
    Any(1_000, 9_000),
    Any(-40_000, -10_000),
    Any(-30_000, -9_000),
    Sum(&[2, 3, 4, 5]),
    Any(100, 3_000),
    Any(-9_000, -1_000),
    Sum(&[6, 7, 8]),
    Any(-40_000, -9_000),
    Sum(&[9, 10]),
];
const CASH: &[Slot] = &[
    Any(100_000, 300_000),
    Any(9_000, 60_000),
    Any(1_000, 9_000),
    Any(1_000, 9_000),
    Any(-30_000, -9_000),
    Sum(&[0, 1, 2, 3, 4]),
    Any(-90_000, -20_000),
    Any(1_000, 9_000),
    Sum(&[6, 7]),
    Any(9_000, 90_000),
    Any(-60_000, -9_000),
    Any(-40_000, -9_000),
    Sum(&[9, 10, 11]),
    Sum(&[5, 8, 12]),
    Any(9_000, 90_000),
    Sum(&[13, 14]),
];

/// The figures of a column.
fn column(slots: &[Slot], figures: &mut Figures) -> Vec<i64> {
    let mut column: Vec<i64> = Vec::new();
    for slot in slots {
        column.push(match slot {
            Head => 0,
            Any(least, most) => figures.next(*least, *most),
            Sum(rows) => rows.iter().map(|&row| column[row]).sum(),
        });
    }
    if slots.len() == BALANCE.len() {
        // What is left of the assets is retained earnings.
        column[16] = column[12] - column[28];
        for total in [17, 28] {
            column[total] += column[16];
        }
    }
    column
}

/// The rows of a table, cells apart by `|`: heads first.
fn rows(kind: &str, names: &[&str], style: &Style, figures: &mut Figures) -> Vec<String> {
    let statement = |slots: &[Slot], figures: &mut Figures| {
        let (this, last) = (column(slots, figures), column(slots, figures));
        let mut rows = vec![names[..3].join("|")];
        for (at, slot) in slots.iter().enumerate() {
            rows.push(match slot {
                Head => format!("{}||", names[at + 3]),
                _ => format!("{}|{}|{}", names[at + 3], style.whole(this[at]), style.whole(last[at])),
            });
        }
        rows
    };
    match kind {
        "balance" => statement(BALANCE, figures),
        "income" => statement(INCOME, figures),
        "cash" => statement(CASH, figures),
        "budget" | "rates" => {
            let shared = kind == "rates";
            let heads = if shared { 6 } else { 5 };
            let mut values: Vec<(i64, i64)> = (heads + 1..names.len())
                .map(|_| {
                    let last = figures.next(9_000, 300_000);
                    (last, last * figures.next(850, 1_250) / 1_000)
                })
                .collect();
            values.push((values.iter().map(|row| row.0).sum(), values.iter().map(|row| row.1).sum()));
            let whole = values.last().unwrap().1;
            let mut rows = vec![names[..heads].join("|")];
            for (name, (last, this)) in names[heads..].iter().zip(&values) {
                let (change, rate) = (this - last, per_mille(this - last, *last));
                let mut row = format!(
                    "{name}|{}|{}|{}|{}",
                    style.whole(*last),
                    style.whole(*this),
                    style.whole(change),
                    style.tenths(rate)
                );
                if shared {
                    row += &format!("|{}", style.tenths(per_mille(*this, whole)));
                }
                rows.push(row);
            }
            rows
        }
        "esg" => {
            let unit = names.last().unwrap();
            let slots = [
                Any(9_000, 90_000),
                Any(1_000, 30_000),
                Sum(&[0, 1]),
                Any(9_000, 90_000),
                Any(500, 9_000),
                Sum(&[3, 4]),
                Sum(&[2, 5]),
            ];
            let years: Vec<Vec<i64>> = (0..3).map(|_| column(&slots, figures)).collect();
            let mut rows = vec![names[..5].join("|")];
            rows.extend((0..slots.len()).map(|at| {
                let own: Vec<String> = years.iter().map(|year| style.whole(year[at])).collect();
                format!("{}|{unit}|{}", names[at + 5], own.join("|"))
            }));
            rows
        }
        _ => {
            let mut rows = vec![names[..6].join("|")];
            let mut sums = [0; 5];
            for name in &names[6..10] {
                let mut own: Vec<i64> = (0..4).map(|_| figures.next(1_000, 99_000)).collect();
                own.push(own.iter().sum());
                own.iter().enumerate().for_each(|(at, value)| sums[at] += value);
                rows.push(format!(
                    "{name}|{}",
                    own.iter().map(|value| style.whole(*value)).collect::<Vec<_>>().join("|")
                ));
            }
            rows.push(format!("{}|{}", names[10], sums.map(|value| style.whole(value)).join("|")));
            rows
        }
    }
}

/// The tables, by kind and language.
fn tables() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string("tests/data/statements/names.txt").unwrap();
    let (mut tables, mut language, mut style) = (BTreeMap::new(), "", Style::of("1,234 -1,234"));
    let mut figures = Figures(2031);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, examples)) = line.strip_prefix('[').and_then(|line| line.split_once("] ")) {
            (language, style) = (name, Style::of(examples));
            continue;
        }
        let (kind, names) = line.split_once(" = ").unwrap();
        let names: Vec<&str> = names.split('|').collect();
        tables.insert(format!("{kind}-{language}"), rows(kind, &names, &style, &mut figures));
    }
    tables
}

/// The rows as a table of Markdown.
fn page(rows: &[String]) -> String {
    let rule = format!("|{}", "---|".repeat(rows[0].matches('|').count() + 1));
    let mut lines: Vec<String> = rows.iter().map(|row| format!("| {} |", row.replace('|', " | "))).collect();
    lines.insert(1, rule);
    format!("# 2031\n\n{}\n", lines.join("\n"))
}

/// The cells of figures with two digits or more.
fn cells(rows: &[String]) -> Vec<(usize, usize)> {
    let is_figure = |cell: &str| cell.chars().filter(char::is_ascii_digit).count() > 1;
    let cells = rows.iter().enumerate().skip(1).flat_map(|(row, text)| {
        let own: Vec<usize> = text
            .split('|')
            .enumerate()
            .skip(1)
            .filter(|(_, cell)| is_figure(cell))
            .map(|(at, _)| at)
            .collect();
        own.into_iter().map(move |at| (row, at))
    });
    cells.collect()
}

/// A cell with one of its digits written otherwise.
fn wrong(cell: &str, nth: usize) -> String {
    let digits: Vec<usize> =
        cell.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    // The last digit of a rate or of a long sum may be one of rounding.
    let place = digits[nth % (digits.len() - 1)];
    let old = cell.as_bytes()[place] - b'0';
    let new = if place == digits[0] { old % 9 + 1 } else { (old + 4) % 10 };
    format!("{}{new}{}", &cell[..place], &cell[place + 1..])
}

#[test]
fn wrong_digits_in_statements_of_eight_languages_are_located_and_right_ones_are_silent() {
    let folder = tempfile::tempdir().unwrap();
    let mut planted: BTreeMap<String, (u64, String)> = BTreeMap::new();
    let tables = tables();
    for (name, rows) in &tables {
        fs::write(folder.path().join(format!("{name}.md")), page(rows)).unwrap();
        let cells = cells(rows);
        for nth in 0..PLANTED {
            let (row, at) = cells[(2 * nth + 1) * cells.len() / (2 * PLANTED)];
            let mut own: Vec<String> = rows[row].split('|').map(str::to_owned).collect();
            own[at] = wrong(&own[at], nth);
            let told = format!("{name}: {}", own.join("|"));
            let mut rows = rows.clone();
            rows[row] = own.join("|");
            let file = format!("{name}-{nth}.md");
            fs::write(folder.path().join(&file), page(&rows)).unwrap();
            // Under the title, an empty line, and the rule below the heads.
            planted.insert(file, (row as u64 + 4, told));
        }
    }
    assert_eq!(tables.len(), 56);
    let args = ["check", "--no-config", "--lang", "en", "--format", "json", "."];
    let report: Value = serde_json::from_str(&gouji_in(folder.path(), &args).out).unwrap();
    let (mut false_alarms, mut missed) = (Vec::new(), Vec::new());
    for document in report["documents"].as_array().unwrap() {
        let file = Path::new(document["path"].as_str().unwrap()).file_name().unwrap().to_str().unwrap();
        let Some((line, text)) = planted.get(file) else {
            false_alarms.extend(told(document).iter().map(|told| format!("{file}: {}", told["message"])));
            continue;
        };
        let is_there = |place: &Value| place["line"] == *line;
        let hit = told(document).iter().any(|told| {
            is_there(&told["primary"]) || told["related"].as_array().unwrap().iter().any(is_there)
        });
        if !hit {
            missed.push(text.as_str());
        }
    }
    assert_eq!(false_alarms, [""; 0]);
    let (all, hits) = (planted.len(), planted.len() - missed.len());
    assert!(hits * 100 >= all * LOCATED, "{hits} of {all}\n{}", missed.join("\n"));
}
