//! Running text as checks read it: paragraphs of a place, the figures in them and the words around a figure.

use std::borrow::Cow;

use super::bind::Bound;
use super::flow::joined;
use super::relation::{Equation, Linear, Operand};
use crate::amount::{Kind, Unit};
use crate::document::{Document, FigureId, Place};
use crate::rule::Within;
use crate::source::Cut;
use crate::words::vocabulary;
use rust_decimal::Decimal;

/// What ends a clause.
const CLAUSE_ENDS: [char; 8] = ['。', ';', ',', ':', '、', '!', '?', '\t'];

/// The places that a rule about running text looks in: of a section, every section of that name that stands in no other.
pub fn places(bound: &Bound<'_>, within: &[Within]) -> Vec<Place> {
    let mut found: Vec<Place> = Vec::new();
    for within in within {
        let name = match within {
            Within::Section(name) => name,
            Within::Text => {
                let flows = bound.flows();
                found.extend(flows.first().zip(flows.last()).map(|(first, last)| first.start..last.end));
                continue;
            }
            _ => {
                found.extend(bound.within(within));
                continue;
            }
        };
        for &(binding, section) in &bound.sections {
            let section = &bound.document.sections[section];
            if bound.pack.names.sections[binding].name == *name {
                found.push(section.heading.end..section.body.end);
            }
        }
    }
    found.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
    let mut end = 0;
    found.retain(|place| {
        let apart = place.start >= end;
        end = end.max(place.end);
        apart
    });
    found
}

/// Where the sentences of a text end: full stops, but for those that end what stands in brackets: (比上年减少3万元。)比上年…
pub fn stops(text: &str) -> impl Iterator<Item = usize> {
    let all = text.match_indices('。').map(|(at, _)| at);
    all.filter(|at| !text.cut(at + '。'.len_utf8()..).trim_start().starts_with(')'))
}

/// The same of languages that end a sentence with a point: one before a blank and a capital letter. 2,5 Mio. € is an amount.
pub fn full_stops(text: &str) -> impl Iterator<Item = usize> {
    let all = text.match_indices(". ").map(|(at, _)| at);
    all.filter(|at| text.cut(at + 2..).starts_with(char::is_uppercase))
}

/// The paragraphs that stand in `place`.
pub fn paragraphs<'b>(bound: &'b Bound<'_>, place: &Place) -> impl Iterator<Item = &'b Place> + use<'b> {
    let flows = bound.flows();
    let first = flows.partition_point(|paragraph| paragraph.start < place.start);
    let end = place.end;
    flows[first..].iter().take_while(move |at| at.start < end)
}

/// The figures that stand in `place`, from left to right.
pub fn figures(document: &Document, place: &Place) -> impl DoubleEndedIterator<Item = FigureId> + use<> {
    let first = document.figures.partition_point(|figure| figure.place.start < place.start);
    let last = document.figures.partition_point(|figure| figure.place.start < place.end);
    (first as u32..last as u32).map(FigureId)
}

/// The words that stand before byte `at` in its clause, not before byte `from` nor before the figure before it.
pub fn clause(document: &Document, from: u32, at: u32) -> Cow<'_, str> {
    let before = document.figures.partition_point(|figure| figure.place.start < at);
    let last = before.checked_sub(1).map_or(0, |index| document.figures[index].place.end);
    let own = |text: &str| text.len() - text.rsplit(CLAUSE_ENDS).next().unwrap_or_default().len();
    match joined(document, from.max(last).min(at), at) {
        Cow::Borrowed(text) => Cow::Borrowed(text.cut(own(text)..).trim()),
        Cow::Owned(text) => Cow::Owned(text.cut(own(&text)..).trim().to_owned()),
    }
}

/// The words before byte `at` in their clause and paragraph, however many lines the page broke it into; in their line, where
/// they stand in no paragraph.
pub fn clause_at<'b>(bound: &'b Bound<'_>, at: u32) -> Cow<'b, str> {
    let (document, flows) = (bound.document, bound.flows());
    let flow = flows.partition_point(|flow| flow.start <= at).checked_sub(1).map(|flow| &flows[flow]);
    match flow.filter(|own| at < own.end) {
        Some(own) => clause(document, own.start, at),
        None => line_clause(document, at),
    }
}

/// The words before byte `at` in their clause and line.
pub fn line_clause(document: &Document, at: u32) -> Cow<'_, str> {
    let before = document.figures.partition_point(|figure| figure.place.start < at);
    let last = before.checked_sub(1).map_or(0, |index| document.figures[index].place.end.min(at));
    let between = document.folded.text.cut(last as usize..at as usize);
    clause(document, between.rfind('\n').map_or(last, |end| last + end as u32 + 1), at)
}

/// `words` without what a rule lets stand between a name and its amount: bracketed remarks anywhere, words at the end.
pub fn without(words: &str, skip: &[String]) -> String {
    let mut kept = words.to_owned();
    for remark in skip.iter().filter(|word| word.starts_with('(')) {
        if kept.contains(remark.as_str()) {
            kept = kept.replace(remark.as_str(), "");
        }
    }
    while let Some(shorter) = skip.iter().find_map(|word| kept.strip_suffix(word.as_str())) {
        kept.truncate(shorter.trim_end().len());
    }
    kept
}

/// True where `words` end in one of `endings`.
pub fn ends_with_any(words: &str, endings: &[String]) -> bool {
    endings.iter().any(|ending| words.ends_with(ending.as_str()))
}

/// What a figure counts, so that figures of one kind can be told from the others: money, or the counter after a number.
/// Proportions count nothing.
pub fn counts(document: &Document, id: FigureId) -> Option<&str> {
    let figure = document.figure(id);
    match figure.amount.unit.kind {
        Kind::Money => Some("¥"),
        Kind::Percent => None,
        Kind::Count => {
            // A line may end between a number and its counter.
            let rest = document.folded.text.cut(figure.place.end as usize..).trim_start_matches([' ', '\n']);
            let next = rest.chars().next().filter(|c| c.is_alphabetic())?;
            // 1万3137人: neither half is what is counted.
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let mut before = document.folded.text.cut(..figure.place.start as usize).chars().rev();
            let power = |c: Option<char>| c.is_some_and(|c| vocabulary().powers.has(c));
            let halved = power(Some(next)) && digit(rest.chars().nth(1))
                || power(before.next()) && digit(before.next());
            (!halved).then(|| rest.cut(..next.len_utf8()))
        }
    }
}

/// A figure as an operand, its percentages as exact as they are written. Things counted in running text are counted exactly: 3辆 is no rounding of 3.4.
pub fn operand(document: &Document, id: FigureId) -> Operand {
    let figure = document.figure(id);
    let behind = || document.folded.text.cut(figure.place.end as usize..).trim_start_matches([' ', '\n']);
    let counted = figure.cell.is_none()
        && figure.amount.unit.kind == Kind::Count
        && figure.amount.decimals == 0
        && !vocabulary().measures.begin(behind());
    let operand = Operand::of(document, id);
    if counted {
        return Operand { half: Decimal::ZERO, ..operand };
    }
    // 58.8% says no more than its digits, whatever the other percentages say.
    if figure.cell.is_none() && figure.amount.unit.kind == Kind::Percent {
        return Operand { half: figure.amount.half_digit(), ..operand };
    }
    operand
}

/// Whether a percentage is said to be of the amount before it: 占预算10065万元的43.2%. [`is_of_a_rate`] asks the amount, of the figure
/// right behind it.
pub fn is_share_of(document: &Document, rate: FigureId, amount: FigureId) -> bool {
    let (from, to) = (&document.figure(amount).place, &document.figure(rate).place);
    if document.figure(rate).amount.unit.kind != Kind::Percent {
        return false;
    }
    let words = joined(document, from.end, to.start);
    let words = words.trim();
    vocabulary().said_of_whole.end(words)
        && vocabulary().said_fillers.strip_end(words).is_some_and(str::is_empty)
}

/// True for a percentage that says how far apart two others are: 1.2个百分点.
pub fn is_in_points(document: &Document, id: FigureId) -> bool {
    let figure = document.figure(id);
    let own = document.text(&figure.place);
    let behind = document.folded.text.cut(figure.place.end as usize..).trim_start_matches([' ', '\n']);
    let points = &vocabulary().said_points;
    figure.amount.unit.kind == Kind::Percent && (points.end(own) || points.begin(behind))
}

/// Whether the figure right behind an amount is a percentage of it: 占年初预算8465万元的41.5%.
pub fn is_of_a_rate(document: &Document, id: FigureId) -> bool {
    let next = FigureId(id.0 + 1);
    let Some(rate) = document.figures.get(next.0 as usize) else { return false };
    let of_whole = || {
        let between = joined(document, document.figure(id).place.end, rate.place.start);
        // 100万元占40%: that is the part.
        let of = |of: &str| between == of && !vocabulary().said_share.has(of);
        vocabulary().said_of_whole.iter().any(of)
    };
    rate.amount.unit.kind == Kind::Percent && of_whole()
}

/// True for an amount of money.
pub fn is_money(document: &Document, id: FigureId) -> bool {
    document.figure(id).amount.unit.kind == Kind::Money
}

/// That two amounts are one, each as exact as it is written.
pub fn same(document: &Document, left: FigureId, right: FigureId) -> Equation {
    let exact = |id: FigureId| {
        let half = document.figure(id).amount.half_digit();
        Linear::one(Operand { half, ..operand(document, id) })
    };
    Equation::equal(exact(left), exact(right))
}

/// Whether nothing but a mark or a word that joins two stands between two figures: 60%和40%, 6万元、4万元.
pub fn are_joined(document: &Document, left: FigureId, right: FigureId) -> bool {
    let (left, right) = (&document.figure(left).place, &document.figure(right).place);
    let between = joined(document, left.end, right.start);
    let words = Unit::prefix_of(&between).map_or(&*between, |(_, len)| between.cut(len..)).trim();
    vocabulary().said_joins.strip_end(words).is_some_and(str::is_empty)
}

/// The words that follow byte `at`, up to byte `end`.
pub fn after(document: &Document, at: u32, end: u32) -> &str {
    document.folded.text.cut(at.min(end) as usize..end as usize)
}
