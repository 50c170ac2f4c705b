//! The check `same`: what a document says of itself in many places is the same everywhere.

mod code;

use super::Check;
use crate::check::aid::bind::Bound;
use crate::check::aid::name::{place_identity, table};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::keys;
use crate::keys::Lack;
use crate::keys::known::{DICTIONARIES, FACTS, GRIDS, TABLES};
use crate::ledger::Outcome;
use crate::rule::parts::{List, Name, WITHIN, opt, patterns};
use crate::rule::pattern::Pattern;
use crate::rule::{Rule, Within};

keys! {
    /// One fact told in many places is the same everywhere; codes of tables have the name that a dictionary gives.
    "多处写到的同一件事应处处一致；表里的编码应是字典里的名称，由小到大。"
    pub struct Same {
        /// The fact.
        fact: Option<String> = "fact", opt(Name(FACTS)), "哪件事";
        /// Where it must be the same.
        within: Within = "in", WITHIN, "在哪里应一致";
        /// How it is said there; without it, as the fact itself is found.
        find: Vec<Pattern> = "find", patterns(&["value"]), "那里怎么写；不写时与这件事本来的找法相同";
        /// Tables it is not demanded of.
        except: Vec<String> = "except", List(Name(GRIDS)), "不要求的表";
        /// Instead of a fact: tables whose rows carry codes.
        tables: Vec<String> = "tables", List(Name(TABLES)), "不查事情时：各行有编码的表";
        /// The dictionary that has the codes and their names.
        dictionary: Option<String> = "dictionary", opt(Name(DICTIONARIES)), "编码和名称所在的字典";
    }
}

impl Check for Same {
    const NAME: &'static str = "same";
    const FORMERLY: &'static [&'static str] = &["code"];

    fn lacks(&self) -> Option<Lack<'static>> {
        (self.fact.is_some() == self.dictionary.is_some()).then_some(Lack::OneOf(vec!["fact", "dictionary"]))
    }

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        if let Some(name) = &self.fact {
            run(bound, self, name, results);
        }
        if let Some(dictionary) = &self.dictionary {
            code::run(bound, &self.tables, dictionary, results);
        }
    }
}

/// Tries the rule on every place that states the fact.
fn run(bound: &Bound<'_>, same: &Same, name: &str, results: &mut Results) {
    let document = bound.document;
    let Some(at) = bound.pack.names.facts.iter().position(|fact| fact.name == name) else { return };
    let fact = &bound.facts[at];
    let Some(expected) = &fact.value else { return };
    let mentions = if same.find.is_empty() {
        fact.mentions.clone()
    } else {
        bound.find_values(&same.within, &same.find)
    };
    let excepted: Vec<_> = bound
        .bound_tables()
        .filter(|table| same.except.contains(&table.binding.name))
        .map(|table| table.table.place.clone())
        .collect();
    for place in mentions {
        if excepted.iter().any(|table| table.contains(&place.start)) {
            continue;
        }
        let stated = document.text(&place);
        // What many places say is no slip: a document of several units names each of them.
        let often = same.find.is_empty() && {
            let says =
                |wanted: &str| fact.mentions.iter().filter(|other| document.text(other) == wanted).count();
            says(stated) > 2 || says(stated) * 2 > says(expected)
        };
        if stated == expected || often {
            results.outcome(Outcome::Holds);
            continue;
        }
        let within = document.tables.iter().position(|table| table.place.contains(&place.start));
        let bounds = std::slice::from_ref(bound);
        let here = within.map_or(String::new(), |index| format!("{}的", table(bounds, document, index)));
        let mut diagnostic = Diagnostic::new(
            "",
            Severity::Error,
            document.span(&place),
            Text::new(
                format!("{here}{name}写作“{stated}”，全文其他各处是“{expected}”"),
                format!("{name} reads \"{stated}\" here and \"{expected}\" everywhere else"),
            ),
        )
        .labelled(Text::new(format!("应为“{expected}”"), format!("should be \"{expected}\"")));
        if let Some(other) = fact.mentions.iter().find(|other| document.text(other) == expected) {
            diagnostic = diagnostic.with(document.span(other), Text::new("例如这里", "as here"));
        }
        let nearby = within.map_or(String::new(), |index| table(bounds, document, index).to_owned());
        diagnostic.identity = format!("{nearby}|{name}|{}", place_identity(document, &place));
        results.finding(diagnostic);
    }
}
