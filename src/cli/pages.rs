//! The report for people on disk: one file, or an index and a page for each document where one file would open in no browser.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use gouji::diagnostic::Text;
use gouji::report::Run;
use gouji::report::html::{MOST_DOCUMENTS, Report, page_name};
use rayon::prelude::*;

use super::outputs::Inputs;
use super::terminal::Terminal;
use super::{Stop, write};

/// What was written, or the file that could not be.
type Written = Result<Option<PathBuf>, (PathBuf, io::Error)>;

/// Stops where a page would be written over a file that was read; `documents` is how many pages there may be.
pub fn spare(inputs: &Inputs<'_>, path: &Path, documents: usize) -> Result<(), Stop> {
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Ok(());
    }
    (0..documents).try_for_each(|index| inputs.spare(&folder.join(page_name(index))))
}

/// Writes the report of `run`; false where some of it could not be written. Says so where it is more than one file.
pub fn put(run: &Run, path: &Path, terminal: &Terminal) -> bool {
    match pages(run, path) {
        Ok(None) => true,
        Ok(Some(folder)) => {
            let (n, folder, path) = (run.documents.len(), folder.display(), path.display());
            terminal.say(&Text::new(
                format!("报告有 {n} 个文件：目录是 {path}，每个文件一页，在 {folder}/"),
                format!("the report has {n} documents: {path} is the index, {folder}/ has a page for each"),
            ));
            true
        }
        Err((path, error)) => {
            terminal.unwritten(&path, error);
            false
        }
    }
}

/// Gives the folder of the pages, if there are any.
fn pages(run: &Run, path: &Path) -> Written {
    let report = Report::new(run);
    let above = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    above.map_or(Ok(()), fs::create_dir_all).map_err(|error| (path.to_owned(), error))?;
    let documents = 0..report.n_documents();
    if report.n_documents() <= MOST_DOCUMENTS {
        let articles: Vec<_> = documents.clone().into_par_iter().map(|index| report.article(index)).collect();
        if !report.is_too_long(&articles) {
            one(path, &report.whole(&articles))?;
            return Ok(None);
        }
    }
    let folder = folder_of(path);
    fs::create_dir_all(&folder).map_err(|error| (folder.clone(), error))?;
    let name = |path: &Path| path.file_name().unwrap_or(OsStr::new("")).to_string_lossy().into_owned();
    let index_name = name(path);
    documents.into_par_iter().try_for_each(|index| {
        let page = report.page(index, &report.article(index), &index_name);
        let path = folder.join(page_name(index));
        write::page(&path, page.as_bytes()).map_err(|error| (path, error))
    })?;
    // The index comes last: it never leads to pages that are not there.
    one(path, &report.index(&name(&folder)))?;
    Ok(Some(folder))
}

/// `report.html` has its pages in `report`.
pub fn folder_of(path: &Path) -> PathBuf {
    let folder = path.with_extension("");
    if folder == path { path.with_extension("pages") } else { folder }
}

fn one(path: &Path, text: &str) -> Result<(), (PathBuf, io::Error)> {
    write::whole(path, text.as_bytes()).map_err(|error| (path.to_owned(), error))
}
