//! What is made of a session: pages to look at, and files to save.

use gouji::annotate::annotate;
use gouji::report::corrections::files::{Files, files, of_one};
use gouji::report::corrections::{self, remarks};
use gouji::report::html::{self, Article, Report, page_name};
use gouji::report::{Format, Run, render};
use gouji::spread::in_turn;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::ask::Answer;
use crate::pack::packed;
use crate::session::Session;

/// Where the index of a report leads to, as it is seen by the page.
const PAGES: &str = "pages";
/// What the index is called.
const INDEX: &str = "index.html";

/// Something to look at or to save.
#[derive(Debug, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Save {
    /// The table of all documents.
    Index,
    /// The page of one.
    Page { document: usize },
    /// The whole report: a page, or an archive of an index and pages.
    Report,
    /// The lists of corrections of all documents, a file or an archive of them; or that of one document.
    Lists { format: String, document: Option<usize> },
    /// A copy of a file of a document with every correction as a comment; the body is the file.
    Copy { document: usize, file: String },
    /// The run in one of the formats for programs.
    Format { format: String },
}

/// Makes it: a body, and what kind of file it is.
pub fn save(session: &mut Session, what: &Save, body: &[u8]) -> Answer {
    match what {
        Save::Index => session.told(|run| text("html", Report::new(run).index(PAGES))),
        Save::Page { document } => session.told(|run| {
            run.documents.get(*document).ok_or("there is no such document")?;
            text("html", html::page(run, *document, INDEX))
        }),
        Save::Report => session.told(report),
        Save::Lists { format, document } => {
            let format =
                Format::named(format).filter(|format| format.is_binary()).ok_or("no format of lists")?;
            session.told(|run| match document {
                Some(index) if *index < run.documents.len() => {
                    let (name, file) = of_one(run, *index, format);
                    Ok((json!({ "ending": format.name(), "name": name }), file?))
                }
                _ => lists(run, format),
            })
        }
        Save::Copy { document, file } => copy(session, *document, file, body),
        Save::Format { format: name } => {
            let format = Format::named(name).filter(|format| !format.is_binary()).ok_or("no such format")?;
            session.told(|run| text(name, render(run, format)))
        }
    }
}

fn text(ending: &str, text: String) -> Answer {
    Ok((json!({ "ending": ending }), text.into_bytes()))
}

fn report(run: &Run<'_>) -> Answer {
    let report = Report::new(run);
    let articles: Vec<Article> = (0..report.n_documents()).map(|index| report.article(index)).collect();
    if !report.is_too_long(&articles) {
        return text("html", report.whole(&articles));
    }
    let mut pages: Vec<(String, String)> = Vec::new();
    for (index, article) in articles.iter().enumerate() {
        pages.push((format!("{PAGES}/{}", page_name(index)), report.page(index, article, INDEX)));
    }
    pages.push((INDEX.to_owned(), report.index(PAGES)));
    let parts: Vec<(&str, &[u8])> =
        pages.iter().map(|(name, page)| (name.as_str(), page.as_bytes())).collect();
    Ok((json!({ "ending": "zip" }), packed(&parts)?))
}

fn lists(run: &Run<'_>, format: Format) -> Answer {
    let ending = format.name();
    match files(run, format, in_turn) {
        Files::One(file) => Ok((json!({ "ending": ending }), file?)),
        Files::Many { lists, index } => {
            let (index, name) = (index?, format!("{}.{ending}", run.options.lang.pick("索引", "index")));
            let lists: Vec<(String, Vec<u8>)> =
                lists.into_iter().map(|(name, file)| Ok((name, file?))).collect::<Result<_, String>>()?;
            // The index leads to the lists in its own folder.
            let mut parts: Vec<(&str, &[u8])> = vec![(&name, &index)];
            parts.extend(lists.iter().map(|(name, file)| (name.as_str(), file.as_slice())));
            Ok((json!({ "ending": "zip" }), packed(&parts)?))
        }
    }
}

/// Nothing where there is nothing to correct.
fn copy(session: &mut Session, index: usize, name: &str, body: &[u8]) -> Answer {
    let lang = session.lang;
    let remarks = session.told(|run| {
        run.documents.get(index).ok_or("there is no such document")?;
        let mut list = corrections::list(run, index, &run.document(index));
        list.items.retain(|item| run.sources.get(item.span.file).name() == name);
        Ok::<_, String>(remarks(&list, lang))
    })?;
    if remarks.is_empty() {
        return Ok((Value::Null, Vec::new()));
    }
    let source = session.source(index, name).ok_or("there is no such file")?;
    let copy = annotate(source, body, &remarks)
        .map_err(|why| format!("{}{}{}", why.reason.get(lang), lang.pick("；", "; "), why.help.get(lang)))?;
    Ok((json!({ "remarks": remarks.len() }), copy))
}
