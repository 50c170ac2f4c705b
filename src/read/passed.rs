//! What folders and archives hold and nobody reads: a gate that looks away says from what.

use std::collections::BTreeMap;
use std::path::Path;

use crate::diagnostic::Text;

/// A file in a folder or an archive that was not read, or a whole folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passed {
    /// The name people see; that of a folder ends in `/`.
    pub name: String,
    /// Why.
    pub cause: Cause,
}

/// Why a file was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// No reader is for files of this ending, which is in lower case and may be empty.
    Kind(String),
    /// Its name begins with a dot, or a Mac put it into an archive.
    Hidden,
    /// It was written here: a list, a report, a copy with remarks.
    Own,
    /// The arguments or a configuration exclude it.
    Excluded,
    /// The arguments or a configuration name what is read, and it is not among that.
    NotIncluded,
}

impl Cause {
    /// No reader is for a file called `name`.
    pub fn kind(name: &str) -> Self {
        /// What is longer is no ending but the rest of a name with a dot in it.
        const LONGEST: usize = 8;
        let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let is_ending = ending.len() <= LONGEST && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
        Self::Kind(if is_ending { ending.to_ascii_lowercase() } else { String::new() })
    }

    /// The ending that no reader is for.
    pub fn ending(&self) -> Option<&str> {
        match self {
            Self::Kind(ending) => Some(ending),
            _ => None,
        }
    }

    /// What programs call it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Kind(_) => "kind",
            Self::Hidden => "hidden",
            Self::Own => "own",
            Self::Excluded => "excluded",
            Self::NotIncluded => "not-included",
        }
    }

    /// What people are told.
    pub fn words(&self) -> Text {
        match self {
            Self::Kind(ending) if ending.is_empty() => {
                Text::new("没有扩展名，不知道是哪种文件", "no ending tells what kind it is")
            }
            Self::Kind(ending) => {
                Text::new(format!("不读 .{ending} 文件"), format!(".{ending} files are not read"))
            }
            Self::Hidden => Text::new("隐藏文件", "hidden"),
            Self::Own => Text::new("gouji 写的", "written by gouji"),
            Self::Excluded => Text::new("已排除（exclude）", "excluded"),
            Self::NotIncluded => Text::new("不在 include 之内", "not among what include names"),
        }
    }
}

/// How many were passed over for each cause.
pub fn counts(passed: &[Passed]) -> BTreeMap<&Cause, usize> {
    let mut counts = BTreeMap::new();
    for file in passed {
        *counts.entry(&file.cause).or_default() += 1;
    }
    counts
}

/// How many there are of each kind that no reader is for, the most frequent first; the empty kind has no ending.
pub fn kinds(passed: &[Passed]) -> Vec<(&str, usize)> {
    let mut kinds: Vec<(&str, usize)> =
        counts(passed).into_iter().filter_map(|(cause, count)| Some((cause.ending()?, count))).collect();
    kinds.sort_by_key(|(ending, count)| (std::cmp::Reverse(*count), *ending));
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_name_is_no_ending() {
        for (name, ending) in [
            ("a/b.PPTX", "pptx"),
            ("预算", ""),
            ("预算.定稿", ""),
            ("a.verylongending", ""),
            (".x", ""),
            ("b.7z", "7z"),
        ] {
            assert_eq!(Cause::kind(name), Cause::Kind(ending.to_owned()), "{name}");
        }
    }

    #[test]
    fn the_most_frequent_kind_comes_first() {
        let passed = |name: &str| Passed { name: name.to_owned(), cause: Cause::kind(name) };
        let mut all: Vec<Passed> = ["b.jpg", "a.jpg", "c.bin", "d"].map(passed).to_vec();
        all.push(Passed { name: ".x".to_owned(), cause: Cause::Hidden });
        assert_eq!(kinds(&all), [("jpg", 2), ("", 1), ("bin", 1)]);
        assert_eq!(counts(&all).values().sum::<usize>(), 5);
    }
}
