//! The check `outline`: sections that repeat one outline (a text of eight parts for each project) have every part, in order
//! and filled, and their parts agree with one another.

use super::share::figure_in;
use super::{Check, captures_all};
use crate::amount::Kind;
use crate::check::aid::bind::Bound;
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Document, FigureId, Place};
use crate::keys;
use crate::keys::Lack;
use crate::ledger::Outcome;
use crate::rule::parts::{GLOB, List, TextOf, WORDS, needed, one_of, opt, patterns};
use crate::rule::pattern::Pattern;
use crate::rule::words::fold;
use crate::rule::{Glob, Rule};

/// A run of text this long is not shared by chance.
const SHARED: usize = 40;

/// One time the outline is gone through.
#[derive(Debug)]
struct Round {
    /// The heading over it, or that of its first part.
    head: Place,
    /// The heading over it has no part's name.
    is_named: bool,
    /// (part, heading, text), in reading order.
    parts: Vec<(usize, Place, Place)>,
}

impl Round {
    fn text<'d>(&self, document: &'d Document, part: usize) -> Option<(&Place, &'d str)> {
        let (_, _, place) = self.parts.iter().find(|(at, _, _)| *at == part)?;
        Some((place, document.text(place)))
    }
}

keys! {
    /// Sections that repeat one outline have every part, in order and filled, and their parts agree with one another.
    "反复出现的提纲应各部分齐全、次序不乱、都有内容，各部分相互一致。"
    pub struct Outline {
        /// The parts in their order, as headings write them; the first opens a new round.
        parts: Vec<Heading> = "parts", needed(List(HEADING)), "各部分依次，写标题的样子；第一个开始新的一轮";
        /// Two parts that do not share a long run of text. Nothing else is demanded then.
        distinct: Vec<usize> = "distinct", List(PART), "不应大段相同的两个部分；写了就只查这一样";
        /// The part that says a name, which what `find` captures as `name` in the part `in` must be, or the heading over the
        /// round where there is no pattern. Nothing else is demanded then.
        name: Option<usize> = "name", opt(PART), "说出名称的部分：find 在 in 那个部分里捕获的 name 应与它相同，没有 find 时是这一轮的标题；写了就只查这一样";
        /// The part whose first amount what `find` captures as `amount` in the part `in` must be. Nothing else is demanded then.
        amount: Option<usize> = "amount", opt(PART), "说出金额的部分：find 在 in 那个部分里捕获的 amount 应等于它的第一个金额；写了就只查这一样";
        /// The part that is searched; the same where it is not written.
        within: Option<usize> = "in", opt(PART), "在哪个部分里找；不写是同一个";
        /// How it is said there: captures `name` or `amount`.
        find: Vec<Pattern> = "find", patterns(&[]), "那里怎么说：捕获 name 或 amount";
        /// Words a name may have or lack.
        ignore: Vec<String> = "ignore", WORDS, "名称里可有可无的词";
    }
}

/// A part of an outline.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Its name.
    pub name: String,
    /// How headings write it.
    pub heading: Glob,
}

/// A part of an outline, whose name later keys may mean.
const HEADING: TextOf<Heading> = TextOf(GLOB.0, |reader, _, text| {
    let name = fold(text).replace('*', "");
    reader.scope.push(name.clone());
    Some(Heading { name, heading: Glob::new(text) })
});

/// One of the parts.
const PART: TextOf<usize> = TextOf(("部分", "part"), |reader, node, _| {
    let scope = reader.scope.clone();
    one_of(reader, node, ("部分", "part"), &scope.iter().map(String::as_str).collect::<Vec<_>>())
});

impl Check for Outline {
    const NAME: &'static str = "outline";

    fn lacks(&self) -> Option<Lack<'static>> {
        let captures: &[&'static str] = match (self.name, self.amount) {
            (Some(_), _) => &["name"],
            (_, Some(_)) => &["amount"],
            _ => &[],
        };
        let few = (self.parts.len() < 2).then_some(Lack::Key(vec!["parts"]));
        few.or_else(|| captures_all(&self.find, captures))
    }

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        let document = bound.document;
        for round in rounds(document, self) {
            match (self.distinct.as_slice(), self.name, self.amount) {
                (&[left, right], ..) => distinct(document, self, &round, (left, right), results),
                (_, Some(of), _) => {
                    let parts = (of, self.within.unwrap_or(of));
                    named(document, &round, parts, &self.find, &self.ignore, results);
                }
                (.., Some(of)) => {
                    amount(document, &round, (of, self.within.unwrap_or(of)), &self.find, results);
                }
                _ => complete(document, self, &round, results),
            }
        }
    }
}

fn rounds(document: &Document, check: &Outline) -> Vec<Round> {
    let mut rounds: Vec<Round> = Vec::new();
    let mut above: Option<&crate::document::Section> = None;
    for (index, section) in document.sections.iter().enumerate() {
        let name = document.text(&section.name);
        let part = check.parts.iter().position(|part| part.heading.matches(name));
        let Some(part) = part else {
            above = Some(section);
            continue;
        };
        let end = document.sections.get(index + 1).map_or(section.body.end, |next| next.heading.start);
        let place = section.heading.end..end.max(section.heading.end);
        let over = above.take();
        if part == 0 || rounds.is_empty() {
            let head = over.map_or(&section.heading, |over| &over.heading).clone();
            rounds.push(Round { head, is_named: over.is_some(), parts: Vec::new() });
        }
        if let Some(round) = rounds.last_mut() {
            round.parts.push((part, section.heading.clone(), trimmed(document, &place)));
        }
    }
    // One part alone is a heading that happens to read like it.
    rounds.retain(|round| round.parts.len() * 2 >= check.parts.len());
    rounds
}

fn trimmed(document: &Document, place: &Place) -> Place {
    let text = document.text(place);
    let start = place.start + (text.len() - text.trim_start().len()) as u32;
    start..start + text.trim().len() as u32
}

fn finding(document: &Document, at: &Place, severity: Severity, message: Text, identity: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::new("", severity, document.span(at), message);
    diagnostic.identity = identity.to_owned();
    diagnostic
}

fn complete(document: &Document, check: &Outline, round: &Round, results: &mut Results) {
    let head = document.text(&round.head);
    for (at, part) in check.parts.iter().enumerate() {
        let name = &part.name;
        let Some((_, heading, place)) = round.parts.iter().find(|(known, _, _)| *known == at) else {
            let message = Text::new(format!("“{head}”缺少“{name}”"), format!("\"{head}\" lacks \"{name}\""));
            results.finding(finding(
                document,
                &round.head,
                Severity::Error,
                message,
                &format!("{head}|{name}"),
            ));
            continue;
        };
        if place.is_empty() {
            let message = Text::new(
                format!("“{head}”的“{name}”没有内容"),
                format!("\"{name}\" of \"{head}\" is empty"),
            );
            results.finding(finding(document, heading, Severity::Error, message, &format!("{head}|{name}")));
        } else {
            results.outcome(Outcome::Holds);
        }
    }
    for pair in round.parts.windows(2) {
        if pair[1].0 < pair[0].0 {
            let (first, second) = (document.text(&pair[0].1), document.text(&pair[1].1));
            let message = Text::new(
                format!("“{second}”应在“{first}”之前"),
                format!("\"{second}\" belongs before \"{first}\""),
            );
            results.finding(finding(
                document,
                &pair[1].1,
                Severity::Error,
                message,
                &format!("{head}|{second}"),
            ));
        }
    }
}

fn distinct(
    document: &Document,
    check: &Outline,
    round: &Round,
    (left, right): (usize, usize),
    results: &mut Results,
) {
    let (Some((first, one)), Some((second, other))) =
        (round.text(document, left), round.text(document, right))
    else {
        return;
    };
    if !shares(one, other) {
        return results.outcome(Outcome::Holds);
    }
    let (a, b) = (&check.parts[left].name, &check.parts[right].name);
    let message = Text::new(format!("“{b}”照抄“{a}”的文字"), format!("\"{b}\" repeats the words of \"{a}\""));
    let diagnostic = finding(document, second, Severity::Error, message, document.text(&round.head))
        .with(document.span(first), Text::new("同样的文字", "the same words"));
    results.finding(diagnostic);
}

/// True where two texts share a long run, punctuation apart.
fn shares(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> Vec<char> { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let (one, other) = (plain(one), plain(other).into_iter().collect::<String>());
    (0..one.len().saturating_sub(SHARED - 1))
        .step_by(8)
        .any(|start| other.contains(&one[start..start + SHARED].iter().collect::<String>()))
}

fn named(
    document: &Document,
    round: &Round,
    (of, within): (usize, usize),
    find: &[Pattern],
    ignore: &[String],
    results: &mut Results,
) {
    let Some((place, own)) = round.text(document, of) else { return };
    let core = |name: &str| {
        let mut core: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        for word in ignore {
            core = core.replace(word.as_str(), "");
        }
        core
    };
    let own_core = core(own);
    if own_core.is_empty() || own.contains('\n') {
        return;
    }
    let others: Vec<Place> = match find {
        [] if round.is_named => vec![round.head.clone()],
        [] => Vec::new(),
        find => {
            let Some((place, text)) = round.text(document, within) else { return };
            let hits = find.iter().flat_map(|pattern| pattern.find_iter(text));
            hits.filter_map(|hit| hit.get("name"))
                .map(|range| place.start + range.start as u32..place.start + range.end as u32)
                .collect()
        }
    };
    for other in others {
        let said = document.text(&other);
        let name = crate::document::heading::without_ordinal(said);
        let other_core = core(name);
        if other_core.contains(&own_core) || !other_core.is_empty() && own_core.contains(&other_core) {
            results.outcome(Outcome::Holds);
            continue;
        }
        let message = Text::new(
            format!("项目名称前后不一：“{name}”与“{own}”"),
            format!("two names for one thing: \"{name}\" and \"{own}\""),
        );
        let diagnostic = finding(document, &other, Severity::Error, message, &format!("{own}|{name}"))
            .with(document.span(place), Text::new("名称写作这样", "its name as stated"));
        results.finding(diagnostic);
    }
}

fn amount(
    document: &Document,
    round: &Round,
    (of, within): (usize, usize),
    find: &[Pattern],
    results: &mut Results,
) {
    let (Some((stated, _)), Some((place, text))) = (round.text(document, of), round.text(document, within))
    else {
        return;
    };
    let first = document.figures.partition_point(|figure| figure.place.start < stated.start);
    let own = document.figures[first..]
        .iter()
        .take_while(|figure| figure.place.start < stated.end)
        .position(|figure| figure.amount.unit.kind == Kind::Money && !figure.blank)
        .map(|at| FigureId((first + at) as u32));
    let Some(own) = own else { return };
    for hit in find.iter().flat_map(|pattern| pattern.find_iter(text)) {
        let Some(range) = hit.get("amount") else { continue };
        let at = place.start + range.start as u32..place.start + range.end as u32;
        let Some(other) = figure_in(document, &at) else { continue };
        results.relation(Equation::equal(
            Linear::one(Operand::of(document, other)),
            Linear::one(Operand::of(document, own)),
        ));
    }
}
