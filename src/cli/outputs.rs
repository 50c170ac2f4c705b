//! What a run reads it must not write: every output is held against every file that was read for the run, whatever either is
//! called, before the first byte is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gouji::checker::DEFAULTS_SHA256;
use gouji::diagnostic::Text;
use gouji::gate::judged::Digest;
use gouji::gate::sha256::sha256;
use gouji::read::own;
use gouji::read::passed::{Cause, Passed};
use gouji::rule::SHIPPED;

use super::files::{self, Identity, MOST_DOCUMENT, identity};
use super::settings::{absolute, short};
use super::{Output, Stop};

/// A file that was read for a run.
#[derive(Debug, Clone)]
pub struct Input {
    /// Where it stands.
    pub path: PathBuf,
    /// What it was read as.
    pub role: Role,
    /// The SHA-256 of what judges the run; nothing where the file is judged.
    pub sha256: Option<String>,
}

impl Input {
    /// A document.
    pub fn document(path: PathBuf) -> Self {
        Self { path, role: Role::Document, sha256: None }
    }

    /// A file that was passed over because it was written here.
    fn own(path: PathBuf) -> Self {
        Self { role: Role::Own, ..Self::document(path) }
    }

    /// A file that judges, with its text.
    pub fn judging(path: &Path, role: Role, text: &str) -> Self {
        Self { path: path.to_path_buf(), role, sha256: Some(sha256(text.as_bytes())) }
    }
}

/// A file that was found, as a document or as what it was passed over for; `passed` is in order.
pub fn met(path: PathBuf, passed: &[Passed]) -> Input {
    let own = Passed { name: path.display().to_string(), cause: Cause::Own };
    if passed.binary_search(&own).is_ok() { Input::own(path) } else { Input::document(path) }
}

/// The files among `inputs` that judge a run, and the rules that come with the program, by what they hold.
pub fn digests(inputs: &[Input], shipped: bool) -> Vec<Digest> {
    let of = |input: &Input| {
        let path = short(&absolute(&input.path)).replace('\\', "/");
        Some(Digest { role: input.role.word(), path, sha256: input.sha256.clone()? })
    };
    let own = Digest {
        role: Role::Rules.word(),
        path: format!("{SHIPPED}rules"),
        sha256: DEFAULTS_SHA256.to_owned(),
    };
    let mut digests: Vec<Digest> = inputs.iter().filter_map(of).chain(shipped.then_some(own)).collect();
    digests.sort();
    digests.dedup();
    digests
}

/// What a file was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A document, or an archive of some.
    Document,
    /// What was written here and is no document.
    Own,
    /// A rule file or a dictionary.
    Rules,
    /// `gouji.toml`.
    Configuration,
    /// `gouji-waivers.toml`.
    Waivers,
    /// The baseline.
    Baseline,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Document | Self::Own => "document",
            Self::Rules => "rules",
            Self::Configuration => "configuration",
            Self::Waivers => "waivers",
            Self::Baseline => "baseline",
        }
    }

    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Document => ("要检查的文件", "a document to check"),
            Self::Own => ("gouji 写的，可能有人改过", "written by gouji, and somebody may have worked in it"),
            Self::Rules => ("在用的规则", "a rule file in use"),
            Self::Configuration => ("在用的配置", "the configuration in use"),
            Self::Waivers => ("在用的豁免", "the waivers in use"),
            Self::Baseline => ("在用的基线", "the baseline in use"),
        }
    }
}

/// The files that were read, by what the system knows them by.
pub struct Inputs<'a>(BTreeMap<Identity, &'a Input>);

impl<'a> Inputs<'a> {
    /// Looks at each of them once.
    pub fn new(inputs: &'a [Input]) -> Self {
        Self(inputs.iter().filter_map(|input| Some((identity(&input.path)?, input))).collect())
    }

    /// Stops where `path` is one of them.
    pub fn spare(&self, path: &Path) -> Result<(), Stop> {
        // What is no regular file is read and written by other ways.
        let is_file = path.is_file() && !files::handed_over(path);
        let met = identity(path).filter(|_| is_file).and_then(|known| self.0.get(&known));
        let Some(Input { path: input, role, .. }) = met else { return Ok(()) };
        if *role == Role::Own && is_as_written(path) {
            return Ok(());
        }
        let (path, input, (zh, en)) = (path.display(), input.display(), role.name());
        Err(Stop::new(Text::new(
            format!("不能写到 {path}：它是{zh}（{input}）"),
            format!("{path} is not written: it is {en} ({input})"),
        ))
        .help(Text::new("换一个文件名", "write to another file")))
    }
}

/// Whether a file is what was written here: nobody has answered in it.
pub fn is_as_written(path: &Path) -> bool {
    let bytes = files::read(path, MOST_DOCUMENT);
    bytes.is_ok_and(|bytes| own::is_as_written(&path.to_string_lossy(), &bytes))
}

/// Leaves of what was passed over what nobody read: rules, configurations and waivers that lie among the documents were.
pub fn not_read(passed: &mut Vec<Passed>, inputs: &[Input]) {
    let read = inputs.iter().filter(|input| input.role != Role::Own);
    let known: BTreeSet<PathBuf> = read.map(|input| absolute(&input.path)).collect();
    passed.retain(|file| !known.contains(&absolute(Path::new(&file.name))));
}

/// Leaves of what was passed over what was there before any report: the second run tells the same as the first.
pub fn not_written(passed: &mut Vec<Passed>, outputs: &[Output]) {
    let paths: Vec<PathBuf> =
        outputs.iter().filter_map(|output| output.path.as_deref()).map(absolute).collect();
    if !paths.is_empty() {
        passed.retain(|file| {
            let file = absolute(Path::new(&file.name));
            !paths.iter().any(|path| path.starts_with(&file))
        });
    }
}

/// Stops where two formats go to one place.
pub fn apart(outputs: &[Output]) -> Result<(), Stop> {
    let mut known: BTreeMap<PathBuf, &Output> = BTreeMap::new();
    for output in outputs {
        let Some(place) = place(output.path.as_deref()) else { continue };
        if known.insert(place.clone(), output).is_none() {
            continue;
        }
        return Err(match output.path.as_ref().filter(|_| place.as_os_str() != STDOUT) {
            None => Stop::new(Text::new(
                "只有一种格式能写到标准输出",
                "only one format can go to the standard output",
            ))
            .help(Text::new(
                "其余的写到文件：--format sarif=out.sarif",
                "write the others to files: --format sarif=out.sarif",
            )),
            Some(path) => {
                let path = path.display();
                Stop::new(Text::new(
                    format!("两种格式写到同一个文件 {path}"),
                    format!("two formats go to one file, {path}"),
                ))
                .help(Text::new("每种格式一个文件", "give each format a file of its own"))
            }
        });
    }
    Ok(())
}

/// What the standard output is called.
const STDOUT: &str = "/dev/stdout";

/// The place an output goes to, under the one name it has; nothing where any number may go, as to a pipe.
fn place(path: Option<&Path>) -> Option<PathBuf> {
    let Some(path) = path else { return Some(PathBuf::from(STDOUT)) };
    if path == Path::new(STDOUT) {
        return Some(path.to_path_buf());
    }
    if let Ok(real) = path.canonicalize() {
        return (real.is_file() && !files::handed_over(path)).then_some(real);
    }
    // Not there yet: it will stand in its folder, as far as that is there.
    let path = absolute(&super::write::target(path).ok()?);
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    Some(folder.map_or_else(|| path.clone(), |folder| folder.join(path.file_name().unwrap_or_default())))
}
