//! The command over folders that an enemy made: every document in them is told, whatever configurations and links lie there.
//!
//! A tree is written line by line: `d NAME` is a folder, `f NAME TEXT` a file (`↵` ends a line of it), `l NAME TARGET` a link,
//! `p NAME` a named pipe.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program;

/// A link may lead up by so many folders: not out of what is thrown away afterwards.
const DEPTH: usize = 12;
/// A tree has no more lines: what many files cost is no question of this target.
const LINES: usize = 64;

/// Makes the tree and checks it: the command ends as it promises to, and passes over no document in silence.
pub fn check(text: &str) {
    // A panic of the command ends this program, as that of anything else does.
    // SAFETY: nothing else of this program reads or writes the environment.
    unsafe { std::env::set_var("GOUJI_BACKTRACE", "1") };
    let thrown_away = tempfile::tempdir().expect("a folder");
    let mut root = thrown_away.path().to_path_buf();
    root.extend((0..DEPTH).map(|_| "x"));
    fs::create_dir_all(&root).expect("a folder");
    let mut documents = Vec::new();
    for line in text.lines().take(LINES) {
        documents.extend(make(&root, line));
    }
    let out = thrown_away.path().join("told.json");
    let format = format!("json={}", out.display());
    let root = root.to_str().expect("names of temporary folders are text");
    let arguments = ["gouji", "check", "--root", root, root, "--format", &format];
    let code = program::cli::main(arguments.into_iter().map(Into::into));
    assert!(code <= 3);
    let Ok(told) = fs::read(&out) else { return assert_eq!(code, 2) };
    let told: Value = serde_json::from_slice(&told).expect("JSON");
    assert_eq!(told["exit_code"], Value::from(code));
    for document in documents.iter().filter(|path| path.is_file()) {
        assert!(is_told(&told, &document.display().to_string()), "{} was passed over", document.display());
    }
}

/// Does what a line says; the document that comes of it where it is one that a walk meets.
fn make(root: &Path, line: &str) -> Option<PathBuf> {
    let (kind, rest) = line.split_once(' ')?;
    let (name, content) = rest.split_once(' ').unwrap_or((rest, ""));
    let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    if parts.is_empty() || parts.len() > DEPTH || name.contains('\0') || content.contains('\0') {
        return None;
    }
    let path = parts.iter().fold(root.to_path_buf(), |path, part| path.join(part));
    // What is a link already is not written through.
    let through = path.ancestors().take_while(|above| *above != root).any(Path::is_symlink);
    if through || kind != "d" && fs::create_dir_all(path.parent()?).is_err() {
        return None;
    }
    match kind {
        "d" => drop(fs::create_dir_all(&path)),
        "l" if !content.starts_with('/') && content.matches("..").count() < DEPTH => drop(symlink(content, &path)),
        "p" if name.len() < 100 => drop(Command::new("mkfifo").arg(&path).status()),
        "f" => {
            fs::write(&path, content.replace('↵', "\n")).ok()?;
            let hidden = parts.iter().any(|part| part.starts_with('.'));
            return (!hidden && name.ends_with(".txt")).then_some(path);
        }
        _ => {}
    }
    None
}

/// Whether a path was read, could not be, was passed over by name, or is one of those that a configuration left out.
fn is_told(told: &Value, path: &str) -> bool {
    let paths = |list: &str| {
        let list = told[list].as_array().map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(|one| one["path"].as_str().or(one["name"].as_str()))
    };
    let named = ["documents", "unreadable"].iter().flat_map(|list| paths(list)).any(|name| name == path);
    let judges = told["judged_by"].as_array().map_or(&[][..], Vec::as_slice);
    named || judges.iter().any(|judge| judge["left_out"].as_u64().is_some_and(|count| count > 0))
}
