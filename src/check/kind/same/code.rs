//! The check `same` against a dictionary: codes have the name the dictionary gives, stand in order, and once.
//!
//! What the codes of a table are, the document says: those of units are of no dictionary. A dictionary is heard on a table
//! whose names are its own, and an order where the table keeps one.

use std::collections::HashSet;

use crate::check::aid::bind::Bound;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::codes::bare_name;
use crate::document::{CodesOf, Item, Pane, Table};
use crate::ledger::Outcome;
use crate::rule::Dictionary;
use crate::source::Cut;

/// Of so many codes no more than one stands out of order in a table that keeps an order.
const ORDERLY: usize = 8;

/// Tries the rule on each of its tables.
pub(super) fn run(bound: &Bound<'_>, tables: &[String], dictionary: &str, results: &mut Results) {
    let Some(dictionary) = bound.pack.names.dictionaries.iter().find(|known| known.name == dictionary) else {
        return;
    };
    let list = List::new(dictionary, bound.document.year());
    for table in tables.iter().flat_map(|name| bound.tables_named(name)) {
        for pane in &table.table.panes {
            let listing = Listing { bound, table: table.table, name: &table.binding.name, pane, list: &list };
            listing.run(results);
        }
    }
}

/// A dictionary as it was in the year of a document.
struct List<'a> {
    dictionary: &'a Dictionary,
    year: Option<u32>,
    names: HashSet<String>,
}

/// What the dictionary says of a name.
enum Verdict {
    /// It is the code's, or the dictionary does not know the code.
    Right,
    /// The code has this name.
    Other(String),
    /// The code has this name since that year.
    Renamed(String, u32),
}

impl<'a> List<'a> {
    fn new(dictionary: &'a Dictionary, year: Option<u32>) -> Self {
        let names =
            dictionary.entries().iter().flat_map(|(_, names)| names).map(|name| bare_name(until(name).0));
        Self { dictionary, year, names: names.collect() }
    }

    /// The names of a code, the one of today first.
    fn of(&self, code: &str) -> &[String] {
        let entries = self.dictionary.entries();
        let known = entries.binary_search_by(|(known, _)| known.as_str().cmp(code));
        known.map_or(&[], |at| entries[at].1.as_slice())
    }

    /// Whether a name is that of a code; `parent` is the code above it, whose name may stand behind in brackets.
    fn verdict(&self, code: &str, name: &str, parent: Option<&str>) -> Verdict {
        let plain = bare_name(name);
        let within = |known: &str| {
            let rest = plain.strip_prefix(known)?;
            Some(parent?).filter(|parent| bare_name(parent) == rest)
        };
        let mut verdict = None;
        for (nth, known) in self.of(code).iter().enumerate() {
            let (known, until) = until(known);
            let (bare, old) = (bare_name(known), until.zip(self.year).filter(|(until, year)| year >= until));
            match old {
                _ if bare != plain && within(&bare).is_none() => {}
                Some((until, _)) => {
                    let today = self.of(code).first().map_or("", |name| name.as_str());
                    return Verdict::Renamed(today.to_owned(), until);
                }
                None => return Verdict::Right,
            }
            if nth == 0 {
                verdict = Some(Verdict::Other(known.to_owned()));
            }
        }
        verdict.unwrap_or(Verdict::Right)
    }
}

/// A name and the year from which the code has another: 旧名称<2020.
fn until(name: &str) -> (&str, Option<u32>) {
    match name.split_once('<') {
        Some((name, year)) => (name, year.trim().parse().ok()),
        None => (name, None),
    }
}

/// The codes of a statement.
struct Listing<'a> {
    bound: &'a Bound<'a>,
    table: &'a Table,
    name: &'a str,
    pane: &'a Pane,
    list: &'a List<'a>,
}

impl Listing<'_> {
    fn run(&self, results: &mut Results) {
        if self.pane.codes.as_ref().is_some_and(|codes| codes.of == CodesOf::Units) {
            return;
        }
        let items: Vec<(usize, &Item)> = self.coded();
        let names = self.names(&items);
        if !self.is_listed(&items, &names) {
            return;
        }
        let ordered = self.order(&items);
        for (at, (_, item)) in items.iter().enumerate() {
            let name = self.bound.document.text(&item.name);
            let told = [wrong_name(item, name, &names[at]), ordered[at].clone()];
            let mut said = false;
            for (message, label) in told.into_iter().flatten() {
                results.finding(self.finding(item, name, message, label));
                said = true;
            }
            if !said {
                results.outcome(Outcome::Holds);
            }
        }
    }

    /// The items that have a code of the classification, with where they stand in the pane.
    fn coded(&self) -> Vec<(usize, &Item)> {
        let items = self.pane.items.iter().enumerate();
        items.filter(|(_, item)| !item.code.is_empty() && !item.of_unit).collect()
    }

    fn names(&self, items: &[(usize, &Item)]) -> Vec<Verdict> {
        let document = self.bound.document;
        let mut above: Vec<&Item> = Vec::new();
        let mut verdicts = Vec::with_capacity(items.len());
        for &(at, item) in items {
            above.retain(|parent| item.code.len() > parent.code.len() && item.code.starts_with(&parent.code));
            let parent = above.last().map(|parent| document.text(&parent.name));
            let name = document.text(&item.name);
            let judge = |name: &str| match name.is_empty() {
                true => Verdict::Right,
                false => self.list.verdict(&item.code, name, parent),
            };
            let mut verdict = judge(name);
            // The page may have cut the name: the row below has the rest of it and nothing else.
            if let (Verdict::Other(_), Some(next)) = (&verdict, self.pane.items.get(at + 1))
                && next.code.is_empty()
                && next.figures.iter().flatten().all(|&id| document.figure(id).blank)
            {
                let whole = format!("{name}{}", document.text(&next.name));
                if let Verdict::Right = judge(&whole) {
                    verdict = Verdict::Right;
                }
            }
            verdicts.push(verdict);
            above.push(item);
        }
        verdicts
    }

    /// Whether the table is one of this dictionary: names of codes it knows are its own, half of them or more. Where it knows
    /// none of them, most are of its classes.
    fn is_listed(&self, items: &[(usize, &Item)], names: &[Verdict]) -> bool {
        let (mut own, mut strange, mut of_classes) = (0, 0, 0);
        for ((_, item), verdict) in items.iter().zip(names).filter(|((_, item), _)| !item.name.is_empty()) {
            let known = |code: &str| !self.list.of(code).is_empty();
            of_classes += usize::from((1..=item.code.len()).any(|len| known(item.code.cut(..len))));
            let name = || bare_name(self.bound.document.text(&item.name));
            match verdict {
                Verdict::Right if known(&item.code) => own += 1,
                Verdict::Right => {}
                _ if self.list.names.contains(&name()) => own += 1,
                _ => strange += 1,
            }
        }
        if own + strange > 0 { own >= strange } else { of_classes * 2 > items.len() }
    }

    /// For each item what is wrong with its place, in a table that keeps an order within the rows of each unit.
    fn order(&self, items: &[(usize, &Item)]) -> Vec<Option<(Text, Text)>> {
        let mut wrong: Vec<Option<(Text, Text)>> = vec![None; items.len()];
        let mut n_wrong = 0;
        for (at, two) in items.windows(2).enumerate() {
            let [(from, before), (to, item)] = two else { continue };
            // One code may stand again beside another second label.
            let again = before.code == item.code && before.second.is_none() && item.second.is_none();
            let anew = self.pane.items[*from + 1..=*to].iter().any(|item| item.opens);
            // What is of no kind of its own is put last of all, with what belongs to it.
            let last = items[at + 1..].iter().all(|(_, later)| later.code.starts_with(&item.code));
            if !anew && (before.code > item.code && !last || again) {
                n_wrong += 1;
                wrong[at + 1] = Some((
                    Text::new(
                        format!("科目编码 {} 排在 {} 之后", item.code, before.code),
                        format!("code {} stands after {}", item.code, before.code),
                    ),
                    Text::new("编码应由小到大，不重复", "codes ascend and stand once"),
                ));
            }
        }
        if n_wrong > 1 && n_wrong * ORDERLY > items.len() { vec![None; items.len()] } else { wrong }
    }

    fn finding(&self, item: &Item, name: &str, message: Text, label: Text) -> Diagnostic {
        let place = match item.name.is_empty() {
            true => self.table.rows[item.row].place.clone(),
            false => item.name.clone(),
        };
        let span = self.bound.document.span(&place);
        let mut diagnostic = Diagnostic::new("", Severity::Error, span, message).labelled(label);
        diagnostic.identity = format!("{}|{}|{name}", self.name, item.code);
        diagnostic
    }
}

/// What is told of a name that is not the code's.
fn wrong_name(item: &Item, name: &str, verdict: &Verdict) -> Option<(Text, Text)> {
    let label = |known: &str| Text::new(format!("应为“{known}”"), format!("should be \"{known}\""));
    let code = &item.code;
    match verdict {
        Verdict::Right => None,
        Verdict::Other(known) => Some((
            Text::new(
                format!("科目编码 {code} 的名称是“{known}”，表中写作“{name}”"),
                format!("code {code} is \"{known}\", the table says \"{name}\""),
            ),
            label(known),
        )),
        Verdict::Renamed(known, year) => Some((
            Text::new(
                format!("科目编码 {code} 自 {year} 年起的名称是“{known}”，表中写作“{name}”"),
                format!("code {code} is \"{known}\" since {year}, the table says \"{name}\""),
            ),
            label(known),
        )),
    }
}
