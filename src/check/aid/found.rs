//! What patterns find in a text: whether an exception lies over it, and how it is shown where it must not be repeated.

use std::borrow::Borrow;
use std::ops::Range;

use crate::document::Document;
use crate::rule::pattern::Pattern;
use crate::source::Cut;

/// The patterns that may match somewhere in the document: none of the others is tried on all its cells and lines.
pub fn that_may_match<'p>(patterns: &'p [Pattern], document: &Document) -> Vec<&'p Pattern> {
    patterns.iter().filter(|pattern| pattern.may_match(document.grams())).collect()
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
