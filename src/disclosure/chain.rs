//! Documents that answer each other: last year's, those of a department's units, the budget of a final account, that of a body
//! whose tables have a row for it. They find each other by title: department, year and kind. Where two disagree, both places are
//! shown, and the one that disagrees with itself as well is the one that is told; otherwise nobody knows which of them errs.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::Card;
use crate::amount::round;
use crate::check::across::{Answers, Figure, Kept, Tied, bare, is_across, named_below, tie};
use crate::check::relation::digits;
use crate::diagnostic::{Arithmetic, Diagnostic, Lang, Severity, Text};
use crate::document::FigureId;
use crate::ledger::{Mark, Outcome};
use crate::rule::formula::Of;
use crate::rule::{Pack, Rule};
use crate::source::Span;

/// A department that published for the year before and not for this one.
pub const NOT_PUBLISHED: &str = "gouji/year-not-published";
/// A document whose own year before is not among those of a run, where others' are.
pub const NO_LAST_YEAR: &str = "gouji/last-year-not-found";
/// Fewer amounts by which two documents differ are slips; more are another scope, where most relations of a rule fail.
const FEW: usize = 3;
/// So many of the others are shown where most of a rule's relations fail.
const SHOWN: usize = 4;

/// What stays of a document when it was checked.
#[derive(Debug, Clone)]
pub struct Member {
    /// What it is.
    pub card: Card,
    /// The figures that others are tied to.
    pub kept: Kept,
    /// The first line that says something: where a finger goes that belongs to no figure.
    pub first: Span,
}

/// What there is to say of a member: by its index.
#[derive(Debug)]
pub enum Told {
    /// A finding at a place in it.
    Finding(usize, Box<Diagnostic>),
    /// How a relation of it ended, and its own figures in that.
    Ended(usize, String, Outcome, Vec<FigureId>),
}

/// Who a document is of, what kind it is, whether of a unit, and its year.
type Who<'m> = (&'m str, &'m [String], bool, u32);

/// The members by who they are.
struct Index<'m> {
    members: &'m [&'m Member],
    by: BTreeMap<Who<'m>, Vec<usize>>,
}

impl<'m> Index<'m> {
    fn new(members: &'m [&'m Member]) -> Self {
        let mut by: BTreeMap<Who<'m>, Vec<usize>> = BTreeMap::new();
        for (at, member) in members.iter().enumerate() {
            if let Some(who) = who(&member.card) {
                by.entry(who).or_default().push(at);
            }
        }
        Self { members, by }
    }

    /// The one document of this department, kind and year. Two versions of it answer nothing.
    fn only(&self, who: Who<'_>) -> Option<usize> {
        match self.by.get(&who)?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    fn last(&self, at: usize) -> Option<usize> {
        let (name, kinds, of_unit, year) = who(&self.members[at].card)?;
        self.only((name, kinds, of_unit, year.checked_sub(1)?))
    }
}

fn who(card: &Card) -> Option<Who<'_>> {
    let known = card.department.is_named && !card.kinds.is_empty();
    let year = card.department.year.filter(|_| known)?;
    Some((&card.department.name, &card.kinds, card.of_unit, year))
}

/// Tells how the documents of a run agree with each other, by the rules of `packs`.
pub fn between(members: &[&Member], packs: &[Pack]) -> Vec<Told> {
    let index = Index::new(members);
    let (units, above) = (units(members), above(members, packs));
    let mut told = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let Some((name, _, of_unit, year)) = who(&member.card) else { continue };
        for pack in packs.iter().filter(|pack| member.card.kinds.contains(&pack.name)) {
            let budget = pack.budget.as_ref().map(std::slice::from_ref);
            let over = above.get(&at).filter(|(name, _)| *name == pack.name).map(|(_, over)| *over);
            let of = [
                (Of::Last, index.last(at).into_iter().collect()),
                (Of::Units, units.get(&at).cloned().unwrap_or_default()),
                (
                    Of::Budget,
                    budget.and_then(|kinds| index.only((name, kinds, of_unit, year))).into_iter().collect(),
                ),
                (Of::Above, over.into_iter().collect()),
            ];
            let names = over.map(|over| names_under(&member.card, &members[over].card)).unwrap_or_default();
            let answered = Answered { of, names };
            told.extend(of_pack(members, at, pack, &answered));
        }
    }
    told.extend(absent(members, &index));
    told
}

/// For each department, the documents of its units for the same year and kind.
fn units(members: &[&Member]) -> BTreeMap<usize, Vec<usize>> {
    let mut above: BTreeMap<(&str, &[String], u32), Vec<usize>> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        if let Some((name, kinds, true, year)) = who(&member.card) {
            // 某局（本级） is of 某局, and a department's only unit goes by its name.
            let name = member.card.chain().unwrap_or(name);
            above.entry((name, kinds, year)).or_default().push(at);
        }
    }
    let of = |(at, member): (usize, &&Member)| match who(&member.card)? {
        (name, kinds, false, year) => Some((at, above.get(&(name, kinds, year))?.clone())),
        _ => None,
    };
    members.iter().enumerate().filter_map(of).collect()
}

/// For each document, the one whose tables have a row for it, by a pack of its own. Where two have one, nobody knows which is
/// meant; another version of the document is none.
fn above<'p>(members: &[&Member], packs: &'p [Pack]) -> BTreeMap<usize, (&'p str, usize)> {
    let mut found = BTreeMap::new();
    for pack in packs {
        let Some(kind) = &pack.above else { continue };
        // By year and by what rows are called, with the name of the document that has them before it or without.
        let mut rows: BTreeMap<(u32, String), BTreeSet<usize>> = BTreeMap::new();
        for (at, member) in members.iter().enumerate() {
            let Some((name, kinds, _, year)) = who(&member.card) else { continue };
            if !kinds.contains(kind) {
                continue;
            }
            let name = bare(name);
            for row in named_below(pack, &member.kept).into_iter().map(bare).filter(|row| !row.is_empty()) {
                rows.entry((year, format!("{name}{row}"))).or_default().insert(at);
                rows.entry((year, row)).or_default().insert(at);
            }
        }
        for (at, member) in members.iter().enumerate() {
            let own = who(&member.card);
            let Some((name, kinds, _, year)) = own else { continue };
            if !kinds.contains(&pack.name) {
                continue;
            }
            let over = rows.get(&(year, bare(name))).into_iter().flatten();
            let over = over.filter(|over| **over != at && who(&members[**over].card) != own);
            if let [only] = over.collect::<Vec<_>>()[..] {
                found.entry(at).or_insert((pack.name.as_str(), *only));
            }
        }
    }
    found
}

/// What a document may be called in the tables of the one above it: by its name, or by the rest of it where it begins with the
/// name of that one (青岚县教育局 is 教育局 in the tables of 青岚县).
fn names_under(own: &Card, above: &Card) -> Vec<String> {
    let (own, above) = (bare(&own.department.name), bare(&above.department.name));
    let rest = own.strip_prefix(&above).filter(|rest| !rest.is_empty()).map(str::to_owned);
    rest.into_iter().chain([own]).collect()
}

/// The documents that answer one, with what they are to it.
struct Answered {
    of: [(Of, Vec<usize>); 4],
    /// What the document is called in the tables of the one above it.
    names: Vec<String>,
}

/// What the rules of a pack say of a document and its answers.
fn of_pack(members: &[&Member], at: usize, pack: &Pack, answered: &Answered) -> Vec<Told> {
    let kept = |of: Of| {
        let found = answered.of.iter().filter(move |(one, _)| *one == of).flat_map(|(_, found)| found);
        found.map(|at| &members[*at].kept)
    };
    let answers = Answers {
        last: kept(Of::Last).next(),
        units: kept(Of::Units).collect(),
        budget: kept(Of::Budget).next(),
        above: kept(Of::Above).next().map(|above| (above, answered.names.clone())),
    };
    let mut told = Vec::new();
    for rule in pack.rules.iter().filter(|rule| is_across(rule)) {
        let tied = tie(pack, rule, &members[at].kept, &answers);
        let ended = |tied: &Tied<'_>| Told::Ended(at, rule.id.clone(), tied.outcome, tied.own());
        let (failing, rest): (Vec<Tied<'_>>, Vec<Tied<'_>>) =
            tied.into_iter().partition(|tied| tied.outcome == Outcome::Fails);
        told.extend(rest.iter().map(ended));
        let holds = |tied: &&Tied<'_>| matches!(tied.outcome, Outcome::Holds | Outcome::WithinRounding);
        let held = rest.iter().filter(holds).count();
        // What differs by one amount in a row and in its totals is one figure; another scope differs by many.
        let mut slips: BTreeMap<Decimal, Vec<&Tied<'_>>> = BTreeMap::new();
        for tied in &failing {
            slips.entry(tied.gap.unwrap_or_default().abs().normalize()).or_default().push(tied);
        }
        if slips.len() >= FEW && failing.len() > held {
            // Another scope, figures that were adjusted, or another reading of one of the two.
            let doubtful = |tied: &Tied<'_>| Told::Ended(at, rule.id.clone(), Outcome::Doubtful, tied.own());
            told.extend(failing.iter().map(doubtful));
            told.extend(most(at, rule, &failing, answered));
            continue;
        }
        told.extend(failing.iter().map(ended));
        told.extend(slips.values().filter_map(|slip| one(at, rule, slip, answered)));
    }
    told
}

/// The document that a figure stands in.
fn home(at: usize, (of, nth, _): (Of, usize, &Figure), answered: &Answered) -> usize {
    let found = answered.of.iter().find(|(one, _)| *one == of);
    found.and_then(|(_, found)| found.get(nth)).copied().unwrap_or(at)
}

/// Relations that fail by the same amount, told at the document that errs, where that is known: the smallest figure is the row, the
/// others are its totals.
fn one(at: usize, rule: &Rule, slip: &[&Tied<'_>], answered: &Answered) -> Option<Told> {
    let size = |tied: &&&Tied<'_>| {
        let own = tied.figures.iter().find(|(of, ..)| *of == Of::Own);
        own.map(|(.., figure)| figure.value().abs())
    };
    let tied = *slip.iter().min_by_key(size)?;
    let against = |own: bool| {
        let figures = tied.figures.iter().filter(|(of, ..)| (*of == Of::Own) == own);
        figures.copied().find(|(.., figure)| figure.mark == Mark::Contradicted)
    };
    let first = tied.figures.iter().find(|(of, ..)| *of == Of::Own)?;
    // Where one of the two disagrees with itself as well, it is the one.
    let (primary, known) = match (against(true), against(false)) {
        (Some(own), None) => (own, true),
        (None, Some(other)) => (other, true),
        _ => (*first, false),
    };
    let (own, other) = (first.2, tied.figures.iter().find(|(of, ..)| *of != Of::Own)?);
    let expected = tied.expected.filter(|_| std::ptr::eq(primary.2, own)).map(|value| like(own, value));
    let whose = whose(other.0);
    let says = expected.as_deref().unwrap_or(other.2.written());
    let (name, written) = (own.name(), own.written());
    let message = Text::new(
        format!("{name} 写作 {written}，{}是 {}", whose.get(Lang::Zh), says),
        format!("{name} reads {written}; {} has {}", whose.get(Lang::En), says),
    );
    let severity = if known { rule.severity } else { rule.severity.max(Severity::Warning) };
    let mut found = Diagnostic::new(rule.id.clone(), severity, primary.2.span, message);
    found.primary.text = label(&primary);
    let others = tied.figures.iter().filter(|one| !std::ptr::eq(one.2, primary.2));
    found.related =
        others.map(|one| crate::diagnostic::Label { span: one.2.span, text: label(one) }).collect();
    let totals = slip.iter().filter(|other| !std::ptr::eq(**other, tied)).flat_map(|other| &other.figures);
    let totals = totals.filter(|(of, ..)| *of == Of::Own).take(SHOWN);
    found.related.extend(totals.map(|one| crate::diagnostic::Label { span: one.2.span, text: label(one) }));
    found.notes.push(rule.title.clone());
    found.notes.push(match known {
        true => Text::new(
            "它和自己文件里别的数也不一致，应先核对它",
            "it disagrees with its own document as well: look at it first",
        ),
        false => Text::new(
            "两份文件各自都说得通，不知道哪一份有误",
            "each document agrees with itself: which of them errs is not known",
        ),
    });
    found.arithmetic = Some(Arithmetic {
        stated: primary.2.written().to_owned(),
        expected,
        difference: tied.gap.filter(|_| tied.expected.is_some()).map(|gap| like(own, gap)),
    });
    Some(finished(home(at, primary, answered), rule, found, own.name()))
}

/// Most relations of a rule fail: told once, and nobody is accused.
fn most(at: usize, rule: &Rule, failing: &[Tied<'_>], answered: &Answered) -> Option<Told> {
    let first = failing.first()?.figures.iter().find(|(of, ..)| *of == Of::Own)?;
    let other = failing.first()?.figures.iter().find(|(of, ..)| *of != Of::Own)?;
    let (n, whose) = (failing.len(), whose(other.0));
    let message = Text::new(
        format!("有 {n} 个数与{}不同：口径可能不同，或后来作过调整", whose.get(Lang::Zh)),
        format!(
            "{n} figures differ from {}: the scope may be another, or they were adjusted",
            whose.get(Lang::En)
        ),
    );
    let mut found = Diagnostic::new(rule.id.clone(), Severity::Note, first.2.span, message);
    found.primary.text = label(first);
    let figures = failing.iter().flat_map(|tied| &tied.figures).skip(1);
    found.related = figures
        .take(SHOWN)
        .map(|one| crate::diagnostic::Label { span: one.2.span, text: label(one) })
        .collect();
    found.notes.push(rule.title.clone());
    Some(finished(home(at, *first, answered), rule, found, ""))
}

fn finished(home: usize, rule: &Rule, mut found: Diagnostic, identity: &str) -> Told {
    found.basis.clone_from(&rule.basis);
    found.help.clone_from(&rule.help);
    found.rule_span = Some(rule.span);
    identity.clone_into(&mut found.identity);
    Told::Finding(home, Box::new(found))
}

/// What a figure is called, and in which document.
fn label((of, _, figure): &(Of, usize, &Figure)) -> Text {
    let (name, whose) = (figure.name(), whose(*of));
    match of {
        Of::Own => Text::same(name.to_owned()),
        _ => {
            Text::new(format!("{}：{name}", whose.get(Lang::Zh)), format!("{}: {name}", whose.get(Lang::En)))
        }
    }
}

fn whose(of: Of) -> Text {
    match of {
        Of::Own => Text::new("本文件", "the document"),
        Of::Last => Text::new("上一年的文件", "the document of the year before"),
        Of::Units => Text::new("所属单位合计", "the sum of the units"),
        Of::Budget => Text::new("预算文件", "the budget"),
        Of::Above => Text::new("上级的文件", "the document above it"),
    }
}

/// A value as the figure is written.
fn like(figure: &Figure, value: Decimal) -> String {
    let decimals = figure
        .written()
        .split_once('.')
        .map_or(0, |(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count() as u32);
    let shown = value.checked_div(figure.unit().worth()).unwrap_or(value);
    let mut shown = round(shown, decimals);
    shown.rescale(decimals);
    digits(shown, figure.written().contains(','))
}

/// Who published for one year and not for the next, where most others did for both.
fn absent(members: &[&Member], index: &Index<'_>) -> Vec<Told> {
    // For each kind and year, whose documents there are.
    let mut names: BTreeMap<(&[String], bool, u32), BTreeSet<&str>> = BTreeMap::new();
    for (name, kinds, of_unit, year) in index.by.keys() {
        names.entry((kinds, *of_unit, *year)).or_default().insert(name);
    }
    let mut told = Vec::new();
    for ((kinds, of_unit, year), before) in &names {
        let Some(now) = names.get(&(*kinds, *of_unit, year + 1)) else { continue };
        let both = before.intersection(now).count();
        // One pair among many others is no run over two years.
        if both < 2 || both * 2 < before.len().max(now.len()) {
            continue;
        }
        let mut tell = |name: &str, year: u32, rule: &str, said: Text| {
            for &at in index.by.get(&(name, *kinds, *of_unit, year)).into_iter().flatten() {
                let mut found = Diagnostic::new(rule, Severity::Note, members[at].first, said.clone());
                found.help = Some(Text::new(
                    "确认是否漏放了文件；确未公开的，请补充公开",
                    "see whether a file was left out; what was not published is to be published",
                ));
                found.identity = format!("{name}|{year}");
                told.push(Told::Finding(at, Box::new(found)));
            }
        };
        let next = year + 1;
        for name in before.difference(now) {
            let said = Text::new(
                format!("{name} {year} 年公开过，{next} 年的没有找到"),
                format!("{name} published for {year}; nothing is found for {next}"),
            );
            tell(name, *year, NOT_PUBLISHED, said);
        }
        for name in now.difference(before) {
            let said = Text::new(
                format!("没有找到 {name} {year} 年的文件，上年数没有核对"),
                format!("nothing of {name} is found for {year}: last year's figures were not checked"),
            );
            tell(name, next, NO_LAST_YEAR, said);
        }
    }
    told
}
