//! Files ─▶ sources: a document, or all documents of an archive. A fault of the program on one file must not take the
//! others with it.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

#[cfg(feature = "archive")]
use gouji::read::archive;
use gouji::read::kind::{self, Kind};
use gouji::read::{self, Unreadable};
use gouji::source::Source;

use super::examine::broke;
use super::walk::unreadable;

/// A document with the path people know it by.
pub type Found = (PathBuf, Result<Source, Unreadable>);

/// Reads a document; one in an archive is named like one in a folder: `公开.zip/某局/预算.xlsx`.
pub fn open(path: &Path) -> Result<Source, Unreadable> {
    match fs::read(path) {
        Ok(bytes) => source(path, &bytes),
        Err(error) => in_archive(path).unwrap_or_else(|| Err(unreadable(path, &error))),
    }
}

/// Reads a document, or those in an archive whose paths are `wanted`.
pub fn open_all(path: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<Found> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return vec![(path.to_path_buf(), Err(unreadable(path, &error)))],
    };
    if is_archive(path, &bytes) {
        return members(path, &bytes, wanted);
    }
    vec![(path.to_path_buf(), source(path, &bytes))]
}

fn is_archive(path: &Path, bytes: &[u8]) -> bool {
    cfg!(feature = "archive") && kind::of(&path.to_string_lossy(), bytes) == Kind::Zip
}

fn source(path: &Path, bytes: &[u8]) -> Result<Source, Unreadable> {
    let name = path.display().to_string();
    catch_unwind(AssertUnwindSafe(|| read::read(&name, bytes)))
        .unwrap_or_else(|panic| Err(broke(&name, panic.as_ref())))
}

#[cfg(feature = "archive")]
fn members(path: &Path, bytes: &[u8], wanted: &dyn Fn(&Path) -> bool) -> Vec<Found> {
    let name = path.display().to_string();
    let found =
        catch_unwind(AssertUnwindSafe(|| archive::members(&name, bytes, &|inner| wanted(&path.join(inner)))));
    let found = found.unwrap_or_else(|panic| Err(broke(&name, panic.as_ref())));
    match found {
        Ok(members) if members.is_empty() => vec![(path.to_path_buf(), Err(archive::empty(&name)))],
        Err(refused) => vec![(path.to_path_buf(), Err(refused))],
        Ok(members) => {
            let open = |member: archive::Member| {
                let path = path.join(&member.path);
                let read = match member.bytes {
                    Ok(bytes) => source(&path, &bytes),
                    Err(why) => Err(Unreadable {
                        name: path.display().to_string(),
                        reason: why.reason,
                        help: why.help,
                    }),
                };
                (path, read)
            };
            members.into_iter().map(open).collect()
        }
    }
}

#[cfg(not(feature = "archive"))]
fn members(_: &Path, _: &[u8], _: &dyn Fn(&Path) -> bool) -> Vec<Found> {
    Vec::new()
}

/// A file whose path leads into an archive.
fn in_archive(path: &Path) -> Option<Result<Source, Unreadable>> {
    let archive = path.ancestors().skip(1).find(|folder| folder.is_file())?;
    let bytes = fs::read(archive).ok().filter(|bytes| is_archive(archive, bytes))?;
    let found = members(archive, &bytes, &|inner| inner == path);
    found.into_iter().find(|(inner, _)| inner == path).map(|(_, read)| read)
}
