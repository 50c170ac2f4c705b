//! The check `text`: what must not stand in a document, and what must.

use std::borrow::Cow;

use super::Check;
use crate::check::aid::bind::Bound;
use crate::check::aid::found::{is_excepted, masked};
use crate::check::aid::name::{place_identity, shown, words_before};
use crate::check::results::Results;
use crate::diagnostic::{Diagnostic, Lang, Severity, Text};
use crate::document::Place;
use crate::keys;
use crate::keys::Lack;
use crate::ledger::Outcome;
use crate::rule::parts::{FLAG, TOLD, WITHIN, opt, patterns};
use crate::rule::pattern::Pattern;
use crate::rule::{Rule, Within};

keys! {
    /// What must not stand in a text, and what must.
    "文中不应出现的，和应出现的。"
    pub struct TextCheck {
        /// Where.
        within: Within = "in", WITHIN, "在哪里";
        /// Each match is a breach.
        forbid: Vec<Pattern> = "forbid", patterns(&[]), "不应出现的，每一处都报";
        /// A match of these around or over it is none.
        except: Vec<Pattern> = "except", patterns(&[]), "在这些之内的不算";
        /// At least one of these must match, in each place.
        require: Vec<Pattern> = "require", patterns(&[]), "每一处至少应有其中之一";
        /// What is wrong with a match, after its words.
        say: Option<Text> = "say", opt(TOLD), "错在哪里，接在原文后面说";
        /// All matches of a document are one finding, at the first.
        once: bool = "once", FLAG, "全文只报一条，在第一处";
        /// Digits in the middle of a match are not repeated in the message.
        mask: bool = "mask", FLAG, "消息里不重复中间的数字";
    }
}

impl Check for TextCheck {
    const NAME: &'static str = "text";

    fn run(&self, bound: &Bound<'_>, _: &Rule, results: &mut Results) {
        run(bound, self, results);
    }

    fn lacks(&self) -> Option<Lack<'static>> {
        (self.forbid.is_empty() && self.require.is_empty()).then_some(Lack::Key(vec!["forbid", "require"]))
    }
}

/// Tries the rule in each of its places.
fn run<'r>(bound: &Bound<'_>, check: &'r TextCheck, results: &mut Results) {
    let document = bound.document;
    let facts = |name: &str| bound.fact_value(name);
    let known = |patterns: &'r [Pattern]| -> Vec<Cow<'r, Pattern>> {
        patterns.iter().filter_map(|pattern| pattern.with_facts(&facts).ok()).collect()
    };
    let (forbid, except, require) = (known(&check.forbid), known(&check.except), known(&check.require));
    let may = |pattern: &Cow<'_, Pattern>| pattern.may_match(document.grams());
    let forbid: Vec<_> = forbid.into_iter().filter(may).collect();
    let mut found: Vec<Place> = Vec::new();
    let mut breached = false;
    let places = bound.within(&check.within);
    // Where the section or the table is not there, nothing was looked at.
    if places.is_empty() {
        return;
    }
    for place in places {
        let text = document.text(&place);
        for pattern in &forbid {
            for hit in pattern.find_iter(text) {
                if is_excepted(&except, text, &hit.range) {
                    continue;
                }
                // `{here…}` puts the finger on a part of the match.
                let range = hit.get("here").unwrap_or(hit.range.clone());
                let at = place.start + range.start as u32..place.start + range.end as u32;
                // Stars within a number are dropped as markup when a text is folded: it is masked already.
                let starred = check.mask && document.span(&at).range().len() > range.len();
                if !starred {
                    found.push(at);
                }
            }
        }
        let met = check.require.is_empty() || require.iter().any(|pattern| pattern.is_match(text));
        if !met {
            let end = place.start..(place.start + text.chars().next().map_or(0, char::len_utf8) as u32);
            let message = Text::new("这里缺少应有的内容", "what must stand here does not");
            let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(&end), message);
            diagnostic.identity = place_identity(document, &end);
            results.finding(diagnostic);
            breached = true;
        }
    }
    if found.is_empty() && !breached {
        results.outcome(Outcome::Holds);
    }
    found.sort_by_key(|place| place.start);
    let shown = if check.once { 1 } else { found.len() };
    for at in found.iter().take(shown) {
        let more = if check.once { found.len() - 1 } else { 0 };
        results.finding(diagnostic(bound, check, at, more, &found));
    }
}

fn diagnostic(bound: &Bound<'_>, check: &TextCheck, at: &Place, more: usize, found: &[Place]) -> Diagnostic {
    let document = bound.document;
    let words = shown(document.text(at).trim());
    let shown = if check.mask { masked(&words) } else { words };
    let (mut zh, mut en) = match &check.say {
        Some(say) => {
            (format!("“{shown}”：{}", say.get(Lang::Zh)), format!("\"{shown}\": {}", say.get(Lang::En)))
        }
        None => (format!("“{shown}”"), format!("\"{shown}\"")),
    };
    if more > 0 {
        zh.push_str(&format!("（全文共 {} 处）", more + 1));
        en.push_str(&format!(" ({} places)", more + 1));
    }
    let mut diagnostic = Diagnostic::new("", Severity::Error, document.span(at), Text::new(zh, en));
    for other in found.iter().skip(1).take(more.min(4)) {
        diagnostic = diagnostic.with(document.span(other), Text::new("还有这里", "here too"));
    }
    diagnostic.identity = match check.mask {
        true => words_before(document, at),
        false => place_identity(document, at),
    };
    diagnostic
}
