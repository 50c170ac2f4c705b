//! The check `years-alike`: a year that was not brought up to date stands where its like say another.
//!
//! Years that stand between the same words, ten items that each begin with 2031年预算数为, comparisons with the year before, say
//! the same year throughout a document. One of them that says another is left over from last year's document or mistyped, unless
//! its sentence speaks of both. A title whose year stands nowhere else, while headings and sentences have another, is wrong itself.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::name::place_identity;
use crate::check::aid::prose::{figures, is_money, stops};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::heading::without_ordinal;
use crate::document::{Document, Place};
use crate::ledger::Outcome;
use crate::source::Cut;
use crate::words::vocabulary;

/// What no year is outside of.
const YEARS: Range<u32> = 1990..2100;
/// So many words before a year and behind it are what it stands between, in characters.
const BEFORE: usize = 2;
const BEHIND: usize = 4;
/// Fewer behind it say nothing.
const LEAST: usize = 2;
/// So many others that say one year are proof that the one that says another is wrong.
const OTHERS: usize = 3;
/// So many, where it says the year before theirs: a sentence may be about that.
const OTHERS_OF_NEXT: usize = 5;
/// So many comparisons with the year before show that one with the document's own year is wrong.
const COMPARED: usize = 2;
/// A year that lies further from that of the document belongs to its history.
const NEAR: u32 = 3;
/// So many headings and sentences that begin with a year are proof of it against the title.
const TELLING: usize = 4;

/// What a year stands among.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Setting {
    /// Behind a word of comparison.
    Compared,
    /// At the beginning of a sentence, before these words.
    Opens(String),
    /// Between these words.
    Between(String, String),
}

/// One year as it stands in a sentence.
#[derive(Debug)]
struct Mention {
    year: u32,
    at: Place,
    /// The paragraph it stands in.
    paragraph: usize,
    /// Its sentence goes on to tell an amount of money of it.
    tells: bool,
}

/// Tries every year of the document.
pub(super) fn run(bound: &Bound<'_>, results: &mut Results) {
    let document = bound.document;
    let mut settings: BTreeMap<Setting, Vec<Mention>> = BTreeMap::new();
    let mut of_paragraph: Vec<Vec<u32>> = Vec::new();
    for (paragraph, place) in bound.flows().iter().enumerate() {
        let flow = Flow::new(document, place);
        let mut own = Vec::new();
        for (year, range) in
            years(&flow.text).filter(|_| !document.title.iter().any(|line| meet(line, place)))
        {
            own.push(year);
            let Some(setting) = setting(&flow.text, &range) else { continue };
            let stop =
                stops(flow.text.cut(range.end..)).next().map_or(flow.text.len(), |stop| range.end + stop);
            let (at, rest) = (flow.at(range.clone()), flow.at(range.end..stop));
            let tells = figures(document, &rest).any(|id| is_money(document, id));
            settings.entry(setting).or_default().push(Mention { year, at, paragraph, tells });
        }
        of_paragraph.push(own);
    }
    let titles = titles(document);
    let only = match titles.as_slice() {
        [(year, _)] => Some(*year),
        _ => None,
    };
    for (setting, mentions) in &settings {
        let Some((most, odd)) = odd_one(mentions) else { continue };
        let others = mentions.len() - 1;
        let needed = match setting {
            Setting::Compared if only == Some(odd.year) && odd.year == most + 1 => COMPARED,
            _ if odd.year + 1 == most => OTHERS_OF_NEXT,
            _ => OTHERS,
        };
        // A sentence about several years names them.
        if others < needed || of_paragraph[odd.paragraph].contains(&most) {
            results.outcome(Outcome::Holds);
            continue;
        }
        let like = mentions.iter().find(|one| one.year == most).map(|one| one.at.clone());
        results.finding(finding(document, &odd.at, (odd.year, most), others, like));
    }
    let told = Told::new(document, &settings);
    title(document, &titles, &told, results);
    if let Some(this) = only {
        sentences(document, this, &settings, (&told, &of_paragraph), results);
    }
    headings(document, &titles, &told, results);
}

/// The years of a document and how often each is told.
struct Told {
    /// In headings and captions, but for the title, each with its place; of captions the table as well.
    heads: Vec<(u32, Place, Option<usize>)>,
    /// In these, and at the beginning of sentences.
    openings: BTreeMap<u32, usize>,
    /// Anywhere but in the title.
    anywhere: BTreeMap<u32, usize>,
}

impl Told {
    fn new(document: &Document, settings: &BTreeMap<Setting, Vec<Mention>>) -> Self {
        let sections = document.sections.iter().map(|section| (&section.name, None));
        let captions = document.tables.iter().enumerate();
        let captions = captions.filter_map(|(at, table)| Some((table.caption.as_ref()?, Some(at))));
        let mut heads = Vec::new();
        for (place, table) in sections.chain(captions) {
            if document.title.iter().any(|line| meet(line, place)) {
                continue;
            }
            for (year, range) in years(document.text(place)) {
                heads.push((year, place.start + range.start as u32..place.start + range.end as u32, table));
            }
        }
        let (mut openings, mut anywhere) = (BTreeMap::new(), BTreeMap::new());
        for (year, ..) in &heads {
            *openings.entry(*year).or_default() += 1;
            *anywhere.entry(*year).or_default() += 1;
        }
        for (setting, mentions) in settings {
            for one in mentions {
                *anywhere.entry(one.year).or_default() += 1;
                if matches!(setting, Setting::Opens(_)) {
                    *openings.entry(one.year).or_default() += 1;
                }
            }
        }
        Self { heads, openings, anywhere }
    }
}

/// The year that all but one say, and that one.
fn odd_one(mentions: &[Mention]) -> Option<(u32, &Mention)> {
    let [first, second, third, ..] = mentions else { return None };
    let most = if first.year == second.year || first.year == third.year { first.year } else { second.year };
    let mut others = mentions.iter().filter(|one| one.year != most);
    let odd = others.next()?;
    others.next().is_none().then_some((most, odd))
}

/// Holds the years of the title to those of headings, captions and sentences that begin with one.
fn title(document: &Document, titles: &[(u32, Place)], told: &Told, results: &mut Results) {
    let mut wrong = titles.iter().filter(|(year, _)| !told.anywhere.contains_key(year));
    let (Some((year, at)), None) = (wrong.next(), wrong.next()) else { return };
    let missing = told.openings.iter().filter(|(year, _)| titles.iter().all(|(own, _)| own != *year));
    let Some((&most, &times)) = missing.max_by_key(|(_, times)| **times) else { return };
    let all: usize = told.openings.values().sum();
    // Where the title has one year, it is that of the document.
    if times >= TELLING && (titles.len() > 1 || times * 2 > all) {
        results.finding(finding(document, at, (*year, most), times, None));
    }
}

/// A sentence of a document for `this` year that tells an amount of a year which the document speaks of nowhere else.
fn sentences(
    document: &Document,
    this: u32,
    settings: &BTreeMap<Setting, Vec<Mention>>,
    (told, of_paragraph): (&Told, &[Vec<u32>]),
    results: &mut Results,
) {
    let times = told.openings.get(&this).copied().unwrap_or_default();
    let is_other = |year: u32| year.abs_diff(this) <= NEAR && year != this && year + 1 != this;
    for (setting, mentions) in settings {
        let formal = match setting {
            Setting::Compared => continue,
            Setting::Opens(_) => true,
            // A year that is called so is one of accounts.
            Setting::Between(..) => false,
        };
        for one in mentions.iter().filter(|one| one.tells && is_other(one.year)) {
            let word = document.folded.text.cut(one.at.end as usize..);
            let called = vocabulary()
                .said_years
                .iter()
                .any(|years| years.chars().count() > 1 && word.starts_with(years));
            // 2029年结转30万元，2030年结转50万元: a paragraph that goes through the years names them.
            let goes_through =
                of_paragraph[one.paragraph].iter().any(|year| *year != one.year && *year != this);
            let alone = told.anywhere.get(&one.year) == Some(&1) && !goes_through;
            if alone && (formal || called) && times >= OTHERS {
                results.finding(finding(document, &one.at, (one.year, this), times, None));
            }
        }
    }
}

/// A heading or a caption with another year than all others.
fn headings(document: &Document, titles: &[(u32, Place)], told: &Told, results: &mut Results) {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    told.heads.iter().for_each(|(year, ..)| *counts.entry(*year).or_default() += 1);
    let Some((&most, &times)) = counts.iter().max_by_key(|(_, times)| **times) else { return };
    let mut others = told.heads.iter().filter(|(year, ..)| *year != most);
    let (Some((year, at, table)), None) = (others.next(), others.next()) else { return };
    // The year before, or after, may be what a heading is about, but not the only caption of many whose table says nothing of it.
    let own = |table: usize| {
        let heads = document.tables[table].columns.iter().flat_map(|column| &column.path);
        heads.into_iter().any(|head| years(document.text(head)).any(|(said, _)| said == *year))
    };
    let beside = year.abs_diff(most) == 1;
    let needed = if beside { OTHERS_OF_NEXT } else { OTHERS };
    // What is planned for the year to come stands beside what was done in this one.
    let caption = table.is_some_and(|table| !own(table)) && *year < most;
    // Where the title says the year, captions are held to it by those who know the tables.
    let titled = matches!(titles, [(title, _)] if *title == most) && table.is_some();
    if times >= needed && (caption || !beside) && !titled && titles.iter().all(|(title, _)| title != year) {
        results.finding(finding(document, at, (*year, most), times, None));
    }
}

/// The years of the title, each once.
fn titles(document: &Document) -> Vec<(u32, Place)> {
    let mut titles: Vec<(u32, Place)> = Vec::new();
    for line in &document.title {
        for (year, range) in years(document.text(line)) {
            if titles.iter().all(|(known, _)| *known != year) {
                titles.push((year, line.start + range.start as u32..line.start + range.end as u32));
            }
        }
    }
    titles
}

/// The years that a text says in so many words, 2031年, and where their digits stand.
fn years(text: &str) -> impl Iterator<Item = (u32, Range<usize>)> {
    let signs = text.match_indices(|c| vocabulary().year.has(c));
    signs.filter_map(|(at, _)| {
        let digits = text.cut(..at).last(4);
        let start = at - digits.len();
        // 万元,2031年 is a year behind a comma; 1,2031 and 2029-2031年 are not.
        let before = text.cut(..start).trim_end_matches(['.', ',', '-', '~']);
        let longer = before.ends_with(|c: char| c.is_ascii_digit());
        let year = digits.parse().ok().filter(|year| digits.len() == 4 && !longer && YEARS.contains(year))?;
        Some((year, start..at))
    })
}

/// Whether two places have something in common.
fn meet(left: &Place, right: &Place) -> bool {
    left.start < right.end && right.start < left.end
}

/// The words around a year; `None` where they say too little: 2031年，….
fn setting(text: &str, year: &Range<usize>) -> Option<Setting> {
    let ends = |c: char| matches!(c, '。' | ';' | ',' | ':' | '、' | '!' | '?' | '(' | ')' | '"');
    let before = text.cut(..year.start);
    let before = before.rsplit(ends).next().unwrap_or_default().trim();
    let behind = text.cut(year.end..);
    let behind = vocabulary().said_years.strip(behind).unwrap_or(behind).trim_start();
    let behind: String =
        behind.chars().take_while(|c| !ends(*c) && !c.is_ascii_digit()).take(BEHIND).collect();
    if vocabulary().said_than.end(before) {
        return Some(Setting::Compared);
    }
    if behind.chars().count() < LEAST {
        return None;
    }
    let mut lead = without_ordinal(before);
    while let Some(rest) = vocabulary().said_starts.strip(lead) {
        lead = rest;
    }
    if lead.is_empty() {
        return Some(Setting::Opens(behind));
    }
    let from = lead.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    Some(Setting::Between(lead.cut(from..).to_owned(), behind))
}

/// That a year is another than its like.
fn finding(
    document: &Document,
    at: &Place,
    (year, most): (u32, u32),
    others: usize,
    like: Option<Place>,
) -> Diagnostic {
    let message = Text::new(
        format!("写的是 {year} 年，同样的 {others} 处都是 {most} 年"),
        format!("says {year}, where {others} places like it say {most}"),
    );
    let label = Text::new(format!("多半是 {most}"), format!("probably {most}"));
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(at), message).labelled(label);
    if let Some(like) = like {
        diagnostic = diagnostic.with(document.span(&like), Text::new("其中一处", "one of them"));
    }
    diagnostic.identity = place_identity(document, at);
    diagnostic
}
