//! A disclosure: the files that are one document, and the documents that answer it.
//!
//! A department publishes a narrative in Word, tables in Excel and target forms as a PDF. They are one [`Document`], parsed of
//! one [`Source::joined`], and every rule sees all of it; its places lead back to the files. Which files they are is said by the
//! configuration or the command line, or seen by [`together`], where title, department and year agree and nothing is there
//! twice.
//!
//! [`Document`]: crate::document::Document
//! [`Source::joined`]: crate::source::Source::joined

pub mod chain;
pub mod department;
pub mod published;

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Document, RowKind};
use crate::rule::Pack;
use crate::source::{Source, Span};
use department::Department;

/// A file with sentences of so many characters in all has a narrative; a table has remarks and a line under its caption.
const NARRATIVE: usize = 400;
/// A paragraph with fewer characters is a line, no sentence.
const SENTENCE: usize = 30;
/// More files are a folder of many things, whatever their titles say.
const MOST_FILES: usize = 12;

/// What is known of a document without having it: enough to tell which others it belongs to.
#[derive(Debug, Clone)]
pub struct Card {
    /// Whose it is, and of which year.
    pub department: Department,
    /// The packs that say what kind of document it is.
    pub kinds: Vec<String>,
    /// Whether it is of a unit, and not of a department as a whole.
    pub of_unit: bool,
    /// The department that the unit is of, where that is known.
    pub above: Option<String>,
    /// When it was published, and where that is said; by its path, nowhere in it.
    pub published: Option<(Date, Option<Span>)>,
    /// The names of its tables with rows, as they are matched.
    captions: BTreeSet<String>,
    /// How many tables and forms it has.
    tables: usize,
    /// Whether it has sentences enough to be the narrative.
    narrates: bool,
}

impl Card {
    /// The card of a document that the packs of `kinds` are for.
    pub fn of(document: &Document, source: &Source, packs: &[Pack], kinds: Vec<String>) -> Self {
        let has_rows = |kind: RowKind| kind == RowKind::Data;
        let tables = document.tables.iter().filter(|table| table.rows.iter().any(|row| has_rows(row.kind)));
        let captions = tables.clone().filter_map(|table| table.caption.as_ref());
        let captions = captions.map(|place| bare(document.text(place)));
        let sentences = document.paragraphs.iter().map(|paragraph| document.text(&paragraph.place));
        let length =
            sentences.map(|text| text.chars().count()).filter(|length| *length >= SENTENCE).sum::<usize>();
        let titles = || document.title.iter().map(|place| document.text(place));
        let of_unit = packs
            .iter()
            .filter(|pack| kinds.contains(&pack.name))
            .any(|pack| titles().any(|line| pack.units.iter().any(|glob| glob.matches(line))));
        Self {
            department: Department::of(document, source, packs),
            kinds,
            of_unit,
            above: None,
            published: published::said(document).map(|(day, place)| (day, Some(place))),
            captions: captions.filter(|name| !name.is_empty()).collect(),
            tables: tables.count(),
            narrates: length >= NARRATIVE,
        }
    }

    /// What its path says of it counts more than its title: `department`, `year`, `unit` and `published`.
    pub fn named(&mut self, name: &dyn Fn(&str) -> Option<String>) {
        let (department, unit) = (name("department"), name("unit"));
        self.department.is_named |= department.is_some();
        self.of_unit |= unit.is_some();
        if let (Some(above), Some(_)) = (&department, &unit) {
            self.above = Some(above.clone());
        }
        if let Some(own) = unit.or(department) {
            self.department.name = own;
        }
        let year = name("year").and_then(|year| year.get(..4)?.parse().ok());
        self.department.year = year.or(self.department.year);
        let day = name("published").and_then(|day| Date::begun_by(&day));
        self.published = day.map(|day| (day, None)).or(self.published);
    }

    /// By what documents that may answer each other, or be files of one disclosure, are brought together where there are too many
    /// to look at all: the department that it is of, or that its unit is of. Nothing where its title names none.
    pub fn chain(&self) -> Option<&str> {
        let own = self.department.name.split(['(', '（']).next().unwrap_or_default();
        self.department.is_named.then(|| self.above.as_deref().unwrap_or(own))
    }

    /// Whether it has a narrative and no tables.
    pub fn is_narrative_alone(&self) -> bool {
        self.narrates && self.tables == 0
    }

    /// Whether it has tables and no narrative.
    pub fn is_tables_alone(&self) -> bool {
        !self.narrates && self.tables > 0
    }

    /// Whether the two may be files of one disclosure: neither says another kind than the other, and nothing is in both.
    fn completes(&self, other: &Card) -> bool {
        let of_one_kind = self.kinds.is_empty() || other.kinds.is_empty() || self.kinds == other.kinds;
        of_one_kind
            && !(self.narrates && other.narrates)
            && (self.narrates || other.narrates || self.tables.min(other.tables) > 0)
            && self.captions.is_disjoint(&other.captions)
    }
}

/// A caption without blanks and what numbers it.
fn bare(caption: &str) -> String {
    caption.chars().filter(|c| c.is_alphabetic()).collect()
}

/// Which of the files of one folder are one disclosure, as indices into `cards`, ascending: the title of each names the same
/// department, year and kind, one of them has the narrative, and no table is in two of them. Two versions of a document, or the
/// documents of a department and of its units, are none.
pub fn together(cards: &[&Card]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<(&str, u32), Vec<usize>> = BTreeMap::new();
    for (at, card) in cards.iter().enumerate() {
        if let (true, Some(year)) = (card.department.is_named, card.department.year) {
            groups.entry((&card.department.name, year)).or_default().push(at);
        }
    }
    let is_one = |files: &Vec<usize>| {
        let narratives = files.iter().filter(|at| cards[**at].narrates).count();
        let pairs = || files.iter().flat_map(|a| files.iter().filter(move |b| a < b).map(move |b| (*a, *b)));
        (2..=MOST_FILES).contains(&files.len())
            && narratives == 1
            && pairs().all(|(a, b)| cards[a].completes(cards[b]))
    };
    groups.into_values().filter(is_one).collect()
}

/// A disclosure without tables.
pub const NARRATIVE_ALONE: &str = "gouji/narrative-alone";
/// A disclosure without a narrative.
pub const TABLES_ALONE: &str = "gouji/tables-alone";

/// What is told of files that somebody said are a disclosure, where they are a part of one.
pub fn alone(card: &Card, first: Span) -> Option<Diagnostic> {
    let (rule, zh, en) = if card.is_narrative_alone() {
        (
            NARRATIVE_ALONE,
            "这份公开只有文字，没有表：文字里的数没有表可以核对",
            "this disclosure has words and no tables: nothing is there for its words to agree with",
        )
    } else if card.is_tables_alone() {
        (TABLES_ALONE, "这份公开只有表，没有说明文字", "this disclosure has tables and no words about them")
    } else {
        return None;
    };
    let help = Text::new(
        "把其余的文件放在一起检查：--as-one，或 gouji.toml 的 [[disclosure]]",
        "check the other files with it: --as-one, or [[disclosure]] in gouji.toml",
    );
    let mut found = Diagnostic::new(rule, Severity::Note, first, Text::new(zh, en)).help(help);
    found.identity = "parts".to_owned();
    Some(found)
}

/// The first line of a document that says something: where a finger goes that belongs to no place.
pub fn first_line(document: &Document) -> Span {
    let text = document.folded.text.as_str();
    let start = (text.len() - text.trim_start().len()) as u32;
    let line = text.trim_start().lines().next().unwrap_or_default().trim_end();
    document.span(&(start..start + line.len() as u32))
}
