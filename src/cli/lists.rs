//! The corrections lists on disk: one file where there is one document, else an index and a list for each department in the
//! folder beside it.

use std::path::{Path, PathBuf};
use std::{fs, io};

use gouji::diagnostic::Text;
use gouji::document::Document;
use gouji::report::corrections::{self, List, docx, xlsx};
use gouji::report::department::Department;
use gouji::report::{Format, Run};
use rayon::prelude::*;

use super::examine::Examined;
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
    let names = corrections::file_names(departments.iter());
    names.iter().try_for_each(|name| inputs.spare(&folder.join(file_name(name, format))))
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
    let documents = (0..run.documents.len()).into_par_iter();
    let made: Vec<(List<'_>, Result<Vec<u8>, String>)> = documents
        .map(|index| {
            let document = run.document(index);
            let list = corrections::list(run, index, &document);
            let file = one(&list, &document, run, format);
            (list, file)
        })
        .collect();
    let (lists, files): (Vec<List<'_>>, Vec<Result<Vec<u8>, String>>) = made.into_iter().unzip();
    if let [_] = lists.as_slice()
        && run.unreadable.is_empty()
        && let [file] = files.as_slice()
    {
        let bytes = file.as_ref().map_err(|error| (path.to_owned(), error.clone()))?;
        write::whole(path, bytes).map_err(lost(path))?;
        return Ok(None);
    }
    let folder = folder_of(path);
    fs::create_dir_all(&folder).map_err(lost(&folder))?;
    let names = corrections::file_names(lists.iter().map(|list| &list.department));
    let names: Vec<String> = names.iter().map(|name| file_name(name, format)).collect();
    for (name, file) in names.iter().zip(files) {
        let path = folder.join(name);
        let bytes = file.map_err(|error| (path.clone(), error))?;
        write::page(&path, &bytes).map_err(lost(&path))?;
    }
    // The index comes last: it never leads to lists that are not there.
    let index = match format {
        Format::Xlsx => xlsx::index(run, &lists, &names),
        _ => docx::index(run, &lists, &names),
    };
    let bytes = index.map_err(|error| (path.to_owned(), error))?;
    write::whole(path, &bytes).map_err(lost(path))?;
    Ok(Some(folder))
}

fn one(list: &List<'_>, document: &Document, run: &Run, format: Format) -> Result<Vec<u8>, String> {
    let lang = run.options.lang;
    match format {
        Format::Xlsx => xlsx::list(list, &corrections::paper(run, list.checked, document), lang),
        _ => docx::list(list, lang),
    }
}

fn file_name(name: &str, format: Format) -> String {
    let ending = if format == Format::Xlsx { "xlsx" } else { "docx" };
    format!("{name}.{ending}")
}

fn lost(path: &Path) -> impl Fn(io::Error) -> Lost + '_ {
    |error| (path.to_owned(), error.to_string())
}
