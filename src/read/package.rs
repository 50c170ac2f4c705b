//! ZIP containers within limits: Office files are packages of parts, and archives are folders in one file.

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

/// A package that is read part by part.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// What all parts together may unpack to.
    most: u64,
    /// What may still be unpacked.
    left: u64,
    /// How many times larger than it is packed a part may be.
    ratio: u64,
}

impl<'a> Package<'a> {
    /// Opens the package that `bytes` are.
    ///
    /// # Errors
    /// Where its directory is damaged or too long.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Why> {
        Self::within(bytes, MOST_BYTES, MOST_RATIO)
    }

    /// The same for a package that may unpack to `most` bytes, however well it is packed: text of one style packs very well.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[cfg(feature = "docx")]
    pub fn as_text(bytes: &'a [u8], most: u64) -> Result<Self, Why> {
        Self::within(bytes, most, u64::MAX)
    }

    fn within(bytes: &'a [u8], most: u64, ratio: u64) -> Result<Self, Why> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| cut_off())?;
        if archive.len() > MOST_PARTS {
            return Err(bomb(
                format!("里面有 {} 个文件，超过 {MOST_PARTS} 个", archive.len()),
                format!("it holds {} files, more than {MOST_PARTS}", archive.len()),
            ));
        }
        Ok(Self { archive, most, left: most, ratio })
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
        let most = self.left.min(FREE.max(packed.saturating_mul(self.ratio)));
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

fn cut_off() -> Why {
    Why::new(
        Text::new(
            "文件不完整或已损坏（ZIP 结构读不通）",
            "it is cut off or damaged (its ZIP structure does not hold)",
        ),
        Text::new("重新下载或重新保存这个文件", "download it or save it again"),
    )
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
