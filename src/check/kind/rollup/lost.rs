//! Rows that a table of codes lacks: a group whose items stand in the table without it, or a group that is there without items.
//!
//! A sum cannot tell of them: without its row the items of a group count for the class above, and a group without items is held
//! to nothing. That the table has a row for every group, and items for each, its other rows say.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::aid::bind::{Bound, BoundTable};
use crate::check::aid::name::place_identity;
use crate::check::results::Results;
use crate::diagnostic::{Certainty, Diagnostic, Severity, Text};
use crate::document::{CodesOf, Item};
use crate::ledger::Outcome;

/// So many other rows of the level say how the table is made.
const OTHERS: usize = 3;
/// How sure it is that a group that is missing was left out, and that one without items lacks some.
const SURE: u8 = 80;
const LIKELY: u8 = 70;

/// Tells the one row that a table lacks among those of its codes.
pub(super) fn tell(bound: &Bound<'_>, table: BoundTable<'_>, results: &mut Results) {
    let panes = table.table.panes.iter();
    let items: Vec<&Item> = panes
        .filter(|pane| pane.codes.as_ref().is_none_or(|codes| codes.of == CodesOf::Items))
        .flat_map(|pane| &pane.items)
        .filter(|item| !item.code.is_empty())
        .collect();
    let digits = |item: &&Item| item.code.bytes().all(|byte| byte.is_ascii_digit());
    if !items.iter().all(digits) || items.iter().any(|item| item.of_unit || item.opens) {
        return;
    }
    let codes: BTreeSet<&str> = items.iter().map(|item| item.code.as_str()).collect();
    let lengths: Vec<usize> =
        codes.iter().map(|code| code.len()).collect::<BTreeSet<usize>>().into_iter().collect();
    // Codes are read by level where each level goes on from the one above: 205, 20502, 2050201.
    for level in lengths.windows(2) {
        let &[upper, lower] = level else { continue };
        let mut groups: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        for item in items.iter().filter(|item| item.code.len() == lower) {
            groups.entry(item.code.get(..upper).unwrap_or_default()).or_default().push(item);
        }
        let lost: Vec<(&&str, &Vec<&Item>)> =
            groups.iter().filter(|(code, _)| !codes.contains(**code)).collect();
        if let [(code, parts)] = lost.as_slice()
            && groups.len() > OTHERS
            && let Some(first) = parts.first()
        {
            let message = Text::new(
                format!("缺少 {code} 这一行：{} 在表里，别的各款各类都有自己的一行", first.code),
                format!(
                    "lacks a row for {code}: {} stands in the table, and every other group has its own",
                    first.code
                ),
            );
            results.finding(finding(bound, first, message, SURE));
            continue;
        }
        // A class may be planned as one: 227 预备费.
        let top = lengths.first() == Some(&upper);
        let uppers = items.iter().filter(|item| item.code.len() == upper && !top);
        let bare: Vec<&&Item> = uppers.filter(|item| !groups.contains_key(item.code.as_str())).collect();
        if let [only] = bare.as_slice()
            && lost.is_empty()
            && groups.len() > OTHERS
            && has_items_elsewhere(bound, &only.code)
        {
            let message = Text::new(
                format!("{} 没有列出下级，别的都列了，别的表里也有", only.code),
                format!(
                    "{} has no items below it, as all others have, and in another table it has",
                    only.code
                ),
            );
            results.finding(finding(bound, only, message, LIKELY));
        } else {
            results.outcome(Outcome::Holds);
        }
    }
}

/// Whether another table of the document has items below a code.
fn has_items_elsewhere(bound: &Bound<'_>, code: &str) -> bool {
    let items = bound.bound_tables().flat_map(|table| &table.table.panes).flat_map(|pane| &pane.items);
    items.into_iter().any(|item| item.code.len() > code.len() && item.code.starts_with(code))
}

fn finding(bound: &Bound<'_>, item: &Item, message: Text, sure: u8) -> Diagnostic {
    let mut diagnostic = Diagnostic::new("", Severity::Warning, bound.document.span(&item.name), message);
    diagnostic.identity = place_identity(bound.document, &item.name);
    diagnostic.certainty = Some(Certainty::new(sure));
    diagnostic
}
