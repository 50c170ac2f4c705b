//! For people who sign: one file that opens anywhere, without a network, from a mail. A table of the documents, then each
//! as it reads, every figure with its tick mark, every finding beside its place.
//!
//! Two readers share what is here: the report, and any page that shows findings: styles and script stand in files of their
//! own beside this one and know nothing of where the page came from. Without the script everything can still be read; it
//! adds filters, search, keys, and the way from a figure to those it is tied to. A policy in the page itself lets run this
//! one script and these styles, by their digests, and nothing else: what a document says is never more than text.

mod article;
mod blocks;
mod cards;
mod digest;
mod escape;
mod frame;
mod grid;
mod ink;
mod overview;

use std::collections::BTreeMap;

use super::Run;
use crate::diagnostic::Text;
pub use article::Article;
use overview::Row;

/// A report of more documents than this is an index and a page for each.
pub const MOST_DOCUMENTS: usize = 20;

/// So is one whose documents come to more bytes than this.
pub const MOST_BYTES: usize = 12 << 20;

/// A report in the making: its parts are made one by one, on as many threads as there are.
pub struct Report<'a> {
    run: Run<'a>,
    titles: BTreeMap<&'a str, &'a Text>,
    rows: Vec<Row>,
}

impl<'a> Report<'a> {
    /// The report of `run`.
    pub fn new(run: &Run<'a>) -> Self {
        let rows = (0..run.documents.len()).map(|index| Row::of(run, index)).collect();
        Self { run: *run, titles: titles(run), rows }
    }

    /// How many documents it has.
    pub fn n_documents(&self) -> usize {
        self.run.documents.len()
    }

    /// The document at `index`.
    pub fn article(&self, index: usize) -> Article {
        article::article(&self.run, index, self.rows[index].name(), &self.titles)
    }

    /// Whether these documents are too many for one file.
    pub fn is_too_long(&self, articles: &[Article]) -> bool {
        let bytes: usize = articles.iter().map(Article::bytes).sum();
        articles.len() > MOST_DOCUMENTS || articles.len() > 1 && bytes > MOST_BYTES
    }

    /// All in one file.
    pub fn whole(&self, articles: &[Article]) -> String {
        frame::whole(&self.run, articles, &self.rows, &self.titles)
    }

    /// A table of the documents that leads to a page for each, in `folder`.
    pub fn index(&self, folder: &str) -> String {
        frame::index(&self.run, folder, &self.rows, &self.titles)
    }

    /// The page of the document at `index`; `index_name` is the file that leads to it, one folder up.
    pub fn page(&self, index: usize, article: &Article, index_name: &str) -> String {
        frame::page(&self.run, index, article, index_name, &self.titles)
    }
}

/// The page of the document at `index` of `run` alone, as [`Report::page`] makes it, without looking at the others.
pub fn page(run: &Run<'_>, index: usize, index_name: &str) -> String {
    let titles = titles(run);
    let row = Row::of(run, index);
    let article = article::article(run, index, row.name(), &titles);
    frame::page(run, index, &article, index_name, &titles)
}

/// What each rule demands.
fn titles<'a>(run: &Run<'a>) -> BTreeMap<&'a str, &'a Text> {
    run.rules().map(|rule| (rule.id.as_str(), &rule.title)).collect()
}

/// What the page of a document is called.
pub fn page_name(index: usize) -> String {
    format!("{:04}.html", index + 1)
}

/// Tells `run` in one file, however long.
pub fn render(run: &Run) -> String {
    let report = Report::new(run);
    let articles: Vec<Article> = (0..report.n_documents()).map(|index| report.article(index)).collect();
    report.whole(&articles)
}
