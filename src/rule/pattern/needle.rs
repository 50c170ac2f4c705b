//! What must stand in a text before a pattern can match it: looked for first, because a search for words is many times faster
//! than a regular expression, and most patterns meet a text that has none of theirs.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::Piece;
use crate::document::fold::is_ideograph;

/// More words than these are not made of a class or of groups that follow each other.
const FEW: usize = 6;

/// Words of which at least one stands in every match of a phrase; empty where nothing can be said.
pub(super) fn of_phrase(pieces: &[Piece]) -> Vec<String> {
    sequence(pieces).unwrap_or_default()
}

/// The same of a regular expression.
pub(super) fn of_expression(hir: &Hir) -> Vec<String> {
    needles(hir).unwrap_or_default()
}

fn sequence(pieces: &[Piece]) -> Option<Vec<String>> {
    pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Literal(text) => longest(runs(text)).map(|run| vec![run]),
            Piece::Either(branches) => branches
                .iter()
                .map(|branch| sequence(branch))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat()),
            Piece::Capture(..) | Piece::Gap | Piece::Fact(_) | Piece::Raw(_) => None,
        })
        .max_by_key(|words| strength(words))
}

/// The rarer the words, the better: their length, and how few there are.
fn strength(words: &[String]) -> (usize, std::cmp::Reverse<usize>) {
    (words.iter().map(String::len).min().unwrap_or(0), std::cmp::Reverse(words.len()))
}

/// Runs of ideographs: folding leaves them whole, and no space comes between.
fn runs(text: &str) -> Vec<String> {
    text.split(|c: char| !is_ideograph(c)).filter(|run| !run.is_empty()).map(str::to_owned).collect()
}

fn longest(runs: Vec<String>) -> Option<String> {
    runs.into_iter().max_by_key(String::len)
}

fn needles(hir: &Hir) -> Option<Vec<String>> {
    if let Some(words) = words(hir, FEW) {
        return Some(words).filter(|words| words.iter().all(|word| !word.is_empty()));
    }
    match hir.kind() {
        HirKind::Capture(capture) => needles(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => needles(&repetition.sub),
        HirKind::Alternation(branches) => {
            branches.iter().map(needles).collect::<Option<Vec<_>>>().map(|all| all.concat())
        }
        HirKind::Concat(parts) => concatenated(parts),
        _ => None,
    }
}

/// The best that parts say, one after the other or together where nothing comes between them.
fn concatenated(parts: &[Hir]) -> Option<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    let mut run: Vec<String> = vec![String::new()];
    for part in parts {
        // What only looks around itself takes no room.
        if matches!(part.kind(), HirKind::Look(_)) {
            continue;
        }
        let own = words(part, FEW);
        if let Some(longer) = own.as_deref().and_then(|own| joined(&run, own, FEW)) {
            run = longer;
            continue;
        }
        found.push(std::mem::replace(&mut run, vec![String::new()]));
        match own {
            Some(own) => run = own,
            None => found.extend(needles(part)),
        }
    }
    found.push(run);
    found.retain(|words| words.iter().all(|word| !word.is_empty()));
    // Of two as good, the first.
    found.into_iter().rev().max_by_key(|words| strength(words))
}

/// Every word of `heads` with every one of `tails` behind it, if there are no more than `most`.
fn joined(heads: &[String], tails: &[String], most: usize) -> Option<Vec<String>> {
    let all = || heads.iter().flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}")));
    (heads.len() * tails.len() <= most).then(|| all().collect())
}

/// The words that are all an expression can match, the preferred first, if there are no more than `most`.
pub(super) fn words(hir: &Hir, most: usize) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Empty => Some(vec![String::new()]),
        HirKind::Literal(literal) => Some(vec![std::str::from_utf8(&literal.0).ok()?.to_owned()]),
        HirKind::Class(Class::Unicode(class)) => {
            let count: usize = class.iter().map(|range| range.len()).sum();
            let each = || class.iter().flat_map(|range| range.start()..=range.end());
            (count <= most).then(|| each().map(String::from).collect())
        }
        HirKind::Capture(capture) => words(&capture.sub, most),
        HirKind::Concat(parts) => parts
            .iter()
            .try_fold(vec![String::new()], |heads, part| joined(&heads, &words(part, most)?, most)),
        HirKind::Alternation(branches) => branches.iter().try_fold(Vec::new(), |mut all, branch| {
            all.extend(words(branch, most)?);
            (all.len() <= most).then_some(all)
        }),
        HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        of_expression(&regex_syntax::parse(text).unwrap())
    }

    #[test]
    fn words_that_every_match_has() {
        assert_eq!(of("根据(?:依照|按照)"), ["根据依照", "根据按照"]);
        assert_eq!(of("布署|按装|座落于"), ["布署", "按装", "座落于"]);
        assert_eq!(of("(?P<here>锟斤拷|烫烫烫)"), ["锟斤拷", "烫烫烫"]);
        assert_eq!(of("部门(?:名称)?[:：](?P<value>[^\\s]{2,40})"), ["部门"]);
        assert_eq!(of("20[0-9]{2}年度?(?:部门)?[^年]*表"), ["年"]);
        assert_eq!(of("[一-龥]+(?:XX|××)"), ["XX", "××"]);
        assert_eq!(of("(?i)(?:null|nan)"), ["UL", "Ul", "uL", "ul", "AN", "An", "aN", "an"]);
        assert_eq!(of("(?:[Xx]{2,}|○)"), ["X", "x", "○"]);
        assert_eq!(of("[,、]{0,2}a{0,1}"), Vec::<String>::new());
        assert_eq!(of("ab+c"), ["a"]);
        assert_eq!(of(r"#N\/A\d"), ["#N/A"]);
        assert_eq!(of("大?约[0-9]+(?:元|人)?左右"), ["左右"]);
        assert_eq!(of("[]甲]乙"), ["]乙", "甲乙"]);
        assert_eq!(of(r"(?:^|[^0-9])\b甲(?:乙|)"), ["甲乙", "甲"]);
    }

    #[test]
    fn no_more_words_than_are_worth_a_search() {
        assert_eq!(of("[甲乙丙丁][戊己庚]"), ["己", "庚", "戊"]);
        assert_eq!(of("[甲-龥]"), Vec::<String>::new());
    }
}
