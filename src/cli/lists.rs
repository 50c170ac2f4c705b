//! The corrections lists on disk: one file where there is one document, else an index and a list for each department in the
//! folder beside it.

use std::path::{Path, PathBuf};
use std::{fs, io};

use gouji::diagnostic::Text;
use gouji::disclosure::department::Department;
use gouji::report::corrections::files::{Files, files, names};
use gouji::report::{Format, Run};

use super::examine::{Examined, on_all_cores};
use super::outputs::Inputs;
use super::pages::folder_of;
use super::terminal::Terminal;
use super::{Stop, write};

/// Why a list is not there.
type Lost = (PathBuf, String);

/// Stops where a list would be written over a file that was read.
pub fn spare(inputs: &Inputs<'_>, path: &Path, format: Format, done: &Examined) -> Result<(), Stop> {
    let folder = folder_of(path);
    if done.documents.len() < 2 || !folder.is_dir() {
        return Ok(());
    }
    let departments: Vec<Department> = done
        .parsed
        .iter()
        .map(|document| Department::of(document, done.sources.get(document.file), &done.packs))
        .collect();
    let names = names(departments.iter(), format);
    names.iter().try_for_each(|name| inputs.spare(&folder.join(name)))
}

/// Writes the lists of `run`; false where one could not be written. Says so where they are more than one file.
pub fn put(run: &Run, format: Format, path: &Path, terminal: &Terminal) -> bool {
    match all(run, format, path) {
        Ok(None) => true,
        Ok(Some(folder)) => {
            let (n, folder, path) = (run.documents.len(), folder.display(), path.display());
            terminal.say(&Text::new(
                format!("整改清单有 {n} 份：索引是 {path}，每个部门一份，在 {folder}/"),
                format!("there are {n} lists: {path} is the index, {folder}/ has one for each department"),
            ));
            true
        }
        Err((path, error)) => {
            terminal.unwritten(&path, error);
            false
        }
    }
}

/// Gives the folder of the lists, if there are several.
fn all(run: &Run, format: Format, path: &Path) -> Result<Option<PathBuf>, Lost> {
    let above = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    above.map_or(Ok(()), fs::create_dir_all).map_err(lost(path))?;
    let (lists, index) = match files(run, format, on_all_cores) {
        Files::One(file) => {
            let bytes = file.map_err(|error| (path.to_owned(), error))?;
            write::whole(path, &bytes).map_err(lost(path))?;
            return Ok(None);
        }
        Files::Many { lists, index } => (lists, index),
    };
    let folder = folder_of(path);
    fs::create_dir_all(&folder).map_err(lost(&folder))?;
    for (name, file) in lists {
        let path = folder.join(name);
        let bytes = file.map_err(|error| (path.clone(), error))?;
        write::page(&path, &bytes).map_err(lost(&path))?;
    }
    // The index comes last: it never leads to lists that are not there.
    let bytes = index.map_err(|error| (path.to_owned(), error))?;
    write::whole(path, &bytes).map_err(lost(path))?;
    Ok(Some(folder))
}

fn lost(path: &Path) -> impl Fn(io::Error) -> Lost + '_ {
    |error| (path.to_owned(), error.to_string())
}
