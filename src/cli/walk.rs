//! Which files to check: those named, and in directories those that look like documents, in order.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use gouji::diagnostic::Text;
use gouji::read::Unreadable;
use walkdir::WalkDir;

use super::Stop;

/// Files in a directory are documents by these endings.
const EXTENSIONS: [&str; 3] = ["txt", "md", "markdown"];

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Files to read, each once, ordered by path.
    pub files: Vec<PathBuf>,
    /// What could not be looked into.
    pub unreadable: Vec<Unreadable>,
    /// Links that lead back to where they stand, and the like: told, and not followed.
    pub told: Vec<Text>,
}

/// Which files of a directory are wanted.
pub struct Wanted {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl Wanted {
    /// Compiles the globs of the arguments.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, Stop> {
        let include = if include.is_empty() { None } else { Some(globs(include)?) };
        Ok(Self { include, exclude: globs(exclude)? })
    }

    /// Whether the file at `path` below a directory named in the arguments is wanted.
    fn file(&self, path: &Path) -> bool {
        match &self.include {
            Some(include) => {
                include.is_match(path) || path.file_name().is_some_and(|name| include.is_match(name))
            }
            None => path.extension().and_then(|extension| extension.to_str()).is_some_and(|extension| {
                EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known))
            }),
        }
    }

    fn skips(&self, path: &Path) -> bool {
        self.exclude.is_match(path) || path.file_name().is_some_and(|name| self.exclude.is_match(name))
    }
}

fn globs(patterns: &[String]) -> Result<GlobSet, Stop> {
    let wrong = |error: globset::Error| {
        let glob = error.glob().unwrap_or_default();
        let kind = error.kind();
        Stop::new(Text::new(
            format!("通配符“{glob}”有误：{kind}"),
            format!("the glob '{glob}' is wrong: {kind}"),
        ))
        .help(Text::new("例：--exclude '*决算*'", "for instance: --exclude '*final*'"))
    };
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        builder.add(Glob::new(pattern).map_err(wrong)?);
    }
    builder.build().map_err(wrong)
}

/// Looks through `paths`. A file named there is taken whatever it is called; a file met twice is taken once.
pub fn walk(paths: &[PathBuf], wanted: &Wanted) -> Found {
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
        descend(folder, wanted, &mut found, &mut known);
    }
    found.files.sort();
    found.unreadable.sort_by(|a, b| a.name.cmp(&b.name));
    found.unreadable.dedup();
    found
}

fn descend(folder: &Path, wanted: &Wanted, found: &mut Found, known: &mut BTreeSet<PathBuf>) {
    let mut entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.trouble(folder, error);
                continue;
            }
        };
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        if hidden || entry.depth() > 0 && wanted.skips(below) {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
        } else if entry.file_type().is_file() && wanted.file(below) {
            found.take(entry.into_path(), known);
        }
    }
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
