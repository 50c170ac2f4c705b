//! What a configuration takes from one that it extends.

use std::path::Path;

use super::{Config, Given};

impl Config {
    /// This configuration as one in `folder` takes it: globs are told from there, and whether files further up are looked at is
    /// that one's to say.
    pub fn taken_into(mut self, folder: &Path) -> Self {
        let kinds = self.kinds.iter_mut().flat_map(|given| &mut given.value).map(|kind| &mut kind.path);
        let lists = [&mut self.include, &mut self.exclude, &mut self.trust].into_iter().flatten();
        let lists = lists.map(|Given { value, .. }| value);
        kinds.chain(lists).for_each(|globs| globs.place(folder));
        self.disclosures_from(folder);
        self.root = false;
        self
    }
}
