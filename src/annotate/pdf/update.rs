//! An incremental update: objects behind the end of a file, and a table of where they are that leads on to the file's own
//! table. A file with a table gets a table, one with a stream for it gets a stream: readers need not bear a mixture.

use std::fmt::Write as _;

use memchr::memmem;

use super::locked;
use super::syntax::{Entries, Reader, get, number};
use crate::diagnostic::Text;
use crate::read::Why;
use crate::read::own::PDF_MARK;

/// The end of a file is looked for in so many bytes.
const TAIL: usize = 2048;
/// Numbers of objects beyond this are no numbers of objects.
const MOST_OBJECTS: u64 = 8_388_607;
/// What a list of objects in use may be missing: files whose own count is too low have their objects counted.
const OBJECT: &[u8] = b" obj";

/// What is appended.
#[derive(Debug)]
pub struct Update {
    /// The number and generation of each object, and where it begins from the start of what is appended.
    objects: Vec<(u32, u32, usize)>,
    text: Vec<u8>,
    next: u32,
    /// How many bytes stand before the beginning of the PDF: places are counted from there.
    before: usize,
    previous: u64,
    is_stream: bool,
    /// What the old table says of the document, as written.
    kept: Vec<u8>,
}

impl Update {
    /// Looks at the end of the file.
    ///
    /// # Errors
    /// Where it is encrypted, or its table is not where it says.
    pub fn of(bytes: &[u8]) -> Result<Self, Why> {
        let junk = memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-").unwrap_or(0);
        let tail = bytes.len().saturating_sub(TAIL);
        let mark = memmem::rfind(&bytes[tail..], b"startxref").ok_or_else(damaged)? + tail;
        let previous = Reader::new(bytes, mark + 9).number().ok_or_else(damaged)?;
        let places = [junk, 0].map(|before| (before, usize::try_from(previous).unwrap_or(usize::MAX)));
        let mut found = places
            .iter()
            .filter_map(|(before, at)| Some((*before, trailer(bytes, before.checked_add(*at)?)?)));
        let (before, (is_stream, entries)) = found.next().ok_or_else(damaged)?;
        if get(&entries, b"Encrypt").is_some() {
            return Err(locked());
        }
        let size = get(&entries, b"Size").and_then(number).ok_or_else(damaged)?;
        let next = size.max(highest(bytes) + 1).min(MOST_OBJECTS);
        let mut kept = Vec::new();
        for name in [b"Root".as_slice(), b"Info", b"ID"] {
            if let Some(value) = get(&entries, name) {
                kept.push(b'/');
                kept.extend_from_slice(name);
                kept.push(b' ');
                kept.extend_from_slice(value);
            }
        }
        // Not every file ends its last line.
        let text = b"\n".to_vec();
        Ok(Self { objects: Vec::new(), text, next: next as u32, before, previous, is_stream, kept })
    }

    /// Adds an object; gives its number.
    pub fn add(&mut self, body: &str) -> u32 {
        let number = self.next;
        self.next += 1;
        self.replace(number, 0, body.as_bytes());
        number
    }

    /// Writes an object anew.
    pub fn replace(&mut self, number: u32, generation: u32, body: &[u8]) {
        self.objects.push((number, generation, self.text.len()));
        self.text.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
        self.text.extend_from_slice(body);
        self.text.extend_from_slice(b"\nendobj\n");
    }

    /// The file with the update behind it.
    pub fn appended_to(mut self, bytes: &[u8]) -> Vec<u8> {
        self.objects.sort_unstable();
        let base = bytes.len() - self.before;
        let start = base + self.text.len();
        if self.is_stream {
            self.stream(base);
        } else {
            self.table(base);
        }
        let end = format!("{PDF_MARK}\nstartxref\n{start}\n%%EOF\n");
        [bytes, &self.text, end.as_bytes()].concat()
    }

    /// Objects whose numbers follow each other.
    fn runs(&self) -> Vec<(u32, Vec<(u32, usize)>)> {
        let mut runs: Vec<(u32, Vec<(u32, usize)>)> = Vec::new();
        for (number, generation, at) in &self.objects {
            match runs.last_mut().filter(|(first, run)| first + run.len() as u32 == *number) {
                Some((_, run)) => run.push((*generation, *at)),
                None => runs.push((*number, vec![(*generation, *at)])),
            }
        }
        runs
    }

    fn table(&mut self, base: usize) {
        let mut out = "xref\n".to_owned();
        for (first, run) in self.runs() {
            let _ = writeln!(out, "{first} {}", run.len());
            for (generation, at) in run {
                let _ = writeln!(out, "{:010} {generation:05} n ", base + at);
            }
        }
        let (next, previous) = (self.next, self.previous);
        let _ = write!(out, "trailer\n<</Size {next}/Prev {previous}");
        self.text.extend_from_slice(out.as_bytes());
        self.text.extend_from_slice(&self.kept);
        self.text.extend_from_slice(b">>\n");
    }

    fn stream(&mut self, base: usize) {
        let own = self.next;
        self.objects.push((own, 0, self.text.len()));
        let (mut index, mut data) = (String::new(), Vec::new());
        for (first, run) in self.runs() {
            let _ = write!(index, "{first} {} ", run.len());
            for (generation, at) in run {
                // A kind, five bytes of place and two of generation.
                data.push(1);
                data.extend_from_slice(&((base + at) as u64).to_be_bytes()[3..]);
                data.extend_from_slice(&(generation as u16).to_be_bytes());
            }
        }
        let head = format!(
            "{own} 0 obj\n<</Type/XRef/Size {}/W[1 5 2]/Index[{}]/Length {}/Prev {}",
            own + 1,
            index.trim_end(),
            data.len(),
            self.previous
        );
        for part in [head.as_bytes(), &self.kept, b">>\nstream\n", &data, b"\nendstream\nendobj\n"] {
            self.text.extend_from_slice(part);
        }
    }
}

/// What the table at a place says of the document, and whether it is a stream.
fn trailer(bytes: &[u8], at: usize) -> Option<(bool, Entries<'_>)> {
    let mut reader = Reader::new(bytes, at);
    reader.blanks();
    if reader.word(b"xref") {
        let behind = memmem::find(bytes.get(at..)?, b"trailer")? + at + b"trailer".len();
        return Some((false, Reader::new(bytes, behind).dictionary()?));
    }
    reader.number().zip(reader.number())?;
    reader.blanks();
    let entries = reader.word(b"obj").then(|| reader.dictionary()).flatten()?;
    (get(&entries, b"Type") == Some(b"/XRef")).then_some((true, entries))
}

/// The highest number that an object written in the file has.
fn highest(bytes: &[u8]) -> u64 {
    let mut highest = 0;
    for at in memmem::find_iter(bytes, OBJECT) {
        let head = &bytes[at.saturating_sub(16)..at];
        let digits = |bytes: &[u8]| bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let generation = digits(head);
        let Some(rest) = head[..head.len() - generation].strip_suffix(b" ").filter(|_| generation > 0) else {
            continue;
        };
        let found = number(&rest[rest.len() - digits(rest)..]).filter(|number| *number < MOST_OBJECTS);
        highest = highest.max(found.unwrap_or(0));
    }
    highest
}

/// A file that is read with some luck, and that nothing is appended to.
pub fn damaged() -> Why {
    Why::new(
        Text::new(
            "PDF 的结构有缺损，写入批注后可能打不开",
            "the structure of the PDF is damaged; with comments in it, it might not open",
        ),
        Text::new(
            "用 PDF 软件打开，另存一份再标注",
            "open it in a PDF program, save a copy and annotate that",
        ),
    )
}
