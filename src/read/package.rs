//! ZIP containers within limits: Office files are packages of parts, and archives are folders in one file.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Why;
use crate::diagnostic::Text;

/// No package may unpack to more than this.
const MOST_BYTES: u64 = 256 << 20;
/// No package may hold more parts.
const MOST_PARTS: usize = 20_000;
/// No part may be this many times larger than it is packed; below [`FREE`] bytes it may.
const MOST_RATIO: u64 = 500;
/// Unpacked sizes up to this are never suspicious.
const FREE: u64 = 16 << 20;
/// The same for a file in an archive: documents pack five times, at most twenty; parts of workbooks pack far better.
#[cfg(feature = "archive")]
const ARCHIVE_RATIO: u64 = 100;
/// And the size up to which a file in an archive may be packed however well.
#[cfg(feature = "archive")]
const ARCHIVE_FREE: u64 = 1 << 20;

/// A package that is read part by part.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The parts that cannot be told from others, by their number: readers differ on which of them counts.
    mixed: BTreeMap<usize, Mixed>,
    /// What all parts together may unpack to.
    most: u64,
    /// What may still be unpacked.
    left: u64,
    /// How many times larger than it is packed a part may be.
    ratio: u64,
    /// Up to this size it may be so however well it is packed.
    free: u64,
}

impl<'a> Package<'a> {
    /// Opens the package that `bytes` are.
    ///
    /// # Errors
    /// Where its directory is damaged or too long, or leaves open which part is meant.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Why> {
        Self::within(bytes, MOST_BYTES, MOST_RATIO, FREE)?.unmixed()
    }

    /// The same for an archive, whose other files may be read where one of them cannot be told from another.
    ///
    /// # Errors
    /// Where its directory is damaged, too long, or not all of it.
    #[cfg(feature = "archive")]
    pub fn archive(bytes: &'a [u8]) -> Result<Self, Why> {
        Self::within(bytes, MOST_BYTES, ARCHIVE_RATIO, ARCHIVE_FREE)
    }

    /// The same for a package that may unpack to `most` bytes, however well it is packed: text of one style packs very well.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[cfg(any(feature = "docx", feature = "ofd"))]
    pub fn as_text(bytes: &'a [u8], most: u64) -> Result<Self, Why> {
        Self::within(bytes, most, u64::MAX, FREE)?.unmixed()
    }

    fn within(bytes: &'a [u8], most: u64, ratio: u64, free: u64) -> Result<Self, Why> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| cut_off())?;
        if archive.len() > MOST_PARTS {
            return Err(bomb(
                format!("里面有 {} 个文件，超过 {MOST_PARTS} 个", archive.len()),
                format!("it holds {} files, more than {MOST_PARTS}", archive.len()),
            ));
        }
        let mut package = Self { archive, mixed: BTreeMap::new(), most, left: most, ratio, free };
        package.compare(bytes)?;
        Ok(package)
    }

    /// Compares what is indexed with what the directory lists and with where the parts lie.
    fn compare(&mut self, bytes: &[u8]) -> Result<(), Why> {
        let start = usize::try_from(self.archive.central_directory_start()).unwrap_or(usize::MAX);
        let mut listed = entries(bytes, start);
        listed.sort_unstable();
        let twice: Vec<&[u8]> =
            listed.windows(2).filter(|two| two[0].0 == two[1].0).map(|two| two[0].0).collect();
        if listed.len() - twice.len() != self.archive.len() {
            return Err(unlisted());
        }
        self.mixed.extend(
            twice.iter().filter_map(|name| Some((self.archive.index_for_name_raw(name)?, Mixed::Name))),
        );
        let mut places = Vec::with_capacity(self.archive.len());
        for index in 0..self.archive.len() {
            let Ok(part) = self.archive.by_index_raw(index) else { continue };
            let data = part.data_start().unwrap_or_else(|| part.header_start());
            places.push((part.header_start(), data.saturating_add(part.compressed_size()), index));
        }
        places.sort_unstable();
        // What stands before the first part is listed nowhere: another archive, glued to this one.
        let first = listed.iter().map(|(_, start)| start.saturating_add(self.archive.offset()));
        if first.chain(places.iter().map(|(start, ..)| *start)).min().is_some_and(|first| first > 0) {
            return Err(unlisted());
        }
        let mut before: Option<(u64, usize)> = None;
        for (start, end, index) in places {
            if let Some((last, other)) = before.filter(|(last, _)| start < *last) {
                self.mixed.entry(index).or_insert(Mixed::Data);
                self.mixed.entry(other).or_insert(Mixed::Data);
                before = Some(if end > last { (end, index) } else { (last, other) });
            } else {
                before = Some((end, index));
            }
        }
        Ok(())
    }

    /// The package, where each of its parts can be told from all others. In packages names that differ in case alone are one.
    fn unmixed(self) -> Result<Self, Why> {
        if let Some((index, how)) = self.mixed.first_key_value() {
            let name = self.archive.file_names_raw().nth(*index).unwrap_or_default();
            return Err(how.told(&String::from_utf8_lossy(name)));
        }
        let plain = |name: &[u8]| name.strip_prefix(b"/").unwrap_or(name).to_ascii_lowercase();
        let mut names: Vec<Vec<u8>> = self.archive.file_names_raw().map(plain).collect();
        names.sort_unstable();
        match names.windows(2).find(|two| two[0] == two[1]) {
            Some(two) => Err(Mixed::Name.told(&String::from_utf8_lossy(&two[0]))),
            None => Ok(self),
        }
    }

    /// Why the part at `index`, which people know as `name`, cannot be told from another.
    #[cfg(feature = "archive")]
    pub fn mixed(&self, index: usize, name: &str) -> Option<Why> {
        self.mixed.get(&index).map(|how| how.told(name))
    }

    /// How many parts there are.
    pub fn len(&self) -> usize {
        self.archive.len()
    }

    /// The name of the part at `index`, in the bytes it is written in.
    pub fn raw_name(&mut self, index: usize) -> Option<Vec<u8>> {
        self.archive.by_index_raw(index).ok().map(|part| part.name_raw().to_vec())
    }

    /// The number of the part called `name`; names are told apart by case only where that finds one.
    pub fn find(&self, name: &str) -> Option<usize> {
        let name = name.trim_start_matches('/');
        self.archive.index_for_name(name).or_else(|| {
            let mut names = self.archive.file_names_raw();
            names.position(|known| known.eq_ignore_ascii_case(name.as_bytes()))
        })
    }

    /// What the part called `name` holds; nothing where there is no such part.
    ///
    /// # Errors
    /// Where it is damaged, encrypted, or longer than is let pass.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Why> {
        self.find(name).map(|index| self.at(index)).transpose()
    }

    /// What the part at `index` holds.
    ///
    /// # Errors
    /// Where it is damaged, encrypted, or longer than is let pass.
    pub fn at(&mut self, index: usize) -> Result<Vec<u8>, Why> {
        let part = self.archive.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(why) if why.contains("assword") => locked(),
            ZipError::UnsupportedArchive(_) => Why::new(
                Text::new("压缩方法不是通用的 deflate", "it is packed by a method other than deflate"),
                Text::new("用系统自带的压缩功能重新打包", "pack it again with what the system has"),
            ),
            _ => cut_off(),
        })?;
        // The sizes a package declares may be lies: what is counted is what comes out.
        let packed = part.compressed_size();
        let most = self.left.min(self.free.max(packed.saturating_mul(self.ratio)));
        let mut bytes = Vec::with_capacity(part.size().min(most).min(FREE) as usize);
        let done = part.take(most + 1).read_to_end(&mut bytes);
        self.left = self.left.saturating_sub(bytes.len() as u64);
        if bytes.len() as u64 > most {
            // What is told is the limit, not what the parts before left of it.
            let megabytes = if self.left == 0 { self.most } else { most } >> 20;
            return Err(bomb(
                format!("解开后超过 {megabytes} MB，或压缩比异常"),
                format!("it unpacks to more than {megabytes} MB, or far more than it is packed"),
            ));
        }
        done.map_err(|_| cut_off())?;
        Ok(bytes)
    }
}

/// How a part cannot be told from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mixed {
    /// Another has its name.
    Name,
    /// Another has some of its data.
    Data,
}

impl Mixed {
    fn told(self, name: &str) -> Why {
        let name: String = name.chars().take(80).collect();
        let reason = match self {
            Self::Name => Text::new(
                format!("里面有两个“{name}”，各软件读到的不是同一个"),
                format!("it holds `{name}` twice, and programs differ on which of them they read"),
            ),
            Self::Data => Text::new(
                format!("里面的“{name}”和别的文件共用一段数据"),
                format!("`{name}` in it shares its data with another file"),
            ),
        };
        Why::new(reason, pack_again())
    }
}

/// A package with something in it that its directory does not list.
fn unlisted() -> Why {
    Why::new(
        Text::new(
            "里面有目录没有列出的内容，像是两个压缩包接在一起",
            "it holds something that its directory does not list, as two archives glued together do",
        ),
        pack_again(),
    )
}

fn pack_again() -> Text {
    Text::new(
        "用原来的软件打开另存一份，或解开后逐份核对、重新打包",
        "save a copy from its own program, or unpack it, see to each file and pack them again",
    )
}

/// The names that the directory at `start` lists, as often as it does, and where it says that each part begins.
fn entries(bytes: &[u8], start: usize) -> Vec<(&[u8], u64)> {
    let mut found = Vec::new();
    let mut at = start;
    while let Some(header) =
        bytes.get(at..at.saturating_add(46)).filter(|head| head.starts_with(b"PK\x01\x02"))
    {
        let short = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
        let long = |at: usize| (short(at) | short(at + 2) << 16) as u64;
        let name = at + 46..at + 46 + short(28);
        at = name.end + short(30) + short(32);
        let Some(name) = bytes.get(name) else { break };
        found.push((name, long(42)));
    }
    found
}

fn cut_off() -> Why {
    Why::new(
        Text::new(
            "文件不完整或已损坏（ZIP 结构读不通）",
            "it is cut off or damaged (its ZIP structure does not hold)",
        ),
        Text::new("重新下载或重新保存这个文件", "download it or save it again"),
    )
}

/// The part that a `target` leads to from a folder of the package; one that begins at the root begins there.
pub fn resolve(folder: &str, target: &str) -> String {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = from.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// A file that nobody can read who has not the password.
pub fn locked() -> Why {
    Why::new(
        Text::new("文件加了密码", "it is locked with a password"),
        Text::new("去掉密码，另存一份再检查", "save a copy without the password"),
    )
}

fn bomb(zh: String, en: String) -> Why {
    Why::new(
        Text::new(zh, en),
        Text::new(
            "这不像公开文件；确认来源，拆开后逐份检查",
            "this is not what a disclosure looks like: see where it comes from, and check its files one by one",
        ),
    )
}

/// A part that has to be there and is not.
pub fn missing(part: &str) -> Why {
    Why::new(
        Text::new(
            format!("文件里缺少 {part}，可能已损坏"),
            format!("{part} is missing in it: it may be damaged"),
        ),
        Text::new("用原来的软件打开，另存一份再检查", "open it in its own program and save a copy"),
    )
}
