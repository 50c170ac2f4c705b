//! Parts of a text by byte offsets that begin and end with whole characters, whatever the offsets are.
//!
//! A Chinese full stop takes three bytes and a semicolon one: an offset that was reckoned instead of found lies within a
//! character sooner or later, and indexing a string by it ends the program. Nothing in this crate indexes a string
//! (`clippy::string_slice` is denied); every part of a text is taken here.

use std::ops::{Bound, Range, RangeBounds};

/// Takes parts of a text.
pub trait Cut {
    /// The bytes in `range`. An end that lies within a character is moved to where that begins, one beyond the text to the
    /// end of it; where nothing is left between the ends, that is what is given. An offset within a character is a defect
    /// of whoever reckoned it, which a build for development tells.
    fn cut(&self, range: impl RangeBounds<usize>) -> &str;

    /// The same for a place as spans and figures keep it.
    fn at(&self, place: &Range<u32>) -> &str;

    /// As many whole characters from the beginning as have room in `most` bytes.
    fn first(&self, most: usize) -> &str;

    /// As many whole characters before the end as have room in `most` bytes.
    fn last(&self, most: usize) -> &str;
}

impl Cut for str {
    #[inline]
    fn cut(&self, range: impl RangeBounds<usize>) -> &str {
        let start = match range.start_bound() {
            Bound::Included(start) => *start,
            Bound::Excluded(before) => before.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(last) => last.saturating_add(1),
            Bound::Excluded(end) => *end,
            Bound::Unbounded => self.len(),
        };
        self.get(start..end).unwrap_or_else(|| whole(self, start, end))
    }

    #[inline]
    fn at(&self, place: &Range<u32>) -> &str {
        self.cut(place.start as usize..place.end as usize)
    }

    fn first(&self, most: usize) -> &str {
        self.get(..floor(self, most)).unwrap_or_default()
    }

    fn last(&self, most: usize) -> &str {
        let mut start = self.len().saturating_sub(most);
        while !self.is_char_boundary(start) {
            start += 1;
        }
        self.get(start..).unwrap_or_default()
    }
}

/// What a cut gives that is none: its ends moved to whole characters.
#[cold]
fn whole(text: &str, start: usize, end: usize) -> &str {
    let inside = |at: usize| at < text.len() && !text.is_char_boundary(at);
    debug_assert!(!inside(start) && !inside(end), "{start}..{end} cuts a character");
    text.get(floor(text, start)..floor(text, end)).unwrap_or_default()
}

/// The nearest offset at or before `at` that no character is cut at.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_is_of_whole_characters() {
        let text = "收入1，支出é😀";
        assert_eq!((text.cut(3..7), text.cut(..3), text.cut(16..), text.cut(..)), ("入1", "收", "é😀", text));
        assert_eq!((text.cut(3..=6), text.at(&(6..7)), text.cut(7..7)), ("入1", "1", ""));
        assert_eq!((text.cut(90..99), text.cut(16..99), "".cut(1..)), ("", "é😀", ""));
        for most in 0..text.len() + 3 {
            assert!(text.starts_with(text.first(most)) && text.first(most).len() <= most);
            assert!(text.ends_with(text.last(most)) && text.last(most).len() <= most);
        }
        assert_eq!((text.first(5), text.last(5), text.first(99), text.last(99)), ("收", "😀", text, text));
    }

    #[test]
    fn ends_within_a_character_move_to_where_it_begins() {
        let text = "收入é";
        for start in 0..=text.len() + 1 {
            for end in 0..=text.len() + 1 {
                let part = text.get(floor(text, start)..floor(text, end)).unwrap_or_default();
                assert!(text.contains(part));
            }
        }
        assert_eq!((floor(text, 1), floor(text, 2), floor(text, 3), floor(text, 7)), (0, 0, 3, 6));
    }
}
