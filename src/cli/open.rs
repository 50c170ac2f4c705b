//! Files ─▶ sources: a document, or all documents of an archive. A fault of the program on one file must not take the
//! others with it.

use std::path::{Path, PathBuf};

use gouji::checker::{broke, guarded};
#[cfg(feature = "archive")]
use gouji::read::archive;
use gouji::read::kind::{self, Kind};
use gouji::read::passed::{Cause, Passed};
use gouji::read::{self, Unreadable, own};
use gouji::source::Source;

use super::files::{self, MOST_DOCUMENT};

/// A document with the path people know it by.
pub type Found = (PathBuf, Result<Source, Unreadable>);

/// Why a file in an archive, by its path, is passed over; nothing: it is read.
pub type Look<'a> = &'a dyn Fn(&Path) -> Option<Cause>;

/// The bytes of a file, or of those in an archive.
type Bytes = (PathBuf, Result<Vec<u8>, Unreadable>);

/// Reads a document; one in an archive is named like one in a folder: `公开.zip/某局/预算.xlsx`.
pub fn open(path: &Path) -> Result<Source, Unreadable> {
    match files::read(path, MOST_DOCUMENT) {
        Ok(bytes) => source(path, &bytes),
        Err(refused) => in_archive(path).unwrap_or_else(|| Err(refused.document(path))),
    }
}

/// What the file of a document holds, one in an archive included.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, Unreadable> {
    match files::read(path, MOST_DOCUMENT) {
        Ok(bytes) => Ok(bytes),
        Err(refused) => member(path).unwrap_or_else(|| Err(refused.document(path))),
    }
}

/// Reads a document, or those in an archive; tells what is passed over there. `met`: nobody named it, and where it was written
/// here it is no document.
pub fn open_all(path: &Path, met: bool, look: Look<'_>) -> (Vec<Found>, Vec<Passed>) {
    let (files, passed) = bytes(path, met, look);
    let open = |(path, bytes): Bytes| {
        let read = bytes.and_then(|bytes| source(&path, &bytes));
        (path, read)
    };
    (files.into_iter().map(open).collect(), passed)
}

/// The documents that [`open_all`] would read, and why one cannot be had.
pub fn list(path: &Path, met: bool, look: Look<'_>) -> (Vec<(PathBuf, Option<Unreadable>)>, Vec<Passed>) {
    if files::handed_over(path) {
        return (vec![(path.to_path_buf(), None)], Vec::new());
    }
    let (files, passed) = bytes(path, met, look);
    (files.into_iter().map(|(path, bytes)| (path, bytes.err())).collect(), passed)
}

fn bytes(path: &Path, met: bool, look: Look<'_>) -> (Vec<Bytes>, Vec<Passed>) {
    let (files, mut passed) = match files::read(path, MOST_DOCUMENT) {
        Ok(bytes) if is_archive(path, &bytes) => members(path, &bytes, look),
        read if met => {
            (vec![(path.to_path_buf(), read.map_err(|refused| refused.document(path)))], Vec::new())
        }
        // Whoever names a file wants it read.
        read => {
            return (vec![(path.to_path_buf(), read.map_err(|refused| refused.document(path)))], Vec::new());
        }
    };
    let is_own = |(path, bytes): &Bytes| {
        let bytes = bytes.as_deref();
        bytes.is_ok_and(|bytes| guarded(|| own::is_own(&path.to_string_lossy(), bytes)).unwrap_or(false))
    };
    let (own, files): (Vec<Bytes>, Vec<Bytes>) = files.into_iter().partition(is_own);
    passed.extend(
        own.into_iter().map(|(path, _)| Passed { name: path.display().to_string(), cause: Cause::Own }),
    );
    (files, passed)
}

fn is_archive(path: &Path, bytes: &[u8]) -> bool {
    cfg!(feature = "archive") && kind::of(&path.to_string_lossy(), bytes) == Kind::Zip
}

fn source(path: &Path, bytes: &[u8]) -> Result<Source, Unreadable> {
    let name = path.display().to_string();
    guarded(|| read::read(&name, bytes)).unwrap_or_else(|panic| Err(broke(&name, panic.as_ref())))
}

#[cfg(feature = "archive")]
fn members(path: &Path, bytes: &[u8], look: Look<'_>) -> (Vec<Bytes>, Vec<Passed>) {
    let name = path.display().to_string();
    let passed = std::cell::RefCell::new(Vec::new());
    let wanted = |entry: archive::Entry<'_>| {
        let path = path.join(entry.path);
        let cause = if entry.is_hidden { Some(Cause::Hidden) } else { look(&path) };
        let name = path.display().to_string();
        passed.borrow_mut().extend(cause.clone().map(|cause| Passed { name, cause }));
        cause.is_none()
    };
    let found = guarded(|| archive::members(&name, bytes, &wanted))
        .unwrap_or_else(|panic| Err(broke(&name, panic.as_ref())));
    let files = match found {
        Ok(members) if members.is_empty() => vec![(path.to_path_buf(), Err(archive::empty(&name)))],
        Err(refused) => vec![(path.to_path_buf(), Err(refused))],
        Ok(members) => members.into_iter().map(|member| within(path, member)).collect(),
    };
    (files, passed.into_inner())
}

/// A member with its path as people know it.
#[cfg(feature = "archive")]
fn within(path: &Path, member: archive::Member) -> Bytes {
    let path = path.join(&member.path);
    let name = path.display().to_string();
    let refuse = |why: read::Why| Unreadable { name, reason: why.reason, help: why.help };
    (path, member.bytes.map_err(refuse))
}

#[cfg(not(feature = "archive"))]
fn members(_: &Path, _: &[u8], _: Look<'_>) -> (Vec<Bytes>, Vec<Passed>) {
    (Vec::new(), Vec::new())
}

/// A file whose path leads into an archive.
fn in_archive(path: &Path) -> Option<Result<Source, Unreadable>> {
    member(path).map(|bytes| bytes.and_then(|bytes| source(path, &bytes)))
}

/// What a file holds whose path leads into an archive.
fn member(path: &Path) -> Option<Result<Vec<u8>, Unreadable>> {
    let archive = path.ancestors().skip(1).find(|folder| folder.is_file())?;
    let bytes = files::read(archive, MOST_DOCUMENT).ok().filter(|bytes| is_archive(archive, bytes))?;
    let other = |inner: &Path| (inner != path).then_some(Cause::NotIncluded);
    let (found, _) = members(archive, &bytes, &other);
    found.into_iter().find(|(inner, _)| inner == path).map(|(_, bytes)| bytes)
}
