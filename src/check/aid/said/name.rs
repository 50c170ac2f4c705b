//! What an amount is called: the words before it without brackets, quotes, years and what every amount has before it.

use crate::document::heading::without_ordinal;
use crate::source::Cut;
use crate::words::vocabulary;

/// A name, and the code beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// The words.
    pub words: String,
    /// 2210201 of 住房公积金(2210201).
    pub code: Option<String>,
}

/// Brackets with more in them are remarks; shorter ones belong to the name: 因公出国(境)费.
const REMARK: usize = 2;
/// Longer texts are no names: what stands behind so many bytes is not read.
const LONGEST: usize = 360;
/// Codes have so many digits.
const CODE: std::ops::RangeInclusive<usize> = 3..=9;

/// What the words right before an amount call it.
pub fn name(clause: &str) -> Name {
    let own = clause.trim().trim_end_matches(':');
    // 教育支出(类)普通教育(款)小学教育(项)2030年预算数: the last of a path of names that says something.
    let mut levels: Vec<&str> = vec![own];
    for level in vocabulary().said_levels.iter() {
        levels = levels.into_iter().flat_map(|part| part.split(level)).collect();
    }
    let says = |part: &&&str| !is_empty(&strip(&plain(part)));
    let last = levels.iter().rev().find(says).copied().unwrap_or(own);
    let code = code(clause);
    Name { words: without_lead(&plain(last)).to_owned(), code }
}

/// A label or a clause in the form in which names are compared: without quotes, spaces, remarks and codes.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = without_ordinal(text.trim().first(LONGEST));
    while let Some(c) = rest.chars().next() {
        rest = rest.cut(c.len_utf8()..);
        match c {
            '(' => {
                let Some(end) = rest.find(')') else { continue };
                let inner = rest.cut(..end);
                if inner.chars().count() > REMARK
                    || vocabulary().said_levels.iter().any(|level| level.trim_matches(['(', ')']) == inner)
                {
                    rest = rest.cut(end + 1..);
                }
            }
            ')' | '“' | '”' | '"' | '\'' | '‘' | '’' | ' ' | '《' | '》' | '\t' | '\\' | '*' => {}
            _ => out.push(c),
        }
    }
    let bare = out.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | '、' | '—'));
    let bare = vocabulary().said_years.strip(bare).unwrap_or(bare);
    let bare = bare.trim_end_matches([':', '-', '.']);
    let spellings: Vec<&str> = vocabulary().said_spellings.iter().collect();
    let pairs = spellings.chunks_exact(2);
    pairs.fold(bare.to_owned(), |name, pair| match name.contains(pair[0]) {
        true => name.replace(pair[0], pair[1]),
        false => name,
    })
}

/// The code in a clause: bracketed digits, or digits before a name.
fn code(clause: &str) -> Option<String> {
    let runs = clause.split(|c: char| !c.is_ascii_digit()).filter(|run| CODE.contains(&run.len()));
    let found: Vec<&str> = runs.filter(|run| run.len() != 4).collect();
    match found.as_slice() {
        [only] => Some((*only).to_owned()),
        _ => None,
    }
}

/// The same without words that may stand before any name.
fn without_lead(words: &str) -> &str {
    let mut words = words;
    loop {
        let shorter = vocabulary().said_starts.strip(words).map(|rest| rest.trim_start_matches(':'));
        match shorter.filter(|rest| !rest.is_empty()) {
            Some(rest) => words = rest,
            None => return words,
        }
    }
}

/// The name, and the name without one and more of the words that end it, the longest first.
pub fn stages(words: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(words), |words| {
        let shorter = vocabulary().said_tails.strip_end(words).or_else(|| before_year(words));
        // 项目支出 is a name, and so is 项目 in it.
        let shorter = shorter
            .or_else(|| vocabulary().said_kinds.strip_end(words).filter(|rest| rest.chars().count() > 2))?;
        (!shorter.is_empty()).then_some(shorter)
    })
}

/// A year has so many digits.
const YEAR: usize = 4;

/// What stands before a year that ends a name: 小学教育2030年.
fn before_year(words: &str) -> Option<&str> {
    let dated = words.strip_suffix(|c| vocabulary().year.has(c))?;
    let name = dated.trim_end_matches(|c: char| c.is_ascii_digit());
    (dated.len() - name.len() == YEAR).then_some(name)
}

/// The name without all words that end it.
pub fn strip(words: &str) -> String {
    stages(words).last().unwrap_or(words).to_owned()
}

/// True for words that name nothing.
pub fn is_empty(words: &str) -> bool {
    words.is_empty()
        || words.chars().count() < 2
        || vocabulary().said_empty.has(words)
        || vocabulary().said_tails.has(words)
}

/// What is compared in a clause of change: 财政拨款收入 of 财政拨款收入较上年.
pub fn before_comparison(clause: &str) -> &str {
    let at = vocabulary().said_than.iter().filter_map(|than| clause.find(than)).min();
    at.map_or(clause, |at| clause.cut(..at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_amounts() {
        let words = |clause: &str| strip(&name(clause).words);
        assert_eq!(words("2030年本单位收入预算"), "收入");
        assert_eq!(words("教育支出(类)普通教育(款)小学教育(项)2030年预算数为"), "小学教育");
        assert_eq!(words("“教育支出(类)普通教育(款)小学教育(项)”"), "小学教育");
        assert_eq!(words("其中:因公出国(境)费"), "因公出国境");
        assert_eq!(words("行政运行(行政及参公单位基本支出)"), "行政运行");
        assert_eq!(words("“住房保障支出”科目"), "住房保障");
    }

    #[test]
    fn codes_beside_names() {
        assert_eq!(name("住房公积金(2210201)").code.as_deref(), Some("2210201"));
        assert_eq!(name("2011301-行政运行").code.as_deref(), Some("2011301"));
        assert_eq!(name("2030年行政运行").code, None);
        assert_eq!(name("2011301-行政运行").words, "行政运行");
    }

    #[test]
    fn brackets_hold_a_part_of_the_name_or_a_remark_by_how_much_they_hold() {
        assert_eq!(plain("因公出国(境内)费"), "因公出国境内费");
        assert_eq!(plain("因公出国(含境内)费"), "因公出国费");
    }

    #[test]
    fn what_stands_behind_the_longest_name_is_not_read() {
        let fits = "甲".repeat(LONGEST / 3);
        assert_eq!(plain(&format!("{fits}乙")), fits);
    }
}
