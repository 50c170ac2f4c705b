//! Blank forms: a document in which more waits to be filled in than is written has one thing wrong with it.

use crate::check::Checked;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::rule::Pack;

/// A document that is a form which nobody has filled in.
pub const BLANK_FORM: &str = "gouji/blank-form";

/// Fewer places that wait to be filled in are what somebody forgot.
const LEAST: usize = 10;

/// Leaves one finding where a document is a blank form: what its rules told of places to be filled in, and of what is
/// missing there, says nothing of its figures. A document with more figures than such places is none.
pub fn folded(checked: &mut Checked, packs: &[&Pack]) {
    let waits = |found: &Diagnostic| {
        let mut rules = packs.iter().flat_map(|pack| &pack.rules);
        rules.any(|rule| rule.awaits && rule.id == found.rule)
    };
    let places: Vec<usize> =
        (0..checked.diagnostics.len()).filter(|&at| waits(&checked.diagnostics[at])).collect();
    let first =
        places.iter().map(|&at| &checked.diagnostics[at].primary).min_by_key(|label| label.span.start);
    let Some(first) = first.filter(|_| places.len() >= LEAST && places.len() > checked.ledger.n_figures())
    else {
        return;
    };
    let n = places.len();
    let message = Text::new(
        format!("这是一份没有填写的空白表样：{n} 处待填，没有可核对的数"),
        format!(
            "this is a form that nobody has filled in: {n} places wait, and there are no figures to check"
        ),
    );
    let mut told = Diagnostic::new(BLANK_FORM, Severity::Error, first.span, message)
        .labelled(Text::new("第一处", "the first"))
        .help(Text::new(
            "填好再公开；本来就是表样的，在 gouji.toml 里用 exclude 排除，或停用 gouji/blank-form",
            "fill it in before it is published; where it is meant to be a form, leave it out by exclude in gouji.toml, or switch off gouji/blank-form",
        ));
    told.identity = "form".to_owned();
    checked.diagnostics = vec![told];
}
