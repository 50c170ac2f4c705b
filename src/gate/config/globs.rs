//! Globs over paths.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Globs over paths, told from the folder of the file they are written in. A glob without a `/` fits names at any depth;
/// `./name` is the one in that folder.
#[derive(Debug, Clone)]
pub struct Globs {
    /// As written.
    pub texts: Vec<String>,
    folder: Option<PathBuf>,
    /// Over whole paths.
    set: GlobSet,
    /// Over names.
    names: GlobSet,
}

impl Globs {
    /// Compiles globs. Without a `folder` they are told from wherever a search begins.
    pub fn new(texts: Vec<String>, folder: Option<&Path>) -> Result<Self, globset::Error> {
        let (mut set, mut names) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for text in &texts {
            let glob = GlobBuilder::new(text.strip_prefix("./").unwrap_or(text)).build()?;
            if !text.starts_with("./") {
                names.add(glob.clone());
            }
            set.add(glob);
        }
        let folder = folder.map(Path::to_path_buf);
        Ok(Self { set: set.build()?, names: names.build()?, folder, texts })
    }

    /// The same, told from `folder`.
    pub(in crate::gate) fn told_from(mut self, folder: &Path) -> Self {
        self.place(folder);
        self
    }

    /// They are told from `folder` from here on.
    pub(super) fn place(&mut self, folder: &Path) {
        self.folder = Some(folder.to_path_buf());
    }

    /// Whether one of them fits the absolute `path` of a document, or its name.
    pub fn fit(&self, path: &Path, start: &Path) -> bool {
        let below = self.below(path, start);
        self.set.is_match(below) || below.file_name().is_some_and(|name| self.names.is_match(name))
    }

    /// Whether one of them fits `path` or a folder it stands in.
    pub fn hold(&self, path: &Path, start: &Path) -> bool {
        let parts = self.below(path, start).ancestors().filter(|part| !part.as_os_str().is_empty());
        parts.into_iter().any(|part| {
            self.set.is_match(part) || part.file_name().is_some_and(|name| self.names.is_match(name))
        })
    }

    fn below<'p>(&self, path: &'p Path, start: &Path) -> &'p Path {
        path.strip_prefix(self.folder.as_deref().unwrap_or(start)).unwrap_or(path)
    }
}
