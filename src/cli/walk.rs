//! Which files to check: those named, and in directories those that look like documents, in order.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gouji::diagnostic::Text;
use gouji::gate::config::Config;
use gouji::read::{Unreadable, kind};
use walkdir::WalkDir;

use super::Stop;
use super::settings::{Settings, absolute};

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Files to read, each once, ordered by path.
    pub files: Vec<PathBuf>,
    /// What could not be looked into.
    pub unreadable: Vec<Unreadable>,
    /// Documents that a configuration left out, by the configuration that did.
    pub left_out: Vec<(Arc<Config>, usize)>,
    /// Links that lead back to where they stand, and the like: told, and not followed.
    pub told: Vec<Text>,
}

/// Whether the file at `path` below the folder `start`, which was named in the arguments, is wanted; both are absolute.
fn wanted(config: &Config, path: &Path, start: &Path) -> bool {
    config.include.as_ref().map_or_else(|| is_document(path), |include| include.value.fit(path, start))
}

/// Whether a file looks like a document by its name.
pub fn is_document(path: &Path) -> bool {
    let ending = path.extension().and_then(|extension| extension.to_str());
    ending.is_some_and(|ending| kind::ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// How many documents there are at `path`, a file or a folder: what an `exclude` leaves out is counted, not read.
fn documents(path: &Path) -> usize {
    let hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let entries = WalkDir::new(path).into_iter().filter_entry(|entry| !hidden(entry)).filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file() && is_document(entry.path())).count()
}

/// Whether the file at `path`, in the archive `start`, is wanted; both are absolute.
pub fn takes(config: &Config, path: &Path, start: &Path) -> bool {
    let skipped = config.exclude.as_ref().is_some_and(|exclude| exclude.value.hold(path, start));
    !skipped && wanted(config, path, start)
}

/// Looks through `paths`. A file named there is taken whatever it is called; a file met twice is taken once.
pub fn walk(paths: &[PathBuf], settings: &mut Settings) -> Result<Found, Stop> {
    let mut found = Found::default();
    let mut known = BTreeSet::new();
    let (folders, files): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(|path| path.is_dir());
    for file in files {
        match file.metadata() {
            Ok(_) => found.take(file.clone(), &mut known),
            Err(error) => found.unreadable.push(unreadable(file, &error)),
        }
    }
    for folder in folders {
        descend(folder, settings, &mut found, &mut known)?;
    }
    found.files.sort();
    found.unreadable.sort_by(|a, b| a.name.cmp(&b.name));
    found.unreadable.dedup();
    Ok(found)
}

fn descend(
    folder: &Path,
    settings: &mut Settings,
    found: &mut Found,
    known: &mut BTreeSet<PathBuf>,
) -> Result<(), Stop> {
    let start = absolute(folder);
    let mut entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.trouble(folder, error);
                continue;
            }
        };
        if entry.depth() == 0 {
            continue;
        }
        let path = start.join(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
        let config = settings.of_folder(path.parent().unwrap_or(&start))?;
        let skipped = config.exclude.as_ref().is_some_and(|exclude| exclude.value.hold(&path, &start));
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let is_left_out = skipped || entry.file_type().is_file() && !wanted(&config, &path, &start);
        let left_out = if is_left_out && !hidden { documents(entry.path()) } else { 0 };
        if left_out > 0 {
            found.left_out.push((config.clone(), left_out));
        }
        if skipped || hidden {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
        } else if entry.file_type().is_file() && wanted(&config, &path, &start) {
            let path = entry.into_path();
            found.take(path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path), known);
        }
    }
    Ok(())
}

impl Found {
    fn take(&mut self, path: PathBuf, known: &mut BTreeSet<PathBuf>) {
        // Two ways to the same file are one document.
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        if known.insert(real) {
            self.files.push(path);
        }
    }

    fn trouble(&mut self, folder: &Path, error: walkdir::Error) {
        let path = error.path().unwrap_or(folder).to_path_buf();
        if let Some(ancestor) = error.loop_ancestor() {
            let (link, back) = (path.display(), ancestor.display());
            self.told.push(Text::new(
                format!("{link} 是指回 {back} 的链接，不再进入"),
                format!("{link} leads back to {back}; not followed"),
            ));
            return;
        }
        let error = error.into_io_error().unwrap_or_else(|| io::Error::other("?"));
        self.unreadable.push(unreadable(&path, &error));
    }
}

/// A file that the system does not give us.
pub fn unreadable(path: &Path, error: &io::Error) -> Unreadable {
    let (reason, help) = match error.kind() {
        io::ErrorKind::NotFound => (
            Text::new("没有这个文件", "there is no such file"),
            Text::new("核对路径；含空格的路径要加引号", "check the path; quote it if it has spaces"),
        ),
        io::ErrorKind::PermissionDenied => (
            Text::new("没有读取权限", "no permission to read it"),
            Text::new("改权限，或换有权限的用户", "change its permissions, or the user"),
        ),
        _ => (
            Text::new(format!("读取失败：{error}"), format!("reading failed: {error}")),
            Text::new("确认文件在本机且可以打开", "see that the file is there and opens"),
        ),
    };
    Unreadable { name: path.display().to_string(), reason, help }
}
