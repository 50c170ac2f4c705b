//! ZIP archives: a folder of documents in one file. Archives within archives are told and not opened.

use encoding_rs::GB18030;

use super::package::Package;
use super::{Unreadable, Why, kind};
use crate::diagnostic::Text;

/// A file in an archive.
#[derive(Debug)]
pub struct Member {
    /// Its path within the archive, with `/` between folders.
    pub path: String,
    /// What it holds, or why that cannot be had.
    pub bytes: Result<Vec<u8>, Why>,
}

/// A file in an archive before it is looked into.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its path within the archive, with `/` between folders.
    pub path: &'a str,
    /// What a Mac adds, and names that begin with a dot: these are never members.
    pub is_hidden: bool,
}

/// The files in the archive `bytes`, which people know as `name`, that `wanted` says yes to; in the order of their paths.
/// `wanted` is asked of every file, of hidden ones too, so that it can tell what is passed over.
///
/// # Errors
/// Where the archive is damaged or no archive that people make.
pub fn members(
    name: &str,
    bytes: &[u8],
    wanted: &dyn Fn(Entry<'_>) -> bool,
) -> Result<Vec<Member>, Unreadable> {
    let refuse = |Why { reason, help }| Unreadable { name: name.to_owned(), reason, help };
    let mut package = Package::archive(bytes).map_err(refuse)?;
    let mut members = Vec::new();
    for index in 0..package.len() {
        let Some(raw) = package.raw_name(index) else { continue };
        let Some(Named { path, is_hidden, is_folder }) = Named::of(&raw) else { continue };
        if is_folder {
            // A folder holds nothing; whatever says otherwise hides something.
            let empty = |bytes: Vec<u8>| if bytes.is_empty() { Ok(()) } else { Err(stuffed()) };
            let refused = package.at(index).and_then(empty).err().filter(|_| !is_hidden);
            members.extend(refused.map(|why| Member { path, bytes: Err(why) }));
            continue;
        }
        if !wanted(Entry { path: &path, is_hidden }) || is_hidden {
            continue;
        }
        let bytes = match package.mixed(index, &path) {
            Some(why) => Err(why),
            None => package.at(index).and_then(|bytes| match kind::of(&path, &bytes) {
                kind::Kind::Zip => Err(nested()),
                _ => Ok(bytes),
            }),
        };
        members.push(Member { path, bytes });
    }
    members.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(members)
}

/// What a name in an archive says.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    /// The path as people see it.
    path: String,
    is_hidden: bool,
    is_folder: bool,
}

impl Named {
    /// Names are in UTF-8, or in GBK, which Windows writes and says nothing of.
    fn of(raw: &[u8]) -> Option<Self> {
        let text = match std::str::from_utf8(raw) {
            Ok(text) => text.to_owned(),
            Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
        };
        let text = text.replace('\\', "/");
        let parts: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
        let is_hidden = parts.iter().any(|part| part.starts_with('.') || *part == "__MACOSX");
        let (path, is_folder) = (parts.join("/"), text.ends_with('/'));
        (!path.is_empty()).then_some(Self { path, is_hidden, is_folder })
    }
}

fn stuffed() -> Why {
    Why::new(
        Text::new("压缩包里它是目录，却有内容", "it is a folder in the archive and holds bytes"),
        Text::new("用系统自带的压缩功能重新打包", "pack it again with what the system has"),
    )
}

fn nested() -> Why {
    Why::new(
        Text::new("这是压缩包里的压缩包，不再展开", "it is an archive within an archive and is not opened"),
        Text::new("先解压外层，再检查里面的", "unpack the outer one and check what is in it"),
    )
}

/// An archive with nothing in it to check.
pub fn empty(name: &str) -> Unreadable {
    Unreadable {
        name: name.to_owned(),
        reason: Text::new("压缩包里没有可检查的文件", "there is nothing to check in the archive"),
        help: Text::new("确认打包的是公开文件", "see that the disclosures are in it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn files_come_in_order_and_hidden_ones_do_not() {
        let inner = zip(&[("x.txt", b"x")]);
        let files: &[(&str, &[u8])] = &[
            ("乙/b.txt", b"b"),
            ("a.txt", b"a"),
            ("__MACOSX/a.txt", b"?"),
            (".hidden.txt", b"?"),
            ("../../c.txt", b"c"),
            ("in.zip", &inner),
            ("d.jpg", b"?"),
        ];
        let found = members("a.zip", &zip(files), &|entry| !entry.path.ends_with("jpg")).unwrap();
        let said: Vec<_> = found.iter().map(|member| (member.path.as_str(), member.bytes.is_ok())).collect();
        assert_eq!(said, [("a.txt", true), ("c.txt", true), ("in.zip", false), ("乙/b.txt", true)]);
    }

    #[test]
    fn names_may_be_in_gbk() {
        let (gbk, ..) = GB18030.encode("预算公开\\某局.txt");
        let named = |raw: &[u8]| Named::of(raw).map(|named| (named.path, named.is_folder));
        assert_eq!(named(&gbk), Some(("预算公开/某局.txt".to_owned(), false)));
        assert_eq!(named(b"a\\b\\"), Some(("a/b".to_owned(), true)));
        assert_eq!(named(b"./"), None);
    }

    #[test]
    fn a_bomb_is_refused_and_the_rest_is_not_opened() {
        let zeros = vec![b'0'; 200 << 20];
        let bytes = zip(&[("a.txt", &zeros), ("b.txt", &zeros), ("c.txt", b"c")]);
        assert!(bytes.len() < 1 << 20);
        let found = members("a.zip", &bytes, &|_| true).unwrap();
        assert!(found[0].bytes.is_err() && found[1].bytes.is_err());
        for at in (0..bytes.len()).step_by(bytes.len() / 50) {
            let _ = members("a.zip", &bytes[..at], &|_| true);
        }
    }
}
