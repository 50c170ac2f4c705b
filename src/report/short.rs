//! One line a diagnostic: `path:line:column: severity[rule] message`; in files that are no plain text the place stands
//! instead of line and column.

use std::fmt::Write as _;

use super::excerpt::visible;
use super::{Run, place};
use crate::diagnostic::Severity;

/// Tells `run`, one line a diagnostic, and the summary last.
pub fn render(run: &Run) -> String {
    let lang = run.options.lang;
    let mut out = String::new();
    let live = run.live();
    for (found, print) in live.iter().take(run.options.max_findings.unwrap_or(live.len())) {
        let span = found.primary.span;
        let source = run.sources.get(span.file);
        let _ = writeln!(
            out,
            "{}: {}[{}] {}{}",
            visible(&place::whole(source.name(), source, span.start as usize, lang)),
            found.severity.as_str(),
            visible(&found.rule),
            visible(found.message.get(lang)),
            match run.options.fingerprints && run.can_be_waived(found) {
                true => format!(" {print}"),
                false => String::new(),
            },
        );
    }
    if let Some(more) = super::not_shown(run, live.len()) {
        let _ = writeln!(out, "{more}");
    }
    for unread in run.unreadable {
        let severity = Severity::Error.as_str();
        let (name, reason) = (visible(&unread.name), visible(unread.reason.get(lang)));
        let _ = writeln!(out, "{name}: {severity}[{}] {reason}", super::text::UNREADABLE);
    }
    out.push_str(&super::closing(run));
    out
}
