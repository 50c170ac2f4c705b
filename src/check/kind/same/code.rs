//! The check `same` against a dictionary: codes are well formed, stand in order under their parents, and have the name the dictionary gives.

use crate::check::aid::bind::Bound;
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::Item;
use crate::ledger::Outcome;

/// Tries the rule on each of its tables.
pub(super) fn run(bound: &Bound<'_>, tables: &[String], dictionary: &str, results: &mut Results) {
    let document = bound.document;
    let Some(dictionary) = bound.pack.dictionaries.iter().find(|known| known.name == dictionary) else {
        return;
    };
    for table in tables.iter().flat_map(|name| bound.tables_named(name)) {
        let items =
            || table.table.panes.iter().flat_map(|pane| &pane.items).filter(|item| !item.code.is_empty());
        let mut before: Option<&Item> = None;
        for item in items() {
            let name = document.text(&item.name);
            let known = dictionary.entries.binary_search_by(|(code, _)| code.as_str().cmp(&item.code)).ok();
            let names = known.map_or(&[][..], |at| dictionary.entries[at].1.as_slice());
            let mut said = false;
            let mut say = |severity: Severity, message: Text, label: Text| {
                let place = if item.name.is_empty() {
                    table.table.rows[item.row].place.clone()
                } else {
                    item.name.clone()
                };
                let mut diagnostic =
                    Diagnostic::new("", severity, document.span(&place), message).labelled(label);
                diagnostic.identity = format!("{}|{}|{name}", table.binding.name, item.code);
                results.finding(diagnostic);
                said = true;
            };
            if let [first, ..] = names
                && !name.is_empty()
                && !names.iter().any(|known| same(known, name))
            {
                say(
                    Severity::Error,
                    Text::new(
                        format!("科目编码 {} 的名称是“{first}”，表中写作“{name}”", item.code),
                        format!("code {} is \"{first}\", the table says \"{name}\"", item.code),
                    ),
                    Text::new(format!("应为“{first}”"), format!("should be \"{first}\"")),
                );
            }
            if let Some(before) = before
                && (before.code > item.code
                    // One code may stand again beside another second label.
                    || before.code == item.code && before.second.is_none() && item.second.is_none())
            {
                say(
                    Severity::Error,
                    Text::new(
                        format!("科目编码 {} 排在 {} 之后", item.code, before.code),
                        format!("code {} stands after {}", item.code, before.code),
                    ),
                    Text::new("编码应由小到大，不重复", "codes ascend and stand once"),
                );
            }
            before = Some(item);
            if !said {
                results.outcome(Outcome::Holds);
            }
        }
    }
}

/// Equal but for brackets and spaces.
fn same(left: &str, right: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| !matches!(c, '(' | ')' | ' ' | '、' | ',')).collect::<String>();
    plain(left) == plain(right)
}
