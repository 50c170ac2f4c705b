//! When a disclosure was published: as its first lines say (公开日期：2031年3月2日), or its path. Later than the day it was due is
//! told.

use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::document::Document;
use crate::source::{Cut, Span};
use crate::words::vocabulary;

/// A document that was published later than it was due.
pub const LATE: &str = "gouji/published-late";
/// What says when a document was published stands on its cover or over its text.
const HEAD: usize = 40;

/// The day that a document says it was published on, and where.
pub fn said(document: &Document) -> Option<(Date, Span)> {
    let mut start = 0;
    for line in document.folded.text.as_str().split_inclusive('\n').take(HEAD) {
        for (colon, _) in line.match_indices(':') {
            let key = line.cut(..colon).trim_end();
            // 来源：某局 发布日期：2031-03-02: what stands before a key on its line is another's value.
            let key = key.rsplit([' ', '\t', '|']).next().unwrap_or_default();
            let value = line.cut(colon + 1..).trim();
            if key.is_empty() || !vocabulary().published.fit(key) {
                continue;
            }
            if let Some(date) = Date::begun_by(value) {
                let from = start + line.cut(..colon).rfind(key).unwrap_or_default();
                let to =
                    start + colon + 1 + line.cut(colon + 1..).find(['\t', '|', '\n']).unwrap_or_default();
                return Some((date, document.span(&(from as u32..(to.max(start + colon + 1)) as u32))));
            }
        }
        start += line.len();
    }
    None
}

/// What there is to say of a document published on `day`, told at `place`, that was due on `due`.
pub fn late(day: Date, due: Date, place: Span) -> Option<Diagnostic> {
    if day <= due {
        return None;
    }
    let message = Text::new(
        format!("公开日期 {day} 晚于期限 {due}"),
        format!("published on {day}, later than it was due on {due}"),
    );
    let help = Text::new(
        "核对日期；期限由 gouji.toml 的 [[disclosure]] due 规定",
        "check the date; when it is due is said by due under [[disclosure]] in gouji.toml",
    );
    let mut found = Diagnostic::new(LATE, Severity::Warning, place, message).help(help);
    found.identity = day.to_string();
    Some(found)
}
