//! What kind of document it is: which packs are for it, and by what signs that is decided.
//!
//! The title decides where it says something. Where it does not, the names of tables and headings do, by several signs; and
//! where the title says one thing and the tables another, that is told.

use std::sync::Arc;

use super::aid::bind::Grids;
use super::extended;
use crate::document::{Document, Place};
use crate::rule::{Applies, Glob, Pack};

/// How it is decided whether a pack is for a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is: the pack is for documents of any kind.
    Any,
    /// It is: this line of the title says so.
    Title(Place),
    /// It is: the title does not say, but these do.
    Signs(Signs),
    /// It is not: this line of the title says that the document is of another kind.
    Excepted(Place),
    /// It is not: the title does not say, and most tables and headings that might be the pack's are of another kind.
    Against(Signs),
    /// It is not: nothing speaks for it, or its years are others.
    No,
}

impl Verdict {
    /// Whether the pack is for the document.
    pub fn applies(&self) -> bool {
        matches!(self, Self::Any | Self::Title(_) | Self::Signs(_))
    }
}

/// What in a document, apart from its title, speaks for a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// Tables of the pack whose names it does not except.
    pub tables: usize,
    /// Headings that read like the titles it is for.
    pub headings: usize,
    /// Names of its tables and headings that it excepts.
    pub against: usize,
}

impl Signs {
    /// Looks for the signs of a pack.
    pub fn of(pack: &Pack, document: &Document) -> Self {
        let matches =
            |globs: &[Glob], place: &Place| globs.iter().any(|glob| glob.matches(document.text(place)));
        let excepted = |place: &Place| matches(&pack.applies.except, place);
        // Where there is no table, nobody asks what those of the pack are called.
        let grids = match document.tables.as_slice() {
            [] => Arc::default(),
            _ => Grids::of(document, pack),
        };
        let tables = &grids.tables;
        let captions = tables.iter().map(|(_, table)| document.tables[*table].caption.as_ref());
        let (mut signs, n_tables) = (Self { tables: 0, headings: 0, against: 0 }, tables.len());
        signs.against = captions.flatten().filter(|caption| excepted(caption)).count();
        signs.tables = n_tables - signs.against;
        for heading in document.sections.iter().map(|section| &section.heading) {
            signs.against += usize::from(excepted(heading));
            signs.headings += usize::from(!excepted(heading) && matches(&pack.applies.title, heading));
        }
        signs
    }

    /// Whether there are as many as a pack asks for, half of them tables, and more than speak against it.
    fn suffice(self, wanted: usize) -> bool {
        let all = self.tables + self.headings;
        wanted > 0 && all >= wanted && self.tables * 2 >= wanted && all > self.against
    }
}

/// Whether a pack is for a document, and why.
pub fn verdict(pack: &Pack, document: &Document) -> Verdict {
    by_title(pack, document).unwrap_or_else(|| by_signs(pack, document))
}

/// The same where the title decides, or the pack asks for nothing else.
fn by_title(pack: &Pack, document: &Document) -> Option<Verdict> {
    let wanted = &pack.applies;
    let line = |globs: &[Glob]| {
        let says = |line: &&Place| globs.iter().any(|glob| glob.matches(document.text(line)));
        document.title.iter().find(says).cloned()
    };
    if !in_years(wanted, document) {
        return Some(Verdict::No);
    }
    if let Some(line) = line(&wanted.except) {
        return Some(Verdict::Excepted(line));
    }
    if wanted.title.is_empty() && wanted.tables == 0 {
        return Some(Verdict::Any);
    }
    if let Some(line) = line(&wanted.title) {
        return Some(Verdict::Title(line));
    }
    (wanted.tables == 0).then_some(Verdict::No)
}

/// The same where tables and headings decide, for which every name of a table is looked at.
fn by_signs(pack: &Pack, document: &Document) -> Verdict {
    let (signs, wanted) = (Signs::of(pack, document), pack.applies.tables);
    match signs.suffice(wanted) {
        true => Verdict::Signs(signs),
        false if signs.tables + signs.against >= wanted => Verdict::Against(signs),
        false => Verdict::No,
    }
}

/// Whether the title of a document is what `applies` asks for.
pub fn titled(applies: &Applies, document: &Document) -> bool {
    let has = |globs: &[Glob]| {
        document.title.iter().any(|line| globs.iter().any(|glob| glob.matches(document.text(line))))
    };
    (applies.title.is_empty() || has(&applies.title)) && !has(&applies.except) && in_years(applies, document)
}

/// Whether the year that the title says, if it says one, is among those asked for.
fn in_years(applies: &Applies, document: &Document) -> bool {
    let Some((from, to)) = applies.years else { return true };
    document.year().is_none_or(|year| (from..=to).contains(&year))
}

/// Signs that contradict what was decided.
#[derive(Debug, Clone)]
pub struct Doubt<'p> {
    /// The pack that they speak for.
    pub other: &'p Pack,
    /// How they do.
    pub signs: Signs,
    /// The line of the title that says otherwise; none where it says nothing.
    pub line: Option<Place>,
    /// The pack that is tried, with its own; none where no pack is.
    pub tried: Option<(&'p Pack, Signs)>,
}

/// What speaks against the kind that was decided on: a title that excepts a pack whose tables stand in the document, more of
/// them than of any pack that is tried; or two packs that are tried for the same tables.
pub fn doubt<'p>(all: &[&'p Pack], tried: &[&'p Pack], document: &Document) -> Option<Doubt<'p>> {
    let extended = extended(all, tried);
    let is_tried = |pack: &Pack| {
        extended.contains(&pack.name.as_str()) || tried.iter().any(|other| other.name == pack.name)
    };
    let most = || {
        let kinds = tried.iter().map(|pack| (*pack, Signs::of(pack, document)));
        kinds.max_by_key(|(_, signs)| signs.tables)
    };
    let excepted =
        all.iter().copied().filter(|pack| pack.applies.tables > 0 && !is_tried(pack)).find_map(|other| {
            let Some(Verdict::Excepted(line)) = by_title(other, document) else { return None };
            let signs = Signs::of(other, document);
            if !signs.suffice(other.applies.tables) {
                return None;
            }
            let tried = most();
            let more = tried.as_ref().is_none_or(|(_, own)| signs.tables > own.tables);
            more.then_some(Doubt { other, signs, line: Some(line), tried })
        });
    excepted.or_else(|| {
        let mut by_signs = tried.iter().filter_map(|pack| match verdict(pack, document) {
            Verdict::Signs(signs) => Some((*pack, signs)),
            _ => None,
        });
        let (first, second) = (by_signs.next()?, by_signs.next()?);
        Some(Doubt { other: second.0, signs: second.1, line: None, tried: Some(first) })
    })
}
