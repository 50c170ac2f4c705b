//! One file's text and the places in it: files, spans, lines and columns.

mod cut;
mod joined;
mod layout;
pub mod marks;
pub mod markup;
pub mod raised;
pub mod struck;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use memchr::memchr_iter;

pub use cut::Cut;
pub use joined::{Joined, Part};
pub use layout::{About, Layout, Merge, Note, Spot, cell_name};

/// Which of the run's sources a span lies in: an index into [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one source. Both ends lie on character boundaries of that source's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The source.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span over `range` in `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: range.start as u32, end: range.end as u32 }
    }

    /// The bytes as a range, for slicing the source's text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both; the file is this one's.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// One file's text with its name and the index of its lines.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: Cow<'static, str>,
    /// What it was made into when the program was built, where it comes with the program.
    built_in: Option<BuiltIn>,
    /// Byte offset at which each line begins; looked for when a line is first asked for.
    lines: OnceLock<Vec<u32>>,
    /// How many characters stand before every [`STEP`]th byte; made when it is first asked for.
    counted: OnceLock<Vec<u32>>,
    /// What the format says of the text, where it is not plain text.
    layout: Option<Box<Layout>>,
    /// What there is to tell of how it was read; that of a layout stands there.
    notes: Vec<Note>,
    /// The files it was put together of.
    joined: Joined,
}

/// A TOML file that is compiled into the program.
#[derive(Debug, Clone, Copy)]
pub struct BuiltIn {
    /// Its text.
    pub text: &'static str,
    /// Its values and their places, as `build.rs` writes and [`mod@crate::keys`] reads them.
    pub tree: &'static [u8],
}

impl Source {
    /// The file `text`. `name` is what people see: the path as given.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of(name.into(), Cow::Owned(text.into()))
    }

    /// A file that comes with the program.
    pub fn built_in(name: impl Into<String>, file: BuiltIn) -> Self {
        Self { built_in: Some(file), ..Self::of(name.into(), Cow::Borrowed(file.text)) }
    }

    fn of(name: String, text: Cow<'static, str>) -> Self {
        let (lines, counted) = (OnceLock::new(), OnceLock::new());
        let joined = Joined::default();
        Self { name, text, built_in: None, lines, counted, layout: None, notes: Vec::new(), joined }
    }

    /// The same source as the view of a file that has a structure of its own.
    pub fn with_layout(self, layout: Layout) -> Self {
        Self { layout: Some(Box::new(layout)), ..self }
    }

    /// The same source with what its reader has to tell of it.
    pub fn with_notes(self, notes: Vec<Note>) -> Self {
        Self { notes, ..self }
    }

    /// What its reader has to tell of it.
    pub fn notes(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().chain(self.layout().into_iter().flat_map(|layout| &layout.notes))
    }

    /// What the format says of the text; none for plain text.
    pub fn layout(&self) -> Option<&Layout> {
        self.layout.as_deref()
    }

    /// The same where the text is a view that people never see: its lines mean nothing to them.
    pub fn view(&self) -> Option<&Layout> {
        self.layout().filter(|layout| layout.marks.is_empty())
    }

    /// The name people see.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it was made into when the program was built; none where it does not come with the program.
    pub fn tree(&self) -> Option<BuiltIn> {
        self.built_in
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(ends.map(|at| at as u32 + 1)).collect()
        })
    }

    /// How many lines there are.
    pub fn n_lines(&self) -> usize {
        self.lines().len()
    }

    /// The 0-based line that holds the byte at `offset`.
    pub fn line_index(&self, offset: usize) -> usize {
        self.lines().partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }

    /// The bytes of the 0-based line `index`, without its line break.
    pub fn line_range(&self, index: usize) -> Range<usize> {
        let start = self.lines().get(index).map_or(self.text.len(), |&at| at as usize);
        let end = self.lines().get(index + 1).map_or(self.text.len(), |&at| at as usize);
        let line = self.text.cut(start..end);
        start..start + line.trim_end_matches(['\n', '\r']).len()
    }

    /// The 1-based line and the 1-based column, in characters, of the byte at `offset`.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let index = self.line_index(offset);
        let start = self.lines()[index] as usize;
        let before = self.text.cut(start..).first(offset.saturating_sub(start));
        let end = start + before.len();
        (index + 1, self.characters_before(end) - self.characters_before(start) + 1)
    }

    /// How many characters stand before the byte at `offset`, which begins one. Thousands of places may lie in one line, and
    /// each must not cost all that stands before it.
    fn characters_before(&self, offset: usize) -> usize {
        let begin = |bytes: &[u8]| bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count();
        let counted = self.counted.get_or_init(|| {
            let mut sum = 0u32;
            let steps = self.text.as_bytes().chunks(STEP).map(|step| begin(step) as u32);
            let mut counted = vec![0];
            counted.extend(steps.map(|step| {
                sum += step;
                sum
            }));
            counted
        });
        let step = offset / STEP;
        let rest = self.text.as_bytes().get(step * STEP..offset).unwrap_or_default();
        counted.get(step).map_or(0, |known| *known as usize) + begin(rest)
    }
}

/// No more bytes than these are counted for one place, in lines of any length.
const STEP: usize = 64;

/// Every source of a run, documents and rule files alike.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Arc<Source>>,
}

impl Sources {
    /// No source yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes `source` in and gives the number it is known by from here on.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(Arc::new(source));
        FileId(self.files.len() as u32 - 1)
    }

    /// Lets go of the text of `file`, of which nothing is looked at any more but its name and the files it was put together of.
    pub fn let_go(&mut self, file: FileId) {
        let kept = &mut self.files[file.0 as usize];
        let bare = Source { joined: kept.joined.clone(), ..Source::new(kept.name.clone(), "") };
        *kept = Arc::new(if kept.layout.is_some() { bare.with_layout(Layout::default()) } else { bare });
    }

    /// The source known as `file`.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// The first source of this name.
    pub fn named(&self, name: &str) -> Option<FileId> {
        self.files.iter().position(|file| file.name == name).map(|at| FileId(at as u32))
    }

    /// The text under `span`.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).text().cut(span.range())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_long_lines_are_those_of_short_ones() {
        // Characters of one to four bytes, so that steps end within them.
        let line = "a合é𝒳,计".repeat(3 * STEP);
        let source = Source::new("x", format!("first\n{line}\nlast"));
        let start = "first\n".len();
        for (at, (offset, _)) in line.char_indices().enumerate().step_by(97) {
            assert_eq!(source.line_column(start + offset), (2, at + 1));
        }
        assert_eq!(source.line_column(source.text().len()), (3, 5));
    }
}
