//! The lists of a run as files: one where there is one document, else an index and a list for each department.

use super::{List, docx, file_names, list, paper, xlsx};
use crate::disclosure::department::Department;
use crate::document::Document;
use crate::report::{Format, Run};
use crate::spread::Spread;

/// A file, or why it cannot be packed.
pub type Packed = Result<Vec<u8>, String>;

/// The lists of a run.
#[derive(Debug)]
pub enum Files {
    /// Of its only document.
    One(Packed),
    /// Of its departments.
    Many {
        /// The list of each, by its name.
        lists: Vec<(String, Packed)>,
        /// All of them together. It leads to them by their names.
        index: Packed,
    },
}

/// A list of a run, and the file it comes to.
pub type Made<'a> = (List<'a>, Packed);

/// Writes the lists of `run` down as Word documents or, where `format` says so, as workbooks.
pub fn files<'a>(run: &Run<'a>, format: Format, spread: Spread<Made<'a>>) -> Files {
    let made = spread(run.documents.len(), &|index| {
        let document = run.document(index);
        let list = list(run, index, &document);
        let file = one(&list, &document, run, format);
        (list, file)
    });
    let (lists, mut files): (Vec<List<'_>>, Vec<Packed>) = made.into_iter().unzip();
    if run.unreadable.is_empty()
        && files.len() == 1
        && let Some(file) = files.pop()
    {
        return Files::One(file);
    }
    let names = names(lists.iter().map(|list| &list.department), format);
    let index = match format {
        Format::Xlsx => xlsx::index(run, &lists, &names),
        _ => docx::index(run, &lists, &names),
    };
    Files::Many { lists: names.into_iter().zip(files).collect(), index }
}

fn one(list: &List<'_>, document: &Document, run: &Run<'_>, format: Format) -> Packed {
    let lang = run.options.lang;
    match format {
        Format::Xlsx => xlsx::list(list, &paper(run, list.checked, document), lang),
        _ => docx::list(list, lang),
    }
}

/// The list of the document at `index` of `run`, with the name of its file.
pub fn of_one(run: &Run<'_>, index: usize, format: Format) -> (String, Packed) {
    let document = run.document(index);
    let list = list(run, index, &document);
    let name = names(std::iter::once(&list.department), format).pop().unwrap_or_default();
    (name, one(&list, &document, run, format))
}

/// What the lists of `departments` are called, each with its ending.
pub fn names<'d>(departments: impl Iterator<Item = &'d Department>, format: Format) -> Vec<String> {
    file_names(departments).into_iter().map(|name| format!("{name}.{}", format.name())).collect()
}
