//! OLE containers, in which Office kept its files before 2007: a file system in one file, with sectors in chains.

use super::Why;
use crate::diagnostic::Text;

/// Ends a chain.
const END: u32 = 0xFFFF_FFFE;
/// Bytes of a small sector.
const SMALL: usize = 64;
/// No stream of a document is longer.
const MOST: usize = 256 << 20;

/// A container that was looked into.
#[derive(Debug)]
pub struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    /// Below this many bytes a stream lies in the small sectors.
    cutoff: usize,
    small: Vec<u8>,
    /// Name, first sector, length.
    entries: Vec<(String, u32, usize)>,
}

/// The little-endian number of two bytes at `at`.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// The little-endian number of four bytes at `at`.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

impl<'a> Container<'a> {
    /// Looks into the container that `bytes` are.
    ///
    /// # Errors
    /// Where its chains lead nowhere.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Why> {
        Self::parse(bytes).ok_or_else(damaged)
    }

    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        if !(7..=16).contains(&shift) {
            return None;
        }
        let mut made = Self {
            bytes,
            sector: 1 << shift,
            table: Vec::new(),
            small_table: Vec::new(),
            cutoff: u32_at(bytes, 56)? as usize,
            small: Vec::new(),
            entries: Vec::new(),
        };
        made.table = made.sectors_of_table()?;
        let directory = made.chain(u32_at(bytes, 48)?, MOST)?;
        let first_small = u32_at(bytes, 60)?;
        if first_small < END {
            made.small_table = numbers(&made.chain(first_small, MOST)?);
        }
        for entry in directory.chunks_exact(128) {
            let len = usize::from(u16_at(entry, 64)?).min(64) / 2;
            let name: Vec<u16> = (0..len.saturating_sub(1)).filter_map(|at| u16_at(entry, at * 2)).collect();
            let (kind, start, size) = (entry[66], u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
            match kind {
                // There is one root; a file of roots would have its sectors copied for each.
                5 if size > 0 && made.small.is_empty() => made.small = made.chain(start, size)?,
                2 => made.entries.push((String::from_utf16_lossy(&name), start, size)),
                _ => {}
            }
        }
        Some(made)
    }

    /// The table of chains: its sectors are listed in the header, and further on where they are many.
    fn sectors_of_table(&self) -> Option<Vec<u32>> {
        let mut listed: Vec<u32> = (0..109).filter_map(|at| u32_at(self.bytes, 76 + at * 4)).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let most = self.bytes.len() / self.sector + 1;
        for _ in 0..most {
            let Some(list) = self.at(next).filter(|_| next < END) else { break };
            let mut list = numbers(list);
            next = list.pop()?;
            listed.extend(list);
        }
        let mut table = Vec::new();
        for sector in listed.into_iter().filter(|sector| *sector < END - 1).take(most) {
            table.extend(numbers(self.at(sector)?));
        }
        Some(table)
    }

    fn at(&self, sector: u32) -> Option<&'a [u8]> {
        let start = (sector as usize).checked_add(1)?.checked_mul(self.sector)?;
        // The last sector may be cut short.
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|bytes| !bytes.is_empty())
    }

    fn chain(&self, first: u32, size: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut sector = first;
        // A chain that bites its own tail is longer than the file.
        while sector < END && bytes.len() < size.min(MOST) {
            if bytes.len() > self.bytes.len() {
                return None;
            }
            bytes.extend_from_slice(self.at(sector)?);
            sector = *self.table.get(sector as usize)?;
        }
        bytes.truncate(size);
        Some(bytes)
    }

    fn small_chain(&self, first: u32, size: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut sector = first;
        while sector < END && bytes.len() < size {
            if bytes.len() > self.small.len() {
                return None;
            }
            let start = (sector as usize).checked_mul(SMALL)?;
            let end = start.checked_add(SMALL)?.min(self.small.len());
            // A sector of nothing behind the last one could go round for ever.
            bytes.extend_from_slice(self.small.get(start..end).filter(|bytes| !bytes.is_empty())?);
            sector = *self.small_table.get(sector as usize)?;
        }
        bytes.truncate(size);
        Some(bytes)
    }

    /// What the first stream of one of these names holds.
    ///
    /// # Errors
    /// Where its chain leads nowhere.
    pub fn stream(&self, names: &[&str]) -> Result<Option<Vec<u8>>, Why> {
        let found = names
            .iter()
            .find_map(|name| self.entries.iter().find(|(own, ..)| own.eq_ignore_ascii_case(name)));
        let Some((_, start, size)) = found else { return Ok(None) };
        let bytes =
            if *size < self.cutoff { self.small_chain(*start, *size) } else { self.chain(*start, *size) };
        bytes.filter(|bytes| bytes.len() == *size).map(Some).ok_or_else(damaged)
    }
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}

/// What there is to say of a container whose parts are not where it says.
pub fn damaged() -> Why {
    Why::new(
        Text::new(
            "文件不完整或已损坏（OLE 结构读不通）",
            "it is cut off or damaged (its OLE structure does not hold)",
        ),
        Text::new(
            "重新下载，或用 Excel、WPS 打开另存为 XLSX",
            "download it again, or open it and save it as XLSX",
        ),
    )
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A container with one stream, which is long enough to lie in sectors of its own.
    pub fn container(name: &str, stream: &[u8]) -> Vec<u8> {
        let mut stream = stream.to_vec();
        stream.resize(stream.len().max(4096), 0);
        let sectors = stream.len().div_ceil(512);
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(512, 0);
        let mut put = |at: usize, number: u32| bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
        // Sectors of 512 bytes; the table in the first, the directory in the second, the stream behind them.
        put(30, 9);
        put(48, 1);
        put(56, 4096);
        put(60, END);
        put(68, END);
        (0..109).for_each(|at| put(76 + at * 4, u32::MAX));
        put(76, 0);
        let mut table: Vec<u32> = vec![0xFFFF_FFFD, END];
        table.extend((0..sectors as u32).map(|at| if at + 1 == sectors as u32 { END } else { at + 3 }));
        assert!(table.len() <= 128);
        table.resize(128, u32::MAX);
        bytes.extend(table.iter().flat_map(|number| number.to_le_bytes()));
        let mut entry = |name: &str, kind: u8, start: u32, size: u32| {
            let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
            let mut entry = wide.clone();
            entry.resize(128, 0);
            entry[64] = wide.len() as u8;
            entry[66] = kind;
            entry[116..120].copy_from_slice(&start.to_le_bytes());
            entry[120..124].copy_from_slice(&size.to_le_bytes());
            bytes.extend(entry);
        };
        entry("Root Entry", 5, END, 0);
        entry(name, 2, 2, stream.len() as u32);
        bytes.resize(512 * 3, 0);
        stream.resize(sectors * 512, 0);
        bytes.extend(stream);
        bytes
    }

    #[test]
    fn a_stream_is_found_and_damage_is_told() {
        let stream: Vec<u8> = (0..9000u32).map(|at| at as u8).collect();
        let bytes = container("Workbook", &stream);
        let mut small = bytes.clone();
        let opened = Container::open(&bytes).unwrap();
        assert_eq!(opened.stream(&["Book", "workbook"]).unwrap(), Some(stream));
        assert_eq!(opened.stream(&["Book"]).unwrap(), None);
        for at in (0..10_500).step_by(200) {
            let found = Container::open(&bytes[..at]).and_then(|opened| opened.stream(&["Workbook"]));
            assert!(!matches!(found, Ok(Some(_))), "cut at {at}");
        }
        // A chain that bites its own tail.
        let mut round = bytes.clone();
        round[512 + 4 * 10..512 + 4 * 11].copy_from_slice(&3u32.to_le_bytes());
        let _ = Container::open(&round).and_then(|opened| opened.stream(&["Workbook"]));
        let mut far = bytes;
        far[512 + 4 * 4..512 + 4 * 5].copy_from_slice(&0x00FF_FFFFu32.to_le_bytes());
        assert!(Container::open(&far).unwrap().stream(&["Workbook"]).is_err());
        // The small sectors begin where there are none any more, and lead to themselves there: found by fuzzing.
        let mut put = |at: usize, number: u32| small[at..at + 4].copy_from_slice(&number.to_le_bytes());
        let (root, entry) = (1024, 1024 + 128);
        put(60, 3);
        put(root + 116, 4);
        put(root + 120, 64);
        put(entry + 116, 1);
        put(entry + 120, 100);
        put(2048 + 4, 1);
        let opened = Container::open(&small).unwrap();
        assert_eq!(opened.small.len(), 64);
        assert!(opened.stream(&["Workbook"]).is_err());
    }
}
