//! Which files are one disclosure, by their paths: `[[disclosure]] files = "{department}/{year}/*"`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use regex_lite::Regex;

use super::due::{DUE, Due};
use super::{Config, Given};
use crate::diagnostic::Text;
use crate::keys;
use crate::keys::parts::{Leaf, SAID, leaf, needed, opt};
use crate::keys::{Part, Shape};
use crate::source::Cut;

/// What the braces of a pattern may name: what is told of a disclosure by its path.
pub const NAMES: [&str; 5] = ["department", "year", "kind", "unit", "published"];

/// A pattern of paths with names in it.
const PATTERN: Leaf<Pattern> = leaf(
    Shape::Text((
        "路径，{department} 和 {year} 代表目录或文件名里的字",
        "paths, with {department} and {year} for parts of them",
    )),
    |reader, node| {
        let text = SAID.read(reader, node)?;
        let read = Pattern::new(&text);
        if let Err(why) = &read {
            let help = Text::new(
                "花括号里只能写 department、year、kind、unit、published，每个一次，如 \"{department}/{year}/*\"",
                "braces hold department, year, kind, unit or published, each once, as in \"{department}/{year}/*\"",
            );
            reader.desk.say(node.span, why.clone(), help, None);
        }
        read.ok()
    },
);

keys! {
    /// Files that are one disclosure where the names in their paths agree.
    "哪些文件合起来是一份公开。"
    pub struct Together {
        /// Which files; what stands in braces tells one disclosure from another.
        files: Pattern = "files", needed(PATTERN), "哪些文件；花括号里的字相同的是一份";
        /// The last day for publishing them.
        due: Option<Due> = "due", opt(DUE), "最晚哪一天公开";
    }
}

/// Paths with names in them.
#[derive(Debug, Clone, Default)]
pub struct Pattern {
    /// As written.
    pub text: String,
    folder: Option<PathBuf>,
    /// None: it fits nothing.
    regex: Option<Regex>,
}

impl Pattern {
    /// Reads a glob with names in braces.
    ///
    /// # Errors
    /// Where it is no glob, or names something else.
    pub fn new(text: &str) -> Result<Self, Text> {
        let wrong = |why: &str| {
            Text::new(format!("「{text}」不能用：{why}"), format!("`{text}` is no pattern of files: {why}"))
        };
        let mut regex = String::from("^");
        let mut rest = text.strip_prefix("./").unwrap_or(text);
        let mut named: Vec<&str> = Vec::new();
        while let Some(first) = rest.chars().next() {
            let (read, len) = match first {
                '{' => {
                    let end = rest.find('}').map_or(rest.len(), |at| at + 1);
                    let name = NAMES.iter().find(|name| rest.cut(..end) == format!("{{{name}}}"));
                    let name =
                        name.filter(|name| !named.contains(name)).ok_or_else(|| wrong(rest.cut(..end)))?;
                    named.push(name);
                    (format!("(?P<{name}>[^/]+?)"), end)
                }
                '*' if rest.starts_with("**/") => ("(?:.*/)?".to_owned(), 3),
                '*' if rest.starts_with("**") => (".*".to_owned(), 2),
                '*' => ("[^/]*".to_owned(), 1),
                '?' => ("[^/]".to_owned(), 1),
                other => (regex_lite::escape(&other.to_string()), other.len_utf8()),
            };
            regex.push_str(&read);
            rest = rest.cut(len..);
        }
        regex.push('$');
        let regex = Regex::new(&regex).map_err(|error| wrong(&error.to_string()))?;
        Ok(Self { text: text.to_owned(), folder: None, regex: Some(regex) })
    }

    /// What the names stand for in the absolute `path`, where the pattern fits it.
    fn names(&self, path: &Path) -> Option<BTreeMap<String, String>> {
        let below = self.folder.as_deref().map_or(Ok(path), |folder| path.strip_prefix(folder)).ok()?;
        let below = below.to_string_lossy().replace('\\', "/");
        let regex = self.regex.as_ref()?;
        let found = regex.captures(&below)?;
        let named = regex.capture_names().flatten().filter_map(|name| {
            let text = found.name(name)?.as_str().to_owned();
            Some((name.to_owned(), text))
        });
        Some(named.collect())
    }
}

/// A disclosure as its path names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Which pattern fits.
    pub pattern: String,
    /// What its names stand for.
    pub names: BTreeMap<String, String>,
    /// When it is to be published.
    pub due: Option<Due>,
}

impl Config {
    /// The disclosure that the file at the absolute `path` is of, where its path says so. The first pattern that fits holds.
    pub fn disclosure(&self, path: &Path) -> Option<Named> {
        let patterns = self.disclosures.iter().flat_map(|given| &given.value);
        patterns.into_iter().find_map(|Together { files, due }| {
            Some(Named { names: files.names(path)?, pattern: files.text.clone(), due: *due })
        })
    }

    /// Its patterns are told from `folder`.
    pub(super) fn disclosures_from(&mut self, folder: &Path) {
        for Together { files, .. } in self.disclosures.iter_mut().flat_map(|Given { value, .. }| value) {
            files.folder = Some(folder.to_path_buf());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_braces_tells_disclosures_apart() {
        let names = |pattern: &str, path: &str| {
            let mut pattern = Pattern::new(pattern).unwrap();
            pattern.folder = Some(PathBuf::from("/公开"));
            pattern.names(Path::new(path)).map(|names| names.into_values().collect::<Vec<_>>().join("|"))
        };
        let of = |text: &str| Some(text.to_owned());
        assert_eq!(names("{department}/{year}/*", "/公开/某局/2031/表.xlsx"), of("某局|2031"));
        assert_eq!(names("{department}/{year}/*", "/公开/某局/2031/附件/表.xlsx"), None);
        assert_eq!(names("{department}/{year}/**", "/公开/某局/2031/附件/表.xlsx"), of("某局|2031"));
        assert_eq!(names("{year}/{department}-*.*", "/公开/2031/某局-表.xlsx"), of("某局|2031"));
        assert_eq!(names("{department}/{year}/*", "/别处/某局/2031/表.xlsx"), None);
        for wrong in ["{ministry}/*", "{year}/{year}/*", "{year"] {
            assert!(Pattern::new(wrong).is_err(), "{wrong}");
        }
    }
}
