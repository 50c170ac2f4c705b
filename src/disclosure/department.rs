//! Whose document it is: the name of the department, as people would address a letter to it. It stands in the title, with the
//! year and the kind of document beside it; what a kind is called is known from the titles that rules apply to, and what says
//! "department:" from the vocabulary.

use std::collections::BTreeMap;
use std::path::Path;

use crate::document::Document;
use crate::rule::Pack;
use crate::source::{Cut, Source};
use crate::words::vocabulary;

/// No name of a department is longer; an ideograph is one character.
const LONGEST: usize = 60;
/// Lines of a title that are told; a cover may have many more.
const TOLD: usize = 3;
/// What stands before the colon of a name is no wider than this; an ideograph takes two columns. What is wider says something
/// about a department: 部门主要负责人审签情况：已审签.
const WIDEST_KEY: usize = 16;
/// A name in letters that are no ideographs has more of them than an article or FY.
const FEWEST_LETTERS: usize = 4;

/// Who a document is of, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// The department's name; where the document says none, the name of its file.
    pub name: String,
    /// The year the document is about.
    pub year: Option<u32>,
    /// The title on one line; where there is none, the name of the file.
    pub title: String,
    /// Whether the name was found in the document.
    pub is_named: bool,
}

impl Department {
    /// Reads it from the title of `document`, else from what stands over its tables, else from its file.
    pub fn of(document: &Document, source: &Source, packs: &[Pack]) -> Self {
        let lines = lines(document);
        let stem = Path::new(source.name()).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_else(|| source.name().to_owned());
        let kinds = kinds(packs);
        let found = labelled(&lines).or_else(|| in_title(&lines, &kinds)).or_else(|| over_tables(document));
        // 保密审查情况：已审查 on a cover is a field of it, no part of the title.
        let title = lines.iter().filter(|line| !line.contains(':')).take(TOLD).copied();
        let title = title.collect::<Vec<_>>().join(" ");
        Self {
            is_named: found.is_some(),
            name: found.unwrap_or_else(|| stem.clone()),
            year: document.year(),
            title: if title.is_empty() { stem } else { title },
        }
    }
}

/// The lines of the title; what stands there more than once is a watermark.
fn lines(document: &Document) -> Vec<&str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let lines: Vec<&str> = document.title.iter().map(|place| document.text(place).trim()).collect();
    for line in &lines {
        *counts.entry(line).or_default() += 1;
    }
    let told =
        |line: &&str| !line.is_empty() && line.chars().count() <= LONGEST && counts.get(line) == Some(&1);
    lines.into_iter().filter(told).collect()
}

/// What the titles of known kinds of document hold: 部门预算, 单位决算.
fn kinds(packs: &[Pack]) -> Vec<&str> {
    let titles = packs.iter().flat_map(|pack| &pack.applies.title);
    let bare = |text: &'_ str| text.len() > 2 && !text.contains('*');
    titles.map(|glob| glob.text.trim_matches('*')).filter(|text| bare(text)).collect()
}

/// 预算单位：某学院.
fn labelled(lines: &[&str]) -> Option<String> {
    let of_units = &vocabulary().of_units;
    let value = |line: &&str| {
        let (key, value) = line.split_once(':')?;
        let key = key.trim();
        (columns(key) <= WIDEST_KEY && of_units.fit(key)).then(|| value.trim()).and_then(name)
    };
    lines.iter().find_map(value)
}

/// How wide a key is: an ideograph takes two columns.
fn columns(key: &str) -> usize {
    key.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// What stands before the year, else the lines above it, else what is left of the line behind it, else a line below.
fn in_title(lines: &[&str], kinds: &[&str]) -> Option<String> {
    let at = lines.iter().position(|line| year(line).is_some())?;
    let (start, end) = year(lines[at])?;
    let line = lines[at];
    let left = |line: &str| bare(line, kinds);
    left(line.cut(..start))
        .or_else(|| joined(&lines[at.saturating_sub(TOLD)..at], kinds))
        .or_else(|| left(after_year(line.cut(end..))))
        .or_else(|| lines[at + 1..].iter().find_map(|line| left(line)))
}

/// A name that goes on over several lines; words of letters stay apart.
fn joined(lines: &[&str], kinds: &[&str]) -> Option<String> {
    let mut whole = String::new();
    for part in lines.iter().filter_map(|line| bare(line, kinds)) {
        if whole.ends_with(|c: char| c.is_ascii()) && part.starts_with(|c: char| c.is_ascii()) {
            whole.push(' ');
        }
        whole.push_str(&part);
    }
    name(&whole)
}

/// The bytes of the first year that a line says.
fn year(line: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    for run in line.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = run.trim_end_matches(|c: char| !c.is_ascii_digit());
        let is_year =
            digits.len() == 4 && digits.parse::<u32>().is_ok_and(|year| (1900..2100).contains(&year));
        if is_year {
            return Some((at, at + digits.len()));
        }
        at += run.len();
    }
    None
}

/// The rest of a line without what says that digits are a year: 年度.
fn after_year(rest: &str) -> &str {
    let years = &vocabulary().years;
    let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(4);
    let longest = ends.filter(|end| years.fit(rest.cut(..*end))).last();
    longest.map_or(rest, |end| rest.cut(end..))
}

/// A line without the name of its kind of document, if anything is left that may be a name.
fn bare(line: &str, kinds: &[&str]) -> Option<String> {
    let about = vocabulary().about.iter().find_map(|word| line.strip_prefix(word));
    let line = about.unwrap_or(line);
    let cut = kinds.iter().filter_map(|kind| line.find(kind)).min().unwrap_or(line.len());
    name(line.cut(..cut))
}

/// Words that may name a department: letters, no sentence, and not dates.
fn name(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')' | '（' | '）'));
    let text = text.trim_start_matches([')', '）']).trim_end_matches(['(', '（']);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let enough = letters >= if text.is_ascii() { FEWEST_LETTERS } else { 2 };
    let plain = enough && text.chars().count() <= LONGEST && !text.contains([':', '。', ';']);
    let dated = text.chars().any(|c| c.is_ascii_digit());
    (plain && !dated).then(|| text.to_owned())
}

/// What most tables say above their grid: 部门名称：某局.
fn over_tables(document: &Document) -> Option<String> {
    let of_units = &vocabulary().of_units;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for table in &document.tables {
        let unit = table.unit.as_ref().map(|(_, place)| place);
        for note in &table.headnotes {
            let is_unit = unit.is_some_and(|unit| unit.start < note.value.end && note.value.start < unit.end);
            if !is_unit
                && of_units.fit(document.text(&note.key))
                && let Some(name) = name(document.text(&note.value))
            {
                *counts.entry(name).or_default() += 1;
            }
        }
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;
    use crate::source::FileId;

    fn of(text: &str) -> (String, Option<u32>) {
        let source = Source::new("送审/稿件.txt", text);
        let found = Department::of(&parse(FileId(0), &source), &source, &crate::shipped().packs);
        (found.name, found.year)
    }

    #[test]
    fn the_department_is_told_from_its_title() {
        for (title, name) in [
            ("青岚县环境卫生中心2026年度部门预算公开", "青岚县环境卫生中心"),
            ("青岚县环境卫生中心\n2026年度部门预算", "青岚县环境卫生中心"),
            ("2026年青岚县环境卫生中心部门预算", "青岚县环境卫生中心"),
            ("2026年\n青岚县环境卫生中心部门预算", "青岚县环境卫生中心"),
            ("青岚县2026年县级单位预算\n预算单位：青岚县环境卫生中心", "青岚县环境卫生中心"),
            ("内部资料\n内部资料\n青岚县环境卫生中心\n内部资料\n2026年部门预算", "青岚县环境卫生中心"),
            ("青岚县环境卫生\n中心\n2026年度部门决算", "青岚县环境卫生中心"),
            ("青岚县环境卫生中心2026年部门预算\n部门主要负责人审签情况：已审签", "青岚县环境卫生中心"),
            ("青岚县环境卫生中心\n2026年部门综合预算", "青岚县环境卫生中心"),
            ("关于青岚县2026年预算执行情况的报告", "青岚县"),
            ("青岚县环境卫生中心（本级）2026年部门预算", "青岚县环境卫生中心(本级)"),
        ] {
            assert_eq!(
                of(&format!("{title}\n\n负责全县的环境卫生。\n")),
                (name.to_owned(), Some(2026)),
                "{title}"
            );
        }
    }

    #[test]
    fn without_a_title_the_tables_tell_and_then_the_file() {
        let table =
            "收支总表\n部门名称：青岚县图书馆\t单位：万元\n项目\t合计\n甲\t1.00\n乙\t2.00\n合计\t3.00\n";
        assert_eq!(of(table).0, "青岚县图书馆");
        assert_eq!(of("负责全县的环境卫生。\n").0, "稿件");
    }
}
