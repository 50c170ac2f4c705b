//! Rule files and the dictionaries they name, as they are read from the disk: each once, and none from outside the folder
//! that it belongs to. Whoever writes a pack says what is checked, not which files of the machine are read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use gouji::diagnostic::{Lang, Text};
use gouji::rule::{SHIPPED, load};
use gouji::source::{FileId, Source, Sources};
use walkdir::WalkDir;

use super::Stop;
use super::files::{self, MOST_WRITTEN};
use super::outputs::{Input, Role};

/// Rule files by name, each once.
pub struct Library {
    /// Every file.
    pub sources: Sources,
    /// Where they stand on the disk.
    pub inputs: Vec<Input>,
    names: BTreeMap<String, FileId>,
    /// Rule files by where they really stand.
    known: BTreeMap<PathBuf, FileId>,
}

impl Library {
    /// No file yet but what `sources` hold.
    pub fn new(sources: Sources) -> Self {
        Self { sources, inputs: Vec::new(), names: BTreeMap::new(), known: BTreeMap::new() }
    }

    /// The file of this name.
    pub fn named(&self, name: &str) -> Option<FileId> {
        self.names.get(name).copied()
    }

    /// Takes a file in.
    pub fn add(&mut self, source: Source) -> FileId {
        let name = source.name().to_owned();
        let file = self.sources.add(source);
        self.names.insert(name, file);
        file
    }

    /// The rule file at `path`, or those in the folder there, read where they are not yet.
    pub fn add_path(&mut self, path: &Path) -> Result<Vec<FileId>, Stop> {
        if !path.is_dir() {
            return Ok(vec![self.add_file(path)?]);
        }
        let files = in_folder(path)?;
        if files.is_empty() {
            let path = path.display();
            return Err(Stop::new(Text::new(
                format!("规则目录 {path} 里没有 .toml 文件"),
                format!("there is no .toml file in the rules directory {path}"),
            )));
        }
        files.iter().map(|file| self.add_file(file)).collect()
    }

    /// A rule file and the tables it names.
    fn add_file(&mut self, path: &Path) -> Result<FileId, Stop> {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if let Some(known) = self.known.get(&real) {
            return Ok(*known);
        }
        let text = read(path)?;
        let name = own(plain(path));
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        for table in load::data_files(&text) {
            self.add_table(&folder.join(&table), own(beside(&name, &table)), folder)?;
        }
        self.inputs.push(Input::judging(path, Role::Rules, &text));
        let file = self.add(Source::new(name, text));
        self.known.insert(real, file);
        Ok(file)
    }

    /// A dictionary of a rule file that stands in `folder`; that there is none is told at its place.
    fn add_table(&mut self, path: &Path, name: String, folder: &Path) -> Result<(), Stop> {
        if self.names.contains_key(&name) || !files::is_there(path) {
            return Ok(());
        }
        if !files::lies_below(path, folder) {
            return Err(leads_out(path, folder));
        }
        let text = read(path)?;
        self.inputs.push(Input::judging(path, Role::Rules, &text));
        self.add(Source::new(name, text));
        Ok(())
    }
}

/// The rule files in a folder.
fn in_folder(path: &Path) -> Result<Vec<PathBuf>, Stop> {
    let mut files = Vec::new();
    let mut seen = BTreeSet::new();
    let mut entries = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(|error| cannot_read(path, &Text::same(error.to_string())))?;
        if entry.file_type().is_dir() {
            // However many links lead to a folder, its rules are the same.
            if !files::identity(entry.path()).is_none_or(|known| seen.insert(known)) {
                entries.skip_current_dir();
            }
        } else if entry.path().extension().is_some_and(|ending| ending == "toml") {
            if !files::lies_below(entry.path(), path) {
                return Err(leads_out(entry.path(), path));
            }
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn read(path: &Path) -> Result<String, Stop> {
    let bytes = files::read(path, MOST_WRITTEN)
        .map_err(|refused| cannot_read(path, &refused.reason()).help(refused.help()))?;
    let source = gouji::read::read_text(&path.display().to_string(), &bytes);
    source
        .map(|source| source.text().to_owned())
        .map_err(|refused| cannot_read(path, &refused.reason).help(refused.help))
}

fn cannot_read(path: &Path, why: &Text) -> Stop {
    let (path, zh, en) = (path.display(), why.get(Lang::Zh), why.get(Lang::En));
    Stop::new(Text::new(format!("规则 {path} 读不了：{zh}"), format!("cannot read the rules {path}: {en}")))
        .help(Text::new("--rules 要给规则目录或 TOML 文件", "--rules takes a directory or a TOML file"))
}

fn leads_out(path: &Path, folder: &Path) -> Stop {
    let (path, folder) = (path.display(), folder.display());
    Stop::new(Text::new(
        format!("{path} 是指到 {folder} 之外的链接，规则不读目录之外的文件"),
        format!("{path} is a link that leads out of {folder}; rules read nothing outside their folder"),
    ))
    .help(Text::new(
        "把文件本身放进这个目录；规则文件也可用 --rules 单独指定",
        "put the file itself into the folder, or name a rule file by --rules",
    ))
}

/// The file `name` as written in the file `from`.
fn beside(from: &str, name: &str) -> String {
    plain(&Path::new(from).parent().unwrap_or(Path::new("")).join(name))
}

/// A name that is not taken for that of a shipped file.
fn own(name: String) -> String {
    if name.starts_with(SHIPPED) { format!("./{name}") } else { name }
}

/// A path with `.` and `..` worked out as far as can be without asking the system, and `/` between its parts.
pub fn plain(path: &Path) -> String {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if parts.file_name().is_some_and(|name| name != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siblings_are_found_by_plain_paths() {
        assert_eq!(beside("rules/budget/a.toml", "codes.csv"), "rules/budget/codes.csv");
        assert_eq!(beside("rules/budget/a.toml", "codes/x.csv"), "rules/budget/codes/x.csv");
        assert_eq!(beside("a.toml", "./x.csv"), "x.csv");
        assert_eq!(beside("../a.toml", "x.csv"), "../x.csv");
    }

    #[test]
    fn no_name_is_taken_for_that_of_a_shipped_file() {
        assert_eq!(own(plain(Path::new("./gouji:rules/a.toml"))), "./gouji:rules/a.toml");
        assert_eq!(own(plain(Path::new("rules/a.toml"))), "rules/a.toml");
    }
}
