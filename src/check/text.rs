//! The check `text`: what must not stand in a document, and what must.

use std::borrow::{Borrow, Cow};
use std::ops::Range;

use super::Results;
use super::bind::Bound;
use super::name::place_identity;
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
use crate::document::Place;
use crate::ledger::Outcome;
use crate::rule::TextCheck;
use crate::rule::pattern::Pattern;
use crate::source::Cut;

/// Tries the rule in each of its places.
pub fn run<'r>(bound: &Bound<'_>, check: &'r TextCheck, results: &mut Results) {
    let document = bound.document;
    let facts = |name: &str| bound.fact_value(name);
    let known = |patterns: &'r [Pattern]| -> Vec<Cow<'r, Pattern>> {
        patterns.iter().filter_map(|pattern| pattern.with_facts(&facts).ok()).collect()
    };
    let (forbid, except, require) = (known(&check.forbid), known(&check.except), known(&check.require));
    let mut found: Vec<Place> = Vec::new();
    let mut breached = false;
    let places = bound.within(&check.within);
    // Where the section or the table is not there, nothing was looked at.
    if places.is_empty() {
        return;
    }
    for place in places {
        let text = document.text(&place);
        for pattern in &forbid {
            for hit in pattern.find_iter(text) {
                if is_excepted(&except, text, &hit.range) {
                    continue;
                }
                // `{here…}` puts the finger on a part of the match.
                let range = hit.get("here").unwrap_or(hit.range.clone());
                let at = place.start + range.start as u32..place.start + range.end as u32;
                // Stars within a number are dropped as markup when a text is folded: it is masked already.
                let starred = check.mask && document.span(&at).range().len() > range.len();
                if !starred {
                    found.push(at);
                }
            }
        }
        let met = check.require.is_empty() || require.iter().any(|pattern| pattern.is_match(text));
        if !met {
            let end = place.start..(place.start + text.chars().next().map_or(0, char::len_utf8) as u32);
            let message = Text::new("这里缺少应有的内容", "what must stand here does not");
            let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&end), message);
            diagnostic.identity = place_identity(document, &end);
            results.finding(diagnostic);
            breached = true;
        }
    }
    if found.is_empty() && !breached {
        results.outcome(Outcome::Holds);
    }
    found.sort_by_key(|place| place.start);
    let shown = if check.once { 1 } else { found.len() };
    for at in found.iter().take(shown) {
        let more = if check.once { found.len() - 1 } else { 0 };
        results.finding(diagnostic(bound, check, at, more, &found));
    }
}

/// True where one of the patterns matches around `range`, in its lines.
pub fn is_excepted<P: Borrow<Pattern>>(patterns: &[P], text: &str, range: &Range<usize>) -> bool {
    if patterns.is_empty() {
        return false;
    }
    let start = text.cut(..range.start).rfind('\n').map_or(0, |at| at + 1);
    let end = text.cut(range.end..).find('\n').map_or(text.len(), |at| range.end + at);
    overlaps(&ranges(patterns, text.cut(start..end)), &(range.start - start..range.end - start))
}

/// Where any of the patterns matches.
fn ranges<P: Borrow<Pattern>>(patterns: &[P], text: &str) -> Vec<Range<usize>> {
    patterns.iter().flat_map(|pattern| pattern.borrow().find_iter(text).map(|hit| hit.range)).collect()
}

/// True where one of `ranges` shares a byte with `range`.
fn overlaps(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    ranges.iter().any(|other| other.start < range.end && range.start < other.end)
}

fn diagnostic(bound: &Bound<'_>, check: &TextCheck, at: &Place, more: usize, found: &[Place]) -> Diagnostic {
    let document = bound.document;
    let words: String = document.text(at).trim().chars().take(40).collect();
    let shown = if check.mask { masked(&words) } else { words };
    let (mut zh, mut en) = match &check.say {
        Some(say) => {
            (format!("“{shown}”：{}", say.get(Lang::Zh)), format!("\"{shown}\": {}", say.get(Lang::En)))
        }
        None => (format!("“{shown}”"), format!("\"{shown}\"")),
    };
    if more > 0 {
        zh.push_str(&format!("（全文共 {} 处）", more + 1));
        en.push_str(&format!(" ({} places)", more + 1));
    }
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(at), Text::new(zh, en));
    for other in found.iter().skip(1).take(more.min(4)) {
        diagnostic = diagnostic.with(document.span(other), Text::new("还有这里", "here too"));
    }
    diagnostic.identity = match check.mask {
        true => super::name::words_before(document, at),
        false => place_identity(document, at),
    };
    diagnostic
}

/// The words with every digit and letter but the first two and the last two starred.
pub fn masked(words: &str) -> String {
    let n = words.chars().filter(char::is_ascii_alphanumeric).count();
    let mut seen = 0;
    let star = |c: char| {
        if !c.is_ascii_alphanumeric() {
            return c;
        }
        seen += 1;
        if seen > 2 && seen + 2 <= n { '*' } else { c }
    };
    words.chars().map(star).collect()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn the_middle_is_starred() {
        assert_eq!(masked("账号:62281234567"), "账号:62*******67");
        assert_eq!(masked("12"), "12");
    }
}
