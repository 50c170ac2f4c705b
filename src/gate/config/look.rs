//! Which files in folders and archives are documents, as far as their paths tell.

use std::path::Path;

use super::Config;
use crate::read::kind::ENDINGS;
use crate::read::passed::Cause;

impl Config {
    /// Why the file at `path` below the folder or archive `start`, which somebody named, is passed over; both are absolute.
    /// Nothing: it is read.
    pub fn passes_over(&self, path: &Path, start: &Path) -> Option<Cause> {
        if self.excludes(path, start) {
            return Some(Cause::Excluded);
        }
        match &self.include {
            Some(include) => (!include.value.fit(path, start)).then_some(Cause::NotIncluded),
            None => (!is_document(path)).then(|| Cause::kind(&path.to_string_lossy())),
        }
    }

    /// Whether the configuration leaves out what lies at `path`, a file or a folder.
    pub fn excludes(&self, path: &Path, start: &Path) -> bool {
        self.exclude.as_ref().is_some_and(|exclude| exclude.value.hold(path, start))
    }
}

/// Whether a file looks like a document by its name.
pub fn is_document(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}
