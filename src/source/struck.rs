//! Text that is struck out in the marks of Markdown and HTML: `~~60~~`, `<del>60</del>`, `<s>60</s>`. What somebody struck out
//! is no part of the figure beside it.

use std::ops::Range;

use super::Cut;

/// What opens text that is struck out, and what closes it.
const MARKS: [(&str, &str); 4] =
    [("~~", "~~"), ("<del>", "</del>"), ("<s>", "</s>"), ("<strike>", "</strike>")];

/// No text between marks is longer: signs that stand so far apart are no pair.
const LONGEST: usize = 600;

/// Where text is struck out, marks and all, from first to last. It never goes over the end of a line or a cell.
pub fn struck(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (open, close) in MARKS {
        let mut from = 0;
        while let Some(at) = memchr::memmem::find(text.cut(from..).as_bytes(), open.as_bytes()) {
            let start = from + at;
            let inner = start + open.len();
            from = inner;
            let room = text.cut(inner..).first(LONGEST);
            let Some(len) = room.find(close) else { continue };
            let words = room.cut(..len);
            let loose = words.trim() != words || words.is_empty() || words.starts_with('~');
            if loose || words.contains(['\n', '\t', '|']) {
                continue;
            }
            from = inner + len + close.len();
            found.push(start..from);
        }
    }
    found.sort_by_key(|range| range.start);
    // Of marks within marks the outer ones count.
    let mut end = 0;
    found.retain(|range| {
        let apart = range.start >= end;
        end = end.max(range.end);
        apart
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        struck(text).into_iter().map(|range| text.cut(range)).collect()
    }

    #[test]
    fn marks_in_pairs() {
        assert_eq!(words("甲\t~~60~~ 65\n乙 <del>1</del><s>2</s>"), ["~~60~~", "<del>1</del>", "<s>2</s>"]);
        assert_eq!(words("<del>一 ~~二~~</del> 三"), ["<del>一 ~~二~~</del>"]);
    }

    #[test]
    fn signs_that_are_no_marks() {
        for text in
            ["~~~~~~", "~~ 60 ~~", "约~~60", "~~60\n65~~", "~~60\t65~~", "<s>", "<section>1</section>"]
        {
            assert_eq!(words(text), [""; 0], "{text}");
        }
    }
}
