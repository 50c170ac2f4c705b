//! The text of an old Word document: pieces that stand anywhere in the stream, in bytes or in UTF-16.

use std::ops::Range;

use super::{u16_at, u32_at};

/// No document has more characters: pieces of a hostile one may all be the same bytes.
const MOST: usize = 32 << 20;

/// A piece: its first character, and where that stands in the stream.
#[derive(Debug)]
struct Piece {
    start: usize,
    at: usize,
    wide: bool,
}

/// The text as characters of UTF-16, and the way from each to its place in the stream.
#[derive(Debug, Default)]
pub struct Pieces {
    text: Vec<u16>,
    pieces: Vec<Piece>,
}

impl Pieces {
    /// Reads the table of pieces `table` of the stream `main`.
    pub fn read(main: &[u8], table: &[u8]) -> Option<Self> {
        let table = plain(table)?;
        let n = table.len().checked_sub(4)? / 12;
        let mut all = Self::default();
        for at in 0..n {
            let (start, end) = (u32_at(table, at * 4)? as usize, u32_at(table, at * 4 + 4)? as usize);
            let place = u32_at(table, (n + 1) * 4 + at * 8 + 2)?;
            let len = end.checked_sub(start)?;
            if start != all.text.len() || end > MOST {
                return None;
            }
            // One bit tells bytes from UTF-16, and then the place is doubled.
            let wide = place & 0x4000_0000 == 0;
            let place = (place & 0x3FFF_FFFF) as usize;
            let place = if wide { place } else { place / 2 };
            let bytes = main.get(place..place.checked_add(if wide { len * 2 } else { len })?)?;
            if wide {
                all.text.extend(bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])));
            } else {
                all.text.extend(bytes.iter().map(|byte| of_byte(*byte)));
            }
            all.pieces.push(Piece { start, at: place, wide });
        }
        (!all.text.is_empty()).then_some(all)
    }

    /// How many characters there are.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The characters in `range`.
    pub fn text(&self, range: Range<usize>) -> &[u16] {
        self.text.get(range).unwrap_or_default()
    }

    /// Where a character stands in the stream, by which its properties are found.
    pub fn place(&self, character: usize) -> u32 {
        let next = self.pieces.partition_point(|piece| piece.start <= character);
        let Some(piece) = next.checked_sub(1).and_then(|at| self.pieces.get(at)) else { return 0 };
        let within = character - piece.start;
        (piece.at + if piece.wide { within * 2 } else { within }) as u32
    }
}

/// The table of pieces behind the properties that some of them have.
fn plain(mut table: &[u8]) -> Option<&[u8]> {
    loop {
        match table.first()? {
            1 => table = table.get(3 + usize::from(u16_at(table, 1)?)..)?,
            2 => {
                let len = u32_at(table, 1)? as usize;
                return table.get(5..5usize.checked_add(len)?);
            }
            _ => return None,
        }
    }
}

/// A byte as Windows-1252 has it; marks below a blank are marks.
fn of_byte(byte: u8) -> u16 {
    if byte < 0x80 {
        return u16::from(byte);
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.encode_utf16().next().unwrap_or(u16::from(b'?'))
}
