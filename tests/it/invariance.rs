//! What a document says does not change with how its file was saved: neither do its findings.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use crate::common::{fixtures, gouji_in, shipped};
use gouji::check::check;
use gouji::document::parse;
use gouji::read::read;
use gouji::rule::Pack;
use gouji::source::Sources;

/// A way to save the same document differently; changes nothing but how it is written.
type Disguise = (&'static str, fn(&str) -> String);

const DISGUISES: &[Disguise] =
    &[
        ("line ends of Windows", |text| text.replace('\n', "\r\n")),
        ("a byte order mark", |text| format!("\u{FEFF}{text}")),
        ("no line end at the end", |text| text.trim_end().to_owned()),
        ("tabs at the end of rows", |text| each_row(text, |row| format!("{row}\t\t"))),
        ("spaces at the end of lines", |text| each_line(text, |line| format!("{line}  "))),
        ("tabs at the end of lines of text", |text| {
            each_line(text, |line| {
                if line.contains('\t') || line.is_empty() { line.to_owned() } else { format!("{line}\t\t") }
            })
        }),
        ("spaces around cells", |text| each_row(text, |row| row.replace('\t', " \t "))),
        ("thousands separated in tables", |text| each_cell(text, separated)),
        ("thousands not separated in tables", |text| {
            each_cell(text, |cell| if is_number(cell) { cell.replace(',', "") } else { cell.to_owned() })
        }),
        ("full-width digits in tables", |text| each_cell(text, full_width)),
        ("full-width digits everywhere", full_width),
        ("labels in bold", |text| {
            each_row(text, |row| {
                row.split('\t')
                    .map(|cell| {
                        if cell.is_empty() || is_number(cell) {
                            cell.to_owned()
                        } else {
                            format!("**{cell}**")
                        }
                    })
                    .collect::<Vec<_>>()
                    .join("\t")
            })
        }),
        ("rows between pipes", piped),
        ("ideographic spaces in front", |text| {
            each_line(text, |line| {
                if line.contains('\t') || line.is_empty() {
                    line.to_owned()
                } else {
                    format!("\u{3000}\u{3000}{line}")
                }
            })
        }),
    ];

fn each_line(text: &str, change: impl Fn(&str) -> String) -> String {
    text.lines().map(|line| change(line) + "\n").collect()
}

/// Changes rows of tables: lines with tabs that are no line of the contents.
fn each_row(text: &str, change: impl Fn(&str) -> String) -> String {
    each_line(text, |line| if line.matches('\t').count() > 1 { change(line) } else { line.to_owned() })
}

/// Changes the figures of rows, not their codes, years and stamps.
fn each_cell(text: &str, change: impl Fn(&str) -> String) -> String {
    each_row(text, |row| row.split('\t').map(&change).collect::<Vec<_>>().join("\t"))
}

fn is_number(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits > 0 && cell.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
}

fn separated(cell: &str) -> String {
    let Some((whole, fraction)) = cell.split_once('.') else { return cell.to_owned() };
    if !is_number(cell) || whole.contains(',') || fraction.contains('.') || whole.len() < 4 {
        return cell.to_owned();
    }
    let (head, tail) = whole.split_at(whole.len() - 3);
    format!("{head},{tail}.{fraction}")
}

fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap() } else { c })
        .collect()
}

/// Rule and text under the finger of every finding, in order, as if it were written plainly.
fn findings(packs: &[Pack], text: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let file = sources.add(read("document.txt", text.as_bytes()).unwrap());
    let checked = check(packs, &parse(file, sources.get(file)));
    let mut found: Vec<String> = checked
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let words = sources.slice(diagnostic.primary.span);
            let plain: String =
                words.chars().filter(|c| !matches!(c, ',' | '*' | ' ' | '\t' | '\r')).collect();
            let plain: String = plain
                .chars()
                .map(|c| {
                    if ('０'..='９').contains(&c) {
                        char::from_u32(c as u32 - 0xFF10 + 0x30).unwrap()
                    } else {
                        c
                    }
                })
                .collect();
            format!("{} {} 「{plain}」", diagnostic.severity.as_str(), diagnostic.rule)
        })
        .collect();
    found.sort();
    found
}

#[test]
fn findings_do_not_change_with_how_a_file_was_saved() {
    let packs = shipped().packs;
    let mut broken = Vec::new();
    for fixture in fixtures().iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt")) {
        let text = fs::read_to_string(fixture).unwrap();
        let plain = findings(&packs, &text);
        for (name, disguise) in DISGUISES {
            let found = findings(&packs, &disguise(&text));
            let lost: Vec<_> = plain.iter().filter(|one| !found.contains(one)).collect();
            let new: Vec<_> = found.iter().filter(|one| !plain.contains(one)).collect();
            if !lost.is_empty() || !new.is_empty() || plain.len() != found.len() {
                broken.push(format!("{} with {name}: missing {lost:#?} noisy {new:#?}", fixture.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A line of text that ends in tabs is no row of a table: what stands in it is read.
#[test]
fn a_line_that_ends_in_tabs_is_read() {
    let desk = tempfile::tempdir().unwrap();
    let text = "某局会议纪要\n\n全年收入12.50万元\t\t\n\n支出10.00万元\n";
    let check = |text: String| {
        fs::write(desk.path().join("a.txt"), text).unwrap();
        gouji_in(desk.path(), &["check", "--no-config", "a.txt"]).out
    };
    let told = check(text.to_owned());
    assert!(told.contains("\n1 个文件 · 2 个数 · "), "{told}");
    assert_eq!(told, check(text.replace('\t', "")));
}

/// A page may end at any row: a blank line between two rows of a table changes nothing. Every table is broken at its k-th row,
/// for each k; where that changes something, each place is tried alone to tell which it was.
#[test]
fn findings_do_not_change_where_a_page_ends() {
    let packs = shipped().packs;
    let text = fs::read_to_string("fixtures/budget-faulty.txt").unwrap();
    let plain = findings(&packs, &text);
    let lines: Vec<&str> = text.lines().collect();
    let broken_before = |places: &[usize]| -> String {
        let blank = |at: usize| if places.contains(&at) { "\n" } else { "" };
        lines.iter().enumerate().map(|(at, line)| format!("{}{line}\n", blank(at))).collect()
    };
    let mut wrong = Vec::new();
    for places in page_ends(&lines) {
        if findings(&packs, &broken_before(&places)) == plain {
            continue;
        }
        for at in places {
            let found = findings(&packs, &broken_before(&[at]));
            let lost: Vec<_> = plain.iter().filter(|one| !found.contains(one)).collect();
            let new: Vec<_> = found.iter().filter(|one| !plain.contains(one)).collect();
            if !lost.is_empty() || !new.is_empty() {
                wrong.push(format!("before line {} {:?}: missing {lost:?} noisy {new:?}", at + 1, lines[at]));
            }
        }
        assert!(!wrong.is_empty(), "a page end in each table changes what one alone does not");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The second, third … rows of every table, as indices of lines.
fn page_ends(lines: &[&str]) -> Vec<Vec<usize>> {
    let inside = |line: &str| line.matches('\t').count() > 1;
    let mut ends: Vec<Vec<usize>> = Vec::new();
    let mut row = 0;
    for (at, line) in lines.iter().enumerate() {
        row = if inside(line) { row + 1 } else { 0 };
        if row > 1 {
            if ends.len() < row - 1 {
                ends.push(Vec::new());
            }
            ends[row - 2].push(at);
        }
    }
    ends
}

/// The same rows between pipes, with the rule of dashes Markdown asks for under the first.
fn piped(text: &str) -> String {
    let mut out = String::new();
    let mut first = true;
    for line in text.lines() {
        let tabs = line.matches('\t').count();
        if tabs > 1 {
            out.push_str(&format!("| {} |\n", line.split('\t').collect::<Vec<_>>().join(" | ")));
            if first {
                out.push_str(&format!("|{}\n", " --- |".repeat(tabs + 1)));
            }
            first = false;
        } else {
            // A page end within a table leaves its rows together.
            first |= !line.is_empty();
            if first || !line.is_empty() {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}
