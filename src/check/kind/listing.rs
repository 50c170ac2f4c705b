//! The check `listing`: names told one after the other are as many as announced, or are rows of a table that have a figure.

use super::Check;
use super::share::figure_in;
use crate::check::aid::bind::{Bound, key};
use crate::check::aid::flow::{Flow, joined};
use crate::check::aid::formula;
use crate::check::aid::name::place_identity;
use crate::check::aid::prose::{clause, counts, figures, operand, paragraphs, places};
use crate::check::aid::relation::{Equation, Linear, Operand};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{Document, FigureId, Place};
use crate::keys;
use crate::ledger::Outcome;
use crate::rule::formula::Formula;
use crate::rule::parts::{FIGURE, PLACES, WORDS, needed, opt, patterns};
use crate::rule::pattern::Pattern;
use crate::rule::{Rule, Within};
use crate::source::Cut;
use rust_decimal::Decimal;

/// So many are told by name: more say nothing that these do not.
const TOLD: usize = 6;

keys! {
    /// Names told one after the other are as many as announced, or are rows of a table.
    "逐个说出的名字应与所说的个数一致，或都是表里的行。"
    pub struct Listing {
        /// Where the text is that they are looked for in.
        within: Vec<Within> = "in", PLACES, "在哪些文字里找";
        /// Captures `list`; and `n`, the count announced, or `name`, what was counted earlier in the section.
        list: Vec<Pattern> = "list", needed(patterns(&["list"])), "捕获 list；再捕获 n（所说的个数）或 name（前面数过的东西）";
        /// Words at the end that say that there are more.
        partial: Vec<String> = "partial", WORDS, "末尾表示还有别的词";
        /// Words that may join two names, or stand in one.
        joins: Vec<String> = "joins", WORDS, "可以连接两个名字、也可以在一个名字里的词";
        /// Rows that have a figure, one of which each name must be; instead of the count.
        rows: Option<Formula> = "rows", opt(FIGURE), "每个名字应是其中有数的一行；写了就不查个数";
    }
}

impl Check for Listing {
    const NAME: &'static str = "listing";

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        run(bound, self, results);
    }
}

/// Tries the rule on every list of names.
fn run(bound: &Bound<'_>, rule: &Listing, results: &mut Results) {
    let document = bound.document;
    let rows: Option<Vec<(String, bool)>> = rule.rows.as_ref().map(|formula| {
        let known = formula::figures(bound, formula).into_iter();
        known.map(|(label, figure)| (plain(&label), !figure.value.is_zero())).collect()
    });
    if rows.as_ref().is_some_and(Vec::is_empty) {
        return;
    }
    for place in places(bound, &rule.within) {
        for paragraph in paragraphs(bound, &place) {
            let flow = Flow::new(document, paragraph);
            for found in rule.list.iter().flat_map(|pattern| pattern.find_iter(&flow.text)) {
                let Some(mut list) = found.get("list") else { continue };
                let len = flow.text.cut(list.clone()).find(';').unwrap_or(list.len());
                list.end = list.start + len;
                let names = names(&flow, rule, &list);
                if names.places.len() < 2 {
                    continue;
                }
                if let Some(rows) = &rows {
                    in_table(document, rows, &names.places, results);
                    continue;
                }
                if names.open {
                    continue;
                }
                let announced = match found.get("n").map(|range| flow.at(range)) {
                    Some(count) => figure_in(document, &count),
                    None => found.get("name").and_then(|name| {
                        announced(document, &place, flow.text.cut(name), flow.at(list).start)
                    }),
                };
                if let Some(announced) = announced {
                    number(document, announced, &names, results);
                }
            }
        }
    }
}

/// The names of a list.
struct Names {
    places: Vec<Place>,
    /// So many of them hold a word such as 和, which may join two.
    joined: usize,
    /// The list says that there are more.
    open: bool,
    /// So many stand before the first comma of a list that parts its names by 、: what follows may be a clause of its own.
    clause: Option<usize>,
}

/// Cuts a list at its commas, those in brackets aside.
fn names(flow: &Flow<'_>, rule: &Listing, list: &std::ops::Range<usize>) -> Names {
    let text = flow.text.cut(list.clone());
    let mut found = Names { places: Vec::new(), joined: 0, open: false, clause: None };
    let (mut depth, mut start, mut parted) = (0i32, 0, 0);
    let mut clause = None;
    let mut cut = |from: usize, to: usize| {
        let mut name = text.cut(from..to);
        if let Some(at) = rule.partial.iter().filter_map(|word| name.rfind(word.as_str())).min() {
            // 等 ends a list only at its end.
            if to == text.len() {
                name = name.cut(..at);
                found.open = true;
            }
        }
        found.joined += usize::from(rule.joins.iter().any(|word| name.contains(word.as_str())));
        let lead = name.len() - name.trim_start().len();
        let name = name.trim();
        if !name.is_empty() {
            let start = list.start + from + lead;
            found.places.push(flow.at(start..start + name.len()));
        }
    };
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '、' | ',' if depth <= 0 => {
                if c == '、' {
                    parted += 1;
                } else if parted > 1 {
                    clause = clause.or(Some(parted + 1));
                }
                cut(start, at);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    cut(start, text.len());
    found.clause = clause;
    found
}

/// The count that says how many of `name` there are, the last before the list.
fn announced(document: &Document, place: &Place, name: &str, before: u32) -> Option<FigureId> {
    let mut counted = figures(document, &(place.start..before)).filter(|&id| {
        let at = &document.figure(id).place;
        counts(document, id).is_some_and(|unit| unit != "¥")
            && (clause(document, place.start, at.start).ends_with(name)
                || document
                    .folded
                    .text
                    .cut(at.end as usize..)
                    .trim_start()
                    .chars()
                    .skip(1)
                    .take(name.chars().count())
                    .eq(name.chars()))
    });
    counted.next_back()
}

fn number(document: &Document, announced: FigureId, names: &Names, results: &mut Results) {
    let stated = document.figure(announced).amount.base();
    let (least, most) = (names.places.len(), names.places.len() + names.joined);
    let fits =
        (least..=most).chain(names.clause).find(|&count| Decimal::from(count) == stated).unwrap_or(least);
    let right = Linear::one(Operand::exact(Decimal::from(fits)));
    results.relation(Equation::equal(Linear::one(operand(document, announced)), right));
}

/// A name without brackets and what is in them.
fn plain(name: &str) -> String {
    let mut depth = 0;
    key(name)
        .chars()
        .filter(|c| {
            depth += i32::from(*c == '(');
            let kept = depth == 0;
            depth -= i32::from(*c == ')');
            kept && !c.is_whitespace()
        })
        .collect()
}

fn in_table(document: &Document, rows: &[(String, bool)], names: &[Place], results: &mut Results) {
    let has = |name: &str| {
        rows.iter().any(|(label, filled)| {
            *filled
                && (label == name
                    || label.contains(name)
                    || !label.is_empty() && name.contains(label.as_str()))
        })
    };
    let without: Vec<&Place> =
        names.iter().filter(|place| !has(&plain(&joined(document, place.start, place.end)))).collect();
    let Some(first) = without.first() else {
        results.outcome(Outcome::Holds);
        return;
    };
    let words: Vec<_> =
        without.iter().take(TOLD).map(|place| joined(document, place.start, place.end)).collect();
    let message = Text::new(
        format!("列举的“{}”在表中没有金额", words.join("、")),
        format!("named here, but no figure in the table: {}", words.join(", ")),
    );
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(first), message)
        .labelled(Text::new("表中没有这一项的金额", "the table has no figure for it"));
    for other in without.iter().skip(1).take(TOLD) {
        diagnostic = diagnostic.with(document.span(other), Text::new("也没有", "nor for this"));
    }
    diagnostic.identity = place_identity(document, first);
    results.finding(diagnostic);
}
