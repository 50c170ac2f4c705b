//! Which files to check: those named, and in directories those that look like documents, in order.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gouji::diagnostic::Text;
use gouji::gate::config::{Config, is_document};
use gouji::read::Unreadable;
use gouji::read::passed::{Cause, Passed};
use walkdir::{DirEntry, WalkDir};

use super::Stop;
use super::files::{self, Identity, Refused};
use super::settings::{Settings, absolute};

/// A folder that links lead to is looked into along so many of these paths, beside its own. Links to links to links would lead
/// along more paths than there are files.
const MOST_WAYS: usize = 16;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Files to read, each path once, in order. A file that links lead to is judged along each path, for each may be under
    /// another configuration.
    pub files: Vec<PathBuf>,
    /// Those of them that nobody named: they were met in a folder.
    pub met: BTreeSet<PathBuf>,
    /// What could not be looked into.
    pub unreadable: Vec<Unreadable>,
    /// What was passed over in folders.
    pub passed: Vec<Passed>,
    /// Documents that a configuration left out, by the configuration that did.
    pub left_out: Vec<(Arc<Config>, usize)>,
    /// Links that lead back to where they stand, and the like: told, and not followed.
    pub told: Vec<Text>,
    /// The absolute paths that were looked at.
    known: BTreeSet<PathBuf>,
    /// The absolute paths with a link in them along which each folder was looked into.
    ways: BTreeMap<Identity, BTreeSet<PathBuf>>,
    /// Folders to which too many lead.
    full: BTreeSet<Identity>,
}

/// How many of what was passed over are documents that a configuration left out.
pub fn left_out(passed: &[Passed]) -> usize {
    let left = passed.iter().filter(|passed| matches!(passed.cause, Cause::Excluded | Cause::NotIncluded));
    left.filter(|passed| is_document(Path::new(&passed.name))).count()
}

/// How many documents there are at `path`, a file or a folder: what an `exclude` leaves out is counted, not read.
fn documents(path: &Path) -> usize {
    let hidden = |entry: &DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    let entries = WalkDir::new(path).into_iter().filter_entry(|entry| !hidden(entry)).filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file() && is_document(entry.path())).count()
}

/// Looks through `paths`. A file named there is taken whatever it is called.
pub fn walk(paths: &[PathBuf], settings: &mut Settings) -> Result<Found, Stop> {
    let mut found = Found::default();
    let (folders, files): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(|path| path.is_dir());
    for file in files {
        match files::readable(file) {
            Ok(()) => found.take(file.clone(), absolute(file)),
            Err(refused) => found.unreadable.push(refused.document(file)),
        }
    }
    for folder in folders {
        descend(folder, settings, &mut found)?;
    }
    found.files.sort();
    found.passed.sort();
    found.unreadable.sort_by(|a, b| a.name.cmp(&b.name));
    found.unreadable.dedup();
    Ok(found)
}

fn descend(folder: &Path, settings: &mut Settings, found: &mut Found) -> Result<(), Stop> {
    let start = absolute(folder);
    // How deep the link stands through which the walk came here.
    let mut linked: Option<usize> = None;
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
        linked = linked.filter(|depth| entry.depth() > *depth);
        linked = linked.or(entry.path_is_symlink().then_some(entry.depth()));
        let path = start.join(entry.path().strip_prefix(folder).unwrap_or(entry.path()));
        let config = settings.of_folder(path.parent().unwrap_or(&start))?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.').then_some(Cause::Hidden);
        if entry.file_type().is_dir() {
            let excluded = config.excludes(&path, &start).then_some(Cause::Excluded);
            let cause = hidden.or(excluded);
            found.leave(&entry, &config, cause.as_ref());
            let closed = cause.is_none()
                && linked.is_some()
                && found.leads_out(&plain(entry.path().to_path_buf()), &settings.root);
            if closed || cause.is_some() || linked.is_some() && !found.enter(&entry, &path) {
                entries.skip_current_dir();
            }
            found.pass(&entry, path, cause);
            continue;
        }
        match hidden.or_else(|| config.passes_over(&path, &start)) {
            None => found.meet(entry, path, linked.is_some(), &settings.root),
            cause => {
                found.leave(&entry, &config, cause.as_ref());
                found.pass(&entry, path, cause);
            }
        }
    }
    Ok(())
}

impl Found {
    fn take(&mut self, path: PathBuf, absolute: PathBuf) {
        if self.known.insert(absolute) {
            self.files.push(path);
        }
    }

    /// Takes what was met in a folder and is wanted: a regular file, or else what nobody can read.
    fn meet(&mut self, entry: DirEntry, absolute: PathBuf, linked: bool, root: &Path) {
        let kind = entry.file_type();
        let path = plain(entry.into_path());
        match kind.is_file() {
            true if linked && self.leads_out(&path, root) => {}
            true => {
                self.met.insert(path.clone());
                self.take(path, absolute);
            }
            false => self.unreadable.push(Refused::Special(kind).document(&path)),
        }
    }

    /// Whether a path with a link in it leads out of the root: what lies there is told in outputs that others read, and who
    /// may put a link into a folder may not have files of the machine told.
    fn leads_out(&mut self, path: &Path, root: &Path) -> bool {
        let out = !files::lies_below(path, root);
        if out {
            self.unreadable.push(Unreadable {
                name: path.display().to_string(),
                reason: Text::new(
                    "是通到检查的根目录之外的链接，没有跟去",
                    "it is a link that leads out of the root of the gate; not followed",
                ),
                help: Text::new(
                    "直接写出那个文件或目录，或用 --root 指定两处共同的上级目录",
                    "name the file or the directory itself, or a directory above both by --root",
                ),
            });
        }
        out
    }

    /// Counts the documents that a configuration leaves out here.
    fn leave(&mut self, entry: &DirEntry, config: &Arc<Config>, cause: Option<&Cause>) {
        if matches!(cause, Some(Cause::Excluded | Cause::NotIncluded)) {
            let count = documents(entry.path());
            if count > 0 {
                self.left_out.push((config.clone(), count));
            }
        }
    }

    fn pass(&mut self, entry: &DirEntry, absolute: PathBuf, cause: Option<Cause>) {
        let Some(cause) = cause.filter(|_| self.known.insert(absolute)) else { return };
        let end = if entry.file_type().is_dir() { "/" } else { "" };
        let name = format!("{}{end}", plain(entry.path().to_path_buf()).display());
        self.passed.push(Passed { name, cause });
    }

    /// Whether a folder is looked into along the absolute `path`, which has a link in it.
    fn enter(&mut self, entry: &DirEntry, path: &Path) -> bool {
        // What is gone meanwhile is told when it is looked into.
        let Some(real) = files::identity(entry.path()) else { return true };
        let ways = self.ways.entry(real.clone()).or_default();
        ways.insert(path.to_path_buf());
        if ways.len() <= MOST_WAYS {
            return true;
        }
        ways.remove(path);
        if self.full.insert(real) {
            self.unreadable.push(Unreadable {
                name: plain(entry.path().to_path_buf()).display().to_string(),
                reason: Text::new(
                    format!("有 {MOST_WAYS} 条以上的链接通到这个目录，不再进入"),
                    format!("more than {MOST_WAYS} links lead to this directory; not followed any more"),
                ),
                help: Text::new("去掉多余的链接", "remove the links that are not needed"),
            });
        }
        false
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
        self.unreadable.push(Refused::System(error).document(&path));
    }
}

/// A path below the working directory without the dot that stands for it.
fn plain(path: PathBuf) -> PathBuf {
    path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path)
}
