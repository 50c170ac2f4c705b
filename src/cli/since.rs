//! `--since REF`: of the documents that were found, those that may read otherwise than at a commit. Git knows which: what it
//! tracks and has not changed is left out, everything else is checked, what it ignores as well. Where something that judges the
//! documents has changed, all of them may end otherwise, and all are checked.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gouji::diagnostic::Text;
use gouji::gate::judged::Compared;
use gouji::gate::{config, waiver};

use super::Stop;

/// So many digits of a commit are told.
const DIGITS: usize = 12;

/// What git knows of a working tree and a commit.
pub struct Since {
    reference: String,
    commit: String,
    /// The working tree, as the system knows it.
    tree: PathBuf,
    /// Files that it tracks.
    tracked: BTreeSet<PathBuf>,
    /// Files that are otherwise, or gone, or new since the commit.
    changed: BTreeSet<PathBuf>,
}

impl Since {
    /// Asks git what has changed since `reference` in the repository of `folder`: since the commit where this branch left it.
    pub fn ask(reference: &str, folder: &Path) -> Result<Self, Stop> {
        let shown = folder.display();
        let tree = git(folder, &["rev-parse", "--show-toplevel"])?.ok_or_else(|| {
            Stop::new(Text::new(
                format!("--since 要与 git 里的一次提交相比，而 {shown} 不在 git 仓库里"),
                format!("--since compares with a commit of git, and {shown} lies in no repository"),
            ))
            .help(Text::new(
                "在仓库里运行，或用 --root 指定仓库",
                "run it in the repository, or name that by --root",
            ))
        })?;
        let tree = PathBuf::from(String::from_utf8_lossy(&tree).trim_end_matches(['\n', '\r']).to_owned());
        let tree = fs::canonicalize(&tree).unwrap_or(tree);
        let known = format!("{reference}^{{commit}}");
        let named = git(&tree, &["rev-parse", "--verify", "--quiet", "--end-of-options", &known])?;
        let base = match named {
            Some(_) => git(&tree, &["merge-base", &known, "HEAD"])?,
            None => return Err(missing(reference, true)),
        };
        let commit =
            String::from_utf8_lossy(&base.ok_or_else(|| missing(reference, false))?).trim().to_owned();
        let listed = |arguments: &[&str]| -> Result<BTreeSet<PathBuf>, Stop> {
            let out = git(&tree, arguments)?.ok_or_else(|| missing(reference, false))?;
            Ok(out
                .split(|byte| *byte == 0)
                .filter(|name| !name.is_empty())
                .map(|name| tree.join(path(name)))
                .collect())
        };
        Ok(Self {
            tracked: listed(&["ls-files", "-z"])?,
            changed: listed(&["diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", &commit, "--"])?,
            reference: reference.to_owned(),
            commit: commit.chars().take(DIGITS).collect(),
            tree,
        })
    }

    /// Whether something that judges documents has changed: a configuration or waivers, or what `paths` name, files and folders.
    pub fn judges_changed<'p>(&self, paths: impl Iterator<Item = &'p Path>) -> bool {
        let is_own = |path: &PathBuf| {
            path.file_name()
                .is_some_and(|name| [config::FILE, waiver::FILE].iter().any(|own| name == OsStr::new(own)))
        };
        let mut paths = paths.map(|path| fs::canonicalize(path).unwrap_or_else(|_| self.tree.join(path)));
        self.changed.iter().any(is_own)
            || paths.any(|judge| self.changed.iter().any(|path| path.starts_with(&judge)))
    }

    /// Whether the document at `path` may read otherwise.
    pub fn may_differ(&self, path: &Path) -> bool {
        let Ok(real) = fs::canonicalize(path) else { return true };
        !self.tracked.contains(&real) || self.changed.contains(&real)
    }

    /// What is told of it; `unchanged` documents were left out, none where something that judges had changed.
    pub fn told(self, unchanged: usize, judges_changed: bool) -> Compared {
        Compared { reference: self.reference, commit: self.commit, unchanged, judges_changed }
    }
}

/// What git prints; nothing where it says no.
fn git(folder: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, Stop> {
    let run = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let out = run.map_err(|error| {
        Stop::new(Text::new(
            format!("--since 要用 git，启动不了：{error}"),
            format!("--since needs git, which cannot be run: {error}"),
        ))
        .help(Text::new("安装 git，或直接写出要检查的文件", "install git, or name the files to check"))
    })?;
    Ok(out.status.success().then_some(out.stdout))
}

/// The commit is not there, or nothing leads from it to what is checked out.
fn missing(reference: &str, unknown: bool) -> Stop {
    let said = match unknown {
        true => Text::new(
            format!("这个仓库里没有“{reference}”这个提交或分支"),
            format!("this repository has no commit or branch '{reference}'"),
        ),
        false => Text::new(
            format!("从“{reference}”到现在没有共同的提交，不知道改了什么"),
            format!(
                "'{reference}' and what is checked out have no commit in common, so what changed is not known"
            ),
        ),
    };
    Stop::new(said).help(Text::new(
        "先取来全部历史：git fetch --unshallow origin；GitHub Actions 里给 actions/checkout 写 fetch-depth: 0",
        "fetch the whole history first: git fetch --unshallow origin; in GitHub Actions give actions/checkout fetch-depth: 0",
    ))
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}
