//! Records of a workbook stream, and words that go on from one record to the next.

use crate::read::ole::{u16_at, u32_at};
use crate::read::sheet::rich::Rich;

/// A record with those that continue it.
#[derive(Debug)]
pub struct Record<'a> {
    /// What it is.
    pub id: u16,
    /// Its own bytes.
    pub data: &'a [u8],
    /// The bytes of those that continue it.
    more: Vec<&'a [u8]>,
}

/// The records of a stream from one place on.
#[derive(Debug)]
pub struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    /// From `at` on.
    pub fn new(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }

    fn raw(&mut self) -> Option<(u16, &'a [u8])> {
        let (id, len) = (u16_at(self.stream, self.at)?, usize::from(u16_at(self.stream, self.at + 2)?));
        let data = self.stream.get(self.at + 4..self.at + 4 + len)?;
        self.at += 4 + len;
        Some((id, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        const CONTINUE: u16 = 0x003C;
        let (id, data) = self.raw()?;
        let mut more = Vec::new();
        while u16_at(self.stream, self.at) == Some(CONTINUE) {
            more.push(self.raw()?.1);
        }
        Some(Record { id, data, more })
    }
}

/// The bytes of a record and those that continue it, read from left to right.
#[derive(Debug)]
pub struct Pieces<'a> {
    pieces: Vec<&'a [u8]>,
    piece: usize,
    at: usize,
}

impl<'a> Pieces<'a> {
    /// From the first byte of the record on.
    pub fn new(record: &Record<'a>) -> Self {
        let pieces = std::iter::once(record.data).chain(record.more.iter().copied()).collect();
        Self { pieces, piece: 0, at: 0 }
    }

    /// What is left of the piece, the next one where nothing is.
    fn rest(&mut self) -> Option<&'a [u8]> {
        while self.at >= self.pieces.get(self.piece)?.len() {
            self.piece += 1;
            self.at = 0;
        }
        self.pieces[self.piece].get(self.at..)
    }

    /// Passes over `count` bytes.
    pub fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = self.rest()?.len().min(count);
            self.at += step;
            count -= step;
        }
        Some(())
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = *self.rest()?.first()?;
            self.at += 1;
        }
        Some(bytes)
    }

    /// Words after their length, which is `width` bytes long.
    pub fn words(&mut self, width: usize) -> Option<String> {
        self.rich(width, &|_| (false, false)).map(|(words, _)| words)
    }

    /// The same where `looks` says of a font whether it raises words and whether it strikes them out; and whether something
    /// is struck out. Where the words go on in the next piece, that says anew whether a letter takes one byte there or two.
    pub fn rich(&mut self, width: usize, looks: &dyn Fn(u16) -> (bool, bool)) -> Option<(String, bool)> {
        let len = if width == 1 {
            usize::from(self.take::<1>()?[0])
        } else {
            usize::from(u16_at(&self.take::<2>()?, 0)?)
        };
        let [flags] = self.take()?;
        let runs = if flags & 8 != 0 { usize::from(u16_at(&self.take::<2>()?, 0)?) } else { 0 };
        let more = if flags & 4 != 0 { u32_at(&self.take::<4>()?, 0)? as usize } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut units: Vec<u16> = Vec::with_capacity(len);
        while units.len() < len {
            if self.at >= self.pieces.get(self.piece)?.len() {
                self.rest()?;
                wide = self.take::<1>()?[0] & 1 != 0;
            }
            let rest = self.rest()?;
            let size = if wide { 2 } else { 1 };
            let count = (rest.len() / size).min(len - units.len());
            if count == 0 {
                return None;
            }
            let letters = rest[..count * size].chunks_exact(size);
            units.extend(letters.map(|letter| {
                if wide { u16::from_le_bytes([letter[0], letter[1]]) } else { u16::from(letter[0]) }
            }));
            self.at += count * size;
        }
        let mut words = String::new();
        let (mut rich, mut at) = (Rich::default(), 0);
        for _ in 0..runs {
            let run = self.take::<4>()?;
            let (from, font) = (usize::from(u16_at(&run, 0)?).min(len), u16_at(&run, 2)?);
            rich.add(&mut words, &String::from_utf16_lossy(&units[at.min(from)..from]));
            at = at.max(from);
            (rich.raised, rich.struck) = looks(font);
        }
        rich.add(&mut words, &String::from_utf16_lossy(&units[at..]));
        self.skip(more)?;
        Some((words, rich.lost))
    }
}

/// Letters of one byte each, which are the first 256 of Unicode.
pub fn compressed(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
