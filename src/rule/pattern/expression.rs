//! What a regular expression says of the texts it matches, read from the expression alone. The expressions of the rules that come
//! with the program are read when it is built: this file is part of `build.rs` as well and knows nothing of the rest.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// More words than these are not made of a class or of groups that follow each other.
const FEW: usize = 6;
/// More words than this are left to the engines.
const MOST: usize = 64;

/// What an expression says of the texts it matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Says {
    /// Whether a match stays within a line and looks at nothing beyond, so that lines can be searched one by one.
    pub by_line: bool,
    /// Words of which one stands in every match; none where any text may match.
    pub needles: Vec<String>,
    /// The words that it is a list of, if it is nothing else, and whether they must stand at the end of the text.
    pub plain: Option<(Vec<String>, bool)>,
}

impl Says {
    /// What `hir` says.
    pub fn of(hir: &Hir) -> Self {
        Self { by_line: stays_in_line(hir), needles: needles(hir).unwrap_or_default(), plain: plain(hir) }
    }
}

fn plain(hir: &Hir) -> Option<(Vec<String>, bool)> {
    if hir.properties().explicit_captures_len() > 0 {
        return None;
    }
    let (words, at_end) = match hir.kind() {
        HirKind::Concat(parts) => match parts.split_last() {
            Some((last, rest)) if matches!(last.kind(), HirKind::Look(Look::End)) => {
                (words(&Hir::concat(rest.to_vec()), MOST)?, true)
            }
            _ => (words(hir, MOST)?, false),
        },
        _ => (words(hir, MOST)?, false),
    };
    let fits = !words.is_empty() && words.iter().all(|word| !word.is_empty());
    fits.then_some((words, at_end))
}

/// The rarer the words, the better: their length, and how few there are.
pub(super) fn strength(words: &[String]) -> (usize, std::cmp::Reverse<usize>) {
    (words.iter().map(String::len).min().unwrap_or(0), std::cmp::Reverse(words.len()))
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
fn words(hir: &Hir, most: usize) -> Option<Vec<String>> {
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

/// Whether a match can neither have a line end in it nor tell where the text begins and ends: then each line can be searched
/// for itself.
fn stays_in_line(hir: &Hir) -> bool {
    let looks_at_the_text =
        |look: Look| matches!(look, Look::Start | Look::End | Look::StartCRLF | Look::EndCRLF);
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Literal(literal) => !literal.0.contains(&b'\n'),
        HirKind::Class(Class::Unicode(class)) => {
            !class.iter().any(|range| (range.start()..=range.end()).contains(&'\n'))
        }
        HirKind::Class(Class::Bytes(class)) => {
            !class.iter().any(|range| (range.start()..=range.end()).contains(&b'\n'))
        }
        HirKind::Look(look) => !looks_at_the_text(*look),
        HirKind::Repetition(repetition) => stays_in_line(&repetition.sub),
        HirKind::Capture(capture) => stays_in_line(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(stays_in_line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        needles(&regex_syntax::parse(text).unwrap()).unwrap_or_default()
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

    #[test]
    fn what_speaks_of_line_ends_is_searched_whole() {
        let by_line = |source: &str| stays_in_line(&regex_syntax::parse(source).unwrap());
        for source in [r"甲[^。\n]*乙", r"(?m)^甲$", r"(?m)(?:^|[^0-9\n])甲", r"甲.乙", r"甲[^\s]\b乙"]
        {
            assert!(by_line(source), "{source}");
        }
        for source in [
            "甲[^。]*乙",
            "甲\\n乙",
            "^甲",
            "甲$",
            r"甲\s乙",
            r"甲\W",
            r"甲\D乙",
            "(?s)甲.乙",
            "甲[^x]{0,40}乙",
            r"甲\z",
        ] {
            assert!(!by_line(source), "{source}");
        }
    }
}
