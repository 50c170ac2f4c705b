//! The one door through which files go out: whole or not at all. What is written stands beside its place until the last byte
//! is on the disk and then takes it, so that a full disk or a run that is ended leaves what was there.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::{files, stdout};

/// No chain of links is longer; the system gives up earlier or at the same.
const MOST_LINKS: usize = 40;

/// Writes `bytes` to `path`, a link followed to where it leads. What is there keeps its permissions. Pipes, devices and what
/// the shell hands over are written as they stand.
///
/// # Errors
/// Where that cannot be done; a regular file that was there is as it was.
pub fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put(path, bytes, true)
}

/// The same for one of very many files that can be made anew: the system decides when it gets to the disk. Waiting for each
/// would take longer than the run.
///
/// # Errors
/// As [`whole`].
pub fn page(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put(path, bytes, false)
}

fn put(path: &Path, bytes: &[u8], lasting: bool) -> io::Result<()> {
    let path = target(path)?;
    if files::handed_over(&path) {
        return handed_over(&path, bytes);
    }
    let there = match fs::metadata(&path) {
        Ok(there) if !there.is_file() => return OpenOptions::new().write(true).open(&path)?.write_all(bytes),
        Ok(there) => Some(there),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if there.is_some() {
        // Whoever may not write to a file may not put another in its place either.
        drop(OpenOptions::new().write(true).open(&path)?);
    }
    let beside = beside(&path, bytes, there.as_ref(), lasting)?;
    beside.persist(&path).map_err(|error| error.error)?;
    if lasting {
        settle(&path);
    }
    Ok(())
}

/// Writes a file that must not be there yet.
///
/// # Errors
/// Where that cannot be done, or there is anything of this name.
pub fn new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if files::is_there(path) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    beside(path, bytes, None, true)?.persist_noclobber(path).map_err(|error| error.error)?;
    settle(path);
    Ok(())
}

/// Where a link leads in the end, or the path itself.
///
/// # Errors
/// Where links lead round and round.
pub fn target(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        let is_link = fs::symlink_metadata(&path).is_ok_and(|known| known.file_type().is_symlink());
        if files::handed_over(&path) || !is_link {
            return Ok(path);
        }
        let next = fs::read_link(&path)?;
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    Err(io::Error::other("too many links"))
}

/// A file beside `path` that holds `bytes`, with the permissions of what was `there`; a `lasting` one is on the disk.
fn beside(path: &Path, bytes: &[u8], there: Option<&Metadata>, lasting: bool) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".gouji-").suffix(".tmp");
    // As any new file: what the user's mask leaves.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(there) = there {
        own(file.as_file(), there);
        file.as_file().set_permissions(there.permissions())?;
    }
    if lasting {
        file.as_file().sync_all()?;
    }
    Ok(file)
}

/// Gives a file to whom the old one belonged, as far as that is allowed.
#[cfg(unix)]
fn own(file: &File, there: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let (user, group) = (there.uid(), there.gid());
    if fchown(file, Some(user), Some(group)).is_err() {
        let _ = fchown(file, None, Some(group));
    }
}

#[cfg(not(unix))]
fn own(_: &File, _: &Metadata) {}

/// Makes the folder remember the new name. The bytes are safe already; not every system can do this.
fn settle(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// What is open already goes on where it stands: a file behind it is not begun anew.
fn handed_over(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let last = path.file_name().unwrap_or_default();
    if last == "stdout" || last == "1" {
        return stdout::write(bytes);
    }
    if last == "stderr" || last == "2" {
        return io::stderr().lock().write_all(bytes);
    }
    OpenOptions::new().write(true).open(path)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        whole(&path, b"old").unwrap();
        whole(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(new(&path, b"?").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
