//! The way back from a folded text where it leads through marks, or into one of several parts.

use super::{Folded, Segment};
use crate::source::marks::Mark;

impl Folded {
    /// The same where what was folded is a source without its `marks`: the way leads back to the source.
    pub(super) fn through(self, marks: &[Mark]) -> Self {
        let mut way =
            Way { marks, passed: 0, segments: Vec::with_capacity(self.segments.len() + marks.len()) };
        for (index, segment) in self.segments.iter().enumerate() {
            let end = self.segments.get(index + 1).map_or(self.text.len() as u32, |next| next.folded);
            way.take(*segment, end - segment.folded);
        }
        Self { segments: way.segments, ..self }
    }

    /// Takes in what was folded of the next part of a joined text, which begins at the byte `from` there.
    pub(super) fn append(&mut self, next: Self, from: u32) {
        let by = self.text.len() as u32;
        self.segments.extend(next.segments.iter().map(|segment| Segment {
            folded: segment.folded + by,
            source: segment.source + from,
            ..*segment
        }));
        self.gaps.extend(next.gaps.iter().map(|gap| gap + by));
        self.bars.extend(next.bars.iter().map(|bar| bar + by));
        self.text.push_str(&next.text);
    }
}

/// Segments of a text without marks as they become segments of the text with them.
struct Way<'a> {
    /// Marks that are not passed yet.
    marks: &'a [Mark],
    /// How many bytes more the source has up to here.
    passed: u32,
    segments: Vec<Segment>,
}

impl Way<'_> {
    /// Takes a segment that `len` folded bytes belong to.
    fn take(&mut self, segment: Segment, len: u32) {
        let (mut at, end) = (segment.source, segment.source + len);
        let folded = |at: u32| segment.folded + (at - segment.source);
        if segment.source_len > 0 {
            self.pass(at);
            self.segments.push(Segment { source: at + self.passed, ..segment });
            return;
        }
        while at < end {
            self.pass(at);
            let next = self.marks.first().map_or(u32::MAX, |mark| mark.place.start - self.passed);
            if next == at {
                // A border is one byte of the document, whatever stands for it.
                let place = &self.marks[0].place;
                let source_len = place.end - place.start;
                self.segments.push(Segment { folded: folded(at), source: place.start, source_len });
                at += 1;
                self.passed += source_len - 1;
                self.marks = &self.marks[1..];
            } else {
                self.segments.push(Segment { folded: folded(at), source: at + self.passed, source_len: 0 });
                at = next.min(end);
            }
        }
    }

    /// Passes the marks that stand before the byte `at`.
    fn pass(&mut self, at: u32) {
        while let Some(mark) = self.marks.first() {
            if mark.place.start - self.passed > at || mark.is_border {
                break;
            }
            self.passed += mark.place.end - mark.place.start;
            self.marks = &self.marks[1..];
        }
    }
}
