//! A text put together of several files, which are one disclosure: which of its bytes are whose.
//!
//! Every part stands in it whole and ends its last line. What a format says of its part is kept, counted from where the part
//! begins; a part that is plain text stays plain ([`Layout::is_plain`]). Places lead back to the files: [`Joined::span`].

use std::ops::Range;
use std::sync::Arc;

use super::{FileId, Layout, Merge, Source, Sources, Span};

/// One of the files of a joined text.
#[derive(Debug, Clone)]
pub struct Part {
    /// The file.
    pub file: FileId,
    /// Its bytes in the joined text, the line break that was added where it had none at its end included.
    pub place: Range<u32>,
    /// What was read of it.
    pub source: Arc<Source>,
}

/// The files of a joined text, in the order in which they stand there. None: the text is that of a single file.
#[derive(Debug, Clone, Default)]
pub struct Joined {
    parts: Vec<Part>,
}

impl Joined {
    /// Its files.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Where a place of the joined text, the source known as `file`, stands in the file that it begins in. What goes on into the
    /// next file ends with this one.
    pub fn span(&self, span: Span) -> Span {
        let next = self.parts.partition_point(|part| part.place.start <= span.start);
        // The end of a file is no place of the next one, and an empty place stands behind what is before it.
        let at = match next.checked_sub(1) {
            Some(at) if at > 0 && span.start == span.end && self.parts[at].place.start == span.start => {
                at - 1
            }
            Some(at) => at,
            None => return span,
        };
        let Part { file, place, source } = &self.parts[at];
        let within = |byte: u32| (byte.min(place.end) - place.start).min(source.text().len() as u32);
        Span { file: *file, start: within(span.start), end: within(span.end) }
    }

    /// The source of the part that the byte `at` of the joined text stands in, and where it stands there.
    pub fn at(&self, at: usize) -> Option<(&Source, usize)> {
        let next = self.parts.partition_point(|part| part.place.start as usize <= at);
        let part = &self.parts[next.checked_sub(1)?];
        Some((&part.source, (at - part.place.start as usize).min(part.source.text().len())))
    }

    /// The part that `span` lies in, if it lies in one.
    pub fn part(&self, span: Span) -> Option<&Part> {
        self.parts.iter().find(|part| part.file == span.file)
    }
}

impl Source {
    /// The text that the `files` make when they are read as one document, in this order. `name` is what people see.
    pub fn joined(name: impl Into<String>, files: &[FileId], sources: &Sources) -> Self {
        let mut text = String::new();
        let mut layout = Layout::default();
        let mut parts = Vec::with_capacity(files.len());
        let mut line = 0;
        for &file in files {
            let source = sources.files[file.0 as usize].clone();
            let start = text.len() as u32;
            text.push_str(source.text());
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            let lines = memchr::memchr_iter(b'\n', &text.as_bytes()[start as usize..]).count() as u32;
            match source.layout() {
                Some(own) => layout.append(own, start, line),
                None => layout.plain.push(line..line + lines),
            }
            line += lines;
            parts.push(Part { file, place: start..text.len() as u32, source });
        }
        let drawn = parts.iter().any(|part| part.source.layout().is_some());
        let whole = Self { joined: Joined { parts }, ..Self::new(name, text) };
        if drawn { whole.with_layout(layout) } else { whole }
    }

    /// The files it was put together of; none where it is a single one.
    pub fn files(&self) -> &Joined {
        &self.joined
    }

    /// The source that `span` points into: one of its files where it was put together of several, else this one.
    pub fn home(&self, span: Span) -> &Source {
        self.joined.part(span).map_or(self, |part| &part.source)
    }

    /// Where `span`, a place of this source or of one of its files, stands in this text.
    pub fn within(&self, own: FileId, span: Span) -> Option<Span> {
        if span.file == own {
            return Some(span);
        }
        let start = self.joined.part(span)?.place.start;
        Some(Span { file: own, start: span.start + start, end: span.end + start })
    }
}

impl Layout {
    /// Takes in what the format of another part says, whose first byte and first line stand at these.
    fn append(&mut self, other: &Layout, byte: u32, line: u32) {
        let moved = |range: &Range<u32>, by: u32| range.start + by..range.end + by;
        let grids = self.grids.len() as u32;
        let sheets = self.sheets.len() as u32;
        self.grids.extend(other.grids.iter().map(|grid| moved(grid, line)));
        self.merges.extend(other.merges.iter().map(|merge| Merge { line: merge.line + line, ..*merge }));
        self.headings.extend(other.headings.iter().map(|(at, level)| (at + line, *level)));
        self.spots.extend(other.spots.iter().map(|(at, spot)| (at + byte, spot.of_sheets_from(sheets))));
        self.sheets.extend(other.sheets.iter().cloned());
        self.headed.extend(other.headed.iter().map(|(grid, rows)| (grid + grids, *rows)));
        self.asides.extend(other.asides.iter().map(|at| at + line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_files() {
        let mut sources = Sources::new();
        let a = sources.add(Source::new("a.txt", "甲\n乙"));
        let b = sources.add(Source::new("b.txt", "丙\n"));
        let whole = Source::joined("a.txt + b.txt", &[a, b], &sources);
        assert_eq!(whole.text(), "甲\n乙\n丙\n");
        let own = FileId(2);
        let span = |start, end| whole.files().span(Span { file: own, start, end });
        assert_eq!(span(4, 7), Span { file: a, start: 4, end: 7 });
        assert_eq!(span(8, 11), Span { file: b, start: 0, end: 3 });
        // What goes on into the next file ends with the first; the line break that was added is no byte of it.
        assert_eq!(span(4, 11), Span { file: a, start: 4, end: 7 });
        assert_eq!(span(8, 8), Span { file: a, start: 7, end: 7 });
        for place in [Span { file: a, start: 4, end: 7 }, Span { file: b, start: 0, end: 3 }] {
            let within = whole.within(own, place).unwrap();
            assert_eq!(whole.files().span(within), place);
        }
    }

    #[test]
    #[allow(clippy::single_range_in_vec_init, reason = "a layout may have one grid")]
    fn plain_parts_stay_plain() {
        let mut sources = Sources::new();
        let drawn = Layout { grids: vec![1..3], ..Layout::default() };
        let a = sources.add(Source::new("a.txt", "甲\n乙\n"));
        let b = sources.add(Source::new("b.docx", "题\na\tb\nc\td\n").with_layout(drawn));
        let whole = Source::joined("x", &[a, b], &sources);
        let layout = whole.layout().unwrap();
        assert_eq!((&layout.grids[..], &layout.plain[..]), (&[3..5][..], &[0..2][..]));
        assert!(
            [true, true, false, false].iter().enumerate().all(|(at, plain)| layout.is_plain(at) == *plain)
        );
    }
}
