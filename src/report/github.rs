//! Annotations of GitHub Actions: one workflow command a line. Files that are no plain text are annotated as a whole, with
//! the place in the words.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::excerpt::{is_unseen, visible};
use super::{Region, Run, Summary, place};
use crate::diagnostic::Severity;

/// Tells `run` to GitHub Actions.
pub fn render(run: &Run) -> String {
    let lang = run.options.lang;
    let mut out = String::new();
    for (found, _) in run.live() {
        let span = found.primary.span;
        let mut place = String::new();
        if let Some(Region { line, column, end_line, end_column }) = place::region(run.sources, span) {
            place = format!("line={line},endLine={end_line},col={column},");
            if line == end_line {
                // Columns of an annotation are those of one line, the last one included.
                let _ = write!(place, "endColumn={},", end_column.saturating_sub(1).max(column));
            }
        }
        let message = place::message(run.sources, span, found.message.get(lang), lang);
        let words = [message.as_str()].into_iter().chain(found.notes.iter().map(|note| note.get(lang)));
        let words: Vec<&str> = words.chain(found.help.as_ref().map(|help| help.get(lang))).collect();
        let _ = writeln!(
            out,
            "::{} file={},{place}title={}::{}",
            command(found.severity),
            property(run.sources.get(found.primary.span.file).name()),
            property(&found.rule),
            data(&words.join("\n")),
        );
    }
    for unread in run.unreadable {
        let (name, title) = (property(&unread.name), property(super::text::UNREADABLE));
        let words = format!("{}\n{}", unread.reason.get(lang), unread.help.get(lang));
        let _ = writeln!(out, "::error file={name},title={title}::{}", data(&words));
    }
    let mut words = run.judged.lines(lang);
    words.push(Summary::of(run).line(lang));
    let _ = writeln!(out, "::notice title=gouji::{}", data(&words.join("\n")));
    out
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

/// What stands behind `::`.
fn data(text: &str) -> String {
    let seen =
        |c: char| if matches!(c, '\n' | '\r' | '\t') { c.to_string() } else { visible(&c.to_string()) };
    let text: Cow<'_, str> = match text.chars().any(is_unseen) || text.chars().any(char::is_control) {
        true => text.chars().map(seen).collect::<String>().into(),
        false => text.into(),
    };
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands behind `=`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_or_a_message_is_a_command() {
        assert_eq!(data("96%\r\n::error::x"), "96%25%0D%0A::error::x");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(property("a\u{1b}[31m\u{202e}b\n"), "a␛[31m<U+202E>b%0A");
    }
}
