//! The check `items-in-words`: an item that a sentence names by its code, or by the class and the group above it, is called so
//! in the tables.
//!
//! The tables say which item has which code, and which stands under which. A sentence that names a group which none of them has
//! above that item, an item whose amount stands in the row of another, or a code of one digit too many, too few or another, has a
//! slip in it, or an old name. Where the tables and the sentences do not agree as a rule, they were not read as they are meant.

mod rows;

use std::cell::Cell;

use crate::check::aid::bind::Bound;
use crate::check::aid::flow::Flow;
use crate::check::aid::name::place_identity;
use crate::check::aid::prose::{figures, is_money};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::{FigureId, Place};
use crate::ledger::Outcome;
use crate::rule::pattern::{Match, Pattern};
use rows::{Rows, named_alike};

/// So many names and codes agree for each that does not.
const AGREE: usize = 2;
/// The amounts after a name that may be its own: planned, spent.
const AMOUNTS: usize = 3;
/// No more names are looked for in all rows: of a document with more of them too little is known.
const SOUGHT: usize = 256;

/// Tries the rule on every item that `find` captures: `item` with `code`, or with the `group` and the `class` above it.
pub fn run(bound: &Bound<'_>, find: &[Pattern], results: &mut Results) {
    let rows = Rows::new(bound.document);
    if rows.is_empty() {
        return;
    }
    let (mut agree, mut told, sought) = (0, Vec::new(), Cell::new(SOUGHT));
    for paragraph in bound.flows() {
        let flow = Flow::new(bound.document, paragraph);
        let mut hits: Vec<Match<'_>> =
            find.iter().flat_map(|pattern| pattern.find_iter(&flow.text)).collect();
        hits.sort_by_key(|hit| hit.range.start);
        for (nth, hit) in hits.iter().enumerate() {
            let end = hits.get(nth + 1).map_or(flow.text.len(), |next| next.range.start.max(hit.range.end));
            let said = Said { bound, rows: &rows, sought: &sought, flow: &flow, hit, end };
            match said.verdict() {
                Verdict::Agrees => agree += 1,
                Verdict::Unknown => {}
                Verdict::Differs(diagnostic) => told.push(*diagnostic),
            }
        }
    }
    (0..agree).for_each(|_| results.outcome(Outcome::Holds));
    if agree >= told.len() * AGREE {
        told.into_iter().for_each(|diagnostic| results.finding(diagnostic));
    }
}

/// What the tables say of an item in words.
enum Verdict {
    Agrees,
    Unknown,
    Differs(Box<Diagnostic>),
}

/// An item as a sentence names it.
struct Said<'a> {
    bound: &'a Bound<'a>,
    rows: &'a Rows,
    /// So many names may still be looked for in all rows.
    sought: &'a Cell<usize>,
    flow: &'a Flow<'a>,
    hit: &'a Match<'a>,
    /// Where the next begins.
    end: usize,
}

impl Said<'_> {
    /// A capture as it is compared, and where it stands.
    fn part(&self, name: &str) -> Option<(String, Place)> {
        let range = self.hit.get(name)?;
        let text = self.flow.text.get(range.clone())?;
        Some((text.chars().filter(|c| !c.is_whitespace()).collect(), self.flow.at(range)))
    }

    fn verdict(&self) -> Verdict {
        let Some(item) = self.part("item") else { return Verdict::Unknown };
        match (self.part("code"), self.part("group")) {
            (Some(code), _) => self.coded(&item, &code),
            (None, Some(group)) => self.placed(&item, &group),
            (None, None) => Verdict::Unknown,
        }
    }

    /// Whether the code is that of the item.
    fn coded(&self, (item, _): &(String, Place), (code, at): &(String, Place)) -> Verdict {
        let own = self.rows.codes(item);
        if own.iter().any(|known| known == code) || self.rows.names(code).any(|name| named_alike(name, item))
        {
            return Verdict::Agrees;
        }
        // A code that the tables know under another name may be of a table that was not read.
        let [right] = own else { return Verdict::Unknown };
        if self.rows.names(code).next().is_some() || !one_apart(code, right) {
            return Verdict::Unknown;
        }
        let message = Text::new(
            format!("“{item}”的编码写作 {code}，表中是 {right}"),
            format!("\"{item}\" has the code {code} here and {right} in the tables"),
        );
        self.differs(at, message, right)
    }

    /// Whether the group is the one above the item.
    fn placed(&self, (item, at): &(String, Place), (group, over): &(String, Place)) -> Verdict {
        let class = self.part("class").map(|(name, _)| name);
        let parents: Vec<&str> = self.rows.parents(item, class.as_deref()).collect();
        if parents.iter().any(|parent| named_alike(parent, group)) {
            return Verdict::Agrees;
        }
        if let [parent] = parents.as_slice() {
            let message = Text::new(
                format!("“{item}”在表中属于“{parent}”，文中写作“{group}”"),
                format!("\"{item}\" stands under \"{parent}\" in the tables, and under \"{group}\" here"),
            );
            return self.differs(over, message, parent);
        }
        let Some(left) = self.sought.get().checked_sub(1).filter(|_| parents.is_empty()) else {
            return Verdict::Unknown;
        };
        self.sought.set(left);
        if self.rows.knows(item) {
            return Verdict::Unknown;
        }
        // No row is called so: the one under this group that has the amount is meant.
        let amounts = self.amounts();
        let mut meant = self.rows.under(group, class.as_deref());
        meant.retain(|row| amounts.iter().any(|&id| row.has(self.bound.document, id)));
        meant.dedup_by(|one, other| one.code == other.code);
        let [row] = meant.as_slice() else { return Verdict::Unknown };
        let (code, name) = (&row.code, &row.name);
        let message = Text::new(
            format!("表中没有“{item}”，这笔金额是 {code}“{name}”的"),
            format!("no row is called \"{item}\"; the amount is that of {code} \"{name}\""),
        );
        self.differs(at, message, name)
    }

    /// The first amounts of money after the item.
    fn amounts(&self) -> Vec<FigureId> {
        let place = self.flow.at(self.hit.range.end.min(self.end)..self.end);
        let document = self.bound.document;
        let told = figures(document, &place).filter(|&id| {
            let amount = &document.figure(id).amount;
            is_money(document, id) && !amount.value.is_zero()
        });
        told.take(AMOUNTS).collect()
    }

    fn differs(&self, at: &Place, message: Text, right: &str) -> Verdict {
        let document = self.bound.document;
        let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(at), message)
            .labelled(Text::new(format!("表中是“{right}”"), format!("the tables have \"{right}\"")));
        diagnostic.identity = place_identity(document, at);
        Verdict::Differs(Box::new(diagnostic))
    }
}

/// Whether one digit too many, too few or another makes one code of the other.
fn one_apart(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let same = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    let rest = |text: &str, from: usize| text.bytes().skip(from).collect::<Vec<u8>>();
    match long.len() - short.len() {
        0 => same < long.len() && rest(short, same + 1) == rest(long, same + 1),
        1 => rest(short, same) == rest(long, same + 1),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::one_apart;

    #[test]
    fn codes_are_one_apart_by_a_digit_another_missing_or_added() {
        assert!(one_apart("2013201", "2013301") && one_apart("210101", "2101101"));
        assert!(one_apart("21011101", "2101101"));
        assert!(!one_apart("2013201", "2013201") && !one_apart("2013201", "2014301"));
        assert!(!one_apart("21010", "2101101"));
    }
}
