//! Lists the rules that are compiled into the program: every `rules/**/*.toml` and `*.csv`, in order of path, each with a
//! text of the same length with blanks for its examples: they are more than half of the rules, and checking needs none.

#[path = "src/gate/sha256.rs"]
mod sha256;

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut files = Vec::new();
    collect(&root.join("rules"), &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    let mut all = Vec::new();
    for file in &files {
        let name = file.strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(file)?;
        // Names and contents, each with an end that neither can have.
        all.extend([name.as_bytes(), text.as_bytes()].join(&0));
        all.push(0);
        let lean = if name.ends_with(".toml") { without_examples(&text) } else { text };
        writeln!(list, "    ({name:?}, include_str!({:?}), {lean:?}),", file.to_string_lossy())?;
    }
    list.push_str("]\n");
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("rules.rs"), list)?;
    fs::write(Path::new(&out).join("rules.sha256"), sha256::sha256(&all))?;
    writeln!(io::stdout(), "cargo::rerun-if-changed=rules\ncargo::rerun-if-changed=build.rs")?;
    Ok(())
}

/// The text with every line of an example blank, so that whatever else there is keeps its place.
fn without_examples(text: &str) -> String {
    let (mut lean, mut in_example, mut quote) = (String::with_capacity(text.len()), false, None);
    for line in text.lines() {
        if quote.is_none() && line.starts_with('[') {
            in_example = line.starts_with("[[rule.") && line.contains(".example]]");
        }
        match in_example {
            true => lean.extend(std::iter::repeat_n(' ', line.len())),
            false => lean.push_str(line),
        }
        lean.push('\n');
        // A text over several lines may have lines that look like the head of a table.
        for (at, _) in line.match_indices(['\'', '"']) {
            match (quote, line.get(at..at + 3)) {
                (None, Some(mark @ ("\'\'\'" | "\"\"\""))) => quote = Some(mark),
                (Some(open), Some(mark)) if open == mark => quote = None,
                _ => {}
            }
        }
    }
    lean
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // The words of languages are no rules.
        if path.ends_with("rules/lang") {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml" || extension == "csv") {
            files.push(path);
        }
    }
    Ok(())
}
